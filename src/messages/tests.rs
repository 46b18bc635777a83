//! Holds that every message that the source asks for is there, that none is
//! superfluous, and that all are well formed.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::*;
use crate::analysis::sourcing::{Counted, FIGURES, row};
use crate::formats::{EXPORTS, report, taken_for};
use crate::model::article::KINDS;
use crate::model::scheme::{ATTRIBUTE_KINDS, COLOURS, LINES};

/// All Rust source below a folder, without the test code at a file's end.
fn sources(folder: &Path, into: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("tests.rs") {
            let text = fs::read_to_string(&path).unwrap();
            into.push_str(text.split("#[cfg(test)]\nmod tests {").next().unwrap());
        }
    }
}

/// All English messages.
fn english() -> Catalogue {
    let mut english = Catalogue::english();
    let Ok(Value::Object(later)) = serde_json::from_str(LATER) else { panic!("en-annex.json is no object") };
    for (key, message) in later {
        assert!(english.messages.insert(key.clone(), message).is_none(), "{key} stands in both files");
    }
    english
}

fn source() -> String {
    let mut text = String::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut text);
    text
}

/// The string literals that directly follow any of the given beginnings. A method
/// or a longer name with the same end (`fields.text("…")`) is something else.
fn literals_after(source: &str, beginnings: &[&str]) -> BTreeSet<String> {
    let is_other = |before: &str| before.ends_with(|c: char| c == '.' || c == '_' || c.is_alphanumeric());
    let found = beginnings.iter().flat_map(|beginning| {
        let places = source.match_indices(beginning).filter(|(at, _)| !is_other(&source[..*at]));
        places.filter_map(|(at, _)| source[at + beginning.len()..].trim_start().strip_prefix('"')?.split('"').next())
    });
    found.map(str::to_owned).collect()
}

/// The keys that a sourcing report makes.
fn of_reports() -> BTreeSet<String> {
    let rows = [
        row::ALL,
        row::ASCRIBED,
        row::NO_SOURCE,
        row::INSIDE,
        row::OWN_VOICE,
        row::PASSED_ON,
        row::DIRECT,
        row::OTHERWISE,
        row::DIFFERENT,
        row::NOT_SAID,
    ];
    let figures = FIGURES.iter().flat_map(|figure| [report::name_key(figure), report::definition_key(figure)]);
    let counted =
        [Counted::Claims, Counted::Sources, Counted::Ascriptions].map(|unit| format!("unit-{}", unit.as_str()));
    figures.chain(rows.iter().filter_map(|id| report::row_key(id))).chain(counted).collect()
}

/// The codes of what formats do not hold, and of what readers leave out.
fn losses(source: &str) -> BTreeSet<String> {
    let codes = |beginning: &'static str| {
        let begin = format!("\"{beginning}");
        let begins = source.split(begin.as_str()).skip(1).filter_map(|rest| rest.split_once('"'));
        begins.map(|(code, _)| format!("{beginning}{code}")).collect::<Vec<_>>()
    };
    // A class of the page and a file begin so too.
    ["lost-", "left-"].into_iter().flat_map(codes).filter(|code| !code.starts_with("left-out")).collect()
}

