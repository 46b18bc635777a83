//! One file a screen.

pub mod index;
pub mod library;
pub mod reader;
pub mod review;
