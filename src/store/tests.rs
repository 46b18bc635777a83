//! The keeper and the state: what is saved is read back, whatever goes wrong.
//!
//! Faults are injected below the keeper, by the number of the call, so that every
//! place where a call can fail or the machine can stop is tried, not a few.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

use proptest::prelude::*;

use super::import;
use super::keeper::{Keeper, Kept};
use super::key_value::{KeyValue, Memory, StorageError};
use super::record::{ALL, FIRST, PREFIX, Record, Unreadable, Version, encode, key, sealed};
use super::state::{Action, State};
use crate::model::annotation::{Annotation, Moved};
use crate::model::article::Article;
use crate::model::digest::digest;
use crate::model::edit::{Edit, Entity, EntityId, Replacement};
use crate::model::fixtures::{annotation, article, moment};
use crate::model::identity::Identity;
use crate::model::relation::{Argument, Relation};
use crate::model::scheme::Scheme;
use crate::model::workspace::Workspace;

/// What goes wrong, and when. Calls are counted from 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Fault {
    Never,
    /// One call fails.
    Once(usize, StorageError),
    /// The machine stops: from this call on nothing is done any more.
    From(usize),
    /// Keys and values together may not be longer than this.
    Room(usize),
}

/// A disk that several tabs share. Clones are the same disk.
#[derive(Clone)]
pub(super) struct Disk {
    pub(super) files: Rc<RefCell<Memory>>,
    pub(super) fault: Rc<Cell<Fault>>,
    pub(super) calls: Rc<Cell<usize>>,
    /// Every key that was written, in order: what other tabs are told.
    pub(super) written: Rc<RefCell<Vec<(String, String)>>>,
}

impl Disk {
    pub(super) fn new(fault: Fault) -> Self {
        Disk { files: Rc::default(), fault: Rc::new(Cell::new(fault)), calls: Rc::default(), written: Rc::default() }
    }

    fn call(&self) -> Result<(), StorageError> {
        let number = self.calls.replace(self.calls.get() + 1);
        match self.fault.get() {
            Fault::Once(bad, error) if number == bad => Err(error),
            Fault::From(first) if number >= first => Err(StorageError::Blocked),
            _ => Ok(()),
        }
    }

    pub(super) fn contents(&self) -> BTreeMap<String, String> {
        self.files.borrow().0.clone()
    }

    pub(super) fn put(&self, key: &str, value: &str) {
        self.files.borrow_mut().0.insert(key.to_owned(), value.to_owned());
    }

    /// The machine is started again.
    pub(super) fn repair(&self) {
        self.fault.set(Fault::Never);
    }
}

impl KeyValue for Disk {
    fn get(&self, key: &str) -> Result<Option<String>, StorageError> {
        self.call()?;
        self.files.borrow().get(key)
    }

    fn set(&mut self, key: &str, value: &str) -> Result<(), StorageError> {
        self.call()?;
        if let Fault::Room(room) = self.fault.get() {
            let files = self.files.borrow();
            let others = files.0.iter().filter(|(k, _)| *k != key).map(|(k, v)| k.len() + v.len()).sum::<usize>();
            if others + key.len() + value.len() > room {
                return Err(StorageError::Full);
            }
        }
        self.written.borrow_mut().push((key.to_owned(), value.to_owned()));
        self.files.borrow_mut().set(key, value)
    }

    fn remove(&mut self, key: &str) -> Result<(), StorageError> {
        self.call()?;
        self.files.borrow_mut().remove(key)
    }

    fn keys(&self) -> Result<Vec<String>, StorageError> {
        self.call()?;
        self.files.borrow().keys()
    }
}

/// One window: its state, its keeper, and the news of other windows on their way to it.
pub(super) struct Tab {
    pub(super) state: State,
    pub(super) keeper: Keeper<Disk>,
    pub(super) news: VecDeque<(String, String)>,
}

impl Tab {
    pub(super) fn open(disk: &Disk, replica: &str) -> (Tab, Kept) {
        let (keeper, kept) = Keeper::open(disk.clone(), replica, ALL).unwrap();
        let state = State::default().step(&Action::Load(kept.entities.clone())).unwrap();
        (Tab { state, keeper, news: VecDeque::new() }, kept)
    }

    /// Does an action, if it can be done.
    pub(super) fn step(&mut self, action: &Action) -> bool {
        match self.state.step(action) {
            Ok(next) => self.state = next,
            Err(_) => return false,
        }
        true
    }

    #[track_caller]
    pub(super) fn edit(&mut self, edit: Edit) {
        self.state = self.state.step(&Action::Edit(edit)).unwrap();
    }

    /// What the page does after every change.
    pub(super) fn save(&mut self) -> Option<StorageError> {
        let workspace = self.state.workspace.clone();
        let outcome = self.keeper.save(&workspace, &self.state.unsaved, &moment(0));
        self.step(&Action::Saved { ids: outcome.saved, workspace });
        outcome.error
    }

    /// Takes in the oldest news.
    pub(super) fn hear(&mut self) {
        let Some((key, value)) = self.news.pop_front() else { return };
        if let Some(replacement) = self.keeper.absorb(&key, &value, &self.state) {
            assert!(self.step(&Action::Absorb(vec![replacement])));
        }
    }
}

/// The workspace that somebody finds who opens the app now.
pub(super) fn reopened(disk: &Disk) -> Rc<Workspace> {
    Tab::open(disk, "reopened").0.state.workspace
}

/// The articles of the random tests: two names, each with two texts, so that
/// annotations of one text are lost in the other.
pub(super) fn text_of(name: u8, text: u8) -> Rc<Article> {
    let words = if text == 0 { ["Mayor resigns", "She said no."] } else { ["Mayor stays", "Nobody asked."] };
    article(["one", "two"][usize::from(name % 2)], &words)
}

pub(super) fn annotation_id(number: u8) -> String {
    format!("n{}", number % 5)
}

/// What a reader does, as three small numbers.
pub(super) type Move = (u8, u8, u8);

pub(super) fn any_move() -> impl Strategy<Value = Move> {
    (0u8..17, any::<u8>(), any::<u8>())
}

