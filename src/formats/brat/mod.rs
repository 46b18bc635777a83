//! brat standoff: a text file, and annotation files that point into it, one for
//! each annotator. Reading and writing are made for each other: what is read and not
//! changed is written again byte for byte.
//!
//! - [`layout`]: a text file is blocks and the white space around them; positions in
//!   the file and in our text.
//! - [`line`](mod@line): the lines that are annotations and relations: text-bounds (`T`), events
//!   (`E`) and links (`R`); [`said`]: those that say something of them: attributes (`A`,
//!   `M`), notes (`#`), references (`N`) and equivalences (`*`).
//! - [`names`]: brat's types and roles, and our labels and roles.
//! - [`kept`]: what articles, annotations and relations keep in `extra` under `brat`.
//! - [`read()`]; [`told`] has what a file says of its annotations and relations.
//! - [`write`](mod@write) has the files of an article and [`export`](mod@export) all of them with
//!   their configuration; [`sheet`] has the lines of one annotation file, [`sayings`] those
//!   that say something of others, and [`pairing`] tells which files belong together.
//!
//! A line of which the model has no equal is kept as it is. To understand one more
//! kind: a parser in `said`, an arm in `told` and one in `sayings`.

mod export;
mod groups;
mod kept;
pub(in crate::formats) mod layout;
mod line;
mod names;
mod pairing;
mod read;
mod said;
mod sayings;
mod sheet;
mod told;
mod write;

#[cfg(test)]
mod said_tests;
#[cfg(test)]
pub(super) mod tests;

pub use export::export;
pub use pairing::{Together, paired};
pub use read::read;
#[cfg(test)]
pub(super) use write::write;
