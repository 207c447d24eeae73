//! RTF bytes to marks: groups, control words with their numbers, text.

/// A mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Mark<'a> {
    /// `{`
    Open,
    /// `}`
    Close,
    /// A control word and its number.
    Word(&'a str, Option<i32>),
    /// A control sign: `\~`, `\*`.
    Sign(char),
    /// A byte of text in the encoding of the file.
    Byte(u8),
}

/// Longest control word.
const LONGEST: usize = 32;

/// The marks of a file; binary data is passed over.
pub(super) fn marks(bytes: &[u8]) -> impl Iterator<Item = Mark<'_>> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        loop {
            let (first, behind) = rest.split_first()?;
            rest = behind;
            return Some(match first {
                b'{' => Mark::Open,
                b'}' => Mark::Close,
                b'\r' | b'\n' | 0 => continue,
                b'\\' => {
                    let (mark, behind) = control(rest)?;
                    rest = behind;
                    if let Mark::Word("bin", Some(size)) = mark {
                        rest = rest.get(usize::try_from(size).unwrap_or(0)..).unwrap_or_default();
                        continue;
                    }
                    mark
                }
                byte => Mark::Byte(*byte),
            });
        }
    })
}

fn control(bytes: &[u8]) -> Option<(Mark<'_>, &[u8])> {
    let letters = bytes.iter().take(LONGEST).take_while(|byte| byte.is_ascii_alphabetic()).count();
    let (word, rest) = bytes.split_at_checked(letters)?;
    if letters == 0 {
        let (sign, rest) = rest.split_first()?;
        return Some(match sign {
            b'\'' => {
                let (digits, behind) = rest.split_at_checked(2)?;
                let digits = std::str::from_utf8(digits).ok();
                let byte = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
                (byte.map_or(Mark::Sign('\''), Mark::Byte), behind)
            }
            b'\\' | b'{' | b'}' => (Mark::Byte(*sign), rest),
            b'\r' | b'\n' => (Mark::Word("par", None), rest),
            _ => (Mark::Sign(char::from(*sign)), rest),
        });
    }
    let sign = usize::from(rest.first() == Some(&b'-'));
    let digits = rest.iter().skip(sign).take(10).take_while(|byte| byte.is_ascii_digit()).count();
    let size = if digits > 0 { sign + digits } else { 0 };
    let (number, rest) = rest.split_at_checked(size)?;
    let number = std::str::from_utf8(number).ok().and_then(|number| number.parse().ok());
    let rest = rest.strip_prefix(b" ").unwrap_or(rest);
    Some((Mark::Word(std::str::from_utf8(word).ok()?, number), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_told_apart() {
        let got: Vec<Mark<'_>> = marks(b"{\\rtf1\\u-24 a\\'b9\\~\\bin3 }}}\r\n\\{}").collect();
        let wanted = [
            Mark::Open,
            Mark::Word("rtf", Some(1)),
            Mark::Word("u", Some(-24)),
            Mark::Byte(b'a'),
            Mark::Byte(0xB9),
            Mark::Sign('~'),
            Mark::Byte(b'{'),
            Mark::Close,
        ];
        assert_eq!(got, wanted);
    }
}