pub(super) fn action((kind, a, b): Move, workspace: &Workspace, time: u32) -> Action {
    let id = || annotation_id(a).as_str().into();
    let at = moment(time);
    let mark = |of: &Rc<Article>| {
        let start = u32::from(b % 4);
        annotation(&annotation_id(a), of, ["claim", "source"][usize::from(b % 2)], &[(start, start + 3), (9, 12)])
    };
    // An annotation as it may be found again, in either article and text.
    let found = |number: u8| {
        let now = workspace.annotation(&annotation_id(number).as_str().into())?;
        let made = mark(&text_of(b, b / 2 % 2));
        let moved = Moved { score: b % 101, was: now.chosen().to_vec(), extra: now.extra.clone() };
        let (target, article) = (made.target.clone(), made.article.clone());
        Some(Rc::new(Annotation { target, article, moved: Some(moved), ..Annotation::clone(now) }))
    };
    let all_found = || [a, b].into_iter().filter_map(found).collect::<Vec<_>>();
    Action::Edit(match kind {
        0 | 1 => Edit::Import {
            articles: vec![text_of(a, b % 2)],
            annotations: vec![],
            reanchored: vec![],
            others: Vec::new(),
        },
        // Waits for its article, or does not find its words in it.
        2 => Edit::Import {
            articles: vec![],
            annotations: vec![mark(&text_of(b, a % 2))],
            reanchored: vec![],
            others: Vec::new(),
        },
        3..=5 => {
            let here: Vec<_> = workspace.articles().map(|marked| marked.readable.article.clone()).collect();
            Edit::Annotate(vec![mark(here.get(usize::from(b) % here.len().max(1)).unwrap_or(&text_of(b, 0)))])
        }
        6 => Edit::Relabel { ids: vec![id()], label: ["claim", "entity"][usize::from(b % 2)].into(), at },
        7 => Edit::SetNote { id: id(), note: format!("note {b}"), at },
        8 => Edit::Delete { ids: vec![id()], at: moment(0) },
        9 => Edit::RemoveArticle { id: ["one", "two"][usize::from(b % 2)].into() },
        10 => return Action::Undo,
        11 => return Action::Redo,
        12 => Edit::SetTarget { id: id(), target: mark(&text_of(b, b / 2 % 2)).target.clone(), at },
        13 => Edit::Reanchor(all_found()),
        14 => Edit::AcceptPlaces { ids: all_found().iter().map(|a| a.id.clone()).collect(), at },
        15 => Edit::KeepAsItWas { id: id(), at },
        _ => Edit::Import {
            articles: vec![text_of(a, b % 2)],
            annotations: vec![],
            reanchored: all_found(),
            others: Vec::new(),
        },
    })
}

fn all_ids() -> impl Iterator<Item = EntityId> {
    let annotations = (0..5).map(|n| EntityId::Annotation(annotation_id(n).as_str().into()));
    ["one", "two"].map(|id| EntityId::Article(id.into())).into_iter().chain(annotations)
}

/// Does the moves on a disk with a fault. After every save each thing must be
/// stored as it is, or, while it counts as unsaved, as it was stored before or as
/// it is: never as anything else. Stops where the machine stops.
pub(super) fn live_through(moves: &[Move], fault: Fault) -> Result<Disk, TestCaseError> {
    let disk = Disk::new(fault);
    let mut tab = Tab { state: State::default(), keeper: Keeper::new(disk.clone(), "a", ALL), news: VecDeque::new() };
    let mut stored = Rc::new(Workspace::default());
    for (time, next) in moves.iter().enumerate() {
        let next = action(*next, &tab.state.workspace, time as u32);
        tab.step(&next);
        let error = tab.save();
        let (calls, during) = (disk.calls.get(), disk.fault.replace(Fault::Never));
        let found = reopened(&disk);
        disk.fault.set(during);
        disk.calls.set(calls);
        for id in all_ids() {
            let (found, now) = (found.entity(&id), tab.state.workspace.entity(&id));
            let as_before = tab.state.unsaved.contains(&id) && found == stored.entity(&id);
            prop_assert!(found == now || as_before, "{id:?} after {next:?}, with {fault:?}: {found:?}");
        }
        prop_assert_eq!(error.is_some(), !tab.state.unsaved.is_empty(), "with {:?}", fault);
        stored = found;
        if matches!(fault, Fault::From(_)) && error.is_some() {
            return Ok(disk);
        }
    }
    disk.repair();
    prop_assert_eq!(tab.save(), None);
    prop_assert!(tab.state.unsaved.is_empty());
    prop_assert_eq!(&reopened(&disk), &tab.state.workspace, "with {:?}", fault);
    Ok(disk)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn what_is_saved_is_read_back(moves in prop::collection::vec(any_move(), 0..40)) {
        live_through(&moves, Fault::Never)?;
    }

    #[test]
    fn two_windows_agree_and_lose_nothing(
        turns in prop::collection::vec((0usize..2, any_move(), 0usize..4), 0..60),
    ) {
        let disk = Disk::new(Fault::Never);
        let mut tabs = [Tab::open(&disk, "a").0, Tab::open(&disk, "b").0];
        let (mut made, mut removed) = (BTreeSet::new(), BTreeSet::new());
        for (time, (who, next, heard)) in turns.into_iter().enumerate() {
            let [tab, other] = match tabs.get_disjoint_mut([who, 1 - who]) {
                Ok(both) => both,
                Err(error) => panic!("{error}"),
            };
            for _ in 0..heard {
                tab.hear();
            }
            let before: BTreeSet<_> = tab.state.workspace.annotations().map(|a| a.id.clone()).collect();
            let next = action(next, &tab.state.workspace, time as u32);
            tab.step(&next);
            prop_assert_eq!(tab.save(), None);
            let after: BTreeSet<_> = tab.state.workspace.annotations().map(|a| a.id.clone()).collect();
            removed.extend(before.difference(&after).cloned());
            made.extend(after);
            // News goes to the other window only, in the order in which it was written.
            other.news.extend(disk.written.borrow_mut().drain(..));
        }
        for tab in &mut tabs {
            while !tab.news.is_empty() {
                tab.hear();
            }
        }
        let [a, b] = tabs;
        prop_assert_eq!(&a.state.workspace, &b.state.workspace);
        prop_assert_eq!(&a.state.workspace, &reopened(&disk));
        let lost: Vec<_> = made.difference(&removed).filter(|id| a.state.workspace.annotation(id).is_none()).collect();
        prop_assert!(lost.is_empty(), "{lost:?}");
    }

    #[test]
    fn a_window_that_reads_all_keys_agrees_in_any_order(
        turns in prop::collection::vec((0usize..2, any_move()), 0..15), order in any::<u64>(),
    ) {
        // The two windows never hear of each other; a third reads what they left.
        let disk = Disk::new(Fault::Never);
        let mut tabs = [Tab::open(&disk, "a").0, Tab::open(&disk, "b").0];
        for (time, (who, next)) in turns.into_iter().enumerate() {
            let next = action(next, &tabs[who].state.workspace, time as u32);
            tabs[who].step(&next);
            prop_assert_eq!(tabs[who].save(), None);
        }
        let mut values: Vec<_> = disk.contents().into_iter().collect();
        values.sort_by_key(|(key, _)| digest(&format!("{order}{key}")));
        let mut third = Tab { state: State::default(), keeper: Keeper::new(disk.clone(), "c", ALL), news: values.into() };
        while !third.news.is_empty() {
            third.hear();
        }
        prop_assert_eq!(&third.state.workspace, &reopened(&disk));
        // What only one of them touched is there as it left it.
        for tab in tabs {
            for annotation in tab.state.workspace.annotations() {
                prop_assert!(third.state.workspace.annotation(&annotation.id).is_some());
            }
        }
    }
}

