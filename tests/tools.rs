//! The commands for those who keep rule files, from outside: find, show, check-rules, and read of folders.

use crate::support::program::{Folder, err, gouji, out};
use gouji::session::{Shipped, open};
use serde_json::Value;

fn found(word: &str) -> Vec<Value> {
    let output = gouji(&["find", word, "--format", "json"]);
    let json: Value = serde_json::from_str(&out(&output)).unwrap();
    json["found"].as_array().unwrap().clone()
}

fn text<'v>(found: &'v Value, field: &str) -> &'v str {
    found[field].as_str().unwrap()
}

#[test]
fn a_rule_is_found_by_its_number_with_formula_level_and_place() {
    for typed in ["BJ14", "bj14", "ＢＪ14"] {
        let shown = out(&gouji(&["find", typed]));
        for expected in
            ["规则 BJ14（", "级别 核实，类别 表间", "一般预算表.本科目.项目支出 ≤", "02_表内表间.gj 第 "]
        {
            assert!(shown.contains(expected), "{typed}: {expected} is missing in\n{shown}");
        }
    }
    let json = found("BJ14");
    assert_eq!((json.len(), text(&json[0], "kind")), (1, "规则"));
    assert!(json[0]["rule"]["written"].as_str().unwrap().starts_with("规则 BJ14 "));
    assert!(json[0]["line"].as_u64().unwrap() > 1);
    assert!(found("BJ").len() > 10, "all rules of these letters");
}

#[test]
fn what_is_written_is_found_behind_what_is_named() {
    let kinds =
        |word: &str| -> Vec<String> { found(word).iter().map(|one| text(one, "kind").to_owned()).collect() };
    assert_eq!(kinds("帐户"), ["规则"], "a forbidden phrase");
    assert!(kinds("本科目.项目支出 ≤").contains(&"规则".to_owned()), "a formula");
    assert!(kinds("共有[公务用车").contains(&"句式".to_owned()), "a pattern");
    let named = found("公务接待费");
    let first_rule = named.iter().position(|one| text(one, "kind") == "规则").unwrap_or(named.len());
    assert!(first_rule > 0 && named[..first_rule].iter().all(|one| text(one, "name").contains("公务接待费")));
    assert!(found("没有人写过的话").is_empty());
}

#[test]
fn layers_switch_off_and_adjust_by_letters_category_and_path() {
    let layer = "规则集 本局 版本 \"1\" 基于 部门决算\n停用 YY 因 \"另行审核\"\n调整 文内 级别 提示 因 \"只提醒\"\n\
        停用 「文表.三公经费」 因 \"表另查\"\n停用 附件 因 \"另行公开\"\n";
    let wrong = "规则集 错 版本 \"1\" 基于 部门决算\n停用 QQ 因 \"x\"\n";
    let files = [("本局.gj", layer.as_bytes()), ("错.gj", wrong.as_bytes())];
    let folder = Folder::new("switch", &files);
    let rules = folder.path("本局.gj");
    let rule = |number: &str| -> Value {
        let output = gouji(&["find", number, "--rules", &rules, "--format", "json"]);
        let json: Value = serde_json::from_str(&out(&output)).unwrap();
        json["found"][0]["rule"].clone()
    };
    assert_eq!(rule("YY11")["switched_off"], "另行审核");
    assert_eq!(rule("TB02")["level"], "提示");
    assert_eq!(rule("TB02")["changes"][0], "调整 文内 级别 提示 因 \"只提醒\"");
    assert_eq!(rule("文表.三公经费.总体.决算")["switched_off"], "表另查");
    assert_eq!((&rule("BJ14")["switched_off"], &rule("BJ14")["level"]), (&Value::Null, &Value::from("核实")));
    assert!(out(&gouji(&["check-rules", &folder.path("错.gj")])).contains("要停用的「QQ」不存在"));
    let parts = |rules: &[String]| open(&Shipped, rules, None).schema.outline.len();
    assert_eq!(parts(&["部门决算".to_owned()]), 6);
    let output = gouji(&["find", "附件", "--rules", &rules, "--format", "json"]);
    let json: Value = serde_json::from_str(&out(&output)).unwrap();
    assert!(
        json["found"].as_array().unwrap().iter().all(|one| one["kind"] != "部分"),
        "the part is taken out"
    );
}

