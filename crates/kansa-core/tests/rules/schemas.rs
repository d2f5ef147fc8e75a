//! The decoder knows every key of the schemas.

use kansa_core::calendar::CalendarFile;
use kansa_core::catalog::{Catalog, Texts};
use kansa_core::code::Code;
use kansa_core::company::Company;
use kansa_core::config::Config;
use kansa_core::crosswalk::Crosswalk;
use kansa_core::diagnostic::Diagnostic;
use kansa_core::gate::Baseline;
use kansa_core::measure::Measure;
use kansa_core::model::Model;
use kansa_core::register::{RegisterDef, parse_yaml};
use kansa_core::role::Role;
use kansa_core::schema;
use kansa_core::sidecar::Sidecar;
use kansa_core::source::SourceFile;
use serde_json::{Map, Value, json};

use crate::world::{CONFIG, REGISTERS};

/// A value of a schema with every key that it has, and how many keys that were.
fn instance(schema: &Value, definitions: &Value, keys: &mut usize) -> Value {
    if let Some(name) = schema["$ref"].as_str() {
        return instance(&definitions[name.rsplit('/').next().unwrap()], definitions, keys);
    }
    for choice in ["anyOf", "allOf", "oneOf"] {
        if let Some(first) = schema[choice].get(0) {
            return instance(first, definitions, keys);
        }
    }
    if let Some(value) = schema.get("const").or_else(|| schema["enum"].get(0)) {
        return value.clone();
    }
    let kind = schema["type"].as_str().or_else(|| schema["type"][0].as_str()).unwrap_or("object");
    match kind {
        "object" => {
            let mut object = Map::new();
            for (key, value) in schema["properties"].as_object().into_iter().flatten() {
                *keys += 1;
                object.insert(key.clone(), instance(value, definitions, keys));
            }
            if schema["additionalProperties"].is_object() {
                object.insert("c:1".to_owned(), instance(&schema["additionalProperties"], definitions, keys));
            }
            Value::Object(object)
        }
        "array" => json!([instance(&schema["items"], definitions, keys)]),
        "integer" => schema["minimum"].clone(),
        "boolean" => json!(true),
        _ => text(schema),
    }
}

/// A text that fits a pattern of ours.
fn text(schema: &Value) -> Value {
    let pattern = schema["pattern"].as_str().unwrap_or_default();
    json!(match pattern {
        _ if schema["format"] == "date" => "2026-04-01",
        "^\\d{2}-\\d{2}$" => "04-01",
        it if it.starts_with("^P") => "P1Y",
        it if it.contains(':') && it.starts_with("^[a-z") => "c:1",
        it if it.contains('/') && it.starts_with("^[a-z") => "m/r",
        _ => "abc",
    })
}

/// The problems of a file with every key of a schema; such that say that a key or a shape is not known.
fn problems(name: &str, parse: impl Fn(&SourceFile) -> Vec<Diagnostic>) -> usize {
    let (_, schema) = schema::all().into_iter().find(|(it, _)| *it == name).unwrap();
    let schema = serde_json::to_value(schema).unwrap();
    let mut keys = 0;
    let value = instance(&schema, &schema["definitions"], &mut keys);
    let file =
        SourceFile::new("controls/measures/personal.yaml", &serde_json::to_string_pretty(&value).unwrap());
    let strange: Vec<Diagnostic> = parse(&file)
        .into_iter()
        .filter(|it| {
            [Code::UnknownKey, Code::WrongType, Code::MissingKey, Code::YamlSyntax].contains(&it.code)
        })
        .collect();
    assert_eq!(strange, [], "{name}: {value:#}");
    keys
}

#[test]
fn the_decoder_knows_every_key_of_every_schema() {
    let (config, _) = Config::parse(&SourceFile::new("kansa.yaml", CONFIG));
    let config = config.unwrap();
    let (defs, _) = RegisterDef::parse(&SourceFile::new("core.yaml", REGISTERS));
    let catalog = "format: 1\nid: c\ntitle: {ja: 例}\nnodes: [{id: \"1\", kind: requirement, title: {ja: 一}, source: verified}]\n";
    let (catalog, _) = Catalog::parse(&SourceFile::new("catalog.yaml", catalog), &[]);
    let catalog = catalog.unwrap();
    let (model, _) = Model::link(&config, vec![catalog.clone()], Vec::new(), Vec::new(), defs.clone());
    let counts = [
        problems("kansa", |file| Config::parse(file).1),
        problems("calendar", |file| CalendarFile::parse(file).1),
        problems("catalog", |file| Catalog::parse(file, &[]).1),
        problems("catalog-text", |file| Texts::parse(file, &catalog).1),
        problems("crosswalk", |file| Crosswalk::parse(file).1),
        problems("measures", |file| Measure::parse(file, &defs).1),
        problems("registers", |file| RegisterDef::parse(file).1),
        problems("roles", |file| Role::parse(file).1),
        problems("company", |file| Company::parse("abc".parse().unwrap(), file, &config, &model).1),
        problems("register", |file| parse_yaml(file).1),
        problems("baseline", |file| Baseline::parse(file).1),
        problems("evidence", |file| Sidecar::parse(file, &model).1),
    ];
    assert_eq!(schema::all().len(), counts.len(), "a schema without a test");
    assert!(counts.iter().sum::<usize>() > 100, "{counts:?} keys");
}
