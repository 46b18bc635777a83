//! Relations, identities, attributes and schemes: what each edit does and refuses,
//! and histories of them.

use std::collections::BTreeSet;
use std::rc::Rc;

use proptest::prelude::*;
use serde_json::{Map, json};

use super::annotation::{Annotation, Moved};
use super::article::Article;
use super::edit::{Change, Edit, Entity, EntityId};
use super::edit_tests::check_sound;
use super::fixtures::{annotation, article, moment};
use super::id::{AnnotationId, RelationId};
use super::identity::Identity;
use super::relation::{Argument, Relation};
use super::scheme::Scheme;
use super::workspace::Workspace;

// What edits do and refuse.

/// Ten words in each article, each two code points long.
fn of(id: &str) -> Rc<Article> {
    article(id, &["H", "aa bb cc dd ee ff gg hh ii jj"])
}

fn one() -> Rc<Article> {
    of("one")
}

/// Its kind is the first letter of its name: claim, source, via (a source too), cue
/// (`q`) or entity. Those with a capital letter are in the other article.
fn mark(name: &str) -> Rc<Annotation> {
    let mut letters = name.chars();
    let kind = letters.next().unwrap();
    let label = match kind.to_ascii_lowercase() {
        'c' => "claim",
        's' => "source",
        'q' => "cue",
        _ => "entity",
    };
    let place = 2 + letters.next().and_then(|number| number.to_digit(10)).unwrap_or(0) * 3;
    let article = if kind.is_uppercase() { of("two") } else { one() };
    annotation(name, &article, label, &[(place, place + 2)])
}

/// `c1 s1 q1` are the arguments of a relation, each in the role of its label; `s1!x` is
/// in the role x.
fn arguments(names: &str) -> Vec<Argument> {
    let argument = |name: &str| match name.split_once('!') {
        Some((name, role)) => Argument::new(role.into(), name.into()),
        None => Argument::new(mark(name).label.as_str().into(), name.into()),
    };
    names.split_whitespace().map(argument).collect()
}

fn relation(id: &str, names: &str) -> Rc<Relation> {
    Rc::new(Relation::new(id.into(), "attribution".into(), arguments(names), moment(0)))
}

fn identity(id: &str, name: &str) -> Rc<Identity> {
    Rc::new(Identity::new(id.into(), name, moment(0)))
}

fn after(workspace: &Workspace, edit: &Edit) -> Workspace {
    workspace.after(&workspace.change(edit).unwrap_or_else(|problem| panic!("{problem:?}: {edit:?}")))
}

fn import(articles: Vec<Rc<Article>>, names: &str, others: Vec<Entity>) -> Edit {
    let annotations = names.split_whitespace().map(mark).collect();
    Edit::Import { articles, annotations, reanchored: vec![], others }
}

fn relate(relations: &[Rc<Relation>]) -> Edit {
    Edit::Relate { annotations: vec![], relations: relations.to_vec() }
}

/// Two claims share a source; each attribution has its own cue.
fn start() -> Workspace {
    let all = import(vec![one(), of("two")], "c1 c2 c3 s4 s5 q6 q7 e8 C1 S2", vec![]);
    after(&after(&Workspace::default(), &all), &relate(&[relation("r1", "c1 s4 q6"), relation("r2", "c2 s4 q7")]))
}

/// The annotations; the relations, `*` if changed; the identities with what is about
/// them. What is said stands behind an annotation or a relation.
fn shown(workspace: &Workspace) -> String {
    let said = |attributes: &std::collections::BTreeMap<_, String>| {
        attributes.iter().map(|(id, value): (&super::id::AttributeId, _)| format!("[{id}={value}]")).collect::<String>()
    };
    let annotation = |a: &Rc<Annotation>| {
        let is_usual = a.label == mark(a.id.as_str()).label;
        let label = if is_usual { String::new() } else { format!(":{}", a.label) };
        let changed = if a.modified == a.created { "" } else { "*" };
        format!("{}{label}{changed}{}", a.id, said(&a.attributes))
    };
    let relation = |r: &Rc<Relation>| {
        let names: Vec<&str> = r.arguments.iter().map(|argument| argument.annotation.as_str()).collect();
        let changed = if r.modified == r.created { "" } else { "*" };
        format!("{}({}){changed}{}", r.id, names.join(" "), said(&r.attributes))
    };
    let identity = |i: &Rc<Identity>| {
        let about: Vec<&str> = workspace.mentions(&i.id).map(AnnotationId::as_str).collect();
        let changed = if i.modified == i.created { "" } else { "*" };
        format!("{}={}{changed}({})", i.id, i.names().collect::<Vec<_>>().join("/"), about.join(" "))
    };
    let annotations: Vec<String> = workspace.annotations().map(annotation).collect();
    let relations: Vec<String> = workspace.relations().map(relation).collect();
    let identities: Vec<String> = workspace.identities().map(identity).collect();
    let parts = [annotations.join(" "), relations.join(" "), identities.join(" ")];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; ")
}

