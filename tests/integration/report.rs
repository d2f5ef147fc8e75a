//! `kansa report`: pages and data.

use crate::workspace::{files, fixture, folders, kansa, root};

#[test]
fn a_report_has_a_group_page_and_a_page_per_company() {
    let out = tempfile::tempdir().unwrap();
    let dir = out.path().to_str().unwrap();
    let run = kansa(&root(), &["report", "--out", dir, "--lang", "both"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let companies = folders(&root().join("evidence"));
    let companies: Vec<&str> = companies.iter().map(|it| it.file_name().unwrap().to_str().unwrap()).collect();
    assert_eq!(companies.len(), 32);
    let mut expected = vec!["assessment.json".to_owned()];
    for folder in ["", "en/"] {
        for page in companies.iter().copied().chain(["index"]) {
            expected.extend(["html", "md"].map(|it| format!("{folder}{page}.{it}")));
        }
        let standards = ["appi", "iso-27001-2022", "jis-q-15001-2023", "pci-dss-4.0.1", "pmark-guideline"];
        expected.extend(standards.map(|it| format!("{folder}standard.{it}.html")));
    }
    expected.sort();
    assert_eq!(files(out.path()), expected);
    let page = std::fs::read_to_string(out.path().join("seiran-trading.html")).unwrap();
    for other in companies.iter().filter(|it| **it != "seiran-trading") {
        assert!(!page.contains(&format!("evidence/{other}")), "no page shows another company's evidence");
    }
    for foreign in ["http://", "https://", "src=\"//"] {
        assert!(!page.contains(foreign), "no page asks the network for anything: {foreign}");
    }
}

#[test]
fn the_json_of_the_report_is_that_of_the_check() {
    let out = tempfile::tempdir().unwrap();
    kansa(&fixture("ready"), &["report", "--out", out.path().to_str().unwrap(), "--format", "json"]);
    let report = std::fs::read_to_string(out.path().join("assessment.json")).unwrap();
    let check = kansa(&fixture("ready"), &["check", "--format", "json"]).stdout;
    assert!(report == check);
}

#[test]
fn a_report_for_auditors_names_no_person() {
    let work = tempfile::tempdir().unwrap();
    crate::workspace::copy(&fixture("smallest"), work.path());
    let employees = work.path().join("evidence/acme/registers/employees.csv");
    std::fs::write(&employees, "社員番号,区分,from,to\nE1,役員,2020-04-01,\n山田花子,社員,2020-04-01,\n")
        .unwrap();
    let out = tempfile::tempdir().unwrap();
    let written = |profile: &str| {
        let dir = out.path().join(profile);
        let args = ["report", "--out", dir.to_str().unwrap(), "--profile", profile, "--lang", "both"];
        let run = kansa(work.path(), &args);
        assert_eq!(run.status, 0, "{}", run.stderr);
        files(&dir).iter().map(|it| std::fs::read_to_string(dir.join(it)).unwrap()).collect::<String>()
    };
    assert!(written("internal").contains("山田花子"), "the one who was not trained is named");
    let auditor = written("auditor");
    assert!(!auditor.contains("山田"));
    assert!(auditor.contains("P-0002"));
}

#[test]
fn a_report_for_management_has_two_pages_and_no_tables_of_rows() {
    let out = tempfile::tempdir().unwrap();
    let dir = out.path().to_str().unwrap();
    let run = kansa(&fixture("ready"), &["report", "--out", dir, "--profile", "management"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert_eq!(files(out.path()), ["acme.html", "acme.md", "beta.html", "beta.md", "index.html", "index.md"]);
    let run =
        kansa(&fixture("ready"), &["report", "--out", dir, "--profile", "management", "--format", "xlsx"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("management has no xlsx"), "{}", run.stderr);
}

#[test]
fn a_report_returns_0_whatever_the_findings() {
    let out = tempfile::tempdir().unwrap();
    let run =
        kansa(&fixture("ready"), &["report", "--out", out.path().to_str().unwrap(), "--as-of", "2028-04-01"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
}

#[test]
fn a_folder_that_cannot_be_written_is_an_error() {
    let run = kansa(&fixture("ready"), &["report", "--out", "/dev/null/out"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("cannot write"), "{}", run.stderr);
    let run = kansa(&fixture("ready"), &["report", "--out", "kansa.yaml"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("cannot write kansa.yaml: it is no folder"), "{}", run.stderr);
}

#[cfg(unix)]
#[test]
fn a_folder_that_is_read_is_not_written() {
    let work = tempfile::tempdir().unwrap();
    crate::workspace::copy(&fixture("smallest"), work.path());
    std::os::unix::fs::symlink("evidence/acme", work.path().join("link")).unwrap();
    for out in ["evidence", "evidence/acme/report", "controls/../evidence/new", "reports/templates", "link"] {
        let run = kansa(work.path(), &["report", "--as-of", "2026-10-31", "--out", out]);
        assert_eq!(run.status, 2, "{out}");
        assert!(run.stderr.contains("is read as input; choose another folder"), "{out}: {}", run.stderr);
    }
    assert!(!work.path().join("evidence/acme/index.html").exists());
    for out in ["reports/templates2", "evidence-report"] {
        assert_eq!(kansa(work.path(), &["report", "--as-of", "2026-10-31", "--out", out]).status, 0, "{out}");
    }
}

#[test]
fn a_template_of_the_workspace_takes_the_place_of_the_built_in_one() {
    let work = tempfile::tempdir().unwrap();
    crate::workspace::copy(&fixture("smallest"), work.path());
    let templates = work.path().join("reports/templates");
    std::fs::create_dir_all(&templates).unwrap();
    std::fs::write(templates.join("company.md"), "{% if %}").unwrap();
    let run = kansa(work.path(), &["report", "--as-of", "2026-10-31"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("company.md"), "{}", run.stderr);
    assert!(!work.path().join("reports/out").exists(), "nothing half-written is left");
}
