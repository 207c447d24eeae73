//! What the marks of a .docx mean.

use gouji::document::{Block, Document, print, read};

use super::build::{docx_of, paragraph};

fn view(body: &str) -> String {
    view_with(body, "", "")
}

fn view_with(body: &str, numbering: &str, styles: &str) -> String {
    let text = print(&read("a.docx", &docx_of(body, numbering, styles)).unwrap());
    text.lines().skip(1).map(|line| format!("{line}\n")).collect()
}

fn document(body: &str) -> Document {
    read("a.docx", &docx_of(body, "", "")).unwrap()
}

fn cell(properties: &str, text: &str) -> String {
    format!("<w:tc><w:tcPr>{properties}</w:tcPr>{}</w:tc>", paragraph(text))
}

fn row(cells: &[String]) -> String {
    format!("<w:tr>{}</w:tr>", cells.concat())
}

#[test]
fn merged_cells_keep_their_columns() {
    let body = format!(
        "{}<w:tbl>{}{}{}</w:tbl>{}",
        paragraph("表题"),
        row(&[
            cell("<w:vMerge w:val='restart'/>", "项目"),
            cell("<w:gridSpan w:val='2'/>", "支出"),
            cell("<w:vMerge w:val='restart'/>", "注")
        ]),
        row(&[
            cell("<w:vMerge/>", ""),
            cell("", "基本"),
            cell("", "项目"),
            cell("<w:vMerge w:val='continue'/>", "")
        ]),
        row(&[cell("", "合计"), cell("", "1.00"), cell("", ""), cell("", "无")]),
        paragraph("注：表后"),
    );
    assert_eq!(
        view(&body),
        "[第 1 段] 段 表题\n\
         [表 1 第 1 行第 1 列] 表 有线 3 行\n\
         \x20 [表 1 第 1 行第 1 列] | 2×1 项目 | 1×2 支出 | @3 2×1 注\n\
         \x20 [表 1 第 2 行第 1 列] | @1 基本 | @2 项目\n\
         \x20 [表 1 第 3 行第 1 列] | 合计 | 1.00 |  | 无\n\
         [第 2 段] 段 注：表后\n"
    );
}

#[test]
fn what_is_not_printed_is_not_read() {
    let body = "<w:p>\
        <w:r><w:t>支出</w:t></w:r>\
        <w:del><w:r><w:delText>旧</w:delText></w:r></w:del>\
        <w:ins><w:r><w:t>新</w:t></w:r></w:ins>\
        <w:moveFrom><w:r><w:t>移走</w:t></w:r></w:moveFrom>\
        <w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r>\
        <w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>显示</w:t></w:r>\
        <w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>\
        <w:r><w:fldChar w:fldCharType='separate'/></w:r><w:r><w:t>3</w:t></w:r>\
        <w:r><w:tab/><w:t>甲&amp;乙&#20803;&unknown;</w:t><w:br/><w:t>下行</w:t></w:r></w:p>\
        <w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r><w:t>删</w:t></w:r></w:p></w:tc><w:tc><w:p/></w:tc></w:tr>\
        <w:tr><w:tc><w:p><w:r><w:t>留</w:t></w:r></w:p></w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl>";
    assert_eq!(
        view(body),
        "[第 1 段] 段 支出新显示3 甲&乙元\n[第 1 段] 段 下行\n\
         [表 1 第 1 行第 1 列] 表 有线 1 行\n  [表 1 第 1 行第 1 列] | 留 | \n"
    );
}

#[test]
fn text_boxes_are_read_once() {
    let inside = |text: &str| format!("<w:txbxContent>{}</w:txbxContent>", paragraph(text));
    let body = format!(
        "<w:p><w:r><w:t>前</w:t></w:r><w:r><mc:AlternateContent xmlns:mc='m'>\
         <mc:Choice>{}</mc:Choice><mc:Fallback>{}</mc:Fallback></mc:AlternateContent></w:r>\
         <w:r><w:t>后</w:t></w:r></w:p>",
        inside("框"),
        inside("框")
    );
    assert_eq!(view(&body), "[第 1 段] 段 框\n[第 2 段] 段 前后\n");
}

