//! Whole disclosures as different regions write them, made up and in order: nothing is found in them, and their tables
//! are read.

use std::path::Path;

use gouji::proof::Verdict;
use gouji::session::{Editions, Shipped};
use gouji::syntax::Level;

/// The files.
const DOCUMENTS: [&str; 5] = ["县教育局.txt", "中学_元.txt", "县法院.txt", "街道.txt", "县农业局.txt"];

#[test]
fn nothing_is_found_in_sound_disclosures() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/field");
    let editions = Editions::new(&Shipped, &[], None);
    for name in DOCUMENTS {
        let bytes = std::fs::read(folder.join(name)).unwrap();
        let (edition, document) = editions.for_document(name, &bytes).unwrap();
        let account = edition.read(&document).remove(0);
        let findings = edition.check(&account);
        let failed: Vec<_> = findings
            .findings
            .iter()
            .filter(|finding| finding.verdict == Verdict::Fail && finding.level != Level::Hint)
            .map(|finding| finding.rule.clone())
            .collect();
        assert!(failed.is_empty(), "{name}: {failed:?}");
        // What is left over of a table is a whole cell or row; of prose it is a stretch of text.
        let of_tables = account.unclaimed.iter().filter(|left| left.extent.is_none()).count();
        assert_eq!(of_tables, 0, "{name}: {:?}", account.unclaimed);
        assert!(
            account.unclaimed.len() < 40,
            "{name}: {} figures are not understood",
            account.unclaimed.len()
        );
    }
}

/// Prose alone, made up and in order, in the words of many hands; with how many figures of each at most are not
/// understood.
const PROSE: [(&str, usize); 15] = [
    ("中学.txt", 5),
    ("交通.txt", 6),
    ("农业.txt", 11),
    ("医院.txt", 10),
    ("图书情报.txt", 11),
    ("城管.txt", 9),
    ("妇联.txt", 5),
    ("养护.txt", 7),
    ("市监.txt", 5),
    ("文旅.txt", 15),
    ("档案馆.txt", 1),
    ("残联.txt", 4),
    ("水务站.txt", 13),
    ("街道.txt", 3),
    ("退役军人.txt", 7),
];

#[test]
fn nothing_is_found_in_sound_prose_of_many_hands_and_most_of_it_is_understood() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/field/说明");
    let editions = Editions::new(&Shipped, &[], None);
    for (name, unread) in PROSE {
        let bytes = std::fs::read(folder.join(name)).unwrap();
        let (edition, document) = editions.for_document(name, &bytes).unwrap();
        let account = edition.read(&document).remove(0);
        let findings = edition.check(&account);
        let failed = findings.findings.iter().filter(|finding| finding.verdict == Verdict::Fail);
        let failed: Vec<_> = failed
            .filter(|finding| finding.level != Level::Hint)
            .map(|finding| format!("{} {}", finding.rule, finding.site))
            .collect();
        assert!(failed.is_empty(), "{name}: {failed:?}");
        let passed: u64 = findings.ledger.iter().map(|line| line.counts.pass).sum();
        assert!(passed >= 20, "{name}: {passed}");
        let left = account.unclaimed.len();
        assert!(left <= unread, "{name}: {left} figures are not understood");
    }
}

