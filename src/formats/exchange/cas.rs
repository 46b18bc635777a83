//! UIMA CAS JSON 0.4, as INCEpTION and tools for Java read it: for each article a file
//! with its types. Positions count UTF-16 units.
//!
//! References stand under names that begin with `@`. The format calls itself a draft.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::counting::Counting;
use super::marks::{Link, Mark, Marked, id_in, position, unread};
use super::pairs::{Pairs, SAME_MARK};
use super::texts::Text;
use super::{Export, Losses, MarkedText, Material, Part};
use crate::formats::{ReadFile, WrittenFile, file_name, pretty};
use crate::model::annotation::Annotation;
use crate::model::id::{AnnotationId, is_id};
use crate::model::problem::Problem;

/// The type of a marked passage, and of what joins two.
const SPAN: &str = "webanno.custom.NewsSpan";
const RELATION: &str = "webanno.custom.NewsRelation";
/// The view that there is without further ado.
const VIEW: &str = "_InitialView";

/// Writes a file for each article.
pub(super) fn write(material: &Material<'_>) -> Export {
    let all = || material.articles.iter().flat_map(|marked| &marked.annotations);
    let attributes: BTreeSet<&str> = all().flat_map(|a| a.attributes.keys()).map(|id| id.as_str()).collect();
    // Of two attributes with one name of a feature the values of the second would be lost.
    let mut features: BTreeMap<&str, String> = BTreeMap::new();
    let mut taken = BTreeSet::new();
    for attribute in attributes {
        let mut name = feature_of(attribute);
        while !taken.insert(name.clone()) {
            name.push('_');
        }
        features.insert(attribute, name);
    }
    let mut losses = Losses::except(&[Part::Relations, Part::Attributes, Part::Notes, Part::Identities], material);
    losses.hold_numbers(material, material.annotations());
    let mut files = Vec::new();
    for marked in &material.articles {
        let pairs = Pairs::of(marked, &material.scheme);
        losses.add("lost-joined", pairs.split);
        losses.add("lost-relation-parts", pairs.partial);
        let name = file_name(&marked.article.title, "cas.json");
        files.push(WrittenFile { name, text: pretty(&cas(material, marked, &pairs, &features)) });
    }
    Export { files, losses }
}

/// A name in letters, digits and underscores, as features have it.
fn feature_of(attribute: &str) -> String {
    let name: String = attribute.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    format!("answer_{name}")
}

fn cas(
    material: &Material<'_>,
    marked: &MarkedText<'_>,
    pairs: &Pairs<'_>,
    features: &BTreeMap<&str, String>,
) -> Value {
    let text = marked.text.as_str();
    let mut structures = vec![json!({
        "%ID": 1, "%TYPE": "uima.cas.Sofa", "sofaNum": 1, "sofaID": VIEW, "mimeType": "text/plain", "sofaString": text,
    })];
    let mut members = Vec::new();
    let mut first: BTreeMap<&AnnotationId, (u64, (u32, u32))> = BTreeMap::new();
    let mut next = 1;
    for annotation in &marked.annotations {
        for (part, fragment) in annotation.target.iter().enumerate() {
            next += 1;
            let at = Counting::Utf16.span_in_file(marked.text.indexed(), fragment.span);
            let mut span = feature_structure(next, SPAN, at);
            span.insert("label".to_owned(), annotation.label.as_str().into());
            if part == 0 {
                first.insert(&annotation.id, (next, at));
                say(&mut span, material, annotation, features);
            } else if let Some((whole, _)) = first.get(&annotation.id) {
                span.insert("@partOf".to_owned(), (*whole).into());
            }
            structures.push(Value::Object(span));
            members.push(next);
        }
    }
    for pair in &pairs.pairs {
        let (Some((from, _)), Some((to, at))) = (first.get(pair.from), first.get(pair.to)) else { continue };
        next += 1;
        // As in INCEpTION a relation stands where its dependent does.
        let mut relation = feature_structure(next, RELATION, *at);
        relation.insert("@Governor".to_owned(), (*from).into());
        relation.insert("@Dependent".to_owned(), (*to).into());
        relation.insert("label".to_owned(), pair.relation.label.as_str().into());
        relation.insert("firstRole".to_owned(), pair.first_role.as_str().into());
        relation.insert("role".to_owned(), pair.role.as_str().into());
        structures.push(Value::Object(relation));
        members.push(next);
    }
    json!({
        "%TYPES": types(features),
        "%FEATURE_STRUCTURES": structures,
        "%VIEWS": { VIEW: { "%SOFA": 1, "%MEMBERS": members } },
    })
}

