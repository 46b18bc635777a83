//! What `docs/demands.md` demands of the store, each by the number of its row.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::keeper::Keeper;
use super::key_value::{KeyValue, StorageError};
use super::mirrored_tests::{any_life, check_rolled_back};
use super::record::{ALL, Record, Version, decode, parse_key};
use super::state::{Action, State};
use super::tests::{
    Disk, Fault, Move, Tab, action, any_move, check_any_call_may_fail, check_may_stop_anywhere, live_through,
    of_schema, reopened,
};
use crate::model::annotation::Annotation;
use crate::model::digest::digest;
use crate::model::edit::{Edit, Entity, EntityId};
use crate::model::fixtures::{demanded, moment};
use crate::model::workspace::Workspace;

/// A change of storage on its way from one window to the others.
#[derive(Clone, Debug)]
enum News {
    Set(String, String),
    Removed(String),
}

/// Local storage as a browser has it: every window has its own copy of all keys. What
/// it writes is in its copy at once; it reaches the browser later, and from there the
/// other windows, later again. Each way keeps its order.
#[derive(Clone, Default)]
struct Copy {
    keys: Rc<RefCell<BTreeMap<String, String>>>,
    to_browser: Rc<RefCell<VecDeque<News>>>,
}

impl Copy {
    fn hear(&self, news: &News) {
        match news {
            News::Set(key, value) => drop(self.keys.borrow_mut().insert(key.clone(), value.clone())),
            News::Removed(key) => drop(self.keys.borrow_mut().remove(key)),
        }
    }
}

impl KeyValue for Copy {
    fn get(&self, key: &str) -> Result<Option<String>, StorageError> {
        Ok(self.keys.borrow().get(key).cloned())
    }

    fn set(&mut self, key: &str, value: &str) -> Result<(), StorageError> {
        let news = News::Set(key.to_owned(), value.to_owned());
        self.hear(&news);
        self.to_browser.borrow_mut().push_back(news);
        Ok(())
    }

    fn remove(&mut self, key: &str) -> Result<(), StorageError> {
        let news = News::Removed(key.to_owned());
        self.hear(&news);
        self.to_browser.borrow_mut().push_back(news);
        Ok(())
    }

    fn keys(&self) -> Result<Vec<String>, StorageError> {
        Ok(self.keys.borrow().keys().cloned().collect())
    }
}

/// A version of a thing that somebody wrote.
type Name = (EntityId, Version);

struct Window {
    copy: Copy,
    /// On its way from the browser.
    news: VecDeque<News>,
    state: State,
    keeper: Keeper<Copy>,
    /// Every version that it has read or written.
    knows: BTreeSet<Name>,
    /// All that the reader saw of the things whose edits are not written yet.
    edited: BTreeMap<EntityId, Vec<Entity>>,
}

impl Window {
    /// Opens on what the browser has told this process, or on its own copy.
    fn open(copy: Copy, replica: &str) -> Window {
        let (keeper, kept) = Keeper::open(copy.clone(), replica, ALL).unwrap();
        let state = State::default().step(&Action::Load(kept.entities)).unwrap();
        let knows = copy.keys.borrow().keys().filter_map(|key| parse_key(key)?.ok()).collect();
        Window { copy, news: VecDeque::new(), state, keeper, knows, edited: BTreeMap::new() }
    }

    fn step(&mut self, action: &Action) {
        if let Ok(next) = self.state.step(action) {
            self.state = next;
        }
    }
}

/// What the reader must find again: for every version the texts that nobody has
/// replaced, deleted or turned down knowing of them.
#[derive(Default)]
struct Duty {
    owed: BTreeMap<Name, Vec<Entity>>,
    is_deleted: BTreeSet<Name>,
    replaced: BTreeSet<Name>,
}

