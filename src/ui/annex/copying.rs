//! The second copy of what is stored: opened and compared, told of every write, asked
//! whether it has reached the disk, and looked for again when it was lost. And what
//! other windows wrote, by whatever way one hears of it.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use wasm_bindgen_futures::spawn_local;

use super::room;
use crate::model::problem::Problem;
use crate::platform::clock;
use crate::platform::database::Database;
use crate::platform::page;
use crate::platform::storage::{Channel, written_elsewhere};
use crate::store::key_value::StorageError;
use crate::store::mirrored::{TheCopy, Write};
use crate::store::state::{ALL, Action};
use crate::ui::app_state::{AppAction, Desk};
use crate::ui::shared::{DeviceKeeper, Shared};

type TheKeeper = Shared<RefCell<DeviceKeeper>>;

/// How long the database may take to open, and to write, before it is said that it is
/// missing, in milliseconds. It is taken all the same when it answers.
const OPENING: u32 = 3_000;
const WRITING: u32 = 10_000;

/// So long it is known of a thing that it was deleted: no copy of it that turns up
/// meanwhile brings it back.
const KEPT_DAYS: u32 = 30;

thread_local! {
    static DATABASE: RefCell<Option<Database>> = const { RefCell::new(None) };
    /// Whether it was asked for something and has not answered.
    static IS_BUSY: Cell<bool> = const { Cell::new(false) };
    /// Whether the last write failed: then it is not opened again before the next edit.
    static HAS_FAILED: Cell<bool> = const { Cell::new(false) };
    static CHANNEL: RefCell<Option<Channel>> = const { RefCell::new(None) };
}

/// Opens the copy, brings it and storage to the same, and hears the other windows.
pub fn open(keeper: TheKeeper, desk: Desk) {
    let (hearing, to) = (keeper.clone(), desk.clone());
    CHANNEL.set(Channel::open(move |key, value| absorb(&hearing, &to, key, value)));
    connect(&keeper, &desk);
}

fn connect(keeper: &TheKeeper, desk: &Desk) {
    if IS_BUSY.replace(true) {
        return;
    }
    let (keeper, desk) = (keeper.clone(), desk.clone());
    let waiting = Timeout::new(OPENING, losing(&keeper, &desk));
    spawn_local(async move {
        let lost = losing(&keeper, &desk);
        let opened = async {
            let database = Database::open(lost).await?;
            let (there, values) = read(&database, &keeper).await?;
            Ok::<_, StorageError>((database, there, values))
        };
        let opened = opened.await;
        drop(waiting);
        IS_BUSY.set(false);
        match opened {
            Ok((database, there, values)) if !database.is_closed() => {
                DATABASE.set(Some(database));
                compare(&keeper, &desk, there, values);
                desk.send(AppAction::Copied(None));
                write(&keeper, &desk);
            }
            _ => lose(&keeper, &desk),
        }
    });
}

/// There is no copy, or not any more: the reader is told. It is looked for again with
/// the next edit.
fn lose(keeper: &TheKeeper, desk: &Desk) {
    DATABASE.set(None);
    keeper.borrow_mut().mirrored().end();
    room::measure(keeper, desk);
    desk.send(AppAction::Copied(None));
}

fn losing(keeper: &TheKeeper, desk: &Desk) -> impl Fn() + use<> {
    let (keeper, desk) = (keeper.clone(), desk.clone());
    move || lose(&keeper, &desk)
}

/// All keys of the copy, and the values that are needed of it.
async fn read(
    database: &Database,
    keeper: &TheKeeper,
) -> Result<(BTreeSet<String>, Vec<(String, String)>), StorageError> {
    let there = database.keys().await?;
    let wanted = keeper.borrow().wanted(&there)?;
    let values = database.read(wanted).await?;
    Ok((there, values))
}

fn compare(keeper: &TheKeeper, desk: &Desk, there: BTreeSet<String>, values: Vec<(String, String)>) {
    // What came back is told once the state has it.
    let restored = Rc::new(Cell::new(0));
    let (compared, count) = (keeper.clone(), restored.clone());
    desk.send(AppAction::Become(Box::new(move |state| {
        let Ok(compared) = compared.borrow_mut().compare(&there, values, &state) else { return state };
        count.set(compared.restored);
        state.step_by(&Action::Absorb(compared.replacements), &ALL).unwrap_or(state)
    })));
    tell_conflicts(keeper, desk);
    if keeper.borrow().storage().copy() != TheCopy::Here {
        // Storage cannot be read any more: what there is stays as it is.
        lose(keeper, desk);
    }
    // Both have the same now: what was deleted long ago need not be told any more.
    let _ = keeper.borrow_mut().purge(&clock::days_ago(KEPT_DAYS));
    room::measure(keeper, desk);
    if restored.get() > 0 {
        desk.send(AppAction::Tell(vec![Problem::new("came-back").with("count", restored.get())]));
    }
}

