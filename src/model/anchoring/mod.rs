//! Finding passages again in a text that has changed.

mod agreement;
mod alignment;
mod chain;
mod from_quotes;
mod from_text;
mod index;
mod local;
mod token;

#[cfg(test)]
mod tests;

pub use from_quotes::place_from_quotes;
pub use from_text::place_from_text;

use super::article::ArticleText;
use super::offset::Span;
use super::selection::{snap_outward, trim};

/// How sure a found place is: how far its words and what stands around them
/// agree with what was sought, in percent of code points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Score(pub u8);

/// Where a passage is now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placement {
    /// Where its position says, with the same words, and with context that does not contradict it.
    Exact(Span),
    /// Elsewhere, or in changed words.
    Moved {
        /// Where.
        span: Span,
        /// How sure.
        score: Score,
    },
    /// Not found, or in several places that nothing tells apart, or too unsure.
    Orphan,
}

impl Placement {
    /// The place, if there is one.
    pub fn span(self) -> Option<Span> {
        match self {
            Placement::Exact(span) | Placement::Moved { span, .. } => Some(span),
            Placement::Orphan => None,
        }
    }
}

/// A span as a reader could have marked it: no character halved, no white space at its ends.
fn sound(text: &ArticleText, span: Span) -> Option<Span> {
    trim(text, snap_outward(text, span))
}

/// The answer for a found place.
fn placement(text: &ArticleText, sought: Span, words: &str, found: Span, score: u8) -> Placement {
    match sound(text, found) {
        Some(span) if span == sought && text.slice(span) == Some(words) => Placement::Exact(span),
        Some(span) => Placement::Moved { span, score: Score(score) },
        None => Placement::Orphan,
    }
}
