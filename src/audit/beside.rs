//! What is known beside the account that is judged: last year's account, those of the subordinate units, what a register
//! says of the unit. Each was read by its own schema; figures are looked up there by name.

use std::borrow::Cow;

use super::given::{Beside, Subordinates};
use super::reason::{OtherAt, Reason, Subject};
use super::value::{Gap, Number, Origin};
use super::view::{OtherView, Others, View};
use super::{CellAt, Element, RowAt, Verdict};
use crate::facts::{Facts, State};
use crate::plan::{Leaf, Node};
use crate::ruleset::{ColumnRef, Figure, RowRef, Target, Whose};
use crate::schema::RowId;

impl<'a> Others<'a> {
    /// The other accounts with their facts.
    fn new(beside: &'a Beside<'a>, facts: &'a [Facts], own: &View<'a>) -> Self {
        let prior = beside.prior.iter().map(|_| OtherAt::Prior);
        let plan = beside.plan.iter().map(|_| OtherAt::Plan);
        let mut views =
            prior.chain(plan).chain((0..).map(OtherAt::Subordinate)).zip(beside.others().zip(facts)).map(
                |(at, (other, facts))| OtherView {
                    at,
                    view: View::new((other.schema, own.rules, own.plan), (facts, 0), other.account),
                    identity: other.identity,
                },
            );
        let prior = beside.prior.and_then(|_| views.next()).map(Box::new);
        let plan = beside.plan.and_then(|_| views.next()).map(Box::new);
        Self { prior, plan, below: views.collect(), beside: Some(beside) }
    }

    fn missing(&self) -> &'a [String] {
        match self.beside.map(|beside| &beside.subordinates) {
            Some(Subordinates::Known(_, missing)) => missing,
            _ => &[],
        }
    }

    /// What the register says of the unit.
    pub(super) fn property(&self, name: &str) -> Option<&'a str> {
        let known = self.beside?.properties?.get(name)?;
        Some(known.trim()).filter(|text| !text.is_empty())
    }

    /// 有 上年, 有 本年预算
    pub(super) fn has_one(&self, whose: Whose) -> Result<(), Reason> {
        let (one, why) = match whose {
            Whose::Plan => (&self.plan, Reason::NoPlan),
            _ => (&self.prior, Reason::NoPriorYear),
        };
        one.as_ref().map(|_| ()).ok_or(why)
    }

    /// 有 所属单位: nothing where all are there, else the verdict and why.
    pub(super) fn has_subordinates(&self) -> Result<(), (Verdict, Reason)> {
        match self.beside.map(|beside| &beside.subordinates) {
            None | Some(Subordinates::NotGiven) => Err((Verdict::NotApplicable, Reason::NoSubordinates)),
            Some(Subordinates::NotRegistered) => Err((Verdict::NotApplicable, Reason::NotRegistered)),
            Some(Subordinates::Known(_, missing)) if !missing.is_empty() => {
                let missing = (0..missing.len() as u32).map(Subject::MissingUnit);
                Err((Verdict::Undecided, Reason::MissingUnits(missing.collect())))
            }
            Some(Subordinates::Known(units, _)) if units.is_empty() => {
                Err((Verdict::NotApplicable, Reason::HasNoSubordinates))
            }
            Some(Subordinates::Known(..)) => Ok(()),
        }
    }
}

/// A rule whose condition asks for last year or subordinate units that are not there has its verdict by that: once, not
/// for every cell.
pub(super) fn not_given(view: &View<'_>, guard: &Node) -> Option<(Verdict, Reason)> {
    match guard {
        Node::Said(true, targets) => targets.iter().find_map(|target| match target {
            Target::Subordinates => view.others.has_subordinates().err(),
            _ => {
                let missing = view.others.has_one(one_account(target)?).err();
                missing.map(|reason| (Verdict::NotApplicable, reason))
            }
        }),
        Node::And(left, right) => not_given(view, left).or_else(|| not_given(view, right)),
        _ => None,
    }
}

