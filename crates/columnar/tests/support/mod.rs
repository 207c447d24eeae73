//! Chunks of any content, and what of them a file keeps.

#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "test files use a part each, and stop at the first surprise"
)]

use gouji_columnar::model::{
    Cells, Chunk, Keys, Lines, ListSpec, NO_PLACE, NONE, Rows, ScalarSpec, Shape, VALUE,
};
use proptest::prelude::*;

const LARGEST: i64 = 999_999_999_999_999_999;

fn cells(count: usize) -> impl Strategy<Value = Cells> {
    let value = prop_oneof![Just(0), -100..100_i64, -LARGEST..=LARGEST];
    let state = prop_oneof![4 => Just(VALUE), 1 => 0..=4_u8];
    let place = prop_oneof![Just(NO_PLACE), -4..=8_i8];
    (
        prop::collection::vec(value, count),
        prop::option::of(prop::collection::vec(state, count)),
        prop::option::weighted(0.3, prop::collection::vec(place, count)),
    )
        .prop_map(|(values, states, places)| Cells { values, states, places })
}

fn keys(count: usize, or_none: bool) -> impl Strategy<Value = Keys> {
    let words = prop::collection::btree_set("[a-z0-9 编码#.]{0,6}", 1..6);
    (
        words,
        prop::collection::vec(any::<prop::sample::Index>(), count),
        prop::collection::vec(any::<bool>(), count),
    )
        .prop_map(move |(words, picks, nones)| {
            let dictionary: Vec<Box<str>> = words.into_iter().map(Into::into).collect();
            let pick = |pick: prop::sample::Index| u32::try_from(pick.index(dictionary.len())).unwrap();
            let index = picks.into_iter().zip(nones);
            let index = index.map(|(at, none)| if none && or_none { NONE } else { pick(at) }).collect();
            Keys { index, dictionary }
        })
}

fn rows(counts: Vec<u32>, columns: usize, levels: bool) -> impl Strategy<Value = Rows> {
    let offsets: Vec<u32> = std::iter::once(0)
        .chain(counts.iter().scan(0, |sum, count| {
            *sum += count;
            Some(*sum)
        }))
        .collect();
    let count = usize::try_from(*offsets.last().unwrap()).unwrap();
    // Any earlier row of the lane may be the parent.
    let within: Vec<u32> = counts.iter().flat_map(|count| 0..*count).collect();
    let parents: Vec<_> = within
        .into_iter()
        .map(|own| if own == 0 { Just(NONE).boxed() } else { prop_oneof![Just(NONE), 0..own].boxed() })
        .collect();
    (
        keys(count, false),
        prop::collection::vec(0..9_u8, count),
        parents,
        keys(count, true),
        prop::collection::vec(cells(count), columns),
    )
        .prop_map(move |(keys, level, parents, names, columns)| Rows {
            offsets: offsets.clone(),
            keys,
            levels: levels.then_some(level),
            parents: levels.then_some(parents),
            names: levels.then_some(names),
            columns,
        })
}

fn spec(name: String, scale: u8) -> ScalarSpec {
    ScalarSpec { states: true, places: true, ..ScalarSpec::new(name, scale) }
}

/// A shape and some chunks of it, each with lanes.
pub(crate) fn file() -> impl Strategy<Value = (Shape, Vec<Chunk>)> {
    let lists = prop::collection::vec((0..4_usize, any::<bool>()), 0..3);
    let sizes = prop::collection::vec(1..12_usize, 1..3);
    (prop::collection::vec(0..=8_u8, 0..4), lists, 0..3_usize, 0..3_usize, sizes).prop_flat_map(
        |(scales, lists, ints, texts, sizes)| {
            let named = scales.iter().enumerate();
            let scalars = named.map(|(at, scale)| spec(format!("表.行{at}.列"), *scale)).collect();
            let specs = lists.iter().enumerate().map(|(at, (columns, levels))| ListSpec {
                name: format!("表{at}"),
                columns: (0..*columns).map(|column| spec(format!("列{column}"), 4)).collect(),
                levels: *levels,
            });
            let shape = Shape {
                scalars,
                lists: specs.collect(),
                ints: (0..ints).map(|at| format!("数{at}")).collect(),
                texts: (0..texts).map(|at| format!("文{at}")).collect(),
                lines: ints > 0,
                meta: vec![("规则".to_owned(), "财政部".to_owned())],
                unread: Vec::new(),
            };
            let chunks: Vec<_> = sizes.into_iter().map(|lanes| chunk(&shape, lanes).boxed()).collect();
            (Just(shape), chunks)
        },
    )
}

