//! Where it is at hand, the reports of a corpus of attributions: each number is
//! counted once more, from the lines of the annotation files and from nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use serde_json::Value;
use unicode_segmentation::UnicodeSegmentation;

use super::tests::cells;
use super::*;
use crate::analysis::sourcing::sourcing;
use crate::formats::brat::tests::{Files, corpus, groups, imported, read_files};
use crate::formats::{ReadFile, scheme};
use crate::messages::text_with;
use crate::model::edit::Entity;
use crate::model::workspace::Workspace;

// What the files say, counted without the app.

/// A line that marks words, by its file and id; where it stands, in code points.
type Marks<'a> = BTreeMap<(&'a str, &'a str), Vec<(usize, usize)>>;

/// The lines of some annotation files.
#[derive(Default)]
struct Lines<'a> {
    claims: Marks<'a>,
    sources: Marks<'a>,
    cues: Marks<'a>,
    /// Of each attribution the ids of its claims, sources and cues.
    attributions: Vec<[BTreeSet<(&'a str, &'a str)>; 3]>,
}

impl<'a> Lines<'a> {
    fn of(files: &'a [(String, String)]) -> Lines<'a> {
        let mut lines = Lines::default();
        for (file, text) in files {
            for line in text.lines() {
                let fields: Vec<&str> = line.split('\t').collect();
                let (kind, said) = fields[1].split_once(' ').unwrap();
                if fields[0].starts_with('E') {
                    lines.attributions.push(["Content", "Source", "Cue"].map(|role| {
                        let parts = said.split(' ').filter_map(|part| part.split_once(':'));
                        parts.filter(|(its, _)| its.starts_with(role)).map(|(_, id)| (file.as_str(), id)).collect()
                    }));
                    continue;
                }
                let marks = match kind {
                    "Content" => &mut lines.claims,
                    "Source" => &mut lines.sources,
                    "Cue" => &mut lines.cues,
                    _ => continue,
                };
                let ends = said.split(';').map(|part| part.split_once(' ').unwrap());
                let ends = ends.map(|(start, end)| (start.parse().unwrap(), end.parse().unwrap()));
                marks.insert((file, fields[0]), ends.collect());
            }
        }
        lines
    }
}

/// A text and where its words stand, in code points.
struct Text {
    letters: Vec<char>,
    words: Vec<(usize, usize)>,
}

impl Text {
    fn new(text: &str) -> Text {
        let mut words = Vec::new();
        let mut at = 0;
        for piece in text.split_word_bounds() {
            let end = at + piece.chars().count();
            if piece.chars().any(char::is_alphanumeric) {
                words.push((at, end));
            }
            at = end;
        }
        Text { letters: text.chars().collect(), words }
    }

    /// How many words have a letter in any of these marks.
    fn count<'m>(&self, marks: impl IntoIterator<Item = &'m Vec<(usize, usize)>>) -> usize {
        let marked: Vec<&(usize, usize)> = marks.into_iter().flatten().collect();
        let is_marked = |word: &&(usize, usize)| marked.iter().any(|mark| mark.0 < word.1 && word.0 < mark.1);
        self.words.iter().filter(is_marked).count()
    }

    /// The words of a mark; letter case, white space and the shape of signs apart.
    fn folded(&self, mark: &[(usize, usize)]) -> String {
        let part = |(start, end): &(usize, usize)| {
            let plain = |c: &char| match c {
                '‘' | '’' => '\'',
                '“' | '”' => '"',
                '‐' | '‑' => '-',
                other => *other,
            };
            let part: String = self.letters[*start..*end].iter().map(plain).collect();
            part.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
        };
        mark.iter().map(part).collect::<Vec<_>>().join(" … ")
    }

    /// Where a mark has more than white space.
    fn places(&self, mark: &[(usize, usize)]) -> BTreeSet<usize> {
        let all = mark.iter().flat_map(|(start, end)| *start..*end);
        all.filter(|at| !self.letters[*at].is_whitespace()).collect()
    }
}

