//! Outputs for pipelines, judged by the schemas of others, and the gate that decides the exit status.

use std::path::Path;
use std::process::Command;

use boon::{Compiler, Schemas};
use serde_json::Value;

use crate::workspace::{copy, fixture, kansa, root};

const DAY: [&str; 3] = ["check", "--as-of", "2027-04-10"];

fn run(dir: &Path, args: &[&str]) -> crate::workspace::Run {
    kansa(dir, &[&DAY[..], args].concat())
}

/// A workspace in which evidence is missing, and the folder where.
fn wanting() -> tempfile::TempDir {
    let work = tempfile::tempdir().unwrap();
    copy(&fixture("smallest"), work.path());
    std::fs::remove_dir_all(work.path().join("evidence/acme/training")).unwrap();
    work
}

fn ids(json: &Value) -> Vec<String> {
    let companies = json["companies"].as_array().unwrap().iter();
    let all = companies.flat_map(|it| it["findings"].as_array().unwrap());
    all.chain(json["findings"].as_array().unwrap()).map(|it| it["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn sarif_and_junit_of_the_sample_are_what_others_accept() {
    let out = tempfile::tempdir().unwrap();
    let at = |name: &str| out.path().join(name).to_str().unwrap().to_owned();
    let [sarif, junit, json] = ["k.sarif", "k.xml", "k.json"].map(at);
    let args = [format!("sarif={sarif}"), format!("junit={junit}"), format!("json={json}")];
    let args: Vec<&str> = args.iter().flat_map(|it| ["--format", it]).collect();
    assert_eq!(kansa(&root(), &[&["check"], &args[..]].concat()).status, 1);
    let read =
        |path: &str| -> Value { serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap() };
    let (sarif, json) = (read(&sarif), read(&json));

    let mut schemas = Schemas::new();
    let schema = fixture("formats/sarif-schema-2.1.0.json");
    let index = Compiler::new().compile(schema.to_str().unwrap(), &mut schemas).unwrap();
    schemas.validate(&sarif, index).unwrap_or_else(|it| panic!("{it:#}"));
    let judged = Command::new("xmllint")
        .args(["--noout", "--schema", fixture("formats/junit-10.xsd").to_str().unwrap(), &junit])
        .output()
        .unwrap();
    assert!(judged.status.success(), "{}", String::from_utf8_lossy(&judged.stderr));

    // Each finding once, by its id; files by what links from the root of the repository.
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let mut found: Vec<&str> =
        results.iter().map(|it| it["partialFingerprints"]["kansaFinding/v1"].as_str().unwrap()).collect();
    let mut expected = ids(&json);
    found.sort_unstable();
    expected.sort();
    assert_eq!(found, expected);
    let rules = sarif["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    let (mut places, mut flows) = (0, 0);
    for result in results {
        let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
        assert_eq!(rule["id"], result["ruleId"]);
        assert!(rule["help"]["markdown"].as_str().unwrap().len() > 80, "{rule}");
        let at = &result["locations"][0]["physicalLocation"];
        let Some(uri) = at["artifactLocation"]["uri"].as_str() else { continue };
        assert!(uri.is_ascii() && !uri.starts_with('/'), "{uri}");
        let path = percent_encoding::percent_decode_str(uri).decode_utf8().unwrap();
        if let Some(line) = at["region"]["startLine"].as_u64() {
            let text = std::fs::read(root().join(&*path)).unwrap();
            let lines = text.iter().filter(|it| **it == b'\n').count() + 1;
            assert!(line <= u64::try_from(lines).unwrap(), "{path}:{line}");
            places += 1;
        }
        // The why-chain leads from the requirement to the file.
        if let Some(steps) = result["codeFlows"][0]["threadFlows"][0]["locations"].as_array() {
            let said = |it: &Value| it["location"]["message"]["text"].as_str().unwrap().to_owned();
            if let Some(first) = result["properties"]["breaks"][0].as_str() {
                assert!(said(&steps[0]).starts_with(first), "{}", said(&steps[0]));
                flows += 1;
            }
        }
    }
    assert!(places > 30 && flows > 100, "{places} {flows}");

    // A suite for each company, a case for each obligation.
    let junit = std::fs::read_to_string(&junit).unwrap();
    let companies = json["companies"].as_array().unwrap();
    let obligations: usize = companies.iter().map(|it| it["obligations"].as_array().unwrap().len()).sum();
    assert!(junit.matches("<testsuite ").count() >= companies.len());
    assert!(junit.matches("<testcase ").count() >= obligations && obligations > 1000, "{obligations}");
}

#[test]
fn every_format_says_what_is_missing_and_none_changes_the_status() {
    let work = wanting();
    let finding = "evidence-overdue:acme/training/yearly-test@2026-04-01";
    for (format, parts) in [
        ("human", &["evidence-overdue", "evidence/acme/training/yearly-test/"][..]),
        ("json", &[finding]),
        ("sarif", &[finding, "\"uri\": \"evidence/acme/training/yearly-test/\""]),
        ("junit", &["failures=\"1\"", "acme.training", "evidence/acme/training/yearly-test/"]),
        ("github", &["::error file=evidence/acme/training/yearly-test/,title=evidence-overdue::"]),
        ("markdown", &["<!-- kansa check -->", "`evidence/acme/training/yearly-test/`"]),
    ] {
        let run = run(work.path(), &["--format", format]);
        assert_eq!(run.status, 1, "{format}: {}", run.stderr);
        for part in parts {
            assert!(run.stdout.contains(part), "{format}: {part}: {}", run.stdout);
        }
        let clean = kansa(&fixture("smallest"), &[&DAY[..], &["--format", format]].concat());
        assert_eq!(clean.status, 0, "{format}: {}", clean.stderr);
        assert!(!clean.stdout.contains("evidence-overdue"), "{format}: {}", clean.stdout);
    }
    assert_eq!(run(work.path(), &["--format", "xml"]).status, 2);
}

#[test]
fn paths_are_those_of_the_repository() {
    let repository = tempfile::tempdir().unwrap();
    std::fs::create_dir(repository.path().join(".git")).unwrap();
    let work = repository.path().join("governance/監査");
    copy(wanting().path(), &work);
    let github = run(&work, &["--format", "github"]).stdout;
    assert!(github.contains("file=governance/監査/evidence/acme/"), "{github}");
    let sarif = run(&work, &["--format", "sarif"]).stdout;
    assert!(sarif.contains("governance/%E7%9B%A3%E6%9F%BB/evidence/acme/"), "{sarif}");
}

#[test]
fn what_is_not_well_formed_stands_in_every_format() {
    let work = wanting();
    std::fs::write(work.path().join("controls/measures/x.yaml"), "format: 1\nmeasures: [{id: 1}]\n").unwrap();
    for format in ["human", "json", "sarif", "junit", "github", "markdown"] {
        let run = run(work.path(), &["--format", format]);
        assert_eq!(run.status, 2, "{format}");
        let said = if format == "human" { run.stderr } else { run.stdout };
        assert!(said.contains("missing-key") && said.contains("x.yaml"), "{format}: {said}");
    }
}

#[test]
fn the_summary_of_a_job_gets_what_annotations_have_no_room_for() {
    let out = tempfile::tempdir().unwrap();
    let summary = out.path().join("summary.md");
    std::fs::write(&summary, "before\n").unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_kansa"))
        .args(["check", "--format", "github"])
        .current_dir(root())
        .env_clear()
        .env("GITHUB_STEP_SUMMARY", &summary)
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(said.lines().filter(|it| it.starts_with("::error")).count(), 10, "{said}");
    assert_eq!(said.lines().filter(|it| it.starts_with("::notice")).count(), 1, "{said}");
    let summary = std::fs::read_to_string(&summary).unwrap();
    assert!(summary.starts_with("before\n<!-- kansa check -->"));
    assert!(summary.chars().count() < 65_000 && summary.contains("ほかに"), "{}", summary.len());
}

fn baselined(work: &Path, args: &[&str]) -> crate::workspace::Run {
    let owner = ["--reason", "移行中: 稟議 118", "--owner", "office", "--until", "2027-12-31"];
    run(work, &[&["--write-baseline", "baseline.yaml"], &owner[..], args].concat())
}

#[test]
fn a_baseline_changes_the_exit_status_and_no_answer() {
    let work = wanting();
    let written = baselined(work.path(), &[]);
    assert_eq!(written.status, 1, "{}", written.stderr);
    let text = std::fs::read_to_string(work.path().join("baseline.yaml")).unwrap();
    assert!(text.contains("finding: \"evidence-overdue:acme/training/yearly-test@2026-04-01\""), "{text}");
    let with = run(work.path(), &["--baseline", "baseline.yaml", "--format", "json"]);
    let without = run(work.path(), &["--format", "json"]);
    assert_eq!((with.status, without.status), (0, 1), "{}", with.stderr);
    assert_eq!(with.stdout, without.stdout);
    let human = run(work.path(), &["--baseline", "baseline.yaml"]);
    assert!(human.stdout.contains("2027-12-31 移行中: 稟議 118"), "{}", human.stdout);
    let sarif = run(work.path(), &["--baseline", "baseline.yaml", "--format", "sarif"]).stdout;
    assert!(sarif.contains("\"suppressions\""), "{sarif}");
    let junit = run(work.path(), &["--baseline", "baseline.yaml", "--format", "junit"]).stdout;
    assert!(junit.contains("failures=\"0\"") && junit.contains("<skipped"), "{junit}");
    // kansa.yaml may name it; comments and what stands there stay when more is written.
    let config = work.path().join("kansa.yaml");
    let named = std::fs::read_to_string(&config).unwrap() + "thresholds: {baseline: baseline.yaml}\n";
    std::fs::write(&config, named).unwrap();
    assert_eq!(run(work.path(), &[]).status, 0);
    let commented = text.replace("entries:\n", "entries: # 委員会で承認\n");
    std::fs::write(work.path().join("baseline.yaml"), &commented).unwrap();
    std::fs::write(work.path().join("evidence/acme/x.md"), "x").unwrap();
    assert_eq!(baselined(work.path(), &[]).status, 1);
    let more = std::fs::read_to_string(work.path().join("baseline.yaml")).unwrap();
    assert!(more.starts_with(commented.trim_end()) && more.len() > commented.len(), "{more}");
}

#[test]
fn a_baseline_that_no_longer_holds_is_a_finding() {
    let work = wanting();
    baselined(work.path(), &[]);
    let then = kansa(work.path(), &["check", "--as-of", "2028-01-01", "--baseline", "baseline.yaml"]);
    assert_eq!(then.status, 1, "{}", then.stdout);
    assert!(then.stdout.contains("baseline-expired"), "{}", then.stdout);
    let mended = tempfile::tempdir().unwrap();
    copy(&fixture("smallest"), mended.path());
    std::fs::copy(work.path().join("baseline.yaml"), mended.path().join("baseline.yaml")).unwrap();
    let stale = run(mended.path(), &["--baseline", "baseline.yaml"]);
    assert_eq!(stale.status, 1, "{}", stale.stdout);
    assert!(
        stale.stdout.contains("baseline-stale") && stale.stdout.contains("baseline.yaml 3"),
        "{}",
        stale.stdout
    );
    // No report knows of it.
    let report =
        kansa(mended.path(), &["report", "--as-of", "2027-04-10", "--out", "out", "--format", "json"]);
    assert_eq!(report.status, 0);
    assert!(
        !std::fs::read_to_string(mended.path().join("out/assessment.json")).unwrap().contains("baseline")
    );
    // Of other catalogs nothing is seen, so nothing is said to be gone.
    assert_eq!(run(mended.path(), &["--baseline", "baseline.yaml", "--catalog", "demo-2026"]).status, 0);
    std::fs::write(mended.path().join("baseline.yaml"), "format: 1\nentries: [{finding: x}]\n").unwrap();
    let broken = run(mended.path(), &["--baseline", "baseline.yaml"]);
    assert!(broken.status == 2 && broken.stderr.contains("baseline.yaml:2"), "{}", broken.stderr);
    assert_eq!(run(mended.path(), &["--baseline", "nowhere.yaml"]).status, 2);
}

#[test]
fn thresholds_differ_by_company_and_catalog() {
    let work = wanting();
    let config = work.path().join("kansa.yaml");
    let plain = std::fs::read_to_string(&config).unwrap();
    for (thresholds, status) in [
        ("{except: [{company: acme, fail_on: critical}]}", 0),
        ("{except: [{catalog: demo-2026, fail_on: critical}]}", 0),
        ("{except: [{company: acme, fail_on: critical}, {catalog: demo-2026, fail_on: minor}]}", 1),
        ("{except: [{company: acmee, fail_on: critical}]}", 2),
        ("{except: [{catalog: demo, fail_on: critical}]}", 2),
    ] {
        std::fs::write(&config, format!("{plain}thresholds: {thresholds}\n")).unwrap();
        assert_eq!(run(work.path(), &[]).status, status, "{thresholds}");
        let strict = if status == 2 { 2 } else { 1 };
        assert_eq!(run(work.path(), &["--fail-on", "minor"]).status, strict, "{thresholds}");
    }
}
