//! Articles: what an outlet published, as a list of blocks of text.

use std::rc::Rc;

use serde::Serialize;
use serde_json::{Map, Value};

use super::id::{ArticleId, StoryId};
use super::json::{Fields, Malformed};
use super::offset::{ByteOffset, CharOffset, IndexedText, Place, Span, Utf16Offset};
use super::selection::BlockPoint;
use super::time::Timestamp;

/// One outlet's telling of an event. Serialises to the object that an article
/// file holds, without `format` and `version`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Article {
    /// The article's URL or a `urn:uuid:`; stays the same in every copy.
    pub id: ArticleId,
    /// The headline, also when no block holds it.
    pub title: String,
    /// BCP 47, such as `en` or `pt-BR`.
    pub language: String,
    /// Which way the text runs.
    pub direction: Direction,
    /// Who published it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outlet: Option<Party>,
    /// Who wrote it; several authors are several entries.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<Party>,
    /// A day, or a date-time with a zone (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
    /// A day, or a date-time with a zone (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modified: Option<String>,
    /// Where it was published; http or https only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Under which terms the text may be used. Absent means unknown, not free.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub licence: Option<Licence>,
    /// Which reader made it, and when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub imported: Option<Imported>,
    /// The event that this and other articles tell of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub story: Option<Story>,
    /// The text, in reading order.
    pub blocks: Vec<Block>,
    /// What a later version or another tool wrote: kept and given back.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// Which way text runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Left to right.
    #[default]
    Ltr,
    /// Right to left.
    Rtl,
}

impl Direction {
    /// The value of HTML's `dir`.
    pub fn as_str(self) -> &'static str {
        match self {
            Direction::Ltr => "ltr",
            Direction::Rtl => "rtl",
        }
    }

    /// Takes the field `direction`.
    ///
    /// # Errors
    /// Names the field, if it is neither `ltr` nor `rtl`.
    pub fn take(fields: &mut Fields) -> Result<Option<Self>, Malformed> {
        match fields.optional_text("direction")?.as_deref() {
            None => Ok(None),
            Some("ltr") => Ok(Some(Direction::Ltr)),
            Some("rtl") => Ok(Some(Direction::Rtl)),
            Some(_) => Err(Malformed("direction")),
        }
    }

    /// The direction in which a language is written, by its first subtag (or its
    /// script subtag, where it names one).
    pub fn of_language(language: &str) -> Self {
        let mut subtags = language.split('-');
        let primary = subtags.next().unwrap_or("").to_ascii_lowercase();
        let script = subtags.find(|subtag| subtag.len() == 4).map(str::to_ascii_lowercase);
        let rtl = match script.as_deref() {
            Some(script) => ["arab", "hebr", "syrc", "thaa", "nkoo", "adlm", "rohg"].contains(&script),
            None => ["ar", "arc", "ckb", "dv", "fa", "he", "iw", "ps", "sd", "ug", "ur", "yi", "nqo"]
                .contains(&primary.as_str()),
        };
        if rtl { Direction::Rtl } else { Direction::Ltr }
    }
}

/// An outlet or an author.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Party {
    /// As printed.
    pub name: String,
    /// http or https only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Unknown keys: kept and given back.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl Party {
    /// Reads what serialising one writes.
    ///
    /// # Errors
    /// Names the field that is not as it should be.
    pub fn from_fields(mut fields: Fields) -> Result<Self, Malformed> {
        Ok(Party { name: fields.text("name")?, url: fields.optional_text("url")?, extra: fields.rest() })
    }
}

/// The terms under which a text may be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Licence {
    /// Such as `CC BY 4.0`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// http or https only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// A sentence to show beside the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notice: Option<String>,
    /// Unknown keys: kept and given back.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl Licence {
    /// Reads what serialising one writes.
    ///
    /// # Errors
    /// Names the field that is not as it should be.
    pub fn from_fields(mut fields: Fields) -> Result<Self, Malformed> {
        Ok(Licence {
            name: fields.optional_text("name")?,
            url: fields.optional_text("url")?,
            notice: fields.optional_text("notice")?,
            extra: fields.rest(),
        })
    }
}

/// The key of [`Imported`] that says that no more than the text is known.
pub const ONLY_TEXT: &str = "onlyText";

