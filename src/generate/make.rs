//! One document: its account, its page, and what was read of it again.

use std::collections::BTreeSet;

use super::cells;
use super::outline::{Hidden, drop_empty_rows, outline};
use super::page::{Block, Page};
use super::prose;
use super::random::Random;
use super::sentences::{Prose, Speaker};
use super::tables;
use super::values::{self, Rules};
use super::words::Invented;
use crate::account::{Account, DataWriter, State};
use crate::audit::{CellAt, RowAt};
use crate::document;
use crate::exchange::UnitLines;
use crate::proof::{UnitFindings, Verdict};
use crate::schema::{Custom, Schema, SentenceId};
use crate::session::Edition;
use crate::syntax::{Item, Level};

/// Most rounds of printing, reading again and taking out what was not read as it was meant.
const ROUNDS: usize = 12;

/// Choices of rows that are tried where rules cannot be satisfied.
const TRIES: u32 = 4;

/// Choices of rows that are tried in all: of a small table all rows are often without a figure.
const CHOICES: u64 = 32;

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
    /// The sentences.
    prose: Prose,
}

/// Why no document was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GenerateError {
    /// Rules that could not be satisfied, by number.
    Unsatisfied(Vec<String>),
    /// Figures that are not read again from where they are printed, by name.
    Unread(Vec<String>),
    /// The rules declare no table.
    NoTables,
}

/// Makes up a document.
///
/// # Errors
/// When rules cannot be satisfied.
pub fn make(edition: &Edition, seed: u64) -> Result<Made, GenerateError> {
    let unit = unit_name(edition, seed);
    let says = |made: &Made| has_figures(edition, &made.account);
    with_any_rows(seed, &says, &|seed| with_rows(edition, &unit, seed))
}

/// Makes up the tables of a document, as an account that is not printed.
///
/// # Errors
/// When rules cannot be satisfied.
pub(crate) fn make_tables(edition: &Edition, seed: u64) -> Result<Account, GenerateError> {
    let unit = unit_name(edition, seed);
    let says = |account: &Account| has_figures(edition, account);
    with_any_rows(seed, &says, &|seed| settled(edition, &Hidden::default(), &unit, seed))
}

/// The first that is right and says something, of several choices of rows.
fn with_any_rows<T>(
    seed: u64,
    says: &dyn Fn(&T) -> bool,
    made_of: &dyn Fn(u64) -> Result<T, GenerateError>,
) -> Result<T, GenerateError> {
    let (mut first, mut blank, mut failed) = (None, None, 0);
    for again in 0..CHOICES {
        match made_of(seed ^ again.wrapping_mul(0x0051_7CC1_B727_220A)) {
            // Other rows may do where these do not.
            Err(why @ GenerateError::Unsatisfied(_)) => {
                failed += 1;
                first.get_or_insert(why);
                if failed == TRIES {
                    break;
                }
            }
            // A document without a figure is right, and says nothing of the rules.
            Ok(made) if !says(&made) => _ = blank.get_or_insert(made),
            told => return told,
        }
    }
    blank.ok_or_else(|| first.unwrap_or(GenerateError::NoTables))
}

/// Whether a figure other than 0 stands in an account.
fn has_figures(edition: &Edition, account: &Account) -> bool {
    cells::all(&edition.schema, account).into_iter().any(|at| stands(edition, account, at))
}

/// Whether a figure other than 0 stands at a place.
fn stands(edition: &Edition, account: &Account, at: CellAt) -> bool {
    cells::value(account, at) != 0 && cells::dimension(&edition.schema, at).is_number()
}

/// Makes up a document with the rows that a seed chooses.
fn with_rows(edition: &Edition, unit: &str, seed: u64) -> Result<Made, GenerateError> {
    let mut hidden = Hidden::default();
    loop {
        let unread = match attempt(edition, &hidden, unit, seed)? {
            Ok(made) => return Ok(made),
            Err(unread) => unread,
        };
        let more = unread.iter().filter(|(at, _)| hidden.leave_out(&edition.schema, *at)).count();
        if more == 0 {
            return Err(GenerateError::Unread(unread.into_iter().map(|(_, name)| name).collect()));
        }
    }
}

/// The name of the unit whose document is made of a seed.
#[must_use]
pub fn unit_name(edition: &Edition, seed: u64) -> String {
    let mut random = Random::new(seed ^ 0x0417);
    let front = front(edition, &mut random);
    Invented::shipped().unit(&front, &mut random)
}

/// What a page says as lines of data, as it is read.
#[must_use]
pub fn unit_lines(edition: &Edition, page: &Page) -> UnitLines {
    let account = read_again(edition, &page.text());
    let rules = edition.info.name.clone();
    let lines = DataWriter::new(&edition.schema).write(&account, &rules);
    UnitLines { unit: account.unit.unwrap_or_default(), year: account.year, rules, lines }
}

/// Figures of tables that were not read as they were meant, with their names.
type Unread = Vec<(CellAt, String)>;

