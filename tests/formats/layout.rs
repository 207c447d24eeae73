//! A disclosure as an office worker lays it out in a word processor: cover, contents with page numbers, tables with
//! merged heads that go over pages, running heads and feet, automatic numbers, what is deleted or hidden.

use std::fmt::Write as _;

use super::build::{Cell, Piece, escaped, zipped};

const NAMESPACE: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
    xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";

const FONT: &str = "<w:rFonts w:ascii=\"WenQuanYi Zen Hei\" w:hAnsi=\"WenQuanYi Zen Hei\" \
    w:eastAsia=\"WenQuanYi Zen Hei\"/>";

/// How a document is laid out.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Layout {
    /// Headings are numbered by the program.
    pub(crate) numbered: bool,
    /// Text that was deleted while changes were tracked, and hidden text, stand between the rest.
    pub(crate) edited: bool,
    /// Tables are so narrow that codes and names wrap.
    pub(crate) narrow: bool,
}

/// A cell over columns and rows.
fn over(text: &str, columns: u32, rows: u32) -> Cell {
    Cell { text: text.to_owned(), columns, rows }
}

/// A table with its heads merged as the official forms have them.
pub(crate) fn official(rows: &[Vec<Cell>]) -> Vec<Vec<Cell>> {
    let width = rows.iter().map(|row| row.iter().map(|cell| cell.columns).sum::<u32>()).max().unwrap_or(0);
    let texts = |at: usize| -> Vec<&str> { rows[at].iter().map(|cell| cell.text.as_str()).collect() };
    let first = texts(0);
    let mut head: Vec<Vec<Cell>> = Vec::new();
    let mut body = rows[1..].to_vec();
    match first[0] {
        "收入" => head.push(vec![over("收入", 3, 1), over("支出", width - 3, 1)]),
        "人员经费" => {
            head.push(vec![over("人员经费", 3, 1), over("公用经费", 6, 1)]);
            if let Some(last) =
                body.iter_mut().find(|row| row[0].text.starts_with("人员经费合计") && row.len() > 8)
            {
                let (people, public) = (last[2].text.clone(), last[8].text.clone());
                *last = vec![
                    over("人员经费合计", 2, 1),
                    over(&people, 1, 1),
                    over("公用经费合计", 5, 1),
                    over(&public, 1, 1),
                ];
            }
        }
        "科目编码" => {
            let mut top = vec![over("项目", 2, 1)];
            top.extend(first[2..].iter().map(|text| over(text, 1, 2)));
            head.push(top);
            head.push(vec![over("科目编码", 1, 1), over("科目名称", 1, 1)]);
            let ranks = std::mem::take(&mut body[0]);
            body[0] = std::iter::once(over("栏次", 2, 1)).chain(ranks.into_iter().skip(2)).collect();
            if body[1][0].text.is_empty() {
                let total = std::mem::take(&mut body[1]);
                body[1] = std::iter::once(over("合计", 2, 1)).chain(total.into_iter().skip(2)).collect();
            }
        }
        "预算数" => {
            head.push(vec![over("预算数", 6, 1), over("决算数", 6, 1)]);
            let side = [
                over("合计", 1, 2),
                over("因公出国（境）费", 1, 2),
                over("公务用车购置及运行维护费", 3, 1),
                over("公务接待费", 1, 2),
            ];
            head.push([side.clone(), side].concat());
            let cars = ["小计", "公务用车购置费", "公务用车运行维护费"].map(|text| over(text, 1, 1));
            head.push([cars.clone(), cars].concat());
            body.remove(0);
        }
        _ => head.push(rows[0].clone()),
    }
    head.extend(body);
    head
}

fn run(properties: &str, text: &str) -> String {
    format!("<w:r><w:rPr>{properties}</w:rPr><w:t xml:space=\"preserve\">{}</w:t></w:r>", escaped(text))
}

fn paragraph(properties: &str, runs: &str) -> String {
    format!("<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>")
}

fn section(landscape: bool) -> String {
    let size = if landscape {
        "<w:pgSz w:w=\"16838\" w:h=\"11906\" w:orient=\"landscape\"/>"
    } else {
        "<w:pgSz w:w=\"11906\" w:h=\"16838\"/>"
    };
    format!(
        "<w:sectPr><w:headerReference w:type=\"default\" r:id=\"rId3\"/><w:footerReference w:type=\"default\" \
         r:id=\"rId4\"/>{size}<w:pgMar w:top=\"1440\" w:right=\"1200\" w:bottom=\"1440\" w:left=\"1200\" \
         w:header=\"700\" w:footer=\"700\" w:gutter=\"0\"/></w:sectPr>"
    )
}

