//! The commands and their options, with help in Chinese. What a group of commands takes stands in a file of its own.

mod account;
mod authors;
mod check;
mod delivery;

use std::ffi::OsString;

use clap::{ArgAction, Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum, ValueHint};

pub(super) use account::{ConvertArgs, ReadArgs, ReadFormat};
pub(super) use authors::{
    AnalyzeArgs, CheckRulesArgs, DocArgs, ExplainArgs, FindArgs, FmtArgs, GenerateArgs, InitArgs, MadeFormat,
    MutateArgs, ShowArgs, ShowFormat, StageName, TestArgs,
};
pub(super) use check::{CheckArgs, CheckFormat};
pub(super) use delivery::{CompareArgs, CompareFormat, WaiveArgs};

const TEMPLATE: &str = "{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}\n";

#[derive(Parser)]
#[command(
    name = "gouji",
    version,
    about = "勾稽：以规则文件核对公开的账目",
    override_usage = "gouji <命令> [选项] …",
    subcommand_help_heading = "命令",
    next_help_heading = "选项",
    disable_help_flag = true,
    disable_version_flag = true,
    disable_help_subcommand = true,
    after_help = "例：\n  gouji check 某单位公开.txt\n  gouji check 公开文件夹 --only 文表,文内\n  gouji check --help"
)]
struct Cli {
    /// 显示帮助
    #[arg(short = 'h', long, action = ArgAction::Help, global = true, display_order = 900)]
    help: Option<bool>,
    /// 显示版本
    #[arg(short = 'V', long, action = ArgAction::Version, display_order = 901)]
    version: Option<bool>,
    /// 不看 gouji.toml 里的设置
    #[arg(long, global = true, display_order = 902, action = ArgAction::SetTrue)]
    no_config: bool,
    #[command(subcommand)]
    command: Command,
}

