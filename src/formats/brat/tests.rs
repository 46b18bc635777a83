//! Files of brat's: what comes in goes out byte for byte, whichever way it took
//! through the app; what was changed goes out as changed; nothing is dropped without
//! a word.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use proptest::prelude::*;

use super::sayings::Lost;
use super::*;
use crate::formats::exchange::{Material, fixtures};
use crate::formats::{self, ReadFile, Scope, WrittenFile, annotations};
use crate::messages;
use crate::model::annotation::Annotation;
use crate::model::article::{LINE_BREAKS, ReadableArticle};
use crate::model::edit::{Change, Edit, Entity, EntityId};
use crate::model::fixtures::{annotation, any_readable, article, moment, span};
use crate::model::id::{AnnotationId, ArticleId, is_id};
use crate::model::quote::fragment_at;
use crate::model::relation::{Argument, Relation};
use crate::model::workspace::Workspace;
use crate::store::import::{ImportPlan, plan};
use crate::store::record::{ALL, Record, decode, encode, key};

// The way through the app.

fn planned(workspace: &Workspace, file: &ReadFile) -> ImportPlan {
    let plan = plan(workspace, &file.articles, &file.annotations, &file.others, &[]);
    assert!(plan.sought.is_empty(), "all words stand where they say");
    plan
}

/// What a workspace holds after the import of what a file held.
pub fn imported(workspace: &Workspace, file: &ReadFile) -> Workspace {
    match planned(workspace, file).edit() {
        None => workspace.clone(),
        Some(edit) => step(workspace, &edit),
    }
}

pub fn step(workspace: &Workspace, edit: &Edit) -> Workspace {
    workspace.after(&workspace.change(edit).unwrap_or_else(|problem| panic!("{problem:?}")))
}

/// The same as a device has it that got it by our own annotation file.
pub fn by_file(workspace: &Workspace) -> Workspace {
    let file = formats::read(&annotations::write(workspace, &Scope::Workspace, true));
    assert_eq!(file.problems, []);
    imported(&Workspace::default(), &file)
}

/// The things of a workspace as storage keeps them.
fn stored(workspace: &Workspace) -> Vec<(EntityId, String)> {
    let articles = workspace.articles().map(|marked| Entity::Article(marked.readable.article.clone()));
    let annotations = workspace.annotations().cloned().map(Entity::Annotation);
    let relations = workspace.relations().cloned().map(Entity::Relation);
    let identities = workspace.identities().cloned().map(Entity::Identity);
    let all = articles.chain(annotations).chain(relations).chain(identities);
    all.map(|entity| (entity.id(), encode(&Record::of(entity, Vec::new()), &ALL))).collect()
}

/// The same as it is after it was stored and loaded.
pub fn by_storage(workspace: &Workspace) -> Workspace {
    let loaded = stored(workspace).into_iter().map(|(id, value)| decode(&id, &value, &ALL).unwrap().entity.unwrap());
    Workspace::default().after(&Change::putting(&Workspace::default(), loaded.collect::<Vec<_>>()))
}

/// What is written of one article.
fn write(workspace: &Workspace, id: &ArticleId) -> Option<Vec<WrittenFile>> {
    let scheme = fixtures::scheme();
    let material = Material::of(workspace, &scheme);
    material
        .articles
        .iter()
        .find(|marked| marked.article.id == *id)
        .map(|marked| super::write(marked, &material, &mut Lost::default()))
}

pub type Files = Vec<(String, String)>;

/// What is written of the only article.
pub fn written(workspace: &Workspace) -> Files {
    let ids: Vec<&ArticleId> = workspace.articles().map(|marked| &marked.readable.article.id).collect();
    assert_eq!(ids.len(), 1);
    let files = write(workspace, ids[0]).unwrap();
    files.into_iter().map(|file| (file.name, file.text)).collect()
}

/// Reads files, the text first.
pub fn read_files(files: &Files) -> ReadFile {
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    read(files[0].0, files[0].1, &files[1..])
}

/// How many lines of the annotation files are shown, say something of what is, are left
/// out for a reason, of other kinds, and blank: together all of them.
pub fn accounted(file: &ReadFile) -> usize {
    let mut triggers = BTreeSet::new();
    let annotations: BTreeSet<(String, String)> =
        file.annotations.iter().filter_map(|a| kept::Origin::of(&a.extra)).map(|o| (o.file, o.id)).collect();
    let article = kept::KeptText::of(&file.articles[0]);
    let mut relations = 0;
    for other in &file.others {
        let Entity::Relation(relation) = other else { continue };
        relations += 1;
        let origin = kept::Origin::of(&relation.extra).unwrap();
        let Some(trigger) = origin.trigger else { continue };
        let trigger = (origin.file.clone(), trigger);
        let is_line = article.files[&origin.file].lines.contains(&trigger.1);
        if is_line && !annotations.contains(&trigger) {
            triggers.insert(trigger);
        }
    }
    let of_other_kinds: usize = file
        .problems
        .iter()
        .filter(|problem| problem.code == "brat-not-shown")
        .map(|problem| problem.args.iter().find(|(name, _)| *name == "count").unwrap().1.parse::<usize>().unwrap())
        .sum();
    let is_blank = |line: &&kept::KeptLine| line.text.trim().is_empty();
    let blank = article.files.values().flat_map(|file| &file.kept).filter(is_blank).count();
    let said = article.files.values().flat_map(|file| &file.lines).filter(|id| *id == kept::SAID).count();
    file.annotations.len() + relations + said + triggers.len() + file.rejected + of_other_kinds + blank
}

pub fn line_count(files: &Files) -> usize {
    let lines = |text: &String| text.matches('\n').count() + usize::from(!text.is_empty() && !text.ends_with('\n'));
    files.iter().skip(1).map(|(_, text)| lines(text)).sum()
}

/// Whichever way files take through the app, they go out as they came in, and every
/// line is accounted for. Answers with what is then here.
#[track_caller]
pub fn check_unchanged(files: &Files) -> Workspace {
    let file = read_files(files);
    assert_eq!(accounted(&file), line_count(files), "accepted and reported are all that was read");
    for problem in &file.problems {
        let words = messages::problem(problem);
        assert!(!words.contains('{') && words != format!("problem-{}", problem.code), "{words}");
    }
    let workspace = imported(&Workspace::default(), &file);
    for (way, workspace) in
        [("at once", workspace.clone()), ("by our file", by_file(&workspace)), ("by storage", by_storage(&workspace))]
    {
        let there = written(&workspace);
        let names = |files: &Files| files.iter().map(|(name, _)| name.clone()).collect::<BTreeSet<_>>();
        assert_eq!(names(&there), names(files), "{way}");
        for (name, text) in files {
            let there = &there.iter().find(|(other, _)| other == name).unwrap().1;
            assert_eq!(there, text, "{name}, {way}");
        }
    }
    let again = planned(&workspace, &file);
    assert_eq!((again.edit(), again.notices), (None, vec![]), "the same files again add nothing");
    assert_eq!(again.already_here, 1 + file.annotations.len() + file.others.len());
    workspace
}

// Files made by hand.

pub fn case(name: &str) -> Files {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/brat");
    let mut files: Files = texts_in(&folder).into_iter().filter(|(file, _)| file.starts_with(name)).collect();
    files.sort_by_key(|(name, _)| (!name.ends_with(".txt"), name.clone()));
    files
}

fn texts_in(folder: &Path) -> Files {
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
    files.iter().map(|path| (name(path), fs::read_to_string(path).unwrap())).collect()
}

pub const CASES: [&str; 5] = ["ferry", "bells", "mill", "roth", "wind"];

pub fn owned(files: &[(&str, &str)]) -> Files {
    files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

/// The annotation of a line.
pub fn of_line<'a>(workspace: &'a Workspace, file: &str, id: &str) -> &'a Rc<Annotation> {
    let is_it = |a: &&Rc<Annotation>| kept::Origin::of(&a.extra).is_some_and(|o| o.file == file && o.id == id);
    workspace.annotations().find(is_it).unwrap_or_else(|| panic!("no annotation of {file} {id}"))
}

/// The relation of a line.
pub fn of_event<'a>(workspace: &'a Workspace, file: &str, id: &str) -> &'a Rc<Relation> {
    let is_it = |r: &&Rc<Relation>| kept::Origin::of(&r.extra).is_some_and(|o| o.file == file && o.id == id);
    workspace.relations().find(is_it).unwrap_or_else(|| panic!("no relation of {file} {id}"))
}

