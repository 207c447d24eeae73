//! The page of a rule.

use std::fmt;

use super::shell::{To, close, link, links, open};
use super::{Book, Example, RuleOf};
use crate::report::html::Html;

/// Writes the page.
pub(super) fn write(book: &Book<'_>, rule: &RuleOf, out: &mut dyn fmt::Write) -> fmt::Result {
    let mut html = Html::new(out);
    open(&mut html, book, &rule.explained.number, 1)?;
    body(&mut html, book, rule, To::Siblings)?;
    close(&mut html, "")
}

/// What the book says of a rule.
pub(super) fn body(html: &mut Html<'_>, book: &Book<'_>, rule: &RuleOf, to: To) -> fmt::Result {
    let told = &rule.explained;
    html.element("<h1><code>", &told.number, "</code> ")?;
    html.element("", &told.title, "</h1>\n<p class=\"about\">")?;
    html.element("<span class=\"level\">", told.about.level, "</span> ")?;
    html.element("<span>", told.about.category, "</span>")?;
    if told.about.switched_off.is_some() {
        html.raw(" <span class=\"off\">已停用</span>")?;
    } else if !told.about.in_force {
        html.raw(" <span class=\"off\">不在适用年度</span>")?;
    }
    html.element("</p>\n<p class=\"words\">", &rule.words, "</p>\n<dl>\n")?;
    facts(html, rule)?;
    for (name, what) in [
        ("用在", &told.about.sites),
        ("用到", &told.reads),
        ("要等", &told.waits_for),
        ("等它的", &told.waited_for_by),
    ] {
        if !what.is_empty() {
            html.element("<dt>", name, "</dt><dd>")?;
            links(html, book, to, what)?;
            html.raw("</dd>\n")?;
        }
    }
    if !rule.layers.is_empty() {
        html.raw("<dt>各层</dt><dd><ul>")?;
        rule.layers.iter().try_for_each(|change| html.element("<li>", change, "</li>"))?;
        html.raw("</ul></dd>\n")?;
    }
    html.raw("</dl>\n")?;
    if let Some(written) = &told.about.written {
        html.element("<h2>规则文件里写作</h2>\n<pre><code>", written, "</code></pre>\n")?;
    }
    example(html, "成立的例子", rule.holds.as_ref())?;
    example(html, "不成立的例子", rule.fails.as_ref())
}

fn facts(html: &mut Html<'_>, rule: &RuleOf) -> fmt::Result {
    let told = &rule.explained;
    let declared =
        rule.declared.as_ref().map(|(file, line)| format!("规则集 {}，{file} 第 {line} 行", told.set));
    for (name, what) in [
        ("依据", told.basis.as_ref()),
        ("适用", rule.validity.as_ref()),
        ("因", told.reason.as_ref()),
        ("停用的理由", told.about.switched_off.as_ref().filter(|reason| !reason.is_empty())),
        ("不符时说", told.wording.as_ref()),
        ("出自", declared.as_ref()),
    ] {
        if let Some(what) = what {
            html.element("<dt>", name, "</dt><dd>")?;
            html.element("", what, "</dd>\n")?;
        }
    }
    Ok(())
}

fn example(html: &mut Html<'_>, name: &str, example: Option<&Example>) -> fmt::Result {
    let Some(example) = example else { return Ok(()) };
    html.element("<h2>", name, "</h2>\n")?;
    html.element("<pre class=\"case\">", &example.text, "</pre>\n")?;
    html.element("<p class=\"quiet\">", &example.at, "</p>\n")
}

/// A rule in one line of a list.
pub(super) fn line(html: &mut Html<'_>, book: &Book<'_>, rule: &RuleOf, to: To) -> fmt::Result {
    html.raw("<tr><td>")?;
    link(html, book, to, &rule.explained.number)?;
    html.element("</td><td>", &rule.explained.title, "<p class=\"quiet\">")?;
    html.element("", &rule.words, "</p></td><td>")?;
    html.element("", rule.explained.about.level, "</td></tr>\n")
}
