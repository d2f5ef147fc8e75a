//! Whatever happens while kansa writes, what is there is as it was or complete: killed at any moment, a full disk, a folder that
//! cannot be written. (The seal log has the same tests in `seal`.)

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::numbers::Numbers;
use crate::workspace::{copy, files, fixture, kansa};

/// How many runs of each command are killed; `docs/reliability.md` names the number.
const KILLS: usize = 100;

fn ready() -> tempfile::TempDir {
    let work = tempfile::tempdir().unwrap();
    copy(&fixture("ready"), work.path());
    work
}

/// Starts a command and kills it at some moment of the time that it takes.
fn kill(dir: &Path, args: &[&str], within: Duration, numbers: &mut Numbers) {
    let mut run = Command::new(env!("CARGO_BIN_EXE_kansa"))
        .args(args)
        .current_dir(dir)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let micros = usize::try_from(within.as_micros()).unwrap();
    std::thread::sleep(Duration::from_micros(u64::try_from(numbers.below(micros)).unwrap()));
    run.kill().unwrap();
    run.wait().unwrap();
}

/// How long a command takes, and a little more.
fn time(dir: &Path, args: &[&str]) -> Duration {
    let start = std::time::Instant::now();
    kansa(dir, args);
    start.elapsed() * 5 / 4
}

/// What a folder holds, apart from what a crash leaves behind hidden.
fn visible(dir: &Path) -> Vec<(String, Vec<u8>)> {
    let hidden = |path: &String| path.split('/').any(|it| it.starts_with('.'));
    let all = files(dir).into_iter().filter(|it| !hidden(it));
    all.map(|it| (it.clone(), std::fs::read(dir.join(it)).unwrap())).collect()
}

#[test]
fn a_killed_add_files_whole_or_not_at_all() {
    let (work, desk) = (ready(), tempfile::tempdir().unwrap());
    let contents = format!("# 基本方針\n{}", "一文。\n".repeat(20_000));
    let mut numbers = Numbers::new(1);
    let mut finished = 0;
    let args = |file: &str| {
        [
            "add",
            "--yes",
            "--company",
            "acme",
            "--requirement",
            "policy/approved",
            "--performed-by",
            "office",
            file,
        ]
        .map(str::to_owned)
    };
    let within = {
        let trial = ready();
        let file = desk.path().join("2026-05-01_方針.md");
        std::fs::write(&file, &contents).unwrap();
        let args = args(file.to_str().unwrap());
        time(trial.path(), &args.each_ref().map(String::as_str))
    };
    for nth in 0..KILLS {
        let name = format!("2026-05-01_{nth}.md");
        let file = desk.path().join(&name);
        std::fs::write(&file, &contents).unwrap();
        let args = args(file.to_str().unwrap());
        let args = args.each_ref().map(String::as_str);
        let note = work.path().join("evidence/acme/policy/approved/evidence.yaml");
        let noted = std::fs::read_to_string(&note).unwrap_or_default();
        kill(work.path(), &args, within, &mut numbers);
        let filed = work.path().join("evidence/acme/policy/approved").join(&name);
        if filed.exists() {
            finished += 1;
            assert_eq!(std::fs::read_to_string(&filed).unwrap(), contents, "{nth}");
        }
        let now = std::fs::read_to_string(&note).unwrap_or_default();
        assert!(now.starts_with(&noted), "{nth}: nothing that stood there is lost");
        assert!(
            now == noted || now.ends_with(&format!("[{name}]\n    performed_by: office\n")),
            "{nth}: {now}"
        );
        assert!(now == noted || filed.exists(), "{nth}: what is said of a file is said once it is there");
    }
    let check = kansa(work.path(), &["check", "--as-of", "2026-10-31"]);
    assert_eq!(check.status, 0, "{finished} finished; what was left behind hinders nobody: {}", check.stdout);
}

#[test]
fn a_killed_report_leaves_no_half_written_file() {
    let (work, out) = (ready(), tempfile::tempdir().unwrap());
    let to = |dir: &Path| ["report", "--lang", "both", "--out", dir.to_str().unwrap()].map(str::to_owned);
    let whole = tempfile::tempdir().unwrap();
    let args = to(whole.path());
    let within = time(work.path(), &args.each_ref().map(String::as_str));
    let expected = visible(whole.path());
    assert!(expected.len() > 5);
    let args = to(out.path());
    let args = args.each_ref().map(String::as_str);
    let mut numbers = Numbers::new(2);
    for nth in 0..KILLS {
        kill(work.path(), &args, within, &mut numbers);
        for (path, bytes) in visible(out.path()) {
            let same = expected.iter().any(|it| *it == (path.clone(), bytes.clone()));
            assert!(same, "{nth}: {path} is not as a run that ended writes it");
        }
    }
    assert_eq!(kansa(work.path(), &args).status, 0);
    assert_eq!(visible(out.path()), expected);
}

#[test]
fn a_killed_check_leaves_a_cache_that_changes_no_answer() {
    let work = ready();
    let args = ["check", "--as-of", "2026-10-31", "--format", "json"];
    let within = time(work.path(), &args);
    let mut numbers = Numbers::new(3);
    for nth in 0..KILLS {
        // Something new to be learned in every run.
        let file = work.path().join("evidence/acme/policy/approved/2026-05-01_方針.md");
        std::fs::write(file, format!("方針 {nth}")).unwrap();
        kill(work.path(), &args, within, &mut numbers);
        if nth % 10 == 0 {
            let uncached = kansa(work.path(), &[&args[..], &["--no-cache"]].concat());
            assert_eq!(kansa(work.path(), &args).stdout, uncached.stdout, "{nth}");
        }
    }
}

