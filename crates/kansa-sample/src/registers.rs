//! The registers of a company, written from its description.

mod people;
mod places;
mod records;
mod risks;

use anyhow::Result;
use chrono::NaiveDate;
use kansa::core::model::Model;

use crate::days::{WorkingDays, ymd};
use crate::format::{self, Format, Maker, Picture};
use crate::group::{Company, Group, Kind, Language};
use crate::output::{Made, schema_line};
use crate::random::Random;
use crate::sheet::{Contents, Table};

/// What registers are made from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Frame<'a> {
    /// The group.
    pub(crate) group: &'a Group,
    /// The company.
    pub(crate) company: &'a Company,
    /// The kind of its business.
    pub(crate) kind: &'a Kind,
    /// Catalogs and definitions of registers.
    pub(crate) model: &'a Model,
    /// The day as of which the group is looked at.
    pub(crate) as_of: NaiveDate,
    /// What all numbers are drawn from.
    pub(crate) seed: u64,
}

impl<'a> Frame<'a> {
    /// Numbers for one purpose.
    pub(crate) fn random(&self, what: &str) -> Random {
        Random::of(self.seed, &[&self.company.id, what])
    }

    /// The days on which offices are open.
    pub(crate) fn days(&self) -> WorkingDays<'a> {
        WorkingDays(self.model.calendar())
    }

    /// The name of a department; the last one for numbers that are too high.
    pub(crate) fn unit(&self, at: usize) -> &'a str {
        let units = &self.kind.units;
        units.get(at).or(units.last()).map_or("", |it| &it.0)
    }

    /// The key of a department.
    pub(crate) fn unit_key(&self, at: usize) -> String {
        format!("{}-U{}", self.company.prefix, at.min(self.kind.units.len().saturating_sub(1)) + 1)
    }

    /// The post that leads a department.
    pub(crate) fn head(&self, at: usize) -> String {
        let unit = self.unit(at);
        if unit.ends_with("担当") { format!("{unit}主任") } else { format!("{unit}長") }
    }

    /// The post that holds a role.
    pub(crate) fn post(&self, role: &str) -> String {
        let last = self.kind.units.len().saturating_sub(1);
        match role {
            "top-management" if self.company.country == "日本" => "代表取締役社長".to_owned(),
            "top-management" => "現地法人社長".to_owned(),
            "security-officer" | "csirt-leader" if self.company.employees < 40 => self.head(0),
            "security-officer" => "取締役（情報セキュリティ担当）".to_owned(),
            "it-manager" | "csirt-leader" => self.head(1),
            "development-manager" => self.head(2),
            "audit-manager" | "privacy-auditor" | "privacy-audit-manager" => self.head(last),
            _ => self.head(0),
        }
    }
}

/// A register before it has a format.
#[derive(Debug, Clone)]
pub(crate) struct Register {
    /// Its id.
    pub(crate) id: &'static str,
    /// Ids of its columns.
    pub(crate) columns: Vec<&'static str>,
    /// Its rows.
    pub(crate) rows: Vec<Vec<String>>,
}

impl Register {
    /// A register with these columns.
    pub(crate) fn new(id: &'static str, columns: &[&'static str]) -> Self {
        Self { id, columns: columns.to_vec(), rows: Vec::new() }
    }

    /// Adds a row.
    pub(crate) fn push<const N: usize>(&mut self, cells: [&str; N]) {
        let mut row: Vec<String> = cells.iter().map(ToString::to_string).collect();
        row.resize(self.columns.len(), String::new());
        self.rows.push(row);
    }
}

/// All registers of a company.
pub(crate) fn registers(frame: &Frame<'_>) -> Vec<Register> {
    let mut all = people::registers(frame);
    all.extend(places::registers(frame));
    all.extend(risks::registers(frame));
    all.extend(records::registers(frame));
    all.retain(|it| !it.rows.is_empty() || matches!(it.id, "incidents" | "requests" | "exceptions"));
    all
}

