//! All the places where some words stand in an article.
//!
//! Text and words are folded (letter case, accents, white space) into units that
//! remember from which code points they come, and then compared unit by unit. So
//! the places are exact also where folding changes the length.

use unicode_normalization::char::{canonical_combining_class, decompose_canonical, is_combining_mark};
use unicode_segmentation::UnicodeSegmentation;

use crate::model::article::ArticleText;
use crate::model::id::LabelId;
use crate::model::offset::{CharOffset, Span};
use crate::model::workspace::MarkedArticle;

/// What counts as the same words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Not within a longer word. Cannot be told, and is not asked for, in scripts
    /// that set no spaces between words.
    pub whole_words: bool,
    /// “ß” is “SS” and “ς” is “Σ”.
    pub ignore_case: bool,
    /// “é” is “e”, and typographic quotes, apostrophes and hyphens are the plain ones.
    /// The signs for vowels in scripts such as Devanagari and the voicing marks of
    /// Kana are no accents.
    pub ignore_accents: bool,
}

/// Whole words, with capital or small letters, with or without accents.
pub const SAME_WORDS: Options = Options { whole_words: true, ignore_case: true, ignore_accents: true };

/// All places of some words, in order, not overlapping, none halving a character.
/// Any white space in the words stands for any white space within a block. Takes
/// time in proportion to the text.
pub fn occurrences(text: &ArticleText, words: &str, options: &Options) -> Vec<Span> {
    match Sought::new(words, options) {
        Some(sought) => sought.places_in(&FoldedText::new(text.as_str(), options)),
        None => Vec::new(),
    }
}

/// A text as [`Options`] fold it, to look for several words.
pub struct FoldedText {
    units: Vec<Folded>,
}

impl FoldedText {
    /// Folds a text. Takes time in proportion to it.
    pub fn new(text: &str, options: &Options) -> Self {
        FoldedText { units: folded(text, options) }
    }
}

/// A text as [`SAME_WORDS`] folds it, without what is needed to look for places in it:
/// the same for what counts as the same words.
pub fn fold_words(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.trim().chars() {
        if c.is_whitespace() {
            if !folded.ends_with(' ') {
                folded.push(' ');
            }
        } else if c.is_ascii() {
            folded.push(plain(c.to_ascii_lowercase()));
        } else {
            fold(c, &SAME_WORDS, &mut |c| folded.push(c));
        }
    }
    folded
}

/// The words of a folded text; in scripts that set no spaces between words, its
/// characters.
pub fn words_of(folded: &str) -> impl Iterator<Item = &str> {
    let mut rest = folded;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
        let first = rest.chars().next()?;
        let length = if goes_on(first) {
            rest.find(|c: char| !goes_on(c)).unwrap_or(rest.len())
        } else {
            let marks = rest.chars().skip(1).take_while(|c| is_combining_mark(*c));
            first.len_utf8() + marks.map(char::len_utf8).sum::<usize>()
        };
        let (word, behind) = rest.split_at_checked(length)?;
        rest = behind;
        Some(word)
    })
}

/// Words that are looked for in texts folded by the same options.
pub struct Sought {
    wanted: Vec<char>,
    /// `fallback[n]` is how much of the first n + 1 wanted units can be kept where
    /// the next does not match, after Knuth, Morris and Pratt.
    fallback: Vec<usize>,
    whole_words: bool,
}

impl Sought {
    /// `None` if there is nothing but white space to look for.
    pub fn new(words: &str, options: &Options) -> Option<Self> {
        // A line feed is white space in the words, but in the text the end of a block.
        let words = words.trim().replace('\n', " ");
        let wanted: String = folded(&words, options).iter().map(|unit| unit.c).collect();
        // White space may have stood before something that cannot be seen.
        let wanted = if options.ignore_accents { wanted.trim() } else { &wanted };
        let wanted: Vec<char> = wanted.chars().collect();
        let mut sought = Sought { wanted, fallback: vec![0], whole_words: options.whole_words };
        for at in 1..sought.wanted.len() {
            let kept = sought.fallback.last().copied().unwrap_or(0);
            let longer = sought.wanted.get(at).map_or(0, |c| sought.longer(kept, *c));
            sought.fallback.push(longer);
        }
        (!sought.wanted.is_empty()).then_some(sought)
    }

