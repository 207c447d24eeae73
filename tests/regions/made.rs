//! A made-up department whose figures agree, and the tables and sentences that print them, form by form.

#![allow(dead_code, reason = "each test file uses a part of it")]

use std::collections::BTreeMap;

/// Amounts in 0.01 万元.
pub(crate) type Amount = i64;

/// Which of the three budgets pays.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Budget {
    General,
    Funds,
    State,
}

/// A functional 项 with what was spent on it, by economic code.
pub(crate) struct Item {
    pub(crate) code: &'static str,
    pub(crate) name: &'static str,
    pub(crate) fund: Budget,
    pub(crate) basic: &'static [(&'static str, Amount)],
    pub(crate) project: &'static [(&'static str, Amount)],
    /// Basic and project expenditure from other money.
    pub(crate) other: [Amount; 2],
    /// Fiscal income beyond fiscal expenditure.
    pub(crate) more: Amount,
    /// 事业收入, 其他收入
    pub(crate) earned: [Amount; 2],
}

const fn item(
    code: &'static str,
    name: &'static str,
    basic: &'static [(&'static str, Amount)],
    project: &'static [(&'static str, Amount)],
) -> Item {
    Item { code, name, fund: Budget::General, basic, project, other: [0, 0], more: 0, earned: [0, 0] }
}

/// What the department did.
pub(crate) const ITEMS: [Item; 9] = [
    Item {
        more: 1000,
        ..item(
            "2011301",
            "行政运行",
            &[
                ("30101", 21240),
                ("30102", 18030),
                ("30103", 9547),
                ("30199", 1215),
                ("30201", 2011),
                ("30206", 310),
                ("30211", 1240),
                ("30215", 110),
                ("30216", 250),
                ("30217", 136),
                ("30231", 748),
                ("30239", 3650),
                ("31002", 325),
            ],
            &[],
        )
    },
    Item {
        other: [0, 1310],
        earned: [1250, 0],
        ..item(
            "2011302",
            "一般行政管理事务",
            &[],
            &[
                ("30201", 10050),
                ("30215", 150),
                ("30216", 140),
                ("30226", 5067),
                ("30227", 8450),
                ("31002", 710),
            ],
        )
    },
    Item {
        other: [2280, 0],
        earned: [1460, 900],
        ..item(
            "2011350",
            "事业运行",
            &[("30101", 3000), ("30107", 4023), ("30201", 1000), ("30211", 2000), ("30305", 800)],
            &[],
        )
    },
    item("2080505", "机关事业单位基本养老保险缴费支出", &[("30108", 8421)], &[]),
    item("2101101", "行政单位医疗", &[("30110", 3312)], &[]),
    item("2101102", "事业单位医疗", &[("30110", 905)], &[]),
    item("2210201", "住房公积金", &[("30113", 7733)], &[]),
    Item {
        fund: Budget::Funds,
        more: -1250,
        ..item("2120803", "城市建设支出", &[], &[("31005", 15000), ("30227", 1250)])
    },
    Item {
        fund: Budget::State,
        ..item("2230105", "国有企业退休人员社会化管理补助支出", &[], &[("30305", 830)])
    },
];

/// Year's start and end of the general budget, of the government funds, of other money.
pub(crate) const START: [Amount; 3] = [3200, 2000, 700];
pub(crate) const END: [Amount; 3] = [4200, 750, 720];

/// 款 by code.
const GROUPS: [(&str, &str); 6] = [
    ("20113", "商贸事务"),
    ("20805", "行政事业单位养老支出"),
    ("21011", "行政事业单位医疗"),
    ("22102", "住房改革支出"),
    ("21208", "国有土地使用权出让收入安排的支出"),
    ("22301", "解决历史遗留问题及改革成本支出"),
];