/// The register as a file: its format is drawn, with the headers of the company's language.
pub(crate) fn written(frame: &Frame<'_>, register: &Register) -> Result<Vec<Made>> {
    let mut random = frame.random(&format!("format of {}", register.id));
    let format = match (register.id, random.between(0, 99)) {
        ("vendors" | "systems" | "isms-changes", 0..20) => Format::Yaml,
        (_, 0..55) => Format::Csv,
        (_, 55..75) if frame.company.language == Language::Ja => Format::CsvCp932,
        (_, 55..75) => Format::Csv,
        _ => Format::Xlsx,
    };
    let def = frame.model.register_named(register.id).map(|it| frame.model.register(it));
    let label = |id: &str| -> String {
        let column = def.and_then(|it| it.columns.iter().find(|it| &*it.id == id));
        let Some(column) = column else { return id.to_owned() };
        match frame.company.language {
            Language::Ja => column.label().to_owned(),
            Language::En => {
                column.headers.iter().rev().find(|it| it.is_ascii()).unwrap_or(&id.to_owned()).clone()
            }
        }
    };
    let title = def.map_or(register.id, |it| &it.title.ja);
    let table = Table {
        name: title.to_owned(),
        header: register.columns.iter().map(|it| label(it)).collect(),
        rows: register.rows.clone(),
        hidden: None,
    };
    let maker = Maker {
        day: frame.as_of,
        company: &frame.company.name.ja,
        domain: "",
        author: &frame.post("isms-office"),
        title,
        salt: 0,
    };
    let below = format!("evidence/{}/registers/{}", frame.company.id, register.id);
    if frame.company.snapshots.iter().any(|it| it == register.id) {
        return snapshots(register, &table, &below, &maker);
    }
    let path = format!("{below}.{}", format.ending());
    let bytes = if format == Format::Yaml {
        yaml(&path, &table)
    } else {
        format::write(
            format,
            &Contents { table: Some(table), ..Contents::default() },
            Picture::default(),
            &maker,
        )?
    };
    Ok(vec![Made { path, bytes }])
}

/// A register as a system exports it each quarter: the rows of the day, without the days on which they begin and end.
fn snapshots(register: &Register, table: &Table, below: &str, maker: &Maker<'_>) -> Result<Vec<Made>> {
    let kept: Vec<usize> =
        (0..register.columns.len()).filter(|it| !matches!(register.columns[*it], "from" | "to")).collect();
    let take = |row: &Vec<String>| -> Vec<String> { kept.iter().map(|it| row[*it].clone()).collect() };
    let cell = |row: &Vec<String>, name: &str| {
        let at = register.columns.iter().position(|it| *it == name);
        at.and_then(|it| format::is_day(&row[it]))
    };
    let mut made = Vec::new();
    for day in [ymd(2026, 4, 1), ymd(2026, 7, 1), ymd(2026, 10, 1)] {
        let holds = |row: &&Vec<String>| {
            cell(row, "from").is_none_or(|it| it <= day) && cell(row, "to").is_none_or(|it| it >= day)
        };
        let table = Table {
            name: table.name.clone(),
            header: take(&table.header),
            rows: table.rows.iter().filter(holds).map(take).collect(),
            hidden: None,
        };
        let path = format!("{below}/{day}_{}.csv", maker.title);
        let contents = Contents { table: Some(table), ..Contents::default() };
        let bytes = format::write(Format::Csv, &contents, Picture::default(), maker)?;
        made.push(Made { path, bytes });
    }
    Ok(made)
}

/// A register in YAML.
fn yaml(path: &str, table: &Table) -> Vec<u8> {
    let mut text = schema_line(path, "register") + "format: 1\nrows:\n";
    for row in &table.rows {
        let cells = table.header.iter().zip(row).filter(|(_, cell)| !cell.is_empty());
        let cells: Vec<String> =
            cells.map(|(name, cell)| format!("{}: {}", quoted(name), quoted(cell))).collect();
        text.push_str(&format!("  - {{{}}}\n", cells.join(", ")));
    }
    text.into_bytes()
}

/// A text in YAML, quoted where a plain one could be read as something else.
pub(crate) fn quoted(text: &str) -> String {
    let plain = |it: char| it.is_alphabetic() || matches!(it, '（' | '）' | '・' | '_' | '々');
    let is_plain = text.chars().all(plain) && !matches!(text, "true" | "false" | "yes" | "no" | "null");
    if is_plain || format::is_day(text).is_some() {
        text.to_owned()
    } else {
        format!("\"{}\"", text.replace('"', "\\\""))
    }
}
