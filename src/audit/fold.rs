//! One number of many rows: added up, counted, the largest, the mean.

use super::choice;
use super::evaluate::{LeafRead, NoValue, exact, is_unstated, missing, reach_of, unstated, value};
use super::few::Few;
use super::reason::Subject;
use super::rows::Rows;
use super::value::{Gap, Number, Origin};
use super::view::View;
use super::{CellAt, Element, Reason};
use crate::amount::{Exact, Interval, Place};
use crate::plan::{Leaf, Node};
use crate::ruleset::Fold;

/// What was read of the rows so far.
struct Gathered {
    values: Vec<(Exact, Interval)>,
    cells: Vec<CellAt>,
    /// All that was read is blank or absent.
    empty: bool,
    /// Something that was read is only supposed to be zero.
    supposed: bool,
    place: Place,
    gap: Option<Gap>,
    /// The expression or the condition takes one of several readings: not all that was read counts.
    chooses: bool,
}

impl Gathered {
    fn miss(&mut self, gap: Gap) {
        match (&gap, &self.gap) {
            (_, None) | (Gap::Unstated(_), Some(Gap::Unknown(_))) => self.gap = Some(gap),
            _ => {}
        }
    }
}

impl View<'_> {
    /// One number of an expression over rows.
    pub(super) fn fold(&self, fold: Fold, of: &Rows<'_>, body: &Node, element: &Element) -> LeafRead {
        if !self.rows_are_known(of.family) {
            return missing(self.no_table(of.family));
        }
        let rows = self.selected(of.family, of.select, element);
        if rows.is_empty() {
            return self.of_no_rows(of);
        }
        let mut found = Gathered {
            values: Vec::new(),
            cells: Vec::new(),
            empty: true,
            supposed: self.loses_rows(of.family),
            place: Place::EXACT,
            gap: None,
            chooses: choice::has_choice(body) || of.filter.is_some_and(choice::has_choice),
        };
        self.inside(element, || {
            for row in rows {
                self.gather(of, body, &self.row_element(of.family, row), &mut found);
            }
        });
        if let Some(gap) = found.gap {
            return LeafRead { cells: Few::Many(found.cells), ..missing(gap) };
        }
        let (value, interval) = match folded(fold, &found.values) {
            Ok(Some(folded)) => folded,
            Ok(None) => return self.of_no_rows(of),
            Err(several) => {
                let gap = Gap::Unknown(several(Subject::Family(of.family)));
                return LeafRead { cells: Few::Many(found.cells), ..missing(gap) };
            }
        };
        let origin = match (found.empty, found.supposed) {
            (_, true) => Origin::Supposed,
            (true, _) => Origin::Blank,
            _ => Origin::Printed,
        };
        let place = found.place;
        LeafRead {
            number: Ok(Number { value, interval, place, origin, cell: None }),
            cells: Few::Many(found.cells),
            empty: found.empty,
            made_up: false,
        }
    }

    /// What there is of no rows: nothing is said of items that there are none of.
    fn of_no_rows(&self, of: &Rows<'_>) -> LeafRead {
        let items = self.family(of.family).filter(|family| family.repeated);
        let reason = items.map_or(Reason::NothingToCheck, |_| Reason::not_stated(Subject::Family(of.family)));
        LeafRead { empty: true, ..unstated(reason) }
    }

    /// Adds what is read of a row, if the condition leaves it.
    fn gather(&self, of: &Rows<'_>, body: &Node, at: &Element, found: &mut Gathered) {
        let mut reads = self.leaves(of.leaves, at, false);
        match self.keeps(of.filter, &reads, at) {
            Ok(true) => {}
            Ok(false) => {
                found.supposed |= reads.iter().any(LeafRead::is_supposed);
                return;
            }
            Err(reason) => return found.miss(Gap::Unknown(reason)),
        }
        let value = self.row_value(body, of.leaves, &reads, at);
        if found.chooses {
            let nodes = of.filter.into_iter().chain([body]);
            let unread = choice::unread(nodes, reads.len(), &is_unstated(&reads));
            let numbered = (0..).zip(reads).filter(|(leaf, _)| !unread.contains(leaf));
            reads = numbered.map(|(_, read)| read).collect();
        }
        found.cells.extend(reads.iter().flat_map(|read| read.cells.iter().copied()));
        found.empty &= reads.iter().all(|read| read.empty);
        let places = reads.iter().filter_map(|read| read.number.as_ref().ok()).map(|number| number.place);
        found.place = places.fold(found.place, Place::finer);
        found.supposed |= reads.iter().any(LeafRead::is_supposed);
        match value {
            Ok(value) => found.values.push(value),
            Err(gap) => found.miss(gap),
        }
    }

    /// What a row gives.
    fn row_value(
        &self,
        body: &Node,
        leaves: &[Leaf],
        reads: &[LeafRead],
        at: &Element,
    ) -> Result<(Exact, Interval), Gap> {
        let value = value(body, reads).and_then(|value| Ok((value, reach_of(body, reads)?)));
        value.map_err(|gap| match gap {
            NoValue::Gap(gap) => item_gap(gap),
            NoValue::Zero => Gap::Unknown(Reason::ZeroDivisor(self.divisor(body, leaves, reads, at))),
        })
    }

    /// How many rows there are.
    pub(super) fn count(&self, of: &Rows<'_>, element: &Element) -> LeafRead {
        if !self.rows_are_known(of.family) {
            return missing(self.no_table(of.family));
        }
        let (mut counted, mut supposed) = (Vec::new(), self.loses_rows(of.family));
        let rows = self.rows_to_ask(of, element);
        let missed = self.inside(element, || {
            for row in rows {
                let at = self.row_element(of.family, row);
                let reads = self.leaves(of.leaves, &at, false);
                supposed |= reads.iter().any(LeafRead::is_supposed);
                if self.keeps(of.filter, &reads, &at)? {
                    counted.push(row);
                }
            }
            Ok(())
        });
        // The first column of items is what they are called: the place to look.
        let key = |row| CellAt { family: of.family, row, column: crate::schema::ColumnId(0) };
        let cells = Few::Many(counted.iter().copied().map(key).collect());
        if let Err(reason) = missed {
            return LeafRead { cells, ..missing(Gap::Unknown(reason)) };
        }
        let mut read = LeafRead { cells, ..exact(Exact::from_integer(counted.len() as i64)) };
        if let Ok(number) = &mut read.number
            && supposed
        {
            number.origin = Origin::Supposed;
        }
        read
    }
}

