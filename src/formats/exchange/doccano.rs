//! doccano: JSON lines, one for each article, for a project of sequence labelling with
//! relations. Positions count code points, as its server does.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::counting::Counting;
use super::marks::{Mark, Marked, id_in, position, unread};
use super::pairs::{Pairs, SAME_MARK};
use super::texts::Text;
use super::{Export, Losses, Material, Part, left_out};
use crate::formats::ReadFile;
use crate::model::id::AnnotationId;
use crate::model::json::{Layout, json_text};

/// Writes the lines.
pub(super) fn write(material: &Material<'_>) -> Export {
    let mut lines = Vec::new();
    let mut losses = Losses::except(&[Part::Relations], material);
    // Ids are numbers, and of a whole project.
    let (mut entity_id, mut relation_id) = (0, 0);
    for marked in &material.articles {
        let (mut entities, mut relations) = (Vec::new(), Vec::new());
        let mut first: BTreeMap<&AnnotationId, u32> = BTreeMap::new();
        let mut relate = |from: u32, to: u32, kind: &str| {
            relation_id += 1;
            relations.push(json!({ "id": relation_id, "from_id": from, "to_id": to, "type": kind }));
        };
        for annotation in &marked.annotations {
            for fragment in &annotation.target {
                entity_id += 1;
                entities.push(json!({
                    "id": entity_id,
                    "label": annotation.label.as_str(),
                    "start_offset": fragment.span.start().0,
                    "end_offset": fragment.span.end().0,
                }));
                match first.get(&annotation.id) {
                    Some(first) => relate(*first, entity_id, SAME_MARK),
                    None => drop(first.insert(&annotation.id, entity_id)),
                }
            }
        }
        let pairs = Pairs::of(marked, &material.scheme);
        for pair in &pairs.pairs {
            if let (Some(from), Some(to)) = (first.get(pair.from), first.get(pair.to)) {
                relate(*from, *to, &pair.name());
            }
        }
        losses.add("lost-joined", pairs.split);
        losses.add("lost-relation-parts", pairs.partial);
        // Its screen counts UTF-16 units and shows marks after such a character shifted.
        losses.add("lost-doccano-screen", usize::from(marked.text.as_str().chars().any(|c| c.len_utf16() == 2)));
        let (article, whole) = (marked.article, marked.text.as_str());
        // Other keys become what doccano calls metadata.
        lines.push(json!({
            "text": whole, "entities": entities, "relations": relations,
            "article": article.id.as_str(), "title": article.title,
        }));
    }
    // A key that is on some lines only makes doccano refuse them all.
    if let Some(words) = left_out::line(material, &losses) {
        for line in lines.iter_mut().filter_map(Value::as_object_mut) {
            line.insert(left_out::KEY.to_owned(), words.clone().into());
        }
    }
    let text = lines.iter().map(|line| in_ascii(&json_text(line, Layout::Compact)) + "\n").collect();
    Export::of("doccano.jsonl", text, losses)
}

/// JSON with nothing in it by which an encoding could be guessed: doccano guesses, and takes
/// short files with emoji for Windows-1254, without a word. Of ASCII, “~” is a sign to it.
fn in_ascii(json: &str) -> String {
    let mut ascii = String::with_capacity(json.len());
    let mut units = [0; 2];
    for c in json.chars() {
        if c.is_ascii() && c != '~' {
            ascii.push(c);
        } else {
            ascii.extend(c.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")));
        }
    }
    ascii
}

/// Whether a value is a line of doccano's: with relations, or of labels alone.
pub(super) fn is_one(value: &Value) -> bool {
    let lists = ["entities", "label", "labels"];
    value.get("text").is_some_and(Value::is_string)
        && lists.iter().any(|list| value.get(list).and_then(Value::as_array).is_some_and(|l| l.iter().all(is_entity)))
}

fn is_entity(value: &Value) -> bool {
    value.get("start_offset").is_some() || value.as_array().is_some_and(|entity| entity.len() == 3)
}

/// Reads a line. Its positions have no quotes: they are held against the text's length.
pub(super) fn read(value: &Value, place: &str, file: &mut ReadFile) {
    let field = |key: &str| value.get(key).and_then(Value::as_str);
    let whole = Text::of("doccano", field("article"), field("title"), field("text").unwrap_or_default());
    let Some(text) = whole else { return file.reject(unread(place)) };
    let mut marked = Marked::of("doccano", text, Counting::CodePoints);
    for list in ["entities", "label", "labels"] {
        for (at, entity) in (0..).zip(value.get(list).and_then(Value::as_array).into_iter().flatten()) {
            let place = format!("{place}.{list}[{at}]");
            let read = || {
                if let Some([start, end, label]) = entity.as_array().map(Vec::as_slice) {
                    let at = (position(Some(start))?, position(Some(end))?);
                    return Some(Mark::at(&place, &format!("{list} {at:?} {label}"), label.as_str()?, at));
                }
                let at = (position(entity.get("start_offset"))?, position(entity.get("end_offset"))?);
                Some(Mark::at(&place, &id_in(entity.get("id"))?, entity.get("label")?.as_str()?, at))
            };
            match read() {
                Some(mark) => marked.marks.push(mark),
                None => file.reject(unread(&place)),
            }
        }
    }
    for (at, relation) in (0..).zip(value.get("relations").and_then(Value::as_array).into_iter().flatten()) {
        let place = format!("{place}.relations[{at}]");
        let end = |key: &str| id_in(relation.get(key));
        marked.link(&place, relation.get("type"), end("from_id"), end("to_id"), file);
    }
    marked.into_file(file);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::exchange::fixtures::{check_round_trip, check_sample, sample};

    #[test]
    fn every_entity_stands_on_its_words_and_every_relation_joins_two() {
        let export = check_sample("doccano");
        let (mut words, mut relations) = (Vec::new(), 0);
        for line in export.files[0].text.lines() {
            let line: Value = serde_json::from_str(line).unwrap();
            let text: Vec<char> = line["text"].as_str().unwrap().chars().collect();
            let entities = line["entities"].as_array().unwrap();
            for entity in entities {
                let at = |end: &str| entity[end].as_u64().unwrap() as usize;
                words.push(text[at("start_offset")..at("end_offset")].iter().collect::<String>());
            }
            for relation in line["relations"].as_array().unwrap() {
                relations += 1;
                for end in ["from_id", "to_id"] {
                    assert!(entities.iter().any(|entity| entity["id"] == relation[end]), "{relation}");
                }
            }
        }
        let workspace = sample();
        let mut expected: Vec<String> =
            workspace.annotations().flat_map(|a| a.target.iter().map(|f| f.quote.exact.clone())).collect();
        expected.sort();
        words.sort();
        assert_eq!(words, expected);
        // Of an attribution with a cue two, and the further passages of three marks.
        assert_eq!(relations, 2 + 4);
    }

    #[test]
    fn what_is_written_is_read_again() {
        check_round_trip("doccano", ".jsonl", false);
    }
}
