//! Stand-in until the finder of cues is merged.
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::model::annotation::Annotation;
use crate::model::article::ReadableArticle;
use crate::model::boundaries::Segmenter;
use crate::model::id::{AnnotationId, AttributeId, LabelId};
use crate::model::offset::Span;
use crate::model::scheme::RelationType;
use crate::model::workspace::{MarkedArticle, Workspace};

/// A cue.
pub struct FoundCue {
    /// Where.
    pub spans: Vec<Span>,
    /// What it says.
    pub suggests: BTreeMap<AttributeId, String>,
}

/// Finds it.
pub fn cue(_: &ReadableArticle, _: &RelationType, _: &[Span], _: &[Span], _: &impl Segmenter) -> Option<FoundCue> {
    None
}

/// Candidates.
pub fn near(marked: &MarkedArticle, _: &Workspace, from: &AnnotationId, labels: &[LabelId]) -> Vec<Rc<Annotation>> {
    marked.annotations().filter(|a| a.id != *from && labels.contains(&a.label)).cloned().collect()
}
