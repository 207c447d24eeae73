//! What sets two versions of rules apart, for people.

use super::names::{Names, check_of};
use crate::analysis::{Against, Difference};
use crate::report::Options;
use crate::report::style::{BAD, GOOD, HEADING, PLAIN, QUIET};
use crate::report::wrap::Page;
use crate::session::Edition;
use crate::text::visible;

/// How many differences are shown.
const SHOWN: usize = 10;
/// How many changed figures of a witness are shown.
const LINES: usize = 8;

/// For people: which accounts one version accepts and the other rejects.
#[must_use]
pub fn against_terminal((first, second): (&Edition, &Edition), found: &Against, options: &Options) -> String {
    let mut page = Page::new(*options);
    let names = Names::new(first, &found.statements);
    let mut line = |indent: usize, text: &str, style| page.text(indent, &visible(text), style);
    let version = |edition: &Edition| {
        let year = edition.schema.year.map(|year| format!(" {year} 年")).unwrap_or_default();
        format!("{} {}{year}", edition.info.name, edition.info.version)
    };
    line(0, &format!("与旧版（{}）比", version(second)), HEADING);
    let count = found.differences.len();
    let confirmed = found.differences.iter().filter(|one| one.witness.is_ok()).count();
    line(0, &format!("另一版也说了、或由它推得出的：{} 处", found.implied), PLAIN);
    let style = if count == 0 { GOOD } else { BAD };
    line(0, &format!("一版认、一版不认：{count} 处，其中 {confirmed} 处有两版都查过的实例"), style);
    let shown = if options.verbose { count } else { count.min(SHOWN) };
    for one in found.differences.iter().take(shown) {
        told(&mut line, &names, (first, second), one, options.verbose);
    }
    if count > shown {
        line(2, &format!("……共 {count} 处，加 -v 全列"), QUIET);
    }
    page.finish()
}

fn told(
    line: &mut dyn FnMut(usize, &str, anstyle::Style),
    names: &Names<'_>,
    (first, second): (&Edition, &Edition),
    one: &Difference,
    verbose: bool,
) {
    let edition = if one.of_second { second } else { first };
    let (code, title, site) = check_of(edition, one.check);
    let site = if site.is_empty() || code.contains('.') { String::new() } else { format!("（{site}）") };
    let which = if one.of_second { "旧版不认，新版认" } else { "新版不认，旧版认" };
    line(2, &format!("{which}：{code}{site} {title}"), HEADING);
    if let Some(statement) = names.of.get(one.statement) {
        line(4, &names.statement(statement), PLAIN);
    }
    match &one.witness {
        Err(why) => line(4, &format!("未能给出实例：{}", super::no_witness_words(*why)), QUIET),
        Ok(witness) => {
            let changed: Vec<_> = witness.changed().collect();
            let most = if verbose { changed.len() } else { LINES };
            let how = if changed.is_empty() { "照编出来的就是" } else { "编好以后改了：" };
            line(4, &format!("实例：{}，两版都查过；{how}", witness.data.unit), PLAIN);
            for (is, was) in changed.iter().take(most) {
                let parts = [&is.table, &is.row, &is.column];
                let place: Vec<&str> =
                    parts.iter().map(|part| part.as_str()).filter(|part| !part.is_empty()).collect();
                line(6, &format!("{}：{} 改为 {}", place.join("·"), was.value, is.value), PLAIN);
            }
            if changed.len() > most {
                line(6, &format!("……共 {} 个数，加 -v 全列", changed.len()), QUIET);
            }
        }
    }
}
