//! One effect each.

mod autosave;
mod incoming;
mod keys;
mod label_looks;
mod leaving;
mod looking;
mod other_tabs;
mod painter;
mod reading_cursor;
mod route;
mod selection;
mod shipped;

pub use autosave::{SaveStatus, use_autosave};
pub use incoming::{Incoming, use_incoming};
pub use keys::use_keys;
pub use label_looks::{colour_of, line_of, use_label_looks};
pub use leaving::use_leave_warning;
pub use looking::use_looking;
pub use other_tabs::use_other_tabs;
pub use painter::use_painter;
pub use reading_cursor::use_reading_cursor;
pub use route::use_route;
pub use selection::use_article_selection;
pub use shipped::use_shipped_articles;

use std::rc::Rc;

use gloo::events::{EventListener, EventListenerOptions};
use web_sys::Event;
use yew::prelude::*;

/// Which object of the page an event is listened for on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum On {
    /// The document.
    Document,
    /// The window.
    Window,
}

/// Listens to events of several kinds for as long as the component is shown,
/// always with the newest callback. Takes any callback by pointer: a hook for each
/// kind of callback would weigh on the download.
#[hook]
pub fn use_events(kinds: &'static [(On, &'static str)], callback: Rc<dyn Fn(&Event)>) {
    let latest = use_mut_ref(|| None::<Rc<dyn Fn(&Event)>>);
    *latest.borrow_mut() = Some(callback);
    use_effect_with((), move |()| {
        let listen = |(on, kind): &(On, &'static str)| {
            let latest = latest.clone();
            let options = EventListenerOptions::enable_prevent_default();
            let handler = move |event: &Event| {
                if let Some(callback) = &*latest.borrow() {
                    callback(event);
                }
            };
            match on {
                On::Document => EventListener::new_with_options(&gloo::utils::document(), *kind, options, handler),
                On::Window => EventListener::new_with_options(&gloo::utils::window(), *kind, options, handler),
            }
        };
        let listeners: Vec<EventListener> = kinds.iter().map(listen).collect();
        move || drop(listeners)
    });
}
