//! Pasting a text by hand, for those who do not know that Ctrl+V alone will do.

use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use super::button::button;
use super::modal::Modal;
use crate::messages::text;

/// What becomes of it.
#[derive(Properties, PartialEq)]
pub struct PasteDialogProps {
    /// A text was given.
    pub on_text: Callback<String>,
    /// The dialog was closed.
    pub on_close: Callback<()>,
}

/// A field for the text and a button.
#[component]
pub fn PasteDialog(props: &PasteDialogProps) -> Html {
    let field = use_node_ref();
    let send = {
        let (field, on_text, on_close) = (field.clone(), props.on_text.clone(), props.on_close.clone());
        Callback::from(move |_| {
            let pasted = field.cast::<HtmlTextAreaElement>().map(|field| field.value()).unwrap_or_default();
            if !pasted.trim().is_empty() {
                on_text.emit(pasted);
                on_close.emit(());
            }
        })
    };
    html! {
        <Modal title={text("paste-heading")} on_close={props.on_close.clone()}>
            <p id="paste-hint">{ text("paste-hint") }</p>
            <textarea ref={field} rows="12" aria-label={text("paste-field")} aria-describedby="paste-hint" spellcheck="false" />
            <p class="dialog-actions">{ button("primary", text("paste-continue"), send) }</p>
        </Modal>
    }
}
