//! Forms of regions: more tables than nine, prose before them, tables in 元, further measures beside the 三公. What the
//! made-up documents print is consistent, so nothing may be found in them, their figures must be read where they stand,
//! and what is changed in them must be noticed.

use std::process::Command;

use gouji::account::{Account, State};
use gouji::proof::{UnitFindings, Verdict};
use gouji::session::{Edition, Editions, Shipped};
use serde_json::Value;

pub(crate) mod forms;
pub(crate) mod made;
mod said;
mod tables;
mod tables_more;

use made::Form;

fn json(command: &str, file: &str) -> Value {
    let path = format!("{}/tests/regions/{file}.txt", env!("CARGO_MANIFEST_DIR"));
    let output = Command::new(env!("CARGO_BIN_EXE_gouji"))
        .args([command, "--format", "json", path.as_str()])
        .output()
        .unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}

const FORM: &str = "元为单位另列会议费";

#[test]
fn nothing_is_found_where_nothing_is_wrong() {
    let found = json("check", FORM);
    let unit = &found["units"][0];
    assert_eq!(unit["tables"]["found"], 9);
    let wrong: Vec<&Value> = unit["ledger"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|rule| rule["level"] != "提示" && rule["不符"].as_u64().unwrap() > 0)
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(unit["summary"]["通过"].as_u64().unwrap() > 950, "hardly anything was checked");
}

/// A figure of a table, as printed.
fn printed(read: &Value, table: &str, row: &str, column: &str) -> String {
    let tables = read["accounts"][0]["tables"].as_array().unwrap();
    let rows =
        tables.iter().filter(|read| read["table"] == table).flat_map(|read| read["rows"].as_array().unwrap());
    let cells = rows.filter(|read| read["name"] == row).flat_map(|read| read["cells"].as_array().unwrap());
    let mut texts =
        cells.filter(|cell| cell["column"] == column).map(|cell| cell["text"].as_str().unwrap().to_owned());
    texts.next().unwrap_or_else(|| panic!("{table} {row} {column} was not read"))
}

#[test]
fn a_total_under_a_heading_of_the_form_stands_left_of_what_follows() {
    let read = json("read", FORM);
    let table = "财政拨款“三公”经费支出决算表";
    for (row, budget, spent) in [
        ("合计", "160,000.00", "88,400.00"),
        ("公务用车购置及运行维护费", "100,000.00", "74,800.00"),
        ("公务接待费", "60,000.00", "13,600.00"),
        ("会议费", "30,000.00", "26,000.00"),
        ("培训费", "40,000.00", "39,000.00"),
    ] {
        assert_eq!(printed(&read, table, row, "预算数"), budget, "{row}");
        assert_eq!(printed(&read, table, row, "决算数"), spent, "{row}");
    }
}

#[test]
fn few_figures_stay_unread() {
    let read = json("read", FORM);
    let account = &read["accounts"][0];
    let unread = account["unread"].as_array().unwrap();
    assert!(unread.len() <= 3, "{unread:#?}");
    let passages = account["passages"].as_array().unwrap();
    let sound = passages.iter().filter(|slot| slot["state"] == "value").count();
    assert!(sound > 120, "{sound} figures of the prose");
}

/// A made-up document and what is to come of it.
struct Case {
    name: String,
    text: String,
    layer: &'static str,
    tables: usize,
    planted: Planted,
}

/// What is changed, to what, and the rule that must notice.
type Planted = &'static [(&'static str, &'static str, &'static str)];

