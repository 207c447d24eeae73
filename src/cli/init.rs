//! `gouji init`: a layer or a publication of one's own, with a case, a README and a script that checks all of it; drafted from
//! a template where one is given.

use std::path::Path;

use gouji::document;
use gouji::draft::{Draft, draft};
use gouji::report::read_error_words;
use gouji::session::{Edition, Editions, Shipped};
use gouji::source::{Severity, SourceId};
use gouji::syntax::format;
use gouji::text::visible;

use super::arguments::InitArgs;
use super::inputs::Input;
use super::loader::FileLoader;
use super::system::system_words;
use super::written::put;
use super::{FINE, UNREAD, WRONG, out};

/// Writes the files; the exit status.
pub(super) fn run(asked: &InitArgs) -> u8 {
    let folder = Path::new(&asked.out);
    let name = asked.name.trim();
    let fits = |sign: char| sign.is_alphanumeric() || matches!(sign, '_' | '（' | '）');
    if name.is_empty() || !name.chars().all(fits) || name.starts_with(|sign: char| sign.is_ascii_digit()) {
        out::complain("名称用汉字、字母、数字，不用标点，也不以数字开头；例如 本市部门决算\n");
        return WRONG;
    }
    if folder.read_dir().is_ok_and(|mut entries| entries.next().is_some()) {
        out::complain(&format!("「{}」里已有文件，没有动它；请换一个文件夹\n", visible(&asked.out)));
        return WRONG;
    }
    let base = asked.base.as_deref();
    let based = base.map(|base| (base, Editions::new(&Shipped, &[], None).of_set(base)));
    if let Some((base, None)) = based {
        out::complain(&format!("没有自带的规则集「{base}」；gouji --version 列出有哪些\n"));
        return WRONG;
    }
    let drafted = match asked.from.as_ref().map(|from| drafted(from, name, asked)).transpose() {
        Ok(drafted) => drafted,
        Err(why) => {
            out::complain(&why);
            return UNREAD;
        }
    };
    // What a draft has needs no example.
    let sample = based.and_then(|(_, editions)| editions).filter(|_| drafted.is_none());
    let sample = sample.and_then(|editions| Sample::of(&editions.plain()));
    let rules = drafted
        .as_ref()
        .map_or_else(|| skeleton(name, base.zip(sample.as_ref())), |draft| draft.text.clone());
    let case = if drafted.is_some() { None } else { Some(sample_case(sample.as_ref())) };
    if let Err(why) = write(folder, name, &rules, case) {
        out::complain(&why);
        return UNREAD;
    }
    told(asked, name, drafted.as_ref())
}

fn drafted(from: &str, name: &str, asked: &InitArgs) -> Result<Draft, String> {
    let bytes = Input::File(from.into()).bytes().map_err(|why| format!("样本「{from}」读不了：{why}\n"))?;
    let document = document::read(from, &bytes)
        .map_err(|why| format!("样本「{from}」读不了：{}\n", read_error_words(&why)))?;
    let drafted = draft(&document, name, asked.base.as_deref());
    if drafted.tables == 0 && drafted.sentences == 0 {
        return Err(format!("样本「{from}」里没有认出表，也没有要填的句子；请给出空白的或填好的样表\n"));
    }
    Ok(if asked.base.is_some() { drafted } else { drafted.published(name) })
}

/// What the first rule and its case speak of: two figures of one table.
struct Sample {
    /// The table as rules call it.
    table: String,
    /// Paths of two figures below the table, and the column.
    less: String,
    more: String,
    column: String,
}

impl Sample {
    /// Of a rule set: the first table that has two rows.
    fn of(edition: &Edition) -> Option<Self> {
        edition.schema.tables.iter().find_map(|table| {
            let family = table
                .families
                .iter()
                .filter_map(|id| edition.schema.family(*id))
                .find(|family| family.rows.len() > 1)?;
            let [more, less] = [family.rows.first()?, family.rows.get(1)?].map(|row| {
                let side = family.side.as_ref().map(|side| format!("{side}.")).unwrap_or_default();
                format!("{side}{}", row.name)
            });
            let table = table.short.clone().unwrap_or_else(|| table.name.clone());
            Some(Self { table, less, more, column: family.columns.first()?.name.clone() })
        })
    }
}

