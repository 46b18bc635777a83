//! Edits: what each does and refuses, and histories of them. After every step an
//! article's marks are what a plain count of all annotations says.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::rc::Rc;

use proptest::prelude::*;
use serde_json::{Map, json};

use super::annotation::{Annotation, Fragment, Moved};
use super::article::{Article, ArticleText};
use super::edit::{Change, Edit, Entity};
use super::fixtures::{annotation, article, moment, span};
use super::id::{AnnotationId, RelationId};
use super::identity::Identity;
use super::quote::fragment_at;
use super::scheme::Scheme;
use super::workspace::{MarkedArticle, Workspace};

// What edits do and refuse.

/// “old mayor” is at 17 to 26.
const BODY: &str = "The old mayor left the old town.";

fn one() -> Rc<Article> {
    article("one", &["Mayor leaves", BODY])
}

/// The same words eight code points further on.
fn two() -> Rc<Article> {
    article("two", &["At last Mayor leaves", BODY])
}

fn target(of: &Rc<Article>, spans: &[(u32, u32)]) -> Vec<Fragment> {
    annotation("any", of, "claim", spans).target.clone()
}

/// An annotation as it was found again.
fn found(was: &Annotation, of: &Rc<Article>, spans: &[(u32, u32)], score: u8) -> Rc<Annotation> {
    let moved = Moved { score, was: was.chosen().to_vec(), extra: Map::new() };
    Rc::new(Annotation { article: of.id.clone(), target: target(of, spans), moved: Some(moved), ..was.clone() })
}

fn import(articles: &[Rc<Article>], annotations: &[Rc<Annotation>], reanchored: &[Rc<Annotation>]) -> Edit {
    Edit::Import {
        articles: articles.to_vec(),
        annotations: annotations.to_vec(),
        reanchored: reanchored.to_vec(),
        others: Vec::new(),
    }
}

fn after(workspace: &Workspace, edit: &Edit) -> Workspace {
    workspace.after(&workspace.change(edit).unwrap())
}

/// Both articles, with “old mayor” as `x` and “Mayor”, “old town” as `y` in the first.
fn start() -> Workspace {
    let marks = [annotation("x", &one(), "claim", &[(17, 26)]), annotation("y", &one(), "source", &[(0, 5), (36, 44)])];
    after(&Workspace::default(), &import(&[one(), two()], &marks, &[]))
}

fn x() -> Rc<Annotation> {
    start().annotation(&"x".into()).unwrap().clone()
}

/// One line for each annotation: where it is, its words, `*` if it was changed, what
/// it was before it moved, and whether it is lost.
fn shown(workspace: &Workspace) -> String {
    let line = |a: &Rc<Annotation>| {
        let changed = if a.modified == a.created { "" } else { "*" };
        let note = if a.note.is_empty() { String::new() } else { format!(" ({})", a.note) };
        let was = a.moved.as_ref().map_or(String::new(), |moved| {
            let words: Vec<&str> = moved.was.iter().map(|f| f.quote.exact.as_str()).collect();
            format!(" was {} {}%", words.join(" … "), moved.score)
        });
        let lost = workspace.article(&a.article).is_none_or(|marked| marked.is_orphan(&a.id));
        format!("{}@{} {}{changed}{note}{was}{}", a.id, a.article, a.quoted(), if lost { " lost" } else { "" })
    };
    workspace.annotations().map(line).collect::<Vec<_>>().join("; ")
}

/// What there is after an edit, or the code of the problem for which it is refused.
#[track_caller]
fn check(workspace: &Workspace, edit: &Edit, expected: Result<&str, &str>) -> Workspace {
    let done = match workspace.change(edit) {
        Ok(change) => {
            let after = workspace.after(&change);
            check_sound(workspace, &after, &change).unwrap();
            after
        }
        Err(problem) => {
            assert_eq!(Err(&*problem.code), expected, "{edit:?}");
            return workspace.clone();
        }
    };
    assert_eq!(Ok(shown(&done).as_str()), expected, "{edit:?}");
    done
}

const START: &str = "x@one old mayor; y@one Mayor … old town";

