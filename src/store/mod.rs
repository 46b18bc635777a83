//! The state of the app (workspace, history, what is not yet saved), the one
//! function that steps it, and how it is kept: write-once records per version
//! behind a small trait, a second copy of them, and one merge rule for everything that
//! is read. The history has a journal of its own, which lasts as long as the session.

pub mod backup;
pub mod history;
pub mod import;
pub mod journal;
pub mod keeper;
pub mod key_value;
pub mod metered;
pub mod mirrored;
pub mod reanchor;
pub mod record;
pub mod state;

#[cfg(test)]
mod backup_tests;
#[cfg(test)]
mod demands;
#[cfg(test)]
mod history_tests;
#[cfg(test)]
mod import_tests;
#[cfg(test)]
mod journal_tests;
#[cfg(test)]
mod mirrored_tests;
#[cfg(test)]
mod tests;