/// How an article came in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Imported {
    /// The reader: `plain text`, `written for Ascribe`, …
    pub from: String,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// Unknown keys: kept and given back.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// One event, told by several articles. Articles with equal story ids belong together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Story {
    /// Equal in all the articles of a story.
    pub id: StoryId,
    /// A name for the event.
    pub title: String,
    /// Unknown keys: kept and given back.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A paragraph, heading, caption or the like. Its text has no line break, is not
/// empty, and neither begins nor ends with white space.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(into = "BlockRecord")]
pub struct Block {
    /// Names the block within its article.
    pub id: String,
    /// What the block is.
    pub kind: BlockKind,
    /// The words.
    pub text: String,
    /// BCP 47, where it differs from the article's.
    pub language: Option<String>,
    /// Where it differs from the article's.
    pub direction: Option<Direction>,
    /// Unknown keys: kept and given back.
    pub extra: Map<String, Value>,
}

/// What a block is. In files it is the pair `kind` and `role`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BlockKind {
    /// The article's own title.
    Headline,
    /// The summary under the headline.
    Standfirst,
    /// Who wrote it, for whom, when.
    Byline,
    /// Where and when it was filed.
    Dateline,
    /// A heading within the text; levels 2 to 6.
    Heading {
        /// 1 (highest) to 6.
        level: u8,
    },
    /// Running text.
    Paragraph,
    /// One item of a list.
    ListItem {
        /// 1 (outermost) to 6.
        level: u8,
        /// Whether the list is numbered.
        ordered: bool,
    },
    /// A quotation set apart.
    Quote,
    /// What stands with a picture, its credit included.
    Caption,
    /// Part of the page, not of the story.
    Boilerplate(Boilerplate),
}

/// What a block is that belongs to the page, not to the story.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Boilerplate {
    /// Paid space, or the word that announces it.
    Advertisement,
    /// A link to another article.
    Related,
    /// The comment box and its rules.
    Comments,
    /// Calls to subscribe, follow, share or contribute.
    Newsletter,
    /// The site's menus and footers.
    Navigation,
    /// Any other.
    Other,
}

/// One row of the table of kinds: our value, `kind` and `role` as files write
/// them, and the key of its name in the message file (after `kind-`).
pub struct KindRow {
    /// Our value; headings and list items stand for all levels.
    pub kind: BlockKind,
    /// The file's `kind`.
    pub file_kind: &'static str,
    /// The file's `role`.
    pub file_role: Option<&'static str>,
    /// Unique; also the value in the page's menus.
    pub key: &'static str,
}

const fn row(kind: BlockKind, file_kind: &'static str, file_role: Option<&'static str>, key: &'static str) -> KindRow {
    KindRow { kind, file_kind, file_role, key }
}

/// Every kind of block. Adding one is a row here and a message.
pub const KINDS: &[KindRow] = &[
    row(BlockKind::Headline, "heading", Some("headline"), "headline"),
    row(BlockKind::Standfirst, "paragraph", Some("dek"), "standfirst"),
    row(BlockKind::Byline, "paragraph", Some("byline"), "byline"),
    row(BlockKind::Dateline, "paragraph", Some("dateline"), "dateline"),
    row(BlockKind::Heading { level: 2 }, "heading", None, "heading"),
    row(BlockKind::Paragraph, "paragraph", None, "paragraph"),
    row(BlockKind::ListItem { level: 1, ordered: false }, "listItem", None, "list-item"),
    row(BlockKind::Quote, "quote", None, "quote"),
    row(BlockKind::Caption, "caption", None, "caption"),
    row(BlockKind::Boilerplate(Boilerplate::Advertisement), "boilerplate", Some("advertisement"), "advertisement"),
    row(BlockKind::Boilerplate(Boilerplate::Related), "boilerplate", Some("related"), "related"),
    row(BlockKind::Boilerplate(Boilerplate::Comments), "boilerplate", Some("comments"), "comments"),
    row(BlockKind::Boilerplate(Boilerplate::Newsletter), "boilerplate", Some("newsletter"), "newsletter"),
    row(BlockKind::Boilerplate(Boilerplate::Navigation), "boilerplate", Some("navigation"), "navigation"),
    row(BlockKind::Boilerplate(Boilerplate::Other), "boilerplate", Some("other"), "other"),
];

impl BlockKind {
    /// Whether the block belongs to the page, not to the story.
    pub fn is_boilerplate(self) -> bool {
        matches!(self, BlockKind::Boilerplate(_))
    }

