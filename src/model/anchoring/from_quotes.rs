//! From quotes alone: each is looked up through one index of the text, and where
//! several places are as good, quotes that are already placed vouch for one.

use super::agreement::{Place, Side, place};
use super::index::{Index, sequences};
use super::local::{Local, Strand};
use super::only::only_places;
use super::token::{Token, TokenKind, tokens};
use super::{Placement, Score, placement, sound};
use crate::model::annotation::Fragment;
use crate::model::article::ArticleText;
use crate::model::offset::{ByteOffset, IndexedText, Span};
use crate::model::quote::{CONTEXT, places_of};

/// Tokens in the sequences that are looked up; quotes of fewer tokens are looked up by single tokens.
const LENGTH: usize = 3;

/// Sequences of one quote that are looked up, the rarest first, and how often they may
/// stand in the text together. What is more frequent is looked up near the expected places only.
const MAX_SEEDS: usize = 24;
const MAX_OCCURRENCES: usize = 96;

/// Places of one quote that are compared word by word.
const MAX_PLACES: usize = 8;

/// Occurrences nearest to an expected place that are taken on each side of it.
const NEAR: usize = 2;

/// Seeds that belong to one place lie on one diagonal, give or take so many tokens.
const DIAGONAL: i64 = 12;

/// Placed quotes on each side that may vouch, and how far away they may be, in code points.
const VOUCHERS: usize = 3;
const VOUCHING_DISTANCE: u32 = 8_000;

/// How far apart two quotes have to be to tell something that the other does not
/// (their contexts lie between them), and how many are looked at to find such.
const APART: u32 = 64;
const LOOKED_AT: usize = 128;

/// What vouching adds to a score, for one voucher and for two or more.
const VOUCHED: [i32; 3] = [0, 12, 20];

/// Quotes that are looked for through the whole text, one by one.
const MAX_SCANS: usize = 500;

/// By how much the best place has to be better than the next.
const MARGIN: i32 = 10;

/// Places quotes in a text, in the order given.
pub fn place_from_quotes(text: &ArticleText, sought: &[Fragment]) -> Vec<Placement> {
    let only = only_places(text, sought);
    let known = |(fragment, only): (&Fragment, &Option<Span>)| only.map(Placement::Exact).or(in_place(text, fragment));
    let mut placed: Vec<Option<Placement>> = sought.iter().zip(&only).map(known).collect();
    if placed.iter().any(Option::is_none) {
        Search::new(text, sought).all(&mut placed);
    }
    // What has no position is nowhere by chance.
    let doubtful = |((placed, fragment), only): ((Option<Placement>, &Fragment), &Option<Span>)| match placed {
        Some(Placement::Exact(span)) if fragment.is_unplaced() && only.is_none() => {
            Placement::Moved { span, score: Score(100) }
        }
        placed => placed.unwrap_or(Placement::Orphan),
    };
    placed.into_iter().zip(sought).zip(&only).map(doubtful).collect()
}

/// The answer without a search: the words and all their context are where the
/// position says, or there are no words at all.
fn in_place(text: &ArticleText, fragment: &Fragment) -> Option<Placement> {
    let quote = &fragment.quote;
    if quote.exact.trim().is_empty() {
        return Some(Placement::Orphan);
    }
    let has_none = quote.prefix.is_empty() && quote.suffix.is_empty();
    if has_none || fragment.is_unplaced() || !stands_at(text, fragment) {
        return None;
    }
    let whole = text.as_str();
    let start = text.indexed().place_from_char(fragment.span.start())?.byte.0 as usize;
    let (before, after) = whole.split_at_checked(start)?;
    let agrees = before.ends_with(&quote.prefix) && after.get(quote.exact.len()..)?.starts_with(&quote.suffix);
    let found = sound(text, fragment.span)?;
    agrees.then_some(Placement::Exact(found))
}

/// Whether the words stand where the position says.
fn stands_at(text: &ArticleText, fragment: &Fragment) -> bool {
    text.slice(fragment.span) == Some(fragment.quote.exact.as_str())
}

/// A quote with its context, as a small text of its own.
struct Snippet {
    text: IndexedText,
    tokens: Vec<Token>,
    /// The words among it, in code points.
    words: (u32, u32),
    /// The first token of the words.
    first: usize,
}

