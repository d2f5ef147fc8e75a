//! `kansa template`: empty tables that are read back.

use std::path::Path;

use crate::workspace::kansa;

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
