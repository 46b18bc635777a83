//! Adding to an annotation's target, taking from it, and moving its edges.
//!
//! A target is a list of spans in order that do not touch: those that would are
//! joined. What these functions give back halves no character and has no white
//! space at the ends of its spans.

use super::article::{ArticleText, ReadableArticle};
use super::boundaries::{Segmenter, Unit};
use super::cursor::{step, step_end};
use super::offset::{CharOffset, Span};
use super::selection::{snap_outward, trim};

/// One edge of a fragment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// Where it begins.
    Start,
    /// Where it ends.
    End,
}

/// A target of which an edge was moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The fragments.
    pub spans: Vec<Span>,
    /// The fragment that has the moved edge now: others may have joined it.
    pub fragment: usize,
}

/// The fragments and what is added, white space between them too.
pub fn with(text: &ArticleText, spans: &[Span], added: &[Span]) -> Vec<Span> {
    let mut joined = Vec::with_capacity(spans.len() + added.len());
    for span in spans.iter().chain(added) {
        insert(&mut joined, snap_outward(text, *span));
    }
    tidy(text, joined)
}

/// The fragments without what is removed; `None` if nothing would be left.
/// A character of which a part is removed is removed.
pub fn without(text: &ArticleText, spans: &[Span], removed: &[Span]) -> Option<Vec<Span>> {
    let mut left = Vec::with_capacity(spans.len() + removed.len());
    for span in spans {
        insert(&mut left, snap_outward(text, *span));
    }
    for hole in removed.iter().map(|span| snap_outward(text, *span)) {
        let mut parts = Vec::with_capacity(left.len() + 1);
        for span in left {
            parts.extend(Span::new(span.start(), span.end().min(hole.start())));
            parts.extend(Span::new(span.start().max(hole.end()), span.end()));
        }
        left = parts;
    }
    let left = tidy(text, left);
    (!left.is_empty()).then_some(left)
}

/// The fragments after one's edge was moved to a position. Fragments that it runs
/// into are joined. `None` if there is no such fragment, or nothing but white space
/// would be left of it: to drop a fragment is [`without`]'s work.
pub fn with_edge(text: &ArticleText, spans: &[Span], fragment: usize, edge: Edge, to: CharOffset) -> Option<Moved> {
    let old = *spans.get(fragment)?;
    let to = to.min(text.end().char);
    let new = match edge {
        Edge::Start => Span::new(to, old.end()),
        Edge::End => Span::new(old.start(), to),
    };
    let new = new?;
    let words = trim(text, snap_outward(text, new))?;
    let mut others = spans.to_vec();
    others.remove(fragment);
    let spans = with(text, &others, &[new]);
    let fragment = spans.iter().position(|span| span.intersection(words).is_some())?;
    Some(Moved { spans, fragment })
}

/// The fragments after one's edge was moved by one unit: a start to the starts of
/// words, sentences and blocks, an end to their ends. White space is crossed with
/// what stands behind it. Blocks for which `is_hidden` says so are not taken in,
/// because the reader does not see them. At the text's ends nothing changes. `None`
/// as for [`with_edge`].
#[allow(clippy::too_many_arguments)]
pub fn with_edge_moved(
    article: &ReadableArticle,
    spans: &[Span],
    fragment: usize,
    edge: Edge,
    unit: Unit,
    forward: bool,
    segmenter: &dyn Segmenter,
    is_hidden: &dyn Fn(usize) -> bool,
) -> Option<Moved> {
    let text = &article.text;
    let old = *spans.get(fragment)?;
    let mut at = if edge == Edge::Start { old.start() } else { old.end() };
    loop {
        let to = match edge {
            Edge::Start => step(article, at, unit, forward, segmenter, is_hidden),
            Edge::End => step_end(article, at, unit, forward, segmenter, is_hidden),
        };
        let mut moved = with_edge(text, spans, fragment, edge, to)?;
        // What the fragment grew by, if it did.
        let grown = if edge == Edge::Start { Span::new(to, old.start()) } else { Span::new(old.end(), to) };
        let blocks = grown.map_or(0..0, |grown| text.block_at(grown.start())..text.block_at(grown.end()) + 1);
        let hidden: Vec<Span> = blocks.filter(|b| is_hidden(*b)).filter_map(|b| text.block_span(b)).collect();
        if !hidden.is_empty() {
            let shown = without(text, &moved.spans, &hidden)?;
            // What was marked before stays, hidden or not.
            moved.spans = with(text, &shown, spans);
            let is_moved = |span: &Span| if edge == Edge::Start { span.end() > to } else { span.start() < to };
            moved.fragment = match edge {
                Edge::Start => moved.spans.iter().position(is_moved)?,
                Edge::End => moved.spans.iter().rposition(is_moved)?,
            };
        }
        if to == at || moved.spans != spans {
            return Some(moved);
        }
        at = to;
    }
}

