//! CoNLL: a token a line with one tag, as scripts for sequence labelling read it. The
//! tags are IOB2 (`B-` opens every passage), of one layer: where marks overlap, the one
//! whose label stands first in the scheme is written, then the longer.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::tokens::tokens;
use super::{Export, Losses, Material, Part};
use crate::model::annotation::Annotation;
use crate::model::id::LabelId;
use crate::model::offset::{CharOffset, Span};

/// Writes all articles, each after a line that begins a document; blocks are parted by
/// empty lines.
pub(super) fn write(material: &Material<'_>) -> Export {
    let mut file = String::new();
    let mut losses = Losses::except(&[] as &[Part], material);
    let place = |label: &LabelId| material.scheme.labels.iter().position(|known| known.id == *label);
    for marked in &material.articles {
        let mut order: Vec<&Annotation> = marked.annotations.clone();
        let length = |annotation: &Annotation| -> u32 {
            annotation.target.iter().map(|fragment| fragment.span.end().0 - fragment.span.start().0).sum()
        };
        order.sort_by_key(|annotation| (place(&annotation.label).unwrap_or(usize::MAX), Reverse(length(annotation))));
        let mut taken: BTreeMap<CharOffset, (CharOffset, &str)> = BTreeMap::new();
        for annotation in order {
            let is_free = |span: Span| {
                let before = taken.range(..span.end()).next_back();
                before.is_none_or(|(_, (end, _))| *end <= span.start())
            };
            if annotation.target.iter().any(|fragment| !is_free(fragment.span)) {
                losses.add("lost-overlapping", 1);
                continue;
            }
            losses.add("lost-fragments", usize::from(annotation.target.len() > 1));
            for fragment in &annotation.target {
                taken.insert(fragment.span.start(), (fragment.span.end(), annotation.label.as_str()));
            }
        }
        file.push_str("-DOCSTART- -X- -X- O\n\n");
        let spans = taken.iter().filter_map(|(start, (end, _))| Span::new(*start, *end));
        let mut is_open = true;
        let mut last_mark = None;
        for token in tokens(marked.text.as_str(), spans) {
            if token.is_space() {
                // A line feed parts blocks. No other white space is in this format.
                if token.text.contains('\n') && is_open {
                    file.push('\n');
                    (is_open, last_mark) = (false, None);
                }
                continue;
            }
            let mark = taken.range(..=CharOffset(token.start)).next_back();
            let mark = mark.filter(|(_, (end, _))| end.0 >= token.end).map(|(start, (_, label))| (*start, *label));
            let tag = match mark {
                None => "O".to_owned(),
                Some((_, label)) => {
                    let begins = if mark == last_mark { "I" } else { "B" };
                    format!("{begins}-{}", label.replace(char::is_whitespace, "_"))
                }
            };
            let words: String = token.text.chars().filter(|c| !c.is_whitespace()).collect();
            file.push_str(&format!("{words} -X- -X- {tag}\n"));
            (is_open, last_mark) = (true, mark);
        }
        if is_open {
            file.push('\n');
        }
    }
    Export::of("marks.conll", file, losses)
}

#[cfg(test)]
mod tests {
    use crate::formats::exchange::fixtures::check_sample;

    #[test]
    fn lines_have_four_columns_and_tags_are_iob2() {
        let export = check_sample("conll");
        let mut last = "O";
        let mut begun = 0;
        for line in export.files[0].text.lines() {
            if line.is_empty() {
                last = "O";
                continue;
            }
            let columns: Vec<&str> = line.split([' ', '\t']).collect();
            assert_eq!(columns.len(), 4, "{line:?}");
            assert!(columns.iter().all(|column| !column.is_empty() && !column.contains(char::is_whitespace)));
            let tag = columns[3];
            if let Some(label) = tag.strip_prefix("I-") {
                assert!(last.get(2..) == Some(label), "{line}: {last}");
            }
            begun += usize::from(tag.starts_with("B-"));
            last = tag;
        }
        assert!(begun > 10, "{begun}");
    }
}
