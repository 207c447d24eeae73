//! Paths: from names to figures. Row before column; a name is looked up in the nearest block first; what could mean
//! two things is an error that names both.

use super::Resolver;
use super::cursor::Cursor;
use super::meaning::{Meaning, Miss};
use crate::ruleset::{ColumnRef, DefinitionId, ElementKind, ElementProperty, Property, RowRef, Whose};
use crate::schema::{FamilyId, Kind};
use crate::source::{Diagnostic, Lint, Span};
use crate::syntax::{Name, Path, Step};

/// Of other accounts there are figures alone: sets of rows, properties and definitions are those of this one.
fn of_figures(whose: Whose, meaning: Meaning, span: Span) -> Result<Meaning, Miss> {
    let is_figure = matches!(
        meaning,
        Meaning::Figure(_) | Meaning::Figures(..) | Meaning::Property(Property::Printed(_))
    );
    let Some(name) = whose.word() else { return Ok(meaning) };
    if is_figure {
        return Ok(meaning);
    }
    let message = format!("「{name}」后面要写到一个数");
    Err(Diagnostic::error(Lint("不是一个数"), span, message)
        .mend(format!("写到行和列：{name}.表.行.列；定义的名称、一组行只有本单位本年的"))
        .into())
}

impl Resolver<'_> {
    /// What a path means.
    pub(super) fn path(&mut self, path: &Path) -> Result<Meaning, Miss> {
        let of_others = match path.steps.split_first() {
            Some((Step::Name(name), rest)) => Whose::of_word(&name.text).map(|whose| (whose, rest)),
            _ => None,
        };
        let (whose, steps) = of_others.unwrap_or((Whose::This, path.steps.as_slice()));
        let Some((first, rest)) = steps.split_first() else {
            return Ok(match whose {
                Whose::Prior => Meaning::Prior,
                Whose::Plan => Meaning::Plan,
                _ => Meaning::Subordinates,
            });
        };
        if whose == Whose::This
            && let Step::Name(name) = first
            && let Some(meaning) = self.fixed_word(name, rest, path.span)?
        {
            return Ok(meaning);
        }
        if whose == Whose::This
            && rest.is_empty()
            && let Some(expr) = self.own_shorthand(first)
        {
            return Ok(Meaning::Expr(Box::new(expr?)));
        }
        // A name that is a row's and a column's is the one by which the whole path says something.
        let mut missed = None;
        let starts = match self.start(first, path.span) {
            Err(Miss::Wrong(wrong)) if whose == Whose::This && rest.is_empty() => {
                return match self.top_shorthand(first) {
                    Some(expr) => Ok(Meaning::Expr(Box::new(expr?))),
                    None => Err(Miss::Wrong(wrong)),
                };
            }
            starts => starts?,
        };
        for mut cursor in starts {
            cursor.whose = whose;
            let written = self.written();
            self.reached(first, None, &cursor);
            match self.along(cursor, rest, path.span) {
                Ok(meaning) => return of_figures(whose, meaning, path.span),
                Err(miss @ (Miss::Skip | Miss::OtherYears)) => return Err(miss),
                Err(miss) => {
                    self.forget(written);
                    missed.get_or_insert(miss);
                }
            }
        }
        Err(missed.unwrap_or(Miss::Skip))
    }

    /// What a path means from its second step on.
    fn along(&mut self, mut cursor: Cursor, rest: &[Step], span: Span) -> Result<Meaning, Miss> {
        for (at, step) in rest.iter().enumerate() {
            if let Some(meaning) = self.property(&cursor, step, at + 1 == rest.len())? {
                return Ok(meaning);
            }
            let last = at + 1 == rest.len() && cursor.whose == Whose::This;
            if let (true, Some(expr)) = (last, self.table_shorthand(&cursor, step)) {
                return Ok(Meaning::Expr(Box::new(expr?)));
            }
            let before = self.so_far(&cursor);
            cursor = self.advance(cursor, step)?;
            self.reached(step, before.as_ref(), &cursor);
        }
        self.finish(cursor, span)
    }

    /// Words with a meaning of their own at the start of a path.
    fn fixed_word(&mut self, name: &Name, rest: &[Step], span: Span) -> Result<Option<Meaning>, Miss> {
        let second = match rest.first() {
            Some(Step::Name(name)) => Some(name.text.as_str()),
            _ => None,
        };
        if let (Some((_, _, level)), Some("名称")) = (&self.here.codes, second)
            && name.text.strip_prefix('本') == Some(level)
        {
            return Ok(Some(Meaning::Property(Property::CodeName)));
        }
        Ok(Some(match (name.text.as_str(), second) {
            ("本年", None) => Meaning::ThisYear,
            ("单位", Some(property)) => Meaning::UnitProperty(property.to_owned()),
            ("本序号", Some("前一个")) if self.here.element == Some(ElementKind::Ordinal) => {
                Meaning::OrdinalBefore
            }
            ("本标题" | "本段落" | "本序号" | "本金额" | "本百分比" | "本单位名", _) => {
                if self.here.element.is_none() {
                    let message = format!("「{}」只能用在对应的「逐」里", name.text);
                    return Err(Diagnostic::error(Lint("没有逐"), span, message).into());
                }
                match second {
                    None | Some("文字") => Meaning::Element(ElementProperty::Text),
                    Some("年度") => Meaning::Element(ElementProperty::Year),
                    Some("货币单位" | "单位") => Meaning::Element(ElementProperty::Unit),
                    Some(other) => {
                        let message = format!("「{}」没有「{other}」这一项", name.text);
                        let diagnostic = Diagnostic::error(Lint("未知属性"), span, message)
                            .mend("可用：文字、年度、货币单位");
                        return Err(diagnostic.into());
                    }
                }
            }
            ("正文", Some("本标题")) => Meaning::BodyHeading,
            ("本部分", _) => match self.here.part {
                Some(part) => Meaning::Part(part),
                None => {
                    let message = "「本部分」只能用在「逐 部分」里";
                    return Err(Diagnostic::error(Lint("没有逐"), span, message).into());
                }
            },
            ("样表", Some("注")) => Meaning::Property(Property::FormNote(self.here_table(span)?)),
            ("样表", Some("本表")) => Meaning::Property(Property::FormNote(self.here_table(span)?)),
            ("编码表", Some(_)) => self.list_property(rest.last(), span)?,
            ("本表", None) => Meaning::Table(self.here_table(span)?),
            ("本表", Some("注")) => Meaning::Property(Property::Note(self.here_table(span)?)),
            ("本表", Some("空表说明")) => Meaning::EmptyNote(self.here_table(span)?),
            ("名称" | "编码" | "编码位数" | "级次", None) if !self.outer.is_empty() => {
                match self.row_property(&name.text) {
                    Some(property) => Meaning::Property(property),
                    None => return Ok(None),
                }
            }
            ("下级行", None) => self.parts_of_here_row(span)?,
            ("下级列", None) => self.parts_of_here_column(span)?,
            ("本列", None) if self.here.row.is_none() => match &self.here.column {
                Some(column) => Meaning::Head(column.family, column.column),
                None => return Ok(None),
            },
            _ => return Ok(None),
        }))
    }

    /// 名称, 编码 and the like of the row that is added up or counted, unless it has a column of that name.
    fn row_property(&self, word: &str) -> Option<Property> {
        let id = self.here.row.as_ref()?.family?;
        let family = self.declared.schema.family(id)?;
        if family.columns.iter().any(|column| column.is_called(word)) {
            return None;
        }
        Some(match word {
            "名称" => Property::Name(id),
            "编码" => Property::Code(id),
            "编码位数" => Property::CodeDigits(id),
            _ => Property::Level(id),
        })
    }

    fn here_table(&self, span: Span) -> Result<crate::schema::TableId, Miss> {
        let here = self.here.table.or(self.scope.table).or_else(|| {
            let family = self.here.row.as_ref().and_then(|row| row.family)?;
            self.declared.schema.family(family)?.table
        });
        here.ok_or_else(|| {
            Diagnostic::error(Lint("没有逐"), span, "「本表」只能用在表里或「逐 表」里")
                .mend("加上：逐 表 于 全部表")
                .into()
        })
    }

    /// 编码表.本科目.名称, .有效, .预算
    fn list_property(&self, last: Option<&Step>, span: Span) -> Result<Meaning, Miss> {
        let word = match last {
            Some(Step::Name(name)) => name.text.as_str(),
            _ => "",
        };
        let row = self.here.row.as_ref();
        let family = row.and_then(|row| row.key.map(|(family, _)| family).or(row.family));
        let list = family
            .and_then(|id| self.declared.schema.family(id))
            .and_then(|f| Some((f.id, f.codes.as_ref()?.list)));
        match list {
            Some((family, list)) => Ok(Meaning::Property(match word {
                "有效" => Property::ListYears(family, list),
                "预算" => Property::ListBudget(family, list),
                _ => Property::ListName(family, list),
            })),
            None => Err(Diagnostic::error(Lint("没有逐"), span, "「编码表」要配合「逐 科目」使用").into()),
        }
    }

    /// Properties that end a path: 名称, 编码, 级次, 原文, 货币单位, 上级 …
    fn property(&mut self, cursor: &Cursor, step: &Step, last: bool) -> Result<Option<Meaning>, Miss> {
        let Step::Name(name) = step else { return Ok(None) };
        let row_family =
            cursor.families.first().copied().filter(|_| cursor.row.is_some() && cursor.column.is_none());
        let meaning = match (name.text.as_str(), row_family) {
            ("名称", Some(family)) => match (&cursor.row, self.declared.schema.family(family)) {
                (Some(RowRef::Fixed(row)), Some(family)) => {
                    let row = family.rows.get(row.0 as usize);
                    return Ok(row.map(|row| Meaning::Text(row.name.clone())));
                }
                _ => Property::Name(family),
            },
            ("编码", Some(family)) => Property::Code(family),
            ("编码位数", Some(family)) => Property::CodeDigits(family),
            ("级次", Some(family)) if last => Property::Level(family),
            ("级次", Some(_)) => return Ok(None),
            ("位数", Some(family)) if cursor.level => Property::LevelDigits(family),
            ("上级", Some(family)) => return Ok(Some(Meaning::Parent(family))),
            ("空表说明", _) => match cursor.table {
                Some(table) => return Ok(Some(Meaning::EmptyNote(table))),
                None => return Ok(None),
            },
            ("注", _) => match cursor.table {
                Some(table) => Property::Note(table),
                None => return Ok(None),
            },
            ("名称", None) if self.is_key(cursor) => match self.here.row.as_ref().and_then(|row| row.key) {
                Some((family, _)) => Property::Name(family),
                None => return Ok(None),
            },
            ("原文" | "写法" | "货币单位" | "单位", _) if cursor.column.is_some() => {
                let Meaning::Figure(figure) = self.finish(cursor.clone(), name.span)? else {
                    return Ok(None);
                };
                if matches!(name.text.as_str(), "原文" | "写法") {
                    Property::Printed(figure)
                } else {
                    Property::MoneyUnit(figure)
                }
            }
            _ => return Ok(None),
        };
        Ok(Some(Meaning::Property(meaning)))
    }

    /// Whether the path has got to the slot that names an item.
    fn is_key(&self, cursor: &Cursor) -> bool {
        let column = match (&cursor.column, cursor.families.first()) {
            (Some(ColumnRef::Fixed(column)), Some(family)) => self.declared.schema.column(*family, *column),
            _ => None,
        };
        column.is_some_and(|column| column.kind == Kind::Key)
    }

    /// A definition of a family by name.
    pub(super) fn definition(&self, family: FamilyId, name: &str) -> Option<DefinitionId> {
        let found =
            |definition: &crate::schema::Definition| definition.family == family && definition.name == name;
        self.declared.definitions.iter().position(found).map(|at| DefinitionId(at as u32))
    }
}
