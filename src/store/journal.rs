//! The journal keeps the history in a storage that lasts as long as a session, so
//! that undo and redo go on after the page is loaded again.
//!
//! Key: `ascribe/1/step/<number>`. Value, sealed like a record: `{"schema": 1,
//! "summary": {…}, "undone": true, "things": [[kind, far, near], …]}`; without
//! `undone` the step is done. Of each thing that the step replaces, `far` is what
//! it becomes when the step is undone, or done again: the whole thing, or its id
//! if it is not there then. `near` tells what it is until then, by the first sixteen
//! digits of the digest of its JSON; null if it is not there. The thing itself is
//! in the next step or in the workspace. If it is not, somebody else changed it:
//! the step is not offered, nor any beyond it.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use serde::Serialize;
use serde_json::Value;

use super::history::{History, Step, Way};
use super::key_value::{KeyValue, StorageError};
use super::record::{ALL, PREFIX, SCHEMA, Unreadable, kind_of, named, sealed, unsealed};
use super::state::State;
use crate::model::digest::digest;
use crate::model::edit::{Change, Entity, EntityId, Replacement};
use crate::model::json::{Layout, json_text};
use crate::model::summary::Summary;
use crate::model::workspace::Workspace;

/// Keeps the history. What cannot be kept is left out: nothing here fails.
pub struct Journal<K> {
    storage: K,
    /// As it was when it was last written.
    written: History,
    /// The steps that are in storage, with the bytes that each takes.
    sizes: BTreeMap<u32, usize>,
    /// The steps that are too large to be written at once.
    waiting: BTreeMap<u32, (Rc<Step>, Way)>,
}

/// A step of more things, such as an import, is not written before the page is
/// left: nobody shall wait for it meanwhile.
const AT_ONCE: usize = if cfg!(test) { 2 } else { 64 };

/// So many bytes at most are freed before a step is tried again for which there
/// was no room: so that not the whole history goes where a part is enough.
const FREED_AT_ONCE: usize = 1 << 16;

#[derive(Serialize)]
struct Written<'a> {
    schema: u32,
    summary: &'a Summary,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    undone: bool,
}

/// A step as it was read.
struct Record {
    summary: Summary,
    is_undone: bool,
    things: Vec<Thing>,
}

/// One thing in it.
struct Thing {
    id: EntityId,
    far: Option<Entity>,
    near: Option<String>,
}

/// Names a version of a thing.
fn name(entity: Option<&Entity>) -> Option<String> {
    Some(digest(&(ALL.write)(entity?)).chars().skip("sha256:".len()).take(16).collect())
}

fn key(number: u32) -> String {
    format!("{PREFIX}step/{number}")
}

fn number(key: &str) -> Option<u32> {
    let text = key.strip_prefix(PREFIX)?.strip_prefix("step/")?;
    text.parse().ok().filter(|number: &u32| number.to_string() == text)
}

/// The value to store for a step that is next, or lies further, on the way.
fn encode(step: &Step, way: Way) -> String {
    let thing = |replaced: &Replacement| {
        let (far, near) = match way {
            Way::Back => (&replaced.before, &replaced.after),
            Way::Forth => (&replaced.after, &replaced.before),
        };
        let id = replaced.id()?;
        let far = far.as_ref().map_or_else(|| json_text(&id.as_str(), Layout::Compact), ALL.write);
        let near = json_text(&name(near.as_ref()), Layout::Compact);
        Some(format!("[\"{}\",{far},{near}]", kind_of(&id)))
    };
    let things: Vec<String> = step.change.replacements().iter().filter_map(thing).collect();
    let header = Written { schema: SCHEMA, summary: &step.summary, undone: way == Way::Forth };
    let mut json = json_text(&header, Layout::Compact);
    json.pop();
    sealed(&format!("{json},\"things\":[{}]}}", things.join(",")))
}

fn decode(value: &str) -> Result<Record, Unreadable> {
    let mut fields = unsealed(value)?;
    let damaged = |_| Unreadable::Damaged;
    let summary = fields.take("summary").ok_or(Unreadable::Damaged)?;
    let things = fields.list("things").map_err(damaged)?;
    Ok(Record {
        summary: Summary::from_json(summary).map_err(damaged)?,
        is_undone: fields.optional_bool("undone").map_err(damaged)?.unwrap_or(false),
        things: things.into_iter().map(thing).collect::<Option<_>>().ok_or(Unreadable::Damaged)?,
    })
}

