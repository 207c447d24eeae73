//! Damaged Parquet is refused with a reason, and never a panic.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at the first surprise")]

mod support;

use std::panic::{AssertUnwindSafe, catch_unwind};

use bytes::Bytes;
use gouji_columnar::ColumnarError;
use gouji_columnar::model::{Cells, Chunk, Keys, ListSpec, Rows, ScalarSpec, Shape};
use gouji_columnar::parquet::{Encoding, Limits, Reader, Wanted, WriteOptions, Writer};
use proptest::prelude::*;
use support::file;

const LIMITS: Limits = Limits { group_bytes: 1 << 24, entries: 1 << 20 };

fn write(shape: &Shape, chunks: &[Chunk], options: WriteOptions) -> Vec<u8> {
    let mut writer = Writer::create(Vec::new(), shape, options).unwrap();
    for chunk in chunks {
        writer.write(chunk).unwrap();
    }
    writer.finish().unwrap()
}

/// Reads all of a file.
fn read(bytes: impl Into<Bytes>) -> Result<usize, ColumnarError> {
    let reader = Reader::bytes(bytes, LIMITS)?;
    let wanted = Wanted::all(reader.shape());
    let mut lanes = 0;
    for group in 0..reader.groups() {
        lanes += reader.read(group, &wanted)?.units.len();
    }
    Ok(lanes)
}

fn sample() -> (Shape, Chunk) {
    let shape = Shape {
        scalars: vec![ScalarSpec::new("表.行.列", 4)],
        lists: vec![ListSpec {
            name: "表二".to_owned(),
            columns: vec![ScalarSpec::new("栏", 4)],
            levels: false,
        }],
        ..Shape::default()
    };
    let cells = |count| Cells { values: (0..count).collect(), states: None, places: None };
    let chunk = Chunk {
        units: (0..100).map(|unit| format!("单位{unit}").into()).collect(),
        years: vec![Some(2023); 100],
        scalars: vec![cells(100)],
        lists: vec![Rows {
            offsets: (0..=100).map(|lane| lane * 2).collect(),
            keys: Keys { index: [0, 1].repeat(100), dictionary: vec!["201".into(), "20101".into()] },
            columns: vec![cells(200)],
            ..Rows::default()
        }],
        ..Chunk::default()
    };
    (shape, chunk)
}

#[test]
fn what_is_no_parquet_says_so() {
    let (shape, chunk) = sample();
    let whole = write(&shape, &[chunk], WriteOptions::default());
    assert_eq!(read(whole.clone()).unwrap(), 100);
    let mut footer = whole.clone();
    let at = footer.len() - 8;
    footer[at..at + 4].copy_from_slice(&u32::MAX.to_le_bytes());
    let cases = [
        (Vec::new(), "文件是空的"),
        (b"PAR1".to_vec(), "文件太短"),
        ("单位,年度,表,行,列,值\n".repeat(9).into_bytes(), "开头不是 PAR1"),
        (whole[..whole.len() / 2].to_vec(), "末尾不是 PAR1"),
        (whole[..whole.len() - 1].to_vec(), "末尾不是 PAR1"),
        (footer, "尾部说的长度比文件还长"),
        ([b"PAR1".as_slice(), &[0; 50], &50_u32.to_le_bytes(), b"PAR1"].concat(), "不是完整的 Parquet 文件"),
    ];
    for (bytes, expected) in cases {
        let error = read(bytes).unwrap_err().to_string();
        assert!(error.contains(expected), "{expected}: {error}");
    }
}

#[test]
fn a_group_beyond_the_limit_is_refused_before_it_is_read() {
    let (shape, chunk) = sample();
    let bytes: Bytes = write(&shape, &[chunk], WriteOptions::default()).into();
    for limits in
        [Limits { group_bytes: 100, entries: 1 << 20 }, Limits { group_bytes: 1 << 20, entries: 99 }]
    {
        let reader = Reader::bytes(bytes.clone(), limits).unwrap();
        let error = reader.read(0, &Wanted::all(reader.shape())).unwrap_err();
        assert!(matches!(error, ColumnarError::TooLarge { .. }), "{error}");
        assert!(error.to_string().contains("ROW_GROUP_SIZE"), "{error}");
    }
    let reader = Reader::bytes(bytes, LIMITS).unwrap();
    assert!(reader.read(1, &Wanted::default()).is_err(), "there is one group only");
}

#[test]
fn a_damaged_page_names_its_column() {
    let (shape, chunk) = sample();
    let whole = write(&shape, &[chunk], WriteOptions { encoding: Encoding::Plain, snappy: false });
    let mut refused = 0;
    for at in 4..whole.len() / 2 {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x55;
        if let Err(error) = read(bytes) {
            refused += 1;
            assert!(error.to_string().contains("列「"), "{at}: {error}");
        }
    }
    assert!(refused > 50, "{refused}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn changed_bytes_give_no_panic(
        (shape, chunks) in file(),
        encoding in 0..3_usize,
        snappy in any::<bool>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in prop::option::weighted(0.2, any::<prop::sample::Index>()),
    ) {
        let encoding = [Encoding::Delta, Encoding::Plain, Encoding::Dictionary][encoding];
        let mut bytes = write(&shape, &chunks, WriteOptions { encoding, snappy });
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Some(cut) = cut {
            bytes.remove(cut.index(bytes.len()));
        }
        let result = catch_unwind(AssertUnwindSafe(|| read(bytes)));
        prop_assert!(result.is_ok());
        if let Ok(Err(error)) = result {
            prop_assert!(!error.to_string().is_empty());
        }
    }

    #[test]
    fn garbage_gives_no_panic(mut bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let length = u32::try_from(bytes.len()).unwrap();
        bytes.splice(0..0, *b"PAR1");
        bytes.extend(length.to_le_bytes());
        bytes.extend(b"PAR1");
        prop_assert!(read(bytes).is_err());
    }
}
