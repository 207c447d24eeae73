//! One mistake, one entry: mistakes are put into the faultless example, and what is told of them is compared with what
//! was changed.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::support::random::Random;
use crate::support::{check_under, in_parallel, open};
use gouji::cases::{Block, Given, Wanted};
use gouji::causes::Kind;
use gouji::proof::{Cause, CauseKind, Mend, UnitFindings, Verdict};
use gouji::session::{Edition, Editions, Shipped};
use gouji::syntax::Level;

/// Plants of each kind in a test run without optimisation; with it, or with `GOUJI_ALL_CHANGES` set, ten times as many.
const EACH: usize = 4;

/// What is planted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Slip {
    /// One digit of a figure is another.
    Digit,
    /// Two digits of a figure change places.
    Exchanged,
    /// A digit of a figure is lost.
    Dropped,
    /// Two figures of a row change places.
    Columns,
    /// Figures of the rows from one on stand a line lower.
    Shift,
    /// A table is in 元 and says 万元.
    Unit,
    /// A row is printed twice.
    Twice,
    /// A row is not printed.
    Lost,
    /// A figure is brought up to date wherever it stands, and its totals are not: the reverse looks the same.
    Stale,
    /// A word of the prose says the opposite.
    Word,
    /// An amount of the prose is in 元 and meant in 万元.
    UnitWord,
}

const SLIPS: [Slip; 11] = [
    Slip::Digit,
    Slip::Exchanged,
    Slip::Dropped,
    Slip::Columns,
    Slip::Shift,
    Slip::Unit,
    Slip::Twice,
    Slip::Lost,
    Slip::Stale,
    Slip::Word,
    Slip::UnitWord,
];

/// Words and their opposites.
const OPPOSITES: [(&str, &str); 6] = [
    ("增加", "减少"),
    ("减少", "增加"),
    ("增长", "下降"),
    ("下降", "增长"),
    ("大于", "小于"),
    ("小于", "大于"),
];

/// A text with a mistake in it, and the lines (from 1) that it changes.
struct Plant {
    slip: Slip,
    text: String,
    lines: Vec<u32>,
}

fn example() -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/正确.txt");
    std::fs::read_to_string(path).unwrap()
}

/// The faultless example, its lines in cells.
struct Page {
    lines: Vec<Vec<String>>,
    /// Runs of rows with codes: indexes of lines.
    tables: Vec<Vec<usize>>,
}

impl Page {
    fn new() -> Self {
        let text = example();
        let lines: Vec<Vec<String>> =
            text.split('\n').map(|line| line.split('\t').map(str::to_owned).collect()).collect();
        let coded = |at: &usize| {
            let code = lines[*at][0].trim();
            lines[*at].len() > 3
                && [3, 5, 7].contains(&code.len())
                && code.chars().all(|c| c.is_ascii_digit())
                // Rows of two or three columns of codes have their own checks.
                && !lines[*at][2].trim().chars().any(|c| c > '\u{2e7f}')
                && lines[*at].iter().filter(|cell| cell.trim().len() > 2 && cell.trim().parse::<u64>().is_ok()).count() == 1
        };
        let mut tables: Vec<Vec<usize>> = Vec::new();
        for at in (0..lines.len()).filter(coded) {
            match tables.last_mut().filter(|table| table.last() == Some(&(at - 1))) {
                Some(table) => table.push(at),
                None => tables.push(vec![at]),
            }
        }
        tables.retain(|table| table.len() >= 8);
        Self { lines, tables }
    }

    /// Cells with figures of a line that are not zero.
    fn figures(&self, line: usize) -> Vec<usize> {
        let is_figure =
            |cell: &usize| self.lines[line][*cell].trim().parse::<f64>().is_ok_and(|value| value >= 1.0);
        (2..self.lines[line].len()).filter(is_figure).collect()
    }

    fn is_leaf(&self, line: usize) -> bool {
        self.lines[line][0].trim().len() == 7
    }

