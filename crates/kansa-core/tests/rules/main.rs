//! The rules of the engine, as tables of named cases for and against each.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod applicability;
mod cadences;
mod calendars;
mod certificates;
mod checks;
mod crosswalks;
mod documents;
mod integrity;
mod nonconformities;
mod obligations;
mod organization;
mod parsing;
mod pci;
mod properties;
mod rows;
mod schemas;
mod statements;
mod verdicts;
mod world;
