//! `gouji convert`: documents or data to Parquet (one row a unit), long CSV or YAML.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use gouji::exchange::{Part, Union, UnitLines, of_lines, texts, to_wide};
use gouji::report::diagnostics;
use gouji_columnar::csv::{Line, LongWriter};
use gouji_columnar::line::{LINE_ROLES, Role, role_name};
use gouji_columnar::model::Chunk;
use gouji_columnar::parquet::{WriteOptions, Writer};

use super::arguments::ConvertArgs;
use super::convert_source::{Content, Failure, Source, Stretch};
use super::inputs::{Inputs, collect};
use super::interrupt::{self, INTERRUPTED};
use super::system::system_words;
use super::{FINE, UNREAD, WRONG, out};

/// What is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Target {
    Parquet,
    Csv,
    Yaml,
}

/// Converts; the exit status.
pub(super) fn run(asked: &ConvertArgs) -> u8 {
    let to = asked.to.display();
    let ending = asked.to.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    let target = match ending.as_deref() {
        Some("parquet") => Target::Parquet,
        Some("csv") => Target::Csv,
        Some("yaml" | "yml") => Target::Yaml,
        _ => {
            out::complain(&format!("不会写「{to}」：--to 的后缀应为 .parquet、.csv 或 .yaml\n"));
            return WRONG;
        }
    };
    let inputs = collect(&asked.inputs, asked.one);
    if inputs.has(&asked.to) {
        out::complain(&format!("「{to}」是要读的文件；请写到另一个文件\n"));
        return WRONG;
    }
    if inputs.documents.is_empty() && inputs.unreadable.is_empty() {
        out::complain(&Inputs::nothing_words(&asked.inputs));
        return UNREAD;
    }
    interrupt::listen();
    let unreadable = inputs.unreadable.clone();
    let skipped = inputs.skipped_words();
    let mut source = Source::new(inputs, &asked.rules);
    let written = match target {
        Target::Parquet => parquet(&mut source, &asked.to),
        Target::Csv => csv(&mut source, &asked.to),
        Target::Yaml => yaml(&mut source, &asked.to),
    };
    for (name, why) in &unreadable {
        out::complain(&format!("读不了「{name}」：{why}\n"));
    }
    out::complain(&skipped);
    match written {
        Ok(units) if interrupt::is_asked() => {
            out::complain(&format!("中断了：已写好的 {units} 个单位在「{to}」里，其余没有写\n"));
            INTERRUPTED
        }
        Ok(units) => {
            out::complain(&format!("写好了「{to}」：{units} 个单位\n"));
            if source.unread || !unreadable.is_empty() || units == 0 { UNREAD } else { FINE }
        }
        Err(Failure::Rules(edition)) => {
            let options = out::error_options(asked.color.color);
            out::complain_styled(&diagnostics(&edition.sources, &edition.diagnostics, &options));
            WRONG
        }
        Err(Failure::Words(why)) if interrupt::is_asked() => {
            out::complain(&format!("中断了：「{to}」没有写成：{why}\n"));
            INTERRUPTED
        }
        Err(Failure::Words(why)) => {
            out::complain(&format!("没有写成「{to}」：{why}\n"));
            UNREAD
        }
    }
}

fn create(to: &Path) -> Result<BufWriter<File>, Failure> {
    let file = File::create(to).map_err(|why| Failure::Words(system_words(&why)))?;
    Ok(BufWriter::new(file))
}

fn words(why: impl std::fmt::Display) -> Failure {
    Failure::Words(why.to_string())
}

