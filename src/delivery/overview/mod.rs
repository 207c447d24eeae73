//! 总览.html: the units of a run by what came of them, the rules that most units break, each unit linked to its page.

use std::fmt;

use super::workbook::{Links, UnitLinks};
use super::{Delivered, UnitRow};
use crate::report::Html;

/// Rules that are drawn.
const RULES: usize = 10;
/// Width of the drawn bars, in units of the drawing.
const BAR: usize = 400;

/// Writes the page.
///
/// # Errors
/// When `out` takes no more.
pub fn overview(
    delivered: &Delivered<'_>,
    links: &Links,
    total: &str,
    out: &mut dyn fmt::Write,
) -> fmt::Result {
    let mut html = Html::new(out);
    html.head("核对总览", &[include_str!("overview.css")])?;
    html.raw("<body>\n<main>\n<h1>核对总览</h1>\n")?;
    html.element("<p class=\"total\">", total.trim(), "</p>\n")?;
    shares(&mut html, delivered)?;
    rules(&mut html, delivered)?;
    units(&mut html, delivered, links)?;
    roll(&mut html, delivered)?;
    refused(&mut html, delivered)?;
    html.raw("</main>\n<script>\n")?;
    html.raw(include_str!("overview.js"))?;
    html.raw("</script>\n</body>\n</html>\n")
}

/// The gravest level that a unit has, as a place in [`levels`]; behind them what is in order, and what was not decided.
fn worst(unit: &UnitRow) -> usize {
    let of_level = unit.counts.iter().position(|count| *count > 0);
    of_level.unwrap_or(if unit.undecided == 0 { 3 } else { 4 })
}

const KINDS: [&str; 6] =
    ["有要改正的", "没有要改正、有请核实的", "只有供参考的", "没有发现不符", "有无法判断的", "读不了"];

