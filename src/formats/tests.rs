//! The files: what is written is what the schemas say, what is read is checked
//! by the same rules, and nothing is dropped without a word.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::slice::from_ref;
use std::sync::LazyLock;

use jsonschema::{Registry, Validator};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::*;
use crate::analysis::listing::ascribed;
use crate::messages;
use crate::model::anchoring::place_from_quotes;
use crate::model::annotation::{Fragment, Moved, Quote};
use crate::model::article::{BlockKind, Boilerplate, Direction, Imported, Licence, Party, Story};
use crate::model::digest::digest;
use crate::model::edit::Edit;
use crate::model::fixtures::{annotation, article, moment, span};
use crate::model::id::{AttributeId, IdentityId, is_id};
use crate::model::identity::Identity;
use crate::model::relation::{Argument, Relation};
use crate::model::scheme::{Attribute, AttributeKind, COLOURS, LINES, Meaning, Scheme};
use crate::store::import::{ImportPlan, plan};
use crate::store::reanchor::Sought;

// The schemas.

fn validator(schema: &str) -> Validator {
    let parse = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    let (article, scheme) = (parse(include_str!("article.schema.json")), parse(include_str!("scheme.schema.json")));
    // They refer to one another by name.
    let registry = Registry::new().add("urn:ascribe:schema:article:1", article).unwrap();
    let registry = registry.add("urn:ascribe:schema:scheme:1", scheme).unwrap().prepare().unwrap();
    jsonschema::options().with_registry(&registry).build(&parse(schema)).unwrap()
}

static ARTICLE_SCHEMA: LazyLock<Validator> = LazyLock::new(|| validator(include_str!("article.schema.json")));
static ANNOTATIONS_SCHEMA: LazyLock<Validator> = LazyLock::new(|| validator(include_str!("annotations.schema.json")));
static BACKUP_SCHEMA: LazyLock<Validator> = LazyLock::new(|| validator(include_str!("backup.schema.json")));
static SCHEME_SCHEMA: LazyLock<Validator> = LazyLock::new(|| validator(include_str!("scheme.schema.json")));

fn schema_of(file: &Value) -> &'static Validator {
    match file["format"].as_str() {
        Some(annotations::FORMAT) => &ANNOTATIONS_SCHEMA,
        Some(scheme::FORMAT) => &SCHEME_SCHEMA,
        Some(backup::FORMAT) => &BACKUP_SCHEMA,
        _ => &ARTICLE_SCHEMA,
    }
}

