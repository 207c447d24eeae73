//! What data say beside figures: columns whose name begins with `#`, of a unit, a table or passage, or a row.

use gouji_columnar::line::ASIDE;

/// Something that is said beside figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Aside {
    /// Of a unit: parts of its file could not be read. Of a table: it stands at a page that could not be read.
    Lost,
    /// Of a unit: parts and notes were looked for in its text; the value says whether it has headings.
    Text,
    /// Of a unit: a part of the outline that it has.
    Part,
    /// Found, also where no figure of it is given.
    Found,
    /// Not read whole.
    Incomplete,
    /// Lines with figures among its rows are none of them.
    LosesRows,
    /// A column of figures is printed that the form does not have.
    OtherColumns,
    /// A column that the head prints; empty where nothing is known of the head.
    Head,
    /// What a figure of a passage counts that no sentence claimed.
    Unclaimed,
    /// Only the title of a table was read, with figures below it.
    Scattered,
    /// A note under a table.
    Note,
    /// The title of a table as printed.
    Title,
    /// The unit of a table's money.
    Currency,
    /// The name of a row as printed.
    Name,
    /// The code of a row as printed; empty where none is.
    Code,
    /// The level of a code row.
    Level,
    /// The row that a row is a part of; empty where it is of none.
    Parent,
}

/// All that can be said, in Chinese and English.
const ALL: [(Aside, &str, &str); 17] = [
    (Aside::Lost, "缺页", "lost"),
    (Aside::Text, "文字", "text"),
    (Aside::Part, "部分", "part"),
    (Aside::Found, "有", "found"),
    (Aside::Incomplete, "不全", "incomplete"),
    (Aside::LosesRows, "缺行", "loses_rows"),
    (Aside::OtherColumns, "别的列", "other_columns"),
    (Aside::Head, "表头", "head"),
    (Aside::Unclaimed, "剩余", "unclaimed"),
    (Aside::Scattered, "散乱", "scattered"),
    (Aside::Note, "注", "table_note"),
    (Aside::Title, "标题", "title"),
    (Aside::Currency, "货币单位", "currency"),
    (Aside::Name, "名称", "name"),
    (Aside::Code, "编码", "code"),
    (Aside::Level, "级", "level"),
    (Aside::Parent, "上级", "parent"),
];

/// Value of [`Aside::Text`] where the text has headings.
pub(super) const WITH_HEADINGS: &str = "有标题";

impl Aside {
    /// What a name of a column with its `#` says.
    pub(super) fn from_name(column: &str) -> Option<Self> {
        let name = column.trim().strip_prefix(ASIDE)?.trim();
        let known =
            |(_, ours, english): &&(Aside, &str, &str)| *ours == name || english.eq_ignore_ascii_case(name);
        ALL.iter().find(known).map(|(aside, ..)| *aside)
    }

    /// The name of its column.
    pub(super) fn column(self) -> String {
        let name = ALL.iter().find(|(aside, ..)| *aside == self).map_or("", |(_, name, _)| name);
        format!("{ASIDE}{name}")
    }

    /// The names that are known.
    pub(super) fn names() -> String {
        ALL.iter().map(|(_, name, _)| format!("{ASIDE}{name}")).collect::<Vec<_>>().join("、")
    }
}

/// Whether the value of a yes or no says yes.
pub(super) fn is_yes(value: &str) -> bool {
    !matches!(value.trim(), "" | "否" | "无" | "0" | "no" | "false")
}

/// A row as data name it: what is behind `#`, and which of several rows of this name in order, from 1.
pub(super) fn numbered(row: &str) -> (&str, u32) {
    let number = |(front, number): (&str, &str)| {
        let digits = !number.is_empty() && number.len() < 6 && number.bytes().all(|b| b.is_ascii_digit());
        number.parse().ok().filter(|_| digits && !front.is_empty()).map(|number| (front.len(), number))
    };
    let parts = row.rsplit_once(ASIDE).and_then(number);
    parts.and_then(|(end, number)| Some((row.get(..end)?, number))).unwrap_or((row, 1))
}

/// The name that data give a row that appears with the document; as it is where it names itself (每行).
pub(super) fn row_name(key: &str, number: u32, named: bool) -> String {
    let is_code = !key.is_empty() && key.len() <= 20 && key.bytes().all(|byte| byte.is_ascii_digit());
    let is_code = is_code || (named && !key.starts_with(ASIDE));
    let needs = number > 1 || numbered(key).1 != 1 || numbered(key).0 != key;
    let raw = if is_code { "" } else { "#" };
    if needs { format!("{raw}{key}{ASIDE}{number}") } else { format!("{raw}{key}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_rows_are_read_as_they_are_written() {
        for (key, number, name) in [
            ("2080101", 1, "2080101"),
            ("2080101", 2, "2080101#2"),
            ("20801/其他", 1, "#20801/其他"),
            ("甲#2", 1, "#甲#2#1"),
            ("", 3, "##3"),
        ] {
            assert_eq!(row_name(key, number, false), name);
            let (front, read) = numbered(name);
            assert_eq!((front.strip_prefix(ASIDE).unwrap_or(front), read), (key, number), "{name}");
        }
    }

    #[test]
    fn columns_say_what_they_say_in_both_languages() {
        for (aside, ..) in ALL {
            assert_eq!(Aside::from_name(&aside.column()), Some(aside));
        }
        assert_eq!(Aside::from_name("#Parent"), Some(Aside::Parent));
        assert_eq!(Aside::from_name("缺页"), None);
    }
}
