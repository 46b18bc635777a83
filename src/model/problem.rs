//! What was wrong with something from outside, as plain data: the interface
//! finds the words, and the remedy, in its message file.

use std::borrow::Cow;

use serde::Serialize;

/// One thing that could not be used as it was.
///
/// `code` names the message `problem-<code>`, which says what is wrong and what
/// to do; `args` fill its placeholders. A test holds that every code in the
/// source has its message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Which message tells of it.
    pub code: Cow<'static, str>,
    /// The message's placeholders.
    pub args: Vec<(Cow<'static, str>, String)>,
}

impl Problem {
    /// A problem that its code alone describes.
    pub fn new(code: &'static str) -> Self {
        Problem { code: code.into(), args: Vec::new() }
    }

    /// The same problem with one more placeholder filled.
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.args.push((name.into(), value.to_string()));
        self
    }

    /// The same problem of one of several files: its place is in that one.
    pub fn stand_at(&mut self, file: &str) {
        if let Some((_, place)) = self.args.iter_mut().find(|(name, _)| name == "place") {
            *place = if place.is_empty() { file.to_owned() } else { format!("{file}: {place}") };
        }
    }
}