/// The account that a condition asks for, where it is a single one.
pub(super) fn one_account(target: &Target) -> Option<Whose> {
    match target {
        Target::Prior => Some(Whose::Prior),
        Target::Plan => Some(Whose::Plan),
        _ => None,
    }
}

/// One figure in another account, and its number.
pub(crate) struct ReadThere<'v, 'a> {
    other: &'v OtherView<'a>,
    figure: Figure,
    pub(crate) number: Result<Number, Gap>,
}

impl<'a> View<'a> {
    /// The same with what is known beside it, of which these are the facts.
    pub(crate) fn with_beside(mut self, beside: &'a Beside<'a>, facts: &'a [Facts]) -> Self {
        self.others = Others::new(beside, facts, &self);
        self
    }

    /// Whether what holds is wanted, too.
    pub(super) fn wants_passing(&self) -> bool {
        self.others.beside.is_some_and(|beside| beside.passing)
    }

    /// One of the accounts beside this.
    pub(crate) fn other(&self, at: OtherAt) -> Option<&View<'a>> {
        match at {
            OtherAt::Prior => self.others.prior.as_ref().map(|prior| &prior.view),
            OtherAt::Plan => self.others.plan.as_ref().map(|plan| &plan.view),
            OtherAt::Subordinate(at) => self.others.below.get(at as usize).map(|below| &below.view),
        }
    }

    /// The name in the register of a subordinate unit without an account.
    pub(crate) fn missing_unit(&self, at: u32) -> Option<&'a str> {
        self.others.missing().get(at as usize).map(String::as_str)
    }

    /// A figure of another account as it counts: last year's, or those of the subordinate units added up.
    pub(super) fn of_others(&self, figure: &Figure, element: &Element) -> Result<Number, Gap> {
        let number = match figure.whose {
            Whose::Subordinates => self.added_up(figure, element)?,
            _ => {
                self.others.has_one(figure.whose).map_err(Gap::Unstated)?;
                self.in_others(figure, element).next().map_or_else(
                    || Err(Gap::Unstated(Reason::NothingToCheck)),
                    |read| {
                        read.number
                            .map_err(|gap| wrapped(gap, |reason| of_one(figure.whose, Box::new(reason))))
                    },
                )?
            }
        };
        Ok(Number { cell: None, ..number })
    }

    /// The figure in each of the other accounts that it is asked of.
    pub(crate) fn in_others<'v>(
        &'v self,
        figure: &'v Figure,
        element: &'v Element,
    ) -> impl Iterator<Item = ReadThere<'v, 'a>> {
        let (prior, below) = match figure.whose {
            Whose::Subordinates => (None, self.others.below.as_slice()),
            Whose::Plan => (self.others.plan.as_deref(), [].as_slice()),
            _ => (self.others.prior.as_deref(), [].as_slice()),
        };
        prior.into_iter().chain(below).map(|other| {
            let there = self.there(other, figure, element);
            let number = match &there {
                Some(there) => {
                    let number = other.view.raw(there, &Element::None);
                    number.map_err(|gap| wrapped(gap, |reason| elsewhere(other.at, &reason)))
                }
                None => Err(Gap::Unstated(Reason::NotInForm(of_this(figure, element)))),
            };
            let figure = there.unwrap_or_else(|| figure.clone());
            ReadThere { other, figure, number }
        })
    }

    /// What last year's account prints where a figure stands, in fixed point; none where it prints nothing there.
    pub(crate) fn last_year_of(&self, at: CellAt) -> Option<i64> {
        let row = match at.row {
            RowAt::Fixed(row) => RowRef::Fixed(RowId(row)),
            RowAt::Block(_) => RowRef::Element(None),
        };
        let column = ColumnRef::Fixed(at.column);
        let figure = Figure { whose: Whose::Prior, family: at.family, row, column };
        let element = Element::Row { family: at.family, row: at.row };
        let there = self.in_others(&figure, &element).next()?;
        let (value, state, _) = there.other.view.stored(there.cell()?)?;
        (state == State::Value).then_some(value)
    }

    /// A figure by the numbers of another account's schema, without any element; none where its form does not have it.
    fn there(&self, other: &OtherView<'a>, figure: &Figure, element: &Element) -> Option<Figure> {
        let identity = other.identity;
        let family = other.view.family(identity.family(figure.family)?)?;
        let key = match element {
            Element::Row { family, row } => Some(self.key_of(*family, *row)),
            _ => None,
        };
        let row = match &figure.row {
            RowRef::Fixed(row) => RowRef::Fixed(identity.row(figure.family, *row)?),
            RowRef::Code(code) => self.code_there(other, figure, code)?,
            RowRef::Element(None) => {
                let key = key?;
                let named = family.rows.iter().find(|row| row.is_called(key));
                let printed = other.view.code_row(family.id, key).is_some();
                match named.filter(|_| !printed) {
                    Some(row) => RowRef::Fixed(row.id),
                    None => self.code_there(other, figure, key)?,
                }
            }
            RowRef::Element(Some(under)) => {
                let (key, under) = (key?, identity.row(figure.family, *under)?);
                let named = |row: &&crate::schema::Row| row.is_called(key) && row.whole == Some(under);
                RowRef::Fixed(family.rows.iter().find(named)?.id)
            }
        };
        let column = match figure.column {
            ColumnRef::Fixed(column) => identity.column(figure.family, column)?,
            ColumnRef::Element => {
                family.columns.iter().find(|column| key.is_some_and(|k| column.is_called(k)))?.id
            }
        };
        Some(Figure { whose: Whose::This, family: family.id, row, column: ColumnRef::Fixed(column) })
    }

    /// A row by its code, unless that was given to something else.
    fn code_there(&self, other: &OtherView<'a>, figure: &Figure, code: &str) -> Option<RowRef> {
        let list = self.list_of(figure.family);
        let same = list.is_none_or(|list| other.identity.is_same_code(list, code));
        same.then(|| RowRef::Code(code.into()))
    }

    /// The sum over subordinate units. It is never less than all of them: what one does not say is unknown, a table that it
    /// may leave out is zero as far as that lets a rule hold.
    fn added_up(&self, figure: &Figure, element: &Element) -> Result<Number, Gap> {
        self.others.has_subordinates().map_err(|(verdict, reason)| match verdict {
            Verdict::Undecided => Gap::Unknown(reason),
            _ => Gap::Unstated(reason),
        })?;
        let (mut total, mut origins) = (Number::zero(Origin::Printed), Vec::new());
        for read in self.in_others(figure, element) {
            match read.number {
                Ok(number) => {
                    total.add(&number);
                    origins.push(number.origin);
                }
                Err(Gap::Unstated(Reason::OptionalTable(_))) => origins.push(Origin::Supposed),
                Err(Gap::Unstated(reason) | Gap::Unknown(reason)) => {
                    let unit = Subject::OtherUnit(read.other.at);
                    return Err(Gap::Unknown(Reason::OfUnit(unit, Box::new(reason))));
                }
            }
        }
        let all = |wanted: &[Origin]| origins.iter().all(|origin| wanted.contains(origin));
        total.origin = if origins.contains(&Origin::Supposed) {
            Origin::Supposed
        } else if all(&[Origin::Absent]) {
            Origin::Absent
        } else if all(&[Origin::Absent, Origin::Blank]) {
            Origin::Blank
        } else {
            Origin::Printed
        };
        Ok(total)
    }

    /// What is missing where a figure of other accounts counts as zero that should be printed: whose, and what.
    pub(super) fn missing_in_others(&self, leaf: &Leaf, element: &Element) -> Option<Reason> {
        let figure = other_figure(leaf)?;
        let missing = Box::new(Reason::MissingFigure(of_this(figure, element)));
        if matches!(figure.whose, Whose::Prior | Whose::Plan) {
            return Some(of_one(figure.whose, missing));
        }
        let supposed = |read: &ReadThere<'_, '_>| match &read.number {
            Ok(number) => number.origin == Origin::Supposed,
            Err(_) => true,
        };
        let unit = self.in_others(figure, element).find(supposed);
        let unit = unit.map_or(Subject::Nothing, |read| Subject::OtherUnit(read.other.at));
        Some(Reason::OfUnit(unit, missing))
    }

    /// Whether another account states a figure: last year's, or any of the subordinate units'.
    pub(super) fn said_of_others(&self, figure: &Figure, element: &Element) -> Result<bool, Gap> {
        match figure.whose {
            Whose::Subordinates => {
                self.others.has_subordinates().map_err(|(_, reason)| Gap::Unknown(reason))?
            }
            _ => self.others.has_one(figure.whose).map_err(Gap::Unstated)?,
        }
        let mut reads = self.in_others(figure, element);
        Ok(reads.any(|read| read.cell().is_some_and(|at| read.other.view.state(at) != State::Absent)))
    }

    /// Whether last year's cell is blank; none where it is not there.
    pub(super) fn blank_of_others(&self, figure: &Figure, element: &Element) -> Option<bool> {
        let mut states =
            self.in_others(figure, element).map(|read| read.cell().map(|at| read.other.view.state(at)));
        match (figure.whose, states.next()??) {
            (Whose::Subordinates, _) | (_, State::Absent) => None,
            (_, state) => Some(matches!(state, State::Blank | State::Dash)),
        }
    }

    /// The texts of last year's slot.
    pub(super) fn text_of_others(
        &self,
        figure: &Figure,
        element: &Element,
    ) -> Result<Vec<Cow<'a, str>>, Gap> {
        if figure.whose == Whose::Subordinates {
            return Err(Gap::Unstated(Reason::NothingToCheck));
        }
        self.others.has_one(figure.whose).map_err(Gap::Unstated)?;
        let not_in_form = || Gap::Unstated(Reason::NotInForm(Subject::Figure(figure.clone(), *element)));
        let read = self.in_others(figure, element).next().ok_or_else(not_in_form)?;
        let texts = read.other.view.slot_text(&read.figure, &Element::None);
        texts.map_err(|gap| {
            wrapped(gap, |reason| of_one(figure.whose, Box::new(elsewhere(read.other.at, &reason))))
        })
    }
}

