//! `gouji check-rules --fix`: mends that are certain are carried out, and nothing else is changed.

use std::fs;

use gouji::session::{Refused, fix_rules};
use serde_json::Value;

use crate::support::one_file::Text;
use crate::support::program::{Folder, err, gouji, out};

const HEAD: &str = "规则集 修 版本 \"1\"  // 头\n表 收支表 { 列 数 行 收入 行 支出 行 结余 }\n";

const WRONG: &str = "// 说明在这里\n规则 AB01 \"甲\"：收支表.收入 加 收支表.支出 ≥ 0元。\n\
    规则 AB-02 \"乙\" 级别：核实：收支表.收入 不得超过 收支表.支出 的一半\n\n\
    规则 AB03 \"丙\" 级别 警告：收支表.收入 ≥ 收支表.结余\n规则 AB04 \"丁\"：收支表.收入 约等于 收支表.支出\n停用 AB3 因 \"不查\"\n";

const RIGHT: &str = "// 说明在这里\n规则 AB01 \"甲\"：收支表.收入 + 收支表.支出 ≥ 0元\n\
    规则 AB02 \"乙\" 级别 核实：收支表.收入 不超过 收支表.支出 × 50%\n\n\
    规则 AB03 \"丙\" 级别 警告：收支表.收入 ≥ 收支表.结余\n规则 AB04 \"丁\"：收支表.收入 约等于 收支表.支出\n停用 AB03 因 \"不查\"\n";

#[test]
fn what_is_certain_is_mended_and_the_rest_is_left() {
    for ends in ["\n", "\r\n"] {
        let [wrong, right] = [WRONG, RIGHT].map(|text| format!("{HEAD}{text}").replace('\n', ends));
        let folder = Folder::new("fix", &[("修.gj", wrong.as_bytes())]);
        let path = folder.path("修.gj");
        let shown = gouji(&["check-rules", &path, "--fix", "--diff"]);
        assert_eq!(fs::read_to_string(&path).unwrap(), wrong, "a look changes nothing");
        assert!(out(&shown).contains("+规则 AB02 \"乙\" 级别 核实：收支表.收入 不超过 收支表.支出 × 50%"));
        let output = gouji(&["check-rules", &path, "--fix"]);
        assert_eq!(fs::read_to_string(&path).unwrap(), right);
        // 级别 警告 and 约等于 are asked about.
        assert_eq!(output.status.code(), Some(2));
        let told = out(&output);
        for line in [
            "修.gj:4:20 L0044 运算符：「加」改为「+」",
            "修.gj:4:33 L0015 行末句号：删去「。」",
            "L0037 未知规则：「AB3」改为「AB03」",
            "错误[L0031 未知级别]",
        ] {
            assert!(told.contains(line), "{line}\n{told}");
        }
        // Again there is nothing to do.
        let again = gouji(&["check-rules", &path, "--fix", "--format", "json"]);
        let json: Value = serde_json::from_str(&out(&again)).unwrap();
        assert_eq!(json["fixed"], serde_json::json!([]), "{json:#}");
        assert_eq!(fs::read_to_string(&path).unwrap(), right);
    }
}

#[test]
fn a_mend_that_brings_a_mistake_to_light_is_not_carried_out() {
    let fixed = |lines: &str| {
        let text = format!("{HEAD}{lines}");
        let fixed = fix_rules(&Text(text), &["试.gj".to_owned()], None);
        let mends: Vec<(String, Option<Refused>)> =
            fixed.mends.iter().map(|one| (one.put.clone(), one.refused)).collect();
        (fixed.files.first().map(|file| file.after.replace(HEAD, "")), mends)
    };
    // What a word that was written together names is not known: that would be told behind the mend.
    let unknown = "规则 AB01 \"甲\"：收支表.收入不超过收支表.之出\n";
    let (text, mends) = fixed(unknown);
    assert_eq!(text, None, "{mends:?}");
    assert!(matches!(mends.as_slice(), [(_, Some(Refused::NewMistake))]), "{mends:?}");
    // Beside another that is sound, that one is.
    let (text, mends) = fixed(&format!("{unknown}规则 AB02 \"乙\"：收支表.收入 加 收支表.支出 ≥ 0元\n"));
    let right = format!("{unknown}规则 AB02 \"乙\"：收支表.收入 + 收支表.支出 ≥ 0元\n");
    assert_eq!(text.as_ref(), Some(&right), "{mends:?}");
    // A mistake that is told already stands in the way of no other.
    let (text, _) = fixed("规则 AB01 \"甲\"：收支表.收入 加 收支表.之出 ≥ 0元\n");
    assert_eq!(text.as_deref(), Some("规则 AB01 \"甲\"：收支表.收入 + 收支表.之出 ≥ 0元\n"));
    assert_eq!(fixed("规则 AB01 \"甲\"：收支表.收入 ≥ 0元\n"), (None, Vec::new()));
}

#[test]
fn files_that_cannot_be_read_are_told_as_ever() {
    let folder = Folder::new("fix", &[("乱.gj", b"\xff\xfe\x00\x00"), ("空/甲.txt", b"")]);
    for name in ["乱.gj", "空", "没有.gj"] {
        let output = gouji(&["check-rules", &folder.path(name), "--fix"]);
        assert_eq!(output.status.code(), Some(2), "{}{}", out(&output), err(&output));
    }
    let alone = gouji(&["check-rules", &folder.path("乱.gj"), "--diff"]);
    assert_eq!(alone.status.code(), Some(2));
}

/// Any stretch of a rule file, cut and joined: what is fixed parses no worse, and fixing it again changes nothing.
#[test]
fn fixing_is_done_once_whatever_is_written() {
    let mut random = crate::support::random::Random::new(7);
    let pieces: Vec<&str> = WRONG.split_inclusive([' ', '\n', '：']).collect();
    for _ in 0..40 {
        let lines: String = (0..random.below(30)).map(|_| *random.pick(&pieces)).collect();
        let text = format!("{HEAD}{lines}\n");
        let fixed = fix_rules(&Text(text.clone()), &["试.gj".to_owned()], None);
        let after = fixed.files.first().map_or(text.clone(), |file| file.after.clone());
        let again = fix_rules(&Text(after.clone()), &["试.gj".to_owned()], None);
        assert_eq!(again.files, [], "{text}\n---\n{after}");
        let errors = |text: &str| {
            let checked = gouji::session::check_rules(&Text(text.to_owned()), &["试.gj".to_owned()], None);
            checked.diagnostics.iter().filter(|one| one.severity == gouji::source::Severity::Error).count()
        };
        assert!(errors(&after) <= errors(&text), "{text}\n---\n{after}");
    }
}
