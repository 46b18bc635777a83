//! Where a text can be cut: characters, words and sentences.
//!
//! [`Unicode`] cuts after UAX #29. It needs no data of languages, so it leaves each
//! character of Thai or Chinese alone; a browser's segmenter has dictionaries.

use std::ops::Range;

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

use super::punctuation::is_opened_in;

/// How far one step goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// What a reader takes for one character: a grapheme cluster.
    Character,
    /// A word.
    Word,
    /// A sentence.
    Sentence,
    /// A paragraph, heading or the like.
    Block,
}

/// One piece of a text; together the pieces are the whole text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Bytes of the text.
    pub bytes: Range<usize>,
    /// Whether letters, digits or emoji are in it, not only spaces and punctuation.
    pub has_words: bool,
}

impl Piece {
    /// The piece of a text at these bytes.
    pub fn new(text: &str, bytes: Range<usize>) -> Piece {
        Piece { has_words: has_words(part(text, &bytes)), bytes }
    }
}

/// Cuts a block's text. The language is BCP 47.
pub trait Segmenter {
    /// Words, and what stands between them.
    fn words(&self, text: &str, language: &str) -> Vec<Piece>;
    /// Sentences, each with the white space behind it. [`join_abbreviations`] mends
    /// what the standard's rules get wrong.
    fn sentences(&self, text: &str, language: &str) -> Vec<Piece>;
}

/// Cuts by the rules of UAX #29, the same in every language.
pub struct Unicode;

impl Segmenter for Unicode {
    fn words(&self, text: &str, _language: &str) -> Vec<Piece> {
        let words = text.split_word_bound_indices();
        words.map(|(at, word)| Piece { bytes: at..at + word.len(), has_words: has_words(word) }).collect()
    }

    fn sentences(&self, text: &str, _language: &str) -> Vec<Piece> {
        let sentences = text.split_sentence_bound_indices();
        join_abbreviations(text, sentences.map(|(at, sentence)| Piece::new(text, at..at + sentence.len())).collect())
    }
}

/// A text cut into pieces of this unit; no piece halves a grapheme cluster,
/// whatever the segmenter says.
pub fn pieces(text: &str, language: &str, unit: Unit, segmenter: &dyn Segmenter) -> Vec<Piece> {
    let cut = match unit {
        Unit::Character => {
            let clusters = text.grapheme_indices(true);
            return clusters.map(|(at, cluster)| Piece::new(text, at..at + cluster.len())).collect();
        }
        Unit::Word => segmenter.words(text, language),
        Unit::Sentence => segmenter.sentences(text, language),
        Unit::Block => return vec![Piece::new(text, 0..text.len())],
    };
    let mut whole: Vec<Piece> = Vec::with_capacity(cut.len());
    for piece in cut {
        match whole.last_mut() {
            Some(last) if !is_character_boundary(text, piece.bytes.start) => join(last, &piece),
            _ => whole.push(piece),
        }
    }
    whole
}

/// Whether a byte of a text begins a grapheme cluster, or ends the text.
pub fn is_character_boundary(text: &str, at: usize) -> bool {
    GraphemeCursor::new(at, text.len(), true).is_boundary(text, 0).unwrap_or(false)
}

/// Whether there are letters, digits or emoji in a text.
pub fn has_words(text: &str) -> bool {
    text.chars().any(|c| c.is_alphanumeric() || ('\u{1f000}'..='\u{1faff}').contains(&c))
}

/// The part of a range that is not white space at its ends. A space that carries
/// a combining accent is one character with it, and stays.
pub fn without_blank_ends(text: &str, bytes: &Range<usize>) -> Range<usize> {
    let (mut start, mut end) = (bytes.start, bytes.end);
    let is_blank = |cluster: &str| cluster.chars().all(char::is_whitespace);
    for cluster in part(text, bytes).graphemes(true).take_while(|cluster| is_blank(cluster)) {
        start += cluster.len();
    }
    for cluster in part(text, &(start..end)).graphemes(true).rev().take_while(|cluster| is_blank(cluster)) {
        end -= cluster.len();
    }
    start..end
}

