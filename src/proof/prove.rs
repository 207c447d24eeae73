//! Proofs: what a verdict rests on, with the numbers put in and the places where they are printed.

use std::borrow::Cow;

use super::spots::{plain, spot_of, spot_of_claim};
use super::{Claimed, Finding, Quantity, Side, Spot};
use crate::amount::{Exact, Interval, Place};
use crate::audit::{CellAt, Compared, Decisive, Element, Judged, LeafRead, Outcome, Verdict, View};
use crate::naming;
use crate::plan::{Node, Step, TextNode};
use crate::ruleset::{ElementKind, Property, Rule, RuleId, Target, TextRelation};
use crate::schema::{ColumnId, Family, FamilyId, Located, TableId};

/// Places that are shown where all figures of a rule are.
const SHOWN: usize = 40;

/// What was judged: the check, what it was at, and the reading that it is of.
pub(super) type Key = (u32, Element, Option<(CellAt, usize)>);

/// A finding with what it rests on.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) finding: Finding,
    /// What was judged: the check and what it was at; none of a phrase.
    pub(super) judged: Option<(u32, Element)>,
    /// All that it tells of, itself first.
    pub(super) keys: Vec<Key>,
    /// The cells that it rests on.
    pub(super) cells: Vec<CellAt>,
    /// The table that 每表一条 counts by.
    pub(super) table: Option<TableId>,
    pub(super) rule: RuleId,
    /// What one of its figures is of was inferred: it may be of something else.
    pub(super) inferred: bool,
    /// One of its figures is a fact of a clause: a slot of a section may have read the same.
    pub(super) told: bool,
}

/// The finding for what was judged, with what it rests on.
pub(super) fn prove(view: &View<'_>, rule: &Rule, judged: &Judged<'_>) -> Found {
    let Judged { step, element, outcome, table, .. } = judged;
    view.reading.set(judged.reading);
    let leaves = view.step_leaves(step, element);
    let (finding, cells) = Proof::new(view, step, element, &leaves).finding(rule, outcome);
    view.reading.set(None);
    let told = cells.iter().any(|cell| is_told(view, *cell));
    let inferred = cells.iter().any(|cell| is_inferred(view, *cell));
    Found {
        finding,
        judged: Some((step.check, *element)),
        keys: vec![(step.check, *element, judged.reading)],
        cells,
        table: *table,
        rule: rule.id,
        inferred,
        told,
    }
}

/// Whether a figure is a fact that a clause tells.
pub(super) fn is_told(view: &View<'_>, cell: CellAt) -> bool {
    view.family(cell.family).is_some_and(|family| is_of_clauses(view, family))
}

/// Whether a family holds what clauses tell.
pub(super) fn is_of_clauses(view: &View<'_>, family: &Family) -> bool {
    let passage = family.passage.and_then(|passage| view.schema.passage(passage));
    passage.is_some_and(|passage| matches!(passage.located, Located::Clauses))
}

/// Whether what a figure is of was inferred: then it may be of something else.
fn is_inferred(view: &View<'_>, cell: CellAt) -> bool {
    view.cell_read(cell).is_some_and(|cell| cell.claims.iter().any(|claim| claim.inferred))
}

/// A finding as it is built: its places and the cells that it rests on.
pub(super) struct Proof<'v, 'a> {
    pub(super) view: &'v View<'a>,
    pub(super) step: &'v Step,
    pub(super) element: &'v Element,
    pub(super) leaves: &'v [LeafRead],
    pub(super) spots: Vec<Spot>,
    pub(super) cells: Vec<CellAt>,
    /// What is compared at the moment is of this unit.
    pub(super) unit: Option<Quantity>,
    /// What is written at the moment is a factor or divisor: a number of its own, not an amount.
    pub(super) factor: bool,
    /// The two sides are compared as so many times, not as so many hundredths.
    pub(super) times: bool,
}

impl<'v, 'a> Proof<'v, 'a> {
    /// Starts a proof.
    pub(super) fn new(
        view: &'v View<'a>,
        step: &'v Step,
        element: &'v Element,
        leaves: &'v [LeafRead],
    ) -> Self {
        let (spots, cells) = (Vec::new(), Vec::new());
        Self { view, step, element, leaves, spots, cells, unit: None, factor: false, times: false }
    }

