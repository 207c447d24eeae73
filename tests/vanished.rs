//! Text whose blank cells vanished, and text whose cells are divided by single blanks: nothing is found in what is
//! sound, whatever rows lost their blanks, and what is wrong where only one reading is possible is found.

use std::sync::{Mutex, OnceLock};

use gouji::account::{Account, State};
use gouji::proof::{UnitFindings, Verdict};
use gouji::session::{Editions, Shipped};
use gouji::syntax::Level;
use proptest::prelude::*;

use crate::regions::{forms, made};

const SOUND: &str = include_str!("../examples/正确.txt");

/// How the cells of a row are put down.
type Way = fn(&[&str]) -> String;

fn filled<'a>(cells: &[&'a str]) -> Vec<&'a str> {
    cells.iter().copied().filter(|cell| !cell.trim().is_empty()).collect()
}

const WAYS: [(&str, Way); 7] = [
    ("tabs, blanks gone", |cells| filled(cells).join("\t")),
    ("bars, blanks gone", |cells| format!("| {} |", filled(cells).join(" | "))),
    ("wide gaps", |cells| filled(cells).join("   ")),
    ("single blanks", |cells| filled(cells).join(" ")),
    ("each tab a blank", |cells| cells.join(" ")),
    ("each tab two blanks", |cells| cells.join("  ")),
    ("cut off", |cells| cells.join("\t").trim_end_matches('\t').to_owned()),
];

/// What is left out of the heads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Head {
    Whole,
    /// Without the numbers of columns.
    NoNumbers,
    Gone,
}

/// Lines with tabs, table by table.
fn tables_of(lines: &[String]) -> Vec<Vec<usize>> {
    let mut tables: Vec<Vec<usize>> = Vec::new();
    for (at, _) in lines.iter().enumerate().filter(|(_, line)| line.contains('\t')) {
        match tables.last_mut().filter(|table| table.last() == Some(&(at - 1))) {
            Some(table) => table.push(at),
            None => tables.push(vec![at]),
        }
    }
    tables
}

fn is_of_head(line: &str, head: Head) -> bool {
    let numbers = line.contains("栏次") || line.starts_with("1\t2\t3");
    let names = line.contains("行次") || line.contains("科目编码") || line.starts_with("收入\t");
    match head {
        Head::Whole => false,
        Head::NoNumbers => numbers,
        Head::Gone => numbers || names || line.starts_with("人员经费\t\t"),
    }
}

/// The text with the rows of some tables put down in another way.
fn rewritten(text: &str, way: Way, head: Head, chosen: impl Fn(usize, usize) -> bool) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let mut gone = Vec::new();
    for (number, table) in tables_of(&lines).into_iter().enumerate() {
        for at in table {
            if !chosen(number, at) {
                continue;
            }
            if is_of_head(&lines[at], head) {
                gone.push(at);
                continue;
            }
            let line = way(&lines[at].split('\t').collect::<Vec<_>>());
            lines[at] = line;
        }
    }
    let left = lines.iter().enumerate().filter(|(at, _)| !gone.contains(at));
    left.map(|(_, line)| line.as_str()).collect::<Vec<_>>().join("\n")
}

fn check(text: &str) -> (Account, UnitFindings) {
    static EDITIONS: OnceLock<Mutex<Editions>> = OnceLock::new();
    let editions = EDITIONS.get_or_init(|| Mutex::new(Editions::new(&Shipped, &[], None)));
    let editions = editions.lock().unwrap();
    let (edition, document) = editions.for_document("编的.txt", text.as_bytes()).unwrap();
    let account = edition.read(&document).remove(0);
    let findings = edition.check(&account);
    (account, findings)
}

/// Rules that fail and are no mere hints.
fn failed(findings: &UnitFindings) -> Vec<String> {
    let failed = findings.findings.iter().filter(|f| f.verdict == Verdict::Fail && f.level != Level::Hint);
    // The made-up documents have no 自评表.
    failed.map(|f| f.rule.clone()).filter(|rule| !matches!(rule.as_str(), "HB01" | "HB02")).collect()
}

fn values(account: &Account) -> usize {
    let rows = account.families.iter().flat_map(|family| family.fixed.iter().chain(&family.rows));
    rows.flat_map(|row| &row.cells).filter(|cell| cell.state == State::Value).count()
}

