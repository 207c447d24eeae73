//! Files that break off or swallowed something: that is said, and no 不符 rests on what may be missing.

use gouji::document::{Document, ReadError, read};
use gouji::proof::Verdict;
use gouji::session::{Editions, Shipped};

use super::build::{Cell, Piece, docx_of, html};
use super::doc::doc_of;
use super::ofd::ofd;
use super::rtf::rtf;
use super::xls::{compound, record, xls_of};
use crate::pdf::writer::{Page, file};

/// A table of expenditure that adds up, with so many rows of the last level.
fn sound(rows: usize) -> Vec<Piece> {
    let cell = |text: &str| Cell { text: text.to_owned(), columns: 1, rows: 1 };
    let row = |texts: [&str; 5]| texts.map(cell).to_vec();
    let times = |each: usize| format!("{}.00", each * rows);
    let [all, basic, project] = [3, 1, 2].map(times);
    let total = |code, name| row([code, name, &all, &basic, &project]);
    let mut table = vec![row(["科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出"])];
    table.extend([total("", "合计"), total("201", "一般公共服务支出"), total("20101", "人大事务")]);
    for at in 0..rows {
        table.push(row([&format!("20101{:02}", at + 1), &format!("事项{at}"), "3.00", "1.00", "2.00"]));
    }
    let text = |text: &str| Piece::Text(text.to_owned());
    vec![text("某局2024年度部门决算"), text("支出决算表"), text("单位：万元"), Piece::Table(table)]
}

/// Rules that are not met, and how many are undecided.
fn judged(name: &str, bytes: &[u8]) -> (Vec<String>, usize) {
    let (edition, document) = Editions::new(&Shipped, &[], None).for_document(name, bytes).unwrap();
    let found = edition.check(&edition.read(&document)[0]);
    let of = |verdict: Verdict| found.findings.iter().filter(move |finding| finding.verdict == verdict);
    // Whether sums add up; what the codes of the table are called is another matter.
    let sums = of(Verdict::Fail).map(|finding| finding.rule.clone()).filter(|rule| rule != "BN04");
    (sums.collect(), of(Verdict::Undecided).count())
}

fn says(document: &Document, words: &str) -> bool {
    document.notices.iter().any(|notice| notice.message.contains(words))
}

#[test]
fn what_may_stand_behind_a_break_is_not_missing() {
    let pieces = sound(12);
    let files: [(&str, Vec<u8>); 2] =
        [("a.html", html(&pieces).into_bytes()), ("a.rtf", rtf(&pieces).into_bytes())];
    for (name, whole) in files {
        let document = read(name, &whole).unwrap();
        assert!(document.cut.is_empty() && document.notices.is_empty(), "{name}: {:?}", document.notices);
        assert_eq!(judged(name, &whole).0, Vec::<String>::new(), "{name}");
        for part in [70, 80, 90] {
            let cut = &whole[..whole.len() * part / 100];
            let document = read(name, cut).unwrap();
            assert_eq!(document.cut.len(), 1, "{name}, {part} %");
            assert!(says(&document, "没有结尾"), "{name}, {part} %: {:?}", document.notices);
            let (wrong, open) = judged(name, cut);
            assert_eq!(wrong, Vec::<String>::new(), "{name}, {part} %");
            assert!(open > 0, "{name}, {part} %");
        }
    }
}

