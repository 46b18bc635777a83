//! A backup: `{"format": "ascribe-backup", "version": 1, …}`, all that a browser keeps
//! of the app, after `backup.schema.json`. Its records are the keys and values as they
//! are stored; what they say is not looked into here. What cannot be read in this
//! browser can be read in another, or by a later version.

use std::collections::BTreeSet;

use serde_json::Value;

use super::ReadFile;
use super::article::is_moment;
use super::check::{Checks, Required};
use super::parse::Twice;
use crate::model::json::{Layout, json_text};
use crate::model::problem::Problem;
use crate::model::time::Timestamp;

/// The file's `format`.
pub const FORMAT: &str = "ascribe-backup";
/// The `version` that is written; later ones are refused by name.
pub const VERSION: u64 = 1;
/// What every key of ours begins with.
pub const OURS: &str = "ascribe/";

/// Backups that are larger are refused before they are read, in bytes. More than other
/// files may have: what was saved must come back.
pub const MAX_BACKUP_BYTES: usize = 64 * 1024 * 1024;

/// What a backup held.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Backup {
    /// When it was saved, if that can be read.
    pub saved: Option<Timestamp>,
    /// Keys and values, as they were stored.
    pub records: Vec<(String, String)>,
}

/// How a file begins, up to its first record. Nothing but the time differs.
pub fn beginning(saved: &Timestamp) -> String {
    let saved = json_text(saved, Layout::Compact);
    format!("{{\n  \"format\": \"{FORMAT}\",\n  \"version\": {VERSION},\n  \"saved\": {saved},\n  \"records\": [")
}

/// One record, on a line of its own.
pub fn record(key: &str, value: &str, is_first: bool) -> String {
    let comma = if is_first { "" } else { "," };
    let text = |text: &str| json_text(&text, Layout::Compact);
    format!("{comma}\n    {{\"key\": {}, \"value\": {}}}", text(key), text(value))
}

/// What stands behind the last record.
pub const END: &str = "\n  ]\n}\n";

/// A whole file, for records in the order of their keys.
pub fn write(saved: &Timestamp, records: &[(String, String)]) -> String {
    let records = records.iter().enumerate().map(|(at, (key, value))| record(key, value, at == 0));
    std::iter::once(beginning(saved)).chain(records).chain([END.to_owned()]).collect()
}

/// The file's name, which says the day.
pub fn file_name(saved: &Timestamp) -> String {
    format!("{FORMAT}-{}.json", saved.day())
}

/// Whether a file may be a backup, by how it begins: then it may be larger than others.
pub fn may_be_one(begins: &str) -> bool {
    let compact: String = begins.chars().filter(|c| !c.is_whitespace() && *c != '\u{feff}').take(40).collect();
    compact.starts_with(&format!("{{\"format\":\"{FORMAT}\""))
}

