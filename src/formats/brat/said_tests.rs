//! What lines say of other lines: it comes in, is changed here, and goes out; what has no
//! place here is kept.

use std::collections::BTreeMap;
use std::rc::Rc;

use proptest::prelude::*;

use super::tests::{
    Files, accounted, case, check_any, check_edit, check_unchanged, id_of, imported, line_count, of_event, of_line,
    owned, parts, read_files, step, written,
};
use super::{Together, export, kept, paired, read};
use crate::formats::ReadFile;
use crate::formats::exchange::{Export, Material, fixtures};
use crate::formats::tests::check_golden;
use crate::model::annotation::Annotation;
use crate::model::article::Article;
use crate::model::edit::{Change, Edit, Entity, EntityId};
use crate::model::fixtures::{annotation, article, moment};
use crate::model::id::{AnnotationId, AttributeId, IdentityId};
use crate::model::identity::Identity;
use crate::model::relation::{Argument, Relation};
use crate::model::workspace::Workspace;

const TEXT: &str = "The bridge of Paris\n\
    Anna Roth said the bridge is safe. She hopes that it stays open, Mayor Roth added. Paris waits.\n";

/// An annotation file. Of a text-bound the positions are left out.
fn file(lines: &[&str]) -> Files {
    let line = |line: &&str| {
        let columns: Vec<&str> = line.split('\t').collect();
        match columns.as_slice() {
            [id, kind, words] if id.starts_with('T') => {
                let start = TEXT[..TEXT.find(words).unwrap()].chars().count();
                format!("{id}\t{kind} {start} {}\t{words}\n", start + words.chars().count())
            }
            _ => format!("{line}\n"),
        }
    };
    owned(&[("bridge.txt", TEXT), ("bridge.ann", &lines.iter().map(line).collect::<String>())])
}

/// Marks of which the others speak.
const MARKS: [&str; 8] = [
    "T1\tSource\tAnna Roth",
    "T2\tCue\tsaid",
    "T3\tContent\tthe bridge is safe",
    "T4\tSource\tMayor Roth",
    "T5\tContent\tit stays open",
    "T6\tPlace\tParis",
    "T7\tAttribution\tsaid",
    "E1\tAttribution:T7 Content:T3 Source:T1 Cue:T2",
];

fn with(lines: &[&str]) -> Files {
    file(&[&MARKS, lines].concat())
}

fn of<'a>(workspace: &'a Workspace, id: &str) -> &'a Rc<Annotation> {
    of_line(workspace, ".ann", id)
}

fn link<'a>(workspace: &'a Workspace, id: &str) -> &'a Rc<Relation> {
    of_event(workspace, ".ann", id)
}

fn about<'a>(workspace: &'a Workspace, id: &str) -> Option<&'a Rc<Identity>> {
    workspace.identity(of(workspace, id).identity.as_ref()?)
}

fn said_of(attributes: &BTreeMap<AttributeId, String>) -> String {
    attributes.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" ")
}

#[test]
fn what_lines_say_comes_in() {
    let files = with(&[
        "A1\tcertainty T3 stated",
        "A2\ttype T3 two words",
        "M1\tNegation E1",
        "A3\tSure T3 ",
        "R1\tattributed_to Arg1:T5 Arg2:T4",
        "R2\tattributed_to Arg1:T1 Arg2:T3",
        "R3\tnear Arg1:T6 Arg2:T1",
        "R4\tOrigin Arg2:T6 One:T1\t",
        "A4\tmode R1 indirect",
        "#1\tAnnotatorNotes T3\tIs it?",
        "#2\tAnnotatorNotes E1\tA quote↵of hers.",
        "#3\tAnnotatorNotes T3\tAsk \\↵ C:\\new.",
        "#4\tAnnotatorNotes R1\tlater",
        "*\tEquiv T1 T4",
        "N1\tReference T6 Wikidata:Q90\tParis",
    ]);
    let workspace = check_unchanged(&files);
    assert_eq!(read_files(&files).problems, []);
    let claim = of(&workspace, "T3");
    assert_eq!(said_of(&claim.attributes), "Sure=yes certainty=stated type=two words");
    assert_eq!(claim.note, "Is it?\nAsk ↵ C:\\new.");
    let event = link(&workspace, "E1");
    assert_eq!((said_of(&event.attributes).as_str(), event.note.as_str()), ("Negation=yes", "A quote\nof hers."));
    let check = |id: &str, label: &str, expected: [&str; 2]| {
        let relation = link(&workspace, id);
        assert_eq!(
            (relation.label.as_str(), parts(&workspace, relation)),
            (label, expected.map(str::to_owned).to_vec())
        );
    };
    check("R1", "attribution", ["claim: it stays open", "source: Mayor Roth"]);
    // Who says it is the source, in whatever order a file has the two.
    check("R2", "attribution", ["source: Anna Roth", "claim: the bridge is safe"]);
    check("R3", "near", ["from: Paris", "to: Anna Roth"]);
    check("R4", "Origin", ["Arg2: Paris", "One: Anna Roth"]);
    let relation = link(&workspace, "R1");
    assert_eq!((said_of(&relation.attributes).as_str(), relation.note.as_str()), ("mode=indirect", "later"));
    let (one, other, place) = (about(&workspace, "T1"), about(&workspace, "T4"), about(&workspace, "T6"));
    assert_eq!(one, other);
    assert_eq!(one.map(|one| (one.name.as_str(), one.wikidata.as_str())), Some(("Mayor Roth", "")));
    assert_eq!(place.map(|place| (place.name.as_str(), place.wikidata.as_str())), Some(("Paris", "Q90")));
    assert_eq!(of(&workspace, "T3").identity, None);
    assert_eq!(workspace.identities().count(), 2);
}

