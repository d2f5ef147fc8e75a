//! When something is owed, and which evidence answers it.

use crate::world::World;

/// A requirement, its evidence, a day, and the obligations as `window-from state`.
#[track_caller]
fn check(name: &str, requirement: &str, items: &[&str], as_of: &str, expected: &[&str]) {
    let answers = World::with_requirement(requirement).items(items).assess(as_of);
    assert_eq!(answers.states(), expected, "{name}");
}

const YEARLY: &str = "every: P1Y, mode: calendar";
const QUARTERLY: &str = "every: P3M, mode: calendar";
const MONTHLY: &str = "every: P1M, mode: calendar";

#[test]
fn a_calendar_window_is_pending_then_due_soon_then_overdue_then_missed() {
    for (as_of, expected) in [
        ("2026-04-01", "2026-04-01 pending"),
        ("2027-02-28", "2026-04-01 pending"),
        ("2027-03-01", "2026-04-01 due-soon"),
        ("2027-03-31", "2026-04-01 due-soon"),
    ] {
        let states = World::with_requirement(YEARLY).items(&["2025-06-30"]).assess(as_of).states();
        assert_eq!(states.last().map(String::as_str), Some(expected), "{as_of}");
    }
    let done = ["2024-05-01", "2025-05-01"];
    check(
        "overdue until the next window closes",
        YEARLY,
        &done,
        "2027-04-01",
        &["2026-04-01 overdue carried", "2027-04-01 pending"],
    );
    check(
        "missed after that, and no longer of the period",
        YEARLY,
        &["2027-05-01", "2028-04-01"],
        "2028-04-01",
        &["2028-04-01 met"],
    );
}

#[test]
fn evidence_counts_on_the_first_and_the_last_day_of_its_window() {
    for (item, state) in [("2026-04-01", "2026-04-01 met"), ("2027-03-31", "2026-04-01 met")] {
        let answers = World::with_requirement(YEARLY).items(&[item]).assess("2027-03-31");
        assert_eq!(answers.states().last().map(String::as_str), Some(state), "{item}");
    }
    check(
        "the day before it opens is another window's",
        YEARLY,
        &["2026-03-31"],
        "2027-03-31",
        &["2025-04-01 met carried", "2026-04-01 due-soon"],
    );
}

#[test]
fn what_was_performed_after_as_of_does_not_exist_yet() {
    check(
        "on the day itself it does",
        MONTHLY,
        &["2026-03-15", "2026-04-15"],
        "2026-04-15",
        &[
            "2026-04-01 met",
            "2026-05-01 pending",
            "2026-06-01 pending",
            "2026-07-01 pending",
            "2026-08-01 pending",
            "2026-09-01 pending",
            "2026-10-01 pending",
            "2026-11-01 pending",
            "2026-12-01 pending",
            "2027-01-01 pending",
            "2027-02-01 pending",
            "2027-03-01 pending",
        ],
    );
    let answers = World::with_requirement(YEARLY).items(&["2026-04-16"]).assess("2026-04-15");
    assert!(!answers.states().contains(&"2026-04-01 met".to_owned()));
}

#[test]
fn late_is_late_and_only_within_the_time_for_repair() {
    // Everything here says that it is about the quarter from April to June.
    for (name, extra, day, as_of, state) in [
        ("done in the next window", "", "2026-07-10", "2026-07-10", "2026-04-01 late"),
        ("the last day of the next window", "", "2026-09-30", "2026-09-30", "2026-04-01 late"),
        ("after the next window", "", "2026-10-01", "2026-10-01", "2026-04-01 missed"),
        ("repair: never", ", repair: never", "2026-07-01", "2026-07-01", "2026-04-01 missed"),
        ("repair: P10D, on the tenth day", ", repair: P10D", "2026-07-10", "2026-07-10", "2026-04-01 late"),
        ("repair: P10D, a day too late", ", repair: P10D", "2026-07-11", "2026-07-11", "2026-04-01 missed"),
    ] {
        let item = format!("{day} covers 2026-04-01..2026-06-30");
        let answers = World::with_requirement(&format!("{QUARTERLY}{extra}")).items(&[&item]).assess(as_of);
        assert!(answers.states().contains(&state.to_owned()), "{name}: {:?}", answers.states());
    }
}

