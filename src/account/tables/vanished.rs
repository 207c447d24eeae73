//! Rows whose blank cells vanished: fewer figures than columns, and nothing between them. Only what every placing
//! agrees on is read; the rest is unknown, never guessed.

use std::collections::{BTreeMap, BTreeSet};

use super::entries::Entry;
use super::header::Leaf;
use super::layout::Layout;
use super::lines::Line;
use super::vocabulary::{FamilyWords, Names};
use crate::amount::Exact;
use crate::document::GridCell;
use crate::text::{CellText, read_cell};

/// Columns beyond which placings are not tried.
const MOST: usize = 14;

/// Stands for a blank among the figures that a leaf may hold.
pub(super) const BLANK: usize = usize::MAX;

/// Whether blanks vanished from every line alike: no line has a blank cell, and none has a figure for each leaf.
pub(super) fn from_all(own: &[&Entry<'_>], body: &[&Line<'_>], leaves: usize) -> bool {
    let most = own.iter().map(|entry| entry.figures.len()).max().unwrap_or(0);
    most > 0 && most < leaves && !body.iter().any(|line| line.has_blank())
}

/// Which figures each leaf may hold, by the number of figures of a row.
#[derive(Clone, Debug, Default)]
pub(super) struct Placings {
    orders: Vec<Order>,
}

#[derive(Clone, Debug)]
struct Order {
    leaves: Vec<Leaf>,
    /// By number of figures, by leaf; nothing where there are too many leaves to try.
    possible: Vec<Vec<Vec<usize>>>,
}

/// What may stand in a leaf: its heading, and numbers of figures from left to right.
pub(super) type Choice = (Leaf, Vec<usize>);

impl Placings {
    /// Of the orders that a head allows.
    pub(super) fn of(orders: &[Vec<Leaf>], names: &Names) -> Self {
        let order = |leaves: &Vec<Leaf>| Order { leaves: leaves.clone(), possible: placings(leaves, names) };
        Self { orders: orders.iter().filter(|leaves| !leaves.is_empty()).map(order).collect() }
    }

    /// The leaves where the head allows one order only.
    pub(super) fn only(&self) -> Option<&[Leaf]> {
        match self.orders.as_slice() {
            [only] => Some(&only.leaves),
            _ => None,
        }
    }

    /// For each leaf what may stand there when a row has so many figures, in every order that has room for them.
    pub(super) fn choices(&self, count: usize) -> Vec<Choice> {
        let mut choices: Vec<Choice> = Vec::new();
        let fitting = || self.orders.iter().filter(|order| count <= order.leaves.len());
        let any: Vec<&Order> =
            if fitting().next().is_some() { fitting().collect() } else { self.orders.iter().collect() };
        for (number, order) in any.iter().enumerate() {
            let open: Vec<usize> = (0..count).chain([BLANK]).collect();
            let known = order.possible.get(count);
            let before = choices.len();
            for (at, leaf) in order.leaves.iter().enumerate() {
                let may = known.and_then(|known| known.get(at)).unwrap_or(&open);
                let same = choices.iter_mut().take(before).find(|(other, _)| {
                    other.target == leaf.target && (leaf.target.is_some() || other.text == leaf.text)
                });
                match same {
                    Some((_, known)) => {
                        let more: Vec<usize> =
                            may.iter().filter(|one| !known.contains(one)).copied().collect();
                        known.extend(more);
                    }
                    None => {
                        let blank = (number > 0 && !may.contains(&BLANK)).then_some(BLANK);
                        choices.push((leaf.clone(), may.iter().copied().chain(blank).collect()));
                    }
                }
            }
            for (leaf, known) in choices.iter_mut().take(before) {
                let here = order.leaves.iter().any(|other| other.target == leaf.target);
                if !here && !known.contains(&BLANK) {
                    known.push(BLANK);
                }
            }
        }
        choices
    }
}

/// For each number of figures and each leaf, which of them may stand there: every placing in order in which no whole
/// is blank where its part is not.
fn placings(leaves: &[Leaf], names: &Names) -> Vec<Vec<Vec<usize>>> {
    if leaves.len() > MOST {
        return Vec::new();
    }
    let wholes: Vec<u32> = leaves.iter().map(|part| wholes_of(leaves, names, part)).collect();
    let mut possible = vec![vec![Vec::new(); leaves.len()]; leaves.len() + 1];
    for chosen in 0..(1_u32 << leaves.len()) {
        let has_wholes =
            wholes.iter().enumerate().all(|(at, whole)| chosen & (1 << at) == 0 || chosen & whole == *whole);
        let Some(possible) = possible.get_mut(chosen.count_ones() as usize).filter(|_| has_wholes) else {
            continue;
        };
        let mut figure = 0;
        for (at, possible) in possible.iter_mut().enumerate() {
            let value = if chosen & (1 << at) == 0 { BLANK } else { figure };
            figure += usize::from(value != BLANK);
            if !possible.contains(&value) {
                possible.push(value);
            }
        }
    }
    possible
}

