//! The browser's storage behind the store's small trait: that of this device, and
//! that of this tab.

use std::cell::Cell;

use gloo::events::EventListener;
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{BroadcastChannel, MessageEvent, Storage, StorageEvent, StorageManager};

use crate::store::key_value::{DEVICE, KeyValue, Memory, OURS, StorageError};

/// The browser's storage, or memory where it does not let the page store.
pub enum BrowserStorage {
    /// Kept by the browser.
    Lasting(Storage),
    /// Gone when the page is closed.
    Forgetful(Memory),
}

impl BrowserStorage {
    /// What is kept on this device. Hears when another window removes all of it.
    pub fn open() -> Self {
        EventListener::new(&super::window(), "storage", |event| {
            match event.dyn_ref::<StorageEvent>().filter(|event| event.key().as_deref() == Some(REMOVING)) {
                Some(event) if event.new_value().is_some() => shut(),
                Some(_) => super::page::start_again(),
                None => {}
            }
        })
        .forget();
        if is_removal_begun() {
            // It goes on, here too, once the rest of the page is loaded.
            shut();
        }
        BrowserStorage::probed(super::window().local_storage())
    }

    /// What is kept until this tab is closed.
    pub fn of_session() -> Self {
        BrowserStorage::probed(super::window().session_storage())
    }

    /// A storage if it can be written. Reading the property alone throws where
    /// storage is blocked, and some browsers let pages read but not write.
    fn probed(storage: Result<Option<Storage>, JsValue>) -> Self {
        let probe = || {
            let storage = storage.ok()??;
            const PROBE: &str = "ascribe/probe";
            match storage.set_item(PROBE, "1") {
                Ok(()) => storage.remove_item(PROBE).ok()?,
                // A full storage is still ours to read and to make room in.
                Err(error) if is_full(&error) => {}
                Err(_) => return None,
            }
            Some(storage)
        };
        probe().map_or_else(|| BrowserStorage::Forgetful(Memory::default()), BrowserStorage::Lasting)
    }

    /// Whether what is written outlives the page.
    pub fn is_lasting(&self) -> bool {
        matches!(self, BrowserStorage::Lasting(_))
    }
}

fn is_full(error: &JsValue) -> bool {
    js_sys::Reflect::get(error, &"name".into()).ok().and_then(|name| name.as_string()).as_deref()
        == Some("QuotaExceededError")
}

fn failure(error: JsValue) -> StorageError {
    if is_full(&error) { StorageError::Full } else { StorageError::Blocked }
}

impl KeyValue for BrowserStorage {
    fn get(&self, key: &str) -> Result<Option<String>, StorageError> {
        match self {
            BrowserStorage::Lasting(storage) => storage.get_item(key).map_err(failure),
            BrowserStorage::Forgetful(memory) => memory.get(key),
        }
    }

    fn set(&mut self, key: &str, value: &str) -> Result<(), StorageError> {
        match self {
            _ if is_shut() => Err(StorageError::Blocked),
            BrowserStorage::Lasting(storage) => storage.set_item(key, value).map_err(failure),
            BrowserStorage::Forgetful(memory) => memory.set(key, value),
        }
    }

    fn remove(&mut self, key: &str) -> Result<(), StorageError> {
        match self {
            BrowserStorage::Lasting(storage) => storage.remove_item(key).map_err(failure),
            BrowserStorage::Forgetful(memory) => memory.remove(key),
        }
    }

