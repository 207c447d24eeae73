//! The command line of gouji.

fn main() {}
