//! Accounts given as data, against a small schema made by hand.

use crate::support::clock::Clock;
use gouji::account::{Account, CellRead, State, from_data};
use gouji::amount::{Dimension, Place};
use gouji::document::read;
use gouji::schema::{
    Code, CodeLevel, CodeList, CodeListId, CodeRows, Column, ColumnId, Family, FamilyId, Items, Kind,
    Located, Passage, PassageId, Row, RowId, Schema, Table, TableId, WordClass, WordsId,
};
use gouji::source::Span;

fn column(id: u32, name: &str, kind: Kind) -> Column {
    Column { id: ColumnId(id), ..Column::plain(name, kind) }
}

fn money(id: u32, name: &str) -> Column {
    column(id, name, Kind::Plain(Dimension::Money))
}

fn rows(names: &[&str]) -> Vec<Row> {
    (0..)
        .zip(names)
        .map(|(id, name)| Row { id: RowId(id), name: (*name).to_owned(), ..Row::default() })
        .collect()
}

fn code(code: &str, name: &str) -> Code {
    Code { code: code.to_owned(), name: name.to_owned(), ..Code::default() }
}

fn codes() -> CodeList {
    let level = |name: &str, digits| CodeLevel { name: name.to_owned(), digits };
    CodeList {
        id: CodeListId(0),
        name: "功能".to_owned(),
        levels: vec![level("类", 3), level("款", 5), level("项", 7)],
        codes: vec![
            code("101", "甲类"),
            code("10101", "甲款"),
            code("1010102", "管理事务"),
            code("10102", "乙款"),
            code("1010202", "管理事务"),
        ],
        open: false,
        elsewhen: Vec::new(),
    }
}

/// 情况 and its 构成.
fn prose() -> [Family; 2] {
    let ratio = |id, name: &str| column(id, name, Kind::Plain(Dimension::Ratio));
    let passage = Family {
        id: FamilyId(3),
        name: "情况".to_owned(),
        passage: Some(PassageId(0)),
        columns: vec![
            money(0, "合计数"),
            ratio(1, "增长率"),
            column(2, "方向", Kind::Words(WordsId(0))),
            column(3, "车辆", Kind::Plain(Dimension::Count("辆".to_owned()))),
            column(4, "原因", Kind::Plain(Dimension::Text)),
        ],
        rows: rows(&[""]),
        ..Family::default()
    };
    let items = Family {
        id: FamilyId(4),
        name: "情况.构成".to_owned(),
        passage: Some(PassageId(0)),
        repeated: true,
        columns: vec![column(0, "列", Kind::Key), ratio(1, "占比")],
        ..Family::default()
    };
    [passage, items]
}

fn passage() -> Passage {
    Passage {
        id: PassageId(0),
        name: "情况".to_owned(),
        parent: None,
        family: FamilyId(3),
        located: Located::Anywhere,
        sentences: Vec::new(),
        items: vec![Items {
            family: FamilyId(4),
            name: "构成".to_owned(),
            heads: Vec::new(),
            sentences: Vec::new(),
            key: ColumnId(0),
            span: Span::default(),
        }],
        sections: Vec::new(),
        span: Span::default(),
    }
}

/// 收支表 with two sides of one column; 支出表 with columns and code rows; 情况 with 构成.
fn schema() -> Schema {
    let side = |id: u32, side: &str, names: &[&str]| Family {
        id: FamilyId(id),
        name: format!("收支总表.{side}"),
        table: Some(TableId(0)),
        side: Some(side.to_owned()),
        columns: vec![money(0, "决算数")],
        rows: rows(names),
        ..Family::default()
    };
    let mut share = money(1, "项目");
    share.aliases = vec!["项目支出".to_owned()];
    let expenditure = Family {
        id: FamilyId(2),
        name: "支出表".to_owned(),
        table: Some(TableId(1)),
        columns: vec![money(0, "合计"), share],
        rows: rows(&["合计"]),
        codes: Some(CodeRows {
            list: CodeListId(0),
            down_to: 3,
            by_name: false,
            under: Some(RowId(0)),
            called: Vec::new(),
        }),
        ..Family::default()
    };
    let table = |id: u32, name: &str, short: &str, families: &[u32]| Table {
        id: TableId(id),
        name: name.to_owned(),
        short: Some(short.to_owned()),
        families: families.iter().map(|id| FamilyId(*id)).collect(),
        ..Table::default()
    };
    let [situation, items] = prose();
    Schema {
        tables: vec![table(0, "收支总表", "总表", &[0, 1]), table(1, "支出表", "支表", &[2])],
        families: vec![
            side(0, "收入", &["事业收入", "总计"]),
            side(1, "支出", &["总计"]),
            expenditure,
            situation,
            items,
        ],
        passages: vec![passage()],
        code_lists: vec![codes()],
        words: vec![WordClass {
            name: "增减".to_owned(),
            words: vec![("增加".to_owned(), 1), ("减少".to_owned(), -1)],
            ..WordClass::default()
        }],
        ..Schema::default()
    }
}

