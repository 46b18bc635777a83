//! The browser's database (IndexedDB 3.0): texts under keys, and word when they have
//! reached the disk. Written by hand: what is needed is little, and the promise of
//! durability must reach the browser as it is.

use gloo::events::EventListener;
use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Event, EventTarget, IdbDatabase, IdbObjectStore, IdbOpenDbRequest, IdbTransaction};

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
pub struct Database(IdbDatabase);

impl Database {
    /// Opens it, and makes it if there is none.
    pub async fn open() -> Result<Database, StorageError> {
        let request = request().map_err(|_| StorageError::Blocked)?;
        // A newer version of the app keeps it open until its page is closed.
        until(&request, &["success"], &["error", "blocked"]).await.map_err(|()| StorageError::Blocked)?;
        let database = request.result().ok().and_then(|database| database.dyn_into::<IdbDatabase>().ok());
        let database = database.ok_or(StorageError::Blocked)?;
        // Whoever wants to change or delete it need not wait for this page.
        let closing = database.clone();
        EventListener::new(&database, "versionchange", move |_| closing.close()).forget();
        Ok(Database(database))
    }

    /// All keys with their texts.
    pub async fn all(&self) -> Result<Vec<(String, String)>, StorageError> {
        let blocked = |_| StorageError::Blocked;
        let (transaction, store) = self.begin("readonly").map_err(blocked)?;
        let (keys, values) = (store.get_all_keys().map_err(blocked)?, store.get_all().map_err(blocked)?);
        finished(&transaction).await?;
        let list = |request: web_sys::IdbRequest| request.result().map(|list| Array::from(&list)).map_err(blocked);
        let (keys, values) = (list(keys)?, list(values)?);
        let pairs = keys.iter().zip(values.iter());
        Ok(pairs.filter_map(|(key, value)| Some((key.as_string()?, value.as_string()?))).collect())
    }

    /// Writes all of this or nothing; when it answers, it has reached the disk, as far as
    /// the browser can tell.
    pub async fn write(&self, writes: &[Write]) -> Result<(), StorageError> {
        let blocked = |_| StorageError::Blocked;
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
        let begin: Function = Reflect::get(&self.0, &"transaction".into())?.dyn_into()?;
        let transaction: IdbTransaction = begin.call3(&self.0, &STORE.into(), &mode.into(), &options)?.dyn_into()?;
        let store = transaction.object_store(STORE)?;
        Ok((transaction, store))
    }
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
