//! From the old text to the new one: one alignment places all spans.

use super::agreement::{Place, Side, is_doubtful, place};
use super::alignment::align;
use super::token::tokens;
use super::{Placement, placement, sound};
use crate::model::article::ArticleText;
use crate::model::offset::Span;

/// Context that is compared on each side, in code points of tokens.
const REACH: u32 = 40;

/// Tokens of spans that are looked at in one call; spans beyond that are given
/// up. Thousands of spans, each as long as a book, would need more.
const MAX_TOKENS: u64 = 50_000_000;

/// Places spans of an old text in a new one.
pub fn place_from_text(old: &ArticleText, new: &ArticleText, spans: &[Span]) -> Vec<Placement> {
    if old.as_str() == new.as_str() {
        let same = |span: &Span| old.slice(*span).and_then(|_| sound(new, *span));
        return spans.iter().map(|span| same(span).map_or(Placement::Orphan, Placement::Exact)).collect();
    }
    let (old_tokens, new_tokens) = (tokens(old.as_str()), tokens(new.as_str()));
    let alignment = align(&old_tokens, &new_tokens);
    let from = Side { text: old.indexed(), tokens: &old_tokens };
    let into = Side { text: new.indexed(), tokens: &new_tokens };
    let mut looked_at = 0;
    let find = |span: &Span| {
        let words = old.slice(*span)?;
        looked_at += words.len() as u64;
        let ends = (span.start().0, span.end().0);
        if looked_at > 4 * MAX_TOKENS || is_doubtful(&old_tokens, &alignment, ends) {
            return None;
        }
        let found = place(&from, &into, &alignment.to, ends, REACH).filter(is_sure)?;
        Some(placement(new, *span, words, found.span, found.score))
    };
    spans.iter().map(find).map(|found| found.unwrap_or(Placement::Orphan)).collect()
}

/// Whether an aligned place is believed: half of the words are the same, and so
/// are the words around them on one side at least.
fn is_sure(place: &Place) -> bool {
    place.words >= 50
        && place.coverage >= 60
        && (place.score >= 65 || (place.words == 100 && place.context.0.max(place.context.1) >= 90))
}
