//! What rule files are asked about: what can be read and is likely not meant. One case that is asked about and one that
//! is not for each; no question about the shipped rules.

use gouji::session::{Shipped, check_rules};
use gouji::source::{Load, LoadError};

use crate::support::one_file::Text;

/// Codes of the problems of a rule file, in order.
fn asked(rules: &str) -> Vec<&'static str> {
    let text = Text(rules.to_owned());
    check_rules(&text, &["试.gj".to_owned()], None).diagnostics.iter().map(|one| one.code).collect()
}

const HEAD: &str = "规则集 试 版本 \"1\"\n表 收支表 { 列 本年、上年数 列 占比:百分比 可缺 列 人数:人 可缺 行 收入 分 { 甲项、乙项 } 行 支出 行 结余 }\n";

#[test]
fn rules_that_are_likely_not_meant() {
    let cases = [
        ("规则 SZ01 \"x\"：收支表.收入.本年 = 收支表.收入.本年", "两边相同"),
        (
            "规则 SZ01 \"x\"：收支表.收入.本年 + 收支表.支出.本年 = 收支表.支出.本年 + 收支表.收入.本年",
            "总是成立",
        ),
        ("规则 SZ01 \"x\"：收支表.收入.本年 < 收支表.收入.本年", "两边相同"),
        (
            "表 项目表 { 列 编号:文字 列 数 每行 项目 规则 SZ01 \"x\"：个数(项目表 当 编号 = 本项目.编号) = 1 }",
            "两边相同",
        ),
        (
            "规则 SZ01 \"x\"：收支表.收入.本年 > 收支表.支出.本年\n规则 SZ02 \"y\"：收支表.收入.本年 < 收支表.支出.本年",
            "互相矛盾",
        ),
        (
            "规则 SZ01 \"x\"：收支表.收入.本年 ≥ 收支表.支出.本年\n规则 SZ02 \"y\"：收支表.支出.本年 - 收支表.收入.本年 ≤ 0元",
            "重复",
        ),
        (
            "规则 SZ01 \"x\" 当 收支表.收入.本年 > 5元 且 收支表.收入.本年 < 3元：收支表.支出.本年 ≥ 0元",
            "条件不成立",
        ),
        ("规则 SZ01 \"x\" 当 1 = 2：收支表.收入.本年 ≥ 0元", "条件不成立"),
        ("规则 SZ01 \"x\"：收支表.收入.本年 ÷ 0 ≥ 0元", "除以零"),
        ("规则 SZ01 \"x\"：收支表.收入.占比 ≤ 100", "百分号"),
        ("规则 SZ01 \"x\"：收支表.支出.本年 ≤ 收支表.收入.本年 × 5", "倍数"),
        ("规则 SZ01 \"x\" 逐 格 于 收支表：本格 = 求和(下级行)", "百分比相加"),
        ("规则 SZ01 \"x\" 措辞 \"{合汁}不对\"：收支表.支出.本年 ≥ 0元", "措辞"),
        ("词 增减 { 增加 为 1 }", "没有用到"),
        ("禁句 SZ01 \"x\" \"帐\" 改 \"账\"\n规则 SZ01 \"x\"：收支表.收入.本年 ≥ 0元", "编号重复"),
    ];
    for (rules, code) in cases {
        assert_eq!(asked(&format!("{HEAD}{rules}\n")), [code], "{rules}");
    }
    let meant = [
        "规则 SZ01 \"x\"：收支表.收入.本年 ≥ 收支表.支出.本年\n规则 SZ02 \"y\"：收支表.收入.本年 ≤ 收支表.支出.本年",
        "规则 SZ01 \"x\" 当 收支表.收入.本年 > 3元 且 收支表.收入.本年 < 5元：收支表.支出.本年 ≥ 0元",
        "规则 SZ01 \"x\"：收支表.收入.占比 ≤ 100%\n规则 SZ02 \"y\"：收支表.收入.本年 ÷ 收支表.支出.本年 = 1",
        "规则 SZ01 \"x\"：收支表.支出.本年 ≤ 收支表.收入.本年 × 5%",
        "规则 SZ01 \"x\" 逐 格 于 {本年、上年数} 于 收支表：本格 = 求和(下级行)",
        "规则 SZ01 \"x\" 措辞 \"{本年}不对，{本行}\"：收支表.支出.本年 ≥ 0元",
        "规则 SZ01 \"x\" 当 收支表.收入.本年 > 0元：收支表.支出.本年 > 0元\n规则 SZ02 \"x\" 当 收支表.收入.本年 = 0元：收支表.支出.本年 ≤ 0元",
    ];
    for rules in meant {
        assert_eq!(asked(&format!("{HEAD}{rules}\n")), Vec::<&str>::new(), "{rules}");
    }
}

