//! W3C Web Annotation, after the Recommendation of 2017, and the shapes of it that
//! tools have.
//!
//! - [`iri`]: ids are IRIs; what is none is put into one.
//! - [`write`](mod@write): the strict file, and the parts that the files of
//!   [`super::recogito`] and [`super::hypothesis`] share with it.
//! - [`read()`]: all of these and what others write: which item of a file is a mark, a
//!   link, an identity; [`said`]: what bodies say; [`place`]: which words targets mean.
//!
//! What this app says and the Recommendation has no key for stands in bodies, told apart
//! by their purpose: a reader of JSON-LD drops keys that it does not know.

pub mod iri;
mod moment;
mod place;
mod read;
pub mod said;
pub mod write;

#[cfg(test)]
mod tests;

pub use read::{is_list, is_one, read, read_list};
pub use write::export;

/// The context of all files.
const CONTEXT: &str = "http://www.w3.org/ns/anno.jsonld";
/// Where a collection says what is not in it.
const COMMENT: &str = "rdfs:comment";
/// The purpose of a body that names what an identity is not.
const DIFFERENT_FROM: &str = "http://www.w3.org/2002/07/owl#differentFrom";
/// Where Wikidata's numbers are names of things.
const WIKIDATA: &str = "http://www.wikidata.org/entity/";
/// How another name of an identity is tagged.
const ALIAS: &str = "alias";
