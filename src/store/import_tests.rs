//! Importing where words have to be found again: nothing is lost, nothing comes in
//! twice, and an answer that no longer fits does no harm.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::slice::from_ref;

use proptest::prelude::*;
use serde_json::{Map, json};

use super::import::{ImportPlan, plan, to_use};
use super::reanchor::{Fate, Sought, reanchored};
use crate::model::anchoring::{Placement, Score, place_from_quotes};
use crate::model::annotation::{Annotation, Fragment, Moved, Quote, UNPLACED};
use crate::model::article::{Article, ArticleText, Imported};
use crate::model::counting::{COUNTINGS, Counting};
use crate::model::edit::{Edit, Entity, EntityId};
use crate::model::fixtures::{annotation, article, moment, span};
use crate::model::id::{AnnotationId, IdentityId, MAX_ID_BYTES};
use crate::model::identity::Identity;
use crate::model::problem::Problem;
use crate::model::relation::{Argument, Relation};
use crate::model::scheme::Scheme;
use crate::model::time::Timestamp;
use crate::model::workspace::Workspace;

/// “The town council” is at 13 to 29, “resigned on Monday” at 45 to 63.
const BODY: &str = "The town council said the mayor resigned on Monday, after a long and bitter dispute.";

fn story() -> Rc<Article> {
    article("urn:a", &["Mayor leaves", BODY])
}

/// Corrected: all that is marked stands eight code points further on.
fn corrected() -> Rc<Article> {
    article("urn:a", &["At last Mayor leaves", BODY])
}

fn mark(id: &str, spans: &[(u32, u32)]) -> Rc<Annotation> {
    annotation(id, &story(), "claim", spans)
}

/// One of one passage and one of two.
fn marks() -> Vec<Rc<Annotation>> {
    vec![mark("urn:x", &[(45, 63)]), mark("urn:y", &[(13, 29), (45, 63)])]
}

fn holding(articles: &[Rc<Article>], annotations: &[Rc<Annotation>]) -> Workspace {
    let (articles, annotations) = (articles.to_vec(), annotations.to_vec());
    step(&Workspace::default(), &Edit::Import { articles, annotations, reanchored: vec![], others: Vec::new() })
}

fn step(workspace: &Workspace, edit: &Edit) -> Workspace {
    let change = workspace.change(edit).unwrap();
    let after = workspace.after(&change);
    assert_eq!(&after.after(&change.reversed()), workspace, "{edit:?} is undone");
    after
}

type Found = Vec<(AnnotationId, Vec<Placement>)>;

/// What the worker answers.
fn look(plan: &ImportPlan) -> Found {
    let look = |sought: &Sought| {
        let fragments: Vec<_> = sought.annotations.iter().flat_map(|a| a.target.clone()).collect();
        let mut placements = place_from_quotes(&sought.text, &fragments).into_iter();
        let of = |a: &Rc<Annotation>| (a.id.clone(), placements.by_ref().take(a.target.len()).collect());
        sought.annotations.iter().map(of).collect::<Vec<_>>()
    };
    plan.sought.iter().flat_map(look).collect()
}

/// Accepted and here already are all that was read.
fn check_counts(plan: &ImportPlan, articles: &[Rc<Article>], annotations: &[Rc<Annotation>]) {
    let accepted = plan.articles.len() + plan.annotations.len();
    assert_eq!(accepted + plan.already_here, articles.len() + annotations.len());
}

fn codes(plan: &ImportPlan) -> Vec<&str> {
    plan.notices.iter().map(|notice| &*notice.code).collect()
}

fn apply(here: &Workspace, plan: &ImportPlan) -> Workspace {
    plan.edit().map_or_else(|| here.clone(), |edit| step(here, &edit))
}

/// The whole way of a file into a workspace.
fn imported(here: &Workspace, articles: &[Rc<Article>], annotations: &[Rc<Annotation>]) -> (Workspace, ImportPlan) {
    let first = plan(here, articles, annotations, &[], &[]);
    check_counts(&first, articles, annotations);
    let second = plan(here, articles, annotations, &[], &look(&first));
    check_counts(&second, articles, annotations);
    (apply(here, &second), second)
}

/// What a file holds.
#[derive(Clone, Debug, Default)]
struct File {
    articles: Vec<Rc<Article>>,
    annotations: Vec<Rc<Annotation>>,
    others: Vec<Entity>,
}

/// The same, with relations, identities and schemes.
fn brought(here: &Workspace, file: &File) -> (Workspace, ImportPlan) {
    let File { articles, annotations, others } = file;
    let found = look(&plan(here, articles, annotations, others, &[]));
    let plan = plan(here, articles, annotations, others, &found);
    let more = plan.others.iter().filter(|other| !matches!(other, Entity::Article(_))).count();
    let accepted = plan.articles.len() + plan.annotations.len() + more;
    assert_eq!(accepted + plan.already_here, articles.len() + annotations.len() + others.len());
    (apply(here, &plan), plan)
}

/// Imports, says what is told, and checks that the same again adds and tells nothing.
#[track_caller]
fn check(here: &Workspace, articles: &[Rc<Article>], annotations: &[Rc<Annotation>], notices: &[&str]) -> Workspace {
    let (after, plan) = imported(here, articles, annotations);
    assert_eq!(codes(&plan), notices);
    check_adds_nothing(&after, articles, annotations);
    after
}

#[track_caller]
fn check_adds_nothing(here: &Workspace, articles: &[Rc<Article>], annotations: &[Rc<Annotation>]) {
    let (after, plan) = imported(here, articles, annotations);
    assert_eq!(plan.edit(), None, "the same import again");
    assert_eq!((&after, codes(&plan)), (here, vec![]), "the same import again");
}

/// An annotation's article, where its passages begin, and where they began before
/// they were found again.
fn places(workspace: &Workspace, id: &str) -> (String, Vec<u32>, Option<Vec<u32>>) {
    let found = workspace.annotation(&id.into()).unwrap();
    let starts = |target: &[_]| {
        target.iter().map(|fragment: &crate::model::annotation::Fragment| fragment.span.start().0).collect()
    };
    let was = found.moved.as_ref().map(|moved| starts(&moved.was));
    (found.article.to_string(), starts(&found.target), was)
}

fn at(article: &str, now: &[u32], was: Option<&[u32]>) -> (String, Vec<u32>, Option<Vec<u32>>) {
    (article.to_owned(), now.to_vec(), was.map(<[u32]>::to_vec))
}

#[test]
fn a_file_for_an_article_whose_text_differs() {
    let here = holding(&[corrected()], &[]);
    let after = check(&here, &[], &marks(), &["annotations-moved"]);
    assert_eq!(places(&after, "urn:x"), at("urn:a", &[53], Some(&[45])));
    assert_eq!(places(&after, "urn:y"), at("urn:a", &[21, 53], Some(&[13, 45])));
    assert_eq!(after.article(&"urn:a".into()).unwrap().moved_count(), 2);
    // What is gone is lost as a whole, and stays as it was.
    let here = holding(&[article("urn:a", &["Mayor leaves", "Nobody knows why."])], &[]);
    let after = check(&here, &[], &marks(), &["annotations-lost"]);
    for mark in marks() {
        assert_eq!(after.annotation(&mark.id), Some(&mark));
    }
}

