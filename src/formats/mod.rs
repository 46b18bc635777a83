//! Text in, text out: every file format, ours included. Pure.
//!
//! A format is one file here and one row in [`EXPORTS`] or one arm in [`read`].
//! Reading never fails as a whole because of a part: what is good is kept, what
//! is not is reported.

pub mod annotations;
pub mod article;
pub mod backup;
pub mod brat;
pub mod check;
mod csv;
pub mod draft;
mod drafts;
pub mod exchange;
pub mod library;
pub mod parse;
pub mod plain_text;
pub mod report;
pub mod scheme;
mod web_page;

use std::collections::BTreeSet;
use std::rc::Rc;

use draft::Draft;
use parse::Twice;
use serde::Serialize;
use serde_json::Value;
pub use web_page::encoding_of as encoding_of_page;

use crate::model::annotation::Annotation;
use crate::model::article::Article;
use crate::model::edit::Entity;
use crate::model::id::{AnnotationId, ArticleId};
use crate::model::json::{Layout, Malformed, json_text};
use crate::model::problem::Problem;
use crate::model::relation::Relation;
use crate::model::workspace::Workspace;

/// Larger files are refused before they are read, in bytes; also several that are read
/// as one. Local storage holds five million UTF-16 units. In UTF-8 a unit is up to three
/// bytes, and a control character, which JSON writes as `\u0001`, is six: what is said
/// there comes out in at most this much.
pub const MAX_FILE_BYTES: usize = 32 * 1024 * 1024;

/// So many problems of a file are told one by one; of the others, how many there are.
const MOST_TOLD: usize = 1000;

/// Which articles an export speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// One article and its annotations.
    Article(ArticleId),
    /// The articles of a story and their annotations.
    Story {
        /// What it is called.
        title: String,
        /// Its articles.
        articles: Vec<ArticleId>,
    },
    /// Some annotations of an article.
    Chosen {
        /// The article, which is written as a whole.
        article: ArticleId,
        /// The annotations.
        annotations: BTreeSet<AnnotationId>,
    },
    /// Everything.
    Workspace,
}

impl Scope {
    /// Whether an article belongs to it.
    pub fn includes(&self, article: &ArticleId) -> bool {
        match self {
            Scope::Article(only) | Scope::Chosen { article: only, .. } => only == article,
            Scope::Story { articles, .. } => articles.contains(article),
            Scope::Workspace => true,
        }
    }

    /// Whether an annotation belongs to it.
    pub fn takes(&self, annotation: &Annotation) -> bool {
        match self {
            Scope::Chosen { annotations, .. } => annotations.contains(&annotation.id),
            _ => self.includes(&annotation.article),
        }
    }

    /// Whether a relation belongs to it: where annotations are chosen, if all are that it
    /// joins.
    pub fn joins(&self, workspace: &Workspace, relation: &Relation) -> bool {
        match self {
            Scope::Chosen { annotations, .. } => {
                let mut joined = relation.arguments.iter().map(|argument| &argument.annotation);
                !relation.arguments.is_empty() && joined.all(|id| annotations.contains(id))
            }
            _ => match workspace.article_of(relation) {
                Some(article) => self.includes(article),
                // What it joins is not here; it waits.
                None => *self == Scope::Workspace,
            },
        }
    }

    /// How many relations are in no file of it, because they join a chosen annotation with
    /// one that is not chosen.
    pub fn unchosen(&self, workspace: &Workspace) -> usize {
        let Scope::Chosen { annotations, .. } = self else { return 0 };
        let of_chosen = annotations.iter().flat_map(|id| workspace.relations_of(id));
        let partly = of_chosen.filter(|relation| !self.joins(workspace, relation)).map(|relation| &relation.id);
        partly.collect::<BTreeSet<_>>().len()
    }

    /// Whether it speaks of one article.
    pub fn is_one_article(&self) -> bool {
        matches!(self, Scope::Article(_) | Scope::Chosen { .. })
    }
}

/// A file format that the app writes.
pub struct ExportFormat {
    /// Unique; its name stands in the message file under `export-<key>`.
    pub key: &'static str,
    /// The end of the file's name, without a leading dot.
    pub extension: &'static str,
    /// The media type.
    pub media_type: &'static str,
    /// Whether it holds one article only.
    pub one_article: bool,
    /// How its files come about.
    pub writing: Writing,
}

