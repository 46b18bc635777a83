//! Which screen the page's address asks for.

use crate::model::id::{AnnotationId, ArticleId, is_id};

/// A screen that an address can name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// All stories and articles.
    Library,
    /// One article; with an annotation that is to be chosen.
    Article(ArticleId, Option<AnnotationId>),
    /// What can be said of a passage.
    Scheme,
    /// What the articles speak of.
    Index,
    /// The sourcing report of an article.
    Report(ArticleId),
}

impl Route {
    /// The route of an address (decoded, without `#`). What is unknown leads to
    /// the library.
    pub fn parse(address: &str) -> Self {
        let address = address.trim_start_matches('/');
        match address {
            "index" => return Route::Index,
            "scheme" => return Route::Scheme,
            _ => {}
        }
        if let Some(id) = address.strip_prefix("report/").map(part).filter(|id| is_id(id)) {
            return Route::Report(id.into());
        }
        let Some(rest) = address.strip_prefix("article/") else { return Route::Library };
        let (article, annotation) = match rest.split_once('/') {
            None => (part(rest), None),
            Some((article, annotation)) if !annotation.contains('/') => (part(article), Some(part(annotation))),
            // An address that a person wrote: the article's own, as it is.
            Some(_) => (rest.to_owned(), None),
        };
        match is_id(&article) {
            true => Route::Article(article.into(), annotation.filter(|id| is_id(id)).map(AnnotationId::from)),
            false => Route::Library,
        }
    }

    /// The address (to be encoded by whoever puts it into a link).
    pub fn address(&self) -> String {
        match self {
            Route::Library => "/".to_owned(),
            Route::Article(id, None) => format!("/article/{}", escaped(id.as_str())),
            Route::Article(id, Some(annotation)) => {
                format!("/article/{}/{}", escaped(id.as_str()), escaped(annotation.as_str()))
            }
            Route::Index => "/index".to_owned(),
            Route::Scheme => "/scheme".to_owned(),
            Route::Report(id) => format!("/report/{}", escaped(id.as_str())),
        }
    }
}

/// An id without slashes, which set the parts of an address apart.
fn escaped(id: &str) -> String {
    id.replace('%', "%25").replace('/', "%2F")
}

/// The id that is a part of an address.
fn part(escaped: &str) -> String {
    escaped.replace("%2F", "/").replace("%25", "%")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_routes() {
        let ids = ["https://example.org/a?b#c", "urn:uuid:1", "a/b", "a%2Fb", "%252F/%", "ä/"];
        let annotations = ids.map(Some).into_iter().chain([None]);
        for (id, annotation) in annotations.flat_map(|annotation| ids.map(|id| (id, annotation))) {
            let article = Route::Article(id.into(), annotation.map(AnnotationId::from));
            assert_eq!(Route::parse(&article.address()), article);
        }
        for route in [Route::Library, Route::Index, Route::Scheme, Route::Report("https://example.org/a?b#c".into())] {
            assert_eq!(Route::parse(&route.address()), route);
        }
        let by_hand = "https://example.org/a%2Fb";
        assert_eq!(Route::parse(&format!("/article/{by_hand}")), Route::Article(by_hand.into(), None));
        for article in ["/article/a/", "/article/a/b c"] {
            assert_eq!(Route::parse(article), Route::Article("a".into(), None));
        }
        // However long it is: ids end after 2 KB.
        let (longest, longer) = ("a".repeat(2048), "a".repeat(2049));
        assert_eq!(Route::parse(&format!("/article/{longest}")), Route::Article(longest.clone().into(), None));
        assert_eq!(Route::parse(&format!("/article/{longest}/{longer}")), Route::Article(longest.clone().into(), None));
        let (too_long, report_too_long) = (format!("/article/{longer}"), format!("/report/{longer}"));
        for unknown in [
            &too_long,
            &report_too_long,
            "/article/../../elsewhere \u{0}",
            "",
            "/",
            "/article/",
            "/article//a",
            "/article/a b",
            "/elsewhere",
            "/index/a",
            "/scheme/x",
            "/report/",
            "/report/a b",
        ] {
            assert_eq!(Route::parse(unknown), Route::Library, "{unknown}");
        }
    }
}
