//! Verdicts and their counts.

/// Verdict on one instance of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// 通过
    Pass,
    /// 尾差: rounding alone can explain it.
    Rounding,
    /// 不符
    Fail,
    /// 无法判断
    Undecided,
    /// 不适用
    NotApplicable,
}

/// How many instances came out how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// 通过
    pub pass: u64,
    /// 尾差
    pub rounding: u64,
    /// 不符
    pub fail: u64,
    /// 无法判断
    pub undecided: u64,
    /// 不适用
    pub not_applicable: u64,
}

impl Counts {
    /// Adds other counts.
    pub fn add(&mut self, other: &Counts) {
        self.pass += other.pass;
        self.rounding += other.rounding;
        self.fail += other.fail;
        self.undecided += other.undecided;
        self.not_applicable += other.not_applicable;
    }

    /// Whether anything was decided: 通过, 尾差 or 不符.
    #[must_use]
    pub fn is_decided(&self) -> bool {
        self.pass + self.rounding + self.fail > 0
    }

    /// The count of a verdict.
    pub(crate) fn of(&mut self, verdict: Verdict) -> &mut u64 {
        match verdict {
            Verdict::Pass => &mut self.pass,
            Verdict::Rounding => &mut self.rounding,
            Verdict::Fail => &mut self.fail,
            Verdict::Undecided => &mut self.undecided,
            Verdict::NotApplicable => &mut self.not_applicable,
        }
    }
}
