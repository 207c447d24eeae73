//! Reports of findings made by hand: sentences, layout in both widths, fields of the JSON.
//!
//! Layouts stand in `tests/report/*.txt`; `GOUJI_ACCEPT=1 cargo test --test all report::` writes them anew.

mod made;

use gouji::amount::Relation;
use gouji::proof::{Claimed, Reason, RuleSetInfo, Side, Term, UnitFindings, Verdict};
use gouji::report::{Options, Outcome, findings_json, formula, message, terminal};
use gouji::ruleset::TextRelation;
use gouji::text::display_width;
use made::{
    apply, figure, finding, info, literal, money, percent, ratio, spot, sum, unit_of, unit_with_everything,
    word,
};
use serde_json::Value;

/// What is claimed, with its places, and the sentence and formula expected of it.
#[track_caller]
fn says(finding: &gouji::proof::Finding, sentence: &str, formula_expected: &str) {
    assert_eq!(message(finding), sentence);
    assert_eq!(formula(finding), formula_expected);
}

#[test]
fn two_printed_figures() {
    let mut found = finding(
        "BJ21",
        Claimed::Comparison(
            Relation::AtMost,
            figure("公务用车运行维护费", money("81.11", 2), 0),
            figure("三公经费表的决算数", money("19.56", 2), 1),
        ),
    );
    found.places = vec![spot("81.11"), spot("19.56")];
    found.difference = Some(money("61.55", 2));
    says(
        &found,
        "公务用车运行维护费 81.11 万元大于三公经费表的决算数 19.56 万元，多出 61.55 万元",
        "公务用车运行维护费 81.11 ≤ 三公经费表的决算数 19.56",
    );
}

#[test]
fn a_printed_unit_is_kept() {
    let mut found = finding(
        "WB01",
        Claimed::Comparison(
            Relation::Equal,
            figure("运行维护费", money("0.000284", 6), 0),
            figure("表内数", money("2.84", 2), 1),
        ),
    );
    found.places = vec![spot("2.84 元"), spot("2.84")];
    found.times_ten_thousand = Some(0);
    assert_eq!(
        message(&found),
        "运行维护费 2.84 元，与表内数 2.84 万元不一致；「2.84 元」乘以 10,000 后相符，疑为单位漏写「万」"
    );
}

#[test]
fn a_percentage_computed_again() {
    let mut found = finding(
        "YS01",
        Claimed::Comparison(
            Relation::Equal,
            figure("完成年初预算的百分比", percent("112", 0), 0),
            apply(
                "÷",
                vec![figure("决算", money("21.18", 2), 1), figure("年初预算", money("19.03", 2), 2)],
                Some(ratio(2118, 1903)),
            ),
        ),
    );
    found.places = vec![spot("112%"), spot("21.18 万元"), spot("19.03 万元")];
    says(
        &found,
        "完成年初预算的百分比写为 112%，按 21.18 ÷ 19.03 计算为 111.3%",
        "完成年初预算的百分比 112% = 决算 21.18 ÷ 年初预算 19.03",
    );
}

#[test]
fn a_computed_value_never_looks_like_the_printed_one() {
    let mut found = finding(
        "SM32",
        Claimed::Comparison(
            Relation::Equal,
            figure("占比", percent("33.3", 1), 0),
            apply(
                "÷",
                vec![figure("甲", money("1", 2), 1), figure("乙", money("3", 2), 2)],
                Some(ratio(333_004, 1_000_000)),
            ),
        ),
    );
    found.places = vec![spot("33.3%"), spot("1"), spot("3")];
    assert_eq!(message(&found), "占比写为 33.3%，按 1 ÷ 3 计算为 33.3004%");
}

#[test]
fn a_word_against_the_sign_of_a_difference() {
    let difference = apply(
        "-",
        vec![figure("支出决算数", money("13.2", 2), 1), figure("年初预算数", money("11.63", 2), 2)],
        Some(money("1.57", 2)),
    );
    let mut found = finding(
        "YS06",
        Claimed::Comparison(
            Relation::Equal,
            figure("支出决算数与年初预算数比较", word("-1"), 0),
            apply("符号", vec![difference], Some(word("1"))),
        ),
    );
    found.places = vec![spot("小于"), spot("13.2 万元"), spot("11.63 万元")];
    says(
        &found,
        "支出决算数与年初预算数比较写「小于」，而支出决算数 13.2 万元 > 年初预算数 11.63 万元",
        "支出决算数 13.2 < 年初预算数 11.63",
    );
}

