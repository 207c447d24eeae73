//! A model as rule files.

use std::fmt::Write as _;

use super::model::{
    Change, Each, Expr, Family, Figure, Fold, Function, Kind, LEVELS, Line, Model, Of, Operator, Relation,
    RowRef, Rule, Scope, Select, Target, TextRelation, Truth,
};

/// The files of a model, by name; the codes last.
pub(crate) fn files(model: &Model) -> Vec<(String, String)> {
    let head = "规则集 甲 版本 \"1\"\n";
    let list = "编码表 功能 数据 \"码.yaml\" 级次 类3、款5、项7\n";
    let mut blocks = String::new();
    for table in 0..model.tables.len() {
        blocks.push_str(&table_block(model, table, false));
    }
    let mut prose = String::new();
    for (at, family) in model.families.iter().enumerate() {
        if family.of == Of::Passage {
            prose.push_str(&passage_block(model, at));
        }
    }
    prose.push_str(&rules(model, Scope::File, false));
    let mut files = Vec::new();
    if model.two_files {
        files.push(("乙.gj".to_owned(), format!("{head}{prose}")));
        files.push(("甲.gj".to_owned(), format!("{head}{list}{blocks}")));
    } else {
        files.push(("甲.gj".to_owned(), format!("{head}{list}{blocks}{prose}")));
    }
    if model.layer {
        files.push(("层.gj".to_owned(), layer(model)));
    }
    let code = |(code, name): &(&str, &str)| format!("- {{编码: \"{code}\", 名称: {name}}}\n");
    files.push(("码.yaml".to_owned(), model.codes.iter().map(code).collect()));
    files
}

fn layer(model: &Model) -> String {
    let mut text = "规则集 层 版本 \"1\" 基于 甲\n".to_owned();
    for table in 0..model.tables.len() {
        text.push_str(&table_block(model, table, true));
    }
    text.push_str(&rules(model, Scope::File, true));
    for change in &model.changes {
        match change {
            Change::Disable(code) => writeln!(text, "停用 {code} 因 \"试\""),
            Change::Tolerance(code, by) => writeln!(text, "调整 {code} 允许误差 {} 因 \"试\"", by.text),
            Change::Years(code, from, until) => {
                writeln!(text, "调整 {code}{} 因 \"试\"", validity((*from, *until)))
            }
            Change::Level(code) => writeln!(text, "调整 {code} 级别 提示 因 \"试\""),
        }
        .unwrap();
    }
    text
}

fn table_block(model: &Model, at: usize, in_layer: bool) -> String {
    let table = &model.tables[at];
    let mut inner = String::new();
    for family in &table.families {
        let lines = family_lines(&model.families[*family], in_layer);
        let own = rules(model, Scope::Family(*family), in_layer);
        match &model.families[*family].side {
            Some(side) if !(lines.is_empty() && own.is_empty()) => {
                write!(inner, "  侧 {side} {{\n{lines}{own}  }}\n").unwrap();
            }
            _ => inner.push_str(&format!("{lines}{own}")),
        }
    }
    inner.push_str(&rules(model, Scope::Table(at), in_layer));
    if inner.is_empty() {
        return String::new();
    }
    let mut head = format!("表 {}", table.name);
    if !in_layer {
        if let Some(short) = &table.short {
            write!(head, " 简称 {short}").unwrap();
        }
        if table.optional {
            head.push_str(" 可缺");
        }
    }
    format!("{head} {{\n{inner}}}\n")
}

fn family_lines(family: &Family, in_layer: bool) -> String {
    let mut text = String::new();
    let tops = |lines: &[Line]| -> Vec<usize> {
        let wanted = |at: &usize| lines[*at].whole.is_none() && lines[*at].in_layer == in_layer;
        (0..lines.len()).filter(wanted).collect()
    };
    for column in tops(&family.columns) {
        writeln!(text, "  列 {}", line(&family.columns, column, family)).unwrap();
    }
    for row in tops(&family.rows) {
        writeln!(text, "  行 {}", line(&family.rows, row, family)).unwrap();
    }
    if let (Some(level), false) = (family.codes, in_layer)
        && !family.rows.iter().any(|row| row.code_parts)
    {
        writeln!(text, "  科目 功能 至 {}", LEVELS[level - 1].0).unwrap();
    }
    text
}

