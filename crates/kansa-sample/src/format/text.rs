//! Formats that are text: csv, Markdown, JSON and their like.

use std::fmt::Write as _;

use anyhow::Result;
use serde_yaml::{Mapping, Value};

use crate::sheet::{Block, Contents, Table};

/// Rows with a separator. A text above the table is left out: its rows would have another length.
pub(super) fn delimited(contents: &Contents, separator: char) -> String {
    let Some(table) = &contents.table else { return plain(contents) };
    let mut text = String::new();
    for row in std::iter::once(&table.header).chain(&table.rows) {
        let cells: Vec<String> = row.iter().map(|it| quoted(it, separator)).collect();
        text.push_str(&cells.join(&separator.to_string()));
        text.push('\n');
    }
    text
}

fn quoted(cell: &str, separator: char) -> String {
    if cell.contains([separator, '"', '\n']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

/// The text as Windows writes it in Japan, with its line ends. Signs that it does not have become `〓`.
pub(super) fn cp932(text: &str) -> Vec<u8> {
    let text = text.replace('\n', "\r\n");
    let (bytes, _, lossy) = encoding_rs::SHIFT_JIS.encode(&text);
    if !lossy {
        return bytes.into_owned();
    }
    let known = |it: char| !encoding_rs::SHIFT_JIS.encode(it.encode_utf8(&mut [0; 4])).2;
    let text: String = text.chars().map(|it| if known(it) { it } else { '〓' }).collect();
    encoding_rs::SHIFT_JIS.encode(&text).0.into_owned()
}

/// Markdown.
pub(super) fn markdown(contents: &Contents) -> String {
    let mut text = String::new();
    let mut before: Option<Block> = None;
    for block in contents.blocks() {
        let in_list = matches!((&before, &block), (Some(Block::Item(_)), Block::Item(_)));
        if before.is_some() && !in_list {
            text.push('\n');
        }
        match &block {
            Block::Heading(level, heading) => {
                let _ = writeln!(text, "{} {heading}", "#".repeat(*level));
            }
            Block::Paragraph(paragraph) => {
                let _ = writeln!(text, "{paragraph}");
            }
            Block::Item(item) => {
                let _ = writeln!(text, "- {item}");
            }
            Block::Table(rows) => {
                for (at, row) in rows.iter().enumerate() {
                    let cells: Vec<String> = row.iter().map(|it| it.replace('|', "／")).collect();
                    let _ = writeln!(text, "| {} |", cells.join(" | "));
                    if at == 0 {
                        let _ = writeln!(text, "|{}", "---|".repeat(row.len()));
                    }
                }
            }
        }
        before = Some(block);
    }
    text
}

/// Plain text. Tables stay in the form of Markdown, since kansa reads that in texts too.
pub(super) fn plain(contents: &Contents) -> String {
    let mut text = String::new();
    for (at, block) in contents.blocks().iter().enumerate() {
        match block {
            Block::Heading(1, heading) => {
                let _ = writeln!(text, "{heading}\n");
            }
            Block::Heading(_, heading) => {
                let _ = writeln!(text, "{}■ {heading}", if at == 0 { "" } else { "\n" });
            }
            Block::Paragraph(paragraph) => {
                let _ = writeln!(text, "{paragraph}");
            }
            Block::Item(item) => {
                let _ = writeln!(text, "・{item}");
            }
            Block::Table(rows) => {
                let table = Contents { text: vec![Block::Table(rows.clone())], ..Contents::default() };
                let _ = writeln!(text, "\n{}", markdown(&table));
            }
        }
    }
    text
}

/// Each row as a record, with its columns in their order.
fn records(table: &Table) -> Vec<Value> {
    let record = |row: &Vec<String>| {
        let fields =
            table.header.iter().zip(row).map(|(name, cell)| (Value::from(name.as_str()), value(cell)));
        Value::Mapping(fields.collect::<Mapping>())
    };
    table.rows.iter().map(record).collect()
}

fn value(cell: &str) -> Value {
    match cell.parse::<i64>() {
        Ok(number) if number.to_string() == cell => Value::from(number),
        _ => Value::from(cell),
    }
}

/// Title and rows; the text, where there is no table.
fn whole(contents: &Contents) -> Value {
    let mut all = Mapping::new();
    match &contents.table {
        Some(table) => {
            if let Some(title) = contents.title() {
                all.insert(Value::from("title"), Value::from(title));
            }
            let name = if table.name.is_ascii() { &table.name } else { "rows" };
            all.insert(Value::from(name), Value::Sequence(records(table)));
        }
        None => {
            all.insert(Value::from("text"), Value::from(plain(contents)));
        }
    }
    Value::Mapping(all)
}

/// JSON, as a tool would write it.
pub(super) fn json(contents: &Contents) -> Result<String> {
    Ok(serde_json::to_string_pretty(&whole(contents))? + "\n")
}

/// YAML.
pub(super) fn yaml(contents: &Contents) -> Result<String> {
    Ok(serde_yaml::to_string(&whole(contents))?)
}
