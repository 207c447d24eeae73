//! Problems of rule files: carets under the right 汉字, Chinese level words, JSON.

use gouji::report::{Options, diagnostics, diagnostics_json};
use gouji::source::{Diagnostic, Lint, SourceId, Sources, Span};
use gouji::text::display_width;
use proptest::prelude::*;
use serde_json::Value;

fn span_of(text: &str, word: &str) -> Span {
    let start = text.find(word).unwrap();
    Span { source: SourceId(0), start: start as u32, end: (start + word.len()) as u32 }
}

#[test]
fn the_caret_stands_under_the_word() {
    let text = "规则集 甲\n规则 A01 \"相等\"：支出表.合计 = 收人表.合计\n";
    let mut sources = Sources::default();
    sources.add("甲.gj", text);
    let found = Diagnostic::error(Lint("未知名称"), span_of(text, "收人表"), "没有「收人表」这个名称")
        .mend("是不是「收入表」？")
        .see(span_of(text, "规则集"), "在这个规则集里");
    let shown = diagnostics(&sources, &[found], &Options::default());
    let lines: Vec<&str> = shown.lines().collect();
    assert_eq!(lines[0], "错误[L0063 未知名称]: 没有「收人表」这个名称");
    assert!(lines[1].contains("甲.gj:2:22"), "{shown}");
    let at = lines.iter().position(|line| line.contains("收人表.合计")).unwrap();
    let before = lines[at].split("收人表").next().unwrap();
    let carets = lines[at + 1];
    assert_eq!(
        display_width(carets.split('^').next().unwrap(), false),
        display_width(before, false),
        "{shown}"
    );
    assert_eq!(carets.matches('^').count(), 6, "{shown}");
    assert!(shown.contains("在这个规则集里"), "{shown}");
    assert!(shown.contains("改法：是不是「收入表」？"), "{shown}");
    assert!(shown.ends_with("规则文件：错误 1 个\n"), "{shown}");
    assert!(shown.lines().all(|line| !line.contains(['│', '─', '╭'])), "{shown}");
}

#[test]
fn problems_without_end_are_counted_and_not_all_shown() {
    let line = "规则 A01 \"相等\"：".repeat(10_000);
    let mut sources = Sources::default();
    sources.add("甲.gj", line.as_str());
    let span = |at: u32| Span { source: SourceId(0), start: at * 24, end: at * 24 + 6 };
    let found: Vec<Diagnostic> =
        (0..2_000).map(|at| Diagnostic::error(Lint("重复"), span(at), "写了不止一次")).collect();
    let shown = diagnostics(&sources, &found, &Options::default());
    assert_eq!(shown.matches("写了不止一次").count(), 100);
    assert!(shown.contains("其余 1900 个没有列出") && shown.ends_with("规则文件：错误 2000 个\n"));
}

#[test]
fn fields_of_the_diagnostics() {
    let text = "规则集 甲\n  停用 B\n";
    let mut sources = Sources::default();
    sources.add("甲.gj", text);
    let found = Diagnostic::warning(Lint("停用无效"), span_of(text, "B"), "没有「B」");
    let json: Value = serde_json::from_str(&diagnostics_json(&sources, &[found])).unwrap();
    let first = &json["diagnostics"][0];
    assert_eq!(first["file"], "甲.gj");
    assert_eq!((&first["line"], &first["column"]), (&2.into(), &6.into()));
    assert_eq!(first["level"], "警告");
    assert_eq!(first["code"], "停用无效");
    assert_eq!(first["mend"], Value::Null);
}

proptest! {
    #[test]
    fn any_span_is_shown(text in "[甲a\r\n\t“ ]{0,40}", start in 0u32..140, length in 0u32..60, source in 0u32..3) {
        let mut sources = Sources::default();
        sources.add("甲.gj", text);
        let span = Span { source: SourceId(source), start, end: start + length };
        let found = [Diagnostic::error(Lint("甲"), span, "乙").see(span, "丙")];
        let shown = diagnostics(&sources, &found, &Options::default());
        prop_assert!(shown.contains("错误[甲]: 乙"));
        prop_assert!(diagnostics_json(&sources, &found).contains("乙"));
    }
}
