//! The page of a document that was checked: the list of entries at the side, the document with what is wrong in it.

use std::collections::BTreeSet;
use std::fmt;

use super::super::entry::{Entry, EntryPlace, UnitEntries, spots};
use super::super::html::Html;
use super::super::verdict::{LEVELS, todo_word};
use super::super::words::level_word;
use super::flags::{Flags, anchor};
use super::homes::Homes;
use super::{Body, DocumentRead, Role, STYLE, marks::Marks};
use crate::document::Block;
use crate::proof::{RuleSetInfo, Spot, UnitFindings};
use crate::ruleset::Restated;
use crate::syntax::Level;

/// Places of one entry that are linked in the list.
const PLACES: usize = 12;
/// Rows and lines from which on only what is in sight is drawn.
const LARGE: usize = 4_000;
/// Findings that are listed with an entry.
const FOLLOWS: usize = 8;

/// Writes a document that was checked, with what is wrong in it, as one page without anything from elsewhere. Slots of
/// `restated` are linked to the cells that they restate.
///
/// # Errors
/// When `out` takes no more.
pub fn checked_html(
    read: &DocumentRead<'_>,
    units: &[(&UnitFindings, &RuleSetInfo)],
    restated: &[Restated],
    out: &mut dyn fmt::Write,
) -> fmt::Result {
    let mut html = Html::new(out);
    let entries: Vec<UnitEntries> = units.iter().map(|(unit, info)| UnitEntries::new(unit, info)).collect();
    let mut first = 1;
    let numbered: Vec<(&UnitFindings, usize)> = units
        .iter()
        .map(|(unit, _)| {
            let from = first;
            first += unit.causes.len();
            (*unit, from)
        })
        .collect();
    let flags = Flags::new(read.document, &numbered);
    let pieces: usize = read.document.blocks.iter().map(pieces).sum();
    head(&mut html, &entries, pieces + read.document.data.len() > LARGE)?;
    html.raw("<aside id=\"list\" aria-label=\"问题清单\">\n")?;
    tools(&mut html, &entries)?;
    for (unit, (findings, from)) in entries.iter().zip(&numbered) {
        list(&mut html, unit, findings, *from, &flags)?;
    }
    html.raw("</aside>\n<main>\n")?;
    let marks = Marks::new(read.schema, read.accounts);
    let mut body = Body::new(&mut html, 1, read, &marks, &flags);
    body.homes = Homes::new(read, restated);
    body.index()?;
    body.html.raw("<section class=\"doc\">\n")?;
    body.document()?;
    body.flags_left()?;
    html.raw("</section>\n</main>\n<script>\n")?;
    html.raw(include_str!("checked.js"))?;
    html.raw("</script>\n</body>\n</html>\n")
}

/// Rows or lines of a block.
fn pieces(block: &Block) -> usize {
    match block {
        Block::Paragraph(_) => 1,
        Block::Grid(grid) => grid.rows.len(),
    }
}

fn head(html: &mut Html<'_>, entries: &[UnitEntries], large: bool) -> fmt::Result {
    let titles: Vec<String> = entries.iter().map(UnitEntries::title).collect();
    let title = match titles.as_slice() {
        [one] => one.clone(),
        [one, ..] => format!("{one}等 {} 份", titles.len()),
        [] => String::new(),
    };
    html.head(&format!("核对：{title}"), &[STYLE, include_str!("checked.css")])?;
    html.raw(if large { "<body class=\"check large\">\n" } else { "<body class=\"check\">\n" })?;
    html.raw("<header class=\"top\">\n")?;
    for unit in entries {
        html.element("<h1>", &unit.title(), "</h1>\n")?;
        html.element("<p class=\"result\">", &unit.result, "</p>\n")?;
        html.element("<p class=\"quiet\">", &unit.checks, "；")?;
        html.element("规则集：", &unit.rules, "；")?;
        html.element("文件：", &unit.source, "</p>\n")?;
        if !unit.notices.is_empty() {
            html.raw("<ul class=\"file\">")?;
            unit.notices.iter().try_for_each(|notice| html.element("<li>", notice, "</li>"))?;
            html.raw("</ul>\n")?;
        }
    }
    html.raw("</header>\n")
}

/// Filter and search.
fn tools(html: &mut Html<'_>, entries: &[UnitEntries]) -> fmt::Result {
    html.raw("<form class=\"tools\" role=\"search\" aria-label=\"筛选\">\n")?;
    html.raw("<input type=\"search\" id=\"find\" placeholder=\"查找\" aria-label=\"在清单里查找\">\n<div>")?;
    let levels = LEVELS.map(|level| (level_word(level), todo_word(level)));
    for (level, todo) in levels.into_iter().chain([("已说明", "已说明")]) {
        let count: usize = entries.iter().map(|unit| unit.count(level)).sum();
        if level == "已说明" && count == 0 {
            continue;
        }
        html.raw("<label><input type=\"checkbox\" checked name=\"level\"")?;
        html.attribute("value", level)?;
        html.element(">", todo, " ")?;
        html.number(count)?;
        html.raw("</label>")?;
    }
    html.raw("</div>\n<p class=\"keys\"><kbd>J</kbd> 下一条 <kbd>K</kbd> 上一条 <kbd>/</kbd> 查找 ")?;
    html.raw("<label><input type=\"checkbox\" id=\"read\">显示读作什么</label></p>\n")?;
    html.raw("<p id=\"none\" hidden>没有这样的条目</p>\n</form>\n")
}

