//! Cases in many scripts, hostile input, and properties over random edits.

use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation;

use super::{Placement, place_from_quotes, place_from_text};
use crate::model::annotation::{Fragment, Quote};
use crate::model::article::ArticleText;
use crate::model::fixtures::{article, span};
use crate::model::offset::{CharOffset, Span};
use crate::model::quote::fragment_at;

fn text(words: &str) -> ArticleText {
    ArticleText::new(&article("a", &words.split('\n').collect::<Vec<_>>()))
}

fn told(new: &ArticleText, placement: Placement) -> String {
    match placement {
        Placement::Exact(span) => format!("Exact {}", new.slice(span).unwrap()),
        Placement::Moved { span, .. } => format!("Moved {}", new.slice(span).unwrap()),
        Placement::Orphan => "Orphan".into(),
    }
}

/// The words between «» in the old text, and what is said of them in the new one.
#[track_caller]
fn check_each(old: &str, new: &str, from_text: &str, from_quotes: &str) {
    let start = old.find('«').unwrap();
    let words = old.replace('«', "");
    let end = words.find('»').unwrap();
    let words = words.replace('»', "");
    let count = |to: usize| words[..to].chars().count() as u32;
    let sought = span(count(start), count(end));
    let (old, new) = (text(&words), text(new));
    let fragment = fragment_at(&old, sought).unwrap();
    let found = place_from_text(&old, &new, &[sought]);
    assert_eq!(told(&new, found[0]), from_text, "from the text: {found:?}");
    let found = place_from_quotes(&new, &[fragment]);
    assert_eq!(told(&new, found[0]), from_quotes, "from the quote: {found:?}");
}

#[track_caller]
fn check(old: &str, new: &str, expected: &str) {
    check_each(old, new, expected, expected);
}

#[test]
fn words_are_found_where_they_went() {
    check("The «mayor» resigned.", "The mayor resigned.", "Exact mayor");
    check("The «mayor» resigned.", "The old mayor resigned.", "Moved mayor");
    check("The «mayor» resigned.", "Nothing remains.", "Orphan");
    check("The «mayor» resigned.", "", "Orphan");
    check("The «mayor» resigned on Monday.", "On Tuesday, the mayor resigned on Monday.", "Moved mayor");
    check("The «mayor resigned» on Monday.", "The mayor resigned on Tuesday.", "Exact mayor resigned");
    check("The «mayor resigned early» on Monday.", "The mayor resigned late on Monday.", "Moved mayor resigned late");
    check("«A word» at the beginning of it all.", "Before: a word. A word at the beginning of it all.", "Moved A word");
    check("It all ends with «a word»", "So it is. It all ends with a word", "Moved a word");
    check("The mayor\n«resigned» early", "The mayor resigned early", "Exact resigned");
    check("One «house\nand» garden was sold here", "So one house\nand garden was sold here", "Moved house\nand");
}

#[test]
fn a_short_word_at_the_same_offset_by_chance_is_not_exact() {
    check("It was «the» mayor who left.", "So is, “the” long new story goes on.", "Orphan");
    check("He left «a» house in town.", "We saw, a day later, nothing else", "Orphan");
}

#[test]
fn all_scripts_are_found() {
    check("市長は«辞任»した。", "昨日、市長は辞任した。", "Moved 辞任");
    check("据报道，«市长»今天宣布辞职。", "据新华社报道，市长今天宣布辞职。", "Moved 市长");
    check("قال «الوزير» إنه استقال اليوم", "أمس قال الوزير إنه استقال اليوم", "Moved الوزير");
    check("אמר «השר» שהוא התפטר היום", "אתמול אמר השר שהוא התפטר היום", "Moved השר");
    check("प्रधानमंत्री ने «कहा» कि वे जाएंगे", "आज प्रधानमंत्री ने कहा कि वे जाएंगे", "Moved कहा");
    check("นายก«เทศมนตรี»ลาออกแล้ว", "เมื่อวานนายกเทศมนตรีลาออกแล้ว", "Moved เทศมนตรี");
    check("시장은 «사임했다»고 밝혔다 오늘", "어제 시장은 사임했다고 밝혔다 오늘", "Moved 사임했다");
    check(
        "The «👩\u{200d}👩\u{200d}👧» family left",
        "So the 👩\u{200d}👩\u{200d}👧 family left",
        "Moved 👩\u{200d}👩\u{200d}👧",
    );
    check("Le «cafe\u{301}» noir est froid", "Bon : Le cafe\u{301} noir est froid", "Moved cafe\u{301}");
    check("The word «שלום» means peace", "So the word שלום means peace", "Moved שלום");
}

#[test]
fn a_character_is_never_halved() {
    // The letter has got an accent, the family a child.
    check("We like «cafe» noir and bread", "So we like cafe\u{301} noir and bread", "Moved cafe\u{301}");
    check(
        "We saw that a «👩» stands at the door",
        "So we saw that a 👩\u{200d}👧 stands at the door",
        "Moved 👩\u{200d}👧",
    );
}

