//! Conditions in one line (the first), decided on rows (the others, see `grid`).
#![no_main]

use kansa_core::condition::{Condition, Truth, Verbatim};
use kansa_core::content::DateSystem;
use kansa_core::source::Place;
use kansa_core::table::{Cell, Column, ColumnType};
use kansa_core::value;
use kansa_fuzz::{grid, is_message, panics, text};
use libfuzzer_sys::fuzz_target;

fn columns() -> Vec<Column> {
    let column = |id: &str, kind, header: &str| Column::new(id, kind, vec![header.into()]);
    vec![
        column("employee", ColumnType::Text, "社員番号"),
        column("score", ColumnType::Number, "点数"),
        column("rate", ColumnType::Percent, "実施率"),
        column("taken", ColumnType::Date, "受講日"),
        column("expires", ColumnType::Date, "有効 期限"),
        column("passed", ColumnType::Flag, "合格"),
    ]
}

fn parse(text: &str, columns: &[Column]) -> Result<Condition, Vec<kansa_core::diagnostic::Diagnostic>> {
    let place =
        Place { path: "measures.yaml".into(), start: 0, end: u32::try_from(text.len()).unwrap_or(u32::MAX) };
    Condition::parse(text, &place, Verbatim::Yes, columns)
}

fn negated(truth: Truth) -> Truth {
    match truth {
        Truth::Yes => Truth::No,
        Truth::No => Truth::Yes,
        Truth::Unknown => Truth::Unknown,
    }
}

fuzz_target!(init: panics::install(), |data: &[u8]| {
    let Some(text) = text(data) else { return };
    let (line, rows) = text.split_once('\n').unwrap_or((text, ""));
    let columns = columns();
    let condition = match parse(line, &columns) {
        Ok(condition) => condition,
        Err(diagnostics) => {
            assert!(!diagnostics.is_empty(), "nothing came out, and nothing is said of it");
            for it in diagnostics {
                is_message(&it.message);
                let range = it.place.start as usize..it.place.end as usize;
                assert!(line.get(range.clone()).is_some(), "{range:?} is no range of the condition");
            }
            return;
        }
    };
    let said = &condition.text().ja;
    assert_eq!(said, line);
    assert_eq!(parse(said, &columns).as_ref(), Ok(&condition), "a condition reads back as itself");
    assert!(condition.columns().iter().all(|it| *it < columns.len()));
    let opposite = parse(&format!("not ({line})"), &columns).ok();
    for row in rows.split('\n').take(8) {
        let raw: Vec<_> = row.split('\t').map(grid::raw).collect();
        let cells: Vec<Cell<'_>> =
            raw.iter().zip(&columns).map(|(raw, column)| value::read(raw, column.kind, DateSystem::From1900)).collect();
        let truth = condition.eval(&cells[..]);
        assert_eq!(truth, condition.eval(&cells[..]));
        if let Some(opposite) = &opposite {
            assert_eq!(opposite.eval(&cells[..]), negated(truth), "the opposite of what holds does not");
        }
    }
});
