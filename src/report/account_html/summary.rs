//! The first screen: whose document it is, how much was recognised, which tables, and what was not.

use std::fmt;

use super::super::html::Html;
use super::super::words::{TablesFound, place_words, tables_found};
use super::marks::{Counts, Marks, Problem};
use super::{DocumentRead, page_id, strip};
use crate::account::{Account, State, TableRead};
use crate::document::{Block, Place};
use crate::schema::{Located, Table};

/// Most problems that are listed; the others are marked where they stand.
const MOST: usize = 400;

/// The contents of a page with several documents.
pub(super) fn contents(
    html: &mut Html<'_>,
    documents: &[DocumentRead<'_>],
    marks: &[Marks<'_>],
) -> fmt::Result {
    html.raw("<nav aria-label=\"文件\">\n<ol>\n")?;
    for (at, (read, marks)) in documents.iter().zip(marks).enumerate() {
        html.raw("<li><a")?;
        html.attribute("href", &format!("#d{}", at + 1))?;
        html.element(">", &read.document.name, "</a> ")?;
        let units: Vec<String> = read.accounts.iter().map(whose).take(3).collect();
        html.element("<span class=\"quiet\">", &units.join("；"), "</span>")?;
        if !marks.problems.is_empty() {
            let words = format!("没有读懂 {} 处", marks.problems.len());
            html.element(" <span class=\"bad\">", &words, "</span>")?;
        }
        html.raw("</li>\n")?;
    }
    html.raw("</ol>\n</nav>\n")
}

/// The summary of a document.
pub(super) fn summary(
    html: &mut Html<'_>,
    number: usize,
    read: &DocumentRead<'_>,
    marks: &Marks<'_>,
) -> fmt::Result {
    html.element("<header>\n<h2>", &read.document.name, "</h2>\n")?;
    for (account, counts) in read.accounts.iter().zip(&marks.counts) {
        html.element("<p class=\"whose\">", &whose(account), "</p>\n")?;
        tiles(html, read, account, *counts)?;
    }
    let rules = format!("按规则集「{}」", read.schema.name);
    let version = if read.schema.version.is_empty() {
        String::new()
    } else {
        format!("版本 {} ", read.schema.version)
    };
    html.element("<p class=\"quiet\">", &rules, "")?;
    html.element("", &version, "读。这里只读不核：数对不对，用 gouji check 核对。</p>\n")?;
    legend(html)?;
    html.raw("</header>\n")?;
    notices(html, number, read)?;
    problems(html, number, &marks.problems)?;
    for account in read.accounts {
        tables(html, number, read, account)?;
    }
    Ok(())
}

fn whose(account: &Account) -> String {
    let year = account.year.map_or_else(|| "年度不详".to_owned(), |year| format!("{year} 年度"));
    format!("{}，{year}", account.unit.as_deref().unwrap_or("单位名称不详"))
}

fn tiles(html: &mut Html<'_>, read: &DocumentRead<'_>, account: &Account, counts: Counts) -> fmt::Result {
    let TablesFound { found, expected, forms } = tables_found(read.schema, account);
    let left: usize = account.tables.iter().map(|table| table.unread.len()).sum();
    let cells = account.families.iter().flat_map(|family| family.fixed.iter().chain(&family.rows));
    let cells = cells.flat_map(|row| &row.cells);
    let unreadable = cells.filter(|cell| cell.state == State::Unreadable).count();
    let lost = left + unreadable + account.unclaimed.len();
    html.raw("<dl class=\"tiles\">")?;
    let missing = (found < expected).then(|| format!("没有找到 {} 张", expected - found));
    let forms = (forms > 0).then(|| format!("另有表单 {forms} 张"));
    let more: Vec<String> = missing.into_iter().chain(forms).collect();
    tile(html, "读到的表", &format!("{found} / {expected}"), &more.join("，"))?;
    tile(html, "表中的数", &counts.in_tables.to_string(), &format!("另有空白 {} 格算零", counts.blank))?;
    tile(html, "文中的数", &counts.in_prose.to_string(), &format!("另有词句 {} 处", counts.words))?;
    html.raw(if lost > 0 { "<div class=\"bad\">" } else { "<div>" })?;
    html.raw("<dt>没有读懂</dt><dd>")?;
    html.number(lost)?;
    html.raw(if lost > 0 { "<small>见下面的清单</small></dd></div>" } else { "</dd></div>" })?;
    html.raw("</dl>\n")
}

fn tile(html: &mut Html<'_>, name: &'static str, value: &str, more: &str) -> fmt::Result {
    html.element("<div><dt>", name, "</dt>")?;
    html.element("<dd>", value, "")?;
    if !more.is_empty() {
        html.element("<small>", more, "</small>")?;
    }
    html.raw("</dd></div>")
}

fn legend(html: &mut Html<'_>) -> fmt::Result {
    html.raw(
        "<p class=\"legend\"><span class=\"n\">12.30</span> 读到的数 <span class=\"w\">增加</span> 读到的词句 \
         <span class=\"i\">持平</span> 由文意得出 <span class=\"b\"></span> 空白算零 \
         <span class=\"u\">1.2.3</span> 读不清 <span class=\"x\">45.60</span> 没有读懂 \
         <span class=\"l\">7 人</span> 没有名称的数</p>\n",
    )
}

fn notices(html: &mut Html<'_>, number: usize, read: &DocumentRead<'_>) -> fmt::Result {
    if read.accounts.iter().all(|account| account.notices.is_empty()) {
        return Ok(());
    }
    html.raw("<section class=\"notices\">\n<h3>文件本身</h3>\n<ul>\n")?;
    for notice in read.accounts.iter().flat_map(|account| &account.notices) {
        html.raw("<li>")?;
        let page = page_id(number, read.document, &notice.place);
        link(html, page, &notice.place)?;
        html.element("", &notice.message, "</li>\n")?;
    }
    html.raw("</ul>\n</section>\n")
}

/// A place as a link; nothing where there is none.
fn link(html: &mut Html<'_>, to: Option<String>, place: &Place) -> fmt::Result {
    let words = place_words(place);
    if words.is_empty() {
        return Ok(());
    }
    match to {
        Some(to) => {
            html.raw("<a")?;
            html.attribute("href", &format!("#{to}"))?;
            html.element(">", &words, "</a>：")
        }
        None => html.element("", &words, "："),
    }
}

fn problems(html: &mut Html<'_>, number: usize, problems: &[Problem<'_>]) -> fmt::Result {
    if problems.is_empty() {
        return html.raw("<p class=\"fine\">表和说明里的数都读懂了。</p>\n");
    }
    html.raw("<section class=\"problems\">\n<h3>没有读懂的")?;
    html.element("（", &problems.len().to_string(), " 处）</h3>\n<ol>\n")?;
    for (at, problem) in problems.iter().take(MOST).enumerate() {
        html.raw("<li>")?;
        let to = problem.place.piece.map(|_| format!("d{number}u{}", at + 1));
        link(html, to, problem.place)?;
        html.element("<b>「", problem.text, "」</b>")?;
        if let Some(name) = &problem.name {
            html.element(" <span class=\"path\">", name, "</span> 读不清")?;
        }
        if !problem.why.is_empty() {
            html.element("：", &problem.why, "")?;
        }
        html.raw("</li>\n")?;
    }
    html.raw("</ol>\n")?;
    if problems.len() > MOST {
        html.element("<p>还有 ", &(problems.len() - MOST).to_string(), " 处，在正文里标出。</p>\n")?;
    }
    html.raw("</section>\n")
}

/// The tables and passages of the form: which were found, and where.
fn tables(html: &mut Html<'_>, number: usize, read: &DocumentRead<'_>, account: &Account) -> fmt::Result {
    html.raw(
        "<section>\n<h3>表</h3>\n<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"表\">\n",
    )?;
    html.raw("<table class=\"list\">\n<thead><tr><th scope=\"col\">表</th><th scope=\"col\">印作</th>")?;
    html.raw("<th scope=\"col\">金额单位</th><th scope=\"col\">在哪里</th><th scope=\"col\">读到的数</th>")?;
    html.raw("<th scope=\"col\">没有读懂</th></tr></thead>\n<tbody>\n")?;
    let grids: Vec<(u32, u32)> = read
        .document
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::Grid(grid) => strip::pieces(grid),
            Block::Paragraph(_) => None,
        })
        .collect();
    for (table, found) in read.schema.tables.iter().zip(&account.tables) {
        table_line(html, number, account, table, found, &grids)?;
    }
    html.raw("</tbody>\n</table>\n</div>\n</section>\n")?;
    passages(html, read, account)
}

