//! An analysis for programs: numbers are strings, fractions `1/3`.

use serde::Serialize;

use super::names::{Names, check_of};
use crate::amount::{Exact, Relation};
use crate::analysis::{Against, Analysis, Argument, Context, Follows, Origin, Statement, Witness};
use crate::document::DataFact;
use crate::report::to_text;
use crate::session::Edition;

#[derive(Serialize)]
struct Told {
    rules: Rules,
    statements: usize,
    left_out: Vec<LeftOut>,
    contradictions: Vec<Contradiction>,
    never: Vec<Never>,
    redundant: Vec<Redundant>,
    implied: Vec<Implied>,
    excluded: Vec<Excluded>,
    blind: Vec<Blind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    against: Option<Rules>,
    differences: Vec<Difference>,
}

#[derive(Serialize)]
struct Difference {
    rule: String,
    site: String,
    /// Whose rule it is: that version rejects.
    rejected_by: &'static str,
    accepted_by: &'static str,
    states: Option<States>,
    witness: Option<Account>,
    why: Option<&'static str>,
}

#[derive(Serialize)]
struct Account {
    unit: String,
    year: Option<i32>,
    rules: String,
    changed: Vec<Line>,
    lines: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    table: String,
    row: String,
    column: String,
    value: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<String>,
}

#[derive(Serialize)]
struct Rules {
    name: String,
    version: String,
    year: Option<i32>,
}

#[derive(Serialize)]
struct LeftOut {
    rule: String,
    site: String,
    why: &'static str,
}

/// Σ times × figure stands in a relation to a number.
#[derive(Serialize)]
struct States {
    terms: Vec<Term>,
    relation: &'static str,
    bound: String,
}

#[derive(Serialize)]
struct Term {
    figure: String,
    times: String,
}

/// A statement with its multiplier.
#[derive(Serialize)]
struct Part {
    /// None for a condition that is supposed.
    rule: Option<String>,
    site: String,
    times: String,
    /// Of every row, added up over the rows.
    summed: bool,
    states: States,
}

#[derive(Serialize)]
struct Proof {
    shows: Option<States>,
    from: Vec<Part>,
}

#[derive(Serialize)]
struct Contradiction {
    rules: Vec<String>,
    of: Option<String>,
    under: String,
    proof: Vec<Part>,
}

#[derive(Serialize)]
struct Never {
    rules: Vec<String>,
    of: Option<String>,
    under: String,
    proofs: Vec<Proof>,
}

#[derive(Serialize)]
struct Redundant {
    rule: String,
    site: String,
    of: Option<String>,
    under: String,
    follows_from: Vec<Part>,
    proofs: Vec<Proof>,
}

#[derive(Serialize)]
struct Implied {
    figure: String,
    of: Option<String>,
    relation: &'static str,
    bound: String,
    follows_from: Vec<Part>,
    proofs: Vec<Proof>,
}

