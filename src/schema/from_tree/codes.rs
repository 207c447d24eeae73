//! Code lists: the declaration and its YAML data.

use super::super::{Code, CodeLevel, CodeList, CodeListId, Declared};
use super::DataFiles;
use super::code_data::{Entry, entries, entry_by_entry};
use crate::source::{Diagnostic, Lint};
use crate::syntax;

/// Declares a code list, or adds the data of a layer to one that is declared.
pub(super) fn declare(declared: &mut Declared, list: &syntax::CodeList, data: &DataFiles) {
    let codes = match data.get(&list.data.value) {
        None => {
            let message = format!("找不到编码数据「{}」", list.data.value);
            declared.diagnostics.push(
                Diagnostic::error(Lint("编码数据"), list.data.span, message)
                    .mend("把数据文件放在规则文件旁边，文件名与这里写的一致"),
            );
            Vec::new()
        }
        Some((_, text)) => match entries(text) {
            Ok(entries) => checked(declared, list, entries),
            Err(error) => {
                // Entry by entry: one that cannot be read hides no other.
                let Some((read, wrong)) = entry_by_entry(text) else {
                    unreadable(declared, list, &error, 0);
                    return keep(declared, list, Vec::new());
                };
                for (before, error) in wrong.iter().take(TOLD) {
                    unreadable(declared, list, error, *before);
                }
                checked(declared, list, read)
            }
        },
    };
    keep(declared, list, codes);
}

/// The codes of entries, with what is wrong with them told.
fn checked(declared: &mut Declared, list: &syntax::CodeList, entries: Vec<Entry>) -> Vec<Code> {
    let codes: Vec<Code> = entries.into_iter().map(code).collect();
    check(declared, list, &codes);
    doubt(declared, list, &codes);
    codes
}

/// Tells of an entry that cannot be read; so many lines stand before it.
fn unreadable(declared: &mut Declared, list: &syntax::CodeList, error: &serde_yaml::Error, before: usize) {
    let line = before + error.location().map_or(0, |location| location.line());
    let why = error.to_string();
    let missing = why.split_once("missing field `").and_then(|(_, rest)| rest.split('`').next());
    let message = match missing {
        Some(field) => format!("编码数据「{}」第 {line} 行没有写「{field}」", list.data.value),
        None => format!("编码数据「{}」第 {line} 行读不懂", list.data.value),
    };
    let mend = "每一条写成：- {编码: \"201\", 名称: 一般公共服务支出, 起: 2007, 止: 2024, 旧名: [旧称]}";
    declared.diagnostics.push(Diagnostic::error(Lint("编码数据"), list.data.span, message).mend(mend));
}

/// Asks about lists without any code, and about letters among digits.
fn doubt(declared: &mut Declared, list: &syntax::CodeList, codes: &[Code]) {
    let name = &list.data.value;
    let mut ask = |message: String, mend: &str| {
        declared.diagnostics.push(Diagnostic::warning(Lint("编码数据"), list.data.span, message).mend(mend));
    };
    if codes.is_empty() {
        let message = format!("编码数据「{name}」里一个编码也没有，用它的表一行也认不出");
        ask(message, "行的名称由文件写的（项目、供应商），不写「科目」，写：每行 项目");
    }
    let digits = |code: &&Code| code.code.bytes().all(|byte| byte.is_ascii_digit());
    let plain = codes.iter().filter(digits).count();
    let odd: Vec<String> = codes
        .iter()
        .filter(|code| !digits(code) && code.code.bytes().all(|byte| byte.is_ascii_alphanumeric()))
        .map(|code| format!("{} {}", code.code, code.name))
        .collect();
    if plain > odd.len() && !odd.is_empty() {
        let shown: Vec<&str> = odd.iter().take(TOLD).map(String::as_str).collect();
        let message = format!("编码数据「{name}」里别的编码都是数字，「{}」有字母", shown.join("」「"));
        ask(message, "看是不是写错了；确是这样的编码就不用改");
    }
}

/// Adds codes to the list of a name, made when it is first met.
fn keep(declared: &mut Declared, list: &syntax::CodeList, codes: Vec<Code>) {
    let levels: Vec<CodeLevel> = list
        .levels
        .iter()
        .map(|(name, digits)| CodeLevel { name: name.text.clone(), digits: *digits })
        .collect();
    let lists = &mut declared.schema.code_lists;
    let at =
        lists.iter().position(|known| !known.open && known.name == list.name.text).unwrap_or_else(|| {
            let id = CodeListId(lists.len() as u32);
            lists.push(CodeList {
                id,
                name: list.name.text.clone(),
                levels: levels.clone(),
                ..CodeList::default()
            });
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
            of_year(known, year);
        }
    }
}

