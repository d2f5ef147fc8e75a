//! The report of the sample group: some of its pages as they are committed, the rest by their checksums.

use std::fmt::Write as _;
use std::fs;

use kansa_evidence::digest::sha256;

use crate::workspace::{copy, files, kansa, root};

/// The pages that are committed.
const PAGES: [&str; 3] = ["index.html", "seiran-career.html", "seiran-digital.html"];

#[test]
fn the_committed_report_is_the_one_that_the_sample_gives() {
    let group = tempfile::tempdir().unwrap();
    copy(&root(), group.path());
    let run = kansa(group.path(), &["report", "--lang", "both", "--format", "html,md,xlsx,csv,json"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let (out, sample) = (group.path().join("reports/out"), root().join("reports/sample"));
    let mut sums = String::new();
    for path in files(&out) {
        let hash = sha256(&fs::read(out.join(&path)).unwrap());
        writeln!(sums, "{hash}  {path}").unwrap();
    }
    let pages = || PAGES.iter().flat_map(|it| [(*it).to_owned(), format!("en/{it}")]);
    if std::env::var_os("UPDATE_SAMPLE").is_some() {
        fs::create_dir_all(sample.join("en")).unwrap();
        for page in pages() {
            fs::copy(out.join(&page), sample.join(&page)).unwrap();
        }
        fs::write(sample.join("SHA256SUMS"), &sums).unwrap();
    }
    let again = "if that is meant: UPDATE_SAMPLE=1 cargo test -p kansa-cli --test integration sample_report";
    for page in pages() {
        let committed = fs::read_to_string(sample.join(&page)).unwrap_or_default();
        let made = fs::read_to_string(out.join(&page)).unwrap();
        let first = committed.lines().zip(made.lines()).position(|(a, b)| a != b);
        assert!(committed == made, "reports/sample/{page} differs, first in line {first:?} from 0; {again}");
    }
    let committed = fs::read_to_string(sample.join("SHA256SUMS")).unwrap_or_default();
    let other: Vec<&str> = sums.lines().filter(|it| !committed.lines().any(|line| line == *it)).collect();
    assert!(committed == sums, "other than in reports/sample/SHA256SUMS: {other:#?}; {again}");
    let mut expected: Vec<String> = pages().collect();
    expected.extend(["README.md", "SHA256SUMS"].map(str::to_owned));
    expected.sort();
    assert_eq!(files(&sample), expected);
}