fn thing(value: Value) -> Option<Thing> {
    let Value::Array(parts) = value else { return None };
    let [kind, far, near] = <[Value; 3]>::try_from(parts).ok()?;
    let near = match near {
        Value::Null => None,
        Value::String(near) => Some(near),
        _ => return None,
    };
    let id = named(kind.as_str()?, far.get("id").unwrap_or(&far).as_str()?)?;
    let far = if far.is_object() { Some((ALL.read)(&id, far).ok()?) } else { None };
    Some(Thing { id, far, near })
}

/// The steps on the way that can be taken from a workspace, one after the other.
/// The records are the nearest first.
fn fitting(records: &[(u32, Record)], way: Way, workspace: &Workspace) -> Vec<Step> {
    // What things are on the way. Those that no step has changed yet are as they
    // are in the workspace.
    let mut changed: BTreeMap<&EntityId, Option<Entity>> = BTreeMap::new();
    let mut steps = Vec::new();
    for (at, (number, record)) in records.iter().enumerate() {
        let mut replacements = Vec::new();
        for thing in &record.things {
            let now = changed.get(&thing.id).cloned().unwrap_or_else(|| workspace.entity(&thing.id));
            if now == thing.far {
                // It is so already: the step did not reach the other storage.
                continue;
            }
            let near = name(now.as_ref());
            if thing.near != near {
                // Neither as the step left it nor as it found it. Unless more than this
                // step did not reach the other storage, somebody else was there.
                let is_older = |other: &Thing| other.id == thing.id && (other.near == near || other.far == now);
                if !records.iter().skip(at + 1).flat_map(|(_, record)| &record.things).any(is_older) {
                    return steps;
                }
                continue;
            }
            let far = thing.far.clone();
            changed.insert(&thing.id, far.clone());
            replacements.push(match way {
                Way::Back => Replacement { before: far, after: now },
                Way::Forth => Replacement { before: now, after: far },
            });
        }
        if !replacements.is_empty() {
            let (number, change, summary) = (*number, Rc::new(Change::of(replacements)), record.summary.clone());
            steps.push(Step { number, change, summary });
        }
    }
    steps
}

impl<K: KeyValue> Journal<K> {
    /// A journal in a storage. Reads nothing yet.
    pub fn new(storage: K) -> Self {
        Journal { storage, written: History::default(), sizes: BTreeMap::new(), waiting: BTreeMap::new() }
    }

    /// A state with as much of the history in storage as belongs to it, before the
    /// steps that it has made already; the rest is removed from storage. For once,
    /// before the first [`Journal::write`].
    pub fn resume(&mut self, state: State) -> State {
        // Storage belongs to what was there before these.
        let made: Vec<Rc<Step>> = state.history().done().cloned().collect();
        let before = made
            .iter()
            .fold(state.workspace.clone(), |workspace, step| Rc::new(workspace.after(&step.change.reversed())));
        let kept = self.kept(&before);
        let history = made
            .iter()
            .rev()
            .fold(kept, |history, step| history.with(Change::clone(&step.change), step.summary.clone()));
        state.with_history(history)
    }

    /// As much of the history in storage as belongs to a workspace.
    fn kept(&mut self, workspace: &Workspace) -> History {
        let mut earlier = self.read();
        let is_done = |record: &Option<Record>| record.as_ref().is_some_and(|record| !record.is_undone);
        let last_done = earlier.iter().rev().find(|(_, record)| is_done(record)).map(|(number, _)| *number);
        let later = earlier.split_off(&last_done.map_or(0, |number| number.saturating_add(1)));
        // What cannot be read hides all that lies beyond it. Between the two it may
        // be of either.
        let is_clear = later.values().next().is_none_or(Option::is_some);
        let undone: Vec<_> = later.into_iter().map_while(|(number, record)| Some((number, record?))).collect();
        let done = earlier.into_iter().rev().map_while(|(number, record)| Some((number, record?)));
        let done: Vec<_> = done.take_while(|(_, record)| is_clear && !record.is_undone).collect();
        let done = fitting(&done, Way::Back, workspace);
        let undone = fitting(&undone, Way::Forth, workspace);
        let fit: BTreeSet<u32> = done.iter().chain(&undone).map(|step| step.number).collect();
        let others: Vec<u32> = self.sizes.keys().filter(|number| !fit.contains(number)).copied().collect();
        for number in others {
            self.remove(number);
        }
        self.written = History::of(done, undone);
        self.written.clone()
    }

