//! Keys that work anywhere on the page, except where a person writes.

use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;
use yew::prelude::*;

use super::{On, use_events};
use crate::platform::page::is_writing;

/// What keys do without a label while a text is read: no label can have them.
pub const OWN_KEYS: &[&str] = &["a", "x", "+", "=", "-"];

/// Calls back with every key press outside of fields and dialogs; the callback
/// says whether it used the key, which then does nothing else.
#[hook]
pub fn use_keys(callback: impl Fn(&KeyboardEvent) -> bool + 'static) {
    use_events(&[(On::Document, "keydown")], move |event| {
        let Some(key) = event.dyn_ref::<KeyboardEvent>() else { return };
        if !key.default_prevented() && !is_writing(event) && callback(key) {
            event.prevent_default();
        }
    });
}
