//! The tables of the national form, and those that only some regions have.

use super::made::{Amount, Budget, ByCode, ECONOMIC, END, Form, ITEMS, Item, START, income, of, total};

/// Amounts by economic code of basic or project expenditure, or both.
pub(crate) fn economic(items: impl Iterator<Item = &'static Item>, basic: bool, project: bool) -> ByCode {
    let mut sums = ByCode::new();
    for item in items {
        let parts = [(basic, item.basic), (project, item.project)];
        for (code, amount) in parts.into_iter().filter(|(take, _)| *take).flat_map(|(_, part)| part) {
            *sums.entry(code).or_default() += amount;
        }
    }
    sums
}

/// The sum of the codes that open so.
pub(crate) fn opening(sums: &ByCode, code: &str) -> Amount {
    sums.iter().filter(|(known, _)| known.starts_with(code)).map(|(_, amount)| amount).sum()
}

const INCOME: [&str; 7] =
    ["本年收入合计", "财政拨款收入", "上级补助收入", "事业收入", "经营收入", "附属单位上缴收入", "其他收入"];
const SPENT: [&str; 6] =
    ["本年支出合计", "基本支出", "项目支出", "上缴上级支出", "经营支出", "对附属单位补助支出"];

fn general(item: &Item, amounts: Vec<Amount>) -> Vec<Amount> {
    if item.fund == Budget::General { amounts } else { vec![0; amounts.len()] }
}

impl Form {
    pub(crate) fn income_table(&self, number: u32) -> String {
        self.by_code("收入决算表", number, &INCOME, |item| {
            let fiscal = item.fiscal() + item.more;
            let [business, other] = item.earned;
            vec![fiscal + business + other, fiscal, 0, business, 0, 0, other]
        })
    }

    pub(crate) fn spent_table(&self, number: u32) -> String {
        self.by_code("支出决算表", number, &SPENT, |item| {
            let [basic, project] = [item.basic() + item.other[0], item.project() + item.other[1]];
            vec![basic + project, basic, project, 0, 0, 0]
        })
    }

    pub(crate) fn general_table(&self, number: u32) -> String {
        self.by_code(
            "一般公共预算财政拨款支出决算表",
            number,
            &["合计", "基本支出", "项目支出"],
            |item| general(item, vec![item.fiscal(), item.basic(), item.project()]),
        )
    }

    /// 一般公共预算财政拨款基本支出决算表
    pub(crate) fn basic_table(&self, number: u32, title: &str) -> String {
        let sums = economic(of(Budget::General), true, false);
        let side = |classes: &[&str]| -> Vec<(String, Amount)> {
            let own = |code: &str| classes.iter().any(|class| code.starts_with(class));
            let rows = ECONOMIC.iter().filter(|(code, _)| own(code));
            rows.map(|(code, name)| (format!("{code}\t{name}"), opening(&sums, code))).collect()
        };
        let (left, right) = (side(&["301", "303"]), side(&["302", "307", "310", "399"]));
        let mut text = format!(
            "{}人员经费\t\t\t公用经费\t\t\n科目编码\t科目名称\t决算数\t科目编码\t科目名称\t决算数\n",
            self.top(title, number)
        );
        for at in 0..left.len().max(right.len()) {
            let row = |side: &[(String, Amount)]| {
                side.get(at).map_or("\t\t".to_owned(), |(name, sum)| format!("{name}\t{}", self.cell(*sum)))
            };
            text.push_str(&format!("{}\t{}\n", row(&left), row(&right)));
        }
        let [staff, running] = self.staff_and_running();
        text + &format!("人员经费合计\t\t{}\t公用经费合计\t\t{}\n", self.cell(staff), self.cell(running))
    }

    /// 人员经费, 公用经费
    pub(crate) fn staff_and_running(&self) -> [Amount; 2] {
        let sums = economic(of(Budget::General), true, false);
        let staff = opening(&sums, "301") + opening(&sums, "303");
        [staff, opening(&sums, "3") - staff]
    }

    /// A table of six columns of one budget.
    pub(crate) fn budget_table(&self, title: &str, number: u32, fund: Budget) -> String {
        let heads = "功能分类科目编码\t科目名称\t年初结转和结余\t本年收入\t本年支出\t\t\t年末结转和结余\n";
        let lines = "\t\t\t\t小计\t基本支出\t项目支出\t\n";
        let [start, end] = match fund {
            Budget::Funds => [START[1], END[1]],
            _ => [0, 0],
        };
        let rows = self.coded(6, |item| {
            if item.fund != fund {
                return vec![0; 6];
            }
            vec![start, item.fiscal() + item.more, item.fiscal(), item.basic(), item.project(), end]
        });
        format!("{}{heads}{lines}栏次\t\t1\t2\t3\t4\t5\t6\n{rows}", self.top(title, number))
    }

    /// A table of three columns of the state capital budget.
    pub(crate) fn state_table(&self, number: u32) -> String {
        self.by_code(
            "国有资本经营预算财政拨款支出决算表",
            number,
            &["合计", "基本支出", "项目支出"],
            |item| {
                let own = if item.fund == Budget::State { 1 } else { 0 };
                vec![item.fiscal() * own, item.basic() * own, item.project() * own]
            },
        )
    }

    /// 三公: budget and spent of total, abroad, vehicles, bought, run, received.
    pub(crate) fn three(&self) -> ([Amount; 6], [Amount; 6]) {
        ([1600, 0, 1000, 0, 1000, 600], [884, 0, 748, 0, 748, 136])
    }

