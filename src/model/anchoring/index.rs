//! An index of the short sequences of a text: where does this run of tokens
//! stand? Sorted by hash, so that no input makes it slow.

use super::token::{Token, mixed};

/// Where every sequence of some number of tokens begins.
pub struct Index {
    /// Hash and position, sorted.
    entries: Vec<(u64, u32)>,
    /// Where the entries begin whose hash has these high bits.
    buckets: Vec<u32>,
    shift: u32,
}

/// The hashes of all sequences of `length` tokens, by where they begin.
pub fn sequences(tokens: &[Token], length: usize) -> impl Iterator<Item = (u64, u32)> + '_ {
    let hash = |window: &[Token]| window.iter().fold(0, |hash, token| mixed(hash, token.id));
    tokens.windows(length).map(hash).zip(0u32..)
}

impl Index {
    /// Indexes all sequences of `length` tokens.
    pub fn new(tokens: &[Token], length: usize) -> Self {
        let mut entries: Vec<(u64, u32)> = sequences(tokens, length).collect();
        entries.sort_unstable();
        let bits = entries.len().checked_ilog2().unwrap_or(0).clamp(1, 18);
        let shift = 64 - bits;
        let mut buckets = Vec::with_capacity((1 << bits) + 1);
        let mut at = 0;
        for (hash, _) in &entries {
            while (buckets.len() as u64) <= hash >> shift {
                buckets.push(at);
            }
            at += 1;
        }
        buckets.resize((1 << bits) + 1, at);
        Index { entries, buckets, shift }
    }

    /// All entries with this hash, by position.
    pub fn entries(&self, hash: u64) -> &[(u64, u32)] {
        let bucket = (hash >> self.shift) as usize;
        let limit = |at: usize| self.buckets.get(at).map_or(0, |at| *at as usize);
        let near = self.entries.get(limit(bucket)..limit(bucket + 1)).unwrap_or(&[]);
        let start = near.partition_point(|entry| entry.0 < hash);
        let found = near.get(start..).unwrap_or(&[]);
        let end = found.partition_point(|entry| entry.0 == hash);
        found.get(..end).unwrap_or(&[])
    }

    /// The position of each hash that occurs once.
    fn unique(&self) -> impl Iterator<Item = (u64, u32)> + '_ {
        self.entries.chunk_by(|a, b| a.0 == b.0).filter_map(|same| match same {
            [only] => Some(*only),
            _ => None,
        })
    }
}

/// Pairs of positions of the sequences that stand once in each text, by the first.
pub fn anchors(old: &[Token], new: &[Token], length: usize) -> Vec<(u32, u32)> {
    let (old, new) = (Index::new(old, length), Index::new(new, length));
    let mut theirs = new.unique().peekable();
    let mut pairs = Vec::new();
    for (hash, at) in old.unique() {
        while theirs.next_if(|their| their.0 < hash).is_some() {}
        if let Some((_, their)) = theirs.next_if(|their| their.0 == hash) {
            pairs.push((at, their));
        }
    }
    pairs.sort_unstable();
    pairs
}

#[cfg(test)]
mod tests {
    use super::super::token::tokens;
    use super::*;

    #[test]
    fn every_sequence_is_found_and_only_once_where_it_stands_once() {
        let text = tokens("a b c a b d a b c");
        let index = Index::new(&text, 2);
        for (hash, at) in sequences(&text, 2) {
            assert!(index.entries(hash).contains(&(hash, at)));
        }
        let places = |words: &str| {
            let (hash, _) = sequences(&tokens(words), 2).next().unwrap();
            index.entries(hash).iter().map(|entry| entry.1).collect::<Vec<_>>()
        };
        assert_eq!(places("a b"), [0, 3, 6]);
        assert_eq!(places("c a"), [2]);
        assert!(places("d d").is_empty());
        assert_eq!(anchors(&text, &tokens("x d a b c a y"), 2), [(2, 4), (5, 1)]);
        assert!(anchors(&text, &[], 2).is_empty());
        assert!(Index::new(&[], 3).entries(7).is_empty());
    }
}
