//! The text of a rule file, whatever its editor saved it as.

use encoding_rs::{Encoding, GB18030, UTF_8};

/// Words of which every rule file, and every code list beside one, holds at least one.
const KNOWN: [&str; 2] = ["规则集", "编码"];

/// Text in UTF-8, with or without byte order mark, in UTF-16 with one, or in GB18030 (with GBK and GB2312) where that
/// gives the words that such a file must hold.
///
/// # Errors
/// The first byte that is not UTF-8, where the text is in none of these.
pub fn rule_text(bytes: &[u8]) -> Result<String, usize> {
    text_with(bytes, &KNOWN)
}

/// The same of another kind of file that holds at least one of some words.
///
/// # Errors
/// The first byte that is not UTF-8, where the text is in none of these.
pub fn text_with(bytes: &[u8], known: &[&str]) -> Result<String, usize> {
    let strictly = |encoding: &'static Encoding, bytes: &[u8]| {
        let text = encoding.decode_without_bom_handling_and_without_replacement(bytes);
        text.map(std::borrow::Cow::into_owned)
    };
    if let Some((encoding, mark)) = Encoding::for_bom(bytes)
        && encoding != UTF_8
    {
        return strictly(encoding, bytes.get(mark..).unwrap_or_default()).ok_or(0);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.strip_prefix('\u{feff}').unwrap_or(text).to_owned()),
        Err(wrong) => strictly(GB18030, bytes)
            .filter(|text| known.iter().any(|word| text.contains(word)))
            .ok_or(wrong.valid_up_to()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: &str = "规则集 甲 版本 \"1\"\n规则 A01 \"相等\"：甲 = 乙\n";

    #[test]
    fn what_editors_save_is_read() {
        let (gbk, ..) = GB18030.encode(RULES);
        let wide: Vec<u8> =
            [0xFEFF].into_iter().chain(RULES.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        for bytes in [RULES.as_bytes(), format!("\u{feff}{RULES}").as_bytes(), &gbk, &wide] {
            assert_eq!(rule_text(bytes).as_deref(), Ok(RULES));
        }
    }

    #[test]
    fn other_bytes_are_not_guessed_at() {
        let (big5, ..) = encoding_rs::BIG5.encode("規則集 甲");
        assert_eq!(rule_text(&big5), Err(0));
        let mut damaged = RULES.as_bytes().to_vec();
        damaged.truncate(damaged.len() - 2);
        damaged.extend(b"\xff\xff");
        assert_eq!(rule_text(&damaged), Err(RULES.len() - 2 - 2));
        assert_eq!(rule_text(b""), Ok(String::new()));
    }
}
