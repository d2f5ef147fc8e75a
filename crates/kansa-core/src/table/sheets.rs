//! The sheets of a file as tables of declared columns: the header of each is looked for, rows below it are typed and
//! handed on, and in the end one sheet is meant.

use super::header::{self, Labels, Places};
use super::{Cell, Column, ColumnType};
use crate::content::{At, DateSystem, Form, Raw, Sheet, Sink, Visibility};
use crate::text::{Text, text};
use crate::value;

/// Rows among which the header is looked for: titles, dates and notes stand above it, not pages of them.
const HEADER_WITHIN: usize = 30;

/// Takes the rows of a table, typed.
pub trait Rows {
    /// A row with its number and one cell per declared column.
    fn row(&mut self, number: u32, cells: &[Cell<'_>]);
}

/// One sheet as a table of the declared columns.
#[derive(Debug)]
pub struct Table<R> {
    /// Its name, where the format has one.
    pub sheet: Option<Box<str>>,
    /// Where its columns stand.
    pub places: Places,
    /// The number of its header row; 0 for records.
    pub header_row: u32,
    /// How many rows it has below the header.
    pub rows: u32,
    /// What took its rows.
    pub taken: R,
    /// Why its rows cannot be taken as they stand.
    pub misfit: Option<Misfit>,
    /// The labels of its header row, to say which of them may be meant.
    pub labels: Vec<String>,
    /// Whether it stands inside a text.
    pub inside: bool,
    /// Whether people see it when they open the file.
    pub visible: bool,
    form: Form,
}

/// Why the rows of a table cannot be taken as they stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Misfit {
    /// A row has more values than the header has columns: all behind it may be shifted.
    Overlong(Overlong),
    /// Another header stands below the first: what follows is another table.
    SecondHeader(u32),
}

impl Misfit {
    /// What is wrong.
    pub fn text(self) -> Text {
        match self {
            Self::Overlong(it) => it.text(),
            Self::SecondHeader(row) => text!(
                "{row} 行目に別の見出しがある（一つのシートに表は一つにする）",
                "another header stands in row {row} (one table per sheet, please)"
            ),
        }
    }
}

/// A row that has more values than the header has columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overlong {
    row: u32,
    values: usize,
    columns: usize,
}

impl Overlong {
    /// What is wrong.
    pub fn text(self) -> Text {
        let Self { row, values, columns } = self;
        text!(
            "{row} 行目に {values} 個の値がある（見出しは {columns} 列）",
            "row {row} has {values} values, the header {columns} columns"
        )
    }
}

/// Which sheet of a file is meant.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Wanted {
    /// The only one that has the columns.
    #[default]
    Fitting,
    /// That of this name.
    Named(Box<str>),
    /// All that have the columns, as one table.
    All,
}

/// Makes tables of the sheets of a file.
pub struct Sheets<'c, R, F: FnMut() -> R> {
    columns: &'c [Column],
    /// Columns that a sheet must have to be meant.
    needed: Vec<usize>,
    /// Columns whose cells are read; the others are empty.
    read: Vec<bool>,
    make: F,
    done: Vec<Table<R>>,
    current: Option<Current<R>>,
    header_row: Option<u32>,
}

struct Current<R> {
    sheet: Option<Box<str>>,
    visible: bool,
    form: Form,
    dates: DateSystem,
    stage: Stage<R>,
}