    fn text(&self, change: impl FnOnce(&mut Vec<Vec<String>>)) -> String {
        let mut lines = self.lines.clone();
        change(&mut lines);
        lines.iter().map(|cells| cells.join("\t")).collect::<Vec<_>>().join("\n")
    }

    /// A leaf with at least so many figures.
    fn leaf(&self, random: &mut Random, least: usize) -> Option<(usize, Vec<usize>)> {
        let table = random.pick(&self.tables);
        let line = *random.pick(table);
        let figures = self.figures(line);
        (self.is_leaf(line) && figures.len() >= least).then_some((line, figures))
    }

    /// A line of prose in which a word stands behind which a figure follows, or before which it stands.
    fn prose(&self, word: &str, random: &mut Random) -> Option<(usize, usize)> {
        let digit = |c: char| c.is_ascii_digit();
        let mut all: Vec<(usize, usize)> = Vec::new();
        for (line, cells) in self.lines.iter().enumerate() {
            let [text] = cells.as_slice() else { continue };
            for (at, _) in text.match_indices(word) {
                let after = text[at + word.len()..].trim_start();
                if after.starts_with(digit)
                    || after.starts_with("年初预算")
                    || text[..at].trim_end().ends_with(digit)
                {
                    all.push((line, at));
                }
            }
        }
        (!all.is_empty()).then(|| *random.pick(&all))
    }

    fn plant(&self, slip: Slip, random: &mut Random) -> Option<Plant> {
        let plant = |text: String, lines: Vec<usize>| {
            let lines = lines.into_iter().map(|line| line as u32 + 1).collect();
            Some(Plant { slip, text, lines })
        };
        let in_prose = |word: &str, other: &str, random: &mut Random| {
            let (line, at) = self.prose(word, random)?;
            let text = self.text(|lines| lines[line][0].replace_range(at..at + word.len(), other));
            plant(text, vec![line])
        };
        match slip {
            Slip::UnitWord => in_prose("万元", "元", random),
            Slip::Word => {
                let (word, other) = *random.pick(&OPPOSITES);
                in_prose(word, other, random)
            }
            Slip::Digit | Slip::Exchanged | Slip::Dropped => {
                let (line, figures) = self.leaf(random, 2)?;
                let cell = *random.pick(&figures);
                let other = slipped(slip, self.lines[line][cell].trim(), random)?;
                plant(self.text(|lines| lines[line][cell] = other), vec![line])
            }
            Slip::Columns => {
                let (line, figures) = self.leaf(random, 3)?;
                let [one, other] = [figures[1], figures[2]];
                let differs = self.lines[line][one] != self.lines[line][other];
                differs.then(|| plant(self.text(|lines| lines[line].swap(one, other)), vec![line]))?
            }
            Slip::Shift => {
                let table = random.pick(&self.tables);
                let start = random.between(1, table.len() as i64 / 2) as usize;
                let moved = table[start..].to_vec();
                let text = self.text(|lines| {
                    for pair in moved.windows(2).rev() {
                        let above = lines[pair[0]][2..].to_vec();
                        lines[pair[1]].splice(2.., above);
                    }
                    lines[moved[0]][2..].iter_mut().for_each(String::clear);
                });
                plant(text, moved)
            }
            Slip::Unit => {
                let table = random.pick(&self.tables).clone();
                // 合计 stands right above.
                let all: Vec<usize> = [table[0] - 1].into_iter().chain(table).collect();
                let times = |cell: &mut String| {
                    if let Ok(value) = cell.trim().parse::<f64>() {
                        *cell = format!("{:.2}", value * 10_000.0);
                    }
                };
                let text = self.text(|lines| {
                    for line in &all {
                        let from = if *line == all[0] { 1 } else { 2 };
                        lines[*line][from..].iter_mut().for_each(times);
                    }
                });
                plant(text, all)
            }
            Slip::Twice => {
                let (line, _) = self.leaf(random, 2)?;
                plant(self.text(|lines| lines.insert(line, lines[line].clone())), vec![line, line + 1])
            }
            Slip::Lost => {
                let (line, _) = self.leaf(random, 2)?;
                // The row that it is a part of, which is told, stands a few lines above.
                let near = (line.saturating_sub(3)..=line + 1).collect();
                plant(self.text(|lines| drop(lines.remove(line))), near)
            }
            Slip::Stale => {
                let (line, figures) = self.leaf(random, 2)?;
                let old = self.lines[line][figures[0]].trim().to_owned();
                let prints = |line: usize| {
                    self.is_leaf(line) && self.lines[line].iter().any(|cell| cell.trim() == old)
                };
                let tables =
                    self.tables.iter().filter(|table| table.iter().any(|line| prints(*line))).count();
                let other = slipped(Slip::Digit, &old, random)?;
                let text = self.text(|lines| {
                    for cells in
                        lines.iter_mut().filter(|cells| cells.len() == 1 || cells[0].trim().len() == 7)
                    {
                        let prose = cells.len() == 1;
                        for cell in cells {
                            if prose || cell.trim() == old {
                                *cell = cell.replace(&old, &other);
                            }
                        }
                    }
                });
                if tables < 3 { None } else { plant(text, vec![line]) }
            }
        }
    }
}

