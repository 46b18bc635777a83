//! A text that came with marks: as an article, and places in the one as places in the
//! other.

use std::rc::Rc;

use serde_json::Map;

use super::counting::{Counting, counting_of};
use crate::formats::brat::layout::{Layout, cut};
use crate::formats::plain_text::language;
use crate::model::annotation::Fragment;
use crate::model::article::{Article, ArticleText, Block, BlockKind, Direction, Imported, ONLY_TEXT};
use crate::model::digest::digest;
use crate::model::id::{ArticleId, is_id};
use crate::model::offset::IndexedText;
use crate::model::quote::fragment_at;

/// A language that nobody has determined (BCP 47).
const UNDETERMINED: &str = "und";

/// A text of a file.
pub struct Text {
    /// What it is here: each line is a block, the first the headline.
    pub article: Rc<Article>,
    here: ArticleText,
    file: IndexedText,
    layout: Layout,
}

impl Text {
    /// `reader` is the format; `id` and `title` are as the file has them, if it does.
    /// Without an id it gets one that is made of the text, so that the same text is the
    /// same article. `None` if there is nothing but white space.
    pub fn of(reader: &str, id: Option<&str>, title: Option<&str>, text: &str) -> Option<Self> {
        let cut = cut(text);
        if cut.blocks.is_empty() {
            return None;
        }
        let id = id.filter(|id| is_id(id)).map_or_else(|| name_from(&[text]), str::to_owned);
        let mut article = article_of(reader, id.into(), text, &cut.blocks);
        if let Some(imported) = &mut article.imported {
            imported.extra.insert(ONLY_TEXT.to_owned(), true.into());
        }
        if let Some(title) = title.map(str::trim).filter(|title| !title.is_empty()) {
            article.title = title.replace(crate::model::article::LINE_BREAKS, " ");
        }
        let here = ArticleText::new(&article);
        let layout = Layout::new(&cut);
        Some(Text { article: Rc::new(article), here, file: IndexedText::new(text.to_owned()), layout })
    }

    /// What the positions of a file count in this text, by the quotes beside them.
    pub fn counting<'a>(&self, quotes: impl Iterator<Item = ((u32, u32), &'a str)> + Clone) -> Option<Counting> {
        counting_of(&self.file, quotes)
    }

    /// The passages at a place of the file; several where it goes over what is no text
    /// here. `None` if there are no such places, only white space, or other words than
    /// `quote`.
    pub fn fragments(&self, counting: Counting, at: (u32, u32), quote: Option<&str>) -> Option<Vec<Fragment>> {
        let span = counting.span_from_file(&self.file, at)?;
        if quote.is_some_and(|quote| self.file.slice(span) != Some(quote)) {
            return None;
        }
        let spans = self.layout.spans(&[(span.start().0, span.end().0)]);
        let fragments: Vec<Fragment> = spans.into_iter().filter_map(|span| fragment_at(&self.here, span)).collect();
        if fragments.is_empty() { None } else { Some(fragments) }
    }
}

/// The article that a text is.
pub fn article_of(reader: &str, id: ArticleId, text: &str, blocks: &[String]) -> Article {
    let block = |(index, text): (usize, &String)| Block {
        id: format!("b{}", index + 1),
        kind: if index == 0 { BlockKind::Headline } else { BlockKind::Paragraph },
        text: text.clone(),
        language: None,
        direction: None,
        extra: Map::new(),
    };
    let language = language(text).unwrap_or_else(|| UNDETERMINED.to_owned());
    Article {
        id,
        title: blocks.first().cloned().unwrap_or_default(),
        direction: Direction::of_language(&language),
        language,
        outlet: None,
        authors: Vec::new(),
        published: None,
        modified: None,
        url: None,
        licence: None,
        imported: Some(Imported { from: reader.to_owned(), at: None, extra: Map::new() }),
        story: None,
        blocks: blocks.iter().enumerate().map(block).collect(),
        extra: Map::new(),
    }
}

/// A name that is made of others, by sixteen digits of their digest. It is short:
/// thousands of annotations have to fit into a browser's storage.
pub fn name_from(parts: &[&str]) -> String {
    // The lengths tell where a part ends.
    let lengths: Vec<String> = parts.iter().map(|part| part.len().to_string()).collect();
    let digest = digest(&[lengths.join(" ").as_str(), parts.concat().as_str()].join("\n"));
    "urn:ascribe:".chars().chain(digest.chars().skip("sha256:".len()).take(16)).collect()
}
