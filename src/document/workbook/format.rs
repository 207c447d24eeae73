//! Number formats: what a cell prints for the number it holds.

use super::decimal::Decimal;
use super::moment::{self, Moment};

/// Significant digits of a number without format.
const GENERAL: i32 = 12;

/// Significant digits that a workbook holds; more are noise of binary fractions.
const HELD: i32 = 15;

/// Most decimals and leading zeros that a format may ask for.
const WIDEST: u32 = 30;

/// A piece of one section of a format.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    /// Text as it stands.
    Literal(char),
    /// A place for a digit: `0`, `#` or `?`.
    Digit(char),
    Point,
    Comma,
    Percent,
    /// Scientific; number of digits of the exponent.
    Exponent(u32),
    /// A letter of a date or time.
    Date(char),
    /// General, or a fraction, which is printed like it.
    General,
    /// `@`
    Text,
}

/// One section: its pieces, and the numbers that it is for.
#[derive(Clone, Debug, Default)]
struct Section {
    pieces: Vec<Piece>,
    condition: Option<(String, Decimal)>,
}

/// What a cell prints for a number under a format code.
pub(super) fn printed(code: &str, number: &Decimal) -> String {
    let sections = sections(code);
    let number = number.clone().significant(HELD);
    let Some((section, signed)) = choose(&sections, &number) else { return general(&number) };
    if section.pieces.is_empty() && sections.len() == 1 {
        return general(&number);
    }
    render(section, &number, signed)
}

/// Whether a format prints dates or times.
pub(super) fn is_date(code: &str) -> bool {
    let sections = sections(code);
    let first = sections.first().map(|section| section.pieces.as_slice()).unwrap_or_default();
    first.iter().any(|piece| matches!(piece, Piece::Date(_)))
        && !first.iter().any(|piece| matches!(piece, Piece::Digit('#' | '?') | Piece::General))
}

/// The code of a format that is built in; none for the locale's own and for unknown ones.
pub(super) fn built_in(id: u32) -> Option<&'static str> {
    Some(match id {
        0 => "General",
        1 => "0",
        2 => "0.00",
        3 => "#,##0",
        4 => "#,##0.00",
        5 | 6 => "¥#,##0;¥-#,##0",
        7 | 8 => "¥#,##0.00;¥-#,##0.00",
        9 => "0%",
        10 => "0.00%",
        11 => "0.00E+00",
        12 | 13 => "# ?/?",
        14 => "yyyy/m/d",
        15..=17 => "yyyy-m-d",
        18..=21 => "h:mm:ss",
        22 => "yyyy/m/d h:mm",
        27 | 36 | 50 | 52 | 57 => "yyyy\"年\"m\"月\"",
        28 | 29 | 51 | 53 | 54 | 58 => "m\"月\"d\"日\"",
        30 => "m-d-yy",
        31 => "yyyy\"年\"m\"月\"d\"日\"",
        32..=35 | 55 | 56 => "h\"时\"mm\"分\"",
        37 | 38 => "#,##0;-#,##0",
        39 | 40 => "#,##0.00;-#,##0.00",
        41 | 42 => "#,##0;-#,##0;\"-\"",
        43 | 44 => "#,##0.00;-#,##0.00;\"-\"",
        45..=47 => "mm:ss",
        48 => "##0.0E+0",
        49 => "@",
        _ => return None,
    })
}

/// What a cell prints for a date under a format code.
pub(super) fn printed_date(code: &str, moment: &Moment) -> String {
    let sections = sections(code);
    let pieces = sections.first().map(|section| section.pieces.as_slice()).unwrap_or_default();
    let letters: Vec<(bool, char)> = pieces
        .iter()
        .filter_map(|piece| match piece {
            Piece::Date(letter) => Some((true, *letter)),
            Piece::Literal(letter) => Some((false, *letter)),
            Piece::Point => Some((false, '.')),
            Piece::Comma => Some((false, ',')),
            _ => None,
        })
        .collect();
    moment::printed(&letters, moment)
}

/// A number without format: the shortest decimal.
pub(super) fn general(number: &Decimal) -> String {
    let number = number.clone().significant(GENERAL);
    let (whole, fraction) = number.parts();
    let sign = if number.negative { "-" } else { "" };
    if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}

