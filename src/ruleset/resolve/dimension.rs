//! Dimensions: money + percent is a mistake of the rule, found before any document is read.

use super::Resolver;
use super::meaning::Miss;
use crate::amount::{Dimension, Gives};
use crate::ruleset::{
    Arithmetic, ColumnRef, ElementProperty, Expr, Figure, Fold, Function, Property, RowRef, TextMeasure,
};
use crate::schema::Kind;
use crate::source::{Diagnostic, Lint, Span};
use crate::syntax;

impl Resolver<'_> {
    /// The dimension of an expression, checked at the place it is written.
    pub(super) fn check_dimensions(&self, expr: &Expr, span: Span) -> Result<Option<Dimension>, Miss> {
        self.dimension(expr).map_err(|(message, mend)| {
            let diagnostic = Diagnostic::error(Lint("量纲不符"), span, message);
            diagnostic.mend(mend).into()
        })
    }

    /// 允许误差 is of the dimension of what is compared.
    pub(super) fn check_tolerance(&self, tolerance: Option<&syntax::Expr>, body: &Expr) -> Result<(), Miss> {
        let (Some(tolerance), Expr::Compare(_, left, right)) = (tolerance, body) else { return Ok(()) };
        let syntax::ExprKind::Number(number) = &tolerance.kind else { return Ok(()) };
        let Ok(literal) = super::expr::literal(number, tolerance.span) else { return Ok(()) };
        let compared = match self.dimension(left) {
            Ok(Some(dimension)) => Some(dimension),
            _ => self.dimension(right).ok().flatten(),
        };
        let Some(compared) = compared else { return Ok(()) };
        let (message, mend) = match (&literal.dimension, &compared) {
            (None, Dimension::Money) if !literal.value.is_zero() => (
                format!("「允许误差 {}」没有写单位", number.digits),
                format!("写成：允许误差 {0}万元，或 {0}元", number.digits),
            ),
            (Some(Dimension::Money), Dimension::Ratio) | (Some(Dimension::Ratio), Dimension::Money) => (
                format!("比的是{}，允许误差不能是{}", compared.name(), name_of(&literal.dimension)),
                match compared {
                    Dimension::Money => "如：允许误差 0.5万元".to_owned(),
                    _ => "如：允许误差 0.5%（即 0.5 个百分点）".to_owned(),
                },
            ),
            _ => return Ok(()),
        };
        Err(Diagnostic::error(Lint("量纲不符"), tolerance.span, message).mend(mend).into())
    }

    /// The dimension of an expression; none for truth values and for bare numbers, which take any.
    pub(super) fn dimension(&self, expr: &Expr) -> Result<Option<Dimension>, (String, String)> {
        Ok(match expr {
            Expr::Number(literal) => literal.dimension.clone(),
            Expr::Text(_) | Expr::UnitProperty(_) => Some(Dimension::Text),
            Expr::Element(ElementProperty::Year) | Expr::ThisYear => Some(Dimension::Year),
            Expr::Element(_) => Some(Dimension::Text),
            Expr::Figure(figure) => self.figure_dimension(figure),
            Expr::Defined(id) => self.dimensions.get(id.0 as usize).cloned().flatten(),
            Expr::Sum { terms, .. } => reckoned(self.all_of(terms, "相加")?)?,
            Expr::List(terms) => self.all_of(terms, "相加")?,
            Expr::FoldRows { fold, body, .. } if *fold != Fold::Only => reckoned(self.dimension(body)?)?,
            Expr::FoldRows { body, .. } | Expr::Outer(body) => self.dimension(body)?,
            Expr::Negate(body) => reckoned(self.dimension(body)?)?,
            Expr::When(_, body) => self.dimension(body)?,
            Expr::Count { .. } => None,
            Expr::Names { .. } => Some(Dimension::List),
            Expr::Arithmetic(operator, left, right) => {
                arithmetic(*operator, self.dimension(left)?, self.dimension(right)?)?
            }
            Expr::Apply(function, arguments) => self.applied(*function, arguments)?,
            Expr::Measure(measure, text) => self.measured(*measure, text)?,
            Expr::Otherwise(left, right) => same(self.dimension(left)?, self.dimension(right)?, "互相代替")?,
            Expr::Compare(_, left, right) => {
                let sides = [self.dimension(left)?, self.dimension(right)?];
                unit_of_number([left, right], &sides)?;
                let [left, right] = sides;
                same(left, right, "比较")?;
                None
            }
            Expr::Text2(_, left, right) => {
                let sides = [self.dimension(left)?, self.dimension(right)?];
                if let Some(number) = sides.iter().flatten().find(|side| side.is_number()) {
                    let message = format!("{}不能与文字比较", number.name());
                    return Err((message, "「含」「属于」「始于」「止于」的两边都要是文字".to_owned()));
                }
                None
            }
            Expr::And(left, right) | Expr::Or(left, right) => {
                self.dimension(left)?;
                self.dimension(right)?;
                None
            }
            Expr::ForCodes { guard, body, .. } => {
                guard.iter().chain([body]).try_for_each(|inner| self.dimension(inner).map(|_| ()))?;
                None
            }
            Expr::Not(inner) => {
                self.dimension(inner)?;
                None
            }
            Expr::Said(..) | Expr::Blank(_) | Expr::SaidOnce(_) | Expr::Balanced(..) => None,
            Expr::Property(property) => match property {
                Property::CodeDigits(_) | Property::Level(_) | Property::LevelDigits(_) => None,
                _ => Some(Dimension::Text),
            },
        })
    }

    fn applied(&self, function: Function, arguments: &[Expr]) -> Result<Option<Dimension>, Mismatch> {
        match function.gives() {
            Gives::Same => {
                let rounds = matches!(function, Function::Round | Function::Truncate);
                if let ([number, step], true) = (arguments, rounds) {
                    step_of(function.name(), self.dimension(number)?, self.dimension(step)?)?;
                }
                self.all_of(arguments, "比较")
            }
            Gives::Of(dimension) => {
                arguments.iter().try_for_each(|argument| self.dimension(argument).map(|_| ()))?;
                Ok(Some(dimension))
            }
        }
    }

    fn measured(&self, measure: TextMeasure, text: &Expr) -> Result<Option<Dimension>, Mismatch> {
        let word = measure.word();
        match self.dimension(text)? {
            Some(dimension) if dimension.is_number() => {
                let message = format!("{}没有{word}", dimension.name());
                Err((message, format!("「{word}」的括号里写文字：填空、标题、段落、名称")))
            }
            _ => Ok(None),
        }
    }

    fn all_of(&self, terms: &[Expr], what: &str) -> Result<Option<Dimension>, Mismatch> {
        terms.iter().try_fold(None, |all, term| same(all, self.dimension(term)?, what))
    }

    fn figure_dimension(&self, figure: &Figure) -> Option<Dimension> {
        let family = self.declared.schema.family(figure.family)?;
        let column = match figure.column {
            ColumnRef::Fixed(column) => column,
            ColumnRef::Element => family.columns.iter().find(|column| column.kind != Kind::Key)?.id,
        };
        let row = match figure.row {
            RowRef::Fixed(row) => Some(row),
            _ => None,
        };
        Some(family.dimension(row, column))
    }
}

