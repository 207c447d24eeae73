//! Judging over columns and judging unit by unit come to the same.

use std::sync::LazyLock;

use gouji::account::{Account, facts};
use gouji::audit::Columns;
use gouji::proof::{UnitFindings, Verdict, check_open};
use gouji::session::{Edition, open};

use gouji::document;
use gouji::source::{Load, LoadError};
use proptest::prelude::*;

/// Rule files in memory.
struct Files([(&'static str, String); 2]);

impl Load for Files {
    fn load(&self, name: &str) -> Result<String, LoadError> {
        let file = self.0.iter().find(|(known, _)| *known == name);
        file.map(|(_, text)| text.clone()).ok_or_else(|| LoadError::Missing(name.to_owned()))
    }

    fn list(&self, name: &str) -> Result<Vec<String>, LoadError> {
        Ok(vec![name.to_owned()])
    }
}

/// Tables with fixed rows, tables with code rows, sums over levels and parts, joins, conditions, tolerances.
const RULES: &str = r#"规则集 小账 版本 "1"
编码表 科目 数据 "codes.yaml" 级次 类3、款5
表 总表 {
  行 甲、乙、丙、合计、余数 可缺
  列 金额
}
表 明细 {
  行 合计 分 { 科目 科目 }
  列 小计、基本、项目
}
表 支出 {
  行 合计 分 { 科目 科目 }
  列 小计
}
规则 AA01 "合计是各项之和"：总表.合计.金额 = 总表.甲.金额 + 总表.乙.金额 + 总表.丙.金额 + 总表.余数.金额
规则 AA02 "甲不大于合计"：总表.甲.金额 ≤ 总表.合计.金额
规则 AA03 "有丙时乙大于零" 当 总表.丙.金额 > 0元：总表.乙.金额 > 0元
规则 AA04 "差不过一百元" 允许误差 100元：总表.合计.金额 = 明细.合计.小计
规则 AA05 "每格是下级之和" 逐 格 于 明细：本格 = 求和(下级行)
规则 AA06 "小计" 逐 科目 于 明细：明细.本科目.小计 = 明细.本科目.基本 + 明细.本科目.项目
规则 AA07 "两表一致" 逐 科目：明细.本科目.小计 = 支出.本科目.小计
规则 AA08 "某一科目"：明细.[201].小计 = 支出.[201].小计
表 项目 {
  行 合计 分 { 每行 项目名 }
  列 金额
}
表 拨款 {
  每行 项目名
  列 金额
}
规则 AA10 "各项目之和" 逐 格 于 项目：本格 = 求和(下级行)
规则 AA11 "拨款不超过项目" 逐 项目名：拨款.本项目名.金额 ≤ 项目.本项目名.金额
规则 AA09 "一半"：总表.甲.金额 ÷ 2 ≤ 总表.合计.金额
"#;

const CODES: &str = "- {编码: \"201\", 名称: 教育}\n- {编码: \"20101\", 名称: 小学}\n- {编码: \"20102\", 名称: 中学}\n- {编码: \"202\", 名称: 卫生}\n- {编码: \"20201\", 名称: 医院}\n";

/// Compiled once for all cases.
static EDITION: LazyLock<Edition> = LazyLock::new(edition);

fn edition() -> Edition {
    let files = Files([("小账.gj", RULES.to_owned()), ("codes.yaml", CODES.to_owned())]);
    let edition = open(&files, &["小账.gj".to_owned()], None);
    assert!(!edition.has_errors(), "{:?}", edition.diagnostics);
    edition
}

/// One figure as data: a number of cents, or what stands in its place.
fn value() -> impl Strategy<Value = String> {
    let amount = prop::sample::select(vec![0i64, 100, 150, 200, 250, 300, 450, -100]);
    prop_oneof![
        8 => amount.prop_map(|cents| format!("{}.{:02},", cents / 100, cents.abs() % 100)),
        1 => Just("3.5,".to_owned()),
        1 => Just(",".to_owned()),
        1 => Just("-,".to_owned()),
        1 => Just("1.00,unreadable".to_owned()),
        2 => Just(String::new()),
    ]
}

/// The cells that an account may print.
fn cells() -> Vec<(&'static str, &'static str, &'static str)> {
    let fixed = ["甲", "乙", "丙", "合计", "余数"].map(|row| ("总表", row, "金额"));
    let codes = ["合计", "201", "20101", "20102", "202", "20201"];
    let detail = codes.iter().flat_map(|row| ["小计", "基本", "项目"].map(|column| ("明细", *row, column)));
    let spent = codes.iter().map(|row| ("支出", *row, "小计"));
    let named = ["合计", "甲项目", "201", "丙"].map(|row| ("项目", row, "金额"));
    let granted = ["201", "甲项目"].map(|row| ("拨款", row, "金额"));
    fixed.into_iter().chain(detail).chain(spent).chain(named).chain(granted).collect()
}

/// Some units as long data. Often figures of one unit are all alike, so that much of it holds.
fn data() -> impl Strategy<Value = String> {
    let unit = (prop::collection::vec(value(), cells().len()), value(), 0..4u8, any::<[bool; 4]>());
    prop::collection::vec(unit, 1..12).prop_map(|units| {
        let mut text = "单位,年度,表,行,列,值,状态\n一家,2024,总表,甲,金额,1.00,\n".to_owned();
        for (number, (values, plain, mix, missing)) in units.into_iter().enumerate() {
            for (index, ((table, row, column), own)) in cells().into_iter().zip(values).enumerate() {
                let gone = ["总表", "明细", "支出", "拨款"]
                    .iter()
                    .zip(missing)
                    .any(|(name, gone)| *name == table && gone);
                let value = if index % 4 < usize::from(mix) { &own } else { &plain };
                let is_left_out = value.is_empty() || (gone && number % 3 == 0);
                if !is_left_out {
                    text.push_str(&format!("单位{number},2024,{table},{row},{column},{value}\n"));
                }
            }
        }
        text
    })
}

fn accounts(edition: &Edition, data: &str) -> Vec<Account> {
    let document = document::read("数据.csv", data.as_bytes()).unwrap();
    edition.read(&document)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn what_columns_decide_is_what_the_exact_judge_says(data in data()) {
        let edition = &*EDITION;
        let columns = Columns::new(&edition.schema, &edition.rules, &edition.plan);
        let accounts = accounts(edition, &data);
        let all: Vec<&Account> = accounts.iter().collect();
        let together = facts(&edition.schema, &all);
        let decided = columns.decide(&edition.schema, &together, &vec![false; all.len()]);
        for (lane, account) in accounts.iter().enumerate() {
            let whole = edition.check(account);
            let open = &decided.open[lane];
            let compiled = (&edition.schema, &edition.rules, &edition.plan);
            let rest = check_open(compiled, &columns, (&together, lane), account, open);
            let pass = u64::from(decided.pass[lane]) + rest.summary.pass;
            let none = u64::from(decided.not_applicable[lane]) + rest.summary.not_applicable;
            prop_assert_eq!((pass, none), (whole.summary.pass, whole.summary.not_applicable), "{}", data);
            let told = |unit: &UnitFindings| -> Vec<(String, Verdict, String, Option<usize>)> {
                unit.findings.iter().map(|f| (f.rule.clone(), f.verdict, format!("{:?}", f.difference), f.follows)).collect()
            };
            prop_assert_eq!(told(&whole), told(&rest), "{}", data);
        }
    }
}

#[test]
fn sound_units_are_decided_by_columns_alone() {
    let edition = &*EDITION;
    let columns = Columns::new(&edition.schema, &edition.rules, &edition.plan);
    assert_eq!(columns.lowered().0, columns.lowered().1, "every rule here can be lowered");
    let mut text = "单位,年度,表,行,列,值\n".to_owned();
    for (table, row, column) in cells() {
        let value = match (table, row, column) {
            ("总表", "合计", _) | (_, "合计", "小计") => "7.00",
            ("总表", "甲" | "乙", _) | (_, "201", "小计") => "3.50",
            ("总表", _, _) | (_, _, "项目") => "0.00",
            ("项目" | "拨款", "甲项目", _) => "2.00",
            ("项目", "丙", _) => "1.50",
            (_, "合计", _) => "7.00",
            (_, "20101", _) => "2.50",
            (_, "20102", _) => "1.00",
            _ => "3.50",
        };
        text.push_str(&format!("甲单位,2024,{table},{row},{column},{value}\n"));
    }
    let accounts = accounts(edition, &text);
    let all: Vec<&Account> = accounts.iter().collect();
    let decided = columns.decide(&edition.schema, &facts(&edition.schema, &all), &vec![false; all.len()]);
    let whole = edition.check(&accounts[0]);
    assert_eq!(decided.open, [Vec::<u32>::new()]);
    assert_eq!(u64::from(decided.pass[0]), whole.summary.pass);
    assert_eq!(whole.summary.fail, 0);
}