/// What gouji is asked to do.
#[derive(Subcommand)]
pub(super) enum Command {
    /// 核对公开的文件和数据，列出不符之处
    #[command(
        override_usage = "gouji check [选项] <文件或文件夹>…",
        after_help = "退出码：0 没有错误级别的不符；1 有；2 命令行或规则文件有误；3 有文件读不了（其余照常核对），或一处也没有核对成\n\n\
                      例：\n  gouji check 某单位公开.txt\n  gouji check 公开文件夹 --rules 本省规则 --format json > 结果.json\n  \
                      gouji check 说明.docx 报表.xlsx --as-one\n  \
                      gouji check 2024年 --history 2023年\n  gouji check 公开文件夹 --out 核对结果\n  \
                      gouji check 公开文件夹 --units 单位名册.csv --only 汇总\n  cat 某单位公开.txt | gouji check -"
    )]
    Check(CheckArgs),
    /// 比较两次核对的结果：哪些已改正、哪些新出现、哪些仍在
    #[command(
        override_usage = "gouji compare [选项] <前一次> <这一次>",
        after_help = "退出码：0 没有新出现的错误；1 有；3 有一次的结果读不了\n\n\
                      例：\n  gouji compare 一月结果 二月结果\n  gouji compare 一月结果.jsonl 二月结果.jsonl --format html > 比较.html\n  gouji compare 一月结果 二月结果 --format xlsx > 比较.xlsx"
    )]
    Compare(CompareArgs),
    /// 把退回的问题清单里填了「单位说明」的各条写成出错说明，看过之后用 check --waivers 给出
    #[command(
        override_usage = "gouji waive <清单>",
        after_help = "例：\n  gouji waive 问题清单.xlsx > 出错说明.csv"
    )]
    Waive(WaiveArgs),
    /// 输出整改通知的模板，改好后用 check --out 文件夹 --template 给出
    #[command(override_usage = "gouji template", after_help = "例：\n  gouji template > 通知模板.md")]
    Template,
    /// 显示 gouji.toml 里的设置：在哪个文件、各项是什么
    #[command(override_usage = "gouji config", after_help = "例：\n  gouji config")]
    Config,
    /// 把文件或数据转成 Parquet、长表 CSV 或 YAML，可再核对，也可给别的程序用；转读到的数和句子里的数，不转文字
    #[command(
        override_usage = "gouji convert [选项] <文件或文件夹>… --to <文件>",
        after_help = "例：\n  gouji convert 公开文件夹 --to 全区.parquet\n  gouji convert 全区.parquet --to 全区.csv\n  gouji convert 长表.csv --rules 本省规则 --to 数据.parquet\n  \
                      gouji check 数据.parquet --rules 本省规则 --format jsonl > 结果.jsonl"
    )]
    Convert(ConvertArgs),
    /// 只读不核：显示从文件里读到的表、数字和句子
    #[command(
        override_usage = "gouji read [选项] <文件或文件夹>…",
        after_help = "例：\n  gouji read 某单位公开.txt\n  gouji read 说明.docx 报表.xlsx --as-one\n  \
                      gouji read 某单位公开.txt --format json\n  \
                      gouji read 某单位公开.pdf --format html > 读到了什么.html"
    )]
    Read(ReadArgs),
    /// 检查规则文件本身有没有写错
    #[command(
        name = "check-rules",
        override_usage = "gouji check-rules [选项] <规则文件或文件夹>…",
        after_help = "错误要改好才能用；警告和提示请看一遍，确是要这样写就不用改\n\n例：\n  gouji check-rules 本省规则\n  gouji check-rules 本省规则/补充.gj --format json\n  \
                      gouji check-rules 本省规则 --fix --diff"
    )]
    CheckRules(CheckRulesArgs),
    /// 整理规则文件的写法：空格、缩进、符号、过长的行；说的是什么不变，注释不动
    #[command(
        override_usage = "gouji fmt [选项] <规则文件或文件夹>…",
        after_help = "退出码：0 整理好了（--check：都已整理）；1 --check 有要整理的；2 有规则文件写错了，这些没有动\n\n\
                      例：\n  gouji fmt 本省规则 --diff\n  gouji fmt 本省规则\n  gouji fmt 本省规则 --check\n  \
                      cat 本省规则/补充.gj | gouji fmt -"
    )]
    Fmt(FmtArgs),
    /// 查找规则、表、行、列、说明、科目：怎么写、式子是什么、在哪个文件
    #[command(
        override_usage = "gouji find [选项] <词>",
        after_help = "例：\n  gouji find 接待\n  gouji find BJ14\n  gouji find BJ\n  gouji find [30217]\n  \
                      gouji find 30217 --rules 本省规则"
    )]
    Find(FindArgs),
    /// 解释一条规则：意思、依据、哪些层改过、用到什么；给出文件的，逐处列出怎样算、怎样判的
    #[command(
        override_usage = "gouji explain [选项] <编号> [文件或文件夹]…",
        after_help = "退出码：0 说明白了（不符也是 0）；2 没有这条规则，或规则文件有误；3 有文件读不了\n\n\
                      例：\n  gouji explain BJ14\n  gouji explain BJ14 某单位公开.txt\n  \
                      gouji explain BN01 某单位公开.txt --all --format json\n  \
                      gouji explain L0063"
    )]
    Explain(ExplainArgs),
    /// 用案例试规则：一份文字（或几格）配上结论，看规则是不是这样判；并数哪些规则、条件、句式有案例
    #[command(
        override_usage = "gouji test [选项] [案例文件或文件夹]…",
        after_help = "案例的写法见 docs/testing-rules.md\n\n\
                      退出码：0 都与所写相符；1 有不相符的；2 案例或规则文件写错了，或没有案例；3 有文件读不了\n\n\
                      例：\n  gouji test\n  gouji test --rules 本省规则\n  gouji test 本省规则/补充.md --rules 本省规则/补充.gj -v\n  \
                      gouji test --rules 本省规则 --format json"
    )]
    Test(TestArgs),
    /// 显示规则处理的某一步：tree 语法树、rules 规则、graph 依赖图、plan 执行顺序
    #[command(
        override_usage = "gouji show [选项] <tree|rules|graph|plan>",
        after_help = "例：\n  gouji show rules --of 30217\n  gouji show tree --of BJ14\n  gouji show plan --of BJ\n  \
                      gouji show graph --of BJ14 --format dot > 图.dot"
    )]
    Show(ShowArgs),
    /// 编造合乎规则的公开文件和数据，也可以埋几处错：练习、试规则、试别的程序用
    #[command(
        override_usage = "gouji generate [选项] --out <文件夹>",
        after_help = "单位、数字都是编的。文件夹里有同名的文件时不写\n\n\
                      退出码：0 编好了；2 规则文件有误，或编不出合乎规则的；3 写不了\n\n\
                      例：\n  gouji generate --out 编造的决算\n  gouji generate --count 2 --seed 7 --faults 5 --as txt,xlsx --out 有误的两份"
    )]
    Generate(GenerateArgs),
    /// 一处一处地埋错，看规则查得出多少：按错的种类、按表，哪些数怎样改都查不出、为什么
    #[command(
        override_usage = "gouji mutate [选项] [文件或文件夹]…",
        after_help = "不给文件时编一份合乎规则的。查出是指有错误或核实级别的不符\n\n\
                      退出码：0 试过了；2 规则文件有误，或编不出合乎规则的；3 有文件读不了\n\n\
                      例：\n  gouji mutate\n  gouji mutate 某单位公开.txt --format json"
    )]
    Mutate(MutateArgs),
    /// 只看规则本身：有没有互相矛盾、别的规则已经说了的，哪些数定死了、哪些改动发现不了；与旧版比，哪些账目一个认、一个不认
    #[command(
        override_usage = "gouji analyze [选项]",
        after_help = "只看写成和式的规则，不计四舍五入；每一条都附可以照着加起来验算的倍数\n\n\
                      退出码：0 没有矛盾；1 有互相矛盾的规则；2 规则文件有误；3 写不了\n\n\
                      例：\n  gouji analyze\n  gouji analyze --rules 本省规则 -v\n  gouji analyze --rules 本省规则 --against 部门决算 --format json"
    )]
    Analyze(AnalyzeArgs),
    /// 给编辑器用：一边写规则一边检查、补全、跳转、改名（语言服务器协议，走标准输入输出）
    #[command(
        override_usage = "gouji lsp",
        after_help = "编辑器自己启动它，怎样设置见 editors/ 里的说明；输入结束即退出\n\n\
                      例：\n  gouji lsp --stdio < /dev/null"
    )]
    Lsp {
        /// 走标准输入输出（总是如此；有的编辑器会写上这一项）
        #[arg(long, help_heading = "选项")]
        stdio: bool,
    },
    /// 输出 JSON Schema：findings 核对结果、account 读到的内容、data 数据
    #[command(
        override_usage = "gouji schema <findings|account|data>",
        after_help = "例：\n  gouji schema findings > findings.schema.json\n  gouji schema data"
    )]
    Schema {
        /// 哪一种：findings（check --format json）、account（read --format json）、data（YAML 数据）
        #[arg(value_name = "哪一种", help_heading = "参数", hide_possible_values = true)]
        of: SchemaName,
    },
    /// 起一套自己的规则：规则文件、案例、说明、自动检查；可以由样表草拟
    #[command(
        override_usage = "gouji init [选项] --out <文件夹> <名称>",
        after_help = "例：\n  gouji init 本市部门决算 --base 部门决算 --out 本市规则\n  gouji init 收支月报 --out 月报规则\n  \
                      gouji init 本局年报 --from 报表.xlsx --out 年报规则"
    )]
    Init(InitArgs),
    /// 把规则写成一本规则手册：一条规则一页，一张表、一节说明一页，能查找，能打印成一份
    #[command(
        override_usage = "gouji doc [选项] --out <文件夹>",
        after_help = "例：\n  gouji doc --out 规则手册\n  gouji doc --rules 本省规则 --year 2024 --out 本省规则手册"
    )]
    Doc(DocArgs),
    /// 写出手册页：每个命令一份，装好后用 man gouji-check 看
    #[command(
        override_usage = "gouji man <文件夹>",
        after_help = "例：\n  gouji man ~/.local/share/man/man1"
    )]
    Man {
        /// 写到哪个文件夹；没有就新建，同名的换成新的
        #[arg(value_name = "文件夹", help_heading = "参数", value_hint = ValueHint::DirPath)]
        folder: String,
    },
    /// 输出命令行补全脚本
    #[command(
        override_usage = "gouji completions <bash|zsh|fish|elvish|powershell>",
        after_help = "例：\n  mkdir -p ~/.local/share/bash-completion/completions\n  \
                      gouji completions bash > ~/.local/share/bash-completion/completions/gouji"
    )]
    Completions {
        /// 命令行种类：bash、zsh、fish、elvish、powershell
        #[arg(value_name = "种类", help_heading = "参数", hide_possible_values = true)]
        shell: clap_complete::Shell,
    },
}

