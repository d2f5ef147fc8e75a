//! Revisions of git: what a commit broke, in a repository that is not trusted and stays as it is.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::diff::{diff, with_effect};
use crate::workspace::{copy, files, fixture};

const ROSTER: &str = "evidence/acme/training/yearly-test/2026-06-30_受講名簿.csv";

/// A repository with a workspace in one of its folders.
struct Repository {
    dir: tempfile::TempDir,
    workspace: PathBuf,
}

impl Repository {
    fn new(below: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let workspace = dir.path().join(below);
        copy(&fixture("smallest"), &workspace);
        std::fs::write(dir.path().join(".gitignore"), ".kansa\n").unwrap();
        let this = Self { dir, workspace };
        this.git(&["init", "--quiet", "--initial-branch", "main"]);
        this.commit("one");
        this
    }

    fn git(&self, args: &[&str]) -> String {
        let who = ["-c", "user.name=x", "-c", "user.email=x@x.example", "-c", "commit.gpgsign=false"];
        let mut git = Command::new("git");
        git.current_dir(self.dir.path()).env_clear().args(who).args(args);
        let output = git.output().unwrap();
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    fn commit(&self, message: &str) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message", message]);
    }

    /// Everything in the repository's own folder.
    fn state(&self) -> BTreeMap<String, Vec<u8>> {
        let git = self.dir.path().join(".git");
        files(&git).into_iter().map(|it| (it.clone(), std::fs::read(git.join(it)).unwrap())).collect()
    }
}

/// `kansa diff` with a folder of its own for temporary files; nothing stays in it.
fn alone(dir: &Path, args: &[&str]) -> (i32, String) {
    let temporary = tempfile::tempdir().unwrap();
    let mut kansa = Command::new(env!("CARGO_BIN_EXE_kansa"));
    kansa.arg("diff").args(args).current_dir(dir).env_clear().env("TMPDIR", temporary.path());
    let output = kansa.output().unwrap();
    assert_eq!(std::fs::read_dir(temporary.path()).unwrap().count(), 0, "{args:?} leaves files behind");
    let said = [output.stdout, output.stderr].concat();
    (output.status.code().unwrap(), String::from_utf8(said).unwrap())
}

#[test]
fn a_deleted_file_breaks_its_obligation_and_nothing_else() {
    for below in ["", "group/監査"] {
        let repository = Repository::new(below);
        let (dir, roster) = (&repository.workspace, repository.workspace.join(ROSTER));
        let contents = std::fs::read(&roster).unwrap();
        std::fs::remove_file(&roster).unwrap();
        repository.commit("two");
        std::fs::write(&roster, contents).unwrap();
        let before = repository.state();

        let (status, found) = diff(dir, &["HEAD~1", "HEAD", "--as-of", "2027-04-01"]);
        assert_eq!((status, &found["cause"]), (1, &"files".into()));
        assert_eq!(
            with_effect(&found, "broken"),
            [
                "evidence-overdue:acme/training/yearly-test@2026-04-01 files-removed",
                "demo-2026:A.6.3 conforms gap",
            ]
        );
        assert_eq!(with_effect(&found, "mended"), Vec::<String>::new());
        let finding = &found["companies"][0]["findings"][0];
        assert_eq!(finding["files"][0]["path"], ROSTER);
        assert_eq!(found["a"]["commit"], repository.git(&["rev-parse", "HEAD~1"]).trim());

        let (status, found) = diff(dir, &["HEAD", ".", "--as-of", "2027-04-01"]);
        assert_eq!((status, with_effect(&found, "broken")), (0, vec![]));
        assert_eq!(
            with_effect(&found, "mended"),
            [
                "evidence-overdue:acme/training/yearly-test@2026-04-01 files-added",
                "demo-2026:A.6.3 gap conforms",
            ]
        );
        let (status, found) = diff(dir, &["HEAD~1", "--as-of", "2027-04-01"]);
        assert_eq!((status, &found["cause"]), (0, &"nothing".into()), "the file is there again");
        assert!(repository.state() == before, "the repository stays as it is");
    }
}

#[test]
fn a_deadline_that_passes_between_two_revisions_is_no_vanished_file() {
    let repository = Repository::new("");
    std::fs::remove_file(repository.workspace.join(ROSTER)).unwrap();
    repository.commit("two");
    let (_, found) = diff(&repository.workspace, &["HEAD", "2027-04-01", "--as-of", "2027-03-31"]);
    let broken = with_effect(&found, "broken");
    assert_eq!(broken[0], "evidence-overdue:acme/training/yearly-test@2026-04-01 due-passed");
}

