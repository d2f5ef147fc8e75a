//! The structured form.

use super::{Condition, Operand, Test, TestKind, Truth, columns, describe, place, row};

/// The structured form: its text or its problems. Operands are placed by their number.
fn check_all(tests: &[(&str, &str, &[&str])], expected: &[&str]) {
    let found = match Condition::all(structured(tests), &columns()) {
        Ok(it) => vec![it.text().en.clone()],
        Err(it) => describe(&it),
    };
    assert_eq!(found, expected, "{tests:?}");
}

fn structured(tests: &[(&str, &str, &[&str])]) -> Vec<Test> {
    let test = |(name, kind, operands): &(&str, &str, &[&str])| {
        let operands: Vec<_> = operands
            .iter()
            .enumerate()
            .map(|(at, text)| Operand { text: (*text).to_owned(), place: place(at + 1, at + 2) })
            .collect();
        let first = || operands.first().cloned().unwrap();
        let kind = match *kind {
            "min" => TestKind::Min(first()),
            "max" => TestKind::Max(first()),
            "is" => TestKind::Is(first()),
            "not" => TestKind::Not(first()),
            "in" => TestKind::In(operands.clone()),
            "not in" => TestKind::NotIn(operands.clone()),
            "empty" => TestKind::Empty,
            "filled" => TestKind::Filled,
            other => panic!("{other}"),
        };
        Test { column: ((*name).to_owned(), place(0, 1)), kind }
    };
    tests.iter().map(test).collect()
}

#[test]
fn the_structured_form_reads_operands_as_the_column_s_type() {
    check_all(
        &[("点数", "min", &["80"]), ("best", "max", &["100.50"]), ("status", "in", &["済", "it's", "0012"])],
        &["点数 >= 80 and best <= 100.5 and `Employment (type)` in ['済', 'it''s', '0012']"],
    );
    check_all(
        &[
            ("taken", "min", &["2026-04-01"]),
            ("passed", "is", &["true"]),
            ("Employment (type)", "not", &["A"]),
        ],
        &["受講日 >= 2026-04-01 and 合格 = true and `Employment (type)` != 'A'"],
    );
    check_all(
        &[("taken", "empty", &[]), ("retaken", "filled", &[]), ("score", "not in", &["-1", "-0"])],
        &["受講日 is empty and 再試験日 is not empty and 点数 not in [-1, 0]"],
    );
}

#[test]
fn the_structured_form_reports_every_problem() {
    check_all(
        &[
            ("scroe", "min", &["80"]),
            ("score", "min", &["eighty"]),
            ("status", "max", &["A"]),
            ("taken", "in", &["2026-4-1", "2026-04-01", "2026-02-30"]),
            ("passed", "is", &["yes"]),
            ("status", "is", &[" "]),
            ("status", "in", &[]),
        ],
        &[
            "0..1 unknown-column: there is no column `scroe` (did you mean score?)",
            "1..2 condition-type: column `score` holds a number, and `eighty` is none (write it as 80 or 80.5)",
            "1..2 condition-type: min and max are for numbers and dates, and `status` is a text (declare the column as number or date, or use `in`)",
            "1..2 condition-type: column `taken` holds a date, and `2026-4-1` is none (write an existing day as 2026-04-01)",
            "3..4 condition-type: column `taken` holds a date, and `2026-02-30` is none (write an existing day as 2026-04-01)",
            "1..2 condition-type: column `passed` holds a flag, and `yes` is none (write true or false)",
            "1..2 condition-type: no cell equals an empty text (test for emptiness instead)",
            "0..1 condition-syntax: the list is empty, so that nothing is in it (write values, as in [done, closed])",
        ],
    );
}

#[test]
fn no_test_at_all_holds_for_every_row() {
    let condition = Condition::all(Vec::new(), &columns()).unwrap();
    assert_eq!(condition.text().ja, "条件なし");
    assert_eq!((condition.eval(&row("")[..]), &*condition.text().en), (Truth::Yes, "true"));
}
