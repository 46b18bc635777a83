//! Writing the files of formats that the page does not write itself.

use serde::Serialize;
use serde_json::Value;

use super::Answer;
use crate::formats::exchange::{self, Export, Material, packed};
use crate::formats::{self, EXPORTS, ReadFile, WrittenFile, scheme};
use crate::messages;
use crate::model::edit::Edit;
use crate::model::json::{Fields, Malformed};
use crate::model::problem::Problem;
use crate::model::workspace::Workspace;

/// The scheme that comes with the app: by its names files tell what is meant.
const SCHEME: &str = include_str!("../../assets/schemes/news.json");

#[derive(Serialize)]
struct WrittenJson {
    /// Files in the archive; one if it is none.
    files: usize,
    losses: Vec<Problem>,
    /// Why nothing was written, if nothing was.
    failed: Vec<Problem>,
}

/// What was written: a file, and what it does not hold.
#[derive(Debug, PartialEq)]
pub struct Written {
    /// The file's bytes; none where the browser holds them.
    pub bytes: Vec<u8>,
    /// How many files are packed in it; one if it is not an archive.
    pub files: usize,
    /// What of the articles, annotations and relations is not in it.
    pub losses: Vec<Problem>,
    /// Why nothing was written; then there are no bytes.
    pub failed: Vec<Problem>,
}

/// Writes all that our annotation JSON holds; `unchosen` relations are not there. `None` if the format is not written here.
pub(super) fn write(format: &str, unchosen: usize, bytes: &[u8]) -> Option<Answer> {
    let row = EXPORTS.iter().find(|row| row.key == format)?;
    let (whole, unread) = match whole(bytes) {
        Ok(whole) => whole,
        Err(failed) => return answer(WrittenJson { files: 0, losses: Vec::new(), failed }, Vec::new()),
    };
    let scheme = scheme::shipped(SCHEME).ok()?;
    messages::add(messages::LATER);
    let mut material = Material::of(&whole, &scheme).in_words(&messages::text_with);
    material.lacking.add("lost-unread", unread);
    material.lacking.add("lost-unchosen", unchosen);
    let Export { files, losses } = exchange::write(format, &material)?;
    let written = WrittenJson { files: files.len(), losses: losses.problems(), failed: Vec::new() };
    let bytes = match files.as_slice() {
        [WrittenFile { text, .. }] if !row.is_archive() => text.clone().into_bytes(),
        files => packed(files)?,
    };
    answer(written, bytes)
}

fn answer(written: WrittenJson, bytes: Vec<u8>) -> Option<Answer> {
    Some(Answer { text: serde_json::to_string(&written).ok()?, bytes })
}

/// What a file of ours holds, and how much of it cannot be read again.
///
/// # Errors
/// It cannot be read at all: there is too much, or it is none of ours.
fn whole(bytes: &[u8]) -> Result<(Workspace, usize), Vec<Problem>> {
    let ReadFile { articles, annotations, others, problems, rejected, .. } = formats::annotations::read_file(bytes);
    let is_bare = articles.is_empty() && annotations.is_empty() && others.is_empty();
    if is_bare && rejected == 0 && !problems.is_empty() {
        let is_too_large = |problem: &Problem| ["file-too-large", "json-too-many"].contains(&&*problem.code);
        return Err(if problems.iter().any(is_too_large) { vec![Problem::new("export-too-large")] } else { problems });
    }
    let whole = Workspace::default();
    let edit = Edit::Import { articles, annotations, reanchored: Vec::new(), others };
    let change = whole.change(&edit).map_err(|problem| vec![problem])?;
    Ok((whole.after(&change), rejected.max(usize::from(!problems.is_empty()))))
}

