//! RTF, mostly under the name .doc: paragraphs, tables by the edges of their cells, numbers as the file has them.

use std::sync::Arc;

use encoding_rs::{BIG5, Encoding, GB18030, UTF_8, WINDOWS_1252};

use super::marked::Marked;
use super::rows::{Layout, Row, table};
use super::rtf_marks::{Mark, marks};
use crate::document::budget::Budget;
use crate::document::flow::{Flow, Layouts};
use crate::document::unseen::{LIGHT, Look};
use crate::document::{Document, MAX_CELLS, ReadError};

/// Deepest nesting of groups.
const DEEPEST: usize = 512;

/// Groups that are no part of the printed text.
const DROPPED: [&str; 26] = [
    "fonttbl",
    "colortbl",
    "stylesheet",
    "info",
    "pict",
    "header",
    "headerl",
    "headerr",
    "headerf",
    "footer",
    "footerl",
    "footerr",
    "footerf",
    "footnote",
    "annotation",
    "listtable",
    "listoverridetable",
    "fldinst",
    "themedata",
    "datastore",
    "xmlnstbl",
    "generator",
    "rsidtbl",
    "latentstyles",
    "nonshppict",
    "objdata",
];

/// Adds the blocks of a document.
///
/// # Errors
/// Nested too deeply or too large.
pub(crate) fn read(bytes: &[u8], document: &mut Document) -> Result<(), ReadError> {
    let mut reader = Reader {
        flow: Flow::new(document, Layouts::Frames),
        encoding: WINDOWS_1252,
        states: vec![State { fallback: 1, ..State::default() }],
        bytes: Vec::new(),
        surrogate: 0,
        passed: 0,
        text: Marked::default(),
        colours: Vec::new(),
        channels: (true, 0),
        layout: Arc::default(),
        copied: Budget::default(),
        row: Vec::new(),
        rows: Vec::new(),
        flags: (false, false),
        paints: false,
    };
    for mark in marks(bytes) {
        reader.mark(&mark)?;
    }
    // The group that is the file is closed at its end.
    let short = reader.states.len() > 1;
    let half = !(reader.text.is_empty() && reader.bytes.is_empty() && reader.row.is_empty());
    reader.finish()?;
    if short {
        document.break_off("文件没有结尾", half);
    }
    Ok(())
}

/// What holds within a group.
#[derive(Clone, Copy, Debug, Default)]
struct State {
    /// It is not printed.
    dropped: bool,
    /// Its text is hidden or deleted.
    hidden: bool,
    /// A line goes through its text.
    struck: bool,
    /// Its text is white.
    white: bool,
    /// Something is painted behind its text.
    painted: bool,
    /// Something is painted behind its paragraphs.
    ground: bool,
    /// Its text stands above its line.
    raised: bool,
    /// It is the table of colours.
    colours: bool,
    /// It was opened by `\*`: dropped, unless what follows is known.
    starred: bool,
    /// It is the number of a paragraph.
    number: bool,
    /// Bytes that stand in for a Unicode letter where it cannot be read.
    fallback: usize,
    /// Paragraphs stand in a table.
    in_table: bool,
}

struct Reader<'d> {
    flow: Flow<'d>,
    encoding: &'static Encoding,
    states: Vec<State>,
    /// Bytes that are not decoded yet.
    bytes: Vec<u8>,
    surrogate: u16,
    /// Bytes that still stand in for the last Unicode letter.
    passed: usize,
    text: Marked,
    /// For each colour whether it is white; the first is that of the program.
    colours: Vec<bool>,
    /// Channels of the colour that is being defined, and how many.
    channels: (bool, u8),
    /// The definition of rows that is in force.
    layout: Arc<Layout>,
    copied: Budget,
    row: Vec<Marked>,
    rows: Vec<Row>,
    /// Whether the cell being defined goes on with the one above, and with the one before.
    flags: (bool, bool),
    /// Whether something is painted behind it.
    paints: bool,
}

