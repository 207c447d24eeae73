//! Long CSV: what each line becomes, in whatever way it was written.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at the first surprise")]

use std::io::Cursor;

use encoding_rs::GB18030;
use gouji_columnar::ColumnarError;
use gouji_columnar::csv::{Line, LongReader, LongWriter, Options};
use gouji_columnar::line::{NO_CURRENCY, state_word};
use gouji_columnar::long::{LongBlock, Record};
use gouji_columnar::model::{NO_PLACE, VALUE};
use proptest::prelude::*;

const HEAD: &str = "单位,年度,表,行,列,值\n";

fn open(bytes: impl Into<Vec<u8>>, block: usize) -> Result<LongReader, ColumnarError> {
    LongReader::new(Cursor::new(bytes.into()), Options { block, most: 1 << 16, ..Options::default() })
}

/// Everything of a file, a figure a line: what it is, or why it is none.
fn told(bytes: impl Into<Vec<u8>>, block: usize) -> Vec<String> {
    let mut reader = open(bytes, block).unwrap();
    let names = reader.names().clone();
    let mut out = Vec::new();
    let blocks: Vec<LongBlock> = reader.by_ref().map(Result::unwrap).collect();
    for block in blocks {
        let who = |record: &Record| {
            let (unit, year) = &block.units[usize::try_from(record.unit).unwrap()];
            let cell = names.get(record.cell).unwrap();
            let year = year.map_or_else(|| "-".to_owned(), |year| year.to_string());
            let place =
                if record.place == NO_PLACE { String::new() } else { format!(" 精度{}", record.place) };
            let money = if record.currency == NO_CURRENCY {
                String::new()
            } else {
                format!(" 元^{}", record.currency)
            };
            let name = format!("{}.{}.{}", cell.table, cell.row, cell.column);
            (record.line, format!("{} {unit} {year} {name} 状态{}{place}{money}", record.line, record.state))
        };
        let numbers = block.records.iter().map(|record| {
            let (line, text) = who(record);
            (line, format!("{text} {}e-{}", record.mantissa, record.decimals))
        });
        let texts = block.texts.iter().map(|text| {
            let (line, head) = who(&text.record);
            (line, format!("{head} 「{}」", text.text))
        });
        let refused = block.refused.iter().map(|one| (one.line, format!("{} × {}", one.line, one.why)));
        let mut lines: Vec<(u64, String)> = numbers.chain(texts).chain(refused).collect();
        lines.sort();
        out.extend(lines.into_iter().map(|(_, text)| text));
        out.extend(block.torn.map(|line| format!("{line} 末行没有换行")));
        let again = block.again.iter().map(|unit| block.units[usize::try_from(*unit).unwrap()].0.to_string());
        out.extend(again.map(|unit| format!("又见 {unit}")));
    }
    out
}

