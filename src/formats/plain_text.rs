//! Plain text: an article as somebody copied it from a page, without marks.
//!
//! The text is cut into blocks ([`cut`]) and a kind is proposed for each
//! ([`classify`], by the tables in [`cues`]); what the text says of itself
//! ([`facts`]) fills the fields. All of it is a proposal: the reader corrects it
//! before it is kept, so nothing of the text is thrown away and nothing invented.

mod classify;
mod cues;
mod cut;
mod facts;
mod words;

#[cfg(test)]
mod tests;

pub(super) use classify::kinds;
pub use cues::Cues;
pub(super) use cut::{Mark, Piece, pieces};
pub(super) use facts::{credits, day, language};

use super::draft::{Draft, DraftBlock, party};
use crate::model::article::BlockKind;
use crate::model::problem::Problem;

/// What a text is taken for that has no format.
pub const READER: &str = "plain-text";

/// By which the page is told from the story, in English.
pub const CUES: &str = include_str!("../../assets/cues.en.txt");

/// Splits a plain text into blocks and proposes what each is, by the cues of a
/// language. Takes time in proportion to the text's length.
///
/// # Errors
/// `plain-text-empty` if there is nothing but white space.
pub fn read(text: &str, cues: &Cues<'_>) -> Result<Draft, Problem> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n").replace('\r', "\n");
    let pieces = cut::pieces(&text);
    if pieces.is_empty() {
        return Err(Problem::new("plain-text-empty"));
    }
    let kinds = classify::kinds(&pieces, cues);
    let blocks = pieces.into_iter().zip(kinds).map(|(piece, kind)| DraftBlock::new(kind, piece.text)).collect();
    let reader = READER.to_owned();
    Ok(Draft { reader, language: facts::language(&text), ..facts_of(blocks) })
}

/// Fills the fields from what the blocks say.
pub(super) fn facts_of(blocks: Vec<DraftBlock>) -> Draft {
    let mut draft = Draft::default();
    let mut updated = None;
    let mut lone_address = None;
    for block in &blocks {
        if block.kind == BlockKind::Headline && draft.title.is_none() {
            draft.title = Some(block.text.clone());
        }
        if let Some((address, from_there)) = facts::address(&block.text) {
            let found = if from_there { &mut draft.url } else { &mut lone_address };
            found.get_or_insert_with(|| address.to_owned());
            continue;
        }
        if !matches!(block.kind, BlockKind::Byline | BlockKind::Dateline) {
            continue;
        }
        if let Some(day) = facts::day(&block.text) {
            let is_update =
                words::lower(&block.text).contains("updated") && words::lower(&day.before).contains("updated");
            let found = if is_update { &mut updated } else { &mut draft.published };
            found.get_or_insert(day.date);
        }
        let credits = facts::credits(&block.text);
        if draft.authors.is_empty() {
            draft.authors = credits.authors.into_iter().map(party).collect();
        }
        draft.outlet = draft.outlet.or(credits.outlet.map(party));
    }
    draft.published = draft.published.or(updated);
    draft.url = draft.url.or(lone_address);
    Draft { blocks, ..draft }
}
