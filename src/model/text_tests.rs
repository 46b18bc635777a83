//! Positions, selections, quotes, segments and edits, by tables of cases and by
//! properties over texts of many scripts.

use std::rc::Rc;

use proptest::prelude::*;

use unicode_segmentation::UnicodeSegmentation;

use super::anchoring::{Placement, Score, place_from_quotes};
use super::article::{Article, ArticleText};
use super::edit::{Edit, EntityId};
use super::fixtures::{annotation, article, moment, span};
use super::offset::{Span, Utf16Offset};
use super::quote::{fragment_at, is_in_place};
use super::segments::segments;
use super::selection::{BlockPoint, spans_from_selection};
use super::workspace::Workspace;

fn point(block: usize, offset: u32) -> BlockPoint {
    BlockPoint { block, offset: Utf16Offset(offset) }
}

/// What a selection between two points selects, as words joined by `|`.
#[track_caller]
fn check_selection(blocks: &[&str], from: (usize, u32), to: (usize, u32), hidden: &[usize], expected: &str) {
    let text = ArticleText::new(&article("a", blocks));
    for (anchor, focus) in [(from, to), (to, from)] {
        let spans =
            spans_from_selection(&text, point(anchor.0, anchor.1), point(focus.0, focus.1), |b| hidden.contains(&b));
        let words: Vec<&str> = spans.iter().map(|s| text.slice(*s).unwrap()).collect();
        assert_eq!(words.join("|"), expected);
    }
}

#[test]
fn selections_become_spans() {
    let plain = ["Mayor resigns", "The old mayor left.", "ADVERTISEMENT", "No one asked why."];
    check_selection(&plain, (1, 4), (1, 13), &[], "old mayor");
    check_selection(&plain, (1, 3), (1, 14), &[], "old mayor"); // stray spaces
    check_selection(&plain, (1, 3), (1, 4), &[], ""); // only a space
    check_selection(&plain, (1, 4), (1, 4), &[], "");
    check_selection(&plain, (0, 6), (1, 7), &[], "resigns\nThe old");
    check_selection(&plain, (1, 8), (3, 2), &[], "mayor left.\nADVERTISEMENT\nNo");
    check_selection(&plain, (1, 8), (3, 2), &[2], "mayor left.|No"); // the advert is folded away
    check_selection(&plain, (1, 8), (3, 0), &[2], "mayor left.");
    check_selection(&plain, (1, 19), (3, 2), &[2], "No");
    check_selection(&plain, (1, 0), (1, 999), &[], "The old mayor left."); // clipped to the block
    check_selection(&plain, (7, 0), (9, 1), &[], ""); // blocks that are not there
}

#[test]
fn no_character_is_halved() {
    // Family emoji with joiners, e with a combining accent, a flag, Devanagari.
    check_selection(&["a👩‍👩‍👦b"], (0, 2), (0, 4), &[], "👩‍👩‍👦");
    check_selection(&["caf\u{65}\u{301}!"], (0, 3), (0, 4), &[], "e\u{301}");
    check_selection(&["x🇫🇷y"], (0, 1), (0, 3), &[], "🇫🇷");
    check_selection(&["नमस्ते"], (0, 2), (0, 3), &[], "स्ते");
    check_selection(&["قال الوزير"], (0, 4), (0, 10), &[], "الوزير");
    check_selection(&["記者は𠮷田氏"], (0, 4), (0, 5), &[], "𠮷");
    check_selection(&["a \u{301}b"], (0, 2), (0, 4), &[], " \u{301}b"); // a space that carries an accent
}

#[test]
fn a_quote_takes_enough_context_to_be_told_apart() {
    let filler = "the same words again and again and again and again, ";
    let body = format!("A {filler}he said. B {filler}he said.");
    let first = "A first paragraph that keeps the headline far enough away, however long a context may have to be.";
    let text = ArticleText::new(&article("a", &["H", first, &body]));
    for (at, _) in body.match_indices("he said") {
        let start = (3 + first.len() + at) as u32;
        let fragment = fragment_at(&text, span(start, start + 7)).unwrap();
        // The position is lost, the words are moved: the context still decides.
        let moved = ArticleText::new(&article("a", &["Another, longer headline", first, &body]));
        let placements = place_from_quotes(&moved, std::slice::from_ref(&fragment));
        assert_eq!(placements, [Placement::Moved { span: span(start + 23, start + 30), score: Score(100) }]);
    }
}

