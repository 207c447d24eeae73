//! Years in words, digit by digit (二〇二四年), with the month and day behind them (九月二十六日).

use super::chars::is_blank_char;

/// A digit, or the sign between two numbers, and the bytes of the text that it stands for.
pub(super) struct Digit {
    pub(super) sign: char,
    pub(super) from: usize,
    pub(super) to: usize,
}

/// A date or number that a text begins with.
pub(super) struct Written {
    /// As digits: 2024年, 2024年9月26日, 2, 百分之5.3.
    pub(super) digits: Vec<Digit>,
    /// Bytes of the text that it takes.
    pub(super) length: usize,
}

/// The year in words that a text begins with, up to its 年, with the month and day in words behind it. A zero may be
/// written 〇, ○, 零, the letter O or 0; letters are looked at in their plain forms.
pub(super) fn written_date(text: &str, plain_form: fn(char) -> char) -> Option<Written> {
    let mut digits = Vec::new();
    let mut rest = Rest { text, at: 0, plain_form };
    for _ in 0..4 {
        let (letter, from, to) = rest.next()?;
        let digit = if digits.is_empty() { plain(letter) } else { zero(letter).or_else(|| plain(letter)) }?;
        digits.push(Digit { sign: char::from(b'0' + digit), from, to });
        // Most words that begin with 一 or 二 are none.
        if let [first, second] = digits.as_slice()
            && !matches!((first.sign, second.sign), ('2', '0') | ('1', '9'))
        {
            return None;
        }
    }
    join(&mut digits);
    let year: String = digits.iter().map(|digit| digit.sign).collect();
    digits.push(rest.sign('年').filter(|_| ("1949"..="2099").contains(&year.as_str()))?);
    let length = rest.day(&mut digits);
    Some(Written { digits, length })
}

/// The 年 behind a year in digits that a text begins with, with the month and day in words behind it.
pub(super) fn written_day(text: &str, before: &str, plain_form: fn(char) -> char) -> Option<Written> {
    let year = before.len().checked_sub(4).and_then(|at| before.get(at..))?;
    if !("1949"..="2099").contains(&year) || !year.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mut rest = Rest { text, at: 0, plain_form };
    let mut digits = vec![rest.sign('年')?];
    let length = rest.day(&mut digits);
    (digits.len() > 1).then_some(Written { digits, length })
}

/// What is left of a text.
pub(super) struct Rest<'t> {
    pub(super) text: &'t str,
    pub(super) at: usize,
    pub(super) plain_form: fn(char) -> char,
}

impl Rest<'_> {
    /// Adds the month and day in words that follow; where they end.
    fn day(&mut self, digits: &mut Vec<Digit>) -> usize {
        let mut length = self.at;
        for (most, end) in [(12, '月'), (31, '日')] {
            let Some(mut number) = self.number(most) else { break };
            let Some(sign) = self.sign(end) else { break };
            digits.append(&mut number);
            digits.push(sign);
            length = self.at;
        }
        length
    }

    /// The next letter that is no blank, in its plain form, with its bytes.
    pub(super) fn next(&mut self) -> Option<(char, usize, usize)> {
        loop {
            let letter = self.text.get(self.at..)?.chars().next()?;
            let from = self.at;
            self.at += letter.len_utf8();
            if !is_blank_char(letter) {
                return Some(((self.plain_form)(letter), from, self.at));
            }
        }
    }

    /// The next letter if it is wanted.
    pub(super) fn next_if(&mut self, wanted: impl Fn(char) -> bool) -> Option<(char, usize, usize)> {
        let before = self.at;
        let next = self.next().filter(|(letter, _, _)| wanted(*letter));
        if next.is_none() {
            self.at = before;
        }
        next
    }

    pub(super) fn sign(&mut self, wanted: char) -> Option<Digit> {
        self.next_if(|letter| letter == wanted).map(|(sign, from, to)| Digit { sign, from, to })
    }

    /// A number in words from one up to a most: 九, 十, 十二, 二十, 三十一. A digit that is not written stands for the 十.
    fn number(&mut self, most: u8) -> Option<Vec<Digit>> {
        let before = self.at;
        let mut words: Vec<(u8, usize, usize)> = Vec::new();
        while let Some((letter, from, to)) = self.next() {
            match plain(letter).or_else(|| matches!(letter, '十' | '拾').then_some(10)) {
                Some(value) if words.len() < 3 => words.push((value, from, to)),
                _ => {
                    self.at = from;
                    break;
                }
            }
        }
        let digit = |value: u8, from: usize, to: usize| Digit { sign: char::from(b'0' + value), from, to };
        let mut number = match *words.as_slice() {
            [(10, from, to)] => vec![digit(1, from, to), digit(0, from, to)],
            [(10, from, to), (one, start, end)] if one < 10 => {
                vec![digit(1, from, to), digit(one, start, end)]
            }
            [(ten, from, to), (10, start, end)] if ten < 10 => {
                vec![digit(ten, from, to), digit(0, start, end)]
            }
            [(ten, from, to), (10, _, _), (one, start, end)] if ten < 10 && one < 10 => {
                vec![digit(ten, from, to), digit(one, start, end)]
            }
            [(one, from, to)] => vec![digit(one, from, to)],
            _ => Vec::new(),
        };
        join(&mut number);
        let value =
            number.iter().filter_map(|digit| digit.sign.to_digit(10)).fold(0, |all, one| all * 10 + one);
        if (1..=u32::from(most)).contains(&value) {
            return Some(number);
        }
        self.at = before;
        None
    }
}

/// Lets each digit reach to the next one: no blank divides the digits of a number.
pub(super) fn join(digits: &mut [Digit]) {
    let ends: Vec<usize> = digits.iter().skip(1).map(|digit| digit.from).collect();
    digits.iter_mut().zip(ends).for_each(|(digit, end)| digit.to = end.max(digit.to));
}

/// One to nine, in the letters of contracts too; dates are not told with 两.
fn plain(letter: char) -> Option<u8> {
    digit_of(letter).filter(|digit| *digit > 0 && letter != '两')
}

/// Zero to nine.
pub(super) fn digit_of(letter: char) -> Option<u8> {
    Some(match letter {
        '零' | '〇' => 0,
        '一' | '壹' => 1,
        '二' | '两' | '贰' => 2,
        '三' | '叁' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

fn zero(letter: char) -> Option<u8> {
    matches!(letter, '〇' | '○' | '◯' | '零' | '0' | 'O' | 'o').then_some(0)
}
