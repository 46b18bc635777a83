//! How an annotation is joined to others, seen from it; and how it could be.

use crate::model::annotation::Annotation;
use crate::model::id::{AnnotationId, LabelId, RelationId, RoleId};
use crate::model::scheme::{Role, Scheme};
use crate::model::workspace::Workspace;

/// Another annotation of a relation.
#[derive(Clone, Debug, PartialEq)]
pub struct Tie {
    /// The relation.
    pub relation: RelationId,
    /// The part that the other plays, by the scheme's name; its id, if the scheme does
    /// not know it.
    pub role: String,
    /// The other.
    pub annotation: AnnotationId,
    /// Its words, as one line; empty if it is not here.
    pub words: String,
}

/// The other annotations of an annotation's relations, in the order of the relations'
/// ids and of their arguments. What only belongs to a relation, such as its cue, is
/// left out.
pub fn ties(workspace: &Workspace, annotation: &AnnotationId) -> Vec<Tie> {
    let scheme = workspace.scheme();
    let mut ties = Vec::new();
    for relation in workspace.relations_of(annotation) {
        let known = scheme.relation(&relation.label);
        for argument in relation.arguments.iter().filter(|argument| argument.annotation != *annotation) {
            let role = known.and_then(|known| known.role(&argument.role));
            if role.is_some_and(|role| role.owned) {
                continue;
            }
            let other = workspace.annotation(&argument.annotation);
            ties.push(Tie {
                relation: relation.id.clone(),
                role: role.map_or_else(|| argument.role.to_string(), |role| role.meaning.name.clone()),
                annotation: argument.annotation.clone(),
                words: other.map(|other| other.quoted()).unwrap_or_default(),
            });
        }
    }
    ties
}

/// A way in which annotations with a label can be joined to others.
#[derive(Clone, Debug, PartialEq)]
pub struct Opening {
    /// The type of the relation.
    pub relation: LabelId,
    /// The part that the annotation plays.
    pub own: RoleId,
    /// The part that the other will play.
    pub wanted: RoleId,
    /// What that part is called.
    pub name: String,
    /// The labels of those that can play it; at least one.
    pub labels: Vec<LabelId>,
}

/// The ways in which annotations with a label can be joined to others: for each type
/// of relation one, from the first part that the label can play to the first other
/// one. Parts that only belong to a relation have none.
pub fn openings(scheme: &Scheme, label: &LabelId) -> Vec<Opening> {
    let opening = |relation: &crate::model::scheme::RelationType| {
        let free = |role: &&Role| !role.owned && !role.labels.is_empty() && scheme.shows(&role.meaning);
        let own = relation.roles_for(label).find(free)?;
        let wanted = relation.arguments.iter().filter(free).find(|role| role.role != own.role)?;
        Some(Opening {
            relation: relation.id.clone(),
            own: own.role.clone(),
            wanted: wanted.role.clone(),
            name: wanted.meaning.name.clone(),
            labels: wanted.labels.clone(),
        })
    };
    scheme.relations.iter().filter(|relation| scheme.shows(&relation.meaning)).filter_map(opening).collect()
}

/// What is said of an annotation, in the scheme's words: the names of its values, as
/// far as the profile that is used shows them, and what the scheme does not know.
pub fn said(scheme: &Scheme, annotation: &Annotation) -> Vec<String> {
    let known = scheme.attributes(&annotation.label);
    let named = known.iter().filter(|attribute| scheme.shows(&attribute.meaning)).filter_map(|attribute| {
        annotation.attributes.get(&attribute.id).map(|value| attribute.name_of(value).to_owned())
    });
    let is_unknown = |id: &&crate::model::id::AttributeId| !known.iter().any(|attribute| attribute.id == **id);
    let unknown = annotation.attributes.keys().filter(is_unknown);
    let unknown = unknown.filter_map(|id| annotation.attributes.get(id).map(|value| format!("{id}: {value}")));
    named.chain(unknown).collect()
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;
    use crate::model::edit::Edit;
    use crate::model::fixtures::{annotation, article, moment};
    use crate::model::relation::{Argument, Relation};

    fn workspace() -> Workspace {
        let one = article("one", &["Headline", "The mayor will leave, officials said."]);
        let annotations = vec![
            annotation("a", &one, "claim", &[(9, 29)]),
            annotation("b", &one, "source", &[(31, 40)]),
            annotation("c", &one, "cue", &[(41, 45)]),
        ];
        let arguments = [("claim", "a"), ("source", "b"), ("cue", "c")];
        let arguments = arguments.iter().map(|(role, id)| Argument::new((*role).into(), (*id).into())).collect();
        let relation = Relation::new("r".into(), "attribution".into(), arguments, moment(0));
        let mut workspace = Workspace::default();
        for edit in [
            Edit::Import { articles: vec![one], annotations, reanchored: vec![], others: vec![] },
            Edit::Relate { annotations: vec![], relations: vec![Rc::new(relation)] },
        ] {
            workspace = workspace.after(&workspace.change(&edit).unwrap());
        }
        workspace
    }

    #[test]
    fn each_end_names_the_other_and_the_cue_names_both() {
        let workspace = workspace();
        let seen = |id: &str| -> Vec<(String, String)> {
            ties(&workspace, &id.into()).into_iter().map(|tie| (tie.role, tie.words)).collect()
        };
        let (claim, source) = ("The mayor will leave".to_owned(), "officials".to_owned());
        assert_eq!(seen("a"), [("source".to_owned(), source.clone())]);
        assert_eq!(seen("b"), [("claim".to_owned(), claim.clone())]);
        assert_eq!(seen("c"), [("claim".to_owned(), claim), ("source".to_owned(), source)]);
        assert_eq!(seen("x"), []);
    }

    #[test]
    fn a_claim_opens_to_sources_and_a_source_to_claims() {
        let scheme = Scheme::bare();
        let wanted = |label: &str| -> Vec<String> {
            openings(&scheme, &label.into()).iter().map(|opening| opening.wanted.to_string()).collect()
        };
        assert_eq!(wanted("claim"), ["source"]);
        assert_eq!(wanted("source"), ["claim"]);
        assert_eq!(wanted("cue"), Vec::<String>::new());
        assert_eq!(wanted("entity"), Vec::<String>::new());
    }
}