/// A relation's roles with the words that play them.
pub fn parts(workspace: &Workspace, relation: &Relation) -> Vec<String> {
    let part = |a: &Argument| format!("{}: {}", a.role, workspace.annotation(&a.annotation).unwrap().quoted());
    relation.arguments.iter().map(part).collect()
}

#[test]
fn attributions_of_every_kind_come_in() {
    let workspace = check_unchanged(&case("ferry"));
    let marked = workspace.articles().next().unwrap();
    let article = &marked.readable.article;
    let blocks: Vec<&str> = article.blocks.iter().map(|block| block.text.as_str()).collect();
    assert_eq!(blocks.len(), 6);
    assert_eq!((article.title.as_str(), blocks[0]), ("Ferry “Lína” is late — again 🚢", article.title.as_str()));
    assert_eq!(article.headline(), Some(0));
    assert_eq!((article.language.as_str(), &article.outlet, &article.url), ("en", &None, &None));
    assert_eq!(article.imported.as_ref().unwrap().from, "brat");
    assert!(is_id(article.id.as_str()) && !article.is_shipped());
    assert_eq!(marked.orphans().count(), 0);
    for annotation in workspace.annotations() {
        assert!(annotation.is_placed_in(&marked.readable.text) && annotation.fragments_are_in_order());
        assert!(is_id(annotation.id.as_str()) && annotation.id.as_str().starts_with("urn:ascribe:"));
    }
    // 30 and 7 text-bounds, of which 7 and 1 are triggers only.
    assert_eq!((workspace.annotation_count(), workspace.relations().count()), (23 + 5, 10));

    let anna = |id: &str| of_line(&workspace, "_anna.ann", id);
    assert_eq!(anna("T3").quoted(), "The ferry is old … it will not be replaced this year");
    assert_eq!(
        (anna("T3").label.as_str(), anna("T1").label.as_str(), anna("T2").label.as_str()),
        ("claim", "source", "cue")
    );
    assert_eq!((anna("T30").label.as_str(), anna("T30").quoted().as_str()), ("Discard", "Tickets:\t4 crowns"));
    assert_eq!(anna("T6").quoted(), "Zoe\u{301} Ma\u{301}rquez 👩‍👩‍👦");
    let check = |file: &str, id: &str, expected: &[&str]| {
        let relation = of_event(&workspace, file, id);
        assert_eq!(relation.label.as_str(), "attribution");
        assert_eq!(parts(&workspace, relation), expected, "{file} {id}");
    };
    let (harbour, old) = ("source: the harbour master", "claim: The ferry is old");
    check("_anna.ann", "E1", &["claim: The ferry is old … it will not be replaced this year", "cue: said", harbour]);
    check("_anna.ann", "E4", &["claim: that the pier would close", "cue: It was reported"]);
    check(
        "_anna.ann",
        "E5",
        &[
            "claim: that it must",
            "claim: that it should have long ago",
            "cue: agreed",
            "source: two fishermen",
            "source: a baker",
        ],
    );
    check("_anna.ann", "E8", &["cue: is late"]);
    check("_ben.ann", "E9", &[harbour, "cue: said", old]);
    check("_ben.ann", "E2", &["cue: said", "claim: it will not be replaced this year", harbour]);
    let of_ben = of_line(&workspace, "_ben.ann", "T42");
    assert_eq!(of_ben.quoted(), "must, and that it should have long ago. … Dr. Oduya thinks the mayor");
}

