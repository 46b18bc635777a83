//! The strict file and what others write.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::said::attribute_in;
use super::write::tag_of;
use crate::formats::exchange::fixtures::{brought_into, check_sample, read_back, sample, scheme};
use crate::formats::exchange::{Material, write};
use crate::formats::tests::{any_workspace, imported, with_everything};
use crate::formats::{ReadFile, read};
use crate::model::annotation::Annotation;
use crate::model::edit::{Edit, Entity};
use crate::model::fixtures::demanded;
use crate::model::identity::Identity;
use crate::model::relation::Relation;
use crate::model::workspace::Workspace;

fn annotations(file: &ReadFile) -> Vec<Annotation> {
    let mut all: Vec<Annotation> = file.annotations.iter().map(|a| Annotation::clone(a)).collect();
    all.sort_by(|a, b| a.id.cmp(&b.id));
    all
}

fn relations(file: &ReadFile) -> Vec<Relation> {
    let relation = |other: &Entity| match other {
        Entity::Relation(relation) => Some(Relation::clone(relation)),
        _ => None,
    };
    file.others.iter().filter_map(relation).collect()
}

fn identities(file: &ReadFile) -> Vec<Identity> {
    let identity = |other: &Entity| match other {
        Entity::Identity(identity) => Some(Identity::clone(identity)),
        _ => None,
    };
    file.others.iter().filter_map(identity).collect()
}

fn codes(file: &ReadFile) -> Vec<String> {
    file.problems
        .iter()
        .map(|problem| match &*problem.code {
            "exchange-unread" => format!("unread {} {}", problem.args[0].1, problem.args[1].1),
            code => code.to_owned(),
        })
        .collect()
}

/// The annotations of the sample, as a file without `moved` holds them.
fn of_sample(workspace: &Workspace) -> Vec<Annotation> {
    let still = |annotation: &std::rc::Rc<Annotation>| Annotation { moved: None, ..Annotation::clone(annotation) };
    let mut all: Vec<Annotation> = workspace.annotations().map(still).collect();
    all.sort_by(|a, b| a.id.cmp(&b.id));
    all
}

#[test]
fn the_sample_as_web_annotations_comes_back_but_for_what_is_told() {
    let export = check_sample("web-annotation");
    let file = read_back(&export.files[0]);
    assert_eq!((codes(&file), file.rejected), (vec![], 0));
    let workspace = sample();
    let expected = of_sample(&workspace);
    assert_eq!(annotations(&file), expected);
    assert_eq!(relations(&file), workspace.relations().map(|r| Relation::clone(r)).collect::<Vec<_>>());
    assert_eq!(identities(&file), workspace.identities().map(|i| Identity::clone(i)).collect::<Vec<_>>());
    // Where it was written nothing is new.
    let plan = crate::store::import::plan(&workspace, &[], &file.annotations, &file.others, &[]);
    assert!(plan.edit().is_none_or(|_| plan.annotations.len() == 1), "but what lost its earlier place");
}

/// The file of the sample after a reader of JSON-LD has read it and written it again.
#[test]
fn what_a_reader_of_json_ld_writes_is_what_it_was_given() {
    let theirs = read(include_str!("../../../../tests/cases/web_annotation/jsonld_9_0_0.json"));
    let ours = read(include_str!("../../../../tests/golden/exchange/web-annotation/annotations.jsonld"));
    assert_eq!((codes(&theirs), theirs.rejected), (vec![], 0));
    assert_eq!((&theirs.annotations, &theirs.others), (&ours.annotations, &ours.others));
}

/// What comes of bringing a file to the articles of the sample.
fn on_the_sample(file: &ReadFile) -> Vec<Annotation> {
    let sample = sample();
    let only = sample.articles().map(|marked| marked.readable.article.clone()).collect();
    let edit = Edit::Import { articles: only, annotations: vec![], reanchored: vec![], others: vec![] };
    let articles = Workspace::default();
    let articles = articles.after(&articles.change(&edit).unwrap());
    let mut all: Vec<Annotation> =
        brought_into(&articles, file).annotations().map(|annotation| Annotation::clone(annotation)).collect();
    all.sort_by(|a, b| a.id.cmp(&b.id));
    all
}

#[test]
fn the_sample_for_recogito_comes_back_but_for_what_is_told() {
    let export = check_sample("recogito");
    let written: Value = serde_json::from_str(&export.files[0].text).unwrap();
    for item in written.as_array().unwrap() {
        assert!(item["body"].is_array() && !item["id"].as_str().unwrap().contains(':'));
        let has_both = |target: &Value| target["selector"].as_array().unwrap().len() == 2;
        assert!(item["target"].as_array().unwrap().iter().all(has_both));
    }
    let file = read_back(&export.files[0]);
    assert_eq!((codes(&file), file.rejected), (vec![], 0));
    assert_eq!(on_the_sample(&file), of_sample(&sample()), "counted in UTF-16 units, and exact");
    let roles = |r: &Relation| r.arguments.iter().map(|a| format!("{} {}", a.role, a.annotation)).collect();
    let joined: Vec<(String, Vec<String>)> =
        relations(&file).iter().map(|relation| (relation.label.to_string(), roles(relation))).collect();
    let with = |other: &str| ("attribution".to_owned(), vec!["claim urn:uuid:8".to_owned(), other.to_owned()]);
    assert_eq!(joined, [with("source urn:uuid:4"), with("cue urn:uuid:9")]);
    assert_eq!((identities(&file)[0].name.as_str(), identities(&file)[0].wikidata.as_str()), ("𠮷田", "Q42"));
}

