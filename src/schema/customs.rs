//! Customs: the words by which printed documents of a kind are found their way in — titles, covers, contents, labels,
//! notes. They are data of the rule set (惯例, 公开); what a rule set does not say is so as official print has it.

use std::sync::Arc;

/// A kind of words. The document is compared as folded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Custom {
    /// 公开, in the head of a rule set: what the publication calls itself.
    Publication,
    /// Says whose publication it is, before that name (部门决算).
    Whose,
    /// Holds the name of a publication and names something else (一般公共预算).
    OtherName,
    /// What goes on behind that name in a title (决算公开, 决算表); a sentence goes on otherwise.
    BehindName,
    /// Makes a title that names the publication weigh as a cover does.
    YearTitle,
    /// How a title on a cover ends.
    CoverEnd,
    /// Labels in front of a title.
    TitleLabel,
    /// An annex, in front of a title.
    Annex,
    /// 关于, in front of a title.
    About,
    /// A level of the accounts behind the name of a unit.
    Level,
    /// Begins what is no name of a unit.
    NoUnit,
    /// Stands in no name of a unit.
    NeverInUnit,
    /// Stands in no name of a unit behind the year.
    NeverBehindYear,
    /// Labels of the unit's name above a table.
    UnitLabel,
    /// How labels of units end, of money and of names.
    LabelEnd,
    /// The label of the unit of money, with its colon.
    MoneyLabel,
    /// What stands before that label.
    MoneyLabelFront,
    /// The currency before the unit of money.
    Currency,
    /// A year behind it is another than the document's.
    OtherYear,
    /// What is named behind it in a sentence is not where the text comes from.
    Away,
    /// Says that a clause tells what happened in its year.
    Told,
    /// Says that a clause tells what was planned for its year.
    Planned,
    /// Holds a word of those and says nothing of it.
    NotPlanned,
    /// The heading of the table of contents.
    Contents,
    /// How headings in running text end.
    HeadingEnd,
    /// Characters of page numbers.
    PageLetter,
    /// Characters that only page numbers have.
    PageMark,
    /// Begins a caption.
    Caption,
    /// What may follow a title.
    TitleTail,
    /// What a title ends with that may be left out.
    TitleStem,
    /// Behind a title whose text stands elsewhere.
    Elsewhere,
    /// How names of publishing units end.
    UnitEnd,
    /// In front of the number of a table.
    TableNumber,
    /// In front of a number that 表 follows.
    TableSeries,
    /// Begins what says that a table goes on.
    Continued,
    /// The same behind a title.
    ContinuedTable,
    /// Says that there is nothing to report.
    Nothing,
    /// Of whom that is said, at the beginning.
    NothingOf,
    /// That it is said of the table, anywhere.
    NothingHere,
    /// Rows that are kept back: 涉密科目.
    Secret,
    /// Said with those, that tables do not print them: 不公开.
    KeptBack,
    /// Begins a note below a table.
    Note,
    /// Beneath a heading: that heading's own figure.
    Total,
    /// Opens a row of column numbers.
    ColumnNumbers,
    /// Heads a column of row numbers.
    RowNumbers,
    /// Stands in a row of column numbers besides the numbers.
    BesideNumbers,
    /// What the publication is called that 本年预算 reads.
    Plan,
}

