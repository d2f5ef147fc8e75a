//! Leaks: payment card numbers and 個人番号 in evidence, which must not become the leak that it is to prevent.
//!
//! One time stamp in ten passes a check digit, so a number counts only with a telling word near it: in the
//! characters before it, in its own cell or the label before it, or above it in its column.

use std::collections::BTreeSet;

use crate::content::{At, Form, Raw, Sheet, Sink};

mod column;
mod number;
mod run;
#[cfg(test)]
mod tests;
mod word;

use column::Columns;
use run::Runs;
use word::{Context, Words};

/// Places that are told one by one, of each kind of secret: enough to clean a file up from, however large
/// it is.
const PLACES: usize = 100;
/// Numbers that are remembered so that none is counted both as a line and as a cell.
const REMEMBERED: usize = 10_000;

/// A kind of number that evidence must not contain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Secret {
    /// The number of a payment card (PAN).
    CardNumber,
    /// 個人番号 (My Number).
    IndividualNumber,
}

impl Secret {
    /// All kinds, in the order in which they are told.
    pub const ALL: [Self; 2] = [Self::CardNumber, Self::IndividualNumber];
}

/// Where a leak is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LeakAt {
    /// A place in running text.
    Text(At),
    /// A cell: the number of its sheet in the file, from 0; the number that people see for its row; its
    /// column, from 0.
    Cell {
        /// The sheet.
        sheet: u16,
        /// The row.
        row: u32,
        /// The column.
        column: u16,
    },
}

/// Numbers of one kind at one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Leak {
    /// Their kind.
    pub secret: Secret,
    /// Where they are.
    pub at: LeakAt,
    /// How many there are.
    pub count: u32,
}

/// Looks for leaks in all that a reader hands out.
///
/// Tables whose text comes as lines too are looked through both ways, because a column's header tells as
/// much as a word before a number; a number found both ways counts once, where it was found first.
#[derive(Debug, Default)]
pub struct Scanner {
    leaks: Vec<Leak>,
    cards: Tally,
    individuals: Tally,
    /// The number of the current sheet; none has begun as long as there is none.
    sheet: Option<u16>,
    /// Whether the text of the current sheet comes as lines too.
    twice: bool,
    columns: Columns,
    /// The end of the line before.
    before: String,
    in_lines: BTreeSet<u64>,
    in_rows: BTreeSet<u64>,
}

/// What was found of one kind.
#[derive(Debug, Default)]
struct Tally {
    places: usize,
    total: u64,
}

impl Sink for Scanner {
    fn sheet(&mut self, sheet: &Sheet<'_>) {
        self.sheet = Some(self.sheet.map_or(0, |it| it.saturating_add(1)));
        self.twice = match sheet.form {
            Form::Grid => false,
            Form::Records | Form::Inside => true,
        };
        self.columns = Columns::default();
    }

    fn row(&mut self, number: u32, cells: &[Raw<'_>]) {
        let sheet = self.sheet.unwrap_or_default();
        let mut label = None;
        for (column, cell) in (0..=u16::MAX).zip(cells) {
            let at = LeakAt::Cell { sheet, row: number, column };
            match cell {
                Raw::Text(text) => self.cell_text(at, column, text, label),
                Raw::Number(number) => {
                    for (secret, digits) in number::in_float(*number) {
                        if self.columns.tell(column, secret) || Words::of_label(label).tell(secret) {
                            self.found_in_row(secret, digits, at);
                        }
                    }
                }
                Raw::Empty | Raw::Percent(_) | Raw::Date(_) | Raw::Flag(_) | Raw::Error => {}
            }
            label = match cell {
                Raw::Text(text) if !text.trim_ascii().is_empty() => Some(text.as_ref()),
                Raw::Text(_) | Raw::Empty => label,
                Raw::Number(_) | Raw::Percent(_) | Raw::Date(_) | Raw::Flag(_) | Raw::Error => None,
            };
        }
        self.columns.pass(cells);
    }

    fn line(&mut self, at: At, text: &str) {
        let before = std::mem::take(&mut self.before);
        for hit in Runs::new(text) {
            if Words::around(&Context { before: &before, text, start: hit.start, end: hit.end })
                .tell(hit.secret)
            {
                self.found_in_line(hit.secret, hit.digits, LeakAt::Text(at));
            }
        }
        self.before = before;
        word::remember(&mut self.before, text);
    }
}

impl Scanner {
    /// How many numbers of a kind were found so far, at whatever place.
    pub fn total(&self, secret: Secret) -> u64 {
        match secret {
            Secret::CardNumber => self.cards.total,
            Secret::IndividualNumber => self.individuals.total,
        }
    }

    /// The first hundred places of each kind, in the order of the file.
    pub fn finish(self) -> Vec<Leak> {
        self.leaks
    }

    fn cell_text(&mut self, at: LeakAt, column: u16, text: &str, label: Option<&str>) {
        for hit in Runs::new(text) {
            let near = || Words::around(&Context { before: "", text, start: hit.start, end: hit.end });
            if self.columns.tell(column, hit.secret)
                || near().tell(hit.secret)
                || Words::of_label(label).tell(hit.secret)
            {
                self.found_in_row(hit.secret, hit.digits, at);
            }
        }
    }

    fn found_in_line(&mut self, secret: Secret, digits: u64, at: LeakAt) {
        if !self.in_rows.contains(&digits) {
            remember(&mut self.in_lines, digits);
            self.found(secret, at);
        }
    }

    fn found_in_row(&mut self, secret: Secret, digits: u64, at: LeakAt) {
        if self.twice {
            if self.in_lines.contains(&digits) {
                return;
            }
            remember(&mut self.in_rows, digits);
        }
        self.found(secret, at);
    }

    fn found(&mut self, secret: Secret, at: LeakAt) {
        let tally = match secret {
            Secret::CardNumber => &mut self.cards,
            Secret::IndividualNumber => &mut self.individuals,
        };
        tally.total = tally.total.saturating_add(1);
        // A place may have numbers of both kinds in turn.
        if let Some(last) = self.leaks.iter_mut().rev().take(2).find(|it| it.secret == secret && it.at == at)
        {
            last.count = last.count.saturating_add(1);
        } else if tally.places < PLACES {
            tally.places += 1;
            self.leaks.push(Leak { secret, at, count: 1 });
        }
    }
}

fn remember(numbers: &mut BTreeSet<u64>, digits: u64) {
    if numbers.len() < REMEMBERED {
        numbers.insert(digits);
    }
}
