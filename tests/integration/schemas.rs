//! JSON Schemas: generated, committed, and true of every file we ship.

use boon::{Compiler, Schemas};

use crate::workspace::{files, fixture, kansa, root};

fn names() -> Vec<String> {
    let run = kansa(&fixture("smallest"), &["schema"]);
    run.stdout.lines().map(|it| it.split_whitespace().next().unwrap().to_owned()).collect()
}

#[test]
fn the_committed_schemas_are_those_that_the_types_give() {
    let update = std::env::var_os("UPDATE_SCHEMAS").is_some();
    for name in names() {
        let run = kansa(&fixture("smallest"), &["schema", &name]);
        assert_eq!(run.status, 0, "{name}");
        let path = root().join(format!("schemas/{name}.json"));
        if update {
            std::fs::write(&path, &run.stdout).unwrap();
        }
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            committed == run.stdout,
            "schemas/{name}.json is out of date: UPDATE_SCHEMAS=1 cargo test schemas"
        );
    }
    let mut committed: Vec<String> =
        files(&root().join("schemas")).iter().map(|it| it.trim_end_matches(".json").to_owned()).collect();
    let mut known = names();
    committed.sort();
    known.sort();
    assert_eq!(committed, known, "no schema is left over");
}

/// Every YAML file that we ship: below controls and evidence, and in the well-formed fixtures.
fn shipped() -> Vec<String> {
    files(&root())
        .into_iter()
        .filter(|it| it.ends_with(".yaml") && !it.starts_with("target/"))
        .filter(|it| {
            it == "kansa.yaml"
                || ["controls/", "evidence/", "tests/fixtures/smallest/", "tests/fixtures/ready/"]
                    .iter()
                    .any(|dir| it.starts_with(dir))
        })
        .filter(|it| !it.rsplit('/').next().unwrap().starts_with("20"))
        .collect()
}

#[test]
fn every_file_we_ship_names_its_schema_and_keeps_it() {
    let mut schemas = Schemas::new();
    let mut compiler = Compiler::new();
    let mut checked = 0;
    for file in shipped() {
        let path = root().join(&file);
        let text = std::fs::read_to_string(&path).unwrap();
        let first = text.lines().next().unwrap_or_default();
        let Some(schema) = first.strip_prefix("# yaml-language-server: $schema=") else {
            panic!("{file} does not name its schema: {first}");
        };
        let schema = path.parent().unwrap().join(schema);
        let schema =
            schema.canonicalize().unwrap_or_else(|_| panic!("{file}: there is no {}", schema.display()));
        let index = compiler.compile(schema.to_str().unwrap(), &mut schemas).unwrap();
        let value: serde_json::Value =
            serde_yaml::from_str(&text).unwrap_or_else(|it| panic!("{file}: {it}"));
        schemas.validate(&value, index).unwrap_or_else(|it| panic!("{file}: {it:#}"));
        checked += 1;
    }
    assert!(checked > 20, "{checked} files");
}

#[test]
fn assessment_json_keeps_its_schema() {
    let mut schemas = Schemas::new();
    let mut compiler = Compiler::new();
    let schema = root().join("schemas/assessment.json");
    let index = compiler.compile(schema.to_str().unwrap(), &mut schemas).unwrap();
    for dir in [root(), fixture("ready"), fixture("smallest"), fixture("malformed/one-broken-company")] {
        let run = kansa(&dir, &["check", "--format", "json", "--as-of", "2027-04-01"]);
        let value: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        schemas.validate(&value, index).unwrap_or_else(|it| panic!("{}: {it:#}", dir.display()));
    }
}
