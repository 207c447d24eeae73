//! OFD files, set line by line.

use std::fmt::Write as _;

use gouji::document::{print, read};

use super::build::{Cell, Piece, zipped};

/// Width of a page and of its margins, in millimetres.
const PAGE: (u32, u32) = (900, 600);
const MARGIN: u32 = 20;
const SIZE: u32 = 4;
const LINE: u32 = 7;

/// Sets a text, smaller where it has no more room than `room`.
fn text(page: &mut String, x: u32, y: u32, text: &str, room: u32) {
    let size = (room * 1000 / text.chars().count().max(1) as u32).min(SIZE * 1000);
    let size = format!("{}.{:03}", size / 1000, size % 1000);
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    write!(
        page,
        "<ofd:TextObject ID='1' Boundary='{x} {y} 300 {LINE}' Size='{size}'><ofd:TextCode X='0' Y='{SIZE}'>{text}\
         </ofd:TextCode></ofd:TextObject>"
    )
    .unwrap();
}

fn line(page: &mut String, from: (u32, u32), to: (u32, u32)) {
    let (wide, high) = (to.0 - from.0, to.1 - from.1);
    write!(
        page,
        "<ofd:PathObject ID='2' Boundary='{} {} {wide} {high}' LineWidth='0.25'><ofd:AbbreviatedData>M 0 0 L {wide} {high}\
         </ofd:AbbreviatedData></ofd:PathObject>",
        from.0, from.1
    )
    .unwrap();
}

fn wrapped(page: String) -> String {
    format!(
        "<ofd:Page xmlns:ofd='o'><ofd:Area><ofd:PhysicalBox>0 0 {} {}</ofd:PhysicalBox></ofd:Area>\
         <ofd:Content><ofd:Layer ID='9'>{page}</ofd:Layer></ofd:Content></ofd:Page>",
        PAGE.0, PAGE.1
    )
}

/// A row of ruled cells, each wide enough for its text; the first page of cells is above.
fn row(page: &mut String, y: u32, cells: &[Cell], width: u32) {
    let mut x = MARGIN;
    line(page, (x, y), (x, y + LINE));
    for cell in cells {
        let end = x + width * cell.columns;
        text(page, x + 1, y + 1, &cell.text.replace('\n', ""), width * cell.columns - 2);
        line(page, (x, y), (end, y));
        line(page, (x, y + LINE), (end, y + LINE));
        line(page, (end, y), (end, y + LINE));
        x = end;
    }
}

pub(crate) fn ofd(pieces: &[Piece]) -> Vec<u8> {
    packed(&set(pieces))
}

/// The pages of pieces, an object a line.
pub(crate) fn set(pieces: &[Piece]) -> Vec<String> {
    let per_line = ((PAGE.0 - 2 * MARGIN) / SIZE) as usize;
    let (mut pages, mut page, mut y) = (Vec::new(), String::new(), MARGIN);
    let turn = |pages: &mut Vec<String>, page: &mut String, y: &mut u32| {
        if *y + LINE > PAGE.1 - 2 * MARGIN {
            pages.push(wrapped(std::mem::take(page)));
            *y = MARGIN;
        }
    };
    for piece in pieces {
        match piece {
            Piece::Text(words) => {
                let letters: Vec<char> = words.chars().collect();
                for part in letters.chunks(per_line) {
                    turn(&mut pages, &mut page, &mut y);
                    text(&mut page, MARGIN, y, &part.iter().collect::<String>(), PAGE.0);
                    y += LINE;
                }
            }
            Piece::Table(rows) => {
                let columns =
                    rows.iter().map(|row| row.iter().map(|cell| cell.columns).sum::<u32>()).max().unwrap();
                let width = (PAGE.0 - 2 * MARGIN) / columns;
                for cells in rows {
                    turn(&mut pages, &mut page, &mut y);
                    row(&mut page, y, cells, width);
                    y += LINE;
                }
                y += LINE;
            }
        }
    }
    pages.push(wrapped(page));
    pages
}

