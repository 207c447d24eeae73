//! `gouji doc`: the rule book, as pages.

use std::path::Path;

use gouji::cases::CaseFile;
use gouji::report::{Book, WritesPage};
use gouji::session::{Edition, Editions};

use super::arguments::DocArgs;
use super::case_files::beside;
use super::loader::FileLoader;
use super::rules::say_broken;
use super::system::system_words;
use super::written::put_text;
use super::{FINE, UNREAD, WRONG, out};

/// Writes the book; the exit status.
pub(super) fn run(asked: &DocArgs) -> u8 {
    let editions = Editions::new(&FileLoader, &asked.rules.rules, asked.rules.year);
    let all = editions.all();
    if all.iter().any(|edition| say_broken(edition, asked.color.color)) {
        return WRONG;
    }
    let found = beside(&asked.rules.rules, &editions);
    let folder = Path::new(&asked.out);
    for edition in &all {
        // Of several books each has its own folder.
        let own = if all.len() > 1 { folder.join(&edition.info.name) } else { folder.to_path_buf() };
        if let Err(why) = write(&editions, edition, &found.files, &own) {
            out::complain(&why);
            return UNREAD;
        }
    }
    if found.status == FINE { FINE } else { UNREAD }
}

fn write(editions: &Editions, edition: &Edition, cases: &[CaseFile], folder: &Path) -> Result<(), String> {
    let book = Book::new(editions, edition, cases);
    book.pages(&mut |name, write: WritesPage<'_>| {
        put_text(&folder.join(name), |out| write(out))
            .map_err(|why| format!("「{name}」没有写成：{}\n", system_words(&why)))
    })?;
    let (rules, places) = book.counts();
    let shown = folder.join("index.html");
    let shown = gouji::text::visible(&shown.to_string_lossy()).into_owned();
    out::print(&format!(
        "{}：{rules} 条规则，{places} 张表和各节说明，从「{shown}」看起\n",
        edition.info.name
    ));
    Ok(())
}
