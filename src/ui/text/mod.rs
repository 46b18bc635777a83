//! The text of an article on the page: its blocks, marks and folds.

pub mod groups;
pub mod painter;
