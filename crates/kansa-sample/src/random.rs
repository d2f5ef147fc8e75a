//! Numbers that look random and depend on a seed and on names alone.

/// A sequence of numbers.
#[derive(Debug, Clone)]
pub(crate) struct Random(u64);

impl Random {
    /// The sequence of a seed and of what it is for: another name, another sequence.
    pub(crate) fn of(seed: u64, names: &[&str]) -> Self {
        let mut state = 0xcbf2_9ce4_8422_2325_u64 ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        for name in names {
            for byte in name.bytes().chain([0]) {
                state = (state ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
            }
        }
        let mut random = Self(state);
        random.next();
        random
    }

    /// The next number (splitmix64).
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = u64::try_from(high.saturating_sub(low)).unwrap_or(0).saturating_add(1);
        low.saturating_add(i64::try_from(self.next() % span).unwrap_or(0))
    }

    /// As [`Random::between`], for counts.
    pub(crate) fn count(&mut self, low: usize, high: usize) -> usize {
        let number = self.between(i64::try_from(low).unwrap_or(0), i64::try_from(high).unwrap_or(0));
        usize::try_from(number).unwrap_or(low)
    }

    /// True in so many of a hundred cases.
    pub(crate) fn chance(&mut self, percent: i64) -> bool {
        self.between(0, 99) < percent
    }

    /// One of several; none of none.
    pub(crate) fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        if of.is_empty() { None } else { of.get(self.count(0, of.len() - 1)) }
    }

    /// So many of several, each once, in their order.
    pub(crate) fn some<'a, T>(&mut self, of: &'a [T], count: usize) -> Vec<&'a T> {
        let mut left: Vec<usize> = (0..of.len()).collect();
        while left.len() > count {
            let at = self.count(0, left.len() - 1);
            left.remove(at);
        }
        left.into_iter().filter_map(|it| of.get(it)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sequence_depends_on_seed_and_names_alone() {
        let first = |seed, names: &[&str]| Random::of(seed, names).next();
        assert_eq!(first(1, &["a", "b"]), first(1, &["a", "b"]));
        assert_ne!(first(1, &["a", "b"]), first(2, &["a", "b"]));
        assert_ne!(first(1, &["a", "b"]), first(1, &["ab"]));
    }

    #[test]
    fn numbers_stay_between_their_bounds() {
        let mut random = Random::of(7, &["bounds"]);
        assert!((0..1000).all(|_| (3..=5).contains(&random.between(3, 5))));
        assert_eq!(random.some(&[1, 2, 3, 4], 2).len(), 2);
    }
}
