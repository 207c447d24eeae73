//! The one form of rule files: what is put right, what is kept, and that nothing is said differently.

use gouji::source::SourceId;
use gouji::syntax::{self, Unformatted};
use proptest::prelude::*;

use crate::support::program::{Folder, err, gouji, out};
use crate::syntax::common::{SAMPLE, clean, shape};

fn format(text: &str) -> String {
    syntax::format(SourceId(0), text).unwrap_or_else(|why| panic!("{why:#?}\n{text}"))
}

/// The one form of a text, which formatting leaves alone and which says the same.
fn kept(text: &str) -> String {
    let formatted = format(text);
    assert_eq!(formatted, format(&formatted));
    let (before, after) = (clean(text), clean(&formatted));
    let comments = |tree: &syntax::Tree| -> Vec<String> {
        tree.comments.iter().map(|comment| comment.value.clone()).collect()
    };
    assert_eq!(comments(&before), comments(&after));
    let bare = |mut tree: syntax::Tree| {
        tree.comments.clear();
        shape(&tree)
    };
    assert_eq!(bare(before), bare(after), "{formatted}");
    formatted
}

#[test]
fn signs_and_blanks_have_one_form() {
    for (written, formatted) in [
        ("规则 A01“题” ： 甲=（乙+丙）*2/３", "规则 A01 \"题\"：甲 = (乙 + 丙) × 2 ÷ 3\n"),
        ("规则 A01 \"题\" 适用 2025年起:甲 不超过 1,000 元", "规则 A01 \"题\" 适用 2025 起：甲 ≤ 1,000元\n"),
        ("要求 A01 \"题\" : 非(甲>-乙)  且 有 丙 ，丁", "要求 A01 \"题\"：非 (甲 > -乙) 且 有 丙、丁\n"),
        (
            "规则 A01 \"题\":求和（甲.【３０１】 于 乙。丙）=｛甲，乙｝",
            "规则 A01 \"题\"：求和(甲.[301] 于 乙.丙) = {甲、乙}\n",
        ),
        ("词 增减{增加，增长 为 1;减少 为 －1 }", "词 增减 { 增加、增长 为 1；减少 为 -1 }\n"),
        ("编码表 甲 数据 \"甲.yaml\" 级次 类 3，款５", "编码表 甲 数据 \"甲.yaml\" 级次 类3、款5\n"),
        ("整份 4 张表  或 2 个部分", "整份 4张表 或 2个部分\n"),
        ("表 甲{列 乙：百分比,丙 可缺}", "表 甲 {\n  列 乙:百分比、丙 可缺\n}\n"),
        (
            "表 甲 {\n行 乙 分{丙,丁}\n行 戊 分 {\n己 }}",
            "表 甲 {\n  行 乙 分 { 丙、丁 }\n  行 戊 分 {\n    己\n  }\n}\n",
        ),
        (
            "说明 甲{用 同比(乙,丙)\n每项 丁 \"戊\"{}}",
            "说明 甲 {\n  用 同比（乙、丙）\n  每项 丁 \"戊\" {}\n}\n",
        ),
        ("提纲{部分 \"甲\"{节 \"乙\" 表 全部表}}", "提纲 {\n  部分 \"甲\" { 节 \"乙\"  表 全部表 }\n}\n"),
        ("", ""),
        ("\n\n", ""),
    ] {
        assert_eq!(kept(written), formatted, "{written}");
    }
}

#[test]
fn comments_and_empty_lines_keep_their_place() {
    let written = "\n\n//首\n\n\n规则集 甲 // 尾\n\n// 一\n// 二\n\n规则 A01 \"题\" // 头\n  当 有 上年 ：\n// 间\n甲 =\n\n乙\n表 丙{ // 开\n\n列 丁   // 列\n\n\n  // 前\n行 戊\n// 底\n\n}\n// 末\n\n";
    let formatted = "// 首\n\n规则集 甲 // 尾\n\n// 一\n// 二\n\n规则 A01 \"题\" // 头\n  当 有 上年：\n  // 间\n  甲\n  = 乙\n表 丙 { // 开\n  列 丁 // 列\n\n  // 前\n  行 戊\n  // 底\n}\n// 末\n";
    assert_eq!(kept(written), formatted);
}

