//! Values: offsets and spans, articles, annotations, relations, identities, the
//! scheme, the workspace, its edits and what is said of each, quotes, selections,
//! the cutting of blocks into segments, words and sentences, and moving by them.
//!
//! Owns every rule about text and positions. Knows nothing of the browser, the
//! clock, randomness or files: what it needs of those is passed in.

pub mod anchoring;
pub mod annotation;
pub mod article;
pub mod boundaries;
pub mod counting;
pub mod cursor;
pub mod digest;
pub mod edit;
pub mod id;
pub mod identity;
pub mod json;
pub mod offset;
pub mod problem;
pub mod punctuation;
pub mod quote;
pub mod relation;
pub mod scheme;
pub mod scheme_draft;
pub mod segments;
pub mod selection;
pub mod snap;
pub mod summary;
pub mod target;
pub mod time;
pub mod workspace;

#[cfg(test)]
mod demands;
#[cfg(test)]
mod edit_tests;
#[cfg(test)]
pub(crate) mod fixtures;
#[cfg(test)]
mod quote_tests;
#[cfg(test)]
mod relation_tests;
#[cfg(test)]
mod summary_tests;
#[cfg(test)]
mod text_tests;
