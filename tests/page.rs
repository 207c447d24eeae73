//! The page that shows what was read: every reading is marked once with its name, nothing of the document is lost,
//! nothing of it becomes markup, every link leads somewhere.

mod tree;

use crate::formats::build;
use crate::pdf::writer;
use crate::support::clock::Clock;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use gouji::account::{Account, RowRead};
use gouji::document::{Block, Document, join, read};
use gouji::proof::UnitFindings;
use gouji::report::{DocumentRead, account_html, account_json, checked_html};
use gouji::schema::{Family, Schema};
use gouji::session::{Edition, Editions, Shipped};
use gouji::source::{Load, LoadError};
use proptest::prelude::*;
use tree::Node;

thread_local! {
    static EDITIONS: RefCell<Editions> = RefCell::new(Editions::new(&Shipped, &[], None));
}

/// The rules for a document, compiled once.
fn edition(document: &Document) -> Arc<Edition> {
    EDITIONS.with(|editions| editions.borrow_mut().edition(document))
}

/// The page of a document, with all promises about it kept.
fn page_of(document: &Document) -> Node {
    let edition = edition(document);
    let accounts = edition.read(document);
    let page = shown(&edition.schema, document, &accounts);
    let tree = Node::parse(&page);
    is_plain(&tree);
    is_linked(&tree);
    is_whole(&tree, document);
    is_marked(&tree, &edition.schema, &accounts);
    is_checked(&edition, document, &accounts);
    tree
}

/// The page of the check of a document: the document whole, each entry there, and each link with its anchor.
fn is_checked(edition: &Edition, document: &Document, accounts: &[Account]) {
    let units: Vec<UnitFindings> = accounts.iter().map(|account| edition.check(account)).collect();
    let units: Vec<_> = units.iter().map(|unit| (unit, &edition.info)).collect();
    let mut page = String::new();
    let read = DocumentRead { schema: &edition.schema, document, accounts };
    checked_html(&read, &units, &edition.rules.restated, &mut page).unwrap();
    // Nothing of a document is in the script, which stands at the end.
    let (shown, script) = page.split_once("<script>").unwrap();
    assert_eq!(script.matches("</script>").count(), 1);
    let tree = Node::parse(&format!("{shown}</body></html>"));
    is_linked(&tree);
    is_whole(&tree, document);
    let entries: usize = units.iter().map(|(unit, _)| unit.causes.len()).sum();
    let listed = tree.all().into_iter().filter(|node| node.attribute("data-level").is_some());
    assert_eq!(listed.count(), entries);
}

fn shown(schema: &Schema, document: &Document, accounts: &[Account]) -> String {
    let mut page = String::new();
    account_html(&[DocumentRead { schema, document, accounts }], &mut page).unwrap();
    page
}

fn text(text: &str) -> Document {
    read("某局决算.txt", text.as_bytes()).unwrap()
}

/// Nothing runs, nothing comes from elsewhere, and only the elements of the page itself are elements.
fn is_plain(page: &Node) {
    let known = "html head meta title style body input label main h1 nav ol li a span article header h2 h3 p dl div dt dd \
                 small section ul table thead tbody tr th td figure figcaption b i sup br";
    let known: BTreeSet<&str> = known.split(' ').chain([""]).collect();
    let attributes: BTreeSet<&str> =
        "lang charset name content type id for href class title data-f colspan rowspan \
                                      scope tabindex role aria-label"
            .split_whitespace()
            .collect();
    for node in page.all() {
        assert!(known.contains(node.name.as_str()), "<{}>", node.name);
        for (name, value) in &node.attributes {
            assert!(attributes.contains(name.as_str()), "{name}={value}");
            assert!(name != "href" || value.starts_with('#'), "{value}");
        }
    }
    let style = page.find("style")[0].words();
    assert!(!style.contains("url(") && !style.contains("@import"));
}

