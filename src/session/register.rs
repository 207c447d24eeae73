//! A register of units (单位名册): who belongs to whom, what kind of unit each is, what it was called.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Display, Formatter};

use crate::document::{ListRow, Notice, Place, ReadError, read_list};
use crate::text::{fold, nearest};

/// Number of a unit in a register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnitId(u32);

/// What accounts of one unit are put together by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum UnitKey {
    /// A unit of the register.
    Registered(UnitId),
    /// Its name as compared, where no register knows it.
    Named(String),
}

impl UnitKey {
    /// By name alone.
    pub(super) fn named(name: &str) -> Self {
        Self::Named(fold(name).text)
    }
}

/// Units by name and code.
#[derive(Clone, Debug, Default)]
pub struct Register {
    units: Vec<Unit>,
    /// By name as compared; present names before former ones.
    by_name: BTreeMap<String, UnitId>,
    /// What is doubtful in it.
    pub notices: Vec<Notice>,
}

/// One unit.
#[derive(Clone, Debug, Default)]
pub struct Unit {
    /// 名称
    pub name: String,
    /// 编码; empty where none is given.
    pub code: String,
    /// All that the register says of it, by property: 性质, 编码, 上级 and its other columns as they are headed.
    pub properties: BTreeMap<String, String>,
    /// What is doubtful about it in the register.
    pub notices: Vec<Notice>,
    /// The units that name it as their 上级, in order.
    pub subordinates: Vec<UnitId>,
    superior: Option<UnitId>,
    former: Vec<String>,
    place: Place,
}

/// Why a register cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RegisterError {
    /// It cannot be read.
    Unreadable(ReadError),
    /// No line has a name.
    NoNames,
    /// Units above each other, in order: the last is the first again.
    Cycle(Vec<String>),
}

/// A column that means something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Code,
    Name,
    Superior,
    Nature,
    Former,
}

/// What the columns may be called; the first is what rules call it.
const FIELDS: [(Field, &[&str]); 5] = [
    (Field::Code, &["编码", "代码", "单位编码", "单位代码", "code", "id"]),
    (Field::Name, &["名称", "单位", "单位名称", "name", "unit"]),
    (Field::Superior, &["上级", "上级单位", "主管部门", "主管单位", "parent", "superior"]),
    (Field::Nature, &["性质", "单位性质", "nature", "type", "kind"]),
    (Field::Former, &["曾用名", "旧名", "former", "former_name", "former_names", "old_names", "aliases"]),
];

/// Most units that a message names.
const NAMED: usize = 8;

impl Register {
    /// Reads a register: CSV, YAML or a workbook.
    ///
    /// # Errors
    /// See [`RegisterError`].
    pub fn read(name: &str, bytes: &[u8]) -> Result<Self, RegisterError> {
        let is_head = |head: &[&str]| {
            let fields: Vec<Field> = head.iter().filter_map(|name| field(name)).collect();
            fields.contains(&Field::Name) && fields.len() > 1
        };
        let list = read_list(name, bytes, is_head).map_err(RegisterError::Unreadable)?;
        let mut register = Self { notices: list.notices, ..Self::default() };
        list.rows.iter().for_each(|row| register.add(row));
        if register.units.is_empty() {
            return Err(RegisterError::NoNames);
        }
        register.add_former();
        register.link();
        match register.cycle() {
            Some(cycle) => Err(RegisterError::Cycle(cycle)),
            None => Ok(register),
        }
    }