#[test]
fn a_corrected_version_is_kept_beside_with_the_annotations_that_came_with_it() {
    let here = holding(&[story()], &marks());
    let after = check(&here, &[corrected()], &[], &["article-differs"]);
    assert_eq!((after.articles().count(), after.annotation_count()), (2, 2));
    // The file has them where they were before the correction.
    let after = check(&here, &[corrected()], &marks(), &["article-differs"]);
    assert_eq!(after.annotation_count(), 2, "these words stand in the version that is here");
    let of_corrected = annotation("urn:z", &corrected(), "claim", &[(53, 63)]);
    let after = check(&here, &[corrected()], &[of_corrected], &["article-differs"]);
    let beside = after.articles().find(|marked| marked.readable.article.blocks == corrected().blocks).unwrap();
    assert_eq!(places(&after, "urn:z"), at(beside.readable.article.id.as_str(), &[53], None));
}

#[test]
fn what_a_file_says_beyond_the_text_is_added_and_nothing_is_overwritten() {
    let saying = |what: serde_json::Value| {
        let mut said = Article::clone(&story());
        said.extra = what.as_object().unwrap().clone();
        [Rc::new(said)]
    };
    let here = holding(&saying(json!({ "tool": { "one": 1, "list": [1] } })), &marks());
    let said = |workspace: &Workspace| json!(workspace.articles().next().unwrap().readable.article.extra);
    let more = saying(json!({ "tool": { "two": { "a": 2 } }, "other": null }));
    let after = check(&here, &more, &[], &[]);
    assert_eq!(said(&after), json!({ "tool": { "one": 1, "list": [1], "two": { "a": 2 } }, "other": null }));
    assert_eq!((after.articles().count(), after.annotation_count()), (1, 2));
    assert_eq!(after.articles().next().unwrap().orphans().count(), 0);
    check_adds_nothing(&after, &more, &[]);
    // What is said otherwise stays, and is told of; with it, what is new comes in.
    let other = saying(json!({ "tool": { "one": 2, "list": { "a": 1 } }, "third": 3 }));
    let (after, plan) = imported(&after, &other, &[]);
    assert_eq!((codes(&plan), plan.articles.len()), (vec!["article-keys-differ"], 0));
    let expected = json!({ "tool": { "one": 1, "list": [1], "two": { "a": 2 } }, "other": null, "third": 3 });
    assert_eq!(said(&after), expected);
    // Nothing else of an article that is here is replaced.
    let mut renamed = Article::clone(&story());
    renamed.title = "Another".into();
    let edit = Edit::Import {
        articles: vec![],
        annotations: vec![],
        reanchored: vec![],
        others: vec![Entity::Article(Rc::new(renamed))],
    };
    assert_eq!(after.change(&edit).unwrap_err().code, "import-overwrites");
}

#[test]
fn annotations_that_waited_are_looked_for_when_another_text_comes() {
    let here = check(&Workspace::default(), &[], &marks(), &["annotations-waiting"]);
    let after = check(&here, &[corrected()], &[], &["annotations-moved"]);
    assert_eq!(places(&after, "urn:y"), at("urn:a", &[21, 53], Some(&[13, 45])));
    check_adds_nothing(&after, &[corrected()], &marks());
    // The article and the annotations come together: they are here once.
    let together = check(&here, &[corrected()], &marks(), &["annotations-moved"]);
    assert_eq!(together, after);
    let lost = check(&here, &[article("urn:a", &["Nothing", "of it"])], &[], &["annotations-lost"]);
    for mark in marks() {
        assert_eq!(lost.annotation(&mark.id), Some(&mark));
    }
}

/// The article as corrected, with the marks that were found again in it.
fn found_again() -> Workspace {
    imported(&holding(&[corrected()], &[]), &[], &marks()).0
}

#[test]
fn the_same_file_again_adds_nothing_whatever_became_of_the_place() {
    let ids: Vec<AnnotationId> = marks().iter().map(|mark| mark.id.clone()).collect();
    let accept = Edit::AcceptPlaces { ids: ids.clone(), at: moment(9) };
    let keep = |id: &AnnotationId| Edit::KeepAsItWas { id: id.clone(), at: moment(9) };
    let accepted = step(&found_again(), &accept);
    let kept = ids.iter().fold(found_again(), |workspace, id| step(&workspace, &keep(id)));
    let exported: Vec<_> = found_again().annotations().cloned().collect();
    for workspace in [found_again(), accepted, kept.clone()] {
        check_adds_nothing(&workspace, &[], &marks());
        check_adds_nothing(&workspace, &[corrected()], &marks());
        // Nor does a file that was written before the reader looked at the places.
        check_adds_nothing(&workspace, &[], &exported);
    }
    assert_eq!(places(&kept, "urn:x"), at("urn:a", &[45], None));
}

#[test]
fn what_a_file_says_otherwise_of_an_article_is_told() {
    let here = holding(&[story()], &[]);
    let told = |article: Article| {
        let plan = plan(&here, &[Rc::new(article)], &[], &[], &[]);
        assert_eq!((plan.edit(), plan.already_here), (None, 1));
        codes(&plan).join(" ")
    };
    assert_eq!(told(Article::clone(&story())), "");
    let imported = Some(Imported { from: "another reader".to_owned(), at: Some(moment(9)), extra: Map::new() });
    assert_eq!(told(Article { imported, ..Article::clone(&story()) }), "", "that says nothing of the article");
    assert_eq!(
        told(Article { url: Some("https://example.org".into()), ..Article::clone(&story()) }),
        "article-keys-differ"
    );
    assert_eq!(told(Article { language: "fr".into(), ..Article::clone(&story()) }), "article-keys-differ");
}

#[test]
fn two_of_one_name_that_are_found_at_one_place_are_both_kept() {
    let here = holding(&[corrected()], &[]);
    let both = [mark("urn:x", &[(45, 63)]), mark("urn:x", &[(44, 63)])];
    let answer =
        |mark: &Rc<Annotation>| (mark.id.clone(), vec![Placement::Moved { span: span(53, 71), score: Score(90) }]);
    let found: Found = both.iter().map(answer).collect();
    let after = apply(&here, &plan(&here, &[], &both, &[], &found));
    let chosen: BTreeSet<u32> = after.annotations().map(|a| a.chosen()[0].span.start().0).collect();
    assert_eq!(chosen, [44, 45].into());
    assert_eq!(plan(&after, &[], &both, &[], &found).edit(), None);
    let ids = after.annotations().map(|a| a.id.clone()).collect();
    let accepted = step(&after, &Edit::AcceptPlaces { ids, at: moment(9) });
    assert_eq!(plan(&accepted, &[], &both, &[], &found).edit(), None);
}

#[test]
fn of_a_long_title_the_beginning_is_told() {
    let long = "é".repeat(300);
    for (title, told) in [("Mayor leaves", "Mayor leaves"), (&long, &"é".repeat(200))] {
        let titled = |of: &str| [article("urn:a", &[title, of])];
        let plan = plan(&holding(&titled(BODY), &[]), &titled("Nobody knows why."), &[], &[], &[]);
        assert_eq!(plan.notices, [Problem::new("article-differs").with("title", told)]);
    }
}

#[test]
fn a_name_beside_another_is_never_too_long() {
    let check = |id: &str, stem: &str| {
        let here = holding(&[article(id, &["Mayor leaves", BODY])], &[]);
        let plan = plan(&here, &[article(id, &["Mayor leaves", "Nobody knows why."])], &[], &[], &[]);
        let (found, digits) = plan.articles[0].id.as_str().rsplit_once('#').unwrap();
        assert_eq!((found, digits.len()), (stem, 16));
    };
    check("urn:a", "urn:a");
    check("urn:a#0123", "urn:a");
    let most = MAX_ID_BYTES - "#0123456789abcdef".len();
    let x = |length: usize| "x".repeat(length);
    check(&x(most), &x(most));
    check(&x(most + 1), &x(most));
    check(&x(MAX_ID_BYTES), &x(most));
    // No character is cut in two.
    check(&"é".repeat(MAX_ID_BYTES / 2), &"é".repeat(most / 2));
}

