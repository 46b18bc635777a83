//! brat's files: a text read with its annotation files.

use serde::{Deserialize, Serialize};

use super::read::{ReadingJson, reading_json};
use crate::formats::{self, MAX_FILE_BYTES, ReadFile, brat, too_large};
use crate::model::problem::Problem;

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
    file.taken = vec!["brat"];
    reading_json(file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jobs::{Request, answer_reading, reading};

    const TEXT: &str = "Ferry late again\r\n\r\nThe ferry is old, the harbour master said.\r\n";
    const ONE: &str = "T1\tSource 38 56\tthe harbour master\nT2\tCue 57 61\tsaid\nT3\tContent 20 36\tThe ferry is old\nT4\tAttribution 57 61\tsaid\nE1\tAttribution:T4 Content:T3 Cue:T2 Source:T1\n";
    const TWO: &str = "T1\tSource 38 56\tthe harbour mistress\n#1\tAnnotatorNotes T1\tWho?\n";

    fn request(files: &[(&str, &[u8])]) -> (String, Vec<u8>) {
        let part = |(name, bytes): &(&str, &[u8])| Part { name: (*name).to_owned(), bytes: bytes.len() };
        let bytes: Vec<&[u8]> = files.iter().map(|(_, bytes)| *bytes).collect();
        (Request::ReadTogether(files.iter().map(part).collect()).to_json(), bytes.concat())
    }

    #[test]
    fn what_is_read_in_the_worker_is_what_is_read_here() {
        let files = [("ferry.txt", TEXT), ("ferry_a.ann", ONE), ("ferry_b.ann", TWO)];
        let (sent, bytes) = request(&files.map(|(name, text)| (name, text.as_bytes())));
        let there = reading(&answer_reading(&sent, &bytes).text).unwrap().remove(0);
        let here = brat::read(files[0].0, files[0].1, &files[1..]);
        assert_eq!((&there.articles, &there.annotations), (&here.articles, &here.annotations));
        assert_eq!((&there.others, &there.problems), (&here.others, &here.problems));
        assert_eq!((there.rejected, there.drafts), (1, vec![]));
    }

    #[test]
    fn a_file_that_is_no_text_is_told_of_by_name() {
        let codes = |files: &[(&str, &[u8])]| {
            let (sent, bytes) = request(files);
            let there = reading(&answer_reading(&sent, &bytes).text).unwrap().remove(0);
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
        let there = reading(&answer_reading(&Request::ReadTogether(parts).to_json(), text).text).unwrap().remove(0);
        assert_eq!((there.articles.len(), there.annotations.len()), (1, 0));
    }
}
