//! Questions asked of the model: numbers and lists out. Pure.

pub mod counts;
pub mod occurrences;
pub mod sourcing;
