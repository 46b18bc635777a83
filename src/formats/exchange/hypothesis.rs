//! What Hypothesis exports and imports. A mark is one quote, tags and a text; it has no
//! positions, as they would count the page on which it is opened. Read by
//! [`super::web_annotation`], like what its server answers.

use serde_json::{Map, Value, json};
use unicode_segmentation::UnicodeSegmentation;

use super::web_annotation::iri::{iri_of, source_of};
use super::web_annotation::said::Said;
use super::web_annotation::write::{tag_of, telling};
use super::{Export, Losses, MarkedText, Material, Part, left_out};
use crate::formats::pretty;
use crate::model::annotation::{Annotation, Fragment, Quote};
use crate::model::time::Timestamp;

/// Longer contexts make its older anchoring fail, in UTF-16 units.
const MOST_CONTEXT: usize = 32;
/// Who made what this app writes: its importer sorts by makers.
const USER: &str = "acct:reader@ascribe.invalid";
/// Keys that are the same in all that this app writes.
const OF_USER: &[&str] = &["user", "group", "permissions", "document"];

/// Writes the file.
pub(super) fn write(material: &Material<'_>) -> Export {
    let mut losses = Losses::except(&[Part::Attributes, Part::Notes, Part::Times], material);
    // With the relations is lost when they were made.
    losses.replace(Part::Times, 0);
    let all = || material.articles.iter().flat_map(|marked| &marked.annotations);
    losses.add("lost-passages", all().filter(|annotation| annotation.target.len() > 1).count());
    let items: Vec<Value> = material
        .articles
        .iter()
        .flat_map(|marked| marked.annotations.iter().map(|annotation| item(marked, annotation)))
        .collect();
    let latest = all().map(|annotation| &annotation.modified).max().cloned().unwrap_or_else(Timestamp::epoch);
    let mut file = json!({
        "export_date": latest.as_str(),
        "export_userid": USER,
        "client_version": "ascribe",
        "annotations": items
    });
    if let Some(file) = file.as_object_mut() {
        // Its importer looks at the annotations only.
        file.extend(left_out::told(material, &losses).map(|told| (left_out::KEY.to_owned(), told.into())));
    }
    Export::of("annotations.json", pretty(&file), losses)
}

fn item(marked: &MarkedText<'_>, annotation: &Annotation) -> Value {
    let tags = annotation.attributes.iter().map(|(name, value)| tag_of(name.as_str(), value));
    let tags: Vec<String> = std::iter::once(annotation.label.to_string()).chain(tags).collect();
    let source = source_of(marked.article.id.as_str());
    let quote = annotation.target.first().map(|fragment| quote(marked, fragment));
    json!({
        "id": iri_of(annotation.id.as_str()),
        "created": annotation.created.as_str(),
        "updated": annotation.modified.as_str(),
        "user": USER,
        "uri": source,
        "text": annotation.note,
        "tags": tags,
        "group": "__world__",
        // Nobody else sees it until its owner wants so.
        "permissions": { "read": [USER], "admin": [USER], "update": [USER], "delete": [USER] },
        "target": [{ "source": source, "selector": [quote] }],
        "document": { "title": [marked.article.title] }
    })
}

/// The quote with as much around it as is taken, cut where a reader sees characters end.
fn quote(marked: &MarkedText<'_>, fragment: &Fragment) -> Value {
    let Quote { exact, prefix, suffix } = telling(marked, fragment);
    json!({ "type": "TextQuoteSelector", "exact": exact, "prefix": end_of(&prefix), "suffix": beginning_of(&suffix) })
}

fn beginning_of(text: &str) -> &str {
    let mut room = MOST_CONTEXT;
    let mut end = 0;
    for (at, cluster) in text.grapheme_indices(true) {
        match room.checked_sub(cluster.encode_utf16().count()) {
            Some(left) => (room, end) = (left, at + cluster.len()),
            None => break,
        }
    }
    text.get(..end).unwrap_or_default()
}

