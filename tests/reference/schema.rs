//! Made-up tables, codes and passages.

use super::known;
use super::model::{Definition, Expr, Family, Figure, Kind, Line, Model, Of, RowRef, Table, level_of};
use super::random::Random;

const TABLES: [&str; 5] = ["收支表", "支出表", "资金表", "项目表", "资产表"];
const ROWS: [&str; 6] = ["甲项", "乙项", "丙项", "丁项", "戊项", "己项"];
const COLUMNS: [&str; 5] = ["总数", "基本数", "专项数", "其他数", "小数"];
const CODES: [(&str, &str); 11] = [
    ("201", "教育"),
    ("20101", "普教"),
    ("2010101", "小学"),
    ("2010102", "中学"),
    ("20102", "职教"),
    ("202", "科技"),
    ("20201", "基础研究"),
    ("2020101", "院所"),
    ("20202", "应用研究"),
    ("203", "文化"),
    ("20301", "场馆"),
];
const PASSAGES: [&str; 2] = ["概况", "绩效"];
const MONEY: [&str; 7] = ["总额", "首额", "次额", "末额", "余额", "初额", "中额"];

/// A line that is nothing but its name.
fn line(name: &str, kind: Option<Kind>) -> Line {
    Line {
        name: name.to_owned(),
        kind,
        optional: false,
        parts: Vec::new(),
        code_parts: false,
        of_which: Vec::new(),
        whole: None,
        in_layer: false,
        home: None,
    }
}

/// Tables and passages without rules.
pub(crate) fn schema(random: &mut Random) -> Model {
    // Most are small: what goes wrong goes wrong there as well, and many more can be looked at.
    let small = random.chance(70);
    let mut model = Model {
        codes: CODES.to_vec(),
        two_files: random.chance(20),
        layer: random.chance(35),
        ..Model::default()
    };
    let tables = match if small { random.below(60) } else { random.below(100) } {
        0..35 => 1,
        35..75 => 2,
        75..85 => 3,
        85..95 => 4,
        _ => 5,
    };
    for at in 0..tables {
        table(&mut model, at, small, random);
    }
    let passages = *random.pick(if small { &[0, 1, 1] } else { &[0, 1, 2] });
    for name in &PASSAGES[..passages] {
        passage(&mut model, name, random);
    }
    restate(&mut model, random);
    define(&mut model, random);
    model
}

fn table(model: &mut Model, at: usize, small: bool, random: &mut Random) {
    let name = TABLES[at].to_owned();
    let sides: &[&str] = if random.chance(20) { &["收入", "支出"] } else { &[""] };
    let mut families = Vec::new();
    for side in sides {
        families.push(model.families.len());
        let family = if side.is_empty() {
            plain_side(&name, at, (model.layer, small), random)
        } else {
            half(&name, at, side, random)
        };
        model.families.push(family);
    }
    let short = random.chance(25).then(|| format!("{}简", &name[..6]));
    let optional = random.chance(25);
    model.tables.push(Table { name, short, optional, families });
}

/// One half of a table of two sides.
fn half(table: &str, at: usize, side: &str, random: &mut Random) -> Family {
    let total = format!("总{side}");
    let mut rows = vec![line(&total, None)];
    let parts = 1 + random.below(3);
    for name in &ROWS[..parts] {
        rows.push(Line { optional: random.chance(35), ..line(&format!("{name}{side}"), None) });
    }
    if random.chance(60) {
        divide(&mut rows, 0, &(1..=parts).collect::<Vec<_>>());
    }
    Family {
        path: format!("{table}.{side}"),
        of: Of::Table(at),
        side: Some(side.to_owned()),
        rows,
        columns: vec![line("决算数", Some(Kind::Money))],
        codes: None,
        definitions: Vec::new(),
    }
}

fn divide(lines: &mut [Line], whole: usize, parts: &[usize]) {
    lines[whole].parts.extend(parts);
    for part in parts {
        lines[*part].whole = Some(whole);
    }
}