fn part<'a>(text: &'a str, bytes: &Range<usize>) -> &'a str {
    text.get(bytes.clone()).unwrap_or("")
}

fn join(first: &mut Piece, second: &Piece) {
    first.bytes.end = second.bytes.end;
    first.has_words |= second.has_words;
}

// Sentences.

/// Sentences with the mistakes mended that UAX #29, and with it every browser,
/// makes in news: cuts after “Mr.”, “U.S.”, initials and the like, before a
/// closing quote that French sets apart by a space, and before “he asked” after
/// “Really?”. A piece without words joins its neighbour.
pub fn join_abbreviations(text: &str, pieces: Vec<Piece>) -> Vec<Piece> {
    let mut joined: Vec<Piece> = Vec::with_capacity(pieces.len());
    for mut piece in pieces {
        if let Some(last) = joined.last_mut() {
            let closing = closing_marks(part(text, &last.bytes), part(text, &piece.bytes));
            if closing > 0 {
                last.bytes.end += closing;
                piece = Piece::new(text, piece.bytes.start + closing..piece.bytes.end);
            }
            let goes_on = || goes_on(part(text, &last.bytes), part(text, &piece.bytes));
            if !last.has_words || !piece.has_words || goes_on() {
                join(last, &piece);
                continue;
            }
        }
        joined.push(piece);
    }
    joined
}

/// How many bytes at the start of a sentence close what the sentence before opened,
/// with the white space behind them.
fn closing_marks(before: &str, after: &str) -> usize {
    let mut length = 0;
    let mut rest = after.chars();
    while let Some(c) = rest.next() {
        let is_end = !rest.clone().next().is_some_and(char::is_alphanumeric);
        let belongs = if length > 0 && c.is_whitespace() { true } else { is_end && is_opened_in(c, before) };
        if !belongs {
            break;
        }
        length += c.len_utf8();
    }
    length
}

/// Whether a sentence goes on behind what was taken for its end.
fn goes_on(before: &str, after: &str) -> bool {
    let Some(first) = after.chars().next() else { return true };
    // Georgian letters count as lower case, but sentences begin with them.
    if first.is_lowercase() && !('\u{10d0}'..='\u{10ff}').contains(&first) {
        return true;
    }
    let before = before.trim_end();
    let Some(stopped) = before.strip_suffix('.') else { return false };
    match abbreviation(stopped) {
        Some(Abbreviation::OfName) => !OPENERS.contains(&first_word(after)),
        Some(Abbreviation::OfNumber) => first.is_numeric(),
        // The number of an entry in a list is no sentence.
        None if stopped.bytes().all(|b| b.is_ascii_digit()) => true,
        None => is_ordinal(stopped) && MONTHS.contains(&first_word(after)),
    }
}

/// What a full stop belongs to that ends no sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Abbreviation {
    /// A title, an initial or a short name: a name may follow.
    OfName,
    /// Such as “No.”, which is also a word: an abbreviation only before a number.
    OfNumber,
}

/// What a full stop behind a text belongs to, if not to a sentence.
pub fn abbreviation(text: &str) -> Option<Abbreviation> {
    let word = last_word(text);
    let is_short = |part: &str| {
        let mut letters = part.chars();
        letters.next().is_some_and(char::is_alphabetic)
            && match letters.next() {
                None => true,
                // “Ph.D.”, but not the end of a sentence like “We did it.”
                Some(second) => word.contains('.') && second.is_alphabetic() && letters.next().is_none(),
            }
    };
    if NAMES.contains(&word) || word.split('.').all(is_short) {
        return Some(Abbreviation::OfName);
    }
    NUMBERED.iter().any(|known| known.eq_ignore_ascii_case(word)).then_some(Abbreviation::OfNumber)
}

