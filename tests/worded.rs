//! Years, days, counts and shares in words, in titles, sentences, covers and tables alike: judged as in digits.

use gouji::proof::{UnitFindings, Verdict};

use crate::support::check;

/// The example that is in order, changed.
fn changed(changes: &[(&str, &str)]) -> String {
    let mut text = std::fs::read_to_string("examples/正确.txt").unwrap();
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    text
}

/// Rules that are not met, and how many places are met.
fn judged(text: &str) -> (Vec<String>, u64) {
    let found: UnitFindings = check("正确.txt", text.as_bytes());
    let open =
        found.findings.iter().filter(|one| !matches!(one.verdict, Verdict::Pass | Verdict::NotApplicable));
    (open.map(|one| format!("{} {:?}", one.rule, one.verdict)).collect(), found.summary.pass)
}

#[test]
fn what_is_written_in_words_counts_as_in_digits() {
    let control = judged(&changed(&[]));
    assert_eq!(control.0, Vec::<String>::new());
    for changes in [
        &[("2024", "二零二四"), ("2023", "二〇二三"), ("2025", "二○二五")][..],
        &[("2024", "２０２４"), ("2023", "２０２３")],
        &[("2024", "贰零贰肆"), ("2023", "贰零贰叁")],
        &[("12 月 31 日", "十二月三十一日")],
        &[("填报日期：2025 年 5 月 16 日", "填报日期：二○二五 年五月十六日")],
        &[
            ("保有量为 1 辆", "保有量为壹辆"),
            ("共有车辆 1 辆", "共有车辆一辆"),
            ("4 批次、31 人次", "四批次、三十一人次"),
        ],
        &[("用车 0 辆", "用车零辆"), ("团组 0 个", "团组零个"), ("累计 0 人次", "累计零人次")],
        &[("占本年收入 97.70%", "占本年收入百分之九十七点七零"), ("增长 4.84%", "增长百分之四点八四")],
    ] {
        assert_eq!(judged(&changed(changes)), control, "{changes:?}");
    }
}

#[test]
fn mistakes_in_words_are_found() {
    for (change, rule) in [
        (("共有车辆 1 辆", "共有车辆零辆"), "ZA03"),
        (("12 月 31 日，云泽", "十二月三十日，云泽"), "ZA02"),
        (("增长 4.84%", "增长百分之四点四八"), "TB02"),
        (("增长 4.84%", "增长一倍"), "TB02"),
    ] {
        let (open, _) = judged(&changed(&[change]));
        assert!(
            open.iter().any(|one| one.starts_with(rule) && one.ends_with("Fail")),
            "{change:?}: {open:?}"
        );
    }
}
