//! Holds the doors between the rooms of `src/`: which room may use which, where
//! the browser may be touched, and that no words for readers stand in the source.
//!
//! The scans read text, not types. [`lex`] drops comments and keeps string
//! literals apart; test code (`tests.rs`, `*_tests.rs`, `fixtures.rs` and what
//! follows `#[cfg(test)] mod … {`) may look into other rooms and is left out.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Each room and the rooms that it may use; `main` is `src/main.rs`.
const DOORS: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("analysis", &["model"]),
    ("formats", &["model"]),
    // What is done beside the page: reading files and asking questions of texts. What is
    // written says in words what is not in it.
    ("jobs", &["analysis", "formats", "messages", "model"]),
    ("messages", &["model"]),
    ("platform", &["model"]),
    ("store", &["model"]),
    ("ui", &["analysis", "formats", "jobs", "messages", "model", "platform", "store"]),
    ("main", &["ui"]),
    ("worker", &["jobs", "platform"]),
    ("reader", &["formats", "jobs", "platform"]),
];

/// Single things that a room may use beyond its doors, and why.
const EXCEPTIONS: &[(&str, &str)] = &[
    // The browser's storage is one implementation of the store's small trait.
    ("platform", "store::key_value"),
    // The browser's database is told what the store's copy lacks.
    ("platform", "store::mirrored"),
    // A report's files hold the numbers that were counted.
    ("formats", "analysis::sourcing"),
];

/// Crates that are the browser, and the rooms that may touch it.
const BROWSER: &[&str] = &["gloo", "js_sys", "wasm_bindgen", "wasm_bindgen_futures", "web_sys", "yew"];
const IN_THE_BROWSER: &[&str] = &["ui", "platform", "main", "worker", "reader"];

/// Attributes whose value people read or hear.
const SPOKEN: &[&str] =
    &["alt", "aria-description", "aria-label", "aria-roledescription", "aria-valuetext", "placeholder", "title"];

// Reading source.

#[derive(Clone, Debug, PartialEq)]
enum Piece {
    Char(char),
    /// The content of a string literal.
    Text(String),
}

/// Source without comments, with the line of every piece.
fn lex(source: &str) -> Vec<(usize, Piece)> {
    let chars: Vec<char> = source.chars().collect();
    let at = |i: usize| chars.get(i).copied().unwrap_or('\0');
    let (mut pieces, mut i, mut line) = (Vec::new(), 0, 1);
    while i < chars.len() {
        let start = line;
        let hashes = (1..).take_while(|n| at(i + n) == '#').count();
        let is_word = i > 0 && (at(i - 1).is_alphanumeric() || at(i - 1) == '_');
        let end = if at(i) == '/' && at(i + 1) == '/' {
            (i..chars.len()).find(|n| chars[*n] == '\n').unwrap_or(chars.len())
        } else if at(i) == '/' && at(i + 1) == '*' {
            let (mut depth, mut n) = (1, i + 2);
            while depth > 0 && n < chars.len() {
                match (at(n), at(n + 1)) {
                    ('*', '/') => (depth, n) = (depth - 1, n + 2),
                    ('/', '*') => (depth, n) = (depth + 1, n + 2),
                    _ => n += 1,
                }
            }
            n
        } else if at(i) == 'r' && at(i + hashes + 1) == '"' && !is_word {
            let from = i + hashes + 2;
            let closes = |n: &usize| at(*n) == '"' && (1..=hashes).all(|h| at(n + h) == '#');
            let to = (from..chars.len()).find(closes).unwrap_or(chars.len());
            pieces.push((start, Piece::Text(chars[from..to].iter().collect())));
            to + hashes + 1
        } else if at(i) == '"' {
            let mut n = i + 1;
            while n < chars.len() && at(n) != '"' {
                n += if at(n) == '\\' { 2 } else { 1 };
            }
            pieces.push((start, Piece::Text(chars[i + 1..n.min(chars.len())].iter().collect())));
            n + 1
        } else if at(i) == '\'' && (at(i + 1) == '\\' || at(i + 2) == '\'') {
            // A character; what is left is a lifetime.
            (i + 3..chars.len()).find(|n| at(n - 1) == '\'').unwrap_or(chars.len())
        } else {
            pieces.push((line, Piece::Char(at(i))));
            i + 1
        };
        let lines = chars[i..end.min(chars.len())].iter().filter(|c| **c == '\n').count();
        if end > i + 1 {
            // Comments and strings keep their line breaks, so that lines can be counted.
            pieces.extend((0..lines).map(|_| (line, Piece::Char('\n'))));
        }
        line += lines;
        i = end;
    }
    pieces
}

