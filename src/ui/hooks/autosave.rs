//! Writes what changed as soon as it changed, and says how that went.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use yew::prelude::*;

use super::{On, use_events};
use crate::model::edit::{Entity, EntityId};
use crate::platform::clock;
use crate::store::key_value::StorageError;
use crate::store::mirrored::TheCopy;
use crate::store::state::State;
use crate::ui::annex::door;
use crate::ui::app_state::{AppAction, AppState, Desk};
use crate::ui::shared::{DeviceKeeper, Shared};

/// What the status line says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SaveStatus {
    /// Something is not stored yet.
    Saving,
    /// Everything is stored, for good.
    Saved,
    /// Everything is stored, but not for good: there is no second copy.
    Uncopied,
    /// There is no room for the latest changes.
    Full,
    /// The browser does not let the page store anything.
    Blocked,
}

/// As many things are written in one go: an edit at once, an import bit by bit, so
/// that the page answers meanwhile.
const AT_ONCE: usize = 32;
/// As many are tried again in one go where storage was full.
const AGAIN: usize = 4;

struct Saving {
    keeper: Shared<RefCell<DeviceKeeper>>,
    desk: Desk,
    state: Rc<State>,
    /// What was tried, with or without success, since there was last reason to try
    /// it again.
    tried: BTreeSet<EntityId>,
    /// What was written and not told yet, and why the last of it was not.
    written: BTreeSet<EntityId>,
    failure: Option<StorageError>,
    /// Whether there was no room before the last edit: then not everything is tried anew.
    was_full: bool,
    had_copy: bool,
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
        let outcome = self.keeper.borrow_mut().save(&self.state.workspace, &ids, &clock::now());
        if let Some(annex) = door::now() {
            (annex.copy)(&self.keeper, &self.desk);
        }
        let is_full = outcome.error == Some(StorageError::Full);
        let is_more = ids.len() == most;
        self.written.extend(outcome.saved);
        self.failure = outcome.error;
        self.tried.extend(ids);
        if self.was_full && !is_full {
            // There is room again: for the rest, too.
            self.tried.retain(|id| self.written.contains(id));
            return true;
        }
        is_more && !self.was_full
    }

    /// Tells what was written: once for many slices, because whoever hears it draws.
    fn tell(&mut self) {
        if !self.tried.is_empty() {
            let ids = std::mem::take(&mut self.written);
            self.desk.send(AppAction::Saved { ids, failure: self.failure, workspace: self.state.workspace.clone() });
        }
    }

    fn take(&mut self, state: &Rc<State>, has_copy: bool) {
        let is_edited = !Rc::ptr_eq(&self.state.workspace, &state.workspace);
        if is_edited && !self.written.is_empty() {
            self.tell();
        }
        let before = std::mem::replace(&mut self.state, state.clone());
        // After an edit what is unsaved is tried again: all of it, unless storage is
        // full. Then it is what the edit changed, or else a few of the others.
        if is_edited {
            self.was_full = self.failure == Some(StorageError::Full);
            if self.was_full {
                self.tried.retain(|id| is_same(before.workspace.entity(id), state.workspace.entity(id)));
            }
            let is_news = self.state.unsaved.iter().any(|id| !self.tried.contains(id));
            if !(self.was_full && is_news) {
                self.tried.clear();
            }
            self.timer = None;
        }
        if has_copy && !std::mem::replace(&mut self.had_copy, has_copy) {
            // It has room for what storage had none for.
            (self.was_full, self.failure) = (false, None);
            self.tried.clear();
        }
        self.had_copy = has_copy;
    }
}

/// Whether a thing is the very same in two workspaces.
fn is_same(before: Option<Entity>, after: Option<Entity>) -> bool {
    match (before, after) {
        (Some(Entity::Annotation(before)), Some(Entity::Annotation(after))) => Rc::ptr_eq(&before, &after),
        (Some(Entity::Article(before)), Some(Entity::Article(after))) => Rc::ptr_eq(&before, &after),
        (before, after) => before.is_none() && after.is_none(),
    }
}

fn go_on(saving: &Rc<RefCell<Option<Saving>>>) {
    let mut slot = saving.borrow_mut();
    let Some(now) = slot.as_mut() else { return };
    let before = now.tried.len();
    let most = if now.was_full { AGAIN } else { AT_ONCE };
    if now.write(most) {
        let saving = saving.clone();
        now.timer = Some(Timeout::new(0, move || go_on(&saving)));
    } else {
        let was_waiting = now.timer.take().is_some();
        if was_waiting || now.tried.len() != before {
            now.tell();
        }
    }
}

/// Saves the state's unsaved things after every change of the state.
#[hook]
pub fn use_autosave(
    app: &AppState,
    keeper: &Shared<RefCell<DeviceKeeper>>,
    is_lasting: bool,
    desk: &Desk,
) -> SaveStatus {
    let saving = use_mut_ref(|| None::<Saving>);
    {
        let has_copy = keeper.borrow().storage().copy() == TheCopy::Here;
        let (keeper, desk, saving) = (keeper.clone(), desk.clone(), saving.clone());
        use_effect_with((Shared(app.state.clone()), has_copy), move |(state, has_copy)| {
            let mut slot = saving.borrow_mut();
            let now = slot.get_or_insert_with(|| Saving {
                keeper,
                desk,
                state: state.0.clone(),
                tried: BTreeSet::new(),
                written: BTreeSet::new(),
                failure: None,
                was_full: false,
                had_copy: false,
                timer: None,
            });
            now.take(&state.0, *has_copy);
            let is_waiting = now.timer.is_some();
            drop(slot);
            if !is_waiting {
                go_on(&saving);
            }
        });
    }
    // Whoever leaves before an import is all written waits for the rest.
    use_events(
        &[(On::Window, "pagehide"), (On::Document, "visibilitychange")],
        Rc::new(move |_: &Event| {
            if let Some(now) = saving.borrow_mut().as_mut() {
                now.write(usize::MAX);
                now.tell();
            }
        }),
    );
    let keeper = keeper.borrow();
    let storage = keeper.storage();
    // What only the copy has must be in it.
    let is_full = app.copy_failure.is_some() || storage.copy() != TheCopy::Here && storage.only_there() > 0;
    match app.save_failure {
        _ if !is_lasting => SaveStatus::Blocked,
        _ if app.state.unsaved.is_empty() && is_full => SaveStatus::Full,
        _ if app.state.unsaved.is_empty() && storage.copy() == TheCopy::Missing => SaveStatus::Uncopied,
        _ if app.state.unsaved.is_empty() && storage.is_settled() => SaveStatus::Saved,
        // What is found at the start may not have reached the disk: the last page was
        // closed too soon.
        _ if app.state.unsaved.is_empty() => SaveStatus::Saving,
        Some(StorageError::Full) => SaveStatus::Full,
        Some(StorageError::Blocked) => SaveStatus::Blocked,
        None => SaveStatus::Saving,
    }
}