enum Stage<R> {
    /// The first rows, until the header is found among them.
    Looking(Vec<(u32, Vec<Raw<'static>>)>),
    /// Rows below the header.
    Reading { table: Table<R>, width: usize },
}

impl<'c, R: Rows, F: FnMut() -> R> Sheets<'c, R, F> {
    /// Looks for `columns`; `needed` are those without which a sheet is not meant, `read` those whose cells are wanted.
    /// `make` makes what takes the rows of one sheet.
    pub fn new(columns: &'c [Column], needed: Vec<usize>, read: impl Fn(usize) -> bool, make: F) -> Self {
        let read = (0..columns.len()).map(read).collect();
        Self { columns, needed, read, make, done: Vec::new(), current: None, header_row: None }
    }

    /// The header stands in this row.
    #[must_use]
    pub fn with_header_row(mut self, row: Option<u32>) -> Self {
        self.header_row = row;
        self
    }

    /// The tables that are meant.
    ///
    /// # Errors
    ///
    /// No sheet of the wanted name, or more than one that fits.
    pub fn finish(mut self, wanted: &Wanted) -> Result<Vec<Table<R>>, Text> {
        self.end();
        let fits = |table: &Table<R>| {
            self.needed.iter().all(|it| table.places.at.get(*it).is_some_and(Option::is_some))
        };
        if let Wanted::Named(name) = wanted {
            let name = value::header_folded(name).into_owned();
            let named =
                |it: &Table<R>| it.sheet.as_deref().is_some_and(|it| value::header_folded(it) == name);
            let (meant, others): (Vec<_>, Vec<_>) = self.done.into_iter().partition(named);
            if meant.is_empty() {
                let names = listed(others.iter());
                return Err(text!("シート「{name}」がない（{names}）", "there is no sheet {name} ({names})"));
            }
            return Ok(meant);
        }
        let fitting = self.done.iter().filter(|it| fits(it)).count();
        if fitting == 0 {
            // What comes nearest tells best what is missing.
            let best =
                self.done.into_iter().rev().max_by_key(|it| (it.places.found(), it.visible, it.rows > 0));
            return Ok(best.into_iter().collect());
        }
        // Of all sheets that are one table, none is left out in silence.
        let nearly =
            self.done.iter().find(|it| it.visible && it.rows > 0 && it.places.found() > 0 && !fits(it));
        let nearly = nearly.map(|it| it.sheet.clone().unwrap_or_default());
        let mut meant: Vec<Table<R>> = self.done.into_iter().filter(fits).collect();
        if *wanted == Wanted::All || meant.len() == 1 {
            if let (Wanted::All, Some(it)) = (wanted, &nearly) {
                return Err(text!(
                    "シート「{it}」に要る列がそろっていない",
                    "the sheet {it} lacks columns that the others have"
                ));
            }
            return Ok(meant);
        }
        if meant.iter().filter(|it| it.visible).count() == 1 {
            meant.retain(|it| it.visible);
            return Ok(meant);
        }
        // Without declared columns every sheet fits: the first visible one that has rows is what people see.
        if self.needed.is_empty() && self.columns.is_empty() {
            let first = meant.iter().position(|it| it.visible && it.rows > 0).unwrap_or(0);
            return Ok(vec![meant.swap_remove(first)]);
        }
        let count = meant.len();
        let names = listed(meant.iter());
        Err(text!(
            "列のそろうシートが {count} 枚ある（{names}）。evidence.yaml の read: {{sheet: …}} でどれかを示す",
            "{count} sheets have the columns ({names}); say which in evidence.yaml, read: {{sheet: …}}"
        ))
    }

    /// Ends the sheet that is being read.
    fn end(&mut self) {
        let Some(mut current) = self.current.take() else { return };
        if let Stage::Looking(held) = &mut current.stage {
            let held = std::mem::take(held);
            if !held.is_empty() {
                self.settle(&mut current, held);
            }
        }
        if let Stage::Reading { table, width: _ } = current.stage {
            self.done.push(table);
        }
    }

    /// Takes the best of the first rows for the header and hands on the others.
    fn settle(&mut self, current: &mut Current<R>, held: Vec<(u32, Vec<Raw<'static>>)>) {
        let rows: Vec<Labels> = held.iter().map(|(_, cells)| header::labels(cells)).collect();
        let none = Labels::new();
        let above = |at: usize| at.checked_sub(1).and_then(|it| rows.get(it)).unwrap_or(&none);
        let by_number = self.header_row.and_then(|row| held.iter().position(|(number, _)| *number == row));
        let at = match (current.form, by_number) {
            (Form::Records, _) => 0,
            (_, Some(at)) => at,
            (Form::Grid | Form::Inside, None) => header::choose(self.columns, &self.needed, &rows),
        };
        let places = header::locate(self.columns, above(at), &rows[at]);
        let width = rows[at].iter().rposition(|label| !label.is_empty()).map_or(0, |it| it + 1);
        let table = Table {
            sheet: current.sheet.take(),
            places,
            header_row: held[at].0,
            rows: 0,
            taken: (self.make)(),
            misfit: None,
            labels: rows[at].clone(),
            inside: current.form == Form::Inside,
            visible: current.visible,
            form: current.form,
        };
        current.stage = Stage::Reading { table, width };
        for (number, cells) in &held[at + 1..] {
            self.take(current, *number, cells);
        }
    }

    fn take(&self, current: &mut Current<R>, number: u32, cells: &[Raw<'_>]) {
        let Stage::Reading { table, width } = &mut current.stage else { return };
        if table.form != Form::Records && is_header_again(cells, &table.places, self.columns) {
            return;
        }
        if table.form != Form::Records && says_labels(cells, &table.places, &table.labels, self.columns) {
            if number == table.header_row.saturating_add(1) {
                // The second row of a header in which the first was enough to find the columns.
                return;
            }
            table.misfit = table.misfit.or(Some(Misfit::SecondHeader(number)));
        }
        // In a file of separators one too many shifts all that follows; beside a sheet people write notes.
        if current.dates == DateSystem::None && table.form == Form::Grid && table.misfit.is_none() {
            let beyond = |it: &Raw<'_>| !matches!(it, Raw::Empty) && !is_blank(it);
            if cells.iter().skip(*width).any(beyond) {
                let overlong = Overlong { row: number, values: cells.len(), columns: *width };
                table.misfit = Some(Misfit::Overlong(overlong));
            }
        }
        let typed: Vec<Cell<'_>> = self
            .columns
            .iter()
            .zip(&table.places.at)
            .zip(&self.read)
            .map(|((column, place), read)| {
                let raw = place.filter(|_| *read).and_then(|it| cells.get(usize::from(it)));
                raw.map_or(Cell::Empty, |it| value::read(it, column.kind, current.dates))
            })
            .collect();
        table.rows = table.rows.saturating_add(1);
        table.taken.row(number, &typed);
    }
}

impl<R: Rows, F: FnMut() -> R> Sink for Sheets<'_, R, F> {
    fn sheet(&mut self, sheet: &Sheet<'_>) {
        self.end();
        self.current = Some(Current {
            sheet: sheet.name.map(Box::from),
            visible: sheet.visibility == Visibility::Visible,
            form: sheet.form,
            dates: sheet.dates,
            stage: Stage::Looking(Vec::new()),
        });
    }

    fn row(&mut self, number: u32, cells: &[Raw<'_>]) {
        if cells.iter().all(is_blank) {
            return;
        }
        let Some(mut current) = self.current.take() else { return };
        if let Stage::Looking(held) = &mut current.stage {
            held.push((number, cells.iter().map(Raw::owned).collect()));
            let enough = match self.header_row {
                Some(row) => row <= number,
                None => held.len() >= HEADER_WITHIN,
            };
            if self.header_row.is_some() && held.len() > 2 {
                // Of what stands above it only the row right above may matter.
                held.remove(0);
            }
            let found = || {
                // The row after the first that will do may complete it: a header of two rows.
                let last: Vec<Labels> =
                    held.iter().rev().take(3).rev().map(|(_, it)| header::labels(it)).collect();
                header::is_found(self.columns, &self.needed, &last)
            };
            if enough || current.form == Form::Records || self.header_row.is_none() && found() {
                let held = std::mem::take(held);
                self.settle(&mut current, held);
            }
        } else {
            self.take(&mut current, number, cells);
        }
        self.current = Some(current);
    }

    fn line(&mut self, _at: At, _text: &str) {}
}

fn is_blank(cell: &Raw<'_>) -> bool {
    match cell {
        Raw::Empty => true,
        Raw::Text(text) => text.trim().is_empty(),
        Raw::Number(_) | Raw::Percent(_) | Raw::Date(_) | Raw::Flag(_) | Raw::Error => false,
    }
}

/// Whether a row says the header once more: printed lists have it on every page.
///
/// Two of its cells at least have to say so: one alone may be a value that is written like its header.
fn is_header_again(cells: &[Raw<'_>], places: &Places, columns: &[Column]) -> bool {
    let mut named = 0;
    for (column, place) in columns.iter().zip(&places.at) {
        let Some(place) = place else { continue };
        match cells.get(usize::from(*place)) {
            Some(Raw::Text(text)) if column.is_named(text) => named += 1,
            _ => return false,
        }
    }
    named > 1
}

/// Whether a row repeats labels of its text columns, where the row as a whole is no header again.
///
/// Half of what it says at least has to be such labels: one alone is a value that is written like its header.
fn says_labels(cells: &[Raw<'_>], places: &Places, labels: &[String], columns: &[Column]) -> bool {
    let is_label = |at: usize| match (cells.get(at), labels.get(at)) {
        (Some(Raw::Text(text)), Some(label)) => {
            // Folding makes a text at most three times shorter, beside the blanks in it.
            let may_be = !label.is_empty() && text.len() <= label.len() * 3 + 16;
            may_be && value::header_folded(text) == *label
        }
        _ => false,
    };
    let located = columns.iter().zip(&places.at).filter(|(column, _)| column.kind == ColumnType::Text);
    let said = located.filter_map(|(_, place)| place.map(usize::from)).filter(|at| is_label(*at)).count();
    said > 0 && said * 2 >= cells.iter().filter(|it| !is_blank(it)).count()
}

fn listed<'t, R: 't>(tables: impl Iterator<Item = &'t Table<R>>) -> String {
    let names: Vec<&str> = tables.filter_map(|it| it.sheet.as_deref()).take(10).collect();
    names.join(", ")
}
