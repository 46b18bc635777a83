//! Finding passages again in texts that have changed.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::find::span;
use crate::model::anchoring::{Placement, Score, place_from_quotes, place_from_text};
use crate::model::annotation::{Fragment, Quote, UNPLACED};
use crate::model::article::ArticleText;
use crate::model::json::Malformed;
use crate::model::offset::{CharOffset, Span};

/// Passages to be found in one text.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct PlaceRequest {
    /// The text as it is now: blocks joined by line feeds.
    pub text: String,
    /// The text in which the passages were marked, if it is at hand.
    pub old_text: Option<String>,
    /// The passages.
    pub passages: Vec<Passage>,
}

/// A passage by its position and its words.
#[derive(Debug, Serialize, Deserialize)]
pub struct Passage {
    start: u32,
    end: u32,
    exact: String,
    prefix: String,
    suffix: String,
    /// Whether its position says nothing.
    #[serde(default)]
    is_unplaced: bool,
}

impl From<&Fragment> for Passage {
    fn from(fragment: &Fragment) -> Self {
        let Quote { exact, prefix, suffix } = fragment.quote.clone();
        let (start, end) = (fragment.span.start().0, fragment.span.end().0);
        Passage { start, end, exact, prefix, suffix, is_unplaced: fragment.is_unplaced() }
    }
}

impl Passage {
    fn fragment(&self) -> Option<Fragment> {
        let span = Span::new(CharOffset(self.start), CharOffset(self.end))?;
        let quote = Quote { exact: self.exact.clone(), prefix: self.prefix.clone(), suffix: self.suffix.clone() };
        let unplaced = self.is_unplaced.then(|| (UNPLACED.to_owned(), true.into()));
        Some(Fragment { span, quote, extra: unplaced.into_iter().collect() })
    }
}

/// For each request and passage: start, end and score, or nothing. The score of
/// what stands where it stood is 101.
pub(super) fn place(requests: &[PlaceRequest]) -> Vec<Vec<Option<(u32, u32, u8)>>> {
    requests.iter().map(place_in_one).collect()
}

const IN_PLACE: u8 = 101;

fn place_in_one(request: &PlaceRequest) -> Vec<Option<(u32, u32, u8)>> {
    let text = ArticleText::of(request.text.clone());
    // A passage that runs backwards is found nowhere.
    let sought: Vec<Option<Fragment>> = request.passages.iter().map(Passage::fragment).collect();
    let fragments: Vec<Fragment> = sought.iter().flatten().cloned().collect();
    let placements = match &request.old_text {
        Some(old) => {
            let spans: Vec<Span> = fragments.iter().map(|fragment| fragment.span).collect();
            place_from_text(&ArticleText::of(old.clone()), &text, &spans)
        }
        None => place_from_quotes(&text, &fragments),
    };
    let mut placements = placements.into_iter();
    let row = |span: Span, score: u8| Some((span.start().0, span.end().0, score));
    sought
        .iter()
        .map(|fragment| {
            fragment.as_ref()?;
            match placements.next()? {
                Placement::Exact(span) => row(span, IN_PLACE),
                Placement::Moved { span, score: Score(score) } => row(span, score),
                Placement::Orphan => None,
            }
        })
        .collect()
}

/// What the answer to [`super::Request::Place`] says: for each request the
/// placements of its passages.
///
/// # Errors
/// The answer is not of this shape: the worker is not of this version.
pub fn placements(answer: &str) -> Result<Vec<Vec<Placement>>, Malformed> {
    let malformed = || Malformed("answer");
    let value: Value = serde_json::from_str(answer).map_err(|_| malformed())?;
    let placement = |row: &Value| {
        if row.is_null() {
            return Some(Placement::Orphan);
        }
        let span = span(row)?;
        let score = u8::try_from(row.get(2)?.as_u64()?).ok().filter(|score| *score <= IN_PLACE)?;
        Some(if score == IN_PLACE { Placement::Exact(span) } else { Placement::Moved { span, score: Score(score) } })
    };
    let texts = value.as_array().ok_or_else(malformed)?;
    let all = texts.iter().map(|rows| rows.as_array()?.iter().map(placement).collect::<Option<Vec<_>>>());
    all.map(|placements| placements.ok_or_else(malformed)).collect()
}
