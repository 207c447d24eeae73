//! The draft as a whole.

use super::names::{Taken, plain, quoted, without_year};
use super::sections::{Section, is_heading};
use super::tables::{Table, table};
use crate::document::{Block, Document, Format, Grid, GridRow};
use crate::text::is_page_number;

/// A drafted rule file, and what it has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// The text of the file.
    pub text: String,
    /// Tables, with their rows and columns.
    pub tables: usize,
    /// Rows of all tables.
    pub rows: usize,
    /// Columns of all tables.
    pub columns: usize,
    /// Sentences with something to be filled in.
    pub sentences: usize,
    /// Questions in comments.
    pub questions: usize,
}

/// Lines above a table among which its title is looked for.
const ABOVE: usize = 5;
/// Most signs of a title.
const TITLE: usize = 45;

/// Drafts a rule file of this name from a template; with `base` as a layer of that rule set, which then has codes.
#[must_use]
pub fn draft(document: &Document, name: &str, base: Option<&str>) -> Draft {
    let mut out = Draft::default();
    let mut body = String::new();
    let (mut above, mut taken): (Vec<&str>, Taken) = (Vec::new(), Taken::default());
    let mut sections: Vec<Section> = vec![Section::new("")];
    let mut grids: Vec<(String, bool, Grid)> = Vec::new();
    // Lines of pages and of plain text go on; paragraphs of Word end.
    let goes_on = matches!(document.format, Format::Pdf | Format::Ofd | Format::Text);
    for block in &document.blocks {
        match block {
            Block::Paragraph(paragraph) => {
                // Numbers of pages divide nothing.
                if is_page_number(&paragraph.text) {
                    continue;
                }
                above.push(&paragraph.text);
                if is_heading(&paragraph.text) {
                    sections.push(Section::new(&paragraph.text));
                } else if let Some(section) = sections.last_mut() {
                    section.read(&paragraph.text, goes_on);
                }
            }
            Block::Grid(grid) => {
                match grids.last_mut().filter(|(.., known)| above.is_empty() && known.width() == grid.width())
                {
                    Some((.., known)) => go_on(known, grid),
                    None => {
                        let (title, sure) = title(&above, grid, grids.len() + 1);
                        grids.push((title, sure, grid.clone()));
                    }
                }
                above.clear();
            }
        }
    }
    for (title, sure, grid) in &grids {
        if let Some(mut found) = table(grid, &taken.free(title), base.is_some()) {
            if !sure {
                found.questions.insert(0, "这张表的标题没有找到，请改".to_owned());
            }
            add(&mut body, &found, &mut out);
        }
    }
    sections.iter_mut().for_each(Section::end);
    sections.retain(|section| !section.is_empty());
    if sections.iter().any(Section::is_directed) {
        body += "词 变动方向 { 增加、增长、上升、多、大于 为 1；减少、下降、降低、少、小于 为 -1；持平、等于 为 0 }\n\n";
    }
    for section in &sections {
        out.sentences += section.sentences;
        body += &section.written(&mut taken);
        body.push('\n');
    }
    let based = base.map(|base| format!(" 基于 {base}")).unwrap_or_default();
    out.text = format!(
        "// 由样本草拟；「// 问：」是看不准、要人定的地方，定了就把那一行删去。\n规则集 {name} 版本 \"1\"{based}\n\n{body}"
    );
    out
}

/// A table that goes on over a page: its rows, but for those of the head that are printed again.
fn go_on(known: &mut Grid, grid: &Grid) {
    let texts = |row: &GridRow| row.cells.iter().map(|cell| cell.text.clone()).collect::<Vec<_>>();
    let again =
        grid.rows.iter().zip(&known.rows).take_while(|(one, other)| texts(one) == texts(other)).count();
    known.rows.extend(grid.rows.iter().skip(again).cloned());
}

fn add(body: &mut String, found: &Table, out: &mut Draft) {
    for question in &found.questions {
        body.push_str(&format!("// 问：{question}\n"));
    }
    body.push_str(&found.text);
    body.push('\n');
    out.tables += 1;
    out.rows += found.rows;
    out.columns += found.columns;
    out.questions += found.questions.len();
}

/// The title of a table: the nearest line above it, or a line within it, that ends in 表; whether one was found.
fn title(above: &[&str], grid: &Grid, number: usize) -> (String, bool) {
    let inside = grid.rows.iter().take(2).filter(|row| row.cells.len() == 1).flat_map(|row| &row.cells);
    let lines = inside.map(|cell| cell.text.as_str()).chain(above.iter().rev().take(ABOVE).copied());
    for line in lines {
        let name = plain(line);
        let name = without_year(&name);
        let is_number = name.starts_with("公开") && name.chars().count() < 8
            || name.starts_with('附') && name.chars().count() < 4;
        let ends = name.trim_end_matches(['）', ')']).contains('表');
        if ends
            && !is_number
            && name.chars().count() <= TITLE
            && name.chars().count() > 2
            && !name.contains(['。', '，', '：', ':'])
        {
            return (name.to_owned(), true);
        }
    }
    (format!("表{number}"), false)
}

impl Draft {
    /// The draft with a title of the publication that its documents go by.
    #[must_use]
    pub fn published(mut self, title: &str) -> Self {
        let from = self.text.find(" 版本 \"1\"").map(|at| at + " 版本 \"1\"".len());
        if let Some(at) = from {
            self.text.insert_str(at, &format!(" 公开 {}", quoted(title)));
        }
        self
    }
}