/// One call fails, whichever it is. How many were tried.
pub(super) fn check_any_call_may_fail(moves: &[Move]) -> Result<usize, TestCaseError> {
    let calls = live_through(moves, Fault::Never)?.calls.get();
    for call in 0..calls {
        live_through(moves, Fault::Once(call, StorageError::Full))?;
        live_through(moves, Fault::Once(call, StorageError::Blocked))?;
    }
    Ok(calls * 2)
}

/// The machine stops before any one call. How many were tried.
pub(super) fn check_may_stop_anywhere(moves: &[Move]) -> Result<usize, TestCaseError> {
    let calls = live_through(moves, Fault::Never)?.calls.get();
    for call in 0..calls {
        let disk = live_through(moves, Fault::From(call))?;
        disk.repair();
        // Whoever opens it afterwards can go on.
        let (mut tab, _) = Tab::open(&disk, "b");
        prop_assert!(tab.keeper.unreadable().is_empty());
        for (time, next) in moves.iter().enumerate() {
            let next = action(*next, &tab.state.workspace, 100 + time as u32);
            tab.step(&next);
            prop_assert_eq!(tab.save(), None);
        }
        prop_assert_eq!(&reopened(&disk), &tab.state.workspace);
    }
    Ok(calls)
}

/// A disk with an article, two annotations and a deleted third.
pub(super) fn small_disk() -> (Disk, Tab) {
    let disk = Disk::new(Fault::Never);
    let (mut tab, _) = Tab::open(&disk, "a");
    let one = article("one", &["Mayor resigns", "She said no."]);
    let marks = ["x", "y", "z"].map(|id| annotation(id, &one, "claim", &[(0, 5)])).to_vec();
    tab.edit(Edit::Import { articles: vec![one], annotations: marks, reanchored: vec![], others: Vec::new() });
    assert_eq!(tab.save(), None);
    tab.edit(Edit::Delete { ids: vec!["z".into()], at: moment(0) });
    assert_eq!(tab.save(), None);
    (disk, tab)
}

fn the_key_of(disk: &Disk, part: &str) -> String {
    disk.contents().into_keys().find(|key| key.contains(part)).unwrap()
}

/// A stored value of a later version of the app.
pub(super) fn of_schema(value: &str, schema: &str) -> String {
    let json = value.split_once(' ').unwrap().1.replacen("\"schema\":1", &format!("\"schema\":{schema}"), 1);
    format!("{} {json}", &digest(&json)["sha256:".len()..][..8])
}

/// Opens a disk on which one value is `damaged`: it is reported, it stays as it
/// is whatever is done afterwards, and everything else is there.
#[track_caller]
fn check_damaged(at: &str, damaged: &str, why: Unreadable) {
    let (disk, before) = small_disk();
    disk.put(at, damaged);
    let (mut tab, _) = Tab::open(&disk, "b");
    assert_eq!(tab.keeper.unreadable(), [(at.to_owned(), why)], "{damaged:?}");
    assert_eq!(tab.keeper.has_newer(), why == Unreadable::Newer, "{damaged:?}");
    for id in ["x", "y"].map(|id| EntityId::Annotation(id.into())).into_iter().chain([EntityId::Article("one".into())])
    {
        let is_hit = at == key(&id, &Version { counter: 1, replica: "a".into() });
        let expected = before.state.workspace.entity(&id).filter(|_| !is_hit);
        assert_eq!(tab.state.workspace.entity(&id), expected, "{damaged:?}");
    }
    // The same things made again, changed and deleted: the bytes are nobody's to touch.
    let one = article("one", &["Mayor resigns", "She said no."]);
    for next in [
        Edit::Import { articles: vec![one.clone()], annotations: vec![], reanchored: vec![], others: Vec::new() },
        Edit::Annotate(vec![annotation("x", &one, "source", &[(0, 5)])]),
        Edit::SetNote { id: "x".into(), note: "again".into(), at: moment(9) },
        Edit::Delete { ids: vec!["y".into()], at: moment(0) },
        Edit::RemoveArticle { id: "one".into() },
    ] {
        tab.step(&Action::Edit(next));
        assert_eq!(tab.save(), None);
        assert_eq!(disk.contents().get(at).map(String::as_str), Some(damaged));
    }
}

#[test]
fn what_cannot_be_read_stays_as_it_is_and_is_reported() {
    let (disk, _) = small_disk();
    let [x, y, one] = ["annotation/x/", "annotation/y/", "article/one/"].map(|part| the_key_of(&disk, part));
    let value = |key: &str| disk.contents()[key].clone();
    for at in [&x, &one] {
        check_damaged(at, "", Unreadable::Damaged);
        check_damaged(at, "garbage", Unreadable::Damaged);
        check_damaged(at, "00000000 {}", Unreadable::Damaged);
        check_damaged(at, &value(&y), Unreadable::Damaged); // another thing's value
        check_damaged(at, &of_schema(&value(at), "2"), Unreadable::Newer);
        check_damaged(at, &of_schema(&value(at), "0"), Unreadable::Damaged);
        check_damaged(at, &of_schema(&value(at), "\"1\""), Unreadable::Damaged);
        check_damaged(at, &of_schema(&value(at), "1,\"deleted\":true"), Unreadable::Damaged);
    }
    for odd in [
        "article/one",
        "annotation/x/1",
        "annotation/x/1.",
        "annotation/x/1.a_b",
        "annotation/x/one.a",
        "annotation/a b/1.a",
        "lesson/r/1.a",
        "",
    ] {
        check_damaged(&format!("{PREFIX}{odd}"), &value(&x), Unreadable::Key);
    }
}