#[test]
fn one_delivery_does_not_stand_for_two_windows() {
    for (name, items, expected) in [
        (
            "it stands for the window of its day",
            &["2026-07-10"][..],
            ["2026-04-01 overdue", "2026-07-01 met"],
        ),
        (
            "what that window can spare repairs the one before",
            &["2026-07-10", "2026-08-01"],
            ["2026-04-01 late", "2026-07-01 met"],
        ),
        (
            "unless it says which window it is about",
            &["2026-07-10 covers 2026-04-01..2026-06-30"],
            ["2026-04-01 late", "2026-07-01 pending"],
        ),
        (
            "a folder of the year says nothing of the window",
            &["2026-07-10 covers 2026-04-01..2027-03-31"],
            ["2026-04-01 overdue", "2026-07-01 met"],
        ),
        (
            "what is spared in it repairs the one before",
            &["2026-07-10 covers 2026-04-01..2027-03-31", "2026-08-01 covers 2026-04-01..2027-03-31"],
            ["2026-04-01 late", "2026-07-01 met"],
        ),
        (
            "a month is no quarter",
            &["2026-07-10 covers 2026-06-01..2026-06-30"],
            ["2026-04-01 overdue", "2026-07-01 met"],
        ),
    ] {
        let states = World::with_requirement(QUARTERLY).items(items).assess("2026-08-15").states();
        assert_eq!(states[..2], expected, "{name}");
    }
}

#[test]
fn grace_is_for_filing_not_for_doing() {
    let grace = "every: P3M, mode: calendar, grace: P14D";
    for (name, items, as_of, state) in [
        ("nothing filed yet, within the grace", &[][..], "2026-07-14", "2026-04-01 due-soon"),
        ("nothing filed, after the grace", &[], "2026-07-15", "2026-04-01 overdue"),
        ("done in time, seen within the grace", &["2026-06-30"], "2026-07-14", "2026-04-01 met"),
        (
            "done within the grace is late",
            &["2026-07-01 covers 2026-04-01..2026-06-30"],
            "2026-07-14",
            "2026-04-01 late",
        ),
    ] {
        let answers = World::with_requirement(grace).items(items).assess(as_of);
        assert!(answers.states().contains(&state.to_owned()), "{name}: {:?}", answers.states());
    }
}

#[test]
fn a_period_in_the_name_answers_its_window() {
    for (name, items, state) in [
        ("a period alone", &["covers 2026-04-01..2026-06-30"][..], "2026-04-01 met"),
        (
            "a day after the window with its period is late",
            &["2026-07-02 covers 2026-04-01..2026-06-30"],
            "2026-04-01 late",
        ),
        (
            "it does not answer the window of its day",
            &["2026-07-02 covers 2026-04-01..2026-06-30"],
            "2026-07-01 pending",
        ),
        ("a month does not answer a quarter", &["covers 2026-04-01..2026-04-30"], "2026-04-01 overdue"),
        ("a year does not answer its quarters", &["covers 2026-04-01..2027-03-31"], "2026-04-01 overdue"),
        (
            "a month with a day counts by its day",
            &["2026-05-08 covers 2026-04-01..2026-04-30"],
            "2026-04-01 met",
        ),
        (
            "done before the window that it is about",
            &["2026-06-20 covers 2026-07-01..2026-09-30"],
            "2026-07-01 met",
        ),
        ("evidence.yaml names the window", &["2026-07-02 window 2026-04-01"], "2026-04-01 late"),
    ] {
        let answers = World::with_requirement(QUARTERLY).items(items).assess("2026-08-01");
        assert!(answers.states().contains(&state.to_owned()), "{name}: {:?}", answers.states());
    }
}

