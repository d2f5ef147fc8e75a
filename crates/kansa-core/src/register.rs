//! Registers: tables of the subjects of a company, with the days on which each row holds.

mod records;
mod store;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

pub(crate) use self::records::RawRegisterFile;
pub use self::records::{Records, parse_yaml};
use self::store::{Filler, Store};

use crate::code::Code;
use crate::config::RawText;
use crate::content::{At, Raw, Sheet, Sink};
use crate::diagnostic::{Diagnostic, duplicate_id, unknown};
use crate::extract::Reading;
use crate::finding::Spot;
use crate::id::RegisterId;
use crate::measure::{RawColumn, RawColumns};
use crate::period::{DateRange, Period};
use crate::print::{Print, Salt};
use crate::source::{Place, SourceFile, SourcePath};
use crate::table::{Cell, Cells, Column, ColumnType, HeaderFault, Sheets, Wanted};
use crate::text::{Text, text};
use crate::yaml::{InRange, Located, Spelled, decode_file, nearest, record};

record! {
    /// Definitions of registers: `controls/registers/<any name>.yaml`.
    pub(crate) struct RawRegisters {
        /// The version of this format.
        #[expect(dead_code, reason = "the decoder has looked at it")]
        format: InRange<1, 1>,
        /// The registers.
        registers: Vec<RawRegister>,
    }
}

record! {
    /// The definition of a register: what it lists and which columns it has.
    pub(crate) struct RawRegister {
        /// Its id: the name of its file in `evidence/<company>/registers`.
        id: Located<RegisterId>,
        /// Title.
        title: RawText,
        /// What one row is.
        description: Option<RawText>,
        /// The column whose value names a row.
        key: Spelled,
        /// Its columns; `from` and `to` are there in every register.
        columns: RawColumns,
        /// For registers of events: how often an empty one has to be declared (該当なし).
        nil_every: Option<Period>,
    }
}

/// Index of a register's definition in the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RegisterIx(pub(crate) u32);

impl RegisterIx {
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

/// What a register lists and which columns it has.
#[derive(Debug, Clone)]
pub struct RegisterDef {
    /// Its id.
    pub id: RegisterId,
    /// Title.
    pub title: Text,
    /// What one row is.
    pub description: Option<Text>,
    /// Its columns, `from` and `to` among them.
    pub columns: Vec<Column>,
    /// Index of the column whose value names a row.
    pub key: usize,
    /// For registers of events: how often an empty one has to be declared.
    pub nil_every: Option<Period>,
    from: usize,
    to: usize,
    pub(crate) place: Place,
}

/// Columns that every register has.
const SPAN: [(&str, &[&str]); 2] = [("from", &["開始日", "適用開始日"]), ("to", &["終了日", "適用終了日"])];

impl RegisterDef {
    /// Reads the definitions of a file.
    pub fn parse(file: &SourceFile) -> (Vec<Self>, Vec<Diagnostic>) {
        let (raw, mut diagnostics) = decode_file::<RawRegisters>(file);
        let defs = raw.map_or_else(Vec::new, |raw| {
            raw.registers.into_iter().filter_map(|it| Self::link(it, &mut diagnostics)).collect()
        });
        (defs, diagnostics)
    }

    fn link(mut raw: RawRegister, diagnostics: &mut Vec<Diagnostic>) -> Option<Self> {
        let mut seen: BTreeMap<&str, ()> = BTreeMap::new();
        for (id, column) in &raw.columns.0 {
            let RawColumn { headers, .. } = column;
            for name in std::iter::once(&id.text).chain(headers.iter().flatten()) {
                if seen.insert(name, ()).is_some() && *name != id.text {
                    diagnostics.push(duplicate_id(name, id.place.clone(), None));
                }
            }
        }
        // What the file says of the two columns that every register has are more headers for them.
        let more = |name: &str| -> Vec<String> {
            let own = raw.columns.0.iter().filter(|(id, _)| id.text == name);
            own.flat_map(|(_, it)| it.headers.iter().flatten().cloned()).collect()
        };
        let spans = SPAN.map(|(id, headers)| {
            let mut all = more(id);
            all.extend(headers.iter().map(|it| (*it).to_owned()));
            (id, all)
        });
        raw.columns.0.retain(|(id, _)| !SPAN.iter().any(|(name, _)| *name == id.text));
        let mut columns = raw.columns.into_columns();
        let key = crate::measure::find_column(&columns, &raw.key.text, &raw.key.place, diagnostics)?;
        if columns[key].kind != ColumnType::Text {
            let name = &raw.key.text;
            diagnostics.push(Diagnostic::new(
                Code::InvalidValue,
                raw.key.place,
                text!(
                    "キーの列 {name} は type: text にしてください",
                    "the key column {name} must be of type text"
                ),
            ));
            return None;
        }
        let from = columns.len();
        columns.extend(spans.into_iter().map(|(id, headers)| Column::new(id, ColumnType::Date, headers)));
        Some(Self {
            id: raw.id.value,
            title: raw.title.into_text(),
            description: raw.description.map(RawText::into_text),
            columns,
            key,
            nil_every: raw.nil_every,
            from,
            to: from + 1,
            place: raw.id.place,
        })
    }