/// As in a list of two files that are the same.
#[test]
fn the_same_annotation_twice_is_looked_for_once() {
    let twice = [mark("urn:x", &[(45, 63)]), mark("urn:x", &[(45, 63)])];
    let here = check(&Workspace::default(), &[corrected()], &twice, &["annotations-moved"]);
    assert_eq!(here.annotation_count(), 1);
    let accepted = step(&here, &Edit::AcceptPlaces { ids: vec!["urn:x".into()], at: moment(9) });
    check_adds_nothing(&accepted, &[corrected()], &twice);
}

#[test]
fn a_version_with_another_note_comes_in_once() {
    let note = |workspace: &Workspace| {
        step(workspace, &Edit::SetNote { id: "urn:x".into(), note: "why".into(), at: moment(9) })
    };
    let accept = Edit::AcceptPlaces { ids: vec!["urn:x".into()], at: moment(9) };
    let keep = Edit::KeepAsItWas { id: "urn:x".into(), at: moment(9) };
    for workspace in [found_again(), step(&found_again(), &accept), step(&found_again(), &keep)] {
        let noted = note(&workspace);
        let after = check(&noted, &[], &marks(), &["annotations-moved", "annotations-differ"]);
        assert_eq!(after.annotation_count(), 3);
        assert_eq!(after.annotation(&"urn:x".into()).unwrap().note, "why", "what is here stays as it is");
        // Also after the copy's own place was accepted.
        let ids = after.annotations().map(|a| a.id.clone()).collect();
        check_adds_nothing(&step(&after, &Edit::AcceptPlaces { ids, at: moment(10) }), &[], &marks());
    }
    // Back in the same words it is the same again.
    let back = step(&note(&found_again()), &Edit::SetNote { id: "urn:x".into(), note: String::new(), at: moment(10) });
    check_adds_nothing(&back, &[], &marks());
}

#[test]
fn another_label_is_another_version() {
    let relabel = Edit::Relabel { ids: vec!["urn:x".into()], label: "source".into(), at: moment(9) };
    let after = check(&step(&found_again(), &relabel), &[], &marks(), &["annotations-moved", "annotations-differ"]);
    let mut labels: Vec<_> = after.annotations().map(|a| a.label.to_string()).collect();
    labels.sort();
    assert_eq!(labels, ["claim", "claim", "source"]);
}

#[test]
fn a_missing_answer_costs_the_others_nothing() {
    let here = holding(&[corrected()], &[]);
    let first = plan(&here, &[], &marks(), &[], &[]);
    let mut found = look(&first);
    let of_x = found.remove(0);
    let after = apply(&here, &plan(&here, &[], &marks(), &[], &found));
    assert_eq!(places(&after, "urn:x"), at("urn:a", &[45], None));
    assert_eq!(places(&after, "urn:y"), at("urn:a", &[21, 53], Some(&[13, 45])));
    // What is here already when the answers come needs none.
    let meanwhile = imported(&here, &[], &marks()[..1]).0;
    let found = [of_x, found.remove(0), ("urn:none".into(), vec![])];
    let late = plan(&meanwhile, &[], &marks(), &[], &found);
    assert_eq!((late.annotations.len(), late.already_here, codes(&late)), (1, 1, vec!["annotations-moved"]));
    assert_eq!(apply(&meanwhile, &late), found_again());
}

/// In which articles annotations are sought, and which: as `article: id id; …`.
fn sought(plan: &ImportPlan) -> String {
    let line = |sought: &Sought| {
        let ids: Vec<&str> = sought.annotations.iter().map(|annotation| annotation.id.as_str()).collect();
        format!("{}: {}", sought.article, ids.join(" "))
    };
    plan.sought.iter().map(line).collect::<Vec<_>>().join("; ")
}

#[test]
fn what_is_sought_goes_to_the_worker_once_for_each_article_but_in_the_order_of_the_answers() {
    let here = holding(&["urn:a", "urn:b"].map(|id| article(id, &["At last Mayor leaves", BODY])), &[]);
    let mark =
        |id: &str, of: &str, start: u32| annotation(id, &article(of, &["Mayor leaves", BODY]), "claim", &[(start, 63)]);
    let check = |marks: &[Rc<Annotation>], expected: &str| {
        let first = plan(&here, &[], marks, &[], &[]);
        assert_eq!(sought(&first), expected);
        let after = apply(&here, &plan(&here, &[], marks, &[], &look(&first)));
        // Each has its own answer.
        for annotation in after.annotations() {
            let was = annotation.moved.as_ref().unwrap().was[0].span.start().0;
            assert_eq!(annotation.target[0].span.start().0, was + 8, "{}", annotation.id);
        }
        assert_eq!(after.annotation_count(), marks.len());
    };
    check(
        &[mark("x", "urn:a", 45), mark("y", "urn:b", 45), mark("z", "urn:a", 45), mark("w", "urn:b", 54)],
        "urn:a: x z; urn:b: y w",
    );
    // Three of one name.
    check(&[mark("x", "urn:a", 45), mark("x", "urn:b", 54), mark("x", "urn:a", 57)], "urn:a: x; urn:b: x; urn:a: x");
    check(&[mark("x", "urn:a", 45), mark("x", "urn:a", 54), mark("x", "urn:b", 57)], "urn:a: x x; urn:b: x");
}

#[test]
fn of_many_texts_under_one_name_the_first_are_tried_for_an_annotation() {
    let text = |number: usize| article("urn:a", &[&format!("Text {number:02}"), BODY]);
    let texts: Vec<Rc<Article>> = (1..=20).map(text).collect();
    let check = |number: usize, is_in_its_text: bool| {
        // Words that no other text has, and twice the same text before it.
        let mark = annotation("urn:x", &text(number), "claim", &[(0, 7)]);
        let texts = [&texts[..2], &texts].concat();
        let plan = plan(&holding(&[story()], &[]), &texts, std::slice::from_ref(&mark), &[], &[]);
        let after = apply(&holding(&[story()], &[]), &plan);
        let here = after.annotation(&mark.id).unwrap();
        let here = &after.article(&here.article).unwrap().readable;
        assert_eq!(here.article.blocks == text(number).blocks, is_in_its_text, "text {number}");
    };
    check(1, true);
    check(16, true);
    check(17, false);
    check(20, false);
}

// What is said of annotations.

fn relation(id: &str, arguments: &[(&str, &str)]) -> Rc<Relation> {
    let arguments = arguments.iter().map(|(role, id)| Argument::new((*role).into(), (*id).into())).collect();
    Rc::new(Relation::new(id.into(), "attribution".into(), arguments, moment(0)))
}

fn about(id: &str, identity: &str) -> Rc<Annotation> {
    let mark = marks().into_iter().find(|mark| mark.id.as_str() == id).unwrap();
    Rc::new(Annotation { identity: Some(identity.into()), ..Annotation::clone(&mark) })
}

/// A claim about an identity, joined to another annotation, and a scheme.
fn full() -> File {
    let scheme = Scheme { id: "urn:s".into(), title: "S".to_owned(), ..Scheme::bare() };
    File {
        articles: vec![story()],
        annotations: vec![about("urn:x", "urn:i"), marks().remove(1)],
        others: vec![
            Entity::Relation(relation("urn:r", &[("claim", "urn:x"), ("source", "urn:y"), ("cue", "urn:gone")])),
            Entity::Identity(Rc::new(Identity::new("urn:i".into(), "Smith", moment(0)))),
            Entity::Scheme(Rc::new(scheme)),
        ],
    }
}

