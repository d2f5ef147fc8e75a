//! SARIF 2.1.0 (OASIS): results for code scanning and editors.

mod format;

use std::collections::BTreeMap;

use kansa_core::assessment::{MeasureState, State, Verdict};
use kansa_core::finding::Severity;
use kansa_core::gate::Standing;

use self::format::{
    Artifact, CodeFlow, Configuration, Description, Driver, FlowLocation, Invocation, Level, Location, Log,
    Logical, Message, Physical, Properties, Region, Reported, Rule, Suppression, ThreadFlow, Tool,
};
use super::{Of, Run, by_obligation, line_of, uri};
use crate::assessment::{Company, Diagnostic, Finding, Obligation, Place};
use crate::v1::word::{rank, word};

/// Of a finding that breaks many requirements, the way to so many of them is shown; all are in its properties.
const FLOWS: usize = 5;

/// A log with one run: a result for each diagnostic and each finding, a rule for each of their codes. What a baseline puts off is a
/// suppressed result.
///
/// # Errors
///
/// What serde says.
pub fn sarif(run: &Run<'_>) -> Result<String, serde_json::Error> {
    let mut results: Vec<Reported> = run.data.diagnostics.iter().map(|it| malformed(run, it)).collect();
    for company in &run.data.companies {
        let obligations = owed(company);
        let of = |it| result(run, (Some(company), it), obligations.get(it.id.as_str()).copied());
        results.extend(company.findings.iter().map(of));
    }
    results.extend(run.data.findings.iter().map(|it| result(run, (None, it), None)));
    let mut codes: Vec<String> = results.iter().map(|it| it.rule_id.clone()).collect();
    codes.sort_unstable();
    codes.dedup();
    for result in &mut results {
        result.rule_index = codes.binary_search(&result.rule_id).unwrap_or_default();
    }
    let driver = Driver {
        name: "kansa",
        semantic_version: run.data.kansa.clone(),
        language: run.lang.as_str(),
        rules: codes.iter().map(|it| rule(it)).collect(),
    };
    let invocation = Invocation {
        execution_successful: run.data.diagnostics.is_empty(),
        properties: [("as_of", run.data.as_of.to_string()), ("digest", run.data.digest.clone())].into(),
    };
    crate::json::pretty(&Log::of(Tool { driver }, invocation, results))
}

/// The obligation of each finding that is about one.
fn owed(company: &Company) -> BTreeMap<&str, &Obligation> {
    let found = by_obligation(company);
    let of = |it| found.get(it).into_iter().flatten();
    company
        .obligations
        .iter()
        .flat_map(|it| of(it.id.as_str()).map(move |finding| (finding.id.as_str(), it)))
        .collect()
}

/// What rules say of themselves: a chapter for each code.
const CHAPTERS: &str = include_str!("../../../../docs/findings.md");

/// The chapter of a code, without its heading.
fn chapter(code: &str) -> Option<&'static str> {
    let (_, rest) = CHAPTERS.split_once(&format!("\n## `{code}`\n"))?;
    let end = ["\n## ", "\n# "].iter().filter_map(|it| rest.find(it)).min().unwrap_or(rest.len());
    rest.get(..end).map(str::trim)
}

/// A code with its chapter as help.
fn rule(code: &str) -> Rule {
    let chapter = chapter(code).unwrap_or(code);
    let first = chapter.split("\n\n").next().unwrap_or(chapter).replace('\n', " ");
    Rule {
        id: code.to_owned(),
        short_description: Description { text: first, markdown: None },
        help: Description { text: chapter.to_owned(), markdown: Some(chapter.to_owned()) },
        default_configuration: Configuration { level: Level::Warning },
    }
}

fn malformed(run: &Run<'_>, it: &Diagnostic) -> Reported {
    let region = Region { start_line: it.line, start_column: Some(it.column) };
    let at = physical(run, &it.path, Some(region));
    let key = format!("{}:{}:{}:{}", it.code, it.path, it.line, it.column);
    Reported {
        locations: vec![Location { physical_location: Some(at), ..Location::default() }],
        ..Reported::new(&it.code, Level::Error, it.message.get(run.lang), key)
    }
}

