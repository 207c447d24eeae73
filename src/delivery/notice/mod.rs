//! 整改通知: what a unit is told, from a template that a bureau can change, as a page and as a document for Word.
//!
//! A template is text of lines with the places of minijinja: `# ` opens the title, `## ` a heading, `@ ` a line without
//! indent, `> ` one at the right, `|` a row of a table; other lines are paragraphs, a blank line ends one. What is put in
//! is never taken for such a sign.

mod blocks;
mod docx;
mod page;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Value;
use minijinja::{Environment, UndefinedBehavior, context};

use super::{DeliveryError, file_name, levels};
use crate::report::{Entry, EntryPlace, UnitEntries};
use blocks::{Block, parse, protected};

/// The template that is used where none is given.
pub const DEFAULT_TEMPLATE: &str = include_str!("默认.md");

/// Most instructions that a template may take for one unit.
const FUEL: u64 = 5_000_000;
/// Places of one entry that are told.
const PLACES: usize = 12;

/// A template that was read.
pub struct Template {
    environment: Environment<'static>,
    signed: String,
}

impl Template {
    /// Reads a template; `signed` is who signs.
    ///
    /// # Errors
    /// When it is not well formed.
    pub fn new(text: &str, signed: &str) -> Result<Self, DeliveryError> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_syntax(lines());
        environment.set_fuel(Some(FUEL));
        environment.set_formatter(|out, _, value| {
            let text =
                if value.is_undefined() || value.is_none() { String::new() } else { value.to_string() };
            out.write_str(&protected(&text)).map_err(minijinja::Error::from)
        });
        environment.add_template_owned("通知".to_owned(), text.to_owned()).map_err(|why| wrong(&why))?;
        Ok(Self { environment, signed: signed.to_owned() })
    }

    /// The notice of a unit.
    ///
    /// # Errors
    /// When the template names what there is not, or takes too long.
    pub fn notice(&self, unit: &UnitEntries) -> Result<Notice, DeliveryError> {
        let template = self.environment.get_template("通知").map_err(|why| wrong(&why))?;
        let groups: Vec<Value> = levels()
            .iter()
            .filter(|(level, _)| unit.count(level) > 0)
            .map(|(level, todo)| {
                let all = unit.entries.iter().filter(|entry| entry.is_open(level));
                context! { 名 => *todo, 级别 => *level, 条 => all.map(entry_value).collect::<Vec<_>>() }
            })
            .collect();
        let year = unit.year.map(|year| year.to_string()).unwrap_or_default();
        let text = template.render(context! {
            单位 => if unit.unit.is_empty() { "（单位名称不详）" } else { &unit.unit },
            年度 => year,
            文件 => file_name(&unit.source),
            结果 => unit.result.as_str(),
            核对情况 => unit.checks.as_str(),
            规则集 => unit.rules.as_str(),
            文件问题 => unit.notices.clone(),
            各组 => groups,
            无法判断 => unit.undecided.clone(),
            落款 => self.signed.as_str(),
        });
        let text = text.map_err(|why| wrong(&why))?;
        Ok(Notice { title: unit.title(), blocks: parse(&text) })
    }
}

/// A tag that stands alone in a line leaves no line.
fn lines() -> SyntaxConfig {
    SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build().unwrap_or_default()
}

/// A mistake of the template, with its line.
fn wrong(why: &minijinja::Error) -> DeliveryError {
    let what = why.detail().map_or_else(|| why.kind().to_string(), str::to_owned);
    let what = match why.kind() {
        minijinja::ErrorKind::UndefinedError => "用了没有的名称".to_owned() + &named(&what),
        minijinja::ErrorKind::OutOfFuel => "算得太久，可能有很大的循环".to_owned(),
        _ => what,
    };
    DeliveryError::Template(why.line(), what)
}

fn named(what: &str) -> String {
    if what.is_empty() { String::new() } else { format!("（{what}）") }
}

fn entry_value(entry: &Entry) -> Value {
    let lines = |of: &dyn Fn(&EntryPlace) -> String| {
        let mut lines: Vec<String> = Vec::new();
        for line in entry.places.iter().take(PLACES).map(of).filter(|line| !line.is_empty()) {
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
        if entry.places.len() > PLACES {
            lines.push(format!("等，共 {} 处", entry.places.len()));
        }
        lines.join("\n")
    };
    let places: Vec<Value> = entry
        .places
        .iter()
        .map(|place| {
            context! {
                表 => place.table.as_str(), 行 => place.row.as_str(), 栏 => place.column.as_str(), 名 => place.name(), 位置 => place.at.as_str(),
                所印 => place.printed.as_str(), 应为 => place.should.as_str(),
            }
        })
        .collect();
    context! {
        序号 => entry.number,
        级别 => entry.level.as_str(),
        类型 => entry.kind.as_str(),
        问题 => entry.headline.as_str(),
        位置 => lines(&|place| format!("{} {}", place.at, place.table).trim().to_owned()),
        所印 => lines(&|place| place.printed.clone()),
        应为 => lines(&|place| place.should.strip_prefix("应为 ").unwrap_or(&place.should).to_owned()),
        各处 => places,
        理由 => entry.why.as_str(),
        把握 => entry.doubt.as_str(),
        另有 => entry.follows.clone(),
        规则 => entry.rules.join("、"),
        依据 => entry.basis.as_str(),
    }
}

/// A notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    title: String,
    blocks: Vec<Block>,
}

impl Notice {
    /// As a page that needs nothing else.
    #[must_use]
    pub fn html(&self) -> String {
        page::page(&self.title, &self.blocks)
    }

    /// As a document for Word.
    ///
    /// # Errors
    /// When the library that writes it refuses.
    pub fn docx(&self) -> Result<Vec<u8>, DeliveryError> {
        docx::document(&self.blocks)
    }
}
