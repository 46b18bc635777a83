//! Lines that say something of other lines: attributes (`A`, `M`), notes (`#`),
//! references to Wikidata (`N`), equivalences (`*`).

use super::line::{columns, is_id_of, is_name};
use crate::model::id::is_id;
use crate::model::identity::is_wikidata_number;

/// The value of an attribute that is only there or not, as `Negation` in brat.
pub const FLAG: &str = "yes";

/// The type of a note that brat's screen shows and changes.
const NOTE: &str = "AnnotatorNotes";
/// The type of a reference.
const REFERENCE: &str = "Reference";
/// The database of which the model has a number.
const WIKIDATA: &str = "Wikidata";
/// The type of an equivalence.
pub const EQUIVALENCE: &str = "Equiv";
/// What an equivalence has in place of an id.
const NO_ID: &str = "*";

/// What a line says.
#[derive(Debug, PartialEq)]
pub enum Saying<'a> {
    /// `A1⇥certainty T1 stated`; without a value it is a flag.
    Attribute {
        /// Of which line.
        of: &'a str,
        /// The attribute.
        name: &'a str,
        /// Its value.
        value: Option<String>,
    },
    /// `#1⇥AnnotatorNotes T1⇥a note`.
    Note {
        /// On which line.
        of: &'a str,
        /// The note; not empty.
        note: String,
    },
    /// `N1⇥Reference T1 Wikidata:Q90⇥Paris`.
    Reference {
        /// Of which line.
        of: &'a str,
        /// The number in Wikidata.
        number: &'a str,
        /// What the thing is called; may be empty.
        name: String,
    },
    /// `*⇥Equiv T1 T2`.
    Same(Vec<&'a str>),
}

/// A line that says something, with its id; an equivalence has none.
#[derive(Debug, PartialEq)]
pub struct Said<'a> {
    /// A letter and, usually, a number.
    pub id: Option<&'a str>,
    /// What it says.
    pub saying: Saying<'a>,
}

/// Reads such a line; `None` if it is none.
pub fn said(line: &str) -> Option<Said<'_>> {
    let (id, column, tail) = columns(line)?;
    let words = || column.split(' ');
    let has_no_tail = tail.is_none_or(|tail| tail.trim().is_empty());
    let saying = if id == NO_ID {
        let mut words = words().filter(|word| !word.is_empty());
        let is_equivalence = words.next() == Some(EQUIVALENCE) && has_no_tail;
        let all: Vec<&str> = words.collect();
        let is_whole = is_equivalence && all.len() > 1 && all.iter().all(|id| is_name(id));
        return is_whole.then_some(Said { id: None, saying: Saying::Same(all) });
    } else if is_id_of('A', id) || is_id_of('M', id) {
        let (name, rest) = column.split_once(' ')?;
        let (of, value) = rest.split_once(' ').unwrap_or((rest, ""));
        let value = Some(value).filter(|value| !value.trim().is_empty()).map(from_one_line);
        (is_id(name) && is_name(of) && has_no_tail).then_some(Saying::Attribute { of, name, value })?
    } else if is_id_of('#', id) {
        let of = column.strip_prefix(NOTE)?.strip_prefix(' ')?;
        let note = tail.map(from_one_line).filter(|note| !note.is_empty())?;
        is_name(of).then_some(Saying::Note { of, note })?
    } else if is_id_of('N', id) {
        let (of, reference) = column.strip_prefix(REFERENCE)?.strip_prefix(' ')?.split_once(' ')?;
        let (database, number) = reference.split_once(':')?;
        let is_known = database.eq_ignore_ascii_case(WIKIDATA) && is_wikidata_number(number);
        let name = tail.map(from_one_line).unwrap_or_default();
        (is_name(of) && is_known).then_some(Saying::Reference { of, number, name })?
    } else {
        return None;
    };
    Some(Said { id: Some(id), saying })
}

/// Writes an attribute.
pub fn attribute_line(id: &str, name: &str, of: &str, value: Option<&str>) -> String {
    match value {
        Some(value) => format!("{id}\t{name} {of} {}", on_one_line(value)),
        None => format!("{id}\t{name} {of}"),
    }
}

