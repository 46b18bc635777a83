//! A text file as blocks and the white space around them, and the positions of one
//! in the other.

use crate::model::article::LINE_BREAKS;
use crate::model::offset::{ByteOffset, CharOffset, IndexedText, Span, Utf16Offset};

/// Some programs begin a text with it.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// What stands between the texts of two blocks where nothing else is known.
const LINE_FEED: &str = "\n";

/// A text cut into blocks.
#[derive(Debug, PartialEq)]
pub struct Cut {
    /// What stands before the first block, between them, and after the last: one
    /// more than there are blocks.
    pub gaps: Vec<String>,
    /// The lines, without white space at their ends; empty ones belong to the gaps.
    pub blocks: Vec<String>,
}

/// Cuts a text at its line breaks.
pub fn cut(text: &str) -> Cut {
    let (mut gaps, mut blocks, mut gap) = (Vec::new(), Vec::new(), String::new());
    let rest = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    if rest.len() < text.len() {
        gap.push(BYTE_ORDER_MARK);
    }
    for line in rest.split_inclusive(LINE_BREAKS) {
        let words = line.trim();
        let Some((before, after)) = line.split_once(words).filter(|_| !words.is_empty()) else {
            gap.push_str(line);
            continue;
        };
        gap.push_str(before);
        gaps.push(std::mem::take(&mut gap));
        blocks.push(words.to_owned());
        gap.push_str(after);
    }
    gaps.push(gap);
    Cut { gaps, blocks }
}

impl Cut {
    /// The text that was cut.
    pub fn text(&self) -> String {
        let mut text = self.gaps.first().cloned().unwrap_or_default();
        for (block, gap) in self.blocks.iter().zip(self.gaps.iter().skip(1)) {
            text.push_str(block);
            text.push_str(gap);
        }
        text
    }

    /// Blocks with the gaps that they had, if these are gaps between such blocks;
    /// otherwise each block is a line.
    pub fn of(blocks: Vec<String>, gaps: Vec<String>) -> Cut {
        let known = Cut { gaps, blocks };
        if known.gaps.len() == known.blocks.len() + 1 && cut(&known.text()) == known {
            return known;
        }
        let gaps = std::iter::once("").chain(known.blocks.iter().map(|_| LINE_FEED)).map(str::to_owned).collect();
        Cut { gaps, blocks: known.blocks }
    }
}

/// Where a block stands, in code points.
struct Place {
    in_file: u32,
    in_article: u32,
    length: u32,
}

/// The positions of a text file's blocks in the file and in the article.
pub struct Layout {
    file: IndexedText,
    places: Vec<Place>,
    /// Where the code points stand that a program may leave out as it reads the file.
    returns: Vec<u32>,
    /// The same where nothing is left out before them.
    counted: Vec<u32>,
}

fn count(text: &str) -> u32 {
    text.chars().count() as u32
}

impl Layout {
    /// Measures a text.
    pub fn new(cut: &Cut) -> Layout {
        let mut places = Vec::with_capacity(cut.blocks.len());
        let (mut in_file, mut in_article) = (0, 0);
        for (gap, block) in cut.gaps.iter().zip(&cut.blocks) {
            in_file += count(gap);
            let length = count(block);
            places.push(Place { in_file, in_article, length });
            in_file += length;
            // And the line feed after it.
            in_article += length + 1;
        }
        let file = IndexedText::new(cut.text());
        let mut after = file.as_str().chars().skip(1);
        let mut is_left_out = |(at, c): (u32, char)| {
            let next = after.next();
            let is = (at == 0 && c == BYTE_ORDER_MARK) || (c == '\r' && next == Some('\n'));
            is.then_some(at)
        };
        let returns: Vec<u32> = (0..).zip(file.as_str().chars()).filter_map(&mut is_left_out).collect();
        let counted = (0..).zip(&returns).map(|(before, left_out): (u32, &u32)| left_out - before).collect();
        Layout { file, places, returns, counted }
    }

    /// The words of the file between two of its code points.
    pub fn slice(&self, (start, end): (u32, u32)) -> Option<&str> {
        self.file.slice(Span::new(CharOffset(start), CharOffset(end))?)
    }

    /// The spans of the article that lie in some stretches of the file: in order, and
    /// those that touch as one. What lies between blocks belongs to none.
    pub fn spans(&self, stretches: &[(u32, u32)]) -> Vec<Span> {
        let mut spans: Vec<Span> = stretches.iter().filter_map(|stretch| self.span(*stretch)).collect();
        spans.sort_unstable();
        let mut joined: Vec<Span> = Vec::with_capacity(spans.len());
        for span in spans {
            match joined.last_mut() {
                Some(last) if span.start() <= last.end() => {
                    *last = Span::new(last.start(), last.end().max(span.end())).unwrap_or(*last);
                }
                _ => joined.push(span),
            }
        }
        joined
    }