#[test]
fn each_line_is_a_figure_or_says_why_not() {
    let cases: &[(&str, &[&str])] = &[
        ("甲,2023,表,行,列,12.30\n", &["2 甲 2023 表.行.列 状态3 1230e-2"]),
        ("甲,2023,表,行,列,12.30\r\n", &["2 甲 2023 表.行.列 状态3 1230e-2"]),
        ("甲,,表,行,列,-5\n", &["2 甲 - 表.行.列 状态3 -5e-0"]),
        ("甲,2023年,表,行,列,\n", &["2 甲 2023 表.行.列 状态1 0e-0"]),
        ("甲,2023,表,行,列,—\n", &["2 甲 2023 表.行.列 状态2 0e-0"]),
        ("甲,2023,表,行,列,-\n", &["2 甲 2023 表.行.列 状态2 0e-0"]),
        ("甲,2023,表,行,列,\"1,234.50\"\n", &["2 甲 2023 表.行.列 状态3 123450e-2"]),
        ("甲,2023,表,行,列,１２．５\n", &["2 甲 2023 表.行.列 状态3 125e-1"]),
        ("\"甲,\"\"乙\"\"\",2023,表,行,列,1\n", &["2 甲,\"乙\" 2023 表.行.列 状态3 1e-0"]),
        ("甲,2023,表,行,列,12.5%\n", &["2 甲 2023 表.行.列 状态6 「12.5%」"]),
        ("甲,2023,表,行,列,3万元\n", &["2 甲 2023 表.行.列 状态6 「3万元」"]),
        ("甲,2023,表,行,列,无此项\n", &["2 甲 2023 表.行.列 状态6 「无此项」"]),
        ("甲,2023,表,行,列,1.5E+05\n", &["2 甲 2023 表.行.列 状态6 「1.5E+05」"]),
        ("甲,2023,表,行,列,12345678901234567890\n", &["2 甲 2023 表.行.列 状态6 「12345678901234567890」"]),
        ("\n甲,2023,表,行,列,1\n \r\n", &["3 甲 2023 表.行.列 状态3 1e-0"]),
        ("甲,2023,表,行,列,1,234\n", &["2 × 有 7 个字段，表头有 6 个"]),
        ("甲,2023,表,行,列\n", &["2 × 有 5 个字段，表头有 6 个"]),
        ("甲,去年,表,行,列,1\n", &["2 × 年度「去年」不是年份"]),
        (",2023,表,行,列,1\n", &["2 × 单位是空的"]),
        ("甲,2023,,行,列,1\n", &["2 × 表是空的"]),
        ("甲,2023,表,,列,1\n", &["2 甲 2023 表..列 状态3 1e-0"]),
        ("甲,2023,,,#缺页,是\n", &["2 甲 2023 ..#缺页 状态6 「是」"]),
        ("甲,2023,表,\"行,列,1\n", &["2 × 引号没有闭合，或者引号后面还有字（引号里不能换行）"]),
        ("甲,2023,表,\"行\"x,列,1\n", &["2 × 引号没有闭合，或者引号后面还有字（引号里不能换行）"]),
        (
            "甲,2023,表,行,列,1\n甲,2023,表,行,列,12.3",
            &["2 甲 2023 表.行.列 状态3 1e-0", "3 甲 2023 表.行.列 状态3 123e-1", "3 末行没有换行"],
        ),
        (
            "甲,2023,表,行,列,1\n甲,2023,表,行",
            &["2 甲 2023 表.行.列 状态3 1e-0", "3 × 有 4 个字段，表头有 6 个", "3 末行没有换行"],
        ),
        (
            "甲,2023,表,行,列,1\n乙,2023,表,行,列,2\n甲,2023,表,行,列,3\n甲,2022,表,行,列,4\n",
            &[
                "2 甲 2023 表.行.列 状态3 1e-0",
                "3 乙 2023 表.行.列 状态3 2e-0",
                "4 甲 2023 表.行.列 状态3 3e-0",
                "5 甲 2022 表.行.列 状态3 4e-0",
                "又见 甲",
            ],
        ),
        ("", &[]),
    ];
    for (lines, expected) in cases {
        assert_eq!(told(format!("{HEAD}{lines}"), 1 << 20), *expected, "{lines}");
    }
}

#[test]
fn headers_and_separators_of_others() {
    let expected = ["2 甲 2023 表.行.列 状态3 150e-2"];
    let files = [
        "unit,year,table,row,column,value\n甲,2023,表,行,列,1.50\n",
        "Unit;Year;Table;Row;Column;Value\r\n甲;2023;表;行;列;1.50\r\n",
        "单位\t年度\t表\t行\t列\t值\n甲\t2023\t表\t行\t列\t1.50\n",
        "值,列,行,表,年度,单位\n1.50,列,行,表,2023,甲\n",
        "\u{feff}单位名称,年,表名,行名,栏,金额\n甲,2023,表,行,列,1.50\n",
        "备注,序号,单位,年度,表,行,列,值\n某,1,甲,2023,表,行,列,1.50\n",
        "\"单位\",\"年度\",\"表\",\"行\",\"列\",\"值\"\n\"甲\",\"2023\",\"表\",\"行\",\"列\",\"1.50\"\n",
    ];
    for file in files {
        assert_eq!(told(file, 1 << 20), expected, "{file}");
    }
    assert_eq!(told(GB18030.encode(files[0]).0.into_owned(), 1 << 20), expected);
    assert_eq!(open(files[5], 1 << 20).unwrap().ignored(), ["序号"]);
}