impl Custom {
    /// Every kind, in order, by the name that rule files give it.
    pub const ALL: [(Custom, &'static str); 47] = [
        (Custom::Publication, "公开"),
        (Custom::Whose, "公开的主"),
        (Custom::OtherName, "另有所指"),
        (Custom::BehindName, "公开后"),
        (Custom::YearTitle, "题目年度"),
        (Custom::CoverEnd, "封面止"),
        (Custom::TitleLabel, "题前标签"),
        (Custom::Annex, "附件"),
        (Custom::About, "题前词"),
        (Custom::Level, "单位级次"),
        (Custom::NoUnit, "非单位"),
        (Custom::NeverInUnit, "单位不含"),
        (Custom::NeverBehindYear, "年后单位不含"),
        (Custom::UnitLabel, "单位标签"),
        (Custom::LabelEnd, "标签止"),
        (Custom::MoneyLabel, "货币标签"),
        (Custom::MoneyLabelFront, "货币标签前"),
        (Custom::Currency, "币种"),
        (Custom::OtherYear, "别年"),
        (Custom::Away, "去处"),
        (Custom::Told, "说账"),
        (Custom::Planned, "说计划"),
        (Custom::NotPlanned, "不是计划"),
        (Custom::Contents, "目录"),
        (Custom::HeadingEnd, "标题止"),
        (Custom::PageLetter, "页码"),
        (Custom::PageMark, "页码记号"),
        (Custom::Caption, "图题"),
        (Custom::TitleTail, "标题后"),
        (Custom::TitleStem, "标题可省"),
        (Custom::Elsewhere, "另附"),
        (Custom::UnitEnd, "单位止"),
        (Custom::TableNumber, "表号"),
        (Custom::TableSeries, "表号系列"),
        (Custom::Continued, "续"),
        (Custom::ContinuedTable, "续表"),
        (Custom::Nothing, "没有数"),
        (Custom::NothingOf, "谁没有数"),
        (Custom::NothingHere, "此表没有数"),
        (Custom::Secret, "涉密科目"),
        (Custom::KeptBack, "不公开"),
        (Custom::Note, "表注"),
        (Custom::Total, "小计"),
        (Custom::ColumnNumbers, "栏次"),
        (Custom::RowNumbers, "行次"),
        (Custom::BesideNumbers, "栏次旁"),
        (Custom::Plan, "本年预算所指"),
    ];

    /// The kind of a name.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == name).map(|(custom, _)| *custom)
    }
}

/// The customs of a rule set, folded; cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Customs(pub(super) Arc<[Vec<String>]>);

impl Customs {
    /// The words of a kind, in declared order.
    #[must_use]
    pub fn words(&self, custom: Custom) -> &[String] {
        self.0.get(custom as usize).map_or(&[], Vec::as_slice)
    }

    /// Whether a text is one of the words.
    #[must_use]
    pub fn is(&self, custom: Custom, text: &str) -> bool {
        self.words(custom).iter().any(|word| word == text)
    }

    /// Whether one of the words stands in a text.
    #[must_use]
    pub fn within(&self, custom: Custom, text: &str) -> bool {
        self.words(custom).iter().any(|word| text.contains(word.as_str()))
    }

    /// Whether a text begins with one of the words.
    #[must_use]
    pub fn begins(&self, custom: Custom, text: &str) -> bool {
        self.words(custom).iter().any(|word| text.starts_with(word.as_str()))
    }

    /// Whether a text ends with one of the words.
    #[must_use]
    pub fn ends(&self, custom: Custom, text: &str) -> bool {
        self.words(custom).iter().any(|word| text.ends_with(word.as_str()))
    }

    /// Whether a character is one of the words.
    #[must_use]
    pub fn has(&self, custom: Custom, letter: char) -> bool {
        let mut buffer = [0; 4];
        self.is(custom, letter.encode_utf8(&mut buffer))
    }

    /// What follows the first of the words that a text begins with.
    #[must_use]
    pub fn behind<'t>(&self, custom: Custom, text: &'t str) -> Option<&'t str> {
        self.words(custom).iter().find_map(|word| text.strip_prefix(word.as_str()))
    }

    /// What stands before the first of the words that a text ends with.
    #[must_use]
    pub fn before<'t>(&self, custom: Custom, text: &'t str) -> Option<&'t str> {
        self.words(custom).iter().find_map(|word| text.strip_suffix(word.as_str()))
    }

    /// A text without the words in front, each in turn.
    #[must_use]
    pub fn without<'t>(&self, custom: Custom, text: &'t str) -> &'t str {
        self.words(custom).iter().fold(text, |text, word| text.trim_start_matches(word.as_str()))
    }

    /// A text up to the first of the words in it.
    #[must_use]
    pub fn up_to<'t>(&self, custom: Custom, text: &'t str) -> &'t str {
        let mut ends = self.words(custom).iter().filter_map(|word| text.find(word.as_str()));
        let end = ends.next().map(|first| ends.fold(first, usize::min));
        end.and_then(|end| text.get(..end)).unwrap_or(text)
    }
}
