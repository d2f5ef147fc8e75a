//! Properties that hold for any evidence.

use chrono::{Days, NaiveDate};
use proptest::prelude::*;

use crate::world::{World, day, measure};

/// A control with a measure of three requirements: monthly, young enough, and with checks.
fn world() -> World {
    let requirements = "      - {id: r, title: {ja: 月次}, basis: own, owner: o, per: company, every: P1M, mode: calendar, grace: P5D}
      - {id: s, title: {ja: 年次}, basis: own, owner: o, per: company, max_age: P1Y}
      - {id: t, title: {ja: 四半期}, basis: own, owner: o, per: company, every: P3M, mode: calendar, repair: P20D, columns: {n: {type: number}}, checks: [{each: {when: n >= 80}}]}
      - {id: u, title: {ja: 個別}, basis: own, owner: o, per: employees, every: P6M, mode: calendar}\n";
    World {
        measures: measure("m", "{\"c:1\": [operated]}", requirements),
        ..World::with_requirement("every: P1Y, mode: calendar")
    }
    .register("employees", "社員番号,区分,leave_from,leave_to,from,to\nE1,社員,,,2020-04-01,\nE2,社員,,,2026-06-10,\nE3,派遣,,,2025-07-01,2026-08-31\n")
}

fn dates() -> impl Strategy<Value = NaiveDate> {
    (0_u64..700).prop_map(|it| day("2025-04-01") + Days::new(it))
}

/// Good evidence for one of the requirements.
fn good() -> impl Strategy<Value = String> {
    (dates(), 0_usize..5).prop_map(|(date, which)| match which {
        0 => format!("{date} of m/r"),
        1 => format!("{date} of m/s"),
        2 => format!("{date} of m/t table n;90"),
        3 => format!("{date} of m/u for E1"),
        _ => format!("{date} of m/u for E2"),
    })
}

/// Any evidence, some of it bad.
fn any_evidence() -> impl Strategy<Value = String> {
    prop_oneof![4 => good(), 1 => dates().prop_map(|it| format!("{it} of m/t table n;10")), 1 => dates().prop_map(|it| format!("{it} of m/r unreadable"))]
}

/// The rank of a verdict, best first.
fn rank(verdict: &str) -> usize {
    ["conforms", "accepted", "pending", "partial", "gap"].iter().position(|it| *it == verdict).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn adding_good_evidence_never_worsens_a_verdict(items in prop::collection::vec(good(), 0..30), more in good(), as_of in dates()) {
        let as_of = as_of.to_string();
        let before = World { items: items.clone(), ..world() }.assess(&as_of);
        let mut items = items;
        items.push(more.clone());
        let after = World { items, ..world() }.assess(&as_of);
        prop_assert!(rank(after.verdict("1")) <= rank(before.verdict("1")), "{more}: {} -> {}", before.verdict("1"), after.verdict("1"));
    }

    #[test]
    fn the_answer_of_a_day_does_not_know_what_came_later(items in prop::collection::vec(any_evidence(), 0..30), as_of in dates()) {
        let all = World { items: items.clone(), ..world() };
        let mut then = World { items: items.into_iter().filter(|it| day(&it[..10]) <= as_of).collect(), ..world() };
        for (_, table) in &mut then.registers {
            let kept = table.lines().filter(|line| {
                let from = line.split(',').nth(4).unwrap_or_default();
                from == "from" || day(from) <= as_of
            });
            *table = kept.map(|it| format!("{it}\n")).collect();
        }
        let as_of = as_of.to_string();
        let (now, then) = (all.assess(&as_of), then.assess(&as_of));
        prop_assert_eq!(now.states(), then.states());
        prop_assert_eq!(now.verdict("1"), then.verdict("1"));
        prop_assert_eq!(now.findings(), then.findings());
    }

    #[test]
    fn the_order_of_files_and_rows_does_not_matter(items in prop::collection::vec(any_evidence(), 0..20), as_of in dates()) {
        let as_of = as_of.to_string();
        let forwards = World { items: items.clone(), ..world() }.assess(&as_of);
        let mut backwards = World { items: items.into_iter().rev().collect(), ..world() };
        for (_, table) in &mut backwards.registers {
            let mut lines: Vec<&str> = table.lines().collect();
            lines[1..].reverse();
            *table = lines.join("\n");
        }
        let backwards = backwards.assess(&as_of);
        prop_assert_eq!(forwards.states(), backwards.states());
        let ids = |it: &crate::world::Answers| it.assessment.findings.iter().map(|it| it.id.clone()).collect::<Vec<_>>();
        prop_assert_eq!(ids(&forwards), ids(&backwards));
    }

    #[test]
    fn arbitrary_text_never_panics_the_parser(text in "\\PC*") {
        let file = kansa_core::source::SourceFile::new("kansa.yaml", &text);
        let _ = kansa_core::config::Config::parse(&file);
    }
}
