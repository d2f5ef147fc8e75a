//! `kansa init`: a workspace that holds from its first day; nothing is overwritten, and no register is taken with a fault in it.

use std::path::Path;

use rust_xlsxwriter::Workbook;

use crate::workspace::{Run, assessment, files, kansa};

/// Runs `kansa init` in English, and since a day that does not depend on that of the test.
fn init(dir: &Path, args: &[&str]) -> Run {
    let all: Vec<&str> =
        ["init", "--lang", "en", "--from", "2026-04-01"].iter().chain(args).copied().collect();
    kansa(dir, &all)
}

const ONE: [&str; 2] = ["--company", "aoba=青葉機械株式会社"];
const PEOPLE: &str =
    "社員番号,氏名,雇用区分,入社日,退職日\n1001,山田,役員,2010-04-01,\n1002,佐藤,正社員,2018-04-01,\n";

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

fn workbook(path: &Path, cells: &[&[&str]]) {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in (0..).zip(cells) {
        for (column, text) in (0..).zip(*cells) {
            sheet.write(row, column, *text).unwrap();
        }
    }
    book.save(path).unwrap();
}

#[test]
fn check_works_at_once() {
    let work = folder();
    let catalogs = ["iso-27001-2022", "pmark-guideline", "appi"].map(|it| ["--catalog", it]).concat();
    for (dir, companies, lang) in
        [("one", &ONE[..], "ja"), ("three", &["--company", "a=A", "--company", "b=B"], "en")]
    {
        let mut args = vec!["init", dir, "--lang", lang, "--from", "2026-04-01", "--name", "青葉"];
        args.extend(ONE.iter().filter(|_| dir == "three").chain(companies));
        args.extend(&catalogs);
        let run = kansa(work.path(), &args);
        assert_eq!(run.status, 0, "{}", run.stderr);
        assert!(
            run.stdout.contains(&format!("cd {dir}")) && run.stdout.contains("kansa report"),
            "{}",
            run.stdout
        );
        let dir = work.path().join(dir);
        for schema in ["kansa", "company"] {
            let written = std::fs::read_to_string(dir.join(format!("schemas/{schema}.json"))).unwrap();
            assert_eq!(written, kansa(work.path(), &["schema", schema, "--lang", lang]).stdout);
        }
        let check = kansa(&dir, &["check", "--as-of", "2026-11-30"]);
        assert_eq!((check.status, check.stderr.as_str()), (1, ""));
        // The language is that of the workspace from now on.
        assert_eq!(check.stdout.contains("基準日"), lang == "ja", "{}", check.stdout);
        let report = kansa(&dir, &["report", "--as-of", "2026-11-30"]);
        assert_eq!((report.status, report.stderr.as_str()), (0, ""));
    }
}

#[test]
fn the_steps_that_it_names_work() {
    let work = folder();
    let run = init(work.path(), &ONE);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let steps: Vec<&str> = run.stdout.lines().filter_map(|it| it.strip_prefix("  kansa ")).collect();
    assert_eq!(steps.len(), 5, "{}", run.stdout);
    std::fs::write(work.path().join("2026-06-01_x.txt"), "x").unwrap();
    for step in steps {
        let step = step.replace("FILE", "2026-06-01_x.txt --yes");
        let args: Vec<&str> = step.split(' ').collect();
        let run = kansa(work.path(), &args);
        assert!(run.status < 2, "{step}: {}", run.stderr);
    }
    for made in ["registers/employees.xlsx", "security-policy/policy/2026-06-01_x.txt"] {
        assert!(work.path().join("evidence/aoba").join(made).is_file(), "{made}");
    }
}

#[test]
fn a_list_that_is_there_becomes_the_register_as_it_is() {
    let work = folder();
    let (cp932, _, _) = encoding_rs::SHIFT_JIS.encode(PEOPLE);
    std::fs::write(work.path().join("名簿.CSV"), &cp932).unwrap();
    workbook(
        &work.path().join("委託先.xlsx"),
        &[&["委託先一覧"], &[], &["委託先コード", "委託先名"], &["V1", "甲"]],
    );
    let run = init(
        work.path(),
        &[&ONE[..], &["w", "--employees", "名簿.CSV", "--vendors", "aoba=委託先.xlsx"]].concat(),
    );
    assert_eq!(run.status, 0, "{}", run.stderr);
    for says in [
        "名簿.CSV → evidence/aoba/registers/employees.csv (copied as it is)",
        "Employees, rows: 2. Columns that are read: 社員番号, 雇用区分, 入社日, 退職日",
        "not used: 氏名",
        "Vendors, rows: 1. Columns that are read: 委託先コード, 委託先名",
        "not there: from, to (a row without these days counts on every day)",
    ] {
        assert!(run.stdout.contains(says), "{says}: {}", run.stdout);
    }
    let registers = work.path().join("w/evidence/aoba/registers");
    assert_eq!(std::fs::read(registers.join("employees.csv")).unwrap(), *cp932);
    let book = std::fs::read(work.path().join("委託先.xlsx")).unwrap();
    assert_eq!(std::fs::read(registers.join("vendors.xlsx")).unwrap(), book);
    let json = assessment(&work.path().join("w"), "2026-11-30");
    let findings = json["companies"][0]["findings"].as_array().unwrap();
    assert!(findings.iter().all(|it| it["code"] != "missing-register"), "{findings:?}");
}

