//! Folding and names: by example, then what holds for any text.

use gouji::text::{
    CellText, FigureUnit, fold, is_blank_char, name_key, read_cell, scan_figures, similarity, strip_ordinal,
};
use proptest::prelude::*;

#[test]
fn characters_of_a_kind_fold_to_one() {
    let rows = [
        ("", ""),
        ("\u{3000} \t\r\n\u{0C}\u{0B}\u{a0}\u{2003}\u{200b}\u{feff}\u{7}", ""),
        ("因 公 出\n国", "因公出国"),
        ("“三公”‘三公’『三公』「三公」＂三公＂″", "\"三公\"\"三公\"\"三公\"\"三公\"\"三公\"\""),
        ("—–−‐‑―－-", "--------"),
        ("，；：（）％．！？＝", ",;:()%.!?="),
        ("。、《》·", "。、《》·"),
        ("２，９４０．０５ＡＢｃ", "2,940.05ABc"),
        ("⻔⻋⼾⽉⾦⻓⺠⻛⾭⿈", "门车户月金长民风青黄"),
        ("㈠⑴①⒈", "(一)(1)①⒈"),
        ("12¹¼²", "12¹¼²"),
        ("㎡", "m2"),
        ("︵境︶﹪", "(境)%"),
        ("€😀", "€😀"),
        ("二〇二四年度", "2024年度"),
        ("二 ○ 二 四 年九月二十六日", "2024年9月26日"),
        ("二〇二四年十三月", "2024年十三月"),
        ("二〇二四号，二百年，一般公共，一九八四", "二〇二四号,二百年,一般公共,一九八四"),
    ];
    for (text, expected) in rows {
        assert_eq!(fold(text).text, expected, "{text:?}");
    }
}

#[test]
fn no_character_folds_to_a_blank_or_to_what_folds_on() {
    for character in ('\0'..=char::MAX).filter(|character| u32::from(*character) < 0x2_0000) {
        let once = fold(&character.to_string()).text;
        assert!(!once.contains(is_blank_char), "{character:?}");
        assert_eq!(fold(&once).text, once, "{character:?}");
    }
}

#[test]
fn folded_ranges_lead_back() {
    let text = " 因公 出国（境） 费㈠ ";
    let folded = fold(text);
    assert_eq!(folded.text, "因公出国(境)费(一)");
    let rows = [("公出", "公 出"), ("国(境", "国（境"), (")费(", "） 费㈠"), ("一", "㈠"), ("因", "因")];
    for (part, source) in rows {
        let start = folded.text.find(part).unwrap();
        assert_eq!(text.get(folded.original(start..start + part.len())), Some(source), "{part}");
    }
    let date = "至二〇二四年十二月三十一日止";
    let dated = fold(date);
    for (part, source) in [("2024", "二〇二四"), ("12月", "十二月"), ("31", "三十一"), ("止", "止")]
    {
        let start = dated.text.find(part).unwrap();
        assert_eq!(date.get(dated.original(start..start + part.len())), Some(source), "{part}");
    }
    let length = folded.text.len();
    assert_eq!(text.get(folded.original(0..length)), Some(text.trim()));
    assert_eq!(folded.original(0..0), 1..1);
    assert_eq!(folded.original(length..length), text.len()..text.len());
    assert_eq!(folded.original(length + 5..usize::MAX), text.len()..text.len());
    assert_eq!(fold("").original(0..3), 0..0);
    assert_eq!(fold("").map, [0]);
    assert!(fold(" \n").is_empty() && !fold("a").is_empty());
}

#[test]
fn ordinals_are_split_off() {
    let rows = [
        ("一、收入", "一、", "收入"),
        ("二十一、收入", "二十一、", "收入"),
        ("一．收入", "一．", "收入"),
        ("（一）收入", "（一）", "收入"),
        ("（ 一 ） 收入", "（ 一 ）", "收入"),
        ("(1)收入", "(1)", "收入"),
        ("（12）收入", "（12）", "收入"),
        ("1)收入", "1)", "收入"),
        ("1.因公", "1.", "因公"),
        ("１．因公", "１．", "因公"),
        ("1、因公", "1、", "因公"),
        (" 1 、 因公", "1 、", "因公"),
        ("①因公", "①", "因公"),
        ("⑴因公", "⑴", "因公"),
        ("⒈因公", "⒈", "因公"),
        ("①、因公", "①、", "因公"),
        ("1. 5个", "1.", "5个"),
        ("1.2024年", "1.", "2024年"),
        ("1、2024年", "1、", "2024年"),
        ("一、", "一、", ""),
        ("1.“三公”", "1.", "“三公”"),
    ];
    for (text, ordinal, rest) in rows {
        assert_eq!(strip_ordinal(text), (Some(ordinal), rest), "{text:?}");
    }
    for text in [
        "",
        " ",
        "收入",
        "1.5",
        "19.56",
        "1.5万元",
        "2024年",
        "2024",
        "第一部分",
        "第一",
        "一般公共预算",
        "三公经费",
        "2011308",
        "101.收入",
        "201、收入",
        "(2024)年",
        "（境）费",
        "(1",
        "1",
        "一",
        "十三五规划",
        " 收入",
        "1.2024",
        "1.20245年",
    ] {
        assert_eq!(strip_ordinal(text), (None, text), "{text:?}");
    }
}