/// The file of the sample as Recogito gives it back: with ten units of context, and with
/// keys of its own.
#[test]
fn what_recogito_writes_is_what_it_was_given() {
    let theirs = read(include_str!("../../../../tests/cases/web_annotation/recogito_4_1_1.json"));
    assert_eq!((codes(&theirs), theirs.rejected), (vec![], 0));
    let article = theirs.annotations[0].article.clone();
    let expected: Vec<Annotation> = of_sample(&sample()).into_iter().filter(|a| a.article == article).collect();
    let mut all = on_the_sample(&theirs);
    for (found, expected) in all.iter_mut().zip(&expected) {
        for (found, expected) in found.target.iter_mut().zip(&expected.target) {
            assert!(expected.quote.prefix.ends_with(&found.quote.prefix));
            assert!(expected.quote.suffix.starts_with(&found.quote.suffix));
            found.quote.clone_from(&expected.quote);
        }
    }
    assert_eq!(all, expected);
    let ours = read(include_str!("../../../../tests/golden/exchange/recogito/annotations.json"));
    assert_eq!(theirs.others, ours.others);
}

#[test]
fn the_sample_for_hypothesis_comes_back_but_for_what_is_told() {
    let export = check_sample("hypothesis");
    let written: Value = serde_json::from_str(&export.files[0].text).unwrap();
    for item in written["annotations"].as_array().unwrap() {
        let selector = &item["target"][0]["selector"][0];
        for side in ["prefix", "suffix"] {
            assert!(selector[side].as_str().unwrap().encode_utf16().count() <= 32);
        }
    }
    let file = read_back(&export.files[0]);
    assert_eq!((codes(&file), file.rejected), (vec![], 0));
    let sample = sample();
    let mut expected = of_sample(&sample);
    for annotation in &mut expected {
        annotation.target.truncate(1);
        annotation.identity = None;
    }
    let mut found = annotations(&file);
    for (found, expected) in found.iter_mut().zip(&expected) {
        assert_eq!(found.target[0].quote.exact, expected.target[0].quote.exact);
        assert!(expected.target[0].quote.prefix.ends_with(&found.target[0].quote.prefix));
        assert!(expected.target[0].quote.suffix.starts_with(&found.target[0].quote.suffix));
        found.target.clone_from(&expected.target);
    }
    assert_eq!(found, expected);
    assert!(file.others.is_empty());
}

/// One annotation of some words, with more said.
fn of_words(more: Value) -> Value {
    let mut item = json!({
        "@context": "http://www.w3.org/ns/anno.jsonld", "id": "https://example.org/1", "type": "Annotation",
        "target": { "source": "https://example.org/a#top", "selector": { "type": "TextQuoteSelector", "exact": "said" } }
    });
    item.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    item
}

/// What stands in the first annotation of a file, in one line.
fn line(file: &ReadFile) -> String {
    let Some(annotation) = file.annotations.first() else { return "nothing".to_owned() };
    let fragments = annotation.target.iter().map(|fragment| {
        let quote = &fragment.quote;
        format!(
            "{}-{} {}|{}|{}",
            fragment.span.start().0,
            fragment.span.end().0,
            quote.prefix,
            quote.exact,
            quote.suffix
        )
    });
    let attributes = annotation.attributes.iter().map(|(name, value)| format!("{name}={value}"));
    let said = attributes.collect::<Vec<_>>().join(", ");
    format!("{} [{}] ({said}) {}", annotation.label, fragments.collect::<Vec<_>>().join("; "), annotation.note)
        .trim()
        .to_owned()
}

