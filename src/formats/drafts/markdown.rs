//! Markdown (CommonMark): the marks are taken off, the words stay. A block of metadata
//! at the beginning (`---`, lines of `key: value`, `---`) says the facts.
//!
//! A link keeps its words and loses its address; a picture keeps the words beside it; HTML
//! keeps its text. What was left is told.

use pulldown_cmark::{Event, HeadingLevel, MetadataBlockKind, Options, Parser, Tag, TagEnd};
use serde_json::{Map, Value};

use super::source::{Source, filled};
use super::{complete, extracted, keep_rest};
use crate::formats::draft::{Draft, DraftBlock};
use crate::formats::web_page;
use crate::model::article::{BlockKind, LINE_BREAKS};
use crate::model::problem::Problem;

/// What such a text is taken for.
pub const READER: &str = "markdown";

/// Whether a text is written in Markdown: a heading's mark or metadata at the beginning,
/// or marks of two kinds. Lists and quotations alone are in plain texts too.
pub fn is_one(text: &str) -> bool {
    let text = text.trim_start();
    if metadata(text).is_some() {
        return true;
    }
    let is_heading = |line: &str| {
        let rest = line.trim_start_matches('#');
        (1..=6).contains(&(line.len() - rest.len())) && rest.starts_with(' ') && !rest.trim().is_empty()
    };
    if text.lines().next().is_some_and(is_heading) {
        return true;
    }
    let lines = || text.lines().take(2000);
    let is_rule = |line: &str| line.len() >= 3 && (line.chars().all(|c| c == '=') || line.chars().all(|c| c == '-'));
    let under =
        || lines().zip(lines().skip(1)).any(|(title, line)| !title.trim().is_empty() && is_rule(line.trim_end()));
    let signs = [
        lines().any(is_heading),
        lines().any(|line| line.contains("](http") || line.contains("](/") || line.contains("](#")),
        lines().any(|line| line.matches("**").count() >= 2),
        lines().any(|line| line.starts_with("```") || line.starts_with("![")),
        under(),
    ];
    signs.iter().filter(|sign| **sign).count() >= 2
}

/// The lines of the metadata at the beginning, and the text after them.
fn metadata(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("---\n").or_else(|| text.strip_prefix("---\r\n"))?;
    let (head, _) = rest.split_once("\n---")?;
    let is_field = |line: &str| {
        line.trim().is_empty()
            || line.starts_with([' ', '-', '#'])
            || line.split_once(':').is_some_and(|(key, _)| !key.contains(' '))
    };
    (!head.trim().is_empty() && head.lines().all(is_field)).then_some(head)
}

/// Reads it.
pub fn read(text: &str) -> Draft {
    let options = Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES;
    let mut state = State::default();
    for event in Parser::new_ext(text.trim_start(), options) {
        state.take(event);
    }
    state.close();
    let State { blocks, links, pictures, of_html, unreadable, fields, .. } = state;
    let mut source = Source::of(fields);
    let mut draft = Draft::default();
    extracted::facts(&mut source, &mut draft);
    let headline = blocks.iter().find(|block| block.kind == BlockKind::Headline);
    draft.title = draft.title.or_else(|| headline.map(|block| block.text.clone()));
    keep_rest(source.rest(), &mut draft);
    for (code, count) in [("left-links", links), ("left-pictures", pictures), ("left-html", unreadable)] {
        if count > 0 {
            draft.left.push(Problem::new(code).with("count", count));
        }
    }
    draft.left.extend(of_html.left);
    let mut draft = Draft { reader: READER.to_owned(), blocks, ..draft };
    complete(&mut draft);
    draft
}

/// What has been read of a text.
#[derive(Default)]
struct State {
    blocks: Vec<DraftBlock>,
    /// The words of the block that is open.
    words: String,
    heading: Option<u8>,
    /// The lists around: whether each is numbered.
    lists: Vec<bool>,
    quotes: usize,
    links: usize,
    pictures: usize,
    /// HTML that is open, and what was left of others.
    html: String,
    of_html: Draft,
    /// How many parts in HTML would take too long to take apart.
    unreadable: usize,
    has_headline: bool,
    in_metadata: bool,
    fields: Map<String, Value>,
}

