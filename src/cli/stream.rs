//! `gouji check` of many units: a line or an entry a unit as it is judged, in the order of the input, and totals at the
//! end. Nothing is held that was written.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use gouji::proof::{Finding, RuleSetInfo, UnitFindings, Verdict};
use gouji::report::{
    Batch, Outcome, RefusedOut, batch_terminal, diagnostics, outcomes_json, summary_line, unit_line,
};
use gouji::session::{Company, Edition, Totals};
use gouji::syntax::Level;

use super::arguments::{CheckArgs, CheckFormat};
use super::checker::{Checker, Judged};
use super::columns::{Kept, Stretch, judge, kept};
use super::company::Together;
use super::filter::Filter;
use super::inputs::{Input, Inputs, collect};
use super::{FINE, FOUND, UNREAD, WRONG, check, company, out};

/// Lines that were not taken and are told one by one.
const REFUSED: usize = 50;

/// Checks; the exit status. Files of columns and JSON Lines are told unit by unit, the rest as one answer.
pub(super) fn check(asked: &CheckArgs) -> u8 {
    let filter = Filter::new(&asked.only, &asked.skip);
    if filter.wants_nothing() {
        out::complain("--only 要的类别都被 --skip 去掉了，没有可以核对的；请改其中一个\n");
        return WRONG;
    }
    let mut inputs = collect(&asked.inputs, asked.one);
    let columns = take_columns(&mut inputs, asked);
    if columns.is_empty() && asked.format != CheckFormat::Jsonl {
        return check::run(asked, filter, inputs);
    }
    run(asked, filter, inputs, &columns)
}

/// Takes the files of columns out of the inputs.
fn take_columns(inputs: &mut Inputs, asked: &CheckArgs) -> Vec<(PathBuf, Kept)> {
    // Small data is read as documents are where they are asked to judge each other.
    let always = asked.format == CheckFormat::Jsonl && asked.history.is_empty() && asked.units.is_none();
    let mut columns = Vec::new();
    inputs.documents.retain(|input| match input {
        Input::File(path) => match kept(path, always) {
            Some(kept) => {
                columns.push((path.clone(), kept));
                false
            }
            None => true,
        },
        _ => true,
    });
    columns
}

/// What has come of a run so far.
#[derive(Default)]
struct Run {
    totals: BTreeMap<String, (RuleSetInfo, Totals)>,
    told: u64,
    wrong: bool,
    unread: bool,
    refused: Vec<(String, Option<u64>, String, String)>,
    more_refused: u64,
    /// Rules that cannot be used.
    broken: Option<Arc<Edition>>,
    /// Standard output takes no more.
    closed: Option<std::io::Error>,
    /// For JSON, which is one value.
    held: Vec<(UnitFindings, RuleSetInfo)>,
}

/// Checks and tells unit by unit.
fn run(asked: &CheckArgs, filter: Filter, mut inputs: Inputs, columns: &[(PathBuf, Kept)]) -> u8 {
    let mut checker = Checker::new(asked, filter);
    let mut run = Run::default();
    let given = match company::open(asked) {
        Ok(given) => given,
        Err(why) => {
            out::complain(&why);
            return WRONG;
        }
    };
    match company::judge_all(given, asked, &mut inputs, &mut checker) {
        Ok(Together { judged, alone, company, unread }) => {
            documents(asked, &mut run, &inputs, judged);
            out::complain(&alone);
            run.unread |= !unread.is_empty();
            files(asked, &mut run, &checker, &company, columns);
            out::complain(&company::words(&company, &unread, asked));
        }
        Err(edition) => run.broken = Some(edition),
    }
    for (name, why) in &inputs.unreadable {
        run.unread = true;
        out::complain(&format!("读不了「{name}」：{why}\n"));
    }
    out::complain(&inputs.skipped_words());
    run.finish(asked, columns.is_empty() && inputs.documents.is_empty(), &inputs)
}