/// Each relation with what it joins, each identity with its name and what is about it,
/// each scheme; an id's `#` and digits as `#`.
fn said(workspace: &Workspace) -> String {
    let short = |id: &str| id.split_once('#').map_or(id.to_owned(), |(stem, _)| format!("{stem}#"));
    let relation = |relation: &Rc<Relation>| {
        let joined: Vec<String> = relation.arguments.iter().map(|a| short(a.annotation.as_str())).collect();
        format!("{}({})", short(relation.id.as_str()), joined.join(" "))
    };
    let identity = |identity: &Rc<Identity>| {
        let about: Vec<String> = workspace.mentions(&identity.id).map(|id| short(id.as_str())).collect();
        format!("{}={}({})", short(identity.id.as_str()), identity.name, about.join(" "))
    };
    let schemes = workspace.schemes().map(|scheme| format!("{}={}", short(scheme.id.as_str()), scheme.title));
    let relations = workspace.relations().map(relation);
    relations.chain(workspace.identities().map(identity)).chain(schemes).collect::<Vec<_>>().join(" ")
}

/// Brings a file in, says what is told and what there is then, and checks that the same
/// again adds and tells nothing.
#[track_caller]
fn check_said(here: &Workspace, file: &File, notices: &[&str], expected: &str) -> Workspace {
    let (after, plan) = brought(here, file);
    assert_eq!((codes(&plan), said(&after).as_str()), (notices.to_vec(), expected));
    let (again, second) = brought(&after, file);
    assert_eq!((second.edit(), codes(&second)), (None, vec![]), "the same import again");
    assert_eq!(again, after);
    after
}

const FULL: &str = "urn:r(urn:x urn:y urn:gone) urn:i=Smith(urn:x) urn:s=S";

#[test]
fn what_is_said_comes_in_once() {
    let here = check_said(&Workspace::default(), &full(), &[], FULL);
    // In parts, in any order, it is the same.
    let File { articles, annotations, others } = full();
    let others = File { others, ..File::default() };
    let marks = File { annotations, ..File::default() };
    let texts = File { articles, ..File::default() };
    for order in [[&others, &marks, &texts], [&texts, &others, &marks], [&marks, &texts, &others]] {
        let parts = order.iter().fold(Workspace::default(), |here, file| brought(&here, file).0);
        assert_eq!(parts, here);
    }
    // A time alone makes no other version.
    let later = |other: &Entity| match other {
        Entity::Relation(relation) => {
            Entity::Relation(Rc::new(Relation { modified: moment(9), ..Relation::clone(relation) }))
        }
        Entity::Identity(identity) => {
            Entity::Identity(Rc::new(Identity { modified: moment(9), ..Identity::clone(identity) }))
        }
        Entity::Scheme(scheme) => Entity::Scheme(Rc::new(Scheme { chosen: Some(moment(9)), ..Scheme::clone(scheme) })),
        other => other.clone(),
    };
    check_said(&here, &File { others: full().others.iter().map(later).collect(), ..full() }, &[], FULL);
    // The same twice in one file is one.
    let twice = File { others: [full().others, full().others].concat(), ..full() };
    check_said(&Workspace::default(), &twice, &[], FULL);
}

#[test]
fn what_is_said_otherwise_is_kept_beside_and_what_refers_to_it_follows() {
    let here = brought(&Workspace::default(), &full()).0;
    // Another relation of its name.
    let mut file = full();
    let note = Relation { note: "why".into(), ..Relation::clone(&relation("urn:r", &[("claim", "urn:x")])) };
    file.others[0] = Entity::Relation(Rc::new(note));
    let beside = "urn:r(urn:x urn:y urn:gone) urn:r#(urn:x) urn:i=Smith(urn:x) urn:s=S";
    check_said(&here, &file, &["annotations-differ"], beside);
    // Another identity: what is about it is about it here, too, and joined with it.
    let mut file = full();
    file.others[1] = Entity::Identity(Rc::new(Identity::new("urn:i".into(), "Jones", moment(0))));
    let beside =
        "urn:r(urn:x urn:y urn:gone) urn:r#(urn:x# urn:y urn:gone) urn:i=Smith(urn:x) urn:i#=Jones(urn:x#) urn:s=S";
    let after = check_said(&here, &file, &["annotations-differ"], beside);
    assert_eq!(after.annotation_count(), 3);
    // And the first file once more finds all as it was.
    check_said(&after, &full(), &[], beside);
    // Another annotation: the relation that came with it joins it.
    let mut file = full();
    file.annotations[1] = Rc::new(Annotation { note: "why".into(), ..Annotation::clone(&file.annotations[1]) });
    let beside = "urn:r(urn:x urn:y urn:gone) urn:r#(urn:x urn:y# urn:gone) urn:i=Smith(urn:x) urn:s=S";
    check_said(&here, &file, &["annotations-differ"], beside);
    // Another scheme.
    let mut file = full();
    file.others[2] = Entity::Scheme(Rc::new(Scheme { id: "urn:s".into(), title: "T".into(), ..Scheme::bare() }));
    check_said(&here, &file, &["scheme-differs"], &format!("{FULL} urn:s#=T"));
}

#[test]
fn that_two_differ_is_added_to_what_is_here() {
    let identity = |id: &str, name: &str, others: &[&str]| {
        let different_from = others.iter().map(|id| IdentityId::from(*id)).collect();
        Entity::Identity(Rc::new(Identity { different_from, ..Identity::new(id.into(), name, moment(0)) }))
    };
    let file = |others: Vec<Entity>| File { others, ..full() };
    let different = |workspace: &Workspace| {
        let line = |identity: &Rc<Identity>| {
            let others: Vec<&str> =
                identity.different_from.iter().map(|id| id.as_str().split_inclusive('#').next().unwrap()).collect();
            format!("{}: {}", identity.name, others.join(" "))
        };
        workspace.identities().map(line).collect::<Vec<_>>().join("; ")
    };
    let here = brought(&Workspace::default(), &file(vec![identity("urn:i", "Smith", &[])])).0;
    let more = file(vec![identity("urn:i", "Smith", &["urn:j"]), identity("urn:j", "Smyth", &["urn:k"])]);
    let (after, plan) = brought(&here, &more);
    assert_eq!((codes(&plan).len(), different(&after).as_str()), (0, "Smith: urn:j; Smyth: urn:k"));
    // What is said here stays where a file does not say it.
    assert_eq!(brought(&after, &file(vec![identity("urn:i", "Smith", &[])])).1.edit(), None);
    assert_eq!(brought(&after, &more).1.edit(), None);
    // One that is kept beside is the one that is meant.
    let other = file(vec![identity("urn:i", "Jones", &[]), identity("urn:j", "Smyth", &["urn:i"])]);
    let (beside, _) = brought(&after, &other);
    assert_eq!(different(&beside), "Smith: urn:j; Jones: ; Smyth: urn:i# urn:k");
    assert_eq!(brought(&beside, &other).1.edit(), None);
    // Also by one that was not here: it differs from no other of that name.
    let new = file(vec![identity("urn:i", "Jones", &[]), identity("urn:l", "Johns", &["urn:i"])]);
    let (after, _) = brought(&beside, &new);
    assert_eq!(different(&after), "Smith: urn:j; Jones: ; Smyth: urn:i# urn:k; Johns: urn:i#");
    assert_eq!(brought(&after, &new).1.edit(), None);
}

