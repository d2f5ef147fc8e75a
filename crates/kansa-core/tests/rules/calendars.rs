//! Holidays, deadlines that move over them, and business days.

use std::sync::LazyLock;

use chrono::{Datelike, Days, NaiveDate, Weekday};
use kansa_core::calendar::{Calendar, CalendarFile, ClosedDays, Counting};
use kansa_core::period::DateRange;
use kansa_core::source::SourceFile;
use kansa_core::text::Text;
use proptest::prelude::*;

use crate::world::{World, calendar, day, measure};

/// A calendar of a workspace.
fn own(from: &str, to: &str, days: &str) -> String {
    format!(
        "format: 1\nid: jp\ntitle: {{ja: 自社}}\nsource: verified\nfrom: {from}\nto: {to}\ndays: {{{days}}}\n"
    )
}

fn built_in() -> Calendar {
    let (calendar, problems) = calendar(&[]);
    assert_eq!(problems, []);
    calendar
}

fn known_days() -> impl Iterator<Item = NaiveDate> {
    day("2016-01-01").iter_days().take_while(|it| *it <= day("2027-12-31"))
}

#[test]
fn the_built_in_calendar_knows_the_holidays() {
    let calendar = built_in();
    for (at, reason) in [
        ("2016-03-21", Some("振替休日")),
        ("2018-12-24", Some("振替休日")),
        ("2018-12-23", Some("天皇誕生日")),
        ("2019-02-23", Some("土曜日")),
        ("2019-04-26", None),
        ("2019-04-30", Some("国民の休日")),
        ("2019-05-01", Some("天皇の即位の日")),
        ("2019-05-02", Some("国民の休日")),
        ("2019-05-07", None),
        ("2019-10-22", Some("即位礼正殿の儀の行われる日")),
        ("2019-12-23", None),
        ("2020-02-24", Some("振替休日")),
        ("2020-07-20", None),
        ("2020-07-24", Some("スポーツの日")),
        ("2021-07-19", None),
        ("2021-07-22", Some("海の日")),
        ("2021-07-23", Some("スポーツの日")),
        ("2021-08-09", Some("振替休日")),
        ("2021-08-11", None),
        ("2021-10-11", None),
        ("2026-05-03", Some("憲法記念日")),
        ("2026-05-06", Some("振替休日")),
        ("2026-05-07", None),
        ("2026-09-22", Some("国民の休日")),
        ("2026-12-28", None),
        ("2026-12-29", Some("年末年始")),
        ("2027-01-01", Some("元日")),
        ("2027-01-03", Some("年末年始")),
        ("2027-01-04", None),
        ("2027-03-22", Some("振替休日")),
        ("2027-06-06", Some("日曜日")),
    ] {
        assert_eq!(calendar.is_closed(day(at)).map(|it| it.ja).as_deref(), reason, "{at}");
    }
}

#[test]
fn the_built_in_calendar_keeps_the_rules_of_the_act_on_national_holidays() {
    let calendar = built_in();
    let other = ["土曜日", "日曜日", "年末年始", "振替休日", "国民の休日"];
    let reason = |at: NaiveDate| calendar.is_closed(at).map(|it| it.ja).unwrap_or_default();
    let holiday = |at: NaiveDate| !reason(at).is_empty() && !other.contains(&reason(at).as_str());
    for at in known_days() {
        if at.weekday() == Weekday::Sun && holiday(at) {
            let next = at.iter_days().skip(1).find(|it| !holiday(*it)).unwrap();
            assert_eq!(reason(next), "振替休日", "after {at}");
        }
        let between = holiday(at.pred_opt().unwrap()) && holiday(at.succ_opt().unwrap());
        assert!(!between || calendar.is_closed(at).is_some(), "{at} lies between two holidays");
    }
}