#[test]
fn what_is_kept_is_little() {
    let workspace = check_unchanged(&case("ferry"));
    let extra = |value: &serde_json::Map<String, serde_json::Value>| serde_json::Value::from(value.clone()).to_string();
    assert_eq!(extra(&of_line(&workspace, "_anna.ann", "T3").extra), r#"{"brat":{"file":"_anna.ann","id":"T3"}}"#);
    assert_eq!(
        extra(&of_event(&workspace, "_anna.ann", "E5").extra),
        r#"{"brat":{"file":"_anna.ann","id":"E5","trigger":"T20"}}"#
    );
    assert_eq!(
        extra(&of_event(&workspace, "_anna.ann", "E4").extra),
        r#"{"brat":{"file":"_anna.ann","id":"E4","trigger":"T14","type":"Attribution-no-source"}}"#
    );
    assert_eq!(
        extra(&of_event(&workspace, "_ben.ann", "E9").extra),
        r#"{"brat":{"file":"_ben.ann","id":"E9","trigger":"T40","triggerLine":"T40\tAttribution 54 77\tthe harbour master said"}}"#
    );
    // The no-break space at the end is no part of a block.
    let line =
        r#""line":"T42\tDiscuss 294 333;335 361\tmust, and that it should have long ago. Dr. Oduya thinks the mayor""#;
    assert!(!extra(&of_line(&workspace, "_ben.ann", "T42").extra).contains(line));
    let article = &workspace.articles().next().unwrap().readable.article;
    assert_eq!(
        article.extra["brat"]["gaps"],
        serde_json::json!({ "0": "\n\n  ", "1": "\n\n", "2": "  \n\t\n", "3": "\n\n\n", "5": "\n   " })
    );
    assert_eq!(
        article.extra["brat"]["files"]["_ben.ann"],
        serde_json::json!({ "lines": "T40 T7 T3 T12 E9 T41 E2 T42", "open": true })
    );
}

#[test]
fn text_bounds_that_have_another_form_here_keep_theirs() {
    let workspace = check_unchanged(&case("bells"));
    let words = |id: &str| of_line(&workspace, ".ann", id).quoted();
    assert_eq!(words("T1"), "The  bells rang … long");
    assert_eq!(words("T2"), "all night");
    assert_eq!(words("T3"), "night, all night");
    assert_eq!(words("T4"), "long.");
    assert_eq!(words("T5"), "long. Then");
    assert_eq!(words("T6"), "  ");
    assert_eq!(words("T007"), "they");
    let label = |id: &str| of_line(&workspace, ".ann", id).label.to_string();
    assert_eq!((label("T9"), label("T10")), ("claim".to_owned(), "cue".to_owned()));
    assert_eq!(parts(&workspace, of_event(&workspace, ".ann", "E3")), ["source: they", "claim: stopped", "cue: ring"]);
}

#[test]
fn other_kinds_of_annotation_are_kept() {
    let files = case("mill");
    let workspace = check_unchanged(&files);
    let codes: Vec<String> = read_files(&files).problems.iter().map(messages::problem).collect();
    assert_eq!(
        codes,
        [
            "mill.ann: 4 lines, the first of them line 16, say what Ascribe has no place for. They are kept, and written again.",
            "mill.ann, line 9: E2 also joins E1, which is no text-bound that is shown. The rest of it is shown; all of it is kept, and written again.",
            "mill.ann, line 23: E3 needs a trigger of its own type, and T8 is none. It is kept, but not shown. Correct the file, then import the files again.",
        ]
    );
    let attack = of_event(&workspace, ".ann", "E1");
    assert_eq!((attack.label.as_str(), workspace.relations().count()), ("Attack", 3));
    let expected = ["Agent: Raiders", "Target: the mill near Brae", "Time-Arg: Monday", "trigger: attacked"];
    assert_eq!(parts(&workspace, attack), expected);
    assert_eq!(of_line(&workspace, ".ann", "T2").label.as_str(), "Attack");
}

#[test]
fn what_is_wrong_is_told_by_file_and_line() {
    let files = case("wind");
    let workspace = check_unchanged(&files);
    let file = read_files(&files);
    let told: Vec<String> = file
        .problems
        .iter()
        .map(|problem| {
            let arg = |name: &str| problem.args.iter().find(|(n, _)| *n == name).map_or("", |(_, value)| value);
            assert_eq!(arg("file"), "wind.ann");
            format!("{} {} {}", arg("line"), problem.code, arg("value"))
        })
        .collect();
    let expected = [
        "18 brat-not-shown ",
        "2 brat-quote says",
        "3 brat-line T3\tContent 33 61",
        "4 brat-line T4 Content 33 61\tno tab",
        "5 brat-line T5\tContent 61 33\tbackwards",
        "6 brat-line T6\tContent 33 6l\tletters",
        "7 brat-quote beyond",
        "8 brat-line T\tCue 28 32\tsaid",
        "9 brat-id-twice T1",
        "11 brat-no-words T9",
        "20 brat-line T99",
        "12 brat-event-part E1",
        "13 brat-id-twice E1",
        "14 brat-event-empty E2",
        "15 brat-line E3\tAttribution",
        "16 brat-trigger E4",
        "17 brat-trigger E5",
    ];
    assert_eq!(told, expected);
    assert_eq!((file.rejected, workspace.annotation_count(), workspace.relations().count()), (15, 2, 1));
    assert_eq!(parts(&workspace, of_event(&workspace, ".ann", "E1")), ["source: The council", "cue: said"]);
    // Lines beyond a number are counted, not listed.
    let many = "T1\n".repeat(1000);
    let file = read("a.txt", "Words", &[("a.ann", &many)]);
    assert_eq!((file.problems.len(), file.rejected), (20, 1000));
}

#[test]
fn line_ends_and_marks_of_other_systems_are_kept() {
    for name in CASES {
        let files = case(name);
        // Only the annotation files, or all, with both characters or with one of two.
        let returns = |text: &str| text.replace('\n', "\r\n");
        let of_annotations = |change: fn(&str) -> String| {
            files
                .iter()
                .map(|(name, text)| (name.clone(), if name.ends_with(".ann") { change(text) } else { text.clone() }))
                .collect::<Files>()
        };
        let count = |files: &Files| read_files(files).annotations.len();
        for other in [
            of_annotations(|text| text.replace('\n', "\r\n")),
            of_annotations(|text| format!("\u{feff}{text}")),
            of_annotations(|text| text.replacen('\n', "\r\n", 3)),
            of_annotations(|text| text.trim_end().to_owned()),
            of_annotations(|text| format!("\n\n{text}\n\n")),
        ] {
            check_unchanged(&other);
            assert!(count(&other) + 1 >= count(&files), "{name}: a line with other ends is the same line");
        }
        // The offsets do not count what was added.
        let added = [
            files.iter().map(|(name, text)| (name.clone(), returns(text))).collect::<Files>(),
            files.iter().map(|(name, text)| (name.clone(), format!("\u{feff}{text}"))).collect(),
        ];
        for other in added {
            check_unchanged(&other);
            let file = read_files(&other);
            assert_eq!(file.annotations.len(), count(&files), "{name}");
            assert!(file.problems.iter().any(|problem| problem.code == "brat-counts-lines"), "{name}");
        }
    }
}

#[test]
fn offsets_that_count_something_else_are_found_out() {
    let check = |text: &str, line: &str, code: &str, words: &str| {
        let files = owned(&[("a.txt", text), ("a.ann", line)]);
        let workspace = check_unchanged(&files);
        let codes: Vec<_> = read_files(&files).problems.iter().map(|problem| problem.code.to_string()).collect();
        assert_eq!(codes.join(" "), code, "{line}");
        assert_eq!(workspace.annotations().next().map_or(String::new(), |a| a.quoted()), words, "{line}");
    };
    check("😀 says é no", "T1\tA 2 6\tsays\n", "", "says");
    check("😀 says é no", "T1\tA 3 7\tsays\n", "brat-counts-utf-16", "says");
    check("😀 says é no", "T1\tA 13 15\tno\n", "brat-counts-bytes", "no");
    check("a\r\nb c", "T1\tA 5 6\tc\n", "", "c");
    check("a\r\nb c", "T1\tA 4 5\tc\n", "brat-counts-lines", "c");
    // Nothing fits, or not more fits than if they count what they should.
    check("😀 says é no", "T1\tA 9 10\tx\n", "brat-quote", "");
    check("😀 says é no", "T1\tA 2 6\tsays\nT2\tA 3 7\tsays\n", "brat-quote", "says");
    // What is marked anew counts likewise.
    let workspace = check_unchanged(&owned(&[("a.txt", "😀 says é no"), ("a.ann", "T1\tA 3 7\tsays\n")]));
    let marked = workspace.articles().next().unwrap();
    let new = annotation("urn:uuid:new", &marked.readable.article, "claim", &[(9, 11)]);
    let after = step(&workspace, &Edit::Annotate(vec![new]));
    assert_eq!(written(&after)[1].1, "T1\tA 3 7\tsays\nT2\tContent 10 12\tno\n");
}

#[test]
fn the_smallest_files() {
    for (text, file) in
        [("a", ""), ("a", "\n"), ("a", "\n\n"), ("\n a\t", "T1\tX 2 3\ta"), ("a\u{2028}b", "T1\tX 0 3\ta b\n")]
    {
        check_unchanged(&owned(&[("a.txt", text), ("a.ann", file)]));
    }
    for empty in ["", " \n\u{feff}".trim_end_matches('\u{feff}'), "\u{feff}", "\r\n\u{a0}"] {
        let file = read("a.txt", empty, &[("a.ann", "T1\tX 0 1\ta\n")]);
        assert_eq!((file.articles.len(), file.annotations.len()), (0, 0), "{empty:?}");
        assert_eq!(file.problems[0].code, "brat-text-empty");
    }
    let file = read("a.txt", "a", &[("a.ann", "T1\tX 0 1\ta\n"), ("a.ann", "")]);
    assert_eq!((file.annotations.len(), file.rejected, &*file.problems[0].code), (1, 1, "brat-file-twice"));
    // Names that share nothing, and a text in a language that nobody can tell.
    let workspace = check_unchanged(&owned(&[("one.two", "Ж"), ("other.ann", "T1\tX 0 1\tЖ\n")]));
    assert_eq!(workspace.articles().next().unwrap().readable.article.language, "und");
}

#[test]
fn names_follow_from_the_files() {
    let files = case("ferry");
    let ids = |files: &Files| {
        let file = read_files(files);
        (file.articles[0].id.clone(), file.annotations.iter().map(|a| a.id.clone()).collect::<BTreeSet<_>>())
    };
    let (article, annotations) = ids(&files);
    assert_eq!(ids(&files), (article.clone(), annotations.clone()));
    // Another text, another name: other names of all.
    for (name, text) in [("ferry.txt", files[0].1.replace("late", "Late")), ("ferr.txt", files[0].1.clone())] {
        let mut other = files.clone();
        other[0] = (name.to_owned(), text);
        let (other_article, other_annotations) = ids(&other);
        assert_ne!(other_article, article);
        assert!(other_annotations.is_disjoint(&annotations));
    }
    // An annotator's file has the same names alone.
    let (alone, some) = ids(&files[..2].to_vec());
    assert_eq!(alone, article);
    assert!(some.is_subset(&annotations) && some.len() < annotations.len());
}

#[test]
fn annotators_may_come_one_after_the_other() {
    let files = case("ferry");
    let (text, anna, ben) = (files[0].clone(), files[1].clone(), files[2].clone());
    let ben = (ben.0, format!("#1\tAnnotatorNotes T7\tafter all\r\n{}", ben.1));
    let together = check_unchanged(&vec![text.clone(), anna.clone(), ben.clone()]);
    let first = imported(&Workspace::default(), &read_files(&vec![text.clone(), anna]));
    let second = read_files(&vec![text.clone(), ben.clone()]);
    let both = imported(&first, &second);
    assert_eq!(both, together);
    let plan = planned(&first, &second);
    assert_eq!((plan.articles.len(), plan.notices), (0, vec![]));
    let change = first.change(&plan_edit(&first, &second)).unwrap();
    assert_eq!(first.after(&change).after(&change.reversed()), first, "it can be undone");

    // Another version of a file is not mixed with what is here without a word.
    let other = (ben.0.clone(), ben.1.replace("T41", "T43").replace("old\n", "old\nR1\tSame Arg1:T7 Arg2:T3\n"));
    let other = read_files(&vec![text, other]);
    let plan = planned(&both, &other);
    let codes: Vec<&str> = plan.notices.iter().map(|notice| &*notice.code).collect();
    assert_eq!(codes, ["article-keys-differ", "annotations-differ"]);
    let mixed = written(&imported(&both, &other));
    assert!(mixed[2].1.contains("\nT43\tContent 83 116\t") && mixed[2].1.contains("\nT41\tContent 83 116\t"));
    assert!(mixed[2].1.starts_with(&ben.1));
    let ids: Vec<&str> = mixed[2].1.lines().map(|line| line.split('\t').next().unwrap()).collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "no id stands twice: {ids:?}");
}

fn plan_edit(workspace: &Workspace, file: &ReadFile) -> Edit {
    planned(workspace, file).edit().unwrap()
}

