//! All that is kept, for one file outside the browser; and back from there. Restoring
//! merges: what is here in another version stays, what is not here comes back, and
//! nothing is overwritten.
//!
//! Records go out and come back as they are stored, also those that cannot be read:
//! a later version of the app may read them.

use std::collections::{BTreeMap, BTreeSet};

use super::keeper::{Heads, Keeper, current, is_replaced, merge};
use super::key_value::{DEVICE, KeyValue, OURS, StorageError};
use super::metered::RESERVE;
use super::record::{ALL, DAMAGED, Record, Unreadable, Version, decode, encode, key, parse_key};
use crate::model::edit::{Edit, Entity, EntityId};
use crate::model::time::Timestamp;
use crate::model::workspace::Workspace;

/// Keys and values of the second copy: those that are [`Keeper::lacking`] here.
pub type Copy = BTreeMap<String, String>;

/// A record that belongs into a backup. What it says stays the same, whatever is edited
/// before its value is asked for.
pub struct Owed {
    /// Its key in the backup.
    pub key: String,
    /// Under which key it is stored here, if it is.
    stored: Option<String>,
    /// As it would be written, if it is stored nowhere.
    record: Option<Record>,
}

/// A record of a backup, as far as it can be read.
pub struct Offered {
    pub(super) key: String,
    value: String,
    read: Read,
}

enum Read {
    Version(EntityId, Version, Record),
    Unreadable(Unreadable),
    /// Not a record: a preference, or what was set aside.
    Other,
}

/// What came of restoring.
#[derive(Debug, Default)]
pub struct Restored {
    /// What comes back; to be put into the workspace.
    pub back: Vec<Entity>,
    /// How many things were changed here and in the backup: the reader may choose.
    pub contested: usize,
    /// How many things were here already, as they were or newer.
    pub already_here: usize,
    /// How many values cannot be read. They are kept as they are.
    pub unreadable: usize,
    /// How many values could not be kept.
    pub without_room: usize,
    /// What is no record; to be stored where it is not yet.
    pub others: Vec<(String, String)>,
}

/// Whether what is stored under a key belongs into a backup.
fn is_backed_up(key: &str) -> bool {
    let passing = ["ascribe/probe", "ascribe/removing", RESERVE];
    key.starts_with(OURS) && !key.starts_with(DEVICE) && !passing.contains(&key)
}

/// Reads a record of a backup.
pub fn offered(key: String, value: String) -> Offered {
    let read = match parse_key(&key) {
        None => Read::Other,
        Some(Err(why)) => Read::Unreadable(why),
        Some(Ok((id, version))) => match decode(&id, &value, &ALL) {
            Ok(record) => Read::Version(id, version, record),
            Err(why) => Read::Unreadable(why),
        },
    };
    Offered { key, value, read }
}

/// Records of a backup in slices of about a size, so that the page can answer between
/// them. All versions of a thing are in one.
pub fn slices(mut offered: Vec<Offered>, size: usize) -> Vec<Vec<Offered>> {
    fn thing(offered: &Offered) -> &str {
        offered.key.rsplit_once('/').map_or("", |(thing, _)| thing)
    }
    offered.sort_by(|one, other| one.key.cmp(&other.key));
    let mut slices: Vec<Vec<Offered>> = Vec::new();
    for next in offered {
        let open = slices
            .last_mut()
            .filter(|slice| slice.len() < size || slice.last().is_some_and(|last| thing(last) == thing(&next)));
        match open {
            Some(slice) => slice.push(next),
            None => slices.push(vec![next]),
        }
    }
    slices
}

impl<K: KeyValue> Keeper<K> {
    /// All that belongs into a backup, in the order of the keys: what is stored, here or
    /// in the copy, and what would be stored if there were room. Versions that others
    /// replace are left out. Quick: the values are asked for one by one.
    pub fn to_back_up(
        &self,
        workspace: &Workspace,
        unsaved: &BTreeSet<EntityId>,
        copy: &Copy,
        now: &Timestamp,
    ) -> Vec<Owed> {
        let mut all: BTreeMap<String, Owed> = BTreeMap::new();
        let mut owe = |key: String, stored: Option<String>, record: Option<Record>| {
            all.insert(key.clone(), Owed { key, stored, record });
        };
        // What is blocked now was read when the page was opened, and is below.
        let here = self.storage.keys().unwrap_or_default();
        for key in here.iter().chain(copy.keys()).filter(|key| is_backed_up(key)) {
            if !self.is_out_of_date(key) || self.is_unreadable(key) {
                owe(key.clone(), Some(key.clone()), None);
            }
        }
        for (id, heads) in &self.heads {
            for (version, record) in heads {
                let key = key(id, version);
                let mut stored = Some(key.clone());
                if self.is_unreadable(&key) {
                    // It was read in the copy; here there was no room to set the damaged one aside.
                    owe(format!("{DAMAGED}{key}"), stored.take(), None);
                }
                owe(key, stored, Some(record.clone()));
            }
        }
        let has_none = |article: &EntityId| self.heads.get(article).is_none_or(|heads| current(heads).is_none());
        let articles = workspace.annotations().map(|annotation| EntityId::Article(annotation.article.clone()));
        let articles: BTreeSet<EntityId> = articles.filter(has_none).collect();
        for id in unsaved.union(&articles) {
            let Some((version, record)) = self.successor(id, workspace.entity(id), now) else { continue };
            for (replaced, _) in self.heads.get(id).into_iter().flatten() {
                all.remove(&key(id, replaced));
            }
            let key = key(id, &version);
            all.insert(key.clone(), Owed { key, stored: None, record: Some(record) });
        }
        all.into_values().collect()
    }