    /// The finding for an outcome, and the cells that it rests on.
    pub(super) fn finding(mut self, rule: &Rule, outcome: &Outcome<'_>) -> (Finding, Vec<CellAt>) {
        let mut finding = Finding { reasons: self.reasons(outcome), ..Finding::of(rule, outcome.verdict) };
        match &outcome.decisive {
            Some(decisive) => self.decisive(decisive, &mut finding),
            None => self.everything(),
        }
        for decisive in &outcome.or {
            let mut other = Finding::of(rule, outcome.verdict);
            self.decisive(decisive, &mut other);
            finding.or.push(other);
        }
        if outcome.verdict == Verdict::Undecided || self.spots.is_empty() {
            self.everything();
        }
        if self.spots.is_empty() {
            self.element_spot();
        }
        finding.places = self.spots;
        for other in &mut finding.or {
            other.places.clone_from(&finding.places);
        }
        let check = self.view.rules.checks.get(self.step.check as usize);
        let label = check.map(|check| check.label.as_str()).unwrap_or_default();
        let printed: Vec<(&str, &str)> = finding
            .places
            .iter()
            .filter_map(|spot| Some((spot.column.as_deref()?, spot.text.as_str())))
            .collect();
        let fill = |wording: &String| naming::fill(self.view, wording, &printed, self.element, label);
        let wording = finding.wording.as_ref().map(fill);
        finding.wording = wording;
        (finding, self.cells)
    }

    /// The reasons by name, each once where several are called the same.
    fn reasons(&self, outcome: &Outcome<'_>) -> Vec<super::Reason> {
        let mut reasons: Vec<_> =
            outcome.reasons.iter().map(|reason| naming::reason(self.view, reason)).collect();
        reasons.dedup();
        reasons
    }

    fn decisive(&mut self, decisive: &Decisive<'_>, finding: &mut Finding) {
        match decisive {
            Decisive::Compared(compared) => self.compared(compared, finding),
            Decisive::Said(said, targets) => self.said(*said, targets, finding),
            Decisive::Text(relation, wanted, left, right) => {
                self.texts((*relation, *wanted), left, right, finding)
            }
            Decisive::Twice(cell, readings) => {
                let terms = readings.iter().map(|reading| self.reading(*cell, *reading)).collect();
                finding.claimed = Claimed::SaidTwice(terms);
                self.cells.push(*cell);
            }
            Decisive::Blank(wanted, target) => {
                finding.claimed = Claimed::Blank(*wanted, naming::target(self.view, target, self.element));
                if let Target::Figure(figure) = target
                    && let Some(cell) = self.view.cell(figure, self.element)
                {
                    self.spot(cell);
                }
            }
            Decisive::Unpaired(text) => {
                self.element_spot();
                finding.claimed = Claimed::Unpaired(text.clone());
            }
            Decisive::Code(name, inner) => {
                self.decisive(inner, finding);
                finding.claimed = Claimed::OtherCode(name.clone());
            }
        }
    }

    fn compared(&mut self, compared: &Compared<'_>, finding: &mut Finding) {
        self.times = self.is_times(compared.left, compared.right);
        let unit = self.unit_of(compared.left).or_else(|| self.unit_of(compared.right));
        self.unit.clone_from(&unit);
        let left = self.term(compared.left);
        let right = self.term(compared.right);
        let quantity = |value: &Exact| {
            let interval = Interval::point(value);
            match &unit {
                Some(unit) => {
                    Quantity { value: value.clone(), interval, place: Place::EXACT, ..unit.clone() }
                }
                None => plain(value, interval),
            }
        };
        finding.difference = compared.difference.as_ref().map(&quantity);
        if let (Some(reach), Some(difference)) = (&compared.reach, &compared.difference) {
            let end = if difference.signum() >= 0 { &reach.low } else { &reach.high };
            finding.explained = Some(quantity(&(difference - end).abs()));
        }
        // What was judged by 允许误差 asks for no rounding.
        if compared.reach.is_none() {
            finding.tolerance = self.tolerance().map(|tolerance| quantity(&tolerance));
        }
        finding.single_pair = compared.single_pair;
        finding.slip = compared.slip;
        if compared.slip.is_some() {
            finding.level = crate::syntax::Level::Hint;
        }
        finding.claimed = Claimed::Comparison(compared.relation, left, right);
    }

    /// 允许误差 of the rule that is proved.
    fn tolerance(&self) -> Option<Exact> {
        let check = self.view.rules.checks.get(self.step.check as usize)?;
        self.view.rules.rules.get(check.rule.0 as usize)?.tolerance.clone()
    }

    fn said(&mut self, said: bool, targets: &[&Target], finding: &mut Finding) {
        let names = targets.iter().map(|target| naming::target(self.view, target, self.element)).collect();
        finding.claimed = Claimed::Said(said, names);
        if !said {
            for target in targets {
                if let Target::Figure(figure) = target
                    && let Some(cell) = self.view.cell(figure, self.element)
                {
                    self.spot(cell);
                }
            }
        }
        // What is said beside what is missing, and what the condition rests on, shows the place to look.
        self.beside();
        for leaf in self.leaves {
            for cell in leaf.cells.iter() {
                self.quoted(*cell);
            }
        }
        self.element_text();
        for target in targets {
            match target {
                Target::BodyHeading => self.nearest_heading(),
                Target::Table(table) | Target::EmptyNote(table) => {
                    if let Some(read) =
                        self.view.account.tables.get(table.0 as usize).filter(|read| read.found)
                    {
                        let spot = Spot { text: read.title.clone(), at: read.at.clone(), ..Spot::default() };
                        self.push(Spot { table: self.table_name(*table), ..spot });
                    }
                }
                Target::Head(family, _) => self.heads_spot(*family),
                _ => {}
            }
        }
        self.element_spot();
    }