#[test]
fn what_the_calendar_does_not_know_it_says() {
    let calendar = built_in();
    for (at, known) in
        [("2015-12-31", false), ("2016-01-01", true), ("2027-12-31", true), ("2028-01-01", false)]
    {
        assert_eq!(calendar.is_known(day(at)), known, "{at}");
    }
    // Weekdays and the turn of the year are known of every year.
    assert_eq!(calendar.is_closed(day("2028-12-30")).map(|it| it.en).as_deref(), Some("Turn of the year"));
    assert_eq!(calendar.is_closed(day("2028-05-07")).map(|it| it.en).as_deref(), Some("Sunday"));
    assert_eq!(calendar.is_closed(day("2028-05-03")), None);
    let nothing = Calendar::default();
    assert!(!nothing.is_known(day("2026-05-03")));
    assert_eq!(nothing.is_closed(day("2026-05-03")), None);
}

#[test]
fn a_workspace_adds_years_and_overrides_days() {
    let next_year = own("2028-01-01", "2028-12-31", "2028-05-03: 憲法記念日, 2028-05-04: {ja: みどりの日}");
    let moved = own("2026-07-01", "2026-07-31", "2026-07-17: 海の日（特例）");
    let (calendar, problems) = calendar(&[next_year, moved]);
    assert_eq!(problems, []);
    for (at, reason) in [
        ("2028-05-03", Some("憲法記念日")),
        ("2028-05-04", Some("みどりの日")),
        ("2028-05-05", None),
        ("2028-05-06", Some("土曜日")),
        ("2028-12-29", Some("年末年始")),
        ("2026-07-17", Some("海の日（特例）")),
        ("2026-07-20", None),
        ("2026-08-11", Some("山の日")),
    ] {
        assert_eq!(calendar.is_closed(day(at)).map(|it| it.ja).as_deref(), reason, "{at}");
    }
    assert!(calendar.is_known(day("2028-12-31")) && !calendar.is_known(day("2029-01-01")));
}

#[test]
fn what_is_wrong_with_a_calendar_is_said() {
    let good = own("2028-01-01", "2028-12-31", "2028-05-03: 憲法記念日");
    for (name, files, expected) in [
        ("good", vec![good.clone()], &[][..]),
        ("of another country", vec![good.replace("jp", "us")], &["invalid-value"]),
        ("ends before it starts", vec![own("2028-12-31", "2028-01-01", "")], &["invalid-date"]),
        ("a day outside", vec![own("2028-01-01", "2028-12-31", "2029-05-03: 祝日")], &["invalid-date"]),
        ("no day", vec![good.replace("05-03", "13-03")], &["invalid-date"]),
        ("two files for one day", vec![good.clone(), good.clone()], &["duplicate-id"]),
        ("a day twice", vec![good.replace("法記念日", "法記念日, 2028-05-03: 休日")], &["duplicate-key"]),
        ("no weekday", vec![good.replace("days:", "weekly: [someday]\ndays:")], &["invalid-value"]),
        (
            "no day of the year",
            vec![good.replace("days:", "yearly: [{from: 12-32, to: 01-03, name: {ja: 休み}}]\ndays:")],
            &["invalid-date"],
        ),
        ("no source", vec![good.replace("source: verified\n", "")], &["missing-key"]),
        ("a newer format", vec![good.replace("format: 1", "format: 2")], &["newer-format"]),
    ] {
        let codes: Vec<&str> = calendar(&files).1.iter().map(|it| it.code.as_str()).collect();
        assert_eq!(codes, expected, "{name}");
    }
}

#[test]
fn a_calendar_that_is_closed_all_year_moves_nothing() {
    let days = "monday, tuesday, wednesday, thursday, friday, saturday, sunday";
    let all = own("2028-01-01", "2029-12-31", "").replace("days:", &format!("weekly: [{days}]\ndays:"));
    let (calendar, problems) = calendar(&[all]);
    assert_eq!(problems, []);
    assert_eq!(calendar.next_open(day("2028-01-01")), None);
    assert_eq!(calendar.business_days(&[]).after(day("2028-01-01"), 3, Counting::FirstDay), None);
}

