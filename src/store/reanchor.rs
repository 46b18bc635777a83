//! What becomes of annotations whose text has changed, once their passages have
//! been looked for.

use std::rc::Rc;

use crate::model::anchoring::{Placement, Score};
use crate::model::annotation::{Annotation, Fragment, Moved, UNPLACED};
use crate::model::article::ArticleText;
use crate::model::id::ArticleId;
use crate::model::offset::Span;
use crate::model::quote::fragment_at;

/// Annotations to be found again in one text.
#[derive(Clone, Debug, PartialEq)]
pub struct Sought {
    /// The article in which they are to be found.
    pub article: ArticleId,
    /// Its text.
    pub text: Rc<ArticleText>,
    /// The annotations as they are.
    pub annotations: Vec<Rc<Annotation>>,
}

/// How an annotation fared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It stands where it stood.
    Stays,
    /// It was found elsewhere, or in other words.
    Moves,
    /// It was not found: its words and its position stay as they were.
    Lost,
}

/// An annotation as it is in an article after its fragments were looked for there;
/// `placements` are theirs, in their order. It moves as a whole or not at all.
pub fn reanchored(
    annotation: &Annotation,
    article: &ArticleId,
    text: &ArticleText,
    placements: &[Placement],
) -> (Annotation, Fate) {
    let mut next = annotation.clone();
    next.article = article.clone();
    let is_unplaced = annotation.target.iter().any(Fragment::is_unplaced);
    let is_certain = placements.iter().all(|placement| matches!(placement, Placement::Exact(_)));
    let place = |placement: &Placement| match placement {
        Placement::Exact(span) => Some((*span, 100)),
        Placement::Moved { span, score: Score(score) } => Some((*span, *score)),
        Placement::Orphan => None,
    };
    let places: Option<Vec<(Span, u8)>> = placements.iter().map(place).collect();
    let Some(places) = places.filter(|places| places.len() == annotation.target.len()) else {
        return (next, Fate::Lost);
    };
    let are_in_order = places.iter().zip(places.iter().skip(1)).all(|((a, _), (b, _))| a.end() < b.start());
    // The text may have changed again while its passages were looked for.
    let target: Option<Vec<Fragment>> = places.iter().map(|(span, _)| fragment_at(text, *span)).collect();
    let Some(mut target) = target.filter(|_| are_in_order) else { return (next, Fate::Lost) };
    for (fragment, was) in target.iter_mut().zip(&annotation.target) {
        fragment.extra = was.extra.clone();
        fragment.extra.remove(UNPLACED);
    }
    // Where a quote can only be it has always been.
    if is_unplaced && is_certain && next.moved.is_none() {
        next.target = target;
        return (next, Fate::Stays);
    }
    let stays =
        |(fragment, was): (&Fragment, &Fragment)| fragment.span == was.span && fragment.quote.exact == was.quote.exact;
    if !is_unplaced && target.iter().zip(&annotation.target).all(stays) {
        return (next, Fate::Stays);
    }
    let score = places.iter().map(|(_, score)| *score).fold(100, u8::min);
    // Moved twice, it still tells of the place that the reader chose.
    let was = annotation.chosen().to_vec();
    let extra = next.moved.take().map(|moved| moved.extra).unwrap_or_default();
    next.moved = Some(Moved { score, was, extra });
    next.target = target;
    (next, Fate::Moves)
}