type Mismatch = (String, String);

/// What money is rounded to must say in what unit it is.
fn step_of(function: &str, number: Option<Dimension>, step: Option<Dimension>) -> Result<(), Mismatch> {
    match (number, step) {
        (Some(Dimension::Money), None) => {
            let message = format!("「{function}」到哪一位没有写单位");
            Err((message, format!("写成：{function}(…、0.01万元)，或 {function}(…、1元)")))
        }
        _ => Ok(()),
    }
}

/// A number other than 0 that is compared with money must say in what unit it is.
fn unit_of_number(exprs: [&Expr; 2], sides: &[Option<Dimension>; 2]) -> Result<(), Mismatch> {
    if !sides.contains(&Some(Dimension::Money)) {
        return Ok(());
    }
    let bare = exprs.into_iter().find_map(|expr| match expr {
        Expr::Number(literal) if literal.dimension.is_none() && !literal.value.is_zero() => Some(literal),
        _ => None,
    });
    bare.map_or(Ok(()), |literal| {
        let number = literal.value.to_plain_string();
        let message = format!("「{number}」与金额比较，没有写单位");
        Err((message, format!("写成：{number}万元，或 {number}元")))
    })
}

/// What is reckoned with is no text.
fn reckoned(dimension: Option<Dimension>) -> Result<Option<Dimension>, Mismatch> {
    match dimension {
        Some(Dimension::Text | Dimension::List | Dimension::Goal) => Err((
            "文字不能用来计算".to_owned(),
            "写是数的列；列是数的，声明时写明类型，如「列 人数:人」，金额不用写".to_owned(),
        )),
        other => Ok(other),
    }
}

fn name_of(dimension: &Option<Dimension>) -> String {
    dimension.as_ref().map_or_else(String::new, |dimension| dimension.name().to_string())
}

/// Both of one dimension; a bare number takes that of the other. Counts of different things are not the same.
fn same(
    left: Option<Dimension>,
    right: Option<Dimension>,
    what: &str,
) -> Result<Option<Dimension>, Mismatch> {
    match (left, right) {
        (None, other) | (other, None) => Ok(other),
        (Some(left), Some(right)) if left == right => Ok(Some(left)),
        (Some(left), Some(right)) => {
            let message = format!("{}不能与{}{what}", left.name(), right.name());
            Err((message, "两边要是同一种量：金额与金额、百分比与百分比、辆与辆".to_owned()))
        }
    }
}

fn arithmetic(
    operator: Arithmetic,
    left: Option<Dimension>,
    right: Option<Dimension>,
) -> Result<Option<Dimension>, Mismatch> {
    use Dimension::{Money, Ratio, Year};
    let (left, right) = (reckoned(left)?, reckoned(right)?);
    match operator {
        Arithmetic::Add => same(left, right, "相加"),
        Arithmetic::Subtract if left == Some(Year) && right == Some(Year) => Ok(None),
        Arithmetic::Subtract => same(left, right, "相减"),
        Arithmetic::Multiply => match (left, right) {
            (Some(Ratio) | None, other) | (other, Some(Ratio) | None) => Ok(other),
            (Some(left), Some(right)) => {
                let message = format!("{}不能与{}相乘", left.name(), right.name());
                Err((message, "相乘的两个数里至少有一个是百分比或纯数".to_owned()))
            }
        },
        Arithmetic::Divide => match (left, right) {
            (left, None | Some(Ratio)) => Ok(left),
            (Some(left), Some(right)) if left == right => Ok(Some(Ratio)),
            (None, Some(_)) => Ok(None),
            (Some(Money), Some(Dimension::Count(_))) => Ok(Some(Money)),
            (Some(Dimension::Count(_)), Some(Dimension::Count(_))) => Ok(Some(Ratio)),
            (Some(left), Some(right)) => {
                let message = format!("{}不能除以{}", left.name(), right.name());
                Err((message, "用同一种量相除，或除以百分比、纯数".to_owned()))
            }
        },
    }
}
