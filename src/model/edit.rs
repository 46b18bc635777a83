//! Edits: what a reader can do to the workspace, as plain data. An edit is
//! checked against the workspace and becomes a [`Change`], which says what each
//! touched thing was before and is after. Undo is the change turned round.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::annotation::{Annotation, Fragment};
use super::article::Article;
use super::id::{AnnotationId, ArticleId, AttributeId, IdentityId, LabelId, RelationId, SchemeId};
use super::identity::Identity;
use super::problem::Problem;
use super::relation::{Argument, Relation};
use super::scheme::{Role, Scheme};
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
    /// the reader wrote meanwhile stays, and so does what was put elsewhere, with what
    /// a relation joins to it: that would otherwise be torn between two articles.
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
    /// Takes passages for something else. They leave the relations in which the new
    /// label has no part.
    Relabel {
        /// Which annotations.
        ids: Vec<AnnotationId>,
        /// Their new label.
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
    /// Says something of annotations or relations, or takes it back.
    SetAttribute {
        /// Which annotations and relations.
        ids: Vec<EntityId>,
        /// What is said.
        attribute: AttributeId,
        /// The whole new value; empty takes it back.
        value: String,
        /// Now.
        at: Timestamp,
    },
    /// Removes annotations, and the relations that are not whole without them.
    Delete {
        /// Which annotations.
        ids: Vec<AnnotationId>,
        /// Now.
        at: Timestamp,
    },
    /// Joins annotations by new relations. New annotations, such as a cue, come with
    /// them in the same step. All or none.
    Relate {
        /// New annotations.
        annotations: Vec<Rc<Annotation>>,
        /// New relations.
        relations: Vec<Rc<Relation>>,
    },
    /// Joins other annotations by a relation (more, fewer, or in other roles), or
    /// says something else of it.
    SetRelation {
        /// New annotations.
        annotations: Vec<Rc<Annotation>>,
        /// The relation as it shall be.
        relation: Rc<Relation>,
        /// Now.
        at: Timestamp,
    },
    /// Removes relations, and what belongs to them alone.
    Unrelate {
        /// Which relations.
        ids: Vec<RelationId>,
    },
    /// Says that annotations are about one thing, which may be new; or, with none,
    /// that it is not said about which.
    Identify {
        /// Which annotations.
        ids: Vec<AnnotationId>,
        /// The thing. One that is here already stays as it is.
        identity: Option<Rc<Identity>>,
        /// Now.
        at: Timestamp,
    },
    /// Says more of a thing, or something else.
    SetIdentity {
        /// The identity as it shall be.
        identity: Rc<Identity>,
        /// Now.
        at: Timestamp,
    },
    /// Says that two things are not the same, however alike they look.
    Distinguish {
        /// One of them.
        one: IdentityId,
        /// The other.
        other: IdentityId,
        /// Now.
        at: Timestamp,
    },
    /// Takes things for one.
    MergeIdentities {
        /// The one that stays, with all their names. What differs from one of them
        /// differs from it.
        into: IdentityId,
        /// Those that become it.
        from: Vec<IdentityId>,
        /// Now.
        at: Timestamp,
    },
    /// Removes things; the annotations about them stay.
    RemoveIdentities {
        /// Which identities.
        ids: Vec<IdentityId>,
        /// Now.
        at: Timestamp,
    },
    /// Uses a scheme: a new one, a changed one, or another profile of it.
    UseScheme {
        /// The scheme as it shall be.
        scheme: Rc<Scheme>,
        /// Now.
        at: Timestamp,
    },
    /// Removes a scheme; what was said by it stays.
    RemoveScheme {
        /// Which scheme.
        id: SchemeId,
    },
    /// Brings in what files held, all in one step.
    Import {
        /// Articles that are not here yet.
        articles: Vec<Rc<Article>>,
        /// Annotations that are not here yet.
        annotations: Vec<Rc<Annotation>>,
        /// Annotations that are here and were found again in one of the articles.
        reanchored: Vec<Rc<Annotation>>,
        /// Relations, identities and schemes that are not here yet; articles that are
        /// here, with more keys that this app does not know; identities that are here,
        /// with more from which they differ.
        others: Vec<Entity>,
    },
    /// Removes an article, its annotations and their relations.
    RemoveArticle {
        /// Which article.
        id: ArticleId,
    },
    /// Of several versions of one thing takes this one.
    Choose(Entity),
    /// Brings back what a backup held, in one step: each thing as it shall be.
    Restore(Vec<Entity>),
    /// Several edits as one step: each sees what those before it did. All or none.
    Together(Vec<Edit>),
}

