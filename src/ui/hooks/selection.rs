//! Follows what is selected in the article.

use std::cell::RefCell;
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use wasm_bindgen::JsCast;
use web_sys::{Element, MouseEvent, PointerEvent};
use yew::prelude::*;

use super::{On, use_events};
use crate::platform::element_of;
use crate::platform::selection::{Selected, selected_in};

/// How long after a double click a third may follow, in milliseconds.
const NEXT_CLICK: u32 = 350;

/// Called when a selection has been made with the mouse or a pen.
pub type Made = Rc<RefCell<Option<Box<dyn Fn(Selected)>>>>;

/// What is selected in the article. While the mouse button or a finger is down
/// nothing is offered: the selection is still being made. `made` is called when
/// one was made with the mouse or a pen; not with a finger, which corrects it by
/// handles of the system's, nor by keys.
#[hook]
pub fn use_article_selection(article: &NodeRef, made: &Made) -> Option<Selected> {
    let selected = use_state_eq(|| None::<Selected>);
    // Whether a button is down, and the how-manieth click in a row that is.
    let down = use_mut_ref(|| (false, 0));
    let later = use_mut_ref(|| None::<Timeout>);
    let read = {
        let (article, selected) = (article.clone(), selected.clone());
        move || {
            let now = article.cast::<Element>().as_ref().and_then(selected_in);
            selected.set(now);
            now
        }
    };
    {
        let (down, later) = (down.clone(), later.clone());
        use_events(
            &[(On::Document, "pointerdown"), (On::Document, "mousedown")],
            Rc::new(move |event: &Event| {
                // A press on the toolbar or on a handle does not begin a new selection.
                let is_elsewhere = element_of(event)
                    .is_some_and(|element| element.closest("[role=toolbar], .edges").ok().flatten().is_some());
                let Some(mouse) = event.dyn_ref::<MouseEvent>() else { return };
                let mut down = down.borrow_mut();
                if event.type_() == "mousedown" {
                    down.1 = mouse.detail();
                } else {
                    down.0 = mouse.button() == 0 && !is_elsewhere;
                }
                later.take();
            }),
        );
    }
    {
        let (down, read, made) = (down.clone(), read.clone(), made.clone());
        use_events(
            &[(On::Document, "pointerup"), (On::Document, "pointercancel"), (On::Document, "keydown")],
            Rc::new(move |event: &Event| {
                let (was_down, clicks) = std::mem::take(&mut *down.borrow_mut());
                let now = read();
                let by_mouse = event.dyn_ref::<PointerEvent>().is_some_and(|pointer| pointer.pointer_type() != "touch");
                let (Some(now), true, true, "pointerup") = (now, was_down, by_mouse, event.type_().as_str()) else {
                    return;
                };
                let made = made.clone();
                let tell = move || {
                    if let Some(made) = &*made.borrow() {
                        made(now);
                    }
                };
                // A word may yet become a paragraph.
                let wait = if clicks == 2 { NEXT_CLICK } else { 0 };
                later.replace(Some(Timeout::new(wait, tell)));
            }),
        );
    }
    use_events(
        &[(On::Document, "selectionchange")],
        Rc::new(move |_: &Event| {
            if !down.borrow().0 {
                read();
            }
        }),
    );
    *selected
}
