//! One file a screen.

pub mod library;
pub mod reader;
pub mod report;
pub mod review;
