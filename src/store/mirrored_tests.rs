//! Storage and its copy: what the copy has acknowledged is there again whatever becomes
//! of storage, and the other way round.

use std::collections::BTreeMap;
use std::rc::Rc;

use proptest::prelude::*;

use super::keeper::{Compared, Keeper};
use super::key_value::{KeyValue, StorageError};
use super::mirrored::{Mirrored, TheCopy, Write};
use super::record::{ALL, DAMAGED, PREFIX, Unreadable, sealed};
use super::state::{Action, State};
use super::tests::{Disk, Fault, Move, action, any_move, small_disk};
use crate::model::edit::Edit;
use crate::model::fixtures::moment;
use crate::model::workspace::Workspace;

/// The database: what it has acknowledged.
type Copy = BTreeMap<String, String>;

fn tell(copy: &mut Copy, writes: &[Write]) {
    for write in writes {
        match write {
            Write::Put(key, value) => drop(copy.insert(key.clone(), value.clone())),
            Write::Remove(key) => drop(copy.remove(key)),
        }
    }
}

/// A window whose storage has a copy.
struct Tab {
    state: State,
    keeper: Keeper<Mirrored<Disk>>,
}

impl Tab {
    /// Opens and compares; what came of it.
    fn open(disk: &Disk, copy: &mut Copy, replica: &str) -> (Tab, Compared) {
        let (keeper, kept) = Keeper::open(Mirrored::new(disk.clone()), replica, ALL).unwrap();
        let state = State::default().step(&Action::Load(kept.entities)).unwrap();
        let mut tab = Tab { state, keeper };
        let compared = tab.compare(copy);
        (tab, compared)
    }

    /// Compares, as when it is opened, and when the copy can be had again.
    fn compare(&mut self, copy: &mut Copy) -> Compared {
        let compared = self.try_to_compare(copy).unwrap();
        self.settle(copy);
        compared
    }

    fn try_to_compare(&mut self, copy: &Copy) -> Result<Compared, StorageError> {
        let there = copy.keys().cloned().collect();
        let wanted = self.keeper.wanted(&there)?;
        let values = wanted.into_iter().filter_map(|key| Some((key.clone(), copy.get(&key)?.clone()))).collect();
        let compared = self.keeper.compare(&there, values, &self.state);
        assert_eq!(self.keeper.storage().copy() == TheCopy::Here, compared.is_ok());
        let compared = compared?;
        self.step(&Action::Absorb(compared.replacements.clone()));
        Ok(compared)
    }

    fn step(&mut self, action: &Action) {
        if let Ok(next) = self.state.step(action) {
            self.state = next;
        }
    }

    fn save(&mut self) -> Option<StorageError> {
        let workspace = self.state.workspace.clone();
        let outcome = self.keeper.save(&workspace, &self.state.unsaved, &moment(0));
        self.step(&Action::Saved { ids: outcome.saved, workspace });
        outcome.error
    }

    /// Tells the copy everything; it acknowledges.
    fn settle(&mut self, copy: &mut Copy) {
        tell(copy, self.keeper.mirrored().next_writes());
        self.keeper.mirrored().acknowledge();
        assert!(self.keeper.mirrored().is_settled());
    }
}

/// A disk with these contents.
fn disk_with(contents: &BTreeMap<String, String>) -> Disk {
    let disk = Disk::new(Fault::Never);
    contents.iter().for_each(|(key, value)| disk.put(key, value));
    disk
}

/// What happens after a move.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum After {
    Nothing,
    /// The copy takes it.
    Acknowledged,
    /// The copy fails: nothing of it is there.
    Failed,
}

pub(super) fn any_life() -> impl Strategy<Value = Vec<(Move, After)>> {
    let after = prop_oneof![3 => Just(After::Nothing), 3 => Just(After::Acknowledged), 1 => Just(After::Failed)];
    prop::collection::vec((any_move(), after), 1..60)
}

