//! The built-in catalogs.

use std::path::Path;

use crate::workspace::{fixture, kansa};

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
    assert_eq!(prerequisites, 116);
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
    assert_eq!(json[0]["id"], "iso-27001-2022");
    assert_eq!(json[0]["requirements"], 123);
    let yaml = kansa(Path::new("/"), &["catalog", "list", "--format", "yaml"]);
    let value: serde_json::Value = serde_yaml::from_str(&yaml.stdout).unwrap();
    assert_eq!(value, json);
}