/// A table; its head comes back on each page.
fn table(rows: &[Vec<Cell>], landscape: bool) -> String {
    let rows = official(rows);
    let width = rows.iter().map(|row| row.iter().map(|cell| cell.columns).sum::<u32>()).max().unwrap_or(1);
    let column = if landscape { 14000 } else { 8600 } / width;
    let lines: String = ["top", "left", "bottom", "right", "insideH", "insideV"]
        .iter()
        .map(|side| format!("<w:{side} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/>"))
        .collect();
    let mut text = format!(
        "<w:tbl><w:tblPr><w:tblW w:w=\"{}\" w:type=\"dxa\"/><w:tblBorders>{lines}</w:tblBorders>\
         <w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>{}</w:tblGrid>",
        column * width,
        format!("<w:gridCol w:w=\"{column}\"/>").repeat(width as usize)
    );
    let heads = rows.iter().position(|row| row.iter().any(|cell| cell.text.contains('.'))).unwrap_or(1);
    let mut covered: Vec<(u32, u32)> = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        text.push_str("<w:tr>");
        if at < heads.min(3) {
            text.push_str("<w:trPr><w:tblHeader/></w:trPr>");
        }
        let mut cells = row.iter();
        let mut place = 0;
        let mut below = Vec::new();
        while place < width {
            if covered.iter().any(|(column, rows)| *column == place && *rows > 0) {
                text.push_str(&cell_of(column, 1, "<w:vMerge/>", ""));
                place += 1;
                continue;
            }
            let Some(cell) = cells.next() else { break };
            let merge = if cell.rows > 1 { "<w:vMerge w:val=\"restart\"/>" } else { "" };
            below.extend((cell.rows > 1).then_some((place, cell.rows - 1)));
            text.push_str(&cell_of(column, cell.columns, merge, &cell.text));
            place += cell.columns;
        }
        covered = below;
        text.push_str("</w:tr>");
    }
    text + "</w:tbl>"
}

fn cell_of(width: u32, columns: u32, merge: &str, text: &str) -> String {
    let figure = !text.is_empty() && text.chars().all(|letter| letter.is_ascii_digit() || letter == '.');
    let aligned = if figure && text.contains('.') { "<w:jc w:val=\"right\"/>" } else { "" };
    format!(
        "<w:tc><w:tcPr><w:tcW w:w=\"{}\" w:type=\"dxa\"/><w:gridSpan w:val=\"{columns}\"/>{merge}</w:tcPr>{}</w:tc>",
        width * columns,
        paragraph(aligned, &run("<w:sz w:val=\"18\"/>", text))
    )
}

/// A heading or point without its ordinal, and the level that the ordinal is of.
fn numbered(text: &str) -> Option<(u32, &str)> {
    let counts =
        |text: &str| !text.is_empty() && text.chars().all(|letter| "一二三四五六七八九十".contains(letter));
    if let Some((ordinal, rest)) = text.split_once('、').filter(|(ordinal, _)| counts(ordinal)) {
        let _ = ordinal;
        return Some((0, rest));
    }
    let (ordinal, rest) = text.strip_prefix('（')?.split_once('）')?;
    counts(ordinal).then_some((1, rest))
}

/// A paragraph of running text; a field, an insertion, a deletion and hidden text in it where there are edits.
fn prose(text: &str, edited: bool) -> String {
    let first = "<w:ind w:firstLine=\"480\"/>";
    match text.split_once("万元").filter(|_| edited && text.chars().count() > 30) {
        None => paragraph(first, &run("", text)),
        Some((before, behind)) => {
            let runs = [
                run("", before),
                "<w:del w:id=\"1\" w:author=\"a\"><w:r><w:delText>99.99 万元</w:delText></w:r></w:del>"
                    .to_owned(),
                format!("<w:ins w:id=\"2\" w:author=\"a\">{}</w:ins>", run("", "万元")),
                run("<w:vanish/>", "隐藏的 77.77 万元"),
                run("", behind),
            ];
            paragraph(first, &runs.concat())
        }
    }
}

