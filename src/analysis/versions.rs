//! Several versions of one thing, made by windows that did not know of one another:
//! what it is, and in what they differ.

use std::collections::BTreeSet;

use crate::model::annotation::Annotation;
use crate::model::edit::Entity;
use crate::model::id::{AttributeId, IdentityId, LabelId};
use crate::model::scheme::Scheme;
use crate::model::workspace::Workspace;

/// What versions can differ in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Aspect {
    /// The words that are marked.
    Words,
    /// What they are taken for.
    Label,
    /// The answer to a question of the scheme, by its name.
    Attribute(String),
    /// Which annotations are joined.
    Joined,
    /// What it is about.
    Identity,
    /// What it is called.
    Name,
    /// What else it is called.
    Aliases,
    /// Its number in Wikidata.
    Wikidata,
    /// What the reader wrote.
    Note,
    /// Something else. Told by the time of the last change, where that is known.
    Other,
}

/// One aspect in which versions differ.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// Which.
    pub aspect: Aspect,
    /// What each version says, in their order; empty where it says nothing.
    pub values: Vec<String>,
}

/// Versions of a thing, to choose from.
#[derive(Clone, Debug, PartialEq)]
pub struct Contested {
    /// What it is, in words of the first version: a quote, a name, a title.
    pub title: String,
    /// The versions; the first is the one that is shown.
    pub versions: Vec<Entity>,
    /// In what they differ; never empty.
    pub differences: Vec<Difference>,
}

/// What there is to choose between versions of one thing; `None` if there are none.
pub fn contested(versions: Vec<Entity>, workspace: &Workspace) -> Option<Contested> {
    let title = title(versions.first()?, workspace);
    let scheme = workspace.scheme();
    let told: Vec<Vec<(Aspect, String)>> = versions.iter().map(|one| aspects(one, workspace, &scheme)).collect();
    let all: BTreeSet<&Aspect> = told.iter().flatten().map(|(aspect, _)| aspect).collect();
    let said = |aspect: &Aspect| -> Vec<String> {
        let find = |told: &Vec<(Aspect, String)>| told.iter().find(|(known, _)| known == aspect).cloned();
        told.iter().map(|told| find(told).map(|(_, value)| value).unwrap_or_default()).collect()
    };
    let differ = |values: &[String]| values.iter().any(|value| Some(value) != values.first());
    let mut differences: Vec<Difference> = all
        .into_iter()
        .map(|aspect| Difference { aspect: aspect.clone(), values: said(aspect) })
        .filter(|difference| differ(&difference.values))
        .collect();
    if differences.iter().any(|difference| difference.aspect != Aspect::Other) {
        differences.retain(|difference| difference.aspect != Aspect::Other);
    }
    if differences.is_empty() {
        differences.push(Difference { aspect: Aspect::Other, values: vec![String::new(); versions.len()] });
    }
    Some(Contested { title, versions, differences })
}

fn words(annotation: &Annotation) -> String {
    annotation.target.iter().map(|fragment| fragment.quote.exact.as_str()).collect::<Vec<_>>().join(" … ")
}

fn title(version: &Entity, workspace: &Workspace) -> String {
    match version {
        Entity::Article(article) => article.title.clone(),
        Entity::Annotation(annotation) => words(annotation),
        Entity::Relation(relation) => {
            let joined = relation.arguments.iter().filter_map(|argument| workspace.annotation(&argument.annotation));
            joined.map(|annotation| words(annotation)).collect::<Vec<_>>().join(" – ")
        }
        Entity::Identity(identity) => identity.name.clone(),
        Entity::Scheme(scheme) => scheme.title.clone(),
    }
}

