//! A page as files of office formats.

mod docx;
mod html;
mod xlsx;

pub use docx::docx;
pub use html::html;
pub use xlsx::xlsx;

/// Why a file was not made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WriteError(pub String);

/// Text as XML and HTML have it.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            other => out.push(other),
        }
    }
    out
}