#[test]
fn nothing_is_guessed() {
    let twice = "All rights are reserved by the owner of this page.\nSome news came in today from the coast.\n";
    check("All rights are «reserved» by the owner.\nOne.\nAll rights are reserved by the owner.", "Two.", "Orphan");
    // The words stand twice and nothing tells the places apart.
    let quote = Quote { exact: "reserved by".into(), prefix: "rights are ".into(), suffix: " the owner".into() };
    let fragment = Fragment { span: span(7, 18), quote, extra: Default::default() };
    let found = place_from_quotes(&text(&(twice.repeat(2) + "The end")), &[fragment]);
    assert_eq!(found, [Placement::Orphan]);
}

#[test]
fn neighbours_that_moved_together_vouch_for_each_other() {
    let paragraph =
        |n: usize| format!("Paragraph {n} tells of the town of Number{n} and of its mayor Name{n}, who left.");
    let repeated = "Sign up for our newsletter and read the most important stories of every day here.";
    let old: Vec<String> = (0..12).flat_map(|n| [paragraph(n), repeated.to_owned()]).collect();
    let (old, new) = (old.join("\n"), "A new paragraph on top of all.\n".to_owned() + &old.join("\n"));
    let (old_text, new_text) = (text(&old), text(&new));
    let places = |words: &str| {
        old.match_indices(words).map(|(at, _)| span(at as u32, (at + words.len()) as u32)).collect::<Vec<_>>()
    };
    let sought: Vec<Span> = [places("town of"), places("important stories")].concat();
    // Only so much context that the repeated sentence is the same everywhere.
    let short = |s: &Span| Fragment {
        span: *s,
        quote: Quote {
            exact: old_text.slice(*s).unwrap().into(),
            prefix: old[s.start().0 as usize - 18..s.start().0 as usize].into(),
            suffix: old[s.end().0 as usize..s.end().0 as usize + 12].into(),
        },
        extra: Default::default(),
    };
    let fragments: Vec<Fragment> = sought.iter().map(short).collect();
    let by = (new.len() - old.len()) as u32;
    for found in [place_from_text(&old_text, &new_text, &sought), place_from_quotes(&new_text, &fragments)] {
        for (found, sought) in found.iter().zip(&sought) {
            assert_eq!(found.span().map(|s| s.start().0), Some(sought.start().0 + by), "{found:?}");
        }
    }
}

#[test]
fn a_moved_paragraph_is_found_elsewhere() {
    let paragraph = |n: usize| {
        let other = ["river", "school", "strike", "harvest", "court", "museum", "bridge", "forest"][n];
        format!(
            "The {other} in Town{n} was sold by Name{n} for {n}7 million, after {other}{n} had closed house{n}. \
             Nobody at {other}s{n} had been asked, said Witness{n}, who with Friend{n} had written to Office{n} \
             before, and Lawyer{n} was not there on Day{n} when it was read at Hall{n}."
        )
    };
    let old: Vec<String> = (0..8).map(paragraph).collect();
    let mut new = old.clone();
    let moved = new.remove(1);
    new.insert(6, moved);
    let (old, new) = (old.join("\n"), new.join("\n"));
    let (old_text, new_text) = (text(&old), text(&new));
    let sought: Vec<Span> = ["Town0", "The school", "Witness1", "Hall1.", "Name5", "Name7"]
        .map(|words| old.find(words).map(|at| span(at as u32, (at + words.len()) as u32)).unwrap())
        .to_vec();
    let fragments: Vec<Fragment> = sought.iter().map(|s| fragment_at(&old_text, *s).unwrap()).collect();
    let expected = ["Exact Town0", "Moved The school", "Moved Witness1", "Moved Hall1.", "Moved Name5", "Exact Name7"];
    for found in [place_from_text(&old_text, &new_text, &sought), place_from_quotes(&new_text, &fragments)] {
        assert_eq!(found.iter().map(|f| told(&new_text, *f)).collect::<Vec<_>>(), expected);
    }
}

#[test]
fn hostile_input_is_answered() {
    let odd = [
        text(""),
        text("x"),
        text(&"a".repeat(40_000)),
        text(&"so ".repeat(10_000)),
        text(&"中".repeat(10_000)),
        text(&"a b ".repeat(8_000)),
        text(&".".repeat(10_000)),
        text(&"so so\n".repeat(5_000)),
    ];
    let spans =
        [span(0, 1), span(5, 9), span(0, 40_000), span(17, 5_000), span(u32::MAX - 1, u32::MAX), span(3, u32::MAX)];
    for old in &odd {
        let mut fragments: Vec<Fragment> = spans.iter().filter_map(|s| fragment_at(old, *s)).take(3).collect();
        let words = |exact: &str, span| Fragment {
            span,
            quote: Quote { exact: exact.into(), prefix: String::new(), suffix: "so".into() },
            extra: Default::default(),
        };
        fragments.extend([
            words("", span(0, 1)),
            words("so", spans[4]),
            words(" \n ", spans[5]),
            words("a", span(2, 3)),
        ]);
        for new in &odd {
            for placement in place_from_text(old, new, &spans).into_iter().chain(place_from_quotes(new, &fragments)) {
                assert!(placement.span().is_none_or(|span| span.end() <= new.end().char));
            }
        }
    }
}