fn result(run: &Run<'_>, (company, it): Of<'_>, owed: Option<&Obligation>) -> Reported {
    let level = match rank(&it.severity) {
        Some(Severity::Critical | Severity::Major) | None => Level::Error,
        Some(Severity::Minor) => Level::Warning,
        Some(Severity::Note) => Level::Note,
    };
    let text = [&[it.message.get(run.lang).to_owned()], &run.details(it)[..]].concat().join("\n");
    let suppressions = match run.standing(it) {
        Standing::Deferred(entry) => {
            vec![Suppression { kind: "external", justification: entry.reason.clone() }]
        }
        Standing::Fails | Standing::Below => Vec::new(),
    };
    Reported {
        locations: it.at.iter().map(|at| location(run, at, company)).collect(),
        code_flows: flows(run, company, it, owed),
        suppressions,
        properties: Some(Properties {
            company: it.company.clone(),
            severity: it.severity.clone(),
            owner: it.owner.clone(),
            due: it.due,
            breaks: it.breaks.clone(),
            causes: it.causes.clone(),
        }),
        ..Reported::new(&it.code, level, &text, it.id.clone())
    }
}

fn physical(run: &Run<'_>, path: &str, region: Option<Region>) -> Physical {
    let uri = uri(&run.below_root(path));
    Physical { artifact_location: Artifact { uri, uri_base_id: "%SRCROOT%" }, region }
}

fn location(run: &Run<'_>, at: &Place, company: Option<&Company>) -> Location {
    let region = line_of(at).map(|line| Region { start_line: line, start_column: None });
    let logical = company
        .map(|it| Logical { name: it.name.get(run.lang).to_owned(), fully_qualified_name: it.id.clone() });
    let cell = at
        .cell
        .as_ref()
        .map(|cell| Logical { name: cell.clone(), fully_qualified_name: format!("{}!{cell}", at.path) });
    Location {
        physical_location: Some(physical(run, &at.path, region)),
        logical_locations: logical.into_iter().chain(cell).collect(),
        message: None,
    }
}

/// The ways from what a finding breaks down to the file: requirement, measure, obligation, what causes it, and where it is.
fn flows(run: &Run<'_>, company: Option<&Company>, it: &Finding, owed: Option<&Obligation>) -> Vec<CodeFlow> {
    let Some(company) = company.filter(|_| !it.breaks.is_empty() || !it.causes.is_empty()) else {
        return Vec::new();
    };
    let config = format!("evidence/{}/company.yaml", company.id);
    let step = |text: String, location: Location| FlowLocation {
        location: Location { message: Some(Message { text }), ..location },
    };
    let stated = |text: String| {
        step(text, Location { physical_location: Some(physical(run, &config, None)), ..Location::default() })
    };
    let mut tail: Vec<FlowLocation> = Vec::new();
    if let Some(owed) = owed {
        if let Some(measure) = company.measures.iter().find(|it| it.id == owed.measure) {
            tail.push(stated(format!(
                "{} ({}): {}",
                measure.title.get(run.lang),
                measure.id,
                word::<MeasureState>(run.lang, &measure.state)
            )));
        }
        tail.push(stated(format!("{}: {}", owed.id, word::<State>(run.lang, &owed.state))));
    }
    let placed = |it: &Finding| {
        it.at.as_ref().map(|at| step(it.message.get(run.lang).to_owned(), location(run, at, Some(company))))
    };
    let causes = it.causes.iter().filter_map(|id| company.findings.iter().find(|it| it.id == *id));
    tail.extend(placed(it));
    tail.extend(causes.filter_map(placed));
    let heads: Vec<Option<&String>> =
        if it.breaks.is_empty() { vec![None] } else { it.breaks.iter().take(FLOWS).map(Some).collect() };
    let flow = |head: Option<&String>| {
        let control = head.and_then(|id| {
            let control = company.catalogs.iter().flat_map(|it| &it.controls).find(|it| it.id == *id)?;
            Some(stated(format!(
                "{} {}: {}",
                control.id,
                control.title.get(run.lang),
                word::<Verdict>(run.lang, &control.verdict)
            )))
        });
        ThreadFlow { locations: control.into_iter().chain(tail.iter().cloned()).collect() }
    };
    let flows = heads.into_iter().map(flow).filter(|it| !it.locations.is_empty());
    flows.map(|it| CodeFlow { thread_flows: [it] }).collect()
}