/// What a version says, aspect by aspect.
fn aspects(version: &Entity, workspace: &Workspace, scheme: &Scheme) -> Vec<(Aspect, String)> {
    let name = |id: &IdentityId| workspace.identity(id).map_or_else(|| id.to_string(), |known| known.name.clone());
    let answers = |label: &LabelId, attribute: &AttributeId, value: &str| {
        let known = scheme.attributes(label).iter().find(|known| known.id == *attribute);
        let name = known.map_or_else(|| attribute.to_string(), |known| known.meaning.name.clone());
        (Aspect::Attribute(name), known.map_or(value, |known| known.name_of(value)).to_owned())
    };
    match version {
        Entity::Annotation(one) => {
            let mut all = vec![
                (Aspect::Words, words(one)),
                (Aspect::Label, scheme.name(&one.label).to_owned()),
                (Aspect::Identity, one.identity.as_ref().map(name).unwrap_or_default()),
                (Aspect::Note, one.note.clone()),
                (Aspect::Other, one.modified.as_str().to_owned()),
            ];
            all.extend(one.attributes.iter().map(|(attribute, value)| answers(&one.label, attribute, value)));
            all
        }
        Entity::Relation(one) => {
            let joined = one.arguments.iter().filter_map(|argument| workspace.annotation(&argument.annotation));
            let joined = joined.map(|annotation| words(annotation)).collect::<Vec<_>>().join(" – ");
            let mut all = vec![
                (Aspect::Joined, joined),
                (Aspect::Note, one.note.clone()),
                (Aspect::Other, one.modified.as_str().to_owned()),
            ];
            all.extend(one.attributes.iter().map(|(attribute, value)| answers(&one.label, attribute, value)));
            all
        }
        Entity::Identity(one) => vec![
            (Aspect::Name, one.name.clone()),
            (Aspect::Aliases, one.aliases.join(", ")),
            (Aspect::Wikidata, one.wikidata.clone()),
            (Aspect::Note, one.note.clone()),
            (Aspect::Other, one.modified.as_str().to_owned()),
        ],
        Entity::Article(one) => vec![
            (Aspect::Name, one.title.clone()),
            (Aspect::Words, one.blocks.iter().map(|block| block.text.as_str()).collect::<Vec<_>>().join("\n")),
        ],
        Entity::Scheme(one) => vec![
            (Aspect::Name, one.title.clone()),
            (Aspect::Other, one.chosen.as_ref().map_or("", |at| at.as_str()).to_owned()),
        ],
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;
    use crate::model::fixtures::{annotation, article, moment};
    use crate::model::identity::Identity;

    /// The differences as `aspect: one | other` in lines.
    #[track_caller]
    fn check(versions: Vec<Entity>, title: &str, expected: &str) {
        let found = contested(versions, &Workspace::default()).unwrap();
        let line = |difference: &Difference| format!("{:?}: {}", difference.aspect, difference.values.join(" | "));
        let lines: Vec<String> = found.differences.iter().map(line).collect();
        assert_eq!((found.title.as_str(), lines.join("\n").as_str()), (title, expected));
    }

    #[test]
    fn versions_are_told_by_what_they_differ_in() {
        let one = article("one", &["Mayor resigns", "She said no."]);
        let mark = |change: fn(&mut Annotation)| {
            let mut made = Annotation::clone(&annotation("x", &one, "claim", &[(0, 5)]));
            change(&mut made);
            Entity::Annotation(Rc::new(made))
        };
        let plain = || mark(|_| {});
        check(vec![plain(), mark(|x| x.note = "why?".into())], "Mayor", "Note:  | why?");
        check(
            vec![mark(|x| x.label = "source".into()), plain(), mark(|x| x.note = "n".into())],
            "Mayor",
            "Label: Source | Claim | Claim\nNote:  |  | n",
        );
        let answer = |x: &mut Annotation| drop(x.attributes.insert("kind".into(), "person".into()));
        check(vec![plain(), mark(answer)], "Mayor", "Attribute(\"kind\"):  | person");
        let other = annotation("x", &one, "claim", &[(0, 5), (14, 17)]);
        check(vec![plain(), Entity::Annotation(other)], "Mayor", "Words: Mayor | Mayor … She");
        check(
            vec![plain(), mark(|x| x.modified = moment(9))],
            "Mayor",
            "Other: 2026-01-01T00:00:00.000Z | 2026-01-01T00:00:09.000Z",
        );
        let named = |name: &str| Entity::Identity(Rc::new(Identity::new("i".into(), name, moment(0))));
        check(vec![named("Ann Lee"), named("A. Lee")], "Ann Lee", "Name: Ann Lee | A. Lee");
        check(vec![plain(), plain()], "Mayor", "Other:  | ");
        assert_eq!(contested(vec![], &Workspace::default()), None);
    }
}
