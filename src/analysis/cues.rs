//! The words by which an attribution is recognised: where they stand for a claim
//! and its source, and what they say of it.
//!
//! What is looked for are the scheme's words, and around them the helping verbs and
//! adverbs of English. Where a claim and its source stand so close that only a few
//! words are between them, these are the cue even if the scheme does not know them.

use std::collections::BTreeMap;
use std::ops::Range;

use super::occurrences::{FoldedText, SAME_WORDS, Sought, fold_words};
use crate::model::article::ReadableArticle;
use crate::model::boundaries::{Segmenter, Unit, pieces, without_blank_ends};
use crate::model::cursor::unit_around;
use crate::model::id::AttributeId;
use crate::model::offset::{CharOffset, Span};
use crate::model::punctuation::{is_apostrophe, quoted};
use crate::model::scheme::{Attribute, AttributeKind, RelationType};

/// Words that ascribe a claim to its source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundCue {
    /// Code points of the article's text. Nothing of it is in the claim or the source.
    pub span: Span,
    /// Values of the relation's attributes that can be seen. The scheme has them all.
    pub suggests: BTreeMap<AttributeId, String>,
    /// Whether the scheme's words are in it, and it is not only what stands between.
    pub is_known: bool,
}

/// How much of some passages stands within quotation marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quoting {
    /// Every word, and they can stand by themselves.
    Whole,
    /// Some words, or all of them as part of the writer's sentence.
    Part,
    /// None.
    None,
}

/// The cue of an attribution, if it stands in the sentence of the source, or, without
/// a source, in that of the claim. Takes time in proportion to their blocks.
pub fn cue(
    readable: &ReadableArticle,
    relation: &RelationType,
    claim: &[Span],
    source: &[Span],
    segmenter: &dyn Segmenter,
) -> Option<FoundCue> {
    let marks = Marks { claim, source };
    let mut known: Option<Candidate> = None;
    let mut between: Option<Span> = None;
    for extent in marks.sentences(readable, segmenter) {
        let sentence = Sentence::new(readable, extent, &marks, segmenter)?;
        let found = sentence.known(relation, !source.is_empty());
        if found.as_ref().map(Candidate::rank) > known.as_ref().map(Candidate::rank) {
            known = found;
        }
        between = between.or_else(|| sentence.between());
    }
    let (span, said, is_known) = match (known.filter(|known| between.is_none() || !known.yields), between) {
        (Some(known), _) => (known.span, known.suggests, true),
        (None, between) => (between?, BTreeMap::new(), false),
    };
    Some(FoundCue { span, suggests: suggested(readable, relation, claim, said, is_known), is_known })
}

// What can be seen.

/// What the cue and the quotation marks say, as far as the scheme has words for it.
fn suggested(
    readable: &ReadableArticle,
    relation: &RelationType,
    claim: &[Span],
    mut said: BTreeMap<AttributeId, String>,
    is_known: bool,
) -> BTreeMap<AttributeId, String> {
    let mode = AttributeId::from("mode");
    match quoting(readable, claim) {
        Quoting::Whole => drop(said.insert(mode, "direct".to_owned())),
        Quoting::Part => drop(said.insert(mode, "partial".to_owned())),
        // Whether other words than the scheme's speak of saying or of thinking is not known.
        Quoting::None if is_known => drop(said.entry(mode).or_insert_with(|| "paraphrase".to_owned())),
        Quoting::None => {}
    }
    let can_be = |attribute: &Attribute, value: &str| {
        attribute.kind != AttributeKind::Choice || attribute.choice(value).is_some()
    };
    let is_in_scheme =
        |id: &AttributeId, value: &str| relation.attributes.iter().any(|known| known.id == *id && can_be(known, value));
    said.retain(|id, value| is_in_scheme(id, value));
    said
}

