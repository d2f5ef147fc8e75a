//! What checks say of evidence: which hold, which do not, which nobody can decide, and in which words.

mod days;
mod people;
mod population;
mod rows;
mod texts;
mod wrong;

use crate::world::World;

/// The columns of the evidence.
const COLUMNS: &str = "\
    id: {type: text, headers: [社員番号]}, n: {type: number, headers: [点数]}, s: {type: text, headers: [結果]}, \
    p: {type: percent, headers: [達成率]}, d: {type: date, headers: [発生日]}, e: {type: date, headers: [対応日]}, \
    f: {type: flag, headers: [完了]}, who: {type: text, headers: [担当者]}, unit: {type: text, headers: [部門]}";

/// Its parts.
const PARTS: &str = "[\
    {id: roster, title: {ja: 名簿, en: Roster}, names: ['*名簿*']}, \
    {id: test, title: {ja: 試験, en: Test}, names: ['*試験*']}]";

/// Those who were there in June 2026: E4 had joined in May, E5 left in December, E6 came in August.
const ROSTER: &str = "社員番号,区分,leave_from,leave_to,from,to\n\
    E1,総務部,,,2020-04-01,\n\
    E2,営業部,,,2020-04-01,\n\
    E3,営業部,2026-04-01,2026-12-31,2020-04-01,\n\
    E4,総務部,,,2026-05-01,\n\
    E5,,,,2020-04-01,2026-12-31\n\
    E6,営業部,,,2026-08-01,\n";

fn world(checks: &str) -> World {
    let mut keys = format!("every: P1Y, mode: calendar, columns: {{{COLUMNS}}}, checks: [{checks}]");
    if checks.contains("part: ") || checks.contains("with: ") {
        keys.push_str(&format!(", parts: {PARTS}"));
    }
    World::with_requirement(&keys)
}

/// What the checks of a requirement say of an item, in a company with a roster.
#[track_caller]
fn says(name: &str, checks: &str, item: &str, expected: &[&str]) {
    let answers = world(checks).register("employees", ROSTER).items(&[item]).assess("2026-10-31");
    let said = answers.said();
    assert_eq!(&said[said.len() - expected.len()..], expected, "{name}");
    let holds = expected.iter().all(|it| it.starts_with("pass "));
    let state = answers.states().pop().unwrap();
    let unchecked = expected.iter().any(|it| it.starts_with("unchecked "));
    assert_eq!(state.ends_with(" met"), holds, "{name}: {state}");
    assert!(!unchecked || state.ends_with(" unreadable"), "{name}: {state}");
}

/// What the last of the results says: parts come first.
#[track_caller]
fn says_last(name: &str, check: &str, item: &str, expected: &str) {
    let answers = world(check).register("employees", ROSTER).items(&[item]).assess("2026-10-31");
    assert_eq!(answers.said().pop().as_deref(), Some(expected), "{name}");
}
