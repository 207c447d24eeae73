//! Some units of a stretch of columns by themselves.

use gouji_columnar::model::{self, Cells as FileCells, Chunk, Keys, Lines, Rows as FileRows};

/// Some lanes of a stretch, in their order (numbers ascending).
#[must_use]
pub fn lanes(chunk: Chunk, numbers: &[u32]) -> Chunk {
    let pick = |all: &FileCells, at: &[usize]| FileCells {
        values: at.iter().filter_map(|index| all.values.get(*index)).copied().collect(),
        states: all.states.as_ref().map(|all| at.iter().filter_map(|at| all.get(*at)).copied().collect()),
        places: all.places.as_ref().map(|all| at.iter().filter_map(|at| all.get(*at)).copied().collect()),
    };
    let at: Vec<usize> = numbers.iter().map(|number| *number as usize).collect();
    let list = |rows: &FileRows| {
        let stretch = |lane: usize| {
            let end = |lane: usize| rows.offsets.get(lane).map_or(0, |offset| *offset as usize);
            end(lane)..end(lane + 1)
        };
        let mut offsets = vec![0u32];
        let mut of_rows: Vec<usize> = Vec::new();
        for lane in &at {
            of_rows.extend(stretch(*lane));
            offsets.push(of_rows.len() as u32);
        }
        FileRows {
            offsets,
            keys: model::Keys {
                index: of_rows.iter().filter_map(|row| rows.keys.index.get(*row)).copied().collect(),
                dictionary: rows.keys.dictionary.clone(),
            },
            columns: rows.columns.iter().map(|cells| pick(cells, &of_rows)).collect(),
            ..FileRows::default()
        }
    };
    let lines = chunk.lines.as_ref().map(|lines| {
        let end = |lane: usize| lines.offsets.get(lane).map_or(0, |end| *end as usize);
        let mut picked = Lines { offsets: vec![0], ..Lines::default() };
        let mut of_lines: Vec<usize> = Vec::new();
        for lane in &at {
            of_lines.extend(end(*lane)..end(lane + 1));
            picked.offsets.push(of_lines.len() as u32);
        }
        picked.columns = lines.columns.each_ref().map(|keys| Keys {
            index: of_lines.iter().filter_map(|line| keys.index.get(*line)).copied().collect(),
            dictionary: keys.dictionary.clone(),
        });
        picked
    });
    Chunk {
        lines,
        units: at.iter().filter_map(|lane| chunk.units.get(*lane)).cloned().collect(),
        years: at.iter().filter_map(|lane| chunk.years.get(*lane)).copied().collect(),
        scalars: chunk.scalars.iter().map(|cells| pick(cells, &at)).collect(),
        lists: chunk.lists.iter().map(list).collect(),
        ints: chunk
            .ints
            .iter()
            .map(|ints| at.iter().filter_map(|at| ints.get(*at)).copied().collect())
            .collect(),
        texts: chunk
            .texts
            .iter()
            .map(|all| at.iter().filter_map(|at| all.get(*at)).cloned().collect())
            .collect(),
        troubles: Vec::new(),
    }
}