#[test]
fn what_is_joined_is_joined_still_where_it_was_found_again() {
    // In a corrected text under the same name.
    let here = holding(&[corrected()], &[]);
    let file = File { articles: vec![], ..full() };
    let after = check_said(&here, &file, &["annotations-moved"], FULL);
    assert_eq!(places(&after, "urn:x"), at("urn:a", &[53], Some(&[45])));
    // Accepted, changed, taken back: the same file adds nothing.
    let ids: Vec<AnnotationId> = marks().iter().map(|mark| mark.id.clone()).collect();
    check_said(&step(&after, &Edit::AcceptPlaces { ids: ids.clone(), at: moment(9) }), &file, &[], FULL);
    check_said(&step(&after, &Edit::KeepAsItWas { id: "urn:x".into(), at: moment(9) }), &file, &[], FULL);
    // Beside another text: the annotations are here already, on the other text.
    let here = brought(&Workspace::default(), &full()).0;
    let of_corrected = |id: &str, spans: &[(u32, u32)]| annotation(id, &corrected(), "claim", spans);
    let there = File {
        articles: vec![corrected()],
        annotations: vec![of_corrected("urn:x", &[(53, 63)]), of_corrected("urn:y", &[(21, 37), (53, 71)])],
        others: vec![Entity::Relation(relation("urn:r", &[("claim", "urn:x"), ("source", "urn:y")]))],
    };
    let beside = "urn:r(urn:x urn:y urn:gone) urn:r#(urn:x# urn:y#) urn:i=Smith(urn:x) urn:s=S";
    let after = check_said(&here, &there, &["article-differs", "annotations-differ"], beside);
    let joined = after.relations().find(|relation| relation.id.as_str() != "urn:r").unwrap();
    let articles: BTreeSet<_> =
        joined.arguments.iter().map(|a| after.annotation(&a.annotation).unwrap().article.to_string()).collect();
    assert_eq!(articles.len(), 1);
    assert!(articles.iter().all(|id| id.starts_with("urn:a#")), "{articles:?}");
}

// One annotation and its answer.

/// Where an annotation of two passages goes with such an answer.
#[track_caller]
fn check_answer(placements: &[Placement], fate: Fate, starts: &[u32]) {
    let text = ArticleText::new(&corrected());
    let mark = mark("urn:y", &[(13, 29), (45, 63)]);
    let (next, done) = reanchored(&mark, &"urn:b".into(), &text, placements);
    assert_eq!((done, next.spans().iter().map(|s| s.start().0).collect::<Vec<_>>()), (fate, starts.to_vec()));
    assert_eq!(next.article.as_str(), "urn:b");
    assert_eq!(next.chosen(), mark.chosen(), "where it was is not forgotten");
    let was_found = fate == Fate::Moves;
    assert_eq!((next.moved.is_some(), next.is_placed_in(&text)), (was_found, was_found));
}

#[test]
fn an_answer_that_does_not_fit_moves_nothing() {
    let moved = |start, end| Placement::Moved { span: span(start, end), score: Score(80) };
    let lost = |placements: &[Placement]| check_answer(placements, Fate::Lost, &[13, 45]);
    check_answer(&[moved(21, 37), moved(53, 71)], Fate::Moves, &[21, 53]);
    lost(&[]);
    lost(&[moved(21, 37)]);
    lost(&[moved(21, 37), moved(53, 71), moved(80, 90)]);
    lost(&[moved(21, 37), Placement::Orphan]);
    lost(&[Placement::Orphan, moved(53, 71)]);
    lost(&[moved(53, 71), moved(21, 37)]);
    lost(&[moved(21, 37), moved(37, 50)]);
    lost(&[moved(21, 37), moved(30, 50)]);
    lost(&[moved(21, 37), moved(21, 37)]);
    lost(&[moved(21, 37), moved(53, 7_000)]);
    lost(&[moved(21, 37), moved(7_000, u32::MAX)]);
}

#[test]
fn moved_twice_it_still_tells_of_the_first_place() {
    let text = ArticleText::new(&corrected());
    let mut mark = Annotation::clone(&mark("urn:x", &[(45, 63)]));
    mark.target[0].extra.insert("later".into(), json!(1));
    let moved = |start, end, score| [Placement::Moved { span: span(start, end), score: Score(score) }];
    let (mut once, _) = reanchored(&mark, &"urn:a".into(), &text, &moved(53, 71, 90));
    assert_eq!(once.target[0].extra, mark.target[0].extra);
    once.moved.as_mut().unwrap().extra.insert("later".into(), json!(2));
    let (twice, fate) = reanchored(&once, &"urn:a".into(), &text, &moved(53, 63, 70));
    assert_eq!((fate, twice.quoted().as_str()), (Fate::Moves, "resigned o"));
    let extra = Map::from_iter([("later".to_owned(), json!(2))]);
    assert_eq!(twice.moved, Some(Moved { score: 70, was: mark.target.clone(), extra }));
    // Where it stands it stays, with what it tells; and lost, it tells it still.
    assert_eq!(reanchored(&twice, &"urn:a".into(), &text, &moved(53, 63, 70)), (twice.clone(), Fate::Stays));
    assert_eq!(reanchored(&twice, &"urn:a".into(), &text, &[]), (twice.clone(), Fate::Lost));
}

/// A mark of these words, as a file without positions has it.
fn unplaced(id: &str, quotes: &[(&str, &str, &str)]) -> Rc<Annotation> {
    let mut mark = Annotation::clone(&mark(id, &[(0, 4)]));
    let mut free = 0;
    let fragment = |(prefix, exact, suffix): &(&str, &str, &str)| {
        let start = free;
        free += exact.chars().count() as u32 + 1;
        let quote = Quote { exact: (*exact).into(), prefix: (*prefix).into(), suffix: (*suffix).into() };
        let extra = Map::from_iter([(UNPLACED.to_owned(), json!(true))]);
        Fragment { span: span(start, free - 1), quote, extra }
    };
    mark.target = quotes.iter().map(fragment).collect();
    Rc::new(mark)
}

