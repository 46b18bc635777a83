//! ninjs, the IPTC's format for news in JSON, versions 1 to 3. Version 1 has its text
//! under keys that begin with `body_`; version 2 in a list of bodies with
//! `contenttype`; version 3 writes its keys in camel case.
//! <https://github.com/iptc/newsinjson>

use serde_json::{Map, Value};

use super::source::{Source, filled, licence, parties};
use super::{blocks_of_text, same_words};
use crate::formats::draft::{Draft, DraftBlock, one_line, party};
use crate::formats::plain_text;
use crate::formats::web_page;
use crate::model::article::BlockKind;
use crate::model::problem::Problem;

/// What version 1 puts before the kind of a body.
const BODY: &str = "body_";

/// Keys that no other format has together with a body.
const SIGNS: &[&str] = &[
    "uri",
    "versioncreated",
    "versionCreated",
    "firstcreated",
    "firstCreated",
    "usageterms",
    "usageTerms",
    "pubstatus",
    "pubStatus",
    "byline",
    "by",
    "headline",
    "headlines",
    "slugline",
    "standard",
];

/// Whether an object is a news item.
pub fn is_one(object: &Map<String, Value>) -> bool {
    let is_body = |(key, value): (&String, &Value)| {
        key.starts_with(BODY) && value.is_string() || key == "bodies" && value.is_array()
    };
    object.iter().any(is_body) && SIGNS.iter().any(|sign| object.contains_key(*sign))
}

/// Takes what a news item says.
pub fn read(source: &mut Source, draft: &mut Draft) -> Result<(), Problem> {
    draft.title = source.text(&["headline"]).or_else(|| source.take(&["headlines"], main_of));
    let byline = source.text(&["byline", "by"]);
    draft.authors = source.parties(&["authors"]);
    if let Some(byline) = &byline {
        let credits = plain_text::credits(byline);
        if draft.authors.is_empty() {
            draft.authors = credits.authors.into_iter().map(party).collect();
        }
        draft.outlet = credits.outlet.map(party);
    }
    let sources = source.take(&["infosources"], |value| parties(value).into_iter().next());
    let provider = source.parties(&["provider", "copyrightholder", "copyrightHolder"]);
    draft.outlet = draft.outlet.take().or(sources).or_else(|| provider.into_iter().next());
    draft.published = source.date(&["firstcreated", "firstCreated", "contentcreated", "contentCreated"]);
    draft.modified = source.date(&["versioncreated", "versionCreated"]);
    if draft.published.is_none() {
        draft.published = draft.modified.take();
    }
    draft.url = source.address(&["url", "link", "canonical", "uri"]);
    draft.language = source.language(&["language"]);
    draft.licence = source.take(&["usageterms", "usageTerms", "copyrightnotice", "copyrightNotice"], licence);
    let body = body(source);
    draft.blocks = match body {
        Some(Body::Markup(text)) => web_page::fragment(&text, draft)?,
        Some(Body::Plain(text)) => blocks_of_text(&text),
        None => Vec::new(),
    };
    if draft.blocks.is_empty() {
        return Ok(());
    }
    let mut front = Vec::new();
    if let Some(title) =
        draft.title.as_deref().filter(|title| !draft.blocks.iter().take(2).any(|b| same_words(&b.text, title)))
    {
        front.push(DraftBlock::new(BlockKind::Headline, one_line(title)));
    }
    if let Some(byline) = byline.filter(|byline| !draft.blocks.iter().take(4).any(|b| same_words(&b.text, byline))) {
        front.push(DraftBlock::new(BlockKind::Byline, one_line(&byline)));
    }
    draft.blocks.splice(0..0, front);
    Ok(())
}

enum Body {
    Markup(String),
    Plain(String),
}

/// Takes the body: that with marks before that without. The others say the same.
fn body(source: &mut Source) -> Option<Body> {
    let listed = source.take(&["bodies"], |value| {
        let bodies = value.as_array()?.iter().filter_map(|body| {
            let kind = ["contenttype", "contentType"].iter().find_map(|key| body.get(*key)?.as_str()).unwrap_or("");
            Some((kind.contains("html"), filled(body.get("value")?.as_str()?)?))
        });
        // The first of those with marks, or else the first.
        bodies.min_by_key(|(has_marks, _)| !has_marks)
    });
    let of_key = || {
        ["body_xhtml", "body_html", "body_html5"]
            .iter()
            .map(|key| (true, *key))
            .chain([(false, "body_text"), (false, "body_plain")])
    };
    let keyed = of_key().find_map(|(has_marks, key)| Some((has_marks, source.text(&[key])?)));
    let found = listed.or(keyed);
    source.drop(&of_key().map(|(_, key)| key).collect::<Vec<_>>());
    let (has_marks, text) = found?;
    Some(if has_marks || web_page::is_markup(&text) { Body::Markup(text) } else { Body::Plain(text) })
}

/// The main one of several headlines.
fn main_of(value: &Value) -> Option<String> {
    let headlines = value.as_array()?;
    let has_role = |headline: &&Value| headline.get("role").and_then(Value::as_str) == Some("main");
    let main = headlines.iter().find(has_role).or_else(|| headlines.first())?;
    filled(main.get("value").and_then(Value::as_str)?)
}
