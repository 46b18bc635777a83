//! The keeper writes what changed as new versions and reads all versions back.
//!
//! A key is written once and never changed, so no tab can overwrite another's
//! work. A version that another names in its `past` is out of date; of several
//! that remain (two windows changed the same thing) one that is not a deletion
//! is shown, then the highest. The others are kept, if need be within the versions
//! that come after, until the reader chooses. What cannot be read is left where it is
//! and counted.

use std::collections::{BTreeMap, BTreeSet};

use super::key_value::{KeyValue, StorageError};
use super::mirrored::{Mirrored, Write};
use super::record::{DAMAGED, Kinds, MOST_PAST, PREFIX, Record, Unreadable, Version, decode, encode, key, parse_key};
use super::state::State;
use crate::model::edit::{Entity, EntityId, Replacement};
use crate::model::time::Timestamp;
use crate::model::workspace::Workspace;

/// The versions of one thing that no other replaces, in order: nearly always one.
pub(super) type Heads = Vec<(Version, Record)>;

/// Keeps the workspace in storage.
pub struct Keeper<K> {
    kinds: Kinds,
    /// Keys and values of kinds that cannot be read yet.
    waiting: Vec<(String, String)>,
    pub(super) unreadable: Vec<(String, Unreadable)>,
    pub(super) storage: K,
    pub(super) replica: String,
    pub(super) heads: BTreeMap<EntityId, Heads>,
    /// The things of which there are several versions to choose from.
    contested: BTreeSet<EntityId>,
    /// Things that another window changed while this one's own edit was not written yet:
    /// what is kept of them was not shown.
    pub(super) unseen: BTreeSet<EntityId>,
    /// Things of which something was taken in that the workspace was not told yet.
    untold: BTreeSet<EntityId>,
}

/// What storage held.
#[derive(Debug, Default)]
pub struct Kept {
    /// The things that are there.
    pub entities: Vec<Entity>,
}

/// How a save went.
#[derive(Debug, PartialEq, Eq)]
pub struct SaveOutcome {
    /// What is stored now.
    pub saved: BTreeSet<EntityId>,
    /// Why the rest is not; try it again.
    pub error: Option<StorageError>,
}

/// Whether a version is replaced by another, with its past. Who names a version knew
/// all that its writer had written before: so a past that is cut short says enough.
pub(super) fn is_replaced(old: &Version, version: &Version, record: &Record) -> bool {
    let same_or_before = |known: &Version| known.replica == old.replica && known.counter >= old.counter;
    old != version && (same_or_before(version) || record.past.iter().any(same_or_before))
}

/// Adds a version to those known of a thing; out-of-date ones fall away.
pub(super) fn merge(heads: &mut Heads, version: Version, mut record: Record) {
    if heads.iter().any(|(known, head)| *known == version || is_replaced(&version, known, head)) {
        return;
    }
    heads.retain(|(known, _)| !is_replaced(known, &version, &record));
    let at = heads.partition_point(|(known, _)| *known < version);
    // There are as many of these as things were ever made: no room for more than they need.
    record.past.shrink_to_fit();
    heads.reserve_exact(1);
    heads.insert(at, (version, record));
}

/// The version that is shown.
pub(super) fn current(heads: &[(Version, Record)]) -> Option<&Entity> {
    heads.iter().rev().find_map(|(_, record)| record.entity.as_ref())
}

/// All that is known of a thing and not shown, each once: what the reader may choose
/// instead.
fn undecided(heads: &[(Version, Record)]) -> Vec<Entity> {
    let shown = current(heads);
    let mut others: Vec<Entity> = Vec::new();
    for thing in heads.iter().rev().flat_map(|(_, record)| record.entity.iter().chain(&record.others)) {
        if !shown.into_iter().chain(&others).any(|known| known.says_same(thing)) {
            others.push(thing.clone());
        }
    }
    others
}

impl<K: KeyValue> Keeper<K> {
    /// A keeper of a storage in which there is nothing of ours.
    pub fn new(storage: K, replica: &str, kinds: Kinds) -> Self {
        Keeper {
            kinds,
            waiting: Vec::new(),
            unreadable: Vec::new(),
            storage,
            replica: replica.to_owned(),
            heads: BTreeMap::new(),
            contested: BTreeSet::new(),
            unseen: BTreeSet::new(),
            untold: BTreeSet::new(),
        }
    }