#[test]
fn keys_of_others_are_not_looked_at() {
    let (disk, before) = small_disk();
    for key in ["other", "ascribe/probe", "ascribe/2/annotation/x/1.a", "ascribe/"] {
        disk.put(key, "anything");
    }
    let (tab, _) = Tab::open(&disk, "b");
    assert_eq!(tab.keeper.unreadable(), []);
    assert_eq!(tab.state.workspace, before.state.workspace);
}

proptest! {
    #[test]
    fn any_damage_to_one_value_is_noticed_and_kept(
        which in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), how in 0u8..4, with in any::<char>(),
    ) {
        let (disk, _) = small_disk();
        let contents: Vec<(String, String)> = disk.contents().into_iter().collect();
        let (key, good) = which.get(&contents);
        let mut chars: Vec<char> = good.chars().collect();
        let at = at.index(chars.len());
        match how {
            0 => chars[at] = with,
            1 => chars[at] = char::from_u32(chars[at] as u32 ^ 1).unwrap(),
            2 => chars.insert(at, with),
            _ => chars.truncate(at),
        }
        let damaged: String = chars.into_iter().collect();
        prop_assume!(damaged != *good);
        check_damaged(key, &damaged, Unreadable::Damaged);
    }

    #[test]
    fn a_key_and_its_name_are_one(id in "[a-zé😀/%#:.?&=~-]{1,40}", counter in any::<u32>(), is_article in any::<bool>()) {
        let id = if is_article { EntityId::Article(id.into()) } else { EntityId::Annotation(id.into()) };
        let version = Version { counter, replica: "1f".into() };
        let key = key(&id, &version);
        prop_assert_eq!(super::record::parse_key(&key), Some(Ok((id, version))));
    }
}

/// Two windows that have both read a disk with the article `one` and its annotation `x`.
pub(super) fn two_tabs() -> (Disk, Tab, Tab) {
    let (disk, _) = small_disk();
    let (a, b) = (Tab::open(&disk, "b").0, Tab::open(&disk, "c").0);
    disk.written.borrow_mut().clear();
    (disk, a, b)
}

/// Does an edit, saves it, and gives back what other windows hear of it.
#[track_caller]
pub(super) fn news_of(disk: &Disk, tab: &mut Tab, edit: Edit) -> Vec<(String, String)> {
    tab.edit(edit);
    assert_eq!(tab.save(), None);
    disk.written.borrow_mut().drain(..).collect()
}

pub(super) fn note(text: &str, second: u32) -> Edit {
    Edit::SetNote { id: "x".into(), note: text.into(), at: moment(second) }
}

pub(super) fn x_in(workspace: &Workspace) -> Option<Rc<Annotation>> {
    workspace.annotation(&"x".into()).cloned()
}

#[test]
fn another_window_s_version_becomes_a_replacement() {
    let (disk, mut a, mut b) = two_tabs();
    let before = b.state.workspace.entity(&EntityId::Annotation("x".into()));
    let [(key, value)] = news_of(&disk, &mut a, note("theirs", 1)).try_into().unwrap();
    let after = x_in(&a.state.workspace).map(Entity::Annotation);
    let state = b.state.clone();
    let heard = b.keeper.absorb(&key, &value, &state);
    assert_eq!(heard, Some(Replacement { before: before.clone(), after: after.clone() }));
    assert!(b.step(&Action::Absorb(heard.into_iter().collect())));
    let again = b.keeper.absorb(&key, &value, &b.state);
    assert_eq!(again, None, "news that is known changes nothing");

    let [(key, value)] =
        news_of(&disk, &mut a, Edit::Delete { ids: vec!["x".into()], at: moment(0) }).try_into().unwrap();
    let heard = b.keeper.absorb(&key, &value, &b.state);
    assert_eq!(heard, Some(Replacement { before: after, after: None }));

    for (key, value) in [(key.as_str(), "damaged"), ("other", value.as_str()), (PREFIX, value.as_str())] {
        assert_eq!(b.keeper.absorb(key, value, &b.state), None, "{key}");
    }
}

#[test]
fn news_that_comes_late_or_twice_changes_nothing() {
    let (disk, mut a, mut b) = two_tabs();
    let mut news = news_of(&disk, &mut a, note("theirs", 1));
    news.extend(news_of(&disk, &mut a, Edit::Delete { ids: vec!["x".into()], at: moment(0) }));
    news.reverse();
    b.news.extend(news.iter().chain(&news).cloned());
    for _ in 0..4 {
        b.hear();
        assert_eq!(b.state.workspace, a.state.workspace);
    }
}

#[test]
fn an_edit_outlives_a_deletion_that_did_not_know_of_it() {
    for deletion_is_first in [true, false] {
        let (disk, mut a, mut b) = two_tabs();
        let (deletion, edit);
        if deletion_is_first {
            deletion = news_of(&disk, &mut a, Edit::Delete { ids: vec!["x".into()], at: moment(0) });
            edit = news_of(&disk, &mut b, note("kept", 1));
        } else {
            edit = news_of(&disk, &mut b, note("kept", 1));
            deletion = news_of(&disk, &mut a, Edit::Delete { ids: vec!["x".into()], at: moment(0) });
        }
        a.news.extend(edit);
        b.news.extend(deletion);
        a.hear();
        b.hear();
        for workspace in [&a.state.workspace, &b.state.workspace, &reopened(&disk)] {
            assert_eq!(x_in(workspace).unwrap().note, "kept", "deletion first: {deletion_is_first}");
        }
        assert_eq!((choices(&a), choices(&b)), (vec![], vec![]), "there is nothing to choose from");
    }
}

/// The notes of all versions of what is contested, the one that is shown first.
fn choices(tab: &Tab) -> Vec<Vec<String>> {
    let note = |version: &Entity| match version {
        Entity::Annotation(annotation) => annotation.note.clone(),
        _ => String::new(),
    };
    tab.keeper.conflicts().map(|versions| versions.iter().map(note).collect()).collect()
}

