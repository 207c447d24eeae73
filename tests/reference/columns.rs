//! The second way through the program: the same lines read into columns, many units judged at once. What is told of a
//! unit, and what all units come to, must be the same as if each were judged by itself.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::Cursor;

use gouji::document::read;
use gouji::exchange::{self, Cells, Form, Layout, Long, Stretch, Units, Wide};
use gouji::proof::{LedgerLine, UnitFindings};
use gouji::report::reason_words;
use gouji::session::{Edition, Judged, Totals};
use gouji::syntax::Level;
use gouji_columnar::csv::{LongReader, Options};

use super::engine::counts;

/// Units of a case that are judged over columns: all of them would cost as much again as everything else.
const UNITS: usize = 24;

/// What is said of one unit, comparable.
fn told(unit: &UnitFindings) -> (Vec<String>, [u64; 5]) {
    let one = |finding: &gouji::proof::Finding| {
        let difference = finding.difference.as_ref().map(|quantity| quantity.value.to_plain_string());
        let also = finding.also.join("、");
        format!("{} {:?} {difference:?} {} {also}", finding.rule, finding.verdict, finding.count)
    };
    (unit.findings.iter().map(one).collect(), counts(&unit.summary))
}

/// Counts and reasons by 编号 and level.
type Lines<'l> = BTreeMap<(&'l str, Level), ([u64; 5], BTreeMap<String, u64>)>;

fn lines(ledger: &[LedgerLine]) -> Lines<'_> {
    let mut lines = BTreeMap::new();
    for line in ledger {
        let mut reasons = BTreeMap::new();
        for (reason, times) in &line.reasons {
            *reasons.entry(reason_words(reason)).or_default() += times;
        }
        lines.insert((line.rule.as_str(), line.level), (counts(&line.counts), reasons));
    }
    lines
}

/// What the long form does not take (docs/data.md): a line without a row or a column, as the slots of a passage have
/// none, and a state that its number contradicts.
const REFUSED: [&str; 3] = ["行是空的", "列是空的", "状态说没有数，值却不是 0"];

/// The head and the lines of some units.
fn lines_of(csv: &str, units: &[(String, UnitFindings)]) -> String {
    let wanted: BTreeSet<&str> = units.iter().map(|(unit, _)| unit.as_str()).collect();
    let lines = csv.lines().enumerate().filter(|(at, line)| *at == 0 || wanted.contains(unit_of(line)));
    lines.map(|(_, line)| format!("{line}\n")).collect()
}

fn unit_of(line: &str) -> &str {
    line.split(',').next().unwrap_or_default()
}

/// Units judged one by one, without the lines that columns refuse.
fn judged_alone(
    edition: &Edition,
    csv: &str,
    refused: &BTreeSet<u64>,
    alone: &[(String, UnitFindings)],
) -> Vec<(String, UnitFindings)> {
    let lines = || (1u64..).zip(csv.lines());
    let touched: BTreeSet<&str> =
        lines().filter(|(at, _)| refused.contains(at)).map(|(_, line)| unit_of(line)).collect();
    let kept =
        lines().filter(|(at, line)| *at == 1 || (!refused.contains(at) && touched.contains(unit_of(line))));
    let kept: String = kept.map(|(_, line)| format!("{line}\n")).collect();
    let mut all: Vec<_> =
        alone.iter().filter(|(name, _)| !touched.contains(name.as_str())).cloned().collect();
    if kept.lines().count() > 1 {
        let document = read("账.csv", kept.as_bytes()).unwrap();
        let accounts = edition.read(&document);
        all.extend(accounts.iter().map(|one| (one.unit.clone().unwrap_or_default(), edition.check(one))));
    }
    all
}