/// What there is after an edit, or the code of the problem for which it is refused.
#[track_caller]
fn check(workspace: &Workspace, edit: &Edit, expected: Result<&str, &str>) -> Workspace {
    let change = match workspace.change(edit) {
        Ok(change) => change,
        Err(problem) => {
            assert_eq!(Err(&*problem.code), expected, "{edit:?}");
            return workspace.clone();
        }
    };
    let done = workspace.after(&change);
    check_sound(workspace, &done, &change).unwrap();
    assert_eq!(Ok(shown(&done).as_str()), expected, "{edit:?}");
    done
}

fn ids(names: &str) -> Vec<AnnotationId> {
    names.split_whitespace().map(AnnotationId::from).collect()
}

fn delete(names: &str) -> Edit {
    Edit::Delete { ids: ids(names), at: moment(1) }
}

fn relabel(names: &str, label: &str) -> Edit {
    Edit::Relabel { ids: ids(names), label: label.into(), at: moment(1) }
}

const START: &str = "C1 S2 c1 c2 c3 e8 q6 q7 s4 s5; r1(c1 s4 q6) r2(c2 s4 q7)";

#[test]
fn annotations_are_joined_in_one_step_or_none() {
    let start = start();
    assert_eq!(shown(&start), START);
    check(&start, &relate(&[relation("r3", "c3 s5")]), Ok(&format!("{START} r3(c3 s5)")));
    // Roles may be played by several, and an annotation may be in several relations.
    check(&start, &relate(&[relation("r3", "c1 c3 s4 s5 q6 q7")]), Ok(&format!("{START} r3(c1 c3 s4 s5 q6 q7)")));
    check(&start, &relate(&[relation("r3", "C1 S2")]), Ok(&format!("{START} r3(C1 S2)")));
    check(&start, &relate(&[]), Ok(START));
    let bad = |names: &str, code: &str| {
        check(&start, &relate(&[relation("r3", "c3 s5"), relation("r4", names)]), Err(code));
    };
    bad("c3", "relation-not-whole");
    bad("s5 q6", "relation-not-whole");
    bad("", "relation-not-whole");
    bad("c3 c2", "relation-not-whole");
    bad("c3 e8!source", "role-unfit");
    bad("c3 s5 s4!claim", "role-unfit");
    bad("c3 s5 q6!tone", "role-unfit");
    bad("c3 s5 q9", "annotation-gone");
    bad("c3 S2", "relation-between-articles");
    bad("c3 s5 s5", "role-twice");
    check(&start, &relate(&[relation("r1", "c3 s5")]), Err("relation-exists"));
    check(&start, &relate(&[relation("r3", "c3 s5"), relation("r3", "c3 s4")]), Err("relation-exists"));
}

#[test]
fn a_cue_comes_with_its_relation() {
    let start = start();
    let with = |names: &[&str], of: &str| Edit::Relate {
        annotations: names.iter().map(|name| mark(name)).collect(),
        relations: vec![relation("r3", of)],
    };
    let expected = "C1 S2 c1 c2 c3 e8 q6 q7 q9 s4 s5; r1(c1 s4 q6) r2(c2 s4 q7) r3(c3 s5 q9)";
    let joined = check(&start, &with(&["q9"], "c3 s5 q9"), Ok(expected));
    check(&start, &with(&["q6"], "c3 s5 q6"), Err("annotation-exists"));
    check(&start, &with(&["q9"], "c3 s5 q8"), Err("annotation-gone"));
    check(&joined, &Edit::Unrelate { ids: vec!["r3".into()] }, Ok(START));
}

#[test]
fn a_relation_joins_others() {
    let start = start();
    let set = |names: &[&str], of: &str| Edit::SetRelation {
        annotations: names.iter().map(|name| mark(name)).collect(),
        relation: relation("r1", of),
        at: moment(1),
    };
    let others = "C1 S2 c1 c2 c3 e8";
    check(&start, &set(&[], "c1 s4 q6"), Ok(START));
    check(&start, &set(&[], "c1 c3 s5 q6"), Ok(&format!("{others} q6 q7 s4 s5; r1(c1 c3 s5 q6)* r2(c2 s4 q7)")));
    // Its own cue goes when another takes its place; one that it shares stays.
    check(&start, &set(&["q9"], "c1 s4 q9"), Ok(&format!("{others} q7 q9 s4 s5; r1(c1 s4 q9)* r2(c2 s4 q7)")));
    let shared =
        check(&start, &set(&[], "c1 s4 q6 q7"), Ok(&format!("{others} q6 q7 s4 s5; r1(c1 s4 q6 q7)* r2(c2 s4 q7)")));
    check(&shared, &set(&[], "c1 s4"), Ok(&format!("{others} q7 s4 s5; r1(c1 s4)* r2(c2 s4 q7)")));
    check(&start, &set(&[], "c1 q6"), Err("relation-not-whole"));
    check(&start, &set(&[], "C1 S2"), Ok(&format!("{others} q7 s4 s5; r1(C1 S2)* r2(c2 s4 q7)")));
    check(&start, &set(&[], "c1 S2"), Err("relation-between-articles"));
    check(&start, &set(&["q6"], "c1 s4 q6"), Err("annotation-exists"));
    check(&start, &set(&[], "c1 s4 s4"), Err("role-twice"));
    let gone = Edit::SetRelation { annotations: vec![], relation: relation("r9", "c1 s4"), at: moment(1) };
    check(&start, &gone, Err("relation-gone"));
    // Its type stays, whatever is passed, and so does what is said of it.
    let other = Relation { label: "other".into(), note: "x".into(), ..Relation::clone(&relation("r1", "c1 e8")) };
    let of_other_type = Edit::SetRelation { annotations: vec![], relation: Rc::new(other), at: moment(1) };
    check(&start, &of_other_type, Err("role-unfit"));
}

