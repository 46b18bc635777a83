//! What is kept of brat's files in `extra`, under [`KEY`]: only what the model has no
//! place for and what cannot be told from the rest.
//!
//! - Of an article: `text` (the text file's name); `gap` (what stands between most of
//!   its blocks) and `gaps` (what stands elsewhere, by the number of the block after
//!   it); `files`, by name.
//! - Of an annotation file: `lines` (the ids of its lines in order; `-` for a line of
//!   which nothing is shown, `+` for one that says something of others which is shown
//!   with these) and `kept` (those two kinds of lines; one that is not shown and speaks
//!   of others is a list of itself and the ids that must be there for it); `counting`, `returns` and
//!   `open` where its offsets count no code points, its lines end in two characters,
//!   its last line has no end.
//! - Of annotations and relations: `file` and `id`; `type` where the label does not
//!   tell it; `line` where another would be written. Of relations also `trigger` and,
//!   where another would be written, `triggerLine`.
//!
//! A file's name is kept without what it shares with the text's (`_ann.ann`), or with
//! a slash before it if it shares nothing.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::layout::{COUNTINGS, Counting, Cut};
use crate::model::article::Article;
use crate::model::json::{Fields, Malformed};

/// The name in `extra`.
pub const KEY: &str = "brat";

/// In `lines`: a line of which nothing is shown.
pub const NOT_SHOWN: &str = "-";

/// In `lines`: a line that says something of others, which have it.
pub const SAID: &str = "+";

/// What an article keeps.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct KeptText {
    /// The text file's name.
    pub name: String,
    /// What stands before, between and after the blocks.
    pub gaps: Vec<String>,
    /// The annotation files, by what is kept of their names.
    pub files: BTreeMap<String, KeptFile>,
}

/// What is kept of an annotation file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct KeptFile {
    /// The ids of its lines in order, or [`NOT_SHOWN`], or [`SAID`].
    pub lines: Vec<String>,
    /// The lines that have no id there.
    pub kept: Vec<KeptLine>,
    /// What its offsets count.
    pub counting: Counting,
    /// Whether its lines end in a carriage return and a line feed.
    pub returns: bool,
    /// Whether its last line has no end.
    pub open: bool,
}

/// A line that is no annotation and no relation.
#[derive(Clone, Debug, PartialEq)]
pub struct KeptLine {
    /// As it is in the file, without its end.
    pub text: String,
    /// The ids of lines without which it makes no sense. None for one that says something
    /// of others: what it says tells it.
    pub needs: Vec<String>,
}

/// Which line an annotation or a relation was.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Origin {
    /// What is kept of the file's name.
    pub file: String,
    /// The line's id.
    pub id: String,
    /// Its type, where the label does not tell it.
    pub kind: Option<String>,
    /// The whole line, where another would be written.
    pub line: Option<String>,
    /// Of an event: the id of its trigger.
    pub trigger: Option<String>,
    /// The trigger's line, where another would be written.
    pub trigger_line: Option<String>,
}

/// What is kept of an annotation file's name. `stem` is the text file's, without its
/// extension.
pub fn file_key(stem: &str, name: &str) -> String {
    let rest = name.strip_prefix(stem).filter(|rest| !rest.is_empty() && !rest.starts_with('/'));
    rest.map_or_else(|| format!("/{name}"), str::to_owned)
}

/// An annotation file's name from what was kept of it.
pub fn file_name(stem: &str, key: &str) -> String {
    key.strip_prefix('/').map_or_else(|| format!("{stem}{key}"), str::to_owned)
}

/// A file's name without its extension.
pub fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

fn texts(texts: impl IntoIterator<Item = String>) -> Value {
    texts.into_iter().map(Value::from).collect()
}

impl KeptText {
    /// As it is kept.
    pub fn to_json(&self) -> Value {
        let mut counts: BTreeMap<&String, usize> = BTreeMap::new();
        let between = self.gaps.iter().skip(1).take(self.gaps.len().saturating_sub(2));
        between.for_each(|gap| *counts.entry(gap).or_default() += 1);
        let usual = counts.iter().max_by_key(|(_, count)| **count).map(|(gap, _)| (*gap).clone()).unwrap_or_default();
        let is_usual = |at: usize, gap: &String| *gap == *usual_gap(&usual, at, self.gaps.len());
        let others = self.gaps.iter().enumerate().filter(|(at, gap)| !is_usual(*at, gap));
        let others: Map<String, Value> = others.map(|(at, gap)| (at.to_string(), gap.clone().into())).collect();
        let files = self.files.iter().map(|(key, file)| (key.clone(), file.to_json())).collect();
        let mut fields = Map::new();
        fields.insert("text".into(), self.name.clone().into());
        fields.insert("gap".into(), usual.into());
        if !others.is_empty() {
            fields.insert("gaps".into(), Value::Object(others));
        }
        fields.insert("files".into(), Value::Object(files));
        Value::Object(fields)
    }

