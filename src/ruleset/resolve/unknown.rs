//! What is said about names that are not known: the nearest, or where the name does stand.

use super::{Resolver, cursor};
use crate::source::{Diagnostic, Lint, Span};
use crate::syntax;
use crate::text::{nearest, nearest_meant};

/// What 逐 ranges over besides 每项.
const EACH: [&str; 14] =
    ["行", "列", "格", "表", "科目", "类", "款", "项", "标题", "段落", "金额", "百分比", "单位名", "部分"];

impl Resolver<'_> {
    /// An unknown name, with the nearest of all that could stand there.
    pub(super) fn unknown_name(&self, name: &str, span: Span) -> Diagnostic {
        let other = unknown_function(name, span)
            .or_else(|| no_each(name, span))
            .or_else(|| in_words(name, span))
            .or_else(|| self.glued_has(name, span));
        if let Some(diagnostic) = other {
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
        if near.contains(&name) {
            let message = format!("「{name}」不能写在这里");
            return Diagnostic::error(Lint("未知名称"), span, message)
                .mend("看这里要的是表、行，还是列；列前面没有写表的，写上表名");
        }
        let diagnostic =
            Diagnostic::error(Lint("未知名称"), span, format!("没有叫「{name}」的表、行、列、填空或定义"));
        let paths = self.paths_ending_in(name);
        match (paths.as_slice(), nearest_meant(name, near)) {
            ([], Some(near)) => diagnostic.mend(format!("是不是「{near}」？")),
            ([], None) if schema.families.is_empty() || !self.declared.layered => diagnostic.mend(
                "用 gouji find 词 可以查有哪些名称；是自带规则里的表，第一行要写 基于 和那个规则集的名称",
            ),
            ([], None) => diagnostic.mend("用 gouji find 词 可以查有哪些名称、怎么写"),
            (paths, _) => diagnostic.mend(format!("写明在哪张表：{}", paths.join(" 或 "))),
        }
    }

    /// 有上年, 无事业收入: 有 and 无 grown together with what is said.
    fn glued_has(&self, name: &str, span: Span) -> Option<Diagnostic> {
        let word = ["有", "无"].into_iter().find(|word| name.starts_with(word))?;
        let said = name.strip_prefix(word)?;
        let other = ["上年", "本年预算", "所属单位"].contains(&said);
        let schema = &self.declared.schema;
        let table = || schema.tables.iter().any(|table| table.is_called(said));
        let passage = || schema.families.iter().any(|family| family.passage.is_some() && family.name == said);
        let scope = || {
            let near = self.scope.families.iter().filter_map(|id| schema.family(*id));
            near.flat_map(|family| &family.columns).any(|column| column.is_called(said))
        };
        (other || table() || passage() || scope()).then(|| {
            let written = format!("{word} {said}");
            Diagnostic::error(Lint("连写"), span, format!("「{name}」连成了一个词，词与词之间要空格"))
                .mend(format!("写成：{written}"))
                .put(written)
        })
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
            match first.or(self.has_codes(family.id).then_some("[编码]")) {
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
            let list = self.declared.schema.list_of(family);
            codes.extend(list.iter().flat_map(|list| &list.codes).map(|code| code.name.as_str()));
        }
        let open = cursor.families.iter().filter_map(|id| self.list_of_rows(*id)).find(|list| list.open);
        let open =
            open.map(|list| list.name.as_str()).filter(|_| cursor.row.is_none() && cursor.column.is_none());
        if known.contains(&name) {
            return self.in_other_order(cursor, name, span);
        }
        let diagnostic = Diagnostic::error(Lint("未知名称"), span, format!("「{place}」里没有「{name}」"));
        match nearest_meant(name, known.iter().chain(&codes).copied()) {
            Some(near) => diagnostic.mend(format!("是不是「{near}」？")),
            None if open.is_some() => {
                let what = open.unwrap_or_default();
                diagnostic.mend(format!(
                    "每一行的名称由文件写（每行 {what}）；要其中一行：取(列 于 {place} 当 名称 = \"{name}\")"
                ))
            }
            None if known.is_empty() => {
                diagnostic.mend(format!("「{place}」还没有写行和列：在表里写「行 …」「列 …」"))
            }
            None => {
                let shown: Vec<&str> = known.iter().take(12).copied().collect();
                let more = if known.len() > shown.len() { " 等" } else { "" };
                diagnostic.mend(format!("可用：{}{more}", shown.join("、")))
            }
        }
    }

    /// A name that is there, but not behind what stands before it: a row behind a column, or behind a row.
    fn in_other_order(&self, cursor: &cursor::Cursor, name: &str, span: Span) -> Diagnostic {
        let families = || cursor.families.iter().filter_map(|id| self.declared.schema.family(*id));
        let is_row = families().any(|family| family.rows.iter().any(|row| row.is_called(name)));
        let kind = if is_row { "行" } else { "列" };
        let message = match (&cursor.row, &cursor.column) {
            (_, Some(_)) if is_row => format!("「{name}」是一行，要写在列的前面：先行后列"),
            (Some(_), _) if is_row => format!("「{name}」是一行，前面已经有一行了，这里要写一列"),
            _ => format!("「{name}」是一{kind}，这里不能再写"),
        };
        let diagnostic = Diagnostic::error(Lint("未知名称"), span, message);
        let columns: Vec<&str> =
            families().flat_map(|family| &family.columns).map(|column| column.name.as_str()).collect();
        match (&cursor.row, &cursor.column) {
            (_, Some(crate::ruleset::ColumnRef::Fixed(column))) if is_row => {
                let column = families().find_map(|family| family.columns.get(column.0 as usize));
                let column = column.map_or("列名", |column| column.name.as_str());
                let place = families().find_map(|family| family.name.split('.').next()).unwrap_or_default();
                diagnostic.mend(format!("写成：{place}.{name}.{column}"))
            }
            _ => diagnostic.mend(format!("列有：{}", columns.join("、"))),
        }
    }

    pub(super) fn unknown_each(&self, what: &syntax::Name) -> Diagnostic {
        let items = self.declared.schema.families.iter().filter(|family| family.repeated);
        let names: Vec<&str> =
            EACH.into_iter().chain(items.filter_map(|family| family.name.rsplit('.').next())).collect();
        let diagnostic =
            Diagnostic::error(Lint("未知的逐"), what.span, format!("「逐」后面不能写「{}」", what.text));
        match nearest(&what.text, names) {
            Some(near) => diagnostic.mend(format!("是不是「{near}」？")),
            None => diagnostic.mend(format!("可用：{}，或每项的名称", EACH.join("、"))),
        }
    }
}