/// Judges long CSV over columns and compares that with the units judged one by one. Where `whole`, units that have
/// something to say bring their whole ledger.
///
/// # Errors
/// How the two differ.
pub(crate) fn same_over_columns(
    edition: &Edition,
    csv: &str,
    whole: bool,
    alone: &[(String, UnitFindings)],
) -> Result<(), String> {
    let alone = alone.get(..UNITS).unwrap_or(alone);
    let csv = lines_of(csv, alone);
    let reader = LongReader::new(Cursor::new(csv.as_bytes().to_vec()), Options::default());
    let mut reader = reader.map_err(|error| format!("columns: {error}"))?;
    let names = reader.names().clone();
    let mut judged: BTreeMap<String, UnitFindings> = BTreeMap::new();
    let (mut totals, mut refused) = (Totals::default(), BTreeSet::new());
    let mut text = String::new();
    for block in &mut reader {
        let block = block.map_err(|error| format!("columns: {error}"))?;
        for line in &block.refused {
            refused.insert(line.line);
            if !REFUSED.contains(&line.why.as_ref()) {
                writeln!(text, "columns refuse a line: {}: {}", line.why, line.text).unwrap();
            }
        }
        let long = Long { block: &block, names: &names };
        let numbers: Vec<u32> = (0..block.units.len() as u32).collect();
        let units = long.units(&mut Cells::new(&edition.schema), &numbers);
        let part = edition.check_units(&units, "账.csv", whole, &Stretch { long, units: &numbers });
        if !units.apart.contains(&true) {
            text.push_str(&of_columns(edition, &units, whole, &part));
        }
        for (lane, unit) in part.units {
            judged.insert(units.keys[lane].0.to_string(), unit);
        }
        totals.join(&part.totals);
    }
    let mut sum = Totals::default();
    for (name, alone) in &judged_alone(edition, &csv, &refused, alone) {
        sum.units += 1;
        sum.add(&alone.ledger);
        match judged.get(name) {
            None if alone.findings.is_empty() => {}
            None => writeln!(text, "columns say nothing of {name}: {:?}", told(alone)).unwrap(),
            Some(unit) if told(unit) != told(alone) => {
                let (columns, alone) = (told(unit), told(alone));
                writeln!(text, "{name}: over columns {columns:?}, alone {alone:?}").unwrap();
            }
            Some(unit)
                if whole && !unit.findings.is_empty() && lines(&unit.ledger) != lines(&alone.ledger) =>
            {
                writeln!(text, "{name}: another ledger over columns").unwrap();
            }
            Some(_) => {}
        }
    }
    if sum.units != totals.units {
        writeln!(text, "{} units over columns, {} alone", totals.units, sum.units).unwrap();
    }
    let (totals, sum) = (totals.ledger(), sum.ledger());
    let (columns, alone) = (lines(&totals), lines(&sum));
    let codes = columns.keys().chain(alone.keys()).collect::<BTreeSet<_>>();
    for code in codes {
        let (a, b) = (columns.get(code), alone.get(code));
        if a != b {
            writeln!(text, "{code:?}: over columns {a:?}, alone {b:?}").unwrap();
        }
    }
    if text.is_empty() { Ok(()) } else { Err(text) }
}

/// What is told otherwise where the same units come from a file that has a column for each figure.
fn of_columns(edition: &Edition, units: &Units, whole: bool, lines: &Judged) -> String {
    let form = Form::new(&edition.schema);
    let chunk = exchange::to_wide(&edition.schema, "", &units.facts, units.keys.clone());
    let mut cells = Cells::new(&edition.schema);
    let layout = Layout::of(&mut cells, &form, &form.shape);
    let wide = Wide::new(&mut cells, &layout, &form.shape, chunk);
    let lanes = exchange::Formed { wide: &wide, form: &form };
    let part = edition.check_units(wide.units(), "账.csv", whole, &lanes);
    let all = |judged: &Judged| -> Vec<_> {
        judged.units.iter().map(|(lane, unit)| (*lane, told(unit), lines_of_ledger(whole, unit))).collect()
    };
    let (wide, long) = (all(&part), all(lines));
    if wide == long { String::new() } else { format!("of columns {wide:?}, of lines {long:?}\n") }
}

fn lines_of_ledger(whole: bool, unit: &UnitFindings) -> String {
    if whole { format!("{:?}", self::lines(&unit.ledger)) } else { String::new() }
}
