//! `gouji check --history … --units …`: last year's accounts, subordinate units and the register, from outside.

use std::sync::Arc;

use gouji::account::Account;
use gouji::schema::{ColumnId, FamilyId, Identity, RowId, Schema};
use gouji::session::{Company, Editions, Held, Register, Shipped, open};
use gouji::text::name_key;

use crate::support::one_file::Text;
use crate::support::program::{Folder, err, gouji, out};

/// A document with one table: what was left at the beginning and at the end of the year.
fn balance(unit: &str, year: i32, begin: &str, end: &str) -> String {
    format!(
        "{unit}{year}年度部门决算\n\n{year}年度收入支出决算总表\n单位：万元\n收入\t\t支出\t\n项目\t决算数\t项目\t决算数\n\
         一、一般公共预算财政拨款收入\t500.00\t一、教育支出\t497.00\n本年收入合计\t500.00\t本年支出合计\t497.00\n\
         年初结转和结余\t{begin}\t年末结转和结余\t{end}\n总计\t503.00\t总计\t503.00\n"
    )
}

/// A document with the spending of a unit in one table.
fn spending(unit: &str, year: i32, total: &str) -> String {
    format!(
        "{unit}{year}年度部门决算\n\n{year}年度支出决算表\n单位：万元\n项目\t\t本年支出合计\t基本支出\t项目支出\n\
         功能分类科目编码\t科目名称\t\t\t\n合计\t\t{total}\t{total}\t\n205\t教育支出\t{total}\t{total}\t\n"
    )
}

/// What comes of a rule: its lines in the ledgers that `-v` prints.
fn line(said: &str, code: &str) -> String {
    let lines = said.lines().filter(|line| line.trim_start().starts_with(code) && line.contains('）'));
    // Behind the counts may stand why there is no more: 不适用 1（…）.
    let counts: Vec<&str> = lines.filter_map(|line| line.split_once("）：")?.1.split('（').next()).collect();
    counts.join("；")
}

fn check(words: &[&str]) -> (String, String, Option<i32>) {
    let output = gouji(&[&["check"], words].concat());
    (out(&output), err(&output), output.status.code())
}

#[test]
fn last_year_is_found_by_unit_and_year() {
    let now = balance("云溪县档案馆", 2024, "3.00", "6.00");
    let folder = Folder::new(
        "history-found",
        &[
            ("now.txt", now.as_bytes()),
            ("past/2022.txt", balance("云溪县档案馆", 2022, "0.50", "9.00").as_bytes()),
            ("past/2023.txt", balance("云溪县档案馆", 2023, "9.00", "3.40").as_bytes()),
            ("past/other.txt", balance("云溪县图书馆", 2023, "0.00", "3.00").as_bytes()),
        ],
    );
    let (now, past) = (folder.path("now.txt"), folder.path("past"));
    let (said, complained, _) = check(&[&now, "--history", &past, "--only", "跨年", "-v"]);
    assert_eq!(line(&said, "KN01"), "不符 1");
    assert!(said.contains("3.00 万元") && said.contains("3.40 万元"), "{said}");
    assert!(said.contains("2023.txt」第 9 行") && !said.contains("2022.txt"), "{said}");
    assert!(complained.contains("另有 1 个单位，这次没有核对"), "{complained}");
    let (json, complained, _) = check(&[&now, "--history", &past, "--only", "跨年", "--format", "json"]);
    assert!(json.contains("2023.txt") && json.contains("KN01"), "{json}");
    assert_eq!(complained, "");
    let (lines, complained, _) = check(&[&now, "--history", &past, "--only", "跨年", "--format", "jsonl"]);
    assert!(lines.contains("2023.txt") && lines.contains("KN01"), "{lines}");
    assert_eq!(complained, "");
    assert_eq!(totals(&lines, "KN01"), [0, 1, 0]);
    // A folder is asked for one year, whatever year the rules were asked for.
    let (said, ..) = check(&[&now, "--history", &past, "--only", "跨年", "-v", "--year", "2024"]);
    assert_eq!(line(&said, "KN01"), "不符 1");
    let (said, ..) = check(&[&now, "--only", "跨年", "-v"]);
    assert_eq!(line(&said, "KN01"), "不适用 1");
    assert!(said.contains("没有给出上年数据"), "{said}");
}