impl Snippet {
    fn new(fragment: &Fragment) -> Self {
        let quote = &fragment.quote;
        let before = quote.prefix.chars().count() as u32;
        let words = (before, before + quote.exact.chars().count() as u32);
        let text = IndexedText::new([quote.prefix.as_str(), &quote.exact, &quote.suffix].concat());
        let mut tokens = tokens(text.as_str());
        // Where the context was cut off at its usual length, it may have been cut within a word.
        let end = text.end().char.0;
        let is_word = |token: &&Token| token.kind == TokenKind::Word;
        if tokens.last().filter(is_word).is_some_and(|last| last.end() == end && last.start >= words.1)
            && end - words.1 >= CONTEXT
        {
            tokens.pop();
        }
        if tokens.first().filter(is_word).is_some_and(|first| first.start == 0 && first.end() <= words.0)
            && words.0 >= CONTEXT
        {
            tokens.remove(0);
        }
        let first = tokens.partition_point(|token| token.end() <= words.0);
        Snippet { text, tokens, words, first }
    }
}

/// A place that may be the right one.
#[derive(Clone, Copy)]
struct Candidate {
    place: Place,
    /// The words and all their context are unchanged.
    is_whole: bool,
}

/// What a search for one quote found.
struct Candidates {
    /// The best first; no two of them overlap by more than half.
    found: Vec<Candidate>,
    /// There are more places than were looked at.
    has_more: bool,
}

/// A quote that is placed: where it was said to be and where it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Voucher {
    old: u32,
    old_end: u32,
    new: u32,
}

struct Search<'a> {
    text: &'a ArticleText,
    sought: &'a [Fragment],
    tokens: Vec<Token>,
    sequences: Index,
    /// Made when the first quote of few tokens comes.
    single: Option<Index>,
    local: Local,
    /// How many quotes may yet be looked for through the whole text.
    scans: usize,
}

impl<'a> Search<'a> {
    fn new(text: &'a ArticleText, sought: &'a [Fragment]) -> Self {
        let tokens = tokens(text.as_str());
        let sequences = Index::new(&tokens, LENGTH);
        Search { text, sought, tokens, sequences, single: None, local: Local::default(), scans: MAX_SCANS }
    }

    fn all(&mut self, placed: &mut [Option<Placement>]) {
        // First what is clear by itself; then, twice, what those vouch for; then what stands alone.
        let mut known: Vec<Option<Candidates>> = self.sought.iter().map(|_| None).collect();
        for round in [Round::First, Round::Together, Round::Beside, Round::Beside, Round::Alone] {
            let vouchers = self.vouchers(placed);
            if matches!(round, Round::Together) {
                // What was found first was only to vouch; now each needs others that do.
                for (placed, known) in placed.iter_mut().zip(&known) {
                    *placed = placed.filter(|_| known.is_none());
                }
            }
            for ((fragment, placed), known) in self.sought.iter().zip(placed.iter_mut()).zip(&mut known) {
                if placed.is_none() {
                    *placed = self.one(fragment, &vouchers, round, known);
                }
            }
        }
    }

    fn vouchers(&self, placed: &[Option<Placement>]) -> Vec<Voucher> {
        let voucher = |(fragment, placed): (&Fragment, &Option<Placement>)| {
            let span = placed.filter(|_| !fragment.is_unplaced()).and_then(Placement::span)?;
            Some(Voucher { old: fragment.span.start().0, old_end: fragment.span.end().0, new: span.start().0 })
        };
        let mut vouchers: Vec<Voucher> = self.sought.iter().zip(placed).filter_map(voucher).collect();
        vouchers.sort_unstable();
        vouchers.dedup();
        vouchers
    }

    fn one(
        &mut self,
        fragment: &Fragment,
        vouchers: &[Voucher],
        round: Round,
        known: &mut Option<Candidates>,
    ) -> Option<Placement> {
        let old = fragment.span.start().0;
        let near = independent(fragment, vouchers);
        let moved = |voucher: &Voucher| (i64::from(voucher.new) + i64::from(old) - i64::from(voucher.old)).max(0);
        let mut expected: Vec<u32> = near.iter().filter_map(|voucher| u32::try_from(moved(voucher)).ok()).collect();
        expected.push(old);
        expected.sort_unstable();
        expected.dedup();
        // Where all places were looked at, nothing new can be learned from where one is expected.
        if known.as_ref().is_none_or(|known| known.has_more && !near.is_empty()) {
            *known = Some(self.candidates(fragment, &Snippet::new(fragment), &expected));
        }
        let candidates = known.as_ref()?;
        let chosen = match choose(fragment, candidates, &near, round) {
            Some(chosen) => chosen,
            // Of many places that are as good in part, one may be the only whole one.
            None if round == Round::Alone => return self.only_whole(fragment),
            None => return None,
        };
        Some(placement(self.text, fragment.span, &fragment.quote.exact, chosen.span, chosen.score))
    }

