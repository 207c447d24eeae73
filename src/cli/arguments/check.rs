//! What `gouji check` takes.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};

use super::{ColorArgs, OneArgs, RulesArgs};
use crate::cli::categories::{Categories, CategoriesParser};

/// What a check prints: text for people, JSON or JSON Lines for programs, a page with the document itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum CheckFormat {
    Text,
    Json,
    Jsonl,
    Html,
}

#[derive(Args)]
#[command(next_help_heading = "选项")]
pub(in crate::cli) struct CheckArgs {
    /// 要核对的文件或文件夹；「-」为标准输入
    #[arg(value_name = "文件或文件夹", required = true, help_heading = "参数", value_hint = ValueHint::AnyPath)]
    pub inputs: Vec<PathBuf>,
    #[command(flatten)]
    pub one: OneArgs,
    #[command(flatten)]
    pub rules: RulesArgs,
    /// 上年的公开：文件或文件夹，可以给几个；按单位名称对上，核对跨年的规则
    #[arg(long, value_name = "文件或文件夹", value_hint = ValueHint::AnyPath)]
    pub history: Vec<PathBuf>,
    /// 单位名册（.csv、.yaml、.xlsx）：编码、名称、上级、性质、曾用名；核对汇总和要知道单位性质的规则
    #[arg(long, value_name = "名册", value_hint = ValueHint::FilePath)]
    pub units: Option<String>,
    /// 只核对这些类别：表内、表间、文表、文内、跨年、汇总、完整性、用语，用逗号隔开
    #[arg(long, value_name = "类别,…", value_parser = CategoriesParser, hide_possible_values = true)]
    pub only: Vec<Categories>,
    /// 不核对这些类别，写法同上
    #[arg(long, value_name = "类别,…", value_parser = CategoriesParser, hide_possible_values = true)]
    pub skip: Vec<Categories>,
    /// 输出格式：text 供人看（默认）、json 供程序读、jsonl 一行一个有问题的单位，适合成千上万个单位、html 网页，在原文上标出问题（一份；几份用 --out）
    #[arg(
        long,
        value_name = "格式",
        default_value = "text",
        hide_default_value = true,
        hide_possible_values = true
    )]
    pub format: CheckFormat,
    /// jsonl 的每一行带上这个单位每条规则的核对情况
    #[arg(long)]
    pub ledger: bool,
    /// json 带上通过的各处和其中的数（proofs）；text 用 -v
    #[arg(long)]
    pub proofs: bool,
    /// 同时核对几份；不给则用全部处理器，结果与此无关
    #[arg(long, value_name = "个数", value_parser = threads)]
    pub threads: Option<usize>,
    /// 出错说明（.csv、.yaml、.xlsx）：列有「指纹」或「规则」、「原因」，可有单位、数字、何人、截至；也可以是单位填好「单位说明」退回的问题清单
    #[arg(long, value_name = "说明", value_hint = ValueHint::FilePath)]
    pub waivers: Option<String>,
    /// 把结果写到这个文件夹：问题清单、整改通知、网页，和给程序读的几种；逐份写，中断了可以接着做
    #[arg(long, value_name = "文件夹", value_hint = ValueHint::DirPath)]
    pub out: Option<String>,
    /// 接着做 --out 里没做完的一次
    #[arg(long, requires = "out")]
    pub resume: bool,
    /// 在单位自己文件的副本里加批注（.docx、.xlsx、.pdf），放在 --out 的「批注」里
    #[arg(long, requires = "out")]
    pub annotate: bool,
    /// 整改通知的模板；不给则用自带的，gouji template 可以看
    #[arg(long, value_name = "文件", requires = "out", value_hint = ValueHint::FilePath)]
    pub template: Option<String>,
    /// 整改通知的落款
    #[arg(long, value_name = "名称", requires = "out")]
    pub signed: Option<String>,
    /// 多说一些：每条规则的核对情况、依据
    #[arg(short, long)]
    pub verbose: bool,
    #[command(flatten)]
    pub color: ColorArgs,
}

pub(super) fn threads(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(count @ 1..=1024) => Ok(count),
        _ => Err("应为 1 到 1024 的整数".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threads_have_bounds() {
        assert_eq!(threads("1"), Ok(1));
        assert!(threads("0").is_err());
    }
}
