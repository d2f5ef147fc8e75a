//! Who is named in registers, so that a report for others can leave the names out.

use std::collections::BTreeSet;

use crate::evidence::{RegisterState, Registers};
use crate::model::Model;
use crate::value::is_blank;

/// The names and numbers of persons in the registers of a company, on any day: the cells of columns that are declared
/// `person`, and of those that refer to a register whose key is one. A cell that names several counts as a whole and
/// name by name. A single character, and fewer than four digits alone, are left out: they identify nobody outside, and
/// are found in every text.
pub fn persons<'r>(model: &Model, registers: &'r Registers) -> BTreeSet<&'r str> {
    let names_persons = |id: &str| {
        let def = model.register_named(id).map(|it| model.register(it));
        def.is_some_and(|it| it.columns.get(it.key).is_some_and(|key| key.person))
    };
    let mut found = BTreeSet::new();
    for (at, state) in registers.iter() {
        let RegisterState::Read(register) = state else { continue };
        for (column, it) in model.register(at).columns.iter().enumerate() {
            if !it.person && !it.refers.as_ref().is_some_and(|it| names_persons(it.value.as_str())) {
                continue;
            }
            for cell in register.rows().filter_map(|row| row.text(column)) {
                found.insert(cell.trim_matches(is_blank));
                found.extend(cell.split(is_between).map(|it| it.trim_matches(is_blank)));
            }
        }
    }
    found.retain(|it| it.chars().nth(if it.chars().all(char::is_numeric) { 3 } else { 1 }).is_some());
    found
}

fn is_between(it: char) -> bool {
    "、，,;；\n".contains(it)
}
