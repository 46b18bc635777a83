//! Moving a position through an article in reading order, whichever way the text
//! runs on the page: by characters, words, sentences and blocks.

use std::ops::Range;

use super::article::{ArticleText, ReadableArticle};
use super::boundaries::{Piece, Segmenter, Unit, has_words, pieces, without_blank_ends};
use super::offset::{ByteOffset, CharOffset, Span};
use super::selection::snap_outward;

/// The next place in a direction: for characters the next boundary of grapheme
/// clusters, else the start of the next word, sentence or block; backward, the
/// start of this one, then of the one before. The line feed between two blocks is
/// crossed in one step, and blocks for which `is_hidden` says so are skipped.
/// What has no words is passed over, unless its block has nothing else. Behind the
/// last start comes the end of the text; there, as at the text's start, it stays.
pub fn step(
    article: &ReadableArticle,
    from: CharOffset,
    unit: Unit,
    forward: bool,
    segmenter: &dyn Segmenter,
    is_hidden: &dyn Fn(usize) -> bool,
) -> CharOffset {
    walk(article, from, unit, forward, Landing::Starts, segmenter, is_hidden)
}

/// Like [`step`], for the end of a selection: to the ends of words, sentences and
/// blocks, without the white space behind them.
pub fn step_end(
    article: &ReadableArticle,
    from: CharOffset,
    unit: Unit,
    forward: bool,
    segmenter: &dyn Segmenter,
    is_hidden: &dyn Fn(usize) -> bool,
) -> CharOffset {
    walk(article, from, unit, forward, Landing::Ends, segmenter, is_hidden)
}

/// The character, word, sentence or block at a position. Of words, one behind
/// which only spaces or commas separate it from the position is preferred to these;
/// but an opening quote belongs to the word behind it. At a block's end, the last
/// one. `None` only in an article without text.
pub fn unit_around(article: &ReadableArticle, at: CharOffset, unit: Unit, segmenter: &dyn Segmenter) -> Option<Span> {
    let cut = Cut::new(article, article.text.block_at(at), unit, segmenter)?;
    let byte = cut.byte_at(at);
    let here = cut.index_at(byte);
    let chosen = if unit == Unit::Character { here } else { cut.worded_near(here) };
    cut.span(&cut.pieces.get(chosen)?.bytes)
}

#[derive(Clone, Copy, PartialEq)]
enum Landing {
    Starts,
    Ends,
}

fn walk(
    article: &ReadableArticle,
    from: CharOffset,
    unit: Unit,
    forward: bool,
    landing: Landing,
    segmenter: &dyn Segmenter,
    is_hidden: &dyn Fn(usize) -> bool,
) -> CharOffset {
    let text = &article.text;
    let from = from.min(text.end().char);
    let first = text.block_at(from);
    let mut block = first;
    loop {
        if !is_hidden(block)
            && let Some(cut) = Cut::new(article, block, unit, segmenter)
        {
            let here = (block == first).then(|| cut.byte_at(from));
            if let Some(byte) = cut.stop(unit, forward, landing, here) {
                return cut.char_at(byte);
            }
        }
        let next = if forward { block + 1 } else { block.wrapping_sub(1) };
        if next >= text.block_count() {
            break;
        }
        block = next;
    }
    // No other place: the edge of this block, which is the last that is shown.
    let Some(extent) = text.block_span(first) else { return from };
    if !is_hidden(first) {
        return if forward { from.max(extent.end()) } else { from.min(extent.start()) };
    }
    // Nothing is shown in that direction: stay, but not within a character.
    let (start, end) = if forward { (from.0.saturating_sub(1), from.0) } else { (from.0, from.0 + 1) };
    let whole = Span::new(CharOffset(start), CharOffset(end)).map(|near| snap_outward(text, near));
    whole.map_or(from, |whole| if forward { whole.end() } else { whole.start() })
}

/// One block's text cut into pieces, with the conversions to the article's offsets.
pub(super) struct Cut<'a> {
    text: &'a ArticleText,
    /// Where the block starts, in bytes of the article's text.
    base: usize,
    /// The block's text.
    pub words: &'a str,
    /// Never empty.
    pub pieces: Vec<Piece>,
}

