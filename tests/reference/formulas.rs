//! Made-up formulas and conditions of the right dimensions.

use super::known;
use super::model::{
    Expr, Figure, Fold, Function, Kind, Literal, Model, Of, Operator, Relation, RowRef, Select, Target,
    TextRelation, Truth,
};
use super::number::power;
use super::random::Random;
use super::schema::figures;

/// A number as written in a rule.
pub(crate) fn literal(digits: i64, decimals: u32, unit: &str) -> Literal {
    let value = super::model::Number::from(digits);
    let exponent = match unit {
        "万元" => 4,
        "%" => -2,
        _ => 0,
    };
    let text = if decimals == 0 {
        format!("{digits}{unit}")
    } else {
        let width = decimals as usize + 1;
        let padded = format!("{digits:0>width$}");
        let (whole, rest) = padded.split_at(padded.len() - decimals as usize);
        format!("{whole}.{rest}{unit}")
    };
    Literal { text, value: &value * &power(exponent - decimals as i32) }
}

/// Words that a slot of text may hold.
pub(crate) const TEXTS: [&str; 5] = ["人员增加", "人员减少", "车辆更新", "项目增加", "无"];

/// Makes formulas for a place in a rule set.
pub(crate) struct Maker<'a> {
    model: &'a Model,
    /// What can be named, by kind.
    money: Vec<Figure>,
    percent: Vec<Figure>,
    count: Vec<Figure>,
    /// What stands at hand: slots of the passage or item, columns of the code row.
    own: Vec<Figure>,
    passage: Option<usize>,
}

impl<'a> Maker<'a> {
    /// For rules outside of everything.
    pub(crate) fn anywhere(model: &'a Model) -> Self {
        Self {
            model,
            money: figures(model, Kind::Money),
            percent: figures(model, Kind::Percent),
            count: figures(model, Kind::Count),
            own: Vec::new(),
            passage: None,
        }
    }

    /// For rules of a passage.
    pub(crate) fn in_passage(model: &'a Model, passage: usize) -> Self {
        let slots = 0..model.families[passage].columns.len();
        let own = slots.map(|slot| Figure::new(passage, RowRef::Fixed(0), slot)).collect();
        Self { own, passage: Some(passage), ..Self::anywhere(model) }
    }

    /// For rules at code rows or items: the columns of these families are at hand.
    pub(crate) fn at_rows(model: &'a Model, families: &[usize]) -> Self {
        let columns = |family: usize| {
            let usable = move |column: &usize| !model.families[family].columns[*column].in_layer;
            // What an item is called is no figure of it.
            let first = usize::from(matches!(model.families[family].of, Of::Items(_)));
            let all = (first..model.families[family].columns.len()).filter(usable);
            all.map(move |column| Figure::new(family, RowRef::Here, column))
        };
        let own = families.iter().flat_map(|family| columns(*family)).collect();
        Self { own, ..Self::anywhere(model) }
    }

    /// A figure of a kind, most often one at hand.
    pub(crate) fn figure(&self, kind: Kind, random: &mut Random) -> Option<Figure> {
        let own: Vec<&Figure> = self.own.iter().filter(|own| self.model.kind(own) == kind).collect();
        if !own.is_empty() && random.chance(75) {
            return Some(*(*random.pick(&own)));
        }
        let all = match kind {
            Kind::Money => &self.money,
            Kind::Percent => &self.percent,
            Kind::Count => &self.count,
            _ => return None,
        };
        (!all.is_empty()).then(|| *random.pick(all))
    }

    /// A formula.
    pub(crate) fn number(&self, kind: Kind, depth: usize, random: &mut Random) -> Expr {
        let simple = self.figure(kind, random).map_or_else(|| constant(kind, random), Expr::Figure);
        if depth == 0 || random.chance(30) {
            return if random.chance(8) { constant(kind, random) } else { simple };
        }
        match kind {
            Kind::Money => self.money(depth - 1, random).unwrap_or(simple),
            Kind::Percent => self.percent(depth - 1, random).unwrap_or(simple),
            _ => self.count(depth - 1, random).unwrap_or(simple),
        }
    }

    fn boxed(&self, kind: Kind, depth: usize, random: &mut Random) -> Box<Expr> {
        Box::new(self.number(kind, depth, random))
    }

