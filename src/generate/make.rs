//! One document: its account, its page, and what was read of it again.

use std::collections::BTreeSet;

use super::cells;
use super::outline::{drop_empty_rows, outline};
use super::page::{Block, Page};
use super::prose;
use super::random::Random;
use super::sentences::{Prose, Speaker};
use super::tables;
use super::values::{self, Rules};
use super::words::Invented;
use crate::account::{Account, State};
use crate::audit::{CellAt, RowAt};
use crate::document;
use crate::proof::{UnitFindings, Verdict};
use crate::schema::{Custom, SentenceId};
use crate::session::Edition;
use crate::syntax::{Item, Level};

/// Most rounds of printing, reading again and taking out what was not read as it was meant.
const ROUNDS: usize = 12;

/// A document that was made up.
#[derive(Clone, Debug, Default)]
pub struct Made {
    /// The name of the unit.
    pub unit: String,
    /// The year.
    pub year: i32,
    /// As printed.
    pub page: Page,
    /// What it says: figures of tables and of sentences.
    pub account: Account,
    /// Sentences that were chosen and taken out again, for they were not read as they were meant, or for a rule.
    pub left_out: usize,
    /// Sentences that it says.
    pub said: usize,
}

/// Why no document was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GenerateError {
    /// Rules that could not be satisfied, by number.
    Unsatisfied(Vec<String>),
    /// The rules declare no table.
    NoTables,
}

/// Makes up a document.
///
/// # Errors
/// When rules cannot be satisfied.
pub fn make(edition: &Edition, seed: u64) -> Result<Made, GenerateError> {
    let rules = Rules { schema: &edition.schema, rules: &edition.rules, plan: &edition.plan };
    let words = Invented::shipped();
    let mut random = Random::new(seed);
    let mut tables = outline(&edition.schema, &edition.rules, &words, &mut random);
    if !tables.tables.iter().any(|table| table.found) {
        return Err(GenerateError::NoTables);
    }
    tables.unit = Some(words.unit(&front(edition, &mut random), &mut random));
    tables.kind.clone_from(&edition.schema.name);
    let settled = values::settle(rules, &mut tables, &|_| true, &mut random);
    if !settled.failing.is_empty() {
        let code = |id: &crate::ruleset::RuleId| {
            edition.rules.rules.get(id.0 as usize).map(|rule| rule.code.clone())
        };
        return Err(GenerateError::Unsatisfied(
            settled.failing.union(&settled.unsolved).filter_map(code).collect(),
        ));
    }
    drop_empty_rows(&edition.schema, &mut tables);
    with_prose(edition, rules, &words, &tables, seed)
}

/// What stands before the name of a unit for its document to be read by this layer.
fn front(edition: &Edition, random: &mut Random) -> String {
    let heads = edition.trees.iter().flat_map(|tree| &tree.items);
    let own = heads.filter_map(|item| match item {
        Item::RuleSet(head) if head.name.text == edition.schema.name => Some(&head.recognised_by),
        _ => None,
    });
    let words: Vec<&str> = own.flatten().map(|text| text.value.as_str()).collect();
    random.pick(&words).map(|word| (*word).to_owned()).unwrap_or_default()
}

fn with_prose(
    edition: &Edition,
    rules: Rules<'_>,
    words: &Invented,
    tables: &Account,
    seed: u64,
) -> Result<Made, GenerateError> {
    let mut banned: BTreeSet<SentenceId> = BTreeSet::new();
    let mut failing: BTreeSet<String> = BTreeSet::new();
    for _ in 0..ROUNDS {
        let mut random = Random::new(seed ^ 0x5EED);
        let mut account = tables.clone();
        let mut said =
            Speaker::new(&edition.schema, &mut account, &mut random, &words.items, &banned).speak();
        prose::fill(rules, &mut account, &mut said, words, &mut random);
        let (made, wrong) = tell(edition, words, account, &mut said, &mut banned);
        if wrong.is_empty() {
            return Ok(made);
        }
        failing = wrong;
    }
    Err(GenerateError::Unsatisfied(failing.into_iter().collect()))
}

/// Prints, reads again, judges; takes out what was not read as it was meant until all is, or nothing is left to take.
fn tell(
    edition: &Edition,
    words: &Invented,
    mut account: Account,
    said: &mut Prose,
    banned: &mut BTreeSet<SentenceId>,
) -> (Made, BTreeSet<String>) {
    let mut wrong = BTreeSet::new();
    let mut made = Made::default();
    for _ in 0..ROUNDS {
        let page = page(edition, words, &account, said);
        let read = read_again(edition, &page.text());
        let mut out = misread(edition, &account, &read, said);
        let findings = edition.check(&read);
        wrong = told_wrong(&findings);
        out.extend(blame(&findings, &page, said));
        let kept = said.said.iter().filter(|one| !one.dropped).count();
        made = Made {
            unit: account.unit.clone().unwrap_or_default(),
            year: account.year.unwrap_or_default(),
            page,
            account: account.clone(),
            left_out: said.said.len() - kept,
            said: kept,
        };
        if out.is_empty() {
            break;
        }
        banned.extend(out.iter().filter_map(|at| said.said.get(*at)).map(|said| said.sentence));
        for (at, one) in said.said.iter_mut().enumerate() {
            one.dropped |= out.contains(&at);
        }
        drop_gone(&mut account, said);
    }
    (made, wrong)
}