fn accounts(name: &str, text: &str) -> Vec<Account> {
    from_data(&schema(), &read(name, text.as_bytes()).unwrap())
}

fn csv(lines: &str) -> Account {
    accounts("a.csv", &format!("单位,年度,表,行,列,值,状态,精度\n{lines}")).remove(0)
}

fn fixed(account: &Account, family: usize, row: usize, column: usize) -> &CellRead {
    &account.families[family].fixed[row].cells[column]
}

fn why(account: &Account) -> &str {
    assert_eq!(account.unclaimed.len(), 1, "{:?}", account.unclaimed);
    &account.unclaimed[0].why
}

#[test]
fn every_way_to_name_a_cell_finds_it() {
    for line in [
        "收支总表,收入.总计,决算数",
        "收支总表,收入.总计,",
        "总表,收入,总计",
        "总表.收入,总计,决算数",
        "收支总表.收入.总计,,",
        "总表,收入.总计.决算数,",
        "总表.收入,,总计",
    ] {
        let account = csv(&format!("甲,2024,{line},365.10,,"));
        assert_eq!(account.unclaimed, [], "{line}");
        assert_eq!(fixed(&account, 0, 1, 0).claims[0].value, 36_510_000_000, "{line}");
        assert!(account.tables[0].found && account.families[0].found && !account.families[1].found);
    }
    for line in [
        "支出表,1010102,项目",
        "支表,[1010102],项目支出",
        "支表,甲款.管理事务,项目",
        "支表,101 01 02,项目支出",
    ] {
        let account = csv(&format!("甲,2024,{line},365.10,,"));
        assert_eq!(account.unclaimed, [], "{line}");
        let row = &account.families[2].rows[0];
        assert_eq!((row.key.as_str(), row.name.as_str(), row.level), ("1010102", "管理事务", 3));
        assert_eq!(row.cells[1].claims[0].value, 36_510_000_000);
        assert_eq!(account.families[2].heads, [false, true]);
    }
    for line in ["情况,,合计数", "情况,合计数,", "情况.合计数,,"] {
        let account = csv(&format!("甲,2024,{line},365.10,,"));
        assert_eq!(account.unclaimed, [], "{line}");
        assert_eq!(fixed(&account, 3, 0, 0).claims[0].value, 36_510_000_000, "{line}");
    }
    for line in ["情况.构成,基本支出,占比", "情况,构成.基本支出,占比"] {
        let account = csv(&format!("甲,2024,{line},98.5%,,"));
        let row = &account.families[4].rows[0];
        assert_eq!((row.key.as_str(), row.cells[0].claims[0].text.as_str()), ("基本支出", "基本支出"));
        assert_eq!((row.cells[1].claims[0].value, row.cells[1].claims[0].place), (98_500_000, Place(-3)));
    }
}

#[test]
fn names_that_lead_nowhere_are_explained() {
    for (line, wanted) in [
        ("收支总表,总计,决算数", "收支总表.收入.总计、收支总表.支出.总计"),
        ("支出表,管理事务,项目", "[1010102].项目、支出表.[1010202].项目"),
        ("支出表,合计,", "要写明列"),
        ("支出表,合计,项目支処", "没有列「项目支処」"),
        ("支出表,合记,项目", "没有行「合记」"),
        ("收支总表表,总计,决算数", "没有叫「收支总表表」"),
        ("收支总表表,总计,决算数", "是不是「收支总表」"),
    ] {
        let account = csv(&format!("甲,2024,{line},1.00,,"));
        assert!(why(&account).contains(wanted), "{line}: {}", why(&account));
    }
    let account = csv("甲,2024,支出表,合计,项目,1.00,,\n甲,2024,支出表,合记,项目,1.00,,");
    assert!(account.families[2].found && !account.families[2].whole);
}

