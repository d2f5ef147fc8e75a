//! From a tree of values to sheets of records.

use std::borrow::Cow;
use std::collections::HashMap;

use kansa_core::content::{DateSystem, Form, Raw, Sheet, Sink, Visibility};

use super::tree::Value;
use super::{MAX_COLUMNS, Trouble, too_many_columns};

/// Bytes of the path of a list or of a column. A longer one is no name, and one long key above many short ones would be copied
/// as often as there are short ones.
const MAX_NAME: usize = 1_000;

/// Lists with a path of their own in one file. More is a map that should have been a list.
const MAX_SHEETS: usize = 10_000;

/// Hands out the lists of a tree as sheets.
///
/// Every list of records is a sheet that is named by its path (`scan.hosts`; none at the top). The lists that stand at
/// the same place in each record of another list are one sheet, numbered on. A list of lists whose first one holds texts
/// only is a grid. A record at the top without any list in it is a sheet of that one record. `prefix` goes before the names.
///
/// # Errors
///
/// Too many lists or columns, a name that is too long, or two fields that come to the same column name.
pub(crate) fn sheets(root: &Value<'_>, prefix: &str, sink: &mut dyn Sink) -> Result<(), Trouble> {
    let mut lists = Lists::default();
    let mut path = prefix.to_owned();
    lists.search(root, &mut path, Place::Once)?;
    if lists.found.is_empty() && matches!(root, Value::Record(fields) if !fields.is_empty()) {
        lists.found.push((prefix.to_owned(), List::Records(vec![root])));
    }
    for (path, list) in &lists.found {
        let form = match list {
            List::Records(_) => Form::Records,
            List::Grid(_) => Form::Inside,
        };
        begin(path, form, sink);
        match list {
            List::Records(records) => {
                let mut columns = Columns::new(Nested::Apart);
                for record in records {
                    columns.learn(record)?;
                }
                sink.row(0, &columns.header());
                for (number, record) in (1..).zip(records) {
                    sink.row(number, &columns.row(record)?);
                }
            }
            List::Grid(rows) => {
                for (number, row) in (1..).zip(*rows) {
                    if let Value::List(cells) = row {
                        if cells.len() > MAX_COLUMNS {
                            return Err(too_many_columns());
                        }
                        let cells: Vec<Raw<'_>> = cells.iter().map(cell).collect();
                        if cells.iter().any(|it| *it != Raw::Empty) {
                            sink.row(number, &cells);
                        }
                    }
                }
            }
        }
    }
    Ok(())
}

/// Begins a sheet; the empty path is no name.
pub(crate) fn begin(path: &str, form: Form, sink: &mut dyn Sink) {
    sink.sheet(&Sheet {
        name: Some(path).filter(|it| !it.is_empty()),
        visibility: Visibility::Visible,
        dates: DateSystem::None,
        form,
    });
}

/// A list that becomes a sheet.
enum List<'v, 'a> {
    Records(Vec<&'v Value<'a>>),
    Grid(&'v [Value<'a>]),
}

/// Whether a place in the tree is there once, or in each record of a list.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Once,
    Each,
}

#[derive(Default)]
struct Lists<'v, 'a> {
    found: Vec<(String, List<'v, 'a>)>,
    /// Where in `found` the records of a path are.
    records: HashMap<String, usize>,
}

impl<'v, 'a> Lists<'v, 'a> {
    fn search(&mut self, value: &'v Value<'a>, path: &mut String, place: Place) -> Result<(), Trouble> {
        match value {
            Value::Empty | Value::Flag(_) | Value::Number(_) | Value::Text(_) => Ok(()),
            Value::Record(fields) => {
                for (name, value) in fields {
                    let (Value::Record(_) | Value::List(_)) = value else { continue };
                    let length = path.len();
                    descend(path, name)?;
                    self.search(value, path, place)?;
                    path.truncate(length);
                }
                Ok(())
            }
            Value::List(items) => {
                // An empty list is a sheet without rows, unless it is but one of many at its place.
                if are_records(items) && (place == Place::Once || !items.is_empty()) {
                    self.add(path, items)?;
                } else if place == Place::Once && is_grid(items) {
                    self.push(path, List::Grid(items))?;
                    return Ok(());
                }
                for item in items {
                    self.search(item, path, Place::Each)?;
                }
                Ok(())
            }
        }
    }