#[test]
fn what_belongs_to_a_relation_alone_goes_with_it() {
    let start = start();
    let unrelate = |ids: &[&str]| Edit::Unrelate { ids: ids.iter().map(|id| RelationId::from(*id)).collect() };
    let others = "C1 S2 c1 c2 c3 e8";
    check(&start, &unrelate(&["r1"]), Ok(&format!("{others} q7 s4 s5; r2(c2 s4 q7)")));
    check(&start, &unrelate(&["r1", "r2", "r1"]), Ok(&format!("{others} s4 s5")));
    check(&start, &unrelate(&[]), Ok(START));
    check(&start, &unrelate(&["r1", "r9"]), Err("relation-gone"));
    // A cue of two goes with the last.
    let shared = after(&start, &relate(&[relation("r3", "c3 s5 q6")]));
    let one_less = check(&shared, &unrelate(&["r1"]), Ok(&format!("{others} q6 q7 s4 s5; r2(c2 s4 q7) r3(c3 s5 q6)")));
    check(&one_less, &unrelate(&["r3"]), Ok(&format!("{others} q7 s4 s5; r2(c2 s4 q7)")));
    check(&shared, &unrelate(&["r1", "r3"]), Ok(&format!("{others} q7 s4 s5; r2(c2 s4 q7)")));
    // One of which something was said stays.
    let said = [
        Edit::SetNote { id: "q6".into(), note: "why".into(), at: moment(1) },
        Edit::SetAttribute {
            ids: vec![EntityId::Annotation("q6".into())],
            attribute: "x".into(),
            value: "y".into(),
            at: moment(1),
        },
        Edit::Identify { ids: ids("q6"), identity: Some(identity("i1", "I")), at: moment(1) },
    ];
    for said in said {
        let kept = after(&after(&start, &said), &unrelate(&["r1"]));
        assert!(kept.annotation(&"q6".into()).is_some(), "{said:?}");
    }
}

#[test]
fn a_relation_goes_when_it_is_not_whole() {
    let start = start();
    let check_deleted = |names: &str, expected: &str| check(&start, &delete(names), Ok(expected));
    check_deleted("c1", "C1 S2 c2 c3 e8 q7 s4 s5; r2(c2 s4 q7)");
    check_deleted("q6", "C1 S2 c1 c2 c3 e8 q7 s4 s5; r1(c1 s4)* r2(c2 s4 q7)");
    check_deleted("s4", "C1 S2 c1 c2 c3 e8 s5");
    check_deleted("c1 q6", "C1 S2 c2 c3 e8 q7 s4 s5; r2(c2 s4 q7)");
    check_deleted("q6 s4 c1 q6", "C1 S2 c2 c3 e8 s5");
    check_deleted("e8", "C1 S2 c1 c2 c3 q6 q7 s4 s5; r1(c1 s4 q6) r2(c2 s4 q7)");
    check(&start, &delete("c1 x"), Err("annotation-gone"));
    // Where others play the part it stays.
    let more = after(&start, &relate(&[relation("r3", "c1 c3 s4 s5")]));
    check(&more, &delete("c1 s5"), Ok("C1 S2 c2 c3 e8 q7 s4; r2(c2 s4 q7) r3(c3 s4)*"));
    // A cue that it shared with one that stays, stays.
    let shared = after(&start, &relate(&[relation("r3", "c3 s5 q6")]));
    check(&shared, &delete("c1"), Ok("C1 S2 c2 c3 e8 q6 q7 s4 s5; r2(c2 s4 q7) r3(c3 s5 q6)"));
}

#[test]
fn another_label_leaves_the_relations_in_which_it_has_no_part() {
    let start = start();
    check(&start, &relabel("c1", "entity"), Ok("C1 S2 c1:entity* c2 c3 e8 q7 s4 s5; r2(c2 s4 q7)"));
    check(&start, &relabel("q6", "entity"), Ok("C1 S2 c1 c2 c3 e8 q6:entity* q7 s4 s5; r1(c1 s4)* r2(c2 s4 q7)"));
    check(&start, &relabel("c1 s4", "entity"), Ok("C1 S2 c1:entity* c2 c3 e8 s4:entity* s5"));
    check(&start, &relabel("c1 s4", "source"), Ok("C1 S2 c1:source* c2 c3 e8 q7 s4 s5; r2(c2 s4 q7)"));
    check(&start, &relabel("c1 q6", "entity"), Ok("C1 S2 c1:entity* c2 c3 e8 q6:entity* q7 s4 s5; r2(c2 s4 q7)"));
    check(
        &start,
        &relabel("s4 s4 e8", "source"),
        Ok("C1 S2 c1 c2 c3 e8:source* q6 q7 s4 s5; r1(c1 s4 q6) r2(c2 s4 q7)"),
    );
    check(&start, &relabel("c1", "claim"), Ok(START));
    check(&start, &relabel("c1 x", "claim"), Err("annotation-gone"));
}

