//! What `docs/demands.md` demands of reading and writing files, each by the number of
//! its row.

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::path::Path;
use std::rc::Rc;

use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, TestRunner};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Value, json};

use super::brat::tests::{CASES, Files, case, check_any, mutated};
use super::tests::{
    any_workspace, codes, full_annotations, full_article, full_scheme, imported, others, unchosen, with_everything,
    with_others,
};
use super::*;
use crate::jobs::{Part, Reading, Request, answer, reading};
use crate::messages;
use crate::model::annotation::Annotation;
use crate::model::edit::EntityId;
use crate::model::fixtures::{annotation, article as small_article, demanded, moment};
use crate::model::identity::Identity;
use crate::store::state::{Action, State};

/// Tries something so many times; says how many.
fn tried<S: Strategy>(count: u32, strategy: S, check: impl Fn(S::Value) -> Result<(), TestCaseError>) -> u32 {
    let config = Config { source_file: Some(file!()), max_global_rejects: count, ..Config::with_cases(count) };
    if let Err(failed) = TestRunner::new(config).run(&strategy, check) {
        panic!("{failed}");
    }
    count
}

// JSON that need not be sound, or that names things twice.

#[derive(Clone, Debug, PartialEq)]
enum Tree {
    /// As it stands in the file.
    Raw(String),
    List(Vec<Tree>),
    Object(Vec<(String, Tree)>),
}

impl Tree {
    fn of(value: &Value) -> Tree {
        match value {
            Value::Array(entries) => Tree::List(entries.iter().map(Tree::of).collect()),
            Value::Object(fields) => Tree::Object(fields.iter().map(|(key, v)| (key.clone(), Tree::of(v))).collect()),
            other => Tree::Raw(other.to_string()),
        }
    }

    fn text(&self) -> String {
        let key = |key: &str| if key.starts_with('"') { key.to_owned() } else { json!(key).to_string() };
        match self {
            Tree::Raw(text) => text.clone(),
            Tree::List(entries) => {
                format!("[{}]", entries.iter().map(Tree::text).collect::<Vec<_>>().join(","))
            }
            Tree::Object(fields) => {
                let fields = fields.iter().map(|(name, value)| format!("{}:{}", key(name), value.text()));
                format!("{{{}}}", fields.collect::<Vec<_>>().join(","))
            }
        }
    }

    /// How many trees it is, with all that are in it.
    fn size(&self) -> usize {
        1 + match self {
            Tree::Raw(_) => 0,
            Tree::List(entries) => entries.iter().map(Tree::size).sum::<usize>(),
            Tree::Object(fields) => fields.iter().map(|(_, value)| value.size()).sum(),
        }
    }

    /// One of the trees in it, by its number from 0.
    fn at(&mut self, mut number: usize) -> &mut Tree {
        if number == 0 {
            return self;
        }
        number -= 1;
        let inner: Vec<&mut Tree> = match self {
            Tree::Raw(_) => Vec::new(),
            Tree::List(entries) => entries.iter_mut().collect(),
            Tree::Object(fields) => fields.iter_mut().map(|(_, value)| value).collect(),
        };
        for tree in inner {
            let size = tree.size();
            if number < size {
                return tree.at(number);
            }
            number -= size;
        }
        unreachable!("there are fewer")
    }

    /// All values of a key.
    fn all(&self, name: &str) -> Vec<&Tree> {
        match self {
            Tree::Object(fields) => fields.iter().filter(|(key, _)| key == name).map(|(_, value)| value).collect(),
            _ => Vec::new(),
        }
    }
}

