//! Glyphs to lines of text: grouped by baseline, sorted from left to right, blanks where there is room.

use super::sheet::Glyph;

/// Part of a line without wide gaps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    /// Its text, blanks inside kept single.
    pub text: String,
    /// Left end.
    pub from: i32,
    /// Right end.
    pub to: i32,
    /// Narrow gaps inside, from left to right.
    pub seams: Vec<Seam>,
}

/// A gap between two words that are too near to each other to be told apart by themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Seam {
    /// Where the next word begins in the text, in bytes.
    pub at: usize,
    /// Right end of the word before.
    pub left: i32,
    /// Left end of the next word.
    pub right: i32,
}

impl Stretch {
    /// Its words: the text between its seams.
    pub(super) fn words(&self) -> impl Iterator<Item = Stretch> {
        let all: Vec<usize> = (0..self.seams.len()).collect();
        self.cut(&all).into_iter()
    }

    /// Cuts it at some of its seams, which are given by rising number.
    pub(super) fn cut(&self, seams: &[usize]) -> Vec<Stretch> {
        let mut parts = Vec::with_capacity(seams.len() + 1);
        let mut rest = self.clone();
        let (mut taken, mut cut) = (0, 0);
        for number in seams {
            let Some(seam) = self.seams.get(*number) else { continue };
            let Some((text, behind)) = rest.text.split_at_checked(seam.at.saturating_sub(cut)) else {
                continue;
            };
            let inner = |seam: &Seam| Seam { at: seam.at.saturating_sub(cut), ..*seam };
            parts.push(Stretch {
                text: text.trim_end().to_owned(),
                from: rest.from,
                to: seam.left,
                seams: self.seams.iter().take(*number).skip(taken).map(inner).collect(),
            });
            rest.text = behind.to_owned();
            rest.from = seam.right;
            (taken, cut) = (number + 1, seam.at);
        }
        rest.seams = self
            .seams
            .iter()
            .skip(taken)
            .map(|seam| Seam { at: seam.at.saturating_sub(cut), ..*seam })
            .collect();
        parts.push(rest);
        parts
    }
}

/// A line of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TextLine {
    /// Its baseline.
    pub y: i32,
    /// Size of its type.
    pub size: i32,
    /// Its parts from left to right, at least one.
    pub stretches: Vec<Stretch>,
}

impl TextLine {
    /// The whole line; wide gaps as blanks.
    pub(super) fn text(&self) -> String {
        const WIDE: &str = "    ";
        let texts: Vec<&str> = self.stretches.iter().map(|stretch| stretch.text.as_str()).collect();
        texts.join(WIDE)
    }

    /// Left end.
    pub(super) fn from(&self) -> i32 {
        self.stretches.first().map_or(0, |stretch| stretch.from)
    }

    /// Right end.
    pub(super) fn to(&self) -> i32 {
        self.stretches.last().map_or(0, |stretch| stretch.to)
    }
}

/// The lines of some glyphs from top to bottom. Glyphs that are drawn twice in one place (false bold) count once.
pub(super) fn lines(glyphs: &[Glyph]) -> Vec<TextLine> {
    let mut sorted = glyphs.to_vec();
    sorted.sort_by_key(|glyph| (glyph.y, glyph.x));
    let mut lines = Vec::new();
    let mut group: Vec<Glyph> = Vec::new();
    let mut last = i32::MIN;
    for glyph in sorted {
        let apart = group.first().is_some_and(|first| {
            let size = first.size.min(glyph.size).max(1);
            // A raised or lowered digit goes with its line, two lines never come this near.
            glyph.y.saturating_sub(last) > size / 5 || glyph.y.saturating_sub(first.y) > size * 2 / 5
        });
        if apart {
            lines.extend(line(&mut group));
        }
        last = glyph.y;
        group.push(glyph);
    }
    lines.extend(line(&mut group));
    lines
}

fn line(group: &mut Vec<Glyph>) -> Option<TextLine> {
    group.sort_by_key(|glyph| (glyph.x, glyph.y));
    let mut kept: Vec<Glyph> = Vec::with_capacity(group.len());
    for glyph in group.drain(..) {
        let twice = kept.iter().rev().take(4).any(|other| {
            other.letter == glyph.letter && glyph.x - other.x <= glyph.size / 7 && !glyph.is_blank()
        });
        if !twice {
            kept.push(glyph);
        }
    }
    blur(&mut kept);
    let marks = || kept.iter().filter(|glyph| !glyph.is_blank());
    let y = marks().map(|glyph| glyph.y).max()?;
    let size = marks().map(|glyph| glyph.size).max()?;
    let mut stretches: Vec<Stretch> = Vec::new();
    let mut blank = false;
    let mut before: Option<Glyph> = None;
    for glyph in &kept {
        if glyph.is_blank() {
            blank = true;
            continue;
        }
        let gap = before.map_or(i32::MAX, |before| glyph.x.saturating_sub(before.end()));
        let narrow = before.map_or(glyph.size, |before| before.size.min(glyph.size));
        match stretches.last_mut() {
            Some(stretch) if gap <= narrow * 3 / 2 => {
                if gap > blank_from(before, *glyph, narrow) || (blank && gap > narrow / 10) {
                    stretch.text.push(' ');
                }
                if gap > narrow / 4 || (blank && gap > narrow / 10) {
                    stretch.seams.push(Seam { at: stretch.text.len(), left: stretch.to, right: glyph.x });
                }
                stretch.text.push(glyph.letter);
                stretch.to = stretch.to.max(glyph.end());
            }
            _ => {
                stretches.push(Stretch {
                    text: glyph.letter.to_string(),
                    from: glyph.x,
                    to: glyph.end(),
                    seams: Vec::new(),
                });
            }
        }
        blank = false;
        before = Some(*glyph);
    }
    Some(TextLine { y, size, stretches })
}

