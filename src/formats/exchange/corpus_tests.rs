//! The corpus of attributions, if it is at hand: it comes in as brat has it, and every
//! position that is written of it is that of its words.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::fixtures::scheme;
use super::{Material, write};
use crate::formats::brat;
use crate::formats::tests::imported;
use crate::model::workspace::Workspace;

fn corpus() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/polnear-dev");
    let folder = std::env::var_os("ASCRIBE_CORPUS").map_or(beside, PathBuf::from);
    if !folder.is_dir() {
        println!("skipped: the corpus is not at hand; ASCRIBE_CORPUS names its folder");
        return None;
    }
    Some(folder)
}

/// All texts with their annotation files.
fn whole(folder: &Path) -> Workspace {
    let files = |part: &str| {
        let all = fs::read_dir(folder.join(part)).unwrap().map(|entry| entry.unwrap().path());
        let read = |path: PathBuf| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, fs::read_to_string(&path).unwrap())
        };
        let mut all: Vec<(String, String)> = all.map(read).collect();
        all.sort();
        all
    };
    let annotations = files("attributions");
    files("text").iter().fold(Workspace::default(), |workspace, (name, text)| {
        let stem = name.strip_suffix(".txt").unwrap();
        let of_text = annotations.iter().filter(|(name, _)| name.starts_with(stem));
        let of_text: Vec<(&str, &str)> = of_text.map(|(name, text)| (name.as_str(), text.as_str())).collect();
        imported(&workspace, &brat::read(name, text, &of_text)).0
    })
}

#[test]
fn every_position_of_the_corpus_is_that_of_its_words_in_label_studio() {
    let Some(folder) = corpus() else { return };
    let workspace = whole(&folder);
    let scheme = scheme();
    let export = write("label-studio", &Material::of(&workspace, &scheme)).unwrap();
    let tasks: Value = serde_json::from_str(&export.files[0].text).unwrap();
    let (mut regions, mut links) = (0, 0);
    for task in tasks.as_array().unwrap() {
        let text: Vec<char> = task["data"]["text"].as_str().unwrap().chars().collect();
        for result in task["annotations"][0]["result"].as_array().unwrap() {
            links += usize::from(result["type"] == "relation");
            if result["type"] == "labels" {
                let at = |end: &str| result["value"][end].as_u64().unwrap() as usize;
                let words: String = text[at("start")..at("end")].iter().collect();
                // Quietly: a failure must not print other people's sentences.
                assert!(result["value"]["text"] == words, "{}", result["id"]);
                regions += 1;
            }
        }
    }
    let fragments: usize = workspace.annotations().map(|annotation| annotation.target.len()).sum();
    assert_eq!((workspace.articles().count(), regions), (84, fragments));
    println!("{regions} regions and {links} links of 84 texts");
}
