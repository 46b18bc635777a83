//! Pasting a text by hand, for those who do not know that Ctrl+V alone will do.

use wasm_bindgen::JsCast;
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use crate::messages::text;
use crate::platform::page;
use crate::ui::parts::button::button;
use crate::ui::parts::modal::Modal;

/// What becomes of it.
pub struct PasteDialogProps {
    /// A text was pasted.
    pub on_text: Callback<String>,
    /// The dialog was closed.
    pub on_close: Callback<()>,
}

/// A field for the text and a button.
pub fn paste_dialog(props: &PasteDialogProps) -> Html {
    let send = {
        let (on_text, on_close) = (props.on_text.clone(), props.on_close.clone());
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
        <Modal title={text("paste-heading")} on_close={props.on_close.clone()}>
            <p id="paste-hint">{ text("paste-hint") }</p>
            <textarea rows="12" aria-label={text("paste-field")} aria-describedby="paste-hint" spellcheck="false" />
            <p class="dialog-actions">{ button("primary", text("paste-continue"), send) }</p>
        </Modal>
    }
}
