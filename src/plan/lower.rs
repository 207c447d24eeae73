//! Steps lowered to operations over columns: which comparisons of sums can be decided for many units at once, and what
//! each figure of them is when it is not printed. What cannot be lowered is left to the exact judge.

use super::kernel::{Gate, Kernel, Linear, Lowering, Source};
use super::node::{asks_for_figures, leaves_of, reads};
use super::{Form, Leaf, Node, Plan, Step};
use crate::amount::{Exact, Relation};
use crate::graph::FigureClass;
use crate::ruleset::{Arithmetic, ColumnRef, Domain, Figure, Fold, RowRef, Rule, RuleSet, Select, Whose};
use crate::schema::{ColumnId, FamilyId, Schema};

/// Largest coefficient of a lowered sum: with figures below 2⁴⁰ of them thousands still fit into 63 bits.
const COEFFICIENT: i64 = 1_000_000_000_000;

/// Lowers every step of a plan, in its order.
#[must_use]
pub fn lower(schema: &Schema, rules: &RuleSet, plan: &Plan) -> Vec<Lowering> {
    let mut settled: Vec<FigureClass> =
        rules.restated.iter().map(|restated| FigureClass::of(&restated.slot)).collect();
    settled.sort();
    let lowerer = Lowerer { schema, settled };
    plan.steps.iter().map(|step| lowerer.step(rules, step)).collect()
}

struct Lowerer<'a> {
    schema: &'a Schema,
    /// Slots that count as the figures they restate: these are not read as printed.
    settled: Vec<FigureClass>,
}

/// The sources of a kernel as they are met, by leaf.
struct Met {
    sources: Vec<Source>,
    scales: Vec<u8>,
}

