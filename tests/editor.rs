//! Rules looked at while they are written: whatever is typed, the problems are those of a fresh look.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use gouji::editor::{Look, Texts};
use gouji::session::{Pace, Parses, check_rules};
use gouji::source::{Load, LoadError};

use crate::support::random::Random;

/// Files in memory.
struct Files(BTreeMap<String, String>);

impl Load for Files {
    fn load(&self, name: &str) -> Result<String, LoadError> {
        self.0.get(name).cloned().ok_or_else(|| LoadError::Missing(name.to_owned()))
    }

    fn list(&self, name: &str) -> Result<Vec<String>, LoadError> {
        let below = format!("{name}/");
        let own = self.0.keys().filter(|file| *file == name || file.starts_with(&below));
        let own: Vec<String> = own.filter(|file| file.ends_with(".gj")).cloned().collect();
        if own.is_empty() { Err(LoadError::Missing(name.to_owned())) } else { Ok(own) }
    }
}

const TABLES: &str = "规则集 费用 版本 \"1\"\n编码表 类别 数据 \"类别.yaml\" 级次 类3、款5\n\
词 增减 { 增加、上升 为 1；减少 为 -1 }\n短语 变动 \"{方向:增减}{增减额:金额}\"\n\
表 费用明细表 简称 费用表 {\n  列 金额、上年数 可缺\n  行 合计 分 { 差旅、会议 可缺 }\n  \
规则 FY01 \"合计\" 逐 列：合计.(本列) = 差旅.(本列) + 会议.(本列)\n}\n\
表 分类表 { 列 金额 行 合计 分 { 科目 类别 } }\n";
const PROSE: &str = "规则集 费用\n句组 比上年（本数） {\n  句式 \"比上年{变动}\"\n  定义 上期 = 本数 - 方向 × 增减额\n  \
规则 FY10 \"比上年\"：上期 ≥ 0元\n}\n说明 费用情况 {\n  位于 \"费用情况\"\n  句式 \"费用支出{费用 = 费用表.合计.金额}\"\n  \
用 比上年（费用）\n  规则 FY11 \"一致\" 当 有 费用：费用 = 分类表.合计.金额\n}\n";
const LAYER: &str = "规则集 本局费用 版本 \"1\" 基于 费用\n表 费用明细表 { 列 金额 又名 \"决算数\" }\n\
规则 FY90 \"差旅不多\" 级别 核实：费用表.差旅.金额 ≤ 10万元\n停用 FY11 因 \"试\"\n";
const DATA: &str = "- {编码: \"201\", 名称: 办公}\n- {编码: \"20101\", 名称: 纸张}\n";
/// What is typed or pasted.
const PIECES: [&str; 24] = [
    "费用表",
    ".合计",
    ".差旅.金额",
    "规则 FY20 \"甲\"：",
    "\n",
    " ",
    "：",
    "\"",
    "{",
    "}",
    "（",
    "）",
    "、",
    "差旅",
    "停用 FY01 因 \"乙\"\n",
    "增减",
    "// 注\n",
    "≤ 3万元",
    "逐 行 ",
    "表 费用明细表 {",
    "基于 费用",
    "说明",
    "求和(",
    "定义 丁 = 1元\n",
];

fn files() -> Files {
    let all = [("甲/1.gj", TABLES), ("甲/2.gj", PROSE), ("甲/3.gj", LAYER), ("甲/类别.yaml", DATA)];
    Files(all.into_iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect())
}

/// A byte where a character begins, or the end.
fn cut(text: &str, at: usize) -> usize {
    (at..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len())
}

