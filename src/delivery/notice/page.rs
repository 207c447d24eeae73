//! A notice as a page.

use std::fmt;

use super::blocks::Block;
use crate::report::Html;

const STYLE: &str = include_str!("notice.css");

/// The page.
pub(super) fn page(title: &str, blocks: &[Block]) -> String {
    let mut out = String::new();
    // A string takes all.
    let _ = write(&mut Html::new(&mut out), title, blocks);
    out
}

fn write(html: &mut Html<'_>, title: &str, blocks: &[Block]) -> fmt::Result {
    html.head(title, &[STYLE])?;
    html.raw("<body>\n<main>\n")?;
    for block in blocks {
        match block {
            Block::Title(text) => html.element("<h1>", text, "</h1>\n")?,
            Block::Heading(text) => html.element("<h2>", text, "</h2>\n")?,
            Block::Paragraph(text) => html.element("<p>", text, "</p>\n")?,
            Block::Flush(text) => html.element("<p class=\"flush\">", text, "</p>\n")?,
            Block::Right(text) => html.element("<p class=\"right\">", text, "</p>\n")?,
            Block::Table(rows) => table(html, rows)?,
        }
    }
    html.raw("</main>\n</body>\n</html>\n")
}

fn table(html: &mut Html<'_>, rows: &[Vec<String>]) -> fmt::Result {
    html.raw("<table>\n")?;
    for (at, row) in rows.iter().enumerate() {
        html.raw(if at == 0 { "<thead><tr>" } else { "<tr>" })?;
        for cell in row {
            match at {
                0 => html.element("<th scope=\"col\">", cell, "</th>")?,
                _ => html.element("<td>", cell, "</td>")?,
            }
        }
        html.raw(if at == 0 { "</tr></thead>\n<tbody>\n" } else { "</tr>\n" })?;
    }
    html.raw("</tbody>\n</table>\n")
}