/// A rule file to begin with.
fn skeleton(name: &str, base: Option<(&str, &Sample)>) -> String {
    match base {
        Some((base, Sample { table, less, more, column })) => format!(
            "// 本局自己的规则：只写与「{base}」不同的地方。写法见 docs/language.md。\n规则集 {name} 版本 \"1\" 基于 {base}\n\n\
             // 举例，改成自己的：\n规则 BJ90 \"举例：部分不大于总数\" 级别 核实 依据 \"请写明依据\"：\n  \
             {table}.{less}.{column} ≤ {table}.{more}.{column}\n"
        ),
        None => format!(
            "// 一套公开的表和规则。写法见 docs/language.md。\n规则集 {name} 版本 \"1\" 公开 \"{name}\"\n\n\
             // 举例，改成自己的：\n表 举例表 {{\n  列 金额\n  行 总数\n  行 部分\n\n  \
             规则 SZ90 \"举例：部分不大于总数\" 依据 \"请写明依据\"：部分 ≤ 总数\n}}\n"
        ),
    }
}

/// A case to begin with: one that holds, one that fails.
fn sample_case(sample: Option<&Sample>) -> String {
    let own = Sample {
        table: "举例表".to_owned(),
        less: "部分".to_owned(),
        more: "总数".to_owned(),
        column: "金额".to_owned(),
    };
    let number = if sample.is_some() { "BJ90" } else { "SZ90" };
    let Sample { table, less, more, column } = sample.unwrap_or(&own);
    format!(
        "# 案例\n\n规则的案例：成立的、不成立的各一个。`gouji test` 逐个试；写法见 docs/testing-rules.md。\n\n## {number} 部分不大于总数\n\n\
         ```成立 csv\n表,行,列,值\n{table},{more},{column},2.00\n{table},{less},{column},1.00\n```\n\n\
         ```不成立 改\n{less},{column},1.00 → {less},{column},3.00\n```\n"
    )
}

fn readme(name: &str) -> String {
    format!(
        "# {name}\n\n| 文件 | 内容 |\n|---|---|\n| `{name}.gj` | 规则 |\n| `{name}.md` | 案例：各条规则成立的、不成立的例子 |\n\
         | `check.sh` | 查规则写得对不对、案例都与所写相符；放进自动检查里跑 |\n\n```\ngouji check-rules {name}.gj\ngouji test --rules {name}.gj\n\
         gouji check 公开文件夹 --rules {name}.gj\ngouji doc --rules {name}.gj --out 规则手册\n```\n"
    )
}

fn script(name: &str, with_cases: bool) -> String {
    let test = if with_cases { format!("gouji test --rules {name}.gj\n") } else { String::new() };
    format!(
        "#!/bin/sh\n# 规则的自动检查：写法统一、没有错误、案例相符。\nset -e\ncd \"$(dirname \"$0\")\"\ngouji fmt --check {name}.gj\n\
         gouji check-rules {name}.gj\n{test}"
    )
}

fn write(folder: &Path, name: &str, rules: &str, case: Option<String>) -> Result<(), String> {
    // In the one form that rule files have, where it is proved to say the same.
    let formatted = format(SourceId::default(), rules).unwrap_or_else(|_| rules.to_owned());
    let mut files = vec![
        (format!("{name}.gj"), formatted),
        ("README.md".to_owned(), readme(name)),
        ("check.sh".to_owned(), script(name, case.is_some())),
    ];
    files.extend(case.map(|case| (format!("{name}.md"), case)));
    for (file, text) in files {
        put(&folder.join(&file), |out| out.write_all(text.as_bytes()))
            .map_err(|why| format!("「{file}」没有写成：{}\n", system_words(&why)))?;
    }
    Ok(())
}

/// Says what was written, and what is left to do.
fn told(asked: &InitArgs, name: &str, drafted: Option<&Draft>) -> u8 {
    let folder = visible(&asked.out).into_owned();
    let mut words = format!("写了「{folder}」：{name}.gj、README.md、check.sh");
    if drafted.is_none() {
        words.push_str(&format!("、{name}.md"));
    }
    words.push('\n');
    if let Some(draft) = drafted {
        words.push_str(&format!(
            "从样本认出 {} 张表（{} 行、{} 列）、{} 句要填的话；有 {} 处要人定，在文件里写作「// 问：」\n",
            draft.tables, draft.rows, draft.columns, draft.sentences, draft.questions
        ));
    }
    words.push_str(&format!("接着：gouji check-rules {folder}/{name}.gj\n"));
    out::print(&words);
    let path = Path::new(&asked.out).join(format!("{name}.gj")).to_string_lossy().into_owned();
    let edition = Editions::new(&FileLoader, &[path], None).plain();
    let errors = edition.diagnostics.iter().filter(|found| found.severity == Severity::Error).count();
    if errors > 0 {
        out::complain(&format!("草拟的规则还有 {errors} 处错误，check-rules 会列出\n"));
    }
    FINE
}
