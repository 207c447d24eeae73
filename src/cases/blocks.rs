//! Sections and fenced blocks of a Markdown file.

use std::ops::Range;

use super::mistake::{Misread, Mistake};

/// A heading of second level with the fenced blocks beneath it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Section {
    /// The heading without its signs.
    pub heading: String,
    /// Its line, from 1.
    pub line: usize,
    /// The blocks beneath it.
    pub blocks: Vec<Block>,
}

/// A fenced block.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Block {
    /// What stands behind the opening fence.
    pub info: String,
    /// The bytes of the file that this stands in.
    pub info_at: Range<usize>,
    /// What stands between the fences, each line with its end.
    pub text: String,
    /// Line of the opening fence, from 1.
    pub line: usize,
}

/// What opens and closes a block.
const FENCE: &str = "```";

/// Sections of second level, in order, and what is wrong with the form of the file.
#[must_use]
pub fn sections(text: &str) -> (Vec<Section>, Vec<Misread>) {
    let mut found: Vec<Section> = Vec::new();
    let mut wrong = Vec::new();
    let mut open: Option<Block> = None;
    let mut start = 0;
    for (at, whole) in text.split_inclusive('\n').enumerate() {
        let line = whole.trim_end_matches('\n').trim_end_matches('\r');
        let number = at + 1;
        match (&mut open, line.strip_prefix(FENCE), line.strip_prefix("## ")) {
            (Some(_), Some(rest), _) if rest.trim().is_empty() => match (found.last_mut(), open.take()) {
                (Some(section), Some(block)) => section.blocks.push(block),
                (None, Some(block)) => wrong.push(Misread::at(block.line, Mistake::NoHeading)),
                _ => {}
            },
            (Some(block), ..) => {
                block.text.push_str(line);
                block.text.push('\n');
            }
            (None, Some(rest), _) => {
                let info = rest.trim();
                let from = start + FENCE.len() + (rest.len() - rest.trim_start().len());
                open = Some(Block {
                    info: info.to_owned(),
                    info_at: from..from + info.len(),
                    text: String::new(),
                    line: number,
                });
            }
            (None, None, Some(heading)) => {
                found.push(Section { heading: heading.trim().to_owned(), line: number, blocks: Vec::new() });
            }
            (None, None, None) => {}
        }
        start += whole.len();
    }
    wrong.extend(open.map(|block| Misread::at(block.line, Mistake::Unclosed)));
    (found, wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_stand_under_headings_with_their_lines() {
        let text = "# 题\r\n\n## 甲 一\r\n```成立 改\r\n文\r\n```\n```  不成立\n```\n";
        let (found, wrong) = sections(text);
        assert_eq!(wrong, []);
        let blocks: Vec<_> =
            found.iter().flat_map(|one| &one.blocks).map(|one| (&*one.info, &*one.text, one.line)).collect();
        assert_eq!(blocks, [("成立 改", "文\n", 4), ("不成立", "", 7)]);
        for block in found.iter().flat_map(|section| &section.blocks) {
            assert_eq!(text.get(block.info_at.clone()), Some(&*block.info));
        }
    }

    #[test]
    fn what_is_not_closed_or_under_no_heading_is_told() {
        let told = |text: &str| sections(text).1;
        assert_eq!(told("```成立\n```\n"), [Misread::at(1, Mistake::NoHeading)]);
        assert_eq!(told("## 甲\n\n```成立\n文\n## 乙\n"), [Misread::at(3, Mistake::Unclosed)]);
        assert_eq!(told(""), []);
    }
}
