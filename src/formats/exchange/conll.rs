//! CoNLL: a token a line with one tag, as scripts for sequence labelling read it. The
//! tags are IOB2 (`B-` opens every passage), of one layer: where marks overlap, the one
//! whose label stands first in the scheme is written, then the longer.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::tokens::tokens;
use super::{Export, Losses, Material, Part};
use crate::model::annotation::{Annotation, Fragment};
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
            // White space has no token, so nothing of it could be tagged.
            let is_blank = |fragment: &&Fragment| fragment.quote.exact.chars().all(char::is_whitespace);
            let (blank, told): (Vec<&Fragment>, Vec<&Fragment>) = annotation.target.iter().partition(is_blank);
            losses.add("lost-blank", blank.len());
            if told.iter().any(|fragment| !is_free(fragment.span)) {
                losses.add("lost-overlapping", 1);
                continue;
            }
            losses.add("lost-fragments", usize::from(told.len() > 1));
            for fragment in told {
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
    use crate::formats::exchange::Material;
    use crate::formats::exchange::fixtures::{check_sample, scheme};
    use crate::model::edit::Edit;
    use crate::model::fixtures;
    use crate::model::workspace::Workspace;

    /// The label of a mark, and its places.
    type Labelled<'a> = (&'a str, &'a [(u32, u32)]);

    /// Blocks and marks; what is tagged, and what is told.
    #[track_caller]
    fn check(blocks: &[&str], marks: &[Labelled<'_>], expected: &str, lost: &[&str]) {
        let article = fixtures::article("urn:uuid:1", blocks);
        let mark = |(at, (label, places)): (usize, &Labelled<'_>)| {
            fixtures::annotation(&format!("urn:uuid:{}", at + 2), &article, label, places)
        };
        let annotations = marks.iter().enumerate().map(mark).collect();
        let edit = Edit::Import { articles: vec![article], annotations, reanchored: Vec::new(), others: Vec::new() };
        let workspace = Workspace::default();
        let workspace = workspace.after(&workspace.change(&edit).unwrap());
        let export = super::write(&Material::of(&workspace, &scheme()));
        let tagged = export.files[0].text.lines().filter(|line| !line.ends_with(" O") && !line.is_empty());
        let tagged: Vec<String> = tagged.map(|line| line.replace(" -X- -X- ", "/")).collect();
        assert_eq!(tagged.join(" "), expected);
        let told = export.losses.problems();
        let told = told.iter().map(|loss| format!("{} {}", loss.code, loss.args[0].1));
        let told: Vec<String> = told.filter(|loss| !EVERYWHERE.iter().any(|all| loss.starts_with(all))).collect();
        assert_eq!(told, lost);
    }

    const EVERYWHERE: [&str; 3] = ["lost-times", "lost-blocks", "lost-article-facts"];

    #[test]
    fn a_mark_of_nothing_but_white_space_is_told_and_takes_nobodys_place() {
        check(&["He said no."], &[("claim", &[(8, 10)])], "no/B-claim", &[]);
        check(&["He said no."], &[("claim", &[(2, 3)])], "", &["lost-blank 1"]);
        check(&["He said no.", "Yes."], &[("claim", &[(11, 12)])], "", &["lost-blank 1"]);
        check(
            &["He\u{a0}said."],
            &[("claim", &[(2, 3)]), ("source", &[(0, 7)])],
            "He/B-source said/I-source",
            &["lost-blank 1"],
        );
        check(&["He said no."], &[("claim", &[(0, 2), (7, 8)])], "He/B-claim", &["lost-blank 1"]);
        check(&["He said no."], &[("claim", &[(0, 2), (8, 10)])], "He/B-claim no/B-claim", &["lost-fragments 1"]);
    }

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