#[test]
fn a_mark_without_a_position_stands_where_it_can_only_be_and_only_doubtful_ones_wait() {
    const REPEATED: &str = "The town council said so. The mayor said so. The mayor left.";
    let story = || article("urn:a", &["Mayor leaves", BODY, REPEATED]);
    /// Where it comes in: `None` if it is lost; and whether it waits to be accepted.
    #[track_caller]
    fn check(story: &Rc<Article>, quotes: &[(&str, &str, &str)], starts: Option<&[u32]>, waits: bool) {
        let mark = unplaced("urn:q", quotes);
        let (after, plan) = imported(&holding(from_ref(story), &[]), &[], from_ref(&mark));
        let here = after.annotation(&mark.id).unwrap();
        let text = ArticleText::new(story);
        match starts {
            Some(starts) => {
                assert!(here.is_placed_in(&text), "{here:?}");
                assert_eq!(here.spans().iter().map(|span| span.start().0).collect::<Vec<_>>(), starts);
                assert!(here.target.iter().all(|fragment| !fragment.is_unplaced()));
            }
            None => assert_eq!(here.target, mark.target, "its words stay as they were"),
        }
        assert_eq!(here.moved.is_some(), waits);
        assert_eq!(codes(&plan).contains(&"annotations-moved"), waits);
        // Once more, it adds nothing.
        let (again, plan) = imported(&after, &[], from_ref(&mark));
        assert_eq!((again == after, plan.already_here), (true, 1));
        // Nor if it waited for its article, which comes later.
        let waiting = holding(&[], from_ref(&mark));
        let (later, _) = imported(&waiting, from_ref(story), &[]);
        assert_eq!(later.annotation(&mark.id), Some(here));
    }
    let story = story();
    // Once in the text, whatever stood around it.
    check(&story, &[("", "resigned on Monday", "")], Some(&[45]), false);
    check(&story, &[("elsewhere ", "resigned on Monday", " as others have it")], Some(&[45]), false);
    // Its context decides for one place, where the words are.
    check(&story, &[("dispute.\n", "The town council", " said so")], Some(&[98]), false);
    check(&story, &[("Mayor leaves\n", "The town council", "")], Some(&[13]), false);
    // The first words of the text are no place by chance.
    check(&story, &[("", "Mayor leaves", "\nThe")], Some(&[0]), false);
    // Nothing tells which, or the words are others.
    check(&story, &[("", "The town council", "")], None, false);
    check(
        &story,
        &[("said the mayor ", "resigned this Monday", ", after a long and bitter dispute")],
        Some(&[45]),
        true,
    );
    check(&story, &[("", "nobody at all", "")], None, false);
    // Of several passages all have to be certain.
    check(&story, &[("", "resigned on Monday", ""), ("", "The mayor left", "")], Some(&[45, 143]), false);
    check(&story, &[("", "resigned on Monday", ""), ("", "The town council", "")], None, false);
}

#[test]
fn quotes_that_are_made_to_take_long_do_not() {
    // Each begins like each place of the text.
    const MANY: usize = 3_000;
    let text = ArticleText::of("a".repeat(60_000));
    let marks: Vec<Fragment> =
        (0..MANY).flat_map(|at| unplaced("urn:q", &[("", &"a".repeat(50 + at), "b")]).target.clone()).collect();
    assert!(place_from_quotes(&text, &marks).iter().all(|placement| !matches!(placement, Placement::Exact(_))));
    // As many as a book has, each once.
    let words: Vec<String> = (0..MANY).map(|at| format!("word{at}.")).collect();
    let text = ArticleText::of(words.join(" "));
    let marks: Vec<Fragment> =
        words.iter().flat_map(|word| unplaced("urn:q", &[("", word, "")]).target.clone()).collect();
    assert!(place_from_quotes(&text, &marks).iter().all(|placement| matches!(placement, Placement::Exact(_))));
}

// Any answers, any files.

fn any_placement() -> impl Strategy<Value = Placement> {
    let place = (0u32..120, 1u32..40, 0u8..=100);
    prop_oneof![
        1 => Just(Placement::Orphan),
        1 => place.clone().prop_map(|(start, length, _)| Placement::Exact(span(start, start + length))),
        3 => place.prop_map(|(start, length, score)| {
            Placement::Moved { span: span(start, start + length), score: Score(score) }
        }),
    ]
}

fn any_found() -> impl Strategy<Value = Found> {
    let id = prop::sample::select(vec!["urn:x", "urn:y", "urn:z", "urn:none"]);
    let one = (id, prop::collection::vec(any_placement(), 0..4)).prop_map(|(id, placements)| (id.into(), placements));
    prop::collection::vec(one, 0..8)
}

/// Four texts of one article.
fn version(number: u8) -> Rc<Article> {
    match number % 4 {
        0 => story(),
        1 => corrected(),
        2 => article("urn:a", &["Mayor leaves", &BODY.replace("Monday", "Tuesday evening")]),
        _ => article("urn:a", &["Nothing", "of it"]),
    }
}

/// What a file may hold: versions of the article, and marks of the first of them.
fn any_file() -> impl Strategy<Value = (Vec<Rc<Article>>, Vec<Rc<Annotation>>)> {
    let mark = (0usize..3, 0u32..60, 1u32..30, 0u32..30, 0u8..3);
    (prop::collection::vec(0u8..4, 0..3), prop::collection::vec(mark, 0..6)).prop_map(|(versions, marks)| {
        let made = marks.into_iter().map(|(name, start, length, gap, note)| {
            let id = ["urn:x", "urn:y", "urn:z"][name];
            let end = start + length;
            let spans = if gap > 20 { vec![(start, end)] } else { vec![(start, end), (end + 1 + gap % 5, end + 6)] };
            let mut made = Annotation::clone(&self::mark(id, &spans));
            made.note = ["", "why", "because"][usize::from(note)].to_owned();
            Rc::new(made)
        });
        (versions.into_iter().map(version).collect(), made.collect())
    })
}

/// Relations, identities and schemes of which files with the same names say different things.
fn any_others() -> impl Strategy<Value = Vec<Entity>> {
    let joined = prop::sample::select(vec!["urn:x", "urn:y", "urn:z", "urn:gone"]);
    let relation = (0u8..2, prop::collection::vec(joined, 0..3), 0u8..2);
    let relation = relation.prop_map(|(name, joined, note)| {
        let arguments: Vec<_> = joined.iter().map(|id| ("claim", *id)).collect();
        let made = Relation::clone(&self::relation(&format!("urn:r{name}"), &arguments));
        Entity::Relation(Rc::new(Relation { note: ["", "why"][usize::from(note)].to_owned(), ..made }))
    });
    let other = prop::option::of(prop::sample::select(vec!["urn:i0", "urn:i1", "urn:gone"]));
    let identity = (0u8..2, 0u8..2, 0u32..3, other).prop_map(|(id, name, second, other)| {
        let made = Identity::new(format!("urn:i{id}").into(), ["Smith", "Jones"][usize::from(name)], moment(0));
        let different_from = other.into_iter().map(IdentityId::from).collect();
        Entity::Identity(Rc::new(Identity { modified: moment(second), different_from, ..made }))
    });
    let scheme = (0u8..2, 0u8..2).prop_map(|(id, title)| {
        let (id, title) = (format!("urn:s{id}").into(), ["S", "T"][usize::from(title)].to_owned());
        Entity::Scheme(Rc::new(Scheme { id, title, ..Scheme::bare() }))
    });
    let all = prop::collection::vec(prop_oneof![2 => relation, 2 => identity, 1 => scheme], 0..5);
    // A file in which two have one name is not read so.
    all.prop_map(|mut all| {
        let mut seen = BTreeSet::new();
        all.retain(|other| seen.insert(other.id()));
        all
    })
}

/// A whole file: what [`any_file`] holds, some of it about identities.
fn any_full_file() -> impl Strategy<Value = File> {
    let identity = prop::option::of(prop::sample::select(vec!["urn:i0", "urn:i1", "urn:gone"]));
    let identities = prop::collection::vec(identity, 6);
    (any_file(), identities, any_others()).prop_map(|((articles, annotations), identities, others)| {
        let known = annotations.iter().zip(identities).map(|(annotation, identity)| {
            Rc::new(Annotation { identity: identity.map(Into::into), ..Annotation::clone(annotation) })
        });
        File { articles, annotations: known.collect(), others }
    })
}

