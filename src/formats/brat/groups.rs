//! Things that are one, told pair by pair.

/// So many things, each by itself at first; joining and finding cost next to nothing.
pub struct Groups {
    above: Vec<usize>,
    sizes: Vec<usize>,
}

impl Groups {
    /// So many.
    pub fn new(count: usize) -> Self {
        Groups { above: (0..count).collect(), sizes: vec![1; count] }
    }

    /// The one that stands for the group of another.
    pub fn of(&mut self, one: usize) -> usize {
        let above = |groups: &Self, at: usize| groups.above.get(at).copied().unwrap_or(at);
        let mut at = one;
        loop {
            let next = above(self, at);
            if next == at {
                return at;
            }
            // Half the way for who comes next.
            let further = above(self, next);
            if let Some(known) = self.above.get_mut(at) {
                *known = further;
            }
            at = further;
        }
    }

    /// Makes one group of two; answers which one stands for it.
    pub fn join(&mut self, one: usize, other: usize) -> usize {
        let (one, other) = (self.of(one), self.of(other));
        let size = |groups: &Self, at: usize| groups.sizes.get(at).copied().unwrap_or(0);
        let (one_size, other_size) = (size(self, one), size(self, other));
        let (large, small) = if one_size >= other_size { (one, other) } else { (other, one) };
        if large != small {
            if let Some(above) = self.above.get_mut(small) {
                *above = large;
            }
            if let Some(size) = self.sizes.get_mut(large) {
                *size = one_size + other_size;
            }
        }
        large
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_joined_is_one() {
        let mut groups = Groups::new(6);
        for (one, other) in [(0, 1), (2, 3), (1, 3), (5, 5)] {
            groups.join(one, other);
        }
        let found: Vec<usize> = (0..6).map(|at| groups.of(at)).collect();
        let is_one = |one: usize, other: usize| found[one] == found[other];
        assert!(is_one(0, 3) && is_one(1, 2) && !is_one(0, 4) && !is_one(4, 5));
        // A million in a row.
        let mut many = Groups::new(1_000_000);
        for at in 1..1_000_000 {
            many.join(at - 1, at);
        }
        assert_eq!(many.of(0), many.of(999_999));
    }
}
