//! Cuts a plain text into pieces: paragraphs, list items, quotes and lines that
//! stand alone. Drops white space and the marks of lists and quotes, nothing else.

use crate::model::article::LINE_BREAKS;

/// The longest line that a text wrapped by hand or by mail has, in characters.
const WIDEST_WRAP: usize = 100;
/// The narrowest width at which lines are taken for wrapped. Verse is narrower.
const NARROWEST_WRAP: usize = 50;
/// Lines are wrapped if at least this many break a sentence.
const FEWEST_BREAKS: usize = 2;
/// A tab moves to the right as far as this many spaces.
const TAB: usize = 4;
/// The deepest level of a list item.
const DEEPEST_LEVEL: u8 = 6;

/// A stretch of the text that becomes one block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The words, fit to be a block's text.
    pub text: String,
    /// What stood before them.
    pub mark: Mark,
    /// Which line of the text it begins on; the first is 0.
    pub line: usize,
    /// Whether an empty line, or the text's beginning, stands before it.
    pub after_gap: bool,
}

/// A mark at the beginning of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// None.
    None,
    /// That of a list item.
    Item {
        /// 1 (outermost) to 6.
        level: u8,
        /// Whether it was a number.
        ordered: bool,
    },
    /// That of a quotation, as in mail.
    Quote,
}

/// A line that is not empty.
struct Line<'a> {
    text: &'a str,
    /// How far in it begins, in columns.
    indent: usize,
    /// In characters, the indentation and mark not counted.
    length: usize,
    lead: Lead,
    number: usize,
    after_gap: bool,
}

/// What a line begins with, before it is known whether numbers count a list.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lead {
    Plain,
    Bullet,
    Number(u32),
    Quote,
}

/// Cuts a text whose line ends are `\n` into pieces.
pub fn pieces(text: &str) -> Vec<Piece> {
    let lines = lines(text);
    // A text without empty lines has one paragraph a line.
    let has_gaps = lines.iter().skip(1).any(|line| line.after_gap);
    let width = if has_gaps { wrap_width(&lines) } else { None };
    let mut pieces: Vec<Piece> = Vec::new();
    let mut levels = Levels::default();
    let mut group = GroupWidths::new(&lines);
    let mut previous: Option<&Line<'_>> = None;
    for (index, line) in lines.iter().enumerate() {
        let group_width = group.of_line(index);
        let joins = has_gaps
            && previous.is_some_and(|previous| {
                let in_item = matches!(pieces.last(), Some(Piece { mark: Mark::Item { .. }, .. }));
                continues(previous, line, in_item, width, group_width)
            });
        match pieces.last_mut() {
            Some(piece) if joins => append(&mut piece.text, line.text),
            _ => pieces.push(Piece {
                text: tidy(line.text),
                mark: levels.mark(line),
                line: line.number,
                after_gap: line.after_gap,
            }),
        }
        previous = Some(line);
    }
    pieces
}

fn lines(text: &str) -> Vec<Line<'_>> {
    let mut lines: Vec<Line<'_>> = Vec::new();
    let mut after_gap = true;
    for (number, raw) in text.split('\n').enumerate() {
        let rest = raw.trim();
        let (lead, rest) = lead_of(rest);
        if rest.is_empty() {
            after_gap = true;
            continue;
        }
        let indent = raw
            .chars()
            .take_while(|c| c.is_whitespace())
            .fold(0, |columns, c| if c == '\t' { (columns / TAB + 1) * TAB } else { columns + 1 });
        lines.push(Line { text: rest, indent, length: rest.chars().count(), lead, number, after_gap });
        after_gap = false;
    }
    keep_counting_numbers(text, &mut lines);
    lines
}

