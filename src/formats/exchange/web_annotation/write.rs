//! The strict file: an `AnnotationCollection` with one embedded page.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::iri::{Kind, encoded, iri_in, iri_of, source_of};
use super::{ALIAS, COMMENT, CONTEXT, DIFFERENT_FROM, WIKIDATA};
use crate::formats::exchange::counting::Counting;
use crate::formats::exchange::{Export, Losses, MarkedText, Material, Part, left_out};
use crate::formats::pretty;
use crate::model::annotation::{Annotation, Fragment, Quote};
use crate::model::digest::digest;
use crate::model::identity::Identity;
use crate::model::quote::{CONTEXT as USUAL_CONTEXT, fragment_at};
use crate::model::relation::Relation;
use crate::model::time::Timestamp;

/// Writes the file.
pub fn export(material: &Material<'_>) -> Export {
    let names = Names::of(material);
    let mut items = Vec::new();
    let mut losses = Losses::except(
        &[
            Part::Relations,
            Part::RelationDetails,
            Part::Attributes,
            Part::Notes,
            Part::Identities,
            Part::IdentityDetails,
            Part::Times,
        ],
        material,
    );
    for marked in &material.articles {
        items.extend(marked.annotations.iter().map(|annotation| mark(material, &names, marked, annotation)));
        for relation in &marked.relations {
            match link(&names, relation) {
                Some(both) => items.extend(both),
                // An annotation needs a target.
                None => losses.add("lost-relations", 1),
            }
        }
    }
    items.extend(material.identities.iter().map(|identity| thing(&names, identity)));
    let title = match material.articles.as_slice() {
        [only] => only.article.title.as_str(),
        _ => "Ascribe",
    };
    let total = items.len();
    let mut collection = json!({ "@context": CONTEXT, "type": "AnnotationCollection", "label": title, "total": total });
    let content = digest(&Value::from(items.clone()).to_string());
    let id = format!("urn:ascribe:collection:{}", content.get("sha256:".len()..).unwrap_or_default());
    if let Some(collection) = collection.as_object_mut() {
        collection.insert("id".into(), id.clone().into());
        // A page must hold something.
        if total > 0 {
            let page = json!({ "id": format!("{id}:1"), "type": "AnnotationPage", "startIndex": 0, "items": items });
            collection.insert("first".into(), page);
        }
        // The context has the prefix.
        collection.extend(left_out::told(material, &losses).map(|told| (COMMENT.to_owned(), told.into())));
    }
    Export::of("annotations.jsonld", pretty(&collection), losses)
}

/// The IRIs of what may have one id though it is of different kinds.
pub struct Names {
    annotations: BTreeSet<String>,
    relations: BTreeSet<String>,
}

impl Names {
    /// Those of some material.
    pub fn of(material: &Material<'_>) -> Self {
        let all = |marked: &MarkedText<'_>| {
            let all = marked.annotations.iter().chain(&marked.orphans);
            let joined = marked.relations.iter().flat_map(|relation| &relation.arguments);
            let joined: Vec<String> = joined.map(|argument| iri_of(argument.annotation.as_str())).collect();
            all.map(|annotation| iri_of(annotation.id.as_str())).chain(joined).collect::<Vec<_>>()
        };
        let annotations: BTreeSet<String> = material.articles.iter().flat_map(all).collect();
        let relations = material.articles.iter().flat_map(|marked| &marked.relations);
        let relations = relations.map(|relation| iri_of(relation.id.as_str())).collect();
        Names { annotations, relations }
    }

    fn of_relation(&self, id: &str) -> String {
        let iri = iri_of(id);
        if self.annotations.contains(&iri) { iri_in(Kind::Relation, id) } else { iri }
    }

    /// The IRI of an identity.
    pub fn of_identity(&self, id: &str) -> String {
        let iri = iri_of(id);
        let is_taken = self.annotations.contains(&iri) || self.relations.contains(&iri);
        // What is named as Wikidata names it is taken for nothing else.
        if is_taken || iri.starts_with(WIKIDATA) { iri_in(Kind::Identity, id) } else { iri }
    }
}

/// A body of text.
pub fn text_body(purpose: &str, value: &str) -> Value {
    json!({ "type": "TextualBody", "purpose": purpose, "value": value })
}

/// A body that is another thing, by its IRI.
pub fn resource_body(purpose: impl Into<Value>, source: &str) -> Value {
    json!({ "type": "SpecificResource", "purpose": purpose.into(), "source": source })
}

/// A note: plain text in whatever direction it is written.
pub fn note_body(note: &str) -> Value {
    json!({
        "type": "TextualBody", "purpose": "commenting", "value": note, "format": "text/plain", "textDirection": "auto"
    })
}

/// An attribute in one text: its name, a colon and its value.
pub fn tag_of(name: &str, value: &str) -> String {
    // What would be read as the beginning of an address does not look like one.
    let is_like_address = matches!(name, "http" | "https") && value.starts_with("//");
    match name.strip_prefix('h').filter(|_| is_like_address) {
        Some(rest) => format!("%68{rest}:{value}"),
        None => format!("{}:{value}", encoded(name, |byte| !matches!(byte, b':' | b'%'))),
    }
}

/// What is said of an annotation.
pub fn bodies(material: &Material<'_>, names: &Names, annotation: &Annotation) -> Vec<Value> {
    let mut bodies = vec![text_body("classifying", annotation.label.as_str())];
    let tags = annotation.attributes.iter().map(|(name, value)| tag_of(name.as_str(), value));
    bodies.extend(tags.map(|tag| text_body("tagging", &tag)));
    if !annotation.note.is_empty() {
        bodies.push(note_body(&annotation.note));
    }
    if let Some(id) = &annotation.identity {
        bodies.push(resource_body("identifying", &names.of_identity(id.as_str())));
    }
    if let Some(identity) = material.identity(annotation).filter(|identity| !identity.wikidata.is_empty()) {
        bodies.push(resource_body("identifying", &format!("{WIKIDATA}{}", identity.wikidata)));
    }
    bodies
}

