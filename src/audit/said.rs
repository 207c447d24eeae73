//! 有, 无 and 空白: whether something is said, and whether one fact is said one way.

use super::judge::{Decisive, Outcome, Truth};
use super::reason::Subject;
use super::value::{Gap, Settled};
use super::view::View;
use super::{CellAt, Element, Reason, RowAt, Verdict};
use crate::account::OrdinalRead;
use crate::amount::{Interval, Place};
use crate::facts::{FamilyFacts, NO_PARENT, State};
use crate::ruleset::{Target, Whose};
use crate::schema::{ColumnId, Custom, FamilyId, Passage, TableId};

/// Whether something is said.
enum Said {
    Yes,
    No,
    /// It cannot be told, or the question does not arise.
    Neither(Gap),
}

impl View<'_> {
    /// 有 and 无 as what must hold.
    pub(super) fn said<'n>(&self, said: bool, targets: &'n [Target], element: &Element) -> Outcome<'n> {
        let mut wrong = Vec::new();
        for target in targets {
            match (self.is_said(target, element), said) {
                (Said::Yes, true) | (Said::No, false) => {}
                (Said::No, true) if self.facts.partial.get(self.lane) == Some(&true) => {
                    return Outcome::because(Verdict::Undecided, Reason::Lost);
                }
                (Said::Yes, false) | (Said::No, true) => wrong.push(target),
                (Said::Neither(Gap::Unknown(reason)), _) => {
                    return Outcome::because(Verdict::Undecided, reason);
                }
                (Said::Neither(Gap::Unstated(reason)), _) => {
                    return Outcome::because(Verdict::NotApplicable, reason);
                }
            }
        }
        if wrong.is_empty() {
            return Outcome::plain(Verdict::Pass);
        }
        Outcome { decisive: Some(Decisive::Said(said, wrong)), ..Outcome::plain(Verdict::Fail) }
    }

    /// 有 and 无 in a condition answer yes or no.
    pub(super) fn condition_said(&self, said: bool, targets: &[Target], element: &Element) -> Truth {
        for target in targets {
            match (self.is_said(target, element), said) {
                (Said::Yes, true) | (Said::No, false) => {}
                (Said::Neither(Gap::Unstated(reason)), true) => return Truth::Unstated(reason),
                (Said::Neither(Gap::Unknown(_)), true) => return Truth::Known(false),
                (Said::Neither(_), false) => {}
                _ => return Truth::Known(false),
            }
        }
        Truth::Known(true)
    }

    fn is_said(&self, target: &Target, element: &Element) -> Said {
        let yes = |truth: bool| if truth { Said::Yes } else { Said::No };
        match target {
            Target::Figure(figure) => self.figure_said(figure, element),
            Target::Row(family) => self.unless_lost(*family, self.row_said(*family, element)),
            Target::Parent(family) => match self.element_row(*family, element, None) {
                Some(RowAt::Block(row)) => self.unless_lost(
                    *family,
                    yes(self.facts_of(*family).is_some_and(|facts| {
                        let parent = facts.rows.parent(row);
                        // The nearest printed ancestor may stand higher: then the level between is missing.
                        parent != NO_PARENT && facts.rows.level(parent) + 1 >= facts.rows.level(row)
                    })),
                ),
                _ => Said::No,
            },
            Target::Items(family) => yes(!self.rows(*family).is_empty()),
            Target::AnyItem(family, column) => {
                let stated = |row: u32| {
                    self.state(CellAt { family: *family, row: RowAt::Block(row), column: *column })
                        != State::Absent
                };
                yes(self.rows(*family).any(stated))
            }
            Target::Table(table) => match self.scattered(*table) {
                Some(reason) => Said::Neither(Gap::Unknown(reason)),
                None => self.whole_document(yes(self.table_found(*table))),
            },
            Target::Head(family, column) => self.head_said(*family, *column),
            Target::Defined(id) => {
                let Some(definition) = self.plan.definitions.get(id.0 as usize) else { return Said::No };
                let leaves = self.leaves(&definition.leaves, element, false);
                yes(super::evaluate::value(&definition.node, &leaves).is_ok())
            }
            Target::EmptyNote(table) => self.empty_note(*table),
            Target::Prior | Target::Plan => {
                match super::beside::one_account(target).map(|whose| self.others.has_one(whose)) {
                    Some(Err(reason)) => Said::Neither(Gap::Unstated(reason)),
                    _ => Said::Yes,
                }
            }
            Target::Subordinates => match self.others.has_subordinates() {
                Ok(()) => Said::Yes,
                Err((Verdict::Undecided, reason)) => Said::Neither(Gap::Unknown(reason)),
                Err((_, reason)) => Said::Neither(Gap::Unstated(reason)),
            },
            Target::Part(at) => self.part_said(*at as usize),
            Target::BodyHeading => self.body_heading(element),
            Target::OrdinalBefore => yes(self.ordinal(element).is_none_or(|ordinal| ordinal.follows)),
            Target::Passage(family) => yes(self.found(*family)),
        }
    }

    /// A part is there by its title, or by what it holds: forms differ in whether they print the title.
    fn part_said(&self, at: usize) -> Said {
        let Some(part) = self.schema.outline.get(at) else { return Said::No };
        let tables = || self.schema.tables.iter().filter(|table| table.is_plain());
        // Data that were made of a text name the part that explains as they name the others.
        let elements = &self.account.elements;
        let told = |passage: &Passage| self.found(passage.family) && !elements.is_aside(passage.id);
        let holds = (part.passages && !elements.had_text && self.schema.passages.iter().any(told))
            || (part.tables && tables().any(|table| self.table_found(table.id)));
        if holds || self.account.elements.parts.get(at).copied().flatten().is_some() {
            return Said::Yes;
        }
        if part.optional {
            return Said::Neither(Gap::Unstated(Reason::NoElement(Subject::Part)));
        }
        self.whole_text(Said::No)
    }

    /// Data hold figures, no text: parts and notes are not asked of them.
    fn whole_text(&self, said: Said) -> Said {
        match said {
            Said::No if !self.account.elements.is_of_text() => Said::Neither(Gap::Unstated(Reason::Excerpt)),
            other => self.whole_document(other),
        }
    }

    /// What is missing from an excerpt is no finding: completeness is asked of whole documents.
    fn whole_document(&self, said: Said) -> Said {
        match said {
            Said::No if !self.is_whole() => Said::Neither(Gap::Unstated(Reason::Excerpt)),
            other => other,
        }
    }

    /// Whether the account is data, and was no text before.
    pub(super) fn is_data(&self) -> bool {
        self.account.of_data && !self.account.elements.is_of_text()
    }

    /// Whether the document is more than an excerpt, by what the rule set says. Data are all that there is.
    pub(super) fn is_whole(&self) -> bool {
        let Some((tables, parts)) = self.schema.whole else { return true };
        if self.is_data() {
            return true;
        }
        let found_parts = self.account.elements.parts.iter().flatten().count();
        let found_tables = self.account.tables.iter().filter(|table| table.found).count();
        let enough = |found: usize, least: Option<u32>| least.is_some_and(|least| found >= least as usize);
        enough(found_parts, parts) || enough(found_tables, tables)
    }

    /// What a rule within a table comes to: nothing is wrong in one that a lost page may have rows of.
    pub(super) fn unless_cut<'n>(&self, table: Option<TableId>, outcome: Outcome<'n>) -> Outcome<'n> {
        let facts = table.and_then(|table| self.facts.tables.get(table.0 as usize));
        if outcome.verdict == Verdict::Fail
            && facts.is_some_and(|facts| facts.cut.get(self.lane) == Some(&true))
        {
            return Outcome::because(Verdict::Undecided, Reason::Lost);
        }
        outcome
    }

    /// The reason why nothing can be said of a table whose figures were not read.
    pub(super) fn scattered(&self, table: TableId) -> Option<Reason> {
        let scattered = self.facts.tables.get(table.0 as usize)?.scattered.get(self.lane).copied()?;
        scattered.then_some(Reason::ScatteredTable(Subject::Table(table)))
    }

    pub(super) fn table_found(&self, table: TableId) -> bool {
        let families = self.schema.table(table).map(|table| table.families.as_slice()).unwrap_or_default();
        families.iter().any(|family| self.found(*family))
    }

    fn figure_said(&self, figure: &crate::ruleset::Figure, element: &Element) -> Said {
        if figure.whose != Whose::This {
            return match self.said_of_others(figure, element) {
                Ok(true) => Said::Yes,
                Ok(false) => Said::No,
                Err(gap) => Said::Neither(gap),
            };
        }
        let Some(family) = self.family(figure.family) else { return Said::No };
        let cell = self.cell(figure, element);
        if cell.is_some_and(|cell| self.state(cell) != State::Absent) {
            return Said::Yes;
        }
        if family.table.is_some() {
            return Said::No;
        }
        if !self.found(figure.family) && !family.repeated {
            return Said::Neither(Gap::Unstated(Reason::MissingPassage(Subject::Family(figure.family))));
        }
        let dimension = self.dimension(figure, element);
        let unclaimed = |facts: &FamilyFacts| facts.is_unclaimed(self.lane, &dimension);
        if dimension.is_number() && self.facts_of(figure.family).is_some_and(unclaimed) {
            return Said::Neither(Gap::Unknown(Reason::NotUnderstood(Subject::Figure(
                figure.clone(),
                *element,
            ))));
        }
        Said::No
    }

    /// A row that is not there may be among those that were not read.
    fn unless_lost(&self, family: FamilyId, said: Said) -> Said {
        match said {
            Said::No if self.loses_rows(family) => {
                Said::Neither(Gap::Unknown(Reason::LostRows(Subject::Family(family))))
            }
            other => other,
        }
    }

    /// Whether lines with figures stand among the rows of a family and are none of them.
    pub(super) fn loses_rows(&self, family: FamilyId) -> bool {
        self.facts_of(family).and_then(|facts| facts.loses_rows.get(self.lane)).copied().unwrap_or(false)
    }

    fn row_said(&self, id: FamilyId, element: &Element) -> Said {
        let Some(family) = self.family(id) else { return Said::No };
        if self.element_row(id, element, None).is_some() {
            return Said::Yes;
        }
        let passage_found = family.passage.and_then(|passage| self.schema.passage(passage));
        match passage_found {
            Some(passage) if !self.found(passage.family) => {
                Said::Neither(Gap::Unstated(Reason::MissingPassage(Subject::Family(id))))
            }
            _ => Said::No,
        }
    }

    fn head_said(&self, family: FamilyId, column: ColumnId) -> Said {
        let optional = self.schema.column(family, column).is_some_and(|column| column.optional);
        match self.read_of(family) {
            Some(read) if read.found => match read.heads.get(column.0 as usize) {
                Some(true) => Said::Yes,
                Some(false) if optional => Said::Neither(Gap::Unstated(Reason::NothingToCheck)),
                Some(false) => self.whole_document(Said::No),
                None => Said::Neither(Gap::Unstated(Reason::NothingToCheck)),
            },
            _ => Said::Neither(Gap::Unstated(self.missing_table(family))),
        }
    }

    /// A note under the table, or below it in the text, that says that it is empty.
    fn empty_note(&self, id: TableId) -> Said {
        let Some(table) = self.schema.table(id) else { return Said::No };
        let read = self.account.tables.get(id.0 as usize);
        let notes = read.map(|read| read.notes.as_slice()).unwrap_or_default();
        // A form that asks for no words of its own is content with those that are customary.
        let customs = &self.schema.customs;
        let customary = |text: &str| {
            let text = crate::text::fold_text(text);
            let of = customs.begins(Custom::NothingOf, &text) || customs.within(Custom::NothingHere, &text);
            of && customs.within(Custom::Nothing, &text)
        };
        let said = |text: &str| match table.empty_notes.as_slice() {
            [] => customary(text),
            notes => notes.iter().any(|note| !crate::account::passages::find_phrases(note, text).is_empty()),
        };
        match notes.iter().any(|(text, _)| said(text)) {
            true => Said::Yes,
            false if !self.account.elements.is_headed() && notes.is_empty() => self.whole_text(Said::No),
            false => Said::No,
        }
    }

    fn body_heading(&self, element: &Element) -> Said {
        let Element::Text { at, .. } = element else { return Said::No };
        let Some(line) = self.account.elements.contents.get(*at as usize) else { return Said::No };
        let headings = &self.account.elements.headings;
        let tables = self.account.tables.iter().filter(|table| table.found);
        let titled = |title: &str| crate::text::name_key(title).ends_with(&line.key);
        let found = headings.iter().any(|heading| heading.key == line.key)
            || tables.into_iter().any(|table| titled(&table.title))
            || line.key.is_empty();
        if found { Said::Yes } else { Said::No }
    }

    fn ordinal(&self, element: &Element) -> Option<&OrdinalRead> {
        let Element::Text { at, .. } = element else { return None };
        self.account.elements.ordinals.get(*at as usize)
    }

    /// Whether a cell, row or table is blank; none where it is not there.
    pub(super) fn blank(&self, target: &Target, element: &Element) -> Option<bool> {
        match target {
            Target::Figure(figure) if figure.whose != Whose::This => self.blank_of_others(figure, element),
            Target::Figure(figure) => {
                let cell = self.cell(figure, element)?;
                match self.state(cell) {
                    State::Absent => None,
                    State::Blank | State::Dash => Some(true),
                    _ => Some(false),
                }
            }
            Target::Table(table) => {
                let families = &self.schema.table(*table)?.families;
                if !self.table_found(*table) {
                    return None;
                }
                let blank = families.iter().all(|family| self.family_blank(*family));
                // Figures that are in no row are figures.
                (!blank || !families.iter().any(|family| self.loses_rows(*family))).then_some(blank)
            }
            Target::Row(family) => {
                let row = self.element_row(*family, element, None)?;
                Some(self.row_blank(*family, row))
            }
            _ => None,
        }
    }

    /// No figure but zeros.
    fn family_blank(&self, id: FamilyId) -> bool {
        let Some(family) = self.family(id) else { return true };
        let fixed = (0..family.rows.len() as u32).map(RowAt::Fixed);
        fixed.chain(self.rows(id).map(RowAt::Block)).all(|row| self.row_blank(id, row))
    }

    fn row_blank(&self, id: FamilyId, row: RowAt) -> bool {
        let columns = self.family(id).map_or(0, |family| family.columns.len()) as u32;
        (0..columns).all(|column| {
            let cell = CellAt { family: id, row, column: ColumnId(column) };
            match self.state(cell) {
                State::Value => self.stored(cell).is_some_and(|(value, ..)| value == 0),
                State::Unreadable => false,
                _ => true,
            }
        })
    }

    /// All readings of a fact agree within rounding. Where the slot was compared with its home, that said it all.
    pub(super) fn said_once<'n>(&self, at: CellAt) -> Outcome<'n> {
        if self.settled.contains_key(&at) {
            return Outcome::because(Verdict::NotApplicable, Reason::NothingToCheck);
        }
        let Some(cell) = self.cell_read(at) else {
            return Outcome::because(Verdict::NotApplicable, Reason::NothingToCheck);
        };
        let claims = &cell.claims;
        if cell.state != State::Value || claims.len() < 2 {
            return Outcome::because(Verdict::NotApplicable, Reason::NothingToCheck);
        }
        let scale = self.dimension_at(at).scale();
        let interval = |claim: &crate::account::Claim| {
            let value = crate::amount::Exact::from_fixed(claim.value, scale);
            Interval::around(&value, &claim.place.radius())
        };
        let Some(first) = claims.first() else { return Outcome::plain(Verdict::Pass) };
        let home = interval(first);
        let apart: Vec<usize> = claims
            .iter()
            .enumerate()
            .filter(|(_, claim)| claim.value != first.value && !home.meets(&interval(claim)))
            .map(|(at, _)| at)
            .collect();
        let touching = claims.iter().any(|claim| claim.value != first.value && claim.place != Place::EXACT);
        match (apart.is_empty(), touching) {
            (false, _) => {
                let readings = std::iter::once(0).chain(apart).collect();
                Outcome { decisive: Some(Decisive::Twice(at, readings)), ..Outcome::plain(Verdict::Fail) }
            }
            (true, true) => {
                let readings = (0..claims.len()).collect();
                Outcome { decisive: Some(Decisive::Twice(at, readings)), ..Outcome::plain(Verdict::Rounding) }
            }
            _ => Outcome::plain(Verdict::Pass),
        }
    }

    /// Notes that a slot waits, because of a finding about it.
    pub(super) fn suspend(&mut self, at: CellAt, reason: Reason) {
        self.settled.insert(at, Settled::Suspended(reason));
    }
}
