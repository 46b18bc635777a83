//! Quotes: taking the words at a position with enough context to find them
//! again ([`super::anchoring`] does).

use serde_json::Map;

use super::annotation::{Fragment, Quote};
use super::article::ArticleText;
use super::offset::{CharOffset, Span};
use super::selection::snap_outward;

/// How far around a place others with its words are told from it, in code points: more
/// than a book has. Thousands of marks in a text that is larger still shall not read all of
/// it each.
const NEARBY: u32 = 1_000_000;

/// Context on each side, in code points; fewer at the text's ends, more where
/// that is needed to tell two places apart.
pub const CONTEXT: u32 = 32;

/// The longest context that is taken to tell two places apart, in code points.
const MAX_CONTEXT: u32 = 512;

/// The fragment at a span: position, words and context. `None` beyond the end.
pub fn fragment_at(text: &ArticleText, span: Span) -> Option<Fragment> {
    let exact = text.slice(span)?.to_owned();
    let around = context_needed(text, span, &exact);
    let start = span.start().0.saturating_sub(around);
    let end = span.end().0.saturating_add(around).min(text.end().char.0);
    let with_context = Span::new(CharOffset(start), CharOffset(end)).map(|s| snap_outward(text, s))?;
    let slice = |from, to| Span::new(from, to).and_then(|s| text.slice(s)).unwrap_or("").to_owned();
    let prefix = slice(with_context.start(), span.start());
    let suffix = slice(span.end(), with_context.end());
    Some(Fragment { span, quote: Quote { exact, prefix, suffix }, extra: Map::new() })
}

/// How much context tells this place from every other place with the same words.
fn context_needed(text: &ArticleText, span: Span, exact: &str) -> u32 {
    let place_at = |at: u32| text.indexed().place_from_char(CharOffset(at).min(text.end().char));
    let byte_at = |at: u32| place_at(at).map(|place| place.byte.0 as usize);
    let (start, end) = (span.start().0, span.end().0);
    let (Some(here), Some(first)) = (byte_at(start), byte_at(start.saturating_sub(NEARBY))) else { return CONTEXT };
    let Some(whole) = text.as_str().get(first..byte_at(end.saturating_add(NEARBY)).unwrap_or(first)) else {
        return CONTEXT;
    };
    let here = here - first;
    let sides = |at: usize| (whole.get(..at).unwrap_or(""), whole.get(at + exact.len()..).unwrap_or(""));
    let (before, after) = sides(here);
    // Only where the usual context is the same too is more of it needed.
    let usual_before: usize = before.chars().rev().take(CONTEXT as usize).map(char::len_utf8).sum();
    let usual_after: usize = after.chars().take(CONTEXT as usize).map(char::len_utf8).sum();
    let usual = whole.get(here - usual_before..here + exact.len() + usual_after).unwrap_or(exact);
    let Some(others) = places_of(usual.as_bytes(), whole.as_bytes()) else { return MAX_CONTEXT };
    others
        .into_iter()
        .map(|at| at + usual_before)
        .filter(|at| *at != here)
        .map(|at| {
            let (other_before, other_after) = sides(at);
            let same_before = shared(before.chars().rev(), other_before.chars().rev());
            let same_after = shared(after.chars(), other_after.chars());
            same_before.min(same_after).saturating_add(1)
        })
        .fold(CONTEXT, u32::max)
        .min(MAX_CONTEXT)
}

/// Where some bytes stand in others, after Horspool: it looks at one byte in as
/// many as are sought, so that a mark in a book costs hardly more than one in a
/// note. `None` if there are too many places to look at each.
pub(super) fn places_of(sought: &[u8], text: &[u8]) -> Option<Vec<usize>> {
    const MOST: usize = 1000;
    let last = sought.len().checked_sub(1)?;
    let mut skip = [sought.len(); 256];
    for (at, byte) in sought.iter().enumerate().take(last) {
        if let Some(skip) = skip.get_mut(usize::from(*byte)) {
            *skip = last - at;
        }
    }
    let mut places = Vec::new();
    // Nearly equal places are compared byte by byte: no more of them than this.
    let mut tries = MOST;
    let mut at = 0;
    while let (Some(there), Some(end)) = (text.get(at..at + sought.len()), text.get(at + last)) {
        if Some(end) == sought.last() {
            if there == sought {
                places.push(at);
            }
            if there.first() == sought.first() {
                tries = tries.checked_sub(usize::from(there.get(..last / 2) == sought.get(..last / 2)))?;
            }
        }
        at += skip.get(usize::from(*end)).copied().unwrap_or(1);
    }
    Some(places)
}

/// How many code points two contexts share before one tells them apart. Where
/// ours ends first it never does: its end is not written into the quote.
fn shared(ours: impl Iterator<Item = char>, mut theirs: impl Iterator<Item = char>) -> u32 {
    for (count, c) in (0..).zip(ours.take(MAX_CONTEXT as usize)) {
        if theirs.next() != Some(c) {
            return count;
        }
    }
    u32::MAX
}

/// Whether a fragment's words stand where its position says, with the words around
/// them on one side at least: in a text that has changed, short words stand in the
/// same place by chance. A side that says nothing vouches only if the text ends there,
/// or if the other says nothing either.
pub fn is_in_place(text: &ArticleText, fragment: &Fragment) -> bool {
    let quote = &fragment.quote;
    let byte = |at| text.indexed().place_from_char(at).map(|place| place.byte.0 as usize);
    let (Some(start), Some(end)) = (byte(fragment.span.start()), byte(fragment.span.end())) else { return false };
    let whole = text.as_str();
    let (Some(before), Some(after)) = (whole.get(..start), whole.get(end..)) else { return false };
    let (prefix, suffix) = (quote.prefix.as_str(), quote.suffix.as_str());
    let has_none = prefix.is_empty() && suffix.is_empty();
    let vouches = |context: &str, is_there: bool, rest: &str| is_there && (!context.is_empty() || rest.is_empty());
    whole.get(start..end) == Some(quote.exact.as_str())
        && (has_none
            || vouches(prefix, before.ends_with(prefix), before)
            || vouches(suffix, after.starts_with(suffix), after))
}
