//! The encoding of a page: its mark, what the page itself says, or what its bytes look like.

use encoding_rs::{Encoding, GB18030, GBK};

use crate::document::encoding;
use crate::document::{MAX_TEXT, Notice, ReadError};

/// Bytes in which a page says its encoding.
const HEAD: usize = 4096;

/// The text of a page.
///
/// # Errors
/// No text, or larger than a text may be.
pub(super) fn decode(bytes: &[u8]) -> Result<(String, Vec<Notice>), ReadError> {
    let size = bytes.len() as u64;
    if size > MAX_TEXT {
        return Err(ReadError::TooLarge(size, MAX_TEXT));
    }
    if Encoding::for_bom(bytes).is_none()
        && let Some(said) = said(bytes)
    {
        let (text, damaged) = said.decode_without_bom_handling(bytes);
        // Pages that say one encoding and use another are common: then their bytes are looked at.
        if !damaged {
            return Ok((text.into_owned(), Vec::new()));
        }
    }
    encoding::decode(bytes)
}

/// The encoding that a page says it has.
fn said(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..HEAD).unwrap_or(bytes).to_ascii_lowercase();
    let head = String::from_utf8_lossy(&head).into_owned();
    let (_, behind) = head.split_once("charset")?;
    let value = behind
        .trim_start_matches(|letter: char| letter.is_whitespace() || matches!(letter, '=' | '"' | '\''));
    let label: String = value
        .chars()
        .take_while(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_'))
        .collect();
    let encoding = Encoding::for_label(label.as_bytes())?;
    Some(if encoding == GBK { GB18030 } else { encoding })
}
