//! Measures how well and how fast passages are found again in a changed text:
//!
//!     cargo run --release --no-default-features --example reanchor [seeds [show]]
//!
//! Texts of three sizes, written by a small seeded generator, are changed in
//! several ways; 1,000 passages of 1–30 words (in one row 10,000) are sought by
//! both methods. **right**: the found span overlaps the true one by more than half
//! (intersection over union). **exact**: both ends are the true ones. **wrong**:
//! any other span, or any span where nothing of the passage is left. **lost**:
//! not found though it is there. **gone**: rightly not found. With `show` each wrong one is shown.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice)]

use std::collections::HashMap;
use std::time::Instant;

use ascribe::model::anchoring::{Placement, place_from_quotes, place_from_text};
use ascribe::model::article::{Article, ArticleText, Block, BlockKind, Direction};
use ascribe::model::offset::{CharOffset, Span};
use ascribe::model::quote::fragment_at;

/// A small seeded generator (SplitMix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    fn chance(&mut self, of_thousand: usize) -> bool {
        self.below(1000) < of_thousand
    }

    /// Head-heavy, as the frequencies of words are.
    fn skewed<'a>(&mut self, list: &[&'a str]) -> &'a str {
        let share = (self.next() >> 11) as f64 / (1u64 << 53) as f64;
        list[((list.len() as f64) * share * share) as usize]
    }
}

const NOUNS: &str = "government minister report plan company market election budget court police official study price \
    bank worker school hospital energy region city council union border campaign proposal decision inquiry agreement \
    contract strike protest vote poll tax rate inflation growth economy industry trade export supply demand shortage \
    climate flood storm drought pipeline reactor grid battery vehicle factory port railway airport bridge road housing \
    tenant mortgage pension wage benefit subsidy loan debt share investor regulator agency committee parliament leader \
    lawyer judge witness verdict appeal ruling charge claim document transcript archive survey researcher vaccine \
    patient doctor clinic outbreak virus trial farmer harvest wheat fishery forest river coast island village resident";
const ADJECTIVES: &str = "new public national local economic political final early recent major senior private foreign \
    independent annual regional federal legal medical temporary former joint internal sharp steady limited likely";
const VERBS: &str = "announced rejected approved delayed criticised defended confirmed denied published reviewed \
    questioned supported opposed signed cancelled expanded reduced proposed funded examined halted blocked launched";
const NAMES: &str = "Adeyemi Bauer Castillo Dubois Eriksen Fischer García Haddad Ivanova Jensen Kowalski Lindqvist \
    Müller Novák Okafor Petrov Quispe Rossi Şahin Takahashi Ueda Villanueva Weiß Yıldız Zhang";
const SENTENCES: &[&str] = &[
    "The A N V the N on D , according to P .",
    "“ The N V a A N because of the N , ” said P , an official at the N .",
    "About # per cent of the N was V by the A N , P told reporters .",
    "P V the N after a A N was V in the N .",
    "It was not clear whether the N V the A N , or whether # would be needed for the N .",
    "Critics of the N say that the A N V the N , a claim that the N V .",
    "The N , which the N V on D , would cost # million .",
];
const DAYS: &str = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday";
const BOILERPLATE: &[&str] = &[
    "Sign up for our newsletter and read the most important stories of the day every morning.",
    "The ministry did not immediately reply to a request for comment.",
    "This article was amended on Monday to correct the name of the committee.",
    "Read more about the budget and the election in our special report.",
    "The company declined to comment.",
];

fn words(list: &str) -> Vec<&str> {
    list.split_whitespace().collect()
}

fn sentence(random: &mut Random) -> Vec<String> {
    let template = SENTENCES[random.below(SENTENCES.len())];
    let mut word = |slot: &str| match slot {
        "N" => random.skewed(&words(NOUNS)).to_owned(),
        "A" => random.skewed(&words(ADJECTIVES)).to_owned(),
        "V" => random.skewed(&words(VERBS)).to_owned(),
        "P" => random.skewed(&words(NAMES)).to_owned(),
        "D" => random.skewed(&words(DAYS)).to_owned(),
        "#" => (random.below(90) + 2).to_string(),
        other => other.to_owned(),
    };
    let mut found: Vec<String> = Vec::new();
    for slot in template.split_whitespace() {
        match (slot, found.last_mut()) {
            ("." | "," | "”", Some(last)) => last.push_str(slot),
            (slot, Some(last)) if last == "“" => last.push_str(&word(slot)),
            (slot, _) => found.push(word(slot)),
        }
    }
    found
}

