//! An article as a reader of other formats proposes it: to be looked over, corrected
//! and kept, or discarded. What a file does not say stays empty.

use serde_json::{Map, Value};

use super::article::is_language;
use crate::model::article::{
    Article, Block, BlockKind, Direction, Imported, LINE_BREAKS, Licence, Party, Story, is_block_text, is_web_address,
};
use crate::model::id::{ArticleId, is_id};
use crate::model::problem::Problem;
use crate::model::time::{Timestamp, is_date_or_date_time};

/// The language of a text of which nobody has said it (BCP 47).
const UNDETERMINED: &str = "und";

/// The key of [`Imported`] under which an article keeps what its file said beside.
const SOURCE: &str = "source";

/// An article that nobody has looked over yet.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Draft {
    /// What it was taken for: the key of a reader, in the message file after `taken-`.
    pub reader: String,
    /// The headline, if the file has one.
    pub title: Option<String>,
    /// Who published it.
    pub outlet: Option<Party>,
    /// Who wrote it; several authors are several entries.
    pub authors: Vec<Party>,
    /// A day or a date-time (RFC 3339).
    pub published: Option<String>,
    /// A day or a date-time (RFC 3339).
    pub modified: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// BCP 47.
    pub language: Option<String>,
    /// Which way the text runs, if the file says so.
    pub direction: Option<Direction>,
    /// Under which terms it may be used.
    pub licence: Option<Licence>,
    /// The event it tells of; the reader says.
    pub story: Option<Story>,
    /// The text, in reading order.
    pub blocks: Vec<DraftBlock>,
    /// What the file said beside, under its own keys: kept with the article.
    pub rest: Map<String, Value>,
    /// What of the file is not in the draft.
    pub left: Vec<Problem>,
}

/// A block of a [`Draft`].
#[derive(Clone, Debug, PartialEq)]
pub struct DraftBlock {
    /// The words; fit to be a block's text unless the reader changed them.
    pub text: String,
    /// The proposed kind.
    pub kind: BlockKind,
    /// BCP 47, where it differs from the article's.
    pub language: Option<String>,
    /// Where it differs from the article's.
    pub direction: Option<Direction>,
}

impl DraftBlock {
    /// A block in the article's language.
    pub fn new(kind: BlockKind, text: String) -> Self {
        DraftBlock { text, kind, language: None, direction: None }
    }
}

/// Somebody of whom no more than the name is known.
pub fn party(name: impl Into<String>) -> Party {
    Party { name: name.into(), url: None, extra: Map::new() }
}

/// A text on one line, as a block's text has it.
pub fn one_line(text: &str) -> String {
    text.trim().replace(LINE_BREAKS, " ")
}

/// Who is named, without white space around the name; nobody if it is empty.
fn named(party: &Party) -> Option<Party> {
    let name = party.name.trim();
    (!name.is_empty()).then(|| Party { name: name.to_owned(), ..party.clone() })
}

/// A field's value without white space around it; empty means absent.
fn filled(field: &Option<String>) -> Option<&str> {
    field.as_deref().map(str::trim).filter(|value| !value.is_empty())
}

impl Draft {
    /// The keys of the fields that say nothing, in the message file after `field-`. The
    /// story is no matter of the file, and many articles are not changed.
    pub fn missing(&self) -> Vec<&'static str> {
        let is_missing = [
            ("title", filled(&self.title).is_none()),
            ("outlet", self.outlet.as_ref().and_then(named).is_none()),
            ("authors", self.authors.iter().all(|author| named(author).is_none())),
            ("published", filled(&self.published).is_none()),
            ("url", filled(&self.url).is_none()),
            ("language", filled(&self.language).is_none()),
        ];
        is_missing.into_iter().filter(|(_, is_missing)| *is_missing).map(|(field, _)| field).collect()
    }

    /// How many blocks are the story's own.
    pub fn story_blocks(&self) -> usize {
        self.blocks.iter().filter(|block| !block.kind.is_boilerplate()).count()
    }

    /// The article as the reader has corrected it. Its id is its address, or else `id`.
    /// If no block is a headline, the title is put in front as one; a headline that
    /// differs stays as printed.
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
        let modified = checked(&self.modified, "draft-published", is_date_or_date_time);
        let language = checked(&self.language, "draft-language", is_language);
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
        let front = (!has_headline).then(|| DraftBlock::new(BlockKind::Headline, title.clone()));
        let known_direction = || language.as_deref().map(Direction::of_language);
        let direction = self.direction.or_else(known_direction).unwrap_or_else(|| self.direction_of_text());
        let mut source = Map::new();
        if !self.rest.is_empty() {
            source.insert(SOURCE.to_owned(), Value::Object(self.rest.clone()));
        }
        Ok(Article {
            id: url.as_deref().and_then(id_of_address).unwrap_or(id),
            title,
            language: language.unwrap_or_else(|| UNDETERMINED.to_owned()),
            direction,
            outlet: self.outlet.as_ref().and_then(named),
            authors: self.authors.iter().filter_map(named).collect(),
            published,
            modified,
            url,
            licence: self.licence.clone(),
            imported: Some(Imported { from: self.reader.replace('-', " "), at: Some(at), extra: source }),
            story: self.story.clone(),
            blocks: front
                .iter()
                .chain(&self.blocks)
                .enumerate()
                .map(|(index, block)| Block {
                    id: format!("b{}", index + 1),
                    kind: block.kind,
                    text: block.text.trim().to_owned(),
                    language: block.language.clone(),
                    direction: block.direction,
                    extra: Map::new(),
                })
                .collect(),
            extra: Map::new(),
        })
    }

    /// Which way most of the text's letters run.
    fn direction_of_text(&self) -> Direction {
        let letters = self.blocks.iter().flat_map(|block| block.text.chars()).filter(|c| c.is_alphabetic());
        let (mut to_left, mut all) = (0_usize, 0_usize);
        for letter in letters {
            all += 1;
            to_left += usize::from(runs_to_left(letter));
        }
        if to_left * 2 > all { Direction::Rtl } else { Direction::Ltr }
    }
}

/// Whether a letter is of a script that runs from right to left: the blocks of Unicode
/// from Hebrew to Arabic Extended, their presentation forms, and those of Adlam.
fn runs_to_left(letter: char) -> bool {
    matches!(letter, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' | '\u{1e900}'..='\u{1e95f}')
}

/// An address as the article's name: the place within the page is none of it.
fn id_of_address(url: &str) -> Option<ArticleId> {
    let page = url.split('#').next().unwrap_or(url);
    is_id(page).then(|| page.into())
}
