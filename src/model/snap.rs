//! Growing a selection to whole words or sentences, and proposing to leave out
//! stray punctuation at its ends. Both only propose: the exact span stays the caller's.

use unicode_segmentation::UnicodeSegmentation;

use super::article::ReadableArticle;
use super::boundaries::{Abbreviation, Piece, Segmenter, Unit, abbreviation, has_words};
use super::cursor::Cut;
use super::offset::{ByteOffset, CharOffset, Span};
use super::punctuation::{is_apostrophe, is_closed_in, is_opened_in, is_paired};
use super::selection::{snap_outward, trim};

/// To what a selection grows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Snap {
    /// Its exact edges.
    #[default]
    Off,
    /// Whole words.
    Word,
    /// Whole sentences.
    Sentence,
}

/// The span grown to the whole words or sentences in which its ends lie. Of what it
/// holds only white space or punctuation, it takes no more. With [`Snap::Off`] it is
/// the span itself, else without white space at its ends and without halved characters.
pub fn snapped(article: &ReadableArticle, span: Span, snap: Snap, segmenter: &dyn Segmenter) -> Span {
    let unit = match snap {
        Snap::Off => return span,
        Snap::Word => Unit::Word,
        Snap::Sentence => Unit::Sentence,
    };
    let text = &article.text;
    // A line feed at an end is trimmed away first, so that the end lies in a block with words.
    let Some(span) = trim(text, snap_outward(text, span)) else { return span };
    let start = grown(article, span, End::First, unit, segmenter).unwrap_or(span.start());
    let end = grown(article, span, End::Last, unit, segmenter).unwrap_or(span.end());
    Span::new(start.min(span.start()), end.max(span.end())).unwrap_or(span)
}

#[derive(Clone, Copy, PartialEq)]
enum End {
    First,
    Last,
}

/// The edge of the piece in which an end lies, if some of its words are selected.
fn grown(article: &ReadableArticle, span: Span, end: End, unit: Unit, segmenter: &dyn Segmenter) -> Option<CharOffset> {
    let (cut, piece) = piece_at(article, span, end, unit, segmenter)?;
    let (start, stop) = (cut.byte_at(span.start()), cut.byte_at(span.end()));
    let selected = cut.words.get(piece.bytes.start.max(start)..piece.bytes.end.min(stop))?;
    let whole = has_words(selected).then(|| cut.span(&piece.bytes)).flatten()?;
    Some(if end == End::First { whole.start() } else { whole.end() })
}

/// The piece with the first or last code point of a span.
fn piece_at<'a>(
    article: &'a ReadableArticle,
    span: Span,
    end: End,
    unit: Unit,
    segmenter: &dyn Segmenter,
) -> Option<(Cut<'a>, Piece)> {
    let at = if end == End::First { span.start() } else { CharOffset(span.end().0 - 1) };
    let cut = Cut::new(article, article.text.block_at(at), unit, segmenter)?;
    let piece = cut.pieces.get(cut.index_at(cut.byte_at(at)))?.clone();
    Some((cut, piece))
}

/// A proposal: a selection without what hardly belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trimmed {
    /// What is left; never empty.
    pub span: Span,
    /// What was cut at the start, white space too.
    pub before: String,
    /// What was cut at the end, white space too.
    pub after: String,
}

/// The selection without white space and stray punctuation at its ends: commas, full
/// stops, colons, semicolons, dashes, and quotes and brackets without a partner in
/// it. Never what belongs to a word (“U.S.”, “boys’”, “’90s”, “-5”, “1,000”), a sign
/// such as % or €, or the end of a selection of whole sentences. Of nothing but
/// punctuation only the white space is cut. `None` where nothing else is selected.
///
/// To keep the punctuation, take [`trim`]'s span instead.
pub fn trimmed(article: &ReadableArticle, span: Span, segmenter: &dyn Segmenter) -> Option<Trimmed> {
    let text = &article.text;
    let selected = snap_outward(text, span);
    let tight = trim(text, selected)?;
    let byte = |at| text.indexed().place_from_char(at).map(|place| place.byte.0 as usize);
    let whole = text.as_str();
    let is_whole = is_whole_sentences(article, tight, segmenter);
    let (mut start, mut end) = (byte(tight.start())?, byte(tight.end())?);
    if has_words(whole.get(start..end)?) {
        while let Some(cluster) = whole.get(start..end)?.graphemes(true).next() {
            let from = start + cluster.len();
            let (before, inside, behind) = (whole.get(..start)?, whole.get(from..end)?, whole.get(from..)?);
            if !is_blank(cluster) && !is_stray_first(cluster, before, inside, behind) {
                break;
            }
            start = from;
        }
        while let Some(cluster) = whole.get(start..end)?.graphemes(true).next_back() {
            let to = end - cluster.len();
            // “He said:” is whole with its colon, but not with a quote that another sentence opened.
            let is_kept = is_whole && !cluster.contains(is_paired);
            let (before, inside, behind) = (whole.get(..start)?, whole.get(start..to)?, whole.get(end..)?);
            if !is_blank(cluster) && (is_kept || !is_stray_last(cluster, before, inside, behind)) {
                break;
            }
            end = to;
        }
    }
    let char = |byte: usize| text.indexed().place_at_or_before_byte(ByteOffset(byte as u32)).char;
    let span = Span::new(char(start), char(end))?;
    let slice = |from, to| Span::new(from, to).and_then(|span| text.slice(span)).unwrap_or("").to_owned();
    Some(Trimmed { span, before: slice(selected.start(), span.start()), after: slice(span.end(), selected.end()) })
}

