//! Mistakes of the kinds that occur, each where rules speak against it.

use std::collections::{BTreeMap, BTreeSet};

use super::cells;
use super::make::{Made, names, page_of};
use super::page::{Block, Page};
use super::random::Random;
use super::values::{Rules, broken};
use crate::account::{Account, RowRead};
use crate::amount::Dimension;
use crate::audit::{CellAt, RowAt};
use crate::ruleset::RuleId;
use crate::schema::{ColumnId, FamilyId, Schema};
use crate::session::Edition;
use crate::syntax::Level;

/// A kind of mistake.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FaultKind {
    /// A digit is missing.
    Dropped,
    /// Two digits stand in each other's place.
    Swapped,
    /// 元 in a table of 万元.
    TenThousand,
    /// A sign that does not belong there.
    Sign,
    /// The figures of a column stand one row off.
    RowShift,
    /// Two figures of a row stand in each other's column.
    ColumnShift,
    /// The figure of another year.
    LastYear,
    /// A total without one of its parts.
    Stale,
    /// A row is missing.
    LostRow,
    /// The word for the other direction.
    Direction,
    /// A rate of something else.
    Denominator,
    /// Another year.
    Year,
    /// The name of another code.
    Name,
}

impl FaultKind {
    /// All kinds.
    pub const ALL: [FaultKind; 13] = [
        FaultKind::Dropped,
        FaultKind::Swapped,
        FaultKind::TenThousand,
        FaultKind::Sign,
        FaultKind::RowShift,
        FaultKind::ColumnShift,
        FaultKind::LastYear,
        FaultKind::Stale,
        FaultKind::LostRow,
        FaultKind::Direction,
        FaultKind::Denominator,
        FaultKind::Year,
        FaultKind::Name,
    ];

    /// What it is called.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            FaultKind::Dropped => "少一位",
            FaultKind::Swapped => "两位颠倒",
            FaultKind::TenThousand => "差一万倍",
            FaultKind::Sign => "多负号",
            FaultKind::RowShift => "错行",
            FaultKind::ColumnShift => "错列",
            FaultKind::LastYear => "抄上年",
            FaultKind::Stale => "合计未改",
            FaultKind::LostRow => "漏行",
            FaultKind::Direction => "方向写反",
            FaultKind::Denominator => "分母用错",
            FaultKind::Year => "年度未改",
            FaultKind::Name => "名称写错",
        }
    }
}

/// A mistake in a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fault {
    /// Its kind.
    pub kind: String,
    /// The table or passage, and the row and column.
    pub place: [String; 3],
    /// Figures that are wrong, as they stand there and as they should.
    pub figures: Vec<(String, String)>,
    /// The lines of the plain text that it stands on, first to last.
    pub lines: (u32, u32),
    /// The line as printed.
    pub quote: String,
    /// Numbers of the rules that it contradicts.
    pub rules: Vec<String>,
    /// One of them is of the level 错误.
    pub is_error: bool,
}

/// A document with mistakes.
#[derive(Clone, Debug, Default)]
pub struct Faulty {
    /// As printed.
    pub page: Page,
    /// What it says.
    pub account: Account,
    /// What is wrong in it.
    pub faults: Vec<Fault>,
}

/// A change to an account.
#[derive(Clone, Debug)]
pub(super) struct Change {
    pub(super) kind: FaultKind,
    /// Figures with what they become.
    pub(super) cells: Vec<(CellAt, i64)>,
    /// The row that is missing.
    pub(super) lost: Option<(FamilyId, u32)>,
    /// The row that is called otherwise.
    pub(super) renamed: Option<(FamilyId, u32, String)>,
}

/// Most tries for one mistake.
const TRIES: usize = 300;

