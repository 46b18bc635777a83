//! The scheme: what a reader can say of a passage, as data. Labels with their
//! attributes, and relations with the roles that annotations play in them.
//!
//! Nothing in the model knows a label, an attribute or a profile by name: another
//! scheme needs no other code. What a scheme does not know, annotations keep.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};

use super::id::{AttributeId, LabelId, RoleId, SchemeId};
use super::json::{Fields, Malformed};
use super::time::Timestamp;

/// A scheme. Serialises to the object that a scheme file holds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Scheme {
    /// Stays the same in every copy; a scheme that was changed has one of its own.
    pub id: SchemeId,
    /// What it is called.
    pub title: String,
    /// What it is for; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub about: String,
    /// Steps from few things to say to many: each shows all that those before it show.
    pub profiles: Vec<Profile>,
    /// The id of the profile that is used.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub profile: String,
    /// What passages can be taken for, in the order in which it is offered.
    pub labels: Vec<Label>,
    /// How annotations can be joined.
    pub relations: Vec<RelationType>,
    /// When the reader chose it. Of several schemes the one chosen last is used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chosen: Option<Timestamp>,
    /// Unknown keys: kept and given back.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A step from few things to say to many.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Profile {
    /// By which the parts of the scheme name it.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Whom it is for; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub about: String,
    /// Unknown keys: kept and given back.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// What something is called, and how to tell whether it fits.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Meaning {
    /// What it is called.
    pub name: String,
    /// One sentence by which a reader decides; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub test: String,
    /// An example that looks like it and is not; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub near_miss: String,
    /// More for whoever wants it; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub guideline: String,
    /// The first profile that shows it; empty for all.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub profile: String,
}

/// What a passage can be taken for.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Label {
    /// Written into files and into the page's `data-label`.
    pub id: LabelId,
    /// Name, test and example.
    #[serde(flatten)]
    pub meaning: Meaning,
    /// The key that tags a selection with it; empty for none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub key: String,
    /// A colour of [`COLOURS`]; another one is kept and shown as the last of them.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub colour: String,
    /// A line of [`LINES`]; another one is kept and shown as the first of them.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub line: String,
    /// Whether annotations with it can be about the same thing.
    pub identity: bool,
    /// What can be said of an annotation with it.
    pub attributes: Vec<Attribute>,
    /// Unknown keys: kept and given back.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// The colours that labels can have. The page has a light and a dark tone of each.
pub const COLOURS: &[&str] = &["amber", "blue", "green", "violet", "red", "teal", "pink", "grey"];
/// The lines under marks. With the colour they tell labels apart.
pub const LINES: &[&str] = &["solid", "dashed", "dotted", "double"];

/// One thing that can be said of an annotation or a relation.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Attribute {
    /// Written into files.
    pub id: AttributeId,
    /// Name and question.
    #[serde(flatten)]
    pub meaning: Meaning,
    /// What its values are.
    pub kind: AttributeKind,
    /// The values of a choice.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<Choice>,
    /// Unknown keys: kept and given back.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// What an attribute's values are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum AttributeKind {
    /// One of those that the scheme lists.
    Choice,
    /// Anything a reader writes.
    Text,
    /// The address of a web page.
    Address,
    /// A day.
    Date,
}

/// The kinds of attributes by the names that files use.
pub const ATTRIBUTE_KINDS: &[(&str, AttributeKind)] = &[
    ("choice", AttributeKind::Choice),
    ("text", AttributeKind::Text),
    ("address", AttributeKind::Address),
    ("date", AttributeKind::Date),
];

/// One value of a choice.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Choice {
    /// Written into files.
    pub id: String,
    /// Name, test and example.
    #[serde(flatten)]
    pub meaning: Meaning,
    /// Unknown keys: kept and given back.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A way in which annotations can be joined, such as an attribution.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RelationType {
    /// Written into files.
    pub id: LabelId,
    /// Name, test and example.
    #[serde(flatten)]
    pub meaning: Meaning,
    /// The parts that annotations play in it.
    pub arguments: Vec<Role>,
    /// What can be said of it.
    pub attributes: Vec<Attribute>,
    /// Words by which it is recognised.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cues: Vec<CueWords>,
    /// Unknown keys: kept and given back.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A part that annotations play in a relation.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Role {
    /// Written into files.
    pub role: RoleId,
    /// Name, test and example.
    #[serde(flatten)]
    pub meaning: Meaning,
    /// The labels of the annotations that can play it.
    pub labels: Vec<LabelId>,
    /// A relation with fewer is not whole.
    pub least: u32,
    /// How many there can be; any number, if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub most: Option<u32>,
    /// Whether what plays it goes when the last relation in which it does goes.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub owned: bool,
    /// Unknown keys: kept and given back.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// Words by which a relation is recognised, and what they say of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CueWords {
    /// BCP 47.
    pub language: String,
    /// Words and phrases, the most frequent first.
    pub words: Vec<String>,
    /// Values of the relation's attributes that they speak for.
    pub suggests: BTreeMap<AttributeId, String>,
    /// Unknown keys: kept and given back.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// How the id of a scheme begins that comes with the app.