/// Everything that was read says here what it said there, whatever it is called now.
fn check_all_is_said(before: &Workspace, file: &File, after: &Workspace) -> Result<(), TestCaseError> {
    let named = |id: &IdentityId| after.identity(id).map(|identity| identity.name.clone());
    // What a relation joins says what it said in the file, if the file says it once.
    let is_joined = |(here, read): (&Argument, &Argument)| {
        let mut said = file.annotations.iter().filter(|annotation| annotation.id == read.annotation);
        match (said.next(), said.next(), after.annotation(&here.annotation)) {
            (Some(said), None, Some(here)) => here.chosen() == said.chosen() && here.note == said.note,
            (Some(_), None, None) => false,
            _ => true,
        }
    };
    for other in &file.others {
        let is_here = match other {
            Entity::Relation(read) => after.relations().any(|here| {
                let is_alike = here.note == read.note && here.label == read.label;
                let joined = here.arguments.iter().zip(&read.arguments);
                is_alike && here.arguments.len() == read.arguments.len() && joined.into_iter().all(is_joined)
            }),
            Entity::Identity(read) => after.identities().any(|here| here.name == read.name),
            Entity::Scheme(read) => after.schemes().any(|here| here.title == read.title),
            _ => true,
        };
        prop_assert!(is_here, "{other:?}");
    }
    // What an annotation was about in the file, it is about here.
    for annotation in &file.annotations {
        let named_in_file = annotation.identity.as_ref().and_then(|id| {
            let of_file = file.others.iter().find_map(|other| match other {
                Entity::Identity(identity) if identity.id == *id => Some(identity.name.clone()),
                _ => None,
            });
            of_file.or_else(|| named(id))
        });
        let is_about = |here: &Rc<Annotation>| here.identity.as_ref().and_then(named) == named_in_file;
        let is_here = after.annotations().any(|here| here.chosen() == annotation.chosen() && is_about(here));
        prop_assert!(is_here, "{annotation:?} about {named_in_file:?}");
    }
    for thing in before.relations().map(|r| EntityId::Relation(r.id.clone())) {
        prop_assert_eq!(before.entity(&thing), after.entity(&thing), "what is here stays as it is");
    }
    for thing in before.identities() {
        let now = after.identity(&thing.id).unwrap();
        let different_from = now.different_from.clone();
        prop_assert!(thing.different_from.iter().all(|id| different_from.contains(id)));
        let same = Identity { different_from, ..Identity::clone(thing) };
        prop_assert_eq!(&same, &**now, "what is here stays as it is");
    }
    Ok(())
}