/// Puts mistakes into a document.
#[must_use]
pub fn plant(edition: &Edition, made: &Made, count: usize, seed: u64) -> Faulty {
    let rules = Rules { schema: &edition.schema, rules: &edition.rules, plan: &edition.plan };
    let mut random = Random::new(seed ^ 0xFA17);
    let maker = Maker::new(rules, &made.account);
    // What figures by themselves do not show, and the document does (shares that were balanced).
    let usual = broken(rules, &made.account);
    let mut chosen: Vec<(Change, BTreeSet<RuleId>)> = Vec::new();
    let mut kinds: Vec<FaultKind> = Vec::new();
    for _ in 0..count {
        for _ in 0..TRIES {
            if kinds.is_empty() {
                kinds = FaultKind::ALL.to_vec();
                random.shuffle(&mut kinds);
            }
            let Some(kind) = kinds.pop() else { break };
            let Some(change) = maker.change(kind, &mut random) else { continue };
            if chosen.iter().any(|(known, _)| touches(known, &change)) {
                continue;
            }
            let mut against = against(rules, &made.account, &change);
            against.retain(|rule| !usual.contains(rule));
            if !against.is_empty() {
                chosen.push((change, against));
                break;
            }
        }
    }
    let mut account = made.account.clone();
    chosen.iter().for_each(|(change, _)| apply(rules.schema, &mut account, change));
    let mut lost: Vec<(FamilyId, u32)> = chosen.iter().filter_map(|(change, _)| change.lost).collect();
    lost.sort_unstable();
    lost.iter().rev().for_each(|(family, row)| lose(&mut account, *family, *row));
    let page = page_of(edition, &account, made);
    let told = chosen.iter().map(|(change, against)| tell(edition, made, &lost, &page, change, against));
    let faults = told.collect();
    Faulty { page, account, faults }
}

/// Rules above 提示 that fail once a change is made.
pub(super) fn against(rules: Rules<'_>, account: &Account, change: &Change) -> BTreeSet<RuleId> {
    broken(rules, &changed(rules.schema, account, change))
}

/// An account with a change.
pub(super) fn changed(schema: &Schema, account: &Account, change: &Change) -> Account {
    let mut changed = account.clone();
    apply(schema, &mut changed, change);
    if let Some((family, row)) = change.lost {
        lose(&mut changed, family, row);
    }
    changed
}

fn apply(schema: &Schema, account: &mut Account, change: &Change) {
    for (at, value) in &change.cells {
        cells::set(schema, account, *at, *value);
    }
    if let Some((family, row, name)) = &change.renamed
        && let Some(row) =
            account.families.get_mut(family.0 as usize).and_then(|read| read.rows.get_mut(*row as usize))
    {
        row.name.clone_from(name);
    }
}

/// Takes a row out.
fn lose(account: &mut Account, family: FamilyId, at: u32) {
    let Some(read) = account.families.get_mut(family.0 as usize) else { return };
    if (at as usize) < read.rows.len() {
        read.rows.remove(at as usize);
    }
    for row in &mut read.rows {
        row.parent = match row.parent {
            Some(parent) if parent == at => None,
            Some(parent) if parent > at => Some(parent - 1),
            other => other,
        };
    }
}

/// Whether two changes stand in one row, or one in the column of the other.
fn touches(one: &Change, other: &Change) -> bool {
    let rows = |change: &Change| -> BTreeSet<(FamilyId, RowAt)> {
        let cells = change.cells.iter().map(|(at, _)| (at.family, at.row));
        let lost = change.lost.map(|(family, row)| (family, RowAt::Block(row)));
        let renamed = change.renamed.as_ref().map(|(family, row, _)| (*family, RowAt::Block(*row)));
        cells.chain(lost).chain(renamed).collect()
    };
    let families =
        |change: &Change| rows(change).into_iter().map(|(family, _)| family).collect::<BTreeSet<FamilyId>>();
    let both_rows = !rows(one).is_disjoint(&rows(other));
    let lost = (one.lost.is_some() || other.lost.is_some()) && !families(one).is_disjoint(&families(other));
    both_rows || lost
}

/// Changes of an account.
pub(super) struct Maker<'m> {
    rules: Rules<'m>,
    account: &'m Account,
    /// Figures that are not zero.
    figures: Vec<CellAt>,
    words: Vec<CellAt>,
    rates: Vec<CellAt>,
    years: Vec<CellAt>,
}

impl<'m> Maker<'m> {
    pub(super) fn new(rules: Rules<'m>, account: &'m Account) -> Self {
        let schema = rules.schema;
        let all: Vec<CellAt> =
            cells::all(schema, account).into_iter().filter(|at| cells::value(account, *at) != 0).collect();
        let of = |wanted: &dyn Fn(CellAt) -> bool| all.iter().copied().filter(|at| wanted(*at)).collect();
        let is = |at: CellAt, dimension: &Dimension| cells::dimension(schema, at) == *dimension;
        let word = |at: CellAt| cells::is_word(schema, at);
        Self {
            rules,
            account,
            figures: of(&|at| is(at, &Dimension::Money)),
            words: of(&word),
            rates: of(&|at| is(at, &Dimension::Ratio) && !word(at)),
            years: of(&|at| is(at, &Dimension::Year)),
        }
    }

