//! One rule looked at for its own sake: what it is, which layers change it, what it reads, what waits for it.

use super::lookup::plain;
use super::stack::{Library, RuleFiles};
use super::written::Declaration;
use super::{Edition, Editions, FoundRule};
use crate::graph;
use crate::naming;
use crate::ruleset::{RuleId, is_numbered};
use crate::source::Span;
use crate::syntax::{Item, Name, PassageMember, TableMember, Text, Tree, Validity};

/// A rule as it is explained.
#[derive(Clone, Debug, PartialEq)]
pub struct Explained {
    /// 编号
    pub number: String,
    /// 名称
    pub title: String,
    /// The rule set that declares it.
    pub set: String,
    /// Level, category, text, sites.
    pub about: FoundRule,
    /// `依据`
    pub basis: Option<String>,
    /// `措辞`
    pub wording: Option<String>,
    /// What must hold, as written.
    pub formula: Option<String>,
    /// `逐 …`, as written.
    pub each: Option<String>,
    /// `允许误差 …`, as written.
    pub tolerance: Option<String>,
    /// `因 "…"`
    pub reason: Option<String>,
    /// Its years: its own, or else those of its rule set.
    pub validity: Option<Validity>,
    /// Where it is declared; none of a rule that the program adds by itself.
    pub span: Option<Span>,
    /// The rule at each of its sites.
    pub rules: Vec<RuleId>,
    /// What layers change about it, all layers that there are, base first.
    pub layers: Vec<LayerChange>,
    /// The paths of the figures and slots that it reads.
    pub reads: Vec<String>,
    /// Numbers of the rules that settle what it reads.
    pub waits_for: Vec<String>,
    /// Numbers of the rules that wait for it.
    pub waited_for_by: Vec<String>,
}

/// What one layer does to a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayerChange {
    /// The rule set.
    pub set: String,
    /// The table or passage within which it is changed; none where it is changed everywhere.
    pub within: Option<String>,
    /// The change as written.
    pub written: String,
    /// `因 "…"`
    pub reason: Option<String>,
    /// Where.
    pub span: Span,
}

impl Editions {
    /// The edition in which a rule of this number is looked at, and the rule: of the stacks that were asked for, or else
    /// of a layer that declares it.
    #[must_use]
    pub fn explain(&self, number: &str) -> Option<(Edition, Explained)> {
        let own = self.all().into_iter().find_map(|edition| {
            let explained = self.explain_in(&edition, number)?;
            Some((edition, explained))
        });
        own.or_else(|| {
            let wanted = plain(number.trim());
            let sets = self.library().sets.iter().filter(|set| declares(self.library(), set, &wanted));
            sets.into_iter().find_map(|set| {
                let edition = Edition::compile(self.library(), &set.name, self.asked_year());
                let explained = self.explain_in(&edition, number)?;
                Some((edition, explained))
            })
        })
    }

    /// The rule of this number in an edition.
    #[must_use]
    pub fn explain_in(&self, edition: &Edition, number: &str) -> Option<Explained> {
        let mut explained = edition.explain(number)?;
        explained.layers = changes(self.library(), &explained);
        Some(explained)
    }
}

impl Edition {
    fn explain(&self, number: &str) -> Option<Explained> {
        let wanted = plain(number.trim());
        let (rule, about) = self.told_rules(&|rule| plain(&rule.code) == wanted).into_iter().next()?;
        let all: Vec<RuleId> =
            self.rules.rules.iter().filter(|other| other.code == rule.code).map(|other| other.id).collect();
        let declared = self.declaration(rule.span);
        let tree = self.trees.iter().find(|tree| tree.source == rule.span.source);
        let slice = |span: Span| self.sources.slice(span).trim().to_owned();
        let (own, reason) = match declared {
            Some(Declaration::Rule(found)) => (found.validity, &found.reason),
            Some(Declaration::Forbidden(found)) => (found.validity, &found.reason),
            None => (None, &None),
        };
        let (formula, each, tolerance) = match declared {
            Some(Declaration::Rule(found)) => {
                let tolerance = found.tolerance.as_ref().map(|tolerance| slice(tolerance.span));
                let each = found.each.as_ref().map(|each| slice(each.span));
                (Some(slice(found.body.span)), each, tolerance)
            }
            _ => (None, None, None),
        };
        let codes = |ids: &dyn Fn(RuleId) -> std::collections::BTreeSet<RuleId>| {
            let found = all.iter().flat_map(|id| ids(*id)).filter(|id| !all.contains(id));
            let mut codes: Vec<String> = Vec::new();
            for code in found.filter_map(|id| self.rules.rules.get(id.0 as usize)).map(|rule| &rule.code) {
                if !codes.contains(code) {
                    codes.push(code.clone());
                }
            }
            codes
        };
        let set = tree
            .and_then(|tree| set_of(tree))
            .map_or_else(|| self.info.name.clone(), |name| name.text.clone());
        let of_set = self.trees.iter().filter(|tree| set_of(tree).is_some_and(|name| name.text == set));
        let of_set = of_set.into_iter().find_map(|tree| validity_of(tree));
        Some(Explained {
            number: rule.code.clone(),
            title: rule.title.clone(),
            set,
            basis: rule.basis.clone(),
            wording: rule.wording.clone(),
            formula,
            each,
            tolerance,
            reason: reason.as_ref().map(|reason| reason.value.clone()),
            validity: own.or(of_set),
            span: declared.map(|_| rule.span),
            layers: Vec::new(),
            reads: self.reads(&all),
            waits_for: codes(&|id| graph::rules_before(&self.graph, &self.rules, id)),
            waited_for_by: codes(&|id| graph::rules_behind(&self.graph, &self.rules, id)),
            rules: all,
            about,
        })
    }