/// Leaves the slots absent that no sentence says any more.
fn drop_gone(account: &mut Account, said: &Prose) {
    let kept: BTreeSet<CellAt> =
        said.said.iter().filter(|one| !one.dropped).flat_map(|one| one.cells()).collect();
    let gone: BTreeSet<CellAt> =
        said.said.iter().filter(|one| one.dropped).flat_map(|one| one.cells()).collect();
    gone.difference(&kept).for_each(|at| cells::clear(account, *at, State::Absent));
}

/// What stands in a document of this text.
pub(super) fn read_again(edition: &Edition, text: &str) -> Account {
    let document = document::read("generated.txt", text.as_bytes());
    document.ok().and_then(|document| edition.read(&document).into_iter().next()).unwrap_or_default()
}

/// Numbers of the rules that find something above 提示.
pub(super) fn told_wrong(findings: &UnitFindings) -> BTreeSet<String> {
    let wrong = findings.findings.iter();
    let wrong = wrong.filter(|finding| finding.verdict == Verdict::Fail && finding.level != Level::Hint);
    wrong.map(|finding| finding.rule.clone()).collect()
}

/// Sentences of which a slot was not read as it was meant.
fn misread(edition: &Edition, account: &Account, read: &Account, said: &Prose) -> BTreeSet<usize> {
    let is_read = |at: CellAt| {
        let meant = cells::cell(account, at).and_then(|cell| cell.claims.first());
        let own = account.families.get(at.family.0 as usize);
        let row = match at.row {
            RowAt::Fixed(_) => at.row,
            RowAt::Block(row) => {
                let key = own.and_then(|own| own.rows.get(row as usize)).map(|row| &row.key);
                let rows = read.families.get(at.family.0 as usize).map(|read| &read.rows);
                let found = rows.and_then(|rows| rows.iter().position(|row| Some(&row.key) == key));
                match found {
                    Some(found) => RowAt::Block(found as u32),
                    None => return false,
                }
            }
        };
        let found = cells::cell(read, CellAt { row, ..at }).filter(|cell| cell.state == State::Value);
        let found = found.and_then(|cell| cell.claims.first());
        let number = cells::dimension(&edition.schema, at).is_number();
        meant.zip(found).is_some_and(|(meant, found)| !number || meant.value == found.value)
    };
    let all = said.said.iter().enumerate().filter(|(_, one)| !one.dropped);
    all.filter(|(_, one)| !one.cells().all(&is_read)).map(|(at, _)| at).collect()
}

/// Sentences that findings above 提示 point to: the last of each line that one names.
fn blame(findings: &UnitFindings, page: &Page, said: &Prose) -> BTreeSet<usize> {
    let lines = page.lines();
    let mut out = BTreeSet::new();
    for finding in &findings.findings {
        if finding.verdict != Verdict::Fail || finding.level == Level::Hint {
            continue;
        }
        let named = finding.places.iter().chain(finding.or.iter().flat_map(|or| &or.places));
        for line in named.filter_map(|place| place.at.line) {
            let at = lines.partition_point(|begin| *begin <= line).saturating_sub(1);
            if let Some(Block::Paragraph(runs)) = page.blocks.get(at) {
                let last = runs.iter().filter_map(|run| run.said).map(|said| said as usize);
                out.extend(last.filter(|at| said.said.get(*at).is_some_and(|one| !one.dropped)).max());
            }
        }
    }
    out
}

/// The whole document.
fn page(edition: &Edition, words: &Invented, account: &Account, said: &Prose) -> Page {
    let schema = &edition.schema;
    let mut page = Page::default();
    let unit = account.unit.clone().unwrap_or_default();
    let year = account.year.unwrap_or_default();
    let first = |custom: Custom| schema.customs.words(custom).first().cloned().unwrap_or_default();
    let (whose, publication) = (first(Custom::Whose), edition.publication());
    page.heading(1, format!("{unit}{year}年度{whose}{publication}"));
    let filler = words.fillers.first().cloned().unwrap_or_default();
    let mut tables_done = false;
    let mut prose_done = false;
    let mut number = 0;
    for part in schema.outline.iter().filter(|part| !part.optional) {
        let mut random = Random::new(0);
        let Some(title) = super::bits::words(&part.title, account.year, &unit, &mut random) else { continue };
        number += 1;
        page.heading(1, format!("第{}部分 {title}", prose::chinese(number)));
        if part.tables {
            tables::tables(schema, account, words, &mut page);
            tables_done = true;
        } else if part.passages {
            prose::print(schema, account, said, &mut page);
            prose_done = true;
        }
        for (at, section) in part.sections.iter().enumerate() {
            if let Some(title) = super::bits::words(section, account.year, &unit, &mut random) {
                page.heading(2, format!("{}、{title}", prose::chinese(at + 1)));
                page.paragraph(filler.clone());
            }
        }
        if part.sections.is_empty() && !part.tables && !part.passages {
            page.paragraph(filler.clone());
        }
    }
    if !tables_done {
        tables::tables(schema, account, words, &mut page);
    }
    if !prose_done {
        prose::print(schema, account, said, &mut page);
    }
    page
}
