//! Writes what changed as soon as it changed, and says how that went.

use std::cell::RefCell;

use yew::prelude::*;

use crate::platform::storage::BrowserStorage;
use crate::store::keeper::Keeper;
use crate::store::key_value::StorageError;
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

/// Saves the state's unsaved things after every change of the state.
#[hook]
pub fn use_autosave(
    app: &AppState,
    keeper: &Shared<RefCell<Keeper<BrowserStorage>>>,
    is_lasting: bool,
    desk: &Desk,
) -> SaveStatus {
    let (keeper, desk) = (keeper.clone(), desk.clone());
    use_effect_with(Shared(app.state.clone()), move |state| {
        if state.unsaved.is_empty() {
            return;
        }
        let outcome = keeper.borrow_mut().save(&state.workspace, &state.unsaved);
        let (ids, failure) = (outcome.saved, outcome.error);
        desk.send(AppAction::Saved { ids, failure, workspace: state.workspace.clone() });
    });
    match app.save_failure {
        _ if !is_lasting => SaveStatus::Blocked,
        _ if app.state.unsaved.is_empty() => SaveStatus::Saved,
        Some(StorageError::Full) => SaveStatus::Full,
        Some(StorageError::Blocked) => SaveStatus::Blocked,
        None => SaveStatus::Saving,
    }
}
