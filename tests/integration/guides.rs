//! The guides: every command in them is run in the order of the page, and prints what stands there.
//!
//! Blocks of `sh` are run as they are and have to succeed. In blocks of `console` each line that starts with `$ ` is run,
//! and what stands below it is compared: `…` alone on a line is any number of lines, and within a line any text.
//! The date is always given, so that no answer depends on the day of the test.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::workspace::root;

#[test]
fn the_guide_to_a_first_verdict_does_what_it_says() {
    follow("first-verdict");
}

#[test]
fn the_guide_to_measures_does_what_it_says() {
    follow("write-a-measure");
}

#[test]
fn the_guide_through_the_year_does_what_it_says() {
    follow("evidence-through-the-year");
}

#[test]
fn the_guide_for_auditors_does_what_it_says() {
    follow("read-a-report");
}

#[test]
fn the_guide_to_templates_does_what_it_says() {
    follow("templates");
}

#[test]
fn what_is_left_out_matches_and_what_is_printed_otherwise_does_not() {
    let printed = "a\nb 12 c\nd";
    for (expected, fits) in [
        ("a\nb 12 c\nd", true),
        ("…\nd", true),
        ("a\n…\nb … c\n…\nd\n…", true),
        ("a\nb …\nd", true),
        ("a\nd", false),
        ("a\n…", true),
        ("a\nb … d\nd", false),
        ("b 12 c\nd", false),
    ] {
        assert_eq!(matches(&lines(expected), &lines(printed)), fits, "{expected}");
    }
}

fn follow(guide: &str) {
    for language in ["ja", "en"] {
        let name = format!("docs/guides/{guide}.{language}.md");
        let text = std::fs::read_to_string(root().join(&name)).unwrap_or_else(|it| panic!("{name}: {it}"));
        let mut shell = Shell::new();
        let mut commands = 0;
        for (kind, body) in blocks(&text) {
            if kind == "sh" {
                shell.status = 0;
                let printed = shell.run(&body);
                assert_eq!(shell.status, 0, "{name}:\n{body}\n{printed}");
            } else if kind == "console" {
                for step in format!("\n{body}").split("\n$ ").skip(1) {
                    let (command, expected) = step.split_once('\n').unwrap_or((step, ""));
                    let printed = shell.run(command);
                    assert!(
                        matches(&lines(expected), &lines(&printed)),
                        "{name}: $ {command}\nprinted, with status {}:\n{printed}\nexpected:\n{expected}",
                        shell.status,
                    );
                    commands += 1;
                }
            }
        }
        assert!(commands >= 5, "{name} shows {commands} commands");
    }
}

/// Fenced blocks, each with what stands behind the fence.
fn blocks(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut open: Option<(String, String)> = None;
    for line in text.lines() {
        if let Some(kind) = line.strip_prefix("```") {
            match open.take() {
                Some(block) => found.push(block),
                None => open = Some((kind.to_owned(), String::new())),
            }
        } else if let Some((_, body)) = &mut open {
            body.push_str(line);
            body.push('\n');
        }
    }
    found
}

fn lines(text: &str) -> Vec<&str> {
    text.trim_end().lines().collect()
}

fn matches(expected: &[&str], printed: &[&str]) -> bool {
    match expected.split_first() {
        None => printed.is_empty(),
        Some((line, rest)) if line.trim() == "…" => {
            (0..=printed.len()).any(|from| matches(rest, &printed[from..]))
        }
        Some((line, rest)) => printed
            .split_first()
            .is_some_and(|(first, after)| line_matches(line, first) && matches(rest, after)),
    }
}

fn line_matches(expected: &str, printed: &str) -> bool {
    let (expected, printed) = (expected.trim_end(), printed.trim_end());
    let Some((start, rest)) = expected.split_once('…') else {
        return expected == printed;
    };
    let Some(mut left) = printed.strip_prefix(start) else {
        return false;
    };
    let (between, end) = rest.rsplit_once('…').unwrap_or(("", rest));
    for part in between.split('…') {
        let Some(at) = left.find(part) else {
            return false;
        };
        left = &left[at + part.len()..];
    }
    left.ends_with(end)
}

/// A shell in a fresh folder. Each run starts in the folder, and with the `$?`, in which the one before it ended.
struct Shell {
    work: tempfile::TempDir,
    folder: PathBuf,
    status: i32,
}

impl Shell {
    fn new() -> Self {
        let work = tempfile::tempdir().unwrap();
        let folder = work.path().join("start");
        std::fs::create_dir(&folder).unwrap();
        // The guide for auditors copies a fixture out of a checkout.
        std::os::unix::fs::symlink(root().join("tests"), folder.join("tests")).unwrap();
        Self { work, folder, status: 0 }
    }

    /// What the commands print, to either stream.
    fn run(&mut self, commands: &str) -> String {
        let binaries = Path::new(env!("CARGO_BIN_EXE_kansa")).parent().unwrap();
        let path = format!("{}:{}", binaries.display(), std::env::var("PATH").unwrap());
        let end = self.work.path().join("end");
        let script = format!(
            "exec 2>&1\n(exit {})\n{commands}\ngiven=$?\npwd > \"$END\"\nexit \"$given\"\n",
            self.status,
        );
        let output = Command::new("sh")
            .args(["-c", &script])
            .current_dir(&self.folder)
            .env_clear()
            .env("PATH", path)
            .env("END", &end)
            .env("LC_ALL", "C.UTF-8")
            .output()
            .unwrap();
        self.folder = PathBuf::from(std::fs::read_to_string(&end).unwrap().trim_end());
        self.status = output.status.code().unwrap();
        String::from_utf8(output.stdout).unwrap()
    }
}