/// A region: its name, its layer, a unit of it, whether its tables are in 元.
type Region = (&'static str, &'static str, &'static str, bool);

/// A region with its form, how many tables that has, what is planted.
type Kind = (Region, fn(&Form) -> String, usize, Planted);

const REGIONS: [Kind; 12] = [
    (("四川", "四川部门决算", "清泉县商务局", false), |form| forms::sichuan(form, false), 13, SICHUAN),
    (
        ("四川二", "四川部门决算", "成都市清河区商务局", false),
        |form| forms::sichuan(form, true),
        13,
        ECONOMIC,
    ),
    (("内蒙古", "内蒙古部门决算", "清河旗商务局", false), forms::inner_mongolia, 12, INNER_MONGOLIA),
    (("云南", "云南部门决算", "清泉县商务局", false), forms::yunnan, 12, YUNNAN),
    (("陕西", "陕西部门决算", "清泉县商务局", true), forms::shaanxi, 9, SHAANXI),
    (("江西", "江西部门决算", "清泉县商务局", false), forms::jiangxi, 10, JIANGXI),
    (("湖南", "湖南部门决算", "清泉县商务局", false), forms::hunan, 9, HUNAN),
    (("广东", "广东部门决算", "佛山市清河区商务局", true), |form| forms::national(form, ""), 9, &[]),
    (("湖北", "湖北部门决算", "湖北省清泉县商务局", false), |form| forms::national(form, ABROAD), 9, &[]),
    (("上海", "上海部门决算", "上海市清河区商务局", false), |form| forms::national(form, ABROAD), 9, &[]),
    (("青海", "部门决算", "西宁市清河区商务局", false), |form| forms::national(form, ABROAD), 9, &[]),
    (("浙江", "部门决算", "清泉县商务局", true), |form| forms::national(form, ""), 9, &[]),
];

/// What a document of one region says about others.
const ABROAD: &str = "
（五）对口支援情况

本年继续做好对口支援工作，选派干部到四川省成都市、云南省昆明市开展招商合作，并赴江西省学习国有资产占用情况表的填报。
";

const SICHUAN: Planted = &[
    ("2011302\t一般行政管理事务\t245.67\n", "2011302\t一般行政管理事务\t254.67\n", "SC05"),
    ("合计\t\t1145.73\t774.26", "合计\t\t1154.73\t774.26", "SC04"),
    ("201\t一般公共服务支出\t942.02\t570.55", "201\t一般公共服务支出\t924.02\t570.55", "SC02"),
    ("合计\t\t1145.73\t774.26\t242.40", "合计\t\t1145.73\t774.26\t224.40", "BN02"),
    ("合计\t\t\t8.30\t8.30\t\t8.30", "合计\t\t\t8.30\t8.80\t\t8.80", "SC22"),
];

const ECONOMIC: Planted = &[
    ("合计\t\t1316.53\t1145.73\t900.06", "合计\t\t1316.53\t1154.73\t909.06", "SC14"),
    ("30201\t办公费\t130.61\t130.61\t30.11", "30201\t办公费\t130.61\t130.61\t31.11", "BN02"),
    ("301\t工资福利支出\t774.26\t774.26", "301\t工资福利支出\t747.26\t774.26", "BN01"),
];

const INNER_MONGOLIA: Planted = &[
    (
        "2011302\t一般行政管理事务\t5.00\t258.77\t258.77",
        "2011302\t一般行政管理事务\t5.00\t258.77\t285.77",
        "NM03",
    ),
    ("\t招商活动经费\t5.00\t208.77\t208.77\t5.00", "\t招商活动经费\t5.00\t208.77\t280.77\t5.00", "NM01"),
    ("一、机关运行经费\t1\t—\t117.80", "一、机关运行经费\t1\t—\t171.80", "NM07"),
    ("一、机关运行经费\t1\t—\t117.80", "一、机关运行经费\t1\t—\t171.80", "NM06"),
    ("车辆数合计（辆）\t5\t—\t2", "车辆数合计（辆）\t5\t—\t3", "NM09"),
    ("车辆数合计（辆）\t5\t—\t2", "车辆数合计（辆）\t5\t—\t3", "NM10"),
    ("（台/套）\t14\t—\t3", "（台/套）\t14\t—\t5", "NM11"),
    ("政府采购支出合计\t16\t—\t112.36", "政府采购支出合计\t16\t—\t121.36", "NM13"),
    ("政府采购服务支出\t19\t—\t16.16", "政府采购服务支出\t19\t—\t61.16", "NM12"),
    ("授予中小企业合同金额\t20\t—\t98.36", "授予中小企业合同金额\t20\t—\t89.36", "NM14"),
];

const YUNNAN: Planted = &[
    ("合计\t\t32.00\t\t32.00\t1155.73", "合计\t\t23.00\t\t23.00\t1155.73", "YN01"),
    ("（一）支出合计\t2\t16.00\t8.84", "（一）支出合计\t2\t16.00\t8.48", "BN01"),
    ("国内接待费\t8\t—\t1.36", "国内接待费\t8\t—\t1.63", "YN04"),
    ("二、机关运行经费\t22\t—\t117.80", "二、机关运行经费\t22\t—\t171.80", "YN07"),
    ("（一）行政单位\t23\t—\t117.80", "（一）行政单位\t23\t—\t107.80", "YN06"),
    ("公务用车保有量（辆）\t15\t—\t2", "公务用车保有量（辆）\t15\t—\t3", "YN12"),
    ("国内公务接待批次（个）\t16\t—\t12", "国内公务接待批次（个）\t16\t—\t21", "YN13"),
    ("国内公务接待人次（人）\t18\t—\t136", "国内公务接待人次（人）\t18\t—\t163", "YN14"),
    ("合计\t1\t851.80", "合计\t1\t815.80", "BN02"),
];

const SHAANXI: Planted = &[
    ("74,800.00\t26,000.00\t39,000.00", "74,800.00\t20,600.00\t39,000.00", "SX03"),
    ("74,800.00\t26,000.00\t39,000.00", "74,800.00\t6,200.00\t39,000.00", "SX01"),
    ("74,800.00\t26,000.00\t39,000.00", "74,800.00\t26,000.00\t33,900.00", "SX04"),
    ("100,000.00\t30,000.00\t40,000.00", "100,000.00\t30,000.00\t45,000.00", "SX06"),
    ("会议费支出全年预算3.00万元", "会议费支出全年预算3.50万元", "SX05"),
];

const JIANGXI: Planted = &[
    ("数量\t2\t0", "数量\t3\t0", "GN01"),
    ("数量\t2\t0", "数量\t3\t0", "GN02"),
    ("设备（不含车辆）3台", "设备（不含车辆）5台", "GN05"),
];

const HUNAN: Planted = &[
    ("开支会议费2.60万元", "开支会议费0.60万元", "HN01"),
    ("开支培训费3.90万元", "开支培训费0.90万元", "HN02"),
];

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for ((region, layer, unit, yuan), make, tables, planted) in REGIONS {
        for year in [2019, 2020, 2022, 2024] {
            let state = year >= 2020;
            // Forms with a fixed list of tables are those of later years.
            if !state && !matches!(region, "湖南" | "广东" | "湖北" | "上海" | "青海" | "浙江") {
                continue;
            }
            cases.push(Case {
                name: format!("{region} {year}"),
                text: make(&Form { year, unit, yuan }),
                layer,
                tables: if state { tables } else { 8 },
                planted,
            });
        }
    }
    for year in [2021, 2023, 2025] {
        let form = Form { year, unit: "清泉县商务局", yuan: false };
        let text = forms::national(&form, ABROAD);
        cases.push(Case {
            name: format!("全国 {year}"), text, layer: "部门决算", tables: 9, planted: &[]
        });
    }
    cases
}

