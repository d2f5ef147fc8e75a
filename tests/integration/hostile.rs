//! What people should never drop into a folder, and do.

use crate::workspace::{assessment, copy, fixture, kansa};

pub(crate) fn codes(json: &serde_json::Value) -> Vec<String> {
    let findings = json["companies"][0]["findings"].as_array().unwrap();
    let mut codes: Vec<String> = findings
        .iter()
        .map(|it| it["code"].as_str().unwrap().to_owned())
        .filter(|it| it != "control-unmapped")
        .collect();
    codes.sort();
    codes
}

/// Drops a file into the folder of the yearly test, and gives the codes of the findings.
fn dropped(name: &str, contents: &[u8]) -> Vec<String> {
    let work = tempfile::tempdir().unwrap();
    copy(&fixture("smallest"), work.path());
    std::fs::write(work.path().join("evidence/acme/training/yearly-test").join(name), contents).unwrap();
    codes(&assessment(work.path(), "2026-10-31"))
}

#[test]
fn a_name_that_gives_no_date_or_two_is_a_finding() {
    for (name, code) in [
        ("名簿.csv", "undated-evidence"),
        ("260630_名簿.csv", "ambiguous-date"),
        ("2026-06-30_2026-07-01_名簿.csv", "ambiguous-date"),
        ("2026-13-45_名簿.csv", "ambiguous-date"),
        ("30.06.2026_名簿.csv", "ambiguous-date"),
    ] {
        assert_eq!(dropped(name, "社員番号,点数\nE1,90\n".as_bytes()), [code], "{name}");
    }
}

#[test]
fn what_systems_leave_behind_is_no_evidence() {
    for name in [".DS_Store", "Thumbs.db", "~$2026-06-30_名簿.xlsx", ".2026-06-30.csv.swp"] {
        assert_eq!(dropped(name, b"x"), [""; 0], "{name}");
    }
}

#[test]
fn a_table_that_cannot_be_read_is_no_pass() {
    for (name, contents) in [
        ("2026-09-30_名簿.xlsx", &b"PK\x03\x04"[..]),
        ("2026-09-30_名簿.csv", b"\x8e\xd0\x88\xf5\x94\xd4\x8d\x86,\xff\xff\nE1,\xa0\xfe\xff\n"),
        ("2026-09-30_名簿.csv", b""),
        ("2026-09-30_名簿.csv", "社員番号,点数\nE1,\"90\nE2,10\n".as_bytes()),
        ("2026-09-30_名簿.csv", "社員番号,点数\nE1,90,余り\n".as_bytes()),
        ("2026-09-30_名簿.yaml", b"format: 1\nrows: [[\n"),
    ] {
        assert_eq!(dropped(name, contents), ["evidence-unreadable"], "{name}");
    }
}

#[test]
fn a_folder_that_names_a_year_does_not_hide_the_days_of_its_files() {
    let work = tempfile::tempdir().unwrap();
    copy(&fixture("smallest"), work.path());
    let folder = work.path().join("evidence/acme/training/yearly-test");
    std::fs::create_dir(folder.join("2026年度")).unwrap();
    std::fs::rename(folder.join("2026-06-30_受講名簿.csv"), folder.join("2026年度/2026-06-30_受講名簿.csv"))
        .unwrap();
    let state =
        |as_of: &str| assessment(work.path(), as_of)["companies"][0]["obligations"][0]["state"].clone();
    assert_eq!(state("2026-06-29"), "pending");
    assert_eq!(state("2026-06-30"), "met");
}

#[test]
fn a_table_in_yaml_is_read_like_one_in_csv() {
    assert_eq!(
        dropped("2026-09-30_名簿.yaml", "format: 1\nrows: [{社員番号: E1, 点数: 85}]\n".as_bytes()),
        [""; 0]
    );
    assert_eq!(
        dropped("2026-09-30_名簿.yaml", "format: 1\nrows: [{社員番号: E1, 点数: 75}]\n".as_bytes()),
        ["check-failed"]
    );
}

#[test]
fn misplaced_files_and_folders_are_said_not_lost() {
    for (path, code) in [
        ("evidence/acme/2026-06-30.csv", "unplaced-evidence"),
        ("evidence/acme/traning/yearly-test/2026-06-30.csv", "unplaced-evidence"),
        ("evidence/acme/training/2026-06-30.csv", "unplaced-evidence"),
        ("evidence/acme/training/yearly/2026-06-30.csv", "unplaced-evidence"),
        ("evidence/acme/training/yearly-test/旧版/2026-06-30.csv", "unplaced-evidence"),
        ("evidence/acme/registers/2026-06-30.csv", "unplaced-evidence"),
    ] {
        let work = tempfile::tempdir().unwrap();
        copy(&fixture("smallest"), work.path());
        let file = work.path().join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, "社員番号,点数\nE1,90\n").unwrap();
        assert_eq!(codes(&assessment(work.path(), "2026-10-31")), [code], "{path}");
    }
}