    fn span(&self, (start, end): (u32, u32)) -> Option<Span> {
        let first = self.places.partition_point(|place| place.in_file + place.length <= start);
        let last = self.places.partition_point(|place| place.in_file < end).checked_sub(1)?;
        let (first, last) = (self.places.get(first)?, self.places.get(last)?);
        let start = first.in_article + start.saturating_sub(first.in_file);
        let end = last.in_article + (end - last.in_file).min(last.length);
        Span::new(CharOffset(start), CharOffset(end))
    }

    /// The stretches of the file in which some spans of the article lie, cut where
    /// lines end.
    pub fn stretches(&self, spans: &[Span]) -> Vec<(u32, u32)> {
        let mut stretches = Vec::new();
        for span in spans {
            let (start, end) = (span.start().0, span.end().0);
            let first = self.places.partition_point(|place| place.in_article + place.length <= start);
            for place in self.places.iter().skip(first).take_while(|place| place.in_article < end) {
                let from = start.saturating_sub(place.in_article);
                let to = (end - place.in_article).min(place.length);
                stretches.push((place.in_file + from, place.in_file + to));
            }
        }
        stretches
    }

    /// The words of some stretches as a text-bound has them: joined by spaces.
    pub fn quote(&self, stretches: &[(u32, u32)]) -> Option<String> {
        let words: Option<Vec<&str>> = stretches.iter().map(|stretch| self.slice(*stretch)).collect();
        words.map(|words| words.join(" "))
    }
}

/// What the offsets of an annotation file count. It should be code points; not every
/// program does so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Counting {
    /// Code points of the text file.
    #[default]
    CodePoints,
    /// Code points of the text as some programs read it: a line break of two
    /// characters is one, and a byte order mark none.
    Lines,
    /// UTF-16 units.
    Utf16,
    /// Bytes of UTF-8.
    Bytes,
}

/// All of them, with the names by which they are kept, and what there is to tell of
/// each. Where several fit equally well, the first is taken.
pub const COUNTINGS: &[(Counting, &str, &str)] = &[
    (Counting::CodePoints, "code-points", ""),
    (Counting::Lines, "lines", "brat-counts-lines"),
    (Counting::Utf16, "utf-16", "brat-counts-utf-16"),
    (Counting::Bytes, "bytes", "brat-counts-bytes"),
];

impl Counting {
    /// A stretch in code points of the file; `None` where an end is in no such place.
    pub fn stretch_from_file(self, layout: &Layout, (start, end): (u32, u32)) -> Option<(u32, u32)> {
        let of_place = |at: u32| match self {
            Counting::CodePoints => Some(at),
            Counting::Lines => {
                let before = layout.counted.partition_point(|counted| *counted <= at);
                Some(at.saturating_add(before as u32))
            }
            Counting::Utf16 => {
                let place = layout.file.place_at_or_before_utf16(Utf16Offset(at));
                (place.utf16.0 == at).then_some(place.char.0)
            }
            Counting::Bytes => {
                let place = layout.file.place_at_or_before_byte(ByteOffset(at));
                (place.byte.0 == at).then_some(place.char.0)
            }
        };
        let start = of_place(start)?;
        // What is left out before the end of a stretch is not in it.
        let end = if self == Counting::Lines { of_place(end.checked_sub(1)?)?.checked_add(1)? } else { of_place(end)? };
        Some((start, end))
    }

