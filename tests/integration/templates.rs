//! `kansa template`: empty tables that are read back.

use std::path::Path;

use crate::workspace::{assessment, copy, files, fixture, kansa, root};

fn workspace() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = dir.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write(
        "kansa.yaml",
        "format: 1\ngroup: {id: g, name: {ja: 群, en: Group}}\ncatalogs: [iso-27001-2022]\nas_of: 2026-10-31\n",
    );
    write(
        "evidence/acme/company.yaml",
        "format: 1\nname: {ja: 社, en: Company}\nscope: [{catalog: iso-27001-2022, status: preparing, from: 2026-04-01}]\nmeasures: [training]\n",
    );
    dir
}

fn names(dir: &Path) -> Vec<String> {
    let list = kansa(dir, &["template"]);
    assert_eq!(list.status, 0, "{}", list.stderr);
    list.stdout.lines().map(|it| it.split(' ').next().unwrap().to_owned()).collect()
}

#[test]
fn every_register_is_read_from_its_template() {
    for (lang, format) in [("ja", "xlsx"), ("en", "csv")] {
        let dir = workspace();
        let registers: Vec<String> = names(dir.path()).into_iter().filter(|it| !it.contains('/')).collect();
        assert!(registers.len() > 30, "{registers:?}");
        for name in registers {
            let out = format!("evidence/acme/registers/{name}.{format}");
            let run =
                kansa(dir.path(), &["template", &name, "--format", format, "--lang", lang, "--out", &out]);
            assert_eq!((run.status, run.stdout.trim()), (0, out.as_str()), "{}", run.stderr);
        }
        let run = kansa(dir.path(), &["check", "--lang", "en"]);
        assert_eq!(run.stderr, "", "{lang} {format}");
        assert!(!run.stdout.contains("missing-register"), "{lang} {format}: {}", run.stdout);
    }
}

#[test]
fn a_template_that_is_filled_in_passes() {
    let dir = workspace();
    let fill = |name: &str, out: &str, rows: &str| {
        let run = kansa(dir.path(), &["template", name, "--format", "csv", "--out", out]);
        assert_eq!(run.status, 0, "{}", run.stderr);
        let file = dir.path().join(out);
        let head = std::fs::read_to_string(&file).unwrap();
        std::fs::write(&file, head + rows).unwrap();
    };
    fill(
        "employees",
        "evidence/acme/registers/employees.csv",
        "0001,役員,取締役会,無,無,無,無,無,,,,2020-04-01,\r\n0002,正社員,営業部,無,無,無,無,無,,,,2021-04-01,\r\n",
    );
    let employees =
        std::fs::read_to_string(dir.path().join("evidence/acme/registers/employees.csv")).unwrap();
    let columns = employees.lines().next().unwrap().split(',').count();
    assert_eq!(employees.lines().nth(1).unwrap().split(',').count(), columns, "{employees}");
    let folder = "evidence/acme/training/yearly-test";
    std::fs::create_dir_all(dir.path().join(folder)).unwrap();
    fill(
        "training/yearly-test",
        &format!("{folder}/2026-06-30_受講名簿.csv"),
        "0001,90,2026-06-30\r\n0002,85,2026-06-30\r\n",
    );
    let run = kansa(dir.path(), &["why", "training/yearly-test", "--company", "acme", "--lang", "en"]);
    assert!(
        run.stdout.contains("met") && run.stdout.contains("check covers: 2 of 2"),
        "{}{}",
        run.stdout,
        run.stderr
    );
}

#[test]
fn what_is_there_is_never_overwritten_and_what_is_no_table_has_none() {
    let dir = workspace();
    assert_eq!(kansa(dir.path(), &["template", "employees"]).status, 0);
    for (args, expected) in [
        (&["template", "employees"][..], "is there already"),
        (&["template", "employee"], "did you mean employees?"),
        (&["template", "training/plan"], "is no table"),
        (&["template", "training/yearly"], "there is no register or evidence requirement"),
    ] {
        let run = kansa(dir.path(), args);
        assert_eq!(run.status, 2, "{args:?}");
        assert!(run.stderr.contains(expected), "{args:?}: {}", run.stderr);
    }
}

/// A company of the sample without the files of the others.
fn alone(company: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let others = "evidence/seiran-holdings/company.yaml".to_owned();
    let own = files(&root().join("evidence").join(company))
        .into_iter()
        .map(|it| format!("evidence/{company}/{it}"));
    let controls = files(&root().join("controls")).into_iter().map(|it| format!("controls/{it}"));
    for file in own.chain(controls).chain([others, "kansa.yaml".into()]) {
        let target = dir.path().join(&file);
        std::fs::create_dir_all(target.parent().unwrap()).unwrap();
        std::fs::copy(root().join(&file), target).unwrap();
    }
    dir
}

/// Writes every register of a company with its rows and puts it in the place of the original.
fn rewrite(dir: &Path, company: &str, format: &str) {
    let registers = dir.join("evidence").join(company).join("registers");
    for entry in std::fs::read_dir(&registers).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let out = dir.join(format!("{name}.{format}"));
        let args =
            ["template", &name, "--company", company, "--format", format, "--out", out.to_str().unwrap()];
        let run = kansa(dir, &args);
        if run.status != 0 {
            // What cannot be read is said, and nothing is written in its place.
            assert!(run.stderr.contains("失われる"), "{name}: {}", run.stderr);
            assert!(!out.exists());
            continue;
        }
        // Snapshots say what was when; one table cannot.
        if path.is_file() {
            std::fs::remove_file(&path).unwrap();
            std::fs::rename(&out, registers.join(format!("{name}.{format}"))).unwrap();
        }
    }
}

