//! `kansa seal` and `kansa verify`: nothing of what was sealed changes unnoticed, and no crash leaves half a log.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::numbers::Numbers;
use crate::workspace::{copy, files, fixture, kansa, root};

/// How many mutations are tried; `docs/reliability.md` names the number.
const MUTATIONS: u64 = 500;
/// How many runs are killed.
const KILLS: u64 = 300;

/// A sealed workspace.
fn sealed() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    copy(&fixture("ready"), dir.path());
    let run = kansa(dir.path(), &["seal", "--by", "isms-office", "--on", "2026-10-31", "--lang", "en"]);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""));
    dir
}

/// The evidence files of a company that are sealed.
fn evidence(company: &Path) -> Vec<PathBuf> {
    let log = std::fs::read_to_string(company.join("seal.jsonl")).unwrap();
    let line: serde_json::Value = serde_json::from_str(log.lines().next().unwrap()).unwrap();
    line["files"].as_object().unwrap().keys().map(|it| company.join(it)).collect()
}

/// Changes a file, or takes it away, or gives it another name or another one's contents.
fn mutate(company: &Path, numbers: &mut Numbers) -> String {
    let all: Vec<PathBuf> =
        evidence(company).into_iter().filter(|it| !it.ends_with("evidence.yaml")).collect();
    let file = &all[numbers.below(all.len())];
    let bytes = std::fs::read(file).unwrap();
    let kind = numbers.below(6);
    match kind {
        0 if !bytes.is_empty() => {
            let mut bytes = bytes;
            let at = numbers.below(bytes.len());
            bytes[at] ^= 1 << numbers.below(8);
            std::fs::write(file, bytes).unwrap();
        }
        1 => std::fs::remove_file(file).unwrap(),
        2 => {
            let other = all.iter().find(|it| std::fs::read(it).unwrap() != bytes).unwrap();
            let theirs = std::fs::read(other).unwrap();
            std::fs::write(other, bytes).unwrap();
            std::fs::write(file, theirs).unwrap();
        }
        3 => {
            let name = file.file_name().unwrap().to_str().unwrap();
            std::fs::rename(file, file.with_file_name(format!("2025-01-0{}_{name}", 1 + numbers.below(9))))
                .unwrap();
        }
        4 => std::fs::write(file, [&bytes[..], b"\n"].concat()).unwrap(),
        _ => std::fs::write(file, &bytes[..bytes.len() / 2]).unwrap(),
    }
    format!("{kind} {}", file.display())
}

#[test]
fn no_change_of_a_sealed_file_goes_unnoticed() {
    let dir = tempfile::tempdir().unwrap();
    let company = dir.path().join("evidence/seiran-trading");
    for file in files(&root().join("evidence/seiran-trading")) {
        let target = company.join(&file);
        std::fs::create_dir_all(target.parent().unwrap()).unwrap();
        std::fs::copy(root().join("evidence/seiran-trading").join(&file), target).unwrap();
    }
    let holdings = dir.path().join("evidence/seiran-holdings/company.yaml");
    std::fs::create_dir_all(holdings.parent().unwrap()).unwrap();
    std::fs::copy(root().join("evidence/seiran-holdings/company.yaml"), holdings).unwrap();
    std::fs::copy(root().join("kansa.yaml"), dir.path().join("kansa.yaml")).unwrap();
    let seal = ["seal", "--by", "isms-office", "--on", "2026-10-31", "--company", "seiran-trading"];
    assert_eq!(kansa(dir.path(), &seal).status, 0);
    let whole: Vec<(PathBuf, Vec<u8>)> =
        evidence(&company).into_iter().map(|it| (it.clone(), std::fs::read(it).unwrap())).collect();
    let mut numbers = Numbers::new(1);
    for nth in 0..MUTATIONS {
        let what = mutate(&company, &mut numbers);
        let run = kansa(dir.path(), &["verify", "--company", "seiran-trading"]);
        assert_eq!(run.status, 1, "{nth}: {what}: {}", run.stdout);
        for file in files(&company).iter().filter(|it| !it.starts_with("registers/") && it.contains('/')) {
            std::fs::remove_file(company.join(file)).unwrap();
        }
        for (path, bytes) in &whole {
            std::fs::write(path, bytes).unwrap();
        }
    }
    assert_eq!(kansa(dir.path(), &["verify", "--company", "seiran-trading"]).status, 0);
}

