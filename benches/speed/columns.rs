//! Many units in columns: reading them, judging them in memory, and both together.

use std::fmt::Write as _;
use std::hint::black_box;

use criterion::{Criterion, Throughput};
use gouji::account::{Account, facts};
use gouji::audit::Columns;
use gouji::document;
use gouji::exchange::{Cells, Form, Formed, Layout, Wide, to_wide};
use gouji::facts::Facts;
use gouji::session::{Edition, open};
use gouji::source::{Load, LoadError};
use gouji_columnar::parquet::{Limits, Reader, WriteOptions, Writer};

/// Units that are read or judged at once.
const UNITS: usize = 2000;
/// Rows of the table, besides the total.
const ROWS: usize = 40;

/// One rule file in memory.
struct Rules(String);

impl Load for Rules {
    fn load(&self, _: &str) -> Result<String, LoadError> {
        Ok(self.0.clone())
    }

    fn list(&self, name: &str) -> Result<Vec<String>, LoadError> {
        Ok(vec![name.to_owned()])
    }
}

/// A table of rows with a rule for each row.
fn edition(rule: impl Fn(usize) -> String) -> Edition {
    let rows: Vec<String> = (0..ROWS).map(|row| format!("第{row}行")).collect();
    let mut text = format!(
        "规则集 试 版本 \"1\"\n表 总表 {{\n  行 {}、合计\n  列 金额、基本、项目、占比:百分比\n}}\n",
        rows.join("、")
    );
    let parts: Vec<String> = rows.iter().map(|row| format!("总表.{row}.金额")).collect();
    let _ = writeln!(text, "规则 AA00 \"合计\"：总表.合计.金额 = {}", parts.join(" + "));
    for row in 0..ROWS {
        let _ = writeln!(text, "规则 AA{:02} \"一行\"：{}", row + 1, rule(row));
    }
    open(&Rules(text), &["试.gj".to_owned()], None)
}

/// Units whose figures agree.
fn accounts(edition: &Edition) -> Vec<Account> {
    let mut text = "单位,年度,表,行,列,值\n".to_owned();
    for unit in 0..UNITS {
        let mut total = 0;
        for row in 0..ROWS {
            let (basic, project) = ((unit * 7 + row * 13) % 900 + 100, (unit + row) % 100 + 100);
            total += basic + project;
            for (column, value) in [("金额", basic + project), ("基本", basic), ("项目", project)] {
                let _ = writeln!(text, "单位{unit},2024,总表,第{row}行,{column},{value}.00");
            }
            let share = basic * 10_000 / (basic + project);
            let _ = writeln!(text, "单位{unit},2024,总表,第{row}行,占比,{}.{:02}%", share / 100, share % 100);
        }
        let _ = writeln!(text, "单位{unit},2024,总表,合计,金额,{total}.00");
    }
    document::read("数据.csv", text.as_bytes()).map(|document| edition.read(&document)).unwrap_or_default()
}

/// Facts in memory and the number of verdicts on them.
fn judged(edition: &Edition) -> (Facts, u64) {
    let accounts = accounts(edition);
    let all: Vec<&Account> = accounts.iter().collect();
    (facts(&edition.schema, &all), (UNITS * edition.plan.steps.len()) as u64)
}

fn decide(edition: &Edition, columns: &Columns, facts: &Facts) -> usize {
    let decided = columns.decide(&edition.schema, facts, &vec![false; facts.lanes]);
    decided.open.iter().map(Vec::len).sum()
}

/// Every figure added up: what reading the memory alone takes.
fn added(facts: &Facts) -> i64 {
    let cells = facts.families.iter().flat_map(|family| &family.cells);
    cells.flat_map(|cells| &cells.values).fold(0, |sum: i64, value| sum.wrapping_add(*value))
}

/// The units as a file of columns.
fn file(edition: &Edition, facts: &Facts) -> Vec<u8> {
    let form = Form::new(&edition.schema);
    let keys = (0..UNITS).map(|unit| (format!("单位{unit}").into(), Some(2024))).collect();
    let chunk = to_wide(&edition.schema, &edition.info.name, facts, keys);
    let mut shape = form.shape;
    shape.widen(&chunk);
    let writer = Writer::create(Vec::new(), &shape, WriteOptions::default());
    let written = writer.and_then(|mut writer| writer.write(&chunk).and_then(|()| writer.finish()));
    written.unwrap_or_default()
}

/// Reads the file and judges its units; how many have something to say.
fn batch(edition: &Edition, bytes: &[u8], judge: bool) -> usize {
    let Ok(reader) = Reader::bytes(bytes.to_vec(), Limits::default()) else { return 0 };
    let mut cells = Cells::new(&edition.schema);
    let form = Form::new(&edition.schema);
    let layout = Layout::of(&mut cells, &form, reader.shape());
    let Ok(chunk) = reader.read(0, &layout.wanted(reader.shape())) else { return 0 };
    let wide = Wide::new(&mut cells, &layout, reader.shape(), chunk);
    if !judge {
        return wide.units().keys.len();
    }
    let lanes = Formed { wide: &wide, form: &form };
    edition.check_units(wide.units(), "数据.parquet", false, &lanes).units.len()
}

pub(super) fn run(criterion: &mut Criterion, ratios: &mut String) {
    let sums = edition(|row| format!("总表.第{row}行.金额 = 总表.第{row}行.基本 + 总表.第{row}行.项目"));
    let shares = edition(|row| format!("总表.第{row}行.占比 = 总表.第{row}行.基本 ÷ 总表.第{row}行.金额"));
    let mut group = criterion.benchmark_group("columns");
    for (name, edition) in [("sums", &sums), ("ratios", &shares)] {
        let (facts, verdicts) = judged(edition);
        let columns = Columns::new(&edition.schema, &edition.rules, &edition.plan);
        group.throughput(Throughput::Elements(verdicts));
        group.bench_function(format!("judge in memory: {name}"), |bencher| {
            bencher.iter(|| decide(edition, &columns, black_box(&facts)))
        });
        let (left, all) = columns.lowered();
        let part = format!("judging {verdicts} {name} in memory ({left} of {all} steps over columns)");
        let own = || decide(edition, &columns, black_box(&facts));
        super::ratio(ratios, &part, "adding every figure up", own, || added(black_box(&facts)));
    }
    let (facts, verdicts) = judged(&sums);
    let bytes = file(&sums, &facts);
    let figures = facts.families.iter().map(|family| family.cells.len() * UNITS).sum::<usize>();
    group.throughput(Throughput::Elements(figures as u64));
    group.bench_function("read Parquet to facts", |bencher| bencher.iter(|| batch(&sums, &bytes, false)));
    group.throughput(Throughput::Elements(verdicts));
    group.bench_function("Parquet to verdicts", |bencher| bencher.iter(|| batch(&sums, &bytes, true)));
    group.finish();
    let own = || batch(&sums, &bytes, true);
    super::ratio(ratios, "Parquet to verdicts", "reading it to facts", own, || batch(&sums, &bytes, false));
}
