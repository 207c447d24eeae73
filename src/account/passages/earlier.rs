//! Whether what a pattern met is said of another year, 「比 2023 年度公务接待费支出决算 0.50 万元减少」, or in a reason,
//! 「主要原因是 2023 年度减少了项目支出 12.50 万元」.
//!
//! May live here: which words before a match make its amount another year's or a reason's. May not: any pattern.

use super::lexicon::plain;
use super::matcher::Match;
use super::view::{View, is_punctuation};
use crate::schema::{Schema, SlotKind};
use crate::syntax::TermClass;
use crate::text::FigureUnit;

/// The words of a schema that make what follows them another year's.
#[derive(Clone, Debug, Default)]
pub(super) struct Earlier {
    /// 与, 较, 比.
    versus: Vec<String>,
    /// 上年, 去年.
    last: Vec<String>,
    /// Longer words that begin with one of these: 上年结转.
    named: Vec<String>,
    /// 主要原因是, 由于.
    reasons: Vec<String>,
    /// What may stand before an item of a list: 其中, 各, 本年度.
    before_items: Vec<String>,
}

/// Furthest that a reason goes on behind the words that begin it, in characters.
const FURTHEST: usize = 300;

/// Words for this year, behind which a clause speaks of it again.
pub(super) const THIS_YEAR: [&str; 3] = ["本年", "当年", "今年"];

impl Earlier {
    /// Of a schema's vocabulary of clauses; without one nothing is another year's.
    pub(super) fn of(schema: &Schema) -> Self {
        let words = |class: TermClass| {
            let of_class = schema.clauses.words.iter().filter(|(_, term)| {
                schema.clauses.terms.get(*term as usize).is_some_and(|term| term.class == class)
            });
            of_class.map(|(word, _)| plain(word)).collect()
        };
        let all = |classes: &[TermClass]| -> Vec<String> {
            let mut all: Vec<String> = classes.iter().flat_map(|class| words(*class)).collect();
            all.sort_by_key(|word| std::cmp::Reverse(word.len()));
            all
        };
        let last: Vec<String> = words(TermClass::LastYear);
        let named = schema.clauses.words.iter().map(|(word, _)| plain(word));
        let named = named
            .filter(|word| !last.contains(word) && last.iter().any(|last| word.starts_with(last.as_str())));
        let listed =
            [TermClass::List, TermClass::Divides, TermClass::Share, TermClass::Filler, TermClass::Itself];
        Self {
            named: named.collect(),
            last,
            versus: words(TermClass::Versus),
            reasons: words(TermClass::Reason),
            before_items: all(&listed),
        }
    }

    /// Whether the amount or count that a match takes first is another year's: its clause compares with that year before the
    /// match begins, or 上年 stands right before it. `kind` is the kind of each slot of the match; what opens with a
    /// word of direction says a change and no amount.
    pub(super) fn owns<'k>(
        &self,
        view: &View,
        found: &Match,
        kinds: impl Iterator<Item = Option<&'k SlotKind>>,
        this: Option<i32>,
    ) -> bool {
        let (mut amount, mut counts) = (None, false);
        for (capture, kind) in found.captures.iter().zip(kinds) {
            match kind {
                Some(SlotKind::Money) => {
                    amount = Some(capture.start);
                    break;
                }
                Some(SlotKind::Count(_)) => {
                    (amount, counts) = (Some(capture.start), true);
                    break;
                }
                Some(SlotKind::Words(_)) => return false,
                _ => {}
            }
        }
        let (Some(amount), Some(before)) = (amount, view.text.get(..found.start)) else { return false };
        let clause = before.char_indices().rev().find(|(_, c)| is_punctuation(*c));
        let clause = clause.map_or(0, |(at, c)| at + c.len_utf8());
        let opening = before.get(clause..).unwrap_or_default();
        if self.last.iter().any(|word| opening.ends_with(word.as_str())) {
            return true;
        }
        let opens_clause = view.text.get(found.start..).is_some_and(|text| text.starts_with(is_punctuation));
        if !opens_clause
            && (self.tells_of_other_year(view, clause, opening, this)
                || !counts && self.is_reason(before, opening))
        {
            return true;
        }
        self.versus.iter().any(|word| {
            opening.match_indices(word.as_str()).any(|(at, _)| {
                let behind = clause + at + word.len();
                behind <= amount && self.names_other_year(view, behind, this)
            })
        })
    }

    /// Whether the year that a clause named last, before a match, is not this one.
    fn tells_of_other_year(&self, view: &View, clause: usize, opening: &str, this: Option<i32>) -> bool {
        for (at, _) in opening.char_indices().rev() {
            let rest = opening.get(at..).unwrap_or_default();
            if THIS_YEAR.iter().any(|word| rest.starts_with(word)) {
                return false;
            }
            let behind = view.text.get(clause + at..).unwrap_or_default();
            if self.last.iter().any(|word| rest.starts_with(word.as_str())) {
                return !self.named.iter().any(|word| behind.starts_with(word.as_str()));
            }
            if let Some((_, figure)) = view.figure_at(clause + at)
                && figure.printed.unit == FigureUnit::Year
            {
                let year: Option<i32> = figure.printed.digits.parse().ok();
                return year.zip(this).is_some_and(|(year, this)| year < this);
            }
        }
        false
    }

    /// Whether a match stands within a reason: one was begun in its sentence, and its clause does not open with it, as
    /// an item of a list that goes on behind the reason does.
    fn is_reason(&self, before: &str, opening: &str) -> bool {
        let far = before.char_indices().rev().nth(FURTHEST).map_or(0, |(at, _)| at);
        let before = before.get(far..).unwrap_or_default();
        let sentence = before.rsplit(['。', '；', ';', '！', '？']).next().unwrap_or_default();
        if !self.reasons.iter().any(|word| sentence.contains(word.as_str())) {
            return false;
        }
        // A reason may list: 追加基本支出 3 万元、项目支出 2 万元.
        let piece = sentence.rsplit(['，', ',', '：', ':']).next().unwrap_or(opening);
        let mut rest = piece.trim_start_matches(|c: char| c.is_ascii_digit() || c == '年');
        while let Some(word) = self.before_items.iter().find(|word| rest.starts_with(word.as_str())) {
            rest = rest.get(word.len()..).unwrap_or_default();
        }
        !rest.is_empty()
    }

    /// Whether 上年 or a year that is not this one stands at a byte.
    fn names_other_year(&self, view: &View, at: usize, this: Option<i32>) -> bool {
        let rest = view.text.get(at..).unwrap_or_default();
        if self.last.iter().any(|word| rest.starts_with(word.as_str())) {
            return true;
        }
        let Some((_, figure)) = view.figure_at(at) else { return false };
        let year: Option<i32> = figure.printed.digits.parse().ok();
        figure.printed.unit == FigureUnit::Year
            && year.is_some_and(|year| this.is_some_and(|this| year < this))
    }
}
