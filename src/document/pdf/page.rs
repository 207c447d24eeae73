//! A drawn page to pieces in reading order: ruled tables, lines of text between them.

use super::deal::dealt;
use super::grid::{Ruled, filled};
use super::lattice::lattices;
use super::sheet::{Glyph, POINT, Sheet, Stroke};
use super::words::{TextLine, lines};
use super::{raised, struck};
use crate::document::unseen::Look;

/// A piece of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// A line of text outside of ruled tables.
    Line(TextLine),
    /// A ruled table.
    Table(Ruled),
}

/// What a page has for its reader, beside its text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Traits {
    /// Nothing on it can be read as text.
    pub wordless: bool,
    /// It is covered by a picture.
    pub pictured: bool,
    /// Its text is drawn as shapes.
    pub outlined: bool,
    /// Its edge goes through a table: some of it is not on the page.
    pub cropped: bool,
    /// It has text that is not shown: what was recognised of a picture.
    pub recognised: bool,
    /// The file does not name many of its glyphs.
    pub nameless: bool,
    /// Glyphs that the file does not name.
    pub unnamed: usize,
    /// Glyphs that something covers in part, or that lie over others.
    pub doubtful: usize,
}

/// A page as read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct PageRead {
    /// Its height.
    pub height: i32,
    /// Tables and lines from top to bottom.
    pub pieces: Vec<Piece>,
    /// What has the lines of a table and text in one cell only: that text is among the pieces.
    pub frames: Vec<Frame>,
    /// What its reader should know.
    pub traits: Traits,
    /// Texts that are drawn and not read, and why.
    pub unseen: Vec<(Look, String)>,
    /// By how many quarter turns clockwise it was turned to be read, and its width and height then.
    pub turned: (u8, i32, i32),
    /// Its letters as they were read, if they were asked for.
    pub letters: Vec<Glyph>,
}

impl PageRead {
    /// A page of which nothing is used.
    pub(super) fn unread(height: i32) -> Self {
        let traits = Traits { wordless: true, ..Traits::default() };
        Self { height, traits, ..Self::default() }
    }
}

/// Lines of a table around text in one of its cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Frame {
    /// Its upper edge.
    pub top: i32,
    /// Its lower edge.
    pub bottom: i32,
    /// Its cells.
    pub table: Ruled,
}

/// Share of a page in percent from which it counts as covered by pictures.
pub(super) const COVERED: i32 = 40;

/// Curves from which a page without text counts as one whose text is drawn: a letter has some ten.
const OUTLINED: usize = 300;

/// One part in so many of a page without names is more than some signs.
const NAMELESS: usize = 10;

/// Reads a page; with its letters if they are asked for.
pub(super) fn read(mut sheet: Sheet, with_letters: bool) -> PageRead {
    let mut traits = Traits { pictured: sheet.pictured >= COVERED, ..Traits::default() };
    let inside = |glyph: &Glyph| {
        let (x, y) = glyph.centre();
        glyph.size > 0 && (0..=sheet.width).contains(&x) && (-POINT..=sheet.height).contains(&y)
    };
    let (shown, outside): (Vec<Glyph>, Vec<Glyph>) = sheet.glyphs.iter().partition(|glyph| inside(glyph));
    sheet.glyphs = shown;
    set_aside_outside(&mut sheet, &outside);
    traits.cropped = is_cropped(&sheet, &outside);
    keep_seen(&mut sheet, &mut traits);
    let turns = sheet.turn_upright();
    struck::take(&mut sheet);
    raised::take(&mut sheet);
    take_watermark(&mut sheet.glyphs);
    let unknown = sheet.glyphs.iter().filter(|glyph| glyph.letter == char::REPLACEMENT_CHARACTER).count();
    traits.unnamed = unknown.saturating_sub(sheet.doubtful);
    traits.wordless = sheet.glyphs.iter().all(Glyph::is_blank);
    traits.outlined = traits.wordless && !traits.pictured && sheet.curves >= OUTLINED;
    let marks = sheet.glyphs.iter().filter(|glyph| !glyph.is_blank()).count();
    traits.nameless = traits.unnamed * NAMELESS > marks;
    let mut pieces: Vec<(i32, Piece)> = Vec::new();
    let mut frames: Vec<Frame> = Vec::new();
    let (tables, rest) = dealt(&sheet, lattices(&sheet));
    for (lattice, inside, framed) in tables {
        let top = lattice.ys.first().copied().unwrap_or(0);
        let bottom = lattice.ys.last().copied().unwrap_or(0);
        let table = Ruled { rows: filled(&lattice, &inside), xs: lattice.xs, ys: lattice.ys };
        if framed {
            frames.push(Frame { top, bottom, table });
        } else {
            pieces.push((top, Piece::Table(table)));
        }
    }
    // A line stands above a table whose upper edge is below the middle of its letters.
    pieces.extend(lines(&rest).into_iter().map(|line| (line.y - line.size / 3, Piece::Line(line))));
    pieces.sort_by_key(|(top, _)| *top);
    let pieces: Vec<Piece> = pieces.into_iter().map(|(_, piece)| piece).collect();
    traits.doubtful = pieces.iter().map(unknown_in).sum::<usize>().saturating_sub(traits.unnamed);
    let turned = (turns, sheet.width, sheet.height);
    let letters = if with_letters { sheet.glyphs } else { Vec::new() };
    PageRead { height: sheet.height, pieces, frames, traits, unseen: sheet.unseen, turned, letters }
}

