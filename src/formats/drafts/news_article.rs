//! `NewsArticle` and the other articles of schema.org, in JSON-LD: alone, in a list, in
//! a graph. <https://schema.org/NewsArticle>

use serde_json::{Map, Value};

use super::source::{Source, filled, parties};
use super::{all_paid, blocks_of_body};
use crate::formats::draft::Draft;
use crate::model::problem::Problem;

/// The types of schema.org that are articles, without the address of the vocabulary.
const TYPES: &[&str] = &[
    "Article",
    "NewsArticle",
    "AnalysisNewsArticle",
    "AskPublicNewsArticle",
    "BackgroundNewsArticle",
    "OpinionNewsArticle",
    "ReportageNewsArticle",
    "ReviewNewsArticle",
    "LiveBlogPosting",
    "BlogPosting",
    "SocialMediaPosting",
    "Report",
    "SatiricalArticle",
    "ScholarlyArticle",
    "TechArticle",
    PAID,
];

/// What somebody paid for.
const PAID: &str = "AdvertiserContentArticle";

/// Whether a type, or one of several, is wanted.
fn is_type(types: &Value, wanted: impl Fn(&str) -> bool) -> bool {
    let is_wanted =
        |name: &Value| name.as_str().is_some_and(|name| wanted(name.rsplit(['/', '#', ':']).next().unwrap_or(name)));
    match types {
        Value::Array(several) => several.iter().any(is_wanted),
        one => is_wanted(one),
    }
}

/// Whether an object is an article, whether or not it has its text.
pub fn is_one(object: &Map<String, Value>) -> bool {
    object.get("@type").is_some_and(|types| is_type(types, |name| TYPES.contains(&name)))
}

/// Takes what an article says.
pub fn read(source: &mut Source, draft: &mut Draft) -> Result<(), Problem> {
    let is_paid = source.take(&["@type"], |types| Some(is_type(types, |name| name == PAID)));
    source.drop(&["@context"]);
    facts(source, draft);
    if let Some(body) = source.text(&["articleBody", "text"]) {
        draft.blocks = blocks_of_body(&body, draft)?;
    }
    if is_paid == Some(true) {
        all_paid(draft);
    }
    Ok(())
}

/// Takes what it says of the article, without its text.
pub fn facts(source: &mut Source, draft: &mut Draft) {
    draft.title = source.text(&["headline", "name"]);
    draft.outlet =
        source.take(&["publisher", "sourceOrganization", "provider"], |value| parties(value).into_iter().next());
    draft.authors = source.parties(&["author", "creator"]);
    draft.published = source.date(&["datePublished", "dateCreated"]);
    draft.modified = source.date(&["dateModified"]);
    draft.url = source.address(&["url", "mainEntityOfPage", "@id"]);
    draft.language = source.language(&["inLanguage"]);
    draft.licence = source.licence(&["license", "usageInfo", "conditionsOfAccess"]);
    if draft.licence.is_none() {
        draft.licence =
            source.take(&["copyrightNotice"], |value| super::source::licence(&filled(value.as_str()?)?.into()));
    }
}
