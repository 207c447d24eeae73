//! What is counted of a text: letters, ticked boxes, names of a list.

/// What is counted of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TextMeasure {
    /// 长度: its letters.
    Letters,
    /// 勾选数: the boxes that are ticked in it.
    Ticks,
    /// 项数: the names of a list.
    Members,
}

impl TextMeasure {
    /// What a function counts of a text; none where it is of no text.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        [Self::Letters, Self::Ticks, Self::Members].into_iter().find(|measure| measure.word() == word)
    }

    /// As it is written in rules.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Letters => "长度",
            Self::Ticks => "勾选数",
            Self::Members => "项数",
        }
    }
}
