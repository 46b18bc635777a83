//! A table of the marks for spreadsheets: a row for each passage, a column for each
//! attribute. Positions count code points of the article's text, in which blocks are
//! joined by line feeds. One way only: a spreadsheet changes what it opens.

use std::collections::{BTreeMap, BTreeSet};

use super::losses::has_facts_but_outlet;
use super::{Export, Losses, MarkedText, Material, Part};
use crate::formats::csv::{MARK, write_row};
use crate::model::annotation::Annotation;
use crate::model::id::{AnnotationId, AttributeId};
use crate::model::relation::Relation;

/// The columns before those of the attributes, and after.
const BEFORE: &[&str] = &["article", "outlet", "id", "part", "label", "quote", "start", "end", "block"];
const AFTER: &[&str] = &["about", "wikidata", "note", "linked", "linked_words", "linked_ids", "created", "modified"];

/// Writes the table. A passage of an annotation is a row; what is said of the
/// annotation stands in its first.
pub(super) fn write(material: &Material<'_>) -> Export {
    let attributes: BTreeSet<&AttributeId> =
        material.annotations().flat_map(|annotation| annotation.attributes.keys()).collect();
    let mut text = String::from(MARK);
    let names = attributes.iter().map(|attribute| column_of(attribute.as_str()));
    let names = BEFORE.iter().map(|name| (*name).to_owned()).chain(names);
    write_row(&mut text, names.chain(AFTER.iter().map(|name| (*name).to_owned())));
    for marked in &material.articles {
        let links = Links::of(marked);
        for annotation in &marked.annotations {
            for part in 0..annotation.target.len() {
                write_row(&mut text, row(material, marked, annotation, part, &attributes, &links).into_iter());
            }
        }
    }
    let held = [Part::Relations, Part::Attributes, Part::Notes, Part::Identities];
    let mut losses = Losses::except(&held, material);
    losses.hold_numbers(material, material.annotations());
    // When annotations were made is there, when relations were is not.
    losses.replace(Part::Times, material.articles.iter().map(|marked| marked.relations.len()).sum());
    // Of the facts of an article there is its outlet, beside each of its marks.
    losses.replace(Part::ArticleFacts, 0);
    for marked in &material.articles {
        let (article, more) = (marked.article, has_facts_but_outlet(marked.article));
        match marked.annotations.is_empty() {
            true => losses.add("lost-article-facts", usize::from(more || article.outlet.is_some())),
            false => losses.add("lost-facts-but-outlet", usize::from(more)),
        }
        losses.add("lost-relations", untold(marked));
    }
    Export::of("marks.csv", text, losses)
}

/// How many relations stand in no row: in that of no mark which they join to another.
fn untold(marked: &MarkedText<'_>) -> usize {
    let here: BTreeSet<&AnnotationId> = marked.annotations.iter().map(|annotation| &annotation.id).collect();
    let is_told = |relation: &&&Relation| {
        let joins = |id: &AnnotationId| relation.arguments.iter().any(|argument| argument.annotation != *id);
        relation.arguments.iter().any(|one| here.contains(&one.annotation) && joins(&one.annotation))
    };
    marked.relations.len() - marked.relations.iter().filter(is_told).count()
}

/// No two columns have one name.
fn column_of(attribute: &str) -> String {
    let is_taken = BEFORE.contains(&attribute) || AFTER.contains(&attribute);
    if is_taken { format!("attribute_{attribute}") } else { attribute.to_owned() }
}

fn row(
    material: &Material<'_>,
    marked: &MarkedText<'_>,
    annotation: &Annotation,
    part: usize,
    attributes: &BTreeSet<&AttributeId>,
    links: &Links<'_>,
) -> Vec<String> {
    let MarkedText { article, text, .. } = marked;
    let Some(fragment) = annotation.target.get(part) else { return Vec::new() };
    let span = fragment.span;
    let outlet = article.outlet.as_ref().map_or("", |outlet| &outlet.name);
    let count = annotation.target.len();
    let mut cells = vec![
        article.title.clone(),
        outlet.to_owned(),
        annotation.id.to_string(),
        if count == 1 { String::new() } else { format!("{} of {count}", part + 1) },
        annotation.label.to_string(),
        fragment.quote.exact.clone(),
        span.start().0.to_string(),
        span.end().0.to_string(),
        (text.block_at(span.start()) + 1).to_string(),
    ];
    if part > 0 {
        cells.resize(BEFORE.len() + attributes.len() + AFTER.len(), String::new());
        return cells;
    }
    cells.extend(attributes.iter().map(|id| annotation.attributes.get(*id).cloned().unwrap_or_default()));
    let identity = material.identity(annotation);
    cells.push(identity.map(|identity| identity.name.clone()).unwrap_or_default());
    cells.push(identity.map(|identity| identity.wikidata.clone()).unwrap_or_default());
    cells.push(annotation.note.clone());
    cells.extend(links.cells(annotation));
    cells.extend([annotation.created.as_str().to_owned(), annotation.modified.as_str().to_owned()]);
    cells
}

/// Which annotations an annotation is joined with.
struct Links<'a> {
    annotations: BTreeMap<&'a AnnotationId, &'a Annotation>,
    relations: BTreeMap<&'a AnnotationId, Vec<&'a Relation>>,
}

