//! Resolves what a stack of rule files declares into a [`RuleSet`].

mod cursor;
mod dimension;
mod each;
mod expr;
mod finish;
mod here;
mod implied;
mod meaning;
mod parts;
mod path;
mod reads;
mod switch;
mod unknown;

use self::each::Turn;
use self::here::{Here, HereRow};
use self::meaning::Miss;
use super::{Check, Defined, Domain, Expr, Phrase, Rule, RuleId, RuleSet};
use crate::amount::Exact;
use crate::schema::{Axis, Declared, FamilyId, Piece, Scope, SlotKind};
use crate::source::{Diagnostic, Span};
use crate::syntax::{self, Path};

/// Resolves all rules. Never fails: what could not be resolved is left out and said in the diagnostics.
#[must_use]
pub fn resolve(declared: &mut Declared) -> (RuleSet, Vec<Diagnostic>) {
    let phrases = resolve_phrases(declared);
    let mut work = Work { declared, rules: RuleSet::default(), diagnostics: Vec::new(), defined: Vec::new() };
    work.definitions();
    for at in 0..work.declared.rules.len() {
        work.rule(at);
    }
    implied::restatements(&mut work);
    implied::said_twice(&mut work);
    for (site, patterns) in phrases {
        work.phrase(site, patterns);
    }
    work.switch();
    reads::categories(&mut work.rules, work.declared);
    (work.rules, work.diagnostics)
}

fn resolve_phrases(declared: &mut Declared) -> Vec<(usize, Vec<Vec<Piece>>)> {
    (0..declared.phrases.len())
        .map(|at| {
            let patterns =
                declared.phrases.get(at).map(|site| site.phrase.patterns.clone()).unwrap_or_default();
            let pieces =
                patterns.iter().map(|pattern| crate::schema::pattern_of(declared, pattern)).collect();
            (at, pieces)
        })
        .collect()
}

/// The rule set as it grows.
struct Work<'a> {
    declared: &'a Declared,
    rules: RuleSet,
    diagnostics: Vec<Diagnostic>,
    /// Definitions resolved so far, by number.
    defined: Vec<Option<Expr>>,
}

/// Resolves the names of one rule at one element.
struct Resolver<'a> {
    declared: &'a Declared,
    defined: &'a [Option<Expr>],
    scope: Scope,
    /// The scope is one side of a table: its own names come before the other side's.
    scope_is_side: bool,
    here: Here,
    /// Families joined by the element's key.
    joined: Vec<FamilyId>,
    /// Inside 求和: the 每项 that is added up.
    summing: Option<Option<FamilyId>>,
    /// 有 and 无 ask for rows and columns as such.
    row_wanted: bool,
    head_wanted: bool,
    depth: u32,
}