    /// Index of the column that a name means, by id or header.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|it| it.is_named(name))
    }

    pub(crate) fn unknown_column(&self, name: &str, place: &Place) -> Diagnostic {
        let id = &self.id;
        unknown(
            Code::UnknownColumn,
            name,
            place.clone(),
            text!("台帳 {id} に列 {name} はありません", "the register {id} has no column {name}"),
            self.columns.iter().map(|it| &*it.id),
        )
    }

    /// The register of an id; reports one that nobody defines.
    pub(crate) fn find(
        defs: &[Self],
        id: &RegisterId,
        place: &Place,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<RegisterIx> {
        let found = defs.iter().position(|it| it.id == *id);
        if found.is_none() {
            diagnostics.push(unknown(
                Code::UnknownRegister,
                id.as_str(),
                place.clone(),
                text!("台帳 {id} は定義されていません", "no register {id} is defined"),
                defs.iter().map(|it| it.id.as_str()),
            ));
        }
        found.and_then(|it| u32::try_from(it).ok()).map(RegisterIx)
    }
}

/// A cell that cannot be read as what its column declares, or a row without its key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct CellFault {
    /// The file.
    pub path: SourcePath,
    /// The row number that a spreadsheet shows.
    pub row: u32,
    /// What names the row; none if its key is empty.
    pub key: Option<Box<str>>,
    /// The id of the column.
    pub column_id: Box<str>,
    /// The header of the column.
    pub column: Text,
    /// The address of the cell, with its sheet if it has one.
    pub cell: Option<String>,
    /// What is wrong.
    pub message: Text,
}

/// A register of one company as it was read.
#[derive(Debug, Clone, Default)]
pub struct Register {
    tables: Arc<Vec<Store>>,
    rows: Vec<Row>,
    key: usize,
    /// Cells that cannot be read.
    pub faults: Vec<CellFault>,
    /// Columns that no file of it has; a requirement that needs one of them cannot be planned.
    pub missing_columns: Vec<usize>,
    /// The files it was read from.
    pub paths: Vec<SourcePath>,
    /// The day of its first snapshot: before it nothing is known. None if it is one table.
    pub known_since: Option<NaiveDate>,
}

/// Where a row stands, and when it holds.
#[derive(Debug, Clone, Copy)]
struct Row {
    table: u32,
    at: u32,
    span: DateRange,
    /// Where a later snapshot ended the row: the day of that snapshot, and the end that the row itself gave.
    ended_by: Option<(NaiveDate, NaiveDate)>,
}

/// One row of a register, on the days from which to which it holds.
#[derive(Debug, Clone, Copy)]
pub struct RowRef<'r> {
    store: &'r Store,
    at: usize,
    key: usize,
    /// The days on which it holds.
    pub span: DateRange,
}

