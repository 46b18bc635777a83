//! How often what a scheme offers is used.

use crate::model::id::{AttributeId, LabelId};
use crate::model::relation::Relation;
use crate::model::scheme::{RelationType, Scheme};
use crate::model::scheme_draft::{List, Owner, Place};
use crate::model::workspace::Workspace;

/// How many annotations, or relations, say what an entry of a scheme's lists stands
/// for: have that label, answer that question, chose that value, or play that part.
pub fn uses(workspace: &Workspace, scheme: &Scheme, (list, index): Place) -> usize {
    match list {
        List::Labels => scheme.labels.get(index).map_or(0, |label| annotations(workspace, &label.id, None, None)),
        List::Relations => scheme.relations.get(index).map_or(0, |known| relations(workspace, known, |_| true)),
        List::Attributes(owner) => said(workspace, scheme, owner, index, None),
        List::Values(owner, attribute) => said(workspace, scheme, owner, attribute, Some(index)),
        List::Roles(relation) => {
            let Some(known) = scheme.relations.get(relation) else { return 0 };
            let Some(role) = known.arguments.get(index) else { return 0 };
            relations(workspace, known, |relation| relation.in_role(role.role.as_str()).next().is_some())
        }
        // Words are not remembered with what they were found for.
        List::Cues(_) => 0,
    }
}

fn said(workspace: &Workspace, scheme: &Scheme, owner: Owner, attribute: usize, value: Option<usize>) -> usize {
    let attributes = match owner {
        Owner::Label(label) => scheme.labels.get(label).map(|label| &label.attributes),
        Owner::Relation(relation) => scheme.relations.get(relation).map(|relation| &relation.attributes),
    };
    let Some(attribute) = attributes.and_then(|attributes| attributes.get(attribute)) else { return 0 };
    let choice = match value {
        Some(index) => match attribute.values.get(index) {
            Some(choice) => Some(choice.id.as_str()),
            None => return 0,
        },
        None => None,
    };
    match owner {
        Owner::Label(label) => {
            let label = scheme.labels.get(label);
            label.map_or(0, |label| annotations(workspace, &label.id, Some(&attribute.id), choice))
        }
        Owner::Relation(relation) => scheme.relations.get(relation).map_or(0, |known| {
            relations(workspace, known, |relation| fits(relation.attributes.get(&attribute.id), choice))
        }),
    }
}

fn annotations(workspace: &Workspace, label: &LabelId, attribute: Option<&AttributeId>, value: Option<&str>) -> usize {
    let of_label = workspace.annotations().filter(|annotation| annotation.label == *label);
    of_label.filter(|a| attribute.is_none_or(|attribute| fits(a.attributes.get(attribute), value))).count()
}

fn relations(workspace: &Workspace, known: &RelationType, is_meant: impl Fn(&Relation) -> bool) -> usize {
    workspace.relations().filter(|relation| relation.label == known.id && is_meant(relation)).count()
}

fn fits(said: Option<&String>, value: Option<&str>) -> bool {
    said.is_some_and(|said| value.is_none_or(|value| said == value))
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;
    use crate::model::annotation::Annotation;
    use crate::model::edit::{Edit, Entity};
    use crate::model::fixtures::{annotation, article};
    use crate::model::relation::Argument;
    use crate::model::time::Timestamp;

    #[test]
    fn what_is_used_is_counted() {
        let scheme = crate::formats::scheme::shipped(include_str!("../../assets/schemes/news.json")).unwrap();
        let one = article("one", &["Headline", "First words of it.", "Second."]);
        let said = |mut annotation: Rc<Annotation>, attribute: &str, value: &str| {
            Rc::make_mut(&mut annotation).attributes.insert(attribute.into(), value.to_owned());
            annotation
        };
        let annotations = vec![
            said(annotation("a", &one, "claim", &[(0, 8)]), "type", "event"),
            said(annotation("b", &one, "claim", &[(9, 14)]), "type", "cause"),
            annotation("c", &one, "source", &[(9, 14)]),
        ];
        let play = |role: &str, annotation: &str| Argument::new(role.into(), annotation.into());
        let mut relation = Relation::new(
            "r".into(),
            "attribution".into(),
            vec![play("claim", "a"), play("source", "c")],
            Timestamp::epoch(),
        );
        relation.attributes.insert("mode".into(), "direct".to_owned());
        let empty = Workspace::default();
        let import = Edit::Import {
            articles: vec![one],
            annotations,
            reanchored: vec![],
            others: vec![Entity::Relation(Rc::new(relation))],
        };
        let workspace = empty.after(&empty.change(&import).unwrap());
        let check = |list, index, count| assert_eq!(uses(&workspace, &scheme, (list, index)), count, "{list:?}");
        check(List::Labels, 0, 2);
        check(List::Labels, 2, 0);
        check(List::Labels, 20, 0);
        check(List::Attributes(Owner::Label(0)), 0, 2);
        check(List::Attributes(Owner::Label(0)), 1, 0);
        check(List::Values(Owner::Label(0), 0), 1, 1);
        check(List::Values(Owner::Label(0), 0), 70, 0);
        check(List::Relations, 0, 1);
        check(List::Roles(0), 0, 1);
        check(List::Roles(0), 2, 0);
        check(List::Attributes(Owner::Relation(0)), 0, 1);
        check(List::Values(Owner::Relation(0), 0), 0, 1);
        check(List::Values(Owner::Relation(0), 0), 1, 0);
        check(List::Cues(0), 0, 0);
    }
}