/// What the answer to [`super::Request::Write`] says.
///
/// # Errors
/// The format is not known there, or the answer is not of this shape: the worker is not
/// of this version.
pub fn written(answer: Answer) -> Result<Written, Malformed> {
    let value: Value = serde_json::from_str(&answer.text).map_err(|_| Malformed("answer"))?;
    let mut fields = Fields::of(value, "answer")?;
    let files = fields.optional_number("files")?.ok_or(Malformed("files"))? as usize;
    let mut problems = |key| fields.list(key)?.into_iter().map(super::read::problem).collect::<Result<_, _>>();
    Ok(Written { bytes: answer.bytes, files, losses: problems("losses")?, failed: problems("failed")? })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{EXPORTS, Problem, Workspace, formats, written};
    use crate::formats::exchange::fixtures;
    use crate::formats::{Scope, Writing, annotations};
    use crate::jobs::{Answer, Request, answer};
    use crate::model::edit::Entity;
    use crate::model::id::{AnnotationId, ArticleId, IdentityId};

    #[test]
    fn every_format_that_is_left_to_the_worker_is_written_there() {
        let sample = fixtures::sample();
        for row in EXPORTS.iter().filter(|row| matches!(row.writing, Writing::InWorker)) {
            let scope = if row.one_article { Scope::Article("urn:uuid:0dd".into()) } else { Scope::Workspace };
            let ours = annotations::write(&sample, &scope, true);
            let request = Request::Write { format: row.key.to_owned(), unchosen: 0 }.to_json();
            let there = written(answer(&request, ours.as_bytes())).unwrap();
            assert!(!there.bytes.is_empty() && there.files > 0, "{}", row.key);
            assert_eq!(row.is_archive(), there.bytes.starts_with(b"PK"), "{}", row.key);
            assert!(there.losses.iter().all(|loss| loss.code.starts_with("lost-")));
            // Of a file of ours that holds nothing there is nothing to lose.
            let nothing = annotations::write(&Workspace::default(), &Scope::Workspace, true);
            assert_eq!(written(answer(&request, nothing.as_bytes())).unwrap().losses, []);
        }
    }

    #[test]
    fn chosen_annotations_go_out_with_what_joins_them_and_the_rest_is_told() {
        let sample = fixtures::sample();
        let joined = sample.relations().next().unwrap();
        let article = sample.article_of(joined).unwrap().clone();
        let all: BTreeSet<AnnotationId> = joined.arguments.iter().map(|argument| argument.annotation.clone()).collect();
        let some: BTreeSet<AnnotationId> = all.iter().skip(1).cloned().collect();
        for (chosen, related, unchosen) in [(&all, 1, 0), (&some, 0, 1), (&BTreeSet::new(), 0, 0)] {
            let scope = Scope::Chosen { article: article.clone(), annotations: chosen.clone() };
            assert_eq!(scope.unchosen(&sample), unchosen);
            let ours = annotations::write(&sample, &scope, true);
            let file = formats::read(&ours);
            assert_eq!((file.problems.as_slice(), file.rejected), (&[][..], 0));
            let ids: BTreeSet<AnnotationId> = file.annotations.iter().map(|annotation| annotation.id.clone()).collect();
            assert_eq!(&ids, chosen);
            let found: Vec<&ArticleId> = file.articles.iter().map(|article| &article.id).collect();
            assert_eq!(found, [&article], "the article is there as a whole");
            let is_relation = |other: &&Entity| matches!(other, Entity::Relation(_));
            assert_eq!(file.others.iter().filter(is_relation).count(), related);
            let used: BTreeSet<&IdentityId> = file.annotations.iter().filter_map(|a| a.identity.as_ref()).collect();
            let identity = |other: &Entity| match other {
                Entity::Identity(identity) => Some(identity.id.clone()),
                _ => None,
            };
            let there: Vec<IdentityId> = file.others.iter().filter_map(identity).collect();
            assert_eq!(there.iter().collect::<BTreeSet<_>>(), used);
            let is_in_worker = |row: &&formats::ExportFormat| matches!(row.writing, Writing::InWorker);
            for row in EXPORTS.iter().filter(is_in_worker).filter(|row| row.is_for(&scope)) {
                let request = Request::Write { format: row.key.to_owned(), unchosen }.to_json();
                let there = written(answer(&request, ours.as_bytes())).unwrap();
                let told = there.losses.iter().find(|loss| loss.code == "lost-unchosen");
                let count = told.map_or(0, |loss| loss.args[0].1.parse().unwrap());
                assert_eq!(count, unchosen, "{}", row.key);
            }
        }
        let scope = Scope::Chosen { article, annotations: all };
        let not_for_it: Vec<&str> = EXPORTS.iter().filter(|row| !row.is_for(&scope)).map(|row| row.key).collect();
        assert_eq!(not_for_it, ["article", "text"], "they hold no marks");
    }

    #[test]
    fn what_cannot_be_read_again_is_told() {
        let ours = annotations::write(&fixtures::sample(), &Scope::Workspace, true);
        let check = |ours: &str, unread: &str, failed: &[&str]| {
            let request = Request::Write { format: "table".to_owned(), unchosen: 0 }.to_json();
            let there = written(answer(&request, ours.as_bytes())).unwrap();
            let of_code = |loss: &&Problem| loss.code == "lost-unread";
            let told = there.losses.iter().find(of_code).map_or("", |loss| loss.args[0].1.as_str());
            let codes: Vec<&str> = there.failed.iter().map(|problem| &*problem.code).collect();
            assert_eq!((told, codes.as_slice()), (unread, failed));
            assert_eq!(there.bytes.is_empty(), !failed.is_empty());
        };
        check(&ours, "", &[]);
        // Ids have no white space, and no two things have one.
        check(&ours.replace("\"urn:uuid:8\"", "\"urn uuid 8\""), "2", &[]);
        check(&ours.replacen("\"urn:uuid:8\"", "\"urn:uuid:9\"", 1), "1", &[]);
        check("[", "", &["json-syntax"]);
        check("{}", "", &["field-missing", "field-missing"]);
        let large = format!("{ours}{}", " ".repeat(formats::MAX_FILE_BYTES));
        check(&large, "", &["export-too-large"]);
    }

    #[test]
    fn an_unknown_format_and_an_answer_that_is_none_are_errors() {
        let unknown = Request::Write { format: "other".to_owned(), unchosen: 0 }.to_json();
        assert_eq!(answer(&unknown, b"{}").text, "null");
        for none in ["", "{", "{}", "1", "null", "[1]", "{\"losses\": []}"] {
            assert!(written(Answer { text: none.to_owned(), bytes: Vec::new() }).is_err(), "{none}");
        }
    }
}
