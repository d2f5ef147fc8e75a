//! `company.yaml` of a company.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::days::ymd;
use crate::group::{Company, Group};
use crate::output::{Made, schema_line};
use crate::registers::Frame;

/// Measures that are taken from a provider.
const PROVIDED: [&str; 4] = ["csirt", "security-monitoring", "training-delivery", "group-oversight"];

/// The description of a company for kansa.
pub(crate) fn written(frame: &Frame<'_>, beside: &BTreeSet<String>) -> Made {
    let (group, company) = (frame.group, frame.company);
    let path = format!("evidence/{}/company.yaml", company.id);
    let mut text = schema_line(&path, "company");
    let _ = write!(
        text,
        "#\n# {}の会社（架空）。\nformat: 1\nname: {{ja: {}, en: \"{}\"}}\nbusiness_unit: {}\n",
        company.does, company.name.ja, company.name.en, company.unit
    );
    reporting(frame, &mut text);
    let status = if company.certified.is_some() { "certified" } else { "preparing" };
    let _ =
        writeln!(text, "scope:\n  - {{catalog: iso-27001-2022, status: {status}, from: {}}}", company.since);
    if company.has_privacy_mark() {
        for (catalog, status) in
            [("pmark-guideline", "certified"), ("jis-q-15001-2023", "voluntary"), ("appi", "voluntary")]
        {
            let _ = writeln!(text, "  - {{catalog: {catalog}, status: {status}, from: {}}}", company.since);
        }
    }
    match group.sets.get(&company.measures) {
        None => text.push_str("measures: all\n"),
        Some(set) => {
            let _ = writeln!(text, "measures:");
            for measure in set {
                let _ = writeln!(text, "  - {measure}");
            }
        }
    }
    let also: Vec<&str> = company.also.iter().chain(&company.provides).map(String::as_str).collect();
    if !also.is_empty() {
        let _ = writeln!(text, "also: [{}]", also.join(", "));
    }
    exceptions(company, &mut text);
    provided(group, company, beside, &mut text);
    Made { path, bytes: text.into_bytes() }
}

fn reporting(frame: &Frame<'_>, text: &mut String) {
    let top = frame.post("top-management");
    let officer = frame.post("security-officer");
    let desk = "情報セキュリティ相談窓口";
    let _ = writeln!(text, "reporting:\n  top: {top}\n  lines:");
    let _ = writeln!(text, "    - {{from: units, to: [部門長, {desk}]}}");
    let _ = writeln!(text, "    - {{from: 部門長, to: [{officer}]}}");
    let _ = writeln!(text, "    - {{from: {officer}, to: [{top}]}}");
    let _ = writeln!(text, "    - {{from: {desk}, to: [{top}]}}");
}

fn exceptions(company: &Company, text: &mut String) {
    if company.measures != "all" {
        return;
    }
    let mut all: Vec<(&str, &str, &str)> = Vec::new();
    if !company.develops() {
        all.push(("secure-development", "自社で開発を行わない", "It develops nothing itself"));
    }
    all.push(("outsourced-development", "開発を委託していない", "It does not outsource development"));
    if company.has_privacy_mark() {
        all.push((
            "country-survey",
            "外国で個人データを取り扱わない（個人情報管理台帳で確認）",
            "It handles no personal data abroad",
        ));
    }
    text.push_str("except:\n");
    for (measure, ja, en) in all {
        let _ = writeln!(text, "  - {{measure: {measure}, reason: {{ja: {ja}, en: {en}}}}}");
    }
}

fn provided(group: &Group, company: &Company, beside: &BTreeSet<String>, text: &mut String) {
    let offers = |provider: &str, measure: &str| {
        let described = group.companies.iter().find(|it| it.id == provider);
        described.map_or_else(|| beside.contains(provider), |it| it.provides.iter().any(|it| it == measure))
    };
    let mut lines = String::new();
    for measure in PROVIDED {
        let is_left = measure == "security-monitoring" && company.measures == "compact";
        if is_left || company.provides.iter().any(|it| it == measure) {
            continue;
        }
        let provider =
            [company.provider.as_str(), "seiran-holdings"].into_iter().find(|it| offers(it, measure));
        if let Some(provider) = provider {
            let since = company.since.max(ymd(2026, 4, 1));
            let document = format!("GSA-{}-{}", chrono::Datelike::year(&since), company.prefix);
            let _ = writeln!(
                lines,
                "  - {{measure: {measure}, by: {provider}, basis: contract, document: \"{document}\", from: {since}}}"
            );
        }
    }
    if !lines.is_empty() {
        let _ = write!(text, "provided:\n{lines}");
    }
}
