//! Problems of rule files: with the line and a caret under the right character, or as JSON.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use serde::Serialize;

use super::Options;
use super::findings_json::to_text;
use super::words::severity_word;
use crate::session::{Refused, RulesChecked, RulesFixed};
use crate::source::{Diagnostic, Severity, Sources, Span, lint};
use crate::text::visible;

/// Spans over more lines than this are shown by their first line.
const LINES: usize = 5;

/// Most problems that are shown: each costs as much as its line is long, and nobody reads on.
const SHOWN: usize = 100;

/// Problems for people, in the order given, with their number at the end; empty if there are none. Where not all are listed,
/// errors go before.
#[must_use]
pub fn diagnostics(sources: &Sources, diagnostics: &[Diagnostic], options: &Options) -> String {
    let renderer = if options.color { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.decor_style(DecorStyle::Ascii).term_width(options.width.max(40));
    let mut out = String::new();
    let mut listed: Vec<&Diagnostic> = diagnostics.iter().collect();
    if listed.len() > SHOWN {
        listed.sort_by_key(|diagnostic| diagnostic.severity != Severity::Error);
    }
    for diagnostic in listed.into_iter().take(SHOWN) {
        out.push_str(&renderer.render(&[group(sources, diagnostic)]));
        out.push_str("\n\n");
    }
    if diagnostics.len() > SHOWN {
        out.push_str(&format!("其余 {} 个没有列出；先改好以上各处再查\n\n", diagnostics.len() - SHOWN));
    }
    let counts: Vec<String> = [Severity::Error, Severity::Warning, Severity::Hint]
        .into_iter()
        .filter_map(|severity| {
            let count = diagnostics.iter().filter(|d| d.severity == severity).count();
            (count > 0).then(|| format!("{} {count} 个", severity_word(severity)))
        })
        .collect();
    if !counts.is_empty() {
        out.push_str(&format!("规则文件：{}\n", counts.join("，")));
    }
    out
}

fn group<'a>(sources: &'a Sources, diagnostic: &'a Diagnostic) -> Group<'a> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Hint => Level::INFO,
    };
    let title = level
        .with_name(severity_word(diagnostic.severity))
        .primary_title(visible(&diagnostic.message))
        .id(lint(diagnostic.code).map_or(diagnostic.code, |page| page.label));
    let mut group = title.elements(snippet(sources, diagnostic.span, AnnotationKind::Primary, None));
    let (name, text) = (sources.name(diagnostic.span.source), sources.text(diagnostic.span.source));
    if text.is_empty() && !name.is_empty() {
        group = group.element(Origin::path(visible(name)));
    }
    for (span, remark) in &diagnostic.related {
        group = group.elements(snippet(sources, *span, AnnotationKind::Context, Some(remark)));
    }
    if let Some(mend) = &diagnostic.mend {
        group = group.element(Level::HELP.no_name().message(format!("改法：{}", visible(mend))));
    }
    group
}

/// The lines of a span, and only those: a file of any size costs no more. None where the source is not known.
fn snippet<'a>(
    sources: &'a Sources,
    span: Span,
    kind: AnnotationKind,
    remark: Option<&'a String>,
) -> Option<Snippet<'a, Annotation<'a>>> {
    let name = sources.name(span.source);
    let text = sources.text(span.source);
    if text.is_empty() {
        return None;
    }
    let start = floor(text, span.start as usize);
    let end = floor(text, span.end as usize).max(start);
    let first = text.get(..start)?.rfind('\n').map_or(0, |at| at + 1);
    let tail = text.get(end..)?;
    let last = end + tail.find('\n').unwrap_or(tail.len());
    let lines = text.get(first..last)?;
    let (lines, end) = if lines.lines().count() > LINES {
        let line = lines.lines().next().unwrap_or("");
        (line, (first + line.len()).max(start))
    } else {
        (lines, end)
    };
    let annotation = kind.span(start - first..(end - first).min(lines.len()));
    let annotation = match remark {
        Some(remark) => annotation.label(visible(remark)),
        None => annotation,
    };
    let line = sources.locate(span).line as usize;
    Some(Snippet::source(lines).line_start(line).path(visible(name)).fold(false).annotation(annotation))
}

/// The nearest character boundary at or before a byte.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[derive(Serialize)]
struct Output<'a> {
    diagnostics: Vec<DiagnosticOut<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sets: Option<Vec<SetOut<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fixed: Option<Vec<FixedOut<'a>>>,
}

/// A mend that was carried out, or why not.
#[derive(Serialize)]
struct FixedOut<'a> {
    file: &'a str,
    line: u32,
    column: u32,
    number: Option<&'static str>,
    code: &'static str,
    from: &'a str,
    to: &'a str,
    refused: Option<&'static str>,
}

#[derive(Serialize)]
struct SetOut<'a> {
    name: &'a str,
    based_on: &'a [String],
    files: usize,
    rules: usize,
    phrases: usize,
    changes: usize,
    tables: usize,
    passages: usize,
}

#[derive(Serialize)]
struct DiagnosticOut<'a> {
    file: &'a str,
    line: u32,
    column: u32,
    level: &'static str,
    number: Option<&'static str>,
    code: &'static str,
    message: String,
    mend: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    edit: Option<EditOut<'a>>,
    related: Vec<RelatedOut<'a>>,
}

/// The mend as a change of the file: the text between two places (the second one not included) is replaced.
#[derive(Serialize)]
struct EditOut<'a> {
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
    text: &'a str,
}

