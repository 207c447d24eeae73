//! Figures as printed: cells and running text, by example.

use crate::support::clock::Clock;
use gouji::amount::MoneyUnit;
use gouji::text::{CellText, FigureText, FigureUnit, read_cell, scan_figures};

const WAN: FigureUnit = FigureUnit::Money { unit: MoneyUnit::TenThousandYuan, cut: false };
const WAN_CUT: FigureUnit = FigureUnit::Money { unit: MoneyUnit::TenThousandYuan, cut: true };
const YUAN: FigureUnit = FigureUnit::Money { unit: MoneyUnit::Yuan, cut: false };
const YI: FigureUnit = FigureUnit::Money { unit: MoneyUnit::HundredMillionYuan, cut: false };

fn other(word: &str) -> FigureUnit {
    FigureUnit::Other(word.to_owned())
}

/// What a unit looks like in the tables below.
fn short(unit: &FigureUnit) -> String {
    match unit {
        FigureUnit::None => String::new(),
        FigureUnit::Money { unit, cut } => format!("{}{}", unit.name(), if *cut { "?" } else { "" }),
        FigureUnit::Percent => "%".to_owned(),
        FigureUnit::PercentPoint => "pp".to_owned(),
        FigureUnit::Year => "Y".to_owned(),
        FigureUnit::Date => "D".to_owned(),
        FigureUnit::Other(word) => word.clone(),
    }
}

fn scanned(text: &str) -> String {
    let words: Vec<String> = scan_figures(text)
        .iter()
        .map(|figure| {
            format!("{}{}{}", if figure.approximate { "~" } else { "" }, figure.digits, short(&figure.unit))
        })
        .collect();
    words.join(" ")
}

#[test]
fn cells_are_read_as_the_handbook_lists_them() {
    let numbers = [
        ("2,940.05", "2940.05", 2, FigureUnit::None),
        ("２，９４０．０５", "2940.05", 2, FigureUnit::None),
        ("2，940.05", "2940.05", 2, FigureUnit::None),
        ("1,234,567.8", "1234567.8", 1, FigureUnit::None),
        ("-1.20", "-1.20", 2, FigureUnit::None),
        ("－1.20", "-1.20", 2, FigureUnit::None),
        ("− 1.20", "-1.20", 2, FigureUnit::None),
        ("(1.20)", "-1.20", 2, FigureUnit::None),
        ("（1.20）", "-1.20", 2, FigureUnit::None),
        ("（ 1.20 ）万元", "-1.20", 2, WAN),
        ("(1.20%)", "-1.20", 2, FigureUnit::Percent),
        ("△1.20", "-1.20", 2, FigureUnit::None),
        ("▲ 1.20", "-1.20", 2, FigureUnit::None),
        ("+1.2", "1.2", 1, FigureUnit::None),
        ("0", "0", 0, FigureUnit::None),
        ("0.00", "0.00", 2, FigureUnit::None),
        (".5", "0.5", 1, FigureUnit::None),
        ("30", "30", 0, FigureUnit::None),
        ("15.00①", "15.00", 2, FigureUnit::None),
        ("15.00*", "15.00", 2, FigureUnit::None),
        ("15.00 ※", "15.00", 2, FigureUnit::None),
        ("15.00¹", "15.00", 2, FigureUnit::None),
        ("\u{3000}30\u{a0}\n", "30", 0, FigureUnit::None),
        ("30 万元", "30", 0, WAN),
        ("12.5元", "12.5", 1, YUAN),
        ("￥12.5", "12.5", 1, FigureUnit::None),
        ("16.7％", "16.7", 1, FigureUnit::Percent),
        ("3辆", "3", 0, other("辆")),
        ("3台（套）", "3", 0, other("台套")),
        ("2011308", "2011308", 0, FigureUnit::None),
        ("2024年", "2024", 0, FigureUnit::Year),
        ("2024 年度", "2024", 0, FigureUnit::Year),
        ("2024年12月31日", "20241231", 0, FigureUnit::Date),
    ];
    for (text, digits, decimals, unit) in numbers {
        let CellText::Number(figure) = read_cell(text) else { panic!("{text:?}: {:?}", read_cell(text)) };
        assert_eq!(
            (figure.digits.as_str(), figure.decimals, &figure.unit),
            (digits, decimals, &unit),
            "{text:?}"
        );
        assert_eq!(text.get(figure.start..figure.end), Some(text.trim()), "{text:?}");
    }
}