impl Lowerer<'_> {
    fn step(&self, rules: &RuleSet, step: &Step) -> Lowering {
        let check = rules.checks.get(step.check as usize);
        let Some(rule) = check.and_then(|check| rules.rules.get(check.rule.0 as usize)) else {
            return Lowering::Exact;
        };
        if !rule.in_force {
            return Lowering::Off;
        }
        match self.kernel(rule, step) {
            Some(kernel) => Lowering::Kernel(kernel),
            None if super::silent::is_silent(self.schema, step, check.and_then(|check| check.table)) => {
                Lowering::Silent
            }
            None => Lowering::Exact,
        }
    }

    fn kernel(&self, rule: &Rule, step: &Step) -> Option<Kernel> {
        let rows = match &step.domain {
            Domain::Once => Vec::new(),
            Domain::Rows { families, select: Select::All }
                if families.iter().all(|id| self.has_code_rows(*id)) =>
            {
                families.clone()
            }
            _ => return None,
        };
        if step.restates.is_some() {
            return None;
        }
        let mut met = Met { sources: Vec::new(), scales: Vec::new() };
        for leaf in &step.leaves {
            let (source, scale) = self.source(leaf, &rows)?;
            met.sources.push(source);
            met.scales.push(scale);
        }
        let guard = match &step.guard {
            Some(guard) => Some(self.gate(guard, step, &met)?),
            None => None,
        };
        let Node::Compare(relation, left, right, form) = &step.body else { return None };
        let form = step.forms.get(*form as usize)?;
        let body = self.linear((*relation, true), (left, right), form, &met, rule.tolerance.as_ref())?;
        let asks = asks_for_figures(&step.body);
        Some(Kernel { rows, sources: met.sources, guard, body, asks })
    }

    fn has_code_rows(&self, id: FamilyId) -> bool {
        self.schema.family(id).is_some_and(|family| family.table.is_some() && family.codes.is_some())
    }

    /// What a leaf reads, and the decimals of its fixed point.
    fn source(&self, leaf: &Leaf, rows: &[FamilyId]) -> Option<(Source, u8)> {
        match leaf {
            Leaf::Figure(figure) => self.figure(figure, rows),
            Leaf::Fold { fold: Fold::Sum, family, select, filter: None, body, leaves, .. } => {
                let [Leaf::Figure(figure)] = leaves.as_slice() else { return None };
                if **body != Node::Leaf(0)
                    || figure.family != *family
                    || figure.row != RowRef::Element(None)
                    || !self.is_plain(figure)
                    || !self.has_code_rows(*family)
                {
                    return None;
                }
                let column = self.fixed_column(figure)?;
                self.schema.family(*family)?;
                if self.schema.is_exact(*family, None, column) {
                    return None;
                }
                let scale = self.scale(figure, column)?;
                let source = match select {
                    Select::Level(level) => Source::LevelSum { family: *family, level: *level, column },
                    Select::ChildrenOfElement if !rows.is_empty() => {
                        Source::PartsSum { family: *family, column }
                    }
                    _ => return None,
                };
                Some((source, scale))
            }
            _ => None,
        }
    }

    fn figure(&self, figure: &Figure, rows: &[FamilyId]) -> Option<(Source, u8)> {
        if !self.is_plain(figure) {
            return None;
        }
        let family = self.schema.family(figure.family)?;
        let table = self.schema.table(family.table?)?;
        let column = self.fixed_column(figure)?;
        let row = match figure.row {
            RowRef::Fixed(row) => Some(row),
            _ => None,
        };
        // Columns know figures as they are printed.
        let is_exact = self.schema.is_exact(figure.family, row, column);
        if !table.is_plain() || family.repeated || is_exact {
            return None;
        }
        let scale = self.scale(figure, column)?;
        let source = match &figure.row {
            RowRef::Fixed(row) => Source::Cell { family: figure.family, row: *row, column },
            RowRef::Code(code) => {
                family.codes.as_ref()?;
                Source::Code { family: figure.family, code: code.to_string(), column }
            }
            RowRef::Element(None) if !rows.is_empty() && family.codes.is_some() => {
                Source::Row { family: figure.family, column }
            }
            RowRef::Element(_) => return None,
        };
        Some((source, scale))
    }

    /// This unit's figure of this year, as printed.
    fn is_plain(&self, figure: &Figure) -> bool {
        figure.whose == Whose::This && self.settled.binary_search(&FigureClass::of(figure)).is_err()
    }

    fn fixed_column(&self, figure: &Figure) -> Option<ColumnId> {
        match figure.column {
            ColumnRef::Fixed(column) => Some(column),
            ColumnRef::Element => None,
        }
    }

    fn scale(&self, figure: &Figure, column: ColumnId) -> Option<u8> {
        let row = match figure.row {
            RowRef::Fixed(row) => Some(row),
            _ => None,
        };
        let dimension = self.schema.family(figure.family)?.dimension(row, column);
        dimension.is_number().then(|| dimension.scale())
    }

    fn gate(&self, node: &Node, step: &Step, met: &Met) -> Option<Gate> {
        Some(match node {
            Node::Compare(relation, left, right, form) => {
                let form = step.forms.get(*form as usize)?;
                // A condition compares as printed, without any rounding.
                Gate::Compare(self.linear((*relation, false), (left, right), form, met, None)?)
            }
            Node::And(left, right) => {
                Gate::And(Box::new(self.gate(left, step, met)?), Box::new(self.gate(right, step, met)?))
            }
            Node::Or(left, right) => {
                Gate::Or(Box::new(self.gate(left, step, met)?), Box::new(self.gate(right, step, met)?))
            }
            _ => return None,
        })
    }

    /// A comparison of sums, with whole coefficients over the common scale of its figures. What must hold is compared
    /// with rounding (true), a condition as printed.
    fn linear(
        &self,
        (relation, rounds): (Relation, bool),
        (left, right): (&Node, &Node),
        form: &Form,
        met: &Met,
        tolerance: Option<&Exact>,
    ) -> Option<Linear> {
        let Form::Linear { terms, constant } = form else { return None };
        // A figure that cancels out can still be missing: then the exact judge has something to say.
        let mut read = Vec::new();
        leaves_of(left, &mut read)?;
        leaves_of(right, &mut read)?;
        read.sort_unstable();
        read.dedup();
        if !read.iter().eq(terms.iter().map(|(leaf, _)| leaf)) {
            return None;
        }
        // A value in fixed point times its coefficient is money, a ratio, a count: brought to whole numbers by one share.
        let in_base = |(leaf, coefficient): &(u32, Exact)| {
            let scale = met.scales.get(*leaf as usize)?;
            Some((*leaf, coefficient.shift_ten(-i32::from(*scale))))
        };
        let in_base: Vec<(u32, Exact)> = terms.iter().map(in_base).collect::<Option<_>>()?;
        let all = in_base.iter().map(|(_, coefficient)| coefficient);
        let mut share = Exact::ONE;
        for number in all.chain([constant]).chain(tolerance) {
            share = &share * &Exact::from_integer(missing_factor(number, &share)?);
        }
        let whole = |value: &Exact| (value * &share).to_integer().filter(|whole| whole.abs() <= COEFFICIENT);
        let lowered = in_base.iter().map(|(leaf, coefficient)| Some((*leaf, whole(coefficient)?)));
        let lowered: Vec<(u32, i64)> = lowered.collect::<Option<_>>()?;
        let on_place: Vec<u32> = match (one_figure(left), one_figure(right)) {
            _ if tolerance.is_some() || !rounds => Vec::new(),
            (Some(_), Some(_)) if is_bare(left) && is_bare(right) => Vec::new(),
            // Against a number that is written in the rule nothing is rounded.
            _ if !reads(left) || !reads(right) => Vec::new(),
            // What one figure is held against is rounded to its place: that changes nothing where the figure lies on it.
            (one, other) => one.into_iter().chain(other).collect(),
        };
        let is_strict = matches!(relation, Relation::Less | Relation::Greater | Relation::NotEqual);
        if is_strict && !on_place.is_empty() {
            return None;
        }
        Some(Linear {
            terms: lowered,
            constant: (constant * &share).to_integer()?,
            relation,
            tolerance: match tolerance {
                Some(tolerance) => Some((tolerance * &share).to_integer()?),
                None => None,
            },
            on_place,
        })
    }
}

/// What a share has to be multiplied by to make a number whole; none where that would be unreasonably large.
fn missing_factor(number: &Exact, share: &Exact) -> Option<i64> {
    const FACTORS: [i64; 12] = [1, 2, 3, 4, 6, 7, 10, 12, 100, 10_000, 1_000_000, 100_000_000];
    let scaled = number * share;
    FACTORS.into_iter().find(|factor| (&scaled * &Exact::from_integer(*factor)).is_integer())
}

/// Whether a side is a figure and nothing else but a sign.
fn is_bare(node: &Node) -> bool {
    match node {
        Node::Leaf(_) => true,
        Node::Negate(inner) => is_bare(inner),
        _ => false,
    }
}

/// The one figure that a side is, a sign or a factor of one aside.
fn one_figure(node: &Node) -> Option<u32> {
    match node {
        Node::Leaf(leaf) => Some(*leaf),
        Node::Negate(inner) => one_figure(inner),
        Node::Arithmetic(Arithmetic::Multiply, left, right) => one_figure(left).or_else(|| one_figure(right)),
        _ => None,
    }
}
