//! Verdicts, written from `docs/language.md` and the decisions: one rule after the other, figure by figure.

use std::collections::BTreeMap;

use super::account::{Cell, Printed, Read, RowKey};
use super::compile::{Leaf, Node, formula};
use super::known;
use super::model::{Expr, Figure, Model, Number, Of, RowRef, Target, TextRelation, level_of};
use super::numbers::{
    Counted, Counting, Leaves, asks_for_figures, chosen, compare, compares_only, counted, either, gap,
    gravity, has_choice, holds, interval, known as known_number, size_text, worst_gap, zero,
};
pub(crate) use super::numbers::{Gap, Outcome, Verdict};
use super::prepare::{Check, Domain, Settles};
use super::reach::{Figures, leaves as leaves_of};

/// What became of a slot.
#[derive(Clone, Debug)]
enum Settled {
    Home(Counted),
    Waits,
}

/// A slot waits, and with it what restates it, through any chain.
struct Waiting;

/// A cell: family, row, column.
pub(crate) type CellAt = (usize, RowKey, usize);

/// A code row or item that a check is at: the family that it was found in, and its key.
pub(crate) type Element = Option<(usize, &'static str)>;

/// What came of one unit: counts by 编号, and findings by 编号, verdict and size of the difference.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Judged {
    pub(crate) ledger: BTreeMap<String, [u64; 5]>,
    pub(crate) findings: BTreeMap<(String, Verdict, Option<String>), u64>,
}

impl Judged {
    fn add(&mut self, code: &str, verdict: Verdict) {
        if let Some(counts) = self.ledger.get_mut(code) {
            counts[verdict as usize] += 1;
        } else {
            let mut counts = [0; 5];
            counts[verdict as usize] = 1;
            self.ledger.insert(code.to_owned(), counts);
        }
    }
}

/// Judges an account by prepared checks.
pub(crate) fn judge(model: &Model, checks: &[Check], read: &Read) -> Judged {
    let mut unit = Unit { model, read, settled: BTreeMap::new(), reading: None };
    let mut judged = Judged::default();
    // Every rule has its line, also one that finds nothing to look at.
    for rule in &model.rules {
        judged.ledger.insert(rule.code.clone(), [0; 5]);
    }
    let mut told: Vec<&str> = Vec::new();
    for check in checks {
        if !check.in_force {
            judged.add(&check.code, Verdict::NotApplicable);
            continue;
        }
        if check.guard.as_ref().is_some_and(wants_prior) && read.prior.is_none() {
            if !told.contains(&check.code.as_str()) {
                judged.add(&check.code, Verdict::NotApplicable);
                told.push(&check.code);
            }
            continue;
        }
        if unit.table_is_out(check) {
            judged.add(&check.code, Verdict::NotApplicable);
            continue;
        }
        let elements = unit.elements(&check.domain);
        if elements.is_empty() {
            judged.add(&check.code, Verdict::NotApplicable);
        }
        for element in elements {
            for outcome in unit.outcomes(check, &element) {
                judged.add(&check.code, outcome.verdict);
                if matches!(outcome.verdict, Verdict::Rounding | Verdict::Fail | Verdict::Undecided) {
                    let size = outcome.difference.filter(|_| !check.once_a_table);
                    let size = size.map(|difference| size_text(&difference));
                    *judged.findings.entry((check.code.clone(), outcome.verdict, size)).or_default() += 1;
                }
            }
        }
    }
    judged
}

/// The value of an expression in an account of which nothing was settled.
pub(crate) fn value_of(model: &Model, read: &Read, expr: &Expr, element: &Element) -> Result<Number, Gap> {
    let (node, leaves) = formula(model, expr);
    let unit = Unit { model, read, settled: BTreeMap::new(), reading: None };
    let leaves: Vec<Counting> = leaves.iter().map(|leaf| unit.leaf(leaf, element)).collect();
    Leaves(&leaves).value_at(&node, &BTreeMap::new())
}

/// What a slot counts as: its home, unless its one reading stands in the place of prose (0.01 万元) or finer and the home
/// finer still.
fn in_its_words(readings: &[Printed], home: Counted) -> Counted {
    let [own] = readings else { return home };
    let own = counted(own);
    match (own.place, home.place) {
        (Some(place), Some(finer)) if finer < place && place <= 2 => own,
        _ => home,
    }
}

