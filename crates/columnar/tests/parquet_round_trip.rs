//! Whatever is written as Parquet is read as it was, in every encoding, by one thread or several.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at the first surprise")]

mod support;

use bytes::Bytes;
use gouji_columnar::ColumnarError;
use gouji_columnar::model::{Cells, Chunk, NO_PLACE, ScalarSpec, Shape, VALUE};
use gouji_columnar::parquet::{Encoding, Kind, Limits, Reader, Wanted, WriteOptions, Writer};
use proptest::prelude::*;
use support::{file, meaning};

fn write(shape: &Shape, chunks: &[Chunk], options: WriteOptions) -> Bytes {
    let mut writer = Writer::create(Vec::new(), shape, options).unwrap();
    for chunk in chunks {
        writer.write(chunk).unwrap();
    }
    writer.finish().unwrap().into()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read((shape, chunks) in file(), encoding in 0..3_usize, snappy in any::<bool>()) {
        let encoding = [Encoding::Delta, Encoding::Plain, Encoding::Dictionary][encoding];
        let bytes = write(&shape, &chunks, WriteOptions { encoding, snappy });
        let reader = Reader::bytes(bytes, Limits::default()).unwrap();
        prop_assert_eq!(reader.kind(), Kind::Wide);
        prop_assert_eq!(reader.shape(), &shape);
        prop_assert_eq!(reader.groups(), chunks.len());
        let wanted = Wanted::all(reader.shape());
        for (group, chunk) in chunks.iter().enumerate() {
            prop_assert_eq!(reader.lanes_in(group), chunk.units.len());
            let read = reader.read(group, &wanted).unwrap();
            prop_assert_eq!(meaning(&read), meaning(chunk));
        }
    }

    #[test]
    fn a_picked_column_is_the_same_as_among_all((shape, chunks) in file(), pick in any::<prop::sample::Index>()) {
        prop_assume!(!shape.scalars.is_empty());
        let bytes = write(&shape, &chunks, WriteOptions::default());
        let reader = Reader::bytes(bytes, Limits::default()).unwrap();
        let all = reader.read(0, &Wanted::all(&shape)).unwrap();
        let at = pick.index(shape.scalars.len());
        let wanted = Wanted { scalars: vec![(at, shape.scalars[at].scale)], ..Wanted::default() };
        let one = reader.read(0, &wanted).unwrap();
        prop_assert_eq!(&one.scalars[0], &all.scalars[at]);
        prop_assert!(one.lists.is_empty() && one.ints.is_empty() && one.texts.is_empty());
    }
}

fn one(values: Vec<i64>) -> (Shape, Chunk) {
    let shape = Shape { scalars: vec![ScalarSpec::new("表.行.列", 2)], ..Shape::default() };
    let lanes = values.len();
    let chunk = Chunk {
        units: (0..lanes).map(|lane| format!("单位{lane}").into()).collect(),
        years: vec![None; lanes],
        scalars: vec![Cells { values, states: None, places: None }],
        ..Chunk::default()
    };
    (shape, chunk)
}

#[test]
fn a_column_without_nulls_has_no_states() {
    let (shape, chunk) = one(vec![1, -2, 3]);
    let bytes = write(&shape, std::slice::from_ref(&chunk), WriteOptions::default());
    let read = Reader::bytes(bytes, Limits::default()).unwrap().read(0, &Wanted::all(&shape)).unwrap();
    assert_eq!(read.scalars, chunk.scalars);
}

#[test]
fn other_decimals_are_exact_or_told() {
    let (shape, chunk) = one(vec![150, 155, i64::from(i32::MAX)]);
    let bytes = write(&shape, &[chunk], WriteOptions::default());
    let reader = Reader::bytes(bytes, Limits::default()).unwrap();
    let read = |scale| reader.read(0, &Wanted { scalars: vec![(0, scale)], ..Wanted::default() }).unwrap();
    assert_eq!(read(4).scalars[0].values, [15_000, 15_500, i64::from(i32::MAX) * 100]);
    let fewer = read(1);
    assert_eq!(fewer.scalars[0].values[0], 15);
    assert_eq!(fewer.scalars[0].states, Some(vec![VALUE, 4, 4]));
    let told: Vec<(usize, &str)> = fewer.troubles.iter().map(|one| (one.at, one.why.as_str())).collect();
    assert_eq!(told, [(1, "「1.55」不是 1 位小数以内的数"), (2, "「21474836.47」不是 1 位小数以内的数")]);
}

#[test]
fn what_would_be_lost_is_refused() {
    let (shape, chunk) = one(vec![0, 1]);
    let wrong = |change: &dyn Fn(&mut Chunk)| {
        let mut chunk = chunk.clone();
        change(&mut chunk);
        let error =
            Writer::create(Vec::new(), &shape, WriteOptions::default()).unwrap().write(&chunk).unwrap_err();
        assert!(matches!(error, ColumnarError::Chunk { .. }), "{error}");
        let mut wide = shape.clone();
        wide.widen(&chunk);
        let widened =
            Writer::create(Vec::new(), &wide, WriteOptions::default()).unwrap().write(&chunk).is_ok();
        (error.to_string(), widened)
    };
    let states = wrong(&|chunk| chunk.scalars[0].states = Some(vec![2, VALUE]));
    assert!(states.0.contains("#状态") && states.1, "{states:?}");
    let places = wrong(&|chunk| chunk.scalars[0].places = Some(vec![NO_PLACE, 2]));
    assert!(places.0.contains("#精度") && places.1, "{places:?}");
    assert!(!wrong(&|chunk| chunk.scalars[0].values[1] = i64::MAX).1);
    assert!(!wrong(&|chunk| chunk.scalars[0].values.push(1)).1);
    assert!(!wrong(&|chunk| chunk.units[0] = " ".into()).1);
    assert!(!wrong(&|chunk| chunk.years.clear()).1);
    assert!(!wrong(&|chunk| chunk.scalars.clear()).1);
    assert!(!wrong(&|chunk| chunk.scalars[0].states = Some(vec![9, 9])).1);
}

#[test]
fn groups_are_read_at_the_same_time() {
    let (shape, _) = one(vec![]);
    let chunks: Vec<Chunk> = (0..20).map(|group| one(vec![group; 50]).1).collect();
    let bytes = write(&shape, &chunks, WriteOptions::default());
    let reader = Reader::bytes(bytes, Limits::default()).unwrap();
    std::thread::scope(|scope| {
        for first in 0..4 {
            let (reader, wanted, chunks) = (&reader, Wanted::all(&shape), &chunks);
            scope.spawn(move || {
                for group in (first..20).step_by(4) {
                    assert_eq!(reader.read(group, &wanted).unwrap().scalars, chunks[group].scalars);
                }
            });
        }
    });
}

#[test]
fn a_file_is_read_as_its_bytes_are() {
    let (shape, chunk) = one((0..3000).collect());
    let bytes = write(&shape, std::slice::from_ref(&chunk), WriteOptions::default());
    let path = std::env::temp_dir().join(format!("gouji-columnar-{}.parquet", std::process::id()));
    std::fs::write(&path, &bytes).unwrap();
    let reader = Reader::file(std::fs::File::open(&path).unwrap(), Limits::default());
    let read = reader.and_then(|reader| reader.read(0, &Wanted::all(&shape)));
    std::fs::remove_file(&path).unwrap();
    assert_eq!(meaning(&read.unwrap()), meaning(&chunk));
}
