//! `gouji.toml`: found above the folder of the call, goes behind the command line, and its mistakes are told.

use std::path::Path;
use std::process::{Command, Output};

use crate::support::program::{Folder, err, out};

fn run(folder: &Path, words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_gouji")).args(words).current_dir(folder).output().unwrap()
}

#[test]
fn settings_above_the_folder_hold_unless_the_command_line_says_otherwise() {
    let layer =
        "规则集 本省 版本 \"1\" 基于 部门决算\n规则 BJ90 \"收支总计相等\"：总表.收入.总计 = 总表.支出.总计\n";
    let settings = "# 本局的设置\n规则 = [\"本省规则\"]\n不核对 = \"用语\"\n落款 = \"某区财政局\"\n";
    let files: [(&str, &[u8]); 4] = [
        ("gouji.toml", settings.as_bytes()),
        ("本省规则/补充.gj", layer.as_bytes()),
        ("公开/甲.txt", include_bytes!("../examples/正确.txt")),
        ("公开/乙.txt", include_bytes!("../examples/青岚区图书馆2024年度部门决算.txt")),
    ];
    let folder = Folder::new("config", &files);
    let below = folder.0.join("公开");
    let shown = out(&run(&below, &["config"]));
    assert!(shown.contains("不核对：用语") && shown.contains("上年：（没有写）"), "{shown}");
    let told = out(&run(&below, &["check", "甲.txt"]));
    assert!(told.contains("规则集：本省 1；按 --rules 所给"), "{told}");
    for words in [&["check", "甲.txt", "--rules", "部门决算"][..], &["--no-config", "check", "甲.txt"]]
    {
        let told = out(&run(&below, words));
        assert!(told.contains("规则集：部门决算"), "{told}");
    }
    let found = out(&run(&folder.0, &["find", "BJ90"]));
    assert!(found.contains("收支总计相等"), "{found}");
    assert_eq!(run(&below, &["check", "乙.txt", "--out", "出"]).status.code(), Some(1));
    let notice = std::fs::read_to_string(below.join("出/整改通知/乙.html")).unwrap();
    assert!(notice.contains("某区财政局"), "{notice}");
}

#[test]
fn mistakes_of_settings_are_told_and_nothing_is_judged() {
    let files: [(&str, &[u8]); 2] =
        [("gouji.toml", "\n规贝 = 1\n".as_bytes()), ("甲.txt", include_bytes!("../examples/正确.txt"))];
    let folder = Folder::new("config-wrong", &files);
    let ran = run(&folder.0, &["check", "甲.txt"]);
    assert_eq!((ran.status.code(), out(&ran).as_str()), (Some(2), ""));
    assert!(err(&ran).contains("第 2 行：没有「规贝」这一项"), "{}", err(&ran));
    assert_eq!(run(&folder.0, &["--no-config", "check", "甲.txt"]).status.code(), Some(0));
}
