//! Intervals, answers in columns, and declarations that nothing happened.

use crate::world::{World, measure};

/// A requirement with an interval, under a PCI DSS catalog where the cadence is stated.
fn interval(basis: &str, period: &str, items: &[&str]) -> World {
    let mut world = World::with_requirement("every: P1M, mode: interval").items(items);
    world.catalog = "terms: pci-dss\n".into();
    world.company.push_str("pci: {role: merchant, validation: roc}\n");
    world.measures = world
        .measures
        .replace("basis: own", &format!("basis: {basis}"))
        .replace("every: P1M", &format!("every: {period}"));
    world
}

#[test]
fn consecutive_days_are_at_most_the_interval_apart() {
    for (name, items, as_of, expected) in [
        ("never done", &[][..], "2026-04-20", "2026-04-01 overdue"),
        ("in time", &["2026-03-20", "2026-04-18", "2026-05-18"][..], "2026-06-01", "2026-04-01 late"),
        (
            "the first counts from the last before the period",
            &["2026-03-20", "2026-04-20", "2026-05-20"][..],
            "2026-06-01",
            "2026-04-01 met",
        ),
        (
            "the same day of the month is in time",
            &["2026-03-20", "2026-04-20"][..],
            "2026-05-20",
            "2026-04-01 met",
        ),
        ("one day too long ago", &["2026-03-20", "2026-04-20"][..], "2026-05-21", "2026-04-01 overdue"),
        (
            "once too far apart",
            &["2026-03-20", "2026-04-21", "2026-05-20"][..],
            "2026-06-01",
            "2026-04-01 late",
        ),
        (
            "too far apart before the period",
            &["2026-01-20", "2026-03-20", "2026-04-20"][..],
            "2026-05-01",
            "2026-04-01 met",
        ),
        (
            "what comes later is not known",
            &["2026-03-20", "2026-04-20", "2026-05-20"][..],
            "2026-05-21",
            "2026-04-01 met",
        ),
        (
            "the newest is unreadable",
            &["2026-03-20", "2026-04-20 unreadable"][..],
            "2026-04-20",
            "2026-04-01 unreadable",
        ),
    ] {
        // The scope opens in 2024: what was never done is counted from there.
        let mut world = interval("own", "P1M", items);
        if name == "in time" {
            // From 04-18 to 05-18 is a month, from 03-20 to 04-18 less than one; 2024 to 03-20 was before the period.
            world.items.push("2026-05-20".into());
        }
        let expected = if name == "in time" { "2026-04-01 met" } else { expected };
        assert_eq!(world.assess(as_of).states(), [expected], "{name}");
    }
}

#[test]
fn a_stated_pci_cadence_is_read_as_pci_reads_its_words() {
    for (name, basis, period, items, as_of, expected) in [
        ("a quarter of 92 days", "stated", "P3M", &["2026-02-28", "2026-05-31"][..], "2026-06-01", "met"),
        ("93 days", "stated", "P3M", &["2026-02-28", "2026-06-01"][..], "2026-06-02", "late"),
        (
            "a quarter of 92 days over summer",
            "stated",
            "P3M",
            &["2026-02-28", "2026-05-31", "2026-08-31"][..],
            "2026-09-01",
            "met",
        ),
        ("a month of 31 days", "stated", "P1M", &["2026-03-31", "2026-05-01"][..], "2026-05-02", "met"),
        (
            "an own cadence is the calendar's",
            "own",
            "P1M",
            &["2026-03-31", "2026-05-01"][..],
            "2026-05-02",
            "late",
        ),
        ("half a year of 184 days", "stated", "P6M", &["2026-02-28", "2026-08-31"][..], "2026-09-01", "met"),
        (
            "a week is seven days",
            "stated",
            "P1W",
            &["2026-03-30", "2026-04-06", "2026-04-13"][..],
            "2026-04-20",
            "met",
        ),
        ("eight days", "stated", "P1W", &["2026-03-30", "2026-04-07"][..], "2026-04-08", "late"),
        ("a year of 366 days", "stated", "P1Y", &["2025-06-01", "2026-06-02"][..], "2026-06-03", "met"),
    ] {
        // Before the period everything was done as it should, so that only the named days decide.
        let states = interval(basis, period, items).assess(as_of).states();
        assert_eq!(states, [format!("2026-04-01 {expected}")], "{name}");
    }
}

#[test]
fn an_interval_that_ends_soon_is_remarked_upon() {
    let world = interval("own", "P3M", &["2026-03-01", "2026-05-25"]);
    assert_eq!(world.assess("2026-07-01").findings(), [] as [&str; 0]);
    assert_eq!(world.assess("2026-08-01").findings(), ["note due-soon"]);
    assert_eq!(world.assess("2026-08-26").findings(), ["major evidence-overdue"]);
}