impl<'r> RowRef<'r> {
    /// What names the row.
    pub fn key(&self) -> &'r str {
        self.text(self.key).unwrap_or_default()
    }

    /// The cell of a column; empty if there is no such column.
    pub fn get(&self, column: usize) -> Cell<'r> {
        self.store.columns.get(column).map_or(Cell::Empty, |it| it.get(self.at))
    }

    /// The text of a cell that was read as text.
    pub fn text(&self, column: usize) -> Option<&'r str> {
        self.store.columns.get(column).and_then(|it| it.text(self.at))
    }

    /// The day of a cell that was read as a date.
    pub fn date(&self, column: usize) -> Option<NaiveDate> {
        self.get(column).as_date()
    }

    /// Its row number in the file.
    pub fn number(&self) -> u32 {
        self.store.numbers.get(self.at).copied().unwrap_or(0)
    }

    /// The file.
    pub fn path(&self) -> &'r SourcePath {
        &self.store.path
    }

    /// The fingerprint of its key.
    pub fn print(&self) -> Print {
        self.store.prints[self.at]
    }

    /// Where it stands, for findings.
    pub fn spot(&self) -> Spot {
        Spot::row(self.path().clone(), self.number())
    }

    /// Whether the days on which it holds are as somebody wrote them: none that cannot be read, no end before the beginning.
    pub fn is_dated(&self, def: &RegisterDef) -> bool {
        match (self.get(def.from), self.get(def.to)) {
            (Cell::Bad(_), _) | (_, Cell::Bad(_)) => false,
            (Cell::Date(from), Cell::Date(to)) => from <= to,
            _ => true,
        }
    }

    fn is_same_as(&self, other: &Self) -> bool {
        (0..self.store.columns.len()).all(|it| self.get(it) == other.get(it))
    }
}

impl Cells for RowRef<'_> {
    fn cell(&self, column: usize) -> Option<Cell<'_>> {
        Some(self.get(column))
    }
}

/// A table of a register: one file of it.
#[derive(Debug)]
pub struct RegisterTable {
    store: Store,
    header: Vec<HeaderFault>,
    faults: Vec<CellFault>,
    /// Labels of the header row, to say which of them may be meant.
    labels: Vec<String>,
}

impl RegisterTable {
    /// The file.
    pub fn path(&self) -> &SourcePath {
        &self.store.path
    }

    /// Whether its header names every declared column once.
    pub fn has_all_columns(&self) -> bool {
        self.header.is_empty()
    }
}

/// Takes what a reader finds in the file of a register.
pub struct TableReader<'d> {
    def: &'d RegisterDef,
    sheets: Sheets<'d, Filler, Box<dyn FnMut() -> Filler + 'd>>,
}

impl<'d> TableReader<'d> {
    /// For the file of this path.
    pub fn new(def: &'d RegisterDef, path: SourcePath, reading: &Reading, salt: Salt) -> Self {
        let make: Box<dyn FnMut() -> Filler> =
            Box::new(move || Filler::new(path.clone(), def.columns.len(), def.key, salt));
        let sheets =
            Sheets::new(&def.columns, vec![def.key], |_| true, make).with_header_row(reading.header_row);
        Self { def, sheets }
    }

    /// The table, once the file was read to its end.
    ///
    /// # Errors
    ///
    /// There is no table in it, it cannot be said which one is meant, or a row is shifted against its header.
    pub fn finish(self, wanted: &Wanted) -> Result<RegisterTable, Text> {
        let mut tables = self.sheets.finish(wanted)?.into_iter();
        let Some(table) = tables.next() else {
            return Err(text!("表がない", "there is no table in it"));
        };
        if tables.next().is_some() {
            return Err(text!(
                "台帳のシートは一枚だけ示す（read: {{sheet: …}}）",
                "a register is one sheet: name it, read: {{sheet: …}}"
            ));
        }
        if let Some(misfit) = table.misfit {
            return Err(misfit.text());
        }
        let (store, found) = table.taken.finish();
        let sheet = table.sheet.as_deref();
        let faults =
            found.into_iter().map(|it| it.into_fault(self.def, &store, sheet, &table.places.at)).collect();
        Ok(RegisterTable { store, header: table.places.faults, faults, labels: table.labels })
    }
}

impl Sink for TableReader<'_> {
    fn sheet(&mut self, sheet: &Sheet<'_>) {
        self.sheets.sheet(sheet);
    }

    fn row(&mut self, number: u32, cells: &[Raw<'_>]) {
        self.sheets.row(number, cells);
    }

    fn line(&mut self, _at: At, _text: &str) {}
}

