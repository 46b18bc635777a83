//! Facts that a text states of itself: its day, its authors, its outlet, its
//! address, its language. What is not stated stays unknown.

use super::cues::{OUTLETS, ROLES, lists};
use super::words::lower;
use crate::model::article::is_web_address;
use crate::model::time::is_date_or_date_time;

/// A name has at most this many words.
const LONGEST_NAME: usize = 5;

/// The first letters that tell a month's name from all others.
const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
/// The names in full; an abbreviation is a beginning of three letters or four.
const MONTH_NAMES: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Abbreviations of zones that mean one offset the world over. `IST` and `CST`
/// mean three each: with those a day stays a day.
const ZONES: &[(&str, &str)] = &[
    ("UTC", "+00:00"),
    ("GMT", "+00:00"),
    ("BST", "+01:00"),
    ("CET", "+01:00"),
    ("CEST", "+02:00"),
    ("WAT", "+01:00"),
    ("SAST", "+02:00"),
    ("EAT", "+03:00"),
    ("EST", "-05:00"),
    ("EDT", "-04:00"),
    ("CDT", "-05:00"),
    ("MST", "-07:00"),
    ("MDT", "-06:00"),
    ("PST", "-08:00"),
    ("PDT", "-07:00"),
    ("AEST", "+10:00"),
    ("AEDT", "+11:00"),
    ("NZST", "+12:00"),
    ("NZDT", "+13:00"),
    ("PKT", "+05:00"),
    ("SGT", "+08:00"),
    ("HKT", "+08:00"),
    ("JST", "+09:00"),
];

/// A day found in a text.
pub struct Day {
    /// A day, or a date-time where clock and zone stand with it (RFC 3339).
    pub date: String,
    /// What stands before it.
    pub before: String,
    /// How many words stand around it, other than clocks and zones.
    pub other_words: usize,
}

/// A word of a line of facts, without the commas and brackets around it.
fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

/// The first day that a text names with its year.
pub fn day(text: &str) -> Option<Day> {
    let words: Vec<&str> = text.split_whitespace().collect();
    for at in 0..words.len() {
        let Some((date, length)) = day_at(words.get(at..).unwrap_or_default()) else { continue };
        let rest = words.get(at + length..).unwrap_or_default();
        let moment = clock_after(rest).map(|(clock, zone)| format!("{date}T{clock}{zone}"));
        let before = words.get(..at).unwrap_or_default();
        let is_word = |word: &&&str| bare(word).starts_with(char::is_alphabetic) && !is_time_word(bare(word));
        return Some(Day {
            date: moment.filter(|moment| is_date_or_date_time(moment)).unwrap_or(date),
            before: before.join(" "),
            other_words: before.iter().chain(rest).filter(is_word).count(),
        });
    }
    None
}

/// Whether a word belongs to a moment, such as `Sunday`, `at`, `pm` or `BST`.
fn is_time_word(word: &str) -> bool {
    let lower = lower(word);
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let named = ["at", "on", "am", "pm", "a.m", "p.m", "et", "ist", "cst", "pt", "ct"].contains(&lower.as_str())
        || days.iter().any(|day| lower == *day || lower.starts_with(day) && lower.ends_with("day"));
    named || month(word).is_some() || ZONES.iter().any(|(zone, _)| *zone == word)
}

/// A day at the very beginning of some words, and how many of them it takes.
fn day_at(words: &[&str]) -> Option<(String, usize)> {
    let first = bare(words.first()?);
    if is_date_or_date_time(first) {
        return Some((first.to_owned(), 1));
    }
    if let Some(date) = first.split_once('T').map(|(day, _)| day).filter(|day| is_date_or_date_time(day)) {
        return Some((date.to_owned(), 1));
    }
    if let Some(date) = day_of_figures(first) {
        return Some((date, 1));
    }
    let second = bare(words.get(1)?);
    let third = words.get(2).map(|word| bare(word));
    let (day, month, year) = match (month(first), month(second)) {
        (Some(month), _) => (day_of_month(second)?, month, third?),
        (None, Some(month)) => (day_of_month(first)?, month, third?),
        (None, None) => return None,
    };
    let year: u32 = year.parse().ok().filter(|year| (1600..2200).contains(year))?;
    let date = format!("{year}-{month:02}-{day:02}");
    is_date_or_date_time(&date).then_some((date, 3))
}