#[test]
fn a_relation_that_the_scheme_does_not_know_has_no_rules() {
    let start = start();
    let unknown = |names: &str| Rc::new(Relation { label: "x".into(), ..Relation::clone(&relation("r3", names)) });
    let joined = check(&start, &relate(&[unknown("c3 e8!a s5!a")]), Ok(&format!("{START} r3(c3 e8 s5)")));
    check(&start, &relate(&[unknown("c3")]), Err("relation-not-whole"));
    check(&start, &relate(&[unknown("c3 S2")]), Err("relation-between-articles"));
    check(&joined, &relabel("e8", "claim"), Ok(&format!("{START} r3(c3 e8 s5)").replace("e8 q6", "e8:claim* q6")));
    let less = check(&joined, &delete("e8"), Ok(&format!("{START} r3(c3 s5)*").replace("e8 q6", "q6")));
    check(&less, &delete("s5"), Ok("C1 S2 c1 c2 c3 q6 q7 s4; r1(c1 s4 q6) r2(c2 s4 q7)"));
}

#[test]
fn things_are_said_of_annotations_and_relations() {
    let start = start();
    let set = |ids: &[EntityId], value: &str, second: u32| Edit::SetAttribute {
        ids: ids.to_vec(),
        attribute: "mode".into(),
        value: value.into(),
        at: moment(second),
    };
    let (c1, s4, r1) =
        (EntityId::Annotation("c1".into()), EntityId::Annotation("s4".into()), EntityId::Relation("r1".into()));
    let both = [r1.clone(), c1.clone(), r1.clone()];
    let said = "C1 S2 c1*[mode=x] c2 c3 e8 q6 q7 s4 s5; r1(c1 s4 q6)*[mode=x] r2(c2 s4 q7)";
    let done = check(&start, &set(&both, "x", 1), Ok(said));
    check(&done, &set(&both, "x", 2), Ok(said));
    assert!(done.change(&set(&both, "x", 2)).unwrap().is_empty(), "nothing differs");
    check(&done, &set(&both, "", 2), Ok(&said.replace("[mode=x]", "")));
    check(&start, &set(&[s4], "", 2), Ok(START));
    check(&start, &set(&[], "x", 2), Ok(START));
    check(&start, &set(&[c1.clone(), EntityId::Annotation("x".into())], "x", 1), Err("annotation-gone"));
    check(&start, &set(&[c1, EntityId::Relation("r9".into())], "x", 1), Err("relation-gone"));
    check(&start, &set(&[EntityId::Article("one".into())], "x", 1), Err("no-attributes"));
}

#[test]
fn annotations_are_about_things() {
    let start = start();
    let identify =
        |names: &str, identity: Option<Rc<Identity>>| Edit::Identify { ids: ids(names), identity, at: moment(1) };
    let relations = "r1(c1 s4 q6) r2(c2 s4 q7)";
    let smith = identity("i1", "Smith");
    let known = check(
        &start,
        &identify("s4 S2 s4", Some(smith.clone())),
        Ok(&format!("C1 S2* c1 c2 c3 e8 q6 q7 s4* s5; {relations}; i1=Smith(S2 s4)")),
    );
    // One that is here stays as it is.
    check(
        &known,
        &identify("s5", Some(identity("i1", "Jones"))),
        Ok(&format!("C1 S2* c1 c2 c3 e8 q6 q7 s4* s5*; {relations}; i1=Smith(S2 s4 s5)")),
    );
    check(&known, &identify("S2", None), Ok(&format!("C1 S2* c1 c2 c3 e8 q6 q7 s4* s5; {relations}; i1=Smith(s4)")));
    check(&start, &identify("", Some(smith)), Ok(&format!("{START}; i1=Smith()")));
    check(&start, &identify("s5", None), Ok(START));
    check(&start, &identify("x", Some(identity("i1", "Smith"))), Err("annotation-gone"));

    let set = |identity: Identity, second: u32| Edit::SetIdentity { identity: Rc::new(identity), at: moment(second) };
    let mut named = Identity::clone(known.identity(&"i1".into()).unwrap());
    named.name = "Jane Smith".into();
    let about = "C1 S2* c1 c2 c3 e8 q6 q7 s4* s5; r1(c1 s4 q6) r2(c2 s4 q7)";
    let done = check(&known, &set(named.clone(), 2), Ok(&format!("{about}; i1=Jane Smith*(S2 s4)")));
    // The time alone is no other version.
    assert!(done.change(&set(named, 3)).unwrap().is_empty());
    check(&start, &set(Identity::clone(&identity("i1", "Smith")), 1), Err("identity-gone"));

    let two = after(&known, &identify("s5", Some(identity("i2", "Jane"))));
    let three = after(&two, &identify("e8", Some(identity("i3", "Smith"))));
    let merge = |from: &[&str]| Edit::MergeIdentities {
        into: "i1".into(),
        from: from.iter().map(|id| (*id).into()).collect(),
        at: moment(2),
    };
    let all = format!("C1 S2* c1 c2 c3 e8* q6 q7 s4* s5*; {relations}");
    check(&three, &merge(&["i2"]), Ok(&format!("{all}; i1=Smith/Jane*(S2 s4 s5) i3=Smith(e8)")));
    check(&three, &merge(&["i3", "i1", "i2", "i3"]), Ok(&format!("{all}; i1=Smith/Jane*(S2 e8 s4 s5)")));
    check(&three, &merge(&["i1"]), Ok(&shown(&three)));
    check(&three, &merge(&[]), Ok(&shown(&three)));
    check(&three, &merge(&["i2", "i9"]), Err("identity-gone"));

    // Two that are not the same, said of either; taken for one all the same.
    let distinguish =
        |one: &str, other: &str| Edit::Distinguish { one: one.into(), other: other.into(), at: moment(2) };
    let different = |workspace: &Workspace, id: &str| {
        let identity = workspace.identity(&id.into()).unwrap();
        identity.different_from.iter().map(|id| id.to_string()).collect::<Vec<_>>().join(" ")
    };
    let apart = after(&after(&three, &distinguish("i2", "i1")), &distinguish("i3", "i2"));
    assert_eq!(
        (different(&apart, "i1"), different(&apart, "i2"), different(&apart, "i3")),
        ("".into(), "i1".into(), "i2".into())
    );
    for (one, other) in [("i1", "i2"), ("i2", "i1"), ("i2", "i3"), ("i1", "i1")] {
        assert!(apart.change(&distinguish(one, other)).unwrap().is_empty(), "{one} {other}");
    }
    check(&apart, &distinguish("i1", "i9"), Err("identity-gone"));
    // What differs from one of them differs from what they become.
    let joined = after(&apart, &merge(&["i2"]));
    assert_eq!(different(&joined, "i1"), "i3");
    assert_eq!(different(&after(&apart, &merge(&["i3"])), "i1"), "i2");
    assert_eq!(different(&after(&apart, &merge(&["i2", "i3"])), "i1"), "");

    let remove =
        |ids: &[&str]| Edit::RemoveIdentities { ids: ids.iter().map(|id| (*id).into()).collect(), at: moment(2) };
    check(&three, &remove(&["i1", "i3", "i1"]), Ok(&format!("{all}; i2=Jane(s5)")));
    check(&three, &remove(&["i1", "i9"]), Err("identity-gone"));
}

