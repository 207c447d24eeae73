//! One disclosure laid out on pages of a PDF in several ways, with and without lines: the account is the same; and of
//! pages that are lost nothing is called missing.

use gouji::document::read;
use gouji::proof::Verdict;
use gouji::session::{Editions, Shipped};

use super::build::{Cell, Piece, pieces};
use super::layout::official;
use super::same::{account, differences};
use crate::pdf::writer::{Page, file};

/// How tables are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lines {
    All,
    Level,
    Outer,
    None,
}

#[derive(Clone, Copy, Debug)]
struct Style {
    lines: Lines,
    /// The head comes back on each page.
    repeats: bool,
    /// Most letters of a line of a cell.
    letters: usize,
    /// Figures stand at the right of their cells.
    right: bool,
}

const WIDTH: i32 = 1190;
const TOP: i32 = 790;
const BOTTOM: i32 = 50;
const LEFT: i32 = 60;
const SIZE: i32 = 8;
const LEADING: i32 = 10;
const ROOM: i32 = 6;

struct Pen {
    style: Style,
    pages: Vec<Page>,
    y: i32,
}

fn width(text: &str) -> i32 {
    text.chars().map(|letter| if letter.is_ascii() { SIZE / 2 } else { SIZE }).sum()
}

fn wrapped(text: &str, letters: usize) -> Vec<String> {
    if text.is_ascii() {
        return vec![text.to_owned()];
    }
    let all: Vec<char> = text.chars().collect();
    all.chunks(letters).map(|line| line.iter().collect()).collect()
}

fn is_figure(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|letter| letter.is_ascii_digit() || matches!(letter, '.' | '%'))
}

/// A cell at its row and column.
type Placed = (usize, usize, Cell);

impl Pen {
    fn new(style: Style) -> Self {
        let mut pen = Self { style, pages: Vec::new(), y: 0 };
        pen.next_page();
        pen
    }

    fn next_page(&mut self) {
        self.pages.push(Page::default().with(&format!("/MediaBox [0 0 {WIDTH} 842]")));
        self.y = TOP;
    }

    fn draw(&mut self, add: impl FnOnce(Page) -> Page) {
        let page = self.pages.pop().unwrap();
        self.pages.push(add(page));
    }

    fn text(&mut self, text: &str) {
        for line in wrapped(text, 100) {
            if self.y < BOTTOM {
                self.next_page();
            }
            let y = self.y;
            self.draw(|page| page.text(LEFT, y, SIZE, &line));
            self.y -= 16;
        }
    }

    fn table(&mut self, rows: &[Vec<Cell>]) {
        let rows = official(rows);
        let columns =
            rows.iter().map(|row| row.iter().map(|cell| cell.columns as usize).sum()).max().unwrap();
        let mut taken = vec![vec![false; columns]; rows.len()];
        let mut cells: Vec<Placed> = Vec::new();
        for (at, row) in rows.iter().enumerate() {
            for cell in row {
                let Some(column) = (0..columns).find(|column| !taken[at][*column]) else { break };
                for row in taken.iter_mut().skip(at).take(cell.rows as usize) {
                    row.iter_mut().skip(column).take(cell.columns as usize).for_each(|taken| *taken = true);
                }
                cells.push((at, column, cell.clone()));
            }
        }
        let mut xs = vec![LEFT];
        for column in 0..columns {
            let own = cells.iter().filter(|(_, at, cell)| *at == column && cell.columns == 1);
            let lines = own.flat_map(|(_, _, cell)| wrapped(&cell.text, self.style.letters));
            xs.push(xs[column] + lines.map(|line| width(&line)).max().unwrap_or(0).max(20) + 2 * ROOM);
        }
        let tall = |row: usize| {
            let own = cells.iter().filter(|(at, _, cell)| *at == row && cell.rows == 1 && cell.columns == 1);
            own.map(|(_, _, cell)| wrapped(&cell.text, self.style.letters).len()).max().unwrap_or(1) as i32
        };
        let heights: Vec<i32> = (0..rows.len()).map(|row| tall(row) * LEADING + 9).collect();
        let head =
            rows.iter().position(|row| row.iter().any(|cell| cell.text.contains('.'))).unwrap_or(rows.len());
        let mut from = 0;
        while from < rows.len() {
            // A head stays on one page.
            let least = if from == 0 { heights.iter().take(head + 1).sum() } else { heights[from] };
            if self.y - least < BOTTOM {
                self.next_page();
            }
            let again = if from > 0 && self.style.repeats { 0..head } else { 0..0 };
            let mut shown: Vec<usize> = again.collect();
            let mut room = self.y - BOTTOM - shown.iter().map(|row| heights[*row]).sum::<i32>();
            while from < rows.len() && heights[from] <= room {
                room -= heights[from];
                shown.push(from);
                from += 1;
            }
            self.part(&cells, &shown, &heights, &xs);
        }
        self.y -= 10;
    }