fn line(lines: &[Line], at: usize, family: &Family) -> String {
    let own = &lines[at];
    let mut text = own.name.clone();
    if let Some(kind) = own.kind.filter(|kind| *kind != Kind::Money) {
        write!(text, ":{}", kind_name(kind)).unwrap();
    }
    if own.optional {
        text.push_str(" 可缺");
    }
    let inner = |all: &[usize]| all.iter().map(|at| line(lines, *at, family)).collect::<Vec<_>>().join("、");
    if own.code_parts {
        write!(text, " 分 {{ 科目 功能 至 {} }}", LEVELS[family.codes.unwrap() - 1].0).unwrap();
    }
    if !own.parts.is_empty() {
        write!(text, " 分 {{ {} }}", inner(&own.parts)).unwrap();
    }
    if !own.of_which.is_empty() {
        write!(text, " 其中 {{ {} }}", inner(&own.of_which)).unwrap();
    }
    text
}

fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Money => "金额",
        Kind::Percent => "百分比",
        Kind::Count => "辆",
        Kind::Year => "年度",
        Kind::Text => "文字",
    }
}

fn passage_block(model: &Model, at: usize) -> String {
    let family = &model.families[at];
    let mut text = format!("说明 {} {{\n  位于 \"{}情况说明\"\n", family.path, family.path);
    for slot in &family.columns {
        text.push_str(&sentence(model, at, slot));
    }
    for definition in &family.definitions {
        let value = Printer { model, scope: Scope::Family(at), each: &Each::Once }.expr(&definition.value);
        writeln!(text, "  定义 {} = {value}", definition.name).unwrap();
    }
    for (inner, items) in model.families.iter().enumerate() {
        if items.of == Of::Items(at) {
            let name = items.path.rsplit('.').next().unwrap();
            let key = &items.columns[0].name;
            let mut slots: String =
                items.columns[1..].iter().map(|slot| sentence(model, inner, slot)).collect();
            slots.push_str(&rules(model, Scope::Family(inner), false));
            write!(text, "  每项 {name} \"{{{key}:文字}}项目\" {{\n{slots}  }}\n").unwrap();
        }
    }
    text.push_str(&rules(model, Scope::Family(at), false));
    text.push_str("}\n");
    text
}

fn sentence(model: &Model, family: usize, slot: &Line) -> String {
    let kind = kind_name(slot.kind.unwrap());
    let printer = Printer { model, scope: Scope::Family(family), each: &Each::Once };
    let home = slot.home.as_ref().map(|home| format!(" = {}", printer.figure(home)));
    format!("  句式 \"{0}是{{{0}:{kind}{1}}}\"\n", slot.name, home.unwrap_or_default())
}

fn rules(model: &Model, scope: Scope, in_layer: bool) -> String {
    let all = model.rules.iter().filter(|rule| rule.scope == scope && rule.in_layer == in_layer);
    all.map(|rule| rule_line(model, rule)).collect()
}

fn validity((from, until): (Option<i32>, Option<i32>)) -> String {
    match (from, until) {
        (None, None) => String::new(),
        (Some(from), None) => format!(" 适用 {from} 起"),
        (None, Some(until)) => format!(" 适用 止 {until}"),
        (Some(from), Some(until)) => format!(" 适用 {from} 至 {until}"),
    }
}

fn rule_line(model: &Model, rule: &Rule) -> String {
    let printer = Printer { model, scope: rule.scope, each: &rule.each };
    let mut text = format!("  {} {} \"试\"", if rule.requirement { "要求" } else { "规则" }, rule.code);
    let level = |level: &Option<usize>| level.map_or("科目", |level| LEVELS[level - 1].0);
    match &rule.each {
        Each::Once => {}
        Each::Rows(_) => text.push_str(" 逐 行"),
        Each::Columns(_) => text.push_str(" 逐 列"),
        Each::Cells(tables) if tables.len() > 1 => text.push_str(" 逐 格 于 全部表"),
        Each::Cells(tables) => write!(text, " 逐 格 于 {}", model.tables[tables[0]].name).unwrap(),
        Each::AllColumns => text.push_str(" 逐 列 于 全部表"),
        Each::Tables => text.push_str(" 逐 表 于 全部表"),
        Each::Codes(of) => write!(text, " 逐 {}", level(of)).unwrap(),
        Each::CodesOf(family, of) => {
            write!(text, " 逐 {} 于 {}", level(of), model.families[*family].path).unwrap();
        }
    }
    if let Some(when) = &rule.when {
        write!(text, " 当 {}", printer.truth(when)).unwrap();
    }
    text.push_str(&validity(rule.years));
    if rule.once_a_table {
        text.push_str(" 每表一条");
    }
    if let Some(tolerance) = &rule.tolerance {
        write!(text, " 允许误差 {} 因 \"试\"", tolerance.text).unwrap();
    }
    writeln!(text, "：{}", printer.truth(&rule.body)).unwrap();
    text
}

/// Writes expressions of a rule where names are looked up from a place.
struct Printer<'a> {
    model: &'a Model,
    scope: Scope,
    each: &'a Each,
}

