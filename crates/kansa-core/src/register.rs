//! Registers: tables of the subjects of a company, with the days on which each row holds.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;

use crate::code::Code;
use crate::config::RawText;
use crate::diagnostic::{Diagnostic, duplicate_id, unknown};
use crate::id::RegisterId;
use crate::measure::{RawColumn, RawColumns};
use crate::period::{DateRange, Period};
use crate::source::{Place, SourceFile, SourcePath};
use crate::table::{Cell, Column, ColumnType, Grid, HeaderFault, folded};
use crate::text::{Text, text};
use crate::yaml::{
    Decode, Decoder, InRange, Located, Node, NodeKind, Spelled, decode_file, decode_map, nearest, record,
};

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
        columns.extend(SPAN.iter().map(|(id, headers)| Column {
            id: (*id).into(),
            kind: ColumnType::Date,
            headers: headers.iter().map(|it| (*it).to_owned()).collect(),
        }));
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

/// One row of a register, on the days from which to which it holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// What names the row.
    pub key: Box<str>,
    /// Typed cells, one per declared column.
    pub cells: Vec<Cell>,
    /// The days on which it holds.
    pub span: DateRange,
    /// Its row number in the file.
    pub number: u32,
    /// The file.
    pub path: SourcePath,
    /// Where a later snapshot ended the row: the day of that snapshot, and the end that the row itself gave.
    ended_by: Option<(NaiveDate, NaiveDate)>,
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
    pub column: String,
    /// What is wrong.
    pub message: Text,
}

/// A register of one company as it was read.
#[derive(Debug, Clone, Default)]
pub struct Register {
    /// Its rows, in the order of the file.
    pub rows: Vec<Row>,
    /// Cells that cannot be read.
    pub faults: Vec<CellFault>,
    /// Columns that no file of it has; a requirement that needs one of them cannot be planned.
    pub missing_columns: Vec<usize>,
    /// The files it was read from.
    pub paths: Vec<SourcePath>,
    /// The day of its first snapshot: before it nothing is known. None if it is one table.
    pub known_since: Option<NaiveDate>,
}