/// A .docx of pieces: the first two are the cover, then comes the table of contents up to where it repeats.
pub(crate) fn docx(pieces: &[Piece], layout: Layout) -> Vec<u8> {
    let texts: Vec<Option<&str>> = pieces
        .iter()
        .map(|piece| match piece {
            Piece::Text(text) => Some(text.as_str()),
            Piece::Table(_) => None,
        })
        .collect();
    let [Some(title), Some(date), Some(contents), Some(first), ..] = texts.as_slice() else {
        panic!("no cover")
    };
    let start = 4 + texts[4..].iter().position(|text| *text == Some(first)).unwrap();
    let centre = "<w:jc w:val=\"center\"/>";
    let mut body = String::new();
    body.push_str(&paragraph(
        "<w:spacing w:before=\"3000\"/><w:jc w:val=\"center\"/>",
        &run("<w:sz w:val=\"40\"/>", title),
    ));
    body.push_str(&paragraph(centre, &run("", date)));
    body.push_str(&paragraph(&format!("<w:pageBreakBefore/>{centre}"), &run("", contents)));
    let dots = "<w:tabs><w:tab w:val=\"right\" w:leader=\"dot\" w:pos=\"9000\"/></w:tabs>";
    for (at, entry) in texts[3..start].iter().enumerate() {
        let runs = format!("{}<w:r><w:tab/><w:t>{}</w:t></w:r>", run("", entry.unwrap()), 3 + at / 3);
        body.push_str(&paragraph(dots, &runs));
    }
    let mut landscape = false;
    let mut list = 0;
    for (at, piece) in pieces.iter().enumerate().skip(start) {
        let text = match piece {
            Piece::Table(rows) => {
                body.push_str(&table(rows, landscape));
                continue;
            }
            Piece::Text(text) => text.as_str(),
        };
        let near = texts[at..texts.len().min(at + 5)].contains(&None);
        if text.starts_with('第') && text.contains("部分 ") {
            // A section ends with the last paragraph before the next.
            body.push_str(&paragraph(&section(landscape), ""));
            landscape = !layout.narrow && text.ends_with("决算表");
            list += 1;
            body.push_str(&paragraph("<w:outlineLvl w:val=\"0\"/>", &run("<w:b/>", text)));
        } else if near && text.starts_with("2024") && text.ends_with('表') {
            body.push_str(&paragraph(
                &format!("<w:pageBreakBefore/>{centre}"),
                &run("<w:sz w:val=\"32\"/>", text),
            ));
        } else if let Some((level, rest)) = numbered(text).filter(|_| layout.numbered) {
            let number = format!("<w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{list}\"/></w:numPr>");
            body.push_str(&paragraph(&number, &run("<w:b/>", rest)));
        } else {
            body.push_str(&prose(text, layout.edited));
        }
    }
    body.push_str(&section(landscape));
    package(&body, title, list)
}

fn numbering(lists: u32) -> String {
    let level = |at: u32, text: &str| {
        format!(
            "<w:lvl w:ilvl=\"{at}\"><w:start w:val=\"1\"/><w:numFmt w:val=\"chineseCountingThousand\"/>\
             <w:suff w:val=\"nothing\"/><w:lvlText w:val=\"{text}\"/><w:lvlJc w:val=\"left\"/></w:lvl>"
        )
    };
    let mut text = format!("<w:numbering {NAMESPACE}>");
    for list in 1..=lists {
        write!(
            text,
            "<w:abstractNum w:abstractNumId=\"{list}\"><w:multiLevelType w:val=\"multilevel\"/>{}{}</w:abstractNum>",
            level(0, "%1、"),
            level(1, "（%2）")
        )
        .unwrap();
    }
    for list in 1..=lists {
        write!(text, "<w:num w:numId=\"{list}\"><w:abstractNumId w:val=\"{list}\"/></w:num>").unwrap();
    }
    text + "</w:numbering>"
}

fn package(body: &str, title: &str, lists: u32) -> Vec<u8> {
    let main = "application/vnd.openxmlformats-officedocument.wordprocessingml.";
    let parts = ["document.main", "styles", "numbering", "header", "footer"];
    let mut types = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Types \
         xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" \
         ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>",
    );
    let mut links = String::new();
    let schema = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    for (at, part) in parts.iter().enumerate() {
        let name = part.trim_end_matches(".main");
        write!(types, "<Override PartName=\"/word/{name}.xml\" ContentType=\"{main}{part}+xml\"/>").unwrap();
        if at > 0 {
            write!(links, "<Relationship Id=\"rId{at}\" Type=\"{schema}/{name}\" Target=\"{name}.xml\"/>")
                .unwrap();
        }
    }
    types.push_str("</Types>");
    let relations = |inside: &str| {
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Relationships \
             xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{inside}</Relationships>"
        )
    };
    let root =
        format!("<Relationship Id=\"r\" Type=\"{schema}/officeDocument\" Target=\"word/document.xml\"/>");
    let page = "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>\
        <w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>1</w:t></w:r>\
        <w:r><w:fldChar w:fldCharType=\"end\"/></w:r>";
    let centre = "<w:jc w:val=\"center\"/>";
    let foot = format!("{}{page}{}", run("", "— "), run("", " —"));
    let xml = |name: &str, inside: &str| {
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:{name} {NAMESPACE}>{inside}</w:{name}>")
    };
    let styles = format!(
        "<w:docDefaults><w:rPrDefault><w:rPr>{FONT}<w:sz w:val=\"24\"/></w:rPr></w:rPrDefault></w:docDefaults>"
    );
    zipped(&[
        ("[Content_Types].xml", &types),
        ("_rels/.rels", &relations(&root)),
        ("word/_rels/document.xml.rels", &relations(&links)),
        ("word/document.xml", &xml("document", &format!("<w:body>{body}</w:body>"))),
        ("word/styles.xml", &xml("styles", &styles)),
        ("word/numbering.xml", &numbering(lists)),
        ("word/header.xml", &xml("hdr", &paragraph(centre, &run("", title)))),
        ("word/footer.xml", &xml("ftr", &paragraph(centre, &foot))),
    ])
}
