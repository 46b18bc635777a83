//! Ascribe: read the news closely, in the browser. This is the map.
//!
//! | Room | Owns |
//! |---|---|
//! | [`model`] | text and positions, articles, annotations, the workspace and its edits; no browser, clock, randomness or files |
//! | [`analysis`] | questions asked of the model: numbers and lists out |
//! | [`formats`] | file formats, ours included: text in, text out |
//! | [`messages`] | every text that a person reads |
//! | [`store`] | the state and the one function that steps it; what is kept, and how versions are merged |
//! | `platform` | the browser's edge: storage, files, clock, ids, selection; decides nothing |
//! | `ui` | the page: views, parts and hooks; parses nothing, counts no offsets |
//!
//! **Doors.** All rooms may use `model`; `ui` may use all. No others, with one
//! exception: `platform` implements `store::key_value`, so that the store knows no
//! browser. `tests/doors.rs` reads the `use` lines and holds this.
//!
//! Start reading at [`model::edit`] (what a reader can do), then [`store::state`].
// As clippy.toml allows for its other lints: a test that slices badly fails, which is its use.
#![cfg_attr(test, allow(clippy::string_slice))]

pub mod analysis;
pub mod formats;
pub mod jobs;
pub mod messages;
pub mod model;
#[cfg(feature = "ui")]
pub mod platform;
pub mod store;
#[cfg(feature = "ui")]
pub mod ui;
