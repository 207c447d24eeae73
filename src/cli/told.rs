//! What came of a run so far, and how it is written: lines as they come, totals at the end.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::Arc;

use gouji::proof::{LedgerLine, RuleSetInfo, UnitFindings, Verdict};
use gouji::report::{
    Batch, Outcome, RefusedOut, Total, UnitEntries, batch_terminal, diagnostics, level_word, outcomes_json,
    summary_line, unit_line, verdict_words,
};
use gouji::session::{Edition, Totals};
use gouji::text::visible;

use super::arguments::{CheckArgs, CheckFormat};
use super::columns::Stretch;
use super::filter::Filter;
use super::inputs::Inputs;
use super::interrupt::{self, INTERRUPTED};
use super::judged::Judged;
use super::{FINE, FOUND, UNREAD, WRONG, out};

/// Lines that were not taken and are told one by one.
const REFUSED: usize = 50;

/// What has come of a run so far.
#[derive(Default)]
pub(super) struct Run {
    totals: BTreeMap<String, (RuleSetInfo, Totals)>,
    told: u64,
    /// Documents by the gravest that was found.
    total: Total,
    /// Units of totals that were written and let go.
    done: u64,
    wrong: bool,
    /// Something was decided: 通过, 尾差 or 不符.
    decided: bool,
    pub(super) unread: bool,
    pub(super) refused: Vec<(String, Option<u64>, String, String)>,
    more_refused: u64,
    /// Rules that cannot be used.
    pub(super) broken: Option<Arc<Edition>>,
    /// Standard output takes no more.
    pub(super) closed: Option<std::io::Error>,
    /// Who else is to know of the units of files of columns.
    pub(super) also: Option<Also>,
    /// For JSON, which is one value.
    held: Vec<(UnitFindings, RuleSetInfo)>,
}

/// Takes what came of a unit of a file: the file, the unit, the rules.
pub(super) type Also = Box<dyn FnMut(&str, &UnitFindings, &RuleSetInfo) + Send>;

/// What is to be written of a document.
#[derive(Default)]
pub(super) struct Told {
    /// To standard output.
    pub(super) out: String,
    /// To standard error.
    pub(super) err: String,
}

impl Run {
    /// Whether all of it goes into a folder, too.
    fn is_listed(&self) -> bool {
        self.also.is_some()
    }

    pub(super) fn units(&self) -> u64 {
        self.totals.values().map(|(_, totals)| totals.units).sum()
    }

    /// Tells what came of a document.
    pub(super) fn tell(&mut self, asked: &CheckArgs, name: &str, judged: Judged) {
        let text = self.text_of(asked, name, judged);
        self.write(&text.out);
        out::complain(&text.err);
    }

    /// Counts what came of a document, and gives what is to be written of it.
    pub(super) fn text_of(&mut self, asked: &CheckArgs, name: &str, judged: Judged) -> Told {
        let mut told = Told::default();
        match judged {
            Ok(checked) => {
                self.unread |= checked.is_empty;
                for (unit, info) in checked.units {
                    self.count(&unit, &info);
                    let says = unit.findings.iter().any(|f| f.verdict != Verdict::Rounding);
                    // In a folder each unit has its line.
                    self.told += u64::from(self.is_listed() || says && asked.format == CheckFormat::Jsonl);
                    match asked.format {
                        CheckFormat::Jsonl if says => {
                            told.out.push_str(&unit_line(
                                &Outcome::Checked(&unit, &info),
                                &info,
                                asked.ledger,
                            ));
                        }
                        CheckFormat::Text if self.is_listed() => {
                            told.out.push_str(&format!("{}\n", visible(&verdict_words(&unit))));
                        }
                        CheckFormat::Text => {
                            let outcome = [Outcome::Checked(&unit, &info)];
                            let options = out::options(asked.color.color, asked.verbose);
                            told.out.push_str(&gouji::report::terminal(&outcome, &options));
                        }
                        CheckFormat::Json => self.held.push((unit, info.as_ref().clone())),
                        CheckFormat::Jsonl | CheckFormat::Html => {}
                    }
                }
            }
            // What an interrupt left out has no reason.
            Err(why) if why.is_empty() => {}
            Err(why) => {
                self.unread = true;
                told.err = format!("读不了「{name}」：{why}\n");
                self.refused.push((name.to_owned(), None, String::new(), why));
            }
        }
        told
    }

