//! Keys that work anywhere on the page, except where a person writes; from there
//! Escape leads back to what is read.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;
use yew::prelude::*;

use super::{On, use_events};
use crate::platform::page::{is_writing, leaves_field};

/// Calls back with every key press outside of fields and dialogs, and with one that
/// leads out of a field beside the text; the callback says whether it used the key,
/// which then does nothing else.
#[hook]
pub fn use_keys(callback: Rc<dyn Fn(&KeyboardEvent) -> bool>) {
    use_events(
        &[(On::Document, "keydown")],
        Rc::new(move |event: &Event| {
            let Some(key) = event.dyn_ref::<KeyboardEvent>() else { return };
            if !key.default_prevented() && (!is_writing(event) || leaves_field(key)) && callback(key) {
                event.prevent_default();
            }
        }),
    );
}
