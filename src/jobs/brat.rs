//! brat's files: a text read with its annotation files, an article written.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::read::{ReadingJson, reading_json};
use crate::formats::{self, MAX_FILE_BYTES, ReadFile, WrittenFile, brat, too_large};
use crate::model::edit::{Edit, Entity};
use crate::model::json::{Fields, Malformed};
use crate::model::problem::Problem;
use crate::model::workspace::Workspace;

/// One of several files whose bytes come with a request, one after the other.
#[derive(Debug, Serialize, Deserialize)]
pub struct Part {
    /// The file's name.
    pub name: String,
    /// How many bytes it has.
    pub bytes: usize,
}

/// Reads a text, which is the first part, with its annotation files. A file that is
/// no text is left out and told of.
pub(super) fn read(parts: &[Part], bytes: &[u8]) -> ReadingJson {
    if bytes.len() > MAX_FILE_BYTES {
        let problems = vec![too_large(bytes.len(), MAX_FILE_BYTES)];
        return reading_json(ReadFile { problems, rejected: parts.len(), ..ReadFile::default() });
    }
    let mut rest = bytes;
    let mut problems = Vec::new();
    let mut texts = Vec::with_capacity(parts.len());
    for Part { name, bytes } in parts {
        let (own, others) = rest.split_at_checked(*bytes).unwrap_or((rest, &[]));
        rest = others;
        let text = formats::text_of(own);
        if text.is_none() {
            problems.push(Problem::new("brat-not-text").with("file", name));
        }
        texts.push((name.as_str(), text));
    }
    let rejected = problems.len();
    let mut texts = texts.into_iter();
    let mut file = match texts.next() {
        Some((name, Some(text))) => {
            let annotations: Vec<(&str, String)> = texts.filter_map(|(name, text)| Some((name, text?))).collect();
            let annotations: Vec<(&str, &str)> =
                annotations.iter().map(|(name, text)| (*name, text.as_str())).collect();
            brat::read(name, &text, &annotations)
        }
        _ => ReadFile::default(),
    };
    file.problems.splice(..0, problems);
    file.rejected += rejected;
    reading_json(file)
}

/// Writes an article from our annotation JSON that holds it. Nothing if it does not.
pub(super) fn write(article: &str, bytes: &[u8]) -> Option<Vec<(String, String)>> {
    let ReadFile { articles, annotations, others, .. } = formats::read_bytes(bytes);
    let others = others.into_iter().filter(|other| matches!(other, Entity::Relation(_))).collect();
    let whole = Workspace::default();
    let edit = Edit::Import { articles, annotations, reanchored: Vec::new(), others };
    let whole = whole.after(&whole.change(&edit).ok()?);
    let files = brat::write(&whole, &article.into())?;
    Some(files.into_iter().map(|WrittenFile { name, text }| (name, text)).collect())
}