/// The economic codes that matrices and the table of basic expenditure print.
pub(crate) const ECONOMIC: [(&str, &str); 43] = [
    ("301", "工资福利支出"),
    ("30101", "基本工资"),
    ("30102", "津贴补贴"),
    ("30103", "奖金"),
    ("30106", "伙食补助费"),
    ("30107", "绩效工资"),
    ("30108", "机关事业单位基本养老保险缴费"),
    ("30109", "职业年金缴费"),
    ("30110", "职工基本医疗保险缴费"),
    ("30112", "其他社会保障缴费"),
    ("30113", "住房公积金"),
    ("30199", "其他工资福利支出"),
    ("302", "商品和服务支出"),
    ("30201", "办公费"),
    ("30202", "印刷费"),
    ("30206", "电费"),
    ("30211", "差旅费"),
    ("30212", "因公出国（境）费用"),
    ("30215", "会议费"),
    ("30216", "培训费"),
    ("30217", "公务接待费"),
    ("30226", "劳务费"),
    ("30227", "委托业务费"),
    ("30231", "公务用车运行维护费"),
    ("30239", "其他交通费用"),
    ("30299", "其他商品和服务支出"),
    ("303", "对个人和家庭的补助"),
    ("30301", "离休费"),
    ("30305", "生活补助"),
    ("30399", "其他对个人和家庭的补助"),
    ("307", "债务利息及费用支出"),
    ("30701", "国内债务付息"),
    ("309", "资本性支出（基本建设）"),
    ("30901", "房屋建筑物购建"),
    ("30902", "办公设备购置"),
    ("310", "资本性支出"),
    ("31002", "办公设备购置"),
    ("31003", "专用设备购置"),
    ("31005", "基础设施建设"),
    ("31013", "公务用车购置"),
    ("399", "其他支出"),
    ("39908", "对民间非营利组织和群众性自治组织补贴"),
    ("39999", "其他支出"),
];

/// How the department prints.
#[derive(Clone)]
pub(crate) struct Form {
    pub(crate) year: i32,
    /// The unit's name.
    pub(crate) unit: &'static str,
    /// Tables in 元.
    pub(crate) yuan: bool,
}

/// Sum of amounts by economic code.
pub(crate) type ByCode = BTreeMap<&'static str, Amount>;

impl Item {
    pub(crate) fn sum(part: &[(&str, Amount)]) -> Amount {
        part.iter().map(|(_, amount)| amount).sum()
    }

    pub(crate) fn basic(&self) -> Amount {
        Self::sum(self.basic)
    }

    pub(crate) fn project(&self) -> Amount {
        Self::sum(self.project)
    }

    pub(crate) fn fiscal(&self) -> Amount {
        self.basic() + self.project()
    }
}

/// Items of a budget.
pub(crate) fn of(fund: Budget) -> impl Iterator<Item = &'static Item> {
    ITEMS.iter().filter(move |item| item.fund == fund)
}

pub(crate) fn total(items: impl Iterator<Item = &'static Item>, value: impl Fn(&Item) -> Amount) -> Amount {
    items.map(value).sum()
}

/// 万元 with two decimals.
pub(crate) fn wan(amount: Amount) -> String {
    format!("{}{}.{:02}", if amount < 0 { "-" } else { "" }, amount.abs() / 100, amount.abs() % 100)
}

/// A percentage with two decimals.
pub(crate) fn percent(part: Amount, whole: Amount) -> String {
    let hundredths = (part * 20000 + whole) / (whole * 2);
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}

impl Form {
    /// A cell; nothing for zero.
    pub(crate) fn cell(&self, amount: Amount) -> String {
        match amount {
            0 => String::new(),
            _ if !self.yuan => wan(amount),
            _ => {
                let digits = (amount.abs() * 100).to_string();
                let groups: Vec<&str> =
                    digits.as_bytes().rchunks(3).rev().map(|g| std::str::from_utf8(g).unwrap()).collect();
                format!("{}{}.00", if amount < 0 { "-" } else { "" }, groups.join(","))
            }
        }
    }

    pub(crate) fn cells(&self, amounts: &[Amount]) -> String {
        amounts.iter().map(|amount| self.cell(*amount)).collect::<Vec<_>>().join("\t")
    }

