//! What is said about names that are not known: the nearest, or where the name does stand.

use super::{Resolver, cursor};
use crate::source::{Diagnostic, Span};
use crate::syntax;
use crate::text::nearest;

/// What 逐 ranges over besides 每项.
const EACH: [&str; 14] =
    ["行", "列", "格", "表", "科目", "类", "款", "项", "标题", "段落", "金额", "百分比", "单位名", "部分"];

impl Resolver<'_> {
    /// An unknown name, with the nearest of all that could stand there.
    pub(super) fn unknown_name(&self, name: &str, span: Span) -> Diagnostic {
        if let Some(diagnostic) = unknown_function(name, span).or_else(|| no_each(name, span)) {
            return diagnostic;
        }
        let schema = &self.declared.schema;
        let scope = self.scope.families.iter().filter_map(|id| schema.family(*id));
        let mut near: Vec<&str> = Vec::new();
        for family in scope {
            near.extend(family.columns.iter().map(|column| column.name.as_str()));
            near.extend(family.rows.iter().map(|row| row.name.as_str()));
            near.extend(
                self.declared.definitions.iter().filter(|d| d.family == family.id).map(|d| d.name.as_str()),
            );
        }
        let tables =
            schema.tables.iter().flat_map(|table| [table.short.as_deref(), Some(table.name.as_str())]);
        near.extend(tables.flatten());
        near.extend(schema.families.iter().filter(|f| f.passage.is_some()).map(|f| f.name.as_str()));
        let diagnostic =
            Diagnostic::error("未知名称", span, format!("没有叫「{name}」的表、行、列、填空或定义"));
        let paths = self.paths_ending_in(name);
        match (paths.as_slice(), nearest(name, near)) {
            ([], Some(near)) => diagnostic.mend(format!("是不是「{near}」？")),
            ([], None) => diagnostic.mend("用 gouji find 词 可以查有哪些名称、怎么写"),
            (paths, _) => diagnostic.mend(format!("写明在哪张表：{}", paths.join(" 或 "))),
        }
    }

    /// Where a bare name does stand, as paths.
    fn paths_ending_in(&self, name: &str) -> Vec<String> {
        let short = |family: &crate::schema::Family| {
            let table = family.table.and_then(|id| self.declared.schema.table(id));
            let table = table.map(|table| table.short.clone().unwrap_or_else(|| table.name.clone()));
            table.unwrap_or_else(|| family.name.clone())
        };
        let families = self.declared.schema.families.iter().filter(|family| {
            family.rows.iter().any(|row| !row.name.is_empty() && row.is_called(name))
                || family.columns.iter().any(|column| column.is_called(name))
        });
        let row = |family: &crate::schema::Family| -> String {
            let is_row = family.rows.iter().any(|row| !row.name.is_empty() && row.is_called(name));
            let first = family.rows.iter().map(|row| row.name.as_str()).find(|name| !name.is_empty());
            match first.or(family.codes.as_ref().map(|_| "[编码]")) {
                Some(_) if !is_row && self.here.row.is_some() => "本行.".to_owned(),
                Some(first) if !is_row => format!("{first}."),
                _ => String::new(),
            }
        };
        families.take(4).map(|family| format!("{}.{}{name}", short(family), row(family))).collect()
    }

    pub(super) fn unknown_in(&self, cursor: &cursor::Cursor, name: &str, span: Span) -> Diagnostic {
        let families = cursor.families.iter().filter_map(|id| self.declared.schema.family(*id));
        let mut known: Vec<&str> = Vec::new();
        let mut codes: Vec<&str> = Vec::new();
        let mut place = String::new();
        for family in families {
            if place.is_empty() {
                place = family.name.split('.').next().unwrap_or_default().to_owned();
            }
            // Behind 收入. nobody means 收入 again.
            known.extend(family.side.as_deref().filter(|_| cursor.families.len() > 1));
            known.extend(family.rows.iter().map(|row| row.name.as_str()).filter(|name| !name.is_empty()));
            known.extend(family.columns.iter().map(|column| column.name.as_str()));
            let list = family.codes.as_ref().and_then(|codes| self.declared.schema.code_list(codes.list));
            codes.extend(list.iter().flat_map(|list| &list.codes).map(|code| code.name.as_str()));
        }
        let diagnostic = Diagnostic::error("未知名称", span, format!("「{place}」里没有「{name}」"));
        match nearest(name, known.iter().chain(&codes).copied()) {
            Some(near) => diagnostic.mend(format!("是不是「{near}」？")),
            None => {
                let shown: Vec<&str> = known.iter().take(12).copied().collect();
                diagnostic.mend(format!("可用：{}", shown.join("、")))
            }
        }
    }

    pub(super) fn unknown_each(&self, what: &syntax::Name) -> Diagnostic {
        let items = self.declared.schema.families.iter().filter(|family| family.repeated);
        let names: Vec<&str> =
            EACH.into_iter().chain(items.filter_map(|family| family.name.rsplit('.').next())).collect();
        let diagnostic =
            Diagnostic::error("未知的逐", what.span, format!("「逐」后面不能写「{}」", what.text));
        match nearest(&what.text, names) {
            Some(near) => diagnostic.mend(format!("是不是「{near}」？")),
            None => diagnostic.mend(format!("可用：{}，或每项的名称", EACH.join("、"))),
        }
    }
}

/// A name with a path or a sum in its bracket was meant as a function.
fn unknown_function(name: &str, span: Span) -> Option<Diagnostic> {
    let (function, arguments) = name.split_once(['(', '（'])?;
    if function.is_empty() || !arguments.contains(['.', '+', '-', '×', '÷', '、', '[']) {
        return None;
    }
    let diagnostic = Diagnostic::error("未知函数", span, format!("没有叫「{function}」的函数"));
    Some(diagnostic.mend(format!("函数有：{}", syntax::FUNCTIONS.join("、"))))
}

/// 本行 where no 逐 says which.
fn no_each(name: &str, span: Span) -> Option<Diagnostic> {
    let what = name.strip_prefix('本')?;
    let message = format!("这里没有「{name}」：规则头没有写「逐 {what}」");
    let known = EACH.contains(&what);
    known.then(|| {
        Diagnostic::error("未知名称", span, message).mend(format!("在编号和名称后面加上：逐 {what} 于 表名"))
    })
}
