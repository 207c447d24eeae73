//! Verdicts: what must hold, judged at one element.

use super::choice::{Taken, unused};
use super::evaluate::{LeafRead, NoValue, is_unstated, reachable, value};
use super::few::Few;
use super::reason::Subject;
use super::sides::{all_zero, is_of_its_parts, single_number, wide};
use super::slip::Slip;
use super::value::Gap;
use super::view::View;
use super::{CellAt, Element, Reason, Verdict};
use crate::amount::{Agreement, Exact, Interval, Relation, compare, relation_holds};
use crate::plan::{Form, Node, Step, TextNode, asks_for_figures, reads};
use crate::ruleset::{Target, TextRelation};

/// How something that must hold came out, and the part of it that decided.
#[derive(Clone, Debug)]
pub(crate) struct Outcome<'n> {
    pub(crate) verdict: Verdict,
    pub(crate) reasons: Few<Reason>,
    pub(crate) decisive: Option<Decisive<'n>>,
    /// Of 或: what else would have been enough, and fails as well.
    pub(crate) or: Vec<Decisive<'n>>,
    /// What a comparison that holds read: its cells speak for each other.
    pub(super) held: Vec<LeafRead>,
}

/// The part that decided.
#[derive(Clone, Debug)]
pub(crate) enum Decisive<'n> {
    /// A comparison of numbers.
    Compared(Compared<'n>),
    /// 有, 无, with what is missing or there.
    Said(bool, Vec<&'n Target>),
    /// A comparison of texts.
    Text(TextRelation, bool, &'n TextNode, &'n TextNode),
    /// Readings of one fact that disagree.
    Twice(CellAt, Vec<usize>),
    /// A cell that is blank, or (true) should be.
    Blank(bool, &'n Target),
    /// Signs that do not pair, in this text.
    Unpaired(String),
    /// A code of a list.
    Code(String, Box<Decisive<'n>>),
}

/// A comparison with its numbers.
#[derive(Clone, Debug)]
pub(crate) struct Compared<'n> {
    pub(crate) relation: Relation,
    pub(crate) left: &'n Node,
    pub(crate) right: &'n Node,
    /// left − right as printed.
    pub(crate) difference: Option<Exact>,
    /// What left − right can be within rounding.
    pub(crate) reach: Option<Interval>,
    /// One printed figure against one other of the same place.
    pub(crate) single_pair: bool,
    /// How a share that is one last place off came to be so.
    pub(crate) slip: Option<Slip>,
}

impl<'n> Outcome<'n> {
    pub(super) fn plain(verdict: Verdict) -> Self {
        Self { verdict, reasons: Few::NONE, decisive: None, or: Vec::new(), held: Vec::new() }
    }

    pub(super) fn because(verdict: Verdict, reason: Reason) -> Self {
        Self { verdict, reasons: Few::One(Some(reason)), decisive: None, or: Vec::new(), held: Vec::new() }
    }

    fn decided(verdict: Verdict, decisive: Decisive<'n>) -> Self {
        Self { verdict, reasons: Few::NONE, decisive: Some(decisive), or: Vec::new(), held: Vec::new() }
    }

    fn of_gap(gap: Gap) -> Self {
        match gap {
            Gap::Unknown(reason) => Self::because(Verdict::Undecided, reason),
            Gap::Unstated(reason) => Self::because(Verdict::NotApplicable, reason),
        }
    }
}

/// A condition.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Truth {
    /// It holds or does not.
    Known(bool),
    /// Something it needs is not stated: it does not hold.
    Unstated(Reason),
    /// Something it needs is unknown.
    Unknown(Reason),
}

impl View<'_> {
    /// Judges a step at an element.
    pub(crate) fn judge<'n>(
        &self,
        step: &'n Step,
        element: &Element,
        tolerance: Option<&Exact>,
    ) -> Outcome<'n> {
        let leaves = self.step_leaves(step, element);
        let unused = unused(step, leaves.len(), &is_unstated(&leaves));
        let used = || (0..).zip(&leaves).filter(|(at, _)| !unused.contains(at)).map(|(_, leaf)| leaf);
        let proves_nothing = || used().next().is_some() && used().all(|leaf| leaf.empty);
        if plain(&step.body) && proves_nothing() && !asks_for_figures(&step.body) {
            return Outcome::because(Verdict::NotApplicable, Reason::NothingToCheck);
        }
        if plain(&step.body)
            && used().any(|leaf| leaf.made_up)
            && is_of_its_parts(&used().collect::<Vec<_>>())
        {
            return Outcome::because(Verdict::NotApplicable, Reason::NothingToCheck);
        }
        if let Some(guard) = &step.guard {
            match self.condition(guard, &leaves, element) {
                Truth::Known(true) => {}
                Truth::Known(false) => {
                    return Outcome::because(Verdict::NotApplicable, Reason::ConditionFalse);
                }
                Truth::Unstated(reason) => return Outcome::because(Verdict::NotApplicable, reason),
                Truth::Unknown(reason) => {
                    let waits = Outcome::because(Verdict::Undecided, reason);
                    return self.with_divisor(waits, step, &leaves, element);
                }
            }
        }
        let outcome = self.body(&step.body, step, &leaves, element, tolerance);
        let outcome = self.with_divisor(outcome, step, &leaves, element);
        let numbered = (0..).zip(leaves.iter().zip(&step.leaves));
        let supposed = numbered
            .filter(|(at, _)| !unused.contains(at))
            .map(|(_, pair)| pair)
            .find(|(leaf, _)| leaf.is_supposed());
        match (outcome.verdict, supposed) {
            (Verdict::Fail | Verdict::Rounding, Some((leaf, read))) => {
                let cell = || leaf.cells.first().copied().map_or(Subject::Nothing, Subject::Cell);
                let beside = self.missing_in_others(read, element);
                Outcome::because(Verdict::Undecided, beside.unwrap_or_else(|| Reason::MissingFigure(cell())))
            }
            (Verdict::Pass | Verdict::Rounding, _) if plain(&step.body) => {
                let held = if unused.is_empty() { leaves } else { used().cloned().collect() };
                Outcome { held, ..outcome }
            }
            _ => outcome,
        }
    }

    pub(super) fn body<'n>(
        &self,
        node: &'n Node,
        step: &'n Step,
        leaves: &[LeafRead],
        element: &Element,
        tolerance: Option<&Exact>,
    ) -> Outcome<'n> {
        match node {
            Node::And(left, right) => {
                let left = self.body(left, step, leaves, element, tolerance);
                let right = self.body(right, step, leaves, element, tolerance);
                both(left, right)
            }
            Node::Or(left, right) => {
                let left = self.body(left, step, leaves, element, tolerance);
                let right = self.body(right, step, leaves, element, tolerance);
                either(left, right)
            }
            Node::Compare(relation, left, right, form) => {
                let form = step.forms.get(*form as usize);
                match Taken::of(left, right, form, &is_unstated(leaves)) {
                    None => self.compared(*relation, left, right, form, leaves, tolerance),
                    Some(Taken { left: a, right: b, form }) => {
                        told_of(self.compared(*relation, &a, &b, Some(&form), leaves, tolerance), left, right)
                    }
                }
            }
            Node::Not(inner) => self.negated(inner, leaves, element),
            Node::Said(said, targets) => self.said(*said, targets, element),
            Node::Text(relation, left, right) => self.texts(*relation, left, right, element, true),
            Node::Blank(target) => match self.blank(target, element) {
                Some(true) => Outcome::plain(Verdict::Pass),
                Some(false) => Outcome::decided(Verdict::Fail, Decisive::Blank(true, target)),
                None => Outcome::because(Verdict::NotApplicable, Reason::NothingToCheck),
            },
            Node::SaidOnce(Target::Figure(figure)) => match self.cell(figure, element) {
                Some(cell) => self.said_once(cell),
                None => Outcome::because(Verdict::NotApplicable, Reason::NothingToCheck),
            },
            Node::Balanced(text, open, close) => match self.text(text, element) {
                Ok(texts) => {
                    let text = texts.concat();
                    match super::text::balanced(&text, open, close) {
                        None => Outcome::because(Verdict::NotApplicable, Reason::NothingToCheck),
                        Some(Ok(())) => Outcome::plain(Verdict::Pass),
                        Some(Err(around)) => Outcome::decided(Verdict::Fail, Decisive::Unpaired(around)),
                    }
                }
                Err(gap) => Outcome::of_gap(gap),
            },
            Node::ForCodes { list, level, guard, body } => {
                self.for_codes((*list, *level), guard.as_deref(), body, step, leaves, element)
            }
            _ => Outcome::plain(Verdict::Pass),
        }
    }

    fn negated<'n>(&self, inner: &'n Node, leaves: &[LeafRead], element: &Element) -> Outcome<'n> {
        match inner {
            Node::Text(relation, left, right) => self.texts(*relation, left, right, element, false),
            Node::Blank(target) => match self.blank(target, element) {
                Some(false) => Outcome::plain(Verdict::Pass),
                Some(true) => Outcome::decided(Verdict::Fail, Decisive::Blank(false, target)),
                None => Outcome::because(Verdict::NotApplicable, Reason::NothingToCheck),
            },
            Node::Said(said, targets) => self.said(!*said, targets, element),
            _ => match self.condition(inner, leaves, element) {
                Truth::Known(false) => Outcome::plain(Verdict::Pass),
                Truth::Known(true) => Outcome::plain(Verdict::Fail),
                Truth::Unstated(reason) => Outcome::because(Verdict::NotApplicable, reason),
                Truth::Unknown(reason) => Outcome::because(Verdict::Undecided, reason),
            },
        }
    }

    fn texts<'n>(
        &self,
        relation: TextRelation,
        left: &'n TextNode,
        right: &'n TextNode,
        element: &Element,
        wanted: bool,
    ) -> Outcome<'n> {
        match self.text_relation(relation, left, right, element) {
            Ok(holds) if holds == wanted => Outcome::plain(Verdict::Pass),
            Ok(_) => Outcome::decided(Verdict::Fail, Decisive::Text(relation, wanted, left, right)),
            Err(gap) => Outcome::of_gap(gap),
        }
    }

    fn compared<'n>(
        &self,
        relation: Relation,
        left: &'n Node,
        right: &'n Node,
        form: Option<&Form>,
        leaves: &[LeafRead],
        tolerance: Option<&Exact>,
    ) -> Outcome<'n> {
        let (a, b) = match (value(left, leaves), value(right, leaves)) {
            (Ok(a), Ok(b)) => (a, b),
            (a, b) => return of_no_values([a.err(), b.err()]),
        };
        let sides = (single_number(left, leaves), single_number(right, leaves));
        let (one, other) = (sides.0.map(|number| number.place), sides.1.map(|number| number.place));
        // What is computed, and what is printed with more digits, is rounded to the place of the figure beside it.
        let difference = match (one, other) {
            (Some(place), None) if reads(right) => &a - &b.round_to_place(place),
            (None, Some(place)) if reads(left) => &a.round_to_place(place) - &b,
            (Some(one), Some(other)) if one > other => &a - &b.round_to_place(one),
            (Some(one), Some(other)) if one < other => &a.round_to_place(other) - &b,
            _ => &a - &b,
        };
        let single_pair = matches!((one, other), (Some(one), Some(other)) if one == other);
        let compared = |difference: Option<Exact>, reach: Option<Interval>| {
            let slip = None;
            Decisive::Compared(Compared { relation, left, right, difference, reach, single_pair, slip })
        };
        if let Some(tolerance) = tolerance {
            let gap = &a - &b;
            let within = match relation {
                Relation::AtMost | Relation::Less => gap <= *tolerance,
                Relation::AtLeast | Relation::Greater => -&gap <= *tolerance,
                _ => gap.abs() <= *tolerance,
            };
            let verdict = if within { Verdict::Pass } else { Verdict::Fail };
            return Outcome::decided(verdict, compared(Some(gap), None));
        }
        // One printed figure against a literal, or nothing that was rounded, is compared as printed.
        let rounded = wide(left, leaves) || wide(right, leaves);
        // Two figures that print the same are the same, and so is nothing but zeros: neither is the larger.
        let strict = matches!(relation, Relation::Less | Relation::Greater);
        let printed = one.is_some() && other.is_some();
        let same = strict && a == b && (printed || all_zero(left, leaves) && all_zero(right, leaves));
        let against_literal = (one.is_some() && !reads(right)) || (other.is_some() && !reads(left));
        let reach = match form {
            Some(form) if rounded && !against_literal && !same => {
                match reachable(form, left, right, leaves) {
                    Ok(reach) => reach,
                    Err(gap) => return of_no_values([Some(gap), None]),
                }
            }
            _ => Interval::point(&(&a - &b)),
        };
        let verdict = match compare(relation, &difference, &reach) {
            Agreement::Holds => Verdict::Pass,
            Agreement::WithinRounding => Verdict::Rounding,
            Agreement::Fails => Verdict::Fail,
        };
        let mut decisive = compared(Some(&a - &b), Some(reach));
        if let (Decisive::Compared(compared), Verdict::Fail, Relation::Equal) =
            (&mut decisive, verdict, relation)
        {
            compared.slip = match sides {
                (Some(printed), None) => self.slip(&a, &b, printed),
                (None, Some(printed)) => self.slip(&b, &a, printed),
                _ => None,
            };
        }
        Outcome::decided(verdict, decisive)
    }

    /// A condition compares figures exactly as printed.
    pub(super) fn condition(&self, node: &Node, leaves: &[LeafRead], element: &Element) -> Truth {
        match node {
            Node::And(left, right) => {
                let left = self.condition(left, leaves, element);
                if left == Truth::Known(false) {
                    return left;
                }
                match (left, self.condition(right, leaves, element)) {
                    (_, Truth::Known(false)) => Truth::Known(false),
                    (Truth::Known(true), other) | (other, Truth::Known(true)) => other,
                    (Truth::Unstated(reason), _) | (_, Truth::Unstated(reason)) => Truth::Unstated(reason),
                    (unknown, _) => unknown,
                }
            }
            Node::Or(left, right) => {
                match (self.condition(left, leaves, element), self.condition(right, leaves, element)) {
                    (Truth::Known(true), _) | (_, Truth::Known(true)) => Truth::Known(true),
                    (Truth::Known(false), other) | (other, Truth::Known(false)) => other,
                    (Truth::Unknown(reason), _) | (_, Truth::Unknown(reason)) => Truth::Unknown(reason),
                    (unstated, _) => unstated,
                }
            }
            Node::Not(inner) => match self.condition(inner, leaves, element) {
                Truth::Known(truth) => Truth::Known(!truth),
                other => other,
            },
            Node::Compare(relation, left, right, _) => match (value(left, leaves), value(right, leaves)) {
                (Ok(left), Ok(right)) => Truth::Known(relation_holds(*relation, &left, &right)),
                (left, right) => {
                    let outcome = of_no_values([left.err(), right.err()]);
                    match (outcome.verdict, outcome.reasons.into_first()) {
                        (Verdict::NotApplicable, Some(reason)) => Truth::Unstated(reason),
                        (_, Some(reason)) => Truth::Unknown(reason),
                        (_, None) => Truth::Known(false),
                    }
                }
            },
            Node::Text(relation, left, right) => match self.text_relation(*relation, left, right, element) {
                Ok(truth) => Truth::Known(truth),
                Err(Gap::Unknown(reason)) => Truth::Unknown(reason),
                Err(Gap::Unstated(reason)) => Truth::Unstated(reason),
            },
            Node::Said(said, targets) => self.condition_said(*said, targets, element),
            Node::Blank(target) => Truth::Known(self.blank(target, element).unwrap_or(false)),
            _ => Truth::Known(true),
        }
    }

    /// Whether a condition leaves a row, as printed: what is not stated does not hold; the reason where it is unknown.
    pub(crate) fn keeps(
        &self,
        filter: Option<&Node>,
        leaves: &[LeafRead],
        at: &Element,
    ) -> Result<bool, Reason> {
        match filter.map(|filter| self.condition(filter, leaves, at)) {
            None | Some(Truth::Known(true)) => Ok(true),
            Some(Truth::Known(false) | Truth::Unstated(_)) => Ok(false),
            Some(Truth::Unknown(reason)) => Err(reason),
        }
    }
}

