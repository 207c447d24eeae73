//! Bounds on sums that are made of each other: whether all can be kept at once, and how far one can go. Exact, by Bland's
//! rule; what cannot be kept is told with multipliers.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::statement::{Terms, add, times_of};
use crate::amount::Exact;

/// A number, and how often something smaller than any number is added to it: x > 3 is x ≥ 3 + ε.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Delta {
    pub(super) real: Exact,
    pub(super) small: Exact,
}

impl Delta {
    pub(super) const ZERO: Delta = Delta { real: Exact::ZERO, small: Exact::ZERO };

    fn plus(&self, other: &Self, times: &Exact) -> Self {
        let small =
            if other.small.is_zero() { self.small.clone() } else { &self.small + &(&other.small * times) };
        Self { real: &self.real + &(&other.real * times), small }
    }

    fn minus(&self, other: &Self) -> Self {
        self.plus(other, &Exact::from_integer(-1))
    }

    fn over(&self, divisor: &Exact) -> Option<Self> {
        Some(Self { real: self.real.divide(divisor)?, small: self.small.divide(divisor)? })
    }
}

/// A bound, and whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Bound {
    pub(super) at: Delta,
    pub(super) reason: u32,
}

/// Bounds with multipliers: lower ones are multiplied by what is above zero, upper ones by what is below. The sums that
/// are bounded, so multiplied, come to nothing, or to what was asked about.
pub(super) type Multiplied = Vec<(u32, Exact)>;

/// How far a sum can go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Furthest {
    /// As far as one likes.
    Anywhere,
    /// To here, by these bounds.
    To(Delta, Multiplied),
}

/// By how much a sum is moved, the sum that then stands at a bound, and the row and the bound where it is another.
type Move = (Delta, u32, Option<(usize, Delta)>);

#[derive(Clone, Debug)]
struct Row {
    basic: u32,
    terms: Terms,
}

/// Sums by number, some made of others, with bounds and values.
#[derive(Clone, Debug, Default)]
pub(super) struct Simplex {
    rows: Vec<Row>,
    /// By sum: the row that says what it is made of now.
    row_of: Vec<Option<usize>>,
    lower: Vec<Option<Bound>>,
    upper: Vec<Option<Bound>>,
    value: Vec<Delta>,
}

impl Simplex {
    /// So many sums, some made of others; those that others are made of are made of none.
    pub(super) fn new(count: usize, made_of: Vec<(u32, Terms)>) -> Self {
        let mut simplex = Self {
            row_of: vec![None; count],
            lower: vec![None; count],
            upper: vec![None; count],
            value: vec![Delta::ZERO; count],
            rows: Vec::new(),
        };
        for (basic, terms) in made_of {
            if let Some(row) = simplex.row_of.get_mut(basic as usize) {
                *row = Some(simplex.rows.len());
            }
            simplex.rows.push(Row { basic, terms });
        }
        simplex
    }

    pub(super) fn value(&self, at: u32) -> Delta {
        self.value.get(at as usize).cloned().unwrap_or(Delta::ZERO)
    }

    fn lower(&self, at: u32) -> Option<&Bound> {
        self.lower.get(at as usize)?.as_ref()
    }

    fn upper(&self, at: u32) -> Option<&Bound> {
        self.upper.get(at as usize)?.as_ref()
    }

    fn is_basic(&self, at: u32) -> bool {
        self.row_of.get(at as usize).is_some_and(Option::is_some)
    }

    fn can_grow(&self, at: u32) -> bool {
        self.upper(at).is_none_or(|upper| self.value(at) < upper.at)
    }

    fn can_shrink(&self, at: u32) -> bool {
        self.lower(at).is_none_or(|lower| self.value(at) > lower.at)
    }