const FINAL_REPORT: &str =
    "per: incidents, once: {from: detected, within: P30D, counting: first-day, on_closed: next-day}";

/// The deadline of an event of a day, and the findings on that day.
fn deadline(world: World, event: &str) -> (String, Vec<String>) {
    let table = format!("incident,detected,from,to\nI1,{event},,\n");
    let answers = world.register("incidents", &table).assess(event);
    let all: Vec<_> = answers.assessment.obligations.iter().map(|it| it.due.to_string()).collect();
    assert_eq!(all.len(), 1, "{event}: {all:?}");
    (all[0].clone(), answers.findings())
}

#[test]
fn a_deadline_on_a_closed_day_moves_to_the_next_open_one_where_it_says_so() {
    for (name, event, stays, moves) in [
        ("an ordinary day", "2026-06-03", "2026-07-02", "2026-07-02"),
        ("a Saturday", "2026-06-05", "2026-07-04", "2026-07-06"),
        ("a Sunday, and three holidays in a row", "2026-04-04", "2026-05-03", "2026-05-07"),
        ("a Saturday before three holidays", "2026-08-21", "2026-09-19", "2026-09-24"),
        ("a holiday between two weekdays", "2026-03-31", "2026-04-29", "2026-04-30"),
        ("the last open day of the year", "2026-11-29", "2026-12-28", "2026-12-28"),
        ("29 December", "2026-11-30", "2026-12-29", "2027-01-04"),
        ("31 December", "2025-12-02", "2025-12-31", "2026-01-05"),
        ("3 January", "2026-12-05", "2027-01-03", "2027-01-04"),
    ] {
        let plain = FINAL_REPORT.replace(", on_closed: next-day", "");
        assert_eq!(deadline(World::with_requirement(&plain), event).0, stays, "{name}");
        let (due, findings) = deadline(World::with_requirement(FINAL_REPORT), event);
        assert_eq!(due, moves, "{name}");
        assert!(!findings.contains(&"note calendar-range".to_owned()), "{name}: {findings:?}");
    }
}

#[test]
fn what_is_done_on_the_day_that_a_deadline_moved_to_is_in_time() {
    let table = "incident,detected,from,to\nI1,2026-06-05,,\n";
    for (filed, state) in [("2026-07-06", "met"), ("2026-07-07", "late")] {
        let world = World::with_requirement(FINAL_REPORT)
            .register("incidents", table)
            .items(&[&format!("for I1 {filed}")]);
        assert_eq!(world.assess("2026-08-01").states(), [format!("I1 2026-06-05 {state}")], "{filed}");
    }
}

#[test]
fn a_deadline_outside_of_the_calendar_says_so() {
    for (name, event, due, said) in [
        ("inside", "2027-11-01", "2027-11-30", false),
        ("moved out of it", "2027-12-02", "2028-01-04", true),
        ("behind it", "2028-04-05", "2028-05-04", true),
    ] {
        let (found, findings) = deadline(World::with_requirement(FINAL_REPORT), event);
        assert_eq!(found, due, "{name}");
        assert_eq!(findings.contains(&"note calendar-range".to_owned()), said, "{name}: {findings:?}");
    }
    let mut world = World::with_requirement(FINAL_REPORT);
    world.calendars = vec![own(
        "2028-01-01",
        "2028-12-31",
        "2028-05-03: 憲法記念日, 2028-05-04: みどりの日, 2028-05-05: こどもの日",
    )];
    let (due, findings) = deadline(world, "2028-04-05");
    assert_eq!(due, "2028-05-08");
    assert!(!findings.contains(&"note calendar-range".to_owned()), "{findings:?}");
    let table = "incident,detected,from,to\nI1,2028-04-05,,\n";
    let met =
        World::with_requirement(FINAL_REPORT).register("incidents", table).items(&["for I1 2028-04-20"]);
    assert_eq!(met.assess("2028-06-01").findings(), Vec::<String>::new(), "in time in any case");
}

