//! Files that are spoilt, by accident or on purpose: each is said, none is a pass, and nothing else suffers.

mod bombs;

use std::path::Path;
use std::process::Command;

use crate::hostile::codes;
use crate::tables::{filed, package, said, sheet, workbook};
use crate::workspace::{assessment, copy, fixture, kansa};

const SOUND: &[u8] = "社員番号,点数\n0101,90\n0102,90\n0103,90\n".as_bytes();

/// A workspace with one sound item, and the folder of the requirement under test.
fn workspace() -> (tempfile::TempDir, std::path::PathBuf) {
    let work = tempfile::tempdir().unwrap();
    copy(&fixture("awkward"), work.path());
    let folder = work.path().join("evidence/acme/training/score");
    std::fs::create_dir_all(&folder).unwrap();
    let taken = work.path().join("evidence/acme/training/taken");
    std::fs::create_dir_all(&taken).unwrap();
    let roster = "社員番号,受講日\n0101,2026-06-01\n0102,2026-06-01\n0103,2026-06-01\n";
    std::fs::write(taken.join("2026-06-30_名簿.csv"), roster).unwrap();
    (work, folder)
}

/// That the sound item still counts.
#[track_caller]
fn others_are_assessed(workspace: &Path) {
    assert_eq!(said(workspace, "taken"), ["met"]);
}

#[test]
fn what_is_cut_off_is_unreadable() {
    let book = sheet(|it| {
        it.write(0, 0, "社員番号").unwrap();
        it.write(0, 1, "点数").unwrap();
        for row in 1..400 {
            it.write(row, 0, format!("{row:04}")).unwrap();
            it.write(row, 1, f64::from(row)).unwrap();
        }
    });
    let document = package(&[("word/document.xml", &"<w:p/>".repeat(2_000))]);
    let pdf = std::fs::read(fixture("awkward/files/password.pdf")).unwrap();
    let old = std::fs::read(fixture("awkward/files/excel-97.xls")).unwrap();
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0\0\0\x01\0\x08\x06\0\0\0";
    for (ending, bytes, requirement, expected) in [
        (
            "xlsx",
            &book[..],
            "score",
            &[
                "unreadable",
                "evidence-unreadable: 「試験」を確かめられない: 2026-09-30_記録.xlsx: ブックが壊れているか途中で切れている | Test cannot be checked: 2026-09-30_記録.xlsx: the workbook is damaged or cut off",
            ][..],
        ),
        (
            "docx",
            &document,
            "minutes",
            &[
                "unreadable",
                "evidence-unreadable: 「議事録」を確かめられない: 2026-09-30_記録.docx: 文書が壊れているか途中で切れている | Minutes cannot be checked: 2026-09-30_記録.docx: the document is broken or cut off",
            ],
        ),
        (
            "pdf",
            &pdf,
            "minutes",
            &[
                "unreadable",
                "evidence-unreadable: 「議事録」を確かめられない: 2026-09-30_記録.pdf: PDF が途中で切れている | Minutes cannot be checked: 2026-09-30_記録.pdf: the pdf is cut off",
            ],
        ),
        (
            "xls",
            &old,
            "score",
            &[
                "unreadable",
                "evidence-unreadable: 「試験」を確かめられない: 2026-09-30_記録.xls: ブックが壊れているか途中で切れている | Test cannot be checked: 2026-09-30_記録.xls: the workbook is damaged or cut off",
            ],
        ),
        (
            "zip",
            &document,
            "minutes",
            &[
                "unreadable",
                "evidence-unreadable: 「議事録」を確かめられない: 2026-09-30_記録.zip: zip が壊れているか途中で切れている | Minutes cannot be checked: 2026-09-30_記録.zip: the zip is broken or cut off",
            ],
        ),
        (
            "png",
            &png[..],
            "minutes",
            &[
                "unreadable",
                "evidence-unreadable: 「議事録」を確かめられない: 2026-09-30_記録.png: 画像が途中で切れている | Minutes cannot be checked: 2026-09-30_記録.png: the image is cut off",
            ],
        ),
    ] {
        let half = &bytes[..bytes.len() / 2];
        let found = filed(requirement, &[(&format!("2026-09-30_記録.{ending}"), half)]);
        assert_eq!(found, expected, "{ending}");
    }
}

