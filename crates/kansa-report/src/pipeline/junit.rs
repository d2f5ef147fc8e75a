//! JUnit XML: a suite for each company, a case for each obligation.

use kansa_core::assessment::State;
use quick_junit::{NonSuccessKind, Report, SerializeError, TestCase, TestCaseStatus, TestSuite};

use super::{Run, by_obligation};
use crate::assessment::{Company, Diagnostic, Finding, Obligation};
use crate::v1::Shown;
use crate::v1::word::find;
use crate::words::label;

/// One suite for each company, with a case for each obligation and one for each finding on something else; a last one for what is not
/// well formed. What is not due yet, accepted or spared by the gate is skipped, and never counts as passed.
///
/// # Errors
///
/// What quick-junit says.
pub fn junit(run: &Run<'_>) -> Result<String, SerializeError> {
    let mut report = Report::new("kansa");
    for company in &run.data.companies {
        report.add_test_suite(suite(run, company));
    }
    let group: Vec<TestCase> =
        run.data.findings.iter().map(|it| beside(run, &run.data.group.id, it)).collect();
    let diagnostics = run.data.diagnostics.iter().map(|it| malformed(run, it));
    let others: Vec<TestCase> = group.into_iter().chain(diagnostics).collect();
    if !others.is_empty() {
        let mut suite = TestSuite::new(run.data.group.name.get(run.lang));
        suite.add_test_cases(others);
        report.add_test_suite(suite);
    }
    // The schema that Jenkins keeps counts them in suites alone.
    let (skipped, text) = (report.skipped, report.to_string()?);
    Ok(Shown::from(text.replacen(&format!(" skipped=\"{skipped}\""), "", 1)).to_string())
}

fn suite(run: &Run<'_>, company: &Company) -> TestSuite {
    let mut suite = TestSuite::new(format!("{} {}", company.id, company.name.get(run.lang)));
    let of_obligations = by_obligation(company);
    for obligation in &company.obligations {
        let findings = of_obligations.get(obligation.id.as_str()).map_or(&[][..], Vec::as_slice);
        suite.add_test_case(case(run, company, obligation, findings));
    }
    let seen = |it: &&Finding| !of_obligations.values().flatten().any(|seen| seen.id == it.id);
    let others: Vec<&Finding> = company.findings.iter().filter(seen).collect();
    suite.add_test_cases(others.into_iter().map(|it| beside(run, &company.id, it)));
    suite
}

fn case(run: &Run<'_>, company: &Company, it: &Obligation, findings: &[&Finding]) -> TestCase {
    let name = it.id.strip_prefix(&format!("{}/", company.id)).unwrap_or(&it.id);
    let lang = run.lang;
    let state = find::<State>(&it.state);
    let said = |state: State| state.text().get(lang).to_owned();
    let failing: Vec<&Finding> = findings.iter().copied().filter(|it| run.spared(it).is_none()).collect();
    let spared = findings.iter().find_map(|it| run.spared(it));
    let status = match state {
        Some(state) if !failing.is_empty() => failure(run, &said(state), &failing),
        Some(State::Met | State::Late | State::Corrected) => {
            spared.map_or_else(TestCaseStatus::success, |why| skipped(&why))
        }
        Some(state) => {
            let due = || format!("{}: {}", label(lang, "pipeline_due"), it.window.due);
            skipped(&format!("{}（{}）", said(state), spared.unwrap_or_else(due)))
        }
        None => failure(run, &it.state, &failing),
    };
    let mut case = TestCase::new(format!("{name} {}", it.title.get(run.lang)), status);
    case.set_classname(format!("{}.{}", company.id, it.measure));
    case
}

/// A finding that is about no obligation.
fn beside(run: &Run<'_>, of: &str, it: &Finding) -> TestCase {
    let status = match run.spared(it) {
        None => failure(run, &it.code, &[it]),
        Some(why) => skipped(&why),
    };
    let mut case = TestCase::new(it.id.as_str(), status);
    case.set_classname(format!("{of}.{}", it.code));
    case
}

fn malformed(run: &Run<'_>, it: &Diagnostic) -> TestCase {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
    status.set_type(it.code.as_str()).set_message(it.message.get(run.lang));
    let mut case = TestCase::new(format!("{}:{}:{}", it.path, it.line, it.column), status);
    case.set_classname(it.code.as_str());
    case
}

fn failure(run: &Run<'_>, kind: &str, findings: &[&Finding]) -> TestCaseStatus {
    let text = |it: &&Finding| {
        let first = format!("{} [{}]", it.message.get(run.lang), it.code);
        [&[first], &run.details(it)[..]].concat().join("\n")
    };
    let texts: Vec<String> = findings.iter().map(text).collect();
    let message = findings.first().map_or(kind, |it| it.message.get(run.lang));
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
    status.set_type(kind).set_message(message).set_description(texts.join("\n\n"));
    status
}

fn skipped(why: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::skipped();
    status.set_message(why);
    status
}
