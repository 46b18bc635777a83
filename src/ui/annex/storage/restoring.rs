//! Brings back what a backup held. The page answers meanwhile.

use std::cell::RefCell;

use super::super::copying;
use super::remembered;
use crate::analysis::reminder::changes;
use crate::formats::backup::Backup;
use crate::jobs::Reading;
use crate::model::problem::Problem;
use crate::platform::{clock, storage};
use crate::store::backup::{Restored, offered, slices};
use crate::store::state::Action;
use crate::ui::app_state::{AppAction, Desk, ImportReport};
use crate::ui::shared::{DeviceKeeper, Shared};

/// So many records are read, or stored, in one go.
const AT_ONCE: usize = 100;

/// Restores a backup; `file` says what else there is to say of it.
pub async fn restore(desk: &Desk, keeper: &Shared<RefCell<DeviceKeeper>>, name: &str, backup: Backup, file: Reading) {
    // If nothing here was in no backup, this one is the last.
    let is_backed_up = changes(&desk.state().workspace, remembered::last_backup().as_ref(), &clock::now()).count == 0;
    let mut read = Vec::with_capacity(backup.records.len());
    for (at, (key, value)) in backup.records.into_iter().enumerate() {
        read.push(offered(key, value));
        if at % AT_ONCE == AT_ONCE - 1 {
            clock::pause().await;
        }
    }
    let mut restored = Restored::default();
    for slice in slices(read, AT_ONCE) {
        let state = desk.state();
        keeper.borrow_mut().restore(slice, &state.workspace, &state.unsaved, &mut restored);
        copying::edited(keeper, desk);
        clock::pause().await;
    }
    for (key, value) in &restored.others {
        restored.without_room += usize::from(!storage::put_back(key, value));
    }
    let report = report(name, &restored, file);
    if let Some(edit) = restored.edit() {
        desk.step(Action::Edit(edit));
    }
    desk.send(AppAction::Contested(keeper.borrow().conflict_count()));
    if let Some(saved) = backup.saved.filter(|_| is_backed_up) {
        remembered::set_last_backup(&saved);
    }
    desk.send(AppAction::Report(Box::new(report)));
}

fn report(name: &str, restored: &Restored, file: Reading) -> ImportReport {
    let mut problems = file.problems;
    let counted = [
        ("backup-contested", restored.contested),
        ("backup-unreadable", restored.unreadable),
        ("backup-without-room", restored.without_room),
    ];
    problems.extend(counted.iter().filter(|(_, n)| *n > 0).map(|(code, n)| Problem::new(code).with("count", n)));
    ImportReport {
        name: name.to_owned(),
        restored: restored.back.len(),
        already_here: restored.already_here,
        rejected: file.rejected,
        problems,
        ..ImportReport::default()
    }
}
