//! Things of a page found by the height they stand at.

use super::sheet::POINT;

/// Height of a band.
const HIGH: i32 = 20 * POINT;

/// Most bands; what stands lower is in the last.
const MOST: usize = 200;

/// Numbers of things, rising, in each band they touch.
#[derive(Debug, Default)]
pub(super) struct Bands {
    bands: Vec<Vec<usize>>,
}

fn band(y: i32) -> usize {
    usize::try_from(y / HIGH).unwrap_or(0).min(MOST - 1)
}

impl Bands {
    /// Of things from a height to a height.
    pub(super) fn of(things: impl Iterator<Item = (i32, i32)>) -> Self {
        let mut all = Self::default();
        for (at, (top, bottom)) in things.enumerate() {
            let (first, last) = (band(top), band(bottom));
            if all.bands.len() <= last {
                all.bands.resize(last + 1, Vec::new());
            }
            for own in all.bands.iter_mut().take(last + 1).skip(first) {
                own.push(at);
            }
        }
        all
    }

    /// The things below a number that may stand at a height, in rising order.
    pub(super) fn at(&self, y: i32, below: usize) -> impl DoubleEndedIterator<Item = usize> {
        let band = self.bands.get(band(y)).map_or(&[][..], Vec::as_slice);
        let end = band.partition_point(|at| *at < below);
        band.iter().take(end).copied()
    }

    /// The things below a number that may stand between two heights, in order of their bands; `spend` is told how many.
    pub(super) fn within(
        &self,
        top: i32,
        bottom: i32,
        below: usize,
        spend: &mut impl FnMut(usize),
    ) -> impl Iterator<Item = usize> {
        let bands = || self.bands.iter().take(band(bottom) + 1).skip(band(top));
        let each = move |band: &Vec<usize>| band.partition_point(|at| *at < below);
        spend(bands().map(each).sum::<usize>() / 16);
        bands().flat_map(move |band| band.iter().take(each(band)).copied())
    }
}