    /// Sets the bounds of a sum.
    ///
    /// # Errors
    /// When they leave nothing between them.
    pub(super) fn bound(
        &mut self,
        at: u32,
        lower: Option<Bound>,
        upper: Option<Bound>,
    ) -> Result<(), Multiplied> {
        let conflict = match (&lower, &upper) {
            (Some(lower), Some(upper)) if lower.at > upper.at => {
                Some(vec![(lower.reason, Exact::ONE), (upper.reason, Exact::from_integer(-1))])
            }
            _ => None,
        };
        if let Some(conflict) = conflict {
            return Err(conflict);
        }
        let value = self.value(at);
        let within = match (&lower, &upper) {
            (Some(lower), _) if value < lower.at => lower.at.clone(),
            (_, Some(upper)) if value > upper.at => upper.at.clone(),
            _ => value.clone(),
        };
        if let Some(place) = self.lower.get_mut(at as usize) {
            *place = lower;
        }
        if let Some(place) = self.upper.get_mut(at as usize) {
            *place = upper;
        }
        if !self.is_basic(at) && within != value {
            self.move_to(at, &within);
        }
        Ok(())
    }

    /// Puts a sum that is not made of others to a value, and those that are made of it with it.
    pub(super) fn move_to(&mut self, at: u32, to: &Delta) {
        let by = to.minus(&self.value(at));
        for row in &self.rows {
            if let Some(times) = times_of(&row.terms, at)
                && let Some(value) = self.value.get_mut(row.basic as usize)
            {
                *value = value.plus(&by, times);
            }
        }
        if let Some(value) = self.value.get_mut(at as usize) {
            *value = to.clone();
        }
    }

    /// Puts all sums that are made of no others to values, where these are within their bounds.
    pub(super) fn start(&mut self, values: &[(u32, Delta)]) {
        for (at, to) in values {
            let is_within = self.lower(*at).is_none_or(|lower| lower.at <= *to)
                && self.upper(*at).is_none_or(|upper| upper.at >= *to);
            if is_within
                && !self.is_basic(*at)
                && let Some(value) = self.value.get_mut(*at as usize)
            {
                value.clone_from(to);
            }
        }
        for row in 0..self.rows.len() {
            let Some(Row { basic, terms }) = self.rows.get(row) else { continue };
            let (basic, sum) = (*basic, self.sum(terms));
            if let Some(value) = self.value.get_mut(basic as usize) {
                *value = sum;
            }
        }
    }

    /// Takes in a sum of sums, without bounds; its number.
    pub(super) fn add(&mut self, of: &[(u32, Exact)]) -> u32 {
        let terms: Terms = self.expressed(of).into_iter().collect();
        let basic = self.row_of.len() as u32;
        self.row_of.push(Some(self.rows.len()));
        self.lower.push(None);
        self.upper.push(None);
        self.value.push(self.sum(&terms));
        self.rows.push(Row { basic, terms });
        basic
    }

    fn sum(&self, terms: &[(u32, Exact)]) -> Delta {
        terms.iter().fold(Delta::ZERO, |sum, (at, times)| sum.plus(&self.value(*at), times))
    }

    /// Moves values until all bounds are kept.
    ///
    /// # Errors
    /// Bounds that cannot be kept together; leaving out any one of them the others can.
    pub(super) fn keep(&mut self) -> Result<(), Multiplied> {
        while let Some((row, below)) = self.broken() {
            let Some(Row { basic, terms }) = self.rows.get(row) else { return Ok(()) };
            let helps = |(at, times): &&(u32, Exact)| {
                if (times.signum() > 0) == below { self.can_grow(*at) } else { self.can_shrink(*at) }
            };
            let bound = if below { self.lower(*basic) } else { self.upper(*basic) };
            let Some(bound) = bound.cloned() else { return Ok(()) };
            let Some((entering, _)) = terms.iter().find(helps) else {
                return Err(self.conflict(&bound, terms, below));
            };
            let entering = *entering;
            self.exchange(row, entering, &bound.at);
        }
        Ok(())
    }

    /// The first sum that is made of others and beyond a bound; whether it is below.
    fn broken(&self) -> Option<(usize, bool)> {
        let mut first: Option<(u32, usize, bool)> = None;
        for (at, row) in self.rows.iter().enumerate() {
            if first.is_some_and(|(basic, ..)| basic < row.basic) {
                continue;
            }
            let Some(value) = self.value.get(row.basic as usize) else { continue };
            if self.lower(row.basic).is_some_and(|lower| *value < lower.at) {
                first = Some((row.basic, at, true));
            } else if self.upper(row.basic).is_some_and(|upper| *value > upper.at) {
                first = Some((row.basic, at, false));
            }
        }
        first.map(|(_, at, below)| (at, below))
    }