/// The code without comments, the content of strings and test modules at its end;
/// every line stays where it is.
fn code(source: &str) -> String {
    let mut code = String::new();
    for (_, piece) in lex(source) {
        match piece {
            Piece::Char(c) => code.push(c),
            Piece::Text(_) => code.push_str("\"\""),
        }
    }
    let test = code.match_indices("#[cfg(test)]").map(|(at, _)| at).find(|at| {
        let rest = code[at + "#[cfg(test)]".len()..].trim_start();
        rest.starts_with("mod ") && rest.find(['{', ';']).is_some_and(|at| rest[at..].starts_with('{'))
    });
    code[..test.unwrap_or(code.len())].to_owned()
}

fn is_test(file: &str) -> bool {
    let name = file.rsplit('/').next().unwrap();
    ["tests.rs", "fixtures.rs", "demands.rs"].contains(&name) || name.ends_with("_tests.rs") || file.contains("/tests/")
}

/// The modules that a file is, below the crate: `["formats", "article"]`.
fn module(file: &str) -> Vec<&str> {
    let path = file.strip_prefix("src/").unwrap().strip_suffix(".rs").unwrap();
    path.split('/').filter(|part| !["mod", "lib"].contains(part)).collect()
}

fn room(file: &str) -> &str {
    module(file).first().copied().unwrap_or("lib")
}

/// All paths that a path with groups stands for: `a::{b::c, d}` is `a::b::c` and `a::d`.
fn expand(text: &str) -> Vec<String> {
    let text = text.trim_start();
    let length = text.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '*').unwrap_or(text.len());
    let (name, rest) = text.split_at(length);
    let rest = rest.trim_start();
    if name.is_empty() && rest.starts_with('{') {
        let mut depth = 0;
        let mut entries = vec![String::new()];
        for c in rest.chars() {
            depth += i32::from(c == '{') - i32::from(c == '}');
            match c {
                '{' if depth == 1 => {}
                ',' if depth == 1 => entries.push(String::new()),
                _ if depth == 0 => break,
                _ => entries.last_mut().unwrap().push(c),
            }
        }
        return entries.iter().filter(|entry| !entry.trim().is_empty()).flat_map(|entry| expand(entry)).collect();
    }
    match rest.strip_prefix("::") {
        // A turbofish ends a path.
        Some(deeper) if !deeper.trim_start().starts_with('<') => {
            expand(deeper).iter().map(|more| format!("{name}::{more}")).collect()
        }
        _ => vec![name.to_owned()],
    }
}

/// The paths from the crate's root that a file uses, with their lines.
fn paths(file: &str, source: &str) -> Vec<(usize, String)> {
    let code = code(source);
    let mut found = Vec::new();
    for start in ["crate", "super", "ascribe"] {
        for (at, _) in code.match_indices(start) {
            let before = code[..at].chars().next_back().unwrap_or(' ');
            if before.is_alphanumeric() || before == '_' || code[..at].ends_with("::") {
                continue;
            }
            let line = code[..at].matches('\n').count() + 1;
            for path in expand(&code[at..]) {
                let mut base = if start == "super" { module(file) } else { Vec::new() };
                let mut steps: Vec<&str> = path.split("::").collect();
                while let Some(step) = steps.first().filter(|step| ["crate", "super", "ascribe", "self"].contains(step))
                {
                    if *step == "super" {
                        base.pop();
                    }
                    steps.remove(0);
                }
                let full: Vec<&str> = base.into_iter().chain(steps).collect();
                if !full.is_empty() && path.contains("::") {
                    found.push((line, full.join("::")));
                }
            }
        }
    }
    found
}

// The checks: what is wrong in one file, as lines to print.

