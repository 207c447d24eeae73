//! The explanations: sentences that restate the made-up figures.

use super::made::{Amount, Budget, Form, Item, earned, of, percent, total, wan};
use super::tables::{economic, opening};

impl Form {
    /// `比上年增加…，增长…`
    fn change(&self, now: Amount, by: Amount) -> String {
        let (more, rate) = if by > 0 { ("增加", "增长") } else { ("减少", "下降") };
        format!("{more}{}万元，{rate}{}", wan(by.abs()), percent(by.abs(), now - by))
    }

    /// Sections 一 to 九 of the explanation.
    pub(crate) fn explanation(&self) -> String {
        let year = self.year;
        let before = year - 1;
        let all = self.grand_total();
        let fiscal = self.fiscal_total();
        let mut text = format!(
            "
一、收入支出决算总体情况说明

{year}年度收、支总计均为{}万元。与{before}年度相比，收、支总计各{}。主要变动原因是新增招商活动。

二、收入决算情况说明

{year}年度本年收入合计{}万元，其中：{}。

三、支出决算情况说明

{year}年度本年支出合计{}万元，其中：{}。

四、财政拨款收入支出决算总体情况说明

{year}年度财政拨款收、支总计均为{}万元。与{before}年度相比，财政拨款收、支总计各{}。主要变动原因是基金项目完工。
",
            wan(all),
            self.change(all, 4321),
            wan(self.income_all()),
            self.income_shares(),
            wan(self.spent_all()),
            self.spent_shares(),
            wan(fiscal),
            self.change(fiscal, -2100),
        );
        text.push_str(&self.general_sections());
        text.push_str(&self.three_section());
        text.push_str(&self.budget_sections());
        text
    }

    fn income_shares(&self) -> String {
        let whole = self.income_all();
        let mut parts = vec![
            ("一般公共预算财政拨款收入", self.income_of(Budget::General)),
            ("政府性基金预算财政拨款收入", self.income_of(Budget::Funds)),
        ];
        if self.year >= 2020 {
            parts.push(("国有资本经营预算财政拨款收入", self.income_of(Budget::State)));
        }
        let zero = ["上级补助收入", "经营收入", "附属单位上缴收入"];
        parts.extend([("事业收入", earned(0)), ("其他收入", earned(1))]);
        parts.extend(zero.map(|name| (name, 0)));
        shares(&parts, whole)
    }

    fn spent_shares(&self) -> String {
        let basic = total(self.items(), |item| item.basic() + item.other[0]);
        let project = total(self.items(), |item| item.project() + item.other[1]);
        let parts = [
            ("基本支出", basic),
            ("项目支出", project),
            ("上缴上级支出", 0),
            ("经营支出", 0),
            ("对附属单位补助支出", 0),
        ];
        shares(&parts, self.spent_all())
    }

    fn general_sections(&self) -> String {
        let (year, before) = (self.year, self.year - 1);
        let spent = self.spent_of(Budget::General);
        let mut classes = Vec::new();
        for (code, name) in self.classes() {
            let own = total(of(Budget::General).filter(|item| item.code.starts_with(code)), Item::fiscal);
            if own > 0 {
                classes.push(format!("{name}（类）支出{}万元，占{}", wan(own), percent(own, spent)));
            }
        }
        let class = |code: &str| self.name_of(&code[..3]).trim_end_matches("支出");
        let items: Vec<String> = of(Budget::General)
            .enumerate()
            .map(|(at, item)| {
                format!(
                    "{}.{}（类）{}（款）{}（项）：支出决算为{}万元，完成预算100%，决算数等于预算数。\n",
                    at + 1,
                    class(item.code),
                    self.name_of(&item.code[..5]),
                    item.name,
                    wan(item.fiscal())
                )
            })
            .collect();
        let sums = economic(of(Budget::General), true, false);
        let named = |classes: &[&str]| {
            let rows = super::made::ECONOMIC.iter().filter(|(code, _)| {
                code.len() == 5
                    && classes.iter().any(|class| code.starts_with(class))
                    && opening(&sums, code) > 0
            });
            rows.map(|(_, name)| *name).collect::<Vec<_>>().join("、")
        };
        let [staff, running] = self.staff_and_running();
        format!(
            "
五、一般公共预算财政拨款支出决算情况说明

（一）一般公共预算财政拨款支出决算总体情况

{year}年度一般公共预算财政拨款支出{spent}万元，占本年支出合计的{share}。与{before}年度相比，一般公共预算财政拨款支出{change}。主要变动原因是人员增加。

（二）一般公共预算财政拨款支出决算结构情况

{year}年度一般公共预算财政拨款支出{spent}万元，主要用于以下方面：{classes}。

（三）一般公共预算财政拨款支出决算具体情况

{year}年度一般公共预算支出决算数为{spent}万元，完成预算100%。其中：

{items}
六、一般公共预算财政拨款基本支出决算情况说明

{year}年度一般公共预算财政拨款基本支出{basic}万元，其中：

人员经费{staff}万元，主要包括：{named}。

公用经费{running}万元，主要包括：{run}。
",
            spent = wan(spent),
            share = percent(spent, self.spent_all()),
            change = self.change(spent, 1500),
            classes = classes.join("；"),
            items = items.join("\n"),
            basic = wan(staff + running),
            staff = wan(staff),
            named = named(&["301", "303"]),
            running = wan(running),
            run = named(&["302", "307", "310", "399"]),
        )
    }