/// `当 有 上年` (and more).
fn wants_prior(guard: &Node) -> bool {
    match guard {
        Node::Said(true, targets) => targets.contains(&Target::Prior),
        Node::And(left, right) => wants_prior(left) || wants_prior(right),
        _ => false,
    }
}

/// One unit being judged.
pub(crate) struct Unit<'a> {
    pub(crate) model: &'a Model,
    pub(crate) read: &'a Read,
    settled: BTreeMap<CellAt, Settled>,
    /// The reading of the slot that is compared with its home.
    reading: Option<(CellAt, usize)>,
}

impl<'a> Unit<'a> {
    /// A rule within a table that is not there does not apply; whether it is there is asked all the same.
    fn table_is_out(&self, check: &Check) -> bool {
        let Some(table) = check.table else { return false };
        let asks = self.model.tables[table].optional || !super::said::asks_for_table(&check.body);
        !self.read.table_found(self.model, table) && asks
    }

    fn elements(&self, domain: &Domain) -> Vec<Element> {
        let (families, level) = match domain {
            Domain::Once => return vec![None],
            Domain::Rows(families, level) => (families, level),
        };
        let mut all: Vec<Element> = Vec::new();
        for family in families {
            for key in &self.read.rows[*family] {
                let known = all.iter().flatten().any(|(_, known)| known == key);
                if level.is_none_or(|level| level_of(key) == level) && !known {
                    all.push(Some((*family, *key)));
                }
            }
        }
        all
    }

    /// What comes of a check at an element: one outcome, or one for every reading of a slot that disagrees.
    fn outcomes(&mut self, check: &Check, element: &Element) -> Vec<Outcome> {
        match &check.settles {
            Settles::Nothing => vec![self.judge(check, element)],
            Settles::Once(slot) => vec![self.said_once(slot, element)],
            Settles::Slot(slot) => self.settle(check, slot, element),
        }
    }

    /// Compares a slot with its home before any rule uses it (decision 0006).
    fn settle(&mut self, check: &Check, slot: &Figure, element: &Element) -> Vec<Outcome> {
        let at = self.cell_at(slot, element);
        let readings = match at.as_ref().and_then(|at| self.read.cells.get(at)) {
            Some(Cell::Numbers(numbers)) => numbers.clone(),
            _ => Vec::new(),
        };
        let mut outcomes = Vec::new();
        for reading in 0..readings.len().max(1) {
            if readings.iter().take(reading).any(|known| known.value == readings[reading].value) {
                continue;
            }
            self.reading = at.map(|at| (at, reading));
            outcomes.push(self.judge(check, element));
            self.reading = None;
        }
        let home = self.home(check, element);
        if let Some(at) = at.filter(|at| self.read.cells.contains_key(at)) {
            let agrees = |outcome: &Outcome| matches!(outcome.verdict, Verdict::Pass | Verdict::Rounding);
            // One reading that agrees is enough to go on.
            let enough = if known::FIRST_READING_DECIDES { 1 } else { outcomes.len() };
            let settled = match home {
                Err(Waiting) => Some(Settled::Waits),
                Ok(Some(home)) if outcomes.iter().take(enough).any(agrees) => {
                    Some(Settled::Home(in_its_words(&readings, home)))
                }
                Ok(_) if outcomes.iter().any(|outcome| outcome.verdict == Verdict::Fail) => {
                    Some(Settled::Waits)
                }
                Ok(_) => None,
            };
            self.settled.extend(settled.map(|settled| (at, settled)));
        }
        let mut wrong: Vec<Outcome> =
            outcomes.iter().filter(|outcome| outcome.verdict == Verdict::Fail).cloned().collect();
        if wrong.is_empty() {
            let rounded = outcomes.iter().find(|outcome| outcome.verdict == Verdict::Rounding);
            wrong.push(rounded.unwrap_or(&outcomes[0]).clone());
        }
        wrong
    }

    /// The number of the home of a slot, if it has one.
    fn home(&self, check: &Check, element: &Element) -> Result<Option<Counted>, Waiting> {
        let Node::Compare(_, _, home) = &check.body else { unreachable!("a restatement compares") };
        let Node::Leaf(home) = home.as_ref() else { unreachable!("with one figure") };
        let leaf = &check.leaves[*home];
        if let Leaf::Figure(figure) = leaf
            && let Some(at) = self.cell_at(figure, element)
            && matches!(self.settled.get(&at), Some(Settled::Waits))
        {
            return Err(Waiting);
        }
        Ok(self.leaf(leaf, element).number.ok())
    }

