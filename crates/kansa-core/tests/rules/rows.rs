//! What rows of registers answer: for the subjects that they name, and by the day that stands in them.

use crate::world::World;

/// Every country is reviewed once a year, in rows of another register.
fn world(rows: &str) -> World {
    let mut world = World::with_requirement(
        "per: countries, by: rows, of: {register: reviews, subject: about, performed: held, where: {kind: {is: 定期}}}, every: P1Y, mode: calendar, checks: [{each: {when: 結果 is not empty}}]",
    )
    .register("countries", "country,from\nUnited States,2020-01-01\nVietnam,2020-01-01\n")
    .register("reviews", &format!("review,kind,about,held,結果,to\n{rows}"));
    world.company = world.company.replace("2024-04-01", "2026-04-01");
    world
}

#[track_caller]
fn check(name: &str, world: &World, expected: &[&str]) {
    let answers = world.assess("2026-10-31");
    assert_eq!(answers.states(), expected, "{name}");
}

#[test]
fn rows_of_another_register_answer_for_whom_they_name() {
    for (name, rows, expected) in [
        (
            "both in one row",
            "R1,定期,United States、Vietnam,2026-05-01,良\n",
            ["United States 2026-04-01 met", "Vietnam 2026-04-01 met"],
        ),
        (
            "one each, of any width",
            "R1,定期,Ｖｉｅｔｎａｍ,2026-05-01,良\nR2,定期,United States,2026-05-02,良\n",
            ["United States 2026-04-01 met", "Vietnam 2026-04-01 met"],
        ),
        (
            "a blank is part of a name",
            "R1,定期,United States Vietnam,2026-05-01,良\n",
            ["United States 2026-04-01 pending", "Vietnam 2026-04-01 pending"],
        ),
        (
            "of another kind",
            "R1,臨時,United States、Vietnam,2026-05-01,良\n",
            ["United States 2026-04-01 pending", "Vietnam 2026-04-01 pending"],
        ),
        (
            "of no kind",
            "R1,,United States、Vietnam,2026-05-01,良\n",
            ["United States 2026-04-01 pending", "Vietnam 2026-04-01 pending"],
        ),
        (
            "held later",
            "R1,定期,United States、Vietnam,2026-11-01,良\n",
            ["United States 2026-04-01 pending", "Vietnam 2026-04-01 pending"],
        ),
        (
            "a row that fails its check",
            "R1,定期,United States,2026-05-01,\nR2,定期,Vietnam,2026-05-01,良\n",
            ["United States 2026-04-01 failed", "Vietnam 2026-04-01 met"],
        ),
        (
            "of two rows of one day the worse counts",
            "R1,定期,United States,2026-05-01,\nR2,定期,United States、Vietnam,2026-05-01,良\n",
            ["United States 2026-04-01 failed", "Vietnam 2026-04-01 met"],
        ),
        (
            "a row that has ended shows nothing any more",
            "R1,定期,United States,2026-05-01,良,2026-09-30\nR2,定期,Vietnam,2026-05-01,良,2026-12-31\n",
            ["United States 2026-04-01 stale", "Vietnam 2026-04-01 met"],
        ),
        (
            "the latest decides",
            "R1,定期,United States,2026-05-01,\nR2,定期,United States、Vietnam,2026-05-02,良\n",
            ["United States 2026-04-01 met", "Vietnam 2026-04-01 met"],
        ),
    ] {
        check(name, &world(rows), &expected);
    }
}

#[test]
fn what_is_planned_may_be_done_ahead_if_it_is_said_how_long() {
    for (name, ahead, held, expected) in [
        ("on the day", ", ahead: P1M", "2026-06-15", "met"),
        ("ahead", ", ahead: P1M", "2026-05-15", "met"),
        ("too long ahead", ", ahead: P1M", "2026-05-14", "overdue"),
        ("ahead, and not said", "", "2026-06-14", "overdue"),
    ] {
        let keys = format!(
            "per: reviews, by: columns, performed: held, once: {{from: decided, within: P1M{ahead}}}"
        );
        let world = World::with_requirement(&keys)
            .register("reviews", &format!("review,decided,held\nR1,2026-06-15,{held}\n"));
        check(name, &world, &[&format!("R1 2026-06-15 {expected}")]);
    }
}

#[test]
fn a_row_counts_as_the_newest_snapshot_has_it() {
    let requirement = "per: reviews, by: columns, performed: held, max_age: P1Y, checks: [{each: {when: 結果 is not empty}}]";
    let world = World::with_requirement(requirement)
        .register("reviews@2026-05-31", "review,held,結果\nR1,2026-05-01,\n")
        .register("reviews@2026-06-30", "review,held,結果\nR1,2026-05-01,良\n");
    check("mended in the newer", &world, &["R1 2026-06-30 met"]);
    let world = World::with_requirement(requirement)
        .register("reviews@2026-05-31", "review,held,結果\nR1,2026-05-01,良\n")
        .register("reviews@2026-06-30", "review,held,結果\nR1,2026-05-01,\n");
    check("spoiled in the newer", &world, &["R1 2026-06-30 failed"]);
}

#[test]
fn a_register_that_is_not_there_or_lacks_a_column_answers_nothing() {
    let mut gone = world("");
    gone.registers.retain(|(name, _)| name != "reviews");
    check("not there", &gone, &["United States 2026-04-01 pending", "Vietnam 2026-04-01 pending"]);
    let mut lacking = gone;
    lacking.registers.push(("reviews".into(), "review,kind,about,結果\nR1,定期,Vietnam,良\n".into()));
    check("without the day", &lacking, &["2026-04-01 unreadable"]);
    assert_eq!(lacking.assess("2026-10-31").verdict("1"), "gap");
}

