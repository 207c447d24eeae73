//! Categories and numbers of rules on the command line: `--only 文表,BJ14`.

use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};
use gouji::proof::Category;
use gouji::report::{CATEGORIES, category_word};

/// Categories and numbers of one `--only` or `--skip`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Categories(pub Vec<Wanted>);

/// A category, or a number or the beginning of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// 文表
    Category(Category),
    /// `BJ14`, `BJ`, `文表.三公经费`
    Number(String),
}

impl Categories {
    /// As one would write them.
    pub(super) fn words(&self) -> String {
        let one = |wanted: &Wanted| match wanted {
            Wanted::Category(category) => category_word(*category).to_owned(),
            Wanted::Number(number) => number.clone(),
        };
        self.0.iter().map(one).collect::<Vec<_>>().join("、")
    }
}

impl Wanted {
    /// Whether a rule of this category and number is meant.
    pub(super) fn is(&self, category: Category, number: &str) -> bool {
        match self {
            Self::Category(wanted) => *wanted == category,
            Self::Number(wanted) => gouji::ruleset::is_numbered(number, wanted),
        }
    }
}

impl Wanted {
    /// The number that was written; none of a category.
    pub(super) fn number(&self) -> Option<&str> {
        match self {
            Self::Number(number) => Some(number),
            Self::Category(_) => None,
        }
    }
}

/// Reads a list of categories; a shell completes each by itself.
#[derive(Clone)]
pub(super) struct CategoriesParser;

impl TypedValueParser for CategoriesParser {
    type Value = Categories;

    fn parse_ref(
        &self,
        command: &clap::Command,
        argument: Option<&clap::Arg>,
        value: &std::ffi::OsStr,
    ) -> Result<Categories, clap::Error> {
        let read = |text: String| categories(&text);
        StringValueParser::new().try_map(read).parse_ref(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(CATEGORIES.into_iter().map(|category| PossibleValue::new(category_word(category)))))
    }
}

/// Reads a list of categories and numbers.
///
/// # Errors
/// What is no category.
pub(super) fn categories(text: &str) -> Result<Categories, String> {
    let names = text.split([',', '，', '、']).map(str::trim).filter(|name| !name.is_empty());
    let known = |name: &str| CATEGORIES.into_iter().find(|category| category_word(*category) == name);
    let number = |name: &str| {
        let narrow = name.to_ascii_uppercase();
        let letters = narrow.starts_with(|found: char| found.is_ascii_uppercase()) || name.contains('.');
        letters.then_some(Wanted::Number(narrow))
    };
    let one = |name: &str| known(name).map(Wanted::Category).or_else(|| number(name));
    let found: Result<Vec<Wanted>, String> =
        names.map(|name| one(name).ok_or_else(|| format!("没有「{name}」这个类别"))).collect();
    let all: Vec<&str> = CATEGORIES.into_iter().map(category_word).collect();
    let hint = format!("类别有：{}；也可以写规则编号或字头，如 BJ14、BJ", all.join("、"));
    match found {
        Ok(found) if found.is_empty() => Err(format!("没有写类别；{hint}")),
        Ok(found) => Ok(Categories(found)),
        Err(why) => Err(format!("{why}；{hint}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn categories_are_taken_with_any_comma() {
        let all = [Category::WithinTable, Category::WithinText, Category::Wording];
        let wanted = Categories(all.map(Wanted::Category).to_vec());
        assert_eq!(categories("表内,文内，用语"), Ok(wanted));
        assert!(categories("表内,表外").unwrap_err().contains("「表外」"));
        assert!(categories(" ， ").is_err());
    }
}
