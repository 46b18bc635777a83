//! Text cut into tokens, for formats that know nothing smaller. The cuts are those of
//! Unicode (UAX 29, words), and the edges of every mark, so that none is shifted.

use std::collections::BTreeSet;

use unicode_segmentation::UnicodeSegmentation;

use crate::model::offset::{CharOffset, Span};

/// A token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token<'a> {
    /// Its words.
    pub text: &'a str,
    /// Where it stands, in code points.
    pub start: u32,
    /// Where it ends, in code points.
    pub end: u32,
    /// Whether a single space follows, which is no token of its own.
    pub has_space: bool,
}

impl Token<'_> {
    /// Whether it is made of white space.
    pub fn is_space(&self) -> bool {
        self.text.chars().all(char::is_whitespace)
    }
}

/// The tokens of a text. Each span begins where a token begins, and ends where one ends.
/// With the spaces that follow them they are the whole text.
pub fn tokens<'a>(text: &'a str, spans: impl Iterator<Item = Span>) -> Vec<Token<'a>> {
    let (mut edges, mut begins, mut ends) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for span in spans {
        edges.insert(span.start());
        begins.insert(span.start());
        ends.insert(span.end());
        edges.insert(span.end());
    }
    let mut tokens: Vec<Token<'a>> = Vec::new();
    let mut at = 0;
    for word in text.split_word_bounds() {
        for piece in cut(word, at, &edges) {
            let end = at + piece.chars().count() as u32;
            // A mark that begins or ends with a space needs it as a token.
            let is_joined = piece == " " && !ends.contains(&CharOffset(end)) && !begins.contains(&CharOffset(at));
            match tokens.last_mut() {
                Some(last) if is_joined && !last.has_space && !last.is_space() => last.has_space = true,
                _ => tokens.push(Token { text: piece, start: at, end, has_space: false }),
            }
            at = end;
        }
    }
    tokens
}

/// A word cut at the edges in it.
fn cut<'a>(word: &'a str, start: u32, edges: &BTreeSet<CharOffset>) -> Vec<&'a str> {
    let length = word.chars().count() as u32;
    let inner = edges.range(CharOffset(start + 1)..CharOffset(start + length)).map(|edge| (edge.0 - start) as usize);
    let (mut pieces, mut rest, mut done) = (Vec::new(), word, 0);
    for edge in inner {
        let byte = rest.char_indices().nth(edge - done).map_or(rest.len(), |(byte, _)| byte);
        let (piece, after) = rest.split_at_checked(byte).unwrap_or((rest, ""));
        pieces.push(piece);
        (rest, done) = (after, edge);
    }
    pieces.push(rest);
    pieces
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::fixtures::{any_text, span};

    #[track_caller]
    fn check(text: &str, spans: &[(u32, u32)], expected: &[&str]) {
        let found = tokens(text, spans.iter().map(|(start, end)| span(*start, *end)));
        let shown: Vec<String> =
            found.iter().map(|t| format!("{}{}", t.text, if t.has_space { "_" } else { "" })).collect();
        assert_eq!(shown, expected, "{text:?} {spans:?}");
    }

    #[test]
    fn words_signs_and_spaces() {
        check("", &[], &[]);
        check("He said: no.", &[], &["He_", "said", ":_", "no", "."]);
        check("a  b", &[], &["a", "  ", "b"]);
        check(" a", &[], &[" ", "a"]);
        check("a\n b\u{a0}c", &[], &["a", "\n", " ", "b", "\u{a0}", "c"]);
        check("中国人", &[], &["中", "国", "人"]);
        // Marks cut words, and have their spaces.
        check("hello you", &[(1, 3)], &["h", "el", "lo_", "you"]);
        check("hello you", &[(5, 9)], &["hello", " ", "you"]);
        check("hello you", &[(0, 6)], &["hello", " ", "you"]);
        check("hello you", &[(0, 5), (6, 9)], &["hello_", "you"]);
        check("👩‍👩‍👦 a", &[(0, 1)], &["👩", "\u{200d}👩‍👦_", "a"]);
    }

    proptest! {
        #[test]
        fn tokens_are_the_whole_text_and_every_mark_begins_and_ends_with_one(
            text in any_text(30),
            cuts in prop::collection::vec((0u32..30, 1u32..9), 0..4),
        ) {
            let length = text.chars().count() as u32;
            let spans: Vec<_> = cuts.iter().filter(|(start, size)| start + size <= length).map(|(a, n)| span(*a, a + n)).collect();
            let found = tokens(&text, spans.iter().copied());
            let whole: String = found.iter().map(|token| format!("{}{}", token.text, if token.has_space { " " } else { "" })).collect();
            prop_assert_eq!(&whole, &text);
            for span in spans {
                prop_assert!(found.iter().any(|token| token.start == span.start().0), "{:?}", span);
                prop_assert!(found.iter().any(|token| token.end == span.end().0), "{:?}", span);
            }
        }
    }
}