    fn arithmetic(&self, operator: Operator, kinds: [Kind; 2], depth: usize, random: &mut Random) -> Expr {
        let (left, right) = (self.boxed(kinds[0], depth, random), self.boxed(kinds[1], depth, random));
        Expr::Arithmetic(operator, left, right)
    }

    fn money(&self, depth: usize, random: &mut Random) -> Option<Expr> {
        let money = Kind::Money;
        Some(match random.below(24) {
            0..5 => self.arithmetic(Operator::Add, [money, money], depth, random),
            5..9 => self.arithmetic(Operator::Subtract, [money, money], depth, random),
            9..11 => self.arithmetic(Operator::Multiply, [money, Kind::Percent], depth, random),
            11 => {
                let by = Expr::Literal(literal(random.between(2, 4), 0, ""));
                Expr::Arithmetic(Operator::Divide, self.boxed(money, depth, random), Box::new(by))
            }
            12 => self.arithmetic(Operator::Divide, [money, Kind::Percent], 0, random),
            13..15 => {
                let terms = 2 + random.below(2);
                Expr::Sum((0..terms).map(|_| self.number(money, depth.min(1), random)).collect())
            }
            15..18 => self.rows(money, random)?,
            18 => self.parts(random)?,
            19 => Expr::Negate(self.boxed(money, depth, random)),
            20 => self.defined(random)?,
            21..23 => self.otherwise(money, depth, random)?,
            _ => self.function(money, depth, random),
        })
    }

    fn percent(&self, depth: usize, random: &mut Random) -> Option<Expr> {
        let (money, percent) = (Kind::Money, Kind::Percent);
        Some(match random.below(12) {
            0..6 => self.arithmetic(Operator::Divide, [money, money], depth.min(1), random),
            6 => self.arithmetic(Operator::Add, [percent, percent], depth, random),
            7 => self.arithmetic(Operator::Multiply, [percent, percent], 0, random),
            8 => Expr::Apply(
                Function::Sign,
                vec![self.arithmetic(Operator::Subtract, [money, money], 0, random)],
            ),
            9 => self.rows(percent, random)?,
            10 => self.otherwise(percent, depth, random)?,
            _ => self.function(percent, depth, random),
        })
    }

    fn count(&self, depth: usize, random: &mut Random) -> Option<Expr> {
        Some(match random.below(6) {
            0..2 => self.arithmetic(Operator::Add, [Kind::Count, Kind::Count], depth, random),
            2 => self.rows(Kind::Count, random)?,
            3 => self.otherwise(Kind::Count, depth, random)?,
            _ => self.counted(random)?,
        })
    }

    fn function(&self, kind: Kind, depth: usize, random: &mut Random) -> Expr {
        match random.below(3) {
            0 => Expr::Apply(
                Function::Absolute,
                vec![self.arithmetic(Operator::Subtract, [kind, kind], 0, random)],
            ),
            at => {
                let function = if at == 1 { Function::Largest } else { Function::Smallest };
                let arguments = 1 + random.below(3);
                let all = (0..arguments).map(|_| self.number(kind, depth.min(1), random));
                Expr::Apply(function, all.collect())
            }
        }
    }

    fn otherwise(&self, kind: Kind, depth: usize, random: &mut Random) -> Option<Expr> {
        if !known::ONLY_FIGURES_OTHERWISE && random.chance(50) {
            let (left, right) = (self.boxed(kind, depth, random), self.boxed(kind, depth, random));
            return Some(Expr::Otherwise(left, right));
        }
        let mut all = Vec::new();
        for _ in 0..2 + random.below(2) {
            all.push(Expr::Figure(self.figure(kind, random)?));
        }
        let last = all.pop()?;
        Some(all.into_iter().rfold(last, |right, left| Expr::Otherwise(Box::new(left), Box::new(right))))
    }

    fn defined(&self, random: &mut Random) -> Option<Expr> {
        let of =
            |family: usize| (0..self.model.families[family].definitions.len()).map(move |at| (family, at));
        let all: Vec<(usize, usize)> = match self.passage {
            Some(passage) => of(passage).collect(),
            None => (0..self.model.families.len()).flat_map(of).collect(),
        };
        if all.is_empty() {
            return None;
        }
        let (family, at) = *random.pick(&all);
        Some(Expr::Defined(family, at))
    }