#[test]
fn what_is_not_last_years_is_said_and_not_used() {
    let folder = Folder::new(
        "history-not",
        &[
            ("now.txt", balance("云溪县档案馆", 2024, "3.00", "3.00").as_bytes()),
            ("b/2023a.txt", balance("云溪县档案馆", 2023, "9.00", "3.00").as_bytes()),
            ("b/2023b.txt", balance("云溪县档案馆", 2023, "9.00", "4.00").as_bytes()),
            ("c/2021.txt", balance("云溪县档案馆", 2021, "9.00", "3.00").as_bytes()),
            ("d/other.txt", balance("云溪县图书馆", 2023, "9.00", "3.00").as_bytes()),
            ("e/nameless.txt", balance("", 2023, "9.00", "3.00").as_bytes()),
        ],
    );
    let now = folder.path("now.txt");
    let with = |name: &str| check(&[&now, "--history", &folder.path(name), "--only", "跨年", "-v"]);
    let (said, ..) = with("now.txt");
    assert_eq!(line(&said, "KN01"), "不适用 1");
    assert!(said.replace("\n      ", "").contains("也是 2024 年度的，与核对的是同一年，没有用"), "{said}");
    let (said, ..) = with("b");
    assert_eq!(line(&said, "KN01"), "通过 1");
    let flat = said.replace("\n      ", "");
    assert!(flat.contains("给了 2 份") && flat.contains("2023a.txt」；请只留一份"), "{said}");
    let (said, ..) = with("c");
    assert_eq!(line(&said, "KN01"), "不适用 1");
    assert!(said.replace("\n      ", "").contains("有 2021 年度的，没有 2023 年度的"), "{said}");
    let (said, ..) = with("d");
    assert!(said.replace("\n      ", "").contains("没有「云溪县档案馆」的决算"), "{said}");
    let (_, complained, _) = with("e");
    assert!(
        complained.contains("1 份看不出是哪个单位的") && complained.contains("nameless.txt"),
        "{complained}"
    );
    let (_, complained, status) = with("nothing.txt");
    assert!(complained.contains("读不了上年的") && complained.contains("nothing.txt"), "{complained}");
    assert_eq!(status, Some(3));
}

#[test]
fn a_unit_that_was_renamed_is_known_by_the_register() {
    let folder = Folder::new(
        "history-renamed",
        &[
            ("now.txt", balance("云溪县文旅局", 2024, "3.00", "3.00").as_bytes()),
            ("past.txt", balance("云溪县文体局", 2023, "9.00", "3.00").as_bytes()),
            ("units.csv", "名称,性质,曾用名\n云溪县文旅局,行政单位,云溪县文化局、云溪县文体局\n".as_bytes()),
        ],
    );
    let (now, past) = (folder.path("now.txt"), folder.path("past.txt"));
    let (said, ..) = check(&[&now, "--history", &past, "--only", "跨年", "-v"]);
    assert_eq!(line(&said, "KN01"), "不适用 1");
    let units = folder.path("units.csv");
    let (said, ..) = check(&[&now, "--history", &past, "--units", &units, "--only", "跨年", "-v"]);
    assert_eq!(line(&said, "KN01"), "通过 1");
}

#[test]
fn the_parts_of_last_years_account_are_put_together() {
    let tables = spending("云溪县档案馆", 2023, "502.50");
    let prose = "云溪县档案馆2023年度部门决算\n\n支出决算情况说明\n\n2023年度支出合计502.50万元。\n";
    let now = "云溪县档案馆2024年度部门决算\n\n支出决算情况说明\n\n\
        2024年度支出合计524.50万元。与2023年度相比，本年支出合计增加22.00万元，增长4.4%。\n";
    let files = [("now.txt", now), ("past/表.txt", tables.as_str()), ("past/文.txt", prose)];
    let folder = Folder::new("history-parts", &files.map(|(name, text)| (name, text.as_bytes())));
    let (now, past) = (folder.path("now.txt"), folder.path("past"));
    let (said, ..) = check(&[&now, "--history", &past, "--only", "跨年", "-v"]);
    assert_eq!(line(&said, "ZC05"), "通过 1");
    assert!(!said.contains("给了 2 份"), "{said}");
}