/// Anchors are there once, and each link has one.
fn is_linked(page: &Node) {
    let mut anchors: BTreeSet<&str> = BTreeSet::new();
    for node in page.all() {
        if let Some(id) = node.attribute("id") {
            assert!(anchors.insert(id), "two of {id}");
        }
    }
    for node in page.all() {
        if let Some(to) = node.attribute("href") {
            assert!(anchors.contains(to.trim_start_matches('#')), "{to} leads nowhere");
        }
    }
}

/// What the page adds to the text of the document.
fn is_added(node: &Node) -> bool {
    let inside = ["sup", "small"].contains(&node.name.as_str());
    let beside = ["chip", "should", "home", "left"].into_iter().any(|class| node.is(class));
    inside || beside || node.is("tag") || node.is("turn") || node.is("empty")
}

fn dense(text: &str) -> String {
    let text = text.chars().filter(|sign| !sign.is_whitespace());
    text.map(|sign| if sign.is_control() { '\u{FFFD}' } else { sign }).collect()
}

/// All text of the document is shown, in its order; lines that were dropped within a paragraph follow it.
fn is_whole(page: &Node, document: &Document) {
    let body = page.find("section").into_iter().find(|section| section.is("doc")).unwrap();
    let mut printed: Vec<String> = Vec::new();
    for node in body.all() {
        let own = node.name == "p" || (node.name == "td" && !node.is("o"));
        if own && !is_added(node) && document.data.is_empty() {
            printed.push(dense(&node.text_without(&is_added)));
        }
    }
    let mut wanted: Vec<String> = Vec::new();
    for block in &document.blocks {
        match block {
            Block::Paragraph(paragraph) => wanted.push(dense(&paragraph.text)),
            Block::Grid(grid) => {
                let cells = grid.rows.iter().flat_map(|row| &row.cells);
                wanted.extend(cells.map(|cell| dense(&cell.text)));
            }
        }
    }
    let sorted = |texts: Vec<String>| {
        let mut letters: Vec<char> = texts.concat().chars().collect();
        letters.sort_unstable();
        letters.into_iter().collect::<String>()
    };
    assert_eq!(sorted(printed), sorted(wanted));
}

/// What rules call a cell, put together anew.
fn path(schema: &Schema, family: &Family, fixed: Option<usize>, row: &RowRead, column: usize) -> String {
    let table = family.table.and_then(|id| schema.table(id));
    let mut parts = match table {
        Some(table) => vec![table.short.clone().unwrap_or_else(|| table.name.clone())],
        None => vec![family.name.clone()],
    };
    parts.extend(family.side.clone());
    let code = row.key.bytes().all(|byte| byte.is_ascii_digit()) && !row.key.is_empty();
    let code = if code { Some(row.key.clone()) } else { row.code.clone() };
    match fixed {
        Some(at) => parts.push(family.rows[at].name.clone()),
        None if family.repeated => {
            let name =
                code.unwrap_or_else(|| if row.name.is_empty() { row.key.clone() } else { row.name.clone() });
            let short: String = name.chars().take(28).collect();
            let more = if short.len() < name.len() { "…" } else { "" };
            parts.last_mut().unwrap().push_str(&format!("「{short}{more}」"));
        }
        None => parts.push(code.unwrap_or_else(|| row.name.clone())),
    }
    parts.retain(|part| !part.is_empty());
    if table.is_none() || family.columns.len() > 1 {
        parts.extend(family.columns[column].row.clone());
        parts.push(family.columns[column].name.clone());
    }
    parts.join(".")
}

/// Path and printed text of every reading.
fn readings(schema: &Schema, account: &Account) -> Vec<(String, String)> {
    let mut readings = Vec::new();
    for (family, read) in schema.families.iter().zip(&account.families) {
        let fixed = read.fixed.iter().enumerate().map(|(at, row)| (Some(at), row));
        for (fixed, row) in fixed.chain(read.rows.iter().map(|row| (None, row))) {
            for (column, cell) in row.cells.iter().enumerate() {
                for claim in &cell.claims {
                    readings.push((path(schema, family, fixed, row, column), claim.text.clone()));
                }
            }
        }
    }
    readings
}