#[test]
fn a_text_that_ends_within_a_row_is_not_whole() {
    let row = |cells: &[&str]| cells.join("\t");
    let head = ["某局2024年度部门决算", "支出决算表", "单位：万元"].join("\n");
    let rows = [
        row(&["科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出"]),
        row(&["", "合计", "6.00", "2.00", "4.00"]),
        row(&["201", "一般公共服务支出", "6.00", "2.00", "4.00"]),
        row(&["20101", "人大事务", "6.00", "2.00", "4.00"]),
        row(&["2010101", "行政运行", "3.00", "1.00", "2.00"]),
        row(&["2010102", "一般行政管理事务", "3.00", "1.00", "2.00"]),
    ];
    let whole = format!("{head}\n{}", rows.join("\n"));
    for text in [whole.clone(), format!("{whole}\n"), format!("{whole}\n\n注：无。")] {
        let document = read("a.txt", text.as_bytes()).unwrap();
        assert!(document.cut.is_empty() && document.notices.is_empty(), "{:?}", document.notices);
        assert_eq!(judged("a.txt", text.as_bytes()).0, Vec::<String>::new());
    }
    for behind in ["", "\t一般行政", "\t一般行政管理事务\t3.0", "\t一般行政管理事务\t3.00\t1.00\t2."]
    {
        let cut = &whole[..whole.find("2010102").unwrap() + 7];
        let text = format!("{cut}{behind}");
        let document = read("a.txt", text.as_bytes()).unwrap();
        assert!(says(&document, "最后一行只有一半"), "{behind:?}: {:?}", document.notices);
        assert_eq!(judged("a.txt", text.as_bytes()).0, Vec::<String>::new(), "{behind:?}");
    }
}

#[test]
fn a_sheet_whose_records_do_not_fit_is_not_whole() {
    let whole = xls_of(&sound(12));
    assert!(read("a.xls", &whole).unwrap().notices.is_empty());
    let mut file = cfb::CompoundFile::open(std::io::Cursor::new(whole.clone())).unwrap();
    let mut stream = Vec::new();
    std::io::Read::read_to_end(&mut file.open_stream("Workbook").unwrap(), &mut stream).unwrap();
    // Cut off; a number that swallows the record behind it; a record that goes on beyond the end.
    let number = record(0x0203, &[0; 14]);
    let places: Vec<usize> =
        (0..stream.len() - 18).filter(|at| stream[*at..*at + 4] == number[..4]).collect();
    let late = places[places.len() * 3 / 4];
    let long = |by: u8| {
        let mut stream = stream.clone();
        stream[late + 2] += by;
        stream
    };
    let beyond = {
        let mut stream = stream.clone();
        stream[late + 3] = 0xFF;
        stream
    };
    for broken in [stream[..stream.len() * 4 / 5].to_vec(), long(18), beyond] {
        let bytes = compound(&[("Workbook", &broken)]);
        let document = read("a.xls", &bytes).unwrap();
        assert!(says(&document, "记录的长度"), "{:?}", document.notices);
        assert_eq!(judged("a.xls", &bytes).0, Vec::<String>::new());
    }
}

#[test]
fn text_beyond_the_end_of_a_word_file_is_missing() {
    let whole = doc_of(&sound(12));
    assert!(read("a.doc", &whole).unwrap().notices.is_empty());
    let mut file = cfb::CompoundFile::open(std::io::Cursor::new(whole)).unwrap();
    let mut stream = |name: &str| {
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut file.open_stream(name).unwrap(), &mut bytes).unwrap();
        bytes
    };
    let (mut main, mut table) = (stream("WordDocument"), stream("1Table"));
    // The only piece of the text begins so late that half of it lies behind the end.
    let at = u32::from_le_bytes(main[0x01A2..0x01A6].try_into().unwrap()) as usize;
    let late = u32::try_from(main.len() - 100).unwrap();
    table[at + 15..at + 19].copy_from_slice(&late.to_le_bytes());
    main.extend([b'0'; 50]);
    let bytes = compound(&[("WordDocument", &main), ("1Table", &table)]);
    match read("a.doc", &bytes) {
        Ok(document) => assert!(says(&document, "在文件以外"), "{:?}", document.notices),
        Err(error) => assert!(matches!(error, ReadError::Damaged(_)), "{error}"),
    }
}

