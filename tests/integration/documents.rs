//! Documents that say the same as the code.

use std::path::Path;

use kansa_core::code::Code;

use crate::workspace::{fixture, kansa, root};

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|it| panic!("{path}: {it}"))
}

#[test]
fn every_code_has_its_chapter_and_no_chapter_is_left_over() {
    let text = read("docs/findings.md");
    let chapters: Vec<&str> =
        text.lines().filter_map(|line| line.strip_prefix("## `")?.strip_suffix('`')).collect();
    let codes: Vec<&str> = Code::ALL.iter().map(|it| it.as_str()).collect();
    assert_eq!(chapters, codes);
}

#[test]
fn the_worked_example_is_what_the_command_prints() {
    let text = read("docs/algorithm.md");
    let mut blocks = 0;
    for block in text.split("```console\n").skip(1) {
        let block = block.split("```").next().unwrap();
        let (command, expected) = block.split_once('\n').unwrap();
        let args: Vec<&str> = command.strip_prefix("$ kansa ").unwrap().split(' ').collect();
        let run = kansa(&fixture("smallest"), &args);
        assert_eq!(run.stdout.trim_end(), expected.trim_end(), "{command}");
        blocks += 1;
    }
    assert!(blocks >= 2, "{blocks} examples");
}

#[test]
fn the_readme_shows_the_help_of_the_command() {
    let text = read("README.md");
    let (_, rest) = text.split_once("<!-- help -->").unwrap();
    let (_, rest) = rest.split_once("```text\n").unwrap();
    let (help, _) = rest.split_once("```").unwrap();
    assert_eq!(help.trim(), kansa(&root(), &["--help"]).stdout.trim());
}

#[test]
fn documents_link_to_files_that_exist() {
    for document in [
        "README.md",
        "README.ja.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "docs/algorithm.md",
        "docs/findings.md",
        "docs/formats.md",
        "docs/diff.md",
        "docs/exit-status.md",
        "docs/reports.md",
        "docs/guides/first-verdict.en.md",
        "docs/guides/first-verdict.ja.md",
        "docs/guides/write-a-measure.en.md",
        "docs/guides/write-a-measure.ja.md",
        "docs/guides/evidence-through-the-year.en.md",
        "docs/guides/evidence-through-the-year.ja.md",
        "docs/guides/read-a-report.en.md",
        "docs/guides/read-a-report.ja.md",
        "docs/guides/in-ci.en.md",
        "docs/guides/in-ci.ja.md",
        "docs/guides/editor.en.md",
        "docs/guides/editor.ja.md",
        "docs/guides/templates.en.md",
        "docs/guides/templates.ja.md",
    ] {
        let text = read(document);
        let folder = Path::new(document).parent().unwrap();
        for link in text.split("](").skip(1) {
            let link = link.split(')').next().unwrap().split('#').next().unwrap();
            if !link.is_empty() && !link.contains("://") && !link.contains(' ') {
                assert!(root().join(folder).join(link).exists(), "{document} links to {link}");
            }
        }
    }
}

#[test]
fn the_architecture_fits_on_its_pages() {
    assert!(read("ARCHITECTURE.md").lines().count() <= 200);
}
