//! Cuts a block's text at the edges of the spans that touch it. Knows nothing
//! of labels or HTML.

use std::ops::Range;

use super::article::ArticleText;
use super::offset::Span;

/// A stretch of a block's text that the same spans cover throughout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Bytes of the block's text.
    pub bytes: Range<usize>,
    /// Which of the given spans cover it, by index, in the given order.
    pub covering: Vec<usize>,
}

/// The segments of a block, in order; together they are the whole block.
pub fn segments(text: &ArticleText, block: usize, spans: &[Span]) -> Vec<Segment> {
    let (Some(extent), Some(start)) = (text.block_span(block), text.block_start(block)) else { return Vec::new() };
    let byte = |at| text.indexed().place_from_char(at).map(|place| (place.byte.0 - start.byte.0) as usize);
    let inside: Vec<(usize, Range<usize>)> = spans
        .iter()
        .enumerate()
        .filter_map(|(index, span)| {
            let part = span.intersection(extent)?;
            Some((index, byte(part.start())?..byte(part.end())?))
        })
        .collect();

    // Sweep over the edges; at one place, what ends there leaves before what starts enters.
    let mut edges: Vec<(usize, bool, usize)> = Vec::with_capacity(inside.len() * 2);
    for (index, range) in &inside {
        edges.push((range.start, true, *index));
        edges.push((range.end, false, *index));
    }
    edges.sort_unstable();
    let mut segments = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut from = 0;
    let end = byte(extent.end()).unwrap_or(0);
    for (at, starts, index) in edges {
        if from < at {
            segments.push(Segment { bytes: from..at, covering: open.clone() });
            from = at;
        }
        match (open.binary_search(&index), starts) {
            (Err(place), true) => open.insert(place, index),
            (Ok(place), false) => {
                open.remove(place);
            }
            _ => {}
        }
    }
    if from < end {
        segments.push(Segment { bytes: from..end, covering: open });
    }
    segments
}
