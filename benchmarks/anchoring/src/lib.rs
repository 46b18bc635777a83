//! What the benchmark's page calls. Reading the input is a call of its own, so that
//! only the search is timed, as the peers' is with their document at hand.

use ascribe::formats::article;
use ascribe::model::anchoring::{Placement, place_from_quotes, place_from_text};
use ascribe::model::annotation::{Fragment, Quote};
use ascribe::model::article::ArticleText;
use ascribe::model::offset::{CharOffset, Span};
use serde_json::Value;
use wasm_bindgen::prelude::*;

/// An old and a new text, and what was marked in the old one.
#[wasm_bindgen]
pub struct Texts {
    old: ArticleText,
    new: ArticleText,
    sought: Vec<Fragment>,
    spans: Vec<Span>,
}

#[wasm_bindgen]
impl Texts {
    /// From two article files and a list of fragments, as Ascribe's formats have them.
    #[wasm_bindgen(constructor)]
    pub fn new(old: &str, new: &str, sought: &str) -> Result<Texts, String> {
        let sought: Vec<Fragment> = parse(sought)?.as_array().into_iter().flatten().filter_map(fragment).collect();
        let spans = sought.iter().map(|fragment| fragment.span).collect();
        Ok(Texts { old: text(old)?, new: text(new)?, sought, spans })
    }

    /// With both texts at hand.
    pub fn from_text(&self) -> Vec<f64> {
        numbers(place_from_text(&self.old, &self.new, &self.spans))
    }

    /// With nothing but the quotes.
    pub fn from_quotes(&self) -> Vec<f64> {
        numbers(place_from_quotes(&self.new, &self.sought))
    }
}

fn parse(json: &str) -> Result<Value, String> {
    serde_json::from_str(json).map_err(|error| error.to_string())
}

fn text(json: &str) -> Result<ArticleText, String> {
    let article = article::read(&parse(json)?, "").map_err(|problems| format!("{problems:?}"))?;
    Ok(ArticleText::new(&article))
}

fn fragment(value: &Value) -> Option<Fragment> {
    let number = |key| value.get(key)?.as_u64().and_then(|n| u32::try_from(n).ok()).map(CharOffset);
    let words = |key| Some(value.get(key)?.as_str()?.to_owned());
    let quote = Quote { exact: words("exact")?, prefix: words("prefix")?, suffix: words("suffix")? };
    Some(Fragment { span: Span::new(number("start")?, number("end")?)?, quote, extra: Default::default() })
}

/// Three numbers for each: start, end, and how sure (100: said to be exact). NaN for what is lost.
fn numbers(placements: Vec<Placement>) -> Vec<f64> {
    let row = |span: Span, sure: f64| [f64::from(span.start().0), f64::from(span.end().0), sure];
    let rows = placements.into_iter().map(|placement| match placement {
        Placement::Exact(span) => row(span, 100.0),
        // A moved passage may agree fully; what is said of it is still that it moved.
        Placement::Moved { span, score } => row(span, f64::from(score.0).min(99.0)),
        Placement::Orphan => [f64::NAN; 3],
    });
    rows.flatten().collect()
}