/// What is read of a text and found in it.
fn check(editions: &Editions, text: &str) -> (std::sync::Arc<Edition>, Account, UnitFindings) {
    let (edition, document) = editions.for_document("编的.txt", text.as_bytes()).unwrap();
    assert!(!edition.has_errors(), "{:?}", edition.diagnostics);
    let account = edition.read(&document).remove(0);
    let findings = edition.check(&account);
    (edition, account, findings)
}

/// The amounts that the tables of a text print.
fn amounts(text: &str) -> usize {
    let cells = text.lines().filter(|line| line.contains('\t')).flat_map(|line| line.split('\t'));
    let amount = |cell: &&str| {
        let digits = cell.split_once('.').is_some_and(|(_, decimals)| decimals.len() == 2);
        digits && cell.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.' | '-'))
    };
    cells.filter(amount).count()
}

/// The amounts that were read of tables.
fn read_amounts(edition: &Edition, account: &Account) -> usize {
    let families = edition.schema.families.iter().zip(&account.families);
    let rows = families.filter(|(family, _)| family.table.is_some());
    let cells = rows.flat_map(|(_, read)| read.fixed.iter().chain(&read.rows)).flat_map(|row| &row.cells);
    let amount = |cell: &&gouji::account::CellRead| {
        cell.state == State::Value && cell.claims.iter().any(|claim| claim.text.contains('.'))
    };
    cells.filter(amount).count()
}

fn failed(findings: &UnitFindings) -> Vec<String> {
    let wrong = findings.findings.iter().filter(|finding| finding.verdict == Verdict::Fail);
    wrong.map(|finding| finding.rule.clone()).collect()
}

#[test]
fn each_region_is_known_by_its_own_words_and_read_whole() {
    let editions = Editions::new(&Shipped, &[], None);
    for case in cases() {
        let (edition, account, findings) = check(&editions, &case.text);
        let name = &case.name;
        assert_eq!(edition.info.name, case.layer, "{name}");
        assert_eq!(findings.tables.0, case.tables, "{name}");
        let unread: Vec<_> = account.tables.iter().flat_map(|table| &table.unread).collect();
        assert!(unread.is_empty(), "{name}: {unread:#?}");
        assert!(account.unclaimed.is_empty(), "{name}: {:#?}", account.unclaimed);
        assert_eq!(read_amounts(&edition, &account), amounts(&case.text), "{name}: amounts of tables");
        let wrong = findings.findings.iter().filter(|f| f.verdict != Verdict::Pass);
        // The made-up documents have no 自评表.
        let wrong: Vec<_> = wrong.filter(|f| !matches!(f.rule.as_str(), "HB01" | "HB02")).collect();
        assert!(wrong.is_empty(), "{name}: {wrong:#?}");
        assert!(findings.summary.pass > 900, "{name}: hardly anything was checked");
    }
}

#[test]
fn what_is_wrong_in_a_table_or_sentence_of_a_region_is_found() {
    let editions = Editions::new(&Shipped, &[], None);
    for case in cases().iter().filter(|case| case.name.ends_with("2024")) {
        for (from, to, rule) in case.planted {
            assert!(case.text.contains(from), "{}: {from} is not in the document", case.name);
            let (_, _, findings) = check(&editions, &case.text.replacen(from, to, 1));
            let failed = failed(&findings);
            assert!(failed.iter().any(|failed| failed == rule), "{}: {from} → {to}: {failed:?}", case.name);
        }
    }
}

#[test]
#[ignore = "writes the documents for looking at"]
fn write() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
    for case in cases() {
        std::fs::write(folder.join(format!("{}.txt", case.name)), case.text).unwrap();
    }
}