#[test]
fn a_page_that_is_not_in_the_file_is_lost() {
    let whole = ofd(&sound(90));
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(whole.clone())).unwrap();
    let mut parts: Vec<(String, String)> = Vec::new();
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).unwrap();
        let mut text = String::new();
        let name = part.name().unwrap().into_owned();
        std::io::Read::read_to_string(&mut part, &mut text).unwrap();
        parts.push((name, text));
    }
    assert_eq!(judged("a.ofd", &whole).0, Vec::<String>::new());
    parts.retain(|(name, _)| !name.contains("Page_1/"));
    let parts: Vec<(&str, &str)> = parts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let bytes = super::build::zipped(&parts);
    let document = read("a.ofd", &bytes).unwrap();
    assert!(says(&document, "第 2 页不在文件里"), "{:?}", document.notices);
    assert_eq!(judged("a.ofd", &bytes).0, Vec::<String>::new());
}

#[test]
fn a_small_file_says_no_more_than_it_can() {
    let row = "<tr><td>支<td>1";
    let page = |rows: usize| format!("<table>{}</table>", row.repeat(rows));
    assert!(read("a.html", page(1_000).as_bytes()).is_ok());
    let many = docx_of(&"<w:p><w:r><w:t>支</w:t></w:r></w:p>".repeat(400_000), "", "");
    let error = read("a.docx", &many).unwrap_err().to_string();
    assert!(error.contains("400000 个段落") && error.contains('请'), "{error}");
}

#[test]
fn a_part_that_is_called_otherwise_in_the_directory_is_damage() {
    let whole = docx_of("<w:p><w:r><w:t>支出决算表</w:t></w:r></w:p>", "", "");
    assert!(read("a.docx", &whole).is_ok());
    let name = b"word/styles.xml";
    let places: Vec<usize> =
        (0..whole.len() - name.len()).filter(|at| whole[*at..].starts_with(name)).collect();
    assert_eq!(places.len(), 2);
    for place in places {
        let mut changed = whole.clone();
        changed[place + name.len() - 1] ^= 0x20;
        assert!(matches!(read("a.docx", &changed), Err(ReadError::Damaged(_))));
    }
}

#[test]
fn pages_that_a_pdf_names_and_does_not_have_are_lost() {
    let page = |text: &str| Page::default().text(110, 705, 10, text).text(110, 600, 10, "支出决算表的正文");
    let whole = String::from_utf8(file(&[page("一"), page("二"), page("三")], &[], "")).unwrap();
    assert!(read("a.pdf", whole.as_bytes()).unwrap().notices.is_empty());
    let second = whole.find("8 0 obj").unwrap();
    let broken =
        format!("{}{}", &whole[..second], whole[second..].replacen("<< /Type /Page", "<1 /Type /Page", 1));
    for (changed, words) in [
        (broken, "第 2 页不在文件里"),
        (whole.replace("6 0 R 8 0 R", "6 0 R"), "PDF 说有 3 页，有 1 页找不到"),
        (whole.replace("/Count 3", "/Count 5"), "PDF 说有 5 页，有 2 页找不到"),
    ] {
        let document = read("a.pdf", changed.as_bytes()).unwrap();
        assert!(says(&document, words), "{words}: {:?}", document.notices);
        assert!(!document.lost.is_empty(), "{words}");
    }
}

#[test]
fn what_stands_beside_the_page_is_told() {
    let page = Page::default().text(110, 705, 10, "支出 12.50 万元").text(700, 705, 10, "旧稿 13.50 万元");
    let document = read("a.pdf", &file(&[page], &[], "")).unwrap();
    assert!(says(&document, "有字在页面以外，看不见，没有读：「旧稿 13.50 万元」"), "{:?}", document.notices);
    assert!(document.lost.is_empty());
    // A table that goes over the edge is not all there.
    let table = Page::default()
        .grid(&[300, 500, 700], &[640, 660, 680, 700])
        .text(310, 665, 9, "支出")
        .text(620, 665, 9, "5.00");
    assert_eq!(read("a.pdf", &file(&[table], &[], "")).unwrap().lost.len(), 1);
}
