//! What bodies say, whoever says it: told apart by their purpose.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::iri::{Kind, decoded, id_in, is_iri, text_in};
use super::place::{each, iri, is_of_type, term};
use super::{DIFFERENT_FROM, WIKIDATA};
use crate::formats::check::shortened;
use crate::model::id::{AttributeId, MAX_ID_BYTES, is_id};
use crate::model::identity::is_wikidata_number;
use crate::model::problem::Problem;

/// What has no place here, by where it stood, with how often.
#[derive(Default)]
pub struct Unread(BTreeMap<String, usize>);

impl Unread {
    /// One more.
    pub fn note(&mut self, key: &str) {
        *self.0.entry(shortened(key)).or_default() += 1;
    }

    /// The keys of an object that are none of these.
    pub fn keys(&mut self, place: &str, fields: &Map<String, Value>, known: &[&str]) {
        let others = fields.iter().filter(|(key, value)| !known.contains(&key.as_str()) && !value.is_null());
        others.for_each(|(key, _)| self.note(&format!("{place}.{key}")));
    }

    /// To be told.
    pub fn problems(self) -> Vec<Problem> {
        let problem = |(key, count)| Problem::new("exchange-unread").with("key", key).with("count", count);
        self.0.into_iter().map(problem).collect()
    }
}

/// The standard's names in a field.
pub fn terms<'a>(value: Option<&'a Value>, key: &str, unread: &mut Unread) -> Vec<&'a str> {
    let all = each(value).iter().filter_map(|value| {
        if !value.is_string() {
            unread.note(key);
        }
        value.as_str().map(term)
    });
    all.collect()
}

/// What the bodies of one annotation say.
#[derive(Default)]
pub struct Said {
    /// What the words are taken for.
    pub labels: Vec<String>,
    /// Tags as they are.
    pub tags: Vec<String>,
    /// What is said for any other purpose, by its name.
    pub others: Vec<(String, String)>,
    /// Notes.
    pub notes: Vec<String>,
    /// Other things by their IRIs, with their role if it says one.
    pub links: Vec<(Option<String>, String)>,
    /// What it is about, by its IRI.
    pub about: Vec<String>,
    /// What that is called.
    pub names: Vec<String>,
    /// Its number in Wikidata.
    pub wikidata: Vec<String>,
    /// What it is not.
    pub different_from: Vec<String>,
}

/// Reads bodies. `motivation` is their purpose if they name none. What `is_joined` is
/// another annotation, or takes part in a link.
pub fn said(bodies: &[Value], motivation: Option<&str>, is_joined: &dyn Fn(&str) -> bool, unread: &mut Unread) -> Said {
    let mut said = Said::default();
    for body in bodies {
        match body {
            Value::String(text) if is_joined(text) => said.links.push((None, text.clone())),
            Value::String(text) if is_iri(text) => said.others.push(("link".to_owned(), text.clone())),
            Value::String(text) => said.add_text(&["commenting"], text),
            Value::Object(fields) => said.add(body, fields, motivation, is_joined, unread),
            _ => unread.note("body"),
        }
    }
    said
}

impl Said {
    fn add(
        &mut self,
        body: &Value,
        fields: &Map<String, Value>,
        motivation: Option<&str>,
        is_joined: &dyn Fn(&str) -> bool,
        unread: &mut Unread,
    ) {
        const KNOWN: &[&str] = &["id", "@id", "type", "@type", "purpose", "value", "@value", "source"];
        let is_said = |key: &str, value: &str| fields.get(key).and_then(Value::as_str) == Some(value);
        let mut known = KNOWN.to_vec();
        known.extend(
            [("format", "text/plain"), ("textDirection", "auto")]
                .iter()
                .filter(|(k, v)| is_said(k, v))
                .map(|(k, _)| *k),
        );
        unread.keys("body", fields, &known);
        let mut purposes = terms(fields.get("purpose"), "body.purpose", unread);
        if purposes.is_empty() {
            purposes.extend(motivation);
        }
        let value = fields.get("value").or_else(|| fields.get("@value"));
        let is_linked =
            purposes.iter().any(|purpose| text_in(Kind::Role, purpose).is_some() || *purpose == DIFFERENT_FROM);
        // Of several purposes the first counts.
        (1..purposes.len()).filter(|_| !is_linked).for_each(|_| unread.note("body.purpose"));
        let source = fields.get("source").filter(|source| !source.is_null());
        if let Some(Value::Object(source)) = source {
            unread.keys("source", source, &["id", "@id", "type", "@type"]);
        }
        let source = match value {
            Some(value) if !value.is_null() => {
                source.into_iter().for_each(|_| unread.note("body.source"));
                None
            }
            _ => source,
        };
        let own = iri(body).filter(|_| !is_of_type(body, "TextualBody"));
        match (value, source.and_then(iri).or(own)) {
            (Some(Value::String(text)), _) => self.add_text(&purposes, text),
            (Some(Value::Null) | None, Some(source)) => self.add_resource(&purposes, source, is_joined),
            (Some(Value::Null) | None, None) => {
                // A highlight says nothing, and says so.
                source.into_iter().for_each(|_| unread.note("body.source"));
            }
            (Some(Value::Number(number)), _) => self.add_text(&purposes, &number.to_string()),
            (Some(_), _) => unread.note("body.value"),
        }
    }

