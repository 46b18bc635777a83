//! Hands all that is kept to the person, as one file. The page answers meanwhile.

use std::cell::RefCell;

use super::remembered;
use crate::formats::backup;
use crate::messages::text_with;
use crate::model::problem::Problem;
use crate::platform::clock;
use crate::platform::database::Database;
use crate::platform::files::download_parts;
use crate::store::backup::Copy;
use crate::store::key_value::StorageError;
use crate::ui::app_state::{AppAction, Desk};
use crate::ui::shared::{DeviceKeeper, Shared};

/// So many records are written in one go.
const AT_ONCE: usize = 100;

/// Saves a backup. Answers with the file's name, if it could be handed over.
pub async fn save(keeper: &Shared<RefCell<DeviceKeeper>>, desk: &Desk) -> Option<String> {
    desk.send(AppAction::Begin);
    let saved = write(keeper, desk).await;
    match &saved {
        Some(name) => desk.announce(text_with("backup-saved", &[("file", name.clone())])),
        None => desk.refuse(Problem::new("backup-failed")),
    }
    desk.send(AppAction::End);
    saved
}

async fn write(keeper: &Shared<RefCell<DeviceKeeper>>, desk: &Desk) -> Option<String> {
    // Without the copy there is what the page knows, which was read from it.
    let copy = read_copy(keeper).await.unwrap_or_default();
    let now = clock::now();
    let state = desk.state();
    let owed = keeper.borrow().to_back_up(&state.workspace, &state.unsaved, &copy, &now);
    let parts = js_sys::Array::of1(&backup::beginning(&now).into());
    let mut is_first = true;
    for slice in owed.chunks(AT_ONCE) {
        let mut part = String::new();
        for owed in slice {
            let Some(value) = keeper.borrow().value_of(owed, &copy) else { continue };
            part.push_str(&backup::record(&owed.key, &value, is_first));
            is_first = false;
        }
        parts.push(&part.into());
        clock::pause().await;
    }
    parts.push(&backup::END.into());
    let name = backup::file_name(&now);
    download_parts(&name, "application/json", &parts).ok()?;
    remembered::set_last_backup(&now);
    Some(name)
}

/// What only the second copy has, or has as it should be.
async fn read_copy(keeper: &Shared<RefCell<DeviceKeeper>>) -> Result<Copy, StorageError> {
    let database = Database::open(|| ()).await?;
    let there = database.keys().await?;
    let lacking = keeper.borrow().lacking(&there);
    let mut copy = Copy::new();
    for keys in lacking.chunks(AT_ONCE) {
        copy.extend(database.read(keys.to_vec()).await?);
    }
    Ok(copy)
}