/// Long data of two units and two years: what was left at the end of 2023 and at the beginning of 2024.
fn long(begin: [&str; 2]) -> String {
    let mut text = "单位,年度,表,行,列,值\n".to_owned();
    for (unit, begin) in ["云溪县档案馆", "云溪县图书馆"].iter().zip(begin) {
        text.push_str(&format!("{unit},2023,总表,支出.年末结转和结余,,3.00\n"));
        text.push_str(&format!("{unit},2024,总表,收入.年初结转和结余,,{begin}\n"));
    }
    text
}

#[test]
fn earlier_years_in_the_same_file_serve_as_history() {
    let folder = Folder::new(
        "history-long",
        &[
            ("all.csv", long(["3.00", "3.10"]).as_bytes()),
            ("past.txt", balance("云溪县档案馆", 2023, "9.00", "8.00").as_bytes()),
        ],
    );
    let all = folder.path("all.csv");
    let words = [all.as_str(), "--only", "跨年", "--format", "json"];
    let (json, ..) = check(&words);
    assert!(json.contains("3.10"), "{json}");
    let counts = |json: &str| {
        let value: serde_json::Value = serde_json::from_str(json).unwrap();
        let units = value["units"].as_array().unwrap().clone();
        let of = |unit: &serde_json::Value| {
            let ledger = unit["ledger"].as_array().unwrap();
            let line = ledger.iter().find(|line| line["rule"] == "KN01").unwrap();
            let count = |name: &str| line[name].as_u64().unwrap_or(0);
            let year = unit["year"].as_i64().unwrap();
            format!("{} {year} {} {}", unit["unit"].as_str().unwrap(), count("通过"), count("不符"))
        };
        units.iter().map(of).collect::<Vec<String>>()
    };
    let without =
        ["云溪县档案馆 2023 0 0", "云溪县档案馆 2024 1 0", "云溪县图书馆 2023 0 0", "云溪县图书馆 2024 0 1"];
    assert_eq!(counts(&json), without);
    // Data of one unit need not name it.
    let nameless =
        "年度,表,行,列,值\n2023,总表,支出.年末结转和结余,,3.00\n2024,总表,收入.年初结转和结余,,3.00\n";
    let alone = Folder::new("history-alone", &[("a.csv", nameless.as_bytes())]);
    let (said, ..) = check(&[&alone.path("a.csv"), "--only", "跨年", "-v"]);
    assert_eq!(line(&said, "KN01"), "不适用 1；通过 1");
    // What is given as history counts before what stands in the same file.
    let past = folder.path("past.txt");
    let (json, ..) = check(&[words.as_slice(), &["--history", &past]].concat());
    let with =
        ["云溪县档案馆 2023 0 0", "云溪县档案馆 2024 0 1", "云溪县图书馆 2023 0 0", "云溪县图书馆 2024 0 1"];
    assert_eq!(counts(&json), with);
}

/// What a rule came to over all units of JSON Lines, by any year's rules: passed, failed, did not apply.
fn totals(lines: &str, code: &str) -> [u64; 3] {
    let all = lines.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let summaries: Vec<_> = all.filter(|line| line["schema"] == "gouji/summary/1").collect();
    let ledgers = summaries.iter().flat_map(|summary| summary["ledger"].as_array().unwrap());
    let lines: Vec<_> = ledgers.filter(|line| line["rule"] == code).collect();
    let total = |name: &str| lines.iter().map(|line| line[name].as_u64().unwrap_or(0)).sum();
    [total("通过"), total("不符"), total("不适用")]
}

const YEARS: &str = r#"规则集 两年 版本 "1"
表 总表 {
  行 年初、年末
  列 金额
}
规则 AA01 "年初等于上年年末" 当 有 上年：总表.年初.金额 = 上年.总表.年末.金额
"#;