/// The section for a number, and whether the sign is the format's own.
fn choose<'s>(sections: &'s [Section], number: &Decimal) -> Option<(&'s Section, bool)> {
    let numeric: Vec<&Section> = sections
        .iter()
        .filter(|section| section.pieces.is_empty() || !section.pieces.contains(&Piece::Text))
        .collect();
    if numeric.iter().any(|section| section.condition.is_some()) {
        let fits = |section: &&&Section| {
            section.condition.as_ref().is_none_or(|(sign, limit)| holds(number, sign, limit))
        };
        let found = numeric.iter().find(fits).copied()?;
        return Some((found, false));
    }
    let first = numeric.first().copied();
    if number.negative && numeric.len() > 1 {
        return numeric.get(1).map(|section| (*section, true));
    }
    if number.is_zero() && numeric.len() > 2 {
        return numeric.get(2).map(|section| (*section, false));
    }
    first.map(|section| (section, false))
}

fn holds(number: &Decimal, sign: &str, limit: &Decimal) -> bool {
    let exact = |number: &Decimal| rust_decimal::Decimal::from_str_exact(&general(number)).ok();
    let (Some(number), Some(limit)) = (exact(number), exact(limit)) else { return false };
    match sign {
        "=" => number == limit,
        "<>" => number != limit,
        "<" => number < limit,
        "<=" => number <= limit,
        ">" => number > limit,
        _ => number >= limit,
    }
}

/// What a section asks of the digits.
#[derive(Clone, Default)]
struct Shape {
    leading: u32,
    decimals: u32,
    least: u32,
    grouped: bool,
    power: i32,
    exponent: Option<u32>,
}

fn shape(pieces: &[Piece]) -> Shape {
    let mut shape = Shape::default();
    let (mut behind, mut commas) = (false, 0);
    for piece in pieces {
        match piece {
            Piece::Digit(_) if shape.exponent.is_some() => {}
            Piece::Digit(digit) => {
                if commas > 0 && !behind {
                    shape.grouped = true;
                }
                commas = 0;
                if behind {
                    shape.decimals += 1;
                    shape.least = if *digit == '0' { shape.decimals } else { shape.least };
                } else {
                    shape.leading += u32::from(*digit == '0');
                }
            }
            Piece::Comma => commas += 1,
            Piece::Point => behind = true,
            Piece::Percent => shape.power += 2,
            Piece::Exponent(digits) => shape.exponent = Some(*digits),
            _ => {}
        }
    }
    shape.power -= 3 * commas;
    shape.leading = shape.leading.min(WIDEST);
    shape.decimals = shape.decimals.min(WIDEST);
    shape.least = shape.least.min(WIDEST);
    shape
}

fn render(section: &Section, number: &Decimal, signed: bool) -> String {
    let pieces = &section.pieces;
    let shape = shape(pieces);
    let mut number = number.clone().shifted(shape.power);
    let mut exponent = 0;
    if shape.exponent.is_some() {
        exponent = number.exponent();
        number = number.shifted(-exponent);
    }
    let rounded = number.clone().rounded(shape.decimals);
    let has_digits = pieces.iter().any(|piece| matches!(piece, Piece::Digit(_)));
    let is_general = pieces.contains(&Piece::General);
    let negative = if is_general { number.negative } else { rounded.negative };
    let mut text = String::new();
    if negative && !signed && (has_digits || is_general) {
        text.push('-');
    }
    let mut printed = false;
    let mut places = divided(pieces).then(|| Places::new(&rounded, &shape, pieces));
    for piece in pieces {
        match piece {
            Piece::Digit(_) | Piece::Point if let Some(places) = &mut places => places.next(piece, &mut text),
            Piece::Literal(letter) => text.push(*letter),
            Piece::Percent => text.push('%'),
            Piece::Date(letter) => text.push(*letter),
            Piece::Digit(_) | Piece::Point if !printed && has_digits => {
                printed = true;
                text.push_str(&digits(&rounded, &shape));
            }
            Piece::General if !printed => {
                printed = true;
                text.push_str(&general(&number.clone().unsigned()));
            }
            Piece::Exponent(least) => {
                let sign = if exponent < 0 { '-' } else { '+' };
                let size = exponent.unsigned_abs();
                text.push_str(&format!("E{sign}{size:0>width$}", width = *least as usize));
            }
            _ => {}
        }
    }
    text.trim().to_owned()
}

