//! Sets of rows and what is made of them: 求和, 个数, 平均, 最大, 最小, 取, 名称.

use super::Resolver;
use super::expr::{missing_argument, row_figure};
use super::meaning::{Meaning, Miss};
use crate::amount::Exact;
use crate::ruleset::{Arithmetic, Expr, Figure, Fold, Function, Literal, RowRef, Select, Whose};
use crate::schema::{ColumnId, FamilyId};
use crate::source::{Diagnostic, Lint, Span};
use crate::syntax::{self, ExprKind, Path, Step};

/// Rows of a family, and those of them that count.
pub(super) type RowSet = (FamilyId, Select, Option<Box<Expr>>);

impl Resolver<'_> {
    /// What a function makes of many rows; none where its arguments are no rows and it is a function of numbers too.
    pub(super) fn folded(
        &mut self,
        fold: Fold,
        arguments: &[syntax::Expr],
        span: Span,
    ) -> Result<Option<Expr>, Miss> {
        let of_numbers = matches!(fold, Fold::Largest | Fold::Smallest);
        let [argument] = arguments else {
            if of_numbers {
                return Ok(None);
            }
            let terms = arguments.iter().map(|one| self.expr(one)).collect::<Result<Vec<_>, _>>()?;
            if terms.is_empty() || fold == Fold::Only {
                return Err(missing_argument(fold.word(), span).into());
            }
            return Ok(Some(of_terms(fold, "合计".to_owned(), terms)));
        };
        if matches!(argument.kind, ExprKind::Filter { .. }) {
            return self.filtered(fold, argument).map(Some);
        }
        let outer = self.summing.replace(None);
        let result = self.summed_up(argument);
        let family = std::mem::replace(&mut self.summing, outer).flatten();
        let is_path = matches!(argument.kind, ExprKind::Path(_));
        match (result?, family) {
            (body, Some(family)) => {
                let name = self.family_name(family);
                let name = name.rsplit('.').next().unwrap_or_default().to_owned();
                Ok(Some(Expr::FoldRows { fold, name, family, select: Select::All, body: Box::new(body) }))
            }
            (Expr::FoldRows { name, family, select, body, .. }, None) if is_path => {
                Ok(Some(Expr::FoldRows { fold, name, family, select, body }))
            }
            (Expr::Sum { name, terms }, None) if is_path => Ok(Some(of_terms(fold, name, terms))),
            _ if of_numbers => Ok(None),
            (sum @ (Expr::Sum { .. } | Expr::FoldRows { .. }), None) if fold == Fold::Sum => Ok(Some(sum)),
            (Expr::Figure(figure), None) if fold == Fold::Sum && figure.whose == Whose::Subordinates => {
                Ok(Some(Expr::Figure(figure)))
            }
            (_, None) => {
                let word = fold.word();
                let message = format!("「{word}」的括号里要有多项：下级行、下级列、某行.下级，或每项的填空");
                let mend = format!("一组行写成：{word}(列 于 表.合计.下级 当 条件)");
                Err(Diagnostic::error(Lint("多项"), argument.span, message).mend(mend).into())
            }
        }
    }

    /// The inside of 求和: a set of rows or parts, or an expression over items.
    fn summed_up(&mut self, argument: &syntax::Expr) -> Result<Expr, Miss> {
        let ExprKind::Path(path) = &argument.kind else { return self.expr(argument) };
        match self.path(path)? {
            Meaning::Rows(family, select, Some(column)) => {
                let name = self.select_name(family, &select);
                let body = Box::new(row_figure(family, column));
                Ok(Expr::FoldRows { fold: Fold::Sum, name, family, select, body })
            }
            meaning => self.value_of(meaning, path.span),
        }
    }

    /// `求和(列 于 行 当 条件)`: an expression read of each row; or a set that names its column.
    fn filtered(&mut self, fold: Fold, argument: &syntax::Expr) -> Result<Expr, Miss> {
        let ExprKind::Filter { set, over, when } = &argument.kind else { return Err(Miss::Skip) };
        // A set is named here, no slot of an item that is at hand.
        let summing = self.summing.take();
        let named = self.named_set(set, over.as_ref());
        self.summing = summing;
        let (family, select, body) = match (named, over) {
            (Some((family, select, Some(column))), _) => (family, select, row_figure(family, column)),
            (_, Some(over)) => {
                let (family, select) = self.row_set(over)?;
                (family, select, self.in_rows_of(family, |resolver| resolver.expr(set))?)
            }
            (_, None) => {
                let outer = self.summing.replace(None);
                let body = self.expr(set);
                let family = std::mem::replace(&mut self.summing, outer).flatten();
                let family = family.ok_or_else(|| Miss::from(not_rows(set.span)))?;
                (family, Select::All, body?)
            }
        };
        let body = Box::new(match self.condition_of(family, when.as_deref())? {
            Some(filter) => Expr::When(filter, Box::new(body)),
            None => body,
        });
        let name = self.family_name(family);
        let name = name.rsplit('.').next().unwrap_or_default().to_owned();
        Ok(Expr::FoldRows { fold, name, family, select, body })
    }

    /// `人员经费合计.下级.决算数 于 基本支出表`: a set of rows, with its column.
    fn named_set(
        &mut self,
        set: &syntax::Expr,
        over: Option<&Path>,
    ) -> Option<(FamilyId, Select, Option<ColumnId>)> {
        let ExprKind::Path(path) = &set.kind else { return None };
        match self.path(&joined(over, path)).ok()? {
            Meaning::Rows(family, select, column) => Some((family, select, column)),
            Meaning::Figures(_, terms) => {
                let column = terms.iter().find_map(|term| match term {
                    Expr::Figure(Figure { column: crate::ruleset::ColumnRef::Fixed(column), .. }) => {
                        Some(*column)
                    }
                    _ => None,
                });
                let (family, select) = named_rows(&terms)?;
                Some((family, select, column))
            }
            _ => None,
        }
    }

    /// The rows that a path names: those of a table, of a level, the parts of a row, items.
    fn row_set(&mut self, path: &Path) -> Result<(FamilyId, Select), Miss> {
        let names: Option<Vec<&str>> = path
            .steps
            .iter()
            .map(|step| match step {
                Step::Name(name) => Some(name.text.as_str()),
                _ => None,
            })
            .collect();
        let whole = names.and_then(|names| {
            let (families, used) = self.families_named(&names)?;
            (used == names.len() && families.len() == 1).then(|| families.first().copied()).flatten()
        });
        if let Some(family) = whole {
            return Ok((family, self.all_rows(family)));
        }
        let wanted = std::mem::replace(&mut self.set_wanted, true);
        let meaning = self.path(path);
        self.set_wanted = wanted;
        match meaning? {
            Meaning::Rows(family, select, _) => Ok((family, select)),
            Meaning::Figures(_, terms) => named_rows(&terms).ok_or_else(|| not_rows(path.span).into()),
            Meaning::Table(table) => {
                let table = self.declared.schema.table(table);
                let families = table.map(|table| table.families.as_slice()).unwrap_or_default();
                match (families, table.is_some_and(|table| table.is_form)) {
                    // Of a form with lists in it its copies are meant.
                    ([family], _) | ([family, ..], true) => Ok((*family, self.all_rows(*family))),
                    _ => {
                        let message = format!("「{path}」有两侧，要写明是哪一侧的行");
                        Err(Diagnostic::error(Lint("集合"), path.span, message)
                            .mend(format!("写成：{path}.侧名"))
                            .into())
                    }
                }
            }
            _ => Err(not_rows(path.span).into()),
        }
    }

    /// All rows of a family: those that come with the document, where it has such, else the fixed ones.
    fn all_rows(&self, id: FamilyId) -> Select {
        match self.declared.schema.family(id) {
            Some(family) if family.codes.is_none() && !family.repeated => {
                let rows = family.rows.iter().filter(|row| !row.disabled && !row.name.is_empty());
                Select::Named { rows: rows.map(|row| row.id).collect(), codes: Vec::new() }
            }
            _ => Select::All,
        }
    }

    /// A set of rows: `科目项`, `人员经费合计.下级 于 基本支出表 当 决算数 ≠ 0元`.
    pub(super) fn rows(&mut self, argument: &syntax::Expr) -> Result<RowSet, Miss> {
        let (set, over, when) = match &argument.kind {
            ExprKind::Filter { set, over, when } => (set.as_ref(), over.as_ref(), when.as_deref()),
            _ => (argument, None, None),
        };
        let ExprKind::Path(path) = &set.kind else { return Err(not_rows(set.span).into()) };
        let (family, select) = self.row_set(&joined(over, path))?;
        Ok((family, select, self.condition_of(family, when)?))
    }

    fn condition_of(
        &mut self,
        family: FamilyId,
        when: Option<&syntax::Expr>,
    ) -> Result<Option<Box<Expr>>, Miss> {
        let Some(when) = when else { return Ok(None) };
        let filter = self.in_rows_of(family, |resolver| resolver.expr(when))?;
        self.check_dimensions(&filter, when.span)?;
        Ok(Some(Box::new(filter)))
    }

    /// The value of a path. Among rows, 本行 and the like are what the rule is at, and so is a name that the rows do not
    /// have.
    pub(super) fn path_value(&mut self, path: &Path) -> Result<Expr, Miss> {
        let of_rule = self.outer.first().is_some_and(|here| here.row.is_some() || here.column.is_some());
        let names_element = |step: &Step| match step {
            Step::Name(name) => name.text.strip_prefix('本').is_some_and(|what| self.is_element(what)),
            _ => false,
        };
        if of_rule && path.steps.iter().any(names_element) {
            return self.outside(path);
        }
        let own = self.path(path).and_then(|meaning| self.value_of(meaning, path.span));
        match own {
            Err(Miss::Wrong(wrong)) if of_rule => self.outside(path).map_err(|_| Miss::Wrong(wrong)),
            other => other,
        }
    }

    /// The value of a path at what the rule is at, seen from rows inside of it.
    fn outside(&mut self, path: &Path) -> Result<Expr, Miss> {
        let depth = self.outer.len();
        let outer = std::mem::take(&mut self.outer);
        let first = outer.first().cloned().unwrap_or_default();
        let here = std::mem::replace(&mut self.here, first);
        // The rows inside stand before the blocks around the rule.
        let inner: Vec<FamilyId> =
            self.scope.families.drain(..depth.min(self.scope.families.len())).collect();
        let value = self.path(path).and_then(|meaning| self.value_of(meaning, path.span));
        self.scope.families.splice(..0, inner);
        self.here = here;
        self.outer = outer;
        value.map(|value| (0..depth).fold(value, |value, _| Expr::Outer(Box::new(value))))
    }
}

