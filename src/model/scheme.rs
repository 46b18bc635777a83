//! The scheme: the labels that a reader chooses from, as data.

use super::id::LabelId;

/// What a passage can be taken for. Its name and its one-sentence test stand in
/// the message file under `label-<id>` and `label-<id>-test`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Label {
    /// Written into files and into the page's `data-label`.
    pub id: &'static str,
    /// The key that tags a selection with it.
    pub key: &'static str,
}

impl Label {
    /// The id as annotations hold it.
    pub fn label_id(&self) -> LabelId {
        LabelId::from(self.id)
    }
}

/// The labels, in the order in which they are offered.
pub const LABELS: &[Label] =
    &[Label { id: "claim", key: "1" }, Label { id: "source", key: "2" }, Label { id: "entity", key: "3" }];

/// The label with this id, if the scheme has it.
pub fn label(id: &LabelId) -> Option<&'static Label> {
    LABELS.iter().find(|label| label.id == id.as_str())
}
