//! What to change, by name: each printed figure once, and what should stand there as it would be printed.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use super::prove::{is_of_clauses, is_told};
use super::spots::{quantity, spot_of_claim};
use super::{Quantity, Spot};
use crate::account::Claim;
use crate::amount::{Exact, Interval, MoneyUnit, Place};
use crate::audit::{CellAt, RowAt, View};
use crate::causes::{self, FigureAt};
use crate::document::Extent;
use crate::facts::State;
use crate::schema::{ColumnId, Family, FamilyId, Kind};

/// A figure to change.
#[derive(Clone, Debug, PartialEq)]
pub struct Mend {
    /// The figure as it is printed.
    pub spot: Spot,
    /// What it should be; none where the document does not tell. Zero without a printed place is a blank.
    pub should: Option<Quantity>,
    /// Where the figure is printed that belongs here.
    pub from: Option<Spot>,
    /// Its table prints no zeros behind the point.
    pub trims_zeros: bool,
    /// Of a word: the one that says so.
    pub word: Option<String>,
}

/// Names mends of one account.
pub(super) struct Mender<'v, 'a> {
    view: &'v View<'a>,
    /// Slots of sections, by what was read: these lead before a fact of a clause.
    slots: OnceCell<BTreeMap<Extent, FigureAt>>,
    /// Families that print no zeros behind the point, as far as it was asked.
    trimmed: RefCell<BTreeMap<FamilyId, bool>>,
}

impl<'v, 'a> Mender<'v, 'a> {
    /// Of a view.
    pub(super) fn new(view: &'v View<'a>) -> Self {
        Self { view, slots: OnceCell::new(), trimmed: RefCell::default() }
    }

    /// What to change, each printed figure once.
    pub(super) fn mends(&self, mends: &[causes::Mend]) -> Vec<Mend> {
        let view = self.view;
        let mut known = BTreeSet::new();
        let mut all = Vec::new();
        for mend in mends {
            let named = self.named(mend.at);
            if !known.insert((named.cell, named.reading)) {
                continue;
            }
            let spot = spot_at(view, named);
            all.push(Mend {
                should: mend.should.map(|should| should_be(view, mend.at, should)),
                from: mend.from.map(|at| spot_at(view, at)),
                trims_zeros: !ends_with_zero(&spot.text) && self.trims_zeros(mend.at.cell.family),
                word: mend.should.and_then(|(value, ..)| word_for(view, mend.at, value)),
                spot,
            });
        }
        all
    }

    /// Where a figure stands.
    pub(super) fn spot(&self, at: FigureAt) -> Spot {
        spot_at(self.view, self.named(at))
    }

    /// Whether figures of a family are printed without zeros behind the point: 5.5, 30.
    fn trims_zeros(&self, family: FamilyId) -> bool {
        let mut known = self.trimmed.borrow_mut();
        *known.entry(family).or_insert_with(|| trims_zeros(self.view, family))
    }

    /// The slot of a section that the same print was read as, or itself.
    fn named(&self, at: FigureAt) -> FigureAt {
        let extent = claim_at(self.view, at).and_then(|claim| claim.extent);
        let Some(extent) = extent.filter(|_| is_told(self.view, at.cell)) else { return at };
        let slots = self.slots.get_or_init(|| slots(self.view));
        slots.get(&extent).copied().unwrap_or(at)
    }
}

/// What was read as slots of sections, by where it stands.
fn slots(view: &View<'_>) -> BTreeMap<Extent, FigureAt> {
    let mut all = BTreeMap::new();
    let is_slots = |family: &&Family| family.passage.is_some() && !is_of_clauses(view, family);
    for family in view.schema.families.iter().filter(is_slots) {
        let rows = (0..family.rows.len() as u32).map(RowAt::Fixed);
        for row in rows.chain(view.rows(family.id).map(RowAt::Block)) {
            for column in (0..family.columns.len() as u32).map(ColumnId) {
                let cell = CellAt { family: family.id, row, column };
                let claims = view.cell_read(cell).into_iter().flat_map(|cell| &cell.claims);
                for (reading, claim) in (0..).zip(claims) {
                    if let Some(extent) = claim.extent {
                        all.entry(extent).or_insert(FigureAt { cell, reading });
                    }
                }
            }
        }
    }
    all
}

