//! What an edit did, for a list of steps: which message tells of it, and the words
//! that it speaks of. Made from the edit and the workspace before it.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::rc::Rc;

use serde::Serialize;
use serde_json::Value;
use unicode_segmentation::UnicodeSegmentation;

use super::annotation::{Annotation, Fragment};
use super::edit::{Edit, Entity, EntityId};
use super::id::{AnnotationId, ArticleId, IdentityId};
use super::json::{Fields, Malformed};
use super::relation::{Argument, Relation};
use super::scheme::Scheme;
use super::workspace::Workspace;

/// What was done in one step.
///
/// `code` names the message `step-<code>`; `args` fill its placeholders. A test
/// holds that every code in the source has its message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Which message tells of it.
    pub code: Cow<'static, str>,
    /// The message's placeholders. `count` chooses between one and several.
    pub args: Vec<(Cow<'static, str>, String)>,
    /// Where it was done, if in one article.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub article: Option<ArticleId>,
}

/// So many characters of a quote or a title tell which one it is.
const MOST: usize = 60;

/// Words as one line, cut short between two characters.
fn shortened(words: &str) -> String {
    let line = words.replace('\n', " ");
    let mut characters = line.graphemes(true);
    let kept: String = characters.by_ref().take(MOST).collect();
    if characters.next().is_none() { kept } else { format!("{}…", kept.trim_end()) }
}

fn quoted(annotation: Option<&Rc<Annotation>>) -> String {
    annotation.map(|annotation| shortened(&annotation.quoted())).unwrap_or_default()
}

impl Summary {
    /// A summary that its code alone makes.
    pub fn new(code: &'static str) -> Self {
        Summary { code: code.into(), args: Vec::new(), article: None }
    }

    /// For an edit that cannot be put into words yet.
    pub fn untold(_: &Edit, _: &Workspace) -> Self {
        Summary::new("untold")
    }

    /// The same summary with one more placeholder filled.
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.args.push((name.into(), value.to_string()));
        self
    }

    /// Reads what serialising a summary writes.
    pub fn from_json(value: Value) -> Result<Self, Malformed> {
        let mut fields = Fields::of(value, "summary")?;
        let argument = |pair: Value| match (pair.get(0).and_then(Value::as_str), pair.get(1).and_then(Value::as_str)) {
            (Some(name), Some(value)) => Ok((name.to_owned().into(), value.to_owned())),
            _ => Err(Malformed("args")),
        };
        Ok(Summary {
            code: fields.text("code")?.into(),
            args: fields.list("args")?.into_iter().map(argument).collect::<Result<_, _>>()?,
            article: fields.optional_text("article")?.map(ArticleId::from),
        })
    }

    /// What was done to annotations: how many, the words of the first, and the
    /// article if all are in one.
    fn of(self, annotations: &[&Rc<Annotation>]) -> Self {
        let first = annotations.first().copied();
        let article = first.map(|first| first.article.clone());
        let is_one = annotations.iter().all(|annotation| Some(&annotation.article) == article.as_ref());
        let article = article.filter(|_| is_one);
        Summary { article, ..self.with("count", annotations.len()).with("quote", quoted(first)) }
    }

    /// What was done to relations: how many, and the words that the first joins.
    /// `new` are annotations that come with them.
    fn of_relations(self, relations: &[&Rc<Relation>], new: &[Rc<Annotation>], workspace: &Workspace) -> Self {
        let joined = relations.first().map(|relation| joined(relation, new, workspace)).unwrap_or_default();
        let article = joined.first().map(|annotation| annotation.article.clone());
        let words = |at: usize| quoted(joined.get(at));
        let next = self.with("count", relations.len()).with("quote", words(0)).with("other", words(1));
        Summary { article, ..next }
    }
}

/// Two annotations by which a reader knows a relation: those in the first two roles
/// of the scheme, so a claim and its source.
fn joined(relation: &Relation, new: &[Rc<Annotation>], workspace: &Workspace) -> Vec<Rc<Annotation>> {
    let scheme = workspace.scheme();
    let known = scheme.relation(&relation.label);
    let place = |argument: &Argument| known?.arguments.iter().position(|role| role.role == argument.role);
    let mut arguments: Vec<&Argument> = relation.arguments.iter().collect();
    arguments.sort_by_key(|argument| place(argument).unwrap_or(usize::MAX));
    let first = arguments.first().copied();
    let other = arguments.iter().copied().find(|other| first.is_some_and(|first| first.role != other.role));
    let annotation = |argument: &Argument| {
        let id = &argument.annotation;
        new.iter().find(|annotation| annotation.id == *id).or_else(|| workspace.annotation(id)).cloned()
    };
    let both = [first, other.or_else(|| arguments.get(1).copied())];
    both.into_iter().flatten().filter_map(annotation).collect()
}

