//! Edits: what a reader can do to the workspace, as plain data. An edit is
//! checked against the workspace and becomes a [`Change`], which says what each
//! touched thing was before and is after. Undo is the change turned round.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::annotation::{Annotation, Fragment};
use super::article::Article;
use super::id::{AnnotationId, ArticleId, LabelId};
use super::problem::Problem;
use super::time::Timestamp;
use super::workspace::Workspace;

/// Something a reader does. Ids and times are passed in.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// Marks passages of articles that are here, all in one step. All or none.
    Annotate(Vec<Rc<Annotation>>),
    /// Marks other words: other edges, a fragment more or less, another place.
    SetTarget {
        /// Which annotation.
        id: AnnotationId,
        /// The fragments that it shall have.
        target: Vec<Fragment>,
        /// Now.
        at: Timestamp,
    },
    /// Puts annotations where their words were found again: each as it shall be,
    /// with [`Annotation::moved`] telling where it was. Looking takes a while: what
    /// the reader wrote meanwhile stays, and so does what was put elsewhere.
    Reanchor(Vec<Rc<Annotation>>),
    /// Accepts the places where annotations were found again. One that was lost since
    /// has no place: it stays as it is.
    AcceptPlaces {
        /// Which annotations.
        ids: Vec<AnnotationId>,
        /// Now.
        at: Timestamp,
    },
    /// Takes back that an annotation was found again: it keeps the words and the
    /// position that it had, even if they are not in the text.
    KeepAsItWas {
        /// Which annotation.
        id: AnnotationId,
        /// Now.
        at: Timestamp,
    },
    /// Takes a passage for something else.
    Relabel {
        /// Which annotation.
        id: AnnotationId,
        /// Its new label.
        label: LabelId,
        /// Now.
        at: Timestamp,
    },
    /// Writes or empties a note.
    SetNote {
        /// Which annotation.
        id: AnnotationId,
        /// The whole new text.
        note: String,
        /// Now.
        at: Timestamp,
    },
    /// Removes an annotation.
    Delete {
        /// Which annotation.
        id: AnnotationId,
    },
    /// Brings in what files held, all in one step.
    Import {
        /// Articles that are not here yet.
        articles: Vec<Rc<Article>>,
        /// Annotations that are not here yet.
        annotations: Vec<Rc<Annotation>>,
        /// Annotations that are here and were found again in one of the articles.
        reanchored: Vec<Rc<Annotation>>,
    },
    /// Removes an article and its annotations.
    RemoveArticle {
        /// Which article.
        id: ArticleId,
    },
}

/// A thing that a change replaces and storage keeps.
#[derive(Clone, Debug, PartialEq)]
pub enum Entity {
    /// An article.
    Article(Rc<Article>),
    /// An annotation.
    Annotation(Rc<Annotation>),
}

/// Names an entity.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EntityId {
    /// An article's.
    Article(ArticleId),
    /// An annotation's.
    Annotation(AnnotationId),
}

impl Entity {
    /// Its name.
    pub fn id(&self) -> EntityId {
        match self {
            Entity::Article(article) => EntityId::Article(article.id.clone()),
            Entity::Annotation(annotation) => EntityId::Annotation(annotation.id.clone()),
        }
    }
}

/// One thing before and after a change; at least one of the two is there, and
/// both have the same id.
#[derive(Clone, Debug, PartialEq)]
pub struct Replacement {
    /// `None` if it was not there.
    pub before: Option<Entity>,
    /// `None` if it is removed.
    pub after: Option<Entity>,
}

impl Replacement {
    /// Whose replacement it is.
    pub fn id(&self) -> Option<EntityId> {
        self.after.as_ref().or(self.before.as_ref()).map(Entity::id)
    }
}

/// What an edit does: each touched thing once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Change {
    replacements: Vec<Replacement>,
}

impl Change {
    /// What is replaced.
    pub fn replacements(&self) -> &[Replacement] {
        &self.replacements
    }

    /// Whether nothing is replaced.
    pub fn is_empty(&self) -> bool {
        self.replacements.is_empty()
    }

    /// The change that takes this one back.
    pub fn reversed(&self) -> Change {
        let turn = |r: &Replacement| Replacement { before: r.after.clone(), after: r.before.clone() };
        Change { replacements: self.replacements.iter().map(turn).collect() }
    }

    /// A change from things as they were in a workspace to things as they shall be.
    /// Of several with one name the first counts.
    pub fn putting(workspace: &Workspace, entities: impl IntoIterator<Item = Entity>) -> Change {
        let mut seen = BTreeSet::new();
        let replacements = entities
            .into_iter()
            .filter(|after| seen.insert(after.id()))
            .map(|after| Replacement { before: workspace.entity(&after.id()), after: Some(after) })
            .filter(|r| r.before != r.after)
            .collect();
        Change { replacements }
    }

    /// A change that removes things that are in a workspace.
    pub fn removing(workspace: &Workspace, ids: impl IntoIterator<Item = EntityId>) -> Change {
        let replacements = ids
            .into_iter()
            .filter_map(|id| workspace.entity(&id))
            .map(|before| Replacement { before: Some(before), after: None })
            .collect();
        Change { replacements }
    }

    /// This change and then another of the same things, as one step.
    pub fn followed_by(&self, next: &Change) -> Change {
        let replacements = self.replacements.iter().map(|first| {
            let then = next.replacements.iter().find(|then| then.id() == first.id());
            Replacement { before: first.before.clone(), after: then.unwrap_or(first).after.clone() }
        });
        Change { replacements: replacements.collect() }
    }

