//! The fields of a foreign object: taken where they can be used, kept where not.

use serde_json::{Map, Value};

use crate::formats::article::is_language;
use crate::formats::draft::party;
use crate::formats::plain_text;
use crate::model::article::{Licence, Party, is_web_address};
use crate::model::time::is_date_or_date_time;

/// An object of which fields are taken one after the other. A field that cannot be used
/// as what it is wanted for stays, and is kept with the article.
pub struct Source(Map<String, Value>);

impl Source {
    /// All fields of an object.
    pub fn of(object: Map<String, Value>) -> Self {
        Source(object)
    }

    /// What was not taken.
    pub fn rest(self) -> Map<String, Value> {
        self.0
    }

    /// Takes the first of some fields for which there is a use.
    pub fn take<T>(&mut self, keys: &[&str], usable: impl Fn(&Value) -> Option<T>) -> Option<T> {
        let (key, found) = keys.iter().find_map(|key| Some((*key, usable(self.0.get(*key)?)?)))?;
        self.0.remove(key);
        Some(found)
    }

    /// Drops fields that say what has been taken from others.
    pub fn drop(&mut self, keys: &[&str]) {
        keys.iter().for_each(|key| {
            self.0.remove(*key);
        });
    }

    /// Takes the first of some fields that is a text and not empty.
    pub fn text(&mut self, keys: &[&str]) -> Option<String> {
        self.take(keys, |value| filled(value.as_str()?))
    }

    /// Takes the first of some fields that is a day or a date-time.
    pub fn date(&mut self, keys: &[&str]) -> Option<String> {
        self.take(keys, |value| date(value.as_str()?))
    }

    /// Takes the first of some fields that is a web address, alone or in an object.
    pub fn address(&mut self, keys: &[&str]) -> Option<String> {
        self.take(keys, address)
    }

    /// Takes the first of some fields that is a language tag.
    pub fn language(&mut self, keys: &[&str]) -> Option<String> {
        self.take(keys, |value| match value {
            Value::Array(several) => language(several.first()?.as_str()?),
            Value::Object(named) => language(named.get("alternateName").or_else(|| named.get("name"))?.as_str()?),
            one => language(one.as_str()?),
        })
    }

    /// Takes the first of some fields that names people or outlets.
    pub fn parties(&mut self, keys: &[&str]) -> Vec<Party> {
        self.take(keys, |value| Some(parties(value)).filter(|parties| !parties.is_empty())).unwrap_or_default()
    }

    /// Takes the first of some fields that says terms of use: an address, or words.
    pub fn licence(&mut self, keys: &[&str]) -> Option<Licence> {
        self.take(keys, licence)
    }
}

/// A text without white space at its ends, if there is any.
pub fn filled(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// A day or date-time (RFC 3339) of one in another form. Without a zone a date-time is a
/// day: which moment is meant, nobody knows.
pub fn date(text: &str) -> Option<String> {
    let text = text.trim();
    if is_date_or_date_time(text) {
        return Some(text.to_owned());
    }
    let (day, rest) = text.split_at_checked(10).unwrap_or((text, ""));
    if is_date_or_date_time(day) {
        let clock = rest.trim_start_matches(['T', 't', ' ']).trim_end();
        return Some(with_zone(day, clock).unwrap_or_else(|| day.to_owned()));
    }
    plain_text::day(text).map(|day| day.date)
}

/// A day with a clock that may lack seconds, and a zone that may lack its colon.
fn with_zone(day: &str, clock: &str) -> Option<String> {
    let at = clock.find(['Z', 'z', '+', '-', 'U', 'G'])?;
    let (time, zone) = clock.split_at_checked(at)?;
    let time = time.trim_end();
    let time = if time.matches(':').count() == 1 { format!("{time}:00") } else { time.to_owned() };
    let zone = match zone {
        "Z" | "z" | "UTC" | "GMT" => "Z".to_owned(),
        _ => match zone.split_at_checked(3) {
            Some((hours, "")) => format!("{hours}:00"),
            Some((hours, minutes)) => format!("{hours}:{}", minutes.trim_start_matches(':')),
            None => return None,
        },
    };
    let moment = format!("{day}T{time}{zone}");
    is_date_or_date_time(&moment).then_some(moment)
}

/// A language tag as BCP 47 writes it.
pub fn language(text: &str) -> Option<String> {
    let tag = text.trim().replace('_', "-");
    // “English” is a word of eight letters and fewer, and no tag; tags have two or three.
    let is_tag = is_language(&tag) && tag.split('-').next().is_some_and(|first| first.len() <= 3);
    is_tag.then_some(tag)
}

/// A web address, alone or under the usual keys of an object.
pub fn address(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim()).filter(|text| is_web_address(text)).map(str::to_owned),
        Value::Object(named) => ["@id", "url"].iter().find_map(|key| address(named.get(*key)?)),
        Value::Array(several) => several.iter().find_map(address),
        _ => None,
    }
}

/// Those whom a value names: a name, an object with a name, or a list of such.
pub fn parties(value: &Value) -> Vec<Party> {
    match value {
        Value::String(names) => {
            names.split(';').filter_map(filled).filter(|name| !is_web_address(name)).map(party).collect()
        }
        Value::Array(several) => several.iter().flat_map(parties).collect(),
        Value::Object(named) => {
            let Some(name) = named.get("name") else { return Vec::new() };
            let mut found = parties(name);
            if let [only] = found.as_mut_slice() {
                only.url = ["url", "uri", "@id"].iter().find_map(|key| address(named.get(*key)?));
            }
            found
        }
        _ => Vec::new(),
    }
}

/// Terms of use: an address, or words.
pub fn licence(value: &Value) -> Option<Licence> {
    let of = |name, url, notice| Some(Licence { name, url, notice, extra: Map::new() });
    match value {
        Value::String(text) if is_web_address(text.trim()) => of(None, Some(text.trim().to_owned()), None),
        Value::String(text) => of(None, None, Some(filled(text)?)),
        Value::Object(named) => {
            let name = named.get("name").and_then(Value::as_str).and_then(filled);
            let url = address(value);
            if name.is_none() && url.is_none() { None } else { of(name, url, None) }
        }
        Value::Array(several) => several.iter().find_map(licence),
        _ => None,
    }
}
