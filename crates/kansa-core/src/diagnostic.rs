//! What is not well formed in the files that people write.

use crate::code::Code;
use crate::source::Place;
use crate::text::{Text, text};

/// One problem of an input file, with its place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Diagnostic {
    /// Where.
    pub place: Place,
    /// Which kind of problem.
    pub code: Code,
    /// What is wrong, one line.
    pub message: Text,
    /// How to mend it, one line.
    pub help: Option<Text>,
    /// Other places that belong to it, each with a label.
    pub related: Vec<(Place, Text)>,
}

impl Diagnostic {
    /// A problem at a place.
    pub fn new(code: Code, place: Place, message: Text) -> Self {
        Self { place, code, message, help: None, related: Vec::new() }
    }

    /// Adds how to mend it.
    #[must_use]
    pub fn help(mut self, help: Text) -> Self {
        self.help = Some(help);
        self
    }

    /// Adds another place that belongs to the problem.
    #[must_use]
    pub fn related(mut self, place: Place, label: Text) -> Self {
        self.related.push((place, label));
        self
    }
}

/// The same id given a second time.
pub(crate) fn duplicate_id(id: &str, place: Place, first: Option<Place>) -> Diagnostic {
    let diagnostic = Diagnostic::new(
        Code::DuplicateId,
        place,
        text!("ID {id} が二度使われています", "the id {id} is given twice"),
    );
    match first {
        Some(first) => diagnostic.related(first, text!("最初の {id}", "{id} is first given here")),
        None => diagnostic,
    }
}

/// A range of days whose end lies before its start.
pub(crate) fn backwards(place: Place) -> Diagnostic {
    Diagnostic::new(
        Code::InvalidDate,
        place,
        text!("終わりの日が始まりの日より前です", "the last day lies before the first"),
    )
}

/// An id that nobody defines, with the nearest one that somebody does.
pub(crate) fn unknown<'k>(
    code: Code,
    wrong: &str,
    place: Place,
    message: Text,
    known: impl Iterator<Item = &'k str>,
) -> Diagnostic {
    let diagnostic = Diagnostic::new(code, place, message);
    match crate::yaml::nearest(wrong, known) {
        Some(near) => diagnostic.help(text!("{near} のことですか", "did you mean {near}?")),
        None => diagnostic,
    }
}
