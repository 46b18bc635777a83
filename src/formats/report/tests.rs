//! The report's files: golden, by the schema, and safe to open in a spreadsheet.

use std::fs;
use std::path::Path;
use std::rc::Rc;

use jsonschema::Registry;
use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::analysis::sourcing::{FIGURES, sourcing};
use crate::formats::{read, scheme};
use crate::messages::text_with;
use crate::model::edit::{Change, Edit, Entity, EntityId};
use crate::model::identity::Identity;
use crate::model::workspace::Workspace;

/// The bridge of `analysis::sourcing`, with a title and a name that a spreadsheet
/// could take for formulas.
fn bridge() -> Workspace {
    let file = read(include_str!("../../../tests/cases/report/bridge.json"));
    assert!(file.problems.is_empty(), "{:?}", file.problems);
    let mut article = Article::clone(&file.articles[0]);
    article.title = "=SUM(1,2) \"Bridge\"".into();
    let mut others = file.others;
    for other in &mut others {
        if let Entity::Identity(identity) = other {
            *identity = Rc::new(Identity { name: "@ida, 橋の𠮷田".into(), ..Identity::clone(identity) });
        }
    }
    others.push(Entity::Scheme(Rc::new(scheme::shipped(include_str!("../../../assets/schemes/news.json")).unwrap())));
    let import = Edit::Import {
        articles: vec![Rc::new(article)],
        annotations: file.annotations,
        reanchored: Vec::new(),
        others,
    };
    let empty = Workspace::default();
    empty.after(&empty.change(&import).unwrap())
}

fn written(write: fn(&Report<'_>) -> String) -> String {
    let workspace = bridge();
    let marked = workspace.articles().next().unwrap();
    let (scheme, sourcing) = (workspace.scheme(), sourcing(&workspace, marked));
    write(&Report { article: &marked.readable.article, scheme: &scheme, sourcing: &sourcing, words: &text_with })
}

#[test]
fn golden_files() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for ((extension, _), write) in [(CSV, csv as fn(&Report<'_>) -> String), (JSON, json)] {
        let path = root.join("tests/golden").join(format!("bridge.{extension}"));
        let written = written(write);
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&path, &written).unwrap();
        }
        let golden = fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(written, golden, "{}: if it shall differ, run UPDATE_GOLDEN=1 cargo test", path.display());
    }
}

#[test]
fn the_json_is_what_the_schema_says() {
    let parse = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    let article = parse(include_str!("../article.schema.json"));
    let registry = Registry::new().add("urn:ascribe:schema:article:1", article).unwrap().prepare().unwrap();
    let schema = parse(include_str!("../report.schema.json"));
    let validator = jsonschema::options().with_registry(&registry).build(&schema).unwrap();
    let file = parse(&written(json));
    let problems: Vec<String> =
        validator.iter_errors(&file).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert_eq!(problems, Vec::<String>::new());
    assert_eq!(schema["$defs"]["figureId"]["enum"], serde_json::json!(FIGURES));
}

#[test]
fn the_lead_says_what_the_figures_come_to() {
    let workspace = bridge();
    let report = sourcing(&workspace, workspace.articles().next().unwrap());
    assert_eq!(
        lead(&report, &text_with),
        [
            "Of 9 claims, 6 are ascribed to someone and 1 is in the outlet’s own voice.",
            "Of 5 sources, 2 are named.",
            "The source that gets the most words is @ida, 橋の𠮷田: 31 of the 53 words in all claims.",
        ]
    );
    let ids: Vec<EntityId> =
        workspace.annotations().map(|annotation| EntityId::Annotation(annotation.id.clone())).collect();
    let without = |keep: &[&str]| {
        let gone = ids.iter().filter(|id| !keep.contains(&id.as_str())).cloned();
        let workspace = workspace.after(&Change::removing(&workspace, gone));
        lead(&sourcing(&workspace, workspace.articles().next().unwrap()), &text_with)
    };
    assert_eq!(without(&["c1"]), ["Of one claim, none is ascribed to someone and 1 is in the outlet’s own voice."]);
    // Two sources with equally many words.
    assert_eq!(
        without(&["c5", "s4", "s5", "s8"]),
        [
            "Of one claim, 1 is ascribed to someone and none is in the outlet’s own voice.",
            "Of 3 sources, none is named."
        ]
    );
    assert_eq!(without(&["s1"]), ["Of one source, 1 is named."]);
    assert!(without(&[])[0].starts_with("No claims are marked yet."));
}

/// The cells of a CSV text, by RFC 4180.
pub fn cells(text: &str) -> Vec<Vec<String>> {
    let mut rows = vec![vec![String::new()]];
    let (mut chars, mut is_quoted) = (text.chars().peekable(), false);
    while let Some(c) = chars.next() {
        let row = rows.last_mut().unwrap();
        match c {
            '"' if is_quoted && chars.peek() == Some(&'"') => row.last_mut().unwrap().push(chars.next().unwrap()),
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => row.push(String::new()),
            '\r' if !is_quoted => {
                assert_eq!(chars.next(), Some('\n'));
                rows.push(vec![String::new()]);
            }
            _ => row.last_mut().unwrap().push(c),
        }
    }
    assert_eq!(rows.pop(), Some(vec![String::new()]), "the last line ends like the others");
    rows
}

#[test]
fn the_table_has_a_row_for_each_number_and_no_formula() {
    let text = written(csv);
    let rows = cells(text.strip_prefix('\u{feff}').unwrap());
    assert_eq!(rows[0], COLUMNS);
    assert!(rows.iter().all(|row| row.len() == COLUMNS.len()));
    let workspace = bridge();
    let report = sourcing(&workspace, workspace.articles().next().unwrap());
    let numbers: usize = report.figures.iter().flat_map(|figure| &figure.rows).map(|row| 1 + row.parts.len()).sum();
    assert_eq!(rows.len(), 1 + numbers);
    let risky = |cell: &String| cell.starts_with(['=', '+', '-', '@', '\t']);
    assert!(!rows.iter().flatten().any(risky));
    assert_eq!(rows[1][1], "'=SUM(1,2) \"Bridge\"");
    assert!(rows.iter().any(|row| row[5] == "'@ida, 橋の𠮷田"));
    assert!(!text.contains("{"), "a placeholder is not filled");
}

proptest! {
    #[test]
    fn any_cell_comes_back(cells_in in prop::collection::vec("\\PC{0,6}|[=+@\",; \r\n\t-]{0,4}", 1..4)) {
        let mut text = String::new();
        write_row(&mut text, cells_in.iter().cloned());
        let back = cells(&text);
        prop_assert_eq!(back.len(), 1);
        for (cell, back) in cells_in.iter().zip(&back[0]) {
            prop_assert_eq!(back.replace('\'', ""), cell.replace('\'', ""));
            for part in back.split([';', '\t', '\r', '\n']) {
                prop_assert!(!part.trim_start_matches([' ', '"']).starts_with(['=', '+', '-', '@']));
            }
            prop_assert!(!back.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']));
        }
    }
}