impl Duty {
    /// A window wrote a version: of all versions of the thing that it knew, it has
    /// edited the texts that it showed. The rest it owes still.
    fn written(&mut self, name: &Name, record: &Record, shown: &[Entity], knows: &BTreeSet<Name>, decided: bool) {
        let mut owed: Vec<Entity> = record.entity.iter().cloned().collect();
        for known in knows.iter().filter(|(id, _)| *id == name.0) {
            if !self.replaced.contains(known) && !decided {
                let still = self.owed.get(known).into_iter().flatten();
                owed.extend(still.filter(|text| !shown.iter().any(|shown| shown.says_same(text))).cloned());
            }
            self.replaced.insert(known.clone());
        }
        if record.entity.is_none() {
            self.is_deleted.insert(name.clone());
        }
        self.owed.insert(name.clone(), owed);
    }

    /// Holds a window to it.
    fn check(&self, window: &Window) -> Result<(), TestCaseError> {
        let conflicts: Vec<Vec<Entity>> = window.keeper.conflicts().collect();
        let ids: BTreeSet<&EntityId> = self.owed.keys().map(|(id, _)| id).collect();
        for id in ids {
            let last = self.owed.iter().filter(|(name, _)| name.0 == *id && !self.replaced.contains(name));
            let (mut is_there, mut owed) = (false, Vec::new());
            for (name, texts) in last {
                is_there |= !self.is_deleted.contains(name);
                owed.extend(texts);
            }
            let shown = window.state.workspace.entity(id);
            // Deleted by those who knew all versions: it does not come back.
            prop_assert_eq!(shown.is_some(), is_there, "{:?} is there", id);
            if !is_there {
                continue;
            }
            let all = conflicts.iter().find(|versions| versions[0].id() == *id);
            for text in owed {
                let is_found = shown.iter().chain(all.into_iter().flatten()).any(|found| found.says_same(text));
                prop_assert!(is_found, "lost: {text:?}");
            }
        }
        Ok(())
    }
}

/// What happens next: who, what, and a few numbers.
type Turn = (usize, u8, Move);

fn any_turns() -> impl Strategy<Value = Vec<Turn>> {
    prop::collection::vec((0usize..3, 0u8..12, any_move()), 120)
}

thread_local! {
    static SAVES: Cell<usize> = const { Cell::new(0) };
    static CONFLICTS: Cell<usize> = const { Cell::new(0) };
}

/// What a window wrote just now, as the ghost of the model sees it.
fn saved(window: &mut Window, before: &State, decided: bool, duty: &mut Duty, from: usize) {
    let written: Vec<News> = window.copy.to_browser.borrow().iter().skip(from).cloned().collect();
    for news in written {
        let News::Set(key, value) = news else { continue };
        let name: Name = parse_key(&key).unwrap().unwrap();
        let record = decode(&name.0, &value, &ALL).unwrap();
        let mut shown = window.edited.remove(&name.0).unwrap_or_default();
        shown.extend(before.workspace.entity(&name.0));
        duty.written(&name, &record, &shown, &window.knows, decided);
        window.knows.insert(name);
        SAVES.set(SAVES.get() + 1);
    }
}

fn save(window: &mut Window, before: &State, duty: &mut Duty, time: u32) -> Result<(), TestCaseError> {
    let from = window.copy.to_browser.borrow().len();
    let workspace = window.state.workspace.clone();
    let outcome = window.keeper.save(&workspace, &window.state.unsaved, &moment(time));
    prop_assert_eq!(outcome.error, None);
    window.step(&Action::Saved { ids: outcome.saved, workspace });
    saved(window, before, false, duty, from);
    Ok(())
}

/// Writes what is not written yet.
fn leave(window: &mut Window, duty: &mut Duty, time: u32) -> Result<(), TestCaseError> {
    let before = window.state.clone();
    save(window, &before, duty, time)
}