/// Text for people or JSON for programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    Text,
    Json,
}

/// When to colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    Auto,
    Always,
    Never,
}

/// What a JSON Schema is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum SchemaName {
    Findings,
    Account,
    Data,
}

/// Which rules, for which year.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "选项")]
pub(super) struct RulesArgs {
    /// 规则集名称、规则文件或文件夹，可以给几个，用逗号隔开；不给则用自带规则
    #[arg(long, value_name = "规则", value_delimiter = ',', value_hint = ValueHint::AnyPath)]
    pub rules: Vec<String>,
    /// 按哪一年的规则；不给则看文件自己的年度
    #[arg(long, value_name = "年度", value_parser = year)]
    pub year: Option<i32>,
}

/// How many documents the files are.
#[derive(Args, Clone, Copy, Debug)]
#[command(next_help_heading = "选项")]
pub(super) struct OneArgs {
    /// 这些文件合起来是一份（文字在一个文件、报表在另一个）
    #[arg(long)]
    pub as_one: bool,
}

/// For whom the answer is.
#[derive(Args, Clone, Copy, Debug)]
#[command(next_help_heading = "选项")]
pub(super) struct FormatArgs {
    /// 输出格式：text 供人看（默认）、json 供程序读
    #[arg(
        long,
        value_name = "格式",
        default_value = "text",
        hide_default_value = true,
        hide_possible_values = true
    )]
    pub format: Format,
}