    /// The places that share rare sequences with a quote, compared word by word.
    fn candidates(&mut self, fragment: &Fragment, snippet: &Snippet, expected: &[u32]) -> Candidates {
        let (seeds, has_more_seeds) = self.seeds(snippet, expected);
        // Seeds of one place lie on one diagonal: their distance in the quote is that in the text.
        let mut groups: Vec<&[Seed]> = seeds.chunk_by(|a, b| b.diagonal() - a.diagonal() <= DIAGONAL).collect();
        groups.sort_by_key(|group| std::cmp::Reverse(group.len()));
        let most = groups.first().map_or(0, |group| group.len());
        let has_more = has_more_seeds || groups.get(MAX_PLACES).is_some_and(|group| group.len() * 8 > most * 7);
        // Beside those with most seeds, those nearest to an expected place.
        let mut looked: Vec<&[Seed]> =
            groups.iter().copied().take(MAX_PLACES).filter(|group| group.len() * 4 >= most).collect();
        for at in expected {
            let token = self.tokens.partition_point(|token| token.end() <= *at) as i64 - snippet.first as i64;
            let distance = |group: &&[Seed]| group.first().map_or(i64::MAX, |seed| (seed.diagonal() - token).abs());
            looked.extend(groups.iter().skip(MAX_PLACES).copied().min_by_key(distance));
        }
        let mut found: Vec<Candidate> =
            looked.into_iter().filter_map(|group| self.compare(fragment, snippet, group)).collect();
        found.sort_by_key(|candidate| std::cmp::Reverse((candidate.place.score, candidate.is_whole)));
        let mut distinct: Vec<Candidate> = Vec::new();
        for candidate in found {
            if !distinct.iter().any(|other| overlap_by_half(other.place.span, candidate.place.span)) {
                distinct.push(candidate);
            }
        }
        Candidates { found: distinct, has_more }
    }

    /// Where the sequences of a quote stand in the text, by diagonal; and whether
    /// all of them are too frequent to look at every place.
    fn seeds(&mut self, snippet: &Snippet, expected: &[u32]) -> (Vec<Seed>, bool) {
        let length = if snippet.tokens.len() < LENGTH { 1 } else { LENGTH };
        if length == 1 && self.single.is_none() {
            self.single = Some(Index::new(&self.tokens, 1));
        }
        let index = if length == 1 { self.single.as_ref().unwrap_or(&self.sequences) } else { &self.sequences };
        let mut rows: Vec<(u32, &[(u64, u32)])> = sequences(&snippet.tokens, length)
            .map(|(hash, at)| (at, index.entries(hash)))
            .filter(|(_, entries)| !entries.is_empty())
            .collect();
        rows.sort_by_key(|(_, entries)| entries.len());
        let mut seeds = Vec::new();
        let mut has_all = false;
        for (at, entries) in rows.iter().take(MAX_SEEDS) {
            let seed = |entry: &(u64, u32)| Seed { quote: *at, text: entry.1 };
            if seeds.len() + entries.len() <= MAX_OCCURRENCES {
                seeds.extend(entries.iter().map(seed));
                has_all = true;
                continue;
            }
            for place in expected {
                let token = self.tokens.partition_point(|token| token.end() <= *place);
                let token = (token + *at as usize).saturating_sub(snippet.first) as u32;
                let next = entries.partition_point(|entry| entry.1 < token);
                let near = entries.get(next.saturating_sub(NEAR)..(next + NEAR).min(entries.len())).unwrap_or(&[]);
                seeds.extend(near.iter().map(seed));
            }
        }
        seeds.sort_unstable_by_key(|seed| (seed.diagonal(), seed.quote));
        seeds.dedup();
        (seeds, !has_all)
    }

