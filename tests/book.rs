//! The rule book: a page for each rule and place, links that lead somewhere, examples of the cases, all of it once more
//! to be printed.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use gouji::session::{Editions, Shipped};

use crate::support::program::{Folder, err, gouji, out};

fn pages(folder: &Path) -> Vec<PathBuf> {
    let (mut found, mut open) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { open.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}

fn attributes<'t>(text: &'t str, name: &str) -> Vec<&'t str> {
    let open = format!(" {name}=\"");
    text.split(open.as_str()).skip(1).map(|rest| rest.split_once('"').unwrap().0).collect()
}

/// Links that lead to no page and no place of a page.
fn lost_links(folder: &Path) -> Vec<String> {
    let mut lost = Vec::new();
    for path in pages(folder) {
        let text = std::fs::read_to_string(&path).unwrap();
        let ids: BTreeSet<&str> = attributes(&text, "id").into_iter().collect();
        for link in attributes(&text, "href") {
            let there = match link.strip_prefix('#') {
                Some(id) => ids.contains(id),
                None => path.parent().unwrap().join(link).is_file(),
            };
            if !there {
                lost.push(format!("{}: {link}", path.display()));
            }
        }
    }
    lost
}

#[test]
fn the_book_of_the_shipped_rules_has_a_page_for_each_and_no_lost_link() {
    let folder = Folder::new("book", &[]);
    let output = gouji(&["doc", "--out", &folder.path("书")]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let said = out(&output);
    let editions = Editions::new(&Shipped, &[], None);
    for edition in editions.all() {
        let own = PathBuf::from(folder.path("书")).join(&edition.info.name);
        let numbers: BTreeSet<&str> = edition
            .rules
            .rules
            .iter()
            .map(|rule| rule.code.as_str())
            .filter(|code| !code.contains('.'))
            .collect();
        assert!(said.contains(&format!("{}：{} 条规则", edition.info.name, numbers.len())), "{said}");
        let index = std::fs::read_to_string(own.join("index.html")).unwrap();
        let whole = std::fs::read_to_string(own.join("全书.html")).unwrap();
        for number in numbers {
            let page = std::fs::read_to_string(own.join(format!("规则/{number}.html"))).unwrap();
            assert!(page.contains(&format!("<code>{number}</code>")), "{number}");
            assert!(index.contains(&format!("规则/{number}.html")), "{number}");
            assert!(whole.contains(&format!("id=\"规则-{number}\"")), "{number}");
        }
    }
    assert_eq!(lost_links(&folder.0), Vec::<String>::new());
}

#[test]
fn a_page_tells_the_rule_its_words_its_layers_and_its_examples() {
    let rules = "规则集 本省 版本 \"1\" 基于 部门决算\n\
        规则 BJ90 \"收支总计相等 <甲&乙>\" 依据 \"某文件第三条\" 级别 错误：总表.收入.总计 = 总表.支出.总计\n\
        调整 BJ91 级别 提示 因 \"本省口径\"\n规则 BJ91 \"结余不为负\"：总表.支出.年末结转和结余 >= 0元\n";
    let cases = "## BJ90 收支\n\n```成立 csv\n表,行,列,值\n总表,收入.总计,决算数,1.00\n总表,支出.总计,决算数,1.00\n```\n\n\
        ```不成立 改\n支出.总计,决算数,1.00 → 支出.总计,决算数,2.00\n```\n";
    let folder = Folder::new("own-book", &[("补充.gj", rules.as_bytes()), ("补充.md", cases.as_bytes())]);
    let output = gouji(&["doc", "--rules", &folder.path("补充.gj"), "--out", &folder.path("书")]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let page = std::fs::read_to_string(folder.path("书/规则/BJ90.html")).unwrap();
    for words in [
        "收支总计相等 &lt;甲&amp;乙&gt;",
        "<dt>依据</dt><dd>某文件第三条</dd>",
        "等于",
        "成立的例子",
        "总表,支出.总计,决算数,1.00",
        "不成立的例子",
        "支出.总计,决算数,2.00",
        "../表/001_收入支出决算总表.html",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let other = std::fs::read_to_string(folder.path("书/规则/BJ91.html")).unwrap();
    assert!(other.contains("<dt>各层</dt>") && other.contains("本省口径"), "{other}");
    assert!(!other.contains("成立的例子"), "a rule without a case has none");
    let table = std::fs::read_to_string(folder.path("书/表/001_收入支出决算总表.html")).unwrap();
    assert!(table.contains("BJ90") && table.contains("<dt>收入 侧的行 </dt><dd>"), "{table}");
    assert_eq!(lost_links(&folder.0), Vec::<String>::new());
}

#[test]
fn broken_rules_have_no_book() {
    let folder = Folder::new(
        "no-book",
        &[("坏.gj", "规则集 坏 版本 \"1\"\n规则 X1 \"甲\"：无此表.甲 = 1\n".as_bytes())],
    );
    let output = gouji(&["doc", "--rules", &folder.path("坏.gj"), "--out", &folder.path("书")]);
    assert_eq!(output.status.code(), Some(2));
    assert!(!Path::new(&folder.path("书")).exists());
}
