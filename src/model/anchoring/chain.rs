//! Equal runs of two token sequences, and which of them are believed: the
//! heaviest chain that keeps its order, and groups beside it that are heavy
//! enough to be passages that moved.

use super::token::Token;

/// A stretch that is equal in both sequences, in tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// Where it begins in the old sequence.
    pub old: usize,
    /// Where it begins in the new sequence.
    pub new: usize,
    /// How many tokens it has.
    pub length: usize,
    /// What its tokens weigh at which an anchor begins: what is repeated elsewhere does not count.
    pub weight: i64,
}

impl Run {
    /// One past its end in the old sequence.
    pub fn old_end(self) -> usize {
        self.old + self.length
    }

    /// One past its end in the new sequence.
    pub fn new_end(self) -> usize {
        self.new + self.length
    }
}

/// What a group of runs outside the chain must weigh to be a passage that moved:
/// about six anchors, so some twelve words that are in this order nowhere else.
/// Less than that is repeated by chance in a long text.
const MOVED_WEIGHT: i64 = 30;

/// How far two runs of one moved passage may lie apart, in tokens.
const MOVED_GAP: usize = 200;

/// Grows anchors (sorted, each a pair of equal sequences of `length` tokens) to
/// runs, as long as the tokens stay equal; but not beyond the line of the
/// outermost anchors, because a line that holds no anchor may stand elsewhere too.
/// Where every anchor is unique in both sequences no run reaches beyond an anchor
/// of another, so each token is visited at most twice.
pub fn runs(old: &[Token], new: &[Token], anchors: &[(usize, usize)], length: usize) -> Vec<Run> {
    let mut found: Vec<Run> = Vec::new();
    let mut anchored_to = 0;
    let same = |pair: &(&Token, &Token)| pair.0.id == pair.1.id;
    for (i, j) in anchors {
        let weight = old.get(*i).map_or(0, |token| i64::from(token.weight()));
        let (old_before, old_after) = old.split_at_checked(*i).unwrap_or((old, &[]));
        let (new_before, new_after) = new.split_at_checked(*j).unwrap_or((new, &[]));
        match found.last_mut() {
            Some(run) if run.old <= *i && *i < anchored_to && run.old + j == run.new + i => {
                // The last run was grown as far as its tokens are equal: this anchor lets it keep more.
                run.length = i + length - run.old;
                run.weight += weight;
            }
            _ => {
                let starts_line = old.get(*i).is_some_and(|token| token.opens_line);
                let opening =
                    old_before.iter().rev().position(|token| token.opens_line).map_or(old_before.len(), |at| at + 1);
                let limit = if starts_line { 0 } else { opening };
                let before = old_before.iter().rev().zip(new_before.iter().rev()).take(limit).take_while(same).count();
                let after = old_after.iter().zip(new_after).take_while(same).count();
                found.push(Run { old: i - before, new: j - before, length: before + length, weight });
                anchored_to = i + after;
            }
        }
    }
    for run in &mut found {
        let ours = old.get(run.old_end()..).unwrap_or(&[]);
        let theirs = new.get(run.new_end()..).unwrap_or(&[]);
        run.length += ours.iter().take_while(|token| !token.opens_line).zip(theirs).take_while(same).count();
    }
    found.sort_unstable_by_key(|run| (run.old, run.new));
    found.dedup();
    found
}

