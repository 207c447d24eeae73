//! `gouji read`: what was read, before any rule runs.

use std::sync::Arc;

use gouji::account::Account;
use gouji::report::{account_terminal, accounts_json};
use gouji::session::{Edition, Editions};

use super::arguments::{Format, ReadArgs};
use super::inputs::{Input, collect};
use super::loader::FileLoader;
use super::{FINE, UNREAD, out};

/// Reads and shows; the exit status. Rules that are broken do not stop it.
pub(super) fn run(asked: &ReadArgs) -> u8 {
    let inputs = collect(&asked.inputs, asked.one);
    let loader = FileLoader;
    let mut editions = Editions::new(&loader, &asked.rules.rules, asked.rules.year);
    let mut read: Vec<(Arc<Edition>, Vec<Account>)> = Vec::new();
    let mut status = FINE;
    for input in &inputs.documents {
        match accounts(input, &mut editions) {
            Ok(accounts) => read.push(accounts),
            Err(why) => {
                out::complain(&format!("读不了「{}」：{why}\n", input.name()));
                status = UNREAD;
            }
        }
    }
    for (name, why) in &inputs.unreadable {
        out::complain(&format!("读不了「{name}」：{why}\n"));
        status = UNREAD;
    }
    match asked.format {
        Format::Json => {
            let all: Vec<_> = read
                .iter()
                .flat_map(|(edition, accounts)| accounts.iter().map(|account| (&edition.schema, account)))
                .collect();
            out::print(&accounts_json(&all));
        }
        Format::Text => {
            let options = out::options(asked.color.color, false);
            for (edition, accounts) in &read {
                out::print(&account_terminal(&edition.schema, accounts, &options));
            }
        }
    }
    out::complain(&inputs.skipped_words());
    status
}

fn accounts(input: &Input, editions: &mut Editions) -> Result<(Arc<Edition>, Vec<Account>), String> {
    let document = input.read()?;
    let edition = editions.edition(&document);
    let accounts = edition.read(&document);
    Ok((edition, accounts))
}
