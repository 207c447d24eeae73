//! Messages on standard input and output: headers, then so many bytes of JSON. What cannot be read is passed over.

use std::io::{self, BufRead, Read, Write};

use lsp_server::Message;
use serde_json::Value;

/// Largest message, in bytes: a rule file has at most 4 MiB.
const MAX_MESSAGE: usize = 64 << 20;

/// What came in.
pub(super) enum Incoming {
    Message(Message),
    /// JSON or a message that is none.
    Malformed,
}

/// Reads the next message; none at the end of input.
pub(super) fn read(input: &mut impl BufRead) -> io::Result<Option<Incoming>> {
    let mut length: Option<usize> = None;
    loop {
        let mut line = Vec::new();
        // A header has no business being longer.
        if input.by_ref().take(1 << 16).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let line = String::from_utf8_lossy(&line);
        let line = line.trim();
        match (line.is_empty(), length) {
            (true, Some(length)) => return body(input, length),
            // Not the end of any headers.
            (true, None) => {}
            (false, _) => {
                if let Some((name, value)) = line.split_once(':')
                    && name.trim().eq_ignore_ascii_case("content-length")
                {
                    length = value.trim().parse().ok();
                }
            }
        }
    }
}

fn body(input: &mut impl BufRead, length: usize) -> io::Result<Option<Incoming>> {
    if length > MAX_MESSAGE {
        io::copy(&mut input.take(length as u64), &mut io::sink())?;
        return Ok(Some(Incoming::Malformed));
    }
    let mut bytes = Vec::new();
    if input.take(length as u64).read_to_end(&mut bytes)? < length {
        return Ok(None);
    }
    Ok(Some(serde_json::from_slice(&bytes).map_or(Incoming::Malformed, Incoming::Message)))
}

/// Writes a message.
pub(super) fn write(output: &mut impl Write, message: &Value) -> io::Result<()> {
    let text = message.to_string();
    write!(output, "Content-Length: {}\r\n\r\n{text}", text.len())?;
    output.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_read_over_what_is_none() {
        let good = r#"{"jsonrpc":"2.0","method":"exit"}"#;
        let framed = |text: &str| format!("Content-Length: {}\r\n\r\n{text}", text.len());
        let input = format!(
            "\r\n无关的一行\r\n{}{}content-length:{}\n\n{good}",
            framed("{"),
            framed("[]"),
            good.len()
        );
        let mut input = input.as_bytes();
        assert!(matches!(read(&mut input), Ok(Some(Incoming::Malformed))));
        assert!(matches!(read(&mut input), Ok(Some(Incoming::Malformed))));
        let Ok(Some(Incoming::Message(Message::Notification(found)))) = read(&mut input) else {
            panic!("a message");
        };
        assert_eq!(found.method, "exit");
        assert!(matches!(read(&mut input), Ok(None)));
        assert!(matches!(read(&mut "Content-Length: 10\r\n\r\n{}".as_bytes()), Ok(None)));
    }
}
