//! What an export says in its own files of what is not in them, for whoever has the file
//! and not the dialog. The words are those of the interface; the same losses give the same
//! words. Nothing is said where nothing is lost.
//!
//! Reading takes no notice of it.

use serde_json::Value;

use super::{Losses, Material};
use crate::formats::WrittenFile;

/// How such a text begins, whatever language its words are in.
const BEGINNING: &str = "ascribe-left-out 1\n";
/// The file in archives.
const NAME: &str = "left-out.txt";
/// The key in JSON, where readers leave keys alone that they do not know.
pub const KEY: &str = "left_out";

/// A sentence that says what follows, and what is lost, one by one. Empty if nothing is, or
/// if there are no words.
pub fn lines(material: &Material<'_>, losses: &Losses) -> Vec<String> {
    let problems = losses.problems();
    let Some(words) = material.words.filter(|_| !problems.is_empty()) else { return Vec::new() };
    let line = |problem: &crate::model::problem::Problem| {
        let args: Vec<(&str, String)> = problem.args.iter().map(|(name, value)| (&**name, value.clone())).collect();
        words(&format!("problem-{}", problem.code), &args)
    };
    std::iter::once(words("export-losses", &[])).chain(problems.iter().map(line)).collect()
}

/// The same in one line, for what people look at and we do not read.
pub fn line(material: &Material<'_>, losses: &Losses) -> Option<String> {
    let lines = lines(material, losses);
    let (first, rest) = lines.split_first()?;
    Some(format!("{first} {}", rest.join("; ")))
}

/// The same as a text that is known again.
pub fn told(material: &Material<'_>, losses: &Losses) -> Option<String> {
    let lines = lines(material, losses);
    let (first, rest) = lines.split_first()?;
    let rest: String = rest.iter().map(|line| format!("- {line}\n")).collect();
    Some(format!("{BEGINNING}\n{first}\n{rest}"))
}

/// The same as a file beside others.
pub fn file(material: &Material<'_>, losses: &Losses) -> Option<WrittenFile> {
    Some(WrittenFile { name: NAME.to_owned(), text: told(material, losses)? })
}

/// Whether a text is one of these.
pub fn is_one(text: &str) -> bool {
    // Some editors put a mark before it, and end lines in two characters.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    text.lines().next() == Some(BEGINNING.trim_end())
}

/// Whether a value in JSON is one of these.
pub fn is_value(value: &Value) -> bool {
    value.as_str().is_some_and(is_one)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::exchange::fixtures::{sample, scheme};
    use crate::formats::exchange::{Export, write};
    use crate::formats::{EXPORTS, ReadFile, Writing, WrittenFile, read};
    use crate::messages::text_with;
    use crate::model::workspace::Workspace;

    fn written(key: &str, workspace: &Workspace, has_words: bool) -> Export {
        let scheme = scheme();
        let material = Material::of(workspace, &scheme);
        write(key, &if has_words { material.in_words(&text_with) } else { material }).unwrap()
    }

    /// What was read but for what was told.
    fn same(with: &ReadFile, without: &ReadFile) {
        assert_eq!((&with.articles, &with.annotations), (&without.articles, &without.annotations));
        assert_eq!((&with.others, &with.problems), (&without.others, &without.problems));
        assert_eq!(with.rejected, without.rejected);
        assert_eq!(with.listed.len(), without.listed.len());
        with.listed.iter().zip(&without.listed).for_each(|(with, without)| same(with, without));
    }

    /// Where there is no place for it, the format's page says so.
    const SILENT: [&str; 4] = ["text", "table", "recogito", "conll"];

    #[test]
    fn every_export_says_in_its_files_what_is_lost_and_reading_takes_no_notice() {
        for row in EXPORTS.iter().filter(|row| matches!(row.writing, Writing::InWorker)) {
            let (told, plain) = (written(row.key, &sample(), true), written(row.key, &sample(), false));
            assert_eq!(told.losses, plain.losses);
            let words: Vec<String> = told.losses.problems().iter().map(crate::messages::problem).collect();
            // In a file for doccano there is ASCII only.
            let escape = |c: char| if c.is_ascii() { c.to_string() } else { format!("\\u{:04x}", u32::from(c)) };
            let escaped = |word: &str| word.chars().map(escape).collect::<String>();
            let is_in = |file: &WrittenFile, word: &String| {
                file.text.contains(word.as_str()) || file.text.contains(&escaped(word))
            };
            if SILENT.contains(&row.key) {
                assert_eq!(told.files, plain.files, "{}", row.key);
                continue;
            }
            assert!(!words.is_empty() && words.iter().all(|word| told.files.iter().any(|file| is_in(file, word))));
            assert!(!plain.files.iter().any(|file| is_in(file, &words[0])), "{}", row.key);
            if row.is_archive() {
                let (sidecar, files) = told.files.split_last().unwrap();
                assert_eq!((sidecar.name.as_str(), files), (NAME, plain.files.as_slice()));
                same(&read(&sidecar.text), &ReadFile::default());
                continue;
            }
            for (told, plain) in told.files.iter().zip(&plain.files).filter(|_| row.key != "page") {
                same(&read(&told.text), &read(&plain.text));
            }
            // Where nothing is lost nothing is said.
            let nothing = Workspace::default();
            assert_eq!(written(row.key, &nothing, true).files, written(row.key, &nothing, false).files);
        }
    }

    #[test]
    fn a_text_that_only_speaks_of_it_is_a_text() {
        for (text, expected) in [
            ("ascribe-left-out 1\n\nNot in this file:\n", true),
            ("\u{feff}ascribe-left-out 1\r\nx", true),
            ("ascribe-left-out 12\n", false),
            ("An ascribe-left-out 1\n", false),
            ("", false),
        ] {
            assert_eq!(is_one(text), expected, "{text:?}");
            // Nothing at all is no text either, and that is told.
            let read = read(text);
            assert_eq!(read.drafts.is_empty() && read.problems.is_empty(), expected, "{text:?}");
        }
    }
}
