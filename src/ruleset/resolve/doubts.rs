//! Rules that can be read and are likely not meant: what holds always or never, what another rule says already or
//! denies, percentages without their sign, codes and words that nothing has.

use std::collections::{BTreeMap, BTreeSet};

use super::Work;
use super::normal::{Normal, Terms, possible};
use crate::amount::{Dimension, Relation, relation_holds};
use crate::ruleset::{Arithmetic, Check, ColumnRef, Expr, Figure, Fold, Literal, RowRef, Rule, RuleId};
use crate::schema::Kind;
use crate::source::{Diagnostic, Lint, Severity, Span};
use crate::text::nearest_meant;

/// Most that is told of a kind.
const TOLD: usize = 100;

/// Asks about rules that are likely not meant.
pub(super) fn look(work: &mut Work<'_>) {
    let mut told = Vec::new();
    let by_rule = by_rule(work);
    constants(work, &by_rule, &mut told);
    others(work, &by_rule, &mut told);
    for check in &work.rules.checks {
        let Some(rule) = work.rules.rules.get(check.rule.0 as usize) else { continue };
        for expr in check.guard.iter().chain([&check.body]) {
            expr.walk(&mut |expr| inside(work, rule, expr, &mut told));
        }
    }
    added_ratios(work, &by_rule, &mut told);
    wordings(work, &mut told);
    told.truncate(TOLD);
    for diagnostic in told {
        work.note(diagnostic.into());
    }
}

fn ask(lint: Lint, span: Span, message: String, mend: impl Into<String>) -> Diagnostic {
    Diagnostic::warning(lint, span, message).mend(mend)
}

fn hint(diagnostic: Diagnostic) -> Diagnostic {
    Diagnostic { severity: Severity::Hint, ..diagnostic }
}

