//! The state of the app and the one function that steps it.

use std::collections::BTreeSet;
use std::rc::Rc;

use rpds::Stack;

use crate::model::edit::{Change, Edit, Entity, EntityId, Replacement};
use crate::model::id::AttributeId;
use crate::model::problem::Problem;
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
    undo: Stack<Rc<Change>>,
    redo: Stack<Rc<Change>>,
}

/// Everything that can happen to the state.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// A reader's edit; it can be undone.
    Edit(Edit),
    /// Takes back the last edit.
    Undo,
    /// Does it again.
    Redo,
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
    /// Whether there is an edit to take back.
    pub fn can_undo(&self) -> bool {
        !self.undo.is_empty()
    }

    /// Whether there is an edit to do again.
    pub fn can_redo(&self) -> bool {
        !self.redo.is_empty()
    }

    /// The state after an action, or why it cannot be done; then nothing changes.
    pub fn step(&self, action: &Action) -> Result<State, Problem> {
        match action {
            Action::Edit(edit) => {
                let change = Rc::new(self.workspace.change(edit)?);
                if change.is_empty() {
                    return Ok(self.clone());
                }
                let mut next = self.changed(&change);
                next.typing = self.typed(edit);
                let typed_before = self.undo.peek().filter(|_| next.typing.is_some() && next.typing == self.typing);
                let step = typed_before.map(|before| Rc::new(before.followed_by(&change)));
                if step.is_some() {
                    next.undo.pop_mut();
                }
                next.undo.push_mut(step.unwrap_or(change));
                next.redo = Stack::new();
                Ok(next)
            }
            Action::Undo => {
                let change = self.undo.peek().ok_or_else(|| Problem::new("nothing-to-undo"))?.clone();
                let mut next = self.changed_if_current(&change.reversed())?;
                next.undo.pop_mut();
                next.redo.push_mut(change);
                next.typing = None;
                Ok(next)
            }
            Action::Redo => {
                let change = self.redo.peek().ok_or_else(|| Problem::new("nothing-to-redo"))?.clone();
                let mut next = self.changed_if_current(&change)?;
                next.redo.pop_mut();
                next.undo.push_mut(change);
                next.typing = None;
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

    /// The state without the step that an undo or redo was refused for: the step
    /// before it can then be reached.
    pub fn forgetting(&self, action: &Action) -> State {
        let mut next = self.clone();
        match action {
            Action::Undo => next.undo.pop_mut(),
            Action::Redo => next.redo.pop_mut(),
            _ => false,
        };
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

    /// Undo and redo never take back what another tab did since.
    fn changed_if_current(&self, change: &Change) -> Result<State, Problem> {
        let current = |r: &Replacement| r.id().is_some_and(|id| self.workspace.entity(&id) == r.before);
        if change.replacements().iter().all(current) {
            Ok(self.changed(change))
        } else {
            Err(Problem::new("changed-elsewhere"))
        }
    }
}