#[derive(Serialize)]
struct RelatedOut<'a> {
    file: &'a str,
    line: u32,
    column: u32,
    message: String,
}

/// Problems as JSON text: lines and columns count from 1, columns in characters.
#[must_use]
pub fn diagnostics_json(sources: &Sources, diagnostics: &[Diagnostic]) -> String {
    to_text(&Output { diagnostics: diagnostics_out(sources, diagnostics), sets: None, fixed: None })
}

/// What came of checking rule files as JSON text: the problems, and what each rule set declares.
#[must_use]
pub fn rules_checked_json(checked: &RulesChecked) -> String {
    checked_json(checked, None)
}

/// The same of rule files that were fixed, with the mends.
#[must_use]
pub fn rules_fixed_json(fixed: &RulesFixed) -> String {
    let mends = fixed.mends.iter().map(|mended| FixedOut {
        file: &mended.file,
        line: mended.line,
        column: mended.column,
        number: lint(mended.found.code).map(|page| page.number),
        code: mended.found.code,
        from: &mended.was,
        to: &mended.put,
        refused: mended.refused.map(refused_words),
    });
    checked_json(&fixed.checked, Some(mends.collect()))
}

/// The mends of rule files, for people: a line each.
#[must_use]
pub fn mends_terminal(fixed: &RulesFixed) -> String {
    let mut out = String::new();
    for mended in &fixed.mends {
        let label = lint(mended.found.code).map_or(mended.found.code, |page| page.label);
        let place = format!("{}:{}:{}", mended.file, mended.line, mended.column);
        let change = match (mended.was.trim().is_empty(), mended.put.trim().is_empty()) {
            (true, _) => format!("加上「{}」", mended.put.trim()),
            (false, true) => format!("删去「{}」", mended.was.trim()),
            (false, false) => format!("「{}」改为「{}」", mended.was, mended.put),
        };
        let line = match mended.refused {
            None => format!("{place} {label}：{change}"),
            Some(why) => format!("{place} {label}：没有改，{}", refused_words(why)),
        };
        out.push_str(&visible(&line.replace('\n', "⏎")));
        out.push('\n');
    }
    out
}

fn refused_words(refused: Refused) -> &'static str {
    match refused {
        Refused::ChangesElsewhere => "改了别处的意思会变；请手工改",
        Refused::NewMistake => "改了还有别的错误；请手工改",
    }
}

fn checked_json(checked: &RulesChecked, fixed: Option<Vec<FixedOut<'_>>>) -> String {
    let sets = checked.sets.iter().map(|set| SetOut {
        name: &set.name,
        based_on: &set.based_on,
        files: set.files,
        rules: set.rules,
        phrases: set.phrases,
        changes: set.changes,
        tables: set.tables.len(),
        passages: set.passages.len(),
    });
    let diagnostics = diagnostics_out(&checked.sources, &checked.diagnostics);
    to_text(&Output { diagnostics, sets: Some(sets.collect()), fixed })
}

/// What came of checking rule files, for people: the problems, then what was looked at.
#[must_use]
pub fn rules_checked_terminal(checked: &RulesChecked, options: &Options) -> String {
    let mut out = diagnostics(&checked.sources, &checked.diagnostics, options);
    if checked.diagnostics.is_empty() {
        out.push_str("规则文件没有发现问题\n");
    }
    for set in &checked.sets {
        let base = if set.based_on.is_empty() {
            "不基于别的规则集".to_owned()
        } else {
            format!("基于 {}", set.based_on.join("、"))
        };
        let counted = [
            (set.rules, "条规则"),
            (set.phrases, "条禁句"),
            (set.changes, "处停用、调整"),
            (set.tables.len(), "张表"),
            (set.passages.len(), "节说明"),
        ];
        let counts =
            counted.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}"));
        let counts: Vec<String> = std::iter::once(format!("{} 个文件", set.files)).chain(counts).collect();
        out.push_str(&format!("规则集「{}」（{base}）：{}\n", set.name, counts.join("，")));
        if let Some(example) = set.beside.first() {
            let layers = set.beside.join("、");
            out.push_str(&format!(
                "  随附的地方规则不在其中：{layers}；本地有一层的，把「基于」改成它，如 基于 {example}\n"
            ));
        }
    }
    out
}

fn diagnostics_out<'a>(sources: &'a Sources, diagnostics: &'a [Diagnostic]) -> Vec<DiagnosticOut<'a>> {
    let one = |diagnostic: &'a Diagnostic| {
        let at = sources.locate(diagnostic.span);
        let related = diagnostic.related.iter().map(|(span, remark)| {
            let at = sources.locate(*span);
            RelatedOut {
                file: sources.name(span.source),
                line: at.line,
                column: at.column,
                message: remark.clone(),
            }
        });
        DiagnosticOut {
            file: sources.name(diagnostic.span.source),
            line: at.line,
            column: at.column,
            level: severity_word(diagnostic.severity),
            number: lint(diagnostic.code).map(|page| page.number),
            code: diagnostic.code,
            message: diagnostic.message.clone(),
            mend: diagnostic.mend.clone(),
            edit: diagnostic.edit.as_ref().map(|(span, text)| {
                let (from, to) = (sources.locate(*span), sources.locate(Span { start: span.end, ..*span }));
                EditOut {
                    line: from.line,
                    column: from.column,
                    end_line: to.line,
                    end_column: to.column,
                    text,
                }
            }),
            related: related.collect(),
        }
    };
    diagnostics.iter().map(one).collect()
}
