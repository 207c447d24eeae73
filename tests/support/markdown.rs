//! Sections and fenced blocks of a Markdown file of cases.

/// A heading with the fenced blocks beneath it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Section {
    /// The heading without its signs.
    pub(crate) heading: String,
    /// The blocks beneath it.
    pub(crate) blocks: Vec<Block>,
}

/// A fenced block.
#[derive(Clone, Debug, Default)]
pub(crate) struct Block {
    /// What stands behind the opening fence.
    pub(crate) info: String,
    /// What stands between the fences, each line with its end.
    pub(crate) text: String,
    /// Line of the opening fence, from 1.
    pub(crate) line: usize,
}

/// Sections of second level, in order; blocks before the first belong to none.
pub(crate) fn sections(text: &str) -> Vec<Section> {
    let mut found: Vec<Section> = Vec::new();
    let mut open: Option<Block> = None;
    for (at, line) in text.lines().enumerate() {
        let number = at + 1;
        match (&mut open, line.strip_prefix("```"), line.strip_prefix("## ")) {
            (Some(_), Some(""), _) => {
                let block = open.take().unwrap();
                let section =
                    found.last_mut().unwrap_or_else(|| panic!("{number}: a block before any heading"));
                section.blocks.push(block);
            }
            (Some(block), ..) => {
                block.text.push_str(line);
                block.text.push('\n');
            }
            (None, Some(info), _) => {
                open = Some(Block { info: info.trim().to_owned(), text: String::new(), line: number });
            }
            (None, None, Some(heading)) => {
                found.push(Section { heading: heading.trim().to_owned(), ..Section::default() });
            }
            (None, None, None) => {}
        }
    }
    assert!(open.is_none(), "a block is never closed");
    found
}
