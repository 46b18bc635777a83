//! Small articles and annotations for tests.

use std::rc::Rc;

use serde_json::Map;

use super::annotation::Annotation;
use super::article::{Article, Block, BlockKind, Direction, ReadableArticle};
use super::id::AnnotationId;
use super::offset::{CharOffset, Span};
use super::quote::fragment_at;
use super::time::Timestamp;

/// An article whose first block is the headline.
pub fn article(id: &str, blocks: &[&str]) -> Rc<Article> {
    let block = |(index, text): (usize, &&str)| Block {
        id: format!("b{}", index + 1),
        kind: if index == 0 { BlockKind::Headline } else { BlockKind::Paragraph },
        text: (*text).to_owned(),
        language: None,
        direction: None,
        extra: Map::new(),
    };
    Rc::new(Article {
        id: id.into(),
        title: blocks[0].to_owned(),
        language: "en".into(),
        direction: Direction::Ltr,
        outlet: None,
        authors: Vec::new(),
        published: None,
        modified: None,
        url: None,
        licence: None,
        imported: None,
        story: None,
        blocks: blocks.iter().enumerate().map(block).collect(),
        extra: Map::new(),
    })
}

/// A moment; later for larger numbers.
pub fn moment(second: u32) -> Timestamp {
    Timestamp::new(&format!("2026-01-01T00:{:02}:{:02}.000Z", second / 60, second % 60)).unwrap()
}

/// A span of code points.
pub fn span(start: u32, end: u32) -> Span {
    Span::new(CharOffset(start), CharOffset(end)).unwrap()
}

/// An annotation of one or more spans.
pub fn annotation(id: &str, article: &Rc<Article>, label: &str, spans: &[(u32, u32)]) -> Rc<Annotation> {
    let readable = ReadableArticle::new(article.clone());
    Rc::new(Annotation {
        id: AnnotationId::from(id),
        article: article.id.clone(),
        label: label.into(),
        target: spans.iter().map(|(s, e)| fragment_at(&readable.text, span(*s, *e)).unwrap()).collect(),
        note: String::new(),
        moved: None,
        created: moment(0),
        modified: moment(0),
        extra: Map::new(),
    })
}