/// Makes up a document without what is hidden; the figures of its tables that are not read again, if there are any.
fn attempt(
    edition: &Edition,
    hidden: &Hidden,
    unit: &str,
    seed: u64,
) -> Result<Result<Made, Unread>, GenerateError> {
    let (rules, words) = (rules_of(edition), Invented::shipped());
    let tables = settled(edition, hidden, unit, seed)?;
    let unread = unread(edition, words, &tables);
    if !unread.is_empty() {
        return Ok(Err(unread));
    }
    with_prose(edition, rules, words, &tables, seed).map(Ok)
}

fn rules_of(edition: &Edition) -> Rules<'_> {
    Rules { schema: &edition.schema, rules: &edition.rules, plan: &edition.plan }
}

/// Tables without what is hidden, with figures that satisfy the rules.
fn settled(edition: &Edition, hidden: &Hidden, unit: &str, seed: u64) -> Result<Account, GenerateError> {
    let mut random = Random::new(seed);
    let mut tables = outline(&edition.schema, &edition.rules, hidden, Invented::shipped(), &mut random);
    if !tables.tables.iter().any(|table| table.found) {
        return Err(GenerateError::NoTables);
    }
    tables.unit = Some(unit.to_owned());
    tables.kind.clone_from(&edition.schema.name);
    let settled = values::settle(rules_of(edition), &mut tables, &|_| true, &mut random);
    if !settled.failing.is_empty() {
        let code = |id: &crate::ruleset::RuleId| {
            edition.rules.rules.get(id.0 as usize).map(|rule| rule.code.clone())
        };
        let failing = settled.failing.union(&settled.unsolved).filter_map(code);
        return Err(GenerateError::Unsatisfied(failing.collect()));
    }
    drop_empty_rows(&edition.schema, &mut tables);
    Ok(tables)
}

/// Figures of tables that are not read again as they are meant.
fn unread(edition: &Edition, words: &Invented, tables: &Account) -> Unread {
    let read = read_again(edition, &page(edition, words, tables, &Prose::default()).text());
    let schema = &edition.schema;
    let all = cells::all(schema, tables).into_iter();
    let told = all.filter(|at| stands(edition, tables, *at));
    let lost = told.filter(|at| {
        let found = there(tables, &read, *at).map(|at| cells::value(&read, at));
        found != Some(cells::value(tables, *at))
    });
    lost.map(|at| (at, names(schema, tables, at).join(" "))).collect()
}

/// Where a cell stands in what was read: rows that appear with the document are found by key.
fn there(account: &Account, read: &Account, at: CellAt) -> Option<CellAt> {
    let RowAt::Block(row) = at.row else { return Some(at) };
    let key = &account.families.get(at.family.0 as usize)?.rows.get(row as usize)?.key;
    let found = read.families.get(at.family.0 as usize)?.rows.iter().position(|row| row.key == *key)?;
    Some(CellAt { row: RowAt::Block(found as u32), ..at })
}

/// Names of the table or passage, row and column of a cell.
pub(super) fn names(schema: &Schema, account: &Account, at: CellAt) -> [String; 3] {
    let family = schema.family(at.family);
    let table = family.and_then(|family| family.table).and_then(|table| schema.table(table));
    let of = table.map(|table| table.name.clone()).or(family.map(|family| family.name.clone()));
    let read = account.families.get(at.family.0 as usize);
    let row = match at.row {
        RowAt::Fixed(row) => read.and_then(|read| read.fixed.get(row as usize)),
        RowAt::Block(row) => read.and_then(|read| read.rows.get(row as usize)),
    };
    let row = row.map(|row| match &row.code {
        Some(code) => format!("{code} {}", row.name),
        None => row.name.clone(),
    });
    let column = schema.column(at.family, at.column).map(|column| column.name.clone());
    [of.unwrap_or_default(), row.unwrap_or_default(), column.unwrap_or_default()]
}

/// How the names of places end that a layer is recognised by.
const PLACES: [&str; 5] = ["省", "市", "区", "县", "州"];

/// What stands before the name of a unit for its document to be read by this layer.
fn front(edition: &Edition, random: &mut Random) -> String {
    let heads = edition.trees.iter().flat_map(|tree| &tree.items);
    let own = heads.filter_map(|item| match item {
        Item::RuleSet(head) if head.name.text == edition.schema.name => Some(&head.recognised_by),
        _ => None,
    });
    let is_place = |word: &&str| PLACES.iter().any(|end| word.ends_with(end)) && word.chars().count() < 10;
    let words: Vec<&str> = own.flatten().map(|text| text.value.as_str()).filter(is_place).collect();
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
            prose: said.clone(),
        };
        if out.is_empty() {
            break;
        }
        banned.extend(out.iter().filter_map(|at| said.said.get(*at)).map(|said| said.sentence));
        prose::drop_said(&mut account, said, &|at, _| out.contains(&at));
    }
    (made, wrong)
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
        let found = there(account, read, at).and_then(|at| cells::cell(read, at));
        let found = found.filter(|cell| cell.state == State::Value).and_then(|cell| cell.claims.first());
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

/// A document that was made up as it is printed when it says something else.
pub(super) fn page_of(edition: &Edition, account: &Account, made: &Made) -> Page {
    page(edition, Invented::shipped(), account, &made.prose)
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
