//! Cues: in hand-made sentences, and, where it is at hand, in a corpus in which
//! annotators have marked them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use proptest::prelude::*;
use serde_json::{Value, json};
use unicode_segmentation::UnicodeSegmentation;

use super::cues::{Quoting, cue, quoting};
use crate::formats::scheme;
use crate::model::article::{Article, ReadableArticle};
use crate::model::boundaries::Unicode;
use crate::model::fixtures::{any_readable, article, readable, span};
use crate::model::offset::{CharOffset, Span};
use crate::model::scheme::{RelationType, Scheme};

// Sentences.

fn relation(cues: Value, modes: &[&str]) -> RelationType {
    let value = |id: &str| json!({ "id": id, "name": id });
    let choice = |id: &str, values: &[&str]| json!({ "id": id, "name": id, "kind": "choice", "values": values.iter().map(|id| value(id)).collect::<Vec<_>>() });
    let attributes = json!([choice("mode", modes), choice("tone", &["neutral", "distancing"])]);
    let relation = json!({ "id": "attribution", "name": "A", "arguments": [], "attributes": attributes, "cues": cues });
    let scheme = json!({ "id": "urn:s", "title": "S", "labels": [], "relations": [relation] });
    Scheme::from_json(scheme).unwrap().relations.swap_remove(0)
}

const MODES: &[&str] = &["direct", "partial", "paraphrase", "thought"];

fn usual() -> RelationType {
    let said = [
        "said",
        "say",
        "says",
        "saying",
        "told",
        "added",
        "according to",
        "quoted as saying",
        "in a statement",
        "said in a statement",
        "found that",
        "would not say",
        "put it",
        "reports that",
    ];
    let cues = json!([
        { "language": "en", "words": said, "suggests": { "tone": "neutral" } },
        { "language": "en-GB", "words": ["claimed", "claims to"], "suggests": { "tone": "distancing" } },
        { "language": "en", "words": ["thinks", "hopes"], "suggests": { "mode": "thought", "later": "x" } },
        { "language": "de", "words": ["sagte", "laut"], "suggests": { "tone": "neutral" } },
        { "language": "ja", "words": ["と述べた"], "suggests": { "tone": "neutral" } },
    ]);
    relation(cues, MODES)
}

/// Takes the marks out of a text: what stands between each pair of them, in code points.
fn taken_apart(marked: &str, pairs: [(char, char); 3]) -> (String, [Vec<Span>; 3]) {
    let (mut plain, mut at, mut spans, mut open) = (String::new(), 0, [const { Vec::new() }; 3], [0; 3]);
    for c in marked.chars() {
        if let Some(which) = pairs.iter().position(|(opening, _)| *opening == c) {
            open[which] = at;
        } else if let Some(which) = pairs.iter().position(|(_, closing)| *closing == c) {
            spans[which].push(span(open[which], at));
        } else {
            plain.push(c);
            at += 1;
        }
    }
    (plain, spans)
}

fn check_in(relation: &RelationType, language: &str, marked: &str, suggests: &str) {
    let (plain, [source, claim, expected]) = taken_apart(marked, [('{', '}'), ('[', ']'), ('<', '>')]);
    let made =
        Article { language: language.into(), ..Article::clone(&article("a", &plain.split('\n').collect::<Vec<_>>())) };
    let readable = ReadableArticle::new(made.into());
    let found = cue(&readable, relation, &claim, &source, &Unicode);
    let words = |found: &[Span]| found.iter().map(|s| readable.text.slice(*s).unwrap()).collect::<Vec<_>>().join(" | ");
    let place: Vec<Span> = found.iter().map(|found| found.span).collect();
    assert_eq!((words(&place), &place), (words(&expected), &expected), "{marked}");
    let shown = found.map_or(String::new(), |found| {
        let pairs = found.suggests.iter().map(|(id, value)| format!("{id}={value}"));
        let unknown = (!found.is_known).then(|| "unknown".to_owned());
        pairs.chain(unknown).collect::<Vec<_>>().join(" ")
    });
    assert_eq!(shown, suggests, "{marked}");
}

/// The source stands in `{}`, the claim in `[]`, and the cue that is expected in `<>`.
#[track_caller]
fn check(marked: &str, suggests: &str) {
    check_in(&usual(), "en-GB", marked, suggests);
}

