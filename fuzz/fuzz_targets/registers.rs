//! Definitions of registers (`A`), and registers written in YAML (`B`).
#![no_main]

use kansa_core::extract::Reading;
use kansa_core::print::Salt;
use kansa_core::register::{self, Register, RegisterDef, TableReader};
use kansa_core::table::Wanted;
use kansa_fuzz::events::Events;
use kansa_fuzz::{choice, grid, is_message, model, panics, parsed, text};
use libfuzzer_sys::fuzz_target;

const TABLE: &str = "社員番号\t部署\t開始日\t終了日\nE1\t総務\t2026-04-01\t\nE2\t開発\t2026-04-01\t2026-03-01\nE1\t\t2027-01-01\t";

fuzz_target!(init: panics::install(), |data: &[u8]| {
    let Some((records, rest)) = choice(data, &[false, true]) else { return };
    let Some(text) = text(rest) else { return };
    if records {
        let file = parsed::file("employees.yaml", text);
        if let (Some(records), _) = parsed::endures(&file, register::parse_yaml) {
            let mut events = Events::default();
            records.hand_out(&mut events);
            read(model::employees(), |it| records.hand_out(it));
        }
        return;
    }
    let parse = |file: &_| {
        let (defs, problems) = RegisterDef::parse(file);
        (Some(defs), problems)
    };
    let (defs, _) = parsed::endures(&parsed::file("registers.yaml", text), parse);
    for def in defs.iter().flatten() {
        for (at, column) in def.columns.iter().enumerate() {
            assert!(def.column(&column.id).is_some_and(|it| it <= at), "a column is found by its id");
        }
        read(def, |it| grid::hand_out(TABLE, it));
    }
});

/// Reads a register from what is handed out, and walks its rows.
fn read(def: &RegisterDef, hand_out: impl FnOnce(&mut TableReader<'_>)) {
    let mut reader = TableReader::new(def, "register.yaml".into(), &Reading::default(), Salt::default());
    hand_out(&mut reader);
    match reader.finish(&Wanted::Fitting) {
        Ok(table) => match Register::read(def, vec![(None, table)]) {
            Ok(register) => {
                for row in register.rows() {
                    assert!(!row.key().trim().is_empty(), "a row without a key");
                    assert!(row.span.from <= row.span.to, "a row holds on no day");
                }
            }
            Err(problems) => assert!(!problems.is_empty()),
        },
        Err(why) => is_message(&why),
    }
}