fn live(turns: &[Turn]) -> Result<(), TestCaseError> {
    let mut browser = BTreeMap::new();
    let mut windows: Vec<Window> = ["a", "b", "c"].map(|name| Window::open(Copy::default(), name)).into();
    let mut duty = Duty::default();
    for (time, (who, what, next)) in turns.iter().enumerate() {
        let time = time as u32;
        match what {
            // The reader does something.
            0..=3 => {
                let window = &mut windows[*who];
                let before = window.state.clone();
                let number = next.2;
                let next = action(*next, &before.workspace, time);
                window.step(&next);
                for id in window.state.unsaved.iter() {
                    window.edited.entry(id.clone()).or_default().extend(before.workspace.entity(id));
                }
                // What comes in many parts is written bit by bit, and news comes between.
                if number % 4 > 0 {
                    save(window, &before, &mut duty, time)?;
                }
            }
            // Some news gets on.
            4..=6 => tell_browser(&mut windows, *who, &mut browser),
            7..=9 => hear(&mut windows[*who]),
            // The window is loaded again: it has its own copy.
            10 if next.1 % 2 == 0 => {
                leave(&mut windows[*who], &mut duty, time)?;
                let (copy, news) = (windows[*who].copy.clone(), std::mem::take(&mut windows[*who].news));
                let opened = Window::open(copy, &format!("r{time}"));
                windows[*who] = Window { news, ..opened };
            }
            // It is closed, and opened in another process.
            10 => {
                leave(&mut windows[*who], &mut duty, time)?;
                while !windows[*who].copy.to_browser.borrow().is_empty() {
                    tell_browser(&mut windows, *who, &mut browser);
                }
                let copy = Copy { keys: Rc::new(RefCell::new(browser.clone())), ..Copy::default() };
                windows[*who] = Window::open(copy, &format!("p{time}"));
            }
            // The reader chooses one of several versions.
            _ => {
                let window = &mut windows[*who];
                leave(window, &mut duty, time)?;
                let conflicts: Vec<Vec<Entity>> = window.keeper.conflicts().collect();
                let Some(versions) = conflicts.get(usize::from(next.1) % conflicts.len().max(1)) else { continue };
                CONFLICTS.set(CONFLICTS.get() + 1);
                let version = &versions[usize::from(next.2) % versions.len()];
                let from = window.copy.to_browser.borrow().len();
                prop_assert_eq!(window.keeper.decide(version, &moment(time)), Ok(()));
                let before = window.state.clone();
                saved(window, &before, true, &mut duty, from);
                window.step(&Action::Edit(Edit::Choose(version.clone())));
                save(window, &before, &mut duty, time)?;
            }
        }
    }
    // All news arrives.
    for who in 0..3 {
        leave(&mut windows[who], &mut duty, 200)?;
        while !windows[who].copy.to_browser.borrow().is_empty() {
            tell_browser(&mut windows, who, &mut browser);
        }
    }
    for window in &mut windows {
        while !window.news.is_empty() {
            hear(window);
        }
    }
    let copy = Copy { keys: Rc::new(RefCell::new(browser)), ..Copy::default() };
    windows.push(Window::open(copy, "last"));
    let all = |window: &Window| -> (Vec<Vec<Entity>>, BTreeMap<String, String>) {
        (window.keeper.conflicts().collect(), window.copy.keys.borrow().clone())
    };
    for window in &windows {
        prop_assert_eq!(&window.state.workspace, &windows[0].state.workspace);
        prop_assert_eq!(all(window), all(&windows[0]));
        duty.check(window)?;
    }
    Ok(())
}

fn tell_browser(windows: &mut [Window], from: usize, browser: &mut BTreeMap<String, String>) {
    let Some(news) = windows[from].copy.to_browser.borrow_mut().pop_front() else { return };
    match &news {
        News::Set(key, value) => drop(browser.insert(key.clone(), value.clone())),
        News::Removed(key) => drop(browser.remove(key)),
    }
    for (other, window) in windows.iter_mut().enumerate() {
        if other != from {
            window.news.push_back(news.clone());
        }
    }
}

fn hear(window: &mut Window) {
    let Some(news) = window.news.pop_front() else { return };
    window.copy.hear(&news);
    let News::Set(key, value) = news else { return };
    window.knows.insert(parse_key(&key).unwrap().unwrap());
    if let Some(replacement) = window.keeper.absorb(&key, &value, &window.state) {
        window.step(&Action::Absorb(vec![replacement]));
    }
}