#[test]
fn no_beginning_of_a_workbook_is_a_pass() {
    let book = sheet(|it| {
        for (column, label) in (0..).zip(["社員番号", "点数"]) {
            it.write(0, column, label).unwrap();
        }
        for (row, id) in (1..).zip(["0101", "0102", "0103"]) {
            it.write(row, 0, id).unwrap();
            it.write(row, 1, 90.0).unwrap();
        }
    });
    assert_eq!(filed("score", &[("2026-09-30_記録.xlsx", &book)]), ["met"]);
    for parts in 1..12 {
        let cut = &book[..book.len() * parts / 12];
        let found = filed("score", &[("2026-09-30_記録.xlsx", cut)]);
        assert_eq!(found[0], "unreadable", "{parts} of 12 parts: {found:?}");
    }
}

#[test]
fn nesting_and_aliases_end_within_their_budget() {
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..10 {
        let below = format!("*a{}", level - 1);
        bomb.push_str(&format!("a{level}: &a{level} [{}]\n", vec![below; 10].join(", ")));
    }
    let (open, keys) = ("[".repeat(200_000), "{\"a\":".repeat(200_000));
    let indented: String = (0..3_000).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
    let dotted = format!("{} = 1\n", vec!["a"; 100_000].join("."));
    for (name, ending, text, expected) in [
        (
            "lists",
            "json",
            open.as_str(),
            &[
                "unreadable",
                "evidence-unreadable: 「脆弱性診断」を確かめられない: 2026-09-30_結果.json: JSON として読めない（1 行 128 桁） | Scan cannot be checked: 2026-09-30_結果.json: no valid json at line 1, column 128",
            ][..],
        ),
        (
            "objects",
            "json",
            &keys,
            &[
                "unreadable",
                "evidence-unreadable: 「脆弱性診断」を確かめられない: 2026-09-30_結果.json: JSON として読めない（1 行 636 桁） | Scan cannot be checked: 2026-09-30_結果.json: no valid json at line 1, column 636",
            ],
        ),
        (
            "lists in lines",
            "jsonl",
            &open,
            &[
                "unreadable",
                "evidence-unreadable: 「脆弱性診断」を確かめられない: 2026-09-30_結果.jsonl: JSON として読めない（1 行 128 桁） | Scan cannot be checked: 2026-09-30_結果.jsonl: no valid json at line 1, column 128",
            ],
        ),
        (
            "lists",
            "yaml",
            &open,
            &[
                "unreadable",
                "evidence-unreadable: 「脆弱性診断」を確かめられない: 2026-09-30_結果.yaml: 入れ子が深すぎる | Scan cannot be checked: 2026-09-30_結果.yaml: nested too deeply",
            ],
        ),
        (
            "indentation",
            "yaml",
            &indented,
            &[
                "unreadable",
                "evidence-unreadable: 「脆弱性診断」を確かめられない: 2026-09-30_結果.yaml: YAML として読めない（129 行 129 桁） | Scan cannot be checked: 2026-09-30_結果.yaml: no valid yaml at line 129, column 129",
            ],
        ),
        (
            "aliases",
            "yaml",
            &bomb,
            &[
                "unreadable",
                "evidence-unreadable: 「脆弱性診断」を確かめられない: 2026-09-30_結果.yaml: YAML として読めない（1 行 1 桁） | Scan cannot be checked: 2026-09-30_結果.yaml: no valid yaml at line 1, column 1",
            ],
        ),
        (
            "arrays",
            "toml",
            &format!("a = {open}"),
            &[
                "unreadable",
                "evidence-unreadable: 「脆弱性診断」を確かめられない: 2026-09-30_結果.toml: TOML として読めない（1 行目） | Scan cannot be checked: 2026-09-30_結果.toml: no valid toml in line 1",
            ],
        ),
        (
            "dotted keys",
            "toml",
            &dotted,
            &[
                "unreadable",
                "evidence-unreadable: 「脆弱性診断」を確かめられない: 2026-09-30_結果.toml: TOML として読めない（1 行目） | Scan cannot be checked: 2026-09-30_結果.toml: no valid toml in line 1",
            ],
        ),
    ] {
        let found = filed("scan", &[(&format!("2026-09-30_結果.{ending}"), text.as_bytes())]);
        assert_eq!(found, expected, "{name} in {ending}");
    }
}

