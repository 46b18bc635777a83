//! Files dropped anywhere on the page, and text pasted outside of fields.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, DataTransfer, DragEvent};
use yew::prelude::*;

use super::{On, use_events};
use crate::platform::files::{ChosenFile, files_in};
use crate::platform::page::is_writing;

/// What came in without a button.
pub enum Incoming {
    /// Dropped or pasted files.
    Files(Vec<ChosenFile>),
    /// Dropped or pasted text, and the same as HTML, if it has marks; it may be empty.
    Text(String, String),
}

/// Takes in drops and pastes. Answers whether something is being dragged over
/// the page.
#[hook]
pub fn use_incoming(receive: Callback<Incoming>) -> bool {
    let is_over = use_state_eq(|| false);
    // What is dragged within the page is no import.
    let is_own_drag = use_mut_ref(|| false);
    {
        let is_own_drag = is_own_drag.clone();
        use_events(
            &[(On::Document, "dragstart"), (On::Document, "dragend")],
            Rc::new(move |event: &Event| {
                *is_own_drag.borrow_mut() = event.type_() == "dragstart";
            }),
        );
    }
    {
        let (is_over, is_own_drag) = (is_over.clone(), is_own_drag.clone());
        use_events(
            &[(On::Document, "dragover")],
            Rc::new(move |event: &Event| {
                let Some(drag) = event.dyn_ref::<DragEvent>().filter(|_| !*is_own_drag.borrow()) else { return };
                let types = drag.data_transfer().map(|data| data.types());
                let carries_files = types.is_some_and(|types| types.includes(&"Files".into(), 0));
                if carries_files || !is_writing(event) {
                    // Without this the browser would open the file in place of the app.
                    event.prevent_default();
                    is_over.set(true);
                }
            }),
        );
    }
    {
        let is_over = is_over.clone();
        use_events(
            &[(On::Document, "dragleave")],
            Rc::new(move |event: &Event| {
                // Only leaving the window leaves nothing behind to go to.
                if event.dyn_ref::<DragEvent>().is_some_and(|drag| drag.related_target().is_none()) {
                    is_over.set(false);
                }
            }),
        );
    }
    {
        let (is_over, receive) = (is_over.clone(), receive.clone());
        use_events(
            &[(On::Document, "drop")],
            Rc::new(move |event: &Event| {
                is_over.set(false);
                if *is_own_drag.borrow() {
                    return;
                }
                let Some(data) = event.dyn_ref::<DragEvent>().and_then(DragEvent::data_transfer) else { return };
                let files = files_in(data.files());
                if !files.is_empty() {
                    event.prevent_default();
                    receive.emit(Incoming::Files(files));
                } else if !is_writing(event) {
                    event.prevent_default();
                    receive_text(&receive, &data);
                }
            }),
        );
    }
    use_events(
        &[(On::Document, "paste")],
        Rc::new(move |event: &Event| {
            if is_writing(event) {
                return;
            }
            let Some(data) = event.dyn_ref::<ClipboardEvent>().and_then(ClipboardEvent::clipboard_data) else { return };
            let files = files_in(data.files());
            // Office programs put a picture beside the text; the text is what is meant.
            if !receive_text(&receive, &data) && !files.is_empty() {
                receive.emit(Incoming::Files(files));
            }
        }),
    );
    *is_over
}

/// Takes in a text, if there is one.
fn receive_text(receive: &Callback<Incoming>, data: &DataTransfer) -> bool {
    let of = |kind| data.get_data(kind).ok().filter(|text| !text.trim().is_empty());
    let text = of("text/plain");
    let is_text = text.is_some();
    if let Some(text) = text {
        receive.emit(Incoming::Text(text, of("text/html").unwrap_or_default()));
    }
    is_text
}