/// What the answer to [`super::Request::Write`] says: the files, if there are any.
///
/// # Errors
/// The answer is not of this shape: the worker is not of this version.
pub fn written(answer: &str) -> Result<Vec<WrittenFile>, Malformed> {
    let value: Value = serde_json::from_str(answer).map_err(|_| Malformed("answer"))?;
    let file = |pair: Value| {
        let text = |at: usize| pair.get(at).and_then(Value::as_str).map(str::to_owned).ok_or(Malformed("files"));
        Ok(WrittenFile { name: text(0)?, text: text(1)? })
    };
    // As the list of an object: nothing counts as an empty one.
    let mut fields = Fields::of([("files".to_owned(), value)].into_iter().collect(), "answer")?;
    fields.list("files")?.into_iter().map(file).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::{Scope, annotations};
    use crate::jobs::{Request, answer, reading};
    use crate::store::import::plan;

    const TEXT: &str = "Ferry late again\r\n\r\nThe ferry is old, the harbour master said.\r\n";
    const ONE: &str = "T1\tSource 38 56\tthe harbour master\nT2\tCue 57 61\tsaid\nT3\tContent 20 36\tThe ferry is old\nT4\tAttribution 57 61\tsaid\nE1\tAttribution:T4 Content:T3 Cue:T2 Source:T1\n";
    const TWO: &str = "T1\tSource 38 56\tthe harbour mistress\n#1\tAnnotatorNotes T1\tWho?\n";

    fn request(files: &[(&str, &[u8])]) -> (String, Vec<u8>) {
        let part = |(name, bytes): &(&str, &[u8])| Part { name: (*name).to_owned(), bytes: bytes.len() };
        let bytes: Vec<&[u8]> = files.iter().map(|(_, bytes)| *bytes).collect();
        (Request::ReadTogether(files.iter().map(part).collect()).to_json(), bytes.concat())
    }

    #[test]
    fn files_go_through_the_worker_and_come_back_unchanged() {
        let files = [("ferry.txt", TEXT), ("ferry_a.ann", ONE), ("ferry_b.ann", TWO)];
        let (sent, bytes) = request(&files.map(|(name, text)| (name, text.as_bytes())));
        let there = reading(&answer(&sent, &bytes)).unwrap().remove(0);
        let here = brat::read(files[0].0, files[0].1, &files[1..]);
        assert_eq!((&there.articles, &there.annotations), (&here.articles, &here.annotations));
        assert_eq!((&there.others, &there.problems), (&here.others, &here.problems));
        assert_eq!((there.rejected, there.draft), (1, None));

        let plan = plan(&Workspace::default(), &there.articles, &there.annotations, &there.others, &[]);
        let whole = Workspace::default();
        let whole = whole.after(&whole.change(&plan.edit().unwrap()).unwrap());
        let article = there.articles[0].id.clone();
        let ours = annotations::write(&whole, &Scope::Article(article.clone()), true);
        let request = Request::Write { format: "brat".to_owned(), article: article.to_string() }.to_json();
        let back = written(&answer(&request, ours.as_bytes())).unwrap();
        let back: Vec<(&str, &str)> = back.iter().map(|file| (file.name.as_str(), file.text.as_str())).collect();
        assert_eq!(back, files);

        let other = Request::Write { format: "brat".to_owned(), article: "urn:other".to_owned() }.to_json();
        assert_eq!(written(&answer(&other, ours.as_bytes())), Ok(Vec::new()));
        assert_eq!(written(&answer(&request, b"no file")), Ok(Vec::new()));
        let unknown = Request::Write { format: "other".to_owned(), article: article.to_string() }.to_json();
        assert_eq!(answer(&unknown, ours.as_bytes()), "null");
    }

    #[test]
    fn a_file_that_is_no_text_is_told_of_by_name() {
        let codes = |files: &[(&str, &[u8])]| {
            let (sent, bytes) = request(files);
            let there = reading(&answer(&sent, &bytes)).unwrap().remove(0);
            let names: Vec<String> = there.problems.iter().map(|p| format!("{} {}", p.code, p.args[0].1)).collect();
            (there.articles.len(), there.annotations.len(), there.rejected, names.join(", "))
        };
        let (bad, text, one) = (b"caf\xe9".as_slice(), TEXT.as_bytes(), ONE.as_bytes());
        assert_eq!(codes(&[("a.txt", bad), ("a.ann", one)]), (0, 0, 1, "brat-not-text a.txt".into()));
        assert_eq!(
            codes(&[("a.txt", text), ("a_1.ann", bad), ("a_2.ann", one)]),
            (1, 3, 1, "brat-not-text a_1.ann".into())
        );
        assert_eq!(codes(&[("a.txt", b" "), ("a.ann", one)]), (0, 0, 0, "brat-text-empty a.txt".into()));
        assert_eq!(codes(&[]), (0, 0, 0, String::new()));
        // A request that promises more bytes than come.
        let parts = vec![Part { name: "a.txt".into(), bytes: usize::MAX }, Part { name: "a.ann".into(), bytes: 9 }];
        let there = reading(&answer(&Request::ReadTogether(parts).to_json(), text)).unwrap().remove(0);
        assert_eq!((there.articles.len(), there.annotations.len()), (1, 0));
    }

    #[test]
    fn an_answer_that_is_none_is_an_error() {
        for none in ["", "{", "{}", "1", "[1]", "[[]]", "[[\"a\"]]", "[[\"a\", 1]]"] {
            assert!(written(none).is_err(), "{none}");
        }
    }
}
