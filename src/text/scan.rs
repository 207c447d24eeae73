//! Figures of running text, one after the other.

use super::figure::{FigureText, FigureUnit};
use super::name::ordinal_length;
use super::number::{Cursor, Number, Run};
use super::unit::{UnitText, read_unit};

/// A walk through folded text. Positions are bytes of the folded text.
pub(super) struct Scan<'a> {
    pub(super) text: &'a str,
    pub(super) cursor: Cursor<'a>,
    pub(super) figures: Vec<FigureText>,
    /// End of the last figure.
    pub(super) last_end: usize,
}

impl Scan<'_> {
    pub(super) fn run(mut self) -> Vec<FigureText> {
        let mut position = 0;
        while let Some(start) = self.next_digit(position) {
            position = self.step(start).max(start + 1);
        }
        self.figures
    }

    fn next_digit(&self, position: usize) -> Option<usize> {
        let ahead = self.cursor.rest(position).bytes().position(|byte| byte.is_ascii_digit())?;
        Some(position + ahead)
    }

    /// Reads what begins with the digit at `start`; where to go on.
    fn step(&mut self, start: usize) -> usize {
        if let Some(end) = self.ordinal(start) {
            return end;
        }
        if let Some((digits, end)) = self.cursor.date(start) {
            let figure = FigureText { digits, unit: FigureUnit::Date, ..FigureText::default() };
            return self.add(figure, start, end);
        }
        let number = match self.cursor.run(start) {
            Run::Number(number) => number,
            Run::Code(end) => return end,
        };
        if self.is_code(start) {
            return number.end;
        }
        if let Some(end) = self.form_number(number.end) {
            return end;
        }
        self.figure(start, number)
    }

    fn figure(&mut self, start: usize, number: Number) -> usize {
        let behind = match self.cursor.year(&number) {
            Some(end) => UnitText { unit: FigureUnit::Year, length: end - number.end, approximate: false },
            None => read_unit(self.cursor.rest(number.end), !self.cursor.joined(number.end)),
        };
        let end = number.end + behind.length;
        let (mut unit, mut first, mut digits) = (behind.unit, start, number.digits);
        if let Some(sign) = self.minus(start, number.end, number.decimals > 0 || unit != FigureUnit::None) {
            first = sign;
            digits.insert(0, '-');
        }
        if unit == FigureUnit::None && self.cursor.before(first).ends_with("百分之") {
            unit = FigureUnit::Percent;
            first -= "百分之".len();
        }
        let approximate = behind.approximate || is_approximate(self.cursor.before(first));
        let figure =
            FigureText { digits, decimals: number.decimals, unit, approximate, ..FigureText::default() };
        self.add(figure, first, end)
    }

    fn add(&mut self, figure: FigureText, start: usize, end: usize) -> usize {
        let range = self.cursor.folded.original(start..end);
        self.figures.push(FigureText { start: range.start, end: range.end, ..figure });
        self.last_end = end;
        end
    }

    /// Where the minus of the number at `start` stands. A dash behind a digit, a letter, a unit or another dash
    /// joins two things; behind other words it is a minus if the number `measures` (附件-1 does not).
    fn minus(&self, start: usize, end: usize, measures: bool) -> Option<usize> {
        let before = self.cursor.before(start);
        let sign = before.chars().next_back().filter(|sign| matches!(sign, '-' | '△' | '▲'))?;
        let position = start - sign.len_utf8();
        if !self.cursor.joined(start) {
            return None;
        }
        if sign != '-' {
            return Some(position);
        }
        let joined = self.cursor.joined(position);
        let closed = !measures && self.cursor.byte(end) == Some(b'-');
        let behind_figure = position == self.last_end
            && self.figures.last().is_some_and(|last| joined || last.unit != FigureUnit::None);
        let sound = match before.chars().nth_back(1) {
            None => true,
            Some(_) if closed || behind_figure => false,
            Some(_) if !joined => true,
            Some('-' | '%' | ')') => false,
            Some(word) if word.is_ascii_alphanumeric() => false,
            Some(word) => measures || !word.is_alphanumeric(),
        };
        (sound && !closed).then_some(position)
    }

    /// Whether the digits at `start` belong to a code or stand behind 第.
    fn is_code(&self, start: usize) -> bool {
        let before = self.cursor.before(start);
        if before.ends_with('第') {
            return true;
        }
        let Some(last) = before.bytes().next_back().filter(|_| self.cursor.joined(start)) else {
            return false;
        };
        let letter_before_dash = last == b'-'
            && self.cursor.joined(start - 1)
            && before.bytes().nth_back(1).is_some_and(|byte| byte.is_ascii_alphabetic());
        last.is_ascii_alphabetic() || letter_before_dash
    }

    /// End of the number of a form that a number ending at `end` belongs to: 01表, 01-1表.
    fn form_number(&self, end: usize) -> Option<usize> {
        const LONGEST_TAIL: usize = 8;
        let tail = self.cursor.rest(end).bytes();
        let length =
            tail.take(LONGEST_TAIL).take_while(|byte| byte.is_ascii_digit() || *byte == b'-').count();
        let dashed = length == 0 || self.cursor.byte(end) == Some(b'-');
        (dashed && self.cursor.joined(end) && self.cursor.rest(end + length).starts_with('表'))
            .then_some(end + length)
    }

    /// End of the ordinal that the digit at `start` belongs to.
    fn ordinal(&self, start: usize) -> Option<usize> {
        let opened = self.cursor.before(start).ends_with('(');
        let first = if opened { start - 1 } else { start };
        if !self.may_open(first, opened) {
            return None;
        }
        let source = self.cursor.folded.source_start(first);
        let end = source + ordinal_length(self.text.get(source..)?)?;
        let mut after = start;
        while after < self.cursor.folded.text.len() && self.cursor.folded.source_start(after) < end {
            after += 1;
        }
        // 3、5、8万元 lists figures; 1、2024年 begins an item.
        let listed = self.cursor.before(after).ends_with('、')
            && self.cursor.byte(after).is_some_and(|byte| byte.is_ascii_digit())
            && !self.year_at(after);
        (!listed).then_some(after)
    }

    fn year_at(&self, start: usize) -> bool {
        let year = |number: &Number| self.cursor.year(number).is_some();
        self.cursor.date(start).is_some()
            || matches!(self.cursor.run(start), Run::Number(number) if year(&number))
    }

    /// Whether an ordinal may stand at `first`: where the text, a line, a sentence or a clause begins, and one in
    /// brackets behind any punctuation.
    fn may_open(&self, first: usize, opened: bool) -> bool {
        let Some(last) = self.cursor.before(first).chars().next_back() else { return true };
        if matches!(last, '。' | ';' | ':' | '!' | '?') || opened && matches!(last, ',' | '、' | ')') {
            return true;
        }
        self.cursor
            .folded
            .gap_before(first)
            .and_then(|gap| self.text.get(gap))
            .is_some_and(|gap| gap.contains(['\n', '\r', '\u{0C}', '\u{2028}', '\u{2029}']))
    }
}

/// Whether the words before a number make it a rough one: 约, 近, 超, 约为 …; in 节约 or 附近 they do not.
fn is_approximate(before: &str) -> bool {
    let before = before.strip_suffix(['为', '占', '达', '合', '计']).unwrap_or(before);
    let without =
        |word: char, longer: &[char]| before.strip_suffix(word).is_some_and(|rest| !rest.ends_with(longer));
    without('约', &['节', '合', '契', '签', '履', '违', '条', '公', '预', '集', '制'])
        || without('近', &['最', '附', '邻', '远'])
        || without('超', &['赶'])
        || before.strip_suffix("超过").is_some_and(|rest| !rest.ends_with(['不', '未']))
}