/// How the files of a format come about.
pub enum Writing {
    /// One file, written by the page piece by piece; `None` if the scope's article is not
    /// here.
    OnPage(fn(&Workspace, &Scope) -> Option<Pieces>),
    /// Written by the worker ([`exchange`]) from what [`annotations-with-articles`](EXPORTS)
    /// holds, so that the page does not load it.
    InWorker,
}

/// A file in pieces, in their order, none of them much work: whoever writes it can do other
/// things between two.
pub struct Pieces(std::vec::IntoIter<Piece>);

/// A piece that is not written yet.
type Piece = Box<dyn FnOnce() -> String>;

impl Iterator for Pieces {
    type Item = String;

    fn next(&mut self) -> Option<String> {
        self.0.next().map(|piece| piece())
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl ExactSizeIterator for Pieces {}

impl From<String> for Pieces {
    fn from(whole: String) -> Self {
        let piece: Piece = Box::new(move || whole);
        Pieces(vec![piece].into_iter())
    }
}

/// A file that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenFile {
    /// Its name, extension included.
    pub name: String,
    /// All that is in it.
    pub text: String,
}

/// The formats that the app writes, in the order in which they are offered.
pub const EXPORTS: &[ExportFormat] = &[
    ExportFormat {
        key: "annotations-with-articles",
        extension: "annotations.json",
        media_type: "application/json",
        one_article: false,
        writing: Writing::OnPage(|workspace, scope| Some(annotations::pieces(workspace, scope, true))),
    },
    ExportFormat {
        key: "annotations",
        extension: "annotations-only.json",
        media_type: "application/json",
        one_article: false,
        writing: Writing::OnPage(|workspace, scope| Some(annotations::pieces(workspace, scope, false))),
    },
    ExportFormat {
        key: "article",
        extension: "article.json",
        media_type: "application/json",
        one_article: true,
        writing: Writing::OnPage(|workspace, scope| match scope {
            Scope::Article(id) => {
                let marked = workspace.article(id)?;
                Some(Pieces::from(article::write(&marked.readable.article)))
            }
            Scope::Chosen { .. } | Scope::Story { .. } | Scope::Workspace => None,
        }),
    },
    ExportFormat {
        key: "page",
        extension: "html",
        media_type: "text/html",
        one_article: true,
        writing: Writing::InWorker,
    },
    ExportFormat {
        key: "text",
        extension: "txt",
        media_type: "text/plain",
        one_article: true,
        writing: Writing::InWorker,
    },
    ExportFormat {
        key: "web-annotation",
        extension: "web-annotation.jsonld",
        media_type: "application/ld+json",
        one_article: false,
        writing: Writing::InWorker,
    },
    ExportFormat {
        key: "table",
        extension: "csv",
        media_type: "text/csv",
        one_article: false,
        writing: Writing::InWorker,
    },
    ExportFormat {
        key: "recogito",
        extension: "recogito.json",
        media_type: "application/json",
        one_article: true,
        writing: Writing::InWorker,
    },
    ExportFormat {
        key: "brat",
        extension: "brat.zip",
        media_type: "application/zip",
        one_article: false,
        writing: Writing::InWorker,
    },
    ExportFormat {
        key: "label-studio",
        extension: "label-studio.zip",
        media_type: "application/zip",
        one_article: false,
        writing: Writing::InWorker,
    },
    ExportFormat {
        key: "hypothesis",
        extension: "hypothesis.json",
        media_type: "application/json",
        one_article: true,
        writing: Writing::InWorker,
    },
    ExportFormat {
        key: "spacy",
        extension: "spacy.jsonl",
        media_type: "application/jsonl",
        one_article: false,
        writing: Writing::InWorker,
    },
    ExportFormat {
        key: "doccano",
        extension: "doccano.jsonl",
        media_type: "application/jsonl",
        one_article: false,
        writing: Writing::InWorker,
    },
    ExportFormat {
        key: "cas",
        extension: "cas.zip",
        media_type: "application/zip",
        one_article: false,
        writing: Writing::InWorker,
    },
    ExportFormat {
        key: "conll",
        extension: "conll",
        media_type: "text/plain",
        one_article: false,
        writing: Writing::InWorker,
    },
    ExportFormat {
        key: "claim",
        extension: "claims.jsonld",
        media_type: "application/ld+json",
        one_article: false,
        writing: Writing::InWorker,
    },
];

impl ExportFormat {
    /// Whether its file holds several.
    pub fn is_archive(&self) -> bool {
        self.extension.ends_with("zip")
    }