#[test]
fn units_in_columns_are_judged_beside_what_is_given() {
    let head = "单位,年度,表,行,列,值\n";
    let now = format!("{head}甲局,2024,总表,年初,金额,3.00\n乙局,2024,总表,年初,金额,3.10\n");
    let past = format!("{head}甲局,2023,总表,年末,金额,3.00\n乙局,2023,总表,年末,金额,3.00\n");
    let folder = Folder::new(
        "history-columns",
        &[
            ("两年.gj", YEARS.as_bytes()),
            ("now.csv", now.as_bytes()),
            ("past.csv", past.as_bytes()),
            ("units.csv", "名称,上级\n甲局,\n乙局,甲局\n".as_bytes()),
        ],
    );
    let path = |name: &str| folder.path(name);
    let (rules, now, kept, past) = (path("两年.gj"), path("now.csv"), path("now.parquet"), path("past.csv"));
    let converted = gouji(&["convert", &now, "--to", &kept, "--rules", &rules]);
    assert_eq!(converted.status.code(), Some(0), "{}", err(&converted));
    let with =
        |file: &str, more: &[&str]| check(&[&[file, "--rules", &rules, "--format", "jsonl"], more].concat());
    assert_eq!(totals(&with(&kept, &[]).0, "AA01"), [0, 0, 2]);
    let (lines, complained, status) = with(&kept, &["--history", &past]);
    assert_eq!(totals(&lines, "AA01"), [1, 1, 0], "{lines} {complained}");
    assert!(lines.contains("乙局") && lines.contains("past.csv"), "{lines}");
    assert_eq!(status, Some(1));
    assert_eq!(with(&kept, &["--history", &past, "--threads", "3"]).0, lines);
    // The same data as a document.
    let (document, ..) = with(&now, &["--history", &past]);
    assert_eq!(totals(&document, "AA01"), [1, 1, 0], "{document}");
    // Units of one stretch are not looked up for each other, and that is said.
    let (_, complained, _) = with(&kept, &["--units", &path("units.csv")]);
    assert!(complained.contains("里面的单位不互为所属单位"), "{complained}");
}

const UNITS: &str = "编码,名称,上级,性质\n1,云溪县教育局,,行政单位\n2,云溪县第一小学,1,事业单位\n\
    3,云溪县第二小学,云溪县教育局,事业单位\n";

#[test]
fn a_department_is_the_sum_of_its_units() {
    let (gbk, ..) = encoding_rs::GBK.encode(UNITS);
    let folder = Folder::new(
        "units-sum",
        &[
            ("all/局.txt", spending("云溪县教育局", 2024, "30.03").as_bytes()),
            ("all/一小.txt", spending("云溪县第一小学", 2024, "10.01").as_bytes()),
            ("all/二小.txt", spending("云溪县第二小学", 2024, "20.02").as_bytes()),
            ("wrong/局.txt", spending("云溪县教育局", 2024, "30.30").as_bytes()),
            ("wrong/一小.txt", spending("云溪县第一小学", 2024, "10.01").as_bytes()),
            ("wrong/二小.txt", spending("云溪县第二小学", 2024, "20.02").as_bytes()),
            ("units.csv", &gbk),
        ],
    );
    let units = folder.path("units.csv");
    let with = |name: &str, threads: &str| {
        let words = ["--units", &units, "--only", "汇总", "-v", "--threads", threads];
        check(&[&[folder.path(name).as_str()], words.as_slice()].concat())
    };
    let (said, complained, status) = with("all", "1");
    assert!(line(&said, "HZ01").contains("通过 4，"), "{said}");
    assert!(!complained.contains("名册"), "{complained}");
    assert_eq!(status, Some(0));
    let (said, ..) = with("wrong", "1");
    assert!(line(&said, "HZ01").contains("不符 4，"), "{said}");
    let flat = said.replace(['\n', ' '], "");
    assert!(flat.contains("云溪县第一小学10.01") && flat.contains("云溪县第二小学20.02"), "{said}");
    assert!(said.contains("一小.txt"), "{said}");
    assert_eq!(with("wrong", "1"), with("wrong", "3"));
}

#[test]
fn missing_doubled_and_unknown_units_are_named() {
    let folder = Folder::new(
        "units-missing",
        &[
            ("all/局.txt", spending("云溪县教育局", 2024, "10.01").as_bytes()),
            ("all/一小.txt", spending("云溪县第一小学", 2024, "10.01").as_bytes()),
            ("all/一小（改）.txt", spending("云溪县第一小学", 2024, "10.01").as_bytes()),
            ("all/外.txt", spending("云溪县第二小", 2024, "10.01").as_bytes()),
            ("units.csv", format!("{UNITS}9,云溪县第一小学,8\n10,云溪县第三小学,8\n").as_bytes()),
        ],
    );
    let (all, units) = (folder.path("all"), folder.path("units.csv"));
    let (said, complained, _) = check(&[&all, "--units", &units, "--only", "汇总", "-v"]);
    assert!(said.contains("无法判断 1"), "{said}");
    assert!(!said.contains("通过 4"), "{said}");
    assert!(
        complained.contains("第 5 行：「云溪县第一小学」在名册里写了两次，用第 3 行的一次"),
        "{complained}"
    );
    assert!(complained.contains("第 6 行：「云溪县第三小学」的上级「8」不在名册里"), "{complained}");
    let (json, ..) = check(&[&all, "--units", &units, "--only", "汇总", "--format", "json"]);
    for words in [
        "有 1 家没有给出决算：云溪县第二小学",
        "所属单位「云溪县第一小学」的决算给了 2 份",
        "单位名册里没有「云溪县第二小」，最相近的是「云溪县第二小学」",
        "在名册里写了两次",
        "没有给出所属单位「云溪县第二小学」的数据，不能求和",
    ] {
        assert!(json.contains(words), "{words}: {json}");
    }
}