/// Lives, then the machine stops. Storage may be found as it was at any time before.
/// What is there again must be as it was when the copy last took all, or later.
pub(super) fn check_rolled_back(life: &[(Move, After)], room: Option<usize>) -> Result<(), TestCaseError> {
    let (disk, mut copy) = (Disk::new(room.map_or(Fault::Never, Fault::Room)), Copy::new());
    let (mut tab, _) = Tab::open(&disk, &mut copy, "a");
    let mut found = vec![disk.contents()];
    let mut lived: Vec<Rc<Workspace>> = vec![tab.state.workspace.clone()];
    let mut acknowledged = 0;
    for (time, (next, after)) in life.iter().enumerate() {
        let next = action(*next, &tab.state.workspace, time as u32);
        tab.step(&next);
        prop_assert_eq!(tab.save(), None, "with a copy storage is never full");
        found.push(disk.contents());
        lived.push(tab.state.workspace.clone());
        match after {
            After::Nothing => {}
            After::Acknowledged => {
                tab.settle(&mut copy);
                acknowledged = lived.len() - 1;
            }
            After::Failed => {
                tab.keeper.mirrored().next_writes();
                tab.keeper.mirrored().take_back();
            }
        }
    }
    for (at, contents) in found.iter().enumerate() {
        let (mut left, disk) = (copy.clone(), disk_with(contents));
        let (reopened, compared) = Tab::open(&disk, &mut left, "b");
        let expected = if room.is_none() { &lived[at.max(acknowledged)] } else { &lived[acknowledged] };
        // With little room, what only the copy was to take may be lost before it did.
        if room.is_none() || at <= acknowledged {
            prop_assert_eq!(&reopened.state.workspace, expected, "storage of {}, copy of {}", at, acknowledged);
        }
        // Both are the same now, and comparing them again finds nothing.
        if room.is_none() {
            let here: Copy = disk.contents();
            prop_assert_eq!(&here, &left);
        }
        let (again, none) = Tab::open(&disk, &mut left, "c");
        prop_assert_eq!(&again.state.workspace, &reopened.state.workspace);
        prop_assert_eq!((none.replacements.len(), none.restored), (0, 0), "after {:?}", compared);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn what_the_copy_acknowledged_is_there_again(life in any_life()) {
        check_rolled_back(&life, None)?;
    }

    #[test]
    fn storage_without_room_loses_nothing_that_was_acknowledged(life in any_life(), room in 200usize..6_000) {
        check_rolled_back(&life, Some(room))?;
    }

    #[test]
    fn the_copy_may_be_lost_or_old(life in any_life(), kept in any::<prop::sample::Index>()) {
        let (disk, mut copy) = (Disk::new(Fault::Never), Copy::new());
        let (mut tab, _) = Tab::open(&disk, &mut copy, "a");
        let mut copies = vec![copy.clone()];
        for (time, (next, after)) in life.iter().enumerate() {
            let next = action(*next, &tab.state.workspace, time as u32);
            tab.step(&next);
            prop_assert_eq!(tab.save(), None);
            if *after == After::Acknowledged {
                tab.settle(&mut copy);
            }
            copies.push(copy.clone());
        }
        let mut old = kept.get(&copies).clone();
        let (reopened, _) = Tab::open(&disk, &mut old, "b");
        prop_assert_eq!(&reopened.state.workspace, &tab.state.workspace);
        prop_assert_eq!(&disk.contents(), &old);
    }
}

/// What becomes of the copy while one lives.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Away {
    No,
    /// It cannot be had, and is as it was when it can be again.
    Closed,
    /// It was deleted.
    Deleted,
    /// It can be had again.
    Back,
}