#[test]
fn of_two_versions_the_higher_is_shown_in_whichever_order_they_are_read() {
    let (disk, mut a, mut b) = two_tabs();
    let lower = news_of(&disk, &mut a, note("lower", 2));
    let higher = news_of(&disk, &mut b, note("higher", 1));
    for order in [[&lower, &higher], [&higher, &lower]] {
        let (_, mut tab, _) = two_tabs();
        tab.news.extend(order.into_iter().flatten().cloned());
        tab.hear();
        tab.hear();
        assert_eq!(choices(&tab), [["higher", "lower"]]);
        assert_eq!(x_in(&tab.state.workspace).unwrap().note, "higher");
    }
}

#[test]
fn two_windows_that_say_the_same_leave_nothing_to_choose() {
    let (disk, mut a, mut b) = two_tabs();
    news_of(&disk, &mut a, note("same", 1));
    news_of(&disk, &mut b, note("same", 2));
    let (tab, _) = Tab::open(&disk, "d");
    assert_eq!(disk.contents().keys().filter(|key| key.contains("/x/")).count(), 2);
    assert_eq!((choices(&tab), tab.keeper.conflict_count()), (vec![], 0));
}

#[test]
fn what_the_reader_chooses_stays_and_the_others_go() {
    for chosen in ["lower", "higher"] {
        let (disk, mut a, mut b) = two_tabs();
        news_of(&disk, &mut a, note("lower", 1));
        a.news.extend(news_of(&disk, &mut b, note("higher", 2)));
        a.hear();
        assert_eq!(choices(&a), [["higher", "lower"]]);
        let is_chosen = |version: &Entity| matches!(version, Entity::Annotation(x) if x.note == chosen);
        let version = a.keeper.conflicts().flatten().find(is_chosen).unwrap();
        assert_eq!(a.keeper.decide(&version, &moment(3)), Ok(()));
        a.edit(Edit::Choose(version));
        assert_eq!(a.save(), None);
        b.news.extend(disk.written.borrow_mut().drain(..));
        while !b.news.is_empty() {
            b.hear();
        }
        for tab in [&a, &b, &Tab::open(&disk, "d").0] {
            assert_eq!(x_in(&tab.state.workspace).unwrap().note, chosen);
            assert_eq!((choices(tab), tab.keeper.conflict_count()), (vec![], 0));
        }
    }
}

#[test]
fn an_edit_that_is_not_saved_yet_outlives_another_window_s_deletion() {
    let (disk, mut a, mut b) = two_tabs();
    disk.fault.set(Fault::Room(0));
    b.edit(note("kept", 1));
    assert_eq!(b.save(), Some(StorageError::Full));
    disk.repair();
    b.news.extend(news_of(&disk, &mut a, Edit::Delete { ids: vec!["x".into()], at: moment(0) }));
    b.hear();
    assert_eq!(x_in(&b.state.workspace).unwrap().note, "kept");
    assert_eq!(b.save(), None);
    assert_eq!(x_in(&reopened(&disk)).unwrap().note, "kept");
}

#[test]
fn an_edit_that_is_not_saved_yet_and_another_window_s_are_both_kept() {
    let (disk, mut a, mut b) = two_tabs();
    disk.fault.set(Fault::Room(0));
    b.edit(note("ours", 1));
    assert_eq!(b.save(), Some(StorageError::Full));
    disk.repair();
    b.news.extend(news_of(&disk, &mut a, note("theirs", 2)));
    b.hear();
    assert_eq!(x_in(&b.state.workspace).unwrap().note, "ours", "what is being written stays");
    assert_eq!(b.save(), None);
    a.news.extend(disk.written.borrow_mut().drain(..));
    a.hear();
    let last = Tab::open(&disk, "c").0;
    for tab in [&a, &b, &last] {
        assert_eq!(choices(tab), [["ours", "theirs"]]);
        assert_eq!(x_in(&tab.state.workspace).unwrap().note, "ours");
    }
}

#[test]
fn reading_again_takes_in_what_is_new_and_nothing_else() {
    let (disk, mut a, _) = two_tabs();
    // One value cannot be read, another waits for code of its kind.
    disk.put("ascribe/1/annotation/w/1.q", "damaged");
    disk.put("ascribe/1/relation/r/1.q", "damaged");
    let (keeper, kept) = Keeper::open(disk.clone(), "c", FIRST).unwrap();
    let state = State::default().step(&Action::Load(kept.entities)).unwrap();
    let mut b = Tab { state, keeper, news: VecDeque::new() };
    disk.fault.set(Fault::Room(0));
    b.edit(Edit::SetNote { id: "y".into(), note: "not saved".into(), at: moment(1) });
    assert_eq!(b.save(), Some(StorageError::Full));
    disk.repair();
    news_of(&disk, &mut a, note("new", 1));
    let read = b.keeper.reread(&b.state).unwrap();
    let ids: Vec<_> = read.iter().filter_map(Replacement::id).collect();
    assert_eq!(ids, [EntityId::Annotation("x".into())]);
    assert!(b.step(&Action::Absorb(read)));
    assert_eq!(x_in(&b.state.workspace).unwrap().note, "new");
    assert_eq!(b.save(), None);
    assert_eq!(b.keeper.conflict_count(), 0, "nobody else wrote of y");
    assert_eq!(b.keeper.unreadable().len(), 1);
    assert_eq!(*reopened(&disk), *b.state.workspace);
}

