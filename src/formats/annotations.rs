//! Annotation JSON: `{"format": "ascribe-annotations", "version": 1, …}`, our own
//! lossless format, after `annotations.schema.json`. Positions count code points
//! of the article's text and stand beside the quoted words.

use std::collections::BTreeSet;
use std::rc::Rc;

use serde::Serialize;
use serde_json::Value;

use super::article::{ArticleFile, is_moment};
use super::check::{Checks, Object, Optional, Required};
use super::{ReadFile, Scope, article};
use crate::model::annotation::{Annotation, Fragment, are_in_order};
use crate::model::digest::digest;
use crate::model::id::ArticleId;
use crate::model::problem::Problem;
use crate::model::workspace::Workspace;

/// The file's `format`.
pub const FORMAT: &str = "ascribe-annotations";
/// The `version` that is written; later ones are refused by name.
pub const VERSION: u64 = 1;

#[derive(Serialize)]
struct AnnotationFile<'a> {
    format: &'static str,
    version: u64,
    articles: Vec<ArticleEntry<'a>>,
    annotations: Vec<&'a Annotation>,
}

/// An article that annotations speak of.
#[derive(Serialize)]
struct ArticleEntry<'a> {
    id: &'a ArticleId,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    digest: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    article: Option<ArticleFile<'a>>,
}

/// Writes the annotations of the scope, and its articles if asked. Everything is
/// ordered by id, so the same workspace gives the same bytes.
pub fn write(workspace: &Workspace, scope: &Scope, with_articles: bool) -> String {
    let annotations: Vec<&Annotation> =
        workspace.annotations().filter(|a| scope.includes(&a.article)).map(|a| &**a).collect();
    let is_spoken_of = |id: &ArticleId| annotations.iter().any(|annotation| annotation.article == *id);
    let mut articles: Vec<ArticleEntry<'_>> = workspace
        .articles()
        .map(|marked| &marked.readable)
        .filter(|readable| scope.includes(&readable.article.id))
        .filter(|readable| with_articles || is_spoken_of(&readable.article.id))
        .map(|readable| ArticleEntry {
            id: &readable.article.id,
            title: Some(&readable.article.title),
            digest: Some(digest(readable.text.as_str())),
            article: with_articles.then(|| ArticleFile::from(&*readable.article)),
        })
        .collect();
    // Annotations that wait for their article still name it. The articles came by id and stay so.
    for id in annotations.iter().map(|annotation| &annotation.article) {
        if let Err(at) = articles.binary_search_by(|entry| entry.id.cmp(id)) {
            articles.insert(at, ArticleEntry { id, title: None, digest: None, article: None });
        }
    }
    super::pretty(&AnnotationFile { format: FORMAT, version: VERSION, articles, annotations })
}

/// What an annotation file holds. What is wrong is left out and reported. `place`
/// says where its object stands; empty for a file of its own.
pub fn read(value: &Value, place: &str) -> ReadFile {
    let mut file = ReadFile::default();
    let mut checks = Checks::default();
    let Some(object) = checks.object(value, place) else {
        return ReadFile { problems: checks.into_problems(), ..file };
    };
    let articles = checks.list(&object, "articles", Required);
    let annotations = checks.list(&object, "annotations", Required);
    file.problems = checks.into_problems();

    for (place, entry) in articles {
        read_entry(&mut file, entry, &place);
    }
    let mut ids = BTreeSet::new();
    for (place, value) in annotations {
        match read_annotation(value, &place) {
            Ok(annotation) if ids.insert(annotation.id.clone()) => file.annotations.push(Rc::new(annotation)),
            Ok(twice) => {
                let problem = Problem::new("id-twice").with("place", format!("{place}.id")).with("value", twice.id);
                file.reject(vec![problem]);
            }
            Err(problems) => file.reject(problems),
        }
    }
    file
}

fn read_entry(file: &mut ReadFile, entry: &Value, place: &str) {
    let mut checks = Checks::default();
    let Some(entry) = checks.object(entry, place) else {
        return file.reject(checks.into_problems());
    };
    checks.id(&entry, "id");
    checks.text(&entry, "title", Optional);
    let digest_written = checks.text(&entry, "digest", Optional);
    let Some(value) = entry.get("article") else {
        file.problems.extend(checks.into_problems());
        return;
    };
    file.problems.extend(checks.into_problems());
    match article::read(value, &entry.place_of("article")) {
        Ok(article) => {
            let digest_here = digest(&article.joined_text());
            if digest_written.is_some_and(|written| written != digest_here) {
                file.problems.push(Problem::new("digest-differs").with("title", &article.title));
            }
            file.articles.push(Rc::new(article));
        }
        Err(problems) => file.reject(problems),
    }
}

fn read_annotation(value: &Value, place: &str) -> Result<Annotation, Vec<Problem>> {
    let mut checks = Checks::default();
    if let Some(object) = checks.object(value, place) {
        check_annotation(&mut checks, &object);
    }
    let problems = checks.into_problems();
    if !problems.is_empty() {
        return Err(problems);
    }
    let annotation = Annotation::from_json(value.clone()).map_err(|error| vec![super::unreadable(place, error)])?;
    let lists =
        [("target", Some(&annotation.target)), ("moved.was", annotation.moved.as_ref().map(|moved| &moved.was))];
    let is_mixed_up = |list: &&(_, Option<&Vec<Fragment>>)| list.1.is_some_and(|fragments| !are_in_order(fragments));
    let problem =
        |(field, _): &(&str, _)| Problem::new("fragments-out-of-order").with("place", format!("{place}.{field}"));
    let problems: Vec<Problem> = lists.iter().filter(is_mixed_up).map(problem).collect();
    if problems.is_empty() { Ok(annotation) } else { Err(problems) }
}

fn check_annotation(checks: &mut Checks, annotation: &Object<'_>) {
    checks.id(annotation, "id");
    checks.id(annotation, "article");
    checks.id(annotation, "label");
    checks.text(annotation, "note", Optional);
    checks.text_that(annotation, "created", Required, "field-not-moment", is_moment);
    checks.text_that(annotation, "modified", Required, "field-not-moment", is_moment);
    check_fragments(checks, annotation, "target");
    if let Some(moved) = checks.inner(annotation, "moved", Optional) {
        checks.number(&moved, "score", Required, 0, 100);
        check_fragments(checks, &moved, "was");
    }
}

fn check_fragments(checks: &mut Checks, object: &Object<'_>, field: &str) {
    let fragments = checks.list(object, field, Required);
    if fragments.is_empty() && object.get(field).is_some_and(Value::is_array) {
        checks.add(Problem::new("target-empty").with("place", object.place_of(field)));
    }
    for (place, fragment) in fragments {
        let Some(fragment) = checks.object(fragment, &place) else { continue };
        let start = checks.number(&fragment, "start", Required, 0, u32::MAX - 1);
        let end = checks.number(&fragment, "end", Required, 1, u32::MAX);
        if let (Some(start), Some(end)) = (start, end)
            && end <= start
        {
            checks.add(Problem::new("span-backwards").with("place", place).with("start", start).with("end", end));
        }
        checks.text_that(&fragment, "exact", Required, "field-empty", |text| !text.is_empty());
        checks.text(&fragment, "prefix", Optional);
        checks.text(&fragment, "suffix", Optional);
    }
}