fn schema_problems(file: &Value) -> Vec<String> {
    schema_of(file).iter_errors(file).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

#[track_caller]
fn assert_valid(text: &str) {
    let file: Value = serde_json::from_str(text).unwrap();
    assert_eq!(schema_problems(&file), Vec::<String>::new());
}

pub(super) fn codes(problems: &[Problem]) -> Vec<&str> {
    problems.iter().map(|problem| &*problem.code).collect()
}

fn place(problem: &Problem) -> &str {
    problem.args.iter().find(|(name, _)| *name == "place").map_or("", |(_, place)| place)
}

// Good files, as full as they can be.

pub(super) fn full_article() -> Value {
    json!({
        "format": "ascribe-article", "version": 1,
        "id": "https://example.org/a", "title": "Mayor resigns", "language": "en-GB", "direction": "ltr",
        "outlet": { "name": "The Gazette", "url": "https://example.org" },
        "authors": [{ "name": "A. Writer" }, { "name": "B. Writer", "url": "http://example.org/b" }],
        "published": "2026-01-31", "modified": "2026-01-31T09:30:00+01:00", "url": "https://example.org/a",
        "licence": { "name": "CC BY 4.0", "url": "https://example.org/by", "notice": "Invented." },
        "imported": { "from": "a test", "at": "2026-01-31T09:30:00.000Z" },
        "story": { "id": "urn:story", "title": "The mayor" },
        "blocks": [
            { "id": "b1", "kind": "heading", "role": "headline", "level": 1, "text": "Mayor resigns" },
            { "id": "b2", "kind": "paragraph", "role": "dek", "text": "She said no." },
            { "id": "b3", "kind": "heading", "level": 2, "text": "Why" },
            { "id": "b4", "kind": "paragraph", "text": "Nobody knows.", "language": "fr", "direction": "ltr" },
            { "id": "b5", "kind": "listItem", "level": 1, "ordered": true, "text": "One" },
            { "id": "b6", "kind": "boilerplate", "role": "advertisement", "text": "Buy now" },
        ],
    })
}

pub(super) fn full_annotations() -> Value {
    let article = full_article();
    let texts: Vec<&str> = article["blocks"].as_array().unwrap().iter().map(|b| b["text"].as_str().unwrap()).collect();
    let fragment = |start: u32, exact: &str| json!({ "start": start, "end": start + exact.len() as u32, "exact": exact, "prefix": "", "suffix": "" });
    let was = json!([fragment(2, "Mayor"), fragment(9, "she said")]);
    let annotation = |id: &str, target: Value| {
        json!({
            "id": id, "article": "https://example.org/a", "label": "claim", "target": target, "note": "why",
            "created": "2026-01-31T09:30:00.000Z", "modified": "2026-01-31T09:30:00Z",
        })
    };
    let mut moved = annotation("urn:3", json!([fragment(0, "Mayor"), fragment(14, "She said")]));
    moved["moved"] = json!({ "score": 87, "was": was });
    let mut known = annotation("urn:2", json!([fragment(0, "Mayor"), fragment(14, "She said")]));
    known["attributes"] = json!({ "type": "event", "checkable": "now" });
    known["identity"] = json!("urn:mayor");
    let (created, modified) = ("2026-01-31T09:30:00.000Z", "2026-01-31T09:30:00Z");
    let relation = |id: &str| {
        json!({
            "id": id, "label": "attribution",
            "arguments": [{ "role": "claim", "annotation": "urn:1" }, { "role": "source", "annotation": "urn:2" }],
            "attributes": { "mode": "direct" }, "note": "why", "created": created, "modified": modified,
        })
    };
    let identity = |id: &str| {
        json!({
            "id": id, "name": "The mayor", "aliases": ["Ida Brandt", "she"], "wikidata": "Q42", "note": "who",
            "differentFrom": ["urn:third", "urn:fourth"],
            "created": created, "modified": modified,
        })
    };
    let mut scheme = full_scheme();
    for name in ["format", "version"] {
        scheme.as_object_mut().unwrap().remove(name);
    }
    json!({
        "format": "ascribe-annotations", "version": 1,
        "articles": [{
            "id": "https://example.org/a", "title": "Mayor resigns", "digest": digest(&texts.join("\n")),
            "article": article.clone(),
        }],
        "annotations": [
            annotation("urn:1", json!([fragment(0, "Mayor")])),
            known,
            moved,
        ],
        "relations": [relation("urn:r1"), relation("urn:r2")],
        "identities": [identity("urn:mayor"), identity("urn:other")],
        "schemes": [scheme],
    })
}

pub(super) fn full_scheme() -> Value {
    let meaning = |id: &str| {
        json!({
            "id": id, "name": id.to_uppercase(), "test": "Whether?", "nearMiss": "Not this.", "guideline": "More.",
            "profile": "all",
        })
    };
    let with = |id: &str, more: Value| {
        let mut made = meaning(id);
        made.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        made
    };
    let role = |role: &str, more: Value| {
        let mut made = with("x", more);
        made.as_object_mut().unwrap().remove("id");
        made["role"] = json!(role);
        made
    };
    let attributes = json!([
        with("mode", json!({ "kind": "choice", "values": [meaning("direct"), meaning("partial")] })),
        with("link", json!({ "kind": "address" })),
        with("on", json!({ "kind": "date" })),
        with("words", json!({ "kind": "text" })),
    ]);
    json!({
        "format": "ascribe-scheme", "version": 1,
        "id": "urn:scheme", "title": "A scheme", "about": "For tests.",
        "profiles": [
            { "id": "few", "name": "Few", "about": "Hardly any." }, { "id": "all", "name": "All", "about": "Every one." },
        ],
        "profile": "few",
        "labels": [
            with("claim", json!({
                "key": "1", "colour": "amber", "line": "solid", "identity": true, "attributes": attributes.clone(),
            })),
            with("cue", json!({ "key": "4", "colour": "grey", "line": "dotted", "identity": false, "attributes": [] })),
        ],
        "relations": [with("attribution", json!({
            "arguments": [
                role("claim", json!({ "labels": ["claim"], "least": 1, "most": 9 })),
                role("cue", json!({ "labels": ["cue", "claim"], "least": 0, "owned": true })),
            ],
            "attributes": attributes,
            "cues": [{ "language": "en", "words": ["said", "says"], "suggests": { "mode": "direct", "words": "x" } }],
        }))],
    })
}

#[test]
fn the_full_files_are_good() {
    for file in [full_article(), full_annotations(), full_scheme()] {
        assert_eq!(schema_problems(&file), Vec::<String>::new());
        let read = read(&file.to_string());
        assert_eq!((codes(&read.problems), read.rejected), (vec![], 0));
    }
}

// Broken files.

/// Puts a value at a JSON pointer, or takes away what is there.
pub(super) fn changed(file: &Value, pointer: &str, value: Option<Value>) -> Value {
    let mut file = file.clone();
    let (parent, last) = pointer.rsplit_once('/').unwrap();
    match (file.pointer_mut(parent).unwrap(), value) {
        (Value::Object(fields), Some(value)) => drop(fields.insert(last.to_owned(), value)),
        (Value::Object(fields), None) => drop(fields.remove(last).unwrap()),
        (Value::Array(entries), Some(value)) => entries[last.parse::<usize>().unwrap()] = value,
        (other, value) => panic!("{pointer}: {value:?} in {other}"),
    }
    file
}

/// `/blocks/3/text` as problems write it: `blocks[3].text`.
pub(super) fn place_of(pointer: &str) -> String {
    let mut place = String::new();
    for step in pointer.split('/').skip(1) {
        match step.parse::<usize>() {
            Ok(index) => place.push_str(&format!("[{index}]")),
            Err(_) if place.is_empty() => place.push_str(step),
            Err(_) => place.push_str(&format!(".{step}")),
        }
    }
    place
}

/// The reader reports exactly this, at exactly this place, in words that name it.
#[track_caller]
fn check_reader(file: &Value, code: &str, place_expected: &str) {
    let read = read(&file.to_string());
    let [problem] = read.problems.as_slice() else { panic!("{place_expected}: {:?}", read.problems) };
    assert_eq!((&*problem.code, place(problem)), (code, place_expected));
    let words = messages::problem(problem);
    assert!(words.contains(place_expected), "“{words}” does not say where");
    assert!(!words.contains('{'), "“{words}” has an unfilled placeholder");
}

/// Breaking one rule: the schema refuses it, and the reader says what and where.
#[track_caller]
fn check_broken(good: &Value, pointer: &str, value: impl Into<Option<Value>>, code: &str) {
    let file = changed(good, pointer, value.into());
    assert!(!schema_of(good).is_valid(&file), "the schema accepts {pointer}");
    check_reader(&file, code, &place_of(pointer));
}

const GONE: Option<Value> = None;

#[test]
fn every_rule_of_the_article_is_kept() {
    let check = |pointer: &str, value: Option<Value>, code: &str| {
        check_broken(&full_article(), pointer, value.clone(), code);
        // The same article within an annotation file.
        check_broken(&full_annotations(), &format!("/articles/0/article{pointer}"), value, code);
    };
    let text = |text: &str| Some(json!(text));
    for required in ["/id", "/title", "/language", "/direction", "/blocks", "/outlet/name", "/authors/1/name"] {
        check(required, GONE, "field-missing");
        check(required, Some(Value::Null), "field-missing");
    }
    for required in ["/imported/from", "/story/id", "/story/title", "/blocks/3/id", "/blocks/3/kind", "/blocks/3/text"]
    {
        check(required, GONE, "field-missing");
    }
    check("/blocks/5/role", GONE, "field-missing");
    for of_text in
        ["/id", "/title", "/language", "/direction", "/published", "/url", "/licence/name", "/licence/notice"]
    {
        check(of_text, Some(json!(7)), "field-not-text");
    }
    for of_text in ["/imported/from", "/imported/at", "/blocks/3/kind", "/blocks/3/text", "/blocks/1/role"] {
        check(of_text, Some(json!(["x"])), "field-not-text");
    }
    for object in ["/outlet", "/authors/1", "/licence", "/imported", "/story", "/blocks/3"] {
        check(object, text("x"), "field-not-object");
    }
    for list in ["/authors", "/blocks"] {
        check(list, Some(json!({})), "field-not-list");
    }
    check("/blocks", Some(json!([])), "article-without-blocks");
    for id in ["/id", "/story/id", "/blocks/3/id"] {
        for bad in ["", "a b", "a\u{a0}b", "a\nb", "a\u{7f}", &"x".repeat(2049)] {
            check(id, text(bad), "field-not-id");
        }
    }
    for filled in ["/title", "/outlet/name", "/authors/1/name", "/story/title"] {
        for bad in ["", " ", "\u{3000}\n"] {
            check(filled, text(bad), "field-empty");
        }
    }
    for tag in ["/language", "/blocks/3/language"] {
        for bad in ["", "e", "english language", "en_GB", "en-", "12", "abcdefghi"] {
            check(tag, text(bad), "field-not-language");
        }
    }
    for direction in ["/direction", "/blocks/3/direction"] {
        check(direction, text("auto"), "field-not-allowed");
    }
    for date in ["/published", "/modified"] {
        for bad in ["", "31 January 2026", "2026-1-31", "2026-01-31T09:30", "2026-01-31T09:30:00", "2026"] {
            check(date, text(bad), "field-not-date");
        }
    }
    check("/imported/at", text("2026-01-31"), "field-not-moment");
    check("/imported/at", text("2026-01-31T09:30:00+01:00"), "field-not-moment");
    for address in ["/url", "/outlet/url", "/authors/1/url", "/licence/url"] {
        for bad in ["", "javascript:alert(1)", "ftp://example.org", "https://", "//example.org", " https://x.org"] {
            check(address, text(bad), "field-not-address");
        }
    }
    check("/blocks/3/kind", text("aside"), "field-not-allowed");
    check("/blocks/0/role", text("dek"), "field-not-allowed");
    check("/blocks/1/role", text("headline"), "field-not-allowed");
    check("/blocks/5/role", text("byline"), "field-not-allowed");
    check("/blocks/4/role", text("dek"), "block-role-unexpected");
    for bad in [json!(0), json!(7), json!(-1), json!(1.5), json!("1")] {
        check("/blocks/2/level", Some(bad), "field-not-number");
    }
    check("/blocks/4/ordered", text("yes"), "field-not-yes-or-no");
    for bad in
        ["", " ", " x", "x ", "x\u{a0}", "x\ny", "x\ry", "x\u{b}y", "x\u{85}y", "x\u{2028}y", "x\u{2029}y", "\u{85}"]
    {
        check("/blocks/3/text", text(bad), "block-text");
    }
}

#[test]
fn every_rule_of_the_annotations_is_kept() {
    let good = full_annotations();
    let check = |pointer: &str, value: Option<Value>, code: &str| check_broken(&good, pointer, value, code);
    for required in ["/articles", "/annotations", "/articles/0/id", "/annotations/1/id", "/annotations/1/article"] {
        check(required, GONE, "field-missing");
    }
    for required in
        ["/label", "/target", "/created", "/modified", "/target/1/start", "/target/1/end", "/target/1/exact"]
    {
        check(&format!("/annotations/1{required}"), GONE, "field-missing");
    }
    for list in ["/articles", "/annotations", "/annotations/1/target"] {
        check(list, Some(json!("x")), "field-not-list");
    }
    for object in ["/articles/0", "/articles/0/article", "/annotations/1", "/annotations/1/target/1"] {
        check(object, Some(json!([])), "field-not-object");
    }
    for of_text in ["/articles/0/title", "/articles/0/digest", "/annotations/1/note", "/annotations/1/target/1/exact"] {
        check(of_text, Some(json!(1)), "field-not-text");
    }
    for of_text in ["/annotations/1/target/1/prefix", "/annotations/1/target/1/suffix"] {
        check(of_text, Some(json!(false)), "field-not-text");
    }
    for id in ["/articles/0/id", "/annotations/1/id", "/annotations/1/article", "/annotations/1/label"] {
        check(id, Some(json!("two words")), "field-not-id");
    }
    for at in ["/annotations/1/created", "/annotations/1/modified"] {
        check(at, Some(json!("2026-01-31")), "field-not-moment");
    }
    for target in ["/annotations/1/target", "/annotations/2/moved/was"] {
        check(target, GONE, "field-missing");
        check(target, Some(json!([])), "target-empty");
        check(target, Some(json!({})), "field-not-list");
        check(&format!("{target}/1"), Some(json!("She said")), "field-not-object");
        for required in ["start", "end", "exact"] {
            check(&format!("{target}/1/{required}"), GONE, "field-missing");
        }
        check(&format!("{target}/1/exact"), Some(json!("")), "field-empty");
        check(&format!("{target}/1/prefix"), Some(json!(0)), "field-not-text");
        for bad in [json!(-1), json!(0.5), json!("0")] {
            check(&format!("{target}/1/start"), Some(bad), "field-not-number");
        }
        check(&format!("{target}/1/end"), Some(json!(0)), "field-not-number");
    }
    for bad in [json!(true), json!("moved"), json!([]), json!(87)] {
        check("/annotations/2/moved", Some(bad), "field-not-object");
    }
    check("/annotations/2/moved/score", GONE, "field-missing");
    for bad in [json!(-1), json!(101), json!(256), json!(99.5), json!("87"), json!(null)] {
        let code = if bad.is_null() { "field-missing" } else { "field-not-number" };
        check("/annotations/2/moved/score", Some(bad), code);
    }
}

#[test]
fn every_rule_of_what_is_said_is_kept() {
    let good = full_annotations();
    let check = |pointer: &str, value: Option<Value>, code: &str| check_broken(&good, pointer, value, code);
    for list in [
        "/relations",
        "/identities",
        "/schemes",
        "/relations/1/arguments",
        "/identities/1/aliases",
        "/identities/1/differentFrom",
    ] {
        check(list, Some(json!("x")), "field-not-list");
    }
    for object in ["/relations/1", "/identities/1", "/schemes/0", "/relations/1/arguments/1"] {
        check(object, Some(json!("x")), "field-not-object");
    }
    for required in ["id", "label", "arguments", "created", "modified", "arguments/1/role", "arguments/1/annotation"] {
        check(&format!("/relations/1/{required}"), GONE, "field-missing");
    }
    for required in ["id", "name", "created", "modified"] {
        check(&format!("/identities/1/{required}"), GONE, "field-missing");
    }
    for id in ["id", "label", "arguments/1/role", "arguments/1/annotation"] {
        check(&format!("/relations/1/{id}"), Some(json!("two words")), "field-not-id");
    }
    for id in ["/annotations/1/identity", "/identities/1/id", "/identities/1/differentFrom/1"] {
        check(id, Some(json!("")), "field-not-id");
        check(id, Some(json!(3)), "field-not-text");
    }
    for at in ["/relations/1/created", "/relations/1/modified", "/identities/1/created", "/identities/1/modified"] {
        check(at, Some(json!("2026-01-31")), "field-not-moment");
    }
    for of_text in ["/relations/1/note", "/identities/1/note", "/identities/1/wikidata", "/identities/1/aliases/1"] {
        check(of_text, Some(json!(1)), "field-not-text");
    }
    for bad in ["", "  "] {
        check("/identities/1/name", Some(json!(bad)), "field-empty");
    }
    for bad in ["42", "Q", "Q042", "q42", "Q42 ", "Q4x", "https://www.wikidata.org/wiki/Q42"] {
        check("/identities/1/wikidata", Some(json!(bad)), "field-not-wikidata");
    }
    for said in ["/annotations/1/attributes", "/relations/1/attributes"] {
        check(said, Some(json!([])), "field-not-object");
        check(&format!("{said}/type"), Some(json!(1)), "field-not-text");
        check(&format!("{said}/type"), Some(json!(null)), "field-not-text");
        // The name stands beside the place: it may be anything.
        check(said, Some(json!({ "two words": "x" })), "field-not-id");
    }
    // A scheme within the file is checked as one by itself.
    check("/schemes/0/labels/0/attributes/0/values/1/id", GONE, "field-missing");
}

#[test]
fn every_rule_of_the_scheme_is_kept() {
    let good = full_scheme();
    let check = |pointer: &str, value: Option<Value>, code: &str| {
        check_broken(&good, pointer, value.clone(), code);
        let embedded = format!("/schemes/0{pointer}");
        check_broken(&full_annotations(), &embedded, value, code);
    };
    let (role, cues) = ("/relations/0/arguments/1", "/relations/0/cues/0");
    let attribute = ["/labels/0/attributes/0", "/relations/0/attributes/0"];
    let choice = attribute.map(|attribute| format!("{attribute}/values/1"));
    let named = ["/labels/1", "/relations/0", attribute[0], attribute[1], choice[0].as_str(), choice[1].as_str()];
    for object in [&named[..], &["", "/profiles/1"]].concat() {
        if !object.is_empty() {
            check(object, Some(json!("x")), "field-not-object");
        }
        check(&format!("{object}/id"), GONE, "field-missing");
        check(&format!("{object}/id"), Some(json!("two words")), "field-not-id");
    }
    check(&format!("{role}/role"), GONE, "field-missing");
    check(&format!("{role}/role"), Some(json!("")), "field-not-id");
    for object in [&named[..], &[role]].concat() {
        for bad in [None, Some(json!(" "))] {
            let code = if bad.is_none() { "field-missing" } else { "field-empty" };
            check(&format!("{object}/name"), bad, code);
        }
        for of_text in ["name", "test", "nearMiss", "guideline", "profile"] {
            check(&format!("{object}/{of_text}"), Some(json!(1)), "field-not-text");
        }
    }
    check("/title", GONE, "field-missing");
    check("/title", Some(json!("")), "field-empty");
    check("/profiles/1/name", GONE, "field-missing");
    check(&format!("{cues}/language"), GONE, "field-missing");
    check(&format!("{cues}/language"), Some(json!("")), "field-empty");
    for of_text in ["/about", "/profile", "/profiles/1/about", "/labels/1/key", "/labels/1/colour", "/labels/1/line"] {
        check(of_text, Some(json!([])), "field-not-text");
    }
    for of_text in [&format!("{role}/labels/1"), &format!("{cues}/words/1"), &format!("{cues}/suggests/mode")] {
        check(of_text, Some(json!(false)), "field-not-text");
    }
    for list in ["/profiles", "/labels", "/relations", "/labels/0/attributes", "/labels/0/attributes/0/values"] {
        check(list, Some(json!({})), "field-not-list");
    }
    for list in ["arguments", "attributes", "cues", "arguments/1/labels", "cues/0/words"] {
        check(&format!("/relations/0/{list}"), Some(json!({})), "field-not-list");
    }
    check(&format!("{cues}/suggests"), Some(json!([])), "field-not-object");
    check(&format!("{cues}/suggests"), Some(json!({ "": "x" })), "field-not-id");
    for truth in ["/labels/1/identity".to_owned(), format!("{role}/owned")] {
        for bad in [json!("yes"), json!(1)] {
            check(&truth, Some(bad), "field-not-truth");
        }
    }
    for bad in [json!(-1), json!(1.5), json!("1")] {
        check(&format!("{role}/least"), Some(bad), "field-not-number");
    }
    check("/relations/0/arguments/0/most", Some(json!(0)), "field-not-number");
    for kind in attribute.map(|attribute| format!("{attribute}/kind")) {
        check(&kind, GONE, "field-missing");
        check(&kind, Some(json!("number")), "field-not-allowed");
    }
}

#[test]
fn the_reader_keeps_rules_that_a_schema_cannot_say() {
    let check = |file: &Value, pointer: &str, value: Value, code: &str, place: &str| {
        let file = changed(file, pointer, Some(value));
        assert!(schema_of(&file).is_valid(&file), "the schema does say so: {pointer}");
        check_reader(&file, code, place);
    };
    let (article, annotations) = (full_article(), full_annotations());
    check(&article, "/blocks/3/id", json!("b1"), "id-twice", "blocks[3].id");
    check(&article, "/published", json!("2026-02-30"), "field-not-date", "published");
    check(&article, "/modified", json!("2026-01-31T24:00:00Z"), "field-not-date", "modified");
    check(&article, "/imported/at", json!("2026-13-01T00:00:00Z"), "field-not-moment", "imported.at");
    check(&article, "/url", json!("https://exam\\ple.org"), "field-not-address", "url");
    check(&article, "/url", json!("https://example.org/a b"), "field-not-address", "url");
    check(&article, "/url", json!("https://..."), "field-not-address", "url");
    // The schema counts characters, the reader bytes.
    check(&article, "/id", json!("é".repeat(1025)), "field-not-id", "id");
    check(&annotations, "/annotations/1/id", json!("urn:1"), "id-twice", "annotations[1].id");
    let scheme = full_scheme();
    check(&annotations, "/relations/1/id", json!("urn:r1"), "id-twice", "relations[1].id");
    check(&annotations, "/identities/1/id", json!("urn:mayor"), "id-twice", "identities[1].id");
    check(&scheme, "/profiles/1/id", json!("few"), "id-twice", "profiles[1].id");
    check(&scheme, "/labels/1/id", json!("claim"), "id-twice", "labels[1].id");
    check(&scheme, "/labels/0/attributes/2/id", json!("mode"), "id-twice", "labels[0].attributes[2].id");
    let second = "/labels/0/attributes/0/values/1/id";
    check(&scheme, second, json!("direct"), "id-twice", "labels[0].attributes[0].values[1].id");
    check(&scheme, "/relations/0/arguments/1/role", json!("claim"), "id-twice", "relations[0].arguments[1].role");
    let least = "/relations/0/arguments/1/least";
    check(&scheme, least, json!(1_u64 << 32), "field-not-number", "relations[0].arguments[1].least");
    let twice = json!([annotations["schemes"][0], annotations["schemes"][0]]);
    check(&annotations, "/schemes", twice, "id-twice", "schemes[1].id");
    // Where the first fragment ends and the second begins.
    for (target, end, start) in [("/annotations/1/target", 5, 14), ("/annotations/2/moved/was", 7, 9)] {
        let place = place_of(target);
        let check = |field: &str, value: Value, code: &str, place: &str| {
            check(&annotations, &format!("{target}/1/{field}"), value, code, place);
        };
        check("end", json!(start), "span-backwards", &format!("{place}[1]"));
        check("start", json!(end), "fragments-out-of-order", &place);
        check("start", json!(3), "fragments-out-of-order", &place);
        check("end", json!(1_u64 << 32), "field-not-number", &format!("{place}[1].end"));
    }
    // Both lists are looked at; what is null is absent.
    let both = changed(&annotations, "/annotations/2/target/1/start", Some(json!(1)));
    let both = changed(&both, "/annotations/2/moved/was/1/start", Some(json!(1)));
    assert_eq!(codes(&read(&both.to_string()).problems), ["fragments-out-of-order"; 2]);
    let none = read(&changed(&annotations, "/annotations/2/moved", Some(Value::Null)).to_string());
    assert_eq!((codes(&none.problems), none.annotations[2].moved.clone()), (vec![], None));
}

#[test]
fn all_problems_of_an_object_are_found_on_page() {
    let file = changed(&full_article(), "/language", Some(json!("english language")));
    let file = changed(&file, "/blocks/3/text", Some(json!("")));
    let file = changed(&file, "/authors/0/name", GONE);
    let found = read(&file.to_string());
    assert_eq!(codes(&found.problems), ["field-not-language", "field-missing", "block-text"]);
    assert_eq!(found.rejected, 1);
}

// Schema and reader agree on any change of a good file.

/// Where every value of a file stands.
fn pointers(value: &Value, at: &str, into: &mut Vec<String>) {
    into.push(at.to_owned());
    match value {
        Value::Array(entries) => {
            entries.iter().enumerate().for_each(|(index, entry)| pointers(entry, &format!("{at}/{index}"), into));
        }
        Value::Object(fields) => {
            fields.iter().for_each(|(name, field)| pointers(field, &format!("{at}/{name}"), into));
        }
        _ => {}
    }
}

fn odd_values() -> Vec<Value> {
    vec![
        json!(null),
        json!(true),
        json!(0),
        json!(1),
        json!(3),
        json!(-1),
        json!(2.5),
        json!(1e300),
        json!(4294967295_u64),
        json!(""),
        json!(" "),
        json!("x"),
        json!("en"),
        json!("rtl"),
        json!("quote"),
        json!("other"),
        json!("a b"),
        json!("b1"),
        json!("x\ny"),
        json!("2026-02-30"),
        json!("2026-01-31"),
        json!("2026-01-31T09:30:00Z"),
        json!("https://example.org"),
        json!("https://-"),
        json!("\u{1f600}"),
        json!("x\u{feff}"),
        json!("\u{feff}"),
        json!([]),
        json!({}),
        json!(["x"]),
        json!([{}]),
        json!({"id": "x"}),
    ]
}

/// Rules that only the reader keeps, because a schema cannot say them.
const READER_ONLY: &[&str] = &[
    "id-twice",       // unique among its neighbours
    "field-not-date", // a day of the calendar
    "field-not-moment",
    "field-not-address", // a host that has a letter or digit
    "field-not-number",  // at most 2³² - 1; 2.0 is not written 2
    "span-backwards",
    "fragments-out-of-order",
    "digest-differs",
    "article-id-differs", // two names for one article
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn schema_and_reader_agree_on_changed_files(
        kind in 0usize..3,
        changes in prop::collection::vec((any::<prop::sample::Index>(), prop::option::weighted(0.8, prop::sample::select(odd_values()))), 1..3),
    ) {
        let mut file = [full_article, full_annotations, full_scheme][kind]();
        let mut may_be_laxer = false;
        for (index, value) in changes {
            let mut places = Vec::new();
            pointers(&file, "", &mut places);
            let at = index.get(&places);
            // What is no file of ours at all is another test's matter.
            if at.is_empty() || ["/format", "/version"].iter().any(|end| at.ends_with(end)) { continue; }
            let is_entry = at.rsplit('/').next().is_some_and(|last| last.parse::<usize>().is_ok());
            // The reader takes null for absent, does not read a digest without its
            // article, and does not ask an article within a file for its format.
            may_be_laxer |= value == Some(Value::Null) || at.ends_with("/digest") || at.ends_with("/article");
            if value.is_none() && is_entry { continue; }
            file = changed(&file, at, value);
        }
        let (is_valid, found) = (schema_of(&file).is_valid(&file), read(&file.to_string()));
        let reader_only = found.problems.iter().all(|problem| READER_ONLY.contains(&&*problem.code));
        if is_valid {
            prop_assert!(reader_only, "only the reader refuses {file}: {:?}", found.problems);
        } else {
            prop_assert!(!found.problems.is_empty() || may_be_laxer, "only the schema refuses {file}");
        }
        // Nothing is dropped without a word.
        if let Some(annotations) = file["annotations"].as_array() {
            let dropped = annotations.len() - found.annotations.len();
            prop_assert!(found.rejected >= dropped && (dropped == 0 || !found.problems.is_empty()));
        }
        for problem in &found.problems {
            let words = messages::problem(problem);
            prop_assert!(!words.starts_with("problem-"), "{words}");
        }
    }

}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(250))]

    #[test]
    fn no_text_makes_the_reader_fail(text in "(\\PC|[\\[\\]{}\":,\\\\\n0-9]){0,60}") {
        let found = read(&text);
        let held = found.articles.len() + found.annotations.len() + found.drafts.len();
        prop_assert!(held > 0 || !found.problems.is_empty());
    }

    #[test]
    fn no_bytes_make_the_reader_fail(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        let found = read_bytes(&bytes);
        prop_assert!(!found.drafts.is_empty() || !found.problems.is_empty());
    }
}

