//! From what the page reports as selected to fragments of the article's text:
//! clipped, trimmed of white space, and snapped so that no character is halved.

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

use super::annotation::Fragment;
use super::article::ArticleText;
use super::offset::{CharOffset, Span, Utf16Offset};
use super::quote::fragment_at;

/// One end of a selection as the page reports it: a block and UTF-16 units
/// within the block's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BlockPoint {
    /// The block's index in its article.
    pub block: usize,
    /// UTF-16 units from the start of the block's text.
    pub offset: Utf16Offset,
}

/// The spans that a selection covers, in order. Both ends may be given in either
/// order. Blocks for which `is_hidden` says so are left out, because a reader
/// did not see them; what stands between hidden blocks stays one span.
/// Empty when nothing but white space is selected.
pub fn spans_from_selection(
    text: &ArticleText,
    anchor: BlockPoint,
    focus: BlockPoint,
    is_hidden: impl Fn(usize) -> bool,
) -> Vec<Span> {
    let (first, last) = if anchor <= focus { (anchor, focus) } else { (focus, anchor) };
    let Some((start, _)) = text.places_in_block(first.block, first.offset) else { return Vec::new() };
    let Some((_, end)) = text.places_in_block(last.block, last.offset) else { return Vec::new() };
    let Some(selected) = Span::new(start, end) else { return Vec::new() };

    let mut runs: Vec<Span> = Vec::new();
    let mut may_join = false;
    for block in first.block..=last.block {
        let visible = (!is_hidden(block)).then(|| text.block_span(block)).flatten();
        let part = visible.and_then(|span| span.intersection(selected));
        match (part, runs.last_mut()) {
            (Some(part), Some(run)) if may_join => *run = Span::new(run.start(), part.end()).unwrap_or(part),
            (Some(part), _) => runs.push(part),
            // A visible block of which nothing is selected is the first or the last.
            (None, _) => {}
        }
        may_join = visible.is_some() && !runs.is_empty();
    }
    runs.into_iter().filter_map(|run| trim(text, snap_outward(text, run))).collect()
}

/// The fragments that a selection covers: its spans with their words and context.
pub fn fragments_from_selection(
    text: &ArticleText,
    anchor: BlockPoint,
    focus: BlockPoint,
    is_hidden: impl Fn(usize) -> bool,
) -> Vec<Fragment> {
    let spans = spans_from_selection(text, anchor, focus, is_hidden);
    spans.into_iter().filter_map(|span| fragment_at(text, span)).collect()
}

/// The span without white space at its ends; `None` if nothing else is in it.
/// A space that carries a combining accent is one character with it, and stays.
pub fn trim(text: &ArticleText, span: Span) -> Option<Span> {
    let words = text.slice(span)?;
    let blank = |cluster: &&str| cluster.chars().all(char::is_whitespace);
    let length = |clusters: &mut dyn Iterator<Item = &str>| clusters.map(|c| c.chars().count() as u32).sum::<u32>();
    let leading = length(&mut words.graphemes(true).take_while(blank));
    let trailing = length(&mut words.graphemes(true).rev().take_while(blank));
    Span::new(CharOffset(span.start().0 + leading), CharOffset(span.end().0.saturating_sub(trailing)))
}

/// The smallest span around this one that halves no grapheme cluster (what a
/// reader takes for one character).
pub fn snap_outward(text: &ArticleText, span: Span) -> Span {
    let start = boundary(text, span.start(), Side::Before);
    let end = boundary(text, span.end(), Side::After);
    Span::new(start, end).unwrap_or(span)
}

#[derive(Clone, Copy)]
enum Side {
    Before,
    After,
}

fn boundary(text: &ArticleText, at: CharOffset, side: Side) -> CharOffset {
    // A line feed always ends a cluster, so the block's own text decides.
    let block = text.block_at(at);
    let found = (|| {
        let extent = text.block_span(block)?;
        let words = text.slice(extent)?;
        let base = text.block_start(block)?.byte.0 as usize;
        let byte = (text.indexed().place_from_char(at)?.byte.0 as usize).checked_sub(base)?;
        if byte >= words.len() {
            return None;
        }
        let mut cursor = GraphemeCursor::new(byte, words.len(), true);
        if cursor.is_boundary(words, 0).ok()? {
            return None;
        }
        let to = match side {
            Side::Before => cursor.prev_boundary(words, 0).ok()??,
            Side::After => cursor.next_boundary(words, 0).ok()??,
        };
        Some(text.indexed().place_at_or_before_byte(super::offset::ByteOffset((base + to) as u32)).char)
    })();
    found.unwrap_or(at)
}
