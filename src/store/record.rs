//! Records: one version of one thing, under a key that is written once.
//!
//! Key: `ascribe/1/<kind>/<id>/<counter>.<replica>`, where `%` and `/` in the id
//! are percent-encoded. Value: the first eight hexadecimal digits of
//! the JSON's SHA-256, a space, and the JSON: `{"schema": 1, "past": [version, …], "<kind>":
//! {…}}`, or `"deleted": <time>` in its place. Kinds are `article`, `annotation`, `relation`,
//! `identity` and `scheme`. `"others": [{…}, …]` are the same thing as other windows left
//! it, while the reader has not chosen. The names of keys are a public format: later
//! versions must find them.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;
use serde_json::Value;

use crate::model::annotation::Annotation;
use crate::model::article::Article;
use crate::model::digest::digest;
use crate::model::edit::{Entity, EntityId};
use crate::model::id::is_id;
use crate::model::identity::Identity;
use crate::model::json::{Fields, Layout, Malformed, json_text};
use crate::model::relation::Relation;
use crate::model::scheme::Scheme;
use crate::model::time::Timestamp;

/// What every key of ours begins with.
pub const PREFIX: &str = "ascribe/1/";

/// What the key begins with under which a damaged value is kept; then comes the key
/// that it had.
pub const DAMAGED: &str = "ascribe/damaged/";

/// The newest `schema` that this code reads, and the one it writes.
pub const SCHEMA: u32 = 1;

/// How many replaced versions a record names.
pub const MOST_PAST: usize = 16;

/// Names a version of a thing: how many came before it, and which tab wrote it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    /// One more than any version that its writer knew.
    pub counter: u32,
    /// Random for every opened tab.
    pub replica: String,
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.counter, self.replica)
    }
}

impl FromStr for Version {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let (counter, replica) = text.split_once('.').ok_or(())?;
        let counter = counter.parse().map_err(|_| ())?;
        let known = !replica.is_empty() && replica.bytes().all(|b| b.is_ascii_alphanumeric());
        if known { Ok(Version { counter, replica: replica.to_owned() }) } else { Err(()) }
    }
}

/// One version of a thing.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Versions that this one replaces, the last of each window; at most [`MOST_PAST`],
    /// unless it replaces more at once.
    pub past: Vec<Version>,
    /// The thing; `None` says that it was deleted.
    pub entity: Option<Entity>,
    /// When it was deleted, if that is known: the record of it can go some time later.
    pub deleted: Option<Timestamp>,
    /// The thing as others made it who did not know of this version, nor this one's
    /// writer of theirs: until the reader chooses.
    pub others: Vec<Entity>,
}

impl Record {
    /// A version that replaces others.
    pub fn of(entity: Entity, past: Vec<Version>) -> Record {
        Record { past, entity: Some(entity), deleted: None, others: Vec::new() }
    }
}

/// Why a key or value of ours could not be used. It stays where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// The key is not of our shape.
    Key,
    /// The checksum or the shape is wrong.
    Damaged,
    /// A later version of the app wrote it.
    Newer,
}

/// The kind of thing that a name is of.
pub(super) fn kind_of(id: &EntityId) -> &'static str {
    match id {
        EntityId::Article(_) => "article",
        EntityId::Annotation(_) => "annotation",
        EntityId::Relation(_) => "relation",
        EntityId::Identity(_) => "identity",
        EntityId::Scheme(_) => "scheme",
    }
}

/// The name of a thing of this kind.
pub(super) fn named(kind: &str, id: &str) -> Option<EntityId> {
    if !is_id(id) {
        return None;
    }
    Some(match kind {
        "article" => EntityId::Article(id.into()),
        "annotation" => EntityId::Annotation(id.into()),
        "relation" => EntityId::Relation(id.into()),
        "identity" => EntityId::Identity(id.into()),
        "scheme" => EntityId::Scheme(id.into()),
        _ => return None,
    })
}

/// The key of a version.
pub fn key(id: &EntityId, version: &Version) -> String {
    let name = id.as_str().replace('%', "%25").replace('/', "%2F");
    format!("{PREFIX}{}/{name}/{version}", kind_of(id))
}

/// What a key names; `None` for keys of others.
pub fn parse_key(key: &str) -> Option<Result<(EntityId, Version), Unreadable>> {
    let rest = key.strip_prefix(PREFIX)?;
    let parse = || {
        let (kind, rest) = rest.split_once('/')?;
        let (id, version) = rest.split_once('/')?;
        let id = named(kind, &id.replace("%2F", "/").replace("%25", "%"))?;
        Some((id, version.parse().ok()?))
    };
    Some(parse().ok_or(Unreadable::Key))
}

/// Reads and writes things of some kinds. The page opens with the [`FIRST`]; code for
/// the others is loaded later.
#[derive(Clone, Copy)]
pub struct Kinds {
    /// Whether the thing with this name is of one of them.
    pub holds: fn(&EntityId) -> bool,
    /// Reads a thing of the kind that its name says.
    pub read: fn(&EntityId, Value) -> Result<Entity, Malformed>,
    /// Writes a thing as JSON.
    pub write: fn(&Entity) -> String,
}

