//! Every text of the interface, from a message file per language: pure, so that
//! native tests can hold that no message is missing.
//!
//! A message is a text, or several by plural category of its `count`; `{name}`
//! is a placeholder. English is built in: `en.json` with the first load, and
//! `en-annex.json` with what is loaded later, see [`add`].

use std::borrow::Cow;
use std::cell::RefCell;

use serde_json::{Map, Value};

use crate::model::problem::Problem;
use crate::model::summary::Summary;

/// The messages of one language.
pub struct Catalogue {
    /// A text, or texts by Unicode plural category (CLDR): `one`, `other` and so on.
    messages: Map<String, Value>,
    plural: fn(u64) -> &'static str,
}

/// English has two plural categories for whole numbers (CLDR).
fn english_plural(count: u64) -> &'static str {
    if count == 1 { "one" } else { "other" }
}

impl Catalogue {
    /// The English messages of the first load.
    pub fn english() -> Self {
        // A test holds that the file is sound; the page would show keys otherwise.
        let messages = match serde_json::from_str(include_str!("en.json")) {
            Ok(Value::Object(messages)) => messages,
            _ => Map::new(),
        };
        Catalogue { messages, plural: english_plural }
    }

    /// Whether there is such a message.
    pub fn has(&self, key: &str) -> bool {
        self.messages.contains_key(key)
    }

    /// All keys.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.messages.keys().map(String::as_str)
    }

    /// The message with its placeholders filled. A missing message is its key, so
    /// that it is seen.
    pub fn text(&self, key: &str, args: &[(&str, String)]) -> String {
        let template = match self.messages.get(key) {
            None => key,
            Some(Value::String(text)) => text,
            Some(texts) => {
                let count = args.iter().find(|(name, _)| *name == "count").and_then(|(_, n)| n.parse().ok());
                let category = (self.plural)(count.unwrap_or(0));
                texts.get(category).or_else(|| texts.get("other")).and_then(Value::as_str).unwrap_or(key)
            }
        };
        fill(template, args)
    }

    /// What is wrong and what to do about it.
    pub fn problem(&self, problem: &Problem) -> String {
        self.about("problem-", &problem.code, &problem.args)
    }

    /// What was done.
    pub fn summary(&self, summary: &Summary) -> String {
        self.about("step-", &summary.code, &summary.args)
    }

    fn about(&self, kind: &str, code: &str, args: &[(Cow<'static, str>, String)]) -> String {
        let args: Vec<(&str, String)> = args.iter().map(|(name, value)| (&**name, value.clone())).collect();
        self.text(&format!("{kind}{code}"), &args)
    }
}

/// Fills placeholders in one pass: what is filled in is never searched again,
/// and turns no direction of writing but its own.
fn fill(template: &str, args: &[(&str, String)]) -> String {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        match after.split_once('}').and_then(|(name, tail)| Some((args.iter().find(|(n, _)| *n == name)?, tail))) {
            Some(((_, value), tail)) => {
                filled.push_str(&isolated(value));
                rest = tail;
            }
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled.push_str(rest);
    filled
}

/// Begins what has its own direction of writing, by its first letter.
const ISOLATE: char = '\u{2068}';
/// Ends it.
const END_ISOLATE: char = '\u{2069}';

/// Whether a character is written from right to left or turns the direction of others.
fn turns_direction(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

/// A value as it stands within other words: whatever direction it is written in, and
/// however it tries to turn what stands behind it, that ends where the value ends.
pub fn isolated(value: &str) -> Cow<'_, str> {
    if !value.chars().any(turns_direction) {
        return Cow::Borrowed(value);
    }
    let mut open = 1_usize;
    let mut isolated = String::from(ISOLATE);
    for c in value.chars() {
        match c {
            '\u{2066}'..=ISOLATE => open += 1,
            // Would end what stands around the value.
            END_ISOLATE if open == 1 => continue,
            END_ISOLATE => open -= 1,
            _ => {}
        }
        isolated.push(c);
    }
    isolated.extend(std::iter::repeat_n(END_ISOLATE, open));
    Cow::Owned(isolated)
}

/// Values one behind the other, none of which turns another.
pub fn in_a_row(values: &[String], between: &str) -> String {
    values.iter().map(|value| isolated(value)).collect::<Vec<_>>().join(between)
}

thread_local! {
    static CATALOGUE: RefCell<Catalogue> = RefCell::new(Catalogue::english());
}

/// The messages of what is loaded after the first drawing.
pub const LATER: &str = include_str!("en-annex.json");

/// Adds messages to those of the interface's language.
pub fn add(messages: &str) {
    // A test holds that the files are sound; the page would show keys otherwise.
    if let Ok(Value::Object(messages)) = serde_json::from_str(messages) {
        CATALOGUE.with_borrow_mut(|catalogue| catalogue.messages.extend(messages));
    }
}

/// A message of the interface's language.
pub fn text(key: &str) -> String {
    text_with(key, &[])
}

/// A message with placeholders.
pub fn text_with(key: &str, args: &[(&str, String)]) -> String {
    // Tests of any room read them all.
    #[cfg(test)]
    add(LATER);
    CATALOGUE.with_borrow(|catalogue| catalogue.text(key, args))
}

/// What is wrong and what to do about it.
pub fn problem(problem: &Problem) -> String {
    #[cfg(test)]
    add(LATER);
    CATALOGUE.with_borrow(|catalogue| catalogue.problem(problem))
}

/// What was done in one step.
pub fn summary(summary: &Summary) -> String {
    #[cfg(test)]
    add(LATER);
    CATALOGUE.with_borrow(|catalogue| catalogue.summary(summary))
}

#[cfg(test)]
mod tests;
