//! Tables that only some regions have.

use super::made::{Amount, Budget, Form, ITEMS, wan};

/// Rows of what a department runs on and owns: name and figure as printed.
type Rows = Vec<(String, String, String)>;

impl Form {
    /// Rows, numbered, with the figures of a budget and of the accounts.
    fn listed(&self, title: &str, number: u32, heads: [&str; 2], rows: &Rows) -> String {
        let mut text =
            format!("{}项目\t行次\t{}\t{}\n栏次\t\t1\t2\n", self.top(title, number), heads[0], heads[1]);
        for (at, (name, budget, spent)) in rows.iter().enumerate() {
            text.push_str(&format!("{name}\t{}\t{budget}\t{spent}\n", at + 1));
        }
        text
    }

    fn row(&self, name: &str, budget: Option<Amount>, spent: Option<Amount>) -> (String, String, String) {
        let print = |amount: Option<Amount>| amount.map_or("—".to_owned(), |amount| self.figure(amount));
        (name.to_owned(), print(budget), print(spent))
    }

    fn three_rows(&self) -> Rows {
        let (budget, spent) = self.three();
        let names = [
            "（一）支出合计",
            "1.因公出国（境）费",
            "2.公务用车购置及运行维护费",
            "（1）公务用车购置费",
            "（2）公务用车运行维护费",
            "3.公务接待费",
        ];
        let mut rows = vec![self.row("一、“三公”经费支出", None, None)];
        let pairs = budget.into_iter().zip(spent);
        rows.extend(names.into_iter().zip(pairs).map(|(name, (b, s))| self.row(name, Some(b), Some(s))));
        rows.push(self.row("（1）国内接待费", None, Some(spent[5])));
        rows.push(self.row("其中：外事接待费", None, Some(0)));
        rows.push(self.row("（2）国（境）外接待费", None, Some(0)));
        rows.push(self.row("（二）相关统计数", None, None));
        let counts = [
            ("1.因公出国（境）团组数（个）", 0),
            ("2.因公出国（境）人次数（人）", 0),
            ("3.公务用车购置数（辆）", 0),
            ("4.公务用车保有量（辆）", 2),
            ("5.国内公务接待批次（个）", 12),
            ("其中：外事接待批次（个）", 0),
            ("6.国内公务接待人次（人）", 136),
            ("其中：外事接待人次（人）", 0),
            ("7.国（境）外公务接待批次（个）", 0),
            ("8.国（境）外公务接待人次（人）", 0),
        ];
        rows.extend(counts.map(|(name, count)| (name.to_owned(), "—".to_owned(), count.to_string())));
        rows
    }

    /// 云南: 三公 and what offices run on.
    pub(crate) fn three_and_running(&self, number: u32) -> String {
        let running = self.staff_and_running()[1];
        let mut rows = self.three_rows();
        rows.push(self.row("二、机关运行经费", None, Some(running)));
        rows.push(self.row("（一）行政单位", None, Some(running)));
        rows.push(self.row("（二）参照公务员法管理事业单位", None, Some(0)));
        let title = "财政拨款“三公”经费、行政参公单位机关运行经费情况表";
        self.listed(title, number, ["预算数", "决算统计数"], &rows)
    }

    /// 云南: 三公 of the general budget.
    pub(crate) fn three_of_general(&self, number: u32) -> String {
        self.listed(
            "一般公共预算财政拨款“三公”经费情况表",
            number,
            ["预算数", "决算统计数"],
            &self.three_rows(),
        )
    }

