//! Expressions: from the tree to typed expressions.

use super::Resolver;
use super::meaning::{Meaning, Miss, all, both};
use crate::amount::{Dimension, Exact, MoneyUnit};
use crate::ruleset::{
    Arithmetic, Expr, Fold, Function, Literal, Target, TextMeasure, TextRelation, UnitProperty, Whose,
};
use crate::schema::{ColumnId, FamilyId};
use crate::source::{Diagnostic, Lint, Span};
use crate::syntax::{self, Binary, ExprKind, Path, Unary};

/// How deep an expression may nest.
const DEPTH: u32 = 64;

impl Resolver<'_> {
    /// One expression.
    pub(super) fn expr(&mut self, expr: &syntax::Expr) -> Result<Expr, Miss> {
        self.depth += 1;
        let result = if self.depth > DEPTH {
            Err(Diagnostic::error(Lint("嵌套过深"), expr.span, "式子嵌套过深")
                .mend("用「定义」把它拆开")
                .into())
        } else {
            self.expr_kind(expr)
        };
        self.depth -= 1;
        result
    }

    fn expr_kind(&mut self, expr: &syntax::Expr) -> Result<Expr, Miss> {
        match &expr.kind {
            ExprKind::Number(number) => literal(number, expr.span).map(Expr::Number),
            ExprKind::Text(text) => Ok(Expr::Text(text.value.clone())),
            ExprKind::Path(path) => self.path_value(path),
            ExprKind::Call(name, arguments) => self.call(name, arguments, expr.span),
            ExprKind::Set(members) => Ok(Expr::List(all(members.iter().map(|member| self.member(member)))?)),
            ExprKind::Unary(Unary::Minus, inner) => Ok(Expr::Negate(Box::new(self.expr(inner)?))),
            ExprKind::Unary(Unary::Not, inner) => Ok(Expr::Not(Box::new(self.expr(inner)?))),
            ExprKind::Binary(operator, left, right) => self.binary(*operator, left, right, expr.span),
            ExprKind::Has(said, paths) => {
                let targets = all(paths.iter().map(|path| self.target(path)))?;
                Ok(Expr::Said(*said, targets))
            }
            ExprKind::Filter { .. } => {
                let message = "「… 于 … 当 …」只能写在 求和、个数、平均、最大、最小、取、名称 的括号里";
                Err(Diagnostic::error(Lint("筛选"), expr.span, message).into())
            }
        }
    }

    /// A member of `{…}`: a name that means nothing else is a text.
    fn member(&mut self, member: &syntax::Expr) -> Result<Expr, Miss> {
        match &member.kind {
            ExprKind::Path(path) => {
                match self.path(path).and_then(|meaning| self.value_of(meaning, path.span)) {
                    Ok(expr) => Ok(expr),
                    Err(_) => Ok(Expr::Text(path.to_string())),
                }
            }
            _ => self.expr(member),
        }
    }

    /// A meaning where a value is wanted.
    pub(super) fn value_of(&mut self, meaning: Meaning, span: Span) -> Result<Expr, Miss> {
        Ok(match meaning {
            Meaning::Figure(figure) => Expr::Figure(figure),
            Meaning::Defined(definition) => Expr::Defined(definition),
            Meaning::Property(property) => Expr::Property(property),
            Meaning::Element(property) => Expr::Element(property),
            Meaning::ThisYear => Expr::ThisYear,
            Meaning::Text(text) => Expr::Text(text),
            Meaning::Expr(expr) => *expr,
            Meaning::UnitProperty(property) => Expr::UnitProperty(UnitProperty::named(&property)),
            Meaning::Word(value) => {
                Expr::Number(Literal { value: Exact::from_integer(value), dimension: Some(Dimension::Ratio) })
            }
            Meaning::Figures(name, terms) if !terms.is_empty() => Expr::Sum { name, terms },
            Meaning::Figures(..) => return Err(Miss::Skip),
            Meaning::Rows(family, _, Some(_)) => {
                let name = self.family_name(family);
                let message = format!("「{name}」有多项，这里要一个数");
                let diagnostic = Diagnostic::error(Lint("多项"), span, message)
                    .mend("写成 求和(…)、个数(…)，或在规则头写「逐 …」");
                return Err(diagnostic.into());
            }
            Meaning::ElementRow(family) => {
                return Err(self.columns_wanted(family, span));
            }
            _ => {
                let message = "这里要一个数或一段文字";
                return Err(Diagnostic::error(Lint("不是数"), span, message)
                    .mend("写到「表.行.列」或填空的名称")
                    .into());
            }
        })
    }

    fn columns_wanted(&self, family: FamilyId, span: Span) -> Miss {
        let columns =
            self.declared.schema.family(family).map(|family| family.columns.as_slice()).unwrap_or_default();
        let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
        let message = format!("「{}」有 {} 列，要写明是哪一列", self.family_name(family), names.len());
        let mend = format!("在后面加上「.列名」，列有：{}", names.join("、"));
        Diagnostic::error(Lint("缺少列"), span, message).mend(mend).into()
    }

    /// What 有, 无 and 空白 ask about.
    pub(super) fn target(&mut self, path: &Path) -> Result<Target, Miss> {
        (self.row_wanted, self.head_wanted) = (true, true);
        let meaning = self.path(path);
        (self.row_wanted, self.head_wanted) = (false, false);
        Ok(match meaning? {
            Meaning::Figure(figure) => Target::Figure(figure),
            Meaning::Expr(expr) if matches!(expr.as_ref(), Expr::Figure(_)) => match *expr {
                Expr::Figure(figure) => Target::Figure(figure),
                _ => return Err(Miss::Skip),
            },
            Meaning::ElementRow(family) => Target::Row(family),
            Meaning::Parent(family) => Target::Parent(family),
            Meaning::Rows(family, _, Some(column)) => Target::AnyItem(family, column),
            Meaning::Rows(family, _, None) => Target::Items(family),
            Meaning::Table(table) => Target::Table(table),
            Meaning::Head(family, column) => Target::Head(family, column),
            Meaning::Defined(definition) => Target::Defined(definition),
            Meaning::EmptyNote(table) => Target::EmptyNote(table),
            Meaning::Prior => Target::Prior,
            Meaning::Plan => Target::Plan,
            Meaning::Subordinates => Target::Subordinates,
            Meaning::Part(part) => Target::Part(part),
            Meaning::BodyHeading => Target::BodyHeading,
            Meaning::OrdinalBefore => Target::OrdinalBefore,
            Meaning::Passage(family) => Target::Passage(family),
            _ => {
                let message = format!("「有」「无」后面不能写「{}」", path);
                let others =
                    [Whose::Prior, Whose::Plan, Whose::Subordinates].map(|whose| whose.word().unwrap_or(""));
                let diagnostic = Diagnostic::error(Lint("有无"), path.span, message)
                    .mend(format!("写填空、表、列、每项或「{}」", others.join("」「")));
                return Err(diagnostic.into());
            }
        })
    }

    fn call(&mut self, name: &syntax::Name, arguments: &[syntax::Expr], span: Span) -> Result<Expr, Miss> {
        let first = || arguments.first().ok_or_else(|| Miss::from(missing_argument(&name.text, span)));
        if let Some(fold) = Fold::of(&name.text)
            && let Some(folded) = self.folded(fold, arguments, span)?
        {
            return Ok(folded);
        }
        let function = match name.text.as_str() {
            "个数" | "名称" => {
                let (family, select, filter) = self.rows(first()?)?;
                return Ok(match name.text.as_str() {
                    "个数" => Expr::Count { family, select, filter },
                    _ => Expr::Names { family, select, filter },
                });
            }
            "空白" => match &first()?.kind {
                ExprKind::Path(path) => return Ok(Expr::Blank(self.target(path)?)),
                _ => {
                    return Err(Diagnostic::error(
                        Lint("空白"),
                        span,
                        "「空白」的括号里写一格、一行或一张表",
                    )
                    .into());
                }
            },
            "成对" => match arguments {
                [text, open, close] => {
                    let sign = |expr: &syntax::Expr| match &expr.kind {
                        ExprKind::Text(text) => Some(text.value.clone()),
                        _ => None,
                    };
                    let (Some(open), Some(close)) = (sign(open), sign(close)) else {
                        return Err(missing_argument("成对", span).into());
                    };
                    return Ok(Expr::Balanced(Box::new(self.expr(text)?), open, close));
                }
                _ => return Err(missing_argument("成对", span).into()),
            },
            word if TextMeasure::of(word).is_some() => match (arguments, TextMeasure::of(word)) {
                ([text], Some(measure)) => return Ok(Expr::Measure(measure, Box::new(self.expr(text)?))),
                _ => return Err(missing_argument(word, span).into()),
            },
            other => Function::of(other).ok_or_else(|| {
                let diagnostic =
                    Diagnostic::error(Lint("未知函数"), name.span, format!("没有叫「{other}」的函数"));
                diagnostic.mend(format!("可用：{}", syntax::FUNCTIONS.join("、")))
            })?,
        };
        if arguments.len() < function.least || function.most.is_some_and(|most| arguments.len() > most) {
            let wanted = match function.most {
                Some(most) if most == function.least => format!("要写 {most} 项"),
                _ => format!("至少要写 {} 项", function.least),
            };
            let message = format!("「{}」的括号里{wanted}，这里有 {} 项", function.name, arguments.len());
            let diagnostic = Diagnostic::error(Lint("参数不合"), span, message);
            return Err(diagnostic.mend(format!("如：{}", function.example)).into());
        }
        let arguments = all(arguments.iter().map(|argument| self.expr(argument)))?;
        Ok(Expr::Apply(function.function, arguments))
    }

    fn binary(
        &mut self,
        operator: Binary,
        left: &syntax::Expr,
        right: &syntax::Expr,
        span: Span,
    ) -> Result<Expr, Miss> {
        let (a, b) = (self.expr(left), self.expr(right));
        if let (Err(Miss::Wrong(_)), Some(dotted)) = (&a, self.dotted(operator, left, right, span)) {
            return Err(dotted.into());
        }
        let (a, b) = both(a, b)?;
        let arithmetic = |operator, a, b| Expr::Arithmetic(operator, Box::new(a), Box::new(b));
        Ok(match operator {
            Binary::Add => arithmetic(Arithmetic::Add, a, b),
            Binary::Subtract => arithmetic(Arithmetic::Subtract, a, b),
            Binary::Multiply => arithmetic(Arithmetic::Multiply, a, b),
            Binary::Divide => arithmetic(Arithmetic::Divide, a, b),
            Binary::And => Expr::And(Box::new(a), Box::new(b)),
            Binary::Or => Expr::Or(Box::new(a), Box::new(b)),
            Binary::Otherwise => Expr::Otherwise(Box::new(a), Box::new(b)),
            Binary::Compare(relation) => {
                let text = |expr: &Expr| {
                    matches!(
                        self.dimension(expr),
                        Ok(Some(Dimension::Text | Dimension::List | Dimension::Goal))
                    )
                };
                if text(&a) || text(&b) {
                    let relation = match relation {
                        crate::amount::Relation::Equal => TextRelation::Same,
                        crate::amount::Relation::NotEqual => TextRelation::Different,
                        _ => {
                            let message = "文字不能比大小";
                            return Err(Diagnostic::error(Lint("量纲不符"), span, message)
                                .mend("用 =、≠、含、属于")
                                .into());
                        }
                    };
                    Expr::Text2(relation, Box::new(a), Box::new(b))
                } else {
                    Expr::Compare(relation, Box::new(a), Box::new(b))
                }
            }
            Binary::Contains => Expr::Text2(TextRelation::Contains, Box::new(a), Box::new(b)),
            Binary::Within => Expr::Text2(TextRelation::Within, Box::new(a), Box::new(b)),
            Binary::In => Expr::Text2(TextRelation::In, Box::new(a), Box::new(b)),
            Binary::StartsWith => Expr::Text2(TextRelation::StartsWith, Box::new(a), Box::new(b)),
            Binary::EndsWith => Expr::Text2(TextRelation::EndsWith, Box::new(a), Box::new(b)),
            Binary::Reaches => {
                if self.dimension(&b) != Ok(Some(Dimension::Goal)) {
                    let message = "「达到」的右边要是目标";
                    let mend = "把右边的列、空写成目标，如「列 年初目标值:目标」";
                    return Err(Diagnostic::error(Lint("量纲不符"), span, message).mend(mend).into());
                }
                Expr::Text2(TextRelation::Reaches, Box::new(a), Box::new(b))
            }
        })
    }
}

