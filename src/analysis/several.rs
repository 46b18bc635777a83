//! What can be said of several annotations at once, and of which of them.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::ties::{Opening, openings};
use crate::model::annotation::Annotation;
use crate::model::edit::EntityId;
use crate::model::id::{AnnotationId, LabelId};
use crate::model::scheme::{Attribute, Scheme};
use crate::model::workspace::Workspace;

/// Something that can be said of several annotations in one step.
#[derive(Clone, Debug, PartialEq)]
pub enum Aspect {
    /// What they are.
    Label,
    /// An attribute of theirs.
    Attribute(Attribute),
    /// An attribute of the relations of this type in which they play a part.
    OfRelation(LabelId, Attribute),
    /// What they are about.
    Identity,
    /// To what they are joined.
    Link(Opening),
}

/// What can be said of at least one of some annotations, as far as the profile that is
/// used shows it: each thing once, in the order of the scheme.
pub fn aspects(workspace: &Workspace, annotations: &[Rc<Annotation>]) -> Vec<Aspect> {
    let scheme = workspace.scheme();
    let labels: BTreeSet<&LabelId> = annotations.iter().map(|annotation| &annotation.label).collect();
    let mut all = Vec::new();
    if !annotations.is_empty() {
        all.push(Aspect::Label);
    }
    let mut put = |aspect: Aspect| {
        let is_known = all.iter().any(|known| match (known, &aspect) {
            (Aspect::Attribute(known), Aspect::Attribute(new)) => known.id == new.id,
            (known, new) => known == new,
        });
        if !is_known {
            all.push(aspect);
        }
    };
    let is_shown = |attribute: &&Attribute| scheme.shows(&attribute.meaning);
    for label in scheme.labels.iter().filter(|label| labels.contains(&label.id)) {
        label.attributes.iter().filter(is_shown).cloned().for_each(|attribute| put(Aspect::Attribute(attribute)));
    }
    let joined: BTreeSet<LabelId> = relations(workspace, annotations).map(|(_, label)| label).collect();
    for relation in scheme.relations.iter().filter(|relation| joined.contains(&relation.id)) {
        let of = |attribute: &Attribute| Aspect::OfRelation(relation.id.clone(), attribute.clone());
        relation.attributes.iter().filter(is_shown).for_each(|attribute| put(of(attribute)));
    }
    for label in scheme.labels.iter().filter(|label| labels.contains(&label.id)) {
        openings(&scheme, &label.id).into_iter().for_each(|opening| put(Aspect::Link(opening)));
    }
    if labels.iter().any(|label| can_be_about(&scheme, label)) {
        put(Aspect::Identity);
    }
    all
}

/// Those of some annotations, or those of their relations, of which it can be said;
/// each once.
pub fn subjects(workspace: &Workspace, annotations: &[Rc<Annotation>], aspect: &Aspect) -> Vec<EntityId> {
    if let Aspect::OfRelation(label, _) = aspect {
        let mut seen = BTreeSet::new();
        let of = relations(workspace, annotations).filter(|(_, known)| known == label);
        return of.map(|(id, _)| id).filter(|id| seen.insert(id.clone())).collect();
    }
    let scheme = workspace.scheme();
    let fits = |label: &LabelId| match aspect {
        Aspect::Label => true,
        Aspect::Attribute(attribute) => scheme.attributes(label).iter().any(|known| known.id == attribute.id),
        Aspect::OfRelation(..) => false,
        Aspect::Identity => can_be_about(&scheme, label),
        Aspect::Link(opening) => openings(&scheme, label).contains(opening),
    };
    // There are few labels, and may be many annotations.
    let labels: BTreeSet<&LabelId> = annotations.iter().map(|annotation| &annotation.label).collect();
    let labels: BTreeSet<&LabelId> = labels.into_iter().filter(|label| fits(label)).collect();
    let subjects = annotations.iter().filter(|annotation| labels.contains(&annotation.label));
    subjects.map(|annotation| EntityId::Annotation(annotation.id.clone())).collect()
}

/// The annotations of an article to which others can be joined, in text order, each
/// wording once: the one that is joined to most.
pub fn others(
    workspace: &Workspace,
    annotations: &[Rc<Annotation>],
    all: impl Iterator<Item = Rc<Annotation>>,
    opening: &Opening,
) -> Vec<Rc<Annotation>> {
    let ticked: BTreeSet<&AnnotationId> = annotations.iter().map(|annotation| &annotation.id).collect();
    let mut others: Vec<(Rc<Annotation>, usize)> = Vec::new();
    let mut places = std::collections::BTreeMap::new();
    for other in all.filter(|other| opening.labels.contains(&other.label) && !ticked.contains(&other.id)) {
        let ties = workspace.relations_of(&other.id).count();
        let at = *places.entry(super::occurrences::fold_words(&other.quoted())).or_insert(others.len());
        match others.get_mut(at) {
            Some(known) if known.1 < ties => *known = (other, ties),
            Some(_) => {}
            None => others.push((other, ties)),
        }
    }
    others.into_iter().map(|(other, _)| other).collect()
}