    /// Amounts and rates that are not zero.
    pub(super) fn all_figures(&self) -> impl Iterator<Item = CellAt> + '_ {
        self.figures.iter().chain(&self.rates).copied()
    }

    /// A change of a kind, wherever.
    pub(super) fn change(&self, kind: FaultKind, random: &mut Random) -> Option<Change> {
        let one = |all: &[CellAt], random: &mut Random| random.pick(all).copied();
        match kind {
            FaultKind::Direction => {
                let at = one(&self.words, random)?;
                Some(change(kind, vec![(at, -cells::value(self.account, at))]))
            }
            FaultKind::Denominator => {
                let at = one(&self.rates, random)?;
                let value = cells::value(self.account, at) / cells::RATE_UNIT * random.between(40, 94) / 100;
                Some(change(kind, vec![(at, value.max(1) * cells::RATE_UNIT)]))
            }
            FaultKind::Year => {
                let at = one(&self.years, random)?;
                Some(change(kind, vec![(at, cells::value(self.account, at) - 1)]))
            }
            FaultKind::RowShift | FaultKind::ColumnShift | FaultKind::Stale => {
                let at = one(&self.figures, random)?;
                self.beside(kind, at, random)
            }
            FaultKind::LostRow | FaultKind::Name => self.row(kind, random),
            _ => {
                let at = one(&self.figures, random)?;
                self.figure(kind, at, random)
            }
        }
    }

    /// A change of one figure.
    pub(super) fn figure(&self, kind: FaultKind, at: CellAt, random: &mut Random) -> Option<Change> {
        let unit = cells::unit_of(&cells::dimension(self.rules.schema, at));
        let now = cells::value(self.account, at) / unit;
        let digits: Vec<char> = now.to_string().chars().collect();
        let value = match kind {
            FaultKind::Dropped => {
                let mut digits = digits;
                if digits.len() < 3 {
                    return None;
                }
                digits.remove(random.below(digits.len()));
                digits.into_iter().collect::<String>().parse().ok()?
            }
            FaultKind::Swapped => {
                let mut digits = digits;
                if digits.len() < 2 {
                    return None;
                }
                let at = random.below(digits.len() - 1);
                digits.swap(at, at + 1);
                digits.into_iter().collect::<String>().parse().ok()?
            }
            FaultKind::TenThousand => now.checked_mul(10_000)?,
            FaultKind::Sign => -now,
            FaultKind::LastYear => now * random.between(70, 96) / 100,
            _ => return None,
        };
        let value: i64 = value;
        let becomes = value.checked_mul(unit)?;
        (value != now).then(|| change(kind, vec![(at, becomes)]))
    }

    /// A change of a figure and the one beside it, or of a total that lacks a part.
    fn beside(&self, kind: FaultKind, at: CellAt, random: &mut Random) -> Option<Change> {
        let schema = self.rules.schema;
        let family = schema.family(at.family).filter(|family| family.table.is_some())?;
        let now = cells::value(self.account, at);
        let other = match kind {
            FaultKind::RowShift => match at.row {
                RowAt::Fixed(row) => CellAt { row: RowAt::Fixed(row + 1), ..at },
                RowAt::Block(row) => CellAt { row: RowAt::Block(row + 1), ..at },
            },
            FaultKind::ColumnShift => {
                CellAt { column: ColumnId(random.below(family.columns.len()) as u32), ..at }
            }
            _ => {
                let RowAt::Fixed(row) = at.row else { return None };
                let parts = &family.rows.get(row as usize)?.parts.rows;
                let part = random.pick(parts)?;
                let part = cells::value(self.account, CellAt { row: RowAt::Fixed(part.0), ..at });
                return (part != 0 && part != now).then(|| change(kind, vec![(at, now - part)]));
            }
        };
        let theirs = cells::value(self.account, other);
        let both = cells::is_said(self.account, other) && theirs != now;
        let same = cells::dimension(schema, other) == cells::dimension(schema, at);
        (both && same).then(|| change(kind, vec![(at, theirs), (other, now)]))
    }

    /// A row that is missing, or is called otherwise.
    fn row(&self, kind: FaultKind, random: &mut Random) -> Option<Change> {
        let coded: Vec<FamilyId> = self
            .rules
            .schema
            .families
            .iter()
            .filter(|family| {
                family.table.is_some() && family.codes.as_ref().is_some_and(|codes| !codes.by_name)
            })
            .map(|family| family.id)
            .collect();
        let family = *random.pick(&coded)?;
        let rows = &self.account.families.get(family.0 as usize)?.rows;
        let at = random.below(rows.len());
        let row = rows.get(at)?;
        let mut found = change(kind, Vec::new());
        if kind == FaultKind::Name {
            let other: &RowRead = random.pick(rows)?;
            if other.name == row.name {
                return None;
            }
            found.renamed = Some((family, at as u32, other.name.clone()));
            return Some(found);
        }
        if rows.iter().any(|below| below.parent == Some(at as u32)) {
            return None;
        }
        found.lost = Some((family, at as u32));
        Some(found)
    }
}

