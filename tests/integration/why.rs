//! `kansa why`: the chain down to file, row and SHA-256.

use crate::workspace::{fixture, kansa, root};

#[test]
fn the_chain_ends_at_file_and_hash() {
    let run = kansa(
        &fixture("smallest"),
        &["why", "demo-2026:A.6.3", "--company", "acme", "--as-of", "2026-10-31", "--lang", "en"],
    );
    assert_eq!(run.status, 0, "{}", run.stderr);
    insta::assert_snapshot!(run.stdout, @r#"
    Acme K.K.  as of 2026-10-31
    ✓ demo-2026:A.6.3 Training: conforms
    ├─ ✓ aspect operated: conforms
    │  └─ ✓ measure training (Training): effective
    │     └─ ✓ evidence requirement training/yearly-test (Training record): once a year, customary (not required by the standard)
    │        ├─ owner: Information security officer
    │        └─ ✓ 2026-04-01 to 2027-03-31 (due 2027-03-31): met
    │           └─ evidence of 2026-06-30 (decides)
    │              ├─ evidence/acme/training/yearly-test/2026-06-30_受講名簿.csv  sha256:8d8fa2f3cc4a3d80c525044d2b804bd4cfab927ab430f1c6765711a73c4f8197
    │              │  └─ table, header in row 1, 1 row
    │              ├─ ✓ check covers: 1 of 1 in Employees on 2026-06-30
    │              └─ ✓ check each: 1 row passes score >= 80
    └─ rests on (our reading) demo-2026:A.6.1 Screening: not assessed
    "#);
}

#[test]
fn what_lies_ahead_is_one_line() {
    let work = tempfile::tempdir().unwrap();
    crate::workspace::copy(&fixture("smallest"), work.path());
    let path = work.path().join("controls/measures/personal.yaml");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace("every: P1Y", "every: P1M")).unwrap();
    let lines = |as_of: &str, lang: &str| {
        let run = kansa(
            work.path(),
            &["why", "training/yearly-test", "--company", "acme", "--as-of", as_of, "--lang", lang],
        );
        let ahead = |it: &&str| it.contains("pending") || it.contains("期限前") || it.contains('…');
        let lines: Vec<String> = run
            .stdout
            .lines()
            .filter(ahead)
            .map(|it| it.trim_start_matches(['├', '└', '│', '─', ' ']).to_owned())
            .collect();
        lines
    };
    assert_eq!(
        lines("2026-10-31", "en"),
        ["2026-11-01 to 2026-11-30 (due 2026-11-30): pending", "… and 4 more, the last due 2027-03-31"]
    );
    assert_eq!(
        lines("2026-10-31", "ja"),
        ["2026-11-01〜2026-11-30（期限 2026-11-30）: 期限前", "… ほか 4 件（最後の期限 2027-03-31）"]
    );
    assert_eq!(lines("2027-01-31", "en").len(), 2, "two are shown as they are");
}

#[test]
fn a_failed_check_names_file_and_row() {
    let work = tempfile::tempdir().unwrap();
    crate::workspace::copy(&fixture("smallest"), work.path());
    std::fs::write(
        work.path().join("evidence/acme/training/yearly-test/2026-07-31_再試験.csv"),
        "社員番号,点数\nE9,95\nE8,60\n",
    )
    .unwrap();
    let run =
        kansa(work.path(), &["why", "training/yearly-test", "--company", "acme", "--as-of", "2026-10-31"]);
    assert!(run.stdout.contains("2026-07-31_再試験.csv 3 行目"), "{}", run.stdout);
    assert!(run.stdout.contains("1 件中 1 件の記録がない: E1"), "{}", run.stdout);
    assert!(run.stdout.contains("evidence/acme/registers/employees.csv 2 行目"), "{}", run.stdout);
}

#[test]
fn every_control_of_every_company_of_the_sample_has_an_explanation() {
    let workspace = kansa::Workspace::open(&root()).unwrap();
    let assessment = workspace.assess(workspace.default_as_of(0));
    let lines = |text: &kansa::core::explain::Explanation| {
        fn walk(step: &kansa::core::explain::Explanation, found: &mut Vec<String>) {
            found.push(step.label.en.clone());
            step.because.iter().for_each(|it| walk(it, found));
        }
        let mut found = Vec::new();
        walk(text, &mut found);
        found
    };
    let mut hashed = 0;
    for company in &assessment.companies {
        for result in company.answers.catalogs.iter().flat_map(|it| &it.controls) {
            let id = assessment.model.control_id(result.control).to_string();
            let subjects = assessment.named(&id);
            assert_eq!(subjects.len(), 1, "{id}");
            let lines = lines(&assessment.explain(company, subjects[0]));
            assert!(
                lines[0].starts_with(&id) && lines[0].contains(&result.verdict.text().en),
                "{}",
                lines[0]
            );
            let met = lines.iter().any(|it| it.contains("(decides)"));
            assert_eq!(met, lines.iter().any(|it| it.contains("sha256:")), "{id}: {lines:#?}");
            hashed += usize::from(met);
        }
    }
    assert!(hashed > 100, "{hashed} chains end at a hash");
}

#[test]
fn nothing_below_an_answer_contradicts_it() {
    use kansa::core::explain::Mood::{Bad, Good};
    let (mut aspects, mut carried) = (0, 0);
    for path in [root(), fixture("audited")] {
        let workspace = kansa::Workspace::open(&path).unwrap();
        let assessment = workspace.assess("2026-11-30".parse().unwrap());
        for company in &assessment.companies {
            for result in company.answers.catalogs.iter().flat_map(|it| &it.controls) {
                let id = assessment.model.control_id(result.control).to_string();
                let answer = assessment.explain(company, assessment.named(&id)[0]);
                for aspect in answer.because.iter().filter(|it| it.label.en.starts_with("aspect ")) {
                    let said = format!("{id}: {}", aspect.label.en);
                    let measures: Vec<_> = aspect.because.iter().map(|it| it.mood).collect();
                    assert!(answer.mood != Good || aspect.mood == Good, "{said}");
                    assert!(aspect.mood != Good || measures.iter().all(|it| *it == Good), "{said}");
                    assert!(measures.is_empty() || aspect.mood != Bad || measures.contains(&Bad), "{said}");
                    aspects += 1;
                }
                carried += usize::from(!result.carried_from.is_empty());
            }
        }
    }
    assert!(aspects > 100 && carried > 0, "{aspects} aspects, {carried} carried");
}
