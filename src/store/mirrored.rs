//! Storage with a second copy, which is written a moment later and for good. Local
//! storage answers at once, but may lose its last minute when the machine stops, or be
//! found empty; the copy, a database of the browser, says when a write has reached the
//! disk. The same keys and values are in both, as far as there is room.

use std::collections::BTreeSet;

use super::key_value::{KeyValue, StorageError};
use super::record::PREFIX;

/// Something to do to the copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Write {
    /// Puts a text under a key.
    Put(String, String),
    /// Removes a key.
    Remove(String),
}

impl Write {
    /// The key that it changes.
    pub fn key(&self) -> &str {
        match self {
            Write::Put(key, _) | Write::Remove(key) => key,
        }
    }
}

/// Whether there is a copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TheCopy {
    /// It is being opened.
    Expected,
    /// It takes what it is told.
    Here,
    /// The browser has none for this page, or has taken it away.
    Missing,
}

/// A storage, and what its copy has not been told yet.
pub struct Mirrored<K> {
    storage: K,
    copy: TheCopy,
    queue: Vec<Write>,
    /// What the copy is being told.
    on_the_way: Vec<Write>,
    /// Keys for which there is no room here.
    only_there: BTreeSet<String>,
}

impl<K: KeyValue> Mirrored<K> {
    /// A storage whose copy is being opened.
    pub fn new(storage: K) -> Self {
        Mirrored {
            storage,
            copy: TheCopy::Expected,
            queue: Vec::new(),
            on_the_way: Vec::new(),
            only_there: BTreeSet::new(),
        }
    }

    /// The storage itself.
    pub fn storage(&self) -> &K {
        &self.storage
    }

    /// The same, to measure it.
    pub fn storage_mut(&mut self) -> &mut K {
        &mut self.storage
    }

    /// There is a copy from now on. Whoever says so has compared the two.
    pub fn begin(&mut self) {
        self.copy = TheCopy::Here;
    }

    /// There is no copy, or not any more. What only it had is not here.
    pub fn end(&mut self) {
        self.copy = TheCopy::Missing;
        self.queue.clear();
        self.on_the_way.clear();
    }

    /// Whether there is a copy.
    pub fn copy(&self) -> TheCopy {
        self.copy
    }

    fn has_copy(&self) -> bool {
        self.copy == TheCopy::Here
    }

    /// Whether there is a copy that has all that was written.
    pub fn is_settled(&self) -> bool {
        self.has_copy() && self.queue.is_empty() && self.on_the_way.is_empty()
    }

    /// How many keys are only in the copy.
    pub fn only_there(&self) -> usize {
        self.only_there.len()
    }

    /// Whether a key is only in the copy: other windows do not hear of it.
    pub fn is_only_there(&self, key: &str) -> bool {
        self.only_there.contains(key)
    }

    /// What the copy is to be told next, all in one; nothing while it is being told. Of
    /// one key the last counts.
    pub fn next_writes(&mut self) -> &[Write] {
        if self.copy != TheCopy::Here || !self.on_the_way.is_empty() {
            return &[];
        }
        let mut seen = BTreeSet::new();
        let mut writes: Vec<Write> = std::mem::take(&mut self.queue);
        writes.reverse();
        writes.retain(|write| seen.insert(write.key().to_owned()));
        writes.reverse();
        self.on_the_way = writes;
        &self.on_the_way
    }

    /// The copy has all that it was told.
    pub fn acknowledge(&mut self) {
        self.on_the_way.clear();
    }

    /// The copy has none of what it was told: it is told again with the next.
    pub fn take_back(&mut self) {
        let behind = std::mem::take(&mut self.queue);
        self.queue = std::mem::take(&mut self.on_the_way);
        self.queue.extend(behind);
    }

    /// Tells the copy something that is here already.
    pub fn tell(&mut self, write: Write) {
        if self.copy != TheCopy::Missing {
            self.queue.push(write);
        }
    }

    /// Puts something here alone.
    pub fn put_here(&mut self, key: &str, value: &str) -> Result<(), StorageError> {
        self.storage.set(key, value)
    }

    /// Puts here what the copy has already. Answers whether it was missed, and there was
    /// room.
    pub fn restore(&mut self, key: &str, value: &str) -> Result<bool, StorageError> {
        match self.put_here(key, value) {
            Err(StorageError::Full) => {
                self.only_there.insert(key.to_owned());
                Ok(false)
            }
            other => other.map(|()| !self.only_there.remove(key)),
        }
    }

    /// Takes the largest article that the copy has for sure out of here: it can be read
    /// from there. Answers whether there was one.
    fn make_room(&mut self) -> bool {
        let is_waiting = |key: &str| self.queue.iter().chain(&self.on_the_way).any(|write| write.key() == key);
        let size = |key: &String| self.storage.get(key).ok().flatten().map_or(0, |value| value.len());
        let articles = format!("{PREFIX}article/");
        let keys = self.storage.keys().unwrap_or_default();
        let articles = keys.into_iter().filter(|key| key.starts_with(&articles) && !is_waiting(key));
        let Some(largest) = articles.max_by_key(size) else { return false };
        if self.storage.remove(&largest).is_err() {
            return false;
        }
        self.only_there.insert(largest);
        true
    }
}

impl<K: KeyValue> KeyValue for Mirrored<K> {
    fn get(&self, key: &str) -> Result<Option<String>, StorageError> {
        self.storage.get(key)
    }

    fn set(&mut self, key: &str, value: &str) -> Result<(), StorageError> {
        let mut written = self.storage.set(key, value);
        while written == Err(StorageError::Full) && self.has_copy() && self.make_room() {
            written = self.storage.set(key, value);
        }
        match written {
            // The copy takes it.
            Err(StorageError::Full) if self.has_copy() => drop(self.only_there.insert(key.to_owned())),
            other => other?,
        }
        self.tell(Write::Put(key.to_owned(), value.to_owned()));
        Ok(())
    }

    fn remove(&mut self, key: &str) -> Result<(), StorageError> {
        self.storage.remove(key)?;
        self.only_there.remove(key);
        self.tell(Write::Remove(key.to_owned()));
        Ok(())
    }

    fn keys(&self) -> Result<Vec<String>, StorageError> {
        self.storage.keys()
    }
}
