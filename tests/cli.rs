//! The program from outside: exit status, streams, messages.

use std::io::Write;
use std::process::{Command, Stdio};

use crate::pdf::writer::{Page, file};
use crate::support::program::{Folder, err, gouji, out};
use serde_json::Value;

const PLAIN: &[u8] =
    "某单位2024年度部门决算\n\n2024年度收入支出决算总表\n单位：万元\n收入\t决算数\t支出\t决算数\n\
    一、一般公共预算财政拨款收入\t1.00\t一、一般公共服务支出\t1.00\n本年收入合计\t1.00\t本年支出合计\t1.00\n\
    总计\t1.00\t总计\t1.00\n\n第三部分 2024年度部门决算情况说明\n一、收入支出决算总体情况说明\n\
    2024年度收、支总计均为1.00万元。\n"
        .as_bytes();

#[test]
fn help_is_chinese_and_in_order() {
    for words in [
        &["--help"][..],
        &["check", "--help"],
        &["read", "-h"],
        &["check-rules", "-h"],
        &["find", "-h"],
        &["show", "-h"],
        &["completions", "-h"],
        &["help"],
        &["help", "check"],
    ] {
        let output = gouji(words);
        assert_eq!(output.status.code(), Some(0), "{words:?}");
        let help = out(&output);
        assert!(help.contains("用法：") && help.contains("例："), "{help}");
        for english in ["Usage", "Options", "Arguments", "Commands", "Print", "possible values", "default:"] {
            assert!(!help.contains(english), "{english} in {help}");
        }
    }
}

/// Names that would steer the terminal are written by the numbers of their characters.
#[test]
fn nothing_from_outside_steers_the_terminal() {
    let rules =
        "规则集 甲 版本 \"1\" 基于 部门决算\n规则 BJ90 \"甲\u{1b}[31m\"：总表.收入.总计 = 总表.支出.总计\n";
    let files: &[(&str, &[u8])] = &[("账\u{1b}[31m.txt", b"\0\x01"), ("甲.gj", rules.as_bytes())];
    let folder = Folder::new("steer", files);
    let (account, rules) = (folder.path("账\u{1b}[31m.txt"), folder.path("甲.gj"));
    for (words, said) in [
        (&["check", &account][..], "账\\u{1b}[31m"),
        (&["find", "查无此名\u{1b}"], "查无此名\\u{1b}"),
        (&["check-rules", &rules], "U+001B"),
        (&["show", "rules", "--of", "BJ90", "--rules", &rules], ""),
    ] {
        let output = gouji(words);
        let all = format!("{}{}", out(&output), err(&output));
        assert!(!all.contains('\u{1b}') && all.contains(said), "{words:?}: {all:?}");
    }
}

/// A pipe in a folder is no file: it is not waited for.
#[cfg(unix)]
#[test]
fn a_pipe_in_a_folder_is_passed_over() {
    let folder = Folder::new("pipe", &[("账.txt", PLAIN)]);
    let made = Command::new("mkfifo").arg(folder.path("管道.txt")).status().unwrap();
    assert!(made.success());
    let output = gouji(&["check", &folder.path("")]);
    assert_eq!(output.status.code(), Some(0));
    assert!(err(&output).contains("管道.txt（不是文件，是管道或设备）"), "{}", err(&output));
}

/// A full disk: whatever the command, that its answer is lost is said.
#[cfg(target_os = "linux")]
#[test]
fn a_lost_answer_is_said() {
    let folder = Folder::new("lost", &[("账.txt", PLAIN)]);
    let file = folder.path("账.txt");
    let file = file.as_str();
    for words in [
        &["check", file][..],
        &["check", file, "--format", "json"],
        &["check", file, "--format", "jsonl"],
        &["read", file, "--format", "json"],
        &["read", file, "--format", "html"],
        &["find", "总计"],
        &["show", "rules"],
    ] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_gouji"));
        let output = command.args(words).stdout(full).stderr(Stdio::piped()).output().unwrap();
        assert_eq!(output.status.code(), Some(3), "{words:?}");
        assert_eq!(err(&output).matches("结果没有写完").count(), 1, "{words:?}: {}", err(&output));
    }
}