    fn parts(&self, random: &mut Random) -> Option<Expr> {
        let divided: Vec<&Figure> = self
            .money
            .iter()
            .filter(|figure| !self.model.families[figure.family].columns[figure.column].parts.is_empty())
            .collect();
        (!divided.is_empty()).then(|| Expr::PartsOf(*(*random.pick(&divided))))
    }

    /// A family whose rows can be added up, and which of them.
    fn row_set(&self, random: &mut Random) -> Option<(usize, Select)> {
        let mut all = Vec::new();
        for (family, own) in self.model.families.iter().enumerate() {
            if matches!(own.of, Of::Items(_)) {
                all.push((family, Select::All));
            } else if own.rows.iter().any(|row| row.code_parts) {
                all.push((family, Select::Top));
            }
        }
        // What is at hand is not added up besides: the one row would be two figures.
        all.retain(|(family, _)| {
            !self.own.iter().any(|own| own.family == *family && own.row == RowRef::Here)
        });
        (!all.is_empty()).then(|| random.pick(&all).clone())
    }

    fn column(&self, family: usize, kind: Kind, random: &mut Random) -> Option<Expr> {
        let own = &self.model.families[family].columns;
        let fits = |column: &usize| own[*column].kind == Some(kind) && !own[*column].in_layer;
        let all: Vec<usize> = (0..own.len()).filter(fits).collect();
        (!all.is_empty()).then(|| Expr::Figure(Figure::new(family, RowRef::Here, *random.pick(&all))))
    }

    fn filter(&self, family: usize, random: &mut Random) -> Option<Box<Truth>> {
        let kind = *random.pick(&[Kind::Money, Kind::Money, Kind::Percent]);
        let column = self.column(family, kind, random)?;
        let relation = relation(random);
        let against = match (kind, random.below(3)) {
            (Kind::Money, 0..2) => literal(0, 0, "元"),
            (Kind::Money, _) => literal(random.between(1, 900), 2, "万元"),
            _ => literal(random.between(1, 60), 0, "%"),
        };
        // Of the code row that the rule is at.
        let outer = |own: &&Figure| {
            let of = &self.model.families[own.family];
            own.row == RowRef::Here && of.of_code() && self.model.kind(own) == kind
        };
        let outer: Vec<&Figure> = self.own.iter().filter(outer).collect();
        if !outer.is_empty() && random.chance(50) {
            let outer = Expr::Outer(*(*random.pick(&outer)));
            return Some(Box::new(Truth::Compare(relation, column, outer)));
        }
        Some(Box::new(Truth::Compare(relation, column, Expr::Literal(against))))
    }

    fn rows(&self, kind: Kind, random: &mut Random) -> Option<Expr> {
        let (family, select) = self.row_set(random)?;
        let mut body = self.column(family, kind, random)?;
        let filter = if random.chance(30) { self.filter(family, random) } else { None };
        if select == Select::All && filter.is_none() && random.chance(30) {
            let other = self.column(family, kind, random)?;
            let operator = *random.pick(&[Operator::Add, Operator::Subtract]);
            body = Expr::Arithmetic(operator, Box::new(body), Box::new(other));
        }
        let fold = match random.below(10) {
            0..6 => Fold::Sum,
            6 => Fold::Largest,
            7 => Fold::Smallest,
            8 => Fold::Mean,
            _ if filter.is_some() => Fold::Only,
            _ => Fold::Sum,
        };
        Some(Expr::SumRows { fold, family, select, filter, body: Box::new(body) })
    }

    fn counted(&self, random: &mut Random) -> Option<Expr> {
        let (family, select) = self.row_set(random)?;
        let filter = if random.chance(50) { self.filter(family, random) } else { None };
        Some(Expr::Count { family, select, filter })
    }

    /// Two formulas of one kind compared.
    pub(crate) fn comparison(&self, random: &mut Random) -> Truth {
        let kind = match random.below(10) {
            0..7 => Kind::Money,
            7..9 => Kind::Percent,
            _ => Kind::Count,
        };
        let left = self.figure(kind, random).map(Expr::Figure);
        let left = left.filter(|_| random.chance(70)).unwrap_or_else(|| self.number(kind, 2, random));
        let right = if random.chance(12) { constant(kind, random) } else { self.number(kind, 2, random) };
        let relation = if random.chance(55) { Relation::Equal } else { relation(random) };
        Truth::Compare(relation, left, right)
    }