/// One edit: something is put in, taken out, replaced, copied from elsewhere, or what was done is undone.
fn edit(random: &mut Random, text: &str, good: &str) -> String {
    let place = |random: &mut Random| cut(text, random.below(text.len() + 1));
    let (a, b) = (place(random), place(random));
    let end = cut(text, (a + random.below(12)).min(text.len()));
    let piece = PIECES[random.below(PIECES.len())];
    match random.below(13) {
        0..=2 => format!("{}{piece}{}", &text[..a], &text[a..]),
        3 | 4 => format!("{}{}", &text[..a], &text[end..]),
        5 => format!("{}{piece}{}", &text[..a], &text[end..]),
        6 => {
            let copied = &text[b..cut(text, (b + 30).min(text.len()))];
            format!("{}{copied}{}", &text[..a], &text[a..])
        }
        _ => good.to_owned(),
    }
}

/// Edits files at random; after each the problems are compared with those of a fresh look, all else is asked for.
fn type_at_random(seed: u64, edits: usize, mut files: Files, rules: &str) {
    let mut random = Random::new(seed);
    let own: Vec<(String, String)> = files
        .0
        .iter()
        .filter(|(name, _)| name.ends_with(".gj"))
        .map(|(a, b)| (a.clone(), b.clone()))
        .collect();
    let parses = Arc::new(Parses::default());
    let mut texts = Texts::new();
    let on_disk = Files(files.0.clone());
    let rules = [rules.to_owned()];
    let (mut wrong, mut clean, mut finished_looks) = (0, 0, 0);
    for _ in 0..edits {
        let (name, good) = &own[random.below(own.len())];
        let now = edit(&mut random, &files.0[name], good);
        files.0.insert(name.clone(), now.clone());
        texts.insert(name.clone(), now.as_str().into());
        // One that is given up somewhere leaves nothing behind.
        let asked = AtomicUsize::new(random.below(4));
        let stop = || asked.fetch_update(Relaxed, Relaxed, |left| left.checked_sub(1)).is_err();
        let threads = 1 + random.below(2);
        let given_up = Look::take_at(&on_disk, &texts, &rules, &parses, Pace { threads, stop: &stop });
        let pace = Pace { threads, ..Pace::default() };
        let look = Look::take_at(&on_disk, &texts, &rules, &parses, pace).unwrap();
        let fresh = check_rules(&files, &rules, None);
        if let Some(finished) = given_up {
            assert_eq!(finished.diagnostics(), fresh.diagnostics, "{name}:\n{now}");
            finished_looks += 1;
        }
        assert_eq!(look.diagnostics(), fresh.diagnostics, "{name}:\n{now}");
        if fresh.has_errors() {
            wrong += 1
        } else {
            clean += 1
        }
        let at = cut(&now, random.below(now.len() + 1)) as u32;
        let _ = look.complete(name, &now, at);
        let _ = look.hover(name, &now, at);
        let _ = look.outline(name);
        for place in look.mentions(name, at, true).into_iter().chain(look.declared(&on_disk, name, at)) {
            let text = look.text(&place.file).map(str::to_owned).or(on_disk.load(&place.file).ok()).unwrap();
            let stretch = text.get(place.start as usize..place.end as usize);
            assert!(
                stretch.is_some_and(|found| !found.is_empty()),
                "{place:?} from byte {at} of {name}:\n{now}\n--\n{text}"
            );
        }
    }
    assert!(edits < 50 || wrong > edits / 10 && clean > 0, "{wrong} wrong, {clean} clean");
    assert!(edits < 50 || finished_looks > 0 && finished_looks < edits, "{finished_looks} were finished");
    println!("{} edits: {wrong} left a mistake, {clean} none", wrong + clean);
}

#[test]
fn whatever_is_typed_the_problems_are_those_of_a_fresh_look() {
    for seed in 1..=4 {
        type_at_random(seed, 150, files(), "甲");
    }
}