fn any_absences() -> impl Strategy<Value = Vec<(Move, Away)>> {
    let away =
        prop_oneof![4 => Just(Away::No), 1 => Just(Away::Closed), 1 => Just(Away::Deleted), 2 => Just(Away::Back)];
    prop::collection::vec((any_move(), away), 1..60)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn a_copy_that_comes_back_is_brought_everything(life in any_absences()) {
        let (disk, mut copy) = (Disk::new(Fault::Never), Copy::new());
        let (mut tab, _) = Tab::open(&disk, &mut copy, "a");
        for (time, (next, away)) in life.iter().enumerate() {
            let next = action(*next, &tab.state.workspace, time as u32);
            tab.step(&next);
            prop_assert_eq!(tab.save(), None);
            match away {
                Away::No if tab.keeper.storage().copy() == TheCopy::Here => tab.settle(&mut copy),
                Away::No => prop_assert!(!tab.keeper.storage().is_settled(), "it is not said to be saved"),
                Away::Closed => tab.keeper.mirrored().end(),
                Away::Deleted => {
                    tab.keeper.mirrored().end();
                    copy.clear();
                }
                Away::Back => {
                    let compared = tab.compare(&mut copy);
                    prop_assert_eq!((compared.replacements.len(), compared.restored), (0, 0), "nothing was lost here");
                    prop_assert_eq!(&disk.contents(), &copy);
                }
            }
        }
        tab.compare(&mut copy);
        prop_assert_eq!(&disk.contents(), &copy);
        let (reopened, _) = Tab::open(&Disk::new(Fault::Never), &mut copy, "b");
        prop_assert_eq!(&reopened.state.workspace, &tab.state.workspace);
    }

    #[test]
    fn who_slept_reads_all_that_others_wrote(life in prop::collection::vec((any_move(), 0usize..3, any::<bool>()), 1..40)) {
        let (disk, mut copy) = (Disk::new(Fault::Never), Copy::new());
        let mut tabs: Vec<Tab> = ["a", "b", "c"].map(|replica| Tab::open(&disk, &mut copy, replica).0).into();
        for (time, (next, which, wakes)) in life.iter().enumerate() {
            let tab = &mut tabs[*which];
            // Nobody is told anything: who wakes reads again before anything is done.
            if *wakes {
                let read = tab.keeper.reread(&tab.state).unwrap();
                tab.step(&Action::Absorb(read));
            }
            let next = action(*next, &tab.state.workspace, time as u32);
            tab.step(&next);
            prop_assert_eq!(tab.save(), None);
        }
        let expected = Tab::open(&disk, &mut Copy::new(), "d").0.state.workspace;
        for tab in &mut tabs {
            let read = tab.keeper.reread(&tab.state).unwrap();
            tab.step(&Action::Absorb(read));
            prop_assert_eq!(&tab.state.workspace, &expected);
            prop_assert_eq!(tab.keeper.reread(&tab.state), Ok(Vec::new()));
        }
    }
}