const SAID: &str = "mode=paraphrase tone=neutral";
const QUOTED: &str = "mode=direct tone=neutral";

#[test]
fn a_cue_stands_between_source_and_claim_or_beside_the_source() {
    check("{The minister} <said> [it was ready].", SAID);
    check("{The minister} <said> that [it was ready].", SAID);
    check("{The minister} <said> [that it was ready].", SAID);
    check("[It was ready], {the minister} <said>.", SAID);
    check("[It was ready], <said> {the minister}.", SAID);
    check("[“It is ready,”] <said> {the minister}.", QUOTED);
    check("“[It is ready],” {the minister} <said>. He said more.", QUOTED);
    check("[“It is”], {he} <said>, [“ready.”]", QUOTED);
    check("<According to> {the minister}, [it was ready].", SAID);
    check("[It was ready], <according to> {the minister}.", SAID);
    check("He left. {The minister} <said:> [“It is ready.”] He said no more.", QUOTED);
    check("[“It is ready.”] {Smith} <added>.", QUOTED);
    check("{The minister} <said in a statement> [it was ready].", SAID);
    check("[It was ready], {the minister} <said in a statement>.", SAID);
    check("{The minister} went home and <later said> [it was ready].", SAID);
    // What is only put in between is no cue.
    check("[It was ready], hurting nobody, {the minister} <said>.", SAID);
    // Without a source it stands beside the claim.
    check("It <said> [it was ready].", SAID);
    check("[It was ready], as the tall man said.", "");
}

#[test]
fn helping_words_belong_to_it() {
    check("{The minister} <has said> [it was ready].", SAID);
    check("{The minister} <did not say> [it was ready].", SAID);
    check("{The minister} <didn’t say> [it was ready].", SAID);
    check("{The minister} <was quoted as saying> [it was ready].", SAID);
    check("{The minister} <has also repeatedly said> [it was ready].", SAID);
    check("{He}<’ll say> [it is ready].", SAID);
    check("{The minister} <would not say> [whether it was ready].", SAID);
    check("{The minister}, who was late, <also said> [it was ready].", SAID);
    check("{The minister} in Lowmere <said> [it was ready].", SAID);
    check("{The minister} <told of> [a plan].", SAID);
    check("{The minister} <said:> [it is ready].", SAID);
}

#[test]
fn the_longest_phrase_is_taken_then_the_nearest() {
    check("{The minister} told them and <said> [it was ready].", SAID);
    check("{The minister} told the crowd, <saying> [it was ready].", SAID);
    check("{The minister} said so, he <claimed to> [be ready].", "mode=paraphrase tone=distancing");
    check("{The study} <found> [that it was ready].", SAID);
    check("{The study} <found> that [it was ready].", SAID);
    check("He hopes so; {the minister} <said> [it was ready], she thinks.", SAID);
    check("{The minister} <claims> [to be ready].", "mode=paraphrase tone=distancing");
}

#[test]
fn nothing_of_it_is_in_the_claim_or_the_source() {
    check("[The minister said it was ready].", "");
    check("{The minister said} [it was ready].", "");
    check("{The minister said} <in a statement> [it was ready].", SAID);
    check("[He said] {the minister} <said> [it was ready he said].", SAID);
    check("{The minister said [it] was} <he added> [ready].", SAID);
}

#[test]
fn only_words_of_the_article_s_language_count() {
    check_in(&usual(), "en-GB", "{The minister} <claimed> [it was ready].", "mode=paraphrase tone=distancing");
    check_in(&usual(), "en", "{The minister} <claimed> [it was ready].", "mode=paraphrase tone=distancing");
    check_in(&usual(), "en-US", "{The minister} <claimed> [it was ready].", "unknown");
    check_in(&usual(), "de-AT", "[Es sei fertig], <sagte> {der Minister}.", SAID);
    check_in(&usual(), "de", "<Laut> {dem Minister} [ist es fertig].", SAID);
    check_in(&usual(), "ja", "{市長}は[「辞任する」]<と述べた>。", "mode=direct tone=neutral");
    check_in(&usual(), "fr", "Laut {dem Minister} [ist es fertig].", "");
}