    /// What the item or passage does say, so that the place to add what is missing can be seen.
    fn element_text(&mut self) {
        let Element::Row { family, row, .. } = self.element else { return };
        let columns = self.view.family(*family).filter(|family| family.passage.is_some());
        let columns = columns.map(|family| family.columns.len()).unwrap_or_default() as u32;
        for column in 0..columns {
            let cell = CellAt { family: *family, row: *row, column: ColumnId(column) };
            let number =
                self.view.schema.column(*family, cell.column).is_some_and(|c| c.dimension().is_number());
            if number && self.view.state(cell) == crate::facts::State::Value && self.spots.len() < 8 {
                self.quoted(cell);
            }
        }
    }

    /// The columns that a table's head does print.
    fn heads_spot(&mut self, id: FamilyId) {
        let (Some(read), Some(family)) = (self.view.read_of(id), self.view.family(id)) else { return };
        let printed = family.columns.iter().zip(&read.heads).filter(|(_, printed)| **printed);
        let text: Vec<&str> = printed.map(|(column, _)| column.name.as_str()).collect();
        let table = Some(family.name.clone());
        let at = read.head_at.clone().unwrap_or_else(|| read.at.clone());
        self.push(Spot { table, text: text.join("、"), at, ..Spot::default() });
    }

    /// The heading of the body that is most like a line of the contents.
    fn nearest_heading(&mut self) {
        let Element::Text { at, .. } = self.element else { return };
        let all = &self.view.account.elements;
        let Some(line) = all.contents.get(*at as usize) else { return };
        let alike = |heading: &&crate::account::Heading| crate::text::similarity(&heading.key, &line.key);
        let nearest = all.headings.iter().max_by_key(alike).filter(|heading| alike(heading) >= 600);
        if let Some(heading) = nearest {
            let (text, at) = (heading.text.clone(), heading.at.clone());
            self.push(Spot { text, at, ..Spot::default() });
        }
    }

    /// The targets of the same 有 that are said.
    fn beside(&mut self) {
        let mut said = Vec::new();
        targets_in(&self.step.body, &mut said);
        if let Some(guard) = &self.step.guard {
            targets_in(guard, &mut said);
        }
        for target in said {
            if let Target::Figure(figure) = target
                && let Some(cell) = self.view.cell(figure, self.element)
                && self.view.state(cell) != crate::facts::State::Absent
            {
                self.quoted(cell);
            }
        }
    }

    fn texts(
        &mut self,
        (relation, wanted): (TextRelation, bool),
        left: &TextNode,
        right: &TextNode,
        finding: &mut Finding,
    ) {
        let name = |node| naming::text(self.view, node, self.element);
        let (what, against) = (name(left), name(right));
        let rows_of_table = match (left, right) {
            (TextNode::Names { .. }, _) => Some(Side::Left),
            (_, TextNode::Names { .. }) => Some(Side::Right),
            _ => None,
        };
        let a = self.view.text(left, self.element).unwrap_or_default();
        let b = self.view.text(right, self.element).unwrap_or_default();
        self.text_spots(left);
        self.text_spots(right);
        for leaf in self.leaves {
            for cell in leaf.cells.iter() {
                self.spot(*cell);
            }
        }
        if self.spots.is_empty() {
            self.element_spot();
        }
        let (left, right) = match (relation, right) {
            (TextRelation::Within, _) => (self.view.strangers(&a, &b), b),
            (TextRelation::Same, TextNode::Property(Property::Name(family))) => {
                let chain = a
                    .first()
                    .map(|printed| naming::expected_chain(self.view, printed, *family, self.element));
                (a, chain.into_iter().map(Cow::Owned).collect())
            }
            _ => (a, b),
        };
        let owned = |texts: Vec<Cow<'_, str>>| texts.into_iter().map(Cow::into_owned).collect();
        let (left, right) = (owned(left), owned(right));
        finding.claimed = Claimed::Texts { relation, wanted, what, left, right, against, rows_of_table };
    }