/// How the answer is shown.
#[derive(Args, Clone, Copy, Debug)]
#[command(next_help_heading = "选项")]
pub(super) struct ColorArgs {
    /// 颜色：auto 在终端上才用（默认）、always 总用、never 不用
    #[arg(
        long,
        value_name = "何时",
        default_value = "auto",
        hide_default_value = true,
        hide_possible_values = true
    )]
    pub color: Color,
}

fn year(text: &str) -> Result<i32, String> {
    let text = text.trim().trim_end_matches('度').trim_end_matches('年');
    match text.parse() {
        Ok(year @ 1949..=2999) => Ok(year),
        _ => Err("应为四位年度，如 2024".to_owned()),
    }
}

/// The version of the program, and those of the rules in it.
fn versions() -> String {
    let each = gouji::session::Shipped::versions();
    let each: Vec<String> = each.iter().map(|(name, version)| format!("{name} {version}")).collect();
    format!("{}\n自带规则：{}", env!("CARGO_PKG_VERSION"), each.join("、"))
}

/// The command with the same layout of help in all its parts.
fn command() -> clap::Command {
    Cli::command().help_template(TEMPLATE).mut_subcommands(|command| {
        command.help_template(TEMPLATE).next_help_heading("选项").disable_help_flag(true)
    })
}

/// `gouji help check` is `gouji check --help`.
fn with_help(words: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let mut words: Vec<OsString> = words.into_iter().collect();
    if words.get(1).is_some_and(|word| word == "help") {
        words.remove(1);
        words.truncate(2);
        words.push("--help".into());
    }
    words
}

/// Reads the command line: what to do, and whether settings of a file count.
///
/// # Errors
/// What is wrong with it, or that help was asked for.
pub(super) fn parse(words: impl IntoIterator<Item = OsString>) -> Result<(Command, bool), clap::Error> {
    let words = with_help(words);
    let mut command = command();
    if words.iter().any(|word| word == "--version") {
        command = command.long_version(versions());
    }
    let matches = command.try_get_matches_from(words)?;
    Cli::from_arg_matches(&matches).map(|cli| (cli.command, !cli.no_config))
}

/// The pages of the manual: what each is called, and its text as roff.
///
/// # Errors
/// Those of writing.
pub(super) fn manual() -> std::io::Result<Vec<(String, Vec<u8>)>> {
    let mut command = command();
    command.build();
    let subs = command.get_subcommands().filter(|sub| !sub.is_hide_set()).map(|sub| {
        let name = format!("gouji-{}", sub.get_name());
        sub.clone().name(name.clone()).display_name(name)
    });
    let mut pages = Vec::new();
    for page in std::iter::once(command.clone()).chain(subs) {
        let name = format!("{}.1", page.get_name());
        let mut text = Vec::new();
        // No date: the same program has the same pages.
        clap_mangen::Man::new(page)
            .date("")
            .source(concat!("gouji ", env!("CARGO_PKG_VERSION")))
            .manual("勾稽")
            .render(&mut text)?;
        // What clap calls the words behind the options.
        let text = String::from_utf8_lossy(&text).replace(".SH EXTRA", ".SH 说明");
        pages.push((name, text.into_bytes()));
    }
    Ok(pages)
}

/// The completion script for a shell.
pub(super) fn completions(shell: clap_complete::Shell) -> String {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command(), "gouji", &mut script);
    let script = String::from_utf8_lossy(&script).into_owned();
    if shell == clap_complete::Shell::Fish { script + &fish_values() } else { script }
}

/// Values of arguments without a name, which the generated script for fish leaves out.
fn fish_values() -> String {
    let command = command();
    let valued =
        command.get_subcommands().flat_map(|sub| sub.get_positionals().map(move |argument| (sub, argument)));
    let lines = valued.filter_map(|(sub, argument)| {
        let values: Vec<String> =
            argument.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
        let seen = format!("__fish_seen_subcommand_from {}", sub.get_name());
        (!values.is_empty())
            .then(|| format!("complete -c gouji -n \"{seen}\" -f -a \"{}\"\n", values.join(" ")))
    });
    lines.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_is_sound() {
        command().debug_assert();
    }

    #[test]
    fn years_have_bounds() {
        assert_eq!(year("2024年度"), Ok(2024));
        assert!(year("24").is_err());
    }
}