/// Whether the first and the last sentence of a span are in it to their ends.
fn is_whole_sentences(article: &ReadableArticle, span: Span, segmenter: &dyn Segmenter) -> bool {
    let is_complete = |end: End| {
        let (cut, piece) = piece_at(article, span, end, Unit::Sentence, segmenter)?;
        let missing = match end {
            End::First => piece.bytes.start..cut.byte_at(span.start()),
            End::Last => cut.byte_at(span.end())..piece.bytes.end,
        };
        cut.words.get(missing).map(|words| !has_words(words))
    };
    is_complete(End::First) == Some(true) && is_complete(End::Last) == Some(true)
}

/// What ends a sentence, and may be missed.
const FULL_STOPS: &[char] = &['.', '…', '。', '．', '۔', '।', '॥'];

/// What is cut besides full stops, dashes and what comes in pairs.
const SEPARATORS: &[char] = &[',', ':', ';', '،', '؛', '、', '，', '：', '；', '•'];

const DASHES: &[char] = &['-', '‐', '‑', '‒', '–', '—', '―', '−'];

fn is_blank(cluster: &str) -> bool {
    cluster.chars().all(char::is_whitespace)
}

/// Whether a mark is of those that are cut, if the rest does not speak for it.
fn is_separator(mark: char) -> bool {
    FULL_STOPS.contains(&mark) || SEPARATORS.contains(&mark) || DASHES.contains(&mark)
}

/// Whether a mark stands within a word or number: “don’t”, “1,000”, “foreign-born”.
fn is_within(before: Option<char>, mark: char, after: Option<char>) -> bool {
    let is_between = |of: fn(char) -> bool| before.is_some_and(of) && after.is_some_and(of);
    match mark {
        '\'' | '’' | '-' | '‐' | '‑' => is_between(char::is_alphanumeric),
        '.' | ',' | ':' => is_between(char::is_numeric),
        _ => false,
    }
}

/// The only code point of a cluster: what carries other marks is no punctuation.
fn only(cluster: &str) -> Option<char> {
    let mut chars = cluster.chars();
    chars.next().filter(|_| chars.next().is_none())
}

/// Whether a selection's first mark hardly belongs to it. `inside` is the selection
/// behind it, `behind` all the text behind it.
fn is_stray_first(cluster: &str, before: &str, inside: &str, behind: &str) -> bool {
    let Some(mark) = only(cluster) else { return false };
    let (previous, next) = (before.chars().next_back(), behind.chars().next());
    let is_before = |of: fn(char) -> bool| next.is_some_and(of);
    if is_within(previous, mark, next) || is_closed_in(mark, inside) {
        return false;
    }
    if is_apostrophe(mark) {
        // “’90s”: a plain mark may also be a quote that is closed behind the selection.
        return !is_before(char::is_alphanumeric)
            || (mark == '\'' && is_closed_in(mark, behind.split('\n').next().unwrap_or_default()));
    }
    // “-5”, “.5”, but not “1990–95”
    let may_be_sign = DASHES.contains(&mark) || mark == '.';
    let is_sign = may_be_sign && is_before(char::is_numeric) && !previous.is_some_and(char::is_alphanumeric);
    is_paired(mark) || (is_separator(mark) && !is_sign)
}

