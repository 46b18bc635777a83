//! The browser's edge: storage, clock and ids, files, the page's address, the
//! selection. Turns what the browser says into plain values and back. Decides
//! nothing. The only part that touches the browser outside of Yew.

pub mod clock;
pub mod database;
pub mod encoding;
pub mod files;
pub mod page;
pub mod segmenter;
pub mod selection;
pub mod storage;
pub mod style;
pub mod worker;

use wasm_bindgen::JsCast;

/// The window.
///
/// # Panics
/// Never in a page: a page has a window and a document.
#[allow(clippy::expect_used)]
fn window() -> web_sys::Window {
    web_sys::window().expect("a page has a window")
}

/// The document.
///
/// # Panics
/// Never in a page: a page has a window and a document.
#[allow(clippy::expect_used)]
fn document() -> web_sys::Document {
    window().document().expect("a page has a document")
}

/// The element that an event happened in, if it was one.
pub fn element_of(event: &web_sys::Event) -> Option<web_sys::Element> {
    event.target()?.dyn_into().ok()
}

/// What is chosen or written in the field that an event comes from.
pub fn value_of(event: &web_sys::Event) -> String {
    let value = element_of(event).and_then(|field| js_sys::Reflect::get(&field, &"value".into()).ok());
    value.and_then(|value| value.as_string()).unwrap_or_default()
}