/// Whether text stands between the places of the digits: then each digit has its place. `0!.0,` shows 元 as 万元.
fn divided(pieces: &[Piece]) -> bool {
    let (mut begun, mut parted) = (false, false);
    for piece in pieces {
        match piece {
            Piece::Exponent(_) => return false,
            Piece::Digit(_) if parted => return true,
            Piece::Digit(_) => begun = true,
            Piece::Literal(letter) => parted |= begun && !letter.is_whitespace(),
            _ => {}
        }
    }
    false
}

/// The digits of a number that go each to a place of their own; the first place takes all that are left.
struct Places {
    whole: Vec<char>,
    fraction: Vec<char>,
    /// Places before the point that are still empty.
    left: usize,
    behind: bool,
}

impl Places {
    fn new(number: &Decimal, shape: &Shape, pieces: &[Piece]) -> Self {
        let plain = digits(number, &Shape { grouped: false, ..shape.clone() });
        let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
        let left = pieces
            .iter()
            .take_while(|piece| !matches!(piece, Piece::Point | Piece::Exponent(_)))
            .filter(|piece| matches!(piece, Piece::Digit(_)))
            .count();
        Self {
            whole: whole.chars().collect(),
            fraction: fraction.chars().rev().collect(),
            left,
            behind: false,
        }
    }

    fn next(&mut self, piece: &Piece, text: &mut String) {
        if *piece == Piece::Point {
            self.behind = true;
            text.push('.');
        } else if self.behind {
            text.extend(self.fraction.pop());
        } else {
            self.left = self.left.saturating_sub(1);
            let here = self.whole.len().saturating_sub(self.left);
            text.extend(self.whole.drain(..here));
        }
    }
}

/// The digits of a rounded number as a section prints them, without sign.
fn digits(number: &Decimal, shape: &Shape) -> String {
    let (mut whole, mut fraction) = number.parts();
    if whole == "0" && shape.leading == 0 {
        whole.clear();
    }
    while whole.len() < shape.leading as usize {
        whole.insert(0, '0');
    }
    while fraction.len() < shape.least as usize {
        fraction.push('0');
    }
    if shape.grouped {
        whole = grouped(&whole);
    }
    if fraction.is_empty() { whole } else { format!("{whole}.{fraction}") }
}