#[test]
fn the_example_of_the_documentation_is_good() {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/formats/brat.md")).unwrap();
    let examples: Vec<&str> = page.split("```text\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    let files = owned(&[("bridge.txt", examples[0]), ("bridge_one.ann", examples[1])]);
    let workspace = check_unchanged(&files);
    assert_eq!(read_files(&files).problems, []);
    assert_eq!((workspace.annotation_count(), workspace.relations().count()), (5, 2));
    assert_eq!(of_line(&workspace, "_one.ann", "T3").note, "Who asked?\nNobody says.");
    assert_eq!(workspace.identities().count(), 1);
}

// What is changed here.

/// Carries out an edit and says which lines of a file differ then: `-` goes, `+` comes,
/// each with its place.
#[track_caller]
pub fn check_edit(workspace: &Workspace, edit: &Edit, file: &str, expected: &[&str]) -> Workspace {
    let after = step(workspace, edit);
    let text =
        |files: Files| files.into_iter().find(|(name, _)| name == file).map(|(_, text)| text).unwrap_or_default();
    let (before, now) = (text(written(workspace)), text(written(&after)));
    let (before, now): (Vec<&str>, Vec<&str>) = (before.lines().collect(), now.lines().collect());
    let gone = before.iter().filter(|line| !now.contains(line)).map(|line| format!("-{line}"));
    let come = now.iter().enumerate().filter(|(_, line)| !before.contains(line));
    let come = come.map(|(at, line)| format!("+{}: {line}", at + 1));
    let differs: Vec<String> = gone.chain(come).collect();
    assert_eq!(differs, expected);
    // Nothing speaks of what is not there, and nothing has the name of another.
    let ids: Vec<&str> = now.iter().map(|line| line.split('\t').next().unwrap()).filter(|id| *id != "*").collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
    for link in now.iter().filter_map(|line| line::link(line)) {
        assert!(link.arguments.iter().all(|(_, id)| ids.contains(id)), "{link:?}");
    }
    for said in now.iter().filter_map(|line| said::said(line)) {
        let all = match &said.saying {
            said::Saying::Attribute { of, .. } | said::Saying::Note { of, .. } | said::Saying::Reference { of, .. } => {
                vec![*of]
            }
            said::Saying::Same(all) => all.clone(),
        };
        assert!(all.iter().all(|id| ids.contains(id)), "{said:?}");
    }
    for event in now.iter().filter_map(|line| line::event(line)) {
        assert!(ids.contains(&event.trigger), "{event:?}");
        assert!(event.arguments.iter().all(|(_, id)| ids.contains(id)), "{event:?}");
    }
    // What is written is read again as it is.
    let files = written(&after);
    let again = read_files(&files);
    assert!(!again.problems.iter().any(|problem| problem.code == "brat-quote" || problem.code == "brat-line"));
    assert_eq!(written(&imported(&Workspace::default(), &again)), files);
    after
}

pub fn id_of(workspace: &Workspace, file: &str, id: &str) -> AnnotationId {
    of_line(workspace, file, id).id.clone()
}

pub fn mark(workspace: &Workspace, id: &str, label: &str, words: &[&str]) -> Rc<Annotation> {
    let readable = &workspace.articles().next().unwrap().readable;
    let text = readable.text.as_str();
    let span_of = |words: &&str| {
        let start = text[..text.find(words).unwrap()].chars().count() as u32;
        (start, start + words.chars().count() as u32)
    };
    annotation(id, &readable.article, label, &words.iter().map(span_of).collect::<Vec<_>>())
}

const ANNA: &str = "_anna.ann";

#[test]
fn marks_that_are_changed_go_out_as_changed() {
    let ferry = check_unchanged(&case("ferry"));
    let anna = |id: &str| id_of(&ferry, ANNA, id);
    let file = "ferry_anna.ann";
    let target = mark(&ferry, "x", "claim", &["the pier would close"]).target.clone();
    let moved = Edit::SetTarget { id: anna("T13"), target: target.clone(), at: moment(1) };
    let expected =
        ["-T13\tContent 226 251\tthat the pier would close", "+16: T13\tContent 231 251\tthe pier would close"];
    check_edit(&ferry, &moved, file, &expected);
    // And back.
    let there = step(&ferry, &moved);
    let back = Edit::SetTarget { id: anna("T13"), target: of_line(&ferry, ANNA, "T13").target.clone(), at: moment(2) };
    assert_eq!(written(&step(&there, &back)), case("ferry"));

    let label = |id: &str, label: &str| Edit::Relabel { ids: vec![anna(id)], label: label.into(), at: moment(1) };
    let expected = ["-T30\tDiscard 393 410\tTickets:\t4 crowns", "+38: T30\tContent 393 410\tTickets:\t4 crowns"];
    check_edit(&ferry, &label("T30", "claim"), file, &expected);
    let expected = ["-T30\tDiscard 393 410\tTickets:\t4 crowns", "+38: T30\tprix_fixe_ 393 410\tTickets:\t4 crowns"];
    check_edit(&ferry, &label("T30", "prix/fixe!"), file, &expected);
    let note = Edit::SetNote { id: anna("T30"), note: "four?".into(), at: moment(1) };
    check_edit(&ferry, &note, file, &["+39: #1\tAnnotatorNotes T30\tfour?"]);

    // A cue that is moved takes its trigger along; a trigger of its own stays.
    let cue = mark(&ferry, "x", "cue", &["harbour master said"]).target.clone();
    let moved = |id| Edit::SetTarget { id, target: cue.clone(), at: moment(1) };
    let expected = [
        "-T2\tCue 73 77\tsaid",
        "-T4\tAttribution 73 77\tsaid",
        "+2: T2\tCue 58 77\tharbour master said",
        "+4: T4\tAttribution 58 77\tharbour master said",
    ];
    check_edit(&ferry, &moved(anna("T2")), file, &expected);
    let expected = ["-T3\tCue 73 77\tsaid", "+3: T3\tCue 58 77\tharbour master said"];
    check_edit(&ferry, &moved(id_of(&ferry, "_ben.ann", "T3")), "ferry_ben.ann", &expected);

    // Where the line had another form.
    let bells = check_unchanged(&case("bells"));
    let label = Edit::Relabel { ids: vec![id_of(&bells, ".ann", "T1")], label: "entity".into(), at: moment(1) };
    let expected = [
        "-T1\tContent 49 53;12 27\tlong The  bells rang",
        // It is no claim any more: an attribution without one is none.
        "-E1\tAttribution:T11 Content:T1 Source:T007",
        "-T11\tAttribution 23 27\trang",
        "+1: T1\tentity 12 27;49 53\tThe  bells rang long",
    ];
    check_edit(&bells, &label, "bells.ann", &expected);
}

#[test]
fn what_is_deleted_goes_with_what_speaks_of_it() {
    let ferry = check_unchanged(&case("ferry"));
    let delete = |workspace: &Workspace, file: &str, ids: &[&str]| Edit::Delete {
        ids: ids.iter().map(|id| id_of(workspace, file, id)).collect(),
        at: moment(1),
    };
    let expected = [
        "-T16\tSource 271 278\ta baker",
        "-E5\tAttribution:T20 Content:T18 Content2:T19 Cue:T17 Source:T15 Source2:T16",
        "+24: E5\tAttribution:T20 Content:T18 Content2:T19 Cue:T17 Source:T15",
    ];
    check_edit(&ferry, &delete(&ferry, ANNA, &["T16"]), "ferry_anna.ann", &expected);
    // Without its cue, an attribution stands on its source.
    let expected = [
        "-T22\tCue 345 351\tthinks",
        "-T24\tAttribution 345 351\tthinks",
        "-E6\tAttribution:T24 Content:T23 Cue:T22 Source:T21",
        "+28: T24\tAttribution 335 344\tDr. Oduya",
        "+29: E6\tAttribution:T24 Content:T23 Source:T21",
    ];
    check_edit(&ferry, &delete(&ferry, ANNA, &["T22"]), "ferry_anna.ann", &expected);
    let unrelate = Edit::Unrelate { ids: vec![of_event(&ferry, ANNA, "E7").id.clone()] };
    let expected = [
        "-T26\tCue 362 370\tbelieves",
        "-T28\tAttribution 362 370\tbelieves",
        "-E7\tAttribution:T28 Content:T27 Cue:T26 Source:T25",
    ];
    check_edit(&ferry, &unrelate, "ferry_anna.ann", &expected);
    // One of two events on one trigger.
    let unrelate = Edit::Unrelate { ids: vec![of_event(&ferry, "_ben.ann", "E9").id.clone()] };
    let expected = ["-E9\tAttribution:T40 Source:T7 Cue:T3 Content:T12"];
    check_edit(&ferry, &unrelate, "ferry_ben.ann", &expected);

    let mill = check_unchanged(&case("mill"));
    let expected = [
        "-T7\tPerson 60 70\tthe miller",
        "-R1\tFamily Arg1:T5 Arg2:T7",
        "-A2\tClose R1",
        "-#2\tAnnotatorNotes A2\tsee above",
    ];
    check_edit(&mill, &delete(&mill, ".ann", &["T7"]), "mill.ann", &expected);
    let everything: Vec<AnnotationId> = mill.annotations().map(|annotation| annotation.id.clone()).collect();
    let after = step(&mill, &Edit::Delete { ids: everything, at: moment(1) });
    assert_eq!(written(&after)[1].1, "\n# a remark\nAM7 something else\n");
}

#[test]
fn what_is_added_gets_the_next_numbers() {
    let ferry = check_unchanged(&case("ferry"));
    let at = moment(1);
    // Marks that are joined to nothing are nobody's but the reader's.
    let marks = vec![
        mark(&ferry, "urn:uuid:2", "entity", &["Dr. Oduya"]),
        mark(&ferry, "urn:uuid:1", "claim", &["this year", "adding that"]),
        // Over two paragraphs, and over three.
        mark(&ferry, "urn:uuid:3", "claim", &["again 🚢\nThe ferry"]),
        mark(
            &ferry,
            "urn:uuid:4",
            "claim",
            &["again 🚢\nThe ferry is old, the harbour master said, and it will not be replaced this year.\n“We"],
        ),
    ];
    let after = step(&ferry, &Edit::Annotate(marks));
    let files = written(&after);
    assert_eq!(files[..1], case("ferry")[..1]);
    let own = files.iter().find(|(name, _)| name == "ferry_ascribe.ann").unwrap();
    assert_eq!(
        own.1,
        "T1\tContent 27 34;36 117;122 125\tagain 🚢 The ferry is old, the harbour master said, and it will not be replaced this year. “We\n\
         T2\tContent 27 34;36 45\tagain 🚢 The ferry\n\
         T3\tContent 107 116;174 185\tthis year adding that\n\
         T4\tentity 335 344\tDr. Oduya\n"
    );
    assert_eq!(files.len(), 4);

    // A new attribution goes to the file of what it joins, and what is new with it.
    let cue = mark(&ferry, "urn:uuid:9", "cue", &["adding"]);
    let claim = mark(&ferry, "urn:uuid:8", "claim", &["the 𠮷 sign is broken"]);
    let source = id_of(&ferry, "_ben.ann", "T7");
    let argument = |role: &str, id: &AnnotationId| Argument::new(role.into(), id.clone());
    let arguments = vec![argument("claim", &claim.id), argument("source", &source), argument("cue", &cue.id)];
    let relation = Relation::new("urn:uuid:r".into(), "attribution".into(), arguments, at.clone());
    let relate = Edit::Relate { annotations: vec![cue.clone(), claim.clone()], relations: vec![Rc::new(relation)] };
    let expected = [
        "+9: T43\tCue 174 180\tadding",
        "+10: T44\tContent 186 206\tthe 𠮷 sign is broken",
        "+11: T45\tAttribution 174 180\tadding",
        "+12: E10\tAttribution:T45 Content:T44 Source:T7 Cue:T43",
    ];
    let after = check_edit(&ferry, &relate, "ferry_ben.ann", &expected);
    assert_eq!(written(&after).len(), 3);

    // What belongs to another annotator is told again in the file that needs it.
    let (source, claim) = (id_of(&ferry, "_ben.ann", "T7"), id_of(&ferry, ANNA, "T9"));
    let arguments = vec![argument("claim", &claim), argument("source", &source)];
    let relation = Relation::new("urn:uuid:r".into(), "attribution".into(), arguments, at.clone());
    let relate = Edit::Relate { annotations: vec![], relations: vec![Rc::new(relation)] };
    let expected = ["+39: T31\tSource 54 72\tthe harbour master", "+40: R1\tattributed_to Arg1:T9 Arg2:T31"];
    let after = check_edit(&ferry, &relate, "ferry_anna.ann", &expected);
    assert_eq!(written(&after)[2], case("ferry")[2]);

    // A source more for an event of the file; the event without arguments gets some.
    let claim = mark(&ferry, "urn:uuid:8", "claim", &["Ferry “Lína” is late"]);
    let relation = |id: &str, more: Vec<Argument>| {
        let mut relation = Relation::clone(of_event(&ferry, ANNA, id));
        relation.arguments.extend(more);
        Rc::new(relation)
    };
    let set = |id: &str, annotations: Vec<Rc<Annotation>>, more: Vec<Argument>| Edit::SetRelation {
        annotations,
        relation: relation(id, more),
        at: at.clone(),
    };
    let expected = [
        "-E8\tAttribution-no-source:T29 ",
        "+37: E8\tAttribution-no-source:T29 Content:T31 Source:T1",
        "+39: T31\tContent 4 24\tFerry “Lína” is late",
    ];
    let source = id_of(&ferry, ANNA, "T1");
    let more = vec![argument("claim", &claim.id), argument("source", &source)];
    check_edit(&ferry, &set("E8", vec![claim], more), "ferry_anna.ann", &expected);
    let expected = [
        "-E3\tAttribution:T11 Content:T9 Cue:T10 Source:T6",
        "+14: E3\tAttribution:T11 Content:T9 Cue:T10 Source:T6 Source2:T1",
    ];
    check_edit(&ferry, &set("E3", vec![], vec![argument("source", &source)]), "ferry_anna.ann", &expected);

    // What an event joins that is not shown stays in it.
    let mill = check_unchanged(&case("mill"));
    let mut flee = Relation::clone(of_event(&mill, ".ann", "E2"));
    flee.arguments.push(argument("Agent", &id_of(&mill, ".ann", "T7")));
    let expected = ["-E2\tFlee:T6 Agent:T5 Cause:E1", "+9: E2\tFlee:T6 Agent:T5 Agent2:T7 Cause:E1"];
    let edit = Edit::SetRelation { annotations: vec![], relation: Rc::new(flee), at: at.clone() };
    check_edit(&mill, &edit, "mill.ann", &expected);

    // With one file that is nobody's in particular, everything goes there.
    let new = mark(&mill, "urn:uuid:n", "entity", &["Brae"]);
    check_edit(&mill, &Edit::Annotate(vec![new]), "mill.ann", &["+24: T10\tentity 44 48\tBrae"]);
}

#[test]
fn an_article_that_never_was_a_file_of_brat_s_is_written() {
    let story = article("https://example.org/a", &["Mayor resigns!", "She said no 😀.", "Nobody “knows”."]);
    let here = imported(&Workspace::default(), &ReadFile { articles: vec![story.clone()], ..ReadFile::default() });
    let names = |files: Files| files.into_iter().map(|(name, text)| format!("{name}: {text}")).collect::<Vec<_>>();
    let text = "mayor-resigns.txt: Mayor resigns!\nShe said no 😀.\nNobody “knows”.\n";
    assert_eq!(names(written(&here)), [text, "mayor-resigns.ann: "]);
    let marks =
        [("claim", (24, 28)), ("source", (15, 18)), ("cue", (19, 23)), ("loaded word", (0, 20)), ("claim", (14, 30))];
    let mark =
        |(index, (label, at)): (usize, &(&str, (u32, u32)))| annotation(&format!("urn:{index}"), &story, label, &[*at]);
    let marks: Vec<Rc<Annotation>> = marks.iter().enumerate().map(mark).collect();
    let argument = |role: &str, index: usize| Argument::new(role.into(), marks[index].id.clone());
    let relations = [
        ("attribution", vec![argument("claim", 0), argument("source", 1), argument("cue", 2), argument("claim", 4)]),
        ("same event", vec![argument("one", 3), argument("one", 4)]),
    ];
    let relation = |(index, (label, arguments)): (usize, (&str, Vec<Argument>))| {
        Rc::new(Relation::new(format!("urn:r{index}").into(), label.into(), arguments, moment(1)))
    };
    let relations: Vec<Rc<Relation>> = relations.into_iter().enumerate().map(relation).collect();
    let here = step(&here, &Edit::Relate { annotations: marks, relations });
    let files = written(&here);
    assert_eq!(
        files[1].1,
        "T1\tloaded_word 0 14;15 20\tMayor resigns! She s\n\
         T2\tContent 15 29\tShe said no 😀.\n\
         T3\tSource 15 18\tShe\n\
         T4\tCue 19 23\tsaid\n\
         T5\tContent 24 28\tno 😀\n\
         R1\tsame_event one:T1 one2:T2\n\
         T6\tAttribution 19 23\tsaid\n\
         E1\tAttribution:T6 Content:T5 Source:T3 Cue:T4 Content2:T2\n"
    );
    // It comes in again as it is.
    check_unchanged(&files);
    assert_eq!(write(&here, &"urn:other".into()), None);
}

#[test]
fn what_is_not_in_the_text_is_left_out_with_what_speaks_of_it() {
    let files = case("ferry");
    let ferry = check_unchanged(&files);
    // Another text under the article's name: the marks are lost in it.
    let mut other = crate::model::article::Article::clone(&ferry.articles().next().unwrap().readable.article);
    other.blocks.truncate(2);
    let change = Change::putting(&ferry, [Entity::Article(Rc::new(other))]);
    let ferry = ferry.after(&change);
    let files = written(&ferry);
    assert_eq!(
        files[0].1,
        "\n\n  Ferry “Lína” is late — again 🚢\n\nThe ferry is old, the harbour master said, and it will not be replaced this year.  \n\t\n"
    );
    assert_eq!(
        files[1].1,
        "T1\tSource 54 72\tthe harbour master\n\
         T2\tCue 73 77\tsaid\n\
         T3\tContent 36 52;83 116\tThe ferry is old it will not be replaced this year\n\
         T4\tAttribution 73 77\tsaid\n\
         E1\tAttribution:T4 Content:T3 Cue:T2 Source:T1\n\
         T29\tAttribution-no-source 17 24\tis late\n\
         E8\tAttribution-no-source:T29 \n"
    );
    assert_eq!(read_files(&files).problems, []);
}

#[test]
fn keys_that_somebody_else_wrote_do_no_harm() {
    let story = article("urn:a", &["Head", "Some words"]);
    let made = |article_key: serde_json::Value, key: serde_json::Value| {
        let mut story = crate::model::article::Article::clone(&story);
        story.extra.insert("brat".into(), article_key);
        let story = Rc::new(story);
        let marks = [("urn:1", (0, 4)), ("urn:2", (5, 9))].map(|(id, at)| {
            let mut mark = Annotation::clone(&annotation(id, &story, "claim", &[at]));
            mark.extra.insert("brat".into(), key.clone());
            Rc::new(mark)
        });
        let argument = |id: &str| Argument::new("claim".into(), id.into());
        let mut relation =
            Relation::new("urn:r".into(), "attribution".into(), vec![argument("urn:1"), argument("urn:2")], moment(1));
        relation.extra.insert("brat".into(), key);
        let file = ReadFile {
            articles: vec![story],
            annotations: marks.to_vec(),
            others: vec![Entity::Relation(Rc::new(relation))],
            ..ReadFile::default()
        };
        written(&imported(&Workspace::default(), &file))
    };
    let json = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    for article_key in [
        "null",
        "1",
        r#"{"text": "../../x.txt", "gap": "no gap", "files": {"/../../etc/passwd": {}}}"#,
        r#"{"text": "a.txt", "gaps": {"0": "x", "9": "\n"}, "files": {".ann": {"lines": "T1 T1 - - E1 -", "kept": ["T1\tX 0 4\tHead", ["A1\tSure T7", "T7"]]}}}"#,
        r#"{"text": "a.txt", "gap": "\n\n", "files": {".ann": {"lines": 1}}}"#,
        r#"{"text": "", "files": []}"#,
    ] {
        for key in [
            "null",
            "{}",
            r#"{"file": ".ann", "id": "T1"}"#,
            r#"{"file": ".ann", "id": "T 1", "line": "T 1\nT2\t"}"#,
            r#"{"file": ".ann", "id": "E1", "trigger": "T1", "type": "a b", "line": "E1\tX:T1\nE2"}"#,
            r#"{"file": "", "id": "T18446744073709551615", "line": "T18446744073709551615\tX 0 9\twrong"}"#,
            r#"{"file": "/", "id": "T1", "trigger": "T1", "triggerLine": "T1\tAttribution 900 901\tx"}"#,
            r#"{"file": "..\\/b", "id": "E99999999999999999999", "trigger": "\n"}"#,
        ] {
            let files = made(json(article_key), json(key));
            assert!(files.iter().all(|(name, _)| !name.contains(['/', '\\'])), "{files:?}");
            let again = read_files(&files);
            assert!(again.annotations.len() >= 2 && !again.others.is_empty(), "{article_key} {key}: {files:?}");
            assert!(!again.problems.iter().any(|problem| problem.code == "brat-quote"), "{files:?}");
        }
    }
}

// Any files.

/// Any text, much of it line breaks and what takes more than one unit.
fn any_text_file() -> impl Strategy<Value = String> {
    "[ab .\t\n\r\u{b}\u{85}\u{2028}\u{feff}\u{3000}😀e\u{301}é]{0,60}x[ab \n\r😀]{0,30}"
}

/// Text-bounds and events as brat writes them, over any stretches of a text.
fn any_annotation_file(text: &str) -> impl Strategy<Value = String> + use<> {
    let chars: Vec<char> = text.chars().collect();
    let stretches = prop::collection::vec((any::<prop::sample::Index>(), 1usize..9), 1..4);
    let kind = prop::sample::select(vec![
        "Content",
        "Source",
        "Cue",
        "Attribution",
        "Attribution-no-source",
        "Discard",
        "x-1",
    ]);
    let bound = (stretches, kind.clone()).prop_map(move |(stretches, kind)| {
        let mut pieces: Vec<(usize, usize)> = Vec::new();
        for (start, length) in stretches {
            let start = start.index(chars.len());
            let end = (start + length).min(chars.len());
            // brat cuts text-bounds where lines end.
            let mut from = start;
            for at in (start..end).filter(|at| LINE_BREAKS.contains(&chars[*at])) {
                pieces.push((from, at));
                from = at + 1;
            }
            pieces.push((from, end));
        }
        pieces.retain(|(start, end)| start < end);
        let quote: Vec<String> = pieces.iter().map(|(start, end)| chars[*start..*end].iter().collect()).collect();
        let offsets: Vec<String> = pieces.iter().map(|(start, end)| format!("{start} {end}")).collect();
        format!("{kind} {}\t{}", offsets.join(";"), quote.join(" "))
    });
    let role = prop::sample::select(vec!["Content", "Content2", "Source", "Source2", "Cue", "Agent", "Agent2"]);
    let event = (kind, 1usize..12, prop::collection::vec((role, 1usize..12), 0..4), any::<bool>());
    let event = event.prop_map(|(kind, trigger, arguments, is_event)| {
        let arguments: Vec<String> = arguments
            .iter()
            .map(|(role, at)| format!("{role}:{}{at}", if is_event && *at == 1 { "E" } else { "T" }))
            .collect();
        format!("{kind}:T{trigger} {}", arguments.join(" "))
    });
    let other = prop::sample::select(vec!["", "#1\tNote A1\tT1", "T1", "junk", "A1\tSure A2"]);
    let line = prop_oneof![
        5 => bound.prop_map(|b| ('T', b)),
        3 => event.prop_map(|e| ('E', e)),
        4 => any_said_line().prop_map(|o| ('-', o)),
        1 => other.prop_map(|o| ('-', o.to_owned())),
    ];
    (prop::collection::vec(line, 0..16), any::<bool>()).prop_map(|(lines, open)| {
        let (mut bounds, mut events) = (0, 0);
        let mut number = |(letter, rest): &(char, String)| match letter {
            'T' => {
                bounds += 1;
                format!("T{bounds}\t{rest}")
            }
            'E' => {
                events += 1;
                format!("E{events}\t{rest}")
            }
            _ => rest.clone(),
        };
        let text = lines.iter().map(&mut number).collect::<Vec<_>>().join("\n");
        if open || text.is_empty() { text } else { format!("{text}\n") }
    })
}

/// A line that says something of others, if these are there; or a link.
fn any_said_line() -> impl Strategy<Value = String> {
    let id =
        || (prop::sample::select(vec!["T", "T", "T", "E", "R"]), 1usize..9).prop_map(|(of, at)| format!("{of}{at}"));
    let number = 1usize..6;
    prop_oneof![
        (
            number.clone(),
            prop::sample::select(vec!["Sure", "type"]),
            id(),
            prop::sample::select(vec!["", " ", " yes", " two words"])
        )
            .prop_map(|(at, name, of, value)| format!("A{at}\t{name} {of}{value}")),
        (number.clone(), id(), prop::sample::select(vec!["a", "a↵b", "␠", "\\↵ \\", ""]))
            .prop_map(|(at, of, note)| format!("#{at}\tAnnotatorNotes {of}\t{note}")),
        (number.clone(), id(), 1..4, prop::sample::select(vec!["", "\tParis", "\t P. ", "\tΠ"]))
            .prop_map(|(at, of, thing, name)| format!("N{at}\tReference {of} Wikidata:Q{thing}{name}")),
        prop::collection::vec(id(), 1..4).prop_map(|all| format!("*\tEquiv {}", all.join(" "))),
        (
            number,
            prop::sample::select(vec!["attributed_to", "near", "Attribution"]),
            prop::sample::select(vec!["Arg1", "Arg2", "Cue"]),
            id(),
            prop::sample::select(vec!["Arg2", "Arg1", "Source"]),
            id()
        )
            .prop_map(|(at, kind, one, of, two, to)| format!("R{at}\t{kind} {one}:{of} {two}:{to}")),
    ]
}

/// Anything, much of it nearly lines.
fn any_junk() -> impl Strategy<Value = String> {
    "([TE#RAN*\u{feff}][0-9]{0,2}|\t|\n|\r|[a-zA]{1,3}|:| |;|[0-9]{1,2}|T1\tCue 0 1\ta|E1\tX:T1|\tReference T1 Wikidata:Q|\tEquiv T1 |\tAnnotatorNotes T1\t|😀){0,40}"
}

/// Flips, cuts, doubles and swaps parts of a text at some places.
pub fn mutated(text: &str, seeds: &[(prop::sample::Index, u8)]) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for (place, what) in seeds {
        if chars.is_empty() {
            break;
        }
        let at = place.index(chars.len());
        let end = chars[at..].iter().position(|c| *c == '\n').map_or(chars.len(), |length| at + length + 1);
        match what % 7 {
            0 => chars[at] = ['\t', '\n', '0', 'T', '😀', ';', ':', ' '][usize::from(*what) % 8],
            1 => drop(chars.remove(at)),
            2 => drop(chars.drain(at..end)),
            3 => {
                let line: Vec<char> = chars[at..end].to_vec();
                chars.splice(at..at, line);
            }
            4 => chars.truncate(at),
            5 => chars.insert(at, '\r'),
            _ => chars.swap(0, at),
        }
    }
    chars.into_iter().collect()
}