#[test]
fn a_wrong_command_line_is_2() {
    let cases: [(&[&str], &str); 12] = [
        (&[], "命令"),
        (&["chek"], "没有「chek」这个命令"),
        (&["check"], "缺少「文件或文件夹」"),
        (&["check", "a", "--rules"], "「--rules」后面要写规则"),
        (&["check", "examples", "--format", "html"], "几份请用 --out 文件夹"),
        (&["help", "chek"], "没有「chek」这个命令"),
        (&["check", "a", "--format", "xml"], "「--format」不能是「xml」，可以是：text、json"),
        (&["check", "a", "--only", "表外"], "没有「表外」这个类别"),
        (&["check", "a", "--threads", "0"], "应为 1 到 1024 的整数"),
        (&["check", "a", "--year", "去年"], "应为四位年度"),
        (&["check", "a", "--thread", "2"], "是不是「--threads」"),
        (&["show", "rules", "--format", "dot"], "只用于 graph"),
    ];
    for (words, expected) in cases {
        let output = gouji(words);
        assert_eq!(output.status.code(), Some(2), "{words:?}");
        assert!(err(&output).contains(expected), "{words:?}: {}", err(&output));
        assert!(output.stdout.is_empty(), "{words:?}");
    }
}

#[test]
fn an_input_that_cannot_be_read_is_3_and_the_others_are_checked() {
    let folder = Folder::new("unread", &[("a.txt", PLAIN), ("b.txt", b"")]);
    let (a, b) = (folder.path("a.txt"), folder.path("b.txt"));
    let none = folder.path("没有.txt");
    let output = gouji(&["check", &b, &none, &a]);
    assert_eq!(output.status.code(), Some(3));
    assert!(out(&output).contains("a.txt"), "{}", out(&output));
    assert!(err(&output).contains("文件是空的") && err(&output).contains("没有这个文件"), "{}", err(&output));
    let output = gouji(&["check", &b, &a, "--format", "json"]);
    assert_eq!(output.status.code(), Some(3));
    let json: Value = serde_json::from_str(&out(&output)).unwrap();
    assert!(json["units"][0]["error"].as_str().unwrap().contains("文件是空的"));
    assert_eq!(json["units"][1]["source"], Value::String(a));
    assert!(err(&output).is_empty(), "{}", err(&output));
}

#[test]
fn folders_are_walked_in_order_of_name() {
    let files: [(&str, &[u8]); 6] = [
        ("b.txt", PLAIN),
        ("a.TXT", PLAIN),
        ("c/d.md", PLAIN),
        (".hidden.txt", PLAIN),
        ("图.jpg", b"x"),
        ("c/无后缀", b"x"),
    ];
    let folder = Folder::new("walk", &files);
    let output = gouji(&["check", &folder.path(""), "--format", "json"]);
    let json: Value = serde_json::from_str(&out(&output)).unwrap();
    let sources: Vec<&str> =
        json["units"].as_array().unwrap().iter().map(|unit| unit["source"].as_str().unwrap()).collect();
    let names: Vec<&str> = sources.iter().map(|source| source.rsplit(['/', '\\']).next().unwrap()).collect();
    assert_eq!(names, ["a.TXT", "b.txt", "d.md"]);
    assert!(err(&output).contains("跳过 2 个文件"), "{}", err(&output));
}

#[test]
fn the_output_does_not_depend_on_threads() {
    let files: Vec<(String, &[u8])> =
        (0..20).map(|at| (format!("{at:02}.txt"), if at == 7 { &b""[..] } else { PLAIN })).collect();
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
    let folder = Folder::new("threads", &files);
    let one = gouji(&["check", &folder.path(""), "--format", "json", "--threads", "1"]);
    let many = gouji(&["check", &folder.path(""), "--format", "json", "--threads", "7"]);
    assert_eq!(out(&one), out(&many));
    assert_eq!(one.status.code(), many.status.code());
}

#[test]
fn an_empty_folder_has_nothing_to_check() {
    let folder = Folder::new("empty", &[]);
    let output = gouji(&["check", &folder.path("")]);
    assert_eq!(output.status.code(), Some(3));
    assert!(err(&output).contains("里没有可以核对的文件"), "{}", err(&output));
}

#[test]
fn what_office_programs_leave_behind_is_passed_over() {
    let folder = Folder::new("temporary", &[("a.txt", PLAIN), ("~$a.docx", b"x"), ("c/~$b.xlsx", b"x")]);
    let output = gouji(&["check", &folder.path(""), "--format", "json"]);
    let json: Value = serde_json::from_str(&out(&output)).unwrap();
    assert_eq!(json["units"].as_array().unwrap().len(), 1);
    assert_eq!(err(&output), "");
    let named = gouji(&["check", &folder.path("~$a.docx")]);
    assert_eq!(named.status.code(), Some(3));
    assert!(err(&named).contains("临时文件"), "{}", err(&named));
}

