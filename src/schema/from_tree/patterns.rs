//! Sentence patterns: names of slots, types and paths resolved against the schema.

use super::super::{
    ColumnId, Declared, FamilyId, Implied, Kind, Piece, Restatement, Scope, Sentence, SentenceId, Slot,
    SlotKind,
};
use super::names;
use super::phrases;
use super::slots::{self, Told};
use crate::amount::{Dimension, Exact, MoneyUnit};
use crate::source::{Diagnostic, Lint};
use crate::syntax::{self, Binding, Expr, ExprKind, Name, Path, Step};
use crate::text::nearest_meant;

/// Resolves patterns that have no slots of a family: headings, forbidden phrases.
pub(super) fn bare(declared: &mut Declared, pattern: &syntax::Pattern) -> Vec<Piece> {
    Resolver { declared, family: None, scope: Scope::default(), seen: Vec::new() }.pieces(&pattern.pieces)
}

/// Resolves one sentence of a family and numbers it.
pub(super) fn sentence(
    declared: &mut Declared,
    family: FamilyId,
    scope: &Scope,
    sentence: &syntax::Sentence,
) -> Sentence {
    let id = SentenceId(declared.schema.sentences);
    declared.schema.sentences += 1;
    let mut resolver = Resolver { declared, family: Some(family), scope: scope.clone(), seen: Vec::new() };
    let pieces = resolver.pieces(&sentence.pattern.pieces);
    let implied = sentence.implied.iter().filter_map(|(name, value)| resolver.implied(name, value)).collect();
    Sentence { id, pieces, implied, span: sentence.pattern.text.span }
}

struct Resolver<'a> {
    declared: &'a mut Declared,
    family: Option<FamilyId>,
    scope: Scope,
    seen: Vec<String>,
}

