//! What the system says, and bytes read up to a limit.

use std::io::Read;

use gouji::document::{self, ReadError};
use gouji::report::read_error_words;

/// Largest input that is read into memory, in bytes; formats have narrower limits of their own.
const CAP: u64 = 512 * 1024 * 1024;
/// Bytes that tell what kind of file it is.
const HEAD: u64 = 64 * 1024;

/// All bytes up to the cap; `size` is what the system said of them. What kind of file it is, and how much is read of that
/// kind, is looked at before the rest is read.
pub(super) fn capped(mut from: impl Read, size: u64) -> Result<Vec<u8>, String> {
    let system = |why: std::io::Error| system_words(&why);
    let mut bytes = Vec::new();
    from.by_ref().take(HEAD).read_to_end(&mut bytes).map_err(system)?;
    let cap = document::cap(&bytes).map_err(|why| read_error_words(&why))?.min(CAP);
    if size <= cap {
        from.take(cap + 1 - bytes.len() as u64).read_to_end(&mut bytes).map_err(system)?;
    }
    let read = (bytes.len() as u64).max(size);
    if read > cap {
        return Err(read_error_words(&ReadError::TooLarge(read, cap)));
    }
    Ok(bytes)
}

/// Why the system refused, and what to do.
pub(super) fn system_words(why: &std::io::Error) -> String {
    match why.kind() {
        std::io::ErrorKind::NotFound => "没有这个文件；请检查路径".to_owned(),
        std::io::ErrorKind::PermissionDenied => "没有读取权限；请检查文件权限".to_owned(),
        std::io::ErrorKind::IsADirectory => "这是文件夹，应为文件".to_owned(),
        _ => format!("系统报告：{why}"),
    }
}
