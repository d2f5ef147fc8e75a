//! Extracts: all that the checks of a requirement need of one file, and nothing else.
//!
//! A function of the file's content and the requirement alone. Conditions on one row are decided here, so that no cell
//! value has to be kept: keys become salted fingerprints, days stay days.

mod text;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use self::text::{Phrases, TextSearch};
use crate::check::{Check, CheckKind, Distinct, LooksAt, OtherSide, Violation};
use crate::condition::{Condition, Truth};
use crate::content::{At, Facts, Raw, Sheet, Sink, TextRead, Visibility};
use crate::measure::Requirement;
use crate::print::{Print, Salt};
use crate::table::{Cell, Cells, Fault, HeaderFault, Rows, Sheets, Table, Wanted};
use crate::text::Text;
use crate::value::header_folded;

/// What the checks of a requirement need of one file.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Extract {
    /// Its tables that are meant.
    pub tables: Vec<TableExtract>,
    /// Which words its text has, by the number of the check.
    pub words: Vec<(u16, Vec<bool>)>,
    /// Whether its text was read.
    pub text: TextRead,
    /// Where the value that it is breaks a schema, by the number of the check; how many in all, and the first of them.
    pub violations: Vec<(u16, u32, Vec<Violation>)>,
}

/// What the checks of a requirement need of one table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TableExtract {
    /// The name of its sheet, where the format has one.
    pub sheet: Option<Box<str>>,
    /// The number of its header row; 0 for records, which have none.
    pub header_row: u32,
    /// Where the declared columns stand in it, from 0.
    pub columns: Vec<Option<u16>>,
    /// How many rows it has.
    pub rows: u32,
    /// Whether people see it when they open the file.
    pub visible: bool,
    /// One entry per check of the requirement, in order.
    pub checks: Vec<CheckExtract>,
}

/// What one check needs of one table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum CheckExtract {
    /// The check does not look into tables, or not into this file.
    None,
    /// The table lacks a column that the check reads, or has it twice.
    Header(HeaderFault),
    /// Of `rows` and `ratio`: how many rows meet the condition, of how many, and those on which it cannot be decided.
    Count {
        /// Rows that meet it.
        met: u32,
        /// Rows that were looked at.
        among: u32,
        /// Rows on which it cannot be decided.
        undecided: Vec<Breach>,
    },
    /// Of `each` and `distinct`: how many rows were looked at, and those that do not meet the condition.
    Breaches {
        /// Rows that were looked at.
        among: u32,
        /// Those that fail.
        rows: Vec<Breach>,
    },
    /// Of `unique` and `covers`: the key of each row, sorted, and the rows that have none.
    Keys {
        /// Fingerprint and row.
        keys: Vec<(Print, u32)>,
        /// Rows with an empty or unreadable key.
        empty: Vec<u32>,
    },
    /// Of `reconcile` and `independent`: the key of each row and a second value, sorted, and the rows without a key.
    Pairs {
        /// Key, value and row.
        pairs: Vec<(Print, Option<Print>, u32)>,
        /// Rows with an empty or unreadable key.
        empty: Vec<u32>,
    },
    /// Of `within`: the days of each row, of which one may stand elsewhere, and the rows that lack one.
    Days {
        /// Row and its two days.
        days: Vec<(u32, Option<NaiveDate>, Option<NaiveDate>)>,
        /// Rows with an empty or unreadable day.
        open: Vec<Breach>,
    },
}

/// A row that does not meet a condition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Breach {
    /// The row.
    pub row: u32,
    /// The first cell that kept it from being decided.
    pub cell: Option<Undecided>,
}

/// A cell that keeps a condition from being decided.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Undecided {
    /// Index of the column.
    pub column: u16,
    /// Why it cannot be read; nothing is in it if there is no reason.
    #[serde(skip)]
    pub fault: Option<Fault>,
    /// Whether there is a reason.
    pub filled: bool,
}

/// How many places of violations are kept.
const MOST_VIOLATIONS: usize = 20;

