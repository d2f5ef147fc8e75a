//! Applicability: which requirements of its scope a company holds to, with the reason either way.

use std::collections::HashMap;

use super::Inputs;
use crate::finding::Spot;
use crate::model::ControlIx;
use crate::table::Cell;
use crate::text::{Text, text};

/// What the register `applicability` (適用宣言書) says.
#[derive(Debug, Default)]
pub(super) struct Applicability {
    stated: HashMap<ControlIx, Stated>,
    /// Rows that say nothing valid.
    pub(super) wrong: Vec<(Box<str>, Spot, Text)>,
}

#[derive(Debug)]
struct Stated {
    applies: bool,
    reason: Option<String>,
}

impl Applicability {
    /// Whether a control applies: silence means that it does.
    pub(super) fn applies(&self, control: ControlIx) -> bool {
        self.stated.get(&control).is_none_or(|it| it.applies)
    }

    /// The recorded reason, either way.
    pub(super) fn reason(&self, control: ControlIx) -> Option<&str> {
        self.stated.get(&control)?.reason.as_deref()
    }
}

/// Reads the rows that hold on the day. A control is named whole, or by its number where only one catalog has it.
pub(super) fn read(inputs: &Inputs<'_>) -> Applicability {
    let mut found = Applicability::default();
    let model = inputs.model;
    let Some(register) = inputs.plan.registers.read(model, "applicability") else { return found };
    let Some(def) = model.register_named("applicability").map(|it| model.register(it)) else { return found };
    let cell = |row: &crate::register::Row, column: &str| {
        def.column(column).and_then(|it| row.cells.get(it)).cloned().unwrap_or(Cell::Empty)
    };
    for row in register.on(inputs.as_of) {
        let key = &row.key;
        let mut wrong = |message: Text| {
            found.wrong.push((key.clone(), Spot::row(row.path.clone(), row.number), message));
        };
        let named = match key.parse() {
            Ok(id) => model.control(&id).into_iter().collect(),
            Err(_) => model.controls_named(key),
        };
        let control = match named.as_slice() {
            [control] => *control,
            [] => {
                wrong(text!("{key} という要求事項はない", "there is no requirement {key}"));
                continue;
            }
            [_, _, ..] => {
                wrong(text!(
                    "{key} は複数の管理策カタログにある（カタログ:番号 と書く）",
                    "{key} is in more than one catalog (write catalog:number)"
                ));
                continue;
            }
        };
        let reason = match cell(row, "reason") {
            Cell::Text(reason) => Some(reason),
            Cell::Empty | Cell::Number(_) | Cell::Date(_) | Cell::Flag(_) | Cell::Bad => None,
        };
        let applies = match cell(row, "applies") {
            Cell::Flag(applies) => applies,
            // A cell that cannot be read excludes nothing; the register says so itself.
            Cell::Empty | Cell::Text(_) | Cell::Number(_) | Cell::Date(_) | Cell::Bad => true,
        };
        if !applies && !model.node(control).excludable {
            wrong(text!("{key} は適用除外にできない", "{key} cannot be excluded"));
            continue;
        }
        if !applies && reason.is_none() {
            wrong(text!("{key} の適用除外に理由がない", "the exclusion of {key} has no reason"));
            continue;
        }
        let dates = [def.column("from"), def.column("to")];
        if !applies && dates.iter().flatten().any(|it| row.cells.get(*it) == Some(&Cell::Bad)) {
            wrong(text!(
                "{key} の適用除外の期間が読めない",
                "the period of the exclusion of {key} cannot be read"
            ));
            continue;
        }
        if found.stated.contains_key(&control) {
            let message = text!(
                "{key} について行が二つある（適用とみなす）",
                "there are two rows for {key}: it is taken to apply"
            );
            found.wrong.push((key.clone(), Spot::row(row.path.clone(), row.number), message));
            found.stated.insert(control, Stated { applies: true, reason: None });
            continue;
        }
        found.stated.insert(control, Stated { applies, reason });
    }
    found
}