/// Tries so many random cases; a seed that fails is kept with the tests.
fn try_each<S: Strategy>(cases: u32, cases_of: S, check: impl Fn(S::Value) -> Result<(), TestCaseError>) {
    let config = ProptestConfig { cases, source_file: Some(file!()), ..ProptestConfig::default() };
    TestRunner::new(config).run(&cases_of, check).unwrap_or_else(|error| panic!("{error}"));
}

fn some_moves() -> impl Strategy<Value = Vec<Move>> {
    prop::collection::vec(any_move(), 4..16)
}

#[test]
fn row_01_three_windows_agree_and_lose_nothing() {
    let cases = demanded(150, 10_000, 1_000_000);
    try_each(cases, any_turns(), |turns| live(&turns));
    let (saves, choices) = (SAVES.get(), CONFLICTS.get());
    println!("demand 1: {cases} sequences of 120 steps, {saves} versions written, {choices} choices: none lost");
}

#[test]
fn row_06_any_one_call_may_fail_and_nothing_is_lost() {
    let cases = demanded(12, 200, 5_000);
    let tried = Cell::new(0);
    try_each(cases, some_moves(), |moves| {
        tried.set(tried.get() + check_any_call_may_fail(&moves)?);
        Ok(())
    });
    println!("demand 6: {cases} lives, {} failing calls: none lost", tried.get());
}

#[test]
fn row_07_the_machine_may_stop_between_any_two_calls() {
    let cases = demanded(12, 200, 5_000);
    let tried = Cell::new(0);
    try_each(cases, some_moves(), |moves| {
        tried.set(tried.get() + check_may_stop_anywhere(&moves)?);
        Ok(())
    });
    println!("demand 7: {cases} lives, stopped at {} calls: always as before or as after", tried.get());
}

/// What happens to a stored value.
type Damage = (prop::sample::Index, u8, prop::sample::Index, char);

fn damaged(value: &str, (_, how, at, with): Damage) -> String {
    let mut chars: Vec<char> = value.chars().collect();
    let at = at.index(chars.len());
    match how {
        0 => chars[at] = with,
        1 => chars[at] = char::from_u32(chars[at] as u32 ^ 1).unwrap_or('?'),
        2 => chars.insert(at, with),
        3 => drop(chars.remove(at)),
        4 => chars.truncate(at),
        5 => chars.rotate_left(at),
        6 => chars.extend_from_within(at..),
        _ => chars = vec![with; at],
    }
    chars.into_iter().collect()
}

/// A disk on which somebody has lived.
fn lived_on(moves: &[Move]) -> (Disk, Tab) {
    let disk = Disk::new(Fault::Never);
    let (mut tab, _) = Tab::open(&disk, "a");
    for (time, next) in moves.iter().enumerate() {
        let next = action(*next, &tab.state.workspace, time as u32);
        tab.step(&next);
        assert_eq!(tab.save(), None);
    }
    (disk, tab)
}

fn go_on(tab: &mut Tab, moves: &[Move]) -> Result<(), TestCaseError> {
    for (time, next) in moves.iter().enumerate() {
        let next = action(*next, &tab.state.workspace, 100 + time as u32);
        tab.step(&next);
        prop_assert_eq!(tab.save(), None);
    }
    Ok(())
}

/// Things none of whose keys is among these are in a workspace as they were.
fn check_others(before: &Workspace, now: &Workspace, hit: &BTreeMap<String, String>) -> Result<(), TestCaseError> {
    let is_hit = |id: &EntityId| hit.keys().any(|key| matches!(parse_key(key), Some(Ok((other, _))) if other == *id));
    let articles = before.articles().map(|marked| EntityId::Article(marked.readable.article.id.clone()));
    let annotations = before.annotations().map(|annotation| EntityId::Annotation(annotation.id.clone()));
    for id in articles.chain(annotations).filter(|id| !is_hit(id)) {
        prop_assert_eq!(now.entity(&id), before.entity(&id));
    }
    Ok(())
}