impl Reader<'_> {
    fn mark(&mut self, mark: &Mark<'_>) -> Result<(), ReadError> {
        if let Mark::Byte(byte) = mark {
            if self.passed > 0 {
                self.passed -= 1;
            } else if self.is_shown() {
                self.bytes.push(*byte);
            } else if *byte == b';' && self.states.last().is_some_and(|state| state.colours) {
                self.colours.push(self.channels == (true, 3));
                self.channels = (true, 0);
            }
            return Ok(());
        }
        self.passed = 0;
        self.decode();
        match mark {
            Mark::Open => {
                if self.states.len() >= DEEPEST {
                    return Err(ReadError::Damaged(format!(
                        "文件内部嵌套超过 {DEEPEST} 层；请在 Word 或 WPS 里另存为 .docx 再读"
                    )));
                }
                let state = self.states.last().copied().unwrap_or_default();
                self.states.push(State { starred: false, ..state });
            }
            Mark::Close => {
                let ended = self.states.pop();
                if let (Some(ended), Some(state)) = (ended, self.states.last_mut()) {
                    // What a paragraph is does not end with the group that says so.
                    state.in_table = ended.in_table;
                }
            }
            Mark::Word(word, number) => return self.word(word, *number),
            Mark::Sign('*') => self.state(|state| state.starred = true),
            Mark::Sign('~') => self.say(' '),
            Mark::Sign('_') => self.say('-'),
            Mark::Sign(_) | Mark::Byte(_) => {}
        }
        Ok(())
    }

    fn word(&mut self, word: &str, number: Option<i32>) -> Result<(), ReadError> {
        let on = number != Some(0);
        let starred = self.states.last().is_some_and(|state| state.starred);
        let kept = matches!(word, "listtext" | "pntext" | "fldrslt" | "shptxt" | "shpinst" | "bkmkstart");
        if DROPPED.contains(&word) || (starred && !kept) {
            self.state(|state| (state.dropped, state.colours) = (true, word == "colortbl"));
            return Ok(());
        }
        if self.looks(word, number) {
            return Ok(());
        }
        match word {
            "ansicpg" => self.encoding = encoding(number.unwrap_or(0)),
            "uc" => {
                self.state(|state| state.fallback = number.and_then(|n| usize::try_from(n).ok()).unwrap_or(1))
            }
            "u" => self.letter(number.unwrap_or(0)),
            "listtext" | "pntext" => self.state(|state| state.number = true),
            "pard" => self.state(|state| (state.in_table, state.ground) = (false, false)),
            "intbl" => self.state(|state| state.in_table = on),
            "tab" if !self.states.last().is_some_and(|state| state.number) => self.say('\t'),
            "line" => self.say('\n'),
            "emdash" => self.say('—'),
            "endash" => self.say('–'),
            "lquote" => self.say('‘'),
            "rquote" => self.say('’'),
            "ldblquote" => self.say('“'),
            "rdblquote" => self.say('”'),
            "par" | "sect" | "page" | "nestcell" if self.is_shown() => return self.paragraph(),
            "cell" if self.is_shown() => self.row.push(std::mem::take(&mut self.text)),
            "row" if self.is_shown() => self.end_row(),
            _ => return self.definition(word, number),
        }
        Ok(())
    }

    /// What is said of how letters look; whether the word says that.
    fn looks(&mut self, word: &str, number: Option<i32>) -> bool {
        let on = number != Some(0);
        let number = number.unwrap_or(0);
        let colour = usize::try_from(number).ok().and_then(|at| self.colours.get(at)).copied();
        // Colour 0 is that of the paper behind letters, and black before it.
        let paints = number > 0 && colour != Some(true);
        match word {
            "v" | "deleted" => self.state(|state| state.hidden = on),
            "strike" | "striked" => self.state(|state| state.struck = on),
            "super" => self.state(|state| state.raised = on),
            "up" => self.state(|state| state.raised = number > 0),
            "nosupersub" | "sub" => self.state(|state| state.raised = false),
            "cf" => self.state(|state| state.white = number > 0 && colour == Some(true)),
            "cb" | "highlight" | "chcbpat" => self.state(|state| state.painted = paints),
            "cbpat" => self.state(|state| state.ground = paints),
            "shading" => self.state(|state| state.ground |= number > 0),
            "clcbpat" | "clcbpatraw" => self.paints |= paints,
            "clshdng" | "clshdngraw" => self.paints |= number > 0,
            "red" | "green" | "blue" => {
                let light = u32::try_from(number).is_ok_and(|channel| channel >= LIGHT);
                self.channels = (self.channels.0 && light, self.channels.1.saturating_add(1));
            }
            "plain" => self.state(|state| {
                (state.hidden, state.struck, state.raised) = (false, false, false);
                (state.white, state.painted) = (false, false);
            }),
            _ => return false,
        }
        true
    }

    /// The definition of a row.
    fn definition(&mut self, word: &str, number: Option<i32>) -> Result<(), ReadError> {
        match word {
            "trowd" => {
                self.layout = Arc::default();
                (self.flags, self.paints) = ((false, false), false);
            }
            "trleft" if self.layout.edges.is_empty() => {
                Arc::make_mut(&mut self.layout).edges.push(number.unwrap_or(0));
            }
            "clvmrg" => self.flags.0 = true,
            "clmrg" => self.flags.1 = true,
            "cellx" if self.layout.below.len() < MAX_CELLS => {
                // A definition that goes on behind a row is another one.
                if Arc::strong_count(&self.layout) > 1 {
                    self.copied.take(self.layout.edges.len())?;
                }
                let layout = Arc::make_mut(&mut self.layout);
                if layout.edges.is_empty() {
                    layout.edges.push(number.unwrap_or(0).min(0));
                }
                layout.edges.push(number.unwrap_or(0));
                layout.below.push(self.flags.0);
                layout.behind.push(self.flags.1);
                layout.painted.push(self.paints);
                (self.flags, self.paints) = ((false, false), false);
            }
            _ => {}
        }
        Ok(())
    }

    fn is_shown(&self) -> bool {
        self.states.last().is_some_and(|state| !state.dropped && !state.hidden)
    }

    fn state(&mut self, change: impl FnOnce(&mut State)) {
        if let Some(state) = self.states.last_mut() {
            change(state);
        }
    }

    fn say(&mut self, letter: char) {
        if self.is_shown() {
            self.add(letter.encode_utf8(&mut [0; 4]));
        }
    }

    fn add(&mut self, text: &str) {
        let state = self.states.last().copied().unwrap_or_default();
        let look = Look::of(state.struck, state.white && !state.painted && !state.ground);
        self.text.push(look.or_raised(state.raised), text);
    }

    /// Decodes the bytes so far: a letter may be cut by no mark.
    fn decode(&mut self) {
        if self.bytes.is_empty() {
            return;
        }
        let bytes = std::mem::take(&mut self.bytes);
        let (text, damaged) = self.encoding.decode_without_bom_handling(&bytes);
        let (text, _) = if damaged { GB18030.decode_without_bom_handling(&bytes) } else { (text, damaged) };
        self.add(&text);
    }

    /// A letter by its number in UTF-16, perhaps negative.
    fn letter(&mut self, number: i32) {
        self.passed = self.states.last().map_or(1, |state| state.fallback);
        let unit = (number & 0xFFFF) as u16;
        if (0xD800..0xDC00).contains(&unit) {
            self.surrogate = unit;
            return;
        }
        let units = [std::mem::take(&mut self.surrogate), unit];
        let from = usize::from(units.first() == Some(&0));
        let letters = char::decode_utf16(units.iter().copied().skip(from));
        for letter in letters {
            self.say(letter.unwrap_or(char::REPLACEMENT_CHARACTER));
        }
    }

    fn paragraph(&mut self) -> Result<(), ReadError> {
        if self.states.last().is_some_and(|state| state.in_table) {
            self.text.push_plain('\n');
            return Ok(());
        }
        table(&std::mem::take(&mut self.rows), &mut self.flow)?;
        std::mem::take(&mut self.text).say(false, &mut self.flow);
        self.flow.end_paragraph()
    }

    fn end_row(&mut self) {
        let cells = std::mem::take(&mut self.row);
        self.rows.push(Row { cells, layout: Arc::clone(&self.layout) });
    }

    fn finish(&mut self) -> Result<(), ReadError> {
        self.decode();
        if !self.row.is_empty() {
            self.end_row();
        }
        self.state(|state| state.in_table = false);
        self.paragraph()?;
        self.flow.finish()
    }
}

fn encoding(page: i32) -> &'static Encoding {
    match page {
        936 | 54936 => GB18030,
        950 => BIG5,
        65001 => UTF_8,
        _ => WINDOWS_1252,
    }
}
