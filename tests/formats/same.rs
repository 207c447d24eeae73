//! One disclosure, written for this project, as text, .docx, .xlsx and .html: the figures are the same.

use gouji::account::Account;
use gouji::document::{Format, read};
use gouji::schema::Schema;
use gouji::session::{Editions, Shipped};

use crate::build::{docx, html, pieces, xlsx};
use crate::doc::doc_of;
use crate::ofd::ofd;
use crate::xls::xls_of;

/// Every figure of an account by family, row and column, as printed.
fn figures(schema: &Schema, account: &Account) -> Vec<String> {
    let mut figures = Vec::new();
    for family in &schema.families {
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

fn account(name: &str, bytes: &[u8]) -> (Vec<String>, usize) {
    let mut editions = Editions::new(&Shipped, &[], None);
    let (edition, document) = editions.for_document(name, bytes).unwrap();
    let accounts = edition.read(&document);
    assert_eq!(accounts.len(), 1);
    let findings = edition.check(&accounts[0]);
    (figures(&edition.schema, &accounts[0]), findings.findings.len())
}

fn differences(wanted: &[String], got: &[String]) -> String {
    let missing = wanted.iter().filter(|figure| !got.contains(figure)).map(|figure| format!("- {figure}\n"));
    let surplus = got.iter().filter(|figure| !wanted.contains(figure)).map(|figure| format!("+ {figure}\n"));
    missing.chain(surplus).take(40).collect()
}

fn check(format: Format, name: &str, bytes: &[u8]) {
    assert_eq!(read(name, bytes).unwrap().format, format);
    let text = std::fs::read("examples/正确.txt").unwrap();
    let (wanted, problems) = account("正确.txt", &text);
    assert!(wanted.len() > 400, "{}", wanted.len());
    if let Some(folder) = std::env::var_os("KEEP_FORMATS") {
        std::fs::write(std::path::Path::new(&folder).join(name), bytes).unwrap();
    }
    let (got, found) = account(name, bytes);
    assert_eq!(differences(&wanted, &got), "", "{name}");
    // On pages, a table of contents ends with its page: here it has none of its own.
    assert!(format == Format::Ofd || found == problems, "{name}: {found} findings instead of {problems}");
}

fn example() -> Vec<crate::build::Piece> {
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
    check(Format::Html, "正确.xls", &bytes);
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
fn fixed_pages_give_the_same_account() {
    check(Format::Ofd, "正确.ofd", &ofd(&example()));
}
