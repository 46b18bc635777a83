//! Small articles and annotations for tests.

use std::rc::Rc;

use proptest::prelude::*;
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

/// How often something random is tried: on every change few times; as `docs/demands.md`
/// demands it with `ASCRIBE_DEMANDS=full`; for whole nights with `ASCRIBE_DEMANDS=nightly`.
pub fn demanded(quick: u32, full: u32, nightly: u32) -> u32 {
    match std::env::var("ASCRIBE_DEMANDS").as_deref() {
        Ok("full") => full,
        Ok("nightly") => nightly,
        _ => quick,
    }
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
        attributes: Default::default(),
        identity: None,
        note: String::new(),
        moved: None,
        created: moment(0),
        modified: moment(0),
        extra: Map::new(),
    })
}

/// Letters, punctuation, white space and marks of many scripts, emoji with joiners
/// and flags, marks that combine with either side, and what cannot be seen.
const SCRIPTS: &str = "[a-cABSZ1-3 .,!?:;()\"'\\-–“”„’«»%$ßİıé\u{301}\u{308}אב\u{5b0}سن،\u{200f}\u{202b}न\u{94d}\u{93f}।ไท\u{e34}中𠮷、。「」カが\u{3099}한\u{1112}\u{1161}😀👩👦\u{200d}\u{fe0f}🇫🇷\u{600}\u{200b}\u{ad}\u{a0}]";

/// Any text of up to so many code points that a block can hold.
pub fn any_text(length: usize) -> impl Strategy<Value = String> {
    let text = proptest::string::string_regex(&format!("{SCRIPTS}{{1,{length}}}")).unwrap();
    text.prop_map(|text| if text.trim().is_empty() { "x".to_owned() } else { text.trim().to_owned() })
}

/// Any article of a few short blocks.
pub fn any_readable() -> impl Strategy<Value = ReadableArticle> {
    prop::collection::vec(any_text(24), 1..5).prop_map(|texts| {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        ReadableArticle::new(article("a", &texts))
    })
}

/// A readable article of these blocks.
pub fn readable(blocks: &[&str]) -> ReadableArticle {
    ReadableArticle::new(article("a", blocks))
}
