//! Numbers in words that say how many: 两辆, 壹佰贰拾人次, 百分之五点三. Ordinals (第三次), names (三公) and ways of speaking (一个
//! 部门) are written alike, so a number is one only before a counter: of some wherever they stand, of the others where the
//! clause ends behind them.

use super::written_date::{Digit, Rest, Written, digit_of, join};

/// Counters that words before them count.
const COUNTED: [&str; 10] = ["个百分点", "辆次", "批次", "人次", "场次", "台(套)", "台套", "辆", "艘", "倍"];

/// Counters that are parts of other words, unless the clause ends behind them or the word counted stands there.
const COUNTED_AT_END: [&str; 10] = ["个", "人", "次", "批", "名", "家", "户", "项", "台", "套"];

/// What a number in words is not read behind: it orders, points or is a part of a longer one.
const NOT_BEHIND: &str =
    "第每同某任这那该上下前后数几多逐唯统万亿零〇点分之一二两三四五六七八九十百千壹贰叁肆伍陆柒捌玖拾佰仟";

/// Letters of the longest number: 一千二百三十四.
const LONGEST: usize = 9;

/// The number in words that a text begins with, whose plain form begins with `first`, behind folded text.
pub(super) fn written_number(
    first: char,
    text: &str,
    before: &str,
    whole: bool,
    plain_form: fn(char) -> char,
) -> Option<Written> {
    if before.ends_with(|last: char| last.is_ascii_alphanumeric() || NOT_BEHIND.contains(last)) {
        return None;
    }
    let mut rest = Rest { text, at: 0, plain_form };
    if first == '百' {
        return share(&mut rest);
    }
    let digits = number(&mut rest)?;
    let length = rest.at;
    rest.counted(whole).then_some(Written { digits, length })
}

/// 百分之 with the number behind it.
fn share(rest: &mut Rest<'_>) -> Option<Written> {
    let mut digits = Vec::new();
    for wanted in ['百', '分', '之'] {
        digits.push(rest.sign(wanted)?);
    }
    let mut number = number(rest)?;
    let whole = rest.at;
    if let Some(mut point) = rest.sign('点') {
        point.sign = '.';
        let mut decimals = Vec::new();
        while let Some((letter, from, to)) = rest.next_if(|letter| digit_of(letter).is_some()) {
            decimals.push(Digit { sign: char::from(b'0' + digit_of(letter)?), from, to });
        }
        if decimals.is_empty() {
            rest.at = whole;
        } else {
            number.push(point);
            number.append(&mut decimals);
            join(&mut number);
        }
    }
    digits.append(&mut number);
    let length = rest.at;
    let goes_on =
        rest.next_if(|letter| is_number(letter) || matches!(letter, '分' | '点' | '万' | '亿')).is_some();
    (!goes_on).then_some(Written { digits, length })
}

/// A whole number below ten thousand as its digits; each stands for a letter, the last for all that are left.
fn number(rest: &mut Rest<'_>) -> Option<Vec<Digit>> {
    let mut letters: Vec<(usize, usize)> = Vec::new();
    let (mut total, mut one, mut least, mut zero) = (0, None, 10_000, false);
    while let Some((letter, from, to)) = rest.next_if(is_number) {
        letters.push((from, to));
        if letters.len() > LONGEST {
            return None;
        }
        match (digit_of(letter), power_of(letter)) {
            (Some(0), _) if one.is_none() => zero = true,
            (Some(digit), _) if one.is_none() => one = Some(u32::from(digit)),
            (_, Some(power)) if power < least && (one.is_some() || power == 10 || letters.len() == 1) => {
                total += one.take().unwrap_or(1) * power;
                least = power;
            }
            _ => return None,
        }
    }
    // 一百五 says a hundred and fifty, or a hundred and five.
    if one.is_some() && matches!(least, 100 | 1000) && !zero {
        return None;
    }
    let value: u32 = total + one.unwrap_or(0);
    let last = letters.len().checked_sub(1)?;
    let place = |at: usize| letters.get(at.min(last)).copied().unwrap_or_default();
    let signs = value.to_string();
    let mut digits: Vec<Digit> = signs
        .chars()
        .enumerate()
        .map(|(at, sign)| Digit { sign, from: place(at).0, to: place(at).1 })
        .collect();
    join(&mut digits);
    if let Some(end) = digits.last_mut() {
        end.to = place(last).1;
    }
    Some(digits)
}

impl Rest<'_> {
    /// Whether a counter follows; `whole` where the text ends as a clause does.
    fn counted(&mut self, whole: bool) -> bool {
        const LONGEST_COUNTER: usize = 5;
        let ahead: Vec<char> =
            std::iter::from_fn(|| self.next()).map(|(letter, _, _)| letter).take(LONGEST_COUNTER).collect();
        let after = |counter: &str| {
            let count = counter.chars().count();
            let fits =
                ahead.len() >= count && ahead.iter().zip(counter.chars()).all(|(one, other)| *one == other);
            fits.then(|| ahead.get(count..).unwrap_or_default())
        };
        COUNTED.iter().any(|counter| after(counter).is_some())
            || COUNTED_AT_END.iter().filter_map(|counter| after(counter)).any(|rest| match rest {
                [] => whole,
                ['团', ..] => true,
                [next, ..] => matches!(next, '。' | '、' | ',' | ';' | ')' | '!' | '?'),
            })
    }
}

/// Whether a number in words may begin with this letter.
pub(super) fn may_begin(letter: char) -> bool {
    digit_of(letter).is_some() || matches!(letter, '十' | '百' | '拾')
}

fn is_number(letter: char) -> bool {
    digit_of(letter).is_some() || power_of(letter).is_some()
}

fn power_of(letter: char) -> Option<u32> {
    Some(match letter {
        '十' | '拾' => 10,
        '百' | '佰' => 100,
        '千' | '仟' => 1000,
        _ => return None,
    })
}
