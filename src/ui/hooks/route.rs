//! Follows the page's address.

use std::rc::Rc;

use yew::prelude::*;

use super::{On, use_events};
use crate::platform::page;
use crate::ui::route::Route;

/// The screen that the address asks for, now and whenever it changes.
#[hook]
pub fn use_route() -> Route {
    let route = use_state_eq(|| Route::parse(&page::address()));
    let current = (*route).clone();
    use_events(&[(On::Window, "hashchange")], Rc::new(move |_: &Event| route.set(Route::parse(&page::address()))));
    current
}