    /// A stretch as the file counts it, from code points.
    pub fn stretch_in_file(self, layout: &Layout, (start, end): (u32, u32)) -> (u32, u32) {
        let of_char = |at: u32| {
            let place = layout.file.place_from_char(CharOffset(at)).unwrap_or(layout.file.end());
            match self {
                Counting::CodePoints => at,
                Counting::Lines => at - layout.returns.partition_point(|left_out| *left_out < at) as u32,
                Counting::Utf16 => place.utf16.0,
                Counting::Bytes => place.byte.0,
            }
        };
        (of_char(start), of_char(end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(text: &str, gaps: &[&str], blocks: &[&str]) {
        let cut = cut(text);
        assert_eq!((cut.gaps.as_slice(), cut.blocks.as_slice()), (&*owned(gaps), &*owned(blocks)), "{text:?}");
        assert_eq!(cut.text(), text);
    }

    fn owned(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn texts_are_cut_at_line_breaks_and_put_together_again() {
        check("", &[""], &[]);
        check(" \n\t\r\n", &[" \n\t\r\n"], &[]);
        check("a", &["", ""], &["a"]);
        check("\u{feff}a b\r\n\r\n c \n", &["\u{feff}", "\r\n\r\n ", " \n"], &["a b", "c"]);
        check("a\u{2028}b\u{85}c\u{b}\u{c}d", &["", "\u{2028}", "\u{85}", "\u{b}\u{c}", ""], &["a", "b", "c", "d"]);
        // White space of all kinds is found at ends, and a mark elsewhere is a letter.
        check("\u{3000}a\u{a0}b\u{a0}\n\u{feff}", &["\u{3000}", "\u{a0}\n", ""], &["a\u{a0}b", "\u{feff}"]);
        check("a a\na", &["", "\n", ""], &["a a", "a"]);
    }

    #[test]
    fn gaps_that_are_none_are_not_believed() {
        let lines = |blocks: &[&str], gaps: &[&str]| Cut::of(owned(blocks), owned(gaps)).text();
        assert_eq!(lines(&["a", "b"], &["\u{feff} ", "\n\n", " "]), "\u{feff} a\n\nb ");
        for gaps in [&["", "", ""][..], &["x", "\n", ""], &["", "\nx\n", ""], &["", "\n"], &[], &["", " ", ""]] {
            assert_eq!(lines(&["a", "b"], gaps), "a\nb\n", "{gaps:?}");
        }
        assert_eq!(lines(&[], &["\n"]), "\n");
    }

    #[test]
    fn stretches_are_found_in_blocks_and_cut_at_line_ends() {
        // 0 “ab”, 4 “cde”, 10 “f” in the file; 0, 3 and 7 in the article.
        let layout = Layout::new(&cut("ab\n\ncde  \n\nf"));
        let spans = |stretches: &[(u32, u32)]| -> Vec<(u32, u32)> {
            layout.spans(stretches).iter().map(|span| (span.start().0, span.end().0)).collect()
        };
        assert_eq!(spans(&[(0, 2)]), [(0, 2)]);
        assert_eq!(spans(&[(5, 9)]), [(4, 6)]);
        assert_eq!(spans(&[(0, 12)]), [(0, 8)]);
        assert_eq!(spans(&[(2, 4)]), []);
        assert_eq!(spans(&[(7, 11)]), []);
        assert_eq!(spans(&[(12, 99)]), []);
        // In order; what touches or overlaps is one; what a line break parts is not.
        assert_eq!(spans(&[(6, 7), (0, 2), (4, 6), (5, 6)]), [(0, 2), (3, 6)]);
        let stretches =
            |start, end| layout.stretches(&[Span::new(CharOffset(start), CharOffset(end)).expect("a span")]);
        assert_eq!(stretches(0, 8), [(0, 2), (4, 7), (11, 12)]);
        assert_eq!(stretches(2, 4), [(4, 5)]);
        assert_eq!(stretches(2, 3), []);
        assert_eq!(layout.quote(&[(0, 2), (4, 7)]).as_deref(), Some("ab cde"));
        assert_eq!(layout.quote(&[(10, 99)]), None);
    }

    #[test]
    fn offsets_may_count_something_else() {
        let layout = Layout::new(&cut("\u{feff}a😀\r\n\r\nb\rc"));
        let check = |counting: Counting, words: &str, counted: (u32, u32)| {
            let stretch = counting.stretch_from_file(&layout, counted).expect("a stretch");
            assert_eq!(layout.slice(stretch), Some(words), "{counting:?} {counted:?}");
            assert_eq!(counting.stretch_in_file(&layout, stretch), counted, "{counting:?} {words}");
        };
        check(Counting::CodePoints, "a😀", (1, 3));
        check(Counting::CodePoints, "b", (7, 8));
        check(Counting::Lines, "a😀", (0, 2));
        check(Counting::Lines, "b\rc", (4, 7));
        check(Counting::Utf16, "a😀", (1, 4));
        check(Counting::Utf16, "b", (8, 9));
        check(Counting::Bytes, "😀", (4, 8));
        assert_eq!(Counting::Utf16.stretch_from_file(&layout, (1, 3)), None, "half a pair");
        assert_eq!(Counting::Bytes.stretch_from_file(&layout, (4, 6)), None, "half a character");
    }

    proptest! {
        #[test]
        fn any_text_is_cut_and_put_together(text in "[ab \t\n\r\u{b}\u{85}\u{2028}\u{feff}\u{3000}😀e\u{301}]{0,40}") {
            let cut = cut(&text);
            prop_assert_eq!(cut.text(), text);
            prop_assert_eq!(cut.gaps.len(), cut.blocks.len() + 1);
            for block in &cut.blocks {
                prop_assert!(crate::model::article::is_block_text(block));
            }
        }

        #[test]
        fn any_stretch_is_counted_there_and_back(
            text in "[ab \n\r\u{feff}😀\u{301}]{1,30}", ends in any::<(u32, u32)>(),
        ) {
            let layout = Layout::new(&cut(&text));
            let length = text.chars().count() as u32;
            let (one, two) = (ends.0 % (length + 1), ends.1 % (length + 1));
            let stretch = (one.min(two), one.max(two));
            prop_assume!(stretch.0 < stretch.1);
            for (counting, ..) in COUNTINGS {
                let counted = counting.stretch_in_file(&layout, stretch);
                let again = counting.stretch_from_file(&layout, counted);
                if *counting != Counting::Lines {
                    prop_assert_eq!(again, Some(stretch));
                } else if let Some(again) = again {
                    // What is left out has no offset of its own.
                    prop_assert_eq!(counting.stretch_in_file(&layout, again), counted);
                }
            }
            prop_assert!(layout.spans(&[stretch]).len() <= 1);
        }
    }
}