/// How much of some passages is quoted. Words that are all quoted but cannot stand
/// without the writer's sentence (called it “a joke”) are a part: they do not begin
/// with a capital, and neither a sentence nor a comma or colon ends before them.
pub fn quoting(readable: &ReadableArticle, passages: &[Span]) -> Quoting {
    let text = &readable.text;
    let (mut inside, mut outside) = (false, false);
    let mut needs_writer = false;
    for passage in passages {
        for block in text.block_at(passage.start())..=text.block_at(CharOffset(passage.end().0 - 1)) {
            let Some(extent) = text.block_span(block) else { continue };
            let (Some(here), Some(words)) = (extent.intersection(*passage), text.slice(extent)) else { continue };
            let (start, end) = (here.start().0 - extent.start().0, here.end().0 - extent.start().0);
            let stretches = quoted(words);
            for ((byte, c), at) in words.char_indices().zip(0..) {
                if at < start || at >= end || !c.is_alphanumeric() {
                    continue;
                }
                let stretch = stretches.iter().find(|stretch| stretch.contains(&byte));
                let is_first = !inside && !outside;
                needs_writer |= is_first && stretch.is_some_and(|quote| !stands_alone(words, quote.start, byte));
                inside |= stretch.is_some();
                outside |= stretch.is_none();
            }
        }
    }
    match (inside, outside) {
        (true, false) if !needs_writer => Quoting::Whole,
        (true, _) => Quoting::Part,
        (false, _) => Quoting::None,
    }
}

/// Whether a quote that begins at a byte and has its first marked letter at another
/// can stand by itself.
fn stands_alone(words: &str, quote: usize, letter: usize) -> bool {
    let first = words.get(letter..).and_then(|rest| rest.chars().next());
    let is_mark =
        |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '“' | '„' | '”' | '‘' | '‚' | '«' | '»' | '‹' | '›');
    let before = words.get(..quote).unwrap_or("").trim_end_matches(is_mark).chars().next_back();
    !first.is_some_and(char::is_lowercase) || before.is_none_or(|c| !c.is_alphanumeric())
}

// Where the cue can stand.

/// What the cue must not overlap.
struct Marks<'a> {
    claim: &'a [Span],
    source: &'a [Span],
}

/// What is marked beside some free words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Claim,
    Source,
}

/// How close some words are to the claim and the source; better is greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Closeness {
    /// Beside one of them, with the source elsewhere.
    BesideClaim,
    /// Beside the source.
    BesideSource,
    /// Between the claim and the source.
    Between,
}

impl Marks<'_> {
    /// The sentences in which the cue may stand, each once.
    fn sentences(&self, readable: &ReadableArticle, segmenter: &dyn Segmenter) -> Vec<Span> {
        let passages = if self.source.is_empty() { self.claim } else { self.source };
        let mut sentences: Vec<Span> = Vec::new();
        for passage in passages {
            for at in [passage.start(), CharOffset(passage.end().0 - 1)] {
                if sentences.iter().all(|known| at < known.start() || at >= known.end()) {
                    sentences.extend(unit_around(readable, at, Unit::Sentence, segmenter));
                }
            }
        }
        sentences
    }

    fn parts(&self) -> impl Iterator<Item = (Span, Part)> {
        let claim = self.claim.iter().map(|span| (*span, Part::Claim));
        self.source.iter().map(|span| (*span, Part::Source)).chain(claim)
    }

    /// What ends at the start of some words, or begins at their end.
    fn beside(&self, is_beside: impl Fn(Span) -> bool) -> Option<Part> {
        self.parts().find(|(span, _)| is_beside(*span)).map(|(_, part)| part)
    }
}

/// A sentence, and the words of it that are not marked.
struct Sentence<'a> {
    words: &'a str,
    extent: Span,
    runs: Vec<Run>,
    grammar: &'static Grammar,
    language: &'a str,
}

/// Words in a row that are not marked.
struct Run {
    tokens: Vec<Token>,
    before: Option<Part>,
    after: Option<Part>,
}

