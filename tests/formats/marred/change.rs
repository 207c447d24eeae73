//! Changes of the paragraphs and tables of a document, whatever its format.

use super::write::{Block, Cell, Extra, Look, Row, Span};
use super::{Kind, MARKS};
use crate::support::random::Random;

pub(super) fn is_figure(text: &str) -> bool {
    text.contains('.') && text.chars().all(|c| c.is_ascii_digit() || c == '.')
}

/// Another figure with as many digits.
pub(super) fn another(figure: &str, random: &mut Random) -> String {
    let turn = 1 + random.below(8) as u32;
    let digit = |c: char| c.to_digit(10).map_or(c, |digit| char::from(b'0' + ((digit + turn) % 10) as u8));
    let mut changed: String = figure.chars().map(digit).collect();
    if changed.starts_with('0') && !changed.starts_with("0.") {
        changed.replace_range(0..1, "7");
    }
    changed
}

/// The figures with decimals of a text, as byte ranges.
fn figures_of(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let part = c.is_ascii_digit() || c == '.';
        match (start, part) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                found.extend(Some(from..at).filter(|range| is_figure(&text[range.clone()])));
                start = None;
            }
            _ => {}
        }
    }
    found
}

/// Cells of tables by block, row and column that hold what is wanted.
fn cells(blocks: &[Block], wanted: impl Fn(&str) -> bool) -> Vec<(usize, usize, usize)> {
    let mut found = Vec::new();
    for (block, rows) in blocks.iter().enumerate() {
        let Block::Table(rows) = rows else { continue };
        for (row, cells) in rows.iter().enumerate() {
            let own = cells.cells.iter().enumerate().filter(|(_, cell)| wanted(&cell.text()));
            found.extend(own.map(|(column, _)| (block, row, column)));
        }
    }
    found
}

fn cell(blocks: &mut [Block], at: (usize, usize, usize)) -> &mut Cell {
    match &mut blocks[at.0] {
        Block::Table(rows) => &mut rows[at.1].cells[at.2],
        Block::Text(_) => unreachable!("no table"),
    }
}

/// A figure of a look before or behind the true one, in a cell or a sentence, or a row of such figures.
fn beside(blocks: &mut [Block], look: Look, format: &str, random: &mut Random) -> String {
    let workbook = matches!(format, "xlsx" | "ods" | "xls");
    // A cell of a workbook is hidden with its row only.
    let choice = match (workbook, look) {
        (true, Look::Hidden) => 2,
        _ => random.below(3),
    };
    match choice {
        0 => {
            let texts: Vec<usize> = (0..blocks.len())
                .filter(
                    |at| matches!(&blocks[*at], Block::Text(spans) if !figures_of(&spans[0].text).is_empty()),
                )
                .collect();
            let at = *random.pick(&texts);
            let Block::Text(spans) = &mut blocks[at] else { unreachable!("filtered") };
            let text = spans[0].text.clone();
            let figure = random.pick(&figures_of(&text)).clone();
            let old = another(&text[figure.clone()], random);
            let said = format!("{old} before {}", &text[figure.clone()]);
            *spans = [
                Span::plain(&text[..figure.start]),
                Span { text: old, look },
                Span::plain(&text[figure.start..]),
            ]
            .into_iter()
            .filter(|span| !span.text.is_empty())
            .collect();
            said
        }
        1 => {
            let at = *random.pick(&cells(blocks, is_figure));
            let cell = cell(blocks, at);
            let old = another(&cell.text(), random);
            let said = format!("{old} beside {} at {at:?}", cell.text());
            let place = random.below(2);
            cell.spans.insert(place, Span { text: old, look });
            said
        }
        _ => {
            let (block, row, _) = *random.pick(&cells(blocks, is_figure));
            let Block::Table(rows) = &mut blocks[block] else { unreachable!("a table") };
            let mut draft: Row = Row { look, ..rows[row].clone() };
            for cell in &mut draft.cells {
                let text = cell.text();
                if is_figure(&text) {
                    cell.spans = vec![Span::plain(&another(&text, random))];
                }
            }
            rows.insert(row + random.below(2), draft);
            format!("row {row} of block {block} again")
        }
    }
}

