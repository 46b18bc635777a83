//! Which of several files belong together: a text and the annotation files that are
//! named after it.

use super::kept::stem;

/// What to do with one or some of the files.
#[derive(Debug, PartialEq)]
pub enum Together {
    /// A file by itself, of whatever kind.
    Alone(usize),
    /// A text and its annotation files.
    Text {
        /// The text.
        text: usize,
        /// Its annotation files, at least one.
        annotations: Vec<usize>,
    },
    /// An annotation file whose text is not among the files.
    WithoutText {
        /// The annotation file.
        annotations: usize,
        /// What its text may be called.
        text: String,
    },
}

fn has_extension(name: &str, extension: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, end)| end.eq_ignore_ascii_case(extension))
}

/// Tells by their names what to do with files, in their order; they are told apart by
/// their place in the list. An annotation file (`.ann`) belongs to the text (`.txt`)
/// whose name is the longest beginning of its own, up to the end of a word:
/// `some_reader.ann` to `some.txt`.
pub fn paired(names: &[&str]) -> Vec<Together> {
    let texts: Vec<usize> =
        names.iter().enumerate().filter(|(_, name)| has_extension(name, "txt")).map(|(at, _)| at).collect();
    let stem_at = |at: usize| names.get(at).map_or("", |name| stem(name));
    let text_of = |name: &str| {
        let is_its = |text: &usize| {
            let rest = stem(name).strip_prefix(stem_at(*text));
            rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
        };
        // Of texts with one name the first.
        texts.iter().copied().rev().filter(is_its).max_by_key(|text| stem_at(*text).len())
    };
    let of: Vec<Option<usize>> =
        names.iter().map(|name| if has_extension(name, "ann") { text_of(name) } else { None }).collect();
    let mut all = Vec::new();
    for (at, name) in names.iter().enumerate() {
        let annotations: Vec<usize> = (0..names.len()).filter(|other| of.get(*other) == Some(&Some(at))).collect();
        if !annotations.is_empty() {
            all.push(Together::Text { text: at, annotations });
        } else if !has_extension(name, "ann") {
            all.push(Together::Alone(at));
        } else if of.get(at) == Some(&None) {
            let stem = stem(name);
            // Annotators' names come last.
            let text = stem.rsplit_once('_').map_or(stem, |(text, _)| text);
            all.push(Together::WithoutText { annotations: at, text: format!("{text}.txt") });
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `text: its annotation files`, `name` for a file by itself, `name?text` for an
    /// annotation file without its text.
    #[track_caller]
    fn check(names: &[&str], expected: &[&str]) {
        let shown: Vec<String> = paired(names)
            .iter()
            .map(|together| match together {
                Together::Alone(at) => names[*at].to_owned(),
                Together::Text { text, annotations } => {
                    let annotations: Vec<&str> = annotations.iter().map(|at| names[*at]).collect();
                    format!("{}: {}", names[*text], annotations.join(" "))
                }
                Together::WithoutText { annotations, text } => format!("{}?{text}", names[*annotations]),
            })
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn annotation_files_go_with_the_text_they_are_named_after() {
        check(&[], &[]);
        check(&["a.txt", "a.ann"], &["a.txt: a.ann"]);
        check(&["a_x.ann", "b.json", "a.txt", "a_y.ann"], &["b.json", "a.txt: a_x.ann a_y.ann"]);
        check(&["a.txt"], &["a.txt"]);
        check(&["A.TXT", "A.Ann"], &["A.TXT: A.Ann"]);
        // The longest beginning, and only whole words.
        check(&["a.txt", "a_b.txt", "a_b_x.ann", "a_c.ann"], &["a.txt: a_c.ann", "a_b.txt: a_b_x.ann"]);
        check(&["doc1.txt", "doc10.ann"], &["doc1.txt", "doc10.ann?doc10.txt"]);
        check(&["doc-.txt", "doc-_5f.ann", "doc- (1).ann"], &["doc-.txt: doc-_5f.ann doc- (1).ann"]);
        check(&["a.b.txt", "a.b.ann", "a.ann"], &["a.b.txt: a.b.ann", "a.ann?a.txt"]);
        check(&["ü.txt", "ü_é.ann", "üü.ann"], &["ü.txt: ü_é.ann", "üü.ann?üü.txt"]);
        check(&["a.txt", "a.txt", "a.ann"], &["a.txt: a.ann", "a.txt"]);
        check(&["a_b_c.ann", "x.ann", ".ann", "ann"], &["a_b_c.ann?a_b.txt", "x.ann?x.txt", ".ann?.txt", "ann"]);
        check(&["a.json", "a.ann"], &["a.json", "a.ann?a.txt"]);
    }
}