fn list(
    html: &mut Html<'_>,
    unit: &UnitEntries,
    findings: &UnitFindings,
    first: usize,
    flags: &Flags,
) -> fmt::Result {
    html.raw("<ol class=\"entries\">\n")?;
    for ((number, entry), cause) in (first..).zip(&unit.entries).zip(findings.causes_in_order()) {
        item(html, (number, cause.level), entry, &spots(cause, &findings.findings), flags)?;
    }
    html.raw("</ol>\n")?;
    if !unit.undecided.is_empty() {
        html.element("<details><summary>无法判断 ", &unit.undecided.len().to_string(), " 处</summary><ul>")?;
        unit.undecided.iter().try_for_each(|words| html.element("<li>", words, "</li>"))?;
        html.raw("</ul></details>\n")?;
    }
    Ok(())
}

fn item(
    html: &mut Html<'_>,
    (number, level): (usize, Level),
    entry: &Entry,
    spots: &[&Spot],
    flags: &Flags,
) -> fmt::Result {
    html.raw(match level {
        _ if !entry.waived.is_empty() => "<li class=\"c4\"",
        Level::Error => "<li class=\"c1\"",
        Level::Verify => "<li class=\"c2\"",
        Level::Hint => "<li class=\"c3\"",
    })?;
    html.attribute("id", &format!("e{number}"))?;
    html.attribute("data-level", if entry.waived.is_empty() { &entry.level } else { "已说明" })?;
    html.raw(" tabindex=\"-1\"><span class=\"no\">")?;
    html.number(number)?;
    html.element("</span><div><p class=\"say\">", &entry.headline, "</p>\n")?;
    let mut known = BTreeSet::new();
    html.raw("<ul class=\"at\">")?;
    for (place, spot) in entry.places.iter().zip(spots).take(PLACES) {
        let to = flags.anchor(spot);
        if known.insert((to.clone(), place.at.clone())) {
            html.raw("<li>")?;
            place_link(html, place, to)?;
            html.raw("</li>")?;
        }
    }
    if entry.places.len() > PLACES {
        html.element("<li>等，共 ", &entry.places.len().to_string(), " 处</li>")?;
    }
    html.raw("</ul>")?;
    if !entry.waived.is_empty() {
        html.element("<p class=\"why\">已说明：", &entry.waived, "</p>")?;
    }
    for text in [&entry.why, &entry.doubt] {
        if !text.is_empty() {
            html.element("<p class=\"why\">", text, "</p>")?;
        }
    }
    if !entry.follows.is_empty() {
        html.element("<details><summary>由此不符 ", &entry.follows.len().to_string(), " 处</summary><ul>")?;
        entry.follows.iter().take(FOLLOWS).try_for_each(|words| html.element("<li>", words, "</li>"))?;
        html.raw("</ul></details>")?;
    }
    html.element("<p class=\"rule\">", &entry.rules.join("、"), "</p></div></li>\n")
}

fn place_link(html: &mut Html<'_>, place: &EntryPlace, to: Option<String>) -> fmt::Result {
    let name = place.name();
    let words = [place.at.as_str(), name.as_str()].join(" ");
    let words = if words.trim().is_empty() { "全文" } else { words.trim() };
    match to {
        Some(to) => {
            html.raw("<a")?;
            html.attribute("href", &format!("#{to}"))?;
            html.element(">", words, "</a>")?;
        }
        None => html.text(words)?,
    }
    if !place.printed.is_empty() {
        html.element("：<b>", &place.printed, "</b>")?;
    }
    if !place.should.is_empty() {
        html.element(" <span class=\"should\">", &place.should, "</span>")?;
    }
    Ok(())
}

impl Body<'_, '_, '_> {
    /// Flags of what the page shows nowhere by itself stand at its end: no entry leads to nothing.
    fn flags_left(&mut self) -> fmt::Result {
        let flags = self.flags;
        for (piece, at, flag) in flags.within(0, u32::MAX) {
            if self.flagged.insert((piece, at)) {
                self.html.raw("<p class=\"left\"")?;
                self.html.attribute("id", &anchor(piece, at))?;
                self.html.raw(">")?;
                flag.chips(self.html)?;
                self.html.raw("</p>\n")?;
            }
        }
        Ok(())
    }

    /// Titles of tables and headings, as links that stay in sight.
    fn index(&mut self) -> fmt::Result {
        self.html.raw("<details class=\"index\"><summary>目录</summary>\n<ol>\n")?;
        for (piece, role) in &self.roles {
            let class = match role {
                Role::Title(..) => "<li class=\"t\"><a",
                Role::Heading(true) => "<li class=\"part\"><a",
                Role::Heading(false) => "<li><a",
                _ => continue,
            };
            let Some(text) = self.texts.get(piece).map(|paragraph| paragraph.text.trim()) else { continue };
            self.html.raw(class)?;
            self.html.attribute("href", &format!("#d{}h{piece}", self.number))?;
            self.html.element(">", text, "</a></li>\n")?;
            self.indexed.insert(*piece);
        }
        self.html.raw("</ol>\n</details>\n")
    }
}