    /// 三公
    pub(crate) fn three_section(&self) -> String {
        let (year, before) = (self.year, self.year - 1);
        let (budget, spent) = self.three();
        format!(
            "
七、财政拨款“三公”经费支出决算情况说明

（一）“三公”经费财政拨款支出决算总体情况说明

{year}年度“三公”经费财政拨款支出决算为{all}万元，完成预算{done}，较上年度{change}。决算数小于预算数的主要原因是厉行节约。

（二）“三公”经费财政拨款支出决算具体情况说明

{year}年度“三公”经费财政拨款支出决算中，因公出国（境）费支出决算0万元，占0%；公务用车购置及运行维护费支出决算{cars}万元，占{cars_share}；公务接待费支出决算{guests}万元，占{guests_share}。具体情况如下：

1.因公出国（境）费支出0万元。全年安排因公出国（境）团组0个，累计0人次。因公出国（境）费支出决算与{before}年度持平。

2.公务用车购置及运行维护费支出{cars}万元，完成预算{cars_done}。公务用车购置及运行维护费支出决算比{before}年度{cars_change}。主要原因是严格用车管理。

其中：公务用车购置费支出0万元。全年更新购置公务用车0辆。截至{year}年12月31日，单位共有公务用车2辆。

公务用车运行维护费支出{cars}万元。主要用于招商调研所需的燃料费、维修费、保险费等支出。

3.公务接待费支出{guests}万元，完成预算{guests_done}。公务接待费支出决算比{before}年度{guests_change}。主要原因是接待批次减少。其中：

国内公务接待支出{guests}万元，国内公务接待12批次，136人次（不包括陪同人员），共计支出{guests}万元。

外事接待支出0万元，外事接待0批次，0人次，共计支出0万元。
",
            all = wan(spent[0]),
            done = percent(spent[0], budget[0]),
            change = self.change(spent[0], -116),
            cars = wan(spent[2]),
            cars_share = percent(spent[2], spent[0]),
            cars_done = percent(spent[2], budget[2]),
            cars_change = self.change(spent[2], -52),
            guests = wan(spent[5]),
            guests_share = percent(spent[5], spent[0]),
            guests_done = percent(spent[5], budget[5]),
            guests_change = self.change(spent[5], -64),
        )
    }

    fn budget_sections(&self) -> String {
        let year = self.year;
        let mut text = format!(
            "\n八、政府性基金预算支出决算情况说明\n\n{year}年度政府性基金预算财政拨款支出{}万元。\n",
            wan(self.spent_of(Budget::Funds))
        );
        if year >= 2020 {
            text.push_str(&format!(
                "\n九、国有资本经营预算支出决算情况说明\n\n{year}年度国有资本经营预算财政拨款支出{}万元。\n",
                wan(self.spent_of(Budget::State))
            ));
        }
        text
    }

    /// 其他重要事项, with what a region adds behind it.
    pub(crate) fn other_matters(&self, more: &str) -> String {
        let (year, before) = (self.year, self.year - 1);
        let running = self.staff_and_running()[1];
        format!(
            "
十、其他重要事项的情况说明

（一）机关运行经费支出情况

{year}年度，{unit}机关运行经费支出{}万元，比{before}年度{}。主要原因是压减开支。

（二）政府采购支出情况

{year}年度，{unit}政府采购支出总额112.36万元，其中：政府采购货物支出96.20万元、政府采购工程支出0万元、政府采购服务支出16.16万元。授予中小企业合同金额98.36万元，占政府采购支出总额的87.54%，其中：授予小微企业合同金额60.00万元，占政府采购支出总额的53.40%。

（三）国有资产占有使用情况

截至{year}年12月31日，{unit}共有车辆2辆，其中：主要负责人用车0辆、机要通信用车1辆、应急保障用车0辆、其他用车1辆。单价100万元（含）以上设备（不含车辆）3台（套）。

（四）预算绩效管理情况

根据预算绩效管理要求，{unit}在{year}年度预算编制阶段，组织对招商活动经费等项目开展了预算事前绩效评估。
{more}",
            wan(running),
            self.change(running, -300),
            unit = self.unit,
        )
    }
}

fn shares(parts: &[(&str, Amount)], whole: Amount) -> String {
    let part = |(name, amount): &(&str, Amount)| {
        if *amount == 0 {
            format!("{name}0万元，占0%")
        } else {
            format!("{name}{}万元，占{}", wan(*amount), percent(*amount, whole))
        }
    };
    parts.iter().map(part).collect::<Vec<_>>().join("；")
}
