//! Made-up accounts: figures that add up, most of them, and then slips of every size, blanks, gaps and doubles.

use std::collections::{BTreeMap, BTreeSet};

use super::account::{Account, Cell, Content, Fact, Printed, Read, RowKey};
use super::formulas::TEXTS;
use super::judge::{Element, value_of};
use super::model::{Each, Expr, Figure, Kind, Model, Number, Of, Relation, RowRef, Truth, level_of};
use super::number::power;
use super::random::Random;

/// Family, row, column.
type At = (usize, RowKey, usize);

/// Figures in hundredths: of 万元, of one per cent; counts and years whole.
#[derive(Default)]
struct Draft {
    cells: BTreeMap<At, i64>,
    /// The largest amount.
    top: i64,
    /// How many of 100 figures slip.
    slips: usize,
}

/// An account.
pub(crate) fn account(model: &Model, unit: String, year: i32, doubles: bool, random: &mut Random) -> Account {
    let mut draft = Draft {
        top: *random.pick(&[200, 9_999, 99_999, 99_999, 5_000_000, 90_000_000_000]),
        slips: *random.pick(&[0, 0, 0, 4, 12, 40]),
        ..Draft::default()
    };
    for (family, own) in model.families.iter().enumerate() {
        let gone = if own.side.is_some() { 5 } else { 9 };
        if !random.chance(gone) {
            match own.of {
                Of::Table(_) => fill_table(model, family, &mut draft, random),
                Of::Passage => fill_row(model, family, &RowKey::Fixed(0), 20, &mut draft, random),
                Of::Items(_) => {
                    for key in ["图书", "展览", "讲座"].iter().take(random.below(4)) {
                        let row = RowKey::Named(key);
                        fill_row(model, family, &row, 12, &mut draft, random);
                    }
                }
            }
        }
    }
    restate(model, &mut draft, random);
    if random.chance(80) {
        aim(model, &mut draft, year, random);
    }
    let mut account = Account { unit, year, ..Account::default() };
    let loose = *random.pick(&[0, 1, 1, 5]);
    let manner = Manner { finer: random.chance(6), yuan: random.chance(4), loose, doubles };
    for (at, value) in &draft.cells {
        write(model, at, *value, &manner, &mut account, random);
    }
    texts(model, &mut account, random);
    for family in 0..model.families.len() {
        let has_rows = account.facts.iter().any(|fact| fact.family == family);
        if matches!(model.families[family].of, Of::Table(_)) && has_rows && random.chance(3) {
            account.strange.push(family);
        }
    }
    account
}

fn fresh(kind: Kind, top: i64, random: &mut Random) -> i64 {
    match kind {
        Kind::Money if random.chance(10) => 0,
        Kind::Money if random.chance(4) => -random.between(1, top),
        Kind::Money => random.between(0, top),
        Kind::Percent => random.between(0, 12_000),
        Kind::Count => random.between(0, 5),
        Kind::Year => random.between(2021, 2024),
        Kind::Text => 0,
    }
}

fn fill_row(model: &Model, family: usize, row: &RowKey, gaps: usize, draft: &mut Draft, random: &mut Random) {
    let start = usize::from(matches!(model.families[family].of, Of::Items(_)));
    let columns = &model.families[family].columns;
    for column in start..columns.len() {
        let kind = kind_at(model, &(family, *row, column));
        if kind != Kind::Text && !random.chance(gaps) {
            draft.cells.insert((family, *row, column), fresh(kind, draft.top, random));
        }
    }
}

/// What a cell holds.
pub(crate) fn kind_at(model: &Model, at: &At) -> Kind {
    let row = match &at.1 {
        RowKey::Fixed(row) => RowRef::Fixed(*row),
        RowKey::Named(_) => RowRef::Here,
    };
    model.kind_at(at.0, &row, at.2)
}