    /// 云南: general budget with what was left of the year before and is left at its end.
    pub(crate) fn general_with_rest(&self, number: u32) -> String {
        let upper = "项目\t\t年初结转和结余\t\t\t本年收入\t\t\t本年支出\t\t\t\t\t年末结转和结余\t\t";
        let middle = "科目编码\t科目名称\t合计\t基本支出结转\t项目支出结转和结余\t合计\t基本支出\t项目支出\t合计\t基本支出\t\t\t项目支出\t合计\t基本支出结转\t项目支出结转和结余";
        let lower = "\t\t\t\t\t\t\t\t\t小计\t人员经费\t公用经费\t\t\t\t";
        let rows = self.coded(14, |item| {
            if item.fund != Budget::General {
                return vec![0; 14];
            }
            let staff =
                item.basic.iter().filter(|(code, _)| code.starts_with("301") || code.starts_with("303"));
            let staff: Amount = staff.map(|(_, amount)| amount).sum();
            let rest = if item.code == "2011302" { 3200 } else { 0 };
            let (basic, project, more) = (item.basic(), item.project(), item.more);
            vec![
                rest,
                0,
                rest,
                basic + project + more,
                basic + more,
                project,
                basic + project,
                basic,
                staff,
                basic - staff,
                project,
                rest + more,
                more,
                rest,
            ]
        });
        format!(
            "{}{upper}\n{middle}\n{lower}\n{rows}",
            self.top("一般公共预算财政拨款收入支出决算表", number)
        )
    }

    /// 云南: assets, one line.
    pub(crate) fn assets(&self, number: u32) -> String {
        let parts: [Amount; 9] = [31050, 52030, 40000, 6000, 0, 6030, 0, 1200, 900];
        let all = parts[0] + parts[1] + parts[6] + parts[7] + parts[8];
        let heads = "项目\t行次\t资产总额\t流动资产\t固定资产\t\t\t\t\t对外投资/有价证券\t在建工程\t无形资产\t其他资产";
        let lower = "\t\t\t\t小计\t房屋构筑物\t车辆\t单价200万以上大型设备\t其他固定资产\t\t\t\t";
        let figures: Vec<Amount> = [all].into_iter().chain(parts).chain([0]).collect();
        format!(
            "{}{heads}\n{lower}\n栏次\t\t1\t2\t3\t4\t5\t6\t7\t8\t9\t10\t11\n合计\t1\t{}\n",
            self.top("国有资产使用情况表", number),
            self.cells(&figures)
        )
    }

    /// 内蒙古: where the money of projects comes from, with a line for each project below its 项.
    pub(crate) fn projects(&self, number: u32) -> String {
        let heads = "功能分类科目编码\t科目名称（项目）\t年初结转和结余\t本年收入\t本年支出\t年末结转和结余";
        let rows = self.coded(4, |item| {
            let spent = item.project() + item.other[1];
            let rest = if item.project() > 0 { 500 } else { 0 };
            vec![rest, spent, spent, rest]
        });
        let names =
            [("2011302", ["招商活动经费", "商贸流通发展资金"]), ("2120803", ["市场改造", "冷库建设"])];
        let mut text = String::new();
        for line in rows.lines() {
            text.push_str(&format!("{line}\n"));
            for (code, projects) in names.iter().filter(|(code, _)| line.starts_with(code)) {
                let item = ITEMS.iter().find(|item| item.code == *code).unwrap();
                let spent = item.project() + item.other[1];
                for (name, part) in projects.iter().zip([spent - 5000, 5000]) {
                    let rest = if part == 5000 { 0 } else { 500 };
                    text.push_str(&format!("\t{name}\t{}\n", self.cells(&[rest, part, part, rest])));
                }
            }
        }
        format!("{}{heads}\n栏次\t\t1\t2\t3\t4\n{text}", self.top("项目收入支出决算表", number))
    }

    /// 内蒙古: what offices run on, own and buy.
    pub(crate) fn running_and_assets(&self, number: u32) -> String {
        let running = self.staff_and_running()[1];
        let mut rows = vec![
            self.row("一、机关运行经费", None, Some(running)),
            self.row("（一）行政单位", None, Some(running)),
            self.row("（二）参照公务员法管理事业单位", None, Some(0)),
            self.row("二、国有资产占用情况", None, None),
        ];
        let counts = [
            ("（一）车辆数合计（辆）", 2),
            ("1.副部（省）级及以上领导用车", 0),
            ("2.主要领导干部用车", 0),
            ("3.机要通信用车", 1),
            ("4.应急保障用车", 0),
            ("5.执法执勤用车", 0),
            ("6.特种专业技术用车", 0),
            ("7.离退休干部用车", 0),
            ("8.其他用车", 1),
            ("（二）单价100万元（含）以上设备（不含车辆）（台/套）", 3),
        ];
        rows.extend(counts.map(|(name, count)| (name.to_owned(), "—".to_owned(), count.to_string())));
        rows.push(self.row("三、政府采购支出信息", None, None));
        rows.push(self.row("（一）政府采购支出合计", None, Some(11236)));
        rows.push(self.row("1.政府采购货物支出", None, Some(9620)));
        rows.push(self.row("2.政府采购工程支出", None, Some(0)));
        rows.push(self.row("3.政府采购服务支出", None, Some(1616)));
        rows.push(self.row("（二）政府采购授予中小企业合同金额", None, Some(9836)));
        rows.push(self.row("其中：授予小微企业合同金额", None, Some(6000)));
        let title = "机构运行经费、国有资产占用情况及政府采购情况表";
        self.listed(title, number, ["预算数", "统计数"], &rows)
    }