/// The figure of a column in the row at hand.
pub(super) fn row_figure(family: FamilyId, column: ColumnId) -> Expr {
    use crate::ruleset::{ColumnRef, Figure, RowRef, Whose};
    let (row, column) = (RowRef::Element(None), ColumnRef::Fixed(column));
    Expr::Figure(Figure { whose: Whose::This, family, row, column })
}

pub(super) fn missing_argument(function: &str, span: Span) -> Diagnostic {
    let mend = match function {
        "成对" => "写成：成对(本段落、\"“\"、\"”\")".to_owned(),
        _ => format!("写成：{function}(…)"),
    };
    Diagnostic::error(Lint("缺少参数"), span, format!("「{function}」的括号里少了内容")).mend(mend)
}

/// A number of the rule text in base units.
pub(super) fn literal(number: &syntax::Number, span: Span) -> Result<Literal, Miss> {
    let value = Exact::parse_decimal(&number.digits)
        .ok_or_else(|| Diagnostic::error(Lint("数字"), span, format!("「{}」不是一个数", number.digits)))?;
    let (value, dimension) = match (MoneyUnit::from_name(&number.unit), number.unit.as_str()) {
        (Some(unit), _) => (value.shift_ten(i32::from(unit.exponent())), Some(Dimension::Money)),
        (None, "%") => (value.shift_ten(-2), Some(Dimension::Ratio)),
        (None, "") => (value, None),
        (None, "年" | "年度") => (value, Some(Dimension::Year)),
        (None, counter) => (value, Some(Dimension::Count(counter.to_owned()))),
    };
    if value.abs() > Exact::from_integer(LARGEST) {
        let message = format!("「{}{}」太大，没有一份账会有这样的数", number.digits, number.unit);
        return Err(Diagnostic::error(Lint("数太大"), span, message)
            .mend("检查是不是多写了 0，或写错了单位")
            .into());
    }
    Ok(Literal { value, dimension })
}

/// The largest number that an account holds, in 元.
const LARGEST: i64 = i64::MAX / 10_000;