#[test]
fn what_has_no_place_here_is_kept_and_counted() {
    let check = |lines: &[&str], count: usize| {
        let files = with(lines);
        check_unchanged(&files);
        let file = read_files(&files);
        let told: Vec<(&str, Option<usize>)> = file
            .problems
            .iter()
            .map(|problem| {
                let count = problem.args.iter().find(|(name, _)| *name == "count");
                (&*problem.code, count.and_then(|(_, count)| count.parse().ok()))
            })
            .collect();
        let expected = if count == 0 { vec![] } else { vec![("brat-not-shown", Some(count))] };
        assert_eq!(told, expected, "{lines:?}");
        imported(&Workspace::default(), &file)
    };
    // Of what is not shown, or not there; of a trigger that is no mark.
    check(&["A1\tSure T9", "A2\tSure T7", "#1\tAnnotatorNotes T7\tx", "*\tEquiv T1 T9", "*\tEquiv E1 T1"], 5);
    check(&["R1\tnear Arg1:T1 Arg2:T9", "A1\tSure R1", "R2\tnear Arg1:T1 Arg2:E1", "R3\tnear Arg1:T7 Arg2:T1"], 4);
    // Of what has no such place.
    check(&["A1\tSure T1", "#1\tAnnotatorNotes A1\tsee above", "A2\tSure A1", "N1\tReference E1 Wikidata:Q1\tx"], 3);
    // Of other kinds.
    check(&["N1\tReference T6 Atlas:17\tx", "#1\tNote T1\tx", "*\tRelated T1 T2", "X1\twhat", "# remark", ""], 5);
    // What was said otherwise, or under the same id.
    let workspace = check(&["A1\tSure T1 a", "A2\tSure T1 b", "A3\tSure T1 a", "A1\tType T1 b"], 2);
    assert_eq!(said_of(&of(&workspace, "T1").attributes), "Sure=a");
    check(&["R1\tnear Arg1:T1 Arg2:T4", "R1\tnear Arg1:T4 Arg2:T1"], 1);
    // A thing has one number; what is the same in turn is one thing.
    let workspace = check(
        &[
            "N1\tReference T1 Wikidata:Q1\tAnna",
            "N2\tReference T1 Wikidata:Q2\tRoth",
            "N3\tReference T6 Wikidata:Q2\tParis",
            "*\tEquiv T1 T6",
            "*\tEquiv T1 T4",
            "*\tEquiv T4 T5",
            "N4\tReference T5 Wikidata:Q1\tA. Roth",
            "N5\tReference T5 Wikidata:Q2\tRoth",
        ],
        3,
    );
    let anna = about(&workspace, "T5").unwrap();
    assert_eq!(
        (anna.name.as_str(), anna.wikidata.as_str(), &anna.aliases[..]),
        ("Anna", "Q1", &["A. Roth".to_owned()][..])
    );
    assert_eq!(about(&workspace, "T1"), Some(anna));
    assert_eq!(about(&workspace, "T6").unwrap().wikidata, "Q2");
}

#[test]
fn what_has_a_number_is_one_thing_in_all_files_and_what_has_none_is_not() {
    let reference = "N1\tReference T1 Wikidata:Q90\tParis\n";
    let bounds = "T1\tPlace 0 5\tParis\nT2\tPlace 6 8\tit\n";
    let one = owned(&[
        ("a.txt", "Paris it"),
        ("a_1.ann", &format!("{bounds}{reference}")),
        ("a_2.ann", &format!("{bounds}{reference}*\tEquiv T1 T2\n")),
    ]);
    let workspace = check_unchanged(&one);
    assert_eq!(workspace.identities().count(), 1);
    // Nobody said that the two files mean the same.
    let same = format!("{bounds}*\tEquiv T1 T2\n");
    let two = owned(&[("b.txt", "Paris it"), ("b_1.ann", &same), ("b_2.ann", &same)]);
    let workspace = imported(&check_unchanged(&one), &read_files(&two));
    assert_eq!(workspace.identities().count(), 3);
    assert!(workspace.identities().all(|identity| identity.name == "Paris"));
}

fn set_note(workspace: &Workspace, id: &str, note: &str) -> Edit {
    Edit::SetNote { id: id_of(workspace, ".ann", id), note: note.into(), at: moment(1) }
}

fn set_attribute(id: EntityId, attribute: &str, value: &str) -> Edit {
    Edit::SetAttribute { ids: vec![id], attribute: attribute.into(), value: value.into(), at: moment(1) }
}

