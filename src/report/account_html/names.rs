//! What a figure that was read is called, what it was understood as, and what is to be said about it.

use super::super::account_json::{code_of, value_text};
use crate::account::{Account, CellRead, Claim, RowRead, State};
use crate::amount::{Dimension, Exact, MoneyUnit};
use crate::naming;
use crate::schema::{Column, Family, Kind, Row, Schema};

/// Longest text that is repeated in a name or beneath its paragraph, in characters.
const LONGEST: usize = 28;

/// A reading of a cell or slot, with all that it belongs to.
#[derive(Clone, Copy)]
pub(super) struct Reading<'a> {
    pub(super) schema: &'a Schema,
    pub(super) account: &'a Account,
    pub(super) family: &'a Family,
    pub(super) row: &'a RowRead,
    /// The row as declared; none for rows that appear with the document.
    pub(super) fixed: Option<&'a Row>,
    pub(super) column: &'a Column,
    pub(super) cell: &'a CellRead,
    pub(super) claim: &'a Claim,
    /// Which reading of the cell it is.
    pub(super) nth: usize,
}

/// What rules call a row: its code where it has one.
pub(super) fn row_name<'a>(fixed: Option<&'a Row>, row: &'a RowRead) -> &'a str {
    match fixed {
        Some(fixed) => &fixed.name,
        None => code_of(row).unwrap_or(&row.name),
    }
}

/// A path as rules write it, in two parts: what it belongs to, and the rest: `甲表` `2011308.乙列`.
pub(super) fn path(
    schema: &Schema,
    family: &Family,
    (fixed, row): (Option<&Row>, &RowRead),
    column: &Column,
) -> (String, String) {
    let mut owner = naming::block(schema, family);
    let name = row_name(fixed, row);
    if family.repeated {
        let of = code_of(row).unwrap_or(if row.name.is_empty() { &row.key } else { &row.name });
        owner.push_str(&format!("「{}」", shortened(of)));
    }
    let mut rest = String::new();
    if !family.repeated && !name.is_empty() {
        rest.push_str(name);
    }
    // The one column of a table goes without saying.
    if family.table.is_none() || family.columns.len() > 1 || rest.is_empty() {
        rest.push_str(if rest.is_empty() { "" } else { "." });
        rest.push_str(&naming::column(column));
    }
    (owner, rest)
}

/// The beginning of a long text.
pub(super) fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(LONGEST).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// Whether a value says no more than the printed text does: it differs in blanks, commas and zeros at most.
fn says_the_same(value: &str, printed: &str) -> bool {
    let plain = |text: &str| -> String {
        let text: String =
            text.chars().filter(|sign| !sign.is_whitespace() && !",()（）/".contains(*sign)).collect();
        let end = text.find(|sign: char| !sign.is_ascii_digit() && !matches!(sign, '.' | '-'));
        let (number, unit) = text.split_at_checked(end.unwrap_or(text.len())).unwrap_or((&text, ""));
        let number = match number.contains('.') {
            true => number.trim_end_matches('0').trim_end_matches('.'),
            false => number,
        };
        format!("{number}{unit}")
    };
    plain(value) == plain(printed)
}

impl Reading<'_> {
    /// What the cell holds.
    fn dimension(&self) -> Dimension {
        self.family.dimension(self.fixed.map(|row| row.id), self.column.id)
    }

    /// The path as rules write it, in two parts.
    pub(super) fn path(&self) -> (String, String) {
        path(self.schema, self.family, (self.fixed, self.row), self.column)
    }

    /// The path in one.
    pub(super) fn name(&self) -> String {
        let (owner, rest) = self.path();
        format!("{owner}.{rest}")
    }

    /// The value, where it is not plain from what is printed.
    pub(super) fn telling_value(&self) -> Option<String> {
        let year = matches!(self.dimension(), Dimension::Year | Dimension::Date);
        let value = self.value()?;
        let plain = !self.claim.implied && (year || says_the_same(&value, &self.claim.text));
        (!plain).then_some(value)
    }

    /// It states an amount, a share, a count.
    pub(super) fn is_number(&self) -> bool {
        self.dimension().is_number() && matches!(self.column.kind, Kind::Plain(_))
    }

    /// The value as understood, with its unit; none where nothing was understood, or it is the text itself.
    pub(super) fn value(&self) -> Option<String> {
        match self.cell.state {
            State::Dash | State::Blank => return Some("0".to_owned()),
            State::Value => {}
            State::Absent | State::Unreadable => return None,
        }
        if let Kind::Words(class) = &self.column.kind {
            return self.claim.implied.then(|| self.word(*class)).flatten();
        }
        if !self.dimension().is_number() {
            return None;
        }
        let table = self.family.table.and_then(|id| self.account.tables.get(id.0 as usize));
        let printed = MoneyUnit::from_name(&self.claim.unit);
        let unit = match table {
            Some(table) => table.money_unit,
            None => printed.unwrap_or(self.account.money_unit),
        };
        let value =
            value_text(self.column, self.dimension(), self.claim, table.and_then(|table| table.place), unit);
        Some(match self.dimension() {
            Dimension::Money => format!("{value} {}", unit.name()),
            Dimension::Ratio if !self.is_plain_ratio() => format!("{value}%"),
            Dimension::Count(counter) => format!("{value} {counter}"),
            Dimension::Year => format!("{value} 年"),
            _ => value,
        })
    }

    /// A ratio that is printed as such (0.985), not as a percentage.
    fn is_plain_ratio(&self) -> bool {
        let value = Exact::from_fixed(self.claim.value, Dimension::Ratio.scale());
        Exact::parse_decimal(self.claim.text.trim()).as_ref() == Some(&value)
    }

    fn word(&self, class: crate::schema::WordsId) -> Option<String> {
        let value = Exact::from_fixed(self.claim.value, self.dimension().scale());
        let class = self.schema.words.get(class.0 as usize)?;
        let stands_for = |word: &i64| Exact::from_integer(*word) == value;
        // Longer words are listed first; the shortest is the plainest.
        class.words.iter().rfind(|(_, word)| stands_for(word)).map(|(word, _)| word.clone())
    }

    /// What is to be said about it: its state, what is damaged, that it was said before.
    pub(super) fn remarks(&self) -> Vec<String> {
        let mut remarks: Vec<String> = Vec::new();
        let damage = self.claim.damage;
        let mut say = |applies: bool, words: &str| {
            if applies {
                remarks.push(words.to_owned());
            }
        };
        say(self.cell.state == State::Unreadable, "读不清");
        say(self.cell.state == State::Dash, "横线算零");
        say(self.claim.implied, "由文意得出");
        say(damage.no_unit && self.is_number(), "没有印单位");
        say(damage.cut_unit, "单位不全");
        say(damage.no_percent && self.family.table.is_none(), "没有印 %");
        say(damage.approximate, "约数");
        let readings = self.cell.claims.len();
        if readings > 1 {
            let nth = self.nth + 1;
            remarks.push(match self.family.table {
                Some(_) => format!("有 {readings} 种读法，这是第 {nth} 种"),
                None => format!("说了 {readings} 次，这是第 {nth} 次"),
            });
        }
        remarks.extend(self.cell.remark.clone());
        remarks
    }

    /// All of it in a line: `甲表.乙行 = 1.20 万元（横线算零）`.
    pub(super) fn line(&self) -> String {
        let mut line = self.name();
        if let Some(value) = self.value() {
            line.push_str(" = ");
            line.push_str(&value);
        }
        let remarks = self.remarks();
        if !remarks.is_empty() {
            line.push_str(&format!("（{}）", remarks.join("；")));
        }
        line
    }
}