/// Letters and digits that lie over each other cannot be told: no order of theirs is what is printed.
fn blur(glyphs: &mut [Glyph]) {
    let over = |one: &Glyph, other: &Glyph| {
        let shared = one.end().min(other.end()).saturating_sub(other.x);
        let narrow = one.width.min(other.width);
        narrow > 0 && shared > narrow * 3 / 5
    };
    let mut last: Option<usize> = None;
    let mut blurred: Vec<usize> = Vec::new();
    for (at, glyph) in glyphs.iter().enumerate().filter(|(_, glyph)| glyph.letter.is_alphanumeric()) {
        if let Some(before) = last.filter(|last| glyphs.get(*last).is_some_and(|one| over(one, glyph))) {
            blurred.extend([before, at]);
        }
        last = Some(at);
    }
    for at in blurred {
        if let Some(glyph) = glyphs.get_mut(at) {
            glyph.letter = char::REPLACEMENT_CHARACTER;
        }
    }
}

/// How wide a gap between two glyphs is a blank: between letters and digits little is enough, Chinese is set wide to
/// fill a line.
fn blank_from(before: Option<Glyph>, glyph: Glyph, size: i32) -> i32 {
    let wide = |letter: char| letter >= '\u{2E80}';
    if before.is_some_and(|before| wide(before.letter)) || wide(glyph.letter) {
        size * 2 / 3
    } else {
        size / 5
    }
}

/// The text of a cell: its lines joined; where Chinese goes on in the next line, without anything between.
pub(super) fn cell_text(lines: &[TextLine]) -> String {
    let mut text = String::new();
    for line in lines {
        let next = if is_spread(line) {
            line.stretches.iter().map(|stretch| stretch.text.as_str()).collect()
        } else {
            line.text()
        };
        let wraps = |letter: char| letter >= '\u{2E80}' || matches!(letter, '“' | '”' | '—' | '…' | '·');
        if let Some(last) = text.chars().last() {
            let first = next.chars().next().unwrap_or(' ');
            if !(wraps(last) && wraps(first)) {
                text.push('\n');
            }
        }
        text.push_str(&next);
    }
    text
}

/// Whether a line of a cell is one name with its letters set apart to fill the cell.
fn is_spread(line: &TextLine) -> bool {
    let single = |stretch: &Stretch| {
        let mut letters = stretch.text.chars();
        letters.next().is_some_and(|letter| letter >= '\u{2E80}') && letters.next().is_none()
    };
    line.stretches.len() > 1 && line.stretches.iter().all(single)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(text: &str, x: i32, y: i32, step: i32) -> Vec<Glyph> {
        Glyph::set(text, (x, y), step, 1000, |letter| if letter.is_ascii() { 500 } else { 1000 })
    }

    fn texts(glyphs: &[Glyph]) -> Vec<String> {
        lines(glyphs).iter().map(TextLine::text).collect()
    }

    #[test]
    fn order_of_drawing_is_no_order_of_reading() {
        let mut glyphs = set("12.34", 5000, 2010, 500);
        glyphs.extend(set("支出合计", 0, 2000, 1000));
        glyphs.extend(set("收入", 0, 500, 1000));
        assert_eq!(texts(&glyphs), ["收入", "支出合计 12.34"]);
    }

    #[test]
    fn doubled_glyphs_count_once() {
        let mut glyphs = set("11.10", 0, 0, 500);
        glyphs.extend(set("11.10", 30, 0, 500));
        assert_eq!(texts(&glyphs), ["11.10"]);
    }

    #[test]
    fn figures_apart_stay_apart() {
        let mut glyphs = set("1.00", 0, 0, 500);
        glyphs.extend(set("2.00", 2250, 0, 500));
        glyphs.extend(set("3.00", 9000, 0, 500));
        assert_eq!(texts(&glyphs), ["1.00 2.00    3.00"]);
    }

    #[test]
    fn wrapped_names_are_one_name() {
        let mut glyphs = set("基本养老", 0, 0, 1000);
        glyphs.extend(set("保险", 0, 1200, 1000));
        assert_eq!(cell_text(&lines(&glyphs)), "基本养老保险");
        let mut glyphs = set("12.00", 0, 0, 500);
        glyphs.extend(set("13.00", 0, 1200, 500));
        assert_eq!(cell_text(&lines(&glyphs)), "12.00\n13.00");
        assert_eq!(cell_text(&lines(&set("科目名称", 0, 0, 4000))), "科目名称");
    }
}