#[test]
fn bytes_that_are_no_text_are_said() {
    let nul = [SOUND, b"\0\0\0\n"].concat();
    let mut half = [SOUND, "0104,点".as_bytes()].concat();
    half.pop();
    let mixed = [SOUND, b"0104,\x8e\xd0\x88\xf5\n"].concat();
    for (name, ending, bytes, expected) in [
        (
            "zeros at the end",
            "csv",
            &nul[..],
            &[
                "unreadable",
                "evidence-unreadable: 「試験」を確かめられない: 2026-09-30_記録.csv: 文字でないバイト（NUL）を含み、テキストとして読めない | Test cannot be checked: 2026-09-30_記録.csv: has bytes that are no characters (NUL) and cannot be read as text",
            ][..],
        ),
        (
            "two encodings",
            "csv",
            &mixed,
            &[
                "failed",
                "check-failed: 「試験」: 見出しに列「社員番号」がない | Test: the header has no column 社員番号 @ 1",
                "check-failed: 「試験」: 見出しに列「点数」がない | Test: the header has no column 点数 @ 1",
            ],
        ),
        (
            "zeros only",
            "csv",
            &[0; 4096],
            &[
                "unreadable",
                "evidence-unreadable: 「試験」を確かめられない: 2026-09-30_記録.csv: 文字でないバイト（NUL）を含み、テキストとして読めない | Test cannot be checked: 2026-09-30_記録.csv: has bytes that are no characters (NUL) and cannot be read as text",
            ],
        ),
        (
            "only blanks",
            "csv",
            b" \n,,\n\t\n",
            &[
                "unreadable",
                "evidence-unreadable: 「試験」を確かめられない: 2026-09-30_記録.csv: ファイルが空 | Test cannot be checked: 2026-09-30_記録.csv: the file is empty",
            ],
        ),
        (
            "a mark and nothing",
            "csv",
            b"\xef\xbb\xbf",
            &[
                "unreadable",
                "evidence-unreadable: 「試験」を確かめられない: 2026-09-30_記録.csv: ファイルが空 | Test cannot be checked: 2026-09-30_記録.csv: the file is empty",
            ],
        ),
        (
            "half a character",
            "csv",
            &half,
            &[
                "unreadable",
                "evidence-unreadable: 「試験」を確かめられない: 2026-09-30_記録.csv: 5 行目（先頭から 50 バイト目）が UTF-8 の文字ではない | Test cannot be checked: 2026-09-30_記録.csv: line 5 (byte 50 of the file) is not UTF-8",
            ],
        ),
    ] {
        let found = filed("score", &[(&format!("2026-09-30_記録.{ending}"), bytes)]);
        assert_eq!(found, expected, "{name} in {ending}");
    }
}

#[test]
fn a_cell_in_the_last_corner_costs_nothing() {
    let bytes = sheet(|it| {
        for (column, label) in (0..).zip(["社員番号", "点数"]) {
            it.write(0, column, label).unwrap();
        }
        for (row, id) in (1..).zip(["0101", "0102", "0103"]) {
            it.write(row, 0, id).unwrap();
            it.write(row, 1, 90.0).unwrap();
        }
        it.write(1_048_575, 16_383, "x").unwrap();
    });
    assert_eq!(
        filed("score", &[("2026-09-30_記録.xlsx", &bytes)]),
        [
            "unreadable",
            "evidence-unreadable: 「試験」を確かめられない: 2026-09-30_記録.xlsx: シート「名簿」の 1048576 行目の列が 2000 を超える | Test cannot be checked: 2026-09-30_記録.xlsx: row 1048576 of sheet \"名簿\" has more than 2000 columns"
        ]
    );
}

#[test]
fn a_workbook_of_a_thousand_sheets_is_read() {
    let bytes = workbook(|book| {
        for number in 0..1_000 {
            let sheet = book.add_worksheet().set_name(format!("{number}")).unwrap();
            sheet.write(0, 0, "社員番号").unwrap();
            sheet.write(0, 1, "点数").unwrap();
        }
    });
    assert_eq!(
        filed("score", &[("2026-09-30_記録.xlsx", &bytes)]),
        [
            "unreadable",
            "evidence-unreadable: 「試験」を確かめられない: 2026-09-30_記録.xlsx: 列のそろうシートが 1000 枚ある（0, 1, 2, 3, 4, 5, 6, 7, 8, 9）。evidence.yaml の read: {sheet: …} でどれかを示す | Test cannot be checked: 2026-09-30_記録.xlsx: 1000 sheets have the columns (0, 1, 2, 3, 4, 5, 6, 7, 8, 9); say which in evidence.yaml, read: {sheet: …}"
        ]
    );
}

/// The state of what a requirement asks for.
fn state<'j>(json: &'j serde_json::Value, requirement: &str) -> &'j str {
    let obligations = json["companies"][0]["obligations"].as_array().unwrap();
    obligations.iter().find(|it| it["requirement"] == requirement).unwrap()["state"].as_str().unwrap()
}

