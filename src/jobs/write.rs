//! Writing the files of formats that the page does not write itself.

use serde::Serialize;
use serde_json::Value;

use super::Answer;
use crate::formats::exchange::{self, Export, Material, packed};
use crate::formats::{self, EXPORTS, ReadFile, WrittenFile, scheme};
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
}

/// What was written: a file, and what it does not hold.
#[derive(Debug, PartialEq)]
pub struct Written {
    /// The file's bytes.
    pub bytes: Vec<u8>,
    /// How many files are packed in it; one if it is not an archive.
    pub files: usize,
    /// What of the articles, annotations and relations is not in it.
    pub losses: Vec<Problem>,
}

/// Writes all that our annotation JSON holds. `None` if the format is not written here.
pub(super) fn write(format: &str, bytes: &[u8]) -> Option<Answer> {
    let row = EXPORTS.iter().find(|row| row.key == format)?;
    let ReadFile { articles, annotations, others, .. } = formats::annotations::read_file(bytes)?;
    let whole = Workspace::default();
    let edit = Edit::Import { articles, annotations, reanchored: Vec::new(), others };
    let whole = whole.after(&whole.change(&edit).ok()?);
    let Export { files, losses } = exchange::write(format, &Material::of(&whole, &scheme::shipped(SCHEME).ok()?))?;
    let written = WrittenJson { files: files.len(), losses: losses.problems() };
    let bytes = match files.as_slice() {
        [WrittenFile { text, .. }] if !row.is_archive() => text.clone().into_bytes(),
        files => packed(files)?,
    };
    Some(Answer { text: serde_json::to_string(&written).ok()?, bytes })
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
    let losses = fields.list("losses")?.into_iter().map(super::read::problem).collect::<Result<_, _>>()?;
    Ok(Written { bytes: answer.bytes, files, losses })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::exchange::fixtures;
    use crate::formats::{Scope, Writing, annotations};
    use crate::jobs::{Request, answer};

    #[test]
    fn every_format_that_is_left_to_the_worker_is_written_there() {
        let sample = fixtures::sample();
        for row in EXPORTS.iter().filter(|row| matches!(row.writing, Writing::InWorker)) {
            let scope = if row.one_article { Scope::Article("urn:uuid:0dd".into()) } else { Scope::Workspace };
            let ours = annotations::write(&sample, &scope, true);
            let request = Request::Write { format: row.key.to_owned() }.to_json();
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
    fn an_unknown_format_and_an_answer_that_is_none_are_errors() {
        let unknown = Request::Write { format: "other".to_owned() }.to_json();
        assert_eq!(answer(&unknown, b"{}").text, "null");
        for none in ["", "{", "{}", "1", "null", "[1]", "{\"losses\": []}"] {
            assert!(written(Answer { text: none.to_owned(), bytes: Vec::new() }).is_err(), "{none}");
        }
    }
}
