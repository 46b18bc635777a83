//! Writes what changed as soon as it changed, and says how that went.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use yew::prelude::*;

use super::{On, use_events};
use crate::model::edit::EntityId;
use crate::platform::storage::BrowserStorage;
use crate::store::keeper::Keeper;
use crate::store::key_value::StorageError;
use crate::store::state::State;
use crate::ui::app_state::{AppAction, AppState, Desk};
use crate::ui::shared::Shared;

/// What the status line says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SaveStatus {
    /// Something is not stored yet.
    Saving,
    /// Everything is stored.
    Saved,
    /// There is no room for the latest changes.
    Full,
    /// The browser does not let the page store anything.
    Blocked,
}

/// As many things are written in one go: an edit at once, an import bit by bit, so
/// that the page answers meanwhile.
const AT_ONCE: usize = 64;

struct Saving {
    keeper: Shared<RefCell<Keeper<BrowserStorage>>>,
    desk: Desk,
    state: Rc<State>,
    /// What was tried, with or without success, since there was last reason to try
    /// it again.
    tried: BTreeSet<EntityId>,
    /// Whether storage had no room when something was last tried.
    is_full: bool,
    /// Whether it had none before the last edit: then not everything is tried anew.
    was_full: bool,
    timer: Option<Timeout>,
}

impl Saving {
    /// Writes some of what is unsaved and was not tried yet. Answers whether there
    /// may be more.
    fn write(&mut self, most: usize) -> bool {
        let untried = self.state.unsaved.iter().filter(|id| !self.tried.contains(id));
        let ids: BTreeSet<EntityId> = untried.take(most).cloned().collect();
        if ids.is_empty() {
            return false;
        }
        let workspace = self.state.workspace.clone();
        let outcome = self.keeper.borrow_mut().save(&workspace, &ids);
        self.is_full = outcome.error == Some(StorageError::Full);
        let is_more = ids.len() == most;
        self.tried.extend(ids);
        let has_room_again = self.was_full && !self.is_full;
        if has_room_again {
            // For the rest, too.
            self.was_full = false;
            self.tried.clear();
        }
        self.desk.send(AppAction::Saved { ids: outcome.saved, failure: outcome.error, workspace });
        has_room_again || (is_more && !self.was_full)
    }
}

fn go_on(saving: &Rc<RefCell<Option<Saving>>>) {
    let mut slot = saving.borrow_mut();
    let Some(now) = slot.as_mut() else { return };
    now.timer = None;
    if now.write(AT_ONCE) {
        let saving = saving.clone();
        now.timer = Some(Timeout::new(0, move || go_on(&saving)));
    }
}

/// Saves the state's unsaved things after every change of the state.
#[hook]
pub fn use_autosave(
    app: &AppState,
    keeper: &Shared<RefCell<Keeper<BrowserStorage>>>,
    is_lasting: bool,
    desk: &Desk,
) -> SaveStatus {
    let saving = use_mut_ref(|| None::<Saving>);
    {
        let (keeper, desk, saving) = (keeper.clone(), desk.clone(), saving.clone());
        use_effect_with(Shared(app.state.clone()), move |state| {
            let mut slot = saving.borrow_mut();
            let now = slot.get_or_insert_with(|| Saving {
                keeper,
                desk,
                state: state.0.clone(),
                tried: BTreeSet::new(),
                is_full: false,
                was_full: false,
                timer: None,
            });
            let is_edited = !Rc::ptr_eq(&now.state.workspace, &state.workspace);
            now.state = state.0.clone();
            // After an edit what is unsaved is tried again: all of it, unless storage
            // is full. Then it is what is new, or else a few of the others.
            let is_news = now.state.unsaved.iter().any(|id| !now.tried.contains(id));
            if is_edited {
                now.was_full = now.is_full;
                if !(now.is_full && is_news) {
                    now.tried.clear();
                }
            }
            let is_waiting = now.timer.is_some() && !is_edited;
            drop(slot);
            if !is_waiting {
                go_on(&saving);
            }
        });
    }
    // Whoever leaves before an import is all written waits for the rest.
    use_events(&[(On::Window, "pagehide"), (On::Document, "visibilitychange")], move |_| {
        if let Some(now) = saving.borrow_mut().as_mut() {
            now.write(usize::MAX);
        }
    });
    match app.save_failure {
        _ if !is_lasting => SaveStatus::Blocked,
        _ if app.state.unsaved.is_empty() => SaveStatus::Saved,
        Some(StorageError::Full) => SaveStatus::Full,
        Some(StorageError::Blocked) => SaveStatus::Blocked,
        None => SaveStatus::Saving,
    }
}
