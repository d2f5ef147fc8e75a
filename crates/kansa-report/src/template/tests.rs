use std::collections::BTreeMap;

use super::{FILTERS, Fault, unused};
use crate::render::tests::faults;

/// Templates of a workspace by name.
fn texts(templates: &[(&str, &str)]) -> BTreeMap<String, String> {
    templates.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

fn said(fault: &Fault) -> Vec<String> {
    let at = fault.source.get(fault.range.clone()).unwrap_or_default();
    let head = format!("{}:{} [{at}] {}", fault.template, fault.line, fault.message.en);
    std::iter::once(head).chain(fault.help.iter().map(|it| it.en.clone())).collect()
}

/// What is wrong with a page of the group in Markdown: where, in which words, and what helps. `…` is any end.
fn check(text: &str, expected: &[&str]) {
    let said: Vec<String> = faults(texts(&[("group.md", text)])).iter().flat_map(said).collect();
    let fits = |(said, expected): (&String, &&str)| match expected.strip_suffix('…') {
        Some(start) => said.starts_with(start),
        None => said == expected,
    };
    let all = said.len() == expected.len() && said.iter().zip(expected).all(fits);
    assert!(all, "{text}\nsays {said:#?}\nand not {expected:#?}");
}

const HEAD: &str = "report.head has: as_of, as_of_long, data, digest, …";

#[test]
fn a_name_that_there_is_not_is_said_with_what_there_is() {
    check("{{ report.head.name }}", &[]);
    check(
        "\n\n{{ report.heda }}",
        &[
            "group.md:3 [report.heda] there is no name report.heda",
            "did you mean head?",
            "report has: calendar, catalogs, …",
        ],
    );
    check(
        "{{ report.head.tilte.x }}",
        &["group.md:1 [.tilte.x] there is no name report.head.tilte", "did you mean title?", HEAD],
    );
    check(
        "{% for it in report.findings %}{{ it.mesage }}{% endfor %}",
        &[
            "group.md:1 [it.mesage] there is no name it.mesage",
            "did you mean message?",
            "report.findings[] has: anchor, caused, …",
        ],
    );
    check(
        "{% macro m(x) %}{{ x.nmae }}{% endmacro %}{{ m(report.head) }}",
        &["group.md:1 [x.nmae] there is no name x.nmae", "did you mean name?", HEAD],
    );
    check(
        "{% set mine = 1 %}{{ mien }}",
        &["group.md:1 [mien] there is no name mien", "did you mean mine?", "names in reach: mine, report"],
    );
    check(
        "{{ reprot.head }}",
        &[
            "group.md:1 [reprot.head] there is no name reprot",
            "did you mean report?",
            "names in reach: report",
        ],
    );
}

#[test]
fn what_else_is_wrong_is_said_with_its_place() {
    check("{{ report.head.name", &["group.md:1 [name] syntax error: unexpected end of input, …"]);
    check("a\n{% if %}", &["group.md:2 [%}] syntax error: unexpected end of block"]);
    check("{{ 'a'|uper }}", &["group.md:1 [uper] there is no filter uper", "did you mean upper?"]);
    check("{{ nothing(1) }}", &["group.md:1 [nothing(1)] there is no function or macro nothing"]);
    check(
        "{% include 'gruop.html' %}",
        &["group.md:1 [include 'gruop.html'] there is no template gruop.html", "did you mean group.html?"],
    );
}

#[test]
fn no_template_reads_a_file() {
    for path in ["../../etc/passwd", "/etc/passwd", "../../kansa.yaml", "kansa.yaml"] {
        for tag in ["include", "extends", "import"] {
            let end = if tag == "import" { " as it" } else { "" };
            let said: Vec<String> = faults(texts(&[("group.md", &format!("{{% {tag} '{path}'{end} %}}"))]))
                .iter()
                .map(|it| it.message.en.clone())
                .collect();
            assert_eq!(said, [format!("there is no template {path}")], "{tag}");
        }
    }
}

#[test]
fn no_template_runs_away() {
    const COST: &str = "it does more than a page may cost: a loop without end, or a text that grows";
    let cost = |at: &str| format!("group.md:1 [{at}] {COST}");
    check("{{ 'x' * 1000000000000 }}", &[&cost("'x' * 1000000000000")]);
    check("{{ [1] * 1000000000000 }}", &["group.md:1 […"]);
    check(
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        &["group.md:1 [m()] nested too deeply: it calls itself"],
    );
    check(
        "{% include 'group.md' %}",
        &["group.md:1 [include 'group.md'] nested too deeply: it calls itself"],
    );
}

#[test]
fn one_run_says_what_is_wrong_with_all_templates() {
    let all = faults(texts(&[("company.html", "{% if %}"), ("group.html", "{{ 1"), ("group.md", "fine")]));
    let names: Vec<&str> = all.iter().map(|it| it.template.as_str()).collect();
    assert_eq!(names, ["company.html", "group.html"]);
    let all =
        faults(texts(&[("company.html", "{{ a }}"), ("group.html", "{{ b }}"), ("group.md", "{{ c }}")]));
    let names: Vec<&str> = all.iter().map(|it| it.template.as_str()).collect();
    assert_eq!(names, ["company.html", "group.html", "group.md"]);
    // What stands in a frame is wrong on every page, and said once.
    let all = faults(texts(&[("base.html", "{{ report.nothing }}")]));
    assert_eq!(all.len(), 1);
}

#[test]
fn a_template_that_nothing_uses_is_told_from_one_that_another_names() {
    let texts = texts(&[
        ("company.html", "{% include \"logo.html\" %}"),
        ("compny.html", "{% include 'compny.html' %}"),
        ("logo.html", "<b>"),
    ]);
    let names = ["company.html", "compny.html", "logo.html", "logo.png"];
    assert_eq!(unused(&names, &texts), [("compny.html", Some("company.html")), ("logo.png", None)]);
}

#[test]
fn the_filters_that_are_offered_are_there() {
    for filter in FILTERS {
        check(&format!("{{% if '{filter}' is not filter %}}{{{{ missing }}}}{{% endif %}}"), &[]);
    }
}
