//! Files that are not well formed: every problem, with its place.

use kansa_core::catalog::Catalog;
use kansa_core::company::Company;
use kansa_core::config::Config;
use kansa_core::diagnostic::Diagnostic;
use kansa_core::measure::Measure;
use kansa_core::model::Model;
use kansa_core::register::RegisterDef;
use kansa_core::sidecar::Sidecar;
use kansa_core::source::{SourceFile, Sources};

use crate::world::{COMPANY, CONFIG, REGISTERS, World};

/// Problems as `line:column code`.
fn shown(file: &SourceFile, problems: &[Diagnostic]) -> Vec<String> {
    let mut sources = Sources::default();
    sources.insert(file);
    problems
        .iter()
        .map(|it| {
            let at = sources.line_column(&it.place);
            format!("{}:{} {}", at.line, at.column, it.code)
        })
        .collect()
}

#[track_caller]
fn config(text: &str, expected: &[&str]) {
    let file = SourceFile::new("kansa.yaml", text);
    assert_eq!(shown(&file, &Config::parse(&file).1), expected, "{text}");
}

#[test]
fn every_problem_of_a_file_is_reported_with_its_place() {
    config(
        "format: 1\ngroup: {id: A_b, name: {ja: 群, english: G}}\ncatalogs: demo\nlanguage: de\nfiscal_year_starts: 4-1\nas_of: 2026-02-30\ncatalog: [x]\n",
        &[
            "2:13 invalid-id",
            "2:32 unknown-key",
            "3:11 wrong-type",
            "4:11 invalid-value",
            "5:21 invalid-date",
            "6:8 invalid-date",
            "7:1 unknown-key",
        ],
    );
}

#[test]
fn what_is_no_yaml_ends_at_the_first_error() {
    config("format: 1\ngroup: {id: a\ncatalogs: [x]\n", &["3:9 yaml-syntax"]);
    config("", &["1:1 missing-key"]);
    config("format: 1\n---\nformat: 1\n", &["2:1 yaml-syntax"]);
    config("format: 1\ngroup: !!binary x\n", &["2:17 yaml-syntax"]);
}

#[test]
fn a_newer_format_says_so_and_nothing_else() {
    config("format: 2\nwhat: ever\n", &["1:9 newer-format"]);
    config("format: one\ngroup: {id: g, name: {ja: 群}}\ncatalogs: []\n", &["1:9 invalid-value"]);
}

#[test]
fn missing_and_duplicate_keys_are_reported() {
    config("format: 1\ncatalogs: []\n", &["1:1 missing-key"]);
    config("format: 1\nformat: 1\ngroup: {id: g, name: {ja: 群}}\ncatalogs: []\n", &["2:1 duplicate-key"]);
}