fn any_seeds() -> impl Strategy<Value = Vec<(prop::sample::Index, u8)>> {
    prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)
}

/// What was read and not changed is written again, whatever it is; and all of it is
/// accounted for.
pub fn check_any(files: &Files) -> Result<(), TestCaseError> {
    let file = read_files(files);
    if file.articles.is_empty() {
        prop_assert_eq!(&*file.problems[0].code, "brat-text-empty");
        return Ok(());
    }
    prop_assert_eq!(accounted(&file), line_count(files));
    let workspace = imported(&Workspace::default(), &file);
    let marked = workspace.articles().next().unwrap();
    prop_assert_eq!(marked.orphans().count(), 0);
    for annotation in workspace.annotations() {
        prop_assert!(annotation.is_placed_in(&marked.readable.text) && annotation.fragments_are_in_order());
    }
    prop_assert_eq!(&written(&workspace), files);
    prop_assert_eq!(&written(&by_file(&workspace)), files);
    prop_assert_eq!(&written(&by_storage(&workspace)), files);
    Ok(())
}

proptest! {
    #[test]
    fn any_spans_of_any_text_come_in_and_go_out(
        (text, one, two) in any_text_file().prop_flat_map(|text| {
            let (one, two) = (any_annotation_file(&text), any_annotation_file(&text));
            (Just(text), one, two)
        }),
    ) {
        let files = owned(&[("a.txt", &text), ("a_1.ann", &one), ("a_2.ann", &two)]);
        check_any(&files)?;
    }

    #[test]
    fn anything_comes_in_and_goes_out(text in any_text_file(), junk in any_junk()) {
        check_any(&owned(&[("a.txt", &text), ("a.ann", &junk)]))?;
    }

    #[test]
    fn files_that_were_damaged_come_in_and_go_out(
        case_of in prop::sample::select(&CASES[..]), seeds in any_seeds(), in_text in prop::bool::weighted(0.2),
    ) {
        let mut files = case(case_of);
        let at = if in_text { 0 } else { files.len() - 1 };
        files[at].1 = mutated(&files[at].1, &seeds);
        check_any(&files)?;
    }

    #[test]
    fn any_annotations_are_written_and_read_again(
        (readable, marks) in any_readable().prop_flat_map(|readable| {
            let end = readable.text.end().char.0;
            let mark = (0..end, 1u32..20, prop::sample::select(vec!["claim", "source", "cue", "entity"]))
                .prop_map(move |(start, length, label)| (start, (start + length).min(end), label));
            (Just(readable), prop::collection::vec(mark, 1..6))
        }),
    ) {
        let ReadableArticle { article, text } = readable;
        let marks: Vec<Rc<Annotation>> = marks
            .iter()
            .enumerate()
            .map(|(at, (start, end, label))| annotation(&format!("urn:{at}"), &article, label, &[(*start, *end)]))
            .collect();
        let file = ReadFile { articles: vec![article.clone()], annotations: marks.clone(), ..ReadFile::default() };
        let here = Workspace::default().after(&Workspace::default().change(&plan_edit(&Workspace::default(), &file)).unwrap());
        let files = written(&here);
        check_any(&files)?;
        let there = imported(&Workspace::default(), &read_files(&files));
        let readable = there.articles().next().unwrap().readable.clone();
        prop_assert_eq!(readable.text.as_str(), text.as_str());
        let mut before: Vec<_> = marks.iter().map(|mark| said(mark)).filter(|(_, words)| !words.is_empty()).collect();
        let mut after: Vec<_> = there.annotations().map(|mark| said(mark)).collect();
        before.sort();
        after.sort();
        prop_assert_eq!(before, after);
        let _ = (fragment_at(&readable.text, span(0, 1)), );
    }
}

