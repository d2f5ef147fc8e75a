//! The syntax tree of a condition, which knows nothing of columns and types.

use std::ops::Range;

use chrono::NaiveDate;

use super::eval::Shift;
use super::lexer::Op;

/// A condition as written.
#[derive(Debug)]
pub(super) enum Expr {
    /// Two or more, joined by `or`.
    Any(Vec<Expr>),
    /// Two or more, joined by `and`.
    All(Vec<Expr>),
    /// `not`, `not in`, `is not empty`.
    Not(Box<Expr>),
    /// A comparison.
    Compare { left: Value, op: Op, op_range: Range<usize>, right: Value },
    /// Membership of a list, which has at least one value.
    In { value: Value, list: Vec<Value> },
    /// `is empty`
    Empty(Value),
    /// A value that stands for a condition: a flag.
    Alone(Value),
}

/// A value as written.
#[derive(Debug)]
pub(super) struct Value {
    pub(super) base: Base,
    /// Where the base stands.
    pub(super) range: Range<usize>,
    /// Durations added and taken off, in order.
    pub(super) shifts: Vec<Shift>,
    /// Where base and durations stand.
    pub(super) whole: Range<usize>,
}

/// A value without durations.
#[derive(Debug)]
pub(super) enum Base {
    /// A bare word: a column, or a text whose quotes were forgotten.
    Word(String),
    /// A name in backquotes.
    Name(String),
    /// A literal.
    Text(String),
    /// A literal.
    Number(f64),
    /// A literal.
    Date(NaiveDate),
    /// A literal.
    Flag(bool),
}
