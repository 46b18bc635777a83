//! The corpus of attributions, if it is at hand: it comes in as brat has it, and every
//! position that is written of it is that of its words.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use serde_json::{Map, Value};

use super::fixtures::{read_back, scheme};
use super::web_annotation::iri::source_of;
use super::{Material, write};
use crate::formats::brat;
use crate::formats::tests::imported;
use crate::model::annotation::Annotation;
use crate::model::edit::Entity;
use crate::model::relation::Relation;
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

/// An annotation without what brat says of it beyond: no other format has room for it, and
/// its loss is told.
fn plain_mark(annotation: &Annotation) -> Annotation {
    let mut annotation = Annotation { extra: Map::new(), ..annotation.clone() };
    annotation.target.iter_mut().for_each(|fragment| fragment.extra.clear());
    annotation
}

/// The same of a relation.
fn plain_link(relation: &Relation) -> Relation {
    let mut relation = Relation { extra: Map::new(), ..relation.clone() };
    relation.arguments.iter_mut().for_each(|argument| argument.extra.clear());
    relation
}

#[test]
fn every_position_of_the_corpus_is_that_of_its_words_as_web_annotations_and_all_comes_back() {
    let Some(folder) = corpus() else { return };
    let workspace = whole(&folder);
    let scheme = scheme();
    let export = write("web-annotation", &Material::of(&workspace, &scheme)).unwrap();
    let collection: Value = serde_json::from_str(&export.files[0].text).unwrap();
    let texts: BTreeMap<String, Vec<char>> = workspace
        .articles()
        .map(|marked| (source_of(marked.readable.article.id.as_str()), marked.readable.text.as_str().chars().collect()))
        .collect();
    let items = collection["first"]["items"].as_array().unwrap();
    let (mut marks, mut selectors, mut links) = (0, 0, 0);
    for item in items {
        links += usize::from(item["motivation"] == "linking");
        if item["motivation"] != "classifying" {
            continue;
        }
        marks += 1;
        let one = std::slice::from_ref(&item["target"]);
        for target in item["target"].as_array().map_or(one, Vec::as_slice) {
            let text = &texts[target["source"].as_str().unwrap()];
            let [quote, position] = target["selector"].as_array().unwrap().as_slice() else { panic!("two selectors") };
            assert_eq!(
                (&quote["type"], &position["type"]),
                (&"TextQuoteSelector".into(), &"TextPositionSelector".into())
            );
            let at = |end: &str| position[end].as_u64().unwrap() as usize;
            let words: String = text[at("start")..at("end")].iter().collect();
            // Quietly: a failure must not print other people's sentences.
            assert!(quote["exact"] == words, "{}", item["id"]);
            let before: String = text[..at("start")].iter().collect();
            let after: String = text[at("end")..].iter().collect();
            assert!(before.ends_with(quote["prefix"].as_str().unwrap_or_default()), "{}", item["id"]);
            assert!(after.starts_with(quote["suffix"].as_str().unwrap_or_default()), "{}", item["id"]);
            selectors += 1;
        }
    }
    let fragments: usize = workspace.annotations().map(|annotation| annotation.target.len()).sum();
    assert_eq!((texts.len(), marks, selectors), (84, workspace.annotations().count(), fragments));
    assert_eq!(links, workspace.relations().count());
    // Of each link there is what is said of it.
    assert_eq!(collection["total"], marks + 2 * links + workspace.identities().count());

    let file = read_back(&export.files[0]);
    assert_eq!((file.problems.len(), file.rejected), (0, 0));
    let mut back: Vec<Annotation> = file.annotations.iter().map(|annotation| plain_mark(annotation)).collect();
    back.sort_by(|a, b| a.id.cmp(&b.id));
    let expected: Vec<Annotation> = workspace.annotations().map(|annotation| plain_mark(annotation)).collect();
    assert!(back == expected, "every mark comes back");
    assert!(file.annotations.iter().all(|annotation| annotation.extra.is_empty()), "nothing more comes back");
    let relation = |other: &Entity| match other {
        Entity::Relation(relation) => Some(plain_link(relation)),
        _ => None,
    };
    let mut back: Vec<Relation> = file.others.iter().filter_map(relation).collect();
    back.sort_by(|a, b| a.id.cmp(&b.id));
    let expected: Vec<Relation> = workspace.relations().map(|relation| plain_link(relation)).collect();
    assert!(back == expected, "every link comes back");
    // Onto the articles alone: all words are where they should be.
    let articles: Vec<_> = workspace.articles().map(|marked| marked.readable.article.clone()).collect();
    let plan = crate::store::import::plan(&Workspace::default(), &articles, &file.annotations, &file.others, &[]);
    assert!(plan.sought.is_empty());
    assert!(plan.annotations.iter().zip(&file.annotations).all(|(here, read)| Rc::as_ref(here) == Rc::as_ref(read)));
    println!("{marks} marks at {selectors} places and {links} links of 84 texts");
}