    /// Compares a quote with the text around one of its seeds.
    fn compare(&mut self, fragment: &Fragment, snippet: &Snippet, group: &[Seed]) -> Option<Candidate> {
        let seed = group.get(group.len() / 2)?;
        let (i, j) = (seed.quote as usize, seed.text as usize);
        let (before, after) = snippet.tokens.split_at_checked(i)?;
        let (text_before, text_after) = self.tokens.split_at_checked(j)?;
        let mut to: Vec<Option<u32>> = vec![None; snippet.tokens.len()];
        let mut set = |i: usize, j: usize| {
            if let Some(to) = to.get_mut(i) {
                *to = u32::try_from(j).ok();
            }
        };
        for (a, b) in self.local.onward(Strand::forward(after), Strand::forward(text_after)) {
            set(i + a, j + b);
        }
        for (a, b) in self.local.onward(Strand::backward(before), Strand::backward(text_before)) {
            set(i - a - 1, j - b - 1);
        }
        let from = Side { text: &snippet.text, tokens: &snippet.tokens };
        let into = Side { text: self.text.indexed(), tokens: &self.tokens };
        let found = place(&from, &into, &to, snippet.words, u32::MAX)?;
        let is_whole = self.is_whole(fragment, found.span);
        // Words at the ends of the context, which are compared only here, may tell two places apart.
        let score = if is_whole { 100 } else { found.score.min(90) };
        Some(Candidate { place: Place { score, ..found }, is_whole })
    }

    /// The place of a quote that stands once in the text with all of a long context.
    fn only_whole(&mut self, fragment: &Fragment) -> Option<Placement> {
        let quote = &fragment.quote;
        let context = quote.prefix.chars().count() + quote.suffix.chars().count();
        if context < CONTEXT as usize || self.scans == 0 {
            return None;
        }
        self.scans -= 1;
        let all = [quote.prefix.as_str(), &quote.exact, &quote.suffix].concat();
        let places = places_of(all.as_bytes(), self.text.as_str().as_bytes())?;
        let [only] = places.as_slice() else { return None };
        let start = only + quote.prefix.len();
        let char_at = |byte: usize| {
            let byte = ByteOffset(u32::try_from(byte).ok()?);
            Some(self.text.indexed().place_at_or_before_byte(byte).char)
        };
        let found = Span::new(char_at(start)?, char_at(start + quote.exact.len())?)?;
        Some(placement(self.text, fragment.span, &quote.exact, found, 100))
    }

    /// Whether the words and all their context stand at a place.
    fn is_whole(&self, fragment: &Fragment, span: Span) -> bool {
        let sides = || {
            let start = self.text.indexed().place_from_char(span.start())?.byte.0 as usize;
            let (before, after) = self.text.as_str().split_at_checked(start)?;
            let after = after.strip_prefix(fragment.quote.exact.as_str())?;
            Some(before.ends_with(&fragment.quote.prefix) && after.starts_with(&fragment.quote.suffix))
        };
        sides().unwrap_or(false)
    }
}

/// A sequence that is in a quote and in the text, by its places in tokens.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Seed {
    quote: u32,
    text: u32,
}

impl Seed {
    fn diagonal(self) -> i64 {
        i64::from(self.text) - i64::from(self.quote)
    }
}

fn overlap_by_half(a: Span, b: Span) -> bool {
    let length = |span: Span| span.end().0 - span.start().0;
    a.intersection(b).is_some_and(|shared| 2 * length(shared) > length(a).min(length(b)))
}

/// The nearest placed quotes on each side whose words and context are not this
/// quote's own, nor each other's: only so they tell something new.
fn independent(fragment: &Fragment, vouchers: &[Voucher]) -> Vec<Voucher> {
    let (start, end) = (fragment.span.start().0, fragment.span.end().0);
    let mut near = Vec::new();
    let mut limit = start.saturating_sub(APART);
    let from = vouchers.partition_point(|voucher| voucher.old < limit);
    let before = vouchers.get(from.saturating_sub(LOOKED_AT)..from).unwrap_or(&[]);
    for voucher in before.iter().rev().take_while(|voucher| start - voucher.old <= VOUCHING_DISTANCE) {
        if voucher.old_end <= limit && near.len() < VOUCHERS {
            limit = voucher.old.saturating_sub(APART);
            near.push(*voucher);
        }
    }
    let (mut limit, most) = (end.saturating_add(APART), near.len() + VOUCHERS);
    let from = vouchers.partition_point(|voucher| voucher.old < limit);
    let after = vouchers.get(from..(from + LOOKED_AT).min(vouchers.len())).unwrap_or(&[]);
    for voucher in after.iter().take_while(|voucher| voucher.old - start <= VOUCHING_DISTANCE) {
        if voucher.old >= limit && near.len() < most {
            limit = voucher.old_end.saturating_add(APART);
            near.push(*voucher);
        }
    }
    near
}

