//! How many annotations of each label an article has.

use crate::model::id::LabelId;
use crate::model::workspace::MarkedArticle;

/// The number of annotations per label, in the order of the labels' ids, orphans
/// included; labels without any are absent.
pub fn per_label(marked: &MarkedArticle) -> Vec<(LabelId, usize)> {
    let mut counts: Vec<(LabelId, usize)> = Vec::new();
    for annotation in marked.annotations() {
        match counts.binary_search_by(|(label, _)| label.cmp(&annotation.label)) {
            Ok(at) => counts.get_mut(at).into_iter().for_each(|(_, count)| *count += 1),
            Err(at) => counts.insert(at, (annotation.label.clone(), 1)),
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::edit::Edit;
    use crate::model::fixtures::{annotation, article};
    use crate::model::workspace::Workspace;

    #[test]
    fn each_annotation_counts_once_however_many_blocks_it_spans() {
        let one = article("one", &["Headline", "First.", "Second."]);
        let annotations = vec![
            annotation("a", &one, "claim", &[(0, 20)]),
            annotation("b", &one, "claim", &[(9, 14)]),
            annotation("c", &one, "source", &[(9, 14)]),
        ];
        let empty = Workspace::default();
        let import = Edit::Import { articles: vec![one], annotations, reanchored: vec![], others: Vec::new() };
        let workspace = empty.after(&empty.change(&import).unwrap());
        let counts = per_label(workspace.articles().next().unwrap());
        assert_eq!(counts, [("claim".into(), 2), ("source".into(), 1)]);
    }
}