    /// The unit of a name, present or former.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<UnitId> {
        self.by_name.get(&fold(name).text).copied()
    }

    /// Units that none of these names, present or former, is of; in the order of the register.
    #[must_use]
    pub fn missing<'n>(&self, names: impl Iterator<Item = &'n str>) -> Vec<&str> {
        let there: BTreeSet<UnitId> = names.filter_map(|name| self.find(name)).collect();
        let all = (0..).map(UnitId).zip(&self.units);
        all.filter(|(id, _)| !there.contains(id)).map(|(_, unit)| unit.name.as_str()).collect()
    }

    /// A unit by number.
    #[must_use]
    pub fn unit(&self, id: UnitId) -> Option<&Unit> {
        self.units.get(id.0 as usize)
    }

    /// The name of the register that is most like this one.
    #[must_use]
    pub fn nearest(&self, name: &str) -> Option<&str> {
        nearest(name, self.units.iter().map(|unit| unit.name.as_str()))
    }

    fn add(&mut self, row: &ListRow) {
        let mut unit = Unit { place: row.place.clone(), ..Unit::default() };
        for (head, text) in &row.fields {
            match field(head) {
                Some(Field::Name) => unit.name.clone_from(text),
                Some(Field::Code) => unit.code.clone_from(text),
                Some(Field::Former) => {
                    let names = text.split(['、', ';', '；', ',', '，', '|']).map(str::trim);
                    unit.former.extend(names.filter(|name| !name.is_empty()).map(str::to_owned));
                }
                Some(Field::Superior | Field::Nature) | None => {}
            }
            unit.properties.insert(property(head), text.clone());
        }
        if unit.name.is_empty() {
            let message = "这一行没有写名称，未读；请在「名称」一列写上单位名称".to_owned();
            self.notices.push(Notice { message, place: row.place.clone() });
            return;
        }
        let key = fold(&unit.name).text;
        if let Some(known) = self.by_name.get(&key).copied() {
            let first = self.unit(known).map(|unit| words_of(&unit.place)).unwrap_or_default();
            let message = format!("「{}」在名册里写了两次，用{first}的一次；请删去一次", unit.name);
            self.notice(known, &row.place, message);
            return;
        }
        self.by_name.insert(key, UnitId(self.units.len() as u32));
        self.units.push(unit);
    }

    fn add_former(&mut self) {
        let mut notices = Vec::new();
        for (at, unit) in self.units.iter().enumerate() {
            for name in &unit.former {
                let id = UnitId(at as u32);
                let known = *self.by_name.entry(fold(name).text).or_insert(id);
                if known != id {
                    let other = self.units.get(known.0 as usize).map_or("", |unit| unit.name.as_str());
                    let message = format!(
                        "「{}」的曾用名「{name}」也是「{other}」的名称，只认作「{other}」；请删去一处",
                        unit.name
                    );
                    notices.push((id, unit.place.clone(), message));
                }
            }
        }
        notices.into_iter().for_each(|(id, place, message)| self.notice(id, &place, message));
    }

    /// Finds the unit above each: by code, else by name.
    fn link(&mut self) {
        let mut by_code: BTreeMap<String, UnitId> = BTreeMap::new();
        let mut notices = Vec::new();
        for (at, unit) in self.units.iter().enumerate().filter(|(_, unit)| !unit.code.is_empty()) {
            let known = *by_code.entry(unit.code.clone()).or_insert(UnitId(at as u32));
            if let Some(other) = self.unit(known).filter(|_| known.0 as usize != at) {
                let (code, other) = (&unit.code, &other.name);
                let message =
                    format!("编码「{code}」给了「{other}」和「{}」，按编码只找得到前一个", unit.name);
                notices.push((UnitId(at as u32), unit.place.clone(), message));
            }
        }
        for at in 0..self.units.len() {
            let Some(unit) = self.units.get(at) else { continue };
            let Some(above) = unit.properties.get("上级").filter(|above| !above.is_empty()) else {
                continue;
            };
            let found = by_code.get(above).copied().or_else(|| self.find(above));
            match found {
                Some(superior) => {
                    if let Some(unit) = self.units.get_mut(superior.0 as usize) {
                        unit.subordinates.push(UnitId(at as u32));
                    }
                    if let Some(unit) = self.units.get_mut(at) {
                        unit.superior = Some(superior);
                    }
                }
                None => {
                    let near = self.nearest(above).map(|near| format!("，是不是「{near}」？"));
                    let message = format!(
                        "「{}」的上级「{above}」不在名册里{}；请写上级的编码或名称",
                        unit.name,
                        near.unwrap_or_default()
                    );
                    notices.push((UnitId(at as u32), unit.place.clone(), message));
                }
            }
        }
        notices.into_iter().for_each(|(id, place, message)| self.notice(id, &place, message));
    }

    /// Units that are above each other, if there are any: the first found, ending with the one it starts with.
    fn cycle(&self) -> Option<Vec<String>> {
        let mut done: BTreeSet<UnitId> = BTreeSet::new();
        for start in (0..self.units.len()).map(|at| UnitId(at as u32)) {
            let mut path: Vec<UnitId> = Vec::new();
            let mut on_path: BTreeSet<UnitId> = BTreeSet::new();
            let mut next = Some(start);
            while let Some(id) = next.filter(|id| !done.contains(id)) {
                if !on_path.insert(id) {
                    let from = path.iter().position(|known| *known == id).unwrap_or(0);
                    let ring = path.iter().skip(from).chain([&id]);
                    return Some(ring.filter_map(|id| self.unit(*id)).map(|u| u.name.clone()).collect());
                }
                path.push(id);
                next = self.unit(id).and_then(|unit| unit.superior);
            }
            done.extend(path);
        }
        None
    }

    fn notice(&mut self, unit: UnitId, place: &Place, message: String) {
        let notice = Notice { message, place: place.clone() };
        if let Some(unit) = self.units.get_mut(unit.0 as usize) {
            unit.notices.push(notice.clone());
        }
        self.notices.push(notice);
    }
}

