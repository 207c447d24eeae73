//! Columns of numbers with their companions: values, states, precisions.

use crate::error::ColumnarError;
use crate::model::{ABSENT, Cells, NO_PLACE, NONE, UNREADABLE, VALUE};

use super::group::{Entries, Group, optional};
use super::layout::{Leaf, NumberColumn};
use super::numbers::Bad;

impl Group<'_> {
    /// One column of numbers with its companions.
    pub(super) fn cells(
        &mut self,
        column: &NumberColumn,
        scale: u8,
        all: Entries,
    ) -> Result<Cells, ColumnarError> {
        let (numbers, present) = self.numbers(&column.value, scale, all)?;
        let mut cells = Cells { values: numbers.values, states: None, places: None };
        if present.is_some() || !numbers.bad.is_empty() || column.states.is_some() {
            let state = |there: &bool| if *there { VALUE } else { ABSENT };
            let states =
                present.map_or_else(|| vec![VALUE; all.count], |all| all.iter().map(state).collect());
            cells.states = Some(states);
        }
        let mut bad = Vec::new();
        for (at, text) in numbers.bad {
            if let Some(state) = cells.states.as_mut().and_then(|states| states.get_mut(at)) {
                *state = UNREADABLE;
            }
            bad.push((at, format!("「{text}」不是 {scale} 位小数以内的数")));
        }
        if let Some(leaf) = &column.states {
            self.states(leaf, all, &mut cells, &mut bad)?;
        }
        if let Some(leaf) = &column.places {
            let (numbers, present) = self.numbers(leaf, 0, all)?;
            let places = optional(numbers.values, present).into_iter().enumerate().map(|(at, place)| {
                let known = place.map(|place| i8::try_from(place).ok().filter(|place| *place != NO_PLACE));
                if known == Some(None) {
                    bad.push((at, "精度不是 -127 到 127 的整数".to_owned()));
                }
                known.flatten().unwrap_or(NO_PLACE)
            });
            let places: Vec<i8> = places.collect();
            cells.places = places.iter().any(|place| *place != NO_PLACE).then_some(places);
        }
        if !cells.states.iter().flatten().any(|state| *state != VALUE) {
            cells.states = None;
        }
        self.trouble(&column.value.name, bad);
        Ok(cells)
    }

    fn states(
        &self,
        leaf: &Leaf,
        all: Entries,
        cells: &mut Cells,
        bad: &mut Bad,
    ) -> Result<(), ColumnarError> {
        let keys = self.texts(leaf, all)?;
        let known: Vec<Option<u8>> = keys
            .dictionary
            .iter()
            .map(|word| crate::line::state(word).filter(|state| *state <= UNREADABLE))
            .collect();
        let states = cells.states.iter_mut().flatten().zip(&mut cells.values);
        for (at, ((state, value), key)) in states.zip(&keys.index).enumerate() {
            if *key == NONE {
                continue;
            }
            let said = usize::try_from(*key).ok().and_then(|key| known.get(key).copied()).flatten();
            let text = keys.get(at).unwrap_or_default();
            match said {
                Some(said) if said == *state => {}
                Some(VALUE) => bad.push((at, "状态说有数，却没有数".to_owned())),
                Some(said) if *value == 0 => *state = said,
                Some(_) => {
                    bad.push((at, format!("状态是「{text}」，却有不是 0 的数")));
                    (*state, *value) = (UNREADABLE, 0);
                }
                None => {
                    bad.push((at, format!("没有叫「{text}」的状态")));
                    (*state, *value) = (UNREADABLE, 0);
                }
            }
        }
        Ok(())
    }
}