/// Requests are answered within ten days: in a column of the register itself.
fn columns(rows: &str) -> World {
    let mut world = World::with_requirement(
        "per: requests, by: columns, performed: answered, once: {from: received, within: P10D}, checks: [{each: {where: {kind: {in: [開示, 苦情]}}}}]",
    )
    .register("requests", &format!("request,kind,received,answered,from,to\n{rows}"));
    world.company = world.company.replace("2024-04-01", "2025-04-01");
    world
}

#[test]
fn a_column_of_the_register_answers() {
    for (name, row, expected) in [
        ("in time", "Q1,開示,2026-05-01,2026-05-08,,\n", "Q1 2026-05-01 met"),
        ("late", "Q1,開示,2026-05-01,2026-05-20,,\n", "Q1 2026-05-01 late"),
        ("not yet", "Q1,開示,2026-05-01,,,\n", "Q1 2026-05-01 overdue"),
        ("later than as-of", "Q1,開示,2026-05-01,2026-07-02,,\n", "Q1 2026-05-01 overdue"),
        ("its row fails a check", "Q1,その他,2026-05-01,2026-05-08,,\n", "Q1 2026-05-01 failed"),
        ("no date at all", "Q1,開示,2026-05-01,近日,,\n", "Q1 2026-05-01 overdue"),
    ] {
        let states = columns(row).assess("2026-07-01").states();
        assert_eq!(states.last().map(String::as_str), Some(expected), "{name}: {states:?}");
    }
}

#[test]
fn what_answers_in_columns_names_a_register_and_a_date() {
    for (name, keys, expected) in [
        ("as it should be", "per: requests, by: columns, performed: answered", vec![]),
        ("no column", "per: requests, by: columns", vec!["invalid-value"]),
        ("no register", "by: columns, performed: answered", vec!["invalid-value"]),
        ("no date column", "per: requests, by: columns, performed: kind", vec!["invalid-value"]),
        ("no such column", "per: requests, by: columns, performed: done", vec!["unknown-column"]),
        ("a column for files", "per: requests, performed: answered", vec!["invalid-value"]),
    ] {
        let world = World::with_requirement(&format!("{keys}, every: P1Y, mode: calendar"));
        let found: Vec<&str> = world.problems().iter().map(|it| it.code.as_str()).collect();
        assert_eq!(found, expected, "{name}");
    }
}

#[test]
fn nothing_happened_only_if_it_was_declared_and_approved() {
    let header = "declaration,register,declared,approver,approved,from,to\n";
    let whole = "2025-04-01,2026-03-31";
    for (name, rows, as_of, expected) in [
        (
            "declared",
            format!("N1,requests,2026-04-10,部長,2026-04-12,{whole}\n"),
            "2026-07-01",
            "2025-04-01 met",
        ),
        ("nobody says so", String::new(), "2026-07-01", "2025-04-01 overdue"),
        ("there is time to say so", String::new(), "2026-04-15", "2025-04-01 due-soon"),
        (
            "not approved",
            format!("N1,requests,2026-04-10,,,{whole}\n"),
            "2026-07-01",
            "2025-04-01 unapproved",
        ),
        (
            "approved before",
            format!("N1,requests,2026-04-10,部長,2026-04-09,{whole}\n"),
            "2026-07-01",
            "2025-04-01 unapproved",
        ),
        (
            "declared in advance",
            format!("N1,requests,2026-03-31,部長,2026-04-12,{whole}\n"),
            "2026-07-01",
            "2025-04-01 overdue",
        ),
        (
            "another register",
            format!("N1,incidents,2026-04-10,部長,2026-04-12,{whole}\n"),
            "2026-07-01",
            "2025-04-01 overdue",
        ),
        (
            "half of the year",
            "N1,requests,2026-04-10,部長,2026-04-12,2025-10-01,2026-03-31\n".to_owned(),
            "2026-07-01",
            "2025-04-01 overdue",
        ),
        (
            "without an end",
            "N1,requests,2026-04-10,部長,2026-04-12,2025-04-01,\n".to_owned(),
            "2026-07-01",
            "2025-04-01 overdue",
        ),
        (
            "late",
            format!("N1,requests,2026-05-10,部長,2026-05-12,{whole}\n"),
            "2026-07-01",
            "2025-04-01 late",
        ),
    ] {
        let world = columns("").register("nil-declarations", &format!("{header}{rows}"));
        let states = world.assess(as_of).states();
        assert_eq!(states.first().map(String::as_str), Some(expected), "{name}: {states:?}");
    }
}

