//! Expressions: precedence, paths, numbers.

use pest::iterators::Pair;

use super::super::grammar::Rule;
use super::super::{Binary, Expr, ExprKind, FUNCTIONS, Name, Number, Path, Step, Unary};
use super::{Builder, is_blank, is_dash, is_name, narrow};
use crate::amount::Relation;
use crate::source::{Diagnostic, Lint, Span};

/// How deep an expression may be built; deeper ones are a diagnostic, so that no later walk overflows.
const MAX_DEPTH: usize = 400;

/// How tightly things bind; larger is tighter.
mod power {
    pub(super) const OR: u8 = 1;
    pub(super) const AND: u8 = 2;
    pub(super) const NOT: u8 = 3;
    pub(super) const COMPARE: u8 = 4;
    pub(super) const OTHERWISE: u8 = 5;
    pub(super) const SUM: u8 = 6;
    pub(super) const PRODUCT: u8 = 7;
    pub(super) const MINUS: u8 = 8;
}

/// Binding power of a two-place operator.
pub(in crate::syntax) fn binding_power(operator: Binary) -> u8 {
    match operator {
        Binary::Or => power::OR,
        Binary::And => power::AND,
        Binary::Compare(_)
        | Binary::Contains
        | Binary::Within
        | Binary::In
        | Binary::EndsWith
        | Binary::StartsWith
        | Binary::Reaches => power::COMPARE,
        Binary::Otherwise => power::OTHERWISE,
        Binary::Add | Binary::Subtract => power::SUM,
        Binary::Multiply | Binary::Divide => power::PRODUCT,
    }
}

/// Binding power of a one-place operator.
pub(in crate::syntax) fn prefix_power(operator: Unary) -> u8 {
    match operator {
        Unary::Not => power::NOT,
        Unary::Minus => power::MINUS,
    }
}

/// Whether a word names a function: a bracket behind it holds arguments.
pub(in crate::syntax) fn is_function(word: &str) -> bool {
    FUNCTIONS.contains(&word)
}

/// The operator that a sign or word stands for.
pub(in crate::syntax) fn operator(sign: &str) -> Binary {
    match sign {
        "且" => Binary::And,
        "或" => Binary::Or,
        "否则" => Binary::Otherwise,
        "含" => Binary::Contains,
        "含于" => Binary::Within,
        "属于" => Binary::In,
        "止于" => Binary::EndsWith,
        "始于" => Binary::StartsWith,
        "达到" => Binary::Reaches,
        "+" | "＋" => Binary::Add,
        "×" | "*" | "＊" => Binary::Multiply,
        "÷" | "/" | "／" => Binary::Divide,
        "≤" | "<=" | "＜＝" | "≦" | "不超过" | "不大于" | "不高于" | "不多于" => {
            Binary::Compare(Relation::AtMost)
        }
        "≥" | ">=" | "＞＝" | "≧" | "不低于" | "不小于" | "不少于" => {
            Binary::Compare(Relation::AtLeast)
        }
        "≠" | "!=" | "！＝" | "<>" | "不等于" => Binary::Compare(Relation::NotEqual),
        "<" | "＜" | "小于" | "低于" | "少于" => Binary::Compare(Relation::Less),
        ">" | "＞" | "大于" | "超过" | "高于" | "多于" => Binary::Compare(Relation::Greater),
        other if other.starts_with(is_dash) => Binary::Subtract,
        _ => Binary::Compare(Relation::Equal),
    }
}

/// An expression and how deep it is.
type Built = (Expr, usize);

/// The flat pieces of one level of an expression.
type Pieces<'i> = std::iter::Peekable<pest::iterators::Pairs<'i, Rule>>;