#[test]
fn several_passages_are_marked_in_one_step_or_none() {
    let mark = |id: &str, spans: &[(u32, u32)]| annotation(id, &one(), "claim", spans);
    let good = [mark("v", &[(13, 16)]), mark("w", &[(0, 5), (6, 12)])];
    check(&start(), &Edit::Annotate(good.to_vec()), Ok(&format!("v@one The; w@one Mayor … leaves; {START}")));
    check(&start(), &Edit::Annotate(vec![]), Ok(START));
    let with = |bad: Rc<Annotation>| Edit::Annotate(vec![good[0].clone(), bad]);
    check(&start(), &with(mark("x", &[(13, 16)])), Err("annotation-exists"));
    check(&start(), &with(mark("v", &[(20, 22)])), Err("annotation-exists"));
    check(&start(), &with(annotation("w", &article("none", &["Mayor"]), "claim", &[(0, 5)])), Err("article-gone"));
    for bad in [vec![(6, 12), (0, 5)], vec![(0, 5), (5, 7)], vec![(0, 5), (0, 5)], vec![(0, 5), (3, 8)], vec![]] {
        check(&start(), &with(mark("w", &bad)), Err("annotation-misplaced"));
    }
    let other_words = annotation("w", &article("one", &["Mayor stays", BODY]), "claim", &[(6, 11)]);
    check(&start(), &with(other_words), Err("annotation-misplaced"));
}

#[test]
fn a_target_is_set_where_its_words_are() {
    let set = |id: &str, target: Vec<Fragment>| Edit::SetTarget { id: id.into(), target, at: moment(1) };
    let of_one = |spans: &[(u32, u32)]| target(&one(), spans);
    let moved = check(
        &start(),
        &set("x", of_one(&[(13, 26), (27, 31)])),
        Ok("x@one The old mayor … left*; y@one Mayor … old town"),
    );
    check(&moved, &set("x", of_one(&[(17, 26)])), Ok("x@one old mayor*; y@one Mayor … old town"));
    check(&start(), &set("x", of_one(&[(17, 26)])), Ok(START));
    check(&start(), &set("none", of_one(&[(17, 26)])), Err("annotation-gone"));
    for bad in [vec![], vec![(36, 44), (0, 5)], vec![(0, 5), (5, 12)]] {
        check(&start(), &set("x", of_one(&bad)), Err("annotation-misplaced"));
    }
    check(&start(), &set("x", target(&two(), &[(0, 7)])), Err("annotation-misplaced"));
    let mut beyond = of_one(&[(17, 26)]);
    beyond[0].span = span(17, 1 << 31);
    check(&start(), &set("x", beyond), Err("annotation-misplaced"));
    let without = after(&start(), &Edit::RemoveArticle { id: "one".into() });
    let waiting = after(&without, &import(&[], &[x()], &[]));
    check(&waiting, &set("x", of_one(&[(17, 26)])), Err("article-gone"));
    // A place that the reader chooses is no longer one that was only found.
    let found = after(&start(), &Edit::Reanchor(vec![found(&x(), &two(), &[(25, 34)], 90)]));
    check(&found, &set("x", target(&two(), &[(21, 24)])), Ok("x@two The*; y@one Mayor … old town"));
    check(&found, &set("x", target(&two(), &[(25, 34)])), Ok("x@two old mayor*; y@one Mayor … old town"));
}

#[test]
fn what_was_found_again_is_put_there_and_accepted_or_taken_back() {
    let (accept, keep) = (
        |ids: &[&str]| Edit::AcceptPlaces { ids: ids.iter().map(|id| (*id).into()).collect(), at: moment(1) },
        |id: &str| Edit::KeepAsItWas { id: id.into(), at: moment(1) },
    );
    let y = start().annotation(&"y".into()).unwrap().clone();
    let both = Edit::Reanchor(vec![found(&x(), &two(), &[(25, 34)], 90), found(&y, &two(), &[(8, 13), (44, 52)], 100)]);
    let there = "x@two old mayor was old mayor 90%; y@two Mayor … old town was Mayor … old town 100%";
    let moved = check(&start(), &both, Ok(there));
    assert_eq!((counts(&moved, "one"), counts(&moved, "two")), ((0, 0), (2, 2)));
    check(&moved, &accept(&["x"]), Ok("x@two old mayor*; y@two Mayor … old town was Mayor … old town 100%"));
    let accepted = check(&moved, &accept(&["y", "x", "y"]), Ok("x@two old mayor*; y@two Mayor … old town*"));
    assert_eq!(counts(&accepted, "two"), (2, 0));
    check(&accepted, &accept(&["x", "y"]), Ok("x@two old mayor*; y@two Mayor … old town*"));
    check(&accepted, &keep("x"), Ok("x@two old mayor*; y@two Mayor … old town*"));
    check(&start(), &accept(&["x"]), Ok(START));
    check(&start(), &keep("x"), Ok(START));
    // Taken back it is where it was, also if those words are not there.
    let kept = "x@two old mayor* lost; y@two Mayor … old town was Mayor … old town 100%";
    let kept = check(&moved, &keep("x"), Ok(kept));
    assert_eq!(counts(&kept, "two"), (2, 1));
    check(&moved, &accept(&["x", "none"]), Err("annotation-gone"));
    check(&moved, &keep("none"), Err("annotation-gone"));
}

