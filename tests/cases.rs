//! `gouji test`: cases beside the rules, from outside. What the shipped cases say is in `rules`.

use std::fs;

use gouji::cases::{CaseFile, MAX_CASE_FILE, run};
use gouji::report::{CasesOut, Options, cases_json, cases_terminal};
use gouji::session::Editions;
use serde_json::{Value, json};

use crate::support::one_file::Text;
use crate::support::program::{Folder, err, gouji, out};

const RULES: &str = "规则集 小账 版本 \"1\" 公开 \"小账\"\n表 收支表 { 列 数  行 收入 行 支出 行 结余 }\n\
    规则 XZ01 \"收支相抵\"：收支表.收入 = 收支表.支出 + 收支表.结余\n\
    规则 XZ02 \"结余不超过一半\" 当 收支表.结余 > 0元：收支表.结余 ≤ 收支表.收入 ÷ 2\n\
    说明 情况 { 位于 \"收支情况\" 句式 \"收入{收入 = 收支表.收入}\" 句式 \"支出{支出 = 收支表.支出}\" }\n";

const CASES: &str = "# 小账的案例\n\n## XZ01 收支相抵\n\n```成立 csv\n表,行,列,值\n收支表,收入,数,10.00\n\
    收支表,支出,数,7.00\n收支表,结余,数,3.00\n```\n\n```不成立 csv 改\n3.00 → 4.00\n```\n\n## XZ02 结余\n\n\
    ```成立 csv\n表,行,列,值\n收支表,收入,数,10.00\n收支表,支出,数,7.00\n收支表,结余,数,3.00\n```\n\n\
    ```不成立 csv 改\n3.00 → 6.00\n```\n\n```不适用 csv 改\n3.00 → 0.00\n```\n\n```无法判断 csv 改\n3.00 → 看不清\n```\n\n\
    ## 文表.情况.收入 文字\n\n```成立\n2024年度小账\n\n收支表\n单位：万元\n项目\t数\n收入\t10.00\n支出\t7.00\n结余\t3.00\n\n收支情况\n\n收入10.00万元。\n```\n";

fn folder(cases: &str) -> Folder {
    Folder::new("cases", &[("小账.gj", RULES.as_bytes()), ("小账.md", cases.as_bytes())])
}

/// Runs the cases beside the rules: status, JSON, what was complained of.
fn ran(folder: &Folder, words: &[&str]) -> (Option<i32>, Value, String) {
    let rules = folder.path("小账.gj");
    let output = gouji(&[&["test", "--rules", &rules, "--format", "json"], words].concat());
    (output.status.code(), serde_json::from_str(&out(&output)).unwrap_or(Value::Null), err(&output))
}

#[test]
fn cases_of_text_and_of_cells_come_out_as_they_say() {
    let (status, told, wrong) = ran(&folder(CASES), &[]);
    assert_eq!((status, wrong.as_str()), (Some(0), ""), "{told:#}");
    assert_eq!([&told["cases"], &told["failed"]], [7, 0]);
    let coverage = json!({"rules": [2, 2], "patterns": [1, 2], "conditions": [1, 1]});
    assert_eq!(told["coverage"], coverage);
    // What is not covered is listed with its kind and place.
    let open = &told["uncovered"];
    assert_eq!(
        [open["rules"].as_array().unwrap().len(), open["conditions"].as_array().unwrap().len()],
        [0, 0]
    );
    assert_eq!(open["patterns"][0]["name"], "支出{支出 = 收支表.支出}");
    assert_eq!(open["patterns"][0]["line"], 5);
}

#[test]
fn a_case_that_fails_is_told_with_its_place_and_numbers() {
    let folder = folder(&CASES.replace("3.00 → 4.00", "3.00 → 3.00"));
    let (status, told, _) = ran(&folder, &[]);
    assert_eq!(status, Some(1));
    let failure = &told["failures"][0];
    assert_eq!([&failure["line"], &told["failed"]], [12, 1]);
    assert_eq!([&failure["expected"], &failure["rules"][0]["came"]], ["不成立", "成立"]);
    assert_eq!(
        failure["rules"][0]["instances"][0]["formula"],
        "收支表「收入」10.00 = 收支表「支出」7.00 + 收支表「结余」3.00"
    );
    assert_eq!(told["coverage"]["rules"], json!([1, 2]));
    let rules = folder.path("小账.gj");
    let words = out(&gouji(&["test", "--rules", &rules, "-v"]));
    for line in [
        ":12 XZ01 收支相抵",
        "- 所写：不成立",
        "+ 结果：成立（通过 1）",
        "1. 通过  收支表「收入」10.00 = 收支表「支出」7.00 + 收支表「结余」3.00",
        "案例 7 个，1 个与所写不符",
        "XZ01（收支相抵）：没有不成立的案例",
    ] {
        assert!(words.contains(line), "{line}\n{words}");
    }
}

