//! What the eye does not see is not read and is told: hidden rows and columns, struck-out and white letters, in each
//! format that has them; what is shown as plainly as ever stays.

use gouji::document::{print, read};
use rust_xlsxwriter::{Color, Format, Workbook, Worksheet};

use super::build::{docx_of, zipped};
use super::doc::{cell, doc_with, plain, row_end, struck_doc};
use super::odt::odt_of;
use super::xls::{compound, record, words};

fn view(name: &str, bytes: &[u8]) -> String {
    let text = print(&read(name, bytes).unwrap());
    text.lines().skip(1).map(|line| format!("{line}\n")).collect()
}

fn book(fill: impl Fn(&mut Worksheet)) -> String {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("表").unwrap();
    sheet.write_string(0, 0, "某表").unwrap();
    for (row, cells) in
        [["项目", "草稿", "金额"], ["旧数", "8", "9.99"], ["新数", "7", "1.50"]].iter().enumerate()
    {
        for (column, text) in cells.iter().enumerate() {
            sheet.write_string(row as u32 + 1, column as u16, *text).unwrap();
        }
    }
    fill(sheet);
    view("a.xlsx", &book.save_to_buffer().unwrap())
}

const WHOLE: &str = "[表 A1] 段 某表\n[表 A2] 表 有线 3 行\n  [表 A2] | 项目 | 草稿 | 金额\n\
    \x20 [表 A3] | 旧数 | 8 | 9.99\n  [表 A4] | 新数 | 7 | 1.50\n";
const NO_ROW: &str = "[表 A1] 段 某表\n[表 A2] 表 有线 2 行\n  [表 A2] | 项目 | 草稿 | 金额\n\
    \x20 [表 A4] | 新数 | 7 | 1.50\n\
    [表] 提醒 工作表「表」有隐藏的行（第 3 行），公开时看不到，没有读；不应公开的请删去，应公开的请取消隐藏\n";
const NO_COLUMN: &str = "[表 A1] 段 某表\n[表 A2] 表 有线 3 行\n  [表 A2] | 项目 | 金额\n\
    \x20 [表 A3] | 旧数 | 9.99\n  [表 A4] | 新数 | 1.50\n\
    [表] 提醒 工作表「表」有隐藏的列（B 列），公开时看不到，没有读；不应公开的请删去，应公开的请取消隐藏\n";

#[test]
fn hidden_rows_and_columns_of_an_xlsx_are_not_read() {
    assert_eq!(book(|_| ()), WHOLE);
    assert_eq!(book(|sheet| _ = sheet.set_row_hidden(2).unwrap()), NO_ROW);
    assert_eq!(book(|sheet| _ = sheet.set_row_height(2, 0).unwrap()), NO_ROW);
    assert_eq!(book(|sheet| _ = sheet.group_rows_collapsed(2, 2).unwrap()), NO_ROW);
    assert_eq!(book(|sheet| _ = sheet.set_column_hidden(1).unwrap()), NO_COLUMN);
    assert_eq!(book(|sheet| _ = sheet.group_columns_collapsed(1, 1).unwrap()), NO_COLUMN);
    // Nothing stands in what is hidden, and nothing is said.
    assert_eq!(book(|sheet| _ = sheet.set_row_hidden(7).unwrap().set_column_hidden(9).unwrap()), WHOLE);
}

#[test]
fn merged_cells_show_in_what_is_left_of_them() {
    let got = book(|sheet| {
        sheet.merge_range(1, 1, 1, 2, "数", &Format::new()).unwrap();
        sheet.set_column_hidden(1).unwrap();
    });
    assert!(got.contains("| 项目 | 数\n") && got.contains("[表 A3] | 旧数 | 9.99"), "{got}");
}

#[test]
fn filtered_rows_are_not_read() {
    let got = book(|sheet| {
        sheet.autofilter(1, 0, 3, 2).unwrap();
        sheet.filter_column(0, &rust_xlsxwriter::FilterCondition::new().add_list_filter("新数")).unwrap();
    });
    assert_eq!(got, NO_ROW);
}