/// How many annotations an article has, and how many of them were found again.
fn counts(workspace: &Workspace, article: &str) -> (usize, usize) {
    let marked = workspace.article(&article.into()).unwrap();
    (marked.annotation_count(), marked.moved_count())
}

#[test]
fn what_is_found_again_is_refused_if_it_is_not_here() {
    let found = |id: &str, of: &Rc<Article>| {
        Rc::new(Annotation { id: id.into(), ..Annotation::clone(&found(&x(), of, &[(25, 34)], 90)) })
    };
    let none = article("none", &["At last Mayor leaves", BODY]);
    check(&start(), &Edit::Reanchor(vec![found("x", &two()), found("none", &two())]), Err("annotation-gone"));
    check(&start(), &Edit::Reanchor(vec![found("x", &none)]), Err("article-gone"));
    check(&start(), &Edit::Reanchor(vec![]), Ok(START));
    check(&start(), &Edit::Reanchor(vec![x()]), Ok(START));
    check(&start(), &import(&[], &[], &[found("none", &two())]), Err("annotation-gone"));
}

#[test]
fn looking_takes_back_nothing_that_was_written_meanwhile() {
    let found = Edit::Reanchor(vec![found(&x(), &two(), &[(25, 34)], 90)]);
    let noted = after(&start(), &Edit::SetNote { id: "x".into(), note: "why".into(), at: moment(1) });
    check(&noted, &found, Ok("x@two old mayor* (why) was old mayor 90%; y@one Mayor … old town"));
    let relabelled = after(&start(), &Edit::Relabel { ids: vec!["x".into()], label: "entity".into(), at: moment(1) });
    assert_eq!(after(&relabelled, &found).annotation(&"x".into()).unwrap().label, "entity".into());
    // A passage that was put elsewhere is there.
    let put = Edit::SetTarget { id: "x".into(), target: target(&one(), &[(13, 26)]), at: moment(1) };
    check(&after(&start(), &put), &found, Ok("x@one The old mayor*; y@one Mayor … old town"));
    // So is a place that was accepted.
    let accepted = after(&after(&start(), &found), &Edit::AcceptPlaces { ids: vec!["x".into()], at: moment(1) });
    check(&accepted, &found, Ok("x@two old mayor*; y@one Mayor … old town"));
}

#[test]
fn what_was_lost_after_it_was_found_cannot_be_accepted() {
    let found = found(&x(), &two(), &[(25, 34)], 90);
    let lost = Annotation { article: "one".into(), ..Annotation::clone(&found) };
    let lost = after(&start(), &Edit::Reanchor(vec![Rc::new(lost)]));
    let expected = "x@one old mayor was old mayor 90% lost; y@one Mayor … old town";
    assert_eq!(shown(&lost), expected);
    check(&lost, &Edit::AcceptPlaces { ids: vec!["x".into()], at: moment(1) }, Ok(expected));
    check(&lost, &Edit::KeepAsItWas { id: "x".into(), at: moment(1) }, Ok("x@one old mayor*; y@one Mayor … old town"));
}

#[test]
fn an_import_places_what_waited() {
    let waiting = after(&Workspace::default(), &import(&[], &[x()], &[]));
    let other = article("one", &["At last Mayor leaves", BODY]);
    let found = found(&x(), &other, &[(25, 34)], 97);
    let placed = "x@one old mayor was old mayor 97%";
    let there = check(&waiting, &import(std::slice::from_ref(&other), &[], std::slice::from_ref(&found)), Ok(placed));
    assert_eq!(counts(&there, "one"), (1, 1));
    // One thing may be named once, whatever stands there.
    check(&waiting, &import(std::slice::from_ref(&other), &[], &[found.clone(), found.clone()]), Ok(placed));
    check(
        &waiting,
        &import(&[other], std::slice::from_ref(&found), std::slice::from_ref(&found)),
        Err("import-overwrites"),
    );
}