#[test]
fn columns_count_unicode_scalar_values() {
    config("format: 1\ngroup: {name: {ja: 青嵐, xx: 1}, id: g}\ncatalogs: []\n", &["2:24 unknown-key"]);
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_are_no_problem() {
    config(&format!("\u{feff}{}", CONFIG.replace('\n', "\r\n")), &[]);
}

#[test]
fn hostile_yaml_ends_within_its_budget() {
    let deep = format!("format: {}", "[".repeat(100_000));
    let file = SourceFile::new("kansa.yaml", &deep);
    assert_eq!(Config::parse(&file).1.len(), 1);
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..10 {
        let below = format!("*a{}", level - 1);
        bomb.push_str(&format!("a{level}: &a{level} [{}]\n", vec![below; 10].join(", ")));
    }
    let file = SourceFile::new("kansa.yaml", &bomb);
    assert_eq!(Config::parse(&file).1.iter().map(|it| it.code.as_str()).collect::<Vec<_>>(), ["yaml-budget"]);
}

#[test]
fn a_company_is_held_to_what_exists() {
    for (name, text, expected) in [
        ("nothing is wrong", COMPANY.to_owned(), &[][..]),
        (
            "a catalog that is not in use",
            COMPANY.replace("catalog: c", "catalog: cc"),
            &["3:19 unknown-catalog"],
        ),
        ("a measure that nobody defines", COMPANY.replace("all", "[m, n]"), &["4:15 unknown-measure"]),
        ("neither all nor a list", COMPANY.replace("all", "some"), &["4:11 invalid-value"]),
        ("an unknown unit", format!("{COMPANY}business_unit: media\n"), &["5:16 invalid-value"]),
        (
            "a scope that ends before it begins",
            COMPANY.replace("from: 2024-04-01", "from: 2024-04-01, to: 2024-03-31"),
            &["3:9 invalid-date"],
        ),
        (
            "a parameter of nothing",
            format!("{COMPANY}parameters: {{m/x: P1Y}}\n"),
            &["5:14 unknown-requirement"],
        ),
    ] {
        let world = World::with_requirement("every: P1Y, mode: calendar");
        let (config, _) = Config::parse(&SourceFile::new("kansa.yaml", CONFIG));
        let (defs, _) = RegisterDef::parse(&SourceFile::new("r.yaml", REGISTERS));
        let (catalog, _) = Catalog::parse(
            &SourceFile::new(
                "c.yaml",
                &format!("format: 1\nid: c\ntitle: {{ja: 例}}\nnodes:\n{}", world.nodes),
            ),
            &[],
        );
        let (measures, _) = Measure::parse(
            &SourceFile::new("personal.yaml", &format!("format: 1\nmeasures:\n{}", world.measures)),
            &defs,
        );
        let config = config.unwrap();
        let (model, _) = Model::link(&config, catalog.into_iter().collect(), Vec::new(), measures, defs);
        let file = SourceFile::new("evidence/acme/company.yaml", &text);
        let (_, problems) = Company::parse("acme".parse().unwrap(), &file, &config, &model);
        assert_eq!(shown(&file, &problems), expected, "{name}");
    }
}

/// A catalog's nodes, and the problems as `line:column code` (the first node stands in line 5).
#[track_caller]
fn nodes(name: &str, text: &str, expected: &[&str]) {
    let text = format!("format: 1\nid: c\ntitle: {{ja: 例}}\nnodes:\n{text}");
    let file = SourceFile::new("controls/catalogs/c/catalog.yaml", &text);
    let (config, _) = Config::parse(&SourceFile::new("kansa.yaml", CONFIG));
    let (catalog, mut problems) = Catalog::parse(&file, &[]);
    let (_, found) =
        Model::link(&config.unwrap(), catalog.into_iter().collect(), Vec::new(), Vec::new(), Vec::new());
    problems.extend(found);
    assert_eq!(shown(&file, &problems), expected, "{name}");
}

#[test]
fn ids_that_yaml_misreads_are_to_be_quoted() {
    let node =
        |id: &str| format!("  - {{id: {id}, kind: requirement, title: {{ja: 一}}, source: verified}}\n");
    for id in ["12.10", "no", "1", "1e3", "0x1F", "true", "2026-04-01", "12:10"] {
        nodes(id, &node(id), &["5:10 quote-it"]);
    }
    for id in ["\"12.10\"", "'no'", "A.5.1", "J.1.5", "4.1a)", "1.2.3"] {
        nodes(id, &node(id), &[]);
    }
}

#[test]
fn a_catalog_hangs_together() {
    let row = |id: &str, more: &str| {
        format!("  - {{id: \"{id}\", kind: requirement, title: {{ja: 一}}, source: verified{more}}}\n")
    };
    nodes("a duplicate id", &(row("1", "") + &row("1", "")), &["6:10 duplicate-id"]);
    nodes("an unknown parent", &row("1", ", parent: \"2\""), &["5:76 unknown-control"]);
    nodes("its own parent", &row("1", ", parent: \"1\""), &["5:10 prerequisite-circle"]);
    nodes(
        "an unknown prerequisite",
        &row("1", ", prerequisites: [{control: \"9\", kind: explicit}]"),
        &["5:94 unknown-control"],
    );
    nodes("a blank in an id", &row("1 a", ""), &["5:10 invalid-id"]);
}

#[test]
fn a_standard_is_cited_alike_or_in_each_language() {
    let cited = |key: &str| {
        let text = format!("format: 1\nid: c\ntitle: {{ja: 例}}\n{key}nodes: []\n");
        let (catalog, problems) = Catalog::parse(&SourceFile::new("catalog.yaml", &text), &[]);
        let of = |it: Catalog| format!("{} | {}", it.standard.ja, it.standard.en);
        catalog.map(of).unwrap_or_else(|| format!("{:?}", problems[0].code))
    };
    assert_eq!(cited("standard: 例 1\n"), "例 1 | 例 1");
    assert_eq!(cited("standard: {ja: 指針, en: Guideline}\n"), "指針 | Guideline");
    assert_eq!(cited("standard: {en: Guideline}\n"), "Guideline | Guideline");
    assert_eq!(cited(""), "c | c");
}

#[test]
fn a_circle_of_prerequisites_is_shown_whole() {
    let row = |id: &str, on: &str| {
        format!(
            "  - {{id: \"{id}\", kind: requirement, title: {{ja: 一}}, source: verified, prerequisites: [{{control: \"{on}\", kind: derived}}]}}\n"
        )
    };
    let text = row("1", "2") + &row("2", "3") + &row("3", "1") + &row("4", "1") + &row("5", "5");
    let file =
        SourceFile::new("catalog.yaml", &format!("format: 1\nid: c\ntitle: {{ja: 例}}\nnodes:\n{text}"));
    let (config, _) = Config::parse(&SourceFile::new("kansa.yaml", CONFIG));
    let (catalog, problems) = Catalog::parse(&file, &[]);
    assert_eq!(problems, []);
    let (model, problems) =
        Model::link(&config.unwrap(), catalog.into_iter().collect(), Vec::new(), Vec::new(), Vec::new());
    let messages: Vec<_> = problems.iter().map(|it| it.message.en.as_str()).collect();
    assert_eq!(
        messages,
        ["prerequisites form a circle: 1 → 2 → 3 → 1", "prerequisites form a circle: 5 → 5"]
    );
    assert_eq!(problems[0].related.len(), 2, "the other two steps are shown too");
    assert_eq!(model.graph().order().len(), 5, "every control still has its turn");
}

/// Keys of a requirement, and the codes of the problems.
#[track_caller]
fn requirement(name: &str, keys: &str, expected: &[&str]) {
    let problems = World::with_requirement(keys).problems();
    assert_eq!(problems.iter().map(|it| it.code.as_str()).collect::<Vec<_>>(), expected, "{name}");
}

#[test]
fn a_requirement_says_how_often_exactly_once() {
    requirement("a calendar", "every: P1Y, mode: calendar", &[]);
    requirement("no cadence", "grace: P1D", &["invalid-value"]);
    requirement("two of them", "every: P1Y, mode: calendar, max_age: P1Y", &["invalid-value"]);
    requirement("no mode", "every: P1Y", &["invalid-value"]);
    requirement("a mode that is none", "every: P1Y, mode: sometimes", &["invalid-value"]);
    requirement("a mode without every", "max_age: P1Y, mode: calendar", &["invalid-value"]);
    requirement("a duration that is none", "every: 1m, mode: calendar", &["invalid-duration"]);
    requirement("no length", "max_age: P0D", &["invalid-duration"]);
    requirement("once per company", "once: {from: detected, within: P3D}", &["invalid-value"]);
    requirement(
        "once from an unknown column",
        "per: incidents, once: {from: found, within: P3D}",
        &["unknown-column"],
    );
    requirement(
        "once from a text column",
        "per: incidents, once: {from: incident, within: P3D}",
        &["invalid-value"],
    );
    requirement("an unknown register", "per: incident, every: P1Y, mode: calendar", &["unknown-register"]);
    requirement(
        "a condition without a register",
        "every: P1Y, mode: calendar, when: a > 1",
        &["invalid-value"],
    );
}

#[test]
fn checks_name_declared_columns_and_compare_like_with_like() {
    let check = |name: &str, check: &str, expected: &[&str]| {
        let keys = format!(
            "every: P1Y, mode: calendar, columns: {{n: {{type: number, headers: [点数]}}, s: {{type: text}}}}, checks: [{check}]"
        );
        requirement(name, &keys, expected);
    };
    check("by header", "{each: {when: 点数 >= 80}}", &[]);
    check("an unknown column", "{each: {when: 点 >= 80}}", &["unknown-column"]);
    check("a text is no number", "{each: {when: s >= 80}}", &["condition-type"]);
    check("half a condition", "{each: {when: n >=}}", &["condition-syntax"]);
    check("an operand that is no number", "{each: {where: {n: {min: 八十}}}}", &["condition-type"]);
    check("no condition at all", "{each: {}}", &["missing-key"]);
    check("a condition that says nothing", "{each: {where: {n: {}}}}", &["missing-key"]);
    check("both forms at once", "{each: {where: {n: {min: 1}}, when: n > 1}}", &["invalid-value"]);
    check("two checks in one", "{rows: {min: 1}, each: {when: n > 1}}", &["invalid-value"]);
    check("an unknown part", "{rows: {min: 1, part: roster}}", &["invalid-value"]);
    check("an unknown check", "{count: {min: 1}}", &["unknown-key", "invalid-value"]);
    check("an unknown register", "{covers: {register: staff, by: s}}", &["unknown-register"]);
}

#[test]
fn a_measure_serves_controls_that_exist() {
    let problems = |from: &str, to: &str| {
        let mut world = World::with_requirement("every: P1Y, mode: calendar");
        world.measures = world.measures.replace(from, to);
        world.problems().iter().map(|it| it.code.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(problems("c:1", "c:2"), ["unknown-control"]);
    assert_eq!(problems("c:1", "d:1"), ["unknown-catalog"]);
    assert_eq!(problems("\"c:1\"", "c1"), ["invalid-id"]);
    assert_eq!(problems("operated", "done"), ["invalid-value"]);
}

#[test]
fn evidence_yaml_answers_what_exists() {
    let world = World::with_requirement("every: P1Y, mode: calendar");
    let (config, _) = Config::parse(&SourceFile::new("kansa.yaml", CONFIG));
    let (catalog, _) = Catalog::parse(
        &SourceFile::new("c.yaml", &format!("format: 1\nid: c\ntitle: {{ja: 例}}\nnodes:\n{}", world.nodes)),
        &[],
    );
    let (measures, _) = Measure::parse(
        &SourceFile::new("personal.yaml", &format!("format: 1\nmeasures:\n{}", world.measures)),
        &[],
    );
    let (model, _) =
        Model::link(&config.unwrap(), catalog.into_iter().collect(), Vec::new(), measures, Vec::new());
    for (text, expected) in [
        ("items: [{performed: 2026-06-30, answers: [m/r]}]", &[][..]),
        ("items: [{answers: [m/r@2026-04-01]}]", &[]),
        ("items: [{answers: [m/r/E1]}]", &["2:20 invalid-value"]),
        ("items: [{performed: 2026-06-30}, {performed: 2026-07-01}]", &["2:34 invalid-value"]),
        ("items: [{answers: [m/x]}]", &["2:20 unknown-requirement"]),
        ("items: [{answers: [m/r@soon]}]", &["2:20 invalid-date"]),
        ("items: [{performed: 30.6.2026}]", &["2:21 invalid-date"]),
        ("items: [{covers: {from: 2026-06-30, to: 2026-06-01}}]", &["2:18 invalid-date"]),
        ("item: []", &["1:1 missing-key", "2:1 unknown-key"]),
    ] {
        let file = SourceFile::new("evidence/acme/m/r/evidence.yaml", &format!("format: 1\n{text}\n"));
        assert_eq!(shown(&file, &Sidecar::parse(&file, &model).1), expected, "{text}");
    }
}