#[test]
fn names_that_mean_one_thing_have_one_key() {
    let rows = [
        ("一、一般公共预算财政拨款收入", "一般公共预算财政拨款收入"),
        ("因公出国 (境) 费", "因公出国（境）费"),
        ("其中：因公出国（境）费", "因公出国（境）费"),
        ("其中因公出国（境）费", "因公出国（境）费"),
        ("1.其中：公务接待费", "公务接待费"),
        ("其中：1.公务接待费", "公务接待费"),
        ("减：年末结转", "年末结转"),
        ("加: 年初结转", "年初结转"),
        ("财政事务（款）", "财政事务"),
        ("行政运行（项）：", "行政运行"),
        ("行政运行(类)(款)(项)", "行政运行"),
        ("财政拨款“三公”经费", "财政拨款三公经费"),
        ("财政拨款'三公'经费", "财政拨款三公经费"),
        ("文化、旅游、体育与传媒", "文化旅游体育与传媒"),
        ("债务利息及费用支出\n", "债务利息及费用支出"),
    ];
    for (left, right) in rows {
        assert_eq!(name_key(left), name_key(right), "{left}");
    }
    for (name, key) in
        [("加油", "加油"), ("其中：", "其中:"), ("一、", "一、"), ("", ""), ("维修（护）费", "维修(护)费")]
    {
        assert_eq!(name_key(name), key, "{name}");
    }
    assert_ne!(name_key("因公出国（境）费"), name_key("因公出国费"));
}

#[test]
fn likeness_counts_characters() {
    let rows = [
        ("提租补贴", "提租补贴", 1000),
        ("提租补贴", "房租补贴", 750),
        ("提租补贴", "租提补贴", 750),
        ("提租补贴", "提租", 500),
        ("提租", "补贴", 0),
        ("", "", 1000),
        ("", "补", 0),
    ];
    for (left, right, expected) in rows {
        assert_eq!(similarity(left, right), expected, "{left} {right}");
    }
    let long = "项".repeat(100_000);
    assert_eq!(similarity(&long, &format!("{long}目")), 999);
}

fn printed_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("2024年12月31日".to_owned()),
        Just("百分之".to_owned()),
        Just("约".to_owned()),
        Just("-".to_owned()),
        Just("—".to_owned()),
        Just("（1）".to_owned()),
        Just("1、".to_owned()),
        Just("①".to_owned()),
        Just("㎡ ".to_owned()),
        Just("\n".to_owned()),
        Just("\u{3000}".to_owned()),
        Just("台（套）".to_owned()),
        Just("万余元".to_owned()),
        Just("余".to_owned()),
        Just("，".to_owned()),
        Just("．".to_owned()),
        "[0-9]{1,4}",
        "[0-9,.]{1,9}",
        "[０-９，．]{1,5}",
        "[万元亿%年月日号个人次辆表第为]{1,3}",
        "[A-Za-z(){}/;:]{1,2}",
        "[零一二两三十百千点]{1,5}",
        "(百分之|辆|批次|个|年|月|。)",
        any::<char>().prop_map(|character| character.to_string()),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

/// The same number in other clothes.
fn dressed(digits: &str, separated: bool, wide: bool) -> String {
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut text = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if separated && index > 0 && (whole.len() - index) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text.push('.');
        text.push_str(fraction);
    }
    let widen = |character: char| char::from_u32(u32::from(character) + 0xFEE0).unwrap_or(character);
    if wide { text.chars().map(widen).collect() } else { text }
}

fn is_word_of_number(letter: char) -> bool {
    is_blank_char(letter) || "零〇○一二两三四五六七八九十百千点壹贰叁肆伍陆柒捌玖拾佰仟".contains(letter)
}

