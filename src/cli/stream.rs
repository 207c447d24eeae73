//! `gouji check` of many units: a line or an entry a unit as it is judged, in the order of the input, and totals at the
//! end. Nothing is held that was written.

use std::path::PathBuf;
use std::sync::Arc;

use gouji::report::Batch;
use gouji::session::{Company, Register};

use super::arguments::{CheckArgs, CheckFormat};
use super::checker::{After, Checker};
use super::columns::{Kept, judge, kept};
use super::company::Together;
use super::delivery::Delivery;
use super::filter::Filter;
use super::inputs::{Input, Inputs, collect};
use super::told::Run;
use super::{FINE, FOUND, UNREAD, WRONG, check, company, interrupt, ordered, out, waivers};

/// Checks; the exit status. Files of columns and JSON Lines are told unit by unit, the rest as one answer.
pub(super) fn check(asked: &CheckArgs) -> u8 {
    let mut filter = Filter::new(&asked.only, &asked.skip);
    if filter.wants_nothing() {
        out::complain("--only 要的类别都被 --skip 去掉了，没有可以核对的；请改其中一个\n");
        return WRONG;
    }
    match waivers::open(asked.waivers.as_deref()) {
        Ok(given) => filter.waivers = given,
        Err(why) => {
            out::complain(&why);
            return WRONG;
        }
    }
    let given = filter.waivers.clone();
    let status = check_by(asked, filter);
    if let Some(waivers) = given.filter(|_| status == FINE || status == FOUND || status == UNREAD) {
        out::complain(&waivers::words(&waivers));
    }
    status
}

fn check_by(asked: &CheckArgs, filter: Filter) -> u8 {
    interrupt::listen();
    let mut inputs = collect(&asked.inputs, asked.one);
    let columns = take_columns(&mut inputs, asked);
    let names: Vec<String> = columns.iter().map(|(path, _)| path.to_string_lossy().into_owned()).collect();
    let delivery = match Delivery::open(asked, &mut inputs, &names) {
        Ok(delivery) => delivery.map(Arc::new),
        Err(why) => {
            out::complain(&why);
            return WRONG;
        }
    };
    if columns.is_empty() && asked.format != CheckFormat::Jsonl && delivery.is_none() {
        return check::run(asked, filter, inputs);
    }
    run(asked, filter, inputs, &columns, delivery)
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

/// Checks and tells unit by unit.
fn run(
    asked: &CheckArgs,
    filter: Filter,
    mut inputs: Inputs,
    columns: &[(PathBuf, Kept)],
    delivery: Option<Arc<Delivery>>,
) -> u8 {
    let mut checker = Checker::new(asked, filter);
    let mut run = Run::default();
    let given = match company::open(asked) {
        Ok(given) => given,
        Err(why) => {
            out::complain(&why);
            return WRONG;
        }
    };
    if let Some(delivery) = &delivery {
        checker.after = After::Deliver(Arc::clone(delivery));
        let lists = Arc::clone(delivery);
        run.also = Some(Box::new(move |source, unit, info| lists.list(source, unit, info)));
        resume(&mut run, delivery, &mut inputs, asked);
    }
    let by_unit = asked.format == CheckFormat::Jsonl || delivery.is_some();
    let judged = if by_unit && given.register().is_none() {
        company::with_history_of(given, asked, &mut checker).and_then(|(company, unread)| {
            let alone = ordered::documents(asked, &mut run, &mut inputs, &mut checker, &company)?;
            Ok(Together { judged: Vec::new(), alone, company, unread })
        })
    } else {
        company::judge_all(given, asked, &mut inputs, &mut checker)
    };
    let mut given = None;
    match judged {
        Ok(Together { judged, alone, company, unread }) => {
            let names: Vec<String> = inputs.documents.iter().map(Input::name).collect();
            names.iter().zip(judged).for_each(|(name, judged)| run.tell(asked, name, judged));
            out::complain(&alone);
            run.unread |= !unread.is_empty();
            if let Some(delivery) = &delivery {
                leftover(delivery, &run, &inputs, &mut checker, &company);
            }
            files(asked, &mut run, &checker, &company, columns);
            out::complain(&company::words(&company, &unread, asked));
            given = Some(company);
        }
        Err(edition) => run.broken = Some(edition),
    }
    for (name, why) in &inputs.unreadable {
        run.unread = true;
        out::complain(&format!("读不了「{name}」：{why}\n"));
    }
    out::complain(&inputs.skipped_words());
    if let Some(delivery) = &delivery {
        deliver(asked, delivery, &mut run, &inputs, given.as_ref().and_then(Company::register));
    }
    run.finish(asked, columns.is_empty() && inputs.documents.is_empty(), &inputs)
}

/// Leaves out what a run before has done, and counts it.
fn resume(run: &mut Run, delivery: &Delivery, inputs: &mut Inputs, asked: &CheckArgs) {
    // With a register each document is judged beside all others, so all are read again.
    if asked.units.is_some() {
        return;
    }
    let done = delivery.done(&inputs.documents);
    if done.is_empty() {
        return;
    }
    delivery.tell_done(run, &done);
    inputs.leave_out(|input| done.contains(&input.name()));
    out::complain(&format!("接着做：{} 份上次已经核对完，还有 {} 份\n", done.len(), inputs.documents.len()));
}

/// Writes the files of documents that waited for others of their folder and turned out to be alone.
fn leftover(delivery: &Delivery, run: &Run, inputs: &Inputs, checker: &mut Checker<'_>, company: &Company) {
    delivery.parts_are_known();
    let left = delivery.left(&inputs.documents, run);
    if !interrupt::is_asked() && !left.is_empty() {
        // They were told already: only their files are missing.
        let _ = checker.judge_all(&left, company);
    }
}

/// Writes the lists, or says how to go on.
fn deliver(
    asked: &CheckArgs,
    delivery: &Delivery,
    run: &mut Run,
    inputs: &Inputs,
    register: Option<&Register>,
) {
    if interrupt::is_asked() || run.broken.is_some() {
        out::complain(&delivery.left_words());
        return;
    }
    let refused = run.refused.iter().map(|(name, _, _, why)| (name.clone(), why.clone()));
    let refused = refused.chain(inputs.unreadable.iter().cloned()).collect();
    match delivery.finish(refused, (&run.summaries(), &run.total_words()), register) {
        Ok(words) if asked.format == CheckFormat::Text => run.write(&(run.total_words() + &words)),
        Ok(words) => out::complain(&(run.total_words() + &words)),
        Err(why) => {
            run.unread = true;
            out::complain(&format!("{why}\n"));
        }
    }
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
        if run.broken.is_some() || run.closed.is_some() || interrupt::is_asked() {
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
