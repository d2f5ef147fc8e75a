//! Past, present and future dates give the answers that the fixture predicts.

use std::collections::BTreeMap;

use crate::workspace::{assessment, copy, fixture};

/// Verdicts of the controls 5.1, 5.2, 6.1, 6.2 of a company.
#[track_caller]
fn check(as_of: &str, company: &str, expected: [&str; 4]) {
    let json = assessment(&fixture("ready"), as_of);
    let companies = json["companies"].as_array().unwrap();
    let found = companies.iter().find(|it| it["id"] == company).unwrap();
    let verdicts: Vec<&str> = found["catalogs"][0]["controls"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["verdict"].as_str().unwrap())
        .collect();
    assert_eq!(verdicts, expected, "{company} on {as_of}");
}

#[test]
fn on_the_pinned_day_everything_stands() {
    check("2026-10-31", "acme", ["conforms", "conforms", "conforms", "conforms"]);
    check("2026-10-31", "beta", ["conforms", "accepted", "conforms", "not-applicable"]);
}

#[test]
fn a_past_date_replays() {
    // Before the policy was approved; nothing else is due.
    check("2026-04-09", "acme", ["gap", "gap", "pending", "pending"]);
    check("2026-04-10", "acme", ["conforms", "pending", "pending", "pending"]);
    // The education of the year was held on 20 June and approved on 1 July.
    check("2026-06-19", "acme", ["conforms", "pending", "pending", "pending"]);
    check("2026-06-30", "acme", ["conforms", "pending", "gap", "gap"]);
    check("2026-07-01", "acme", ["conforms", "pending", "conforms", "conforms"]);
    // The exception of beta was approved on 20 September, before the half-year ended.
    check("2026-09-30", "beta", ["conforms", "pending", "conforms", "not-applicable"]);
}

#[test]
fn on_the_first_of_april_the_last_closed_windows_decide() {
    check("2027-04-01", "acme", ["conforms", "conforms", "conforms", "conforms"]);
    check("2027-04-01", "beta", ["conforms", "gap", "conforms", "not-applicable"]);
    let json = assessment(&fixture("ready"), "2027-04-01");
    let flags: BTreeMap<&str, &serde_json::Value> = json["companies"][0]["catalogs"][0]["controls"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (it["id"].as_str().unwrap(), &it["flags"]))
        .collect();
    assert_eq!(flags["demo-2026:6.1"], &serde_json::json!(["carried-over"]));
    assert_eq!(flags["demo-2026:5.1"], &serde_json::json!([]), "what must be young is not carried over");
}

#[test]
fn a_future_date_forecasts() {
    check("2027-05-01", "acme", ["gap", "gap", "conforms", "conforms"]);
    check("2028-04-01", "acme", ["gap", "gap", "gap", "gap"]);
}

#[test]
fn a_leaver_of_the_past_is_still_there_in_the_past() {
    let owed = |as_of: &str| {
        let json = assessment(&fixture("ready"), as_of);
        let mut ids: Vec<String> = json["companies"][0]["obligations"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|it| it["measure"] == "vendor-review")
            .map(|it| it["id"].as_str().unwrap().to_owned())
            .collect();
        ids.sort();
        ids
    };
    // The snapshot of 1 September no longer has V2.
    assert!(owed("2026-08-31").contains(&"acme/vendor-review/evaluation/V2@2026-04-01".to_owned()));
    assert!(!owed("2026-09-01").contains(&"acme/vendor-review/evaluation/V2@2026-04-01".to_owned()));
}

#[test]
fn a_renamed_measure_keeps_its_evidence() {
    let json = assessment(&fixture("ready"), "2026-10-31");
    let training = json["companies"][0]["obligations"]
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["requirement"] == "yearly-test")
        .unwrap();
    let path = training["evidence"][0]["files"][0]["path"].as_str().unwrap();
    assert!(path.starts_with("evidence/acme/education/"), "{path}");
    assert_eq!(training["state"], "met");
}

#[test]
fn a_workspace_adds_the_holidays_of_a_new_year() {
    let work = tempfile::tempdir().unwrap();
    copy(&fixture("smallest"), work.path());
    let at = |path: &str| work.path().join(path);
    let measures = at("controls/measures/personal.yaml");
    let report = "      - {id: final, title: {ja: 確報, en: Final report}, per: incidents, basis: own, owner: officer,\n         \
                  once: {from: detected, within: P30D, counting: first-day, on_closed: next-day}}\n";
    std::fs::write(&measures, std::fs::read_to_string(&measures).unwrap() + report).unwrap();
    std::fs::write(at("evidence/acme/registers/incidents.csv"), "incident,detected\nI1,2028-04-05\n")
        .unwrap();
    let answer = || {
        let found = assessment(work.path(), "2028-04-10");
        let company = &found["companies"][0];
        let all = |list: &str, key: &str, wanted: &str| {
            let all = company[list].as_array().unwrap().iter();
            all.filter(|it| it[key].as_str().unwrap().contains(wanted)).cloned().collect::<Vec<_>>()
        };
        let due = all("obligations", "id", "training/final/I1")[0]["window"]["due"].clone();
        (due.as_str().unwrap().to_owned(), all("findings", "code", "calendar-range").len())
    };
    assert_eq!(answer(), ("2028-05-04".to_owned(), 1), "its holidays are not known");
    std::fs::create_dir_all(at("controls/calendars")).unwrap();
    let year = "format: 1\nid: jp\ntitle: {ja: 2028年}\nsource: verified\nfrom: 2028-01-01\nto: 2028-12-31\ndays: \
                {2028-05-03: 憲法記念日, 2028-05-04: みどりの日, 2028-05-05: こどもの日}\n";
    std::fs::write(at("controls/calendars/jp.yaml"), year).unwrap();
    assert_eq!(answer(), ("2028-05-08".to_owned(), 0));
}