impl Register {
    /// Reads a register from its file, or from dated snapshots, oldest first.
    ///
    /// A table without its key column, or with a column twice, gives a diagnostic and no register.
    pub fn read(
        def: &RegisterDef,
        mut tables: Vec<(Option<NaiveDate>, Grid)>,
    ) -> Result<Self, Vec<Diagnostic>> {
        tables.sort_by_key(|(date, _)| *date);
        let mut register = Self::default();
        let mut diagnostics = Vec::new();
        let mut missing: BTreeMap<usize, usize> = BTreeMap::new();
        let mut snapshots: Vec<(NaiveDate, Vec<Row>)> = Vec::new();
        for (date, grid) in &tables {
            register.paths.push(grid.path.clone());
            let (places, faults) = grid.locate(&def.columns);
            for fault in faults {
                match fault {
                    HeaderFault::Missing(index) if index == def.key => {
                        diagnostics.push(missing_key_column(def, grid));
                    }
                    HeaderFault::Missing(index) => *missing.entry(index).or_default() += 1,
                    HeaderFault::Twice(index) => diagnostics.push(column_twice(&def.columns[index], grid)),
                }
            }
            let rows = register.typed_rows(def, grid, &places);
            match date {
                None => register.rows.extend(rows),
                Some(date) => snapshots.push((*date, rows)),
            }
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
        register.rows.extend(join_snapshots(snapshots));
        Ok(register)
    }

    fn typed_rows(&mut self, def: &RegisterDef, grid: &Grid, places: &[Option<usize>]) -> Vec<Row> {
        let mut rows: Vec<Row> = Vec::with_capacity(grid.rows.len());
        let mut spans: HashMap<Box<str>, Vec<DateRange>> = HashMap::new();
        for (number, texts) in &grid.rows {
            let cells = Grid::typed(texts, &def.columns, places);
            let mut fault = |column: usize, message: Text| {
                self.faults.push(CellFault {
                    path: grid.path.clone(),
                    row: *number,
                    key: cells[def.key].as_text().map(Box::from),
                    column_id: def.columns[column].id.clone(),
                    column: def.columns[column].label().to_owned(),
                    message,
                });
            };
            for (index, cell) in cells.iter().enumerate() {
                if *cell == Cell::Bad {
                    fault(index, bad_cell(def.columns[index].kind));
                }
            }
            let Some(key) = cells[def.key].as_text().map(Box::<str>::from) else {
                fault(def.key, text!("キーが空", "the key is empty"));
                continue;
            };
            // A bad date is said above; the row stays owed from the start, which is the stricter reading.
            let (from, to) = (cells[def.from].as_date(), cells[def.to].as_date());
            let span = DateRange::open(from, to).unwrap_or_else(|| {
                fault(def.to, text!("終わりの日が始まりの日より前", "the last day lies before the first"));
                // The stricter reading: it holds from the earlier of the two on.
                DateRange { from: to.unwrap_or(NaiveDate::MIN), to: NaiveDate::MAX }
            });
            let earlier = spans.entry(key.clone()).or_default();
            let overlaps = earlier.iter().any(|it| it.overlaps(span));
            earlier.push(span);
            if overlaps {
                fault(
                    def.key,
                    text!("同じキーの行が期間を重ねて二つある", "two rows of this key overlap in time"),
                );
            }
            rows.push(Row { key, cells, span, number: *number, path: grid.path.clone(), ended_by: None });
        }
        rows
    }

    /// The register as it was known on a day: rows that start later are not there yet.
    #[must_use]
    pub fn known_on(&self, day: NaiveDate) -> Self {
        let rows = self
            .rows
            .iter()
            .filter(|row| row.span.from <= day)
            .map(|row| {
                let mut row = row.clone();
                if let Some((known, own_end)) = row.ended_by
                    && known > day
                {
                    row.span.to = own_end;
                    row.ended_by = None;
                }
                row
            })
            .collect();
        Self { rows, ..self.clone() }
    }

    /// Rows that hold on a day.
    pub fn on(&self, day: NaiveDate) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(move |row| row.span.contains(day))
    }
}

fn bad_cell(kind: ColumnType) -> Text {
    match kind {
        ColumnType::Text => text!("読めない", "cannot be read"),
        ColumnType::Number => text!("数値として読めない", "is not a number"),
        ColumnType::Date => {
            text!("日付として読めない（書き方: 2026-04-01）", "is not a date (write 2026-04-01)")
        }
        ColumnType::Flag => text!("済・未などとして読めない", "is neither yes nor no"),
    }
}

fn missing_key_column(def: &RegisterDef, grid: &Grid) -> Diagnostic {
    let key = &def.columns[def.key];
    let names = std::iter::once(&*key.id)
        .chain(key.headers.iter().map(String::as_str))
        .collect::<Vec<_>>()
        .join(", ");
    let id = &def.id;
    let diagnostic = Diagnostic::new(
        Code::RegisterHeader,
        Place::first_line(grid.path.clone()),
        text!(
            "台帳 {id} にキーの列がありません（{names}）",
            "the register {id} lacks its key column ({names})"
        ),
    );
    let near = grid
        .header
        .iter()
        .find_map(|it| nearest(it, key.headers.iter().map(String::as_str)).map(|near| (it, near)));
    match near {
        Some((wrong, near)) => diagnostic
            .help(text!("見出し {wrong} は {near} のことですか", "does the header {wrong} mean {near}?")),
        None => diagnostic,
    }
}

fn column_twice(column: &Column, grid: &Grid) -> Diagnostic {
    let name = column.label();
    Diagnostic::new(
        Code::RegisterHeader,
        Place::first_line(grid.path.clone()),
        text!("列 {name} にあたる見出しが二つあります", "two headers name the column {name}"),
    )
}