impl Work<'_> {
    fn resolver(&self, scope: &Scope, here: Here) -> Resolver<'_> {
        Resolver {
            declared: self.declared,
            defined: &self.defined,
            scope: scope.clone(),
            scope_is_side: false,
            here,
            joined: Vec::new(),
            summing: None,
            row_wanted: false,
            head_wanted: false,
            depth: 0,
        }
    }

    fn note(&mut self, miss: Miss) {
        if let Miss::Wrong(diagnostic) = miss
            && !self.diagnostics.contains(&diagnostic)
        {
            self.diagnostics.push(*diagnostic);
        }
    }

    fn definitions(&mut self) {
        self.defined = vec![None; self.declared.definitions.len()];
        for (at, definition) in self.declared.definitions.iter().enumerate() {
            let mut resolver = self.resolver(&definition.scope, Here::default());
            resolver.here = resolver.own_turn().here;
            let expr = resolver.expr(&definition.expr);
            match expr {
                Ok(expr) => {
                    if let Some(slot) = self.defined.get_mut(at) {
                        *slot = Some(expr);
                    }
                }
                Err(miss) => self.note(miss),
            }
        }
        self.rules.definitions = self
            .declared
            .definitions
            .iter()
            .zip(&self.defined)
            .map(|(definition, expr)| Defined {
                name: definition.name.clone(),
                family: definition.family,
                expr: expr.clone().unwrap_or_else(|| Expr::Text(String::new())),
                span: definition.span,
            })
            .collect();
        for at in 0..self.declared.definitions.len() {
            let (Some(definition), Some(Some(expr))) =
                (self.declared.definitions.get(at), self.defined.get(at))
            else {
                continue;
            };
            let checked = self
                .resolver(&definition.scope, Here::default())
                .check_dimensions(expr, definition.expr.span);
            if let Err(miss) = checked {
                self.note(miss);
            }
        }
    }

    fn rule(&mut self, at: usize) {
        let Some(site) = self.declared.rules.get(at) else { return };
        let rule = &site.rule;
        let family = site.scope.families.first().filter(|_| site.scope.passage.is_some());
        let place = family.and_then(|id| self.declared.schema.family(*id)).map(|family| family.name.clone());
        let table =
            site.scope.table.and_then(|id| self.declared.schema.table(id)).map(|table| table.name.clone());
        let place = place.or(table).unwrap_or_default();
        if let Some(known) =
            self.rules.rules.iter().find(|known| known.code == rule.id.text && known.span != rule.span)
        {
            let message = format!("编号「{}」用了两次", rule.id.text);
            let diagnostic = Diagnostic::error("编号重复", rule.id.span, message)
                .see(known.span, "第一次在这里")
                .mend("换一个编号；要改掉原来的规则，先「停用」它");
            self.note(diagnostic.into());
            return;
        }
        let tolerance = rule.tolerance.as_ref().and_then(|expr| self.tolerance(expr));
        let id = self.push_rule(rule_head(rule, place, tolerance, self.declared.schema.year));
        match self.checks(id, rule, &site.scope) {
            Ok(checks) => self.rules.checks.extend(checks),
            Err(miss) => self.note(miss),
        }
    }

    fn push_rule(&mut self, mut rule: Rule) -> RuleId {
        rule.id = RuleId(self.rules.rules.len() as u32);
        let id = rule.id;
        self.rules.rules.push(rule);
        id
    }

    fn tolerance(&mut self, expr: &syntax::Expr) -> Option<Exact> {
        let literal = match &expr.kind {
            syntax::ExprKind::Number(number) => expr::literal(number, expr.span),
            _ => Err(Diagnostic::error("允许误差", expr.span, "「允许误差」后面写一个数")
                .mend("如：允许误差 0.5万元")
                .into()),
        };
        match literal {
            Ok(literal) => Some(literal.value),
            Err(miss) => {
                self.note(miss);
                None
            }
        }
    }

    fn checks(&mut self, id: RuleId, rule: &syntax::Rule, scope: &Scope) -> Result<Vec<Check>, Miss> {
        let mut resolver = self.resolver(scope, Here::default());
        let turns = match &rule.each {
            Some(each) => resolver.turns(each)?,
            None => vec![resolver.own_turn()],
        };
        let (mut checks, mut wrong, total) = (Vec::new(), Vec::new(), turns.len());
        for turn in turns {
            match self.check(id, rule, scope, turn) {
                Ok(check) => checks.push(check),
                Err(Miss::Skip) => {}
                Err(Miss::Wrong(diagnostic)) => wrong.push(diagnostic),
            }
        }
        // A name that some tables of 全部表 lack is a mistake only if all lack it.
        if let Some(diagnostic) = wrong.into_iter().next()
            && (checks.is_empty() || total == 1)
        {
            return Err(Miss::Wrong(diagnostic));
        }
        if checks.is_empty() {
            let message = format!("规则「{}」没有可查的对象", rule.id.text);
            return Err(Diagnostic::warning("没有对象", rule.span, message)
                .mend("看「逐 …」所指的表里有没有这样的行或列")
                .into());
        }
        Ok(checks)
    }

    fn check(&self, id: RuleId, rule: &syntax::Rule, scope: &Scope, turn: Turn) -> Result<Check, Miss> {
        let mut resolver = self.resolver(scope, turn.here.clone());
        let guard = rule.when.as_ref().map(|when| resolver.expr(when)).transpose()?;
        if let (Some(guard), Some(when)) = (&guard, &rule.when) {
            resolver.check_dimensions(guard, when.span)?;
            truth(guard, when.span, "「当」后面要写一个条件")?;
        }
        let body = resolver.expr(&rule.body)?;
        resolver.check_dimensions(&body, rule.body.span)?;
        truth(&body, rule.body.span, "冒号后面要写必须成立的式子")?;
        let mut domain = turn.domain;
        if turn.join
            && let Domain::Rows { families, .. } = &mut domain
        {
            families.clone_from(&resolver.joined);
            if families.is_empty() {
                let message = "「逐」的对象在式子里没有用到";
                return Err(Diagnostic::error("没有对象", rule.span, message)
                    .mend("式子里写「表.本类.列」")
                    .into());
            }
        }
        let table = turn.table.or(scope.table);
        let (guard, body) = match turn.here.codes {
            Some((list, level, _)) => {
                let guard = guard.map(Box::new);
                (None, Expr::ForCodes { list, level, guard, body: Box::new(body) })
            }
            None => (guard, body),
        };
        Ok(Check { rule: id, domain, guard, body, label: turn.label, table })
    }

    fn phrase(&mut self, at: usize, patterns: Vec<Vec<Piece>>) {
        let Some(site) = self.declared.phrases.get(at) else { return };
        let phrase = &site.phrase;
        let passage = site.passage.and_then(|id| self.declared.schema.passage(id));
        let family = passage.and_then(|passage| self.declared.schema.family(passage.family));
        let in_force = in_year(phrase.validity.as_ref(), self.declared.schema.year);
        let rule = self.push_rule(Rule {
            id: RuleId(0),
            code: phrase.id.text.clone(),
            title: phrase.title.value.clone(),
            site: family.map(|family| family.name.clone()).unwrap_or_default(),
            level: phrase.level.map(|(level, _)| level).unwrap_or_default(),
            category: super::Category::Wording,
            tolerance: None,
            wording: None,
            basis: None,
            once_a_table: false,
            in_force,
            span: phrase.span,
        });
        let scope = Scope {
            families: family.map(|family| family.id).into_iter().collect(),
            table: None,
            passage: site.passage,
        };
        let guard = match phrase.when.as_ref().map(|when| self.resolver(&scope, Here::default()).expr(when)) {
            None => None,
            Some(Ok(guard)) => Some(guard),
            Some(Err(miss)) => {
                self.note(miss);
                return;
            }
        };
        self.rules.phrases.push(Phrase {
            rule,
            patterns,
            except: phrase.except.iter().map(|text| text.value.clone()).collect(),
            instead: phrase.instead.as_ref().map(|text| text.value.clone()),
            guard,
            passage: site.passage,
            explains: phrase.over.as_ref().is_some_and(|path| path_text(path) == "说明"),
        });
    }
}