impl<'v, 'a> ReadThere<'v, 'a> {
    /// The account that it is in.
    pub(crate) fn view(&self) -> &'v View<'a> {
        &self.other.view
    }

    /// Its cell there; none where the form does not have it.
    pub(crate) fn cell(&self) -> Option<CellAt> {
        self.other.view.cell(&self.figure, &Element::None)
    }
}

/// The figure of other accounts that a leaf is.
pub(crate) fn other_figure(leaf: &Leaf) -> Option<&Figure> {
    match leaf {
        Leaf::Figure(figure) if figure.whose != Whose::This => Some(figure),
        _ => None,
    }
}

/// The figure as this account has it.
fn of_this(figure: &Figure, element: &Element) -> Subject {
    Subject::Figure(Figure { whose: Whose::This, ..figure.clone() }, *element)
}

/// A reason of another account, seen from this one.
fn elsewhere(at: OtherAt, reason: &Reason) -> Reason {
    reason.map(&|of| Subject::Elsewhere(at, Box::new(of.clone())))
}

fn of_one(whose: Whose, reason: Box<Reason>) -> Reason {
    if whose == Whose::Plan { Reason::OfPlan(reason) } else { Reason::LastYear(reason) }
}

fn wrapped(gap: Gap, wrap: impl FnOnce(Reason) -> Reason) -> Gap {
    match gap {
        Gap::Unknown(reason) => Gap::Unknown(wrap(reason)),
        Gap::Unstated(reason) => Gap::Unstated(wrap(reason)),
    }
}