/// Writes a note.
pub fn note_line(id: &str, of: &str, note: &str) -> String {
    format!("{id}\t{NOTE} {of}\t{}", on_one_line(note))
}

/// Writes a reference to Wikidata.
pub fn reference_line(id: &str, of: &str, number: &str, name: &str) -> String {
    format!("{id}\t{REFERENCE} {of} {WIKIDATA}:{number}\t{}", on_one_line(name))
}

/// Writes an equivalence.
pub fn same_line(all: &[&str]) -> String {
    format!("{NO_ID}\t{EQUIVALENCE} {}", all.join(" "))
}

/// What no line of a file can hold, because programs end a line or a column at it, and
/// the sign that stands for it.
const SIGNS: [(char, char); 11] = [
    ('\n', '↵'),
    ('\r', '␍'),
    ('\t', '␉'),
    ('\u{b}', '␋'),
    ('\u{c}', '␌'),
    ('\u{1c}', '␜'),
    ('\u{1d}', '␝'),
    ('\u{1e}', '␞'),
    ('\u{85}', '␤'),
    ('\u{2028}', '⤶'),
    ('\u{2029}', '⁋'),
];

/// The sign for a space at an end, where programs take it off.
const SPACE: (char, char) = (' ', '␠');

/// The character for which a sign stands.
fn meant_by(sign: char) -> Option<char> {
    SIGNS.iter().chain([&SPACE]).find(|(_, other)| *other == sign).map(|(c, _)| *c)
}

/// A text as one line and one column: with signs for line breaks and the like. A backslash
/// before a sign says that the sign itself is meant; backslashes before that are doubled.
pub fn on_one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    let mut backslashes = 0;
    let last = text.chars().next_back().map_or(0, |c| text.len() - c.len_utf8());
    for (at, c) in text.char_indices() {
        let is_at_end = at == 0 || at == last;
        let known = SIGNS.iter().chain(is_at_end.then_some(&SPACE)).find(|(other, _)| *other == c);
        let is_sign = meant_by(c).is_some();
        if is_sign || known.is_some() {
            line.extend(std::iter::repeat_n('\\', backslashes + usize::from(is_sign)));
        }
        backslashes = if c == '\\' { backslashes + 1 } else { 0 };
        line.push(known.map_or(c, |(_, sign)| *sign));
    }
    line
}