#[test]
fn closed_days_of_a_company_move_business_days_and_no_legal_deadline() {
    let closed = "closed_days: [{from: 2026-08-12, to: 2026-08-14, name: {ja: 夏季休業}}, {from: 2026-08-17, name: {ja: 創立記念日}}]\n";
    let business = "per: incidents, once: {from: detected, business_days: 5}";
    for (name, requirement, closed, event, due) in [
        ("business days", business, "", "2026-08-07", "2026-08-17"),
        ("business days, closed in summer", business, closed, "2026-08-07", "2026-08-21"),
        ("days", "per: incidents, once: {from: detected, within: P5D}", closed, "2026-08-07", "2026-08-12"),
        (
            "a legal deadline",
            "per: incidents, once: {from: detected, within: P5D, on_closed: next-day}",
            closed,
            "2026-08-09",
            "2026-08-14",
        ),
    ] {
        let mut world = World::with_requirement(requirement);
        world.company.push_str(closed);
        assert_eq!(deadline(world, event).0, due, "{name}");
    }
    let mut world = World::with_requirement(business);
    world.company.push_str("closed_days: [{from: 2026-08-14, to: 2026-08-12, name: {ja: 夏季休業}}]\n");
    let codes: Vec<_> = world.problems().iter().map(|it| it.code.as_str()).collect();
    assert_eq!(codes, ["invalid-date"]);
    let (_, findings) = deadline(World::with_requirement(business), "2027-12-28");
    assert!(findings.contains(&"note calendar-range".to_owned()), "{findings:?}");
}

#[test]
fn business_days_are_counted_from_the_day_or_the_day_after() {
    let calendar = built_in();
    let summer = ClosedDays {
        range: DateRange::new(day("2026-08-12"), day("2026-08-14")).unwrap(),
        name: Text::same("夏季休業"),
    };
    let own = [summer];
    for (name, own, from, number, counting, last) in [
        ("the day after is the first", &[][..], "2026-08-10", 1, Counting::DayAfter, "2026-08-12"),
        ("the day itself is the first", &[], "2026-08-10", 1, Counting::FirstDay, "2026-08-10"),
        ("a closed day is not the first", &[], "2026-08-11", 1, Counting::FirstDay, "2026-08-12"),
        ("own closed days", &own, "2026-08-10", 1, Counting::DayAfter, "2026-08-17"),
        ("no day", &[], "2026-08-11", 0, Counting::DayAfter, "2026-08-11"),
        ("over the turn of the year", &[], "2026-12-28", 2, Counting::DayAfter, "2027-01-05"),
    ] {
        let days = calendar.business_days(own);
        assert_eq!(days.after(day(from), number, counting), Some(day(last)), "{name}");
    }
    let days = calendar.business_days(&own);
    assert_eq!(days.between(day("2026-08-10"), day("2026-08-18")), 2);
    assert_eq!(days.between(day("2026-08-18"), day("2026-08-10")), 0);
    assert_eq!(days.is_closed(day("2026-08-13")).map(|it| it.ja).as_deref(), Some("夏季休業"));
}

#[test]
fn windows_follow_the_fiscal_year_of_the_company() {
    for (starts, year, quarters) in [
        ("04-01", "2026-04-01", ["2026-04-01", "2026-07-01", "2026-10-01", "2027-01-01"]),
        ("01-01", "2026-01-01", ["2026-01-01", "2026-04-01", "2026-07-01", "2026-10-01"]),
        ("10-01", "2025-10-01", ["2025-10-01", "2026-01-01", "2026-04-01", "2026-07-01"]),
    ] {
        for (period, expected) in [("P1Y", &[year][..]), ("P3M", &quarters)] {
            let mut world = World::with_requirement(&format!("every: {period}, mode: calendar"));
            world.company.push_str(&format!("fiscal_year_starts: \"{starts}\"\n"));
            let answers = world.assess("2026-09-15");
            let own = |it: &&kansa_core::assessment::ObligationResult| it.window.from >= day(year);
            let windows: Vec<String> = answers
                .assessment
                .obligations
                .iter()
                .filter(own)
                .map(|it| it.window.from.to_string())
                .collect();
            assert_eq!(windows, expected, "{starts}, {period}");
        }
    }
}