#[test]
fn what_is_known_of_two_things_is_known_of_one() {
    let mut one = Identity::clone(&identity("i1", "Smith"));
    (one.aliases, one.note) = (vec!["Janie".into()], "a".into());
    let mut two = Identity::clone(&identity("i2", "Janie"));
    (two.aliases, two.note, two.wikidata) = (vec!["Jane".into(), "Smith".into()], "b".into(), "Q1".into());
    two.extra.insert("later".into(), json!(1));
    let joined = one.joined_with(&two);
    assert_eq!(joined.names().collect::<Vec<_>>(), ["Smith", "Janie", "Jane"]);
    assert_eq!((joined.note.as_str(), joined.wikidata.as_str(), joined.id.as_str()), ("a\nb", "Q1", "i1"));
    assert_eq!(joined.extra["later"], json!(1));
    assert_eq!(two.joined_with(&one).wikidata, "Q1");
}

#[test]
fn the_scheme_chosen_last_is_used() {
    let scheme = |id: &str| Rc::new(Scheme { id: id.into(), title: id.into(), ..Scheme::bare() });
    let choose = |id: &str, second: u32| Edit::UseScheme { scheme: scheme(id), at: moment(second) };
    let remove = |id: &str| Edit::RemoveScheme { id: id.into() };
    let used = |workspace: &Workspace| workspace.scheme().title.clone();
    let step = |workspace: &Workspace, edit: &Edit, expected: &str| {
        let done = check(workspace, edit, Ok(&shown(workspace)));
        assert_eq!(used(&done), expected, "{edit:?}");
        done
    };
    let start = start();
    let a = step(&start, &choose("a", 2), "a");
    let b = step(&a, &choose("b", 1), "a");
    let again = step(&b, &choose("b", 3), "b");
    // A scheme that only came in is not chosen.
    let c = step(&again, &import(vec![], "", vec![Entity::Scheme(scheme("c"))]), "b");
    let less = step(&c, &remove("b"), "a");
    let unchosen = step(&less, &remove("a"), "c");
    // Nor does it take the place of the one that comes with the app.
    let ours = import(vec![], "", vec![Entity::Scheme(scheme("urn:ascribe:scheme:x"))]);
    let ours = step(&unchosen, &ours, "urn:ascribe:scheme:x");
    for other in ["https://example.org/s", "urn:ascribe:scheme:x#0123456789abcdef", "urn:uuid:1"] {
        step(&ours, &import(vec![], "", vec![Entity::Scheme(scheme(other))]), "urn:ascribe:scheme:x");
    }
    let none = step(&unchosen, &remove("c"), "");
    assert_eq!(*none.scheme(), Scheme::bare());
    check(&none, &remove("a"), Err("scheme-gone"));
    // What is said by a scheme stays when it goes, and is judged by the one that is used.
    let strict = Scheme { relations: vec![], ..Scheme::clone(&scheme("d")) };
    let strict = step(&start, &Edit::UseScheme { scheme: Rc::new(strict), at: moment(1) }, "d");
    check(&strict, &relate(&[relation("r3", "c3 e8!source")]), Ok(&format!("{START} r3(c3 e8)")));
}