/// How many of the placed quotes vouch for a place: those that moved about as far,
/// and those on both sides that leave it the room it had between them.
fn support(old: u32, span: Span, vouchers: &[Voucher]) -> usize {
    let (old, new) = (i64::from(old), i64::from(span.start().0));
    let place = |voucher: &Voucher| (i64::from(voucher.old), i64::from(voucher.new));
    let agrees = |voucher: &&Voucher| {
        let (was, is) = place(voucher);
        ((old - was) - (new - is)).abs() <= 8 + (old - was).abs() / 32
            || vouchers.iter().any(|other| {
                let (other_was, other_is) = place(other);
                let (wide, wide_now) = (other_was - was, other_is - is);
                // Words may have become fewer or more between the two, but not many.
                let is_between = wide.signum() == wide_now.signum() && (was < old) != (other_was < old);
                is_between
                    && (wide - wide_now).abs() <= 24 + wide.abs() / 8
                    && (new - is - (old - was) * wide_now / wide).abs() <= 24 + wide.abs() / 64
            })
    };
    vouchers.iter().filter(agrees).count()
}

/// The rounds in which quotes are placed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Round {
    /// What seems clear by itself, only to vouch for others.
    First,
    /// What those vouch for.
    Together,
    /// What is vouched for by what was placed so.
    Beside,
    /// What nothing vouches for.
    Alone,
}

/// Chooses among the places, or none.
fn choose(fragment: &Fragment, candidates: &Candidates, vouchers: &[Voucher], round: Round) -> Option<Place> {
    let old = fragment.span.start().0;
    let rated = |candidate: &Candidate| {
        let supported = if round == Round::First { 0 } else { support(old, candidate.place.span, vouchers) };
        let bonus = VOUCHED.get(supported.min(2)).copied().unwrap_or_default();
        (i32::from(candidate.place.score) + bonus, supported, *candidate)
    };
    let mut rated: Vec<(i32, usize, Candidate)> = candidates.found.iter().map(rated).collect();
    rated.sort_by_key(|(value, supported, _)| std::cmp::Reverse((*value, *supported)));
    let (value, supported, best) = *rated.first()?;
    let lead = rated.get(1).map_or(i32::MAX, |next| value - next.0);
    let place = best.place;
    if place.words < 50 || place.coverage < 60 {
        return None;
    }
    // The very words stand elsewhere, with agreeing context at least on one side: which is meant?
    let is_rival = |other: &Place| other.words == 100 && other.context.0.max(other.context.1) >= 90;
    if place.words < 100 && supported < 2 && rated.iter().any(|(_, _, other)| is_rival(&other.place)) {
        return None;
    }
    let is_only = lead >= MARGIN && !candidates.has_more;
    let is_sure = match round {
        Round::First => is_only && place.score >= 60 && place.agreeing >= 20,
        Round::Together | Round::Beside => {
            lead >= MARGIN && (supported >= 2 && place.score >= 60 || supported == 1 && place.score >= 75)
        }
        Round::Alone if vouchers.is_empty() => {
            // The only place with most of it, or where the position says; else the position decides.
            let is_there = place.span == fragment.span && place.words == 100;
            (is_only && place.score >= 70 && (surrounded(fragment, &place) || is_there && beside(&place)))
                || (best.is_whole && is_there)
        }
        // Far from what was around it: only all of it will do. Places with less are too often
        // another sentence of the same pattern.
        Round::Alone => is_only && best.is_whole,
    };
    is_sure.then_some(place)
}

/// Whether the context agrees on one side.
fn beside(place: &Place) -> bool {
    place.context.0.max(place.context.1) >= 90
}

/// Whether the context agrees on both sides, as far as it is given.
fn surrounded(fragment: &Fragment, place: &Place) -> bool {
    let agrees = |context: &str, agreement: u8| context.trim().is_empty() || agreement >= 60;
    agrees(&fragment.quote.prefix, place.context.0) && agrees(&fragment.quote.suffix, place.context.1)
}