    /// Reads everything of these kinds; what is of others waits for [`Keeper::read_rest`].
    /// `replica` is letters and digits, random for every tab.
    pub fn open(storage: K, replica: &str, kinds: Kinds) -> Result<(Self, Kept), StorageError> {
        let mut keeper = Keeper::new(storage, replica, kinds);
        let mut kept = Kept::default();
        for key in keeper.storage.keys()?.into_iter().filter(|key| key.starts_with(PREFIX)) {
            let Some(value) = keeper.storage.get(&key)? else { continue };
            keeper.learn(&key, &value);
        }
        kept.entities = keeper.heads.values().filter_map(|heads| current(heads)).cloned().collect();
        Ok((keeper, kept))
    }

    /// Takes in one stored version; says whose it is. `None` for keys of others, for
    /// what cannot be used, and for what waits.
    fn learn(&mut self, key: &str, value: &str) -> Option<EntityId> {
        let read = parse_key(key)?.and_then(|(id, version)| {
            if !(self.kinds.holds)(&id) {
                self.waiting.push((key.to_owned(), value.to_owned()));
                return Ok(None);
            }
            Ok(Some((decode(&id, value, &self.kinds)?, id, version)))
        });
        match read {
            Ok(read) => {
                let (record, id, version) = read?;
                self.take(&id, version, record);
                Some(id)
            }
            Err(unreadable) => {
                let told = (key.to_owned(), unreadable);
                if !self.unreadable.contains(&told) {
                    self.unreadable.push(told);
                }
                None
            }
        }
    }

    pub(super) fn take(&mut self, id: &EntityId, version: Version, record: Record) {
        let heads = self.heads.entry(id.clone()).or_default();
        merge(heads, version, record);
        let is_contested = match heads.as_slice() {
            [(_, only)] if only.others.is_empty() => false,
            heads => current(heads).is_some() && !undecided(heads).is_empty(),
        };
        if is_contested {
            self.contested.insert(id.clone());
        } else {
            self.contested.remove(id);
        }
    }

    /// Things that windows changed without knowing of one another: of each what is shown
    /// and then what may be chosen instead.
    pub fn conflicts(&self) -> impl Iterator<Item = Vec<Entity>> {
        self.contested.iter().filter_map(|id| {
            let heads = self.heads.get(id)?;
            Some(current(heads).cloned().into_iter().chain(undecided(heads)).collect())
        })
    }

    /// How many such things there are.
    pub fn conflict_count(&self) -> usize {
        self.contested.len()
    }

    /// The reader has chosen: of several versions of a thing this one stays. The
    /// workspace is to be told, too.
    pub fn decide(&mut self, version: &Entity, now: &Timestamp) -> Result<(), StorageError> {
        let id = version.id();
        let (version, record) = self.following(&id, Some(version.clone()), Vec::new(), now);
        self.put(&id, version, record)
    }

    /// Forgets what was deleted before a time: until then the record of it keeps older
    /// versions, in other windows and in copies, from coming back.
    pub fn purge(&mut self, before: &Timestamp) -> Result<(), StorageError> {
        let is_old = |(_, record): &(Version, Record)| {
            record.entity.is_none() && record.deleted.as_ref().is_some_and(|at| at < before)
        };
        let old = self.heads.iter().filter(|(_, heads)| heads.iter().all(is_old));
        let old: Vec<EntityId> = old.map(|(id, _)| id.clone()).collect();
        for id in old {
            for (version, _) in self.heads.remove(&id).unwrap_or_default() {
                self.storage.remove(&key(&id, &version))?;
            }
        }
        Ok(())
    }

    /// Reads what has waited for code of its kinds. What is to be put into the workspace.
    pub fn read_rest(&mut self, kinds: Kinds) -> Vec<Entity> {
        self.kinds = kinds;
        let waiting = std::mem::take(&mut self.waiting);
        let ids: BTreeSet<EntityId> = waiting.iter().filter_map(|(key, value)| self.learn(key, value)).collect();
        ids.iter().filter_map(|id| current(self.heads.get(id)?)).cloned().collect()
    }