/// The comparisons that must all hold.
fn conjuncts(expr: &Expr) -> Vec<Normal> {
    match expr {
        Expr::And(left, right) => conjuncts(left).into_iter().chain(conjuncts(right)).collect(),
        Expr::Compare(relation, left, right) => Normal::of(*relation, left, right).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// Whether no figures can make all of these hold.
fn impossible(all: &[Normal]) -> bool {
    let mut bounds: Vec<(&Terms, Vec<(Relation, &crate::amount::Exact)>)> = Vec::new();
    for normal in all {
        if normal.constant() == Some(false) {
            return true;
        }
        match bounds.iter_mut().find(|(terms, _)| **terms == normal.terms) {
            Some((_, known)) => known.push((normal.relation, &normal.bound)),
            None => bounds.push((&normal.terms, vec![(normal.relation, &normal.bound)])),
        }
    }
    bounds.iter().any(|(terms, known)| known.len() > 1 && !terms.is_empty() && !possible(known))
}

/// Rules that hold always or never, whatever is printed, and conditions that never hold.
fn constants(work: &Work<'_>, by_rule: &ByRule<'_>, told: &mut Vec<Diagnostic>) {
    for (id, checks) in by_rule {
        let Some(rule) = work.rules.rules.get(id.0 as usize) else { continue };
        let all = |holds: &dyn Fn(&Check) -> bool| checks.iter().all(|check| holds(check));
        // One figure against itself is told as that.
        let same = |check: &Check| match &check.body {
            Expr::Compare(_, left, right) => left == right && !matches!(left.as_ref(), Expr::Number(_)),
            _ => false,
        };
        if all(&same) {
            continue;
        }
        let always = |check: &Check| match &check.body {
            Expr::Compare(relation, left, right) => {
                Normal::of(*relation, left, right).and_then(|normal| normal.constant()) == Some(true)
            }
            _ => false,
        };
        if all(&always) {
            let message = format!("规则「{}」总是成立，查不出什么", rule.code);
            told.push(ask(Lint("总是成立"), rule.span, message, "两边是不是写成了同一个数？"));
        }
        if all(&|check| impossible(&conjuncts(&check.body))) {
            let message = format!("规则「{}」不可能成立", rule.code);
            told.push(ask(Lint("不可能成立"), rule.span, message, "检查比较的方向和两边的数"));
        }
        let guarded = |check: &Check| {
            let never = |guard: &Expr| constant(guard) == Some(false) || impossible(&conjuncts(guard));
            check.guard.as_ref().is_some_and(never)
        };
        let always = |guard: &Expr| {
            let holds = |normal: &Normal| normal.constant() == Some(true);
            let compares = conjuncts(guard);
            let whole = matches!(guard, Expr::Compare(..)) && compares.iter().all(holds);
            constant(guard) == Some(true) || whole && !compares.is_empty()
        };
        if all(&|check| check.guard.as_ref().is_some_and(always)) {
            let message = format!("规则「{}」的条件总是成立，写不写都一样", rule.code);
            told.push(ask(
                Lint("条件总成立"),
                rule.span,
                message,
                "检查「当」后面的两边；确是都要查，删去「当 …」",
            ));
        }
        if all(&guarded) {
            let message = format!("规则「{}」的条件不可能成立，这条规则不会查", rule.code);
            told.push(ask(
                Lint("条件不成立"),
                rule.span,
                message,
                "检查「当」后面几个条件：有的写反了，或该用「或」",
            ));
        }
    }
}

/// Rules that add up rows in every column, amounts and percentages alike: rates (完成率) are no sum of those of the parts.
fn added_ratios(work: &Work<'_>, by_rule: &ByRule<'_>, told: &mut Vec<Diagnostic>) {
    for (id, checks) in by_rule {
        let Some(rule) = work.rules.rules.get(id.0 as usize) else { continue };
        let (mut others, mut ratios) = (false, BTreeSet::new());
        for (kind, name) in checks.iter().filter_map(|check| added(work, check)) {
            match kind {
                Kind::Plain(Dimension::Ratio) => drop(ratios.insert(name)),
                _ => others = true,
            }
        }
        if others && !ratios.is_empty() {
            let names = Vec::from_iter(ratios).join("」「");
            let message = format!("规则「{}」把百分比的栏「{names}」也相加了", rule.code);
            let mend =
                "不是相加得来的（完成率），写明加哪几栏：逐 格 于 {甲列、乙列} 于 表名；占比要相加，不用改";
            told.push(hint(ask(Lint("百分比相加"), rule.span, message, mend)));
        }
    }
}

/// The column of a cell that is to equal the sum of some rows in it.
fn added<'w>(work: &'w Work<'_>, check: &Check) -> Option<(&'w Kind, &'w str)> {
    let Expr::Compare(Relation::Equal, left, right) = &check.body else { return None };
    let Expr::Figure(whole) = left.as_ref() else { return None };
    let same = |term: &Expr| matches!(term, Expr::Figure(part) if part.column == whole.column);
    let adds = match right.as_ref() {
        Expr::Sum { terms, .. } => !terms.is_empty() && terms.iter().all(same),
        Expr::FoldRows { fold: Fold::Sum, body, .. } => same(body),
        _ => false,
    };
    if !adds {
        return None;
    }
    let ColumnRef::Fixed(column) = whole.column else { return None };
    let column = work.declared.schema.column(whole.family, column)?;
    Some((&column.kind, &column.name))
}

/// The checks of each rule that has any.
type ByRule<'w> = BTreeMap<RuleId, Vec<&'w Check>>;

/// See [`ByRule`].
pub(super) fn by_rule<'w>(work: &'w Work<'_>) -> ByRule<'w> {
    let mut checks = ByRule::new();
    for check in &work.rules.checks {
        checks.entry(check.rule).or_default().push(check);
    }
    checks
}

/// The truth of a condition that no document can change.
fn constant(expr: &Expr) -> Option<bool> {
    match expr {
        Expr::Compare(relation, left, right) => match (left.as_ref(), right.as_ref()) {
            (Expr::Number(left), Expr::Number(right)) => {
                Some(relation_holds(*relation, &left.value, &right.value))
            }
            _ => None,
        },
        Expr::And(left, right) => match (constant(left), constant(right)) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (Some(true), other) | (other, Some(true)) => other,
            _ => None,
        },
        Expr::Or(left, right) => match (constant(left), constant(right)) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (Some(false), other) | (other, Some(false)) => other,
            _ => None,
        },
        Expr::Not(inner) => constant(inner).map(|truth| !truth),
        _ => None,
    }
}

/// What a rule says: the same figures, the same element, the same condition.
type Said = (Terms, String, String);

