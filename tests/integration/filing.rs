//! `kansa add` and `kansa approve`: evidence goes where it belongs, nothing is overwritten, nothing is guessed in silence.

use std::path::Path;

use crate::workspace::{Run, copy, files, fixture, kansa};

/// A copy of a fixture, and a folder with files that are to be filed.
fn desk(name: &str, papers: &[(&str, &str)]) -> (tempfile::TempDir, tempfile::TempDir) {
    let (work, desk) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    copy(&fixture(name), work.path());
    for (name, contents) in papers {
        std::fs::write(desk.path().join(name), contents).unwrap();
    }
    (work, desk)
}

fn add(work: &Path, desk: &Path, args: &[&str], names: &[&str]) -> Run {
    let paths: Vec<String> = names.iter().map(|it| desk.join(it).to_str().unwrap().to_owned()).collect();
    let all: Vec<&str> =
        ["add", "--lang", "en"].iter().chain(args).copied().chain(paths.iter().map(String::as_str)).collect();
    kansa(work, &all)
}

fn evidence(work: &Path) -> Vec<(String, Vec<u8>)> {
    let all = files(&work.join("evidence"));
    all.into_iter().map(|it| (it.clone(), std::fs::read(work.join("evidence").join(it)).unwrap())).collect()
}

const ROSTER: &str = "社員番号,点数\nE1,95\n";
const FOLDER: &str = "evidence/acme/training/yearly-test";

#[test]
fn a_table_finds_its_place_by_its_columns() {
    let (work, desk) = desk("smallest", &[("2026-09-30_研修.csv", ROSTER)]);
    let before = evidence(work.path());
    let shown = add(work.path(), desk.path(), &["--dry-run"], &["2026-09-30_研修.csv"]);
    assert_eq!(shown.status, 0, "{}", shown.stderr);
    assert!(shown.stdout.contains("its columns fit (社員番号, 点数)"), "{}", shown.stdout);
    assert_eq!(evidence(work.path()), before, "--dry-run writes nothing");
    let unasked = add(work.path(), desk.path(), &[], &["2026-09-30_研修.csv"]);
    assert!(unasked.status == 2 && unasked.stderr.contains("nothing was written"), "{}", unasked.stderr);
    assert_eq!(evidence(work.path()), before);
    let run = add(work.path(), desk.path(), &["--yes"], &["2026-09-30_研修.csv"]);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""));
    assert!(run.stdout.contains("acme/training/yearly-test@2026-04-01: met"), "{}", run.stdout);
    let filed = work.path().join(FOLDER).join("2026-09-30_研修.csv");
    assert_eq!(std::fs::read_to_string(filed).unwrap(), ROSTER);
    assert!(desk.path().join("2026-09-30_研修.csv").exists(), "files are copied");
    assert_eq!(evidence(work.path()).len(), before.len() + 1);
}

#[test]
fn nothing_is_ever_overwritten() {
    let name = "2026-06-30_受講名簿.csv";
    let (work, desk) = desk("smallest", &[(name, "社員番号,点数\nE1,81\n")]);
    let before = evidence(work.path());
    let run = add(work.path(), desk.path(), &["--yes"], &[name]);
    assert!(run.status == 2 && run.stderr.contains("never overwritten"), "{}", run.stderr);
    assert_eq!(evidence(work.path()), before);
    // The very same file is there already, and that is said.
    std::fs::copy(work.path().join(FOLDER).join(name), desk.path().join(name)).unwrap();
    let run = add(work.path(), desk.path(), &["--yes"], &[name]);
    assert!(run.status == 0 && run.stdout.contains("the same file is there already"), "{}", run.stderr);
    assert_eq!(evidence(work.path()), before);
    // Two files that would become one.
    std::fs::create_dir(desk.path().join("other")).unwrap();
    for (at, score) in [("new.csv", 90), ("other/new.csv", 95)] {
        std::fs::write(desk.path().join(at), format!("社員番号,点数\nE1,{score}\n")).unwrap();
    }
    let run = add(work.path(), desk.path(), &["--yes", "--on", "2026-09-30"], &["new.csv", "other/new.csv"]);
    assert!(run.status == 2 && run.stderr.contains("would both be"), "{}", run.stderr);
    assert_eq!(evidence(work.path()), before);
}

