//! What the commands for the authors of rules take.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};

use super::check::threads;
use super::{ColorArgs, FormatArgs, OneArgs, RulesArgs, year};

/// How a stage is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ShowFormat {
    Text,
    Dot,
    Json,
}

/// A stage of the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum StageName {
    Tree,
    Rules,
    Graph,
    Plan,
}

#[derive(Args)]
#[command(next_help_heading = "选项")]
pub(in crate::cli) struct CheckRulesArgs {
    /// 规则文件（.gj）或文件夹
    #[arg(value_name = "规则文件或文件夹", required = true, help_heading = "参数", value_hint = ValueHint::AnyPath)]
    pub inputs: Vec<String>,
    /// 按哪一年检查；不给则不限年度
    #[arg(long, value_name = "年度", value_parser = year)]
    pub year: Option<i32>,
    /// 把有把握的改法写进文件，逐处说明；改了会有新的错误、别处意思会变的不改
    #[arg(long)]
    pub fix: bool,
    /// 与 --fix 一起：不改动文件，显示会改哪些行
    #[arg(long, requires = "fix")]
    pub diff: bool,
    #[command(flatten)]
    pub format: FormatArgs,
    #[command(flatten)]
    pub color: ColorArgs,
}

#[derive(Args)]
#[command(next_help_heading = "选项")]
pub(in crate::cli) struct FmtArgs {
    /// 规则文件（.gj）或文件夹；「-」为标准输入，写到标准输出
    #[arg(value_name = "规则文件或文件夹", required = true, help_heading = "参数", value_hint = ValueHint::AnyPath)]
    pub inputs: Vec<String>,
    /// 不改动文件，只列出要整理的文件；有就退出码 1
    #[arg(long)]
    pub check: bool,
    /// 不改动文件，显示会改哪些行
    #[arg(long)]
    pub diff: bool,
    /// 不改动文件，把整理好的写到标准输出
    #[arg(long, conflicts_with_all = ["check", "diff"])]
    pub stdout: bool,
    #[command(flatten)]
    pub color: ColorArgs,
}

#[derive(Args)]
#[command(next_help_heading = "选项")]
pub(in crate::cli) struct TestArgs {
    /// 案例文件（.md）或文件夹；不给则用规则旁边的案例，自带规则的在程序里；「-」为标准输入
    #[arg(value_name = "案例文件或文件夹", help_heading = "参数", value_hint = ValueHint::AnyPath)]
    pub inputs: Vec<String>,
    #[command(flatten)]
    pub rules: RulesArgs,
    /// 结果与所写不同的案例，把所写的结论改成结果；别的字不动
    #[arg(long)]
    pub accept: bool,
    /// 列出哪些规则、条件、句式还没有案例
    #[arg(short, long)]
    pub verbose: bool,
    /// 同时用几个线程；不给则有几个核用几个
    #[arg(long, value_name = "个数", value_parser = threads)]
    pub threads: Option<usize>,
    #[command(flatten)]
    pub format: FormatArgs,
    #[command(flatten)]
    pub color: ColorArgs,
}

#[derive(Args)]
#[command(next_help_heading = "选项")]
pub(in crate::cli) struct FindArgs {
    /// 要找的词：名称的一部分、规则编号（或字头 BJ）、科目编码、路径
    #[arg(value_name = "词", help_heading = "参数")]
    pub word: String,
    #[command(flatten)]
    pub rules: RulesArgs,
    #[command(flatten)]
    pub format: FormatArgs,
    #[command(flatten)]
    pub color: ColorArgs,
}

#[derive(Args)]
#[command(next_help_heading = "选项")]
pub(in crate::cli) struct ExplainArgs {
    /// 规则编号；或检查规则文件报出的编号、名称，如 L0063
    #[arg(value_name = "编号", help_heading = "参数")]
    pub number: String,
    /// 拿来核对的文件或文件夹；「-」为标准输入
    #[arg(value_name = "文件或文件夹", help_heading = "参数", value_hint = ValueHint::AnyPath)]
    pub inputs: Vec<PathBuf>,
    #[command(flatten)]
    pub one: OneArgs,
    #[command(flatten)]
    pub rules: RulesArgs,
    /// 各处全列；不给则每份列前 20 处
    #[arg(long)]
    pub all: bool,
    #[command(flatten)]
    pub format: FormatArgs,
    #[command(flatten)]
    pub color: ColorArgs,
}

#[derive(Args)]
#[command(next_help_heading = "选项")]
pub(in crate::cli) struct ShowArgs {
    /// 哪一步：tree、rules、graph、plan
    #[arg(value_name = "哪一步", help_heading = "参数", hide_possible_values = true)]
    pub stage: StageName,
    /// 只看与它有关的部分：规则编号（或字头 BJ）、表、行、列、说明的名称，或路径
    #[arg(long, value_name = "路径")]
    pub of: Option<String>,
    #[command(flatten)]
    pub rules: RulesArgs,
    /// 输出格式：text 供人看（默认）、dot 供绘图（只用于 graph）、json 供程序读
    #[arg(
        long,
        value_name = "格式",
        default_value = "text",
        hide_default_value = true,
        hide_possible_values = true
    )]
    pub format: ShowFormat,
    #[command(flatten)]
    pub color: ColorArgs,
}

