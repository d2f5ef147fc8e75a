//! Workspaces of the tests, and the binary run on them.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The root of the repository: the sample workspace.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// A fixture.
pub(crate) fn fixture(name: &str) -> PathBuf {
    root().join("tests/fixtures").join(name)
}

/// What a run of the binary gave.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs `kansa` in a folder with a cleared environment.
pub(crate) fn kansa(dir: &Path, args: &[&str]) -> Run {
    let output: Output =
        Command::new(env!("CARGO_BIN_EXE_kansa")).args(args).current_dir(dir).env_clear().output().unwrap();
    Run {
        status: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// `kansa check --format json`, parsed.
pub(crate) fn assessment(dir: &Path, as_of: &str) -> serde_json::Value {
    let run = kansa(dir, &["check", "--format", "json", "--as-of", as_of]);
    assert!(run.status < 2, "{}", run.stderr);
    serde_json::from_str(&run.stdout).unwrap()
}

/// The folders below one, sorted.
pub(crate) fn folders(dir: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> =
        std::fs::read_dir(dir).unwrap().map(|it| it.unwrap().path()).filter(|it| it.is_dir()).collect();
    found.sort();
    found
}

/// Every file below a folder, as paths relative to it with `/`, sorted.
pub(crate) fn files(dir: &Path) -> Vec<String> {
    fn collect(dir: &Path, base: &Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(&path, base, found);
            } else {
                found.push(path.strip_prefix(base).unwrap().to_str().unwrap().replace('\\', "/"));
            }
        }
    }
    let mut found = Vec::new();
    collect(dir, dir, &mut found);
    found.sort();
    found
}

/// Copies what makes up a workspace: configuration, controls, evidence and templates.
pub(crate) fn copy(from: &Path, to: &Path) {
    for part in ["kansa.yaml", "controls", "evidence", "reports/templates"] {
        let source = from.join(part);
        if source.is_file() {
            std::fs::create_dir_all(to).unwrap();
            std::fs::copy(&source, to.join(part)).unwrap();
        } else if source.is_dir() {
            for file in files(&source) {
                let target = to.join(part).join(&file);
                std::fs::create_dir_all(target.parent().unwrap()).unwrap();
                std::fs::copy(source.join(&file), target).unwrap();
            }
        }
    }
}