#[test]
fn row_08_damaged_values_are_kept_and_harm_no_others() {
    let cases = demanded(400, 75_000, 1_000_000);
    let tried = Cell::new(0);
    let damages = prop::collection::vec(any::<Damage>().prop_map(|(a, b, c, d)| (a, b % 8, c, d)), 1..5);
    try_each(cases, (some_moves(), damages, some_moves()), |(before, damages, after)| {
        let (disk, tab) = lived_on(&before);
        let contents: Vec<(String, String)> = disk.contents().into_iter().collect();
        if contents.is_empty() {
            return Ok(());
        }
        let mut hit = BTreeMap::new();
        for damage in damages {
            let (key, value) = damage.0.get(&contents);
            let bad = damaged(value, damage);
            if bad != *value {
                disk.put(key, &bad);
                hit.insert(key.clone(), bad);
            }
        }
        tried.set(tried.get() + hit.len());
        let (mut reopened, _) = Tab::open(&disk, "b");
        let told: BTreeSet<&String> = reopened.keeper.unreadable().iter().map(|(key, _)| key).collect();
        prop_assert_eq!(told, hit.keys().collect());
        check_others(&tab.state.workspace, &reopened.state.workspace, &hit)?;
        go_on(&mut reopened, &after)?;
        for (key, bad) in &hit {
            prop_assert_eq!(disk.contents().get(key).cloned(), Some(bad.clone()), "the bytes are nobody's to touch");
        }
        Ok(())
    });
    println!("demand 8: {} damaged values in {cases} storages: all kept, no other lost", tried.get());
}

#[test]
fn row_11_storage_may_be_full_at_any_byte() {
    let step = demanded(61, 1, 1) as usize;
    let mut runner = TestRunner::default();
    let (lives, copied) = (some_moves(), any_life());
    let mut tried = 0;
    for room in (0..10_000).step_by(step) {
        let moves = lives.new_tree(&mut runner).unwrap().current();
        live_through(&moves, Fault::Room(room)).unwrap_or_else(|error| panic!("room {room}, {moves:?}: {error}"));
        let life = copied.new_tree(&mut runner).unwrap().current();
        check_rolled_back(&life, Some(room)).unwrap_or_else(|error| panic!("room {room}, {life:?}: {error}"));
        tried += 1;
    }
    println!("demand 11: {tried} sizes of storage, with and without a second copy: none lost");
}

#[test]
fn row_13_what_a_later_version_wrote_is_not_touched() {
    let cases = demanded(150, 10_000, 200_000);
    let tried = Cell::new(0);
    let strategy = (some_moves(), prop::collection::vec(any::<prop::sample::Index>(), 1..4), some_moves());
    try_each(cases, strategy, |(before, which, after)| {
        let (disk, tab) = lived_on(&before);
        let contents: Vec<(String, String)> = disk.contents().into_iter().collect();
        if contents.is_empty() {
            return Ok(());
        }
        let mut newer = BTreeMap::new();
        for index in which {
            let (key, value) = index.get(&contents);
            newer.insert(key.clone(), of_schema(value, "2,\"more\":[1.50,\"é\"]"));
        }
        newer.iter().for_each(|(key, value)| disk.put(key, value));
        tried.set(tried.get() + newer.len());
        let (mut older, _) = Tab::open(&disk, "b");
        prop_assert!(older.keeper.has_newer());
        check_others(&tab.state.workspace, &older.state.workspace, &newer)?;
        // An annotation with fields that this version does not know keeps them.
        let later = serde_json::json!({ "later": [1, { "a": null }] });
        let with_fields: Vec<_> = older.state.workspace.annotations().cloned().collect();
        for known in &with_fields {
            let extra = later.as_object().unwrap().clone();
            let next = Annotation { extra, ..Annotation::clone(known) };
            older.step(&Action::Edit(Edit::Choose(Entity::Annotation(Rc::new(next)))));
        }
        go_on(&mut older, &after)?;
        for (key, value) in &newer {
            prop_assert_eq!(disk.contents().get(key).cloned(), Some(value.clone()));
        }
        let ids: BTreeSet<_> = with_fields.iter().map(|known| known.id.clone()).collect();
        for annotation in reopened(&disk).annotations().filter(|annotation| ids.contains(&annotation.id)) {
            // Unless it was made anew under its name.
            if !annotation.extra.is_empty() {
                prop_assert_eq!(&serde_json::Value::Object(annotation.extra.clone()), &later);
            }
        }
        Ok(())
    });
    println!("demand 13: {} values of a later version in {cases} storages: all byte for byte", tried.get());
}