/// A format that documents are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(in crate::cli) enum MadeFormat {
    Txt,
    Xlsx,
    Docx,
    Html,
    Csv,
    Parquet,
}

#[derive(Args)]
#[command(next_help_heading = "选项")]
pub(in crate::cli) struct GenerateArgs {
    /// 写到哪个文件夹；没有就新建
    #[arg(long, value_name = "文件夹", value_hint = ValueHint::DirPath)]
    pub out: std::path::PathBuf,
    /// 编几份
    #[arg(long, value_name = "份数", default_value_t = 1, hide_default_value = true)]
    pub count: u32,
    /// 种子：同样的种子、同样的规则，编出来的一字不差；不给是 1
    #[arg(long, value_name = "数", default_value_t = 1, hide_default_value = true)]
    pub seed: u64,
    /// 每份埋几处错；埋了错的，旁边另有一个 .json 写明错在哪里
    #[arg(long, value_name = "处数", default_value_t = 0, hide_default_value = true)]
    pub faults: u32,
    /// 写成什么：txt（默认）、xlsx、docx、html 一份一个文件，csv、parquet 各份在一个文件；几种用逗号隔开
    #[arg(
        long = "as",
        value_name = "格式",
        value_delimiter = ',',
        default_value = "txt",
        hide_default_value = true,
        hide_possible_values = true
    )]
    pub formats: Vec<MadeFormat>,
    #[command(flatten)]
    pub rules: RulesArgs,
    #[command(flatten)]
    pub color: ColorArgs,
}

#[derive(Args)]
#[command(next_help_heading = "选项")]
pub(in crate::cli) struct InitArgs {
    /// 规则集的名称：本市部门决算
    #[arg(value_name = "名称", help_heading = "参数")]
    pub name: String,
    /// 写到哪个文件夹；里面已有文件的不动
    #[arg(long, value_name = "文件夹", value_hint = ValueHint::DirPath)]
    pub out: String,
    /// 加在哪个自带的规则集上；不给则是另一套公开
    #[arg(long, value_name = "规则集")]
    pub base: Option<String>,
    /// 由样本草拟：空白的样表，或填好的一份（.docx、.xlsx、.pdf、.txt …）
    #[arg(long, value_name = "样本", value_hint = ValueHint::FilePath)]
    pub from: Option<String>,
    #[command(flatten)]
    pub color: ColorArgs,
}

#[derive(Args)]
#[command(next_help_heading = "选项")]
pub(in crate::cli) struct DocArgs {
    /// 写到哪个文件夹；没有就新建，同名的换成新的
    #[arg(long, value_name = "文件夹", value_hint = ValueHint::DirPath)]
    pub out: String,
    #[command(flatten)]
    pub rules: RulesArgs,
    #[command(flatten)]
    pub color: ColorArgs,
}

#[derive(Args)]
#[command(next_help_heading = "选项")]
pub(in crate::cli) struct AnalyzeArgs {
    #[command(flatten)]
    pub rules: RulesArgs,
    /// 与旧版比：规则集名称、规则文件或文件夹；写年度的，是同样的规则在那一年的
    #[arg(long, value_name = "旧版", value_hint = ValueHint::AnyPath)]
    pub against: Option<String>,
    /// 与 --against 一起：把实例写成数据文件（CSV）放进这个文件夹
    #[arg(long, value_name = "文件夹", requires = "against", value_hint = ValueHint::DirPath)]
    pub out: Option<PathBuf>,
    /// 全列，并列出没有纳入的规则；不给则每类列前几条
    #[arg(short, long)]
    pub verbose: bool,
    #[command(flatten)]
    pub format: FormatArgs,
    #[command(flatten)]
    pub color: ColorArgs,
}

#[derive(Args)]
#[command(next_help_heading = "选项")]
pub(in crate::cli) struct MutateArgs {
    /// 在这些文件或数据里埋错；不给则编一份
    #[arg(value_name = "文件或文件夹", help_heading = "参数", value_hint = ValueHint::AnyPath)]
    pub inputs: Vec<PathBuf>,
    /// 种子；不给是 1
    #[arg(long, value_name = "数", default_value_t = 1, hide_default_value = true)]
    pub seed: u64,
    #[command(flatten)]
    pub one: OneArgs,
    #[command(flatten)]
    pub rules: RulesArgs,
    #[command(flatten)]
    pub format: FormatArgs,
    #[command(flatten)]
    pub color: ColorArgs,
}