fn crossings(file: &str, source: &str) -> Vec<String> {
    let here = room(file);
    if here == "lib" || is_test(file) {
        return Vec::new();
    }
    let Some((_, doors)) = DOORS.iter().find(|(room, _)| *room == here) else {
        return vec![format!("{file}:1: the room `{here}` has no row in DOORS (tests/doors.rs); give it one")];
    };
    let is_excepted = |path: &str| {
        let within = |what: &str| path == what || path.starts_with(&format!("{what}::"));
        EXCEPTIONS.iter().any(|(room, what)| *room == here && within(what))
    };
    paths(file, source)
        .into_iter()
        .filter(|(_, path)| {
            let there = path.split("::").next().unwrap();
            there != here && !doors.contains(&there) && !is_excepted(path)
        })
        .map(|(line, path)| {
            format!(
                "{file}:{line}: `{here}` may not use `{path}`. Move what both need into `model`, pass it in from `ui`, \
                 or open a door with a reason: in the map (src/lib.rs) and in tests/doors.rs"
            )
        })
        .collect()
}

fn browser_uses(file: &str, source: &str) -> Vec<String> {
    if IN_THE_BROWSER.contains(&room(file)) {
        return Vec::new();
    }
    let code = code(source);
    let mut found = Vec::new();
    for (number, line) in code.lines().enumerate() {
        let mut words = line.split(|c: char| !c.is_alphanumeric() && c != '_');
        if let Some(word) = words.find(|word| BROWSER.contains(word) || word.starts_with("gloo_")) {
            found.push(format!(
                "{file}:{}: `{word}` is the browser. Ask for what is needed in `platform`, and pass it in as a value",
                number + 1
            ));
        }
    }
    found
}

/// String literals in `html!` that people would read or hear.
///
/// Sees literals that stand directly between tags (`<p>"…"</p>`), in braces of
/// their own or as a branch or arm there (`{ "…" }`, `if … { "…" }`), and as the
/// whole value of an attribute in [`SPOKEN`]. Does not see words that are made
/// within a call (`format!("…")`) or before the macro; a review must. Literals
/// without a letter (`" · "`) are fine: punctuation is the same in most languages.
fn words(file: &str, source: &str) -> Vec<String> {
    let pieces: Vec<(usize, Piece)> =
        lex(source).into_iter().filter(|(_, piece)| !matches!(piece, Piece::Char(c) if c.is_whitespace())).collect();
    let char_at = |i: usize| match pieces.get(i) {
        Some((_, Piece::Char(c))) => *c,
        _ => '\0',
    };
    let starts = (0..pieces.len()).filter(|i| "html!".chars().enumerate().all(|(n, c)| char_at(i + n) == c));
    let mut found = BTreeSet::new();
    for start in starts {
        // What is open: for a brace or parenthesis whether a literal in it is shown.
        let mut open: Vec<bool> = Vec::new();
        let mut attribute = String::new();
        for i in start + 5..pieces.len() {
            let (line, piece) = &pieces[i];
            match piece {
                Piece::Char('{') => {
                    let is_value = char_at(i - 1) == '=' && i > start + 5;
                    if is_value {
                        attribute = name_before(&pieces[..i - 1]);
                    }
                    open.push(!is_value && open.last().copied().unwrap_or(true));
                }
                Piece::Char('(' | '[') => open.push(open.is_empty()),
                Piece::Char('}' | ')' | ']') => {
                    open.pop();
                    if open.is_empty() {
                        break;
                    }
                }
                Piece::Text(text) if text.chars().any(char::is_alphabetic) => {
                    let is_shown = match char_at(i - 1) {
                        '=' => SPOKEN.contains(&name_before(&pieces[..i - 1]).as_str()),
                        '{' if char_at(i.saturating_sub(2)) == '=' => SPOKEN.contains(&attribute.as_str()),
                        _ => open.last() == Some(&true),
                    };
                    if is_shown {
                        found.insert((*line, text.clone()));
                    }
                }
                _ => {}
            }
        }
    }
    let tell = |(line, text): (usize, String)| {
        format!(
            "{file}:{line}: “{text}” is for people to read. Put it into src/messages/en.json and ask for it with `text(\"…\")`"
        )
    };
    found.into_iter().map(tell).collect()
}