#[test]
fn few_words_between_are_the_cue_also_if_nobody_knows_them() {
    check("{The minister} <blasted> [the plan].", "unknown");
    check("{The minister} <is a staunch opponent of> [the plan].", "unknown");
    check("{The minister} <was heard to bellow:> [“It is ready.”]", "mode=direct unknown");
    check("{Mayor}<:> [bridge is safe].", "unknown");
    check("[“It is ready.”] <—> {The minister}", "mode=direct unknown");
    check("{The minister} got up at six in the morning and went off to [the plan].", "");
    check("{The minister}, [the plan].", "");
    check("[The plan] that to many at last much pleased {the minister}. He said no.", "");
    check("{The minister} left.\nIt was long before [the plan].", "");
}

#[test]
fn what_can_be_seen_is_suggested() {
    check("{She} <said> [it was “quite ready” for use].", "mode=partial tone=neutral");
    check("{She} <said> it was [“quite ready”].", "mode=partial tone=neutral");
    check("{She} <said>, [“quite ready”].", QUOTED);
    check("{She} <hopes> [it is ready].", "mode=thought");
    check("{She} <hopes> [“it” is ready].", "mode=partial");
    check("[“It is ready”], {she} <thinks>.", "mode=direct");
    check("„[It is ready]“, {she} <said>.", QUOTED);
    check("{She} <said:>\n“[We won.\nIt is ready.]”", "mode=partial tone=neutral");
    check("{She} <said:>\n[“We won.\n“It is ready.”]", QUOTED);
    // Only what the scheme has.
    let without =
        relation(json!([{ "language": "en", "words": ["said"], "suggests": { "tone": "loud" } }]), &["thought"]);
    check_in(&without, "en", "{She} <said> [it was ready].", "");
    check_in(&without, "en", "{She} <said>, [“It is ready.”]", "");
}

#[test]
fn how_much_is_quoted() {
    let check = |marked: &str, expected: Quoting| {
        let (plain, [_, claim, _]) = taken_apart(marked, [('{', '}'), ('[', ']'), ('<', '>')]);
        assert_eq!(quoting(&readable(&plain.split('\n').collect::<Vec<_>>()), &claim), expected, "{marked}");
    };
    check("He said: [“Yes. It is.”]", Quoting::Whole);
    check("He said: “[Yes]. It is.”", Quoting::Whole);
    check("[“Yes”], he said, [“it is.”]", Quoting::Whole);
    check("[“Yes”], he said, [it is.]", Quoting::Part);
    check("He called it “[a joke]”.", Quoting::Part);
    check("He called it “[A Joke]”.", Quoting::Whole);
    check("[He called it] a joke.", Quoting::None);
    check("He said: [« oui »].", Quoting::Whole);
    check("記者は[「辞任する」]と述べた。", Quoting::Whole);
    check("He said: [“]yes”.", Quoting::None);
}

#[test]
fn a_position_that_is_not_there_does_no_harm() {
    let readable = readable(&["H", "He said it."]);
    let beyond = [span(500, 600)];
    for (claim, source) in [(&beyond[..], &beyond[..]), (&[], &[]), (&beyond, &[]), (&[], &beyond)] {
        let found = cue(&readable, &usual(), claim, source, &Unicode);
        assert!(found.is_none_or(|found| found.span.end() <= CharOffset(13)));
    }
}

proptest! {
    #[test]
    fn a_cue_is_sound(
        article in any_readable(), words in prop::collection::vec("(said|“a|b.|”|he|, |that|says:|\\PC)", 0..20),
        marks in prop::collection::vec((0u32..150, 1u32..20, any::<bool>()), 0..5),
    ) {
        let text = words.join(" ");
        for readable in [article, readable(&["H", if text.trim().is_empty() { "x" } else { text.trim() }])] {
            let end = readable.text.end().char.0;
            let mut lists = [Vec::new(), Vec::new()];
            for (start, length, is_claim) in &marks {
                let start = start % end;
                lists[usize::from(*is_claim)].push(span(start, (start + length).min(end)));
            }
            let [source, claim] = lists;
            let Some(found) = cue(&readable, &usual(), &claim, &source, &Unicode) else { continue };
            prop_assert!(claim.iter().chain(&source).all(|mark| mark.intersection(found.span).is_none()));
            let words = readable.text.slice(found.span).unwrap();
            // A sign that joins a space before it is one character with it.
            let characters: Vec<&str> = words.graphemes(true).collect();
            let is_blank = |character: Option<&&str>| character.is_none_or(|character| character.trim().is_empty());
            prop_assert!(!is_blank(characters.first()) && !is_blank(characters.last()), "{words:?}");
            prop_assert!(!words.contains('\n'));
        }
    }
}

