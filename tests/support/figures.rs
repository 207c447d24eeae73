//! The figures and direction words of a text, and one changed copy for each.

use std::collections::BTreeSet;

use gouji::account::{Account, State};

/// What is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// A figure in a table of the form.
    Table,
    /// An amount in the prose of the accounts.
    Amount,
    /// A percentage in that prose.
    Percent,
    /// A word that says which way a figure goes.
    Direction,
}

/// One change: a stretch of the text and what stands there instead.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    pub(crate) kind: Kind,
    /// 1-based line.
    pub(crate) line: usize,
    /// Bytes of the text.
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) new: String,
    /// The words around it, for the list of what is missed.
    pub(crate) around: String,
}

impl Change {
    /// The text with the change made.
    pub(crate) fn apply(&self, text: &str) -> String {
        format!("{}{}{}", &text[..self.start], self.new, &text[self.end..])
    }
}

const OPPOSITES: [(&str, &str); 6] = [
    ("增加", "减少"),
    ("减少", "增加"),
    ("增长", "下降"),
    ("下降", "增长"),
    ("大于", "小于"),
    ("小于", "大于"),
];

/// Every change of one figure or word that the text allows.
pub(crate) fn changes(text: &str, account: &Account) -> Vec<Change> {
    let claimed = claimed_cells(account);
    let mut changes = Vec::new();
    let mut start = 0;
    let mut prose = false;
    for (at, line) in text.split('\n').enumerate() {
        if line.starts_with("第三部分") {
            prose = true;
        } else if line.starts_with("第四部分") {
            prose = false;
        }
        let context = Context { text: line, start, line: at + 1 };
        if line.contains('\t') {
            cells(&context, &claimed, &mut changes);
        } else if prose {
            amounts(&context, &mut changes);
            directions(&context, &mut changes);
        }
        start += line.len() + 1;
    }
    changes
}

/// Line and text of each figure that was read in a table.
fn claimed_cells(account: &Account) -> BTreeSet<(usize, String)> {
    let mut claimed = BTreeSet::new();
    for family in &account.families {
        for cell in family.fixed.iter().chain(&family.rows).flat_map(|row| &row.cells) {
            for claim in cell.claims.iter().filter(|_| cell.state == State::Value) {
                claimed.insert((claim.at.line.unwrap_or(0) as usize, claim.text.clone()));
            }
        }
    }
    claimed
}

struct Context<'a> {
    text: &'a str,
    start: usize,
    line: usize,
}

impl Context<'_> {
    fn change(&self, kind: Kind, from: usize, to: usize, new: String) -> Change {
        let before: Vec<char> = self.text[..from].chars().rev().take(18).collect();
        let after: String = self.text[to..].chars().take(8).collect();
        let around =
            format!("{}[{}→{new}]{after}", before.iter().rev().collect::<String>(), &self.text[from..to]);
        Change {
            kind,
            line: self.line,
            start: self.start + from,
            end: self.start + to,
            new,
            around: around.replace('\t', " "),
        }
    }
}

/// Cells with two decimals, or read as a figure of a table, that are not nought.
fn cells(context: &Context<'_>, claimed: &BTreeSet<(usize, String)>, changes: &mut Vec<Change>) {
    let mut from = 0;
    for cell in context.text.split('\t') {
        let figure = cell.trim();
        let number = figure.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b',')
            && figure.bytes().any(|b| (b'1'..=b'9').contains(&b));
        let decimals = figure.rsplit_once('.').is_some_and(|(_, decimals)| decimals.len() <= 2);
        if number && (decimals || claimed.contains(&(context.line, figure.to_owned()))) {
            let start = from + cell.find(figure).unwrap_or(0);
            if let Some(new) = other_number(figure, changes.len(), 0.025) {
                changes.push(context.change(Kind::Table, start, start + figure.len(), new));
            }
        }
        from += cell.len() + 1;
    }
}

/// Numbers before 万元, 元 and % in a line of prose.
fn amounts(context: &Context<'_>, changes: &mut Vec<Change>) {
    let line = context.text;
    let mut from = 0;
    while let Some(at) = line[from..].find(|letter: char| letter.is_ascii_digit()) {
        let start = from + at;
        let end = line[start..]
            .find(|letter: char| !(letter.is_ascii_digit() || letter == '.' || letter == ','))
            .map_or(line.len(), |length| start + length);
        let figure = line[start..end].trim_end_matches(['.', ',']);
        let behind = line[start + figure.len()..].trim_start();
        let kind = if behind.starts_with('%') || behind.starts_with('％') {
            Some((Kind::Percent, 0.025))
        } else if behind.starts_with("万元") || behind.starts_with('元') {
            // What 单位价值 100 万元以上 says is a class of equipment, not a figure of the accounts.
            (!behind.contains("以上") || !line[..start].ends_with("价值 ")).then_some((Kind::Amount, 0.025))
        } else {
            None
        };
        if let Some((kind, least)) = kind
            && let Some(new) = other_number(figure, changes.len(), least)
        {
            changes.push(context.change(kind, start, start + figure.len(), new));
        }
        from = end;
    }
}

/// Words of direction that go with a figure, or that compare the accounts with the budget.
fn directions(context: &Context<'_>, changes: &mut Vec<Change>) {
    let line = context.text;
    for (word, opposite) in OPPOSITES {
        for (at, _) in line.match_indices(word) {
            let behind = line[at + word.len()..].trim_start_matches([' ', '了', '约', '为']);
            let compares = matches!(word, "大于" | "小于");
            let budget = ["年初预算", "全年预算", "预算"].iter().any(|budget| behind.starts_with(budget));
            let figure = behind.starts_with(|letter: char| letter.is_ascii_digit());
            if (compares && budget) || (!compares && figure) || behind.starts_with("的主要原因") {
                changes.push(context.change(Kind::Direction, at, at + word.len(), opposite.to_owned()));
            }
        }
    }
}

/// The number with one digit changed, so that its value moves by more than `least` and by half a percent; none if no
/// digit does so. Which digit is chosen goes round with `turn`.
fn other_number(number: &str, turn: usize, least: f64) -> Option<String> {
    let value = |number: &str| number.replace(',', "").parse::<f64>().ok();
    let old = value(number)?;
    let mut others = Vec::new();
    for (at, digit) in number.char_indices().filter(|(_, letter)| letter.is_ascii_digit()) {
        let other = if digit == '9' { '4' } else { char::from(digit as u8 + 1) };
        let other = format!("{}{other}{}", &number[..at], &number[at + 1..]);
        let moved = (value(&other)? - old).abs();
        if moved > least && moved >= old * 0.005 {
            others.push(other);
        }
    }
    (!others.is_empty()).then(|| others.swap_remove(turn % others.len()))
}