    /// All readings of a slot agree within rounding. Where it was compared with its home, that said it all.
    fn said_once(&mut self, slot: &Figure, element: &Element) -> Outcome {
        let Some(at) = self.cell_at(slot, element) else { return Outcome::of(Gap::Unstated) };
        let Some(Cell::Numbers(numbers)) = self.read.cells.get(&at) else {
            return Outcome::of(Gap::Unstated);
        };
        if self.settled.contains_key(&at) || numbers.len() < 2 {
            return Outcome::of(Gap::Unstated);
        }
        let first = interval(&numbers[0]);
        let other = |number: &&Printed| number.value != numbers[0].value;
        let apart = |number: &&Printed| {
            let own = interval(number);
            own.high < first.low || first.high < own.low
        };
        let verdict = if numbers.iter().filter(other).any(|number| apart(&number)) {
            self.settled.insert(at, Settled::Waits);
            Verdict::Fail
        } else if numbers.iter().any(|number| other(&number)) {
            Verdict::Rounding
        } else {
            Verdict::Pass
        };
        Outcome::plain(verdict)
    }

    fn judge(&self, check: &Check, element: &Element) -> Outcome {
        let leaves: Vec<Counting> = check.leaves.iter().map(|leaf| self.leaf(leaf, element)).collect();
        let (guard, body) =
            (check.guard.as_ref().map(|guard| chosen(guard, &leaves)), chosen(&check.body, &leaves));
        let used_at: Vec<usize> =
            match has_choice(&check.body) || check.guard.as_ref().is_some_and(has_choice) {
                false => (0..leaves.len()).collect(),
                true => guard.iter().chain([&body]).flat_map(|node| leaves_of(node)).collect(),
            };
        let used: Vec<&Counting> = used_at.iter().map(|leaf| &leaves[*leaf]).collect();
        if compares_only(&body) && self.is_of_its_parts(check, &used_at, element) {
            return Outcome::plain(Verdict::NotApplicable);
        }
        let all_blank = !used.is_empty() && used.iter().all(|leaf| leaf.empty);
        if compares_only(&body) && all_blank && !asks_for_figures(&check.body) {
            return Outcome::plain(Verdict::NotApplicable);
        }
        if let Some(guard) = &guard {
            match self.condition(guard, &leaves, element) {
                Ok(true) => {}
                Ok(false) => return Outcome::plain(Verdict::NotApplicable),
                Err(gap) => return Outcome::of(gap),
            }
        }
        let outcome = self.body(&body, &leaves, element, check.tolerance.as_ref());
        let supposed = used.iter().any(|leaf| leaf.number.as_ref().is_ok_and(|number| number.supposed));
        if supposed && matches!(outcome.verdict, Verdict::Fail | Verdict::Rounding) {
            return Outcome::plain(Verdict::Undecided);
        }
        outcome
    }

    fn body(
        &self,
        node: &Node,
        leaves: &[Counting],
        element: &Element,
        tolerance: Option<&Number>,
    ) -> Outcome {
        let inner = |node: &Node| self.body(node, leaves, element, tolerance);
        match node {
            Node::And(left, right) => {
                let (left, right) = (inner(left), inner(right));
                if gravity(right.verdict) > gravity(left.verdict) { right } else { left }
            }
            Node::Or(left, right) => either(inner(left), inner(right)),
            Node::Compare(relation, left, right) => compare(*relation, left, right, leaves, tolerance),
            Node::Text(relation, slot, texts) => match self.text(*relation, slot, texts, element) {
                Ok(holds) => Outcome::plain(if holds { Verdict::Pass } else { Verdict::Fail }),
                Err(gap) => Outcome::of(gap),
            },
            Node::Said(said, targets) => self.must_be_said(*said, targets, element),
            Node::Blank(target) => blank_outcome(self.blank(target, element)),
            Node::Not(inner) => match inner.as_ref() {
                Node::Said(said, targets) => self.must_be_said(!*said, targets, element),
                Node::Blank(target) => blank_outcome(self.blank(target, element).map(|blank| !blank)),
                other => match self.condition(other, leaves, element) {
                    Ok(holds) => Outcome::plain(if holds { Verdict::Fail } else { Verdict::Pass }),
                    Err(gap) => Outcome::of(gap),
                },
            },
            _ => unreachable!("a number is no statement"),
        }
    }

