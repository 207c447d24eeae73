//! The words that documents are made up with besides those of the rules: names of units, reasons, heads of columns.

use std::sync::OnceLock;

use serde::Deserialize;

use super::random::Random;

/// The shipped list.
const LIST: &str = include_str!("../../rules/通用/编造.yaml");

/// Words by what they are for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Invented {
    #[serde(rename = "地方")]
    pub(super) places: Vec<String>,
    #[serde(rename = "单位")]
    pub(super) bodies: Vec<String>,
    #[serde(rename = "字号")]
    pub(super) names: Vec<String>,
    #[serde(rename = "项目")]
    pub(super) items: Vec<String>,
    #[serde(rename = "原因")]
    pub(super) reasons: Vec<String>,
    #[serde(rename = "用途")]
    pub(super) uses: Vec<String>,
    #[serde(rename = "正文")]
    pub(super) fillers: Vec<String>,
    #[serde(rename = "科目编码")]
    pub(super) code_head: String,
    #[serde(rename = "科目名称")]
    pub(super) name_head: String,
    #[serde(rename = "项目栏")]
    pub(super) item_head: String,
    #[serde(rename = "货币标签")]
    pub(super) money_label: String,
}

impl Invented {
    /// The shipped words, read once.
    pub(super) fn shipped() -> &'static Self {
        static WORDS: OnceLock<Invented> = OnceLock::new();
        WORDS.get_or_init(|| serde_yaml::from_str(LIST).unwrap_or_default())
    }

    /// The name of a unit. What a layer is recognised by (a province) goes in front of it.
    pub(super) fn unit(&self, front: &str, random: &mut Random) -> String {
        let one = |all: &[String], random: &mut Random| random.pick(all).cloned().unwrap_or_default();
        let (place, name) = (one(&self.places, random), one(&self.names, random));
        format!("{front}{place}{name}{}", one(&self.bodies, random))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_words_are_read() {
        let words = Invented::shipped();
        let lists = [&words.places, &words.bodies, &words.items, &words.reasons, &words.uses, &words.fillers];
        assert!(lists.iter().all(|list| !list.is_empty()));
        assert!(!words.code_head.is_empty() && !words.name_head.is_empty());
        assert!(words.unit("", &mut Random::new(1)).len() > 6);
    }
}