pub(crate) fn packed(pages: &[String]) -> Vec<u8> {
    let paths: Vec<String> =
        (0..pages.len()).map(|at| format!("Doc_0/Pages/Page_{at}/Content.xml")).collect();
    let list: String = (0..pages.len())
        .map(|at| format!("<ofd:Page ID='{at}' BaseLoc='Pages/Page_{at}/Content.xml'/>"))
        .collect();
    let document = format!(
        "<ofd:Document xmlns:ofd='o'><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox>\
         </ofd:PageArea></ofd:CommonData><ofd:Pages>{list}</ofd:Pages></ofd:Document>"
    );
    let head = "<ofd:OFD xmlns:ofd='o'><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>";
    let mut parts = vec![("OFD.xml", head), ("Doc_0/Document.xml", document.as_str())];
    parts.extend(paths.iter().map(String::as_str).zip(pages.iter().map(String::as_str)));
    zipped(&parts)
}

#[test]
fn lines_and_cells_stand_where_they_are_drawn() {
    let cell = |text: &str, columns| Cell { text: text.to_owned(), columns, rows: 1 };
    let table =
        vec![vec![cell("项目", 1), cell("支出", 2)], vec![cell("合计", 1), cell("1.00", 1), cell("-", 1)]];
    let bytes = ofd(&[Piece::Text("表题 & 单位".to_owned()), Piece::Table(table)]);
    let text = print(&read("a.ofd", &bytes).unwrap());
    assert_eq!(
        text,
        "文件 a.ofd（OFD 版式文件）\n[页1 1] 段 表题 & 单位\n[页1 2] 表 有线 2 行\n\
         \x20 [页1 2] | 项目 | 1×2 支出\n  [页1 3] | 合计 | 1.00 | -\n"
    );
}

/// A page of the objects of a table of two rows, with others drawn before and after it.
fn drawn(before: &str, after: &str, templates: &[(&str, &str)]) -> (String, String) {
    let cell = |text: &str| Cell { text: text.to_owned(), columns: 1, rows: 1 };
    let mut page = String::from(before);
    row(&mut page, 40, &[cell("收入"), cell("1332.00")], 100);
    row(&mut page, 47, &[cell("支出"), cell("12.50")], 100);
    page.push_str(after);
    let mut head = String::new();
    let mut parts: Vec<(String, String)> = Vec::new();
    let mut listed = String::new();
    for (at, (order, objects)) in templates.iter().enumerate() {
        write!(head, "<ofd:Template TemplateID='{at}' ZOrder='{order}'/>").unwrap();
        write!(listed, "<ofd:TemplatePage ID='{at}' BaseLoc='T{at}.xml'/>").unwrap();
        parts.push((format!("Doc_0/T{at}.xml"), wrapped((*objects).to_owned())));
    }
    let page = wrapped(page).replacen("<ofd:Content>", &format!("{head}<ofd:Content>"), 1);
    let document = format!(
        "<ofd:Document xmlns:ofd='o'><ofd:CommonData>{listed}</ofd:CommonData>\
         <ofd:Pages><ofd:Page ID='0' BaseLoc='P.xml'/></ofd:Pages></ofd:Document>"
    );
    let root = "<ofd:OFD xmlns:ofd='o'><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>";
    let mut all =
        vec![("OFD.xml", root), ("Doc_0/Document.xml", document.as_str()), ("Doc_0/P.xml", page.as_str())];
    all.extend(parts.iter().map(|(name, text)| (name.as_str(), text.as_str())));
    let document = read("a.ofd", &zipped(&all)).unwrap();
    let notices: Vec<&str> = document.notices.iter().map(|notice| notice.message.as_str()).collect();
    let text = print(&document);
    let shown = text.lines().skip(1).filter(|line| !line.contains("] 提醒 "));
    (shown.map(|line| format!("{line}\n")).collect(), notices.join("\n"))
}