fn in_year(validity: Option<&syntax::Validity>, year: Option<i32>) -> bool {
    let (Some(validity), Some(year)) = (validity, year) else { return true };
    validity.from.is_none_or(|from| from <= year) && validity.until.is_none_or(|until| year <= until)
}

fn rule_head(rule: &syntax::Rule, site: String, tolerance: Option<Exact>, year: Option<i32>) -> Rule {
    Rule {
        id: RuleId(0),
        code: rule.id.text.clone(),
        title: rule.title.value.clone(),
        site,
        level: rule.level.map(|(level, _)| level).unwrap_or_default(),
        category: if rule.requirement { super::Category::Completeness } else { super::Category::default() },
        tolerance,
        wording: rule.wording.as_ref().map(|text| text.value.clone()),
        basis: rule.basis.as_ref().map(|text| text.value.clone()),
        once_a_table: rule.once_a_table,
        in_force: in_year(rule.validity.as_ref(), year),
        span: rule.span,
    }
}

/// What must hold is a truth value, not a number.
fn truth(expr: &Expr, span: Span, message: &str) -> Result<(), Miss> {
    let truth = matches!(
        expr,
        Expr::Compare(..)
            | Expr::Text2(..)
            | Expr::And(..)
            | Expr::Or(..)
            | Expr::Not(..)
            | Expr::Said(..)
            | Expr::Blank(..)
            | Expr::Balanced(..)
    );
    if truth {
        Ok(())
    } else {
        Err(Diagnostic::error("不是式子", span, message).mend("写成：左边 = 右边").into())
    }
}

