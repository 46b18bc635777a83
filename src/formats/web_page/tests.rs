//! Pages written for the tests; real ones, if there are any, outside the repository.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs};

use super::*;
use crate::model::article::BlockKind;

// ---- Real pages ----

/// How many words of each kind there are: punctuation and case do not count.
fn bag(text: &str) -> BTreeMap<String, usize> {
    let mut bag = BTreeMap::new();
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        *bag.entry(word.to_lowercase()).or_default() += 1;
    }
    bag
}

/// Precision and recall of words.
fn words_found(found: &str, wanted: &str) -> (f64, f64) {
    let (found, wanted) = (bag(found), bag(wanted));
    let common: usize = found.iter().map(|(word, count)| *count.min(wanted.get(word).unwrap_or(&0))).sum();
    let all = |bag: &BTreeMap<String, usize>| bag.values().sum::<usize>().max(1);
    (common as f64 / all(&found) as f64, common as f64 / all(&wanted) as f64)
}

/// Says how well the story is found in pages of which somebody has written down what it
/// is: folders with `source.html` and `expected.txt` in `ASCRIBE_PAGES`.
#[test]
#[ignore = "needs real pages, which are other people’s text"]
fn real_pages() {
    let folder = PathBuf::from(env::var("ASCRIBE_PAGES").expect("ASCRIBE_PAGES names a folder"));
    let mut pages: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    pages.sort();
    let (mut sums, mut count) = ([0.0; 3], 0.0);
    for page in pages {
        let Some((precision, recall)) = measure(&page) else { continue };
        let f1 = 2.0 * precision * recall / (precision + recall).max(1e-9);
        println!("{:40} {precision:.3} {recall:.3} {f1:.3}", page.file_name().unwrap().display());
        sums.iter_mut().zip([precision, recall, f1]).for_each(|(sum, value)| *sum += value);
        count += 1.0;
    }
    println!("{count} pages: precision, recall and F1 {:.3?}", sums.map(|sum| sum / count));
}

fn measure(page: &Path) -> Option<(f64, f64)> {
    let html = fs::read(page.join("source.html")).ok()?;
    let wanted = fs::read_to_string(page.join("expected.txt")).ok()?;
    let draft = read(&String::from_utf8_lossy(&html)).ok()?;
    let is_body = |kind: BlockKind| !kind.is_boilerplate() && !matches!(kind, BlockKind::Headline | BlockKind::Byline | BlockKind::Dateline | BlockKind::Caption | BlockKind::Standfirst);
    let story: Vec<&str> = draft.blocks.iter().filter(|b| is_body(b.kind)).map(|b| b.text.as_str()).collect();
    if let Ok(folder) = env::var("ASCRIBE_PAGES_OUT") {
        let lines: Vec<String> = draft.blocks.iter().map(|b| format!("{:?}\t{}", b.kind, b.text)).collect();
        let head = format!("{:?}\n{:?}\n", Draft { blocks: Vec::new(), rest: Default::default(), ..draft.clone() }, draft.rest.keys().collect::<Vec<_>>());
        let name = page.file_name().unwrap().to_string_lossy().into_owned();
        fs::write(Path::new(&folder).join(name), head + &lines.join("\n")).unwrap();
    }
    Some(words_found(&story.join("\n"), &wanted))
}