impl Builder<'_> {
    /// An expression.
    pub(super) fn expr(&mut self, pair: Pair<'_, Rule>) -> Expr {
        self.expr_deep(pair).0
    }

    fn expr_deep(&mut self, pair: Pair<'_, Rule>) -> Built {
        let span = self.span(&pair);
        let mut pieces = pair.into_inner().peekable();
        let built = self.climb(&mut pieces, 0, 0);
        if built.1 <= MAX_DEPTH {
            return built;
        }
        if built.1 < usize::MAX {
            let message = "式子太长或括号套得太深";
            self.diagnostics
                .push(Diagnostic::error(Lint("式子过深"), span, message).mend("用「定义」把它分成几段"));
        }
        (nothing(span), usize::MAX)
    }

    fn climb(&mut self, pieces: &mut Pieces<'_>, least: u8, prefixes: usize) -> Built {
        let mut left = self.prefixed(pieces, prefixes);
        // Where the right side of the comparison before begins.
        let mut compared: Option<usize> = None;
        while let Some(next) = pieces.peek() {
            if next.as_rule() != Rule::infix {
                break;
            }
            let operator = operator(next.as_str());
            let power = binding_power(operator);
            if power < least {
                break;
            }
            let (span, sign) = (self.span(next), next.as_span());
            let whole = sign.get_input();
            pieces.next();
            let behind = pieces.peek().map_or(sign.end(), |piece| piece.as_span().start());
            let right = self.climb(pieces, power + 1, 0);
            if power == power::COMPARE
                && let Some(middle) = compared.replace(behind)
            {
                let middle = whole.get(middle..sign.start()).unwrap_or("").trim_matches(is_blank);
                let message = "一个式子里连着比较了两次，每次比较只能有左右两边";
                let mend = format!("在这个「{}」之前加上：且 {middle}", sign.as_str());
                let wrong = Diagnostic::error(Lint("连续比较"), span, message).mend(mend);
                self.diagnostics
                    .push(wrong.put_at(Span { end: span.start, ..span }, format!("且 {middle} ")));
            }
            left = join(left, right, operator);
        }
        left
    }

    fn prefixed(&mut self, pieces: &mut Pieces<'_>, prefixes: usize) -> Built {
        let Some(piece) = pieces.next() else { return (nothing(Span::default()), 1) };
        if piece.as_rule() != Rule::prefix {
            return self.operand(piece, pieces);
        }
        let span = self.span(&piece);
        if prefixes >= MAX_DEPTH {
            // The rest of the prefixes is skipped; the depth makes the whole expression a diagnostic.
            while pieces.next_if(|next| next.as_rule() == Rule::prefix).is_some() {}
            return (nothing(span), MAX_DEPTH + 1);
        }
        let operator = if piece.as_str() == "非" { Unary::Not } else { Unary::Minus };
        let (inner, depth) = self.climb(pieces, prefix_power(operator), prefixes + 1);
        let span = span.to(inner.span);
        limited(Expr { kind: ExprKind::Unary(operator, Box::new(inner)), span }, depth.saturating_add(1))
    }

    fn operand(&mut self, pair: Pair<'_, Rule>, pieces: &mut Pieces<'_>) -> Built {
        let span = self.span(&pair);
        match pair.as_rule() {
            Rule::open_paren => {
                let Some(inside) = pieces.next() else { return (nothing(span), 1) };
                let (expr, depth) = self.expr_deep(inside);
                pieces.next_if(|next| next.as_rule() == Rule::close_paren);
                (expr, depth.saturating_add(1))
            }
            Rule::number => (Expr { kind: ExprKind::Number(self.number(pair)), span }, 1),
            Rule::string => (Expr { kind: ExprKind::Text(self.text(pair)), span }, 1),
            Rule::path => (Expr { kind: ExprKind::Path(self.path(pair)), span }, 1),
            Rule::has => {
                let mut paths = Vec::new();
                let mut positive = true;
                for inner in pair.into_inner() {
                    match inner.as_rule() {
                        Rule::kw_lacks => positive = false,
                        Rule::path => paths.push(self.path(inner)),
                        _ => {}
                    }
                }
                (Expr { kind: ExprKind::Has(positive, paths), span }, 1)
            }
            Rule::set => {
                let (members, depth) = self.members(pair);
                limited(Expr { kind: ExprKind::Set(members), span }, depth)
            }
            Rule::call => {
                let function = pair.clone().into_inner().find(|inner| inner.as_rule() == Rule::function);
                let name = function
                    .map(|inner| Name { text: inner.as_str().to_owned(), span: self.span(&inner) })
                    .unwrap_or_default();
                let (members, depth) = self.members(pair);
                limited(Expr { kind: ExprKind::Call(name, members), span }, depth)
            }
            _ => (nothing(span), 1),
        }
    }

    /// `{甲、乙}`
    pub(super) fn set(&mut self, pair: Pair<'_, Rule>) -> Expr {
        let span = self.span(&pair);
        let (members, depth) = self.members(pair);
        limited(Expr { kind: ExprKind::Set(members), span }, depth).0
    }

    /// Members of a set, arguments of a call.
    fn members(&mut self, pair: Pair<'_, Rule>) -> (Vec<Expr>, usize) {
        let mut members = Vec::new();
        let mut deepest = 0;
        for inner in pair.into_inner() {
            let (member, depth) = match inner.as_rule() {
                Rule::expr => self.expr_deep(inner),
                Rule::argument => self.argument(inner),
                _ => continue,
            };
            deepest = deepest.max(depth);
            members.push(member);
        }
        (members, deepest.saturating_add(1))
    }

    fn argument(&mut self, pair: Pair<'_, Rule>) -> Built {
        let span = self.span(&pair);
        let mut set = None;
        let mut over = None;
        let mut when = None;
        let mut deepest = 0;
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::expr => {
                    let (expr, depth) = self.expr_deep(inner);
                    deepest = deepest.max(depth);
                    if set.is_none() { set = Some(expr) } else { when = Some(Box::new(expr)) }
                }
                Rule::path => over = Some(self.path(inner)),
                _ => {}
            }
        }
        let set = set.unwrap_or_else(|| nothing(span));
        if over.is_none() && when.is_none() {
            return (set, deepest);
        }
        limited(
            Expr { kind: ExprKind::Filter { set: Box::new(set), over, when }, span },
            deepest.saturating_add(1),
        )
    }

    /// A path.
    pub(super) fn path(&mut self, pair: Pair<'_, Rule>) -> Path {
        let span = self.span(&pair);
        let mut steps = Vec::new();
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::code => steps.push(Step::Code(self.code(&inner))),
                Rule::dynamic => {
                    let path = inner.into_inner().find(|inner| inner.as_rule() == Rule::path);
                    steps.extend(path.map(|path| Step::Dynamic(Box::new(self.path(path)))));
                }
                _ if is_name(&inner) => steps.push(Step::Name(self.name(&inner))),
                _ => {}
            }
        }
        Path { steps, span }
    }

    /// A number with its unit.
    fn number(&mut self, pair: Pair<'_, Rule>) -> Number {
        let mut number = Number { digits: String::new(), unit: String::new() };
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::digits => {
                    number.digits =
                        inner.as_str().chars().filter(|found| *found != ',').map(narrow).collect();
                }
                Rule::unit => {
                    number.unit = inner.as_str().chars().map(narrow).collect();
                    self.check_unit(&number, &inner);
                }
                _ => {}
            }
        }
        number
    }

    /// `允许误差 …` and other places where a number alone stands.
    pub(super) fn number_expr(&mut self, pair: Pair<'_, Rule>) -> Expr {
        let span = self.span(&pair);
        Expr { kind: ExprKind::Number(self.number(pair)), span }
    }

    fn check_unit(&mut self, number: &Number, pair: &Pair<'_, Rule>) {
        let unit = number.unit.as_str();
        if UNITS.contains(&unit) {
            return;
        }
        let span = self.span(pair);
        let message = format!("「{unit}」不是认得的单位");
        let glued = split_unit(unit);
        let bare = super::RESERVED.contains(&unit);
        let wrong = Diagnostic::error(Lint("未知单位"), span, message);
        self.diagnostics.push(match (glued, same_unit(unit)) {
            (Some(split), _) => wrong.mend(format!("词与词之间要空格：{}{split}", number.digits)).put(split),
            _ if bare => {
                wrong.mend(format!("词与词之间要空格：{} {unit}", number.digits)).put(format!(" {unit}"))
            }
            (None, Some(same)) => wrong.mend(format!("写成：{}{same}", number.digits)).put(same),
            (None, None) => wrong.mend("金额写 元、万元、亿元，比例写 %，件数写 个、辆、批次、人次等"),
        });
    }
}

