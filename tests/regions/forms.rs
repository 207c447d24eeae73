//! Whole documents, region by region.

use super::made::{Budget, Form};

/// Cover, 目录 and the parts of a document.
fn bound(cover: &str, parts: &[(&str, String)]) -> String {
    let mut text = format!("{cover}\n\n目录\n\n");
    let numbers = ["一", "二", "三", "四", "五", "六"];
    let contents: Vec<String> =
        parts.iter().zip(numbers).map(|((title, _), number)| format!("第{number}部分 {title}")).collect();
    text.push_str(&contents.join("\n"));
    text.push('\n');
    for (title, (_, body)) in contents.iter().zip(parts) {
        text.push_str(&format!("\n{title}\n{body}"));
    }
    text
}

fn about(form: &Form) -> String {
    format!(
        "\n一、部门职责\n\n负责全县商贸流通、招商引资和对外贸易工作。\n\n二、机构设置\n\n{}下属二级预算单位2个。\n",
        form.unit
    )
}

fn terms() -> String {
    "\n1.财政拨款收入：指单位从同级财政部门取得的财政预算资金。\n".to_owned()
}

/// The national form: tables first.
pub(crate) fn national(form: &Form, more: &str) -> String {
    tables_first(form, more, &form.nine_tables())
}

/// Tables before prose.
fn tables_first(form: &Form, more: &str, tables: &[String]) -> String {
    bound(
        &format!("{}年度\n{}\n部门决算", form.year, form.unit),
        &[
            (&format!("{}概况", form.unit), about(form)),
            (&format!("{}年度部门决算表", form.year), tables.concat()),
            (&format!("{}年度部门决算情况说明", form.year), form.explanation() + &form.other_matters(more)),
            ("名词解释", terms()),
        ],
    )
}

/// Prose first, tables last.
pub(crate) fn prose_first(form: &Form, more: &str, tables: &[String]) -> String {
    bound(
        &format!("{}年度\n{}\n部门决算", form.year, form.unit),
        &[
            ("部门概况", about(form)),
            (&format!("{}年度部门决算情况说明", form.year), form.explanation() + &form.other_matters(more)),
            ("名词解释", terms()),
            ("附件", "\n无。\n".to_owned()),
            ("附表", tables.concat()),
        ],
    )
}

/// 四川: thirteen tables.
pub(crate) fn sichuan(form: &Form, by_economic: bool) -> String {
    let funds = [
        ("一般公共预算财政拨款", Budget::General),
        ("政府性基金预算财政拨款", Budget::Funds),
        ("国有资本经营预算财政拨款", Budget::State),
    ];
    let fiscal = "财政拨款支出决算明细表";
    let general = "一般公共预算财政拨款支出决算明细表";
    let tables = [
        form.total_table(1),
        form.income_table(2),
        form.spent_table(3),
        form.fiscal_table(4),
        if by_economic { form.by_economic(fiscal, 5, &funds) } else { form.matrix(fiscal, 5, |_| true) },
        form.general_table(6),
        form.matrix(general, 7, |item| item.fund == Budget::General),
        form.basic_table(8, "一般公共预算财政拨款基本支出决算表"),
        form.project_table("一般公共预算财政拨款项目支出决算表", 9),
        form.budget_table("政府性基金预算财政拨款收入支出决算表", 10, Budget::Funds),
        form.budget_table("国有资本经营预算财政拨款收入支出决算表", 11, Budget::State),
        form.state_table(12),
        form.three_table(13),
    ];
    prose_first(form, "", &tables)
}

/// 内蒙古: twelve tables, prose first.
pub(crate) fn inner_mongolia(form: &Form) -> String {
    let tables = [
        form.total_table(1),
        form.income_table(2),
        form.spent_table(3),
        form.fiscal_table(4),
        form.general_table(5),
        form.basic_table(6, "一般公共预算财政拨款基本支出决算明细表"),
        form.project_matrix("一般公共预算财政拨款项目支出决算明细表", 7),
        form.budget_table("政府性基金预算财政拨款收入支出决算表", 8, Budget::Funds),
        form.state_table(9),
        form.projects(10),
        form.three_table(11),
        form.running_and_assets(12),
    ];
    prose_first(form, "", &tables)
}

/// 云南: twelve tables, of which the last is of assets.
pub(crate) fn yunnan(form: &Form) -> String {
    let tables = [
        form.total_table(1),
        form.income_table(2),
        form.spent_table(3),
        form.fiscal_table(4),
        form.general_with_rest(5),
        form.basic_table(6, "一般公共预算财政拨款基本支出决算表"),
        form.project_table("一般公共预算财政拨款项目支出决算表", 7),
        form.budget_table("政府性基金预算财政拨款收入支出决算表", 8, Budget::Funds),
        form.budget_table("国有资本经营预算财政拨款收入支出决算表", 9, Budget::State),
        form.three_and_running(10),
        form.three_of_general(11),
        form.assets(12),
    ];
    tables_first(form, "", &tables)
}

/// 陕西: nine tables, 会议费 and 培训费 beside the 三公.
pub(crate) fn shaanxi(form: &Form) -> String {
    let mut tables = form.nine_tables();
    if let Some(last) = tables.last_mut() {
        *last = form.three_with_meetings(9);
    }
    tables_first(form, &form.said_of_meetings(), &tables)
}

/// 江西: nine tables and one of assets.
pub(crate) fn jiangxi(form: &Form) -> String {
    let mut tables = form.nine_tables();
    tables.push(form.owned(10));
    tables_first(form, "", &tables)
}

/// 湖南: nine tables, and what is said of general spending.
pub(crate) fn hunan(form: &Form) -> String {
    tables_first(form, &form.said_of_spending(), &form.nine_tables())
}