#[test]
fn a_register_that_cannot_be_used_is_refused() {
    let folder = Folder::new(
        "units-refused",
        &[
            ("a.txt", spending("甲局", 2024, "1.00").as_bytes()),
            ("ring.csv", "名称,上级\n甲局,乙局\n乙局,丙局\n丙局,甲局\n".as_bytes()),
            ("heads.csv", "甲,乙\n1,2\n".as_bytes()),
        ],
    );
    let with = |name: &str| check(&[&folder.path("a.txt"), "--units", &folder.path(name)]);
    let (said, complained, status) = with("ring.csv");
    assert_eq!((said.as_str(), status), ("", Some(2)));
    assert!(complained.contains("甲局 → 乙局 → 丙局 → 甲局；请改正其中一个的「上级」"), "{complained}");
    let (_, complained, status) = with("heads.csv");
    assert!(complained.contains("第一行应是各列的名称") && complained.contains("「名称」"), "{complained}");
    assert_eq!(status, Some(2));
    let (_, complained, status) = with("none.csv");
    assert!(complained.contains("none.csv") && complained.contains("没有这个文件"), "{complained}");
    assert_eq!(status, Some(2));
}

/// Every cell equals last year's, and the sum over the only subordinate unit.
const SAME: &str = "规则集 试 版本 \"1\" 基于 部门决算\n\
    规则 TS01 \"与上年同\" 逐 格 于 全部表 当 有 上年：本格 = 上年.本格\n\
    规则 TS02 \"与所属同\" 逐 格 于 全部表 当 有 所属单位：本格 = 求和(所属单位.本格)\n";

fn read_by(editions: &mut Editions, name: &str) -> Held {
    let bytes = std::fs::read(format!("examples/{name}")).unwrap();
    let (edition, document) = editions.for_document(name, &bytes).unwrap();
    assert!(!edition.has_errors(), "{:?}", edition.diagnostics);
    let account = edition.read(&document).remove(0);
    Held { edition, account: Arc::new(account) }
}

/// A document that is its own last year and its own subordinate unit, read by another year's forms or another layer's:
/// each cell is found where it is.
#[test]
fn a_document_beside_itself_says_the_same_by_any_edition() {
    let name = "正确.txt";
    let mut own = Editions::new(&Text(SAME.to_owned()), &["试.gj".to_owned()], Some(2024));
    let now = read_by(&mut own, name);
    let unit = now.account.unit.clone().unwrap();
    let beside = [
        ("部门决算", 2024, 0),
        ("部门决算", 2020, 0),
        // Classes that are printed by their present names are known by them in the list of that year.
        ("部门决算", 2018, 0),
        ("湖北部门决算", 2023, 0),
        ("云南部门决算", 2023, 0),
    ];
    for (set, year, unknown) in beside {
        let mut editions = Editions::new(&Shipped, &[set.to_owned()], Some(year));
        let other = read_by(&mut editions, name);
        let register = format!("名称,上级\n{unit},\n下级,{unit}\n");
        let mut company = Company::new(Some(Register::read("a.csv", register.as_bytes()).unwrap()));
        let again = |unit: &str, year: i32| Held {
            edition: Arc::clone(&other.edition),
            account: Arc::new(Account {
                unit: Some(unit.to_owned()),
                year: Some(year),
                ..Account::clone(&other.account)
            }),
        };
        company.add_history(again(&unit, 2023));
        company.add_present(again("下级", 2024));
        let unit = company.check(&now.edition, &now.account, &[]);
        for code in ["TS01", "TS02"] {
            let line = unit.ledger.iter().find(|line| line.rule == code).unwrap();
            assert!(line.counts.pass > 200 && line.counts.rounding == 0, "{set} {year} {code} {line:?}");
            assert_eq!(
                (line.counts.fail, line.counts.undecided),
                (0, unknown),
                "{set} {year} {code} {line:?}"
            );
        }
    }
}