fn feature_structure(id: u64, kind: &str, (begin, end): (u32, u32)) -> Map<String, Value> {
    let Value::Object(map) = json!({ "%ID": id, "%TYPE": kind, "@sofa": 1, "begin": begin, "end": end }) else {
        return Map::new();
    };
    map
}

fn say(
    span: &mut Map<String, Value>,
    material: &Material<'_>,
    annotation: &Annotation,
    features: &BTreeMap<&str, String>,
) {
    span.insert("identifier".to_owned(), annotation.id.as_str().into());
    for (attribute, value) in &annotation.attributes {
        if let Some(feature) = features.get(attribute.as_str()) {
            span.insert(feature.clone(), value.as_str().into());
        }
    }
    if !annotation.note.is_empty() {
        span.insert("note".to_owned(), annotation.note.as_str().into());
    }
    if let Some(identity) = material.identity(annotation) {
        span.insert("about".to_owned(), identity.name.as_str().into());
        if !identity.wikidata.is_empty() {
            span.insert("wikidata".to_owned(), identity.wikidata.as_str().into());
        }
    }
}

fn types(features: &BTreeMap<&str, String>) -> Value {
    let string = |name: &str| (name.to_owned(), json!({ "%NAME": name, "%RANGE": "uima.cas.String" }));
    let reference = |name: &str| (name.to_owned(), json!({ "%NAME": name, "%RANGE": SPAN }));
    let kind = |name: &str, features: Vec<(String, Value)>| {
        let mut kind: Map<String, Value> = features.into_iter().collect();
        kind.insert("%NAME".to_owned(), name.into());
        kind.insert("%SUPER_TYPE".to_owned(), "uima.tcas.Annotation".into());
        Value::Object(kind)
    };
    let mut of_span: Vec<(String, Value)> = ["label", "identifier", "note", "about", "wikidata"].map(string).to_vec();
    of_span.push(reference("partOf"));
    of_span.extend(features.values().map(|feature| string(feature)));
    let of_relation =
        vec![string("label"), string("firstRole"), string("role"), reference("Governor"), reference("Dependent")];
    json!({ SPAN: kind(SPAN, of_span), RELATION: kind(RELATION, of_relation) })
}

/// Whether a value is a CAS.
pub(super) fn is_one(value: &Value) -> bool {
    value.get("%FEATURE_STRUCTURES").is_some()
}

/// Reads a CAS: its first text, and the marks in it. Tokens, sentences and what else
/// has a place and says nothing of it are left out as one.
pub(super) fn read(value: &Value, place: &str, file: &mut ReadFile) {
    let list = value.get("%FEATURE_STRUCTURES");
    let place = format!("{place}.%FEATURE_STRUCTURES");
    let structures: Vec<(String, &Value)> = match list {
        Some(Value::Array(all)) => all.iter().enumerate().map(|(at, one)| (format!("{place}[{at}]"), one)).collect(),
        _ => return file.reject(unread(&place)),
    };
    let kind_of = |structure: &Value| structure.get("%TYPE").and_then(Value::as_str).unwrap_or_default().to_owned();
    let is_sofa = |(_, structure): &&(String, &Value)| structure.get("sofaString").is_some_and(Value::is_string);
    let Some((sofa_place, sofa)) = structures.iter().find(is_sofa) else { return file.reject(unread(&place)) };
    let whole = sofa.get("sofaString").and_then(Value::as_str).unwrap_or_default();
    let Some(text) = Text::of("UIMA CAS", None, None, whole) else { return file.reject(unread(sofa_place)) };
    let sofa_id = sofa.get("%ID").and_then(Value::as_u64);
    let mut marked = Marked::of("cas", text, Counting::Utf16);
    let (mut without_label, mut first) = (0, None);
    for (place, structure) in structures.iter().filter(|(place, _)| place != sofa_place) {
        let reference = |name: &str| id_in(structure.get(name));
        let is_of_text = structure.get("@sofa").and_then(Value::as_u64) == sofa_id;
        let at = (position(structure.get("begin")), position(structure.get("end")));
        let id = id_in(structure.get("%ID"));
        if let (Some(from), Some(to)) = (reference("@Governor"), reference("@Dependent")) {
            let said = |name: &str| structure.get(name).and_then(Value::as_str);
            let label = said("label").or(said("value")).or(said("DependencyType"));
            let kind = kind_of(structure);
            let label = label.unwrap_or_else(|| kind.rsplit('.').next().unwrap_or_default());
            let name = match (said("firstRole"), said("role")) {
                (Some(first), Some(role)) => format!("{label} ({first}, {role})"),
                _ => label.to_owned(),
            };
            marked.links.push(Link { place: place.clone(), name, from, to });
            continue;
        }
        match (at, id, is_of_text.then(|| label_of(structure, &kind_of(structure))).flatten()) {
            ((Some(begin), Some(end)), Some(id), Some(label)) => {
                if let Some(whole) = reference("@partOf") {
                    let name = SAME_MARK.to_owned();
                    marked.links.push(Link { place: place.clone(), name, from: whole, to: id.clone() });
                }
                marked.marks.push(said_of(structure, Mark::at(place, &id, &label, (begin, end))));
            }
            _ => {
                without_label += 1;
                first.get_or_insert_with(|| place.clone());
            }
        }
    }
    if let Some(first) = first {
        file.rejected += without_label;
        file.tell(vec![Problem::new("cas-unread").with("place", first).with("count", without_label)]);
    }
    marked.into_file(file);
}