    /// Classes of this year in order: code and name.
    pub(crate) fn classes(&self) -> Vec<(&'static str, &'static str)> {
        let names = [
            ("201", "一般公共服务支出"),
            ("202", "外交支出"),
            ("203", "国防支出"),
            ("204", "公共安全支出"),
            ("205", "教育支出"),
            ("206", "科学技术支出"),
            (
                "207",
                if self.year < 2019 {
                    "文化体育与传媒支出"
                } else {
                    "文化旅游体育与传媒支出"
                },
            ),
            ("208", "社会保障和就业支出"),
            ("210", if self.year < 2019 { "医疗卫生与计划生育支出" } else { "卫生健康支出" }),
            ("211", "节能环保支出"),
            ("212", "城乡社区支出"),
            ("213", "农林水支出"),
            ("214", "交通运输支出"),
            (
                "215",
                if self.year < 2020 {
                    "资源勘探信息等支出"
                } else {
                    "资源勘探工业信息等支出"
                },
            ),
            ("216", "商业服务业等支出"),
            ("217", "金融支出"),
            ("219", "援助其他地区支出"),
            (
                "220",
                if self.year < 2019 {
                    "国土海洋气象等支出"
                } else {
                    "自然资源海洋气象等支出"
                },
            ),
            ("221", "住房保障支出"),
            ("222", "粮油物资储备支出"),
            ("223", "国有资本经营预算支出"),
            ("224", "灾害防治及应急管理支出"),
            ("229", "其他支出"),
            ("231", "债务还本支出"),
            ("232", "债务付息支出"),
            ("234", "抗疫特别国债安排的支出"),
        ];
        let printed = |code: &str| match code {
            "224" => self.year >= 2019,
            "223" | "234" => self.year >= 2020,
            _ => true,
        };
        names.into_iter().filter(|(code, _)| printed(code)).collect()
    }

