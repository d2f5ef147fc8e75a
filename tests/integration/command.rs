//! The command itself: help, version, closed pipes.

use std::process::{Command, Stdio};

use crate::workspace::{fixture, kansa, root};

#[test]
fn the_version_is_that_of_the_package() {
    let run = kansa(&root(), &["--version"]);
    assert_eq!(run.stdout, format!("kansa {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn every_command_has_help_with_examples() {
    for command in ["check", "report", "serve", "why", "diff", "catalog", "schema"] {
        let run = kansa(&root(), &[command, "--help"]);
        assert_eq!(run.status, 0, "{command}");
        assert!(run.stdout.contains("Examples:\n  kansa "), "{command}: {}", run.stdout);
    }
}

#[test]
fn a_reader_who_has_seen_enough_is_no_error() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_kansa"))
        .args(["catalog", "show", "iso-27001-2022", "--format", "json"])
        .current_dir(fixture("smallest"))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    assert_eq!(output.status.code(), Some(0));
}
