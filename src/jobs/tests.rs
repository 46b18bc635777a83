//! Requests and answers on their way: what goes through comes out as it is without
//! the way, and what is no request or answer of ours is said to be none.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{FindRequest, PlaceRequest, Request, answer, answer_reading, found, placements};
use crate::analysis::occurrences::{Options, occurrences};
use crate::model::anchoring::{Placement, Score, place_from_quotes, place_from_text};
use crate::model::annotation::{Fragment, Quote};
use crate::model::article::ArticleText;
use crate::model::fixtures::{any_text, span};
use crate::model::offset::Span;
use crate::model::quote::fragment_at;

/// Fragments of a text, or of none at all: at absurd positions, in words that stand nowhere.
fn any_fragments(text: &str) -> impl Strategy<Value = Vec<Fragment>> + use<> {
    let text = ArticleText::of(text.to_owned());
    let end = text.end().char.0;
    let taken = (0..end, 1u32..9)
        .prop_map(move |(start, length)| fragment_at(&text, span(start, (start + length).min(end))).unwrap());
    let absurd =
        (any::<u32>(), any::<u32>(), any_text(6), "\\PC{0,4}").prop_map(|(one, two, exact, prefix)| Fragment {
            span: span(one.min(two), one.max(two).max(1).max(one.min(two).saturating_add(1))),
            quote: Quote { exact, prefix, suffix: String::new() },
            extra: serde_json::Map::new(),
        });
    prop::collection::vec(
        prop_oneof![3 => taken, 1 => absurd.prop_filter("a span", |f| f.span.start() < f.span.end())],
        0..6,
    )
}

fn any_request() -> impl Strategy<Value = (String, String, Vec<Fragment>)> {
    (any_text(60), any_text(60), any::<bool>()).prop_flat_map(|(old, other, is_same)| {
        // A text in which most stands a little further on, or another one.
        let new = if is_same { format!("{} {old}", other.chars().take(5).collect::<String>()) } else { other };
        let fragments = any_fragments(&old);
        (Just(old), Just(new), fragments)
    })
}

proptest! {
    #[test]
    fn places_come_through_as_they_are_found(requests in prop::collection::vec((any_request(), any::<bool>()), 0..3)) {
        let request = |((old, new, fragments), has_old): &((String, String, Vec<Fragment>), bool)| PlaceRequest {
            text: new.clone(),
            old_text: has_old.then(|| old.clone()),
            passages: fragments.iter().map(Into::into).collect(),
        };
        let here = |((old, new, fragments), has_old): &((String, String, Vec<Fragment>), bool)| {
            let (old, new) = (ArticleText::of(old.clone()), ArticleText::of(new.clone()));
            let spans: Vec<Span> = fragments.iter().map(|f| f.span).collect();
            if *has_old { place_from_text(&old, &new, &spans) } else { place_from_quotes(&new, fragments) }
        };
        let sent = Request::Place(requests.iter().map(request).collect()).to_json();
        let there = placements(&answer(&sent, &[]).text).unwrap();
        prop_assert_eq!(there, requests.iter().map(here).collect::<Vec<_>>());
    }

    #[test]
    fn a_passage_that_runs_backwards_is_found_nowhere_and_keeps_the_others(
        (old, new, fragments) in any_request(), at in any::<prop::sample::Index>(), start in any::<u32>(), less in any::<u32>(),
    ) {
        let passages = fragments.iter().map(Into::into).collect();
        let request = Request::Place(vec![PlaceRequest { text: new, old_text: None, passages }]);
        let expected = placements(&answer(&request.to_json(), &[]).text).unwrap().remove(0);
        let mut request: Value = serde_json::from_str(&request.to_json()).unwrap();
        let all = request["Place"][0]["passages"].as_array_mut().unwrap();
        let at = at.index(all.len() + 1);
        let quote = json!({ "start": start, "end": start.saturating_sub(less), "exact": old, "prefix": "", "suffix": "" });
        all.insert(at, quote);
        let mut there = placements(&answer(&request.to_string(), &[]).text).unwrap().remove(0);
        prop_assert_eq!(there.remove(at), Placement::Orphan);
        prop_assert_eq!(there, expected);
    }

    #[test]
    fn words_come_through_as_they_are_found(
        texts in prop::collection::vec(any_text(40), 0..4), words in prop_oneof![any_text(3), Just("a".to_owned()), Just(String::new())],
        whole_words in any::<bool>(), ignore_case in any::<bool>(), ignore_accents in any::<bool>(),
    ) {
        let options = Options { whole_words, ignore_case, ignore_accents };
        let here: Vec<Vec<Span>> =
            texts.iter().map(|text| occurrences(&ArticleText::of(text.clone()), &words, &options)).collect();
        let request = Request::Find(FindRequest { words, whole_words, ignore_case, ignore_accents, texts });
        prop_assert_eq!(found(&answer(&request.to_json(), &[]).text).unwrap(), here);
    }

    #[test]
    fn nothing_that_is_sent_makes_the_worker_fail(request in any_json(), text in "\\PC{0,40}", bytes in prop::collection::vec(any::<u8>(), 0..20)) {
        for request in [request.to_string(), text.clone()] {
            for answered in [answer(&request, &bytes), answer_reading(&request, &bytes)] {
                prop_assert!(serde_json::from_str::<Value>(&answered.text).is_ok());
            }
        }
        // Nor does it make the page fail, if it comes as an answer.
        for answered in [request.to_string(), text] {
            let (_, _) = (found(&answered), placements(&answered));
            let _ = super::reading(&answered);
            let _ = super::written(super::Answer { text: answered, bytes: bytes.clone() });
        }
    }
}