#[test]
fn a_day_is_said_and_never_guessed() {
    let papers = [("名簿.csv", ROSTER), ("260930_名簿.csv", ROSTER), ("2026-09-30_名簿.csv", ROSTER)];
    let (work, desk) = desk("smallest", &papers);
    for (name, says) in
        [("名簿.csv", "nothing says when it was done"), ("260930_名簿.csv", "can be read in two ways")]
    {
        let run = add(work.path(), desk.path(), &["--yes"], &[name]);
        assert!(
            run.status == 2 && run.stderr.contains(says) && run.stderr.contains("--on"),
            "{}",
            run.stderr
        );
    }
    let filed = |name: &str, on: &[&str]| {
        let (work, _keep) = (tempfile::tempdir().unwrap(), ());
        copy(&fixture("smallest"), work.path());
        let args: Vec<&str> = ["--yes"].iter().chain(on).copied().collect();
        let run = add(work.path(), desk.path(), &args, &[name]);
        assert_eq!(run.status, 0, "{}", run.stderr);
        let json = crate::workspace::assessment(work.path(), "2026-10-31");
        let item = json["companies"][0]["obligations"][0]["evidence"][0].clone();
        (
            item["files"][0]["path"].as_str().unwrap().to_owned(),
            item["performed"].as_str().unwrap().to_owned(),
        )
    };
    let on = ["--on", "2026-09-29"];
    assert_eq!(filed("名簿.csv", &on), (format!("{FOLDER}/2026-09-29_名簿.csv"), "2026-09-29".to_owned()));
    // A name that says something else, or nothing certain, stays as it is; evidence.yaml says the day.
    assert_eq!(filed("260930_名簿.csv", &on), (format!("{FOLDER}/260930_名簿.csv"), "2026-09-29".to_owned()));
    assert_eq!(
        filed("2026-09-30_名簿.csv", &on),
        (format!("{FOLDER}/2026-09-30_名簿.csv"), "2026-09-29".to_owned())
    );
}