    /// Name of a functional code of any level, in this year.
    pub(crate) fn name_of(&self, code: &str) -> &'static str {
        let group = |(known, name): &(&'static str, &'static str)| (*known == code).then_some(*name);
        if code.len() == 5 {
            if code == "20805" && self.year < 2020 {
                return "行政事业单位离退休";
            }
            return GROUPS.iter().find_map(group).unwrap();
        }
        self.classes().iter().find_map(group).unwrap()
    }

    /// Title, number, unit lines.
    pub(crate) fn top(&self, title: &str, number: u32) -> String {
        let unit = if self.yuan { "元" } else { "万元" };
        format!("\n{title}\n\n公开{number:02}表\n\n部门：{}\n\n单位：{unit}\n\n", self.unit)
    }

    /// Rows of a table by functional codes: total, 类, 款, 项 of the items that have an amount.
    pub(crate) fn coded(&self, columns: usize, amounts: impl Fn(&Item) -> Vec<Amount>) -> String {
        let mut rows: BTreeMap<String, Vec<Amount>> = BTreeMap::new();
        for item in self.items() {
            let own = amounts(item);
            if own.iter().all(|amount| *amount == 0) {
                continue;
            }
            for key in [0, 3, 5, 7].map(|digits| item.code[..digits].to_owned()) {
                let row = rows.entry(key).or_insert_with(|| vec![0; columns]);
                row.iter_mut().zip(&own).for_each(|(sum, amount)| *sum += amount);
            }
        }
        let mut text = String::new();
        for (code, row) in &rows {
            let name = match code.len() {
                0 => "合计",
                7 => ITEMS.iter().find(|item| item.code == code).unwrap().name,
                _ => self.name_of(code),
            };
            let name = if code.is_empty() { "合计\t".to_owned() } else { format!("{code}\t{name}") };
            text.push_str(&format!("{name}\t{}\n", self.cells(row)));
        }
        text
    }

    /// A table by functional codes.
    pub(crate) fn by_code(
        &self,
        title: &str,
        number: u32,
        heads: &[&str],
        amounts: impl Fn(&Item) -> Vec<Amount>,
    ) -> String {
        let numbers: Vec<String> = (1..=heads.len()).map(|at| at.to_string()).collect();
        format!(
            "{}功能分类科目编码\t科目名称\t{}\n栏次\t\t{}\n{}",
            self.top(title, number),
            heads.join("\t"),
            numbers.join("\t"),
            self.coded(heads.len(), amounts)
        )
    }

    /// Two sides: rows of the left, of the right, and how many columns the right has.
    fn sides(&self, left: &[(String, Amount)], right: &[(String, Vec<Amount>)]) -> String {
        let mut text = String::new();
        let columns = right.first().map_or(1, |(_, row)| row.len());
        for at in 0..left.len().max(right.len()) {
            let (name, amount) = left.get(at).cloned().unwrap_or_default();
            let (other, row) = right.get(at).cloned().unwrap_or((String::new(), vec![0; columns]));
            text.push_str(&format!(
                "{name}\t{}\t{}\t{other}\t{}\t{}\n",
                at + 1,
                self.cell(amount),
                at + 31,
                self.cells(&row)
            ));
        }
        text
    }

    /// Income lines, the classes opposite, and the totals below them side by side.
    fn two_sides(
        &self,
        income: Vec<(String, Amount)>,
        below: Vec<(String, Amount)>,
        classes: Vec<(String, Vec<Amount>)>,
        below_classes: Vec<(String, Vec<Amount>)>,
    ) -> String {
        let mut left = income;
        left.resize(classes.len(), (String::new(), 0));
        left.extend(below);
        let right: Vec<_> = classes.into_iter().chain(below_classes).collect();
        self.sides(&left, &right)
    }

    fn numbered(&self, names: impl Iterator<Item = &'static str>) -> Vec<String> {
        const DIGITS: [&str; 26] = [
            "一",
            "二",
            "三",
            "四",
            "五",
            "六",
            "七",
            "八",
            "九",
            "十",
            "十一",
            "十二",
            "十三",
            "十四",
            "十五",
            "十六",
            "十七",
            "十八",
            "十九",
            "二十",
            "二十一",
            "二十二",
            "二十三",
            "二十四",
            "二十五",
            "二十六",
        ];
        names.zip(DIGITS).map(|(name, digit)| format!("{digit}、{name}")).collect()
    }

    /// 收入支出决算总表
    pub(crate) fn total_table(&self, number: u32) -> String {
        let mut names = vec!["一般公共预算财政拨款收入", "政府性基金预算财政拨款收入"];
        let mut amounts = vec![income(Budget::General), income(Budget::Funds)];
        if self.year >= 2020 {
            names.push("国有资本经营预算财政拨款收入");
            amounts.push(self.state_income());
        }
        names.extend(["上级补助收入", "事业收入", "经营收入", "附属单位上缴收入", "其他收入"]);
        amounts.extend([0, earned(0), 0, 0, earned(1)]);
        let left: Vec<_> = self.numbered(names.into_iter()).into_iter().zip(amounts).collect();
        let spent = |code: &str| total(self.items().filter(|i| i.code.starts_with(code)), all_of);
        let right = self.class_rows(|code| vec![spent(code)]);
        let below = vec![
            ("本年收入合计".to_owned(), self.income_all()),
            ("使用非财政拨款结余".to_owned(), 0),
            ("年初结转和结余".to_owned(), START.iter().sum()),
            ("总计".to_owned(), self.grand_total()),
        ];
        let below_right = vec![
            ("本年支出合计".to_owned(), vec![self.spent_all()]),
            ("结余分配".to_owned(), vec![0]),
            ("年末结转和结余".to_owned(), vec![END.iter().sum()]),
            ("总计".to_owned(), vec![self.grand_total()]),
        ];
        format!(
            "{}收入\t\t\t支出\t\t\n项目\t行次\t决算数\t项目\t行次\t决算数\n栏次\t\t1\t栏次\t\t2\n{}",
            self.top("收入支出决算总表", number),
            self.two_sides(left, below, right, below_right)
        )
    }

    fn class_rows(&self, amounts: impl Fn(&str) -> Vec<Amount>) -> Vec<(String, Vec<Amount>)> {
        let classes = self.classes();
        let names = self.numbered(classes.iter().map(|(_, name)| *name));
        names.into_iter().zip(&classes).map(|(name, (code, _))| (name, amounts(code))).collect()
    }

    /// 财政拨款收入支出决算总表
    pub(crate) fn fiscal_table(&self, number: u32) -> String {
        let funds: &[Budget] = if self.year >= 2020 {
            &[Budget::General, Budget::Funds, Budget::State]
        } else {
            &[Budget::General, Budget::Funds]
        };
        let names = ["一般公共预算财政拨款", "政府性基金预算财政拨款", "国有资本经营预算财政拨款"];
        let names = &names[..funds.len()];
        let with_sum = |amounts: Vec<Amount>| {
            std::iter::once(amounts.iter().sum()).chain(amounts.iter().copied()).collect::<Vec<Amount>>()
        };
        let each =
            |value: &dyn Fn(Budget) -> Amount| with_sum(funds.iter().map(|fund| value(*fund)).collect());
        let left = self.numbered(names.iter().copied()).into_iter();
        let left = left.zip(funds.iter().map(|fund| income(*fund))).collect();
        let right = self.class_rows(|code| {
            each(&|fund| total(of(fund).filter(|item| item.code.starts_with(code)), Item::fiscal))
        });
        let start = |fund: Budget| [START[0], START[1], 0][fund as usize];
        let end = |fund: Budget| [END[0], END[1], 0][fund as usize];
        let spent = |fund: Budget| total(of(fund), Item::fiscal);
        let sum = |value: &dyn Fn(Budget) -> Amount| each(value)[0];
        let mut below = vec![
            ("本年收入合计".to_owned(), sum(&income)),
            ("年初财政拨款结转和结余".to_owned(), sum(&start)),
        ];
        below.extend(names.iter().zip(funds).map(|(name, fund)| ((*name).to_owned(), start(*fund))));
        below.push(("总计".to_owned(), sum(&|fund| income(fund) + start(fund))));
        let mut below_right = vec![
            ("本年支出合计".to_owned(), each(&spent)),
            ("年末财政拨款结转和结余".to_owned(), each(&end)),
        ];
        below_right.extend(names.iter().map(|_| (String::new(), vec![0; names.len() + 1])));
        below_right.push(("总计".to_owned(), each(&|fund| spent(fund) + end(fund))));
        format!(
            "{}收入\t\t\t支出\n项目\t行次\t金额\t项目\t行次\t合计\t{}\n栏次\t\t1\t栏次\t\t2\t{}\n{}",
            self.top("财政拨款收入支出决算总表", number),
            names.join("\t"),
            ["3", "4", "5"][..names.len()].join("\t"),
            self.two_sides(left, below, right, below_right)
        )
    }

    /// The items that are printed: 国有资本经营 only from 2020.
    pub(crate) fn items(&self) -> impl Iterator<Item = &'static Item> {
        let state = self.year >= 2020;
        ITEMS.iter().filter(move |item| state || item.fund != Budget::State)
    }

    fn state_income(&self) -> Amount {
        if self.year >= 2020 { income(Budget::State) } else { 0 }
    }

    pub(crate) fn income_all(&self) -> Amount {
        income(Budget::General) + income(Budget::Funds) + self.state_income() + earned(0) + earned(1)
    }

    pub(crate) fn spent_all(&self) -> Amount {
        total(self.items(), all_of)
    }

    pub(crate) fn grand_total(&self) -> Amount {
        self.income_all() + START.iter().sum::<Amount>()
    }

    pub(crate) fn fiscal_total(&self) -> Amount {
        income(Budget::General) + income(Budget::Funds) + self.state_income() + START[0] + START[1]
    }
}

/// All that was spent on an item.
pub(crate) fn all_of(item: &Item) -> Amount {
    item.fiscal() + item.other[0] + item.other[1]
}

/// Fiscal income of a budget.
pub(crate) fn income(fund: Budget) -> Amount {
    total(of(fund), |item| item.fiscal() + item.more)
}

/// 事业收入, 其他收入
pub(crate) fn earned(which: usize) -> Amount {
    total(ITEMS.iter(), |item| item.earned[which])
}
