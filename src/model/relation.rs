//! Relations: what joins annotations. An attribution joins a claim to the source
//! to which it is ascribed, with the words that ascribe it (the cue).

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};

use super::id::{AnnotationId, AttributeId, LabelId, RelationId, RoleId};
use super::json::{Fields, Malformed};
use super::scheme::texts_by_name;
use super::time::Timestamp;

/// Annotations of one article, each with the part that it plays. The text is that
/// of the annotations. Serialises to the object that an annotation file holds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Relation {
    /// A `urn:uuid:`; stays the same in every copy.
    pub id: RelationId,
    /// Its type in the scheme. One that this app does not know is kept.
    pub label: LabelId,
    /// What it joins, in the order in which it came to it.
    pub arguments: Vec<Argument>,
    /// What the reader said of it, by the scheme's names.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<AttributeId, String>,
    /// What the reader wrote; empty if nothing.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// When it was made.
    pub created: Timestamp,
    /// When it was last changed.
    pub modified: Timestamp,
    /// Unknown keys: kept and given back.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// One annotation in a relation.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Argument {
    /// The part that it plays.
    pub role: RoleId,
    /// Which annotation.
    pub annotation: AnnotationId,
    /// Unknown keys: kept and given back.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl Argument {
    /// An annotation in a role.
    pub fn new(role: RoleId, annotation: AnnotationId) -> Self {
        Argument { role, annotation, extra: Map::new() }
    }
}

impl Relation {
    /// A new one, of which nothing is said yet.
    pub fn new(id: RelationId, label: LabelId, arguments: Vec<Argument>, now: Timestamp) -> Self {
        let (created, modified) = (now.clone(), now);
        let (attributes, note, extra) = (BTreeMap::new(), String::new(), Map::new());
        Relation { id, label, arguments, attributes, note, created, modified, extra }
    }

    /// The annotations that play a part, in order.
    pub fn in_role<'a>(&'a self, role: &'a str) -> impl Iterator<Item = &'a AnnotationId> {
        self.arguments
            .iter()
            .filter(move |argument| argument.role.as_str() == role)
            .map(|argument| &argument.annotation)
    }

    /// Whether an annotation plays a part in it.
    pub fn joins(&self, annotation: &AnnotationId) -> bool {
        self.arguments.iter().any(|argument| argument.annotation == *annotation)
    }

    /// Reads what serialising a relation writes.
    pub fn from_json(value: Value) -> Result<Self, Malformed> {
        let mut fields = Fields::of(value, "relation")?;
        let moment = |text: String, name| Timestamp::new(&text).ok_or(Malformed(name));
        let argument = |value: Value| {
            let mut fields = Fields::of(value, "arguments")?;
            Ok(Argument {
                role: fields.text("role")?.into(),
                annotation: fields.text("annotation")?.into(),
                extra: fields.rest(),
            })
        };
        Ok(Relation {
            id: fields.text("id")?.into(),
            label: fields.text("label")?.into(),
            arguments: fields.list("arguments")?.into_iter().map(argument).collect::<Result<_, Malformed>>()?,
            attributes: texts_by_name(&mut fields, "attributes")?,
            note: fields.optional_text("note")?.unwrap_or_default(),
            created: moment(fields.text("created")?, "created")?,
            modified: moment(fields.text("modified")?, "modified")?,
            extra: fields.rest(),
        })
    }
}