/// The unit that another way of writing is exactly; a unit that is only like it is another unit.
fn same_unit(unit: &str) -> Option<&'static str> {
    let money =
        ["千元", "万元", "百万元", "亿元"].into_iter().find(|known| known.strip_suffix('元') == Some(unit));
    money.or(match unit {
        "圆" | "块" | "块钱" => Some("元"),
        "万圆" | "万块" => Some("万元"),
        "亿圆" => Some("亿元"),
        "百分点" => Some("个百分点"),
        "台(套)" | "台（套）" => Some("台套"),
        "㎡" | "平米" => Some("平方米"),
        _ => None,
    })
}

/// `元且` → `元 且`
pub(in crate::syntax) fn split_unit(unit: &str) -> Option<String> {
    UNITS.iter().find_map(|known| {
        let rest = unit.strip_prefix(known)?;
        super::RESERVED.contains(&rest).then(|| format!("{known} {rest}"))
    })
}

/// Units that a number in a rule may carry.
const UNITS: [&str; 43] = [
    "元",
    "万元",
    "亿元",
    "千元",
    "百万元",
    "%",
    "年",
    "年度",
    "个",
    "个百分点",
    "辆",
    "台",
    "套",
    "台套",
    "批",
    "批次",
    "人",
    "人次",
    "次",
    "分",
    "人数",
    "户",
    "家",
    "项",
    "件",
    "份",
    "间",
    "栋",
    "处",
    "名",
    "位",
    "条",
    "张",
    "团",
    "组",
    "天",
    "月",
    "日",
    "平方米",
    "公里",
    "艘",
    "架",
    "期",
];

fn join(left: Built, right: Built, operator: Binary) -> Built {
    let span = left.0.span.to(right.0.span);
    let depth = left.1.max(right.1).saturating_add(1);
    limited(Expr { kind: ExprKind::Binary(operator, Box::new(left.0), Box::new(right.0)), span }, depth)
}

/// Lets no expression grow beyond the limit: what is too deep is dropped, its depth stays.
fn limited(expr: Expr, depth: usize) -> Built {
    if depth > MAX_DEPTH { (nothing(expr.span), depth) } else { (expr, depth) }
}

/// Stands where nothing could be read.
pub(super) fn nothing(span: Span) -> Expr {
    Expr { kind: ExprKind::Set(Vec::new()), span }
}
