//! The store: columns addressed by a schema, for one unit or a million.