/// Reads all that stands in a text, also what stands twice: by another way than the app.
impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Tree, D::Error> {
        struct Reading;
        impl<'de> Visitor<'de> for Reading {
            type Value = Tree;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("JSON")
            }

            fn visit_unit<E>(self) -> Result<Tree, E> {
                Ok(Tree::Raw("null".to_owned()))
            }

            fn visit_bool<E>(self, value: bool) -> Result<Tree, E> {
                Ok(Tree::Raw(value.to_string()))
            }

            fn visit_i64<E>(self, value: i64) -> Result<Tree, E> {
                Ok(Tree::Raw(value.to_string()))
            }

            fn visit_u64<E>(self, value: u64) -> Result<Tree, E> {
                Ok(Tree::Raw(value.to_string()))
            }

            fn visit_f64<E>(self, value: f64) -> Result<Tree, E> {
                Ok(Tree::Raw(value.to_string()))
            }

            fn visit_str<E>(self, value: &str) -> Result<Tree, E> {
                Ok(Tree::Raw(json!(value).to_string()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<Tree, A::Error> {
                let mut list = Vec::new();
                while let Some(entry) = entries.next_element()? {
                    list.push(entry);
                }
                Ok(Tree::List(list))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Tree, A::Error> {
                let mut fields = Vec::new();
                while let Some(field) = entries.next_entry()? {
                    fields.push(field);
                }
                Ok(Tree::Object(fields))
            }
        }
        from.deserialize_any(Reading)
    }
}

// What a file names, and what became of it.

/// How many things a file of ours names, and how many entries of articles have none.
fn named(file: &Tree) -> (usize, usize) {
    let format = file.all("format").first().map(|format| format.text());
    if format.as_deref() != Some("\"ascribe-annotations\"") {
        return (1, 0);
    }
    let entries = |name: &str| -> Vec<&Tree> {
        let lists = file.all(name).into_iter().filter_map(|list| match list {
            Tree::List(entries) => Some(entries),
            _ => None,
        });
        lists.flatten().collect()
    };
    let has_article = |entry: &&&Tree| {
        !matches!(entry, Tree::Object(_)) || entry.all("article").iter().any(|article| article.text() != "null")
    };
    let articles = entries("articles");
    let of_articles = articles.iter().filter(has_article).count();
    let others = ["annotations", "relations", "identities", "schemes"].map(|name| entries(name).len());
    (of_articles + others.iter().sum::<usize>(), articles.len() - of_articles)
}

/// How many things came in.
fn accepted(file: &ReadFile) -> usize {
    file.articles.len() + file.annotations.len() + file.others.len()
}

/// That nothing of a file was left out without a word.
fn check_accounted(text: &str) -> Result<(), TestCaseError> {
    let file = read(text);
    for problem in file.problems.iter().chain(file.listed.iter().flat_map(|part| &part.problems)) {
        let words = messages::problem(problem);
        prop_assert!(!words.starts_with("problem-"), "{}", words);
        prop_assert!(words.chars().count() < 6000, "nobody reads {} characters", words.chars().count());
    }
    let tree = serde_json::from_str::<Tree>(text.strip_prefix('\u{feff}').unwrap_or(text));
    match tree {
        Ok(Tree::List(entries)) if !file.listed.is_empty() => {
            // Each entry fares as it does by itself.
            let whole: usize = file.listed.iter().map(accepted).sum();
            let parts: Vec<ReadFile> = entries.iter().map(|entry| read(&entry.text())).collect();
            prop_assert_eq!(whole, parts.iter().map(accepted).sum::<usize>());
            let rejected: usize = file.listed.iter().map(|part| part.rejected).sum();
            prop_assert!(rejected >= parts.iter().map(|part| part.rejected).sum());
            // What is no file by itself is one thing left out.
            let left_out = entries.iter().zip(&parts).filter(|(entry, part)| {
                !matches!(entry, Tree::Object(_)) || (accepted(part) == 0 && !part.problems.is_empty())
            });
            prop_assert!(rejected >= left_out.count());
            for entry in entries.iter().filter(|entry| matches!(entry, Tree::Object(_))) {
                check_accounted(&entry.text())?;
            }
            return Ok(());
        }
        Ok(tree @ Tree::Object(_)) => {
            let (named, bare) = named(&tree);
            let is_refused = accepted(&file) == 0 && file.rejected <= 1 && !file.problems.is_empty();
            let told = accepted(&file) + file.rejected;
            prop_assert!(is_refused || (named..=named + bare).contains(&told), "{} named, {:?}", named, file);
            // Each by its name: where it stands.
            let entry = |problem: &Problem| {
                let place = &problem.args.iter().find(|(name, _)| *name == "place")?.1;
                Some(place.split_inclusive(']').next().unwrap_or(place).to_owned())
            };
            let entries: BTreeSet<String> = file.problems.iter().filter_map(entry).collect();
            let is_one = file.rejected <= 1 && !file.problems.is_empty();
            prop_assert!(is_one || entries.len() >= file.rejected, "{:?}", file.problems);
        }
        _ => {
            let is_told = file.plain_text.is_some() || !file.problems.is_empty();
            prop_assert!(is_told && accepted(&file) == 0, "{:?}", file);
        }
    }
    Ok(())
}

/// A workspace that has things already, some under the names that the full files use.
fn lived_in() -> Workspace {
    let own = small_article("urn:own", &["Mine", "The old mayor left."]);
    let mut theirs = full_article();
    theirs["title"] = json!("Under this name already");
    let Ok(theirs) = article::read(&theirs, "", &Twice::default()) else { panic!("the full article is good") };
    let marks = vec![
        annotation("urn:1", &own, "claim", &[(0, 4)]),
        annotation("urn:mine", &own, "source", &[(5, 8), (13, 18)]),
    ];
    let waiting = annotations::read(&full_annotations(), "", &Twice::default()).annotations.remove(1);
    let here = Identity::new("urn:mayor".into(), "Another mayor", moment(3));
    with_others(vec![own, Rc::new(theirs)], [marks, vec![waiting]].concat(), vec![Entity::Identity(Rc::new(here))])
}

/// That what was here is as it was: an import adds.
fn check_unchanged(before: &Workspace, after: &Workspace) -> Result<(), TestCaseError> {
    for marked in before.articles() {
        let (id, here) = (&marked.readable.article.id, &marked.readable.article);
        let Some(now) = after.article(id) else { return Err(TestCaseError::fail("an article is gone")) };
        let extra = now.readable.article.extra.clone();
        prop_assert!(here.extra.iter().all(|(key, _)| extra.contains_key(key)));
        prop_assert_eq!(&Article { extra, ..Article::clone(here) }, &*now.readable.article);
    }
    for here in before.annotations() {
        let Some(now) = after.annotation(&here.id) else { return Err(TestCaseError::fail("a mark is gone")) };
        if before.article(&here.article).is_some() {
            prop_assert_eq!(here, now);
            continue;
        }
        // Its article may have come.
        prop_assert_eq!(here.chosen(), now.chosen());
        let (target, moved) = (now.target.clone(), now.moved.clone());
        prop_assert_eq!(&Annotation { target, moved, ..Annotation::clone(here) }, &**now);
    }
    for here in before.identities() {
        let Some(now) = after.identity(&here.id) else { return Err(TestCaseError::fail("an identity is gone")) };
        let different_from = now.different_from.clone();
        prop_assert!(here.different_from.iter().all(|id| different_from.contains(id)));
        prop_assert_eq!(&Identity { different_from, ..Identity::clone(here) }, &**now);
    }
    let relations = before.relations().map(|r| EntityId::Relation(r.id.clone()));
    for id in relations.chain(before.schemes().map(|s| EntityId::Scheme(s.id.clone()))) {
        prop_assert_eq!(before.entity(&id), after.entity(&id));
    }
    Ok(())
}

/// Brings in what a file held: what was here stays, all is accounted for, and undo
/// restores exactly what was.
fn check_import(before: &State, held: Reading) -> Result<State, TestCaseError> {
    let here = &before.workspace;
    let file =
        ReadFile { articles: held.articles, annotations: held.annotations, others: held.others, ..ReadFile::default() };
    let plan = imported(here, &file).1;
    let more = plan.others.iter().filter(|other| !matches!(other, Entity::Article(_))).count();
    let planned = plan.articles.len() + plan.annotations.len() + more;
    prop_assert_eq!(planned + plan.already_here, accepted(&file), "accepted and here already are all that was read");
    let Some(edit) = plan.edit() else { return Ok(before.clone()) };
    let after = before.step(&Action::Edit(edit)).map_err(|problem| TestCaseError::fail(format!("{problem:?}")))?;
    check_unchanged(here, &after.workspace)?;
    let undone = after.step(&Action::Undo).map_err(|problem| TestCaseError::fail(format!("{problem:?}")))?;
    prop_assert_eq!(&undone.workspace, here, "undone");
    let again = undone.step(&Action::Redo).map_err(|problem| TestCaseError::fail(format!("{problem:?}")))?;
    prop_assert_eq!(&again.workspace, &after.workspace, "done again");
    // What came in can be read back from our own file.
    let back = read(&with_everything(&after.workspace));
    prop_assert_eq!((codes(&back.problems), back.rejected), (vec![], 0));
    Ok(after)
}

/// The whole way of a file: by the worker, into a workspace that has things.
fn check_whole_way(request: &Request, bytes: &[u8], before: &State) -> Result<State, TestCaseError> {
    let read = reading(&answer(&request.to_json(), bytes));
    let Ok(readings) = read else { return Err(TestCaseError::fail("the page does not understand the worker")) };
    readings.into_iter().try_fold(before.clone(), |state, held| check_import(&state, held))
}

fn state() -> State {
    let here = lived_in();
    let articles = here.articles().map(|marked| Entity::Article(marked.readable.article.clone()));
    let things = articles.chain(here.annotations().cloned().map(Entity::Annotation)).chain(others(&here));
    State::default().step(&Action::Load(things.collect())).unwrap()
}

// Row 14.

/// Values of JSON, some of which are none.
const VALUES: &[&str] = &[
    "null",
    "true",
    "0",
    "1",
    "-1",
    "1.0",
    "2.5",
    "-0",
    "4294967295",
    "4294967296",
    "9007199254740993",
    "18446744073709551616",
    "1e300",
    "1e999",
    "-1e999",
    "1e-999",
    "NaN",
    "Infinity",
    "0x10",
    "01",
    "+1",
    ".5",
    "\"\"",
    "\" \"",
    "\"x\"",
    "[]",
    "{}",
    "[[]]",
    "[null]",
    "{\"\":\"\"}",
    "\"\\ud800\"",
    "\"\\udc00\\ud800\"",
    "\"\\u0000\"",
    "\"\\uFEFF\"",
    "\"\\u202Eevil\\u2066\"",
    "\"\\u200B\"",
    "\"javascript:alert(1)\"",
    "\"JaVa\\tScript:alert(1)\"",
    "\"\\u0001javascript:x\"",
    "\"data:text/html,<script>\"",
    "\"https://example.org\"",
    "\"<img src=x onerror=alert(1)>\"",
    "\"=1+1\"",
    "\"@SUM(A1)\"",
    "\"__proto__\"",
    "\"constructor\"",
    "\"a\\nb\"",
    "\"a\\u2028b\"",
    "\"2026-02-30\"",
    "\"2026-01-31T09:30:00Z\"",
    "\"en\"",
    "\"ltr\"",
    "\"urn:1\"",
    "\"urn:mayor\"",
    "\"claim\"",
    "\"b1\"",
    "\"\u{1f469}\u{200d}\u{1f469}\"",
    "\"e\u{301}\"",
    "// x",
    "",
];

/// Keys, some in quotation marks because they are written as they stand.
const KEYS: &[&str] = &[
    "",
    "__proto__",
    "constructor",
    "toString",
    "Annotations",
    "ANNOTATIONS",
    "annotations",
    "articles",
    "relations",
    "id",
    "\"\\u0069d\"",
    "format",
    "version",
    "$ref",
    "a.b",
    "[0]",
    "x\u{0}",
    "\u{202e}id",
    "later",
];

/// One change of a tree: what, where, and which.
fn change(tree: &mut Tree, (what, place, which): (u8, Index, Index)) {
    let size = tree.size();
    let other = tree.at(which.index(size)).clone();
    let node = tree.at(place.index(size));
    let key = KEYS[which.index(KEYS.len())].to_owned();
    match (what % 11, node) {
        (0 | 1, node) => *node = Tree::Raw(VALUES[which.index(VALUES.len())].to_owned()),
        (2, Tree::List(entries)) if !entries.is_empty() => drop(entries.remove(which.index(entries.len()))),
        (2, Tree::Object(fields)) if !fields.is_empty() => drop(fields.remove(which.index(fields.len()))),
        (3, Tree::List(entries)) if !entries.is_empty() => entries.push(entries[which.index(entries.len())].clone()),
        (3, Tree::Object(fields)) if !fields.is_empty() => fields.push(fields[which.index(fields.len())].clone()),
        (4, Tree::Object(fields)) if !fields.is_empty() => {
            let name = fields[which.index(fields.len())].0.clone();
            fields.insert(0, (name, Tree::Raw("null".to_owned())));
        }
        (5, Tree::Object(fields)) if !fields.is_empty() => {
            let at = which.index(fields.len());
            fields[at].0 = if at % 2 == 0 { key } else { fields[at].0.to_uppercase() };
        }
        (6, Tree::Object(fields)) => fields.push((key, other)),
        (6, Tree::List(entries)) => entries.push(other),
        (7, node) => {
            for _ in 0..which.index(140) {
                *node = if what % 2 == 0 {
                    Tree::List(vec![node.clone()])
                } else {
                    Tree::Object(vec![("x".into(), node.clone())])
                };
            }
        }
        (8, Tree::List(entries)) => entries.clear(),
        (8, Tree::Object(fields)) => fields.clear(),
        (9, node) => *node = other,
        (10, node) => *node = Tree::Raw(json!("x".repeat(which.index(5000))).to_string()),
        (_, node) => *node = Tree::Raw(VALUES[place.index(VALUES.len())].to_owned()),
    }
}

/// One change of bytes: what, where, how much.
fn damage(bytes: &mut Vec<u8>, good: &[Vec<u8>], (what, place, which): (u8, Index, Index)) {
    if bytes.is_empty() {
        return;
    }
    let at = place.index(bytes.len());
    match what % 9 {
        0 => bytes[at] ^= 1 << which.index(8),
        1 => bytes.truncate(at),
        2 => drop(bytes.drain(..at)),
        3 => bytes[at] = b"\"\\{}[]:,\0\xff\r\n0e-"[which.index(15)],
        4 => {
            let other = &good[which.index(good.len())];
            let (from, to) = (place.index(other.len()), which.index(other.len()));
            bytes.splice(at..at, other[from.min(to)..from.max(to)].iter().copied());
        }
        5 => drop(bytes.splice(..0, *b"\xef\xbb\xbf")),
        6 => bytes.extend(bytes.clone()),
        7 => {
            let text = String::from_utf8_lossy(bytes).into_owned();
            *bytes = std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        }
        _ => {
            let end = (at + which.index(40)).min(bytes.len());
            let part = bytes[at..end].to_vec();
            bytes.splice(at..at, part);
        }
    }
}

type Changes = Vec<(u8, Index, Index)>;

fn any_changes(most: usize) -> impl Strategy<Value = Changes> {
    prop::collection::vec((any::<u8>(), any::<Index>(), any::<Index>()), 0..=most)
}

fn texts(folder: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.iter().map(|path| fs::read(path).unwrap()).collect()
}

#[test]
fn row_14_mutated_files_are_accounted_for() {
    let golden: Value = serde_json::from_str(include_str!("../../tests/golden/scripts.annotations.json")).unwrap();
    let list = json!([full_article(), full_annotations(), full_scheme(), golden]);
    let good =
        [full_article(), full_annotations(), full_annotations(), golden, full_scheme(), list].map(|v| Tree::of(&v));
    let good_bytes: Vec<Vec<u8>> = good.iter().map(|tree| tree.text().into_bytes()).collect();
    let before = state();
    let of_json = (0..good.len(), any_changes(3), prop_oneof![3 => any_changes(0), 1 => any_changes(2)]);
    let count = tried(demanded(300, 10_000, 1_000_000), of_json, |(which, changes, damages)| {
        let mut tree = good[which].clone();
        changes.into_iter().for_each(|one| change(&mut tree, one));
        let mut bytes = tree.text().into_bytes();
        damages.into_iter().for_each(|one| damage(&mut bytes, &good_bytes, one));
        if let Some(text) = text_of(&bytes) {
            check_accounted(&text)?;
        }
        check_whole_way(&Request::Read, &bytes, &before).map(drop)
    });
    let plain = texts("tests/cases/plain_text");
    let of_text = (0..plain.len(), any_changes(4));
    let of_plain = tried(demanded(60, 2_000, 100_000), of_text, |(which, damages)| {
        let mut bytes = plain[which].clone();
        damages.into_iter().for_each(|one| damage(&mut bytes, &plain, one));
        let held = reading(&answer(&Request::Read.to_json(), &bytes)).map_err(|_| TestCaseError::fail("no answer"))?;
        // Every character that is no white space and no mark of a list is in the draft, or it is told why there is none.
        prop_assert!(held.iter().all(|held| held.draft.is_some() || !held.problems.is_empty()));
        check_whole_way(&Request::Read, &bytes, &before).map(drop)
    });
    let pairs: Vec<Files> = CASES.iter().map(|name| case(name)).collect();
    let of_pair = (0..pairs.len(), any::<Index>(), prop::collection::vec((any::<Index>(), any::<u8>()), 1..6));
    let of_brat = tried(demanded(60, 2_000, 100_000), of_pair, |(which, file, seeds)| {
        let mut files = pairs[which].clone();
        let at = file.index(files.len());
        files[at].1 = mutated(&files[at].1, &seeds);
        check_any(&files)?;
        let part = |(name, text): &(String, String)| Part { name: name.clone(), bytes: text.len() };
        let request = Request::ReadTogether(files.iter().map(part).collect());
        let bytes: Vec<&[u8]> = files.iter().map(|(_, text)| text.as_bytes()).collect();
        check_whole_way(&request, &bytes.concat(), &before).map(drop)
    });
    println!(
        "demand 14: {count} mutated JSON files, {of_plain} plain texts, {of_brat} brat files: 0 panics, 0 things unaccounted for, all undone exactly"
    );
}

// Row 17.

/// Any JSON that an unknown key can have.
fn any_json() -> impl Strategy<Value = Value> {
    let number = any::<f64>().prop_filter_map("JSON has no such number", |n| n.is_finite().then(|| json!(n)));
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        number,
        ".{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::btree_map(".{0,3}", inner, 0..3).prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

/// Puts keys that nobody knows into some objects, but not into those that are values by
/// their names, nor around the things.
fn with_more_keys(value: &mut Value, depth: usize, more: &mut dyn Iterator<Item = Option<Value>>) {
    match value {
        Value::Array(entries) => entries.iter_mut().for_each(|entry| with_more_keys(entry, depth + 1, more)),
        Value::Object(fields) => {
            let is_entry = depth == 2 && !fields.contains_key("created") && !fields.contains_key("labels");
            let is_said = |name: &str| ["attributes", "suggests"].contains(&name);
            for (name, value) in fields.iter_mut() {
                if !(is_said(name) && value.is_object()) && !name.starts_with("x-") {
                    with_more_keys(value, depth + 1, more);
                }
            }
            if let Some(more) = more.next().flatten().filter(|_| depth > 0 && !is_entry) {
                fields.insert("x-more".to_owned(), more);
            }
        }
        _ => {}
    }
}

/// A workspace of all kinds of things, with marks of several passages and keys that
/// nobody knows anywhere.
fn any_rich_workspace() -> impl Strategy<Value = Workspace> {
    let more = prop::collection::vec(prop::option::weighted(0.3, any_json()), 1..24);
    let spans = prop::collection::vec(prop::collection::vec((1u32..6, 1u32..5), 1..4), 0..8);
    (any_workspace(), more, spans).prop_map(|(workspace, more, spans)| {
        let mut file: Value = serde_json::from_str(&with_everything(&workspace)).unwrap();
        with_more_keys(&mut file, 0, &mut more.into_iter().cycle());
        let read = read(&file.to_string());
        assert_eq!((codes(&read.problems), read.rejected), (vec![], 0));
        let with_keys = imported(&Workspace::default(), &read).0;
        // Marks of several passages.
        let mut annotations: Vec<Rc<Annotation>> = with_keys.annotations().cloned().collect();
        for (number, (annotation, parts)) in annotations.iter_mut().zip(spans).enumerate() {
            let Some(marked) = with_keys.article(&annotation.article) else { continue };
            let length = marked.readable.text.end().char.0;
            let mut at = 0;
            let mut fitting = Vec::new();
            for (gap, size) in parts {
                let start = at + gap - u32::from(fitting.is_empty());
                at = start + size;
                if at <= length {
                    fitting.push((start, at));
                }
            }
            if !fitting.is_empty() && number % 3 != 2 {
                let of = &marked.readable.article;
                let target = super::tests::target(of, &fitting);
                *annotation = Rc::new(Annotation { target, moved: None, ..Annotation::clone(annotation) });
            }
        }
        let articles = with_keys.articles().map(|marked| marked.readable.article.clone()).collect();
        // Which scheme is used is the reader's, and not in these files.
        let schemes = others(&workspace).into_iter().filter(|other| matches!(other, Entity::Scheme(_)));
        let kept = others(&with_keys).into_iter().filter(|other| !matches!(other, Entity::Scheme(_)));
        with_others(articles, annotations, kept.chain(schemes).collect())
    })
}

#[test]
fn row_17_what_goes_out_comes_back() {
    let count = tried(demanded(120, 10_000, 500_000), any_rich_workspace(), |workspace| {
        let text = with_everything(&workspace);
        let file = read(&text);
        prop_assert_eq!((codes(&file.problems), file.rejected), (vec![], 0));
        let back = imported(&Workspace::default(), &file).0;
        prop_assert_eq!(&back, &unchosen(&workspace));
        prop_assert_eq!(&with_everything(&back), &text);
        // By way of the worker, too.
        let there = check_whole_way(&Request::Read, text.as_bytes(), &State::default())?;
        prop_assert_eq!(&*there.workspace, &back);
        Ok(())
    });
    println!(
        "demand 17: {count} workspaces exported, wiped and imported: all equal, the second export byte for byte the first"
    );
}

// Row 18.

/// Some of the entries of a file.
fn part_of(file: &Value, keep: &[bool]) -> String {
    let mut part = file.clone();
    let mut keep = keep.iter().copied().cycle();
    for list in ["articles", "annotations", "relations", "identities", "schemes"] {
        if let Some(Value::Array(entries)) = part.get_mut(list) {
            entries.retain(|_| keep.next().unwrap_or(true));
        }
    }
    part.to_string()
}

fn after(files: &[&ReadFile]) -> Workspace {
    files.iter().fold(Workspace::default(), |here, file| imported(&here, file).0)
}

/// What a workspace says, whatever it calls it: the texts, what is marked in them and
/// what is said, without the places where words were found again, times of changes, and
/// what differs from what.
fn said(workspace: &Workspace) -> Vec<String> {
    let about = |id: &crate::model::id::IdentityId| match workspace.identity(id) {
        Some(identity) => {
            let Identity { name, aliases, wikidata, note, extra, .. } = &**identity;
            format!("{name:?} {aliases:?} {wikidata} {note:?} {extra:?}")
        }
        None => format!("not here: {id}"),
    };
    let text_of = |id: &ArticleId| match workspace.article(id) {
        Some(marked) => format!("{:?}", marked.readable.text.as_str()),
        None => format!("not here: {id}"),
    };
    let mark = |mark: &Annotation| {
        let Annotation { article, label, attributes, note, created, extra, .. } = mark;
        let identity = mark.identity.as_ref().map(about);
        let (text, chosen) = (text_of(article), mark.chosen());
        format!("mark {text} {label} {chosen:?} {attributes:?} {identity:?} {note:?} {created:?} {extra:?}")
    };
    let articles = workspace.articles().map(|marked| format!("text {}", text_of(&marked.readable.article.id)));
    let relations = workspace.relations().map(|relation| {
        let joined = relation.arguments.iter().map(|argument| {
            let joined = workspace.annotation(&argument.annotation).map(|annotation| mark(annotation));
            format!("{} {joined:?} {:?}", argument.role, argument.extra)
        });
        let joined: Vec<String> = joined.collect();
        let (label, attributes, note) = (&relation.label, &relation.attributes, &relation.note);
        format!("relation {label} {joined:?} {attributes:?} {note:?} {:?}", relation.extra)
    });
    let identities = workspace.identities().map(|identity| format!("identity {}", about(&identity.id)));
    let schemes = workspace.schemes().map(|scheme| format!("scheme {} {:?}", scheme.title, scheme.labels));
    let marks = workspace.annotations().map(|annotation| mark(annotation));
    let mut all: Vec<String> = articles.chain(marks).chain(relations).chain(identities).chain(schemes).collect();
    all.sort();
    all
}

#[test]
fn row_18_files_come_in_once_and_in_any_order() {
    let keep = || prop::collection::vec(any::<bool>(), 1..40);
    let parts = (any_rich_workspace(), keep(), keep());
    let alike = tried(demanded(60, 10_000, 500_000), parts, |(workspace, one, two)| {
        let file: Value = serde_json::from_str(&with_everything(&workspace)).unwrap();
        let (one, two) = (read(&part_of(&file, &one)), read(&part_of(&file, &two)));
        let (there, back) = (after(&[&one, &two]), after(&[&two, &one]));
        prop_assert_eq!(&there, &back);
        prop_assert_eq!(with_everything(&there), with_everything(&back));
        for again in [[&one, &one, &two, &one], [&one, &two, &two, &two], [&two, &one, &two, &one]] {
            prop_assert_eq!(&after(&again), &there);
        }
        Ok(())
    });
    let pairs = (any_workspace(), any_workspace());
    let differing = tried(demanded(60, 10_000, 500_000), pairs, |(one, two)| {
        let (one, two) = (read(&with_everything(&one)), read(&with_everything(&two)));
        let (there, back) = (after(&[&one, &two]), after(&[&two, &one]));
        prop_assert_eq!(said(&there), said(&back));
        for file in [&one, &two] {
            prop_assert!(imported(&there, file).1.edit().is_none() && imported(&back, file).1.edit().is_none());
        }
        Ok(())
    });
    println!(
        "demand 18: {alike} pairs of files that agree: the same workspace in either order, and after each once more; \
         {differing} pairs that say other things under the same names: the same is said in either order"
    );
}