fn spot_at(view: &View<'_>, at: FigureAt) -> Spot {
    spot_of_claim(view, at.cell, at.reading as usize)
}

fn claim_at<'v>(view: &'v View<'_>, at: FigureAt) -> Option<&'v Claim> {
    view.cell_read(at.cell)?.claims.get(at.reading as usize)
}

/// Whether a printed number has a zero for its last digit behind the point.
fn ends_with_zero(text: &str) -> bool {
    text.split_once('.')
        .is_some_and(|(_, rest)| rest.chars().take_while(char::is_ascii_digit).last() == Some('0'))
}

/// The shortest word of a slot's words that stands for a value.
fn word_for(view: &View<'_>, at: FigureAt, value: i64) -> Option<String> {
    let column = view.schema.column(at.cell.family, at.cell.column)?;
    let Kind::Words(class) = column.kind else { return None };
    let scale = 10_i64.checked_pow(u32::from(view.dimension_at(at.cell).scale()))?;
    let class = view.schema.words.get(class.0 as usize)?;
    let printed = claim_at(view, at).map(|claim| claim.text.as_str()).unwrap_or_default();
    class.instead_of(printed, value.checked_div(scale)?).map(str::to_owned)
}

fn trims_zeros(view: &View<'_>, family: FamilyId) -> bool {
    let Some(read) = view.read_of(family) else { return false };
    let rows = read.fixed.iter().chain(&read.rows);
    let claims = rows.flat_map(|row| row.cells.iter()).filter_map(|cell| cell.claims.first());
    let decimals = |text: &str| {
        text.split_once('.').map_or(0, |(_, rest)| rest.chars().filter(char::is_ascii_digit).count())
    };
    let printed: Vec<usize> =
        claims.filter(|claim| !claim.implied).map(|claim| decimals(&claim.text)).collect();
    printed.iter().max() != printed.iter().min()
}

/// A value as it should be printed at a figure's place. Where all that is wrong is the unit, the digits stay.
fn should_be(view: &View<'_>, at: FigureAt, (value, state, place): (i64, State, Place)) -> Quantity {
    let scale = view.dimension_at(at.cell).scale();
    let by_words = claim_at(view, at).is_some_and(is_negative_in_words);
    let exact = Exact::from_fixed(if by_words { -value } else { value }, scale);
    let place = if state == State::Value { place } else { Place::EXACT };
    let interval = Interval::point(&exact);
    let quantity = quantity(view, Some(at.cell), &exact, &interval, place);
    let written = claim_at(view, at).filter(|claim| !claim.unit.is_empty() && place != Place::EXACT);
    let other = written.and_then(|claim| {
        let power = i8::try_from(power_between(claim.value, value)?).ok()?;
        let unit =
            MoneyUnit::from_exponent(MoneyUnit::from_name(&claim.unit)?.exponent().checked_add(power)?)?;
        Some((unit, Place(claim.place.0.checked_add(power)?)))
    });
    match other {
        Some((unit, place)) => {
            Quantity { place, unit_exponent: unit.exponent(), unit: unit.name().to_owned(), ..quantity }
        }
        None => quantity,
    }
}

/// Whether a figure is negative by the words around it, and printed without a sign: 减少 3.59 万元.
fn is_negative_in_words(claim: &Claim) -> bool {
    claim.value < 0 && !claim.text.contains(['-', '－', '−', '—', '负', '(', '（'])
}

/// The power of ten between the units of two values of the same digits: 元, 万元 and 亿元.
fn power_between(one: i64, other: i64) -> Option<i32> {
    [4, 8].into_iter().find_map(|power: i32| {
        let times = 10_i64.checked_pow(power.unsigned_abs())?;
        match (one.checked_mul(times) == Some(other), other.checked_mul(times) == Some(one)) {
            (true, _) => Some(power),
            (_, true) => Some(-power),
            _ => None,
        }
    })
}
