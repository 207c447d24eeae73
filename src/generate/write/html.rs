//! A page as a web page.

use super::escaped;
use crate::generate::page::{Block, Page};

/// The page as a web page.
#[must_use]
pub fn html(page: &Page) -> String {
    let title = page.blocks.iter().find_map(|block| match block {
        Block::Heading(_, text) => Some(escaped(text)),
        _ => None,
    });
    let title = title.unwrap_or_default();
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"zh\">\n<head><meta charset=\"utf-8\"><title>{title}</title></head>\n<body>\n"
    );
    for block in &page.blocks {
        match block {
            Block::Heading(level, text) => {
                let level = (*level).clamp(1, 6);
                out.push_str(&format!("<h{level}>{}</h{level}>\n", escaped(text)));
            }
            Block::Paragraph(runs) => {
                let text: String = runs.iter().map(|run| escaped(&run.text)).collect();
                out.push_str(&format!("<p>{text}</p>\n"));
            }
            Block::Table(rows) => {
                out.push_str("<table border=\"1\">\n");
                for row in rows {
                    out.push_str("<tr>");
                    for cell in row {
                        let (name, text) = (if cell.head { "th" } else { "td" }, escaped(&cell.text));
                        match cell.span {
                            0 | 1 => out.push_str(&format!("<{name}>{text}</{name}>")),
                            span => out.push_str(&format!("<{name} colspan=\"{span}\">{text}</{name}>")),
                        }
                    }
                    out.push_str("</tr>\n");
                }
                out.push_str("</table>\n");
            }
        }
    }
    out.push_str("</body>\n</html>\n");
    out
}