impl<'a> Cut<'a> {
    /// `None` where there is no such block, or no text in it.
    pub fn new(article: &'a ReadableArticle, block: usize, unit: Unit, segmenter: &dyn Segmenter) -> Option<Cut<'a>> {
        let words = article.article.blocks.get(block)?.text.as_str();
        let base = article.text.block_start(block)?.byte.0 as usize;
        let pieces = pieces(words, article.article.language_of(block), unit, segmenter);
        (!pieces.is_empty()).then_some(Cut { text: &article.text, base, words, pieces })
    }

    /// The byte of the block's text at a position; the block's start or end for one outside.
    pub fn byte_at(&self, at: CharOffset) -> usize {
        let byte = self.text.indexed().place_from_char(at).unwrap_or(self.text.end()).byte.0 as usize;
        byte.saturating_sub(self.base).min(self.words.len())
    }

    /// The position of a byte of the block's text.
    pub fn char_at(&self, byte: usize) -> CharOffset {
        self.text.indexed().place_at_or_before_byte(ByteOffset((self.base + byte) as u32)).char
    }

    /// Some bytes of the block's text as a span, without white space at its ends;
    /// with it where there is nothing else.
    pub fn span(&self, bytes: &Range<usize>) -> Option<Span> {
        let inner = without_blank_ends(self.words, bytes);
        let span = |range: &Range<usize>| Span::new(self.char_at(range.start), self.char_at(range.end));
        span(&inner).or_else(|| span(bytes))
    }

    /// The piece with this byte; at the block's end the last.
    pub fn index_at(&self, byte: usize) -> usize {
        let behind = self.pieces.iter().take_while(|piece| piece.bytes.end <= byte).count();
        behind.min(self.pieces.len() - 1)
    }

    /// The piece with words that a reader means who points at this one.
    fn worded_near(&self, here: usize) -> usize {
        let is_worded = |index: &usize| self.pieces.get(*index).is_some_and(|piece| piece.has_words);
        let is_blank = |index: usize| {
            let piece = self.pieces.get(index).and_then(|piece| self.words.get(piece.bytes.clone()));
            piece.is_none_or(|piece| piece.trim().is_empty())
        };
        let opens = !is_blank(here) && (here == 0 || is_blank(here - 1)) && is_worded(&(here + 1));
        if is_worded(&here) || opens {
            return here + usize::from(!is_worded(&here));
        }
        let before = (0..here).rev().find(is_worded);
        before.or_else(|| (here..self.pieces.len()).find(is_worded)).unwrap_or(here)
    }

    /// The nearest place to land on before or behind a byte; without one, the
    /// first or last of the block.
    fn stop(&self, unit: Unit, forward: bool, landing: Landing, here: Option<usize>) -> Option<usize> {
        let mut found = None;
        // True for the place that is wanted; forward it is the first such place.
        let mut lands = |byte: usize| {
            let is_ahead = here.is_none_or(|here| if forward { byte > here } else { byte < here });
            if is_ahead {
                found = Some(byte);
            }
            is_ahead && forward
        };
        if unit == Unit::Character {
            let _ = self.pieces.iter().any(|piece| lands(piece.bytes.start)) || lands(self.words.len());
            return found;
        }
        let all = !has_words(self.words);
        for piece in self.pieces.iter().filter(|piece| piece.has_words || all) {
            let bytes = without_blank_ends(self.words, &piece.bytes);
            if lands(if landing == Landing::Starts { bytes.start } else { bytes.end }) {
                break;
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::boundaries::{Unicode, is_character_boundary};
    use crate::model::fixtures::{any_readable, readable};
    use proptest::prelude::*;

    type Step = fn(&ReadableArticle, CharOffset, Unit, bool, &dyn Segmenter, &dyn Fn(usize) -> bool) -> CharOffset;

    /// All places from the start to the end, as `|` in the text, which has its blocks
    /// on lines; a line that begins with `#` is hidden. Backward it is the same places.
    #[track_caller]
    fn check(by: Step, unit: Unit, expected: &str) {
        let text = expected.replace('|', "");
        let blocks: Vec<&str> = text.split('\n').collect();
        let article = readable(&blocks);
        let is_hidden = |block: usize| blocks[block].starts_with('#');
        let end = article.text.end().char.0;
        for forward in [true, false] {
            let mut at = CharOffset(if forward { 0 } else { end });
            let mut places = vec![at.0];
            loop {
                let next = by(&article, at, unit, forward, &Unicode, &is_hidden);
                if next == at {
                    break;
                }
                places.push(next.0);
                at = next;
            }
            let mut shown = String::new();
            for (index, c) in text.chars().map(Some).chain([None]).enumerate() {
                if places.contains(&(index as u32)) && index > 0 && index < end as usize {
                    shown.push('|');
                }
                shown.extend(c);
            }
            assert_eq!(shown, expected, "forward: {forward}");
        }
    }

    #[test]
    fn words_are_entered_at_their_start() {
        check(step, Unit::Word, "The |old |mayor, |who |left – |at |5%.");
        check(step, Unit::Word, "One |two\n“|Three”, |four.");
        check(step, Unit::Word, "One\n#hidden\n|two");
        check(step, Unit::Word, "قال |الوزير، |نعم");
        check(step, Unit::Word, "ראש |העיר |said |שלום");
        check(step, Unit::Word, "नमस्ते |दुनिया");
        check(step, Unit::Word, "首|相|は、|辞|任");
        check(step, Unit::Word, "ไ|ท|ย");
        check(step, Unit::Word, "한국 |정부는");
        check(step, Unit::Word, "a |👩‍👩‍👦|🇫🇷 |b");
        check(step, Unit::Word, "One\n|* |* |*\n|two");
    }

    #[test]
    fn words_are_left_at_their_end() {
        check(step_end, Unit::Word, "The| old| mayor|, who| left|.");
        check(step_end, Unit::Word, "One|\n#hidden\n“Two|” three");
    }

    #[test]
    fn characters_are_whole() {
        check(step, Unit::Character, "a|e\u{301}|👩‍👩‍👦|🇫🇷|🇩🇪|स्ते|b");
        check(step, Unit::Character, "a|b|\n|c");
        check(step, Unit::Character, "a|b|\n#hidden\n|c");
        check(step, Unit::Character, "한|\u{1112}\u{1161}|カ\u{3099}");
        check(step, Unit::Character, "א|ב\u{5b0}| |ن");
    }

    #[test]
    fn sentences_and_blocks() {
        check(step, Unit::Sentence, "He left. |She stayed.\n|Mr. Lee slept. |“Why?” he asked.");
        check(step_end, Unit::Sentence, "He left.| She stayed.|\nMr. Lee slept.| Why?");
        check(step, Unit::Block, "One two.\n|Three.\n#hidden.\n|Four.");
        check(step_end, Unit::Block, "One two.|\nThree.|\n#hidden.\nFour.");
    }

    #[test]
    fn from_hidden_blocks_and_from_beyond() {
        let article = readable(&["One", "two", "three"]);
        let go = |from, forward, hidden: &[usize]| {
            step(&article, CharOffset(from), Unit::Word, forward, &Unicode, &|b| hidden.contains(&b)).0
        };
        assert_eq!((go(5, true, &[1]), go(5, false, &[1])), (8, 0));
        assert_eq!((go(5, true, &[1, 2]), go(5, false, &[0, 1])), (5, 5));
        assert_eq!((go(99, true, &[]), go(99, false, &[])), (13, 8));
    }

    /// The place is before the `|`; the unit around it stands in `«»`.
    #[track_caller]
    fn check_around(unit: Unit, place: &str, expected: &str) {
        let at = place.chars().take_while(|c| *c != '|').count() as u32;
        let text = place.replace('|', "");
        let article = readable(&text.split('\n').collect::<Vec<_>>());
        let span = unit_around(&article, CharOffset(at), unit, &Unicode).unwrap();
        assert_eq!(article.text.slice(span), Some(expected), "{place}");
    }

    #[test]
    fn what_a_tap_takes() {
        check_around(Unit::Word, "The ma|yor, who", "mayor");
        check_around(Unit::Word, "The |mayor, who", "mayor");
        check_around(Unit::Word, "The mayor|, who", "mayor");
        check_around(Unit::Word, "The mayor,| who", "mayor");
        check_around(Unit::Word, "The| mayor", "The");
        check_around(Unit::Word, "said |“yes”", "yes");
        check_around(Unit::Word, "said “yes|”.", "yes");
        check_around(Unit::Word, "|“yes”.", "yes");
        check_around(Unit::Word, "paid |$5", "5");
        check_around(Unit::Word, "one |– two", "one");
        check_around(Unit::Word, "end.|", "end");
        check_around(Unit::Word, "end.|\nNext", "end");
        check_around(Unit::Word, "|...", ".");
        check_around(Unit::Word, "קרא |שלום", "שלום");
        check_around(Unit::Word, "नम|स्ते!", "नमस्ते");
        check_around(Unit::Sentence, "He left.| She stayed.", "He left.");
        check_around(Unit::Sentence, "He left. She st|ayed.", "She stayed.");
        check_around(Unit::Block, "One\ntwo| three\nfour", "two three");
        check_around(Unit::Character, "a👩‍👩|‍👦b", "👩‍👩‍👦");
        check_around(Unit::Character, "a| b", " ");
        check_around(Unit::Character, "ab|", "b");
    }

    const UNITS: [Unit; 4] = [Unit::Character, Unit::Word, Unit::Sentence, Unit::Block];

    fn is_whole(article: &ReadableArticle, at: CharOffset) -> bool {
        article.text.indexed().place_from_char(at).is_some_and(|place| {
            // The text with its line feeds: these always end a cluster.
            is_character_boundary(article.text.as_str(), place.byte.0 as usize)
        })
    }

    proptest! {
        #[test]
        fn steps_are_sound(article in any_readable(), from in 0u32..120, hidden in 0usize..5) {
            let is_hidden = |block| block == hidden;
            let end = article.text.end().char;
            let from = CharOffset(from).min(end);
            for (unit, by) in UNITS.into_iter().flat_map(|unit| [(unit, step as Step), (unit, step_end as Step)]) {
                let go = |from, forward| by(&article, from, unit, forward, &Unicode, &is_hidden);
                let (ahead, back) = (go(from, true), go(from, false));
                prop_assert!(back <= from && from <= ahead);
                prop_assert!(is_whole(&article, ahead) && is_whole(&article, back), "{:?}", unit);
                if article.text.block_at(from) != hidden {
                    prop_assert!(go(ahead, false) <= from && from <= go(back, true), "{:?}", unit);
                }
                let shown: Vec<usize> = (0..article.text.block_count()).filter(|b| *b != hidden).collect();
                let Some((first, last)) = shown.first().zip(shown.last()) else { continue };
                let (mut at, mut steps) = (CharOffset(0), 0);
                while go(at, true) != at {
                    at = go(at, true);
                    steps += 1;
                    prop_assert!(steps <= end.0 && article.text.block_at(at) != hidden);
                }
                prop_assert_eq!(at, article.text.block_span(*last).unwrap().end());
                while go(at, false) != at {
                    at = go(at, false);
                }
                prop_assert_eq!(at, article.text.block_span(*first).unwrap().start());
            }
        }

        #[test]
        fn there_is_always_something_around(article in any_readable(), at in 0u32..120) {
            for unit in UNITS {
                let span = unit_around(&article, CharOffset(at), unit, &Unicode).unwrap();
                prop_assert!(is_whole(&article, span.start()) && is_whole(&article, span.end()));
                let block = article.text.block_span(article.text.block_at(CharOffset(at))).unwrap();
                prop_assert_eq!(span.intersection(block), Some(span));
            }
        }
    }
}