#[test]
fn what_moved_is_written_and_read() {
    let mut made = Annotation::clone(&found(&x(), &two(), &[(25, 34)], 90));
    made.moved.as_mut().unwrap().extra.insert("later".into(), json!([1, null]));
    let value = serde_json::to_value(&made).unwrap();
    assert_eq!(Annotation::from_json(value.clone()).unwrap(), made);
    let broken = |field: &str, value_of: serde_json::Value| {
        let mut value = value.clone();
        value["moved"][field] = value_of;
        Annotation::from_json(value).unwrap_err().0
    };
    assert_eq!(broken("was", json!([])), "was");
    assert_eq!(broken("was", json!("x")), "was");
    assert_eq!(broken("was", json!([{ "start": 3, "end": 3, "exact": "x" }])), "end");
    assert_eq!(broken("score", json!(null)), "score");
    assert_eq!(broken("score", json!(256)), "score");
}

#[test]
fn several_edits_are_one_step_or_none() {
    let note = |note: &str, second| Edit::SetNote { id: "x".into(), note: note.into(), at: moment(second) };
    let gone = || Edit::Delete { ids: vec!["x".into()], at: moment(3) };
    let again = || Edit::Annotate(vec![x()]);
    let check = |edits: Vec<Edit>, expected| check(&start(), &Edit::Together(edits), expected);
    check(vec![], Ok(START));
    // The later sees what the earlier did; each thing is replaced once.
    check(vec![note("a", 1), note("b", 2)], Ok("x@one old mayor* (b); y@one Mayor … old town"));
    check(vec![note("a", 1), gone()], Ok("y@one Mayor … old town"));
    check(vec![gone(), again(), note("a", 4)], Ok("x@one old mayor* (a); y@one Mayor … old town"));
    check(vec![Edit::Together(vec![gone()]), again()], Ok(START));
    check(vec![note("a", 1), again()], Err("annotation-exists"));
    check(vec![gone(), note("a", 4)], Err("annotation-gone"));
    let there_and_back = Edit::Together(vec![gone(), again()]);
    assert!(start().change(&there_and_back).unwrap().is_empty(), "what is as it was is not replaced");
}

#[test]
fn things_are_joined_with_marks_that_had_none_in_one_step() {
    let named = |id: &str, name: &str| Rc::new(Identity::new(id.into(), name, moment(0)));
    let about = |ids: &[&str], identity: &Rc<Identity>| {
        let ids = ids.iter().map(|id| AnnotationId::from(*id)).collect();
        Edit::Identify { ids, identity: Some(identity.clone()), at: moment(1) }
    };
    let (mayor, town) = (named("mayor", "the mayor"), named("town", "Old Town"));
    let apart = after(&start(), &about(&["y"], &town));
    let merge = Edit::MergeIdentities { into: "mayor".into(), from: vec!["town".into()], at: moment(2) };
    let edit = Edit::Together(vec![about(&["x"], &mayor), merge]);
    let change = apart.change(&edit).unwrap();
    let joined = apart.after(&change);
    check_sound(&apart, &joined, &change).unwrap();
    let names: Vec<_> = joined.identities().flat_map(|identity| identity.names()).collect();
    assert_eq!(names, ["the mayor", "Old Town"]);
    assert_eq!(joined.mentions(&"mayor".into()).map(AnnotationId::as_str).collect::<Vec<_>>(), ["x", "y"]);
}

// Histories.

/// Two articles, of other length. A section holds two blocks in tests.
fn home(number: u8) -> Rc<Article> {
    match number % 2 {
        0 => article("one", &["Head", "A 😀.", "x", "e\u{301} e\u{301}", "Last words"]),
        _ => article("two", &["Head", "A", "b c d", "x"]),
    }
}

/// What a reader does, as small numbers; the spans are of the article that it names.
#[derive(Clone, Debug)]
struct Move {
    kind: u8,
    name: u8,
    other: u8,
    of: u8,
    spans: Vec<(u32, u32)>,
}