/// What recovery put in front of a pattern moves no name in it.
#[test]
fn names_in_patterns_behind_a_mistake_stand_where_they_are_written() {
    let rules = "规则集 甲 版本 \"1\"\n词 增减 { 增加 为 1；减少 为 -1 }\n说明 费用 {\n  位于 \"费用\"\n\
                 说明句式 \"比上年{方向:增减}{变动:金额}\"\n  规则 FY10 \"比\"：变动 ≥ 0元\n}\n";
    let mut files = files();
    files.0.insert("甲/1.gj".to_owned(), rules.to_owned());
    let texts = Texts::new();
    let look = Look::take(&files, &texts, &["甲".to_owned()], &Arc::new(Parses::default()));
    let mut met = 0;
    for (at, _) in rules.char_indices() {
        for place in
            look.mentions("甲/1.gj", at as u32, true).into_iter().filter(|place| place.file == "甲/1.gj")
        {
            let stretch = rules.get(place.start as usize..place.end as usize);
            assert!(
                stretch.is_some_and(|found| !found.contains(['{', '}', '"'])),
                "{at}: {place:?} {stretch:?}"
            );
            met += usize::from(stretch == Some("变动"));
        }
    }
    assert!(met > 0);
}

/// `cargo test --release --test all editor:: -- --ignored`
#[test]
#[ignore = "minutes: a hundred thousand edits"]
fn a_hundred_thousand_edits_are_looked_at_as_afresh() {
    type_at_random(7, 100_000, files(), "甲");
}

#[test]
fn a_name_means_the_same_wherever_it_stands() {
    let files = files();
    let look = Look::take(&files, &Texts::new(), &["甲".to_owned()], &Arc::default());
    assert_eq!(
        look.diagnostics().iter().filter(|one| one.severity == gouji::source::Severity::Error).count(),
        0
    );
    let places = |file: &str, text: &str, before: &str| -> Vec<String> {
        let at = (text.find(before).unwrap() + before.len()) as u32;
        let found = look.mentions(file, at, true).into_iter();
        found
            .map(|place| {
                format!("{}:{}", place.file, &files.0[&place.file][place.start as usize..place.end as usize])
            })
            .collect()
    };
    // A slot of a phrase is one with the slot of the group that uses it.
    assert_eq!(places("甲/2.gj", PROSE, "× 增减"), ["甲/1.gj:增减额", "甲/2.gj:增减额"]);
    assert_eq!(places("甲/2.gj", PROSE, "{变"), ["甲/1.gj:变动", "甲/2.gj:变动"]);
    assert_eq!(places("甲/2.gj", PROSE, "用 比上"), ["甲/2.gj:比上年", "甲/2.gj:比上年"]);
    assert_eq!(places("甲/2.gj", PROSE, "FY1"), ["甲/2.gj:FY10"]);
    assert_eq!(places("甲/3.gj", LAYER, "停用 FY1"), ["甲/2.gj:FY11", "甲/3.gj:FY11"]);
    assert_eq!(places("甲/3.gj", LAYER, "费用表.差"), ["甲/1.gj:差旅", "甲/1.gj:差旅", "甲/3.gj:差旅"]);
    // What a layer adds to is what it adds to.
    let column = places("甲/3.gj", LAYER, "{ 列 金");
    assert!(
        column.contains(&"甲/1.gj:金额".to_owned()) && column.contains(&"甲/3.gj:决算数".to_owned()),
        "{column:?}"
    );
    assert!(column.len() > 4, "{column:?}");
}

#[test]
fn codes_are_declared_in_their_data() {
    let files = files();
    let text = format!("{LAYER}规则 FY91 \"办公\"：分类表.[201].金额 ≥ 分类表.纸张.金额\n");
    let texts: Texts = [("甲/3.gj".to_owned(), text.as_str().into())].into();
    let look = Look::take(&files, &texts, &["甲".to_owned()], &Arc::default());
    for (before, line) in [("分类表.[20", "编码: \"201\""), ("分类表.纸", "编码: \"20101\"")] {
        let at = (text.find(before).unwrap() + before.len()) as u32;
        let found = look.declared(&files, "甲/3.gj", at);
        assert_eq!(found.len(), 1, "{before} {found:?}");
        assert_eq!(found[0].file, "甲/类别.yaml");
        assert_eq!(&DATA[found[0].start as usize..found[0].end as usize], line);
    }
}