#[test]
fn what_was_altered_or_removed_fails_the_check() {
    for (name, change, code) in
        [("altered", "echo x >> ", "evidence-altered"), ("removed", "rm ", "evidence-removed")]
    {
        let dir = sealed();
        let file = "evidence/acme/policy/approved/R8.4.10_基本方針.md";
        assert_eq!(kansa(dir.path(), &["check"]).status, 0);
        let shell =
            Command::new("sh").args(["-c", &format!("{change}{file}")]).current_dir(dir.path()).status();
        assert!(shell.unwrap().success());
        let check = kansa(dir.path(), &["check", "--lang", "en"]);
        assert!(check.status == 1 && check.stdout.contains(code), "{name}: {}", check.stdout);
        let seal = kansa(dir.path(), &["seal", "--by", "x", "--on", "2026-11-01", "--lang", "en"]);
        assert!(seal.status == 1 && seal.stderr.contains("nothing is sealed"), "{name}: {}", seal.stderr);
        let record: &[&str] = if name == "altered" {
            &["seal", "--by", "x", "--on", "2026-11-01", "--replace", file, "--reason", "誤記の訂正"]
        } else {
            &[
                "seal",
                "--by",
                "x",
                "--on",
                "2026-11-01",
                "--dispose",
                file,
                "--approver",
                "部長",
                "--reason",
                "満了",
            ]
        };
        assert_eq!(kansa(dir.path(), record).status, 0, "{name}");
        let verify = kansa(dir.path(), &["verify", "--lang", "en"]);
        assert_eq!(verify.status, 0, "{name}: {}", verify.stdout);
    }
}

#[test]
fn a_broken_log_is_said_by_every_command_also_if_there_is_nothing_new() {
    let dir = sealed();
    let log = dir.path().join("evidence/acme/seal.jsonl");
    let text = std::fs::read_to_string(&log).unwrap();
    std::fs::write(&log, format!("{text}{text}")).unwrap();
    let seal = kansa(dir.path(), &["seal", "--by", "x", "--on", "2026-11-01", "--lang", "en"]);
    assert!(seal.status == 1 && seal.stderr.contains("the seal log is broken"), "{}", seal.stderr);
    assert_eq!(std::fs::read_to_string(&log).unwrap(), format!("{text}{text}"), "it stays as it is");
    assert_eq!(kansa(dir.path(), &["verify"]).status, 1);
    let check = kansa(dir.path(), &["check"]);
    assert!(check.status == 1 && check.stdout.contains("seal-broken"), "{}", check.stdout);
}

#[test]
fn what_says_that_it_is_older_than_a_seal_without_it_was_filed_late() {
    for (name, day, expected) in [
        ("a month before the seal", "2026-09-30", true),
        ("just before it", "2026-10-02", false),
        ("after it", "2026-11-05", false),
    ] {
        let dir = sealed();
        let file = format!("evidence/acme/policy/approved/{day}_基本方針.md");
        std::fs::write(dir.path().join(file), "方針").unwrap();
        let check = kansa(dir.path(), &["check", "--as-of", "2026-11-30"]);
        assert_eq!(check.stdout.contains("filed-late"), expected, "{name}: {}", check.stdout);
    }
}

#[test]
fn a_head_that_was_noted_down_is_still_there_or_is_missed() {
    let dir = sealed();
    let head = |company: &str| {
        let run = kansa(dir.path(), &["verify", "--company", company]);
        run.stdout.lines().find_map(|it| it.trim().strip_prefix("head sha256:").map(str::to_owned)).unwrap()
    };
    let noted = head("acme");
    std::fs::write(dir.path().join("evidence/acme/policy/approved/2026-11-01_方針.md"), "方針").unwrap();
    assert_eq!(kansa(dir.path(), &["seal", "--by", "x", "--on", "2026-11-02"]).status, 0);
    assert_ne!(head("acme"), noted);
    assert_eq!(kansa(dir.path(), &["verify", "--company", "acme", "--head", &noted]).status, 0);
    // Whoever writes a whole new log cannot write the old head into it.
    std::fs::remove_file(dir.path().join("evidence/acme/seal.jsonl")).unwrap();
    assert_eq!(kansa(dir.path(), &["seal", "--by", "x", "--on", "2026-11-02"]).status, 0);
    assert_eq!(kansa(dir.path(), &["verify", "--company", "acme"]).status, 0);
    assert_eq!(kansa(dir.path(), &["verify", "--company", "acme", "--head", &noted]).status, 1);
    assert_eq!(kansa(dir.path(), &["verify", "--head", &noted]).status, 2, "of which company");
}

