//! One file a screen.

pub mod library;
pub mod reader;
pub mod review;
pub mod scheme;