    /// Keys of ours whose values could not be used, and why.
    pub fn unreadable(&self) -> &[(String, Unreadable)] {
        &self.unreadable
    }

    /// Whether a later version of the app has written something: it is kept as it is.
    pub fn has_newer(&self) -> bool {
        self.unreadable.iter().any(|(_, why)| *why == Unreadable::Newer)
    }

    /// Takes in a version that another tab wrote. What to change in the workspace
    /// because of it, if anything.
    pub fn absorb(&mut self, key: &str, value: &str, state: &State) -> Option<Replacement> {
        let id = self.learn(key, value)?;
        self.replacement(&id, state)
    }

    /// Takes in what is in storage and was not told to this tab, which may have slept.
    /// What is not there any more stays as it is: absence is not deletion.
    pub fn reread(&mut self, state: &State) -> Result<Vec<Replacement>, StorageError> {
        self.learn_new()?;
        Ok(self.tell(state))
    }

    /// What to change in the workspace because of what was taken in.
    fn tell(&mut self, state: &State) -> Vec<Replacement> {
        let untold = std::mem::take(&mut self.untold);
        untold.iter().filter_map(|id| self.replacement(id, state)).collect()
    }

    /// Takes in the keys of storage that are not known. Should storage fail meanwhile, what
    /// was taken in is told the next time.
    fn learn_new(&mut self) -> Result<(), StorageError> {
        for key in self.storage.keys()? {
            if self.knows(&key) {
                continue;
            }
            let Some(value) = self.storage.get(&key)? else { continue };
            let learned = self.learn(&key, &value);
            self.untold.extend(learned);
        }
        Ok(())
    }

    /// Whether a key's value was taken in, or is not worth it: out of date, or not ours to read.
    fn knows(&self, key: &str) -> bool {
        let Some(Ok((id, version))) = parse_key(key) else { return true };
        let is_old = |(known, head): &(Version, Record)| *known == version || is_replaced(&version, known, head);
        self.heads.get(&id).is_some_and(|heads| heads.iter().any(is_old))
            || self.unreadable.iter().any(|(known, _)| known == key)
            || self.waiting.iter().any(|(known, _)| known == key)
    }

    /// What to change in the workspace so that it has a thing as it is kept. An edit that
    /// is not written yet stays: it will be written beside what is kept.
    fn replacement(&mut self, id: &EntityId, state: &State) -> Option<Replacement> {
        let before = state.workspace.entity(id);
        let after = self.heads.get(id).and_then(|heads| current(heads)).cloned();
        if before == after {
            return None;
        }
        let is_written = |heads: &Heads| heads.iter().any(|(_, record)| record.entity == before);
        if before.is_some() && state.unsaved.contains(id) && !self.heads.get(id).is_some_and(is_written) {
            self.unseen.insert(id.clone());
            return None;
        }
        Some(Replacement { before, after })
    }

    /// Writes these things as they are in the workspace, or their deletion, now.
    /// An annotation's article is written with it, if storage does not have it:
    /// a shipped article may read differently in a later version of the app.
    pub fn save(&mut self, workspace: &Workspace, ids: &BTreeSet<EntityId>, now: &Timestamp) -> SaveOutcome {
        let mut outcome = SaveOutcome { saved: BTreeSet::new(), error: None };
        // Deletions first: they make room for the rest.
        let (present, gone): (Vec<_>, Vec<_>) = ids.iter().partition(|id| workspace.entity(id).is_some());
        for id in gone.into_iter().chain(present) {
            match self.write_with_article(workspace, id, ids, now) {
                Ok(()) => {
                    outcome.saved.insert(id.clone());
                }
                // What does not fit keeps nothing smaller from being saved.
                Err(StorageError::Full) => outcome.error = Some(StorageError::Full),
                Err(error) => return SaveOutcome { error: Some(error), ..outcome },
            }
        }
        outcome
    }

