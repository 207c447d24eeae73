//! A rule file: parsed, declared, resolved, compiled, its problems shown; what is in order is run on a small text.
#![no_main]

use std::sync::LazyLock;

use gouji::document::Document;
use gouji::report::{Options, Outcome, diagnostics, diagnostics_json, terminal};
use gouji::session::Edition;
use gouji::{graph, plan, ruleset, schema, syntax};
use libfuzzer_sys::fuzz_target;

const TEXT: &str = "试验省甲局2024年度部门决算\n\n收支总表\n\n单位：万元\n\n项目\t决算数\n甲收入\t10.00\n乙收入\t5.00\n\
    合计\t15.00\n总计\t15.00\n\n总体情况\n支出15.00万元，与上年相比增加2.00万元，增长15.38%。\n";

static DOCUMENT: LazyLock<Document> =
    LazyLock::new(|| gouji::document::read("a.txt", TEXT.as_bytes()).unwrap());

fuzz_target!(|text: &str| {
    let mut edition = Edition::default();
    let id = edition.sources.add("甲.gj", text);
    let (tree, wrong) = syntax::parse(id, text);
    let _ = syntax::print(&tree);
    edition.diagnostics = wrong;
    let data =
        [("功能.yaml".to_owned(), (id, "201: 一般公共服务\n20101: 人大\n2010101: 行政运行\n".to_owned()))];
    let mut declared = schema::declare(&[(0, tree)], Some(2024), &data.into());
    let (rules, wrong) = ruleset::resolve(&mut declared);
    edition.diagnostics.append(&mut declared.diagnostics);
    edition.diagnostics.extend(wrong);
    let (graph, cycles) = graph::build(&rules);
    let _ = diagnostics(&edition.sources, &edition.diagnostics, &Options::default());
    let _ = diagnostics_json(&edition.sources, &edition.diagnostics);
    if !edition.has_errors() && cycles.is_empty() {
        edition.plan = plan::compile(&graph, &rules);
        edition.schema = declared.schema;
        edition.rules = rules;
        let units: Vec<_> = edition.read(&DOCUMENT).iter().map(|account| edition.check(account)).collect();
        let outcomes: Vec<_> = units.iter().map(|unit| Outcome::Checked(unit, &edition.info)).collect();
        let _ = terminal(&outcomes, &Options::default());
    }
});