/// A path after the one that it is looked up in.
fn joined(over: Option<&Path>, path: &Path) -> Path {
    match over {
        Some(over) => {
            Path { steps: over.steps.iter().chain(&path.steps).cloned().collect(), span: path.span }
        }
        None => path.clone(),
    }
}

/// The rows that figures of one family are in.
fn named_rows(terms: &[Expr]) -> Option<(FamilyId, Select)> {
    let (mut of, mut rows, mut codes) = (None, Vec::new(), Vec::new());
    for term in terms {
        let Expr::Figure(figure) = term else { return None };
        match &figure.row {
            RowRef::Fixed(row) if !rows.contains(row) => rows.push(*row),
            RowRef::Fixed(_) => return None,
            RowRef::Code(code) => codes.push(code.to_string()),
            RowRef::Element(_) => return None,
        }
        if *of.get_or_insert(figure.family) != figure.family {
            return None;
        }
    }
    Some((of?, Select::Named { rows, codes }))
}

/// What a function makes of several figures.
fn of_terms(fold: Fold, name: String, terms: Vec<Expr>) -> Expr {
    let count = Exact::from_integer(i64::try_from(terms.len()).unwrap_or(i64::MAX));
    match fold {
        Fold::Largest => Expr::Apply(Function::Largest, terms),
        Fold::Smallest => Expr::Apply(Function::Smallest, terms),
        Fold::Mean => {
            let count = Expr::Number(Literal { value: count, dimension: None });
            Expr::Arithmetic(Arithmetic::Divide, Box::new(Expr::Sum { name, terms }), Box::new(count))
        }
        Fold::Sum | Fold::Only => Expr::Sum { name, terms },
    }
}

fn not_rows(span: Span) -> Diagnostic {
    Diagnostic::error(Lint("集合"), span, "这里要写一组行").mend("写每项的名称、表名、表.类，或 表.行.下级")
}