#[derive(Serialize)]
struct Excluded {
    conditions: [String; 2],
    rules: [Vec<String>; 2],
    proofs: Vec<Proof>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Blind {
    Figure { table: String, row: String, column: String, figure: String, why: &'static str },
    Change { figures: Vec<Change>, rules: Vec<String>, why: &'static str },
}

#[derive(Serialize)]
struct Change {
    figure: String,
    change: String,
}

struct Teller<'t> {
    names: Names<'t>,
}

/// For programs.
#[must_use]
pub fn analysis_json(edition: &Edition, found: &Analysis, other: Option<(&Edition, &Against)>) -> String {
    let teller = Teller { names: Names::new(edition, &found.statements) };
    let mut told = teller.told(edition, found);
    if let Some((second, against)) = other {
        let teller = Teller { names: Names::new(edition, &against.statements) };
        told.against = Some(rules_of(second));
        told.differences = against.differences.iter().map(|one| teller.difference(second, one)).collect();
    }
    to_text(&told)
}

fn rules_of(edition: &Edition) -> Rules {
    let (name, version) = (edition.info.name.clone(), edition.info.version.clone());
    Rules { name, version, year: edition.schema.year }
}

fn account_of(witness: &Witness) -> Account {
    let line = |line: &DataFact, before: Option<String>| Line {
        table: line.table.clone(),
        row: line.row.clone(),
        column: line.column.clone(),
        value: line.value.clone(),
        before,
    };
    let data = &witness.data;
    let changed = witness.changed().map(|(is, was)| line(is, Some(was.value.clone())));
    Account {
        unit: data.unit.clone(),
        year: data.year,
        rules: data.rules.clone(),
        changed: changed.collect(),
        lines: data.lines.iter().map(|one| line(one, None)).collect(),
    }
}

impl Teller<'_> {
    fn told(&self, edition: &Edition, found: &Analysis) -> Told {
        let left_out = found.statements.left_out.iter().map(|(check, why)| {
            let (rule, _, site) = self.names.check(*check);
            LeftOut { rule: rule.to_owned(), site, why: super::left_out_words(*why) }
        });
        let contradictions = found.contradictions.iter().map(|one| Contradiction {
            rules: super::codes(&self.names, &one.argument),
            of: self.names.domain(one.context.domain),
            under: self.names.conditions(&one.context.guard),
            proof: self.parts(&one.argument),
        });
        let never = found.never.iter().map(|one| Never {
            rules: self.checks(&one.checks),
            of: self.names.domain(one.context.domain),
            under: self.names.conditions(&one.context.guard),
            proofs: self.refutations(one.unequal, &one.arguments),
        });
        let excluded = found.excluded.iter().map(|one| Excluded {
            conditions: [0, 1].map(|at| self.names.conditions(one.guards.get(at).map_or(&[], Vec::as_slice))),
            rules: [0, 1].map(|at| self.checks(one.checks.get(at).map_or(&[], Vec::as_slice))),
            proofs: self.refutations(one.unequal, &one.arguments),
        });
        Told {
            rules: rules_of(edition),
            statements: found.statements.all.len(),
            left_out: left_out.collect(),
            contradictions: contradictions.collect(),
            never: never.collect(),
            redundant: found
                .redundant
                .iter()
                .filter_map(|one| self.redundant(one.check, &one.follows))
                .collect(),
            implied: found.implied.iter().map(|one| self.implied(one)).collect(),
            excluded: excluded.collect(),
            blind: self.blind(found),
            against: None,
            differences: Vec::new(),
        }
    }

    fn difference(&self, second: &Edition, one: &crate::analysis::Difference) -> Difference {
        let edition = if one.of_second { second } else { self.names.edition };
        let (rule, _, site) = check_of(edition, one.check);
        let sides = ["rules", "against"];
        let [rejected_by, accepted_by] = if one.of_second { [sides[1], sides[0]] } else { sides };
        let statement = self.names.of.get(one.statement);
        Difference {
            rule: rule.to_owned(),
            site,
            rejected_by,
            accepted_by,
            states: statement.map(|one| self.states(&one.terms, one.relation, &one.bound)),
            witness: one.witness.as_ref().ok().map(account_of),
            why: one.witness.as_ref().err().map(|why| super::no_witness_words(*why)),
        }
    }

    fn redundant(&self, check: u32, follows: &[Follows]) -> Option<Redundant> {
        let first = follows.first()?;
        let statement = self.names.of.get(first.statement)?;
        let (rule, _, site) = self.names.check(check);
        let context = Context { domain: statement.domain, guard: statement.guard.clone() };
        let proofs = follows.iter().flat_map(|one| {
            let statement = self.names.of.get(one.statement);
            one.arguments.iter().filter_map(move |(relation, argument)| {
                let statement = statement?;
                let shows = self.states(&statement.terms, *relation, &statement.bound);
                Some(Proof { shows: Some(shows), from: self.parts(argument) })
            })
        });
        let follows_from = first.arguments.first().map(|(_, argument)| self.parts(argument));
        Some(Redundant {
            rule: rule.to_owned(),
            site,
            of: self.names.domain(context.domain),
            under: self.names.conditions(&context.guard),
            follows_from: follows_from.unwrap_or_default(),
            proofs: proofs.collect(),
        })
    }

    fn implied(&self, one: &crate::analysis::Implied) -> Implied {
        let terms = [(one.variable, Exact::ONE)];
        let proofs = one.arguments.iter().map(|(relation, argument)| Proof {
            shows: Some(self.states(&terms, *relation, &one.bound)),
            from: self.parts(argument),
        });
        let follows_from = one.arguments.first().map(|(_, argument)| self.parts(argument));
        Implied {
            figure: self.names.variable(one.variable).to_owned(),
            of: self.names.domain(one.context.domain),
            relation: one.relation.sign(),
            bound: one.bound.to_exact_string(),
            follows_from: follows_from.unwrap_or_default(),
            proofs: proofs.collect(),
        }
    }

    /// What shows that something cannot be: nothing is something, or a difference that is asked for is none.
    fn refutations(&self, unequal: Option<u32>, arguments: &[(Relation, Argument)]) -> Vec<Proof> {
        let statement = unequal.and_then(|at| self.names.of.get(at));
        let proofs = arguments.iter().map(|(relation, argument)| Proof {
            shows: statement.map(|one| self.states(&one.terms, *relation, &one.bound)),
            from: self.parts(argument),
        });
        proofs.collect()
    }

    fn blind(&self, found: &Analysis) -> Vec<Blind> {
        let unread = found.unread.iter().map(|one| {
            let [table, row, column] = self.names.class(&one.class);
            let figure = self.names.class_words(&one.class);
            Blind::Figure { table, row, column, figure, why: super::unread_words(one.hints) }
        });
        let shifts = found.shifts.iter().map(|one| {
            let figures = one.changes.iter().map(|(at, times)| Change {
                figure: self.names.variable(*at).to_owned(),
                change: times.to_exact_string(),
            });
            Blind::Change {
                figures: figures.collect(),
                rules: super::codes_of(&self.names, &one.unmoved),
                why: super::SHIFT_WORDS,
            }
        });
        unread.chain(shifts).collect()
    }

    fn checks(&self, checks: &[u32]) -> Vec<String> {
        let mut codes: Vec<String> =
            checks.iter().map(|check| self.names.check(*check).0.to_owned()).collect();
        codes.dedup();
        codes
    }

    fn parts(&self, argument: &Argument) -> Vec<Part> {
        let parts = argument.iter().filter_map(|(at, times)| {
            let statement: &Statement = self.names.of.get(*at)?;
            let (rule, site) = match statement.origin {
                Origin::Check(check) | Origin::Summed(check) => {
                    let (rule, _, site) = self.names.check(check);
                    (Some(rule.to_owned()), site)
                }
                Origin::Condition(_) => (None, String::new()),
            };
            Some(Part {
                rule,
                site,
                times: times.to_exact_string(),
                summed: matches!(statement.origin, Origin::Summed(_)),
                states: self.states(&statement.terms, statement.relation, &statement.bound),
            })
        });
        parts.collect()
    }

    fn states(&self, terms: &[(u32, Exact)], relation: Relation, bound: &Exact) -> States {
        let terms = terms.iter().map(|(at, times)| Term {
            figure: self.names.variable(*at).to_owned(),
            times: times.to_exact_string(),
        });
        States { terms: terms.collect(), relation: relation.sign(), bound: bound.to_exact_string() }
    }
}
