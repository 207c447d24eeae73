//! A look at each stage, whole or narrowed to a rule, a name or a path.

use std::collections::BTreeSet;

use super::lookup::Stood;
use super::written::Kept;
use super::{Edition, Stage};
use crate::graph;
use crate::naming;
use crate::ruleset::{Rule, RuleId};
use crate::source::Span;
use crate::syntax;

/// What `--of` asks for.
struct Asked {
    /// The rules of this number, those that stand there, and those that read what is meant.
    rules: BTreeSet<RuleId>,
    /// The number of a rule was given.
    numbered: bool,
    stood: Stood,
}

impl Edition {
    /// A stage as text, or the graph as DOT; `of` narrows it to what has to do with a rule, a name or a path.
    ///
    /// # Errors
    /// When there is nothing of that name, with the nearest that there is.
    pub fn show(&self, stage: Stage, of: Option<&str>, dot: bool) -> Result<String, String> {
        let text = self.stage(stage, of, dot)?;
        match of {
            Some(name) if text.is_empty() => Ok(format!("没有规则用到「{name}」\n")),
            _ => Ok(text),
        }
    }

    /// The same; nothing where nothing uses what was asked for.
    pub(super) fn stage(&self, stage: Stage, of: Option<&str>, dot: bool) -> Result<String, String> {
        let asked = of.map(|name| self.asked(name)).transpose()?;
        let wanted = asked.as_ref().map(|asked| &asked.rules);
        let is_wanted = |id: RuleId| wanted.is_none_or(|rules| rules.contains(&id));
        Ok(match (stage, &asked) {
            (Stage::Tree, None) => {
                self.trees.iter().map(|tree| syntax::print(tree)).collect::<Vec<_>>().join("\n")
            }
            (Stage::Tree, Some(asked)) => self.show_cut(asked),
            (Stage::Rules, _) => self.show_rules(&is_wanted),
            (Stage::Graph, None) if dot => naming::as_dot(&self.graph, &self.schema, &self.rules),
            (Stage::Graph, None) => naming::as_text(&self.graph, &self.schema, &self.rules),
            (Stage::Graph, Some(asked)) if dot => {
                let part = graph::part(&self.graph, &self.rules, &asked.rules);
                naming::as_dot(&part, &self.schema, &self.rules)
            }
            (Stage::Graph, Some(asked)) => self.show_impact(of.unwrap_or(""), asked),
            (Stage::Plan, _) => naming::plan(&self.plan, self.columns().lowering(), &self.rules, &is_wanted),
        })
    }

    fn asked(&self, name: &str) -> Result<Asked, String> {
        let name = name.trim();
        let rules = self.rules_numbered(name);
        if !rules.is_empty() {
            return Ok(Asked { rules, numbered: true, stood: Stood::default() });
        }
        let stood = self.stood(name);
        let mut rules = self.rules_at(name);
        if rules.is_empty() && stood.figures.is_empty() && stood.definitions.is_empty() {
            let near = self.nearest_words(name);
            return Err(format!(
                "没有叫「{name}」的规则、表、行、列、说明或填空；{near}用 gouji find 词 可以查有哪些"
            ));
        }
        rules.extend(self.readers(&stood));
        Ok(Asked { rules, numbered: false, stood })
    }

    fn show_rules(&self, is_wanted: &dyn Fn(RuleId) -> bool) -> String {
        let lines = self.rules.rules.iter().filter(|rule| is_wanted(rule.id)).map(|rule| {
            let level = level(rule.level);
            let checks = self.rules.checks.iter().filter(|check| check.rule == rule.id).count();
            let force = if rule.in_force { "" } else { "  （停用或不在适用年度）" };
            let (code, category, site) = (&rule.code, rule.category.name(), &rule.site);
            format!("{code}  {level}  {category}  {}  {site}  {checks} 处{force}\n", rule.title)
        });
        lines.collect()
    }

    /// Where the wanted rules and figures are written, file by file.
    fn show_cut(&self, asked: &Asked) -> String {
        let rules: Vec<&Rule> =
            self.rules.rules.iter().filter(|rule| asked.rules.contains(&rule.id)).collect();
        let mut kept = Kept {
            spans: rules.iter().map(|rule| rule.span).collect(),
            codes: rules.iter().map(|rule| rule.code.clone()).collect(),
            ..Kept::default()
        };
        for meant in &asked.stood.figures {
            kept.spans.extend(self.declared_at(meant));
            let family =
                self.schema.family(meant.family).filter(|_| meant.row.is_none() && meant.column.is_none());
            let table = family.and_then(|family| self.schema.table(family.table?));
            kept.blocks
                .extend(table.into_iter().flat_map(|t| [Some(t.name.clone()), t.short.clone()]).flatten());
            let passage = family
                .filter(|family| !family.repeated)
                .and_then(|family| self.schema.passage(family.passage?));
            kept.blocks.extend(passage.filter(|p| p.parent.is_none()).map(|passage| passage.name.clone()));
        }
        let definitions =
            asked.stood.definitions.iter().filter_map(|id| self.rules.definitions.get(id.0 as usize));
        kept.spans.extend(definitions.map(|definition| definition.span));
        let mut out = String::new();
        for tree in &self.trees {
            let cut = kept.of(tree);
            if cut.items.is_empty() {
                continue;
            }
            if !out.is_empty() {
                out.push('\n');
            }
            out.push_str(&format!("// {}\n{}", self.sources.name(tree.source), syntax::print(&cut)));
        }
        out
    }

    /// Where a family, row, column or slot is declared.
    pub(super) fn declared_at(&self, meant: &super::lookup::Meant) -> Option<Span> {
        let family = self.schema.family(meant.family)?;
        let row = match &meant.row {
            Some(super::lookup::MeantRow::Fixed(row)) => family.rows.get(row.0 as usize),
            _ => None,
        };
        let column = meant.column.and_then(|column| family.columns.get(column.0 as usize));
        let passage = || self.schema.passage(family.passage?);
        let items = || passage()?.items.iter().find(|items| items.family == family.id);
        let whole = || match (family.table.and_then(|id| self.schema.table(id)), items()) {
            (Some(table), _) => Some(table.span),
            (None, Some(items)) => Some(items.span),
            (None, None) => passage().map(|passage| passage.span),
        };
        match (&meant.row, row, column) {
            (None, _, None) => whole(),
            (_, Some(row), _) => Some(row.span),
            (_, None, column) => column.map(|column| column.span),
        }
        .filter(|span| *span != Span::default())
    }

    fn show_impact(&self, name: &str, asked: &Asked) -> String {
        let wanted = self.rules.rules.iter().filter(|rule| asked.rules.contains(&rule.id));
        let mut out = String::new();
        if asked.numbered {
            for rule in wanted {
                out.push_str(&format!("规则 {} {} {} 用到：\n", rule.code, rule.title, rule.site));
                for class in &graph::reads_of_rule(&self.graph, &self.rules, rule.id) {
                    out.push_str(&format!("  {}\n", naming::class(&self.schema, class)));
                }
            }
            return out;
        }
        for rule in wanted {
            if out.is_empty() {
                out.push_str(&format!("用到「{name}」的规则：\n"));
            }
            out.push_str(&format!("  {}  {}  {}\n", rule.code, rule.title, rule.site));
        }
        out
    }
}

/// The word for a level.
pub(super) fn level(level: syntax::Level) -> &'static str {
    match level {
        syntax::Level::Error => "错误",
        syntax::Level::Verify => "核实",
        syntax::Level::Hint => "提示",
    }
}
