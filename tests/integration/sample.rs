//! The sample group: every planted defect is found, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use crate::workspace::{fixture, kansa, root};

#[test]
fn every_planted_defect_is_found_and_nothing_else_is() {
    let text = std::fs::read_to_string(fixture("sample-defects.yaml")).unwrap();
    let defects: serde_json::Value = serde_yaml::from_str(&text).unwrap();
    let as_of = defects["as_of"].as_str().unwrap();
    let mut planted: BTreeMap<String, String> = BTreeMap::new();
    for defect in defects["defects"].as_array().unwrap() {
        let what = defect["what"].as_str().unwrap();
        for finding in defect["findings"].as_array().unwrap() {
            let before = planted.insert(finding.as_str().unwrap().to_owned(), what.to_owned());
            assert_eq!(before, None, "{finding} is planted twice");
        }
    }
    let run = kansa(&root(), &["check", "--format", "json", "--as-of", as_of]);
    assert_eq!(run.status, 1, "{}", run.stderr);
    let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let found: BTreeSet<String> = json["companies"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|it| it["findings"].as_array().unwrap())
        .map(|it| it["id"].as_str().unwrap().to_owned())
        .collect();
    let planted: BTreeSet<String> = planted.into_keys().collect();
    let missed: Vec<_> = planted.difference(&found).collect();
    let extra: Vec<_> = found.difference(&planted).collect();
    assert!(missed.is_empty() && extra.is_empty(), "not found: {missed:#?}\nnot planted: {extra:#?}");
}

#[test]
fn the_sample_has_what_the_readme_says_of_it() {
    let run = kansa(&root(), &["check", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let companies = json["companies"].as_array().unwrap();
    assert_eq!(companies.len(), 2);
    let mut categories = BTreeSet::new();
    for company in companies {
        let measures = company["measures"].as_array().unwrap();
        assert!(measures.len() >= 15, "{} measures", measures.len());
        categories.extend(measures.iter().map(|it| it["category"].as_str().unwrap()));
        assert_eq!(company["catalogs"][0]["controls"].as_array().unwrap().len(), 123);
    }
    assert_eq!(categories.len(), 10, "measures of every category");
    let evidence: usize = crate::workspace::files(&root().join("evidence"))
        .iter()
        .filter(|it| {
            !it.contains("/registers/") && !it.ends_with("company.yaml") && !it.ends_with("evidence.yaml")
        })
        .count();
    assert!(evidence >= 60, "{evidence} evidence files");
}
