//! Whether what a pattern met is said of another year: 「比 2023 年度公务接待费支出决算 0.50 万元减少」.
//!
//! May live here: which words before a match make its amount another year's. May not: any pattern, any word.

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
}

impl Earlier {
    /// Of a schema's vocabulary of clauses; without one nothing is another year's.
    pub(super) fn of(schema: &Schema) -> Self {
        let words = |class: TermClass| {
            let of_class = schema.clauses.words.iter().filter(|(_, term)| {
                schema.clauses.terms.get(*term as usize).is_some_and(|term| term.class == class)
            });
            of_class.map(|(word, _)| plain(word)).collect()
        };
        Self { versus: words(TermClass::Versus), last: words(TermClass::LastYear) }
    }

    /// Whether the amount that a match takes first is another year's: its clause compares with that year before the
    /// match begins, or 上年 stands right before it. `kind` is the kind of each slot of the match; what opens with a
    /// word of direction says a change and no amount.
    pub(super) fn owns<'k>(
        &self,
        view: &View,
        found: &Match,
        kinds: impl Iterator<Item = Option<&'k SlotKind>>,
        this: Option<i32>,
    ) -> bool {
        let mut amount = None;
        for (capture, kind) in found.captures.iter().zip(kinds) {
            match kind {
                Some(SlotKind::Money) => {
                    amount = Some(capture.start);
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
        self.versus.iter().any(|word| {
            opening.match_indices(word.as_str()).any(|(at, _)| {
                let behind = clause + at + word.len();
                behind <= amount && self.names_other_year(view, behind, this)
            })
        })
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