    /// Whether it is offered for a scope: whoever chooses annotations wants them in the file.
    pub fn is_for(&self, scope: &Scope) -> bool {
        let holds_marks = !["article", "text"].contains(&self.key);
        (scope.is_one_article() || !self.one_article) && (holds_marks || !matches!(scope, Scope::Chosen { .. }))
    }

    /// A sensible name for the file, from the article's title.
    pub fn file_name(&self, workspace: &Workspace, scope: &Scope) -> String {
        let title = match scope {
            Scope::Article(id) | Scope::Chosen { article: id, .. } => {
                workspace.article(id).map(|marked| marked.readable.article.title.clone())
            }
            Scope::Story { title, .. } => Some(title.clone()),
            Scope::Workspace => None,
        };
        file_name(&title.unwrap_or_default(), self.extension)
    }
}

/// A name for a file: from a title, in letters, digits and hyphens, at most 60 of them.
pub fn file_name(title: &str, extension: &str) -> String {
    let title = title.to_ascii_lowercase();
    let words = title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut stem = String::new();
    for word in words {
        if stem.chars().count() + usize::from(!stem.is_empty()) + word.chars().count() > 60 {
            break;
        }
        if !stem.is_empty() {
            stem.push('-');
        }
        stem.push_str(word);
    }
    if stem.is_empty() { format!("ascribe.{extension}") } else { format!("{stem}.{extension}") }
}

/// What a file held.
#[derive(Debug, Default)]
pub struct ReadFile {
    /// Whole articles.
    pub articles: Vec<Rc<Article>>,
    /// Annotations, of articles that are in the file or elsewhere.
    pub annotations: Vec<Rc<Annotation>>,
    /// Relations, identities and schemes.
    pub others: Vec<Entity>,
    /// Whether it was a scheme's own file: whoever brings one wants to use it.
    pub is_scheme: bool,
    /// Articles of other formats, to be looked over before they are kept.
    pub drafts: Vec<Draft>,
    /// What it was taken for: keys, in the message file after `taken-`.
    pub taken: Vec<&'static str>,
    /// What a browser kept, if it was a backup.
    pub backup: Option<backup::Backup>,
    /// What was left out, or needs attention.
    pub problems: Vec<Problem>,
    /// How many things were left out.
    pub rejected: usize,
    /// What the files of a list held, each by itself: of two that say other things under
    /// one name, the second comes in beside the first.
    pub listed: Vec<ReadFile>,
}

impl ReadFile {
    /// Leaves one thing out, and tells why.
    fn reject(&mut self, problems: Vec<Problem>) {
        self.rejected += 1;
        self.tell(problems);
    }

    /// Tells of problems. A file that is made for it has millions.
    fn tell(&mut self, problems: Vec<Problem>) {
        const UNTOLD: &str = "untold";
        let room = MOST_TOLD.saturating_sub(self.problems.len());
        let untold = problems.len().saturating_sub(room);
        self.problems.extend(problems.into_iter().take(room));
        if untold == 0 {
            return;
        }
        let last = self.problems.pop_if(|last| last.code == UNTOLD);
        let known = last.and_then(|last| last.args.first()?.1.parse().ok()).unwrap_or(0);
        self.problems.push(Problem::new(UNTOLD).with("count", known + untold));
    }

    /// Whether nothing came in, so that there is only something to tell.
    fn is_bare(&self) -> bool {
        let holds_none = self.articles.is_empty() && self.annotations.is_empty() && self.others.is_empty();
        holds_none && self.drafts.is_empty() && self.backup.is_none()
    }

