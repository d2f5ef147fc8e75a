//! Findings of auditors and corrective actions: what they cap, and what they make up for.

use crate::world::World;

/// A control that conforms but for what the two registers say.
fn world(actions: &str, findings: &str) -> World {
    let mut world =
        World::with_requirement("every: P1Y, mode: calendar").items(&["2025-05-01", "2026-05-01"]);
    if !actions.is_empty() {
        let head = "action,title,grade,control,target,raised,due,done,effect,effective";
        world = world.register("corrective-actions", &format!("{head}\n{actions}"));
    }
    if !findings.is_empty() {
        let head = "finding,title,grade,control,raised,answer_due,answered,action,closed";
        world = world.register("audit-findings", &format!("{head}\n{findings}"));
    }
    world
}

#[track_caller]
fn check(name: &str, actions: &str, findings: &str, verdict: &str, expected: &[&str]) {
    let answers = world(actions, findings).assess("2026-10-31");
    assert_eq!(answers.verdict("1"), verdict, "{name}");
    assert_eq!(answers.findings(), expected, "{name}");
    let flags: Vec<&str> = answers.control("1").flags.iter().map(|it| it.as_str()).collect();
    let capped = if verdict == "conforms" { vec![] } else { vec!["nonconformity"] };
    assert_eq!(flags, capped, "{name}");
}

#[test]
fn what_is_open_caps_the_control_that_it_names() {
    for (name, actions, verdict, expected) in [
        ("open", "A,不備,軽微,1,,2026-06-01,2026-12-01,,,", "partial", vec!["minor nonconformity-open"]),
        ("without a grade", "A,不備,,1,,2026-06-01,,,,", "partial", vec!["minor nonconformity-open"]),
        ("major", "A,不備,重大,1,,2026-06-01,2026-12-01,,,", "gap", vec!["major nonconformity-open"]),
        ("in English", "A,x,Major nonconformity,1,,2026-06-01,,,,", "gap", vec!["major nonconformity-open"]),
        ("overdue", "A,不備,軽微,1,,2026-06-01,2026-10-30,,,", "partial", vec!["major nonconformity-open"]),
        ("due today", "A,不備,軽微,1,,2026-06-01,2026-10-31,,,", "partial", vec!["minor nonconformity-open"]),
        ("an observation", "A,気付き,観察事項,1,,2026-06-01,,,,", "conforms", vec![]),
        ("an opportunity", "A,気付き,改善の機会,1,,2026-06-01,,,,", "conforms", vec![]),
        ("raised later", "A,不備,軽微,1,,2026-11-01,,,,", "conforms", vec![]),
        ("of another control", "A,不備,軽微,,,2026-06-01,,,,", "conforms", vec!["minor nonconformity-open"]),
        (
            "done but not checked",
            "A,不備,軽微,1,,2026-06-01,,2026-07-01,,",
            "partial",
            vec!["minor nonconformity-open"],
        ),
        (
            "done later",
            "A,不備,軽微,1,,2026-06-01,,2026-11-01,2026-11-02,有",
            "partial",
            vec!["minor nonconformity-open"],
        ),
        (
            "checked without effect",
            "A,不備,軽微,1,,2026-06-01,,2026-07-01,2026-09-01,無",
            "partial",
            vec!["minor nonconformity-open"],
        ),
        (
            "checked with a sign that is neither yes nor no",
            "A,不備,軽微,1,,2026-06-01,,2026-07-01,2026-09-01,△",
            "partial",
            vec!["minor nonconformity-open", "minor register-cell"],
        ),
        (
            "of two words the graver counts",
            "A,不備,観察事項から軽微な不適合に変更,1,,2026-06-01,,,,",
            "partial",
            vec!["minor nonconformity-open"],
        ),
        ("closed", "A,不備,重大,1,,2026-06-01,,2026-07-01,2026-09-01,有", "conforms", vec![]),
        (
            "closed without a word on the effect",
            "A,不備,軽微,1,,2026-06-01,,2026-07-01,2026-09-01,",
            "conforms",
            vec![],
        ),
        (
            "a control that is none",
            "A,不備,軽微,1 9.9,,2026-06-01,,,,",
            "partial",
            vec!["minor nonconformity-open", "minor register-cell"],
        ),
        (
            "a grade that is none",
            "A,不備,並,1,,2026-06-01,,,,",
            "partial",
            vec!["minor nonconformity-open", "minor register-cell"],
        ),
    ] {
        check(name, actions, "", verdict, &expected);
    }
}