/// Marks as found in the page: text and words of each.
fn marks(page: &Node) -> Vec<(String, String)> {
    let mut marks = Vec::new();
    for cell in page.find("td") {
        if ["n", "w", "z", "u"].iter().any(|class| cell.is(class)) {
            let text = cell.text_without(&is_added);
            let lines = cell.attribute("title").unwrap_or_default().lines();
            marks.extend(lines.map(|line| (text.clone(), line.to_owned())));
        }
    }
    for paragraph in page.find("div").into_iter().filter(|node| node.is("p")) {
        let spans: Vec<&Node> = paragraph.find("p").iter().flat_map(|p| p.find("span")).collect();
        let named = paragraph.find("li").into_iter().flat_map(|item| {
            let owner = item.find("span").into_iter().find(|span| span.is("of")).map(Node::words);
            let named = item.find("span").into_iter().filter(|span| span.is("f") && !span.is("x"));
            named.map(|span| (owner.clone().unwrap_or_default(), span)).collect::<Vec<_>>()
        });
        for (owner, span) in named {
            let number = span.find("sup")[0].words();
            let is_here = |span: &&&Node| {
                span.attribute("data-f").is_some_and(|all| all.split(' ').any(|known| known == number))
            };
            let text: String = spans.iter().filter(is_here).map(|span| span.words()).collect();
            let words = span.text_without(&|node: &Node| ["sup", "b"].contains(&node.name.as_str()));
            marks.push((text, format!("{owner}.{}", words.trim_start_matches(" → "))));
        }
    }
    marks
}

/// Each reading is marked once, with its name, where its text stands.
fn is_marked(page: &Node, schema: &Schema, accounts: &[Account]) {
    let mut marks = marks(page);
    for account in accounts {
        for (path, text) in readings(schema, account) {
            let is_named = |words: &str| {
                let rest = words.strip_prefix(&path);
                rest.is_some_and(|rest| {
                    rest.trim().is_empty() || rest.starts_with(" = ") || rest.starts_with('（')
                })
            };
            // Of two rows of one code, the text of one can stand within that of the other: the closest is its mark.
            let left = |marked: &str| dense(marked).chars().count() - dense(&text).chars().count();
            let fits = marks
                .iter()
                .enumerate()
                .filter(|(_, (marked, words))| is_named(words) && dense(marked).contains(&dense(&text)));
            let Some((at, _)) = fits.min_by_key(|(_, (marked, _))| left(marked)) else {
                let near: Vec<_> = marks.iter().filter(|(_, words)| words.contains(&path)).collect();
                panic!("{path} = {text} is not marked; there are {near:?}");
            };
            marks.swap_remove(at);
        }
    }
    assert!(marks.is_empty(), "marked but not read: {marks:?}");
}

fn example(name: &str) -> Document {
    let bytes = std::fs::read(format!("{}/examples/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    read(name, &bytes).unwrap()
}

#[test]
fn every_reading_of_the_examples_is_marked_once() {
    for name in ["正确.txt", "青岚区图书馆2024年度部门决算.txt"] {
        let document = example(name);
        let edition = edition(&document);
        let accounts = edition.read(&document);
        // As many as the JSON has, and those that it leaves to the first reading.
        let json: serde_json::Value =
            serde_json::from_str(&account_json(&edition.schema, &accounts)).unwrap();
        let account = &json["accounts"][0];
        let rows = account["tables"].as_array().unwrap().iter().flat_map(|t| t["rows"].as_array().unwrap());
        let cells = rows.map(|row| row["cells"].as_array().unwrap().len()).sum::<usize>();
        let slots = account["passages"].as_array().unwrap().len();
        let page = page_of(&document);
        assert_eq!(marks(&page).len(), cells + slots, "{name}");
    }
}

#[test]
fn every_reading_of_published_documents_is_marked_once() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/disclosures");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        println!("skipped: {} is not there", folder.display());
        return;
    };
    for path in entries.map(|entry| entry.unwrap().path()) {
        if path.extension().is_some_and(|ending| ending == "pdf" || ending == "txt") {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            page_of(&read(&name, &std::fs::read(&path).unwrap()).unwrap());
        }
    }
}