    fn part(&mut self, cells: &[Placed], rows: &[usize], heights: &[i32], xs: &[i32]) {
        let mut ys = vec![self.y];
        for row in rows {
            ys.push(ys[ys.len() - 1] - heights[*row]);
        }
        let (left, right) = (xs[0], xs[xs.len() - 1]);
        let lines = self.style.lines;
        if lines == Lines::Outer {
            self.draw(|page| page.grid(&[left, right], &[ys[0], ys[ys.len() - 1]]));
        }
        for (row, column, cell) in cells {
            let Some(at) = rows.iter().position(|own| own == row) else { continue };
            let (top, bottom) = (ys[at], ys[at + cell.rows as usize]);
            let (from, to) = (xs[*column], xs[column + cell.columns as usize]);
            match lines {
                Lines::All => self.draw(|page| page.grid(&[from, to], &[top, bottom])),
                Lines::Level => self.draw(|page| page.line(from, bottom, to, bottom)),
                Lines::Outer | Lines::None => {}
            }
            let texts = if cell.columns > 1 {
                vec![cell.text.clone()]
            } else {
                wrapped(&cell.text, self.style.letters)
            };
            let middle = i32::midpoint(top, bottom) + (texts.len() as i32 - 1) * LEADING / 2 - SIZE / 3;
            for (line, text) in (0..).zip(&texts) {
                let x =
                    if is_figure(text) && self.style.right { to - ROOM - width(text) } else { from + ROOM };
                self.draw(|page| page.text(x, middle - line * LEADING, SIZE, text));
            }
        }
        self.y = ys[ys.len() - 1];
    }
}

fn laid_out(style: Style) -> Vec<Page> {
    let text = std::fs::read("examples/正确.txt").unwrap();
    set(style, &pieces(&read("正确.txt", &text).unwrap()))
}

fn set(style: Style, pieces: &[Piece]) -> Vec<Page> {
    let mut pen = Pen::new(style);
    for piece in pieces {
        match piece {
            Piece::Text(text) => pen.text(text),
            Piece::Table(rows) => pen.table(rows),
        }
    }
    pen.pages
}

/// What letters and lines the tables of pages have where nothing else is asked for.
const USUAL: Style = Style { lines: Lines::All, repeats: true, letters: 20, right: true };

/// The example on pages, its tables with all of their lines.
pub(crate) fn example_pages() -> Vec<Page> {
    laid_out(USUAL)
}

/// Pieces on such pages.
pub(crate) fn pages_of(pieces: &[Piece]) -> Vec<Page> {
    set(USUAL, pieces)
}

#[test]
fn pages_with_and_without_lines_give_the_same_account() {
    let wanted = account("正确.txt", &std::fs::read("examples/正确.txt").unwrap());
    for lines in [Lines::All, Lines::Level, Lines::Outer, Lines::None] {
        for (repeats, letters, right) in
            [(true, 20, true), (false, 20, false), (true, 8, true), (false, 8, false)]
        {
            // Without lines the names of forms that wrap are not told apart.
            if letters == 8 && lines != Lines::All {
                continue;
            }
            let style = Style { lines, repeats, letters, right };
            let got = account("正确.pdf", &file(&laid_out(style), &[], ""));
            let told = differences(&wanted, &got);
            // Without upright lines a table of words stays text.
            let words = |line: &&str| lines != Lines::All && line.starts_with("- 重点工作完成情况表 / ");
            let told: Vec<&str> = told.lines().filter(|line| !words(line)).collect();
            assert_eq!(told, Vec::<&str>::new(), "{style:?}");
        }
    }
}

