//! What the cells of workbooks print.

use gouji::document::{print, read};
use rust_xlsxwriter::{Format, FormatBorder, Formula, Workbook, Worksheet};

use super::build::zipped;

fn view_of(name: &str, bytes: &[u8]) -> String {
    let text = print(&read(name, bytes).unwrap());
    text.lines().skip(1).map(|line| format!("{line}\n")).collect()
}

fn view(fill: impl Fn(&mut Worksheet)) -> String {
    let mut book = Workbook::new();
    fill(book.add_worksheet().set_name("表一").unwrap());
    view_of("a.xlsx", &book.save_to_buffer().unwrap())
}

#[test]
fn titles_and_notes_stand_outside_drawn_tables() {
    let drawn = Format::new().set_border(FormatBorder::Thin);
    let money = drawn.clone().set_num_format("#,##0.00");
    let got = view(|sheet| {
        sheet.merge_range(0, 0, 0, 2, "支出表", &Format::new()).unwrap();
        sheet.write_string(1, 0, "部门：某局").unwrap();
        sheet.write_string(1, 2, "单位：万元").unwrap();
        sheet.merge_range(2, 0, 3, 0, "项目", &drawn).unwrap();
        sheet.merge_range(2, 1, 2, 2, "支出", &drawn).unwrap();
        sheet.write_string_with_format(3, 1, "基本", &drawn).unwrap();
        sheet.write_string_with_format(3, 2, "项目", &drawn).unwrap();
        sheet.write_string_with_format(4, 0, "合计", &drawn).unwrap();
        sheet.write_number_with_format(4, 1, 1365.1, &money).unwrap();
        sheet.write_blank(4, 2, &money).unwrap();
        for column in 0..3 {
            sheet.write_blank(5, column, &drawn).unwrap();
        }
        sheet.write_string_with_format(6, 0, "结转", &drawn).unwrap();
        sheet.write_number_with_format(6, 2, 0.0, &drawn.clone().set_num_format("0.00;-0.00;\"-\"")).unwrap();
        sheet.merge_range(7, 0, 7, 2, "注：本表反映支出。", &Format::new()).unwrap();
    });
    assert_eq!(
        got,
        "[表一 A1] 段 支出表\n[表一 A2] 段 部门：某局\n[表一 C2] 段 单位：万元\n\
         [表一 A3] 表 有线 5 行\n\
         \x20 [表一 A3] | 2×1 项目 | 1×2 支出\n\
         \x20 [表一 B4] | @1 基本 | @2 项目\n\
         \x20 [表一 A5] | 合计 | 1,365.10 | \n\
         \x20 [表一 A6] |  |  | \n\
         \x20 [表一 A7] | 结转 |  | -\n\
         [表一 A8] 段 注：本表反映支出。\n"
    );
}

#[test]
fn tables_without_borders_are_told_from_text() {
    let got = view(|sheet| {
        sheet.write_string(0, 1, "收入表").unwrap();
        for (row, cells) in [["项目", "金额"], ["拨款", "1"], ["合计", "2"]].iter().enumerate() {
            for (column, text) in cells.iter().enumerate() {
                sheet.write_string(row as u32 + 1, column as u16, *text).unwrap();
            }
        }
        sheet.write_string(6, 0, "第一行\n第二行").unwrap();
    });
    assert_eq!(
        got,
        "[表一 B1] 段 收入表\n[表一 A2] 表 有线 3 行\n\
         \x20 [表一 A2] | 项目 | 金额\n  [表一 A3] | 拨款 | 1\n  [表一 A4] | 合计 | 2\n\
         [表一 A7] 段 第一行\n[表一 A7] 段 第二行\n"
    );
}

#[test]
fn formulas_without_values_and_hidden_sheets_are_said() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("显").unwrap();
    sheet.write_string(0, 0, "甲").unwrap();
    sheet.write_formula(0, 1, Formula::new("=1+1").set_result("2")).unwrap();
    sheet.write_formula(0, 2, Formula::new("=REF()").set_result("#REF!")).unwrap();
    let hidden = book.add_worksheet().set_name("隐").unwrap();
    hidden.write_string(0, 0, "乙").unwrap();
    hidden.set_hidden(true);
    let got = view_of("a.xlsx", &book.save_to_buffer().unwrap());
    assert!(got.contains("| 甲 | 2 | #REF!"), "{got}");
    assert!(got.contains("[隐 A1] 段 乙") && got.contains("提醒 工作表「隐」是隐藏的"), "{got}");

    let sheet = "<worksheet><sheetData><row r='1'><c r='A1' t='inlineStr'><is><t>甲</t></is></c>\
        <c r='B1'><f>1+1</f></c><c r='C1' t='str'><f>T()</f><v></v></c><c r='D1'><v>0.30000000000000004</v></c>\
        </row></sheetData></worksheet>";
    let got = view_of("b.xlsx", &package(sheet));
    assert!(got.contains("| 甲 | #无缓存值 |  | 0.3"), "{got}");
    assert!(got.contains("有 1 个公式没有保存计算结果（B1）"), "{got}");
}