const SHIPPED: &str = "urn:ascribe:scheme:";

impl Scheme {
    /// Whether it comes with the app.
    pub fn is_shipped(&self) -> bool {
        // `#` begins the id of one that says something else: that came from elsewhere.
        self.id.as_str().starts_with(SHIPPED) && !self.id.as_str().contains('#')
    }

    /// What there is to say before a scheme is read: three labels and the relation
    /// that joins a claim to its source.
    pub fn bare() -> Self {
        const MORE: &str = "more";
        let label = |(look, (id, name, key, from)): (usize, (&str, &str, &str, &str))| Label {
            id: id.into(),
            meaning: Meaning { name: name.into(), profile: from.into(), ..Meaning::default() },
            key: key.into(),
            colour: COLOURS.get(look).copied().unwrap_or_default().into(),
            line: LINES.get(look).copied().unwrap_or_default().into(),
            identity: from.is_empty(),
            attributes: Vec::new(),
            extra: Map::new(),
        };
        let role = |role: &str, least: u32, owned: bool| Role {
            role: role.into(),
            meaning: Meaning { name: role.into(), ..Meaning::default() },
            labels: vec![role.into()],
            least,
            most: None,
            owned,
            extra: Map::new(),
        };
        // The cue comes with the relation, and is offered to nobody who did not ask.
        let labels = [
            ("claim", "Claim", "1", ""),
            ("source", "Source", "2", ""),
            ("entity", "Entity", "3", ""),
            ("cue", "Cue", "4", MORE),
        ];
        let profile = |id: &str| Profile { id: id.into(), name: id.into(), about: String::new(), extra: Map::new() };
        Scheme {
            id: "urn:ascribe:scheme:bare".into(),
            title: String::new(),
            about: String::new(),
            profiles: vec![profile("less"), profile(MORE)],
            profile: "less".into(),
            labels: labels.into_iter().enumerate().map(label).collect(),
            relations: vec![RelationType {
                id: "attribution".into(),
                meaning: Meaning { name: "Attribution".into(), ..Meaning::default() },
                arguments: vec![role("claim", 1, false), role("source", 1, false), role("cue", 0, true)],
                attributes: Vec::new(),
                cues: Vec::new(),
                extra: Map::new(),
            }],
            chosen: None,
            extra: Map::new(),
        }
    }

    /// Whether the profile that is used shows what belongs to a profile on.
    pub fn shows(&self, meaning: &Meaning) -> bool {
        let place = |id: &str| self.profiles.iter().position(|profile| profile.id == id);
        // What names no known profile is always shown.
        place(&meaning.profile).is_none_or(|from| place(&self.profile).is_none_or(|used| from <= used))
    }

    /// The label with this id.
    pub fn label(&self, id: &LabelId) -> Option<&Label> {
        self.labels.iter().find(|label| label.id == *id)
    }

    /// The labels that are offered for a selection.
    pub fn offered(&self) -> impl Iterator<Item = &Label> {
        self.labels.iter().filter(|label| self.shows(&label.meaning))
    }

    /// The type of relation with this id.
    pub fn relation(&self, id: &LabelId) -> Option<&RelationType> {
        self.relations.iter().find(|relation| relation.id == *id)
    }

    /// The attributes of a label or of a relation, shown or not.
    pub fn attributes(&self, id: &LabelId) -> &[Attribute] {
        let of_relation = || self.relation(id).map(|relation| relation.attributes.as_slice());
        self.label(id).map(|label| label.attributes.as_slice()).or_else(of_relation).unwrap_or_default()
    }

    /// What a label or a relation is called; its id, if the scheme does not know it.
    pub fn name<'a>(&'a self, id: &'a LabelId) -> &'a str {
        let of_relation = || self.relation(id).map(|relation| &relation.meaning);
        let meaning = self.label(id).map(|label| &label.meaning).or_else(of_relation);
        meaning.map_or(id.as_str(), |meaning| meaning.name.as_str())
    }
}

impl RelationType {
    /// The role with this id.
    pub fn role(&self, id: &RoleId) -> Option<&Role> {
        self.arguments.iter().find(|role| role.role == *id)
    }

    /// The roles that annotations with a label can play.
    pub fn roles_for<'a>(&'a self, label: &'a LabelId) -> impl Iterator<Item = &'a Role> {
        self.arguments.iter().filter(move |role| role.labels.contains(label))
    }
}

impl AttributeKind {
    /// The name that files use.
    pub fn name(self) -> &'static str {
        ATTRIBUTE_KINDS.iter().find(|(_, kind)| *kind == self).map_or("", |(name, _)| name)
    }
}

impl Attribute {
    /// The value of a choice with this id.
    pub fn choice(&self, id: &str) -> Option<&Choice> {
        self.values.iter().find(|choice| choice.id == id)
    }

