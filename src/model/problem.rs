//! What was wrong with something from outside, as plain data: the interface
//! finds the words, and the remedy, in its message file.

/// One thing that could not be used as it was.
///
/// `code` names the message `problem-<code>`, which says what is wrong and what
/// to do; `args` fill its placeholders. A test holds that every code in the
/// source has its message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Which message tells of it.
    pub code: &'static str,
    /// The message's placeholders.
    pub args: Vec<(&'static str, String)>,
}

impl Problem {
    /// A problem that its code alone describes.
    pub fn new(code: &'static str) -> Self {
        Problem { code, args: Vec::new() }
    }

    /// The same problem with one more placeholder filled.
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.args.push((name, value.to_string()));
        self
    }
}
