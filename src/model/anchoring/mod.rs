//! Finding marked passages again in a text that has changed.
//!
//! All offsets are code points. What is compared are tokens (`token`): words,
//! single characters of scripts without spaces, and signs; white space and case
//! do not count. Found ends are moved outward so that no character is halved, and
//! trimmed of white space.
//!
//! **From the old text** ([`place_from_text`]) one alignment maps all spans
//! (`alignment`). Sequences of six tokens that stand once in each text are certain
//! anchors, as unique lines are in Bram Cohen's patience diff. They are grown to runs and
//! the heaviest chain in order is kept (`chain`; longest increasing subsequence
//! with a Fenwick tree), and beside it the groups that are heavy enough to have
//! moved. Gaps are aligned likewise with shorter sequences, in the end word by
//! word (`local`; Needleman and Wunsch 1970). What stood between two
//! runs that parted is followed as far as the texts agree, not beyond its line.
//!
//! **From quotes** ([`place_from_quotes`]) the position is believed where words and all
//! context are there. Otherwise rare sequences of three tokens of the quote and its context are
//! looked up in one index of the text (`index`); the places they agree on are
//! compared word by word, from the seed outward (as BLAST does, Altschul et al.
//! 1990). First what seems clear is placed provisionally; then each quote needs
//! others, with other words around them, that moved along with it. What nothing
//! vouches for must be there with all its context, unless no quote is near.
//!
//! Quotes that have no position ([`UNPLACED`](super::annotation::UNPLACED)) have not moved
//! where their words stand once, or stand once with all their context (`only`); otherwise
//! they are looked for like others.
//!
//! **Score.** Twice the code points that agree in words and context, by those of
//! both sides, in percent (`agreement`). The thresholds were chosen with
//! `examples/reanchor.rs`, so that found places are right rather than many: below them
//! stood mostly sentences of the same pattern and repeated boilerplate. What is unsure, or as good
//! in two places, is an orphan.
//!
//! **Work.** Building the index and the runs is n log n. Tables for gaps hold at most 128
//! cells for each token, following texts on at most 52 for each token that
//! agrees, and all tables of a call together at most `local::MAX_CELLS`. A quote
//! is compared at no more than some twenty places. Given up are: gaps of which neither
//! side repeats anything (all the same word, with changes in the middle), sequences that stand
//! a hundred times and more (except near where they are expected), marks within a word that stands without
//! context, and spans that together are hundreds of millions of characters long.
//!
//! No crate does this: diff crates (imara-diff, similar) align lines in order but see no
//! moves and no doubt; approximate matchers (triple_accel, Myers' bit vectors)
//! search quote by quote, so pay for the whole text each time.

mod agreement;
mod alignment;
mod chain;
mod from_quotes;
mod from_text;
mod index;
mod local;
mod only;
mod token;

#[cfg(test)]
mod tests;

pub use from_quotes::place_from_quotes;
pub use from_text::place_from_text;

use super::article::ArticleText;
use super::offset::Span;
use super::selection::{snap_outward, trim};

/// How sure a found place is: how far its words and what stands around them
/// agree with what was sought, in percent of code points. Whole on purpose:
/// formatting fractions is large in WebAssembly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Score(pub u8);

/// Where a passage is now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placement {
    /// Where its position says, with the same words, and with context that does not
    /// contradict it; of a quote without a position, the one place where it can be.
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