fn identify(workspace: &Workspace, ids: &[&str], identity: Option<&Rc<Identity>>) -> Edit {
    let ids = ids.iter().map(|id| id_of(workspace, ".ann", id)).collect();
    Edit::Identify { ids, identity: identity.cloned(), at: moment(1) }
}

#[test]
fn what_is_said_otherwise_goes_out_so() {
    let files = with(&[
        "#1\tAnnotatorNotes T3\tIs it?",
        "A1\tcertainty T3 stated",
        "#2\tAnnotatorNotes T3\tWho knows?",
        "A2\tSure T3",
        "A3\tSure E1",
    ]);
    let workspace = check_unchanged(&files);
    let check = |edit: &Edit, expected: &[&str]| check_edit(&workspace, edit, "bridge.ann", expected);
    let (first, second) = ("-#1\tAnnotatorNotes T3\tIs it?", "-#2\tAnnotatorNotes T3\tWho knows?");
    check(&set_note(&workspace, "T3", "Is it?\nWe know."), &[second, "+11: #2\tAnnotatorNotes T3\tWe know."]);
    check(
        &set_note(&workspace, "T3", "Is it?\nWho knows?\nWe."),
        &[second, "+11: #2\tAnnotatorNotes T3\tWho knows?↵We."],
    );
    check(&set_note(&workspace, "T3", "So\nit is."), &[first, second, "+9: #1\tAnnotatorNotes T3\tSo↵it is."]);
    check(&set_note(&workspace, "T3", "Is it?"), &[second]);
    check(&set_note(&workspace, "T3", ""), &[first, second]);
    check(&set_note(&workspace, "T1", "Which\tone?"), &["+14: #3\tAnnotatorNotes T1\tWhich␉one?"]);

    let claim = || EntityId::Annotation(id_of(&workspace, ".ann", "T3"));
    let event = || EntityId::Relation(link(&workspace, "E1").id.clone());
    let stated = "-A1\tcertainty T3 stated";
    check(&set_attribute(claim(), "certainty", "not so"), &[stated, "+10: A1\tcertainty T3 not so"]);
    check(&set_attribute(claim(), "certainty", "yes"), &[stated, "+10: A1\tcertainty T3 yes"]);
    check(&set_attribute(claim(), "certainty", ""), &[stated]);
    check(&set_attribute(claim(), "Sure", "no"), &["-A2\tSure T3", "+12: A2\tSure T3 no"]);
    check(&set_attribute(claim(), "type", "event"), &["+14: A4\ttype T3 event"]);
    check(&set_attribute(claim(), "new", "yes"), &["+14: A4\tnew T3"]);
    check(&set_attribute(event(), "Sure", ""), &["-A3\tSure E1"]);
    check(&set_attribute(event(), "mode", "direct"), &["+14: A4\tmode E1 direct"]);
}

#[test]
fn links_that_are_changed_go_out_as_changed() {
    let files = with(&[
        "R1\tattributed_to Arg1:T5 Arg2:T4\t",
        "A1\tmode R1 indirect",
        "#1\tAnnotatorNotes R1\tlater",
        "#2\tAnnotatorNotes A1\tsure?",
        "R2\tnear Arg1:T6 Arg2:T1",
        "E2\tAttribution:T7 Content:T5 Cause:R2",
    ]);
    let workspace = check_unchanged(&files);
    let check = |edit: &Edit, expected: &[&str]| check_edit(&workspace, edit, "bridge.ann", expected);
    let was = "-R1\tattributed_to Arg1:T5 Arg2:T4\t";
    let gone = [was, "-A1\tmode R1 indirect", "-#1\tAnnotatorNotes R1\tlater", "-#2\tAnnotatorNotes A1\tsure?"];
    check(&Edit::Unrelate { ids: vec![link(&workspace, "R1").id.clone()] }, &gone);
    let gone =
        ["-R2\tnear Arg1:T6 Arg2:T1", "-E2\tAttribution:T7 Content:T5 Cause:R2", "+13: E2\tAttribution:T7 Content:T5"];
    check(&Edit::Unrelate { ids: vec![link(&workspace, "R2").id.clone()] }, &gone);

    let argument = |role: &str, id: &str| Argument::new(role.into(), id_of(&workspace, ".ann", id));
    let joins = |arguments: Vec<Argument>| {
        let relation = Relation { arguments, ..Relation::clone(link(&workspace, "R1")) };
        Edit::SetRelation { annotations: vec![], relation: Rc::new(relation), at: moment(1) }
    };
    // Another source; and then a cue: only an event holds that.
    let other = joins(vec![argument("claim", "T5"), argument("source", "T1")]);
    check(&other, &[was, "+9: R1\tattributed_to Arg1:T5 Arg2:T1"]);
    let more = joins(vec![argument("claim", "T5"), argument("source", "T4"), argument("cue", "T2")]);
    let expected = [
        was,
        "-A1\tmode R1 indirect",
        "-#1\tAnnotatorNotes R1\tlater",
        "+9: A1\tmode E3 indirect",
        "+10: #1\tAnnotatorNotes E3\tlater",
        "+14: T8\tAttribution 30 34\tsaid",
        "+15: E3\tAttribution:T8 Content:T5 Source:T4 Cue:T2",
    ];
    check(&more, &expected);
}