/// A figure with a slip of the pen in it; none where it has no place for one.
fn slipped(slip: Slip, figure: &str, random: &mut Random) -> Option<String> {
    let digits: Vec<usize> =
        figure.char_indices().filter(|(_, c)| c.is_ascii_digit()).map(|(at, _)| at).collect();
    let mut bytes = figure.as_bytes().to_vec();
    match slip {
        Slip::Exchanged => {
            let at = digits.iter().copied().find(|at| {
                figure.as_bytes().get(at + 1).is_some_and(|next| next.is_ascii_digit() && *next != bytes[*at])
            })?;
            bytes.swap(at, at + 1);
        }
        Slip::Dropped => {
            let whole = figure.find('.').unwrap_or(figure.len());
            bytes.remove(*digits.iter().find(|at| **at > 0 && **at < whole)?);
        }
        _ => {
            let at = *random.pick(&digits[..2.min(digits.len())]);
            bytes[at] = b'1' + (bytes[at] - b'0' + 2) % 9;
        }
    }
    let other = String::from_utf8(bytes).unwrap();
    (other != figure && other.parse::<f64>().is_ok_and(|value| value >= 1.0)).then_some(other)
}

fn plants(page: &Page) -> Vec<Plant> {
    let every = !cfg!(debug_assertions) || std::env::var_os("GOUJI_ALL_CHANGES").is_some();
    let each = if every { EACH * 10 } else { EACH };
    let mut random = Random::new(7);
    let mut all = Vec::new();
    for slip in SLIPS {
        let tried = (0..each * 50).filter_map(|_| page.plant(slip, &mut random));
        all.extend(tried.take(each));
    }
    all
}

/// What a mend would print.
fn should(mend: &Mend) -> String {
    if let Some(word) = &mend.word {
        return word.clone();
    }
    let Some(should) = &mend.should else { return "?".to_owned() };
    should.value.shift_ten(-i32::from(should.unit_exponent)).to_plain_string()
}

/// Whether a mend gives back what the faultless example prints in its line.
fn is_right(page: &Page, plant: &Plant, mend: &Mend) -> bool {
    let Some(line) = mend.spot.at.line.map(|line| line as usize - 1) else { return false };
    // Below a row that was put in or taken out all stand a line further.
    let line = match plant.slip {
        Slip::Twice if line as u32 >= plant.lines[0] => line - 1,
        Slip::Lost if line as u32 >= plant.lines[3] => line + 1,
        _ => line,
    };
    let plain = |text: &str| text.trim().trim_end_matches('0').trim_end_matches('.').to_owned();
    let wanted = should(mend);
    page.lines[line].iter().any(|cell| {
        plain(cell) == plain(&wanted) || (wanted == "0" && cell.trim().is_empty()) || cell.contains(&wanted)
    })
}