/// Where the words of a fragment stand, in the given counting.
pub fn target(marked: &MarkedText<'_>, fragment: &Fragment, counting: Counting) -> Value {
    let (start, end) = counting.span_in_file(marked.text.indexed(), fragment.span);
    let Quote { exact, prefix, suffix } = telling(marked, fragment);
    let mut quote = json!({ "type": "TextQuoteSelector", "exact": exact });
    if let Some(quote) = quote.as_object_mut() {
        let context = [("prefix", prefix), ("suffix", suffix)];
        quote.extend(
            context.into_iter().filter(|(_, text)| !text.is_empty()).map(|(key, text)| (key.to_owned(), text.into())),
        );
    }
    json!({
        "type": "SpecificResource",
        "source": source_of(marked.article.id.as_str()),
        "selector": [quote, { "type": "TextPositionSelector", "start": start, "end": end }]
    })
}

/// The quote, with as much around it as tells its place from all others: a quote that
/// stands in several places would mean all of them.
pub fn telling(marked: &MarkedText<'_>, fragment: &Fragment) -> Quote {
    let quote = &fragment.quote;
    let is_short = |context: &str| context.chars().count() < USUAL_CONTEXT as usize;
    let whole = [quote.prefix.as_str(), &quote.exact, &quote.suffix].concat();
    let is_vague = || marked.text.as_str().matches(&whole).nth(1).is_some() || !marked.text.as_str().contains(&whole);
    let is_vague = is_short(&quote.prefix) && is_short(&quote.suffix) && is_vague();
    let told = fragment_at(marked.text, fragment.span).filter(|_| is_vague);
    told.map_or_else(|| quote.clone(), |told| told.quote)
}

fn one_or_many(mut values: Vec<Value>) -> Value {
    match values.pop() {
        Some(only) if values.is_empty() => only,
        Some(last) => {
            values.push(last);
            values.into()
        }
        None => Value::Null,
    }
}

/// An annotation with its times.
pub fn item(
    id: String,
    motivation: &str,
    target: Value,
    body: Option<Value>,
    times: (&Timestamp, &Timestamp),
) -> Value {
    let mut item = Map::new();
    item.insert("id".into(), id.into());
    item.insert("type".into(), "Annotation".into());
    item.insert("motivation".into(), motivation.into());
    item.insert("target".into(), target);
    item.extend(body.map(|body| ("body".to_owned(), body)));
    item.insert("created".into(), times.0.as_str().into());
    item.insert("modified".into(), times.1.as_str().into());
    item.into()
}

fn mark(material: &Material<'_>, names: &Names, marked: &MarkedText<'_>, annotation: &Annotation) -> Value {
    let targets = annotation.target.iter().map(|fragment| target(marked, fragment, Counting::CodePoints)).collect();
    let bodies = bodies(material, names, annotation).into();
    let times = (&annotation.created, &annotation.modified);
    item(iri_of(annotation.id.as_str()), "classifying", one_or_many(targets), Some(bodies), times)
}

/// A relation: what links the first of what it joins with the second, and what is said of
/// the link, in which all that it joins is named with its role.
fn link(names: &Names, relation: &Relation) -> Option<[Value; 2]> {
    let id = names.of_relation(relation.id.as_str());
    let joined: Vec<String> = relation.arguments.iter().map(|a| iri_of(a.annotation.as_str())).collect();
    let times = (&relation.created, &relation.modified);
    let second = joined.get(1).map(|iri| Value::from(iri.as_str()));
    let link = item(id.clone(), "linking", joined.first()?.as_str().into(), second, times);
    let mut bodies = vec![text_body("classifying", relation.label.as_str())];
    for (argument, iri) in relation.arguments.iter().zip(&joined) {
        let role = iri_in(Kind::Role, argument.role.as_str());
        bodies.push(resource_body(vec!["linking".to_owned(), role], iri));
    }
    let tags = relation.attributes.iter().map(|(name, value)| tag_of(name.as_str(), value));
    bodies.extend(tags.map(|tag| text_body("tagging", &tag)));
    if !relation.note.is_empty() {
        bodies.push(note_body(&relation.note));
    }
    let said = item(iri_in(Kind::Said, relation.id.as_str()), "tagging", id.into(), Some(bodies.into()), times);
    Some([link, said])
}

/// What annotations are about: an annotation of it by its IRI.
fn thing(names: &Names, identity: &Identity) -> Value {
    let mut bodies = vec![text_body("identifying", &identity.name)];
    bodies.extend(identity.aliases.iter().map(|alias| text_body("tagging", &tag_of(ALIAS, alias))));
    if !identity.wikidata.is_empty() {
        bodies.push(resource_body("identifying", &format!("{WIKIDATA}{}", identity.wikidata)));
    }
    let others = identity.different_from.iter().map(|other| names.of_identity(other.as_str()));
    let purpose = || vec!["linking", DIFFERENT_FROM];
    bodies.extend(others.map(|other| resource_body(purpose(), &other)));
    if !identity.note.is_empty() {
        bodies.push(note_body(&identity.note));
    }
    let id = iri_in(Kind::Said, &format!("identity/{}", identity.id));
    let times = (&identity.created, &identity.modified);
    item(id, "identifying", names.of_identity(identity.id.as_str()).into(), Some(bodies.into()), times)
}