#[test]
fn what_no_case_can_show_is_listed_with_the_reason() {
    let pattern = "句式 \"支出{支出 = 收支表.支出}\" 因 收入的句式先读到";
    let text = format!("{CASES}\n## 不试\n\n```不试\n{pattern}\n```\n");
    let folder = folder(&text);
    let (status, told, _) = ran(&folder, &[]);
    assert_eq!((status, &told["coverage"]["patterns"]), (Some(0), &json!([1, 2])), "{told:#}");
    assert_eq!(told["uncovered"]["patterns"], json!([]));
    let listed = &told["untried"][0];
    assert_eq!([&listed["kind"], &listed["reason"]], ["pattern", "收入的句式先读到"]);
    assert_eq!([&listed["line"], &listed["said_at"]], [&json!(5), &json!(text.lines().count() - 1)]);
    let words = out(&gouji(&["test", "--rules", &folder.path("小账.gj"), "-v"]));
    for line in ["用到的句式 1/2；写明不试的 1 处", "写明不试的（1 处）", "：收入的句式先读到"]
    {
        assert!(words.contains(line), "{line}\n{words}");
    }
    assert!(!words.contains("案例没有顾到"), "{words}");
}

#[test]
fn a_list_of_what_is_not_tried_is_held_to_the_cases() {
    for (line, what) in [
        ("条件 XZ02 因 没有办法", "案例试到了"),
        ("规则 XZ09 因 没有办法", "规则文件里没有「XZ09」"),
        ("条件 XZ01 因 没有办法", "规则文件里没有「XZ01」"),
        ("句式 \"支出\" 因 没有办法", "规则文件里没有「支出」"),
        ("条件 XZ02", "没有说清"),
        ("句式 支出", "没有说清"),
    ] {
        let text = format!("{CASES}\n## 不试\n\n```不试\n{line}\n```\n");
        let (status, told, _) = ran(&folder(&text), &[]);
        let mistake = &told["mistakes"][0];
        assert_eq!((status, &mistake["line"]), (Some(2), &json!(text.lines().count() - 1)), "{told:#}");
        assert!(mistake["message"].as_str().unwrap().contains(what), "{mistake}");
    }
    // What a rule set declares that was not asked for is not asked about.
    let based = "规则集 乙账 版本 \"1\" 基于 小账\n规则 YZ01 \"有收入\"：收支表.收入 > 0元\n";
    let text = "## YZ01 甲\n```成立 csv\n表,行,列,值\n收支表,收入,数,10.00\n```\n```不试\n条件 XZ02 因 没有办法\n```\n";
    let folder = Folder::new(
        "untried",
        &[("小账.gj", RULES.as_bytes()), ("乙账.gj", based.as_bytes()), ("乙账.md", text.as_bytes())],
    );
    let output = gouji(&[
        "test",
        &folder.path("乙账.md"),
        "--rules",
        &folder.path("小账.gj"),
        "--rules",
        &folder.path("乙账.gj"),
    ]);
    assert_eq!(output.status.code(), Some(0), "{}{}", out(&output), err(&output));
}

#[test]
fn accepting_changes_the_word_and_nothing_else() {
    let wrong = CASES.replace("```不成立 csv 改\n3.00 → 4.00", "```不成立 csv 改\n3.00 → 3.00");
    for text in [wrong.clone(), wrong.replace('\n', "\r\n"), format!("\u{feff}{wrong}")] {
        let folder = folder(&text);
        let (status, told, _) = ran(&folder, &["--accept"]);
        assert_eq!((status, &told["accepted"], &told["failed"]), (Some(0), &json!(1), &json!(0)), "{told:#}");
        assert_eq!(told["failures"][0]["accepted"], "已改为「成立」");
        let is = fs::read_to_string(folder.path("小账.md")).unwrap();
        assert_eq!(is, text.replacen("```不成立", "```成立", 1));
        assert_eq!(ran(&folder, &[]).0, Some(0));
        // Nothing is left to be accepted.
        ran(&folder, &["--accept"]);
        assert_eq!(fs::read_to_string(folder.path("小账.md")).unwrap(), is);
    }
}

#[test]
fn what_cannot_be_said_in_a_word_is_not_accepted() {
    // Later blocks are changes of this one.
    let moved = CASES.replacen("10.00\n", "11.00\n", 1);
    // Its rules come out differently.
    let apart = CASES.replace("## XZ02 结余", "## XZ01、XZ02 结余");
    for (text, why) in [(moved, "后面写「改」"), (apart, "结果不一样")] {
        let folder = folder(&text);
        let (status, told, _) = ran(&folder, &["--accept"]);
        assert_eq!(status, Some(1), "{told:#}");
        let told: Vec<&str> = told["failures"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|failure| failure["accepted"].as_str())
            .collect();
        assert!(told.iter().any(|words| words.contains(why)), "{told:?}");
    }
}

