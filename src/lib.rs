//! Ascribe: read the news closely, in the browser. This is the map.
//!
//! | Room | Owns |
//! |---|---|
//! | [`model`] | text and positions, articles, annotations, the workspace and its edits; no browser, clock, randomness or files |
//! | [`analysis`] | questions asked of the model: numbers and lists out |
//! | [`formats`] | file formats, ours included: text in, text out |
//! | [`jobs`] | long work as requests and answers: what is done beside the page |
//! | [`messages`] | every text that a person reads |
//! | [`store`] | the state and the one function that steps it; what is kept, and how versions are merged |
//! | `platform` | the browser's edge: storage, files, clock, ids, selection; decides nothing |
//! | `ui` | the page: views, parts and hooks; parses nothing, counts no offsets |
//!
//! **Doors.** All rooms may use `model`; `ui` may use all; `jobs` reads and writes files
//! by `formats`, asks `analysis`, and takes from `messages` the words in which files say
//! what is not in them. No others, with two exceptions: `platform` implements
//! `store::key_value`, so that the store knows no browser, and [`formats::report`] writes
//! the numbers of [`analysis::sourcing`]. `tests/doors.rs` reads the `use` lines and holds
//! this.
//!
//! **Three programs.** `main.rs` is the page. `reader.rs` is loaded when a file is read,
//! `worker.rs` when passages are looked for, words are searched or a file of another tool
//! is written: `ui` sends them a [`jobs::Request`] through `platform::worker`, and the page
//! stays quick. What is only used there is not in the first load. The reader is by itself
//! because it is large: it takes web pages apart.
//!
//! **Articles of other formats.** `formats::drafts` has those in JSON and Markdown,
//! `formats::web_page` HTML, [`formats::plain_text`] the rest. All end in a
//! [`formats::draft::Draft`], which `ui::annex::inbox` shows: what a file was taken for, what
//! of it is kept, what is left out and what it does not say. Nothing of it is stored before
//! the reader says so; nor are several files at once, or marks with labels that the scheme
//! does not know ([`analysis::label_mapping`]).
//!
//! **Files of other tools.** [`formats::exchange`]: all are written from the same
//! material and say what they do not hold; all that are read end in the same marks and
//! links, of which none is believed before the text agrees. `docs/formats/` has a page for
//! each.
//!
//! **The page in two files.** What the first drawing does not need lives in
//! `ui::annex`. A release splits `main.rs` at the function that answers with the
//! annex's table: what only the table leads to is a second WebAssembly file, loaded
//! once the page stands, in the same memory. Without the feature `split` it is one.
//!
//! **What is kept where.** [`store::keeper`] writes every version of a thing into local
//! storage, at once and for all tabs; [`store::mirrored`] has the same put into the
//! browser's database, which says when it has reached the disk, and `ui::annex::copying`
//! compares the two once the page stands, looks for it again when it was lost, and hears
//! the other windows; [`store::journal`] writes every step of the
//! history into the tab's session storage, so that undo outlives a reload.
//! [`store::backup`] takes all of it out and back. `docs/keeping.md` lists the names.
//! What two windows made of one thing at once is kept with it until the reader chooses
//! (`ui::annex::conflicts`); [`store::metered`] counts how full storage is.
//! `docs/demands.md` says what all this is held to, in tests called `demands`.
//!
//! **What somebody could try**, and what stands against it, is in `docs/safety.md`: the
//! policy of `index.html`, and that what a file says is text and nothing else. Values of
//! files stand in sentences only through [`messages`], which keeps each in its own
//! direction of writing.
//!
//! **How a selection becomes a mark.** `platform::selection` reports blocks and
//! UTF-16 units; [`model::selection`] makes spans of code points, [`model::snap`]
//! grows or trims them, [`model::quote`] takes the words and their context. Back
//! from a changed text: [`model::anchoring`].
//!
//! **Drawing.** The text of an article is drawn by `ui::text::painter`, not by Yew:
//! an edit draws the blocks that it touched again and no others. A
//! [`model::workspace::MarkedArticle`] tells them by comparing pointers.
//!
//! **Looks.** Which colour and line a label has is the scheme's to say. Style sheets
//! name the colours that there are; `ui::hooks` makes the rules of each label.
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