    /// All places, in code points of the text that was folded, in order, not
    /// overlapping, none halving a character.
    pub fn places_in(&self, text: &FoldedText) -> Vec<Span> {
        self.places(text).collect()
    }

    /// Whether there is such a place.
    pub fn is_in(&self, text: &FoldedText) -> bool {
        self.places(text).next().is_some()
    }

    fn places<'a>(&'a self, text: &'a FoldedText) -> impl Iterator<Item = Span> + 'a {
        let mut matched = 0;
        text.units.iter().enumerate().filter_map(move |(last, unit)| {
            matched = self.longer(matched, unit.c);
            if matched < self.wanted.len() {
                return None;
            }
            let found = place(&text.units, last + 1 - matched, last, self.whole_words);
            matched = if found.is_some() { 0 } else { self.kept(matched) };
            found
        })
    }

    /// How much is matched when a unit follows what is matched already.
    fn longer(&self, mut matched: usize, c: char) -> usize {
        while matched > 0 && self.wanted.get(matched) != Some(&c) {
            matched = self.kept(matched);
        }
        matched + usize::from(self.wanted.get(matched) == Some(&c))
    }

    fn kept(&self, matched: usize) -> usize {
        matched.checked_sub(1).and_then(|at| self.fallback.get(at)).copied().unwrap_or(0)
    }
}

/// Those of some places that no annotation with this label already covers exactly.
pub fn unmarked(marked: &MarkedArticle, places: Vec<Span>, label: &LabelId) -> Vec<Span> {
    let text = &marked.readable.text;
    let is_marked = |place: &Span| {
        marked.beginning_in(text.block_at(place.start())).any(|annotation| {
            annotation.label == *label && matches!(annotation.target.as_slice(), [only] if only.span == *place)
        })
    };
    places.into_iter().filter(|place| !is_marked(place)).collect()
}

/// One code point of a folded text, and the grapheme cluster from which it comes.
struct Folded {
    c: char,
    start: u32,
    end: u32,
    /// Whether nothing of its cluster was folded into a unit before it.
    is_first: bool,
    /// Whether nothing of its cluster was folded into a unit behind it.
    is_last: bool,
}

/// The place of some units; `None` where they end within a character, or within a
/// word though they must not.
fn place(units: &[Folded], first: usize, last: usize, whole_words: bool) -> Option<Span> {
    let (start, end) = (units.get(first)?, units.get(last)?);
    if !start.is_first || !end.is_last {
        return None;
    }
    let before = first.checked_sub(1).and_then(|at| units.get(at));
    let joins = |edge: &Folded, other: Option<&Folded>| other.is_some_and(|other| goes_on(edge.c) && goes_on(other.c));
    if whole_words && (joins(start, before) || joins(end, units.get(last + 1))) {
        return None;
    }
    Span::new(CharOffset(start.start), CharOffset(end.end))
}

fn folded(text: &str, options: &Options) -> Vec<Folded> {
    let mut units: Vec<Folded> = Vec::with_capacity(text.len());
    let mut end = 0;
    for cluster in text.graphemes(true) {
        let (start, known) = (end, units.len());
        let mut is_whole = true;
        for c in cluster.chars() {
            end += 1;
            let is_space = c.is_whitespace() && c != '\n';
            if is_space && units.last().is_some_and(|unit| unit.c == ' ') {
                is_whole &= units.len() > known;
                continue;
            }
            let mut push = |c| units.push(Folded { c, start, end: 0, is_first: false, is_last: false });
            if is_space {
                push(' ');
            } else {
                fold(c, options, &mut push);
            }
        }
        if let Some(first) = units.get_mut(known) {
            first.is_first = is_whole;
        }
        if let Some(last) = units.get_mut(known..).and_then(|new| new.last_mut()) {
            last.is_last = true;
            last.end = end;
        }
    }
    units
}