#[test]
fn values_have_the_dimension_of_their_column() {
    let cases = [
        ("情况,,合计数,2.84 元", State::Value, 28_400),
        ("情况,,合计数,1 亿元", State::Value, 1_000_000_000_000),
        ("情况,,合计数,\"-1,234.5\"", State::Value, -123_450_000_000),
        ("情况,,合计数,98%", State::Unreadable, 0),
        ("情况,,合计数,若干", State::Unreadable, 0),
        ("情况,,合计数,99999999999999999999", State::Unreadable, 0),
        ("情况,,合计数,", State::Blank, 0),
        ("情况,,合计数,-", State::Dash, 0),
        ("情况,,合计数,0.00", State::Value, 0),
        ("情况,,增长率,98.5", State::Value, 98_500_000),
        ("情况,,增长率,16.7%", State::Value, 16_700_000),
        ("情况,,增长率,1 万元", State::Unreadable, 0),
        ("情况,,方向,减少", State::Value, -100_000_000),
        ("情况,,方向,1", State::Value, 100_000_000),
        ("情况,,方向,变化", State::Unreadable, 0),
        ("情况,,车辆,3 辆", State::Value, 30_000),
        ("情况,,车辆,3", State::Value, 30_000),
        ("情况,,车辆,3.5", State::Value, 35_000),
        ("情况,,原因,人员增加", State::Value, 0),
        ("情况,,原因,", State::Blank, 0),
    ];
    for (line, state, value) in cases {
        let account = csv(&format!("甲,2024,{line},,"));
        let cell =
            account.families[3].fixed[0].cells.iter().find(|cell| cell.state != State::Absent).unwrap();
        assert_eq!((cell.state, cell.claims[0].value), (state, value), "{line}: {:?}", cell.remark);
        assert_eq!(cell.remark.is_some(), state == State::Unreadable, "{line}");
    }
    let account = csv("甲,2024,支出表,合计,项目,,unreadable,\n甲,2024,支出表,101,项目,,dash,");
    assert_eq!(fixed(&account, 2, 0, 1).state, State::Unreadable);
    assert_eq!(account.families[2].rows[0].cells[1].state, State::Dash);
}

#[test]
fn a_table_has_the_place_that_two_of_its_figures_print() {
    let lines: String = (0..10).map(|at| format!("甲,2024,支出表,[20{at}],项目,{at}.{at}{at},,\n")).collect();
    let account = csv(&format!("{lines}甲,2024,支出表,合计,项目,30,,\n甲,2024,支出表,101,合计,5.123,,\n"));
    let places: Vec<Place> = account.families[2]
        .rows
        .iter()
        .map(|row| row.cells[1].claims.first().map_or(Place::EXACT, |claim| claim.place))
        .collect();
    assert_eq!(places[1..], [Place(2); 10]);
    assert_eq!(fixed(&account, 2, 0, 1).claims[0].place, Place(2));
    assert_eq!(account.families[2].rows[0].cells[0].claims[0].place, Place(1));
    assert_eq!(account.tables[1].place, Some(Place(2)));

    let given = csv(
        "甲,2024,支出表,合计,项目,30,,0\n甲,2024,支出表,合计,合计,30.00,,\n甲,2024,支出表,101,合计,30.00,,",
    );
    assert_eq!(fixed(&given, 2, 0, 1).claims[0].place, Place(4));
    let prose = csv("甲,2024,情况,,合计数,30,,");
    assert_eq!(fixed(&prose, 3, 0, 0).claims[0].place, Place(2));
}