const SCRIPTS: &str = "[a-c .,é\u{301}中文字𠮷😀👩\u{200d}🇫🇷א ب\u{200f}न\u{94d}\n]{0,60}";

fn joined(words: &str) -> ArticleText {
    text(words)
}

fn whole(text: &ArticleText, span: Span) -> bool {
    let words = text.slice(span).unwrap();
    let before = text.slice(Span::new(CharOffset(0), span.start()).unwrap_or(span)).unwrap_or("");
    let clusters = text.as_str().grapheme_indices(true).map(|(at, _)| at).chain([text.as_str().len()]);
    let start = if span.start().0 == 0 { 0 } else { before.len() };
    let ends: Vec<usize> = clusters.collect();
    ends.contains(&start) && ends.contains(&(start + words.len()))
}

/// Words of several scripts, each but once in a text, with a number to make it so.
fn distinct(count: usize) -> Vec<String> {
    let stems = ["mayor", "Straße", "市長", "الوزير", "שלום", "कहा", "cafe\u{301}", "👩\u{200d}👧", "नेता", "город"];
    (0..count).map(|at| format!("{}{at}", stems[at % stems.len()])).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_texts_give_sound_places(old in SCRIPTS, new in SCRIPTS, starts in prop::collection::vec((0u32..70, 1u32..20), 0..6)) {
        let (old, new) = (joined(&old), joined(&new));
        let spans: Vec<Span> = starts.iter().map(|(start, length)| span(*start, start + length)).collect();
        let fragments: Vec<Fragment> = spans.iter().filter_map(|s| fragment_at(&old, *s)).collect();
        for placement in place_from_text(&old, &new, &spans).into_iter().chain(place_from_quotes(&new, &fragments)) {
            if let Some(found) = placement.span() {
                prop_assert!(found.end() <= new.end().char);
                prop_assert!(whole(&new, found), "{:?}", new.slice(found));
            }
        }
    }

    #[test]
    fn the_same_text_gives_exact_places(words in SCRIPTS, starts in prop::collection::vec((0u32..60, 1u32..20), 0..6)) {
        let same = joined(&words);
        let spans: Vec<Span> = starts.iter()
            .map(|(start, length)| span(*start, start + length))
            .filter_map(|s| same.slice(s).and_then(|_| super::sound(&same, s)))
            .collect();
        let fragments: Vec<Fragment> = spans.iter().map(|s| fragment_at(&same, *s).unwrap()).collect();
        let expected: Vec<Placement> = spans.iter().map(|s| Placement::Exact(*s)).collect();
        prop_assert_eq!(place_from_text(&same, &joined(&words), &spans), expected.clone());
        for (found, fragment) in place_from_quotes(&same, &fragments).into_iter().zip(&fragments) {
            let alone = fragment.quote.prefix.is_empty() && fragment.quote.suffix.is_empty();
            prop_assert!(alone || found == Placement::Exact(fragment.span));
        }
    }

    #[test]
    fn what_was_not_touched_is_found_where_it_went(
        first in 0usize..200, length in 1usize..12,
        changes in prop::collection::vec((0usize..240, 0u8..3), 0..30),
    ) {
        let words = distinct(240);
        let last = first + length;
        let (mut old, mut new, mut from, mut to) = (String::new(), String::new(), 0..0, 0..0);
        for (at, word) in words.iter().enumerate() {
            // Twelve words on each side of the passage are left alone.
            let is_near = at + 12 >= first && at <= last + 12;
            let change = changes.iter().find(|change| change.0 == at && !is_near).map(|change| change.1);
            let (start, start_new) = (old.chars().count() as u32, new.chars().count() as u32);
            old += word;
            match change {
                None => new += word,
                Some(0) => {}
                Some(1) => new += "changed",
                Some(_) => { new += word; new += " added"; }
            }
            if at == first { from.start = start; to.start = start_new; }
            if at == last { from.end = old.chars().count() as u32; to.end = new.chars().count() as u32; }
            let gap = if at % 30 == 29 { "\n" } else { " " };
            old += gap;
            if change != Some(0) { new += gap; }
        }
        let (old, new) = (joined(old.trim()), joined(new.trim()));
        let (sought, truth) = (span(from.start, from.end), span(to.start, to.end));
        let found = place_from_text(&old, &new, &[sought]);
        prop_assert_eq!(found[0].span(), Some(truth), "{:?}", found);
        let found = place_from_quotes(&new, &[fragment_at(&old, sought).unwrap()]);
        prop_assert_eq!(found[0].span(), Some(truth), "{:?}", found);
    }
}