#[test]
fn nothing_is_guessed() {
    let before = ArticleText::new(&article("a", &["H", "The mayor resigned."]));
    let fragment = fragment_at(&before, span(6, 11)).unwrap();
    let case = |body: &str| {
        let text = ArticleText::new(&article("a", &["H", body]));
        place_from_quotes(&text, std::slice::from_ref(&fragment)).first().copied().unwrap().span()
    };
    assert_eq!(case("The mayor resigned."), Some(span(6, 11)));
    assert_eq!(case("So the mayor resigned."), Some(span(9, 14)));
    assert_eq!(case("A mayor, no mayor"), None, "two places, neither with the context");
    assert_eq!(case("Nothing remains."), None);
}

#[test]
fn removing_an_article_takes_its_annotations_and_undo_brings_all_back() {
    let (one, two) = (article("one", &["H", "text"]), article("two", &["H", "text"]));
    let edits = [
        Edit::Import {
            articles: vec![one.clone(), two.clone()],
            annotations: vec![],
            reanchored: vec![],
            others: Vec::new(),
        },
        Edit::Annotate(vec![annotation("x", &one, "claim", &[(0, 1), (2, 6)])]),
        Edit::Annotate(vec![annotation("y", &two, "source", &[(2, 6)])]),
    ];
    let full = edits.iter().fold(Workspace::default(), |w, e| w.after(&w.change(e).unwrap()));
    let change = full.change(&Edit::RemoveArticle { id: "one".into() }).unwrap();
    let less = full.after(&change);
    assert_eq!((less.articles().count(), less.annotation_count()), (1, 1));
    assert_eq!(less.after(&change.reversed()), full);
}

#[test]
fn edits_that_cannot_be_done_say_why() {
    let one = article("one", &["H", "text"]);
    let import =
        Edit::Import { articles: vec![one.clone()], annotations: vec![], reanchored: vec![], others: Vec::new() };
    let empty = Workspace::default();
    let workspace = empty.after(&empty.change(&import).unwrap());
    let code = |edit: &Edit| workspace.change(edit).unwrap_err().code;
    assert_eq!(code(&import), "import-overwrites");
    assert_eq!(code(&Edit::Delete { ids: vec!["x".into()], at: moment(0) }), "annotation-gone");
    assert_eq!(code(&Edit::RemoveArticle { id: "x".into() }), "article-gone");
    let elsewhere = annotation("x", &article("one", &["Another", "text"]), "claim", &[(3, 7)]);
    assert_eq!(code(&Edit::Annotate(vec![elsewhere])), "annotation-misplaced");
    let x = annotation("x", &one, "claim", &[(0, 1)]);
    assert_eq!(
        code(&Edit::Import {
            articles: vec![],
            annotations: vec![x.clone(), x],
            reanchored: vec![],
            others: Vec::new()
        }),
        "import-overwrites"
    );
}

#[test]
fn an_edit_touches_only_the_blocks_it_marks() {
    let one = article("one", &["Headline", "First block.", "Second block.", "Third block."]);
    let import =
        Edit::Import { articles: vec![one.clone()], annotations: vec![], reanchored: vec![], others: Vec::new() };
    let empty = Workspace::default();
    let before = empty.after(&empty.change(&import).unwrap());
    let edit = Edit::Annotate(vec![annotation("x", &one, "claim", &[(15, 28)])]); // "block.\nSecond"
    let after = before.after(&before.change(&edit).unwrap());
    let marked = |w: &Workspace| w.article(&"one".into()).unwrap().clone();
    assert_eq!(marked(&after).differing_blocks(&marked(&before)), [1, 2]);
    assert_eq!(marked(&after).differing_blocks(&marked(&after)), [0; 0]);
    let again = after.change(&Edit::Relabel { ids: vec!["x".into()], label: "claim".into(), at: moment(9) }).unwrap();
    assert!(again.is_empty(), "the same label again is no change");
}

const SCRIPTS: &str = "[a-c .,é\u{301}中𠮷😀👩\u{200d}🇫🇷א ب\u{200f}न\u{94d}]";

fn any_article() -> impl Strategy<Value = Rc<Article>> {
    let block = proptest::string::string_regex(&format!("{SCRIPTS}{{1,24}}")).unwrap();
    prop::collection::vec(block, 1..6).prop_map(|texts| {
        let texts: Vec<String> =
            texts.iter().map(|t| t.trim()).map(|t| if t.is_empty() { "x" } else { t }.to_owned()).collect();
        article("a", &texts.iter().map(String::as_str).collect::<Vec<_>>())
    })
}

fn any_span(limit: u32) -> impl Strategy<Value = Span> {
    (0..limit, 1..=limit).prop_map(move |(start, length)| span(start, (start + length).min(limit).max(start + 1)))
}

fn article_with_spans() -> impl Strategy<Value = (Rc<Article>, Vec<Span>)> {
    any_article().prop_flat_map(|article| {
        let limit = ArticleText::new(&article).end().char.0;
        (Just(article), prop::collection::vec(any_span(limit), 0..8))
    })
}