#[test]
fn nothing_stays_behind_whatever_happens() {
    let repository = Repository::new("w");
    let dir = &repository.workspace;
    assert_eq!(alone(dir, &["HEAD", "--as-of", "2026-10-31", "--no-cache"]).0, 0);
    for (args, says) in [
        (&["HEAD~9"][..], "neither a day, a file.json that is there, nor a revision of git"),
        (&["main..main"], "nor a revision of git"),
        (&["HEAD:kansa.yaml"], "nor a revision of git"),
        (&["--output=x"], "unexpected argument"),
        (&["--", "--output=x"], "nor a revision of git"),
        (&["--", "-h"], "nor a revision of git"),
        (&["HEAD", "--company", "nobody"], "neither side has the company nobody"),
    ] {
        let (status, said) = alone(dir, args);
        assert_eq!(status, 2, "{args:?}");
        assert!(said.contains(says), "{args:?}: {said}");
    }
    std::fs::write(dir.join("kansa.yaml"), "format: [\n").unwrap();
    repository.commit("broken");
    std::fs::rename(dir.join("kansa.yaml"), dir.join("other.yaml")).unwrap();
    repository.commit("none");
    repository.git(&["mv", "w/other.yaml", "w/kansa.yaml"]);
    let (status, said) = alone(dir, &["HEAD~1", "HEAD~2", "--lang", "en"]);
    assert_eq!(status, 2);
    assert!(said.contains("HEAD~1:\nerror["), "{said}");
    let (status, said) = alone(dir, &["HEAD", "HEAD"]);
    assert_eq!(status, 2);
    assert!(said.contains("cannot compare HEAD: there is no w/kansa.yaml in it"), "{said}");
}

#[test]
fn without_git_it_says_so() {
    let repository = Repository::new("");
    let run = Command::new(env!("CARGO_BIN_EXE_kansa"))
        .args(["diff", "HEAD"])
        .current_dir(&repository.workspace)
        .env_clear()
        .env("PATH", "/nowhere")
        .output()
        .unwrap();
    assert_eq!(run.status.code(), Some(2));
    assert!(String::from_utf8(run.stderr).unwrap().contains("git is not installed, or not on the PATH"));
}

#[test]
fn started_by_a_hook_it_reads_its_own_repository() {
    let repository = Repository::new("w");
    let run = Command::new(env!("CARGO_BIN_EXE_kansa"))
        .args(["diff", "HEAD", "--as-of", "2026-10-31"])
        .current_dir(&repository.workspace)
        .env_clear()
        .envs([("GIT_DIR", ".git"), ("GIT_INDEX_FILE", ".git/index"), ("GIT_PREFIX", "x/")])
        .output()
        .unwrap();
    assert_eq!(run.status.code(), Some(0), "{}", String::from_utf8_lossy(&run.stderr));
}

/// What a repository names in its configuration is not run, and what it links to is not read.
#[cfg(unix)]
#[test]
fn nothing_that_a_repository_names_is_run_or_followed() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    let repository = Repository::new("w");
    let dir = &repository.workspace;
    let (marker, program) = (repository.dir.path().join("ran"), repository.dir.path().join(".git/program"));
    std::fs::write(&program, format!("#!/bin/sh\ntouch '{}'\ncat\n", marker.display())).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    for hook in ["post-checkout", "post-index-change", "reference-transaction"] {
        std::fs::create_dir_all(repository.dir.path().join(".git/hooks")).unwrap();
        std::fs::copy(&program, repository.dir.path().join(".git/hooks").join(hook)).unwrap();
    }
    let program = program.to_str().unwrap();
    for (key, value) in [
        ("core.fsmonitor", program),
        ("core.splitIndex", "true"),
        ("core.sparseCheckout", "true"),
        ("core.sshCommand", program),
        ("filter.own.process", program),
        ("filter.own.smudge", program),
        ("filter.own.required", "true"),
    ] {
        repository.git(&["config", key, value]);
    }
    let _ = std::fs::remove_file(&marker);
    let before = repository.state();
    let (status, said) = alone(dir, &["HEAD", "--as-of", "2026-10-31", "--no-cache"]);
    assert_eq!(status, 0, "{said}");
    assert!(!marker.exists(), "a program of the repository was run");

    std::fs::write(repository.dir.path().join(".gitattributes"), "*.csv filter=own\n").unwrap();
    assert!(repository.state() == before);
    for key in [
        "core.fsmonitor",
        "core.splitIndex",
        "core.sparseCheckout",
        "filter.own.process",
        "filter.own.required",
    ] {
        repository.git(&["config", "--unset", key]);
    }
    repository.commit("filtered");
    let _ = std::fs::remove_file(&marker);
    let (status, said) = alone(dir, &["HEAD"]);
    assert_eq!(status, 2);
    assert!(said.contains("goes through the filter own"), "{said}");
    assert!(!marker.exists(), "a filter of the repository was run");

    std::fs::remove_file(repository.dir.path().join(".gitattributes")).unwrap();
    symlink("/etc/hostname", dir.join("evidence/acme/training/yearly-test/2026-07-01_link.csv")).unwrap();
    repository.commit("link");
    let (status, found) = diff(dir, &["HEAD~2", "HEAD", "--as-of", "2026-10-31"]);
    assert_eq!(status, 1);
    assert_eq!(with_effect(&found, "broken").len(), 1, "{found}");
    assert!(with_effect(&found, "broken")[0].starts_with("not-a-file:"), "{found}");
    std::fs::rename(dir.join("kansa.yaml"), dir.join("real.yaml")).unwrap();
    symlink("real.yaml", dir.join("kansa.yaml")).unwrap();
    repository.commit("linked");
    let (status, said) = alone(dir, &["HEAD", "HEAD~1"]);
    assert_eq!(status, 2);
    assert!(said.contains("there is no w/kansa.yaml in it"), "{said}");
}
