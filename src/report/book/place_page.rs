//! The page of a table or a section of prose.

use std::fmt;

use super::shell::{To, close, open};
use super::{Book, PlaceOf, rule_page};
use crate::report::html::Html;

/// Writes the page.
pub(super) fn write(book: &Book<'_>, place: &PlaceOf, out: &mut dyn fmt::Write) -> fmt::Result {
    let mut html = Html::new(out);
    open(&mut html, book, &place.name, 1)?;
    body(&mut html, book, place, To::Siblings)?;
    close(&mut html, "")
}

/// What the book says of it.
pub(super) fn body(html: &mut Html<'_>, book: &Book<'_>, place: &PlaceOf, to: To) -> fmt::Result {
    html.element("<h1>", &place.name, "</h1>\n<dl>\n")?;
    if !place.others.is_empty() {
        html.element("<dt>又名</dt><dd>", &place.others, "</dd>\n")?;
    }
    for line in &place.holds {
        // 收入 侧的行 甲、乙: what there is, and the names.
        let ends =
            ["行 ", "列 "].into_iter().filter_map(|kind| line.find(kind).map(|at| at + kind.len())).min();
        let (kind, names) = line.split_at_checked(ends.unwrap_or(0)).unwrap_or(("", line));
        html.element("<dt>", kind, "</dt><dd>")?;
        html.element("", names, "</dd>\n")?;
    }
    let (file, line) = &place.declared;
    html.element("<dt>出自</dt><dd>", &format!("{file} 第 {line} 行"), "</dd>\n</dl>\n")?;
    if place.written.lines().count() > 1 {
        html.element("<h2>规则文件里写作</h2>\n<pre><code>", &place.written, "</code></pre>\n")?;
    }
    html.element("<h2>有关的规则（", &place.rules.len().to_string(), " 条）</h2>\n<table>\n<tbody>\n")?;
    for rule in book.rules.iter().filter(|rule| place.rules.contains(&rule.explained.number)) {
        rule_page::line(html, book, rule, to)?;
    }
    html.raw("</tbody>\n</table>\n")
}
