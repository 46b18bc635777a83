//! Storage as the store sees it: text under keys. The browser's local storage is
//! one implementation, memory another.

use std::collections::BTreeMap;

/// What every key of ours begins with, in any storage.
pub const OURS: &str = "ascribe/";

/// What the keys begin with under which is kept what is true of this browser alone:
/// when it was last backed up, what it promised. In no backup.
pub const DEVICE: &str = "ascribe/device/";

/// Why storage did not do what was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StorageError {
    /// There is no room; what was there is unchanged.
    Full,
    /// The browser does not let this page store anything.
    Blocked,
}

/// A place that keeps text under keys. `set` is all or nothing for one key;
/// nothing spans two keys.
pub trait KeyValue {
    /// The text under a key.
    fn get(&self, key: &str) -> Result<Option<String>, StorageError>;
    /// Puts a text under a key.
    fn set(&mut self, key: &str, value: &str) -> Result<(), StorageError>;
    /// Removes a key; fine if it is not there.
    fn remove(&mut self, key: &str) -> Result<(), StorageError>;
    /// All keys, in any order.
    fn keys(&self) -> Result<Vec<String>, StorageError>;
}

/// Storage that forgets: for browsers that block storage, and for tests.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Memory(pub BTreeMap<String, String>);

impl KeyValue for Memory {
    fn get(&self, key: &str) -> Result<Option<String>, StorageError> {
        Ok(self.0.get(key).cloned())
    }

    fn set(&mut self, key: &str, value: &str) -> Result<(), StorageError> {
        self.0.insert(key.to_owned(), value.to_owned());
        Ok(())
    }

    fn remove(&mut self, key: &str) -> Result<(), StorageError> {
        self.0.remove(key);
        Ok(())
    }

    fn keys(&self) -> Result<Vec<String>, StorageError> {
        Ok(self.0.keys().cloned().collect())
    }
}