/// One figure of a text made another: what stands there, what is put there, and the rule that finds it.
const WRONG: [(&str, &str, &str, &str); 16] = [
    ("中学.txt", "收支总计比2022年增加310.00", "收支总计比2022年增加340.00", "TB02"),
    ("交通.txt", "工程25,500.00", "工程25,503.00", "CG01"),
    ("交通.txt", "其中：公务用车购置20.00", "其中：公务用车购置30.00", "FC17"),
    ("农业.txt", "较上年36万元下降", "较上年34万元下降", "FC03"),
    ("医院.txt", "决算数为预算数120.00", "决算数为预算数170.00", "FC12"),
    ("图书情报.txt", "和49.18%", "和69.18%", "ZB01"),
    ("图书情报.txt", "一般公共预算财政拨款收入2,900.72", "一般公共预算财政拨款收入2,400.72", "ZB01"),
    ("城管.txt", "分别为780.00", "分别为870.00", "ZB01"),
    ("城管.txt", "，分别占97.14%", "，分别占91.74%", "ZB01"),
    ("妇联.txt", "社会保障和就业支出300,000.00元，占比", "社会保障和就业支出300,005.00元，占比", "FC21"),
    ("档案馆.txt", "日常公用支出72.70", "日常公用支出77.70", "ZB01"),
    ("档案馆.txt", "（2080505）支出48.00", "（2080505）支出40.00", "FC05"),
    ("水务站.txt", "较2022年各减少93.60", "较2022年各减少39.60", "TB02"),
    ("街道.txt", "比重38.53%", "比重35.83%", "ZB01"),
    ("退役军人.txt", "采购总额为412.30", "采购总额为421.30", "FC17"),
    ("退役军人.txt", "完成75%", "完成57%", "FC12"),
];

/// Sound prose of budgets of four hands, without their tables: how many figures may stay unread.
const BUDGETS: [(&str, usize); 4] = [("中学.txt", 1), ("执法.txt", 4), ("林草.txt", 3), ("水利.txt", 2)];

/// One figure of a budget made another.
const WRONG_BUDGETS: [(&str, &str, &str, &str); 9] = [
    ("中学.txt", "公用经费113.83万元", "公用经费118.83万元", "PW06"),
    ("中学.txt", "占基本支出的6.69%", "占基本支出的9.66%", "PF11"),
    ("中学.txt", "下降20%", "下降25%", "PF02"),
    ("执法.txt", "项目支出2,855.85万元，占", "项目支出2,885.85万元，占", "PF15"),
    ("执法.txt", "同比增加312.48万元，增长4.79%", "同比增加321.48万元，增长4.79%", "PF02"),
    ("执法.txt", "比2025年执行数减少86.40万元", "比2025年执行数减少68.40万元", "PF02"),
    ("林草.txt", "占97.44%", "占94.77%", "PF11"),
    ("林草.txt", "执法执勤用车6辆", "执法执勤用车5辆", "PF16"),
    ("水利.txt", "支出总计4,512.66", "支出总计4,521.66", "PF14"),
];

/// Rules at 错误 that fail in a text, and how many of its figures are not understood.
fn failed(editions: &Editions, name: &str, text: &str) -> (Vec<String>, usize) {
    let (edition, document) = editions.for_document(name, text.as_bytes()).unwrap();
    let account = edition.read(&document).remove(0);
    let findings = edition.check(&account).findings;
    let failed = findings.into_iter().filter(|finding| finding.verdict == Verdict::Fail);
    let failed = failed.filter(|finding| finding.level == Level::Error);
    (failed.map(|finding| finding.rule).collect(), account.unclaimed.len())
}

/// Makes each figure the other one; the rule finds it.
fn are_found(folder: &str, changes: &[(&str, &str, &str, &str)]) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let editions = Editions::new(&Shipped, &[], None);
    for (name, right, wrong, rule) in changes {
        let text = std::fs::read_to_string(folder.join(name)).unwrap();
        assert_eq!(text.matches(right).count(), 1, "{name} {right}");
        let (rules, _) = failed(&editions, name, &text.replace(right, wrong));
        assert!(rules.iter().any(|known| known == rule), "{name} {wrong}: {rules:?}");
    }
}

#[test]
fn budgets_in_prose_alone_are_understood_and_judged() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/field/预算");
    let editions = Editions::new(&Shipped, &[], None);
    for (name, unread) in BUDGETS {
        let text = std::fs::read_to_string(folder.join(name)).unwrap();
        let (mut rules, left) = failed(&editions, name, &text);
        // The tables are not there.
        rules.retain(|rule| rule != "PQ01");
        assert_eq!(rules, Vec::<String>::new(), "{name}");
        assert!(left <= unread, "{name}: {left} figures are not understood");
    }
    are_found("tests/field/预算", &WRONG_BUDGETS);
}

#[test]
fn one_wrong_figure_in_such_prose_is_found() {
    are_found("tests/field/说明", &WRONG);
}