#[test]
fn the_latest_inside_the_window_decides() {
    let scored =
        "every: P3M, mode: calendar, columns: {n: {type: number}}, checks: [{each: {when: n >= 80}}]";
    for (name, items, state) in [
        (
            "a good one after a bad one",
            &["2026-05-01 table n;10", "2026-06-01 table n;90"][..],
            "2026-04-01 met",
        ),
        (
            "a bad one after a good one",
            &["2026-05-01 table n;90", "2026-06-01 table n;10"],
            "2026-04-01 failed",
        ),
        (
            "a later one only if there is none inside",
            &["2026-05-01 table n;10", "2026-07-01 table n;90"],
            "2026-04-01 failed",
        ),
    ] {
        let answers = World::with_requirement(scored).items(items).assess("2026-07-31");
        assert!(answers.states().contains(&state.to_owned()), "{name}: {:?}", answers.states());
    }
}

#[test]
fn max_age_counts_from_the_day_it_was_done() {
    let requirement = "max_age: P1Y";
    for (name, items, as_of, state) in [
        ("never shown", &[][..], "2026-10-31", "2026-04-01 overdue"),
        ("young enough", &["2026-01-15"], "2026-10-31", "2026-04-01 met"),
        ("on its last day", &["2025-10-31"], "2026-10-31", "2026-04-01 met"),
        ("a day too old", &["2025-10-30"], "2026-10-31", "2026-04-01 stale"),
        ("the newest counts", &["2024-01-01", "2026-05-01"], "2026-10-31", "2026-04-01 met"),
        ("its validity ends earlier", &["2026-05-01 valid ..2026-10-30"], "2026-10-31", "2026-04-01 stale"),
        ("a period alone is no day", &["covers 2026-04-01..2027-03-31"], "2026-10-31", "2026-04-01 overdue"),
    ] {
        check(name, requirement, items, as_of, &[state]);
    }
}

#[test]
fn a_new_period_forgives_no_debt() {
    let never = World::with_requirement("max_age: P1Y, grace: P90D");
    assert_eq!(never.assess("2027-03-31").states(), ["2026-04-01 overdue"]);
    assert_eq!(
        never.assess("2027-04-01").states(),
        ["2027-04-01 overdue"],
        "owed since the scope began, grace long gone"
    );
}

#[test]
fn once_counts_from_the_date_of_the_row() {
    let requirement = "per: incidents, once: {from: detected, within: P3D}";
    let incidents = "incident,発覚日\nI1,2026-06-01\nI2,\nI3,2026-12-01\n";
    for (name, items, as_of, expected) in [
        ("within three days", &["2026-06-04 for I1"][..], "2026-07-01", &["I1 2026-06-01 met"][..]),
        ("on the fourth day it is late", &["2026-06-05 for I1"], "2026-07-01", &["I1 2026-06-01 late"]),
        ("nothing is there", &[], "2026-06-05", &["I1 2026-06-01 overdue"]),
        ("it stays overdue until it is done", &[], "2026-11-30", &["I1 2026-06-01 overdue"]),
        ("still time", &[], "2026-06-03", &["I1 2026-06-01 due-soon"]),
        ("an incident that has not happened yet", &[], "2026-05-31", &[]),
        (
            "done before it was known does not count",
            &["2026-05-30 for I1"],
            "2026-06-05",
            &["I1 2026-06-01 overdue"],
        ),
    ] {
        let world = World::with_requirement(requirement).register("incidents", incidents).items(items);
        assert_eq!(world.assess(as_of).states(), expected, "{name}");
    }
}

#[test]
fn each_subject_owes_its_own_while_its_row_holds() {
    let requirement = "per: employees, every: P1Y, mode: calendar, where: {category: {not: 監査役}}";
    let employees = "社員番号,区分,from,to\n\
        E1,役員,2020-04-01,\n\
        E2,派遣,2020-04-01,2026-09-30\n\
        E3,社員,2026-10-15,\n\
        E4,社員,2026-11-01,\n\
        E5,監査役,2020-04-01,\n\
        E6,,2020-04-01,\n";
    let world = World::with_requirement(requirement).register("employees", employees).items(&[
        "2026-05-01 for E1",
        "2025-05-01 for E1",
        "2025-05-01 for E6",
        "2025-05-01 for E2",
    ]);
    let states = world.assess("2026-10-31").states();
    assert_eq!(
        states,
        ["E1 2026-04-01 met", "E3 2026-04-01 pending", "E6 2025-04-01 met carried", "E6 2026-04-01 pending"],
        "a leaver owes nothing for the year, a joiner does, one who is not there yet does not, an empty cell excuses nobody"
    );
}