/// One bar of all documents by what came of them.
fn shares(html: &mut Html<'_>, delivered: &Delivered<'_>) -> fmt::Result {
    let mut counts = [0_usize; 6];
    let kinds = delivered.roll.units.iter().map(worst).chain(delivered.refused.iter().map(|_| 5));
    for kind in kinds {
        if let Some(count) = counts.get_mut(kind) {
            *count += 1;
        }
    }
    let all: usize = counts.iter().sum::<usize>().max(1);
    html.raw("<svg class=\"shares\" viewBox=\"0 0 1000 28\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"")?;
    let words: Vec<String> =
        KINDS.iter().zip(counts).map(|(kind, count)| format!("{kind} {count} 份")).collect();
    html.text(&words.join("，"))?;
    html.raw("\">")?;
    let mut before = 0;
    for (kind, count) in counts.iter().enumerate() {
        let (from, to) = (1000 * before / all, 1000 * (before + count) / all);
        before += count;
        if to > from {
            html.raw("<rect y=\"0\" height=\"28\"")?;
            html.attribute("x", &from.to_string())?;
            html.attribute("width", &(to - from).to_string())?;
            html.attribute("class", &format!("k{kind}"))?;
            html.raw("/>")?;
        }
    }
    html.raw("</svg>\n<ul class=\"key\">")?;
    for (kind, (name, count)) in KINDS.iter().zip(counts).enumerate().filter(|(_, (_, count))| *count > 0) {
        html.raw("<li><i")?;
        html.attribute("class", &format!("k{kind}"))?;
        html.element("></i>", name, " ")?;
        html.number(count)?;
        html.raw("</li>")?;
    }
    html.raw("</ul>\n")
}

/// Rules by the number of units that break them; hints do not count.
fn rules(html: &mut Html<'_>, delivered: &Delivered<'_>) -> fmt::Result {
    let rows = delivered.roll.rules.iter().filter(|(_, row)| row.grave_units > 0);
    let mut all: Vec<(&str, usize, &str)> =
        rows.map(|(rule, row)| (rule.as_str(), row.grave_units, row.grave_example.as_str())).collect();
    all.sort_by_key(|(rule, units, _)| (std::cmp::Reverse(*units), *rule));
    let Some(most) = all.first().map(|(_, units, _)| *units) else { return Ok(()) };
    html.raw(
        "<section>\n<h2>不符最多的规则</h2>\n<table class=\"rules\">\n<thead><tr><th scope=\"col\">规则</th>",
    )?;
    html.raw("<th scope=\"col\">单位数</th><th scope=\"col\">例</th></tr></thead>\n<tbody>\n")?;
    for (rule, units, example) in all.iter().take(RULES) {
        html.raw("<tr><td><button type=\"button\"")?;
        html.attribute("data-rule", rule)?;
        html.element(
            ">",
            rule,
            "</button></td><td><svg class=\"bar\" viewBox=\"0 0 440 14\" aria-hidden=\"true\">",
        )?;
        html.raw("<rect x=\"0\" y=\"1\" height=\"12\" rx=\"2\"")?;
        html.attribute("width", &(BAR * units / most).max(2).to_string())?;
        html.raw("/></svg> ")?;
        html.number(*units)?;
        html.element("</td><td>", example, "</td></tr>\n")?;
    }
    html.raw("</tbody>\n</table>\n</section>\n")
}

fn units(html: &mut Html<'_>, delivered: &Delivered<'_>, links: &Links) -> fmt::Result {
    html.raw("<section>\n<h2>各单位</h2>\n<form role=\"search\"><input type=\"search\" id=\"find\" ")?;
    html.raw("placeholder=\"查找单位、规则、文件\" aria-label=\"查找单位、规则、文件\"><span id=\"left\"></span></form>\n")?;
    html.raw("<table class=\"units\">\n<thead><tr><th scope=\"col\" aria-sort=\"none\"><button type=\"button\">单位</button></th>")?;
    for name in ["年度", "要改正", "请核实", "供参考", "无法判断"] {
        html.element(
            "<th scope=\"col\" aria-sort=\"none\" class=\"q\"><button type=\"button\">",
            name,
            "</button></th>",
        )?;
    }
    html.raw("<th scope=\"col\">通知</th><th scope=\"col\">文件</th></tr></thead>\n<tbody>\n")?;
    let none = UnitLinks::default();
    for (at, unit) in delivered.roll.units.iter().enumerate() {
        html.raw("<tr")?;
        html.attribute("data-rules", &unit.led_by.join(" "))?;
        html.raw("><td><i")?;
        html.attribute("class", &format!("k{}", worst(unit)))?;
        html.raw("></i>")?;
        let to = links.get(&at).unwrap_or(&none);
        let name = if unit.unit.is_empty() { "单位名称不详" } else { &unit.unit };
        link(html, &to.page, name)?;
        html.element(
            "</td><td class=\"q\">",
            &unit.year.map(|year| year.to_string()).unwrap_or_default(),
            "</td>",
        )?;
        for count in unit.counts.into_iter().chain([unit.undecided]) {
            html.raw(if count > 0 { "<td class=\"q\">" } else { "<td class=\"q quiet\">" })?;
            html.number(count)?;
            html.raw("</td>")?;
        }
        html.raw("<td>")?;
        if !to.notice.is_empty() {
            link(html, &to.notice, "Word")?;
            html.raw(" ")?;
            link(html, &to.notice.replace(".docx", ".html"), "网页")?;
        }
        if !to.copy.is_empty() {
            html.raw(" ")?;
            link(html, &to.copy, "批注")?;
        }
        html.element("</td><td class=\"quiet\">", &unit.source, "</td></tr>\n")?;
    }
    html.raw("</tbody>\n</table>\n</section>\n")
}

/// A link within the folder; the words alone where there is nothing to link to.
fn link(html: &mut Html<'_>, to: &str, words: &str) -> fmt::Result {
    if to.is_empty() {
        return html.text(words);
    }
    html.raw("<a")?;
    html.attribute("href", &reference(to))?;
    html.element(">", words, "</a>")
}

/// A path as a reference: signs that mean something in one are written by their numbers.
fn reference(path: &str) -> String {
    let sign = |sign: char| match sign {
        '%' => "%25".to_owned(),
        '#' => "%23".to_owned(),
        '?' => "%3F".to_owned(),
        other => other.to_string(),
    };
    path.chars().map(sign).collect()
}

/// Who is there twice, and who is not.
fn roll(html: &mut Html<'_>, delivered: &Delivered<'_>) -> fmt::Result {
    let drafts = delivered.roll.drafts();
    if !drafts.is_empty() {
        html.element("<section>\n<h2>一个单位不止一份（", &drafts.len().to_string(), " 个）</h2>\n<ul>\n")?;
        for (unit, sources) in &drafts {
            html.element("<li><b>", unit, "</b>：")?;
            html.element("", &sources.join("、"), "</li>\n")?;
        }
        html.raw("</ul>\n</section>\n")?;
    }
    if !delivered.missing.is_empty() {
        let count = delivered.missing.len().to_string();
        html.element("<section>\n<h2>名册里有、这次没有的单位（", &count, " 个）</h2>\n<p>")?;
        html.element("", &delivered.missing.join("、"), "</p>\n</section>\n")?;
    }
    Ok(())
}

fn refused(html: &mut Html<'_>, delivered: &Delivered<'_>) -> fmt::Result {
    if delivered.refused.is_empty() {
        return Ok(());
    }
    html.element("<section>\n<h2>读不了的（", &delivered.refused.len().to_string(), " 份）</h2>\n<ul>\n")?;
    for (name, why) in &delivered.refused {
        html.element("<li><b>", name, "</b>：")?;
        html.element("", why, "</li>\n")?;
    }
    html.raw("</ul>\n</section>\n")
}