#[test]
fn a_rule_of_a_group_is_found_once_with_its_sites() {
    let json = found("TB02");
    assert_eq!(json.len(), 1);
    assert!(json[0]["rule"]["sites"].as_array().unwrap().len() > 5);
}

#[test]
fn every_path_that_is_printed_is_found() {
    let rules = open(&Shipped, &[], None);
    for word in ["接待", "支出合计", "30217", "BJ1", "绩效"] {
        let found = rules.find(word);
        assert!(!found.is_empty(), "{word}");
        for one in found {
            let again = rules.find(&one.path);
            assert!(again.iter().any(|other| other.path == one.path), "{word}: {} is not found", one.path);
        }
    }
}

#[test]
fn cells_tables_and_codes_are_found_however_they_are_written() {
    let cell = found("支出决算表.合计.基本支出");
    assert_eq!((text(&cell[0], "kind"), text(&cell[0], "path")), ("数", "支出决算表.合计.基本支出"));
    assert!(cell[0]["used_by"].as_array().unwrap().contains(&"BN01".into()));
    let full = found("一般公共预算财政拨款支出决算表.合计.本年支出");
    assert_eq!(text(&full[0], "path"), "一般预算表.合计.本年支出", "the short name is what rules write");
    let code = found("基本支出表.[30217]");
    assert_eq!(text(&code[0], "name"), "公务接待费");
    assert_eq!(found("【30217】")[0]["path"], code[0]["path"]);
    let table = out(&gouji(&["find", "三公表"]));
    assert!(table.contains("列 预算数、年初数、决算数") && table.contains("公务接待费"), "{table}");
    assert_eq!(text(&found("因公出国(境)费")[0], "name"), "因公出国（境）费", "brackets of any width");
    let slot = found("三公经费.具体.接待.接待费");
    assert_eq!((text(&slot[0], "kind"), text(&slot[0], "name")), ("填空", "接待费"));
}

#[test]
fn what_is_named_exactly_comes_first_and_the_rest_is_cut() {
    assert_eq!(text(&found("公务接待费")[0], "name"), "公务接待费");
    let many = out(&gouji(&["find", "支出"]));
    assert!(many.matches("    写作 ").count() <= 60, "{}", many.len());
    assert!(many.contains("没有列出"), "the rest is counted");
    assert!(found("支出").len() > 60);
}

#[test]
fn nothing_is_found_with_the_nearest() {
    let cases = [
        ("基本支初", "是不是「基本支出」"),
        ("支出决算表.合计.基本支初", "是不是「支出决算表.合计.基本支出」"),
        ("支出绝算表.合计.基本支出", "是不是「支出决算表」"),
        ("BJ77", "BJ 字头的编号从 BJ01 到 BJ"),
        ("全无此事", "可以只写名称的一部分"),
    ];
    for (word, expected) in cases {
        let output = gouji(&["find", word]);
        assert_eq!(output.status.code(), Some(1), "{word}");
        assert!(err(&output).contains(expected), "{word}: {}", err(&output));
    }
    let empty = gouji(&["find", "  "]);
    assert_eq!((empty.status.code(), out(&empty)), (Some(2), String::new()));
    assert!(err(&empty).contains("没有写要找的词"), "{}", err(&empty));
}