fn fill_table(model: &Model, family: usize, draft: &mut Draft, random: &mut Random) {
    let own = &model.families[family];
    let gone: BTreeSet<usize> = (0..own.columns.len())
        .filter(|column| random.chance(if own.columns[*column].optional { 30 } else { 2 }))
        .collect();
    let mut rows: Vec<RowKey> = (0..own.rows.len())
        .filter(|row| !random.chance(if own.rows[*row].optional { 30 } else { 4 }))
        .map(RowKey::Fixed)
        .collect();
    if let Some(depth) = own.codes {
        let share = *random.pick(&[15, 30, 30, 60, 90]);
        for (code, _) in model.codes.iter().filter(|(code, _)| level_of(code) <= depth) {
            if random.chance(share) {
                rows.push(RowKey::Named(code));
            }
        }
    }
    for row in &rows {
        for column in (0..own.columns.len()).filter(|column| !gone.contains(column)) {
            let kind = kind_at(model, &(family, *row, column));
            if !random.chance(1) {
                draft.cells.insert((family, *row, column), fresh(kind, draft.top, random));
            }
        }
    }
    add_up(model, family, &rows, draft);
    for (at, value) in draft.cells.range_mut((family, RowKey::Fixed(0), 0)..) {
        if at.0 == family && random.chance(draft.slips) {
            *value += slip(random);
        }
    }
}

fn slip(random: &mut Random) -> i64 {
    let size = *random.pick(&[1, 1, 1, 2, 2, 3, 4, 6, 150]);
    if random.chance(50) { size } else { -size }
}

/// Makes wholes of their parts: columns, codes, rows.
fn add_up(model: &Model, family: usize, rows: &[RowKey], draft: &mut Draft) {
    let own = &model.families[family];
    let codes: Vec<&'static str> = rows
        .iter()
        .filter_map(|row| match row {
            RowKey::Named(code) => Some(*code),
            RowKey::Fixed(_) => None,
        })
        .collect();
    for column in (0..own.columns.len()).rev() {
        for code in codes.iter().rev() {
            let next =
                |other: &&&'static str| other.starts_with(*code) && level_of(other) == level_of(code) + 1;
            let parts: Vec<At> =
                codes.iter().filter(next).map(|part| (family, RowKey::Named(part), column)).collect();
            set_sum(draft, (family, RowKey::Named(code), column), &parts);
        }
        for whole in (0..own.rows.len()).rev() {
            let mut parts: Vec<At> =
                own.rows[whole].parts.iter().map(|part| (family, RowKey::Fixed(*part), column)).collect();
            if own.rows[whole].code_parts {
                let tops = codes.iter().filter(|code| level_of(code) == 1);
                parts = tops.map(|code| (family, RowKey::Named(code), column)).collect();
            }
            set_sum(draft, (family, RowKey::Fixed(whole), column), &parts);
        }
    }
    for whole in (0..own.columns.len()).rev().filter(|whole| !own.columns[*whole].parts.is_empty()) {
        for row in rows {
            let parts: Vec<At> = own.columns[whole].parts.iter().map(|part| (family, *row, *part)).collect();
            set_sum(draft, (family, *row, whole), &parts);
        }
    }
}

fn set_sum(draft: &mut Draft, whole: At, parts: &[At]) {
    let found: Vec<i64> = parts.iter().filter_map(|part| draft.cells.get(part).copied()).collect();
    if let (Some(value), false) = (draft.cells.get_mut(&whole), found.is_empty()) {
        *value = found.iter().sum();
    }
}

/// Slots say what their homes say, most of them.
fn restate(model: &Model, draft: &mut Draft, random: &mut Random) {
    // Twice, so that chains are followed as well.
    for _ in 0..2 {
        for at in draft.cells.keys().cloned().collect::<Vec<_>>() {
            let Some(home) = &model.families[at.0].columns[at.2].home else { continue };
            let row = match &home.row {
                RowRef::Fixed(row) => RowKey::Fixed(*row),
                RowRef::Code(code) => RowKey::Named(code),
                RowRef::Here => continue,
            };
            if let Some(value) = draft.cells.get(&(home.family, row, home.column)).copied() {
                let slips = if random.chance(12) { slip(random) } else { 0 };
                draft.cells.insert(at, value + slips);
            }
        }
    }
}

