//! Data in columns at gouji's edge: Parquet, and CSV with one figure a line. Knows nothing of rules or forms.
//!
//! May live here: file layouts, their types and encodings, the plain vectors that they are read into. May not: any
//! meaning of a table, row or column, any import of the engine. The order of the modules is their order of dependency.

pub mod error;
pub mod number;
pub mod model;
pub mod line;
pub mod long;
pub mod csv;
pub mod parquet;

pub use error::ColumnarError;