#[test]
fn nothing_is_found_in_sound_tables_however_their_rows_are_put_down() {
    for (at, (name, way)) in WAYS.into_iter().enumerate() {
        for head in [Head::Whole, Head::NoNumbers, Head::Gone] {
            for only in
                [None, Some(0), Some(1), Some(2), Some(3), Some(4), Some(5), Some(6), Some(7), Some(8)]
            {
                // One by one where rows are told in another manner.
                if only.is_some() && (head == Head::NoNumbers || !matches!(at, 0 | 3 | 6)) {
                    continue;
                }
                let text = rewritten(SOUND, way, head, |table, _| only.is_none_or(|only| only == table));
                let mut failed = failed(&check(&text).1);
                // Figures below a title alone are no table that can be told.
                failed.retain(|rule| head != Head::Gone || rule != "WZ01");
                assert!(failed.is_empty(), "{name}, {head:?}, table {only:?}: {failed:?}");
            }
        }
    }
}

#[test]
fn figures_that_can_stand_in_one_place_only_are_read() {
    let whole = values(&check(SOUND).0);
    for (name, way) in WAYS {
        // Tables of one column to a side, and a line with a figure for every heading.
        for table in [0, 5, 8] {
            let text = rewritten(SOUND, way, Head::Whole, |other, _| other == table);
            assert_eq!(values(&check(&text).0), whole, "{name}, table {table}");
        }
    }
    for (name, way, least) in [("gone", WAYS[0].1, whole - 220), ("cut", WAYS[6].1, whole)] {
        let text = rewritten(SOUND, way, Head::Whole, |table, _| table < 9);
        let read = values(&check(&text).0);
        assert!(read >= least, "{name}: {read} of {whole}");
    }
}

/// A figure, what is put in its place, and the rule that tells.
const PLANTED: [(&str, &str, &str); 6] = [
    ("本年收入合计\t27\t1332.00", "本年收入合计\t27\t1323.00", "BN01"),
    ("十九、住房保障支出\t49\t107.58", "十九、住房保障支出\t49\t170.58", "BJ04"),
    ("\t合计\t1339.00", "\t合计\t1393.00", "BJ03"),
    ("30103\t奖金\t86.50", "30103\t奖金\t68.50", "BN01"),
    ("2210202\t提租补贴\t18.84\t18.84\t\t\t\t\t", "2210202\t提租补贴\t81.84\t81.84\t\t\t\t\t", "BN01"),
    ("3.50\t0.60\t2.84", "3.50\t0.60\t2.48", "BN01"),
];

#[test]
fn a_wrong_figure_is_found_where_it_can_stand_in_one_place_only() {
    for (from, to, rule) in PLANTED {
        assert!(SOUND.contains(from), "{from}");
        let wrong = SOUND.replacen(from, to, 1);
        for (name, way) in WAYS {
            let failed = failed(&check(&rewritten(&wrong, way, Head::Whole, |table, _| table < 9)).1);
            assert!(failed.iter().any(|failed| failed == rule), "{name}: {from} → {to}: {failed:?}");
        }
    }
}

#[test]
fn nothing_is_found_in_the_forms_of_regions() {
    let form = made::Form { year: 2024, unit: "清泉县商务局", yuan: false };
    let in_yuan = made::Form { yuan: true, ..form };
    let texts = [
        forms::sichuan(&form, false),
        forms::inner_mongolia(&form),
        forms::yunnan(&form),
        forms::shaanxi(&in_yuan),
        forms::jiangxi(&form),
        forms::hunan(&form),
        forms::national(&form, ""),
    ];
    for (number, text) in texts.iter().enumerate() {
        for (name, way) in WAYS {
            let failed = failed(&check(&rewritten(text, way, Head::Whole, |_, _| true)).1);
            assert!(failed.is_empty(), "{number}, {name}: {failed:?}");
        }
    }
}

#[test]
fn the_number_of_the_other_side_is_no_figure_in_a_single_row_without_blanks() {
    let row = "政府性基金预算财政拨款\t30\t\t\t62\t\t\t\t";
    let at = SOUND.find(row).unwrap();
    let text = format!("{}政府性基金预算财政拨款\t30\t62{}", &SOUND[..at], &SOUND[at + row.len()..]);
    assert_eq!(failed(&check(&text).1), Vec::<String>::new());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_found_whichever_rows_lost_their_blanks(
        way in 0_usize..2,
        tables in prop::collection::vec(any::<bool>(), 32),
        rows in prop::collection::vec(0_u8..100, 64),
        share in prop::sample::select(vec![10_u8, 50, 90]),
    ) {
        let (bars, gone) = (way == 1, WAYS[way].1);
        let chosen = |table: usize, at: usize| tables[table % 32] && rows[at % 64] < share;
        let mut text = rewritten(SOUND, gone, Head::Whole, chosen);
        if bars {
            let bar = |line: &str| match line.contains('\t') {
                true => format!("| {} |", line.replace('\t', " | ")),
                false => line.to_owned(),
            };
            text = text.lines().map(bar).collect::<Vec<_>>().join("\n");
        }
        let failed = failed(&check(&text).1);
        prop_assert!(failed.is_empty(), "{:?}\n{}", failed, text);
    }
}