/// Sets the left side of equations to what the right side is, so that equations often hold or just fail.
fn aim(model: &Model, draft: &mut Draft, year: i32, random: &mut Random) {
    for rule in &model.rules {
        let (Each::Once, Truth::Compare(relation, Expr::Figure(figure), right)) = (&rule.each, &rule.body)
        else {
            continue;
        };
        if figure.prior || *relation == Relation::NotEqual || !random.chance(70) {
            continue;
        }
        let elements = elements(model, figure, draft);
        for element in elements {
            let at = match (&figure.row, &element) {
                (RowRef::Fixed(row), _) => (figure.family, RowKey::Fixed(*row), figure.column),
                (RowRef::Code(code), _) => (figure.family, RowKey::Named(code), figure.column),
                (RowRef::Here, Some((_, key))) => (figure.family, RowKey::Named(key), figure.column),
                (RowRef::Here, None) => continue,
            };
            if !draft.cells.contains_key(&at) {
                continue;
            }
            let read = as_read(model, draft, year);
            let Ok(value) = value_of(model, &read, right, &element) else { continue };
            let hundredths = match model.kind(figure) {
                Kind::Money => &value / &power(2),
                Kind::Percent => &value * &power(4),
                _ => value,
            };
            if let Some(whole) = hundredths.round().whole().and_then(|whole| i64::try_from(whole).ok())
                && whole.abs() < 1_000_000_000_000_000
            {
                let slips = if random.chance(30) { slip(random) } else { 0 };
                draft.cells.insert(at, whole + slips);
            }
        }
    }
}

fn elements(model: &Model, figure: &Figure, draft: &Draft) -> Vec<Element> {
    if !matches!(model.families[figure.family].of, Of::Items(_)) {
        return vec![None];
    }
    let keys: BTreeSet<&'static str> = draft
        .cells
        .keys()
        .filter(|at| at.0 == figure.family)
        .filter_map(|at| match &at.1 {
            RowKey::Named(key) => Some(*key),
            RowKey::Fixed(_) => None,
        })
        .collect();
    keys.into_iter().map(|key| Some((figure.family, key))).collect()
}

fn as_read(model: &Model, draft: &Draft, year: i32) -> Read {
    let families = model.families.len();
    let mut read = Read {
        year,
        found: vec![false; families],
        whole: vec![true; families],
        rows: vec![Vec::new(); families],
        ..Read::default()
    };
    for (at, value) in &draft.cells {
        read.found[at.0] = true;
        read.headed.insert((at.0, at.2));
        if let RowKey::Named(key) = &at.1
            && !read.rows[at.0].contains(key)
        {
            read.rows[at.0].push(key);
        }
        let kind = kind_at(model, at);
        let value = hundredths(kind, *value);
        read.cells.insert(*at, Cell::Numbers(vec![Printed { value, place: None }]));
    }
    read
}

fn hundredths(kind: Kind, value: i64) -> Number {
    let places = match kind {
        Kind::Money => 2,
        Kind::Percent => -4,
        _ => 0,
    };
    &Number::from(value) * &power(places)
}

/// How an account is written.
struct Manner {
    /// Amounts of tables have four decimals.
    finer: bool,
    /// Some amounts of tables are in 元.
    yuan: bool,
    /// How many of 100 figures are blank, a dash, unreadable.
    loose: usize,
    /// A slot may be said twice.
    doubles: bool,
}