    /// A condition.
    pub(crate) fn condition(&self, depth: usize, random: &mut Random) -> Truth {
        match random.below(12) {
            0 if depth > 0 => Truth::And(self.inner(depth, random), self.inner(depth, random)),
            1 if depth > 0 => Truth::Or(self.inner(depth, random), self.inner(depth, random)),
            2 if depth > 0 => Truth::Not(self.inner(depth, random)),
            3..5 => self.said(random),
            5 => self.blank(random).unwrap_or_else(|| self.said(random)),
            6 => self.text(random).unwrap_or_else(|| self.comparison(random)),
            7..10 => {
                let Some(figure) = self.figure(Kind::Money, random) else { return self.said(random) };
                let zero = Expr::Literal(literal(0, 0, "元"));
                let relation = *random.pick(&[Relation::NotEqual, Relation::Greater, Relation::Greater]);
                Truth::Compare(relation, Expr::Figure(figure), zero)
            }
            _ => self.comparison(random),
        }
    }

    fn inner(&self, depth: usize, random: &mut Random) -> Box<Truth> {
        Box::new(self.condition(depth - 1, random))
    }

    /// A statement: a comparison, or several joined.
    pub(crate) fn statement(&self, random: &mut Random) -> Truth {
        match random.below(20) {
            0 => Truth::And(Box::new(self.comparison(random)), Box::new(self.condition(1, random))),
            1 => Truth::Or(Box::new(self.comparison(random)), Box::new(self.condition(1, random))),
            2 => Truth::Not(Box::new(self.condition(1, random))),
            3 => self.condition(1, random),
            _ => self.comparison(random),
        }
    }

    /// 有, 无
    pub(crate) fn said(&self, random: &mut Random) -> Truth {
        let said = random.chance(75);
        let mut targets: Vec<Target> = Vec::new();
        for (family, own) in self.model.families.iter().enumerate() {
            match own.of {
                Of::Table(table) => {
                    targets.push(Target::Table(table));
                    let usable = |column: &usize| !own.columns[*column].in_layer;
                    // At a row, a column is that row's figure in it.
                    let at_row = self.own.iter().any(|own| own.row == RowRef::Here);
                    let columns = (0..own.columns.len()).filter(usable).filter(|_| !at_row);
                    targets.extend(columns.map(|column| Target::Head(family, column)));
                }
                Of::Passage => {
                    targets.push(Target::Passage(family));
                    targets.extend((0..own.definitions.len()).map(|at| Target::Defined(family, at)));
                }
                Of::Items(_) => {
                    targets.push(Target::Items(family));
                    let at_hand = self.own.iter().any(|own| own.family == family);
                    if !at_hand {
                        targets.extend((1..own.columns.len()).map(|slot| Target::AnyItem(family, slot)));
                    }
                }
            }
        }
        if let Some(passage) = self.passage {
            targets.retain(|target| !matches!(target, Target::Defined(family, _) if *family != passage));
        }
        let own: Vec<&Figure> = self.own.iter().collect();
        if !own.is_empty() && random.chance(70) {
            let first = *(*random.pick(&own));
            let mut all = vec![Target::Figure(first)];
            let second = *random.pick(&own);
            if random.chance(25) && second.family == first.family && *second != first {
                all.push(Target::Figure(*second));
            }
            return Truth::Said(said, all);
        }
        if random.chance(25)
            && let Some(figure) = self.figure(Kind::Money, random)
        {
            return Truth::Said(said, vec![Target::Figure(figure)]);
        }
        Truth::Said(said, vec![random.pick(&targets).clone()])
    }

    fn blank(&self, random: &mut Random) -> Option<Truth> {
        if random.chance(30) {
            return Some(Truth::Blank(Target::Table(random.below(self.model.tables.len()))));
        }
        self.figure(Kind::Money, random).map(|figure| Truth::Blank(Target::Figure(figure)))
    }