/// Rows of dated snapshots as spans: from the first snapshot that has a row to the day before the next that lacks it.
fn join_snapshots(snapshots: Vec<(NaiveDate, Vec<Row>)>) -> Vec<Row> {
    let mut finished: Vec<Row> = Vec::new();
    let mut current: BTreeMap<Box<str>, Row> = BTreeMap::new();
    for (date, rows) in snapshots {
        let mut next: BTreeMap<Box<str>, Row> = BTreeMap::new();
        for mut row in rows {
            let since =
                current.get(&row.key).filter(|it| it.cells == row.cells).map_or(date, |it| it.span.from);
            row.span.from = row.span.from.max(since);
            next.insert(row.key.clone(), row);
        }
        for (key, mut row) in current {
            if next.get(&key).is_none_or(|it| it.span.from >= date) {
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

/// A register written in YAML: `registers/<register>.yaml`.
#[derive(Debug, Clone)]
pub(crate) struct RawRows(Vec<Vec<(Spelled, Spelled)>>);

record! {
    /// A register written in YAML: `evidence/<company>/registers/<register>.yaml`.
    pub(crate) struct RawRegisterFile {
        /// The version of this format.
        #[expect(dead_code, reason = "the decoder has looked at it")]
        format: InRange<1, 1>,
        /// Rows, each from column to value.
        rows: RawRows,
    }
}

impl Decode for RawRows {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        let rows = decoder.sequence(node)?;
        Some(Self(rows.iter().filter_map(|it| row_cells(it, decoder)).collect()))
    }
}

/// The cells of a row; a key without a value is an empty cell.
fn row_cells(node: &Node, decoder: &mut Decoder<'_>) -> Option<Vec<(Spelled, Spelled)>> {
    let filled = Node {
        range: node.range.clone(),
        kind: match &node.kind {
            NodeKind::Mapping(entries) => {
                NodeKind::Mapping(entries.iter().filter(|(_, value)| !value.is_null()).cloned().collect())
            }
            NodeKind::Scalar { .. } | NodeKind::Sequence(_) => node.kind.clone(),
        },
    };
    decode_map(&filled, decoder)
}

impl schemars::JsonSchema for RawRows {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Rows".into()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let cell = generator.subschema_for::<Option<Spelled>>();
        schemars::json_schema!({
            "type": "array",
            "items": { "type": "object", "additionalProperties": cell }
        })
    }
}

/// More columns than any table that people fill in has.
const MOST_COLUMNS: usize = 500;

/// Reads a table written in YAML (a register, or evidence of the same form); row 1 is its first row.
pub fn parse_yaml(file: &SourceFile) -> (Option<Grid>, Vec<Diagnostic>) {
    let (raw, mut diagnostics) = decode_file::<RawRegisterFile>(file);
    let grid = raw.and_then(|raw| {
        let (mut header, mut known): (Vec<String>, HashSet<String>) = (Vec::new(), HashSet::new());
        for (column, _) in raw.rows.0.iter().flatten() {
            if known.insert(folded(&column.text).into_owned()) {
                header.push(column.text.clone());
            }
            if header.len() > MOST_COLUMNS {
                diagnostics.push(Diagnostic::new(
                    Code::YamlBudget,
                    column.place.clone(),
                    text!(
                        "列が多すぎます（{MOST_COLUMNS} まで）",
                        "too many columns (at most {MOST_COLUMNS})"
                    ),
                ));
                return None;
            }
        }
        let rows = raw.rows.0.iter().zip(1..).map(|(row, number)| {
            let value = |name: &String| {
                row.iter()
                    .find(|(column, _)| folded(&column.text) == folded(name))
                    .map(|(_, value)| value.text.clone())
            };
            (number, header.iter().map(|it| value(it).unwrap_or_default()).collect())
        });
        Some(Grid { path: file.path.clone(), rows: rows.collect(), header })
    });
    (grid, diagnostics)
}
