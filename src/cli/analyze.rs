//! `gouji analyze`: the rules against each other, and against another version.

use std::path::Path;

use gouji::analysis::{Against, against, analyze};
use gouji::report::{against_terminal, analysis_json, analysis_terminal};
use gouji::session::{Edition, open};

use super::arguments::{AnalyzeArgs, Format};
use super::generate::{YEAR, csv, write};
use super::loader::FileLoader;
use super::rules::say_broken;
use super::system::system_words;
use super::{FINE, FOUND, UNREAD, WRONG, out};

/// Analyses the rules; the exit status.
pub(super) fn run(asked: &AnalyzeArgs) -> u8 {
    let year = asked.rules.year.unwrap_or(YEAR);
    let edition = open(&FileLoader, &asked.rules.rules, Some(year));
    let other = asked.against.as_ref().map(|other| match other.parse::<i32>() {
        Ok(other @ 1949..=2999) => open(&FileLoader, &asked.rules.rules, Some(other)),
        _ => open(&FileLoader, std::slice::from_ref(other), Some(year)),
    });
    let broken = [Some(&edition), other.as_ref()].into_iter().flatten();
    if broken.filter(|edition| say_broken(edition, asked.color.color)).count() > 0 {
        return WRONG;
    }
    let found = analyze(&edition);
    let other = other.map(|other| {
        let compared = against(&edition, &other);
        (other, compared)
    });
    match asked.format.format {
        Format::Json => {
            let other = other.as_ref().map(|(other, compared)| (other, compared));
            out::print(&analysis_json(&edition, &found, other));
        }
        Format::Text => {
            let options = out::options(asked.color.color, asked.verbose);
            match &other {
                Some((other, compared)) => {
                    out::print(&against_terminal((&edition, other), compared, &options))
                }
                None => out::print(&analysis_terminal(&edition, &found, &options)),
            }
        }
    }
    if let (Some(folder), Some((other, compared))) = (&asked.out, &other)
        && let Err(why) = write_witnesses(folder, (&edition, other), compared)
    {
        out::complain(&why);
        return UNREAD;
    }
    if found.contradictions.is_empty() { FINE } else { FOUND }
}

/// Each witness as a file of its own.
fn write_witnesses(
    folder: &Path,
    (edition, other): (&Edition, &Edition),
    compared: &Against,
) -> Result<(), String> {
    let system = |why: &std::io::Error| format!("写不了「{}」：{}\n", folder.display(), system_words(why));
    std::fs::create_dir_all(folder).map_err(|why| system(&why))?;
    for (number, one) in (1..).zip(&compared.differences) {
        let Ok(witness) = &one.witness else { continue };
        let edition = if one.of_second { other } else { edition };
        let check = edition.rules.checks.get(one.check as usize);
        let rule = check.and_then(|check| edition.rules.rules.get(check.rule.0 as usize));
        let code = rule.map_or("", |rule| rule.code.as_str()).replace(['/', '\\', ':', '\0'], "_");
        let side = if one.of_second { "旧版不认" } else { "新版不认" };
        let bytes = csv(std::slice::from_ref(&witness.data)).map_err(|why| format!("写不成 CSV：{why}\n"))?;
        write(&folder.join(format!("{number:03}_{side}_{code}.csv")), &bytes)?;
    }
    Ok(())
}