#[test]
fn breaks_of_the_author_are_kept_where_a_line_can_break() {
    let written = "规则集 甲 版本 \"1\"\n识别 \"乙\",\n\"丙\"\n规则 A01 \"题\" 级别\n核实\n当 有 上年：\n甲 = 乙 +\n丙\n+ 最大(丁\n，戊)\n行文\n";
    let written = written.trim_end_matches("行文\n");
    let formatted = "规则集 甲 版本 \"1\"\n识别 \"乙\"、\n  \"丙\"\n规则 A01 \"题\" 级别 核实\n  当 有 上年：\n  甲 = 乙\n  + 丙\n  + 最大(丁、\n  戊)\n";
    assert_eq!(kept(written), formatted);
}

#[test]
fn long_lines_break_behind_the_colon_before_clauses_and_operators() {
    let name = "一个不长不短的名称";
    let sum = [name; 9].join(" + ");
    let formatted = kept(&format!("规则 A01 \"题\" 当 有 {name}：甲 = {sum}"));
    let lines: Vec<&str> = formatted.lines().collect();
    assert_eq!(lines[0], format!("规则 A01 \"题\" 当 有 {name}："));
    assert!(lines[1].starts_with("  甲 = ") && lines[2].starts_with("  + "), "{formatted}");
    let formatted = kept(&format!("规则 A01 \"题\" 当 {sum} = 0元 级别 核实 因 \"{name}\"：甲 = 乙"));
    assert!(formatted.lines().any(|line| line.starts_with("  当 ")), "{formatted}");
    let list = ["\"一个不长不短的叫法\""; 9].join("、");
    let formatted = kept(&format!("表 甲 {{ 又名 {list} }}"));
    assert_eq!(formatted.lines().count(), 4, "{formatted}");
    // What cannot break stays.
    let long = "长".repeat(200);
    assert_eq!(
        kept(&format!("说明 甲 {{ 句式 \"{long}\" }}")),
        format!("说明 甲 {{\n  句式 \"{long}\"\n}}\n")
    );
}

#[test]
fn lines_end_as_the_first_one_does() {
    assert_eq!(
        format("规则集 甲 // 注\r\n规则 A01 \"题\":甲=乙\n"),
        "规则集 甲 // 注\r\n规则 A01 \"题\"：甲 = 乙\r\n"
    );
}

#[test]
fn files_with_mistakes_are_not_formatted() {
    for wrong in
        ["规则 A01 \"题\"：", "规则 A01 \"题\" 级别 严重：甲 = 乙", "表 甲 {", "规则 A01 \"题：甲 = 乙"]
    {
        let Err(Unformatted::Mistakes(found)) = syntax::format(SourceId(0), wrong) else { panic!("{wrong}") };
        assert!(!found.is_empty());
    }
}