#[test]
fn nothing_is_missing_that_may_stand_on_a_lost_page() {
    let mut pages = laid_out(Style { lines: Lines::All, repeats: true, letters: 20, right: true });
    let editions = Editions::new(&Shipped, &[], None);
    let failed = |pages: &[Page]| -> (Vec<String>, usize) {
        let (edition, document) = editions.for_document("正确.pdf", &file(pages, &[], "")).unwrap();
        let found = edition.check(&edition.read(&document)[0]);
        let of = |verdict: Verdict| found.findings.iter().filter(move |finding| finding.verdict == verdict);
        (of(Verdict::Fail).map(|finding| finding.rule.to_string()).collect(), of(Verdict::Undecided).count())
    };
    assert_eq!(failed(&pages), (Vec::new(), 0));
    // The page with the end of a table and the beginning of others, drawn as shapes.
    let shapes = "100 100 m 110 120 130 140 150 100 c 140 90 120 80 100 100 c f ".repeat(200);
    pages[3] = Page::default().with(&format!("/MediaBox [0 0 {WIDTH} 842]")).raw(&shapes);
    let (wrong, open) = failed(&pages);
    assert_eq!(wrong, Vec::<String>::new());
    assert!(open > 0);
    // Without a word of it they are missing.
    pages[3] = Page::default();
    assert!(!failed(&pages).0.is_empty());
}

/// A form whose last columns are printed on the next page, in rows that are fewer than those of the page before.
#[test]
fn columns_that_cannot_be_joined_fail_nothing() {
    let heads = ["科目编码", "科目名称", "本年支出合计", "基本支出"];
    let mut table: Vec<Vec<&str>> = vec![heads.to_vec()];
    table.push(vec!["", "合计", "60.00", "25.00"]);
    table.push(vec!["205", "教育支出", "60.00", "25.00"]);
    table.push(vec!["20502", "普通教育", "60.00", "25.00"]);
    table.push(vec!["2050201", "学前教育", "35.00", "10.00"]);
    table.push(vec!["2050202", "小学教育", "25.00", "15.00"]);
    let rest = [["项目支出", "经营支出"], ["35.00", ""], ["35.00", ""], ["25.00", ""], ["10.00", ""]];
    let ruled = |page: Page, xs: &[i32], rows: &[Vec<&str>]| {
        let ys: Vec<i32> = (0..=rows.len() as i32).map(|line| 700 - 20 * line).collect();
        let mut page = page.grid(xs, &ys);
        for (row, y) in rows.iter().zip(&ys) {
            for (text, x) in row.iter().zip(xs) {
                page = page.text(x + 4, y - 14, 9, text);
            }
        }
        page
    };
    let title = Page::default()
        .text(60, 780, 12, "某局2024年度部门决算")
        .text(60, 750, 12, "2024年度支出决算表")
        .text(60, 725, 9, "单位：万元");
    let first = ruled(title, &[60, 130, 230, 330, 430], &table);
    let failed = |pages: &[Page]| {
        let found = crate::support::check("某局.pdf", &file(pages, &[], ""));
        let rules = found.findings.iter().filter(|one| one.verdict == Verdict::Fail);
        let rules: Vec<String> = rules.map(|one| one.rule.to_string()).collect();
        (rules, found.notices.iter().any(|notice| notice.message.contains("接不起来")))
    };
    // In as many rows they are joined.
    let full: Vec<Vec<&str>> =
        [rest[0]].iter().chain(&rest[1..2]).chain(&rest[1..]).map(|row| row.to_vec()).collect();
    let joined = failed(&[first.clone(), ruled(Page::default(), &[60, 160, 260], &full)]);
    assert!(joined.0.iter().all(|rule| !rule.starts_with("BN")) && !joined.1, "{joined:?}");
    // In rows that are not those of the page before the figures are nobody's.
    let loose: Vec<Vec<&str>> = rest.iter().map(|row| row.to_vec()).collect();
    let (rules, told) = failed(&[first, ruled(Page::default(), &[60, 160, 260], &loose)]);
    let in_table = |rule: &&String| rule.starts_with("BN") || rule.starts_with("BJ");
    assert_eq!(rules.iter().filter(in_table).collect::<Vec<_>>(), Vec::<&String>::new());
    assert!(told);
}