    fn add_text(&mut self, purposes: &[&str], text: &str) {
        let purpose = purposes.first().copied().unwrap_or("commenting");
        if text.is_empty() {
            return;
        }
        match purpose {
            "classifying" => self.labels.push(text.to_owned()),
            "tagging" => self.tags.push(text.to_owned()),
            "identifying" => self.names.push(text.to_owned()),
            "commenting" | "highlighting" => self.notes.push(text.to_owned()),
            _ => self.others.push((purpose.to_owned(), text.to_owned())),
        }
    }

    fn add_resource(&mut self, purposes: &[&str], source: &str, is_joined: &dyn Fn(&str) -> bool) {
        if purposes.contains(&DIFFERENT_FROM) {
            return self.different_from.push(source.to_owned());
        }
        if let Some(role) = purposes.iter().find_map(|purpose| text_in(Kind::Role, purpose)) {
            return self.links.push((Some(role), source.to_owned()));
        }
        match purposes.first().copied().unwrap_or("linking") {
            "identifying" => match wikidata_in(source) {
                Some(number) => self.wikidata.push(number),
                None => self.about.push(source.to_owned()),
            },
            "classifying" | "tagging" => {
                let labels = if purposes.contains(&"classifying") { &mut self.labels } else { &mut self.tags };
                labels.push(last_segment(source));
                self.others.push(("link".to_owned(), source.to_owned()));
            }
            "linking" if is_joined(source) => self.links.push((None, source.to_owned())),
            "linking" => self.others.push(("link".to_owned(), source.to_owned())),
            other => self.others.push((other.to_owned(), source.to_owned())),
        }
    }

    /// The label, and the attributes: all tags and what was said for other purposes.
    pub fn label_and_attributes(&mut self, otherwise: &str) -> (String, BTreeMap<AttributeId, String>) {
        let mut attributes = Numbered::default();
        let mut labels = std::mem::take(&mut self.labels).into_iter();
        let mut tags = std::mem::take(&mut self.tags);
        let first = labels.next().or_else(|| (!tags.is_empty()).then(|| tags.remove(0)));
        let written = first.unwrap_or_else(|| otherwise.to_owned());
        let label = name_of(&written);
        if label != written {
            attributes.add("label", written);
        }
        labels.for_each(|label| attributes.add("label", label));
        for tag in tags {
            match attribute_in(&tag) {
                Some((name, value)) => attributes.add(&name, value.to_owned()),
                None => attributes.add("tag", tag),
            }
        }
        for (name, value) in std::mem::take(&mut self.others) {
            attributes.add(&name_of(&name), value);
        }
        (label, attributes.attributes)
    }

    /// All notes as one.
    pub fn note(&mut self) -> String {
        std::mem::take(&mut self.notes).join("\n")
    }
}

/// Attributes; those of one name are numbered.
#[derive(Default)]
struct Numbered {
    attributes: BTreeMap<AttributeId, String>,
    /// How many of a name there are.
    counts: BTreeMap<String, usize>,
    /// The same twice is one.
    known: BTreeSet<(String, String)>,
}

impl Numbered {
    fn add(&mut self, name: &str, value: String) {
        if !self.known.insert((name.to_owned(), value.clone())) {
            return;
        }
        let count = self.counts.entry(name.to_owned()).or_default();
        loop {
            *count += 1;
            let id = AttributeId::from(if *count == 1 { name.to_owned() } else { format!("{name}-{count}") });
            if let Entry::Vacant(free) = self.attributes.entry(id) {
                free.insert(value);
                return;
            }
        }
    }
}

/// A text as a name: without white space.
pub fn name_of(text: &str) -> String {
    let is_space = |c: char| c.is_whitespace() || c.is_control();
    let parts: Vec<&str> = text.split(is_space).filter(|part| !part.is_empty()).collect();
    let joined = parts.join("-");
    let end = (0..=MAX_ID_BYTES.min(joined.len())).rev().find(|end| joined.is_char_boundary(*end)).unwrap_or(0);
    let name = joined.get(..end).filter(|name| is_id(name)).unwrap_or("other");
    name.to_owned()
}

/// The name and the value in a tag that has both.
pub fn attribute_in(tag: &str) -> Option<(String, &str)> {
    let (name, value) = tag.split_once(':')?;
    let is_address = matches!(name, "http" | "https") && value.starts_with("//");
    let name = decoded(name).filter(|name| is_id(name) && !is_address)?;
    Some((name, value))
}

/// What stands last in an IRI.
pub fn last_segment(iri: &str) -> String {
    let id = id_in(iri);
    let last = id.trim_end_matches(['/', '#']).rsplit(['/', '#', ':']).next().unwrap_or_default();
    let readable = decoded(last).filter(|text| !text.trim().is_empty());
    readable.unwrap_or_else(|| if last.is_empty() { id.clone() } else { last.to_owned() })
}

/// The number in an IRI or an address of Wikidata.
fn wikidata_in(iri: &str) -> Option<String> {
    let rest = iri.strip_prefix("https").or_else(|| iri.strip_prefix("http"))?;
    let number = ["://www.wikidata.org/", "://wikidata.org/"].iter().find_map(|host| rest.strip_prefix(host))?;
    let number = number.strip_prefix("entity/").or_else(|| number.strip_prefix("wiki/"))?;
    is_wikidata_number(number).then(|| number.to_owned())
}

/// The IRI of a number.
pub fn wikidata_iri(number: &str) -> String {
    format!("{WIKIDATA}{number}")
}

/// The ids in IRIs, each once.
pub fn ids_in(iris: &[String]) -> BTreeSet<String> {
    iris.iter().map(|iri| id_in(iri)).collect()
}
