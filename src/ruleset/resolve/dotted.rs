//! Paths written with other signs than the dot: 支出决算表-合计-基本支出 takes a table for a number.

use super::Resolver;
use crate::source::{Diagnostic, Lint, Span};
use crate::syntax::{Binary, Expr, ExprKind, Path, Step};

impl Resolver<'_> {
    /// What is said of a difference or quotient that begins with a table, if the names are those of a path.
    pub(super) fn dotted(
        &mut self,
        operator: Binary,
        left: &Expr,
        right: &Expr,
        span: Span,
    ) -> Option<Diagnostic> {
        let mut names = Vec::new();
        names_of(operator, left, right, &mut names)?;
        let [Step::Name(first)] = names.first()?.steps.as_slice() else { return None };
        if !self.declared.schema.tables.iter().any(|table| table.is_called(&first.text)) {
            return None;
        }
        let steps = names.iter().flat_map(|path| path.steps.iter().cloned()).collect();
        let path = Path { steps, span };
        self.path_value(&path).ok()?;
        let sign = if operator == Binary::Divide { "/" } else { "-" };
        let message = format!("「{}」是一张表，不是数；表、行、列之间写点，不写「{sign}」", first.text);
        Some(
            Diagnostic::error(Lint("不是数"), span, message)
                .mend(format!("写成：{path}"))
                .put(path.to_string()),
        )
    }
}

/// The paths of a chain of one operator, in order; none if anything else stands in it.
fn names_of<'e>(operator: Binary, left: &'e Expr, right: &'e Expr, names: &mut Vec<&'e Path>) -> Option<()> {
    if !matches!(operator, Binary::Subtract | Binary::Divide) {
        return None;
    }
    match &left.kind {
        ExprKind::Path(path) => names.push(path),
        ExprKind::Binary(inner, first, second) if *inner == operator => {
            names_of(operator, first, second, names)?;
        }
        _ => return None,
    }
    let ExprKind::Path(path) = &right.kind else { return None };
    names.push(path);
    Some(())
}