/// The attribute's name at the end of some pieces.
fn name_before(pieces: &[(usize, Piece)]) -> String {
    let is_name =
        |piece: &&(usize, Piece)| matches!(piece.1, Piece::Char(c) if c.is_alphanumeric() || "-_:".contains(c));
    let name: Vec<char> = pieces
        .iter()
        .rev()
        .take_while(is_name)
        .filter_map(|(_, piece)| match piece {
            Piece::Char(c) => Some(*c),
            Piece::Text(_) => None,
        })
        .collect();
    let name: String = name.into_iter().rev().collect();
    // White space is gone, so a name may stick to the tag or attribute before it.
    SPOKEN
        .iter()
        .find(|spoken| name.ends_with(**spoken) && !name.ends_with(&format!("-{spoken}")))
        .map_or(name.clone(), |s| (*s).to_owned())
}

/// The annex's things that are named in what is loaded first: its props may be,
/// and the door that leads to it. Anything else would be loaded first, too.
fn annex_uses(file: &str, source: &str) -> Vec<String> {
    let is_inside = file.starts_with("src/ui/annex/") && !file.ends_with("/door.rs");
    if is_inside || is_test(file) {
        return Vec::new();
    }
    let is_free = |rest: &str| {
        let is_table = rest == "open" && file == "src/main.rs";
        // Plain values that go in and out.
        let is_value = ["Props", "Question", "Answer"].iter().any(|end| rest.ends_with(end));
        rest == "Annex" || rest == "door" || rest.starts_with("door::") || is_value || is_table
    };
    let named = paths(file, source).into_iter();
    let wrong = named.filter(|(_, path)| path.strip_prefix("ui::annex::").is_some_and(|rest| !is_free(rest)));
    wrong
        .map(|(line, path)| {
            format!("{file}:{line}: `{path}` would be loaded first. Reach it through `ui::annex::door` and the table `Annex`")
        })
        .collect()
}

/// Where unsafe code is allowed: only where a release is split.
fn unsafe_uses(file: &str, source: &str) -> Vec<String> {
    let lines = code(source).lines().map(str::to_owned).collect::<Vec<_>>();
    let found = lines.iter().enumerate().filter(|(_, line)| line.contains("unsafe_code") && file != "src/main.rs");
    found.map(|(at, _)| format!("{file}:{}: only the split in src/main.rs may be unsafe", at + 1)).collect()
}

// The source as it is.

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn sources() -> Vec<(String, String)> {
    fn walk(folder: &Path, into: &mut Vec<(String, String)>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, into);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/");
                into.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    let mut files = Vec::new();
    walk(&root().join("src"), &mut files);
    files.sort();
    assert!(files.len() > 40, "the source is not where it was");
    files
}

#[track_caller]
fn check_all(check: fn(&str, &str) -> Vec<String>, folder: &str) {
    let files = sources();
    let files = files.iter().filter(|(file, _)| file.starts_with(folder));
    let wrong: Vec<String> = files.flat_map(|(file, source)| check(file, source)).collect();
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn every_room_keeps_its_doors() {
    check_all(crossings, "src/");
}

#[test]
fn only_the_edge_and_the_page_touch_the_browser() {
    check_all(browser_uses, "src/");
}

#[test]
fn no_words_for_readers_stand_in_the_source() {
    check_all(words, "src/ui/");
}

#[test]
fn the_annex_is_reached_by_its_door() {
    check_all(annex_uses, "src/");
}

#[test]
fn only_the_split_is_unsafe() {
    check_all(unsafe_uses, "src/");
}

#[test]
fn every_exception_is_needed() {
    for (here, what) in EXCEPTIONS {
        let files = sources();
        let mut used =
            files.iter().filter(|(file, _)| room(file) == *here).flat_map(|(file, source)| paths(file, source));
        assert!(used.any(|(_, path)| path.starts_with(what)), "{here} no longer uses {what}: close the door");
    }
}

#[test]
fn the_map_names_every_room() {
    let map = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let told: String = map.lines().filter(|line| line.starts_with("//!")).collect();
    let declared = code(&map);
    let mut rooms: BTreeSet<String> = BTreeSet::new();
    for entry in fs::read_dir(root().join("src")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        rooms.insert(name.trim_end_matches(".rs").to_owned());
    }
    rooms.remove("lib");
    for room in rooms.iter().filter(|room| !["main", "worker", "reader"].contains(&room.as_str())) {
        assert!(declared.contains(&format!("pub mod {room};")), "src/lib.rs does not declare `{room}`");
        let is_told = told.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == room);
        assert!(is_told, "src/lib.rs: the map does not name `{room}`. Say in a line what it owns");
    }
    let listed: BTreeSet<String> = DOORS.iter().map(|(room, _)| (*room).to_owned()).collect();
    assert_eq!(listed, rooms, "tests/doors.rs: DOORS has a row for every room, and no other");
}

