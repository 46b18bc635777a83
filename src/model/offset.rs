//! What an offset counts. Files and the model count Unicode code points, the
//! page counts UTF-16 units, Rust counts bytes. Each unit is a type, and
//! [`IndexedText`] is the one place that converts.

use serde::Serialize;

/// A distance in Unicode code points (`char`s) from the start of a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct CharOffset(pub u32);

/// A distance in UTF-16 code units, as the DOM counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Utf16Offset(pub u32);

/// A distance in bytes of UTF-8, as Rust slices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ByteOffset(pub u32);

/// A stretch of text in code points: `start` included, `end` not, never empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Span {
    start: CharOffset,
    end: CharOffset,
}

impl Span {
    /// `None` where the span would be empty or run backwards.
    pub fn new(start: CharOffset, end: CharOffset) -> Option<Self> {
        (start < end).then_some(Span { start, end })
    }

    /// The first code point of the span.
    pub fn start(self) -> CharOffset {
        self.start
    }

    /// One past the last code point of the span.
    pub fn end(self) -> CharOffset {
        self.end
    }

    /// The part that lies in both, if any.
    pub fn intersection(self, other: Span) -> Option<Span> {
        Span::new(self.start.max(other.start), self.end.min(other.end))
    }
}

/// A text with an index that makes every conversion between units cheap:
/// code points to others in constant time, others by one binary search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexedText {
    text: String,
    /// Where every `STRIDE`th code point stands, from the first on.
    checkpoints: Vec<Place>,
    end: Place,
}

/// One place in a text, in all three units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Code points before it.
    pub char: CharOffset,
    /// UTF-16 units before it.
    pub utf16: Utf16Offset,
    /// Bytes before it.
    pub byte: ByteOffset,
}

impl Place {
    fn after(self, c: char) -> Place {
        // `len_utf8` and `len_utf16` are at most 4 and 2.
        Place {
            char: CharOffset(self.char.0 + 1),
            utf16: Utf16Offset(self.utf16.0 + c.len_utf16() as u32),
            byte: ByteOffset(self.byte.0 + c.len_utf8() as u32),
        }
    }
}

/// Code points between two checkpoints: a conversion walks at most this many.
const STRIDE: u32 = 64;

impl IndexedText {
    /// Indexes a text. One pass; about an eighth of the text's size in memory.
    pub fn new(text: String) -> Self {
        let mut checkpoints = Vec::with_capacity(text.len() / STRIDE as usize + 1);
        let mut place = Place::default();
        for c in text.chars() {
            if place.char.0.is_multiple_of(STRIDE) {
                checkpoints.push(place);
            }
            place = place.after(c);
        }
        IndexedText { text, checkpoints, end: place }
    }

    /// The text itself.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The place after the last code point: the text's length in all units.
    pub fn end(&self) -> Place {
        self.end
    }

    /// The place before the given code point; `None` beyond the end.
    pub fn place_from_char(&self, at: CharOffset) -> Option<Place> {
        if at > self.end.char {
            return None;
        }
        let from = self.checkpoints.get((at.0 / STRIDE) as usize).copied().unwrap_or(self.end);
        Some(self.walk(from, |next| next.char <= at))
    }

    /// The last place at or before the given UTF-16 offset, which lies inside a
    /// code point only when it splits a surrogate pair. Beyond the end: the end.
    pub fn place_at_or_before_utf16(&self, at: Utf16Offset) -> Place {
        self.walk(self.checkpoint_before(|place| place.utf16 <= at), |next| next.utf16 <= at)
    }

    /// The first place at or after the given UTF-16 offset. Beyond the end: the end.
    pub fn place_at_or_after_utf16(&self, at: Utf16Offset) -> Place {
        let before = self.place_at_or_before_utf16(at);
        if before.utf16 >= at {
            return before;
        }
        match self.rest(before).chars().next() {
            Some(c) => before.after(c),
            None => before,
        }
    }

    /// The last place at or before the given byte. Beyond the end: the end.
    pub fn place_at_or_before_byte(&self, at: ByteOffset) -> Place {
        self.walk(self.checkpoint_before(|place| place.byte <= at), |next| next.byte <= at)
    }

    /// The words of a span; `None` where it runs beyond the end.
    pub fn slice(&self, span: Span) -> Option<&str> {
        let start = self.place_from_char(span.start())?.byte.0 as usize;
        let end = self.place_from_char(span.end())?.byte.0 as usize;
        self.text.get(start..end)
    }

    fn checkpoint_before(&self, holds: impl Fn(&Place) -> bool) -> Place {
        let after = self.checkpoints.partition_point(holds);
        after.checked_sub(1).and_then(|at| self.checkpoints.get(at)).copied().unwrap_or_default()
    }

    fn walk(&self, from: Place, goes_on: impl Fn(Place) -> bool) -> Place {
        let mut place = from;
        for c in self.rest(from).chars() {
            let next = place.after(c);
            if !goes_on(next) {
                break;
            }
            place = next;
        }
        place
    }

    fn rest(&self, from: Place) -> &str {
        self.text.get(from.byte.0 as usize..).unwrap_or("")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_span_is_never_empty_or_backwards() {
        let span = |start, end| Span::new(CharOffset(start), CharOffset(end));
        assert!(span(1, 2).is_some());
        assert!(span(2, 2).is_none());
        assert!(span(3, 2).is_none());
        assert_eq!(span(0, 5).unwrap().intersection(span(5, 9).unwrap()), None);
        assert_eq!(span(0, 5).unwrap().intersection(span(3, 9).unwrap()), span(3, 5));
    }

    #[test]
    fn a_split_surrogate_pair_rounds_to_either_side() {
        let text = IndexedText::new("a😀b".into());
        assert_eq!(text.place_at_or_before_utf16(Utf16Offset(2)).char, CharOffset(1));
        assert_eq!(text.place_at_or_after_utf16(Utf16Offset(2)).char, CharOffset(2));
        assert_eq!(text.place_at_or_after_utf16(Utf16Offset(99)), text.end());
        assert_eq!(text.place_from_char(CharOffset(4)), None);
    }

    proptest! {
        #[test]
        fn every_conversion_agrees_with_counting(text in "[a-zé中😀\u{301}\u{200d}\u{5d0} ]{0,300}") {
            let indexed = IndexedText::new(text.clone());
            let mut expected = Place::default();
            for c in text.chars().map(Some).chain([None]) {
                prop_assert_eq!(indexed.place_from_char(expected.char), Some(expected));
                prop_assert_eq!(indexed.place_at_or_before_utf16(expected.utf16), expected);
                prop_assert_eq!(indexed.place_at_or_after_utf16(expected.utf16), expected);
                prop_assert_eq!(indexed.place_at_or_before_byte(expected.byte), expected);
                if let Some(c) = c { expected = expected.after(c); }
            }
            prop_assert_eq!(indexed.end(), expected);
        }
    }
}
