//! Questions asked of the model: numbers and lists out. Pure.

pub mod counts;
pub mod cues;
pub mod identities;
pub mod occurrences;
pub mod ties;
