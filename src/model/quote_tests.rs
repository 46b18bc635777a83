//! How much context a quote takes: as much as a plain search says, also of texts
//! that repeat themselves without end, and then quickly.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use serde_json::Map;

use super::annotation::{Fragment, Quote};
use super::article::ArticleText;
use super::fixtures::span;
use super::quote::{CONTEXT, fragment_at, is_in_place};

/// The longest context, in code points.
const MOST: usize = 512;

/// How many code points of context tell a place from all others with the same
/// words, as [`fragment_at`] shall take it: tried one by one.
fn needed_naively(text: &[char], start: usize, end: usize) -> usize {
    let words = &text[start..end];
    let others: Vec<usize> =
        (0..=text.len() - words.len()).filter(|at| *at != start && text[*at..*at + words.len()] == *words).collect();
    // The context of a place, as it would be written; the text's ends are not written.
    let is_told_apart = |size: usize| {
        let before = &text[start.saturating_sub(size)..start];
        let after = &text[end..(end + size).min(text.len())];
        others.iter().all(|at| !text[..*at].ends_with(before) || !text[at + words.len()..].starts_with(after))
    };
    (CONTEXT as usize..MOST).find(|size| is_told_apart(*size)).unwrap_or(MOST)
}

/// Texts of few letters, so that much of them repeats.
fn any_repetitive() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        "[ab]{1,6}".prop_map(|text| (text, 1usize)),
        ("[ab é😀]{1,5}", 2usize..40),
        ("(the words |ab|a|中)", 2usize..90),
    ];
    prop::collection::vec(part, 1..5).prop_map(|parts| parts.into_iter().map(|(text, n)| text.repeat(n)).collect())
}

proptest! {
    #[test]
    fn context_is_what_a_plain_search_says(text in any_repetitive(), at in any::<prop::sample::Index>(), length in 1usize..12) {
        let chars: Vec<char> = text.chars().collect();
        let start = at.index(chars.len());
        let end = (start + length).min(chars.len());
        let article = ArticleText::of(text);
        let fragment = fragment_at(&article, span(start as u32, end as u32)).unwrap();
        let size = needed_naively(&chars, start, end);
        let written: (String, String) = (
            chars[start.saturating_sub(size)..start].iter().collect(),
            chars[end..(end + size).min(chars.len())].iter().collect(),
        );
        prop_assert_eq!((&fragment.quote.prefix, &fragment.quote.suffix), (&written.0, &written.1), "{} needed", size);
        prop_assert!(is_in_place(&article, &fragment));
    }
}

/// Takes fragments of a text of a megabyte, quickly.
#[track_caller]
fn taken(text: &str, spans: &[(usize, usize)]) -> Vec<Fragment> {
    let text = ArticleText::of(text.to_owned());
    let begun = Instant::now();
    let taken = spans.iter().map(|(start, end)| fragment_at(&text, span(*start as u32, *end as u32)).unwrap());
    let taken: Vec<Fragment> = taken.collect();
    // Unoptimised, beside other tests; with every byte compared it would be minutes.
    assert!(begun.elapsed() < Duration::from_secs(2), "{:?} for {} fragments", begun.elapsed(), spans.len());
    for fragment in &taken {
        assert!(is_in_place(&text, fragment));
        // And what is left of a character that would be halved.
        for context in [&fragment.quote.prefix, &fragment.quote.suffix] {
            assert!(context.chars().count() <= MOST + 1);
        }
    }
    taken
}

#[test]
fn texts_that_only_repeat_are_quoted_quickly() {
    const SIZE: usize = 1 << 20;
    let middle = SIZE / 2;
    for unit in ["a", "ab", "word ", "中", "é", "😀", "a\u{301}"] {
        let units = SIZE / unit.chars().count();
        // In the middle stands something that tells where one is.
        let size = unit.chars().count();
        let marked = [&unit.repeat(units / 2), "X", &unit.repeat(units / 2)].concat();
        let mark = units / 2 * size;
        let at = mark / 2 / size * size;
        let spans = [(0, size), (at, at + size), (at, at + 100 * size), (mark - 3 * size, mark), (mark, mark + 1)];
        let fragments = taken(&marked, &spans);
        assert_eq!(fragments[0].quote.prefix, "", "{unit}: at the start");
        assert!(fragments[3].quote.suffix.starts_with('X'), "{unit}: beside the mark");
        assert_eq!(fragments[4].quote.exact, "X");
        // Where nothing tells places apart, all that may be taken is taken.
        assert!(fragments[1].quote.prefix.chars().count() >= MOST.min(at), "{unit}");
        taken(&unit.repeat(units), &[(0, 1), (middle / size * size, middle / size * size + size)]);
    }
}

#[test]
fn a_place_in_a_text_that_repeats_is_told_apart_where_it_can_be() {
    // A thousand paragraphs that differ in their number alone, 300 code points away.
    let filler = "the same words again and again ".repeat(10);
    let text: String = (0..1000).map(|number| format!("{number:04} {filler}here {filler}")).collect();
    let period = 4 + 1 + filler.len() + 5 + filler.len();
    let at = |number: usize| number * period + 5 + filler.len();
    let fragments = taken(&text, &[(at(0), at(0) + 4), (at(500), at(500) + 4), (at(999), at(999) + 4)]);
    for Fragment { quote, .. } in fragments {
        let whole = [quote.prefix.as_str(), &quote.exact, &quote.suffix].concat();
        assert_eq!((quote.exact.as_str(), text.matches(&whole).count()), ("here", 1), "{whole}");
    }
}

#[test]
fn words_are_in_place_where_one_side_vouches_for_them() {
    let text = ArticleText::of("The old mayor left.".to_owned());
    let check = |start: u32, exact: &str, prefix: &str, suffix: &str, expected: bool| {
        let quote = Quote { exact: exact.to_owned(), prefix: prefix.to_owned(), suffix: suffix.to_owned() };
        let end = start + exact.chars().count() as u32;
        let fragment = Fragment { span: span(start, end), quote, extra: Map::new() };
        assert_eq!(is_in_place(&text, &fragment), expected, "{prefix}[{exact}]{suffix}");
    };
    check(4, "old", "The ", " mayor", true);
    check(4, "old", "The ", " town", true);
    check(4, "old", "An ", " mayor", true);
    check(4, "old", "An ", " town", false);
    check(4, "old", "", "", true);
    check(4, "new", "The ", " mayor", false);
    check(5, "old", "The ", " mayor", false);
    check(4, "old", "", " mayor", true);
    check(4, "old", "", " town", false);
    check(4, "old", "An ", "", false);
    check(0, "The", "", " new", true);
    check(14, "left.", "They ", "", true);
    check(14, "left.", "They ", " At last", false);
    check(900, "left.", "", "", false);
}