#[test]
fn names_that_are_given_twice() {
    let cases = [
        ("表 收支表 { 列 本年、本年 行 收入、支出 }", "重复"),
        ("表 收支表 { 列 本年 行 收入、支出、收入 }", "重复"),
        ("表 收支表 { 列 本年 行 收入 }\n表 支出表 { 又名 \"收支表\" 列 本年 行 收入 }", "名称重复"),
        (
            "表 收支总表 简称 总表 { 列 本年 行 收入 }\n表 收支明细表 简称 总表 { 列 本年 行 收入 }",
            "名称重复",
        ),
        ("表 收支表 { 列 本年 行 收入 分 { 支出 分 { 收入 } } }", "分绕回自己"),
        ("表 收支表 { 列 本年、上年数 又名 \"本年\" 行 收入 }", "名称重复"),
        ("表 收支表 { 列 本年 行 收入、支出 停用 结余 }", "未知名称"),
        ("规则集 试 版本 \"2\"\n表 收支表 { 列 本年 行 收入 }", "重复"),
        (
            "短语 费 \"费用\"\n说明 甲 { 位于 \"甲\" 句式 \"共{费:金额}\" 句式 \"另有{费}\" 规则 SZ01 \"x\"：费 > 0元 }",
            "名称重复",
        ),
        ("短语 本年 \"今年\"\n说明 甲 { 位于 \"{本年}甲\" }", "名称重复"),
    ];
    for (rules, code) in cases {
        assert_eq!(asked(&format!("规则集 试 版本 \"1\"\n{rules}\n")), [code], "{rules}");
    }
    let meant = [
        "表 收支表 { 列 本年、上年数 行 收入、支出 停用 支出 }",
        "表 收支表 { 列 本年 行 收入 分 { 其他 } 行 支出 分 { 其他 } }",
        "表 收支表 { 列 本年 行 收入 }\n表 支出表 { 又名 \"收支表\" 列 本年 行 支出 }",
        "表 收支表 { 列 甲数 起 2020、甲数 止 2019 行 收入 }",
        "表 收支表 { 列 本年 行 收入、支出、收入 精确 }",
        "表 甲表 { 列 数 行 收入 分 { 甲、乙 } }\n表 乙表 { 列 数 行 支出 分 { 丙、丁 } }\n规则 SZ01 \"x\" 逐 格 于 {甲表、乙表}：本格 = 求和(下级行)",
    ];
    for rules in meant {
        assert_eq!(asked(&format!("规则集 试 版本 \"1\"\n{rules}\n")), Vec::<&str>::new(), "{rules}");
    }
}

#[test]
fn named_parts_of_sentences() {
    let text = |rules: &str| {
        format!(
            "规则集 试 版本 \"1\"\n{rules}\n说明 甲 {{ 位于 \"甲\" 句式 \"{{同比基}}{{数:金额}}\" 规则 SZ01 \"x\"：数 > 0元 }}\n"
        )
    };
    let cases = [
        ("短语 同比基 \"比去年\"\n短语 预算基 \"比预算\"", "没有用到"),
        ("短语 同比基础 \"比去年\"", "未知填空"),
        ("词 同比基 { 增加 为 1 }", "未知填空"),
        ("短语 同比基 \"比{上年词}\"", "未知填空"),
        ("短语 同比基 \"比{上年}\"\n短语 上年 \"{同比基}度\"", "短语循环"),
        ("短语 同比基 \"{同比基}\"", "短语循环"),
        ("短语 同比基 \"比去年\"\n虚词 \"{去年}\"", "说法"),
        ("短语 同比基 \"比{年:年度}\"\n虚词 \"{同比基}的\"", "说法"),
    ];
    for (rules, code) in cases {
        let found = asked(&text(rules));
        assert!(found.contains(&code), "{rules}: {found:?}");
    }
    let nearest = check_rules(&Text(text("短语 同比基础 \"比去年\"")), &["试.gj".to_owned()], None);
    let mends: Vec<_> = nearest.diagnostics.iter().filter_map(|found| found.mend.as_deref()).collect();
    assert!(mends.iter().any(|mend| mend.contains("同比基础")), "{mends:?}");
    let meant =
        ["短语 同比基 = \"{与|比}{上年}[相比]\"\n短语 上年 \"上年\"、\"去年\"", "短语 同比基 \"比去年\""];
    for rules in meant {
        assert_eq!(asked(&text(rules)), Vec::<&str>::new(), "{rules}");
    }
}

