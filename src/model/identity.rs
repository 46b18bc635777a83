//! Identities: things that annotations are about, in one article or in several.
//! The same person under five names, or the same claim in three outlets.

use serde::Serialize;
use serde_json::{Map, Value};

use super::id::IdentityId;
use super::json::{Fields, Malformed};
use super::time::Timestamp;

/// One thing. Which annotations are about it, they say themselves
/// ([`super::annotation::Annotation::identity`]). Serialises to the object that an
/// annotation file holds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Identity {
    /// A `urn:uuid:`; stays the same in every copy.
    pub id: IdentityId,
    /// What it is called.
    pub name: String,
    /// What else it is called.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// Its number in Wikidata (`Q42`); empty if it has none or the reader did not say.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub wikidata: String,
    /// What the reader wrote; empty if nothing.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// What the reader knows to be other things, however alike they look. One of two
    /// says it for both. Each once, in order.
    #[serde(rename = "differentFrom", skip_serializing_if = "Vec::is_empty")]
    pub different_from: Vec<IdentityId>,
    /// When it was made.
    pub created: Timestamp,
    /// When it was last changed.
    pub modified: Timestamp,
    /// Unknown keys: kept and given back.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// Whether a text can be a number in Wikidata: a Q and digits, not starting with 0.
pub fn is_wikidata_number(text: &str) -> bool {
    let digits = text.strip_prefix('Q').unwrap_or("");
    !digits.is_empty() && !digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// The number of Wikidata in what a person wrote or pasted: the number itself, also
/// with a small q, or the address of its page.
pub fn wikidata_number_in(text: &str) -> Option<String> {
    let last = text.trim().trim_end_matches('/').rsplit(['/', ':']).next().unwrap_or("");
    let number = last.split(['#', '?']).next().unwrap_or("").to_ascii_uppercase();
    is_wikidata_number(&number).then_some(number)
}

impl Identity {
    /// A new one of which only the name is known.
    pub fn new(id: IdentityId, name: &str, now: Timestamp) -> Self {
        Identity {
            id,
            name: name.to_owned(),
            aliases: Vec::new(),
            wikidata: String::new(),
            note: String::new(),
            different_from: Vec::new(),
            created: now.clone(),
            modified: now,
            extra: Map::new(),
        }
    }

    /// All that it is called: its name first.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.name).chain(&self.aliases).map(String::as_str)
    }

    /// Whether the reader has said that two are not the same.
    pub fn differs_from(&self, other: &Identity) -> bool {
        self.different_from.contains(&other.id) || other.different_from.contains(&self.id)
    }

    /// Adds things from which this one differs.
    pub fn differ_from(&mut self, others: &[IdentityId]) {
        self.different_from.extend_from_slice(others);
        self.different_from.sort();
        self.different_from.dedup();
    }

    /// This one with all that another is called, and with what is only known of
    /// the other: what a reader says who takes both for one.
    pub fn joined_with(&self, other: &Identity) -> Identity {
        let mut joined = self.clone();
        for name in other.names() {
            if !joined.names().any(|known| known == name) {
                joined.aliases.push(name.to_owned());
            }
        }
        if joined.wikidata.is_empty() {
            joined.wikidata = other.wikidata.clone();
        }
        if !other.note.is_empty() && joined.note != other.note {
            joined.note = [joined.note.as_str(), &other.note].join("\n").trim().to_owned();
        }
        joined.differ_from(&other.different_from);
        for (key, value) in &other.extra {
            joined.extra.entry(key.clone()).or_insert_with(|| value.clone());
        }
        joined
    }

    /// Reads what serialising an identity writes.
    pub fn from_json(value: Value) -> Result<Self, Malformed> {
        let mut fields = Fields::of(value, "identity")?;
        let moment = |text: String, name| Timestamp::new(&text).ok_or(Malformed(name));
        let alias = |value: Value| value.as_str().map(str::to_owned).ok_or(Malformed("aliases"));
        let other = |value: Value| value.as_str().map(IdentityId::from).ok_or(Malformed("differentFrom"));
        let others =
            fields.list("differentFrom")?.into_iter().map(other).collect::<Result<Vec<IdentityId>, Malformed>>()?;
        let mut identity = Identity {
            id: fields.text("id")?.into(),
            name: fields.text("name")?,
            aliases: fields.list("aliases")?.into_iter().map(alias).collect::<Result<_, _>>()?,
            wikidata: fields.optional_text("wikidata")?.unwrap_or_default(),
            note: fields.optional_text("note")?.unwrap_or_default(),
            different_from: Vec::new(),
            created: moment(fields.text("created")?, "created")?,
            modified: moment(fields.text("modified")?, "modified")?,
            extra: fields.rest(),
        };
        identity.differ_from(&others);
        Ok(identity)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_wikidata() {
        let check = |text: &str, expected: Option<&str>| assert_eq!(wikidata_number_in(text).as_deref(), expected);
        check("Q42", Some("Q42"));
        check(" q42 ", Some("Q42"));
        check("https://www.wikidata.org/wiki/Q42", Some("Q42"));
        check("https://m.wikidata.org/wiki/Q42#sitelinks", Some("Q42"));
        check("http://www.wikidata.org/entity/Q42/", Some("Q42"));
        check("wd:Q42", Some("Q42"));
        for wrong in ["", "Q", "42", "Q042", "Q4 2", "Q42x", "P31", "Douglas Adams", "https://example.org/", "Q٤٢"] {
            check(wrong, None);
        }
    }
}
