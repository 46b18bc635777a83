//! Drives the built app (`dist/`) in a real Chromium through WebDriver, as a
//! person would: with pointer events, keys and files.
//!
//! [`drive`] runs one test in a browser of its own, with a profile of its own,
//! on a server of its own. At the end it holds what must be true of every visit:
//! no error in the console, nothing that the policy had to block, no request to anywhere
//! else.

mod actions;
mod browser;
mod site;

pub use actions::{Ends, Words, own_article};
pub use browser::{Page, Setup, drive, drive_with};
pub use serde_json::{Value, json};
pub use site::Site;

/// How often a demand is tried: on every change few times; as `docs/demands.md` has it
/// with `ASCRIBE_DEMANDS=full`; for whole nights with `ASCRIBE_DEMANDS=nightly`.
pub fn demanded(quick: usize, full: usize, nightly: usize) -> usize {
    match std::env::var("ASCRIBE_DEMANDS").as_deref() {
        Ok("full") => full,
        Ok("nightly") => nightly,
        _ => quick,
    }
}