    fn keys(&self) -> Result<Vec<String>, StorageError> {
        match self {
            BrowserStorage::Lasting(storage) => {
                let count = storage.length().map_err(failure)?;
                let keys = (0..count).map(|index| storage.key(index).map_err(failure));
                Ok(keys.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
            }
            BrowserStorage::Forgetful(memory) => memory.keys(),
        }
    }
}

/// What a person last chose of the app's own settings on this device.
pub fn preference(name: &str) -> Option<String> {
    super::window().local_storage().ok()??.get_item(&format!("ascribe/preference/{name}")).ok()?
}

/// Remembers what a person chose. Nothing depends on it: it fails quietly.
pub fn set_preference(name: &str, value: &str) {
    put(&format!("ascribe/preference/{name}"), value);
}

fn put(key: &str, value: &str) {
    if let (Ok(Some(storage)), false) = (super::window().local_storage(), is_shut()) {
        let _ = storage.set_item(key, value);
    }
}

/// What is remembered of this browser alone, and is in no backup.
pub fn of_device(name: &str) -> Option<String> {
    super::window().local_storage().ok()??.get_item(&format!("{DEVICE}{name}")).ok()?
}

/// Remembers it. Where there is no room it fails quietly.
pub fn set_of_device(name: &str, value: &str) {
    put(&format!("{DEVICE}{name}"), value);
}

/// Stores what is no record of the workspace, unless something is there already. Answers
/// whether something is there now.
pub fn put_back(key: &str, value: &str) -> bool {
    let Ok(Some(storage)) = super::window().local_storage() else { return false };
    if let Ok(None) = storage.get_item(key) {
        put(key, value);
    }
    storage.get_item(key).is_ok_and(|here| here.is_some())
}

/// There as long as all is being removed. Other windows hear when it comes and goes.
const REMOVING: &str = "ascribe/removing";

thread_local! {
    static IS_SHUT: Cell<bool> = const { Cell::new(false) };
}

/// Whether this page stores nothing any more.
pub fn is_shut() -> bool {
    IS_SHUT.get()
}

/// From now on this page stores nothing, whatever it is asked: what it has in memory is
/// not to come back. What this tab had stored for itself is gone.
fn shut() {
    IS_SHUT.set(true);
    remove_ours(super::window().session_storage());
}

fn remove_ours(storage: Result<Option<Storage>, JsValue>) {
    let Ok(Some(storage)) = storage else { return };
    let keys: Vec<String> = (0..storage.length().unwrap_or(0)).filter_map(|at| storage.key(at).ok()?).collect();
    for key in keys.iter().filter(|key| key.starts_with(OURS) && *key != REMOVING) {
        let _ = storage.remove_item(key);
    }
}

/// Begins to remove all that is ours from this device, and nothing else. Until
/// [`end_removal`] no window stores anything.
pub fn begin_removal() {
    shut();
    let storage = || super::window().local_storage();
    let tell = || storage().ok().flatten().is_some_and(|storage| storage.set_item(REMOVING, "1").is_ok());
    // Where there was no room, there is now.
    if !tell() {
        remove_ours(storage());
        tell();
    }
    remove_ours(storage());
}

/// Whether a removal was begun and has not ended, perhaps because the browser was closed.
pub fn is_removal_begun() -> bool {
    let storage = super::window().local_storage();
    storage
        .is_ok_and(|storage| storage.is_some_and(|storage| storage.get_item(REMOVING).is_ok_and(|key| key.is_some())))
}

/// All is removed: other windows start again.
pub fn end_removal() {
    remove_ours(super::window().local_storage());
    if let Ok(Some(storage)) = super::window().local_storage() {
        let _ = storage.remove_item(REMOVING);
    }
}

/// Asks the browser not to remove by itself what is stored; whether it promises that.
/// Some browsers ask the person.
pub async fn ask_to_keep() -> bool {
    is_promised(StorageManager::persist).await
}

/// Whether the browser has promised it.
pub async fn is_kept() -> bool {
    is_promised(StorageManager::persisted).await
}

async fn is_promised(ask: fn(&StorageManager) -> Result<js_sys::Promise, JsValue>) -> bool {
    // Missing where a page is served without https.
    let Ok(promise) = ask(&super::window().navigator().storage()) else { return false };
    JsFuture::from(promise).await.is_ok_and(|promised| promised.is_truthy())
}

/// What a person has written in this tab and not saved yet.
pub fn draft(name: &str) -> Option<String> {
    super::window().session_storage().ok()??.get_item(&format!("ascribe/draft/{name}")).ok()?
}

/// Keeps it while other screens are shown, also when the page is loaded again;
/// without a text nothing is kept any more. Where it cannot be kept it fails quietly.
pub fn set_draft(name: &str, text: Option<&str>) {
    if let (Ok(Some(storage)), false) = (super::window().session_storage(), is_shut()) {
        let key = format!("ascribe/draft/{name}");
        let _ = match text {
            Some(text) => storage.set_item(&key, text),
            None => storage.remove_item(&key),
        };
    }
}

/// Key and value that another tab wrote; `None` for a removal.
pub fn written_elsewhere(event: &web_sys::Event) -> Option<(String, String)> {
    let event: &StorageEvent = event.dyn_ref()?;
    Some((event.key()?, event.new_value()?))
}

/// Reaches the other windows of the app directly: with what local storage has no room
/// for, of which no storage event tells them.
pub struct Channel(BroadcastChannel);

impl Channel {
    /// Hears what others say from now on. Its name is as public as those of keys:
    /// windows of two versions of the app may be open at once.
    pub fn open(heard: impl Fn(String, String) + 'static) -> Option<Channel> {
        let channel = BroadcastChannel::new("ascribe").ok()?;
        EventListener::new(&channel, "message", move |event| {
            let said = event.dyn_ref::<MessageEvent>().map(|event| event.data());
            let Some(said) = said.and_then(|said| said.dyn_into::<Array>().ok()) else { return };
            if let (Some(key), Some(value)) = (said.get(0).as_string(), said.get(1).as_string()) {
                heard(key, value);
            }
        })
        .forget();
        Some(Channel(channel))
    }

    /// Tells the others a key and its text. Who does not hear it reads it later.
    pub fn say(&self, key: &str, value: &str) {
        let _ = self.0.post_message(&Array::of2(&key.into(), &value.into()));
    }
}