fn change(kind: FaultKind, cells: Vec<(CellAt, i64)>) -> Change {
    Change { kind, cells, lost: None, renamed: None }
}

/// What is told of a change.
fn tell(
    edition: &Edition,
    made: &Made,
    lost: &[(FamilyId, u32)],
    page: &Page,
    change: &Change,
    against: &BTreeSet<RuleId>,
) -> Fault {
    let schema = &edition.schema;
    // Rows behind one that is missing stand one up.
    let at_now = |at: CellAt| match at.row {
        RowAt::Block(row) => {
            let before =
                lost.iter().filter(|(family, gone)| *family == at.family && *gone < row).count() as u32;
            CellAt { row: RowAt::Block(row - before), ..at }
        }
        RowAt::Fixed(_) => at,
    };
    let places = places(page);
    let cells_now: Vec<CellAt> = change.cells.iter().map(|(at, _)| at_now(*at)).collect();
    let row_of = |family: FamilyId, row: u32| CellAt { family, row: RowAt::Block(row), column: ColumnId(0) };
    let whole = change.lost.or(change.renamed.as_ref().map(|(family, row, _)| (*family, *row)));
    let first = change.cells.first().map(|(at, _)| *at).or(whole.map(|(family, row)| row_of(family, row)));
    let mut lines: Vec<u32> =
        cells_now.iter().filter_map(|at| places.get(at).map(|(line, _)| *line)).collect();
    if let Some((family, _)) = whole {
        let of_family = places.iter().filter(|(at, _)| at.family == family).map(|(_, (line, _))| *line);
        lines.extend(of_family);
    }
    let line = lines.iter().copied().min().unwrap_or(0);
    let text = page.text();
    let codes = against.iter().filter_map(|id| edition.rules.rules.get(id.0 as usize));
    let mut rules: Vec<String> = codes.clone().map(|rule| rule.code.clone()).collect();
    rules.dedup();
    let before = page_of(edition, &made.account, made);
    let printed = self::places(&before);
    let figures = change.cells.iter().zip(&cells_now).map(|((was, _), now)| {
        let text = |places: &BTreeMap<CellAt, (u32, String)>, at: &CellAt| {
            places
                .get(at)
                .map(|(_, text)| text.clone())
                .filter(|text| !text.is_empty())
                .unwrap_or_else(|| "(blank)".to_owned())
        };
        (text(&places, now), text(&printed, was))
    });
    let mut figures: Vec<(String, String)> = figures.collect();
    if let (Some((family, row)), None) = (change.lost, &change.renamed) {
        let name = made.account.families.get(family.0 as usize).and_then(|read| read.rows.get(row as usize));
        figures.push(("(absent)".to_owned(), name.map(|row| row.name.clone()).unwrap_or_default()));
    }
    if let Some((family, row, name)) = &change.renamed {
        let was = made.account.families.get(family.0 as usize).and_then(|read| read.rows.get(*row as usize));
        figures.push((name.clone(), was.map(|row| row.name.clone()).unwrap_or_default()));
    }
    Fault {
        kind: change.kind.name().to_owned(),
        place: first.map(|at| names(schema, &made.account, at)).unwrap_or_default(),
        figures,
        lines: (line, lines.iter().copied().max().unwrap_or(0)),
        quote: text.lines().nth(line.saturating_sub(1) as usize).unwrap_or_default().to_owned(),
        is_error: codes.clone().any(|rule| rule.level == Level::Error),
        rules,
    }
}

/// Where each figure is printed, and how.
fn places(page: &Page) -> BTreeMap<CellAt, (u32, String)> {
    let mut places = BTreeMap::new();
    for (block, line) in page.blocks.iter().zip(page.lines()) {
        match block {
            Block::Heading(..) => {}
            Block::Paragraph(runs) => {
                for run in runs {
                    for at in &run.at {
                        places.entry(*at).or_insert((line, run.text.clone()));
                    }
                }
            }
            Block::Table(rows) => {
                for (below, row) in (0..).zip(rows) {
                    for cell in row {
                        if let Some(at) = cell.at {
                            places.entry(at).or_insert((line + below, cell.text.clone()));
                        }
                    }
                }
            }
        }
    }
    places
}