#[test]
fn nested_tables_follow_their_table_and_frames_are_text() {
    let inner = format!("<w:tbl>{}</w:tbl>", row(&[cell("", "内"), cell("", "2")]));
    let holder = format!("<w:tc><w:p/>{inner}{}</w:tc>", paragraph("外"));
    let body = format!("<w:tbl>{}</w:tbl>", row(&[holder, cell("", "1")]));
    assert_eq!(
        view(&body),
        "[表 1 第 1 行第 1 列] 表 有线 1 行\n  [表 1 第 1 行第 1 列] | 外 | 1\n\
         [表 2 第 1 行第 1 列] 表 有线 1 行\n  [表 2 第 1 行第 1 列] | 内 | 2\n"
    );
    let frame = format!("<w:tbl>{}</w:tbl>", row(&[cell("", "框里的字")]));
    assert!(
        matches!(document(&frame).blocks.as_slice(), [Block::Paragraph(text)] if text.text == "框里的字")
    );
}

#[test]
fn automatic_numbers_are_written_out() {
    let level = |at: u32, format: &str, text: &str| {
        format!(
            "<w:lvl w:ilvl='{at}'><w:start w:val='1'/><w:numFmt w:val='{format}'/><w:lvlText w:val='{text}'/></w:lvl>"
        )
    };
    let numbering = format!(
        "<w:abstractNum w:abstractNumId='7'>{}{}{}</w:abstractNum>\
         <w:num w:numId='1'><w:abstractNumId w:val='7'/></w:num>\
         <w:num w:numId='2'><w:abstractNumId w:val='7'/>\
         <w:lvlOverride w:ilvl='0'><w:startOverride w:val='5'/></w:lvlOverride></w:num>",
        level(0, "chineseCountingThousand", "%1、"),
        level(1, "japaneseCounting", "（%2）"),
        level(2, "decimal", "%3."),
    );
    let styles = "<w:style w:type='paragraph' w:styleId='H1'><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr>\
        </w:style><w:style w:type='paragraph' w:styleId='H1b'><w:basedOn w:val='H1'/></w:style>";
    let styled = |style: &str, text: &str| {
        format!("<w:p><w:pPr><w:pStyle w:val='{style}'/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
    };
    let listed = |list: u32, level: u32, text: &str| {
        format!(
            "<w:p><w:pPr><w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='{list}'/></w:numPr></w:pPr>\
             <w:r><w:t>{text}</w:t></w:r></w:p>"
        )
    };
    let body = [
        styled("H1", "收入"),
        listed(1, 1, "总体"),
        listed(1, 1, "构成"),
        listed(1, 2, "基本"),
        styled("H1b", "支出"),
        listed(1, 1, "总体"),
        listed(0, 0, "无号"),
        listed(2, 0, "另起"),
        listed(2, 0, "再下"),
    ];
    let texts: Vec<String> = read("a.docx", &docx_of(&body.concat(), &numbering, styles))
        .unwrap()
        .blocks
        .into_iter()
        .map(|block| match block {
            Block::Paragraph(paragraph) => paragraph.text,
            Block::Grid(_) => "表".to_owned(),
        })
        .collect();
    assert_eq!(
        texts,
        [
            "一、收入",
            "（一）总体",
            "（二）构成",
            "1.基本",
            "二、支出",
            "（一）总体",
            "无号",
            "五、另起",
            "六、再下"
        ]
    );
}

#[test]
fn boxes_to_tick_are_read_as_they_show() {
    let form = |ticked: &str| {
        format!(
            "<w:r><w:fldChar w:fldCharType='begin'><w:ffData><w:checkBox><w:sizeAuto/><w:default w:val='0'/>{ticked}\
             </w:checkBox></w:ffData></w:fldChar></w:r>\
             <w:r><w:instrText>FORMCHECKBOX</w:instrText></w:r><w:r><w:fldChar w:fldCharType='end'/></w:r>"
        )
    };
    let run = |text: &str| format!("<w:r><w:t>{text}</w:t></w:r>");
    let body = format!(
        "<w:p>{}{}{}{}{}<w:r><w:sym w:font='Wingdings 2' w:char='F052'/></w:r>{}\
         <w:r><w:sym w:font='Wingdings' w:char='F0A8'/></w:r></w:p>",
        run("一般"),
        form("<w:checked/>"),
        run("专项"),
        form("<w:checked w:val='0'/>"),
        run("甲"),
        run("乙"),
    );
    assert_eq!(view(&body), "[第 1 段] 段 一般☑专项□甲☑乙□\n");
}
