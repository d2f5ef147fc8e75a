//! What a company has already for a table: the rows of its register, what still has to be stated, or whom a list has to name.

use chrono::NaiveDate;
use kansa_core::assess::to_state;
use kansa_core::check::CheckKind;
use kansa_core::company::Company;
use kansa_core::condition::Truth;
use kansa_core::evidence::{RegisterState, Registers};
use kansa_core::finding::Spot;
use kansa_core::measure::Requirement;
use kansa_core::model::Model;
use kansa_core::register::{Register, RegisterDef, RegisterIx};
use kansa_core::table::Cell;
use kansa_core::text::{Lang, Text};

/// Why the rows of a register cannot be written again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lost {
    /// The register itself cannot be read.
    Unreadable,
    /// Cells that cannot be read as their column's type: they would be gone.
    Cells(Vec<Spot>),
}

/// The rows of a company's register: all of one that is a single file, of snapshots those of the day. The statement of
/// applicability gets a row for each control that needs one.
///
/// # Errors
///
/// Something of it cannot be read, and would be lost.
pub fn of_register<'a>(
    model: &'a Model,
    company: &Company,
    registers: &'a Registers,
    register: RegisterIx,
    day: NaiveDate,
    lang: Lang,
) -> Result<Vec<Vec<Cell<'a>>>, Lost> {
    let def = model.register(register);
    let mut rows = match registers.get(register) {
        RegisterState::Missing => Vec::new(),
        RegisterState::Unreadable => return Err(Lost::Unreadable),
        RegisterState::Read(read) => whole(def, read, day)?,
    };
    if def.id.as_str() == "applicability" {
        rows = stated(model, company, def, rows, day, lang);
    }
    Ok(rows)
}

fn whole<'a>(def: &RegisterDef, read: &'a Register, day: NaiveDate) -> Result<Vec<Vec<Cell<'a>>>, Lost> {
    let wanted =
        |row: &kansa_core::register::RowRef<'_>| read.known_since.is_none() || row.span.contains(day);
    let mut rows = Vec::new();
    // Rows without a key are not read at all.
    let nameless = read.faults.iter().filter(|it| it.key.is_none());
    let mut lost: Vec<Spot> = nameless.map(|it| Spot::row(it.path.clone(), it.row)).collect();
    for row in read.rows().filter(wanted) {
        let cells: Vec<Cell<'a>> = (0..def.columns.len()).map(|it| row.get(it)).collect();
        if cells.iter().any(|it| matches!(it, Cell::Bad(_))) {
            lost.push(row.spot());
        }
        rows.push(cells);
    }
    if lost.is_empty() { Ok(rows) } else { Err(Lost::Cells(lost)) }
}

/// In catalog order a row for each control that needs one, as it is or with nothing but its name; then all others.
fn stated<'a>(
    model: &'a Model,
    company: &Company,
    def: &RegisterDef,
    mut rows: Vec<Vec<Cell<'a>>>,
    day: NaiveDate,
    lang: Lang,
) -> Vec<Vec<Cell<'a>>> {
    let (name, applies) = (def.column("name"), def.column("applies"));
    let mut all = Vec::new();
    for (key, title) in to_state(model, company, day) {
        let said = |it: &Vec<Cell<'_>>| {
            let written = it.get(def.key).and_then(Cell::as_text);
            written.is_some_and(|it| it == key || key.split_once(':').is_some_and(|(_, node)| it == node))
        };
        let title = Cell::Text(title.get(lang).to_owned().into());
        let of_key: Vec<Vec<Cell<'a>>> = rows.extract_if(.., |it| said(it)).collect();
        if of_key.is_empty() {
            let mut row = vec![Cell::Empty; def.columns.len()];
            row[def.key] = Cell::Text(key.into());
            for (column, cell) in [(name, title), (applies, Cell::Flag(true))] {
                if let Some(at) = column {
                    row[at] = cell;
                }
            }
            all.push(row);
            continue;
        }
        for mut row in of_key {
            if let Some(at) = name.filter(|at| row[*at] == Cell::Empty) {
                row[at] = title.clone();
            }
            all.push(row);
        }
    }
    all.extend(rows);
    all
}

/// The keys that a list has to name (`covers`), one row each: of the day.
pub fn of_requirement<'a>(
    requirement: &Requirement,
    registers: &'a Registers,
    day: NaiveDate,
) -> Vec<Vec<Cell<'a>>> {
    let population = requirement.checks.iter().find_map(|it| match &it.kind {
        CheckKind::Covers { register, column, condition, .. } => Some((*register, *column, condition)),
        _ => None,
    });
    let Some((register, column, condition)) = population else { return Vec::new() };
    let RegisterState::Read(read) = registers.get(register) else { return Vec::new() };
    read.on(day)
        .filter(|row| condition.as_ref().is_none_or(|it| it.eval(row) != Truth::No))
        .map(|row| {
            let mut cells = vec![Cell::Empty; requirement.columns.len()];
            cells[column] = Cell::Text(row.key().into());
            cells
        })
        .collect()
}

impl Lost {
    /// Why, in words.
    pub fn text(&self, register: &Text) -> Text {
        let (ja, en) = (&register.ja, &register.en);
        match self {
            Self::Unreadable => Text::new(
                format!("「{ja}」を読めないため、中身を書き出せない"),
                format!("{en} cannot be read, so its rows cannot be written"),
            ),
            Self::Cells(spots) => {
                let rows: Vec<String> = spots
                    .iter()
                    .take(10)
                    .map(|it| format!("{}:{}", it.path, it.row.unwrap_or_default()))
                    .collect();
                let (count, rows) = (spots.len(), rows.join(", "));
                Text::new(
                    format!(
                        "「{ja}」に読めないセルのある行が {count} 件あり、書き出すと失われる（{rows}）。先に直す"
                    ),
                    format!(
                        "{en} has {count} rows with cells that cannot be read and would be lost ({rows}): mend them first"
                    ),
                )
            }
        }
    }
}
