//! A rule base in small, and trees compared without their places.

#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "shared by several tests; a test stops at the first surprise"
)]

use gouji::source::{Diagnostic, SourceId};
use gouji::syntax::{self, Tree};

/// A rule base in small, with most of what the language has.
pub(crate) const SAMPLE: &str = r#"规则集 试验决算 版本 "2024" 识别 "试验省"、"试验市"
依据 "试财〔2024〕1号"
适用 2019 起

// 编码
编码表 功能 数据 "功能.yaml" 级次 类3、款5、项7
词 增减 { 增加、"有所增加" 为 1；减少 为 -1；持平 为 0 }

表 收支总表 简称 总表 可缺 {
  又名 "收支表"、"收支一览"
  次序 7
  列 决算数 又名 "金额"、增幅:百分比 可缺 // 行尾
  侧 收入 {
    行 合计 分 { 甲收入、「乙 收入」 简称 乙 起 2019 止 2023、[301] }
    行 结余 止 2018
  }
  行 余额 分 { 每行 项目 又名 "支出名称"、"用途" }
  行 总计 其中 { 专项、科目 } 分 { 科目 功能 至 类 }
  科目 功能
  注 "本表反映\"收支\"。"
  空表说明 "无收支{…}"
  填项 项目 位于 "项目名称"、日期:日期
  格式 决算数 "{决算数:金额}[（{附注:文字}）]"
  规则 A01 "相等" 逐 列 于 {甲、乙} 于 总表 当 非 空白(本表) 且 有 上年 适用 2020 至 2024 级别 核实 允许误差 0.5万元 每表一条 依据 "文" 措辞 "话" 因 "故"：
    收入.合计.(本列) - (甲 - 乙) × -2
    = 求和(甲.[30217] 于 总表 当 决算数 ≠ 0元、乙) 否则 1,000.50 元
  停用 A09 因 "不用"
}
句组 同比（本期、基数） {
  句式 "[与|较|]{上年|{年:年度}年度}{方向:增减}{甲、乙:金额}" 即 方向 = 持平、乙 = 0元
  定义 上期 = 本期 - 方向 × 甲
}
说明 总体 {
  位于 "总体{情况|说明}"
  句式 "支出{支出 = 总表.总计}，{本年}{词:2至4字}{词}{总表.收入.合计}…"
  用 同比（支出、基数）
  每项 构成 "{列:总表.合计.下级}{金额 = 总表.本列}"、"另{列:总表.合计.下级}" {
    规则 A02 "占比"：占比 = 金额 ÷ 支出
  }
  段 其他 { 位于 其余 }
  段 开头 { 始于 "[1.]费" }
  禁句 A03 "叠字" "{词:2字}{词}" 除 "部门部门" 改 "部门" 当 单位.级次 = "区级" 于 全文 级别 提示 措辞 "请删去一个"
}
提纲 { 部分 "{…}概况" { 节 "职责"、"机构"  节 说明  表 全部表 }  部分 "附件" 可缺 }
要求 A04 "齐全" 逐 表 于 全部表：有 本表
调整 A02、A04 级别 提示 适用 止 2024 因 "试行"
"#;

/// Parses a text.
pub(crate) fn parse(text: &str) -> (Tree, Vec<Diagnostic>) {
    syntax::parse(SourceId(0), text)
}

/// The tree of a text without mistakes.
pub(crate) fn clean(text: &str) -> Tree {
    let (tree, diagnostics) = parse(text);
    assert!(diagnostics.is_empty(), "{text}\n{diagnostics:#?}");
    tree
}

/// A tree as text, without its places.
pub(crate) fn shape(tree: &Tree) -> String {
    let mut shape = String::new();
    let debug = format!("{tree:?}");
    let mut parts = debug.split("Span { source: SourceId(0), start: ");
    shape.push_str(parts.next().unwrap());
    for part in parts {
        shape.push_str(part.split_once('}').unwrap().1);
    }
    shape
}

/// Parsing what is printed gives an equal tree, and printing that the same text.
pub(crate) fn assert_printing_keeps(text: &str) {
    let tree = clean(text);
    let printed = syntax::print(&tree);
    let again = clean(&printed);
    assert_eq!(shape(&tree), shape(&again), "{printed}");
    assert_eq!(printed, syntax::print(&again));
}
