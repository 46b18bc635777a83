//! What is said of each edit, in the words that a person reads.

use std::rc::Rc;

use super::annotation::{Annotation, Moved};
use super::article::Article;
use super::edit::{Edit, Entity, EntityId};
use super::fixtures::{annotation, article, moment};
use super::identity::Identity;
use super::relation::{Argument, Relation};
use super::scheme::{Attribute, AttributeKind, Choice, Meaning, Profile, Scheme};
use super::summary::Summary;
use super::workspace::Workspace;
use crate::messages;

fn one() -> Rc<Article> {
    article("one", &["Mayor leaves", "The old mayor left the old town."])
}

fn two() -> Rc<Article> {
    article("two", &["Mayor stays"])
}

fn meaning(name: &str) -> Meaning {
    Meaning { name: name.into(), ..Meaning::default() }
}

fn attribute(id: &str, name: &str, kind: AttributeKind, values: Vec<Choice>) -> Attribute {
    Attribute { id: id.into(), meaning: meaning(name), kind, values, extra: Default::default() }
}

fn scheme() -> Scheme {
    let mut scheme = Scheme::bare();
    scheme.id = "urn:news".into();
    scheme.title = "News".into();
    let profile = |id: &str, name: &str| Profile {
        id: id.into(),
        name: name.into(),
        about: String::new(),
        extra: Default::default(),
    };
    scheme.profiles = vec![profile("few", "Starter"), profile("all", "Research")];
    scheme.profile = "few".into();
    let event = Choice { id: "event".into(), meaning: meaning("Event or number"), extra: Default::default() };
    let kind = attribute("type", "Kind of claim", AttributeKind::Choice, vec![event]);
    scheme.labels[0].attributes = vec![kind, attribute("checked", "Checked on", AttributeKind::Date, vec![])];
    scheme.relations[0].attributes = vec![attribute("stance", "Stance", AttributeKind::Text, vec![])];
    scheme
}

fn relation(id: &str, roles: &[(&str, &str)]) -> Rc<Relation> {
    let arguments = roles.iter().map(|(role, annotation)| Argument::new((*role).into(), (*annotation).into()));
    Rc::new(Relation::new(id.into(), "attribution".into(), arguments.collect(), moment(0)))
}

fn identity(id: &str, name: &str) -> Rc<Identity> {
    Rc::new(Identity::new(id.into(), name, moment(0)))
}

fn import(articles: &[Rc<Article>], annotations: &[Rc<Annotation>], others: Vec<Entity>) -> Edit {
    Edit::Import { articles: articles.to_vec(), annotations: annotations.to_vec(), reanchored: vec![], others }
}

/// Claims `x` and `y`, a source `s` that says `x`, an entity `e`, and a claim `z` in
/// the other article that was found again.
fn start() -> Workspace {
    let mut z = Annotation::clone(&annotation("z", &two(), "claim", &[(0, 5)]));
    z.moved = Some(Moved { score: 90, was: z.target.clone(), extra: Default::default() });
    let mut e = Annotation::clone(&annotation("e", &one(), "entity", &[(17, 26)]));
    e.identity = Some("mayor".into());
    let marks = [
        annotation("x", &one(), "claim", &[(0, 12)]),
        annotation("y", &one(), "claim", &[(13, 20), (36, 44)]),
        annotation("s", &one(), "source", &[(17, 26)]),
        Rc::new(e),
        Rc::new(z),
    ];
    let others = vec![
        Entity::Relation(relation("r", &[("source", "s"), ("claim", "x")])),
        Entity::Identity(identity("mayor", "The mayor")),
        Entity::Identity(identity("jane", "Jane Doe")),
        Entity::Scheme(Rc::new(scheme())),
    ];
    let empty = Workspace::default();
    empty.after(&empty.change(&import(&[one(), two()], &marks, others)).unwrap())
}

/// What is said of an edit that can be done, and in which article it is.
#[track_caller]
fn check(edit: Edit, said: &str, article: Option<&str>) {
    let workspace = start();
    assert_eq!(workspace.change(&edit).map(|change| change.is_empty()), Ok(false), "{edit:?}");
    let summary = edit.summary(&workspace);
    assert_eq!(messages::summary(&summary), said);
    assert_eq!(summary.article, article.map(Into::into), "{said}");
    let read = Summary::from_json(serde_json::to_value(&summary).unwrap());
    assert_eq!(read, Ok(summary));
}