    /// Counts a unit that was judged by itself.
    fn count(&mut self, unit: &UnitFindings, info: &RuleSetInfo) {
        // A journal keeps no reasons: with and without one the totals are to be the same.
        let in_folder = self.is_listed();
        let (_, totals) = self.of(info);
        totals.units += 1;
        if in_folder {
            let line = |line: &LedgerLine| LedgerLine { reasons: Vec::new(), ..line.clone() };
            totals.add(&unit.ledger.iter().map(line).collect::<Vec<_>>());
        } else {
            totals.add(&unit.ledger);
        }
        self.decided |= unit.summary.is_decided();
        self.wrong |= unit.is_wrong();
        self.total.take(unit);
    }

    /// Counts a unit that a run before has judged, and whether it is wrong.
    pub(super) fn count_done(
        &mut self,
        info: &RuleSetInfo,
        ledger: &[LedgerLine],
        entries: &UnitEntries,
        wrong: bool,
    ) {
        let (_, totals) = self.of(info);
        totals.units += 1;
        totals.add(ledger);
        self.decided |= ledger.iter().any(|line| line.counts.is_decided());
        self.wrong |= wrong;
        self.told += 1;
        self.total.count(|level| entries.count(level_word(level)) > 0);
    }

    fn of(&mut self, info: &RuleSetInfo) -> &mut (RuleSetInfo, Totals) {
        let key = format!("{}\u{0}{}\u{0}{}", info.name, info.version, info.digest);
        self.totals.entry(key).or_insert_with(|| (info.clone(), Totals::default()))
    }

    /// Tells what came of a stretch; false where the run is to end.
    pub(super) fn take(
        &mut self,
        asked: &CheckArgs,
        filter: &Filter,
        batch: &mut Batch,
        source: &str,
        stretch: Stretch,
    ) -> bool {
        for (line, text, why) in stretch.refused {
            if self.refused.len() >= REFUSED {
                self.more_refused += 1;
                continue;
            }
            let at = line.map(|line| format!("第 {line} 行")).unwrap_or_default();
            out::complain(&format!("「{source}」{at}「{text}」没有用上：{why}\n"));
            self.refused.push((source.to_owned(), line, text, why));
        }
        for (edition, judged) in stretch.judged {
            if edition.has_errors() {
                self.broken = Some(edition);
                return false;
            }
            let silent = judged.totals.units.saturating_sub(judged.units.len() as u64);
            self.total.fine(silent);
            for (_, mut unit) in judged.units {
                filter.apply(&mut unit);
                self.total.take(&unit);
                let says = unit.findings.iter().any(|finding| finding.verdict != Verdict::Rounding);
                self.wrong |= unit.is_wrong();
                batch.take(&unit);
                if !says && unit.notices.is_empty() {
                    continue;
                }
                self.told += u64::from(self.is_listed() || asked.format == CheckFormat::Jsonl);
                if let Some(also) = &mut self.also {
                    also(source, &unit, &edition.info);
                }
                match asked.format {
                    CheckFormat::Jsonl => {
                        let line =
                            unit_line(&Outcome::Checked(&unit, &edition.info), &edition.info, asked.ledger);
                        self.write(&line);
                    }
                    CheckFormat::Json => self.held.push((unit, edition.info.clone())),
                    CheckFormat::Text | CheckFormat::Html => {}
                }
            }
            let mut totals = judged.totals;
            totals.retain(&|category, number| filter.wants(category, number));
            self.decided |= totals.summary.is_decided();
            self.of(&edition.info).1.join(&totals);
        }
        self.flush();
        self.closed.is_none() && !interrupt::is_asked()
    }

    pub(super) fn write(&mut self, text: &str) {
        if self.closed.is_none()
            && let Err(why) = std::io::stdout().lock().write_all(text.as_bytes())
        {
            self.closed = Some(why);
        }
    }

    pub(super) fn flush(&mut self) {
        if self.closed.is_none()
            && let Err(why) = std::io::stdout().lock().flush()
        {
            self.closed = Some(why);
        }
    }

    pub(super) fn print_page(&mut self, asked: &CheckArgs, name: &str, batch: &Batch) {
        let mut pages = String::new();
        for (_, totals) in self.totals.values() {
            let options = out::options(asked.color.color, asked.verbose);
            let ledger = totals.ledger();
            pages.push_str(&batch_terminal(name, totals.units, batch, &totals.summary, &ledger, &options));
        }
        self.write(&pages);
        self.done += self.units();
        self.totals.clear();
    }