fn plain_side(table: &str, at: usize, (layer, small): (bool, bool), random: &mut Random) -> Family {
    let (mut columns, odd) = columns(small, random);
    if layer && random.chance(30) {
        let added = Line { optional: true, in_layer: true, ..line("新列数", Some(Kind::Money)) };
        columns.push(added);
    }
    let with_codes = random.chance(if small { 30 } else { 45 });
    let mut rows = vec![line("合计", None)];
    let number = if with_codes { random.below(2) } else { 1 + random.below(if small { 3 } else { 5 }) };
    for name in &ROWS[..number] {
        rows.push(Line { optional: random.chance(30), ..line(name, None) });
    }
    let count = rows.len();
    if with_codes {
        rows[0].code_parts = random.chance(75);
    } else if count > 2 && random.chance(70) {
        let split = 1 + random.below(count - 1);
        divide(&mut rows, 0, &(1..=split).collect::<Vec<_>>());
        if split + 2 < count && random.chance(60) {
            divide(&mut rows, 1, &(split + 1..count).collect::<Vec<_>>());
        } else if split + 1 < count && random.chance(60) {
            rows[2.min(split)].of_which.push(split + 1);
            rows[split + 1].whole = Some(2.min(split));
        }
    }
    let last = rows.len() - 1;
    let alone = rows[last].whole.is_none() && last > 0;
    if alone && !odd && random.chance(45) {
        rows[last].kind = Some(*random.pick(&[Kind::Count, Kind::Percent]));
    }
    Family {
        path: table.to_owned(),
        of: Of::Table(at),
        side: None,
        rows,
        columns,
        codes: with_codes.then(|| 1 + random.below(3)),
        definitions: Vec::new(),
    }
}

/// Columns of a table, and whether one is not of money.
fn columns(small: bool, random: &mut Random) -> (Vec<Line>, bool) {
    let numbers: &[usize] = if small { &[1, 1, 2, 3] } else { &[1, 2, 3, 3, 4] };
    let number = *random.pick(numbers);
    let mut columns: Vec<Line> = COLUMNS[..number].iter().map(|name| line(name, Some(Kind::Money))).collect();
    for column in columns.iter_mut().skip(1) {
        column.optional = random.chance(35);
    }
    if number > 2 && random.chance(60) {
        divide(&mut columns, 0, &[1, 2]);
        if number > 3 && random.chance(60) {
            columns[2].of_which.push(3);
            columns[3].whole = Some(2);
        }
    } else if number > 1 && random.chance(30) {
        columns[0].of_which.push(1);
        columns[1].whole = Some(0);
    }
    let odd = random.chance(15);
    if odd {
        let (name, kind) = *random.pick(&[("比率", Kind::Percent), ("车数", Kind::Count)]);
        columns.push(Line { optional: random.chance(30), ..line(name, Some(kind)) });
    }
    (columns, odd)
}

fn passage(model: &mut Model, name: &str, random: &mut Random) {
    let own = if name == PASSAGES[0] { "" } else { "年" };
    let mut slots = Vec::new();
    for slot in &MONEY[..2 + random.below(4)] {
        slots.push(line(&format!("{own}{slot}"), Some(Kind::Money)));
    }
    let others =
        [("占比", Kind::Percent), ("升幅", Kind::Percent), ("用车", Kind::Count), ("比较期", Kind::Year)];
    for (slot, kind) in others {
        if random.chance(40) {
            slots.push(line(&format!("{own}{slot}"), Some(kind)));
        }
    }
    if random.chance(35) {
        slots.push(line(&format!("{own}原因"), Some(Kind::Text)));
    }
    let passage = model.families.len();
    model.families.push(Family {
        path: name.to_owned(),
        of: Of::Passage,
        side: None,
        rows: vec![line("", None)],
        columns: slots,
        codes: None,
        definitions: Vec::new(),
    });
    if random.chance(55) {
        let items = if own.is_empty() { "分项" } else { "细项" };
        let mut slots = vec![line(&format!("{own}名目"), Some(Kind::Text))];
        for (slot, kind, chance) in [
            ("金数", Kind::Money, 100),
            ("份额", Kind::Percent, 60),
            ("费数", Kind::Money, 40),
            ("辆数", Kind::Count, 30),
        ] {
            if random.chance(chance) {
                slots.push(line(&format!("{own}{slot}"), Some(kind)));
            }
        }
        model.families.push(Family {
            path: format!("{name}.{items}"),
            of: Of::Items(passage),
            side: None,
            rows: Vec::new(),
            columns: slots,
            codes: None,
            definitions: Vec::new(),
        });
    }
}

