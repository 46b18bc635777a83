//! The browser's storage behind the store's small trait: that of this device, and
//! that of this tab.

use gloo::events::EventListener;
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{BroadcastChannel, MessageEvent, Storage, StorageEvent};

use crate::store::key_value::{KeyValue, Memory, StorageError};

/// The browser's storage, or memory where it does not let the page store.
pub enum BrowserStorage {
    /// Kept by the browser.
    Lasting(Storage),
    /// Gone when the page is closed.
    Forgetful(Memory),
}

impl BrowserStorage {
    /// What is kept on this device.
    pub fn open() -> Self {
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
    if let Ok(Some(storage)) = super::window().local_storage() {
        let _ = storage.set_item(&format!("ascribe/preference/{name}"), value);
    }
}

/// What a person has written in this tab and not saved yet.
pub fn draft(name: &str) -> Option<String> {
    super::window().session_storage().ok()??.get_item(&format!("ascribe/draft/{name}")).ok()?
}

/// Keeps it while other screens are shown, also when the page is loaded again;
/// without a text nothing is kept any more. Where it cannot be kept it fails quietly.
pub fn set_draft(name: &str, text: Option<&str>) {
    if let Ok(Some(storage)) = super::window().session_storage() {
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