fn grouped(whole: &str) -> String {
    let mut text = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn sections(code: &str) -> Vec<Section> {
    let mut sections = vec![Section::default()];
    let mut letters = code.chars().peekable();
    while let Some(letter) = letters.next() {
        let Some(section) = sections.last_mut() else { break };
        match letter {
            ';' => sections.push(Section::default()),
            '"' => {
                section.pieces.extend(letters.by_ref().take_while(|next| *next != '"').map(Piece::Literal))
            }
            '\\' | '!' => section.pieces.extend(letters.next().map(Piece::Literal)),
            '_' => {
                letters.next();
                section.pieces.push(Piece::Literal(' '));
            }
            '*' => {
                letters.next();
            }
            '[' => {
                let inside: String = letters.by_ref().take_while(|next| *next != ']').collect();
                bracket(&inside, section);
            }
            '0' | '#' | '?' => section.pieces.push(Piece::Digit(letter)),
            '.' => section.pieces.push(Piece::Point),
            ',' => section.pieces.push(Piece::Comma),
            '%' => section.pieces.push(Piece::Percent),
            '@' => section.pieces.push(Piece::Text),
            'E' | 'e' if letters.peek().is_some_and(|next| matches!(next, '+' | '-')) => {
                letters.next();
                let mut count = 0;
                while letters.next_if(|next| matches!(next, '0' | '#')).is_some() {
                    count += 1;
                }
                section.pieces.push(Piece::Exponent(count.min(WIDEST)));
            }
            'G' | 'g' => {
                while letters.next_if(|next| next.is_alphabetic() || *next == '/').is_some() {}
                section.pieces.push(Piece::General);
            }
            '/' if section.pieces.iter().any(|piece| matches!(piece, Piece::Digit(_))) => {
                section.pieces = vec![Piece::General];
                while letters.next_if(|next| matches!(next, '0'..='9' | '#' | '?')).is_some() {}
            }
            'y' | 'Y' | 'm' | 'M' | 'd' | 'D' | 'h' | 'H' | 's' | 'S' => {
                section.pieces.push(Piece::Date(letter.to_ascii_lowercase()));
            }
            _ => section.pieces.push(Piece::Literal(letter)),
        }
    }
    sections
}

/// `[Red]`, `[$¥-804]`, `[>=100]`, `[h]`
fn bracket(inside: &str, section: &mut Section) {
    if let Some(currency) = inside.strip_prefix('$') {
        let sign = currency.split('-').next().unwrap_or("");
        section.pieces.extend(sign.chars().map(Piece::Literal));
    } else if inside.starts_with(['<', '>', '=']) {
        let limit = inside.trim_start_matches(['<', '>', '=']);
        let sign = inside.strip_suffix(limit).unwrap_or("");
        section.condition = Decimal::parse(limit).map(|limit| (sign.to_owned(), limit));
    } else if inside.chars().all(|letter| matches!(letter, 'h' | 'm' | 's' | 'H' | 'M' | 'S')) {
        section.pieces.extend(inside.chars().map(|letter| Piece::Date(letter.to_ascii_lowercase())));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_print_as_their_format_says() {
        let cases = [
            ("General", "365.1", "365.1"),
            ("General", "365.09999999999997", "365.1"),
            ("General", "-0.3", "-0.3"),
            ("General", "2080501", "2080501"),
            ("G/通用格式", "12.50", "12.5"),
            ("0.00", "365.1", "365.10"),
            ("0.00", "-365.1", "-365.10"),
            ("0.00_ ", "0", "0.00"),
            ("0", "12.5", "13"),
            ("#,##0.00", "1234567.891", "1,234,567.89"),
            ("#,##0.00", "0.5", "0.50"),
            ("#,###.##", "0.5", ".5"),
            ("#,##0.00;-#,##0.00;\"\"", "0", ""),
            ("#,##0.00;-#,##0.00;", "0", ""),
            ("#,##0.00_);(#,##0.00)", "-1234.5", "(1,234.50)"),
            ("_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * \"-\"??_ ;_ @_ ", "0", "-"),
            ("_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * \"-\"??_ ;_ @_ ", "-12.3", "-12.30"),
            ("0.00%", "0.12345", "12.35%"),
            ("0%", "1", "100%"),
            ("[Red]0.0", "1.25", "1.3"),
            ("[$¥-804]#,##0.0", "1000", "¥1,000.0"),
            ("0.00\"万元\"", "3", "3.00万元"),
            ("0.00,", "12345", "12.35"),
            ("000", "7", "007"),
            ("@", "7.25", "7.25"),
            ("0.00E+00", "12345", "1.23E+04"),
            ("[>=100]0;0.00", "123.4", "123"),
            ("[>=100]0;0.00", "12.3", "12.30"),
            ("# ?/?", "0.5", "0.5"),
            ("", "1.5", "1.5"),
            ("0.00", "-0.001", "0.00"),
            ("0!.0,", "13320000", "1332.0"),
            ("0!.0,", "82400", "8.2"),
            ("0!.0,", "500", "0.1"),
            ("0!.0,", "0", "0.0"),
            ("0!.0,;-0!.0,;\"\"", "-82400", "-8.2"),
            ("0\".\"0,\"万元\"", "13320000", "1332.0万元"),
            ("0!.0000", "13320000", "1332.0000"),
            ("#!.0000", "500", ".0500"),
            ("000-0000", "1234567", "123-4567"),
            ("# ##0.00", "1234.5", "1234.50"),
        ];
        for (code, number, wanted) in cases {
            assert_eq!(printed(code, &Decimal::parse(number).unwrap()), wanted, "{code} {number}");
        }
    }

    #[test]
    fn dates_print_as_their_format_says() {
        let moment = Moment { year: 2024, month: 3, day: 5, hour: 9, minute: 7, second: 2 };
        for (code, wanted) in [
            ("yyyy\"年\"m\"月\"d\"日\"", "2024年3月5日"),
            ("yyyy-mm-dd", "2024-03-05"),
            ("yy/m/d h:mm", "24/3/5 9:07"),
            ("mm:ss", "07:02"),
            ("[$-804]yyyy\"年\"m\"月\"", "2024年3月"),
        ] {
            assert_eq!(printed_date(code, &moment), wanted, "{code}");
        }
    }
}
