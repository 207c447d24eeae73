//! Code lists: the declaration and its YAML data.

use super::super::{Code, CodeLevel, CodeList, CodeListId, Declared};
use super::DataFiles;
use super::code_data::{Entry, entries};
use crate::source::Diagnostic;
use crate::syntax;

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
        Some((_, text)) => match entries(text) {
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
        known.codes.extend(codes);
        known.codes.sort_by(|a, b| a.code.cmp(&b.code).then(a.from.cmp(&b.from)));
        // What is said of a code again, later, counts.
        known.codes.dedup_by(|later, kept| {
            let same = later.code == kept.code && later.from == kept.from;
            if same {
                std::mem::swap(later, kept);
            }
            same
        });
        let year = declared.schema.year;
        if let Some(year) = year {
            known.codes.retain(|code| {
                code.from.is_none_or(|from| from <= year) && code.until.is_none_or(|until| year <= until)
            });
        }
    }
}

fn code(entry: Entry) -> Code {
    let years = entry.years.unwrap_or_default();
    let (from, until) = years.split_once(['-', '—', '–', '至']).unwrap_or((years.as_str(), ""));
    Code {
        code: entry.code,
        name: entry.name,
        from: entry.from.or(from.trim().parse().ok()),
        until: entry.until.or(until.trim().parse().ok()),
        old_names: entry.old_names,
    }
}
