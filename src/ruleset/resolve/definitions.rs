//! Definitions: resolved in any order, weighed from those that use none upwards, so that neither a cycle nor a tower
//! of definitions costs more than its text. Cycles themselves are reported by the graph.

use std::collections::BTreeSet;

use super::Work;
use super::here::Here;
use super::meaning::Miss;
use crate::ruleset::{Defined, DefinitionId, Expr, Target};
use crate::source::{Diagnostic, Lint};

/// Steps of a definition with everything it uses put in; the largest of the shipped rules has a few dozen.
const LARGEST: u64 = 2000;

/// Definitions that use each other in a row.
const DEEPEST: u32 = 24;

/// A definition with what it uses put in.
#[derive(Clone, Copy, Default)]
struct Weight {
    steps: u64,
    depth: u32,
}

impl Work<'_> {
    pub(super) fn definitions(&mut self) {
        self.defined = vec![None; self.declared.definitions.len()];
        self.dimensions = vec![None; self.declared.definitions.len()];
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
                Err(Miss::OtherYears) => {
                    self.gone.insert(DefinitionId(at as u32));
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
        self.weigh();
    }

    /// Finds the dimension of every definition, users after what they use; those of a cycle come last and have none.
    fn weigh(&mut self) {
        let uses: Vec<Vec<usize>> =
            self.defined.iter().map(|expr| expr.as_ref().map(used_by).unwrap_or_default()).collect();
        let mut users: Vec<Vec<usize>> = vec![Vec::new(); uses.len()];
        let mut open: Vec<usize> = vec![0; uses.len()];
        for (at, used) in uses.iter().enumerate() {
            let different: BTreeSet<usize> = used.iter().copied().collect();
            if let Some(open) = open.get_mut(at) {
                *open = different.len();
            }
            for used in different {
                if let Some(users) = users.get_mut(used) {
                    users.push(at);
                }
            }
        }
        let mut ready: Vec<usize> = (0..open.len()).filter(|at| open.get(*at) == Some(&0)).collect();
        let mut weights = vec![Weight::default(); uses.len()];
        let mut next = 0;
        while let Some(at) = ready.get(next).copied() {
            next += 1;
            let weight = self.weight(at, uses.get(at).map_or(&[], Vec::as_slice), &weights);
            if let Some(slot) = weights.get_mut(at) {
                *slot = weight;
            }
            self.dimension_of(at);
            for user in users.get(at).map_or(&[][..], Vec::as_slice) {
                if let Some(left) = open.get_mut(*user) {
                    *left -= 1;
                    if *left == 0 {
                        ready.push(*user);
                    }
                }
            }
        }
        for at in (0..open.len()).filter(|at| open.get(*at).is_some_and(|left| *left > 0)) {
            self.dimension_of(at);
        }
    }

    /// How large a definition is with everything put in; too large a one is reported and counts as small, so that its
    /// users are not reported too.
    fn weight(&mut self, at: usize, uses: &[usize], weights: &[Weight]) -> Weight {
        let Some(expr) = self.defined.get(at).and_then(Option::as_ref) else { return Weight::default() };
        let mut weight = Weight::default();
        expr.walk(&mut |_| weight.steps += 1);
        for used in uses.iter().filter_map(|used| weights.get(*used)) {
            weight.steps = weight.steps.saturating_add(used.steps);
            weight.depth = weight.depth.max(used.depth + 1);
        }
        if weight.steps <= LARGEST && weight.depth <= DEEPEST {
            return weight;
        }
        if let Some(definition) = self.declared.definitions.get(at) {
            let message = format!("定义「{}」套得太多：它用到的定义又用到别的定义", definition.name);
            let diagnostic = Diagnostic::error(Lint("定义太大"), definition.span, message)
                .mend(format!("把它拆开：一个定义连同它用到的，不超过 {LARGEST} 步、{DEEPEST} 层"));
            self.note(diagnostic.into());
        }
        Weight { steps: 1, depth: 0 }
    }

    fn dimension_of(&mut self, at: usize) {
        let (Some(definition), Some(Some(expr))) = (self.declared.definitions.get(at), self.defined.get(at))
        else {
            return;
        };
        let resolver = self.resolver(&definition.scope, Here::default());
        match resolver.check_dimensions(expr, definition.expr.span) {
            Ok(dimension) => {
                if let Some(slot) = self.dimensions.get_mut(at) {
                    *slot = dimension;
                }
            }
            Err(miss) => self.note(miss),
        }
    }
}

/// Numbers of the definitions that an expression uses, as often as it uses them.
fn used_by(expr: &Expr) -> Vec<usize> {
    let mut used = Vec::new();
    expr.walk(&mut |expr| match expr {
        Expr::Defined(id) => used.push(id.0 as usize),
        Expr::Said(_, targets) => used.extend(targets.iter().filter_map(|target| match target {
            Target::Defined(id) => Some(id.0 as usize),
            _ => None,
        })),
        _ => {}
    });
    used
}