/// Any JSON, much of it nearly a request or an answer.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        prop_oneof![Just(0u64), 1u64..200, Just(1 << 32), any::<u64>()].prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any_text(8).prop_map(Value::from),
        Just(json!("Read")),
        Just(json!("brat")),
    ];
    let name = prop::sample::select(vec![
        "Read",
        "Place",
        "Find",
        "ReadTogether",
        "name",
        "bytes",
        "Write",
        "format",
        "article",
        "text",
        "old_text",
        "passages",
        "start",
        "end",
        "exact",
        "prefix",
        "suffix",
        "words",
        "whole_words",
        "ignore_case",
        "ignore_accents",
        "texts",
        "articles",
        "annotations",
        "draft",
        "problems",
        "code",
        "args",
        "rejected",
        "blocks",
        "target",
        "moved",
    ]);
    let passage = (any::<u32>(), any::<u32>(), any_text(6), any_text(3)).prop_map(|(start, end, exact, around)| {
        json!({ "start": start, "end": end, "exact": exact, "prefix": around, "suffix": around })
    });
    let passages = (any_text(20), prop::option::of(any_text(20)), prop::collection::vec(passage, 0..4));
    let place = passages.prop_map(
        |(text, old, passages)| json!({ "Place": [{ "text": text, "old_text": old, "passages": passages }] }),
    );
    let any = leaf.prop_recursive(5, 30, 5, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((name.clone(), inner), 0..5)
                .prop_map(|fields| Value::Object(fields.into_iter().map(|(name, of)| (name.to_owned(), of)).collect())),
        ]
    });
    prop_oneof![3 => any, 1 => place]
}

#[test]
fn an_answer_that_is_none_is_an_error() {
    for none in [
        "",
        "null",
        "{",
        "{}",
        "1",
        "\"x\"",
        "[1]",
        "[null]",
        "[{}]",
        "[[1]]",
        "[[[]]]",
        "[[[1]]]",
        "[[[\"0\",\"1\",1]]]",
    ] {
        assert!(placements(none).is_err() && found(none).is_err(), "{none}");
    }
    for bad in ["[[[3,3,50]]]", "[[[4,3,50]]]", "[[[-1,3,50]]]", "[[[0,4294967296,50]]]", "[[[0.5,3,50]]]"] {
        assert!(placements(bad).is_err() && found(bad).is_err(), "{bad}");
    }
    // More than word for word is no score.
    for bad in ["[[[0,3]]]", "[[[0,3,102]]]", "[[[0,3,256]]]", "[[[0,3,-1]]]", "[[[0,3,null]]]", "[[[0,3,99.5]]]"] {
        assert!(placements(bad).is_err(), "{bad}");
    }
    assert!(found("[[null]]").is_err());
    assert_eq!(found("[[],[[0,3]]]"), Ok(vec![vec![], vec![span(0, 3)]]));
    let moved = Placement::Moved { span: span(0, 3), score: Score(100) };
    let expected = vec![vec![Placement::Orphan, Placement::Exact(span(0, 3)), moved], vec![]];
    assert_eq!(placements("[[null,[0,3,101],[0,3,100]],[]]"), Ok(expected));
}

#[test]
fn a_request_that_is_none_is_answered_by_null() {
    for none in [
        "",
        "{",
        "null",
        "{}",
        "[]",
        "\"Other\"",
        "{\"Place\": {}}",
        "{\"Place\": [{}]}",
        "{\"Find\": {\"words\": \"a\"}}",
        "{\"Place\": [{\"text\": \"a\", \"old_text\": null, \"passages\": [{\"start\": -1, \"end\": 1, \"exact\": \"a\", \"prefix\": \"\", \"suffix\": \"\"}]}]}",
        "{\"Place\": [{\"text\": \"a\", \"old_text\": null, \"passages\": [{\"start\": 0, \"end\": 4294967296, \"exact\": \"a\", \"prefix\": \"\", \"suffix\": \"\"}]}]}",
    ] {
        assert_eq!(answer(none, b"text").text, "null", "{none}");
    }
    assert_eq!(answer("{\"Place\": []}", &[]).text, "[]");
}
