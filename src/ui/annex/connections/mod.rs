//! How annotations are joined: [`linking`] joins the chosen one to others, [`links`]
//! shows in the text to which it is joined, [`panel`] asks what there is to ask.

mod linking;
mod links;
mod panel;

use std::rc::Rc;

use web_sys::Event;
use yew::prelude::*;

use crate::ui::hooks::{On, use_events};
use crate::ui::views::reader::Reading;

/// What is read.
#[derive(Clone, Properties)]
pub struct ConnectionsProps {
    /// The article, and what a person is doing with it.
    pub reading: Rc<Reading>,
    /// The element in which all is placed.
    pub frame: NodeRef,
    /// How many blocks are drawn.
    pub drawn: usize,
}

impl PartialEq for ConnectionsProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.reading, &other.reading) && self.drawn == other.drawn
    }
}

/// Lines, the knob, and the panel.
#[component]
pub fn Connections(props: &ConnectionsProps) -> Html {
    let reading = &props.reading;
    linking::use_panel(reading);
    links::use_links(reading, &props.frame, props.drawn);
    {
        let reading = reading.clone();
        const ATTENTION: &[(On, &str)] =
            &[(On::Document, "pointerover"), (On::Document, "focusin"), (On::Document, "selectionchange")];
        use_events(ATTENTION, Rc::new(move |event: &Event| reading.on_attention(event)));
    }
    html! {
        <>
            <svg class="links" aria-hidden="true"></svg>
            { links::knob(reading) }
            { linking::panel(reading) }
        </>
    }
}

/// Keys of commands that join, and those while a connection is made. Answers whether
/// it used this one.
pub fn key(reading: &Rc<Reading>, pressed: &str, is_in_list: bool) -> bool {
    reading.on_linking_key(pressed, is_in_list)
}

/// A click on marks while a connection is made. Answers whether one of them was joined.
pub fn pick(reading: &Reading, ids: &str) -> bool {
    let all = ids.split_whitespace().rev().map(crate::model::id::AnnotationId::from);
    match all.into_iter().find(|id| reading.can_link_to(id)) {
        Some(other) => {
            reading.link_to(&other);
            true
        }
        None => false,
    }
}
