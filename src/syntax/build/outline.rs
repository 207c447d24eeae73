//! 提纲 and its parts.

use pest::iterators::Pair;

use super::super::grammar::Rule;
use super::super::{Outline, OutlinePart, Pattern};
use super::Builder;

/// A member of a part: headings, 节 说明, or 表 全部表.
pub(in crate::syntax) enum PartMember {
    /// `节 "…"`
    Sections(Vec<Pattern>),
    /// `节 说明`
    Passages,
    /// `表 全部表`
    Tables,
}

impl Builder<'_> {
    /// 提纲, whole.
    pub(super) fn outline(&mut self, pair: Pair<'_, Rule>) -> Outline {
        let mut span = self.span(&pair);
        let mut parts = Vec::new();
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::outline_head => span = self.span(&inner),
                Rule::outline_part => parts.extend(self.outline_part(inner)),
                _ => {}
            }
        }
        Outline { parts, span }
    }

    /// `提纲`, without parts.
    pub(in crate::syntax) fn outline_head(&mut self, pair: Pair<'_, Rule>) -> Outline {
        Outline { parts: Vec::new(), span: self.span(&pair) }
    }

    /// `部分 "…" …`, whole.
    pub(in crate::syntax) fn outline_part(&mut self, pair: Pair<'_, Rule>) -> Option<OutlinePart> {
        let mut members = Vec::new();
        let mut part = None;
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::part_head => part = self.part_head(inner),
                _ => members.extend(self.part_member(inner)),
            }
        }
        let mut part = part?;
        for member in members {
            part.add(member);
        }
        Some(part)
    }

    /// `部分 "…" 可缺`, without members.
    pub(in crate::syntax) fn part_head(&mut self, pair: Pair<'_, Rule>) -> Option<OutlinePart> {
        let optional = pair.clone().into_inner().any(|inner| inner.as_rule() == Rule::optional_mark);
        let title = self.patterns(pair).into_iter().next()?;
        Some(OutlinePart { title, optional, sections: Vec::new(), passages: false, tables: false })
    }

    /// One member of a part; none for braces and the end of the text.
    pub(in crate::syntax) fn part_member(&mut self, pair: Pair<'_, Rule>) -> Option<PartMember> {
        match pair.as_rule() {
            Rule::part_tables => Some(PartMember::Tables),
            Rule::part_section => {
                if pair.clone().into_inner().any(|inner| inner.as_rule() == Rule::kw_passage) {
                    return Some(PartMember::Passages);
                }
                Some(PartMember::Sections(self.patterns(pair)))
            }
            _ => None,
        }
    }
}

impl OutlinePart {
    /// Takes a member in.
    pub(in crate::syntax) fn add(&mut self, member: PartMember) {
        match member {
            PartMember::Sections(sections) => self.sections.extend(sections),
            PartMember::Passages => self.passages = true,
            PartMember::Tables => self.tables = true,
        }
    }
}
