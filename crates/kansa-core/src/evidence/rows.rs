//! Items that stand in the rows of registers.

use std::cmp::Reverse;
use std::collections::HashSet;

use chrono::NaiveDate;

use super::{Content, File, Item, RegisterState, Registers, Sha256};
use crate::company::Company;
use crate::condition::Truth;
use crate::extract::extract_rows;
use crate::measure::{Answered, Per, Records, Requirement};
use crate::model::{Model, RequirementIx};
use crate::print::Salt;
use crate::register::{Register, RegisterIx, RowRef};
use crate::table::folded;

/// Items that stand in the rows of registers (`by: columns`, `by: rows`): rows of one subject and one day are one item.
/// `hash` gives the hash of a register's file.
pub fn in_registers(
    company: &Company,
    model: &Model,
    registers: &Registers,
    salt: Salt,
    hash: impl Fn(&str) -> Option<Sha256>,
) -> Vec<Item> {
    let mut items = Vec::new();
    let read = |register: RegisterIx| match registers.get(register) {
        RegisterState::Read(read) => Some(read),
        RegisterState::Missing | RegisterState::Unreadable => None,
    };
    for index in company.measures.iter().flat_map(|it| model.requirements_of(*it)) {
        let (_, requirement) = model.resolve(index);
        let deliveries = match (&requirement.answered, &requirement.per) {
            (Answered::Columns { performed }, Per::Rows { register, .. }) => {
                read(*register).map(|it| of_itself(it, *performed))
            }
            (Answered::Rows(records), per) => {
                let subjects = match per {
                    Per::Rows { register, .. } => read(*register),
                    Per::Company | Per::Companies => None,
                };
                read(records.register).map(|it| of_others(it, records, subjects))
            }
            (Answered::Files | Answered::Columns { .. }, _) => None,
        };
        items.extend(joined(index, requirement, deliveries.unwrap_or_default(), salt, &hash));
    }
    items
}

/// What a row says was done, for whom, and when.
struct Delivery<'a> {
    subject: Option<Box<str>>,
    day: NaiveDate,
    row: RowRef<'a>,
}

/// Each row answers for itself.
fn of_itself(register: &Register, performed: usize) -> Vec<Delivery<'_>> {
    let delivery = |row: RowRef<'_>| Some((row.key().into(), row.date(performed)?));
    register
        .rows()
        .filter_map(|row| {
            let (subject, day) = delivery(row)?;
            Some(Delivery { subject: Some(subject), day, row })
        })
        .collect()
}

/// Each row answers for the subjects that it names. One on which the condition cannot be decided answers nothing.
fn of_others<'a>(
    register: &'a Register,
    records: &Records,
    subjects: Option<&Register>,
) -> Vec<Delivery<'a>> {
    let known: HashSet<&str> = subjects.into_iter().flat_map(Register::rows).map(|it| it.key()).collect();
    let meets = |row: &RowRef<'_>| records.condition.as_ref().is_none_or(|it| it.eval(row) == Truth::Yes);
    let mut deliveries = Vec::new();
    for row in register.rows().filter(meets) {
        let Some(day) = row.date(records.performed) else { continue };
        let Some(column) = records.subject else {
            deliveries.push(Delivery { subject: None, day, row });
            continue;
        };
        for subject in named(row.text(column).unwrap_or_default(), &known) {
            deliveries.push(Delivery { subject: Some(subject), day, row });
        }
    }
    deliveries
}

/// The keys that a cell names: the one that it is as a whole, or those between commas, semicolons and line breaks.
fn named(cell: &str, known: &HashSet<&str>) -> Vec<Box<str>> {
    let whole = folded(cell);
    if known.contains(&*whole) {
        return vec![whole.as_ref().into()];
    }
    let between = |it: char| matches!(it, ',' | ';' | '、' | '，' | '；' | '\n' | '\r');
    cell.split(between).map(folded).filter(|it| !it.is_empty()).map(|it| it.as_ref().into()).collect()
}

/// One item for each subject and day. Of a row that stands in several snapshots the newest counts.
fn joined(
    index: RequirementIx,
    requirement: &Requirement,
    mut deliveries: Vec<Delivery<'_>>,
    salt: Salt,
    hash: &impl Fn(&str) -> Option<Sha256>,
) -> Vec<Item> {
    let rank = |it: &Delivery<'_>| (it.day, Reverse(it.row.span.from), it.row.number());
    deliveries.sort_by(|a, b| {
        let by_subject = a.subject.cmp(&b.subject).then_with(|| a.day.cmp(&b.day));
        by_subject.then_with(|| a.row.key().cmp(b.row.key())).then_with(|| rank(a).cmp(&rank(b)))
    });
    deliveries.dedup_by(|later, kept| {
        let same = (&later.subject, later.day, later.row.key()) == (&kept.subject, kept.day, kept.row.key());
        same && later.row.path() != kept.row.path()
    });
    let same = |a: &Delivery<'_>, b: &Delivery<'_>| (&a.subject, a.day) == (&b.subject, b.day);
    let items = deliveries.chunk_by(same).filter_map(|all| {
        let first = all.first()?;
        let mut rows: Vec<RowRef<'_>> = all.iter().map(|it| it.row).collect();
        rows.sort_by_key(|it| (it.path().clone(), it.number()));
        let files = rows.chunk_by(|a, b| a.path() == b.path()).filter_map(|rows| {
            let path = rows.first()?.path().clone();
            let content = Content::Read(extract_rows(requirement, rows, salt).into());
            Some(File { sha256: hash(&path), path, content, altered: false, dated: None })
        });
        // What a row says of something else holds as long as the row does.
        let valid = match requirement.answered {
            Answered::Rows(_) => {
                all.iter().map(|it| it.row.span).min_by_key(|it| it.to).filter(|it| it.to < NaiveDate::MAX)
            }
            Answered::Files | Answered::Columns { .. } => None,
        };
        let mut files: Vec<File> = files.collect();
        files.shrink_to_fit();
        Some(Item {
            files,
            performed: Some(first.day),
            collected: Some(first.day),
            valid,
            ..Item::new(index, first.subject.clone())
        })
    });
    items.collect()
}