/// A thing that a change replaces and storage keeps.
#[derive(Clone, Debug, PartialEq)]
pub enum Entity {
    /// An article.
    Article(Rc<Article>),
    /// An annotation.
    Annotation(Rc<Annotation>),
    /// A relation between annotations.
    Relation(Rc<Relation>),
    /// A thing that annotations are about.
    Identity(Rc<Identity>),
    /// What a reader can say.
    Scheme(Rc<Scheme>),
}

/// Names an entity.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EntityId {
    /// An article's.
    Article(ArticleId),
    /// An annotation's.
    Annotation(AnnotationId),
    /// A relation's.
    Relation(RelationId),
    /// An identity's.
    Identity(IdentityId),
    /// A scheme's.
    Scheme(SchemeId),
}

impl Entity {
    /// Its name.
    pub fn id(&self) -> EntityId {
        match self {
            Entity::Article(article) => EntityId::Article(article.id.clone()),
            Entity::Annotation(annotation) => EntityId::Annotation(annotation.id.clone()),
            Entity::Relation(relation) => EntityId::Relation(relation.id.clone()),
            Entity::Identity(identity) => EntityId::Identity(identity.id.clone()),
            Entity::Scheme(scheme) => EntityId::Scheme(scheme.id.clone()),
        }
    }

    /// Whether two versions of a thing say the same, whenever that was.
    pub fn says_same(&self, other: &Entity) -> bool {
        match (self, other) {
            (Entity::Annotation(one), Entity::Annotation(other)) if one.modified != other.modified => {
                **one == Annotation { modified: one.modified.clone(), ..Annotation::clone(other) }
            }
            _ => self == other,
        }
    }
}

impl EntityId {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        match self {
            EntityId::Article(id) => id.as_str(),
            EntityId::Annotation(id) => id.as_str(),
            EntityId::Relation(id) => id.as_str(),
            EntityId::Identity(id) => id.as_str(),
            EntityId::Scheme(id) => id.as_str(),
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

    /// The replacement that takes this one back.
    pub fn reversed(&self) -> Replacement {
        Replacement { before: self.after.clone(), after: self.before.clone() }
    }
}

/// What an edit does: each touched thing once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Change {
    replacements: Vec<Replacement>,
}

impl Change {
    /// A change of these things, each named once.
    pub fn of(replacements: Vec<Replacement>) -> Change {
        Change { replacements }
    }

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
        Change { replacements: self.replacements.iter().map(Replacement::reversed).collect() }
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
        let mut seen = BTreeSet::new();
        let replacements = ids
            .into_iter()
            .filter(|id| seen.insert(id.clone()))
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

    /// Changes one after the other as one step: each thing as it was before the
    /// first of them and as it is after the last. What is then as it was is left out.
    fn in_turn(changes: impl IntoIterator<Item = Change>) -> Change {
        let mut places = BTreeMap::new();
        let mut replacements: Vec<Replacement> = Vec::new();
        for next in changes.into_iter().flat_map(|change| change.replacements) {
            let at = *places.entry(next.id()).or_insert(replacements.len());
            match replacements.get_mut(at) {
                Some(first) => first.after = next.after,
                None => replacements.push(next),
            }
        }
        replacements.retain(|replaced| replaced.before != replaced.after);
        Change { replacements }
    }

    /// This change and another of other things, as one step.
    pub fn and(mut self, other: Change) -> Change {
        self.replacements.extend(other.replacements);
        self
    }
}