/// `20/09/2015`, if only one reading is a day.
fn day_of_figures(word: &str) -> Option<String> {
    let mut parts = word.split(['/', '.', '-']).map(str::parse::<u32>);
    let (first, second, year) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
    let (day, month) = match (first, second) {
        (13.., _) => (first, second),
        (_, 13..) => (second, first),
        _ if first == second => (first, second),
        _ => return None,
    };
    let date = format!("{year:04}-{month:02}-{day:02}");
    (parts.next().is_none() && year >= 1600 && is_date_or_date_time(&date)).then_some(date)
}

/// A month's number, by its name or an abbreviation of it.
fn month(word: &str) -> Option<usize> {
    let lower = lower(word);
    let at = MONTHS.iter().position(|month| lower.starts_with(month))?;
    let name = MONTH_NAMES.get(at)?;
    (name.starts_with(lower.as_str()) && (lower.len() <= 4 || lower == *name)).then_some(at + 1)
}

/// The number of `20`, `20th` or `1st`.
fn day_of_month(word: &str) -> Option<u32> {
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
    digits.parse().ok().filter(|day| (1..=31).contains(day))
}

/// The clock and the offset of its zone in the words that follow a day.
fn clock_after(words: &[&str]) -> Option<(String, &'static str)> {
    let near = || words.iter().take(6).map(|word| bare(word));
    let (at, (hour, minute, half)) = near().enumerate().find_map(|(at, word)| Some((at, clock(word)?)))?;
    let mut rest = near().skip(at + 1);
    let mut next = rest.next()?;
    let mut half = half;
    if half.is_none() {
        half = half_of_day(next);
        if half.is_some() {
            next = rest.next()?;
        }
    }
    let hour = match half {
        Some(after_noon) => hour % 12 + if after_noon { 12 } else { 0 },
        None => hour,
    };
    let offset = ZONES.iter().find(|(zone, _)| *zone == next)?.1;
    Some((format!("{hour:02}:{minute:02}:00"), offset))
}

/// Whether a word is `am` or `pm`: the latter is true.
fn half_of_day(word: &str) -> Option<bool> {
    match lower(word).replace('.', "").as_str() {
        "am" => Some(false),
        "pm" => Some(true),
        _ => None,
    }
}

/// Hour, minute and half of the day of `08.30`, `14:02` or `6:30am`.
fn clock(word: &str) -> Option<(u32, u32, Option<bool>)> {
    let end = word.find(|c: char| c.is_alphabetic()).unwrap_or(word.len());
    let (figures, half) = word.split_at_checked(end)?;
    let (hour, minute) = figures.split_once([':', '.'])?;
    let two_digits = |text: &str, longest: usize| (1..=longest).contains(&text.len());
    let fits = two_digits(hour, 2) && minute.len() == 2;
    let (hour, minute) = (hour.parse().ok()?, minute.parse().ok()?);
    (fits && hour < 24 && minute < 60).then_some((hour, minute, half_of_day(half)))
}

/// Who wrote and who published, as a byline says.
#[derive(Default)]
pub struct Credits {
    /// The names, as printed.
    pub authors: Vec<String>,
    /// The outlet or agency.
    pub outlet: Option<String>,
}

/// What stands before the names in a byline. Longer ones first.
const LEADS: &[&str] = &[
    "interview by ",
    "written by ",
    "reporting by ",
    "report by ",
    "posted by ",
    "words by ",
    "story by ",
    "text by ",
    "authors: ",
    "author: ",
    "writer: ",
    "reporter: ",
    "words: ",
    "by: ",
    "by ",
];

/// Words that end the names in a byline.
const STOPS: &[&str] = &["in", "at", "for", "of", "on", "from", "published", "updated", "posted", "special"];

/// The names after “By …” or before a date.
pub fn credits(line: &str) -> Credits {
    let mut credits = Credits::default();
    let unbracketed = line.trim_start_matches(['(', '[', '—', '–', '-', ' ']);
    let lower = lower(unbracketed);
    let lead = LEADS.iter().find(|lead| lower.starts_with(**lead));
    // Lower case changes the length of few letters, and of none of these.
    let named = lead.and_then(|lead| unbracketed.get(lead.len()..));
    let rest = match named {
        Some(rest) => rest.to_owned(),
        // “Reuters September 20, 2015”, “TNN | Updated: Aug 23, 2017”.
        None => day(unbracketed).map_or_else(|| unbracketed.to_owned(), |day| day.before),
    };
    // Two spaces stand where the page had two boxes.
    for field in rest.split(['|', '•', '·', '/', ';', '(', ')', '\t']).flat_map(|field| field.split("  ")) {
        let field = field.trim();
        for part in field.replace(" and ", ",").replace(" & ", ",").replace(" with ", ",").split(',') {
            let part = until_stop(part);
            if is_outlet(&part) {
                credits.outlet.get_or_insert(part);
            } else if is_name(&part) && (named.is_some() || credits.authors.is_empty()) {
                credits.authors.push(part);
            } else if !credits.authors.is_empty() {
                // What follows the names is a place or a role.
                break;
            }
        }
        if named.is_some() && !credits.authors.is_empty() && credits.outlet.is_some() {
            break;
        }
    }
    credits
}