/// Functions as other notations call them, where ours does exactly the same.
const SAME: [(&str, &str); 22] = [
    ("平均值", "平均"),
    ("平均数", "平均"),
    ("均值", "平均"),
    ("AVERAGE", "平均"),
    ("AVG", "平均"),
    ("最大数", "最大"),
    ("最小数", "最小"),
    ("LEN", "长度"),
    ("字数", "长度"),
    ("SUM", "求和"),
    ("合计", "求和"),
    ("加总", "求和"),
    ("总和", "求和"),
    ("COUNT", "个数"),
    ("计数", "个数"),
    ("MAX", "最大"),
    ("最大值", "最大"),
    ("MIN", "最小"),
    ("最小值", "最小"),
    ("ABS", "绝对值"),
    ("SIGN", "符号"),
    ("ISBLANK", "空白"),
];

/// How what functions of spreadsheets do is written, where it is no function here.
fn other_way(function: &str) -> Option<&'static str> {
    Some(match function.to_ascii_uppercase().as_str() {
        "IF" | "如果" | "IFS" => "条件写在「：」之前：规则 … 当 条件：式子；取哪一个数，写：甲 否则 乙",
        "AND" => "写成：甲 且 乙",
        "OR" => "写成：甲 或 乙",
        "NOT" => "写成：非 甲",
        "ROUND" => {
            "写成：四舍五入(甲、0.01万元)，后面写取到哪一位；相等的比较不用四舍五入，舍入的差本来就容许"
        }
        "TRUNC" | "INT" | "ROUNDDOWN" => "写成：舍去(甲、0.01万元)，后面写取到哪一位",
        "SUMIF" | "SUMIFS" => "写成：求和(列 于 表 当 条件)",
        "COUNTIF" | "COUNTIFS" => "写成：个数(表 当 条件)",
        "VLOOKUP" | "XLOOKUP" | "LOOKUP" => "写成：取(列 于 表 当 条件)",
        _ => return None,
    })
}

/// A name with a path or a sum in its bracket was meant as a function.
fn unknown_function(name: &str, span: Span) -> Option<Diagnostic> {
    let (function, arguments) = name.split_once(['(', '（'])?;
    let same = SAME.iter().find(|(said, _)| function.eq_ignore_ascii_case(said)).map(|(_, written)| *written);
    let path = arguments.contains(['.', '+', '-', '×', '÷', '、', '[']);
    if function.is_empty() || !path && same.is_none() {
        return None;
    }
    let diagnostic = Diagnostic::error(Lint("未知函数"), span, format!("没有叫「{function}」的函数"));
    if let Some(mend) = other_way(function) {
        return Some(diagnostic.mend(mend));
    }
    let slip = syntax::FUNCTIONS.iter().find(|known| crate::text::is_slip(function, known));
    Some(match same.or(slip.copied()) {
        Some(written) => {
            let end = span.start + function.len() as u32;
            let name = name.replacen(function, written, 1);
            diagnostic.mend(format!("写成：{name}")).put_at(Span { end, ..span }, written)
        }
        None => diagnostic.mend(format!("函数有：{}", syntax::FUNCTIONS.join("、"))),
    })
}

/// 一百万元: a number in words.
fn in_words(name: &str, span: Span) -> Option<Diagnostic> {
    let unit =
        ["万元", "亿元", "元", "个百分点", "辆", "人", "个"].into_iter().find(|unit| name.ends_with(unit))?;
    let number = name.strip_suffix(unit)?;
    let digit = |found: char| "零〇一二两三四五六七八九十百千万亿点壹贰叁肆伍陆柒捌玖拾佰仟".contains(found);
    (!number.is_empty() && number.chars().all(digit)).then(|| {
        Diagnostic::error(Lint("不是数"), span, format!("「{name}」是汉字写的数，这里要写阿拉伯数字"))
            .mend(format!("如：100{unit}"))
    })
}

/// 本行 where no 逐 says which.
fn no_each(name: &str, span: Span) -> Option<Diagnostic> {
    let what = name.strip_prefix('本')?;
    let message = format!("这里没有「{name}」：规则头没有写「逐 {what}」");
    let known = EACH.contains(&what);
    known.then(|| {
        Diagnostic::error(Lint("未知名称"), span, message)
            .mend(format!("在编号和名称后面加上：逐 {what} 于 表名"))
    })
}