#[test]
fn a_file_beside_the_companies_is_said_too() {
    let work = tempfile::tempdir().unwrap();
    copy(&fixture("smallest"), work.path());
    std::fs::write(work.path().join("evidence/2026-06-30_名簿.csv"), "x").unwrap();
    std::fs::write(work.path().join("evidence/README.md"), "x").unwrap();
    let json = assessment(work.path(), "2026-10-31");
    assert_eq!(json["findings"][0]["id"], "unplaced-evidence:2026-06-30_名簿.csv");
    assert_eq!(json["findings"].as_array().unwrap().len(), 1);
    assert_eq!(json["totals"]["findings"]["minor"], 1);
    assert_eq!(kansa(work.path(), &["check", "--as-of", "2026-10-31"]).status, 1);
}

#[cfg(unix)]
#[test]
fn links_and_pipes_are_never_followed_or_opened() {
    let work = tempfile::tempdir().unwrap();
    copy(&fixture("smallest"), work.path());
    let folder = work.path().join("evidence/acme/training/yearly-test");
    std::os::unix::fs::symlink("/etc/passwd", folder.join("2026-07-01_名簿.csv")).unwrap();
    std::os::unix::fs::symlink(work.path(), work.path().join("evidence/acme/training/loop")).unwrap();
    let made = std::process::Command::new("mkfifo").arg(folder.join("2026-07-02_名簿.csv")).status().unwrap();
    assert!(made.success());
    assert_eq!(codes(&assessment(work.path(), "2026-10-31")), ["not-a-file", "not-a-file", "not-a-file"]);
}

#[test]
fn a_file_above_the_limit_is_not_opened() {
    let work = tempfile::tempdir().unwrap();
    copy(&fixture("smallest"), work.path());
    let config = work.path().join("kansa.yaml");
    let text = std::fs::read_to_string(&config).unwrap() + "max_file_size_mib: 1\n";
    std::fs::write(&config, text).unwrap();
    let file =
        std::fs::File::create(work.path().join("evidence/acme/training/yearly-test/2026-09-30_名簿.csv"))
            .unwrap();
    file.set_len(4 << 30).unwrap();
    assert_eq!(codes(&assessment(work.path(), "2026-10-31")), ["evidence-unreadable", "too-large"]);
}

#[test]
fn control_characters_in_names_do_not_reach_the_terminal() {
    let work = tempfile::tempdir().unwrap();
    copy(&fixture("smallest"), work.path());
    std::fs::write(work.path().join("evidence/acme/\u{1b}[31mred\u{202e}.txt"), "x").unwrap();
    let run = kansa(work.path(), &["check", "--as-of", "2026-10-31"]);
    assert!(!run.stdout.contains('\u{1b}') && !run.stdout.contains('\u{202e}'), "{:?}", run.stdout);
    assert!(run.stdout.contains("\\u{1b}[31mred\\u{202e}.txt"), "{}", run.stdout);
}

