//! The state behind the page: the store's state, and what the reader has to be
//! told. One reducer; a refused action leaves the state as it was and says why.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use yew::prelude::*;

use super::annex::door;
use super::shared::Shared;
use crate::formats::draft::Draft;
use crate::jobs::Reading;
use crate::messages::text;
use crate::model::anchoring::Placement;
use crate::model::edit::{Edit, Entity, EntityId};
use crate::model::id::{AnnotationId, LabelId};
use crate::model::problem::Problem;
use crate::model::scheme::Scheme;
use crate::model::time::Timestamp;
use crate::model::workspace::Workspace;
use crate::platform::page::announce;
use crate::store::key_value::StorageError;
use crate::store::reanchor::Sought;
use crate::store::state::{Action, FIRST, State};

/// What came of one file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImportReport {
    /// The file's name, or what stands for it.
    pub name: String,
    /// Articles that were added.
    pub articles: usize,
    /// Annotations that were added.
    pub annotations: usize,
    /// Connections between annotations that were added.
    pub relations: usize,
    /// Things that came back from a backup.
    pub restored: usize,
    /// Things that were here already.
    pub already_here: usize,
    /// The scheme that is used since.
    pub scheme: Option<String>,
    /// Schemes that were added and are not used.
    pub schemes: usize,
    /// Things that were left out.
    pub rejected: usize,
    /// What the reader should know.
    pub problems: Vec<Problem>,
}

/// The state of the page.
#[derive(Clone, Default)]
pub struct AppState {
    /// Workspace and history.
    pub state: Rc<State>,
    /// Why the last action could not be done.
    pub refusal: Option<Problem>,
    /// What came of the files of the last import.
    pub reports: Vec<ImportReport>,
    /// What came in and waits to be looked over, in the order in which it came.
    pub waiting: Shared<Vec<Waiting>>,
    /// Files with annotations that must be looked for before they come in.
    pub seeking: Vec<Seeking>,
    /// How many files are being read or looked through.
    pub busy: usize,
    /// Why the last save did not store everything.
    pub save_failure: Option<StorageError>,
    /// Why the second copy does not have everything.
    pub copy_failure: Option<StorageError>,
    /// How many things there are of which several windows made versions.
    pub contested: usize,
}

/// A file whose annotations must be looked for.
#[derive(Clone)]
pub struct Seeking {
    /// The file's name.
    pub name: String,
    /// What it held.
    pub file: Rc<Reading>,
    /// What to look for.
    pub sought: Vec<Sought>,
}

/// A file that was read and waits to be looked over. Nothing of it is stored yet.
#[derive(Clone)]
pub struct Waiting {
    /// Tells it from all others.
    pub number: usize,
    /// The file's name.
    pub name: String,
    /// What it held.
    pub held: Held,
    /// Whether it is to be kept.
    pub is_wanted: bool,
    /// Labels that the scheme does not know, and those that they become.
    pub labels: BTreeMap<LabelId, LabelId>,
}

/// What a file held.
#[derive(Clone)]
pub enum Held {
    /// An article, as a reader of other formats proposes it.
    Draft(Rc<Draft>),
    /// Anything else.
    File(Rc<Reading>),
}

/// What becomes of what waits.
pub type Change = Box<dyn FnOnce(&mut Vec<Waiting>)>;

/// What can happen to it.
pub enum AppAction {
    /// A step of the store's state.
    Step(Action),
    /// The store's state becomes another.
    Become(Box<dyn FnOnce(State) -> State>),
    /// A file's content, to be fitted to what is here.
    Import {
        /// The file's name.
        name: String,
        /// What it held.
        file: Rc<Reading>,
        /// Where the annotations are that had to be looked for; `None` if none was
        /// looked for yet.
        found: Option<Vec<(AnnotationId, Vec<Placement>)>>,
    },
    /// A scheme's own file: it is used at once.
    UseFile {
        /// The file's name.
        name: String,
        /// The scheme that it held.
        scheme: Rc<Scheme>,
        /// Now.
        at: Timestamp,
    },
    /// A file begins to be read.
    Begin,
    /// It has been read.
    End,
    /// There is something to tell.
    Tell(Vec<Problem>),
    /// So went what was brought in.
    Report(Box<ImportReport>),
    /// Something could not be done.
    Refuse(Problem),
    /// What waits to be looked over changes.
    Wait(Change),
    /// A save went so.
    Saved {
        /// What storage took.
        ids: BTreeSet<EntityId>,
        /// Why it did not take the rest.
        failure: Option<StorageError>,
        /// As it was when it was written.
        workspace: Rc<Workspace>,
    },
    /// The second copy was told something, or cannot be; why it did not take it.
    Copied(Option<StorageError>),
    /// Of so many things there are several versions.
    Contested(usize),
    /// What was to be looked for is being looked for.
    Sought,
    /// The reader has seen the reports and the refusal.
    Dismiss,
}

impl Reducible for AppState {
    type Action = AppAction;