impl Workspace {
    /// What an edit would change, or why it cannot be done. Changes nothing.
    pub fn change(&self, edit: &Edit) -> Result<Change, Problem> {
        match edit {
            Edit::Annotate(_)
            | Edit::SetTarget { .. }
            | Edit::AcceptPlaces { .. }
            | Edit::KeepAsItWas { .. }
            | Edit::SetNote { .. } => self.change_at_first(edit),
            Edit::Reanchor(annotations) => {
                let mut all = BTreeMap::new();
                for found in annotations {
                    let mut next = self.existing(&found.id)?;
                    if self.article(&found.article).is_none() {
                        return Err(Problem::new("article-gone").with("id", &found.article));
                    }
                    if next.chosen() == found.chosen() {
                        next.article = found.article.clone();
                        next.target = found.target.clone();
                        next.moved = found.moved.clone();
                        all.entry(found.id.clone()).or_insert_with(|| Rc::new(next));
                    }
                }
                self.keep_together(&mut all);
                Ok(Change::putting(self, all.into_values().map(Entity::Annotation)))
            }
            Edit::Relabel { ids, label, at } => {
                let change = self.each_modified(ids, at, |next| next.label = label.clone())?;
                let relabelled = change.replacements().iter().filter_map(Replacement::id).collect();
                let scheme = self.scheme();
                let fits = |relation: &Relation, argument: &Argument| {
                    let role = scheme.relation(&relation.label)?.role(&argument.role)?;
                    Some(role.labels.contains(label))
                };
                // A relation that the scheme does not know has no rules to break.
                let leaves = |relation: &Relation, argument: &Argument| fits(relation, argument) == Some(false);
                let relations = self.leaving(&relabelled, leaves, at);
                Ok(change.and(relations))
            }
            Edit::Delete { ids, at } => {
                for id in ids {
                    self.existing(id)?;
                }
                let gone: BTreeSet<EntityId> = ids.iter().cloned().map(EntityId::Annotation).collect();
                let relations = self.leaving(&gone, |_, _| true, at);
                Ok(Change::removing(self, gone).and(relations))
            }
            Edit::SetAttribute { ids, attribute, value, at } => {
                let set = |attributes: &mut BTreeMap<AttributeId, String>| {
                    if value.is_empty() {
                        attributes.remove(attribute);
                    } else {
                        attributes.insert(attribute.clone(), value.clone());
                    }
                };
                let mut change = Change::default();
                for id in ids.iter().collect::<BTreeSet<_>>() {
                    change = change.and(match id {
                        EntityId::Relation(id) => {
                            let mut next = self.existing_relation(id)?;
                            set(&mut next.attributes);
                            self.modified_relation(next, at)
                        }
                        EntityId::Annotation(id) => {
                            let mut next = self.existing(id)?;
                            set(&mut next.attributes);
                            self.modified(next, at)
                        }
                        _ => return Err(Problem::new("no-attributes").with("id", id.as_str())),
                    });
                }
                Ok(change)
            }
            Edit::Relate { annotations, relations } => {
                let change = self.annotating(annotations)?;
                let with_annotations = self.after(&change);
                let mut seen = BTreeSet::new();
                for relation in relations {
                    with_annotations.can_join(relation)?;
                    if self.relation(&relation.id).is_some() || !seen.insert(&relation.id) {
                        return Err(Problem::new("relation-exists").with("id", &relation.id));
                    }
                }
                Ok(change.and(Change::putting(self, relations.iter().cloned().map(Entity::Relation))))
            }
            Edit::SetRelation { annotations, relation, at } => {
                let mut next = self.existing_relation(&relation.id)?;
                let change = self.annotating(annotations)?;
                let dropped: Vec<Argument> =
                    next.arguments.iter().filter(|a| !relation.joins(&a.annotation)).cloned().collect();
                next.arguments = relation.arguments.clone();
                next.attributes = relation.attributes.clone();
                self.after(&change).can_join(&next)?;
                let owned = self.owned_alone(&next.label, &dropped, &[&next.id]);
                Ok(change.and(self.modified_relation(next, at)).and(Change::removing(self, owned)))
            }
            Edit::Unrelate { ids } => {
                let mut gone = Vec::new();
                for id in ids {
                    gone.push(Rc::new(self.existing_relation(id)?));
                }
                Ok(self.unrelating(&gone))
            }
            Edit::Identify { ids, identity, at } => {
                let new = identity.iter().filter(|identity| self.identity(&identity.id).is_none());
                let new = Change::putting(self, new.cloned().map(Entity::Identity));
                let id = identity.as_ref().map(|identity| identity.id.clone());
                Ok(new.and(self.each_modified(ids, at, |next| next.identity = id.clone())?))
            }
            Edit::SetIdentity { identity, at } => {
                let now = self.existing_identity(&identity.id)?;
                let mut next = Identity { modified: now.modified.clone(), ..Identity::clone(identity) };
                if *now == next {
                    return Ok(Change::default());
                }
                next.modified = at.clone();
                Ok(Change::putting(self, [Entity::Identity(Rc::new(next))]))
            }
            Edit::Distinguish { one, other, at } => {
                let (mut next, other) =
                    (Identity::clone(&*self.existing_identity(one)?), self.existing_identity(other)?);
                if next.id == other.id || next.differs_from(&other) {
                    return Ok(Change::default());
                }
                next.differ_from(std::slice::from_ref(&other.id));
                next.modified = at.clone();
                Ok(Change::putting(self, [Entity::Identity(Rc::new(next))]))
            }
            Edit::MergeIdentities { into, from, at } => {
                let mut joined = Identity::clone(&*self.existing_identity(into)?);
                let mut change = Change::default();
                let gone: BTreeSet<&IdentityId> = from.iter().filter(|id| *id != into).collect();
                for id in &gone {
                    joined = joined.joined_with(&*self.existing_identity(id)?);
                    let mentions: Vec<AnnotationId> = self.mentions(id).cloned().collect();
                    change = change.and(self.each_modified(&mentions, at, |next| next.identity = Some(into.clone()))?);
                }
                if gone.is_empty() {
                    return Ok(change);
                }
                let is_one = |id: &IdentityId| id == into || gone.contains(id);
                let says_so = |other: &&Rc<Identity>| other.different_from.iter().any(|id| gone.contains(id));
                let others = self.identities().filter(says_so).map(|other| other.id.clone());
                joined.differ_from(&others.collect::<Vec<_>>());
                joined.different_from.retain(|id| !is_one(id));
                joined.modified = at.clone();
                let gone = Change::removing(self, gone.into_iter().cloned().map(EntityId::Identity));
                Ok(change.and(Change::putting(self, [Entity::Identity(Rc::new(joined))])).and(gone))
            }
            Edit::RemoveIdentities { ids, at } => {
                let mut change = Change::default();
                let gone: BTreeSet<&IdentityId> = ids.iter().collect();
                for id in &gone {
                    self.existing_identity(id)?;
                    let mentions: Vec<AnnotationId> = self.mentions(id).cloned().collect();
                    change = change.and(self.each_modified(&mentions, at, |next| next.identity = None)?);
                }
                Ok(change.and(Change::removing(self, gone.into_iter().cloned().map(EntityId::Identity))))
            }
            Edit::UseScheme { scheme, at } => {
                let next = Scheme { chosen: Some(at.clone()), ..Scheme::clone(scheme) };
                Ok(Change::putting(self, [Entity::Scheme(Rc::new(next))]))
            }
            Edit::RemoveScheme { id } => {
                let id = EntityId::Scheme(id.clone());
                self.entity(&id).ok_or_else(|| Problem::new("scheme-gone").with("id", id.as_str()))?;
                Ok(Change::removing(self, [id]))
            }
            Edit::Import { articles, annotations, reanchored, others } => {
                for annotation in reanchored {
                    self.existing(&annotation.id)?;
                }
                let reanchored = reanchored.iter().cloned().map(Entity::Annotation);
                Ok(self.import(articles, annotations, others)?.and(Change::putting(self, reanchored)))
            }
            Edit::RemoveArticle { id } => {
                self.article(id).ok_or_else(|| Problem::new("article-gone").with("id", id))?;
                let annotations: Vec<EntityId> =
                    self.annotations_of(id).map(|a| EntityId::Annotation(a.id.clone())).collect();
                let joined: BTreeSet<&EntityId> = annotations.iter().cloned().flat_map(|id| self.linked(id)).collect();
                let relations: Vec<Rc<Relation>> = joined
                    .into_iter()
                    .filter_map(|id| match self.entity(id)? {
                        Entity::Relation(relation) => Some(relation),
                        _ => None,
                    })
                    .collect();
                let unrelated = self.unrelating(&relations);
                let unrelated = unrelated.replacements.iter().filter_map(Replacement::id);
                let article = EntityId::Article(id.clone());
                Ok(Change::removing(self, annotations.into_iter().chain(unrelated).chain([article])))
            }
            Edit::Choose(version) => {
                let id = version.id();
                // What is not here any more is not brought back by a choice.
                self.entity(&id).ok_or_else(|| Problem::new("changed-elsewhere"))?;
                Ok(Change::putting(self, [version.clone()]))
            }
            Edit::Restore(entities) => Ok(Change::putting(self, entities.iter().cloned())),
            Edit::Together(edits) => {
                let mut next = self.clone();
                let mut changes = Vec::with_capacity(edits.len());
                for edit in edits {
                    let change = next.change(edit)?;
                    next = next.after(&change);
                    changes.push(change);
                }
                Ok(Change::in_turn(changes))
            }
        }
    }

