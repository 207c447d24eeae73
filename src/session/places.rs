//! Which province a unit is of, by the place that its name begins with.
//!
//! May live here: how names are looked up in the list of places. May not: places, which are data
//! (`rules/通用/区划.csv`: province, prefecture, counties).

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::Shipped;
use crate::source::Load;
use crate::text::fold_text;

/// The list of places.
const LIST: &str = "通用/区划.csv";

/// Longest name of a place, in characters.
const LONGEST: usize = 24;

/// Places by name, with their provinces; those of a name that several provinces have are of none.
#[derive(Debug, Default)]
struct Places {
    provinces: Vec<String>,
    names: BTreeMap<String, Option<usize>>,
    /// Prefectures without the word for their kind: a zone in one leaves it out (某某高新区).
    cities: BTreeMap<String, Option<usize>>,
}

/// The shipped list, read when it is first asked for.
fn shipped() -> &'static Places {
    static PLACES: OnceLock<Places> = OnceLock::new();
    PLACES.get_or_init(|| Places::of(&Shipped.load(LIST).unwrap_or_default()))
}

/// The province of a unit and the place in its name that says so; none where its name begins with no place, or with one
/// that several provinces have.
pub(super) fn province_of(unit: &str) -> Option<(&'static str, String)> {
    shipped().province_of(unit)
}

fn put(names: &mut BTreeMap<String, Option<usize>>, name: &str, province: usize) {
    let known = names.entry(fold_text(name)).or_insert(Some(province));
    *known = known.filter(|known| *known == province);
}

impl Places {
    fn of(text: &str) -> Self {
        let mut places = Self::default();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let mut fields = line.splitn(3, ',');
            let (Some(province), city, counties) = (fields.next(), fields.next(), fields.next()) else {
                continue;
            };
            let at = places.provinces.iter().position(|known| known == province).unwrap_or_else(|| {
                places.provinces.push(province.to_owned());
                places.provinces.len() - 1
            });
            put(&mut places.names, province, at);
            let city = city.filter(|city| !city.is_empty());
            for name in
                city.into_iter().chain(counties.unwrap_or("").split('、')).filter(|name| !name.is_empty())
            {
                put(&mut places.names, name, at);
            }
            if let Some(short) = city.and_then(|city| city.strip_suffix('市')) {
                put(&mut places.cities, short, at);
            }
        }
        places
    }

    fn province_of(&self, unit: &str) -> Option<(&str, String)> {
        let unit = fold_text(unit);
        let ends: Vec<usize> = unit.char_indices().map(|(at, c)| at + c.len_utf8()).take(LONGEST).collect();
        let begins = |names: &BTreeMap<String, Option<usize>>| {
            ends.iter().rev().find_map(|end| {
                let name = unit.get(..*end)?;
                names.get(name).map(|province| (*province, name.to_owned(), *end))
            })
        };
        let is_zone = |end: usize| {
            let behind = unit.get(end..).unwrap_or("");
            ["高新", "经开", "经济", "开发", "新区"].iter().any(|zone| behind.starts_with(zone))
        };
        let named = begins(&self.names).or_else(|| begins(&self.cities).filter(|(.., end)| is_zone(*end)));
        let (province, name, _) = named?;
        Some((self.provinces.get(province?)?.as_str(), name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_of_the_province_of_the_place_in_front() {
        let cases = [
            ("禄劝彝族苗族自治县图书馆", Some("云南省")),
            ("南漳县文化馆", Some("湖北省")),
            ("绵阳高新区第一小学", Some("四川省")),
            ("绵阳市涪城区档案馆", Some("四川省")),
            ("上海市普陀区档案馆", Some("上海市")),
            ("普陀区档案馆", None),
            ("绵阳中学", None),
            ("某县文化馆", None),
            ("", None),
        ];
        for (unit, wanted) in cases {
            assert_eq!(province_of(unit).map(|(province, _)| province), wanted, "{unit}");
        }
    }
}