fn letters(x: u32, y: u32, words: &str, colour: &str) -> String {
    format!(
        "<ofd:TextObject ID='5' Boundary='{x} {y} 300 {LINE}' Size='{SIZE}'>{colour}\
         <ofd:TextCode X='0' Y='{SIZE}'>{words}</ofd:TextCode></ofd:TextObject>"
    )
}

fn filled(x: u32, y: u32, wide: u32, high: u32, colour: &str) -> String {
    format!(
        "<ofd:PathObject ID='6' Boundary='{x} {y} {wide} {high}' Stroke='false' Fill='true'>{colour}\
         <ofd:AbbreviatedData>M 0 0 L {wide} 0 L {wide} {high} L 0 {high} C</ofd:AbbreviatedData></ofd:PathObject>"
    )
}

const WHITE: &str = "<ofd:FillColor Value='255 255 255'/>";
const BLUE: &str = "<ofd:FillColor Value='#10 #20 #A0'/>";

#[test]
fn what_is_drawn_and_not_seen_is_not_read_and_is_told() {
    let (plain, said) = drawn("", "", &[]);
    assert!(plain.contains("| 收入 | 1332.00") && said.is_empty(), "{plain}{said}");
    // White letters on the paper; on a painted ground they are letters like others.
    let (text, said) = drawn("", &letters(20, 100, "旧数 98.70", WHITE), &[]);
    assert_eq!(text, plain);
    assert!(said.contains("有白色的字，纸上看不见，没有读：「旧数98.70」"), "{said}");
    let on_blue = format!("{}{}", filled(10, 90, 300, 30, BLUE), letters(20, 100, "合计见下", WHITE));
    let (text, said) = drawn("", &on_blue, &[]);
    assert!(text.contains("段 合计见下") && said.is_empty(), "{text}{said}");
    // What lies under a box; and over it.
    let boxed = format!("{}{}", letters(20, 100, "旧数 98.70", ""), filled(10, 95, 300, 20, BLUE));
    let (text, said) = drawn("", &boxed, &[]);
    assert_eq!(text, plain);
    assert!(said.contains("有字被盖住或与底色相同，纸上看不见，没有读：「旧数98.70」"), "{said}");
    let (text, _) = drawn("", &format!("{boxed}{}", letters(20, 100, "新数 13.00", WHITE)), &[]);
    assert!(text.contains("新数 13.00") && !text.contains("98.70"), "{text}");
    // A box that shows what is below it hides nothing.
    let glass = boxed.replace("'#10 #20 #A0'", "'#10 #20 #A0' Alpha='60'");
    assert!(drawn("", &glass, &[]).0.contains("旧数 98.70"));
}

#[test]
fn lines_in_the_colour_of_the_paper_are_no_lines() {
    let (plain, _) = drawn("", "", &[]);
    let helper = |colour: &str| {
        format!(
            "<ofd:PathObject ID='7' Boundary='160 40 1 14' LineWidth='0.25'><ofd:StrokeColor Value='{colour}'/>\
             <ofd:AbbreviatedData>M 0 0 L 0 14</ofd:AbbreviatedData></ofd:PathObject>"
        )
    };
    assert_eq!(drawn("", &helper("255 255 255"), &[]), (plain.clone(), String::new()));
    assert_ne!(drawn("", &helper("200 200 200"), &[]).0, plain);
}

#[test]
fn templates_lie_below_their_page_unless_they_say_otherwise() {
    let (plain, _) = drawn("", "", &[]);
    let ground = filled(0, 0, 900, 600, WHITE);
    assert_eq!(drawn("", "", &[("Background", &ground)]), (plain, String::new()));
    let band = filled(0, 30, 900, 30, WHITE);
    let (text, said) = drawn("", &letters(20, 100, "合计见下", ""), &[("Foreground", &band)]);
    assert!(!text.contains("1332.00") && said.contains("1332.00"), "{text}{said}");
}
