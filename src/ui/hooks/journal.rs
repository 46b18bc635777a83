//! Keeps the history for the time after the page is loaded again.

use std::cell::RefCell;

use yew::prelude::*;

use super::{On, use_events};
use crate::platform::storage::BrowserStorage;
use crate::store::journal::Journal;
use crate::store::state::State;
use crate::ui::shared::Shared;

/// Writes every step of the history as it is made.
#[hook]
pub fn use_journal(state: &Shared<State>, journal: &Shared<RefCell<Journal<BrowserStorage>>>) {
    let of_steps = journal.clone();
    use_effect_with(state.clone(), move |state| of_steps.borrow_mut().write(state.history()));
    // What was too large to be written meanwhile.
    let journal = journal.clone();
    use_events(&[(On::Window, "pagehide"), (On::Document, "visibilitychange")], move |_| {
        journal.borrow_mut().write_rest();
    });
}