#[test]
fn a_file_of_four_gibibytes_is_not_opened() {
    let (work, folder) = workspace();
    std::fs::File::create(folder.join("2026-09-30_記録.csv")).unwrap().set_len(4 << 30).unwrap();
    assert_eq!(
        said(work.path(), "score"),
        [
            "unreadable",
            "too-large: 大きすぎるため読んでいない（4096 MiB、上限 1024 MiB） | too large, not read (4096 MiB; at most 1024 MiB)",
            "evidence-unreadable: 「試験」を確かめられない: 2026-09-30_記録.csv: 大きすぎるため読んでいない（4096 MiB、上限 1024 MiB） | Test cannot be checked: 2026-09-30_記録.csv: too large, not read (4096 MiB; at most 1024 MiB)"
        ]
    );
    others_are_assessed(work.path());
}

#[cfg(unix)]
#[test]
fn links_in_a_circle_and_out_of_the_workspace_are_said() {
    use std::os::unix::fs::symlink;
    let (work, folder) = workspace();
    let outside = tempfile::tempdir().unwrap();
    std::fs::write(outside.path().join("secret.csv"), SOUND).unwrap();
    symlink(outside.path().join("secret.csv"), folder.join("2026-09-30_記録.csv")).unwrap();
    symlink(outside.path(), folder.join("2026-09-29_写し")).unwrap();
    symlink(folder.join("b"), folder.join("a")).unwrap();
    symlink(folder.join("a"), folder.join("b")).unwrap();
    symlink("..", folder.join("up")).unwrap();
    assert_eq!(
        said(work.path(), "score"),
        [
            "pending",
            "not-a-file: 通常のファイルではない（リンクなど）。開いていない | not a regular file (a link, say); it was not opened",
            "not-a-file: 通常のファイルではない（リンクなど）。開いていない | not a regular file (a link, say); it was not opened",
            "not-a-file: 通常のファイルではない（リンクなど）。開いていない | not a regular file (a link, say); it was not opened",
            "not-a-file: 通常のファイルではない（リンクなど）。開いていない | not a regular file (a link, say); it was not opened",
            "not-a-file: 通常のファイルではない（リンクなど）。開いていない | not a regular file (a link, say); it was not opened"
        ]
    );
    others_are_assessed(work.path());
}

