//! What `docs/demands.md` demands of the store, each by the number of its row.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

use proptest::prelude::*;

use super::keeper::Keeper;
use super::key_value::{KeyValue, StorageError};
use super::record::{ALL, Record, Version, decode, parse_key};
use super::state::{Action, State};
use super::tests::{Move, action, any_move};
use crate::model::edit::{Edit, Entity, EntityId};
use crate::model::fixtures::{demanded, moment};

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
}

impl Window {
    /// Opens on what the browser has told this process, or on its own copy.
    fn open(copy: Copy, replica: &str) -> Window {
        let (keeper, kept) = Keeper::open(copy.clone(), replica, ALL).unwrap();
        let state = State::default().step(&Action::Load(kept.entities)).unwrap();
        let knows = copy.keys.borrow().keys().filter_map(|key| parse_key(key)?.ok()).collect();
        Window { copy, news: VecDeque::new(), state, keeper, knows }
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
    /// edited the text that it showed. The rest it owes still.
    fn written(&mut self, name: &Name, record: &Record, shown: Option<&Entity>, knows: &BTreeSet<Name>, decided: bool) {
        let mut owed: Vec<Entity> = record.entity.iter().cloned().collect();
        for known in knows.iter().filter(|(id, _)| *id == name.0) {
            if !self.replaced.contains(known) && !decided {
                let still = self.owed.get(known).into_iter().flatten();
                owed.extend(still.filter(|text| shown.is_none_or(|shown| !shown.says_same(text))).cloned());
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
        let shown = before.workspace.entity(&name.0);
        duty.written(&name, &record, shown.as_ref(), &window.knows, decided);
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
                let next = action(*next, &before.workspace, time);
                window.step(&next);
                save(window, &before, &mut duty, time)?;
            }
            // Some news gets on.
            4..=6 => tell_browser(&mut windows, *who, &mut browser),
            7..=9 => hear(&mut windows[*who]),
            // The window is loaded again: it has its own copy.
            10 if next.1 % 2 == 0 => {
                let (copy, news) = (windows[*who].copy.clone(), std::mem::take(&mut windows[*who].news));
                let opened = Window::open(copy, &format!("r{time}"));
                windows[*who] = Window { news, ..opened };
            }
            // It is closed, and opened in another process.
            10 => {
                while !windows[*who].copy.to_browser.borrow().is_empty() {
                    tell_browser(&mut windows, *who, &mut browser);
                }
                let copy = Copy { keys: Rc::new(RefCell::new(browser.clone())), ..Copy::default() };
                windows[*who] = Window::open(copy, &format!("p{time}"));
            }
            // The reader chooses one of several versions.
            _ => {
                let window = &mut windows[*who];
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
    if let Some(replacement) = window.keeper.absorb(&key, &value, &window.state.workspace) {
        window.step(&Action::Absorb(vec![replacement]));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(demanded(150, 10_000, 1_000_000)))]

    #[test]
    fn row_01_three_windows_agree_and_lose_nothing(turns in any_turns()) {
        live(&turns)?;
    }
}