#[test]
fn an_article_takes_its_relations_along() {
    let start = after(&start(), &relate(&[relation("r3", "C1 S2")]));
    let known = Edit::Identify { ids: ids("s4 S2"), identity: Some(identity("i1", "Smith")), at: moment(1) };
    let known = after(&start, &known);
    let remove = |id: &str| Edit::RemoveArticle { id: id.into() };
    check(&known, &remove("one"), Ok("C1 S2*; r3(C1 S2); i1=Smith(S2)"));
    let less = "C1 S2 c1 c2 c3 e8 q6 q7 s4* s5; r1(c1 s4 q6) r2(c2 s4 q7); i1=Smith(s4)".replace("C1 S2 ", "");
    check(&known, &remove("two"), Ok(&less));
    check(&known, &remove("none"), Err("article-gone"));
    // From outside a relation may come that joins two articles.
    let torn = after(&known, &import(vec![], "q9", vec![Entity::Relation(relation("w", "C1 s4 q9"))]));
    check(&torn, &remove("two"), Ok(&less));
}

#[test]
fn what_comes_in_may_wait_for_what_it_joins() {
    let empty = Workspace::default();
    let others = vec![Entity::Relation(relation("r1", "c1 s4 q6")), Entity::Identity(identity("i1", "Smith"))];
    let waiting = check(&empty, &import(vec![], "", others.clone()), Ok("r1(c1 s4 q6); i1=Smith()"));
    assert_eq!(waiting.article_of(&relation("r1", "c1")), None);
    let partly = check(&waiting, &import(vec![one()], "s4 q6", vec![]), Ok("q6 s4; r1(c1 s4 q6); i1=Smith()"));
    let whole = check(&partly, &import(vec![], "c1", vec![]), Ok("c1 q6 s4; r1(c1 s4 q6); i1=Smith()"));
    assert_eq!(whole.article_of(&relation("r1", "c1")), Some(&"one".into()));
    assert!(whole.is_joined(&"c1".into()) && !whole.is_joined(&"e8".into()));
    // What it waits for counts as there.
    check(&partly, &delete("q6"), Ok("s4; r1(c1 s4)*; i1=Smith()"));
    check(&partly, &delete("s4"), Ok("; i1=Smith()".trim_start_matches("; ")));
    for other in others {
        check(&waiting, &import(vec![], "", vec![other.clone()]), Err("import-overwrites"));
        check(&empty, &import(vec![], "", vec![other.clone(), other]), Err("import-overwrites"));
    }
}

/// An annotation as it was found again in an article, in the same place.
fn found(workspace: &Workspace, name: &str, article: &str) -> Rc<Annotation> {
    let now = workspace.annotation(&name.into()).unwrap();
    let moved = Some(Moved { score: 90, was: now.chosen().to_vec(), extra: Map::new() });
    Rc::new(Annotation { article: article.into(), moved, ..Annotation::clone(now) })
}

