//! Checks JSON field by field before it becomes values, so that every problem
//! names the field, its place and the remedy, and so that all are found at once.

use serde_json::{Map, Value};

use super::parse::Twice;
use crate::model::article::is_web_address;
use crate::model::id::is_id;
use crate::model::problem::Problem;
use crate::model::time::is_date_or_date_time;

/// At most this many problems are listed for one object: nobody reads more.
const MOST_PROBLEMS: usize = 20;

/// What is deeper is left out: lists and objects within one another. The files and the
/// storage into which it goes put more around it, and have to be read again.
pub const MAX_DEPTH_OF_ONE: usize = 64;

/// Collects the problems found in one object of a file.
#[derive(Default)]
pub struct Checks {
    problems: Vec<Problem>,
}

/// An object within a file, and where it stands there (`articles[2].blocks[0]`;
/// empty for the file itself).
pub struct Object<'a> {
    fields: &'a Map<String, Value>,
    place: String,
}

impl<'a> Object<'a> {
    /// The place of one of its fields.
    pub fn place_of(&self, field: &str) -> String {
        if self.place.is_empty() { field.to_owned() } else { format!("{}.{field}", self.place) }
    }

    /// A field's value. `null` counts as absent.
    pub fn get(&self, field: &str) -> Option<&'a Value> {
        self.fields.get(field).filter(|value| !value.is_null())
    }
}

/// Whether a field may be absent.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// It must be there.
    Required,
    /// It may be absent.
    Optional,
}
pub use Need::{Optional, Required};

impl Checks {
    /// The checks of a thing that comes in as a whole or not at all: an article, an
    /// annotation and the like. Starts with what is wrong with it wherever in it.
    pub fn of(value: &Value, place: &str, twice: &Twice) -> Self {
        let mut checks = Checks::default();
        if let Some(twice) = twice.within(place) {
            checks.add(Problem::new("field-twice").with("place", twice));
        }
        if is_deeper(value, MAX_DEPTH_OF_ONE) {
            let place = if place.is_empty() { "1" } else { place };
            checks.add(Problem::new("too-deep").with("place", place).with("most", MAX_DEPTH_OF_ONE));
        }
        checks
    }

    /// Notes a problem.
    pub fn add(&mut self, problem: Problem) {
        if self.problems.len() < MOST_PROBLEMS {
            self.problems.push(problem);
        }
    }

    /// What was found, in the order of the file.
    pub fn into_problems(self) -> Vec<Problem> {
        self.problems
    }

    /// What a thing says of its own format, if it does: within another file it need not.
    pub fn head(&mut self, object: &Object<'_>, format: &str, newest: u64) {
        self.one_of(object, "format", Optional, &[format]);
        let version = object.get("version").map(|version| version.as_u64().unwrap_or(0));
        if version.is_some_and(|version| !(1..=newest).contains(&version)) {
            self.add(Problem::new("part-newer").with("place", object.place_of("version")).with("newest", newest));
        }
    }

    /// Tells of keys of an object that are none of these and that nothing keeps.
    pub fn only(&mut self, object: &Object<'_>, known: &[&str]) {
        for name in object.fields.keys().filter(|name| !known.contains(&name.as_str())) {
            self.add(Problem::new("field-unknown").with("place", object.place_of(&shortened(name))));
        }
    }