/// Rules that say what another says, or the contrary.
fn others(work: &Work<'_>, by_rule: &ByRule<'_>, told: &mut Vec<Diagnostic>) {
    // Rules that are written come behind those that the form implies.
    let mut rules: Vec<&Rule> = work.rules.rules.iter().filter(|rule| rule.in_force).collect();
    rules.sort_by_key(|rule| !rule.code.contains('.'));
    let mut known: BTreeMap<Said, Vec<(&Rule, Normal)>> = BTreeMap::new();
    for rule in rules {
        let own = by_rule.get(&rule.id).map(Vec::as_slice).unwrap_or_default();
        let normals: Vec<(Said, Normal)> = own.iter().filter_map(|check| said(check)).collect();
        let whole = !normals.is_empty() && normals.len() == own.len();
        let mut same: Option<BTreeSet<RuleId>> = None;
        for (said, normal) in &normals {
            let before = known.get(said).map(Vec::as_slice).unwrap_or_default();
            let equal = before.iter().filter(|(other, known)| {
                known.relation == normal.relation
                    && known.bound == normal.bound
                    && other.tolerance == rule.tolerance
            });
            let equal: BTreeSet<RuleId> = equal.map(|(other, _)| other.id).collect();
            same = Some(same.map_or(equal.clone(), |same| same.intersection(&equal).copied().collect()));
            let denies = |(_, known): &&(&Rule, Normal)| {
                !possible(&[(known.relation, &known.bound), (normal.relation, &normal.bound)])
            };
            if let Some((other, _)) = before.iter().find(denies) {
                let message = format!("规则「{}」与「{}」不能同时成立", rule.code, other.code);
                told.push(
                    ask(Lint("互相矛盾"), rule.span, message, "改一条，或给两条写不同的「当」")
                        .see(other.span, "另一条"),
                );
                break;
            }
        }
        let first = same.filter(|_| whole).and_then(|same| same.into_iter().next());
        if let Some(other) = first.and_then(|id| work.rules.rules.get(id.0 as usize))
            && !rule.code.contains('.')
            && other.code != rule.code
        {
            let message = format!("规则「{}」与「{}」查的是同一件事", rule.code, other.code);
            let mend = "删去这一条；只想改级别、误差，写「调整」";
            told.push(hint(ask(Lint("重复"), rule.span, message, mend).see(other.span, "已有的在这里")));
        }
        for (said, normal) in normals {
            known.entry(said).or_default().push((rule, normal));
        }
    }
}

/// A check as one comparison.
fn said(check: &Check) -> Option<(Said, Normal)> {
    let Expr::Compare(relation, left, right) = &check.body else { return None };
    let normal = Normal::of(*relation, left, right).filter(|normal| !normal.terms.is_empty())?;
    let guard = check.guard.as_ref().map_or_else(String::new, |guard| format!("{guard:?}"));
    Some(((normal.terms.clone(), format!("{:?}", check.domain), guard), normal))
}

/// What is likely not meant inside an expression.
fn inside(work: &Work<'_>, rule: &Rule, expr: &Expr, told: &mut Vec<Diagnostic>) {
    match expr {
        Expr::Arithmetic(Arithmetic::Divide, _, divisor) => {
            if matches!(divisor.as_ref(), Expr::Number(literal) if literal.value.is_zero()) {
                let message = format!("规则「{}」除以 0，永远无法判断", rule.code);
                told.push(Diagnostic::warning(Lint("除以零"), rule.span, message).mend("检查「÷」后面的数"));
            }
        }
        Expr::Compare(relation, left, right) => {
            for (side, other) in [(left, right), (right, left)] {
                if let Expr::Number(literal) = side.as_ref() {
                    told.extend(percent_sign(work, rule, literal, other));
                }
                if matches!(
                    relation,
                    Relation::AtMost | Relation::AtLeast | Relation::Less | Relation::Greater
                ) {
                    told.extend(multiple(work, rule, side));
                }
            }
        }
        Expr::Figure(figure) => told.extend(no_such_code(work, rule, figure)),
        _ => {}
    }
}

fn is_percent(work: &Work<'_>, expr: &Expr) -> bool {
    let of = |figure: &Figure| {
        let ColumnRef::Fixed(column) = figure.column else { return false };
        let column = work.declared.schema.column(figure.family, column);
        column.is_some_and(|column| column.kind == Kind::Plain(Dimension::Ratio))
    };
    match expr {
        Expr::Figure(figure) => of(figure),
        Expr::Sum { terms, .. } => terms.iter().all(|term| is_percent(work, term)) && !terms.is_empty(),
        Expr::FoldRows { body, .. } => is_percent(work, body),
        _ => false,
    }
}