#[test]
fn bodies_of_all_shapes() {
    #[track_caller]
    fn check(more: Value, expected: &str, problems: &[&str]) {
        let file = read(&of_words(more).to_string());
        assert_eq!(line(&file).replace("[0-4 |said|] ", ""), expected);
        assert_eq!(codes(&file), problems);
        assert_eq!(file.annotations.len() + file.rejected, 1);
    }
    check(json!({}), "highlighting ()", &[]);
    check(json!({"motivation": "questioning", "bodyValue": "Why?"}), "questioning () Why?", &[]);
    check(json!({"motivation": "oa:tagging", "body": {"type": "TextualBody", "value": "claim"}}), "claim ()", &[]);
    check(json!({"body": "A note"}), "highlighting () A note", &[]);
    check(json!({"body": "https://example.org/b"}), "highlighting (link=https://example.org/b)", &[]);
    check(
        json!({"body": [{"purpose": "tagging", "value": "a"}, {"purpose": "tagging", "value": "b:c"}]}),
        "a (b=c)",
        &[],
    );
    check(
        json!({"body": [{"purpose": "tagging", "value": "x"}, {"purpose": "classifying", "value": "claim"}]}),
        "claim (tag=x)",
        &[],
    );
    check(
        json!({"body": [{"purpose": "tagging", "value": "x"}, {"purpose": "tagging", "value": "y"}, {"purpose": "tagging", "value": "z"}]}),
        "x (tag=y, tag-2=z)",
        &[],
    );
    check(
        json!({"body": {"purpose": "classifying", "value": "breaking news"}}),
        "breaking-news (label=breaking news)",
        &[],
    );
    check(
        json!({"body": {"type": "SpecificResource", "purpose": "classifying", "source": "https://example.org/v#Person"}}),
        "Person (link=https://example.org/v#Person)",
        &[],
    );
    check(json!({"body": {"purpose": "describing", "value": "d"}}), "highlighting (describing=d)", &[]);
    check(json!({"body": {"type": "TextualBody", "purpose": "highlighting"}}), "highlighting ()", &[]);
    check(json!({"body": [{"value": "one"}, {"value": "two"}]}), "highlighting () one\ntwo", &[]);
    check(
        json!({"body": {"type": "TextualBody", "value": "<b>x</b>", "format": "text/html", "creator": "me"}}),
        "highlighting () <b>x</b>",
        &["unread body.creator 1", "unread body.format 1"],
    );
    check(json!({"body": {"type": "Choice", "items": [{"value": "x"}]}}), "highlighting ()", &["unread body.items 1"]);
    check(
        json!({"motivation": "questioning", "body": {"purpose": "tagging", "value": "x"}}),
        "x (motivation=questioning)",
        &[],
    );
    check(json!({"body": {"value": "x", "source": "urn:x:1"}}), "highlighting () x", &["unread body.source 1"]);
    check(json!({"body": {"value": "x", "purpose": ["tagging", "y", 1]}}), "x ()", &["unread body.purpose 2"]);
    check(json!({"motivation": 1}), "highlighting ()", &["unread motivation 1"]);
    check(json!({"body": [1, null, ["x"]]}), "highlighting ()", &["unread body 3"]);
    check(json!({"created": "yesterday"}), "highlighting ()", &["unread created 1"]);
    // Addresses are no attributes, unless they were written as one here.
    check(
        json!({"body": {"purpose": "tagging", "value": "https://example.org"}, "motivation": "x"}),
        "https://example.org (motivation=x)",
        &[],
    );
    for (name, value) in [("a", "b"), ("a:b%c", ":x"), ("https", "//x"), ("http", "x"), ("ü", "")] {
        assert_eq!(attribute_in(&tag_of(name, value)), Some((name.to_owned(), value)));
    }
    let kept = read(&of_words(json!({"creator": {"name": "A"}, "motivation": ["classifying", "x"]})).to_string());
    assert_eq!(
        kept.annotations[0].extra["webAnnotation"],
        json!({"creator": {"name": "A"}, "motivation": ["classifying", "x"]})
    );
}

#[test]
fn targets_of_all_shapes() {
    #[track_caller]
    fn check(target: Value, expected: &str, problems: &[&str]) {
        let file = read(&of_words(json!({ "target": target })).to_string());
        let line = line(&file);
        assert_eq!(line.strip_prefix("highlighting ").unwrap_or(&line).trim_end_matches(" ()"), expected);
        assert_eq!(codes(&file), problems);
        assert_eq!(file.annotations.len() + file.rejected, 1);
        assert!(file.annotations.iter().all(|a| a.article.as_str() == "https://example.org/a"));
    }
    let on = |selector: Value| json!({ "source": "https://example.org/a", "selector": selector });
    let quote = |exact: &str| json!({ "type": "TextQuoteSelector", "exact": exact });
    let at = |start: u32, end: u32| json!({ "type": "TextPositionSelector", "start": start, "end": end });
    check(json!("https://example.org/a"), "nothing", &["mark-without-words"]);
    check(json!([]), "nothing", &["target-empty"]);
    check(json!({"id": "https://example.org/a"}), "nothing", &["mark-without-words"]);
    check(json!({"selector": quote("said")}), "nothing", &["mark-without-article"]);
    check(on(at(3, 7)), "nothing", &["mark-without-quote"]);
    check(on(json!([quote("said"), at(3, 7)])), "[3-7 |said|]", &[]);
    check(on(json!([quote("said"), at(7, 3)])), "[0-4 |said|]", &["unread selector.start 1"]);
    check(on(json!([at(3, 7), quote("")])), "nothing", &["mark-without-quote"]);
    check(
        on(json!([{"type": "RangeSelector", "startContainer": "/p"}, quote("said")])),
        "[0-4 |said|]",
        &["unread RangeSelector 1"],
    );
    check(
        on(json!({"type": "TextQuoteSelector", "exact": "said", "prefix": 1})),
        "[0-4 |said|]",
        &["unread selector.prefix 1"],
    );
    // Narrowed.
    let within = |outer: Value, inner: Value| {
        let mut outer = outer;
        outer["refinedBy"] = inner;
        on(outer)
    };
    check(
        within(json!({"type": "FragmentSelector", "value": "b1"}), quote("said")),
        "[0-4 |said|]",
        &["unread FragmentSelector 1"],
    );
    check(within(quote("he said so"), quote("said")), "[0-4 he |said| so]", &[]);
    check(within(quote("he said so"), at(3, 7)), "[0-4 he |said| so]", &[]);
    check(within(quote("he said"), at(3, 70)), "[0-7 |he said|]", &["unread selector.refinedBy 1"]);
    check(within(at(10, 20), quote("said")), "[10-14 |said|]", &[]);
    check(within(at(10, 20), at(3, 7)), "nothing", &["mark-without-quote"]);
    // Several.
    check(json!([on(json!([quote("b"), at(5, 6)])), on(json!([quote("a"), at(1, 2)]))]), "[1-2 |a|; 5-6 |b|]", &[]);
    check(json!([on(json!([quote("a"), at(1, 2)])), on(json!([quote("b"), at(2, 3)]))]), "[1-3 |ab|]", &[]);
    check(json!([on(json!([quote("a"), at(1, 2)])), on(json!([quote("a"), at(1, 2)]))]), "[1-2 |a|]", &[]);
    check(
        json!([on(json!([quote("ab"), at(1, 3)])), on(json!([quote("b"), at(2, 3)]))]),
        "nothing",
        &["fragments-out-of-order"],
    );
    check(json!([on(quote("ab")), on(quote("c"))]), "[0-2 |ab|; 3-4 |c|]", &[]);
    let elsewhere = json!({ "source": "https://example.org/b", "selector": quote("x") });
    check(json!([on(quote("ab")), elsewhere]), "nothing", &["mark-of-several-articles"]);
    check(json!([on(quote("ab")), "https://example.org/a"]), "nothing", &["mark-without-words"]);
    let mut styled = on(quote("ab"));
    styled["styleClass"] = "red".into();
    check(styled, "[0-2 |ab|]", &["unread target.styleClass 1"]);
}