fn fails(unit: &UnitFindings) -> BTreeSet<usize> {
    let all = unit.findings.iter().enumerate();
    all.filter(|(_, finding)| finding.verdict == Verdict::Fail).map(|(at, _)| at).collect()
}

fn names(slip: Slip, cause: &Cause) -> bool {
    let CauseKind::Change(kind) = cause.kind else { return false };
    match slip {
        Slip::Digit | Slip::Exchanged | Slip::Dropped => kind == Kind::Figure,
        Slip::Columns => kind == Kind::Column,
        Slip::Shift => kind == Kind::Row,
        Slip::Unit => kind == Kind::Unit,
        Slip::Twice => kind == Kind::Twice,
        Slip::Lost => matches!(kind, Kind::Lost | Kind::Figure | Kind::Total),
        Slip::Stale => true,
        Slip::Word => kind == Kind::Word,
        Slip::UnitWord => kind == Kind::Figure,
    }
}

/// How the plants of a kind came out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Rate {
    planted: usize,
    /// A cause of the right kind stands in a line that was changed.
    named: usize,
    /// There are no more entries than so many at 错误 and 核实.
    once: usize,
    /// What it says to change gives back the example.
    mended: usize,
    /// What is called certain is wrong.
    wrongly_certain: usize,
}

impl Rate {
    fn with(self, other: &Rate) -> Rate {
        Rate {
            planted: self.planted + other.planted,
            named: self.named + other.named,
            once: self.once + other.once,
            mended: self.mended + other.mended,
            wrongly_certain: self.wrongly_certain + other.wrongly_certain,
        }
    }
}

fn judge(page: &Page, edition: &Arc<Edition>, plant: &Plant) -> Rate {
    let unit = check_under(edition, &plant.text);
    let told: BTreeSet<usize> = unit.causes.iter().flat_map(|cause| cause.explains.iter().copied()).collect();
    assert_eq!(told, fails(&unit), "each finding belongs to one cause");
    let stands = |cause: &&Cause| {
        let mut lines = cause.places.iter().filter_map(|spot| spot.at.line);
        names(plant.slip, cause) && lines.any(|line| plant.lines.contains(&line))
    };
    let named = unit.causes.iter().find(stands);
    let entries = unit.causes.iter().filter(|cause| cause.level < Level::Hint).count();
    let most = if plant.slip == Slip::Shift { 3 } else { 1 };
    let right = |mend: &Mend| is_right(page, plant, mend);
    let mended = named.is_some_and(|cause| {
        let wrong = cause.mends.iter().filter(|mend| !right(mend)).count();
        wrong * 10 <= cause.mends.len()
    });
    let certain = unit.causes.iter().filter(|cause| cause.certain);
    let wrong = certain.filter(|cause| plant.slip == Slip::Stale || !cause.mends.iter().all(right)).count();
    if named.is_none() || !mended || wrong > 0 || entries > most {
        println!(
            "{:?} {:?}: {:#?}",
            plant.slip,
            plant.lines,
            unit.causes.iter().map(gist).collect::<Vec<_>>()
        );
    }
    Rate {
        planted: 1,
        named: usize::from(named.is_some()),
        once: usize::from(entries <= most),
        mended: usize::from(mended),
        wrongly_certain: wrong,
    }
}

fn gist(cause: &Cause) -> String {
    let mends = cause.mends.iter().take(4);
    let mends: Vec<String> =
        mends.map(|mend| format!("{:?} {} → {}", mend.spot.at.line, mend.spot.text, should(mend))).collect();
    format!("{:?} {} {} {mends:?}", cause.kind, cause.certain, cause.explains.len())
}

