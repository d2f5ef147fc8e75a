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
        let run = kansa(&fixture("smallest"), &["schema", &name, "--lang", "both"]);
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

#[test]
fn descriptions_are_in_the_language_asked_for() {
    let description = |args: &[&str]| {
        let run = kansa(&fixture("smallest"), &[&["schema", "roles"][..], args].concat());
        let schema: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        schema["description"].as_str().unwrap().to_owned()
    };
    let (ja, en) = ("役割の名称（`controls/roles.yaml`）", "Titles of roles: `controls/roles.yaml`.");
    assert_eq!(description(&[]), ja, "the language of kansa.yaml");
    assert_eq!(description(&["--lang", "en"]), en);
    assert_eq!(description(&["--lang", "both"]), format!("{ja}\n{en}"));
}

#[test]
fn the_ids_of_a_workspace_are_offered_and_no_other_is_refused() {
    let out = tempfile::tempdir().unwrap();
    let run = kansa(&fixture("ready"), &["schema", "--with-ids", "--out", out.path().to_str().unwrap()]);
    assert_eq!((run.status, run.stdout.as_str(), run.stderr.as_str()), (0, "", ""));
    let read = |name: &str| -> serde_json::Value {
        let text = std::fs::read_to_string(out.path().join(format!("{name}.json"))).unwrap();
        serde_json::from_str(&text).unwrap()
    };
    let offered = |name: &str, pointer: &str| read(name).pointer(pointer).unwrap().to_string();
    for (name, pointer, id) in [
        ("kansa", "/definitions/CatalogId/anyOf/0/enum", "demo-2026"),
        ("company", "/definitions/CompanyId/anyOf/0/enum", "acme"),
        ("company", "/definitions/MeasureId/anyOf/0/enum", "training"),
        ("company", "/definitions/RoleId/anyOf/0/enum", "security-officer"),
        ("company", "/definitions/Parameters/allOf/1/properties", "training/yearly-test"),
        ("measures", "/definitions/Controls/allOf/1/properties", "demo-2026:5.1"),
        ("measures", "/definitions/RegisterId/anyOf/0/enum", "employees"),
        ("evidence", "/definitions/RawItem/properties/answers/items/anyOf/0/enum", "training/yearly-test"),
    ] {
        assert!(offered(name, pointer).contains(&format!("\"{id}\"")), "{name}: {id}");
    }
    // Whatever kept the schema without the ids keeps the one with them, an id of its own too.
    let mut schemas = Schemas::new();
    let mut compiler = Compiler::new();
    for (name, text) in [
        ("company", std::fs::read_to_string(fixture("ready/evidence/acme/company.yaml")).unwrap()),
        ("company", "{format: 1, name: {ja: 例}, scope: [], measures: [our-own]}".to_owned()),
        ("evidence", "{format: 1, items: [{answers: [our-own/rule@2026-04-01]}]}".to_owned()),
    ] {
        let path = out.path().join(format!("{name}.json"));
        let index = compiler.compile(path.to_str().unwrap(), &mut schemas).unwrap();
        let value: serde_json::Value = serde_yaml::from_str(&text).unwrap();
        schemas.validate(&value, index).unwrap_or_else(|it| panic!("{name}: {it:#}"));
    }
}

#[test]
fn schemas_take_the_place_of_older_ones_and_of_nothing_else() {
    let out = tempfile::tempdir().unwrap();
    let args = ["schema", "--lang", "en", "--out", out.path().to_str().unwrap()];
    let dir = fixture("smallest");
    assert_eq!(kansa(&dir, &args).status, 0);
    let written = files(out.path());
    assert_eq!(written.len(), names().len());
    assert_eq!(kansa(&dir, &args).status, 0, "written again");
    std::fs::remove_file(out.path().join("kansa.json")).unwrap();
    std::fs::write(out.path().join("company.json"), "{\"title\": \"ours\"}").unwrap();
    let refused = kansa(&dir, &args);
    assert_eq!(refused.status, 2);
    assert!(refused.stderr.contains("company.json is there already"), "{}", refused.stderr);
    assert_eq!(std::fs::read_to_string(out.path().join("company.json")).unwrap(), "{\"title\": \"ours\"}");
    assert!(!out.path().join("kansa.json").exists(), "nothing was written");
}

#[test]
fn ids_are_those_of_a_workspace() {
    let nowhere = tempfile::tempdir().unwrap();
    let run = kansa(nowhere.path(), &["schema", "company", "--with-ids"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("there is no kansa.yaml"), "{}", run.stderr);
    assert_eq!(kansa(nowhere.path(), &["schema", "company"]).status, 0);
}