struct Token {
    /// Code points of the article's text.
    span: Span,
    /// The letters, folded; empty for white space and punctuation.
    word: String,
    /// The sign, if it is one.
    sign: Option<char>,
}

impl Token {
    fn is_word(&self) -> bool {
        !self.word.is_empty()
    }
}

/// Words of the scheme where they stand.
struct Candidate {
    span: Span,
    suggests: BTreeMap<AttributeId, String>,
    closeness: Closeness,
    /// Signs between them and the claim.
    signs: usize,
    /// Words between them and what they stand beside.
    distance: usize,
    /// Whether unknown words between the source and the claim are rather the cue.
    yields: bool,
}

impl Candidate {
    /// Better is greater.
    fn rank(&self) -> impl Ord + use<> {
        (self.closeness, std::cmp::Reverse((self.signs, self.distance)))
    }
}

/// Words beside a source or a claim are no cue if more others than this are between.
const FAR: usize = 2;
/// Unknown words between a source and a claim are no cue if they are more than this.
const MOST_BETWEEN: usize = 6;
/// Words between the source and the scheme's words, or between these and the claim,
/// are part of the cue if they are no more than this.
const MOST_AROUND: usize = 3;
/// A claim ends before a sentence if no more code points are between them.
const GAP: u32 = 3;

impl<'a> Sentence<'a> {
    fn new(
        readable: &'a ReadableArticle,
        extent: Span,
        marks: &Marks<'_>,
        segmenter: &dyn Segmenter,
    ) -> Option<Sentence<'a>> {
        let words = readable.text.slice(extent)?;
        let language = readable.article.language_of(readable.text.block_at(extent.start()));
        let mut edges: Vec<CharOffset> = marks.parts().flat_map(|(span, _)| [span.start(), span.end()]).collect();
        edges.extend([extent.start(), extent.end()]);
        edges.retain(|edge| extent.start() <= *edge && *edge <= extent.end());
        edges.sort_unstable();
        edges.dedup();
        let mut runs = Vec::new();
        for free in edges.iter().zip(edges.iter().skip(1)).filter_map(|(start, end)| Span::new(*start, *end)) {
            if marks.parts().any(|(span, _)| span.intersection(free).is_some()) {
                continue;
            }
            // The claim may be the sentence before or behind.
            let is_before = |span: Span| {
                let gap = if free.start() == extent.start() { GAP } else { 0 };
                span.end() <= free.start() && free.start().0 <= span.end().0 + gap
            };
            let is_after = |span: Span| {
                let gap = if free.end() == extent.end() { GAP } else { 0 };
                free.end() <= span.start() && span.start().0 <= free.end().0 + gap
            };
            let (before, after) = (marks.beside(is_before), marks.beside(is_after));
            let tokens = tokens(readable.text.slice(free)?, free.start(), language, segmenter);
            runs.push(Run { tokens, before, after });
        }
        Some(Sentence { words, extent, runs, grammar: Grammar::of(language), language })
    }

    /// The best of the scheme's words.
    fn known(&self, relation: &RelationType, has_source: bool) -> Option<Candidate> {
        let folded = FoldedText::new(self.words, &SAME_WORDS);
        let text = fold_words(self.words);
        // Most of hundreds of phrases are told not to be here by their first word.
        let may_be_here = |words: &&String| {
            !words.is_ascii() || words.split_whitespace().next().is_some_and(|w| text.contains(&w.to_ascii_lowercase()))
        };
        let mut phrases = Vec::new();
        for cues in relation.cues.iter().filter(|cues| is_same_language(&cues.language, self.language)) {
            for sought in cues.words.iter().filter(may_be_here).filter_map(|words| Sought::new(words, &SAME_WORDS)) {
                phrases.extend(sought.places_in(&folded).into_iter().map(|place| (place, &cues.suggests)));
            }
        }
        // The longest first; of equal ones that of the first list.
        phrases.sort_by_key(|(place, _)| (std::cmp::Reverse(place.end().0 - place.start().0), place.start()));
        let mut taken: Vec<Span> = Vec::new();
        let mut best: Option<Candidate> = None;
        for (place, suggests) in phrases {
            if taken.iter().any(|longer| longer.intersection(place).is_some()) {
                continue;
            }
            let at = self.extent.start().0;
            let Some(there) = Span::new(CharOffset(at + place.start().0), CharOffset(at + place.end().0)) else {
                continue;
            };
            let candidate = self.runs.iter().find_map(|run| run.candidate(there, suggests, has_source, self.grammar));
            let Some(candidate) = candidate else { continue };
            taken.push(place);
            if best.as_ref().is_none_or(|known| known.rank() < candidate.rank()) {
                best = Some(candidate);
            }
        }
        best
    }

    /// What stands between source and claim, if it is short.
    fn between(&self) -> Option<Span> {
        self.runs.iter().filter(|run| run.closeness(true) == Some(Closeness::Between)).find_map(Run::short)
    }
}