// The checks themselves: each must be able to fail.

/// Runs a check on a made-up file; every line of the answer begins with one of these.
#[track_caller]
fn check(wrong: Vec<String>, expected: &[&str]) {
    assert_eq!(wrong.len(), expected.len(), "{wrong:?}");
    for (line, expected) in wrong.iter().zip(expected) {
        assert!(line.contains(expected), "{line} does not contain {expected}");
    }
}

#[test]
fn crossings_are_seen_however_they_are_written() {
    let in_model = |source: &str| crossings("src/model/offset.rs", source);
    check(in_model("use crate::model::id;\nuse super::article;\nuse super::super::model::id;"), &[]);
    check(
        in_model("\nuse crate::store::state::State;"),
        &["src/model/offset.rs:2: `model` may not use `store::state::State`"],
    );
    check(in_model("use crate::{model::id, formats};"), &["`formats`"]);
    check(
        in_model("use crate::{\n    analysis::{counts, x::Y},\n    model,\n};"),
        &["`analysis::counts`", "`analysis::x::Y`"],
    );
    check(in_model("use super::super::ui::app;"), &["`ui::app`"]);
    check(in_model("fn f() -> crate::formats::ReadFile {}"), &["`formats::ReadFile`"]);
    check(in_model("let x = crate::store::f::<u8>();"), &["`store::f`"]);
    check(in_model("pub(crate) fn f() {}\npub(super) fn g() {}"), &[]);
    check(
        in_model("// use crate::ui;\n/* crate::ui::x */ let s = \"crate::ui::y\"; let r = r#\"crate::ui \" \"#;"),
        &[],
    );
    check(in_model("let c = '\"'; use crate::ui::x; let d = '\"';"), &["`ui::x`"]);
    check(in_model("fn f<'a>(x: &'a str) {} use crate::ui::x;"), &["`ui::x`"]);
    check(in_model("use crate::*;"), &["`*`"]);
    check(in_model("#[cfg(test)]\nmod tests {\n    use crate::store::state::State;\n}"), &[]);
    check(in_model("#[cfg(test)]\nmod tests;\nuse crate::store::state::State;"), &["offset.rs:3"]);
    check(crossings("src/model/text_tests.rs", "use crate::store::state::State;"), &[]);
    check(crossings("src/formats/mod.rs", "use super::store::keeper;"), &["`store::keeper`"]);
    check(
        crossings("src/formats/plain_text/cut.rs", "use super::super::super::store;\nuse super::super::check;"),
        &["`store`"],
    );
    check(crossings("src/store/mod.rs", "use crate::messages::text;"), &["`messages::text`"]);
    check(crossings("src/messages/mod.rs", "use crate::formats::EXPORTS;"), &["`formats::EXPORTS`"]);
    check(crossings("src/ui/app.rs", "use crate::{analysis, formats, messages, model, platform, store};"), &[]);
    check(crossings("src/platform/storage.rs", "use crate::store::key_value::{KeyValue, Memory};"), &[]);
    check(crossings("src/platform/storage.rs", "use crate::store::key_values;"), &["`store::key_values`"]);
    check(crossings("src/platform/page.rs", "use crate::ui::route::Route;"), &["`ui::route::Route`"]);
    check(crossings("src/main.rs", "fn main() { ascribe::ui::mount(); }"), &[]);
    check(crossings("src/main.rs", "use ascribe::store::state;"), &["`store::state`"]);
    check(crossings("src/cellar/mod.rs", ""), &["`cellar` has no row"]);
}