/// Takes what a reader finds in a file, and makes an extract of it.
pub struct Extractor<'r> {
    checks: &'r [Check],
    /// What each check looks for in this file.
    looks: Vec<Look>,
    sheets: Sheets<'r, Judged<'r>, Box<dyn FnMut() -> Judged<'r> + 'r>>,
    search: TextSearch,
    visibility: Visibility,
    violations: Vec<(u16, u32, Vec<Violation>)>,
}

/// How the content of a file is to be read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reading {
    /// Which of its sheets is meant.
    pub sheet: Wanted,
    /// The row that is the header, where it cannot be found.
    pub header_row: Option<u32>,
}

impl<'r> Extractor<'r> {
    /// For a file of this name (without its folder).
    pub fn new(requirement: &'r Requirement, file_name: &str, reading: &Reading, salt: Salt) -> Self {
        let checks = &requirement.checks[..];
        let looks = looks(requirement, file_name);
        let in_tables =
            |look: &Look, check: &Check| *look != Look::Away && check.kind.looks_at() == LooksAt::Tables;
        let mut needed: Vec<usize> = looks
            .iter()
            .zip(checks)
            .filter(|(look, check)| in_tables(look, check))
            .flat_map(|(look, check)| columns_of(&check.kind, *look))
            .collect();
        needed.sort_unstable();
        needed.dedup();
        let (read, of_tables) = (needed.clone(), looks.clone());
        let make: Box<dyn FnMut() -> Judged<'r>> =
            Box::new(move || Judged::new(checks, of_tables.clone(), salt));
        Self {
            checks,
            sheets: Sheets::new(&requirement.columns, needed, |it| read.contains(&it), make)
                .with_header_row(reading.header_row),
            search: TextSearch::new(phrases(checks, &looks)),
            looks,
            visibility: Visibility::Visible,
            violations: Vec::new(),
        }
    }

    /// The extract, once the file was read to its end.
    ///
    /// # Errors
    ///
    /// It cannot be said which table is meant, or a row is shifted against its header.
    pub fn finish(self, wanted: &Wanted, facts: &Facts) -> Result<Extract, Text> {
        let asked =
            |(check, look): (&Check, &Look)| *look != Look::Away && check.kind.looks_at() == LooksAt::Tables;
        let asked = self.checks.iter().zip(&self.looks).any(asked);
        let tables = if asked { self.sheets.finish(wanted)? } else { Vec::new() };
        let mut extracts = Vec::with_capacity(tables.len());
        for table in tables {
            if let Some(misfit) = table.misfit {
                return Err(misfit.text());
            }
            extracts.extend(extract_of(table, self.checks, &self.looks));
        }
        let words = self.search.finish();
        Ok(Extract { tables: extracts, words, text: facts.text, violations: self.violations })
    }
}

/// What a check looks for in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Look {
    /// Nothing: it looks into another part.
    Away,
    /// What it checks.
    Own,
    /// What the other part is reconciled with.
    Other,
}

/// What each check of a requirement looks for in a file of this name (without its folder).
pub fn looks(requirement: &Requirement, file_name: &str) -> Vec<Look> {
    let is_of = |part: usize| requirement.parts.get(part).is_some_and(|it| it.matches(file_name));
    let look = |check: &Check| match (&check.kind, check.part) {
        (CheckKind::Reconcile { with: OtherSide::Part(other), .. }, _) if is_of(*other) => Look::Other,
        (_, Some(part)) if !is_of(part) => Look::Away,
        (_, Some(_) | None) => Look::Own,
    };
    requirement.checks.iter().map(look).collect()
}

/// The columns that a table must have for a check to look into it.
fn columns_of(kind: &CheckKind, look: Look) -> Vec<usize> {
    match (kind, look) {
        (CheckKind::Reconcile { column, same, .. }, Look::Other) => {
            std::iter::once(*column).chain(same.iter().map(|(_, other)| *other)).collect()
        }
        _ => kind.columns(),
    }
}

fn phrases(checks: &[Check], looks: &[Look]) -> Vec<(u16, Phrases)> {
    let numbered = (0..=u16::MAX).zip(checks).zip(looks).filter(|(_, look)| **look != Look::Away);
    numbered
        .filter_map(|((at, check), _)| match &check.kind {
            CheckKind::Contains { all, any, none } => {
                Some((at, Phrases::words(all.iter().chain(any).chain(none))))
            }
            CheckKind::Matches { pattern } => Some((at, Phrases::pattern(pattern.clone()))),
            _ => None,
        })
        .collect()
}