/// Whether a selection's last mark hardly belongs to it. `before` is all the text
/// before the selection, `inside` the selection before the mark.
fn is_stray_last(cluster: &str, before: &str, inside: &str, behind: &str) -> bool {
    let Some(mark) = only(cluster) else { return false };
    let (previous, next) = (inside.chars().next_back(), behind.chars().next());
    if is_within(previous, mark, next) || is_opened_in(mark, inside) {
        return false;
    }
    if is_apostrophe(mark) {
        // “boys’”, unless a quote was opened before the selection.
        let is_possessive = previous.is_some_and(char::is_alphanumeric);
        return !is_possessive || is_opened_in(mark, before.rsplit('\n').next().unwrap_or_default());
    }
    let belongs_to_abbreviation = mark == '.'
        && match abbreviation(inside) {
            Some(Abbreviation::OfName) => true,
            Some(Abbreviation::OfNumber) => behind.trim_start().starts_with(char::is_numeric),
            None => false,
        };
    is_paired(mark) || (is_separator(mark) && !belongs_to_abbreviation)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::boundaries::Unicode;
    use crate::model::fixtures::{any_readable, readable};
    use proptest::prelude::*;

    /// An article of the lines of a text, and the span between its `[[` and `]]`.
    fn selected(marked: &str) -> (ReadableArticle, Span) {
        let at = |mark: &str| marked.split(mark).next().unwrap().replace("[[", "").chars().count() as u32;
        let text = marked.replace("[[", "").replace("]]", "");
        let article = readable(&text.split('\n').collect::<Vec<_>>());
        (article, Span::new(CharOffset(at("[[")), CharOffset(at("]]"))).unwrap())
    }

    #[track_caller]
    fn check_snapped(snap: Snap, marked: &str, expected: &str) {
        let (article, span) = selected(marked);
        assert_eq!(article.text.slice(snapped(&article, span, snap, &Unicode)), Some(expected), "{marked}");
    }

    #[test]
    fn selections_grow_to_whole_words() {
        check_snapped(Snap::Off, "The m[[ay]]or", "ay");
        check_snapped(Snap::Word, "The m[[ay]]or", "mayor");
        check_snapped(Snap::Word, "The m[[ayor l]]eft", "mayor left");
        check_snapped(Snap::Word, "The[[ may]]or", "mayor");
        check_snapped(Snap::Word, "The m[[ayor, ]]who", "mayor,");
        check_snapped(Snap::Word, "The mayor[[, w]]ho", ", who");
        check_snapped(Snap::Word, "The[[ ]]mayor", " ");
        check_snapped(Snap::Word, "d[[on’]]t", "don’t");
        check_snapped(Snap::Word, "One t[[wo\nth]]ree four", "two\nthree");
        check_snapped(Snap::Word, "One two[[\nth]]ree four", "three");
        check_snapped(Snap::Word, "قال الو[[زي]]ر نعم", "الوزير");
        check_snapped(Snap::Word, "न[[म]]स्ते दुनिया", "नमस्ते");
        check_snapped(Snap::Word, "首[[相]]は", "相");
        check_snapped(Snap::Word, "한국 정[[부]]는", "정부는");
    }

    #[test]
    fn selections_grow_to_whole_sentences() {
        check_snapped(Snap::Sentence, "He left. Mr. Lee st[[ay]]ed. Why?", "Mr. Lee stayed.");
        check_snapped(Snap::Sentence, "He left[[. She]] stayed.", ". She stayed.");
        check_snapped(Snap::Sentence, "He left.[[ She]] stayed.", "She stayed.");
        check_snapped(Snap::Sentence, "“He [[left.” ]]She stayed.", "“He left.”");
        check_snapped(Snap::Sentence, "He left. She[[ stayed.\nTh]]en silence. Ha.", "She stayed.\nThen silence.");
    }

    /// What is cut stands in `<>` at the ends of what is left.
    #[track_caller]
    fn check_trimmed(marked: &str, expected: &str) {
        let (article, span) = selected(marked);
        let cut = |words: &str| if words.is_empty() { String::new() } else { format!("<{words}>") };
        let shown = trimmed(&article, span, &Unicode).map_or("nothing".to_owned(), |t| {
            format!("{}{}{}", cut(&t.before), article.text.slice(t.span).unwrap(), cut(&t.after))
        });
        assert_eq!(shown, expected, "{marked}");
    }

    #[test]
    fn stray_punctuation_is_proposed_to_go() {
        check_trimmed("The [[mayor, ]]who", "mayor<, >");
        check_trimmed("So[[, the mayor]] left", "<, >the mayor");
        check_trimmed("The [[old mayor left.]]", "old mayor left<.>");
        check_trimmed("The [[mayor –]] who", "mayor< –>");
        check_trimmed("The [[mayor—]]who", "mayor<—>");
        check_trimmed("He said: [[“Yes]], sir.”", "<“>Yes");
        check_trimmed("He said: “Yes, [[sir”]]", "sir<”>");
        check_trimmed("The [[mayor (who]] left)", "mayor (who");
        check_trimmed("The mayor [[(who]] left)", "<(>who");
        check_trimmed("The mayor (who [[left)]].", "left<)>");
        check_trimmed("He called it 'much [[fun']] then", "fun<'>");
        check_trimmed("He called it [['much]] fun' then", "<'>much");
        check_trimmed("السيد [[الوزير،]] قال", "الوزير<،>");
        check_trimmed("首相は[[辞任、]]と", "辞任<、>");
        check_trimmed("वह [[गया।]]", "गया<।>");
        check_trimmed("a [[wait...]] b", "wait<...>");
    }

    #[test]
    fn what_belongs_to_the_words_stays() {
        check_trimmed("The [[mayor]] left", "mayor");
        check_trimmed("[[He left.]] She stayed.", "He left.");
        check_trimmed("[[“He left.”]] She stayed.", "“He left.”");
        check_trimmed("He left. [[She stayed. They ate.]]", "She stayed. They ate.");
        check_trimmed("“Oh. [[He left.”]] She stayed.", "He left.<”>");
        check_trimmed("[[Mayor resigns:]]\nHe said", "Mayor resigns:");
        check_trimmed("the [[“old”]] mayor", "“old”");
        check_trimmed("der [[„alte“]] Herr", "„alte“");
        check_trimmed("le [[« vieux »]] maire", "« vieux »");
        check_trimmed("the [[(old)]] mayor", "(old)");
        check_trimmed("in the [[U.S.]] today", "U.S.");
        check_trimmed("to [[Apple Inc.]] today", "Apple Inc.");
        check_trimmed("it is [[No.]] 4", "No.");
        check_trimmed("he said [[No.]] Really", "No<.>");
        check_trimmed("about [[5%]], or", "5%");
        check_trimmed("about [[$5]] or", "$5");
        check_trimmed("at [[-5]] now", "-5");
        check_trimmed("the [[’90s]] were", "’90s");
        check_trimmed("the [['90s]] were", "'90s");
        check_trimmed("the [[boys’]] room", "boys’");
        check_trimmed("so [[why?]] he asked", "why?");
        check_trimmed("he paid [[1,]]000", "1,");
        check_trimmed("a [[foreign-]]born man", "foreign-");
        check_trimmed("mayor[[’s car]] left", "’s car");
    }

    #[test]
    fn nothing_but_punctuation_is_kept() {
        check_trimmed("one[[ – ]]two", "< >–< >");
        check_trimmed("one[[ ]]two", "nothing");
        check_trimmed("one[[\n]]two", "nothing");
    }

    proptest! {
        #[test]
        fn snapped_holds_what_trimmed_leaves(article in any_readable(), start in 0u32..90, length in 1u32..40) {
            let end = article.text.end().char.0;
            let start = start.min(end - 1);
            let span = Span::new(CharOffset(start), CharOffset((start + length).min(end))).unwrap();
            let Some(left) = trimmed(&article, span, &Unicode) else { return Ok(()) };
            let tight = trim(&article.text, snap_outward(&article.text, span)).unwrap();
            prop_assert_eq!(left.span.intersection(tight), Some(left.span));
            prop_assert_eq!(snap_outward(&article.text, left.span), left.span);
            prop_assert_eq!(trim(&article.text, left.span), Some(left.span));
            let whole = format!("{}{}{}", left.before, article.text.slice(left.span).unwrap(), left.after);
            prop_assert_eq!(Some(whole.as_str()), article.text.slice(snap_outward(&article.text, span)));
            for snap in [Snap::Word, Snap::Sentence] {
                let grown = snapped(&article, span, snap, &Unicode);
                prop_assert_eq!(grown.intersection(tight), Some(tight));
                prop_assert_eq!(snap_outward(&article.text, grown), grown);
                prop_assert_eq!(trim(&article.text, grown), Some(grown));
                prop_assert_eq!(snapped(&article, grown, snap, &Unicode), grown);
            }
        }
    }
}
