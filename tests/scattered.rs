//! Text taken out of a page cell by cell: a table that has its title and is in no rows and columns is neither read nor
//! called missing.

use gouji::proof::{Finding, LedgerLine, UnitFindings, Verdict};
use gouji::report::reason_words;
use gouji::session::{Editions, Shipped};
use gouji::syntax::Level;

const SOUND: &str = include_str!("../examples/正确.txt");

/// The text with the rows of each table put down in another way; a table is told by its lines with tabs.
fn rewritten(way: impl Fn(&[Vec<&str>]) -> Vec<String>) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut table: Vec<Vec<&str>> = Vec::new();
    for line in SOUND.lines().chain([""]) {
        if line.contains('\t') {
            table.push(line.split('\t').collect());
            continue;
        }
        lines.extend(way(&std::mem::take(&mut table)));
        lines.push(line.to_owned());
    }
    lines.join("\n")
}

fn filled<'a>(cells: impl Iterator<Item = &'a str>) -> Vec<String> {
    cells.filter(|cell| !cell.trim().is_empty()).map(str::to_owned).collect()
}

fn cell_by_cell(rows: &[Vec<&str>]) -> Vec<String> {
    filled(rows.iter().flatten().copied())
}

fn column_by_column(rows: &[Vec<&str>]) -> Vec<String> {
    let widest = rows.iter().map(Vec::len).max().unwrap_or(0);
    let cells = (0..widest).flat_map(|column| rows.iter().filter_map(move |row| row.get(column).copied()));
    filled(cells)
}

fn check(name: &str, bytes: &[u8]) -> UnitFindings {
    let (edition, document) = Editions::new(&Shipped, &[], None).for_document(name, bytes).unwrap();
    edition.check(&edition.read(&document).remove(0))
}

fn wrong(findings: &UnitFindings) -> Vec<&Finding> {
    let all = findings.findings.iter();
    all.filter(|finding| finding.verdict == Verdict::Fail && finding.level != Level::Hint).collect()
}

#[test]
fn a_table_in_no_rows_is_not_called_missing() {
    for (way, text) in
        [("cell by cell", rewritten(cell_by_cell)), ("column by column", rewritten(column_by_column))]
    {
        let findings = check("散.txt", text.as_bytes());
        let wrong: Vec<(&str, &str)> =
            wrong(&findings).iter().map(|f| (f.rule.as_str(), f.title.as_str())).collect();
        assert_eq!(wrong, [], "{way}");
        assert!(findings.notices.iter().any(|notice| notice.message.contains("「收入决算表」")), "{way}");
        // Where no table at all could be read, that one is asked for.
        let asked = |line: &&LedgerLine| matches!(line.rule.as_str(), "WZ01" | "WZ09");
        let lines: Vec<&LedgerLine> = findings.ledger.iter().filter(asked).collect();
        assert!(lines.iter().all(|line| line.counts.fail == 0), "{way}: {lines:?}");
        let tables = lines.into_iter().find(|line| line.counts.undecided > 0).unwrap();
        // Tables that a form need not have are passed over.
        let said = |reason| ["有标题", "可以没有"].iter().any(|why| reason_words(reason).contains(why));
        assert!(tables.reasons.iter().all(|(reason, _)| said(reason)), "{way}: {:?}", tables.reasons);
    }
}

/// Rows as lines with single blanks; of each third one the name is torn in two, above and below its figures.
fn names_torn(rows: &[Vec<&str>]) -> Vec<String> {
    let line = |(at, row): (usize, &Vec<&str>)| -> Vec<String> {
        let cells = filled(row.iter().copied());
        match cells.as_slice() {
            [code, name, figures @ ..]
                if at % 3 == 2 && name.chars().count() > 5 && figures.iter().any(|f| f.contains('.')) =>
            {
                let middle = name.char_indices().nth(4).map_or(0, |(at, _)| at);
                let (above, below) = name.split_at(middle);
                vec![above.to_owned(), format!("{code} {}", figures.join(" ")), below.to_owned()]
            }
            _ => vec![cells.join(" ")],
        }
    };
    rows.iter().enumerate().flat_map(line).collect()
}

/// The rows as they are, every fourth one a line between blank lines.
fn rows_apart(rows: &[Vec<&str>]) -> Vec<String> {
    let line = |(at, row): (usize, &Vec<&str>)| {
        let text = filled(row.iter().copied()).join("   ");
        if at % 4 == 3 { format!("\n{text}\n") } else { text }
    };
    rows.iter().enumerate().map(line).collect()
}

#[test]
fn rows_that_are_torn_make_no_sum_wrong() {
    for (way, text) in [("names torn", rewritten(names_torn)), ("rows apart", rewritten(rows_apart))] {
        let findings = check("撕.txt", text.as_bytes());
        let wrong: Vec<(&str, &str)> =
            wrong(&findings).iter().map(|f| (f.rule.as_str(), f.title.as_str())).collect();
        assert_eq!(wrong, [], "{way}");
    }
}

#[test]
fn a_table_that_is_not_there_is_missing() {
    let (before, rest) = SOUND.split_once("2024 年度收入决算表").unwrap();
    let (_, after) = rest.split_once("2024 年度支出决算表").unwrap();
    let text = format!("{before}2024 年度支出决算表{after}");
    let findings = check("缺.txt", text.as_bytes());
    assert!(wrong(&findings).iter().any(|finding| finding.rule == "WZ01"));
}

#[test]
fn a_part_without_anything_of_it_is_missing() {
    let title = "第三部分 云泽市青岚区图书馆 2024 年度部门决算情况说明";
    let [contents, body, prose]: [&str; 3] = SOUND.split(title).collect::<Vec<_>>().try_into().unwrap();
    let parts = |text: &str| {
        let findings = check("部分.txt", text.as_bytes());
        findings.findings.iter().filter(|f| f.verdict == Verdict::Fail && f.rule == "WZ04").count()
    };
    // Without its title its sections speak for it.
    assert_eq!(parts(&[contents, body, prose].concat()), 0);
    let (_, behind) = prose.split_once("第四部分").unwrap();
    assert_eq!(parts(&format!("{contents}{body}第四部分{behind}")), 1);
}