/// Rule files of the project, by path.
fn shipped() -> Vec<(String, String)> {
    let mut open = vec![std::path::PathBuf::from("rules"), std::path::PathBuf::from("examples")];
    let mut files = Vec::new();
    while let Some(folder) = open.pop() {
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ending| ending == "gj") {
                files.push((path.display().to_string(), std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    assert!(files.len() > 20);
    files
}

#[test]
fn shipped_rules_are_in_their_one_form() {
    for (path, text) in shipped() {
        assert_eq!(kept(&text), text, "{path}: gouji fmt {path}");
    }
}

#[test]
fn what_is_printed_of_shipped_trees_is_formatted() {
    for (_, text) in shipped().into_iter().chain([(String::new(), SAMPLE.to_owned())]) {
        kept(&syntax::print(&clean(&text)));
    }
}

/// A text with other blanks, breaks and comments between its words than it had, by bytes that choose them.
fn shaken(text: &str, choices: &[u8]) -> String {
    let mut choices = choices.iter().cycle();
    let mut shaken = String::new();
    let mut quote: Option<char> = None;
    let mut chars = text.chars().peekable();
    let mut left = text;
    while let Some(found) = chars.next() {
        left = &left[found.len_utf8()..];
        match (quote, found) {
            (None, '"') => quote = Some('"'),
            (None, '「') => quote = Some('」'),
            (None, '/') if chars.peek() == Some(&'/') => quote = Some('\n'),
            (Some(_), '\\') => {
                shaken.push(found);
                shaken.extend(chars.next());
                left = &left[left.chars().next().map_or(0, char::len_utf8)..];
                continue;
            }
            (Some(wanted), _) if wanted == found => quote = None,
            (None, ' ') => {
                let alias = left.starts_with("又名");
                let number = shaken.ends_with(|last: char| last.is_ascii_digit());
                match choices.next() {
                    Some(0..=20) if !alias && !number => shaken.push_str("\n\n"),
                    Some(21..=30) if !alias && !number => shaken.push_str(" // 注\n"),
                    Some(31..=35) if !alias && !number => shaken.push_str("\n\n//注 二 \n\n"),
                    Some(36..=60) => shaken.push('\u{3000}'),
                    Some(61..=90) => shaken.push_str("   "),
                    _ => {}
                }
            }
            _ => {}
        }
        shaken.push(found);
    }
    shaken
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn formatting_keeps_what_is_said_however_it_is_written(choices in prop::collection::vec(any::<u8>(), 1..400)) {
        kept(&shaken(SAMPLE, &choices));
    }
}

#[test]
fn shaken_shipped_rules_keep_what_they_say() {
    for (at, (_, text)) in shipped().into_iter().enumerate() {
        let choices: Vec<u8> = (0..251u16).map(|number| (number * 7 + at as u16 * 13) as u8).collect();
        kept(&shaken(&text, &choices));
    }
}

#[test]
fn files_are_written_named_or_shown() {
    let (loose, tidy) = ("规则集 甲\n规则 A01 \"题\":甲=乙\n", "规则集 甲\n规则 A01 \"题\"：甲 = 乙\n");
    let files: [(&str, &[u8]); 3] = [
        ("甲/乱.gj", loose.as_bytes()),
        ("甲/齐.gj", tidy.as_bytes()),
        ("甲/错.gj", "规则 \"题\"".as_bytes()),
    ];
    let folder = Folder::new("fmt", &files);
    let read = |name: &str| std::fs::read_to_string(folder.path(name)).unwrap();
    let (loose_path, tidy_path) = (folder.path("甲/乱.gj"), folder.path("甲/齐.gj"));

    let checked = gouji(&["fmt", "--check", &loose_path, &tidy_path]);
    assert_eq!((checked.status.code(), out(&checked)), (Some(1), format!("{loose_path}\n")));
    let shown = gouji(&["fmt", "--diff", &loose_path]);
    assert_eq!(shown.status.code(), Some(0));
    assert!(out(&shown).contains("\n-规则 A01 \"题\":甲=乙\n+规则 A01 \"题\"：甲 = 乙\n"), "{}", out(&shown));
    let printed = gouji(&["fmt", "--stdout", &loose_path]);
    assert_eq!((printed.status.code(), out(&printed)), (Some(0), tidy.to_owned()));
    assert_eq!(read("甲/乱.gj"), loose);

    // What is in order is not written again.
    let before = std::fs::metadata(&tidy_path).unwrap().modified().unwrap();
    let written = gouji(&["fmt", &folder.path("甲")]);
    assert_eq!((written.status.code(), out(&written)), (Some(2), String::new()));
    assert!(err(&written).contains("错.gj") && err(&written).contains("没有改动"), "{}", err(&written));
    assert_eq!((read("甲/乱.gj").as_str(), read("甲/错.gj").as_str()), (tidy, "规则 \"题\""));
    assert_eq!(std::fs::metadata(&tidy_path).unwrap().modified().unwrap(), before);
    assert_eq!(std::fs::read_dir(folder.path("甲")).unwrap().count(), 3);
    assert_eq!(gouji(&["fmt", "--check", &loose_path]).status.code(), Some(0));
    assert_eq!(gouji(&["fmt", &folder.path("无.gj")]).status.code(), Some(2));
}
