//! The sample group: every planted defect is found, and nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use crate::workspace::{fixture, kansa, root};

/// What `kansa check --format json` says of the sample, asked once for all tests.
fn checked() -> &'static serde_json::Value {
    static CHECKED: LazyLock<serde_json::Value> = LazyLock::new(|| {
        let run = kansa(&root(), &["check", "--format", "json"]);
        assert_eq!(run.status, 1, "{}", run.stderr);
        serde_json::from_str(&run.stdout).unwrap()
    });
    &CHECKED
}

#[test]
fn every_planted_defect_is_found_and_nothing_else_is() {
    let json = checked();
    let mut planted: BTreeMap<String, String> = BTreeMap::new();
    for list in ["sample-defects.yaml", "sample-defects-generated.yaml"] {
        let text = std::fs::read_to_string(fixture(list)).unwrap();
        let defects: serde_json::Value = serde_yaml::from_str(&text).unwrap();
        assert_eq!(defects["as_of"], json["as_of"], "{list}");
        for defect in defects["defects"].as_array().unwrap() {
            let what = defect["what"].as_str().unwrap();
            for finding in defect["findings"].as_array().unwrap() {
                let before = planted.insert(finding.as_str().unwrap().to_owned(), what.to_owned());
                assert_eq!(before, None, "{finding} is planted twice");
            }
        }
    }
    let of_group = json["findings"].as_array().unwrap().iter();
    let of_companies =
        json["companies"].as_array().unwrap().iter().flat_map(|it| it["findings"].as_array().unwrap());
    let ids: Vec<String> =
        of_group.chain(of_companies).map(|it| it["id"].as_str().unwrap().to_owned()).collect();
    let found: BTreeSet<String> = ids.iter().cloned().collect();
    assert_eq!(found.len(), ids.len(), "a finding is reported twice");
    let planted: BTreeSet<String> = planted.into_keys().collect();
    let missed: Vec<_> = planted.difference(&found).collect();
    let extra: Vec<_> = found.difference(&planted).collect();
    assert!(missed.is_empty() && extra.is_empty(), "not found: {missed:#?}\nnot planted: {extra:#?}");
}

#[test]
fn the_sample_has_what_the_readme_says_of_it() {
    let json = checked();
    assert_eq!(json["diagnostics"], serde_json::json!([]));
    let companies = json["companies"].as_array().unwrap();
    assert_eq!(companies.len(), 32);
    let (mut categories, mut measures, mut catalogs) = (BTreeSet::new(), BTreeSet::new(), BTreeMap::new());
    for company in companies {
        for measure in company["measures"].as_array().unwrap() {
            categories.insert(measure["category"].as_str().unwrap());
            measures.insert(measure["id"].as_str().unwrap());
        }
        for catalog in company["catalogs"].as_array().unwrap() {
            if catalog["status"] != "none" {
                *catalogs.entry(catalog["id"].as_str().unwrap()).or_insert(0) += 1;
            }
        }
    }
    assert_eq!(categories.len(), 10, "measures of every category");
    assert!(measures.len() >= 30, "{} measures", measures.len());
    let expected = [
        ("appi", 6),
        ("iso-27001-2022", 28),
        ("jis-q-15001-2023", 3),
        ("pci-dss-4.0.1", 2),
        ("pmark-guideline", 4),
    ];
    assert_eq!(catalogs, BTreeMap::from(expected), "companies by catalog: sparse");
    let evidence: usize = crate::workspace::files(&root().join("evidence"))
        .iter()
        .filter(|it| {
            !it.contains("/registers/") && !it.ends_with("company.yaml") && !it.ends_with("evidence.yaml")
        })
        .count();
    assert!(evidence >= 4_000, "{evidence} evidence files");
}

#[test]
fn every_kind_of_check_holds_somewhere_in_the_sample_and_fails_somewhere() {
    let json = checked();
    let obligations =
        json["companies"].as_array().unwrap().iter().flat_map(|it| it["obligations"].as_array().unwrap());
    let checks = obligations.filter_map(|it| it["checks"].as_array()).flatten();
    let seen: BTreeSet<(&str, bool)> =
        checks.filter_map(|it| Some((it["kind"].as_str()?, it["pass"].as_bool()?))).collect();
    for kind in [
        "rows",
        "each",
        "ratio",
        "unique",
        "covers",
        "reconcile",
        "within",
        "contains",
        "matches",
        "distinct",
        "independent",
        "after",
        "json-schema",
    ] {
        for pass in [true, false] {
            assert!(seen.contains(&(kind, pass)), "{kind}: {pass}");
        }
    }
}

#[test]
fn the_sample_is_filed_in_the_formats_that_people_use() {
    let files = crate::workspace::files(&root().join("evidence"));
    let mut endings: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, ending) in files.iter().filter_map(|it| it.rsplit_once('.')) {
        *endings.entry(ending).or_insert(0) += 1;
    }
    for ending in [
        "csv", "tsv", "xlsx", "xls", "ods", "json", "jsonl", "yaml", "toml", "md", "txt", "log", "docx",
        "pdf", "eml", "png", "jpg", "zip",
    ] {
        assert!(endings.contains_key(ending), "{ending}");
    }
    assert!(endings["xlsx"] >= 60, "{} workbooks", endings["xlsx"]);
    let registers = |ending: &str| files.iter().any(|it| it.contains("/registers/") && it.ends_with(ending));
    assert!(registers(".xlsx") && registers(".ods") && registers(".csv") && registers(".yaml"));
    let foreign = |it: &&String| {
        it.ends_with(".csv")
            && String::from_utf8(std::fs::read(root().join("evidence").join(it)).unwrap()).is_err()
    };
    let foreign = files.iter().filter(foreign).count();
    assert!(foreign >= 30, "{foreign} csv exports that are not UTF-8");
}

