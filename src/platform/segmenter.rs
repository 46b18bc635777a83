//! Words and sentences as the browser knows them: with dictionaries, so also in
//! scripts that write no spaces.

use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use crate::model::boundaries::{Piece, Segmenter, join_abbreviations};

/// `Intl.Segmenter`. Where a browser lacks it, a text is cut at white space, and
/// a sentence is the whole text.
pub struct BrowserSegmenter;

fn pieces(text: &str, language: &str, granularity: &str) -> Option<Vec<Piece>> {
    let field = |of: &JsValue, name: &str| Reflect::get(of, &name.into()).ok();
    let intl = field(&super::window(), "Intl")?;
    let class: Function = field(&intl, "Segmenter")?.dyn_into().ok()?;
    let options = Object::new();
    Reflect::set(&options, &"granularity".into(), &granularity.into()).ok()?;
    let make = |languages: &JsValue| Reflect::construct(&class, &Array::of2(languages, &options)).ok();
    // A file may name a language in a way that the browser does not take.
    let segmenter = make(&language.into()).or_else(|| make(&JsValue::UNDEFINED))?;
    let segment: Function = field(&segmenter, "segment")?.dyn_into().ok()?;
    let segments = segment.call1(&segmenter, &text.into()).ok()?;
    let mut pieces = Vec::new();
    let mut start = 0;
    for segment in js_sys::try_iter(&segments).ok()?? {
        let words = field(&segment.ok()?, "segment")?.as_string()?;
        pieces.push(piece(start, &words));
        start += words.len();
    }
    (start == text.len()).then_some(pieces)
}

fn piece(start: usize, words: &str) -> Piece {
    Piece { bytes: start..start + words.len(), has_words: words.chars().any(char::is_alphanumeric) }
}

impl Segmenter for BrowserSegmenter {
    fn words(&self, text: &str, language: &str) -> Vec<Piece> {
        pieces(text, language, "word").unwrap_or_else(|| {
            let mut start = 0;
            let parts = text.split_inclusive(char::is_whitespace);
            let piece = |part: &str| {
                let piece = piece(start, part);
                start += part.len();
                piece
            };
            parts.map(piece).collect()
        })
    }

    fn sentences(&self, text: &str, language: &str) -> Vec<Piece> {
        let pieces = pieces(text, language, "sentence").unwrap_or_else(|| vec![piece(0, text)]);
        join_abbreviations(text, pieces)
    }
}
