//! The second copy of what is stored: opened and compared once, told of every write,
//! and asked whether it has reached the disk.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;

use crate::model::problem::Problem;
use crate::platform::database::Database;
use crate::store::key_value::StorageError;
use crate::store::state::{ALL, Action};
use crate::ui::app_state::{AppAction, Desk};
use crate::ui::shared::{DeviceKeeper, Shared};

thread_local! {
    static DATABASE: RefCell<Option<Database>> = const { RefCell::new(None) };
    static IS_WRITING: Cell<bool> = const { Cell::new(false) };
}

/// Opens the copy, and brings it and storage to the same.
pub fn open(keeper: Shared<RefCell<DeviceKeeper>>, desk: Desk) {
    spawn_local(async move {
        let opened = async {
            let database = Database::open().await?;
            let all = database.all().await?;
            Ok::<_, StorageError>((database, all))
        };
        match opened.await {
            Ok((database, all)) => {
                DATABASE.set(Some(database));
                compare(&keeper, &desk, all);
                write(&keeper, &desk);
            }
            Err(_) => keeper.borrow_mut().mirrored().end(),
        }
        desk.send(AppAction::Copied(None));
        desk.send(AppAction::Contested(keeper.borrow().conflict_count()));
    });
}

fn compare(keeper: &Shared<RefCell<DeviceKeeper>>, desk: &Desk, all: Vec<(String, String)>) {
    // What came back is told once the state has it.
    let restored = Rc::new(Cell::new(0));
    let (compared, count) = (keeper.clone(), restored.clone());
    desk.send(AppAction::Become(Box::new(move |state| {
        let Ok(compared) = compared.borrow_mut().compare(all, &state.workspace) else { return state };
        count.set(compared.restored);
        state.step_by(&Action::Absorb(compared.replacements), &ALL).unwrap_or(state)
    })));
    if !keeper.borrow().storage().has_copy() {
        // Storage cannot be read any more: what there is stays as it is.
        keeper.borrow_mut().mirrored().end();
    }
    if restored.get() > 0 {
        desk.send(AppAction::Tell(vec![Problem::new("came-back").with("count", restored.get())]));
    }
}

/// Tells the copy what it does not know yet, if it is not being told already.
pub fn write(keeper: &Shared<RefCell<DeviceKeeper>>, desk: &Desk) {
    let Some(database) = DATABASE.with_borrow(Clone::clone).filter(|_| !IS_WRITING.get()) else { return };
    let writes = keeper.borrow_mut().mirrored().next_writes().to_vec();
    if writes.is_empty() {
        return;
    }
    IS_WRITING.set(true);
    let (keeper, desk) = (keeper.clone(), desk.clone());
    spawn_local(async move {
        let mut written = database.write(&writes).await;
        if written == Err(StorageError::Blocked) {
            // It was closed: by the browser, or by another page that had to change it.
            if let Ok(again) = Database::open().await {
                written = again.write(&writes).await;
                DATABASE.set(Some(again));
            }
        }
        IS_WRITING.set(false);
        match written {
            Ok(()) => keeper.borrow_mut().mirrored().acknowledge(),
            // It is tried again with the next edit.
            Err(StorageError::Full) => keeper.borrow_mut().mirrored().take_back(),
            Err(StorageError::Blocked) => {
                DATABASE.set(None);
                keeper.borrow_mut().mirrored().end();
            }
        }
        let is_settled = keeper.borrow().storage().is_settled();
        if written.is_err() || is_settled {
            desk.send(AppAction::Copied(written.err()));
        } else {
            write(&keeper, &desk);
        }
    });
}
