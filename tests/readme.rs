//! What README shows is what the program says: the output of the example, and the rule to be added.

use std::fs;
use std::io::Write as _;
use std::process::{Command, Stdio};

/// What stands between the fences that follow a line.
fn block_after(mark: &str) -> String {
    let readme = fs::read_to_string("README.md").unwrap();
    let (_, rest) = readme.split_once(mark).unwrap();
    let mut parts = rest.splitn(3, "```");
    parts.nth(1).unwrap().to_owned()
}

#[test]
fn the_command_gives_the_output_shown() {
    let command = block_after("在本目录下：");
    let words: Vec<&str> = command.split_whitespace().skip_while(|word| *word != "--").skip(1).collect();
    let output = Command::new(env!("CARGO_BIN_EXE_gouji")).args(&words).output().unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    let mut rest = printed.lines();
    let shown = block_after("`……` 处有删节");
    assert!(shown.lines().count() > 10, "the output shown was found");
    for line in shown.lines().filter(|line| !line.is_empty() && *line != "……") {
        assert!(
            rest.any(|printed| printed == line),
            "README shows a line that the program does not print (here): {line}\nThe program prints:\n{printed}"
        );
    }
    assert_eq!(output.status.code(), Some(1), "README explains status 1");
}

#[test]
fn the_rule_to_be_added_is_right() {
    let rule = block_after("全部写法在");
    let file = std::env::temp_dir().join(format!("gouji-readme-{}.gj", std::process::id()));
    fs::File::create(&file).unwrap().write_all(rule.as_bytes()).unwrap();
    let mut checked = Command::new(env!("CARGO_BIN_EXE_gouji"));
    let status = checked.arg("check-rules").arg(&file).stdout(Stdio::null()).status().unwrap();
    fs::remove_file(&file).unwrap();
    assert!(status.success(), "check-rules accepts the rule that README shows:\n{rule}");
}
