//! Article JSON: `{"format": "ascribe-article", "version": 1, …}`, one article,
//! after `article.schema.json`, with which the tests hold what is written here.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::Value;

use super::check::{Checks, Object, Optional, Required};
use super::parse::Twice;
use crate::model::article::{Article, KINDS, is_block_text};
use crate::model::id::is_id;
use crate::model::problem::Problem;
use crate::model::time::is_date_time;

/// The file's `format`.
pub const FORMAT: &str = "ascribe-article";
/// The `version` that is written; later ones are refused by name.
pub const VERSION: u64 = 1;

/// An article as a file holds it.
#[derive(Serialize)]
pub struct ArticleFile<'a> {
    format: &'static str,
    version: u64,
    #[serde(flatten)]
    article: &'a Article,
}

impl<'a> From<&'a Article> for ArticleFile<'a> {
    fn from(article: &'a Article) -> Self {
        ArticleFile { format: FORMAT, version: VERSION, article }
    }
}

/// The article file: two spaces of indentation, a line feed at the end.
pub fn write(article: &Article) -> String {
    super::pretty(&ArticleFile::from(article))
}

/// The article in an object of a file, or everything that is wrong with it.
/// `place` says where the object stands; empty for a file of its own. `twice` are the
/// file's keys that stand twice.
pub fn read(value: &Value, place: &str, twice: &Twice) -> Result<Article, Vec<Problem>> {
    let mut checks = Checks::of(value, place, twice);
    if let Some(object) = checks.object(value, place) {
        check(&mut checks, &object);
    }
    let problems = checks.into_problems();
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut value = value.clone();
    if let Some(fields) = value.as_object_mut() {
        fields.remove("format");
        fields.remove("version");
    }
    Article::from_json(value).map_err(|error| vec![super::unreadable(place, error)])
}

fn check(checks: &mut Checks, article: &Object<'_>) {
    checks.head(article, FORMAT, VERSION);
    checks.id(article, "id");
    checks.filled(article, "title", Required);
    checks.text_that(article, "language", Required, "field-not-language", is_language);
    checks.one_of(article, "direction", Required, &["ltr", "rtl"]);
    if let Some(outlet) = checks.inner(article, "outlet", Optional) {
        check_party(checks, &outlet);
    }
    for (place, author) in checks.list(article, "authors", Optional) {
        if let Some(author) = checks.object(author, &place) {
            check_party(checks, &author);
        }
    }
    checks.date(article, "published");
    checks.date(article, "modified");
    checks.address(article, "url");
    if let Some(licence) = checks.inner(article, "licence", Optional) {
        checks.text(&licence, "name", Optional);
        checks.address(&licence, "url");
        checks.text(&licence, "notice", Optional);
    }
    if let Some(imported) = checks.inner(article, "imported", Optional) {
        checks.text(&imported, "from", Required);
        checks.text_that(&imported, "at", Optional, "field-not-moment", is_moment);
    }
    if let Some(story) = checks.inner(article, "story", Optional) {
        checks.id(&story, "id");
        checks.filled(&story, "title", Required);
    }
    let blocks = checks.list(article, "blocks", Required);
    if blocks.is_empty() && article.get("blocks").is_some_and(Value::is_array) {
        checks.add(Problem::new("article-without-blocks").with("place", article.place_of("blocks")));
    }
    let mut ids = BTreeSet::new();
    for (place, block) in blocks {
        let Some(block) = checks.object(block, &place) else { continue };
        if let Some(id) = checks.text_that(&block, "id", Required, "field-not-id", is_id)
            && !ids.insert(id)
        {
            checks.add(Problem::new("id-twice").with("place", block.place_of("id")).with("value", id));
        }
        check_block(checks, &block);
    }
}

fn check_party(checks: &mut Checks, party: &Object<'_>) {
    checks.filled(party, "name", Required);
    checks.address(party, "url");
}

fn check_block(checks: &mut Checks, block: &Object<'_>) {
    let mut kinds: Vec<&str> = Vec::new();
    for row in KINDS {
        if !kinds.contains(&row.file_kind) {
            kinds.push(row.file_kind);
        }
    }
    if let Some(kind) = checks.one_of(block, "kind", Required, &kinds) {
        let of_kind = || KINDS.iter().filter(|row| row.file_kind == kind);
        let roles: Vec<&str> = of_kind().filter_map(|row| row.file_role).collect();
        let may_lack_role = of_kind().any(|row| row.file_role.is_none());
        if roles.is_empty() && block.get("role").is_some() {
            checks.add(Problem::new("block-role-unexpected").with("place", block.place_of("role")).with("kind", kind));
        } else if !roles.is_empty() {
            checks.one_of(block, "role", if may_lack_role { Optional } else { Required }, &roles);
        }
    }
    checks.number(block, "level", Optional, 1, 6);
    if block.get("ordered").is_some_and(|ordered| !ordered.is_boolean()) {
        checks.add(Problem::new("field-not-yes-or-no").with("place", block.place_of("ordered")));
    }
    checks.text_that(block, "text", Required, "block-text", is_block_text);
    checks.text_that(block, "language", Optional, "field-not-language", is_language);
    checks.one_of(block, "direction", Optional, &["ltr", "rtl"]);
}

/// Whether a text is shaped like a language tag of BCP 47.
pub fn is_language(tag: &str) -> bool {
    let mut subtags = tag.split('-');
    subtags.next().is_some_and(|first| (2..=8).contains(&first.len()) && first.bytes().all(|b| b.is_ascii_alphabetic()))
        && subtags.all(|subtag| (1..=8).contains(&subtag.len()) && subtag.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// Whether a text is a moment in UTC as our files write it.
pub fn is_moment(text: &str) -> bool {
    is_date_time(text) && text.ends_with('Z')
}
