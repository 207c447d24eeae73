//! Budgets that were made up in the form of the shipped rules, with many rows: every figure of a table is read, no figure
//! of the prose is left, nothing is found wrong; and one changed figure is found.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use gouji::account::{Account, State};
use gouji::document;
use gouji::proof::Verdict;
use gouji::session::{Editions, Shipped};

use crate::support::random::Random;

/// Budgets in a run.
const BUDGETS: u64 = 12;

/// Codes of a list that are used in 2026, with their names.
fn codes(list: &str) -> BTreeMap<String, String> {
    let path = format!("{}/rules/编码/{list}.yaml", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    let field = |line: &str, name: &str| -> Option<String> {
        let rest = line.split_once(&format!("{name}: "))?.1;
        let end = rest.find([',', '}']).unwrap_or(rest.len());
        Some(rest[..end].trim_matches('"').to_owned())
    };
    let year = |line: &str, name: &str| field(line, name).and_then(|year| year.parse::<i32>().ok());
    let lines = text.lines().filter(|line| line.starts_with("- {"));
    let used = lines.filter(|line| {
        year(line, "起").is_none_or(|from| from <= 2026) && year(line, "止").is_none_or(|until| until >= 2026)
    });
    used.filter_map(|line| Some((field(line, "编码")?, field(line, "名称")?))).collect()
}

/// 0.01 万元 as printed; nothing for nothing.
fn money(amount: i64) -> String {
    if amount == 0 { String::new() } else { exact(amount) }
}

fn exact(amount: i64) -> String {
    let whole = (amount / 100).to_string();
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{grouped}.{:02}", amount % 100)
}

/// A share, or a change against what was, in percent with one decimal.
fn percent(part: i64, whole: i64) -> String {
    let tenths = (part * 2000 + whole) / (2 * whole);
    format!("{}.{}%", tenths / 10, tenths % 10)
}

/// What an item has in a column.
type Of<'f> = &'f dyn Fn(&Made, &str) -> i64;

/// What a made-up unit spends: by item of the functional list, basic and project expenditure; of the funds.
struct Made {
    functions: BTreeMap<String, String>,
    economics: BTreeMap<String, String>,
    items: BTreeMap<String, (i64, i64)>,
    funds: BTreeMap<String, i64>,
    /// The item that other income and what was carried over go to.
    first: String,
    other: i64,
    carried: i64,
    by_economy: BTreeMap<String, i64>,
}

/// Amounts that add up to a total, one for each of some codes.
fn split(random: &mut Random, total: i64, codes: &[String]) -> BTreeMap<String, i64> {
    let mut left = total;
    let mut parts = BTreeMap::new();
    for (at, code) in codes.iter().enumerate() {
        let rest = (codes.len() - at) as i64;
        let part = if rest == 1 {
            left
        } else {
            random.between(1, (left - rest).max(1) * 2 / rest).min(left - rest + 1)
        };
        parts.insert(code.clone(), part);
        left -= part;
    }
    parts
}

fn some(random: &mut Random, from: Vec<String>, most: usize) -> Vec<String> {
    let mut from = from;
    let mut taken = Vec::new();
    for _ in 0..1 + random.below(most) {
        if !from.is_empty() {
            taken.push(from.swap_remove(random.below(from.len())));
        }
    }
    taken.sort();
    taken
}

fn made(random: &mut Random) -> Made {
    let (functions, economics) = (codes("功能分类"), codes("经济分类"));
    let below = |code: &str, digits: usize| -> Vec<String> {
        functions.keys().filter(|key| key.len() == digits && key.starts_with(code)).cloned().collect()
    };
    let classes =
        below("", 3).into_iter().filter(|class| !"227 229 230 231 232 233 223".contains(class.as_str()));
    let classes: Vec<String> = classes.filter(|class| !below(class, 7).is_empty()).collect();
    let mut items = BTreeMap::new();
    for class in some(random, classes, 8) {
        let sections = below(&class, 5).into_iter().filter(|section| !below(section, 7).is_empty()).collect();
        for section in some(random, sections, 3) {
            for item in some(random, below(&section, 7), 5) {
                items.insert(item, (random.between(100, 900_000), random.between(0, 2_000_000)));
            }
        }
    }
    let first = items.keys().next().unwrap().clone();
    let basic: i64 = items.values().map(|(basic, _)| basic).sum();
    let kind = |staff: bool| -> Vec<String> {
        let own = economics.keys().filter(|code| code.len() == 5 && (staff == (&code[..3] != "302")));
        let own = own.filter(|code| ["301", "302", "303"].contains(&&code[..3]));
        own.filter(|code| !["30212", "30217", "30231"].contains(&code.as_str())).cloned().collect()
    };
    let public = basic / 4;
    let (staff, goods) = (some(random, kind(true), 12), some(random, kind(false), 12));
    let mut by_economy = split(random, basic - public, &staff);
    by_economy.extend(split(random, public, &goods));
    let funds = if random.chance(40) {
        BTreeMap::from([("2296003".to_owned(), random.between(1000, 99_999))])
    } else {
        BTreeMap::new()
    };
    let (other, carried) = (random.between(1, 90_000), random.between(1, 90_000));
    Made { functions, economics, items, funds, first, other, carried, by_economy }
}

impl Made {
    /// The sum of something over the items below a code.
    fn sum(&self, code: &str, of: impl Fn(&Self, &str) -> i64) -> i64 {
        let items: BTreeSet<&String> = self.items.keys().chain(self.funds.keys()).collect();
        items.into_iter().filter(|item| item.starts_with(code)).map(|item| of(self, item)).sum()
    }

    fn basic(&self, item: &str) -> i64 {
        self.items.get(item).map_or(0, |(basic, _)| *basic)
    }

    fn project(&self, item: &str) -> i64 {
        self.items.get(item).map_or(0, |(_, project)| *project)
    }

    fn general(&self, item: &str) -> i64 {
        self.basic(item) + self.project(item)
    }

    fn fund(&self, item: &str) -> i64 {
        self.funds.get(item).copied().unwrap_or(0)
    }

    fn fiscal(&self, item: &str) -> i64 {
        self.general(item) + self.fund(item)
    }

    fn other(&self, item: &str) -> i64 {
        if item == self.first { self.other } else { 0 }
    }

    fn carried(&self, item: &str) -> i64 {
        if item == self.first { self.carried } else { 0 }
    }

    fn total(&self, item: &str) -> i64 {
        self.fiscal(item) + self.other(item) + self.carried(item)
    }

    fn not_basic(&self, item: &str) -> i64 {
        self.total(item) - self.basic(item)
    }

    /// All codes that have a row, in order.
    fn rows(&self) -> Vec<&str> {
        let all = self.items.keys().chain(self.funds.keys());
        let rows: BTreeSet<&str> = all.flat_map(|item| [&item[..3], &item[..5], item.as_str()]).collect();
        rows.into_iter().collect()
    }

    fn classes(&self) -> Vec<&str> {
        self.rows().into_iter().filter(|code| code.len() == 3).collect()
    }

    /// A table of functional codes with these columns, of the rows that have something in the first.
    fn by_function(&self, text: &mut String, title: &str, columns: &[(&str, Of<'_>)]) {
        let heads: Vec<&str> = columns.iter().map(|(head, _)| *head).collect();
        let line = |code: &str| {
            columns.iter().map(|(_, of)| money(self.sum(code, of))).collect::<Vec<_>>().join("\t")
        };
        write!(text, "{title}\n单位：万元\n科目编码\t科目名称\t{}\n\t合计\t{}\n", heads.join("\t"), line(""))
            .unwrap();
        for code in self.rows() {
            if self.sum(code, columns[0].1) != 0 {
                writeln!(text, "{code}\t{}\t{}", self.functions[code], line(code)).unwrap();
            }
        }
        text.push('\n');
    }

    /// The two tables of income on the left and expenditure by class on the right.
    fn two_sided(&self, text: &mut String) {
        let (all, fiscal) = (self.sum("", Self::total), self.sum("", Self::fiscal));
        let (general, fund) = (self.sum("", Self::general), self.sum("", Self::fund));
        text.push_str("部门收支总表\n单位：万元\n收入\t\t支出\t\n项目\t预算数\t项目\t预算数\n");
        let mut left = vec![
            ("一般公共预算拨款收入".to_owned(), money(general)),
            ("政府性基金预算拨款收入".to_owned(), money(fund)),
            ("其他收入".to_owned(), money(self.other)),
        ];
        let classes = self.classes();
        left.resize(left.len().max(classes.len()), Default::default());
        for (at, (name, amount)) in left.iter().enumerate() {
            let class = classes.get(at).map_or(String::from("\t"), |class| {
                format!("{}\t{}", self.functions[*class], money(self.sum(class, Self::total)))
            });
            writeln!(text, "{name}\t{amount}\t{class}").unwrap();
        }
        let (income, sum) = (exact(all - self.carried), exact(all));
        let carried = money(self.carried);
        write!(
            text,
            "本年收入合计\t{income}\t本年支出合计\t{sum}\n上年结转结余\t{carried}\t结转下年\t\n收入总计\t{sum}\t支出总计\t{sum}\n\n"
        )
        .unwrap();
        text.push_str("财政拨款收支总表\n单位：万元\n收入\t\t支出\t\t\t\n项目\t预算数\t项目\t合计\t一般公共预算\t政府性基金预算\n");
        let (general, fund, fiscal) = (money(general), money(fund), exact(fiscal));
        writeln!(text, "一、本年收入\t{fiscal}\t一、本年支出\t{fiscal}\t{general}\t{fund}").unwrap();
        let mut left =
            vec![("（一）一般公共预算拨款", general.clone()), ("（二）政府性基金预算拨款", fund.clone())];
        left.resize(2.max(classes.len()), Default::default());
        for (at, (name, amount)) in left.iter().enumerate() {
            let class = classes.get(at).map_or(String::from("\t\t\t"), |class| {
                let amounts = [Self::fiscal, Self::general, Self::fund].map(|of| money(self.sum(class, of)));
                format!("{}\t{}", self.functions[*class], amounts.join("\t"))
            });
            writeln!(text, "{name}\t{amount}\t{class}").unwrap();
        }
        write!(text, "二、上年结转\t\t二、结转下年\t\t\t\n收入总计\t{fiscal}\t支出总计\t{fiscal}\t{general}\t{fund}\n\n").unwrap();
    }

    fn by_economy(&self, text: &mut String) {
        let line = |code: &str| {
            let own = self.by_economy.iter().filter(|(key, _)| key.starts_with(code));
            let (public, staff): (Vec<_>, Vec<_>) = own.partition(|(key, _)| key.starts_with("302"));
            let [staff, public] =
                [staff, public].map(|all| all.into_iter().map(|(_, amount)| amount).sum::<i64>());
            format!("{}\t{}\t{}", money(staff + public), money(staff), money(public))
        };
        write!(
            text,
            "一般公共预算基本支出表\n单位：万元\n科目编码\t科目名称\t合计\t人员经费\t公用经费\n\t合计\t{}\n",
            line("")
        )
        .unwrap();
        let rows: BTreeSet<&str> = self.by_economy.keys().flat_map(|key| [&key[..3], key.as_str()]).collect();
        for code in rows {
            writeln!(text, "{code}\t{}\t{}", self.economics[code], line(code)).unwrap();
        }
        text.push('\n');
    }

    fn prose(&self, random: &mut Random, trips: i64) -> String {
        let (all, fiscal) = (self.sum("", Self::total), self.sum("", Self::fiscal));
        let (general, basic) = (self.sum("", Self::general), self.sum("", Self::basic));
        let (income, fund) = (all - self.carried, self.sum("", Self::fund));
        let share = |name: &str, amount: i64, whole: i64, words: &str| match amount {
            0 => None,
            _ => Some(format!("{name}{}万元，占{words}{}", exact(amount), percent(amount, whole))),
        };
        let incomes =
            [("一般公共预算拨款收入", general), ("政府性基金预算拨款收入", fund), ("其他收入", self.other)];
        let incomes = incomes.map(|(name, amount)| share(name, amount, income, "本年收入预算"));
        let incomes = incomes.into_iter().flatten().collect::<Vec<_>>().join("；");
        let last = random.between(all / 2, all - 1);
        let classes = self.classes().into_iter();
        let classes = classes
            .filter_map(|class| share(&self.functions[class], self.sum(class, Self::general), general, ""));
        let classes = classes.collect::<Vec<_>>().join("；");
        let staff: i64 =
            self.by_economy.iter().filter(|(key, _)| !key.starts_with("302")).map(|(_, amount)| amount).sum();
        let spent = [("基本支出", basic), ("项目支出", all - basic)]
            .map(|(name, amount)| share(name, amount, all, ""));
        let spent = spent.into_iter().flatten().collect::<Vec<_>>().join("；");
        let funds = if fund == 0 {
            "本单位没有政府性基金预算安排的支出".to_owned()
        } else {
            format!("2026年政府性基金预算支出{}万元", exact(fund))
        };
        let goods = random.between(1, 9999);
        format!(
            "第三部分 部门预算情况说明\n\n一、收支预算总体情况说明\n\n\
             2026年收支总预算{}万元。与上年相比，增加{}万元，增长{}，主要是项目变化。收入包括{incomes}。\n\n\
             二、支出预算情况说明\n\n2026年支出预算{}万元。其中：{spent}。\n\n\
             三、财政拨款收支总体情况说明\n\n2026年财政拨款收支总预算{}万元。\n\n\
             四、一般公共预算支出情况说明\n\n2026年一般公共预算支出{}万元。其中：{classes}。\n\n\
             五、一般公共预算基本支出情况说明\n\n2026年基本支出{}万元，其中：人员经费{}万元；公用经费{}万元。\n\n\
             六、“三公”经费支出情况说明\n\n2026年“三公”经费预算{trips}万元，与上年预算持平。其中：因公出国（境）费0.00万元；\
             公务用车购置费0.00万元；公务用车运行费{trips}万元；公务接待费0.00万元。\n\n\
             七、政府性基金预算支出情况说明\n\n{funds}。\n\n\
             八、机关运行经费情况说明\n\n2026年机关运行经费{}万元。\n\n\
             九、政府采购情况说明\n\n2026年政府采购预算总额{}万元，其中：货物{}万元；工程0.00万元；服务1.00万元。\n\n\
             十、预算绩效目标情况说明\n\n编报绩效目标的项目4个，涉及预算资金{}万元。\n\n\
             第四部分 名词解释\n\n一、其他收入：指上述收入以外的收入。\n",
            exact(all),
            exact(all - last),
            percent(all - last, last),
            exact(all),
            exact(fiscal),
            exact(general),
            exact(basic),
            exact(staff),
            exact(basic - staff),
            exact(basic - staff),
            exact(goods + 100),
            exact(goods),
            exact(all - basic),
            trips = exact(trips),
        )
    }

    /// The whole budget, and how many figures its tables print.
    fn text(&self, random: &mut Random) -> (String, usize) {
        let mut tables = String::new();
        self.two_sided(&mut tables);
        self.by_function(
            &mut tables,
            "部门收入总表",
            &[
                ("合计", &Self::total),
                ("一般公共预算拨款收入", &Self::general),
                ("政府性基金预算拨款收入", &Self::fund),
                ("其他收入", &Self::other),
                ("上年结转结余", &Self::carried),
            ],
        );
        self.by_function(
            &mut tables,
            "部门支出总表",
            &[("合计", &Self::total), ("基本支出", &Self::basic), ("项目支出", &Self::not_basic)],
        );
        self.by_function(
            &mut tables,
            "一般公共预算支出表",
            &[("合计", &Self::general), ("基本支出", &Self::basic), ("项目支出", &Self::project)],
        );
        self.by_economy(&mut tables);
        let trips = random.between(100, 9000);
        let sum = exact(trips);
        write!(
            tables,
            "一般公共预算“三公”经费支出表\n单位：万元\n项目\t上年预算数\t预算数\n合计\t{sum}\t{sum}\n因公出国（境）费\t0.00\t0.00\n\
             公务用车购置及运行费\t{sum}\t{sum}\n其中：公务用车购置费\t0.00\t0.00\n公务用车运行费\t{sum}\t{sum}\n公务接待费\t0.00\t0.00\n\n"
        )
        .unwrap();
        self.by_function(
            &mut tables,
            "政府性基金预算支出表",
            &[("合计", &Self::fund), ("项目支出", &Self::fund)],
        );
        if self.funds.is_empty() {
            tables.push_str("注：本单位没有政府性基金预算安排的支出。\n\n");
        }
        let figures = tables.split(['\t', '\n']).filter(|cell| cell.contains('.')).count();
        let head = "东屏市水务局2026年度部门预算\n\n第一部分 部门概况\n\n一、主要职责\n\n承担本领域的管理和服务。\n\n\
                    二、机构设置\n\n内设三个科室。\n\n第二部分 部门预算表\n\n";
        (format!("{head}{tables}{}", self.prose(random, trips)), figures)
    }
}

/// How many figures of tables were read.
fn read(account: &Account) -> usize {
    let tables = account.families.iter().filter(|family| !family.heads.is_empty());
    let rows = tables.flat_map(|family| family.fixed.iter().chain(&family.rows));
    rows.flat_map(|row| &row.cells).filter(|cell| cell.state == State::Value).count()
}

#[test]
fn budgets_in_the_shipped_form_are_read_whole_and_found_in_order() {
    let editions = Editions::new(&Shipped, &[], None);
    for seed in 0..BUDGETS {
        let mut random = Random::new(seed);
        let (text, figures) = made(&mut random).text(&mut random);
        let judged = |text: &str| {
            let document = document::read("预算.txt", text.as_bytes()).unwrap();
            let choice = editions.choose(&document);
            assert_eq!(choice.edition.info.name, "部门预算");
            let account = choice.read(&document).remove(0);
            let unit = choice.edition.check(&account);
            (account, unit)
        };
        let (account, unit) = judged(&text);
        let told: Vec<_> = unit.findings.iter().filter(|found| found.verdict != Verdict::Rounding).collect();
        assert!(
            told.is_empty(),
            "{seed}: {:?}\n{text}",
            told.iter().map(|one| (&one.rule, &one.claimed)).collect::<Vec<_>>()
        );
        assert_eq!(read(&account), figures, "{seed}: {text}");
        assert!(account.unclaimed.is_empty(), "{seed}: {:?}", account.unclaimed);
        assert!(unit.summary.pass > 200, "{seed}: {:?}", unit.summary);
        let sum = text.split_once("支出总计\t").and_then(|(_, rest)| rest.lines().next()).unwrap();
        let changed = text.replacen(&format!("支出总计\t{sum}"), "支出总计\t1.00", 1);
        let (_, unit) = judged(&changed);
        assert!(unit.summary.fail > 0, "{seed}");
    }
}