impl Printer<'_> {
    fn figure(&self, figure: &Figure) -> String {
        let family = &self.model.families[figure.family];
        let column = &family.columns[figure.column].name;
        if figure.prior {
            return format!("上年.{}", self.figure(&Figure { prior: false, ..*figure }));
        }
        if self.scope == Scope::Family(figure.family) && !matches!(family.of, Of::Table(_)) {
            return column.clone();
        }
        let row = match &figure.row {
            RowRef::Fixed(row) if family.of == Of::Passage => family.rows[*row].name.clone(),
            RowRef::Fixed(row) => format!(".{}", family.rows[*row].name),
            RowRef::Code(code) => format!(".[{code}]"),
            RowRef::Here if matches!(family.of, Of::Table(_)) => format!(".{}", self.here()),
            RowRef::Here => String::new(),
        };
        format!("{}{row}.{column}", family.path)
    }

    fn here(&self) -> String {
        match self.each {
            Each::Codes(Some(level)) | Each::CodesOf(_, Some(level)) => format!("本{}", LEVELS[level - 1].0),
            _ => "本科目".to_owned(),
        }
    }

    fn rows(&self, family: usize, select: &Select) -> String {
        let own = &self.model.families[family];
        match select {
            Select::All => own.path.clone(),
            _ => {
                let whole = own.rows.iter().find(|row| row.code_parts).unwrap();
                format!("{}.{}.下级", own.path, whole.name)
            }
        }
    }

    fn filter(&self, family: usize, filter: Option<&Truth>) -> String {
        filter.map_or(String::new(), |filter| {
            let inner = Filter { outside: self, family };
            format!(" 当 {}", inner.truth(filter))
        })
    }

    fn sum_rows(
        &self,
        fold: Fold,
        (family, select): (usize, &Select),
        filter: Option<&Truth>,
        body: &Expr,
    ) -> String {
        let word = match fold {
            Fold::Sum => "求和",
            Fold::Largest => "最大",
            Fold::Smallest => "最小",
            Fold::Mean => "平均",
            Fold::Only => "取",
        };
        let filter = self.filter(family, filter);
        match (select, body) {
            (Select::All, body) => {
                // The slots of items are named in full: the rule stands outside of them.
                let outside = Printer { model: self.model, scope: Scope::File, each: self.each };
                format!("{word}({}{filter})", outside.expr(body))
            }
            (_, Expr::Figure(figure)) => {
                let column = &self.model.families[family].columns[figure.column].name;
                // A set that names its column, or a column of a set: the same.
                if filter.is_empty() {
                    format!("{word}({}.{column})", self.rows(family, select))
                } else {
                    format!("{word}({column} 于 {}{filter})", self.rows(family, select))
                }
            }
            _ => unreachable!("only columns of code rows are added up"),
        }
    }

    fn expr(&self, expr: &Expr) -> String {
        let inner = |expr: &Expr| match expr {
            Expr::Negate(_) | Expr::Arithmetic(..) | Expr::Otherwise(..) => format!("({})", self.expr(expr)),
            _ => self.expr(expr),
        };
        match expr {
            Expr::Literal(literal) => literal.text.clone(),
            Expr::Figure(figure) => self.figure(figure),
            Expr::Cell => "本格".to_owned(),
            Expr::OfRow(column) => self.own_family().columns[*column].name.clone(),
            Expr::OfColumn(row) => format!("{}.本列", self.own_family().rows[*row].name),
            Expr::RowParts => "求和(下级行)".to_owned(),
            Expr::ColumnParts => "求和(下级列)".to_owned(),
            Expr::PartsOf(figure) => format!("求和({}.下级)", self.figure(figure)),
            Expr::Sum(terms) => {
                let terms: Vec<String> = terms.iter().map(|term| self.expr(term)).collect();
                format!("求和({})", terms.join("、"))
            }
            Expr::Outer(figure) => self.figure(figure),
            Expr::SumRows { fold, family, select, filter, body } => {
                self.sum_rows(*fold, (*family, select), filter.as_deref(), body)
            }
            Expr::Count { family, select, filter } => {
                let filter = self.filter(*family, filter.as_deref());
                format!("个数({}{filter})", self.rows(*family, select))
            }
            Expr::Defined(family, at) => {
                let name = &self.model.families[*family].definitions[*at].name;
                if self.scope == Scope::Family(*family) {
                    name.clone()
                } else {
                    format!("{}.{name}", self.model.families[*family].path)
                }
            }
            Expr::Negate(one) => format!("-{}", inner(one)),
            Expr::Arithmetic(operator, left, right) => {
                let sign = match operator {
                    Operator::Add => "+",
                    Operator::Subtract => "-",
                    Operator::Multiply => "×",
                    Operator::Divide => "÷",
                };
                format!("{} {sign} {}", inner(left), inner(right))
            }
            Expr::Apply(function, arguments) => {
                let name = match function {
                    Function::Absolute => "绝对值",
                    Function::Sign => "符号",
                    Function::Largest => "最大",
                    Function::Smallest => "最小",
                };
                let arguments: Vec<String> = arguments.iter().map(|one| self.expr(one)).collect();
                format!("{name}({})", arguments.join("、"))
            }
            Expr::Otherwise(left, right) => format!("{} 否则 {}", inner(left), inner(right)),
            Expr::ThisYear => "本年".to_owned(),
            Expr::Level(family) => {
                format!("{}.{}.级次", self.model.families[*family].path, self.here())
            }
        }
    }

    fn own_family(&self) -> &Family {
        match self.each {
            Each::Rows(family) | Each::Columns(family) => &self.model.families[*family],
            _ => unreachable!("only 逐 行 and 逐 列 name bare columns and rows"),
        }
    }

    fn target(&self, target: &Target) -> String {
        let family = |at: usize| &self.model.families[at];
        match target {
            Target::Figure(figure) => self.figure(figure),
            Target::Cell => "本格".to_owned(),
            Target::Table(table) => self.model.tables[*table].name.clone(),
            Target::ThisTable => "本表".to_owned(),
            Target::Head(at, column) => format!("{}.{}", family(*at).path, family(*at).columns[*column].name),
            Target::ThisHead => "本列".to_owned(),
            Target::Passage(at) | Target::Items(at) => family(*at).path.clone(),
            Target::AnyItem(at, slot) => format!("{}.{}", family(*at).path, family(*at).columns[*slot].name),
            Target::Defined(at, definition) => self.expr(&Expr::Defined(*at, *definition)),
            Target::Prior => "上年".to_owned(),
        }
    }

    fn truth(&self, truth: &Truth) -> String {
        match truth {
            Truth::Compare(relation, left, right) => {
                format!("{} {} {}", self.expr(left), sign(*relation), self.expr(right))
            }
            Truth::Text(relation, slot, texts) => text_truth(*relation, &self.figure(slot), texts),
            Truth::And(left, right) => format!("({}) 且 ({})", self.truth(left), self.truth(right)),
            Truth::Or(left, right) => format!("({}) 或 ({})", self.truth(left), self.truth(right)),
            Truth::Not(inner) => format!("非 ({})", self.truth(inner)),
            Truth::Said(said, targets) => {
                let targets: Vec<String> = targets.iter().map(|target| self.target(target)).collect();
                format!("{} {}", if *said { "有" } else { "无" }, targets.join("、"))
            }
            Truth::Blank(target) => format!("空白({})", self.target(target)),
        }
    }
}