fn package(sheet: &str) -> Vec<u8> {
    zipped(&[
        ("[Content_Types].xml", "<Types/>"),
        (
            "xl/workbook.xml",
            "<workbook xmlns:r='r'><sheets><sheet name='表' sheetId='1' r:id='x'/></sheets></workbook>",
        ),
        (
            "xl/_rels/workbook.xml.rels",
            "<Relationships><Relationship Id='x' Target='worksheets/s.xml'/></Relationships>",
        ),
        ("xl/worksheets/s.xml", sheet),
    ])
}

#[test]
fn far_cells_take_no_room() {
    let sheet = "<worksheet><sheetData><row r='1'><c r='A1'><v>1</v></c><c r='XFD1'><v>2</v></c></row>\
        <row r='1048576'><c r='A1048576'><v>3</v></c><c r='B1048576'><v>4</v></c></row></sheetData>\
        <mergeCells><mergeCell ref='A1:XFD1048576'/><mergeCell ref='A1'/></mergeCells></worksheet>";
    let document = read("a.xlsx", &package(sheet)).unwrap();
    assert_eq!(document.blocks.len(), 2);
    assert!(document.notices.iter().any(|notice| notice.message.contains("4096 列")));
}

#[test]
fn open_document_sheets_print_what_they_show() {
    let cell =
        |text: &str| format!("<table:table-cell office:value='1'><text:p>{text}</text:p></table:table-cell>");
    let content = format!(
        "<office:document-content xmlns:table='t' xmlns:text='x' xmlns:office='o'><table:table table:name='一'>\
         <table:table-row><table:table-cell table:number-columns-spanned='2'><text:p>收入</text:p></table:table-cell>\
         <table:covered-table-cell/>{}</table:table-row>\
         <table:table-row>{}{}<table:table-cell table:number-columns-repeated='16000'/></table:table-row>\
         <table:table-row table:number-rows-repeated='1048000'><table:table-cell/></table:table-row>\
         </table:table></office:document-content>",
        cell("备注"),
        cell("甲"),
        cell("1,234.50<office:annotation><text:p>批注</text:p></office:annotation>"),
    );
    let bytes =
        zipped(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", &content)]);
    assert_eq!(
        view_of("a.ods", &bytes),
        "[一 A1] 表 有线 2 行\n  [一 A1] | 1×2 收入 | @2 备注\n  [一 A2] | 甲 | 1,234.50 | \n"
    );
}

#[test]
fn borders_of_open_document_sheets_bound_tables() {
    let styles = "<style:style style:name='B'><style:table-cell-properties fo:border='0.06pt solid #000000'/>\
        </style:style><style:style style:name='N'><style:table-cell-properties fo:border='none'/></style:style>";
    let cell = |style: &str, text: &str| {
        let style = if style.is_empty() { String::new() } else { format!(" table:style-name='{style}'") };
        format!("<table:table-cell{style}><text:p>{text}</text:p></table:table-cell>")
    };
    let row = |cells: &[String]| format!("<table:table-row>{}</table:table-row>", cells.concat());
    let content = format!(
        "<office:document-content xmlns:table='t' xmlns:text='x' xmlns:office='o' xmlns:style='s' xmlns:fo='f'>{styles}\
         <table:table table:name='一'><table:table-column table:default-cell-style-name='B'/>\
         <table:table-column table:number-columns-repeated='1023' table:default-cell-style-name='N'/>\
         {}{}{}{}</table:table></office:document-content>",
        row(&[cell("N", "某表")]),
        row(&[cell("", "项目"), cell("B", "金额")]),
        row(&[cell("", "合计"), "<table:table-cell table:style-name='B'/>".to_owned()]),
        row(&[cell("N", "注：无"), "<table:table-cell table:number-columns-repeated='1023'/>".to_owned()]),
    );
    let bytes =
        zipped(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", &content)]);
    assert_eq!(
        view_of("a.ods", &bytes),
        "[一 A1] 段 某表\n[一 A2] 表 有线 2 行\n  [一 A2] | 项目 | 金额\n  [一 A3] | 合计 | \n[一 A4] 段 注：无\n"
    );
}
