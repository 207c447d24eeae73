//! `gouji generate`: documents that are made up by the rules, written into a folder.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;

use gouji::generate::{Made, make};
use gouji::report::not_made_words;
use gouji::session::{Edition, open};

use super::arguments::{GenerateArgs, MadeFormat};
use super::inputs::system_words;
use super::loader::FileLoader;
use super::rules::say_broken;
use super::{FINE, UNREAD, WRONG, out};

/// The year of documents where none is asked for.
const YEAR: i32 = 2024;

/// Makes documents; the exit status.
pub(super) fn run(asked: &GenerateArgs) -> u8 {
    let year = asked.rules.year.unwrap_or(YEAR);
    let edition = open(&FileLoader, &asked.rules.rules, Some(year));
    if say_broken(&edition, asked.color.color) {
        return WRONG;
    }
    if let Err(why) = fs::create_dir_all(&asked.out) {
        out::complain(&format!("建不了文件夹「{}」：{}\n", asked.out.display(), system_words(&why)));
        return UNREAD;
    }
    let bar = out::progress_of("编造", u64::from(asked.count));
    for number in 1..=asked.count {
        let status = one(asked, &edition, number);
        if status != FINE {
            bar.finish_and_clear();
            return status;
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    out::print(&format!("编好了 {} 份，在「{}」里\n", asked.count, asked.out.display()));
    FINE
}

/// Makes and writes the document of a number.
fn one(asked: &GenerateArgs, edition: &Edition, number: u32) -> u8 {
    let seed = asked.seed.wrapping_mul(1_000_003).wrapping_add(u64::from(number));
    let made = match make(edition, seed) {
        Ok(made) => made,
        Err(why) => {
            out::complain(&format!("第 {number} 份编不出来：{}\n", not_made_words(&why)));
            return WRONG;
        }
    };
    let stem = format!("{number:03}_{}{}年度", made.unit, made.year);
    let mut formats = asked.formats.clone();
    formats.sort_unstable();
    formats.dedup();
    for format in formats {
        let (ending, bytes) = written(&made, format);
        let path = asked.out.join(format!("{stem}.{ending}"));
        if let Err(why) = write(&path, &bytes) {
            out::complain(&why);
            return UNREAD;
        }
    }
    FINE
}

fn written(made: &Made, format: MadeFormat) -> (&'static str, Vec<u8>) {
    match format {
        MadeFormat::Txt => ("txt", made.page.text().into_bytes()),
    }
}

/// Writes a file that is not there yet.
fn write(path: &Path, bytes: &[u8]) -> Result<(), String> {
    let file = OpenOptions::new().write(true).create_new(true).open(path);
    let written = file.and_then(|mut file| file.write_all(bytes));
    written.map_err(|why| match why.kind() {
        std::io::ErrorKind::AlreadyExists => {
            format!("「{}」已经有了，没有写；请换一个文件夹，或先移走\n", path.display())
        }
        _ => format!("写不了「{}」：{}\n", path.display(), system_words(&why)),
    })
}
