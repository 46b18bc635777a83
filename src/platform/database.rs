//! The browser's database (IndexedDB 3.0): texts under keys, and word when they have
//! reached the disk. Written by hand: what is needed is little, and the promise of
//! durability must reach the browser as it is.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::rc::Rc;

use gloo::events::EventListener;
use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Event, EventTarget, IdbDatabase, IdbObjectStore, IdbOpenDbRequest, IdbRequest, IdbTransaction};

use super::storage;
use crate::store::key_value::StorageError;
use crate::store::mirrored::Write;

/// The database's name. A public format, as the names of keys are: later versions must
/// find it.
const NAME: &str = "ascribe";
/// The store within it. Its keys and values are those of local storage.
const STORE: &str = "records";
const VERSION: u32 = 1;

/// The open database.
#[derive(Clone)]
pub struct Database {
    database: IdbDatabase,
    is_closed: Rc<Cell<bool>>,
}

impl Database {
    /// Opens it, and makes it if there is none. `lost` is called when it can be used no
    /// more: the browser has closed it, or another page changes or deletes it.
    pub async fn open(lost: impl Fn() + 'static) -> Result<Database, StorageError> {
        if storage::is_shut() || storage::is_removal_begun() {
            return Err(StorageError::Blocked);
        }
        Database::opened(lost).await
    }

    async fn opened(lost: impl Fn() + 'static) -> Result<Database, StorageError> {
        let request = request().map_err(|_| StorageError::Blocked)?;
        // A newer version of the app keeps it open until its page is closed.
        until(&request, &["success"], &["error", "blocked"]).await.map_err(|()| StorageError::Blocked)?;
        let database = request.result().ok().and_then(|database| database.dyn_into::<IdbDatabase>().ok());
        let database = database.ok_or(StorageError::Blocked)?;
        let is_closed = Rc::new(Cell::new(false));
        let (closing, told) = (database.clone(), is_closed.clone());
        let lose = Rc::new(move || {
            // Whoever wants to change or delete it need not wait for this page.
            closing.close();
            if !told.replace(true) {
                lost();
            }
        });
        for kind in ["versionchange", "close"] {
            let lose = lose.clone();
            EventListener::new(&database, kind, move |_| lose()).forget();
        }
        Ok(Database { database, is_closed })
    }

    /// Whether it can be used no more.
    pub fn is_closed(&self) -> bool {
        self.is_closed.get()
    }

    /// All keys.
    pub async fn keys(&self) -> Result<BTreeSet<String>, StorageError> {
        let (transaction, store) = self.begin("readonly").map_err(blocked)?;
        let keys = store.get_all_keys().map_err(blocked)?;
        finished(&transaction).await?;
        let keys = keys.result().map(|keys| Array::from(&keys)).map_err(blocked)?;
        Ok(keys.iter().filter_map(|key| key.as_string()).collect())
    }

    /// The texts under these keys, as far as they are there.
    pub async fn read(&self, keys: Vec<String>) -> Result<Vec<(String, String)>, StorageError> {
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let (transaction, store) = self.begin("readonly").map_err(blocked)?;
        let asked = keys.iter().map(|key| store.get(&key.into()).map_err(blocked)).collect::<Result<Vec<_>, _>>()?;
        finished(&transaction).await?;
        let text = |request: IdbRequest| request.result().ok().and_then(|value| value.as_string());
        Ok(keys.into_iter().zip(asked).filter_map(|(key, request)| Some((key, text(request)?))).collect())
    }

    /// Removes the database with all that is in it, in all windows.
    pub async fn remove() -> Result<(), StorageError> {
        // Where there is no database, nothing is in it.
        let Ok(Some(factory)) = super::window().indexed_db() else { return Ok(()) };
        // At once: a window that does not let go of the database keeps nothing of it.
        let is_empty = match Database::opened(|| ()).await {
            Ok(database) => database.clear().await.is_ok(),
            Err(_) => false,
        };
        let request = factory.delete_database(NAME).map_err(|_| StorageError::Blocked)?;
        let is_gone = until(&request, &["success"], &["error", "blocked"]).await.is_ok();
        if is_gone || is_empty { Ok(()) } else { Err(StorageError::Blocked) }
    }

    async fn clear(&self) -> Result<(), StorageError> {
        let (transaction, store) = self.begin("readwrite").map_err(blocked)?;
        store.clear().map_err(blocked)?;
        let cleared = finished(&transaction).await;
        self.database.close();
        cleared
    }

    /// Writes all of this or nothing; when it answers, it has reached the disk, as far as
    /// the browser can tell.
    pub async fn write(&self, writes: &[Write]) -> Result<(), StorageError> {
        if storage::is_shut() {
            return Err(StorageError::Blocked);
        }
        let (transaction, store) = self.begin("readwrite").map_err(blocked)?;
        let asked = writes.iter().try_for_each(|write| {
            match write {
                Write::Put(key, value) => store.put_with_key(&value.into(), &key.into()),
                Write::Remove(key) => store.delete(&key.into()),
            }
            .map(drop)
        });
        if asked.is_err() {
            // What was asked before would be done all the same.
            let _ = transaction.abort();
        }
        finished(&transaction).await
    }

    fn begin(&self, mode: &str) -> Result<(IdbTransaction, IdbObjectStore), JsValue> {
        let options = Object::new();
        Reflect::set(&options, &"durability".into(), &"strict".into())?;
        // The bindings have no options yet.
        let begin: Function = Reflect::get(&self.database, &"transaction".into())?.dyn_into()?;
        let transaction: IdbTransaction =
            begin.call3(&self.database, &STORE.into(), &mode.into(), &options)?.dyn_into()?;
        let store = transaction.object_store(STORE)?;
        Ok((transaction, store))
    }
}

fn blocked(_: JsValue) -> StorageError {
    StorageError::Blocked
}

fn request() -> Result<IdbOpenDbRequest, JsValue> {
    let factory = super::window().indexed_db()?.ok_or(JsValue::NULL)?;
    let request = factory.open_with_u32(NAME, VERSION)?;
    let opened = request.clone();
    EventListener::once(&request, "upgradeneeded", move |_: &Event| {
        let database = opened.result().ok().and_then(|database| database.dyn_into::<IdbDatabase>().ok());
        // If it fails, so does opening.
        let _ = database.map(|database| database.create_object_store(STORE));
    })
    .forget();
    Ok(request)
}

async fn finished(transaction: &IdbTransaction) -> Result<(), StorageError> {
    until(transaction, &["complete"], &["abort"]).await.map_err(|()| {
        let is_full = transaction.error().is_some_and(|error| error.name() == "QuotaExceededError");
        if is_full { StorageError::Full } else { StorageError::Blocked }
    })
}

/// Waits for one of some events.
async fn until(target: &EventTarget, good: &[&'static str], bad: &[&'static str]) -> Result<(), ()> {
    let mut listeners = Vec::new();
    let promise = Promise::new(&mut |resolve, _| {
        for (kinds, is_good) in [(good, true), (bad, false)] {
            for kind in kinds {
                let resolve = resolve.clone();
                listeners.push(EventListener::new(target, *kind, move |_| {
                    let _ = resolve.call1(&JsValue::NULL, &is_good.into());
                }));
            }
        }
    });
    let is_good = JsFuture::from(promise).await;
    drop(listeners);
    if is_good.is_ok_and(|is_good| is_good.is_truthy()) { Ok(()) } else { Err(()) }
}