/// A register of the smallest workspace, and whether its control conforms.
fn conforms_with(register: &str, table: &str) -> bool {
    let work = tempfile::tempdir().unwrap();
    copy(&fixture("smallest"), work.path());
    let path = work.path().join("evidence/acme/registers").join(register);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, table).unwrap();
    let run = kansa(work.path(), &["check", "--as-of", "2026-10-31", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    json["companies"][0]["catalogs"][0]["controls"][1]["verdict"] == "conforms"
}

#[test]
fn nothing_odd_in_a_register_makes_a_duty_go_away() {
    let staff = "社員番号,休職開始日,休職終了日,from,to\nE1,,,2020-04-01,\n";
    assert!(conforms_with("employees.csv", staff), "nothing is wrong");
    for (name, register, table) in [
        ("an open quote", "employees.csv", format!("{staff}E2,\"x,,2020-04-01,\n")),
        ("an end before the start", "employees.csv", format!("{staff}E2,,,2026-04-01,2020-01-01\n")),
        ("an end that is no date", "employees.csv", format!("{staff}E2,,,2020-04-01,2020-02-30\n")),
        (
            "a leave that ends on no date",
            "employees.csv",
            format!("{staff}E2,2020-01-01,2020-02-30,2020-04-01,\n"),
        ),
        ("a register and a snapshot", "employees/2026-04-01.csv", staff.to_owned()),
    ] {
        assert!(!conforms_with(register, &table), "{name}");
    }
    for (name, rows) in [
        ("excluded without a reason", "A.6.3,×,,,\n"),
        ("excluded and not", "A.6.3,○,全員,,\ndemo-2026:A.6.3,×,やらない,,\n"),
        ("excluded until no date", "A.6.3,×,やらない,,2020-02-30\n"),
    ] {
        assert!(conforms_with("applicability.csv", &format!("管理策,適用,理由,from,to\n{rows}")), "{name}");
    }
}

#[test]
fn two_snapshots_of_one_day_are_no_register() {
    let work = tempfile::tempdir().unwrap();
    copy(&fixture("smallest"), work.path());
    let registers = work.path().join("evidence/acme/registers");
    std::fs::remove_file(registers.join("employees.csv")).unwrap();
    std::fs::create_dir(registers.join("employees")).unwrap();
    std::fs::write(registers.join("employees/2026-04-01.csv"), "社員番号\nE1\nE9\n").unwrap();
    std::fs::write(registers.join("employees/20260401.csv"), "社員番号\nE1\n").unwrap();
    assert_eq!(kansa(work.path(), &["check", "--as-of", "2026-10-31"]).status, 2);
}

#[test]
fn evidence_of_a_requirement_that_could_not_be_read_is_not_called_misplaced() {
    for (name, right, wrong) in [
        ("no cadence", "        every: P1Y\n", ""),
        ("an id that is none", "id: yearly-test", "id: Yearly_Test"),
        ("no id", "id: yearly-test", "name: yearly-test"),
    ] {
        let work = tempfile::tempdir().unwrap();
        crate::workspace::copy(&fixture("smallest"), work.path());
        let path = work.path().join("controls/measures/personal.yaml");
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains(right), "{name}");
        std::fs::write(&path, text.replace(right, wrong)).unwrap();
        let run = kansa(work.path(), &["check", "--as-of", "2026-10-31"]);
        assert_eq!(run.status, 2, "{name}: {}", run.stdout);
        assert!(!run.stdout.contains("unplaced-evidence"), "{name}: {}", run.stdout);
    }
}

#[test]
fn evidence_beside_a_broken_evidence_yaml_is_no_pass() {
    let json = {
        let run = kansa(
            &fixture("malformed/evidence-yaml"),
            &["check", "--as-of", "2026-10-31", "--format", "json"],
        );
        serde_json::from_str::<serde_json::Value>(&run.stdout).unwrap()
    };
    assert_eq!(json["companies"][0]["obligations"][0]["state"], "unreadable");
}

#[test]
fn another_companys_diagnostics_stay_out_of_a_companys_report() {
    let out = tempfile::tempdir().unwrap();
    let dir = fixture("malformed/one-broken-company");
    let run = kansa(
        &dir,
        &["report", "--company", "acme", "--as-of", "2026-10-31", "--out", out.path().to_str().unwrap()],
    );
    assert_eq!(run.status, 0, "{}", run.stderr);
    for file in crate::workspace::files(out.path()) {
        let text = std::fs::read_to_string(out.path().join(&file)).unwrap();
        assert!(!text.contains("beta"), "{file}");
    }
}

#[cfg(unix)]
#[test]
fn what_is_linked_in_controls_or_as_a_company_is_said_not_followed() {
    for (path, target) in
        [("controls/measures/personal.yaml", "measures.yaml"), ("evidence/acme/company.yaml", "c.yaml")]
    {
        let (work, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        copy(&fixture("smallest"), work.path());
        std::fs::rename(work.path().join(path), outside.path().join(target)).unwrap();
        std::os::unix::fs::symlink(outside.path().join(target), work.path().join(path)).unwrap();
        assert_eq!(kansa(work.path(), &["check", "--as-of", "2026-10-31"]).status, 2, "{path}");
    }
}

#[cfg(unix)]
#[test]
fn an_output_that_is_a_link_or_a_pipe_stays_one() {
    let work = tempfile::tempdir().unwrap();
    let link = work.path().join("link.json");
    std::fs::write(work.path().join("real.json"), "old").unwrap();
    std::os::unix::fs::symlink(work.path().join("real.json"), &link).unwrap();
    let run = kansa(&fixture("ready"), &["check", "--format", &format!("json={}", link.display())]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert!(std::fs::symlink_metadata(&link).unwrap().file_type().is_symlink());
    assert!(std::fs::read_to_string(work.path().join("real.json")).unwrap().starts_with('{'));
}