#[test]
fn files_of_all_shapes() {
    #[track_caller]
    fn check(value: Value, came_in: usize, problems: &[&str]) -> ReadFile {
        let file = read(&value.to_string());
        assert_eq!(file.annotations.len() + file.others.len(), came_in);
        assert_eq!(codes(&file), problems);
        file
    }
    let named = |id: &str| of_words(json!({ "id": id }));
    let two = json!([named("urn:uuid:1"), named("urn:uuid:2")]);
    let page = |items: &Value| json!({ "type": "AnnotationPage", "items": items });
    check(two.clone(), 2, &[]);
    check(page(&two), 2, &[]);
    check(page(&named("urn:uuid:1")), 1, &[]);
    check(
        json!({"@graph": two, "@context": ["http://www.w3.org/ns/anno.jsonld", "https://example.org/more"]}),
        2,
        &["unread @context 1"],
    );
    check(json!({"type": ["AnnotationCollection", "x"], "first": page(&two), "last": "urn:x:1"}), 2, &[]);
    let mut first = page(&json!([named("urn:uuid:1")]));
    first["next"] = page(&json!([named("urn:uuid:2")]));
    check(json!({"type": "AnnotationCollection", "total": 2, "first": first}), 2, &[]);
    check(
        json!({"type": "AnnotationCollection", "total": 2, "first": "https://example.org/1"}),
        0,
        &["pages-elsewhere"],
    );
    check(json!({"type": "AnnotationCollection", "total": 2}), 0, &["pages-elsewhere"]);
    check(json!({"type": "AnnotationCollection", "first": 3}), 0, &["field-not-object"]);
    check(of_words(json!({"@context": {"said": "urn:x:1"}})), 1, &["unread @context 1"]);
    check(json!({"type": "AnnotationCollection", "total": 0}), 0, &[]);
    check(json!({"type": "AnnotationPage", "items": "x"}), 0, &["field-not-list"]);
    check(json!([named("urn:uuid:1"), named("urn:uuid:1")]), 1, &["id-twice"]);
    check(json!([named("urn:uuid:1"), 3, null, []]), 1, &["field-not-object", "field-not-object", "field-not-object"]);
    // What has no name is named by its content.
    let nameless = json!({ "type": "Annotation", "target": named("x")["target"] });
    let one = check(nameless.clone(), 1, &[]);
    assert_eq!(one.annotations[0].id, check(nameless, 1, &[]).annotations[0].id);
    // A file of ours in a list is read as ever.
    let ours: Value = serde_json::from_str(include_str!("../../../../tests/golden/scripts.article.json")).unwrap();
    assert_eq!(read(&json!([ours, named("urn:uuid:1")]).to_string()).listed.len(), 2);
    // Keys that stand twice.
    let twice = two.to_string().replacen("\"type\":\"Annotation\"", "\"type\":\"Annotation\",\"type\":\"x\"", 1);
    let file = read(&twice);
    assert_eq!((file.annotations.len(), file.rejected, codes(&file)), (1, 1, vec!["field-twice".to_owned()]));
    let twice = page(&two).to_string().replacen("\"items\":", "\"items\":[],\"items\":", 1);
    assert_eq!(codes(&read(&twice)), ["field-twice"]);
    let kept = |depth| of_words(json!({ "creator": (0..depth).fold(json!(1), |inner, _| json!([inner])) }));
    assert_eq!(
        read(&with_everything(&imported(&Workspace::default(), &read(&kept(62).to_string())).0)).annotations.len(),
        1
    );
    assert_eq!(codes(&read(&kept(63).to_string())), ["too-deep"]);
    let deep = of_words(json!({ "body": (0..70).fold(json!(1), |inner, _| json!([inner])) }));
    assert_eq!(codes(&read(&json!([deep, named("urn:uuid:2")]).to_string())), ["too-deep"]);
}