    /// All steps in storage; nothing for those that cannot be read.
    fn read(&mut self) -> BTreeMap<u32, Option<Record>> {
        let mut records = BTreeMap::new();
        for key in self.storage.keys().unwrap_or_default() {
            let Some(number) = number(&key) else { continue };
            let value = self.storage.get(&key).ok().flatten().unwrap_or_default();
            self.sizes.insert(number, key.len() + value.len());
            records.insert(number, decode(&value).ok());
        }
        records
    }

    /// Writes what changed since the history was last written: for an edit, an undo
    /// or a redo one key, unless the step is large. Where there is no room, the steps
    /// that are furthest from the present go: the oldest, then those that would be
    /// done again last.
    pub fn write(&mut self, history: &History) {
        let before = std::mem::replace(&mut self.written, history.clone());
        let changes = [Way::Back, Way::Forth].map(|way| (way, history.since(&before, way)));
        let come: BTreeSet<u32> = changes.iter().flat_map(|(_, (_, come))| come).map(|step| step.number).collect();
        for step in changes.iter().flat_map(|(_, (gone, _))| gone).filter(|step| !come.contains(&step.number)) {
            self.remove(step.number);
        }
        for (way, (_, come)) in changes {
            for step in come {
                if step.change.replacements().len() > AT_ONCE {
                    self.remove(step.number);
                    self.waiting.insert(step.number, (step, way));
                } else if !self.put(&step, way) {
                    break;
                }
            }
        }
    }

    /// Writes what is still to be written: the page is left.
    pub fn write_rest(&mut self) {
        for way in [Way::Back, Way::Forth] {
            let waiting = self.waiting.values().filter(|(_, on)| *on == way).map(|(step, _)| step.clone());
            let mut steps: Vec<Rc<Step>> = waiting.collect();
            if way == Way::Back {
                steps.reverse();
            }
            let _ = steps.iter().all(|step| self.put(step, way));
        }
    }

    /// Stores a step. If there is no room and none can be made, those beyond it go,
    /// too: without it they cannot be reached.
    fn put(&mut self, step: &Step, way: Way) -> bool {
        let (key, value) = (key(step.number), encode(step, way));
        let size = key.len() + value.len();
        self.waiting.remove(&step.number);
        loop {
            match self.storage.set(&key, &value) {
                Ok(()) => break,
                Err(StorageError::Full) if self.make_room(step.number, size.min(FREED_AT_ONCE)) => {}
                Err(_) => {
                    let is_beyond = |number: &u32| match way {
                        Way::Back => *number <= step.number,
                        Way::Forth => *number >= step.number,
                    };
                    let known = self.sizes.keys().chain(self.waiting.keys());
                    let beyond: Vec<u32> = known.copied().filter(is_beyond).collect();
                    for number in beyond {
                        self.remove(number);
                    }
                    return false;
                }
            }
        }
        self.sizes.insert(step.number, size);
        true
    }

    /// Frees so many bytes for a step, or fewer if there are no more. Answers whether
    /// anything was freed.
    fn make_room(&mut self, number: u32, size: usize) -> bool {
        let last_done = self.written.next(Way::Back).map_or(0, |step| step.number);
        let mut freed = 0;
        while freed < size {
            let first = self.sizes.keys().next().into_iter().chain(self.waiting.keys().next()).min();
            let last = self.sizes.keys().next_back().into_iter().chain(self.waiting.keys().next_back()).max();
            let first = first.filter(|first| **first < number && **first <= last_done);
            let last = last.filter(|last| **last > number && **last > last_done);
            let Some(furthest) = first.or(last).copied() else { break };
            freed += self.remove(furthest);
        }
        freed > 0
    }

    /// Removes a step from storage; answers how many bytes that frees.
    fn remove(&mut self, number: u32) -> usize {
        self.waiting.remove(&number);
        let Some(size) = self.sizes.remove(&number) else { return 0 };
        // What stays there in spite of it no longer fits when it is read.
        let _ = self.storage.remove(&key(number));
        size
    }
}