#[test]
fn every_stage_is_narrowed_to_what_is_asked_for() {
    let show = |stage: &str, of: &str| out(&gouji(&["show", stage, "--of", of]));
    for stage in ["tree", "rules", "graph", "plan"] {
        let whole = out(&gouji(&["show", stage]));
        for of in ["BJ14", "支出决算表.合计.基本支出", "三公经费.总体", "三公表", "公务接待费"]
        {
            let part = show(stage, of);
            assert!(!part.is_empty() && part.len() < whole.len() / 2, "{stage} {of}: {} bytes", part.len());
        }
        let unknown = gouji(&["show", stage, "--of", "支出绝算表"]);
        assert_eq!((unknown.status.code(), out(&unknown)), (Some(2), String::new()), "{stage}");
        assert!(err(&unknown).contains("是不是「支出决算表」"), "{stage}: {}", err(&unknown));
    }
    let tree = show("tree", "BJ14");
    assert!(
        tree.starts_with("// （内置）部门决算/02_表内表间.gj\n规则 BJ14 ") && tree.lines().count() == 2,
        "{tree}"
    );
    assert!(show("rules", "支出决算表.合计.基本支出").contains("BN02"));
    assert!(show("tree", "支出决算表.合计.基本支出").contains("  行 合计 "));
    let dot = out(&gouji(&["show", "graph", "--of", "BJ14", "--format", "dot"]));
    assert!(dot.starts_with("digraph") && dot.contains("规则 BJ14") && !dot.contains("规则 BJ15"), "{dot}");
}

const LAYER: &str = "规则集 本局 版本 \"1\" 基于 部门决算\n\
    规则 BJ90 \"培训费\" 当 支出决算表.合计.基本支出 > 0元：基本支出表.培训费 ≤ 支出决算表.合计.基本支出\n\
    表 三公表 { 又名 \"三公情况表\" }\n停用 WZ05 因 \"不用\"\n";

#[test]
fn check_rules_says_what_it_looked_at() {
    let (gbk, ..) = encoding_rs::GBK.encode(LAYER);
    let other = LAYER.replace("本局", "另局").replace("BJ90", "BJ91：");
    let files = [
        ("一/a.gj", LAYER.as_bytes()),
        ("二/a.gj", &gbk),
        ("三/a.gj", LAYER.as_bytes()),
        ("三/b.gj", other.as_bytes()),
    ];
    let folder = Folder::new("rules", &files);
    for path in ["一", "二", "一/a.gj"] {
        let output = gouji(&["check-rules", &folder.path(path)]);
        let shown = out(&output);
        assert_eq!(output.status.code(), Some(0), "{shown}");
        assert!(shown.starts_with("规则文件没有发现问题\n"), "{shown}");
        let counts = "规则集「本局」（基于 部门决算）：1 个文件，1 条规则，1 处停用、调整，1 张表\n";
        assert!(shown.contains(counts), "{shown}");
        assert!(shown.contains("基于 上海部门决算"), "layers that are left out are named: {shown}");
    }
    // Two layers of one folder are both checked.
    let both = gouji(&["check-rules", &folder.path("三")]);
    assert_eq!(both.status.code(), Some(2));
    assert!(out(&both).contains("b.gj:2:") && out(&both).contains("「本局」"), "{}", out(&both));
    let json = gouji(&["check-rules", &folder.path("一"), "--format", "json"]);
    let json: Value = serde_json::from_str(&out(&json)).unwrap();
    assert_eq!((&json["sets"][0]["rules"], &json["sets"][0]["based_on"][0]), (&1.into(), &"部门决算".into()));
}

#[test]
fn check_rules_says_what_it_cannot_find_or_read() {
    let (big5, ..) = encoding_rs::BIG5.encode("規則集 甲");
    let folder = Folder::new("no-rules", &[("空/说明.txt", b"x"), ("乱.gj", &big5)]);
    let cases = [
        (folder.path("空"), "里没有规则文件", "以 .gj 结尾"),
        (folder.path("乱.gj"), "不是 UTF-8", "另存为 UTF-8"),
        (
            "湖北部门绝算".to_owned(),
            "没有叫「湖北部门绝算」的规则文件、文件夹或内置规则集",
            "是不是「湖北部门决算」",
        ),
        ("湖南省".to_owned(), "没有叫「湖南省」", "是不是「湖南部门决算」"),
    ];
    for (path, message, mend) in cases {
        let output = gouji(&["check-rules", &path]);
        let shown = out(&output);
        assert_eq!(output.status.code(), Some(2), "{path}");
        assert!(shown.contains(message) && shown.contains(mend), "{path}: {shown}");
        assert!(!shown.contains("没有发现问题"), "{shown}");
    }
}

