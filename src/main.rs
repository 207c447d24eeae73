//! The command line of gouji.

mod cli;

use std::process::ExitCode;

/// Recognition makes many short texts: the system's allocator takes a third of a run.
#[cfg(feature = "mimalloc")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cli::run()
}
