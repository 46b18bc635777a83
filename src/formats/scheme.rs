//! Scheme JSON: `{"format": "ascribe-scheme", "version": 1, …}`, after
//! `scheme.schema.json`: labels, attributes and relations with their names, tests
//! and examples.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::Value;

use super::annotations::sound;
use super::article::is_moment;
use super::check::{Checks, Object, Optional, Required};
use super::parse::Twice;
use crate::model::json::Fields;
use crate::model::problem::Problem;
use crate::model::scheme::{ATTRIBUTE_KINDS, Scheme};

/// The file's `format`.
pub const FORMAT: &str = "ascribe-scheme";
/// The `version` that is written; later ones are refused by name.
pub const VERSION: u64 = 1;
/// The end of a scheme file's name, without a leading dot.
pub const EXTENSION: &str = "scheme.json";
/// The id of the scheme that comes with the app.
pub const SHIPPED: &str = "urn:ascribe:scheme:news";

#[derive(Serialize)]
struct SchemeFile<'a> {
    format: &'static str,
    version: u64,
    #[serde(flatten)]
    scheme: &'a Scheme,
}

/// Writes a scheme; not when the reader chose it.
pub fn write(scheme: &Scheme) -> String {
    let scheme = Scheme { chosen: None, ..scheme.clone() };
    super::pretty(&SchemeFile { format: FORMAT, version: VERSION, scheme: &scheme })
}

/// The scheme that a file, or an object of one, holds; or all that is wrong with it.
pub fn read(value: &Value, place: &str, twice: &Twice) -> Result<Scheme, Vec<Problem>> {
    let mut checks = Checks::of(value, place, twice);
    if let Some(scheme) = checks.object(value, place) {
        check(&mut checks, &scheme);
    }
    let mut value = value.clone();
    if let Value::Object(fields) = &mut value {
        // Those of the file, not of the scheme; what is read was not chosen here.
        for name in ["format", "version", "chosen"] {
            fields.remove(name);
        }
    }
    sound(checks, place, || Scheme::from_json(value))
}

/// The scheme that comes with the app. It is sound, as a test holds, so it is read
/// without the checks that other people's files need.
///
/// # Errors
/// The file is damaged.
pub fn shipped(text: &str) -> Result<Scheme, Problem> {
    let broken = || Problem::new("library-unreadable");
    let value: Value = serde_json::from_str(text).map_err(|_| broken())?;
    let mut fields = Fields::of(value, "scheme").map_err(|_| broken())?;
    if (fields.take("format"), fields.take("version")) != (Some(FORMAT.into()), Some(VERSION.into())) {
        return Err(broken());
    }
    Scheme::from_json(Value::Object(fields.rest())).map_err(|_| broken())
}

fn check(checks: &mut Checks, scheme: &Object<'_>) {
    checks.head(scheme, FORMAT, VERSION);
    checks.id(scheme, "id");
    checks.filled(scheme, "title", Required);
    checks.text(scheme, "about", Optional);
    checks.text(scheme, "profile", Optional);
    checks.text_that(scheme, "chosen", Optional, "field-not-moment", is_moment);
    // Whoever used it could mark nothing.
    if scheme.get("labels").is_none_or(|labels| labels.as_array().is_some_and(Vec::is_empty)) {
        checks.add(Problem::new("labels-missing").with("place", scheme.place_of("labels")));
    }
    let mut said = BTreeSet::new();
    each(checks, scheme, "profiles", "id", &mut BTreeSet::new(), |checks, profile| {
        checks.filled(profile, "name", Required);
        checks.text(profile, "about", Optional);
    });
    each(checks, scheme, "labels", "id", &mut said, |checks, label| {
        check_meaning(checks, label);
        for field in ["key", "colour", "line"] {
            checks.text(label, field, Optional);
        }
        checks.truth(label, "identity");
        check_attributes(checks, label);
    });
    // What is said of a mark and of a connection is looked up by the id alone: they share none.
    each(checks, scheme, "relations", "id", &mut said, |checks, relation| {
        check_meaning(checks, relation);
        check_attributes(checks, relation);
        each(checks, relation, "arguments", "role", &mut BTreeSet::new(), |checks, role| {
            check_meaning(checks, role);
            checks.texts(role, "labels");
            checks.number(role, "least", Optional, 0, u32::MAX);
            checks.number(role, "most", Optional, 1, u32::MAX);
            checks.truth(role, "owned");
        });
        for (place, cues) in checks.list(relation, "cues", Optional) {
            let Some(cues) = checks.object(cues, &place) else { continue };
            checks.filled(&cues, "language", Required);
            checks.texts(&cues, "words");
            checks.texts_by_name(&cues, "suggests");
        }
    });
}

fn check_meaning(checks: &mut Checks, object: &Object<'_>) {
    checks.filled(object, "name", Required);
    for field in ["test", "nearMiss", "guideline", "profile"] {
        checks.text(object, field, Optional);
    }
}

fn check_attributes(checks: &mut Checks, object: &Object<'_>) {
    const KINDS: &[&str] = &["choice", "text", "address", "date"];
    debug_assert!(KINDS.iter().copied().eq(ATTRIBUTE_KINDS.iter().map(|(name, _)| *name)));
    each(checks, object, "attributes", "id", &mut BTreeSet::new(), |checks, attribute| {
        check_meaning(checks, attribute);
        checks.one_of(attribute, "kind", Required, KINDS);
        each(checks, attribute, "values", "id", &mut BTreeSet::new(), check_meaning);
    });
}

/// Checks each object of a list, and that none has a name that is among those known.
fn each(
    checks: &mut Checks,
    object: &Object<'_>,
    field: &str,
    name: &'static str,
    names: &mut BTreeSet<String>,
    check: impl Fn(&mut Checks, &Object<'_>),
) {
    for (place, entry) in checks.list(object, field, Optional) {
        let Some(entry) = checks.object(entry, &place) else { continue };
        if let Some(id) = checks.id(&entry, name)
            && !names.insert(id.to_owned())
        {
            checks.add(Problem::new("id-twice").with("place", entry.place_of(name)).with("value", id));
        }
        check(checks, &entry);
    }
}