/// The outcome of a comparison as taken, told of the comparison as the rule has it.
fn told_of<'n>(outcome: Outcome<'_>, left: &'n Node, right: &'n Node) -> Outcome<'n> {
    let decisive = match outcome.decisive {
        Some(Decisive::Compared(compared)) => Some(Decisive::Compared(Compared {
            relation: compared.relation,
            left,
            right,
            difference: compared.difference,
            reach: compared.reach,
            single_pair: compared.single_pair,
            slip: compared.slip,
        })),
        _ => None,
    };
    Outcome {
        verdict: outcome.verdict,
        reasons: outcome.reasons,
        decisive,
        or: Vec::new(),
        held: outcome.held,
    }
}

/// Rules about numbers prove nothing where all their figures are blank; 有, 无 and wording do not need figures.
fn plain(node: &Node) -> bool {
    match node {
        Node::And(left, right) | Node::Or(left, right) => plain(left) && plain(right),
        Node::Compare(..) => true,
        _ => false,
    }
}

fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Fail => 4,
        Verdict::Undecided => 3,
        Verdict::Rounding => 2,
        Verdict::Pass => 1,
        Verdict::NotApplicable => 0,
    }
}

fn both<'n>(left: Outcome<'n>, right: Outcome<'n>) -> Outcome<'n> {
    if rank(right.verdict) > rank(left.verdict) { right } else { left }
}

