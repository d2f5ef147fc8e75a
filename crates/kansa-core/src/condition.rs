//! Conditions on one row of a table: a small typed language in one line, and its structured form.
//!
//! ```text
//! condition  = both { "or" both }
//! both       = negated { "and" negated }
//! negated    = { "not" } test
//! test       = "(" condition ")" | flag column
//!            | value ( "=" | "==" | "!=" | "<" | "<=" | ">" | ">=" ) value
//!            | value [ "not" ] "in" "[" value { "," value } "]"
//!            | column "is" [ "not" ] "empty"
//! value      = ( column | literal ) { ( "+" | "-" ) duration }
//! column     = word | "`" any text "`"
//! literal    = 80 | -80.5 | 2026-04-01 | 'text' | "text" | true | false
//! duration   = P30D | P1M | P1Y6M
//! ```
//!
//! No calls, no loops, no arithmetic but days: a condition is decided in time linear in its length.

mod check;
mod eval;
mod expected;
mod japanese;
mod lexer;
mod names;
mod parser;
mod structured;
mod syntax;

use std::ops::Range;

use crate::code::Code;
use crate::diagnostic::Diagnostic;
use crate::source::Place;
use crate::table::{Cells, Column};
use crate::text::Text;
use eval::Node;
use names::Columns;

/// A type-checked condition on one row.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    node: Node,
    text: Text,
}

/// What a condition says of a row, in Kleene's three-valued logic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Truth {
    /// It holds.
    Yes,
    /// It does not hold.
    No,
    /// An empty or unreadable cell keeps it from being decided.
    Unknown,
}

/// Whether the bytes of a text stand in its file one for one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verbatim {
    /// They do: a diagnostic points at the token.
    Yes,
    /// They do not (escapes, folded lines): a diagnostic points at the whole text.
    No,
}

/// One test of the structured form, `score: {min: 80}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Test {
    /// The column's name and where it stands.
    pub column: (String, Place),
    /// What is asked of it.
    pub kind: TestKind,
}

/// What a test of the structured form asks. Operands are read as the column's type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TestKind {
    /// At least this; numbers and dates only.
    Min(Operand),
    /// At most this; numbers and dates only.
    Max(Operand),
    /// Equal to this.
    Is(Operand),
    /// Not equal to this.
    Not(Operand),
    /// One of these.
    In(Vec<Operand>),
    /// None of these.
    NotIn(Vec<Operand>),
    /// Nothing is in the cell.
    Empty,
    /// Something that can be read is in the cell.
    Filled,
}

/// An operand of the structured form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operand {
    /// As written.
    pub text: String,
    /// Where.
    pub place: Place,
}

impl Condition {
    /// Reads a condition of at most 4,096 bytes and 64 levels of parentheses.
    ///
    /// `text` is the condition as decoded from YAML and `place` where it stands.
    ///
    /// # Errors
    ///
    /// The first syntax error, else every unknown column and every type error, from left to right.
    pub fn parse(
        text: &str,
        place: &Place,
        verbatim: Verbatim,
        columns: &[Column],
    ) -> Result<Self, Vec<Diagnostic>> {
        let site = Site { place, verbatim };
        let expr = parser::parse(text, site).map_err(|it| vec![*it])?;
        let columns = Columns::new(columns);
        let (node, en) = check::check(&expr, text, site, &columns)?;
        Ok(Self::new(node, en, &columns))
    }

    /// The structured form: all tests must hold. No test at all holds for every row.
    ///
    /// # Errors
    ///
    /// Every unknown column and every operand that is not of its column's type.
    pub fn all(tests: Vec<Test>, columns: &[Column]) -> Result<Self, Vec<Diagnostic>> {
        let columns = Columns::new(columns);
        let (node, en) = structured::all(&tests, &columns)?;
        Ok(Self::new(node, en, &columns))
    }

    fn new(node: Node, en: String, columns: &Columns<'_>) -> Self {
        let text = Text::new(japanese::said(&node, columns), en);
        Self { node, text }
    }

    /// What it says of a row, which has one cell per declared column, in their order.
    ///
    /// A missing cell, or one of another type than its column, counts as unreadable.
    pub fn eval<C: Cells + ?Sized>(&self, row: &C) -> Truth {
        self.node.eval(row)
    }

    /// Indexes of the declared columns that it reads, ascending, each once.
    pub fn columns(&self) -> Vec<usize> {
        self.node.columns().into_iter().collect()
    }

    /// For messages. In Japanese what it says in words, with the headers of its columns; in English the condition as
    /// written, or the structured form as one line of the language, with the headers in ASCII.
    pub fn text(&self) -> &Text {
        &self.text
    }
}

/// Where a condition stands, to give places to ranges of its text.
#[derive(Clone, Copy)]
struct Site<'a> {
    place: &'a Place,
    verbatim: Verbatim,
}

impl Site<'_> {
    fn at(self, range: &Range<usize>) -> Place {
        let absolute = |offset: usize| {
            let offset = u32::try_from(offset).unwrap_or(u32::MAX);
            self.place.start.saturating_add(offset).min(self.place.end)
        };
        match self.verbatim {
            Verbatim::Yes => Place {
                path: self.place.path.clone(),
                start: absolute(range.start),
                end: absolute(range.end),
            },
            Verbatim::No => self.place.clone(),
        }
    }

    fn syntax(self, range: &Range<usize>, message: Text) -> Box<Diagnostic> {
        Box::new(Diagnostic::new(Code::ConditionSyntax, self.at(range), message))
    }
}

#[cfg(test)]
mod tests;
