//! What a publication is called, where its unit and year stand, and which of several rule sets a document is read by.

use std::collections::BTreeMap;

use gouji::document;
use gouji::proof::Chosen;
use gouji::session::{Editions, Shipped};
use gouji::source::{Load, LoadError};

/// Rule files in memory; a name is a file, or a folder of them.
struct Files(BTreeMap<&'static str, &'static str>);

impl Load for Files {
    fn load(&self, name: &str) -> Result<String, LoadError> {
        self.0.get(name).map(|text| (*text).to_owned()).ok_or_else(|| LoadError::Missing(name.to_owned()))
    }

    fn list(&self, name: &str) -> Result<Vec<String>, LoadError> {
        let files: Vec<String> =
            self.0.keys().filter(|file| file.starts_with(name)).map(|file| (*file).to_owned()).collect();
        if files.is_empty() { Err(LoadError::Missing(name.to_owned())) } else { Ok(files) }
    }
}

/// The rule set, unit and year of a text.
fn read(editions: &Editions, text: &str) -> (String, Option<String>, Option<i32>) {
    let document = document::read("某份.txt", text.as_bytes()).unwrap();
    let choice = editions.choose(&document);
    let account = choice.read(&document).remove(0);
    (choice.edition.info.name.clone(), account.unit, account.year)
}

const BUDGET: &str = "规则集 预算试 版本 \"1\"\n表 收支总表 { 又名 \"部门收支预算总表\" 列 预算数 行 收入、支出 }\n规则 AA01 \"平衡\"：收支总表.收入 = 收支总表.支出";

fn files() -> Files {
    Files(BTreeMap::from([
        ("甲/1.gj", BUDGET),
        ("丁/1.gj", "规则集 本局预算 版本 \"1\" 基于 预算试\n规则 AA05 \"非负\"：收支总表.收入 ≥ 0元"),
        ("乙/1.gj", BUDGET),
        (
            "乙/2.gj",
            "规则集 东州预算 版本 \"1\" 基于 预算试 识别 \"东州市\"\n规则 AA02 \"非负\"：收支总表.收入 ≥ 0元",
        ),
        (
            "乙/3.gj",
            "规则集 西州预算 版本 \"1\" 基于 预算试 识别 \"西州市\"\n规则 AA03 \"非负\"：收支总表.支出 ≥ 0元",
        ),
        (
            "丙/1.gj",
            "规则集 年报试 版本 \"1\" 公开 \"年报\"\n惯例 单位标签 \"公司\"\n表 利润表 { 列 本年 行 收入、成本 }\n规则 AA04 \"大\"：利润表.收入 ≥ 利润表.成本",
        ),
    ]))
}

#[test]
fn unit_and_year_stand_in_titles_of_any_publication() {
    let editions = Editions::new(&files(), &["甲".to_owned()], None);
    let named = |text: &str| read(&editions, text);
    let unit = Some("某市某区图书馆".to_owned());
    for behind in ["与2025年度相比，收入减少5元。", "与2025年相比，收入减少5元。", ""]
    {
        let text = format!("某市某区图书馆2026年部门预算\n\n2026年部门收支预算总表\n单位：元\n{behind}");
        assert_eq!(named(&text), ("预算试".to_owned(), unit.clone(), Some(2026)));
    }
    let text = "2026年部门收支预算总表\n编制单位：某市某区图书馆\t单位：万元\n项目\t预算数\n收入\t1.00\n支出\t1.00\n";
    assert_eq!(named(text), ("预算试".to_owned(), unit, Some(2026)));
}

#[test]
fn a_document_that_speaks_for_no_layer_is_read_by_what_they_have_in_common() {
    let editions = Editions::new(&files(), &["乙".to_owned()], None);
    let set = |text| read(&editions, text).0;
    assert_eq!(set("南州市某局2026年部门预算\n\n2026年部门收支预算总表"), "预算试");
    assert_eq!(set("西州市某局2026年部门预算\n\n2026年部门收支预算总表"), "西州预算");
    // A layer that asks for no words is meant by giving it.
    let given = Editions::new(&files(), &["甲".to_owned(), "丁".to_owned()], None);
    assert_eq!(read(&given, "南州市某局2026年部门预算").0, "本局预算");
}

#[test]
fn the_customs_of_a_rule_set_are_its_own() {
    let editions = Editions::new(&files(), &["丙".to_owned(), "甲".to_owned()], None);
    let text = "2026年年报\n公司：某某有限公司\n利润表\n项目\t本年\n收入\t2\n成本\t1\n";
    assert_eq!(read(&editions, text), ("年报试".to_owned(), Some("某某有限公司".to_owned()), Some(2026)));
    assert_eq!(read(&editions, "某局2026年部门预算").0, "预算试");
    // 公司 labels no unit where the rule set does not say so.
    let other = read(&editions, "2026年部门预算\n公司：某某有限公司\n部门收支预算总表\n");
    assert_eq!((other.0.as_str(), other.1), ("预算试", None));
}

const SHIPPED_BUDGET: &str = include_str!("../examples/部门预算_青岚区图书馆2026年度.txt");

