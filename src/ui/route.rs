//! Which screen the page's address asks for.

use crate::model::id::{AnnotationId, ArticleId, is_id};

/// A screen that an address can name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// All stories and articles.
    Library,
    /// One article.
    Article(ArticleId),
    /// One article, with an annotation of it chosen.
    Passage(ArticleId, AnnotationId),
    /// The sourcing report of an article.
    Report(ArticleId),
}

impl Route {
    /// The route of an address (decoded, without `#`). What is unknown leads to
    /// the library.
    pub fn parse(address: &str) -> Self {
        let Some((screen, id)) = address.trim_start_matches('/').split_once('/') else { return Route::Library };
        // Ids have no spaces, but may have anything else that could stand between two.
        match (screen, id.split_once(' ')) {
            ("article", None) if is_id(id) => Route::Article(id.into()),
            ("article", Some((id, chosen))) if is_id(id) && is_id(chosen) => Route::Passage(id.into(), chosen.into()),
            ("report", None) if is_id(id) => Route::Report(id.into()),
            _ => Route::Library,
        }
    }

    /// The address (to be encoded by whoever puts it into a link).
    pub fn address(&self) -> String {
        match self {
            Route::Library => "/".to_owned(),
            Route::Article(id) => format!("/article/{id}"),
            Route::Passage(id, chosen) => format!("/article/{id} {chosen}"),
            Route::Report(id) => format!("/report/{id}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_routes() {
        let id: ArticleId = "https://example.org/a?b#c".into();
        let passage = Route::Passage(id.clone(), "urn:uuid:1/2".into());
        for route in [Route::Library, Route::Article(id.clone()), passage, Route::Report(id)] {
            assert_eq!(Route::parse(&route.address()), route);
        }
        for unknown in ["", "/", "/article/", "/article/a b c", "/article/ b", "/report/a b", "/report/", "/elsewhere"]
        {
            assert_eq!(Route::parse(unknown), Route::Library, "{unknown}");
        }
    }
}