#[test]
fn a_register_says_the_same_when_it_was_written_again() {
    let answers = |dir: &Path, company: &str| {
        let all = assessment(dir, "2026-10-31");
        let companies = all["companies"].as_array().unwrap();
        let company = companies.iter().find(|it| it["id"] == company).unwrap();
        let ids = |key: &str| -> Vec<(String, String)> {
            let of = |it: &serde_json::Value, key: &str| it[key].as_str().unwrap_or_default().to_owned();
            company[key].as_array().unwrap().iter().map(|it| (of(it, "id"), of(it, "state"))).collect()
        };
        (ids("findings"), ids("obligations"))
    };
    for (company, format) in [("seiran-trading", "xlsx"), ("seiran-career", "csv")] {
        let dir = alone(company);
        let before = answers(dir.path(), company);
        rewrite(dir.path(), company, format);
        assert_eq!(answers(dir.path(), company), before, "{company} {format}");
    }
}

#[test]
fn what_another_program_has_edited_is_read() {
    let dir = tempfile::tempdir().unwrap();
    copy(&fixture("ready"), dir.path());
    let registers = dir.path().join("evidence/acme/registers");
    let check = || kansa(dir.path(), &["check", "--lang", "en"]);
    let out = registers.join("applicability.xlsx");
    let args = ["template", "applicability", "--company", "acme", "--out", out.to_str().unwrap()];
    assert_eq!(kansa(dir.path(), &args).status, 0);
    std::fs::remove_file(registers.join("applicability.csv")).unwrap();
    assert_eq!(check().status, 0, "{}", check().stdout);
    // The same workbook, in which LibreOffice has changed 6.2 from 実施 to 未実施.
    std::fs::copy(fixture("edited").join("applicability.xlsx"), &out).unwrap();
    let edited = check();
    assert_eq!(edited.status, 1, "{}{}", edited.stdout, edited.stderr);
    assert!(
        edited.stdout.contains("are not in place, and the evidence says they are: 1 (6.2)"),
        "{}",
        edited.stdout
    );
}

#[test]
fn a_statement_has_a_row_for_every_control_and_a_list_one_for_everybody() {
    let dir = workspace();
    let write = |name: &str, text: &str| {
        let path = dir.path().join("evidence/acme/registers").join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write("applicability.csv", "管理策,適用,理由\nA.6.3,○,教育が要る\nA.5.2,×,役割がない\n");
    write(
        "employees.csv",
        "社員番号,from,to\n0001,2020-04-01,\n0002,2020-04-01,2026-09-30\n0003,2026-10-01,\n",
    );
    let csv = |name: &str| {
        let args = ["template", name, "--company", "acme", "--format", "csv", "--out", "out.csv"];
        let run = kansa(dir.path(), &args);
        assert_eq!(run.status, 0, "{}", run.stderr);
        let text = std::fs::read_to_string(dir.path().join("out.csv")).unwrap();
        std::fs::remove_file(dir.path().join("out.csv")).unwrap();
        text
    };
    let statement = csv("applicability");
    let rows: Vec<&str> = statement.lines().skip(1).collect();
    assert_eq!(rows.len(), 93);
    assert!(rows[0].starts_with("A.5.1,情報セキュリティのための方針群,有,,"), "{}", rows[0]);
    assert!(rows[1].starts_with("A.5.2,情報セキュリティの役割及び責任,無,役割がない,"), "{}", rows[1]);
    let list = csv("training/yearly-test");
    let names: Vec<&str> = list.lines().skip(1).map(|it| it.split(',').next().unwrap()).collect();
    assert_eq!(names, ["0001", "0003"]);
}

#[test]
fn nothing_that_cannot_be_read_is_lost_on_the_way() {
    let dir = workspace();
    let registers = dir.path().join("evidence/acme/registers");
    std::fs::create_dir_all(&registers).unwrap();
    for (name, table, expected) in [
        ("a bad cell", "社員番号,from,to\n0001,近日,\n", "employees.csv:2"),
        ("a row without a key", "社員番号,from,to\n0001,2020-04-01,\n,2020-04-01,\n", "employees.csv:3"),
    ] {
        std::fs::write(registers.join("employees.csv"), table).unwrap();
        let run = kansa(dir.path(), &["template", "employees", "--company", "acme", "--lang", "en"]);
        assert_eq!(run.status, 2, "{name}");
        assert!(
            run.stderr.contains(expected) && run.stderr.contains("would be lost"),
            "{name}: {}",
            run.stderr
        );
        assert!(!dir.path().join("employees.xlsx").exists(), "{name}");
    }
    std::fs::write(registers.join("employees.csv"), "社員番号,区分,from,to\n0001,=1+1,,\n").unwrap();
    let run =
        kansa(dir.path(), &["template", "employees", "--company", "acme", "--format", "csv", "--lang", "en"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("for a formula"), "{}", run.stderr);
}