// A corpus.

fn shipped() -> RelationType {
    scheme::shipped(include_str!("../../assets/schemes/news.json")).unwrap().relations.swap_remove(0)
}

/// What annotators marked of one attribution, in code points.
#[derive(Default)]
struct Marked {
    source: Vec<Span>,
    cue: Vec<Span>,
    claim: Vec<Span>,
}

/// The attributions of a brat standoff file.
fn attributions<'a>(standoff: &'a str) -> Vec<Marked> {
    let lines = |kind: char| standoff.lines().filter(move |line| line.starts_with(kind));
    let passage = |line: &'a str| {
        let mut parts = line.split('\t');
        let (id, offsets) = (parts.next().unwrap(), parts.next().unwrap().split_once(' ').unwrap().1);
        let ends = offsets.split(';').map(|part| part.split_once(' ').unwrap());
        (id, ends.map(|(start, end)| span(start.parse().unwrap(), end.parse().unwrap())).collect::<Vec<_>>())
    };
    let passages: BTreeMap<&str, Vec<Span>> = lines('T').map(passage).collect();
    let attribution = |line: &str| {
        let mut marked = Marked::default();
        let arguments = line.split('\t').nth(1).unwrap().split(' ').skip(1);
        for (role, id) in arguments.filter_map(|argument| argument.split_once(':')) {
            let list = match role.trim_end_matches(|c: char| c.is_ascii_digit()) {
                "Source" => &mut marked.source,
                "Cue" => &mut marked.cue,
                _ => &mut marked.claim,
            };
            list.extend(&passages[id]);
            list.sort();
        }
        marked
    };
    lines('E').map(attribution).collect()
}

#[test]
fn cues_of_real_articles_if_there_are_any() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/polnear-dev");
    let Ok(files) = fs::read_dir(folder.join("attributions")) else {
        println!("skipped: {} is not here", folder.display());
        return;
    };
    let relation = shipped();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for file in files.map(|file| file.unwrap().path()) {
        let name = file.file_stem().unwrap().to_str().unwrap().rsplit_once('_').unwrap().0;
        let text = fs::read_to_string(folder.join(format!("text/{name}.txt"))).unwrap();
        let readable = ReadableArticle::new(article("a", &text.split('\n').collect::<Vec<_>>()));
        for marked in attributions(&fs::read_to_string(&file).unwrap()) {
            let Some(truth) = marked.cue.first() else { continue };
            let found = cue(&readable, &relation, &marked.claim, &marked.source, &Unicode);
            let result = match found.as_ref().map(|found| found.span) {
                None => "none",
                Some(found) if found == *truth => "exact",
                Some(found) if found.intersection(*truth).is_some() => "overlapping",
                Some(_) => "elsewhere",
            };
            let is_known =
                found.as_ref().map_or("", |found| if found.is_known { ", known words" } else { ", between" });
            if std::env::var_os("SHOW_CUES").is_some() && result != "exact" {
                let text = |spans: &[Span]| {
                    spans.iter().map(|s| readable.text.slice(*s).unwrap()).collect::<Vec<_>>().join("|")
                };
                println!(
                    "{result}{is_known}: {{{}}} <{}> [{}] found <{}>",
                    text(&marked.source),
                    text(&marked.cue),
                    text(&marked.claim),
                    found.map_or(String::new(), |f| text(&[f.span]))
                );
            }
            let kind = if marked.source.is_empty() { "without a source" } else { "with a source" };
            for key in [format!("{kind}: all"), format!("{kind}: {result}"), format!("{kind}: {result}{is_known}")] {
                *counts.entry(key).or_default() += 1;
            }
        }
    }
    for (key, count) in &counts {
        println!("{count:5} {key}");
    }
    let share = |key: &str| counts[key] as f64 / counts["with a source: all"] as f64;
    let (exact, overlapping) = (share("with a source: exact"), share("with a source: overlapping"));
    println!("exact {exact:.3}, overlapping {:.3}", exact + overlapping);
    assert!(exact > 0.88, "exact: {exact}");
    assert!(exact + overlapping > 0.95, "overlapping: {}", exact + overlapping);
}