    fn failed(problem: Problem) -> Self {
        ReadFile { problems: vec![problem], ..ReadFile::default() }
    }
}

/// Reads a file's bytes: UTF-8, or UTF-16 with its byte order mark.
pub fn read_bytes(bytes: &[u8]) -> ReadFile {
    if bytes.len() > most_bytes(bytes) {
        return ReadFile::failed(too_large(bytes.len(), most_bytes(bytes)));
    }
    match text_of(bytes) {
        Some(text) => read(&text),
        None => ReadFile::failed(Problem::new("file-not-text")),
    }
}

/// The text in a file's bytes: UTF-8, or UTF-16 with its byte order mark. A mark is
/// part of the text.
pub fn text_of(bytes: &[u8]) -> Option<String> {
    let utf16 = |to_unit: fn([u8; 2]) -> u16| {
        if bytes.len() % 2 == 1 {
            return None;
        }
        let units = bytes.chunks_exact(2).filter_map(|pair| pair.try_into().ok()).map(to_unit);
        char::decode_utf16(units).collect::<Result<String, _>>().ok()
    };
    match bytes {
        [0xFF, 0xFE, ..] => utf16(u16::from_le_bytes),
        [0xFE, 0xFF, ..] => utf16(u16::from_be_bytes),
        _ => String::from_utf8(bytes.to_vec()).ok(),
    }
}

/// How large a file that begins so may be, in bytes.
pub fn most_bytes(beginning: &[u8]) -> usize {
    let begins = String::from_utf8_lossy(beginning.get(..BEGINNING).unwrap_or(beginning));
    if backup::may_be_one(&begins) { backup::MAX_BACKUP_BYTES } else { MAX_FILE_BYTES }
}

/// So many bytes tell how large a file may be.
pub const BEGINNING: usize = 64;

/// Tells that a file is too large to be read: it may have `most` bytes.
pub fn too_large(bytes: usize, most: usize) -> Problem {
    // In tenths, rounded up: whole numbers spare the download the printing of fractions.
    let megabytes = |n: usize| {
        let tenths = (n * 10).div_ceil(1024 * 1024);
        format!("{}.{}", tenths / 10, tenths % 10)
    };
    Problem::new("file-too-large").with("size", megabytes(bytes)).with("most", megabytes(most))
}

/// Reads a text, told by its content: our article, annotation, scheme or backup JSON,
/// a list of such, Web Annotations, or plain text.
pub fn read(text: &str) -> ReadFile {
    let most = most_bytes(text.as_bytes());
    if text.len() > most {
        return ReadFile::failed(too_large(text.len(), most));
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    // What an export says of itself, which holds nothing.
    if exchange::left_out::is_one(text) {
        return ReadFile::default();
    }
    let looks_like_json = matches!(text.trim_start().chars().next(), Some('{' | '['));
    match parse::parse(text) {
        Ok((Value::Array(values), _)) if values.is_empty() => ReadFile::failed(Problem::new("file-unknown")),
        Ok((Value::Array(values), twice)) => {
            if let Some(file) = exchange::read_list(&values, &twice) {
                return file;
            }
            let mut listed: Vec<ReadFile> = Vec::new();
            for (index, value) in values.iter().enumerate() {
                add_listed(&mut listed, read_entry(value, &format!("[{index}]"), &twice));
            }
            ReadFile { listed, ..ReadFile::default() }
        }
        Ok((value @ Value::Object(_), twice)) => read_value(&value, "", &twice),
        Err(_) if looks_like_json && is_lines(text) => read_lines(text),
        Err(not_read) if looks_like_json && (not_read.is_too_much() || !is_bracketed_prose(text, &not_read.error)) => {
            ReadFile::failed(not_read.problem())
        }
        // What programs write has it, and no text does.
        _ if text.contains('\0') => ReadFile::failed(Problem::new("file-not-text")),
        _ => match other_kind(text) {
            Some(kind) => ReadFile::failed(Problem::new("file-of-other-kind").with("kind", kind)),
            None => drafts::read_text(text),
        },
    }
}

/// Whether a text is several JSON objects, each on a line: the first is one by itself.
fn is_lines(text: &str) -> bool {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let first = lines.next().map(parse::parse);
    matches!(first, Some(Ok((Value::Object(_), _))))
        && lines.next().is_some_and(|line| line.trim_start().starts_with('{'))
}

/// Reads JSON lines: each is a file of a list. Places in them begin with the line's number.
fn read_lines(text: &str) -> ReadFile {
    let mut listed: Vec<ReadFile> = Vec::new();
    for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let place = format!("#{}", index + 1);
        let part = match parse::parse(line) {
            Ok((value, twice)) => {
                let mut part = read_entry(&value, "", &twice);
                part.problems.iter_mut().for_each(|problem| problem.stand_at(&place));
                part
            }
            Err(not_read) => {
                let problem = not_read.problem().with("place", &place);
                ReadFile {
                    rejected: 1,
                    problems: vec![Problem::new("entry-left-out").with("place", place), problem],
                    ..ReadFile::default()
                }
            }
        };
        add_listed(&mut listed, part);
    }
    ReadFile { listed, ..ReadFile::default() }
}

/// Adds what one of a list of files held.
fn add_listed(listed: &mut Vec<ReadFile>, part: ReadFile) {
    match listed.last_mut() {
        // A list that is made for it has millions of entries that are none.
        Some(last) if part.is_bare() && last.is_bare() => {
            last.rejected += part.rejected;
            last.tell(part.problems);
        }
        _ => listed.push(part),
    }
}

/// The kind of a file that is made of characters, and not of those that a person reads.
fn other_kind(text: &str) -> Option<&'static str> {
    const KINDS: &[(&str, &str)] = &[("%PDF-", "PDF"), ("{\\rtf", "RTF"), ("<?xml", "XML")];
    if web_page::is_markup(text) {
        return None;
    }
    let begins = |beginning: &str| {
        let there = text.trim_start().get(..beginning.len());
        there.is_some_and(|there| there.eq_ignore_ascii_case(beginning))
    };
    KINDS.iter().find(|(beginning, _)| begins(beginning)).map(|(_, kind)| *kind)
}