    /// 会议费, 培训费 of fiscal money: budget and spent.
    pub(crate) fn meetings(&self) -> ([Amount; 2], [Amount; 2]) {
        let sums = economic(ITEMS.iter(), true, true);
        ([300, 400], [opening(&sums, "30215"), opening(&sums, "30216")])
    }

    pub(crate) fn three_table(&self, number: u32) -> String {
        let (budget, spent) = self.three();
        let heads = "合计\t因公出国（境）费\t公务用车购置及运行维护费\t\t\t公务接待费";
        let below = "\t\t小计\t公务用车购置费\t公务用车运行维护费\t";
        let figures = |row: [Amount; 6]| row.map(|amount| self.figure(amount)).join("\t");
        format!(
            "{}预算数\t\t\t\t\t\t决算数\t\t\t\t\t\n{heads}\t{heads}\n{below}\t{below}\n1\t2\t3\t4\t5\t6\t7\t8\t9\t10\t11\t12\n{}\t{}\n",
            self.top("财政拨款“三公”经费支出决算表", number),
            figures(budget),
            figures(spent)
        )
    }

    /// A cell that prints zero.
    pub(crate) fn figure(&self, amount: Amount) -> String {
        if amount == 0 { "0.00".to_owned() } else { self.cell(amount) }
    }

    /// Functional rows, economic columns, of the items that are taken.
    pub(crate) fn matrix(&self, title: &str, number: u32, takes: impl Fn(&Item) -> bool) -> String {
        let all = |item: &Item| [item.basic, item.project].concat();
        self.matrix_of(title, number, |item| if takes(item) { all(item) } else { Vec::new() })
    }

    /// Functional rows, economic columns, of what is taken of each item.
    pub(crate) fn matrix_of(
        &self,
        title: &str,
        number: u32,
        takes: impl Fn(&Item) -> Vec<(&'static str, Amount)>,
    ) -> String {
        let classes: Vec<&(&str, &str)> = ECONOMIC.iter().filter(|(code, _)| code.len() == 3).collect();
        let (mut upper, mut lower) = (String::new(), String::new());
        for (class, name) in &classes {
            let parts = ECONOMIC.iter().filter(|(code, _)| code.len() == 5 && code.starts_with(class));
            let parts: Vec<&str> = parts.map(|(_, name)| *name).collect();
            upper.push_str(&format!("\t{name}{}", "\t".repeat(parts.len())));
            lower.push_str(&format!("\t小计\t{}", parts.join("\t")));
        }
        let rows = self.coded(ECONOMIC.len() + 1, |item| {
            let all = takes(item);
            let sum = |code: &str| -> Amount {
                all.iter().filter(|(known, _)| known.starts_with(code)).map(|(_, amount)| amount).sum()
            };
            let row = std::iter::once("3").chain(ECONOMIC.iter().map(|(code, _)| *code)).map(sum);
            row.collect()
        });
        format!("{}项目\t\t合计{upper}\n科目编码\t科目名称\t{lower}\n{rows}", self.top(title, number))
    }

    /// Economic rows; columns by budget, each with basic and project expenditure.
    pub(crate) fn by_economic(&self, title: &str, number: u32, funds: &[(&str, Budget)]) -> String {
        let heads: Vec<String> = funds.iter().map(|(name, _)| format!("{name}\t\t")).collect();
        let mut text = format!(
            "{}项目\t\t合计\t{}\n科目编码\t科目名称\t\t{}\n",
            self.top(title, number),
            heads.join("\t"),
            vec!["小计\t基本支出\t项目支出"; funds.len()].join("\t")
        );
        let row = |code: &str| -> Vec<Amount> {
            let each = funds.iter().flat_map(|(_, fund)| {
                let [basic, project] =
                    [(true, false), (false, true)].map(|(b, p)| opening(&economic(of(*fund), b, p), code));
                [basic + project, basic, project]
            });
            let each: Vec<Amount> = each.collect();
            std::iter::once(each.iter().step_by(3).sum()).chain(each.clone()).collect()
        };
        text.push_str(&format!("合计\t\t{}\n", self.cells(&row("3"))));
        for (code, name) in ECONOMIC.iter().filter(|(code, _)| row(code)[0] != 0) {
            text.push_str(&format!("{code}\t{name}\t{}\n", self.cells(&row(code))));
        }
        text
    }

    /// Project expenditure by functional code.
    pub(crate) fn project_table(&self, title: &str, number: u32) -> String {
        self.by_code(title, number, &["金额"], |item| general(item, vec![item.project()]))
    }

    /// The tables of the national form; the one of the state capital budget only from 2020.
    pub(crate) fn nine_tables(&self) -> Vec<String> {
        let mut tables = vec![
            self.total_table(1),
            self.income_table(2),
            self.spent_table(3),
            self.fiscal_table(4),
            self.general_table(5),
            self.basic_table(6, "一般公共预算财政拨款基本支出决算表"),
            self.budget_table("政府性基金预算财政拨款收入支出决算表", 7, Budget::Funds),
        ];
        if self.year >= 2020 {
            tables.push(self.state_table(8));
        }
        tables.push(self.three_table(tables.len() as u32 + 1));
        tables
    }

    pub(crate) fn spent_of(&self, fund: Budget) -> Amount {
        total(of(fund), Item::fiscal)
    }

    pub(crate) fn income_of(&self, fund: Budget) -> Amount {
        if fund == Budget::State && self.year < 2020 { 0 } else { income(fund) }
    }
}
