//! The built-in catalogs.

use std::path::Path;

use crate::workspace::{fixture, kansa};

#[test]
fn a_catalog_is_shown_in_the_language_of_its_reader() {
    for (lang, on, asks) in
        [("ja", "（規格に明記）", "規定、運用"), ("en", " (explicit)", "documented+operated")]
    {
        let run = kansa(&fixture("smallest"), &["catalog", "show", "iso-27001-2022", "--lang", lang]);
        assert!(run.stdout.contains(on) && run.stdout.contains(asks), "{lang}: {}", run.stdout);
        let blank = run.stdout.lines().find(|it| it.ends_with(' '));
        assert_eq!(blank, None, "{lang}: a blank at the end");
    }
}

#[test]
fn iso_27001_is_complete_in_structure() {
    let run = kansa(&fixture("smallest"), &["catalog", "show", "iso-27001-2022", "--format", "json"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let nodes = json["nodes"].as_array().unwrap();
    let requirements: Vec<&str> =
        nodes.iter().filter(|it| it["kind"] == "requirement").map(|it| it["id"].as_str().unwrap()).collect();
    let annex = |theme: &str| requirements.iter().filter(|it| it.starts_with(&format!("A.{theme}."))).count();
    assert_eq!([annex("5"), annex("6"), annex("7"), annex("8")], [37, 8, 14, 34]);
    assert_eq!(requirements.iter().filter(|it| !it.starts_with("A.")).count(), 30);
    for node in nodes {
        for key in ["id", "kind", "parent", "title", "text", "source", "asks"] {
            assert!(node.get(key).is_some(), "{} lacks {key}", node["id"]);
        }
        assert!(
            !node["title"]["ja"].as_str().unwrap().is_empty()
                && !node["title"]["en"].as_str().unwrap().is_empty()
        );
        let text = node["text"]["ja"].as_str().unwrap_or_default();
        assert_eq!(
            text.is_empty(),
            node["kind"] == "group",
            "{}: requirements have a text of our own",
            node["id"]
        );
    }
    let prerequisites: usize = nodes.iter().map(|it| it["prerequisites"].as_array().unwrap().len()).sum();
    assert_eq!(prerequisites, 117);
}

#[test]
fn every_catalog_has_the_ids_of_its_standard_and_no_other() {
    let mut counts = Vec::new();
    for catalog in ["appi", "iso-27001-2022", "jis-q-15001-2023", "pci-dss-4.0.1", "pmark-guideline"] {
        let run = kansa(&fixture("smallest"), &["catalog", "show", catalog, "--format", "json"]);
        let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        let nodes = json["nodes"].as_array().unwrap();
        let mut found: Vec<String> = nodes
            .iter()
            .map(|it| format!("{} {}", it["id"].as_str().unwrap(), it["kind"].as_str().unwrap()))
            .collect();
        let list = fixture("catalog-ids").join(format!("{catalog}.txt"));
        let mut expected: Vec<String> =
            std::fs::read_to_string(list).unwrap().lines().map(str::to_owned).collect();
        counts.push((
            catalog,
            expected.len(),
            expected.iter().filter(|it| it.ends_with("requirement")).count(),
        ));
        found.sort();
        expected.sort();
        assert_eq!(found, expected, "{catalog}");
        for node in nodes {
            let title = |lang: &str| node["title"][lang].as_str().unwrap_or_default().is_empty();
            assert!(!title("ja") && !title("en"), "{catalog}:{} lacks a title", node["id"]);
        }
    }
    assert_eq!(
        counts,
        [
            ("appi", 60, 48),
            ("iso-27001-2022", 138, 123),
            ("jis-q-15001-2023", 78, 63),
            ("pci-dss-4.0.1", 366, 280),
            ("pmark-guideline", 72, 57),
        ]
    );
}

#[test]
fn what_is_practice_is_never_sold_as_stated() {
    // ISO/IEC 27001 asks for planned intervals: no cadence of it is stated. PCI DSS states its own.
    let stated = |catalog: &str| {
        let run = kansa(&fixture("smallest"), &["catalog", "show", catalog, "--format", "json"]);
        let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        let nodes = json["nodes"].as_array().unwrap().clone();
        nodes
            .iter()
            .flat_map(|it| it["periodicity"].as_array().unwrap().clone())
            .filter(|it| it["kind"] == "every" && it["basis"] == "stated")
            .count()
    };
    assert_eq!(stated("iso-27001-2022"), 0);
    assert!(stated("pci-dss-4.0.1") > 30, "{}", stated("pci-dss-4.0.1"));
}

/// What `kansa catalog check` finds, as codes.
fn checked(dir: &Path) -> (i32, Vec<String>) {
    let run = kansa(dir, &["catalog", "check", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    (run.status, json.as_array().unwrap().iter().map(|it| it["code"].as_str().unwrap().to_owned()).collect())
}

#[test]
fn the_built_in_library_holds_together() {
    let (status, codes) = checked(Path::new("/"));
    assert_eq!(codes, [] as [&str; 0]);
    assert_eq!(status, 0);
}

#[test]
fn what_does_not_hold_together_is_found() {
    let catalog = "format: 1\nid: own\ntitle: {ja: 自社, en: Own}\nnodes:\n";
    let node = |id: &str, keys: &str| {
        format!("  - {{id: \"{id}\", kind: requirement, title: {{ja: 題, en: T}}, source: verified{keys}}}\n")
    };
    let measure = |controls: &str, basis: &str, every: &str| {
        format!(
            "format: 1\nmeasures:\n  - id: own-measure\n    title: {{ja: 対策, en: M}}\n    controls: {controls}\n    requirements:\n      - {{id: r, title: {{ja: 記録, en: R}}, per: company, every: {every}, mode: calendar, basis: {basis}, owner: o}}\n"
        )
    };
    let all = "{\"own:1.1\": [operated], \"own:1.2\": [operated], \"own:1.4\": [operated]}";
    let quarterly = ", periodicity: [{kind: every, period: P3M, basis: stated}]";
    let nodes = |keys: &str| node("1.1", keys) + &node("1.2", "") + &node("1.4", "");
    for (name, catalog_keys, nodes, measures, crosswalk, expected) in [
        ("nothing is wrong", "not_used: [\"1.3\"]\n", nodes(""), measure(all, "own", "P1Y"), "", vec![]),
        ("a number is missing", "", nodes(""), measure(all, "own", "P1Y"), "", vec!["numbering-gap"]),
        (
            "a measure without a control",
            "not_used: [\"1.3\"]\n",
            nodes(""),
            measure("{}", "own", "P1Y"),
            "",
            vec!["control-unserved", "control-unserved", "control-unserved", "measure-unmapped"],
        ),
        (
            "nothing states it",
            "not_used: [\"1.3\"]\n",
            nodes(""),
            measure(all, "stated", "P1Y"),
            "",
            vec!["cadence-unfounded"],
        ),
        (
            "it is stated",
            "not_used: [\"1.3\"]\n",
            nodes(quarterly),
            measure(all, "stated", "P3M"),
            "",
            vec![],
        ),
        (
            "another one is stated",
            "not_used: [\"1.3\"]\n",
            nodes(quarterly),
            measure(all, "stated", "P1M"),
            "",
            vec!["cadence-unfounded"],
        ),
        (
            "too seldom",
            "not_used: [\"1.3\"]\n",
            nodes(quarterly),
            measure(all, "own", "P1Y"),
            "",
            vec!["cadence-too-loose"],
        ),
        ("more often", "not_used: [\"1.3\"]\n", nodes(quarterly), measure(all, "own", "P1M"), "", vec![]),
        (
            "equal to two",
            "not_used: [\"1.3\"]\n",
            nodes(""),
            measure(all, "own", "P1Y"),
            "format: 1\nfrom: own\nto: iso-27001-2022\nrows:\n  - {from: \"1.1\", to: \"4.1\", relation: equal, standing: stated}\n  - {from: \"1.1\", to: \"4.2\", relation: equal, standing: stated}\n",
            vec!["crosswalk-ambiguous"],
        ),
    ] {
        let dir = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = dir.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        write("kansa.yaml", "format: 1\ngroup: {id: g, name: {ja: 群, en: Group}}\ncatalogs: [own]\n");
        write(
            "controls/catalogs/own/catalog.yaml",
            &catalog
                .replace("nodes:", &format!("{catalog_keys}nodes:"))
                .replace("nodes:\n", &format!("nodes:\n{nodes}")),
        );
        write("controls/measures/organizational.yaml", &measures);
        if !crosswalk.is_empty() {
            write("controls/crosswalks/own--iso-27001-2022.yaml", crosswalk);
        }
        let built_in = checked(Path::new("/")).1;
        let (_, mut found) = checked(dir.path());
        for known in &built_in {
            let at = found.iter().position(|it| it == known).unwrap();
            found.remove(at);
        }
        found.sort();
        assert_eq!(found, expected, "{name}");
    }
}

#[test]
fn catalogs_are_listed_in_and_out_of_a_workspace() {
    let inside = kansa(&fixture("smallest"), &["catalog", "list"]);
    assert!(
        inside.stdout.contains("demo-2026") && inside.stdout.contains("iso-27001-2022"),
        "{}",
        inside.stdout
    );
    let outside = kansa(Path::new("/"), &["catalog", "list", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&outside.stdout).unwrap();
    let ids: Vec<&str> = json.as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["appi", "iso-27001-2022", "jis-q-15001-2023", "pci-dss-4.0.1", "pmark-guideline"]);
    assert_eq!(json[1]["requirements"], 123);
    let yaml = kansa(Path::new("/"), &["catalog", "list", "--format", "yaml"]);
    let value: serde_json::Value = serde_yaml::from_str(&yaml.stdout).unwrap();
    assert_eq!(value, json);
}

#[test]
fn what_is_wrong_with_texts_is_said_when_they_are_looked_at() {
    for (catalog, text, expected) in [
        ("own", "format: 1\ncatalog: own\nlanguage: ja\ntexts: {\"1.1\": 文}\n", ""),
        ("own", "format: 1\ncatalog: own\nlanguage: ja\ntexts: {\"1.2\": 文}\n", "own に 1.2 はありません"),
        ("own", "format: 1\ncatalog: other\nlanguage: ja\ntexts: {\"1.1\": 文}\n", "catalog は other"),
        ("own", "format: 1\ncatalog: own\nlanguage: ja\ntexts: {\"1.1\": 文\n", "yaml-syntax"),
        ("other", "format: 1\ncatalog: other\nlanguage: ja\ntexts: {\"1.1\": 文}\n", "other というカタログ"),
    ] {
        let dir = tempfile::tempdir().unwrap();
        let write = |path: String, text: &str| {
            let path = dir.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        write("kansa.yaml".into(), "format: 1\ngroup: {id: g, name: {ja: 群, en: Group}}\ncatalogs: [own]\n");
        write(
            "controls/catalogs/own/catalog.yaml".into(),
            "format: 1\nid: own\ntitle: {ja: 自社, en: Own}\nnodes:\n  - {id: \"1.1\", kind: requirement, title: {ja: 題, en: T}, source: verified}\n",
        );
        write(format!("controls/catalogs/{catalog}/text.ja.yaml"), text);
        let checked = kansa(dir.path(), &["catalog", "check", "--lang", "ja"]);
        let shown = kansa(dir.path(), &["catalog", "show", "own", "--lang", "ja"]);
        assert!(checked.stderr.contains(expected), "{text}: {}", checked.stderr);
        assert_eq!(checked.status == 2, !expected.is_empty(), "{text}: {}", checked.stderr);
        let looked_at = catalog == "own";
        assert_eq!(shown.status == 2, looked_at && !expected.is_empty(), "{text}: {}", shown.stderr);
        assert_eq!(
            shown.stdout.contains("    文"),
            looked_at && shown.status == 0,
            "{text}: {}",
            shown.stdout
        );
    }
}

#[test]
fn the_measures_that_can_be_taken_are_listed() {
    let work = tempfile::tempdir().unwrap();
    let all = kansa(work.path(), &["catalog", "measures", "--lang", "en"]);
    let of = kansa(work.path(), &["catalog", "measures", "appi", "--lang", "en"]);
    assert_eq!((all.status, of.status), (0, 0), "{}", of.stderr);
    assert!(all.stdout.contains("  pci-policies  PCI DSS policies") && !of.stdout.contains("  pci-policies"));
    assert!(of.stdout.contains("  privacy-policy  Personal information protection policy"), "{}", of.stdout);
    assert_eq!(kansa(work.path(), &["catalog", "measures", "appy"]).status, 2);
}
