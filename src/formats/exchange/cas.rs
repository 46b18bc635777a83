//! UIMA CAS JSON 0.4, as INCEpTION and tools for Java read it: for each article a file
//! with its types. Positions count UTF-16 units.
//!
//! References stand under names that begin with `@`. The format calls itself a draft.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::counting::Counting;
use super::pairs::Pairs;
use super::{Export, Losses, MarkedText, Material, Part};
use crate::formats::{WrittenFile, file_name, pretty};
use crate::model::annotation::Annotation;
use crate::model::id::AnnotationId;

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
    let of_relation = vec![string("label"), string("role"), reference("Governor"), reference("Dependent")];
    json!({ SPAN: kind(SPAN, of_span), RELATION: kind(RELATION, of_relation) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::exchange::fixtures::check_sample;

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
}