#[test]
fn what_is_joined_moves_together_or_stays() {
    let start = start();
    let bring = |workspace: &Workspace, names: &str| {
        let edit = Edit::Reanchor(names.split_whitespace().map(|name| found(workspace, name, "two")).collect());
        let change = workspace.change(&edit).unwrap();
        let after = workspace.after(&change);
        check_sound(workspace, &after, &change).unwrap();
        let there = after.annotations().filter(|a| a.article.as_str() == "two" && a.moved.is_some());
        there.map(|a| a.id.to_string()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(bring(&start, "c1 c2 s4 q6 q7 e8"), "c1 c2 e8 q6 q7 s4");
    // One was joined while they were looked for: it has not been looked for.
    assert_eq!(bring(&start, "c1 c2 s4 q6 e8"), "e8");
    assert_eq!(bring(&start, "c1 s4 q6"), "");
    let apart = after(&start, &Edit::Unrelate { ids: vec!["r2".into()] });
    assert_eq!(bring(&apart, "c1 s4 q6"), "c1 q6 s4");
    // Put elsewhere meanwhile, it stays, and so does what is joined to it.
    let target = mark("c9").target.clone();
    let sought = Edit::Reanchor(["c1", "s4", "q6"].map(|name| found(&apart, name, "two")).to_vec());
    let put = after(&apart, &Edit::SetTarget { id: "c1".into(), target, at: moment(1) });
    assert!(put.change(&sought).unwrap().is_empty());
}

#[test]
fn a_role_has_its_most() {
    let mut scheme = Scheme::bare();
    scheme.relations[0].arguments[1].most = Some(1);
    let one_source = after(&start(), &Edit::UseScheme { scheme: Rc::new(scheme), at: moment(1) });
    check(&one_source, &relate(&[relation("r3", "c3 s4 s5")]), Err("role-full"));
    check(&one_source, &relate(&[relation("r3", "c2 c3 s5")]), Ok(&format!("{START} r3(c2 c3 s5)")));
}

#[test]
fn a_source_may_be_missing_but_a_relation_joins_two_at_least() {
    let mut scheme = Scheme::bare();
    scheme.relations[0].arguments[1].least = 0;
    let start = after(&start(), &Edit::UseScheme { scheme: Rc::new(scheme), at: moment(1) });
    // “It was reported that …”
    check(&start, &relate(&[relation("r3", "c3 q6")]), Ok(&format!("{START} r3(c3 q6)")));
    check(&start, &relate(&[relation("r3", "c3")]), Err("relation-not-whole"));
    let with_source = after(&start, &relate(&[relation("r3", "c3 s5")]));
    check(&with_source, &delete("s5"), Ok("C1 S2 c1 c2 c3 e8 q6 q7 s4; r1(c1 s4 q6) r2(c2 s4 q7)"));
    check(&start, &delete("s4"), Ok("C1 S2 c1 c2 c3 e8 q6 q7 s5; r1(c1 q6)* r2(c2 q7)*"));
}

// Histories.

const NAMES: [&str; 12] = ["c0", "c1", "c2", "s3", "s4", "q5", "q6", "e7", "C0", "S1", "Q2", "E3"];

/// What a reader does, as small numbers.
#[derive(Clone, Debug)]
struct Move {
    kind: u8,
    number: u8,
    names: Vec<&'static str>,
    /// Now and then what hardly anybody does.
    odd: bool,
}

fn any_move() -> impl Strategy<Value = Move> {
    let names = prop::collection::vec(prop::sample::select(NAMES.to_vec()), 0..5);
    (0u8..32, 0u8..4, names, prop::bool::weighted(0.1)).prop_map(|(kind, number, names, odd)| Move {
        kind,
        number,
        names,
        odd,
    })
}

impl Move {
    /// A relation that can be, of what is here; now and then an odd one.
    fn relation(&self, workspace: &Workspace, id: String) -> Rc<Relation> {
        let argument = |a: &Rc<Annotation>| Argument::new(a.label.as_str().into(), a.id.clone());
        let mut arguments = arguments(&self.names.join(" "));
        if !self.odd {
            let article = if self.number < 3 { "one" } else { "two" };
            let here: Vec<_> = workspace.annotations().filter(|a| a.article.as_str() == article).collect();
            let is_named = |a: &&&Rc<Annotation>| self.names.contains(&a.id.as_str()) && a.label.as_str() != "entity";
            arguments = here.iter().filter(is_named).map(|a| argument(a)).collect();
            for label in ["claim", "source"] {
                let missing = arguments.iter().all(|argument| argument.role.as_str() != label);
                arguments.extend(here.iter().find(|a| missing && a.label.as_str() == label).map(|a| argument(a)));
            }
        }
        Rc::new(Relation::new(id.into(), "attribution".into(), arguments, moment(0)))
    }

    fn scheme(&self) -> Scheme {
        Scheme { id: format!("s{}", self.number).into(), title: "S".into(), ..Scheme::bare() }
    }

    fn edit(&self, workspace: &Workspace, time: u32) -> Edit {
        let at = moment(time);
        let article = || if self.number < 2 { "one" } else { "two" };
        let is_here = |name: &&&str| workspace.annotation(&(**name).into()).is_some();
        let here = || self.names.iter().filter(|name| self.odd || is_here(name));
        let names = || here().map(|name| AnnotationId::from(*name)).collect::<Vec<_>>();
        let new = || self.names.iter().filter(|name| !is_here(name)).copied().collect::<BTreeSet<&str>>();
        let first = || here().next().copied().unwrap_or("c0");
        let nth = usize::from(self.number);
        let relation = || workspace.relations().nth(nth).map_or_else(|| "r0".into(), |relation| relation.id.clone());
        let known = || workspace.identities().nth(nth).map(|known| Identity::clone(known));
        let identity = || Rc::new(Identity::new(format!("i{}", self.number).into(), first(), moment(0)));
        match self.kind {
            0 => import(vec![of(article())], "", vec![]),
            1 => import(vec![], &new().into_iter().collect::<Vec<_>>().join(" "), vec![]),
            2 => import(vec![], "", vec![Entity::Relation(self.relation(workspace, format!("w{time}")))]),
            3 => {
                let scheme = Entity::Scheme(Rc::new(self.scheme()));
                import(vec![], "", vec![Entity::Identity(identity()), scheme])
            }
            4 if self.odd => Edit::RemoveArticle { id: article().into() },
            4 | 5 => Edit::SetNote { id: first().into(), note: if self.odd { "why" } else { "" }.into(), at },
            6 => Edit::UseScheme { scheme: Rc::new(self.scheme()), at },
            7 => Edit::RemoveScheme { id: self.scheme().id },
            8 | 9 => {
                let relations = workspace.relations().take(nth).map(|relation| EntityId::Relation(relation.id.clone()));
                let ids = names().into_iter().map(EntityId::Annotation).chain(relations).collect();
                let value = if self.odd { "x" } else { "" }.to_owned();
                Edit::SetAttribute { ids, attribute: "mode".into(), value, at }
            }
            10 | 11 => Edit::Identify { ids: names(), identity: (!self.odd).then(identity), at },
            12 => {
                let next = Identity { name: first().to_owned(), ..known().unwrap_or(Identity::clone(&identity())) };
                Edit::SetIdentity { identity: Rc::new(next), at }
            }
            13 => {
                let from = workspace.identities().take(2).map(|identity| identity.id.clone()).collect();
                Edit::MergeIdentities { into: known().unwrap_or(Identity::clone(&identity())).id, from, at }
            }
            14 if self.odd => {
                let mut both = workspace.identities().map(|identity| identity.id.clone());
                let one = both.next().unwrap_or(identity().id.clone());
                Edit::Distinguish { other: both.next().unwrap_or(one.clone()), one, at }
            }
            14 => Edit::RemoveIdentities { ids: known().into_iter().map(|known| known.id).collect(), at },
            15 | 16 => Edit::Delete { ids: names(), at },
            17 | 18 => {
                let label = ["claim", "source", "cue", "entity"][nth];
                Edit::Relabel { ids: names(), label: label.into(), at }
            }
            19 => Edit::Unrelate { ids: workspace.relations().take(nth).map(|r| r.id.clone()).collect() },
            20 => Edit::Unrelate { ids: vec![relation(), relation()] },
            21 | 22 => {
                let relation = self.relation(workspace, relation().to_string());
                Edit::SetRelation { annotations: vec![], relation, at }
            }
            23 | 24 => {
                let found = |name: &&str| found(workspace, name, article());
                Edit::Reanchor(self.names.iter().filter(is_here).map(found).collect())
            }
            25 => {
                // What is missing comes with it.
                let annotations: Vec<_> = new().into_iter().map(mark).collect();
                let with = |workspace: &Workspace| self.relation(workspace, format!("r{time}"));
                let then =
                    workspace.change(&Edit::Annotate(annotations.clone())).map(|change| workspace.after(&change));
                Edit::Relate { annotations, relations: vec![then.map_or_else(|_| with(workspace), |then| with(&then))] }
            }
            26..=29 => {
                let relations = vec![self.relation(workspace, format!("r{time}"))];
                Edit::Relate { annotations: vec![], relations }
            }
            _ => Edit::Annotate(new().into_iter().map(mark).collect()),
        }
    }
}

/// What has to hold of relations that edits have made: those that came in from outside
/// may wait for what they join.
fn check_relations(workspace: &Workspace) -> Result<(), TestCaseError> {
    let scheme = workspace.scheme();
    for relation in workspace.relations().filter(|relation| relation.id.as_str().starts_with('r')) {
        let mut articles = BTreeSet::new();
        let mut seen = BTreeSet::new();
        for argument in &relation.arguments {
            let annotation = workspace.annotation(&argument.annotation);
            prop_assert!(annotation.is_some(), "{:?} joins what is not here", relation);
            let annotation = annotation.unwrap();
            articles.insert(&annotation.article);
            let role = scheme.relation(&relation.label).unwrap().role(&argument.role).unwrap();
            prop_assert!(role.labels.contains(&annotation.label), "{:?} in {:?}", annotation.label, role);
            prop_assert!(seen.insert((&argument.role, &argument.annotation)), "{:?} joins one twice", relation);
        }
        prop_assert_eq!(articles.len(), 1, "{:?} is of one article", relation);
        prop_assert!(workspace.is_whole(relation), "{:?}", relation);
    }
    Ok(())
}

/// What belongs to relations alone has gone with the last of them.
fn check_owned(before: &Workspace, after: &Workspace) -> Result<(), TestCaseError> {
    for annotation in after.annotations().filter(|a| a.label.as_str() == "cue" && !after.is_joined(&a.id)) {
        let Some(was) = before.annotation(&annotation.id).filter(|was| was.label == annotation.label) else { continue };
        let mut relations = before.relations_of(&was.id).peekable();
        let was_joined = relations.peek().is_some();
        let is_cue = |relation: &Rc<Relation>| relation.in_role("cue").any(|id| *id == was.id);
        if was_joined && relations.all(is_cue) {
            let is_said = !was.note.is_empty() || !was.attributes.is_empty() || was.identity.is_some();
            prop_assert!(is_said, "{:?} belonged to what is gone", was);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn relations_are_sound_after_any_edits_and_every_step_is_undone(
        moves in prop::collection::vec((any_move(), prop::option::weighted(0.1, any_move())), 0..50),
    ) {
        let both = import(vec![of("one"), of("two")], &NAMES.join(" "), vec![]);
        let mut states = vec![after(&Workspace::default(), &both)];
        let mut changes: Vec<Change> = Vec::new();
        for (time, (first, second)) in moves.iter().enumerate() {
            let now = states.last().unwrap();
            let edit = |next: &Move, part: u32| next.edit(now, 2 * time as u32 + part);
            let edit = match second {
                None => edit(first, 1),
                Some(second) => Edit::Together(vec![edit(first, 1), edit(second, 2)]),
            };
            let Ok(change) = now.change(&edit) else { continue };
            let after = now.after(&change);
            check_sound(now, &after, &change)?;
            check_relations(&after)?;
            if second.is_none() {
                check_owned(now, &after)?;
            }
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