    fn write_with_article(
        &mut self,
        workspace: &Workspace,
        id: &EntityId,
        ids: &BTreeSet<EntityId>,
        now: &Timestamp,
    ) -> Result<(), StorageError> {
        if let EntityId::Annotation(annotation) = id
            && let Some(article) = workspace.annotation(annotation).map(|a| EntityId::Article(a.article.clone()))
            && !ids.contains(&article)
            && self.heads.get(&article).is_none_or(|heads| current(heads).is_none())
            && let Some(entity) = workspace.entity(&article)
        {
            self.write(&article, Some(entity), now)?;
        }
        self.write(id, workspace.entity(id), now)
    }

    fn write(&mut self, id: &EntityId, entity: Option<Entity>, now: &Timestamp) -> Result<(), StorageError> {
        match self.successor(id, entity, now) {
            Some((version, record)) => self.put(id, version, record),
            None => Ok(()),
        }
    }

    /// The version that is to be written of a thing as it is now, unless it is stored so.
    /// What else there is to choose from is kept with it: who edits one version has not yet
    /// said that the others may go.
    pub(super) fn successor(
        &self,
        id: &EntityId,
        entity: Option<Entity>,
        now: &Timestamp,
    ) -> Option<(Version, Record)> {
        let heads = self.heads.get(id).map_or(&[][..], Vec::as_slice);
        if current(heads) == entity.as_ref() {
            return None;
        }
        let mut others = undecided(heads);
        others.extend(current(heads).filter(|_| self.unseen.contains(id)).cloned());
        others.retain(|other| !entity.as_ref().is_some_and(|now| now.says_same(other)));
        Some(self.following(id, entity, others, now))
    }

    /// A version that replaces all that are known.
    fn following(
        &self,
        id: &EntityId,
        entity: Option<Entity>,
        others: Vec<Entity>,
        now: &Timestamp,
    ) -> (Version, Record) {
        let heads = self.heads.get(id).map_or(&[][..], Vec::as_slice);
        let replaced = heads.iter().rev().map(|(version, _)| version.clone());
        let counter = heads.iter().map(|(version, _)| version.counter).max().unwrap_or(0).saturating_add(1);
        let version = Version { counter, replica: self.replica.clone() };
        let older = heads.iter().rev().flat_map(|(_, record)| record.past.iter().cloned());
        // Who names a version knew all that its window wrote before: one of each is enough.
        let mut past: Vec<Version> = Vec::new();
        for version in replaced.chain(older) {
            match past.iter_mut().find(|known| known.replica == version.replica) {
                Some(known) => known.counter = known.counter.max(version.counter),
                None => past.push(version),
            }
        }
        past.truncate(MOST_PAST.max(heads.len()));
        let deleted = entity.is_none().then(|| now.clone());
        (version, Record { past, entity, deleted, others })
    }

    /// Writes a version in the place of all that are known.
    fn put(&mut self, id: &EntityId, version: Version, record: Record) -> Result<(), StorageError> {
        let heads = self.heads.entry(id.clone()).or_default();
        let replaced: Vec<Version> = heads.iter().map(|(version, _)| version.clone()).collect();
        let (key_now, value) = (key(id, &version), encode(&record, &self.kinds));
        let mut written = self.storage.set(&key_now, &value);
        if written == Err(StorageError::Full) && record.entity.is_none() {
            // What is deleted makes room for the record of it. If that does not
            // fit even then, the thing is gone from here all the same.
            heads.retain(|(old, _)| self.storage.remove(&key(id, old)).is_err());
            written = self.storage.set(&key_now, &value);
            if heads.is_empty() {
                written = Ok(());
            }
        }
        written?;
        // Only now is the old version superfluous. If it cannot be removed, it is
        // a spare copy that the new one's past explains.
        for old in &replaced {
            let _ = self.storage.remove(&key(id, old));
        }
        self.unseen.remove(id);
        self.take(id, version, record);
        Ok(())
    }

    /// Whether another version replaces the one under a key.
    pub(super) fn is_out_of_date(&self, key: &str) -> bool {
        let Some(Ok((id, version))) = parse_key(key) else { return false };
        let replaced = |(known, head): &(Version, Record)| is_replaced(&version, known, head);
        self.heads.get(&id).is_some_and(|heads| heads.iter().any(replaced))
    }

    /// The storage itself, for instance to save a copy of what cannot be read.
    pub fn storage(&self) -> &K {
        &self.storage
    }
}

