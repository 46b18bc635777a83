//! Questions asked of the model: numbers and lists out. Pure.

pub mod counts;
pub mod cues;
pub mod identities;
pub mod label_mapping;
pub mod listing;
mod names;
pub mod near;
pub mod occurrences;
pub mod proposals;
pub mod reminder;
pub mod scheme_use;
pub mod several;
pub mod sourcing;
pub mod ties;
pub mod versions;

#[cfg(test)]
mod cues_tests;
