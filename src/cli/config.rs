//! `gouji.toml`: the settings of a bureau, found in the folder where the program is called or above it. What the command
//! line gives goes before.

use std::path::{Path, PathBuf};

use toml::{Spanned, Value};

use super::arguments::{CheckArgs, Command, RulesArgs};
use super::categories::{Categories, categories};
use super::system::system_words;

/// What the file is called.
const NAME: &str = "gouji.toml";
/// Largest file that is read, in bytes.
const CAP: u64 = 1024 * 1024;

/// The settings, with paths as seen from where the program is called.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Config {
    /// The file; none where there is none.
    pub(super) file: Option<PathBuf>,
    rules: Vec<String>,
    year: Option<i32>,
    history: Vec<String>,
    units: Option<String>,
    waivers: Option<String>,
    template: Option<String>,
    signed: Option<String>,
    only: Vec<Categories>,
    skip: Vec<Categories>,
}

/// A setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Key {
    Rules,
    Year,
    History,
    Units,
    Waivers,
    Template,
    Signed,
    Only,
    Skip,
}

/// What settings are called, in the order in which they are shown; the argument that does the same.
const KEYS: [(Key, &str, &str); 9] = [
    (Key::Rules, "规则", "rules"),
    (Key::Year, "年度", "year"),
    (Key::History, "上年", "history"),
    (Key::Units, "名册", "units"),
    (Key::Waivers, "出错说明", "waivers"),
    (Key::Template, "通知模板", "template"),
    (Key::Signed, "落款", "signed"),
    (Key::Only, "只核对", "only"),
    (Key::Skip, "不核对", "skip"),
];

impl Config {
    /// Finds the settings; those of the nearest folder count alone.
    ///
    /// # Errors
    /// What to say where they cannot be used.
    pub(super) fn find() -> Result<Self, String> {
        let Ok(here) = std::env::current_dir() else { return Ok(Self::default()) };
        let found = here.ancestors().map(|folder| folder.join(NAME)).find(|file| file.is_file());
        found.map_or_else(|| Ok(Self::default()), |file| Self::read(&file, &here))
    }

    fn read(file: &Path, here: &Path) -> Result<Self, String> {
        let name = file.display();
        let wrong = |why: String| format!("「{name}」{why}\n");
        let size =
            std::fs::metadata(file).map_err(|why| wrong(format!("读不了：{}", system_words(&why))))?.len();
        if size > CAP {
            return Err(wrong(format!("有 {size} 字节，超过上限 {CAP} 字节")));
        }
        let text = std::fs::read(file).map_err(|why| wrong(format!("读不了：{}", system_words(&why))))?;
        let text =
            String::from_utf8(text).map_err(|_| wrong("不是 UTF-8 文本；请另存为 UTF-8".to_owned()))?;
        let folder = file.parent().unwrap_or(Path::new("."));
        // Files below are named as one would on the command line.
        let folder = if folder == here { PathBuf::new() } else { folder.to_path_buf() };
        let mut config = Self { file: Some(file.to_path_buf()), ..Self::default() };
        config.fill(&text, &folder).map_err(wrong)?;
        Ok(config)
    }

    fn fill(&mut self, text: &str, folder: &Path) -> Result<(), String> {
        let text = &quoted(text);
        let line = |at: usize| text.get(..at).unwrap_or_default().lines().count().max(1);
        let table = toml::from_str::<std::collections::BTreeMap<Spanned<String>, Spanned<Value>>>(text);
        let table = table.map_err(|why| {
            let at = why.span().map(|span| format!("第 {} 行", line(span.start + 1))).unwrap_or_default();
            format!("{at}写得不对：应是一行一项，如 规则 = [\"本省规则\"]（{}）", why.message())
        })?;
        for (name, value) in table {
            let at = line(name.span().start + 1);
            let key = KEYS.iter().find(|(_, own, other)| [*own, *other].contains(&name.as_ref().as_str()));
            let Some((key, own, _)) = key else {
                let known: Vec<&str> = KEYS.iter().map(|(_, own, _)| *own).collect();
                return Err(format!(
                    "第 {at} 行：没有「{}」这一项；可以写的是：{}",
                    name.as_ref(),
                    known.join("、")
                ));
            };
            self.set(*key, value.as_ref(), folder).map_err(|why| format!("第 {at} 行「{own}」{why}"))?;
        }
        Ok(())
    }

    fn set(&mut self, key: Key, value: &Value, folder: &Path) -> Result<(), String> {
        let path = |name: String| {
            let path = folder.join(&name);
            if path.exists() { path.to_string_lossy().into_owned() } else { name }
        };
        match key {
            Key::Rules => self.rules = texts(value)?.into_iter().map(path).collect(),
            Key::History => self.history = texts(value)?.into_iter().map(path).collect(),
            Key::Units => self.units = Some(path(text(value)?)),
            Key::Waivers => self.waivers = Some(path(text(value)?)),
            Key::Template => self.template = Some(path(text(value)?)),
            Key::Signed => self.signed = Some(text(value)?),
            Key::Only => self.only = vec![categories(&texts(value)?.join(","))?],
            Key::Skip => self.skip = vec![categories(&texts(value)?.join(","))?],
            Key::Year => {
                let year = value.as_integer().and_then(|year| i32::try_from(year).ok());
                self.year =
                    Some(year.filter(|year| (1949..=2999).contains(year)).ok_or("应为四位年度，如 2024")?);
            }
        }
        Ok(())
    }

