//! Code lists: the declaration and its YAML data.

use serde::Deserialize;

use super::super::{Code, CodeLevel, CodeList, CodeListId, Declared};
use super::DataFiles;
use crate::source::Diagnostic;
use crate::syntax;

/// A code as written in the data file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    #[serde(alias = "code")]
    编码: String,
    #[serde(alias = "name")]
    名称: String,
    #[serde(default, alias = "from")]
    起: Option<i32>,
    #[serde(default, alias = "until")]
    止: Option<i32>,
    /// Both ends in one: `"2019-"`, `"-2018"`, `"2015-2018"`.
    #[serde(default, alias = "years")]
    起止年度: Option<String>,
    #[serde(default, alias = "old_names")]
    旧名: Vec<String>,
}

/// Declares a code list, or adds the data of a layer to one that is declared.
pub(super) fn declare(declared: &mut Declared, list: &syntax::CodeList, data: &DataFiles) {
    let codes = match data.get(&list.data.value) {
        None => {
            let message = format!("找不到编码数据「{}」", list.data.value);
            declared.diagnostics.push(
                Diagnostic::error("编码数据", list.data.span, message)
                    .mend("把数据文件放在规则文件旁边，文件名与这里写的一致"),
            );
            Vec::new()
        }
        Some((_, text)) => match serde_yaml::from_str::<Vec<Entry>>(text) {
            Ok(entries) => entries.into_iter().map(code).collect(),
            Err(error) => {
                let line = error.location().map_or(0, |location| location.line());
                let message = format!("编码数据「{}」第 {line} 行读不懂", list.data.value);
                declared.diagnostics.push(Diagnostic::error("编码数据", list.data.span, message).mend(
                    "每一条写成：- {编码: \"201\", 名称: 一般公共服务支出, 起: 2007, 止: 2024, 旧名: [旧称]}",
                ));
                Vec::new()
            }
        },
    };
    let levels: Vec<CodeLevel> = list
        .levels
        .iter()
        .map(|(name, digits)| CodeLevel { name: name.text.clone(), digits: *digits })
        .collect();
    let lists = &mut declared.schema.code_lists;
    let at = lists.iter().position(|known| known.name == list.name.text).unwrap_or_else(|| {
        let id = CodeListId(lists.len() as u32);
        lists.push(CodeList { id, name: list.name.text.clone(), levels: levels.clone(), codes: Vec::new() });
        lists.len() - 1
    });
    if let Some(known) = lists.get_mut(at) {
        for code in codes {
            known.codes.retain(|old| old.code != code.code || old.from != code.from);
            known.codes.push(code);
        }
        let year = declared.schema.year;
        if let Some(year) = year {
            known.codes.retain(|code| {
                code.from.is_none_or(|from| from <= year) && code.until.is_none_or(|until| year <= until)
            });
        }
        known.codes.sort_by(|a, b| a.code.cmp(&b.code).then(a.from.cmp(&b.from)));
    }
}

fn code(entry: Entry) -> Code {
    let years = entry.起止年度.unwrap_or_default();
    let (from, until) = years.split_once(['-', '—', '–', '至']).unwrap_or((years.as_str(), ""));
    Code {
        code: entry.编码,
        name: entry.名称,
        from: entry.起.or(from.trim().parse().ok()),
        until: entry.止.or(until.trim().parse().ok()),
        old_names: entry.旧名,
    }
}