    fn add(&mut self, path: &str, items: &'v [Value<'a>]) -> Result<(), Trouble> {
        let known = self.records.get(path).and_then(|&index| self.found.get_mut(index));
        if let Some((_, List::Records(records))) = known {
            records.extend(items);
            return Ok(());
        }
        self.records.insert(path.to_owned(), self.found.len());
        self.push(path, List::Records(items.iter().collect()))
    }

    fn push(&mut self, path: &str, list: List<'v, 'a>) -> Result<(), Trouble> {
        if self.found.len() >= MAX_SHEETS {
            return Err(Trouble::new(
                format!("中の表が {MAX_SHEETS} を超える"),
                format!("more than {MAX_SHEETS} tables in it"),
            ));
        }
        self.found.push((path.to_owned(), list));
        Ok(())
    }
}

/// Adds a name to a path.
fn descend(path: &mut String, name: &str) -> Result<(), Trouble> {
    if path.len() + name.len() >= MAX_NAME {
        return Err(Trouble::new(
            format!("項目名が {MAX_NAME} バイトを超える"),
            format!("the name of a field is longer than {MAX_NAME} bytes"),
        ));
    }
    if !path.is_empty() {
        path.push('.');
    }
    path.push_str(name);
    Ok(())
}

fn are_records(items: &[Value<'_>]) -> bool {
    items.iter().all(|it| matches!(it, Value::Record(_)))
}

/// Whether a list becomes a sheet of its own wherever it stands.
fn is_apart(items: &[Value<'_>]) -> bool {
    !items.is_empty() && are_records(items)
}

fn is_grid(items: &[Value<'_>]) -> bool {
    let lists = items.iter().all(|it| matches!(it, Value::List(cells) if cells.iter().all(is_scalar)));
    let header = matches!(
        items.first(),
        Some(Value::List(cells)) if !cells.is_empty() && cells.iter().all(|it| matches!(it, Value::Text(_)))
    );
    lists && header
}

fn is_scalar(value: &Value<'_>) -> bool {
    match value {
        Value::Empty | Value::Flag(_) | Value::Number(_) | Value::Text(_) => true,
        Value::List(_) | Value::Record(_) => false,
    }
}

/// What becomes of a list of records inside a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Nested {
    /// It is a sheet of its own, and no column.
    Apart,
    /// It is one text.
    Joined,
}

/// The columns of a sheet of records: the fields of all records in the order in which they first come, fields of records inside
/// records as `host.name`.
pub(crate) struct Columns {
    nested: Nested,
    names: Vec<String>,
    places: HashMap<String, usize>,
}

impl Columns {
    /// No columns yet.
    pub(crate) fn new(nested: Nested) -> Self {
        Self { nested, names: Vec::new(), places: HashMap::new() }
    }

    /// Learns the columns of a record.
    ///
    /// # Errors
    ///
    /// Too many of them, or a name that is too long.
    pub(crate) fn learn(&mut self, record: &Value<'_>) -> Result<(), Trouble> {
        let nested = self.nested;
        each_cell(record, nested, &mut String::new(), &mut |name, _| {
            if !self.places.contains_key(name) {
                if self.names.len() >= MAX_COLUMNS {
                    return Err(too_many_columns());
                }
                self.places.insert(name.to_owned(), self.names.len());
                self.names.push(name.to_owned());
            }
            Ok(())
        })
    }

    /// Whether every field of a record has a column.
    pub(crate) fn know(&self, record: &Value<'_>) -> Result<bool, Trouble> {
        let mut known = true;
        each_cell(record, self.nested, &mut String::new(), &mut |name, _| {
            known &= self.places.contains_key(name);
            Ok(())
        })?;
        Ok(known)
    }

    /// The names, as a row.
    pub(crate) fn header(&self) -> Vec<Raw<'_>> {
        self.names.iter().map(|it| Raw::Text(Cow::Borrowed(it.as_str()))).collect()
    }

    /// The cells of a record. A field without a column is left out.
    ///
    /// # Errors
    ///
    /// Two fields come to the same name (`a.b`, and `b` inside `a`).
    pub(crate) fn row<'v>(&self, record: &'v Value<'_>) -> Result<Vec<Raw<'v>>, Trouble> {
        let mut row = vec![Raw::Empty; self.names.len()];
        let mut filled = vec![false; self.names.len()];
        each_cell(record, self.nested, &mut String::new(), &mut |name, value| {
            let Some(&place) = self.places.get(name) else { return Ok(()) };
            if filled.get(place) == Some(&true) {
                return Err(Trouble::new(
                    format!("項目「{name}」が一つの行に二度ある"),
                    format!("the field `{name}` stands twice in one record"),
                ));
            }
            if let (Some(to), Some(filled)) = (row.get_mut(place), filled.get_mut(place)) {
                *to = cell(value);
                *filled = true;
            }
            Ok(())
        })?;
        Ok(row)
    }
}

/// What takes the cells of a record, with the names of their columns.
type TakeCell<'t, 'v, 'a> = &'t mut dyn FnMut(&str, &'v Value<'a>) -> Result<(), Trouble>;

fn each_cell<'v, 'a>(
    record: &'v Value<'a>,
    nested: Nested,
    name: &mut String,
    take: TakeCell<'_, 'v, 'a>,
) -> Result<(), Trouble> {
    let Value::Record(fields) = record else { return Ok(()) };
    for (field, value) in fields {
        let length = name.len();
        descend(name, field)?;
        match value {
            Value::Record(_) => each_cell(value, nested, name, take)?,
            Value::List(items) if nested == Nested::Apart && is_apart(items) => {}
            Value::List(_) | Value::Empty | Value::Flag(_) | Value::Number(_) | Value::Text(_) => {
                take(name, value)?
            }
        }
        name.truncate(length);
    }
    Ok(())
}

/// A value as a cell: lists are joined with `、`, what stands deeper is written as json.
fn cell<'v>(value: &'v Value<'_>) -> Raw<'v> {
    match value {
        Value::Empty => Raw::Empty,
        Value::Flag(flag) => Raw::Flag(*flag),
        Value::Number(number) => Raw::Number(*number),
        Value::Text(text) => Raw::Text(Cow::Borrowed(text)),
        Value::List(items) if items.is_empty() => Raw::Empty,
        Value::List(items) => {
            let mut joined = String::new();
            for item in items {
                if !joined.is_empty() {
                    joined.push('、');
                }
                match item {
                    Value::Text(text) => joined.push_str(text),
                    item => json(item, &mut joined),
                }
            }
            Raw::Text(Cow::Owned(joined))
        }
        Value::Record(_) => {
            let mut text = String::new();
            json(value, &mut text);
            Raw::Text(Cow::Owned(text))
        }
    }
}

/// Writes a value as json, for people to read: texts without escapes.
fn json(value: &Value<'_>, to: &mut String) {
    match value {
        Value::Empty => to.push_str("null"),
        Value::Flag(flag) => to.push_str(if *flag { "true" } else { "false" }),
        Value::Number(number) => to.push_str(&number.to_string()),
        Value::Text(text) => {
            to.push('"');
            to.push_str(text);
            to.push('"');
        }
        Value::List(items) => {
            to.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    to.push_str(", ");
                }
                json(item, to);
            }
            to.push(']');
        }
        Value::Record(fields) => {
            to.push('{');
            for (index, (name, value)) in fields.iter().enumerate() {
                if index > 0 {
                    to.push_str(", ");
                }
                to.push('"');
                to.push_str(name);
                to.push_str("\": ");
                json(value, to);
            }
            to.push('}');
        }
    }
}
