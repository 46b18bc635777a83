//! Finding all places of some words in several texts.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::analysis::occurrences::{Options, occurrences};
use crate::model::article::ArticleText;
use crate::model::json::Malformed;
use crate::model::offset::{CharOffset, Span};

/// Words to be found.
#[derive(Debug, Serialize, Deserialize)]
pub struct FindRequest {
    /// The words.
    pub words: String,
    /// Whether a place within a longer word does not count.
    pub whole_words: bool,
    /// Whether “Bank” and “bank” are the same.
    pub ignore_case: bool,
    /// Whether “é” and “e” are the same.
    pub ignore_accents: bool,
    /// The texts of the articles, each with its blocks joined by line feeds.
    pub texts: Vec<String>,
}

/// For each text the places, as start and end in code points.
pub(super) fn find(request: &FindRequest) -> Vec<Vec<(u32, u32)>> {
    let FindRequest { whole_words, ignore_case, ignore_accents, .. } = *request;
    let options = Options { whole_words, ignore_case, ignore_accents };
    let places = |text: &String| {
        let text = ArticleText::of(text.clone());
        let spans = occurrences(&text, &request.words, &options);
        spans.iter().map(|span| (span.start().0, span.end().0)).collect()
    };
    request.texts.iter().map(places).collect()
}

/// What the answer to [`super::Request::Find`] says: the spans in each text.
///
/// # Errors
/// The answer is not of this shape: the worker is not of this version.
pub fn found(answer: &str) -> Result<Vec<Vec<Span>>, Malformed> {
    let malformed = || Malformed("answer");
    let value: Value = serde_json::from_str(answer).map_err(|_| malformed())?;
    let texts = value.as_array().ok_or_else(malformed)?;
    texts
        .iter()
        .map(|places| places.as_array()?.iter().map(span).collect())
        .map(|spans: Option<_>| spans.ok_or_else(malformed))
        .collect()
}

/// A span written as a list that begins with its start and its end.
pub(super) fn span(pair: &Value) -> Option<Span> {
    let number = |at: usize| pair.get(at).and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok());
    Span::new(CharOffset(number(0)?), CharOffset(number(1)?))
}