fn field(name: &str) -> Option<Field> {
    let named = |names: &[&str]| names.iter().any(|known| known.eq_ignore_ascii_case(name.trim()));
    FIELDS.iter().find(|(_, names)| named(names)).map(|(field, _)| *field)
}

/// What rules call a column: 单位.性质 whatever the register heads it.
fn property(head: &str) -> String {
    let known = field(head).and_then(|field| FIELDS.iter().find(|(known, _)| *known == field));
    known.and_then(|(_, names)| names.first()).map_or_else(|| head.to_owned(), |name| (*name).to_owned())
}

fn words_of(place: &Place) -> String {
    match (place.line, &place.cell) {
        (Some(line), _) => format!("第 {line} 行"),
        (None, Some(cell)) => cell.to_string(),
        (None, None) => "前面".to_owned(),
    }
}

impl Display for RegisterError {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        match self {
            RegisterError::Unreadable(why) => write!(
                formatter,
                "{why}；名册是 CSV、YAML 或 Excel 表，要有「名称」和「编码」「上级」「性质」「曾用名」中的列"
            ),
            RegisterError::NoNames => formatter.write_str("名册里没有单位；请在「名称」一列每行写一个单位"),
            RegisterError::Cycle(names) => {
                let shown: Vec<&str> = names.iter().take(NAMED).map(String::as_str).collect();
                let more = if names.len() > NAMED { " → …" } else { "" };
                write!(
                    formatter,
                    "名册里的上级绕成了一圈：{}{more}；请改正其中一个的「上级」",
                    shown.join(" → ")
                )
            }
        }
    }
}

impl std::error::Error for RegisterError {}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "编码,名称,上级,性质,曾用名,区划\n\
        1,甲局,,行政单位,,城关\n\
        101,甲局本级,1,行政单位,\n\
        102,乙中心,甲局,事业单位,乙站、乙所\n\
        103,丙馆,丁局,事业单位,甲局\n\
        101,甲局本级,1\n";

    fn names(register: &Register, of: &str) -> Vec<String> {
        let unit = register.unit(register.find(of).unwrap()).unwrap();
        unit.subordinates.iter().map(|id| register.unit(*id).unwrap().name.clone()).collect()
    }

    #[test]
    fn units_are_found_by_any_name_with_those_below_them() {
        let register = Register::read("名册.csv", TEXT.as_bytes()).unwrap();
        assert_eq!(names(&register, "甲局"), ["甲局本级", "乙中心"]);
        assert_eq!(register.find("乙 所"), register.find("乙中心"));
        assert_eq!(register.find("戊"), None);
        let unit = register.unit(register.find("甲局").unwrap()).unwrap();
        assert_eq!(unit.properties.get("性质").map(String::as_str), Some("行政单位"));
        assert_eq!(unit.properties.get("区划").map(String::as_str), Some("城关"));
        let said: Vec<String> = register.notices.iter().map(ToString::to_string).collect();
        assert_eq!(said.len(), 3, "{said:?}");
        assert!(said[0].contains("第 6 行") && said[0].contains("第 3 行"), "{said:?}");
        assert!(said[1].contains("曾用名「甲局」"), "{said:?}");
        assert!(said[2].contains("「丁局」"), "{said:?}");
    }

    #[test]
    fn english_heads_and_yaml_mean_the_same() {
        let text = "Code,Name,Parent,Nature\n1,甲局,,行政单位\n2,乙中心,1,事业单位\n";
        let register = Register::read("units.csv", text.as_bytes()).unwrap();
        assert_eq!(names(&register, "甲局"), ["乙中心"]);
        let unit = register.unit(register.find("乙中心").unwrap()).unwrap();
        assert_eq!(unit.properties.get("性质").map(String::as_str), Some("事业单位"));
        let yaml = "- {名称: 甲局, 性质: 行政单位}\n- {名称: 乙中心, 上级: 甲局, 曾用名: [乙站]}\n";
        let register = Register::read("units.yaml", yaml.as_bytes()).unwrap();
        assert_eq!(names(&register, "甲局"), ["乙中心"]);
        assert!(register.find("乙站").is_some());
    }

    #[test]
    fn a_ring_is_named() {
        let text = "名称,上级\n戊,甲\n甲,丙\n乙,甲\n丙,乙\n";
        let error = Register::read("a.csv", text.as_bytes()).unwrap_err();
        assert_eq!(error, RegisterError::Cycle(["甲", "丙", "乙", "甲"].map(str::to_owned).to_vec()));
        let own = Register::read("a.csv", "名称,上级\n甲,甲\n".as_bytes()).unwrap_err();
        assert_eq!(own, RegisterError::Cycle(["甲", "甲"].map(str::to_owned).to_vec()));
    }
}