#[test]
fn links_of_all_shapes() {
    #[track_caller]
    fn check(items: Vec<Value>, expected: &str, problems: &[&str]) {
        let marks = [("urn:uuid:1", "claim"), ("urn:uuid:2", "source"), ("urn:uuid:3", "claim")];
        let mark =
            |(id, label): (&str, &str)| of_words(json!({"id": id, "body": {"purpose": "classifying", "value": label}}));
        let count = items.len();
        let all: Vec<Value> = marks.into_iter().map(mark).chain(items).collect();
        let file = read(&Value::from(all).to_string());
        let line = |relation: &Relation| {
            let arguments = relation
                .arguments
                .iter()
                .map(|a| format!("{}={}", a.role, &a.annotation.as_str()["urn:uuid:".len()..]));
            let attributes = relation.attributes.iter().map(|(name, value)| format!("{name}:{value}"));
            let said: Vec<String> = arguments.chain(attributes).collect();
            format!("{} {} {}", relation.label, said.join(" "), relation.note).trim().to_owned()
        };
        assert_eq!(relations(&file).iter().map(line).collect::<Vec<_>>().join("; "), expected);
        assert_eq!(codes(&file), problems);
        assert!(file.annotations.len() == 3 && file.rejected <= count);
    }
    let link = |target: Value, body: Value| json!({"id": "urn:uuid:9", "type": "Annotation", "motivation": "linking", "target": target, "body": body});
    let tag = |body: Value| json!({"id": "urn:uuid:8", "type": "Annotation", "motivation": "tagging", "target": "urn:uuid:9", "body": body});
    check(vec![link(json!("urn:uuid:1"), json!("urn:uuid:2"))], "attribution claim=1 source=2", &[]);
    check(vec![link(json!("urn:uuid:1"), json!("urn:uuid:3"))], "linking target=1 body=3", &[]);
    check(vec![link(json!({"id": "urn:uuid:1"}), json!({"source": "urn:uuid:7"}))], "linking target=1 body=7", &[]);
    check(
        vec![link(json!("urn:uuid:1"), json!("urn:uuid:3")), tag(json!({"type": "TextualBody", "value": "denies"}))],
        "denies target=1 body=3",
        &[],
    );
    check(
        vec![tag(json!("a note")), link(json!("urn:uuid:1"), json!("urn:uuid:3"))],
        "linking target=1 body=3 a note",
        &[],
    );
    check(
        vec![
            link(json!("urn:uuid:1"), json!("urn:uuid:2")),
            tag(json!([
                {"purpose": "classifying", "value": "x"},
                {"purpose": ["linking", "urn:ascribe:role:a"], "source": "urn:uuid:2"},
                {"purpose": "tagging", "value": "mode:direct"}
            ])),
            tag(json!("more")),
        ],
        "x a=2 claim=1 mode:direct",
        &["annotation-of-annotation"],
    );
    check(vec![tag(json!("x"))], "", &["mark-without-words"]);
    let reply = json!({"id": "urn:uuid:7", "type": "Annotation", "motivation": "replying", "target": "urn:uuid:1", "body": {"value": "No"}});
    check(vec![reply], "", &["annotation-of-annotation"]);
    // A mark that links to another as one of its bodies.
    let inside = of_words(json!({"id": "urn:uuid:5", "body": [
        {"purpose": "classifying", "value": "claim"}, {"type": "SpecificResource", "purpose": "linking", "source": "urn:uuid:2"}
    ]}));
    let file = read(
        &json!([of_words(json!({"id": "urn:uuid:2", "body": {"purpose": "classifying", "value": "source"}})), inside])
            .to_string(),
    );
    assert_eq!(relations(&file)[0].label.as_str(), "attribution");
}