fn paragraph(random: &mut Random) -> Vec<String> {
    let repeated = BOILERPLATE[random.below(BOILERPLATE.len())];
    let repeated = || repeated.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    if random.chance(80) {
        return repeated();
    }
    let mut found = Vec::new();
    while found.iter().map(|word: &String| word.len() + 1).sum::<usize>() < 300 + random.below(250) {
        found.extend(if random.chance(60) { repeated() } else { sentence(random) });
    }
    found
}

/// A word, and which word of the old text it is.
type Word = (String, Option<usize>);

struct Edit {
    name: &'static str,
    changed: usize,
    on_top: usize,
    inserted: usize,
    deleted: usize,
    moved: usize,
}

const EDITS: &[Edit] = &[
    Edit { name: "1 % + 3 on top", changed: 10, on_top: 3, inserted: 0, deleted: 0, moved: 0 },
    Edit { name: "5 % of words", changed: 50, on_top: 3, inserted: 0, deleted: 0, moved: 0 },
    Edit { name: "20 % of words", changed: 200, on_top: 3, inserted: 0, deleted: 0, moved: 0 },
    Edit { name: "20 % moved", changed: 10, on_top: 0, inserted: 0, deleted: 0, moved: 200 },
    Edit { name: "10 % inserted", changed: 10, on_top: 0, inserted: 100, deleted: 0, moved: 0 },
    Edit { name: "10 % deleted", changed: 10, on_top: 0, inserted: 0, deleted: 100, moved: 0 },
    Edit { name: "all of these", changed: 50, on_top: 2, inserted: 100, deleted: 100, moved: 100 },
];

fn edited(old: &[Vec<Word>], edit: &Edit, random: &mut Random) -> Vec<Vec<Word>> {
    let fresh = |random: &mut Random| paragraph(random).into_iter().map(|word| (word, None)).collect::<Vec<Word>>();
    let mut new: Vec<Vec<Word>> = (0..edit.on_top).map(|_| fresh(random)).collect();
    let mut moving = Vec::new();
    for paragraph in old {
        if random.chance(edit.inserted) {
            new.push(fresh(random));
        }
        if random.chance(edit.deleted) {
            continue;
        }
        let mut changed = Vec::new();
        for (word, id) in paragraph {
            let tail: String = word.chars().filter(|c| matches!(c, '.' | ',' | '”')).collect();
            if !random.chance(edit.changed) {
                changed.push((word.clone(), *id));
            } else {
                match random.below(5) {
                    0 => changed.extend([(word.clone(), *id), (random.skewed(&words(ADJECTIVES)).to_owned(), None)]),
                    1 => changed.push((random.skewed(&words(VERBS))[..3].to_owned() + &tail, *id)),
                    _ => changed.push((random.skewed(&words(NOUNS)).to_owned() + &tail, *id)),
                }
            }
        }
        if random.chance(edit.moved) {
            moving.push(changed);
        } else {
            new.push(changed);
        }
    }
    for paragraph in moving {
        new.insert(random.below(new.len() + 1), paragraph);
    }
    new
}

/// The text of paragraphs, and where each old word stands: its span and its paragraph.
fn text(paragraphs: &[Vec<Word>]) -> (ArticleText, HashMap<usize, (u32, u32, usize)>) {
    let mut places = HashMap::new();
    let mut at = 0;
    let mut blocks = Vec::new();
    for (number, paragraph) in paragraphs.iter().enumerate() {
        let mut text = String::new();
        for (word, id) in paragraph {
            if !text.is_empty() {
                text.push(' ');
                at += 1;
            }
            let end = at + word.chars().count() as u32;
            if let Some(id) = id {
                places.insert(*id, (at, end, number));
            }
            text.push_str(word);
            at = end;
        }
        at += 1;
        blocks.push(Block {
            id: number.to_string(),
            kind: BlockKind::Paragraph,
            text,
            language: None,
            direction: None,
            extra: Default::default(),
        });
    }
    let article = Article {
        id: "urn:example:article".into(),
        title: String::new(),
        language: "en".into(),
        direction: Direction::Ltr,
        outlet: None,
        authors: Vec::new(),
        published: None,
        modified: None,
        url: None,
        licence: None,
        imported: None,
        story: None,
        blocks,
        extra: Default::default(),
    };
    (ArticleText::new(&article), places)
}

#[derive(Default)]
struct Counts {
    exact: usize,
    right: usize,
    wrong: usize,
    lost: usize,
    gone: usize,
    milliseconds: Vec<f64>,
}