/// Says what stands beside the page where no eye sees it.
fn set_aside_outside(sheet: &mut Sheet, outside: &[Glyph]) {
    let mut before: Option<&Glyph> = None;
    for glyph in outside.iter().filter(|glyph| glyph.size > 0 && !glyph.hidden) {
        let goes_on = before.is_some_and(|before| before.y == glyph.y && glyph.x >= before.x);
        sheet.set_aside(Look::Outside, glyph.letter, goes_on);
        before = Some(glyph);
    }
}

/// Whether the edge of the page goes through a table with text beyond it. A page cut out of a larger one has other text
/// beyond its edge, and its tables within.
fn is_cropped(sheet: &Sheet, outside: &[Glyph]) -> bool {
    const LINES: usize = 3;
    let crosses = |lines: &[Stroke], size: i32| {
        let over = |line: &&Stroke| {
            (line.from < size - POINT && line.to > size + POINT) || (line.from < -POINT && line.to > POINT)
        };
        lines.iter().filter(over).count() >= LINES
    };
    !outside.is_empty() && (crosses(&sheet.level, sheet.width) || crosses(&sheet.upright, sheet.height))
}

/// Takes away what is set over other text in much larger type: a watermark that does not run aslant.
fn take_watermark(glyphs: &mut Vec<Glyph>) {
    const MANY: usize = 400;
    let mut sizes: Vec<i32> =
        glyphs.iter().filter(|glyph| !glyph.is_blank()).map(|glyph| glyph.size).collect();
    let middle = sizes.len() / 2;
    if sizes.is_empty() {
        return;
    }
    let (_, usual, _) = sizes.select_nth_unstable(middle);
    let least = usual.saturating_mul(5) / 2;
    let large: Vec<Glyph> =
        glyphs.iter().filter(|glyph| glyph.size >= least && !glyph.is_blank()).copied().collect();
    if large.is_empty() || large.len() > MANY {
        return;
    }
    let covers = |large: &Glyph, (x, y): (i32, i32)| {
        (large.x..large.end()).contains(&x)
            && (large.y.saturating_sub(large.size * 4 / 5)..large.y).contains(&y)
    };
    let small = || glyphs.iter().filter(|glyph| glyph.size < least && !glyph.is_blank());
    let over: Vec<(i32, i32)> = large
        .iter()
        .filter(|large| small().any(|small| covers(large, small.centre())))
        .map(|glyph| (glyph.size, glyph.y))
        .collect();
    let near = |one: i32, other: i32, size: i32| one.abs_diff(other) <= (size / 20).unsigned_abs();
    let beside = |glyph: &Glyph, (size, y): &(i32, i32)| {
        glyph.size >= least && near(glyph.size, *size, *size) && near(glyph.y, *y, *size)
    };
    glyphs.retain(|glyph| !over.iter().any(|line| beside(glyph, line)));
}

/// Letters of a piece that are not known.
fn unknown_in(piece: &Piece) -> usize {
    let count = |line: &TextLine| -> usize {
        line.stretches.iter().map(|part| part.text.matches(char::REPLACEMENT_CHARACTER).count()).sum()
    };
    match piece {
        Piece::Line(line) => count(line),
        Piece::Table(table) => table.rows.iter().flatten().flat_map(|cell| &cell.lines).map(count).sum(),
    }
}

/// Takes away text that is not shown. Where it is much of the page, or a picture covers the page, it is what was recognised
/// of that.
fn keep_seen(sheet: &mut Sheet, traits: &mut Traits) {
    const MUCH: usize = 4;
    let marks = |hidden: bool| {
        sheet.glyphs.iter().filter(|glyph| glyph.hidden == hidden && !glyph.is_blank()).count()
    };
    let hidden = marks(true);
    if hidden > 0 {
        let much = if traits.pictured { marks(false) / MUCH } else { marks(false) };
        traits.recognised = hidden > much;
        sheet.glyphs.retain(|glyph| !glyph.hidden);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(text: &str, x: i32, y: i32, size: i32) -> Vec<Glyph> {
        Glyph::set(text, (x, y), size, size, |_| size)
    }

    #[test]
    fn large_type_over_text_is_a_watermark_and_a_title_is_none() {
        let sheet = |large_at: i32| {
            let body = (0..20).flat_map(|line| set("某局的正文写在这里", 5000, 20_000 + line * 2000, 1000));
            let glyphs = body.chain(set("水印", 6000, large_at, 5000)).collect();
            Sheet { width: 60_000, height: 80_000, glyphs, ..Sheet::default() }
        };
        let has = |read: PageRead| {
            read.pieces.iter().any(|piece| matches!(piece, Piece::Line(line) if line.text().contains("水印")))
        };
        assert!(!has(read(sheet(30_000), false)));
        assert!(has(read(sheet(10_000), false)));
    }
}