    /// What an article keeps; what is not as it should be counts as absent.
    pub fn of(article: &Article) -> KeptText {
        let kept = article.extra.get(KEY).and_then(|value| Fields::of(value.clone(), KEY).ok());
        kept.and_then(|fields| KeptText::from_fields(fields, article.blocks.len() + 1).ok()).unwrap_or_default()
    }

    fn from_fields(mut fields: Fields, gap_count: usize) -> Result<KeptText, Malformed> {
        let usual = fields.optional_text("gap")?.unwrap_or_default();
        let others = fields.optional_object("gaps")?.map(Fields::rest).unwrap_or_default();
        let gap = |at: usize| match others.get(&at.to_string()).and_then(Value::as_str) {
            Some(gap) => gap.to_owned(),
            None => usual_gap(&usual, at, gap_count).to_owned(),
        };
        let files = fields.optional_object("files")?.map(Fields::rest).unwrap_or_default();
        let file = |(key, value)| Fields::of(value, "files").and_then(KeptFile::from_fields).map(|file| (key, file));
        Ok(KeptText {
            name: fields.text("text")?,
            gaps: (0..gap_count).map(gap).collect(),
            files: files.into_iter().filter_map(|entry| file(entry).ok()).collect(),
        })
    }

    /// The text file, put together from the blocks.
    pub fn cut(&self, article: &Article) -> Cut {
        Cut::of(article.blocks.iter().map(|block| block.text.clone()).collect(), self.gaps.clone())
    }
}

/// What stands somewhere unless something else is said: nothing at both ends.
fn usual_gap(usual: &str, at: usize, count: usize) -> &str {
    if at == 0 || at + 1 == count { "" } else { usual }
}

impl KeptFile {
    fn to_json(&self) -> Value {
        let mut fields = Map::new();
        fields.insert("lines".into(), self.lines.join(" ").into());
        if !self.kept.is_empty() {
            let line = |line: &KeptLine| match line.needs.as_slice() {
                [] => Value::from(line.text.clone()),
                needs => texts(std::iter::once(line.text.clone()).chain(needs.iter().cloned())),
            };
            fields.insert("kept".into(), self.kept.iter().map(line).collect());
        }
        if self.counting != Counting::CodePoints {
            let name = COUNTINGS.iter().find(|(counting, ..)| *counting == self.counting).map(|(_, name, _)| *name);
            fields.insert("counting".into(), name.into());
        }
        for (name, is_so) in [("returns", self.returns), ("open", self.open)] {
            if is_so {
                fields.insert(name.into(), true.into());
            }
        }
        Value::Object(fields)
    }

    fn from_fields(mut fields: Fields) -> Result<KeptFile, Malformed> {
        let lines = fields.optional_text("lines")?.unwrap_or_default();
        let line = |value: Value| {
            let texts = match value {
                Value::Array(texts) => texts,
                text => vec![text],
            };
            let mut texts = texts.into_iter().filter_map(|text| text.as_str().map(str::to_owned));
            // A line feed within would make two lines of it.
            let text = texts.next().unwrap_or_default().replace('\n', " ");
            KeptLine { text, needs: texts.collect() }
        };
        let counting = fields.optional_text("counting")?;
        Ok(KeptFile {
            lines: lines.split(' ').filter(|id| !id.is_empty()).map(str::to_owned).collect(),
            kept: fields.list("kept")?.into_iter().map(line).collect(),
            counting: COUNTINGS
                .iter()
                .find(|(_, name, _)| Some(*name) == counting.as_deref())
                .map_or_else(Counting::default, |(counting, ..)| *counting),
            returns: fields.optional_bool("returns")?.unwrap_or(false),
            open: fields.optional_bool("open")?.unwrap_or(false),
        })
    }
}

