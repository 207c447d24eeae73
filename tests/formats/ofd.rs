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
    packed(&pages)
}

fn packed(pages: &[String]) -> Vec<u8> {
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