impl Edit {
    /// What the edit does in words. The workspace is the one before it, in which it
    /// can be done.
    pub fn summary(&self, workspace: &Workspace) -> Summary {
        let scheme = workspace.scheme();
        let all = |ids: &[AnnotationId]| -> Vec<Rc<Annotation>> {
            ids.iter().filter_map(|id| workspace.annotation(id)).cloned().collect()
        };
        let of = |summary: Summary, ids: &[AnnotationId]| summary.of(&all(ids).iter().collect::<Vec<_>>());
        let name = |id: &IdentityId| workspace.identity(id).map(|known| shortened(&known.name)).unwrap_or_default();
        match self {
            Edit::Annotate(annotations) => {
                let labels: BTreeSet<&str> = annotations.iter().map(|new| scheme.name(&new.label)).collect();
                let labels = Vec::from_iter(labels).join(", ");
                Summary::new("annotate").with("label", labels).of(&Vec::from_iter(annotations))
            }
            Edit::SetTarget { id, target, .. } => {
                let words: Vec<&str> = target.iter().map(|fragment: &Fragment| fragment.quote.exact.as_str()).collect();
                of(Summary::new("target").with("now", shortened(&words.join(" … "))), std::slice::from_ref(id))
            }
            Edit::Reanchor(annotations) => Summary::new("reanchor").of(&Vec::from_iter(annotations)),
            Edit::AcceptPlaces { ids, .. } => {
                let all = all(ids);
                let moved: Vec<_> = all.iter().filter(|annotation| annotation.moved.is_some()).collect();
                Summary::new("accept").of(&moved)
            }
            Edit::KeepAsItWas { id, .. } => of(Summary::new("keep"), std::slice::from_ref(id)),
            Edit::Relabel { ids, label, .. } => {
                let all = all(ids);
                let other: Vec<_> = all.iter().filter(|annotation| annotation.label != *label).collect();
                Summary::new("relabel").with("label", scheme.name(label)).of(&other)
            }
            Edit::SetNote { id, note, .. } => {
                let summary = if note.is_empty() { Summary::new("note-emptied") } else { Summary::new("note") };
                of(summary, std::slice::from_ref(id))
            }
            Edit::SetAttribute { ids, attribute, value, .. } => {
                // What is said of a relation is told by the words that it joins.
                let first = ids.first().and_then(|id| workspace.entity(id));
                let (label, annotation) = match first {
                    Some(Entity::Annotation(annotation)) => (Some(annotation.label.clone()), Some(annotation)),
                    Some(Entity::Relation(relation)) => {
                        (Some(relation.label.clone()), joined(&relation, &[], workspace).into_iter().next())
                    }
                    _ => (None, None),
                };
                let attributes = label.as_ref().map(|label| scheme.attributes(label)).unwrap_or_default();
                let known = attributes.iter().find(|known| known.id == *attribute);
                let name = known.map_or(attribute.as_str(), |known| known.meaning.name.as_str());
                let value = known.map_or(value.as_str(), |known| known.name_of(value));
                let summary = match value {
                    "" => Summary::new("attribute-emptied"),
                    value => Summary::new("attribute").with("value", shortened(value)),
                };
                let summary = summary.with("attribute", name).with("count", ids.len());
                let article = annotation.as_ref().map(|annotation| annotation.article.clone());
                Summary { article, ..summary.with("quote", quoted(annotation.as_ref())) }
            }
            Edit::Delete { ids, .. } => of(Summary::new("delete"), ids),
            Edit::Relate { annotations, relations } => {
                let labels: BTreeSet<&str> = relations.iter().map(|new| scheme.name(&new.label)).collect();
                let labels = Vec::from_iter(labels).join(", ");
                let relations = Vec::from_iter(relations);
                Summary::new("relate").with("label", labels).of_relations(&relations, annotations, workspace)
            }
            Edit::SetRelation { annotations, relation, .. } => {
                Summary::new("relation").of_relations(&[relation], annotations, workspace)
            }
            Edit::Unrelate { ids } => {
                let relations: Vec<_> = ids.iter().filter_map(|id| workspace.relation(id)).collect();
                Summary::new("unrelate").of_relations(&relations, &[], workspace)
            }
            Edit::Identify { ids, identity: None, .. } => of(Summary::new("unidentify"), ids),
            Edit::Identify { ids, identity: Some(identity), .. } => {
                let before: BTreeSet<_> = all(ids).into_iter().map(|annotation| annotation.identity.clone()).collect();
                let before = Vec::from_iter(before);
                let name_now = workspace.identity(&identity.id).unwrap_or(identity).name.as_str();
                let summary = match before.as_slice() {
                    [Some(was)] if *was != identity.id => Summary::new("split").with("was", name(was)),
                    _ => Summary::new("identify"),
                };
                of(summary.with("name", shortened(name_now)), ids)
            }
            Edit::SetIdentity { identity, .. } => {
                let now = Some(shortened(&identity.name)).filter(|now| !now.is_empty());
                Summary::new("identity").with("name", now.unwrap_or_else(|| name(&identity.id)))
            }
            Edit::Distinguish { one, other, .. } => {
                Summary::new("distinguish").with("name", name(one)).with("other", name(other))
            }
            Edit::MergeIdentities { into, from, .. } => {
                let gone: BTreeSet<&IdentityId> = from.iter().filter(|id| *id != into).collect();
                let first = gone.first().map(|id| name(id)).unwrap_or_default();
                Summary::new("merge").with("count", gone.len()).with("from", first).with("name", name(into))
            }
            Edit::RemoveIdentities { ids, .. } => {
                let first = ids.first().map(name).unwrap_or_default();
                Summary::new("remove-identity").with("count", ids.len()).with("name", first)
            }
            Edit::UseScheme { scheme: next, .. } => {
                let (profile, chosen) = (next.profile.clone(), next.chosen.clone());
                let summary = if scheme.id != next.id {
                    Summary::new("scheme")
                } else if **next == (Scheme { profile, chosen, ..Scheme::clone(&scheme) }) {
                    let known = next.profiles.iter().find(|profile| profile.id == next.profile);
                    Summary::new("profile").with("profile", known.map_or("", |profile| profile.name.as_str()))
                } else {
                    Summary::new("scheme-changed")
                };
                summary.with("title", shortened(&next.title))
            }
            Edit::RemoveScheme { id } => {
                let title = match workspace.entity(&EntityId::Scheme(id.clone())) {
                    Some(Entity::Scheme(scheme)) => shortened(&scheme.title),
                    _ => String::new(),
                };
                Summary::new("remove-scheme").with("title", title)
            }
            Edit::Choose(version) => {
                let annotation = match version {
                    Entity::Annotation(annotation) => Some(annotation),
                    _ => None,
                };
                let article = annotation.map(|annotation| annotation.article.clone());
                let summary = Summary::new("choose").with("quote", quoted(annotation));
                Summary { article, ..summary }
            }
            Edit::Restore(entities) => Summary::new("restore").with("count", entities.len()),
            Edit::Together(edits) => match edits.as_slice() {
                [edit] => edit.summary(workspace),
                // Marks that are put in the index only to become one with what is there.
                [first @ .., last @ Edit::MergeIdentities { .. }] => {
                    let change = workspace.change(&Edit::Together(first.to_vec()));
                    last.summary(&change.map(|change| workspace.after(&change)).unwrap_or_else(|_| workspace.clone()))
                }
                edits if edits.iter().all(|edit| matches!(edit, Edit::Identify { identity: Some(_), .. })) => {
                    Summary::new("identify-all").with("count", edits.len())
                }
                edits => Summary::new("together").with("count", edits.len()),
            },
            Edit::Import { articles, annotations, reanchored, others } => {
                if let Some(first) = articles.first() {
                    let article = Some(first.id.clone()).filter(|_| articles.len() == 1);
                    let summary = Summary::new("import").with("count", articles.len());
                    return Summary { article, ..summary.with("title", shortened(&first.title)) };
                }
                let marks: Vec<_> = annotations.iter().chain(reanchored).collect();
                if marks.is_empty() {
                    return Summary::new("import-others").with("count", others.len());
                }
                Summary::new("import-marks").of(&marks)
            }
            Edit::RemoveArticle { id } => {
                let title = workspace.article(id).map(|marked| shortened(&marked.readable.article.title));
                let summary = Summary::new("remove-article").with("title", title.unwrap_or_default());
                Summary { article: Some(id.clone()), ..summary }
            }
        }
    }
}
