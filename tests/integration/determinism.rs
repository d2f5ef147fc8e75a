//! The same workspace gives the same bytes, on any day, in any folder.

use std::process::{Command, Stdio};

use crate::workspace::{copy, files, kansa, root};

#[test]
fn two_runs_in_different_folders_are_byte_identical() {
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let deeper = two.path().join("他のフォルダー/workspace");
    copy(&root(), one.path());
    copy(&root(), &deeper);
    let (first, second) =
        (kansa(one.path(), &["report", "--lang", "both"]), kansa(&deeper, &["report", "--lang", "both"]));
    assert_eq!((first.status, second.status), (0, 0), "{}", first.stderr);
    let (left, right) = (one.path().join("reports/out"), deeper.join("reports/out"));
    let names = files(&left);
    assert_eq!(names, files(&right));
    assert!(
        names.contains(&"assessment.json".to_owned()) && names.contains(&"index.html".to_owned()),
        "{names:?}"
    );
    for name in names {
        assert_eq!(
            std::fs::read(left.join(&name)).unwrap(),
            std::fs::read(right.join(&name)).unwrap(),
            "{name}"
        );
    }
    let (first, second) = (kansa(one.path(), &["check"]), kansa(&deeper, &["check"]));
    assert_eq!(first.stdout, second.stdout);
}

#[test]
fn the_digest_is_reproduced_with_sha256sum_and_sort() {
    let work = tempfile::tempdir().unwrap();
    copy(&root(), work.path());
    std::fs::write(work.path().join("evidence/README.md"), "置き場所の説明\n").unwrap();
    std::fs::write(work.path().join("evidence/back\\slash.txt"), "x").unwrap();
    let script = r#"
        { find kansa.yaml controls evidence reports/templates -type f -exec sha256sum {} + | LC_ALL=C sort
          echo "kansa $1"; } | sha256sum | cut -d' ' -f1
    "#;
    let output = Command::new("bash")
        .args(["-c", script, "bash", env!("CARGO_PKG_VERSION")])
        .current_dir(work.path())
        .stderr(Stdio::inherit())
        .output()
        .unwrap();
    let expected = format!("sha256:{}", String::from_utf8(output.stdout).unwrap().trim());
    for args in
        [&["check", "--format", "json"][..], &["check", "--format", "json", "--company", "seiran-digital"]]
    {
        let json: serde_json::Value = serde_json::from_str(&kansa(work.path(), args).stdout).unwrap();
        assert_eq!(json["digest"], expected.as_str(), "whatever the command");
    }
}

#[test]
fn every_byte_of_the_workspace_changes_the_digest() {
    let work = tempfile::tempdir().unwrap();
    copy(&crate::workspace::fixture("smallest"), work.path());
    let digest = || {
        let run = kansa(work.path(), &["check", "--as-of", "2026-10-31", "--format", "json"]);
        let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        json["digest"].as_str().unwrap().to_owned()
    };
    let before = digest();
    // The cache is no part of the workspace: it is written by the runs themselves.
    for name in files(work.path()).into_iter().filter(|it| !it.starts_with(".kansa")) {
        let path = work.path().join(&name);
        let contents = std::fs::read(&path).unwrap();
        std::fs::write(&path, [contents.as_slice(), b"\n"].concat()).unwrap();
        assert_ne!(digest(), before, "{name}");
        std::fs::write(&path, contents).unwrap();
    }
    assert_eq!(digest(), before);
}
