//! A look at each stage.

use super::{Edition, Stage};
use crate::graph::{self, Impact};
use crate::plan;
use crate::syntax;

impl Edition {
    /// A stage as text, or the graph as DOT; `of` narrows the graph to a figure or rule.
    ///
    /// # Errors
    /// When there is nothing of that name.
    pub fn show(&self, stage: Stage, of: Option<&str>, dot: bool) -> Result<String, String> {
        match (stage, of) {
            (Stage::Tree, _) => Ok(self.trees.iter().map(syntax::print).collect::<Vec<_>>().join("\n")),
            (Stage::Rules, of) => Ok(self.show_rules(of)),
            (Stage::Graph, Some(name)) => self.show_impact(name),
            (Stage::Graph, None) if dot => Ok(graph::as_dot(&self.graph, &self.schema, &self.rules)),
            (Stage::Graph, None) => Ok(graph::as_text(&self.graph, &self.schema, &self.rules)),
            (Stage::Plan, _) => Ok(plan::print(&self.plan, &self.rules)),
        }
    }

    fn show_rules(&self, of: Option<&str>) -> String {
        let wanted =
            self.rules.rules.iter().filter(|rule| of.is_none_or(|of| rule.code == of || rule.site == of));
        let lines = wanted.map(|rule| {
            let level = match rule.level {
                syntax::Level::Error => "错误",
                syntax::Level::Verify => "核实",
                syntax::Level::Hint => "提示",
            };
            let checks = self.rules.checks.iter().filter(|check| check.rule == rule.id).count();
            let force = if rule.in_force { "" } else { "  （停用或不在适用年度）" };
            let (code, category, site) = (&rule.code, rule.category.name(), &rule.site);
            format!("{code}  {level}  {category}  {}  {site}  {checks} 处{force}\n", rule.title)
        });
        lines.collect()
    }

    fn show_impact(&self, name: &str) -> Result<String, String> {
        let coded: Vec<_> = self.rules.rules.iter().filter(|rule| rule.code == name).collect();
        if !coded.is_empty() {
            let mut out = String::new();
            for rule in coded {
                let reads = graph::reads_of_rule(&self.graph, &self.rules, rule.id);
                out.push_str(&format!("规则 {} {} {} 用到：\n", rule.code, rule.title, rule.site));
                for class in &reads.figures {
                    out.push_str(&format!("  {}\n", graph::figure_name(&self.schema, class)));
                }
            }
            return Ok(out);
        }
        let wanted = self.figure_names(name);
        let impact = graph::impact_of_figure(&self.graph, &self.rules, &|class| {
            let full = graph::figure_name(&self.schema, class);
            let prefix = |name: &str| name.rsplit_once('.').map(|(prefix, _)| prefix.to_owned());
            // 本列 of items that name columns can be any column of the row.
            let any_column = class.column == crate::ruleset::ColumnRef::Element;
            wanted.iter().any(|name| {
                full == *name
                    || full.ends_with(&format!(".{name}"))
                    || (any_column && prefix(&full) == prefix(name))
            })
        });
        self.print_impact(name, &impact)
    }

    /// A path as written and with the canonical names of table, row and column.
    fn figure_names(&self, name: &str) -> Vec<String> {
        let mut names = vec![name.to_owned()];
        let steps: Vec<&str> = name.split('.').collect();
        let Some((first, rest)) = steps.split_first() else { return names };
        for table in self.schema.tables.iter().filter(|table| table.is_called(first)) {
            for family in table.families.iter().filter_map(|id| self.schema.family(*id)) {
                names.push([&[family.name.as_str()], rest].concat().join("."));
                // A code row is any row that appears with the document.
                if let Some((row, columns)) = rest.split_first()
                    && self.is_code_row(family, row)
                {
                    let wanted = |name: &str| columns.is_empty() || columns == [name];
                    let columns = family.columns.iter().filter(|column| wanted(&column.name));
                    names.extend(columns.map(|column| format!("{}.*.{}", family.name, column.name)));
                }
                // A column alone means it in every row.
                if let [column] = rest {
                    let rows = family.rows.iter().map(|row| format!("{}.{}.{column}", family.name, row.name));
                    names.extend(rows);
                    names.push(format!("{}.*.{column}", family.name));
                }
            }
        }
        names
    }

    /// `[30217]`, or the name of a code of the family's list.
    fn is_code_row(&self, family: &crate::schema::Family, row: &str) -> bool {
        let list = family.codes.as_ref().and_then(|codes| self.schema.code_list(codes.list));
        let named = |list: &crate::schema::CodeList| list.codes.iter().any(|code| code.name == row);
        list.is_some_and(|list| row.starts_with('[') || named(list))
    }

    fn print_impact(&self, name: &str, impact: &Impact) -> Result<String, String> {
        if impact.rules.is_empty() {
            return Err(format!("没有规则用到「{name}」；用 gouji find 可以查怎么写"));
        }
        let mut out = format!("用到「{name}」的规则：\n");
        for id in &impact.rules {
            if let Some(rule) = self.rules.rules.get(id.0 as usize) {
                out.push_str(&format!("  {}  {}  {}\n", rule.code, rule.title, rule.site));
            }
        }
        Ok(out)
    }
}
