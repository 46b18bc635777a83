//! A draft of the plain-text importer on its way from the worker.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::formats::plain_text::{Draft, DraftBlock};
use crate::model::article::Block;
use crate::model::json::{Fields, Malformed};

/// The fields as they are named on the way; the blocks are those of articles.
#[derive(Serialize)]
struct DraftJson<'a> {
    title: &'a Option<String>,
    outlet: &'a Option<String>,
    authors: &'a [String],
    published: &'a Option<String>,
    url: &'a Option<String>,
    language: &'a Option<String>,
    blocks: Vec<Block>,
}

pub(super) fn draft_json(draft: &Draft) -> Value {
    let block = |block: &DraftBlock| Block {
        id: String::new(),
        kind: block.kind,
        text: block.text.clone(),
        language: None,
        direction: None,
        extra: Map::new(),
    };
    let Draft { title, outlet, authors, published, url, language, story: _, blocks } = draft;
    let blocks = blocks.iter().map(block).collect();
    serde_json::to_value(DraftJson { title, outlet, authors, published, url, language, blocks }).unwrap_or_default()
}

pub(super) fn draft_from_json(value: Value) -> Result<Draft, Malformed> {
    let mut fields = Fields::of(value, "draft")?;
    let author = |author: Value| author.as_str().map(str::to_owned).ok_or(Malformed("authors"));
    let block = |value: Value| Block::from_json(value).map(|block| DraftBlock { text: block.text, kind: block.kind });
    Ok(Draft {
        title: fields.optional_text("title")?,
        outlet: fields.optional_text("outlet")?,
        authors: fields.list("authors")?.into_iter().map(author).collect::<Result<_, _>>()?,
        published: fields.optional_text("published")?,
        url: fields.optional_text("url")?,
        language: fields.optional_text("language")?,
        // A plain text never says.
        story: None,
        blocks: fields.list("blocks")?.into_iter().map(block).collect::<Result<_, _>>()?,
    })
}