    /// The value as an object.
    pub fn object<'a>(&mut self, value: &'a Value, place: &str) -> Option<Object<'a>> {
        match value.as_object() {
            Some(fields) => Some(Object { fields, place: place.to_owned() }),
            None => {
                let place = if place.is_empty() { "1" } else { place };
                self.add(Problem::new("field-not-object").with("place", place));
                None
            }
        }
    }

    fn field<'a>(&mut self, object: &Object<'a>, field: &str, need: Need) -> Option<&'a Value> {
        let found = object.get(field);
        if found.is_none() && need == Required {
            self.add(Problem::new("field-missing").with("place", object.place_of(field)));
        }
        found
    }

    /// A field that holds an object.
    pub fn inner<'a>(&mut self, object: &Object<'a>, field: &str, need: Need) -> Option<Object<'a>> {
        let value = self.field(object, field, need)?;
        self.object(value, &object.place_of(field))
    }

    /// The entries of a field that holds a list, each with its place.
    pub fn list<'a>(&mut self, object: &Object<'a>, field: &str, need: Need) -> Vec<(String, &'a Value)> {
        let place = object.place_of(field);
        match self.field(object, field, need) {
            None => Vec::new(),
            Some(Value::Array(entries)) => {
                entries.iter().enumerate().map(|(i, entry)| (format!("{place}[{i}]"), entry)).collect()
            }
            Some(_) => {
                self.add(Problem::new("field-not-list").with("place", place));
                Vec::new()
            }
        }
    }

    /// A field that holds text; it may be empty.
    pub fn text<'a>(&mut self, object: &Object<'a>, field: &str, need: Need) -> Option<&'a str> {
        let value = self.field(object, field, need)?;
        if value.is_string() {
            return value.as_str();
        }
        self.add(Problem::new("field-not-text").with("place", object.place_of(field)));
        None
    }

    /// A field that holds text which must pass a test; `code` tells of a failure
    /// and gets the placeholders `place` and `value`.
    pub fn text_that<'a>(
        &mut self,
        object: &Object<'a>,
        field: &str,
        need: Need,
        code: &'static str,
        passes: impl Fn(&str) -> bool,
    ) -> Option<&'a str> {
        let text = self.text(object, field, need)?;
        if passes(text) {
            return Some(text);
        }
        self.add(Problem::new(code).with("place", object.place_of(field)).with("value", shortened(text)));
        None
    }

    /// A field that holds text with something in it.
    pub fn filled<'a>(&mut self, object: &Object<'a>, field: &str, need: Need) -> Option<&'a str> {
        self.text_that(object, field, need, "field-empty", |text| !text.trim().is_empty())
    }

    /// A field that holds an id.
    pub fn id<'a>(&mut self, object: &Object<'a>, field: &str) -> Option<&'a str> {
        self.text_that(object, field, Required, "field-not-id", is_id)
    }

    /// A field that holds a web address.
    pub fn address(&mut self, object: &Object<'_>, field: &str) {
        self.text_that(object, field, Optional, "field-not-address", is_web_address);
    }

    /// A field that holds a day or a date-time.
    pub fn date(&mut self, object: &Object<'_>, field: &str) {
        self.text_that(object, field, Optional, "field-not-date", is_date_or_date_time);
    }

    /// A field that holds true or false; it may be absent.
    pub fn truth(&mut self, object: &Object<'_>, field: &str) {
        if object.get(field).is_some_and(|value| !value.is_boolean()) {
            self.add(Problem::new("field-not-truth").with("place", object.place_of(field)));
        }
    }

    /// A field that holds a list of texts; it may be absent.
    pub fn texts(&mut self, object: &Object<'_>, field: &str) {
        for (place, entry) in self.list(object, field, Optional) {
            if !entry.is_string() {
                self.add(Problem::new("field-not-text").with("place", place));
            }
        }
    }

    /// A field that holds a list of ids; it may be absent.
    pub fn ids(&mut self, object: &Object<'_>, field: &str) {
        for (place, entry) in self.list(object, field, Optional) {
            match entry.as_str() {
                None => self.add(Problem::new("field-not-text").with("place", place)),
                Some(id) if !is_id(id) => {
                    self.add(Problem::new("field-not-id").with("place", place).with("value", shortened(id)));
                }
                Some(_) => {}
            }
        }
    }

    /// A field that holds texts by their names; it may be absent.
    pub fn texts_by_name(&mut self, object: &Object<'_>, field: &str) {
        let Some(inner) = self.inner(object, field, Optional) else { return };
        for (name, value) in inner.fields {
            if !is_id(name) {
                let problem = Problem::new("field-not-id").with("place", object.place_of(field));
                self.add(problem.with("value", shortened(name)));
            } else if !value.is_string() {
                self.add(Problem::new("field-not-text").with("place", inner.place_of(name)));
            }
        }
    }

    /// A field that holds one of a few words.
    pub fn one_of<'a>(&mut self, object: &Object<'a>, field: &str, need: Need, allowed: &[&str]) -> Option<&'a str> {
        let text = self.text(object, field, need)?;
        if allowed.contains(&text) {
            return Some(text);
        }
        self.add(
            Problem::new("field-not-allowed")
                .with("place", object.place_of(field))
                .with("value", shortened(text))
                .with("allowed", allowed.join(", ")),
        );
        None
    }

    /// A field that holds a whole number from `least` to `most`.
    pub fn number(&mut self, object: &Object<'_>, field: &str, need: Need, least: u32, most: u32) -> Option<u32> {
        let value = self.field(object, field, need)?;
        let number = value.as_u64().and_then(|n| u32::try_from(n).ok()).filter(|n| (least..=most).contains(n));
        if number.is_none() {
            self.add(
                Problem::new("field-not-number")
                    .with("place", object.place_of(field))
                    .with("least", least)
                    .with("most", most),
            );
        }
        number
    }
}

/// As much of a wrong text as is shown.
pub fn shortened(text: &str) -> String {
    text.chars().take(60).collect()
}

/// Whether lists and objects stand deeper within one another than this.
fn is_deeper(value: &Value, most: usize) -> bool {
    let is_beyond = |inner: &Value| is_deeper(inner, most - 1);
    match value {
        Value::Array(entries) => most == 0 || entries.iter().any(is_beyond),
        Value::Object(fields) => most == 0 || fields.values().any(is_beyond),
        _ => false,
    }
}