#[cfg(target_os = "linux")]
#[test]
fn a_name_that_is_no_utf_8_is_said() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    let (work, folder) = workspace();
    std::fs::write(folder.join("2026-09-30_記録.csv"), SOUND).unwrap();
    std::fs::write(folder.join(OsStr::from_bytes(b"2026-09-30_\x96\xbc\x95\xeb.csv")), SOUND).unwrap();
    assert_eq!(
        said(work.path(), "score"),
        ["met", "unplaced-evidence: 名前が UTF-8 ではない | its name is not UTF-8"]
    );
    others_are_assessed(work.path());
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_look_the_same_are_two_files() {
    let (work, folder) = workspace();
    std::fs::write(folder.join("2026-09-30_ガイド.csv"), SOUND).unwrap();
    std::fs::write(folder.join("2026-09-30_カ\u{3099}イド.csv"), "社員番号,点数\n0101,10\n").unwrap();
    let first = said(work.path(), "score");
    assert_eq!(
        first,
        [
            "failed",
            "check-failed: 「試験」: 4 行中 1 行が「点数が80以上」を満たさない: 行 2 | Test: 1 of 4 rows fails score >= 80: row 2 @ 2"
        ]
    );
    assert_eq!(said(work.path(), "score"), first, "and again from the cache");
    others_are_assessed(work.path());
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read_is_no_pass() {
    use std::os::unix::fs::PermissionsExt;
    let (work, folder) = workspace();
    let file = folder.join("2026-09-30_記録.csv");
    std::fs::write(&file, SOUND).unwrap();
    std::fs::set_permissions(&file, PermissionsExt::from_mode(0o000)).unwrap();
    // The superuser may read all the same.
    let expected = if std::fs::read(&file).is_ok() { "met" } else { "unreadable" };
    assert_eq!(said(work.path(), "score")[0], expected);
    others_are_assessed(work.path());
}

#[cfg(unix)]
#[test]
fn a_pipe_and_a_socket_are_never_opened() {
    let (work, folder) = workspace();
    let made = Command::new("mkfifo").arg(folder.join("2026-09-30_記録.csv")).status().unwrap();
    assert!(made.success());
    let _socket = std::os::unix::net::UnixListener::bind(folder.join("2026-09-29_記録.csv")).unwrap();
    assert_eq!(
        said(work.path(), "score"),
        [
            "pending",
            "not-a-file: 通常のファイルではない（リンクなど）。開いていない | not a regular file (a link, say); it was not opened",
            "not-a-file: 通常のファイルではない（リンクなど）。開いていない | not a regular file (a link, say); it was not opened"
        ]
    );
    others_are_assessed(work.path());
}

#[test]
fn a_register_that_is_broken_exits_with_2_and_leaves_other_companies_alone() {
    let old = std::fs::read(fixture("awkward/files/excel-97.xls")).unwrap();
    let password = std::fs::read(fixture("awkward/files/password.xlsx")).unwrap();
    for (ending, bytes) in [
        ("csv", &b"\x8e\xd0\x88\xf5\x94\xd4\x8d\x86,\xff\xff\nE1,\xa0\xfe\xff\n"[..]),
        ("csv", b""),
        ("csv", "社員番号,from,to\nE1,\"2020-04-01,\n".as_bytes()),
        ("csv", "番号,from,to\nE1,2020-04-01,\n".as_bytes()),
        ("csv", "社員番号,社員番号,from,to\nE1,E1,2020-04-01,\n".as_bytes()),
        ("xlsx", b"PK\x03\x04"),
        ("xlsx", &password),
        ("xls", &old[..3_000]),
        ("ods", b"PK\x05\x06\0\0"),
        ("yaml", b"format: 1\nrows: [[\n"),
        ("json", b"{\"rows\": ["),
        ("toml", b"rows = ["),
        ("jsonl", b"{\"a\": 1\n"),
        ("pdf", b"%PDF-1.7\n"),
    ] {
        let work = tempfile::tempdir().unwrap();
        copy(&fixture("smallest"), work.path());
        copy_company(work.path());
        let registers = work.path().join("evidence/acme/registers");
        std::fs::remove_file(registers.join("employees.csv")).unwrap();
        std::fs::write(registers.join(format!("employees.{ending}")), bytes).unwrap();
        let run = kansa(work.path(), &["check", "--as-of", "2026-10-31", "--format", "json"]);
        let text = String::from_utf8_lossy(bytes);
        assert_eq!(run.status, 2, "{ending} {text}");
        let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        let verdict =
            |company: usize| json["companies"][company]["catalogs"][0]["controls"][1]["verdict"].clone();
        assert_eq!((verdict(0), verdict(1)), ("gap".into(), "conforms".into()), "{ending} {text}");
        assert!(!run.stderr.contains("panicked"), "{}", run.stderr);
    }
}

fn copy_company(workspace: &Path) {
    let evidence = workspace.join("evidence");
    for file in crate::workspace::files(&evidence.join("acme")) {
        let to = evidence.join("beta").join(&file);
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::copy(evidence.join("acme").join(&file), to).unwrap();
    }
}

#[test]
fn a_register_that_is_too_large_is_no_register() {
    let work = tempfile::tempdir().unwrap();
    copy(&fixture("smallest"), work.path());
    let register = work.path().join("evidence/acme/registers/employees.csv");
    std::fs::File::options().write(true).open(register).unwrap().set_len(4 << 30).unwrap();
    let run = kansa(work.path(), &["check", "--as-of", "2026-10-31", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(
        (run.status, json["companies"][0]["catalogs"][0]["controls"][1]["verdict"].clone()),
        (2, "gap".into())
    );
}

#[test]
fn evidence_yaml_that_is_hostile_makes_its_items_unreadable() {
    for text in [
        "format: 1\nitems: [".to_owned(),
        format!("format: {}", "[".repeat(100_000)),
        "\0".to_owned(),
        "format: 1\nitems: [{files: ['../../../../etc/passwd'], performed: 2026-06-30}]\n".to_owned(),
    ] {
        let (work, folder) = workspace();
        std::fs::write(folder.join("2026-09-30_記録.csv"), SOUND).unwrap();
        std::fs::write(folder.join("evidence.yaml"), &text).unwrap();
        let run = kansa(work.path(), &["check", "--as-of", "2026-10-31", "--format", "json"]);
        assert_eq!(run.status, 2, "{text:.80}");
        let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        let expected = if text.contains("passwd") { "met" } else { "unreadable" };
        assert_eq!((state(&json, "score"), state(&json, "taken")), (expected, "met"), "{text:.80}");
    }
}

#[test]
fn a_thousand_strays_are_a_thousand_findings() {
    let work = tempfile::tempdir().unwrap();
    copy(&fixture("smallest"), work.path());
    for number in 0..1_000 {
        std::fs::write(work.path().join(format!("evidence/acme/{number}.tmp.txt")), "x").unwrap();
    }
    assert_eq!(codes(&assessment(work.path(), "2026-10-31")).len(), 1_000);
}