    /// A condition compares figures exactly as printed.
    pub(crate) fn condition(&self, node: &Node, leaves: &[Counting], element: &Element) -> Result<bool, Gap> {
        let inner = |node: &Node| self.condition(node, leaves, element);
        match node {
            Node::And(left, right) => match (inner(left), inner(right)) {
                (Ok(false), _) | (_, Ok(false)) => Ok(false),
                (Ok(true), other) | (other, Ok(true)) => other,
                (Err(left), Err(right)) => Err(worst_gap([Some(left), Some(right)])),
            },
            Node::Or(left, right) => match (inner(left), inner(right)) {
                (Ok(true), _) | (_, Ok(true)) => Ok(true),
                (Ok(false), other) | (other, Ok(false)) => other,
                (Err(Gap::Unknown), _) | (_, Err(Gap::Unknown)) => Err(Gap::Unknown),
                _ => Err(Gap::Unstated),
            },
            Node::Not(one) => inner(one).map(|holds| !holds),
            Node::Compare(relation, left, right) => {
                let of = |node: &Node| Leaves(leaves).value_at(node, &BTreeMap::new());
                match (of(left), of(right)) {
                    (Ok(left), Ok(right)) => Ok(holds(*relation, &(&left - &right))),
                    (left, right) => Err(worst_gap([left.err(), right.err()])),
                }
            }
            Node::Text(relation, slot, texts) => self.text(*relation, slot, texts, element),
            Node::Said(said, targets) => self.is_said(*said, targets, element),
            Node::Blank(target) => Ok(self.blank(target, element).unwrap_or(false)),
            _ => unreachable!("a number is no condition"),
        }
    }

    fn text(
        &self,
        relation: TextRelation,
        slot: &Figure,
        texts: &[String],
        element: &Element,
    ) -> Result<bool, Gap> {
        let cell = self.cell_at(slot, element).and_then(|at| self.read.cells.get(&at));
        let text = match cell {
            Some(Cell::Text(text)) => text.as_str(),
            Some(Cell::Blank) => "",
            _ => return Err(Gap::Unstated),
        };
        Ok(match relation {
            TextRelation::Same => text == texts[0],
            TextRelation::Different => text != texts[0],
            TextRelation::Contains => text.contains(&texts[0]),
            TextRelation::StartsWith => text.starts_with(&texts[0]),
            TextRelation::EndsWith => text.ends_with(&texts[0]),
            TextRelation::In => texts.iter().any(|one| text == one),
        })
    }

    /// The cell that a figure means here.
    pub(crate) fn cell_at(&self, figure: &Figure, element: &Element) -> Option<CellAt> {
        let row = match (&figure.row, element) {
            (RowRef::Fixed(row), _) => RowKey::Fixed(*row),
            (RowRef::Code(code), _) => RowKey::Named(code),
            (RowRef::Here, Some((_, key))) => RowKey::Named(key),
            (RowRef::Here, None) => return None,
        };
        match &row {
            RowKey::Named(key) if !self.read.rows[figure.family].contains(key) => None,
            _ => Some((figure.family, row, figure.column)),
        }
    }

    /// A leaf as it counts.
    pub(crate) fn leaf(&self, leaf: &Leaf, element: &Element) -> Counting {
        match leaf {
            Leaf::Figure(figure) | Leaf::Outer(figure) => self.figure(figure, element),
            Leaf::Printed(leaf) => match self.leaf(leaf, element).number {
                Ok(_) => {
                    let printed = Unit {
                        model: self.model,
                        read: self.read,
                        settled: BTreeMap::new(),
                        reading: self.reading,
                    };
                    printed.leaf(leaf, element)
                }
                Err(unknown) => gap(unknown),
            },
            Leaf::First(figures) => {
                let mut last = None;
                for figure in figures {
                    let counting = self.figure(figure, element);
                    let stated = !matches!(counting.number, Err(Gap::Unstated));
                    last = Some(counting);
                    if stated {
                        break;
                    }
                }
                last.unwrap()
            }
            Leaf::Sum(rows) => self.sum(rows, element),
            Leaf::Count(rows) => self.count(rows, element),
            Leaf::Level(family) => {
                let own = element.as_ref().filter(|(_, key)| self.read.rows[*family].contains(key));
                own.map_or(gap(Gap::Unstated), |(_, key)| known_number(level_of(key) as i64))
            }
            Leaf::ThisYear => known_number(i64::from(self.read.year)),
        }
    }

