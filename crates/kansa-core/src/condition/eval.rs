//! The typed tree of a condition, and what it says of a row.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::Truth;
use super::lexer::Op;
use crate::period::Period;
use crate::table::{Cell, Cells, folded};

/// A condition whose names are resolved and whose types agree.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    /// One holds.
    Any(Vec<Node>),
    /// All hold.
    All(Vec<Node>),
    /// It does not hold.
    Not(Box<Node>),
    /// The flag in a column.
    Flag(usize),
    /// Nothing is in the cell of a column.
    Empty(usize),
    /// A comparison of two values of one type.
    Compare { left: Value, op: Op, right: Value },
    /// Equal to one of a list, all of one type.
    In { value: Value, list: Vec<Value> },
}

/// A value of a condition.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// The cell of a column.
    Column(usize),
    /// A literal, canonical.
    Text(String),
    /// A literal.
    Number(f64),
    /// A literal.
    Date(NaiveDate),
    /// A literal.
    Flag(bool),
    /// A date moved by durations, in order.
    Shifted { date: Box<Value>, shifts: Vec<Shift> },
}

/// A duration added to a date or taken off.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Shift {
    pub(super) direction: Direction,
    pub(super) period: Period,
}

/// Which way a date moves.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Direction {
    /// `+`
    Later,
    /// `-`
    Earlier,
}

/// A value read from a row.
enum Datum<'a> {
    Text(Cow<'a, str>),
    Number(f64),
    Date(NaiveDate),
    Flag(bool),
}

impl Node {
    /// One node for several that must all hold.
    pub(super) fn all(mut nodes: Vec<Self>) -> Self {
        match nodes.pop() {
            Some(only) if nodes.is_empty() => only,
            last => {
                nodes.extend(last);
                Self::All(nodes)
            }
        }
    }

    pub(super) fn eval<C: Cells + ?Sized>(&self, row: &C) -> Truth {
        match self {
            Self::Any(nodes) => any(nodes.iter().map(|it| it.eval(row))),
            Self::All(nodes) => any(nodes.iter().map(|it| it.eval(row).negated())).negated(),
            Self::Not(node) => node.eval(row).negated(),
            Self::Flag(column) => match row.cell(*column) {
                Some(Cell::Flag(flag)) => Truth::from_bool(flag),
                Some(Cell::Empty | Cell::Bad(_) | Cell::Text(_) | Cell::Number(_) | Cell::Date(_)) | None => {
                    Truth::Unknown
                }
            },
            // What cannot be read may be anything, 未受講 in a column of days too: it is no more filled than empty.
            Self::Empty(column) => match row.cell(*column) {
                Some(Cell::Bad(_)) => Truth::Unknown,
                Some(Cell::Empty) => Truth::Yes,
                Some(Cell::Text(_) | Cell::Number(_) | Cell::Date(_) | Cell::Flag(_)) | None => Truth::No,
            },
            Self::Compare { left, op, right } => match (left.read(row), right.read(row)) {
                (Some(left), Some(right)) => left.compare(&right).map_or(Truth::Unknown, |it| op.holds(it)),
                _ => Truth::Unknown,
            },
            Self::In { value, list } => match value.read(row) {
                Some(value) => any(list.iter().map(|it| {
                    it.read(row)
                        .and_then(|it| value.compare(&it))
                        .map_or(Truth::Unknown, |it| Op::Equal.holds(it))
                })),
                None => Truth::Unknown,
            },
        }
    }

    pub(super) fn columns(&self) -> BTreeSet<usize> {
        match self {
            Self::Any(nodes) | Self::All(nodes) => nodes.iter().flat_map(Self::columns).collect(),
            Self::Not(node) => node.columns(),
            Self::Flag(column) | Self::Empty(column) => BTreeSet::from([*column]),
            Self::Compare { left, op: _, right } => left.column().into_iter().chain(right.column()).collect(),
            Self::In { value, list } => {
                value.column().into_iter().chain(list.iter().filter_map(Value::column)).collect()
            }
        }
    }
}

/// Yes as soon as one is, else Unknown if one is.
fn any(truths: impl Iterator<Item = Truth>) -> Truth {
    let mut all = Truth::No;
    for truth in truths {
        match truth {
            Truth::Yes => return Truth::Yes,
            Truth::Unknown => all = Truth::Unknown,
            Truth::No => {}
        }
    }
    all
}

impl Truth {
    fn from_bool(holds: bool) -> Self {
        if holds { Self::Yes } else { Self::No }
    }

    pub(super) fn negated(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            Self::Unknown => Self::Unknown,
        }
    }
}

impl Op {
    fn holds(self, ordering: Ordering) -> Truth {
        Truth::from_bool(match self {
            Self::Equal => ordering.is_eq(),
            Self::NotEqual => ordering.is_ne(),
            Self::Less => ordering.is_lt(),
            Self::AtMost => ordering.is_le(),
            Self::More => ordering.is_gt(),
            Self::AtLeast => ordering.is_ge(),
        })
    }
}

impl Value {
    /// The column that it reads. No value reads two.
    pub(super) fn column(&self) -> Option<usize> {
        match self {
            Self::Column(column) => Some(*column),
            Self::Text(_) | Self::Number(_) | Self::Date(_) | Self::Flag(_) => None,
            Self::Shifted { date, shifts: _ } => date.column(),
        }
    }

    fn read<'a, C: Cells + ?Sized>(&'a self, row: &'a C) -> Option<Datum<'a>> {
        match self {
            Self::Column(column) => match row.cell(*column)? {
                Cell::Empty | Cell::Bad(_) => None,
                Cell::Text(Cow::Borrowed(text)) => Some(Datum::Text(folded(text))),
                Cell::Text(Cow::Owned(text)) => Some(Datum::Text(Cow::Owned(folded(&text).into_owned()))),
                Cell::Number(number) => Some(Datum::Number(number)),
                Cell::Date(date) => Some(Datum::Date(date)),
                Cell::Flag(flag) => Some(Datum::Flag(flag)),
            },
            Self::Text(text) => Some(Datum::Text(Cow::Borrowed(text))),
            Self::Number(number) => Some(Datum::Number(*number)),
            Self::Date(date) => Some(Datum::Date(*date)),
            Self::Flag(flag) => Some(Datum::Flag(*flag)),
            Self::Shifted { date, shifts } => match date.read(row)? {
                Datum::Date(date) => Some(Datum::Date(shifts.iter().fold(date, |date, it| it.apply(date)))),
                Datum::Text(_) | Datum::Number(_) | Datum::Flag(_) => None,
            },
        }
    }
}

impl Shift {
    fn apply(self, date: NaiveDate) -> NaiveDate {
        match self.direction {
            Direction::Later => self.period.after(date, 1),
            Direction::Earlier => self.period.before(date),
        }
    }
}

impl Datum<'_> {
    /// `None` for values of two types, and for what is no number.
    fn compare(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Text(left), Self::Text(right)) => Some(left.cmp(right)),
            // Not `total_cmp`: -0 equals 0 by value, and a cell that is no number must never pass `>= 80`.
            (Self::Number(left), Self::Number(right)) => left.partial_cmp(right),
            (Self::Date(left), Self::Date(right)) => Some(left.cmp(right)),
            (Self::Flag(left), Self::Flag(right)) => Some(left.cmp(right)),
            (Self::Text(_) | Self::Number(_) | Self::Date(_) | Self::Flag(_), _) => None,
        }
    }
}