    /// The same for the edits that need no relations, identities or schemes: all that
    /// can be done before the code for those is loaded.
    pub fn change_at_first(&self, edit: &Edit) -> Result<Change, Problem> {
        match edit {
            Edit::Annotate(annotations) => self.annotating(annotations),
            Edit::SetTarget { id, target, at } => {
                let mut next = self.existing(id)?;
                next.target = target.clone();
                next.moved = None;
                self.can_hold(&next)?;
                Ok(self.modified(next, at))
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
            Edit::SetNote { id, note, at } => {
                let mut next = self.existing(id)?;
                next.note = note.clone();
                Ok(self.modified(next, at))
            }
            _ => Err(Problem::new("annex-missing")),
        }
    }

    fn existing(&self, id: &AnnotationId) -> Result<Annotation, Problem> {
        let found = self.annotation(id).ok_or_else(|| Problem::new("annotation-gone").with("id", id))?;
        Ok(Annotation::clone(found))
    }

    fn existing_relation(&self, id: &RelationId) -> Result<Relation, Problem> {
        let found = self.relation(id).ok_or_else(|| Problem::new("relation-gone").with("id", id))?;
        Ok(Relation::clone(found))
    }

    fn existing_identity(&self, id: &IdentityId) -> Result<Rc<Identity>, Problem> {
        self.identity(id).cloned().ok_or_else(|| Problem::new("identity-gone").with("id", id))
    }

    fn annotating(&self, annotations: &[Rc<Annotation>]) -> Result<Change, Problem> {
        let mut seen = BTreeSet::new();
        for annotation in annotations {
            self.can_hold(annotation)?;
            if self.annotation(&annotation.id).is_some() || !seen.insert(&annotation.id) {
                return Err(Problem::new("annotation-exists").with("id", &annotation.id));
            }
        }
        Ok(Change::putting(self, annotations.iter().cloned().map(Entity::Annotation)))
    }

    /// The change of several annotations in one way; those that do not differ stay.
    fn each_modified(
        &self,
        ids: &[AnnotationId],
        at: &Timestamp,
        modify: impl Fn(&mut Annotation),
    ) -> Result<Change, Problem> {
        let mut all = Vec::with_capacity(ids.len());
        for id in ids {
            let mut next = self.existing(id)?;
            let before = next.clone();
            modify(&mut next);
            if next != before {
                next.modified = at.clone();
                all.push(Entity::Annotation(Rc::new(next)));
            }
        }
        Ok(Change::putting(self, all))
    }

    /// Takes out of annotations that move those that a relation joins to one that stays
    /// in their article, and so on.
    fn keep_together(&self, moving: &mut BTreeMap<AnnotationId, Rc<Annotation>>) {
        let joined = |id: &AnnotationId| {
            let arguments = self.relations_of(id).flat_map(|relation| &relation.arguments);
            arguments.filter_map(|argument| self.annotation(&argument.annotation)).collect::<Vec<_>>()
        };
        let leaves =
            |id: &AnnotationId, article: &ArticleId| self.annotation(id).is_some_and(|now| now.article != *article);
        let is_torn = |moving: &BTreeMap<AnnotationId, Rc<Annotation>>, id: &AnnotationId, to: &ArticleId| {
            let stays = |other: &&Rc<Annotation>| {
                let goes = moving.get(&other.id).is_some_and(|goes| goes.article == *to);
                self.annotation(id).is_some_and(|now| now.article == other.article) && !goes
            };
            leaves(id, to) && joined(id).iter().any(stays)
        };
        let mut left: Vec<AnnotationId> = moving.keys().cloned().collect();
        while let Some(id) = left.pop() {
            let torn = moving.get(&id).is_some_and(|next| is_torn(moving, &id, &next.article));
            if torn && moving.remove(&id).is_some() {
                left.extend(joined(&id).into_iter().map(|other| other.id.clone()));
            }
        }
    }

    /// What becomes of relations when annotations leave them: a relation that is not
    /// whole any more goes, with what belongs to it alone. `leaves` says in which
    /// role an annotation can no longer be.
    fn leaving(
        &self,
        annotations: &BTreeSet<EntityId>,
        leaves: impl Fn(&Relation, &Argument) -> bool,
        at: &Timestamp,
    ) -> Change {
        let is_leaving = |relation: &Relation, argument: &Argument| {
            annotations.contains(&EntityId::Annotation(argument.annotation.clone())) && leaves(relation, argument)
        };
        let linked = annotations.iter().cloned().flat_map(|id| self.linked(id));
        let joined: BTreeSet<EntityId> = linked.cloned().collect();
        let mut change = Change::default();
        let mut gone = Vec::new();
        for id in joined {
            let Some(Entity::Relation(relation)) = self.entity(&id) else { continue };
            let mut next = Relation::clone(&relation);
            next.arguments.retain(|argument| !is_leaving(&relation, argument));
            if next.arguments.len() == relation.arguments.len() {
                continue;
            }
            if self.is_whole(&next) {
                change = change.and(self.modified_relation(next, at));
            } else {
                gone.push(relation);
            }
        }
        // What belonged to a relation alone may itself be one of those that leave.
        let mut unrelated = self.unrelating(&gone);
        unrelated.replacements.retain(|replaced| replaced.id().is_none_or(|id| !annotations.contains(&id)));
        change.and(unrelated)
    }

    /// Whether a relation joins two annotations at least, and each role that the scheme
    /// knows is played as often as it has to be.
    pub fn is_whole(&self, relation: &Relation) -> bool {
        let scheme = self.scheme();
        let roles = scheme.relation(&relation.label).map(|known| known.arguments.as_slice()).unwrap_or_default();
        let played = |role: &Role| relation.in_role(role.role.as_str()).count();
        relation.arguments.len() > 1 && roles.iter().all(|role| played(role) >= role.least as usize)
    }

    /// Removes relations, and what belongs to them alone.
    fn unrelating(&self, gone: &[Rc<Relation>]) -> Change {
        let ids: Vec<&RelationId> = gone.iter().map(|relation| &relation.id).collect();
        let owned = gone.iter().flat_map(|relation| self.owned_alone(&relation.label, &relation.arguments, &ids));
        let owned: BTreeSet<EntityId> = owned.collect();
        let relations = ids.iter().map(|id| EntityId::Relation((*id).clone()));
        Change::removing(self, relations.chain(owned))
    }

    /// Of what plays a part in a relation, that which goes with it: it belongs to the
    /// relation, plays a part in no other, and the reader has said nothing of it.
    fn owned_alone(&self, label: &LabelId, arguments: &[Argument], relations: &[&RelationId]) -> Vec<EntityId> {
        let scheme = self.scheme();
        let Some(known) = scheme.relation(label) else { return Vec::new() };
        let is_owned = |argument: &&Argument| {
            let annotation = self.annotation(&argument.annotation);
            known.role(&argument.role).is_some_and(|role| role.owned)
                && annotation.is_some_and(|a| a.note.is_empty() && a.attributes.is_empty() && a.identity.is_none())
                && self.relations_of(&argument.annotation).all(|relation| relations.contains(&&relation.id))
        };
        arguments.iter().filter(is_owned).map(|argument| EntityId::Annotation(argument.annotation.clone())).collect()
    }

    /// Whether what a relation joins is here, in one article, and fits the scheme.
    fn can_join(&self, relation: &Relation) -> Result<(), Problem> {
        let scheme = self.scheme();
        let known = scheme.relation(&relation.label);
        let mut article = None;
        let mut seen = BTreeSet::new();
        for argument in &relation.arguments {
            let annotation = self.annotation(&argument.annotation);
            let annotation =
                annotation.ok_or_else(|| Problem::new("annotation-gone").with("id", &argument.annotation))?;
            if article.get_or_insert(&annotation.article) != &&annotation.article {
                return Err(Problem::new("relation-between-articles"));
            }
            let role = known.map(|known| known.role(&argument.role));
            if role.is_some_and(|role| role.is_none_or(|role| !role.labels.contains(&annotation.label))) {
                let problem = Problem::new("role-unfit").with("role", &argument.role);
                return Err(problem.with("quote", annotation.quoted()));
            }
            if !seen.insert((&argument.role, &argument.annotation)) {
                let problem = Problem::new("role-twice").with("role", &argument.role);
                return Err(problem.with("quote", annotation.quoted()));
            }
        }
        let too_many =
            |role: &&Role| role.most.is_some_and(|most| relation.in_role(role.role.as_str()).count() > most as usize);
        if let Some(role) = known.and_then(|known| known.arguments.iter().find(too_many)) {
            return Err(Problem::new("role-full")
                .with("role", &role.meaning.name)
                .with("most", role.most.unwrap_or(0)));
        }
        if self.is_whole(relation) { Ok(()) } else { Err(Problem::new("relation-not-whole")) }
    }

    fn modified_relation(&self, mut next: Relation, at: &Timestamp) -> Change {
        if self.relation(&next.id).is_some_and(|now| **now == next) {
            return Change::default();
        }
        next.modified = at.clone();
        Change::putting(self, [Entity::Relation(Rc::new(next))])
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

    fn import(
        &self,
        articles: &[Rc<Article>],
        annotations: &[Rc<Annotation>],
        others: &[Entity],
    ) -> Result<Change, Problem> {
        let entities = || {
            let articles = articles.iter().cloned().map(Entity::Article);
            articles.chain(annotations.iter().cloned().map(Entity::Annotation)).chain(others.iter().cloned())
        };
        let mut seen = BTreeSet::new();
        for entity in entities() {
            let id = entity.id();
            let name = id.as_str().to_owned();
            // Importing adds; it never overwrites what is here.
            let is_here = self.entity(&id).is_some_and(|here| !only_says_more(&here, &entity));
            if is_here || !seen.insert(id) {
                return Err(Problem::new("import-overwrites").with("id", name));
            }
        }
        Ok(Change::putting(self, entities()))
    }
}

/// Whether two are one article, of which other tools say different things; or one
/// identity, of which more is known from what it differs.
fn only_says_more(here: &Entity, other: &Entity) -> bool {
    match (here, other) {
        (Entity::Article(here), Entity::Article(other)) => {
            here.extra != other.extra && **here == Article { extra: here.extra.clone(), ..Article::clone(other) }
        }
        (Entity::Identity(here), Entity::Identity(other)) => {
            let less = Identity { different_from: here.different_from.clone(), ..Identity::clone(other) };
            let is_kept = here.different_from.iter().all(|id| other.different_from.contains(id));
            is_kept && here != other && **here == less
        }
        _ => false,
    }
}
