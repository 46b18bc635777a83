//! What programs write that take articles out of web pages: Readability, trafilatura,
//! newspaper; and any object with a text, as collections of texts have them.

use serde_json::{Map, Value};

use super::source::{Source, parties};
use super::{blocks_of_body, blocks_of_text};
use crate::formats::draft::{Draft, party};
use crate::formats::web_page;
use crate::model::article::Direction;
use crate::model::problem::Problem;

fn is_text_at(object: &Map<String, Value>, key: &str) -> bool {
    object.get(key).and_then(Value::as_str).is_some_and(|text| !text.trim().is_empty())
}

/// Readability (Mozilla): the content as HTML, and the same as text.
pub fn is_of_readability(object: &Map<String, Value>) -> bool {
    is_text_at(object, "content") && object.contains_key("textContent")
}

/// Reads it. The text beside the HTML has nothing between its paragraphs and is not read.
pub fn read_readability(source: &mut Source, draft: &mut Draft) -> Result<(), Problem> {
    draft.title = source.text(&["title"]);
    draft.outlet = source.text(&["siteName"]).map(party);
    draft.authors = source.parties(&["byline"]);
    draft.published = source.date(&["publishedTime"]);
    draft.url = source.address(&["url"]);
    draft.language = source.language(&["lang"]);
    draft.direction = source.take(&["dir"], |value| match value.as_str()? {
        "ltr" => Some(Direction::Ltr),
        "rtl" => Some(Direction::Rtl),
        _ => None,
    });
    if let Some(content) = source.text(&["content"]) {
        draft.blocks = web_page::fragment(&content, draft)?;
    }
    source.drop(&["textContent", "length"]);
    Ok(())
}

/// trafilatura: a line a block.
pub fn is_of_trafilatura(object: &Map<String, Value>) -> bool {
    is_text_at(object, "text")
        && ["source-hostname", "fingerprint", "raw_text"].iter().any(|key| object.contains_key(*key))
}

/// Reads it.
pub fn read_trafilatura(source: &mut Source, draft: &mut Draft) -> Result<(), Problem> {
    draft.title = source.text(&["title"]);
    draft.outlet = source.text(&["source-hostname", "sitename", "hostname"]).map(party);
    draft.authors = source.parties(&["author"]);
    draft.published = source.date(&["date"]);
    draft.url = source.address(&["source", "url"]);
    draft.language = source.language(&["language"]);
    draft.licence = source.licence(&["license"]);
    if let Some(text) = source.text(&["text"]) {
        draft.blocks = blocks_of_text(&text);
    }
    // The same text once more, and one made of it for machines.
    source.drop(&["raw_text", "raw-text", "fingerprint"]);
    Ok(())
}

/// newspaper3k and newspaper4k.
pub fn is_of_newspaper(object: &Map<String, Value>) -> bool {
    let signs = ["canonical_link", "publish_date", "meta_lang", "top_image", "meta_data", "source_url"];
    is_text_at(object, "text") && signs.iter().filter(|key| object.contains_key(**key)).count() >= 2
}

/// Reads it.
pub fn read_newspaper(source: &mut Source, draft: &mut Draft) -> Result<(), Problem> {
    draft.title = source.text(&["title"]);
    draft.outlet = source.text(&["meta_site_name", "brand"]).map(party);
    draft.authors = source.parties(&["authors"]);
    draft.published = source.date(&["publish_date"]);
    draft.url = source.address(&["canonical_link", "original_url", "url"]);
    draft.language = source.language(&["language", "meta_lang"]);
    if let Some(text) = source.text(&["text"]) {
        draft.blocks = blocks_of_text(&text);
    }
    source.drop(&["html", "article_html", "text_cleaned"]);
    Ok(())
}

/// Under which keys collections of texts have the text.
const TEXTS: &[&str] = &["text", "article", "document", "body", "content", "maintext"];

/// Any object with a text and nothing that another format would have.
pub fn is_text(object: &Map<String, Value>) -> bool {
    TEXTS.iter().any(|key| is_text_at(object, key))
}

/// Reads it.
pub fn read_text(source: &mut Source, draft: &mut Draft) -> Result<(), Problem> {
    facts(source, draft);
    if let Some(text) = source.text(TEXTS) {
        draft.blocks = blocks_of_body(&text, draft)?;
    }
    Ok(())
}

/// Takes the facts under the names that they usually have.
pub fn facts(source: &mut Source, draft: &mut Draft) {
    draft.title = source.text(&["title", "headline"]);
    let outlets = ["outlet", "publisher", "source", "site_name", "sitename", "domain", "source_domain"];
    draft.outlet = source.take(&outlets, |value| parties(value).into_iter().next());
    draft.authors = source.parties(&["authors", "author", "byline"]);
    let dates = ["published", "date", "date_publish", "publish_date", "published_at", "publication_date"];
    draft.published = source.date(&dates);
    draft.modified = source.date(&["modified", "updated", "date_modify"]);
    draft.url = source.address(&["url", "link", "uri"]);
    draft.language = source.language(&["language", "lang"]);
    draft.licence = source.licence(&["license", "licence"]);
}
