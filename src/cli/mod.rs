//! The binary: arguments, files, exit status. Everything that is decided or worded is the library's.
//!
//! May live here: opening files, printing, ending the process. May not: anything that another front door would need, too.
//!
//! Exit status: 0 in order · 1 at least one 不符 at level 错误 · 2 the command line or a rule file is wrong ·
//! 3 an input could not be read, or nothing was decided · 130 interrupted.

mod analyze;
mod archive;
mod arguments;
mod case_files;
mod categories;
mod check;
mod checker;
mod columns;
mod compare;
mod company;
mod config;
mod convert;
mod convert_source;
mod delivery;
mod doc;
mod explain;
mod filter;
mod fmt;
mod generate;
mod init;
mod inputs;
mod interrupt;
mod joined;
mod judged;
mod loader;
mod lsp;
mod manual;
mod mutate;
mod ordered;
mod out;
mod page;
mod parts;
mod read;
mod results;
mod rules;
mod stream;
mod system;
mod test;
mod told;
mod usage;
mod waivers;
mod written;

use std::process::ExitCode;

use arguments::{Command, SchemaName};
use config::Config;
use gouji::report::{JsonSchema, json_schema};

/// In order.
const FINE: u8 = 0;
/// 不符 at level 错误, or nothing found.
const FOUND: u8 = 1;
/// The command line or a rule file is wrong.
const WRONG: u8 = 2;
/// An input could not be read, or nothing was decided.
const UNREAD: u8 = 3;

/// Runs the command that the arguments name.
pub(crate) fn run() -> ExitCode {
    let status = match arguments::parse(wild::args_os()) {
        Ok((command, settings)) => configured(command, settings),
        Err(error) => usage::report(&error),
    };
    ExitCode::from(if out::say_lost() { UNREAD } else { status })
}

/// Fills in what the settings say, and does what is asked.
fn configured(mut command: Command, settings: bool) -> u8 {
    if settings {
        match Config::find() {
            Ok(config) if matches!(command, Command::Config) => {
                out::print(&config.words());
                return FINE;
            }
            Ok(config) => config.apply(&mut command),
            Err(why) => {
                out::complain(&why);
                return WRONG;
            }
        }
    }
    execute(command)
}

fn execute(command: Command) -> u8 {
    match command {
        Command::Check(asked) => stream::check(&asked),
        Command::Waive(asked) => waivers::list(&asked),
        Command::Compare(asked) => compare::run(&asked),
        Command::Config => {
            out::print(&Config::default().words());
            FINE
        }
        Command::Template => {
            out::print(gouji::delivery::DEFAULT_TEMPLATE);
            FINE
        }
        Command::Convert(asked) => convert::run(&asked),
        Command::Read(asked) => read::run(&asked),
        Command::CheckRules(asked) => rules::check_rules(&asked),
        Command::Fmt(asked) => fmt::run(&asked),
        Command::Explain(asked) => explain::run(&asked),
        Command::Test(asked) => test::run(&asked),
        Command::Find(asked) => rules::find(&asked),
        Command::Show(asked) => rules::show(&asked),
        Command::Doc(asked) => doc::run(&asked),
        Command::Generate(asked) => generate::run(&asked),
        Command::Mutate(asked) => mutate::run(&asked),
        Command::Analyze(asked) => analyze::run(&asked),
        Command::Lsp { stdio: _ } => lsp::run(),
        Command::Schema { of } => {
            out::print(json_schema(match of {
                SchemaName::Findings => JsonSchema::Findings,
                SchemaName::Account => JsonSchema::Account,
                SchemaName::Data => JsonSchema::Data,
            }));
            FINE
        }
        Command::Init(asked) => init::run(&asked),
        Command::Man { folder } => manual::write(&folder),
        Command::Completions { shell } => {
            out::print(&arguments::completions(shell));
            FINE
        }
    }
}
