//! Lists of rows by lane.

use crate::error::ColumnarError;
use crate::model::{Keys, Lines, NONE, Rows};

use super::group::{Entries, Group, optional};
use super::layout::{Leaf, LineColumns, ListColumns, NumberColumn};
use super::numbers::Bad;

/// The deepest level that is kept.
const DEEPEST: i64 = 255;

impl Group<'_> {
    /// One list with its wanted columns.
    pub(super) fn list(
        &mut self,
        list: &ListColumns,
        columns: &[(&NumberColumn, u8)],
    ) -> Result<Rows, ColumnarError> {
        let (offsets, all) = self.offsets(&list.key, list.element)?;
        let mut rows = Rows { keys: self.texts(&list.key, all)?, offsets, ..Rows::default() };
        if let Some(at) = rows.keys.index.iter().position(|key| *key == NONE) {
            return Err(self.wrong(&list.key, format!("第 {at} 个列表行没有写编码")));
        }
        if let Some(leaf) = &list.level {
            let (levels, bad) = self.whole(leaf, all, DEEPEST)?;
            self.trouble(&leaf.name, bad);
            rows.levels = Some(levels.into_iter().map(|level| level.try_into().unwrap_or(u8::MAX)).collect());
        }
        if let Some(leaf) = &list.parent {
            rows.parents = Some(self.parents(leaf, all, &rows.offsets)?);
        }
        if let Some(leaf) = &list.name {
            rows.names = Some(self.texts(leaf, all)?);
        }
        for (column, scale) in columns {
            rows.columns.push(self.cells(column, *scale, all)?);
        }
        Ok(rows)
    }

    /// The lines of long data.
    pub(super) fn lines(&mut self, list: &LineColumns) -> Result<Lines, ColumnarError> {
        let mut lines = Lines::default();
        let Some(first) = list.columns.iter().flatten().next() else {
            lines.offsets = vec![0; self.rows + 1];
            return Ok(lines);
        };
        let (offsets, all) = self.offsets(first, list.element)?;
        for (keys, leaf) in lines.columns.iter_mut().zip(&list.columns) {
            *keys = match leaf {
                Some(leaf) => self.texts(leaf, all)?,
                None => Keys { index: vec![NONE; all.count], dictionary: Vec::new() },
            };
        }
        lines.offsets = offsets;
        Ok(lines)
    }

    /// Rows by lane, from the levels of a column of the list.
    fn offsets(&self, leaf: &Leaf, element: u8) -> Result<(Vec<u32>, Entries), ColumnarError> {
        let pages = self.pages(leaf)?;
        let wrong = |why| self.wrong(leaf, why);
        let (repetitions, definitions) =
            (pages.repetitions().map_err(wrong)?, pages.definitions().map_err(|why| self.wrong(leaf, why))?);
        let mut offsets = Vec::with_capacity(self.rows + 1);
        let mut count = 0_u32;
        for (repetition, definition) in repetitions.iter().zip(&definitions) {
            if *repetition == 0 {
                offsets.push(count);
            }
            count += u32::from(*definition >= element);
        }
        if offsets.len() != self.rows {
            let why = format!("有 {} 个列表，应有 {} 个", offsets.len(), self.rows);
            return Err(self.wrong(leaf, why));
        }
        if repetitions.first().is_some_and(|first| *first != 0) {
            return Err(self.wrong(leaf, "第一个列表没有开头".to_owned()));
        }
        offsets.push(count);
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        Ok((offsets, Entries { count, element, levels: pages.levels }))
    }

    /// Whole numbers from 0 to `most`, the largest u32 for null; what is not one is told.
    fn whole(&self, leaf: &Leaf, all: Entries, most: i64) -> Result<(Vec<u32>, Bad), ColumnarError> {
        let (numbers, present) = self.numbers(leaf, 0, all)?;
        let mut bad = Vec::new();
        let values = optional(numbers.values, present).into_iter().enumerate().map(|(at, value)| {
            let Some(value) = value else { return NONE };
            let fits = u32::try_from(value).ok().filter(|_| value <= most);
            if fits.is_none() {
                bad.push((at, format!("{value} 不是 0 到 {most} 的整数")));
            }
            fits.unwrap_or(NONE)
        });
        let values = values.collect();
        Ok((values, bad))
    }

    /// Parents lie in the same lane.
    fn parents(&mut self, leaf: &Leaf, all: Entries, offsets: &[u32]) -> Result<Vec<u32>, ColumnarError> {
        let (mut parents, mut bad) = self.whole(leaf, all, i64::from(u32::MAX) - 1)?;
        let mut at = 0;
        let lanes = offsets.windows(2).filter_map(|pair| pair.last()?.checked_sub(*pair.first()?));
        for rows in lanes {
            for own in 0..rows {
                let Some(parent) = parents.get_mut(at) else { break };
                if *parent != NONE && (*parent >= rows || *parent == own) {
                    bad.push((
                        at,
                        format!("上级是第 {parent} 行，这个单位有 {rows} 行（从 0 数起），自己是第 {own} 行"),
                    ));
                    *parent = NONE;
                }
                at += 1;
            }
        }
        self.trouble(&leaf.name, bad);
        Ok(parents)
    }
}