    /// The row of the table that tells of this kind.
    pub fn row(self) -> &'static KindRow {
        let same = |row: &&KindRow| match (row.kind, self) {
            (BlockKind::Boilerplate(a), BlockKind::Boilerplate(b)) => a == b,
            (a, b) => std::mem::discriminant(&a) == std::mem::discriminant(&b),
        };
        // A test holds that every kind has its row.
        KINDS.iter().find(same).unwrap_or(&PARAGRAPH)
    }

    /// The kind with this key in [`KINDS`].
    pub fn from_key(key: &str) -> Option<BlockKind> {
        KINDS.iter().find(|row| row.key == key).map(|row| row.kind)
    }
}

const PARAGRAPH: KindRow = row(BlockKind::Paragraph, "paragraph", None, "paragraph");

/// A block as files write it.
#[derive(Serialize)]
struct BlockRecord {
    id: String,
    kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ordered: Option<bool>,
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    direction: Option<Direction>,
    #[serde(flatten)]
    extra: Map<String, Value>,
}

impl Block {
    /// Reads what serialising a block writes.
    pub fn from_json(value: Value) -> Result<Self, Malformed> {
        let mut fields = Fields::of(value, "blocks")?;
        let (file_kind, file_role) = (fields.text("kind")?, fields.optional_text("role")?);
        let row = KINDS.iter().find(|row| row.file_kind == file_kind && row.file_role == file_role.as_deref());
        let written = fields.optional_number("level")?.and_then(|level| u8::try_from(level).ok());
        let is_ordered = fields.optional_bool("ordered")?;
        let kind = match row.ok_or(Malformed("kind"))?.kind {
            BlockKind::Heading { level } => BlockKind::Heading { level: written.unwrap_or(level) },
            BlockKind::ListItem { level, ordered } => {
                BlockKind::ListItem { level: written.unwrap_or(level), ordered: is_ordered.unwrap_or(ordered) }
            }
            other => other,
        };
        Ok(Block {
            id: fields.text("id")?,
            kind,
            text: fields.text("text")?,
            language: fields.optional_text("language")?,
            direction: Direction::take(&mut fields)?,
            extra: fields.rest(),
        })
    }
}

impl From<Block> for BlockRecord {
    fn from(block: Block) -> Self {
        let row = block.kind.row();
        let (level, ordered) = match block.kind {
            BlockKind::Headline => (Some(1), None),
            BlockKind::Heading { level } => (Some(level), None),
            BlockKind::ListItem { level, ordered } => (Some(level), Some(ordered)),
            _ => (None, None),
        };
        BlockRecord {
            id: block.id,
            kind: row.file_kind.to_owned(),
            role: row.file_role.map(str::to_owned),
            level,
            ordered,
            text: block.text,
            language: block.language,
            direction: block.direction,
            extra: block.extra,
        }
    }
}

/// Whether a text can be a block's: not empty, no white space at its ends, and
/// none of the characters that some reader takes for a line break.
pub fn is_block_text(text: &str) -> bool {
    !text.is_empty() && text.trim() == text && !text.contains(LINE_BREAKS)
}

/// The characters that some reader takes for the end of a line.
pub const LINE_BREAKS: [char; 7] = ['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'];

/// Whether an address may be shown as a link: http or https, with a host, and
/// without anything that a browser would drop before reading the scheme.
pub fn is_web_address(url: &str) -> bool {
    let rest = ["https://", "http://"].iter().find_map(|scheme| {
        url.get(..scheme.len()).filter(|s| s.eq_ignore_ascii_case(scheme)).and(url.get(scheme.len()..))
    });
    let Some(rest) = rest else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or("");
    !host.is_empty()
        && host.chars().any(char::is_alphanumeric)
        && url.len() <= super::id::MAX_ID_BYTES
        && !url.chars().any(|c| c.is_whitespace() || c.is_control() || c == '\\')
}

/// What the ids of the articles that come with the app begin with.
pub const SHIPPED: &str = "urn:ascribe:sample:";