#[test]
fn a_mark_goes_with_all_that_is_said_of_it() {
    let files = with(&[
        "A1\tSure T4",
        "#1\tAnnotatorNotes T4\tx",
        "N1\tReference T4 Wikidata:Q5\tRoth",
        "R1\tattributed_to Arg1:T5 Arg2:T4",
        "A2\tmode R1 indirect",
        "#2\tAnnotatorNotes A1\tsure?",
        "N2\tReference T4 Atlas:17\tRoth",
        "*\tEquiv T1 T4 T6",
        "*\tEquiv T4 T1",
        "A3\tSure T5",
    ]);
    let workspace = check_unchanged(&files);
    let delete = |ids: &[&str]| {
        let ids = ids.iter().map(|id| id_of(&workspace, ".ann", id)).collect();
        Edit::Delete { ids, at: moment(1) }
    };
    let expected = [
        "-T4\tSource 85 95\tMayor Roth",
        "-A1\tSure T4",
        "-#1\tAnnotatorNotes T4\tx",
        "-N1\tReference T4 Wikidata:Q5\tRoth",
        "-R1\tattributed_to Arg1:T5 Arg2:T4",
        "-A2\tmode R1 indirect",
        "-#2\tAnnotatorNotes A1\tsure?",
        "-N2\tReference T4 Atlas:17\tRoth",
        "-*\tEquiv T1 T4 T6",
        "-*\tEquiv T4 T1",
        // The number is that of the others, too.
        "+8: *\tEquiv T1 T6",
        "+10: N3\tReference T6 Wikidata:Q5\tRoth",
        "+11: N4\tReference T1 Wikidata:Q5\tRoth",
    ];
    check_edit(&workspace, &delete(&["T4"]), "bridge.ann", &expected);
    let all: Vec<AnnotationId> = workspace.annotations().map(|annotation| annotation.id.clone()).collect();
    assert_eq!(written(&step(&workspace, &Edit::Delete { ids: all, at: moment(1) }))[1].1, "");
}

#[test]
fn what_is_the_same_is_joined_and_parted() {
    let files = with(&["*\tEquiv T1 T4", "N1\tReference T6 Wikidata:Q90\tParis"]);
    let workspace = check_unchanged(&files);
    let check = |edit: &Edit, expected: &[&str]| check_edit(&workspace, edit, "bridge.ann", expected);
    let (roth, paris) = (about(&workspace, "T1").cloned(), about(&workspace, "T6").cloned());
    let was = "-*\tEquiv T1 T4";
    check(&identify(&workspace, &["T5"], roth.as_ref()), &[was, "+9: *\tEquiv T1 T4 T5"]);
    check(&identify(&workspace, &["T4"], None), &[was]);
    check(
        &identify(&workspace, &["T5"], paris.as_ref()),
        &["+11: N2\tReference T5 Wikidata:Q90\tParis", "+12: *\tEquiv T6 T5"],
    );
    check(&identify(&workspace, &["T6"], None), &["-N1\tReference T6 Wikidata:Q90\tParis"]);
    check(
        &identify(&workspace, &["T4"], paris.as_ref()),
        &[was, "+10: N2\tReference T4 Wikidata:Q90\tParis", "+11: *\tEquiv T6 T4"],
    );
    // All for one.
    let (roth, paris) = (roth.unwrap(), paris.unwrap());
    let merge = Edit::MergeIdentities { into: paris.id.clone(), from: vec![roth.id.clone()], at: moment(1) };
    let expected = [
        was,
        "+9: *\tEquiv T1 T4 T6",
        "+11: N2\tReference T1 Wikidata:Q90\tParis",
        "+12: N3\tReference T4 Wikidata:Q90\tParis",
    ];
    check(&merge, &expected);
    // Its name, its number.
    let set = |identity: Identity| Edit::SetIdentity { identity: Rc::new(identity), at: moment(1) };
    let reference = "-N1\tReference T6 Wikidata:Q90\tParis";
    let named = Identity { name: "Paris, Texas".into(), wikidata: "Q830149".into(), ..Identity::clone(&paris) };
    check(&set(named), &[reference, "+10: N1\tReference T6 Wikidata:Q830149\tParis, Texas"]);
    check(&set(Identity { wikidata: String::new(), ..Identity::clone(&paris) }), &[reference]);
    let known = Identity { name: "Capital".into(), aliases: vec!["Paris".into()], ..Identity::clone(&paris) };
    check(&set(known), &[]);
    let numbered = Identity { wikidata: "Q5".into(), ..Identity::clone(&roth) };
    let expected = ["+11: N2\tReference T1 Wikidata:Q5\tMayor Roth", "+12: N3\tReference T4 Wikidata:Q5\tMayor Roth"];
    check(&set(numbered), &expected);

    // Four are the same, and are then two and two.
    let files = with(&["*\tEquiv T1 T4 T5 T6", "A1\tSure T1"]);
    let workspace = check_unchanged(&files);
    let other = Rc::new(Identity::new("urn:uuid:other".into(), "Other", moment(1)));
    let edit = identify(&workspace, &["T4", "T6"], Some(&other));
    let expected = ["-*\tEquiv T1 T4 T5 T6", "+9: *\tEquiv T1 T5", "+11: *\tEquiv T6 T4"];
    check_edit(&workspace, &edit, "bridge.ann", &expected);
}