#[test]
fn what_links_a_mark_to_a_page_is_no_relation() {
    /// What comes of links beside one mark, `urn:uuid:1`: it, its relations, and what is told.
    #[track_caller]
    fn check(items: Vec<Value>, mark: &str, related: usize, problems: &[&str]) {
        let one = of_words(json!({"id": "urn:uuid:1", "body": {"purpose": "classifying", "value": "claim"}}));
        let all: Vec<Value> = std::iter::once(one).chain(items).collect();
        let file = read(&Value::from(all).to_string());
        assert_eq!(line(&file).replace("[0-4 |said|] ", ""), mark);
        assert_eq!(
            (relations(&file).len(), codes(&file)),
            (related, problems.iter().map(|p| (*p).to_owned()).collect())
        );
        assert_eq!(file.rejected, problems.iter().filter(|problem| !problem.starts_with("unread")).count());
    }
    let link = |target: &str, body: Value| json!({"id": "urn:uuid:9", "type": "Annotation", "motivation": "linking", "target": target, "body": body});
    let tag = |body: Value| json!({"id": "urn:uuid:8", "type": "Annotation", "motivation": "tagging", "target": "urn:uuid:9", "body": body});
    let page = "https://example.org/b";
    check(vec![link("urn:uuid:1", json!(page))], &format!("claim (link={page})"), 0, &[]);
    check(vec![link("urn:uuid:1", json!({"source": page}))], &format!("claim (link={page})"), 0, &[]);
    check(
        vec![link("urn:uuid:1", json!([page, {"type": "TextualBody", "purpose": "commenting", "value": "Look"}]))],
        &format!("claim (link={page}) Look"),
        0,
        &[],
    );
    check(
        vec![link("urn:uuid:1", json!(page)), tag(json!({"type": "TextualBody", "value": "denied by"}))],
        &format!("claim (link={page}, tag=denied by)"),
        0,
        &[],
    );
    // Nothing at its other end, or no mark at this one.
    check(vec![link("urn:uuid:1", json!([]))], "claim ()", 0, &["link-to-no-mark"]);
    check(vec![link("urn:uuid:3", json!(page))], "claim ()", 0, &["link-to-no-mark"]);
    check(
        vec![link("urn:uuid:3", json!(page)), tag(json!("x"))],
        "claim ()",
        0,
        &["link-to-no-mark", "link-to-no-mark"],
    );
    check(vec![link(page, json!("urn:uuid:1"))], "claim ()", 0, &["mark-without-words"]);
    // Beside marks that it joins, a page is kept with what joins them.
    check(vec![link("urn:uuid:1", json!([page, "urn:uuid:3"]))], "claim ()", 1, &[]);
    // A mark without a label gets none from a link.
    let file = read(
        &json!([
            of_words(json!({"id": "urn:uuid:1"})),
            link("urn:uuid:1", json!([page, {"purpose": "tagging", "value": "x"}]))
        ])
        .to_string(),
    );
    assert_eq!(line(&file), format!("highlighting [0-4 |said|] (link={page}, tag=x)"));
}

#[test]
fn what_marks_are_about() {
    let about = |bodies: Value| {
        let file = read(&of_words(json!({ "body": bodies })).to_string());
        assert_eq!(codes(&file), Vec::<String>::new());
        let identity = identities(&file).into_iter().next();
        let said = identity.map(|i| format!("{} {} {}", i.id, i.name, i.wikidata));
        (file.annotations[0].identity.as_ref().map(ToString::to_string), said)
    };
    let is = |source: &str| json!({ "type": "SpecificResource", "purpose": "identifying", "source": source });
    let wikidata = "http://www.wikidata.org/entity/Q42";
    let id = |text: &str| Some(text.to_owned());
    assert_eq!(about(json!([is(wikidata)])), (id(wikidata), Some(format!("{wikidata} Q42 Q42"))));
    assert_eq!(
        about(json!([is("https://www.wikidata.org/wiki/Q42")])),
        (id(wikidata), Some(format!("{wikidata} Q42 Q42")))
    );
    assert_eq!(
        about(json!([is("https://example.org/people/Ida%20B"), is(wikidata)])),
        (id("https://example.org/people/Ida%20B"), id("https://example.org/people/Ida%20B Ida B Q42"))
    );
    assert_eq!(about(json!([is("urn:uuid:7")])), (id("urn:uuid:7"), None));
    assert_eq!(
        about(json!([{"purpose": "identifying", "value": "Ida"}, is("urn:uuid:7")])),
        (id("urn:uuid:7"), id("urn:uuid:7 Ida "))
    );
    assert_eq!(about(json!([{"purpose": "identifying", "value": "Ida"}])), (None, None));
}

#[test]
fn what_the_server_of_hypothesis_answers() {
    let row = json!({
        "id": "KmBuoGVgEe6", "created": "2024-01-02T10:00:00.123456+00:00", "updated": "2024-01-02T11:00:00.5+01:00",
        "user": "acct:ida@hypothes.is", "uri": "https://example.org/a", "text": "Who?", "tags": ["source", "certainty:stated"],
        "permissions": {"read": ["group:__world__"]},
        "target": [{"source": "https://example.org/a", "selector": [
            {"type": "RangeSelector", "startContainer": "/p[1]", "endContainer": "/p[1]", "startOffset": 1, "endOffset": 5},
            {"type": "TextPositionSelector", "start": 8, "end": 12},
            {"type": "TextQuoteSelector", "exact": "said", "prefix": "he ", "suffix": " so"}
        ]}]
    });
    let mut reply = row.clone();
    (reply["id"], reply["references"]) = ("2".into(), json!(["KmBuoGVgEe6"]));
    let mut of_page = row.clone();
    (of_page["id"], of_page["target"]) = ("3".into(), json!([{"source": "https://example.org/a"}]));
    let file = read(&json!({"total": 3, "rows": [row, reply, of_page]}).to_string());
    assert_eq!(codes(&file), ["annotation-of-annotation", "mark-without-words", "unread RangeSelector 2"]);
    assert_eq!((file.annotations.len(), file.rejected), (1, 2));
    assert_eq!(line(&file), "source [8-12 he |said| so] (certainty=stated) Who?");
    let annotation = &file.annotations[0];
    assert_eq!(annotation.created.as_str(), "2024-01-02T10:00:00.123456Z");
    assert_eq!(annotation.modified.as_str(), "2024-01-02T10:00:00.5Z");
    assert_eq!(annotation.extra["webAnnotation"]["user"], "acct:ida@hypothes.is");
}

