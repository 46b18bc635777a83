//! Annotation JSON: `{"format": "ascribe-annotations", "version": 1, …}`, our own
//! lossless format, after `annotations.schema.json`. Positions count code points
//! of the article's text and stand beside the quoted words.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use serde::Serialize;
use serde_json::Value;

use super::article::{ArticleFile, is_moment};
use super::check::{Checks, Object, Optional, Required, shortened};
use super::parse::Twice;
use super::{Piece, Pieces, ReadFile, Scope, article};
use crate::model::annotation::{Annotation, Fragment, are_in_order};
use crate::model::article::{Article, ReadableArticle};
use crate::model::digest::digest;
use crate::model::edit::Entity;
use crate::model::id::ArticleId;
use crate::model::identity::{Identity, is_wikidata_number};
use crate::model::json::{Layout, Malformed, json_text};
use crate::model::problem::Problem;
use crate::model::relation::Relation;
use crate::model::scheme::Scheme;
use crate::model::workspace::Workspace;

/// The file's `format`.
pub const FORMAT: &str = "ascribe-annotations";
/// The `version` that is written; later ones are refused by name.
pub const VERSION: u64 = 1;

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

/// Writes the annotations of the scope, and its articles if asked; of the articles that
/// come with the app, in the whole workspace, those with annotations. Everything is
/// ordered by id, so the same workspace gives the same bytes.
pub fn write(workspace: &Workspace, scope: &Scope, with_articles: bool) -> String {
    pieces(workspace, scope, with_articles).collect()
}

/// The same in pieces, at most an article or an annotation each.
pub fn pieces(workspace: &Workspace, scope: &Scope, with_articles: bool) -> Pieces {
    let annotations: Vec<Rc<Annotation>> = workspace.annotations().filter(|a| scope.takes(a)).cloned().collect();
    let spoken_of: BTreeSet<&ArticleId> = annotations.iter().map(|annotation| &annotation.article).collect();
    // What comes with the app is everywhere, and may not have come yet.
    let is_ours = |article: &Article| article.is_shipped() && *scope == Scope::Workspace;
    let mut articles: BTreeMap<ArticleId, Option<ReadableArticle>> = workspace
        .articles()
        .map(|marked| &marked.readable)
        .filter(|readable| scope.includes(&readable.article.id))
        .filter(|readable| with_articles && !is_ours(&readable.article) || spoken_of.contains(&readable.article.id))
        .map(|readable| (readable.article.id.clone(), Some(readable.clone())))
        .collect();
    // Annotations that wait for their article still name it.
    for id in spoken_of {
        articles.entry(id.clone()).or_insert(None);
    }
    let relations = workspace.relations().filter(|relation| scope.joins(workspace, relation)).cloned();
    let is_meant = |identity: &&Rc<Identity>| {
        let mut mentions = workspace.mentions(&identity.id).filter_map(|id| workspace.annotation(id));
        *scope == Scope::Workspace || mentions.any(|annotation| scope.takes(annotation))
    };
    let identities = workspace.identities().filter(is_meant).cloned();
    // What the reader chose or got from others goes along, else nobody knows what was
    // meant. The one that comes with the app is everywhere.
    let used = workspace.scheme();
    let is_known = |scheme: &Scheme| scheme.is_shipped() && scheme.chosen.is_none();
    let is_wanted = |scheme: &&Rc<Scheme>| !is_known(scheme) && (*scope == Scope::Workspace || scheme.id == used.id);
    let unchosen = |scheme: &Rc<Scheme>| Scheme { chosen: None, ..Scheme::clone(scheme) };
    let schemes = workspace.schemes().filter(is_wanted).map(unchosen);

    let mut file = FileInPieces::default();
    file.say(format!("{{\n  \"format\": \"{FORMAT}\",\n  \"version\": {VERSION}"));
    file.list("articles", true, articles.into_iter(), move |(id, readable)| {
        let entry = ArticleEntry {
            id,
            title: readable.as_ref().map(|readable| readable.article.title.as_str()),
            digest: readable.as_ref().map(|readable| digest(readable.text.as_str())),
            article: readable.as_ref().filter(|_| with_articles).map(|readable| ArticleFile::from(&*readable.article)),
        };
        json_text(&entry, Layout::Indented)
    });
    file.list("annotations", true, annotations.into_iter(), |annotation| json_text(&**annotation, Layout::Indented));
    file.list("relations", false, relations, |relation| json_text(&**relation, Layout::Indented));
    file.list("identities", false, identities, |identity| json_text(&**identity, Layout::Indented));
    file.list("schemes", false, schemes, |scheme| json_text(scheme, Layout::Indented));
    file.say("\n}\n".to_owned());
    Pieces(file.pieces.into_iter())
}