/// Of runs sorted by their old places: those of the heaviest chain whose new
/// places rise too, and, if `with_moves`, the heavy groups beside it.
pub fn believed(runs: &[Run], with_moves: bool) -> Vec<Run> {
    let in_chain = heaviest_chain(runs);
    let mut kept = Vec::with_capacity(runs.len());
    let mut group: Vec<Run> = Vec::new();
    let settle = |group: &mut Vec<Run>, kept: &mut Vec<Run>| {
        if with_moves && group.iter().map(|run| run.weight).sum::<i64>() >= MOVED_WEIGHT {
            kept.append(group);
        }
        group.clear();
    };
    for (run, is_chained) in runs.iter().zip(in_chain) {
        if is_chained {
            kept.push(*run);
            continue;
        }
        let goes_on = group.last().is_some_and(|last| {
            run.old <= last.old_end() + MOVED_GAP && run.new > last.new && run.new <= last.new_end() + MOVED_GAP
        });
        if !goes_on {
            settle(&mut group, &mut kept);
        }
        group.push(*run);
    }
    settle(&mut group, &mut kept);
    kept.sort_unstable_by_key(|run| run.old);
    kept
}

/// Which runs belong to the heaviest chain. The best chain that ends before a
/// place is kept in a binary indexed tree (Fenwick 1994), so n runs take n log n.
fn heaviest_chain(runs: &[Run]) -> Vec<bool> {
    let mut places: Vec<usize> = runs.iter().map(|run| run.new).collect();
    places.sort_unstable();
    places.dedup();
    // In each node the heaviest chain of some stretch of places: weight, and its last run.
    let mut tree: Vec<(i64, Option<usize>)> = vec![(0, None); places.len() + 1];
    let mut before: Vec<Option<usize>> = Vec::with_capacity(runs.len());
    let mut best: (i64, Option<usize>) = (0, None);
    for (at, run) in runs.iter().enumerate() {
        let rank = places.partition_point(|place| *place < run.new);
        let mut heaviest = (0, None);
        let mut node = rank;
        while node > 0 {
            let there = tree.get(node).copied().unwrap_or_default();
            if there.0 > heaviest.0 {
                heaviest = there;
            }
            node &= node - 1;
        }
        before.push(heaviest.1);
        let mine = (heaviest.0 + run.weight, Some(at));
        if mine.0 > best.0 {
            best = mine;
        }
        let mut node = rank + 1;
        while let Some(there) = tree.get_mut(node) {
            if mine.0 > there.0 {
                *there = mine;
            }
            node += node & node.wrapping_neg();
        }
    }
    let mut is_chained = vec![false; runs.len()];
    let mut next = best.1;
    while let Some(at) = next {
        if let Some(mark) = is_chained.get_mut(at) {
            *mark = true;
        }
        next = before.get(at).copied().flatten();
    }
    is_chained
}

/// Where two runs claim the same tokens, cuts them apart: at a line's beginning
/// if one is there, else in favour of the longer. Calls `doubt` with the old
/// tokens that could as well belong to the other place.
pub fn cut_apart(old: &[Token], runs: &mut Vec<Run>, mut doubt: impl FnMut(usize, usize)) {
    for by_new in [false, true] {
        let start = |run: &Run| if by_new { run.new } else { run.old };
        runs.sort_unstable_by_key(start);
        let mut last: Option<Run> = None;
        let mut kept: Vec<Run> = Vec::with_capacity(runs.len());
        for mut run in runs.drain(..) {
            if let Some(mut before) = last.take() {
                let shared = (start(&before) + before.length).saturating_sub(start(&run)).min(run.length);
                if shared > 0 {
                    let tail = before.old_end().saturating_sub(shared);
                    doubt(tail, before.old_end());
                    doubt(run.old, run.old + shared);
                    // A line may also begin right after what is shared.
                    let zone = old.get(run.old..(run.old + shared + 1).min(old.len())).unwrap_or(&[]);
                    let line = zone.iter().position(|token| token.opens_line);
                    let given = line.unwrap_or(if before.length >= run.length { shared } else { 0 });
                    before.length = before.length.saturating_sub(shared - given);
                    run = Run { old: run.old + given, new: run.new + given, length: run.length - given, ..run };
                }
                kept.push(before);
            }
            last = Some(run);
        }
        kept.extend(last);
        kept.retain(|run| run.length > 0);
        *runs = kept;
    }
    runs.sort_unstable_by_key(|run| run.old);
}
