//! Rules against each other: what is known of small rule sets is found, and every argument is added up again.

use std::collections::BTreeMap;

use gouji::analysis::{Analysis, against, analyze};
use gouji::document::Document;
use gouji::proof::Verdict;
use gouji::report::{Options, analysis_json, analysis_terminal};
use gouji::session::{Edition, Shipped, open};
use gouji::syntax::Level;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, Zero};
use serde_json::Value;

use crate::support::one_file::Text;
use crate::support::program::{Folder, gouji, out};
use crate::support::random::Random;

/// Rules over one table of plain rows.
fn edition(rows: &str, rules: &str) -> Edition {
    let text = format!("规则集 试 版本 \"1\"\n表 收支表 {{\n  行 {rows}\n  列 金额\n}}\n{rules}");
    let edition = open(&Text(text), &["试.gj".to_owned()], Some(2024));
    assert!(!edition.has_errors(), "{:?}", edition.diagnostics);
    edition
}

/// What is found, for people and for programs.
fn found(rows: &str, rules: &str) -> (Analysis, Value, String) {
    let edition = edition(rows, rules);
    let found = analyze(&edition);
    let told: Value = serde_json::from_str(&analysis_json(&edition, &found, None)).unwrap();
    let options = Options { verbose: true, ..Options::default() };
    let text = analysis_terminal(&edition, &found, &options);
    check_all(&told);
    assert_eq!(found.dropped, 0);
    (found, told, text)
}