/// An object of lists, as [`super::pretty`] has it.
#[derive(Default)]
struct FileInPieces {
    pieces: Vec<Piece>,
}

impl FileInPieces {
    fn say(&mut self, text: String) {
        self.pieces.push(Box::new(move || text));
    }

    /// A list, each entry by itself. Without entries it is there only if it `is_required`.
    fn list<T: 'static>(
        &mut self,
        name: &str,
        is_required: bool,
        entries: impl Iterator<Item = T>,
        text: impl Fn(&T) -> String + Copy + 'static,
    ) {
        let mut before = format!(",\n  \"{name}\": [");
        let mut is_empty = true;
        for entry in entries {
            let begins = std::mem::replace(&mut before, ",".to_owned());
            is_empty = false;
            // Line feeds within texts are written as escapes.
            let written = move || format!("{begins}\n    {}", text(&entry).replace('\n', "\n    "));
            self.pieces.push(Box::new(written));
        }
        if !is_empty {
            self.say("\n  ]".to_owned());
        } else if is_required {
            self.say(format!("{before}]"));
        }
    }
}

/// The same for the bytes of a file that is known to be one of ours, in UTF-8.
pub fn read_file(bytes: &[u8]) -> ReadFile {
    if bytes.len() > super::MAX_FILE_BYTES {
        return ReadFile::failed(super::too_large(bytes.len(), super::MAX_FILE_BYTES));
    }
    let Ok(text) = std::str::from_utf8(bytes) else { return ReadFile::failed(Problem::new("file-not-text")) };
    match super::parse::parse(text) {
        Ok((value, twice)) => read(&value, "", &twice),
        Err(not_read) => ReadFile::failed(not_read.problem()),
    }
}

/// The lists of a file whose entries come in or are left out one by one.
const LISTS: &[&str] = &["articles", "annotations", "relations", "identities", "schemes"];

/// What an annotation file holds. What is wrong is left out and reported. `place`
/// says where its object stands; empty for a file of its own. `twice` are the file's
/// keys that stand twice.
pub fn read(value: &Value, place: &str, twice: &Twice) -> ReadFile {
    let mut file = ReadFile::default();
    let mut checks = Checks::default();
    let Some(object) = checks.object(value, place) else {
        return ReadFile { problems: checks.into_problems(), ..file };
    };
    // Which of two lists is meant? Neither can be left out without a word.
    if let Some(key) = twice.around(place, LISTS) {
        file.reject(vec![Problem::new("field-twice").with("place", key)]);
        return file;
    }
    let [articles, annotations, relations, identities, schemes] = LISTS else { return file };
    let articles = checks.list(&object, articles, Required);
    let annotations = checks.list(&object, annotations, Required);
    let relations = checks.list(&object, relations, Optional);
    let identities = checks.list(&object, identities, Optional);
    let schemes = checks.list(&object, schemes, Optional);
    checks.only(&object, &[&["format", "version"], LISTS].concat());
    file.problems = checks.into_problems();

    for (place, entry) in articles {
        read_entry(&mut file, entry, &place, twice);
    }
    let mut ids = BTreeSet::new();
    for (place, value) in annotations {
        match read_annotation(value, &place, twice) {
            Ok(annotation) if ids.insert(annotation.id.clone()) => file.annotations.push(Rc::new(annotation)),
            Ok(again) => {
                let problem = Problem::new("id-twice").with("place", format!("{place}.id")).with("value", again.id);
                file.reject(vec![problem]);
            }
            Err(problems) => file.reject(problems),
        }
    }
    let mut names = BTreeSet::new();
    let relations = relations.into_iter().map(|(place, value)| (read_relation(value, &place, twice), place));
    let identities = identities.into_iter().map(|(place, value)| (read_identity(value, &place, twice), place));
    let schemes = schemes.into_iter().map(|(place, value)| (super::scheme::read(value, &place, twice), place));
    let others = relations.map(|(read, place)| (read.map(|relation| Entity::Relation(Rc::new(relation))), place));
    let others = others.chain(identities.map(|(read, place)| (read.map(|i| Entity::Identity(Rc::new(i))), place)));
    for (read, place) in others.chain(schemes.map(|(read, place)| (read.map(|s| Entity::Scheme(Rc::new(s))), place))) {
        match read {
            Ok(other) if names.insert(other.id()) => file.others.push(other),
            Ok(again) => {
                let problem = Problem::new("id-twice").with("place", format!("{place}.id"));
                file.reject(vec![problem.with("value", again.id().as_str())]);
            }
            Err(problems) => file.reject(problems),
        }
    }
    file
}