#[test]
fn looks_of_an_xlsx() {
    let white = Format::new().set_font_color(Color::White);
    let struck = Format::new().set_font_strikethrough();
    let got = book(|sheet| {
        sheet.write_string_with_format(2, 1, "88", &white).unwrap();
        sheet.write_number_with_format(2, 2, 9.5, &struck).unwrap();
        let dark = white.clone().set_background_color(Color::Navy);
        sheet.write_string_with_format(1, 1, "深底", &dark).unwrap();
        let parts = [(&struck, "7.25"), (&Format::new(), "7.50")];
        sheet.write_rich_string(3, 1, &parts).unwrap();
    });
    assert!(got.contains("| 项目 | 深底 | 金额") && got.contains("| 旧数 |  | \n"), "{got}");
    assert!(got.contains("| 新数 | 7.50 | 1.50"), "{got}");
    assert!(
        got.contains("有划掉的文字没有删去，没有读：「9.5」（表 C3）、「7.25」（表 B4）；公开前请删去"),
        "{got}"
    );
    assert!(got.contains("有白色的字，纸上看不见，没有读：「88」（表 B3）；"), "{got}");
}

#[test]
fn looks_and_hidden_rows_of_an_xls() {
    let (start, end) = (|kind: u16| record(0x0809, &words(&[0x0600, kind, 0, 0])), record(0x000A, &[]));
    let font = |flags: u16, colour: u16| record(0x0031, &words(&[200, flags, colour, 400, 0, 0, 0, 0]));
    let style = |font: u16, pattern: u16, fill: u16| {
        record(0x00E0, &words(&[font, 0, 0, 0, 0, 0, 0, 0, pattern << 10, fill]))
    };
    let label = |row: u16, column: u16, style: u16, text: &str| {
        let mut bytes = words(&[row, column, style]);
        bytes.extend(words(&[text.len() as u16]));
        bytes.push(0);
        bytes.extend(text.bytes());
        record(0x0204, &bytes)
    };
    let row =
        |row: u16, height: u16, flags: u16| record(0x0208, &words(&[row, 0, 9, height, 0, 0, flags, 0]));
    let mut stream = start(5);
    stream.extend(font(0, 0x7FFF));
    stream.extend(font(8, 0x7FFF));
    stream.extend(font(0, 9));
    stream.extend([style(0, 0, 0), style(1, 0, 0), style(2, 0, 0), style(2, 1, 10)].concat());
    let mut entry = 0_u32.to_le_bytes().to_vec();
    entry.extend([0, 0, 1, 0, b'S']);
    let offset = stream.len() + 4 + entry.len() + end.len();
    entry[..4].copy_from_slice(&(offset as u32).to_le_bytes());
    stream.extend(record(0x0085, &entry));
    stream.extend(&end);
    stream.extend(start(0x10));
    stream.extend(record(0x007D, &words(&[2, 2, 2560, 0, 1, 0])));
    stream.extend(record(0x007D, &words(&[3, 3, 0, 0, 0, 0])));
    stream.extend([row(0, 300, 0), row(1, 300, 0x20), row(2, 0, 0), row(3, 300, 0)].concat());
    for at in 0..4 {
        for (column, text) in ["a", "b", "hid", "flat", "e"].iter().enumerate() {
            stream.extend(label(at, column as u16, 0, text));
        }
    }
    stream.extend(
        [label(4, 0, 1, "old"), label(4, 1, 2, "white"), label(4, 4, 3, "dark"), label(4, 5, 0, "f")]
            .concat(),
    );
    stream.extend(&end);
    let got = view("a.xls", &compound(&[("Workbook", &stream)]));
    assert!(
        got.starts_with(
            "[S A1] 表 有线 3 行\n  [S A1] | a | b | e | \n  [S A4] | a | b | e | \n  [S A5] |  |  | dark | f\n"
        ),
        "{got}"
    );
    assert!(got.contains("有隐藏的行（第 2 至 3 行）和隐藏的列（C 至 D 列），"), "{got}");
    assert!(got.contains("没有读：「old」（S A5）") && got.contains("没有读：「white」（S B5）"), "{got}");
}

