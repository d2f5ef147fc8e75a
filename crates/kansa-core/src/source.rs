//! Files as text, and places in them.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// The path of a file relative to the workspace, with `/` between its parts.
pub type SourcePath = Arc<str>;

/// A text file that people write: its path and its content, UTF-8 without a byte order mark.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Relative to the workspace; built-in files start with `builtin:`.
    pub path: SourcePath,
    /// The content.
    pub text: Arc<str>,
}

impl SourceFile {
    /// A file from its path and content; a byte order mark is taken off.
    pub fn new(path: impl Into<SourcePath>, text: &str) -> Self {
        Self { path: path.into(), text: text.strip_prefix('\u{feff}').unwrap_or(text).into() }
    }

    /// The place of a byte range of this file.
    pub fn place(&self, range: Range<usize>) -> Place {
        Place { path: self.path.clone(), start: clamp(range.start), end: clamp(range.end) }
    }
}

fn clamp(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

/// A byte range of a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file.
    pub path: SourcePath,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Place {
    /// The place of a file as a whole: its first byte.
    pub fn whole(path: impl Into<SourcePath>) -> Self {
        Self { path: path.into(), start: 0, end: 0 }
    }
}

impl Place {
    /// The first line of a file: the header of a table. Reaches to the end of the file; a snippet shows its first line.
    pub fn first_line(path: impl Into<SourcePath>) -> Self {
        Self { path: path.into(), start: 0, end: u32::MAX }
    }
}

/// A position that people read: both numbers count from 1, columns in Unicode scalar values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineColumn {
    /// Line.
    pub line: u32,
    /// Column.
    pub column: u32,
}

/// The texts of all files that were read, to show places in them.
#[derive(Debug, Clone, Default)]
pub struct Sources(BTreeMap<SourcePath, Arc<str>>);

impl Sources {
    /// Keeps the text of a file.
    pub fn insert(&mut self, file: &SourceFile) {
        self.0.insert(file.path.clone(), file.text.clone());
    }

    /// The text of a file, if it was read.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.0.get(path).map(|it| &**it)
    }

    /// Line and column of the start of a place; the first of both for an unknown file.
    pub fn line_column(&self, place: &Place) -> LineColumn {
        let before =
            self.text(&place.path).and_then(|text| text.get(..place.start as usize)).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |it| it + 1);
        let count = |it: usize| u32::try_from(it).unwrap_or(u32::MAX);
        LineColumn {
            line: count(before.matches('\n').count() + 1),
            column: count(before[line_start..].chars().count() + 1),
        }
    }
}

impl Sources {
    /// Takes over the texts of others.
    pub fn extend(&mut self, other: &Self) {
        self.0.extend(other.0.iter().map(|(path, text)| (path.clone(), text.clone())));
    }
}
