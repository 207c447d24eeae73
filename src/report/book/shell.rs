//! What all pages of the book have: head, way back, links.

use std::fmt;

use super::Book;
use crate::report::html::Html;

/// Looks of all pages.
const STYLE: &str = include_str!("book.css");

/// Opens a page; `deep` is how many folders it lies in.
pub(super) fn open(html: &mut Html<'_>, book: &Book<'_>, title: &str, deep: usize) -> fmt::Result {
    html.head(&format!("{title} · {}", book.title()), &[STYLE])?;
    html.raw("<body>\n<header class=\"top\"><nav aria-label=\"位置\">")?;
    if deep > 0 {
        html.raw("<a href=\"../index.html\">")?;
        html.element("", &book.title(), "</a>")?;
    } else {
        html.element("<b>", &book.title(), "</b>")?;
    }
    html.raw("</nav></header>\n<main>\n")
}

/// Closes a page.
pub(super) fn close(html: &mut Html<'_>, script: &'static str) -> fmt::Result {
    html.raw("</main>\n")?;
    if !script.is_empty() {
        html.raw("<script>\n")?;
        html.raw(script)?;
        html.raw("</script>\n")?;
    }
    html.raw("</body>\n</html>\n")
}

/// Where links of a page lead.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum To {
    /// To other pages, from the first page.
    Pages,
    /// To other pages, from one in a folder.
    Siblings,
    /// To places of the same page.
    Anchors,
}

/// A link to what the book has a page of; the words alone for anything else.
pub(super) fn link(html: &mut Html<'_>, book: &Book<'_>, to: To, name: &str) -> fmt::Result {
    let path = book.path(name);
    if path.is_empty() {
        return html.text(name);
    }
    let target = match to {
        To::Pages => path.to_owned(),
        To::Siblings => format!("../{path}"),
        To::Anchors => format!("#{}", anchor(path)),
    };
    html.raw("<a")?;
    html.attribute("href", &target)?;
    html.element(">", name, "</a>")
}

/// A link by the first part of a path of figures: `支出决算表.*.基本支出` leads to 支出决算表.
pub(super) fn link_path(html: &mut Html<'_>, book: &Book<'_>, to: To, path: &str) -> fmt::Result {
    let (place, rest) = path.split_at(path.find('.').unwrap_or(path.len()));
    link(html, book, to, place)?;
    html.text(rest)
}

/// The anchor of a page within the whole.
pub(super) fn anchor(path: &str) -> String {
    path.trim_end_matches(".html").replace('/', "-")
}

/// Names as links, with 、 between.
pub(super) fn links(html: &mut Html<'_>, book: &Book<'_>, to: To, names: &[String]) -> fmt::Result {
    for (at, name) in names.iter().enumerate() {
        if at > 0 {
            html.raw("、")?;
        }
        link_path(html, book, to, name)?;
    }
    Ok(())
}
