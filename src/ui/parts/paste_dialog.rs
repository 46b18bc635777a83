//! Pasting a text by hand, for those who do not know that Ctrl+V alone will do.

use wasm_bindgen::JsCast;
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use super::button::button;
use super::modal::Modal;
use crate::messages::text;
use crate::platform::page;

/// A field for the text and a button.
pub fn paste_dialog(on_text: Callback<String>, on_close: Callback<()>) -> Html {
    let send = {
        let on_close = on_close.clone();
        Callback::from(move |_| {
            let field = page::find("dialog textarea").and_then(|field| field.dyn_into::<HtmlTextAreaElement>().ok());
            let pasted = field.map(|field| field.value()).unwrap_or_default();
            if !pasted.trim().is_empty() {
                on_text.emit(pasted);
                on_close.emit(());
            }
        })
    };
    html! {
        <Modal title={text("paste-heading")} {on_close}>
            <p id="paste-hint">{ text("paste-hint") }</p>
            <textarea rows="12" aria-label={text("paste-field")} aria-describedby="paste-hint" spellcheck="false" />
            <p class="dialog-actions">{ button("primary", text("paste-continue"), send) }</p>
        </Modal>
    }
}
