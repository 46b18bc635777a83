//! Annotations: what a reader marked (the target) and said of it (the body),
//! after the W3C Web Annotation Data Model.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};

use super::article::ArticleText;
use super::id::{AnnotationId, ArticleId, AttributeId, IdentityId, LabelId};
use super::json::{Fields, Malformed};
use super::offset::{CharOffset, Span};
use super::scheme::texts_by_name;
use super::time::Timestamp;

/// A reader's mark. Serialises to the object that an annotation file holds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Annotation {
    /// A `urn:uuid:`; stays the same in every copy.
    pub id: AnnotationId,
    /// The article that is marked.
    pub article: ArticleId,
    /// What the reader takes the words for: a label of the scheme. One that this
    /// app does not know is kept.
    pub label: LabelId,
    /// The words that are marked: fragments in order, not touching, at least one.
    pub target: Vec<Fragment>,
    /// What the reader said of it, by the scheme's names. What the scheme does not
    /// know is kept.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<AttributeId, String>,
    /// The thing that it is about, if the reader said so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity: Option<IdentityId>,
    /// What the reader wrote; empty if nothing.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Where it was before its text changed, until the reader has accepted the
    /// place where it is now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moved: Option<Moved>,
    /// When it was made.
    pub created: Timestamp,
    /// When it was last changed.
    pub modified: Timestamp,
    /// Unknown keys: kept and given back.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// How an annotation came to its place in a text that is not the one in which it
/// was made.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Moved {
    /// How well the place agrees with what was marked, in percent; 100 is word for
    /// word with the same words around it.
    pub score: u8,
    /// The target as it was; at least one fragment.
    pub was: Vec<Fragment>,
    /// Unknown keys: kept and given back.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A stretch of an article's text, by position and by quote. Together they are
/// W3C's `TextPositionSelector` and `TextQuoteSelector`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Fragment {
    /// Code points of the article's text.
    #[serde(flatten)]
    pub span: Span,
    /// The words and what stands around them.
    #[serde(flatten)]
    pub quote: Quote,
    /// Unknown keys: kept and given back.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// Words and their context, by which a passage is found again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Quote {
    /// The marked words, unchanged.
    pub exact: String,
    /// What stands before them.
    pub prefix: String,
    /// What stands after them.
    pub suffix: String,
}

/// The key of a fragment whose file has no position for it: that beside its words only
/// keeps fragments in order, and goes as soon as the words are found.
pub const UNPLACED: &str = "unplaced";

impl Fragment {
    /// Whether its position says nothing.
    pub fn is_unplaced(&self) -> bool {
        self.extra.contains_key(UNPLACED)
    }

    fn from_json(value: Value) -> Result<Self, Malformed> {
        let mut fields = Fields::of(value, "target")?;
        let start = fields.optional_number("start")?.ok_or(Malformed("start"))?;
        let end = fields.optional_number("end")?.ok_or(Malformed("end"))?;
        Ok(Fragment {
            span: Span::new(CharOffset(start), CharOffset(end)).ok_or(Malformed("end"))?,
            quote: Quote {
                exact: fields.text("exact")?,
                prefix: fields.optional_text("prefix")?.unwrap_or_default(),
                suffix: fields.optional_text("suffix")?.unwrap_or_default(),
            },
            extra: fields.rest(),
        })
    }
}

impl Moved {
    fn from_fields(mut fields: Fields) -> Result<Self, Malformed> {
        let score = fields.optional_number("score")?.and_then(|score| u8::try_from(score).ok());
        let was = fields.list("was")?.into_iter().map(Fragment::from_json).collect::<Result<Vec<_>, _>>()?;
        if was.is_empty() {
            return Err(Malformed("was"));
        }
        Ok(Moved { score: score.ok_or(Malformed("score"))?, was, extra: fields.rest() })
    }
}

impl Annotation {
    /// Reads what serialising an annotation writes.
    pub fn from_json(value: Value) -> Result<Self, Malformed> {
        let mut fields = Fields::of(value, "annotation")?;
        let moment = |text: String, name| Timestamp::new(&text).ok_or(Malformed(name));
        Ok(Annotation {
            id: fields.text("id")?.into(),
            article: fields.text("article")?.into(),
            label: fields.text("label")?.into(),
            target: fields.list("target")?.into_iter().map(Fragment::from_json).collect::<Result<_, _>>()?,
            attributes: texts_by_name(&mut fields, "attributes")?,
            identity: fields.optional_text("identity")?.map(IdentityId::from),
            note: fields.optional_text("note")?.unwrap_or_default(),
            moved: fields.optional_object("moved")?.map(Moved::from_fields).transpose()?,
            created: moment(fields.text("created")?, "created")?,
            modified: moment(fields.text("modified")?, "modified")?,
            extra: fields.rest(),
        })
    }

    /// A new one, without a note.
    pub fn new(id: AnnotationId, article: ArticleId, label: LabelId, target: Vec<Fragment>, now: Timestamp) -> Self {
        let (created, modified) = (now.clone(), now);
        Annotation {
            id,
            article,
            label,
            target,
            attributes: BTreeMap::new(),
            identity: None,
            note: String::new(),
            moved: None,
            created,
            modified,
            extra: Map::new(),
        }
    }

    /// The spans of its fragments, in order.
    pub fn spans(&self) -> Vec<Span> {
        self.target.iter().map(|fragment| fragment.span).collect()
    }

    /// The target that the reader chose or accepted: as it was before it was found
    /// again elsewhere.
    pub fn chosen(&self) -> &[Fragment] {
        self.moved.as_ref().map_or(&self.target, |moved| &moved.was)
    }

    /// The marked words as one line: fragments joined by an ellipsis, line feeds as spaces.
    pub fn quoted(&self) -> String {
        let parts: Vec<String> = self.target.iter().map(|f| f.quote.exact.replace('\n', " ")).collect();
        parts.join(" … ")
    }

    /// Whether every fragment's words stand where its position says.
    pub fn is_placed_in(&self, text: &ArticleText) -> bool {
        !self.target.is_empty() && self.target.iter().all(|f| text.slice(f.span) == Some(f.quote.exact.as_str()))
    }

    /// Whether the fragments are in order and do not touch.
    pub fn fragments_are_in_order(&self) -> bool {
        are_in_order(&self.target)
    }
}

/// Whether fragments are in order and do not touch.
pub fn are_in_order(target: &[Fragment]) -> bool {
    target.iter().zip(target.iter().skip(1)).all(|(a, b)| a.span.end() < b.span.start())
}
