//! What rule sets say of the kinds of problems that their own files are told of: 停用 L0107 因 "…", 调整 L0107 级别 提示 因 "…".

use super::stack::{Library, RuleFiles};
use crate::source::{Diagnostic, Lint, LintPage, Severity, SourceId, is_lint_number, lint, lints};
use crate::syntax::{Expr, Item, Level, Name, Text};
use crate::text::nearest;

/// How a rule set wants a kind of problem to be told.
struct Wanted {
    page: LintPage,
    /// None: not at all.
    severity: Option<Severity>,
}

/// Tells problems in the files of each set of a stack as the set wants them; errors stay.
pub(super) fn apply(library: &Library, stack: &[&RuleFiles], diagnostics: &mut Vec<Diagnostic>) {
    let mut mistakes = Vec::new();
    for set in stack {
        let items = set.files.iter().flat_map(|file| &library.parsed(file).tree.items);
        let wanted: Vec<Wanted> = items.flat_map(|item| of_item(item, &mut mistakes)).collect();
        if wanted.is_empty() {
            continue;
        }
        let sources: Vec<SourceId> = set.files.iter().map(|file| file.source()).collect();
        diagnostics.retain_mut(|found| {
            if found.severity == Severity::Error || !sources.contains(&found.span.source) {
                return true;
            }
            match wanted.iter().rev().find(|wanted| wanted.page.name == found.code) {
                None => true,
                Some(Wanted { severity: None, .. }) => false,
                Some(Wanted { severity: Some(severity), .. }) => {
                    found.severity = *severity;
                    true
                }
            }
        });
    }
    diagnostics.append(&mut mistakes);
}

/// What an item says of kinds of problems.
fn of_item(item: &Item, mistakes: &mut Vec<Diagnostic>) -> Vec<Wanted> {
    let (names, severity, reason, when) = match item {
        Item::Disable(disable) => (&disable.names, None, &disable.reason, &disable.when),
        Item::Adjust(adjust) => {
            let severity = adjust.level.map_or(Severity::Warning, |(level, _)| match level {
                Level::Error => Severity::Error,
                Level::Verify => Severity::Warning,
                Level::Hint => Severity::Hint,
            });
            (&adjust.names, Some(severity), &adjust.reason, &adjust.when)
        }
        _ => return Vec::new(),
    };
    let numbers = names.iter().filter(|name| is_lint_number(&name.text));
    let wanted = numbers.filter_map(|name| match wanted(name, severity, reason.as_ref(), when.as_ref()) {
        Ok(wanted) => Some(wanted),
        Err(wrong) => {
            mistakes.push(*wrong);
            None
        }
    });
    wanted.collect()
}

fn wanted(
    name: &Name,
    severity: Option<Severity>,
    reason: Option<&Text>,
    when: Option<&Expr>,
) -> Result<Wanted, Box<Diagnostic>> {
    let wrong = |message: String, mend: String| {
        Box::new(Diagnostic::error(Lint("检查的级别"), name.span, message).mend(mend))
    };
    let Some(page) = lint(&name.text) else {
        let near = nearest(&name.text, lints().map(|page| page.number)).unwrap_or("L0001");
        let mend = format!("编号写在 check-rules 报出的方括号里，如 {near}");
        return Err(wrong(format!("没有编号是「{}」的检查", name.text), mend));
    };
    if !page.may_be_lowered() {
        let message = format!("「{}」是错误，不能停用、调低", page.label);
        return Err(wrong(message, "删去这一处，把报出的地方改好".to_owned()));
    }
    if reason.is_none_or(|reason| reason.value.trim().is_empty()) {
        let message = format!("停用、调整「{}」没有写原因", page.label);
        return Err(wrong(message, "在后面加：因 \"…\"".to_owned()));
    }
    if when.is_some() {
        let message = format!("停用、调整「{}」不写「当」：检查不看文件", page.label);
        return Err(wrong(message, "删去「当 …」".to_owned()));
    }
    Ok(Wanted { page, severity })
}