    /// Something asked of a slot of text.
    pub(crate) fn text(&self, random: &mut Random) -> Option<Truth> {
        let is_text = |own: &&Figure| self.model.kind(own) == Kind::Text && own.row != RowRef::Here;
        let slots: Vec<&Figure> = self.own.iter().filter(is_text).collect();
        if slots.is_empty() {
            return None;
        }
        let slot = *(*random.pick(&slots));
        let (relation, texts) = match random.below(6) {
            0 => (TextRelation::Same, vec![*random.pick(&TEXTS)]),
            1 => (TextRelation::Different, vec![*random.pick(&TEXTS)]),
            2 => (TextRelation::Contains, vec![*random.pick(&["增加", "人员", "辆"])]),
            3 => (TextRelation::StartsWith, vec![*random.pick(&["人员", "车"])]),
            4 => (TextRelation::EndsWith, vec![*random.pick(&["增加", "新"])]),
            _ => (TextRelation::In, vec![TEXTS[0], TEXTS[2], TEXTS[4]]),
        };
        Some(Truth::Text(relation, slot, texts.into_iter().map(str::to_owned).collect()))
    }
}

/// Whether a rule compares a figure with itself, once names that were defined are written out: such a rule is refused.
pub(crate) fn has_same_sides(model: &Model, body: &Truth) -> bool {
    fn written_out<'e>(model: &'e Model, expr: &'e Expr) -> &'e Expr {
        match expr {
            Expr::Defined(family, at) => written_out(model, &model.families[*family].definitions[*at].value),
            other => other,
        }
    }
    matches!(body, Truth::Compare(_, left, right) if written_out(model, left) == written_out(model, right))
}

/// What a formula comes to; none for bare numbers, and where the element decides.
pub(crate) fn kind_of(model: &Model, expr: &Expr) -> Option<Kind> {
    let either = |left: &Expr, right: &Expr| kind_of(model, left).or_else(|| kind_of(model, right));
    match expr {
        Expr::Literal(literal) if literal.text.contains('元') => Some(Kind::Money),
        Expr::Literal(literal) if literal.text.contains('%') => Some(Kind::Percent),
        Expr::Literal(literal) if literal.text.contains('辆') => Some(Kind::Count),
        Expr::Figure(figure) | Expr::PartsOf(figure) => Some(model.kind(figure)),
        Expr::Sum(terms) => terms.iter().find_map(|term| kind_of(model, term)),
        Expr::SumRows { body, .. } => kind_of(model, body),
        Expr::Defined(family, at) => Some(model.families[*family].definitions[*at].kind),
        Expr::Negate(inner) => kind_of(model, inner),
        Expr::Arithmetic(Operator::Add | Operator::Subtract, left, right) => either(left, right),
        Expr::Otherwise(left, right) => either(left, right),
        Expr::Arithmetic(operator, left, right) => {
            match (operator, kind_of(model, left), kind_of(model, right)) {
                (Operator::Divide, Some(Kind::Money), Some(Kind::Money)) => Some(Kind::Percent),
                (Operator::Divide, Some(Kind::Percent), Some(Kind::Percent)) => Some(Kind::Percent),
                (_, Some(Kind::Percent) | None, other) => other,
                (_, other, _) => other,
            }
        }
        Expr::Apply(Function::Sign, _) => Some(Kind::Percent),
        Expr::Apply(_, arguments) => arguments.iter().find_map(|argument| kind_of(model, argument)),
        _ => None,
    }
}

fn constant(kind: Kind, random: &mut Random) -> Expr {
    Expr::Literal(match kind {
        Kind::Money if random.chance(30) => literal(0, 0, "元"),
        Kind::Money => literal(random.between(1, 9999), 2, "万元"),
        Kind::Percent => literal(random.between(0, 120), 0, "%"),
        _ => literal(random.between(0, 6), 0, "辆"),
    })
}

/// Any of the six.
pub(crate) fn relation(random: &mut Random) -> Relation {
    *random.pick(&[
        Relation::Equal,
        Relation::NotEqual,
        Relation::AtMost,
        Relation::Less,
        Relation::AtLeast,
        Relation::Greater,
    ])
}

/// 逐 科目 or a level.
pub(crate) fn level(random: &mut Random) -> Option<usize> {
    if random.chance(50) { None } else { Some(1 + random.below(3)) }
}
