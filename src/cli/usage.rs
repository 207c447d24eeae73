//! What is wrong with a command line, in Chinese.

use std::error::Error;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::{FINE, WRONG, out};

/// Prints help or says what is wrong; the exit status.
pub(super) fn report(error: &clap::Error) -> u8 {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            out::print(&error.render().to_string());
            FINE
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            out::complain(&error.render().to_string());
            WRONG
        }
        _ => {
            out::complain(&format!("命令行有误：{}\n", words(error)));
            WRONG
        }
    }
}

fn context(error: &clap::Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(text.clone()),
        ContextValue::Strings(texts) => Some(texts.join("、")),
        ContextValue::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn valid(error: &clap::Error) -> String {
    context(error, ContextKind::ValidValue).unwrap_or_default()
}

/// An argument without the signs of its usage line: `--format <格式>` is --format, `<文件>...` 文件.
fn plain(name: &str) -> String {
    let names = name.split('、').map(|name| match name.split_once(" <") {
        Some((option, _)) => option.to_owned(),
        None => name.trim_matches(['<', '>', '[', ']', '.']).to_owned(),
    });
    names.collect::<Vec<_>>().join("」「")
}

/// What an option wants: of `--format <格式>` 格式.
fn wanted(name: &str) -> String {
    let inside = name.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
    inside.map_or_else(|| "值".to_owned(), |(inside, _)| inside.to_owned())
}

fn words(error: &clap::Error) -> String {
    let get = |kind| context(error, kind);
    let argument = get(ContextKind::InvalidArg).map(|name| plain(&name)).unwrap_or_default();
    let value = get(ContextKind::InvalidValue).unwrap_or_default();
    let (mut what, suggestion) = match error.kind() {
        ErrorKind::UnknownArgument => (format!("不认识「{argument}」"), get(ContextKind::SuggestedArg)),
        ErrorKind::InvalidSubcommand => {
            let command = get(ContextKind::InvalidSubcommand).unwrap_or_default();
            (format!("没有「{command}」这个命令"), get(ContextKind::SuggestedSubcommand))
        }
        ErrorKind::InvalidValue if value.is_empty() => {
            let what = get(ContextKind::InvalidArg).map(|name| wanted(&name)).unwrap_or_default();
            (format!("「{argument}」后面要写{what}"), None)
        }
        ErrorKind::InvalidValue if value == "html" => {
            let way = "网页有两种：看读到的数用 gouji read，看问题用 gouji check";
            (format!("「{argument}」不能是「html」，可以是：{}；{way}", valid(error)), None)
        }
        ErrorKind::InvalidValue => {
            let valid = valid(error);
            (format!("「{argument}」不能是「{value}」，可以是：{valid}"), get(ContextKind::SuggestedValue))
        }
        ErrorKind::ValueValidation => {
            let why = error.source().map_or_else(String::new, |why| format!("：{why}"));
            (format!("「{argument}」不能是「{value}」{why}"), None)
        }
        ErrorKind::MissingRequiredArgument => (format!("缺少「{argument}」"), None),
        ErrorKind::MissingSubcommand => ("缺少命令，如 check".to_owned(), None),
        ErrorKind::InvalidUtf8 => ("有参数不是 UTF-8 文字".to_owned(), None),
        ErrorKind::ArgumentConflict => (format!("「{argument}」只能写一次，或不能与别的选项同用"), None),
        _ => (format!("「{argument}」的写法不对"), None),
    };
    match suggestion {
        Some(suggestion) => what.push_str(&format!("；是不是「{}」？", suggestion.replace('、', "」或「"))),
        None => what.push('。'),
    }
    format!("{what}用 gouji --help 或 gouji 命令 --help 看用法")
}