// What stands in a file beside what we know.

/// Puts an unknown key into every object, but not into those that are values by their
/// names: there it would be one more.
fn with_unknown_keys(value: &mut Value) {
    match value {
        Value::Array(entries) => entries.iter_mut().for_each(with_unknown_keys),
        Value::Object(fields) => {
            let is_said = |name: &str, value: &Value| ["attributes", "suggests"].contains(&name) && value.is_object();
            fields.iter_mut().filter(|(name, value)| !is_said(name, value)).for_each(|(_, v)| with_unknown_keys(v));
            fields.insert("later".into(), json!({ "deep": [1, null] }));
        }
        _ => {}
    }
}

/// The objects that have kept their unknown key.
fn keepers(file: &Value) -> BTreeSet<String> {
    let mut places = Vec::new();
    pointers(file, "", &mut places);
    places.iter().filter_map(|at| at.strip_suffix("/later")).map(str::to_owned).collect()
}

#[test]
fn unknown_keys_are_given_back() {
    let mut file = full_article();
    with_unknown_keys(&mut file);
    let found = read(&file.to_string());
    assert_eq!(codes(&found.problems), Vec::<&str>::new());
    let written: Value = serde_json::from_str(&article::write(&found.articles[0])).unwrap();
    let lost: BTreeSet<String> = keepers(&file).difference(&keepers(&written)).cloned().collect();
    assert_eq!(lost, BTreeSet::new());
    assert_eq!(written["blocks"][3]["later"], json!({ "deep": [1, null] }));

    let mut file = full_annotations();
    with_unknown_keys(&mut file);
    let found = read(&file.to_string());
    // The envelope is the file's, not the workspace's: several files become one.
    assert_eq!(codes(&found.problems), ["field-unknown"; 2]);
    assert_eq!((place(&found.problems[0]), place(&found.problems[1])), ("later", "articles[0].later"));
    let workspace = imported(&Workspace::default(), &found).0;
    let written = annotations::write(&workspace, &Scope::Workspace, true);
    let written: Value = serde_json::from_str(&written).unwrap();
    let lost: BTreeSet<String> = keepers(&file).difference(&keepers(&written)).cloned().collect();
    assert_eq!(lost, BTreeSet::from(["".to_owned(), "/articles/0".to_owned()]));

    let mut file = full_scheme();
    with_unknown_keys(&mut file);
    let found = read(&file.to_string());
    assert_eq!(codes(&found.problems), Vec::<&str>::new());
    let [Entity::Scheme(scheme)] = found.others.as_slice() else { panic!("{:?}", found.others) };
    assert_eq!(serde_json::from_str::<Value>(&scheme::write(scheme)).unwrap(), file);
}