/// Puts a span into a list in order, joined with those that it overlaps or touches.
fn insert(spans: &mut Vec<Span>, mut added: Span) {
    spans.retain(|span| {
        let is_apart = span.end() < added.start() || added.end() < span.start();
        if !is_apart {
            added = Span::new(span.start().min(added.start()), span.end().max(added.end())).unwrap_or(added);
        }
        is_apart
    });
    let at = spans.iter().take_while(|span| span.start() < added.start()).count();
    spans.insert(at, added);
}

fn tidy(text: &ArticleText, spans: Vec<Span>) -> Vec<Span> {
    spans.into_iter().filter_map(|span| trim(text, span)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::boundaries::Unicode;
    use crate::model::fixtures::{any_readable, readable};
    use proptest::prelude::*;

    /// An article of the lines of a text, and the spans between its `[` and `]`.
    fn marked(text: &str) -> (ReadableArticle, Vec<Span>) {
        let (mut plain, mut edges, mut at) = (String::new(), Vec::new(), 0);
        for c in text.chars() {
            if matches!(c, '[' | ']') {
                edges.push(CharOffset(at));
            } else {
                plain.push(c);
                at += 1;
            }
        }
        let article = readable(&plain.split('\n').collect::<Vec<_>>());
        (article, edges.chunks(2).map(|edge| Span::new(edge[0], edge[1]).unwrap()).collect())
    }

    fn shown(article: &ReadableArticle, spans: &[Span]) -> String {
        spans.iter().map(|span| article.text.slice(*span).unwrap()).collect::<Vec<_>>().join("|")
    }

    /// The first marks are the target, those of the second text what is added to it
    /// or removed from it.
    #[track_caller]
    fn check(target: &str, other: &str, sum: &str, rest: Option<&str>) {
        let ((article, spans), (_, others)) = (marked(target), marked(other));
        let text = &article.text;
        assert_eq!(shown(&article, &with(text, &spans, &others)), sum, "{target} with {other}");
        let left = without(text, &spans, &others).map(|left| shown(&article, &left));
        assert_eq!(left.as_deref(), rest, "{target} without {other}");
    }

    #[test]
    fn adding_and_removing() {
        check("[The] old mayor", "The old [mayor]", "The|mayor", Some("The"));
        check("[The] old mayor", "The[ old] mayor", "The old", Some("The"));
        check("[The] old mayor", "The[ ]old mayor", "The", Some("The"));
        check("[The] old [mayor]", "The[ old ]mayor", "The old mayor", Some("The|mayor"));
        check("[The old mayor]", "The [old] mayor", "The old mayor", Some("The|mayor"));
        check("[The old mayor]", "[The old mayor]", "The old mayor", None);
        check("The [old] mayor", "The [old ]mayor", "old", None);
        check("One [two\nthree] four", "One two\n[three four]", "two\nthree four", Some("two"));
        check("One [two]\nthree", "One two[\nthr]ee", "two\nthr", Some("two"));
        check("[c]afe\u{301}", "caf[e]\u{301}", "c|e\u{301}", Some("c"));
        check("[cafe\u{301}]", "caf[e]\u{301}", "cafe\u{301}", Some("caf"));
        check("[א]בג", "א[בג]", "אבג", Some("א"));
        check("[👩‍👩‍👦]🇫🇷", "👩‍👩‍👦[🇫]🇷", "👩‍👩‍👦🇫🇷", Some("👩‍👩‍👦"));
        check("[One] two", "One two", "One", Some("One"));
    }

    /// The edge goes to the place of the `|` in the second text; the fragment that has
    /// it then is in parentheses.
    #[track_caller]
    fn check_edge(target: &str, fragment: usize, edge: Edge, to: &str, expected: &str) {
        let (article, spans) = marked(target);
        let to = CharOffset(to.chars().take_while(|c| *c != '|').count() as u32);
        check_moved(&article, with_edge(&article.text, &spans, fragment, edge, to), expected);
    }

    #[track_caller]
    fn check_moved(article: &ReadableArticle, moved: Option<Moved>, expected: &str) {
        let shown = moved.map_or("nothing".to_owned(), |moved| {
            let words = moved.spans.iter().map(|span| article.text.slice(*span).unwrap());
            let parts = words
                .enumerate()
                .map(|(at, words)| if at == moved.fragment { format!("({words})") } else { words.to_owned() });
            parts.collect::<Vec<_>>().join("|")
        });
        assert_eq!(shown, expected);
    }

    #[test]
    fn an_edge_goes_where_it_is_put() {
        check_edge("The [old] mayor left", 0, Edge::End, "The old mayor|", "(old mayor)");
        check_edge("The [old] mayor left", 0, Edge::End, "The old m|", "(old m)");
        check_edge("The [old] mayor left", 0, Edge::End, "The old |", "(old)");
        check_edge("The [old] mayor left", 0, Edge::Start, "|", "(The old)");
        check_edge("The [old] mayor left", 0, Edge::Start, "The o|", "(ld)");
        check_edge("The [old] mayor left", 0, Edge::Start, "The old|", "nothing");
        check_edge("The [old] mayor left", 0, Edge::Start, "The old may|", "nothing");
        check_edge("The[ old] mayor left", 0, Edge::End, "The |", "nothing");
        check_edge("[The] old [mayor] left", 0, Edge::End, "The old |", "(The old mayor)");
        check_edge("[The] old [mayor] left", 1, Edge::Start, "The|", "(The old mayor)");
        check_edge("[The] old [mayor] left", 1, Edge::Start, "The |", "The|(old mayor)");
        check_edge("[a] b [c] d [e]", 2, Edge::Start, "a b|", "a|(c d e)");
        check_edge("[caf]e\u{301}", 0, Edge::End, "cafe|", "(cafe\u{301})");
        check_edge("[caf]e", 0, Edge::End, "cafe------|", "(cafe)");
        check_edge("[caf]e", 7, Edge::End, "cafe|", "nothing");
    }

    /// The edge is moved by these steps, one after another; the last result counts.
    /// A line that begins with `#` is hidden.
    #[track_caller]
    fn check_steps(target: &str, fragment: usize, edge: Edge, unit: Unit, steps: &[bool], expected: &str) {
        let (article, spans) = marked(target);
        let is_hidden = |block: usize| article.article.blocks[block].text.starts_with('#');
        let mut moved = Some(Moved { spans, fragment });
        for forward in steps {
            let Moved { spans, fragment } = moved.unwrap();
            moved = with_edge_moved(&article, &spans, fragment, edge, unit, *forward, &Unicode, &is_hidden);
        }
        check_moved(&article, moved, expected);
    }

    #[test]
    fn an_edge_is_moved_by_units() {
        use Edge::{End, Start};
        use Unit::{Block, Character, Sentence, Word};
        check_steps("The [old] mayor left.", 0, End, Word, &[true], "(old mayor)");
        check_steps("The [old] mayor left.", 0, End, Word, &[true; 2], "(old mayor left)");
        check_steps("The [old] mayor left.", 0, End, Word, &[true; 3], "(old mayor left.)");
        check_steps("The [old] mayor left.", 0, End, Word, &[true; 9], "(old mayor left.)");
        check_steps("The [old mayor] left.", 0, End, Word, &[false], "(old)");
        check_steps("The [old mayor] left.", 0, End, Word, &[false; 2], "nothing");
        check_steps("The [old] mayor left.", 0, Start, Word, &[false], "(The old)");
        check_steps("The [old mayor] left.", 0, Start, Word, &[true], "(mayor)");
        check_steps("The [old] mayor left.", 0, End, Character, &[true], "(old m)");
        check_steps("The [old m]ayor left.", 0, End, Character, &[false], "(old)");
        check_steps("The [old] mayor left.", 0, Start, Character, &[false], "(e old)");
        check_steps("ab [👩‍👩‍👦]🇫🇷🇩🇪", 0, End, Character, &[true], "(👩‍👩‍👦🇫🇷)");
        check_steps("He [left]. She stayed.", 0, End, Sentence, &[true], "(left.)");
        check_steps("He [left]. She stayed.", 0, End, Sentence, &[true; 2], "(left. She stayed.)");
        check_steps("He [left]. She stayed.", 0, Start, Sentence, &[false], "(He left)");
        check_steps("He [left].\nShe stayed.", 0, End, Block, &[true; 2], "(left.\nShe stayed.)");
        check_steps("One [two]\nthree", 0, End, Character, &[true], "(two\nt)");
        check_steps("One [two]\n#hidden\nthree", 0, End, Word, &[true], "two|(three)");
        check_steps("One [two]\n#hidden\nthree", 0, End, Character, &[true], "two|(t)");
        check_steps("One\n#hidden\n#more\n[two]", 0, Start, Word, &[false], "(One)|two");
        check_steps("One [two\n#hid]den\nthree", 0, End, Word, &[true], "two\n#hid|(three)");
        check_steps("[One] two [three]", 0, End, Word, &[true], "(One two)|three");
        check_steps("[One] two [three]", 0, End, Word, &[true; 2], "(One two three)");
        check_steps("קרא [שלום] לכם", 0, End, Word, &[true], "(שלום לכם)");
    }

    /// The code points of some spans, grown to whole characters.
    fn points(article: &ReadableArticle, spans: &[Span]) -> Vec<bool> {
        let mut points = vec![false; article.text.end().char.0 as usize];
        for span in spans {
            let span = snap_outward(&article.text, *span);
            points[span.start().0 as usize..span.end().0 as usize].fill(true);
        }
        points
    }

    /// The runs of code points, trimmed.
    fn runs(article: &ReadableArticle, points: &[bool]) -> Vec<Span> {
        let (mut runs, mut start) = (Vec::new(), None);
        for (at, is_in) in points.iter().copied().chain([false]).enumerate() {
            let at = CharOffset(at as u32);
            match (start, is_in) {
                (None, true) => start = Some(at),
                (Some(from), false) => {
                    runs.extend(trim(&article.text, Span::new(from, at).unwrap()));
                    start = None;
                }
                _ => {}
            }
        }
        runs
    }

    fn any_spans(end: u32, edges: &[(u32, u32)]) -> Vec<Span> {
        let span = |(start, length): &(u32, u32)| {
            Span::new(CharOffset(start % end), CharOffset((start % end + length).min(end))).unwrap()
        };
        edges.iter().map(span).collect()
    }

    fn edges() -> impl Strategy<Value = Vec<(u32, u32)>> {
        prop::collection::vec((0u32..200, 1u32..12), 0..5)
    }

    proptest! {
        #[test]
        fn targets_are_sets_of_code_points(article in any_readable(), first in edges(), second in edges()) {
            let text = &article.text;
            let end = text.end().char.0;
            let (first, second) = (any_spans(end, &first), any_spans(end, &second));
            let (ours, theirs) = (points(&article, &first), points(&article, &second));
            let sum: Vec<bool> = ours.iter().zip(&theirs).map(|(a, b)| *a || *b).collect();
            let rest: Vec<bool> = ours.iter().zip(&theirs).map(|(a, b)| *a && !*b).collect();
            let (sum, rest) = (runs(&article, &sum), runs(&article, &rest));
            prop_assert_eq!(&with(text, &first, &second), &sum);
            prop_assert_eq!(without(text, &first, &second).unwrap_or_default(), rest.clone());
            // Adding what was removed, and removing what was added, gives back what was.
            let again = with(text, &rest, &second);
            prop_assert_eq!(with(text, &again, &first), sum.clone());
            prop_assert_eq!(without(text, &sum, &second).unwrap_or_default(), rest);
            prop_assert!(sum.windows(2).all(|pair| pair[0].end() < pair[1].start()));
        }

        #[test]
        fn moved_edges_are_sound(
            article in any_readable(), spans in edges(), fragment in 0usize..4, to in 0u32..120, hidden in 0usize..5,
            forward in any::<bool>(), is_end in any::<bool>(),
        ) {
            let text = &article.text;
            let spans = with(text, &any_spans(text.end().char.0, &spans), &[]);
            let edge = if is_end { Edge::End } else { Edge::Start };
            let is_hidden = |block| block == hidden;
            let mut results = vec![with_edge(text, &spans, fragment, edge, CharOffset(to))];
            for unit in [Unit::Character, Unit::Word, Unit::Sentence, Unit::Block] {
                let moved = with_edge_moved(&article, &spans, fragment, edge, unit, forward, &Unicode, &is_hidden);
                if let Some(moved) = &moved && forward == is_end {
                    // Growing keeps all, and takes in nothing that is hidden.
                    let kept = with(text, &moved.spans, &spans);
                    prop_assert_eq!(&kept, &moved.spans);
                    let new = without(text, &moved.spans, &spans).unwrap_or_default();
                    let extent = text.block_span(hidden);
                    prop_assert!(extent.is_none_or(|e| new.iter().all(|span| span.intersection(e).is_none())));
                }
                results.push(moved);
            }
            for moved in results.into_iter().flatten() {
                prop_assert!(moved.fragment < moved.spans.len());
                prop_assert_eq!(&with(text, &moved.spans, &[]), &moved.spans, "tidy");
            }
        }
    }
}
