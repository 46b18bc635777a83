//! What the positions of a file count. Formats differ, tools differ from their formats,
//! and all agree until the first emoji: so it is not believed but tried.

use super::offset::{ByteOffset, CharOffset, IndexedText, Span, Utf16Offset};

/// What a position counts from the beginning of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counting {
    /// Unicode code points, as we do.
    CodePoints,
    /// UTF-16 units, as JavaScript and Java do.
    Utf16,
    /// Bytes of UTF-8.
    Bytes,
}

/// In the order in which they are tried.
pub const COUNTINGS: [Counting; 3] = [Counting::CodePoints, Counting::Utf16, Counting::Bytes];

impl Counting {
    /// A span in code points; `None` where an end is inside a character, beyond the
    /// text, or not after the start.
    pub fn span_from_file(self, text: &IndexedText, (start, end): (u32, u32)) -> Option<Span> {
        let of_place = |at: u32| match self {
            Counting::CodePoints => text.place_from_char(CharOffset(at)).map(|place| place.char),
            Counting::Utf16 => {
                let place = text.place_at_or_before_utf16(Utf16Offset(at));
                (place.utf16.0 == at).then_some(place.char)
            }
            Counting::Bytes => {
                let place = text.place_at_or_before_byte(ByteOffset(at));
                (place.byte.0 == at).then_some(place.char)
            }
        };
        Span::new(of_place(start)?, of_place(end)?)
    }

    /// A span as the file counts it.
    pub fn span_in_file(self, text: &IndexedText, span: Span) -> (u32, u32) {
        let of_char = |at: CharOffset| {
            let place = text.place_from_char(at).unwrap_or(text.end());
            match self {
                Counting::CodePoints => place.char.0,
                Counting::Utf16 => place.utf16.0,
                Counting::Bytes => place.byte.0,
            }
        };
        (of_char(span.start()), of_char(span.end()))
    }
}

/// What the positions of one file count in one text, by the quotes that stand beside
/// them: the counting under which all of these words stand where they should, else the
/// one under which most do. `None` if there is no quote, or none fits.
pub fn counting_of<'a>(
    text: &IndexedText,
    quotes: impl Iterator<Item = ((u32, u32), &'a str)> + Clone,
) -> Option<Counting> {
    let fitting = |counting: Counting| {
        let fits = |(at, quote): ((u32, u32), &str)| {
            counting.span_from_file(text, at).and_then(|span| text.slice(span)) == Some(quote)
        };
        quotes.clone().filter(|quoted| fits(*quoted)).count()
    };
    let all = quotes.clone().count();
    let mut best = None;
    for counting in COUNTINGS {
        if best.is_some_and(|(_, most)| most == all) {
            break;
        }
        let fits = fitting(counting);
        if fits > best.map_or(0, |(_, most)| most) {
            best = Some((counting, fits));
        }
    }
    best.map(|(counting, _)| counting)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "a 👩‍🚀 said é, 𠮷田";

    #[test]
    fn a_span_is_the_same_in_every_counting() {
        let text = IndexedText::new(TEXT.to_owned());
        let all = text.end().char.0;
        for start in 0..all {
            for end in start + 1..=all {
                let span = Span::new(CharOffset(start), CharOffset(end)).unwrap();
                for counting in COUNTINGS {
                    let there = counting.span_in_file(&text, span);
                    assert_eq!(counting.span_from_file(&text, there), Some(span), "{counting:?} {there:?}");
                }
            }
        }
        for (counting, inside) in [(Counting::Utf16, 3), (Counting::Bytes, 3), (Counting::Bytes, 4)] {
            assert_eq!(counting.span_from_file(&text, (0, inside)), None);
        }
        for counting in COUNTINGS {
            assert_eq!(counting.span_from_file(&text, (0, 99)), None);
            assert_eq!(counting.span_from_file(&text, (2, 2)), None);
            assert_eq!(counting.span_from_file(&text, (2, 0)), None);
        }
    }

    #[test]
    fn the_counting_is_the_one_under_which_the_quotes_fit() {
        let text = IndexedText::new(TEXT.to_owned());
        let check = |quotes: &[((u32, u32), &str)], expected: Option<Counting>| {
            assert_eq!(counting_of(&text, quotes.iter().copied()), expected, "{quotes:?}");
        };
        check(&[], None);
        check(&[((0, 1), "b")], None);
        check(&[((0, 1), "a")], Some(Counting::CodePoints));
        check(&[((0, 1), "a"), ((6, 10), "said")], Some(Counting::CodePoints));
        check(&[((0, 1), "a"), ((8, 12), "said")], Some(Counting::Utf16));
        check(&[((0, 1), "a"), ((14, 18), "said")], Some(Counting::Bytes));
        // One is wrong in any case.
        check(&[((0, 1), "b"), ((8, 12), "said")], Some(Counting::Utf16));
    }
}
