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

use serde_json::Map;

pub use cues::Cues;
pub(super) use facts::language;

use super::article::is_language;
use crate::model::article::{
    Article, Block, BlockKind, Direction, Imported, Party, Story, is_block_text, is_web_address,
};
use crate::model::id::ArticleId;
use crate::model::problem::Problem;
use crate::model::time::{Timestamp, is_date_or_date_time};

/// What the text itself calls the reader that made an article of it.
const READER: &str = "plain text";

/// A plain text split into blocks, with a kind proposed for each; the reader
/// corrects it before keeping it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Draft {
    /// The headline, if the text has one.
    pub title: Option<String>,
    /// Who published it, as a byline says.
    pub outlet: Option<String>,
    /// Who wrote it, as a byline says.
    pub authors: Vec<String>,
    /// A day or a date-time (RFC 3339), only if the text says it.
    pub published: Option<String>,
    /// Where it was published, only if a line of the text says it.
    pub url: Option<String>,
    /// BCP 47; `None` if the text's small words do not tell.
    pub language: Option<String>,
    /// The event it tells of; a plain text never says.
    pub story: Option<Story>,
    /// The text, in reading order.
    pub blocks: Vec<DraftBlock>,
}

/// A block of a [`Draft`].
#[derive(Clone, Debug, PartialEq)]
pub struct DraftBlock {
    /// The words; fit to be a block's text unless the reader changed them.
    pub text: String,
    /// The proposed kind.
    pub kind: BlockKind,
}

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
    let blocks = pieces.into_iter().zip(kinds).map(|(piece, kind)| DraftBlock { text: piece.text, kind }).collect();
    Ok(Draft { language: facts::language(&text), ..facts_of(blocks) })
}

/// Fills the fields from what the blocks say.
fn facts_of(blocks: Vec<DraftBlock>) -> Draft {
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
            draft.authors = credits.authors;
        }
        draft.outlet = draft.outlet.or(credits.outlet);
    }
    draft.published = draft.published.or(updated);
    draft.url = draft.url.or(lone_address);
    Draft { blocks, ..draft }
}

/// A field's value without white space around it; empty means absent.
fn filled(field: &Option<String>) -> Option<&str> {
    field.as_deref().map(str::trim).filter(|value| !value.is_empty())
}

impl Draft {
    /// The article as the reader has corrected it. If no block is a headline, the
    /// title is put in front as one; a headline that differs stays as printed.
    ///
    /// # Errors
    /// All that is wrong: `draft-without-title`, `draft-without-blocks`,
    /// `draft-block-text`, `draft-url`, `draft-published`, `draft-language`.
    pub fn article(&self, id: ArticleId, at: Timestamp) -> Result<Article, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut checked = |field: &Option<String>, code: &'static str, passes: fn(&str) -> bool| {
            let value = filled(field)?;
            if !passes(value) {
                problems.push(Problem::new(code).with("value", value.chars().take(60).collect::<String>()));
            }
            Some(value.to_owned())
        };
        let title = one_line(filled(&self.title).unwrap_or_default());
        let url = checked(&self.url, "draft-url", is_web_address);
        let published = checked(&self.published, "draft-published", is_date_or_date_time);
        let language = checked(&self.language, "draft-language", is_language).unwrap_or_else(|| "en".to_owned());
        if title.is_empty() {
            problems.insert(0, Problem::new("draft-without-title"));
        }
        if self.blocks.is_empty() {
            problems.push(Problem::new("draft-without-blocks"));
        }
        for (index, _) in self.blocks.iter().enumerate().filter(|(_, block)| !is_block_text(block.text.trim())) {
            problems.push(Problem::new("draft-block-text").with("number", index + 1));
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let has_headline = self.blocks.iter().any(|block| block.kind == BlockKind::Headline);
        let front = (!has_headline).then(|| (BlockKind::Headline, title.clone()));
        let blocks = front.into_iter().chain(self.blocks.iter().map(|b| (b.kind, b.text.trim().to_owned())));
        let party = |name: &str| Party { name: name.to_owned(), url: None, extra: Map::new() };
        let names = self.authors.iter().map(|name| name.trim()).filter(|name| !name.is_empty());
        Ok(Article {
            id,
            title,
            direction: Direction::of_language(&language),
            language,
            outlet: filled(&self.outlet).map(party),
            authors: names.map(party).collect(),
            published,
            modified: None,
            url,
            licence: None,
            imported: Some(Imported { from: READER.to_owned(), at: Some(at), extra: Map::new() }),
            story: self.story.clone(),
            blocks: blocks
                .enumerate()
                .map(|(index, (kind, text))| Block {
                    id: format!("b{}", index + 1),
                    kind,
                    text,
                    language: None,
                    direction: None,
                    extra: Map::new(),
                })
                .collect(),
            extra: Map::new(),
        })
    }
}

/// A title as a block's text has it: on one line.
fn one_line(text: &str) -> String {
    text.replace(crate::model::article::LINE_BREAKS, " ")
}