impl Article {
    /// Reads what serialising an article writes.
    pub fn from_json(value: Value) -> Result<Self, Malformed> {
        let mut fields = Fields::of(value, "article")?;
        let author = |value| Fields::of(value, "authors").and_then(Party::from_fields);
        let imported = |mut fields: Fields| -> Result<Imported, Malformed> {
            let at = fields.optional_text("at")?;
            let at = at.map(|text| Timestamp::new(&text).ok_or(Malformed("at"))).transpose()?;
            Ok(Imported { from: fields.text("from")?, at, extra: fields.rest() })
        };
        let story = |mut fields: Fields| -> Result<Story, Malformed> {
            Ok(Story { id: fields.text("id")?.into(), title: fields.text("title")?, extra: fields.rest() })
        };
        Ok(Article {
            id: fields.text("id")?.into(),
            title: fields.text("title")?,
            language: fields.text("language")?,
            direction: Direction::take(&mut fields)?.ok_or(Malformed("direction"))?,
            outlet: fields.optional_object("outlet")?.map(Party::from_fields).transpose()?,
            authors: fields.list("authors")?.into_iter().map(author).collect::<Result<_, _>>()?,
            published: fields.optional_text("published")?,
            modified: fields.optional_text("modified")?,
            url: fields.optional_text("url")?,
            licence: fields.optional_object("licence")?.map(Licence::from_fields).transpose()?,
            imported: fields.optional_object("imported")?.map(imported).transpose()?,
            story: fields.optional_object("story")?.map(story).transpose()?,
            blocks: fields.list("blocks")?.into_iter().map(Block::from_json).collect::<Result<_, _>>()?,
            extra: fields.rest(),
        })
    }

    /// Whether it came from a tool that knows of texts, not of articles: that says nothing
    /// but its text.
    pub fn is_only_text(&self) -> bool {
        self.imported.as_ref().is_some_and(|imported| imported.extra.contains_key(ONLY_TEXT))
    }

    /// Whether the article comes with the app, and so comes back when it is removed.
    pub fn is_shipped(&self) -> bool {
        // `#` begins the id of a copy with another text: that is the reader's own.
        self.id.as_str().starts_with(SHIPPED) && !self.id.as_str().contains('#')
    }

    /// Which way a block's text runs.
    pub fn direction_of(&self, block: usize) -> Direction {
        self.blocks.get(block).and_then(|block| block.direction).unwrap_or(self.direction)
    }

    /// Whether this and another are texts of one article: they have one name (a
    /// copy's ends in `#` and a digest), one address, or one outlet's same headline.
    pub fn is_version_of(&self, other: &Article) -> bool {
        let stem = |article: &Article| article.id.as_str().split('#').next().map(str::to_owned);
        let outlet = |article: &Article| article.outlet.as_ref().map(|outlet| outlet.name.clone());
        stem(self) == stem(other)
            || (self.url.is_some() && self.url == other.url)
            || (self.title == other.title && outlet(self) == outlet(other))
    }

    /// The block that is the headline: the first of that kind.
    pub fn headline(&self) -> Option<usize> {
        self.blocks.iter().position(|block| block.kind == BlockKind::Headline)
    }

    /// The language of a block, BCP 47.
    pub fn language_of(&self, block: usize) -> &str {
        let own = self.blocks.get(block).and_then(|block| block.language.as_deref());
        own.unwrap_or(&self.language)
    }

    /// The article's text: all blocks, boilerplate too, joined by one line feed.
    pub fn joined_text(&self) -> String {
        let texts: Vec<&str> = self.blocks.iter().map(|block| block.text.as_str()).collect();
        texts.join("\n")
    }
}

/// The text of an article with everything needed to convert positions: derived
/// from the blocks, never stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleText {
    indexed: IndexedText,
    /// Where each block starts.
    starts: Vec<Place>,
}

impl ArticleText {
    /// Derives the text of an article.
    pub fn new(article: &Article) -> Self {
        ArticleText::of(article.joined_text())
    }

    /// A text by itself: its lines are the blocks.
    pub fn of(text: String) -> Self {
        let indexed = IndexedText::new(text);
        let mut byte = 0;
        let lines = indexed.as_str().split('\n').map(|line| {
            let start = indexed.place_at_or_before_byte(ByteOffset(byte));
            byte += line.len() as u32 + 1;
            start
        });
        let starts = lines.collect();
        ArticleText { indexed, starts }
    }

    /// The whole text.
    pub fn as_str(&self) -> &str {
        self.indexed.as_str()
    }

    /// The text's length.
    pub fn end(&self) -> Place {
        self.indexed.end()
    }

    /// The index that converts units over the whole text.
    pub fn indexed(&self) -> &IndexedText {
        &self.indexed
    }

    /// How many blocks there are.
    pub fn block_count(&self) -> usize {
        self.starts.len()
    }

