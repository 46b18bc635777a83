//! The sourcing report as files: a table (CSV, RFC 4180) for spreadsheets and JSON
//! for programs, `{"format": "ascribe-report", "version": 1, …}`, after
//! `report.schema.json`. They are written, not read: a report is computed anew.
//!
//! Both hold the same numbers, the definitions beside them, and the ids of the
//! annotations behind each.

use serde::Serialize;

use super::csv::{MARK, write_row};
use crate::analysis::sourcing::{Behind, Counted, Figure, Kind, Row, Sourcing, percent, row};
use crate::model::article::Article;
use crate::model::digest::digest;
use crate::model::id::{AnnotationId, ArticleId, RelationId, SchemeId};
use crate::model::scheme::Scheme;

/// The JSON's `format`.
pub const FORMAT: &str = "ascribe-report";
/// The `version` that is written.
pub const VERSION: u64 = 1;
/// The ends of the files' names and their media types.
pub const CSV: (&str, &str) = ("report.csv", "text/csv");
/// The same for JSON.
pub const JSON: (&str, &str) = ("report.json", "application/json");

/// A message by its key, with what fills its placeholders.
pub type Words<'a> = &'a dyn Fn(&str, &[(&str, String)]) -> String;

/// A report and what is needed to put it into words.
pub struct Report<'a> {
    /// The article.
    pub article: &'a Article,
    /// The scheme by which it was marked.
    pub scheme: &'a Scheme,
    /// Its numbers.
    pub sourcing: &'a Sourcing,
    /// The words of the interface.
    pub words: Words<'a>,
}

/// The key of the message that names a figure.
pub fn name_key(figure: &str) -> String {
    format!("figure-{figure}")
}

/// The key of the message that defines a figure.
pub fn definition_key(figure: &str) -> String {
    format!("figure-about-{figure}")
}

/// The key of the message that names one of our own rows; `None` for others.
pub fn row_key(row: &str) -> Option<String> {
    row.strip_prefix("ascribe:").map(|name| format!("row-{name}"))
}

/// What a row is called.
pub fn row_name(row: &Row, words: Words<'_>) -> String {
    match row_key(&row.id) {
        Some(key) if row.name.is_empty() => words(&key, &[]),
        _ if row.name.is_empty() => row.id.clone(),
        _ => row.name.clone(),
    }
}

/// What the parts of a row count: how many things in all, and how many words.
pub fn parts_of(figure: &Figure, row: &Row) -> (Counted, usize, usize) {
    match figure.kind {
        Kind::Breakdown => (figure.unit, row.count, row.words),
        Kind::Count | Kind::Share => {
            let sum = |of: fn(&Row) -> usize| row.parts.iter().map(of).sum();
            (Counted::Cues, sum(|part| part.count), sum(|part| part.words))
        }
    }
}

/// What the figures come to, in a few sentences.
pub fn lead(sourcing: &Sourcing, words: Words<'_>) -> Vec<String> {
    let counted = |key: &str, count: usize| words(key, &[("count", count.to_string())]);
    let are = |count: usize| if count == 0 { words("lead-none", &[]) } else { counted("lead-are", count) };
    let row = |figure: &str, id: &str| {
        let rows = sourcing.figure(figure).map(|figure| &figure.rows);
        rows.and_then(|rows| rows.iter().find(|row| row.id == id)).map(|row| row.count)
    };
    let (claims, sources) = (sourcing.total("claims"), sourcing.total("sources"));
    if claims + sources == 0 {
        return vec![words("lead-empty", &[])];
    }
    let mut sentences = Vec::new();
    if let (Some(ascribed), Some(own)) = (row("voice", row::ASCRIBED), row("voice", row::OWN_VOICE)) {
        let args = [("claims", counted("lead-of-claims", claims)), ("ascribed", are(ascribed)), ("own", are(own))];
        sentences.extend((claims > 0).then(|| words("lead-claims", &args)));
    }
    if let Some(named) = row("naming", NAMED) {
        let args = [("sources", counted("lead-of-sources", sources)), ("named", are(named))];
        sentences.extend((sources > 0).then(|| words("lead-sources", &args)));
    }
    // Two with equally many words are not told apart.
    if let Some(figure) = sourcing.figure("words")
        && let [most, next, ..] = figure.rows.as_slice()
        && row_key(&most.id).is_none()
        && (most.words > next.words || row_key(&next.id).is_some())
        && most.words > 0
    {
        let args = [
            ("source", row_name(most, words)),
            ("words", most.words.to_string()),
            ("count", figure.of_words.to_string()),
        ];
        sentences.push(words("lead-words", &args));
    }
    sentences
}

/// The value of `identification` of a source that can be looked up by its name.
const NAMED: &str = "named";

// CSV.

const COLUMNS: &[&str] = &[
    "article",
    "title",
    "figure",
    "figure_name",
    "row",
    "row_name",
    "part",
    "part_name",
    "counted",
    "count",
    "of",
    "percent",
    "words",
    "of_words",
    "words_percent",
    "annotations",
    "definition",
];

