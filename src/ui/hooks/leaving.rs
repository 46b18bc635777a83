//! Asks whoever leaves while work would be lost.

use gloo::events::{EventListener, EventListenerOptions};
use yew::prelude::*;

use super::SaveStatus;
use crate::platform::page;
use crate::store::state::State;

/// While something is at risk, the browser asks before the page is closed. It is
/// listened to only then: browsers keep no page ready to come back to that listens.
#[hook]
pub fn use_leave_warning(state: &State, status: SaveStatus) {
    // What storage has not taken; where it takes nothing, all that was done.
    let is_at_risk = !state.unsaved.is_empty() || status == SaveStatus::Blocked && state.can_undo();
    use_effect_with(is_at_risk, |is_at_risk| {
        let listener = is_at_risk.then(|| {
            let options = EventListenerOptions::enable_prevent_default();
            EventListener::new_with_options(&gloo::utils::window(), "beforeunload", options, page::ask_to_stay)
        });
        move || drop(listener)
    });
}
