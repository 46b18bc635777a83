//! One file a screen.

pub mod library;
pub mod reader;