impl Register {
    /// Reads a register from its file, or from dated snapshots.
    ///
    /// A table without its key column, or with a column twice, gives a diagnostic and no register.
    pub fn read(
        def: &RegisterDef,
        mut tables: Vec<(Option<NaiveDate>, RegisterTable)>,
    ) -> Result<Self, Vec<Diagnostic>> {
        tables.sort_by_key(|(date, _)| *date);
        let mut register = Self::default();
        let mut diagnostics = Vec::new();
        let mut missing: BTreeMap<usize, usize> = BTreeMap::new();
        for (_, table) in &mut tables {
            register.paths.push(table.store.path.clone());
            for fault in &table.header {
                match fault {
                    HeaderFault::Missing(_) if fault.column() == def.key => {
                        diagnostics.push(missing_key_column(def, &table.store.path, &table.labels));
                    }
                    HeaderFault::Missing(_) => *missing.entry(fault.column()).or_default() += 1,
                    HeaderFault::Twice(_) => {
                        diagnostics.push(column_twice(&def.columns[fault.column()], &table.store.path));
                    }
                }
            }
            register.faults.append(&mut table.faults);
        }
        if !diagnostics.is_empty() {
            return Err(diagnostics);
        }
        register.missing_columns = missing
            .into_iter()
            .filter(|(index, lacking)| *lacking == tables.len() && ![def.from, def.to].contains(index))
            .map(|(index, _)| index)
            .collect();
        let dated = tables.iter().all(|(date, _)| date.is_some());
        register.known_since = tables.first().and_then(|(date, _)| *date).filter(|_| dated);
        let (dates, stores): (Vec<_>, Vec<_>) = tables.into_iter().map(|(date, it)| (date, it.store)).unzip();
        register.tables = Arc::new(stores);
        let mut snapshots: Vec<(NaiveDate, Vec<Row>)> = Vec::new();
        for (table, date) in (0..).zip(dates) {
            let rows = register.spans(def, table);
            match date {
                None => register.rows.extend(rows),
                Some(date) => snapshots.push((date, rows)),
            }
        }
        let joined = register.join(snapshots, def.key);
        register.rows.extend(joined);
        register.key = def.key;
        Ok(register)
    }

    /// The rows of a table with the days on which they hold.
    fn spans(&mut self, def: &RegisterDef, table: u32) -> Vec<Row> {
        let tables = Arc::clone(&self.tables);
        let Some(store) = tables.get(table as usize) else { return Vec::new() };
        let (from, to) = (&store.columns[def.from], &store.columns[def.to]);
        let mut rows: Vec<Row> = Vec::with_capacity(store.numbers.len());
        for (at, row) in (0_u32..).zip(0..store.numbers.len()) {
            // A bad date is said already; the row stays owed from the start, which is the stricter reading.
            let (from, to) = (from.get(row).as_date(), to.get(row).as_date());
            let span = DateRange::open(from, to).unwrap_or_else(|| {
                let why = text!("終わりの日が始まりの日より前", "the last day lies before the first");
                self.faults.push(fault(def, store, row, def.to, why));
                // The stricter reading: it holds from the earlier of the two on.
                DateRange { from: to.unwrap_or(NaiveDate::MIN), to: NaiveDate::MAX }
            });
            rows.push(Row { table, at, span, ended_by: None });
        }
        let mut by_key: Vec<(Print, u32)> = store.prints.iter().copied().zip(0..).collect();
        by_key.sort_unstable();
        for same in by_key.chunk_by(|a, b| a.0 == b.0).filter(|it| it.len() > 1) {
            let span = |it: &(Print, u32)| rows[it.1 as usize].span;
            let mut spans: Vec<(DateRange, u32)> = same.iter().map(|it| (span(it), it.1)).collect();
            spans.sort_unstable();
            // In order of their starts a row overlaps an earlier one if it starts before the latest end so far.
            let mut latest: Option<NaiveDate> = None;
            for (span, at) in spans {
                if latest.is_some_and(|it| span.from <= it) {
                    let why =
                        text!("同じキーの行が期間を重ねて二つある", "two rows of this key overlap in time");
                    self.faults.push(fault(def, store, at as usize, def.key, why));
                }
                latest = latest.max(Some(span.to));
            }
        }
        self.faults.sort_by(|a, b| (&a.path, a.row).cmp(&(&b.path, b.row)));
        rows
    }

