//! One alignment of two whole token sequences: where each old token went.
//!
//! Sequences that stand once in both texts are certain (as unique lines are in
//! Bram Cohen's patience diff); they are grown, chained in order, and what lies
//! between two of them is aligned in the same way with shorter sequences, and in
//! the end word by word. Passages that moved keep their own runs beside the chain.

use super::chain::{Run, believed, cut_apart, runs};
use super::index::anchors;
use super::local::{Local, Strand};
use super::token::Token;

/// Tokens in the sequences that are sought, for the whole text and for the gaps within gaps.
const LENGTHS: [usize; 3] = [6, 3, 1];

/// The largest table for comparing a gap word by word. With [`LOPSIDED`] it bounds
/// the work by 128 cells for each token of the gap.
const CELLS: usize = 128 * 128;

/// A gap that is so many times longer on one side holds a passage put in or taken
/// out; only its edges are compared.
const LOPSIDED: usize = 4;

/// Where each old token went.
pub struct Alignment {
    /// For each old token its new one, equal or put in its place; `None` if it is gone.
    pub to: Vec<Option<u32>>,
    /// For each old token whether it could as well have gone elsewhere.
    pub is_doubtful: Vec<bool>,
}

/// Aligns two texts.
pub fn align(old: &[Token], new: &[Token]) -> Alignment {
    let alignment = Alignment { to: vec![None; old.len()], is_doubtful: vec![false; old.len()] };
    let mut aligner = Aligner { old, new, alignment, local: Local::default() };
    aligner.region(
        Run { old: 0, new: 0, length: 0, weight: 0 },
        Run { old: old.len(), new: new.len(), length: 0, weight: 0 },
        0,
    );
    aligner.slide();
    aligner.alignment
}

struct Aligner<'a> {
    old: &'a [Token],
    new: &'a [Token],
    alignment: Alignment,
    local: Local,
}