/// The report as a table: a row for each number, one more for each of its parts.
/// Begins with a byte order mark, without which Excel guesses another encoding.
pub fn csv(report: &Report<'_>) -> String {
    let mut text = String::from(MARK);
    write_row(&mut text, COLUMNS.iter().map(|name| (*name).to_owned()));
    let words = report.words;
    let (id, title) = (report.article.id.to_string(), report.article.title.clone());
    for figure in &report.sourcing.figures {
        let name = words(&name_key(figure.id), &[]);
        let definition = words(&definition_key(figure.id), &figure.terms);
        let mut write = |row: &Row, part: Option<&Row>| {
            let (unit, of, of_words) = match part {
                Some(_) => parts_of(figure, row),
                None => (figure.unit, figure.of, figure.of_words),
            };
            let number = part.unwrap_or(row);
            let share = |part, whole| percent(part, whole).map_or_else(String::new, |percent| percent.to_string());
            let mut annotations: Vec<&str> = number.behind.iter().map(|behind| behind.annotation.as_str()).collect();
            annotations.dedup();
            let cells = [
                id.clone(),
                title.clone(),
                figure.id.to_owned(),
                name.clone(),
                row.id.clone(),
                row_name(row, words),
                part.map_or_else(String::new, |part| part.id.clone()),
                part.map_or_else(String::new, |part| row_name(part, words)),
                unit.as_str().to_owned(),
                number.count.to_string(),
                of.to_string(),
                share(number.count, of),
                number.words.to_string(),
                of_words.to_string(),
                share(number.words, of_words),
                annotations.join(" "),
                definition.clone(),
            ];
            write_row(&mut text, cells.into_iter());
        };
        for row in &figure.rows {
            write(row, None);
            for part in &row.parts {
                write(row, Some(part));
            }
        }
    }
    text
}

// JSON.

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ReportFile<'a> {
    format: &'static str,
    version: u64,
    article: ArticleEntry<'a>,
    scheme: SchemeEntry<'a>,
    figures: Vec<FigureEntry<'a>>,
    sources: Vec<SourceEntry<'a>>,
    left_out: Vec<LeftOutEntry>,
    lost: &'a [AnnotationId],
    aside: &'a [AnnotationId],
}

#[derive(Serialize)]
struct ArticleEntry<'a> {
    id: &'a ArticleId,
    title: &'a str,
    digest: String,
}

#[derive(Serialize)]
struct SchemeEntry<'a> {
    id: &'a SchemeId,
    title: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FigureEntry<'a> {
    id: &'static str,
    name: String,
    definition: String,
    kind: &'static str,
    counted: &'static str,
    of: usize,
    of_words: usize,
    rows: Vec<RowEntry<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RowEntry<'a> {
    id: &'a str,
    name: String,
    count: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    percent: Option<usize>,
    words: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    words_percent: Option<usize>,
    behind: Vec<BehindEntry<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parts: Vec<RowEntry<'a>>,
}

#[derive(Serialize)]
struct BehindEntry<'a> {
    annotation: &'a AnnotationId,
    #[serde(skip_serializing_if = "Option::is_none")]
    attribution: Option<&'a RelationId>,
}

#[derive(Serialize)]
struct SourceEntry<'a> {
    id: &'a str,
    name: &'a str,
    mentions: &'a [AnnotationId],
}

#[derive(Serialize)]
struct LeftOutEntry {
    id: &'static str,
    name: String,
    missing: &'static str,
}

/// The report as JSON.
pub fn json(report: &Report<'_>) -> String {
    let (article, sourcing, words) = (report.article, report.sourcing, report.words);
    let figures = sourcing.figures.iter().map(|figure| figure_entry(figure, words)).collect();
    let sources = sourcing
        .sources
        .iter()
        .map(|source| SourceEntry { id: &source.id, name: &source.name, mentions: &source.mentions })
        .collect();
    let left_out = sourcing
        .left_out
        .iter()
        .map(|left| LeftOutEntry { id: left.figure, name: words(&name_key(left.figure), &[]), missing: left.missing })
        .collect();
    super::pretty(&ReportFile {
        format: FORMAT,
        version: VERSION,
        article: ArticleEntry { id: &article.id, title: &article.title, digest: digest(&article.joined_text()) },
        scheme: SchemeEntry { id: &report.scheme.id, title: &report.scheme.title },
        figures,
        sources,
        left_out,
        lost: &sourcing.lost,
        aside: &sourcing.aside,
    })
}

fn figure_entry<'a>(figure: &'a Figure, words: Words<'_>) -> FigureEntry<'a> {
    let entry_of = |row: &'a Row| {
        let (_, of, of_words) = parts_of(figure, row);
        let parts = row.parts.iter().map(|part| entry(part, of, of_words, words)).collect();
        RowEntry { parts, ..entry(row, figure.of, figure.of_words, words) }
    };
    FigureEntry {
        id: figure.id,
        name: words(&name_key(figure.id), &[]),
        definition: words(&definition_key(figure.id), &figure.terms),
        kind: match figure.kind {
            Kind::Count => "count",
            Kind::Share => "share",
            Kind::Breakdown => "breakdown",
        },
        counted: figure.unit.as_str(),
        of: figure.of,
        of_words: figure.of_words,
        rows: figure.rows.iter().map(entry_of).collect(),
    }
}

fn entry<'a>(row: &'a Row, of: usize, of_words: usize, words: Words<'_>) -> RowEntry<'a> {
    let behind =
        |behind: &'a Behind| BehindEntry { annotation: &behind.annotation, attribution: behind.attribution.as_ref() };
    RowEntry {
        id: &row.id,
        name: row_name(row, words),
        count: row.count,
        percent: percent(row.count, of),
        words: row.words,
        words_percent: percent(row.words, of_words),
        behind: row.behind.iter().map(behind).collect(),
        parts: Vec::new(),
    }
}

#[cfg(test)]
mod corpus_tests;
#[cfg(test)]
mod tests;