proptest! {
    #[test]
    fn folding_keeps_the_way_back(text in prop_oneof![any::<String>(), printed_text()]) {
        let folded = fold(&text);
        prop_assert_eq!(folded.map.len(), folded.text.len() + 1);
        prop_assert!(folded.map.is_sorted());
        prop_assert_eq!(*folded.map.last().unwrap() as usize, text.len());
        prop_assert!(folded.map.iter().all(|start| text.is_char_boundary(*start as usize)));
        prop_assert!(!folded.text.contains(is_blank_char));
        prop_assert_eq!(folded.is_empty(), text.chars().all(is_blank_char));
        let starts: Vec<usize> = folded.text.char_indices().map(|(start, _)| start).chain([folded.text.len()]).collect();
        for pair in starts.windows(2) {
            let source = text.get(folded.original(pair[0]..pair[1])).unwrap();
            let part = folded.text.get(pair[0]..pair[1]).unwrap();
            // A digit of a number in words stands for words.
            if part.chars().all(|c| c.is_ascii_digit() || c == '.') && source.chars().all(is_word_of_number) {
                continue;
            }
            prop_assert_eq!(source.chars().count(), 1);
            prop_assert!(fold(source).text.contains(part));
        }
    }

    #[test]
    fn folding_twice_changes_nothing(text in prop_oneof![any::<String>(), printed_text()]) {
        let once = fold(&text).text;
        prop_assert_eq!(&fold(&once).text, &once);
    }

    #[test]
    fn blanks_change_no_folded_text(text in printed_text(), at in any::<prop::sample::Index>()) {
        let places: Vec<usize> = text.char_indices().map(|(start, _)| start).chain([text.len()]).collect();
        let (before, after) = text.split_at_checked(places[at.index(places.len())]).unwrap();
        prop_assert_eq!(fold(&format!("{before} \u{3000}\n{after}")).text, fold(&text).text);
    }

    #[test]
    fn ordinal_and_rest_are_the_text(text in prop_oneof![any::<String>(), printed_text(), "[（(]?[0-9一十]{1,3}[)）、.．]?.{0,3}"]) {
        let (ordinal, rest) = strip_ordinal(&text);
        prop_assert!(text.ends_with(rest));
        match ordinal {
            None => prop_assert_eq!(rest, text.as_str()),
            Some(ordinal) => {
                let joined = format!("{ordinal}{rest}");
                prop_assert_eq!(fold(&joined).text, fold(&text).text);
                prop_assert!(!ordinal.is_empty());
            }
        }
        let _ = name_key(&text);
    }

    #[test]
    fn likeness_is_mutual(left in "[甲乙丙丁]{0,8}", right in "[甲乙丙丁]{0,8}") {
        prop_assert_eq!(similarity(&left, &right), similarity(&right, &left));
        prop_assert_eq!(similarity(&left, &right) == 1000, left == right);
        prop_assert!(similarity(&left, &right) <= 1000);
    }

    #[test]
    fn figures_stand_in_the_text_in_order(text in prop_oneof![any::<String>(), printed_text()]) {
        let mut last = 0;
        for figure in scan_figures(&text) {
            prop_assert!(figure.start >= last && figure.end > figure.start, "{:?}", figure);
            let source = text.get(figure.start..figure.end).unwrap();
            last = figure.end;
            prop_assert!(!source.starts_with(is_blank_char) && !source.ends_with(is_blank_char));
            prop_assert!(figure.digits.trim_start_matches('-').starts_with(|digit: char| digit.is_ascii_digit()));
            prop_assert!(gouji::amount::Exact::parse_decimal(&figure.digits).is_some(), "{}", figure.digits);
            let decimals = figure.digits.split_once('.').map_or(0, |(_, decimals)| decimals.len());
            prop_assert_eq!(decimals, figure.decimals as usize);
        }
        let _ = read_cell(&text);
    }

    #[test]
    fn clothes_change_no_number(
        digits in "(0|[1-9][0-9]{0,11})(\\.[0-9]{1,4})?",
        separated in any::<bool>(),
        wide in any::<bool>(),
        sign in prop_oneof![Just(("", "")), Just(("-", "")), Just(("－", "")), Just(("△", "")), Just(("(", ")")), Just(("（ ", " ）"))],
        blanks in "[ \u{3000}\u{a0}\n\t]{0,3}",
    ) {
        let printed = format!("{blanks}{}{}{}{blanks}万元{blanks}", sign.0, dressed(&digits, separated, wide), sign.1);
        let CellText::Number(cell) = read_cell(&printed) else { panic!("{printed:?}") };
        let expected = if sign.0.is_empty() { digits.clone() } else { format!("-{digits}") };
        prop_assert_eq!(&cell.digits, &expected);
        let whole = matches!(cell.unit, FigureUnit::Money { cut: false, .. });
        prop_assert!(whole);
        if sign.1.is_empty() {
            let figures = scan_figures(&format!("决算为{printed}，"));
            prop_assert_eq!(figures.len(), 1);
            prop_assert_eq!(&figures[0].digits, &expected);
            prop_assert_eq!(&figures[0].unit, &cell.unit);
        }
    }
}
