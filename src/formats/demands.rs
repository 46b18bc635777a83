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
    any_workspace, changed, codes, full_annotations, full_article, full_scheme, imported, others, unchosen,
    with_everything, with_others,
};
use super::*;
use crate::jobs::{Part, Reading, Request, answer_reading, reading};
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
                Ok(Tree::Raw(json!(value).to_string()))
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
    if format.as_deref() == Some("\"ascribe-backup\"") {
        let records =
            file.all("records").into_iter().map(|list| if let Tree::List(list) = list { list.len() } else { 0 });
        return (records.sum(), 0);
    }
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
    let records = file.backup.as_ref().map_or(0, |backup| backup.records.len());
    file.articles.len() + file.annotations.len() + file.others.len() + records
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
            let alone = parts.iter().map(accepted).sum::<usize>();
            prop_assert_eq!(whole, alone, "{}", text);
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
            // Of thousands, the first.
            let expected = file.rejected.min(MOST_TOLD / 20);
            prop_assert!(is_one || entries.len() >= expected, "{:?}", file.problems);
        }
        _ => {
            let is_told = !file.drafts.is_empty() || !file.problems.is_empty();
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
    // What came in can be read back from our own file, if it is not more than one may hold.
    let written = with_everything(&after.workspace);
    let back = read(&written);
    prop_assert!(
        written.len() > MAX_FILE_BYTES || (back.problems.is_empty() && back.rejected == 0),
        "{:?}",
        back.problems
    );
    Ok(after)
}

/// What the page learns from the worker.
fn by_worker(request: &Request, bytes: &[u8]) -> Result<Vec<Reading>, TestCaseError> {
    let read = reading(&answer_reading(&request.to_json(), bytes).text);
    read.map_err(|_| TestCaseError::fail("the page does not understand the worker"))
}