#[test]
fn what_is_made_to_take_long_does_not() {
    const MANY: usize = 30_000;
    let tags: Vec<Value> = (0..MANY).map(|at| json!({"purpose": "tagging", "value": format!("tag {at}")})).collect();
    let tagged = read(&of_words(json!({ "body": tags })).to_string());
    assert_eq!(tagged.annotations[0].attributes.len(), MANY);
    let ends: Vec<String> = (0..MANY).map(|at| format!("urn:uuid:{at}")).collect();
    let link = json!({"id": "urn:x:l", "type": "Annotation", "motivation": "linking", "target": ends, "body": ends});
    assert_eq!(relations(&read(&link.to_string()))[0].arguments.len(), 2 * MANY);
    let name = |at: usize| json!({"purpose": "identifying", "value": format!("name {}", at % (MANY / 2))});
    let is = json!({"purpose": "identifying", "source": "urn:uuid:7"});
    let mark = |at: usize| of_words(json!({"id": format!("urn:uuid:{at}"), "body": [is, name(at)]}));
    let file = read(&Value::from((0..MANY).map(mark).collect::<Vec<_>>()).to_string());
    assert_eq!((file.annotations.len(), identities(&file)[0].aliases.len()), (MANY, MANY / 2 - 1));
}

/// Values somewhere in a file, by what is done with them.
fn mutate(value: &mut Value, at: &mut usize, with: &Value, drops: bool) -> bool {
    if *at == 0 {
        *value = with.clone();
        return true;
    }
    *at -= 1;
    match value {
        Value::Array(entries) => {
            if drops && !entries.is_empty() && *at < entries.len() {
                entries.remove(*at);
                return true;
            }
            entries.iter_mut().any(|entry| mutate(entry, at, with, drops))
        }
        Value::Object(fields) => {
            if drops && *at < fields.len() {
                let key = fields.keys().nth(*at).cloned().unwrap();
                fields.remove(&key);
                return true;
            }
            fields.values_mut().any(|field| mutate(field, at, with, drops))
        }
        _ => false,
    }
}

fn any_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<u32>().prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        "[a-z:/#%𠮷 ]{0,8}".prop_map(Value::from),
        Just(json!("urn:uuid:8")),
        Just(json!("linking")),
        Just(json!("identifying")),
        Just(json!(" ")),
        (50..64_usize).prop_map(|depth| (0..depth).fold(json!(1), |inner, _| json!([inner]))),
        Just(json!([])),
        Just(json!({})),
        Just(json!([{ "type": "TextQuoteSelector", "exact": "x" }])),
        Just(json!({ "source": "urn:uuid:8", "purpose": "linking", "value": 1 })),
    ]
}

/// How many annotations a file has, wherever its lists are.
fn items_in(value: &Value) -> usize {
    match value {
        Value::Array(items) => items.len(),
        value if value.get("target").is_some() => 1,
        value => ["items", "annotations"]
            .iter()
            .map(|key| value.get(key).map_or(0, |v| v.as_array().map_or(usize::from(!v.is_null()), Vec::len)))
            .chain([value.get("first").filter(|first| first.is_object()).map_or(0, items_in)])
            .sum(),
    }
}

/// As files of other tools hold it: without what these have no place for.
fn plain(mut annotation: Annotation) -> Annotation {
    annotation.moved = None;
    annotation.extra.clear();
    annotation.target.iter_mut().for_each(|fragment| fragment.extra.clear());
    annotation
}

