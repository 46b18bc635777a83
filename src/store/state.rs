//! The state of the app and the one function that steps it.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::history::{History, Way};
use crate::model::edit::{Change, Edit, Entity, EntityId, Replacement};
use crate::model::id::AttributeId;
use crate::model::problem::Problem;
use crate::model::summary::Summary;
use crate::model::workspace::Workspace;

/// Workspace, history and what is not saved yet. Cheap to clone.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// What the reader sees.
    pub workspace: Rc<Workspace>,
    /// Things that differ from what storage holds.
    pub unsaved: Rc<BTreeSet<EntityId>>,
    /// What is being written: all that is typed in a row is one step to undo.
    typing: Option<(EntityId, AttributeId)>,
    history: History,
}

/// What it takes to do edits. The page opens with the [`FIRST`]; the code for all is
/// loaded later.
#[derive(Clone, Copy)]
pub struct Means {
    /// What an edit would change, or why it cannot be done.
    pub change: fn(&Workspace, &Edit) -> Result<Change, Problem>,
    /// Puts an edit into words, with the workspace as it was before.
    pub words: fn(&Edit, &Workspace) -> Summary,
}

/// Enough to mark and to write notes.
pub const FIRST: Means = Means { change: Workspace::change_at_first, words: Summary::untold };

/// Enough for every edit.
pub const ALL: Means = Means { change: Workspace::change, words: Edit::summary };

/// Everything that can happen to the state.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// A reader's edit; it can be undone.
    Edit(Edit),
    /// Takes back the last edit.
    Undo,
    /// Does it again.
    Redo,
    /// Undoes all steps after the one with this number, or does again all up to it.
    /// Of 0 all are after.
    GoTo(u32),
    /// Storage was read.
    Load(Vec<Entity>),
    /// What comes with the app was read: articles, a scheme. What is here already stays.
    Ship(Vec<Entity>),
    /// Another tab changed these.
    Absorb(Vec<Replacement>),
    /// These were saved as they were in the given workspace.
    Saved {
        /// What storage took.
        ids: BTreeSet<EntityId>,
        /// As it was when it was written.
        workspace: Rc<Workspace>,
    },
}

impl State {
    /// This state with a history that belongs to it: one that was kept.
    pub fn with_history(self, history: History) -> State {
        State { history, typing: None, ..self }
    }

    /// What was done and undone.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// Whether there is an edit to take back.
    pub fn can_undo(&self) -> bool {
        self.history.next(Way::Back).is_some()
    }

    /// Whether there is an edit to do again.
    pub fn can_redo(&self) -> bool {
        self.history.next(Way::Forth).is_some()
    }

    /// The state after an action, or why it cannot be done; then nothing changes.
    pub fn step(&self, action: &Action) -> Result<State, Problem> {
        self.step_by(action, &ALL)
    }

    /// The same by these means: the page has not all of them until they are loaded.
    pub fn step_by(&self, action: &Action, means: &Means) -> Result<State, Problem> {
        match action {
            Action::Edit(edit) => {
                let change = (means.change)(&self.workspace, edit)?;
                if change.is_empty() {
                    return Ok(self.clone());
                }
                let summary = (means.words)(edit, &self.workspace);
                let mut next = self.changed(&change);
                next.typing = self.typed(edit);
                let goes_on = next.typing.is_some() && next.typing == self.typing;
                let history = goes_on.then(|| self.history.going_on(&change, &summary)).flatten();
                next.history = history.unwrap_or_else(|| self.history.with(change, summary));
                Ok(next)
            }
            Action::Undo => self.turned(Way::Back),
            Action::Redo => self.turned(Way::Forth),
            Action::GoTo(number) => {
                let mut next = self.clone();
                while let Some(way) = next.history.way_to(*number) {
                    next = next.turned(way)?;
                }
                Ok(next)
            }
            Action::Load(entities) => {
                let change = Change::putting(&self.workspace, entities.iter().cloned());
                Ok(State { workspace: Rc::new(self.workspace.after(&change)), ..self.clone() })
            }
            Action::Ship(entities) => {
                let new = entities.iter().filter(|shipped| self.workspace.entity(&shipped.id()).is_none());
                let change = Change::putting(&self.workspace, new.cloned());
                Ok(State { workspace: Rc::new(self.workspace.after(&change)), ..self.clone() })
            }
            Action::Absorb(replacements) => {
                let ids = |keep: fn(&Replacement) -> bool| replacements.iter().filter(move |r| keep(r));
                let put = ids(|r| r.after.is_some()).filter_map(|r| r.after.clone());
                // An edit that is on its way to storage outlives a deletion that did not know of it.
                let gone = ids(|r| r.after.is_none()).filter_map(Replacement::id);
                let gone = gone.filter(|id| !self.unsaved.contains(id));
                let change = Change::putting(&self.workspace, put).and(Change::removing(&self.workspace, gone));
                Ok(State { workspace: Rc::new(self.workspace.after(&change)), ..self.clone() })
            }
            Action::Saved { ids, workspace } => {
                // What changed again while it was being written is still unsaved.
                let settled = |id: &EntityId| ids.contains(id) && workspace.entity(id) == self.workspace.entity(id);
                let unsaved = self.unsaved.iter().filter(|id| !settled(id)).cloned().collect();
                Ok(State { unsaved: Rc::new(unsaved), ..self.clone() })
            }
        }
    }