#[test]
fn marks() {
    let at = || moment(1);
    let mark = |id: &str, label: &str, spans: &[(u32, u32)]| annotation(id, &one(), label, spans);
    let ids = |ids: &[&str]| ids.iter().map(|id| (*id).into()).collect::<Vec<_>>();
    check(Edit::Annotate(vec![mark("v", "claim", &[(6, 12)])]), "Marked “leaves” as Claim", Some("one"));
    check(
        Edit::Annotate(vec![mark("v", "claim", &[(6, 12)]), mark("w", "own", &[(0, 5)])]),
        "Marked 2 passages as Claim, own",
        Some("one"),
    );
    check(
        Edit::Annotate(vec![mark("v", "claim", &[(6, 12)]), annotation("w", &two(), "claim", &[(0, 5)])]),
        "Marked 2 passages as Claim",
        None,
    );
    check(
        Edit::SetTarget { id: "x".into(), target: mark("v", "claim", &[(0, 5)]).target.clone(), at: at() },
        "Changed a mark: “Mayor leaves” is now “Mayor”",
        Some("one"),
    );
    let z = start().annotation(&"z".into()).unwrap().clone();
    let again = Annotation { target: annotation("z", &two(), "claim", &[(6, 11)]).target.clone(), ..(*z).clone() };
    check(Edit::Reanchor(vec![Rc::new(again)]), "Found the mark “stays” again", Some("two"));
    check(Edit::AcceptPlaces { ids: ids(&["x", "z"]), at: at() }, "Accepted the place of “Mayor”", Some("two"));
    check(Edit::KeepAsItWas { id: "z".into(), at: at() }, "Kept “Mayor” as it was", Some("two"));
    check(
        Edit::Relabel { ids: ids(&["x", "e"]), label: "claim".into(), at: at() },
        "Changed the label of “old mayor” to Claim",
        Some("one"),
    );
    check(
        Edit::Relabel { ids: ids(&["x", "z"]), label: "entity".into(), at: at() },
        "Changed the label of 2 marks to Entity",
        None,
    );
    check(
        Edit::SetNote { id: "y".into(), note: "Why?".into(), at: at() },
        "Wrote a note on “The old … old town”",
        Some("one"),
    );
    check(Edit::Delete { ids: ids(&["x"]), at: at() }, "Deleted the mark “Mayor leaves”", Some("one"));
    check(Edit::Delete { ids: ids(&["x", "y"]), at: at() }, "Deleted 2 marks", Some("one"));
}

#[test]
fn attributes() {
    let set = |ids: &[EntityId], attribute: &str, value: &str| Edit::SetAttribute {
        ids: ids.to_vec(),
        attribute: attribute.into(),
        value: value.into(),
        at: moment(1),
    };
    let [x, y] = ["x", "y"].map(|id| EntityId::Annotation(id.into()));
    let r = EntityId::Relation("r".into());
    check(
        set(std::slice::from_ref(&x), "type", "event"),
        "Said of “Mayor leaves”: Kind of claim: Event or number",
        Some("one"),
    );
    check(set(&[x.clone(), y], "own", "mine"), "Said of 2 passages: own: mine", Some("one"));
    check(set(std::slice::from_ref(&r), "stance", "doubts"), "Said of “Mayor leaves”: Stance: doubts", Some("one"));
    // Taking back, in a workspace where something was said.
    let workspace = start();
    let workspace = workspace.after(&workspace.change(&set(std::slice::from_ref(&x), "type", "event")).unwrap());
    let said = messages::summary(&set(&[x], "type", "").summary(&workspace));
    assert_eq!(said, "Took back what was said of “Mayor leaves”: Kind of claim");
    let note = Edit::SetNote { id: "x".into(), note: String::new(), at: moment(1) };
    assert_eq!(messages::summary(&note.summary(&workspace)), "Removed the note on “Mayor leaves”");
}

#[test]
fn relations() {
    let cue = annotation("c", &one(), "cue", &[(27, 31)]);
    let parts = [("cue", "c"), ("source", "s"), ("claim", "y")];
    check(
        Edit::Relate { annotations: vec![cue.clone()], relations: vec![relation("t", &parts)] },
        "Connected “The old … old town” with “old mayor”: Attribution",
        Some("one"),
    );
    check(
        Edit::Relate { annotations: vec![cue.clone()], relations: vec![relation("t", &parts), relation("u", &parts)] },
        "Made 2 connections: Attribution",
        Some("one"),
    );
    check(
        Edit::SetRelation { annotations: vec![cue], relation: relation("r", &parts), at: moment(1) },
        "Changed the connection of “The old … old town” with “old mayor”",
        Some("one"),
    );
    check(
        Edit::Unrelate { ids: vec!["r".into()] },
        "Removed the connection of “Mayor leaves” with “old mayor”",
        Some("one"),
    );
}

