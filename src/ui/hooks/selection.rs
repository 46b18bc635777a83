//! Follows what is selected in the article.

use wasm_bindgen::JsCast;
use web_sys::{Element, MouseEvent};
use yew::prelude::*;

use super::{On, use_events};
use crate::platform::selection::{Selected, selected_in};

/// What is selected in the article. While the mouse button or a finger is down
/// nothing is offered: the selection is still being made.
#[hook]
pub fn use_article_selection(article: &NodeRef) -> Option<Selected> {
    let selected = use_state_eq(|| None::<Selected>);
    let is_down = use_mut_ref(|| false);
    let read = {
        let (article, selected) = (article.clone(), selected.clone());
        move || selected.set(article.cast::<Element>().as_ref().and_then(selected_in))
    };
    {
        let is_down = is_down.clone();
        use_events(&[(On::Document, "pointerdown")], move |event| {
            // A press on the toolbar does not begin a new selection.
            let on_toolbar = crate::platform::element_of(event)
                .is_some_and(|element| element.closest("[role=toolbar]").ok().flatten().is_some());
            let is_primary = event.dyn_ref::<MouseEvent>().is_some_and(|pointer| pointer.button() == 0);
            *is_down.borrow_mut() = is_primary && !on_toolbar;
        });
    }
    {
        let (is_down, read) = (is_down.clone(), read.clone());
        use_events(
            &[(On::Document, "pointerup"), (On::Document, "pointercancel"), (On::Document, "keydown")],
            move |_| {
                *is_down.borrow_mut() = false;
                read();
            },
        );
    }
    use_events(&[(On::Document, "selectionchange")], move |_| {
        if !*is_down.borrow() {
            read();
        }
    });
    *selected
}