#[test]
fn every_reading_of_office_formats_is_marked_once() {
    let text = example("正确.txt");
    let pieces = build::pieces(&text);
    let headings = |document: &Document| -> Vec<String> {
        let account = edition(document).read(document).remove(0);
        account.elements.headings.into_iter().map(|heading| heading.key).collect()
    };
    for (name, bytes) in [
        ("报表.xlsx", build::xlsx(&pieces)),
        ("决算.docx", build::docx(&pieces)),
        ("决算.html", build::html(&pieces).into_bytes()),
    ] {
        let document = read(name, &bytes).unwrap();
        let page = page_of(&document);
        assert!(marks(&page).len() > 300, "{name}");
        assert_eq!(headings(&document), headings(&text), "{name}: headings in reading order");
        let sheets = page.find("div").into_iter().filter(|node| node.words() == "工作表「表2」").count();
        assert_eq!(sheets, usize::from(name == "报表.xlsx"));
    }
}

/// A page with the table of expenditure and a sentence that goes on overleaf, a page without text, and the rest.
fn pdf() -> Vec<u8> {
    let (xs, ys) = ([40, 120, 260, 350, 440, 530], [740, 720, 700, 680, 660]);
    let rows = [
        ["科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出"],
        ["", "合计", "90.00", "40.00", "50.00"],
        ["201", "一般公共服务支出", "90.00", "40.00", "五十"],
        ["20113", "商贸事务", "90.00", "", "50.00"],
    ];
    let mut first = writer::Page::default()
        .text(180, 800, 14, "某市测试局2024年度部门决算")
        .text(240, 770, 12, "支出决算表")
        .text(470, 750, 9, "单位：万元")
        .grid(&xs, &ys);
    for (row, y) in rows.iter().zip(ys) {
        for (cell, x) in row.iter().zip(xs) {
            first = first.text(x + 4, y - 14, 9, cell);
        }
    }
    let first = first
        .text(40, 600, 12, "第三部分 2024年度部门决算情况说明")
        .text(40, 570, 12, "三、支出决算情况说明")
        .text(64, 540, 12, "2024年度支出合计90.00万元，与上年相比支出合计增加10.00万元，增长");
    let third =
        writer::Page::default().text(40, 800, 12, "12.50%。其中：基本支出40.00万元，占本年支出44.44%。");
    writer::file(&[first, writer::Page::default(), third], &[], "")
}

#[test]
fn every_reading_of_a_pdf_is_marked_once() {
    let page = page_of(&read("决算.pdf", &pdf()).unwrap());
    let pages: Vec<String> =
        page.find("div").into_iter().filter(|node| node.is("page")).map(Node::words).collect();
    assert_eq!(pages[0], "第 1 页");
    let cell = page.find("td").into_iter().find(|cell| cell.is("u")).unwrap();
    assert!(cell.words().starts_with("五十") && cell.words().contains("读不清"), "{}", cell.words());
    let blank = page.find("td").into_iter().find(|cell| cell.is("b")).unwrap();
    assert_eq!(blank.attribute("title"), Some("支出决算表.20113.基本支出：空白算零"));
    let strip: Vec<String> = page.find("thead")[1].find("th").into_iter().map(Node::words).collect();
    assert_eq!(strip, ["读作", "本年支出合计", "基本支出", "项目支出"]);
}

/// A document with everything that can go wrong in it.
const DIFFICULT: &str = "某市测试局 2024 年度部门决算

支出决算表
单位：万元
科目编码\t科目名称\t本年支出合计\t基本支出\t项目支出
\t合计\t90.00\t40.00\t50.00
201\t<script>alert(1)</script>\t90.00\t40.00\t\"五十\"
20113\t商贸事务\t90.00\t—\t50.00\t77.77