    fn reduce(self: Rc<Self>, action: AppAction) -> Rc<Self> {
        match action {
            AppAction::Step(action) => self.step(&action),
            AppAction::Become(change) => {
                let mut next = AppState::clone(&self);
                next.state = Rc::new(change(State::clone(&self.state)));
                Rc::new(next)
            }
            AppAction::Import { name, file, found } => {
                // The annex has read the file, so it is here.
                let Some(annex) = door::now() else { return self };
                let plan = (annex.plan)(&self.state.workspace, &file, found.as_deref().unwrap_or_default());
                if found.is_none() && !plan.sought.is_empty() {
                    let mut next = AppState::clone(&self);
                    next.seeking.push(Seeking { name, file, sought: plan.sought });
                    return Rc::new(next);
                }
                let next = match plan.edit() {
                    Some(edit) => self.step(&Action::Edit(edit)),
                    None => self,
                };
                let mut problems = file.problems.clone();
                problems.extend(plan.notices);
                let report = ImportReport {
                    name,
                    articles: plan.articles.len(),
                    annotations: plan.annotations.len(),
                    restored: 0,
                    relations: plan.others.iter().filter(|other| matches!(other, Entity::Relation(_))).count(),
                    scheme: None,
                    schemes: plan.others.iter().filter(|other| matches!(other, Entity::Scheme(_))).count(),
                    already_here: plan.already_here,
                    rejected: file.rejected,
                    problems,
                };
                let mut next = AppState::clone(&next);
                next.reports.push(report);
                Rc::new(next)
            }
            AppAction::UseFile { name, scheme, at } => {
                // The annex has read the file, so it is here.
                let Some(annex) = door::now() else { return self };
                let scheme = (annex.to_use)(&self.state.workspace, &scheme);
                let title = scheme.title.clone();
                let next = self.step(&Action::Edit(Edit::UseScheme { scheme, at }));
                let mut next = AppState::clone(&next);
                next.reports.push(ImportReport { name, scheme: Some(title), ..ImportReport::default() });
                Rc::new(next)
            }
            AppAction::Wait(change) => {
                let mut next = AppState::clone(&self);
                change(Rc::make_mut(&mut next.waiting.0));
                Rc::new(next)
            }
            AppAction::Saved { ids, failure, workspace } => {
                // The same state again draws and saves nothing: a full storage is
                // tried again with the next edit, not at once and for ever.
                let stepped = if ids.is_empty() { self } else { self.step(&Action::Saved { ids, workspace }) };
                let mut next = AppState::clone(&stepped);
                next.save_failure = failure;
                Rc::new(next)
            }
            AppAction::Copied(failure) => {
                // Blocked, there is none any more, and storage is all there is.
                let copy_failure = failure.filter(|failure| *failure == StorageError::Full);
                Rc::new(AppState { copy_failure, ..AppState::clone(&self) })
            }
            AppAction::Contested(contested) if contested == self.contested => self,
            AppAction::Contested(contested) => Rc::new(AppState { contested, ..AppState::clone(&self) }),
            AppAction::Sought => {
                let mut next = AppState::clone(&self);
                next.seeking.clear();
                Rc::new(next)
            }
            AppAction::Begin => Rc::new(AppState { busy: self.busy + 1, ..AppState::clone(&self) }),
            AppAction::End => Rc::new(AppState { busy: self.busy.saturating_sub(1), ..AppState::clone(&self) }),
            AppAction::Tell(problems) => {
                let report = ImportReport { problems, ..ImportReport::default() };
                self.reduce(AppAction::Report(Box::new(report)))
            }
            AppAction::Report(report) => {
                let mut next = AppState::clone(&self);
                next.reports.push(*report);
                Rc::new(next)
            }
            AppAction::Refuse(problem) => {
                let mut next = AppState::clone(&self);
                next.refusal = Some(problem);
                Rc::new(next)
            }
            AppAction::Dismiss => {
                let mut next = AppState::clone(&self);
                next.refusal = None;
                next.reports.clear();
                Rc::new(next)
            }
        }
    }
}

impl AppState {
    /// The page as it opens on a state.
    pub fn new(state: State) -> Self {
        AppState { state: Rc::new(state), ..AppState::default() }
    }

    fn step(self: Rc<Self>, action: &Action) -> Rc<Self> {
        let mut next = AppState::clone(&self);
        let means = door::now().map_or(&FIRST, |annex| annex.means);
        match self.state.step_by(action, means) {
            Ok(state) => {
                next.state = Rc::new(state);
                if !matches!(action, Action::Saved { .. }) {
                    next.refusal = None;
                }
            }
            Err(problem) => {
                next.state = Rc::new(self.state.forgetting(action));
                next.refusal = Some(problem);
            }
        }
        Rc::new(next)
    }
}

/// Sends actions from anywhere in the page. Compared by identity, so handing it
/// down draws nothing again.
#[derive(Clone, PartialEq)]
pub struct Desk {
    dispatcher: UseReducerDispatcher<AppState>,
}

impl Desk {
    /// From the app's reducer.
    pub fn new(dispatcher: UseReducerDispatcher<AppState>) -> Self {
        Desk { dispatcher }
    }

    /// Steps the store's state.
    pub fn step(&self, action: Action) {
        self.dispatcher.dispatch(AppAction::Step(action));
    }

    /// Takes back the last edit, audibly.
    pub fn undo(&self) {
        self.step(Action::Undo);
        self.announce(text("undo"));
    }

    /// Does it again, audibly.
    pub fn redo(&self) {
        self.step(Action::Redo);
        self.announce(text("redo"));
    }

    /// Says why something could not be done.
    pub fn refuse(&self, problem: Problem) {
        self.send(AppAction::Refuse(problem));
    }

    /// The store's state as it is at this moment, which may be newer than what is drawn.
    pub fn state(&self) -> State {
        let now = Rc::new(RefCell::new(State::default()));
        let slot = now.clone();
        self.send(AppAction::Become(Box::new(move |state| {
            slot.replace(state.clone());
            state
        })));
        now.take()
    }

    /// Does anything else.
    pub fn send(&self, action: AppAction) {
        self.dispatcher.dispatch(action);
    }

    /// Says something to people who do not see the screen.
    pub fn announce(&self, words: String) {
        announce(&words);
    }
}