fn tokens(text: &str, start: CharOffset, language: &str, segmenter: &dyn Segmenter) -> Vec<Token> {
    let mut at = start;
    let mut tokens: Vec<Token> = Vec::new();
    for piece in pieces(text, language, Unit::Word, segmenter) {
        let part = text.get(piece.bytes).unwrap_or("");
        let from = at;
        at = CharOffset(from.0 + part.chars().count() as u32);
        // Spaces before one that a sign joins are in one piece with it.
        let kept = if piece.has_words { without_blank_ends(part, &(0..part.len())) } else { 0..part.len() };
        let count = |bytes: Range<usize>| part.get(bytes).map_or(0, |part| part.chars().count() as u32);
        let ends = (CharOffset(from.0 + count(0..kept.start)), CharOffset(from.0 + count(0..kept.end)));
        let Some(span) = Span::new(ends.0, ends.1) else { continue };
        let word = if piece.has_words { fold_words(part) } else { String::new() };
        match tokens.as_mut_slice() {
            // Of “he’ll” the source is “he” alone.
            [clipped] if piece.has_words && clipped.sign.is_some_and(is_apostrophe) => {
                let span = Span::new(start, at).unwrap_or(span);
                *clipped = Token { span, word: ["'", &word].concat(), sign: None };
                continue;
            }
            // A hyphen within a word does not part it.
            [.., before, hyphen] if piece.has_words && before.is_word() && hyphen.sign.is_some_and(is_hyphen) => {
                hyphen.sign = None;
            }
            _ => {}
        }
        let sign = part.chars().find(|c| !piece.has_words && !c.is_whitespace());
        tokens.push(Token { span, word, sign });
    }
    tokens
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '‐' | '‑' | '/' | '&')
}

impl Run {
    fn closeness(&self, has_source: bool) -> Option<Closeness> {
        match (self.before, self.after) {
            (Some(Part::Source), Some(Part::Claim)) | (Some(Part::Claim), Some(Part::Source)) => {
                Some(Closeness::Between)
            }
            (None, None) => None,
            _ if !has_source => Some(Closeness::BesideClaim),
            (Some(Part::Source), None) | (None, Some(Part::Source)) => Some(Closeness::BesideSource),
            _ => Some(Closeness::BesideClaim),
        }
    }

