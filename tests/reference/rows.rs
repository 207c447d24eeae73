//! 求和 and 个数 over the code rows of a table and the items of a passage.

use std::collections::BTreeMap;

use super::compile::{Leaf, Rows};
use super::judge::{Element, Gap, Unit};
use super::known;
use super::model::{Fold, Number, Of, Select, level_of};
use super::numbers::{Counted, Counting, Leaves, exact, gap, known as known_number, worst_gap};
use super::reach::{Figures, Interval, plain};

impl Unit<'_> {
    fn selected(&self, rows: &Rows, element: &Element) -> Vec<Element> {
        let all = self.read.rows[rows.family].iter();
        let wanted = |key: &&&'static str| match rows.select {
            Select::All => true,
            Select::Top => level_of(key) == 1,
            Select::Below => {
                let above = self.read.parent(rows.family, key);
                element.as_ref().is_some_and(|(_, own)| above == Some(*own))
            }
        };
        all.filter(wanted).map(|key| Some((rows.family, *key))).collect()
    }

    /// Whether a condition leaves a row: what is not stated does not hold, what is not known makes all unknown.
    fn is_chosen(&self, rows: &Rows, leaves: &[Counting], element: &Element) -> Result<bool, Gap> {
        let Some(filter) = &rows.filter else { return Ok(true) };
        match self.condition(filter, leaves, element) {
            Err(Gap::Unstated) => Ok(false),
            other => other,
        }
    }

    /// The rows that a condition leaves.
    pub(crate) fn kept(&self, rows: &Rows, element: &Element) -> Vec<Element> {
        let all = self.selected(rows, element).into_iter();
        let kept = all.filter(|at| self.is_chosen(rows, &self.row_leaves(rows, at, element), at) == Ok(true));
        kept.collect()
    }

    /// What is read of a row, and of what the rule is at.
    fn row_leaves(&self, rows: &Rows, at: &Element, outer: &Element) -> Vec<Counting> {
        let read = |leaf: &Leaf| match leaf {
            Leaf::Outer(_) => self.leaf(leaf, outer),
            _ => self.leaf(leaf, at),
        };
        rows.leaves.iter().map(read).collect()
    }

    /// A line of the data that was not taken may have been a row of a family whose rows appear with them.
    pub(crate) fn loses_rows(&self, family: usize) -> bool {
        self.read.found[family] && !self.read.whole[family] && self.model.families[family].codes.is_some()
    }

    /// 求和 over rows.
    pub(crate) fn sum(&self, rows: &Rows, element: &Element) -> Counting {
        let items = matches!(self.model.families[rows.family].of, Of::Items(_));
        if let (Of::Table(table), false) = (self.model.families[rows.family].of, self.read.found[rows.family])
        {
            let optional = self.model.tables[table].optional;
            return gap(if optional { Gap::Unstated } else { Gap::Unknown });
        }
        let selected = self.selected(rows, element);
        if selected.is_empty() {
            return Counting { number: Err(Gap::Unstated), empty: true };
        }
        let mut total =
            Counted { printed: false, supposed: self.loses_rows(rows.family), ..exact(Number::ZERO) };
        let (mut gaps, mut all) = (Vec::new(), Vec::new());
        for at in selected {
            let leaves = self.row_leaves(rows, &at, element);
            total.supposed |= any_supposed(&leaves);
            match self.is_chosen(rows, &leaves, &at) {
                Ok(true) => {}
                Ok(false) => continue,
                Err(gap) => {
                    gaps.push(gap);
                    continue;
                }
            }
            let body = rows.body.as_ref().unwrap();
            let number = Leaves(&leaves).value_at(body, &BTreeMap::new());
            match number.and_then(|number| Ok((number, plain(body, &Leaves(&leaves))?))) {
                Ok(found) => all.push(found),
                // An item that lacks its number leaves the sum unknown.
                Err(gap) => gaps.push(if items { Gap::Unknown } else { gap }),
            }
            total.printed |= !leaves.iter().all(|leaf| leaf.empty);
        }
        if !gaps.is_empty() {
            return gap(worst_gap(gaps.into_iter().map(Some)));
        }
        match folded(rows.fold, &all) {
            Ok((value, reach)) => (total.value, total.reach) = (value, reach),
            Err(Gap::Unstated) => return Counting { number: Err(Gap::Unstated), empty: true },
            Err(unknown) => return gap(unknown),
        }
        Counting { empty: !total.printed, number: Ok(total) }
    }

    /// 个数
    pub(crate) fn count(&self, rows: &Rows, element: &Element) -> Counting {
        if let (Of::Table(table), false) =
            (self.model.families[rows.family].of, known::COUNT_OF_NOTHING || self.read.found[rows.family])
        {
            let optional = self.model.tables[table].optional;
            return gap(if optional { Gap::Unstated } else { Gap::Unknown });
        }
        let (mut chosen, mut supposed) = (0, self.loses_rows(rows.family));
        for at in self.selected(rows, element) {
            let leaves = self.row_leaves(rows, &at, element);
            supposed |= any_supposed(&leaves);
            match self.is_chosen(rows, &leaves, &at) {
                Ok(holds) => chosen += i64::from(holds),
                Err(unknown) => return gap(unknown),
            }
        }
        let mut count = known_number(chosen);
        if let Ok(number) = &mut count.number {
            number.supposed = supposed;
        }
        count
    }
}

fn any_supposed(leaves: &[Counting]) -> bool {
    leaves.iter().any(|leaf| leaf.number.as_ref().is_ok_and(|number| number.supposed))
}

/// One number of many.
fn folded(fold: Fold, all: &[(Number, Interval)]) -> Result<(Number, Interval), Gap> {
    let printed = |number: Option<&Number>| {
        number.map(|number| (number.clone(), Interval::point(number))).ok_or(Gap::Unstated)
    };
    let sum = || {
        let zero = (Number::ZERO, Interval::point(&Number::ZERO));
        all.iter().fold(zero, |(total, reach), (number, own)| (&total + number, reach.plus(own)))
    };
    match fold {
        Fold::Sum => Ok(sum()),
        Fold::Largest => printed(all.iter().map(|(number, _)| number).max()),
        Fold::Smallest => printed(all.iter().map(|(number, _)| number).min()),
        Fold::Mean if all.is_empty() => Err(Gap::Unstated),
        Fold::Mean => {
            let (by, (total, reach)) = (Number::from(all.len() as i64), sum());
            Ok((&total / &by, Interval { low: &reach.low / &by, high: &reach.high / &by }))
        }
        Fold::Only => match all {
            [] => Err(Gap::Unstated),
            [one] => Ok(one.clone()),
            _ => Err(Gap::Unknown),
        },
    }
}
