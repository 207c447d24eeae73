//! What the marks of .odt mean.

use std::fmt::Write as _;

use gouji::document::{Format, print, read};

use super::build::{Piece, escaped, zipped};

pub(crate) fn odt_of(styles: &str, body: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content xmlns:office='o' xmlns:style='s' xmlns:text='x' xmlns:table='t' xmlns:draw='d' \
         xmlns:xml='m'><office:automatic-styles>{styles}</office:automatic-styles><office:body><office:text>{body}\
         </office:text></office:body></office:document-content>"
    );
    zipped(&[("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", &content)])
}

fn view(styles: &str, body: &str) -> String {
    let document = read("a.odt", &odt_of(styles, body)).unwrap();
    assert_eq!(document.format, Format::Word);
    print(&document).lines().skip(1).map(|line| format!("{line}\n")).collect()
}

/// The pieces of a document as a .odt.
pub(crate) fn odt(pieces: &[Piece]) -> Vec<u8> {
    let paragraph = |text: &str| format!("<text:p>{}</text:p>", escaped(text));
    let mut body = String::new();
    for piece in pieces {
        match piece {
            Piece::Text(text) => body.push_str(&paragraph(text)),
            Piece::Table(rows) => {
                body.push_str("<table:table>");
                for row in rows {
                    body.push_str("<table:table-row>");
                    for cell in row {
                        let lines: String = cell.text.split('\n').map(paragraph).collect();
                        let columns = cell.columns;
                        write!(
                            body,
                            "<table:table-cell table:number-columns-spanned='{columns}'>{lines}</table:table-cell>"
                        )
                        .unwrap();
                        body.push_str(&"<table:covered-table-cell/>".repeat(columns as usize - 1));
                    }
                    body.push_str("</table:table-row>");
                }
                body.push_str("</table:table>");
            }
        }
    }
    odt_of("", &body)
}

#[test]
fn what_is_not_printed_is_not_read() {
    let got = view(
        "<style:style style:name='H'><style:text-properties text:display='none'/></style:style>",
        "<text:tracked-changes><text:deletion><text:p>旧</text:p></text:deletion></text:tracked-changes>\
         <text:p>支出<text:span text:style-name='H'>隐<text:s/>藏</text:span><text:span>新</text:span>\
         <text:note><text:note-body><text:p>脚注</text:p></text:note-body></text:note>  5<text:s text:c='2'/>万元\
         <text:line-break/>下行<office:annotation><text:p>批注</text:p></office:annotation></text:p>\
         <text:table-of-content><text:table-of-content-source>模板</text:table-of-content-source><text:index-body>\
         <text:p>一、收入<text:tab/>3</text:p></text:index-body></text:table-of-content>",
    );
    assert_eq!(got, "[第 1 段] 段 支出新 5  万元\n[第 1 段] 段 下行\n[第 2 段] 段 一、收入 3\n");
}

#[test]
fn tables_and_boxes_are_read() {
    let cell = |attributes: &str, text: &str| {
        format!("<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>")
    };
    let row = |cells: &[String]| format!("<table:table-row>{}</table:table-row>", cells.concat());
    let covered = "<table:covered-table-cell/>".to_owned();
    let table = [
        row(&[
            cell("table:number-rows-spanned='2'", "项目"),
            cell("table:number-columns-spanned='2'", "支出"),
            covered.clone(),
        ]),
        row(&[covered, cell("", "基本"), cell("", "项目")]),
        row(&[cell("", "合计"), "<table:table-cell table:number-columns-repeated='2'/>".to_owned()]),
    ];
    let body = format!(
        "<text:p>前<draw:frame><draw:text-box><text:p>框</text:p></draw:text-box></draw:frame>后</text:p>\
         <table:table>{}</table:table>",
        table.concat()
    );
    assert_eq!(
        view("", &body),
        "[第 1 段] 段 框\n[第 2 段] 段 前后\n[表 1 第 1 行第 1 列] 表 有线 3 行\n\
         \x20 [表 1 第 1 行第 1 列] | 2×1 项目 | 1×2 支出\n\
         \x20 [表 1 第 2 行第 1 列] | @1 基本 | @2 项目\n\
         \x20 [表 1 第 3 行第 1 列] | 合计 |  | \n"
    );
}

#[test]
fn automatic_numbers_are_written_out() {
    let styles = "<text:list-style style:name='L'>\
         <text:list-level-style-number text:level='1' style:num-format='一, 二, 三, ...' style:num-suffix='、'/>\
         <text:list-level-style-number text:level='2' style:num-format='一' style:num-list-format='（%2%）'/>\
         <text:list-level-style-bullet text:level='3' text:bullet-char='•'/></text:list-style>\
         <text:outline-style style:name='Outline'><text:outline-level-style text:level='1' style:num-format='1' \
         style:num-suffix='.'/></text:outline-style>";
    let list = |attributes: &str, items: &str| format!("<text:list {attributes}>{items}</text:list>");
    let item = |inside: &str| format!("<text:list-item>{inside}</text:list-item>");
    let text = |text: &str| format!("<text:p>{text}</text:p>");
    let second = |name: &str| item(&list("", &item(&text(name))));
    let body = [
        "<text:h text:outline-level='1'>章</text:h>".to_owned(),
        list("xml:id='a' text:style-name='L'", &item(&(text("收入") + &text("续段")))),
        list("text:continue-numbering='true' text:style-name='L'", &second("总体")),
        list("text:continue-numbering='true' text:style-name='L'", &second("构成")),
        list("text:continue-list='a' text:style-name='L'", &(item(&text("支出")) + &second("再总"))),
        list("text:style-name='L'", &item(&text("另起"))),
        list("text:style-name='L'", &item(&list("", &item(&list("", &item(&text("点"))))))),
        "<text:h text:outline-level='1'>二章</text:h>".to_owned(),
    ];
    let got = view(styles, &body.concat());
    let texts: Vec<&str> = got.lines().filter_map(|line| line.split(" 段 ").nth(1)).collect();
    assert_eq!(
        texts,
        [
            "1.章",
            "一、收入",
            "续段",
            "（一）总体",
            "（二）构成",
            "二、支出",
            "（一）再总",
            "一、另起",
            "点",
            "2.二章"
        ]
    );
}
