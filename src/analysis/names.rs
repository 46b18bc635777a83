//! Names as they are written, and how like one another two of them are.

use std::collections::BTreeSet;

use super::occurrences::{fold_words, words_of};
use super::proposals::Reason;

/// Longer ones are not looked at for names in them.
pub const NAME_WORDS: usize = 8;
/// Code points of a word by which forms of it are known: “resigned”, “resigns”.
const STEM: usize = 5;

/// What a thing is called somewhere.
pub struct Name {
    /// Which thing.
    pub thing: usize,
    /// In which ways it is written.
    pub written: BTreeSet<String>,
    /// Folded.
    pub words: Vec<String>,
    /// The words without titles.
    pub core: Vec<String>,
    /// The beginnings of the words that say something, each once.
    pub stems: BTreeSet<String>,
    /// The letters with which the words begin for which it stands, if it is short.
    pub short: Option<String>,
    /// The letters in it, one bit for several, to tell quickly what is far apart.
    letters: u64,
    /// Code points of the words without titles, with spaces between.
    length: usize,
    /// Whether an identity is called so beside its name.
    pub is_alias: bool,
}

impl Name {
    /// Reads what is written of a thing.
    pub fn new(thing: usize, written: &str) -> Name {
        let folded = fold_words(written);
        // Not the one behind a genitive's apostrophe.
        let folded = folded.strip_suffix("'s").unwrap_or(&folded).replace("'s ", " ");
        let words: Vec<String> = words_of(&folded).map(str::to_owned).collect();
        let is_article = |word: &&String| lists(ARTICLES, word);
        let named = words.iter().skip(usize::from(words.first().as_ref().is_some_and(is_article)));
        let mut core: Vec<String> = named.filter(|word| !lists(TITLES, word)).cloned().collect();
        if core.is_empty() {
            core = words.clone();
        }
        let stem = |word: &String| word.chars().take(STEM).collect();
        let mut stems: BTreeSet<String> = core.iter().filter(|word| !is_small(word)).map(stem).collect();
        let letters = core.iter().flat_map(|word| word.chars()).fold(0, |bits, c| bits | 1 << (u32::from(c) % 64));
        let length = core.iter().map(|word| word.chars().count() + 1).sum::<usize>().saturating_sub(1);
        let short = short_form(written, &words);
        if stems.is_empty() {
            // “WHO” is somebody, “who” may be anybody.
            stems.extend(short.clone());
        }
        let written = BTreeSet::from([written.trim().to_owned()]);
        Name { thing, written, words, core, stems, short, letters, length, is_alias: false }
    }
}

/// Why two names may be those of one thing.
pub fn likeness(one: &Name, other: &Name) -> Option<(u8, Reason)> {
    if one.words == other.words {
        let is_same = one.written.intersection(&other.written).next().is_some();
        return Some(match is_same {
            _ if one.is_alias || other.is_alias => (98, Reason::Alias),
            true if one.written.len() == 1 || other.written.len() == 1 => (100, Reason::SameWords),
            _ => (95, Reason::FoldedWords),
        });
    }
    if one.core == other.core {
        return Some((90, Reason::WithoutTitles));
    }
    if one.short.is_some() && one.short == other.short {
        return Some((90, Reason::Initials));
    }
    let is_short_for =
        |short: &Name, long: &Name| short.short.as_ref().is_some_and(|s| initials(&long.core).contains(s));
    if is_short_for(one, other) || is_short_for(other, one) {
        return Some((80, Reason::Initials));
    }
    let (short, long) = if one.core.len() <= other.core.len() { (one, other) } else { (other, one) };
    if long.core.len() > NAME_WORDS {
        return None;
    }
    if has_initial_of(&short.core, &long.core) || has_initial_of(&long.core, &short.core) {
        return Some((78, Reason::Initials));
    }
    let place = long.core.windows(short.core.len().max(1)).rposition(|words| words == short.core.as_slice())?;
    // One letter is an initial, and everyone's.
    let says_something = short.length > 1 && short.core.iter().any(|word| !is_small(word));
    // A family name stands at the end.
    let at_end = if place + short.core.len() == long.core.len() { 8 } else { 0 };
    let share = 20 * short.core.len() / long.core.len().max(1);
    says_something.then_some((60 + at_end + share as u8, Reason::Contains))
}

/// Whether two names end alike, and the first has initials of what stands before that
/// in the other.
fn has_initial_of(one: &[String], other: &[String]) -> bool {
    let (Some((last, first)), Some((other_last, others))) = (one.split_last(), other.split_last()) else {
        return false;
    };
    let is_initial = |(short, long): (&String, &String)| short.chars().count() == 1 && long.starts_with(short.as_str());
    last == other_last && !first.is_empty() && first.len() <= others.len() && first.iter().zip(others).all(is_initial)
}

/// First letters: of all words, and of those that say something.
pub fn initials(words: &[String]) -> BTreeSet<String> {
    let letters = |words: &mut dyn Iterator<Item = &String>| words.filter_map(|word| word.chars().next()).collect();
    let all: String = letters(&mut words.iter());
    let telling: String = letters(&mut words.iter().filter(|word| !is_small(word)));
    let is_short = |letters: &String| (2..=6).contains(&letters.chars().count());
    [all, telling].into_iter().filter(is_short).collect()
}

