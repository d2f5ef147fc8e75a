use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use super::Program;
use crate::read::PdfText;

/// A program of this script, which answers `-v` like poppler.
fn script(script: &str) -> (tempfile::TempDir, Program) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("extract");
    let whole =
        format!("#!/bin/sh\n[ \"$1\" = -v ] && {{ echo 'extract version 1' >&2; exit 99; }}\n{script}\n");
    std::fs::write(&path, whole).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o700)).unwrap();
    let program = Program::new(path).unwrap();
    (folder, program)
}

#[test]
fn pages_end_with_a_form_feed() {
    for (output, pages) in
        [("a\\n\\fb\\n\\f", vec!["a\n", "b\n"]), ("\\f\\f", vec!["", ""]), ("a", vec!["a"]), ("", vec![])]
    {
        let (_folder, program) = script(&format!("printf '{output}'"));
        assert_eq!(program.pages(b"x").unwrap(), pages);
        assert_eq!(program.version(), "extract version 1");
    }
}

#[test]
fn the_program_gets_the_bytes_and_its_arguments() {
    let (_folder, program) = script("echo \"$1 $2 $3 $5\"; cat \"$4\"");
    assert_eq!(program.pages("あ".as_bytes()).unwrap(), ["-enc UTF-8 -q -\nあ"]);
}

#[test]
fn what_a_program_fails_of_is_said() {
    let (_folder, program) = script("echo 'Syntax Error: no' >&2; exit 1");
    let said = program.pages(b"x").unwrap_err().en;
    assert!(said.ends_with("cannot extract the text of the pdf (Syntax Error: no)"), "{said}");
}

#[test]
fn a_program_that_does_not_end_is_stopped() {
    let (_folder, program) = script("exec tail -f /dev/null");
    let program = Program { time: Duration::from_millis(50), ..program };
    assert!(program.pages(b"x").unwrap_err().en.contains("timed out"));
}

#[test]
fn a_program_that_writes_without_end_is_stopped() {
    let (_folder, program) = script("exec yes");
    assert!(program.pages(b"x").unwrap_err().en.contains("too long"));
}

#[test]
fn a_program_that_is_not_there_is_said_at_once() {
    let said = Program::new("/nowhere/pdftotext").unwrap_err().en;
    assert!(said.starts_with("cannot run `/nowhere/pdftotext`"), "{said}");
}