/// Words with letter case, accents and white space folded: equal for what counts as
/// the same words when all of it is ignored.
pub fn folded_words(words: &str) -> String {
    let options = Options { whole_words: false, ignore_case: true, ignore_accents: true };
    let mut plain = String::with_capacity(words.len());
    for c in words.trim().chars() {
        if !c.is_whitespace() {
            fold(c, &options, &mut |c| plain.push(c));
        } else if !plain.ends_with(' ') {
            plain.push(' ');
        }
    }
    plain
}

fn fold(c: char, options: &Options, push: &mut dyn FnMut(char)) {
    if !options.ignore_accents {
        return fold_case(c, options.ignore_case, push);
    }
    // Folding the case of a letter may bring out an accent: “İ”.
    decompose_canonical(c, |c| {
        fold_case(c, options.ignore_case, &mut |c| {
            decompose_canonical(c, |c| {
                if !is_dropped(c) {
                    push(plain(c));
                }
            })
        })
    });
}

/// There and back again: by upper case, “ß” becomes “ss” and “ς” becomes “σ”. Lower
/// case goes first for “ẞ”, whose own lower case has a longer upper case.
fn fold_case(c: char, ignore_case: bool, push: &mut dyn FnMut(char)) {
    if !ignore_case {
        return push(c);
    }
    for c in c.to_lowercase().flat_map(char::to_uppercase).flat_map(char::to_lowercase) {
        push(c);
    }
}

/// Accents of Latin, Greek, Cyrillic and the like, points of Hebrew and Arabic, and
/// what only shapes a word's look: the soft hyphen and the Arabic stretching stroke.
fn is_dropped(c: char) -> bool {
    // By these classes Unicode tells where a mark goes; lower ones are part of a
    // letter in the scripts of India and Japan, 84 to 132 in those near them.
    matches!(canonical_combining_class(c), 10..=36 | 200..=255) || matches!(c, '\u{ad}' | '\u{640}')
}

/// The plain form of a quote, an apostrophe or a hyphen.
fn plain(c: char) -> char {
    match c {
        '“' | '”' | '„' | '‟' | '«' | '»' | '″' | '״' => '"',
        '‘' | '’' | '‚' | '‛' | '‹' | '›' | '′' | 'ʼ' | '`' | '´' | '׳' => '\'',
        '‐' | '‑' | '‒' | '–' | '—' | '−' | '־' => '-',
        c => c,
    }
}

/// Whether a word goes on over a character, in a script with spaces between words.
fn goes_on(c: char) -> bool {
    // Joiners stand within words of Persian and the scripts of India.
    let is_in_word = c.is_alphanumeric() || is_combining_mark(c) || matches!(c, '\u{200c}' | '\u{200d}');
    is_in_word && !SPACELESS.iter().any(|(first, last)| (*first..=*last).contains(&c))
}