/// Writes a wide file: the inputs are read once for the columns that they need, and once for what stands in them.
fn parquet(source: &mut Source, to: &Path) -> Result<u64, Failure> {
    let mut union = Union::default();
    source.each(true, &mut |stretch| {
        for (form, chunk) in chunks(&stretch) {
            let mut shape = form.clone();
            shape.widen(&chunk);
            union.add(&shape);
        }
        Ok(())
    })?;
    if interrupt::is_asked() {
        return Err(Failure::Words("还没有开始写".to_owned()));
    }
    source.complained = true;
    let options = WriteOptions::default();
    let mut writer = Writer::create(create(to)?, &union.shape, options).map_err(words)?;
    let mut units = 0;
    source.each(true, &mut |stretch| {
        let parts = chunks(&stretch);
        let parts: Vec<Part<'_>> = parts.into_iter().map(|(shape, chunk)| Part { shape, chunk }).collect();
        let chunk = union.weave(&parts, &stretch.order).map_err(Failure::Words)?;
        units += chunk.units.len() as u64;
        writer.write(&chunk).map_err(words)
    })?;
    let mut file = writer.finish().map_err(words)?;
    file.flush().map_err(|why| Failure::Words(system_words(&why)))?;
    Ok(units)
}

/// The units of a stretch as columns, each part with the columns of its own form.
fn chunks(stretch: &Stretch) -> Vec<(&gouji_columnar::model::Shape, Chunk)> {
    let of = |part: &super::convert_source::Made| {
        let schema = &part.edition.schema;
        match &part.content {
            Content::Facts(units) => {
                to_wide(schema, &part.edition.info.name, &units.facts, units.keys.clone())
            }
            Content::Lines(units) => of_lines(&part.form, units),
        }
    };
    stretch.parts.iter().map(|part| (&part.form.shape, of(part))).collect()
}

/// The units of a stretch in its order.
fn each_unit(
    stretch: &Stretch,
    write: &mut dyn FnMut(&UnitLines) -> Result<(), Failure>,
) -> Result<u64, Failure> {
    let mut units = 0;
    for (part, lane) in &stretch.order {
        let lines = stretch.parts.get(*part).and_then(|part| match &part.content {
            Content::Lines(units) => units.get(*lane),
            Content::Facts(_) => None,
        });
        if let Some(unit) = lines {
            write(unit)?;
            units += 1;
        }
    }
    Ok(units)
}

fn csv(source: &mut Source, to: &Path) -> Result<u64, Failure> {
    let mut writer = LongWriter::new(create(to)?).map_err(words)?;
    let mut units = 0;
    source.each(false, &mut |stretch| {
        units += each_unit(&stretch, &mut |unit| {
            writer.unit(&unit.unit, unit.year, &unit.rules);
            for fact in &unit.lines {
                let [table, row, column, value, place, currency, state, note] = &texts(fact);
                let line = Line { table, row, column, value, state, place, currency, note };
                writer.write(&line).map_err(words)?;
            }
            Ok(())
        })?;
        Ok(())
    })?;
    writer.finish().map_err(words)?;
    Ok(units)
}

fn yaml(source: &mut Source, to: &Path) -> Result<u64, Failure> {
    let mut out = create(to)?;
    let mut units = 0;
    let system = |why: std::io::Error| Failure::Words(system_words(&why));
    source.each(false, &mut |stretch| {
        units += each_unit(&stretch, &mut |unit| out.write_all(document(unit).as_bytes()).map_err(system))?;
        Ok(())
    })?;
    out.flush().map_err(system)?;
    Ok(units)
}

/// A unit as a document of YAML.
fn document(unit: &UnitLines) -> String {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let mut text = format!("---\n{}: {}\n", role_name(Role::Unit), quoted(&unit.unit));
    if let Some(year) = unit.year {
        text.push_str(&format!("{}: {year}\n", role_name(Role::Year)));
    }
    text.push_str(&format!("{}: {}\n账目:\n", role_name(Role::Rules), quoted(&unit.rules)));
    for fact in &unit.lines {
        let said = LINE_ROLES.iter().zip(texts(fact));
        // The value is what makes a line a line.
        let said = said.filter(|(role, text)| **role == Role::Value || !text.is_empty());
        let fields: Vec<String> =
            said.map(|(role, text)| format!("{}: {}", role_name(*role), quoted(&text))).collect();
        text.push_str(&format!("- {{{}}}\n", fields.join(", ")));
    }
    text
}
