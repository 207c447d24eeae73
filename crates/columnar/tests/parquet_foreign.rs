//! Files of others: by DuckDB, pandas and PyArrow (`tests/files/make.py`), and of every type that can hold a number.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at the first surprise")]

use std::sync::Arc;

use bytes::Bytes;
use gouji_columnar::ColumnarError;
use gouji_columnar::long::LongBlock;
use gouji_columnar::model::{Chunk, NO_PLACE, NONE, Stored, UNREADABLE, VALUE};
use gouji_columnar::parquet::{Kind, Limits, Reader, Wanted};
use parquet::data_type::{
    ByteArray, ByteArrayType, DataType, DoubleType, FixedLenByteArrayType, FloatType, Int32Type, Int64Type,
};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;

/// One column: values, definition levels, repetition levels.
type Column = Box<dyn Fn(&mut SerializedRowGroupWriter<'_, Vec<u8>>)>;

fn levels<T: DataType>(
    values: Vec<T::T>,
    definitions: Option<Vec<i16>>,
    repetitions: Option<Vec<i16>>,
) -> Column {
    Box::new(move |group| {
        let mut column = group.next_column().unwrap().unwrap();
        let typed = column.typed::<T>();
        typed.write_batch(&values, definitions.as_deref(), repetitions.as_deref()).unwrap();
        column.close().unwrap();
    })
}

fn all<T: DataType>(values: Vec<T::T>) -> Column {
    levels::<T>(values, None, None)
}

fn texts(values: &[&str]) -> Column {
    all::<ByteArrayType>(values.iter().map(|text| ByteArray::from(*text)).collect())
}

/// A file with the given groups of columns.
fn made(schema: &str, groups: &[Vec<Column>]) -> Bytes {
    let schema = Arc::new(parse_message_type(&format!("message m {{ {schema} }}")).unwrap());
    let mut file =
        SerializedFileWriter::new(Vec::new(), schema, Arc::new(WriterProperties::builder().build())).unwrap();
    for columns in groups {
        let mut group = file.next_row_group().unwrap();
        columns.iter().for_each(|column| column(&mut group));
        group.close().unwrap();
    }
    file.into_inner().unwrap().into()
}

fn open(bytes: impl Into<Bytes>) -> Result<Reader, ColumnarError> {
    Reader::bytes(bytes, Limits::default())
}

fn read(bytes: impl Into<Bytes>) -> (Reader, Chunk) {
    let reader = open(bytes).unwrap();
    let chunk = reader.read(0, &Wanted::all(reader.shape())).unwrap();
    (reader, chunk)
}

#[test]
fn duckdb_writes_our_layout() {
    let (reader, chunk) = read(&include_bytes!("files/duckdb.parquet")[..]);
    let names: Vec<&str> = reader.shape().scalars.iter().map(|spec| spec.name.as_str()).collect();
    assert_eq!(names, ["公开01表.r1.金额", "公开01表.r2.金额"]);
    assert_eq!(chunk.units, ["某局".into(), "乙局".into()]);
    assert_eq!(chunk.years, [Some(2023), Some(2022)]);
    assert_eq!(
        (chunk.scalars[0].values.as_slice(), chunk.scalars[0].states.as_deref()),
        (&[1250, 0][..], Some(&[VALUE, 0][..]))
    );
    assert_eq!(
        (chunk.scalars[1].values.as_slice(), chunk.scalars[1].states.as_deref()),
        (&[0, 310][..], Some(&[1, VALUE][..]))
    );
    let rows = &chunk.lists[0];
    assert_eq!(rows.offsets, [0, 2, 2]);
    assert_eq!((rows.keys.get(0), rows.keys.get(1)), (Some("201"), Some("20101")));
    assert_eq!(rows.levels, Some(vec![1, 2]));
    assert_eq!(rows.parents, Some(vec![NONE, 0]));
    assert_eq!(rows.names.as_ref().unwrap().get(1), Some("人大事务"));
    assert_eq!(rows.columns[0].states, Some(vec![VALUE, 0]));
    assert_eq!(chunk.ints, [vec![Some(3), None]]);
    assert_eq!(chunk.texts, [vec![Some("x".into()), None]]);
    assert_eq!(chunk.troubles, []);
}

#[test]
fn codecs_that_are_not_read_are_named() {
    let reader = open(&include_bytes!("files/duckdb_zstd.parquet")[..]).unwrap();
    let error = reader.read(0, &Wanted::default()).unwrap_err();
    assert!(
        matches!(&error, ColumnarError::Codec { column, codec } if column == "单位" && codec == "ZSTD"),
        "{error}"
    );
    assert!(error.to_string().contains("COMPRESSION snappy"), "{error}");
}

#[test]
fn pandas_writes_floats_integers_and_texts() {
    let (reader, chunk) = read(&include_bytes!("files/pandas.parquet")[..]);
    let stored: Vec<Stored> = reader.shape().scalars.iter().map(|spec| spec.stored).collect();
    assert_eq!(stored, [Stored::Float, Stored::Exact, Stored::Text]);
    assert_eq!(chunk.scalars[0].values, [15_000, 1_000]);
    assert_eq!(chunk.scalars[1].values, [1, 2]);
    assert_eq!(chunk.scalars[2].values, [12_345_000, 0]);
    assert_eq!(chunk.scalars[2].states, Some(vec![VALUE, 0]));
    assert_eq!(chunk.years, [Some(2023); 2]);
}

#[test]
fn pyarrow_writes_wide_decimals_and_nullable_lists() {
    let (reader, chunk) = read(&include_bytes!("files/pyarrow.parquet")[..]);
    let scales: Vec<u8> = reader.shape().scalars.iter().map(|spec| spec.scale).collect();
    assert_eq!(scales, [8, 2]);
    assert_eq!(chunk.scalars[0].values, [125_000_000, 0]);
    assert_eq!(chunk.scalars[1].values, [-350, 700]);
    assert_eq!(chunk.years, [Some(2023), Some(2024)]);
    assert_eq!(chunk.lists[0].offsets, [0, 1, 1]);
    assert_eq!(chunk.lists[0].columns[0].values, [15_000]);
    assert_eq!(chunk.troubles, []);
}

#[test]
fn every_type_of_number_is_read() {
    let fixed = |bytes: &[u8]| ByteArray::from(bytes.to_vec()).into();
    let schema = "required binary unit (UTF8); required int64 year;
        required int32 a (DECIMAL(9,2)); optional int64 b (DECIMAL(18,0)); required fixed_len_byte_array(9) c (DECIMAL(18,4));
        required binary d (DECIMAL(30,1)); required float e; required double f; required binary g; required int32 h (INT_16);";
    let columns = vec![
        texts(&["甲", "乙"]),
        all::<Int64Type>(vec![2023, 2024]),
        all::<Int32Type>(vec![125, -5]),
        levels::<Int64Type>(vec![7], Some(vec![0, 1]), None),
        all::<FixedLenByteArrayType>(vec![fixed(&[0, 0, 0, 0, 0, 0, 0, 1, 0]), fixed(&[0xff; 9])]),
        all::<ByteArrayType>(vec![ByteArray::from(vec![0x01, 0x00]), ByteArray::from(vec![0x7f; 16])]),
        all::<FloatType>(vec![0.1, -2.5]),
        all::<DoubleType>(vec![0.1 + 0.2, 1e15]),
        texts(&["１，２３４．５", "约三万"]),
        all::<Int32Type>(vec![-3, 3]),
    ];
    let (reader, chunk) = read(made(schema, &[columns]));
    let values: Vec<&[i64]> = chunk.scalars.iter().map(|cells| cells.values.as_slice()).collect();
    let expected: [&[i64]; 8] =
        [&[125, -5], &[0, 7], &[256, -1], &[256, 0], &[1_000, -25_000], &[0, 0], &[12_345_000, 0], &[-3, 3]];
    assert_eq!(values[..5], expected[..5]);
    // 0.1 + 0.2 is 0.30000000000000004, and 10¹⁵ does not fit with four decimals.
    assert_eq!(chunk.scalars[5].states, Some(vec![UNREADABLE, UNREADABLE]));
    assert_eq!(values[6..], expected[6..]);
    assert_eq!(chunk.scalars[3].states, Some(vec![VALUE, UNREADABLE]));
    assert_eq!(chunk.scalars[6].states, Some(vec![VALUE, UNREADABLE]));
    let told: Vec<&str> = chunk.troubles.iter().map(|trouble| trouble.column.as_str()).collect();
    assert_eq!(told, ["d", "f", "f", "g"]);
    assert!(chunk.troubles.iter().any(|trouble| trouble.why.contains("0.30000000000000004")));
    assert_eq!(chunk.years, [Some(2023), Some(2024)]);
    assert_eq!(reader.shape().unread, []);
}

#[test]
fn lists_of_other_forms_are_read() {
    // An optional list of optional structs with an optional code, as Spark writes it, and the old form of two levels.
    let three = "optional group t (LIST) { repeated group list { optional group element { optional binary code (UTF8); optional int64 v; } } }";
    let two =
        "optional group t (LIST) { repeated group array { required binary code (UTF8); required int64 v; } }";
    let units = || texts(&["a", "b", "c"]);
    let codes = || ["1", "2", "3"].map(ByteArray::from).to_vec();
    let repetitions = || Some(vec![0, 1, 0, 0]);
    let file = |list: &str, column_levels: [Vec<i16>; 2], values: Vec<i64>| {
        let [codes_at, values_at] = column_levels;
        let columns = vec![
            units(),
            levels::<ByteArrayType>(codes(), Some(codes_at), repetitions()),
            levels::<Int64Type>(values, Some(values_at), repetitions()),
        ];
        made(&format!("required binary unit (UTF8); {list}"), &[columns])
    };
    let (_, chunk) = read(file(three, [vec![4, 4, 0, 4], vec![4, 3, 0, 4]], vec![10, 30]));
    assert_eq!(chunk.lists[0].offsets, [0, 2, 2, 3]);
    assert_eq!(chunk.lists[0].columns[0].values, [10, 0, 30]);
    assert_eq!(chunk.lists[0].columns[0].states, Some(vec![VALUE, 0, VALUE]));
    let (_, chunk) = read(file(two, [vec![2, 2, 1, 2], vec![2, 2, 1, 2]], vec![10, 20, 30]));
    assert_eq!(chunk.lists[0].offsets, [0, 2, 2, 3]);
    assert_eq!(chunk.lists[0].columns[0].values, [10, 20, 30]);
}

#[test]
fn columns_that_cannot_be_are_named() {
    let unit = "required binary 单位 (UTF8);";
    let cases = [
        ("required int64 x;", "列「单位」没有"),
        ("required binary 单位 (UTF8); required binary unit (UTF8);", "与另一列说的是同一件事"),
        ("required binary 单位 (UTF8); required int64 x; required int64 x;", "列「x」出现了两次"),
        ("required boolean 单位;", "列「单位」的类型是 BOOLEAN"),
        (&format!("{unit} required group 表 {{ required int64 x; }}"), "列「表」是嵌套的结构"),
        (
            &format!(
                "{unit} optional group 表 (LIST) {{ repeated group list {{ required int64 element; }} }}"
            ),
            "列「表」的行没有「编码」",
        ),
        (
            &format!(
                "{unit} optional group 表 (LIST) {{ repeated group list {{ required group element {{ required binary 编码 (UTF8); required group 内 {{ required int64 x; }} }} }} }}"
            ),
            "列「表.内」又是嵌套的",
        ),
        (&format!("{unit} required binary x#状态 (UTF8);"), "说的是「x」，但没有这一列"),
    ];
    for (schema, expected) in cases {
        let error = open(made(schema, &[])).unwrap_err().to_string();
        assert!(error.contains(expected), "{schema}: {error}");
    }
    let other = made(&format!("{unit} required boolean x; required int32 d (DATE); required int64 y;"), &[]);
    let unread: Vec<String> =
        open(other).unwrap().shape().unread.iter().map(|(name, _)| name.clone()).collect();
    assert_eq!(unread, ["x", "d"]);
}

#[test]
fn nulls_and_words_where_none_may_be_are_told() {
    let units = |definitions| levels::<ByteArrayType>(vec![ByteArray::from("甲")], Some(definitions), None);
    let bytes = made("optional binary 单位 (UTF8);", &[vec![units(vec![1, 0])]]);
    let error = open(bytes).unwrap().read(0, &Wanted::default()).unwrap_err().to_string();
    assert!(error.contains("列「单位」第 0 行组") && error.contains("第 1 行没有写单位"), "{error}");

    let schema = "required binary 单位 (UTF8); required binary 年度 (UTF8);";
    let bytes = made(schema, &[vec![texts(&["甲"]), texts(&["去年"])]]);
    let error = open(bytes).unwrap().read(0, &Wanted::default()).unwrap_err().to_string();
    assert!(error.contains("列「年度」") && error.contains("去年"), "{error}");

    let schema = "required binary 单位 (UTF8); optional int64 x; optional binary x#状态 (UTF8); optional int64 x#精度;";
    let columns = || {
        vec![
            texts(&["a", "b", "c", "d", "e"]),
            levels::<Int64Type>(vec![0, 5, 6], Some(vec![1, 0, 1, 1, 0]), None),
            levels::<ByteArrayType>(
                ["dash", "值", "空白", "坏"].map(ByteArray::from).to_vec(),
                Some(vec![1, 1, 1, 1, 0]),
                None,
            ),
            levels::<Int64Type>(vec![2, 999], Some(vec![1, 1, 0, 0, 0]), None),
        ]
    };
    let (_, chunk) = read(made(schema, &[columns()]));
    assert_eq!(chunk.scalars[0].states, Some(vec![2, 0, UNREADABLE, UNREADABLE, 0]));
    assert_eq!(chunk.scalars[0].places, Some(vec![2, NO_PLACE, NO_PLACE, NO_PLACE, NO_PLACE]));
    let told: Vec<usize> = chunk.troubles.iter().map(|trouble| trouble.at).collect();
    assert_eq!(told, [1, 2, 3, 1]);
}

fn long(schema: &str, groups: &[Vec<Column>]) -> Vec<String> {
    let reader = open(made(schema, groups)).unwrap();
    assert_eq!(reader.kind(), Kind::Long);
    let mut groups = reader.long().unwrap();
    let names = groups.names().clone();
    let blocks: Vec<LongBlock> = groups.by_ref().map(Result::unwrap).collect();
    let mut out = Vec::new();
    for block in blocks {
        for record in &block.records {
            let (unit, year) = &block.units[usize::try_from(record.unit).unwrap()];
            let cell = names.get(record.cell).unwrap();
            let name = format!("{unit} {year:?} {}.{}.{}", cell.table, cell.row, cell.column);
            out.push(format!(
                "{} {name} {}e-{} 状态{}",
                record.line, record.mantissa, record.decimals, record.state
            ));
        }
        out.extend(block.texts.iter().map(|text| format!("{} 「{}」", text.record.line, text.text)));
        out.extend(block.refused.iter().map(|one| format!("{} × {}", one.line, one.why)));
        out.push(format!("—{}", block.again.len()));
    }
    out
}

#[test]
fn long_files_give_whole_units() {
    let schema = "required binary unit (UTF8); required int32 year; required binary table (UTF8); required binary row (UTF8);
        required binary column (UTF8); optional int64 value (DECIMAL(18,2));";
    let group = |units: &[&str], values: Vec<i64>, definitions: Vec<i16>| {
        let count = units.len();
        vec![
            texts(units),
            all::<Int32Type>(vec![2023; count]),
            texts(&vec!["t"; count]),
            texts(&["r", "s"].repeat(count)[..count]),
            texts(&vec!["c"; count]),
            levels::<Int64Type>(values, Some(definitions), None),
        ]
    };
    let groups = [
        group(&["a", "a", "b"], vec![1, 2, 3], vec![1, 1, 1]),
        group(&["b", "b"], vec![4], vec![1, 0]),
        group(&["b", "a"], vec![5, 6], vec![1, 1]),
    ];
    let expected = [
        "1 a Some(2023) t.r.c 1e-2 状态3",
        "2 a Some(2023) t.s.c 2e-2 状态3",
        "—0",
        "3 b Some(2023) t.r.c 3e-2 状态3",
        "4 b Some(2023) t.r.c 4e-2 状态3",
        "5 b Some(2023) t.s.c 0e-0 状态0",
        "6 b Some(2023) t.r.c 5e-2 状态3",
        "—0",
        "7 a Some(2023) t.s.c 6e-2 状态3",
        "—1",
    ];
    assert_eq!(long(schema, &groups), expected);
}

#[test]
fn long_files_of_texts_and_floats() {
    let schema = |value: &str| {
        format!(
            "required binary 单位 (UTF8); required binary 表 (UTF8); optional binary 行 (UTF8); required binary 列 (UTF8);
             optional {value} 值; optional binary 状态 (UTF8);"
        )
    };
    let columns = |value: Column| {
        vec![
            texts(&["a", "a", "a", "a"]),
            texts(&["t"; 4]),
            levels::<ByteArrayType>(vec![ByteArray::from("r"); 3], Some(vec![1, 1, 1, 0]), None),
            texts(&["c"; 4]),
            value,
            levels::<ByteArrayType>(vec![ByteArray::from("横线")], Some(vec![0, 0, 1, 0]), None),
        ]
    };
    let words = ["1,200.50", "见附件", "1"].map(ByteArray::from).to_vec();
    let told =
        long(&schema("binary"), &[columns(levels::<ByteArrayType>(words, Some(vec![1, 1, 0, 1]), None))]);
    let expected = [
        "1 a None t.r.c 120050e-2 状态3",
        "3 a None t.r.c 0e-0 状态2",
        // Figures of sentences have no row.
        "4 a None t..c 1e-0 状态3",
        "2 「见附件」",
        "—0",
    ];
    assert_eq!(told, expected);
    let told = long(
        &schema("double"),
        &[columns(levels::<DoubleType>(vec![0.1, 2.0, 7.0], Some(vec![1, 1, 0, 1]), None))],
    );
    assert_eq!(told[..2], ["1 a None t.r.c 1e-1 状态3", "2 a None t.r.c 2e-0 状态3"]);
}