#[test]
fn looks_and_hidden_rows_of_an_ods() {
    let style = |name: &str, inside: &str| format!("<style:style style:name='{name}'>{inside}</style:style>");
    let styles = [
        style("flat", "<style:table-row-properties style:row-height='0cm'/>"),
        style("thin", "<style:table-column-properties style:column-width='0in'/>"),
        style("old", "<style:text-properties style:text-line-through-style='solid'/>"),
        style("pale", "<style:text-properties fo:color='#ffffff'/>"),
        style(
            "dark",
            "<style:text-properties fo:color='#ffffff'/><style:table-cell-properties fo:background-color='#000080'/>",
        ),
    ];
    let cell = |style: &str, text: &str| {
        format!("<table:table-cell table:style-name='{style}'><text:p>{text}</text:p></table:table-cell>")
    };
    let row = |attributes: &str, cells: &[String]| {
        format!("<table:table-row {attributes}>{}</table:table-row>", cells.concat())
    };
    let plain = || [cell("n", "甲"), cell("n", "乙"), cell("n", "丙"), cell("n", "丁"), cell("n", "戊")];
    let content = format!(
        "<office:document-content xmlns:table='t' xmlns:text='x' xmlns:office='o' xmlns:style='s' xmlns:fo='f'>{}\
         <table:table table:name='一'><table:table-column/><table:table-column table:visibility='collapse'/>\
         <table:table-column table:style-name='thin'/><table:table-column/>{}{}{}\
         <table:table-row-group table:display='false'>{}</table:table-row-group>{}{}</table:table></office:document-content>",
        styles.concat(),
        row("", &plain()),
        row("table:visibility='filter'", &plain()),
        row("table:style-name='flat'", &plain()),
        row("", &plain()),
        row("", &[cell("old", "旧"), cell("n", ""), cell("n", ""), cell("dark", "深底"), cell("n", "底")]),
        row(
            "",
            &[
                cell("pale", "白"),
                cell("n", ""),
                cell("n", ""),
                cell("n", "<text:span text:style-name='old'>3</text:span>4"),
                cell("n", "尾"),
            ]
        ),
    );
    let bytes =
        zipped(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", &content)]);
    let got = view("a.ods", &bytes);
    assert!(
        got.starts_with("[一 A1] 表 有线 3 行\n  [一 A1] | 甲 | 丁 | 戊\n  [一 A5] |  | 深底 | 底\n  [一 A6] |  | 4 | 尾\n"),
        "{got}"
    );
    assert!(got.contains("有隐藏的行（第 2 至 4 行）和隐藏的列（B 至 C 列），"), "{got}");
    assert!(
        got.contains("没有读：「旧」（一 A5）、「3」（一 D6）") && got.contains("没有读：「白」（一 A6）"),
        "{got}"
    );
}

#[test]
fn looks_and_hidden_rows_of_a_workbook_of_excel_2003() {
    let cell = |style: &str, text: &str| {
        format!("<Cell ss:StyleID='{style}'><Data ss:Type='String'>{text}</Data></Cell>")
    };
    let row = |attributes: &str, cells: &[String]| format!("<Row {attributes}>{}</Row>", cells.concat());
    let plain = || [cell("n", "甲"), cell("n", "乙"), cell("n", "丙"), cell("n", "丁")];
    let text = format!(
        "<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?>\
         <Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" xmlns:ss='s'><Styles><Style ss:ID='n'/>\
         <Style ss:ID='old'><Font ss:StrikeThrough='1'/></Style><Style ss:ID='pale'><Font ss:Color='#FFFFFF'/></Style>\
         <Style ss:ID='dark'><Font ss:Color='#FFFFFF'/><Interior ss:Color='#000080' ss:Pattern='Solid'/></Style></Styles>\
         <Worksheet ss:Name='一'><Table><Column ss:Index='2' ss:Hidden='1'/>{}{}{}{}</Table></Worksheet></Workbook>",
        row("", &plain()),
        row("ss:Hidden='1'", &plain()),
        row("ss:Height='0'", &plain()),
        row("", &[cell("old", "旧"), cell("pale", "白"), cell("dark", "深底"), cell("n", "底")]),
    );
    // Stretches of a cell.
    let rich = text.replace(
        "深底",
        "<B><Font html:Color='#FF0000'>78.50</Font><S>87.50</S><Sup>2</Sup><Font html:Color='#FFFFFF'>内部</Font></B>",
    );
    let got = view("a.xls", rich.as_bytes());
    assert!(got.contains("|  | 78.50内部 | 底"), "{got}");
    assert!(
        got.contains("「87.50」（一 C4）") && got.contains("注码，没有当作数或名称的一部分：「2」"),
        "{got}"
    );
    let got = view("a.xls", text.as_bytes());
    assert!(
        got.starts_with("[一 A1] 表 有线 2 行\n  [一 A1] | 甲 | 丙 | 丁\n  [一 A4] |  | 深底 | 底\n"),
        "{got}"
    );
    assert!(got.contains("有隐藏的行（第 2 至 3 行）和隐藏的列（B 列），"), "{got}");
    assert!(got.contains("没有读：「旧」（一 A4）") && got.contains("没有读：「白」（一 B4）"), "{got}");
}

fn run(properties: &str, text: &str) -> String {
    format!("<w:r><w:rPr>{properties}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r>")
}

#[test]
fn looks_of_a_docx() {
    let white = "<w:color w:val='FFFFFF'/>";
    let cell =
        |properties: &str, runs: &str| format!("<w:tc><w:tcPr>{properties}</w:tcPr><w:p>{runs}</w:p></w:tc>");
    let body = format!(
        "<w:p>{}{}{}{}</w:p><w:p>{}{}</w:p><w:tbl><w:tr>{}{}{}</w:tr></w:tbl><w:tbl><w:tblPr><w:tblStyle w:val='T'/></w:tblPr>\
         <w:tr>{}{}</w:tr></w:tbl>",
        run("", "支出 "),
        run("<w:strike/>", "87"),
        run("<w:dstrike/>", ".50"),
        run("<w:strike w:val='0'/>", "78.50 万元"),
        run(white, "草稿"),
        run("<w:rStyle w:val='S'/>", "旧稿"),
        cell("", &run(white, "5")),
        cell("<w:shd w:val='clear' w:fill='1F4E79'/>", &run(white, "项目")),
        cell("", &(run("<w:strike/>", "1.00") + &run("", "2.00"))),
        cell("", &run(white, "深底")),
        cell("", &run("<w:highlight w:val='black'/><w:color w:val='FFFFFF'/>", "3.00")),
    );
    let styles = "<w:style w:styleId='S'><w:rPr><w:strike/></w:rPr></w:style>\
        <w:style w:styleId='W'><w:rPr><w:color w:val='FFFFFF'/></w:rPr></w:style>\
        <w:style w:styleId='D'><w:pPr><w:shd w:fill='1F4E79'/></w:pPr><w:rPr><w:color w:val='FFFFFF'/></w:rPr></w:style>\
        <w:style w:styleId='T'><w:tblStylePr><w:tcPr><w:shd w:val='clear' w:fill='4472C4'/></w:tcPr></w:tblStylePr></w:style>";
    let styled = |style: &str| {
        format!(
            "<w:p><w:pPr><w:pStyle w:val='{style}'/></w:pPr>{}{}</w:p>",
            run("", "甲"),
            run("<w:color w:val='000000'/>", "乙")
        )
    };
    let got = view("a.docx", &docx_of(&(styled("W") + &styled("D")), "", styles));
    assert!(
        got.starts_with("[第 1 段] 段 乙\n[第 2 段] 段 甲乙\n") && got.contains("没有读：「甲」（第 1 段）"),
        "{got}"
    );
    let got = view("a.docx", &docx_of(&body, "", styles));
    assert!(got.starts_with("[第 1 段] 段 支出 78.50 万元\n[表 1 第 1 行第 1 列] 表"), "{got}");
    assert!(got.contains("|  | 项目 | 2.00") && got.contains("| 深底 | 3.00"), "{got}");
    assert!(
        got.contains("没有读：「87.50」（第 1 段）、「旧稿」（第 2 段）、「1.00」（表 1 第 1 行第 3 列）；"),
        "{got}"
    );
    assert!(got.contains("没有读：「草稿」（第 2 段）、「5」（表 1 第 1 行第 1 列）；"), "{got}");
}

#[test]
fn embedded_workbooks_are_told() {
    let body = "<w:p><w:r><w:t>收入决算表</w:t></w:r></w:p><w:p><w:r><w:object><o:OLEObject xmlns:o='o' Type='Embed' \
        ProgID='Excel.Sheet.12'/></w:object></w:r></w:p>";
    let document = read("a.docx", &docx_of(body, "", "")).unwrap();
    assert_eq!(document.lost.len(), 1);
    let notice = &document.notices[0].message;
    assert!(notice.starts_with("有 1 处表格是嵌入的 Excel 对象，没有读；请在 Word 里双击打开"), "{notice}");
    let equation = body.replace("Excel.Sheet.12", "Equation.3");
    assert!(read("a.docx", &docx_of(&equation, "", "")).unwrap().notices.is_empty());
}

#[test]
fn looks_of_other_texts() {
    let odt = odt_of(
        "<style:style style:name='O'><style:text-properties style:text-line-through-style='solid'/></style:style>\
         <style:style style:name='W'><style:text-properties fo:color='#ffffff' xmlns:fo='f'/></style:style>\
         <style:style style:name='D'><style:paragraph-properties fo:background-color='#000080' xmlns:fo='f'/></style:style>",
        "<text:p>支出 <text:span text:style-name='O'>87.50</text:span>78.50 万元<text:span text:style-name='W'>草稿</text:span>\
         </text:p><text:p text:style-name='D'><text:span text:style-name='W'>深底</text:span></text:p>",
    );
    let rtf = b"{\\rtf1\\ansi\\ansicpg936 \\'d6\\'a7\\'b3\\'f6 {\\strike 87.50}78.50{\\strike x\\strike0  ok}\\par}";
    for (name, bytes, wanted, struck) in [
        ("a.odt", odt, "段 支出 78.50 万元\n[第 2 段] 段 深底\n", "「87.50」（第 1 段）"),
        ("a.rtf", rtf.to_vec(), "段 支出 78.50 ok\n", "「87.50x」（第 1 段）"),
        ("a.doc", struck_doc(), "段 支出78.50\n", "「87.50」（第 1 段）"),
    ] {
        let got = view(name, &bytes);
        assert!(got.starts_with(&format!("[第 1 段] {wanted}")), "{name}: {got}");
        assert!(got.contains(&format!("有划掉的文字没有删去，没有读：{struck}；")), "{name}: {got}");
        assert_eq!(got.contains("有白色的字，纸上看不见，没有读：「草稿」"), name == "a.odt", "{got}");
    }
}

#[test]
fn looks_of_a_page() {
    let page = |head: &str, body: &str| {
        view(
            "a.html",
            format!("<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>").as_bytes(),
        )
    };
    for old in [
        "<s>87.50</s>",
        "<del>87.50</del>",
        "<strike>87.50</strike>",
        "<span style='text-decoration: line-through'>87.50</span>",
        "<span class='old x'>87.50</span>",
    ] {
        let got = page(
            "<style>span.old{text-decoration:line-through;color:#333}</style>",
            &format!("<p>支出 {old}78.50 万元"),
        );
        assert!(
            got.starts_with(
                "[第 1 段] 段 支出 78.50 万元\n[第 1 段] 提醒 有划掉的文字没有删去，没有读：「87.50」"
            ),
            "{old}: {got}"
        );
    }
    let white = "<p>一<span style='color:#FFF'>二</span><font color=white>三</font></p><table bgcolor='#003366'><tr><td><font color=white>\
        项目</font><td>金额</table><table><tr><td style='color:white'>4<td>5<tr><td>6<td>7</table>";
    let got = page("", white);
    assert!(
        got.starts_with("[第 1 段] 段 一\n") && got.contains("| 项目 | 金额") && got.contains("|  | 5\n"),
        "{got}"
    );
    assert!(
        got.contains("| 6 | 7") && got.contains("没有读：「二三」（第 1 段）、「4」（表 2 第 1 行第 1 列）"),
        "{got}"
    );
    // What a style sheet outside paints is not known.
    let got = page("<link rel='stylesheet' href='a.css'>", white);
    assert!(got.contains("段 一二三") && !got.contains("提醒"), "{got}");
}

#[test]
fn white_letters_on_a_painted_cell_are_read() {
    let head = "{\\rtf1\\ansi\\ansicpg936{\\colortbl;\\red255\\green255\\blue255;\\red0\\green0\\blue128;}";
    let row = |first: &str| {
        format!(
            "\\trowd{first}\\cellx1000\\cellx2000\\pard\\intbl{{\\cf1 one}}\\cell\\pard\\intbl{{\\cf1 two}}{{\\cf1\\highlight2 lit}}\\cell\\row "
        )
    };
    let text = format!("{head}{}{}\\pard{{\\cf1\\cbpat2 par}}\\par}}", row("\\clcbpat2"), row("\\clcbpat1"));
    let got = view("a.rtf", text.as_bytes());
    assert!(got.contains("| one | lit") && got.contains("|  | lit") && got.contains("段 par"), "{got}");
    assert!(got.contains("「two」（表 1 第 1 行第 2 列）、「one」（表 1 第 2 行第 1 列）"), "{got}");

    // The shading of cells by colours of their own, and of sixteen; the first cell is dark, the second white.
    let dark = |ground: u32| [&0xFF00_0000_u32.to_le_bytes()[..], &ground.to_le_bytes(), &[0, 0]].concat();
    let own = [vec![0x12, 0xD6, 20], dark(0x0080_0000), dark(0x00FF_FFFF)].concat();
    let sixteen = vec![0x09, 0xD6, 4, 0x20, 0x00, 0x00, 0x01];
    for shading in [own, sixteen] {
        let mut end = row_end(&[0, 1000, 2000], &[0, 0]);
        end.properties.extend(shading);
        let paragraphs = [cell("深底"), cell("白纸"), end, plain("正文")];
        let white = [0x42, 0x2A, 8];
        let got = view("a.doc", &doc_with(&paragraphs, &[], &[(0, 2, white), (3, 5, white)]));
        assert!(
            got.contains("| 深底 | \n") && got.contains("没有读：「白纸」（表 1 第 1 行第 2 列）"),
            "{got}"
        );
    }
}

#[test]
fn raised_marks_are_told_and_no_part_of_a_figure() {
    let page =
        "<!DOCTYPE html><html><body><p>1332.00<sup>[2]</sup> 万元，面积 15 m<sup>2</sup></p></body></html>";
    let rtf = b"{\\rtf1\\ansi\\ansicpg936 1332.00{\\super [2]} \\'cd\\'f2\\'d4\\'aa{\\up6 1}, 15 m{\\super 2}\\par}";
    for (name, bytes, wanted) in [
        ("a.html", page.as_bytes(), "段 1332.00 万元，面积 15 m2\n"),
        ("a.rtf", &rtf[..], "段 1332.00 万元, 15 m2\n"),
    ] {
        let got = view(name, bytes);
        assert!(got.contains(wanted), "{name}: {got}");
        assert!(got.contains("有上标的注码，没有当作数或名称的一部分：「[2]"), "{name}: {got}");
    }
}