#[test]
fn a_deadline_stands_in_the_row() {
    let keys = "per: reviews, by: columns, performed: held, once: {from: decided, until: due}";
    for (name, row, expected) in [
        ("in time", "R1,2026-05-01,2026-06-30,2026-06-30", "R1 2026-05-01 met"),
        ("late", "R1,2026-05-01,2026-06-30,2026-07-01", "R1 2026-05-01 late"),
        ("not done", "R1,2026-05-01,2026-06-30,", "R1 2026-05-01 overdue"),
        ("there is time", "R1,2026-05-01,2026-12-31,", "R1 2026-05-01 pending"),
        ("soon", "R1,2026-05-01,2026-11-15,", "R1 2026-05-01 due-soon"),
        ("no deadline is none that is far away", "R1,2026-05-01,,", "R1 2026-05-01 overdue"),
        ("no deadline, done on another day", "R1,2026-05-01,,2026-05-02", "R1 2026-05-01 late"),
        ("a deadline before the day", "R1,2026-05-01,2026-04-01,2026-05-01", "R1 2026-05-01 met"),
        ("a deadline that cannot be read", "R1,2026-05-01,近日,", "R1 2026-05-01 overdue"),
    ] {
        let world =
            World::with_requirement(keys).register("reviews", &format!("review,decided,due,held\n{row}\n"));
        check(name, &world, &[expected]);
    }
}

#[test]
fn what_has_to_be_filled_and_is_not_is_said_and_a_day_that_nobody_can_read_takes_no_duty_away() {
    let keys = "per: reviews, by: columns, performed: held, once: {from: decided, within: P1M}";
    for (name, row, states, findings) in [
        ("as it should be", "R1,定期,2026-05-01,2026-05-10", &["R1 2026-05-01 met"][..], &[][..]),
        ("of two kinds", "R1,定期・臨時,2026-05-01,2026-05-10", &["R1 2026-05-01 met"], &[]),
        (
            "of an unknown kind",
            "R1,随時,2026-05-01,2026-05-10",
            &["R1 2026-05-01 met"],
            &["minor register-cell"],
        ),
        ("without the day", "R1,定期,,2026-05-10", &[], &["minor register-cell"]),
        (
            "a dash for the day",
            "R1,定期,-,2026-05-10",
            &["R1 2026-04-01 late"],
            &["minor register-cell", "minor done-late"],
        ),
        (
            "a day that cannot be read",
            "R1,定期,近日,",
            &["R1 2026-04-01 overdue"],
            &["major evidence-overdue", "minor register-cell"],
        ),
    ] {
        let world =
            World::with_requirement(keys).register("reviews", &format!("review,kind,decided,held\n{row}\n"));
        let answers = world.assess("2026-10-31");
        assert_eq!(answers.states(), states, "{name}");
        let mut found = answers.findings();
        found.retain(|it| !it.contains("no-subject"));
        assert_eq!(found, findings, "{name}");
    }
}

#[test]
fn what_answers_in_rows_says_of_which_register() {
    let of = |keys: &str| format!("by: rows, of: {{register: reviews, {keys}}}");
    for (name, keys, expected) in [
        ("per company", format!("per: company, {}", of("performed: held")), vec![]),
        ("per register", format!("per: countries, {}", of("subject: about, performed: held")), vec![]),
        ("without of", "per: countries, by: rows".into(), vec!["invalid-value"]),
        (
            "of without by",
            "per: countries, of: {register: reviews, performed: held}".into(),
            vec!["invalid-value"],
        ),
        ("no subject", format!("per: countries, {}", of("performed: held")), vec!["missing-key"]),
        (
            "a subject too many",
            format!("per: company, {}", of("subject: about, performed: held")),
            vec!["invalid-value"],
        ),
        ("no date column", format!("per: company, {}", of("performed: kind")), vec!["invalid-value"]),
        ("no such column", format!("per: company, {}", of("performed: done")), vec!["unknown-column"]),
        (
            "no such subject",
            format!("per: countries, {}", of("subject: whom, performed: held")),
            vec!["unknown-column"],
        ),
        (
            "no such register",
            "per: company, by: rows, of: {register: views, performed: held}".into(),
            vec!["unknown-register"],
        ),
        (
            "performed beside it",
            format!("per: reviews, performed: held, {}", of("subject: about, performed: held")),
            vec!["invalid-value"],
        ),
    ] {
        let world = World::with_requirement(&format!("{keys}, every: P1Y, mode: calendar"));
        let found: Vec<&str> = world.problems().iter().map(|it| it.code.as_str()).collect();
        assert_eq!(found, expected, "{name}");
    }
    for (name, once, expected) in [
        ("until", "from: decided, until: due", vec![]),
        ("both", "from: decided, until: due, within: P1D", vec!["invalid-value"]),
        ("counting", "from: decided, until: due, counting: first-day", vec!["invalid-value"]),
        ("no date column", "from: decided, until: kind", vec!["invalid-value"]),
        ("no such column", "from: decided, until: end", vec!["unknown-column"]),
    ] {
        let world = World::with_requirement(&format!("per: reviews, once: {{{once}}}"));
        let found: Vec<&str> = world.problems().iter().map(|it| it.code.as_str()).collect();
        assert_eq!(found, expected, "{name}");
    }
}
