//! Numbers and dates as they stand in folded text, before anything is known of units.

use super::fold::Folded;

/// Longer runs of digits are codes, not numbers.
const LONGEST_NUMBER: usize = 30;

/// Folded text as numbers are read from it. Positions are bytes of the folded text.
pub(super) struct Cursor<'a> {
    pub(super) folded: &'a Folded,
    /// Where a separator of thousands may be printed in full width beside ASCII digits: a cell holds one number, but
    /// in a sentence such a comma ends a clause.
    pub(super) wide_separators: bool,
}

/// A run of characters that begins with a digit.
pub(super) enum Run {
    /// A number.
    Number(Number),
    /// Too long, or with several points: no number. Its end.
    Code(usize),
}

/// A number without its sign.
pub(super) struct Number {
    pub(super) digits: String,
    pub(super) decimals: u32,
    /// Whether it is printed as digits only, so that it may be a year.
    pub(super) plain: bool,
    pub(super) end: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(folded: &'a Folded, wide_separators: bool) -> Self {
        Self { folded, wide_separators }
    }

    pub(super) fn byte(&self, index: usize) -> Option<u8> {
        self.folded.text.as_bytes().get(index).copied()
    }

    pub(super) fn rest(&self, index: usize) -> &'a str {
        self.folded.text.get(index..).unwrap_or("")
    }

    pub(super) fn before(&self, index: usize) -> &'a str {
        self.folded.text.get(..index).unwrap_or("")
    }

    /// Whether no blank stood between the byte at `index` and the one before it.
    pub(super) fn joined(&self, index: usize) -> bool {
        self.folded.gap_before(index).is_none()
    }

    fn is_digit(&self, index: usize) -> bool {
        self.byte(index).is_some_and(|byte| byte.is_ascii_digit())
    }

    /// End of the digits that begin at `start` with no blank between them.
    fn digits_end(&self, start: usize) -> usize {
        let mut end = start;
        while self.is_digit(end) && (end == start || self.joined(end)) {
            end += 1;
        }
        end
    }

    /// End of the digits behind a sign at `index`, with no blank on either side of it; none if there are none.
    fn digits_behind(&self, index: usize, sign: u8) -> Option<usize> {
        let sound = self.byte(index) == Some(sign)
            && self.joined(index)
            && self.is_digit(index + 1)
            && self.joined(index + 1);
        sound.then(|| self.digits_end(index + 1))
    }

    /// The run that begins with the digit, or the point before a digit, at `start`.
    pub(super) fn run(&self, start: usize) -> Run {
        let mut end = self.digits_end(start);
        let mut digits = self.slice(start, end).to_owned();
        let plain_end = end;
        if digits.is_empty() {
            digits.push('0');
        } else if end - start <= 3 {
            while let Some(group) = self.digits_behind(end, b',').filter(|group| *group == end + 4) {
                if !self.separates(end) {
                    break;
                }
                digits.push_str(self.slice(end + 1, group));
                end = group;
            }
            if let Some(group) = self.broken_group(end) {
                digits.push_str(self.slice(end + 1, group));
                end = group;
            }
        }
        let mut decimals = 0;
        if let Some(fraction) = self.digits_behind(end, b'.') {
            digits.push('.');
            digits.push_str(self.slice(end + 1, fraction));
            decimals = fraction - end - 1;
            end = fraction;
            let mut beyond = end;
            while let Some(further) = self.digits_behind(beyond, b'.') {
                beyond = further;
            }
            if beyond > end {
                return Run::Code(beyond);
            }
        }
        match u32::try_from(decimals) {
            Ok(decimals) if digits.len() <= LONGEST_NUMBER + usize::from(decimals > 0) => {
                Run::Number(Number { digits, decimals, plain: end == plain_end, end })
            }
            _ => Run::Code(end),
        }
    }

    /// End of a group of thousands behind a comma that is printed in full width or with a blank behind it: 1, 250.00.
    /// Two numbers would have as many decimals, so three digits with decimals behind some without are one number.
    fn broken_group(&self, index: usize) -> Option<usize> {
        let sound = self.byte(index) == Some(b',') && self.joined(index);
        let end = self.digits_end(index + 1);
        let decimals = || self.digits_behind(end, b'.').is_some();
        (sound && end == index + 4 && decimals()).then_some(end)
    }

    /// Whether the comma at `index` may divide thousands.
    fn separates(&self, index: usize) -> bool {
        let width = |index: usize| self.folded.source_end(index) - self.folded.source_start(index);
        self.wide_separators
            || width(index) == 1
            || index.checked_sub(1).is_some_and(|digit| width(digit) > 1)
    }

    fn slice(&self, start: usize, end: usize) -> &'a str {
        self.folded.text.get(start..end).unwrap_or("")
    }

    /// A date that begins at `start`, as yyyymmdd, and its end: 2024年12月31日, 2024-12-31, 2024/12/31, 2024.12.31.
    pub(super) fn date(&self, start: usize) -> Option<(String, usize)> {
        let year_end = self.digits_end(start);
        let year = self.slice(start, year_end);
        if year.len() != 4 || !("1900"..="2099").contains(&year) {
            return None;
        }
        let (month, day, end) = if self.rest(year_end).starts_with('年') {
            self.named_day(year_end)
        } else {
            self.signed_day(year_end)
        }?;
        let sound = (1..=12).contains(&month) && (1..=31).contains(&day);
        sound.then(|| (format!("{year}{month:02}{day:02}"), end))
    }

    /// Month, day and end of `年12月31日`.
    fn named_day(&self, year_end: usize) -> Option<(u8, u8, usize)> {
        let month_start = year_end + '年'.len_utf8();
        let month_end = self.digits_end(month_start);
        let day_start = month_end + '月'.len_utf8();
        if !self.rest(month_end).starts_with('月') {
            return None;
        }
        let day_end = self.digits_end(day_start);
        let sign = self.rest(day_end).chars().next().filter(|sign| matches!(sign, '日' | '号'))?;
        let month = self.slice(month_start, month_end).parse().ok()?;
        Some((month, self.slice(day_start, day_end).parse().ok()?, day_end + sign.len_utf8()))
    }

    /// Month, day and end of `-12-31`, with the same sign twice.
    fn signed_day(&self, year_end: usize) -> Option<(u8, u8, usize)> {
        let sign = self.byte(year_end).filter(|sign| matches!(sign, b'-' | b'/' | b'.'))?;
        let month_end = self.digits_behind(year_end, sign)?;
        let day_end = self.digits_behind(month_end, sign)?;
        if day_end - month_end > 3 || self.digits_behind(day_end, sign).is_some() {
            return None;
        }
        let month = self.slice(year_end + 1, month_end).parse().ok()?;
        Some((month, self.slice(month_end + 1, day_end).parse().ok()?, day_end))
    }

    /// End of 年 or 年度 behind a number, if the number is a year that an account can be of.
    pub(super) fn year(&self, number: &Number) -> Option<usize> {
        let year =
            number.plain && number.digits.len() == 4 && ("1949"..="2099").contains(&number.digits.as_str());
        let rest = self.rest(number.end);
        ["年度", "年"]
            .into_iter()
            .find(|word| year && rest.starts_with(word))
            .map(|word| number.end + word.len())
    }
}