proptest! {
    #[test]
    fn segments_are_the_block_and_cover_exactly_the_spans((article, spans) in article_with_spans()) {
        let text = ArticleText::new(&article);
        for (index, block) in article.blocks.iter().enumerate() {
            let segments = segments(&text, index, &spans);
            let joined: String = segments.iter().map(|s| &block.text[s.bytes.clone()]).collect();
            prop_assert_eq!(&joined, &block.text);
            let start = text.block_start(index).unwrap().char.0;
            for segment in &segments {
                for (offset, _) in block.text[segment.bytes.clone()].char_indices() {
                    let at = start + block.text[..segment.bytes.start + offset].chars().count() as u32;
                    let covering: Vec<usize> = (0..spans.len())
                        .filter(|i| spans[*i].start().0 <= at && at < spans[*i].end().0)
                        .collect();
                    prop_assert_eq!(&covering, &segment.covering);
                }
            }
        }
    }

    #[test]
    fn a_fragment_is_found_where_it_was_taken((article, spans) in article_with_spans()) {
        let text = ArticleText::new(&article);
        for span in spans {
            let fragment = fragment_at(&text, span).unwrap();
            prop_assert!(is_in_place(&text, &fragment));
        }
    }

    #[test]
    fn a_selection_between_any_points_is_sound(
        article in any_article(), from in (0usize..7, 0u32..40), to in (0usize..7, 0u32..40), hidden in 0usize..7,
    ) {
        let text = ArticleText::new(&article);
        let spans = spans_from_selection(&text, point(from.0, from.1), point(to.0, to.1), |b| b == hidden);
        for pair in spans.windows(2) {
            prop_assert!(pair[0].end() < pair[1].start());
        }
        for span in &spans {
            let words = text.slice(*span).unwrap();
            let ends = [words.graphemes(true).next().unwrap(), words.graphemes(true).next_back().unwrap()];
            prop_assert!(ends.iter().all(|cluster| !cluster.trim().is_empty()), "{:?}", words);
            if let Some(block) = text.block_span(hidden) {
                prop_assert_eq!(span.intersection(block), None);
            }
        }
    }

    #[test]
    fn changes_undo_exactly((article, spans) in article_with_spans(), removed in 0usize..8) {
        let empty = Workspace::default();
        let mut states = vec![empty.clone()];
        let mut changes = Vec::new();
        let mut edits = vec![Edit::Import { articles: vec![article.clone()], annotations: vec![], reanchored: vec![], others: Vec::new() }];
        edits.extend(spans.iter().enumerate().map(|(i, s)| {
            Edit::Annotate(vec![annotation(&format!("n{i}"), &article, "claim", &[(s.start().0, s.end().0)])])
        }));
        edits.push(Edit::SetNote { id: format!("n{removed}").into(), note: "why".into(), at: moment(1) });
        edits.push(Edit::Delete { ids: vec![format!("n{removed}").into()], at: moment(0) });
        for edit in &edits {
            let now = states.last().unwrap();
            let Ok(change) = now.change(edit) else { continue };
            states.push(now.after(&change));
            changes.push(change);
        }
        for change in changes.iter().rev() {
            let last = states.pop().unwrap();
            prop_assert_eq!(&last.after(&change.reversed()), states.last().unwrap());
        }
        prop_assert_eq!(states.pop().unwrap(), empty);
    }

    #[test]
    fn the_list_has_every_annotation_once((article, spans) in article_with_spans()) {
        let mut workspace = Workspace::default();
        let annotations = spans.iter().enumerate()
            .map(|(i, s)| annotation(&format!("n{i}"), &article, "claim", &[(s.start().0, s.end().0)])).collect();
        let change = workspace.change(&Edit::Import { articles: vec![article.clone()], annotations, reanchored: vec![], others: Vec::new() }).unwrap();
        workspace = workspace.after(&change);
        let marked = workspace.article(&article.id).unwrap();
        let listed: Vec<_> = marked.annotations().map(|a| a.id.clone()).collect();
        let mut once = listed.clone();
        once.sort();
        once.dedup();
        prop_assert_eq!(once.len(), spans.len());
        prop_assert_eq!(listed.len(), spans.len());
        // Any window of the list is found without walking the list.
        for first in 0..=listed.len() {
            let window: Vec<_> = marked.annotations_from(first, 3).iter().map(|a| a.id.clone()).collect();
            prop_assert_eq!(&window[..], listed.iter().skip(first).take(3).cloned().collect::<Vec<_>>());
        }
        for (number, id) in listed.iter().enumerate() {
            prop_assert_eq!(marked.number_of(workspace.annotation(id).unwrap()), Some(number));
        }
        prop_assert!(workspace.entity(&EntityId::Article(article.id.clone())).is_some());
    }
}
