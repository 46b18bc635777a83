//! A modal dialog: the browser's own, which holds the focus and closes on Escape.

use web_sys::HtmlDialogElement;
use yew::prelude::*;

use super::button::{button, pressed};

use crate::messages::text;
use crate::platform::page::open_dialog;

/// What is in it.
#[derive(Properties, PartialEq)]
pub struct ModalProps {
    /// Its heading and accessible name.
    pub title: String,
    /// It was closed.
    pub on_close: Callback<()>,
    /// Its content.
    pub children: Html,
}

/// Opens as soon as it is shown.
#[component]
pub fn Modal(props: &ModalProps) -> Html {
    let dialog = use_node_ref();
    {
        let dialog = dialog.clone();
        use_effect_with((), move |()| {
            let dialog = dialog.cast::<HtmlDialogElement>();
            if let Some(dialog) = &dialog {
                open_dialog(dialog);
            }
            // Closing it, not only removing it, gives the focus back to where it was.
            move || {
                if let Some(dialog) = dialog {
                    dialog.close();
                }
            }
        });
    }
    let on_close = props.on_close.clone();
    html! {
        <dialog ref={dialog} class="modal" aria-labelledby="modal-title" onclose={move |_| on_close.emit(())}>
            <header>
                <h2 id="modal-title">{ &props.title }</h2>
                { button("plain", text("close"), pressed(&props.on_close)) }
            </header>
            { props.children.clone() }
        </dialog>
    }
}