/// What came of comparing storage with its copy.
#[derive(Debug, Default, PartialEq)]
pub struct Compared {
    /// What to change in the workspace.
    pub replacements: Vec<Replacement>,
    /// How many values were missing or damaged here and came back from the copy.
    pub restored: usize,
}

impl<K: KeyValue> Keeper<Mirrored<K>> {
    /// Of the copy's keys those whose values are needed here: they are missing or damaged.
    pub fn wanted(&self, there: &BTreeSet<String>) -> Result<Vec<String>, StorageError> {
        let here: BTreeSet<String> = self.storage.keys()?.into_iter().collect();
        let is_wanted = |key: &&String| {
            let is_missing = !here.contains(*key) && !self.storage.is_only_there(key) && !self.is_out_of_date(key);
            is_missing || self.is_damaged(key)
        };
        Ok(there.iter().filter(is_wanted).cloned().collect())
    }

    /// Compares storage with the copy, of which these are all keys, and the values that
    /// are [`Keeper::wanted`]: what is missing here comes back, what is missing there is put
    /// there, what is out of date goes from both. From then on the copy is told of every
    /// write. Should storage fail meanwhile there is no copy: nobody can say what it has.
    pub fn compare(
        &mut self,
        there: &BTreeSet<String>,
        values: Vec<(String, String)>,
        state: &State,
    ) -> Result<Compared, StorageError> {
        match self.make_same(there, values) {
            Ok(restored) => Ok(Compared { replacements: self.tell(state), restored }),
            Err(error) => {
                self.storage.end();
                Err(error)
            }
        }
    }

    /// How many values came back.
    fn make_same(&mut self, there: &BTreeSet<String>, values: Vec<(String, String)>) -> Result<usize, StorageError> {
        self.learn_new()?;
        let mut restored = 0;
        for (key, value) in values {
            let is_damaged = self.is_damaged(&key);
            // A value that is damaged here and as good there is read there.
            let id = self.learn(&key, &value);
            if id.is_none() && !self.is_newer(&key) || self.is_out_of_date(&key) {
                continue;
            }
            self.untold.extend(id);
            if is_damaged && !self.set_aside(&key)? {
                continue;
            }
            // For what finds no room here the copy is where it belongs.
            restored += usize::from(self.storage.restore(&key, &value)?);
        }
        self.storage.begin();
        for key in self.storage.keys()?.iter().chain(there) {
            if self.is_out_of_date(key) {
                self.storage.remove(key)?;
            }
        }
        // The copy may have been away: it is told of all that it does not have.
        for (id, heads) in &self.heads {
            for (version, record) in heads {
                let key = key(id, version);
                if !there.contains(&key) {
                    let value = self.storage.get(&key)?.unwrap_or_else(|| encode(record, &self.kinds));
                    self.storage.tell(Write::Put(key, value));
                }
            }
        }
        for (key, _) in self.unreadable.iter().filter(|(key, why)| *why == Unreadable::Newer && !there.contains(key)) {
            if let Some(value) = self.storage.get(key)? {
                self.storage.tell(Write::Put(key.clone(), value));
            }
        }
        Ok(restored)
    }

    fn is_damaged(&self, key: &str) -> bool {
        self.unreadable.iter().any(|(known, why)| *why == Unreadable::Damaged && known == key)
    }

    /// Whether a later version of the app wrote it: it is kept as it is.
    fn is_newer(&self, key: &str) -> bool {
        self.unreadable.iter().any(|(known, why)| *why == Unreadable::Newer && known == key)
    }

    /// Keeps a damaged value under another key, so that a good one can take its place.
    /// Answers whether there was room.
    fn set_aside(&mut self, key: &str) -> Result<bool, StorageError> {
        if let Some(value) = self.storage.get(key)? {
            match self.storage.put_here(&format!("{DAMAGED}{key}"), &value) {
                Err(StorageError::Full) => return Ok(false),
                other => other?,
            }
        }
        self.unreadable.retain(|(known, why)| known != key || *why != Unreadable::Damaged);
        Ok(true)
    }

    /// The storage, to pass on what its copy is to be told.
    pub fn mirrored(&mut self) -> &mut Mirrored<K> {
        &mut self.storage
    }
}
