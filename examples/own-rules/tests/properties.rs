//! 本局规则的性质测试：照着写自己的。跑：`cargo test -p own-rules`

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::sync::{Arc, LazyLock};

use gouji_testing::{Rules, properties, strategies};
use proptest::prelude::*;

static OURS: LazyLock<Arc<Rules>> =
    LazyLock::new(|| Arc::new(Rules::of_files(&[("青岚区.gj", own_rules::RULES)], Some(2024)).unwrap()));

proptest! {
    // 编一份完整的决算、按几百条规则判一遍要些时间：次数少一些，平时够用，发布前可以用 PROPTEST_CASES 加大。
    #![proptest_config(ProptestConfig { cases: 2, max_shrink_iters: 0, ..ProptestConfig::default() })]

    #[test]
    fn 合乎规则的决算没有不符(made in strategies::accounts(&OURS)) {
        properties::a_valid_account_has_no_finding(&OURS, &made)?;
    }

    #[test]
    fn 行列的先后和金额的大小不影响结论(made in strategies::accounts(&OURS), seed in any::<u64>()) {
        properties::the_order_of_figures_does_not_matter(&OURS, &made, seed)?;
        properties::larger_amounts_come_out_the_same(&OURS, &made)?;
    }

    #[test]
    fn 加一条无关的规则_停用一条规则_别的不变(
        made in strategies::accounts(&OURS),
        (number, layer) in strategies::switches_off(&OURS),
    ) {
        properties::an_unrelated_rule_changes_nothing(&OURS, &made)?;
        properties::switching_off_removes_only_that(&OURS, &made, &number, &layer)?;
    }
}