fn end_of(text: &str) -> &str {
    let mut room = MOST_CONTEXT;
    let mut start = text.len();
    for (at, cluster) in text.grapheme_indices(true).rev() {
        match room.checked_sub(cluster.encode_utf16().count()) {
            Some(left) => (room, start) = (left, at),
            None => break,
        }
    }
    text.get(start..).unwrap_or_default()
}

/// Whether a value is a file of its annotations, or an answer of its server.
pub fn is_one(value: &Value) -> bool {
    let items = value.get("annotations").or_else(|| value.get("rows")).and_then(Value::as_array);
    let is_said = ["export_date", "export_userid", "client_version"].iter().any(|key| value.get(key).is_some());
    items.is_some_and(|items| is_said || items.iter().any(is_item))
}

/// Whether a value is one of its annotations.
pub fn is_item(value: &Value) -> bool {
    let has = |key: &str| value.get(key).is_some_and(|value| !value.is_null());
    has("uri")
        && (has("target") || has("tags") || has("text"))
        && !has("body")
        && value.get("uri").is_some_and(Value::is_string)
}

/// Whether a key of one of its annotations is understood, or says nothing that the
/// reader did not say.
pub fn is_known(key: &str, fields: &Map<String, Value>) -> bool {
    let is_ours = fields.get("user").and_then(Value::as_str) == Some(USER);
    let is_list = |key: &str| {
        fields.get(key).is_some_and(|tags| tags.as_array().is_some_and(|tags| tags.iter().all(Value::is_string)))
    };
    match key {
        "uri" => true,
        "text" => fields.get(key).is_some_and(Value::is_string),
        "tags" => is_list(key),
        "references" => true,
        _ => is_ours && OF_USER.contains(&key),
    }
}

/// What one of its annotations says.
pub fn say(fields: &Map<String, Value>, said: &mut Said) {
    let tags = fields.get("tags").and_then(Value::as_array).into_iter().flatten();
    said.tags.extend(tags.filter_map(Value::as_str).filter(|tag| !tag.is_empty()).map(str::to_owned));
    let text = fields.get("text").and_then(Value::as_str).filter(|text| !text.is_empty());
    said.notes.extend(text.map(str::to_owned));
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::fixtures::any_text;

    #[test]
    fn contexts_are_cut_where_characters_end() {
        let check = |text: &str, beginning: &str, end: &str| {
            assert_eq!((beginning_of(text), end_of(text)), (beginning, end), "{text}");
        };
        check("", "", "");
        check("short", "short", "short");
        let letters = "a".repeat(40);
        check(&letters, &letters[..32], &letters[..32]);
        // Four families of eight units each fill it; with a letter before, the last one does not fit.
        let family = "👩‍👩‍👦";
        check(&family.repeat(5), &family.repeat(4), &family.repeat(4));
        check(&format!("a{}", family.repeat(4)), &format!("a{}", family.repeat(3)), &family.repeat(4));
        // No half of a pair, no accent without its letter.
        let odd = format!("a{}", "𠮷".repeat(20));
        check(&odd, &format!("a{}", "𠮷".repeat(15)), &"𠮷".repeat(16));
        let accents = format!("x{}", "e\u{301}".repeat(20));
        check(&accents, &format!("x{}", "e\u{301}".repeat(15)), &"e\u{301}".repeat(16));
        // One that is longer than all there is room for.
        check(&format!("e{}", "\u{301}".repeat(40)), "", "");
    }

    proptest! {
        #[test]
        fn contexts_are_never_too_long(text in any_text(60)) {
            for context in [beginning_of(&text), end_of(&text)] {
                prop_assert!(context.encode_utf16().count() <= MOST_CONTEXT);
            }
            prop_assert!(text.starts_with(beginning_of(&text)) && text.ends_with(end_of(&text)));
        }
    }
}