#[test]
fn every_framework_of_the_sample_speaks_its_own_words() {
    let json = checked();
    let mut words: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for catalog in
        json["companies"].as_array().unwrap().iter().flat_map(|it| it["catalogs"].as_array().unwrap())
    {
        for control in catalog["controls"].as_array().unwrap() {
            let word = control["framework_result"]["ja"].as_str().unwrap();
            let short = word.split(['（', '：']).next().unwrap().trim().to_owned();
            words.entry(catalog["id"].as_str().unwrap().to_owned()).or_default().insert(short);
        }
    }
    for (catalog, allowed) in [
        ("iso-27001-2022", &["適合", "不適合", "観察事項", "改善の機会", "適用除外", "未確認"][..]),
        ("pmark-guideline", &["適合", "不適合", "該当なし", "未確認"]),
        ("jis-q-15001-2023", &["適合", "不適合", "該当なし", "未確認", "判定しない"]),
        ("pci-dss-4.0.1", &["In Place", "Not in Place", "Not Applicable", "Not Tested"]),
    ] {
        for word in &words[catalog] {
            assert!(allowed.contains(&word.as_str()), "{catalog} says {word}");
        }
        assert!(words[catalog].contains(allowed[0]) && words[catalog].contains(allowed[1]), "{catalog}");
    }
    for word in &words["appi"] {
        let force = ["義務", "努力義務", "推奨"];
        assert!(force.iter().any(|it| word.starts_with(it)), "appi says {word}");
    }
}

#[test]
fn asking_for_one_catalog_shows_less_and_changes_no_answer() {
    let all = checked();
    let run = kansa(&root(), &["check", "--format", "json", "--catalog", "jis-q-15001-2023"]);
    let some: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    for (company, shown) in
        all["companies"].as_array().unwrap().iter().zip(some["companies"].as_array().unwrap())
    {
        let jis = |it: &serde_json::Value| -> Vec<(String, String)> {
            let catalogs = it["catalogs"].as_array().unwrap();
            let controls = catalogs
                .iter()
                .filter(|it| it["id"] == "jis-q-15001-2023")
                .flat_map(|it| it["controls"].as_array().unwrap().clone());
            controls.map(|it| (it["id"].to_string(), it["verdict"].to_string())).collect()
        };
        assert_eq!(jis(shown), jis(company), "{}", company["id"]);
        assert!(shown["catalogs"].as_array().unwrap().iter().all(|it| it["id"] == "jis-q-15001-2023"));
    }
    // J.1.5 carries its verdict to 4.4 although its catalog is not shown.
    let mut companies = some["companies"].as_array().unwrap().iter();
    let career = &companies.find(|it| it["id"] == "seiran-career").unwrap()["catalogs"][0]["controls"];
    let carried = career.as_array().unwrap().iter().find(|it| it["id"] == "jis-q-15001-2023:4.4").unwrap();
    assert_ne!(carried["verdict"], "not-assessed");
}

#[test]
fn every_practice_is_expressed_and_shown_in_the_sample() {
    let text = std::fs::read_to_string(fixture("practices.yaml")).unwrap();
    let listed: serde_json::Value = serde_yaml::from_str(&text).unwrap();
    let listed = listed["practices"].as_object().unwrap();
    let all = [("R", 7), ("M", 4), ("P", 6), ("B", 8), ("K", 12)];
    let all: BTreeSet<String> =
        all.iter().flat_map(|(of, last)| (1..=*last).map(move |nth| format!("{of}{nth}"))).collect();
    assert_eq!(listed.keys().cloned().collect::<BTreeSet<_>>(), all);

    let json = checked();
    let companies = json["companies"].as_array().unwrap();
    for (practice, it) in listed {
        let Some(company) = companies.iter().find(|company| company["id"] == it["company"]) else {
            assert!(it["open"].is_string(), "{practice} is neither shown nor said to be open");
            continue;
        };
        for measure in it["measures"].as_array().into_iter().flatten() {
            let states = company["measures"].as_array().unwrap();
            let state = states.iter().find(|of| of["id"] == *measure).map(|of| &of["state"]);
            assert!(state.is_some_and(|it| it != "not-applicable"), "{practice}: {measure} is {state:?}");
            let shown = company["obligations"].as_array().unwrap().iter().any(|of| {
                of["measure"] == *measure && of["evidence"].as_array().is_some_and(|it| !it.is_empty())
            });
            assert!(shown, "{practice}: nothing is shown of {measure}");
        }
        for register in it["registers"].as_array().into_iter().flatten() {
            let rows = company[register.as_str().unwrap()].as_array();
            let mut owed = company["registers"].as_array().unwrap().iter();
            let kept = owed.any(|it| it["id"] == *register && it["rows"].as_u64().is_some_and(|it| it > 0));
            assert!(kept || rows.is_some_and(|it| !it.is_empty()), "{practice}: {register} has no rows");
        }
    }
}
