//! `gouji man`: the pages of the manual.

use std::path::Path;

use super::system::system_words;
use super::written::put;
use super::{FINE, UNREAD, arguments, out};

/// Writes them into a folder; the exit status.
pub(super) fn write(folder: &str) -> u8 {
    let written = arguments::manual().and_then(|pages| {
        let count = pages.len();
        let file =
            |(name, text): (String, Vec<u8>)| put(&Path::new(folder).join(name), |out| out.write_all(&text));
        pages.into_iter().try_for_each(file).map(|()| count)
    });
    match written {
        Ok(count) => {
            out::print(&format!("写了 {count} 份手册页，在「{}」里\n", gouji::text::visible(folder)));
            FINE
        }
        Err(why) => {
            out::complain(&format!("手册页没有写成：{}\n", system_words(&why)));
            UNREAD
        }
    }
}