/// What a backup holds. A record that has no key of ours, or a key that stood before, is
/// left out and reported. `twice` are the file's keys that stand twice.
pub fn read(value: &Value, place: &str, twice: &Twice) -> ReadFile {
    let mut file = ReadFile::default();
    let mut checks = Checks::default();
    let Some(object) = checks.object(value, place) else {
        return ReadFile { problems: checks.into_problems(), ..file };
    };
    // Which of two lists is meant? Neither can be left out without a word.
    if let Some(key) = twice.around(place, &["records"]) {
        file.reject(vec![Problem::new("field-twice").with("place", key)]);
        return file;
    }
    let saved = checks.text_that(&object, "saved", Required, "field-not-moment", is_moment);
    let listed = checks.list(&object, "records", Required);
    file.problems = checks.into_problems();
    let mut backup = Backup { saved: saved.and_then(Timestamp::new), records: Vec::with_capacity(listed.len()) };
    let mut keys = BTreeSet::new();
    for (place, entry) in listed {
        let mut checks = Checks::of(entry, &place, twice);
        let Some(entry) = checks.object(entry, &place) else {
            file.reject(checks.into_problems());
            continue;
        };
        let key = checks.text_that(&entry, "key", Required, "key-not-ours", |key| key.starts_with(OURS));
        let value = checks.text(&entry, "value", Required);
        match (key, value) {
            _ if twice.within(&place).is_some() => file.reject(checks.into_problems()),
            (Some(key), Some(value)) if keys.insert(key) => backup.records.push((key.to_owned(), value.to_owned())),
            (Some(key), Some(_)) => {
                let twice = Problem::new("id-twice").with("place", entry.place_of("key")).with("value", key);
                file.reject(vec![twice]);
            }
            _ => file.reject(checks.into_problems()),
        }
    }
    file.backup = Some(backup);
    file
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use jsonschema::Validator;
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::formats::{MAX_FILE_BYTES, most_bytes, read_bytes};
    use crate::jobs::{Request, answer_reading, reading};
    use crate::model::fixtures::moment;

    static SCHEMA: LazyLock<Validator> = LazyLock::new(|| {
        let schema: Value = serde_json::from_str(include_str!("backup.schema.json")).unwrap();
        jsonschema::options().build(&schema).unwrap()
    });

    fn records(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    }

    /// What goes through the worker is what was written.
    #[track_caller]
    fn check_round_trip(records: &[(String, String)]) {
        let text = write(&moment(7), records);
        assert_eq!(SCHEMA.iter_errors(&serde_json::from_str(&text).unwrap()).count(), 0);
        let mut read = reading(&answer_reading(&Request::Read.to_json(), text.as_bytes()).text).unwrap();
        assert_eq!(read.len(), 1);
        let read = read.remove(0);
        assert_eq!((read.problems, read.rejected), (Vec::new(), 0));
        assert_eq!(read.backup, Some(Backup { saved: Some(moment(7)), records: records.to_vec() }));
    }

    #[test]
    fn the_file_is_json_with_a_record_on_each_line() {
        let text = write(&moment(0), &records(&[("ascribe/1/a", "12 {\"b\": 1}"), ("ascribe/2", "“\n")]));
        let expected = concat!(
            "{\n  \"format\": \"ascribe-backup\",\n  \"version\": 1,\n  \"saved\": \"2026-01-01T00:00:00.000Z\",\n",
            "  \"records\": [\n    {\"key\": \"ascribe/1/a\", \"value\": \"12 {\\\"b\\\": 1}\"},\n",
            "    {\"key\": \"ascribe/2\", \"value\": \"“\\n\"}\n  ]\n}\n",
        );
        assert_eq!(text, expected);
        assert_eq!(file_name(&moment(0)), "ascribe-backup-2026-01-01.json");
        check_round_trip(&[]);
        check_round_trip(&records(&[("ascribe/1/a", "")]));
    }

    proptest! {
        #[test]
        fn any_value_comes_through_as_it_is(values in prop::collection::btree_map("ascribe/\\PC{0,12}", ".{0,40}", 0..8)) {
            check_round_trip(&values.into_iter().collect::<Vec<_>>());
        }
    }

    /// What is read of a file, and which problems are told with how many left out.
    #[track_caller]
    fn check(file: Value, kept: &[(&str, &str)], problems: &[&str], rejected: usize) {
        let read = read_bytes(file.to_string().as_bytes());
        let codes: Vec<&str> = read.problems.iter().map(|problem| &*problem.code).collect();
        assert_eq!((codes.as_slice(), read.rejected), (problems, rejected));
        assert_eq!(read.backup.map(|backup| backup.records).unwrap_or_default(), records(kept));
    }

    #[test]
    fn what_is_no_record_is_left_out_and_the_rest_is_kept() {
        let file = |records: Value| json!({ "format": FORMAT, "version": 1, "saved": "2026-01-01T00:00:00Z", "records": records });
        let good = json!({ "key": "ascribe/1/a", "value": "x", "more": 1 });
        check(file(json!([good])), &[("ascribe/1/a", "x")], &[], 0);
        check(file(json!([good, good])), &[("ascribe/1/a", "x")], &["id-twice"], 1);
        check(file(json!([{ "key": "other/app", "value": "x" }, good])), &[("ascribe/1/a", "x")], &["key-not-ours"], 1);
        check(
            file(json!([{ "key": "ascribe/1/b", "value": 1 }, good])),
            &[("ascribe/1/a", "x")],
            &["field-not-text"],
            1,
        );
        check(file(json!([{ "key": 7, "value": "x" }])), &[], &["field-not-text"], 1);
        check(
            file(json!([{ "value": "x" }, [], null])),
            &[],
            &["field-missing", "field-not-object", "field-not-object"],
            3,
        );
        check(file(json!({})), &[], &["field-not-list"], 0);
        check(
            json!({ "format": FORMAT, "version": 1, "records": [good] }),
            &[("ascribe/1/a", "x")],
            &["field-missing"],
            0,
        );
        check(json!({ "format": FORMAT, "version": 2, "records": [good] }), &[], &["file-newer"], 0);
        check(json!({ "format": FORMAT, "records": [good] }), &[], &["file-without-version"], 0);
    }

    #[test]
    fn a_record_that_says_two_things_is_left_out() {
        let text = write(&moment(0), &records(&[("ascribe/1/a", "x"), ("ascribe/1/b", "y")]));
        let read = read_bytes(text.replace("\"value\": \"x\"", "\"value\": \"x\", \"value\": \"z\"").as_bytes());
        assert_eq!(read.problems.iter().map(|problem| &*problem.code).collect::<Vec<_>>(), ["field-twice"]);
        assert_eq!((read.rejected, read.backup.unwrap().records), (1, records(&[("ascribe/1/b", "y")])));
    }

    #[test]
    fn a_backup_may_be_larger_than_other_files() {
        let value = "x".repeat(MAX_FILE_BYTES);
        let text = write(&moment(0), &[("ascribe/1/a".to_owned(), value)]);
        assert_eq!(read_bytes(text.as_bytes()).problems, []);
        for (begins, most) in [
            ("{\"format\": \"ascribe-backup\"", MAX_BACKUP_BYTES),
            ("\u{feff} {\n\t\"format\" :\r\n\"ascribe-backup\", ", MAX_BACKUP_BYTES),
            ("{\"format\": \"ascribe-backups\"", MAX_FILE_BYTES),
            ("{\"version\": 1, \"format\": \"ascribe-backup\"", MAX_FILE_BYTES),
            ("[{\"format\": \"ascribe-backup\"", MAX_FILE_BYTES),
            ("ascribe-backup", MAX_FILE_BYTES),
            ("", MAX_FILE_BYTES),
        ] {
            assert_eq!(most_bytes(begins.as_bytes()), most, "{begins}");
        }
        let beginning = beginning(&moment(0));
        let too_large = read_bytes(format!("{beginning}{}", " ".repeat(MAX_BACKUP_BYTES)).as_bytes());
        assert_eq!(&*too_large.problems[0].code, "file-too-large");
    }

    #[test]
    fn a_list_of_files_may_have_a_backup_among_them() {
        let backup: Value = serde_json::from_str(&write(&moment(0), &records(&[("ascribe/1/a", "x")]))).unwrap();
        let article: Value = serde_json::from_str(include_str!("../../tests/golden/scripts.article.json")).unwrap();
        let list = json!([article, backup, article, backup]).to_string();
        let read = reading(&answer_reading(&Request::Read.to_json(), list.as_bytes()).text).unwrap();
        let held: Vec<(usize, bool)> = read.iter().map(|read| (read.articles.len(), read.backup.is_some())).collect();
        assert_eq!(held, [(1, false), (0, true), (1, false), (0, true)]);
    }
}