    pub(super) fn finish(mut self, asked: &CheckArgs, nothing: bool, inputs: &Inputs) -> u8 {
        let done = self.done.max(self.units());
        if let Some(edition) = &self.broken {
            let options = out::error_options(asked.color.color);
            out::complain_styled(&diagnostics(&edition.sources, &edition.diagnostics, &options));
            return WRONG;
        }
        if self.more_refused > 0 {
            out::complain(&format!("另有 {} 行没有用上，没有列出；请先改正前面的\n", self.more_refused));
        }
        let mut ledgers: Vec<Vec<LedgerLine>> = self.totals.values().map(|(_, all)| all.ledger()).collect();
        ledgers.extend(self.held.iter().map(|(unit, _)| unit.ledger.clone()));
        match asked.format {
            CheckFormat::Jsonl => {
                let summaries = self.summaries();
                self.write(&summaries);
            }
            CheckFormat::Json => {
                let none = RuleSetInfo::default();
                let info = self.held.first().map_or(&none, |(_, info)| info).clone();
                let held = std::mem::take(&mut self.held);
                let outcomes: Vec<Outcome<'_>> =
                    held.iter().map(|(unit, info)| Outcome::Checked(unit, info)).collect();
                self.write(&outcomes_json(&outcomes, &info));
            }
            CheckFormat::Text | CheckFormat::Html => {}
        }
        self.flush();
        // A reader that has gone away wanted no more; a full disk has lost what it was to keep.
        if let Some(why) = self.closed.as_ref().filter(|why| why.kind() != std::io::ErrorKind::BrokenPipe) {
            out::complain(&format!("结果没有写完：{}\n", super::system::system_words(why)));
            return UNREAD;
        }
        if nothing && inputs.unreadable.is_empty() {
            out::complain(&Inputs::nothing_words(&asked.inputs));
            return UNREAD;
        }
        if interrupt::is_asked() {
            out::complain(&interrupt::words(done, "个单位", 0));
            return INTERRUPTED;
        }
        let lines: Vec<&LedgerLine> = ledgers.iter().flatten().collect();
        let told = Some(lines.as_slice()).filter(|_| !ledgers.is_empty());
        if is_for_nothing(asked, done > 0, told, self.decided) {
            return UNREAD;
        }
        status(self.unread, self.wrong)
    }

    /// How many documents there were of which kind.
    pub(super) fn total_words(&self) -> String {
        let unread = u64::try_from(self.refused.len()).unwrap_or(u64::MAX);
        Total { unread, ..self.total }.words() + "\n"
    }

    /// The last lines of JSON Lines.
    pub(super) fn summaries(&self) -> String {
        let refused: Vec<RefusedOut<'_>> = self
            .refused
            .iter()
            .map(|(source, line, text, why)| RefusedOut { source, line: *line, text, why })
            .collect();
        if self.totals.is_empty() {
            let none = (RuleSetInfo::default(), Totals::default());
            return summary_line((0, 0), &none.1.summary, &[], &refused, &none.0);
        }
        let line = |(info, totals): &(RuleSetInfo, Totals)| {
            let counts = (totals.units, self.told);
            summary_line(counts, &totals.summary, &totals.ledger(), &refused, info)
        };
        self.totals.values().map(line).collect()
    }
}

/// The exit status: that something could not be read says more than that something is wrong, since what is unread may be
/// wrong, too; where both are so, both are said.
pub(super) fn status(unread: bool, wrong: bool) -> u8 {
    if unread && wrong {
        out::complain("既有错误级别的不符，又有没读成的：退出码按没读成的算，是 3\n");
    }
    match (unread, wrong) {
        (true, _) => UNREAD,
        (_, true) => FOUND,
        _ => FINE,
    }
}

/// Whether nothing came of a run over some units, though no less than all was asked for, and says so: a program that reads
/// the exit status is not to take it for all in order.
pub(super) fn is_for_nothing(
    asked: &CheckArgs,
    units: bool,
    ledger: Option<&[&LedgerLine]>,
    decided: bool,
) -> bool {
    let filter = Filter::new(&asked.only, &asked.skip);
    if filter.is_active() {
        let Some(ledger) = ledger.filter(|_| units) else { return false };
        let unmet = filter.unmet(ledger);
        if !unmet.is_empty() {
            let unmet = unmet.join("、");
            out::complain(&format!("--only 所写的「{unmet}」：所用的规则里没有，用 gouji find 可以查编号\n"));
        }
        return ledger.is_empty();
    }
    let nothing = units && !decided;
    if nothing {
        out::complain("没有核对成任何一处：所给的文件里，没有一条规则得出通过、尾差或不符\n");
    }
    nothing
}