/// A line's mark and what follows it. A mark with nothing to say after it is
/// text, except that of a quotation, which is an empty line of it.
fn lead_of(line: &str) -> (Lead, &str) {
    if let Some(mut rest) = line.strip_prefix('>') {
        while let Some(deeper) = rest.trim_start().strip_prefix('>') {
            rest = deeper;
        }
        return (Lead::Quote, rest.trim());
    }
    let says = |rest: &str| rest.chars().any(char::is_alphanumeric);
    let bullet = line.strip_prefix(['-', '*']).filter(|rest| rest.starts_with(char::is_whitespace));
    if let Some(rest) = bullet.or_else(|| line.strip_prefix(['•', '▪', '◦', '‣'])).filter(|rest| says(rest)) {
        return (Lead::Bullet, rest.trim());
    }
    if let Some((number, rest)) = number_and_rest(line).filter(|(_, rest)| says(rest)) {
        return (Lead::Number(number), rest);
    }
    (Lead::Plain, line)
}

/// The number of `12. words` or `12) words`, and the words.
fn number_and_rest(line: &str) -> Option<(u32, &str)> {
    let (number, rest) = line.split_once(['.', ')'])?;
    // Three digits and more are years, scores and house numbers.
    let short = (1..=2).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
    let rest_apart = rest.starts_with(char::is_whitespace);
    (short && rest_apart).then(|| Some((number.parse().ok()?, rest.trim()))).flatten()
}

/// Gives a number back to its line unless it is one of a list that counts from 1
/// with nothing else between: a list in the page counts by itself, so a number
/// that it would not give again must stay. “1. FC Köln” alone is a club.
fn keep_counting_numbers<'a>(text: &'a str, lines: &mut [Line<'a>]) {
    let mut is_counted = vec![false; lines.len()];
    // The list that is open at each depth: its indent and the lines of its items.
    let mut open: Vec<(usize, Vec<usize>)> = Vec::new();
    let mut close = |items: &[usize]| {
        if items.len() >= 2 {
            items.iter().filter_map(|item| is_counted.get_mut(*item).map(|counted| *counted = true)).count();
        }
    };
    for (index, line) in lines.iter().enumerate() {
        // A new paragraph ends every list that is not further out than it is.
        let ends = |indent: usize| line.lead == Lead::Plain && line.after_gap && line.indent <= indent;
        open.retain(|(indent, items)| {
            let stays = !ends(*indent);
            if !stays {
                close(items);
            }
            stays
        });
        let Lead::Number(number) = line.lead else { continue };
        match open.iter_mut().find(|(indent, _)| *indent == line.indent) {
            Some((_, items)) if items.len() + 1 == number as usize => items.push(index),
            Some((_, items)) => {
                close(items);
                items.clear();
                items.extend((number == 1).then_some(index));
            }
            None if number == 1 => open.push((line.indent, vec![index])),
            None => {}
        }
    }
    for (_, items) in &open {
        close(items);
    }
    let is_numbered = |index: &usize| lines.get(*index).is_some_and(|line| matches!(line.lead, Lead::Number(_)));
    let alone: Vec<usize> =
        (0..lines.len()).filter(is_numbered).filter(|index| is_counted.get(*index) == Some(&false)).collect();
    // Walks the text's lines and the marked ones side by side.
    let mut raw = text.split('\n').enumerate();
    for index in alone {
        let Some(line) = lines.get_mut(index) else { continue };
        if let Some((_, whole)) = raw.find(|(number, _)| *number == line.number) {
            line.text = whole.trim();
            line.length = line.text.chars().count();
            line.lead = Lead::Plain;
        }
    }
}

/// Whether a sentence runs over from one line to the next: the first does not
/// end one, and the second begins with a small letter.
fn breaks_a_sentence(first: &Line<'_>, second: &Line<'_>) -> bool {
    !first.text.ends_with(['.', '!', '?', ':', '”', '"']) && second.text.starts_with(char::is_lowercase)
}

/// Whether two lines belong to one paragraph as far as marks and gaps can tell.
fn may_join(first: &Line<'_>, second: &Line<'_>) -> bool {
    let same_mark = second.lead == Lead::Plain && first.lead != Lead::Quote
        || second.lead == Lead::Quote && first.lead == Lead::Quote;
    !second.after_gap && same_mark
}

