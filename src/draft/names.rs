//! Names in rule files: printed names made plain, each once.

use std::collections::BTreeSet;

use crate::syntax::written_name;
use crate::text::{fold_text, strip_ordinal};

/// A printed name without ordinal, 其中：, blanks and notes.
pub(super) fn plain(text: &str) -> String {
    let text: String = text.chars().filter(|sign| !sign.is_whitespace()).collect();
    let text = text.trim_start_matches(['　', '*', '#', '△', '▲', '●']);
    let (_, rest) = strip_ordinal(text);
    let rest = ["其中：", "其中:", "减：", "减:", "加：", "加:"]
        .into_iter()
        .find_map(|front| rest.strip_prefix(front))
        .unwrap_or(rest);
    let (_, rest) = strip_ordinal(rest);
    rest.trim_matches([':', '：', '、', '，', '。', '.']).to_owned()
}

/// A name as rule files write it; one that opens something in a list of rows and columns is in 「」 there.
pub(super) fn written(name: &str) -> String {
    const WORDS: [&str; 15] = [
        "行", "列", "侧", "表", "科目", "说明", "段", "注", "精确", "填项", "格式", "次序", "每行", "每项",
        "用",
    ];
    let name = name.replace(['「', '」'], "");
    if WORDS.contains(&name.as_str()) { format!("「{name}」") } else { written_name(&name) }
}

/// What is left of a title without the year in front, or what stands for it.
pub(super) fn without_year(title: &str) -> &str {
    let rest = title.trim_start_matches(is_filled_in);
    ["年度", "年"].into_iter().find_map(|front| rest.strip_prefix(front)).unwrap_or(rest)
}

/// Whether a sign is of a year or of a name that is to be filled in.
pub(super) fn is_filled_in(sign: char) -> bool {
    "XxＸ×＊*＿_○".contains(sign) || sign.is_ascii_digit()
}

/// Names of one list, each once.
#[derive(Debug, Default)]
pub(super) struct Taken(BTreeSet<String>);

impl Taken {
    /// Whether a name is new.
    pub(super) fn is_new(&mut self, name: &str) -> bool {
        self.0.insert(fold_text(name))
    }

    /// The name, with a number behind where it is taken.
    pub(super) fn free(&mut self, name: &str) -> String {
        let mut free = name.to_owned();
        let mut number = 2;
        while !self.is_new(&free) {
            free = format!("{name}{number}");
            number += 1;
        }
        free
    }
}

/// A text within quotation marks of a rule file.
pub(super) fn quoted(text: &str) -> String {
    let clean = |sign: char| match sign {
        '"' => '”',
        '\\' => '＼',
        other => other,
    };
    format!("\"{}\"", text.chars().map(clean).collect::<String>())
}

/// A text as a pattern takes it word for word.
pub(super) fn literal(text: &str) -> String {
    let plain = |sign: &char| !matches!(sign, '[' | ']' | '{' | '}' | '|' | '"' | '\\');
    text.chars().filter(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_what_is_print() {
        for (printed, name) in [
            ("一、 一般公共预算", "一般公共预算"),
            ("  其中：教育收费", "教育收费"),
            ("（二）项目支出", "项目支出"),
            ("本 年 收 入 合 计", "本年收入合计"),
        ] {
            assert_eq!(plain(printed), name);
        }
        assert_eq!(written("因公出国（境）费"), "因公出国（境）费");
        assert_eq!(written("“三公”经费"), "「“三公”经费」");
        assert_eq!(written("行"), "「行」");
    }
}
