//! A cause in words: what is wrong, and what it should be.

use super::message::message;
use super::number::{plain, printed_decimals, quantity_words, with_unit};
use super::words::passage_words;
use crate::amount::Dimension;
use crate::causes::Kind;
use crate::proof::{Block, Cause, CauseKind, Finding, Mend, Quantity, Spot, Waived};

/// Other explanations, and figures of one, that are told.
const OTHERS: usize = 3;
const EACH: usize = 6;

/// The word for a kind of cause, as programs read it.
pub(super) fn kind_word(kind: CauseKind) -> &'static str {
    match kind {
        CauseKind::Change(kind) => match kind {
            Kind::Figure => "数字",
            Kind::Row => "错行",
            Kind::Column | Kind::Copied => "错列",
            Kind::Lost | Kind::Twice => "漏行",
            Kind::Unit => "单位",
            Kind::Total => "合计未改",
            Kind::LastYear => "抄上年",
            Kind::Word => "词语",
        },
        CauseKind::Word => "词语",
        CauseKind::Missing => "缺漏",
        CauseKind::Wording => "用语",
        CauseKind::Other => "其他",
    }
}

/// What is wrong, in one line.
#[must_use]
pub fn headline(cause: &Cause, findings: &[Finding]) -> String {
    let Some(first) = cause.mends.first() else {
        let led_by = cause.explains.first().and_then(|at| findings.get(*at));
        return led_by.map(message).unwrap_or_default();
    };
    let place = cause.places.first().unwrap_or(&first.spot);
    match (cause.kind, &cause.block) {
        (CauseKind::Change(Kind::Row), Some(block)) if block.rows == 2 && cause.mends.len() == 2 => {
            let column = column_of(&first.spot);
            format!("{}两行的{column}互换了位置", rows_words(place, &block.last))
        }
        (CauseKind::Change(Kind::Row), Some(block)) if block.rows == 2 => {
            format!("{}两行的数互换了位置", rows_words(place, &block.last))
        }
        (CauseKind::Change(Kind::Row), Some(block)) => {
            let way = if block.by > 0 { "下" } else { "上" };
            let lines = block.by.abs();
            format!("{}起 {} 行的数{way}移了 {lines} 行", from_words(place), block.rows)
        }
        (CauseKind::Change(Kind::Column), Some(block)) if block.rows < 2 => {
            let [one, other] = [first, cause.mends.last().unwrap_or(first)];
            let names = [&one.spot, &other.spot].map(column_of);
            format!("{}{}与{}两数互换了位置", row_words(&first.spot), names[0], names[1])
        }
        (CauseKind::Change(Kind::Column), Some(_)) => {
            let mut names: Vec<&str> = Vec::new();
            for mend in &cause.mends {
                let name = column_of(&mend.spot);
                if !names.contains(&name) {
                    names.push(name);
                }
            }
            format!("{}{}两列互换了位置", table_words(&first.spot), names.join("、"))
        }
        (CauseKind::Change(Kind::Unit), Some(block)) => unit_words(place, block.rows, block.by),
        (CauseKind::Change(Kind::Copied), _) => {
            let column = column_of(&first.spot);
            format!("{}{column}一列与各行不合，整列应重填", table_words(&first.spot))
        }
        (CauseKind::Change(Kind::LastYear), block) => last_year_words(cause, first, block.as_ref()),
        (CauseKind::Change(Kind::Lost), _) => lost_words(cause, first),
        (CauseKind::Change(Kind::Twice), _) => format!("{}列了两次", row_words(&first.spot)),
        (CauseKind::Change(Kind::Total), _) => {
            format!("{}没有随各项更改：{}", figure_words(&first.spot), becomes(first))
        }
        _ => figures(&cause.mends),
    }
}

/// How sure a named mistake is: nothing where the document leaves no other reading, else a label and what to do.
pub(super) fn doubt_words(cause: &Cause) -> Option<(&'static str, String)> {
    match (cause.certain, cause.others.is_empty()) {
        (true, _) => None,
        (false, true) => Some(("把握：", "依据不足以断定，请核对".to_owned())),
        (false, false) => Some(("也许：", format!("{}；请对照底稿", others_words(cause)))),
    }
}

/// Why a mistake counts no more.
pub(super) fn waived_words(waived: &Waived) -> String {
    let by = if waived.by.is_empty() { String::new() } else { format!("，{}", waived.by) };
    let until = if waived.until.is_empty() { String::new() } else { format!("，至 {}", waived.until) };
    match by.is_empty() && until.is_empty() {
        true => waived.reason.clone(),
        false => format!("{}（{}）", waived.reason, (by + &until).trim_start_matches('，')),
    }
}