    fn reads(&self, rules: &[RuleId]) -> Vec<String> {
        let mut reads: Vec<String> = Vec::new();
        for rule in rules {
            for class in &graph::reads_of_rule(&self.graph, &self.rules, *rule) {
                let path = naming::class(&self.schema, class);
                if !reads.contains(&path) {
                    reads.push(path);
                }
            }
        }
        reads
    }
}

fn set_of(tree: &Tree) -> Option<&Name> {
    tree.items.iter().find_map(|item| match item {
        Item::RuleSet(head) => Some(&head.name),
        _ => None,
    })
}

fn validity_of(tree: &Tree) -> Option<Validity> {
    tree.items.iter().find_map(|item| match item {
        Item::Validity(validity) => Some(*validity),
        _ => None,
    })
}

/// Whether the files of a set declare a rule of this number.
fn declares(library: &Library, set: &RuleFiles, wanted: &str) -> bool {
    let own = |declared: &Declaration<'_>| plain(&declared.number().text) == wanted;
    set.files.iter().any(|file| Declaration::find(&library.parsed(file).tree.items, &own).is_some())
}

/// What the set that declares a rule, and all that are based on it, change about it.
fn changes(library: &Library, rule: &Explained) -> Vec<LayerChange> {
    let stands_on =
        |set: &&RuleFiles| set.name == rule.set || library.bases(&set.name).contains(&rule.set.as_str());
    let mut found = Vec::new();
    for set in library.sets.iter().filter(stands_on) {
        for file in &set.files {
            let mut changes =
                Changes { library, rule, set: &set.name, within: Vec::new(), found: Vec::new() };
            changes.items(&library.parsed(file).tree.items);
            found.append(&mut changes.found);
        }
    }
    found
}

/// A walk over a file for what it changes about a rule.
struct Changes<'l> {
    library: &'l Library,
    rule: &'l Explained,
    set: &'l str,
    within: Vec<&'l str>,
    found: Vec<LayerChange>,
}

impl<'l> Changes<'l> {
    fn items(&mut self, items: &'l [Item]) {
        for item in items {
            match item {
                Item::Disable(disable) => self.change(&disable.names, disable.reason.as_ref(), disable.span),
                Item::Adjust(adjust) => self.change(&adjust.names, adjust.reason.as_ref(), adjust.span),
                Item::Table(table) => self.table(&table.name, &table.members),
                Item::Passage(passage) => self.passage(&passage.name, &passage.members),
                Item::Group(group) => self.passage(&group.name, &group.members),
                _ => {}
            }
        }
    }

    fn table(&mut self, name: &'l Name, members: &'l [TableMember]) {
        self.within.push(&name.text);
        for member in members {
            match member {
                TableMember::Disable(disable) => {
                    self.change(&disable.names, disable.reason.as_ref(), disable.span);
                }
                TableMember::Side(name, members) => self.table(name, members),
                _ => {}
            }
        }
        self.within.pop();
    }

    fn passage(&mut self, name: &'l Name, members: &'l [PassageMember]) {
        self.within.push(&name.text);
        for member in members {
            match member {
                PassageMember::Disable(disable) => {
                    self.change(&disable.names, disable.reason.as_ref(), disable.span);
                }
                PassageMember::Section(section) => self.passage(&section.name, &section.members),
                PassageMember::Items(items) => self.passage(&items.name, &items.members),
                _ => {}
            }
        }
        self.within.pop();
    }

    fn change(&mut self, names: &[Name], reason: Option<&Text>, span: Span) {
        // A category is a name for rules at the top alone: within a block it is one of a row or column.
        let category = self.within.is_empty().then_some(self.rule.about.category);
        let own = |name: &Name| is_numbered(&self.rule.number, &name.text) || category == Some(&name.text);
        if names.iter().any(own) {
            self.found.push(LayerChange {
                set: self.set.to_owned(),
                within: (!self.within.is_empty()).then(|| self.within.join(".")),
                written: self.library.sources.slice(span).trim().to_owned(),
                reason: reason.map(|reason| reason.value.clone()),
                span,
            });
        }
    }
}