#[test]
fn nothing_is_owed_before_the_scope_or_the_measure_begins() {
    let mut world = World::with_requirement(QUARTERLY);
    world.company = world.company.replace("from: 2024-04-01", "from: 2026-08-15");
    assert_eq!(
        world.assess("2026-10-01").states(),
        ["2026-08-15 overdue", "2026-10-01 pending", "2027-01-01 pending"],
        "the first window opens with the scope"
    );
    let mut world = World::with_requirement(QUARTERLY);
    world.measures = world.measures.replace("    title:", "    from: 2027-01-01\n    title:");
    assert_eq!(world.assess("2026-10-01").states(), Vec::<String>::new(), "the measure has not begun");
    assert_eq!(world.assess("2027-01-01").states(), ["2027-01-01 pending"]);
}

#[test]
fn weeks_run_from_monday_to_sunday() {
    let states = World::with_requirement("every: P1W, mode: calendar")
        .items(&["2026-04-05"])
        .assess("2026-04-06")
        .states();
    assert!(states.contains(&"2026-03-30 met".to_owned()), "{states:?}");
    assert!(states.contains(&"2026-04-06 due-soon".to_owned()), "{states:?}");
}

#[test]
fn on_the_first_of_april_the_last_closed_window_decides() {
    let answers = World::with_requirement(YEARLY).items(&["2026-06-30"]).assess("2027-04-01");
    assert_eq!(answers.states(), ["2026-04-01 met carried", "2027-04-01 pending"]);
    assert_eq!(answers.measures(), ["effective"]);
    assert_eq!(answers.verdict("1"), "conforms");
    let answers = World::with_requirement(YEARLY).items(&["2026-06-30", "2027-05-01"]).assess("2027-06-01");
    assert_eq!(
        answers.states(),
        ["2027-04-01 met"],
        "once something of the period decides, the past is left alone"
    );
}

#[test]
fn what_is_wrong_with_the_evidence_is_said_in_this_order() {
    let requirement = "every: P1Y, mode: calendar, approval: ciso, columns: {n: {type: number}}, checks: [{each: {when: n >= 80}}]";
    for (name, item, state) in [
        ("everything is right", "2026-05-01 approved ciso@2026-05-02 table n;90", "met"),
        ("unreadable comes first", "2026-05-01 unreadable", "unreadable"),
        ("then the contents", "2026-05-01 table n;10", "failed"),
        ("then the approval", "2026-05-01 table n;90", "unapproved"),
        ("approved by another role", "2026-05-01 approved staff@2026-05-02 table n;90", "unapproved"),
        ("approved only later", "2026-05-01 approved ciso@2026-11-01 table n;90", "unapproved"),
        ("approved before it was done", "2026-05-01 approved ciso@2026-04-30 table n;90", "unapproved"),
        ("no table to look into", "2026-05-01 approved ciso@2026-05-02", "failed"),
        ("a cell that is no number is no pass", "2026-05-01 approved ciso@2026-05-02 table n;合格", "failed"),
        ("an empty table is no pass", "2026-05-01 approved ciso@2026-05-02 table n", "failed"),
    ] {
        let states = World::with_requirement(requirement).items(&[item]).assess("2026-10-31").states();
        assert_eq!(states.last(), Some(&format!("2026-04-01 {state}")), "{name}: {states:?}");
    }
    let unapproved = World::with_requirement(requirement)
        .items(&["2025-05-01 approved ciso@2025-05-02 table n;90", "2026-05-01 table n;90"])
        .assess("2026-10-31");
    let [finding] = unapproved.assessment.findings.as_slice() else { panic!("{:?}", unapproved.findings()) };
    assert_eq!(
        finding.message.en, "記録 of 2026-05-01 has no approval by Chief officer",
        "people have titles"
    );
    assert!(finding.remedy.en.contains("{by: ciso,"), "files have ids: {}", finding.remedy.en);
}