const SETS: [&str; 4] = ["部门决算", "湖北部门决算", "上海部门决算", "云南部门决算"];

fn schema(set: &str, year: i32) -> Schema {
    open(&Shipped, &[set.to_owned()], Some(year)).schema
}

#[test]
fn every_figure_of_a_schema_is_itself() {
    for set in SETS {
        let schema = schema(set, 2024);
        let identity = Identity::between(&schema, &schema);
        let mut figures = 0;
        for family in &schema.families {
            assert_eq!(identity.family(family.id), Some(family.id), "{set} {}", family.name);
            for row in family.rows.iter().filter(|row| !row.disabled) {
                assert_eq!(identity.row(family.id, row.id), Some(row.id), "{} {}", family.name, row.name);
            }
            for column in family.columns.iter().filter(|column| !column.disabled) {
                let found = identity.column(family.id, column.id);
                assert_eq!(found, Some(column.id), "{} {}", family.name, column.name);
                figures += 1;
            }
        }
        assert!(figures > 300, "{figures}");
    }
}

#[test]
fn figures_of_other_editions_are_called_the_same() {
    let now = schema("部门决算", 2024);
    for then in [schema("部门决算", 2017), schema("湖北部门决算", 2023), schema("上海部门决算", 2024)]
    {
        let identity = Identity::between(&now, &then);
        let mut figures = 0;
        for family in &now.families {
            let Some(there) = identity.family(family.id).and_then(|id| then.family(id)) else { continue };
            for row in &family.rows {
                let Some(other) = identity.row(family.id, RowId(row.id.0)) else { continue };
                let other = &there.rows[other.0 as usize];
                let names: Vec<String> =
                    other.aliases.iter().chain([&other.name]).map(|name| name_key(name)).collect();
                let own = row.aliases.iter().chain([&row.name]).map(|name| name_key(name));
                assert!(own.into_iter().any(|name| names.contains(&name)), "{} {}", row.name, other.name);
                figures += 1;
            }
        }
        assert!(figures > 60, "{figures}");
        assert_eq!(identity.column(FamilyId(u32::MAX), ColumnId(0)), None);
    }
}

/// A schema whose rows and columns are numbered otherwise: each at the place that `to` gives it.
fn renumbered(schema: &Schema, seed: usize) -> Schema {
    let mut schema = schema.clone();
    for family in &mut schema.families {
        let turn = |at: u32, count: usize| ((at as usize + seed) % count.max(1)) as u32;
        let (rows, columns) = (family.rows.len(), family.columns.len());
        for row in &mut family.rows {
            row.id = RowId(turn(row.id.0, rows));
            row.whole = row.whole.map(|whole| RowId(turn(whole.0, rows)));
        }
        for column in &mut family.columns {
            column.id = ColumnId(turn(column.id.0, columns));
            column.whole = column.whole.map(|whole| ColumnId(turn(whole.0, columns)));
        }
        family.rows.sort_by_key(|row| row.id);
        family.columns.sort_by_key(|column| column.id);
    }
    let families = schema.families.len();
    schema.families.rotate_right(seed % families);
    for (at, family) in schema.families.iter_mut().enumerate() {
        family.id = FamilyId(at as u32);
    }
    schema
}

#[test]
fn numbers_do_not_matter() {
    let schema = schema("湖北部门决算", 2024);
    for seed in [1, 2, 5, 11, 40] {
        let other = renumbered(&schema, seed);
        let identity = Identity::between(&schema, &other);
        for family in &schema.families {
            let there = other.family(identity.family(family.id).unwrap()).unwrap();
            assert_eq!(there.name, family.name);
            for row in family.rows.iter().filter(|row| !row.disabled) {
                let found = identity.row(family.id, row.id).unwrap();
                let other = &there.rows[found.0 as usize];
                assert_eq!((&other.name, &other.aliases), (&row.name, &row.aliases), "{}", family.name);
            }
            for column in family.columns.iter().filter(|column| !column.disabled) {
                let found = identity.column(family.id, column.id).unwrap();
                let other = &there.columns[found.0 as usize];
                assert_eq!((&other.name, &other.row), (&column.name, &column.row), "{}", family.name);
            }
        }
    }
}