fn judge(counts: &mut Counts, truth: &[Option<(u32, u32)>], found: &[Placement], show: impl Fn(usize, Span)) {
    for (at, (truth, found)) in truth.iter().zip(found).enumerate() {
        match (truth, found.span()) {
            (None, None) => counts.gone += 1,
            (Some(_), None) => counts.lost += 1,
            (None, Some(span)) => {
                counts.wrong += 1;
                show(at, span);
            }
            (Some((start, end)), Some(span)) => {
                let (from, to) = (span.start().0, span.end().0);
                counts.exact += usize::from((from, to) == (*start, *end));
                let shared = to.min(*end).saturating_sub(from.max(*start));
                if 2 * shared > to.max(*end) - from.min(*start) {
                    counts.right += 1;
                } else {
                    counts.wrong += 1;
                    show(at, span);
                }
            }
        }
    }
}

fn main() {
    let seeds: u64 = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(1);
    let shows = std::env::args().nth(2).is_some();
    println!(
        "{:7} {:15} {:6} {:>6} {:>6} {:>6} {:>6} {:>6} {:>8}",
        "size", "edit", "method", "exact", "right", "wrong", "lost", "gone", "ms"
    );
    for (size, count) in [(5_000, 1_000), (100_000, 1_000), (1_000_000, 1_000), (1_000_000, 10_000)] {
        for edit in EDITS {
            let mut by_method = [Counts::default(), Counts::default()];
            for seed in 0..seeds {
                let mut random = Random(seed * 7919 + size as u64);
                let mut ids = 0..;
                let mut old: Vec<Vec<Word>> = Vec::new();
                let mut length = 0;
                while length < size {
                    let words: Vec<Word> = paragraph(&mut random).into_iter().map(|word| (word, ids.next())).collect();
                    length += words.iter().map(|(word, _)| word.len() + 1).sum::<usize>();
                    old.push(words);
                }
                let new = edited(&old, edit, &mut random);
                let ((old_text, was), (new_text, is)) = (text(&old), text(&new));
                let (mut spans, mut truth) = (Vec::new(), Vec::new());
                while spans.len() < count {
                    let first = random.below(was.len());
                    let mut last = (first + random.below(30)).min(was.len() - 1);
                    while was[&last].2 != was[&first].2 && !random.chance(3) {
                        last -= 1;
                    }
                    let left: Vec<(u32, u32, usize)> = (first..=last).filter_map(|id| is.get(&id).copied()).collect();
                    if left.windows(2).any(|pair| pair[1].2 != pair[0].2 && pair[1].2 != pair[0].2 + 1) {
                        continue; // torn apart: there is no one true place
                    }
                    spans.push(Span::new(CharOffset(was[&first].0), CharOffset(was[&last].1)).unwrap());
                    truth.push(left.first().map(|from| (from.0, left[left.len() - 1].1)));
                }
                let fragments: Vec<_> = spans.iter().map(|span| fragment_at(&old_text, *span).unwrap()).collect();
                for (method, counts) in by_method.iter_mut().enumerate() {
                    let begun = Instant::now();
                    let found = if method == 0 {
                        place_from_text(&old_text, &new_text, &spans)
                    } else {
                        place_from_quotes(&new_text, &fragments)
                    };
                    counts.milliseconds.push(begun.elapsed().as_secs_f64() * 1000.0);
                    judge(counts, &truth, &found, |at, span| {
                        if shows {
                            println!(
                                "  wrong ({method}): «{}» {:?}\n     true: «{}» {:?}\n    found: «{}» {:?}",
                                fragments[at].quote.prefix.clone()
                                    + "["
                                    + &fragments[at].quote.exact
                                    + "]"
                                    + &fragments[at].quote.suffix,
                                spans[at],
                                truth[at]
                                    .and_then(|t| new_text.slice(Span::new(CharOffset(t.0), CharOffset(t.1))?))
                                    .unwrap_or(""),
                                truth[at],
                                new_text.slice(span).unwrap_or(""),
                                found[at],
                            );
                        }
                    });
                }
            }
            for (counts, method) in by_method.iter_mut().zip(["text", "quotes"]) {
                counts.milliseconds.sort_by(f64::total_cmp);
                let middle = counts.milliseconds[counts.milliseconds.len() / 2];
                let Counts { exact, right, wrong, lost, gone, .. } = counts;
                println!(
                    "{size:<7} {:15} {method:6} {exact:6} {right:6} {wrong:6} {lost:6} {gone:6} {middle:8.1}",
                    edit.name
                );
            }
        }
    }
}