impl Resolver<'_> {
    fn pieces(&mut self, pieces: &[syntax::Piece]) -> Vec<Piece> {
        let mut out = Vec::new();
        for piece in pieces {
            match self.phrase(piece) {
                Some(phrase) => out.extend(phrase),
                None => out.extend(self.piece(piece)),
            }
        }
        out
    }

    /// What stands for `{名}` where it is the name of a 短语: before a slot of that name, which is told.
    fn phrase(&mut self, piece: &syntax::Piece) -> Option<Vec<Piece>> {
        let syntax::Piece::Known(name) = piece else { return None };
        let texts = phrases::splice(self.declared, name)?;
        let slot = self.column(&name.text).is_some() || self.seen.contains(&name.text);
        if slot && let Some(part) = self.declared.named.get(&name.text) {
            let message = format!("「{}」既是短语，又是这里的填空", name.text);
            let declared = self.column(&name.text).zip(self.family);
            let declared = declared.and_then(|(id, family)| self.declared.schema.column(family, id));
            let at = declared.map_or(name.span, |column| column.span);
            let diagnostic = Diagnostic::error(Lint("名称重复"), at, message)
                .mend(format!("填空换一个名称，如：{{{}额:金额}}", name.text))
                .see(part.span, "短语在这里");
            if !self.declared.diagnostics.contains(&diagnostic) {
                self.declared.diagnostics.push(diagnostic);
            }
        }
        Some(match texts.as_slice() {
            [] => Vec::new(),
            [only] => self.pieces(only),
            several => vec![Piece::Choice(several.iter().map(|text| self.pieces(text)).collect())],
        })
    }

    fn piece(&mut self, piece: &syntax::Piece) -> Option<Piece> {
        Some(match piece {
            syntax::Piece::Fixed(text) => Piece::Fixed(text.value.clone()),
            syntax::Piece::Optional(branches) => {
                Piece::Optional(branches.iter().map(|b| self.pieces(b)).collect())
            }
            syntax::Piece::Choice(branches) => {
                Piece::Choice(branches.iter().map(|b| self.pieces(b)).collect())
            }
            syntax::Piece::Any(_) => Piece::Any,
            syntax::Piece::Length { name, min, max } => {
                self.seen.push(name.text.clone());
                Piece::Length { name: name.text.clone(), min: *min, max: *max }
            }
            syntax::Piece::Known(name) => return self.known(name),
            syntax::Piece::Slot { bindings, kind, .. } => {
                return self.slot(bindings, kind.as_ref()).map(Piece::Slot);
            }
        })
    }

    /// `{本年}`, the same text again, or a slot that another sentence of the block declares.
    fn known(&mut self, name: &Name) -> Option<Piece> {
        if name.text == "本年" {
            return Some(Piece::ThisYear);
        }
        if self.seen.contains(&name.text) {
            return Some(Piece::Again(name.text.clone()));
        }
        let column = self.column(&name.text);
        if column.is_none() {
            let diagnostic = self.unknown(name);
            self.declared.diagnostics.push(diagnostic);
        }
        let column = column?;
        self.seen.push(name.text.clone());
        let kind = self.kind_of(column)?;
        Some(Piece::Slot(Slot { columns: vec![column], kind }))
    }

    /// Says what a name in braces can be.
    fn unknown(&self, name: &Name) -> Diagnostic {
        if self.declared.schema.words.iter().any(|class| class.name == name.text) {
            let message = format!("「{}」是词，要写明取到的叫什么", name.text);
            let mend = format!("写成：{{方向:{}}}", name.text);
            return Diagnostic::error(Lint("未知填空"), name.span, message).mend(mend);
        }
        let mut known: Vec<String> = self.columns().into_iter().map(|(name, _)| name).collect();
        known.extend(self.declared.named.keys().cloned());
        let named = &name.text;
        let message =
            format!("空「{named}」没有写明是什么，这一节里也没有写过叫这个名称的空，也没有这个短语");
        let new = format!("新的空写明类型：{{{named}:金额}}、{{{named}:百分比}}、{{{named}:文字}} …");
        let mend = match nearest_meant(named, known.iter().map(String::as_str)) {
            Some(near) => format!("是不是「{near}」？{new}"),
            None => new,
        };
        Diagnostic::error(Lint("未知填空"), name.span, message).mend(mend)
    }

    fn slot(&mut self, bindings: &[Binding], kind: Option<&Path>) -> Option<Slot> {
        let columns: Vec<ColumnId> =
            bindings.iter().filter_map(|binding| self.column(&slots::column_name(binding))).collect();
        self.seen.extend(
            bindings.iter().filter_map(|binding| binding.name.as_ref().map(|name| name.text.clone())),
        );
        self.restate(bindings);
        let kind = match kind {
            Some(path) if path.steps.len() > 1 => match names::name_set(&self.declared.schema, path) {
                Some(set) => SlotKind::Names(set),
                None => {
                    let message = format!("「{}」不是一组行、列或科目", path);
                    let diagnostic = Diagnostic::error(Lint("填空类型"), path.span, message)
                        .mend("写成 表名.行或列.下级，或 表名.类、表名.款、表名.项");
                    self.declared.diagnostics.push(diagnostic);
                    return None;
                }
            },
            _ => match slots::told(self.declared, kind, bindings) {
                Told::Unit => SlotKind::Unit,
                Told::Kind(kind) => slot_kind(&kind),
                Told::Nothing => self.kind_of(*columns.first()?)?,
            },
        };
        Some(Slot { columns, kind })
    }

    fn restate(&mut self, bindings: &[Binding]) {
        let Some(family) = self.family else { return };
        for binding in bindings {
            let (Some(path), Some(column)) = (&binding.restates, self.column(&slots::column_name(binding)))
            else {
                continue;
            };
            let same = |known: &Restatement| {
                known.family == family && known.column == column && known.path.to_string() == path.to_string()
            };
            if self.declared.restatements.iter().any(same) {
                continue;
            }
            self.declared.restatements.push(Restatement {
                family,
                column,
                path: path.clone(),
                scope: self.scope.clone(),
            });
        }
    }

    fn columns(&self) -> Vec<(String, ColumnId)> {
        let family = self.family.and_then(|id| self.declared.schema.family(id));
        family.map(|f| f.columns.iter().map(|c| (c.name.clone(), c.id)).collect()).unwrap_or_default()
    }

    fn column(&self, name: &str) -> Option<ColumnId> {
        let family = self.declared.schema.family(self.family?)?;
        family.columns.iter().find(|column| column.name == name).map(|column| column.id)
    }

    fn kind_of(&self, column: ColumnId) -> Option<SlotKind> {
        Some(slot_kind(&self.declared.schema.column(self.family?, column)?.kind))
    }

    fn implied(&mut self, name: &Name, value: &Expr) -> Option<Implied> {
        let column = self.column(&name.text)?;
        let kind = self.declared.schema.column(self.family?, column)?.kind.clone();
        let fixed = match (&value.kind, &kind) {
            (ExprKind::Number(number), _) => fixed_literal(number, kind_scale(&kind)),
            (ExprKind::Path(path), Kind::Words(class)) => match path.steps.as_slice() {
                [Step::Name(word)] => {
                    let class = self.declared.schema.words.get(class.0 as usize);
                    class
                        .and_then(|class| class.words.iter().find(|(known, _)| *known == word.text))
                        .and_then(|(_, value)| Exact::from_integer(*value).to_fixed(Dimension::Ratio.scale()))
                }
                _ => None,
            },
            _ => None,
        };
        if fixed.is_none() {
            let message = format!("「即」里「{}」的值读不懂", name.text);
            let mend = "写一个数（0元、0辆）或该词类中的一个词（持平）";
            self.declared.diagnostics.push(Diagnostic::error(Lint("即"), value.span, message).mend(mend));
        }
        Some(Implied { column, value: fixed? })
    }
}

fn kind_scale(kind: &Kind) -> u8 {
    match kind {
        Kind::Plain(dimension) => dimension.scale(),
        Kind::Words(_) => Dimension::Ratio.scale(),
        Kind::Key => 0,
    }
}

/// A literal at a scale: money in 元, percentages as ratios.
fn fixed_literal(number: &syntax::Number, scale: u8) -> Option<i64> {
    let digits = Exact::parse_decimal(&number.digits)?;
    let value = match MoneyUnit::from_name(&number.unit) {
        Some(unit) => digits.shift_ten(i32::from(unit.exponent())),
        None if number.unit == "%" => digits.shift_ten(-2),
        None => digits,
    };
    value.to_fixed(scale)
}

fn slot_kind(kind: &Kind) -> SlotKind {
    match kind {
        Kind::Words(class) => SlotKind::Words(*class),
        Kind::Key | Kind::Plain(Dimension::Text | Dimension::Goal) => SlotKind::Text,
        Kind::Plain(Dimension::Money) => SlotKind::Money,
        Kind::Plain(Dimension::Ratio) => SlotKind::Percent,
        Kind::Plain(Dimension::Count(counter)) => SlotKind::Count(counter.clone()),
        Kind::Plain(Dimension::Year) => SlotKind::Year,
        Kind::Plain(Dimension::Date) => SlotKind::Date,
        Kind::Plain(Dimension::List) => SlotKind::List,
    }
}