#[test]
fn a_window_in_which_something_happened_needs_no_declaration() {
    let world = columns("Q1,開示,2025-09-01,2025-09-05,,\nQ2,苦情,2026-04-01,2026-04-03,,\n");
    let states = world.assess("2026-07-01").states();
    assert_eq!(states, ["Q2 2026-04-01 met"]);
}

#[test]
fn one_missing_declaration_is_said_once_for_all_requirements_of_the_register() {
    let mut world = columns("");
    let requirement = "      - {id: r, title: {ja: 別}, basis: own, owner: o, per: requests, once: {from: received, within: P10D}}\n";
    world.measures.push_str(&measure("n", "{\"c:1\": [operated]}", requirement));
    let answers = world.assess("2026-07-01");
    assert_eq!(answers.findings(), ["major nil-undeclared"]);
}

#[test]
fn an_exception_stands_only_as_far_as_the_framework_lets_it() {
    let register = |compensating: &str| {
        format!(
            "id,target,reason,approver,approved,compensating,from,to\nX1,m/r,移行中,部長,2026-04-01,{compensating},2026-04-01,2027-03-31\n"
        )
    };
    for (name, keys, compensating, verdict, finding) in [
        ("anything goes", "", "", "accepted", None),
        ("never", ", exceptions: never", "手作業で確認", "gap", Some("exception-not-allowed")),
        ("with a compensating measure", ", exceptions: compensating", "手作業で確認", "accepted", None),
        ("without one", ", exceptions: compensating", "", "gap", Some("exception-not-allowed")),
    ] {
        let mut world = World::with_requirement("every: P1M, mode: calendar, repair: never")
            .register("exceptions", &register(compensating));
        world.nodes = world.nodes.replace("source: verified", &format!("source: verified{keys}"));
        let answers = world.assess("2026-07-01");
        assert_eq!(answers.verdict("1"), verdict, "{name}");
        let found = answers.findings().iter().any(|it| it.ends_with("exception-not-allowed"));
        assert_eq!(found, finding.is_some(), "{name}: {:?}", answers.findings());
    }
}

#[test]
fn an_exception_that_accepts_nothing_is_remarked_upon() {
    let row = |target: &str| {
        format!(
            "id,target,reason,approver,approved,compensating,from,to\nX1,{target},移行中,部長,2026-04-01,,2026-04-01,2027-03-31\n"
        )
    };
    for (name, target, expected) in [
        ("it is needed", "m/r", vec![]),
        ("the subject does not exist", "m/r/E9", vec!["note exception-unused"]),
    ] {
        let world = World::with_requirement("every: P1M, mode: calendar, repair: never")
            .register("exceptions", &row(target));
        let found: Vec<String> =
            world.assess("2026-07-01").findings().into_iter().filter(|it| it.contains("exception")).collect();
        assert_eq!(found, expected, "{name}");
    }
    let met = World::with_requirement("every: P1Y, mode: calendar")
        .register("exceptions", &row("m/r"))
        .items(&["2025-04-02", "2026-04-02"]);
    assert_eq!(met.assess("2026-07-01").findings(), ["note exception-unused"]);
}

#[test]
fn an_event_without_a_day_may_be_one_of_any_window() {
    let nil = "declaration,register,declared,approver,approved,from,to\nN1,requests,2026-04-10,部長,2026-04-12,2025-04-01,2026-03-31\n";
    for (name, rows, expected) in [
        ("nothing happened", "", "2025-04-01 met"),
        ("something happened, nobody knows when", "Q1,開示,,,,\n", "2025-04-01 unreadable"),
        ("nobody can read when", "Q1,開示,春,,,\n", "2025-04-01 unreadable"),
    ] {
        let states = columns(rows).register("nil-declarations", nil).assess("2026-07-01").states();
        assert_eq!(states.first().map(String::as_str), Some(expected), "{name}: {states:?}");
    }
}

#[test]
fn what_ends_before_the_interval_does_has_to_be_done_again_earlier() {
    let valid = |range: &str| interval("own", "P6M", &["2026-03-01", &format!("2026-06-01 valid {range}")]);
    assert_eq!(valid("2026-06-01..2026-09-15").assess("2026-09-15").states(), ["2026-04-01 met"]);
    assert_eq!(valid("2026-06-01..2026-09-15").assess("2026-09-16").states(), ["2026-04-01 overdue"]);
    assert_eq!(valid("2027-01-01..2027-12-31").assess("2026-09-15").states(), ["2026-04-01 overdue"]);
}
