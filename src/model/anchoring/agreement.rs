//! Judges a found place: where its ends are, and how far its words and what
//! stands around them agree with what is sought.

use super::alignment::Alignment;
use super::token::Token;
use crate::model::offset::{CharOffset, IndexedText, Span};

/// A text and its tokens.
pub struct Side<'a> {
    /// The text, for looking into tokens.
    pub text: &'a IndexedText,
    /// Its tokens.
    pub tokens: &'a [Token],
}

/// A place in the new text, and how far it agrees. Agreement is counted in code
/// points of tokens, twice those that agree by those of both sides, in percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Where the words are, not yet snapped.
    pub span: Span,
    /// Of the words themselves.
    pub words: u8,
    /// How much of the sought words lies between the first and the last that were found.
    pub coverage: u8,
    /// Of what stands before, and of what stands after.
    pub context: (u8, u8),
    /// Of words and context together.
    pub score: u8,
    /// How many code points agree in words and context.
    pub agreeing: u32,
}

/// Parts of a passage that are told apart.
const PARTS: usize = 8;
/// Tokens that may be put in within a passage before it counts as two parts.
const SLACK: usize = 64;
/// The same within the context, which has to be near.
const CONTEXT_SLACK: usize = 8;

/// Where a span of the old text (in code points) went. `reach` is how much context is compared
/// on each side. `None` where none of its words are left.
pub fn place(old: &Side, new: &Side, to: &[Option<u32>], span: (u32, u32), reach: u32) -> Option<Place> {
    let first = old.tokens.partition_point(|token| token.end() <= span.0);
    let end = old.tokens.partition_point(|token| token.start < span.1);
    let ours = old.tokens.get(first..end)?;

    // The words may have been torn apart: the part with the most agreement stands for them.
    let mut parts: Vec<Part> = Vec::new();
    for (i, token) in (first..).zip(ours) {
        let Some((j, theirs)) = pair(new, to, i) else { continue };
        let credit = if theirs.id == token.id {
            clipped(token, span)
        } else {
            shared_ends(old, new, token, &theirs).map_or(0, |(start, end)| start + end)
        };
        let link = Link { old: i, new: j };
        let goes_on = |part: &Part| j > part.last.new && j - part.last.new <= i - part.last.old + SLACK;
        let is_room = parts.len() < PARTS;
        match parts.iter_mut().filter(|part| goes_on(part)).max_by_key(|part| part.credit) {
            Some(part) => *part = Part { last: link, credit: part.credit + credit, ..*part },
            None if is_room => parts.push(Part { first: link, last: link, credit }),
            None => {}
        }
    }
    let part = parts.into_iter().rev().max_by_key(|part| part.credit)?;

    let (from, to_token) = (new.tokens.get(part.first.new)?, new.tokens.get(part.last.new)?);
    let (old_from, old_to) = (old.tokens.get(part.first.old)?, old.tokens.get(part.last.old)?);
    let inner_start = span.0.saturating_sub(old_from.start);
    let inner_end = old_to.end().saturating_sub(span.1);
    let start = from.start + offset_within(old, new, old_from, from, inner_start, true);
    let stop = to_token.end() - offset_within(old, new, old_to, to_token, inner_end, false);
    let found = Span::new(CharOffset(start), CharOffset(stop))?;

    let size = |tokens: &[Token], span| tokens.iter().map(|token| clipped(token, span)).sum::<u32>();
    let old_size = size(ours, span);
    let new_size = size(new.tokens.get(part.first.new..=part.last.new)?, (start, stop));
    let (before, before_size) = context(old, new, to, (0..first).rev(), part.first, reach);
    let (after, after_size) = context(old, new, to, end..old.tokens.len(), part.last, reach);
    let agreeing = part.credit + before + after;
    let covered = size(old.tokens.get(part.first.old..=part.last.old)?, span);
    Some(Place {
        span: found,
        words: percent(2 * part.credit, old_size + new_size),
        coverage: percent(covered, old_size),
        context: (percent(before, before_size), percent(after, after_size)),
        score: percent(2 * agreeing, old_size + new_size + 2 * (before_size + after_size)),
        agreeing,
    })
}