    /// 陕西: 三公 with 会议费 and 培训费.
    pub(crate) fn three_with_meetings(&self, number: u32) -> String {
        let (budget, spent) = self.three();
        let (meetings, met) = self.meetings();
        let figures = |row: [Amount; 6], more: [Amount; 2]| {
            let all = row.into_iter().chain(more).map(|amount| self.figure(amount));
            all.collect::<Vec<_>>().join("\t")
        };
        let upper = "项目\t“三公”经费\t\t\t\t\t\t会议费\t培训费";
        let middle = "\t小计\t因公出国（境）费用\t公务接待费\t公务用车购置及运行维护费\t\t\t\t";
        let lower = "\t\t\t\t小计\t公务用车购置费\t公务用车运行维护费\t\t";
        let order = |row: [Amount; 6]| [row[0], row[1], row[5], row[2], row[3], row[4]];
        format!(
            "{}{upper}\n{middle}\n{lower}\n栏次\t1\t2\t3\t4\t5\t6\t7\t8\n预算数\t{}\n决算数\t{}\n",
            self.top("财政拨款“三公”经费及会议费、培训费支出决算表", number),
            figures(order(budget), meetings),
            figures(order(spent), met)
        )
    }

    /// 陕西: what is said of meetings and training.
    pub(crate) fn said_of_meetings(&self) -> String {
        let year = self.year;
        let (budget, spent) = self.meetings();
        let section = |number: &str, what: &str, at: usize| {
            format!(
                "\n（{number}）{what}支出决算情况\n\n{year}年度财政拨款{what}支出全年预算{}万元，支出决算{}万元，完成全年预算的{}，决算数小于全年预算数的主要原因是压减开支。\n",
                wan(budget[at]),
                wan(spent[at]),
                super::made::percent(spent[at], budget[at])
            )
        };
        section("五", "培训费", 1) + &section("六", "会议费", 0)
    }

    /// 江西: vehicles and equipment side by side.
    pub(crate) fn owned(&self, number: u32) -> String {
        let heads = [
            "车辆数合计（辆）",
            "副部（省）级及以上领导用车",
            "主要领导干部用车",
            "机要通信用车",
            "应急保障用车",
            "执法执勤用车",
            "特种专业技术用车",
            "离退休干部用车",
            "其他用车",
            "单价100万元（含）以上设备（不含车辆）（台，套）",
        ];
        format!(
            "\n国有资产占用情况表\n\n公开{number:02}表\n\n部门：{}\n\n项目\t{}\n栏次\t1\t2\t3\t4\t5\t6\t7\t8\t9\t10\n数量\t2\t0\t0\t1\t0\t0\t0\t0\t1\t3\n",
            self.unit,
            heads.join("\t")
        )
    }

    /// 湖南: meetings, training, festivals.
    pub(crate) fn said_of_spending(&self) -> String {
        let (_, spent) = self.meetings();
        format!(
            "\n（五）一般性支出情况说明\n\n{}年{}开支会议费{}万元，用于召开招商工作会议，人数120人，内容为年度招商工作部署；开支培训费{}万元，用于开展业务培训，人数60人，内容为外贸政策；未举办节庆、晚会、论坛、赛事等活动。\n",
            self.year,
            self.unit,
            wan(spent[0]),
            wan(spent[1])
        )
    }

    /// Project expenditure by functional code, economic classification across.
    pub(crate) fn project_matrix(&self, title: &str, number: u32) -> String {
        self.matrix_of(title, number, |item| {
            if item.fund == Budget::General { item.project.to_vec() } else { Vec::new() }
        })
    }
}