#[test]
fn states_precision_and_money_are_read() {
    let head = "单位,年度,表,行,列,值,状态,精度,货币单位\n";
    let cases = [
        ("1.5,,2,万元", "2 甲 2023 表.行.列 状态3 精度2 元^4 15e-1"),
        ("1.5,值,,", "2 甲 2023 表.行.列 状态3 15e-1"),
        ("1.5,,准,", "2 甲 2023 表.行.列 状态3 精度127 15e-1"),
        ("1.50,不可读,,", "2 甲 2023 表.行.列 状态4 「1.50」"),
        ("增加,推得,,", "2 甲 2023 表.行.列 状态5 「增加」"),
        (",空白,,", "2 甲 2023 表.行.列 状态1 0e-0"),
        (",dash,,", "2 甲 2023 表.行.列 状态2 0e-0"),
        ("0,无,,元", "2 甲 2023 表.行.列 状态0 元^0 0e-0"),
        (",短横,,", "2 甲 2023 表.行.列 状态2 0e-0"),
        ("若干,不可读,,", "2 甲 2023 表.行.列 状态4 「若干」"),
        ("若干,不明,,", "2 甲 2023 表.行.列 状态4 「若干」"),
        ("1,空白,,", "2 × 状态说没有数，值却不是 0"),
        (",值,,", "2 × 状态说有数，值却不是数"),
        ("1,有,,", "2 × 没有这种状态（可用：值、空白、横线、无、不可读、推得）"),
        ("1,,二,", "2 × 精度不是小数位数（-100 到 100 的整数，或者 准）"),
        ("1,,,美元", "2 × 没有这种货币单位（可用：元、千元、万元、百万元、亿元）"),
    ];
    for (line, expected) in cases {
        assert_eq!(told(format!("{head}甲,2023,表,行,列,{line}\n"), 1 << 20), [expected], "{line}");
    }
    // What one line gave is not taken for the next.
    let lines = "甲,2023,表,行,列,1,,2,万元\n甲,2023,表,行,列,2,,3,元\n甲,2023,表,行,列,3,,,\n甲,2023,表,行,列,,空白,,\n\
                 甲,2023,表,行,列,4,,,\n甲,2023,表,行,列,5,,\n";
    let expected = [
        "2 甲 2023 表.行.列 状态3 精度2 元^4 1e-0",
        "3 甲 2023 表.行.列 状态3 精度3 元^0 2e-0",
        "4 甲 2023 表.行.列 状态3 3e-0",
        "5 甲 2023 表.行.列 状态1 0e-0",
        "6 甲 2023 表.行.列 状态3 4e-0",
        "7 × 有 8 个字段，表头有 9 个",
    ];
    assert_eq!(told(format!("{head}{lines}"), 1 << 20), expected);
}

#[test]
fn headers_that_are_none_are_refused() {
    let cases = [
        ("", "没有表、值、行、列之一"),
        ("a,b,c\n", "没有表、值、行、列之一"),
        ("单位,年度,表,值\n", "没有行、列之一"),
        ("单位,年度,表,行,列\n", "没有值"),
        ("单位,unit,年度,表,行,列,值\n", "说的是同一件事"),
        ("\u{0}\u{1}\u{2}", "没有表"),
    ];
    for (text, expected) in cases {
        let error = open(text, 1 << 20).err().unwrap().to_string();
        assert!(error.contains(expected), "{text}: {error}");
    }
    let error = open("x".repeat(3 << 20), 1 << 20).err().unwrap();
    assert!(error.to_string().contains("太长"), "{error}");
}

#[test]
fn a_unit_that_never_ends_is_refused() {
    let text = format!("{HEAD}{}", "甲,2023,表,行,列,1\n".repeat(9000));
    let results: Vec<_> = open(text, 4096).unwrap().collect();
    assert_eq!(results.len(), 1);
    let error = results[0].as_ref().unwrap_err().to_string();
    assert!(error.contains("从第 2 行起一个单位"), "{error}");
}

#[test]
fn letters_that_are_none_are_told() {
    let mut bytes = format!("{HEAD}甲,2023,表,行,列,1\n").into_bytes();
    bytes.extend(b"\xff\xff,2023,t,r,c,1\n");
    let told = told(bytes, 1 << 20);
    assert!(told.iter().any(|line| line.contains("认不出的字")), "{told:?}");
}

#[test]
fn ten_thousand_units_of_one_line() {
    let lines: String = (0..10_000).map(|unit| format!("U{unit},2023,t,r,c,{unit}\n")).collect();
    let told = told(format!("{HEAD}{lines}"), 4096);
    assert_eq!(told.len(), 10_000);
    assert_eq!(told[9_999], "10001 U9999 2023 t.r.c 状态3 9999e-0");
}