// Workspaces go out and come back.

/// The workspace after the content of a file came in, and the plan for it.
pub(in crate::formats) fn imported(workspace: &Workspace, file: &ReadFile) -> (Workspace, ImportPlan) {
    let first = plan(workspace, &file.articles, &file.annotations, &file.others, &[]);
    // What the page has the worker do.
    let look = |sought: &Sought| {
        let fragments: Vec<_> = sought.annotations.iter().flat_map(|a| a.target.clone()).collect();
        let mut placements = place_from_quotes(&sought.text, &fragments).into_iter();
        let of = |a: &Rc<Annotation>| (a.id.clone(), placements.by_ref().take(a.target.len()).collect());
        sought.annotations.iter().map(of).collect::<Vec<_>>()
    };
    let found: Vec<_> = first.sought.iter().flat_map(look).collect();
    let plan = plan(workspace, &file.articles, &file.annotations, &file.others, &found);
    let after = match plan.edit() {
        Some(edit) => workspace.after(&workspace.change(&edit).unwrap()),
        None => workspace.clone(),
    };
    (after, plan)
}

fn holding(articles: Vec<Rc<Article>>, annotations: Vec<Rc<Annotation>>) -> Workspace {
    with_others(articles, annotations, Vec::new())
}

pub(super) fn with_others(
    articles: Vec<Rc<Article>>,
    annotations: Vec<Rc<Annotation>>,
    others: Vec<Entity>,
) -> Workspace {
    let empty = Workspace::default();
    empty.after(&empty.change(&Edit::Import { articles, annotations, reanchored: vec![], others }).unwrap())
}

/// Relations, identities and schemes.
pub(super) fn others(workspace: &Workspace) -> Vec<Entity> {
    let relations = workspace.relations().cloned().map(Entity::Relation);
    let identities = workspace.identities().cloned().map(Entity::Identity);
    relations.chain(identities).chain(workspace.schemes().cloned().map(Entity::Scheme)).collect()
}

/// The same as it is for others: which scheme a reader chose when is theirs alone.
pub(super) fn unchosen(workspace: &Workspace) -> Workspace {
    let articles = workspace.articles().map(|marked| marked.readable.article.clone()).collect();
    let others = others(workspace).into_iter().map(|other| match other {
        Entity::Scheme(scheme) => Entity::Scheme(Rc::new(Scheme { chosen: None, ..Scheme::clone(&scheme) })),
        other => other,
    });
    with_others(articles, workspace.annotations().cloned().collect(), others.collect())
}

#[test]
fn of_what_comes_with_the_app_the_file_of_all_holds_what_is_marked() {
    let [here, marked, own] =
        ["urn:ascribe:sample:a", "urn:ascribe:sample:b", "urn:c"].map(|id| article(id, &["Text"]));
    let mark = annotation("urn:mark", &marked, "claim", &[(0, 4)]);
    let workspace = holding(vec![here, marked, own], vec![mark]);
    let ids = |scope: &Scope| -> Vec<String> {
        let file = read(&annotations::write(&workspace, scope, true));
        file.articles.iter().map(|article| article.id.to_string()).collect()
    };
    assert_eq!(ids(&Scope::Workspace), ["urn:ascribe:sample:b", "urn:c"]);
    // Who asks for one gets it.
    assert_eq!(ids(&Scope::Article("urn:ascribe:sample:a".into())), ["urn:ascribe:sample:a"]);
}

pub(in crate::formats) fn with_everything(workspace: &Workspace) -> String {
    annotations::write(workspace, &Scope::Workspace, true)
}

prop_compose! {
    fn any_block_text()(text in "[a-c .,é\u{301}中𠮷😀👩\u{200d}🇫🇷א ב\u{200f}न\u{94d}\"\\\\<&\t\u{feff}]{1,20}") -> String {
        let text = text.trim();
        if text.is_empty() { "x".to_owned() } else { text.to_owned() }
    }
}

prop_compose! {
    fn any_full_article(id: &'static str)(
        texts in prop::collection::vec((any_block_text(), any::<prop::sample::Index>(), 1u8..=6, any::<bool>()), 1..5),
        title in any_block_text(), direction in any::<bool>(), filled in any::<[bool; 8]>(), name in any_block_text(),
        extra in prop::option::of("[a-z]{1,3}"),
    ) -> Rc<Article> {
        let mut made = Article::clone(&article(id, &texts.iter().map(|(text, ..)| text.as_str()).collect::<Vec<_>>()));
        for (block, (_, kind, level, flag)) in made.blocks.iter_mut().zip(&texts) {
            use crate::model::article::KINDS;
            block.kind = match kind.get(KINDS).kind {
                BlockKind::Heading { .. } => BlockKind::Heading { level: *level },
                BlockKind::ListItem { .. } => BlockKind::ListItem { level: *level, ordered: *flag },
                other => other,
            };
            block.language = flag.then(|| "zh-Hant".to_owned());
            block.direction = flag.then_some(Direction::Rtl);
        }
        made.title = title;
        made.direction = if direction { Direction::Ltr } else { Direction::Rtl };
        let party = |url: bool| Party { name: name.clone(), url: url.then(|| "https://example.org/".to_owned()), extra: Map::new() };
        made.outlet = filled[0].then(|| party(filled[1]));
        made.authors = if filled[2] { vec![party(true), party(false)] } else { vec![] };
        made.published = filled[3].then(|| "2024-02-29".to_owned());
        made.modified = filled[4].then(|| "2024-02-29T12:00:00.5-03:30".to_owned());
        made.url = filled[5].then(|| "https://example.org/ä?b#c".to_owned());
        let notice = filled[3].then(|| name.clone());
        made.licence = filled[6].then(|| Licence { name: None, url: None, notice, extra: Map::new() });
        made.imported = filled[7].then(|| Imported { from: name.clone(), at: filled[0].then(|| moment(7)), extra: Map::new() });
        made.story = filled[1].then(|| Story { id: "urn:story".into(), title: name.clone(), extra: Map::new() });
        made.extra.extend(extra.map(|key| (format!("x-{key}"), json!([{ "y": 1.5 }]))));
        Rc::new(made)
    }
}