/// Judges files of columns and tells what came of them.
fn files(
    asked: &CheckArgs,
    run: &mut Run,
    checker: &Checker<'_>,
    company: &Company,
    columns: &[(PathBuf, Kept)],
) {
    for (path, kept) in columns {
        if run.broken.is_some() || run.closed.is_some() {
            break;
        }
        let name = path.to_string_lossy().into_owned();
        if company.register().is_some() {
            out::complain(&format!(
                "「{name}」是一段一段核对的：里面的单位不互为所属单位；要核对汇总，把各单位分成文件\n"
            ));
        }
        let mut batch = Batch::default();
        let (units, before) = (run.units(), run.refused.len());
        let whole = asked.ledger || asked.format == CheckFormat::Json || checker.filter.is_active();
        let mut take = |stretch| run.take(asked, &checker.filter, &mut batch, &name, stretch);
        let how = (checker.threads(), whole);
        let judged = judge(path, *kept, &checker.editions, company, how, &mut take);
        if let Err(why) = judged {
            run.unread = true;
            out::complain(&format!("读不了「{name}」：{why}\n"));
            run.refused.push((name.clone(), None, String::new(), why));
        }
        run.unread |= run.refused.len() > before || run.units() == units;
        if asked.format == CheckFormat::Text {
            run.print_page(asked, &name, &batch);
        }
    }
}

/// Tells what came of documents.
fn documents(asked: &CheckArgs, run: &mut Run, inputs: &Inputs, judged: Vec<Judged>) {
    let names: Vec<String> = inputs.documents.iter().map(Input::name).collect();
    for (name, judged) in names.iter().zip(judged) {
        match judged {
            Ok(checked) => {
                run.unread |= checked.is_empty;
                for unit in checked.units {
                    run.count(&unit, &checked.info);
                    let says = unit.findings.iter().any(|f| f.verdict != Verdict::Rounding);
                    match asked.format {
                        CheckFormat::Jsonl if says => {
                            run.told += 1;
                            let line = unit_line(
                                &Outcome::Checked(&unit, &checked.info),
                                &checked.info,
                                asked.ledger,
                            );
                            run.write(&line);
                        }
                        CheckFormat::Text => {
                            let outcome = [Outcome::Checked(&unit, &checked.info)];
                            let options = out::options(asked.color.color, asked.verbose);
                            run.write(&gouji::report::terminal(&outcome, &options));
                        }
                        CheckFormat::Json => run.held.push((unit, checked.info.clone())),
                        CheckFormat::Jsonl => {}
                    }
                }
            }
            Err(why) => {
                run.unread = true;
                out::complain(&format!("读不了「{name}」：{why}\n"));
                run.refused.push((name.clone(), None, String::new(), why));
            }
        }
    }
}

impl Run {
    fn units(&self) -> u64 {
        self.totals.values().map(|(_, totals)| totals.units).sum()
    }

    /// Counts a unit that was judged by itself.
    fn count(&mut self, unit: &UnitFindings, info: &RuleSetInfo) {
        let (_, totals) = self.of(info);
        totals.units += 1;
        totals.add(&unit.ledger);
        self.wrong |= is_wrong(unit);
    }

    fn of(&mut self, info: &RuleSetInfo) -> &mut (RuleSetInfo, Totals) {
        let key = format!("{}\u{0}{}\u{0}{}", info.name, info.version, info.digest);
        self.totals.entry(key).or_insert_with(|| (info.clone(), Totals::default()))
    }