/// The whole way of a file: by the worker, into a workspace that has things.
fn check_whole_way(request: &Request, bytes: &[u8], before: &State) -> Result<State, TestCaseError> {
    by_worker(request, bytes)?.into_iter().try_fold(before.clone(), |state, held| check_import(&state, held))
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
    let kept = [("ascribe/1/a", "6f1ce0b2 {}"), ("ascribe/1/b", "x"), ("ascribe/preference/snap", "word")];
    let kept = kept.map(|(key, value)| (key.to_owned(), value.to_owned()));
    let backup: Value = serde_json::from_str(&backup::write(&moment(0), &kept)).unwrap();
    let good = [full_article(), full_annotations(), full_annotations(), golden, full_scheme(), list, backup];
    let good = good.map(|file| Tree::of(&file));
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
        let held = by_worker(&Request::Read, &bytes)?;
        prop_assert!(held.iter().all(|held| !held.drafts.is_empty() || !held.problems.is_empty()));
        held.into_iter().try_fold(before.clone(), |state, held| check_import(&state, held)).map(drop)
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
    // Of fifteen digits: of more, the last may change, and exact reading would cost the
    // first load seven kilobytes.
    let number = (-999_999_999_999_999_i64..=999_999_999_999_999, 0u32..16);
    let number = number.prop_map(|(digits, places)| json!(format!("{digits}e-{places}").parse::<f64>().unwrap()));
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
                let is_left = is_said(name) && value.is_object() || name.starts_with("x-");
                if !is_left {
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

// Row 15.

/// What became of a file: how many articles, marks and other things came in, how many
/// were left out, and what was told.
fn outcome(readings: &[Reading]) -> String {
    let sum = |count: fn(&Reading) -> usize| readings.iter().map(count).sum::<usize>();
    let counts = [
        ("text", sum(|held| held.drafts.len())),
        ("articles", sum(|held| held.articles.len())),
        ("marks", sum(|held| held.annotations.len())),
        ("others", sum(|held| held.others.len())),
        ("records", sum(|held| held.backup.as_ref().map_or(0, |backup| backup.records.len()))),
        ("left out", sum(|held| held.rejected)),
    ];
    let counts = counts.into_iter().filter(|(_, count)| *count > 0).map(|(name, count)| format!("{name} {count}"));
    let mut told: Vec<String> = Vec::new();
    for problem in readings.iter().flat_map(|held| &held.problems) {
        let place = problem.args.iter().find(|(name, _)| *name == "place").map(|(_, place)| place.as_str());
        told.push([&*problem.code, place.unwrap_or_default()].join(" ").trim().to_owned());
    }
    let more = told.len().saturating_sub(3);
    told.truncate(3);
    let more = (more > 0).then(|| format!("{more} more"));
    counts.chain(told).chain(more).collect::<Vec<_>>().join(", ")
}

/// The outcome of a file into a workspace that has things: all that was here stays, all
/// that came in goes at one step back, and the worker's answer is understood.
#[track_caller]
fn check_hostile(name: &str, bytes: &[u8], expected: &str, before: &State, known: &mut BTreeSet<String>) {
    assert!(known.insert(name.to_owned()), "{name} stands twice");
    let readings = by_worker(&Request::Read, bytes).unwrap_or_else(|failed| panic!("{name}: {failed}"));
    let found = outcome(&readings);
    assert_eq!(found, expected, "{name}");
    if let Some(text) = text_of(bytes).filter(|text| text.len() <= 100_000) {
        check_accounted(&text).unwrap_or_else(|failed| panic!("{name}: {failed}"));
    }
    let whole_way = readings.into_iter().try_fold(before.clone(), |state, held| check_import(&state, held));
    whole_way.unwrap_or_else(|failed| panic!("{name}: {failed}"));
}

/// A good file of annotations with something else in one place of its text.
fn with_text(from: &str, to: &str) -> Vec<u8> {
    let text = full_annotations().to_string();
    assert!(text.contains(from), "{from}");
    text.replacen(from, to, 1).into_bytes()
}

/// A good file with other values at some places.
fn with_values(good: fn() -> Value, values: &[(&str, Value)]) -> Vec<u8> {
    values.iter().fold(good(), |file, (at, value)| changed(&file, at, Some(value.clone()))).to_string().into_bytes()
}

fn with(at: &str, value: Value) -> Vec<u8> {
    with_values(full_annotations, &[(at, value)])
}

/// All that the full file of annotations holds.
const ALL: &str = "articles 1, marks 3, others 5";

#[test]
fn row_15_hostile_files_have_their_outcomes() {
    let before = state();
    let mut known = BTreeSet::new();
    let mut check =
        |name: &str, bytes: &[u8], expected: &str| check_hostile(name, bytes, expected, &before, &mut known);
    let deep = |depth: usize| format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
    let nested = |depth: usize| serde_json::from_str::<Value>(&deep(depth)).unwrap();
    let only = |name: &str, entries: Vec<Value>| {
        let mut file = json!({ "format": "ascribe-annotations", "version": 1, "articles": [], "annotations": [] });
        file[name] = entries.into();
        file.to_string().into_bytes()
    };
    let many = |name: &str, count: usize, entry: &dyn Fn(usize) -> Value| only(name, (0..count).map(entry).collect());
    let mark = |id: &str| {
        let mut mark = full_annotations()["annotations"][0].clone();
        mark["id"] = json!(id);
        mark
    };

    check("good", full_annotations().to_string().as_bytes(), ALL);

    // Size.
    check("too large", &vec![b' '; MAX_FILE_BYTES + 1], "file-too-large");
    let million = demanded(20_000, 1_000_000, 1_000_000) as usize;
    let long = demanded(200_000, 5_000_000, 5_000_000) as usize;
    let no_files = format!("left out {million}, entry-left-out [0], file-unknown, entry-left-out [1], 998 more");
    let twice = |kept: &str, list: &str| {
        let places: Vec<String> = (1..4).map(|at| format!("id-twice {list}[{at}].id")).collect();
        format!("{kept} 1, left out {}, {}, 998 more", million / 10 - 1, places.join(", "))
    };
    check("numbers without end", format!("[{}0]", "0,".repeat(16_000_000)).as_bytes(), "json-too-many");
    check("a million that are no files", format!("[{}0]", "0,".repeat(million - 1)).as_bytes(), &no_files);
    check("a million empty objects", format!("[{}{{}}]", "{},".repeat(million - 1)).as_bytes(), &no_files);
    let none: Vec<String> = (0..3).map(|at| format!("field-not-object annotations[{at}]")).collect();
    let none = format!("left out {million}, {}, 998 more", none.join(", "));
    check("a million marks that are none", &many("annotations", million, &|_| json!(0)), &none);
    let placed = mark("urn:x");
    let marks = many("annotations", million / 10, &|_| placed.clone());
    check("a hundred thousand marks of one name", &marks, &twice("marks", "annotations"));
    let relation = full_annotations()["relations"][0].clone();
    let relations = many("relations", million / 10, &|_| relation.clone());
    check("a hundred thousand connections of one name", &relations, &twice("others", "relations"));
    let named = |thing: &Value, number: usize| {
        let mut thing = thing.clone();
        thing["id"] = json!(format!("urn:{number}"));
        thing
    };
    let connections = many("relations", million / 10, &|number| named(&relation, number));
    check("a hundred thousand connections", &connections, &format!("others {}", million / 10));
    let identity = full_annotations()["identities"][0].clone();
    let identities = many("identities", million / 10, &|number| named(&identity, number));
    check("a hundred thousand identities", &identities, &format!("others {}", million / 10));
    // The last comes first: each would be put before all others.
    let marks: Vec<Value> = (0..million / 20).rev().map(|number| named(&placed, 1_000_000 + number)).collect();
    let in_one_block = with("/annotations", marks.into());
    let expected = format!("articles 1, marks {}, others 5", million / 20);
    check("fifty thousand marks of one word", &in_one_block, &expected);
    check("a long note", &with("/annotations/0/note", json!("x".repeat(long))), ALL);
    check(
        "a long name",
        &with("/annotations/0/id", json!("x".repeat(1_000_000))),
        "articles 1, marks 2, others 5, left out 1, field-not-id annotations[0].id",
    );
    check("a name just short enough", &with("/annotations/0/id", json!("x".repeat(2048))), ALL);
    check(
        "a long name of an answer",
        &with("/annotations/0/attributes", json!({ "x".repeat(100_000): "x" })),
        "articles 1, marks 2, others 5, left out 1, field-not-id annotations[0].attributes",
    );

    // Nesting.
    check("brackets without end", "[".repeat(1_000_000).as_bytes(), "json-too-deep");
    check("objects without end", "{\"a\":".repeat(1_000_000).as_bytes(), "json-too-deep");
    check(
        "deep where nobody looks",
        &with_text("{\"annotations\":", &format!("{{\"later\":{},\"annotations\":", deep(90))),
        "articles 1, marks 3, others 5, field-unknown later",
    );
    check(
        "too deep where nobody looks",
        &with_text("{\"annotations\":", &format!("{{\"later\":{},\"annotations\":", deep(100_000))),
        "json-too-deep",
    );
    check(
        "deep within a mark",
        &with("/annotations/0/later", nested(80)),
        "articles 1, marks 2, others 5, left out 1, too-deep annotations[0]",
    );
    check("as deep as may be within a mark", &with("/annotations/0/later", nested(63)), ALL);
    check("deep within an article", &with_values(full_article, &[("/later", nested(64))]), "left out 1, too-deep 1");
    check("as deep as may be within an article", &with_values(full_article, &[("/later", nested(63))]), "articles 1");
    check(
        "lists of lists",
        json!([[[[full_article()]]]]).to_string().as_bytes(),
        "left out 1, entry-left-out [0], file-unknown",
    );

    // Numbers.
    let start = "/annotations/0/target/0/start";
    let end = "/annotations/0/target/0/end";
    let number = |field: &str| {
        format!("articles 1, marks 2, others 5, left out 1, field-not-number annotations[0].target[0].{field}")
    };
    check("a number below 0", &with(start, json!(-1)), &number("start"));
    check("a number with a fraction", &with(end, json!(5.0)), &number("end"));
    check("a number beyond 32 bits", &with(end, json!(1_u64 << 32)), &number("end"));
    check("a number beyond 64 bits", &with_text("\"end\":5", "\"end\":18446744073709551616"), &number("end"));
    check("a number as text", &with(end, json!("5")), &number("end"));
    check("a number beyond all", &with_text("\"end\":5", "\"end\":1e999"), "json-syntax");
    check("no number", &with_text("\"end\":5", "\"end\":NaN"), "json-syntax");
    check(
        "a start after the end",
        &with(start, json!(9)),
        "articles 1, marks 2, others 5, left out 1, span-backwards annotations[0].target[0]",
    );
    check(
        "an empty passage",
        &with(start, json!(5)),
        "articles 1, marks 2, others 5, left out 1, span-backwards annotations[0].target[0]",
    );
    check(
        "a passage beyond the text",
        &with_values(full_annotations, &[(start, json!(4_000_000_000_u32)), (end, json!(4_000_000_005_u32))]),
        ALL,
    );
    check(
        "passages that overlap",
        &with("/annotations/1/target/1/start", json!(2)),
        "articles 1, marks 2, others 5, left out 1, fragments-out-of-order annotations[1].target",
    );
    check(
        "no passage",
        &with("/annotations/0/target", json!([])),
        "articles 1, marks 2, others 5, left out 1, target-empty annotations[0].target",
    );
    check(
        "a score beyond 100",
        &with("/annotations/2/moved/score", json!(101)),
        "articles 1, marks 2, others 5, left out 1, field-not-number annotations[2].moved.score",
    );
    check(
        "a level beyond 6",
        &with_values(full_article, &[("/blocks/2/level", json!(255))]),
        "left out 1, field-not-number blocks[2].level",
    );

    // Names that stand twice.
    check(
        "the marks twice",
        &with_text("{\"annotations\":", "{\"annotations\":[],\"annotations\":"),
        "left out 1, field-twice annotations",
    );
    check(
        "a field of a mark twice",
        &with_text("\"note\":\"why\"", "\"note\":\"why\",\"note\":\"no\""),
        "articles 1, marks 2, others 5, left out 1, field-twice annotations[0].note",
    );
    check(
        "a field twice, once in other letters",
        &with_text("\"note\":\"why\"", "\"note\":\"why\",\"\\u006eote\":\"no\""),
        "articles 1, marks 2, others 5, left out 1, field-twice annotations[0].note",
    );
    check(
        "an answer twice",
        &with_text("\"type\":\"event\"", "\"type\":\"event\",\"type\":\"opinion\""),
        "articles 1, marks 2, others 5, left out 1, field-twice annotations[1].attributes.type",
    );
    check(
        "a key that nobody knows twice",
        &with_text("\"note\":\"why\"", "\"x\":{\"y\":1,\"y\":2}"),
        "articles 1, marks 2, others 5, left out 1, field-twice annotations[0].x.y",
    );
    check("names in capitals", &with_text("\"note\":\"why\"", "\"note\":\"why\",\"Note\":\"no\""), ALL);
    check(
        "a list in capitals",
        &with_text("\"relations\":", "\"Relations\":"),
        "articles 1, marks 3, others 3, field-unknown Relations",
    );
    check(
        "a mark twice",
        &with("/annotations/1", mark("urn:1")),
        "articles 1, marks 2, others 5, left out 1, id-twice annotations[1].id",
    );
    check(
        "a block twice",
        &with_values(full_article, &[("/blocks/1/id", json!("b1"))]),
        "left out 1, id-twice blocks[1].id",
    );
    check(
        "an identity twice",
        &with("/identities/1/id", json!("urn:mayor")),
        "articles 1, marks 3, others 4, left out 1, id-twice identities[1].id",
    );
    check("a mark and a connection of one name", &with("/relations/0/id", json!("urn:1")), ALL);
    let twice = json!([{ "id": "https://example.org/a", "article": full_article() }, { "id": "https://example.org/a", "article": changed(&full_article(), "/title", Some(json!("Other"))) }]);
    check("an article twice, with two headlines", &with("/articles", twice), "articles 2, marks 3, others 5");

    // Characters.
    check("half a character", &with_text("\"why\"", "\"\\ud800\""), "json-syntax");
    check("two halves the wrong way round", &with_text("\"why\"", "\"\\udc00\\ud800\""), "json-syntax");
    check("a byte order mark", &[b"\xef\xbb\xbf", full_annotations().to_string().as_bytes()].concat(), ALL);
    check(
        "two byte order marks",
        &[b"\xef\xbb\xbf\xef\xbb\xbf", full_annotations().to_string().as_bytes()].concat(),
        "text 1",
    );
    let utf16 = |text: &str, order: fn(u16) -> [u8; 2]| {
        std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(order).collect::<Vec<u8>>()
    };
    check("UTF-16", &utf16(&full_annotations().to_string(), u16::to_le_bytes), ALL);
    check("UTF-16, the other way round", &utf16(&full_annotations().to_string(), u16::to_be_bytes), ALL);
    check("UTF-16 that ends in half a character", &[0xFF, 0xFE, b'a', 0, 0x00, 0xD8], "file-not-text");
    check("UTF-16 that ends in half a unit", &[0xFF, 0xFE, b'a', 0, b'b'], "file-not-text");
    check("UTF-32", &[0xFF, 0xFE, 0, 0, b'a', 0, 0, 0], "file-not-text");
    check("Latin 1", b"caf\xe9 au lait", "file-not-text");
    check("overlong UTF-8", b"{\"a\": \"\xc0\xaf\"}", "file-not-text");
    check("a NUL in a note", &with("/annotations/0/note", json!("a\u{0}b")), ALL);
    check("control characters in a note", &with("/annotations/0/note", json!("\u{1}\u{1b}[31m\u{7f}\u{9d}")), ALL);
    check(
        "a NUL in a name",
        &with("/annotations/0/id", json!("urn:\u{0}")),
        "articles 1, marks 2, others 5, left out 1, field-not-id annotations[0].id",
    );
    check("a name that turns the line", &with("/annotations/0/label", json!("\u{202e}mialc")), ALL);
    check("a name that cannot be seen", &with("/annotations/0/id", json!("urn:1\u{200b}")), ALL);
    check("a note that turns the line", &with("/annotations/0/note", json!("\u{202e}\u{2066}gnp.exe")), ALL);
    check(
        "a line break in a block",
        &with_values(full_article, &[("/blocks/3/text", json!("a\u{2028}b"))]),
        "left out 1, block-text blocks[3].text",
    );
    check("a NUL in a block", &with_values(full_article, &[("/blocks/3/text", json!("a\u{0}b"))]), "articles 1");
    let family = changed(
        &full_annotations(),
        "/articles/0/article/blocks/0/text",
        Some(json!("\u{1f469}\u{200d}\u{1f469}\u{200d}\u{1f466} e\u{301}")),
    );
    let inside = json!([{ "start": 1, "end": 3, "exact": "\u{200d}\u{1f469}", "prefix": "", "suffix": "" }]);
    let family = changed(&family, "/annotations/0/target", Some(inside));
    check(
        "a mark within one character",
        family.to_string().as_bytes(),
        "articles 1, marks 3, others 5, digest-differs",
    );

    // What refers to nothing, or in a circle.
    check("a connection of nothing", &with("/relations/0/arguments/0/annotation", json!("urn:none")), ALL);
    check("a connection of itself", &with("/relations/0/arguments/0/annotation", json!("urn:r1")), ALL);
    check("a connection of one mark with itself", &with("/relations/0/arguments/1/annotation", json!("urn:1")), ALL);
    check("a connection without ends", &with("/relations/0/arguments", json!([])), ALL);
    check("an identity that differs from itself", &with("/identities/0/differentFrom", json!(["urn:mayor"])), ALL);
    let circle =
        [("/identities/0/differentFrom", json!(["urn:other"])), ("/identities/1/differentFrom", json!(["urn:mayor"]))];
    check("identities that differ in a circle", &with_values(full_annotations, &circle), ALL);
    check("a mark about nothing", &with("/annotations/1/identity", json!("urn:none")), ALL);
    check("a mark of no article", &with("/annotations/0/article", json!("urn:none")), ALL);
    check(
        "an article that calls itself otherwise",
        &with("/articles/0/id", json!("urn:other")),
        "articles 1, marks 3, others 5, article-id-differs articles[0].id",
    );

    // Names that mean something to JavaScript, addresses that are none, markup, formulas.
    for name in ["__proto__", "constructor", "toString", "hasOwnProperty"] {
        let answers = json!({ name: "x" });
        let values = [
            ("/annotations/0/id", json!(name)),
            ("/annotations/0/label", json!(name)),
            ("/annotations/0/attributes", answers),
            ("/identities/1/id", json!(name)),
            ("/annotations/1/identity", json!(name)),
        ];
        check(&format!("{name} as a name"), &with_values(full_annotations, &values), ALL);
    }
    check(
        "__proto__ as a key",
        &with_text("{\"annotations\":", "{\"__proto__\":{\"polluted\":true},\"annotations\":"),
        "articles 1, marks 3, others 5, field-unknown __proto__",
    );
    for address in [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "\u{1}javascript:alert(1)",
        " javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:msgbox(1)",
        "file:///etc/passwd",
        "blob:https://example.org/x",
        "//example.org",
        "https:example.org",
        "https:///x",
        "https://",
        "https:\\\\example.org",
        "https://example.org\n",
        "https://exam\tple.org",
    ] {
        for field in ["/url", "/outlet/url", "/authors/1/url", "/licence/url"] {
            let place = super::tests::place_of(field);
            check(
                &format!("{address} in {place}"),
                &with_values(full_article, &[(field, json!(address))]),
                &format!("left out 1, field-not-address {place}"),
            );
        }
    }
    let markup = "<img src=x onerror=alert(1)>\"'><script>alert(1)</script>";
    let values = [
        "/articles/0/article/title",
        "/articles/0/article/outlet/name",
        "/articles/0/article/licence/notice",
        "/articles/0/article/story/title",
        "/annotations/0/note",
        "/relations/0/note",
        "/identities/0/name",
        "/identities/0/aliases/0",
        "/identities/0/note",
        "/schemes/0/title",
        "/schemes/0/labels/0/name",
        "/schemes/0/labels/0/test",
        "/schemes/0/labels/0/colour",
        "/schemes/0/labels/0/line",
    ];
    check("markup in every text", &with_values(full_annotations, &values.map(|at| (at, json!(markup)))), ALL);
    for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠1"] {
        let values =
            ["/articles/0/article/title", "/annotations/0/note", "/identities/0/name", "/schemes/0/labels/0/name"];
        check(
            &format!("a formula {formula:?} in every text"),
            &with_values(full_annotations, &values.map(|at| (at, json!(formula)))),
            ALL,
        );
    }

    // What is another kind of file, or says so.
    check("nothing", b"", "plain-text-empty");
    check("white space", b" \n\t\r\n ", "plain-text-empty");
    check("only a byte order mark", b"\xef\xbb\xbf", "plain-text-empty");
    check("an archive", b"PK\x03\x04\x14\x00\x00\x00\x08\x00\xff\xfe", "file-not-text");
    check("a compressed file", b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03", "file-not-text");
    check("a picture", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "file-not-text");
    check("a PDF", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "file-not-text");
    check("a PDF in ASCII", b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n", "file-of-other-kind");
    check("RTF", b"{\\rtf1\\ansi The mayor resigned.}", "file-of-other-kind");
    check("a web page without text", b"\n<!DOCTYPE HTML><title>Mayor resigns</title>", "page-without-text");
    check("a web page of boxes in boxes", format!("<html>{}", "<div>".repeat(100_000)).as_bytes(), "page-too-deep");
    check("a web page without end", format!("<html>{}", "<p>a".repeat(500_000)).as_bytes(), "page-too-large");
    check("an article without text", b"{\"@type\": \"NewsArticle\", \"headline\": \"Mayor\"}", "article-without-text");
    check("a program", b"\x7fELF\x02\x01\x01\x00\x00\x00\x00", "file-not-text");
    check("binary in ASCII", b"GIF89a\x01\x00\x01\x00\x00\x00\x00;", "file-not-text");
    check("JSON with comments", &with_text("{\"annotations\":", "{// all\n\"annotations\":"), "json-syntax");
    check("JSON with a comma too many", &with_text("\"version\":1}", "\"version\":1,}"), "json-syntax");
    check("JSON that is cut off", &full_annotations().to_string().as_bytes()[..500], "json-syntax");
    check(
        "JSON of somebody else",
        b"{\"@context\": \"http://www.w3.org/ns/activitystreams\", \"type\": \"Note\"}",
        "file-unknown",
    );
    check(
        "a Web Annotation of nothing",
        b"{\"@context\": \"http://www.w3.org/ns/anno.jsonld\", \"type\": \"Annotation\"}",
        "left out 1, target-empty 1",
    );
    check("an empty list", b"[]", "file-unknown");
    check("a number", b"42", "text 1");
    check("a later version", &with("/version", json!(2)), "file-newer");
    check("version 0", &with("/version", json!(0)), "file-newer");
    check("a version of all", &with("/version", json!(u64::MAX)), "file-newer");
    check("a version with a fraction", &with("/version", json!(1.0)), "file-without-version");
    check(
        "a later article within",
        &with("/articles/0/article/version", json!(2)),
        "marks 3, others 5, left out 1, part-newer articles[0].article.version",
    );
    check(
        "a later scheme within",
        &with("/schemes/0/version", json!(2)),
        "articles 1, marks 3, others 4, left out 1, part-newer schemes[0].version",
    );
    check(
        "an article that says it is a scheme",
        &with_values(full_article, &[("/format", json!("ascribe-scheme"))]),
        "left out 1, labels-missing labels",
    );
    check(
        "a scheme that says it is an article",
        &with_values(full_scheme, &[("/format", json!("ascribe-article"))]),
        "left out 1, field-missing language, field-missing direction, field-missing blocks",
    );
    check(
        "annotations that say they are an article",
        &with("/format", json!("ascribe-article")),
        "left out 1, field-missing id, field-missing title, field-missing language, 2 more",
    );
    check("a format in capitals", &with("/format", json!("Ascribe-Annotations")), "file-unknown");

    // Backups.
    let backup = |records: &str| {
        let head = "\"format\":\"ascribe-backup\",\"version\":1,\"saved\":\"2026-01-31T09:30:00.000Z\"";
        format!("{{{head},{records}}}").into_bytes()
    };
    let record = "{\"key\":\"ascribe/1/a\",\"value\":\"x\"}";
    let lists = backup("\"records\":[],\"records\":[]");
    check("the records of a backup twice", &lists, "left out 1, field-twice records");
    let twice = format!("\"records\":[{record},{{\"key\":\"ascribe/1/b\",\"value\":\"x\",\"value\":\"y\"}}]");
    check("a value of a backup twice", &backup(&twice), "records 1, left out 1, field-twice records[1].value");
    let twice = backup(&format!("\"records\":[{record},{record}]"));
    check("a record twice", &twice, "records 1, left out 1, id-twice records[1].key");
    let foreign = backup("\"records\":[{\"key\":\"other/1\",\"value\":\"x\"}]");
    check("a record of somebody else", &foreign, "left out 1, key-not-ours records[0].key");

    // Schemes.
    check(
        "a label twice",
        &with_values(full_scheme, &[("/labels/1/id", json!("claim"))]),
        "left out 1, id-twice labels[1].id",
    );
    check(
        "a label and a connection of one name",
        &with_values(full_scheme, &[("/relations/0/id", json!("claim"))]),
        "left out 1, id-twice relations[0].id",
    );
    check("a key for two labels", &with_values(full_scheme, &[("/labels/1/key", json!("1"))]), "others 1");
    check(
        "a role for nobody",
        &with_values(full_scheme, &[("/relations/0/arguments/0/labels", json!(["none"]))]),
        "others 1",
    );
    check(
        "more at least than at most",
        &with_values(full_scheme, &[("/relations/0/arguments/0/least", json!(10))]),
        "others 1",
    );
    check(
        "a scheme of nothing",
        &with_values(full_scheme, &[("/labels", json!([])), ("/relations", json!([]))]),
        "left out 1, labels-missing labels",
    );
    check("a scheme that says it is ours", &with_values(full_scheme, &[("/id", json!(scheme::SHIPPED))]), "others 1");
    check(
        "an article that says it is ours",
        &with_values(full_article, &[("/id", json!("urn:ascribe:sample:bridge-wire"))]),
        "articles 1",
    );

    let count = known.len();
    assert!(count >= 60);
    println!(
        "demand 15: {count} named hostile files, each with its stated outcome; what was here unchanged, undone exactly"
    );
}

#[test]
fn a_limit_stands_before_several_files_that_are_read_as_one() {
    let half = vec![b'a'; MAX_FILE_BYTES / 2 + 1];
    let part = |name: &str| Part { name: name.to_owned(), bytes: half.len() };
    let request = Request::ReadTogether(vec![part("a.txt"), part("a.ann")]).to_json();
    let read = reading(&answer_reading(&request, &[half.as_slice(), &half].concat()).text).unwrap().remove(0);
    assert_eq!((codes(&read.problems), read.rejected), (vec!["file-too-large"], 2));
}
