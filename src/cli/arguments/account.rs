//! What the commands take that show or write what was read.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};

use super::{ColorArgs, OneArgs, RulesArgs};

/// How what was read is shown: text for people, JSON for programs, or a page with the document itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ReadFormat {
    Text,
    Json,
    Html,
}

#[derive(Args)]
#[command(next_help_heading = "选项")]
pub(in crate::cli) struct ReadArgs {
    /// 要读的文件或文件夹；「-」为标准输入
    #[arg(value_name = "文件或文件夹", required = true, help_heading = "参数", value_hint = ValueHint::AnyPath)]
    pub inputs: Vec<PathBuf>,
    #[command(flatten)]
    pub one: OneArgs,
    #[command(flatten)]
    pub rules: RulesArgs,
    /// 输出格式：text 供人看（默认）、json 供程序读、html 网页，在原文上标出读到的每个数
    #[arg(
        long,
        value_name = "格式",
        default_value = "text",
        hide_default_value = true,
        hide_possible_values = true
    )]
    pub format: ReadFormat,
    #[command(flatten)]
    pub color: ColorArgs,
}

#[derive(Args)]
#[command(next_help_heading = "选项")]
pub(in crate::cli) struct ConvertArgs {
    /// 要转的文件或文件夹
    #[arg(value_name = "文件或文件夹", required = true, help_heading = "参数", value_hint = ValueHint::AnyPath)]
    pub inputs: Vec<PathBuf>,
    /// 写到哪个文件：后缀 .parquet、.csv 或 .yaml
    #[arg(long, value_name = "文件", value_hint = ValueHint::FilePath)]
    pub to: PathBuf,
    #[command(flatten)]
    pub one: OneArgs,
    #[command(flatten)]
    pub rules: RulesArgs,
    #[command(flatten)]
    pub color: ColorArgs,
}