/// Writes the condition of 求和 and 个数: bare names of the family's columns.
struct Filter<'a> {
    outside: &'a Printer<'a>,
    family: usize,
}

impl Filter<'_> {
    fn truth(&self, truth: &Truth) -> String {
        let name =
            |figure: &Figure| self.outside.model.families[self.family].columns[figure.column].name.clone();
        match truth {
            Truth::Compare(relation, Expr::Figure(figure), Expr::Literal(literal)) => {
                format!("{} {} {}", name(figure), sign(*relation), literal.text)
            }
            Truth::Compare(relation, Expr::Figure(figure), Expr::Outer(outer)) => {
                format!("{} {} {}", name(figure), sign(*relation), self.outside.figure(outer))
            }
            _ => unreachable!("rows are chosen by comparing a column with a number"),
        }
    }
}

fn sign(relation: Relation) -> &'static str {
    match relation {
        Relation::Equal => "=",
        Relation::NotEqual => "≠",
        Relation::AtMost => "≤",
        Relation::Less => "<",
        Relation::AtLeast => "≥",
        Relation::Greater => ">",
    }
}

fn text_truth(relation: TextRelation, slot: &str, texts: &[String]) -> String {
    let quoted: Vec<String> = texts.iter().map(|text| format!("\"{text}\"")).collect();
    match relation {
        TextRelation::Same => format!("{slot} = {}", quoted[0]),
        TextRelation::Different => format!("{slot} ≠ {}", quoted[0]),
        TextRelation::Contains => format!("{slot} 含 {}", quoted[0]),
        TextRelation::StartsWith => format!("{slot} 始于 {}", quoted[0]),
        TextRelation::EndsWith => format!("{slot} 止于 {}", quoted[0]),
        TextRelation::In => format!("{slot} 属于 {{{}}}", quoted.join("、")),
    }
}