/// All that a file can be taken for.
#[cfg(test)]
pub fn taken_for() -> impl Iterator<Item = &'static str> {
    let own = ["annotations", "article", "backup", "scheme", "brat"];
    own.into_iter().chain(exchange::taken_for()).chain(drafts::taken_for())
}

/// One of the files of a list. If it is none, it is left out as a whole.
fn read_entry(value: &Value, place: &str, twice: &Twice) -> ReadFile {
    let mut file = read_value(value, place, twice);
    if file.is_bare() && file.rejected == 0 && !file.problems.is_empty() {
        file.rejected = 1;
        file.problems.insert(0, Problem::new("entry-left-out").with("place", place));
    }
    file
}

/// A news text may well begin with “[Updated 9.30]” or “[1]”: what breaks before
/// the first quotation mark, and not at another bracket, is prose.
fn is_bracketed_prose(text: &str, error: &serde_json::Error) -> bool {
    let inside = text.trim_start().chars().skip(1).find(|c| !c.is_whitespace());
    let before = text.split('"').next().unwrap_or("");
    let column = before.rsplit('\n').next().unwrap_or("").len() + 1;
    let is_before_quote =
        before.len() == text.len() || (error.line(), error.column()) < (before.matches('\n').count() + 1, column);
    is_before_quote && inside.is_some_and(|c| !matches!(c, '"' | '\'' | '/' | '{' | '[' | '}' | ']'))
}

fn read_value(value: &Value, place: &str, twice: &Twice) -> ReadFile {
    let format = value.get("format").and_then(Value::as_str);
    let newest = match format {
        Some(article::FORMAT) => article::VERSION,
        Some(annotations::FORMAT) => annotations::VERSION,
        Some(scheme::FORMAT) => scheme::VERSION,
        Some(backup::FORMAT) => backup::VERSION,
        _ => {
            let other = exchange::read(value, place, twice).or_else(|| drafts::read(value, place, twice));
            return other.unwrap_or_else(|| ReadFile::failed(Problem::new("file-unknown")));
        }
    };
    match value.get("version").and_then(Value::as_u64) {
        None => return ReadFile::failed(Problem::new("file-without-version").with("newest", newest)),
        Some(version) if version == 0 || version > newest => {
            return ReadFile::failed(Problem::new("file-newer").with("version", version).with("newest", newest));
        }
        Some(_) => {}
    }
    if format == Some(annotations::FORMAT) {
        return ReadFile { taken: vec!["annotations"], ..annotations::read(value, place, twice) };
    }
    if format == Some(backup::FORMAT) {
        return ReadFile { taken: vec!["backup"], ..backup::read(value, place, twice) };
    }
    let kind = if format == Some(scheme::FORMAT) { "scheme" } else { "article" };
    let mut file = ReadFile { taken: vec![kind], ..ReadFile::default() };
    if format == Some(scheme::FORMAT) {
        match scheme::read(value, place, twice) {
            Ok(scheme) => {
                file.others.push(Entity::Scheme(Rc::new(scheme)));
                file.is_scheme = true;
            }
            Err(problems) => file.reject(problems),
        }
        return file;
    }
    match article::read(value, place, twice) {
        Ok(article) => file.articles.push(Rc::new(article)),
        Err(problems) => file.reject(problems),
    }
    file
}

/// A value that passed all checks and still could not be read.
fn unreadable(place: &str, error: Malformed) -> Problem {
    Problem::new("object-unreadable").with("place", place).with("error", error.0)
}

/// JSON as our files have it: two spaces of indentation, a line feed at the end.
fn pretty(value: &impl Serialize) -> String {
    let mut text = json_text(value, Layout::Indented);
    text.push('\n');
    text
}

#[cfg(test)]
mod demands;
#[cfg(test)]
mod tests;
