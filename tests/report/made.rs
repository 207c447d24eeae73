//! Findings made by hand. Money is given in 万元, percentages in percent; `decimals` of `i8::MIN` mean exact.

use gouji::amount::{Dimension, Exact, Interval, Place};
use gouji::document;
use gouji::proof::{
    Category, Cause, Chosen, Claimed, Counts, Finding, LedgerLine, Operator, Quantity, Reason, RuleSetInfo,
    Spot, Term, UnitFindings, Verdict,
};
use gouji::ruleset::{Arithmetic, Function};
use gouji::syntax::Level;

fn quantity(text: &str, decimals: i8, dimension: Dimension, exponent: i8, unit: &str) -> Quantity {
    let value = Exact::parse_decimal(text).unwrap().shift_ten(i32::from(exponent));
    let place = if decimals == i8::MIN { Place::EXACT } else { Place(exponent - decimals) };
    Quantity {
        interval: Interval::around(&value, &place.radius()),
        value,
        dimension,
        place,
        unit_exponent: exponent,
        unit: unit.to_owned(),
    }
}

pub(crate) fn money(text: &str, decimals: i8) -> Quantity {
    quantity(text, decimals, Dimension::Money, 4, "万元")
}

pub(crate) fn percent(text: &str, decimals: i8) -> Quantity {
    quantity(text, decimals, Dimension::Ratio, -2, "%")
}

pub(crate) fn count(text: &str) -> Quantity {
    quantity(text, i8::MIN, Dimension::Count("辆".to_owned()), 0, "辆")
}

/// The value of a word: 1, 0 or −1.
pub(crate) fn word(text: &str) -> Quantity {
    quantity(text, i8::MIN, Dimension::Ratio, 0, "")
}

/// A computed ratio, without a unit of its own.
pub(crate) fn ratio(top: i128, bottom: i128) -> Quantity {
    let value = Exact::fraction(top, bottom);
    Quantity { interval: Interval::point(&value), value, ..word("0") }
}

pub(crate) fn figure(name: &str, quantity: Quantity, spot: usize) -> Term {
    Term::Figure { name: name.to_owned(), quantity: Some(quantity), spot: Some(spot) }
}

pub(crate) fn literal(quantity: Quantity) -> Term {
    Term::Literal(quantity)
}

pub(crate) fn sum(name: &str, terms: Vec<Term>, quantity: Quantity) -> Term {
    Term::Sum { name: name.to_owned(), terms, quantity: Some(quantity) }
}

pub(crate) fn apply(word: &str, terms: Vec<Term>, quantity: Option<Quantity>) -> Term {
    let arithmetic = [Arithmetic::Add, Arithmetic::Subtract, Arithmetic::Multiply, Arithmetic::Divide];
    let all = arithmetic.map(Operator::Arithmetic).into_iter().chain([Operator::Function(Function::Sign)]);
    let operator = all.into_iter().find(|operator| operator.word() == word).unwrap();
    Term::Apply { operator, terms, quantity }
}

pub(crate) fn spot(text: &str) -> Spot {
    Spot { text: text.to_owned(), ..Spot::default() }
}

fn cell(table: &str, row: &str, column: &str, text: &str, line: u32) -> Spot {
    Spot {
        table: Some(table.to_owned()),
        row: Some(row.to_owned()),
        column: Some(column.to_owned()),
        text: text.to_owned(),
        quote: format!("{row}\t{text}"),
        at: document::Place::line(line),
    }
}

fn prose(passage: &str, text: &str, quote: &str, line: u32) -> Spot {
    Spot {
        table: Some(passage.to_owned()),
        text: text.to_owned(),
        quote: quote.to_owned(),
        at: document::Place::line(line),
        ..Spot::default()
    }
}

pub(crate) fn finding(rule: &str, claimed: Claimed) -> Finding {
    Finding {
        rule: rule.to_owned(),
        title: "某条规则".to_owned(),
        wording: None,
        site: String::new(),
        category: Category::WithinTable,
        level: Level::Error,
        verdict: Verdict::Fail,
        claimed,
        or: Vec::new(),
        difference: None,
        explained: None,
        tolerance: None,
        single_pair: false,
        slip: None,
        reasons: Vec::new(),
        times_ten_thousand: None,
        assumed: None,
        places: Vec::new(),
        follows: None,
        count: 1,
        also: Vec::new(),
        basis: None,
    }
}

pub(crate) fn info() -> RuleSetInfo {
    RuleSetInfo {
        name: "试用规则".to_owned(),
        version: "2024".to_owned(),
        digest: "0123456789abcdef".to_owned(),
    }
}

pub(crate) fn unit_of(findings: Vec<Finding>) -> UnitFindings {
    UnitFindings {
        source: "示例.txt".to_owned(),
        unit: Some("示例区服务中心".to_owned()),
        year: Some(2024),
        summary: Counts::default(),
        ledger: Vec::new(),
        causes: Cause::of_findings(&findings),
        findings,
        proofs: Vec::new(),
        notices: Vec::new(),
        tables: (9, 9),
        chosen: Chosen::Unknown,
    }
}