/// Scripts that set no spaces between words.
const SPACELESS: &[(char, char)] = &[
    ('\u{e00}', '\u{eff}'),     // Thai, Lao
    ('\u{f00}', '\u{fff}'),     // Tibetan
    ('\u{1000}', '\u{109f}'),   // Burmese
    ('\u{1780}', '\u{17ff}'),   // Khmer
    ('\u{1950}', '\u{19ff}'),   // Tai Le, New Tai Lue, Khmer symbols
    ('\u{1a20}', '\u{1aaf}'),   // Tai Tham
    ('\u{2e80}', '\u{312f}'),   // Han radicals, Kana, Bopomofo
    ('\u{31a0}', '\u{9fff}'),   // Bopomofo, Kana, Han
    ('\u{a980}', '\u{a9ff}'),   // Javanese, Burmese
    ('\u{aa60}', '\u{aadf}'),   // Burmese, Tai Viet
    ('\u{f900}', '\u{faff}'),   // Han
    ('\u{ff66}', '\u{ff9f}'),   // narrow Kana
    ('\u{1b000}', '\u{1b16f}'), // Kana
    ('\u{20000}', '\u{3ffff}'), // Han
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::edit::Edit;
    use crate::model::fixtures::{annotation, any_readable, article, readable};
    use crate::model::workspace::Workspace;
    use proptest::prelude::*;

    const EXACT: Options = Options { whole_words: false, ignore_case: false, ignore_accents: false };
    const WORD: Options = Options { whole_words: true, ..EXACT };
    const CASE: Options = Options { ignore_case: true, ..EXACT };
    const ACCENTS: Options = Options { ignore_accents: true, ..EXACT };
    const ALL: Options = Options { whole_words: true, ignore_case: true, ignore_accents: true };

    /// The places stand in `[]` in the text.
    #[track_caller]
    fn check(options: Options, words: &str, expected: &str) {
        let text = expected.replace(['[', ']'], "");
        let readable = readable(&text.split('\n').collect::<Vec<_>>());
        let places = occurrences(&readable.text, words, &options);
        let mut shown = String::new();
        for (at, c) in text.chars().map(Some).chain([None]).enumerate() {
            let at = CharOffset(at as u32);
            if places.iter().any(|place| place.end() == at) {
                shown.push(']');
            }
            if places.iter().any(|place| place.start() == at) {
                shown.push('[');
            }
            shown.extend(c);
        }
        assert_eq!(shown, expected, "{words}");
    }

    #[test]
    fn words_are_found_as_they_stand() {
        check(EXACT, "mayor", "The [mayor] saw a [mayor]al Mayor");
        check(EXACT, "aa", "[aa][aa]a");
        check(EXACT, "abab", "a[abab]ab");
        check(EXACT, "a b", "[a b] [a \u{a0} b] a\nb [a  b]");
        check(EXACT, " mayor ", "[mayor]");
        check(EXACT, "", "mayor");
        check(EXACT, " ", "the mayor");
        check(EXACT, "x", "mayor");
        check(EXACT, "a\nb", "[a b] a\nb");
        check(EXACT, "الوزير", "قال [الوزير]. و[الوزير]");
    }

    #[test]
    fn no_character_is_halved() {
        check(EXACT, "e", "caf\u{65}\u{301} l[e]");
        check(EXACT, "👩", "👩‍👩‍👦 [👩]");
        check(EXACT, "🇷🇩", "🇫🇷🇩🇪");
        check(EXACT, "न", "नि [न]");
        check(ACCENTS, "하", "한 [하]");
        check(CASE, "s", "ß [s]");
        check(ACCENTS, "e", "caf[\u{65}\u{301}] l[e]");
    }

    #[test]
    fn letter_case_is_folded_in_full() {
        check(CASE, "MAYOR", "The [mayor], [Mayor]");
        check(CASE, "STRASSE", "Die [Straße], [STRASSE], [STRAẞE].");
        check(CASE, "straße", "Die [Straße], [STRASSE], [STRAẞE].");
        check(CASE, "ΟΔΟΣ", "[οδος] [Οδοσ] οδός");
        check(CASE, "x", "İİİ ı [x]");
        check(CASE, "istanbul", "İstanbul [ISTANBUL]");
        check(ALL, "istanbul", "[İstanbul] [ISTANBUL]");
        check(CASE, "İ", "a [İ] [i\u{307}]");
        check(CASE, "ﬁsh", "[FISH] [ﬁsh]");
    }

    #[test]
    fn accents_are_dropped_where_they_are_accents() {
        check(ACCENTS, "Müller", "[Muller] [Müller] [Mu\u{308}ller] muller");
        check(ACCENTS, "resume", "[résumé] [resume]");
        check(ALL, "élysée", "l’[Elysee], [ÉLYSÉE]");
        check(ACCENTS, "שלום", "[שָׁלוֹם] [שלום]");
        check(ACCENTS, "محمد", "[مُحَمَّد] [محمد] [محـمد]");
        check(ACCENTS, "कल", "कील [कल]");
        check(ACCENTS, "か", "が [か]");
        check(ACCENTS, "don't", "[don’t] [don't]");
        check(ACCENTS, "\"a-b\"", "[“a–b”] [„a‑b“] [«a-b»]");
        check(ACCENTS, "Kanzleramt", "[Kanzler\u{ad}amt]\u{ad}");
        check(EXACT, "Muller", "Müller");
    }

    #[test]
    fn whole_words() {
        check(WORD, "art", "[art] party [art]’s [art]-house art1 1art “[art]”");
        check(WORD, "art", "e\u{301}art arte\u{301} art\u{200d}x");
        check(WORD, "aa", "aaa [aa] aaaa");
        check(WORD, "$5", "US[$5] [$5] $50");
        check(WORD, "大阪", "東京[大阪]府");
        check(WORD, "AI", "用[AI]的 AIs");
        check(WORD, "ไทย", "ประเทศ[ไทย]วัน");
        check(WORD, "カナ", "[カナ]ダ");
        check(WORD, "정부", "[정부] 정부는");
        check(WORD, "خواهم", "می‌خواهم [خواهم]");
        check(WORD, "दिन", "[दिन] दिनों");
        check(WORD, "the", "[the]\n[the]");
    }

    #[test]
    fn words_are_folded_as_they_are_compared() {
        for (words, folded) in [
            (" The  Old\nMayor ", "the old mayor"),
            ("Müller-LÜDENSCHEIDT", "muller-ludenscheidt"),
            ("Straße", "strasse"),
            ("“a–b”’s", "\"a-b\"'s"),
            ("e\u{301}", "e"),
            ("", ""),
        ] {
            assert_eq!(folded_words(words), folded);
            let units: String = super::folded(words.trim(), &ALL).iter().map(|unit| unit.c).collect();
            assert_eq!(units.replace('\n', " "), folded);
        }
    }

    #[test]
    fn places_that_are_marked_already_are_left_out() {
        let one = article("one", &["Lee", "Lee met Lee. Lee won."]);
        let annotations = vec![
            annotation("a", &one, "source", &[(4, 7)]),
            annotation("b", &one, "claim", &[(12, 15)]),
            annotation("c", &one, "source", &[(12, 16)]),
            annotation("d", &one, "source", &[(0, 3), (17, 20)]),
        ];
        let empty = Workspace::default();
        let workspace = empty.after(
            &empty
                .change(&Edit::Import { articles: vec![one], annotations, reanchored: vec![], others: Vec::new() })
                .unwrap(),
        );
        let marked = workspace.articles().next().unwrap();
        let places = occurrences(&marked.readable.text, "Lee", &WORD);
        let starts = |label: &str| -> Vec<u32> {
            unmarked(marked, places.clone(), &label.into()).iter().map(|place| place.start().0).collect()
        };
        assert_eq!(starts("source"), [0, 12, 17]);
        assert_eq!(starts("claim"), [0, 4, 17]);
    }

    #[test]
    fn words_of_folded_texts() {
        let check = |text: &str, expected: &str| {
            assert_eq!(words_of(&fold_words(text)).collect::<Vec<_>>().join("|"), expected, "{text}");
        };
        check("  Jane  O’Neill’s “plan”\n", "jane|o|neill|s|plan");
        check("Straße É E\u{301} 3.5 %", "strasse|e|e|3|5");
        check("東京AIカ\u{3099}x", "東|京|ai|カ\u{3099}|x");
        check("می‌خواهم नमस्ते", "می‌خواهم|नमस्ते");
        check("…", "");
    }

    /// Every stretch of whole characters tried, from left to right.
    fn naive(text: &str, words: &str) -> Vec<(u32, u32)> {
        let plain = |text: &str| {
            let mut plain = String::new();
            for c in text.chars() {
                match c.is_whitespace() && c != '\n' {
                    true if plain.ends_with(' ') => {}
                    true => plain.push(' '),
                    false => plain.push(c),
                }
            }
            plain
        };
        let (wanted, mut found, mut from) = (plain(words.trim()), Vec::new(), 0);
        let edges: Vec<usize> = text.grapheme_indices(true).map(|(at, _)| at).chain([text.len()]).collect();
        for (index, start) in edges.iter().enumerate() {
            let end = edges[index + 1..].iter().find(|end| plain(&text[*start..**end]) == wanted);
            if let Some(end) = end.filter(|_| *start >= from && !wanted.is_empty()) {
                found.push((text[..*start].chars().count() as u32, text[..*end].chars().count() as u32));
                from = *end;
            }
        }
        found
    }

    proptest! {
        #[test]
        fn without_options_it_is_a_plain_search(article in any_readable(), start in 0u32..100, length in 1u32..4) {
            let text = &article.text;
            let words: String = text.as_str().chars().skip(start as usize).take(length as usize).collect();
            let words = words.replace('\n', " ");
            let found: Vec<_> =
                occurrences(text, &words, &EXACT).iter().map(|place| (place.start().0, place.end().0)).collect();
            prop_assert_eq!(found, naive(text.as_str(), &words));
        }

        #[test]
        fn folding_is_the_same_with_and_without_places(text in crate::model::fixtures::any_text(40)) {
            let units = FoldedText::new(&text.replace('\n', " "), &SAME_WORDS).units;
            prop_assert_eq!(fold_words(&text), units.iter().map(|unit| unit.c).collect::<String>());
        }

        #[test]
        fn every_place_is_sound(article in any_readable(), start in 0u32..100, length in 1u32..6, bits in 0u8..8) {
            let options = Options {
                whole_words: bits & 1 > 0, ignore_case: bits & 2 > 0, ignore_accents: bits & 4 > 0,
            };
            let text = &article.text;
            let words: String = text.as_str().chars().skip(start as usize).take(length as usize).collect();
            let found = occurrences(text, &words, &options);
            prop_assert!(found.windows(2).all(|pair| pair[0].end() <= pair[1].start()));
            let edges: Vec<u32> = text.as_str().grapheme_indices(true)
                .map(|(at, _)| text.as_str()[..at].chars().count() as u32).chain([text.end().char.0]).collect();
            for place in found {
                prop_assert!(edges.contains(&place.start().0) && edges.contains(&place.end().0));
                // What was found finds itself, by the same options.
                let itself = text.slice(place).unwrap();
                prop_assert!(!itself.contains('\n'));
                prop_assert!(occurrences(text, itself, &options).contains(&place), "{:?}", itself);
            }
        }
    }

    #[test]
    fn what_cannot_be_seen_holds_no_white_space() {
        let article = readable(&["Zoo Z \u{ad}x"]);
        let found = occurrences(&article.text, "Z \u{ad}", &ALL);
        let itself: Vec<&str> = found.iter().filter_map(|place| article.text.slice(*place)).collect();
        assert_eq!(itself, ["Z"]);
    }

    #[test]
    fn many_false_starts_cost_no_more() {
        let text = "a".repeat(100_000);
        let article = readable(&[&text]);
        assert!(occurrences(&article.text, &format!("{}b", "a".repeat(50_000)), &ALL).is_empty());
        assert!(occurrences(&article.text, &"a".repeat(50_000), &ALL).is_empty());
    }
}