#[test]
fn parts_and_checks_look_at_the_rows() {
    let columns = "every: P1Y, mode: calendar, columns: {id: {type: text, headers: [社員番号]}, n: {type: number}, s: {type: text}}";
    let roster = "社員番号,区分,leave_from,leave_to,from,to\n\
        E1,役員,,,2020-04-01,\n\
        E2,派遣,,,2020-04-01,\n\
        E3,社員,2026-04-01,2026-12-31,2020-04-01,\n\
        E4,社員,,,2026-05-01,\n\
        E5,社員,,,2020-04-01,2026-12-31\n\
        E6,社員,,,2026-08-01,\n";
    for (name, extra, item, state) in [
        ("rows: enough", "checks: [{rows: {min: 2}}]", "2026-06-01 table n;1;2", "met"),
        ("rows: too few", "checks: [{rows: {min: 2}}]", "2026-06-01 table n;1", "failed"),
        ("rows: too many", "checks: [{rows: {max: 1}}]", "2026-06-01 table n;1;2", "failed"),
        (
            "rows: only those that meet the condition",
            "checks: [{rows: {min: 2, where: {n: {min: 80}}}}]",
            "2026-06-01 table n;90;10",
            "failed",
        ),
        (
            "rows: one that cannot be decided may be one too many",
            "checks: [{rows: {max: 0, when: n > 5}}]",
            "2026-06-01 table n,s;,x",
            "failed",
        ),
        ("each: all", "checks: [{each: {where: {s: {in: [済, ○]}}}}]", "2026-06-01 table s;済;○", "met"),
        (
            "each: one is not",
            "checks: [{each: {where: {s: {in: [済, ○]}}}}]",
            "2026-06-01 table s;済;未",
            "failed",
        ),
        (
            "each: an empty cell",
            "checks: [{each: {where: {s: {not: 未}}}}]",
            "2026-06-01 table s,n;済,1;,2",
            "failed",
        ),
        ("a column is missing", "checks: [{each: {when: n >= 80}}]", "2026-06-01 table s;済", "failed"),
        ("unique: no two", "checks: [{unique: {by: [id]}}]", "2026-06-01 table 社員番号;E1;E2", "met"),
        ("unique: twice", "checks: [{unique: {by: [id]}}]", "2026-06-01 table 社員番号;E1;E1", "failed"),
        (
            "unique: several columns together",
            "checks: [{unique: {by: [id, n]}}]",
            "2026-06-01 table id,n;E1,1;E1,2",
            "met",
        ),
        (
            "covers: everyone on the day",
            "checks: [{covers: {register: employees, by: id}}]",
            "2026-06-01 table id;E1;E2;E3;E4;E5",
            "met",
        ),
        (
            "covers: E6 had not joined",
            "checks: [{covers: {register: employees, by: id}}]",
            "2026-06-01 table id;E5;E4;E3;E2;E1",
            "met",
        ),
        (
            "covers: E6 had joined",
            "checks: [{covers: {register: employees, by: id}}]",
            "2026-08-01 table id;E1;E2;E3;E4;E5",
            "failed",
        ),
        (
            "covers: one on leave is missing",
            "checks: [{covers: {register: employees, by: id}}]",
            "2026-06-01 table id;E1;E2;E4;E5",
            "failed",
        ),
        (
            "covers: and excused",
            "checks: [{covers: {register: employees, by: id, excuse: [on-leave]}}]",
            "2026-06-01 table id;E1;E2;E4;E5",
            "met",
        ),
        (
            "covers: the joiner of the year is excused",
            "checks: [{covers: {register: employees, by: id, excuse: [joiners]}}]",
            "2026-06-01 table id;E1;E2;E3;E5",
            "met",
        ),
        (
            "covers: the leaver of the year is excused",
            "checks: [{covers: {register: employees, by: id, excuse: [leavers]}}]",
            "2026-06-01 table id;E1;E2;E3;E4",
            "met",
        ),
        (
            "covers: an excuse excuses nobody else",
            "checks: [{covers: {register: employees, by: id, excuse: [leavers]}}]",
            "2026-06-01 table id;E1;E2;E3;E5",
            "failed",
        ),
        (
            "covers: only a part of the register",
            "checks: [{covers: {register: employees, by: id, where: {category: {is: 役員}}}}]",
            "2026-06-01 table id;E1",
            "met",
        ),
        (
            "covers: directors and dispatched workers count",
            "checks: [{covers: {register: employees, by: id, excuse: [on-leave, joiners, leavers]}}]",
            "2026-06-01 table id;E5",
            "failed",
        ),
        (
            "covers: nobody at all is no pass",
            "checks: [{covers: {register: employees, by: id, where: {category: {is: 顧問}}}}]",
            "2026-06-01 table id;E1",
            "failed",
        ),
        ("part: there", "parts: [{id: roster, names: ['*名簿*']}]", "2026-06-01 part 受講名簿.csv", "met"),
        ("part: missing", "parts: [{id: roster, names: ['*名簿*']}]", "2026-06-01 part 議事録.md", "failed"),
    ] {
        let world = World::with_requirement(&format!("{columns}, {extra}"))
            .register("employees", roster)
            .items(&[item]);
        let states = world.assess("2026-10-31").states();
        assert_eq!(states.last(), Some(&format!("2026-04-01 {state}")), "{name}: {states:?}");
    }
}