fn exported(workspace: &Workspace) -> Export {
    let scheme = fixtures::scheme();
    export(&Material::of(workspace, &scheme))
}

/// What an export says that it does not hold, without what brat never holds.
fn lost(workspace: &Workspace) -> Vec<(String, String)> {
    let never = ["lost-times", "lost-blocks", "lost-article-facts", "lost-scheme"];
    let losses = exported(workspace).losses.problems();
    let losses = losses.iter().filter(|loss| !never.contains(&&*loss.code));
    losses.map(|loss| (loss.code.to_string(), loss.args[0].1.clone())).collect()
}

#[test]
fn what_came_from_files_is_not_lost() {
    for name in ["ferry", "bells", "mill", "roth"] {
        assert_eq!(lost(&imported(&Workspace::default(), &read_files(&case(name)))), [], "{name}");
    }
    let files =
        with(&["*\tEquiv T1 T4", "N1\tReference T6 Wikidata:Q90\tParis", "N2\tReference T6 Wikidata:Q90\tLutetia"]);
    assert_eq!(lost(&check_unchanged(&files)), []);
}

#[test]
fn what_is_lost_is_told_and_nothing_else() {
    let (one, two) = (article("urn:a", &["One", "Ada and she"]), article("urn:b", &["Two", "Ada and she"]));
    let check = |marks: Vec<Annotation>, things: Vec<Identity>, expected: &[(&str, &str)]| {
        let file = ReadFile {
            articles: vec![one.clone(), two.clone()],
            annotations: marks.into_iter().map(Rc::new).collect(),
            others: things.into_iter().map(|thing| Entity::Identity(Rc::new(thing))).collect(),
            ..ReadFile::default()
        };
        let workspace = imported(&Workspace::default(), &file);
        let expected: Vec<(String, String)> =
            expected.iter().map(|(code, count)| ((*code).to_owned(), (*count).to_owned())).collect();
        assert_eq!(lost(&workspace), expected);
        exported(&workspace)
    };
    let mark = |id: &str, of: &Rc<Article>, at: (u32, u32), thing: &str| {
        let mut mark = Annotation::clone(&annotation(id, of, "entity", &[at]));
        mark.identity = Some(thing).filter(|thing| !thing.is_empty()).map(IdentityId::from);
        mark
    };
    let (ada, she) = ((4, 7), (12, 15));
    let thing = |name: &str, number: &str| {
        let identity = Identity::new("urn:uuid:t".into(), name, moment(1));
        Identity { wikidata: number.into(), ..identity }
    };
    let pair = |id: &str, of| {
        [("1", ada), ("2", she)].map(|(nth, at)| mark(&format!("{id}{nth}"), of, at, "urn:uuid:t")).to_vec()
    };
    // Two in one file: their name is that of their words.
    check(pair("urn:a", &one), vec![thing("Ada", "")], &[]);
    check(pair("urn:a", &one), vec![thing("Ada L.", "")], &[("lost-identity-names", "1")]);
    let numbered = check(pair("urn:a", &one), vec![thing("Ada L.", "Q7259")], &[]);
    let lines = "N1\tReference T1 Wikidata:Q7259\tAda L.\nN2\tReference T2 Wikidata:Q7259\tAda L.\n*\tEquiv T1 T2\n";
    assert!(numbered.files[1].text.ends_with(lines), "{}", numbered.files[1].text);
    // One by itself.
    let single = || vec![mark("urn:1", &one, ada, "urn:uuid:t")];
    check(single(), vec![thing("Ada", "")], &[("lost-identities", "1"), ("lost-identity-names", "1")]);
    check(single(), vec![thing("Ada", "Q7259")], &[]);
    let more = Identity { aliases: vec!["Lovelace".into()], ..thing("Ada", "Q7259") };
    check(single(), vec![more], &[("lost-identity-details", "1")]);
    // Nobody speaks of it.
    check(vec![], vec![thing("Ada", "Q7259")], &[("lost-identity-details", "1"), ("lost-identity-names", "1")]);
    // In two articles.
    let both = || [pair("urn:a", &one), pair("urn:b", &two)].concat();
    check(both(), vec![thing("Ada", "")], &[("lost-identities-apart", "1")]);
    check(both(), vec![thing("Ada", "Q7259")], &[]);
    // Names that brat cannot write, also two that are one there; what another program said.
    let mut odd = mark("urn:1", &one, ada, "");
    odd.label = "loaded·word".into();
    odd.attributes = [("a·b".into(), "x".into()), ("a_b".into(), "a\nb".into()), ("c".into(), String::new())].into();
    odd.extra.insert("other".into(), 1.into());
    let odd = check(vec![odd], vec![], &[("lost-attributes", "1"), ("lost-exact-names", "2"), ("lost-extra", "1")]);
    let lines = "T1\tloaded_word 4 7\tAda\nA1\ta_b T1 a↵b\nA2\ta_b_2 T1 x\n";
    assert_eq!(odd.files[1].text, lines);
    // Nothing but a line break.
    check(vec![mark("urn:1", &one, (3, 4), "")], vec![], &[("lost-marks", "1")]);
}