第三部分 2024 年度部门决算情况说明

三、支出决算情况说明

2024 年度支出合计 90.00 万元，与上年持平，主要原因是 <b onclick='x()'>人员</b> 不变。其中：基本支出 40.00 万元，占
本年支出 44.44%；猫粮 12.30 万元。
";

#[test]
fn nothing_of_a_document_becomes_markup() {
    let mut document = text(DIFFICULT);
    document.name = "<img src=x onerror=alert(1)>\"'&.txt".to_owned();
    let page = page_of(&document);
    assert_eq!(page.find("h2")[0].words(), document.name);
    assert!(page.find("td").iter().any(|cell| cell.words().contains("<script>alert(1)</script>")));
}

#[test]
fn what_was_not_understood_stands_out_and_is_listed() {
    let page = page_of(&text(DIFFICULT));
    let listed = page.find("section").into_iter().find(|section| section.is("problems")).unwrap();
    let listed: Vec<String> = listed.find("li").into_iter().map(Node::words).collect();
    assert_eq!(
        listed,
        [
            "第 7 行：「\"五十\"」 支出决算表.201.项目支出 读不清：这一格应为数字，印的是文字",
            "第 8 行：「商贸事务 77.77」：这个数不在任何栏目之下",
            "第 15 行：「12.30 万元」：没有句式读到它（前面有不认得的词）：猫粮 12.30 万元",
        ]
    );
    let outside = page.find("td").into_iter().find(|cell| cell.is("x")).unwrap();
    assert_eq!(outside.words(), "77.77没有读懂：这个数不在任何栏目之下");
    let dash = page.find("td").into_iter().find(|cell| cell.is("z")).unwrap();
    assert_eq!(dash.attribute("title"), Some("支出决算表.20113.基本支出 = 0（横线算零）"));
    let unread: Vec<String> = page
        .find("p")
        .iter()
        .flat_map(|p| p.find("span"))
        .filter(|span| span.is("x"))
        .map(Node::words)
        .collect();
    assert!(unread.contains(&"12.30 万元".to_owned()));
    assert!(page.words().contains("没有找到这张表"));
}

/// The one rule file of a small form.
struct Small;

impl Load for Small {
    fn load(&self, name: &str) -> Result<String, LoadError> {
        let missing = |_| LoadError::Missing(name.to_owned());
        std::fs::read_to_string(format!("{}/tests/page/{name}", env!("CARGO_MANIFEST_DIR"))).map_err(missing)
    }

    fn list(&self, name: &str) -> Result<Vec<String>, LoadError> {
        Ok(vec![name.to_owned()])
    }
}

/// The page of a small document as it is written, without its style: `tests/page/小.html`. `GOUJI_ACCEPT=1` writes it
/// anew.
#[test]
fn a_small_page_is_written_like_this() {
    let document = read("小.txt", &std::fs::read("tests/page/小.txt").unwrap()).unwrap();
    let edition = Editions::new(&Small, &["小.gj".to_owned()], None).edition(&document);
    assert!(!edition.has_errors(), "{:?}", edition.diagnostics);
    let accounts = edition.read(&document);
    let page = shown(&edition.schema, &document, &accounts);
    let (_, page) = page.split_once("</style>\n").unwrap();
    is_marked(&Node::parse(&format!("<html><head>{page}")), &edition.schema, &accounts);
    if std::env::var_os("GOUJI_ACCEPT").is_some() {
        std::fs::write("tests/page/小.html", page).unwrap();
    }
    assert_eq!(page, std::fs::read_to_string("tests/page/小.html").unwrap());
}

#[test]
fn a_sentence_over_two_lines_is_one_paragraph() {
    let page = page_of(&text(DIFFICULT));
    let paragraph =
        page.find("div").into_iter().find(|node| node.is("p") && node.words().contains("猫粮")).unwrap();
    assert_eq!(paragraph.find("span")[0].words(), "14–15");
    let names = paragraph.find("ul")[0].words();
    assert!(names.contains("支出决算情况") && names.contains("44.44% → 占比"), "{names}");
    assert!(names.contains("方向 = 持平（由文意得出）"), "{names}");
}