/// The fragments of an article at some spans.
pub(super) fn target(of: &Rc<Article>, spans: &[(u32, u32)]) -> Vec<Fragment> {
    annotation("urn:any", of, "claim", spans).target.clone()
}

/// Tells of any place in a text that is not here any more; mostly of none.
fn any_moved() -> impl Strategy<Value = Option<Moved>> {
    let part = (1u32..20, 1u32..9, "\\PC{1,5}", "\\PC{0,3}", any::<bool>());
    let moved = (0u8..=100, prop::collection::vec(part, 1..4), any::<bool>());
    prop::option::weighted(
        0.3,
        moved.prop_map(|(score, parts, has_more)| {
            let mut end = 0;
            let more = |has_more: bool| has_more.then(|| ("later".to_owned(), json!([score]))).into_iter().collect();
            let was = parts.into_iter().map(|(gap, length, exact, prefix, has_more)| {
                let start = end + gap;
                end = start + length;
                Fragment {
                    span: span(start, end),
                    quote: Quote { exact, prefix, suffix: String::new() },
                    extra: more(has_more),
                }
            });
            Moved { score, was: was.collect(), extra: more(has_more) }
        }),
    )
}

/// Some annotations of an article, by spans that need not respect anything.
fn any_annotations(of: Rc<Article>, prefix: &'static str) -> impl Strategy<Value = Vec<Rc<Annotation>>> {
    let length = of.joined_text().chars().count() as u32;
    let one = (
        0..length,
        1..=length,
        any::<bool>(),
        ".{0,6}",
        prop::sample::select(vec!["claim", "x:y"]),
        0u32..90,
        any_moved(),
        any_said(),
        prop::option::of(prop::sample::select(vec!["urn:i0", "urn:i1", "urn:gone"])),
    );
    prop::collection::vec(one, 0..6).prop_map(move |made| {
        let made = made.into_iter().enumerate().map(
            |(number, (start, size, is_orphan, note, label, second, moved, said, identity))| {
                let end = (start + size).min(length);
                let mut made =
                    Annotation::clone(&annotation(&format!("urn:{prefix}{number}"), &of, label, &[(start, end)]));
                made.note = note;
                made.modified = moment(second);
                made.moved = moved;
                made.attributes = said;
                made.identity = identity.map(Into::into);
                if is_orphan {
                    // Words that stand nowhere.
                    made.target[0].quote.exact = "⚑".into();
                }
                if second % 3 == 0 {
                    made.extra.insert("later".into(), json!({ "z": null }));
                    made.target[0].extra.insert("later".into(), json!(second));
                }
                Rc::new(made)
            },
        );
        made.collect()
    })
}

fn any_said() -> impl Strategy<Value = BTreeMap<AttributeId, String>> {
    let id = prop::sample::select(vec!["type", "x:y", "é"]);
    prop::collection::btree_map(id.prop_map(AttributeId::from), "\\PC{0,5}", 0..3)
}

/// Relations of annotations of one article, some of which are not here; identities;
/// and schemes, of which one may be chosen.
fn any_others(annotations: Vec<Rc<Annotation>>) -> impl Strategy<Value = Vec<Entity>> {
    let argument = (prop::sample::select(vec!["claim", "source", "x"]), any::<prop::sample::Index>());
    let relation = (prop::collection::vec(argument, 0..4), any_said(), ".{0,6}", any::<bool>());
    let relation = prop::collection::vec(relation, 0..4).prop_map(move |relations| {
        let made = relations.into_iter().enumerate().map(|(number, (arguments, said, note, is_known))| {
            let id = |at: prop::sample::Index| match annotations.get(at.index(annotations.len() + 1)) {
                Some(annotation) => annotation.id.clone(),
                None => "urn:gone".into(),
            };
            let arguments = arguments.into_iter().map(|(role, at)| Argument::new(role.into(), id(at))).collect();
            let label = if is_known { "attribution" } else { "x:y" };
            let mut made = Relation::new(format!("urn:r{number}").into(), label.into(), arguments, moment(1));
            (made.attributes, made.note, made.modified) = (said, note, moment(2));
            made.extra.extend(is_known.then(|| ("later".to_owned(), json!([number]))));
            Entity::Relation(Rc::new(made))
        });
        made.collect::<Vec<_>>()
    });
    let other = prop::sample::select(vec!["urn:i0", "urn:i1", "urn:gone"]).prop_map(IdentityId::from);
    let different = prop::collection::btree_set(other, 0..2);
    let identity = ("\\PC{0,5}x", prop::collection::vec("\\PC{0,5}", 0..3), any::<bool>(), ".{0,6}", different);
    let identities = prop::collection::vec(identity, 0..3).prop_map(|identities| {
        let made = identities.into_iter().enumerate().map(|(number, (name, aliases, is_known, note, different))| {
            let mut made = Identity::new(format!("urn:i{number}").into(), &name, moment(1));
            (made.aliases, made.note, made.different_from) = (aliases, note, different.into_iter().collect());
            made.wikidata = if is_known { "Q42".to_owned() } else { String::new() };
            Entity::Identity(Rc::new(made))
        });
        made.collect::<Vec<_>>()
    });
    let scheme = ("\\PC{0,5}x", any::<bool>(), prop::option::of(0u32..60));
    let schemes = prop::collection::vec(scheme, 0..3).prop_map(|schemes| {
        let made = schemes.into_iter().enumerate().map(|(number, (title, is_full, chosen))| {
            let Ok(full) = scheme::read(&full_scheme(), "", &Twice::default()) else {
                panic!("the full scheme is good")
            };
            let made = if is_full { full } else { Scheme::bare() };
            let id = format!("urn:s{number}").into();
            Entity::Scheme(Rc::new(Scheme { id, title, chosen: chosen.map(moment), ..made }))
        });
        made.collect::<Vec<_>>()
    });
    (relation, identities, schemes)
        .prop_map(|(relations, identities, schemes)| [relations, identities, schemes].concat())
}

/// Two articles with annotations, and annotations of a third that is not here.
pub(in crate::formats) fn any_workspace() -> impl Strategy<Value = Workspace> {
    let articles =
        (any_full_article("https://example.org/1"), any_full_article("urn:two"), any_full_article("urn:three"));
    articles.prop_flat_map(|(one, two, absent)| {
        let made = (any_annotations(one.clone(), "a"), any_annotations(two.clone(), "b"), any_annotations(absent, "c"));
        made.prop_flat_map(move |(a, b, c)| {
            let (one, two) = (one.clone(), two.clone());
            let annotations = [a.clone(), b, c].concat();
            any_others(a)
                .prop_map(move |others| with_others(vec![one.clone(), two.clone()], annotations.clone(), others))
        })
    })
}