#[test]
fn cells_without_a_number_say_what_they_are() {
    for text in ["", " ", "\u{3000}", "\t\n\u{0C}", "\u{a0}", "\u{200b}\u{feff}"] {
        assert_eq!(read_cell(text), CellText::Blank, "{text:?}");
    }
    for text in ["-", "—", "－", "–", "--", "——", " － ", "/", "／", "无", " 无 "] {
        assert_eq!(read_cell(text), CellText::Dash, "{text:?}");
    }
    let long = "1".repeat(31);
    for text in [
        "2,94.05",
        "2940,5",
        "1,2345",
        "12345,678",
        "1 2",
        "1.2 3.4",
        "1.2\n3.4",
        "2,940. 05",
        "1.2.3",
        "1.",
        ",5",
        "--1",
        "(1.2",
        "1.2)",
        "(-1.2)",
        "(3辆)",
        "×",
        "*",
        "无数",
        "工资福利支出",
        "5项支出",
        "365.18（调整前为324.83）",
        "约12",
        "12.5元/人",
        "G7",
        "一",
        "①",
        &long,
    ] {
        assert_eq!(read_cell(text), CellText::Text, "{text:?}");
    }
    assert_eq!(read_cell(&"1".repeat(1 << 20)), CellText::Text);
}

#[test]
fn a_figure_takes_its_unit_over_blanks_and_line_ends() {
    let rows = [
        ("合计19.56\n万元，占", "19.56万元"),
        ("合计 359.67 万元", "359.67万元"),
        ("合计 359.67\u{3000}万\n元", "359.67万元"),
        ("合计5.5万元；3千元；2百万元；1.2亿元；7元", "5.5万元 3千元 2百万元 1.2亿元 7元"),
        ("合计0.3万。合计1.2亿，", "0.3万元? 1.2亿元?"),
        ("占16.7%，占8％，百分之9.5，提高1.5个百分点", "16.7% 8% 9.5% 1.5pp"),
        ("占 76.23；", "76.23"),
        ("各4125.49,4143.91万元", "4125.49 4143.91万元"),
        ("合计2,940.05万元", "2940.05万元"),
        ("合计２，９４０．０５万元", "2940.05万元"),
        ("分别3，400万元", "3 400万元"),
        ("合计19.\n56万元", "19 56万元"),
    ];
    for (text, expected) in rows {
        assert_eq!(scanned(text), expected, "{text:?}");
    }
}

#[test]
fn counters_years_and_dates_are_told_apart() {
    let rows = [
        ("车辆3辆，3 台（套），3台/套，3台套", "3辆 3台套 3台套 3台套"),
        ("接待12批次、134人次、2 个团组，5人（次）", "12批次 134人次 2个 5人次"),
        ("面积120.5平方米，3公里，1.2万人，3.4万人次", "120.5平方米 3公里 1.2万人 3.4万人次"),
        ("增长12.5分别为", "12.5"),
        ("合计12.5\n人员经费", "12.5"),
        ("合计3\n个人所得税", "3"),
        ("共3个人", "3个"),
        ("2024年度决算，2023 年 决算，1948年，12345年，3年", "2024Y 2023Y 1948年 12345年 3年"),
        ("2024年12月31日，2024 年 1 月 2 日", "20241231D 20240102D"),
        ("截至2024-12-31，2024/1/2，2024.12.31。", "20241231D 20240102D 20241231D"),
        ("2024年13月", "2024Y 13月"),
        ("二〇二四年度，二○二三年，二零二二 年，二Ｏ二一年，一九四八年", "2024Y 2023Y 2022Y 2021Y"),
        (
            "二〇二四年十二月三十一日，二〇二五年九月二十六日，二〇二五年十月十日",
            "20241231D 20250926D 20251010D",
        ),
        ("二〇二四年十三月，第二〇二四号，二四年，一二三四年", "2024Y"),
        ("2024年1-12月", "2024Y 1 12月"),
        ("3万美元", "3万美元"),
        ("5km", "5km"),
    ];
    for (text, expected) in rows {
        assert_eq!(scanned(text), expected, "{text:?}");
    }
}

#[test]
fn numbers_in_words_that_count_are_figures() {
    let rows = [
        ("车辆贰辆，壹 辆，一辆，两艘；购置十五台（套）", "2辆 1辆 1辆 2艘 15台套"),
        ("接待十二批次、一百零五人次，二十人次，一千二百三十四人次", "12批次 105人次 20人次 1234人次"),
        ("团组两个、累计十人。两个团组，共三次；在职人员二十一人，", "2个 10人 2个 3次 21人"),
        ("占百分之五点三，百分之九十，百分之零点五，百分之百", "5.3% 90% 0.5% 100%"),
        ("提高四个百分点，增长两倍，增长一倍", "4pp 2倍 1倍"),
        ("2024年十二月三十一日，２０２４年一月", "20241231D 2024Y 1月"),
        ("贰零贰肆年度，贰〇贰叁年壹拾贰月叁拾壹日", "2024Y 20231231D"),
        ("第三批次，每一辆，同一批次，上一辆，一百五人次，一二辆，数十辆", ""),
        ("三公经费，一个部门，两个维护，三项制度，一般公共预算，一次性，分为三类，一人一档", ""),
    ];
    for (text, expected) in rows {
        assert_eq!(scanned(text), expected, "{text:?}");
    }
    for (text, digits, unit) in [
        ("两辆", "2", other("辆")),
        ("贰", "", FigureUnit::None),
        ("十五个", "15", other("个")),
        ("百分之五点三", "5.3", FigureUnit::Percent),
        ("二〇二五年五月十六日", "20250516", FigureUnit::Date),
        ("二〇二四年度", "2024", FigureUnit::Year),
        ("一个部门", "", FigureUnit::None),
    ] {
        match read_cell(text) {
            CellText::Number(figure) => assert_eq!((figure.digits.as_str(), figure.unit), (digits, unit)),
            other => assert_eq!((other, digits), (CellText::Text, ""), "{text:?}"),
        }
    }
    let text = "购置一百零五 辆车";
    let figure = &scan_figures(text)[0];
    assert_eq!((figure.digits.as_str(), &text[figure.start..figure.end]), ("105", "一百零五 辆"));
}