#[test]
fn several_documents_have_contents() {
    let documents = [text(DIFFICULT), example("正确.txt")];
    let read: Vec<_> = documents
        .iter()
        .map(|document| {
            let edition = edition(document);
            let accounts = edition.read(document);
            (edition, accounts)
        })
        .collect();
    let shown: Vec<_> = documents
        .iter()
        .zip(&read)
        .map(|(document, (edition, accounts))| DocumentRead { schema: &edition.schema, document, accounts })
        .collect();
    let mut page = String::new();
    account_html(&shown, &mut page).unwrap();
    let page = Node::parse(&page);
    is_linked(&page);
    let contents: Vec<String> = page.find("nav")[0].find("a").into_iter().map(Node::words).collect();
    assert_eq!(contents, ["某局决算.txt", "正确.txt"]);
}

#[test]
fn parts_of_a_unit_say_their_files() {
    let (tables, prose) = DIFFICULT.split_once("第三部分").unwrap();
    let tables = read("夹/报表.txt", tables.as_bytes()).unwrap();
    let prose = read("夹/说明.txt", format!("第三部分{prose}").as_bytes()).unwrap();
    let page = page_of(&join(vec![tables, prose]).unwrap());
    let files: Vec<String> =
        page.find("div").into_iter().filter(|node| node.is("file")).map(Node::words).collect();
    assert_eq!(files, ["文件「报表.txt」", "文件「说明.txt」"]);
}

#[test]
fn data_are_shown_line_by_line() {
    let csv = "单位,年度,表,行,列,值\n甲局,2024,支出决算表,合计,基本支出,1.50\n甲局,2024,支出决算表,合计,没有这栏,<2>\n";
    let document = read("数据.csv", csv.as_bytes()).unwrap();
    let page = page_of(&document);
    let values: Vec<String> =
        page.find("td").iter().filter(|cell| cell.is("n")).map(|cell| cell.words()).collect();
    assert_eq!(values, ["1.50"]);
    assert!(page.find("td").iter().any(|cell| cell.is("x") && cell.words() == "<2>"));
}

#[test]
fn a_long_table_takes_its_time_once() {
    let rows = |count: usize| {
        let mut text = "支出决算表\n科目编码\t科目名称\t本年支出合计\t基本支出\t项目支出\n".to_owned();
        (0..count)
            .for_each(|at| text.push_str(&format!("{:07}\t某某支出\t3.00\t1.00\t2.00\n", 2_010_000 + at)));
        let document = self::text(&text);
        let edition = edition(&document);
        let accounts = edition.read(&document);
        let begun = Clock::start();
        let page = shown(&edition.schema, &document, &accounts);
        assert!(page.len() > count * 100);
        begun.elapsed()
    };
    let (short, long) = (rows(2_000), rows(16_000));
    assert!(long < short * 40 + Duration::from_millis(200), "{short:?} for 2,000 rows, {long:?} for 16,000");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_shown_whole(pieces in prop::collection::vec(prop::sample::select(vec![
        "支出决算表\n", "收入支出决算总表\n", "单位：万元\n", "科目编码\t科目名称\t本年支出合计\t基本支出\t项目支出\n",
        "201\t一般公共服务支出\t90.00\t", "40.00\t50.00\n", "合计\t\t1.2.3\t—\n", "三、支出决算情况说明\n", "第三部分\n",
        "2024 年度支出合计 90.00 万元，", "与上年持平。", "其中：基本支出 40.00 万元，占本年支出 44.44%；", "\u{C}", "<b>", "</p>", "&amp;", "\"", "“", "”", "\n", "\n\n", "- 3 -\n", "增加 3 人", "　", "12", "。",
    ]), 0..40)) {
        let text = format!("决算\n{}", pieces.concat());
        page_of(&read("任意.txt", text.as_bytes()).unwrap());
    }
}