/// Whether two say the same under any names.
pub(super) fn says_the_same(one: &Entity, other: &Entity) -> bool {
    match (one, other) {
        (Entity::Relation(one), Entity::Relation(other)) => {
            let roles = |relation: &Relation| relation.arguments.iter().map(|a| a.role.clone()).collect::<Vec<_>>();
            (&one.label, &one.attributes, &one.note, roles(one))
                == (&other.label, &other.attributes, &other.note, roles(other))
        }
        (Entity::Identity(one), Entity::Identity(other)) => {
            // From what it differs is added to what is here, under the names that are used here.
            let different_from = one.different_from.clone();
            let (id, modified) = (one.id.clone(), one.modified.clone());
            **one == Identity { id, modified, different_from, ..Identity::clone(other) }
        }
        (Entity::Scheme(one), Entity::Scheme(other)) => **one == Scheme { id: one.id.clone(), ..Scheme::clone(other) },
        _ => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn what_goes_out_comes_back_equal(workspace in any_workspace()) {
        let text = with_everything(&workspace);
        let file = read(&text);
        prop_assert_eq!(codes(&file.problems), Vec::<&str>::new());
        let (back, plan) = imported(&Workspace::default(), &file);
        prop_assert!(plan.notices.iter().all(|n| ["annotations-lost", "annotations-waiting"].contains(&&*n.code)));
        prop_assert_eq!(&back, &unchosen(&workspace));
        prop_assert_eq!(with_everything(&back), text);
        // The same file once more adds nothing.
        let (again, second) = imported(&back, &file);
        prop_assert!(second.edit().is_none());
        prop_assert_eq!(second.already_here, file.articles.len() + file.annotations.len() + file.others.len());
        prop_assert_eq!(&again, &back);
    }

    #[test]
    fn what_goes_out_in_parts_comes_back_in_any_order(workspace in any_workspace(), turned in any::<bool>()) {
        let mut parts = vec![annotations::write(&workspace, &Scope::Workspace, false)];
        parts.extend(workspace.articles().map(|marked| article::write(&marked.readable.article)));
        if turned {
            parts.reverse();
        }
        let back = parts.iter().fold(Workspace::default(), |workspace, text| imported(&workspace, &read(text)).0);
        prop_assert_eq!(back, unchosen(&workspace));
    }

    #[test]
    fn every_file_that_is_written_is_valid(workspace in any_workspace()) {
        let scopes = workspace.articles().map(|marked| Scope::Article(marked.readable.article.id.clone()));
        for scope in scopes.chain([Scope::Workspace]) {
            for (format, write) in on_page().filter(|(format, _)| !format.one_article || scope != Scope::Workspace) {
                let pieces = write(&workspace, &scope).unwrap();
                let (count, text) = (pieces.len(), pieces.collect::<String>());
                prop_assert!(count > 0);
                let file: Value = serde_json::from_str(&text).unwrap();
                prop_assert_eq!(schema_problems(&file), Vec::<String>::new(), "{}", format.key);
                prop_assert!(text.ends_with("}\n"), "the file ends its last line");
                let rejected = read_bytes(text.as_bytes());
                prop_assert_eq!((rejected.rejected, codes(&rejected.problems)), (0, vec![]));
            }
        }
    }

    #[test]
    fn two_files_come_in_in_either_order(one in any_workspace(), two in any_workspace()) {
        // Their articles have the same names and other texts: which of the two keeps
        // the name depends on the order, but every text and every mark is there.
        let files = [with_everything(&one), with_everything(&two)].map(|text| read(&text));
        for order in [[0, 1], [1, 0]] {
            let first = imported(&Workspace::default(), &files[order[0]]).0;
            let both = imported(&first, &files[order[1]]).0;
            for marked in one.articles().chain(two.articles()) {
                let text = marked.readable.article.joined_text();
                prop_assert!(both.articles().any(|here| here.readable.article.joined_text() == text));
            }
            for annotation in one.annotations().chain(two.annotations()) {
                let same = |here: &Rc<Annotation>| here.quoted() == annotation.quoted() && here.note == annotation.note;
                prop_assert!(both.annotations().any(same), "{annotation:?}");
            }
            // Whatever it is called, what is said is there.
            for other in others(&unchosen(&one)).into_iter().chain(others(&unchosen(&two))) {
                let is_there = others(&both).iter().any(|here| says_the_same(here, &other));
                prop_assert!(is_there, "{other:?}");
            }
            for file in &files {
                prop_assert!(imported(&both, file).1.edit().is_none(), "each of them is here already");
            }
        }
    }
}

// Importing into what is here.

const BODY: &str = "The old mayor resigned on Monday.";

fn story() -> Rc<Article> {
    article("urn:a", &["Mayor resigns", BODY])
}

/// An annotation of “old mayor” in [`story`].
fn mark(id: &str) -> Rc<Annotation> {
    annotation(id, &story(), "claim", &[(18, 27)])
}

/// What an import says, and how many articles and annotations there are then.
#[track_caller]
fn check_import(
    here: &Workspace,
    articles: &[Rc<Article>],
    annotations: &[Rc<Annotation>],
    notices: &[&str],
    counts: (usize, usize),
) -> Workspace {
    let file = ReadFile { articles: articles.to_vec(), annotations: annotations.to_vec(), ..ReadFile::default() };
    let (after, plan) = imported(here, &file);
    assert_eq!(codes(&plan.notices), notices);
    assert_eq!((after.articles().count(), after.annotation_count()), counts);
    let (again, second) = imported(&after, &file);
    assert!(second.edit().is_none(), "the same import again adds {:?}", second.edit());
    assert_eq!(again, after);
    after
}

#[test]
fn an_article_with_another_text_is_kept_beside() {
    let here = holding(vec![story()], vec![mark("urn:x")]);
    let other = article("urn:a", &["Mayor stays", "The old mayor stays."]);
    let note = annotation("urn:y", &other, "claim", &[(16, 25)]);
    let after = check_import(&here, from_ref(&other), &[note], &["article-differs"], (2, 2));
    assert_eq!(after.article(&"urn:a".into()).unwrap().readable.article, story(), "what is here stays as it is");
    let beside = after.articles().find(|marked| marked.readable.article.blocks == other.blocks).unwrap();
    assert_eq!(beside.marks_in(1).len(), 1, "its annotation goes with it");
    assert!(after.article(&"urn:a".into()).unwrap().marks_in(1)[0].id == "urn:x".into());
    // The same annotation on both texts is two annotations.
    let both = check_import(&here, from_ref(&other), &[mark_on(&other, "urn:x")], &["article-differs"], (2, 2));
    assert_eq!(both.articles().map(|marked| marked.annotation_count()).collect::<Vec<_>>(), [1, 1]);
}

fn mark_on(of: &Rc<Article>, id: &str) -> Rc<Annotation> {
    annotation(id, of, "claim", &[(16, 25)])
}

#[test]
fn annotations_wait_for_their_article() {
    let here = check_import(&Workspace::default(), &[], &[mark("urn:x")], &["annotations-waiting"], (0, 1));
    let after = check_import(&here, &[story()], &[], &[], (1, 1));
    assert_eq!(after, holding(vec![story()], vec![mark("urn:x")]));
    assert_eq!(after.article(&"urn:a".into()).unwrap().marks_in(1).len(), 1);
}

#[test]
fn words_that_stand_elsewhere_are_found_again() {
    let longer = article("urn:a", &["The mayor resigns at last", BODY]);
    let here = holding(vec![longer], vec![]);
    let mut with_extra = Annotation::clone(&mark("urn:x"));
    with_extra.target[0].extra.insert("later".into(), json!(1));
    let (after, plan) = imported(&here, &ReadFile { annotations: vec![Rc::new(with_extra)], ..ReadFile::default() });
    assert_eq!(codes(&plan.notices), ["annotations-moved"]);
    let moved = after.annotation(&"urn:x".into()).unwrap();
    assert_eq!((moved.quoted().as_str(), moved.target[0].span.start().0), ("old mayor", 30));
    assert_eq!(moved.target[0].extra["later"], json!(1));
    assert!(moved.is_placed_in(&after.article(&"urn:a".into()).unwrap().readable.text));
}

#[test]
fn words_that_are_gone_are_reported_and_kept() {
    let other = article("urn:a", &["Mayor resigns", "Nothing remains."]);
    let here = holding(vec![other], vec![]);
    let after = check_import(&here, &[], &[mark("urn:x"), mark("urn:y")], &["annotations-lost"], (1, 2));
    assert_eq!(after.article(&"urn:a".into()).unwrap().orphans().count(), 2);
    let lost = Problem::new("annotations-lost").with("count", 2);
    assert!(messages::problem(&lost).contains("2 annotations"));
}

#[test]
fn the_same_annotation_with_other_content_is_kept_beside() {
    let here = holding(vec![story()], vec![mark("urn:x")]);
    let mut other = Annotation::clone(&mark("urn:x"));
    other.note = "another note".into();
    let other = Rc::new(other);
    let after = check_import(&here, &[story()], from_ref(&other), &["annotations-differ"], (1, 2));
    assert_eq!(after.annotation(&"urn:x".into()), Some(&mark("urn:x")), "what is here stays as it is");
    // Also when both come at once, as from two files in one list.
    let both =
        check_import(&Workspace::default(), &[story()], &[mark("urn:x"), other], &["annotations-differ"], (1, 2));
    assert_eq!(both, after);
    check_import(&Workspace::default(), &[story(), story()], &[mark("urn:x"), mark("urn:x")], &[], (1, 1));
}

#[test]
fn of_two_texts_under_one_name_each_keeps_its_annotations() {
    let other = article("urn:a", &["Mayor stays", "Nobody asked the old mayor."]);
    let of_other = annotation("urn:y", &other, "source", &[(12, 18)]);
    let after = check_import(
        &Workspace::default(),
        &[story(), other],
        &[mark("urn:x"), of_other],
        &["article-differs"],
        (2, 2),
    );
    for marked in after.articles() {
        assert_eq!((marked.marks_in(1).len(), marked.orphans().count()), (1, 0));
    }
}

#[test]
fn a_name_made_for_a_copy_is_a_name() {
    // Storage does not read back what is not.
    let long = format!("urn:{}", "é".repeat(1020));
    let here = holding(vec![article(&long, &["H", "text"])], vec![]);
    let after = check_import(&here, &[article(&long, &["H", "other"])], &[], &["article-differs"], (2, 0));
    assert!(after.articles().all(|marked| is_id(marked.readable.article.id.as_str())));
}

// Files as a whole.

/// What reading a text as a whole file finds: problem codes, and how much.
#[track_caller]
fn check_read(text: &str, expected: &[&str], articles: usize, annotations: usize) -> ReadFile {
    let file = read(text);
    assert_eq!(codes(&file.problems), expected, "{text}");
    assert_eq!((file.articles.len(), file.annotations.len(), !file.drafts.is_empty()), (articles, annotations, false));
    file
}

#[test]
fn what_is_good_in_a_file_is_kept() {
    let mut file = full_annotations();
    let good = file["annotations"][0].clone();
    let entry = |pointer: &str, value: Value| changed(&good, pointer, Some(value));
    file["annotations"] = json!([
        good,
        entry("/id", json!("two words")),
        entry("/id", json!("urn:3")),
        "no object",
        entry("/target/0/end", json!(0)),
        good,
        entry("/id", json!("urn:4")),
        null,
    ]);
    let read = read(&file.to_string());
    let accepted: Vec<&str> = read.annotations.iter().map(|a| a.id.as_str()).collect();
    assert_eq!(accepted, ["urn:1", "urn:3", "urn:4"]);
    assert_eq!(accepted.len() + read.rejected, 8, "accepted and rejected are all that was read");
    let expected = [
        ("field-not-id", "annotations[1].id"),
        ("field-not-object", "annotations[3]"),
        ("field-not-number", "annotations[4].target[0].end"),
        ("id-twice", "annotations[5].id"),
        ("field-not-object", "annotations[7]"),
    ];
    let found: Vec<_> = read.problems.iter().map(|problem| (&*problem.code, place(problem))).collect();
    assert_eq!(found, expected);
    // A bad article leaves the annotations, which then wait for it.
    let file = changed(&full_annotations(), "/articles/0/article/blocks", Some(json!([])));
    let read = check_read(&file.to_string(), &["article-without-blocks"], 0, 3);
    assert_eq!(read.rejected, 1);
}

#[test]
fn the_files_of_a_list_are_read_each_by_itself() {
    let list = json!([full_article(), full_annotations(), { "format": "other" }, full_article()]);
    let file = check_read(&list.to_string(), &[], 0, 0);
    let counts = |part: &ReadFile| (part.articles.len(), part.annotations.len(), codes(&part.problems).join(" "));
    let expected = [(1, 0, ""), (1, 3, ""), (0, 0, "entry-left-out file-unknown"), (1, 0, "")];
    let parts: Vec<_> = file.listed.iter().map(counts).collect();
    assert_eq!(parts, expected.map(|(articles, annotations, codes)| (articles, annotations, codes.to_owned())));
    // They say where in the list they stand.
    let broken = read(&json!([full_article(), changed(&full_article(), "/title", Some(json!("")))]).to_string());
    assert_eq!(place(&broken.listed[1].problems[0]), "[1].title");
    check_read("[]", &["file-unknown"], 0, 0);
    check_read("{}", &["file-unknown"], 0, 0);
    // What is none of ours is told of together.
    let none = &read("[1, 2]").listed[0];
    let expected = ["entry-left-out", "file-unknown", "entry-left-out", "file-unknown"];
    assert_eq!((codes(&none.problems), none.rejected), (expected.to_vec(), 2));
    assert_eq!((place(&none.problems[0]), place(&none.problems[2])), ("[0]", "[1]"));
}

#[test]
fn versions_are_refused_by_name() {
    for good in [full_article(), full_annotations()] {
        let newer = changed(&good, "/version", Some(json!(2)));
        let file = check_read(&newer.to_string(), &["file-newer"], 0, 0);
        let words = messages::problem(&file.problems[0]);
        assert!(words.contains("version 2") && words.contains("up to 1"), "{words}");
        check_read(&changed(&good, "/version", Some(json!(0))).to_string(), &["file-newer"], 0, 0);
        for none in [None, Some(json!("1")), Some(json!(-1)), Some(json!(1.5))] {
            check_read(&changed(&good, "/version", none).to_string(), &["file-without-version"], 0, 0);
        }
        for format in [None, Some(json!("ascribe")), Some(json!(1))] {
            check_read(&changed(&good, "/format", format).to_string(), &["file-unknown"], 0, 0);
        }
    }
}

#[test]
fn a_digest_of_another_text_is_reported() {
    let file = changed(&full_annotations(), "/articles/0/digest", Some(json!(digest("another text"))));
    check_read(&file.to_string(), &["digest-differs"], 1, 3);
}

#[test]
fn a_file_that_is_too_large_is_refused_unread() {
    for size in [MAX_FILE_BYTES + 1, MAX_FILE_BYTES * 3] {
        let file = read_bytes(&vec![b'['; size]);
        assert_eq!(codes(&file.problems), ["file-too-large"]);
        let words = messages::problem(&file.problems[0]);
        assert!(words.contains("32.0 MB can be read"), "{words}");
    }
    let just_too_large = read(&" ".repeat(MAX_FILE_BYTES + 1));
    assert!(messages::problem(&just_too_large.problems[0]).contains("32.1 MB;"), "never “32.0 of 32.0”");
    let deep = format!("[\"{}", "[".repeat(100_000));
    assert_eq!(codes(&read(&deep).problems), ["json-syntax"]);
    let nested = format!("{{\"a\":{}1{}}}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(codes(&read(&nested).problems), ["json-too-deep"], "nesting is bounded");
}

fn utf16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
    std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(order).collect()
}

#[test]
fn a_file_may_be_utf_8_or_utf_16() {
    let file = changed(&full_article(), "/title", Some(json!("Bürgermeister 😀"))).to_string();
    let with_bom = [b"\xEF\xBB\xBF", file.as_bytes()].concat();
    for bytes in [file.as_bytes().to_vec(), with_bom, utf16(&file, u16::to_le_bytes), utf16(&file, u16::to_be_bytes)] {
        let read = read_bytes(&bytes);
        assert_eq!(codes(&read.problems), Vec::<&str>::new());
        assert_eq!(read.articles[0].title, "Bürgermeister 😀");
    }
    // Latin 1, half a surrogate pair, a picture.
    for bytes in [&b"caf\xE9 au lait"[..], &[0xFF, 0xFE, 0x00, 0xD8], b"\x89PNG\r\n\x1a\n\xff\xfe"] {
        assert_eq!(codes(&read_bytes(bytes).problems), ["file-not-text"]);
    }
}

#[test]
fn a_json_error_names_line_and_column() {
    let check = |text: &str, place: &str| {
        let file = check_read(text, &["json-syntax"], 0, 0);
        let words = messages::problem(&file.problems[0]);
        assert!(words.contains(place), "{words}");
    };
    check("{\n  \"format\": \"ascribe-article\",\n  \"title\" \"x\"\n}", "line 3, column 11");
    check("{\"format\": \"ascribe-article\",}", "line 1, column 30");
    check("\n  [{\"format\": \"ascribe-article\"", "line 2");
    check("{\"a\": \"\\ud800\"}", "line 1");
    check("{", "line 1");
    check("{ 'format': 'ascribe-article' }", "line 1, column 3");
}

#[test]
fn a_text_that_begins_with_a_bracket_is_prose() {
    for text in [
        "[Updated 9.30am] The mayor “resigned”.\n\nShe said \"no\".",
        "\n\n[Updated 9.30am] The mayor resigned.",
        "[9.30am] The mayor resigned.",
        "[1] The mayor resigned, she \"said\".",
        "[…] the mayor resigned.",
        "[“No,” she said]",
        "{The mayor} resigned.",
        "\"I resign,\" the mayor said.",
        "42",
    ] {
        let file = read(text);
        assert_eq!(codes(&file.problems), Vec::<&str>::new(), "{text}");
        assert!(!file.drafts.is_empty(), "{text}");
    }
}

// The shipped articles.

fn in_project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

#[test]
fn the_shipped_articles_are_sound_and_all_listed() {
    let folder = in_project("assets/samples");
    let text = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    let mut listed = library::read(&text("manifest.json")).unwrap();
    listed.sort();
    let mut there: Vec<String> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != "manifest.json")
        .collect();
    there.sort();
    assert_eq!(listed, there);
    let mut ids = BTreeSet::new();
    for name in &listed {
        assert_valid(&text(name));
        let file = read(&text(name));
        assert_eq!((codes(&file.problems), file.articles.len()), (vec![], 1), "{name}");
        let article = &file.articles[0];
        assert!(article.is_shipped(), "{name}: the page tells shipped articles by their id");
        assert!(ids.insert(article.id.clone()), "{name}: its id is used twice");
        assert!(article.licence.is_some() && article.story.is_some(), "{name}");
        assert_eq!(article::write(article), text(name), "{name} is not as the app writes it");
        assert_eq!(library::article(&text(name)).as_ref(), Ok(&**article), "{name}: the page reads it without checks");
    }
}

