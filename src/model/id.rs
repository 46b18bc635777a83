//! Names of things that outlive a session. Ids are made outside the model and
//! passed in, so that replays and tests are exact.

use std::rc::Rc;

use serde::Serialize;

/// The longest id that is accepted, in bytes: a long URL fits.
pub const MAX_ID_BYTES: usize = 2048;

/// Whether a text can be an id: not empty, not longer than [`MAX_ID_BYTES`],
/// without white space or control characters (ids stand in space-separated
/// attributes and in storage keys).
pub fn is_id(text: &str) -> bool {
    !text.is_empty() && text.len() <= MAX_ID_BYTES && !text.chars().any(|c| c.is_whitespace() || c.is_control())
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(Rc<str>);

        impl $name {
            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                $name(text.into())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                $name(text.into())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id! {
    /// Names an article: its URL or a `urn:uuid:`.
    ArticleId
}
id! {
    /// Names an annotation: a `urn:uuid:`.
    AnnotationId
}
id! {
    /// Names a label of the scheme, such as `claim`.
    LabelId
}
id! {
    /// Names a story: several tellings of one event.
    StoryId
}
id! {
    /// Names a relation: a `urn:uuid:`.
    RelationId
}
id! {
    /// Names an identity, a thing that several annotations are about: a `urn:uuid:`.
    IdentityId
}
id! {
    /// Names a scheme: a URL or a `urn:`.
    SchemeId
}
id! {
    /// Names an attribute of a label or of a relation, such as `type`.
    AttributeId
}
id! {
    /// Names the part that an annotation plays in a relation, such as `source`.
    RoleId
}
