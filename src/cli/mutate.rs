//! `gouji mutate`: how many mistakes the rules catch.

use gouji::account::Account;
use gouji::generate::{Mutation, make, mutate};
use gouji::report::{mutation_json, mutation_terminal, not_made_words};
use gouji::session::{Edition, Editions, open};

use super::arguments::{Format, MutateArgs};
use super::generate::YEAR;
use super::inputs::{Inputs, collect};
use super::loader::FileLoader;
use super::rules::say_broken;
use super::{FINE, UNREAD, WRONG, out};

/// Plants mistakes; the exit status.
pub(super) fn run(asked: &MutateArgs) -> u8 {
    let mut work = Work { asked, sum: Mutation::default(), status: FINE };
    let done = if asked.inputs.is_empty() { work.made_up() } else { work.inputs() };
    if let Err(status) = done {
        return status;
    }
    match asked.format.format {
        Format::Json => out::print(&mutation_json(&work.sum)),
        Format::Text => out::print(&mutation_terminal(&work.sum)),
    }
    work.status
}

struct Work<'w> {
    asked: &'w MutateArgs,
    sum: Mutation,
    status: u8,
}

impl Work<'_> {
    /// An account that is made up.
    fn made_up(&mut self) -> Result<(), u8> {
        let year = self.asked.rules.year.unwrap_or(YEAR);
        let edition = open(&FileLoader, &self.asked.rules.rules, Some(year));
        if say_broken(&edition, self.asked.color.color) {
            return Err(WRONG);
        }
        let made = make(&edition, self.asked.seed).map_err(|why| {
            out::complain(&format!("编不出合乎规则的一份来试：{}\n", not_made_words(&why)));
            WRONG
        })?;
        self.one(&edition, &made.account);
        Ok(())
    }

    fn inputs(&mut self) -> Result<(), u8> {
        let editions = Editions::new(&FileLoader, &self.asked.rules.rules, self.asked.rules.year);
        let inputs = collect(&self.asked.inputs, self.asked.one);
        for input in &inputs.documents {
            let document = match input.read(&editions) {
                Ok(document) => document,
                Err(why) => {
                    out::complain(&format!("读不了「{}」：{why}\n", input.name()));
                    self.status = UNREAD;
                    continue;
                }
            };
            let choice = editions.choose(&document);
            if say_broken(&choice.edition, self.asked.color.color) {
                return Err(WRONG);
            }
            for account in choice.read(&document) {
                self.one(&choice.edition, &account);
            }
        }
        for (name, why) in &inputs.unreadable {
            out::complain(&format!("读不了「{name}」：{why}\n"));
            self.status = UNREAD;
        }
        if inputs.documents.is_empty() && inputs.unreadable.is_empty() {
            out::complain(&Inputs::nothing_words(&self.asked.inputs));
            return Err(UNREAD);
        }
        Ok(())
    }

    fn one(&mut self, edition: &Edition, account: &Account) {
        let mut bar = None;
        let found = mutate(edition, account, self.asked.seed, &mut |done, all| {
            bar.get_or_insert_with(|| out::Progress::new("埋错", all)).to(done);
        });
        if let Some(bar) = bar {
            bar.end();
        }
        self.sum.add(found);
    }
}