fn chunk(shape: &Shape, lanes: usize) -> impl Strategy<Value = Chunk> + use<> {
    let scalars: Vec<_> = shape.scalars.iter().map(|_| cells(lanes)).collect();
    let lists: Vec<_> = shape
        .lists
        .iter()
        .map(|list| {
            let (columns, levels) = (list.columns.len(), list.levels);
            prop::collection::vec(0..5_u32, lanes)
                .prop_flat_map(move |counts| rows(counts, columns, levels))
                .boxed()
        })
        .collect();
    (
        prop::collection::vec("[A-Z局]{1,4}", lanes),
        prop::collection::vec(prop::option::of(1950..2100_i32), lanes),
        scalars,
        lists,
        prop::collection::vec(prop::collection::vec(any::<Option<i64>>(), lanes), shape.ints.len()),
        prop::collection::vec(
            prop::collection::vec(prop::option::of("[a-z文]{0,5}"), lanes),
            shape.texts.len(),
        ),
    )
        .prop_map(|(units, years, scalars, lists, ints, texts): Parts| Chunk {
            lines: (!ints.is_empty()).then(|| lines(&units)),
            units: units.into_iter().map(Into::into).collect(),
            years,
            scalars,
            lists,
            ints,
            texts: texts
                .into_iter()
                .map(|all| all.into_iter().map(|text| text.map(Into::into)).collect())
                .collect(),
            troubles: Vec::new(),
        })
}

type Parts =
    (Vec<String>, Vec<Option<i32>>, Vec<Cells>, Vec<Rows>, Vec<Vec<Option<i64>>>, Vec<Vec<Option<String>>>);

/// As many lines as a unit's name has letters, less one, with texts, empty texts and nulls.
fn lines(units: &[String]) -> Lines {
    let mut lines = Lines { offsets: vec![0], ..Lines::default() };
    for (lane, unit) in units.iter().enumerate() {
        for line in 1..unit.chars().count() {
            for (at, keys) in lines.columns.iter_mut().enumerate() {
                let text = match (lane + line + at) % 4 {
                    0 => None,
                    1 => Some(String::new()),
                    _ => Some(format!("{unit}{line}")),
                };
                let number = text.map(|text| {
                    keys.dictionary.push(text.into());
                    keys.dictionary.len() as u32 - 1
                });
                keys.index.push(number.unwrap_or(NONE));
            }
        }
        lines.offsets.push(lines.columns[0].index.len() as u32);
    }
    lines
}

fn plain_cells(cells: &Cells) -> Vec<(u8, i64, i8)> {
    let side = |at: usize| {
        let state = cells.states.as_ref().map_or(VALUE, |states| states[at]);
        let place = cells.places.as_ref().map_or(NO_PLACE, |places| places[at]);
        (state, if state == VALUE { cells.values[at] } else { 0 }, place)
    };
    (0..cells.values.len()).map(side).collect()
}

/// What a chunk means, whatever form it has.
pub(crate) fn meaning(chunk: &Chunk) -> String {
    let mut out = format!("{:?}\n{:?}\n{:?}\n{:?}\n", chunk.units, chunk.years, chunk.ints, chunk.texts);
    for cells in &chunk.scalars {
        out.push_str(&format!("{:?}\n", plain_cells(cells)));
    }
    for rows in &chunk.lists {
        let texts =
            |keys: &Keys| (0..rows.len()).map(|at| keys.get(at).map(str::to_owned)).collect::<Vec<_>>();
        out.push_str(&format!(
            "{:?}\n{:?}\n{:?}\n",
            rows.offsets,
            texts(&rows.keys),
            rows.names.as_ref().map(texts)
        ));
        out.push_str(&format!("{:?}\n{:?}\n", rows.levels, rows.parents));
        for cells in &rows.columns {
            out.push_str(&format!("{:?}\n", plain_cells(cells)));
        }
    }
    if let Some(lines) = &chunk.lines {
        let texts = |keys: &Keys| (0..keys.index.len()).map(|at| keys.get(at).map(str::to_owned)).collect();
        let columns: Vec<Vec<Option<String>>> = lines.columns.iter().map(texts).collect();
        out.push_str(&format!("{:?}\n{columns:?}\n", lines.offsets));
    }
    out.push_str(&format!("{:?}", chunk.troubles));
    out
}