/// The number of many; none of none, and a reason where there should be one and are several.
type Folded = Result<Option<(Exact, Interval)>, fn(Subject) -> Reason>;

fn folded(fold: Fold, values: &[(Exact, Interval)]) -> Folded {
    let sum = || {
        let zero = (Exact::ZERO, Interval::point(&Exact::ZERO));
        values.iter().fold(zero, |(total, reach), (value, interval)| (&total + value, reach.add(interval)))
    };
    let printed = |value: Option<&Exact>| value.map(|value| (value.clone(), Interval::point(value)));
    Ok(match fold {
        Fold::Sum => Some(sum()),
        Fold::Largest => printed(values.iter().map(|(value, _)| value).max()),
        Fold::Smallest => printed(values.iter().map(|(value, _)| value).min()),
        Fold::Mean => {
            let count = Exact::from_integer(values.len() as i64);
            let (total, reach) = sum();
            total.divide(&count).zip(reach.divide(&Interval::point(&count)))
        }
        Fold::Only => match values {
            [] => None,
            [one] => Some(one.clone()),
            _ => return Err(Reason::Ambiguous),
        },
    })
}

/// A sum over items is undecided if one of them lacks the slot.
fn item_gap(gap: Gap) -> Gap {
    match gap {
        Gap::Unstated(Reason::NotStated(name, _)) => Gap::Unknown(Reason::MissingFigure(name)),
        other => other,
    }
}