/// The figures of tables and the slots of passages that hold a kind and can be named from anywhere.
pub(crate) fn figures(model: &Model, kind: Kind) -> Vec<Figure> {
    let mut all = Vec::new();
    for (family, own) in model.families.iter().enumerate() {
        if matches!(own.of, Of::Items(_)) {
            continue;
        }
        for column in (0..own.columns.len()).filter(|column| !own.columns[*column].in_layer) {
            let rows = (0..own.rows.len()).map(RowRef::Fixed);
            let depth = own.codes.unwrap_or(0);
            let codes = model.codes.iter().filter(|(code, _)| level_of(code) <= depth);
            let rows = rows.chain(codes.map(|(code, _)| RowRef::Code(code)));
            let of_kind = rows.filter(|row| model.kind_at(family, row, column) == kind);
            all.extend(of_kind.map(|row| Figure::new(family, row, column)));
        }
    }
    all
}

/// Lets slots restate figures of tables and, in chains, other slots.
fn restate(model: &mut Model, random: &mut Random) {
    let is_prose = |family: usize| !matches!(model.families[family].of, Of::Table(_));
    let mut slots: Vec<(usize, usize)> = (0..model.families.len())
        .filter(|family| is_prose(*family))
        .flat_map(|family| (0..model.families[family].columns.len()).map(move |column| (family, column)))
        .collect();
    // A random order: a slot may restate what comes before it here, wherever the two are written.
    for at in (1..slots.len()).rev() {
        slots.swap(at, random.below(at + 1));
    }
    let mut before: Vec<(usize, usize)> = Vec::new();
    for (family, column) in slots {
        let items = matches!(model.families[family].of, Of::Items(_));
        let kind = model.families[family].columns[column].kind.unwrap();
        let wanted = matches!(kind, Kind::Money | Kind::Percent | Kind::Count);
        if wanted && random.chance(if items { 8 } else { 50 }) {
            let homes: Vec<Figure> = figures(model, kind)
                .into_iter()
                .filter(|home| {
                    let slot = (home.family, home.column);
                    let restates = model.families[home.family].columns[home.column].home.is_some();
                    match model.families[home.family].of {
                        Of::Table(_) => true,
                        _ => before.contains(&slot) && !(known::NO_CHAINS && restates),
                    }
                })
                .collect();
            let in_prose: Vec<Figure> =
                homes.iter().filter(|home| model.families[home.family].of == Of::Passage).cloned().collect();
            let from = if !in_prose.is_empty() && random.chance(35) { &in_prose } else { &homes };
            if !from.is_empty() {
                model.families[family].columns[column].home = Some(*random.pick(from));
            }
        }
        before.push((family, column));
    }
}

fn define(model: &mut Model, random: &mut Random) {
    for family in 0..model.families.len() {
        if model.families[family].of != Of::Passage {
            continue;
        }
        for name in ["差额", "合数"].iter().take(random.below(3)) {
            let name = if model.families[family].path == PASSAGES[0] {
                (*name).to_owned()
            } else {
                format!("年{name}")
            };
            let makers = super::formulas::Maker::in_passage(model, family);
            let value = makers.number(Kind::Money, 2, random);
            let defined = |value: &Expr| matches!(value, Expr::Literal(_));
            if !defined(&value) {
                model.families[family].definitions.push(Definition { name, kind: Kind::Money, value });
            }
        }
    }
}