#[test]
fn the_browser_is_seen_outside_of_its_rooms() {
    check(browser_uses("src/store/x.rs", "\nuse web_sys::Window;"), &["src/store/x.rs:2: `web_sys`"]);
    check(browser_uses("src/model/x.rs", "fn f(v: wasm_bindgen::JsValue) {}"), &["`wasm_bindgen`"]);
    check(browser_uses("src/formats/x.rs", "use gloo_timers::x;\nuse yew::prelude::*;"), &["`gloo_timers`", "`yew`"]);
    check(browser_uses("src/lib.rs", "use js_sys::Date;"), &["`js_sys`"]);
    check(browser_uses("src/store/x.rs", "// yew\nlet yewish = \"web_sys\";"), &[]);
    check(browser_uses("src/ui/x.rs", "use yew::prelude::*;"), &[]);
    check(browser_uses("src/platform/x.rs", "use web_sys::Window;"), &[]);
}

#[test]
fn what_would_draw_the_annex_into_the_first_load_is_seen() {
    let in_app = |source: &str| annex_uses("src/ui/app.rs", source);
    check(in_app("use super::annex::door;\nuse super::annex::review::ReviewProps;\nuse super::annex::Annex;"), &[]);
    check(in_app("\nuse super::annex::review::Review;"), &["src/ui/app.rs:2: `ui::annex::review::Review`"]);
    check(in_app("use crate::ui::annex::{door, tag_all::{TagAll, TagAllProps}};"), &["`ui::annex::tag_all::TagAll`"]);
    check(in_app("let table = super::annex::open();"), &["`ui::annex::open`"]);
    check(annex_uses("src/ui/annex/door.rs", "use super::{Annex, review};"), &["`ui::annex::review`"]);
    check(annex_uses("src/ui/annex/mod.rs", "use super::annex::review::Review;"), &[]);
    check(annex_uses("src/main.rs", "ascribe::ui::annex::open()"), &[]);
    check(unsafe_uses("src/ui/x.rs", "\n#[allow(unsafe_code)]"), &["src/ui/x.rs:2"]);
    check(unsafe_uses("src/main.rs", "#[allow(unsafe_code)]"), &[]);
}

#[test]
fn words_are_seen_between_tags_and_in_spoken_attributes() {
    let in_html = |body: &str| words("src/ui/x.rs", &format!("fn f() {{\n    html! {{ {body} }}\n}}"));
    check(in_html("<p>{ \"Hello\" }</p>"), &["src/ui/x.rs:2: “Hello”"]);
    check(in_html("<p>\"Hello\"</p>"), &["“Hello”"]);
    check(in_html("<p>{\"A\"}{ \"B\" }</p>"), &["“A”", "“B”"]);
    check(in_html("if x { { \"A\" } } else { <b>{ \"B\" }</b> }"), &["“A”", "“B”"]);
    check(in_html("{ if x { \"A\" } else { \"B\" } }"), &["“A”", "“B”"]);
    check(in_html("{ match x { 1 => \"A\", _ => \"B\" } }"), &["“A”", "“B”"]);
    check(in_html("<p title=\"A\" alt={\"B\"} class=\"c\" aria-label = \"D\"/>"), &["“A”", "“B”", "“D”"]);
    check(in_html("<ul>{ for xs.map(|x| html! { <li>{ \"A\" }</li> }) }</ul>"), &["“A”"]);
    check(in_html("<p>{ \" · \" }{ \"…\" }{ \"1\" }</p>"), &[]);
    check(
        in_html(
            "<p class=\"bar\" data-title=\"x\" class={if x { \"a\" } else { \"b\" }} key={\"k\"}>{ text(\"import\") }</p>",
        ),
        &[],
    );
    check(in_html("<p>{ text(if x { \"loading\" } else { \"gone\" }) }</p>"), &[]);
    check(in_html("// { \"Hello\" }\n<p>{ name }</p>"), &[]);
    check(words("src/ui/x.rs", "let x = \"Hello\"; html! { <p/> }; let y = { \"Hello\" };"), &[]);
    check(words("src/ui/x.rs", "html!(<p>{ \"Hello\" }</p>)"), &["“Hello”"]);
}

#[test]
fn lines_are_counted_through_comments_and_strings() {
    let source = "/* one\n   two */\nlet s = \"a\nb\";\n// c\nuse crate::ui::x;\n";
    check(crossings("src/model/x.rs", source), &["src/model/x.rs:6:"]);
}