/// Types that cut the text and say nothing of it.
const CUTTING: [&str; 4] = ["Token", "Sentence", "DocumentAnnotation", "DocumentMetaData"];

/// The label of a span: what its features say, else its type's name.
fn label_of(structure: &Value, kind: &str) -> Option<String> {
    let name = kind.rsplit('.').next().unwrap_or(kind);
    if CUTTING.contains(&name) || kind.is_empty() {
        return None;
    }
    let said = |feature: &str| structure.get(feature).and_then(Value::as_str).filter(|label| !label.is_empty());
    said("label").or(said("value")).or(Some(name)).map(str::to_owned)
}

fn said_of(structure: &Value, mut mark: Mark) -> Mark {
    const OURS: [&str; 6] = ["label", "value", "identifier", "note", "about", "wikidata"];
    let field = |feature: &str| structure.get(feature).and_then(Value::as_str).map(str::to_owned);
    for (feature, value) in structure.as_object().into_iter().flatten() {
        let is_said = !feature.starts_with(['%', '@']) && !OURS.contains(&feature.as_str()) && is_id(feature);
        if let (true, Some(value)) = (is_said, value.as_str()) {
            let id = feature.strip_prefix("answer_").filter(|id| is_id(id)).unwrap_or(feature);
            mark.attributes.insert(id.into(), value.to_owned());
        }
    }
    mark.note = field("note").unwrap_or_default();
    mark.about = field("about").map(|name| (name, field("wikidata").unwrap_or_default()));
    mark.name = field("identifier").filter(|id| id.starts_with("urn:"));
    mark
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::exchange::fixtures::{check_round_trip, check_sample};

    #[test]
    fn every_span_stands_on_its_words_counted_in_utf_16() {
        let export = check_sample("cas");
        let mut spans = 0;
        for file in &export.files {
            let cas: Value = serde_json::from_str(&file.text).unwrap();
            let structures = cas["%FEATURE_STRUCTURES"].as_array().unwrap();
            let text: Vec<u16> = structures[0]["sofaString"].as_str().unwrap().encode_utf16().collect();
            let known: Vec<&Value> = structures.iter().map(|structure| &structure["%ID"]).collect();
            for structure in &structures[1..] {
                let at = |end: &str| structure[end].as_u64().unwrap() as usize;
                assert!(String::from_utf16(&text[at("begin")..at("end")]).is_ok(), "no character is cut");
                for (name, value) in structure.as_object().unwrap() {
                    if let Some(feature) = name.strip_prefix('@').filter(|name| *name != "sofa") {
                        assert!(known.contains(&value), "{name}");
                        assert!(cas["%TYPES"][structure["%TYPE"].as_str().unwrap()].get(feature).is_some());
                    }
                }
                spans += usize::from(structure["%TYPE"] == SPAN);
            }
            assert_eq!(cas["%VIEWS"][VIEW]["%MEMBERS"].as_array().unwrap().len(), structures.len() - 1);
        }
        assert_eq!(spans, 18);
    }

    #[test]
    fn what_is_written_is_read_again() {
        check_round_trip("cas", ".cas.json", true);
    }
}
