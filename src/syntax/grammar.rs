//! The parser that `grammar/gouji.pest` describes; everything else in this folder reads its pairs.

#![allow(missing_docs, unreachable_pub, reason = "the parser is generated")]

use pest_derive::Parser;

/// The generated parser.
#[derive(Parser)]
#[grammar = "../grammar/gouji.pest"]
pub struct Grammar;