/// A computed percentage that no rounding explains.
fn completion() -> Finding {
    use gouji::amount::Relation::Equal;
    let quotient = vec![figure("决算", money("31.76", 2), 1), figure("年初预算", money("28.54", 2), 2)];
    let quotient = apply("÷", quotient, Some(ratio(3176, 2854)));
    let claimed = Claimed::Comparison(Equal, figure("年初完成率", percent("112", 0), 0), quotient);
    let quote = "（1）甲类事务。年初预算为28.54万元，支出决算为31.76万元，完成年初预算的112%，支出决算数大于年初预算数";
    let places = vec![
        prose("支出情况说明", "112%", quote, 446),
        prose("支出情况说明", "31.76万元", quote, 446),
        prose("支出情况说明", "28.54万元", quote, 446),
    ];
    Finding {
        title: "完成年初预算的百分比".to_owned(),
        category: Category::WithinText,
        difference: Some(Quantity {
            value: &Exact::fraction(112, 100) - &Exact::fraction(3176, 2854),
            ..percent("0", i8::MIN)
        }),
        explained: Some(percent("0.5", i8::MIN)),
        places,
        basis: Some("示例文件第三条".to_owned()),
        site: "说明 支出情况 · 句组 预决算".to_owned(),
        ..finding("YS01", claimed)
    }
}

/// A unit with a finding of every kind.
#[allow(clippy::too_many_lines, reason = "one of everything that is told")]
pub(crate) fn unit_with_everything() -> UnitFindings {
    use gouji::amount::Relation::{AtMost, Equal};
    let pair = |a, b| {
        Claimed::Comparison(Equal, figure("文中“合计”", money(a, 2), 0), figure("表中合计", money(b, 2), 1))
    };
    let knock_on = Finding {
        title: "大小写法".to_owned(),
        level: Level::Verify,
        follows: Some(0),
        places: vec![prose("支出情况说明", "大于", "支出决算数大于年初预算数", 447)],
        ..finding("YS06", Claimed::Said(true, vec!["预算原因".to_owned()]))
    };
    let verify = Finding {
        title: "基本支出中的接待费不大于三公经费".to_owned(),
        level: Level::Verify,
        difference: Some(money("61.55", 2)),
        explained: Some(money("0.01", 2)),
        places: vec![
            cell("明细表", "30231 运行维护费", "决算数", "81.11", 210),
            cell("三公表", "运行维护费", "决算数", "19.56", 260),
        ],
        ..finding(
            "BJ21",
            Claimed::Comparison(
                AtMost,
                figure("运行维护费", money("81.11", 2), 0),
                figure("三公表.运行维护费", money("19.56", 2), 1),
            ),
        )
    };
    let rounding = |rule: &str, single_pair| Finding {
        verdict: Verdict::Rounding,
        single_pair,
        difference: Some(money("0.01", 2)),
        explained: Some(money("0.02", 2)),
        places: vec![
            prose("总体情况", "359.68万元", "合计359.68万元", 400),
            cell("总表", "合计", "决算数", "359.67", 20),
        ],
        ..finding(rule, pair("359.68", "359.67"))
    };
    let undecided = |rule: &str, reason| Finding {
        verdict: Verdict::Undecided,
        reasons: vec![reason],
        ..finding(rule, Claimed::Other)
    };
    let hint = Finding {
        title: "占位符未填".to_owned(),
        category: Category::Wording,
        level: Level::Hint,
        count: 3,
        places: vec![prose("名词解释", "XX", "XX单位", 600)],
        ..finding("YY05", Claimed::Phrase(vec![("XX单位".to_owned(), 3)], Some("单位全称".to_owned())))
    };
    let findings = vec![
        completion(),
        knock_on,
        verify,
        rounding("BN01", false),
        rounding("BN01", false),
        rounding("WB02", true),
        undecided("SM01", Reason::Unreadable("总表.合计".to_owned(), "读不准".to_owned())),
        undecided("SM01", Reason::Unreadable("总表.合计".to_owned(), "读不准".to_owned())),
        undecided("SM02", Reason::MissingTable("收入表".to_owned())),
        Finding {
            reasons: vec![
                Reason::MissingTable("收入表".to_owned()),
                Reason::MissingTable("支出表".to_owned()),
            ],
            ..undecided("SM03", Reason::NothingToCheck)
        },
        hint,
    ];
    let line = |rule: &str, fail, reasons| LedgerLine {
        rule: rule.to_owned(),
        title: "合计等于各项之和".to_owned(),
        category: Category::WithinTable,
        level: Level::Error,
        counts: Counts { pass: 15 * fail, fail, ..Counts::default() },
        reasons,
    };
    UnitFindings {
        summary: Counts { pass: 812, rounding: 3, fail: 6, undecided: 4, not_applicable: 21 },
        ledger: vec![
            line("ZC01", 1, Vec::new()),
            line("ZC02", 0, vec![(Reason::ConditionFalse, 18), (Reason::NoPriorYear, 3)]),
        ],
        notices: vec![document::Notice {
            message: "第 7 页是图片，没有文字".to_owned(),
            place: document::Place { page: Some(7), ..Default::default() },
        }],
        tables: (8, 9),
        chosen: Chosen::Spoken(vec!["示例区".to_owned()]),
        ..unit_of(findings)
    }
}