impl State {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(Tag::MetadataBlock(MetadataBlockKind::YamlStyle)) => self.in_metadata = true,
            Event::End(TagEnd::MetadataBlock(_)) => {
                self.in_metadata = false;
                let lines = std::mem::take(&mut self.words);
                self.fields = fields(&lines);
            }
            Event::Text(words) | Event::Code(words) => self.words.push_str(&words),
            Event::SoftBreak | Event::HardBreak if !self.in_metadata => self.words.push(' '),
            Event::SoftBreak | Event::HardBreak => self.words.push('\n'),
            Event::Start(Tag::Heading { level, .. }) => {
                self.close();
                self.heading = Some(number(level));
            }
            Event::Start(Tag::List(first)) => {
                self.close();
                self.lists.push(first.is_some());
            }
            Event::End(TagEnd::List(_)) => {
                self.close();
                self.lists.pop();
            }
            Event::Start(Tag::BlockQuote(_)) => {
                self.close();
                self.quotes += 1;
            }
            Event::End(TagEnd::BlockQuote(_)) => {
                self.close();
                self.quotes = self.quotes.saturating_sub(1);
            }
            Event::End(TagEnd::TableCell) => self.words.push(' '),
            Event::Start(Tag::Link { .. }) => self.links += 1,
            Event::Start(Tag::Image { .. }) => self.pictures += 1,
            Event::Start(Tag::HtmlBlock) => self.close(),
            Event::Html(markup) => self.html.push_str(&markup),
            Event::End(TagEnd::HtmlBlock) => {
                let html = std::mem::take(&mut self.html);
                match web_page::fragment(&html, &mut self.of_html) {
                    Ok(blocks) => self.blocks.extend(blocks),
                    Err(_) => self.unreadable += 1,
                }
            }
            Event::InlineHtml(tag) if tag.starts_with("<br") => self.words.push(' '),
            Event::Rule
            | Event::Start(Tag::Paragraph | Tag::Item | Tag::CodeBlock(_) | Tag::TableRow | Tag::TableHead)
            | Event::End(
                TagEnd::Paragraph
                | TagEnd::Heading(_)
                | TagEnd::Item
                | TagEnd::CodeBlock
                | TagEnd::TableRow
                | TagEnd::TableHead,
            ) => self.close(),
            _ => {}
        }
    }

    /// Ends the block that is open. What is code has lines: each is a block.
    fn close(&mut self) {
        let words = std::mem::take(&mut self.words);
        let heading = self.heading.take();
        for line in words.split('\n') {
            let line = line.replace(LINE_BREAKS, " ");
            let Some(line) = filled(&line) else { continue };
            let kind = match (heading, self.lists.last()) {
                (Some(1), _) if !self.has_headline => {
                    self.has_headline = true;
                    BlockKind::Headline
                }
                (Some(level), _) => BlockKind::Heading { level: level.max(2) },
                (None, Some(ordered)) => {
                    BlockKind::ListItem { level: self.lists.len().min(6) as u8, ordered: *ordered }
                }
                (None, None) if self.quotes > 0 => BlockKind::Quote,
                (None, None) => BlockKind::Paragraph,
            };
            self.blocks.push(DraftBlock::new(kind, line));
        }
    }
}

fn number(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

/// The fields of metadata: one on each line, and lists below their key or in brackets.
/// What is deeper is kept as lines.
fn fields(lines: &str) -> Map<String, Value> {
    let bare = |value: &str| value.trim().trim_matches(['"', '\'']).to_owned();
    let mut fields = Map::new();
    let mut last: Option<String> = None;
    for line in lines.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
        if line.starts_with([' ', '-', '\t']) {
            let Some(entry) = last.as_ref().and_then(|key| fields.get_mut(key)) else { continue };
            let item = Value::from(bare(line.trim().trim_start_matches("- ")));
            match entry {
                Value::Array(items) => items.push(item),
                one => {
                    *one = if one.as_str() == Some("") {
                        Value::from(vec![item])
                    } else {
                        Value::from(vec![one.clone(), item])
                    }
                }
            }
            continue;
        }
        let Some((key, value)) = line.split_once(':') else { continue };
        let listed = value.trim().strip_prefix('[').and_then(|value| value.strip_suffix(']'));
        let value = match listed {
            Some(items) => Value::from(items.split(',').map(|item| Value::from(bare(item))).collect::<Vec<_>>()),
            None => Value::from(bare(value)),
        };
        fields.insert(key.trim().to_owned(), value);
        last = Some(key.trim().to_owned());
    }
    fields
}