fn any_line() -> impl Strategy<Value = String> {
    let name = prop_oneof![Just("行"), Just("列"), Just("r1"), Just("a b"), Just("\"引,号\"")];
    let value = prop_oneof![
        (-1_000_000..1_000_000_i64).prop_map(|cents| format!("{}.{:02}", cents / 100, (cents % 100).abs())),
        (0..100_u32).prop_map(|whole| whole.to_string()),
        "[-0-9.,%\" ]{0,6}",
    ];
    let end = prop_oneof![8 => Just("\n"), 1 => Just("\r\n"), 1 => Just("\n\n")];
    (0..4_u8, 0..2_u8, name.clone(), name, value, end).prop_map(|(unit, year, row, column, value, end)| {
        format!("U{unit},{},表,{row},{column},{value}{end}", 2022 + u16::from(year))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// The quick way through a block and the slow one give the same: a file of one block, of many small ones, and one
    /// whose columns stand in an order that has no quick way.
    #[test]
    fn blocks_and_quick_ways_change_nothing(mut lines in prop::collection::vec(any_line(), 0..60), sorted in any::<bool>()) {
        if sorted {
            lines.sort();
        }
        let text = format!("{HEAD}{}", lines.concat());
        let whole = told(text.clone(), 1 << 20);
        let unmarked = |told: &[String]| -> Vec<String> {
            told.iter().filter(|line| !line.starts_with("又见")).cloned().collect()
        };
        prop_assert_eq!(unmarked(&told(text, 64)), unmarked(&whole));
        let last = "单位,表,年度,行,列,值\n".to_owned() + &lines.iter().map(|line| {
            let mut fields: Vec<&str> = line.splitn(4, ',').collect();
            fields.swap(1, 2);
            fields.join(",")
        }).collect::<String>();
        prop_assert_eq!(unmarked(&told(last, 1 << 20)), unmarked(&whole));
    }

    #[test]
    fn any_bytes_give_no_panic(bytes in prop::collection::vec(any::<u8>(), 0..400), cut in 1..64_usize) {
        let mut file = HEAD.as_bytes().to_vec();
        file.extend(&bytes);
        let blocks: Vec<_> = open(file, cut).unwrap().collect();
        prop_assert!(blocks.iter().all(Result::is_ok));
        let _ = open(bytes, cut).map(|reader| reader.count());
    }

    #[test]
    fn what_is_written_is_read(
        cells in prop::collection::vec(("[甲乙,\"x]{1,3}", "[表a;]{1,2}", -1_000_000_000_i64..1_000_000_000, 0..6_u8, 0..=4_u8, -3..9_i8), 1..30),
    ) {
        let mut writer = LongWriter::new(Vec::new()).unwrap();
        writer.unit("单,位", Some(2023), "甲");
        for (row, table, mantissa, decimals, state, place) in &cells {
            let mut value = String::new();
            if *state == VALUE {
                gouji_columnar::number::write(&mut value, *mantissa, *decimals);
            }
            let place = if *place < -2 { String::new() } else { place.to_string() };
            let state = if *state == VALUE { "" } else { state_word(*state) };
            let line = Line { table, row, column: "列", value: &value, state, place: &place, ..Line::default() };
            writer.write(&line).unwrap();
        }
        let text = writer.finish().unwrap();
        let mut reader = open(text, 1 << 20).unwrap();
        let names = reader.names().clone();
        let block = reader.next().unwrap().unwrap();
        prop_assert_eq!(&block.refused, &[]);
        prop_assert_eq!(&block.units, &[("单,位".into(), Some(2023))]);
        prop_assert_eq!(&block.rules, &["甲".into()]);
        for (record, (row, table, mantissa, decimals, state, place)) in block.records.iter().zip(&cells) {
            let cell = names.get(record.cell).unwrap();
            prop_assert_eq!((cell.row.as_ref(), cell.table.as_ref()), (row.as_str(), table.as_str()));
            prop_assert_eq!(record.state, *state);
            prop_assert_eq!(record.place, if *place < -2 { NO_PLACE } else { *place });
            if *state == VALUE {
                prop_assert_eq!((record.mantissa, record.decimals), (*mantissa, i8::try_from(*decimals).unwrap()));
            }
        }
        prop_assert_eq!(block.records.len(), cells.len());
    }
}