/// The text that [`on_one_line`] wrote.
pub fn from_one_line(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut backslashes = 0;
    for c in line.chars() {
        if c == '\\' {
            backslashes += 1;
            continue;
        }
        let meant = meant_by(c);
        let count = if meant.is_some() { backslashes / 2 } else { backslashes };
        text.extend(std::iter::repeat_n('\\', count));
        text.push(meant.filter(|_| backslashes % 2 == 0).unwrap_or(c));
        backslashes = 0;
    }
    text.extend(std::iter::repeat_n('\\', backslashes));
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn attribute<'a>(of: &'a str, name: &'a str, value: Option<&str>) -> Saying<'a> {
        Saying::Attribute { of, name, value: value.map(str::to_owned) }
    }

    #[test]
    fn lines_there_and_back() {
        let check = |line: &str, saying: Saying<'_>| {
            let read = said(line).unwrap();
            assert_eq!(read.saying, saying, "{line}");
            let id = read.id.unwrap_or_default();
            let written = match &read.saying {
                Saying::Attribute { of, name, value } => attribute_line(id, name, of, value.as_deref()),
                Saying::Note { of, note } => note_line(id, of, note),
                Saying::Reference { of, number, name } => reference_line(id, of, number, name),
                Saying::Same(all) => same_line(all),
            };
            assert_eq!(written, line);
        };
        check("A1\tcertainty T1 stated", attribute("T1", "certainty", Some("stated")));
        check("A1\twords T1 two words↵more", attribute("T1", "words", Some("two words\nmore")));
        check("M1\tNegation E1", attribute("E1", "Negation", None));
        check("#1\tAnnotatorNotes T1\tWho?", Saying::Note { of: "T1", note: "Who?".into() });
        check("#1\tAnnotatorNotes R1\tC:\\new \\↵", Saying::Note { of: "R1", note: "C:\\new ↵".into() });
        check(
            "N1\tReference T1 Wikidata:Q90\tParis",
            Saying::Reference { of: "T1", number: "Q90", name: "Paris".into() },
        );
        check("*\tEquiv T1 T2 T3", Saying::Same(vec!["T1", "T2", "T3"]));
        // What is the same in another form.
        assert_eq!(said("\u{feff}A1\tNegation E1 \r").unwrap().saying, attribute("E1", "Negation", None));
        assert_eq!(said("*\tEquiv  T1 T2 \t ").unwrap().saying, Saying::Same(vec!["T1", "T2"]));
        let nameless = Saying::Reference { of: "T1", number: "Q90", name: String::new() };
        assert_eq!(said("N1\tReference T1 wikidata:Q90").unwrap().saying, nameless);
    }

    #[test]
    fn what_is_not_of_the_form_is_none() {
        for line in [
            "",
            "A1",
            "A1\tSure",
            "A\tSure T1",
            "A1\tSure ",
            "A1\t T1",
            "A1\tSure T1 yes\tmore",
            "A1\tSure T:1",
            "#1\tAnnotatorNotes T1",
            "#1\tAnnotatorNotes T1\t",
            "#1\tAnnotatorNotes T1 T2\tx",
            "#1\tNote T1\tx",
            "#\tAnnotatorNotes T1\tx",
            "# a remark",
            "N1\tReference T1 Atlas:17\tBrae",
            "N1\tReference T1 Wikidata:90\tParis",
            "N1\tReference T1 Wikidata:Q90:1\tParis",
            "N1\tOther T1 Wikidata:Q90\tParis",
            "*\tEquiv T1",
            "*\tEquiv T1 a:b",
            "*\tEquiv T1 T2\tT3",
            "*\tRelated T1 T2",
            "*1\tEquiv T1 T2",
            "R1\tSame Arg1:T1 Arg2:T2",
            "T1\tClaim 0 1\tx",
        ] {
            assert_eq!(said(line), None, "{line}");
        }
    }

    #[test]
    fn a_text_of_several_lines_is_legible_on_one() {
        let check = |text: &str, line: &str| {
            assert_eq!(on_one_line(text), line);
            assert_eq!(from_one_line(line), text);
        };
        check("", "");
        check("Who? And\nwhy?\n\nAsk.", "Who? And↵why?↵↵Ask.");
        check("C:\\notes\\new and \\n", "C:\\notes\\new and \\n");
        check("press ↵ twice", "press \\↵ twice");
        check("\\\n\\\\↵\\", "\\\\↵\\\\\\\\\\↵\\");
        check(" a  b ", "␠a  b␠");
        check(" ", "␠");
        check("  ", "␠␠");
        check("a\r\n\tb\u{2028}", "a␍↵␉b⤶");
        // A sign of a file of another program is taken at its word.
        assert_eq!(from_one_line("a ↵ b"), "a \n b");
    }

    proptest! {
        #[test]
        fn any_text_is_put_on_one_line_and_read_again(text in r"[ab \\\n\r\t\u{b}\u{1c}\u{85}\u{2028}\u{2029}↵␠␤⤶😀]{0,24}") {
            let line = on_one_line(&text);
            prop_assert_eq!(from_one_line(&line), &*text);
            prop_assert!(!line.contains(crate::model::article::LINE_BREAKS) && !line.contains('\t'));
            prop_assert!(line.trim_matches(' ') == line);
            let line = note_line("#1", "T1", &text);
            let note = said(&line).map(|said| said.saying);
            let expected = Saying::Note { of: "T1", note: text.clone() };
            prop_assert_eq!(note, (!text.is_empty()).then_some(expected));
            let line = attribute_line("A1", "x", "T1", Some(text.as_str()).filter(|text| !text.is_empty()));
            let value = Some(text).filter(|text| !text.is_empty());
            prop_assert_eq!(said(&line).map(|said| said.saying), Some(Saying::Attribute { of: "T1", name: "x", value }));
        }
    }
}