#[test]
fn a_planted_mistake_is_named_once_and_mended() {
    let page = Page::new();
    let (edition, _) = open("正确.txt", &example());
    let plants = plants(&page);
    let judged = in_parallel(&plants, |plant| judge(&page, &edition, plant));
    let mut total = Rate::default();
    let mut restored = Rate::default();
    for slip in SLIPS {
        let of = plants.iter().zip(&judged).filter(|(plant, _)| plant.slip == slip);
        let rate = of.fold(Rate::default(), |sum, (_, one)| sum.with(one));
        println!("{slip:?}: {rate:?}");
        assert!(rate.planted >= EACH, "{slip:?}");
        assert_eq!(rate.wrongly_certain, 0, "{slip:?}");
        // Which of two readings is right the example does not tell; a row that is lost is named by its whole.
        if slip != Slip::Stale {
            total = total.with(&rate);
        }
        if !matches!(slip, Slip::Stale | Slip::Lost | Slip::Twice) {
            restored = restored.with(&rate);
        }
    }
    assert!(total.named * 100 >= total.planted * 95, "{total:?}");
    assert!(total.once * 100 >= total.planted * 95, "{total:?}");
    assert!(restored.mended * 100 >= restored.planted * 90, "{restored:?}");
}

#[test]
fn where_nothing_is_wrong_there_is_no_cause() {
    let (edition, account) = open("正确.txt", &example());
    assert!(edition.check(&account).causes.is_empty());
}

/// Last year's figures of a table, taken over in one column or in all.
fn with_last_years(page: &Page, random: &mut Random, columns: &[usize], now: bool) -> String {
    let table = page.tables.iter().max_by_key(|table| table.len()).unwrap();
    let figure = |cell: &str| cell.trim().parse::<f64>().ok();
    page.text(|lines| {
        let head =
            (0..table[0]).rev().find(|line| lines[*line].iter().any(|cell| cell.trim() == "合计")).unwrap();
        for column in columns {
            let mut leaves: Vec<(String, f64)> = Vec::new();
            for line in table.iter().filter(|line| page.is_leaf(**line)) {
                if let Some(value) = figure(&lines[*line][*column]) {
                    let percent = 80 + random.below(40);
                    leaves
                        .push((lines[*line][0].trim().to_owned(), (value * percent as f64).round() / 100.0));
                }
            }
            for line in table.iter().chain([&head]) {
                let code = lines[*line][0].trim().to_owned();
                let sum: f64 =
                    leaves.iter().filter(|(leaf, _)| leaf.starts_with(&code)).map(|(_, value)| value).sum();
                if figure(&lines[*line][*column]).is_some() {
                    lines[*line][*column] = format!("{sum:.2}");
                }
            }
        }
        if !now {
            for cell in lines.iter_mut().flatten() {
                *cell = cell.replace("2024", "2023");
            }
        }
    })
}

#[test]
fn figures_of_last_year_are_told_as_such() {
    let page = Page::new();
    let columns: Vec<usize> = (2..5).collect();
    for (seed, columns) in [(3, &columns[1..2]), (4, &columns[2..3])] {
        let prior = with_last_years(&page, &mut Random::new(seed), columns, false);
        let taken = with_last_years(&page, &mut Random::new(seed), columns, true);
        let given = Given::of(&[Block { info: "上年".to_owned(), text: prior, ..Block::default() }]);
        let editions = Editions::new(&Shipped, &[], None);
        let (edition, document) = editions.for_document("今年.txt", taken.as_bytes()).unwrap();
        let account = edition.read(&document).remove(0);
        let unit = given.check(&editions, &edition, &account, Wanted::Causes).unwrap();
        let kinds: Vec<CauseKind> = unit.causes.iter().map(|cause| cause.kind).collect();
        let last_years = |cause: &&Cause| cause.kind == CauseKind::Change(Kind::LastYear);
        let cause = unit.causes.iter().find(last_years).unwrap_or_else(|| panic!("{columns:?}: {kinds:?}"));
        let plant = Plant { slip: Slip::Digit, text: String::new(), lines: Vec::new() };
        let wrong = cause.mends.iter().filter(|mend| !is_right(&page, &plant, mend)).count();
        assert!(wrong * 10 <= cause.mends.len(), "{:?}", gist(cause));
        assert!(!cause.certain);
        // Without last year's account the column is all the same told as one that does not fit.
        let alone = check_under(&edition, &taken);
        assert!(alone.causes.iter().all(|cause| !last_years(&cause)));
    }
}