/// The leaves that are wholes of a part, as bits.
fn wholes_of(leaves: &[Leaf], names: &Names, part: &Leaf) -> u32 {
    let above =
        |whole: &Leaf| whole.target.zip(part.target).is_some_and(|(whole, part)| names.is_above(whole, part));
    let bits = leaves.iter().enumerate().filter(|(_, whole)| above(whole)).map(|(at, _)| 1 << at);
    bits.fold(0, |all, bit: u32| all | bit)
}

/// Whether only blanks at the ends of rows are missing: with the figures of loose rows in the first columns, every
/// column adds up from the rows of each code to the total, which has a figure in each column or stands in columns of
/// its own. A figure in the wrong column breaks two; so one that does not add up is a wrong figure.
///
/// Nothing where the rows do not tell.
pub(super) fn at_ends(
    family: &FamilyWords<'_>,
    own: &[&Entry<'_>],
    layout: &Layout,
    leaves: usize,
) -> Option<bool> {
    let under = family.family.codes.as_ref().filter(|codes| !codes.by_name)?.under?;
    let is_total = |entry: &&&Entry<'_>| {
        entry.code.is_empty() && family.rows.find(&entry.key).contains(&(under.0 as usize))
    };
    let total = own.iter().find(is_total)?;
    if total.loose && total.figures.len() != leaves {
        return None;
    }
    // A row that is in no sum is not shown to stand anywhere.
    let unproved = |entry: &&Entry<'_>| {
        let short = (1..leaves).contains(&entry.figures.len());
        entry.loose && short && entry.code.is_empty() && !is_total(&entry)
    };
    if own.iter().any(unproved) {
        return None;
    }
    let mut rows: BTreeMap<String, BTreeMap<usize, Exact>> = BTreeMap::new();
    rows.insert(String::new(), values(total, layout));
    for entry in own.iter().filter(|entry| !entry.code.is_empty()) {
        let code: String = entry.code.iter().map(|(_, part)| part.as_ref()).collect();
        // Codes that were cut or stand in parts do not tell whose part a row is.
        if entry.code.len() > 1 || rows.insert(code, values(entry, layout)).is_some() {
            return None;
        }
    }
    let mut sums: BTreeMap<&str, BTreeMap<usize, Exact>> = BTreeMap::new();
    for (code, values) in rows.iter().filter(|(code, _)| !code.is_empty()) {
        let above = (0..code.len()).rev().filter_map(|end| code.get(..end));
        let parent = above.into_iter().find_map(|head| rows.get_key_value(head));
        let sums = sums.entry(parent.map_or("", |(code, _)| code.as_str())).or_default();
        for (leaf, value) in values {
            let sum = sums.entry(*leaf).or_insert(Exact::ZERO);
            *sum = &*sum + value;
        }
    }
    let wrong = sums.iter().flat_map(|(code, sums)| {
        let whole = rows.get(*code);
        let tolerance = &Exact::power_of_ten(-2) + &Exact::power_of_ten(-2);
        (0..leaves).filter(move |leaf| {
            let whole = whole.and_then(|whole| whole.get(leaf)).unwrap_or(&Exact::ZERO);
            let sum = sums.get(leaf).unwrap_or(&Exact::ZERO);
            (whole - sum).abs() > tolerance
        })
    });
    (!sums.is_empty()).then(|| wrong.collect::<BTreeSet<usize>>().len() < 2)
}

/// The figures of a row by leaf: those of a loose row stand in the first columns.
fn values(entry: &Entry<'_>, layout: &Layout) -> BTreeMap<usize, Exact> {
    let place = |(at, cell): (usize, &&GridCell)| {
        let leaf = if entry.loose { Some(at) } else { layout.leaf(cell.column) };
        leaf.map(|leaf| (leaf, value(cell)))
    };
    entry.figures.iter().enumerate().filter_map(place).collect()
}

fn value(cell: &GridCell) -> Exact {
    match read_cell(&cell.text) {
        CellText::Number(figure) => Exact::parse_decimal(&figure.digits).unwrap_or(Exact::ZERO),
        _ => Exact::ZERO,
    }
}