    fn conflict(&self, bound: &Bound, terms: &[(u32, Exact)], below: bool) -> Multiplied {
        let sign = Exact::from_integer(if below { 1 } else { -1 });
        let mut all = vec![(bound.reason, sign.clone())];
        for (at, times) in terms {
            let by = -&(times * &sign);
            let bound = if by.signum() > 0 { self.lower(*at) } else { self.upper(*at) };
            all.extend(bound.map(|bound| (bound.reason, by)));
        }
        all
    }

    /// Lets a sum be made of others that so far others were made of; what was made of them is put to a value.
    fn exchange(&mut self, row: usize, entering: u32, to: &Delta) {
        let Some((basic, terms)) =
            self.rows.get_mut(row).map(|row| (row.basic, std::mem::take(&mut row.terms)))
        else {
            return;
        };
        let Some(share) = times_of(&terms, entering).and_then(|times| Exact::ONE.divide(times)) else {
            return;
        };
        let step = to.minus(&self.value(basic));
        let step = Delta { real: &step.real * &share, small: &step.small * &share };
        // entering = basic ÷ times − the rest ÷ times
        let mut solved: BTreeMap<u32, Exact> = BTreeMap::from([(basic, share.clone())]);
        add(&mut solved, &terms, &-&share);
        solved.remove(&entering);
        let solved: Terms = solved.into_iter().collect();
        for other in self.rows.iter_mut() {
            let Some(times) = times_of(&other.terms, entering).cloned() else { continue };
            if let Some(value) = self.value.get_mut(other.basic as usize) {
                *value = value.plus(&step, &times);
            }
            other.terms = merged(&other.terms, entering, &solved, &times);
        }
        if let Some(value) = self.value.get_mut(basic as usize) {
            *value = to.clone();
        }
        if let Some(value) = self.value.get_mut(entering as usize) {
            *value = value.plus(&step, &Exact::ONE);
        }
        if let Some(place) = self.rows.get_mut(row) {
            *place = Row { basic: entering, terms: solved };
        }
        for (at, of) in [(basic, None), (entering, Some(row))] {
            if let Some(place) = self.row_of.get_mut(at as usize) {
                *place = of;
            }
        }
    }

    /// A sum of sums as one of those that are made of none.
    fn expressed(&self, of: &[(u32, Exact)]) -> BTreeMap<u32, Exact> {
        let mut sum = BTreeMap::new();
        for (at, times) in of {
            let row = self.row_of.get(*at as usize).copied().flatten().and_then(|row| self.rows.get(row));
            match row {
                Some(row) => add(&mut sum, &row.terms, times),
                None => add(&mut sum, &[(*at, times.clone())], &Exact::ONE),
            }
        }
        sum
    }

    /// How large a sum of sums can become while all bounds are kept, as they are now.
    pub(super) fn largest(&mut self, of: &[(u32, Exact)]) -> Furthest {
        let mut goal = self.expressed(of);
        loop {
            let helps = |(at, times): &(&u32, &Exact)| {
                if times.signum() > 0 { self.can_grow(**at) } else { self.can_shrink(**at) }
            };
            let Some((entering, times)) = goal.iter().find(helps).map(|(at, times)| (*at, times.clone()))
            else {
                return self.reached(&goal);
            };
            let up = times.signum() > 0;
            let Some((by, leaving)) = self.room(entering, up) else { return Furthest::Anywhere };
            match leaving {
                None => {
                    let to = self.value(entering).plus(&by, &Exact::ONE);
                    self.move_to(entering, &to);
                }
                Some((row, to)) => {
                    self.exchange(row, entering, &to);
                    goal.remove(&entering);
                    if let Some(row) = self.rows.get(row) {
                        add(&mut goal, &row.terms, &times);
                    }
                }
            }
        }
    }

    fn reached(&self, goal: &BTreeMap<u32, Exact>) -> Furthest {
        let mut at = Delta::ZERO;
        let mut by = Vec::new();
        for (sum, times) in goal {
            at = at.plus(&self.value(*sum), times);
            let bound = if times.signum() > 0 { self.upper(*sum) } else { self.lower(*sum) };
            by.extend(bound.map(|bound| (bound.reason, times.clone())));
        }
        Furthest::To(at, by)
    }