impl Sink for Extractor<'_> {
    fn sheet(&mut self, sheet: &Sheet<'_>) {
        self.sheets.sheet(sheet);
        self.visibility = sheet.visibility;
    }

    fn row(&mut self, number: u32, cells: &[Raw<'_>]) {
        self.sheets.row(number, cells);
        if self.visibility == Visibility::Visible {
            self.search.cells(cells);
        }
    }

    fn line(&mut self, at: At, text: &str) {
        match at {
            At::Line(_) | At::Page(_) | At::Paragraph(_) | At::Header => self.search.line(text),
            // The names in an archive are no text of it.
            At::Entry(_) => {}
        }
    }

    fn wants_values(&self) -> bool {
        let wants =
            |(check, look): (&Check, &Look)| check.kind.looks_at() == LooksAt::Values && *look == Look::Own;
        self.checks.iter().zip(&self.looks).any(wants)
    }

    fn value(&mut self, value: &Value) {
        for ((at, check), look) in (0..=u16::MAX).zip(self.checks).zip(&self.looks) {
            if let (CheckKind::JsonSchema { schema }, Look::Own) = (&check.kind, *look) {
                let mut found = schema.violations(value);
                let count = count(found.len());
                found.truncate(MOST_VIOLATIONS);
                self.violations.push((at, count, found));
            }
        }
    }
}