#[test]
fn each_mistake_has_its_place_and_mend() {
    let cases = [
        ("## XZ01\n```成力\n```\n", 2, "不认得「成力」", "是不是「成立」"),
        ("## 说明\n```成立\n甲\n```\n", 1, "没有以规则编号开头", "## BJ90"),
        ("```成立\n甲\n```\n", 1, "前面没有标题", "##"),
        ("## XZ01\n```成立\n甲\n", 2, "没有结束", "```"),
        ("## XZ01\n```成立 改\n甲 → 乙\n```\n", 2, "没有可以改的", "底本"),
        ("## XZ01\n```底本\n甲\n```\n```成立 改\n乙 → 丙\n```\n", 6, "原文里没有「乙」", "照原文写"),
        ("## XZ01\n```底本\n甲甲\n```\n```成立 改\n甲 → 丙\n```\n", 6, "有 2 处", "⇒"),
        ("## XZ01\n```底本\n甲\n```\n```成立 改\n甲\n```\n", 6, "没有 →", "原来的字"),
        (
            "## XZ09\n```成立 csv\n表,行,列,值\n收支表,收入,数,1\n```\n",
            2,
            "没有编号是「XZ09」",
            "XZ01 到 XZ02",
        ),
        ("## XZ01\n```成立 小帐\n甲\n```\n", 2, "没有规则集「小帐」", "是不是「小账」"),
        ("## XZ01\n```成立 甲 乙\n甲\n```\n", 2, "「乙」多余", "csv"),
        ("## XZ01\n```成立\n```\n", 2, "读不了", "补上"),
        ("## XZ01\n```名册\n甲,乙\n```\n```成立\n甲\n```\n", 5, "名册不能用", "名称"),
    ];
    for (text, line, what, mend) in cases {
        let (status, told, complained) = ran(&folder(text), &[]);
        let mistake = &told["mistakes"][0];
        assert_eq!(
            (status, &mistake["line"], complained.as_str()),
            (Some(2), &json!(line), ""),
            "{text}{told:#}"
        );
        assert!(mistake["message"].as_str().unwrap().contains(what), "{mistake}");
        assert!(mistake["mend"].as_str().unwrap().contains(mend), "{mistake}");
    }
    // The others are run all the same.
    let (status, told, _) = ran(&folder(&format!("{CASES}\n## XZ01\n```成力\n```\n")), &[]);
    assert_eq!((status, &told["cases"], &told["mistaken"]), (Some(2), &json!(7), &json!(1)));
}

#[test]
fn what_is_no_case_file_is_told() {
    let folder = folder(CASES);
    let path = |name: &str| folder.path(name);
    fs::write(path("大.md"), vec![b'#'; MAX_CASE_FILE + 1]).unwrap();
    fs::write(path("乱.md"), b"\xff\xfe\xff## XZ01\n\x00\x80```\n").unwrap();
    fs::write(path("乱码.md"), [CASES.as_bytes(), b"\xff\xff\x80"].concat()).unwrap();
    fs::write(path("说明.md"), "# 说明\n\n```\n不是案例\n```\n").unwrap();
    fs::create_dir(path("空")).unwrap();
    for (name, status, words) in [
        ("大.md", 3, "上限"),
        ("乱码.md", 3, "UTF-8"),
        ("没有.md", 3, "没有案例文件"),
        ("空", 2, "里没有案例"),
        ("说明.md", 2, "写错了"),
    ] {
        let output = gouji(&["test", &path(name), "--rules", &path("小账.gj")]);
        let told = format!("{}{}", out(&output), err(&output));
        assert_eq!(output.status.code(), Some(status), "{name}: {told}");
        assert!(told.contains(words), "{name}: {told}");
    }
    let garbage = gouji(&["test", &path("乱.md"), "--rules", &path("小账.gj")]);
    assert!(matches!(garbage.status.code(), Some(2 | 3)), "{}", err(&garbage));
    // In a folder, other Markdown is passed over.
    fs::remove_file(path("大.md")).unwrap();
    fs::remove_file(path("乱.md")).unwrap();
    fs::remove_file(path("乱码.md")).unwrap();
    let output = gouji(&["test", "--rules", &folder.0.to_string_lossy()]);
    assert_eq!(output.status.code(), Some(0), "{}{}", out(&output), err(&output));
    // Rules that cannot be used are told as such.
    fs::write(path("小账.gj"), "规则集 小账\n规则 XZ01 \"甲\"：没有 = 1元\n").unwrap();
    let output = gouji(&["test", "--rules", &path("小账.gj")]);
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("没有"), "{}", err(&output));
}

