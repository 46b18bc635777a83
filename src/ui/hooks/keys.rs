//! Keys that work anywhere on the page, except where a person writes; from there
//! Escape leads back to what is read.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;
use yew::prelude::*;

use super::{On, use_events};
use crate::platform::page::{focus, is_writing, leaves_field};

/// Calls back with every key press outside of fields and dialogs; the callback
/// says whether it used the key, which then does nothing else. A key that leads out of
/// a field beside the text leads back to the text: what is written there stays.
#[hook]
pub fn use_keys(callback: Rc<dyn Fn(&KeyboardEvent) -> bool>) {
    use_events(
        &[(On::Document, "keydown")],
        Rc::new(move |event: &Event| {
            let Some(key) = event.dyn_ref::<KeyboardEvent>().filter(|key| !key.default_prevented()) else { return };
            if !is_writing(event) {
                if callback(key) {
                    event.prevent_default();
                }
            } else if leaves_field(key) {
                event.prevent_default();
                focus("article");
            }
        }),
    );
}