/// All that is read of files, texts and annotation files together.
fn brought(export: &Export) -> Workspace {
    let names: Vec<&str> = export.files.iter().map(|file| file.name.as_str()).collect();
    paired(&names).into_iter().fold(Workspace::default(), |workspace, together| match together {
        Together::Text { text, annotations } => {
            let file = |at: usize| (export.files[at].name.as_str(), export.files[at].text.as_str());
            let annotations: Vec<(&str, &str)> = annotations.into_iter().map(file).collect();
            let read = read(file(text).0, file(text).1, &annotations);
            assert_eq!((read.problems.as_slice(), read.rejected), (&[][..], 0));
            imported(&workspace, &read)
        }
        other => {
            assert!(matches!(other, Together::Alone(at) if names[at] == "annotation.conf"));
            workspace
        }
    })
}

#[test]
fn what_is_written_of_the_sample_is_read_again() {
    let (here, there) = (fixtures::sample(), brought(&exported(&fixtures::sample())));
    // A mark over several lines is one of several parts there.
    let said = |workspace: &Workspace| {
        let mut said = fixtures::said(workspace, true);
        for (_, words, ..) in &mut said {
            *words = vec![words.concat().replace('\n', "")];
        }
        said.sort();
        said
    };
    assert_eq!(said(&there), said(&here));
    assert_eq!(fixtures::related(&there), fixtures::related(&here));
    let details = |workspace: &Workspace| {
        workspace.relations().map(|r| (said_of(&r.attributes), r.note.clone())).collect::<Vec<_>>()
    };
    assert_eq!(details(&there), details(&here));
    assert_eq!(brought(&exported(&there)), there);
}

/// What was made here, with links and with things of which several marks speak.
#[test]
fn links_and_what_is_the_same_are_written() {
    let story = article(
        "urn:a",
        &["Mayor denies it", "Ada Roth denies it, the mayor's office said.", "She knows: nobody asked."],
    );
    let text = story.joined_text();
    let mark = |id: &str, label: &str, words: &str, thing: Option<&str>| {
        let start = text[..text.find(words).unwrap()].chars().count() as u32;
        let mark = annotation(id, &story, label, &[(start, start + words.chars().count() as u32)]);
        Annotation { identity: thing.map(IdentityId::from), ..Annotation::clone(&mark) }
    };
    let (roth, office) = (Some("urn:uuid:t1"), Some("urn:uuid:t2"));
    let mut marks = vec![
        mark("urn:1", "source", "Ada Roth", roth),
        mark("urn:2", "source", "She", roth),
        mark("urn:3", "claim", "denies it,", None),
        mark("urn:4", "claim", "nobody asked", None),
        mark("urn:5", "source", "the mayor's office", office),
        mark("urn:6", "entity", "office", office),
        mark("urn:7", "cue", "said", None),
    ];
    marks[2].attributes =
        [("type".into(), "event".into()), ("status-link".into(), "https://example.org/?a,b|c".into())].into();
    marks[3].attributes = [("urgent".into(), "yes".into()), ("words".into(), "no, \none".into())].into();
    marks[3].note = "Who?\n\nNobody\u{2028}at all.".into();
    let relation = |id: &str, label: &str, arguments: &[(&str, &str)]| {
        let argument = |(role, of): &(&str, &str)| Argument::new((*role).into(), (*of).into());
        Relation::new(id.into(), label.into(), arguments.iter().map(argument).collect(), moment(1))
    };
    let mut said = relation("urn:r2", "attribution", &[("source", "urn:2"), ("claim", "urn:4")]);
    said.attributes = [("mode".into(), "thought".into())].into();
    said.note = "Her own words?".into();
    let relations = [
        relation("urn:r1", "attribution", &[("claim", "urn:3"), ("source", "urn:5"), ("cue", "urn:7")]),
        said,
        relation("urn:r3", "speaks for", &[("from", "urn:5"), ("to", "urn:1")]),
        relation("urn:r4", "answers", &[("answer", "urn:4"), ("question", "urn:3")]),
    ];
    let thing = |id: &str, name: &str, number: &str| Identity {
        wikidata: number.into(),
        ..Identity::new(id.into(), name, moment(1))
    };
    let things = [thing("urn:uuid:t1", "Ada Roth", "Q5"), thing("urn:uuid:t2", "the mayor's office", "")];
    let others = relations.into_iter().map(|relation| Entity::Relation(Rc::new(relation)));
    let file = ReadFile {
        articles: vec![story.clone()],
        annotations: marks.into_iter().map(Rc::new).collect(),
        others: others.chain(things.map(|thing| Entity::Identity(Rc::new(thing)))).collect(),
        ..ReadFile::default()
    };
    let here = imported(&Workspace::default(), &file);
    let written = exported(&here);
    for file in &written.files {
        check_golden(&format!("brat/{}", file.name), &file.text);
    }
    // But for a name with a space.
    assert_eq!(lost(&here), [("lost-exact-names".to_owned(), "1".to_owned())]);
    let there = brought(&written);
    assert_eq!(fixtures::said(&there, true), fixtures::said(&here, true));
    let related = |workspace: &Workspace| {
        let mut related = fixtures::related(workspace);
        related.sort();
        related.join("\n").replace("speaks for", "speaks_for")
    };
    assert_eq!(related(&there), related(&here));
    assert_eq!(brought(&exported(&there)), there);
}