    /// What a phrase of the scheme is here, if it begins in this run.
    fn candidate(
        &self,
        place: Span,
        suggests: &BTreeMap<AttributeId, String>,
        has_source: bool,
        grammar: &Grammar,
    ) -> Option<Candidate> {
        let closeness = self.closeness(has_source)?;
        let first = self.tokens.iter().position(|token| token.span.start() == place.start() && token.is_word())?;
        // The end of “found that” may be in the claim, and belongs to it anyway.
        let is_in = |token: &&Token| token.span.end() <= place.end();
        let count = self.tokens.iter().skip(first).take_while(is_in).count();
        let mut end = first + count;
        while end > first + 1
            && self.tokens.get(end - 1).is_some_and(|last| !last.is_word() || grammar.begins_claim(&last.word))
        {
            end -= 1;
        }
        let words = |tokens: &[Token]| tokens.iter().filter(|token| token.is_word()).count();
        let (before, after) = (words(self.tokens.get(..first)?), words(self.tokens.get(end..)?));
        let distance = match (self.before, self.after) {
            (Some(Part::Source), Some(Part::Claim)) => after,
            (Some(_), Some(_)) => before.min(after),
            (Some(_), None) => before,
            _ => after,
        };
        if closeness != Closeness::Between && distance > FAR && self.before != self.after {
            return None;
        }
        let is_led_by_source = (self.before, self.after) == (Some(Part::Source), Some(Part::Claim));
        let signs = self.tokens.get(end..)?.iter().filter(|token| is_led_by_source && token.sign.is_some()).count();
        let (first, end) = self.grown(first, end, grammar);
        let (from, to) = (self.tokens.get(first)?, self.tokens.get(end.checked_sub(1)?)?);
        let span = Span::new(from.span.start(), to.span.end())?;
        let yields = closeness != Closeness::Between && grammar.has_verb_between;
        Some(Candidate { span, suggests: suggests.clone(), closeness, signs, distance, yields })
    }

    /// Some tokens with those before and behind that belong to the same cue.
    fn grown(&self, mut first: usize, mut end: usize, grammar: &Grammar) -> (usize, usize) {
        let is_sign = |at: usize| self.tokens.get(at).is_none_or(|token| token.sign.is_some());
        let words = |from: usize, to: usize| -> Vec<(usize, &str)> {
            let tokens = self.tokens.iter().enumerate().skip(from).take(to.saturating_sub(from));
            tokens.filter(|(_, token)| token.is_word()).map(|(at, token)| (at, token.word.as_str())).collect()
        };
        // All that stands between the source and the words, if it is little and no
        // clause of its own; else helping verbs and adverbs.
        let clause = (0..first).rev().find(|at| is_sign(*at)).map_or(0, |sign| sign + 1);
        let before = words(clause, first);
        let is_whole = clause == 0 && self.before == Some(Part::Source) && before.len() <= MOST_AROUND;
        if is_whole && !before.iter().any(|(_, word)| grammar.joins(word)) {
            first = before.first().map_or(first, |(at, _)| *at);
        } else {
            let helping = before.iter().rev().take_while(|(_, word)| grammar.helps(word)).last();
            first = helping.map_or(first, |(at, _)| *at);
        }
        // What leads over to the claim: “about”, “to discuss”.
        let clause = (end..self.tokens.len()).find(|at| is_sign(*at)).unwrap_or(self.tokens.len());
        let after = words(end, clause);
        let is_whole = clause == self.tokens.len() && self.after == Some(Part::Claim) && after.len() <= MOST_AROUND;
        if let (Some((_, one)), Some((at, last))) = (after.first(), after.last())
            && is_whole
            && grammar.leads_over(one, last)
        {
            end = at + 1;
        }
        if self.tokens.get(end).is_some_and(|token| token.sign == Some(':')) {
            end += 1;
        }
        (first, end)
    }