/// The width to which a text is wrapped, in characters; `None` if it is not.
/// Only a line that breaks a sentence is surely wrapped, so the longest of those
/// is the width.
fn wrap_width(lines: &[Line<'_>]) -> Option<usize> {
    let pairs = || lines.iter().zip(lines.iter().skip(1)).filter(|(first, second)| may_join(first, second));
    let broken = || pairs().filter(|(first, second)| breaks_a_sentence(first, second) && first.length <= WIDEST_WRAP);
    let width = broken().map(|(first, _)| first.length).max().filter(|width| *width >= NARROWEST_WRAP)?;
    // A few sentences broken by links do not make a wrapped text, nor does a
    // button in small letters.
    let count = broken().count();
    (count >= FEWEST_BREAKS && count * 5 >= pairs().count()).then_some(width)
}

fn continues(
    first: &Line<'_>,
    second: &Line<'_>,
    in_item: bool,
    width: Option<usize>,
    group_width: Option<usize>,
) -> bool {
    if !may_join(first, second) {
        return false;
    }
    // What hangs under a list item belongs to it; elsewhere a line that begins
    // further in begins a paragraph.
    if second.indent > first.indent + 1 {
        return in_item;
    }
    // A wrapped line has no room for the next line's first word.
    let next_word = second.text.split_whitespace().next().unwrap_or("").chars().count();
    let full = |width: usize| first.length + 1 + next_word > width && first.length <= width + NARROWEST_WRAP / 5;
    let wrapped = width.is_some() || group_width.is_some() || first.length > WIDEST_WRAP;
    width.is_some_and(full) || wrapped && breaks_a_sentence(first, second)
}

/// The widths of the lines that break sentences, group by group of lines that
/// stand together: verse has narrow ones, and is left alone.
struct GroupWidths<'a, 'b> {
    lines: &'b [Line<'a>],
    end: usize,
    width: Option<usize>,
}

impl<'a, 'b> GroupWidths<'a, 'b> {
    fn new(lines: &'b [Line<'a>]) -> Self {
        GroupWidths { lines, end: 0, width: None }
    }

    /// The width of the group that a line is in. Lines are asked for in order.
    fn of_line(&mut self, index: usize) -> Option<usize> {
        if index >= self.end {
            let rest = self.lines.get(index..).unwrap_or_default();
            let count = 1 + rest.iter().skip(1).take_while(|line| !line.after_gap).count();
            self.end = index + count;
            let group = rest.get(..count).unwrap_or_default();
            let pairs = group.iter().zip(group.iter().skip(1));
            let broken: Vec<usize> =
                pairs.filter(|(a, b)| breaks_a_sentence(a, b)).map(|(first, _)| first.length).collect();
            let widest = broken.iter().max().copied();
            self.width = widest.filter(|width| *width >= NARROWEST_WRAP && broken.len() >= FEWEST_BREAKS);
        }
        self.width
    }
}

/// The indentations of the list items around, outermost first.
#[derive(Default)]
struct Levels(Vec<usize>);

impl Levels {
    fn mark(&mut self, line: &Line<'_>) -> Mark {
        let ordered = match line.lead {
            Lead::Bullet => false,
            Lead::Number(_) => true,
            Lead::Plain | Lead::Quote => {
                self.0.clear();
                return if line.lead == Lead::Quote { Mark::Quote } else { Mark::None };
            }
        };
        while self.0.last().is_some_and(|indent| *indent > line.indent) {
            self.0.pop();
        }
        if self.0.last().is_none_or(|indent| *indent < line.indent) && self.0.len() < usize::from(DEEPEST_LEVEL) {
            self.0.push(line.indent);
        }
        let level = u8::try_from(self.0.len()).unwrap_or(DEEPEST_LEVEL);
        Mark::Item { level, ordered }
    }
}

/// The text without what some reader takes for the end of a line.
fn tidy(text: &str) -> String {
    text.replace(LINE_BREAKS, " ")
}

/// Adds a wrapped line to its paragraph.
fn append(paragraph: &mut String, line: &str) {
    // “long-” and “term” were one word; “pre-” and “and post-war” were not.
    let mut before = paragraph.chars().rev();
    let in_word = before.next() == Some('-') && before.next().is_some_and(char::is_alphabetic);
    let suspended = ["and ", "or ", "to "].iter().any(|word| line.starts_with(word));
    if !in_word || suspended || !line.starts_with(char::is_lowercase) {
        paragraph.push(' ');
    }
    paragraph.push_str(&tidy(line));
}