impl Aligner<'_> {
    fn pair(&mut self, i: usize, j: usize) {
        if let Some(to) = self.alignment.to.get_mut(i) {
            *to = u32::try_from(j).ok();
        }
    }

    /// Aligns what lies between two runs.
    fn region(&mut self, left: Run, right: Run, level: usize) {
        let (old, new) = (self.old, self.new);
        let ours = old.get(left.old_end()..right.old).unwrap_or(&[]);
        let theirs = new.get(left.new_end()..right.new).unwrap_or(&[]);
        let (short, long) = (ours.len().min(theirs.len()), ours.len().max(theirs.len()));
        if short == 0 {
            return;
        }
        if level > 0 && short * long <= CELLS && (long <= LOPSIDED * short || long < 32) {
            for (i, j) in self.local.between(ours, theirs) {
                self.pair(left.old_end() + i, left.new_end() + j);
            }
            return;
        }
        let Some(length) = LENGTHS.get(level) else {
            self.edges(left, right, (left.new_end(), right.new), (left.new_end(), right.new));
            return;
        };
        let found = self.anchored(ours, theirs, *length, level == 0, left.old_end());
        let place = |run: Run| Run { old: run.old + left.old_end(), new: run.new + left.new_end(), ..run };
        let mut by_old: Vec<Run> = found.into_iter().map(place).collect();
        for run in &by_old {
            for at in 0..run.length {
                self.pair(run.old + at, run.new + at);
            }
        }
        by_old.insert(0, left);
        by_old.push(right);
        let mut by_new: Vec<Run> = by_old.clone();
        by_new.sort_by_key(|run| run.new);
        for (a, b) in by_old.iter().zip(by_old.iter().skip(1)) {
            // Up to where the new text is free after the one and before the other.
            let next = by_new.partition_point(|run| (run.new, run.length) <= (a.new, a.length));
            let after = by_new.get(next).map_or(a.new_end(), |run| run.new);
            let last = by_new.partition_point(|run| run.new < b.new).checked_sub(1);
            let before = last.and_then(|at| by_new.get(at)).map_or(b.new, |run| run.new_end());
            if after == b.new && before == a.new_end() {
                self.region(*a, *b, level + 1);
            } else {
                self.edges(*a, *b, (a.new_end(), after), (before, b.new));
            }
        }
    }

    /// The believed runs of two sequences.
    fn anchored(&mut self, ours: &[Token], theirs: &[Token], length: usize, is_whole: bool, base: usize) -> Vec<Run> {
        let same = |pair: &(&Token, &Token)| pair.0.id == pair.1.id;
        let (mut start, mut end) = (0, 0);
        if is_whole {
            // What is equal at both ends need not be searched.
            start = ours.iter().zip(theirs).take_while(same).count();
            let rest = (ours.get(start..).unwrap_or(&[]), theirs.get(start..).unwrap_or(&[]));
            end = rest.0.iter().rev().zip(rest.1.iter().rev()).take_while(same).count();
        }
        let middle = |tokens: &'_ [Token]| start..tokens.len().saturating_sub(end);
        let inner = (ours.get(middle(ours)).unwrap_or(&[]), theirs.get(middle(theirs)).unwrap_or(&[]));
        let anchors = anchors(inner.0, inner.1, length);
        let anchors: Vec<(usize, usize)> =
            anchors.iter().map(|(i, j)| (*i as usize + start, *j as usize + start)).collect();
        let mut found = runs(ours, theirs, &anchors, length);
        let ends = [
            Run { old: 0, new: 0, length: start, weight: start as i64 },
            Run { old: ours.len() - end, new: theirs.len() - end, length: end, weight: end as i64 },
        ];
        found.extend(ends.into_iter().filter(|run| run.length > 0));
        found.sort_unstable_by_key(|run| (run.old, run.new));
        found.dedup();
        let mut found = believed(&found, is_whole);
        cut_apart(ours, &mut found, |from, to| {
            let doubtful = self.alignment.is_doubtful.get_mut(from + base..to + base).unwrap_or(&mut []);
            doubtful.fill(true);
        });
        found
    }

    /// Goes on from two runs into the old tokens between them, whose new
    /// surroundings are not the same: after the one as far as the texts agree,
    /// then before the other. Not beyond a line: what is on the next one may have
    /// stayed where it was.
    fn edges(&mut self, left: Run, right: Run, after: (usize, usize), before: (usize, usize)) {
        let (old, new) = (self.old, self.new);
        let from = left.old_end();
        let ours = old.get(from..right.old).unwrap_or(&[]);
        let line = ours.iter().position(|token| token.opens_line).unwrap_or(ours.len());
        let ours = ours.get(..line).unwrap_or(&[]);
        let theirs = new.get(after.0..after.1).unwrap_or(&[]);
        let (mut used_old, mut used_new) = (from, after.0);
        for (i, j) in self.local.onward(Strand::forward(ours), Strand::forward(theirs)) {
            self.pair(from + i, after.0 + j);
            (used_old, used_new) = (from + i + 1, after.0 + j + 1);
        }
        if old.get(right.old).is_some_and(|token| token.opens_line) {
            return;
        }
        let low = if before.0 == after.0 { used_new } else { before.0 };
        let ours = old.get(used_old..right.old).unwrap_or(&[]);
        let line = ours.iter().rposition(|token| token.opens_line).unwrap_or(0);
        let ours = ours.get(line..).unwrap_or(&[]);
        let theirs = new.get(low..before.1).unwrap_or(&[]);
        for (i, j) in self.local.onward(Strand::backward(ours), Strand::backward(theirs)) {
            self.pair(right.old.saturating_sub(i + 1), before.1.saturating_sub(j + 1));
        }
    }

    /// Where something was put in, the same sign may stand at both ends of it, and
    /// the best sum does not say which is ours. What ends a line stays with what
    /// is before it, what begins one with what is after it.
    fn slide(&mut self) {
        let (old, new) = (self.old, self.new);
        let opens = |at: usize| old.get(at).is_none_or(|token| token.opens_line);
        for (i, token) in old.iter().enumerate() {
            let at = |i: usize| self.alignment.to.get(i).copied().flatten().map(|j| j as usize);
            let same = |j: usize| new.get(j).is_some_and(|theirs| theirs.id == token.id);
            let Some(j) = at(i) else { continue };
            let before =
                i.checked_sub(1).and_then(at).filter(|before| opens(i + 1) && before + 1 < j && same(before + 1));
            let after = at(i + 1).filter(|after| opens(i) && j + 1 < *after && same(after - 1));
            match (before, after) {
                (Some(before), _) => self.pair(i, before + 1),
                (None, Some(after)) => self.pair(i, after - 1),
                (None, None) => {}
            }
        }
    }
}