#[test]
fn a_word_and_a_figure_are_one_statement() {
    let left = apply(
        "×",
        vec![figure("升降", word("-1"), 0), figure("增减率", percent("16.0", 1), 1)],
        Some(percent("-16", 1)),
    );
    let before = apply(
        "-",
        vec![
            figure("本期", money("0.3", 2), 3),
            apply("×", vec![figure("方向", word("-1"), 2), figure("增减额", money("0.05", 2), 4)], None),
        ],
        None,
    );
    let right = apply(
        "÷",
        vec![
            apply("×", vec![figure("方向", word("-1"), 2), figure("增减额", money("0.05", 2), 4)], None),
            before,
        ],
        Some(ratio(-5, 35)),
    );
    let mut found = finding("TB02", Claimed::Comparison(Relation::Equal, left, right));
    found.places = vec![spot("下降"), spot("16.0%"), spot("减少"), spot("0.3"), spot("0.05 万元")];
    says(
        &found,
        "增减率写为下降 16.0%，按 -0.05 ÷ （0.3 + 0.05）计算为 -14.29%",
        "增减率 -16.0% = 增减额 -0.05 ÷ （本期 0.3 + 增减额 0.05）",
    );
}

#[test]
fn long_sums_are_cut_short() {
    let terms: Vec<Term> =
        (0..9).map(|at| figure(&format!("第{at}项"), money("1.5", 2), at as usize + 1)).collect();
    let mut found = finding(
        "BN01",
        Claimed::Comparison(
            Relation::Equal,
            figure("合计", money("13.6", 2), 0),
            sum("下级各行", terms, money("13.5", 2)),
        ),
    );
    found.places = std::iter::once(spot("13.6")).chain((0..9).map(|_| spot("1.5"))).collect();
    found.difference = Some(money("0.1", 2));
    says(
        &found,
        "合计写为 13.6 万元，按 1.5 + 1.5 + 1.5 + …（共 9 项）计算为 13.50 万元，相差 0.10 万元",
        "合计 13.6 = 第0项 1.5 + 第1项 1.5 + 第2项 1.5 + …（共 9 项）",
    );
}

#[test]
fn sums_against_a_constant() {
    let terms = vec![figure("甲", percent("60.1", 1), 0), figure("乙", percent("40", 1), 1)];
    let mut found = finding(
        "SM33",
        Claimed::Comparison(
            Relation::Equal,
            sum("占比之和", terms, percent("100.1", 1)),
            literal(percent("100", i8::MIN)),
        ),
    );
    found.places = vec![spot("60.1%"), spot("40%")];
    found.difference = Some(percent("0.1", 1));
    says(
        &found,
        "占比之和按 60.1% + 40% 计算为 100.1%，应为 100%，相差 0.1 个百分点",
        "甲 60.1% + 乙 40% = 100%",
    );
}

#[test]
fn what_is_said_or_not() {
    let mut found = finding("TB05", Claimed::Said(true, vec!["原因".to_owned()]));
    says(&found, "没有写「原因」", "");
    found.claimed = Claimed::Said(false, vec!["增减率".to_owned()]);
    found.places = vec![spot("5.3%")];
    says(&found, "不应写「增减率」，却写有「5.3%」", "");
    found.claimed = Claimed::Phrase(vec![("XX局".to_owned(), 1)], None);
    says(&found, "出现「XX局」：某条规则", "");
    found.claimed = Claimed::SaidTwice(vec![
        figure("保有量", made::count("3"), 0),
        figure("保有量", made::count("4"), 1),
    ]);
    found.places = vec![spot("3 辆"), spot("4 辆")];
    says(&found, "「保有量」前后不一：3 辆，又写作 4 辆", "保有量 3 = 保有量 4");
}

/// A comparison of texts: whether it should hold, what is compared, both sides, what the other side is called.
fn compared(
    relation: TextRelation,
    wanted: bool,
    what: &str,
    sides: (&[&str], &[&str]),
    against: &str,
) -> Claimed {
    let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    let (what, against) = (what.to_owned(), against.to_owned());
    let (left, right) = (owned(sides.0), owned(sides.1));
    Claimed::Texts { relation, wanted, what, left, right, against, rows_of_table: None }
}