/// Whether all the old words could as well have gone elsewhere.
pub fn is_doubtful(old: &[Token], alignment: &Alignment, span: (u32, u32)) -> bool {
    let first = old.partition_point(|token| token.end() <= span.0);
    let end = old.partition_point(|token| token.start < span.1);
    alignment.is_doubtful.get(first..end).is_some_and(|marks| marks.iter().all(|mark| *mark))
}

/// Two tokens that belong together.
#[derive(Clone, Copy)]
struct Link {
    old: usize,
    new: usize,
}

/// A part of the sought words that is in one place of the new text.
#[derive(Clone, Copy)]
struct Part {
    first: Link,
    last: Link,
    credit: u32,
}

fn pair(new: &Side, to: &[Option<u32>], at: usize) -> Option<(usize, Token)> {
    let at = (*to.get(at)?)? as usize;
    Some((at, *new.tokens.get(at)?))
}

/// How many code points of a token lie in a span.
fn clipped(token: &Token, span: (u32, u32)) -> u32 {
    token.end().min(span.1).saturating_sub(token.start.max(span.0))
}

/// How many code points two different words share at their beginnings and at their ends.
fn shared_ends(old: &Side, new: &Side, a: &Token, b: &Token) -> Option<(u32, u32)> {
    let words = |side: &Side, token: &Token| {
        let span = Span::new(CharOffset(token.start), CharOffset(token.end()))?;
        Some(side.text.slice(span)?.chars().collect::<Vec<char>>())
    };
    let (a, b) = (words(old, a)?, words(new, b)?);
    let start = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let rest = a.len().min(b.len()) - start;
    let end = a.iter().rev().zip(b.iter().rev()).take(rest).take_while(|(a, b)| a == b).count();
    Some((start as u32, end as u32))
}

/// How far into the new token an end of the span lies, counted from the token's
/// beginning (or end), when it lies `inner` code points into the old one. A word
/// that changed is taken whole where its change reaches the end of the span.
fn offset_within(old: &Side, new: &Side, a: &Token, b: &Token, inner: u32, from_start: bool) -> u32 {
    if inner == 0 {
        return 0;
    }
    if a.id == b.id {
        return inner.min(u32::from(b.length));
    }
    let Some((start, end)) = shared_ends(old, new, a, b) else { return 0 };
    let (near, far) = if from_start { (start, end) } else { (end, start) };
    let (old_length, new_length) = (u32::from(a.length), u32::from(b.length));
    if inner <= near {
        inner
    } else if old_length.saturating_sub(inner) <= far {
        (new_length + inner).saturating_sub(old_length).min(new_length)
    } else {
        0
    }
}

/// How many code points of the context agree, and how many there are. `tokens` are those of the
/// context, from the nearest on.
fn context(
    old: &Side,
    new: &Side,
    to: &[Option<u32>],
    tokens: impl Iterator<Item = usize>,
    nearest: Link,
    reach: u32,
) -> (u32, u32) {
    let (mut agreeing, mut size, mut last) = (0, 0, nearest);
    for i in tokens {
        let Some(token) = old.tokens.get(i) else { break };
        if size >= reach {
            break;
        }
        size += u32::from(token.length);
        let Some((j, theirs)) = pair(new, to, i) else { continue };
        let keeps_order = (i < last.old && j < last.new) || (i > last.old && j > last.new);
        let is_near = j.abs_diff(last.new) <= i.abs_diff(last.old) + CONTEXT_SLACK;
        if theirs.id == token.id && keeps_order && is_near {
            agreeing += u32::from(token.length);
            last = Link { old: i, new: j };
        }
    }
    (agreeing, size)
}

/// Rounded down, so that only full agreement is 100.
fn percent(part: u32, whole: u32) -> u8 {
    if whole == 0 { 0 } else { (u64::from(part) * 100 / u64::from(whole)).min(100) as u8 }
}
