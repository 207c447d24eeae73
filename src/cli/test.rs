//! `gouji test`: cases beside the rules.

use std::mem::ManuallyDrop;
use std::num::NonZero;
use std::path::Path;

use gouji::cases::{Accepted, CasesRan, Failure, accept, run as run_cases};
use gouji::report::{CasesOut, cases_json, cases_terminal};
use gouji::session::{Editions, open_all};

use super::arguments::{Format, TestArgs};
use super::case_files::{self, Found};
use super::loader::FileLoader;
use super::rules::say_broken;
use super::system::system_words;
use super::written::replace;
use super::{FINE, FOUND, UNREAD, WRONG, out};

/// Runs cases; the exit status.
pub(super) fn run(asked: &TestArgs) -> u8 {
    // The process ends right behind: what many editions hold is not given back piece by piece.
    let editions = ManuallyDrop::new(Editions::new(&FileLoader, &asked.rules.rules, asked.rules.year));
    let found = case_files::found(&asked.inputs, &asked.rules.rules, &editions);
    if found.files.is_empty() {
        return nothing(asked, found.status);
    }
    let cores = || std::thread::available_parallelism().map_or(1, NonZero::get);
    let ran = run_cases(&editions, &found.files, asked.threads.unwrap_or_else(cores));
    if ran.broken.as_ref().is_some_and(|edition| say_broken(edition, asked.color.color)) {
        return WRONG;
    }
    let mut status = found.status;
    let accepted = if asked.accept { accept_all(&found, &ran, &mut status) } else { Vec::new() };
    let told = CasesOut { ran: &ran, accepted: &accepted };
    match asked.format.format {
        Format::Json => out::print(&cases_json(&told)),
        Format::Text => {
            out::print(&cases_terminal(&told, &out::options(asked.color.color, asked.verbose)));
        }
    }
    match (status, ran.mistakes.is_empty(), told.failed()) {
        (FINE, true, 0) => FINE,
        (FINE, true, _) => FOUND,
        (FINE, false, _) => WRONG,
        (status, ..) => status,
    }
}

/// Says that there is no case, or why the rules cannot be used that they would stand beside.
fn nothing(asked: &TestArgs, status: u8) -> u8 {
    if status != FINE {
        return status;
    }
    let editions = open_all(&FileLoader, &asked.rules.rules, asked.rules.year);
    if editions.iter().any(|edition| say_broken(edition, asked.color.color)) {
        return WRONG;
    }
    let where_to = if asked.inputs.is_empty() {
        format!("规则「{}」旁边没有案例；", asked.rules.rules.join("」「"))
    } else {
        format!("「{}」里没有案例；", asked.inputs.join("」「"))
    };
    out::complain(&format!(
        "{where_to}案例写在 .md 文件里：一行「## 规则编号 说明」，下面是 ```成立、```不成立 的文字，写法见 docs/testing-rules.md\n"
    ));
    WRONG
}

/// Writes what came into the files of the cases that failed; what was done about each, in order.
fn accept_all(found: &Found, ran: &CasesRan<'_>, status: &mut u8) -> Vec<Accepted> {
    let mut all = Vec::new();
    for (number, (file, held)) in found.files.iter().zip(&found.held).enumerate() {
        let failures: Vec<&Failure<'_>> =
            ran.failures.iter().filter(|failure| failure.at.0 == number).collect();
        if failures.is_empty() {
            continue;
        }
        let Some(path) = held.path.as_ref().filter(|_| !held.recoded) else {
            let why =
                if held.recoded { "不是 UTF-8，请另存为 UTF-8" } else { "不是可以改的文件" };
            out::complain(&format!("「{}」{why}；没有改\n", file.name));
            *status = UNREAD;
            all.extend(failures.iter().map(|_| Accepted::Unwritten));
            continue;
        };
        let (text, accepted) = accept(&held.text, file, &failures);
        let mark = if held.marked { "\u{feff}" } else { "" };
        match replace(Path::new(path), &format!("{mark}{text}")) {
            Ok(()) => all.extend(accepted),
            Err(why) => {
                out::complain(&format!("写不了「{path}」：{}\n", system_words(&why)));
                *status = UNREAD;
                all.extend(failures.iter().map(|_| Accepted::Unwritten));
            }
        }
    }
    all
}