/// Does it, and says what was done.
pub(super) fn mar(blocks: &mut Vec<Block>, kind: Kind, format: &str, random: &mut Random) -> String {
    match kind {
        Kind::Hide => beside(blocks, Look::Hidden, format, random),
        Kind::Strike => beside(blocks, Look::Struck, format, random),
        Kind::White => beside(blocks, Look::White, format, random),
        Kind::Wrap => {
            let at = *random.pick(&cells(blocks, |text| is_figure(text) && text.len() > 4));
            let cell = cell(blocks, at);
            let text = cell.text();
            let middle = 1 + random.below(text.len() - 1);
            let wrapped = format!("{}\n{}", &text[..middle], &text[middle..]);
            cell.spans = vec![Span::plain(&wrapped)];
            format!("{wrapped:?} at {at:?}")
        }
        Kind::Mark => {
            let marked = |text: &str, random: &mut Random| {
                let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
                let mut at = [*random.pick(&places), *random.pick(&places)];
                at.sort_unstable();
                let (one, other) = (*random.pick(&MARKS), *random.pick(&MARKS));
                format!("{}{one}{}{other}{}", &text[..at[0]], &text[at[0]..at[1]], &text[at[1]..])
            };
            if random.chance(60) {
                let at = *random.pick(&cells(blocks, |text| !text.is_empty()));
                let cell = cell(blocks, at);
                let text = marked(&cell.text(), random);
                cell.spans = vec![Span::plain(&text)];
                return format!("{text:?} at {at:?}");
            }
            let texts: Vec<usize> =
                (0..blocks.len()).filter(|at| matches!(&blocks[*at], Block::Text(_))).collect();
            let at = *random.pick(&texts);
            let Block::Text(spans) = &mut blocks[at] else { unreachable!("filtered") };
            let text = marked(&spans[0].text, random);
            *spans = vec![Span::plain(&text)];
            format!("{text:?}")
        }
        Kind::Raise => {
            let wanted = |text: &str| is_figure(text) || text.ends_with('费') || text.ends_with("支出");
            let at = *random.pick(&cells(blocks, wanted));
            let cell = cell(blocks, at);
            let mark = *random.pick(&["1", "2", "①", "*", "注1", "[3]"]);
            cell.spans.push(Span { text: mark.to_owned(), look: Look::Raised });
            format!("{mark} behind {} at {at:?}", cell.text())
        }
        Kind::Scale | Kind::Comment | Kind::Hash | Kind::Dress => on_figure(blocks, kind, random),
        Kind::Title | Kind::Note | Kind::Again | Kind::Split | Kind::Column => on_table(blocks, kind, random),
        Kind::Overlay | Kind::Shift | Kind::Helper | Kind::Watermark => unreachable!("done on pages"),
    }
}

/// Does it to one figure of a table.
fn on_figure(blocks: &mut [Block], kind: Kind, random: &mut Random) -> String {
    let at = *random.pick(&cells(blocks, is_figure));
    let cell = cell(blocks, at);
    let text = cell.text();
    match kind {
        Kind::Scale => cell.extra = Extra::Scaled,
        Kind::Comment => cell.extra = Extra::Remark(format!("原为 {}，已改", another(&text, random))),
        Kind::Hash => cell.spans = vec![Span::plain("########")],
        _ => {
            let wide = |c: char| char::from_u32(u32::from(c) + 0xFEE0).unwrap();
            let dressed = match random.below(6) {
                0 => text.chars().map(wide).collect(),
                1 => format!("{text}\u{A0}"),
                2 => format!(" {text} "),
                3 => format!("\u{3000}{text}"),
                4 => format!("¥{text}"),
                _ => separated(&text),
            };
            cell.spans = vec![Span::plain(&dressed)];
        }
    }
    format!("{kind:?} of {text} at {at:?}: {}", cell.text())
}