#[test]
fn a_missing_or_unreadable_register_is_no_pass() {
    let requirement = "per: employees, every: P1Y, mode: calendar";
    let answers = World::with_requirement(requirement).assess("2026-10-31");
    assert_eq!(answers.states(), ["2026-04-01 unreadable"]);
    assert_eq!(answers.verdict("1"), "gap");
    assert_eq!(answers.findings(), ["major missing-register", "major evidence-unreadable"]);
    let mut later = World::with_requirement(requirement);
    later.company = later.company.replace("2024-04-01", "2026-07-01");
    let later = later.assess("2026-10-31").assessment.obligations;
    let due = "2026-07-01".parse().unwrap();
    assert_eq!((&*later[0].id, later[0].due), ("acme/m/r@2026-07-01", due), "not before the scope begins");
    let empty = World::with_requirement(requirement).register("employees", "社員番号\n").assess("2026-10-31");
    assert_eq!(empty.measures(), ["not-yet-due"], "no subject at all is not effective");
    assert_eq!(empty.findings(), ["note no-subject"]);
}

#[test]
fn a_deadline_counts_the_first_day_where_the_law_does() {
    for (name, counting, filed, expected) in [
        ("the day after is the first", "", "for I1 2026-06-06", "I1 2026-06-01 met"),
        ("the day itself is the first", ", counting: first-day", "for I1 2026-06-05", "I1 2026-06-01 met"),
        ("one day too late", ", counting: first-day", "for I1 2026-06-06", "I1 2026-06-01 late"),
    ] {
        let world = World::with_requirement(&format!(
            "per: incidents, once: {{from: detected, within: P5D{counting}}}"
        ))
        .register("incidents", "incident,detected,from,to\nI1,2026-06-01,,\n")
        .items(&[filed]);
        assert_eq!(world.assess("2026-07-01").states(), [expected], "{name}");
    }
}

#[test]
fn one_file_that_stands_for_two_days_is_said() {
    let reused = &["minor evidence-reused"][..];
    for (name, items, expected) in [
        ("two files", &["2025-05-01", "2026-05-01"][..], &[][..]),
        ("the same", &["2025-05-01 same", "2026-05-01 same"], reused),
        ("thrice", &["2025-05-01 same", "2026-05-01 same", "2026-06-01 same"], &["minor evidence-reused"; 2]),
        ("of a day to come", &["2025-05-01", "2026-05-01 same", "2026-11-01 same"], &[]),
    ] {
        let world = World::with_requirement("every: P1Y, mode: calendar").items(items);
        assert_eq!(world.assess("2026-10-31").findings(), expected, "{name}");
    }
}