/// The letters of a name that is made of initials: “UN”, “U.N.”, “the FBI”.
fn short_form(written: &str, words: &[String]) -> Option<String> {
    let mut parts = written.split(|c: char| !c.is_alphanumeric() && c != '.').filter(|part| !part.is_empty());
    let letters: String = parts.next_back()?.chars().filter(|c| *c != '.').collect();
    let is_short = (2..=6).contains(&letters.chars().count()) && letters.chars().all(char::is_uppercase);
    let letters = fold_words(&letters);
    let is_all = parts.all(|part| lists(ARTICLES, &fold_words(part))) && words.concat().ends_with(&letters);
    (is_short && is_all).then_some(letters)
}

// Slips of the pen.

/// Code points of what can have one slip, and of what can have two.
const LONG_ENOUGH: [usize; 2] = [5, 9];
/// Longer ones are no names.
const TOO_LONG: usize = 40;

/// Whether a name is so long that a slip in it can be told, and no longer than names are.
pub fn can_be_misspelt(name: &Name) -> bool {
    let least = LONG_ENOUGH.iter().min().copied().unwrap_or(0);
    (least..=TOO_LONG).contains(&name.length)
}

/// What two names are worth that differ by a letter or two.
pub fn misspelt(one: &Name, other: &Name) -> Option<(u8, Reason)> {
    let (least, most) = (one.length.min(other.length), one.length.max(other.length));
    let allowed = LONG_ENOUGH.iter().filter(|enough| least >= **enough).count();
    // A letter that is only in one of them is a slip at least.
    let is_far = || (one.letters ^ other.letters).count_ones() as usize > 2 * allowed;
    if allowed == 0 || most > TOO_LONG.min(least + allowed) || is_far() || one.core == other.core {
        return None;
    }
    let plain = |name: &Name| name.core.join(" ").chars().collect::<Vec<char>>();
    let (ours, theirs) = (plain(one), plain(other));
    let digits = |plain: &[char]| plain.iter().copied().filter(|c| c.is_numeric()).collect::<Vec<char>>();
    if other.stems.is_empty() || digits(&ours) != digits(&theirs) {
        return None;
    }
    match slips(&ours, &theirs) {
        1 => Some((75, Reason::Misspelt)),
        2 if allowed == 2 => Some((65, Reason::Misspelt)),
        _ => None,
    }
}

/// How many letters have to be put in, taken out, changed or swapped with the next.
fn slips(one: &[char], other: &[char]) -> usize {
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=other.len()).collect();
    let at = |row: &[usize], index: usize| row.get(index).copied().unwrap_or(usize::MAX / 2);
    for (i, c) in one.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, d) in other.iter().enumerate() {
            let changed = at(&last, j) + usize::from(c != d);
            let mut fewest = changed.min(at(&last, j + 1) + 1).min(at(&row, j) + 1);
            let is_swapped = i > 0 && j > 0 && one.get(i - 1) == Some(d) && other.get(j - 1) == Some(c);
            if is_swapped {
                fewest = fewest.min(at(&before_last, j - 1) + 1);
            }
            row.push(fewest);
        }
        before_last = std::mem::replace(&mut last, row);
    }
    at(&last, other.len())
}

// Words that say little.

/// Whether a folded word says nothing by itself.
pub fn is_small(word: &str) -> bool {
    lists(SMALL, word)
}

/// Whether a list in order has a word.
fn lists(list: &[&str], word: &str) -> bool {
    list.binary_search(&word).is_ok()
}

/// Folded words with which names may begin.
const ARTICLES: &[&str] = &["a", "an", "das", "der", "die", "el", "l", "la", "las", "le", "les", "los", "the"];

/// Folded words in names that are left out where names are compared.
const TITLES: &[&str] = &[
    "ab",
    "ag",
    "bv",
    "capt",
    "co",
    "col",
    "company",
    "corp",
    "corporation",
    "dame",
    "dr",
    "frau",
    "gen",
    "gmbh",
    "gov",
    "herr",
    "hon",
    "inc",
    "jr",
    "lady",
    "llc",
    "llp",
    "lord",
    "lt",
    "ltd",
    "miss",
    "mlle",
    "mme",
    "mr",
    "mrs",
    "ms",
    "mx",
    "nv",
    "oy",
    "plc",
    "prof",
    "professor",
    "rep",
    "rev",
    "sa",
    "sen",
    "senor",
    "senora",
    "sgt",
    "sir",
    "spa",
    "sr",
    "sra",
];

/// Folded words that are in every sentence.
const SMALL: &[&str] = &[
    "a", "about", "after", "all", "am", "an", "and", "any", "are", "as", "at", "auf", "be", "been", "before", "being",
    "but", "by", "can", "con", "could", "d", "dans", "das", "de", "del", "dem", "den", "der", "des", "did", "die",
    "do", "does", "du", "ein", "eine", "el", "elle", "elles", "en", "er", "es", "est", "et", "for", "from", "fur",
    "had", "has", "have", "he", "her", "here", "hers", "him", "his", "how", "i", "if", "il", "ils", "im", "in", "into",
    "is", "ist", "it", "its", "l", "la", "las", "le", "les", "ll", "los", "may", "me", "might", "mit", "must", "my",
    "nicht", "no", "nor", "not", "o", "oder", "of", "on", "one", "or", "ou", "our", "out", "over", "por", "pour",
    "que", "qui", "re", "s", "said", "says", "shall", "she", "should", "sie", "sind", "so", "some", "son", "sont", "t",
    "than", "that", "the", "their", "them", "then", "there", "these", "they", "this", "those", "to", "un", "und",
    "une", "up", "us", "ve", "von", "war", "was", "we", "were", "what", "when", "where", "which", "while", "who",
    "whom", "whose", "why", "will", "wir", "with", "would", "y", "you", "your", "zu",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_in_order() {
        for list in [ARTICLES, TITLES, SMALL] {
            assert!(list.is_sorted());
        }
    }
}
