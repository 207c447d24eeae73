//! Ordinals of automatic numbering as Word writes them: 一、 （一） 1. ①

/// Longest text of a level of a list, in characters: what stands before each of its paragraphs.
const LONGEST: usize = 255;

/// The text of a level, cut where no program would let it go on.
pub(super) fn level_text(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}

/// An ordinal in a number format of Word; decimal where the format is not known, empty for bullets.
pub(super) fn ordinal(format: &str, number: u32) -> String {
    match format {
        "none" | "bullet" => String::new(),
        "decimalZero" => format!("{number:02}"),
        "chineseCounting"
        | "chineseCountingThousand"
        | "japaneseCounting"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand"
        | "koreanDigital2" => counted(number, &COUNTING, &["", "十", "百", "千"]),
        "chineseLegalSimplified" | "ideographLegalTraditional" => {
            counted(number, &LEGAL, &["", "拾", "佰", "仟"])
        }
        "ideographDigital" | "taiwaneseDigital" | "japaneseDigitalTenThousand" => spelt(number, &COUNTING),
        "ideographTraditional" => cycled(number, "甲乙丙丁戊己庚辛壬癸"),
        "ideographZodiac" => cycled(number, "子丑寅卯辰巳午未申酉戌亥"),
        "decimalFullWidth" | "decimalFullWidth2" => {
            number.to_string().bytes().map(|digit| shifted('０', digit - b'0')).collect()
        }
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => enclosed('①', number, 20),
        "decimalEnclosedParen" => enclosed('⑴', number, 20),
        "decimalEnclosedFullstop" => enclosed('⒈', number, 20),
        "upperLetter" => lettered(number, b'A'),
        "lowerLetter" => lettered(number, b'a'),
        "upperRoman" => roman(number),
        "lowerRoman" => roman(number).to_lowercase(),
        _ => number.to_string(),
    }
}

const COUNTING: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
const LEGAL: [char; 10] = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];

/// Numbers as they are counted: 十一, 二十, 一百零三.
fn counted(number: u32, digits: &[char; 10], units: &[&str; 4]) -> String {
    if number == 0 || number > 9999 {
        return number.to_string();
    }
    let figures: Vec<u32> = number.to_string().chars().filter_map(|digit| digit.to_digit(10)).collect();
    let mut text = String::new();
    let mut gap = false;
    for (at, figure) in figures.iter().enumerate() {
        if *figure == 0 {
            gap = true;
            continue;
        }
        if gap && !text.is_empty() {
            text.push('零');
        }
        gap = false;
        let unit = figures.len() - at - 1;
        // Ten to nineteen are counted without the leading one.
        let leading = (10..20).contains(&number) && unit == 1;
        if !leading {
            text.extend(digits.get(*figure as usize));
        }
        text.push_str(units.get(unit).copied().unwrap_or(""));
    }
    text
}

fn spelt(number: u32, digits: &[char; 10]) -> String {
    number.to_string().chars().filter_map(|digit| digits.get(digit.to_digit(10)? as usize)).collect()
}

fn cycled(number: u32, letters: &str) -> String {
    let count = letters.chars().count() as u32;
    letters.chars().nth((number.saturating_sub(1) % count) as usize).map(String::from).unwrap_or_default()
}

fn enclosed(first: char, number: u32, most: u32) -> String {
    if (1..=most).contains(&number) {
        shifted(first, (number - 1) as u8).to_string()
    } else {
        number.to_string()
    }
}

fn shifted(first: char, by: u8) -> char {
    char::from_u32(u32::from(first) + u32::from(by)).unwrap_or(first)
}

/// a to z, then aa to zz.
fn lettered(number: u32, first: u8) -> String {
    let index = number.saturating_sub(1);
    let letter = char::from(first + (index % 26) as u8);
    std::iter::repeat_n(letter, (index / 26 + 1).min(20) as usize).collect()
}

fn roman(number: u32) -> String {
    const STEPS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if number == 0 || number > 3999 {
        return number.to_string();
    }
    let mut left = number;
    let mut text = String::new();
    for (value, letters) in STEPS {
        while left >= value {
            text.push_str(letters);
            left -= value;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinals_are_written_as_word_does() {
        for (format, number, wanted) in [
            ("decimal", 12, "12"),
            ("chineseCounting", 1, "一"),
            ("chineseCountingThousand", 10, "十"),
            ("japaneseCounting", 11, "十一"),
            ("chineseCounting", 20, "二十"),
            ("chineseCounting", 23, "二十三"),
            ("chineseCountingThousand", 103, "一百零三"),
            ("chineseLegalSimplified", 3, "叁"),
            ("ideographTraditional", 2, "乙"),
            ("ideographZodiac", 12, "亥"),
            ("decimalEnclosedCircleChinese", 3, "③"),
            ("decimalFullWidth", 12, "１２"),
            ("lowerLetter", 27, "aa"),
            ("upperRoman", 14, "XIV"),
            ("bullet", 3, ""),
            ("unheardOf", 3, "3"),
        ] {
            assert_eq!(ordinal(format, number), wanted, "{format} {number}");
        }
    }
}