#[test]
fn identities() {
    let at = || moment(1);
    let identify = |ids: &[&str], identity: Option<Rc<Identity>>| Edit::Identify {
        ids: ids.iter().map(|id| (*id).into()).collect(),
        identity,
        at: at(),
    };
    // The name is the one that is here already, whatever else the edit says.
    check(
        identify(&["x"], Some(identity("jane", "?"))),
        "Put “Mayor leaves” under “Jane Doe” in the index",
        Some("one"),
    );
    check(identify(&["x", "z"], Some(identity("new", "News"))), "Put 2 marks under “News” in the index", None);
    check(
        identify(&["e"], Some(identity("jane", ""))),
        "Put “old mayor” under “Jane Doe” in the index, no longer under “The mayor”",
        Some("one"),
    );
    check(identify(&["e"], None), "Took “old mayor” out of the index", Some("one"));
    check(Edit::SetIdentity { identity: identity("jane", "Jane"), at: at() }, "Changed “Jane” in the index", None);
    check(Edit::SetIdentity { identity: identity("jane", ""), at: at() }, "Changed “Jane Doe” in the index", None);
    check(
        Edit::Distinguish { one: "jane".into(), other: "mayor".into(), at: at() },
        "Said that “Jane Doe” and “The mayor” are not the same",
        None,
    );
    check(
        Edit::MergeIdentities { into: "jane".into(), from: vec!["jane".into(), "mayor".into()], at: at() },
        "Joined “The mayor” with “Jane Doe” in the index",
        None,
    );
    let new = || identify(&["x"], Some(identity("new", "News")));
    let merge = |into: &str, from: &str| Edit::MergeIdentities { into: into.into(), from: vec![from.into()], at: at() };
    check(Edit::Together(vec![new(), merge("new", "jane")]), "Joined “Jane Doe” with “News” in the index", None);
    check(Edit::Together(vec![new(), merge("jane", "new")]), "Joined “News” with “Jane Doe” in the index", None);
    let other = || identify(&["y"], Some(identity("other", "Other")));
    check(Edit::Together(vec![new(), other()]), "Put marks with 2 different words in the index", None);
    check(Edit::RemoveIdentities { ids: vec!["mayor".into()], at: at() }, "Removed “The mayor” from the index", None);
    check(
        Edit::RemoveIdentities { ids: vec!["mayor".into(), "jane".into()], at: at() },
        "Removed 2 entries from the index",
        None,
    );
}

#[test]
fn schemes_and_articles() {
    let uses = |scheme: Scheme| Edit::UseScheme { scheme: Rc::new(scheme), at: moment(1) };
    check(uses(Scheme { id: "urn:own".into(), title: "Mine".into(), ..scheme() }), "Chose the scheme “Mine”", None);
    check(uses(Scheme { profile: "all".into(), ..scheme() }), "Chose “Research” in the scheme “News”", None);
    check(uses(Scheme { about: "Longer".into(), ..scheme() }), "Changed the scheme “News”", None);
    check(Edit::RemoveScheme { id: "urn:news".into() }, "Removed the scheme “News”", None);
    let more = [article("three", &["Third"]), article("four", &["Fourth"])];
    let marks = [annotation("v", &one(), "claim", &[(0, 5)]), annotation("w", &one(), "claim", &[(0, 5)])];
    check(import(&more[..1], &marks, vec![]), "Added the article “Third”", Some("three"));
    check(import(&more, &[], vec![]), "Added 2 articles", None);
    check(import(&[], &marks[..1], vec![]), "Imported the mark “Mayor”", Some("one"));
    check(import(&[], &marks, vec![]), "Imported 2 marks", Some("one"));
    check(import(&[], &[], vec![Entity::Identity(identity("new", "New"))]), "Imported one thing", None);
    check(Edit::RemoveArticle { id: "one".into() }, "Removed the article “Mayor leaves”", Some("one"));
}

#[test]
fn a_long_quote_is_cut_between_two_characters() {
    for (words, said) in [
        ("x".repeat(60), "x".repeat(60)),
        ("x".repeat(61), format!("{}…", "x".repeat(60))),
        // Each is one character of several code points.
        ("👩‍👩‍👦".repeat(61), format!("{}…", "👩‍👩‍👦".repeat(60))),
        (format!("{} two", "x".repeat(59)), format!("{}…", "x".repeat(59))),
        ("two\nlines".to_owned(), "two lines".to_owned()),
    ] {
        let mut long = Annotation::clone(&annotation("v", &one(), "claim", &[(0, 4)]));
        long.target[0].quote.exact = words;
        let summary = Edit::Annotate(vec![Rc::new(long)]).summary(&start());
        assert_eq!(messages::summary(&summary), format!("Marked “{said}” as Claim"));
    }
}

#[test]
fn what_is_no_summary_is_refused() {
    for (bad, why) in [
        ("[]", "summary"),
        ("{}", "code"),
        (r#"{"code":"x","args":{}}"#, "args"),
        (r#"{"code":"x","args":[["a"]]}"#, "args"),
        (r#"{"code":"x","args":["ab"]}"#, "args"),
        (r#"{"code":"x","article":1}"#, "article"),
    ] {
        let read = Summary::from_json(serde_json::from_str(bad).unwrap());
        assert_eq!(read.map_err(|malformed| malformed.0), Err(why), "{bad}");
    }
}
