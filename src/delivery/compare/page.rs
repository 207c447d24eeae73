//! A comparison as a page.

use std::fmt;

use super::words::sentence;
use super::{Comparison, Told};
use crate::report::Html;

/// Writes the comparison as a page that needs nothing else.
///
/// # Errors
/// When `out` takes no more.
pub fn compared_html(comparison: &Comparison, out: &mut dyn fmt::Write) -> fmt::Result {
    let mut html = Html::new(out);
    html.head("两次核对的比较", &[include_str!("../overview/overview.css")])?;
    html.raw("<body>\n<main>\n<h1>两次核对的比较</h1>\n")?;
    html.element("<p class=\"total\">", &sentence(comparison), "</p>\n")?;
    for (name, entries, class) in [
        ("仍在", &comparison.unchanged, "k1"),
        ("新出现", &comparison.new, "k0"),
        ("已改正", &comparison.mended, "k3"),
    ] {
        table(&mut html, name, class, entries)?;
    }
    for (name, units) in
        [("前一次有、这一次没有的单位", &comparison.missing), ("这一次才有的单位", &comparison.added)]
    {
        if !units.is_empty() {
            html.element("<section>\n<h2>", name, "</h2>\n<ul>")?;
            units.iter().try_for_each(|unit| html.element("<li>", unit, "</li>"))?;
            html.raw("</ul>\n</section>\n")?;
        }
    }
    html.raw("</main>\n</body>\n</html>\n")
}

fn table(html: &mut Html<'_>, name: &str, class: &'static str, entries: &[Told]) -> fmt::Result {
    if entries.is_empty() {
        return Ok(());
    }
    html.raw("<section>\n<h2><i")?;
    html.attribute("class", class)?;
    html.element("></i>", name, "")?;
    html.element("（", &entries.len().to_string(), " 条）</h2>\n<table>\n<thead><tr>")?;
    for head in ["单位", "年度", "级别", "类型", "问题", "说明"] {
        html.element("<th scope=\"col\">", head, "</th>")?;
    }
    html.raw("</tr></thead>\n<tbody>\n")?;
    for told in entries {
        let year = told.year.map(|year| year.to_string()).unwrap_or_default();
        html.raw("<tr>")?;
        for text in [&told.unit, &year, &told.level, &told.kind, &told.headline, &told.waived] {
            html.element("<td>", text, "</td>")?;
        }
        html.raw("</tr>\n")?;
    }
    html.raw("</tbody>\n</table>\n</section>\n")
}
