//! Checks that are not well formed: every problem, with its place.

use super::world;

/// A check as it stands in a file, and the problems as `column code` within the check.
#[track_caller]
fn problems(check: &str, expected: &[&str]) {
    let world = world(check);
    let text = format!("format: 1\nmeasures:\n{}", world.measures);
    let line = text.lines().find(|it| it.contains("checks: [")).unwrap();
    let before = line.split_once("checks: [").unwrap().0.chars().count() + "checks: [".len();
    let mut sources = kansa_core::source::Sources::default();
    sources.insert(&kansa_core::source::SourceFile::new("controls/measures/personal.yaml", &text));
    let found: Vec<String> = world
        .problems()
        .iter()
        .map(|it| {
            let at = sources.line_column(&it.place);
            format!("{} {}", i64::from(at.column) - i64::try_from(before).unwrap(), it.code)
        })
        .collect();
    assert_eq!(found, expected, "{check}");
}

#[test]
fn every_wrong_spelling_of_a_check_has_its_place() {
    for (check, expected) in [
        ("{ratio: {when: n > 1, min: 50}}", ""),
        ("{ratio: {min: 50}}", "1 missing-key"),
        ("{ratio: {when: n > 1, min: 101}}", "28 invalid-value"),
        ("{ratio: {when: n > 1, min: -1}}", "28 invalid-value"),
        ("{ratio: {when: n > 1, min: 12.345}}", "28 invalid-value"),
        ("{ratio: {when: n > 1, min: 半分}}", "28 invalid-value"),
        ("{ratio: {when: n > 1, among: m > 1, min: 50}}", "30 unknown-column"),
        ("{each: {when: n > 1, among: n >}}", "32 condition-syntax"),
        ("{each: {when: n > 1, among: {n: {min: 1}}}}", "29 wrong-type"),
        ("{rows: {min: -1}}", "14 invalid-value"),
        ("{rows: {min: many}}", "14 invalid-value"),
        ("{rows: 3}", "8 wrong-type"),
        ("{unique: {by: id}}", "15 wrong-type"),
        ("{unique: {by: [key]}}", "16 unknown-column"),
        ("{covers: {by: id}}", "10 missing-key"),
        ("{covers: {register: employees, by: key}}", "36 unknown-column"),
        ("{covers: {register: employees, by: id, when: n > 1}}", "46 unknown-column"),
        ("{covers: {register: employees, by: id, excuse: [holiday]}}", "49 invalid-value"),
        ("{reconcile: {by: id}}", "1 invalid-value"),
        ("{reconcile: {by: id, register: employees, with: roster}}", "1 invalid-value"),
        ("{reconcile: {by: key, register: employees}}", "18 unknown-column"),
        ("{reconcile: {by: id, register: employee}}", "32 unknown-register"),
        ("{reconcile: {by: id, with: minutes}}", "28 invalid-value"),
        ("{reconcile: {by: id, register: employees, same: {unit: division}}}", "56 unknown-column"),
        ("{reconcile: {by: id, register: employees, same: {division: category}}}", "50 unknown-column"),
        ("{reconcile: {by: id, with: test, same: {unit: category}}}", "47 unknown-column"),
        ("{within: {from: d, to: e}}", "1 invalid-value"),
        ("{within: {from: d, to: e, within: P1D, business_days: 1}}", "1 invalid-value"),
        ("{within: {from: d, to: n, within: P1D}}", "24 invalid-value"),
        ("{within: {from: d, to: done, within: P1D}}", "24 unknown-column"),
        ("{within: {from: d, to: e, within: 3 days}}", "35 invalid-duration"),
        ("{within: {from: d, to: e, business_days: 367}}", "42 invalid-value"),
        ("{within: {from: d, to: e, within: P1D, counting: both}}", "50 invalid-value"),
        ("{within: {from: d, to: e, within: P1D, among: m = 1}}", "47 unknown-column"),
        ("{contains: {}}", "1 invalid-value"),
        ("{contains: {all: []}}", "1 invalid-value"),
        ("{contains: {all: [' ']}}", "1 invalid-value"),
        ("{contains: {all: word}}", "18 wrong-type"),
        ("{contains: {some: [word]}}", "13 unknown-key, 1 invalid-value"),
        ("{matches: {pattern: '(['}}", "21 invalid-value"),
        ("{matches: {}}", "11 missing-key"),
        ("{distinct: {}}", "1 invalid-value"),
        ("{distinct: {columns: [id]}}", "1 invalid-value"),
        ("{distinct: {columns: [id, key]}}", "27 unknown-column"),
        ("{distinct: {columns: [id, who], people: [performer, approver]}}", "1 invalid-value"),
        ("{distinct: {people: [performer, reviewer]}}", "33 invalid-value, 1 invalid-value"),
        ("{distinct: {roles: [CISO, cpo]}}", "21 invalid-id, 1 invalid-value"),
        ("{independent: {person: who, unit: unit, register: employees}}", "15 missing-key"),
        ("{independent: {person: who, unit: unit, register: employees, of: division}}", "66 unknown-column"),
        ("{independent: {person: whom, unit: unit, register: employees, of: category}}", "24 unknown-column"),
        ("{after: {requirement: audit}}", "23 invalid-value"),
        ("{after: {requirement: m/audit}}", "-414 unknown-requirement"),
        ("{after: {requirement: m/r, within: soon}}", "36 invalid-duration"),
        ("{json-schema: {}}", "15 missing-key"),
        ("{json-schema: {schema: {type: nothing}}}", "24 invalid-value"),
        ("{json-schema: {schema: {$ref: 'https://example.com/schema.json'}}}", "24 invalid-value"),
        ("{json-schema: {schema: {pattern: '(['}}}", "24 invalid-value"),
        ("{}", "1 invalid-value"),
        ("rows", "1 wrong-type"),
        ("{rows: {min: 1}, each: {when: n > 1}}", "1 invalid-value"),
    ] {
        let expected: Vec<&str> = expected.split(", ").filter(|it| !it.is_empty()).collect();
        problems(check, &expected);
    }
}

#[test]
fn what_says_nothing_or_contradicts_itself_is_said() {
    let checks = [
        "{rows: {}}",
        "{rows: {min: 5, max: 2}}",
        "{ratio: {when: n > 1}}",
        "{ratio: {when: n > 1, min: 90, max: 80}}",
        "{unique: {by: []}}",
        "{distinct: {columns: [id, 社員番号]}}",
        "{distinct: {people: [performer, performer]}}",
        "{distinct: {roles: [ciso, ciso]}}",
        "{reconcile: {by: id, with: test, part: test}}",
        "{reconcile: {by: id, with: test, part: roster, when: n > 1}}",
    ];
    let accepted: Vec<&str> = checks.into_iter().filter(|it| world(it).problems().is_empty()).collect();
    assert_eq!(accepted, [""; 0]);
}