/// `figure row part count words` of each row with anything in it, as the lines say it.
/// A source's row is called `source`: two programs need not name it alike.
fn expected(text: &Text, lines: &Lines<'_>) -> Vec<String> {
    let (mut rows, mut tones) = (Vec::new(), BTreeMap::<String, BTreeSet<_>>::new());
    let mut ascribed: BTreeMap<_, bool> = BTreeMap::new();
    let mut by_source: BTreeMap<String, BTreeSet<_>> =
        lines.sources.values().map(|source| (text.folded(source), BTreeSet::new())).collect();
    let mut ascriptions = 0;
    for [claims, sources, cues] in &lines.attributions {
        ascriptions += claims.len();
        for claim in claims {
            *ascribed.entry(*claim).or_default() |= !sources.is_empty();
        }
        for source in sources {
            by_source.get_mut(&text.folded(&lines.sources[source])).unwrap().extend(claims);
        }
        for cue in cues.iter().filter(|_| !claims.is_empty()) {
            tones.entry(text.folded(&lines.cues[cue])).or_default().insert(*cue);
        }
    }
    let words = |claims: &BTreeSet<(&str, &str)>| text.count(claims.iter().map(|claim| &lines.claims[claim]));
    let mut row = |name: &str, count: usize, words: usize| {
        if count + words > 0 {
            rows.push(format!("{name} {count} {words}"));
        }
    };
    let all: BTreeSet<_> = lines.claims.keys().copied().collect();
    row("claims ascribe:all", all.len(), words(&all));
    row("kinds ascribe:not-said", all.len(), words(&all));
    let heard: BTreeSet<_> = by_source.values().flatten().copied().collect();
    row("sources ascribe:all", by_source.len(), words(&heard));
    for figure in ["naming", "standing", "hand"] {
        row(&format!("{figure} ascribe:not-said"), by_source.len(), words(&heard));
    }
    let told: BTreeSet<_> = ascribed.keys().copied().collect();
    row("ascriptions ascribe:all", ascriptions, words(&told));
    for figure in ["quoting", "chains", "tone"] {
        row(&format!("{figure} ascribe:not-said"), ascriptions, words(&told));
    }
    for (cue, marks) in &tones {
        row(&format!("tone ascribe:not-said {cue}"), marks.len(), text.count(marks.iter().map(|cue| &lines.cues[cue])));
    }
    let places: BTreeMap<_, _> = lines.claims.iter().map(|(claim, mark)| (claim, text.places(mark))).collect();
    let is_inside = |claim: &(&str, &str)| told.iter().any(|outer| places[claim].is_subset(&places[outer]));
    let in_voice = |is_wanted: &dyn Fn(&(&str, &str)) -> bool| -> BTreeSet<_> {
        all.iter().filter(|claim| is_wanted(claim)).copied().collect()
    };
    let no_source = in_voice(&|claim| ascribed.get(claim) == Some(&false));
    let own = in_voice(&|claim| !ascribed.contains_key(claim) && !is_inside(claim));
    let voices = [
        ("voice ascribe:ascribed", in_voice(&|claim| ascribed.get(claim) == Some(&true))),
        ("voice ascribe:no-source", no_source.clone()),
        ("voice ascribe:inside", in_voice(&|claim| !ascribed.contains_key(claim) && is_inside(claim))),
        ("voice ascribe:own-voice", own.clone()),
        ("words ascribe:no-source", no_source),
        ("words ascribe:own-voice", own),
    ];
    for (name, claims) in voices {
        row(name, claims.len(), words(&claims));
    }
    for claims in by_source.values() {
        row("words source", claims.len(), words(claims));
        row("words source ascribe:not-said", claims.len(), words(claims));
    }
    rows.sort();
    rows
}

// What the app says.

/// Each number of a report: its figure, its row and part of that, of how many things
/// and words it is.
fn numbers(sourcing: &Sourcing) -> Vec<(&Figure, &Row, Option<&Row>, usize, usize)> {
    let mut all = Vec::new();
    for (figure, row) in sourcing.figures.iter().flat_map(|figure| figure.rows.iter().map(move |row| (figure, row))) {
        all.push((figure, row, None, figure.of, figure.of_words));
        let (_, of, of_words) = parts_of(figure, row);
        all.extend(row.parts.iter().map(|part| (figure, row, Some(part), of, of_words)));
    }
    all
}

fn shown(sourcing: &Sourcing) -> Vec<String> {
    let line = |(figure, row, part, ..): &(&Figure, &Row, Option<&Row>, usize, usize)| {
        let name = if row_key(&row.id).is_some() { row.id.as_str() } else { "source" };
        let number = part.unwrap_or(row);
        let part = part.map_or_else(String::new, |part| format!(" {}", part.id));
        format!("{} {name}{part} {} {}", figure.id, number.count, number.words)
    };
    let mut lines: Vec<String> = numbers(sourcing).iter().map(line).filter(|line| !line.ends_with(" 0 0")).collect();
    lines.sort();
    lines
}

/// Behind each number stand as many passages as it says, and they are there.
fn check_behind(workspace: &Workspace, sourcing: &Sourcing) {
    for (figure, row, part, of, of_words) in numbers(sourcing) {
        let number = part.unwrap_or(row);
        for behind in &number.behind {
            assert!(workspace.annotation(&behind.annotation).is_some());
            assert!(behind.attribution.as_ref().is_none_or(|id| workspace.relation(id).is_some()));
        }
        let distinct: BTreeSet<&Behind> = number.behind.iter().collect();
        assert_eq!(distinct.len(), number.behind.len(), "{} {}: each passage once", figure.id, number.id);
        let annotations: BTreeSet<&AnnotationId> = number.behind.iter().map(|behind| &behind.annotation).collect();
        let count = match (figure.kind, figure.unit) {
            (Kind::Breakdown, _) => annotations.len(),
            (_, Counted::Sources) => {
                let ids = annotations.iter().filter_map(|id| sourcing.source(id)).map(|source| &source.id);
                ids.collect::<BTreeSet<_>>().len()
            }
            _ => distinct.len(),
        };
        assert_eq!(count, number.count, "{} {}", figure.id, number.id);
        assert!(number.count <= of && number.words <= of_words, "{} {}", figure.id, number.id);
    }
}