fn table_line(
    html: &mut Html<'_>,
    number: usize,
    account: &Account,
    table: &Table,
    read: &TableRead,
    grids: &[(u32, u32)],
) -> fmt::Result {
    if !read.found {
        html.raw(if table.optional { "<tr class=\"quiet\"><td>" } else { "<tr class=\"bad\"><td>" })?;
        html.text(&table.name)?;
        let words = if table.optional { "没有这张表（可缺）" } else { "没有找到这张表" };
        return html.element("</td><td colspan=\"5\">", words, "</td></tr>\n");
    }
    let families = table.families.iter().filter_map(|id| account.families.get(id.0 as usize));
    let rows = families.flat_map(|family| family.fixed.iter().chain(&family.rows));
    let (mut values, mut unreadable) = (0_usize, 0_usize);
    for cell in rows.flat_map(|row| &row.cells) {
        values += usize::from(matches!(cell.state, State::Value | State::Dash));
        unreadable += usize::from(cell.state == State::Unreadable);
    }
    html.element("<tr><td>", &table.name, "</td><td>")?;
    html.text(&read.title)?;
    if read.repeated {
        html.raw("<br><span class=\"bad\">印了不止一次，数字不同</span>")?;
    }
    html.element("</td><td>", read.money_unit.name(), "</td><td>")?;
    // The title, or the first grid behind it.
    let next = read.at.piece.and_then(|piece| {
        let after = grids.partition_point(|(_, last)| *last < piece);
        grids.get(after).map(|(first, _)| format!("d{number}g{first}"))
    });
    match (next, place_words(&read.at)) {
        (Some(to), words) if !words.is_empty() => {
            html.raw("<a")?;
            html.attribute("href", &format!("#{to}"))?;
            html.element(">", &words, "</a>")?;
        }
        (_, words) => html.text(&words)?,
    }
    html.element("</td><td class=\"q\">", &values.to_string(), "</td>")?;
    let lost = unreadable + read.unread.len();
    html.raw(if lost > 0 { "<td class=\"q bad\">" } else { "<td class=\"q\">" })?;
    html.element("", &lost.to_string(), "</td></tr>\n")
}

fn passages(html: &mut Html<'_>, read: &DocumentRead<'_>, account: &Account) -> fmt::Result {
    let titled = read
        .schema
        .passages
        .iter()
        .filter(|passage| passage.parent.is_none() && matches!(passage.located, Located::Titled(_)));
    let (mut found, mut missing) = (Vec::new(), Vec::new());
    for passage in titled {
        let read = account.families.get(passage.family.0 as usize);
        if read.is_some_and(|read| read.found) { &mut found } else { &mut missing }
            .push(passage.name.as_str());
    }
    if found.is_empty() && missing.is_empty() {
        return Ok(());
    }
    html.raw("<section>\n<h3>情况说明</h3>\n")?;
    for (words, names) in [("找到：", found), ("没有找到：", missing)] {
        if !names.is_empty() {
            html.element("<p>", words, "")?;
            html.element("", &names.join("、"), "</p>\n")?;
        }
    }
    html.raw("</section>\n")
}
