//! `gouji fmt`: rule files in their one form.

use std::collections::BTreeSet;
use std::io::Read;
use std::path::Path;

use gouji::report::{diagnostics, load_error_words, unformatted_words, unified_diff};
use gouji::source::{Load, Sources, rule_text};
use gouji::syntax::{MAX_RULE_FILE, Unformatted, format};

use super::arguments::FmtArgs;
use super::loader::FileLoader;
use super::system::system_words;
use super::written::replace;
use super::{FINE, FOUND, UNREAD, WRONG, out};

/// What standard input is called.
const STANDARD: &str = "-";

/// Formats; the exit status.
pub(super) fn run(asked: &FmtArgs) -> u8 {
    let mut work = Work { asked, sources: Sources::default(), status: FINE };
    let mut done = BTreeSet::new();
    for input in &asked.inputs {
        let listed = if input == STANDARD { Ok(vec![input.clone()]) } else { FileLoader.list(input) };
        match listed {
            Ok(names) => names.iter().filter(|name| done.insert((*name).clone())).for_each(|name| {
                work.file(name);
            }),
            Err(why) => work.wrong(&load_error_words(&why)),
        }
    }
    work.status
}

struct Work<'a> {
    asked: &'a FmtArgs,
    sources: Sources,
    status: u8,
}

impl Work<'_> {
    fn wrong(&mut self, words: &str) {
        out::complain(&format!("{words}\n"));
        self.status = WRONG;
    }

    fn file(&mut self, name: &str) {
        let loaded = if name == STANDARD {
            standard()
        } else {
            FileLoader.load(name).map_err(|why| load_error_words(&why))
        };
        let text = match loaded {
            Ok(text) => text,
            Err(why) => return self.wrong(&why),
        };
        let source = self.sources.add(name, text.clone());
        match format(source, &text) {
            Ok(formatted) => self.formatted(name, &text, &formatted),
            Err(Unformatted::Mistakes(found)) => {
                let options = out::error_options(self.asked.color.color);
                out::complain_styled(&diagnostics(&self.sources, &found, &options));
                self.wrong(&unformatted_words(name, true));
            }
            Err(Unformatted::NotTheSame) => self.wrong(&unformatted_words(name, false)),
        }
    }

    /// Shows, names or writes what a file comes to.
    fn formatted(&mut self, name: &str, text: &str, formatted: &str) {
        let changed = text != formatted;
        if self.asked.diff {
            out::print(&unified_diff(name, text, formatted));
        }
        if self.asked.check && changed {
            self.status = self.status.max(FOUND);
            if !self.asked.diff {
                out::print(&format!("{}\n", gouji::text::visible(name)));
            }
        }
        if self.asked.check || self.asked.diff {
            return;
        }
        if self.asked.stdout || name == STANDARD {
            out::print(formatted);
        } else if changed && let Err(why) = replace(Path::new(name), formatted) {
            out::complain(&format!("写不了「{name}」：{}\n", system_words(&why)));
            self.status = UNREAD;
        }
    }
}

/// The text on standard input.
fn standard() -> Result<String, String> {
    let mut bytes = Vec::new();
    let read = std::io::stdin().lock().take(MAX_RULE_FILE as u64 + 1).read_to_end(&mut bytes);
    read.map_err(|why| format!("读不了标准输入：{}", system_words(&why)))?;
    rule_text(&bytes)
        .map_err(|at| load_error_words(&gouji::source::LoadError::NotUtf8("标准输入".to_owned(), at)))
}
