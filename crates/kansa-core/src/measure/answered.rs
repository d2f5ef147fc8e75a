//! Where the answer to an evidence requirement stands, from what stands in the file.

use super::raw::{RawBy, RawOf};
use super::{Answered, Records};
use crate::check::compile_condition;
use crate::code::Code;
use crate::condition::Condition;
use crate::diagnostic::Diagnostic;
use crate::register::RegisterDef;
use crate::source::Place;
use crate::table::ColumnType;
use crate::text::{Text, text};
use crate::yaml::{Located, Spelled};

/// `by: columns` needs a register in `per` and one of its date columns; `by: rows` says of which register.
pub(super) fn answered(
    by: Option<Located<RawBy>>,
    performed: Option<Spelled>,
    of: Option<RawOf>,
    (rows, owed_to_subjects): (Option<&RegisterDef>, bool),
    registers: &[RegisterDef],
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Answered> {
    let kind = by.as_ref().map_or(RawBy::Files, |it| it.value);
    let mut misplaced = |place: &Place, message: Text| {
        diagnostics.push(Diagnostic::new(Code::InvalidValue, place.clone(), message));
    };
    if let Some(performed) = performed.as_ref().filter(|_| kind != RawBy::Columns) {
        misplaced(
            &performed.place,
            text!("performed は by: columns と一緒に使います", "performed goes with by: columns only"),
        );
        return None;
    }
    if let Some(of) = of.as_ref().filter(|_| kind != RawBy::Rows) {
        misplaced(&of.register.place, text!("of は by: rows と一緒に使います", "of goes with by: rows only"));
        return None;
    }
    match (by, performed, of) {
        (Some(Located { value: RawBy::Columns, .. }), Some(performed), _) => {
            let Some(def) = rows else {
                misplaced(
                    &performed.place,
                    text!(
                        "by: columns は per が台帳のときだけ使えます",
                        "by: columns needs a register in per"
                    ),
                );
                return None;
            };
            date_column(def, &performed, diagnostics).map(|performed| Answered::Columns { performed })
        }
        (Some(Located { value: RawBy::Columns, place }), None, _) => {
            misplaced(
                &place,
                text!(
                    "by: columns には performed（実施日の列）が要ります",
                    "by: columns needs performed, the column of the day it was done"
                ),
            );
            None
        }
        (Some(Located { value: RawBy::Rows, .. }), _, Some(of)) => {
            records(of, owed_to_subjects, registers, diagnostics).map(Answered::Rows)
        }
        (Some(Located { value: RawBy::Rows, place }), _, None) => {
            misplaced(
                &place,
                text!(
                    "by: rows には of（どの台帳のどの行か）が要ります",
                    "by: rows needs of, the register and which of its rows"
                ),
            );
            None
        }
        (None | Some(Located { value: RawBy::Files, .. }), ..) => Some(Answered::Files),
    }
}

fn records(
    of: RawOf,
    owed_to_subjects: bool,
    registers: &[RegisterDef],
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Records> {
    let register = RegisterDef::find(registers, &of.register.value, &of.register.place, diagnostics)?;
    let def = &registers[register.index()];
    let before = diagnostics.len();
    let performed = date_column(def, &of.performed, diagnostics);
    let subject = match (&of.subject, owed_to_subjects) {
        (Some(name), true) => {
            let column = def.column(&name.text);
            if column.is_none() {
                diagnostics.push(def.unknown_column(&name.text, &name.place));
            }
            column
        }
        (None, false) => None,
        (Some(Spelled { place, .. }), false) => {
            diagnostics.push(Diagnostic::new(
                Code::InvalidValue,
                place.clone(),
                text!("subject は per: company では使えません", "subject does not go with per: company"),
            ));
            None
        }
        (None, true) => {
            diagnostics.push(Diagnostic::new(
                Code::MissingKey,
                of.register.place.clone(),
                text!(
                    "subject がありません（どの対象についての行かを示す列）",
                    "subject is missing: the column that names what a row is about"
                ),
            ));
            None
        }
    };
    let condition = compile_condition(of.r#where, of.when, &def.columns, diagnostics);
    (diagnostics.len() == before).then_some(Records { register, subject, performed: performed?, condition })
}

impl Records {
    /// The columns of its register that it cannot be read without.
    pub(crate) fn needed_columns(&self) -> Vec<usize> {
        let of_condition = self.condition.iter().flat_map(Condition::columns);
        self.subject.into_iter().chain([self.performed]).chain(of_condition).collect()
    }
}

/// The date column of a register that a name means.
pub(super) fn date_column(
    def: &RegisterDef,
    name: &Spelled,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<usize> {
    let Spelled { text: name, place, .. } = name;
    match def.column(name) {
        Some(column) if def.columns[column].kind == ColumnType::Date => Some(column),
        Some(_) => {
            diagnostics.push(Diagnostic::new(
                Code::InvalidValue,
                place.clone(),
                text!("{name} は日付の列ではありません", "{name} is not a date column"),
            ));
            None
        }
        None => {
            diagnostics.push(def.unknown_column(name, place));
            None
        }
    }
}