fn last_word(text: &str) -> &str {
    let is_other = |c: char| !c.is_alphanumeric() && c != '.';
    text.rsplit(is_other).next().unwrap_or("")
}

/// The first word, past quotes; empty where it is an initial.
fn first_word(text: &str) -> &str {
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let word = text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    let follows = text.get(word.len()..).unwrap_or("");
    if follows.starts_with('.') { "" } else { word }
}

/// “am 3. Oktober”: German writes the day with a full stop.
fn is_ordinal(text: &str) -> bool {
    let day = last_word(text);
    matches!(day.len(), 1 | 2) && day.bytes().all(|b| b.is_ascii_digit())
}

/// Abbreviations before names. Some may also end a sentence: see [`OPENERS`].
const NAMES: &[&str] = &[
    "Mr", "Mrs", "Ms", "Mx", "Dr", "Prof", "Messrs", "Mme", "Mlle", "Sra", "Jr", "Sr", "St", "Ste", "Mt", "Ft", "Sen",
    "Sens", "Rep", "Reps", "Gov", "Govs", "Pres", "Hon", "Amb", "Atty", "Gen", "Maj", "Col", "Lt", "Capt", "Cmdr",
    "Adm", "Sgt", "Cpl", "Pvt", "Supt", "Insp", "Det", "Rev", "Fr", "Msgr", "Asst", "Assoc", "Dept", "Univ", "Bros",
    "Co", "Corp", "Inc", "Ltd", "vs", "al", "cf",
];

/// Abbreviations before numbers; in any case of letters.
const NUMBERED: &[&str] = &[
    "No", "Nos", "Nr", "Art", "Fig", "Vol", "Ch", "Sec", "pp", "pg", "ca", "approx", "Jan", "Feb", "Mar", "Apr", "Jun",
    "Jul", "Aug", "Sep", "Sept", "Oct", "Nov", "Dec",
];

/// Words with which a new sentence begins rather than a name.
const OPENERS: &[&str] = &[
    "A",
    "After",
    "All",
    "Also",
    "Although",
    "An",
    "And",
    "As",
    "At",
    "Because",
    "Before",
    "Both",
    "But",
    "By",
    "Each",
    "Even",
    "For",
    "From",
    "He",
    "Her",
    "His",
    "How",
    "However",
    "I",
    "If",
    "In",
    "It",
    "Its",
    "Many",
    "Meanwhile",
    "Most",
    "My",
    "No",
    "Not",
    "Now",
    "On",
    "One",
    "Or",
    "Our",
    "She",
    "Since",
    "So",
    "Some",
    "Still",
    "That",
    "The",
    "Their",
    "Then",
    "There",
    "These",
    "They",
    "This",
    "Those",
    "To",
    "Two",
    "We",
    "What",
    "When",
    "Where",
    "While",
    "Who",
    "Why",
    "With",
    "Yet",
    "You",
];