    /// This change and another of other things, as one step.
    pub fn and(mut self, other: Change) -> Change {
        self.replacements.extend(other.replacements);
        self
    }
}

impl Workspace {
    /// The thing with this name, as it is now.
    pub fn entity(&self, id: &EntityId) -> Option<Entity> {
        match id {
            EntityId::Article(id) => self.article(id).map(|marked| Entity::Article(marked.readable.article.clone())),
            EntityId::Annotation(id) => self.annotation(id).cloned().map(Entity::Annotation),
        }
    }

    /// What an edit would change, or why it cannot be done. Changes nothing.
    pub fn change(&self, edit: &Edit) -> Result<Change, Problem> {
        match edit {
            Edit::Annotate(annotations) => {
                let mut seen = BTreeSet::new();
                for annotation in annotations {
                    self.can_hold(annotation)?;
                    if self.annotation(&annotation.id).is_some() || !seen.insert(&annotation.id) {
                        return Err(Problem::new("annotation-exists").with("id", &annotation.id));
                    }
                }
                Ok(Change::putting(self, annotations.iter().cloned().map(Entity::Annotation)))
            }
            Edit::SetTarget { id, target, at } => {
                let mut next = self.existing(id)?;
                next.target = target.clone();
                next.moved = None;
                self.can_hold(&next)?;
                Ok(self.modified(next, at))
            }
            Edit::Reanchor(annotations) => {
                let mut all = Vec::with_capacity(annotations.len());
                for found in annotations {
                    let mut next = self.existing(&found.id)?;
                    if self.article(&found.article).is_none() {
                        return Err(Problem::new("article-gone").with("id", &found.article));
                    }
                    if next.chosen() == found.chosen() {
                        next.article = found.article.clone();
                        next.target = found.target.clone();
                        next.moved = found.moved.clone();
                    }
                    all.push(Entity::Annotation(Rc::new(next)));
                }
                Ok(Change::putting(self, all))
            }
            Edit::AcceptPlaces { ids, at } => {
                let mut all = Vec::with_capacity(ids.len());
                for id in ids {
                    let mut next = self.existing(id)?;
                    if next.moved.is_some() && self.can_hold(&next).is_ok() {
                        next.moved = None;
                        next.modified = at.clone();
                    }
                    all.push(Entity::Annotation(Rc::new(next)));
                }
                Ok(Change::putting(self, all))
            }
            Edit::KeepAsItWas { id, at } => {
                let mut next = self.existing(id)?;
                if let Some(moved) = next.moved.take() {
                    next.target = moved.was;
                }
                Ok(self.modified(next, at))
            }
            Edit::Relabel { id, label, at } => {
                let mut next = self.existing(id)?;
                next.label = label.clone();
                Ok(self.modified(next, at))
            }
            Edit::SetNote { id, note, at } => {
                let mut next = self.existing(id)?;
                next.note = note.clone();
                Ok(self.modified(next, at))
            }
            Edit::Delete { id } => {
                self.existing(id)?;
                Ok(Change::removing(self, [EntityId::Annotation(id.clone())]))
            }
            Edit::Import { articles, annotations, reanchored } => {
                for annotation in reanchored {
                    self.existing(&annotation.id)?;
                }
                let reanchored = reanchored.iter().cloned().map(Entity::Annotation);
                Ok(self.import(articles, annotations)?.and(Change::putting(self, reanchored)))
            }
            Edit::RemoveArticle { id } => {
                self.article(id).ok_or_else(|| Problem::new("article-gone").with("id", id))?;
                let annotations = self.annotations_of(id).map(|a| EntityId::Annotation(a.id.clone()));
                Ok(Change::removing(self, annotations.chain([EntityId::Article(id.clone())])))
            }
        }
    }

    fn existing(&self, id: &AnnotationId) -> Result<Annotation, Problem> {
        let found = self.annotation(id).ok_or_else(|| Problem::new("annotation-gone").with("id", id))?;
        Ok(Annotation::clone(found))
    }

    /// The change to a next version; empty, so without a new time, if nothing differs.
    fn modified(&self, mut next: Annotation, at: &Timestamp) -> Change {
        if self.annotation(&next.id).is_some_and(|now| **now == next) {
            return Change::default();
        }
        next.modified = at.clone();
        Change::putting(self, [Entity::Annotation(Rc::new(next))])
    }

    /// Whether an annotation's words stand where it says.
    fn can_hold(&self, annotation: &Annotation) -> Result<(), Problem> {
        let marked = self
            .article(&annotation.article)
            .ok_or_else(|| Problem::new("article-gone").with("id", &annotation.article))?;
        if !annotation.fragments_are_in_order() || !annotation.is_placed_in(&marked.readable.text) {
            return Err(Problem::new("annotation-misplaced").with("quote", annotation.quoted()));
        }
        Ok(())
    }

    fn import(&self, articles: &[Rc<Article>], annotations: &[Rc<Annotation>]) -> Result<Change, Problem> {
        let entities = || {
            let articles = articles.iter().cloned().map(Entity::Article);
            articles.chain(annotations.iter().cloned().map(Entity::Annotation))
        };
        let mut seen = BTreeSet::new();
        for entity in entities() {
            let id = entity.id();
            let name = match &id {
                EntityId::Article(id) => id.to_string(),
                EntityId::Annotation(id) => id.to_string(),
            };
            // Importing adds; it never overwrites what is here.
            if self.entity(&id).is_some() || !seen.insert(id) {
                return Err(Problem::new("import-overwrites").with("id", name));
            }
        }
        Ok(Change::putting(self, entities()))
    }
}