#[test]
fn where_two_places_are_as_likely_it_is_asked() {
    let table = "項目,結果\n契約,適\n監査,適\n";
    let (work, desk) = desk("ready", &[("2026-10-20_評価.csv", table), ("2026-10-20_評価_V1.csv", table)]);
    let before = evidence(work.path());
    let run = add(work.path(), desk.path(), &["--yes"], &["2026-10-20_評価.csv"]);
    assert!(run.status == 2 && run.stderr.contains("several places"), "{}", run.stderr);
    assert!(run.stderr.contains("acme  vendor-review/evaluation/V1"), "{}", run.stderr);
    assert_eq!(evidence(work.path()), before);
    let run = add(work.path(), desk.path(), &["--yes", "--company", "acme"], &["2026-10-20_評価_V1.csv"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert!(work.path().join("evidence/acme/vendor-review/evaluation/V1/2026-10-20_評価_V1.csv").exists());
}

#[test]
fn what_is_asked_for_has_to_be_there() {
    let (work, desk) = desk("ready", &[("2026-10-20_x.txt", "x")]);
    let before = evidence(work.path());
    for (args, says) in [
        (
            &["--requirement", "training/yearly"][..],
            "there is no evidence requirement training/yearly; did you mean",
        ),
        (&["--company", "acm"], "the workspace has no company acm"),
        (&["--requirement", "vendor-review/evaluation", "--subject", "V9"], "nobody is to show that"),
        (&["--covers", "6月"], "--covers 6月 is no period"),
        (&[], "nothing says where it belongs"),
    ] {
        let args: Vec<&str> = ["--yes"].iter().chain(args).copied().collect();
        let args = if says.contains("period") {
            [args, vec!["--requirement", "policy/approved", "--company", "acme"]].concat()
        } else {
            args
        };
        let run = add(work.path(), desk.path(), &args, &["2026-10-20_x.txt"]);
        assert!(run.status == 2 && run.stderr.contains(says), "{args:?}: {}", run.stderr);
    }
    assert_eq!(evidence(work.path()), before);
}

#[test]
fn files_of_one_day_are_one_delivery_with_one_approval() {
    let (work, desk) = desk(
        "ready",
        &[("2026-10-20_受講名簿.csv", "社員番号,点数\nA001,90\n"), ("2026-10-20_報告.md", "報告")],
    );
    let args = [
        "--yes",
        "--company",
        "acme",
        "--requirement",
        "training/yearly-test",
        "--approved-by",
        "representative",
        "--approved-on",
        "2026-10-21",
    ];
    let run = add(work.path(), desk.path(), &args, &["2026-10-20_受講名簿.csv", "2026-10-20_報告.md"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let note = std::fs::read_to_string(work.path().join(FOLDER).join("evidence.yaml")).unwrap();
    assert_eq!(note.matches("approved:").count(), 1, "{note}");
    assert!(note.contains("files: [2026-10-20_受講名簿.csv, 2026-10-20_報告.md]"), "{note}");
    // The hash is that of what sha256sum prints.
    let lines = std::process::Command::new("sh")
        .args(["-c", "LC_ALL=C sha256sum 2026-10-20_受講名簿.csv 2026-10-20_報告.md | sha256sum"])
        .current_dir(work.path().join(FOLDER))
        .output()
        .unwrap();
    let hash = String::from_utf8(lines.stdout).unwrap();
    assert!(note.contains(hash.split(' ').next().unwrap()), "{note} {hash}");
}

#[test]
fn a_file_does_not_join_what_stands_beside_it() {
    // The evidence.yaml of the folder is about all files that it does not name.
    let (work, desk) = desk("smallest", &[("2026-09-30_名簿.csv", ROSTER)]);
    let note = work.path().join(FOLDER).join("evidence.yaml");
    std::fs::write(&note, "format: 1\n# 全部\nitems:\n- performed: 2026-06-30\n").unwrap();
    let run = add(work.path(), desk.path(), &["--yes"], &["2026-09-30_名簿.csv"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let text = std::fs::read_to_string(&note).unwrap();
    assert_eq!(text, "format: 1\n# 全部\nitems:\n- performed: 2026-06-30\n- files: [2026-09-30_名簿.csv]\n");
    let json = crate::workspace::assessment(work.path(), "2026-10-31");
    assert_eq!(json["companies"][0]["obligations"][0]["evidence"].as_array().unwrap().len(), 2);
    // One that has mistakes is not touched, and nothing is filed.
    std::fs::write(&note, "format: 1\nitems: [\n").unwrap();
    std::fs::write(desk.path().join("2026-10-01_名簿.csv"), ROSTER).unwrap();
    let run = add(work.path(), desk.path(), &["--yes"], &["2026-10-01_名簿.csv"]);
    assert!(run.status == 2 && run.stderr.contains("has mistakes"), "{}", run.stderr);
    assert!(!work.path().join(FOLDER).join("2026-10-01_名簿.csv").exists());
}

#[test]
fn names_are_made_harmless() {
    for (name, filed) in [
        (".2026-09-30_隠し.csv", "2026-09-30_隠し.csv"),
        ("2026-09-30_\u{1b}[31m赤\u{202e}.csv", "2026-09-30_[31m赤.csv"),
        ("2026-09-30_a:b?.csv", "2026-09-30_a_b_.csv"),
        ("-2026-09-30_名簿.csv", "-2026-09-30_名簿.csv"),
        ("2026-09-30_か\u{3099}.csv", "2026-09-30_が.csv"),
    ] {
        let (work, desk) = desk("smallest", &[(name, ROSTER)]);
        let run = add(work.path(), desk.path(), &["--yes", "--performed-by", "training-office"], &[name]);
        assert_eq!(run.status, 0, "{name:?}: {}", run.stderr);
        assert!(
            work.path().join(FOLDER).join(filed).exists(),
            "{name:?}: {:?}",
            files(&work.path().join(FOLDER))
        );
        let bad = |it: char| it.is_control() && it != '\n' || it == '\u{202e}';
        assert!(!run.stdout.contains(bad), "{:?}", run.stdout);
        let json = crate::workspace::assessment(work.path(), "2026-10-31");
        assert_eq!(
            json["companies"][0]["obligations"][0]["evidence"].as_array().unwrap().len(),
            2,
            "{name:?}"
        );
    }
}

#[cfg(unix)]
#[test]
fn no_link_leads_out_of_the_workspace() {
    let (work, desk) = desk("smallest", &[("2026-09-30_名簿.csv", ROSTER)]);
    let outside = tempfile::tempdir().unwrap();
    let folder = work.path().join("evidence/acme/training");
    std::fs::remove_dir_all(&folder).unwrap();
    std::os::unix::fs::symlink(outside.path(), &folder).unwrap();
    let args = ["--yes", "--requirement", "training/yearly-test"];
    let run = add(work.path(), desk.path(), &args, &["2026-09-30_名簿.csv"]);
    assert!(run.status == 2 && run.stderr.contains("outside of the workspace"), "{}", run.stderr);
    assert!(files(outside.path()).is_empty());
}

const POLICY: &str = "evidence/beta/policy/approved/2026-04-20_基本方針.md";

/// Approves a file of a workspace in which its requirement asks for it.
fn approved(work: &Path, by: &str) -> Run {
    kansa(work, &["approve", POLICY, "--by", by, "--on", "2026-05-01", "--lang", "en"])
}

fn asking_for_approval() -> tempfile::TempDir {
    let work = tempfile::tempdir().unwrap();
    copy(&fixture("ready"), work.path());
    let path = work.path().join("controls/measures/organizational.yaml");
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains("owner: representative}"));
    std::fs::write(
        &path,
        text.replace("owner: representative}", "owner: representative, approval: representative}"),
    )
    .unwrap();
    work
}

fn state(work: &Path) -> String {
    let json = crate::workspace::assessment(work, "2026-10-31");
    let all = json["companies"][1]["obligations"].as_array().unwrap();
    let it = all.iter().find(|it| it["id"].as_str().unwrap().starts_with("beta/policy/approved")).unwrap();
    it["state"].as_str().unwrap().to_owned()
}

#[test]
fn an_approval_holds_until_what_was_approved_changes() {
    let work = asking_for_approval();
    assert_eq!(state(work.path()), "unapproved");
    let other = approved(work.path(), "procurement");
    assert!(
        other.status == 2 && other.stderr.contains("is to be approved by representative"),
        "{}",
        other.stderr
    );
    let run = approved(work.path(), "representative");
    assert_eq!((run.status, run.stderr.as_str()), (0, ""));
    assert_eq!(state(work.path()), "met");
    let file = work.path().join(POLICY);
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, format!("{text}\n追記\n")).unwrap();
    assert_eq!(state(work.path()), "unapproved");
    assert_eq!(approved(work.path(), "representative").status, 0);
    assert_eq!(state(work.path()), "met");
    let note = std::fs::read_to_string(file.with_file_name("evidence.yaml")).unwrap();
    assert_eq!(note.matches("approved").count(), 1, "{note}");
}

#[test]
fn what_stands_in_evidence_yaml_stays_as_it_is() {
    let name = "2026-04-20_基本方針.md";
    let approval =
        |it: &str| it.replace("APPROVED", "approved: {by: representative, on: 2026-05-01, sha256: HASH}");
    for (before, after) in [
        (
            "format: 1\nitems:\n  # 方針\n  - performed: 2026-04-20\n",
            "format: 1\nitems:\n  # 方針\n  - performed: 2026-04-20\n    APPROVED\n",
        ),
        (
            "format: 1\nitems:\n- files: [\"2026-04-20_基本方針.md\"] # これ\n\n# おわり\n",
            "format: 1\nitems:\n- files: [\"2026-04-20_基本方針.md\"] # これ\n  APPROVED\n\n# おわり\n",
        ),
        (
            "format: 1\nitems:\n  - {performed: 2026-04-20}\n",
            "format: 1\nitems:\n  - {performed: 2026-04-20, APPROVED}\n",
        ),
        (
            "format: 1\nitems:\n  - files: [2026-04-20_基本方針.md]\n    approved: {by: procurement, on: 2026-04-21} # 古い\n    performed: 2026-04-20\n",
            "format: 1\nitems:\n  - files: [2026-04-20_基本方針.md]\n    APPROVED # 古い\n    performed: 2026-04-20\n",
        ),
    ] {
        let work = asking_for_approval();
        let note = work.path().join(POLICY).with_file_name("evidence.yaml");
        std::fs::write(&note, before).unwrap();
        let run = approved(work.path(), "representative");
        assert_eq!(run.status, 0, "{before}: {}", run.stderr);
        let hash = run.stdout.trim().rsplit(':').next().unwrap().to_owned();
        assert_eq!(std::fs::read_to_string(&note).unwrap(), approval(after).replace("HASH", &hash), "{name}");
        assert_eq!(state(work.path()), "met", "{before}");
    }
    // Written in another way, it is left to who wrote it.
    let work = asking_for_approval();
    let note = work.path().join(POLICY).with_file_name("evidence.yaml");
    let flow = "format: 1\nitems: [{performed: 2026-04-20}]\n";
    std::fs::write(&note, flow).unwrap();
    let run = approved(work.path(), "representative");
    assert!(run.status == 2 && run.stderr.contains("write there yourself"), "{}", run.stderr);
    assert_eq!(std::fs::read_to_string(&note).unwrap(), flow);
}

#[test]
fn an_approval_is_of_one_delivery_and_leaves_the_others_alone() {
    // One entry for whatever lies there: an approval of this year's file is none of last year's.
    for (before, refused) in [
        ("format: 1\nitems:\n  - approved: {by: representative, on: 2026-04-30}\n", false),
        ("format: 1\nitems:\n  - performed_by: office\n", true),
    ] {
        let work = asking_for_approval();
        let folder = work.path().join(POLICY);
        let folder = folder.parent().unwrap();
        std::fs::write(folder.join("2025-04-20_基本方針.md"), "前の版").unwrap();
        std::fs::write(folder.join("evidence.yaml"), before).unwrap();
        let run = approved(work.path(), "representative");
        let after = std::fs::read_to_string(folder.join("evidence.yaml")).unwrap();
        if refused {
            assert!(run.status == 2 && run.stderr.contains("write there yourself"), "{}", run.stderr);
            assert_eq!(after, before);
        } else {
            assert_eq!(run.status, 0, "{}", run.stderr);
            assert!(
                after.starts_with(before) && after.contains("- files: [2026-04-20_基本方針.md]"),
                "{after}"
            );
            assert_eq!(state(work.path()), "met");
        }
    }
}

#[test]
fn what_one_name_does_not_say_is_said_of_the_whole_delivery() {
    let papers = [("2026-09-30_名簿.csv", ROSTER), ("260930_控え.txt", "控え")];
    let (work, desk) = desk("smallest", &papers);
    let args = ["--yes", "--on", "2026-09-30", "--requirement", "training/yearly-test"];
    let run = add(work.path(), desk.path(), &args, &["2026-09-30_名簿.csv", "260930_控え.txt"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let note = std::fs::read_to_string(work.path().join(FOLDER).join("evidence.yaml")).unwrap();
    assert!(note.contains("performed: 2026-09-30"), "{note}");
    let json = crate::workspace::assessment(work.path(), "2026-10-31");
    let newest = &json["companies"][0]["obligations"][0]["evidence"][0];
    assert_eq!(newest["files"].as_array().unwrap().len(), 2, "{newest}");
    // What lies there already is approved, not added.
    let args = [&args[..], &["--approved-by", "office", "--approved-on", "2026-10-01"]].concat();
    let again = add(work.path(), desk.path(), &args, &["2026-09-30_名簿.csv"]);
    assert!(again.status == 2 && again.stderr.contains("kansa approve"), "{}", again.stderr);
}

#[cfg(unix)]
#[test]
fn an_evidence_yaml_that_is_a_link_is_not_written_through() {
    let work = asking_for_approval();
    let outside = tempfile::tempdir().unwrap();
    let target = outside.path().join("evidence.yaml");
    std::fs::write(&target, "format: 1\nitems:\n  - performed: 2026-04-20\n").unwrap();
    let before = std::fs::read_to_string(&target).unwrap();
    std::os::unix::fs::symlink(&target, work.path().join(POLICY).with_file_name("evidence.yaml")).unwrap();
    let run = approved(work.path(), "representative");
    assert!(run.status == 2 && run.stderr.contains("no regular file"), "{}", run.stderr);
    assert_eq!(std::fs::read_to_string(&target).unwrap(), before);
}