const MONTHS: &[&str] = &[
    "Januar",
    "Jänner",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
];

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(text: &str, pieces: Vec<Piece>) -> String {
        pieces.into_iter().map(|p| &text[p.bytes]).collect::<Vec<_>>().join("|")
    }

    /// The cuts stand as `|` in the text.
    #[track_caller]
    fn check_sentences(expected: &str) {
        let text = expected.replace('|', "");
        assert_eq!(shown(&text, pieces(&text, "", Unit::Sentence, &Unicode)), expected);
    }

    #[track_caller]
    fn check_words(expected: &str) {
        let text = expected.replace('|', "");
        assert_eq!(shown(&text, pieces(&text, "", Unit::Word, &Unicode)), expected);
    }

    #[test]
    fn sentences_end_where_a_reader_ends_them() {
        check_sentences("He left. |She stayed.");
        check_sentences("Mr. Smith met Gov. Lee. |They spoke.");
        check_sentences("The then-Gov. Lee and Lt. Gov. Doe left.");
        check_sentences("U.S. officials and U.S. President Lee met. |No one spoke.");
        check_sentences("It happened in the U.S. |The mayor knew.");
        check_sentences("It happened in Washington, D.C. |Many knew.");
        check_sentences("J. Doe and J.K. Rowling, with George W. Bush, came. |He left.");
        check_sentences("J. A. Doe won. |A. B. Smith lost.");
        check_sentences("At 9 a.m. Tuesday it began. |It ended at 5 p.m. |He slept.");
        check_sentences("It is No. 4 Smith. |No. |He said so.");
        check_sentences("On Sept. 11 it began. |Dr. Lee, Ph.D. Smith and Apple Inc. Chief Cook met.");
        check_sentences("He works at Apple Inc. |The firm grew.");
        check_sentences("“He left.” |She stayed.");
        check_sentences("(He left.) |She stayed.");
        check_sentences("“Really?” he asked. |“Yes!” she said.");
        check_sentences("He said “the U.S.” |Smith agreed.");
        check_sentences("Wait. |“What?” |“Nothing.”");
        check_sentences("He paid 3.5 million. |It was 5.");
        check_sentences("1. The mayor left. |It was 2. |He slept.");
        check_sentences("");
        check_sentences("...");
    }

    #[test]
    fn sentences_of_other_languages() {
        check_sentences("« Oui. » |Il partit.");
        check_sentences("« Oui ! » dit-il. |M. Macron sourit.");
        check_sentences("Am 3. Oktober kam Dr. Müller. |Er blieb.");
        check_sentences("»Ja.« |Er ging. |»Nein.«");
        check_sentences("z. B. Siemens wuchs. |Gut.");
        check_sentences("首相は辞任した。|理由は不明だ。");
        check_sentences("「はい。」|彼は言った。");
        check_sentences("استقال الوزير. |لماذا؟ |لا أحد يعلم.");
        check_sentences("ראש העיר התפטר. |מדוע?");
        check_sentences("मंत्री ने इस्तीफा दिया। |क्यों?");
        check_sentences("장관이 사임했다. |왜?");
        check_sentences("მერი გადადგა. |რატომ?");
    }

    #[test]
    fn words_and_what_is_between_them() {
        check_words("The| |mayor’s| |3.5|%| |don't|,| |“|yes|”");
        check_words("l’homme| |d'État");
        check_words("e\u{301}te\u{301}| |👩‍👩‍👦|🇫🇷");
        check_words("قال| |الوزير|،| |נעם");
        check_words("नमस्ते| |दुनिया");
        check_words("首|相| |한국어| |カタカナ");
        // A sign that stands before digits is one character with what follows.
        check_words("a\u{600} |b");
    }

    #[test]
    fn the_full_stop_of_an_abbreviation() {
        for word in ["the U.S", "Mr", "J", "a.m", "(Dr", "Ph.D"] {
            assert_eq!(abbreviation(word), Some(Abbreviation::OfName), "{word}");
        }
        for word in ["did it", "left", "left..", "", " ", "U.S. "] {
            assert_eq!(abbreviation(word), None, "{word}");
        }
        assert_eq!(abbreviation("No"), Some(Abbreviation::OfNumber));
    }

    proptest! {
        #[test]
        fn the_pieces_are_the_text(text in crate::model::fixtures::any_text(60)) {
            for unit in [Unit::Character, Unit::Word, Unit::Sentence, Unit::Block] {
                let found = pieces(&text, "", unit, &Unicode);
                let mut at = 0;
                for piece in &found {
                    prop_assert_eq!(piece.bytes.start, at);
                    prop_assert!(piece.bytes.end > at && is_character_boundary(&text, at));
                    prop_assert_eq!(piece.has_words, has_words(&text[piece.bytes.clone()]));
                    at = piece.bytes.end;
                }
                prop_assert_eq!(at, text.len());
            }
        }
    }
}