/// Something that a reader does with what is here; the numbers choose what and where.
fn any_edit(workspace: &Workspace, (what, one, two, number): (u8, usize, usize, usize)) -> Edit {
    let at = moment(number as u32 % 999);
    let annotations: Vec<&Rc<Annotation>> = workspace.annotations().collect();
    let annotation = |of: usize| annotations[of % annotations.len()];
    let readable = &workspace.articles().next().unwrap().readable;
    let end = readable.text.end().char.0;
    let label = ["claim", "source", "cue", "entity"][two % 4];
    let start = one as u32 % end;
    let place = (start, (start + 1 + two as u32 % 60).min(end));
    let new = |label: &str| annotation_at(&format!("urn:uuid:{number}-{label}"), readable, label, place);
    let argument = |role: &str, id: &AnnotationId| Argument::new(role.into(), id.clone());
    let relations: Vec<&Rc<Relation>> = workspace.relations().collect();
    match what % 6 {
        0 => Edit::Annotate(vec![new(label)]),
        1 if annotations.len() > 1 => Edit::Delete { ids: vec![annotation(one).id.clone()], at },
        2 if !annotations.is_empty() => {
            Edit::Relabel { ids: vec![annotation(one).id.clone()], label: label.into(), at }
        }
        3 if !annotations.is_empty() => {
            Edit::SetTarget { id: annotation(one).id.clone(), target: new(label).target.clone(), at }
        }
        4 if !relations.is_empty() => Edit::Unrelate { ids: vec![relations[one % relations.len()].id.clone()] },
        _ => {
            let (claim, cue) = (new("claim"), new("cue"));
            let mut arguments = vec![argument("claim", &claim.id), argument("cue", &cue.id)];
            let sources = annotations.iter().filter(|a| a.label.as_str() == "source");
            arguments.extend(sources.take(two % 3).map(|source| argument("source", &source.id)));
            let id = format!("urn:uuid:{number}-r");
            let relation = Relation::new(id.as_str().into(), "attribution".into(), arguments, at);
            Edit::Relate { annotations: vec![claim, cue], relations: vec![Rc::new(relation)] }
        }
    }
}