#[test]
fn a_file_that_is_not_what_its_name_says_is_told() {
    let files: [(&str, &[u8]); 3] =
        [("甲.pdf", PLAIN), ("乙.pdf", &[1, 2, 3, 0, 255, 254, 1]), ("丙.gj", b"\xb9\xe6\xd4\xf2")];
    let folder = Folder::new("names", &files);
    let output = gouji(&["check", &folder.path("甲.pdf")]);
    assert!(out(&output).contains("后缀是 .pdf，内容却是文本"), "{}", out(&output));
    let output = gouji(&["check", &folder.path("乙.pdf")]);
    assert!(err(&output).contains("内容却不是 PDF"), "{}", err(&output));
    let output = gouji(&["check", &folder.path("甲.pdf"), "--rules", &folder.path("丙.gj")]);
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("丙.gj"), "{}", err(&output));
}

#[test]
fn another_year_than_the_files_own_is_questioned() {
    let output = gouji(&["check", "examples/正确.txt", "--year", "2023"]);
    assert!(out(&output).contains("文件写的是 2024 年度，--year 要按 2023 年度核对"), "{}", out(&output));
    let output = gouji(&["check", "examples/正确.txt", "--year", "2024"]);
    assert!(!out(&output).contains("--year"), "{}", out(&output));
}

#[test]
fn one_total_for_all_rule_sets_and_why_each_was_chosen() {
    let base = String::from_utf8(PLAIN.to_vec()).unwrap();
    let other = base.replacen("某单位", "湖北省某单位", 1);
    let folder = Folder::new("total", &[("a.txt", PLAIN), ("b.txt", other.as_bytes()), ("c.txt", b"")]);
    let output = gouji(&["check", &folder.path("")]);
    let text = out(&output).replace(char::is_whitespace, "");
    assert_eq!(text.matches("共3份").count(), 1, "{text}");
    assert!(text.ends_with("读不了的1份。"), "{text}");
    assert!(text.contains("规则集：湖北部门决算") && text.contains("文件里有「湖北省」"), "{text}");
    assert!(text.contains("没有指明地方的字样"), "{text}");
    let output = gouji(&["check", &folder.path("a.txt"), "--rules", "部门决算"]);
    assert!(out(&output).contains("按 --rules 所给"), "{}", out(&output));
}