#[test]
fn row_25_the_clock_may_say_anything() {
    let cases = demanded(100, 1_000, 100_000);
    let strategy = (prop::collection::vec((any_move(), 0u32..3_000, 0usize..2), 4..30), 0u32..3_000);
    try_each(cases, strategy, |(turns, purged)| {
        let disk = Disk::new(Fault::Never);
        let mut tabs = [Tab::open(&disk, "a").0, Tab::open(&disk, "b").0];
        for (next, time, who) in turns {
            let next = action(next, &tabs[who].state.workspace, time);
            tabs[who].step(&next);
            let workspace = tabs[who].state.workspace.clone();
            let outcome = tabs[who].keeper.save(&workspace, &tabs[who].state.unsaved, &moment(time));
            prop_assert_eq!(outcome.error, None);
            tabs[who].step(&Action::Saved { ids: outcome.saved, workspace });
            let other = &mut tabs[1 - who];
            other.news.extend(disk.written.borrow_mut().drain(..));
            while !other.news.is_empty() {
                other.hear();
            }
            // Whoever was last is right, whatever the clocks say.
            prop_assert_eq!(&tabs[0].state.workspace, &tabs[1].state.workspace);
            prop_assert_eq!(tabs[0].keeper.conflict_count(), 0);
        }
        prop_assert_eq!(&reopened(&disk), &tabs[0].state.workspace);
        // What is forgotten is forgotten; what is there stays.
        prop_assert_eq!(tabs[0].keeper.purge(&moment(purged)), Ok(()));
        prop_assert_eq!(&reopened(&disk), &tabs[0].state.workspace);
        Ok(())
    });
    println!("demand 25: {cases} lives by clocks that jump: order kept, none lost");
}

#[test]
fn row_26_news_may_be_lost_come_twice_or_in_any_order() {
    let cases = demanded(150, 10_000, 200_000);
    let strategy =
        (prop::collection::vec((0usize..2, any_move(), 0usize..3, any::<prop::sample::Index>()), 4..40), any::<u64>());
    try_each(cases, strategy, |(turns, lost)| {
        let disk = Disk::new(Fault::Never);
        let mut tabs = [Tab::open(&disk, "a").0, Tab::open(&disk, "b").0];
        for (time, (who, next, heard, which)) in turns.into_iter().enumerate() {
            let next = action(next, &tabs[who].state.workspace, time as u32);
            tabs[who].step(&next);
            prop_assert_eq!(tabs[who].save(), None);
            let other = &mut tabs[1 - who];
            let is_lost = |key: &str| digest(&format!("{lost}{key}")).ends_with(['0', '1', '2', '3', '4']);
            let written: Vec<_> = disk.written.borrow_mut().drain(..).filter(|(key, _)| !is_lost(key)).collect();
            other.news.extend(written);
            for _ in 0..heard {
                if other.news.is_empty() {
                    break;
                }
                // Any of them, and it may come again.
                let at = which.index(other.news.len());
                let again = other.news[at].clone();
                other.news.swap(0, at);
                other.hear();
                other.news.push_back(again);
            }
        }
        for tab in &mut tabs {
            let new = tab.keeper.reread(&tab.state).unwrap();
            prop_assert!(tab.step(&Action::Absorb(new)));
        }
        let [a, b] = &tabs;
        prop_assert_eq!(&a.state.workspace, &b.state.workspace);
        prop_assert_eq!(&a.state.workspace, &reopened(&disk));
        let conflicts = |tab: &Tab| tab.keeper.conflicts().collect::<Vec<_>>();
        prop_assert_eq!(conflicts(a), conflicts(b));
        Ok(())
    });
    println!("demand 26: {cases} lives with news lost, doubled and out of order: all agree at the next reading");
}