fn either<'n>(left: Outcome<'n>, right: Outcome<'n>) -> Outcome<'n> {
    let good = |verdict| matches!(verdict, Verdict::Pass | Verdict::Rounding);
    match (left.verdict, right.verdict) {
        (a, b) if good(a) && good(b) => {
            if a == Verdict::Pass {
                left
            } else {
                right
            }
        }
        (a, _) if good(a) => left,
        (_, b) if good(b) => right,
        (Verdict::Undecided, _) => left,
        (_, Verdict::Undecided) => right,
        (Verdict::Fail, Verdict::Fail) => {
            let mut left = left;
            left.or.extend(right.decisive);
            left.or.extend(right.or);
            left
        }
        (Verdict::Fail, _) => left,
        _ => right,
    }
}

/// What is not stated outweighs what is unknown: a rule about a sentence that is not there does not apply.
fn of_no_values<'n>(gaps: [Option<NoValue>; 2]) -> Outcome<'n> {
    let mut unknown = Few::NONE;
    for gap in gaps.into_iter().flatten() {
        let reason = match gap {
            NoValue::Gap(Gap::Unstated(reason)) => return Outcome::because(Verdict::NotApplicable, reason),
            NoValue::Gap(Gap::Unknown(reason)) => reason,
            NoValue::Zero => Reason::ZeroDivisor(Subject::Nothing),
        };
        if !unknown.contains(&reason) {
            unknown.push(reason);
        }
    }
    Outcome { reasons: unknown, ..Outcome::plain(Verdict::Undecided) }
}