#[test]
fn standard_input_is_read() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_gouji"))
        .args(["check", "-", "--format", "json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(PLAIN).unwrap();
    let output = child.wait_with_output().unwrap();
    let json: Value = serde_json::from_str(&out(&output)).unwrap();
    assert_eq!(json["units"][0]["source"], "标准输入");
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_gouji"))
        .args(["completions", "bash"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(err(&output).is_empty(), "{}", err(&output));
}

#[test]
fn what_was_read_is_shown_as_a_page() {
    let page = gouji(&["read", "examples/正确.txt", "--format", "html"]);
    assert_eq!(page.status.code(), Some(0));
    let text = out(&page);
    assert!(text.starts_with("<!DOCTYPE html>") && text.ends_with("</html>\n"));
    let checked = gouji(&["check", "examples/正确.txt", "--format", "html"]);
    assert_eq!(checked.status.code(), Some(0));
    let text = out(&checked);
    assert!(text.starts_with("<!DOCTYPE html>") && text.ends_with("</html>\n"));
}

/// The shipped example, its tables and its prose in files of their own.
fn two_files() -> (Vec<u8>, Vec<u8>) {
    let text = include_str!("../examples/正确.txt");
    let (front, explained) = text.rsplit_once("\n第三部分").unwrap();
    let (introduced, tables) = front.rsplit_once("\n第二部分").unwrap();
    (format!("第二部分{tables}\n").into_bytes(), format!("{introduced}\n第三部分{explained}").into_bytes())
}

#[test]
fn files_given_as_one_are_one_in_any_order() {
    let (tables, prose) = two_files();
    let folder = Folder::new("as-one", &[("报表.txt", &tables), ("说明.txt", &prose)]);
    let (tables, prose) = (folder.path("报表.txt"), folder.path("说明.txt"));
    let one = gouji(&["check", &tables, &prose, "--as-one"]);
    assert_eq!(one.status.code(), Some(0), "{}{}", out(&one), err(&one));
    assert!(out(&one).contains("没有发现不符"), "{}", out(&one));
    assert_eq!(out(&one), out(&gouji(&["check", "--as-one", &prose, &tables])));
    let read = gouji(&["read", "--as-one", &prose, &tables, "--format", "json"]);
    let read: Value = serde_json::from_str(&out(&read)).unwrap();
    assert_eq!(read["accounts"].as_array().unwrap().len(), 1);
    let place = &read["accounts"][0]["tables"][0]["rows"][0]["cells"][0]["place"];
    assert_eq!(place["file"], Value::String("报表.txt".to_owned()));
}

#[test]
fn a_file_of_one_that_cannot_be_read_leaves_none() {
    let (tables, _) = two_files();
    let folder = Folder::new("as-one-unread", &[("报表.txt", &tables), ("说明.txt", b"")]);
    let output = gouji(&["check", &folder.path("报表.txt"), &folder.path("说明.txt"), "--as-one"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(err(&output).contains("说明.txt」文件是空的"), "{}", err(&output));
    assert_eq!(out(&output), "");
}

#[test]
fn parts_of_a_unit_in_a_folder_are_joined() {
    let (tables, prose) = two_files();
    let files: [(&str, &[u8]); 3] = [("1.txt", PLAIN), ("2说明.txt", &prose), ("3报表.txt", &tables)];
    let folder = Folder::new("joined", &files);
    let output = gouji(&["check", &folder.path(""), "--format", "json"]);
    let json: Value = serde_json::from_str(&out(&output)).unwrap();
    let units = json["units"].as_array().unwrap();
    assert_eq!(units.len(), 2);
    assert_eq!(units[1]["source"], format!("{}＋{}", folder.path("2说明.txt"), folder.path("3报表.txt")));
    assert_eq!(units[1]["summary"]["不符"], 0);
    assert_eq!(err(&output), "");
}

#[test]
fn parts_that_stay_alone_are_said() {
    let (tables, prose) = two_files();
    let files: [(&str, &[u8]); 3] = [("说明.txt", &prose), ("报表.txt", &tables), ("报表2.txt", &tables)];
    let folder = Folder::new("alone", &files);
    let output = gouji(&["check", &folder.path(""), "--format", "json"]);
    let json: Value = serde_json::from_str(&out(&output)).unwrap();
    assert_eq!(json["units"].as_array().unwrap().len(), 3);
    assert!(err(&output).contains("有 3 份只有表或只有文字"), "{}", err(&output));
}

#[test]
fn a_file_without_anything_of_a_disclosure_is_not_called_sound() {
    let files = [("一句.txt", "请准时参加。\n".as_bytes()), ("断句.txt", "请准时参加。。\n".as_bytes())];
    let folder = Folder::new("nothing", &files);
    let output = gouji(&["check", &folder.path("一句.txt")]);
    assert_eq!(output.status.code(), Some(3));
    assert!(err(&output).contains("没有读到任何一张表、一节说明，没有核对"), "{}", err(&output));
    // Wording is judged in any text, and is not taken for the whole.
    let output = gouji(&["check", &folder.path("断句.txt")]);
    assert_eq!(output.status.code(), Some(3));
    assert!(out(&output).contains("只查了用语"), "{}", out(&output));
}

#[test]
fn what_the_command_line_leaves_out_is_said() {
    let folder = Folder::new("choices", &[("a.txt", PLAIN)]);
    let file = folder.path("a.txt");
    let output = gouji(&["check", "--rules", "湖北部门决算", "--rules", "四川部门决算", &file]);
    assert!(err(&output).contains("每份文件只用其中一个"), "{}", err(&output));
    let output = gouji(&["check", "--rules", "部门决算", "--rules", "湖北部门决算", &file]);
    assert_eq!(err(&output), "");
    let output = gouji(&["check", "--only", "表内", "--skip", "表内", &file]);
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("--skip"), "{}", err(&output));
}

#[test]
fn files_of_two_units_given_as_one_are_told_apart() {
    let (tables, prose) = two_files();
    let other = String::from_utf8(prose).unwrap().replace("图书馆", "文化馆");
    let folder = Folder::new("two-units", &[("报表.txt", &tables), ("说明.txt", other.as_bytes())]);
    let output = gouji(&["check", "--as-one", &folder.path("报表.txt"), &folder.path("说明.txt")]);
    assert!(out(&output).contains("写的单位不同"), "{}", out(&output));
}

#[test]
fn letters_that_are_not_known_are_judged_by_no_rule_of_wording() {
    let right = std::fs::read_to_string("examples/正确.txt").unwrap();
    let sentence = right.lines().find(|line| line.ends_with('。') && line.contains("万元")).unwrap();
    let cut = sentence.trim_end_matches('。');
    let without = right.replacen(sentence, cut, 1);
    let unknown = right.replacen(sentence, &format!("{cut}\u{FFFD}"), 1);
    assert!(without != right && unknown != right);
    let folder = Folder::new("unknown", &[("a.txt", without.as_bytes()), ("b.txt", unknown.as_bytes())]);
    assert!(out(&gouji(&["check", &folder.path("a.txt")])).contains("句末有句号"));
    assert!(!out(&gouji(&["check", &folder.path("b.txt")])).contains("句末有句号"));
}

#[test]
fn a_text_of_which_pages_and_all_tables_are_missing_is_not_checked() {
    // A font that numbers its letters and does not say which they are.
    let font = b"<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H /DescendantFonts [ << /Type /Font \
        /Subtype /CIDFontType2 /BaseFont /A /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> \
        /FontDescriptor 5 0 R >> ] >>";
    let said = Page::default()
        .text(100, 780, 14, "某某局2024年度部门决算")
        .text(100, 740, 12, "三、支出决算情况说明")
        .text(100, 720, 12, "2024年度支出合计12.50万元。");
    let lost = Page::default()
        .with("/Resources << /Font << /G 6 0 R /F 3 0 R >> >>")
        .raw(&"BT /G 10 Tf 1 0 0 1 130 600 Tm <00210022002300240025> Tj ET ".repeat(4));
    let bytes = file(&[said.clone(), lost], &[font.to_vec()], "");
    let folder = Folder::new("lost", &[("a.pdf", &bytes), ("b.pdf", &file(&[said], &[], ""))]);
    let output = gouji(&["check", &folder.path("a.pdf")]);
    assert_eq!(output.status.code(), Some(3), "{}{}", out(&output), err(&output));
    assert!(out(&output).contains("一张表也没有读到"), "{}", out(&output));
    // Where nothing is missing, a text without tables is one.
    let output = gouji(&["check", &folder.path("b.pdf")]);
    assert!(!out(&output).contains("一张表也没有读到"), "{}", out(&output));
}

/// A number that no rule has selects nothing: that is no run in order.
#[test]
fn numbers_that_no_rule_has_are_told() {
    let rules = "规则集 试 版本 \"1\"\n表 甲表 { 列 数 行 合计 }\n规则 AA01 \"非负\"：甲表.合计 ≥ 0元\n";
    let data = "单位,年度,表,行,列,值\n某局,2024,甲表,合计,数,1\n";
    let folder = Folder::new("only", &[("试.gj", rules.as_bytes()), ("数.csv", data.as_bytes())]);
    let (rules, data) = (folder.path("试.gj"), folder.path("数.csv"));
    for (only, status, said) in [("AA", 0, ""), ("AA01,ZZ09", 0, "「ZZ09」"), ("ZZ", 3, "「ZZ」")] {
        for format in ["text", "jsonl"] {
            let output = gouji(&["check", &data, "--rules", &rules, "--only", only, "--format", format]);
            assert_eq!(output.status.code(), Some(status), "{only} {format}: {}", err(&output));
            assert!(err(&output).contains(said), "{only} {format}: {}", err(&output));
        }
    }
    // Rules are not documents.
    let output = gouji(&["check", &data, &rules, "--rules", &rules]);
    assert_eq!(output.status.code(), Some(3));
    assert!(err(&output).contains("写在 --rules 后面"), "{}", err(&output));
}

#[test]
fn the_version_says_those_of_the_rules() {
    let long = out(&gouji(&["--version"]));
    assert!(long.starts_with(concat!("gouji ", env!("CARGO_PKG_VERSION"), "\n自带规则：")), "{long}");
    assert!(long.contains("部门决算 2024") && long.contains("上海部门预算 2025"), "{long}");
    assert_eq!(out(&gouji(&["-V"])), concat!("gouji ", env!("CARGO_PKG_VERSION"), "\n"));
}