/// A file that is made for it costs no more than it is long: were any of these work for each
/// pair of its lines, nobody would see the end.
#[test]
fn many_lines_cost_no_more_than_they_are_long() {
    const MANY: usize = 20_000;
    const MARKS: usize = 4_000;
    let check = |marks: usize, line: &dyn Fn(usize) -> String, kept: usize| {
        let lines: String = (1..=MANY).map(|at| line(at) + "\n").collect();
        let bounds = (1..=marks).map(|at| format!("T{at}\tX {} {}\ta\n", 2 * at - 2, 2 * at - 1));
        let files = owned(&[("a.txt", &"a ".repeat(marks)), ("a.ann", &(bounds.collect::<String>() + &lines))]);
        let file = read_files(&files);
        assert_eq!(accounted(&file), line_count(&files), "{}", line(1));
        let article = kept::KeptText::of(&file.articles[0]);
        let not_shown = article.files[".ann"].lines.iter().filter(|id| *id == kept::NOT_SHOWN).count();
        assert_eq!(not_shown, kept, "{}", line(1));
        assert!(written(&imported(&Workspace::default(), &file)) == files, "{}", line(1));
    };
    check(1, &|at| format!("A{at}\tx{at} T1 y"), 0);
    check(1, &|at| format!("A{at}\tx T1 y{at}"), MANY - 1);
    check(1, &|at| format!("#{at}\tAnnotatorNotes T1\tx"), 0);
    check(1, &|at| format!("N{at}\tReference T1 Wikidata:Q1\tx{at}"), 0);
    check(1, &|at| format!("N{at}\tReference T1 Wikidata:Q{at}\tx"), MANY - 1);
    check(2, &|_| "*\tEquiv T1 T2".to_owned(), 0);
    check(2, &|at| format!("R{at}\tnear Arg1:T1 Arg2:T2"), 0);
    // Of each other, in a ring; of what is not there.
    check(1, &|at| format!("A{at}\tx A{} y", at % MANY + 1), MANY);
    check(1, &|at| format!("A{at}\tx T{} y", at + 1), MANY);
    // Of many marks.
    check(MARKS, &|at| format!("N{at}\tReference T{} Wikidata:Q1\tx{at}", at % MARKS + 1), 0);
    check(MARKS, &|at| format!("*\tEquiv T{} T{}", at % MARKS + 1, (at + 1) % MARKS + 1), 0);
    let all: Vec<String> = (1..=MARKS).map(|at| format!("T{at}")).collect();
    let all = all.join(" ");
    check(MARKS, &|at| if at == 1 { format!("*\tEquiv {all}") } else { format!("A{at}\tx R{at}") }, MANY - 1);
}

#[test]
fn events_that_speak_of_one_another_are_read() {
    let files = with(&[
        "E2\tAttribution:T7 Content:T5 Cause:E3",
        "E3\tAttribution:T7 Source:T4 Cause:E2",
        "E4\tAttribution:T7 Cause:E4",
        "A1\tSure E2",
        "#1\tAnnotatorNotes E3\tround and round",
        "A2\tSure E4",
    ]);
    let workspace = check_unchanged(&files);
    assert_eq!(link(&workspace, "E3").note, "round and round");
    // Without what the one joins, what is said of it goes, too.
    let delete = Edit::Delete { ids: vec![id_of(&workspace, ".ann", "T4")], at: moment(1) };
    let text = written(&step(&workspace, &delete))[1].1.clone();
    assert!(!text.contains("round and round") || text.contains("\nE3\t"), "{text}");
}

#[test]
fn what_somebody_else_wrote_into_storage_does_no_harm() {
    let files = with(&["A1\tSure T1", "*\tEquiv T1 T4"]);
    let workspace = check_unchanged(&files);
    let mut made = Article::clone(&workspace.articles().next().unwrap().readable.article);
    let odd = serde_json::json!({ "text": "bridge.txt", "gap": "\n", "gaps": { "2": "\n" }, "files": { ".ann": {
        "lines": "+ + T1 + - T9 + + *",
        "kept": ["no line", "A1\tSure T1 no", "A1\tSure T1", ["A7\tSure T77", "T77"], "A1\tType T9\nT5\tx"],
    } } });
    made.extra.insert("brat".into(), odd);
    let change = Change::putting(&workspace, [Entity::Article(Rc::new(made))]);
    let files = written(&workspace.after(&change));
    assert!(files[1].1.starts_with("no line\nA1\tSure T1 yes\nT1\t"), "{}", files[1].1);
    check_any(&files).unwrap();
}

