//! From what is selected to what will be marked.

use crate::messages::text;
use crate::model::annotation::Fragment;
use crate::model::article::ReadableArticle;
use crate::model::offset::Span;
use crate::model::quote::fragment_at;
use crate::model::selection::spans_from_selection;
use crate::model::snap::{Snap, snapped, trimmed};
use crate::platform::segmenter::BrowserSegmenter;
use crate::platform::selection::Selected;

use super::Reading;

/// What a selection stands for.
pub struct Chosen {
    /// The spans that will be marked.
    pub spans: Vec<Span>,
    /// Stray punctuation that was selected and will not be marked.
    pub left_out: Option<String>,
    /// Whether they are others than those selected.
    pub differs: bool,
}

impl Chosen {
    /// The words, on one line.
    pub fn words(&self, readable: &ReadableArticle) -> String {
        let words: Vec<&str> = self.spans.iter().filter_map(|span| readable.text.slice(*span)).collect();
        words.join(" ").replace('\n', " ")
    }
}

impl Reading {
    /// What a selection stands for: whole characters without white space at the
    /// ends; grown to words or sentences, or without stray punctuation, unless
    /// its exact edges are wanted.
    pub fn chosen_by(&self, selected: &Selected) -> Chosen {
        let readable = &self.marked.readable;
        let is_hidden = |block| self.is_hidden(block);
        let exact = spans_from_selection(&readable.text, selected.start, selected.end, is_hidden);
        if self.session.exact == Some(selected.ends()) {
            return Chosen { spans: exact, left_out: None, differs: false };
        }
        let (mut spans, mut left_out) = (Vec::new(), Vec::new());
        for span in &exact {
            if self.session.snap != Snap::Off {
                spans.push(snapped(readable, *span, self.session.snap, &BrowserSegmenter));
            } else if let Some(trimmed) = trimmed(readable, *span, &BrowserSegmenter) {
                spans.push(trimmed.span);
                left_out.extend([trimmed.before, trimmed.after].into_iter().filter(|cut| !cut.trim().is_empty()));
            }
        }
        let left_out = (!left_out.is_empty()).then(|| left_out.join(" "));
        Chosen { differs: spans != exact, spans, left_out }
    }
}

/// The fragments at some spans.
pub fn fragments(readable: &ReadableArticle, spans: &[Span]) -> Vec<Fragment> {
    spans.iter().filter_map(|span| fragment_at(&readable.text, *span)).collect()
}

/// The words of fragments as one line, to be heard; short.
pub fn quoted(target: &[Fragment]) -> String {
    let words: Vec<&str> = target.iter().map(|fragment| fragment.quote.exact.as_str()).collect();
    shortened(&words.join(" … "))
}

/// At most a few lines of words: more is not listened to.
pub fn shortened(words: &str) -> String {
    const MOST: usize = 240;
    let line = words.replace('\n', " ");
    match line.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}{}", line.get(..at).unwrap_or(""), text("and-so-on")),
        None => line,
    }
}