/// Articles and annotations.
pub const FIRST: Kinds = Kinds {
    holds: |id| matches!(id, EntityId::Article(_) | EntityId::Annotation(_)),
    read: |id, value| match id {
        EntityId::Article(_) => Ok(Entity::Article(Article::from_json(value)?.into())),
        EntityId::Annotation(_) => Ok(Entity::Annotation(Annotation::from_json(value)?.into())),
        _ => Err(Malformed("kind")),
    },
    write: |thing| match thing {
        Entity::Article(article) => json_text(&**article, Layout::Compact),
        Entity::Annotation(annotation) => json_text(&**annotation, Layout::Compact),
        // Nothing else is there before what makes it is loaded.
        _ => String::new(),
    },
};

/// All kinds.
pub const ALL: Kinds = Kinds {
    holds: |_| true,
    read: |id, value| match id {
        EntityId::Article(_) | EntityId::Annotation(_) => (FIRST.read)(id, value),
        EntityId::Relation(_) => Ok(Entity::Relation(Relation::from_json(value)?.into())),
        EntityId::Identity(_) => Ok(Entity::Identity(Identity::from_json(value)?.into())),
        EntityId::Scheme(_) => Ok(Entity::Scheme(Scheme::from_json(value)?.into())),
    },
    write: |thing| match thing {
        Entity::Article(_) | Entity::Annotation(_) => (FIRST.write)(thing),
        Entity::Relation(relation) => json_text(&**relation, Layout::Compact),
        Entity::Identity(identity) => json_text(&**identity, Layout::Compact),
        Entity::Scheme(scheme) => json_text(&**scheme, Layout::Compact),
    },
};

#[derive(Serialize)]
struct Written {
    schema: u32,
    past: Vec<String>,
    #[serde(skip_serializing_if = "Value::is_null")]
    deleted: Value,
}

/// The value to store for a record.
pub fn encode(record: &Record, kinds: &Kinds) -> String {
    let past = record.past.iter().map(Version::to_string).collect();
    let deleted = match (&record.entity, &record.deleted) {
        (Some(_), _) => Value::Null,
        (None, None) => Value::Bool(true),
        (None, Some(at)) => Value::String(at.as_str().to_owned()),
    };
    let mut json = json_text(&Written { schema: SCHEMA, past, deleted }, Layout::Compact);
    json.pop();
    if let Some(thing) = &record.entity {
        json = format!("{json},\"{}\":{}", kind_of(&thing.id()), (kinds.write)(thing));
    }
    if !record.others.is_empty() {
        let others: Vec<String> = record.others.iter().map(kinds.write).collect();
        json = format!("{json},\"others\":[{}]", others.join(","));
    }
    json.push('}');
    sealed(&json)
}

/// A value with its checksum before it.
pub(super) fn sealed(json: &str) -> String {
    format!("{} {json}", checksum(json))
}

fn checksum(json: &str) -> String {
    digest(json).chars().skip("sha256:".len()).take(8).collect()
}

/// The fields of a value that is as it was written, by a version of the app that
/// this one understands.
pub(super) fn unsealed(value: &str) -> Result<Fields, Unreadable> {
    let (sum, json) = value.split_once(' ').ok_or(Unreadable::Damaged)?;
    if sum != checksum(json) {
        return Err(Unreadable::Damaged);
    }
    let damaged = |_| Unreadable::Damaged;
    let value: Value = serde_json::from_str(json).map_err(|_| Unreadable::Damaged)?;
    let mut fields = Fields::of(value, "record").map_err(damaged)?;
    match fields.optional_number("schema").map_err(damaged)? {
        Some(SCHEMA) => Ok(fields),
        Some(schema) if schema > SCHEMA => Err(Unreadable::Newer),
        _ => Err(Unreadable::Damaged),
    }
}

/// Reads a stored value. `id` is the one that its key names.
pub fn decode(id: &EntityId, value: &str, kinds: &Kinds) -> Result<Record, Unreadable> {
    let damaged = |_| Unreadable::Damaged;
    let mut fields = unsealed(value)?;
    let past = fields.list("past").map_err(damaged)?;
    let past = past.iter().map(|version| version.as_str()?.parse().ok()).collect::<Option<_>>();
    let is_named = |thing: Entity| if thing.id() == *id { Ok(thing) } else { Err(Unreadable::Damaged) };
    let read = |value| (kinds.read)(id, value).map_err(damaged).and_then(is_named);
    let (entity, deleted) = match (fields.take(kind_of(id)), fields.take("deleted")) {
        (Some(value), None) => (Some(read(value)?), None),
        (None, Some(Value::Bool(true))) => (None, None),
        (None, Some(Value::String(at))) => (None, Some(Timestamp::new(&at).ok_or(Unreadable::Damaged)?)),
        _ => return Err(Unreadable::Damaged),
    };
    let others = match fields.take("others") {
        None => Vec::new(),
        Some(Value::Array(others)) => others.into_iter().map(read).collect::<Result<_, _>>()?,
        Some(_) => return Err(Unreadable::Damaged),
    };
    Ok(Record { past: past.ok_or(Unreadable::Damaged)?, entity, deleted, others })
}