impl<'a> Links<'a> {
    fn of(marked: &MarkedText<'a>) -> Self {
        let mut relations: BTreeMap<&AnnotationId, Vec<&Relation>> = BTreeMap::new();
        for relation in &marked.relations {
            let joined: BTreeSet<&AnnotationId> = relation.arguments.iter().map(|a| &a.annotation).collect();
            joined.into_iter().for_each(|id| relations.entry(id).or_default().push(relation));
        }
        let all = marked.annotations.iter().chain(&marked.orphans);
        Links { annotations: all.map(|annotation| (&annotation.id, *annotation)).collect(), relations }
    }

    /// How it is joined, with which words, and with which annotations. Lines of the three
    /// belong together.
    fn cells(&self, annotation: &Annotation) -> [String; 3] {
        let (mut how, mut words, mut ids) = (Vec::new(), Vec::new(), Vec::new());
        for relation in self.relations.get(&annotation.id).into_iter().flatten() {
            for argument in relation.arguments.iter().filter(|argument| argument.annotation != annotation.id) {
                how.push(format!("{}: {}", relation.label, argument.role));
                words.push(self.annotations.get(&argument.annotation).map(|a| a.quoted()).unwrap_or_default());
                ids.push(argument.annotation.to_string());
            }
        }
        [how, words, ids].map(|lines| lines.join("\n"))
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use serde_json::{Map, Value, json};

    use crate::formats::exchange::Material;
    use crate::formats::exchange::fixtures::{check_sample, scheme};
    use crate::model::annotation::Annotation;
    use crate::model::article::{Article, Party};
    use crate::model::edit::{Edit, Entity};
    use crate::model::fixtures;
    use crate::model::identity::Identity;
    use crate::model::relation::{Argument, Relation};
    use crate::model::time::Timestamp;
    use crate::model::workspace::Workspace;

    /// What is said to be lost when only this is there, beside one mark of the article.
    #[track_caller]
    fn check_lost(change: impl FnOnce(&mut Article, &mut Vec<Rc<Annotation>>, &mut Vec<Entity>), expected: &[&str]) {
        let plain = fixtures::article("urn:uuid:1", &["She said no."]);
        let mut annotations = vec![fixtures::annotation("urn:uuid:2", &plain, "claim", &[(9, 11)])];
        let (mut article, mut others) = (Article::clone(&plain), Vec::new());
        change(&mut article, &mut annotations, &mut others);
        let edit = Edit::Import { articles: vec![Rc::new(article)], annotations, reanchored: Vec::new(), others };
        let workspace = Workspace::default();
        let workspace = workspace.after(&workspace.change(&edit).unwrap());
        let losses = super::write(&Material::of(&workspace, &scheme())).losses.problems();
        let codes: Vec<&str> = losses.iter().map(|loss| &*loss.code).filter(|code| *code != "lost-blocks").collect();
        assert_eq!(codes, expected);
    }

    #[test]
    fn only_what_is_not_in_the_table_is_said_to_be_lost() {
        let outlet = || Some(Party { name: "Echo".into(), url: None, extra: Map::new() });
        check_lost(|_, _, _| {}, &[]);
        check_lost(|article, _, _| article.outlet = outlet(), &[]);
        check_lost(|article, _, _| article.url = Some("https://example.org/a".into()), &["lost-facts-but-outlet"]);
        check_lost(
            |article, _, _| article.outlet = outlet().map(|o| Party { url: Some("https://example.org".into()), ..o }),
            &["lost-facts-but-outlet"],
        );
        // Without a mark the article is in no row.
        check_lost(
            |article, annotations, _| {
                article.outlet = outlet();
                annotations.clear();
            },
            &["lost-article-facts"],
        );
        let identity = |more: Value| {
            let now = "2026-01-02T03:04:05.000Z";
            let mut identity = json!({ "id": "urn:uuid:7", "name": "Ida", "created": now, "modified": now });
            identity.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            Entity::Identity(Rc::new(Identity::from_json(identity).unwrap()))
        };
        let about = |annotations: &mut Vec<Rc<Annotation>>| {
            Rc::make_mut(&mut annotations[0]).identity = Some("urn:uuid:7".into());
        };
        let check_identity = |more: Value, is_about: bool, expected: &[&str]| {
            check_lost(
                |_, annotations, others| {
                    is_about.then(|| about(annotations));
                    others.push(identity(more));
                },
                expected,
            );
        };
        check_identity(json!({}), true, &[]);
        check_identity(json!({ "wikidata": "Q42" }), true, &[]);
        check_identity(json!({ "wikidata": "Q42" }), false, &["lost-identity-details"]);
        check_identity(json!({ "note": "x" }), true, &["lost-identity-details"]);
        check_identity(json!({ "colour": "x" }), true, &["lost-identity-extra"]);
        check_lost(|article, _, _| drop(article.extra.insert("x".into(), json!(1))), &["lost-article-extra"]);
        check_lost(|article, _, _| drop(article.blocks[0].extra.insert("x".into(), json!(1))), &["lost-article-extra"]);
        // Of a relation that joins nothing but itself there is nothing in a row.
        check_lost(
            |_, _, others| {
                let argument = Argument::new("claim".into(), "urn:uuid:2".into());
                let relation =
                    Relation::new("urn:uuid:8".into(), "attribution".into(), vec![argument], Timestamp::epoch());
                others.push(Entity::Relation(Rc::new(relation)));
            },
            &["lost-relations", "lost-times"],
        );
    }

    #[test]
    fn the_sample_as_a_table() {
        let export = check_sample("table");
        let text = &export.files[0].text;
        assert!(text.starts_with('\u{feff}') && text.ends_with("\r\n"));
        assert!(text.contains(",'=1+1,") && text.contains("'-2"), "nothing is a formula");
    }
}