    /// Tells what came of a stretch; false where the run is to end.
    fn take(
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
            for (_, mut unit) in judged.units {
                filter.apply(&mut unit);
                let says = unit.findings.iter().any(|finding| finding.verdict != Verdict::Rounding);
                self.wrong |= is_wrong(&unit);
                batch.take(&unit);
                if !says && unit.notices.is_empty() {
                    continue;
                }
                match asked.format {
                    CheckFormat::Jsonl => {
                        self.told += 1;
                        let line =
                            unit_line(&Outcome::Checked(&unit, &edition.info), &edition.info, asked.ledger);
                        self.write(&line);
                    }
                    CheckFormat::Json => self.held.push((unit, edition.info.clone())),
                    CheckFormat::Text => {}
                }
            }
            let mut totals = judged.totals;
            totals.retain(&|category| filter.wants(category));
            self.of(&edition.info).1.join(&totals);
        }
        self.flush();
        self.closed.is_none()
    }

    fn write(&mut self, text: &str) {
        if self.closed.is_none()
            && let Err(why) = std::io::stdout().lock().write_all(text.as_bytes())
        {
            self.closed = Some(why);
        }
    }

    fn flush(&mut self) {
        if self.closed.is_none()
            && let Err(why) = std::io::stdout().lock().flush()
        {
            self.closed = Some(why);
        }
    }

    fn print_page(&mut self, asked: &CheckArgs, name: &str, batch: &Batch) {
        let mut pages = String::new();
        for (_, totals) in self.totals.values() {
            let options = out::options(asked.color.color, asked.verbose);
            let ledger = totals.ledger();
            pages.push_str(&batch_terminal(name, totals.units, batch, &totals.summary, &ledger, &options));
        }
        self.write(&pages);
        self.totals.clear();
    }

    fn finish(mut self, asked: &CheckArgs, nothing: bool, inputs: &Inputs) -> u8 {
        if let Some(edition) = &self.broken {
            let options = out::error_options(asked.color.color);
            out::complain(&diagnostics(&edition.sources, &edition.diagnostics, &options));
            return WRONG;
        }
        if self.more_refused > 0 {
            out::complain(&format!("另有 {} 行没有用上，没有列出；请先改正前面的\n", self.more_refused));
        }
        match asked.format {
            CheckFormat::Jsonl => self.write_summaries(),
            CheckFormat::Json => {
                let none = RuleSetInfo::default();
                let info = self.held.first().map_or(&none, |(_, info)| info).clone();
                let held = std::mem::take(&mut self.held);
                let outcomes: Vec<Outcome<'_>> =
                    held.iter().map(|(unit, info)| Outcome::Checked(unit, info)).collect();
                self.write(&outcomes_json(&outcomes, &info));
            }
            CheckFormat::Text => {}
        }
        self.flush();
        // A reader that has gone away wanted no more; a full disk has lost what it was to keep.
        if let Some(why) = self.closed.as_ref().filter(|why| why.kind() != std::io::ErrorKind::BrokenPipe) {
            out::complain(&format!("结果没有写完：{}\n", super::inputs::system_words(why)));
            return UNREAD;
        }
        if nothing && inputs.unreadable.is_empty() {
            out::complain(&Inputs::nothing_words(&asked.inputs));
            return UNREAD;
        }
        match (self.unread, self.wrong) {
            (true, _) => UNREAD,
            (_, true) => FOUND,
            _ => FINE,
        }
    }

    fn write_summaries(&mut self) {
        let refused = std::mem::take(&mut self.refused);
        let refused: Vec<RefusedOut<'_>> = refused
            .iter()
            .map(|(source, line, text, why)| RefusedOut { source, line: *line, text, why })
            .collect();
        let totals = std::mem::take(&mut self.totals);
        if totals.is_empty() {
            let none = (RuleSetInfo::default(), Totals::default());
            let line = summary_line((0, 0), &none.1.summary, &[], &refused, &none.0);
            self.write(&line);
        }
        for (info, totals) in totals.values() {
            let counts = (totals.units, self.told);
            let line = summary_line(counts, &totals.summary, &totals.ledger(), &refused, info);
            self.write(&line);
        }
    }
}

fn is_wrong(unit: &UnitFindings) -> bool {
    let wrong = |finding: &Finding| finding.verdict == Verdict::Fail && finding.level == Level::Error;
    unit.findings.iter().any(wrong)
}
