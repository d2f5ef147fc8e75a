//! `kansa check`: exit statuses and what it prints.

use crate::workspace::{copy, fixture, folders, kansa};

#[test]
fn the_smallest_workspace_conforms() {
    let run = kansa(&fixture("smallest"), &["check", "--as-of", "2026-10-31", "--lang", "en"]);
    assert_eq!(run.status, 0, "{}", run.stdout);
    assert_eq!(run.stderr, "");
    insta::assert_snapshot!(run.stdout, @r#"
    Acme  as of 2026-10-31 (audit period 2026-04-01 to 2027-03-31)

    ────────────────────────────────────────────────────────────────────────────────────────────────────────
     company     standard    status      conforms   accepted   pending   partial   gap   n/a   not assessed 
    ════════════════════════════════════════════════════════════════════════════════════════════════════════
     Acme K.K.   demo-2026   preparing          1          0         0         0     0     0              1 
    ────────────────────────────────────────────────────────────────────────────────────────────────────────

    Acme K.K. (acme)
      note  demo-2026: requirements without a measure: 1 (A.6.1)  control-unmapped
          remedy: map a measure, or record why they do not apply

    findings: critical 0, major 0, minor 0, note 1; 0 at or above the threshold (minor)
    "#);
}

#[test]
fn a_ready_workspace_exits_with_0() {
    let run = kansa(&fixture("ready"), &["check"]);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{}", run.stdout);
}

#[test]
fn the_threshold_decides_between_0_and_1() {
    let dir = fixture("ready");
    for (as_of, fail_on, status) in [
        ("2026-10-31", "note", 0),
        ("2027-04-01", "note", 1),
        ("2027-04-01", "minor", 1),
        ("2027-04-01", "major", 1),
        ("2027-04-01", "critical", 0),
        ("2026-09-15", "note", 1),
        ("2026-09-15", "minor", 0),
    ] {
        let run = kansa(&dir, &["check", "--as-of", as_of, "--fail-on", fail_on]);
        assert_eq!(run.status, status, "--as-of {as_of} --fail-on {fail_on}\n{}", run.stdout);
    }
}

#[test]
fn no_format_changes_the_exit_status() {
    let out = tempfile::tempdir().unwrap();
    let file = format!("json={}", out.path().join("assessment.json").display());
    for (as_of, status) in [("2026-10-31", 0), ("2027-04-01", 1)] {
        for formats in
            [&["--format", "human"][..], &["--format", "json"], &["--format", &file, "--format", "human"]]
        {
            let args = [&["check", "--as-of", as_of][..], formats].concat();
            assert_eq!(kansa(&fixture("ready"), &args).status, status, "{args:?}");
        }
    }
    let json = std::fs::read_to_string(out.path().join("assessment.json")).unwrap();
    assert!(json.starts_with("{\n  \"format\": 1,\n"));
}

#[test]
fn each_malformed_workspace_exits_with_2_and_says_where() {
    for dir in folders(&fixture("malformed")) {
        let name = dir.file_name().unwrap().to_str().unwrap().to_owned();
        let expected = std::fs::read_to_string(dir.join("expected.txt")).unwrap();
        let run = kansa(&dir, &["check", "--as-of", "2026-10-31", "--lang", "en"]);
        assert_eq!(run.status, 2, "{name}");
        let mut found = String::new();
        let mut code = "";
        for line in run.stderr.lines() {
            if let Some((rest, _)) = line.strip_prefix("error[").and_then(|it| it.split_once(']')) {
                code = rest;
            } else if let Some((_, place)) = line.split_once("--> ")
                && !code.is_empty()
            {
                // A table or a folder is named without line and column.
                let place = if place.ends_with(|it: char| it.is_ascii_digit()) {
                    place.to_owned()
                } else {
                    format!("{place}:1:1")
                };
                found.push_str(&format!("{place} {code}\n"));
                code = "";
            }
        }
        assert_eq!(found, expected, "{name}\n{}", run.stderr);
        assert!(!run.stderr.contains("panicked"), "{name}");
        let japanese = kansa(&dir, &["check", "--as-of", "2026-10-31", "--lang", "ja"]);
        assert_eq!(japanese.stderr.matches("error[").count(), run.stderr.matches("error[").count(), "{name}");
    }
}

#[test]
fn a_diagnostic_shows_the_line_and_marks_the_place() {
    let run = kansa(&fixture("malformed/unknown-keys"), &["check", "--lang", "en"]);
    insta::assert_snapshot!(run.stderr, @r#"
    error[unknown-key]: there is no key repairs here
      --> controls/measures/personal.yaml:14:9
       |
    14 |         repairs: next-window
       |         ^^^^^^^
       |
    help: did you mean repair?

    error[unknown-key]: there is no key timezone here
     --> kansa.yaml:4:1
      |
    4 | timezone: "+09:00"
      | ^^^^^^^^
      |
    help: did you mean time_zone?

    problems in the input files: 2
    "#);
}

#[test]
fn one_broken_company_never_blinds_the_others() {
    let run = kansa(
        &fixture("malformed/one-broken-company"),
        &["check", "--as-of", "2026-10-31", "--format", "json"],
    );
    assert_eq!(run.status, 2);
    let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let companies: Vec<_> =
        json["companies"].as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap()).collect();
    assert_eq!(companies, ["acme"]);
    assert_eq!(json["companies"][0]["catalogs"][0]["counts"]["conforms"], 1);
    assert_eq!(json["diagnostics"].as_array().unwrap().len(), 2);
}

#[test]
fn an_unreadable_register_is_no_pass() {
    let run =
        kansa(&fixture("malformed/register-header"), &["check", "--as-of", "2026-10-31", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(json["companies"][0]["catalogs"][0]["counts"]["gap"], 1, "{}", run.stdout);
}

#[test]
fn wrong_usage_exits_with_2_and_names_what_is_near() {
    let dir = fixture("ready");
    for (args, says) in [
        (&["check", "--company", "acma"][..], "did you mean acme?"),
        (&["check", "--catalog", "demo-2025"], "did you mean demo-2026?"),
        (&["check", "--as-of", "31.10.2026"], "invalid value"),
        (&["check", "--fail-on", "bad"], "one of note, minor, major, critical"),
        (&["check", "--format", "xml"], "one of human, json"),
        (&["why", "6.l", "--company", "acme"], "did you mean 6.1?"),
        (&["schema", "measure"], "did you mean measures?"),
        (&["catalog", "show", "iso-27001-2023"], "did you mean iso-27001-2022?"),
        (&["report", "--format", "doc"], "one of html, pdf, xlsx, csv, md, json"),
        (&["check", "--format", "json", "--format", "human"], "two formats cannot share standard output"),
    ] {
        let run = kansa(&dir, args);
        assert_eq!(run.status, 2, "{args:?}");
        assert!(run.stderr.contains(says), "{args:?}: {}", run.stderr);
        assert_eq!(run.stdout, "", "{args:?}");
    }
}

#[test]
fn outside_of_a_workspace_it_says_so() {
    let empty = tempfile::tempdir().unwrap();
    let run = kansa(empty.path(), &["check"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("there is no kansa.yaml here or in a folder above"), "{}", run.stderr);
}

#[test]
fn the_nearest_kansa_yaml_upwards_counts() {
    let run = kansa(&fixture("ready").join("evidence/acme/registers"), &["check"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
}

#[test]
fn only_the_companies_and_catalogs_asked_for_are_shown() {
    let run = kansa(
        &fixture("ready"),
        &["check", "--company", "beta", "--as-of", "2027-04-01", "--format", "json"],
    );
    let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(json["totals"]["companies"], 1);
    assert!(!run.stdout.contains("acme"), "another company's data has no place here");
}

#[test]
fn a_file_that_is_dropped_into_the_right_folder_counts_and_its_loss_turns_red() {
    let work = tempfile::tempdir().unwrap();
    copy(&fixture("smallest"), work.path());
    let file = work.path().join("evidence/acme/training/yearly-test/2026-06-30_受講名簿.csv");
    let check = || kansa(work.path(), &["check", "--as-of", "2027-04-01"]).status;
    assert_eq!(check(), 0);
    let contents = std::fs::read(&file).unwrap();
    std::fs::remove_file(&file).unwrap();
    assert_eq!(check(), 1);
    std::fs::write(file.with_file_name("R8.6.30_名簿.csv"), contents).unwrap();
    assert_eq!(check(), 0, "under any name that gives the date");
}