/// Runs a command that may write no more than some bytes to any file: it meets what it would meet on a full disk.
#[cfg(target_os = "linux")]
fn on_a_full_disk(dir: &Path, args: &[&str]) -> std::process::Output {
    // The signal is ignored, so that a write fails as on a full disk. Blocks of 512 bytes.
    let script = "trap '' XFSZ; ulimit -f 1; exec \"$0\" \"$@\"";
    let kansa = env!("CARGO_BIN_EXE_kansa");
    Command::new("sh").args(["-c", script, kansa]).args(args).current_dir(dir).output().unwrap()
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error_and_changes_nothing() {
    let (work, desk) = (ready(), tempfile::tempdir().unwrap());
    let policy = "evidence/acme/policy/approved";
    let paper = desk.path().join("2026-05-01_方針.md");
    std::fs::write(&paper, "方針\n".repeat(1_000)).unwrap();
    assert_eq!(kansa(work.path(), &["seal", "--by", "office", "--on", "2026-10-01"]).status, 0);
    for nth in 0..40 {
        std::fs::write(work.path().join(policy).join(format!("2026-05-02_{nth}.md")), "方針").unwrap();
    }
    // An evidence.yaml that is longer than what can be written.
    let note = work.path().join(policy).join("evidence.yaml");
    std::fs::write(
        &note,
        format!("format: 1\n{}items:\n  - files: [2026-05-02_0.md]\n", "# 方針\n".repeat(400)),
    )
    .unwrap();
    let out = work.path().join("out");
    let report = out.to_str().unwrap().to_owned();
    let json = format!("json={}", work.path().join("x.json").display());
    for args in [
        vec!["seal", "--by", "office", "--on", "2026-10-31"],
        vec![
            "add",
            "--yes",
            "--company",
            "acme",
            "--requirement",
            "policy/approved",
            paper.to_str().unwrap(),
        ],
        vec![
            "approve",
            "evidence/acme/policy/approved/2026-05-02_1.md",
            "--by",
            "representative",
            "--on",
            "2026-10-31",
        ],
        vec!["report", "--out", &report],
        vec!["check", "--format", &json],
        vec!["template", "employees", "--company", "acme", "--out", "employees.xlsx"],
    ] {
        let before = visible(work.path());
        let run = on_a_full_disk(work.path(), &args);
        let stderr = String::from_utf8_lossy(&run.stderr);
        assert_eq!(run.status.code(), Some(2), "{args:?}: {stderr}");
        assert!(stderr.contains("cannot write"), "{args:?}: {stderr}");
        let after = visible(work.path());
        assert_eq!(
            before.iter().map(|it| &it.0).collect::<Vec<_>>(),
            after.iter().map(|it| &it.0).collect::<Vec<_>>(),
            "{args:?}"
        );
        assert!(before == after, "{args:?}");
    }
    // A cache that cannot be written costs time only.
    let args = ["check", "--as-of", "2026-10-31"];
    let run = on_a_full_disk(work.path(), &args);
    let uncached = kansa(work.path(), &[&args[..], &["--no-cache"]].concat());
    assert_eq!((run.status.code(), run.stdout), (Some(uncached.status), uncached.stdout.into_bytes()));
}

#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_cannot_be_written_is_an_error_and_changes_nothing() {
    use std::os::unix::fs::PermissionsExt;
    let (work, desk) = (ready(), tempfile::tempdir().unwrap());
    let paper = desk.path().join("2026-05-01_方針.md");
    std::fs::write(&paper, "方針").unwrap();
    for dir in [work.path(), desk.path()] {
        std::fs::set_permissions(dir, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    // Whoever may do anything may write anywhere: then somebody else tries it.
    let root = Command::new("id").arg("-u").output().unwrap().stdout == b"0\n";
    let locked = Command::new("chmod").args(["-R", "a-w,a+rX"]).arg(work.path()).status().unwrap();
    assert!(locked.success());
    let before = visible(work.path());
    for args in [
        vec!["seal", "--by", "office", "--on", "2026-10-31"],
        vec![
            "add",
            "--yes",
            "--company",
            "acme",
            "--requirement",
            "policy/approved",
            paper.to_str().unwrap(),
        ],
        vec!["report", "--out", "reports/out"],
        vec!["template", "employees", "--out", "employees.xlsx"],
        vec!["check", "--format", "json=x.json"],
    ] {
        let kansa = env!("CARGO_BIN_EXE_kansa");
        let mut command = if root {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=65534", "--regid=65534", "--clear-groups", kansa]);
            command
        } else {
            Command::new(kansa)
        };
        let run = command.args(&args).current_dir(work.path()).output().unwrap();
        let stderr = String::from_utf8_lossy(&run.stderr);
        assert_eq!(run.status.code(), Some(2), "{args:?}: {stderr}");
        assert!(visible(work.path()) == before, "{args:?}");
    }
    assert!(Command::new("chmod").args(["-R", "u+w"]).arg(work.path()).status().unwrap().success());
}