    /// The words of a span; `None` where it runs beyond the end.
    pub fn slice(&self, span: Span) -> Option<&str> {
        self.indexed.slice(span)
    }

    /// The block in which a code point lies (the line feed after a block counts
    /// to that block). Beyond the end: the last block.
    pub fn block_at(&self, at: CharOffset) -> usize {
        self.starts.partition_point(|start| start.char <= at).saturating_sub(1)
    }

    /// A block's extent, without the line feed after it.
    pub fn block_span(&self, block: usize) -> Option<Span> {
        let start = self.starts.get(block)?.char;
        let end = match self.starts.get(block + 1) {
            Some(next) => CharOffset(next.char.0.saturating_sub(1)),
            None => self.indexed.end().char,
        };
        Span::new(start, end)
    }

    /// Where a block starts, in all units.
    pub fn block_start(&self, block: usize) -> Option<Place> {
        self.starts.get(block).copied()
    }

    /// The places around a UTF-16 offset within a block, as the page reports it:
    /// at or before it, and at or after it. They differ only inside a surrogate
    /// pair. An offset beyond the block's end means its end.
    pub fn places_in_block(&self, block: usize, at: Utf16Offset) -> Option<(CharOffset, CharOffset)> {
        let start = self.block_start(block)?;
        let end = self.block_span(block)?.end();
        let absolute = Utf16Offset(start.utf16.0.saturating_add(at.0));
        let before = self.indexed.place_at_or_before_utf16(absolute).char;
        let after = self.indexed.place_at_or_after_utf16(absolute).char;
        Some((before.min(end), after.min(end)))
    }

    /// The code point at or before a point of the page.
    pub fn char_from_point(&self, at: BlockPoint) -> Option<CharOffset> {
        self.places_in_block(at.block, at.offset).map(|(before, _)| before)
    }

    /// The points of the page at both ends of a span.
    pub fn points_from_span(&self, span: Span) -> Option<(BlockPoint, BlockPoint)> {
        Some((self.point_from_char(span.start())?, self.point_from_char(span.end())?))
    }

    /// The point of the page before a code point. For the line feed after a block:
    /// the block's end.
    pub fn point_from_char(&self, at: CharOffset) -> Option<BlockPoint> {
        let block = self.block_at(at);
        let end = self.block_span(block)?.end();
        let place = self.indexed.place_from_char(at.min(end))?;
        Some(BlockPoint { block, offset: Utf16Offset(place.utf16.0 - self.block_start(block)?.utf16.0) })
    }
}

/// An article and its derived text, built once and shared.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadableArticle {
    /// What was published.
    pub article: Rc<Article>,
    /// Its text.
    pub text: Rc<ArticleText>,
}

impl ReadableArticle {
    /// Derives the text.
    pub fn new(article: Rc<Article>) -> Self {
        let text = Rc::new(ArticleText::new(&article));
        ReadableArticle { article, text }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_its_row_and_round_trips() {
        for row in KINDS {
            assert_eq!(row.kind.row().key, row.key);
            assert_eq!(BlockKind::from_key(row.key), Some(row.kind));
            let block = Block {
                id: "b".into(),
                kind: row.kind,
                text: "x".into(),
                language: None,
                direction: None,
                extra: Map::new(),
            };
            let value = serde_json::to_value(&block).unwrap();
            assert_eq!(Block::from_json(value).unwrap(), block);
        }
    }

    #[test]
    fn only_web_addresses_become_links() {
        for good in ["https://example.org", "http://example.org/a?b#c", "HTTPS://EXAMPLE.ORG/"] {
            assert!(is_web_address(good), "{good}");
        }
        for bad in [
            "",
            "javascript:alert(1)",
            "java\nscript:alert(1)",
            " https://example.org",
            "https://",
            "https:///path",
            "data:text/html,x",
            "ftp://example.org",
            "https:\\\\example.org",
            "//example.org",
            "https://exa mple.org",
        ] {
            assert!(!is_web_address(bad), "{bad}");
        }
    }

    #[test]
    fn languages_and_their_direction() {
        for (language, direction) in
            [("en", "ltr"), ("ar-EG", "rtl"), ("az-Arab", "rtl"), ("ur-Latn", "ltr"), ("he", "rtl"), ("", "ltr")]
        {
            assert_eq!(Direction::of_language(language).as_str(), direction, "{language}");
        }
    }
}