    /// The state without the step that an action was refused for: the one beyond it
    /// can then be reached. The steps before it on the way are done.
    pub fn forgetting(&self, action: &Action) -> State {
        let mut next = self.clone();
        let way = match action {
            Action::Undo => Some(Way::Back),
            Action::Redo => Some(Way::Forth),
            Action::GoTo(number) => loop {
                let way = next.history.way_to(*number);
                match way.map(|way| next.turned(way)) {
                    Some(Ok(turned)) => next = turned,
                    _ => break way,
                }
            },
            _ => None,
        };
        if let Some(way) = way {
            next.history = next.history.forgetting(way);
            next.typing = None;
        }
        next
    }

    /// What an edit writes in, if it is one of those that come with every letter.
    fn typed(&self, edit: &Edit) -> Option<(EntityId, AttributeId)> {
        match edit {
            Edit::SetNote { id, .. } => Some((EntityId::Annotation(id.clone()), "".into())),
            Edit::SetAttribute { ids, attribute, .. } => match ids.as_slice() {
                [id] => Some((id.clone(), attribute.clone())),
                _ => None,
            },
            Edit::SetIdentity { identity, .. } => {
                let now = self.workspace.identity(&identity.id)?;
                // Each field is a step of its own.
                let field = match () {
                    () if now.name != identity.name => "name",
                    () if now.aliases != identity.aliases => "aliases",
                    () if now.wikidata != identity.wikidata => "wikidata",
                    () => "",
                };
                Some((EntityId::Identity(identity.id.clone()), field.into()))
            }
            _ => None,
        }
    }

    fn changed(&self, change: &Change) -> State {
        let mut unsaved = BTreeSet::clone(&self.unsaved);
        unsaved.extend(change.replacements().iter().filter_map(Replacement::id));
        State { workspace: Rc::new(self.workspace.after(change)), unsaved: Rc::new(unsaved), ..self.clone() }
    }

    /// Undoes or does again the next step, unless another tab changed since what it
    /// is about. What is as it shall be already, such as a removed article that came
    /// again with the app, is no obstacle.
    fn turned(&self, way: Way) -> Result<State, Problem> {
        let step = self.history.next(way).ok_or_else(|| match way {
            Way::Back => Problem::new("nothing-to-undo"),
            Way::Forth => Problem::new("nothing-to-redo"),
        })?;
        let mut left = Vec::new();
        let mut touched = Vec::new();
        for replaced in step.change.replacements() {
            let replaced = match way {
                Way::Back => replaced.reversed(),
                Way::Forth => replaced.clone(),
            };
            let Some(id) = replaced.id() else { continue };
            let now = self.workspace.entity(&id);
            touched.push(id);
            if now == replaced.before {
                left.push(replaced);
            } else if now != replaced.after {
                return Err(Problem::new("changed-elsewhere"));
            }
        }
        if left.is_empty() {
            return Err(Problem::new("changed-elsewhere"));
        }
        let mut next = self.changed(&Change::of(left));
        // What came with the app is not in storage yet.
        Rc::make_mut(&mut next.unsaved).extend(touched);
        next.history = self.history.turned(way);
        next.typing = None;
        Ok(next)
    }
}
