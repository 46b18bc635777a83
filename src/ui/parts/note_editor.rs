//! The field for a note. What is written is kept after a short pause, when the
//! field is left, and when the page is hidden: whichever comes first.

use std::cell::RefCell;
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use crate::messages::text;
use crate::ui::hooks::{On, use_events};

/// Which note.
#[derive(Properties, PartialEq)]
pub struct NoteEditorProps {
    /// What is stored.
    pub note: AttrValue,
    /// What is written now.
    pub on_note: Callback<String>,
}

/// How long a person pauses before a note is kept, in milliseconds.
const PAUSE: u32 = 500;

/// A text field that keeps what is written in it.
#[component]
pub fn NoteEditor(props: &NoteEditorProps) -> Html {
    let field = use_node_ref();
    let pause = use_mut_ref(|| None::<Timeout>);
    let keep = {
        let (field, on_note, stored) = (field.clone(), props.on_note.clone(), props.note.clone());
        let pause = pause.clone();
        move || {
            pause.borrow_mut().take();
            if let Some(field) = field.cast::<HtmlTextAreaElement>()
                && field.value() != *stored
            {
                on_note.emit(field.value());
            }
        }
    };
    let latest: Rc<RefCell<Box<dyn Fn()>>> = use_mut_ref(|| Box::new(|| ()) as Box<dyn Fn()>);
    *latest.borrow_mut() = Box::new(keep);
    {
        let latest = latest.clone();
        use_events(&[(On::Window, "pagehide"), (On::Document, "visibilitychange")], move |_| latest.borrow()());
    }
    let oninput = {
        let latest = latest.clone();
        move |_: InputEvent| {
            let latest = latest.clone();
            *pause.borrow_mut() = Some(Timeout::new(PAUSE, move || latest.borrow()()));
        }
    };
    let onblur = move |_: FocusEvent| latest.borrow()();
    html! {
        <label class="note">
            <span>{ text("note") }</span>
            <textarea ref={field} rows="3" value={props.note.clone()} {oninput} {onblur} />
        </label>
    }
}
