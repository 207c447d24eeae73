//! What is written but does nothing: definitions that nothing uses, rules that no year or document can reach,
//! tolerances without a reason.

use std::collections::{BTreeMap, BTreeSet};

use super::Work;
use super::doubts::by_rule;
use crate::ruleset::{Check, DefinitionId, Expr, Rule, RuleId, Target};
use crate::source::{Diagnostic, Lint, Severity, SourceId, Span};

/// Adds warnings to the diagnostics.
pub(super) fn look(work: &mut Work<'_>) {
    let mut used: BTreeSet<DefinitionId> = BTreeSet::new();
    let checks = work.rules.checks.iter().flat_map(|check| check.guard.iter().chain([&check.body]));
    let definitions = work.rules.definitions.iter().map(|definition| &definition.expr);
    let homes = work.rules.restated.iter().map(|restated| &restated.home);
    for expr in checks.chain(definitions).chain(homes) {
        expr.walk(&mut |expr| match expr {
            Expr::Defined(id) => drop(used.insert(*id)),
            Expr::Said(_, targets) => used.extend(targets.iter().filter_map(|target| match target {
                Target::Defined(id) => Some(*id),
                _ => None,
            })),
            _ => {}
        });
    }
    let mut notes = Vec::new();
    // A definition of a 句组 is used if it is used at any of its sites.
    let spans: BTreeSet<_> = used
        .iter()
        .filter_map(|id| work.rules.definitions.get(id.0 as usize))
        .map(|found| found.span)
        .collect();
    for definition in &work.rules.definitions {
        if !spans.contains(&definition.span) && work.defined_well(definition.span) {
            let message = format!("定义「{}」没有用到", definition.name);
            notes.push(
                Diagnostic::warning(Lint("没有用到"), definition.span, message)
                    .mend("删去，或在规则里用上它"),
            );
        }
    }
    for site in &work.declared.rules {
        let rule = &site.rule;
        if rule.tolerance.is_some() && rule.reason.is_none() {
            let message = format!("规则「{}」放宽了误差，没有写原因", rule.id.text);
            let mut note =
                Diagnostic::warning(Lint("没有原因"), rule.span, message).mend("在后面加：因 \"…\"");
            note.severity = Severity::Hint;
            notes.push(note);
        }
    }
    notes.extend(unexplained(work));
    notes.extend(baseless(work));
    notes.extend(misnumbered(work));
    notes.extend(unnamed(work));
    notes.extend(same_sides(work));
    notes.extend(same_in_rows(work));
    for note in notes {
        work.note(note.into());
    }
}

/// Fewest rules of a file that tell whether its author gives the basis of rules, and how many of ten have one then.
const TELLING: usize = 5;
const OF_TEN: usize = 8;

/// Rules without 依据 in a file where nearly all others have one. A rule of a 句组 counts once.
fn baseless(work: &Work<'_>) -> Vec<Diagnostic> {
    let mut files: BTreeMap<SourceId, BTreeMap<Span, &Rule>> = BTreeMap::new();
    for rule in work.rules.rules.iter().filter(|rule| !rule.code.contains('.')) {
        files.entry(rule.span.source).or_default().insert(rule.span, rule);
    }
    let mut notes = Vec::new();
    for rules in files.values().filter(|rules| rules.len() >= TELLING) {
        let (with, without): (Vec<&Rule>, Vec<&Rule>) = rules.values().partition(|rule| rule.basis.is_some());
        if with.len() * 10 < rules.len() * OF_TEN {
            continue;
        }
        notes.extend(without.into_iter().map(|rule| {
            let message = format!("规则「{}」没有写依据，这个文件里别的规则都写了", rule.code);
            let mend = "在编号和名称后面加：依据 \"…\"；本来没有文件依据的就不用改";
            let note = Diagnostic::warning(Lint("没有依据"), rule.span, message).mend(mend);
            Diagnostic { severity: Severity::Hint, ..note }
        }));
    }
    notes
}

/// Numbers that are not two letters and two digits: by these they are sorted, found and told apart.
fn misnumbered(work: &Work<'_>) -> Vec<Diagnostic> {
    let rules = work.declared.rules.iter().map(|site| &site.rule.id);
    let ids = rules.chain(work.declared.phrases.iter().map(|site| &site.phrase.id));
    ids.filter(|id| !is_number(&id.text))
        .map(|id| {
            let letters = id.text.trim_end_matches(|found: char| found.is_ascii_digit());
            let digits = id.text.strip_prefix(letters).unwrap_or("");
            let padded = format!("{}{digits:0>2}", letters.to_ascii_uppercase());
            let mend =
                if is_number(&padded) { format!("写成：{padded}") } else { "如：BJ90".to_owned() };
            let message = format!("编号「{}」应为两个大写字母加两位数", id.text);
            let note = Diagnostic::warning(Lint("编号写法"), id.span, message);
            Diagnostic {
                severity: Severity::Hint,
                ..note.mend(format!("{mend}（单位自己的规则用 90 以后的号）"))
            }
        })
        .collect()
}