#[test]
fn any_bytes_are_read_to_the_end() {
    let mut random = crate::support::random::Random::new(15);
    let pieces =
        ["```", "成立", "改", "\n", "## ", "XZ01", " → ", "⇒", "底本", " ", "甲", "名册", "⏎", "、", "csv"];
    let editions = Editions::new(&Text(RULES.to_owned()), &["试.gj".to_owned()], None);
    for _ in 0..300 {
        let text: String = (0..random.below(60)).map(|_| pieces[random.below(pieces.len())]).collect();
        let files = [CaseFile::read("乱.md", &text)];
        let ran = run(&editions, &files, 1);
        assert!(cases_json(&CasesOut { ran: &ran, accepted: &[] }).starts_with("{"));
    }
}

#[test]
fn changes_that_grow_without_end_are_stopped() {
    let bomb = format!("## XZ01\n```底本\n甲\n```\n```成立 改\n{}```\n", "甲 ⇒ 甲甲\n".repeat(64));
    let (status, told, _) = ran(&folder(&bomb), &[]);
    assert_eq!(status, Some(2));
    assert!(told["mistakes"][0]["message"].as_str().unwrap().contains("超过 64 MiB"), "{told:#}");
}

#[test]
fn any_number_of_threads_says_the_same() {
    let text = CASES.replace("3.00 → 6.00", "3.00 → 2.00").repeat(3);
    let folder = folder(&text);
    let told = |threads: &str| {
        out(&gouji(&["test", "--rules", &folder.path("小账.gj"), "-v", "--threads", threads]))
    };
    let one = told("1");
    assert!(one.contains("与所写不符"), "{one}");
    for threads in ["2", "7"] {
        assert_eq!(told(threads), one);
    }
}

#[test]
fn shipped_sets_run_the_cases_that_show_their_own_rules() {
    let output = gouji(&["test", "--rules", "云南部门决算", "--format", "json"]);
    let told: Value = serde_json::from_str(&out(&output)).unwrap();
    assert_eq!(output.status.code(), Some(0), "{told:#}");
    assert_eq!(told["coverage"]["rules"], json!([15, 15]));
    let cases = told["cases"].as_u64().unwrap();
    assert!((8..60).contains(&cases), "{cases}");
}

#[test]
fn the_page_about_cases_shows_what_the_program_says() {
    let page = fs::read_to_string("docs/testing-rules.md").unwrap();
    let between = |open: &str, close: &str| {
        let (_, rest) = page.split_once(open).unwrap();
        rest.split_once(close).unwrap().0.to_owned()
    };
    let (rules, cases) = (between("```gj\n", "```\n"), between("````md\n", "````\n"));
    let folder = Folder::new("page", &[("本局.gj", rules.as_bytes()), ("本局.md", cases.as_bytes())]);
    let run = |words: &[&str]| {
        let mut program = std::process::Command::new(env!("CARGO_BIN_EXE_gouji"));
        let output = program.args(words).current_dir(&folder.0).env("COLUMNS", "100").output().unwrap();
        (output.status.code(), out(&output))
    };
    let (status, told) = run(&["test", "--rules", "本局.gj", "-v"]);
    assert_eq!(status, Some(1));
    let shown = between("gouji test --rules 本局.gj -v\n```\n\n```\n", "\n```\n");
    assert_eq!(told.trim_end(), shown, "docs/testing-rules.md shows what the program says:\n{told}");
    let (_, told) = run(&["test", "--rules", "本局.gj", "--format", "json"]);
    let told: Value = serde_json::from_str(&told).unwrap();
    let shown: Value = serde_json::from_str(&between("```json\n", "```\n")).unwrap();
    for (name, value) in shown.as_object().unwrap() {
        assert_eq!(&told[name], value, "{name}");
    }
    assert_eq!(run(&["test", "--rules", "本局.gj", "--accept"]).0, Some(0));
    let files = [CaseFile::read("本局.md", &fs::read_to_string(folder.path("本局.md")).unwrap())];
    assert!(files[0].mistakes.is_empty());
}

#[test]
fn controls_of_a_terminal_are_not_let_through() {
    let text = "## XZ01\u{1b}[31m\n```成立 \u{1b}[2J\n甲\n```\n";
    let editions = Editions::new(&Text(RULES.to_owned()), &["试.gj".to_owned()], None);
    let files = [CaseFile::read("\u{1b}[1m.md", text)];
    let ran = run(&editions, &files, 1);
    let told = cases_terminal(&CasesOut { ran: &ran, accepted: &[] }, &Options::default());
    assert!(!ran.mistakes.is_empty() && !told.contains('\u{1b}'), "{told}");
}
