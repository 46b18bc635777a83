//! A table of the marks for spreadsheets: a row for each passage, a column for each
//! attribute. Positions count code points of the article's text, in which blocks are
//! joined by line feeds. One way only: a spreadsheet changes what it opens.

use std::collections::{BTreeMap, BTreeSet};

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
    let all = || material.articles.iter().flat_map(|marked| &marked.annotations);
    let attributes: BTreeSet<&AttributeId> = all().flat_map(|annotation| annotation.attributes.keys()).collect();
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
    // When annotations were made is there, when relations were is not.
    let relations = material.articles.iter().map(|marked| marked.relations.len()).sum();
    losses.replace(Part::Times, relations);
    Export::of("marks.csv", text, losses)
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
    use crate::formats::exchange::fixtures::check_sample;

    #[test]
    fn the_sample_as_a_table() {
        let export = check_sample("table");
        let text = &export.files[0].text;
        assert!(text.starts_with('\u{feff}') && text.ends_with("\r\n"));
        assert!(text.contains(",'=1+1,") && text.contains("'-2"), "nothing is a formula");
    }
}
