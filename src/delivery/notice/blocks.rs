//! The lines of a filled template as blocks.

/// A piece of a notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Block {
    /// `# `
    Title(String),
    /// `## `
    Heading(String),
    /// A paragraph, its first line indented.
    Paragraph(String),
    /// `@ `: a line without indent.
    Flush(String),
    /// `> `: a line at the right.
    Right(String),
    /// Rows of `|`; the first is the head.
    Table(Vec<Vec<String>>),
}

/// Signs that mean something in a template, and what stands for them while they are text.
const SIGNS: [(char, char); 5] =
    [('|', '\u{F0000}'), ('\n', '\u{F0001}'), ('#', '\u{F0002}'), ('@', '\u{F0003}'), ('>', '\u{F0004}')];

/// Text in which no sign means anything.
pub(super) fn protected(text: &str) -> String {
    let stand_in = |sign: char| SIGNS.iter().find(|(known, _)| *known == sign).map(|(_, stand_in)| *stand_in);
    text.chars().filter(|sign| *sign != '\r').map(|sign| stand_in(sign).unwrap_or(sign)).collect()
}

/// The text again.
fn plain(text: &str) -> String {
    let sign = |at: char| SIGNS.iter().find(|(_, stand_in)| *stand_in == at).map(|(sign, _)| *sign);
    text.trim().chars().map(|at| sign(at).unwrap_or(at)).collect()
}

/// The blocks of lines.
pub(super) fn parse(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut open = false;
    for line in text.lines() {
        let line = line.trim_end_matches([' ', '\r', '\t']);
        let was_open = std::mem::take(&mut open);
        if line.trim().is_empty() {
            continue;
        }
        if let Some(row) = line.strip_prefix('|') {
            table_row(&mut blocks, row);
        } else if let Some(text) = line.strip_prefix("## ") {
            blocks.push(Block::Heading(plain(text)));
        } else if let Some(text) = line.strip_prefix("# ") {
            blocks.push(Block::Title(plain(text)));
        } else if let Some(text) = line.strip_prefix("@ ") {
            blocks.push(Block::Flush(plain(text)));
        } else if let Some(text) = line.strip_prefix("> ") {
            blocks.push(Block::Right(plain(text)));
        } else {
            open = true;
            match blocks.last_mut() {
                Some(Block::Paragraph(text)) if was_open => text.push_str(&plain(line)),
                _ => blocks.push(Block::Paragraph(plain(line))),
            }
        }
    }
    blocks
}

fn table_row(blocks: &mut Vec<Block>, row: &str) {
    let cells: Vec<String> = row.strip_suffix('|').unwrap_or(row).split('|').map(plain).collect();
    let rule = |cell: &String| !cell.is_empty() && cell.chars().all(|sign| matches!(sign, '-' | ':'));
    if cells.iter().all(rule) {
        return;
    }
    match blocks.last_mut() {
        Some(Block::Table(rows)) => rows.push(cells),
        _ => blocks.push(Block::Table(vec![cells])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_in_opens_nothing() {
        let cell = protected("甲|乙\n丙");
        let table =
            Block::Table(vec![vec!["序号".into(), "问题".into()], vec!["1".into(), "甲|乙\n丙".into()]]);
        assert_eq!(parse(&format!("|序号|问题|\n|1|{cell}|")), vec![table]);
        assert_eq!(parse(&protected("# 甲")), vec![Block::Paragraph("# 甲".into())]);
    }

    #[test]
    fn lines_of_a_paragraph_are_joined_until_a_blank_one() {
        let wanted = vec![Block::Paragraph("甲乙".into()), Block::Paragraph("丙".into())];
        assert_eq!(parse("甲\n乙\n\n丙"), wanted);
    }
}
