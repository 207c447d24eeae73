//! What was read, as JSON and on a terminal, for an account made by hand.

use gouji::account::{Account, CellRead, Claim, FamilyRead, RowRead, State, TableRead, Unclaimed};
use gouji::amount::{Dimension, MoneyUnit, Place};
use gouji::document;
use gouji::report::{Options, account_json, account_terminal};
use gouji::schema::{
    Column, ColumnId, Family, FamilyId, Items, Kind, Located, Passage, PassageId, Row, RowId, Schema, Table,
    TableId,
};
use gouji::source::Span;
use serde_json::{Value, json};

fn column(id: u32, name: &str, dimension: Dimension) -> Column {
    Column {
        id: ColumnId(id),
        name: name.to_owned(),
        short: None,
        aliases: Vec::new(),
        kind: Kind::Plain(dimension),
        row: None,
        parts: Vec::new(),
        of_which: Vec::new(),
        whole: None,
        optional: false,
        exact: false,
        disabled: false,
        span: Span::default(),
    }
}

/// One two-sided table, one passage with items, one form.
fn schema() -> Schema {
    let family = |id, name: &str, columns| Family {
        id: FamilyId(id),
        name: name.to_owned(),
        columns,
        ..Family::default()
    };
    let money = |id, name| column(id, name, Dimension::Money);
    let fixed = |name: &str| Row { id: RowId(0), name: name.to_owned(), ..Row::default() };
    let side = Family {
        table: Some(TableId(0)),
        side: Some("支出".to_owned()),
        rows: vec![fixed("合计")],
        ..family(0, "总表.支出", vec![money(0, "基本支出"), money(1, "项目支出")])
    };
    let passage =
        Family { rows: vec![fixed("")], ..family(1, "支出情况", vec![money(0, "支出合计")]) };
    let items = Family {
        repeated: true,
        ..family(2, "支出情况.构成", vec![money(0, "金额"), column(1, "占比", Dimension::Ratio)])
    };
    let mut field = money(0, "预算数");
    field.row = Some("年度资金总额".to_owned());
    let form = Family { repeated: true, table: Some(TableId(1)), ..family(3, "自评表", vec![field]) };
    Schema {
        tables: vec![
            Table {
                id: TableId(0),
                name: "总表".to_owned(),
                families: vec![FamilyId(0)],
                ..Table::default()
            },
            Table {
                id: TableId(1),
                name: "自评表".to_owned(),
                families: vec![FamilyId(3)],
                is_form: true,
                ..Table::default()
            },
        ],
        families: vec![side, passage, items, form],
        passages: vec![Passage {
            id: PassageId(0),
            name: "支出情况".to_owned(),
            parent: None,
            family: FamilyId(1),
            located: Located::Anywhere,
            sentences: Vec::new(),
            items: vec![Items {
                family: FamilyId(2),
                name: "构成".to_owned(),
                heads: Vec::new(),
                sentences: Vec::new(),
                key: ColumnId(0),
                span: Span::default(),
            }],
            sections: Vec::new(),
            span: Span::default(),
        }],
        ..Schema::default()
    }
}

fn value(value: i64, place: i8, text: &str, unit: &str, line: u32) -> CellRead {
    let claim = Claim {
        value,
        place: Place(place),
        text: text.to_owned(),
        unit: unit.to_owned(),
        at: document::Place::line(line),
        ..Claim::default()
    };
    CellRead { state: State::Value, claims: vec![claim], ..CellRead::default() }
}

fn blank(state: State) -> CellRead {
    CellRead { state, ..CellRead::default() }
}

fn row(key: &str, name: &str, cells: Vec<CellRead>) -> RowRead {
    RowRead { key: key.to_owned(), name: name.to_owned(), cells, ..RowRead::default() }
}