    /// Rows of dated snapshots as spans: from the first snapshot that has a row to the day before the next that lacks it.
    fn join(&self, snapshots: Vec<(NaiveDate, Vec<Row>)>, key: usize) -> Vec<Row> {
        let mut finished: Vec<Row> = Vec::new();
        let mut current: BTreeMap<&str, Row> = BTreeMap::new();
        for (date, rows) in snapshots {
            let mut next: BTreeMap<&str, Row> = BTreeMap::new();
            for mut row in rows {
                let shown = self.shown(&row, key);
                let same = |it: &&Row| self.shown(it, key).is_same_as(&shown);
                let since = current.get(shown.key()).filter(same).map_or(date, |it| it.span.from);
                row.span.from = row.span.from.max(since);
                next.insert(shown.key(), row);
            }
            for (key, mut row) in current {
                if next.get(key).is_none_or(|it| it.span.from >= date) {
                    let last = date.pred_opt().unwrap_or(date);
                    row.ended_by = Some((date, row.span.to));
                    row.span.to = row.span.to.min(last);
                    finished.push(row);
                }
            }
            current = next;
        }
        finished.extend(current.into_values());
        finished
    }

    fn shown(&self, row: &Row, key: usize) -> RowRef<'_> {
        RowRef { store: &self.tables[row.table as usize], at: row.at as usize, key, span: row.span }
    }

    /// The register as it was known on a day: rows that start later are not there yet.
    #[must_use]
    pub fn known_on(&self, day: NaiveDate) -> Self {
        let rows = self
            .rows
            .iter()
            .filter(|row| row.span.from <= day)
            .map(|row| {
                let mut row = *row;
                if let Some((known, own_end)) = row.ended_by
                    && known > day
                {
                    row.span.to = own_end;
                    row.ended_by = None;
                }
                row
            })
            .collect();
        Self {
            rows,
            tables: Arc::clone(&self.tables),
            faults: self.faults.clone(),
            missing_columns: self.missing_columns.clone(),
            paths: self.paths.clone(),
            ..*self
        }
    }

    /// Its rows, in the order of the file.
    pub fn rows(&self) -> impl Iterator<Item = RowRef<'_>> {
        self.rows.iter().map(|row| self.shown(row, self.key))
    }

    /// Whether it has no row.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Rows that hold on a day.
    pub fn on(&self, day: NaiveDate) -> impl Iterator<Item = RowRef<'_>> {
        self.rows().filter(move |row| row.span.contains(day))
    }
}

fn fault(def: &RegisterDef, store: &Store, row: usize, column: usize, message: Text) -> CellFault {
    let key = store.columns[def.key].text(row).map(Box::from);
    CellFault {
        path: store.path.clone(),
        row: store.numbers[row],
        key,
        column_id: def.columns[column].id.clone(),
        column: def.columns[column].title(),
        cell: None,
        message,
    }
}

fn missing_key_column(def: &RegisterDef, path: &SourcePath, labels: &[String]) -> Diagnostic {
    let key = &def.columns[def.key];
    let names = std::iter::once(&*key.id)
        .chain(key.headers.iter().map(String::as_str))
        .collect::<Vec<_>>()
        .join(", ");
    let id = &def.id;
    let diagnostic = Diagnostic::new(
        Code::RegisterHeader,
        Place::first_line(path.clone()),
        text!(
            "台帳 {id} にキーの列がありません（{names}）",
            "the register {id} lacks its key column ({names})"
        ),
    );
    let near = labels
        .iter()
        .find_map(|it| nearest(it, key.headers.iter().map(String::as_str)).map(|near| (it, near)));
    match near {
        Some((wrong, near)) => diagnostic
            .help(text!("見出し {wrong} は {near} のことですか", "does the header {wrong} mean {near}?")),
        None => diagnostic,
    }
}

fn column_twice(column: &Column, path: &SourcePath) -> Diagnostic {
    let name = column.title();
    Diagnostic::new(
        Code::RegisterHeader,
        Place::first_line(path.clone()),
        Text::new(
            format!("列 {} にあたる見出しが二つあります", name.ja),
            format!("two headers name the column {}", name.en),
        ),
    )
}
