//! schema.org: claims as JSON-LD, with who said them and where they appeared. A marked
//! claim is no fact check: there is no rating, and no `ClaimReview`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::losses::has_facts_but_outlet;
use super::{Export, Losses, MarkedText, Material, Part, left_out};
use crate::formats::pretty;
use crate::model::annotation::Annotation;
use crate::model::id::AnnotationId;
use crate::model::relation::Relation;

/// Our label for a claim, the relation that ascribes it, and the role of who says it.
const CLAIM: &str = "claim";
const ATTRIBUTION: &str = "attribution";
const SOURCE: &str = "source";

/// Writes the claims of all articles.
pub(super) fn write(material: &Material<'_>) -> Export {
    let mut graph = Vec::new();
    let mut losses = Losses::except(&[Part::Identities, Part::Relations], material);
    let mut authors_told: Vec<&Annotation> = Vec::new();
    for marked in &material.articles {
        let said = |annotation: &&&Annotation| annotation.label.as_str() == CLAIM;
        let sources = sources(marked);
        let by_id: BTreeMap<&AnnotationId, &Annotation> = marked.annotations.iter().map(|a| (&a.id, *a)).collect();
        let mut written: BTreeSet<&AnnotationId> = BTreeSet::new();
        for claim in marked.annotations.iter().filter(said) {
            written.insert(&claim.id);
            let of_claim = sources.get(&claim.id).into_iter().flatten();
            let of_claim: Vec<&Annotation> = of_claim.filter_map(|id| by_id.get(id).copied()).collect();
            written.extend(of_claim.iter().map(|source| &source.id));
            let mut node = json!({
                "@type": "Claim", "@id": claim.id.as_str(), "text": claim.quoted(), "appearance": appearance(marked),
            });
            // What is the same claim elsewhere has no place.
            losses.add("lost-identities", usize::from(claim.identity.is_some()));
            authors_told.extend(&of_claim);
            let authors: Vec<Value> = of_claim.iter().map(|source| author(material, source)).collect();
            if let (Value::Object(node), false) = (&mut node, authors.is_empty()) {
                let authors = if let [only] = authors.as_slice() { only.clone() } else { Value::Array(authors) };
                node.insert("author".to_owned(), authors);
            }
            graph.push(node);
        }
        let is_told = |relation: &&&Relation| {
            let is_here = |role: &'static str| relation.in_role(role).any(|id| by_id.contains_key(id));
            relation.label.as_str() == ATTRIBUTION && is_here(CLAIM) && is_here(SOURCE)
        };
        losses.add("lost-relations", marked.relations.len() - marked.relations.iter().filter(is_told).count());
        losses.add("lost-not-claims", marked.annotations.len() - written.len());
        losses.add("lost-positions", written.len());
    }
    losses.replace(Part::ArticleFacts, 0);
    for marked in &material.articles {
        // Each claim says where it appeared.
        let article = marked.article;
        let is_there = marked.annotations.iter().any(|annotation| annotation.label.as_str() == CLAIM);
        let has_makers = !article.authors.is_empty() || article.licence.is_some() || article.story.is_some();
        let is_untold = has_makers
            || article.modified.is_some()
            || article.outlet.as_ref().is_some_and(|outlet| outlet.url.is_some());
        match is_there {
            true => losses.add("lost-facts-but-address", usize::from(is_untold)),
            false => {
                losses.add("lost-article-facts", usize::from(has_facts_but_outlet(article) || article.outlet.is_some()))
            }
        }
    }
    losses.hold_numbers(material, authors_told.into_iter());
    if let Some(line) = left_out::line(material, &losses) {
        // Beside `@graph` it would make a graph of its own of the claims.
        let claims: Vec<Value> = graph.iter().map(|claim| json!({ "@id": claim["@id"] })).collect();
        graph.push(json!({ "@type": "Dataset", "abstract": line, "hasPart": claims }));
    }
    Export::of("claims.jsonld", pretty(&json!({ "@context": "https://schema.org", "@graph": graph })), losses)
}

/// Of each claim who says it.
fn sources<'a>(marked: &MarkedText<'a>) -> BTreeMap<&'a AnnotationId, Vec<&'a AnnotationId>> {
    let mut sources: BTreeMap<&AnnotationId, Vec<&AnnotationId>> = BTreeMap::new();
    for relation in marked.relations.iter().filter(|relation| relation.label.as_str() == ATTRIBUTION) {
        for claim in relation.in_role(CLAIM) {
            sources.entry(claim).or_default().extend(relation.in_role(SOURCE));
        }
    }
    sources
}

/// By the name that the reader gave, else by the words of the article. Whether it is a
/// person is not known.
fn author(material: &Material<'_>, source: &Annotation) -> Value {
    let identity = material.identity(source);
    let mut author = Map::new();
    author.insert("name".to_owned(), identity.map_or_else(|| source.quoted(), |identity| identity.name.clone()).into());
    if let Some(number) = identity.map(|identity| &identity.wikidata).filter(|number| !number.is_empty()) {
        author.insert("sameAs".to_owned(), format!("http://www.wikidata.org/entity/{number}").into());
    }
    Value::Object(author)
}

fn appearance(marked: &MarkedText<'_>) -> Value {
    let article = marked.article;
    let mut node = Map::new();
    let mut set = |key: &str, value: Option<Value>| drop(value.map(|value| node.insert(key.to_owned(), value)));
    set("@type", Some("NewsArticle".into()));
    set("@id", Some(article.id.as_str().into()));
    set("headline", Some(article.title.as_str().into()));
    set("inLanguage", Some(article.language.as_str().into()));
    set("url", article.url.as_deref().map(Value::from));
    set("datePublished", article.published.as_deref().map(Value::from));
    set("publisher", article.outlet.as_ref().map(|o| json!({ "@type": "Organization", "name": o.name })));
    Value::Object(node)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::formats::exchange::fixtures::check_sample;

    #[test]
    fn claims_name_who_said_them_and_where() {
        let export = check_sample("claim");
        let file: Value = serde_json::from_str(&export.files[0].text).unwrap();
        let (left_out, claims) = file["@graph"].as_array().unwrap().split_last().unwrap();
        let parts: Vec<Value> = claims.iter().map(|claim| json!({ "@id": claim["@id"] })).collect();
        assert_eq!((&left_out["@type"], &left_out["hasPart"]), (&"Dataset".into(), &Value::from(parts)));
        assert!(claims.iter().all(|claim| claim["@type"] == "Claim" && claim["appearance"]["@type"] == "NewsArticle"));
        let ascribed: Vec<&Value> = claims.iter().filter(|claim| claim.get("author").is_some()).collect();
        assert_eq!(ascribed.len(), 1);
        assert_eq!(ascribed[0]["author"]["name"], "𠮷田");
        assert_eq!(ascribed[0]["author"]["sameAs"], "http://www.wikidata.org/entity/Q42");
    }
}