fn read_relation(value: &Value, place: &str, twice: &Twice) -> Result<Relation, Vec<Problem>> {
    let mut checks = Checks::of(value, place, twice);
    if let Some(relation) = checks.object(value, place) {
        checks.id(&relation, "id");
        checks.id(&relation, "label");
        for (place, argument) in checks.list(&relation, "arguments", Required) {
            let Some(argument) = checks.object(argument, &place) else { continue };
            checks.id(&argument, "role");
            checks.id(&argument, "annotation");
        }
        check_said(&mut checks, &relation);
    }
    sound(checks, place, || Relation::from_json(value.clone()))
}

fn read_identity(value: &Value, place: &str, twice: &Twice) -> Result<Identity, Vec<Problem>> {
    let mut checks = Checks::of(value, place, twice);
    if let Some(identity) = checks.object(value, place) {
        checks.id(&identity, "id");
        checks.filled(&identity, "name", Required);
        checks.texts(&identity, "aliases");
        checks.ids(&identity, "differentFrom");
        checks.text_that(&identity, "wikidata", Optional, "field-not-wikidata", |text| {
            text.is_empty() || is_wikidata_number(text)
        });
        check_said(&mut checks, &identity);
    }
    sound(checks, place, || Identity::from_json(value.clone()))
}

/// What annotations, relations and identities have in common.
fn check_said(checks: &mut Checks, object: &Object<'_>) {
    checks.texts_by_name(object, "attributes");
    checks.text(object, "note", Optional);
    checks.text_that(object, "created", Required, "field-not-moment", is_moment);
    checks.text_that(object, "modified", Required, "field-not-moment", is_moment);
}

/// The value, if the checks found nothing wrong with it.
pub(super) fn sound<T>(
    checks: Checks,
    place: &str,
    read: impl FnOnce() -> Result<T, Malformed>,
) -> Result<T, Vec<Problem>> {
    let problems = checks.into_problems();
    if problems.is_empty() { read().map_err(|error| vec![super::unreadable(place, error)]) } else { Err(problems) }
}

fn read_entry(file: &mut ReadFile, entry: &Value, place: &str, twice: &Twice) {
    let mut checks = Checks::default();
    let Some(entry) = checks.object(entry, place) else {
        return file.reject(checks.into_problems());
    };
    if let Some(key) = twice.around(place, &[]) {
        return file.reject(vec![Problem::new("field-twice").with("place", key)]);
    }
    let id = checks.id(&entry, "id");
    checks.text(&entry, "title", Optional);
    let digest_written = checks.text(&entry, "digest", Optional);
    checks.only(&entry, &["id", "title", "digest", "article"]);
    file.tell(checks.into_problems());
    let Some(value) = entry.get("article") else { return };
    match article::read(value, &entry.place_of("article"), twice) {
        Ok(article) => {
            let digest_here = digest(&article.joined_text());
            if digest_written.is_some_and(|written| written != digest_here) {
                file.tell(vec![Problem::new("digest-differs").with("title", shortened(&article.title))]);
            }
            // The annotations name it by the one or the other.
            if id.is_some_and(|id| id != article.id.as_str()) {
                let problem = Problem::new("article-id-differs").with("place", entry.place_of("id"));
                file.tell(vec![problem.with("value", shortened(article.id.as_str()))]);
            }
            file.articles.push(Rc::new(article));
        }
        Err(problems) => file.reject(problems),
    }
}

fn read_annotation(value: &Value, place: &str, twice: &Twice) -> Result<Annotation, Vec<Problem>> {
    let mut checks = Checks::of(value, place, twice);
    if let Some(object) = checks.object(value, place) {
        check_annotation(&mut checks, &object);
    }
    let annotation = sound(checks, place, || Annotation::from_json(value.clone()))?;
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
    if annotation.get("identity").is_some() {
        checks.id(annotation, "identity");
    }
    check_said(checks, annotation);
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
