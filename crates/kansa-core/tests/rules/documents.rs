//! Versions of documents: what shows a document shows the one in force.

use crate::world::World;

fn world(items: &[&str], rows: &str) -> World {
    World::with_requirement("max_age: P2Y")
        .items(items)
        .register("documents", &format!("document,title,version,revised,approved,target,to\n{rows}\n"))
}

#[test]
fn what_shows_a_document_shows_the_version_in_force() {
    let older = &["major check-failed"][..];
    for (name, item, row, expected) in [
        ("of the day it took effect", "2026-04-01", "D1,方針,2,2026-04-01,,m/r,", &[][..]),
        ("of a later day", "2026-05-01", "D1,方針,2,2026-04-01,,m/r,", &[]),
        ("of an earlier day", "2026-03-31", "D1,方針,2,2026-04-01,,m/r,", older),
        ("of the day of its approval", "2026-03-20", "D1,方針,2,2026-04-01,2026-03-20,m/r,", &[]),
        ("of a day before its approval", "2026-03-19", "D1,方針,2,2026-04-01,2026-03-20,m/r,", older),
        ("approved after it took effect", "2026-04-01", "D1,方針,2,2026-04-01,2026-04-10,m/r,", &[]),
        ("not in force yet", "2026-03-31", "D1,方針,2,2026-11-01,,m/r,", &[]),
        ("a document that was withdrawn", "2026-03-31", "D1,方針,2,2026-04-01,,m/r,2026-09-30", &[]),
        ("of another requirement", "2026-03-31", "D1,方針,2,2026-04-01,,,", &[]),
        ("one of two", "2026-03-31", "D1,方針,2,2025-04-01,,m/r,\nD2,細則,1,2026-04-01,,m/r,", older),
        ("of what does not exist", "2026-04-01", "D1,方針,2,2026-04-01,,m/none,", &["minor register-cell"]),
    ] {
        let answers = world(&[item], row).assess("2026-10-31");
        assert_eq!(answers.findings(), expected, "{name}");
        let verdict = if expected == older { "gap" } else { "conforms" };
        assert_eq!(answers.verdict("1"), verdict, "{name}");
    }
}

#[test]
fn a_new_version_says_nothing_of_windows_that_are_over() {
    let mut world = world(&["2025-05-01", "2026-05-01"], "D1,方針,2,2026-05-01,,m/r,");
    world.measures = world.measures.replace("max_age: P2Y", "every: P1Y, mode: calendar");
    assert_eq!(world.assess("2026-10-31").findings(), Vec::<String>::new());
}
