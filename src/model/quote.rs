//! Quotes: taking the words at a position with enough context to find them
//! again, and finding them again.

use serde_json::Map;

use super::annotation::{Fragment, Quote};
use super::article::ArticleText;
use super::offset::{ByteOffset, CharOffset, Span};
use super::selection::snap_outward;

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
    let whole = text.as_str();
    let Some(here) = text.indexed().place_from_char(span.start()).map(|place| place.byte.0 as usize) else {
        return CONTEXT;
    };
    let sides = |at: usize| (whole.get(..at).unwrap_or(""), whole.get(at + exact.len()..).unwrap_or(""));
    let (before, after) = sides(here);
    whole
        .match_indices(exact)
        .filter(|(at, _)| *at != here)
        .map(|(at, _)| {
            let (other_before, other_after) = sides(at);
            let same_before = shared(before.chars().rev(), other_before.chars().rev());
            let same_after = shared(after.chars(), other_after.chars());
            same_before.min(same_after).saturating_add(1)
        })
        .fold(CONTEXT, u32::max)
        .min(MAX_CONTEXT)
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

/// Where a quote stands in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// Where its position says.
    InPlace(Span),
    /// Elsewhere, and nowhere else with the same context.
    Moved(Span),
    /// Nowhere, or in several places that the context does not tell apart.
    Lost,
}

/// Finds a fragment's words: at its position, else at the only place with the
/// same words and context, else at the only place with the same words. A
/// position is believed only where the words agree. Nothing is guessed.
pub fn find(text: &ArticleText, fragment: &Fragment) -> Found {
    let quote = &fragment.quote;
    if text.slice(fragment.span) == Some(quote.exact.as_str()) {
        return Found::InPlace(fragment.span);
    }
    if quote.exact.is_empty() {
        return Found::Lost;
    }
    let whole = text.as_str();
    let places: Vec<usize> = whole.match_indices(&quote.exact).map(|(at, _)| at).collect();
    let with_context: Vec<usize> = places
        .iter()
        .copied()
        .filter(|at| {
            whole.get(..*at).is_some_and(|before| before.ends_with(&quote.prefix))
                && whole.get(at + quote.exact.len()..).is_some_and(|after| after.starts_with(&quote.suffix))
        })
        .collect();
    match (with_context.as_slice(), places.as_slice()) {
        ([only], _) | ([], [only]) => span_at(text, *only, quote.exact.len()).map_or(Found::Lost, Found::Moved),
        _ => Found::Lost,
    }
}

fn span_at(text: &ArticleText, byte: usize, length: usize) -> Option<Span> {
    let char_at =
        |byte: usize| Some(text.indexed().place_at_or_before_byte(ByteOffset(u32::try_from(byte).ok()?)).char);
    Span::new(char_at(byte)?, char_at(byte + length)?)
}