/// Every annotation that was read or was here is here: in its words, with its note,
/// where it is or where it was.
fn check_nothing_is_lost(before: &Workspace, read: &[Rc<Annotation>], after: &Workspace) -> Result<(), TestCaseError> {
    for annotation in before.annotations().chain(read) {
        let is_here = after.annotations().any(|here| {
            here.chosen() == annotation.chosen() && here.note == annotation.note && here.label == annotation.label
        });
        prop_assert!(is_here, "{annotation:?}");
    }
    for annotation in before.annotations() {
        let here = after.annotation(&annotation.id).unwrap();
        prop_assert_eq!((&here.note, &here.modified), (&annotation.note, &annotation.modified));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn nothing_is_lost_by_any_answer(files in prop::collection::vec((any_file(), any_found()), 1..4)) {
        let mut here = Workspace::default();
        for ((articles, annotations), found) in files {
            let plan = plan(&here, &articles, &annotations, &[], &found);
            check_counts(&plan, &articles, &annotations);
            let after = apply(&here, &plan);
            check_nothing_is_lost(&here, &annotations, &after)?;
            for annotation in after.annotations() {
                prop_assert!(annotation.fragments_are_in_order());
                // What is said to have been found is where it is said to be.
                let text = after.article(&annotation.article).map(|marked| marked.readable.text.clone());
                let is_placed = text.is_some_and(|text| annotation.is_placed_in(&text));
                prop_assert!(is_placed || annotation.moved.is_none(), "{annotation:?}");
            }
            here = after;
        }
    }

    #[test]
    fn whole_files_come_in_once(files in prop::collection::vec(any_full_file(), 1..4)) {
        let mut here = Workspace::default();
        for file in &files {
            let after = brought(&here, file).0;
            check_nothing_is_lost(&here, &file.annotations, &after)?;
            check_all_is_said(&here, file, &after)?;
            here = after;
            let (again, plan) = brought(&here, file);
            prop_assert_eq!(&again, &here);
            prop_assert_eq!(plan.edit(), None);
            prop_assert!(plan.notices.is_empty(), "{:?}", plan.notices);
        }
        for file in &files {
            prop_assert_eq!(brought(&here, file).1.edit(), None, "it is here already");
        }
    }

    #[test]
    fn files_come_in_once(files in prop::collection::vec(any_file(), 1..4)) {
        let mut here = Workspace::default();
        for (articles, annotations) in &files {
            let after = imported(&here, articles, annotations).0;
            check_nothing_is_lost(&here, annotations, &after)?;
            here = after;
            let (again, plan) = imported(&here, articles, annotations);
            prop_assert_eq!(&again, &here);
            prop_assert_eq!(plan.edit(), None);
            prop_assert!(plan.notices.is_empty(), "{:?}", plan.notices);
        }
        // Accepted, they are the same still.
        let ids = here.annotations().map(|a| a.id.clone()).collect();
        let accepted = step(&here, &Edit::AcceptPlaces { ids, at: moment(9) });
        let (articles, annotations) = files.last().unwrap();
        let again = imported(&accepted, articles, annotations).0;
        prop_assert_eq!(again, accepted);
    }
}

#[test]
fn a_scheme_in_another_profile_is_the_same_scheme() {
    let mine = Rc::new(Scheme { profile: "starter".to_owned(), ..Scheme::bare() });
    let here = step(&Workspace::default(), &Edit::UseScheme { scheme: mine.clone(), at: moment(1) });
    let in_file = |scheme: &Rc<Scheme>| plan(&here, &[], &[], &[Entity::Scheme(scheme.clone())], &[]);
    let theirs = Rc::new(Scheme { profile: "standard".to_owned(), ..Scheme::bare() });
    let same = in_file(&theirs);
    assert_eq!((same.already_here, same.others.len(), same.notices.len()), (1, 0, 0));
    // Brought as a file of its own it is used as the file says.
    assert_eq!(to_use(&here, &theirs), theirs);

    let other = Rc::new(Scheme { title: "Another".to_owned(), ..Scheme::clone(&theirs) });
    let beside = in_file(&other);
    assert_eq!((beside.others.len(), beside.notices[0].code.as_ref()), (1, "scheme-differs"));
    let used = to_use(&here, &other);
    assert_eq!(Entity::Scheme(used.clone()), beside.others[0]);
    assert!(used.id.as_str().starts_with("urn:ascribe:scheme:bare#"), "{}", used.id);
    // Again, and in whichever profile, it is the one that is beside.
    let there = step(&here, &Edit::UseScheme { scheme: used.clone(), at: moment(2) });
    assert_eq!(to_use(&there, &other).id, used.id);
    let again = Rc::new(Scheme { profile: String::new(), ..Scheme::clone(&other) });
    assert_eq!(to_use(&there, &again).id, used.id);
    let chosen = Rc::new(Scheme { chosen: Some(moment(9)), ..Scheme::clone(&other) });
    assert_eq!(to_use(&here, &chosen).id, used.id, "whenever it was chosen");
    assert_eq!(plan(&there, &[], &[], &[Entity::Scheme(other)], &[]).already_here, 1);
}

/// As a program writes it that counts something else than code points.
fn counted(annotation: &Rc<Annotation>, text: &ArticleText, counting: Counting) -> Rc<Annotation> {
    let mut other = Annotation::clone(annotation);
    for fragment in &mut other.target {
        let (start, end) = counting.span_in_file(text.indexed(), fragment.span);
        fragment.span = span(start, end);
    }
    Rc::new(other)
}

#[test]
fn positions_that_count_something_else_come_in_as_exact() {
    let story = article("urn:a", &["Mayor 👩‍⚖️ leaves", "She said 𠮷田 said so, and she said no more."]);
    let text = ArticleText::new(&story);
    // Three times “said”, of which no two have the same context.
    let mut marks: Vec<Rc<Annotation>> = text
        .as_str()
        .match_indices("said")
        .enumerate()
        .map(|(index, (at, words))| {
            let start = text.as_str()[..at].chars().count() as u32;
            annotation(&format!("urn:{index}"), &story, "cue", &[(start, start + words.len() as u32)])
        })
        .collect();
    marks.push(annotation("urn:two", &story, "claim", &[(0, 5), (11, 17)]));
    for counting in COUNTINGS {
        let file: Vec<Rc<Annotation>> = marks.iter().map(|mark| counted(mark, &text, counting)).collect();
        for here in [holding(std::slice::from_ref(&story), &[]), Workspace::default()] {
            let articles = if here == Workspace::default() { vec![story.clone()] } else { vec![] };
            let plan = plan(&here, &articles, &file, &[], &[]);
            assert_eq!(plan.annotations, marks, "{counting:?}");
            assert!(plan.sought.is_empty() && plan.notices.is_empty(), "{counting:?}");
            let after = apply(&here, &plan);
            assert_eq!(self::plan(&after, &articles, &file, &[], &[]).edit(), None, "the same file again adds nothing");
        }
        // They waited for their article.
        let waiting = apply(&Workspace::default(), &plan(&Workspace::default(), &[], &file, &[], &[]));
        let plan = plan(&waiting, std::slice::from_ref(&story), &[], &[], &[]);
        assert!(plan.sought.is_empty(), "{counting:?}");
        assert_eq!(apply(&waiting, &plan).annotations().cloned().collect::<Vec<_>>(), marks, "{counting:?}");
    }
    // One that fits under no counting is looked for; the others come in.
    let mut file: Vec<Rc<Annotation>> = marks.iter().map(|mark| counted(mark, &text, Counting::Utf16)).collect();
    Rc::make_mut(&mut file[0]).target[0].span = span(1, 5);
    let first = plan(&holding(std::slice::from_ref(&story), &[]), &[], &file, &[], &[]);
    assert_eq!(first.annotations[1..], marks[1..]);
    assert_eq!(first.sought.iter().map(|sought| sought.annotations.len()).sum::<usize>(), 1);
    // Where more fit as they are, nothing is recounted.
    let mut file = marks.clone();
    file[3] = counted(&marks[3], &text, Counting::Utf16);
    let first = plan(&holding(std::slice::from_ref(&story), &[]), &[], &file, &[], &[]);
    assert_eq!(first.annotations[..3], marks[..3]);
    assert_eq!(first.annotations[3].target[0], marks[3].target[0]);
}

#[test]
fn what_a_tool_without_times_knows_is_no_other_version() {
    let page = article("urn:uuid:a", &["One two three", "Four five six"]);
    let mut known = Annotation::clone(&annotation("urn:uuid:1", &page, "claim", &[(0, 3)]));
    known.attributes = BTreeMap::from([("type".into(), "event".into())]);
    known.note = "A note.".into();
    known.identity = Some("urn:uuid:9".into());
    let here = holding(
        std::slice::from_ref(&page),
        &[Rc::new(known.clone()), annotation("urn:uuid:2", &page, "source", &[(4, 7)])],
    );
    let bare = Annotation {
        attributes: BTreeMap::new(),
        note: String::new(),
        identity: None,
        created: Timestamp::epoch(),
        modified: Timestamp::epoch(),
        ..known.clone()
    };
    let check = |annotation: Annotation, is_known: bool| {
        let plan = plan(&here, &[], &[Rc::new(annotation.clone())], &[], &[]);
        assert_eq!(
            (plan.already_here, plan.annotations.len()),
            if is_known { (1, 0) } else { (0, 1) },
            "{annotation:?}"
        );
    };
    check(bare.clone(), true);
    check(Annotation { note: "A note.".into(), ..bare.clone() }, true);
    check(Annotation { attributes: known.attributes.clone(), ..bare.clone() }, true);
    check(Annotation { identity: Some("urn:uuid:8".into()), ..bare.clone() }, true);
    // It says more, or something else, or is of somebody who knows times.
    check(Annotation { note: "Another.".into(), ..bare.clone() }, false);
    check(Annotation { attributes: BTreeMap::from([("type".into(), "view".into())]), ..bare.clone() }, false);
    check(Annotation { label: "source".into(), ..bare.clone() }, false);
    check(Annotation { created: moment(1), ..bare.clone() }, false);
    check(Annotation { extra: Map::from_iter([("x".to_owned(), json!(1))]), ..bare.clone() }, false);
    let elsewhere = annotation("urn:uuid:1", &page, "claim", &[(4, 7)]);
    check(Annotation { target: elsewhere.target.clone(), ..bare.clone() }, false);
    let other = annotation("urn:uuid:2", &page, "source", &[(4, 7)]);
    check(
        Annotation { identity: Some("urn:uuid:8".into()), created: Timestamp::epoch(), ..Annotation::clone(&other) },
        false,
    );
}

#[test]
fn links_and_names_of_a_tool_without_times_are_those_that_are_here() {
    let page = article("urn:uuid:a", &["One two three"]);
    let marks =
        [annotation("urn:uuid:1", &page, "claim", &[(0, 3)]), annotation("urn:uuid:2", &page, "source", &[(4, 7)])];
    let link = |id: &str, label: &str, roles: &[(&str, &str)], at: Timestamp| {
        let arguments = roles.iter().map(|(role, id)| Argument::new((*role).into(), (*id).into())).collect();
        Entity::Relation(Rc::new(Relation::new(id.into(), label.into(), arguments, at)))
    };
    let both = [("claim", "urn:uuid:1"), ("source", "urn:uuid:2")];
    let named = |id: &str, name: &str, number: &str, at: Timestamp| {
        Entity::Identity(Rc::new(Identity { wikidata: number.into(), ..Identity::new(id.into(), name, at) }))
    };
    let here = [link("urn:uuid:3", "attribution", &both, moment(0)), named("urn:uuid:4", "Ada", "Q7", moment(0))];
    let start = holding(&[page], &marks);
    let plan_here = plan(&start, &[], &[], &here, &[]);
    let start = start.after(&start.change(&plan_here.edit().unwrap()).unwrap());
    let check = |other: Entity, is_known: bool| {
        let plan = plan(&start, &[], &[], std::slice::from_ref(&other), &[]);
        assert_eq!((plan.already_here, plan.others.len()), if is_known { (1, 0) } else { (0, 1) }, "{other:?}");
    };
    let epoch = Timestamp::epoch;
    check(link("urn:x", "attribution", &both, epoch()), true);
    check(link("urn:x", "attribution", &[both[1], both[0]], epoch()), true);
    check(link("urn:x", "attribution", &both, moment(0)), false);
    check(link("urn:x", "other", &both, epoch()), false);
    check(link("urn:x", "attribution", &both[..1], epoch()), false);
    check(link("urn:x", "attribution", &[both[0], ("cue", "urn:uuid:2")], epoch()), false);
    check(named("urn:y", "Ada", "Q7", epoch()), true);
    check(named("urn:y", "Ada", "", epoch()), true);
    check(named("urn:y", "Ada", "Q8", epoch()), false);
    check(named("urn:y", "Ida", "Q7", epoch()), false);
    check(named("urn:y", "Ada", "Q7", moment(0)), false);
}