/// A path as written.
fn path_text(path: &Path) -> String {
    let steps: Vec<String> = path
        .steps
        .iter()
        .map(|step| match step {
            syntax::Step::Name(name) => name.text.clone(),
            syntax::Step::Code(code) => format!("[{}]", code.text),
            syntax::Step::Dynamic(inner) => format!("({})", path_text(inner)),
        })
        .collect();
    steps.join(".")
}

impl Resolver<'_> {
    fn family_name(&self, id: FamilyId) -> String {
        self.declared.schema.family(id).map(|family| family.name.clone()).unwrap_or_default()
    }

    fn select_name(&self, family: FamilyId, select: &super::Select) -> String {
        match select {
            super::Select::Level(level) => {
                let list = self.declared.schema.family(family).and_then(|family| family.codes.as_ref());
                let list = list.and_then(|codes| self.declared.schema.code_list(codes.list));
                let name = list.and_then(|list| list.levels.get(usize::from(*level).saturating_sub(1)));
                format!("各{}", name.map_or("级", |level| level.name.as_str()))
            }
            super::Select::Codes(codes) => codes.join("、"),
            _ => "下级各行".to_owned(),
        }
    }

    /// Resolves something for every row of a family.
    fn in_rows_of<T>(&mut self, family: FamilyId, work: impl FnOnce(&mut Self) -> T) -> T {
        let row = HereRow {
            family: Some(family),
            row: super::RowRef::Element(None),
            name: String::new(),
            key: self.key_names(family),
        };
        let here = std::mem::replace(&mut self.here, Here { row: Some(row), ..Here::default() });
        self.scope.families.insert(0, family);
        let result = work(self);
        self.scope.families.remove(0);
        self.here = here;
        result
    }

    /// Whether the key of a 每项 names rows or columns, and of which family.
    fn key_names(&self, family: FamilyId) -> Option<(FamilyId, Axis)> {
        let items = self.declared.schema.passages.iter().flat_map(|passage| &passage.items);
        let items = items.into_iter().find(|items| items.family == family)?;
        items.heads.iter().find_map(|head| names_in(&head.pieces))
    }

    fn families_named(&self, names: &[&str]) -> Option<(Vec<FamilyId>, usize)> {
        let first = names.first()?;
        let side = |id: &&FamilyId| {
            self.declared.schema.family(**id).is_some_and(|family| family.side.as_deref() == Some(*first))
        };
        if let Some(id) = self.scope.families.iter().find(side) {
            return Some((vec![*id], 1));
        }
        if let Some(inner) = self.scope.families.iter().find_map(|id| {
            let name = format!("{}.{first}", self.declared.schema.family(*id)?.name);
            self.declared.schema.families.iter().find(|family| family.name == name)
        }) {
            return Some((vec![inner.id], 1));
        }
        crate::schema::families_named(&self.declared.schema, names)
    }
}

fn names_in(pieces: &[Piece]) -> Option<(FamilyId, Axis)> {
    pieces.iter().find_map(|piece| match piece {
        Piece::Slot(slot) => match &slot.kind {
            SlotKind::Names(set) => Some((set.family, set.axis)),
            _ => None,
        },
        Piece::Optional(branches) | Piece::Choice(branches) => {
            branches.iter().find_map(|pieces| names_in(pieces))
        }
        _ => None,
    })
}