/// What else would explain as much, a change after the other.
fn others_words(cause: &Cause) -> String {
    let each: Vec<String> = cause.others.iter().take(OTHERS).map(|mends| figures(mends)).collect();
    let count = cause.others.len();
    let more = if count > OTHERS { format!("；等 {count} 种") } else { String::new() };
    each.join("；或 ") + &more
}

/// What is missing below a row, and where it is printed.
fn lost_words(cause: &Cause, first: &Mend) -> String {
    let each = cause.mends.iter().map(|mend| {
        let column = column_of(&mend.spot);
        let short =
            mend.should.as_ref().map(|short| with_unit(&should_text(mend).unwrap_or_default(), short));
        format!("{column} {}", short.unwrap_or_default())
    });
    let each = each.collect::<Vec<_>>().join("、");
    let like = first.from.as_ref().map(|from| format!("（{}有此一行）", row_words(from))).unwrap_or_default();
    format!("{}下少一行：{each}{like}", row_words(&first.spot))
}

/// One figure, or the same in several places.
fn figures(mends: &[Mend]) -> String {
    let Some(first) = mends.first() else { return String::new() };
    let same = |mend: &Mend| mend.spot.text == first.spot.text && should_text(mend) == should_text(first);
    match mends.len() {
        1 => format!("{} {}", figure_words(&first.spot), becomes(first)),
        many if mends.iter().all(same) => {
            format!("{}等 {many} 处的 {} 均{}", figure_words(&first.spot), printed(&first.spot), meant(first))
        }
        many => {
            let each = mends.iter().take(EACH);
            let each = each.map(|mend| format!("{} {}", figure_words(&mend.spot), becomes(mend)));
            let more = if many > EACH { format!("；等 {many} 处") } else { String::new() };
            each.collect::<Vec<_>>().join("；") + &more
        }
    }
}

fn unit_words(place: &Spot, rows: u32, by: i64) -> String {
    let times = match by.abs() {
        3 => "1,000",
        _ => "10,000",
    };
    let way = if by < 0 { "大" } else { "小" };
    format!("{}起 {rows} 行的金额{way}了 {times} 倍，与表上的货币单位不符", from_words(place))
}

/// Of one column, or of several.
fn last_year_words(cause: &Cause, first: &Mend, block: Option<&Block>) -> String {
    let one_column = cause.mends.iter().all(|mend| mend.spot.column == first.spot.column);
    let column = if one_column { column_of(&first.spot) } else { "" };
    let rows = block.map_or(0, |block| block.rows);
    format!(
        "{}{column}自「{}」起 {rows} 行是上年的数",
        table_words(&first.spot),
        first.spot.row.as_deref().unwrap_or_default()
    )
}

fn table_words(spot: &Spot) -> String {
    spot.table.as_deref().map(passage_words).unwrap_or_default()
}

/// The row in quotes, behind a word; empty where there is none.
fn quoted_row(before: &str, spot: &Spot) -> String {
    spot.row.as_deref().map(|row| format!("{before}「{row}」")).unwrap_or_default()
}

fn row_words(spot: &Spot) -> String {
    table_words(spot) + &quoted_row("", spot)
}

fn rows_words(one: &Spot, other: &Spot) -> String {
    row_words(one) + &quoted_row("与", other)
}

fn from_words(spot: &Spot) -> String {
    table_words(spot) + &quoted_row("自", spot)
}

fn column_of(spot: &Spot) -> &str {
    spot.column.as_deref().unwrap_or_default()
}

fn figure_words(spot: &Spot) -> String {
    row_words(spot) + column_of(spot)
}

fn printed(spot: &Spot) -> String {
    let text = spot.text.trim();
    if text.is_empty() { "空白".to_owned() } else { text.to_owned() }
}

/// 印 x 应为 y
fn becomes(mend: &Mend) -> String {
    format!("{} {}", printed(&mend.spot), meant(mend))
}

/// 应为 y
pub(super) fn meant(mend: &Mend) -> String {
    if let Some(word) = &mend.word {
        return format!("应为 {word}");
    }
    match &mend.should {
        None => "应为多少，表上看不出".to_owned(),
        Some(should) if is_blank(should) => "应为空白".to_owned(),
        Some(should) if should.dimension == Dimension::Date => format!("应为 {}", quantity_words(should)),
        Some(should) => format!("应为 {}", with_unit(&should_text(mend).unwrap_or_default(), should)),
    }
}

fn is_blank(should: &Quantity) -> bool {
    should.value.is_zero() && should.place == crate::amount::Place::EXACT
}

/// What should be printed, as programs read it; empty for a blank.
pub(super) fn should_text(mend: &Mend) -> Option<String> {
    if let Some(word) = &mend.word {
        return Some(word.clone());
    }
    let should = mend.should.as_ref()?;
    if is_blank(should) {
        return Some(String::new());
    }
    let decimals = printed_decimals(should).filter(|_| !mend.trims_zeros).unwrap_or(0);
    Some(plain(should, decimals, 12))
}
