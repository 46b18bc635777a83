//! Compares two short sequences of tokens word by word: the alignment with the
//! best sum of agreements less changes (Needleman and Wunsch 1970), and its form
//! with a free end, which stops where the texts part (as in Smith and Waterman
//! 1981, and the extension of seeds in BLAST, Altschul et al. 1990).

use super::token::{Token, TokenKind};

/// What one token too many costs. One token put for another costs less than two of these.
const GAP: i32 = 2;
const REPLACED: i32 = 3;

/// Tokens that one step of [`onward`] looks ahead.
const AHEAD: usize = 40;

/// Tokens that the new side is looked at beyond the length of the old.
const SLACK: usize = 12;

/// Cells of all tables together, about half a second; beyond that nothing is compared.
pub const MAX_CELLS: usize = 200_000_000;

#[derive(Clone, Copy)]
enum Step {
    Pair,
    OldOnly,
    NewOnly,
}

fn value(old: &Token, new: &Token) -> i32 {
    if old.id == new.id {
        old.weight()
    } else if (old.kind == TokenKind::Sign) == (new.kind == TokenKind::Sign) {
        -REPLACED
    } else {
        // A sign is never put for a word.
        -2 * GAP - 1
    }
}

/// The work space of the comparisons, kept between them.
#[derive(Default)]
pub struct Local {
    steps: Vec<Step>,
    row: Vec<i32>,
    old: Vec<Token>,
    new: Vec<Token>,
    cells: usize,
}

impl Local {
    /// Pairs of positions when both sequences are compared from end to end, last
    /// pair first. Work and memory: the product of the two lengths.
    pub fn between(&mut self, old: &[Token], new: &[Token]) -> Vec<(usize, usize)> {
        self.fill(old, new);
        self.back(old.len(), new.len())
    }

    /// Pairs of positions counted from the given ones, when the sequences are
    /// compared from there on until they part. Goes through equal stretches
    /// directly and looks [`AHEAD`] at each difference, so each table is small.
    pub fn onward(&mut self, old: Strand, new: Strand) -> Vec<(usize, usize)> {
        let mut pairs = Vec::new();
        let (mut i, mut j) = (0, 0);
        loop {
            while let (Some(a), Some(b)) = (old.get(i), new.get(j))
                && a.id == b.id
            {
                pairs.push((i, j));
                i += 1;
                j += 1;
            }
            let (mut ours, mut theirs) = (std::mem::take(&mut self.old), std::mem::take(&mut self.new));
            ours.clear();
            ours.extend((i..i + AHEAD).map_while(|at| old.get(at)));
            theirs.clear();
            theirs.extend((j..j + AHEAD.min(ours.len() + SLACK)).map_while(|at| new.get(at)));
            let (score, (to_i, to_j)) = self.fill(&ours, &theirs);
            (self.old, self.new) = (ours, theirs);
            if score <= 0 {
                return pairs;
            }
            pairs.extend(self.back(to_i, to_j).into_iter().rev().map(|(a, b)| (i + a, j + b)));
            i += to_i;
            j += to_j;
        }
    }

    /// Fills the table; the best sum in it, and the place of that.
    fn fill(&mut self, old: &[Token], new: &[Token]) -> (i32, (usize, usize)) {
        self.steps.clear();
        self.row.clear();
        self.cells = self.cells.saturating_add(old.len().saturating_mul(new.len()));
        if self.cells > MAX_CELLS {
            return (0, (0, 0));
        }
        self.row.extend((0..=new.len() as i32).map(|count| -GAP * count));
        let mut best = (0, (0, 0));
        for (i, a) in (1..).zip(old) {
            let Some((first, row)) = self.row.split_first_mut() else { break };
            let mut corner = *first;
            *first -= GAP;
            let mut left = *first;
            for (j, (cell, b)) in (1..).zip(row.iter_mut().zip(new)) {
                let (pair, old_only, new_only) = (corner + value(a, b), *cell - GAP, left - GAP);
                corner = *cell;
                let (sum, step) = if pair >= old_only && pair >= new_only {
                    (pair, Step::Pair)
                } else if old_only >= new_only {
                    (old_only, Step::OldOnly)
                } else {
                    (new_only, Step::NewOnly)
                };
                self.steps.push(step);
                (*cell, left) = (sum, sum);
                if sum > best.0 {
                    best = (sum, (i, j));
                }
            }
        }
        best
    }

    /// The pairs on the way back from a place in the table, last pair first.
    fn back(&self, mut i: usize, mut j: usize) -> Vec<(usize, usize)> {
        let width = self.row.len().saturating_sub(1);
        let mut pairs = Vec::new();
        while i > 0 && j > 0 {
            match self.steps.get((i - 1) * width + j - 1) {
                Some(Step::Pair) => {
                    (i, j) = (i - 1, j - 1);
                    pairs.push((i, j));
                }
                Some(Step::OldOnly) => i -= 1,
                Some(Step::NewOnly) => j -= 1,
                None => break,
            }
        }
        pairs
    }
}

/// A sequence of tokens read from its first or from its last on.
#[derive(Clone, Copy)]
pub struct Strand<'a> {
    tokens: &'a [Token],
    is_backward: bool,
}

impl<'a> Strand<'a> {
    /// From the first token on.
    pub fn forward(tokens: &'a [Token]) -> Self {
        Strand { tokens, is_backward: false }
    }

    /// From the last token back.
    pub fn backward(tokens: &'a [Token]) -> Self {
        Strand { tokens, is_backward: true }
    }

    fn get(&self, at: usize) -> Option<Token> {
        let at = if self.is_backward { self.tokens.len().checked_sub(at + 1)? } else { at };
        self.tokens.get(at).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::super::token::tokens;
    use super::*;

    #[track_caller]
    fn check(old: &str, new: &str, between: &[(usize, usize)], onward: &[(usize, usize)]) {
        let (old, new) = (tokens(old), tokens(new));
        let mut local = Local::default();
        let mut pairs = local.between(&old, &new);
        pairs.reverse();
        assert_eq!(pairs, between, "between");
        assert_eq!(local.onward(Strand::forward(&old), Strand::forward(&new)), onward, "onward");
    }

    #[test]
    fn short_sequences_are_compared() {
        check("", "", &[], &[]);
        check("a", "", &[], &[]);
        check("one two", "one two", &[(0, 0), (1, 1)], &[(0, 0), (1, 1)]);
        check("one two six", "one big two six", &[(0, 0), (1, 2), (2, 3)], &[(0, 0), (1, 2), (2, 3)]);
        check("one old two", "one new two", &[(0, 0), (1, 1), (2, 2)], &[(0, 0), (1, 1), (2, 2)]);
        check("one two", "one ,", &[(0, 0)], &[(0, 0)]);
        check("one two three", "one else entirely", &[(0, 0), (1, 1), (2, 2)], &[(0, 0)]);
    }

    #[test]
    fn a_strand_may_run_backwards() {
        let (old, new) = (tokens("x y three four"), tokens("p three more four"));
        let found = Local::default().onward(Strand::backward(&old), Strand::backward(&new));
        assert_eq!(found, [(0, 0), (1, 2)]);
    }
}
