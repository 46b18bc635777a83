//! Which screen the page's address asks for.

use crate::model::id::{ArticleId, is_id};

/// A screen that an address can name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// All stories and articles.
    Library,
    /// One article.
    Article(ArticleId),
    /// What can be said of a passage.
    Scheme,
}

impl Route {
    /// The route of an address (decoded, without `#`). What is unknown leads to
    /// the library.
    pub fn parse(address: &str) -> Self {
        match address.trim_start_matches('/') {
            "scheme" => Route::Scheme,
            address => match address.strip_prefix("article/") {
                Some(id) if is_id(id) => Route::Article(id.into()),
                _ => Route::Library,
            },
        }
    }

    /// The address (to be encoded by whoever puts it into a link).
    pub fn address(&self) -> String {
        match self {
            Route::Library => "/".to_owned(),
            Route::Article(id) => format!("/article/{id}"),
            Route::Scheme => "/scheme".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_routes() {
        let article = Route::Article("https://example.org/a?b#c".into());
        assert_eq!(Route::parse(&article.address()), article);
        assert_eq!(Route::parse(&Route::Library.address()), Route::Library);
        assert_eq!(Route::parse(&Route::Scheme.address()), Route::Scheme);
        for unknown in ["", "/", "/article/", "/article/a b", "/elsewhere", "/scheme/x"] {
            assert_eq!(Route::parse(unknown), Route::Library, "{unknown}");
        }
    }
}