fn can_be_about(scheme: &Scheme, label: &LabelId) -> bool {
    scheme.label(label).is_none_or(|label| label.identity)
}

/// The relations in which some annotations play a part, with their types.
fn relations<'a>(
    workspace: &'a Workspace,
    annotations: &'a [Rc<Annotation>],
) -> impl Iterator<Item = (EntityId, LabelId)> + 'a {
    let of = |annotation: &'a Rc<Annotation>| workspace.relations_of(&annotation.id);
    annotations.iter().flat_map(of).map(|known| (EntityId::Relation(known.id.clone()), known.label.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::edit::{Edit, Entity};
    use crate::model::fixtures::{annotation, article, moment};
    use crate::model::relation::{Argument, Relation};

    fn workspace() -> Workspace {
        let one = article("one", &["The mayor said it was safe. Smith said no. Smith left."]);
        let annotations = vec![
            annotation("mayor", &one, "source", &[(0, 9)]),
            annotation("said", &one, "cue", &[(10, 14)]),
            annotation("safe", &one, "claim", &[(15, 26)]),
            annotation("smith", &one, "source", &[(28, 33)]),
            annotation("no", &one, "claim", &[(39, 41)]),
            annotation("again", &one, "source", &[(43, 48)]),
        ];
        let arguments = [("claim", "safe"), ("source", "mayor"), ("cue", "said")];
        let arguments = arguments.iter().map(|(role, id)| Argument::new((*role).into(), (*id).into())).collect();
        let relation = Relation::new("r".into(), "attribution".into(), arguments, moment(0));
        let scheme = crate::formats::scheme::shipped(include_str!("../../assets/schemes/news.json")).unwrap();
        let others = vec![Entity::Relation(Rc::new(relation)), Entity::Scheme(Rc::new(scheme))];
        let empty = Workspace::default();
        let import = Edit::Import { articles: vec![one], annotations, reanchored: vec![], others };
        empty.after(&empty.change(&import).unwrap())
    }

    fn ticked(workspace: &Workspace, ids: &[&str]) -> Vec<Rc<Annotation>> {
        ids.iter().map(|id| workspace.annotation(&(*id).into()).unwrap().clone()).collect()
    }

    /// What can be said, and of how many.
    #[track_caller]
    fn check(ids: &[&str], expected: &[(&str, usize)]) {
        let workspace = workspace();
        let ticked = ticked(&workspace, ids);
        let named = |aspect: &Aspect| match aspect {
            Aspect::Label => "label".to_owned(),
            Aspect::Attribute(attribute) => attribute.id.to_string(),
            Aspect::OfRelation(relation, attribute) => format!("{relation} {}", attribute.id),
            Aspect::Identity => "identity".to_owned(),
            Aspect::Link(opening) => format!("to {}", opening.wanted),
        };
        let all: Vec<(String, usize)> = aspects(&workspace, &ticked)
            .iter()
            .map(|aspect| (named(aspect), subjects(&workspace, &ticked, aspect).len()))
            .collect();
        for (name, count) in expected {
            assert!(all.contains(&((*name).to_owned(), *count)), "{name} {count} in {all:?}");
        }
        let names: BTreeSet<&String> = all.iter().map(|(name, _)| name).collect();
        assert_eq!(names.len(), all.len(), "each once: {all:?}");
        assert!(all.iter().all(|(_, count)| *count > 0), "of something: {all:?}");
    }

    #[test]
    fn what_fits_some_can_be_said_of_those() {
        check(&[], &[]);
        check(&["said"], &[("label", 1)]);
        check(&["safe", "no"], &[("label", 2), ("to source", 2), ("identity", 2)]);
        check(&["safe", "mayor", "said"], &[("label", 3), ("to source", 1), ("to claim", 1), ("identity", 2)]);
        let workspace = workspace();
        let none = aspects(&workspace, &ticked(&workspace, &["said"]));
        assert!(!none.contains(&Aspect::Identity), "a cue is about nothing");
    }

    #[test]
    fn what_is_said_of_a_relation_is_said_once() {
        let workspace = workspace();
        let parts = ticked(&workspace, &["safe", "mayor", "said", "no"]);
        let of_relation = aspects(&workspace, &parts).into_iter().find(|a| matches!(a, Aspect::OfRelation(..)));
        let subjects = subjects(&workspace, &parts, &of_relation.unwrap());
        assert_eq!(subjects, [EntityId::Relation("r".into())]);
    }

    #[test]
    fn each_wording_is_offered_once() {
        let workspace = workspace();
        let claims = ticked(&workspace, &["safe", "no"]);
        let opening = aspects(&workspace, &claims).into_iter().find_map(|aspect| match aspect {
            Aspect::Link(opening) => Some(opening),
            _ => None,
        });
        let all = workspace.articles().next().unwrap().annotations().cloned();
        let others = others(&workspace, &claims, all, &opening.unwrap());
        assert_eq!(others.iter().map(|other| other.id.as_str()).collect::<Vec<_>>(), ["mayor", "smith"]);
    }
}