    /// Fills in what the command line left open.
    pub(super) fn apply(&self, command: &mut Command) {
        match command {
            Command::Check(asked) => {
                self.rules(&mut asked.rules);
                self.check(asked);
            }
            Command::Read(asked) => self.rules(&mut asked.rules),
            Command::Convert(asked) => self.rules(&mut asked.rules),
            Command::Find(asked) => self.rules(&mut asked.rules),
            Command::Test(asked) => self.rules(&mut asked.rules),
            Command::Explain(asked) => self.rules(&mut asked.rules),
            Command::Show(asked) => self.rules(&mut asked.rules),
            _ => {}
        }
    }

    fn rules(&self, asked: &mut RulesArgs) {
        if asked.rules.is_empty() {
            asked.rules.clone_from(&self.rules);
        }
        asked.year = asked.year.or(self.year);
    }

    fn check(&self, asked: &mut CheckArgs) {
        if asked.history.is_empty() {
            asked.history = self.history.iter().map(PathBuf::from).collect();
        }
        if asked.only.is_empty() && asked.skip.is_empty() {
            asked.only.clone_from(&self.only);
            asked.skip.clone_from(&self.skip);
        }
        let fill = |asked: &mut Option<String>, own: &Option<String>| {
            if asked.is_none() {
                asked.clone_from(own);
            }
        };
        fill(&mut asked.units, &self.units);
        fill(&mut asked.waivers, &self.waivers);
        if asked.out.is_some() {
            fill(&mut asked.template, &self.template);
            fill(&mut asked.signed, &self.signed);
        }
    }

    /// What `gouji config` shows.
    pub(super) fn words(&self) -> String {
        let Some(file) = &self.file else {
            return format!(
                "没有 {NAME}：这个文件夹和上面各层都没有；写一个就不必每次在命令行上给出\n\n{EXAMPLE}"
            );
        };
        let mut words = format!("设置：{}\n", gouji::text::visible(&file.to_string_lossy()));
        for (key, own, _) in KEYS {
            let value = match key {
                Key::Rules => self.rules.join("、"),
                Key::Year => self.year.map(|year| year.to_string()).unwrap_or_default(),
                Key::History => self.history.join("、"),
                Key::Units => self.units.clone().unwrap_or_default(),
                Key::Waivers => self.waivers.clone().unwrap_or_default(),
                Key::Template => self.template.clone().unwrap_or_default(),
                Key::Signed => self.signed.clone().unwrap_or_default(),
                Key::Only => shown(&self.only),
                Key::Skip => shown(&self.skip),
            };
            let value = if value.is_empty() { "（没有写）".to_owned() } else { value };
            words.push_str(&format!("  {own}：{value}\n"));
        }
        words
    }
}

/// The same text with quotes around names in Chinese, which the format asks for and nobody writes; lines stay lines.
fn quoted(text: &str) -> String {
    let line = |line: &str| match line.split_once('=') {
        Some((name, value)) if !name.is_ascii() && !name.contains(['"', '\'', '#', '[']) => {
            format!("\"{}\" ={value}", name.trim())
        }
        _ => line.to_owned(),
    };
    text.trim_start_matches('\u{FEFF}').split('\n').map(line).collect::<Vec<_>>().join("\n")
}

/// What may stand in the file.
const EXAMPLE: &str = "规则 = [\"本省规则\"]\n上年 = [\"2023年公开\"]\n名册 = \"单位名册.csv\"\n出错说明 = \"出错说明.xlsx\"\n\
通知模板 = \"通知模板.md\"\n落款 = \"某区财政局\"\n不核对 = [\"用语\"]\n";

fn shown(all: &[Categories]) -> String {
    all.iter().map(Categories::words).collect::<Vec<_>>().join("、")
}

fn text(value: &Value) -> Result<String, String> {
    value.as_str().map(str::to_owned).ok_or_else(|| "应为引号里的文字，如 \"单位名册.csv\"".to_owned())
}

/// One text, or several.
fn texts(value: &Value) -> Result<Vec<String>, String> {
    match value {
        Value::Array(values) => values.iter().map(text).collect(),
        one => Ok(vec![text(one)?]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(text: &str) -> Result<Config, String> {
        let mut config = Config::default();
        config.fill(text, Path::new("上层")).map(|()| config)
    }

    #[test]
    fn settings_are_read_in_chinese_and_english_with_or_without_quotes() {
        let own = filled(
            "规则 = \"湖北部门决算\"\n年度 = 2024\n\"落款\" = \"某局\"\n不核对 = [\"用语\", \"BJ14\"]\n",
        )
        .unwrap();
        let other =
            filled("rules = [\"湖北部门决算\"]\nyear = 2024\nsigned = \"某局\"\nskip = \"用语,BJ14\"")
                .unwrap();
        assert_eq!(own, other);
        assert_eq!((own.rules, own.year), (vec!["湖北部门决算".to_owned()], Some(2024)));
    }

    #[test]
    fn mistakes_are_told_with_their_line() {
        for (text, what) in [
            ("年度 = 2024\n规贝 = \"a\"\n", "第 2 行：没有「规贝」这一项"),
            ("年度 = 24\n", "第 1 行「年度」应为四位年度"),
            ("名册 = 3\n", "第 1 行「名册」应为引号里的文字"),
            ("规则 = [\"a\"\n", "写得不对"),
            ("不核对 = \"表外\"\n", "没有「表外」这个类别"),
        ] {
            let why = filled(text).unwrap_err();
            assert!(why.contains(what), "{why}");
        }
    }
}