fn any_move() -> impl Strategy<Value = Move> {
    // Many of one code point, so that many are nothing but a line feed.
    let spans = prop::collection::vec((0u32..30, prop_oneof![Just(1u32), 1u32..8]), 1..5);
    (0u8..20, 0u8..6, 0u8..6, any::<u8>(), spans).prop_map(|(kind, name, other, of, spans)| Move {
        kind,
        name,
        other,
        of,
        spans,
    })
}

impl Move {
    fn fragments(&self, tidy: bool) -> Vec<Fragment> {
        let text = ArticleText::new(&home(self.of));
        let end = text.end().char.0;
        let mut spans = self.spans.iter().map(|(start, length)| (start % end, (start % end + length).min(end)));
        let mut kept: Vec<(u32, u32)> = spans.by_ref().collect();
        if tidy {
            kept.sort_unstable();
            let mut last = None;
            kept.retain(|(start, end)| {
                let is_apart = last.is_none_or(|last| last < *start);
                last = if is_apart { Some(*end) } else { last };
                is_apart
            });
        }
        kept.iter().map(|(start, end)| fragment_at(&text, span(*start, *end)).unwrap()).collect()
    }

    fn mark(&self, name: u8, tidy: bool) -> Rc<Annotation> {
        let target = self.fragments(tidy);
        let empty = annotation(&format!("n{name}"), &home(self.of), "claim", &[]);
        Rc::new(Annotation { target, ..Annotation::clone(&empty) })
    }

    fn edit(&self, workspace: &Workspace, time: u32) -> Edit {
        let at = moment(time);
        let id = || format!("n{}", self.name).as_str().into();
        let found = |name: u8| {
            let now = workspace.annotation(&format!("n{name}").as_str().into())?;
            let moved = Moved { score: self.of % 101, was: now.chosen().to_vec(), extra: Map::new() };
            let made = self.mark(name, true);
            let (target, article) = (made.target.clone(), made.article.clone());
            Some(Rc::new(Annotation { target, article, moved: Some(moved), ..Annotation::clone(now) }))
        };
        let all_found = || [self.name, self.other].into_iter().filter_map(found).collect::<Vec<_>>();
        match self.kind {
            0 | 1 => import(&[home(self.of)], &[], &[]),
            2 => import(&[home(self.of)], &[], &all_found()),
            3 => import(&[], &[self.mark(self.name, self.other > 2)], &[]),
            4..=8 => Edit::Annotate(vec![self.mark(self.name, true)]),
            9 => Edit::Annotate(vec![self.mark(self.name, true), self.mark(self.other, true)]),
            10 | 11 => Edit::SetTarget { id: id(), target: self.fragments(self.other > 1), at },
            12..=14 => Edit::Reanchor(all_found()),
            15 => Edit::AcceptPlaces { ids: all_found().iter().map(|a| a.id.clone()).collect(), at },
            16 => Edit::KeepAsItWas { id: id(), at },
            17 => Edit::SetNote { id: id(), note: format!("{time}"), at },
            18 => Edit::Delete { ids: vec![id()], at: moment(0) },
            _ => Edit::RemoveArticle { id: home(self.of).id.clone() },
        }
    }
}

/// The blocks in which one code point at least is marked.
fn blocks_naively(text: &ArticleText, annotation: &Annotation) -> Vec<usize> {
    let is_marked = |at: u32| annotation.target.iter().any(|f| f.span.start().0 <= at && at < f.span.end().0);
    let extent = |block: &usize| text.block_span(*block).unwrap();
    (0..text.block_count()).filter(|block| (extent(block).start().0..extent(block).end().0).any(is_marked)).collect()
}

/// By start, then the longer first, then by id.
fn text_order(annotation: &Annotation) -> impl Ord + use<> {
    let start = annotation.target.first().map(|f| f.span.start());
    (start, annotation.target.last().map(|f| Reverse(f.span.end())), annotation.id.clone())
}

fn ids<'a>(annotations: impl IntoIterator<Item = &'a Rc<Annotation>>) -> Vec<String> {
    annotations.into_iter().map(|a| a.id.to_string()).collect()
}

