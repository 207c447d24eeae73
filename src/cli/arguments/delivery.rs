//! What the commands take that work on results.

use clap::{Args, ValueEnum, ValueHint};

use super::ColorArgs;

/// How a comparison is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum CompareFormat {
    Text,
    Json,
    Html,
    Xlsx,
}

#[derive(Args)]
#[command(next_help_heading = "选项")]
pub(in crate::cli) struct WaiveArgs {
    /// 单位填好「单位说明」退回的问题清单，或别的出错说明
    #[arg(value_name = "清单", help_heading = "参数", value_hint = ValueHint::FilePath)]
    pub list: String,
}

#[derive(Args)]
#[command(next_help_heading = "选项")]
pub(in crate::cli) struct CompareArgs {
    /// 前一次的结果：check --format json 或 jsonl 的输出，或 --out 的文件夹
    #[arg(value_name = "前一次", help_heading = "参数", value_hint = ValueHint::AnyPath)]
    pub before: String,
    /// 这一次的结果
    #[arg(value_name = "这一次", help_heading = "参数", value_hint = ValueHint::AnyPath)]
    pub after: String,
    /// 输出格式：text 供人看（默认）、json 供程序读、html 网页、xlsx 工作簿
    #[arg(
        long,
        value_name = "格式",
        default_value = "text",
        hide_default_value = true,
        hide_possible_values = true
    )]
    pub format: CompareFormat,
    /// 各条全列；不给则每类列前 200 条
    #[arg(short, long)]
    pub verbose: bool,
    #[command(flatten)]
    pub color: ColorArgs,
}