#[test]
fn findings_of_audits_are_closed_by_themselves_or_by_their_action() {
    for (name, actions, findings, verdict, expected) in [
        ("open", "", "F,不備,軽微,1,2026-06-01,,,,", "partial", vec!["minor nonconformity-open"]),
        ("closed", "", "F,不備,重大,1,2026-06-01,,,,2026-08-01", "conforms", vec![]),
        (
            "closed later",
            "",
            "F,不備,軽微,1,2026-06-01,,,,2026-11-01",
            "partial",
            vec!["minor nonconformity-open"],
        ),
        (
            "its action is open, and takes control and grade from it",
            "A,不備,軽微,,,2026-06-01,,,,",
            "F,不備,重大,1,2026-06-01,,,A,",
            "gap",
            vec!["major nonconformity-open"],
        ),
        (
            "its action is closed",
            "A,不備,軽微,,,2026-06-01,,2026-07-01,2026-09-01,有",
            "F,不備,重大,1,2026-06-01,,,A,",
            "conforms",
            vec![],
        ),
        (
            "its action is another finding",
            "",
            "G,気付き,観察事項,1,2026-05-01,,,,\nF,不備,軽微,1,2026-06-01,,,G,",
            "partial",
            vec!["minor nonconformity-open"],
        ),
        (
            "its action does not exist",
            "A,不備,軽微,,,2026-06-01,,2026-07-01,2026-09-01,有",
            "F,不備,軽微,1,2026-06-01,,,B,",
            "partial",
            vec!["minor nonconformity-open"],
        ),
        ("answered", "", "F,気付き,観察事項,1,2026-06-01,2026-08-31,2026-08-31,,", "conforms", vec![]),
        (
            "not answered",
            "",
            "F,気付き,観察事項,1,2026-06-01,2026-08-31,,,",
            "conforms",
            vec!["major audit-answer-overdue"],
        ),
        ("to be answered by today", "", "F,気付き,観察事項,1,2026-06-01,2026-10-31,,,", "conforms", vec![]),
    ] {
        check(name, actions, findings, verdict, &expected);
    }
}

#[test]
fn a_missed_window_is_corrected_by_a_closed_action_and_a_later_success() {
    let states = |items: &[&str], action: &str| {
        let head = "action,title,grade,control,target,raised,due,done,effect,effective";
        World::with_requirement("every: P3M, mode: calendar, repair: never")
            .items(items)
            .register("corrective-actions", &format!("{head}\nA,不備,軽微,,{action}"))
            .assess("2026-10-31")
            .states()
    };
    let next = "2027-01-01 pending";
    let (missed, later) = ("2026-07-01 missed", "2026-10-01 met");
    let corrected = "2026-07-01 corrected";
    let items = &["2026-03-01", "2026-04-15", "2026-10-15"][..];
    let before = "2026-04-01 met";
    for (name, items, action, expected) in [
        ("closed", items, "m/r,2026-10-01,,2026-10-05,2026-10-20,有", vec![before, corrected, later, next]),
        (
            "of this window",
            items,
            "m/r@2026-07-01,2026-10-01,,2026-10-05,2026-10-20,有",
            vec![before, corrected, later, next],
        ),
        (
            "of another window",
            items,
            "m/r@2026-04-01,2026-10-01,,2026-10-05,2026-10-20,有",
            vec![before, missed, later, next],
        ),
        (
            "missed again after it was acted on",
            items,
            "m/r,2026-07-01,,2026-07-05,2026-07-20,有",
            vec![before, missed, later, next],
        ),
        ("not checked", items, "m/r,2026-10-01,,2026-10-05,,", vec![before, missed, later, next]),
        (
            "without effect",
            items,
            "m/r,2026-10-01,,2026-10-05,2026-10-20,無",
            vec![before, missed, later, next],
        ),
        ("naming nothing", items, ",2026-10-01,,2026-10-05,2026-10-20,有", vec![before, missed, later, next]),
        (
            "nothing done well since",
            &items[..2],
            "m/r,2026-10-01,,2026-10-05,2026-10-20,有",
            vec![before, missed, "2026-10-01 pending", next],
        ),
    ] {
        assert_eq!(states(items, action), expected, "{name}");
    }
}
