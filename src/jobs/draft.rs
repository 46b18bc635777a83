//! A draft on its way from the worker.

use serde::Serialize;
use serde_json::{Map, Value};

use super::read::problem;
use crate::formats::draft::{Draft, DraftBlock};
use crate::model::article::{Block, Direction, Licence, Party};
use crate::model::json::{Fields, Malformed};
use crate::model::problem::Problem;

/// The fields as they are named on the way; the blocks are those of articles.
#[derive(Serialize)]
struct DraftJson<'a> {
    reader: &'a str,
    title: &'a Option<String>,
    outlet: &'a Option<Party>,
    authors: &'a [Party],
    published: &'a Option<String>,
    modified: &'a Option<String>,
    url: &'a Option<String>,
    language: &'a Option<String>,
    direction: Option<Direction>,
    licence: &'a Option<Licence>,
    blocks: Vec<Block>,
    rest: &'a Map<String, Value>,
    left: &'a [Problem],
}

pub(super) fn draft_json(draft: &Draft) -> Value {
    let block = |block: &DraftBlock| Block {
        id: String::new(),
        kind: block.kind,
        text: block.text.clone(),
        language: block.language.clone(),
        direction: block.direction,
        extra: Map::new(),
    };
    let json = DraftJson {
        reader: &draft.reader,
        title: &draft.title,
        outlet: &draft.outlet,
        authors: &draft.authors,
        published: &draft.published,
        modified: &draft.modified,
        url: &draft.url,
        language: &draft.language,
        direction: draft.direction,
        licence: &draft.licence,
        blocks: draft.blocks.iter().map(block).collect(),
        rest: &draft.rest,
        left: &draft.left,
    };
    serde_json::to_value(json).unwrap_or_default()
}

pub(super) fn draft_from_json(value: Value) -> Result<Draft, Malformed> {
    let mut fields = Fields::of(value, "draft")?;
    let author = |author: Value| Fields::of(author, "authors").and_then(Party::from_fields);
    let block = |value: Value| {
        let block = Block::from_json(value)?;
        Ok(DraftBlock { text: block.text, kind: block.kind, language: block.language, direction: block.direction })
    };
    Ok(Draft {
        reader: fields.text("reader")?,
        title: fields.optional_text("title")?,
        outlet: fields.optional_object("outlet")?.map(Party::from_fields).transpose()?,
        authors: fields.list("authors")?.into_iter().map(author).collect::<Result<_, _>>()?,
        published: fields.optional_text("published")?,
        modified: fields.optional_text("modified")?,
        url: fields.optional_text("url")?,
        language: fields.optional_text("language")?,
        direction: Direction::take(&mut fields)?,
        licence: fields.optional_object("licence")?.map(Licence::from_fields).transpose()?,
        // No file says it.
        story: None,
        blocks: fields.list("blocks")?.into_iter().map(block).collect::<Result<_, Malformed>>()?,
        rest: fields.optional_object("rest")?.map(Fields::rest).unwrap_or_default(),
        left: fields.list("left")?.into_iter().map(problem).collect::<Result<_, _>>()?,
    })
}