impl Origin {
    /// As it is kept.
    pub fn to_json(&self) -> Value {
        let optional = [
            ("type", &self.kind),
            ("line", &self.line),
            ("trigger", &self.trigger),
            ("triggerLine", &self.trigger_line),
        ];
        let optional = optional.into_iter().filter_map(|(name, text)| Some((name, text.as_ref()?)));
        let all = [("file", &self.file), ("id", &self.id)].into_iter().chain(optional);
        Value::Object(all.map(|(name, text)| (name.to_owned(), text.clone().into())).collect())
    }

    /// What an annotation or a relation keeps; `None` if it came from no file of brat's.
    pub fn of(extra: &Map<String, Value>) -> Option<Origin> {
        let mut fields = Fields::of(extra.get(KEY)?.clone(), KEY).ok()?;
        let mut optional = |name| fields.optional_text(name).ok().flatten();
        Some(Origin {
            kind: optional("type"),
            line: optional("line"),
            trigger: optional("trigger"),
            trigger_line: optional("triggerLine"),
            file: optional("file")?,
            id: optional("id")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::fixtures::article;

    #[test]
    fn what_is_kept_comes_back() {
        let line = |text: &str, needs: &[&str]| KeptLine {
            text: text.to_owned(),
            needs: needs.iter().map(|id| (*id).to_owned()).collect(),
        };
        let file = KeptFile {
            lines: vec!["T1".into(), NOT_SHOWN.into(), "E1".into(), NOT_SHOWN.into()],
            kept: vec![line("", &[]), line("A1\tSure T1", &["T1"])],
            counting: Counting::Utf16,
            returns: true,
            open: true,
        };
        let files = [("_a.ann".to_owned(), file), (".ann".to_owned(), KeptFile::default())].into();
        let gaps = ["\n", "\n\n", " \n", "\n\n", "\n\n", ""].map(str::to_owned).to_vec();
        let kept = KeptText { name: "some.txt".into(), gaps, files };
        let mut made = Article::clone(&article("urn:a", &["1", "2", "3", "4", "5"]));
        made.extra.insert(KEY.into(), kept.to_json());
        assert_eq!(KeptText::of(&made), kept);
        assert_eq!(kept.to_json()["gaps"], serde_json::json!({ "0": "\n", "2": " \n" }));
        // Of an article with other blocks, what is known of the gaps still serves.
        made.blocks.truncate(2);
        assert_eq!(KeptText::of(&made).gaps, ["\n", "\n\n", " \n"]);
        let origin =
            Origin { trigger: Some("T4".into()), ..Origin { file: "f".into(), id: "E1".into(), ..Default::default() } };
        let extra = [(KEY.to_owned(), origin.to_json())].into_iter().collect();
        assert_eq!(Origin::of(&extra), Some(origin));
    }

    #[test]
    fn what_is_not_as_it_should_be_counts_as_absent() {
        let mut made = Article::clone(&article("urn:a", &["1", "2"]));
        for bad in [Value::Null, "x".into(), serde_json::json!({ "text": 1 }), serde_json::json!({ "gap": "\n" })] {
            made.extra.insert(KEY.into(), bad);
            assert_eq!(KeptText::of(&made), KeptText::default());
            assert_eq!(KeptText::of(&made).cut(&made).text(), "1\n2\n");
            assert_eq!(Origin::of(&made.extra), None);
        }
        let half = serde_json::json!({ "text": "a.txt", "files": { "": 1, "_b": { "lines": "T1", "kept": ["a\nb", 1, []] } } });
        made.extra.insert(KEY.into(), half);
        let kept = KeptText::of(&made);
        let texts: Vec<&str> = kept.files["_b"].kept.iter().map(|line| line.text.as_str()).collect();
        assert_eq!((kept.files.len(), texts), (1, vec!["a b", "", ""]));
    }

    #[test]
    fn names_of_files_are_kept_short() {
        let check = |stem: &str, name: &str, key: &str| {
            assert_eq!(file_key(stem, name), key);
            assert_eq!(file_name(stem, key), name);
        };
        check("some", "some_ann.ann", "_ann.ann");
        check("some", "some.ann", ".ann");
        check("some", "other.ann", "/other.ann");
        check("some", "some", "/some");
        check("", "a.ann", "a.ann");
        assert_eq!((stem("a.b.txt"), stem("a")), ("a.b", "a"));
    }
}