#[test]
fn the_record_of_a_deletion_is_forgotten_when_it_is_old_and_nothing_else_is() {
    let check = |before: u32, left: &str| {
        // z was deleted at 0, y at 60; nobody knows when w was. Of x there is a newer version
        // that did not know of its deletion.
        let (disk, mut a, mut b) = two_tabs();
        disk.put("ascribe/1/annotation/w/1.q", &sealed(r#"{"schema":1,"past":[],"deleted":true}"#));
        a.edit(Edit::Delete { ids: vec!["y".into()], at: moment(60) });
        assert_eq!(a.keeper.save(&a.state.workspace, &a.state.unsaved, &moment(60)).error, None);
        news_of(&disk, &mut a, Edit::Delete { ids: vec!["x".into()], at: moment(0) });
        news_of(&disk, &mut b, note("kept", 1));
        let (mut tab, _) = Tab::open(&disk, "d");
        assert_eq!(tab.keeper.purge(&moment(before)), Ok(()));
        let id = |key: String| key.strip_prefix("ascribe/1/annotation/")?.split('/').next().map(str::to_owned);
        let ids: BTreeSet<String> = disk.contents().into_keys().filter_map(id).collect();
        assert_eq!(ids.into_iter().collect::<Vec<_>>().join(" "), left, "before {before}");
        assert_eq!(reopened(&disk), tab.state.workspace);
    };
    check(0, "w x y z");
    check(1, "w x y");
    check(60, "w x y");
    check(61, "w x");
}

#[test]
fn undo_never_takes_back_what_another_window_did() {
    for theirs in [note("theirs", 2), Edit::Delete { ids: vec!["x".into()], at: moment(0) }] {
        let (disk, mut a, mut b) = two_tabs();
        a.news.extend(news_of(
            &disk,
            &mut b,
            Edit::Annotate(vec![annotation("w", &text_of(0, 0), "claim", &[(0, 3)])]),
        ));
        b.news.extend(news_of(&disk, &mut a, note("ours", 1)));
        a.hear();
        b.hear();
        a.news.extend(news_of(&disk, &mut b, theirs));
        a.hear();
        let before = a.state.clone();
        assert_eq!(a.state.step(&Action::Undo).unwrap_err().code, "changed-elsewhere");
        assert_eq!(a.state, before);
        assert!(x_in(&before.workspace).is_none_or(|x| x.note == "theirs"));
        // The refused step is forgotten: the one before it can be reached.
        let forgetting = before.forgetting(&Action::Undo);
        assert_ne!(
            forgetting.step(&Action::Undo).map_err(|problem| problem.code).err(),
            Some("changed-elsewhere".into())
        );
        // What the other window added meanwhile is not touched by our history.
        assert!(before.workspace.annotation(&"w".into()).is_some());
    }
}

#[test]
fn redo_never_overwrites_what_another_window_did() {
    let (disk, mut a, mut b) = two_tabs();
    b.news.extend(news_of(&disk, &mut a, note("ours", 1)));
    assert!(a.step(&Action::Undo));
    assert_eq!(a.save(), None);
    b.news.extend(disk.written.borrow_mut().drain(..));
    b.hear();
    b.hear();
    a.news.extend(news_of(&disk, &mut b, note("theirs", 2)));
    a.hear();
    assert_eq!(a.state.step(&Action::Redo).unwrap_err().code, "changed-elsewhere");
    assert_eq!(x_in(&a.state.workspace).unwrap().note, "theirs");
}

#[test]
fn saved_settles_only_what_did_not_change_since() {
    let (_, mut tab, _) = two_tabs();
    tab.edit(note("first", 1));
    tab.edit(Edit::Delete { ids: vec!["y".into()], at: moment(0) });
    let written = tab.state.workspace.clone();
    tab.edit(note("second", 2));
    let ids = BTreeSet::clone(&tab.state.unsaved);
    assert!(tab.step(&Action::Saved { ids, workspace: written }));
    let left: Vec<_> = tab.state.unsaved.iter().cloned().collect();
    assert_eq!(left, [EntityId::Annotation("x".into())]);
    assert!(tab.step(&Action::Saved { ids: BTreeSet::new(), workspace: tab.state.workspace.clone() }));
    assert_eq!(tab.state.unsaved.len(), 1, "nothing was saved, so nothing is settled");
}

#[test]
fn a_refused_action_changes_nothing() {
    let state = State::default();
    assert_eq!(state.step(&Action::Undo).unwrap_err().code, "nothing-to-undo");
    assert_eq!(state.step(&Action::Redo).unwrap_err().code, "nothing-to-redo");
    assert_eq!(state.step(&Action::Edit(note("x", 1))).unwrap_err().code, "annotation-gone");
}

#[test]
fn a_new_edit_ends_what_could_be_done_again() {
    let (_, mut tab, _) = two_tabs();
    tab.edit(note("first", 1));
    assert!(tab.step(&Action::Undo));
    assert!(tab.state.can_redo());
    tab.edit(note("second", 2));
    assert!(!tab.state.can_redo());
    // An edit that changes nothing is no step that undo would have to take back.
    let before = tab.state.clone();
    tab.edit(Edit::Relabel { ids: vec!["x".into()], label: "claim".into(), at: moment(3) });
    assert_eq!(tab.state, before);
}

pub(super) const SHIPPED: &str = "urn:ascribe:sample:1";

pub(super) fn shipped() -> Rc<Article> {
    article(SHIPPED, &["Shipped", "As the app has it."])
}

fn is_stored(disk: &Disk) -> bool {
    reopened(disk).article(&SHIPPED.into()).is_some()
}

#[test]
fn a_shipped_article_is_stored_once_an_annotation_on_it_is() {
    let disk = Disk::new(Fault::Never);
    let (mut tab, _) = Tab::open(&disk, "a");
    assert!(tab.step(&Action::Ship(vec![Entity::Article(shipped())])));
    assert_eq!(tab.save(), None);
    assert!(disk.contents().is_empty(), "shipped articles alone need no room");
    assert!(!tab.state.can_undo(), "shipping is not the reader's edit");
    tab.edit(Edit::Annotate(vec![annotation("x", &shipped(), "claim", &[(0, 7)])]));
    assert_eq!(tab.save(), None);
    assert!(is_stored(&disk));
}

#[test]
fn a_shipped_article_is_stored_at_the_next_try_if_there_was_no_room() {
    let disk = Disk::new(Fault::Room(0));
    let (mut tab, _) = Tab::open(&disk, "a");
    assert!(tab.step(&Action::Ship(vec![Entity::Article(shipped())])));
    tab.edit(Edit::Annotate(vec![annotation("x", &shipped(), "claim", &[(0, 7)])]));
    assert_eq!(tab.save(), Some(StorageError::Full));
    disk.repair();
    assert_eq!(tab.save(), None);
    assert!(is_stored(&disk));
}

#[test]
fn a_shipped_article_that_was_removed_and_came_back_is_stored_again() {
    let disk = Disk::new(Fault::Never);
    let (mut tab, _) = Tab::open(&disk, "a");
    assert!(tab.step(&Action::Ship(vec![Entity::Article(shipped())])));
    tab.edit(Edit::Annotate(vec![annotation("x", &shipped(), "claim", &[(0, 7)])]));
    assert_eq!(tab.save(), None);
    tab.edit(Edit::RemoveArticle { id: SHIPPED.into() });
    assert_eq!(tab.save(), None);
    assert!(!is_stored(&disk));
    // The page is opened again; the app brings the article with it.
    let (mut tab, _) = Tab::open(&disk, "b");
    assert!(tab.step(&Action::Ship(vec![Entity::Article(shipped())])));
    tab.edit(Edit::Annotate(vec![annotation("y", &shipped(), "claim", &[(0, 7)])]));
    assert_eq!(tab.save(), None);
    assert!(is_stored(&disk));
}

#[test]
fn a_stored_copy_wins_over_a_shipped_one() {
    let stored = article(SHIPPED, &["Shipped", "As it was when it was marked."]);
    let load = Action::Load(vec![Entity::Article(stored.clone())]);
    let ship = Action::Ship(vec![Entity::Article(shipped())]);
    for order in [[&load, &ship], [&ship, &load]] {
        let state = order.iter().fold(State::default(), |state, action| state.step(action).unwrap());
        let here = state.workspace.article(&SHIPPED.into()).unwrap();
        assert_eq!(here.readable.article, stored);
    }
}

#[test]
fn of_the_app_s_scheme_only_the_profile_is_kept() {
    const NEWS: &str = "urn:ascribe:scheme:news";
    let scheme = |title: &str| Scheme { id: NEWS.into(), title: title.into(), ..Scheme::bare() };
    let ship = |state: &State, scheme: &Scheme| {
        Action::Load(vec![Entity::Scheme(Rc::new(import::shipped(&state.workspace, scheme.clone())))])
    };
    let profile = |id: &str| Scheme { profile: id.into(), ..scheme("old") };
    let check = |chosen: &str, newer: &Scheme, expected: &str| {
        let disk = Disk::new(Fault::Never);
        let (mut tab, _) = Tab::open(&disk, "a");
        assert!(tab.step(&ship(&tab.state, &scheme("old"))));
        tab.edit(Edit::UseScheme { scheme: Rc::new(profile(chosen)), at: moment(1) });
        assert_eq!(tab.save(), None);
        // The app was made anew since.
        let (mut tab, _) = Tab::open(&disk, "b");
        assert!(tab.step(&ship(&tab.state, newer)));
        let here = tab.state.workspace.scheme();
        assert_eq!((here.title.as_str(), here.profile.as_str()), (newer.title.as_str(), expected));
        assert_eq!(*here, Scheme { profile: expected.into(), chosen: Some(moment(1)), ..newer.clone() });
        assert!(!tab.state.can_undo() && tab.state.unsaved.is_empty(), "it is no edit of the reader's");
        // It is used still, and another profile of it can be chosen.
        tab.edit(Edit::UseScheme {
            scheme: Rc::new(Scheme { profile: "less".into(), ..Scheme::clone(&here) }),
            at: moment(2),
        });
        assert_eq!(tab.save(), None);
        assert_eq!(reopened(&disk).scheme().title, newer.title);
    };
    check("more", &scheme("new"), "more");
    check("less", &scheme("new"), "less");
    // A profile that there is no more.
    let profiles = scheme("new").profiles.into_iter().filter(|profile| profile.id != "more").collect();
    check("more", &Scheme { profiles, ..scheme("new") }, "less");
    // One that came in with a file under this name says something else, and stays.
    let came = Scheme { chosen: None, ..scheme("of a file") };
    let state = State::default().step(&Action::Load(vec![Entity::Scheme(Rc::new(came.clone()))])).unwrap();
    assert_eq!(*state.step(&ship(&state, &scheme("new"))).unwrap().workspace.scheme(), came);
}

#[test]
fn removing_an_article_makes_room_for_what_did_not_fit() {
    let disk = Disk::new(Fault::Never);
    let (mut tab, _) = Tab::open(&disk, "a");
    let long = "word ".repeat(400);
    let long = long.trim();
    tab.edit(Edit::Import {
        articles: vec![article(
            "b",
            &["Here already", long, "And a little more: its deletion is recorded, too. ".repeat(9).trim()],
        )],
        annotations: vec![],
        reanchored: vec![],
        others: Vec::new(),
    });
    assert_eq!(tab.save(), None);
    let used = disk.contents().iter().map(|(key, value)| key.len() + value.len()).sum();
    // Not one byte is left, not even for the record of a deletion.
    disk.fault.set(Fault::Room(used));
    tab.edit(Edit::Import {
        articles: vec![article("a", &["Does not fit", long])],
        annotations: vec![],
        reanchored: vec![],
        others: Vec::new(),
    });
    assert_eq!(tab.save(), Some(StorageError::Full));
    tab.edit(Edit::RemoveArticle { id: "b".into() });
    assert_eq!(tab.save(), None);
    assert_eq!(reopened(&disk), tab.state.workspace);
}

#[test]
fn a_deletion_needs_no_room_and_can_be_undone() {
    let (disk, _) = small_disk();
    let mut tab = Tab::open(&disk, "b").0;
    disk.fault.set(Fault::Room(0));
    tab.edit(Edit::Delete { ids: vec!["x".into()], at: moment(0) });
    assert_eq!(tab.save(), None);
    assert!(x_in(&reopened(&disk)).is_none());
    assert!(tab.step(&Action::Undo));
    assert_eq!(tab.save(), Some(StorageError::Full));
    disk.repair();
    assert_eq!(tab.save(), None);
    assert_eq!(reopened(&disk), tab.state.workspace);
    assert!(x_in(&tab.state.workspace).is_some());
}

#[test]
fn what_does_not_fit_keeps_nothing_else_from_being_saved() {
    let disk = Disk::new(Fault::Room(2000));
    let (mut tab, _) = Tab::open(&disk, "a");
    let (large, small) = (article("a", &["Large", &"x".repeat(3000)]), article("b", &["Small", "y"]));
    let marks = vec![annotation("x", &small, "claim", &[(0, 5)]), annotation("w", &large, "claim", &[(0, 5)])];
    tab.edit(Edit::Import { articles: vec![large, small], annotations: marks, reanchored: vec![], others: Vec::new() });
    assert_eq!(tab.save(), Some(StorageError::Full));
    let left: Vec<_> = tab.state.unsaved.iter().cloned().collect();
    assert_eq!(left, [EntityId::Article("a".into())]);
    assert_eq!(reopened(&disk).annotation_count(), 2);
}

#[test]
fn a_version_is_written_once() {
    // Rewriting a key would let a machine that stops in between lose both versions.
    let (disk, mut a, mut b) = two_tabs();
    let mut seen = BTreeSet::new();
    for second in 0..40 {
        let tab = if second % 3 == 0 { &mut a } else { &mut b };
        tab.step(&Action::Edit(note(&format!("{second}"), second)));
        assert_eq!(tab.save(), None);
    }
    for next in [Action::Edit(Edit::Delete { ids: vec!["x".into()], at: moment(40) }), Action::Undo] {
        assert!(a.step(&next));
        assert_eq!(a.save(), None);
    }
    for (key, _) in disk.written.borrow().iter() {
        assert!(seen.insert(key.clone()), "{key} was written twice");
    }
}

#[test]
fn the_oldest_stored_value_is_still_read() {
    // As version 1 wrote it, byte for byte: the names of keys and the shape of
    // values are a public format. Never change this test; add another.
    let json = r#"{"schema":1,"past":["1.0a"],"annotation":{"id":"urn:x","article":"https://example.org/a","label":"claim","target":[{"start":0,"end":5,"exact":"Mayor","prefix":"","suffix":" resigns"}],"note":"n","created":"2026-01-01T00:00:00.000Z","modified":"2026-01-02T00:00:00.000Z","later":true}}"#;
    let disk = Disk::new(Fault::Never);
    disk.put("ascribe/1/annotation/urn:x/2.0b", &format!("{} {json}", &digest(json)[7..15]));
    disk.put(
        "ascribe/1/article/https:%2F%2Fexample.org%2Fa/3.0b",
        "e3eca7f4 {\"schema\":1,\"past\":[],\"deleted\":true}",
    );
    let (tab, _) = Tab::open(&disk, "b");
    assert_eq!(tab.keeper.unreadable(), []);
    let found = tab.state.workspace.annotation(&"urn:x".into()).unwrap();
    assert_eq!((found.quoted().as_str(), found.note.as_str()), ("Mayor", "n"));
    let record = Record::of(Entity::Annotation(found.clone()), vec!["1.0a".parse().unwrap()]);
    assert_eq!(encode(&record, &ALL).split_once(' ').unwrap().1, json);
}

#[test]
fn what_is_typed_in_a_row_is_one_step_to_undo() {
    let (_, mut a, _) = two_tabs();
    let before = x_in(&a.state.workspace).unwrap().note.clone();
    for (second, typed) in ["W", "Wh", "Why"].iter().enumerate() {
        a.edit(note(typed, second as u32 + 1));
    }
    let undone = a.state.step(&Action::Undo).unwrap();
    assert_eq!(x_in(&undone.workspace).unwrap().note, before);
    let redone = undone.step(&Action::Redo).unwrap();
    assert_eq!(x_in(&redone.workspace).unwrap().note, "Why");
    // After another edit, typing begins a new step.
    a.edit(Edit::Relabel { ids: vec!["x".into()], label: "source".into(), at: moment(8) });
    a.edit(note("Why not", 9));
    let undone = a.state.step(&Action::Undo).unwrap();
    assert_eq!(x_in(&undone.workspace).unwrap().note, "Why");
}

#[test]
fn each_field_of_an_identity_is_a_step_of_its_own() {
    let (_, mut a, _) = two_tabs();
    let lee = Identity::new("lee".into(), "Lee", moment(0));
    a.edit(Edit::Identify { ids: vec!["x".into()], identity: Some(Rc::new(lee.clone())), at: moment(1) });
    let named = |name: &str| Identity { name: name.into(), ..lee.clone() };
    let numbered = |number: &str| Identity { wikidata: number.into(), ..named("Ann Lee") };
    let typed = [named("Ann"), named("Ann Lee"), numbered("Q4"), numbered("Q42")];
    for (second, typed) in typed.into_iter().enumerate() {
        a.edit(Edit::SetIdentity { identity: Rc::new(typed), at: moment(second as u32 + 2) });
    }
    let lee = |state: &State| {
        let lee = state.workspace.identity(&"lee".into()).unwrap();
        format!("{} {}", lee.name, lee.wikidata)
    };
    assert_eq!(lee(&a.state), "Ann Lee Q42");
    let undone = a.state.step(&Action::Undo).unwrap();
    assert_eq!(lee(&undone), "Ann Lee ");
    assert_eq!(lee(&undone.step(&Action::Undo).unwrap()), "Lee ");
}

#[test]
fn what_the_first_load_cannot_read_waits_and_is_never_lost() {
    let disk = Disk::new(Fault::Never);
    let (mut tab, _) = Tab::open(&disk, "a");
    let one = article("one", &["Mayor resigns", "She said no."]);
    let marks = vec![annotation("x", &one, "claim", &[(0, 5)]), annotation("y", &one, "source", &[(14, 17)])];
    tab.edit(Edit::Import { articles: vec![one], annotations: marks, reanchored: vec![], others: Vec::new() });
    let arguments = vec![Argument::new("claim".into(), "x".into()), Argument::new("source".into(), "y".into())];
    let relation = Relation::new("r".into(), "attribution".into(), arguments, moment(1));
    tab.edit(Edit::Relate { annotations: vec![], relations: vec![Rc::new(relation)] });
    let identity = Rc::new(Identity::new("i".into(), "The mayor", moment(1)));
    tab.edit(Edit::Identify { ids: vec!["y".into()], identity: Some(identity), at: moment(2) });
    tab.edit(Edit::UseScheme { scheme: Rc::new(Scheme::bare()), at: moment(3) });
    assert_eq!(tab.save(), None);

    let (mut keeper, kept) = Keeper::open(disk.clone(), "b", FIRST).unwrap();
    let first = State::default().step(&Action::Load(kept.entities)).unwrap();
    assert_eq!((first.workspace.annotation_count(), first.workspace.relations().count()), (2, 0));
    // Marks can be saved before the rest is read.
    let edit = Edit::SetNote { id: "x".into(), note: "why?".into(), at: moment(4) };
    let noted = first.step(&Action::Edit(edit)).unwrap();
    assert_eq!(keeper.save(&noted.workspace, &noted.unsaved, &moment(4)).error, None);
    // What another window writes meanwhile waits, too.
    disk.put("ascribe/1/relation/z/1.c", "damaged");
    assert_eq!(keeper.absorb("ascribe/1/relation/z/1.c", "damaged", &noted), None);
    let rest = keeper.read_rest(ALL);
    let whole = noted.step(&Action::Load(rest)).unwrap();
    assert_eq!(keeper.unreadable(), [("ascribe/1/relation/z/1.c".to_owned(), Unreadable::Damaged)]);
    tab.edit(Edit::SetNote { id: "x".into(), note: "why?".into(), at: moment(4) });
    assert_eq!(whole.workspace, tab.state.workspace);
    assert_eq!(*reopened(&disk), *whole.workspace);
}