/// An article's marks are what counting all annotations gives.
fn check_marked(workspace: &Workspace, marked: &MarkedArticle) -> Result<(), TestCaseError> {
    let text = &marked.readable.text;
    let is_of = |a: &&Rc<Annotation>| a.article == marked.readable.article.id;
    let is_placed = |a: &&Rc<Annotation>| {
        let stands = |f: &Fragment| text.slice(f.span) == Some(f.quote.exact.as_str());
        let in_order = a.target.windows(2).all(|pair| pair[0].span.end() < pair[1].span.start());
        a.target.iter().all(stands) && in_order && !blocks_naively(text, a).is_empty()
    };
    let (mut placed, mut orphans): (Vec<_>, Vec<_>) = workspace.annotations().filter(is_of).partition(is_placed);
    placed.sort_by_key(|a| (blocks_naively(text, a)[0], text_order(a)));
    orphans.sort_by_key(|a| text_order(a));
    let all: Vec<&Rc<Annotation>> = placed.iter().chain(&orphans).copied().collect();

    prop_assert_eq!(ids(marked.annotations()), ids(all.iter().copied()));
    prop_assert_eq!(ids(marked.orphans()), ids(orphans.iter().copied()));
    prop_assert_eq!(marked.annotation_count(), all.len());
    prop_assert_eq!(marked.moved_count(), all.iter().filter(|a| a.moved.is_some()).count());
    for annotation in workspace.annotations() {
        let number = all.iter().position(|a| a.id == annotation.id);
        prop_assert_eq!(marked.is_orphan(&annotation.id), orphans.iter().any(|a| a.id == annotation.id));
        prop_assert_eq!(marked.number_of(annotation), number, "{:?}", annotation);
    }
    for annotation in &placed {
        prop_assert_eq!(marked.blocks_of(annotation), blocks_naively(text, annotation));
    }
    for block in 0..=text.block_count() {
        let mut touching: Vec<_> = placed.iter().filter(|a| blocks_naively(text, a).contains(&block)).collect();
        touching.sort_by_key(|a| text_order(a));
        prop_assert_eq!(ids(marked.marks_in(block).iter()), ids(touching.into_iter().copied()));
    }
    for first in 0..=all.len() + 1 {
        for count in [0, 1, 3, 100] {
            let expected = all.iter().skip(first).take(count).copied();
            prop_assert_eq!(ids(&marked.annotations_from(first, count)), ids(expected), "{} from {}", count, first);
        }
    }
    Ok(())
}

/// What is found from annotations and identities is what looking at everything finds.
fn check_links(workspace: &Workspace) -> Result<(), TestCaseError> {
    let joining = |id: &AnnotationId| workspace.relations().filter(|r| r.joins(id)).map(|r| r.id.clone()).collect();
    let joined = workspace.relations().flat_map(|relation| relation.arguments.iter().map(|a| &a.annotation));
    for id in workspace.annotations().map(|annotation| &annotation.id).chain(joined) {
        let expected: Vec<RelationId> = joining(id);
        prop_assert_eq!(workspace.is_joined(id), !expected.is_empty());
        prop_assert_eq!(workspace.relations_of(id).map(|r| r.id.clone()).collect::<Vec<_>>(), expected);
    }
    let meant = workspace.annotations().filter_map(|annotation| annotation.identity.as_ref());
    for id in workspace.identities().map(|identity| &identity.id).chain(meant) {
        let about = workspace.annotations().filter(|a| a.identity.as_ref() == Some(id)).map(|a| &a.id);
        prop_assert_eq!(workspace.mentions(id).collect::<Vec<_>>(), about.collect::<Vec<_>>());
    }
    let rank = |scheme: &&Rc<Scheme>| (scheme.chosen.clone(), scheme.is_shipped(), Reverse(scheme.id.clone()));
    let last = workspace.schemes().max_by_key(rank);
    prop_assert_eq!(&*workspace.scheme(), &last.map_or_else(Scheme::bare, |scheme| Scheme::clone(scheme)));
    Ok(())
}

