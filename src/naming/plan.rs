//! The plan as text.

use crate::plan::{Form, Lowering, Plan};
use crate::ruleset::{Domain, RuleId, RuleSet};

/// One line a step of the wanted rules: rule, element, what it ranges over, how it is judged, and how over many units
/// at once.
#[must_use]
pub fn print(
    plan: &Plan,
    lowering: &[Lowering],
    rules: &RuleSet,
    is_wanted: &dyn Fn(RuleId) -> bool,
) -> String {
    let mut out = String::new();
    for (at, step) in plan.steps.iter().enumerate() {
        let check = rules.checks.get(step.check as usize);
        let rule = check.and_then(|check| rules.rules.get(check.rule.0 as usize));
        if !rule.is_some_and(|rule| is_wanted(rule.id)) {
            continue;
        }
        let (code, title) = rule.map_or(("", ""), |rule| (rule.code.as_str(), rule.title.as_str()));
        let range = match step.domain {
            Domain::Once => "一次",
            Domain::Rows { .. } => "逐行",
            Domain::Elements { .. } => "逐段",
        };
        let forms: Vec<&str> = step
            .forms
            .iter()
            .map(|form| match form {
                Form::Linear { .. } => "线性",
                Form::Fraction { .. } => "分式",
                Form::General { .. } => "一般",
            })
            .collect();
        let forms = if forms.is_empty() { "判断".to_owned() } else { forms.join("、") };
        let label = check.map_or("", |check| check.label.as_str());
        let many = match lowering.get(at) {
            Some(Lowering::Kernel(_)) => "按列",
            Some(Lowering::Silent) => "只看文字",
            Some(Lowering::Off) => "不执行",
            Some(Lowering::Exact) | None => "逐个",
        };
        out.push_str(&format!(
            "{at:>5}  {code}  {title}  {label}  {range}  {forms}  {many}  读 {} 项\n",
            step.leaves.len()
        ));
    }
    out
}
