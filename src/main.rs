//! The command line of gouji.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
