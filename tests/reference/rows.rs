//! 求和 and 个数 over the code rows of a table and the items of a passage.

use std::collections::BTreeMap;

use super::compile::Rows;
use super::judge::{Element, Gap, Unit};
use super::known;
use super::model::{Number, Of, Select, level_of};
use super::numbers::{Counted, Counting, Leaves, exact, gap, known as known_number, worst_gap};
use super::reach::{Figures, plain};

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

    fn is_chosen(&self, rows: &Rows, leaves: &[Counting], element: &Element) -> bool {
        let filter = rows.filter.as_ref();
        filter.is_none_or(|filter| self.condition(filter, leaves, element) == Ok(true))
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
        let mut total = Counted { printed: false, ..exact(Number::ZERO) };
        let mut gaps = Vec::new();
        for at in selected {
            let leaves: Vec<Counting> = rows.leaves.iter().map(|leaf| self.leaf(leaf, &at)).collect();
            if !self.is_chosen(rows, &leaves, &at) {
                continue;
            }
            let body = rows.body.as_ref().unwrap();
            let number = Leaves(&leaves).value_at(body, &BTreeMap::new());
            match number.and_then(|number| Ok((number, plain(body, &Leaves(&leaves))?))) {
                Ok((number, interval)) => {
                    total.value = &total.value + &number;
                    total.reach = total.reach.plus(&interval);
                }
                // An item that lacks its number leaves the sum unknown.
                Err(gap) => gaps.push(if items { Gap::Unknown } else { gap }),
            }
            total.printed |= !leaves.iter().all(|leaf| leaf.empty);
            total.supposed |=
                leaves.iter().any(|leaf| leaf.number.as_ref().is_ok_and(|number| number.supposed));
        }
        if !gaps.is_empty() {
            return gap(worst_gap(gaps.into_iter().map(Some)));
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
        let chosen = self.selected(rows, element).into_iter().filter(|at| {
            let leaves: Vec<Counting> = rows.leaves.iter().map(|leaf| self.leaf(leaf, at)).collect();
            self.is_chosen(rows, &leaves, at)
        });
        known_number(chosen.count() as i64)
    }
}