    fn figure(&self, figure: &Figure, element: &Element) -> Counting {
        if figure.prior {
            let Some(prior) = &self.read.prior else { return gap(Gap::Unstated) };
            let prior = Unit { model: self.model, read: prior, settled: BTreeMap::new(), reading: None };
            return prior.figure(&Figure { prior: false, ..*figure }, element);
        }
        let at = self.cell_at(figure, element);
        if let Some(settled) = at.as_ref().and_then(|at| self.settled.get(at)) {
            let number = match settled {
                Settled::Home(number) => Ok(Counted { one_cell: true, ..number.clone() }),
                Settled::Waits => Err(Gap::Unknown),
            };
            let empty = number.as_ref().is_ok_and(|number| !number.printed);
            return Counting { number, empty };
        }
        match at.as_ref().and_then(|at| self.read.cells.get(at)) {
            Some(Cell::Numbers(numbers)) => {
                let reading = self.reading.as_ref().filter(|(cell, _)| Some(cell) == at.as_ref());
                let number = &numbers[reading.map_or(0, |(_, reading)| *reading)];
                Counting { number: Ok(counted(number)), empty: false }
            }
            Some(Cell::Blank) => zero(false),
            Some(_) => gap(Gap::Unknown),
            None => match at.and_then(|at| self.parts_instead(&at)) {
                Some(parts) => self.added_parts(&parts),
                None => self.absent(figure, at.is_some()),
            },
        }
    }

    /// What is not printed: nothing is said of it, or it is zero, or it is supposed to be zero.
    fn absent(&self, figure: &Figure, row_is_there: bool) -> Counting {
        let family = &self.model.families[figure.family];
        let Of::Table(table) = family.of else { return gap(Gap::Unstated) };
        if !self.read.found[figure.family] {
            let optional = self.model.tables[table].optional;
            return gap(if optional { Gap::Unstated } else { Gap::Unknown });
        }
        // What was not taken may be what is not there.
        if self.loses_rows(figure.family) {
            return zero(true);
        }
        let column = &family.columns[figure.column];
        let headed = |column: &usize| self.read.headed.contains(&(figure.family, *column));
        // In data a column that may be missing is zero where it says nothing.
        if column.optional && headed(&figure.column) {
            return zero(false);
        }
        if column.optional {
            // Parts of which none is printed: the whole was not divided.
            let undivided = column.whole.is_some_and(|whole| {
                let parts = &family.columns[whole].parts;
                parts.contains(&figure.column) && !parts.iter().any(headed)
            });
            return if undivided { gap(Gap::Unstated) } else { zero(false) };
        }
        if !matches!(figure.row, RowRef::Fixed(_)) {
            return zero(row_is_there || !self.read.whole[figure.family]);
        }
        let RowRef::Fixed(row) = figure.row else { unreachable!("decided above") };
        let line = &family.rows[row];
        if !line.optional {
            return zero(true);
        }
        let printed = |row: &usize| {
            (0..family.columns.len())
                .any(|column| self.read.cell(figure.family, &RowKey::Fixed(*row), column).is_some())
        };
        let undivided = line.whole.is_some_and(|whole| {
            let whole = &family.rows[whole];
            whole.parts.contains(&row) && !whole.parts.iter().any(printed) && !whole.code_parts
        });
        if undivided { gap(Gap::Unstated) } else { zero(false) }
    }

    /// The value of a definition.
    pub(crate) fn defined(&self, family: usize, at: usize, element: &Element) -> Result<Number, Gap> {
        let (node, leaves) = formula(self.model, &self.model.families[family].definitions[at].value);
        let leaves: Vec<Counting> = leaves.iter().map(|leaf| self.leaf(leaf, element)).collect();
        Leaves(&leaves).value_at(&node, &BTreeMap::new())
    }
}

fn blank_outcome(holds: Option<bool>) -> Outcome {
    Outcome::plain(match holds {
        Some(true) => Verdict::Pass,
        Some(false) => Verdict::Fail,
        None => Verdict::NotApplicable,
    })
}