#[test]
fn parents_follow_from_codes_in_any_order() {
    let account = csv(
        "甲,2024,支出表,1010102,项目,1,,\n甲,2024,支出表,101,项目,1,,\n甲,2024,支出表,10101,项目,1,,\n甲,2024,支出表,1020202,项目,1,,",
    );
    let rows: Vec<(&str, Option<u32>, u8)> =
        account.families[2].rows.iter().map(|row| (row.key.as_str(), row.parent, row.level)).collect();
    assert_eq!(
        rows,
        [("101", None, 1), ("10101", Some(0), 2), ("1010102", Some(1), 3), ("1020202", None, 3)]
    );
}

#[test]
fn one_account_for_each_unit_and_year() {
    let text = "单位: 甲\n年度: 2024\n支表: {合计: {项目: 1.00}}\n情况: {构成: {基本: {占比: 9%}}}\n---\n单位: 乙\n年度: 2024\n总表: {收入: {总计: 2.00}}\n---\n单位: 甲\n年度: 2023\n支表: {合计: {项目: 3.00}}\n---\n单位: 甲\n年度: 2024\n支表: {合计: {项目: 4.00}}\n";
    let all = accounts("a.yaml", text);
    let heads: Vec<(Option<&str>, Option<i32>)> =
        all.iter().map(|account| (account.unit.as_deref(), account.year)).collect();
    assert_eq!(heads, [(Some("甲"), Some(2024)), (Some("乙"), Some(2024)), (Some("甲"), Some(2023))]);
    let values: Vec<i64> = fixed(&all[0], 2, 0, 1).claims.iter().map(|claim| claim.value).collect();
    assert_eq!(values, [100_000_000, 400_000_000]);
    assert_eq!(fixed(&all[1], 0, 1, 0).claims[0].at.line, Some(8));
    assert!(all.iter().all(|account| account.unclaimed.is_empty()));
}

#[test]
fn many_lines_are_mapped_in_time() {
    let start = Clock::start();
    let lines: String = (0..200_000)
        .map(|at| format!("甲{},2024,支出表,{},项目,{at}.50,,\n", at / 100, 1_010_000 + at % 100))
        .chain((0..20_000).map(|at| format!("甲,2024,表{at},x,y,1,,\n")))
        .collect();
    let all = accounts("a.csv", &format!("单位,年度,表,行,列,值,状态,精度\n{lines}"));
    assert_eq!(all.len(), 2001);
    assert_eq!(all[2000].unclaimed.len(), 20_000);
    assert!(all[0].families[2].rows.len() == 100);
    assert!(start.elapsed() < std::time::Duration::from_secs(30));
}

#[test]
fn a_cell_that_the_data_write_twice_and_not_alike_has_no_value() {
    let account = csv(
        "甲,2024,支表,合计,项目,5,,\n甲,2024,支表,合计,项目,6,,\n甲,2024,支表,合计,合计,7,,\n甲,2024,支表,合计,合计,7,,\n",
    );
    let cells = &account.families[2].fixed[0].cells;
    let read: Vec<State> =
        cells.iter().map(|cell| cell.state).filter(|state| *state != State::Absent).collect();
    assert!(read.contains(&State::Unreadable) && read.contains(&State::Value) && read.len() == 2, "{read:?}");
    assert_eq!(
        fixed(&account, 2, 0, 1).remark.as_deref(),
        Some("数据里前后不一致：5（第 2 行）、6（第 3 行）")
    );
    let told: Vec<&str> = account.notices.iter().map(|notice| notice.message.as_str()).collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("写了不止一次，前后不一致"), "{told:?}");
}

#[test]
fn numbers_as_programs_write_them() {
    let cases = [
        ("1.5E+03", Some(15_000_000 * 10_000)),
        ("1.5e3", Some(15_000_000 * 10_000)),
        ("2E-2", Some(2_000_000)),
        ("0.30000000000000004", Some(30_000_000)),
        ("1.5E+", None),
        ("E3", None),
        ("1.5E+99", None),
    ];
    for (text, value) in cases {
        let account = csv(&format!("甲,2024,支表,合计,项目,{text},,"));
        let cell = fixed(&account, 2, 0, 1);
        let found = (cell.state == State::Value).then(|| cell.claims[0].value);
        assert_eq!(found, value, "{text}: {:?}", cell.remark);
    }
}