#[test]
fn budgets_are_read_as_budgets_of_their_region() {
    let editions = Editions::new(&Shipped, &[], None);
    let unit = |city: &str| Some(format!("{city}青岚区图书馆"));
    assert_eq!(read(&editions, SHIPPED_BUDGET), ("部门预算".to_owned(), unit("云泽市"), Some(2026)));
    for (city, set) in [("上海市", "上海部门预算"), ("武汉市", "湖北部门预算"), ("成都市", "四川部门预算")]
    {
        let text = SHIPPED_BUDGET.replace("云泽市", city);
        assert_eq!(read(&editions, &text), (set.to_owned(), unit(city), Some(2026)));
    }
    // The table alone that a budget has in common with an outturn says what it is by its title.
    let table = "某局2026年部门预算\n一般公共预算支出表\n科目编码\t科目名称\t合计\n\t合计\t3.00\n";
    assert_eq!(read(&editions, table).0, "部门预算");
}

#[test]
fn the_budget_of_the_examples_has_nothing_wrong_and_a_change_is_noticed() {
    let editions = Editions::new(&Shipped, &[], None);
    let failed = |text: &str| {
        let document = document::read("某份.txt", text.as_bytes()).unwrap();
        let choice = editions.choose(&document);
        let found = choice.edition.check(&choice.read(&document)[0]).ledger;
        found.into_iter().filter(|line| line.counts.fail > 0).map(|line| line.rule).collect::<Vec<_>>()
    };
    assert_eq!(failed(SHIPPED_BUDGET), Vec::<String>::new());
    let changed =
        failed(&SHIPPED_BUDGET.replace("30228\t工会经费\t16.50\t\t16.50", "30228\t工会经费\t15.60\t\t15.60"));
    assert_eq!(changed, ["PN01"]);
}

#[test]
fn a_part_of_a_name_means_the_sets_of_all_publications_that_have_it() {
    let editions = Editions::new(&Shipped, &["湖北".to_owned()], None);
    assert_eq!(read(&editions, SHIPPED_BUDGET).0, "湖北部门预算");
    assert_eq!(read(&editions, "某局2024年度部门决算").0, "湖北部门决算");
}

/// The rules that fail in a file of the company of the examples, by year.
fn company(file: &str) -> Vec<(i64, Vec<String>)> {
    let root = env!("CARGO_MANIFEST_DIR");
    let rules = format!("{root}/examples/公司年报/年报.gj");
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_gouji"))
        .args(["check", "--format", "json", "--rules", &rules, &format!("{root}/examples/公司年报/{file}")])
        .output()
        .unwrap();
    let found: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let failed = |unit: &serde_json::Value| {
        let lines = unit["ledger"].as_array().unwrap().iter();
        let failed = lines.filter(|line| line["不符"].as_u64().unwrap() > 0);
        failed.map(|line| line["rule"].as_str().unwrap().to_owned()).collect()
    };
    found["units"]
        .as_array()
        .unwrap()
        .iter()
        .map(|unit| (unit["year"].as_i64().unwrap(), failed(unit)))
        .collect()
}

#[test]
fn a_company_is_checked_by_rules_that_know_no_government() {
    assert_eq!(company("甲公司.csv"), [(2023, vec![]), (2024, vec![])]);
    let wrong = ["GA01", "GA02", "GA03", "GL02"].map(str::to_owned).to_vec();
    assert_eq!(company("甲公司_有误.csv"), [(2023, vec![]), (2024, wrong)]);
}

#[test]
fn outturns_are_read_as_outturns() {
    let editions = Editions::new(&Shipped, &[], None);
    let read = read(&editions, "某市某局2024年度部门决算\n\n支出决算表\n\n一般公共预算财政拨款基本支出情况");
    assert_eq!(read, ("部门决算".to_owned(), Some("某市某局".to_owned()), Some(2024)));
}

#[test]
fn data_are_read_by_the_publication_whose_tables_they_name() {
    let editions = Editions::new(&Shipped, &[], None);
    let data = |table: &str, row: &str| {
        let text = format!("单位,年度,表,行,列,值\n某局,2026,{table},{row},预算数,1.00\n");
        let document = document::read("某份.csv", text.as_bytes()).unwrap();
        let choice = editions.choose(&document);
        choice.edition.info.name.clone()
    };
    assert_eq!(data("部门收支预算总表", "收入.收入总计"), "部门预算");
    assert_eq!(data("收入支出决算总表", "收入.总计"), "部门决算");
    // What no publication knows is read as where nothing is said.
    assert_eq!(data("某某表", "合计"), "部门决算");
}

#[test]
fn a_layer_that_asks_for_no_words_was_meant_by_giving_it() {
    let chosen = |rules: &[&str], text: &str| {
        let rules: Vec<String> = rules.iter().map(|name| (*name).to_owned()).collect();
        let editions = Editions::new(&files(), &rules, None);
        editions.choose(&document::read("某份.txt", text.as_bytes()).unwrap()).chosen
    };
    let text = "南州市某局2026年部门预算\n\n2026年部门收支预算总表";
    assert_eq!(chosen(&["甲", "丁"], text), Chosen::Asked);
    assert_eq!(chosen(&["乙"], text), Chosen::Fallback);
}

#[test]
fn accounts_that_no_title_dates_are_of_the_year_that_they_close() {
    let editions = Editions::new(&files(), &["丙".to_owned()], None);
    let year = |text: &str| read(&editions, text).2;
    let table = "项目\t本年\n收入\t2\n成本\t1\n";
    assert_eq!(year(&format!("利润表\n公司：某某有限公司\t2024年12月31日\t单位：元\n{table}")), Some(2024));
    assert_eq!(year(&format!("利润表\n公司：某某有限公司\t2025年3月1日\t单位：元\n{table}")), None);
}
