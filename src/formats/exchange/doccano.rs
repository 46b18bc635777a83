//! doccano: JSON lines, one for each article, for a project of sequence labelling with
//! relations. Positions count code points, as its server does.

use std::collections::BTreeMap;

use serde_json::json;

use super::pairs::Pairs;
use super::{Export, Losses, Material, Part};
use crate::model::id::AnnotationId;
use crate::model::json::{Layout, json_text};

/// The type of the relation between the passages of one annotation.
const SAME_MARK: &str = "same mark";

/// Writes the lines.
pub(super) fn write(material: &Material<'_>) -> Export {
    let mut text = String::new();
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
        text.push_str(&json_text(
            &json!({
                "text": whole, "entities": entities, "relations": relations,
                "article": article.id.as_str(), "title": article.title,
            }),
            Layout::Compact,
        ));
        text.push('\n');
    }
    Export::of("doccano.jsonl", text, losses)
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use crate::formats::exchange::fixtures::{check_sample, sample};

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
}
