//! Takes in what other tabs wrote.

use std::cell::RefCell;
use std::rc::Rc;

use yew::prelude::*;

use super::{On, use_events};
use crate::ui::annex::door;
use crate::ui::app_state::Desk;
use crate::ui::shared::{DeviceKeeper, Shared};

/// Follows the storage events of other tabs, and reads again where the page may have
/// slept and missed some. What comes before the annex is here it finds in storage.
#[hook]
pub fn use_other_tabs(keeper: &Shared<RefCell<DeviceKeeper>>, desk: &Desk) {
    let (keeper, desk) = (keeper.clone(), desk.clone());
    use_events(
        &[
            (On::Window, "storage"),
            (On::Window, "pageshow"),
            (On::Document, "visibilitychange"),
            (On::Document, "resume"),
        ],
        Rc::new(move |event: &Event| {
            if let Some(annex) = door::now() {
                (annex.hear)(event, &keeper, &desk);
            }
        }),
    );
}