/// A percentage that is compared with a number of some size: 100 is 10000 %.
fn percent_sign(work: &Work<'_>, rule: &Rule, literal: &Literal, other: &Expr) -> Option<Diagnostic> {
    let large = literal.dimension.is_none() && literal.value.abs().truncate().to_integer()? > 1;
    (large && is_percent(work, other)).then(|| {
        let number = literal.value.to_plain_string();
        let message = format!("规则「{}」把百分比与「{number}」比较，没有写 %", rule.code);
        ask(
            Lint("百分号"),
            rule.span,
            message,
            format!("是百分之 {number} 就写 {number}%；确是 {number} 倍就写 {number}00%"),
        )
    })
}

/// Money times 5 in a limit, where 5 % is likelier.
fn multiple(work: &Work<'_>, rule: &Rule, side: &Expr) -> Option<Diagnostic> {
    let Expr::Arithmetic(Arithmetic::Multiply, left, right) = side else { return None };
    let (literal, other) = match (left.as_ref(), right.as_ref()) {
        (Expr::Number(literal), other) | (other, Expr::Number(literal)) => (literal, other),
        _ => return None,
    };
    let times = literal
        .value
        .to_integer()
        .filter(|times| (2..=100).contains(times) && literal.dimension.is_none())?;
    let Expr::Figure(Figure { family, column: ColumnRef::Fixed(column), .. }) = other else { return None };
    let column = work.declared.schema.column(*family, *column)?;
    (column.kind == Kind::Plain(Dimension::Money)).then(|| {
        let message = format!("规则「{}」里「× {times}」是 {times} 倍", rule.code);
        hint(ask(
            Lint("倍数"),
            rule.span,
            message,
            format!("是百分之 {times} 就写 × {times}%；确是 {times} 倍就不用改"),
        ))
    })
}

/// A code that the list of its table lacks in every year.
fn no_such_code(work: &Work<'_>, rule: &Rule, figure: &Figure) -> Option<Diagnostic> {
    let schema = &work.declared.schema;
    let RowRef::Code(code) = &figure.row else { return None };
    let rows = schema.family(figure.family)?.codes.as_ref()?;
    let list = schema.code_list(rows.list).filter(|list| schema.year.is_none() && !list.codes.is_empty())?;
    list.find(code).is_none().then(|| {
        let message = format!("规则「{}」里的 [{code}] 不在编码表「{}」里", rule.code, list.name);
        let digits: String = code.chars().map(digit).collect();
        let meant = list.find(&digits).filter(|_| digits.as_str() != &**code);
        let mend = match meant {
            Some(meant) => format!("字母不是数字：是不是 [{digits}]（{}）？", meant.name),
            None => "检查编码；是本地增加的，在编码数据里加上这一条".to_owned(),
        };
        ask(Lint("未知编码"), rule.span, message, mend)
    })
}

/// The digit that a letter is taken for.
fn digit(found: char) -> char {
    match found {
        'O' | 'o' | 'Ｏ' => '0',
        'l' | 'I' | 'i' => '1',
        other => other,
    }
}

/// What a rule's own words may call what it is at, besides columns and slots.
const ELEMENTS: [&str; 10] =
    ["本标题", "本段落", "本序号", "本金额", "本百分比", "本单位名", "本行", "本科目", "本类", "本项"];

/// `{名}` in 措辞 that is no column, slot or element: it would be printed as it is.
fn wordings(work: &Work<'_>, told: &mut Vec<Diagnostic>) {
    let families = &work.declared.schema.families;
    let mut known: BTreeSet<&str> = BTreeSet::new();
    for site in &work.declared.rules {
        let Some(wording) = &site.rule.wording else { continue };
        if known.is_empty() {
            known = families
                .iter()
                .flat_map(|family| &family.columns)
                .map(|column| column.name.as_str())
                .collect();
            known.extend(ELEMENTS);
        }
        for word in
            wording.value.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(word, _)| word)
        {
            if known.contains(word) {
                continue;
            }
            let own = site.scope.families.iter().filter_map(|id| work.declared.schema.family(*id));
            let own = own.flat_map(|family| &family.columns).map(|column| column.name.as_str());
            let near = nearest_meant(word, own.chain(ELEMENTS));
            let mend = near.map_or_else(
                || "写列名、填空的名称，或 {本行}、{本科目}、{本标题} 等".to_owned(),
                |near| format!("是不是「{{{near}}}」？"),
            );
            let message = format!("措辞里的「{{{word}}}」不是列、填空或「本…」，报告里会照样印出来");
            told.push(ask(Lint("措辞"), wording.span, message, mend));
        }
    }
}