fn annotation_at(id: &str, readable: &ReadableArticle, label: &str, place: (u32, u32)) -> Rc<Annotation> {
    annotation(id, &readable.article, label, &[place])
}

/// Labels and words, without line breaks: a mark over several lines is one of several
/// parts in a file.
fn said(annotation: &Annotation) -> (String, String) {
    let words: String = annotation.target.iter().map(|f| f.quote.exact.replace('\n', "")).collect();
    (annotation.label.to_string(), words)
}

proptest! {
    #[test]
    fn whatever_was_done_goes_out(
        case_of in prop::sample::select(&CASES[..3]),
        edits in prop::collection::vec(any::<(u8, usize, usize)>(), 1..12),
    ) {
        let mut here = imported(&Workspace::default(), &read_files(&case(case_of)));
        for (number, (what, one, two)) in edits.into_iter().enumerate() {
            // What is refused changes nothing.
            if let Ok(change) = here.change(&any_edit(&here, (what, one, two, number))) {
                here = here.after(&change);
            }
        }
        let files = written(&here);
        let read = read_files(&files);
        let codes: Vec<&str> = read.problems.iter().map(|problem| &*problem.code).collect();
        prop_assert!(codes.iter().all(|code| case_of == "mill" && *code != "brat-quote" && *code != "brat-line"), "{codes:?}");
        for text in files.iter().skip(1).map(|(_, text)| text) {
            let ids: Vec<&str> = text.lines().map(line::id_in).filter(|id| id.starts_with(['T', 'E'])).collect();
            prop_assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{}", text);
            for event in text.lines().filter_map(line::event) {
                prop_assert!(ids.contains(&event.trigger), "{event:?}");
                prop_assert!(event.arguments.iter().all(|(_, id)| ids.contains(id)), "{event:?}");
            }
        }
        let there = imported(&Workspace::default(), &read);
        prop_assert_eq!(&written(&there), &files, "and comes in and goes out again");
        // A mark of nothing but a line break has no place in a file. What stands for an
        // event in place of what did so comes in as a mark.
        let all = |workspace: &Workspace| -> BTreeSet<(String, String)> {
            workspace.annotations().map(|a| said(a)).filter(|(_, words)| !words.is_empty()).collect()
        };
        let (before, after) = (all(&here), all(&there));
        prop_assert!(before.is_subset(&after), "{:?}", before.difference(&after).collect::<Vec<_>>());
        prop_assert!(after.difference(&before).all(|(label, _)| ["cue", "Attack", "Flee"].contains(&label.as_str())));
        let joined = |workspace: &Workspace| {
            let parts = |relation: &Rc<Relation>| {
                let part = |a: &Argument| (a.role.to_string(), said(workspace.annotation(&a.annotation).unwrap()));
                let mut parts: Vec<_> = relation.arguments.iter().map(part).filter(|(role, (_, words))| !["cue", "trigger"].contains(&role.as_str()) && !words.is_empty()).collect();
                parts.sort();
                (relation.label.to_string(), parts)
            };
            let mut all: Vec<_> = workspace.relations().map(parts).collect();
            all.sort();
            all
        };
        prop_assert_eq!(joined(&here), joined(&there));
    }
}