#[test]
fn a_register_with_a_fault_is_not_taken() {
    let work = folder();
    workbook(&work.path().join("key.xlsx"), &[&["氏名", "部署"], &["山田", "総務"]]);
    workbook(&work.path().join("day.xlsx"), &[&["社員番号", "入社日"], &["1001", "2026-02-30"]]);
    std::fs::write(work.path().join("broken.xlsx"), b"PK\x03\x04 no workbook").unwrap();
    std::fs::write(work.path().join("empty.csv"), "").unwrap();
    std::fs::write(work.path().join("letter.pages"), "x").unwrap();
    std::fs::write(work.path().join("names"), PEOPLE).unwrap();
    std::fs::write(work.path().join("leak.csv"), "社員番号,個人番号\n1001,123456789018\n").unwrap();
    let before = files(work.path());
    for (file, says) in [
        (
            "key.xlsx",
            &["lacks its key column (employee, 社員番号", "that are read: 部署", "not used: 氏名"][..],
        ),
        ("day.xlsx", &["row 2, 入社日: a day that no calendar has", "B2"]),
        ("broken.xlsx", &["the register employees cannot be read"]),
        ("empty.csv", &["the file is empty"]),
        ("letter.pages", &["there is no table in it"]),
        ("names", &["its name has no ending"]),
        ("leak.csv", &["individual number", "B2"]),
        ("nowhere.csv", &["cannot read nowhere.csv"]),
        (".", &["is no file"]),
    ] {
        let run = init(work.path(), &[&ONE[..], &["w", "--employees", file]].concat());
        assert_eq!(run.status, 2, "{file}: {}", run.stdout);
        for says in says {
            assert!(run.stderr.contains(says), "{file}, {says}: {}", run.stderr);
        }
        assert!(!run.stderr.contains("123456789018"), "a number is not shown");
        assert_eq!(files(work.path()), before, "{file}");
    }
}

#[test]
fn nothing_that_is_there_is_touched() {
    let work = folder();
    let run = init(work.path(), &ONE);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let read = || {
        files(work.path()).into_iter().map(|it| (it.clone(), std::fs::read(work.path().join(it)).unwrap()))
    };
    let before: Vec<_> = read().collect();
    for args in [&["--company", "aoba=別の会社"][..], &["--company", "west=西"], &[]] {
        let run = init(work.path(), args);
        assert!(run.status == 2 && run.stderr.contains("kansa.yaml"), "{}", run.stderr);
        let all = run
            .stderr
            .contains("evidence/aoba/company.yaml, schemas/kansa.json, schemas/company.json, kansa.yaml");
        assert_eq!(all, args.first() == Some(&"--company") && args[1].starts_with("aoba"), "{}", run.stderr);
        assert_eq!(read().collect::<Vec<_>>(), before);
    }
    // Nor is there a workspace in a workspace.
    for dir in ["sub", "evidence", "a/b/c"] {
        let run = init(work.path(), &[&ONE[..], &[dir]].concat());
        assert!(run.status == 2 && run.stderr.contains("inside another workspace"), "{}", run.stderr);
    }
    assert_eq!(read().collect::<Vec<_>>(), before);
}

#[test]
fn a_folder_with_other_files_becomes_a_workspace() {
    let work = folder();
    std::fs::write(work.path().join(".gitignore"), "/target\n").unwrap();
    std::fs::write(work.path().join("README.md"), "# 監査\n").unwrap();
    let dry = init(work.path(), &[&ONE[..], &["--dry-run"]].concat());
    assert!(dry.status == 0 && dry.stdout.contains("nothing was yet"), "{}", dry.stderr);
    assert_eq!(files(work.path()), [".gitignore", "README.md"]);
    let run = init(work.path(), &ONE);
    assert!(run.status == 0 && run.stderr.contains("/.kansa/ /reports/out/"), "{}", run.stderr);
    assert_eq!(std::fs::read_to_string(work.path().join(".gitignore")).unwrap(), "/target\n");
    assert_eq!(kansa(work.path(), &["check", "--as-of", "2026-11-30"]).stderr, "");
    // Where a file stands in the way, there is no half of a workspace.
    let work = folder();
    std::fs::write(work.path().join("evidence"), "x").unwrap();
    assert_eq!(init(work.path(), &ONE).status, 2);
    assert_eq!(files(work.path()), ["evidence"]);
}

#[test]
fn what_is_given_has_to_be_there() {
    let work = folder();
    for (args, says) in [
        (&["--company", "aoba=A", "--catalog", "iso-27001"][..], "did you mean iso-27001-2022?"),
        (&["--company", "Aoba=A"], "not the id of a company"),
        (&["--company", "青葉=A"], "not the id of a company"),
        (&["--company", "aoba"], "write ID=NAME"),
        (&[], "there is no company"),
        (&["--company", "aoba=A", "-C", "x", "y"], "two folders are named"),
    ] {
        let run = init(work.path(), args);
        assert!(run.status == 2 && run.stderr.contains(says), "{args:?}: {}", run.stderr);
    }
    assert!(files(work.path()).is_empty());
}