fn write(model: &Model, at: &At, value: i64, manner: &Manner, account: &mut Account, random: &mut Random) {
    let kind = kind_at(model, at);
    let prose = !matches!(model.families[at.0].of, Of::Table(_));
    let bare = |content, text: &str, state| Fact {
        family: at.0,
        row: at.1,
        column: at.2,
        content,
        text: text.to_owned(),
        state,
        places: None,
    };
    if random.chance(manner.loose) {
        account.facts.push(match random.below(8) {
            0..2 => bare(Content::Blank, "", ""),
            2 => bare(Content::Blank, "0.00", "blank"),
            3 => bare(Content::Dash, "-", ""),
            4 => bare(Content::Dash, "", "dash"),
            5 => bare(Content::Unreadable, "若干", ""),
            6 => bare(Content::Unreadable, "1.00", "unreadable"),
            // No place for it: 20 digits.
            _ => bare(
                Content::Number { digits: 99_999_999_999_999_999_999, decimals: 0, exponent: 4 },
                "99999999999999999999",
                "",
            ),
        });
        if let Some(fact) = account.facts.last_mut()
            && kind != Kind::Money
            && matches!(fact.content, Content::Number { .. })
        {
            fact.content = Content::Unreadable;
            fact.text = "若干".to_owned();
        }
        return;
    }
    let fact = figure(at, kind, value, prose, manner, random);
    let again = prose && manner.doubles && random.chance(5);
    account.facts.push(fact);
    if again {
        let value = if random.chance(40) { value } else { value + slip(random) };
        account.facts.push(figure(at, kind, value, prose, manner, random));
    }
}

/// A figure in one of the ways that it can be written.
fn figure(at: &At, kind: Kind, value: i64, prose: bool, manner: &Manner, random: &mut Random) -> Fact {
    let (mut digits, mut decimals, mut exponent, mut unit) = match kind {
        Kind::Money => (value, 2, 4, *random.pick(&["", "", "万元"])),
        Kind::Percent => (value, 2, -2, *random.pick(&["%", "%", ""])),
        Kind::Count => (value, 0, 0, *random.pick(&["", "辆"])),
        _ => (value, 0, 0, ""),
    };
    if kind == Kind::Money && !prose && manner.finer && value.abs() < 1_000_000_000_000 {
        (digits, decimals) = (value * 100 + random.between(-40, 40), 4);
    } else if kind == Kind::Money
        && !prose
        && manner.yuan
        && random.chance(50)
        && value.abs() < 1_000_000_000_000
    {
        (digits, decimals, exponent, unit) = (value * 10_000, 2, 0, "元");
    } else if kind == Kind::Money && prose && random.chance(5) && value.abs() < 1_000_000_000_000 {
        (digits, decimals) = (value * 10 + random.between(-4, 4), 3);
    } else if kind == Kind::Percent && random.chance(60) {
        (digits, decimals) =
            if random.chance(50) { (rounded(value, 100), 0) } else { (rounded(value, 10), 1) };
    }
    // Trailing zeros may be left out.
    while decimals > 0 && digits % 10 == 0 && random.chance(15) {
        (digits, decimals) = (digits / 10, decimals - 1);
    }
    let places = (matches!(kind, Kind::Money | Kind::Percent) && random.chance(3))
        .then(|| random.between(0, 4) as u32);
    Fact {
        family: at.0,
        row: at.1,
        column: at.2,
        text: format!("{}{unit}", printed(digits, decimals, random)),
        content: Content::Number { digits: i128::from(digits), decimals, exponent },
        state: if random.chance(5) { "value" } else { "" },
        places,
    }
}

fn rounded(value: i64, by: i64) -> i64 {
    let half = if value < 0 { -by / 2 } else { by / 2 };
    (value + half) / by
}

fn printed(digits: i64, decimals: u32, random: &mut Random) -> String {
    let sign = if digits < 0 { "-" } else { "" };
    let width = decimals as usize + 1;
    let all = format!("{:0>width$}", digits.abs());
    let (whole, rest) = all.split_at(all.len() - decimals as usize);
    let whole = if random.chance(20) { grouped(whole) } else { whole.to_owned() };
    if rest.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest}") }
}

fn grouped(whole: &str) -> String {
    let mut out = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn texts(model: &Model, account: &mut Account, random: &mut Random) {
    for (family, own) in model.families.iter().enumerate() {
        if own.of != Of::Passage {
            continue;
        }
        for column in (0..own.columns.len()).filter(|column| own.columns[*column].kind == Some(Kind::Text)) {
            if random.chance(75) {
                let text = if random.chance(5) { "" } else { *random.pick(&TEXTS) };
                account.facts.push(Fact {
                    family,
                    row: RowKey::Fixed(0),
                    column,
                    content: Content::Text(text.to_owned()),
                    text: text.to_owned(),
                    state: "",
                    places: None,
                });
            }
        }
    }
}
