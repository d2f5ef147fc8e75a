//! A small workspace that targets need: parsed once, from the fixtures of the tests and a few checks of every kind.

use std::sync::LazyLock;

use kansa_core::catalog::Catalog;
use kansa_core::config::Config;
use kansa_core::measure::{Measure, Requirement};
use kansa_core::model::Model;
use kansa_core::register::RegisterDef;
use kansa_core::source::SourceFile;

const CONFIG: &str = include_str!("../../tests/fixtures/ready/kansa.yaml");
const CATALOG: &str = include_str!("../../tests/fixtures/ready/controls/catalogs/demo-2026/catalog.yaml");
const REGISTERS: &str = include_str!("../../controls/registers/core.yaml");
const MEASURES: [&str; 3] = [
    include_str!("../../tests/fixtures/ready/controls/measures/personal.yaml"),
    include_str!("../../tests/fixtures/ready/controls/measures/organizational.yaml"),
    include_str!("../checks.yaml"),
];

static REGISTER_DEFS: LazyLock<Vec<RegisterDef>> = LazyLock::new(|| {
    let (defs, problems) = RegisterDef::parse(&SourceFile::new("builtin:registers/core.yaml", REGISTERS));
    assert!(problems.is_empty(), "{problems:?}");
    defs
});

static ALL: LazyLock<(Config, Model)> = LazyLock::new(|| {
    let config = Config::parse(&SourceFile::new("kansa.yaml", CONFIG)).0.expect("the fixture is sound");
    let catalogs = vec![catalog()];
    let (model, problems) = Model::link(&config, catalogs, Vec::new(), measures(), registers().to_vec());
    assert!(problems.is_empty(), "{problems:?}");
    (config, model)
});

/// The configuration of the workspace.
pub fn config() -> &'static Config {
    &ALL.0
}

/// The model of the workspace.
pub fn model() -> &'static Model {
    &ALL.1
}

/// The registers that come with kansa.
pub fn registers() -> &'static [RegisterDef] {
    &REGISTER_DEFS
}

/// The register of employees.
pub fn employees() -> &'static RegisterDef {
    registers().iter().find(|it| it.id.as_str() == "employees").expect("there is a register of employees")
}

/// The catalog of the workspace.
pub fn catalog() -> Catalog {
    Catalog::parse(&SourceFile::new("catalog.yaml", CATALOG), registers()).0.expect("the fixture is sound")
}

/// The measures of the workspace.
pub fn measures() -> Vec<Measure> {
    // The name of a file is the category of its measures.
    let names = [
        "builtin:measures/personal.yaml",
        "builtin:measures/organizational.yaml",
        "builtin:measures/technical.yaml",
    ];
    let measures = MEASURES.iter().zip(names).flat_map(|(text, name)| {
        let (measures, problems) = Measure::parse(&SourceFile::new(name, text), registers());
        assert!(problems.is_empty(), "{problems:?}");
        measures
    });
    measures.collect()
}

/// The requirements that have checks.
pub fn requirements() -> impl Iterator<Item = &'static Requirement> {
    let all = model().measures().iter().flat_map(|it| &it.requirements);
    all.filter(|it| !it.checks.is_empty())
}