proptest! {
    #![proptest_config(ProptestConfig { cases: demanded(40, 400, 20_000), ..ProptestConfig::default() })]

    #[test]
    fn any_marks_links_and_identities_come_back(workspace in any_workspace()) {
        let material = Material::of(&workspace, &scheme());
        let placed: Vec<&Annotation> = material.articles.iter().flat_map(|marked| marked.annotations.clone()).collect();
        let mut expected: Vec<Annotation> = placed.iter().map(|annotation| plain(Annotation::clone(annotation))).collect();
        expected.sort_by(|a, b| a.id.cmp(&b.id));
        let joining = material.articles.iter().flat_map(|marked| &marked.relations);
        let joining = joining.filter(|relation| !relation.arguments.is_empty());
        let expected_relations: Vec<Relation> =
            joining.map(|relation| Relation { extra: Default::default(), ..Relation::clone(relation) }).collect();
        let export = write("web-annotation", &material).unwrap();
        let file = read_back(&export.files[0]);
        prop_assert_eq!((codes(&file), file.rejected), (vec![], 0));
        prop_assert_eq!(annotations(&file), expected.clone());
        prop_assert_eq!(relations(&file), expected_relations);
        prop_assert_eq!(identities(&file), workspace.identities().map(|i| Identity::clone(i)).collect::<Vec<_>>());

        let export = write("recogito", &material).unwrap();
        let file = read_back(&export.files[0]);
        // An empty list may be anything.
        let expected_codes = if expected.is_empty() { vec!["file-unknown".to_owned()] } else { vec![] };
        prop_assert_eq!((codes(&file), file.rejected), (expected_codes, 0));
        let articles = workspace.articles().map(|marked| marked.readable.article.clone()).collect();
        let edit = Edit::Import { articles, annotations: vec![], reanchored: vec![], others: vec![] };
        let here = Workspace::default().after(&Workspace::default().change(&edit).unwrap());
        let plan = crate::store::import::plan(&here, &[], &file.annotations, &[], &[]);
        prop_assert_eq!(plan.annotations.len(), expected.len());

        let export = write("hypothesis", &material).unwrap();
        let file = read_back(&export.files[0]);
        prop_assert_eq!((codes(&file), file.rejected), (vec![], 0));
        let said = |a: &Annotation| (a.id.clone(), a.label.clone(), a.attributes.clone(), a.note.clone());
        let found: Vec<_> = annotations(&file).iter().map(said).collect();
        prop_assert_eq!(found, expected.iter().map(said).collect::<Vec<_>>());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: demanded(64, 1000, 50_000), ..ProptestConfig::default() })]

    #[test]
    fn whatever_stands_in_a_file_nothing_is_left_out_without_a_word(
        which in 0..3_usize,
        changes in prop::collection::vec((0..400_usize, any_value(), any::<bool>()), 1..6),
    ) {
        let golden = [
            include_str!("../../../../tests/golden/exchange/web-annotation/annotations.jsonld"),
            include_str!("../../../../tests/golden/exchange/recogito/annotations.json"),
            include_str!("../../../../tests/golden/exchange/hypothesis/annotations.json"),
        ];
        let mut value: Value = serde_json::from_str(golden[which]).unwrap();
        for (at, with, drops) in changes {
            // The file itself stays one of these.
            mutate(&mut value, &mut (at + 1), &with, drops);
        }
        let file = read(&value.to_string());
        // So deep is no file that is read: it is refused as a whole, and says so.
        prop_assume!(codes(&file) != ["json-too-deep"]);
        if super::is_one(&value) || value.as_array().is_some_and(|all| super::is_list(all)) {
            // An item is a mark, a link with what is said of it, or an identity; or it was left out.
            let others = if which == 0 { 2 * relations(&file).len() + identities(&file).len() } else { 0 };
            // A link to a page is an answer of the mark.
            let is_link = |name: &str| name.starts_with("link");
            let pages = file.annotations.iter().flat_map(|a| a.attributes.keys()).filter(|name| is_link(name.as_str()));
            let others = others + 2 * pages.count();
            let in_all = file.annotations.len() + others + file.rejected;
            prop_assert!(in_all >= items_in(&value), "{} of {}: {:?}", in_all, items_in(&value), codes(&file));
        } else {
            prop_assert!(!file.problems.is_empty() || !file.listed.is_empty());
        }
        // Our own file holds all that came in.
        if file.listed.is_empty() && file.drafts.is_empty() {
            let held = imported(&Workspace::default(), &file).0;
            let again = read(&with_everything(&held));
            prop_assert_eq!((codes(&again), again.rejected), (vec![], 0));
            prop_assert_eq!(again.annotations.len(), file.annotations.len());
            prop_assert_eq!(again.others.len(), file.others.len());
        }
        // What came in is whole, so that storage reads it again.
        for annotation in &file.annotations {
            let again = Annotation::from_json(serde_json::to_value(&**annotation).unwrap());
            prop_assert_eq!(again.as_ref().ok(), Some(&**annotation));
            prop_assert!(annotation.fragments_are_in_order() && !annotation.target.is_empty());
        }
        for other in &file.others {
            if let Entity::Relation(relation) = other {
                let again = Relation::from_json(serde_json::to_value(&**relation).unwrap());
                prop_assert!(again.is_ok_and(|again| again == **relation));
            }
        }
    }
}

/// The pages for people outside.
#[test]
fn the_examples_of_the_pages_are_read_without_a_word() {
    for (page, marks, others) in [
        (include_str!("../../../../docs/formats/web-annotation.md"), 2, 2),
        (include_str!("../../../../docs/formats/recogito.md"), 2, 1),
        (include_str!("../../../../docs/formats/hypothesis.md"), 1, 0),
    ] {
        let example = page.split("```json\n").nth(1).unwrap().split("```").next().unwrap();
        let file = read(example);
        assert_eq!((codes(&file), file.rejected), (vec![], 0), "{example}");
        assert_eq!((file.annotations.len(), file.others.len()), (marks, others));
        let articles = read(
            include_str!("../../../../docs/formats.md").split("```json\n").nth(1).unwrap().split("```").next().unwrap(),
        );
        let article = articles.articles[0].clone();
        let here = Workspace::default();
        let plan = crate::store::import::plan(&here, &[article], &file.annotations, &file.others, &[]);
        // Without positions all have to be looked for.
        let sought = if page.starts_with("# Marks for Hypothesis") { marks } else { 0 };
        let all: usize = plan.sought.iter().map(|sought| sought.annotations.len()).sum();
        assert_eq!(all, sought, "all words are where they should be");
    }
}