/// The list of rows that documents name (每行 项目): one for each name, so that tables of the same things can be joined.
pub(super) fn open(declared: &mut Declared, name: &syntax::Name) -> Option<CodeListId> {
    let lists = &mut declared.schema.code_lists;
    let taken = |list: &&CodeList| {
        !list.open && (list.name == name.text || list.levels.iter().any(|level| level.name == name.text))
    };
    if let Some(other) = lists.iter().find(taken) {
        let message = format!("「{}」是编码表「{}」里的名称，不能再用来叫每行", name.text, other.name);
        let diagnostic = Diagnostic::error(Lint("名称重复"), name.span, message);
        declared.diagnostics.push(diagnostic.mend("换一个名称，如：每行 项目"));
        return None;
    }
    if let Some(known) = lists.iter().find(|list| list.open && list.name == name.text) {
        return Some(known.id);
    }
    let id = CodeListId(lists.len() as u32);
    let levels = vec![CodeLevel { name: name.text.clone(), digits: 0 }];
    lists.push(CodeList { id, name: name.text.clone(), levels, open: true, ..CodeList::default() });
    Some(id)
}

/// Keeps the entries of a year; they know what the code is called in others.
fn of_year(list: &mut CodeList, year: i32) {
    let (own, others): (Vec<Code>, Vec<Code>) =
        std::mem::take(&mut list.codes).into_iter().partition(|code| {
            code.from.is_none_or(|from| from <= year) && code.until.is_none_or(|until| year <= until)
        });
    list.codes = own;
    for other in others {
        let at = list.codes.binary_search_by(|code| code.code.cmp(&other.code));
        match at.ok().and_then(|at| list.codes.get_mut(at)) {
            Some(code) => code.other_years.push(other.name),
            None => list.elsewhen.push((other.code, years(other.from, other.until))),
        }
    }
    list.elsewhen.sort();
    // A code with several names in other years: the later years are the last.
    list.elsewhen.reverse();
    list.elsewhen.dedup_by(|earlier, later| earlier.0 == later.0);
    list.elsewhen.reverse();
}

/// The years of an entry, as rules write them.
fn years(from: Option<i32>, until: Option<i32>) -> String {
    match (from, until) {
        (Some(from), Some(until)) => format!("{from} 至 {until}"),
        (Some(from), None) => format!("{from} 起"),
        (None, Some(until)) => format!("止 {until}"),
        (None, None) => String::new(),
    }
}

/// Most entries of a list that are told to be wrong.
const TOLD: usize = 10;

/// Entries that no row can be bound to, or two in one year for one code.
fn check(declared: &mut Declared, list: &syntax::CodeList, codes: &[Code]) {
    let digits: Vec<String> = list.levels.iter().map(|(_, digits)| digits.to_string()).collect();
    let mut wrong: Vec<(String, String)> = Vec::new();
    for code in codes {
        let plain = !code.code.is_empty() && code.code.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let level = list.levels.iter().any(|(_, digits)| usize::from(*digits) == code.code.len());
        if !plain || !level {
            let message = format!("「{} {}」的编码不是 {} 位", code.code, code.name, digits.join("、"));
            wrong.push((message, "改编码，或在「级次」里写上这一级有几位".to_owned()));
        }
        if code.from.zip(code.until).is_some_and(|(from, until)| from > until) {
            let message = format!("「{} {}」的起始年度在截止年度之后，没有一年适用", code.code, code.name);
            wrong.push((message, "早的年度写在「起」".to_owned()));
        }
    }
    let mut sorted: Vec<&Code> = codes.iter().collect();
    sorted.sort_by(|a, b| a.code.cmp(&b.code).then(a.from.cmp(&b.from)));
    for pair in sorted.windows(2) {
        let [first, second] = pair else { continue };
        let overlap = first.until.is_none_or(|until| second.from.is_none_or(|from| from <= until));
        if first.code == second.code && overlap {
            let message =
                format!("编码 {} 在同一年里有两个名称：{}、{}", first.code, first.name, second.name);
            wrong.push((message, "删去一条；名称变过的，写上「起」「止」".to_owned()));
        }
    }
    let more = wrong.len().saturating_sub(TOLD);
    for (at, (message, mend)) in wrong.into_iter().take(TOLD).enumerate() {
        let more = if at + 1 == TOLD && more > 0 {
            format!("（还有 {more} 处没有列出）")
        } else {
            String::new()
        };
        let message = format!("编码数据「{}」：{message}{more}", list.data.value);
        declared.diagnostics.push(Diagnostic::error(Lint("编码数据"), list.data.span, message).mend(mend));
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
        budget: entry.budget,
        sure: entry.sure,
        other_years: Vec::new(),
    }
}