/// A figure with separators of thousands.
fn separated(figure: &str) -> String {
    let (whole, rest) = figure.split_once('.').unwrap_or((figure, ""));
    let digit = |(at, digit): (usize, char)| match (whole.len() - at) % 3 == 0 && at > 0 {
        true => format!(",{digit}"),
        false => digit.to_string(),
    };
    format!("{}.{rest}", whole.chars().enumerate().map(digit).collect::<String>())
}

/// Does it to a table; one whose rows begin with codes where that matters.
fn on_table(blocks: &mut Vec<Block>, kind: Kind, random: &mut Random) -> String {
    let has_figures = |block: &Block| match block {
        Block::Table(rows) => {
            rows.iter().filter(|row| row.cells.iter().any(|cell| is_figure(&cell.text()))).count() > 2
        }
        Block::Text(_) => false,
    };
    let tables: Vec<usize> = (0..blocks.len()).filter(|at| has_figures(&blocks[*at])).collect();
    let at = *random.pick(&tables);
    let Block::Table(rows) = blocks[at].clone() else { unreachable!("a table") };
    let width: u32 = rows[0].cells.iter().map(|cell| cell.columns).sum();
    let head = rows.iter().position(|row| row.cells.iter().any(|cell| is_figure(&cell.text()))).unwrap();
    let whole = |text: &str| Row { cells: vec![Cell::plain(text, width)], look: Look::Plain };
    let middle = head + 1 + random.below(rows.len() - head - 1);
    match kind {
        Kind::Title => {
            let Block::Text(spans) = blocks[at - 1].clone() else { return "nothing".to_owned() };
            let title: String = spans.iter().map(|span| span.text.as_str()).collect();
            let rows = std::iter::once(whole(&title)).chain(rows).collect();
            blocks.splice(at - 1..=at, [Block::Table(rows)]);
            format!("{title:?} into table {at}")
        }
        Kind::Note => {
            let said = *random.pick(&[
                "注：本表反映部门本年度总体情况。",
                "说明：1.本表以万元为单位，因四舍五入可能存在尾差。",
                "备注：本表金额转换成万元时，因四舍五入可能存在尾差。",
            ]);
            let rows = rows.into_iter().chain([whole(said)]).collect();
            blocks[at] = Block::Table(rows);
            format!("{said:?} under table {at}")
        }
        Kind::Again => {
            let again = rows[..head].to_vec();
            let rows = [&rows[..middle], &again[..], &rows[middle..]].concat();
            blocks[at] = Block::Table(rows);
            format!("head of table {at} before row {middle}")
        }
        Kind::Split => {
            let rest = [&rows[..head], &rows[middle..]].concat();
            let first = rows[..middle].to_vec();
            let between = match random.chance(50) {
                true => vec![Block::Text(vec![Span::plain("（续表）")])],
                false => Vec::new(),
            };
            let parts = [vec![Block::Table(first)], between, vec![Block::Table(rest)]].concat();
            blocks.splice(at..=at, parts);
            format!("table {at} before row {middle}")
        }
        _ => {
            let mut rows = rows;
            let column = 1 + random.below(width as usize - 1) as u32;
            for row in &mut rows {
                add_draft(row, column, random);
            }
            blocks[at] = Block::Table(rows);
            format!("draft of column {column} of table {at}")
        }
    }
}

/// Adds a draft of a column before it; a cell that goes over it gets wider.
fn add_draft(row: &mut Row, column: u32, random: &mut Random) {
    let mut from = 0;
    for at in 0..row.cells.len() {
        let cell = row.cells[at].clone();
        if from == column {
            let text = cell.text();
            let old = if is_figure(&text) { another(&text, random) } else { text };
            row.cells.insert(at, Cell { extra: Extra::Hidden, ..Cell::plain(&old, 1) });
            return;
        }
        if column < from + cell.columns {
            row.cells[at].columns += 1;
            return;
        }
        from += cell.columns;
    }
}
