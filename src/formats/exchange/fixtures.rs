//! What every format is tried with: texts of many scripts, and all that can be said of
//! passages in them.

use std::rc::Rc;

use super::{Export, Material, left_out, packed, write};
use crate::formats::tests::{check_golden, golden_workspace, imported};
use crate::formats::{EXPORTS, ReadFile, WrittenFile, read};
use crate::messages::text_with;
use crate::model::annotation::Annotation;
use crate::model::edit::Edit;
use crate::model::fixtures::{annotation, article};
use crate::model::scheme::Scheme;
use crate::model::workspace::Workspace;

/// The scheme that comes with the app.
pub fn scheme() -> Scheme {
    crate::formats::scheme::shipped(include_str!("../../../assets/schemes/news.json")).unwrap()
}

/// Two articles: one of many scripts (emoji, joiners, combining accents, Arabic,
/// Japanese), with nested marks, marks of equal extent, split ones, one across blocks, a
/// moved one, a relation, an identity and notes; one of text that looks like formulas
/// or markup, with marks that touch.
pub fn sample() -> Workspace {
    let odd = article(
        "urn:uuid:0dd",
        &["=1+1 wins", "\"A\", <b>said</b>\u{a0}the\tclerk & 中国\u{3000}人.", "- item, +1; @you [x](y) | \\n"],
    );
    let text = odd.joined_text();
    let at = |words: &str| {
        let start = text.find(words).map(|byte| text[..byte].chars().count()).unwrap() as u32;
        (start, start + words.chars().count() as u32)
    };
    let mut formula = Annotation::clone(&annotation("urn:uuid:20", &odd, "claim", &[at("=1+1")]));
    formula.note = "=HYPERLINK(\"x\")\r\n@next".into();
    formula.attributes = [("wording".into(), "-2".into())].into();
    let annotations = vec![
        Rc::new(formula),
        annotation("urn:uuid:21", &odd, "entity", &[at(" wins")]), // touches the one before
        annotation("urn:uuid:22", &odd, "claim", &[at("<b>said</b>\u{a0}the\tclerk")]),
        annotation("urn:uuid:23", &odd, "entity", &[at("中国\u{3000}人")]),
        annotation("urn:uuid:24", &odd, "claim", &[at("- item"), at("@you"), at("| \\n")]),
    ];
    let workspace = golden_workspace();
    let edit = Edit::Import { articles: vec![odd], annotations, reanchored: Vec::new(), others: Vec::new() };
    workspace.after(&workspace.change(&edit).unwrap())
}

/// Writes the sample in a format, and holds each file against the golden one in
/// `tests/golden/exchange/<key>/`, and the losses against `losses.json` there. Answers with
/// the files of the format.
#[track_caller]
pub fn check_sample(key: &str) -> Export {
    let workspace = sample();
    let scheme = scheme();
    let material = || Material::of(&workspace, &scheme).in_words(&text_with);
    let export = write(key, &material()).expect("a format that is written here");
    assert!(EXPORTS.iter().any(|format| format.key == key), "{key} is offered");
    for WrittenFile { name, text } in &export.files {
        check_golden(&format!("exchange/{key}/{name}"), text);
    }
    let losses: serde_json::Map<String, serde_json::Value> = export
        .losses
        .problems()
        .iter()
        .map(|loss| (loss.code.to_string(), loss.args[0].1.parse::<u64>().unwrap().into()))
        .collect();
    check_golden(&format!("exchange/{key}/losses.json"), &crate::formats::pretty(&losses));
    let again = write(key, &material()).unwrap();
    assert_eq!((&again.files, &again.losses), (&export.files, &export.losses), "the same bytes each time");
    assert!(packed(&export.files).is_some());
    let nothing = write(key, &Material::of(&Workspace::default(), &scheme)).unwrap();
    assert_eq!(nothing.losses, super::Losses::default(), "nothing is lost of nothing");
    // The format's own files, without the one that says what is not in them.
    let files = export.files.into_iter().filter(|file| !left_out::is_one(&file.text)).collect();
    Export { files, ..export }
}

/// What files held, each brought into the same workspace, after the other. Nothing of them
/// is refused.
#[track_caller]
pub fn brought(files: &[&WrittenFile]) -> Workspace {
    let parts = files.iter().flat_map(|file| {
        let mut read = read(&file.text);
        let listed = std::mem::take(&mut read.listed);
        std::iter::once(read).chain(listed)
    });
    parts.fold(Workspace::default(), |workspace, part: ReadFile| {
        assert_eq!((part.problems.as_slice(), part.rejected), (&[][..], 0));
        imported(&workspace, &part).0
    })
}

/// An annotation as one can say it of any file: label and words, then what else was asked
/// for.
type Said = (String, Vec<String>, Vec<(String, String)>, String, Option<String>);

/// What a workspace says, in an order of its own. `is_whole` with attributes, notes and
/// what annotations are about.
pub fn said(workspace: &Workspace, is_whole: bool) -> Vec<Said> {
    let say = |annotation: &Rc<Annotation>| {
        let about = annotation.identity.as_ref().and_then(|id| workspace.identity(id));
        let attributes = annotation.attributes.iter().map(|(id, value)| (id.to_string(), value.clone()));
        (
            annotation.label.to_string(),
            annotation.target.iter().map(|fragment| fragment.quote.exact.clone()).collect(),
            if is_whole { attributes.collect() } else { Vec::new() },
            if is_whole { annotation.note.clone() } else { String::new() },
            about.filter(|_| is_whole).map(|about| format!("{} {}", about.name, about.wikidata)),
        )
    };
    let mut said: Vec<Said> = workspace.annotations().map(say).collect();
    said.sort();
    said
}

/// The relations of a workspace, each with its label, and the roles and words that it joins.
pub fn related(workspace: &Workspace) -> Vec<String> {
    let say = |relation: &Rc<crate::model::relation::Relation>| {
        let argument = |argument: &crate::model::relation::Argument| {
            let words = workspace.annotation(&argument.annotation).map(|annotation| annotation.quoted());
            format!("{} {}", argument.role, words.unwrap_or_default())
        };
        let mut arguments: Vec<String> = relation.arguments.iter().map(argument).collect();
        arguments.sort();
        format!("{}: {}", relation.label, arguments.join(", "))
    };
    workspace.relations().map(say).collect()
}

/// What is written of the sample and read again says the same.
#[track_caller]
pub fn check_round_trip(key: &str, file_end: &str, is_whole: bool) {
    let export = check_sample(key);
    let files: Vec<&WrittenFile> = export.files.iter().filter(|file| file.name.ends_with(file_end)).collect();
    let there = brought(&files);
    assert_eq!(said(&there, is_whole), said(&sample(), is_whole));
    assert_eq!(related(&there), related(&sample()));
    // The same once more adds nothing.
    let twice: Vec<&WrittenFile> = files.iter().chain(&files).copied().collect();
    assert_eq!(brought(&twice), there);
}

/// What comes of bringing a file into a workspace: nothing in it is refused.
#[track_caller]
pub fn brought_into(workspace: &Workspace, file: &ReadFile) -> Workspace {
    assert_eq!((file.problems.as_slice(), file.rejected), (&[][..], 0));
    imported(workspace, file).0
}

/// Reads a file that was written here.
pub fn read_back(file: &WrittenFile) -> ReadFile {
    read(&file.text)
}
