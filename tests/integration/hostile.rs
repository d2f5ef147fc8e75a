//! What people should never drop into a folder, and do.

use crate::workspace::{assessment, copy, fixture, kansa};

fn codes(json: &serde_json::Value) -> Vec<String> {
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
        ("2026-09-30_名簿.csv", b"\x8e\xd0\x88\xf5\x94\xd4\x8d\x86\n"),
        ("2026-09-30_名簿.csv", b""),
        ("2026-09-30_名簿.csv", "社員番号,点数\nE1,\"90\nE2,10\n".as_bytes()),
        ("2026-09-30_名簿.csv", "社員番号,点数\nE1,90,余り\n".as_bytes()),
        ("2026-09-30_名簿.yaml", b"format: 1\nrows: [[\n"),
        ("2026-09-30_名簿.yaml", b"rows: 1\n"),
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
