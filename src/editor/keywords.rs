//! The words of the rule language, where each may stand, and what it means in a line.

/// Where a word may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stands {
    /// At the beginning of a declaration of a file.
    File,
    /// At the beginning of a line of a table.
    Table,
    /// At the beginning of a line of a passage.
    Passage,
    /// In the head of a rule.
    Head,
    /// Behind a row or column.
    Line,
    /// In an expression.
    Expression,
    /// Nowhere that is offered.
    Elsewhere,
}

use Stands::{Elsewhere, Expression, File, Head, Line, Passage, Table};

/// Each word with its places and its meaning.
pub(super) const KEYWORDS: &[(&str, &[Stands], &str)] = &[
    ("规则集", &[File], "文件开头：规则集 名 版本 \"…\" 基于 名"),
    ("版本", &[Elsewhere], "规则集的版本"),
    ("基于", &[Elsewhere], "加在哪个规则集上：用它的规则再加上自己的"),
    ("公开", &[Elsewhere], "这一套规则核对的公开，题目里叫什么"),
    ("识别", &[Elsewhere], "文件自己会说、用来认出这一层的话"),
    ("表", &[File], "一张表：表 全名 简称 名 { … }"),
    ("说明", &[File], "一节文字：说明 名 { 位于 \"标题\" … }"),
    ("句组", &[File], "一套句式、每项和规则，写一次，到处用：句组 名（参数） { … }"),
    ("提纲", &[File], "文件应有的部分，依次列出"),
    ("规则", &[File, Table, Passage], "规则 编号 \"名称\" 逐 … 当 … ：式子，必须成立"),
    ("要求", &[File, Table, Passage], "写法同规则，用来管「说了没有」"),
    ("禁句", &[File, Passage], "不许有的写法：禁句 编号 \"名称\" \"句式\" 改 \"…\""),
    ("停用", &[File, Table, Passage], "停用一条规则、一行、一列，要说原因：停用 编号 因 \"…\""),
    ("调整", &[File], "改一条规则的级别、误差：调整 编号 级别 提示 因 \"…\""),
    ("定义", &[File, Table, Passage], "给算出来的数起名：定义 名 = 式"),
    ("编码表", &[File], "编码的数据：编码表 名 数据 \"文件\" 级次 类3、款5、项7"),
    ("词", &[File], "一类词和各自的值：词 名 { 增加 为 1；减少 为 -1 }"),
    ("短语", &[File], "反复出现的一段话起个名：短语 名 \"…\"，{名} 写进句式"),
    ("惯例", &[File], "题目、目录、单位标签等印法用哪些字"),
    ("整份", &[File], "少于这些的文件只是一部分，不问齐全"),
    ("适用", &[File, Head], "哪些年度：适用 2025 起、适用 2019 至 2024"),
    ("依据", &[File, Head], "文件依据"),
    ("逐", &[Head], "对每一个都查一遍：逐 行、逐 格 于 全部表"),
    ("当", &[Head], "条件成立才查"),
    ("级别", &[Head], "错误、核实或提示；不写是错误"),
    ("允许误差", &[Head], "差这么多以内算通过：允许误差 0.5万元"),
    ("因", &[Head], "为什么这样定"),
    ("措辞", &[Head], "报告里换一句话说"),
    ("每表一条", &[Head], "同一张表里的多处并作一条"),
    ("列", &[Table], "表的列：列 甲、乙 分 { … }"),
    ("行", &[Table], "表的行：行 甲、乙 分 { … }"),
    ("侧", &[Table], "左右两半的表：侧 收入 { … }"),
    ("科目", &[Table], "编码行：科目 编码表 至 级次"),
    ("每行", &[Table], "行的名称由文件写，有几行是几行：每行 项目"),
    ("次序", &[Table], "在文件中的位置，与声明次序不同时写"),
    ("注", &[Table], "样表下面的注"),
    ("空表说明", &[Table], "空表下面应有的话"),
    ("填项", &[Table], "表单里带标签的一格：填项 项目:文字 位于 \"项目名称\""),
    ("格式", &[Table], "一格里还有别的话时怎么取数"),
    ("又名", &[Table, Line], "印出来的别的叫法"),
    ("简称", &[Line], "规则里的叫法"),
    ("每份", &[Elsewhere], "一项一份的表"),
    ("可缺", &[Line], "没有也行；没印当零"),
    ("精确", &[Line], "没有舍入，差一分也是不符"),
    ("分", &[Line], "恰由这些组成，相加必须相等"),
    ("其中", &[Line], "一部分，不相加"),
    ("起", &[Line], "从哪一年有"),
    ("止", &[Line], "到哪一年为止"),
    ("位于", &[Passage], "这一节的标题：位于 \"标题\""),
    ("始于", &[Passage], "按开头的话找：始于 \"…\""),
    ("段", &[Passage], "节里的一段"),
    ("句式", &[Passage], "要找的句子，{名:类型} 处取数"),
    ("即", &[Elsewhere], "说了这句话就等于有这些数"),
    ("每项", &[Passage], "会重复的一项：每项 名 \"句式\" { … }"),
    ("用", &[Passage], "用一个句组：用 名（…）"),
    ("部分", &[Elsewhere], "提纲里的一部分"),
    ("有", &[Expression], "说了：有 甲"),
    ("无", &[Expression], "没有说：无 甲"),
    ("非", &[Expression], "条件不成立"),
    ("且", &[Expression], "都成立"),
    ("或", &[Expression], "有一个成立"),
    ("否则", &[Expression], "甲没说时取乙：甲 否则 乙"),
    ("于", &[Expression], "在哪里找"),
    ("属于", &[Expression], "是这几个之一"),
    ("含", &[Expression], "文字含文字"),
    ("含于", &[Expression], "名单都在另一名单里"),
    ("止于", &[Expression], "文字以此结尾"),
    ("达到", &[Expression], "完成情况达到目标"),
    ("不超过", &[Expression], "≤"),
    ("不少于", &[Expression], "≥"),
    ("本年", &[Expression], "决算年度"),
    ("上年", &[Expression], "上年的数：上年.表.行.列"),
    ("本年预算", &[Expression], "同年公开的预算"),
    ("所属单位", &[Expression], "名册里的所属单位"),
    ("单位", &[Expression], "文件里的单位：单位.名称"),
    ("求和", &[Elsewhere], "相加；空白当零，缺一项就无法判断"),
    ("个数", &[Elsewhere], "一组行有几行"),
    ("平均", &[Elsewhere], "一组行或几个数的平均"),
    ("取", &[Elsewhere], "一组行里唯一的那一行的"),
    ("最大", &[Elsewhere], "几个数的，或一组行的"),
    ("最小", &[Elsewhere], "几个数的，或一组行的"),
    ("绝对值", &[Elsewhere], "不论正负"),
    ("符号", &[Elsewhere], "大于为 1，等于为 0，小于为 -1"),
    ("名称", &[Elsewhere], "行的名称；一组行的名称"),
    ("空白", &[Elsewhere], "一格、一张表没有数"),
    ("成对", &[Elsewhere], "左右符号一一对应"),
    ("年末", &[Elsewhere], "这一年的 12 月 31 日"),
    ("四舍五入", &[Elsewhere], "取到所写的一位：四舍五入(甲、0.01万元)"),
    ("舍去", &[Elsewhere], "后面的舍去：舍去(甲、0.01万元)"),
    ("长度", &[Elsewhere], "有几个字"),
    ("项数", &[Elsewhere], "名单里有几个名称"),
    ("勾选数", &[Elsewhere], "勾了几个框"),
];