    /// Of the copy's keys those whose values a backup needs: they are not here, or cannot
    /// be read here.
    pub fn lacking(&self, there: &BTreeSet<String>) -> Vec<String> {
        let here: BTreeSet<String> = self.storage.keys().unwrap_or_default().into_iter().collect();
        there.iter().filter(|key| !here.contains(*key) || self.is_unreadable(key)).cloned().collect()
    }

    /// What is to stand in the backup; `None` for what was removed meanwhile and says
    /// nothing of the reader's.
    pub fn value_of(&self, owed: &Owed, copy: &Copy) -> Option<String> {
        let stored = owed.stored.as_ref().and_then(|key| self.storage.get(key).ok().flatten());
        let stored = stored.or_else(|| copy.get(&owed.key).cloned());
        stored.or_else(|| Some(encode(owed.record.as_ref()?, &ALL)))
    }

    /// Takes in what a backup offers: all that it has of some things. What is not here is
    /// stored as it was; what to do to the workspace is added to what came of others, and
    /// becomes one edit.
    pub fn restore(
        &mut self,
        offered: Vec<Offered>,
        workspace: &Workspace,
        unsaved: &BTreeSet<EntityId>,
        restored: &mut Restored,
    ) {
        let mut things: BTreeMap<EntityId, Heads> = BTreeMap::new();
        let mut values = BTreeMap::new();
        for Offered { key, value, read } in offered {
            match read {
                Read::Version(id, version, record) => {
                    merge(things.entry(id).or_default(), version, record);
                    values.insert(key, value);
                }
                Read::Unreadable(why) => self.put_back_unread(&key, &value, why, restored),
                Read::Other if is_backed_up(&key) => restored.others.push((key, value)),
                Read::Other => {}
            }
        }
        for (id, heads) in things {
            self.restore_thing(&id, heads, &values, workspace, unsaved.contains(&id), restored);
        }
    }

    fn restore_thing(
        &mut self,
        id: &EntityId,
        offered: Heads,
        values: &BTreeMap<String, String>,
        workspace: &Workspace,
        is_unsaved: bool,
        restored: &mut Restored,
    ) {
        let here = workspace.entity(id);
        let heads = self.heads.get(id).cloned().unwrap_or_default();
        let is_in = |version: &Version, heads: &Heads| {
            heads.iter().any(|(known, head)| known == version || is_replaced(version, known, head))
        };
        // All that is here is in the backup, or in its past.
        let follows = !is_unsaved && heads.iter().all(|(version, _)| is_in(version, &offered));
        let back = current(&offered).cloned();
        // What is said here already is not put beside itself; a deletion is not restored
        // over what is here.
        let is_wanted = |record: &Record| match (&record.entity, &here) {
            (Some(thing), Some(here)) => follows || !here.says_same(thing),
            (thing, here) => thing.is_some() || here.is_none(),
        };
        let (mut is_taken, mut without_room) = (false, 0);
        for (version, record) in offered {
            if is_in(&version, &heads) || !is_wanted(&record) {
                continue;
            }
            let key = key(id, &version);
            let value = values.get(&key).cloned().unwrap_or_else(|| encode(&record, &ALL));
            if self.put_back(&key, &value) == Ok(true) {
                self.take(id, version, record);
                is_taken = true;
            } else {
                without_room += usize::from(record.entity.is_some());
            }
        }
        let shown = self.heads.get(id).and_then(|heads| current(heads)).cloned();
        match (here, back) {
            // It was deleted here since, or was never here.
            (None, Some(back)) => restored.back.push(shown.filter(|_| is_taken).unwrap_or(back)),
            (None, None) => {}
            // Without room it is saved like an edit, when there is some.
            (Some(here), Some(back)) if without_room > 0 && follows && back != here => restored.back.push(back),
            (Some(here), _) => {
                // An edit that is not saved keeps the other version with it to choose from.
                if is_taken && is_unsaved {
                    self.unseen.insert(id.clone());
                }
                let newer = shown.filter(|shown| is_taken && !is_unsaved && *shown != here);
                let is_contested = is_taken && !follows;
                let without_room = if follows { 0 } else { without_room };
                restored.contested += usize::from(is_contested);
                restored.already_here += usize::from(newer.is_none() && !is_contested && without_room == 0);
                restored.back.extend(newer);
                restored.without_room += without_room;
            }
        }
    }

    /// Stores a value if there is none under its key. Answers whether it is there now.
    fn put_back(&mut self, key: &str, value: &str) -> Result<bool, StorageError> {
        match self.storage.get(key)? {
            Some(here) => Ok(here == value),
            None => self.storage.set(key, value).map(|()| true),
        }
    }

    fn put_back_unread(&mut self, key: &str, value: &str, why: Unreadable, restored: &mut Restored) {
        restored.unreadable += 1;
        let aside = format!("{DAMAGED}{key}");
        if self.put_back(key, value) == Ok(true) {
            if !self.is_unreadable(key) {
                self.unreadable.push((key.to_owned(), why));
            }
        } else if self.put_back(&aside, value) != Ok(true) {
            restored.without_room += 1;
        }
    }

    fn is_unreadable(&self, key: &str) -> bool {
        self.unreadable.iter().any(|(known, _)| known == key)
    }
}

impl Restored {
    /// The edit that puts all of it into the workspace, if there is something to put.
    pub fn edit(&self) -> Option<Edit> {
        (!self.back.is_empty()).then(|| Edit::Restore(self.back.clone()))
    }
}
