//! Facts as clauses tell them.

/// A subject by its number among those of the reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct SubjectId(pub(super) u32);

/// Something that facts are of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Subject {
    /// Its name.
    pub(super) name: String,
    /// The term of the vocabulary that it is.
    pub(super) term: Option<u32>,
}

/// How well the subject of a fact is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Grade {
    /// Told in the same piece.
    #[default]
    Told,
    /// Told earlier in the sentence.
    Inherited,
    /// From before the sentence.
    Inferred,
}

/// What a fact is held against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Basis {
    /// The outturn of the year before, or of the year that is named.
    Year(Option<i32>),
    /// A budget of this year, by its term.
    Budget(u32),
    /// A budget of the year before.
    LastBudget,
}

/// Which quantity a fact gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// An amount of a measure.
    Value,
    /// The amount of the other side.
    Base(Basis),
    /// A change of the amount, with its direction.
    Change(Basis, i8),
    /// A rate of change, with its direction.
    Rate(Basis, i8),
    /// A share of another subject.
    Share(Option<SubjectId>, Option<SubjectId>),
    /// A completion of a budget.
    Completion(u32),
    /// More, less or equal than a budget.
    Comparison(u32, i8),
    /// A difference without direction.
    Difference,
    /// A count, by its term.
    Count(u32),
    /// An average by a count, by its term.
    Average(u32),
}

/// One fact.
#[derive(Clone, Debug)]
pub(super) struct Fact {
    /// Of what.
    pub(super) subject: SubjectId,
    /// Of what else it may be: the head of a list within the sentence.
    pub(super) or: Option<SubjectId>,
    /// What it is a part of by its place: the head of the list, or what the section is about.
    pub(super) scope: Option<SubjectId>,
    /// Which measure, by term.
    pub(super) measure: u32,
    /// The year, where another than the document's is told.
    pub(super) year: Option<i32>,
    /// Which quantity.
    pub(super) what: What,
    /// How well the subject is known.
    pub(super) grade: Grade,
    /// The paragraph.
    pub(super) paragraph: usize,
    /// The figure; none where words say it.
    pub(super) figure: Option<usize>,
    /// First byte of the figure or of the words.
    pub(super) start: usize,
    /// End.
    pub(super) end: usize,
    /// Where its direction is said.
    pub(super) word: (usize, usize),
    /// The sentence, counted through the document.
    pub(super) sentence: u32,
    /// The section, counted through the document.
    pub(super) section: u32,
    /// That list goes on over paragraphs.
    pub(super) open: bool,
    /// That list has all items of what it is of.
    pub(super) divides: bool,
    /// The list it is an item of.
    pub(super) list: Option<u32>,
}

/// What is added up in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Added {
    /// Amounts of a measure.
    Value(u32),
    /// Counts.
    Count(u32),
    /// Changes against a basis, with their signs.
    Change(u32, Basis),
}

impl Fact {
    /// What it is added up with, if its kind is.
    pub(super) fn added(&self) -> Option<Added> {
        match self.what {
            What::Value => Some(Added::Value(self.measure)),
            What::Count(term) => Some(Added::Count(term)),
            What::Change(basis, _) => Some(Added::Change(self.measure, basis)),
            _ => None,
        }
    }
}
