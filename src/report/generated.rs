//! Words about documents that were made up.

use crate::generate::GenerateError;

/// Why no document was made, and what to do.
#[must_use]
pub fn not_made_words(error: &GenerateError) -> String {
    match error {
        GenerateError::Unsatisfied(rules) => {
            format!("没有找到合乎这几条规则的数：{}；请看它们之间是否矛盾，或换一个种子", rules.join("、"))
        }
        GenerateError::Unread(figures) => {
            let shown: Vec<&str> = figures.iter().take(5).map(String::as_str).collect();
            format!("印出来的数读不回来：{}{}", shown.join("、"), if figures.len() > 5 { " 等" } else { "" })
        }
        GenerateError::NoTables => "规则里没有可编的表；请看规则文件是否给全了".to_owned(),
    }
}
