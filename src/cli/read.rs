//! `gouji read`: what was read, before any rule runs.

use std::sync::Arc;

use gouji::account::Account;
use gouji::document::Document;
use gouji::report::{DocumentRead, account_html, account_terminal, accounts_json};
use gouji::session::{Edition, Editions};

use super::arguments::{ReadArgs, ReadFormat};
use super::inputs::{Input, collect};
use super::loader::FileLoader;
use super::{FINE, UNREAD, out};

/// A document with its edition and what was read of it; the document itself only where it is shown.
type Read = (Arc<Edition>, Document, Vec<Account>);

/// Reads and shows; the exit status. Rules that are broken do not stop it.
pub(super) fn run(asked: &ReadArgs) -> u8 {
    let inputs = collect(&asked.inputs, asked.one);
    let loader = FileLoader;
    let mut editions = Editions::new(&loader, &asked.rules.rules, asked.rules.year);
    let mut read: Vec<Read> = Vec::new();
    let mut status = FINE;
    for input in &inputs.documents {
        match accounts(input, &mut editions) {
            Ok((edition, document, accounts)) => {
                let shown = asked.format == ReadFormat::Html;
                read.push((edition, if shown { document } else { Document::default() }, accounts));
            }
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
        ReadFormat::Json => {
            let all: Vec<_> = read
                .iter()
                .flat_map(|(edition, _, accounts)| accounts.iter().map(|account| (&edition.schema, account)))
                .collect();
            out::print(&accounts_json(&all));
        }
        ReadFormat::Text => {
            let options = out::options(asked.color.color, false);
            for (edition, _, accounts) in &read {
                out::print(&account_terminal(&edition.schema, accounts, &options));
            }
        }
        ReadFormat::Html => {
            let documents: Vec<_> = read
                .iter()
                .map(|(edition, document, accounts)| DocumentRead {
                    schema: &edition.schema,
                    document,
                    accounts,
                })
                .collect();
            out::stream(|out| account_html(&documents, out));
        }
    }
    out::complain(&inputs.skipped_words());
    status
}

fn accounts(input: &Input, editions: &mut Editions) -> Result<Read, String> {
    let document = input.read()?;
    let edition = editions.edition(&document);
    let accounts = edition.read(&document);
    Ok((edition, document, accounts))
}