/// The shipped example, its tables and its prose in files of their own.
fn parts() -> (Vec<u8>, Vec<u8>) {
    let text = include_str!("../examples/正确.txt");
    let (front, explained) = text.rsplit_once("\n第三部分").unwrap();
    let (introduced, tables) = front.rsplit_once("\n第二部分").unwrap();
    (format!("第二部分{tables}\n").into_bytes(), format!("{introduced}\n第三部分{explained}").into_bytes())
}

#[test]
fn read_joins_the_parts_of_a_unit_as_check_does() {
    let (tables, prose) = parts();
    let folder = Folder::new("read-joined", &[("说明.txt", &prose), ("报表.txt", &tables), ("图.jpg", b"x")]);
    let shown = gouji(&["read", &folder.path("")]);
    assert_eq!(shown.status.code(), Some(0), "{}", err(&shown));
    let counted = "，2024 年度，读到 9 张表中的 9 张，另有表单 3 张\n";
    assert_eq!(out(&shown).matches(counted).count(), 1, "{}", out(&shown));
    assert!(err(&shown).contains("跳过 1 个文件") && !err(&shown).contains("另一半"), "{}", err(&shown));
    let page = out(&gouji(&["read", &folder.path(""), "--format", "html"]));
    assert_eq!(page.matches("<article").count(), 1);
    assert!(page.contains("<dd>9 / 9<small>另有表单 3 张</small></dd>"), "as many tables as elsewhere");
    let checked = out(&gouji(&["check", &folder.path("")]));
    assert!(checked.contains("读到 9 张表中的 9 张"), "{checked}");
    let none = gouji(&["read", &Folder::new("read-none", &[("图.jpg", b"x")]).path("")]);
    assert_eq!(none.status.code(), Some(3));
    assert!(err(&none).contains("没有可以读的文件"), "{}", err(&none));
}

#[test]
fn what_was_not_understood_is_in_the_text_as_on_the_page() {
    let text = include_str!("../examples/正确.txt");
    let text = text
        .replace("群众文化\t35.20", "群众文化\t3.5.2")
        .replace("服务支出 16.16 万元。", "服务支出 16.16 万元。另付外星馆 3.14 万元。");
    let folder = Folder::new("left", &[("a.txt", text.as_bytes())]);
    let (shown, page) = (
        out(&gouji(&["read", &folder.path("a.txt")])),
        out(&gouji(&["read", &folder.path("a.txt"), "--format", "html"])),
    );
    let list = page.split_once("<h3>没有读懂的（").unwrap().1;
    let count = list.split_once(" 处").unwrap().0;
    assert!(shown.contains(&format!("没有读懂 {count} 处")), "{shown}");
    let (_, listed) = shown.split_once(&format!("没有读懂的（{count} 处）\n")).unwrap();
    assert!(
        listed.lines().take_while(|line| line.starts_with("  ")).any(|line| line.starts_with("  - ")),
        "{listed}"
    );
    assert!(listed.contains("「3.14 万元」"), "{listed}");
}

#[test]
fn rows_are_shown_with_their_name_before_their_figures() {
    let shown = out(&gouji(&["read", "examples/正确.txt"]));
    let row = shown.lines().find(|line| line.contains("2080505")).unwrap();
    let at: Vec<usize> = ["2080505", "机关事业单位基本养老保险缴费支出", "84.62"]
        .iter()
        .map(|word| row.find(word).unwrap())
        .collect();
    assert!(at.is_sorted(), "{row}");
}

#[test]
fn a_layer_that_leaves_the_shipped_one_of_the_region_out_is_told() {
    let over = LAYER.replace("基于 部门决算", "基于 湖北部门决算");
    let of_hubei = std::fs::read_to_string("examples/正确.txt").unwrap().replace("云泽市", "湖北省云泽市");
    let files =
        [("全国.gj", LAYER.as_bytes()), ("湖北.gj", over.as_bytes()), ("馆.txt", of_hubei.as_bytes())];
    let folder = Folder::new("passed", &files);
    let document = folder.path("馆.txt");
    let check = |rules: &str| err(&gouji(&["check", &document, "--rules", &folder.path(rules)]));
    let told = check("全国.gj");
    assert!(told.contains("有文件像是「湖北部门决算」管的") && told.contains("「本局」没有基于它"), "{told}");
    assert_eq!(check("湖北.gj"), "");
    assert_eq!(err(&gouji(&["check", &document, "--rules", "部门决算"])), "", "a shipped set was chosen");
}