#[test]
fn texts_say_what_is_printed_and_what_should_be() {
    let says = |claimed: Claimed| message(&finding("YY90", claimed));
    let units: &[&str] = &["万元", "元", "亿元"];
    assert_eq!(
        says(compared(TextRelation::In, true, "「4.19」的单位", (&[""], units), "")),
        "「4.19」的单位没有写，应写「万元」「元」或「亿元」"
    );
    assert_eq!(
        says(compared(TextRelation::Same, true, "名称", (&["甲"], &["乙"]), "")),
        "名称写作「甲」，应写作「乙」"
    );
    assert_eq!(
        says(compared(TextRelation::Contains, false, "丙的用途", (&["甲和乙"], &["乙"]), "")),
        "丙的用途「甲和乙」中不应有「乙」"
    );
    let list = |side| {
        let list = compared(TextRelation::Within, true, "清单", (&["甲", "乙"], &[]), "某表");
        let Claimed::Texts { relation, wanted, what, left, right, against, .. } = list else { return list };
        Claimed::Texts { relation, wanted, what, left, right, against, rows_of_table: side }
    };
    assert_eq!(
        says(list(Some(Side::Right))),
        "清单列有「甲、乙」，某表中没有这样的科目，或没有数：请看是否多列、写错名称"
    );
    assert_eq!(says(list(Some(Side::Left))), "清单中「甲、乙」有数，某表没有列出");
    assert_eq!(says(list(None)), "某表中没有「甲、乙」");
    assert_eq!(
        says(Claimed::Blank(false, "某表.某格".to_owned())),
        "某表.某格是空白，应当填写；没有数的填 0"
    );
}

#[test]
fn a_phrase_is_told_with_its_mend() {
    let mut found = finding("YY91", Claimed::Phrase(vec![("。。".to_owned(), 2)], None));
    assert_eq!(message(&found), "出现「。。」2 处：某条规则");
    found.wording = Some("标点重复，请删去一个".to_owned());
    assert_eq!(message(&found), "出现「。。」2 处：标点重复，请删去一个");
}

#[test]
fn rounding_and_undecided_have_their_own_sentences() {
    let mut found = finding(
        "BJ01",
        Claimed::Comparison(
            Relation::Equal,
            figure("文中数", money("359.68", 2), 0),
            figure("表中数", money("359.67", 2), 1),
        ),
    );
    found.verdict = Verdict::Rounding;
    found.places = vec![spot("359.68 万元"), spot("359.67")];
    found.difference = Some(money("0.01", 2));
    found.explained = Some(money("0.01", 2));
    found.single_pair = true;
    assert_eq!(
        message(&found),
        "文中数 359.68 万元，表中数 359.67 万元，相差 0.01 万元，不超过一个末位；若是同一个数，请印成一样"
    );
    found.single_pair = false;
    assert_eq!(
        message(&found),
        "文中数 359.68 万元，与表中数 359.67 万元不一致，相差 0.01 万元，四舍五入可以解释（最多 0.01 万元）"
    );
    found.verdict = Verdict::Undecided;
    found.reasons = vec![Reason::MissingFigure("甲.乙".to_owned())];
    assert_eq!(message(&found), "无法判断「某条规则」：没有印出「甲.乙」：请看该行、该列是否漏印");
}

#[test]
fn the_words_of_an_author_keep_the_figures() {
    let mut found = finding(
        "HB01",
        Claimed::Comparison(Relation::AtMost, figure("甲", money("3", 2), 0), literal(money("2", i8::MIN))),
    );
    found.places = vec![spot("3.00")];
    assert_eq!(message(&found), "甲 3.00 万元大于 2 万元");
    found.wording = Some("甲太多了".to_owned());
    assert_eq!(message(&found), "甲太多了（甲 3.00 ≤ 2）");
    found.wording = Some("甲有 3.00 万元，太多了".to_owned());
    assert_eq!(message(&found), "甲有 3.00 万元，太多了");
}

