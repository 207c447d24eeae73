//! Property tests of rule sets: strategies for [proptest] that make up accounts, mistakes, layers and rule files, and the
//! properties that any sound rule set has.
//!
//! ```
//! use gouji_testing::{Rules, properties};
//!
//! let rules = Rules::of_files(&[("本局.gj", "规则集 本局 版本 \"1\"\n\
//!     表 收支表 { 列 金额 行 收入 行 支出 行 结余 }\n\
//!     规则 S1 \"结余\"：收支表.结余 = 收支表.收入 - 收支表.支出\n")], Some(2024))?;
//! let made = rules.account(7)?;
//! properties::a_valid_account_has_no_finding(&rules, &made)?;
//! # Ok::<(), gouji_testing::Broken>(())
//! ```
//!
//! May live here: strategies and properties over the public interface of `gouji`. May not: forms, and what only one rule
//! set has.

mod broken;
mod made;
pub mod properties;
mod rules;
pub mod strategies;
mod verdicts;

pub use broken::Broken;
pub use gouji::generate::Made;
pub use rules::Rules;
pub use verdicts::{Verdicts, verdicts};
