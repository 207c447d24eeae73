//! Documents and workbooks that are one file of markup.

use gouji::document::{Format, print, read};

fn view(format: Format, name: &str, text: &str) -> String {
    let document = read(name, text.as_bytes()).unwrap();
    assert_eq!(document.format, format);
    print(&document).lines().skip(1).map(|line| format!("{line}\n")).collect()
}

const BODY: &str = "<w:p><w:r><w:t>收入</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>项目</w:t></w:r></w:p></w:tc>\
    <w:tc><w:p><w:r><w:t>1.00</w:t></w:r></w:p></w:tc></w:tr></w:tbl>";

/// A document of Word 2003.
pub(crate) fn word_2003() -> String {
    format!(
        "<?xml version='1.0'?><?mso-application progid=\"Word.Document\"?><w:wordDocument xmlns:w='w' xmlns:wx='x'>\
         <o:DocumentProperties><o:Title>某</o:Title></o:DocumentProperties><w:styles><w:style><w:name w:val='甲'/>\
         </w:style></w:styles><w:body><wx:sect>{BODY}<w:p><w:pPr><w:listPr><w:ilvl w:val='0'/><w:ilfo w:val='1'/>\
         <wx:t wx:val='一、'/></w:listPr></w:pPr><w:r><w:t>总体</w:t></w:r></w:p><w:sectPr><w:hdr><w:p><w:r><w:t>眉\
         </w:t></w:r></w:p></w:hdr></w:sectPr></wx:sect></w:body></w:wordDocument>"
    )
}

#[test]
fn documents_of_word_2003_are_read() {
    assert_eq!(
        view(Format::Word, "a.doc", &word_2003()),
        "[第 1 段] 段 收入\n[表 1 第 1 行第 1 列] 表 有线 1 行\n  [表 1 第 1 行第 1 列] | 项目 | 1.00\n\
         [第 2 段] 段 一、总体\n"
    );
}

/// A document with its parts in one file.
pub(crate) fn word_package() -> String {
    let level = "<w:lvl w:ilvl='0'><w:numFmt w:val='chineseCounting'/><w:lvlText w:val='%1、'/></w:lvl>";
    let parts = [
        ("/_rels/.rels", "<Relationships/>".to_owned()),
        (
            "/word/document.xml",
            format!(
                "<w:document><w:body>{BODY}<w:p><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr><w:r><w:t>总体\
                 </w:t></w:r></w:p></w:body></w:document>"
            ),
        ),
        (
            "/word/numbering.xml",
            format!(
                "<w:numbering><w:abstractNum w:abstractNumId='7'>{level}</w:abstractNum><w:num w:numId='1'>\
                 <w:abstractNumId w:val='7'/></w:num></w:numbering>"
            ),
        ),
        ("/word/footer1.xml", "<w:ftr><w:p><w:r><w:t>脚</w:t></w:r></w:p></w:ftr>".to_owned()),
    ];
    let parts: String = parts
        .iter()
        .map(|(name, data)| {
            format!("<pkg:part pkg:name=\"{name}\"><pkg:xmlData>{data}</pkg:xmlData></pkg:part>")
        })
        .collect();
    format!(
        "\u{FEFF}<?xml version='1.0'?>\r\n<?mso-application progid=\"Word.Document\"?>\r\n\
         <pkg:package xmlns:pkg='p' xmlns:w='w'>{parts}</pkg:package>"
    )
}

#[test]
fn documents_with_their_parts_in_one_file_are_read() {
    assert_eq!(
        view(Format::Word, "a.xml", &word_package()),
        "[第 1 段] 段 收入\n[表 1 第 1 行第 1 列] 表 有线 1 行\n  [表 1 第 1 行第 1 列] | 项目 | 1.00\n\
         [第 2 段] 段 一、总体\n"
    );
}

/// A workbook of Excel 2003.
pub(crate) fn excel_2003() -> String {
    let cell = |attributes: &str, kind: &str, text: &str| {
        format!("<Cell {attributes}><Data ss:Type='{kind}'>{text}</Data></Cell>")
    };
    let row = |cells: &[String]| format!("<Row>{}</Row>", cells.concat());
    let border = "<Borders><Border ss:Position='Bottom' ss:LineStyle='Continuous'/></Borders>";
    let rows = [
        row(&[cell("ss:MergeAcross='2'", "String", "支出表")]),
        row(&[
            cell("ss:StyleID='b' ss:MergeDown='1'", "String", "项目"),
            cell("ss:StyleID='b' ss:MergeAcross='1'", "String", "支出"),
        ]),
        row(&[
            cell("ss:Index='2' ss:StyleID='b'", "String", "<B xmlns='h'>基</B>本"),
            cell("ss:StyleID='b'", "String", "项目"),
        ]),
        row(&[
            cell("ss:StyleID='b'", "String", "合计"),
            cell("ss:StyleID='m'", "Number", "1365.1"),
            "<Cell ss:StyleID='m' ss:Formula='=1+1'/>".to_owned(),
        ]),
        format!("<Row ss:Index='7'>{}</Row>", cell("", "DateTime", "2025-05-16T00:00:00.000")),
    ];
    format!(
        "<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?>\
         <Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" xmlns:ss='s'><Styles>\
         <Style ss:ID='b'>{border}</Style><Style ss:ID='m'>{border}<NumberFormat ss:Format='Standard'/></Style></Styles>\
         <Worksheet ss:Name='一'><Table>{}</Table></Worksheet><Worksheet ss:Name='隐'><Table>{}</Table>\
         <WorksheetOptions><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet></Workbook>",
        rows.concat(),
        row(&[cell("", "String", "藏")])
    )
}

#[test]
fn workbooks_of_excel_2003_are_read() {
    let got = view(Format::Workbook, "a.xls", &excel_2003());
    assert_eq!(
        got.lines().take_while(|line| !line.contains("提醒")).collect::<Vec<_>>().join("\n"),
        "[一 A1] 段 支出表\n[一 A2] 表 有线 3 行\n  [一 A2] | 2×1 项目 | 1×2 支出\n  [一 B3] | @1 基本 | @2 项目\n\
         \x20 [一 A4] | 合计 | 1,365.10 | #无缓存值\n[一 A7] 段 2025-05-16\n[隐 A1] 段 藏"
    );
    assert!(got.contains("工作表「隐」是隐藏的") && got.contains("1 个公式没有保存计算结果"), "{got}");
}
