//! `gouji compare BEFORE AFTER`: what was mended between two runs, what is new, what is still open.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use gouji::delivery::{
    Before, compare, compared_html, compared_json, compared_terminal, compared_workbook, read_run,
};

use super::arguments::{CompareArgs, CompareFormat};
use super::results::LINES;
use super::system::system_words;
use super::{FINE, FOUND, UNREAD, WRONG, out};

/// Compares; the exit status.
pub(super) fn run(asked: &CompareArgs) -> u8 {
    let runs = [&asked.before, &asked.after].map(|name| read(name));
    let [before, after] = match runs {
        [Ok(before), Ok(after)] => [before, after],
        wrong => {
            wrong.into_iter().filter_map(Result::err).for_each(|why| out::complain(&why));
            return UNREAD;
        }
    };
    let found = compare(&before.units, &after.units);
    match asked.format {
        CompareFormat::Text => {
            out::print(&compared_terminal(&found, &out::options(asked.color.color, asked.verbose)));
        }
        CompareFormat::Json => {
            out::print(&compared_json(&found));
        }
        CompareFormat::Html => out::stream(|out| compared_html(&found, out)),
        CompareFormat::Xlsx if std::io::stdout().is_terminal() => {
            out::complain("工作簿不能写在屏幕上；请写进文件：--format xlsx > 比较.xlsx\n");
            return WRONG;
        }
        CompareFormat::Xlsx => match compared_workbook(&found) {
            Ok(bytes) => out::print_bytes(&bytes),
            Err(why) => {
                out::complain(&format!("{why}\n"));
                return UNREAD;
            }
        },
    }
    for (name, run) in [(&asked.before, &before), (&asked.after, &after)] {
        if run.unread > 0 {
            out::complain(&format!("「{name}」那一次有 {} 份没有读成，不在比较之内\n", run.unread));
        }
    }
    if found.new.iter().any(|told| told.level == "错误") { FOUND } else { FINE }
}

/// The result of a run: a file, or the folder of `--out`.
fn read(name: &str) -> Result<Before, String> {
    let mut path = PathBuf::from(name);
    if path.is_dir() {
        path = path.join(LINES);
        if !path.is_file() {
            return Err(format!("「{name}」里没有 {LINES}：不是 --out 的文件夹，或那一次没有做完\n"));
        }
    }
    let text = std::fs::read(Path::new(&path))
        .map_err(|why| format!("读不了「{name}」：{}\n", system_words(&why)))?;
    let text = String::from_utf8(text).map_err(|_| format!("读不了「{name}」：不是 UTF-8 文本\n"))?;
    read_run(&text).map_err(|why| format!("读不了「{name}」：{why}\n"))
}