    /// How far a sum can be moved: by so much (with its sign), and what then stands at its bound, if it is another.
    fn room(&self, entering: u32, up: bool) -> Option<(Delta, Option<(usize, Delta)>)> {
        let own = if up { self.upper(entering) } else { self.lower(entering) };
        let mut best: Option<Move> = own.map(|bound| (bound.at.minus(&self.value(entering)), entering, None));
        for (at, row) in self.rows.iter().enumerate() {
            let Some(times) = times_of(&row.terms, entering) else { continue };
            let grows = (times.signum() > 0) == up;
            let bound = if grows { self.upper(row.basic) } else { self.lower(row.basic) };
            let Some(bound) = bound else { continue };
            let Some(by) = bound.at.minus(&self.value(row.basic)).over(times) else { continue };
            let nearer = match &best {
                None => true,
                Some((known, basic, _)) => {
                    let order = if up { by.cmp(known) } else { known.cmp(&by) };
                    order == Ordering::Less || order == Ordering::Equal && row.basic < *basic
                }
            };
            if nearer {
                best = Some((by, row.basic, Some((at, bound.at.clone()))));
            }
        }
        best.map(|(by, _, leaving)| (by, leaving))
    }
}

/// Terms with one of them replaced by what it is made of.
fn merged(terms: &[(u32, Exact)], gone: u32, instead: &[(u32, Exact)], times: &Exact) -> Terms {
    let mut out: Terms = Vec::with_capacity(terms.len() + instead.len());
    let mut left = terms.iter().filter(|(at, _)| *at != gone).peekable();
    let mut right = instead.iter().peekable();
    loop {
        let order = match (left.peek(), right.peek()) {
            (Some((a, _)), Some((b, _))) => a.cmp(b),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => return out,
        };
        match order {
            Ordering::Less => out.extend(left.next().cloned()),
            Ordering::Greater => out.extend(right.next().map(|(at, by)| (*at, by * times))),
            Ordering::Equal => {
                if let (Some((at, known)), Some((_, by))) = (left.next(), right.next()) {
                    let sum = known + &(by * times);
                    if !sum.is_zero() {
                        out.push((*at, sum));
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(value: i64) -> Exact {
        Exact::from_integer(value)
    }

    fn bound(value: i64, reason: u32) -> Option<Bound> {
        Some(Bound { at: Delta { real: number(value), small: Exact::ZERO }, reason })
    }

    /// 2 = 0 + 1, 3 = 0 − 1
    fn simplex() -> Simplex {
        let made_of =
            vec![(2, vec![(0, number(1)), (1, number(1))]), (3, vec![(0, number(1)), (1, number(-1))])];
        Simplex::new(4, made_of)
    }

    #[test]
    fn what_cannot_be_kept_together_is_told_with_multipliers() {
        let mut simplex = simplex();
        simplex.bound(2, bound(10, 7), None).unwrap();
        simplex.bound(3, bound(2, 8), None).unwrap();
        assert_eq!(simplex.keep(), Ok(()));
        simplex.bound(0, None, bound(5, 9)).unwrap();
        // 0 ≤ 5, 2 ≥ 10, 3 ≥ 2: 2 + 3 = 2 × 0 ≥ 12.
        let mut conflict = simplex.keep().unwrap_err();
        conflict.sort();
        let scale = conflict[0].1.clone();
        let scaled: Vec<(u32, Exact)> =
            conflict.iter().map(|(at, by)| (*at, by.divide(&scale).unwrap())).collect();
        assert_eq!(scaled, [(7, number(1)), (8, number(1)), (9, number(-2))]);
        simplex.bound(0, None, bound(6, 9)).unwrap();
        assert_eq!(simplex.keep(), Ok(()));
    }

    #[test]
    fn the_furthest_is_found_with_what_holds_it() {
        let mut simplex = simplex();
        simplex.bound(2, None, bound(10, 7)).unwrap();
        simplex.bound(3, None, bound(2, 8)).unwrap();
        simplex.keep().unwrap();
        let half = Exact::fraction(1, 2);
        let furthest = simplex.largest(&[(0, number(1))]);
        let Furthest::To(at, mut by) = furthest else { panic!() };
        by.sort();
        assert_eq!((at.real, by), (number(6), vec![(7, half.clone()), (8, half)]));
        assert_eq!(simplex.largest(&[(0, number(-1))]), Furthest::Anywhere);
    }
}