#[test]
fn a_manifest_that_is_none_is_refused() {
    let listing = |files: Value| json!({ "format": "ascribe-library", "version": 1, "articles": files }).to_string();
    assert_eq!(library::read(&listing(json!(["a.json"]))).unwrap(), ["a.json"]);
    for bad in ["", "[]", "{}", "{\"format\": \"ascribe-library\"}", &listing(json!([1])), &listing(json!("a"))] {
        assert_eq!(library::read(bad).unwrap_err().code, "library-unreadable", "{bad}");
    }
}

#[test]
fn a_shipped_article_that_is_none_is_refused() {
    let good = full_article();
    assert_eq!(library::article(&good.to_string()).as_ref(), Ok(&*read(&good.to_string()).articles[0]));
    let bad =
        [("/format", json!("ascribe-annotations")), ("/version", json!(2)), ("/blocks", json!("x")), ("/id", json!(1))];
    let bad = bad.map(|(pointer, value)| changed(&good, pointer, Some(value)).to_string());
    for bad in bad.iter().map(String::as_str).chain(["", "[]", "{}", "null"]) {
        assert_eq!(library::article(bad).unwrap_err().code, "library-unreadable", "{bad}");
    }
}

type Write = fn(&Workspace, &Scope) -> Option<Pieces>;

/// The formats that the page writes itself, and how.
fn on_page() -> impl Iterator<Item = (&'static ExportFormat, Write)> {
    EXPORTS.iter().filter_map(|format| match format.writing {
        Writing::OnPage(write) => Some((format, write)),
        Writing::InWorker => None,
    })
}

// The shipped scheme.

fn shipped_scheme() -> (Scheme, Value) {
    let text = fs::read_to_string(in_project("assets/schemes/news.json")).unwrap();
    (scheme::shipped(&text).unwrap(), serde_json::from_str(&text).unwrap())
}

#[test]
fn the_shipped_scheme_is_a_good_file() {
    let (shipped, value) = shipped_scheme();
    assert_valid(&value.to_string());
    let file = read(&value.to_string());
    assert_eq!((codes(&file.problems), file.others), (vec![], vec![Entity::Scheme(Rc::new(shipped.clone()))]));
    assert_eq!(serde_json::from_str::<Value>(&scheme::write(&shipped)).unwrap(), value, "nothing is lost or added");
    let written = serde_json::to_value(&shipped).unwrap();
    assert_eq!(Scheme::from_json(written).as_ref(), Ok(&shipped));
    assert!(shipped.is_shipped() && shipped.id.as_str() == scheme::SHIPPED && shipped.chosen.is_none());
}

fn check_once<'a>(what: &str, names: impl IntoIterator<Item = &'a str>) {
    let mut seen = BTreeSet::new();
    for name in names {
        assert!(!name.is_empty() && seen.insert(name), "{what}: “{name}” is there twice, or empty");
    }
}

#[test]
fn the_shipped_scheme_explains_all_that_it_offers() {
    let (scheme, _) = shipped_scheme();
    let profiles: Vec<&str> = scheme.profiles.iter().map(|profile| profile.id.as_str()).collect();
    check_once("profiles", profiles.iter().copied());
    assert!(profiles.contains(&scheme.profile.as_str()));
    let check_meaning = |place: &str, meaning: &Meaning| {
        assert!(!meaning.name.trim().is_empty() && !meaning.test.trim().is_empty(), "{place} has a name and a test");
        assert!(meaning.profile.is_empty() || profiles.contains(&meaning.profile.as_str()), "{place}: its profile");
    };
    let check_attributes = |place: &str, attributes: &[Attribute]| {
        check_once(place, attributes.iter().map(|attribute| attribute.id.as_str()));
        for attribute in attributes {
            let place = format!("{place}/{}", attribute.id);
            check_meaning(&place, &attribute.meaning);
            assert_eq!(attribute.kind == AttributeKind::Choice, attribute.values.len() > 1, "{place}");
            check_once(&place, attribute.values.iter().map(|value| value.id.as_str()));
            check_once(&place, attribute.values.iter().map(|value| value.meaning.name.as_str()));
            for value in &attribute.values {
                let place = format!("{place}={}", value.id);
                check_meaning(&place, &value.meaning);
                assert!(!value.meaning.near_miss.trim().is_empty(), "{place} has a near miss");
            }
        }
    };
    let relations = scheme.relations.iter().map(|relation| relation.id.as_str());
    check_once("labels and relations", scheme.labels.iter().map(|label| label.id.as_str()).chain(relations));
    check_once("keys", scheme.labels.iter().map(|label| label.key.as_str()));
    check_once("colours", scheme.labels.iter().map(|label| label.colour.as_str()));
    for label in &scheme.labels {
        let place = label.id.as_str();
        check_meaning(place, &label.meaning);
        assert!(!label.meaning.near_miss.is_empty(), "{place} has a near miss");
        assert!(COLOURS.contains(&label.colour.as_str()) && LINES.contains(&label.line.as_str()), "{place}");
        check_attributes(place, &label.attributes);
    }
    for relation in &scheme.relations {
        let place = relation.id.as_str();
        check_meaning(place, &relation.meaning);
        check_attributes(place, &relation.attributes);
        check_once(place, relation.arguments.iter().map(|role| role.role.as_str()));
        for role in &relation.arguments {
            check_meaning(place, &role.meaning);
            assert!(!role.labels.is_empty() && role.labels.iter().all(|id| scheme.label(id).is_some()), "{role:?}");
            assert!(role.most.is_none_or(|most| most >= role.least && most > 0), "{role:?}");
        }
        let mut words = Vec::new();
        for cues in &relation.cues {
            words.extend(cues.words.iter().map(|words| format!("{} {words}", cues.language)));
            for (id, value) in &cues.suggests {
                let attribute = relation.attributes.iter().find(|attribute| attribute.id == *id);
                assert!(attribute.is_some_and(|known| known.choice(value).is_some()), "{place}: {id}={value}");
            }
        }
        check_once(place, words.iter().map(String::as_str));
    }
}

