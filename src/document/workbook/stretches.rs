//! Stretches of rows or columns: those that are not shown, with the places of the others among those that are; those
//! that hold a table together.

/// Stretches of rows or of columns, 0-based, in order and apart once they were put in order.
#[derive(Debug, Default)]
pub(super) struct Stretches {
    list: Vec<(u32, u32)>,
    /// For each, the place behind it among the lines that are shown, and how many lines are hidden up to its end.
    behind: Vec<(u32, u32)>,
}

impl Stretches {
    /// Adds a stretch.
    pub(super) fn add(&mut self, first: u32, last: u32) {
        match self.list.last_mut() {
            Some(open) if first >= open.0 && first <= open.1.saturating_add(1) => open.1 = open.1.max(last),
            _ if first <= last => self.list.push((first, last)),
            _ => {}
        }
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Puts them in order and joins those that touch.
    pub(super) fn settle(&mut self) {
        let mut list = std::mem::take(&mut self.list);
        list.sort_unstable();
        list.into_iter().for_each(|(first, last)| self.add(first, last));
        let mut hidden = 0_u32;
        for (first, last) in &self.list {
            let place = first - hidden;
            hidden = hidden.saturating_add(last - first + 1);
            self.behind.push((place, hidden));
        }
    }

    /// The stretch that a line is in, or else how many lines are hidden before the line.
    pub(super) fn at(&self, line: u32) -> (Option<(u32, u32)>, u32) {
        let begun = self.list.partition_point(|(first, _)| *first <= line);
        let Some(at) = begun.checked_sub(1) else { return (None, 0) };
        let stretch = self.list.get(at).copied().filter(|(_, last)| line <= *last);
        (stretch, self.behind.get(at).map_or(0, |(_, hidden)| *hidden))
    }

    /// The place of a line among those that are shown; none if it is hidden.
    pub(super) fn shown(&self, line: u32) -> Option<u32> {
        let (hidden, before) = self.at(line);
        hidden.is_none().then(|| line.saturating_sub(before))
    }

    /// The first and last of some lines that are shown, as places among those.
    pub(super) fn clipped(&self, first: u32, last: u32) -> Option<(u32, u32)> {
        let first = self.at(first).0.map_or(first, |(_, end)| end.saturating_add(1));
        let last = match self.at(last).0 {
            Some((start, _)) => start.checked_sub(1)?,
            None => last,
        };
        (first <= last).then_some(())?;
        Some((self.shown(first)?, self.shown(last)?))
    }

    /// The line that stands at a place among those that are shown.
    pub(super) fn original(&self, place: u32) -> u32 {
        let passed = self.behind.partition_point(|(behind, _)| *behind <= place);
        let hidden =
            passed.checked_sub(1).and_then(|at| self.behind.get(at)).map_or(0, |(_, hidden)| *hidden);
        place.saturating_add(hidden)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_among_what_is_shown() {
        let mut stretches = Stretches::default();
        for (first, last) in [(7, 8), (2, 3), (4, 4)] {
            stretches.add(first, last);
        }
        stretches.settle();
        assert_eq!(stretches.list, [(2, 4), (7, 8)]);
        for (line, place) in
            [(0, Some(0)), (1, Some(1)), (2, None), (4, None), (5, Some(2)), (8, None), (9, Some(4))]
        {
            assert_eq!(stretches.shown(line), place, "{line}");
            assert!(place.is_none_or(|place| stretches.original(place) == line), "{line}");
        }
        assert_eq!(stretches.clipped(1, 7), Some((1, 3)));
        assert_eq!(stretches.clipped(2, 4), None);
    }
}