#[test]
fn a_cadence_that_nobody_decided_is_said() {
    let requirement = |id: &str, keys: &str| {
        format!(
            "      - {{id: {id}, was: [{id}-before], title: {{ja: 記録}}, owner: officer, per: company, mode: calendar, {keys}}}\n"
        )
    };
    let both = requirement("r", "basis: parameter, every: P1Y") + &requirement("s", "basis: own, every: P1Y");
    let world = World {
        measures: measure("m", "{\"c:1\": [operated]}", &both),
        ..World::with_requirement("every: P1Y, mode: calendar")
    }
    .items(&["2026-05-01 of m/r", "2026-05-01 of m/s"]);
    let said = |it: &World| {
        let answers = it.assess("2026-10-31");
        let ids = answers.assessment.findings.iter().map(|it| it.id.clone());
        ids.filter(|it| it.starts_with("parameter-unset")).collect::<Vec<_>>()
    };
    assert_eq!(said(&world), ["parameter-unset:acme/m/r"]);
    for name in ["m/r", "m/r-before"] {
        let mut decided = world.clone();
        decided.company.push_str(&format!("parameters: {{{name}: P6M}}\n"));
        let states = decided.assess("2026-10-31").states();
        assert!(states.contains(&"2026-10-01 pending".to_owned()), "{name}: {states:?}");
        assert_eq!(said(&decided), Vec::<String>::new(), "{name}");
    }
    let mut twice = world.clone();
    twice.company.push_str("parameters: {m/r: P6M, m/r-before: P3M}\n");
    assert_eq!(twice.problems().len(), 1);
    let mut excluded = world.register("applicability", "control,applies,reason\nc:1,×,扱わない\n");
    excluded.items.clear();
    assert_eq!(said(&excluded), Vec::<String>::new(), "nothing is owed");
    let once = World::with_requirement("per: incidents, once: {from: detected, within: P5D}");
    let once = World { measures: once.measures.replace("basis: own", "basis: parameter"), ..once };
    let codes: Vec<_> = once.problems().iter().map(|it| it.code.as_str()).collect();
    assert_eq!(codes, ["invalid-value"], "an event sets its own deadline");
}

/// Read once: it is looked at many times.
static BUILT_IN: LazyLock<Calendar> = LazyLock::new(built_in);

fn days() -> impl Strategy<Value = NaiveDate> {
    (0_u64..4383).prop_map(|it| day("2016-01-01") + Days::new(it))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn the_next_open_day_is_never_before_and_never_closed(from in days()) {
        let calendar = &*BUILT_IN;
        let open = calendar.next_open(from).unwrap();
        prop_assert!(open >= from && calendar.is_closed(open).is_none());
        prop_assert!(from.iter_days().take_while(|it| *it < open).all(|it| calendar.is_closed(it).is_some()));
    }

    #[test]
    fn counting_business_days_back_gives_their_number(from in days(), number in 0_u16..60) {
        let calendar = &*BUILT_IN;
        let days = calendar.business_days(&[]);
        let last = days.after(from, number, Counting::DayAfter).unwrap();
        prop_assert_eq!(days.between(from, last), usize::from(number));
        prop_assert!(number == 0 || days.is_closed(last).is_none());
    }

    #[test]
    fn arbitrary_text_never_panics_the_parser(text in "\\PC*", line in "(weekly|yearly|days|from|to): [\\[\\]{}:, 0-9a-z-]{0,40}") {
        for text in [text, format!("format: 1\nid: jp\ntitle: {{ja: 暦}}\nsource: verified\n{line}\n")] {
            let _ = CalendarFile::parse(&SourceFile::new("controls/calendars/jp.yaml", &text));
        }
    }
}