#[test]
fn every_message_that_is_asked_for_is_there() {
    let english = english();
    let source = source();
    let mut wanted = literals_after(&source, &["text(", "text_with("]);
    wanted.extend(literals_after(&source, &["Problem::new("]).iter().map(|code| format!("problem-{code}")));
    wanted.extend(losses(&source).iter().map(|code| format!("problem-{code}")));
    wanted.extend(literals_after(&source, &["Summary::new("]).iter().map(|code| format!("step-{code}")));
    wanted.extend(EXPORTS.iter().flat_map(|f| [format!("export-{}", f.key), format!("export-about-{}", f.key)]));
    wanted.extend(taken_for().map(|key| format!("taken-{key}")));
    wanted.extend(KINDS.iter().map(|row| format!("kind-{}", row.key)));
    wanted.extend(COLOURS.iter().map(|name| format!("colour-{name}")));
    wanted.extend(LINES.iter().map(|name| format!("line-{name}")));
    wanted.extend(ATTRIBUTE_KINDS.iter().map(|(name, _)| format!("answer-{name}")));
    wanted.extend(of_reports());
    let missing: Vec<&String> = wanted.iter().filter(|key| !english.has(key)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_message_is_used() {
    let source = source();
    let steps = literals_after(&source, &["Summary::new("]);
    let made =
        ["taken-", "direction-", "answer-", "colour-", "command-", "export-", "kind-", "keys-", "line-", "snap-"];
    let of_reports = of_reports();
    let unused: Vec<String> = english()
        .keys()
        .filter(|key| !made.iter().any(|beginning| key.starts_with(beginning)) && !of_reports.contains(*key))
        .filter(|key| {
            if let Some(code) = key.strip_prefix("step-") {
                return !steps.contains(code);
            }
            let name = key.strip_prefix("problem-").or_else(|| key.strip_suffix("-example"));
            let name = name.or_else(|| key.strip_suffix("-hint")).unwrap_or(key);
            !source.contains(&format!("\"{name}\"")) && !source.contains(&format!("\"{key}\""))
        })
        .map(str::to_owned)
        .collect();
    assert!(unused.is_empty(), "{unused:?}");
}

#[test]
fn placeholders_are_filled_once_and_plurals_chosen() {
    let english = english();
    let text = |key: &str, args: &[(&str, &str)]| {
        let args: Vec<(&str, String)> = args.iter().map(|(k, v)| (*k, (*v).to_owned())).collect();
        english.text(key, &args)
    };
    assert_eq!(text("tellings", &[("count", "1")]), "1 article");
    assert_eq!(text("tellings", &[("count", "3")]), "3 articles");
    // What a file says is never taken for a placeholder.
    assert_eq!(text("page-title", &[("title", "{title} {x}")]), "{title} {x} · Ascribe");
    assert_eq!(text("no-such-message", &[]), "no-such-message");
    assert_eq!(fill("a {b", &[]), "a {b");
}

#[test]
fn what_is_filled_in_turns_no_direction_but_its_own() {
    let check = |value: &str, expected: &str| {
        let args = [("name", value.to_owned())];
        assert_eq!(fill("“{name}” was deleted", &args), format!("“{expected}” was deleted"), "{value:?}");
    };
    check("Zoë 👩‍👩‍👦 (née Brandt)", "Zoë 👩‍👩‍👦 (née Brandt)");
    check("\u{5e2}\u{5d9}\u{5e8}", "\u{2068}\u{5e2}\u{5d9}\u{5e8}\u{2069}");
    check("a\u{202e}b", "\u{2068}a\u{202e}b\u{2069}");
    check("a\u{2067}b", "\u{2068}a\u{2067}b\u{2069}\u{2069}");
    check("a\u{2067}b\u{2069}c", "\u{2068}a\u{2067}b\u{2069}c\u{2069}");
    // A value cannot end what it stands in.
    check("a\u{2069}\u{202e}b", "\u{2068}a\u{202e}b\u{2069}");
}

#[test]
fn no_message_stands_twice() {
    // Each file is one flat object; a key that stands twice would hide a message.
    let lines = include_str!("en.json").lines().chain(LATER.lines());
    let keys = lines.filter_map(|line| line.trim_start().strip_prefix('"')?.split_once("\": "));
    let keys: Vec<&str> = keys.map(|(key, _)| key).filter(|key| !["one", "other"].contains(key)).collect();
    let unique: BTreeSet<&&str> = keys.iter().collect();
    assert_eq!(unique.len(), keys.len());
    assert_eq!(keys.len(), english().keys().count());
}

/// Where the words come with the annex, because the code does or is only asked by it.
const LATER_ROOMS: &[&str] = &["ui/annex/", "formats/", "jobs/", "analysis/", "store/import.rs"];

#[test]
fn what_is_drawn_first_has_its_messages_with_it() {
    let first = Catalogue::english();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut missing = Vec::new();
    let mut folders = vec![folder.clone()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(&folder).unwrap().to_str().unwrap().to_owned();
            let is_later = name != "ui/annex/door.rs" && LATER_ROOMS.iter().any(|room| name.starts_with(room));
            if path.is_dir() {
                folders.push(path);
            } else if name.ends_with(".rs") && !name.ends_with("tests.rs") && !is_later {
                let source = fs::read_to_string(&path).unwrap();
                let source = source.split("#[cfg(test)]\nmod tests {").next().unwrap();
                let mut wanted = literals_after(source, &["text(", "text_with("]);
                wanted.extend(literals_after(source, &["Problem::new("]).iter().map(|code| format!("problem-{code}")));
                missing.extend(wanted.into_iter().filter(|key| !first.has(key)).map(|key| format!("{name}: {key}")));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}