fn account() -> Account {
    let dash = CellRead {
        state: State::Dash,
        claims: vec![Claim { text: "—".to_owned(), ..Claim::default() }],
        ..CellRead::default()
    };
    let table = FamilyRead {
        found: true,
        fixed: vec![row(
            "合计",
            "合计",
            vec![value(3_651_700_000, 2, "36.517", "", 20), blank(State::Blank)],
        )],
        rows: vec![RowRead {
            code: Some("201130".to_owned()),
            ..row("2011308", "招商引资", vec![value(550_000_000, 2, "5.5", "", 21), dash])
        }],
        ..FamilyRead::default()
    };
    let passage = FamilyRead {
        found: true,
        fixed: vec![row("", "", vec![value(3_651_700_000_000, 2, "36517.00万元", "万元", 40)])],
        ..FamilyRead::default()
    };
    let items = FamilyRead {
        found: true,
        rows: vec![row(
            "基本支出",
            "基本支出",
            vec![value(28_400, -2, "2.84 元", "元", 41), value(98_500_000, -3, "98.5%", "%", 41)],
        )],
        ..FamilyRead::default()
    };
    let form = FamilyRead {
        found: true,
        rows: vec![row("项目甲", "", vec![value(120_000_000_000, 2, "1200", "", 90)])],
        ..FamilyRead::default()
    };
    let found = |title: &str| TableRead {
        found: true,
        title: title.to_owned(),
        money_unit: MoneyUnit::TenThousandYuan,
        place: Some(Place(2)),
        ..TableRead::default()
    };
    Account {
        source: "示例.txt".to_owned(),
        unit: Some("示例区服务中心".to_owned()),
        year: Some(2024),
        kind: "部门决算".to_owned(),
        families: vec![table, passage, items, form],
        tables: vec![found("2024年度总表"), found("自评表")],
        unclaimed: vec![Unclaimed {
            text: "3.5".to_owned(),
            why: "没有句式".to_owned(),
            at: document::Place::line(50),
            extent: None,
        }],
        ..Account::default()
    }
}

#[test]
fn fields_of_the_account() {
    let json: Value = serde_json::from_str(&account_json(&schema(), &[account()])).unwrap();
    assert_eq!(json["schema"], "gouji/account/1");
    let account = &json["accounts"][0];
    assert_eq!(account["unit"], "示例区服务中心");
    assert_eq!(account["year"], 2024);
    let table = &account["tables"][0];
    assert_eq!(table["table"], "总表");
    assert_eq!(table["title"], "2024年度总表");
    assert_eq!(table["money_unit"], "万元");
    let (total, code) = (&table["rows"][0], &table["rows"][1]);
    assert_eq!(total["name"], "合计");
    assert_eq!(total["side"], "支出");
    assert_eq!(total["cells"].as_array().unwrap().len(), 1, "blank cells are left out");
    assert_eq!(total["cells"][0]["value"], "36.517", "a finer figure keeps its digits");
    assert_eq!(code["code"], "2011308", "the full code, though print cuts it");
    assert_eq!(code["cells"][0]["column"], "基本支出");
    assert_eq!(code["cells"][0]["value"], "5.50", "the precision of the table");
    assert_eq!(code["cells"][0]["text"], "5.5");
    assert_eq!(code["cells"][0]["place"]["line"], 21);
    assert_eq!(code["cells"][1]["state"], "dash");
    assert_eq!(code["cells"][1]["value"], Value::Null);
    let form = &account["tables"][1]["rows"][0];
    assert_eq!((&form["name"], &form["copy"]), (&json!("年度资金总额"), &json!("项目甲")));
    assert_eq!(account["unread"][0]["text"], "3.5");
}

#[test]
fn slots_of_passages() {
    let json: Value = serde_json::from_str(&account_json(&schema(), &[account()])).unwrap();
    let slots = json["accounts"][0]["passages"].as_array().unwrap();
    let named = |slot: &str| slots.iter().find(|found| found["slot"] == slot).unwrap();
    assert_eq!(named("支出合计")["value"], "36517.00");
    assert_eq!(named("支出合计")["item"], Value::Null);
    assert_eq!(named("金额")["value"], "2.84", "in the unit printed, 元");
    assert_eq!(named("金额")["unit"], "元");
    assert_eq!(named("占比")["value"], "98.5");
    assert_eq!(named("占比")["item"], "基本支出");
    assert_eq!(named("占比")["items"], "构成");
    assert_eq!(named("占比")["passage"], "支出情况");
}

#[test]
fn an_account_on_a_terminal() {
    let text = account_terminal(&schema(), &[account()], &Options { width: 80, ..Options::default() });
    for expected in [
        "印作「2024年度总表」，单位 万元",
        "2011308",
        "5.50",
        "招商引资",
        "构成「基本支出」：",
        "98.5%（第 41 行）",
    ] {
        assert!(text.contains(expected), "{expected} is missing in\n{text}");
    }
    let order = ["总表", "说明：支出情况", "没有读懂的（", "第 50 行：「3.5」：没有句式"];
    let at: Vec<usize> = order.iter().map(|words| text.find(words).unwrap()).collect();
    assert!(at.is_sorted(), "{text}");
}