/// What a word of the language means.
pub(super) fn meaning(word: &str) -> Option<&'static str> {
    KEYWORDS.iter().find(|(known, ..)| *known == word).map(|(_, _, meaning)| *meaning)
}

/// What 逐 ranges over, levels and types, with no place of their own.
pub(super) const EACH: [&str; 14] =
    ["行", "列", "格", "表", "科目", "类", "款", "项", "标题", "段落", "金额", "百分比", "单位名", "部分"];
pub(super) const LEVELS: [&str; 3] = ["错误", "核实", "提示"];
pub(super) const TYPES: [&str; 7] = ["金额", "百分比", "年度", "日期", "文字", "名单", "目标"];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::FUNCTIONS;

    #[test]
    fn each_word_is_told_once_and_is_one_of_the_grammar() {
        let grammar = include_str!("../../grammar/gouji.pest");
        for (at, (word, _, meaning)) in KEYWORDS.iter().enumerate() {
            assert!(KEYWORDS.iter().skip(at + 1).all(|(other, ..)| other != word), "{word}");
            assert!(!meaning.is_empty());
            let own = ["本年", "上年", "本年预算", "所属单位", "单位"].contains(word);
            assert!(own || grammar.contains(&format!("\"{word}\"")), "{word}");
        }
        for function in FUNCTIONS {
            assert!(meaning(function).is_some(), "{function}");
        }
    }
}
