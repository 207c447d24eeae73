//! Edits of a text that change nothing in its meaning.

use std::fmt::Write as _;

use gouji::text::display_width;

/// Whether a line is a row of a table.
pub(crate) fn is_row(line: &str) -> bool {
    line.contains('\t')
}

/// The text with each line put through an edit.
pub(crate) fn each_line(text: &str, edit: impl Fn(&str) -> String) -> String {
    let mut edited = String::new();
    for line in text.split('\n') {
        edited.push_str(&edit(line));
        edited.push('\n');
    }
    edited.pop();
    edited
}

/// Digits, the points and commas between them, and percent signs in full width.
pub(crate) fn full_width(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let is_digit = |at: Option<usize>| at.and_then(|at| letters.get(at)).is_some_and(char::is_ascii_digit);
    let mut wide = String::new();
    for (at, letter) in letters.iter().enumerate() {
        let inside = is_digit(at.checked_sub(1)) && is_digit(Some(at + 1));
        wide.push(match letter {
            '0'..='9' => char::from_u32(*letter as u32 - '0' as u32 + '０' as u32).unwrap(),
            '.' if inside => '．',
            ',' if inside => '，',
            '%' => '％',
            other => *other,
        });
    }
    wide
}

/// Numbers with two decimals in groups of three digits.
pub(crate) fn with_separators(text: &str) -> String {
    numbers(text, |number| {
        let (whole, rest) = number.split_once('.').unwrap_or((number, ""));
        if rest.is_empty() || whole.len() < 4 || whole.contains(',') {
            return number.to_owned();
        }
        let mut grouped = String::new();
        for (at, digit) in whole.chars().enumerate() {
            if at > 0 && (whole.len() - at).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        format!("{grouped}.{rest}")
    })
}

/// Numbers without separators of thousands.
pub(crate) fn without_separators(text: &str) -> String {
    numbers(text, |number| {
        let groups: Vec<&str> = number.split('.').next().unwrap_or("").split(',').collect();
        let sound = groups.first().is_some_and(|first| (1..=3).contains(&first.len()))
            && groups.iter().skip(1).all(|group| group.len() == 3);
        if sound && groups.len() > 1 { number.replace(',', "") } else { number.to_owned() }
    })
}

/// The text with each run of ASCII digits, points and commas put through an edit.
fn numbers(text: &str, edit: impl Fn(&str) -> String) -> String {
    let mut edited = String::new();
    let mut number = String::new();
    for letter in text.chars().chain(['\0']) {
        if letter.is_ascii_digit() || (matches!(letter, '.' | ',') && !number.is_empty()) {
            number.push(letter);
            continue;
        }
        if !number.is_empty() {
            edited.push_str(&edit(&number));
            number.clear();
        }
        if letter != '\0' {
            edited.push(letter);
        }
    }
    edited
}

/// One blank between a number and its unit.
pub(crate) fn spaces_before_units(text: &str) -> String {
    let text = no_spaces_before_units(text);
    let letters: Vec<char> = text.chars().collect();
    let mut spaced = String::new();
    for (at, letter) in letters.iter().enumerate() {
        let behind_digit = at.checked_sub(1).and_then(|at| letters.get(at)).is_some_and(char::is_ascii_digit);
        let unit = *letter == '元' || (*letter == '万' && letters.get(at + 1) == Some(&'元'));
        if behind_digit && unit {
            spaced.push(' ');
        }
        spaced.push(*letter);
    }
    spaced
}

/// No blank between a number and its unit.
pub(crate) fn no_spaces_before_units(text: &str) -> String {
    text.replace(" 万元", "万元").replace(" 元", "元").replace("\u{3000}万元", "万元")
}

/// Rows between bars, as in Markdown but without its rule.
pub(crate) fn bars_around(text: &str) -> String {
    each_line(
        text,
        |line| {
            if is_row(line) { format!("| {} |", line.replace('\t', " | ")) } else { line.to_owned() }
        },
    )
}

/// Bars for tabs.
pub(crate) fn bars_between(text: &str) -> String {
    each_line(text, |line| line.replace('\t', "|"))
}

/// Sentences broken softly at a width in columns, as a copy out of a page has them. Headings, rows and
/// numbers stay whole.
pub(crate) fn soft_breaks(text: &str, columns: usize, with_blank_line: bool) -> String {
    each_line(text, |line| {
        if is_row(line)
            || !line.ends_with(['。', '；', '，', '：', '、'])
            || display_width(line, true) <= columns
        {
            return line.to_owned();
        }
        let numeric = |letter: char| letter.is_ascii_digit() || matches!(letter, '.' | ',' | '%');
        let mut broken = String::new();
        let (mut width, mut last) = (0, ' ');
        for letter in line.chars() {
            if width + display_width(&letter.to_string(), true) > columns
                && !(numeric(last) && numeric(letter))
                && !"，。；：、）”》%".contains(letter)
            {
                broken.push_str(if with_blank_line { "\n\n" } else { "\n" });
                width = 0;
            }
            broken.push(letter);
            width += display_width(&letter.to_string(), true);
            last = letter;
        }
        broken
    })
}

/// A blank line behind every line; between the rows of tables only if asked.
pub(crate) fn more_blank_lines(text: &str, in_tables: bool) -> String {
    let mut spread = String::new();
    for line in text.split('\n') {
        let _ = writeln!(spread, "{line}");
        if in_tables || !is_row(line) {
            spread.push('\n');
        }
    }
    spread
}

/// Lines of prose broken at a width in characters, also inside words, not inside numbers: each line of the text by
/// itself, so that short ends of lines stand between full ones.
pub(crate) fn broken_at(text: &str, width: usize) -> String {
    each_line(text, |line| {
        if is_row(line) || !line.contains('。') { line.to_owned() } else { break_line(line.trim(), width) }
    })
}

/// One line of prose, broken so.
pub(crate) fn break_line(line: &str, width: usize) -> String {
    let letters: Vec<char> = line.chars().collect();
    let number = |at: usize| {
        letters.get(at).is_some_and(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '%' | '，' | ' '))
    };
    let mut lines: Vec<String> = Vec::new();
    let mut start = 0;
    while start < letters.len() {
        let mut end = (start + width).min(letters.len());
        while end < letters.len() && end > start + 1 && number(end - 1) && number(end) {
            end -= 1;
        }
        lines.push(letters.iter().skip(start).take(end - start).collect());
        start = end;
    }
    lines.join("\n")
}