/// Names without a word: the report has nothing to call the finding.
fn unnamed(work: &Work<'_>) -> Vec<Diagnostic> {
    let rules = work.declared.rules.iter().map(|site| (&site.rule.id, &site.rule.title));
    let phrases = work.declared.phrases.iter().map(|site| (&site.phrase.id, &site.phrase.title));
    let empty = rules.chain(phrases).filter(|(_, title)| title.value.trim().is_empty());
    empty
        .map(|(id, title)| {
            let message = format!("「{}」的名称是空的，报告里没有话可说", id.text);
            Diagnostic::warning(Lint("缺名称"), title.span, message)
                .mend("在引号里写这条规则查什么，如 \"收支总计相等\"")
        })
        .collect()
}

fn is_number(text: &str) -> bool {
    let digits = text.trim_start_matches(|found: char| found.is_ascii_uppercase());
    text.len() - digits.len() == 2 && digits.len() == 2 && digits.bytes().all(|digit| digit.is_ascii_digit())
}

/// Whether an expression compares a figure with itself.
fn is_same(expr: &Expr) -> bool {
    match expr {
        Expr::Compare(_, left, right) => left == right && !matches!(left.as_ref(), Expr::Number(_)),
        Expr::Text2(_, left, right) => left == right && !matches!(left.as_ref(), Expr::Text(_)),
        _ => false,
    }
}

/// Rows that are counted or added up where a figure of theirs is compared with itself: 本项目 without 逐 is the row itself.
fn same_in_rows(work: &Work<'_>) -> Vec<Diagnostic> {
    let itself = |check: &&Check| {
        let mut found = false;
        check.body.walk(&mut |expr| {
            let filter = match expr {
                Expr::Count { filter, .. } | Expr::Names { filter, .. } => filter.as_ref(),
                Expr::When(filter, _) => Some(filter),
                _ => None,
            };
            found |= filter.is_some_and(|filter| is_same(filter));
        });
        found
    };
    let mut rules: Vec<_> = work.rules.checks.iter().filter(itself).map(|check| check.rule).collect();
    rules.dedup();
    let mend = "要与规则所在的那一行比，在规则头上写「逐 …」，如：逐 项目";
    same(work, rules.into_iter(), "的「当」里，一行与它自己比较，哪一行都成立", mend)
}

/// What is asked about rules in which both sides are the same.
fn same(work: &Work<'_>, rules: impl Iterator<Item = RuleId>, what: &str, mend: &str) -> Vec<Diagnostic> {
    let rules = rules.filter_map(|id| work.rules.rules.get(id.0 as usize));
    let asked = |rule: &Rule| {
        Diagnostic::error(Lint("两边相同"), rule.span, format!("规则「{}」{what}", rule.code)).mend(mend)
    };
    rules.map(asked).collect()
}

/// Rules that compare a figure with itself, at whatever they are judged for: they hold or fail whatever is printed.
fn same_sides(work: &Work<'_>) -> Vec<Diagnostic> {
    let checks = by_rule(work);
    let alike = checks.iter().filter(|(_, checks)| checks.iter().all(|check| is_same(&check.body)));
    let mend = "看名称指的是哪一行、哪一列：要指别的行，写「表.行.列」";
    same(work, alike.map(|(id, _)| *id), "的两边是同一个数，怎么印都一样", mend)
}

/// 停用 without a reason, which the ledger would give.
fn unexplained(work: &Work<'_>) -> Vec<Diagnostic> {
    let without = work.declared.disabled.iter().filter(|disable| disable.reason.is_none());
    without
        .map(|disable| {
            let mut note = Diagnostic::warning(Lint("没有原因"), disable.span, "停用没有写原因");
            note.severity = Severity::Hint;
            note.mend("在后面加：因 \"…\"，核对结果里会照写")
        })
        .collect()
}

impl Work<'_> {
    /// Whether a definition at this place was resolved: one with a mistake has a diagnostic already.
    fn defined_well(&self, span: crate::source::Span) -> bool {
        let definitions = self.declared.definitions.iter().zip(&self.defined);
        definitions.into_iter().any(|(definition, expr)| definition.span == span && expr.is_some())
    }
}