/// Extracts from rows of one file of a register what the checks of a requirement need that is answered there.
pub fn extract_rows(requirement: &Requirement, rows: &[crate::register::RowRef<'_>], salt: Salt) -> Extract {
    let mut judged = Judged::new(&requirement.checks, vec![Look::Own; requirement.checks.len()], salt);
    rows.iter().for_each(|row| judged.take(row.number(), row));
    let table = TableExtract {
        sheet: None,
        header_row: 1,
        columns: vec![None; requirement.columns.len()],
        rows: u32::try_from(rows.len()).unwrap_or(u32::MAX),
        visible: true,
        checks: judged.finish(),
    };
    Extract { tables: vec![table], ..Extract::default() }
}

fn extract_of(table: Table<Judged<'_>>, checks: &[Check], looks: &[Look]) -> Option<TableExtract> {
    let faults = table.places.faults;
    // A table inside a text that has none of the columns is only part of the text.
    if table.inside && table.places.at.iter().all(Option::is_none) {
        return None;
    }
    let mut extracts = table.taken.finish();
    for ((extract, check), look) in extracts.iter_mut().zip(checks).zip(looks) {
        let needed = columns_of(&check.kind, *look);
        if *extract != CheckExtract::None
            && let Some(fault) = faults.iter().find(|it| needed.contains(&it.column()))
        {
            *extract = CheckExtract::Header(*fault);
        }
    }
    Some(TableExtract {
        sheet: table.sheet,
        header_row: table.header_row,
        columns: table.places.at,
        rows: table.rows,
        visible: table.visible,
        checks: extracts,
    })
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// What the checks make of the rows of one table.
pub struct Judged<'r> {
    checks: &'r [Check],
    looks: Vec<Look>,
    extracts: Vec<CheckExtract>,
    salt: Salt,
}

impl<'r> Judged<'r> {
    fn new(checks: &'r [Check], looks: Vec<Look>, salt: Salt) -> Self {
        let extracts = checks.iter().zip(&looks).map(|(check, look)| blank(&check.kind, *look)).collect();
        Self { checks, looks, extracts, salt }
    }

    fn take<C: Cells + ?Sized>(&mut self, number: u32, row: &C) {
        for ((check, look), extract) in self.checks.iter().zip(&self.looks).zip(&mut self.extracts) {
            if !matches!(extract, CheckExtract::None) {
                take(&check.kind, *look, extract, number, row, self.salt);
            }
        }
    }

    fn finish(mut self) -> Vec<CheckExtract> {
        for extract in &mut self.extracts {
            // Most are kept until the end, and there are many.
            match extract {
                CheckExtract::Keys { keys, empty } => {
                    keys.sort_unstable();
                    keys.shrink_to_fit();
                    empty.shrink_to_fit();
                }
                CheckExtract::Pairs { pairs, empty } => {
                    pairs.sort_unstable();
                    pairs.shrink_to_fit();
                    empty.shrink_to_fit();
                }
                CheckExtract::Days { days, open } => {
                    days.shrink_to_fit();
                    open.shrink_to_fit();
                }
                CheckExtract::Count { undecided: rows, .. } | CheckExtract::Breaches { rows, .. } => {
                    rows.shrink_to_fit();
                }
                CheckExtract::None | CheckExtract::Header(_) => {}
            }
        }
        self.extracts
    }
}

impl Rows for Judged<'_> {
    fn row(&mut self, number: u32, cells: &[Cell<'_>]) {
        self.take(number, cells);
    }
}

fn blank(kind: &CheckKind, look: Look) -> CheckExtract {
    match kind {
        _ if look == Look::Away => CheckExtract::None,
        CheckKind::Rows { .. } | CheckKind::Ratio { .. } => {
            CheckExtract::Count { met: 0, among: 0, undecided: Vec::new() }
        }
        CheckKind::Each { .. } | CheckKind::Distinct(Distinct::Columns(_)) => {
            CheckExtract::Breaches { among: 0, rows: Vec::new() }
        }
        CheckKind::Unique { .. } | CheckKind::Covers { .. } => {
            CheckExtract::Keys { keys: Vec::new(), empty: Vec::new() }
        }
        CheckKind::Reconcile { .. } | CheckKind::Independent { .. } => {
            CheckExtract::Pairs { pairs: Vec::new(), empty: Vec::new() }
        }
        CheckKind::Within { from, to, .. } if from.column().or(to.column()).is_some() => {
            CheckExtract::Days { days: Vec::new(), open: Vec::new() }
        }
        CheckKind::Within { .. }
        | CheckKind::Contains { .. }
        | CheckKind::Matches { .. }
        | CheckKind::Distinct(Distinct::Roles(_) | Distinct::People(_))
        | CheckKind::After { .. }
        | CheckKind::JsonSchema { .. } => CheckExtract::None,
    }
}

/// Takes one row into what a check needs.
fn take<C: Cells + ?Sized>(
    kind: &CheckKind,
    look: Look,
    extract: &mut CheckExtract,
    number: u32,
    row: &C,
    salt: Salt,
) {
    // An empty cell excuses nobody: a row on which `among` cannot be decided is looked at.
    let looked_at = |among: &Option<Condition>| among.as_ref().is_none_or(|it| it.eval(row) != Truth::No);
    let print = |column: usize| salt.print_cells(row.cell(column).into_iter());
    match (kind, extract) {
        (CheckKind::Rows { condition, .. }, CheckExtract::Count { met, among, undecided }) => {
            *among += 1;
            match condition.as_ref().map_or(Truth::Yes, |it| it.eval(row)) {
                Truth::Yes => *met += 1,
                Truth::No => {}
                Truth::Unknown => undecided.push(breach(number, condition.as_ref(), row)),
            }
        }
        (CheckKind::Ratio { condition, among: of, .. }, CheckExtract::Count { met, among, undecided })
            if looked_at(of) =>
        {
            *among += 1;
            match condition.eval(row) {
                Truth::Yes => *met += 1,
                Truth::No => {}
                Truth::Unknown => undecided.push(breach(number, Some(condition), row)),
            }
        }
        (CheckKind::Each { condition, among: of }, CheckExtract::Breaches { among, rows })
            if looked_at(of) =>
        {
            *among += 1;
            match condition.eval(row) {
                Truth::Yes => {}
                Truth::No => rows.push(Breach { row: number, cell: None }),
                Truth::Unknown => rows.push(breach(number, Some(condition), row)),
            }
        }
        (CheckKind::Distinct(Distinct::Columns(columns)), CheckExtract::Breaches { among, rows }) => {
            *among += 1;
            let unknown = columns.iter().find_map(|it| undecided(*it, row));
            // A name is the same with and without the blank in it.
            let name = |it: &usize| match row.cell(*it) {
                Some(Cell::Text(text)) => Some(salt.print(&header_folded(&text))),
                _ => print(*it),
            };
            let mut prints: Vec<Option<Print>> = columns.iter().map(name).collect();
            prints.sort_unstable();
            let same = prints.windows(2).any(|it| it[0].is_some() && it[0] == it[1]);
            if same || unknown.is_some() {
                rows.push(Breach { row: number, cell: unknown.filter(|_| !same) });
            }
        }
        (CheckKind::Unique { columns }, CheckExtract::Keys { keys, empty }) => {
            let cells = columns.iter().map(|it| row.cell(*it).unwrap_or(Cell::Empty));
            match salt.print_cells(cells) {
                Some(key) => keys.push((key, number)),
                None => empty.push(number),
            }
        }
        (CheckKind::Covers { column, .. }, CheckExtract::Keys { keys, empty }) => match print(*column) {
            Some(key) => keys.push((key, number)),
            None => empty.push(number),
        },
        (CheckKind::Reconcile { column, same, .. }, CheckExtract::Pairs { pairs, empty }) => {
            match print(*column) {
                Some(key) => {
                    let column = |it: &(usize, usize)| if look == Look::Other { it.1 } else { it.0 };
                    pairs.push((key, print_values(same.iter().map(column), row, salt), number));
                }
                None => empty.push(number),
            }
        }
        (CheckKind::Independent { person, unit, .. }, CheckExtract::Pairs { pairs, empty }) => {
            match print(*person) {
                Some(key) => pairs.push((key, print(*unit), number)),
                None => empty.push(number),
            }
        }
        (CheckKind::Within { from, to, among, .. }, CheckExtract::Days { days, open })
            if looked_at(among) =>
        {
            let day = |it: Option<usize>| it.and_then(|it| row.cell(it)).and_then(|it| it.as_date());
            match [from, to].into_iter().filter_map(|it| it.column()).find_map(|it| undecided(it, row)) {
                None => days.push((number, day(from.column()), day(to.column()))),
                unknown => open.push(Breach { row: number, cell: unknown }),
            }
        }
        _ => {}
    }
}

/// The fingerprint of values that have to agree; an empty cell agrees with an empty one.
pub(crate) fn print_values<C: Cells + ?Sized>(
    columns: impl Iterator<Item = usize>,
    row: &C,
    salt: Salt,
) -> Option<Print> {
    let filled = |it: usize| match row.cell(it).unwrap_or(Cell::Empty) {
        Cell::Empty => Cell::Text("".into()),
        other => other,
    };
    salt.print_cells(columns.map(filled))
}

fn breach<C: Cells + ?Sized>(number: u32, condition: Option<&Condition>, row: &C) -> Breach {
    let columns = condition.map(Condition::columns).unwrap_or_default();
    Breach { row: number, cell: columns.into_iter().find_map(|it| undecided(it, row)) }
}

fn undecided<C: Cells + ?Sized>(column: usize, row: &C) -> Option<Undecided> {
    let at = u16::try_from(column).ok()?;
    match row.cell(column)? {
        Cell::Empty => Some(Undecided { column: at, fault: None, filled: false }),
        Cell::Bad(fault) => Some(Undecided { column: at, fault: Some(fault), filled: true }),
        Cell::Text(_) | Cell::Number(_) | Cell::Date(_) | Cell::Flag(_) => None,
    }
}

impl Extract {
    /// Whether nothing in it has to be read again to be shown: a cell that cannot be read is.
    pub fn is_complete(&self) -> bool {
        let sound = |it: &Breach| it.cell.is_none_or(|it| !it.filled);
        self.tables.iter().flat_map(|it| &it.checks).all(|it| match it {
            CheckExtract::Count { undecided: rows, .. }
            | CheckExtract::Breaches { rows, .. }
            | CheckExtract::Days { open: rows, .. } => rows.iter().all(sound),
            CheckExtract::None
            | CheckExtract::Header(_)
            | CheckExtract::Keys { .. }
            | CheckExtract::Pairs { .. } => true,
        })
    }

    /// Whether the text of the file was looked for and not read, so that checks on it cannot be decided.
    pub fn is_text_missing(&self) -> bool {
        self.text != TextRead::Read
    }
}
