//! Numbers that look random and are the same in every run of one seed.

/// A generator (SplitMix64).
#[derive(Clone, Debug)]
pub(super) struct Random(u64);

impl Random {
    /// A generator that gives the same numbers for the same seed.
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0xD1B5_4A32_D192_ED03)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`; 0 where that is 0.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        if bound == 0 { 0 } else { (self.next() % bound as u64) as usize }
    }

    /// A number from `low` to `high`, ends included.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        let width = high.saturating_sub(low).saturating_add(1).max(1);
        low.saturating_add((self.next() % width.unsigned_abs()) as i64)
    }

    /// True in `percent` of 100 cases.
    pub(super) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of some things.
    pub(super) fn pick<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        all.get(self.below(all.len()))
    }

    /// An amount as accounts have them, in hundredths of 万元: small ones as often as large ones.
    pub(super) fn amount(&mut self) -> i64 {
        let most = [800, 6_000, 40_000, 200_000];
        let most = self.pick(&most).copied().unwrap_or(800);
        self.between(most / 10, most)
    }

    /// Things in another order.
    pub(super) fn shuffle<T>(&mut self, all: &mut [T]) {
        for last in (1..all.len()).rev() {
            all.swap(last, self.below(last + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Random;

    #[test]
    fn one_seed_gives_one_row_of_numbers_within_their_bounds() {
        let row = |seed| {
            let mut random = Random::new(seed);
            (0..20).map(|_| random.between(-3, 5)).collect::<Vec<i64>>()
        };
        assert_eq!(row(1), row(1));
        assert_ne!(row(1), row(2));
        assert!(row(7).iter().all(|number| (-3..=5).contains(number)));
        assert_eq!(Random::new(1).below(0), 0);
        assert!(Random::new(1).amount() > 0);
    }

    #[test]
    fn what_is_shuffled_stays_the_same_things() {
        let mut all: Vec<u32> = (0..30).collect();
        Random::new(3).shuffle(&mut all);
        assert_ne!(all, (0..30).collect::<Vec<u32>>());
        all.sort_unstable();
        assert_eq!(all, (0..30).collect::<Vec<u32>>());
    }
}
