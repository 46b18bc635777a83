//! Drives the built app (`dist/`) in a real Chromium through WebDriver, as a
//! person would: with pointer events, keys and files.
//!
//! [`drive`] runs one test in a browser of its own, with a profile of its own,
//! on a server of its own. At the end it holds what must be true of every visit:
//! no error in the console, no request to anywhere else.

mod actions;
mod browser;
mod site;

pub use actions::{Ends, Words, own_article};
pub use browser::{Page, drive};
pub use serde_json::{Value, json};
pub use site::Site;