#[track_caller]
fn layout(name: &str, text: &str) {
    let path = format!("{}/tests/report/{name}.txt", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("GOUJI_ACCEPT").is_some() {
        std::fs::write(&path, text).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap();
    assert_eq!(text, expected, "tests/report/{name}.txt differs; GOUJI_ACCEPT=1 writes it anew");
}

fn report(units: &[UnitFindings], options: &Options) -> String {
    let info = info();
    let outcomes: Vec<Outcome<'_>> = units.iter().map(|unit| Outcome::Checked(unit, &info)).collect();
    terminal(&outcomes, options)
}

#[test]
fn the_total_counts_what_could_not_be_read() {
    let (all, none) = (unit_with_everything(), unit_of(Vec::new()));
    let info = info();
    let outcomes = [
        Outcome::Checked(&all, &info),
        Outcome::Unreadable("坏.pdf", "读不了"),
        Outcome::Checked(&none, &info),
    ];
    let text = terminal(&outcomes, &Options { width: 200, ..Options::default() });
    let total = "共 3 份：有错误的 1 份，没有错误、有待核实的 0 份，只有提示的 0 份，没有发现不符的 1 份，读不了的 1 份。";
    assert_eq!(text.lines().last(), Some(total));
    assert_eq!(text.matches("共 3 份").count(), 1);
}

#[test]
fn the_report_on_a_terminal() {
    let units = [unit_with_everything()];
    for (name, ambiguous_wide, width, verbose) in
        [("narrow", false, 72, false), ("wide", true, 72, false), ("verbose", true, 100, true)]
    {
        let options = Options { color: false, width, ambiguous_wide, verbose };
        let text = report(&units, &options);
        layout(name, &text);
        for line in text.lines() {
            assert!(display_width(line, ambiguous_wide) <= width, "too wide: {line}");
        }
    }
}

#[test]
fn colours_only_when_asked() {
    let units = [unit_with_everything()];
    let plain = report(&units, &Options::default());
    let colored = report(&units, &Options { color: true, ..Options::default() });
    assert!(!plain.contains('\u{1b}'));
    assert!(colored.contains('\u{1b}'));
    assert_eq!(anstream::adapter::strip_str(&colored).to_string(), plain);
}

#[test]
fn any_width_is_survived() {
    let units = [unit_with_everything()];
    for width in [0, 1, 39, 40, 41, 10_000] {
        let text = report(&units, &Options { width, ..Options::default() });
        assert!(text.contains("读不准"), "{width}");
    }
}

fn parsed(units: &[gouji::proof::UnitFindings], info: &RuleSetInfo) -> Value {
    serde_json::from_str(&findings_json(units, info)).unwrap()
}

#[test]
fn fields_of_the_findings() {
    let json = parsed(&[unit_with_everything()], &info());
    assert_eq!(json["schema"], "gouji/findings/1");
    assert_eq!(json["rules"]["name"], "试用规则");
    let unit = &json["units"][0];
    assert_eq!(unit["source"], "示例.txt");
    assert_eq!(unit["summary"]["通过"], 812);
    assert_eq!(unit["ledger"][0]["rule"], "ZC01");
    assert_eq!(unit["ledger"][0]["category"], "表内");
    assert_eq!(unit["ledger"][0]["不符"], 1);
    let first = &unit["findings"][0];
    assert_eq!(first["rule"], "YS01");
    assert_eq!(first["verdict"], "不符");
    assert_eq!(first["level"], "错误");
    assert_eq!(first["left"], "112");
    assert_eq!(first["right"], "111.28");
    assert_eq!(first["difference"], "0.72");
    assert_eq!(first["explained"], "0.50");
    assert_eq!(first["places"][0]["line"], 446);
    assert_eq!(first["places"][0]["page"], Value::Null);
    assert_eq!(first["places"][0]["text"], "112%");
    assert_eq!(first["suspects"], Value::Array(Vec::new()));
}

#[test]
fn printed_sides_keep_the_decimals_of_their_place() {
    let mut found = finding(
        "ZC01",
        Claimed::Comparison(
            Relation::Equal,
            figure("甲", money("5.5", 2), 0),
            figure("乙", money("30", 2), 1),
        ),
    );
    found.difference = Some(money("-24.5", i8::MIN));
    let json = parsed(&[unit_of(vec![found])], &info());
    let found = &json["units"][0]["findings"][0];
    assert_eq!(found["left"], "5.50");
    assert_eq!(found["right"], "30.00");
    assert_eq!(found["difference"], "-24.50");
    assert_eq!(found["explained"], Value::Null);
}