#[test]
fn a_killed_seal_leaves_the_log_as_it_was_or_complete() {
    let dir = tempfile::tempdir().unwrap();
    copy(&fixture("ready"), dir.path());
    let log = dir.path().join("evidence/acme/seal.jsonl");
    let mut numbers = Numbers::new(2);
    let mut finished = 0;
    for nth in 0..KILLS {
        let file = dir.path().join(format!("evidence/acme/policy/approved/2026-06-15_{nth}.md"));
        std::fs::write(&file, nth.to_string()).unwrap();
        let before = std::fs::read(&log).unwrap_or_default();
        let mut run = Command::new(env!("CARGO_BIN_EXE_kansa"))
            .args(["seal", "--by", "x", "--on", "2026-10-31", "--company", "acme"])
            .current_dir(dir.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_micros(u64::try_from(numbers.below(60_000)).unwrap()));
        run.kill().unwrap();
        run.wait().unwrap();
        let after = std::fs::read(&log).unwrap_or_default();
        assert!(after.starts_with(&before) && (after.is_empty() || after.ends_with(b"\n")), "{nth}");
        finished += u32::from(after != before);
    }
    let verify = kansa(dir.path(), &["verify", "--company", "acme"]);
    assert_eq!(verify.status, 0, "{finished} finished: {}", verify.stdout);
    // What was left behind hinders nobody.
    assert_eq!(kansa(dir.path(), &["seal", "--by", "x", "--on", "2026-10-31"]).status, 0);
    assert_eq!(kansa(dir.path(), &["verify"]).status, 0);
}

#[test]
fn two_seals_at_once_lose_nothing() {
    let dir = sealed();
    for nth in 0..20 {
        std::fs::write(dir.path().join(format!("evidence/acme/policy/approved/2026-06-15_{nth}.md")), "x")
            .unwrap();
        let seal = || {
            Command::new(env!("CARGO_BIN_EXE_kansa"))
                .args(["seal", "--by", "x", "--on", "2026-10-31"])
                .current_dir(dir.path())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap()
        };
        let (mut one, mut other) = (seal(), seal());
        let codes = [one.wait().unwrap().code().unwrap(), other.wait().unwrap().code().unwrap()];
        assert!(codes.contains(&0) && codes.iter().all(|it| *it == 0 || *it == 2), "{codes:?}");
    }
    let verify = kansa(dir.path(), &["verify", "--lang", "en"]);
    assert!(verify.status == 0 && verify.stdout.contains("not sealed 0"), "{}", verify.stdout);
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_keeps_its_log() {
    let dir = sealed();
    let company = dir.path().join("evidence/acme");
    std::fs::write(company.join("policy/approved/2026-06-15_x.md"), "x").unwrap();
    let before = std::fs::read(company.join("seal.jsonl")).unwrap();
    // A link is no log.
    std::fs::rename(company.join("seal.jsonl"), dir.path().join("elsewhere.jsonl")).unwrap();
    std::os::unix::fs::symlink(dir.path().join("elsewhere.jsonl"), company.join("seal.jsonl")).unwrap();
    let run = kansa(dir.path(), &["seal", "--by", "x", "--on", "2026-10-31"]);
    assert_eq!(run.status, 2, "{}", run.stdout);
    assert_eq!(std::fs::read(dir.path().join("elsewhere.jsonl")).unwrap(), before);
}

/// The commands of `docs/seal.md`, by the comment above them.
fn documented(name: &str) -> String {
    let text = std::fs::read_to_string(root().join("docs/seal.md")).unwrap();
    let (_, rest) = text.split_once(&format!("<!-- {name} -->\n```sh\n")).unwrap();
    rest.split_once("```").unwrap().0.to_owned()
}

#[test]
fn anybody_can_verify_the_log_without_kansa() {
    let dir = sealed();
    let company = dir.path().join("evidence/acme");
    let says = |name: &str, head: &str| {
        let run = Command::new("sh")
            .args(["-c", &documented(name)])
            .env("HEAD", head)
            .current_dir(&company)
            .output();
        run.unwrap().status.success()
    };
    let all = |head: &str| ["files", "canonical", "chain", "head"].map(|it| says(it, head));
    let verify = kansa(dir.path(), &["verify", "--company", "acme"]);
    let head = verify.stdout.lines().find_map(|it| it.trim().strip_prefix("head sha256:")).unwrap();
    assert_eq!(all(head), [true; 4]);
    let file = company.join("policy/approved/R8.4.10_基本方針.md");
    let bytes = std::fs::read(&file).unwrap();
    std::fs::write(&file, "x").unwrap();
    assert_eq!(all(head), [false, true, true, true]);
    let name = "evidence/acme/policy/approved/R8.4.10_基本方針.md";
    let replace = ["seal", "--by", "x", "--on", "2026-11-01", "--replace", name, "--reason", "訂正"];
    assert_eq!(kansa(dir.path(), &replace).status, 0);
    assert_eq!(all(head), [true; 4], "the head of then is still there");
    std::fs::write(&file, bytes).unwrap();
    assert!(!says("files", head));
    let log = std::fs::read_to_string(company.join("seal.jsonl")).unwrap();
    std::fs::write(company.join("seal.jsonl"), log.replacen("isms-office", "somebody", 1)).unwrap();
    assert_eq!(all(head), [false, true, false, false]);
    std::fs::write(company.join("seal.jsonl"), log.replacen(":1,", ": 1,", 1)).unwrap();
    assert!(!says("canonical", head));
}
