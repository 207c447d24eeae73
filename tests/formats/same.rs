//! One disclosure, written for this project, as text, .docx, .xlsx and .html: the figures are the same.

use gouji::account::Account;
use gouji::document::{Format, read};
use gouji::report::message;
use gouji::schema::Schema;
use gouji::session::{Editions, Shipped};

use super::build::{docx, html, pieces, xlsx};
use super::doc::doc_of;
use super::odt::odt;
use super::ofd::ofd;
use super::rtf::rtf;
use super::xls::xls_of;

/// Every figure of an account by family, row and column, as printed.
fn figures(schema: &Schema, account: &Account, tables: bool) -> Vec<String> {
    let mut figures = Vec::new();
    for family in schema.families.iter().filter(|family| !tables || family.table.is_some()) {
        let Some(read) = account.families.get(family.id.0 as usize) else { continue };
        for row in read.fixed.iter().chain(&read.rows) {
            for (column, cell) in family.columns.iter().zip(&row.cells) {
                if let Some(claim) = cell.claims.first() {
                    figures.push(format!(
                        "{} / {} / {} = {} ({:?}, {:?})",
                        family.name, row.key, column.name, claim.value, claim.place, cell.state
                    ));
                }
            }
        }
    }
    figures
}

/// What is read of a file, and what is found in it.
#[derive(Debug)]
pub(crate) struct Read {
    figures: Vec<String>,
    /// Those of tables.
    tables: Vec<String>,
    /// Rule, verdict and message of each finding.
    findings: Vec<String>,
}

pub(crate) fn account(name: &str, bytes: &[u8]) -> Read {
    account_by(&Editions::new(&Shipped, &[], None), name, bytes)
}

/// With rules that are compiled once for several files.
pub(crate) fn account_by(editions: &Editions, name: &str, bytes: &[u8]) -> Read {
    let (edition, document) = editions.for_document(name, bytes).unwrap();
    let accounts = edition.read(&document);
    assert_eq!(accounts.len(), 1);
    let found = edition.check(&accounts[0]);
    let mut findings: Vec<String> = found
        .findings
        .iter()
        // A line end may stand where others have a blank.
        .map(|finding| {
            format!("{} {:?}：{}", finding.rule, finding.verdict, message(finding).replace(' ', ""))
        })
        .collect();
    findings.sort();
    let of = |tables: bool| figures(&edition.schema, &accounts[0], tables);
    Read { figures: of(false), tables: of(true), findings }
}

pub(crate) fn differences(wanted: &Read, got: &Read) -> String {
    let counted = match (wanted.findings.len(), got.findings.len()) {
        (wanted, got) if wanted == got => String::new(),
        (wanted, got) => format!("{got} findings instead of {wanted}\n"),
    };
    unlike(&[(&wanted.figures, &got.figures), (&wanted.findings, &got.findings)]) + &counted
}

/// Differences of the tables alone.
pub(crate) fn table_differences(wanted: &Read, got: &Read) -> String {
    unlike(&[(&wanted.tables, &got.tables)])
}

fn unlike(pairs: &[(&Vec<String>, &Vec<String>)]) -> String {
    let lines = pairs.iter().flat_map(|(wanted, got)| {
        let missing = wanted.iter().filter(|line| !got.contains(line)).map(|line| format!("- {line}\n"));
        let surplus = got.iter().filter(|line| !wanted.contains(line)).map(|line| format!("+ {line}\n"));
        missing.chain(surplus).collect::<Vec<_>>()
    });
    lines.take(40).collect()
}

fn check(format: Format, name: &str, bytes: &[u8]) {
    assert_eq!(read(name, bytes).unwrap().format, format);
    let text = std::fs::read("examples/正确.txt").unwrap();
    let wanted = account("正确.txt", &text);
    assert!(wanted.figures.len() > 400, "{}", wanted.figures.len());
    if let Some(folder) = std::env::var_os("KEEP_FORMATS") {
        std::fs::write(std::path::Path::new(&folder).join(name), bytes).unwrap();
    }
    assert_eq!(differences(&wanted, &account(name, bytes)), "", "{name}");
}

fn example() -> Vec<super::build::Piece> {
    pieces(&read("正确.txt", &std::fs::read("examples/正确.txt").unwrap()).unwrap())
}

#[test]
fn word_gives_the_same_account() {
    check(Format::Word, "正确.docx", &docx(&example()));
}

#[test]
fn a_page_gives_the_same_account() {
    check(Format::Html, "正确.html", html(&example()).as_bytes());
}

#[test]
fn a_page_in_gbk_under_another_name_gives_the_same_account() {
    let text = html(&example()).replace("charset=\"utf-8\"", "charset=gb2312").replace('•', "·");
    let (bytes, _, _) = encoding_rs::GBK.encode(&text);
    check(Format::Html, "网页.xls", &bytes);
}

#[test]
fn a_workbook_gives_the_same_account() {
    check(Format::Workbook, "正确.xlsx", &xlsx(&example()));
}

#[test]
fn a_binary_workbook_gives_the_same_account() {
    check(Format::Workbook, "正确.xls", &xls_of(&example()));
}

#[test]
fn a_binary_document_gives_the_same_account() {
    check(Format::Word, "正确.doc", &doc_of(&example()));
}

#[test]
fn rich_text_gives_the_same_account() {
    check(Format::Word, "富文本.doc", rtf(&example()).as_bytes());
}

#[test]
fn an_open_document_gives_the_same_account() {
    check(Format::Word, "正确.odt", &odt(&example()));
}

#[test]
fn fixed_pages_give_the_same_account() {
    check(Format::Ofd, "正确.ofd", &ofd(&example()));
}