#[test]
fn a_minus_is_one_only_where_nothing_is_joined() {
    let rows = [
        ("增长-5.2%", "-5.2%"),
        ("增加－12万元", "-12万元"),
        ("增加△12万元", "-12万元"),
        ("为 -5.2%", "-5.2%"),
        ("-5.2%", "-5.2%"),
        ("，-5", "-5"),
        ("第2-3页", "3"),
        ("2-3万元", "2 3万元"),
        ("2%-3%", "2% 3%"),
        ("2万元-3万元", "2万元 3万元"),
        ("2万元 -3万元", "2万元 3万元"),
        ("2022年—2024年", "2022Y 2024Y"),
        ("原因——5.2万元", "5.2万元"),
        ("附件-1", "1"),
        ("\n- 5 -\n", "5"),
        ("\n-5-\n", "5"),
        ("（-5.2万元）", "-5.2万元"),
    ];
    for (text, expected) in rows {
        let expected =
            expected.strip_prefix("2 3").filter(|_| text.starts_with('第')).map_or(expected, |_| "3");
        assert_eq!(scanned(text), expected, "{text:?}");
    }
}

#[test]
fn what_counts_or_names_is_no_figure() {
    let rows = [
        ("1.因公出国5.5万元", "5.5万元"),
        ("1、因公出国5.5万元", "5.5万元"),
        ("（1）因公出国5.5万元", "5.5万元"),
        ("(1)5.5万元", "5.5万元"),
        ("其中：1.因公5万元；2.公车6万元。3、接待7万元", "5万元 6万元 7万元"),
        ("收入合计\n12、卫生健康支出", ""),
        ("包括：（1）货物，（2）工程", ""),
        ("1.2024年度收入", "2024Y"),
        ("1. 2024年度收入", "2024Y"),
        ("1、2024年度收入", "2024Y"),
        ("分别为：3、5、8万元", "3 5 8万元"),
        ("①5万元", "5万元"),
        ("⒈5万元", "5万元"),
        ("为1.5万元", "1.5万元"),
        ("\n1.5万元", "1.5万元"),
        ("公开01表，01-1表，表2", "2"),
        ("G7高速，A4纸，COVID-19", ""),
        ("第12条，第 3 部分", ""),
        ("1.2.3版", ""),
        ("二〇二四年一百万元", "2024Y"),
    ];
    for (text, expected) in rows {
        assert_eq!(scanned(text), expected, "{text:?}");
    }
}

#[test]
fn rough_figures_are_marked() {
    let rows = [
        ("约12万元，近 3年，超5%", "~12万元 ~3年 ~5%"),
        ("约为12万元，超过12万元，大约12万元", "~12万元 ~12万元 ~12万元"),
        ("12万元左右，12万元余，12万余元，12余万元，10多个", "~12万元 ~12万元 ~12万元 ~12万元 ~10个"),
        ("节约12万元，不超过12万元，12万元余额，最近3年", "12万元 12万元 12万元 3年"),
    ];
    for (text, expected) in rows {
        assert_eq!(scanned(text), expected, "{text:?}");
    }
}

#[test]
fn ranges_point_into_the_original() {
    let text = "增长 － 5，增长－5.2\n％；合计 ２，９４０．０５ 万元。";
    let cut: Vec<&str> =
        scan_figures(text).iter().filter_map(|figure| text.get(figure.start..figure.end)).collect();
    assert_eq!(cut, ["5", "－5.2\n％", "２，９４０．０５ 万元"]);
    assert_eq!(scan_figures("百分之 5").first().map(|figure| (figure.start, figure.end)), Some((0, 11)));
    let point =
        FigureText { digits: "5.5".to_owned(), decimals: 1, unit: YI, start: 3, end: 12, approximate: false };
    assert_eq!(scan_figures("共5.5亿元"), [point]);
    assert_eq!(scan_figures("共5.5万")[0].unit, WAN_CUT);
}

#[test]
fn long_texts_take_linear_time() {
    let started = Clock::start();
    for unit in [
        "1", "1.", "1,", "1,234", "-", "1-", "(1", "1、", " ", "1 ", "\n1", "2024年", "1a", "2024-12-", "万",
        "1余",
    ] {
        let text = unit.repeat((1 << 18) / unit.len());
        let figures = scan_figures(&text);
        assert!(figures.len() <= text.len());
        let _ = read_cell(&text);
    }
    assert!(started.elapsed().as_secs() < 40, "{:?}", started.elapsed());
}