#[test]
fn layers_that_mistype_or_displace_what_they_stand_on() {
    let cases = [
        ("说明 三公经费 { 段 总体 { 句式 \"另计{公务接代费:金额}\" 句式 \"又计{公务接待费:金额}\" } }", ""),
        (
            "说明 支出结构 { 位于 \"支出决算情况说明\" 句式 \"共{数额:金额}\" 规则 SZ90 \"x\"：数额 ≥ 0元 }",
            "",
        ),
        ("规则 SZ90 \"x\"：基本支出表.[99999] ≥ 0元", "未知编码"),
        ("规则 SZ90 \"x\"：总表.收入.总计 = 总表.支出.总计", "重复"),
    ];
    for (rules, code) in cases {
        let found = asked(&format!("规则集 试 版本 \"1\" 基于 部门决算\n{rules}\n"));
        if !code.is_empty() {
            assert_eq!(found, [code], "{rules}");
        }
    }
}

#[test]
fn nothing_is_asked_about_the_shipped_rules() {
    let outturns = ["部门决算", "上海", "云南", "内蒙古", "四川", "广东", "江西", "湖北", "湖南", "陕西"];
    let budgets = ["部门预算", "上海预算", "湖北预算", "四川预算"];
    for sets in [&outturns[..], &budgets] {
        let sets: Vec<String> = sets.iter().map(|set| (*set).to_owned()).collect();
        let found = check_rules(&Shipped, &sets, None).diagnostics;
        let found: Vec<_> = found.iter().map(|one| (one.code, &one.message)).collect();
        assert!(found.is_empty(), "{found:#?}");
    }
}

/// A rule file with a code list beside it.
struct Listed(&'static str);

impl Load for Listed {
    fn load(&self, name: &str) -> Result<String, LoadError> {
        match name {
            "试.gj" => Ok("规则集 试 版本 \"1\"\n编码表 科 数据 \"科.yaml\" 级次 类3、款5\n\
                          表 收支表 { 列 本年 行 合计 分 { 科目 科 } }\n"
                .to_owned()),
            "科.yaml" => Ok(self.0.to_owned()),
            _ => Err(LoadError::Missing(name.to_owned())),
        }
    }

    fn list(&self, name: &str) -> Result<Vec<String>, LoadError> {
        Ok(vec![name.to_owned()])
    }
}

#[test]
fn code_lists_that_cannot_be_used_as_they_are() {
    let told = |list: &'static str| -> Vec<String> {
        let found = check_rules(&Listed(list), &["试.gj".to_owned()], None).diagnostics;
        found.into_iter().map(|one| one.message).collect()
    };
    let cases = [
        (
            "- {编码: \"201\", 名称: 甲}\n- {编码: \"201\", 名称: 乙}\n",
            "编码数据「科.yaml」：编码 201 在同一年里有两个名称：甲、乙",
        ),
        ("- {编码: \"2011\", 名称: 丙}\n", "编码数据「科.yaml」：「2011 丙」的编码不是 3、5 位"),
        (
            "- {编码: \"201\", 名称: 丁, 起: 2025, 止: 2020}\n",
            "编码数据「科.yaml」：「201 丁」的起始年度在截止年度之后，没有一年适用",
        ),
        ("- {名称: 戊}\n", "编码数据「科.yaml」第 1 行没有写「编码」"),
        (
            "- {编码: \"201\", 名称: 甲}\n- {编码: \"202\", 名称: 乙}\n- {编码: \"2O3\", 名称: 丙}\n",
            "编码数据「科.yaml」里别的编码都是数字，「2O3 丙」有字母",
        ),
        ("[]\n", "编码数据「科.yaml」里一个编码也没有，用它的表一行也认不出"),
    ];
    for (list, message) in cases {
        assert_eq!(told(list), [message]);
    }
    // One entry that cannot be read hides no other.
    let several = "- {编码: \"2011\", 名称: 甲}\n- {名称: 乙}\n- {编码: \"203\"}\n";
    let several = told(several);
    assert_eq!(
        several,
        [
            "编码数据「科.yaml」第 2 行没有写「编码」",
            "编码数据「科.yaml」第 3 行没有写「名称」",
            "编码数据「科.yaml」：「2011 甲」的编码不是 3、5 位",
        ]
    );
    let right = "- {编码: \"201\", 名称: 甲, 止: 2018}\n- {编码: \"201\", 名称: 乙, 起: 2019}\n- {编码: \"20101\", 名称: 丙}\n";
    assert_eq!(told(right), Vec::<String>::new());
}
