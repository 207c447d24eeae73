//! Sentence patterns with their names resolved.

use super::{Axis, ColumnId, FamilyId, RowId, WordsId};

/// One piece of a resolved pattern.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    /// Words as printed.
    Fixed(String),
    /// `[甲|乙]`: one of these or nothing.
    Optional(Vec<Vec<Piece>>),
    /// `{甲|乙}`: one of these.
    Choice(Vec<Vec<Piece>>),
    /// `{…}`: anything within the sentence.
    Any,
    /// `{本年}`: the year of the document, as digits.
    ThisYear,
    /// Text of that many characters; the column is none in 禁句.
    Length {
        /// Name, so that [`Piece::Again`] can refer to it.
        name: String,
        /// Fewest characters.
        min: u32,
        /// Most characters.
        max: u32,
    },
    /// The same text as the slot or length of that name matched.
    Again(String),
    /// A slot.
    Slot(Slot),
}

/// What a pattern may look like in print: the first of each choice, nothing where nothing may stand, …… for what is
/// open.
#[must_use]
pub fn example(pieces: &[Piece], year: Option<i32>) -> String {
    pieces.iter().fold(String::new(), |mut text, piece| {
        match piece {
            Piece::Fixed(fixed) => text.push_str(fixed),
            Piece::Choice(alternatives) => {
                text.extend(alternatives.first().map(|first| example(first, year)));
            }
            Piece::ThisYear => {
                text.push_str(&year.map_or_else(|| "××××".to_owned(), |year| year.to_string()))
            }
            Piece::Optional(_) => {}
            Piece::Any | Piece::Length { .. } | Piece::Again(_) | Piece::Slot(_) => text.push_str("……"),
        }
        text
    })
}

/// A slot: a figure, word or name that the pattern picks out.
#[derive(Clone, Debug, PartialEq)]
pub struct Slot {
    /// Columns of the passage's or item's family that share what is read.
    pub columns: Vec<ColumnId>,
    /// What may stand there.
    pub kind: SlotKind,
}

/// What may stand in a slot.
#[derive(Clone, Debug, PartialEq)]
pub enum SlotKind {
    /// Money with its unit (元, 万元, 亿元; a missing unit is read and flagged).
    Money,
    /// A percentage with `%` (a missing sign is read and flagged).
    Percent,
    /// A year; the word 年 or 年度 goes with it.
    Year,
    /// A date.
    Date,
    /// A count with this counter (辆, 个, 批次, 人次, 台套 …; `次` and `批` may stand for 批次, `人` for 人次).
    Count(String),
    /// A word of a class.
    Words(WordsId),
    /// Text up to the end of the clause (。；: or what the pattern says next).
    Text,
    /// Names divided by 、up to the end of the clause.
    List,
    /// The name of a unit (单位名称).
    Unit,
    /// A name of a row or column of a table.
    Names(NameSet),
}

/// A set of names of rows or columns that a slot may hold. Recognition decides by look-up which one is meant.
#[derive(Clone, Debug, PartialEq)]
pub struct NameSet {
    /// The family whose rows or columns they are.
    pub family: FamilyId,
    /// Rows or columns.
    pub axis: Axis,
    /// Fixed members.
    pub members: Vec<NameTarget>,
    /// Code rows: the 1-based level (`一般预算表.项` has 3); 0 for all levels; none if there are no code rows.
    pub level: Option<u8>,
}

/// A fixed row or column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameTarget {
    /// A row.
    Row(RowId),
    /// A column.
    Column(ColumnId),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_example_is_what_may_be_printed() {
        let fixed = |text: &str| Piece::Fixed(text.to_owned());
        let pieces = [
            Piece::Any,
            Piece::ThisYear,
            fixed("年"),
            Piece::Optional(vec![vec![fixed("度")]]),
            Piece::Choice(vec![vec![fixed("决算表")], vec![fixed("附表")]]),
        ];
        assert_eq!(example(&pieces, Some(2024)), "……2024年决算表");
        assert_eq!(example(&pieces, None), "……××××年决算表");
    }
}