/// Something was written: tells the copy what it does not know yet.
pub fn edited(keeper: &TheKeeper, desk: &Desk) {
    HAS_FAILED.set(false);
    write(keeper, desk);
    room::watch(keeper, desk);
}

/// Tells the copy what it does not know yet, if it is not being told already. If it was
/// lost it is looked for.
fn write(keeper: &TheKeeper, desk: &Desk) {
    if IS_BUSY.get() {
        return;
    }
    let Some(database) = DATABASE.with_borrow(Clone::clone) else { return connect(keeper, desk) };
    let writes = keeper.borrow_mut().mirrored().next_writes().to_vec();
    if writes.is_empty() {
        return;
    }
    IS_BUSY.set(true);
    let (keeper, desk) = (keeper.clone(), desk.clone());
    let waiting = Timeout::new(WRITING, losing(&keeper, &desk));
    spawn_local(async move {
        let written = database.write(&writes).await;
        drop(waiting);
        IS_BUSY.set(false);
        match written {
            Ok(()) => {
                HAS_FAILED.set(false);
                keeper.borrow_mut().mirrored().acknowledge();
                say(&keeper, &writes);
            }
            // It is tried again with the next edit.
            Err(StorageError::Full) => keeper.borrow_mut().mirrored().take_back(),
            Err(StorageError::Blocked) => lose(&keeper, &desk),
        }
        let is_settled = keeper.borrow().storage().is_settled();
        if written.is_err() || is_settled {
            desk.send(AppAction::Copied(written.err()));
        }
        match written {
            Ok(()) if !is_settled => write(&keeper, &desk),
            // The browser may have closed it without a word: that is tried once.
            Err(StorageError::Blocked) if !HAS_FAILED.replace(true) => connect(&keeper, &desk),
            _ => {}
        }
    });
}

/// Tells the other windows what only the copy took: storage tells them of the rest.
fn say(keeper: &TheKeeper, writes: &[Write]) {
    let keeper = keeper.borrow();
    CHANNEL.with_borrow(|channel| {
        for write in writes {
            if let (Write::Put(key, value), Some(channel)) = (write, channel)
                && keeper.storage().is_only_there(key)
            {
                channel.say(key, value);
            }
        }
    });
}

/// Takes in what another window wrote, or looks for it when the page was shown again:
/// meanwhile it may have been told nothing.
pub fn hear(event: &web_sys::Event, keeper: &TheKeeper, desk: &Desk) {
    if event.type_() != "storage" {
        if page::is_visible() {
            reread(keeper, desk);
        }
    } else if let Some((key, value)) = written_elsewhere(event) {
        absorb(keeper, desk, key, value);
    }
}

/// The state as it is by then says what is new in it: several may come before the page
/// is drawn.
fn absorb(keeper: &TheKeeper, desk: &Desk, key: String, value: String) {
    let hearing = keeper.clone();
    desk.send(AppAction::Become(Box::new(move |state| {
        let replacement = hearing.borrow_mut().absorb(&key, &value, &state);
        replacement.and_then(|new| state.step_by(&Action::Absorb(vec![new]), &ALL).ok()).unwrap_or(state)
    })));
    tell_conflicts(keeper, desk);
}

/// Says of how many things there are several versions to choose from.
pub fn tell_conflicts(keeper: &TheKeeper, desk: &Desk) {
    desk.send(AppAction::Contested(keeper.borrow().conflict_count()));
}

fn reread(keeper: &TheKeeper, desk: &Desk) {
    let reading = keeper.clone();
    desk.send(AppAction::Become(Box::new(move |state| {
        let Ok(new) = reading.borrow_mut().reread(&state) else { return state };
        state.step_by(&Action::Absorb(new), &ALL).unwrap_or(state)
    })));
    tell_conflicts(keeper, desk);
    // What storage had no room for is only in the copy.
    let Some(database) = DATABASE.with_borrow(Clone::clone) else { return };
    let (keeper, desk) = (keeper.clone(), desk.clone());
    spawn_local(async move {
        match read(&database, &keeper).await {
            Ok((there, values)) if !values.is_empty() && !database.is_closed() => {
                compare(&keeper, &desk, there, values);
                write(&keeper, &desk);
            }
            _ => {}
        }
    });
}