fn number(text: &Value) -> BigRational {
    let text = text.as_str().unwrap();
    if let Some((whole, fraction)) = text.split_once('.') {
        let digits: BigInt = format!("{whole}{fraction}").parse().unwrap();
        return BigRational::new(digits, BigInt::from(10).pow(fraction.len() as u32));
    }
    text.parse().unwrap()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

/// Terms by figure, and the bound, of a statement.
fn states(value: &Value) -> (BTreeMap<String, BigRational>, BigRational) {
    let terms = list(&value["terms"]).iter();
    let terms = terms.map(|term| (term["figure"].as_str().unwrap().to_owned(), number(&term["times"])));
    (terms.collect(), number(&value["bound"]))
}

/// What is certain of a sum of statements: that it is not below, not above, beyond.
struct Sum {
    terms: BTreeMap<String, BigRational>,
    bound: BigRational,
    not_below: bool,
    not_above: bool,
    strict: bool,
}

/// Multiplies and adds up, with arithmetic of its own.
fn sum(parts: &Value) -> Sum {
    let mut sum = Sum {
        terms: BTreeMap::new(),
        bound: BigRational::zero(),
        not_below: true,
        not_above: true,
        strict: false,
    };
    for part in list(parts) {
        let times = number(&part["times"]);
        assert!(!times.is_zero(), "{part}");
        let (terms, bound) = states(&part["states"]);
        for (figure, by) in terms {
            *sum.terms.entry(figure).or_insert_with(BigRational::zero) += by * &times;
        }
        sum.bound += bound * &times;
        let up = matches!(part["states"]["relation"].as_str().unwrap(), "≥" | ">") == times.is_positive();
        match part["states"]["relation"].as_str().unwrap() {
            "=" => {}
            "≤" | "≥" | "<" | ">" if up => sum.not_above = false,
            "≤" | "≥" | "<" | ">" => sum.not_below = false,
            other => panic!("{other}"),
        }
        sum.strict |= matches!(part["states"]["relation"].as_str().unwrap(), "<" | ">");
    }
    sum.terms.retain(|_, times| !times.is_zero());
    sum
}

/// Parts come to what is shown.
fn check_shown(shown: &Value, parts: &Value) {
    let sum = sum(parts);
    let (terms, bound) = states(shown);
    assert_eq!(sum.terms, terms, "{shown} {parts}");
    let (above, below) = (sum.bound > bound, sum.bound < bound);
    let fits = match shown["relation"].as_str().unwrap() {
        "=" => sum.not_below && sum.not_above && sum.bound == bound,
        "≤" => sum.not_above && !above,
        "<" => sum.not_above && (below || sum.strict && !above),
        "≥" => sum.not_below && !below,
        ">" => sum.not_below && (above || sum.strict && !below),
        other => panic!("{other}"),
    };
    assert!(fits, "{shown} {parts}");
}

/// Parts come to nothing standing against something in a way that cannot be.
fn check_refuted(parts: &Value) {
    let sum = sum(parts);
    assert!(sum.terms.is_empty(), "{parts}");
    let is_wrong = sum.not_below && (sum.bound.is_positive() || sum.strict && sum.bound.is_zero())
        || sum.not_above && (sum.bound.is_negative() || sum.strict && sum.bound.is_zero());
    assert!(is_wrong, "{parts}");
}

/// Every argument of an analysis; how many there are.
fn check_all(told: &Value) -> usize {
    let mut count = 0;
    for one in list(&told["contradictions"]) {
        check_refuted(&one["proof"]);
        count += 1;
    }
    let kinds = ["never", "redundant", "implied", "excluded"];
    for proof in kinds.iter().flat_map(|kind| list(&told[kind])).flat_map(|one| list(&one["proofs"])) {
        match &proof["shows"] {
            Value::Null => check_refuted(&proof["from"]),
            shown => check_shown(shown, &proof["from"]),
        }
        count += 1;
    }
    count
}

fn rules_of(parts: &Value) -> Vec<(&str, String)> {
    list(parts)
        .iter()
        .map(|part| (part["rule"].as_str().unwrap_or("条件"), number(&part["times"]).to_string()))
        .collect()
}

#[test]
fn three_rules_that_contradict_each_other_are_found_and_no_more() {
    let (_, told, text) = found(
        "甲、乙、丙、丁",
        "规则 SZ01 \"一\"：收支表.甲 = 收支表.乙 + 收支表.丙\n\
         规则 SZ02 \"二\"：收支表.乙 ≥ 收支表.甲\n\
         规则 SZ03 \"三\"：收支表.丙 ≥ 5元\n\
         规则 SZ04 \"四\"：收支表.丁 ≤ 收支表.甲\n",
    );
    assert_eq!(told["contradictions"].as_array().unwrap().len(), 1);
    assert_eq!(told["contradictions"][0]["rules"], serde_json::json!(["SZ01", "SZ02", "SZ03"]));
    assert!(text.contains("互相矛盾的规则：1 组") && text.contains("SZ01、SZ02、SZ03"), "{text}");
    let (fine, ..) = found(
        "甲、乙、丙、丁",
        "规则 SZ01 \"一\"：收支表.甲 = 收支表.乙 + 收支表.丙\n规则 SZ03 \"三\"：收支表.丙 ≥ 5元\n\
         规则 SZ04 \"四\"：收支表.丁 ≤ 收支表.甲\n",
    );
    assert!(fine.contradictions.is_empty() && fine.redundant.is_empty());
}

#[test]
fn a_rule_that_others_say_is_told_as_their_sum() {
    let (found, told, text) = found(
        "甲、乙、丙、丁、戊",
        "规则 SZ01 \"一\"：收支表.甲 = 收支表.乙 + 收支表.丙\n\
         规则 SZ02 \"二\"：收支表.乙 = 收支表.丁 × 2\n\
         规则 SZ03 \"三\"：收支表.丙 ≥ 收支表.戊\n\
         规则 SZ04 \"四\"：收支表.甲 = 收支表.丁 × 2 + 收支表.丙\n\
         规则 SZ05 \"五\"：收支表.甲 ≥ 收支表.乙 + 收支表.戊\n",
    );
    assert_eq!(found.redundant.len(), 2);
    let (equal, bound) = (&told["redundant"][0], &told["redundant"][1]);
    assert_eq!(equal["rule"], "SZ04");
    assert_eq!(rules_of(&equal["follows_from"]), [("SZ01", "1".to_owned()), ("SZ02", "1".to_owned())]);
    assert_eq!(bound["rule"], "SZ05");
    assert_eq!(rules_of(&bound["follows_from"]), [("SZ01", "1".to_owned()), ("SZ03", "1".to_owned())]);
    assert!(text.contains("SZ04 = SZ01 + SZ02"), "{text}");
}

#[test]
fn tolerance_leaves_room() {
    // Within 1 元 is no equality, and two of them leave 2 元.
    let rules = |last: &str| {
        format!(
            "规则 SZ01 \"一\" 允许误差 1元 因 \"试\"：收支表.甲 = 收支表.乙\n\
             规则 SZ02 \"二\" 允许误差 1元 因 \"试\"：收支表.乙 = 收支表.丙\n\
             规则 SZ03 \"三\" {last}：收支表.甲 = 收支表.丙\n"
        )
    };
    let redundant = |last: &str| -> Vec<String> {
        let (_, told, _) = found("甲、乙、丙", &rules(last));
        list(&told["redundant"]).iter().map(|one| one["rule"].as_str().unwrap().to_owned()).collect()
    };
    // Beside the exact one, either of the wide ones follows from the other; the later is told.
    assert_eq!(redundant(""), ["SZ02"]);
    assert_eq!(redundant("允许误差 2元 因 \"试\""), ["SZ03"]);
    assert!(redundant("允许误差 1.5元 因 \"试\"").is_empty());
}

#[test]
fn values_and_bounds_that_no_rule_states_are_told() {
    let (_, told, _) = found(
        "甲、乙、丙",
        "规则 SZ01 \"一\"：收支表.甲 + 收支表.乙 = 0元\n规则 SZ02 \"二\"：收支表.甲 ≥ 0元\n\
         规则 SZ03 \"三\"：收支表.乙 ≥ 0元\n规则 SZ04 \"四\"：收支表.丙 ≥ 收支表.甲 + 3元\n",
    );
    let implied = list(&told["implied"]).iter().map(|one| {
        let text = |key: &str| one[key].as_str().unwrap().to_owned();
        format!("{} {} {}", text("figure"), text("relation"), text("bound"))
    });
    let implied: Vec<String> = implied.collect();
    assert_eq!(implied, ["收支表「甲」 = 0", "收支表「乙」 = 0", "收支表「丙」 ≥ 3"]);
}

#[test]
fn conditions_that_never_hold_or_exclude_each_other_are_told() {
    let (found, told, text) = found(
        "甲、乙、丙",
        "规则 SZ01 \"一\"：收支表.甲 ≥ 收支表.乙\n\
         规则 SZ02 \"二\" 当 收支表.乙 > 收支表.甲：收支表.丙 = 0元\n\
         规则 SZ03 \"三\" 当 收支表.丙 > 5元：收支表.甲 = 1元\n\
         规则 SZ04 \"四\" 当 收支表.丙 < 4元：收支表.甲 = 2元\n\
         规则 SZ05 \"五\" 当 收支表.丙 ≠ 0元 且 收支表.丙 = 0元：收支表.甲 = 2元\n",
    );
    assert!(found.contradictions.is_empty(), "{text}");
    let never: Vec<&Value> = list(&told["never"]).iter().map(|one| &one["rules"][0]).collect();
    assert_eq!(never, ["SZ02", "SZ05"]);
    assert_eq!(list(&told["excluded"]).len(), 1, "{text}");
    assert_eq!(told["excluded"][0]["rules"], serde_json::json!([["SZ03"], ["SZ04"]]));
}

#[test]
fn conditions_whose_rules_contradict_each_other_are_told_with_these_rules() {
    let (found, told, text) = found(
        "甲、乙、丙、丁",
        "规则 SZ01 \"一\" 当 收支表.乙 > 0元：收支表.甲 = 1元\n\
         规则 SZ02 \"二\" 当 有 收支表.丙：收支表.甲 + 收支表.丁 = 2元\n规则 SZ03 \"三\"：收支表.丁 = 5元\n",
    );
    assert!(found.contradictions.is_empty(), "{text}");
    assert_eq!(list(&told["excluded"]).len(), 1, "{text}");
    let from: Vec<&str> =
        rules_of(&told["excluded"][0]["proofs"][0]["from"]).iter().map(|one| one.0).collect();
    assert_eq!(from, ["SZ01", "SZ02", "SZ03"]);
}

#[test]
fn rules_under_one_condition_contradict_each_other_under_it() {
    let (_, told, text) = found(
        "甲、乙",
        "规则 SZ01 \"一\" 当 收支表.乙 > 0元：收支表.甲 = 收支表.乙\n\
         规则 SZ02 \"二\" 当 收支表.乙 > 0元：收支表.甲 ≤ 0元\n",
    );
    assert_eq!(told["contradictions"][0]["rules"], serde_json::json!(["SZ01", "SZ02"]));
    assert!(text.contains("当 收支表「乙」 > 0 元 时"), "{text}");
}

#[test]
fn what_rules_do_not_see_is_told() {
    let (_, told, text) = found(
        "甲、乙、丙、丁、戊、己",
        "规则 SZ01 \"一\"：收支表.甲 = 收支表.乙 + 收支表.丙\n规则 SZ02 \"二\"：收支表.甲 ≥ 收支表.戊\n\
         规则 SZ03 \"三\" 级别 提示：收支表.己 ≥ 0元\n规则 SZ04 \"四\"：绝对值(收支表.戊) ≥ 0元\n",
    );
    let blind = list(&told["blind"]);
    let unread: Vec<(&Value, &Value)> =
        blind.iter().filter(|one| one["row"].is_string()).map(|one| (&one["row"], &one["why"])).collect();
    let words = ["没有规则用到", "只有提示级别的规则用到"].map(|word| serde_json::json!(word));
    assert_eq!(unread, [(&serde_json::json!("丁"), &words[0]), (&serde_json::json!("己"), &words[1])]);
    let changes: Vec<&Value> = blind.iter().filter(|one| one["figures"].is_array()).collect();
    // 甲 stands beside 戊, of which more is asked than a sum: only 乙 and 丙 can move without a word.
    assert_eq!(changes.len(), 1, "{text}");
    let figures: Vec<String> = list(&changes[0]["figures"])
        .iter()
        .map(|one| one["figure"].to_string() + one["change"].as_str().unwrap())
        .collect();
    assert_eq!(figures, ["\"收支表「乙」\"1", "\"收支表「丙」\"-1"]);
}

#[test]
fn what_is_no_sum_is_left_out_and_counted() {
    let (found, told, _) = found(
        "甲、乙、丙",
        "规则 SZ01 \"一\"：绝对值(收支表.甲) = 收支表.丙\n规则 SZ02 \"二\"：收支表.甲 = 0元 或 收支表.乙 = 0元\n\
         规则 SZ03 \"三\"：收支表.甲 ≠ 收支表.丙\n规则 SZ04 \"四\"：有 收支表.甲\n",
    );
    assert!(found.statements.all.is_empty());
    assert_eq!(list(&told["left_out"]).len(), 4);
}

/// Random sums with one that others make and one that they contradict.
#[test]
fn planted_sums_are_found_among_random_ones() {
    for seed in 0..30 {
        let mut random = Random::new(seed);
        let names: Vec<String> = (0..12).map(|at| format!("项{at:02}")).collect();
        let (mut rules, mut all) = (String::new(), Vec::new());
        for at in 0..8_usize {
            let mut terms = vec![0_i64; names.len()];
            for _ in 0..4 {
                terms[random.below(names.len())] += random.below(5) as i64 - 2;
            }
            // Each has a figure of its own in front, so that they are independent.
            terms[at] += 7;
            rules.push_str(&rule(at, &names, &terms, 0));
            all.push(terms);
        }
        let (one, other) = (&all[random.below(4)], &all[4 + random.below(4)]);
        let planted: Vec<i64> = one.iter().zip(other).map(|(a, b)| 2 * a - 3 * b).collect();
        let rows = names.join("、");
        let (redundant, told, _) = found(&rows, &format!("{rules}{}", rule(20, &names, &planted, 0)));
        assert!(redundant.contradictions.is_empty());
        assert!(list(&told["redundant"]).iter().any(|one| one["rule"] == "SZ20"), "{seed} {told}");
        let (wrong, ..) = found(&rows, &format!("{rules}{}", rule(20, &names, &planted, 5)));
        assert_eq!(wrong.contradictions.len(), 1, "{seed}");
    }
}

fn rule(at: usize, names: &[String], terms: &[i64], bound: i64) -> String {
    let terms = names.iter().zip(terms).filter(|(_, times)| **times != 0);
    let terms: Vec<String> = terms.map(|(name, times)| format!("({times}) × 收支表.{name}")).collect();
    format!("规则 SZ{at:02} \"第{at}\"：{} = {bound}元\n", terms.join(" + "))
}

#[test]
fn the_shipped_rules_do_not_contradict_each_other_and_every_argument_adds_up() {
    for name in ["部门决算", "部门预算", "四川部门决算", "上海部门决算"] {
        let edition = open(&Shipped, &[name.to_owned()], Some(2024));
        let found = analyze(&edition);
        let told: Value = serde_json::from_str(&analysis_json(&edition, &found, None)).unwrap();
        assert!(found.contradictions.is_empty(), "{name} {}", told["contradictions"]);
        assert_eq!(found.dropped, 0, "{name}");
        assert!(check_all(&told) > 5, "{name}");
        assert!(found.statements.all.len() > 300, "{name}");
        assert_eq!(found, analyze(&edition), "{name}");
    }
}

/// Whether an edition finds nothing above 提示 in a witness; the rules that fail.
fn asked(edition: &Edition, witness: &gouji::analysis::Witness) -> (bool, Vec<String>) {
    let data = witness.data.lines.clone();
    let account = edition.read(&Document { data, ..Document::default() }).remove(0);
    let found = edition.check(&account).findings;
    let failed: Vec<_> = found.iter().filter(|one| one.verdict == Verdict::Fail).collect();
    (failed.iter().all(|one| one.level == Level::Hint), failed.iter().map(|one| one.rule.clone()).collect())
}

#[test]
fn versions_are_told_apart_by_accounts_that_both_judge() {
    let first = edition(
        "甲、乙、丙、丁",
        "规则 SZ01 \"一\"：收支表.甲 = 收支表.乙 + 收支表.丙\n规则 SZ02 \"二\"：收支表.丁 ≤ 收支表.甲\n\
         规则 SZ04 \"四\"：收支表.乙 + 收支表.丙 - 收支表.甲 = 0元\n",
    );
    let second = edition(
        "甲、丙、乙、丁",
        "规则 SZ01 \"一\" 允许误差 0.5万元 因 \"试\"：收支表.甲 = 收支表.乙 + 收支表.丙\n\
         规则 SZ03 \"三\"：收支表.乙 ≥ 收支表.丙\n规则 SZ02 \"二\"：收支表.丁 ≤ 收支表.甲\n",
    );
    let found = against(&first, &second);
    let told: Vec<(String, bool)> = found
        .differences
        .iter()
        .map(|one| {
            let (accepts, rejects) = if one.of_second { (&first, &second) } else { (&second, &first) };
            let rule = &rejects.rules.rules[rejects.rules.checks[one.check as usize].rule.0 as usize].code;
            let witness = one.witness.as_ref().unwrap_or_else(|why| panic!("{rule} {why:?}"));
            assert!(asked(accepts, witness).0, "{rule}: {:?}", asked(accepts, witness));
            // What two rules find alike is told once, of the first.
            let told = asked(rejects, witness).1;
            assert!(told.contains(rule) || rule == "SZ04" && told == ["SZ01"], "{rule} {told:?}");
            (rule.clone(), one.of_second)
        })
        .collect();
    let wanted = [("SZ01", false), ("SZ04", false), ("SZ03", true)];
    assert_eq!(told, wanted.map(|(rule, side)| (rule.to_owned(), side)));
    assert!(against(&first, &first).differences.is_empty());
    // 不同写法，同一意思
    let other = edition(
        "甲、乙、丙、丁",
        "规则 SZ01 \"一\"：收支表.丙 = 收支表.甲 - 收支表.乙\n规则 SZ02 \"二\"：收支表.甲 ≥ 收支表.丁\n",
    );
    assert!(against(&first, &other).differences.is_empty());
}

#[test]
fn the_program_writes_witnesses_and_json() {
    let file = |last: &str| format!("规则集 试 版本 \"1\"\n表 收支表 {{ 行 甲、乙 列 金额 }}\n{last}");
    let (new, old) = (
        file("规则 SZ01 \"一\"：收支表.甲 = 收支表.乙\n"),
        file("规则 SZ02 \"二\"：收支表.甲 ≥ 收支表.乙\n"),
    );
    let folder = Folder::new("analyze", &[("新.gj", new.as_bytes()), ("旧.gj", old.as_bytes())]);
    let [new, old, witnesses] = ["新.gj", "旧.gj", "实例"].map(|name| folder.path(name));
    let line = ["analyze", "--rules", &new, "--against", &old, "--out", &witnesses, "--format", "json"];
    let ran = gouji(&line);
    assert_eq!(ran.status.code(), Some(0));
    let told: Value = serde_json::from_str(&out(&ran)).unwrap();
    assert_eq!(told["differences"][0]["rule"], "SZ01");
    let written = format!("{witnesses}/001_新版不认_SZ01.csv");
    for (rules, status) in [(&new, 1), (&old, 0)] {
        assert_eq!(gouji(&["check", &written, "--rules", rules]).status.code(), Some(status), "{rules}");
    }
}