// The corpus: other people's work, which is no part of the project.

pub fn corpus() -> Option<PathBuf> {
    let named = std::env::var_os("ASCRIBE_CORPUS").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/polnear-dev");
    let folder = named.unwrap_or(beside);
    let is_there = folder.join("text").is_dir() && folder.join("attributions").is_dir();
    if !is_there {
        println!("skipped: no corpus in {}; ASCRIBE_CORPUS names its folder", folder.display());
    }
    is_there.then_some(folder)
}

/// The texts of the corpus, each with its annotation files, paired as the page does it.
pub fn groups(folder: &Path) -> Vec<Files> {
    let files: Files = [texts_in(&folder.join("attributions")), texts_in(&folder.join("text"))].concat();
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    let group = |together| match together {
        Together::Text { text, annotations } => {
            std::iter::once(text).chain(annotations).map(|at| files[at].clone()).collect()
        }
        other => panic!("{other:?}"),
    };
    paired(&names).into_iter().map(group).collect()
}

#[test]
fn the_corpus_comes_in_and_goes_out_unchanged() {
    let Some(folder) = corpus() else { return };
    let groups = groups(&folder);
    let files: usize = groups.iter().map(|group| group.len() - 1).sum();
    assert_eq!((groups.len(), files), (84, 94));
    let (mut bounds, mut discontinuous, mut several, mut marks, mut events, mut fragments) = (0, 0, 0, 0, 0, 0);
    let (mut lines, mut kept, mut in_storage) = (0, [0; 3], 0);
    let size =
        |extra: &serde_json::Map<String, serde_json::Value>| serde_json::Value::from(extra.clone()).to_string().len();
    let mut all = ReadFile::default();
    for group in &groups {
        for line in group.iter().skip(1).flat_map(|(_, text)| text.lines()) {
            bounds += usize::from(line.starts_with('T'));
            discontinuous += usize::from(line::text_bound(line).is_some_and(|bound| bound.fragments.len() > 1));
        }
        let file = read_files(group);
        assert_eq!((file.problems.len(), file.rejected), (0, 0), "{}", group[0].0);
        // Every position is that of its quote; and no line is lost.
        let workspace = check_unchanged(group);
        let marked = workspace.articles().next().unwrap();
        assert_eq!(marked.orphans().count(), 0);
        for annotation in workspace.annotations() {
            assert!(annotation.is_placed_in(&marked.readable.text));
            several += usize::from(annotation.target.len() > 1);
            fragments += annotation.target.len();
            lines += usize::from(annotation.extra["brat"].get("line").is_some());
        }
        (marks, events) = (marks + workspace.annotation_count(), events + workspace.relations().count());
        kept[0] += size(&marked.readable.article.extra);
        kept[1] += workspace.annotations().map(|annotation| size(&annotation.extra)).sum::<usize>();
        kept[2] += workspace.relations().map(|relation| size(&relation.extra)).sum::<usize>();
        let units = |text: &str| text.encode_utf16().count();
        let pair = |(id, value): &(EntityId, String)| units(&key(id, &"1.0123456789".parse().unwrap())) + units(value);
        in_storage += stored(&workspace).iter().map(pair).sum::<usize>();
        all.articles.extend(file.articles);
        all.annotations.extend(file.annotations);
        all.others.extend(file.others);
    }
    assert_eq!((bounds, events, discontinuous), (9095, 2320, 342));
    // One has fragments that touch; those are one here. A trigger is no mark, but for
    // that of the event without arguments; two events share one.
    assert_eq!((several, bounds - marks), (341, 2320 - 1 - 1));
    println!(
        "{marks} marks of {fragments} fragments ({lines} keep their line), {events} events. \
         They take {in_storage} UTF-16 units in storage, of which {kept:?} are what texts, marks and events keep of brat's files"
    );
    // All at once, as when all files are chosen together.
    let whole = imported(&Workspace::default(), &all);
    assert_eq!((whole.articles().count(), whole.annotation_count(), whole.relations().count()), (84, marks, events));
    let whole = by_file(&whole);
    let mut out: Files = Vec::new();
    for marked in whole.articles() {
        out.extend(write(&whole, &marked.readable.article.id).unwrap().into_iter().map(|file| (file.name, file.text)));
    }
    out.sort();
    let mut expected = groups.concat();
    expected.sort();
    assert!(out == expected, "178 files are the same, byte for byte");
}

#[test]
fn the_corpus_may_be_damaged() {
    let Some(folder) = corpus() else { return };
    let groups = groups(&folder);
    let config = ProptestConfig { cases: 150, ..ProptestConfig::default() };
    let strategy = (any::<prop::sample::Index>(), any_seeds(), prop::bool::weighted(0.2));
    proptest!(config, |((group, seeds, in_text) in strategy)| {
        let mut files = group.get(&groups).clone();
        let at = if in_text { 0 } else { files.len() - 1 };
        files[at].1 = mutated(&files[at].1, &seeds);
        // Quietly: a failure must not print other people's sentences.
        if check_any(&files).is_err() {
            return Err(TestCaseError::fail(format!("{} with {seeds:?}", files[at].0)));
        }
    });
}
