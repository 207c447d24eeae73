//! What does not hold.

use std::fmt;

/// Why a property does not hold, or could not be looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Broken {
    /// Rule files with errors: the first.
    Rules(String),
    /// No account could be made up that satisfies the rules: why.
    Made(String),
    /// A property does not hold: which, and what was found.
    Property(&'static str, String),
}

impl fmt::Display for Broken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rules(why) => write!(formatter, "规则文件有错误：{why}"),
            Self::Made(why) => write!(formatter, "编不出合乎规则的账：{why}"),
            Self::Property(which, what) => write!(formatter, "{which}：{what}"),
        }
    }
}

impl std::error::Error for Broken {}
