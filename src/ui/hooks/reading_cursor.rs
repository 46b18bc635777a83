//! Shows where the reading cursor stands.

use std::rc::Rc;

use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use super::{On, use_events};
use crate::platform::page::set_length;
use crate::platform::selection::{cursor_in, place_of_element};

/// Keeps the cursor element over the point at which keys act, while the article
/// has the focus; hides it otherwise. `frame` is what the cursor is positioned in.
#[hook]
pub fn use_reading_cursor(article: &NodeRef, cursor: &NodeRef, frame: &NodeRef) {
    let update = {
        let (article, cursor, frame) = (article.clone(), cursor.clone(), frame.clone());
        move || {
            let (Some(article), Some(cursor), Some(frame)) =
                (article.cast::<Element>(), cursor.cast::<HtmlElement>(), frame.cast::<Element>())
            else {
                return;
            };
            let has_focus = article.matches(":focus").unwrap_or(false);
            match cursor_in(&article).filter(|_| has_focus) {
                Some(place) => {
                    let frame = place_of_element(&frame);
                    set_length(&cursor, "--left", place.left - frame.left);
                    set_length(&cursor, "--top", place.top - frame.top);
                    set_length(&cursor, "--height", place.height);
                    cursor.set_hidden(false);
                }
                None => cursor.set_hidden(true),
            }
        }
    };
    const MOVING: &[(On, &str)] = &[
        (On::Document, "selectionchange"),
        (On::Document, "focusin"),
        (On::Document, "focusout"),
        (On::Window, "resize"),
    ];
    use_events(MOVING, Rc::new(move |_: &Event| update()));
}
