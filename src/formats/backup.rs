//! A backup: `{"format": "ascribe-backup", "version": 1, …}`, all that a browser keeps
//! of the app, after `backup.schema.json`. Its records are the keys and values as they
//! are stored; what they say is not looked into here. What cannot be read in this
//! browser can be read in another, or by a later version.

use std::collections::BTreeSet;

use serde_json::Value;

use super::ReadFile;
use super::article::is_moment;
use super::check::{Checks, Required};
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
/// left out and reported.
pub fn read(value: &Value, place: &str) -> ReadFile {
    let mut file = ReadFile::default();
    let mut checks = Checks::default();
    let Some(object) = checks.object(value, place) else {
        return ReadFile { problems: checks.into_problems(), ..file };
    };
    let saved = checks.text_that(&object, "saved", Required, "field-not-moment", is_moment);
    let listed = checks.list(&object, "records", Required);
    file.problems = checks.into_problems();
    let mut backup = Backup { saved: saved.and_then(Timestamp::new), records: Vec::with_capacity(listed.len()) };
    let mut keys = BTreeSet::new();
    for (place, entry) in listed {
        let mut checks = Checks::default();
        let Some(entry) = checks.object(entry, &place) else {
            file.reject(checks.into_problems());
            continue;
        };
        let key = checks.text_that(&entry, "key", Required, "key-not-ours", |key| key.starts_with(OURS));
        let value = checks.text(&entry, "value", Required);
        match (key, value) {
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
