//! The manifest of the shipped articles: `{"format": "ascribe-library",
//! "version": 1, "articles": ["story-1-wire.json", …]}`. The paths are relative
//! to the manifest; the articles name their stories themselves.

use serde_json::Value;

use crate::model::article::Article;
use crate::model::json::Fields;
use crate::model::problem::Problem;

/// The article files that a manifest lists.
pub fn read(text: &str) -> Result<Vec<String>, Problem> {
    let broken = || Problem::new("library-unreadable");
    let value: Value = serde_json::from_str(text).map_err(|_| broken())?;
    if value.get("format").and_then(Value::as_str) != Some("ascribe-library") {
        return Err(broken());
    }
    let files = value.get("articles").and_then(Value::as_array).ok_or_else(broken)?;
    files.iter().map(|file| file.as_str().map(str::to_owned).ok_or_else(broken)).collect()
}

/// One of the shipped articles. They are sound, as tests hold, so they are read
/// without the checks that other people's files need.
pub fn article(text: &str) -> Result<Article, Problem> {
    let broken = || Problem::new("library-unreadable");
    let value: Value = serde_json::from_str(text).map_err(|_| broken())?;
    let mut fields = Fields::of(value, "article").map_err(|_| broken())?;
    // Those of the file, not of the article.
    let head = (fields.take("format"), fields.take("version"));
    if head != (Some(super::article::FORMAT.into()), Some(super::article::VERSION.into())) {
        return Err(broken());
    }
    Article::from_json(Value::Object(fields.rest())).map_err(|_| broken())
}
