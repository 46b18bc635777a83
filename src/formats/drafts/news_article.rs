//! `NewsArticle` and the other articles of schema.org, in JSON-LD: alone, in a list, in
//! a graph. <https://schema.org/NewsArticle>

use serde_json::{Map, Value};

use super::source::{Source, filled, parties};
use super::{all_paid, blocks_of_text};
use crate::formats::draft::Draft;
use crate::formats::web_page;

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

fn has_type(object: &Map<String, Value>, wanted: impl Fn(&str) -> bool) -> bool {
    let is_wanted =
        |name: &Value| name.as_str().is_some_and(|name| wanted(name.rsplit(['/', '#', ':']).next().unwrap_or(name)));
    match object.get("@type") {
        Some(Value::Array(several)) => several.iter().any(is_wanted),
        Some(one) => is_wanted(one),
        None => false,
    }
}

/// Whether an object is an article, whether or not it has its text.
pub fn is_one(object: &Map<String, Value>) -> bool {
    has_type(object, |name| TYPES.contains(&name))
}

/// Takes what an article says.
pub fn read(source: &mut Source, draft: &mut Draft) {
    let is_paid = source.take(&["@type"], |name| {
        Some(has_type(&Map::from_iter([("@type".to_owned(), name.clone())]), |name| name == PAID))
    });
    source.drop(&["@context"]);
    facts(source, draft);
    if let Some(body) = source.text(&["articleBody", "text"]) {
        draft.blocks =
            if web_page::is_markup(&body) { web_page::fragment(&body, draft) } else { blocks_of_text(&body) };
    }
    if is_paid == Some(true) {
        all_paid(draft);
    }
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