    /// All words of the run, if they are few and one clause; else the last clause of
    /// it before a claim; else a colon or a dash that stands for words.
    fn short(&self) -> Option<Span> {
        let worded = |at: &usize| self.tokens.get(*at).is_some_and(Token::is_word);
        let sign = |at: &usize| self.tokens.get(*at).and_then(|token| token.sign);
        let count = self.tokens.len();
        let span = |first: usize, end: usize| {
            let (from, to) = (self.tokens.get(first)?, self.tokens.get(end.checked_sub(1)?)?);
            Span::new(from.span.start(), to.span.end())
        };
        let (Some(first), Some(last)) = ((0..count).find(worded), (0..count).rev().find(worded)) else {
            let stands_for_words =
                |at: &usize| sign(at).is_some_and(|sign| matches!(sign, ':' | '：' | '–' | '—' | '―'));
            let first = (0..count).find(stands_for_words)?;
            return span(first, first + 1);
        };
        // Behind the claim, what commas part from it and from the source was only put in.
        let has_sign = |mut places: Range<usize>| places.any(|at| sign(&at).is_some());
        if self.before == Some(Part::Claim) && has_sign(0..first) && has_sign(last + 1..count) {
            return None;
        }
        let end = if sign(&(last + 1)) == Some(':') { last + 2 } else { last + 1 };
        let parting = (first..last).rev().find(|at| sign(at).is_some());
        let (first, most) = match parting {
            None => (first, MOST_BETWEEN),
            Some(parting) if self.after == Some(Part::Claim) => ((parting..=last).find(worded)?, MOST_AROUND),
            Some(_) => return None,
        };
        ((first..=last).filter(worded).count() <= most).then(|| span(first, end))?
    }
}

/// Whether the words of one language are those of another: of English in Britain, of
/// English anywhere.
fn is_same_language(one: &str, other: &str) -> bool {
    let begins = |long: &str, short: &str| {
        let rest = long.get(short.len()..);
        long.get(..short.len()).is_some_and(|start| start.eq_ignore_ascii_case(short))
            && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    };
    begins(one, other) || begins(other, one)
}

// What belongs to a cue beside the scheme's words.

/// The small words of a language.
struct Grammar {
    /// Helping verbs, negations and adverbs.
    helping: &'static str,
    /// Endings of words that are such as a rule.
    helping_ends: &'static [&'static str],
    /// Words that join clauses, or begin what says where and when.
    joining: &'static str,
    /// Words with which a cue may lead over to a claim.
    leading: &'static str,
    /// Words with which a cue may go on to its verb.
    going_on: &'static str,
    /// Words with which a claim begins that is a clause.
    opening: &'static str,
    /// Whether what stands between who speaks and what is said is always the cue.
    has_verb_between: bool,
}

static ENGLISH: Grammar = Grammar {
    helping: "has have had having is are was were be been being am will would shall should can could may might must \
        do does did to not never n't 'll 've 's 'd 're 'm also now then often further still always later actually \
        again once only even just already earlier long today himself herself themselves both all",
    helping_ends: &["n't", "ly"],
    joining: "and or but while who which that in on at by from of with after before during for into than if whose whom \
        so as because although though when where",
    leading: "about of against with on for to over",
    going_on: "to",
    opening: "that",
    has_verb_between: true,
};

/// Of other languages only the scheme's words are known.
static OTHER: Grammar = Grammar {
    helping: "",
    helping_ends: &[],
    joining: "",
    leading: "",
    going_on: "",
    opening: "",
    has_verb_between: false,
};

impl Grammar {
    fn of(language: &str) -> &'static Grammar {
        if is_same_language("en", language) { &ENGLISH } else { &OTHER }
    }

    fn helps(&self, word: &str) -> bool {
        lists(self.helping, word) || self.helping_ends.iter().any(|end| word.len() > end.len() && word.ends_with(end))
    }

    fn joins(&self, word: &str) -> bool {
        lists(self.joining, word)
    }

    fn leads_over(&self, first: &str, last: &str) -> bool {
        lists(self.leading, last) || lists(self.going_on, first)
    }

    fn begins_claim(&self, word: &str) -> bool {
        lists(self.opening, word)
    }
}

fn lists(list: &str, word: &str) -> bool {
    list.split_ascii_whitespace().any(|listed| listed == word)
}
