//! The plain vectors that files of columns are read into and written from. A lane is one unit in one year.

/// Not there: the document does not have this cell.
pub const ABSENT: u8 = 0;
/// Printed blank.
pub const BLANK: u8 = 1;
/// Printed as a dash.
pub const DASH: u8 = 2;
/// A number stands there.
pub const VALUE: u8 = 3;
/// Something stands there that is no number.
pub const UNREADABLE: u8 = 4;
/// Words for the states in files, in the order of their numbers.
pub const STATES: [&str; 5] = ["无", "空白", "横线", "值", "不可读"];
/// The precision is the one of the table or form; none of its own was given.
pub const NO_PLACE: i8 = i8::MIN;
/// A row without a parent, in [`Rows::parents`]; a key that is not there, in [`Keys::index`] of names.
pub const NONE: u32 = u32::MAX;

/// How the numbers of a column are stored in the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stored {
    /// Whole numbers or decimals: exact.
    #[default]
    Exact,
    /// Binary floats, read as the shortest decimal that gives the same float.
    Float,
    /// Text.
    Text,
}

/// One column of numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScalarSpec {
    /// Its name: a path `表.行.列` for a fixed cell, the name of a column within a list.
    pub name: String,
    /// Decimals of the fixed point: a value v in [`Cells`] means v × 10⁻ˢᶜᵃˡᵉ.
    pub scale: u8,
    /// The file has a companion column for states other than value and absent.
    pub states: bool,
    /// The file has a companion column for precisions.
    pub places: bool,
    /// How the file stores the numbers; a writer writes [`Stored::Exact`] always.
    pub stored: Stored,
}

impl ScalarSpec {
    /// A column without companions.
    pub fn new(name: impl Into<String>, scale: u8) -> Self {
        Self { name: name.into(), scale, ..Self::default() }
    }
}

/// One table of code rows, or one kind of items, as a list by lane.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListSpec {
    /// Name of the table or of the items.
    pub name: String,
    /// Columns of numbers.
    pub columns: Vec<ScalarSpec>,
    /// Rows have a level, a parent and a name.
    pub levels: bool,
}

/// What columns a file has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shape {
    /// Fixed cells.
    pub scalars: Vec<ScalarSpec>,
    /// Code rows and items.
    pub lists: Vec<ListSpec>,
    /// Names of whole numbers that are kept by lane (`#名` in the file).
    pub ints: Vec<String>,
    /// Names of texts that are kept by lane (`#名` in the file).
    pub texts: Vec<String>,
    /// Lanes have lines of long data besides (`其余` in the file).
    pub lines: bool,
    /// Key and value pairs of the file.
    pub meta: Vec<(String, String)>,
    /// Columns that a file has besides, which cannot be read, and why, in Chinese. Not written.
    pub unread: Vec<(String, String)>,
}

impl Shape {
    /// Sets `states` and `places` where `chunk` has any, so that it can be written without loss.
    pub fn widen(&mut self, chunk: &Chunk) {
        let scalars = self.scalars.iter_mut().zip(&chunk.scalars);
        let lists = self.lists.iter_mut().zip(&chunk.lists);
        let columns = lists.flat_map(|(spec, rows)| spec.columns.iter_mut().zip(&rows.columns));
        for (spec, cells) in scalars.chain(columns) {
            spec.states |= cells.has_states();
            spec.places |= cells.has_places();
        }
        self.lines |= chunk.lines.as_ref().is_some_and(|lines| lines.offsets.last() != Some(&0));
    }
}

/// Numbers of one column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cells {
    /// Fixed point; 0 where the state is not [`VALUE`].
    pub values: Vec<i64>,
    /// None: all are values.
    pub states: Option<Vec<u8>>,
    /// Decimals that were printed, [`NO_PLACE`] where none are given. None: none are given.
    pub places: Option<Vec<i8>>,
}

impl Cells {
    /// Some state is neither value nor absent.
    pub fn has_states(&self) -> bool {
        self.states
            .as_ref()
            .is_some_and(|states| states.iter().any(|state| !matches!(*state, ABSENT | VALUE)))
    }

    /// Some precision is given.
    pub fn has_places(&self) -> bool {
        self.places.as_ref().is_some_and(|places| places.iter().any(|place| *place != NO_PLACE))
    }
}

/// Texts of which few are different.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keys {
    /// By row: number in `dictionary`, or [`NONE`].
    pub index: Vec<u32>,
    /// Each text once.
    pub dictionary: Vec<Box<str>>,
}

impl Keys {
    /// The text of a row.
    pub fn get(&self, row: usize) -> Option<&str> {
        let index = usize::try_from(*self.index.get(row)?).ok()?;
        self.dictionary.get(index).map(AsRef::as_ref)
    }
}

/// Rows of one list, those of a lane one after the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rows {
    /// Lane l has the rows `offsets[l]..offsets[l + 1]`.
    pub offsets: Vec<u32>,
    /// Codes, or what else names a row within its lane.
    pub keys: Keys,
    /// 0 for the total, 1 for the highest level, and so on; 255 where none is given.
    pub levels: Option<Vec<u8>>,
    /// Number of the parent within the lane, or [`NONE`].
    pub parents: Option<Vec<u32>>,
    /// Printed names.
    pub names: Option<Keys>,
    /// In the order of [`ListSpec::columns`].
    pub columns: Vec<Cells>,
}

impl Rows {
    /// Number of rows of all lanes.
    pub fn len(&self) -> usize {
        self.keys.index.len()
    }

    /// No lane has a row.
    pub fn is_empty(&self) -> bool {
        self.keys.index.is_empty()
    }
}

/// Lines of long data by lane: what is no plain figure of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    /// Lane l has the lines `offsets[l]..offsets[l + 1]`.
    pub offsets: Vec<u32>,
    /// Texts by line, in the order of `line::LINE_ROLES`.
    pub columns: [Keys; 8],
}

/// A value that the file has and that could not be read as a number; its cell is [`UNREADABLE`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// Lane in the chunk; for a list, the row among all rows of the chunk.
    pub at: usize,
    /// Name of the column.
    pub column: String,
    /// What stands there and why it was not taken, in Chinese.
    pub why: String,
}

/// Some lanes of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chunk {
    /// Names of the units.
    pub units: Vec<Box<str>>,
    /// Their years, where given.
    pub years: Vec<Option<i32>>,
    /// Fixed cells, in the order that was asked for.
    pub scalars: Vec<Cells>,
    /// Lists, in the order that was asked for.
    pub lists: Vec<Rows>,
    /// Whole numbers by lane.
    pub ints: Vec<Vec<Option<i64>>>,
    /// Texts by lane.
    pub texts: Vec<Vec<Option<Box<str>>>>,
    /// Lines of long data; none where they were not asked for or the file has none.
    pub lines: Option<Lines>,
    /// What could not be read.
    pub troubles: Vec<Trouble>,
}