    /// What a value is called; itself, if the scheme does not know it.
    pub fn name_of<'a>(&'a self, value: &'a str) -> &'a str {
        self.choice(value).map_or(value, |choice| choice.meaning.name.as_str())
    }
}

fn optional(fields: &mut Fields, name: &'static str) -> Result<String, Malformed> {
    Ok(fields.optional_text(name)?.unwrap_or_default())
}

fn each<T>(
    fields: &mut Fields,
    name: &'static str,
    read: impl Fn(Fields) -> Result<T, Malformed>,
) -> Result<Vec<T>, Malformed> {
    fields.list(name)?.into_iter().map(|value| read(Fields::of(value, name)?)).collect()
}

fn texts(fields: &mut Fields, name: &'static str) -> Result<Vec<String>, Malformed> {
    let text = |value: Value| value.as_str().map(str::to_owned).ok_or(Malformed(name));
    fields.list(name)?.into_iter().map(text).collect()
}

/// Texts by their names, as attributes and suggestions are written.
pub(super) fn texts_by_name(
    fields: &mut Fields,
    name: &'static str,
) -> Result<BTreeMap<AttributeId, String>, Malformed> {
    let Some(object) = fields.optional_object(name)? else { return Ok(BTreeMap::new()) };
    let text = |(key, value): (String, Value)| match value {
        Value::String(text) => Ok((key.into(), text)),
        _ => Err(Malformed(name)),
    };
    object.rest().into_iter().map(text).collect()
}

fn meaning(fields: &mut Fields) -> Result<Meaning, Malformed> {
    Ok(Meaning {
        name: fields.text("name")?,
        test: optional(fields, "test")?,
        near_miss: optional(fields, "nearMiss")?,
        guideline: optional(fields, "guideline")?,
        profile: optional(fields, "profile")?,
    })
}

fn attribute(mut fields: Fields) -> Result<Attribute, Malformed> {
    let kind = fields.text("kind")?;
    let kind = ATTRIBUTE_KINDS.iter().find(|(name, _)| *name == kind).ok_or(Malformed("kind"))?.1;
    let choice = |mut fields: Fields| {
        Ok(Choice { id: fields.text("id")?, meaning: meaning(&mut fields)?, extra: fields.rest() })
    };
    Ok(Attribute {
        id: fields.text("id")?.into(),
        meaning: meaning(&mut fields)?,
        kind,
        values: each(&mut fields, "values", choice)?,
        extra: fields.rest(),
    })
}

fn label(mut fields: Fields) -> Result<Label, Malformed> {
    Ok(Label {
        id: fields.text("id")?.into(),
        meaning: meaning(&mut fields)?,
        key: optional(&mut fields, "key")?,
        colour: optional(&mut fields, "colour")?,
        line: optional(&mut fields, "line")?,
        identity: fields.optional_bool("identity")?.unwrap_or(true),
        attributes: each(&mut fields, "attributes", attribute)?,
        extra: fields.rest(),
    })
}

fn role(mut fields: Fields) -> Result<Role, Malformed> {
    Ok(Role {
        role: fields.text("role")?.into(),
        meaning: meaning(&mut fields)?,
        labels: texts(&mut fields, "labels")?.into_iter().map(LabelId::from).collect(),
        least: fields.optional_number("least")?.unwrap_or(0),
        most: fields.optional_number("most")?,
        owned: fields.optional_bool("owned")?.unwrap_or(false),
        extra: fields.rest(),
    })
}

fn relation(mut fields: Fields) -> Result<RelationType, Malformed> {
    let cues = |mut fields: Fields| {
        Ok(CueWords {
            language: fields.text("language")?,
            words: texts(&mut fields, "words")?,
            suggests: texts_by_name(&mut fields, "suggests")?,
            extra: fields.rest(),
        })
    };
    Ok(RelationType {
        id: fields.text("id")?.into(),
        meaning: meaning(&mut fields)?,
        arguments: each(&mut fields, "arguments", role)?,
        attributes: each(&mut fields, "attributes", attribute)?,
        cues: each(&mut fields, "cues", cues)?,
        extra: fields.rest(),
    })
}

impl Scheme {
    /// Reads what serialising a scheme writes.
    pub fn from_json(value: Value) -> Result<Self, Malformed> {
        let mut fields = Fields::of(value, "scheme")?;
        let profile = |mut fields: Fields| {
            Ok(Profile {
                id: fields.text("id")?,
                name: fields.text("name")?,
                about: optional(&mut fields, "about")?,
                extra: fields.rest(),
            })
        };
        let chosen = fields.optional_text("chosen")?;
        Ok(Scheme {
            id: fields.text("id")?.into(),
            title: fields.text("title")?,
            about: optional(&mut fields, "about")?,
            profiles: each(&mut fields, "profiles", profile)?,
            profile: optional(&mut fields, "profile")?,
            labels: each(&mut fields, "labels", label)?,
            relations: each(&mut fields, "relations", relation)?,
            chosen: chosen.map(|at| Timestamp::new(&at).ok_or(Malformed("chosen"))).transpose()?,
            extra: fields.rest(),
        })
    }
}
