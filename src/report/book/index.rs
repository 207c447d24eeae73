//! The first page of the book, and all of it on one page.

use std::fmt;

use super::shell::{To, anchor, close, link, open};
use super::{Book, place_page, rule_page};
use crate::report::html::Html;
use crate::report::words::{CATEGORIES, category_word};

/// Writes the first page: rules by category, tables and sections, a field to search in.
pub(super) fn write(book: &Book<'_>, out: &mut dyn fmt::Write) -> fmt::Result {
    let mut html = Html::new(out);
    open(&mut html, book, "目录", 0)?;
    html.element("<h1>", &book.title(), "</h1>\n<p>")?;
    let (rules, places) = book.counts();
    html.element("", &format!("{rules} 条规则，{places} 张表和各节说明。"), "")?;
    html.raw("打印存档用<a href=\"全书.html\">全书</a>。</p>\n")?;
    html.raw("<form role=\"search\"><input type=\"search\" id=\"find\" placeholder=\"编号、名称、表、词\" ")?;
    html.raw("aria-label=\"在目录里查找\"> <span id=\"left\" role=\"status\"></span></form>\n")?;
    lists(&mut html, book, To::Pages)?;
    close(&mut html, include_str!("book.js"))
}

/// Writes all pages as one, to be printed.
pub(super) fn write_whole(book: &Book<'_>, out: &mut dyn fmt::Write) -> fmt::Result {
    let mut html = Html::new(out);
    open(&mut html, book, "全书", 0)?;
    html.element("<h1>", &book.title(), "</h1>\n")?;
    lists(&mut html, book, To::Anchors)?;
    for place in &book.places {
        article(&mut html, book.path(&place.name))?;
        place_page::body(&mut html, book, place, To::Anchors)?;
        html.raw("</article>\n")?;
    }
    for rule in &book.rules {
        article(&mut html, book.path(&rule.explained.number))?;
        rule_page::body(&mut html, book, rule, To::Anchors)?;
        html.raw("</article>\n")?;
    }
    close(&mut html, "")
}

fn article(html: &mut Html<'_>, path: &str) -> fmt::Result {
    html.raw("<article")?;
    html.attribute("id", &anchor(path))?;
    html.raw(">\n")
}

fn lists(html: &mut Html<'_>, book: &Book<'_>, to: To) -> fmt::Result {
    for category in CATEGORIES {
        let name = category_word(category);
        let rules: Vec<_> = book.rules.iter().filter(|rule| rule.explained.about.category == name).collect();
        if rules.is_empty() {
            continue;
        }
        html.element("<section>\n<h2>", name, "")?;
        html.element("（", &rules.len().to_string(), " 条）</h2>\n<table>\n<tbody>\n")?;
        rules.into_iter().try_for_each(|rule| rule_page::line(html, book, rule, to))?;
        html.raw("</tbody>\n</table>\n</section>\n")?;
    }
    for (kind, name) in [("表", "表"), ("说明", "各节说明")] {
        html.element("<section>\n<h2>", name, "</h2>\n<table>\n<tbody>\n")?;
        for place in book.places.iter().filter(|place| place.kind == kind) {
            html.raw("<tr><td>")?;
            link(html, book, to, &place.name)?;
            html.element("<p class=\"quiet\">", &place.others, "</p></td><td>")?;
            html.element("", &place.rules.len().to_string(), " 条规则</td></tr>\n")?;
        }
        html.raw("</tbody>\n</table>\n</section>\n")?;
    }
    Ok(())
}
