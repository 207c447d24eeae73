//! Lists and styles of a binary Word document, as far as they number paragraphs.

use super::label::level_text;
use super::numbering::{Level, List, Numbering, Reference, Style};
use super::papx::properties;
use crate::document::bytes::{u16_at, u32_at};

/// Size of the description of a list, and of one of its levels.
const LIST: usize = 28;

/// Size of a use of a list.
const USE: usize = 16;

/// Levels of a list that is not simple.
const LEVELS: u32 = 9;

/// The numbering of a document: from its styles, its lists (`lists` starts at their table, the levels follow it) and
/// the uses of lists.
pub(super) fn numbering(styles: &[u8], lists: &[u8], uses: &[u8]) -> Numbering {
    let mut read = Numbering::default();
    read_lists(lists, &mut read);
    read_uses(uses, &mut read);
    read_styles(styles, &mut read);
    read
}

/// What a list of properties says about the number of its paragraph.
pub(super) fn reference(list: &[u8]) -> Reference {
    let mut read = Reference::default();
    properties(list, |code, operand| match code {
        0x460B => {
            // 0xF801 stands for a number of Word 6, which the text has.
            let list = u16_at(operand, 0).filter(|list| *list < 0xF801).unwrap_or(0);
            read.list = Some(list.to_string());
        }
        0x260A => read.level = operand.first().map(|level| u32::from(*level)),
        _ => {}
    });
    read
}

fn read_lists(bytes: &[u8], read: &mut Numbering) {
    let count = usize::from(u16_at(bytes, 0).unwrap_or(0));
    let mut rest = bytes.get(2 + count * LIST..).unwrap_or_default();
    for at in 0..count {
        let from = 2 + at * LIST;
        let Some(id) = u32_at(bytes, from) else { return };
        let simple = bytes.get(from + 26).is_some_and(|flags| flags & 1 != 0);
        for number in 0..if simple { 1 } else { LEVELS } {
            let Some((level, behind)) = level(rest) else { return };
            rest = behind;
            read.add_level(&id.to_string(), number, level);
        }
    }
}

/// A level of a list, and what stands behind it.
fn level(bytes: &[u8]) -> Option<(Level, &[u8])> {
    let start = u32_at(bytes, 0)?;
    let format = *bytes.get(4)?;
    let flags = *bytes.get(5)?;
    let suffix = *bytes.get(15)?;
    let behind = usize::from(*bytes.get(24)?) + usize::from(*bytes.get(25)?);
    let rest = bytes.get(LIST + behind..)?;
    let count = usize::from(u16_at(rest, 0)?);
    let units: Vec<u16> = (0..count).map_while(|at| u16_at(rest, 2 + at * 2)).collect();
    let mut text = String::new();
    for letter in char::decode_utf16(units.iter().copied()) {
        match letter.unwrap_or(char::REPLACEMENT_CHARACTER) {
            // The place of the number of a level.
            level if u32::from(level) < LEVELS => text.push_str(&format!("%{}", u32::from(level) + 1)),
            letter => text.push(letter),
        }
    }
    let level = Level {
        format: format_name(format).to_owned(),
        text: level_text(&text),
        start,
        legal: flags & 4 != 0,
        suffix: if suffix == 2 { "nothing" } else { "tab" }.to_owned(),
    };
    Some((level, rest.get(2 + count * 2..)?))
}

fn read_uses(bytes: &[u8], read: &mut Numbering) {
    let count = (u32_at(bytes, 0).unwrap_or(0) as usize).min(bytes.len() / USE);
    let mut rest = bytes.get(4 + count * USE..).unwrap_or_default();
    for at in 0..count {
        let from = 4 + at * USE;
        let Some(id) = u32_at(bytes, from) else { return };
        let mut list = List { model: id.to_string(), ..List::default() };
        let overrides = bytes.get(from + 12).map_or(0, |count| usize::from(*count));
        rest = rest.get(4..).unwrap_or_default();
        for _ in 0..overrides {
            let Some((start, flags)) = u32_at(rest, 0).zip(u32_at(rest, 4)) else { break };
            rest = rest.get(8..).unwrap_or_default();
            let number = flags & 0xF;
            if flags & 0x10 != 0 {
                list.starts.insert(number, start);
            }
            if flags & 0x20 != 0 {
                let Some((level, behind)) = level(rest) else { break };
                rest = behind;
                list.starts.entry(number).and_modify(|start| *start = level.start);
                list.levels.insert(number, level);
            }
        }
        read.add_list(&(at + 1).to_string(), list);
    }
}

fn read_styles(bytes: &[u8], read: &mut Numbering) {
    /// Kind of a style of paragraphs.
    const PARAGRAPHS: u16 = 1;
    /// Stands for no style.
    const NONE: u16 = 0xFFF;
    let Some(head) = u16_at(bytes, 0).map(usize::from) else { return };
    let count = u16_at(bytes, 2).unwrap_or(0);
    let base = usize::from(u16_at(bytes, 4).unwrap_or(0));
    let mut rest = bytes.get(2 + head..).unwrap_or_default();
    for number in 0..count {
        let Some(size) = u16_at(rest, 0).map(usize::from) else { return };
        let style = rest.get(2..2 + size).unwrap_or_default();
        rest = rest.get(2 + size + size % 2..).unwrap_or_default();
        let kind = u16_at(style, 2).unwrap_or(0);
        if kind & 0xF != PARAGRAPHS {
            continue;
        }
        let based_on = Some(kind >> 4).filter(|base| *base != NONE).map(|base| base.to_string());
        let name = u16_at(style, base).map_or(0, |letters| usize::from(letters) * 2 + 4);
        let list = u16_at(style, base + name).and_then(|size| {
            let from = base + name + 2;
            // The number of the style stands in front.
            style.get(from + 2..from.checked_add(usize::from(size))?)
        });
        read.add_style(
            &number.to_string(),
            Style { reference: reference(list.unwrap_or_default()), based_on },
        );
    }
}

/// The name of a number format, as .docx has it.
fn format_name(number: u8) -> &'static str {
    match number {
        1 => "upperRoman",
        2 => "lowerRoman",
        3 => "upperLetter",
        4 => "lowerLetter",
        10 => "ideographDigital",
        11 => "japaneseCounting",
        14 => "decimalFullWidth",
        18 => "decimalEnclosedCircle",
        19 => "decimalFullWidth2",
        22 => "decimalZero",
        23 => "bullet",
        26 => "decimalEnclosedFullstop",
        27 => "decimalEnclosedParen",
        28 => "decimalEnclosedCircleChinese",
        30 => "ideographTraditional",
        31 => "ideographZodiac",
        33 => "taiwaneseCounting",
        34 => "ideographLegalTraditional",
        35 => "taiwaneseCountingThousand",
        36 => "taiwaneseDigital",
        37 => "chineseCounting",
        38 => "chineseLegalSimplified",
        39 => "chineseCountingThousand",
        255 => "none",
        _ => "decimal",
    }
}
