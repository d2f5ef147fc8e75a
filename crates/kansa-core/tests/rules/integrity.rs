//! Approvals, days that files say of themselves, and disposals.

use crate::world::World;

const APPROVED: &str = "every: P1Y, mode: calendar, approval: ciso";

#[track_caller]
fn state_of(name: &str, officers: Option<&str>, item: &str, expected: &str) -> World {
    let mut world = World::with_requirement(APPROVED).items(&["2025-05-01 approved ciso@2025-05-02", item]);
    if let Some(rows) = officers {
        world = world.register("officers", &format!("officer,role,holder,from,to\n{rows}"));
    }
    let assessed = world.assess("2026-10-31");
    assert_eq!(assessed.states().last(), Some(&format!("2026-04-01 {expected}")), "{name}");
    world
}

#[test]
fn an_approval_is_of_what_is_there_now() {
    for (name, item, expected) in [
        ("it names no hash", "2026-05-01 approved ciso@2026-05-02", "met"),
        ("it names what is there", "2026-05-01 approved ciso@2026-05-02#here", "met"),
        ("it names something else", "2026-05-01 approved ciso@2026-05-02#else", "unapproved"),
    ] {
        state_of(name, None, item, expected);
    }
    let changed =
        state_of("", None, "2026-05-01 approved ciso@2026-05-02#else", "unapproved").assess("2026-10-31");
    let message = &changed.assessment.findings[0].message.en;
    assert!(message.ends_with("(what was approved on 2026-05-02 is not what is there now)"), "{message}");
}

#[test]
fn somebody_held_the_role_on_the_day_of_the_approval() {
    let item = "2026-05-01 approved ciso@2026-05-10";
    let always = "O0,ciso,E1,2020-04-01,2026-03-31\n";
    for (name, officers, expected) in [
        ("no register says who", None, "met"),
        ("the register does not have the role", Some("O1,audit-manager,E1,2020-04-01,\n"), "met"),
        ("somebody did", Some("O1,ciso,E1,2026-04-01,\n"), "met"),
        ("by the title of the role", Some("O1,Chief officer,E1,2026-04-01,\n"), "met"),
        ("until that day", Some("O1,ciso,E1,2026-04-01,2026-05-10\n"), "met"),
        ("only until the day before", Some("O1,ciso,E1,2026-04-01,2026-05-09\n"), "unapproved"),
        ("only since the day after", Some("O1,ciso,E1,2026-05-11,\n"), "unapproved"),
        ("the post stands there without anybody", Some("O1,ciso,,2026-04-01,\n"), "unapproved"),
    ] {
        let officers = officers.map(|it| format!("{always}{it}"));
        let officers = officers
            .as_deref()
            .map(|it| if name.starts_with("the register") { &it[always.len()..] } else { it });
        state_of(name, officers, item, expected);
    }
}

#[test]
fn a_file_that_says_that_it_is_younger_is_said() {
    for (name, item, expected) in [
        ("it says nothing", "2026-05-01", &[][..]),
        ("made on the day", "2026-05-01 stamped 2026-05-01", &[]),
        ("made before: a form", "2026-05-01 stamped 2019-05-01", &[]),
        ("filed within a month", "2026-05-01 stamped 2026-05-31", &[]),
        ("made later", "2026-05-01 stamped 2026-06-01", &["date-contradicted"]),
        ("collected later, and said so", "2026-05-01 collected 2026-06-01 stamped 2026-06-01", &[]),
        ("handed in later, and said so", "2026-05-01 received 2026-06-01 stamped 2026-06-01", &[]),
        ("not there yet", "2026-11-01 stamped 2027-05-01", &[]),
    ] {
        let items = ["2025-05-01", item];
        let found = World::with_requirement("every: P1Y, mode: calendar").items(&items).assess("2026-09-30");
        let codes = found.assessment.findings.iter().map(|it| it.code.as_str());
        let codes: Vec<&str> = codes.filter(|it| *it == "date-contradicted").collect();
        assert_eq!(codes, expected, "{name}");
    }
}

#[test]
fn what_was_disposed_of_is_neither_missed_nor_met() {
    let kept = |retention: &str, item: &str| {
        let requirement = format!("every: P1Y, mode: calendar{retention}");
        let found = World::with_requirement(&requirement).items(&["2025-05-01", item]).assess("2026-10-31");
        let codes: Vec<String> = found.assessment.findings.iter().map(|it| it.code.to_string()).collect();
        (found.states().last().cloned().unwrap_or_default(), codes)
    };
    let gone = || "2026-04-01 disposed".to_owned();
    assert_eq!(kept("", "2026-05-01 disposed 2026-06-01"), (gone(), vec![]));
    assert_eq!(kept(", retention: P1M", "2026-05-01 disposed 2026-06-01"), (gone(), vec![]));
    assert_eq!(
        kept(", retention: P3Y", "2026-05-01 disposed 2026-06-01"),
        (gone(), vec!["disposed-early".to_owned()])
    );
    // What has to be there now cannot have been disposed of.
    let newest = World::with_requirement("max_age: P1Y")
        .items(&["2026-05-01 disposed 2026-06-01"])
        .assess("2026-10-31");
    assert!(newest.states().last().is_some_and(|it| it.ends_with("overdue")), "{:?}", newest.states());
}