/// The files that are saved hold the same numbers and passages.
fn check_files(workspace: &Workspace, article: &Article, sourcing: &Sourcing) {
    let scheme = workspace.scheme();
    let report = Report { article, scheme: &scheme, sourcing, words: &text_with };
    let table = csv(&report);
    let rows = cells(table.strip_prefix('\u{feff}').unwrap());
    let file: Value = serde_json::from_str(&json(&report)).unwrap();
    let mut entries = Vec::new();
    for figure in file["figures"].as_array().unwrap() {
        for row in figure["rows"].as_array().unwrap() {
            entries.push(row);
            entries.extend(row["parts"].as_array().into_iter().flatten());
        }
    }
    let all = numbers(sourcing);
    assert_eq!((rows.len(), entries.len()), (all.len() + 1, all.len()));
    for (((figure, row, part, of, of_words), cells), entry) in all.into_iter().zip(&rows[1..]).zip(entries) {
        let number = part.unwrap_or(row);
        let mut annotations: Vec<&str> = number.behind.iter().map(|behind| behind.annotation.as_str()).collect();
        let listed: Vec<&str> =
            entry["behind"].as_array().unwrap().iter().map(|b| b["annotation"].as_str().unwrap()).collect();
        assert_eq!(listed, annotations);
        annotations.dedup();
        assert_eq!(cells[15], annotations.join(" "));
        let of_table = [2, 9, 10, 12, 13].map(|column| cells[column].as_str());
        let counts = [number.count, of, number.words, of_words].map(|count| count.to_string());
        assert_eq!(of_table, [figure.id, &counts[0], &counts[1], &counts[2], &counts[3]]);
        assert_eq!(
            (&entry["id"], &entry["count"], &entry["words"]),
            (&number.id.as_str().into(), &number.count.into(), &number.words.into())
        );
        let share = |part: usize, whole: usize| percent(part, whole).map_or(Value::Null, Value::from);
        assert_eq!(entry.get("percent").unwrap_or(&Value::Null), &share(number.count, of));
        assert_eq!(entry.get("wordsPercent").unwrap_or(&Value::Null), &share(number.words, of_words));
    }
}

#[test]
fn the_reports_of_the_corpus_say_what_its_lines_say() {
    let Some(folder) = corpus() else { return };
    let groups: Vec<Files> = groups(&folder);
    let files: Vec<ReadFile> = groups.iter().map(read_files).collect();
    let mut all = ReadFile::default();
    for file in &files {
        all.articles.extend(file.articles.iter().cloned());
        all.annotations.extend(file.annotations.iter().cloned());
        all.others.extend(file.others.iter().cloned());
    }
    let news = scheme::shipped(include_str!("../../../assets/schemes/news.json")).unwrap();
    all.others.push(Entity::Scheme(Rc::new(news)));
    let workspace = imported(&Workspace::default(), &all);
    let mut sums: BTreeMap<String, usize> = BTreeMap::new();
    for (group, file) in groups.iter().zip(&files) {
        let marked = workspace.article(&file.articles[0].id).unwrap();
        let sourcing = sourcing(&workspace, marked);
        let (shown, expected) = (shown(&sourcing), expected(&Text::new(&group[0].1), &Lines::of(&group[1..])));
        // Not `assert_eq`: a failure must not print other people's sentences.
        let differing = shown.iter().zip(&expected).filter(|(shown, expected)| shown != expected).count();
        assert!(shown == expected, "{}: {differing} rows of {} and {}", group[0].0, shown.len(), expected.len());
        assert_eq!((sourcing.lost.len(), sourcing.aside.len(), sourcing.left_out.len()), (0, 0, 0));
        check_behind(&workspace, &sourcing);
        check_files(&workspace, &marked.readable.article, &sourcing);
        for (figure, row, part, ..) in numbers(&sourcing)
            .into_iter()
            .filter(|(figure, ..)| ["claims", "sources", "ascriptions", "voice"].contains(&figure.id))
        {
            assert!(part.is_none());
            *sums.entry(format!("{} {}", figure.id, row.id)).or_default() += row.count;
        }
    }
    println!("{} reports: {sums:?}", groups.len());
    assert_eq!((groups.len(), sums["claims ascribe:all"]), (84, 2322));
}