    fn text_spots(&mut self, node: &TextNode) {
        match node {
            TextNode::Slot(figure)
            | TextNode::Property(Property::Printed(figure) | Property::MoneyUnit(figure)) => {
                if let Some(cell) = self.view.cell(figure, self.element) {
                    self.spot(cell);
                }
            }
            TextNode::Property(Property::Name(family) | Property::Code(family)) => {
                if let Some(row) = self.view.element_row(*family, self.element, None)
                    && let Some(read) = self.view.row_read(*family, row)
                {
                    let table = self.view.family(*family).map(|family| family.name.clone());
                    let row = naming::row(read, &read.name);
                    let (text, at) = (read.name.clone(), read.at.clone());
                    self.push(Spot { table, row: Some(row), text, at, ..Spot::default() });
                }
            }
            TextNode::Property(Property::Note(table)) => {
                let notes = self.view.account.tables.get(table.0 as usize).map(|table| table.notes.clone());
                let spot = notes.unwrap_or_default().into_iter().next();
                if let Some((text, at)) = spot {
                    self.push(Spot { table: self.table_name(*table), text, at, ..Spot::default() });
                }
            }
            TextNode::Element(_) => self.element_spot(),
            _ => {}
        }
    }

    fn table_name(&self, table: TableId) -> Option<String> {
        self.view.schema.table(table).map(|table| table.name.clone())
    }

    /// All figures that the step reads.
    fn everything(&mut self) {
        for leaf in self.leaves {
            for cell in leaf.cells.iter().take(SHOWN) {
                self.spot(*cell);
            }
        }
    }

    /// The element itself.
    pub(super) fn element_spot(&mut self) {
        match self.element {
            Element::None => {}
            Element::Row { family, row, .. } => {
                let read = self.view.row_read(*family, *row);
                // An item of the prose is shown by what it says.
                let is_prose = self.view.family(*family).is_some_and(|family| family.passage.is_some());
                if let Some(read) =
                    read.filter(|_| !(is_prose && self.spots.iter().any(|spot| spot.row.is_some())))
                {
                    let name = naming::row(read, &read.name);
                    let table = self.view.family(*family).map(|family| family.name.clone());
                    let text = read.code.clone().unwrap_or_else(|| read.name.clone());
                    self.push(Spot { table, row: Some(name), text, at: read.at.clone(), ..Spot::default() });
                }
            }
            Element::Text { kind, contents, at } => {
                if let Some(spot) = self.text_element(*kind, *contents, *at as usize) {
                    self.push(spot);
                }
            }
        }
    }

    fn text_element(&self, kind: ElementKind, contents: bool, at: usize) -> Option<Spot> {
        let all = &self.view.account.elements;
        let spot = |text: &str, quote: &str, at: &crate::document::Place| Spot {
            text: text.to_owned(),
            quote: quote.to_owned(),
            at: at.clone(),
            ..Spot::default()
        };
        Some(match kind {
            ElementKind::Heading => {
                let heading = if contents { all.contents.get(at)? } else { all.headings.get(at)? };
                spot(&heading.text, "", &heading.at)
            }
            ElementKind::Paragraph => {
                let paragraph = all.paragraphs.get(at)?;
                spot(&paragraph.text, "", &paragraph.at(0))
            }
            ElementKind::Money | ElementKind::Percent => {
                let figure = all.figures.get(at)?;
                spot(&figure.text, &figure.quote, &figure.at)
            }
            ElementKind::Ordinal => {
                let ordinal = all.ordinals.get(at)?;
                spot(&ordinal.text, "", &ordinal.at)
            }
            ElementKind::UnitName => {
                let unit = all.units.get(at)?;
                spot(&unit.text, &unit.quote, &unit.at)
            }
        })
    }

    pub(super) fn push(&mut self, spot: Spot) -> usize {
        if let Some(known) = self.spots.iter().position(|known| *known == spot) {
            return known;
        }
        self.spots.push(spot);
        self.spots.len() - 1
    }

    pub(super) fn spot(&mut self, cell: CellAt) -> usize {
        if !self.cells.contains(&cell) {
            self.cells.push(cell);
        }
        let reading = self.view.reading.get().filter(|(at, _)| *at == cell).map_or(0, |(_, reading)| reading);
        let spot = spot_of_claim(self.view, cell, reading);
        self.push(spot)
    }

    /// A cell shown with the clause that states it.
    fn quoted(&mut self, cell: CellAt) {
        if self.cells.contains(&cell) {
            return;
        }
        self.cells.push(cell);
        let mut spot = spot_of(self.view, cell);
        // Of a table the quotation is the whole row.
        let is_prose = self.view.family(cell.family).is_some_and(|family| family.passage.is_some());
        if is_prose && !spot.quote.is_empty() && spot.quote.contains(spot.text.as_str()) {
            spot.text.clone_from(&spot.quote);
        }
        self.push(spot);
    }
}

fn targets_in<'n>(node: &'n Node, targets: &mut Vec<&'n Target>) {
    match node {
        Node::Said(true, all) => targets.extend(all),
        Node::And(left, right) | Node::Or(left, right) => {
            targets_in(left, targets);
            targets_in(right, targets);
        }
        _ => {}
    }
}