/// A change names each thing once, as it was and as it is; is undone exactly; and
/// shows in the blocks that it touches and in no others.
pub(super) fn check_sound(before: &Workspace, after: &Workspace, change: &Change) -> Result<(), TestCaseError> {
    let mut seen = BTreeSet::new();
    for replaced in change.replacements() {
        let id = replaced.id().unwrap();
        prop_assert_eq!(&before.entity(&id), &replaced.before);
        prop_assert_eq!(&after.entity(&id), &replaced.after);
        prop_assert!(seen.insert(id), "named twice");
    }
    prop_assert_eq!(&after.after(&change.reversed()), before);
    prop_assert_eq!(&before.after(change), after);
    check_links(after)?;
    for marked in after.articles() {
        check_marked(after, marked)?;
        let Some(old) = before.article(&marked.readable.article.id) else { continue };
        let differing = marked.differing_blocks(old);
        let versions = change.replacements().iter().flat_map(|r| [&r.before, &r.after]).flatten();
        let touched: BTreeSet<usize> = versions
            .filter_map(|entity| match entity {
                Entity::Annotation(a) if a.article == marked.readable.article.id => Some(a),
                _ => None,
            })
            .filter(|a| a.is_placed_in(&marked.readable.text) && a.fragments_are_in_order())
            .flat_map(|a| blocks_naively(&marked.readable.text, a))
            .collect();
        prop_assert_eq!(differing, touched.into_iter().collect::<Vec<_>>());
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn marks_are_what_counting_gives_and_every_step_is_undone(moves in prop::collection::vec(any_move(), 0..40)) {
        let mut states = vec![Workspace::default()];
        let mut changes = Vec::new();
        for (time, next) in moves.iter().enumerate() {
            let now = states.last().unwrap();
            let copy = now.clone();
            let Ok(change) = now.change(&next.edit(now, time as u32 + 1)) else { continue };
            let after = now.after(&change);
            prop_assert_eq!(now, &copy, "the workspace as it was does not change");
            check_sound(now, &after, &change)?;
            states.push(after);
            changes.push(change);
        }
        let mut now = states.last().unwrap().clone();
        for (change, before) in changes.iter().zip(&states).rev() {
            now = now.after(&change.reversed());
            prop_assert_eq!(&now, before);
        }
        for (change, after) in changes.iter().zip(&states[1..]) {
            now = now.after(change);
            prop_assert_eq!(&now, after);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn edits_together_do_what_they_do_one_after_the_other(moves in prop::collection::vec(any_move(), 0..12), from in 0usize..8) {
        let mut begin = Workspace::default();
        let mut now = begin.clone();
        let mut edits = Vec::new();
        for (time, next) in moves.iter().enumerate() {
            if time == from {
                (begin, edits) = (now.clone(), Vec::new());
            }
            let edit = next.edit(&now, time as u32 + 1);
            match now.change(&edit) {
                Ok(change) => now = now.after(&change),
                Err(problem) => {
                    let refused = Edit::Together([edits.as_slice(), &[edit]].concat());
                    prop_assert_eq!(begin.change(&refused).unwrap_err(), problem);
                    continue;
                }
            }
            edits.push(edit);
        }
        let change = begin.change(&Edit::Together(edits)).unwrap();
        let after = begin.after(&change);
        prop_assert_eq!(&after, &now);
        check_sound(&begin, &after, &change)?;
    }
}

#[test]
fn what_marks_only_line_feeds_is_in_no_block() {
    // Blocks at 0, 2, 4 and 6.
    let lines = article("one", &["a", "b", "c", "d"]);
    let marks = [
        ("n0", vec![(1, 2)]),
        ("n1", vec![(1, 3)]),
        ("n2", vec![(1, 2), (6, 7)]),
        ("n3", vec![(1, 2), (3, 4)]),
        ("n4", vec![(0, 4)]),
        ("n5", vec![(2, 3)]),
        ("n6", vec![(0, 1), (2, 3), (4, 5), (6, 7)]),
    ];
    let marks: Vec<_> = marks.iter().map(|(id, spans)| annotation(id, &lines, "claim", spans)).collect();
    let empty = Workspace::default();
    let change = empty.change(&import(&[lines], &marks, &[])).unwrap();
    let workspace = empty.after(&change);
    check_sound(&empty, &workspace, &change).unwrap();
    let marked = workspace.article(&"one".into()).unwrap();
    assert_eq!(ids(marked.annotations()), ["n6", "n4", "n1", "n5", "n2", "n3", "n0"]);
    assert_eq!(ids(marked.orphans()), ["n3", "n0"]);
    let begin: Vec<_> = (0..4).map(|block| ids(marked.beginning_in(block)).join(" ")).collect();
    assert_eq!(begin, ["n6 n4", "n1 n5", "", "n2"]);
}
