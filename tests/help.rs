//! What --help and the completion scripts offer is there: every example runs as printed, every value is completed.

#![cfg(unix)]

use std::path::Path;
use std::process::{Command, Output};

use crate::support::program::{Folder, err, gouji, out};

const COMMANDS: [&str; 21] = [
    "check",
    "compare",
    "waive",
    "template",
    "config",
    "read",
    "check-rules",
    "fmt",
    "test",
    "find",
    "explain",
    "show",
    "generate",
    "mutate",
    "analyze",
    "lsp",
    "schema",
    "init",
    "doc",
    "man",
    "completions",
];

/// Runs a line as a shell would, with the program on the path and a home of its own.
fn run(line: &str, folder: &Path) -> Output {
    let program = Path::new(env!("CARGO_BIN_EXE_gouji")).parent().unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap_or_default());
    let mut shell = Command::new("sh");
    shell.args(["-c", line]).current_dir(folder).env("PATH", path).env("HOME", folder);
    shell.output().unwrap()
}

/// The lines under 例 of a help text.
fn examples(help: &str) -> Vec<String> {
    let (_, examples) = help.rsplit_once("例：\n").unwrap();
    let lines = examples.lines().filter_map(|line| line.strip_prefix("  "));
    lines.map(str::to_owned).collect()
}

#[test]
fn every_example_of_help_runs_as_printed() {
    let text = include_bytes!("../examples/正确.txt");
    let whole = include_str!("../examples/正确.txt");
    let (front, explained) = whole.rsplit_once("\n第三部分").unwrap();
    let (introduced, tables) = front.rsplit_once("\n第二部分").unwrap();
    let (tables, prose) = (format!("第二部分{tables}"), format!("{introduced}\n第三部分{explained}"));
    let layer =
        "规则集 本省 版本 \"1\" 基于 部门决算\n规则 BJ90 \"收支总计相等\"：总表.收入.总计 = 总表.支出.总计\n";
    let before = "云泽市青岚区图书馆2023年度部门决算\n\n2023年度收入支出决算总表\n单位：万元\n收入\t\t支出\t\n\
        项目\t决算数\t项目\t决算数\n年初结转和结余\t\t年末结转和结余\t46.50\n总计\t1300.00\t总计\t1300.00\n";
    let cases = "## BJ90 收支\n\n```成立 csv\n表,行,列,值\n总表,收入.总计,决算数,1.00\n总表,支出.总计,决算数,1.00\n```\n";
    let result = out(&gouji(&["check", "examples/正确.txt", "--format", "jsonl"]));
    // Formats are told by what is inside.
    let files: [(&str, &[u8]); 15] = [
        ("问题清单.xlsx", "指纹,单位说明\n甲,已核实\n".as_bytes()),
        ("一月结果/结果.jsonl", result.as_bytes()),
        ("二月结果/结果.jsonl", result.as_bytes()),
        ("一月结果.jsonl", result.as_bytes()),
        ("二月结果.jsonl", result.as_bytes()),
        ("某单位公开.txt", text),
        ("某单位公开.pdf", text),
        ("公开文件夹/某单位公开.txt", text),
        ("说明.docx", prose.as_bytes()),
        ("报表.xlsx", tables.as_bytes()),
        ("本省规则/补充.gj", layer.as_bytes()),
        ("本省规则/补充.md", cases.as_bytes()),
        ("2024年/某单位公开.txt", text),
        ("2023年/某单位公开.txt", before.as_bytes()),
        ("单位名册.csv", "名称,性质\n某局,行政单位\n".as_bytes()),
    ];
    let folder = Folder::new("help", &files);
    let mut ran = 0;
    for command in [""].into_iter().chain(COMMANDS) {
        let asked: Vec<&str> = [command, "--help"].into_iter().filter(|word| !word.is_empty()).collect();
        for line in examples(&out(&gouji(&asked))) {
            let output = run(&line, &folder.0);
            assert_eq!(output.status.code(), Some(0), "{line}\n{}{}", out(&output), err(&output));
            // On a slow machine long work says how far it is.
            let said = err(&output);
            let said: Vec<&str> = said.lines().filter(|line| !line.contains("，每分钟")).collect();
            assert_eq!(said, Vec::<&str>::new(), "{line}");
            ran += 1;
        }
    }
    assert!(ran > 15, "{ran} examples were found");
    for written in [".local/share/bash-completion/completions/gouji", "图.dot", "结果.json"] {
        assert!(Path::new(&folder.path(written)).exists(), "{written}");
    }
}

/// As a page of the manual writes it.
fn roff(words: &str) -> String {
    words.replace('-', "\\-")
}

#[test]
fn every_command_has_a_page_of_the_manual() {
    let folder = Folder::new("man", &[]);
    let output = gouji(&["man", &folder.path("man1")]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let page = |name: &str| std::fs::read_to_string(folder.path(&format!("man1/{name}.1"))).unwrap();
    assert!(page("gouji").contains("gouji\\-check(1)"), "the first page leads to the others");
    for command in COMMANDS {
        let text = page(&format!("gouji-{command}"));
        assert!(
            text.contains(".SH NAME") && text.contains(&format!("\\fBgouji {}\\fR", roff(command))),
            "{text}"
        );
        let help = out(&gouji(&[command, "--help"]));
        for option in help.split_whitespace().filter(|word| word.starts_with("--") && word.is_ascii()) {
            assert!(text.contains(&roff(option.trim_end_matches(','))), "{command}: {option}");
        }
    }
}

#[test]
fn every_command_and_value_is_completed() {
    let values = "tree rules graph plan text json html dot auto always never bash zsh fish elvish powershell \
                  表内 表间 文表 文内 跨年 汇总 完整性 用语 --of --rules --year --as-one --only --skip --format \
                  --threads --verbose --color --diff --stdout --all --accept --fix";
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = out(&gouji(&["completions", shell]));
        let options =
            |word: &str| word.strip_prefix("--").filter(|_| shell == "fish").unwrap_or(word).to_owned();
        // Elvish and PowerShell complete commands and options, not values.
        let all = !matches!(shell, "elvish" | "powershell");
        let values = values.split_whitespace().filter(|word| all || word.starts_with("--")).map(options);
        for word in COMMANDS.into_iter().map(str::to_owned).chain(values) {
            let stands = script
                .split(|found: char| !(found.is_alphanumeric() || found == '-'))
                .any(|part| part == word);
            assert!(stands || script.contains(&format!("{word}=")), "{shell}: {word}");
        }
    }
}