/// Something that a reader says of what is here; the numbers choose what and of which.
fn any_saying(workspace: &Workspace, (what, one, two): (u8, usize, usize)) -> Edit {
    let at = moment(one as u32 % 999);
    let annotations: Vec<&Rc<Annotation>> = workspace.annotations().collect();
    let relations: Vec<&Rc<Relation>> = workspace.relations().collect();
    let identities: Vec<&Rc<Identity>> = workspace.identities().collect();
    let annotation = annotations[one % annotations.len()].id.clone();
    let relation = relations.get(one % relations.len().max(1)).map(|relation| relation.id.clone());
    let words = ["", "yes", "A note.", "two\nlines ↵ \\", " "][two % 5];
    let of =
        relation.clone().filter(|_| two % 3 == 0).map_or(EntityId::Annotation(annotation.clone()), EntityId::Relation);
    match what % 7 {
        0 => Edit::SetNote { id: annotation, note: words.into(), at },
        1 => Edit::SetAttribute {
            ids: vec![of],
            attribute: ["Sure", "type", "Past"][two % 3].into(),
            value: words.into(),
            at,
        },
        2 if !identities.is_empty() => {
            let identity = Some(identities[two % identities.len()].clone()).filter(|_| two % 4 > 0);
            Edit::Identify { ids: vec![annotation], identity, at }
        }
        3 if !identities.is_empty() => {
            let mut identity = Identity::clone(identities[two % identities.len()]);
            identity.wikidata = ["", "Q1", "Q2"][one % 3].into();
            Edit::SetIdentity { identity: Rc::new(identity), at }
        }
        4 if one % 3 == 0 => Edit::Delete { ids: vec![annotation], at },
        5 if relation.is_some() && two % 2 == 0 => Edit::Unrelate { ids: relation.into_iter().collect() },
        _ => {
            let mut identity =
                Identity::new(format!("urn:uuid:{one}").as_str().into(), &format!("Thing {one}"), at.clone());
            identity.wikidata = ["", "Q1", "Q2", "Q3"][two % 4].into();
            let other = annotations[two % annotations.len()].id.clone();
            Edit::Identify { ids: vec![annotation, other], identity: Some(Rc::new(identity)), at }
        }
    }
}

/// What is said in a workspace, by what lines of files are called; things without a number
/// by the first of a file that are about them.
fn all_said(workspace: &Workspace) -> BTreeMap<(String, String), (String, String, String)> {
    let mut all = BTreeMap::new();
    let mut firsts: BTreeMap<(String, IdentityId), Vec<String>> = BTreeMap::new();
    let origin = |annotation: &Annotation| kept::Origin::of(&annotation.extra).unwrap();
    for annotation in workspace.annotations() {
        if let Some(identity) = &annotation.identity {
            let origin = origin(annotation);
            firsts.entry((origin.file, identity.clone())).or_default().push(origin.id);
        }
    }
    for annotation in workspace.annotations() {
        let origin = origin(annotation);
        let about = annotation.identity.as_ref().map(|id| {
            let number = workspace.identity(id).map(|identity| identity.wikidata.clone()).unwrap_or_default();
            let group = &firsts[&(origin.file.clone(), id.clone())];
            match number.as_str() {
                "" if group.len() < 2 => String::new(),
                "" => group.iter().min().cloned().unwrap(),
                number => number.to_owned(),
            }
        });
        let said = (said_of(&annotation.attributes), annotation.note.clone(), about.unwrap_or_default());
        all.insert((origin.file, origin.id), said);
    }
    for relation in workspace.relations() {
        let origin = kept::Origin::of(&relation.extra).unwrap();
        all.insert((origin.file, origin.id), (said_of(&relation.attributes), relation.note.clone(), String::new()));
    }
    all
}

proptest! {
    #[test]
    fn whatever_is_said_goes_out(
        name in prop::sample::select(vec!["ferry", "mill", "roth"]),
        edits in prop::collection::vec(any::<(u8, usize, usize)>(), 1..20),
    ) {
        let mut files = case(name);
        for (_, text) in &mut files {
            // What contradicts another line is kept, and holds when that one goes.
            // And a trigger that was the cue of an event is a trigger only when that one goes.
            let is_sure = |line: &&str| !["N3\t", "A3\t", "E2\t"].iter().any(|id| line.starts_with(id));
            *text = text.split_inclusive('\n').filter(is_sure).collect();
        }
        let mut here = imported(&Workspace::default(), &read_files(&files));
        for edit in edits {
            if here.annotations().next().is_none() {
                break;
            }
            // What is refused changes nothing.
            if let Ok(change) = here.change(&any_saying(&here, edit)) {
                here = here.after(&change);
            }
        }
        let files = written(&here);
        check_any(&files)?;
        let there = imported(&Workspace::default(), &read_files(&files));
        let (mut before, mut after) = (all_said(&here), all_said(&there));
        // What stands for an event in place of what did so comes in as a mark.
        before.retain(|key, said| after.contains_key(key) || *said != Default::default());
        after.retain(|key, said| before.contains_key(key) || *said != Default::default());
        prop_assert_eq!(before, after);
    }
}