/// Ten mistakes in one file are ten errors, each where it is.
#[test]
fn ten_mistakes_are_told_in_one_run() {
    let rules = "规则集 十错 版本 \"1\"
表 甲表 { 列 数、率:百分比 行 合计 分 { 一、二 } }
规则 AA01 \"一\" 甲表.合计.数 = 甲表.一.数
规则 AA02 \"二\"：甲表.合计.数 ≥ 5
规则 AA03 \"三\"：甲表.合计.书 = 0元
规则 AA04 \"四\" 级别 严重：甲表.合计.数 > 3元
规则 AA05 \"五\"：如果 甲表.合计.数 > 0元 则 甲表.一.数 > 0元
规则 AA06 \"六\"：SUM(甲表.一.数、甲表.二.数) = 甲表.合计.数
规则 AA06 \"七\"：甲表.合计.数 = 甲表.二.数
停用 AA99 因 \"x\"
规则 AA08 \"八\"：甲表.合计.率 + 甲表.合计.数 = 0元
说明 情况 { 位于 \"情况\" 句式 \"收入{甲}\" 规则 AA10 \"x\"：甲 ≥ 0元 }
";
    let folder = Folder::new("ten", &[("十错.gj", rules.as_bytes())]);
    let output = gouji(&["check-rules", &folder.path("十错.gj"), "--format", "json"]);
    let json: Value = serde_json::from_str(&out(&output)).unwrap();
    let errors: Vec<(u64, &str)> = json["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["level"] == "错误")
        .map(|one| (one["line"].as_u64().unwrap(), one["mend"].as_str().unwrap()))
        .collect();
    let lines: Vec<u64> = errors.iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, (3..=12).collect::<Vec<u64>>(), "{json}");
    assert!(
        errors[9].1.contains("{甲:金额}"),
        "a slot without a type says how it is written: {}",
        errors[9].1
    );
}

/// All publications are looked at, and all rule sets that are given.
#[test]
fn every_publication_is_looked_at() {
    let sets = |words: &[&str]| -> Vec<String> {
        let output = gouji(&[&["find"], words, &["--format", "json"]].concat());
        let json: Value = serde_json::from_str(&out(&output)).unwrap();
        json["found"].as_array().unwrap().iter().map(|one| text(one, "rules").to_owned()).collect()
    };
    assert_eq!(sets(&["PZ01"]), ["部门预算"]);
    assert_eq!(sets(&["BJ14"]), ["部门决算"]);
    let both = out(&gouji(&["find", "收入总表"]));
    assert!(both.contains("表 部门收入总表"), "{both}");
    assert!(out(&gouji(&["show", "rules", "--of", "PZ01"])).starts_with("PZ01 "));
    let one = "规则集 甲 版本 \"1\"\n表 甲表 { 列 数 行 合计 }\n规则 AA01 \"甲\"：甲表.合计 ≥ 0元\n";
    let other = "规则集 乙 版本 \"1\"\n表 乙表 { 列 数 行 合计 }\n规则 BB01 \"乙\"：乙表.合计 ≥ 0元\n";
    let folder = Folder::new("sets", &[("甲.gj", one.as_bytes()), ("乙.gj", other.as_bytes())]);
    let given = format!("{},{}", folder.path("甲.gj"), folder.path("乙.gj"));
    assert_eq!(sets(&["合计", "--rules", &given]).len(), 4, "a row and a rule of each");
    assert_eq!(sets(&["BB01", "--rules", &given]), ["乙"]);
    let aliases = out(&gouji(&["find", "政府性基金预算财政拨款收入支出决算表"]));
    assert!(aliases.lines().count() < 200, "other names are counted, not listed");
}