/// A part of a byline up to a word, a date or a role that is no name.
fn until_stop(part: &str) -> String {
    let words: Vec<&str> = part.split_whitespace().collect();
    let is_stop = |word: &&&str| {
        let lower = lower(bare(word));
        STOPS.contains(&lower.as_str()) || is_time_word(bare(word)) && word.chars().count() > 3 || word.ends_with(':')
    };
    let kept: Vec<&str> = words.iter().take_while(|word| !is_stop(word)).copied().collect();
    kept.join(" ")
}

/// Whether some words are an outlet's name.
pub fn is_outlet(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let has = |list: &str| words.iter().any(|word| lists(list, &lower(bare(word))));
    !words.is_empty()
        && words.len() <= LONGEST_NAME
        && words.iter().all(|word| word.starts_with(char::is_uppercase) || ["of", "the", "and", "&"].contains(word))
        && !text.ends_with(':')
        && has(OUTLETS)
        && !has(ROLES)
}

/// Whether some words are shaped like a person's name: two or more, each with a
/// capital or a particle between.
pub fn is_name(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let particles = [
        "de", "da", "do", "dos", "del", "della", "di", "du", "la", "le", "van", "von", "der", "den", "ter", "al", "el",
        "bin", "ibn", "y",
    ];
    let plausible = |word: &&str| {
        word.starts_with(char::is_uppercase)
            && word.chars().all(|c| c.is_alphabetic() || matches!(c, '.' | '\'' | '’' | '-'))
            || particles.contains(word)
    };
    let has = |list: &str| words.iter().any(|word| lists(list, &lower(word)));
    (2..=LONGEST_NAME).contains(&words.len()) && words.iter().all(plausible) && !has(ROLES) && !has(OUTLETS)
}

/// The web address that a line is, alone or after “Original:” or the like, and
/// whether such a lead says that the story is from there.
pub fn address(line: &str) -> Option<(&str, bool)> {
    let at = line.find("http")?;
    let (lead, address) = line.split_at_checked(at)?;
    let lead = lower(bare(lead));
    let address = address.trim_end_matches(['>', ')', '.']);
    let leads = [
        "original",
        "original article",
        "original story",
        "source",
        "url",
        "link",
        "from",
        "permalink",
        "read the original at",
        "published at",
        "retrieved from",
        "available at",
        "web",
    ];
    let is_lead = leads.contains(&lead.as_str());
    (is_web_address(address) && (lead.is_empty() || is_lead)).then_some((address, is_lead))
}

/// Small words by which a language is known.
const SMALL_WORDS: &[(&str, &[&str])] = &[
    ("en", &["the", "and", "of", "to", "is", "that", "was", "for", "with", "he", "said", "on"]),
    ("es", &["el", "los", "las", "y", "que", "en", "por", "con", "una", "del", "se", "es"]),
    ("fr", &["le", "les", "et", "des", "est", "une", "dans", "que", "pour", "du", "qui", "au"]),
    ("de", &["der", "die", "das", "und", "ist", "nicht", "den", "von", "mit", "ein", "zu", "auf"]),
    ("pt", &["o", "os", "e", "que", "em", "uma", "do", "da", "não", "com", "para", "um"]),
    ("it", &["il", "gli", "e", "che", "di", "una", "per", "non", "della", "con", "è", "sono"]),
    ("nl", &["de", "het", "een", "en", "van", "is", "dat", "niet", "op", "te", "zijn", "met"]),
];

/// The language of a text, if its small words tell; only the beginning is read.
pub fn language(text: &str) -> Option<String> {
    let words: Vec<String> = text.split_whitespace().take(400).map(|word| lower(bare(word))).collect();
    let count = |small: &[&str]| words.iter().filter(|word| small.contains(&word.as_str())).count();
    let (tag, most) = SMALL_WORDS.iter().map(|(tag, small)| (tag, count(small))).max_by_key(|(_, count)| *count)?;
    // A tenth of any text in these languages is such words; half of that is sign enough.
    (most >= 3 && most * 20 >= words.len()).then(|| (*tag).to_owned())
}