#[test]
fn what_a_later_version_wrote_is_kept_in_both_as_it_is() {
    let (disk, before) = small_disk();
    let mut copy = Copy::new();
    let key = format!("{PREFIX}annotation/x/9.z");
    let value = sealed(r#"{"schema":2,"past":[],"annotation":{"kept":"as it is"}}"#);
    disk.put(&key, &value);
    let (mut tab, _) = Tab::open(&disk, &mut copy, "b");
    assert_eq!(tab.keeper.unreadable(), [(key.clone(), Unreadable::Newer)]);
    assert_eq!(copy.get(&key), Some(&value), "the copy has it, too");
    tab.step(&Action::Edit(Edit::SetNote { id: "x".into(), note: "mine".into(), at: moment(9) }));
    assert_eq!(tab.save(), None);
    tab.settle(&mut copy);
    assert_eq!((disk.contents().get(&key), copy.get(&key)), (Some(&value), Some(&value)), "an edit leaves it");
    // It comes back like everything else.
    let empty = Disk::new(Fault::Never);
    let (tab, _) = Tab::open(&empty, &mut copy, "c");
    assert_eq!(tab.keeper.unreadable(), [(key.clone(), Unreadable::Newer)]);
    assert_eq!(empty.contents().get(&key), Some(&value));
    assert_ne!(tab.state.workspace, before.state.workspace, "and what this one can read is read");
}

#[test]
fn a_damaged_value_is_kept_aside_and_the_good_one_comes_back() {
    let (disk, before) = small_disk();
    let mut copy = Copy::new();
    Tab::open(&disk, &mut copy, "b");
    let (key, value) = disk.contents().into_iter().find(|(key, _)| key.contains("annotation/x/")).unwrap();
    let damaged = value.replacen("claim", "clown", 1);
    disk.put(&key, &damaged);
    // Of another nobody has a good value.
    let lost = format!("{PREFIX}annotation/lost/1.a");
    disk.put(&lost, "damaged");
    let (tab, compared) = Tab::open(&disk, &mut copy, "c");
    assert_eq!(compared.restored, 1);
    assert_eq!(tab.keeper.unreadable(), [(lost, Unreadable::Damaged)]);
    assert_eq!(tab.state.workspace, before.state.workspace);
    assert_eq!(disk.contents().get(&key), Some(&value));
    assert_eq!(disk.contents().get(&format!("{DAMAGED}{key}")), Some(&damaged));
}

#[test]
fn a_storage_found_empty_is_filled_again() {
    let (disk, before) = small_disk();
    let mut copy = Copy::new();
    Tab::open(&disk, &mut copy, "b");
    let empty = Disk::new(Fault::Never);
    let (tab, compared) = Tab::open(&empty, &mut copy, "c");
    assert_eq!(tab.state.workspace, before.state.workspace);
    assert_eq!(compared.restored, copy.len());
    assert_eq!(empty.contents(), copy);
    let (mut tab, compared) = Tab::open(&empty, &mut copy, "d");
    assert_eq!(compared, Compared::default(), "the second time nothing is missing");
    assert_eq!(tab.compare(&mut copy), Compared::default());
    assert!(copy.keys().all(|key| key.starts_with(PREFIX)));
}

#[test]
fn what_was_replaced_long_ago_does_not_come_back() {
    let (disk, _) = small_disk();
    let mut copy = Copy::new();
    let (mut tab, _) = Tab::open(&disk, &mut copy, "b");
    let mut old = disk.contents();
    // More versions than a record names.
    for number in 0..40 {
        let edit = Edit::SetNote { id: "x".into(), note: number.to_string(), at: moment(number) };
        tab.step(&Action::Edit(edit));
        assert_eq!(tab.save(), None);
        tab.settle(&mut copy);
        if number == 0 {
            old = disk.contents();
        }
    }
    tab.step(&Action::Edit(Edit::Delete { ids: vec!["x".into()], at: moment(50) }));
    assert_eq!(tab.save(), None);
    tab.settle(&mut copy);
    // Storage is found as it was after the first of them.
    let (reopened, _) = Tab::open(&disk_with(&old), &mut copy, "c");
    assert_eq!(reopened.state.workspace, tab.state.workspace);
    assert!(reopened.state.workspace.annotation(&"x".into()).is_none());
}

#[test]
fn what_has_no_room_is_read_from_the_copy_and_was_not_lost() {
    let (disk, before) = small_disk();
    let mut copy = Copy::new();
    Tab::open(&disk, &mut copy, "b");
    let (tab, compared) = Tab::open(&Disk::new(Fault::Room(0)), &mut copy, "c");
    assert_eq!(tab.state.workspace, before.state.workspace);
    assert_eq!(compared.restored, 0, "nothing to tell of");
}

#[test]
fn a_damaged_value_that_cannot_be_set_aside_stays_until_there_is_room() {
    let (disk, before) = small_disk();
    let mut copy = Copy::new();
    Tab::open(&disk, &mut copy, "b");
    let key = disk.contents().into_keys().find(|key| key.contains("annotation/x/")).unwrap();
    disk.put(&key, "damaged");
    disk.fault.set(Fault::Room(0));
    let (mut tab, compared) = Tab::open(&disk, &mut copy, "c");
    assert_eq!(compared.restored, 0);
    assert_eq!(tab.state.workspace, before.state.workspace, "it is read in the copy");
    assert_eq!(tab.keeper.unreadable(), [(key.clone(), Unreadable::Damaged)]);
    assert_eq!(disk.contents()[&key], "damaged");
    disk.repair();
    assert_eq!(tab.compare(&mut copy).restored, 1);
    assert!(tab.keeper.unreadable().is_empty());
    assert_eq!(disk.contents()[&format!("{DAMAGED}{key}")], "damaged");
    assert_eq!(disk.contents()[&key], copy[&key]);
}

#[test]
fn what_is_damaged_in_one_is_not_brought_into_the_other() {
    let (disk, _) = small_disk();
    let mut copy = Copy::new();
    Tab::open(&disk, &mut copy, "b");
    let key = |part: &str| disk.contents().into_keys().find(|key| key.contains(part)).unwrap();
    let (x, y) = (key("annotation/x/"), key("annotation/y/"));
    disk.files.borrow_mut().0.remove(&x);
    copy.insert(x.clone(), "damaged there".to_owned());
    disk.put(&y, "damaged here");
    copy.remove(&y);
    let (tab, compared) = Tab::open(&disk, &mut copy, "c");
    assert_eq!(compared, Compared::default());
    let both = [y.clone(), x.clone()].map(|key| (key, Unreadable::Damaged));
    assert_eq!(tab.keeper.unreadable(), both);
    assert_eq!((disk.contents().get(&x), copy.get(&y)), (None, None));
    assert_eq!((disk.contents()[&y].as_str(), copy[&x].as_str()), ("damaged here", "damaged there"));
}

#[test]
fn what_is_only_in_the_copy_is_asked_for_once() {
    let (disk, _) = small_disk();
    let mut copy = Copy::new();
    Tab::open(&disk, &mut copy, "b");
    let there = copy.keys().cloned().collect();
    let (mut tab, _) = Tab::open(&Disk::new(Fault::Room(0)), &mut copy, "c");
    assert_eq!(tab.keeper.storage().only_there(), copy.len());
    assert!(copy.keys().all(|key| tab.keeper.storage().is_only_there(key)));
    assert_eq!(tab.keeper.wanted(&there), Ok(Vec::new()));
    // It is deleted like everything else.
    tab.step(&Action::Edit(Edit::RemoveArticle { id: "one".into() }));
    assert_eq!(tab.save(), None);
    tab.settle(&mut copy);
    assert!(Tab::open(&disk_with(&copy), &mut copy, "d").0.state.workspace.articles().next().is_none());
}

fn article_key(name: &str) -> String {
    format!("{PREFIX}article/{name}/1.a")
}

/// Puts so many letters under a key.
fn put(storage: &mut Mirrored<Disk>, key: &str, length: usize) -> Result<(), StorageError> {
    storage.set(key, &"x".repeat(length))
}

#[test]
fn the_largest_article_that_the_copy_has_gives_way() {
    let disk = Disk::new(Fault::Room(1000));
    let mut storage = Mirrored::new(disk.clone());
    storage.begin();
    let check_gone = |storage: &Mirrored<Disk>, gone: &[&str]| {
        for name in ["small", "large", "waits", "next"] {
            let key = article_key(name);
            let is_gone = gone.contains(&name);
            assert_eq!(storage.is_only_there(&key), is_gone, "{name}");
            assert!(!is_gone || storage.get(&key) == Ok(None), "{name}");
        }
        assert_eq!(storage.only_there(), gone.len());
    };
    put(&mut storage, &article_key("small"), 100).unwrap();
    put(&mut storage, &article_key("large"), 200).unwrap();
    put(&mut storage, &format!("{PREFIX}annotation/mark/1.a"), 250).unwrap();
    storage.next_writes();
    storage.acknowledge();
    put(&mut storage, &article_key("waits"), 220).unwrap();
    check_gone(&storage, &[]);
    // Marks stay, and what the copy may not have yet.
    put(&mut storage, &article_key("next"), 200).unwrap();
    check_gone(&storage, &["large"]);
    storage.next_writes();
    put(&mut storage, "ascribe/1/annotation/other/1.a", 200).unwrap();
    check_gone(&storage, &["large", "small"]);
    storage.acknowledge();
    put(&mut storage, "ascribe/1/annotation/third/1.a", 200).unwrap();
    check_gone(&storage, &["large", "small", "waits"]);
    // It comes back if there is room; it was not missed.
    disk.repair();
    assert_eq!(storage.restore(&article_key("large"), "text"), Ok(false));
    check_gone(&storage, &["small", "waits"]);
    assert_eq!(storage.get(&article_key("large")), Ok(Some("text".to_owned())));
    assert_eq!(storage.restore("ascribe/1/annotation/lost/1.a", "mark"), Ok(true));
    storage.remove(&article_key("small")).unwrap();
    check_gone(&storage, &["waits"]);
}

#[test]
fn what_finds_no_room_is_refused_unless_a_copy_takes_it() {
    let disk = Disk::new(Fault::Room(200));
    let mut storage = Mirrored::new(disk.clone());
    assert_eq!(put(&mut storage, "a", 100), Ok(()));
    assert_eq!(put(&mut storage, "b", 100), Err(StorageError::Full), "the copy is not there yet");
    storage.begin();
    assert_eq!(put(&mut storage, "b", 100), Ok(()));
    assert!(storage.is_only_there("b") && !storage.is_only_there("a"));
    assert_eq!(storage.keys(), Ok(vec!["a".to_owned()]));
    disk.fault.set(Fault::From(0));
    assert_eq!(put(&mut storage, "c", 1), Err(StorageError::Blocked));
    disk.fault.set(Fault::Room(200));
    storage.end();
    assert_eq!(put(&mut storage, "d", 100), Err(StorageError::Full));
    assert_eq!(storage.next_writes(), []);
    assert!(!storage.is_settled());
}

#[test]
fn the_copy_is_told_all_once_and_in_order() {
    let write = |key: &str, value: &str| Write::Put(key.to_owned(), value.to_owned());
    let mut storage = Mirrored::new(Disk::new(Fault::Never));
    // What comes before it can be had waits for it.
    storage.set("a", "1").unwrap();
    assert_eq!(storage.next_writes(), []);
    storage.begin();
    assert!(!storage.is_settled());
    storage.set("b", "1").unwrap();
    storage.set("a", "2").unwrap();
    assert_eq!(storage.next_writes(), [write("b", "1"), write("a", "2")], "of one key the last");
    // Nothing more while it is being told.
    storage.remove("a").unwrap();
    assert_eq!(storage.next_writes(), []);
    assert!(!storage.is_settled());
    // It failed: all again, with what came since.
    storage.take_back();
    assert_eq!(storage.next_writes(), [write("b", "1"), Write::Remove("a".to_owned())]);
    assert!(!storage.is_settled());
    storage.acknowledge();
    assert!(storage.is_settled());
    assert_eq!(storage.next_writes(), []);
}

/// A window that slept while one has written into storage, and another what only the copy
/// has.
fn slept() -> (Disk, Copy, Tab) {
    let (disk, _) = small_disk();
    let (mut copy, mut others) = (Copy::new(), Copy::new());
    let (sleeping, _) = Tab::open(&disk, &mut copy, "b");
    let apart = disk_with(&disk.contents());
    for (at, into, replica) in [(&disk, &mut others, "c"), (&apart, &mut copy, "d")] {
        let (mut tab, _) = Tab::open(at, into, replica);
        tab.step(&Action::Edit(Edit::SetNote { id: "x".into(), note: replica.into(), at: moment(1) }));
        assert_eq!(tab.save(), None);
        tab.settle(into);
    }
    (disk, copy, sleeping)
}

#[test]
fn what_is_new_here_and_what_is_new_in_the_copy_is_told_as_one() {
    let (disk, mut copy, mut sleeping) = slept();
    let compared = sleeping.compare(&mut copy);
    assert_eq!(compared.replacements.len(), 1);
    let (opened, _) = Tab::open(&disk, &mut copy, "e");
    assert_eq!(sleeping.state.workspace, opened.state.workspace);
    assert_eq!(sleeping.keeper.conflict_count(), 1);
}

#[test]
fn what_was_taken_in_before_storage_failed_is_told_the_next_time() {
    let comparing = |fails_at: Option<usize>| {
        let (disk, mut copy, mut sleeping) = slept();
        let before = disk.calls.get();
        if let Some(call) = fails_at {
            disk.fault.set(Fault::Once(before + call, StorageError::Blocked));
        }
        let compared = sleeping.try_to_compare(&copy);
        let calls = disk.calls.get() - before;
        assert_eq!(compared.is_err(), fails_at.is_some());
        disk.repair();
        sleeping.compare(&mut copy);
        let (opened, _) = Tab::open(&disk, &mut copy, "e");
        assert_eq!(sleeping.state.workspace, opened.state.workspace, "after call {fails_at:?} failed");
        calls
    };
    for call in 0..comparing(None) {
        comparing(Some(call));
    }
}