#[test]
fn the_shipped_scheme_joins_claims_to_sources_by_cues() {
    let (scheme, _) = shipped_scheme();
    let attribution = scheme.relation(&"attribution".into()).unwrap();
    let role = |id: &str| attribution.role(&id.into()).unwrap();
    let least: Vec<u32> = ["claim", "via", "cue"].map(|id| role(id).least).to_vec();
    assert_eq!(least, [1, 0, 0]);
    // What belongs to the attribution alone goes with it; the rest is the reader's.
    for owned in ["claim", "source", "via", "cue"] {
        assert_eq!(role(owned).owned, owned == "cue", "{owned}");
    }
    assert!(!scheme.label(&"cue".into()).unwrap().identity, "a cue is about nothing");
    let ascribed = ascribed(attribution).map(|(what, to_what)| (what.role.as_str(), to_what.role.as_str()));
    assert_eq!(ascribed, Some(("claim", "source")));
}

// Names of files.

#[test]
fn a_file_is_named_after_the_headline() {
    let check = |title: &str, expected: &str| {
        let mut named = Article::clone(&story());
        named.title = title.to_owned();
        let workspace = holding(vec![Rc::new(named)], vec![]);
        for format in EXPORTS {
            let name = format.file_name(&workspace, &Scope::Article("urn:a".into()));
            assert_eq!(name, format!("{expected}.{}", format.extension));
        }
    };
    check("Mayor resigns", "mayor-resigns");
    check("‘I quit’: Mayor’s 3rd & last day — live!", "i-quit-mayor-s-3rd-last-day-live");
    check("../../etc/passwd", "etc-passwd");
    check("a\\b:c*d?e\"f<g>h|i", "a-b-c-d-e-f-g-h-i");
    check("Société Générale", "société-générale");
    check("استقال الوزير", "استقال-الوزير");
    check("市長が辞任", "市長が辞任");
    check("…", "ascribe");
    check("", "ascribe");
    let sixty = ["a".repeat(30), "b".repeat(29)].join("-");
    check(&format!("{sixty} more"), &sixty);
    check(&["a".repeat(30), "b".repeat(30)].join(" "), &"a".repeat(30));
    let everything = EXPORTS[0].file_name(&Workspace::default(), &Scope::Workspace);
    assert_eq!(everything, "ascribe.annotations.json");
    let of_none =
        on_page().map(|(_, write)| write(&Workspace::default(), &Scope::Article("urn:a".into())).map(|p| p.len()));
    assert_eq!(of_none.last(), Some(None));
}

// Golden files: what is written, byte for byte. `UPDATE_GOLDEN=1 cargo test` rewrites them.

pub(super) fn golden_workspace() -> Workspace {
    let mut made = Article::clone(&article(
        "https://example.org/nachricht",
        &[
            "Family 👩‍👩‍👦 wins “prize”",
            "Rene\u{301} said: «cafe\u{301}» was not café.",
            "قال الوزير إن 3 من الموظفين غادروا.",
            "記者の𠮷田氏は「辞任」と述べた。",
            "ADVERTISEMENT",
            "The mayor, officials said, left; the mayor, others said, stayed.",
        ],
    ));
    made.blocks[1].language = Some("fr".into());
    made.blocks[2].language = Some("ar".into());
    made.blocks[2].direction = Some(Direction::Rtl);
    made.blocks[3].language = Some("ja".into());
    made.blocks[4].kind = BlockKind::Boilerplate(Boilerplate::Advertisement);
    made.outlet = Some(Party { name: "Example".into(), url: Some("https://example.org".into()), extra: Map::new() });
    made.authors = vec![Party { name: "René".into(), url: None, extra: Map::new() }];
    made.published = Some("2026-01-31".into());
    let made = Rc::new(made);
    let text = made.joined_text();
    let at = |words: &str| {
        let start = text.find(words).map(|byte| text[..byte].chars().count()).unwrap() as u32;
        (start, start + words.chars().count() as u32)
    };
    let across = (at("«cafe").0, at("قال الوزير").1);
    let mut noted =
        Annotation::clone(&annotation("urn:uuid:3", &made, "claim", &[at("officials said"), at("others said")]));
    noted.note = "First line.\nSecond \"line\"\twith a tab, and 👩‍👩‍👦.".into();
    noted.modified = moment(61);
    // Found again in a text in which its words are others.
    let mut found = Annotation::clone(&annotation("urn:uuid:7", &made, "claim", &[at("The mayor"), at("left")]));
    let mut was = found.target.clone();
    was[0].quote.exact = "The old mayor".into();
    was[0].span = span(was[0].span.start().0, was[0].span.end().0 + 4);
    was[1].span = span(was[1].span.start().0 + 4, was[1].span.end().0 + 4);
    found.moved = Some(Moved { score: 91, was, extra: Map::new() });
    // A claim that is ascribed, with what is said of it and of its source.
    let mut ascribed = Annotation::clone(&annotation("urn:uuid:8", &made, "claim", &[at("「辞任」")]));
    ascribed.attributes = BTreeMap::from([("type".into(), "event".into()), ("wording".into(), "«fort»".into())]);
    let mut source = Annotation::clone(&annotation("urn:uuid:4", &made, "source", &[at("𠮷田氏")]));
    source.identity = Some("urn:uuid:11".into());
    let roles = [("claim", "urn:uuid:8"), ("source", "urn:uuid:4"), ("cue", "urn:uuid:9")];
    let arguments = roles.map(|(role, id)| Argument::new(role.into(), id.into())).to_vec();
    let mut relation = Relation::new("urn:uuid:10".into(), "attribution".into(), arguments, moment(62));
    relation.attributes = BTreeMap::from([("mode".into(), "direct".into())]);
    relation.note = "A quote?\n「…」".into();
    let mut identity = Identity::new("urn:uuid:11".into(), "𠮷田", moment(63));
    (identity.aliases, identity.wikidata) = (vec!["Yoshida".into(), "吉田".into()], "Q42".into());
    let Ok(scheme) = scheme::read(&full_scheme(), "", &Twice::default()) else { panic!("the full scheme is good") };
    let scheme = Scheme { id: "urn:uuid:12".into(), chosen: Some(moment(64)), ..scheme };
    with_others(
        vec![made.clone()],
        vec![
            annotation("urn:uuid:1", &made, "claim", &[at("👩‍👩‍👦 wins “prize”")]),
            annotation("urn:uuid:2", &made, "entity", &[at("👩‍👩‍👦")]), // nested
            Rc::new(noted),                                         // two fragments, a note with line breaks
            Rc::new(source),
            annotation("urn:uuid:5", &made, "entity", &[at("𠮷田氏")]), // of equal extent
            annotation("urn:uuid:6", &made, "claim", &[across]),        // across blocks and scripts
            Rc::new(found),
            Rc::new(ascribed),
            annotation("urn:uuid:9", &made, "cue", &[at("と述べた")]),
        ],
        vec![Entity::Relation(Rc::new(relation)), Entity::Identity(Rc::new(identity)), Entity::Scheme(Rc::new(scheme))],
    )
}

/// What was written is what the golden file of this name holds.
#[track_caller]
pub(super) fn check_golden(name: &str, written: &str) -> String {
    let path = in_project("tests/golden").join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, written).unwrap();
    }
    let golden = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(written, golden, "{}: if it shall differ, run UPDATE_GOLDEN=1 cargo test", path.display());
    golden
}

#[test]
fn golden_files() {
    let workspace = golden_workspace();
    let scope = Scope::Article("https://example.org/nachricht".into());
    for (format, write) in on_page() {
        let golden = check_golden(
            &format!("scripts.{}", format.extension),
            &write(&workspace, &scope).unwrap().collect::<String>(),
        );
        assert_valid(&golden);
    }
    let whole = fs::read_to_string(in_project("tests/golden/scripts.annotations.json")).unwrap();
    assert_eq!(imported(&Workspace::default(), &read(&whole)).0, unchosen(&workspace));
    let scheme = check_golden("scripts.scheme.json", &scheme::write(&workspace.scheme()));
    assert_valid(&scheme);
    assert_eq!(read(&scheme).others, others(&unchosen(&workspace)).split_off(2));
}

// The page for people outside.

#[test]
fn the_examples_of_the_documentation_are_good_files() {
    let page = fs::read_to_string(in_project("docs/formats.md")).unwrap();
    let examples: Vec<&str> = page.split("```json\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    let mut workspace = Workspace::default();
    for example in &examples {
        assert_valid(example);
        let file = read(example);
        assert_eq!((codes(&file.problems), file.rejected), (vec![], 0), "{example}");
        let (after, plan) = imported(&workspace, &file);
        assert_eq!(codes(&plan.notices), Vec::<&str>::new(), "{example}");
        workspace = after;
    }
    assert_eq!((examples.len(), workspace.articles().count()), (5, 1));
    let marked = workspace.articles().next().unwrap();
    assert!(marked.annotation_count() > 0 && marked.orphans().count() == 0);
    // What is joined is there, and what it is about.
    let joined: Vec<_> = workspace.relations().flat_map(|relation| &relation.arguments).collect();
    assert!(joined.len() == 3 && joined.iter().all(|argument| workspace.annotation(&argument.annotation).is_some()));
    assert!(workspace.identities().all(|identity| workspace.mentions(&identity.id).count() == 1));
    assert_eq!(workspace.scheme().title, "Who says what?");
}
