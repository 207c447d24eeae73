//! `gouji read`: what was read, before any rule runs.

use std::convert::Infallible;
use std::sync::Arc;

use gouji::account::Account;
use gouji::document::Document;
use gouji::report::{DocumentRead, account_html, account_terminal, accounts_json};
use gouji::session::{Edition, Editions, Holding};

use super::arguments::{ReadArgs, ReadFormat};
use super::inputs::{Input, Inputs, collect};
use super::joined::{Taken, join_parts};
use super::loader::FileLoader;
use super::{FINE, UNREAD, out};

/// A document with its edition and what was read of it; the document itself only where it is shown.
struct Read {
    edition: Arc<Edition>,
    document: Document,
    accounts: Vec<Account>,
    holding: Option<Holding>,
}

/// Reads and shows; the exit status. Rules that are broken do not stop it.
pub(super) fn run(asked: &ReadArgs) -> u8 {
    let mut inputs = collect(&asked.inputs, asked.one);
    let editions = Editions::new(&FileLoader, &asked.rules.rules, asked.rules.year);
    let keep = asked.format == ReadFormat::Html;
    let take = |inputs: &[Input]| -> Vec<Taken<Read>> {
        inputs.iter().map(|input| read(input, &editions, keep)).collect()
    };
    let alone = take(&inputs.documents);
    let joined = join_parts(
        &mut inputs,
        alone,
        |read| read.holding.as_ref(),
        |wholes| Ok::<_, Infallible>(take(wholes)),
    );
    let (taken, alone) = joined.unwrap_or_default();
    let mut status = FINE;
    let mut done: Vec<Read> = Vec::new();
    let mut failed = Vec::new();
    for (input, taken) in inputs.documents.iter().zip(taken) {
        match taken {
            Ok(read) => done.push(read),
            Err(why) => failed.push((input.name(), why)),
        }
    }
    show(&done, asked);
    for (name, why) in failed.iter().chain(&inputs.unreadable) {
        out::complain(&format!("读不了「{name}」：{why}\n"));
        status = UNREAD;
    }
    out::complain(&alone);
    out::complain(&inputs.skipped_words());
    if nothing(&inputs) {
        out::complain("没有可以读的文件；请给出文件，或含有这些文件的文件夹\n");
        return UNREAD;
    }
    status
}

fn nothing(inputs: &Inputs) -> bool {
    inputs.documents.is_empty() && inputs.unreadable.is_empty()
}

fn show(read: &[Read], asked: &ReadArgs) {
    match asked.format {
        ReadFormat::Json => {
            let all: Vec<_> = read
                .iter()
                .flat_map(|read| read.accounts.iter().map(|account| (&read.edition.schema, account)))
                .collect();
            out::print(&accounts_json(&all));
        }
        ReadFormat::Text => {
            let options = out::options(asked.color.color, false);
            for read in read {
                out::print(&account_terminal(&read.edition.schema, &read.accounts, &options));
            }
        }
        ReadFormat::Html => {
            let documents: Vec<_> = read
                .iter()
                .map(|read| DocumentRead {
                    schema: &read.edition.schema,
                    document: &read.document,
                    accounts: &read.accounts,
                })
                .collect();
            out::stream(|out| account_html(&documents, out));
        }
    }
}

/// Reads a document; it is kept only where it is shown.
fn read(input: &Input, editions: &Editions, keep: bool) -> Taken<Read> {
    let document = input.read(editions)?;
    let choice = editions.choose(&document);
    let accounts = choice.read(&document);
    let edition = choice.edition;
    let holding = Holding::of_document(&edition, &document, &accounts);
    Ok(Read { edition, document: if keep { document } else { Document::default() }, accounts, holding })
}
