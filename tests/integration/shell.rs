//! What a shell is told of the command: completions and manual pages.

use std::process::Command;

use crate::workspace::{Run, files, fixture, kansa, root};

fn run(args: &[&str]) -> Run {
    let run = kansa(&root(), args);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{args:?}");
    run
}

/// The commands that the help lists.
fn commands() -> Vec<String> {
    let help = run(&["--help"]).stdout;
    let (_, list) = help.split_once("Commands:\n").unwrap();
    let (list, _) = list.split_once("\n\n").unwrap();
    // What is indented further goes on with the line above.
    let lines = list.lines().filter_map(|it| it.strip_prefix("  ").filter(|it| !it.starts_with(' ')));
    let names = lines.filter_map(|it| it.split_whitespace().next());
    names.filter(|it| *it != "help").map(str::to_owned).collect()
}

#[test]
fn completions_of_every_shell_name_every_command() {
    let commands = commands();
    assert!(commands.len() > 10, "{commands:?}");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = run(&["completions", shell]).stdout;
        for command in &commands {
            assert!(script.contains(command.as_str()), "{shell}: {command}");
        }
    }
    assert_eq!(kansa(&root(), &["completions", "tcsh"]).status, 2);
}

#[cfg(unix)]
#[test]
fn bash_reads_its_completions() {
    let out = tempfile::tempdir().unwrap();
    let script = out.path().join("kansa.bash");
    std::fs::write(&script, run(&["completions", "bash"]).stdout).unwrap();
    assert!(Command::new("bash").arg("-n").arg(&script).status().unwrap().success());
}

#[test]
fn every_command_has_a_manual_page_with_the_examples_of_its_help() {
    let out = tempfile::tempdir().unwrap();
    run(&["man", "--out", out.path().to_str().unwrap()]);
    let pages = files(out.path());
    let main = std::fs::read_to_string(out.path().join("kansa.1")).unwrap();
    assert_eq!(main, run(&["man"]).stdout);
    for command in commands() {
        let name = format!("kansa-{command}.1");
        assert!(pages.contains(&name), "{name}");
        assert!(main.contains(&format!("kansa\\-{command}(1)")), "{name}");
        let page = std::fs::read_to_string(out.path().join(&name)).unwrap();
        let help = run(&[&command, "--help"]).stdout;
        for line in help.lines().filter(|it| it.starts_with("  kansa ")) {
            let example = line.trim().split("  ").next().unwrap();
            assert!(page.contains(&example.replace('-', "\\-")), "{name}: {example}");
        }
    }
    assert!(pages.contains(&"kansa-catalog-show.1".to_owned()), "{pages:?}");
}

#[test]
fn a_page_is_of_the_version_and_of_no_day() {
    let head = run(&["man"]).stdout;
    let title = head.lines().find(|it| it.starts_with(".TH")).unwrap();
    assert_eq!(title, format!(".TH kansa 1  \"kansa {}\" kansa", env!("CARGO_PKG_VERSION")));
    // Outside of a workspace too.
    assert_eq!(kansa(&fixture("malformed"), &["man"]).stdout, head);
}
