//! Findings: what the answers call for, roots first, each with what it causes.

mod appointment;
mod cadence;
mod certificate;
mod control;
mod group;
mod nonconformity;
mod obligation;
mod register;
mod reuse;
mod seal;
mod statement;

use std::collections::{HashMap, HashSet};

use super::Inputs;
use super::applicability::Applicability;
use super::control::is_judged;
use super::document::Documents;
use super::exception::Exceptions;
use super::measure::InForce;
use super::nonconformity::Nonconformities;
use super::statement::Statement;
use super::worksheet::Worksheets;
use crate::assessment::{CatalogResult, Certificate, ObligationResult, Route, Verdict};
use crate::catalog::{Aspect, PrerequisiteKind};
use crate::code::Code;
use crate::finding::{Finding, Severity, Spot};
use crate::id::ControlId;
use crate::measure::Basis;
use crate::model::{ControlIx, RequirementIx};
use crate::source::SourcePath;
use crate::text::Text;

/// The answers that findings are made from.
pub(super) struct Answers<'a> {
    pub(super) in_force: &'a InForce,
    pub(super) exceptions: Exceptions,
    pub(super) applicability: Applicability,
    pub(super) nonconformities: &'a Nonconformities<'a>,
    pub(super) certificates: &'a [Certificate],
    pub(super) statement: &'a Statement<'a>,
    pub(super) documents: &'a Documents<'a>,
    pub(super) worksheets: &'a Worksheets,
    pub(super) routes: &'a [Route],
    pub(super) obligations: &'a [ObligationResult],
    pub(super) catalogs: &'a [CatalogResult],
}

/// How many broken requirements, with those that explicitly rest on them, make a finding critical.
const FAR_REACHING: usize = 5;

/// All findings of a company: roots by severity, then by id; each followed by what it causes.
pub(super) fn all(inputs: &Inputs<'_>, answers: &Answers<'_>) -> Vec<Finding> {
    if answers.catalogs.is_empty() && inputs.plan.company.takers.is_empty() {
        // The company is held to nothing on the day, and does nothing for others.
        return Vec::new();
    }
    let mut maker =
        Maker { inputs, broken: broken(inputs, answers.catalogs), findings: Vec::new(), undated: Vec::new() };
    maker.registers(answers.in_force);
    maker.strays();
    maker.noted();
    maker.seal(answers.obligations);
    maker.reused();
    maker.dated();
    maker.idle_periods();
    maker.silent_providers(answers.obligations);
    maker.nil_windows(answers.obligations);
    for obligation in answers.obligations {
        maker.obligation(obligation);
    }
    maker.uncertain_deadlines(answers.obligations);
    maker.undecided_cadences(answers);
    maker.no_subjects(answers.in_force);
    maker.exceptions(&answers.exceptions);
    maker.idle_exceptions(&answers.exceptions, answers.obligations);
    maker.refused_exceptions(answers);
    maker.ended_provisions(answers.in_force);
    maker.out_of_scope(answers.in_force);
    maker.profile(answers.catalogs);
    maker.appointments(answers.catalogs);
    maker.reporting(answers.routes);
    maker.not_delegable(answers.catalogs);
    maker.nonconformities(answers.nonconformities);
    maker.certificates(answers.certificates, answers.catalogs);
    maker.unreadable_rows(&answers.documents.wrong);
    maker.unshown(&answers.applicability);
    maker.applicability(&answers.applicability, answers.catalogs);
    maker.statement(answers.statement, answers.catalogs);
    for catalog in answers.catalogs.iter().filter(|it| is_judged(it)) {
        maker.unmapped(catalog);
        catalog.controls.iter().for_each(|it| maker.uncovered(it));
    }
    maker.prerequisites(answers.catalogs);
    distinct(&mut maker.findings);
    nested(maker.findings)
}

/// No two findings have the same id: what is said twice of the same thing is numbered from the second time on.
fn distinct(findings: &mut Vec<Finding>) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    findings.sort_by(|a, b| (&a.id, &a.message).cmp(&(&b.id, &b.message)));
    findings.dedup_by(|a, b| a.id == b.id && a.message == b.message && a.at == b.at);
    for it in findings {
        let times = seen.entry(it.id.clone()).and_modify(|it| *it += 1).or_insert(1);
        if *times > 1 {
            it.id = format!("{}:{times}", it.id);
        }
    }
}

/// A control that fails.
struct Broken {
    control: ControlIx,
    verdict: Verdict,
    /// The aspects in which it fails; none if it lacks one altogether.
    aspects: Vec<Aspect>,
}

/// Per measure, the controls that fail and that it serves; in catalog order.
fn broken(inputs: &Inputs<'_>, catalogs: &[CatalogResult]) -> HashMap<usize, Vec<Broken>> {
    let mut broken: HashMap<usize, Vec<Broken>> = HashMap::new();
    for control in catalogs.iter().flat_map(|it| &it.controls).filter(|it| it.verdict.is_failing()) {
        let failing = control.aspects.iter().filter(|it| it.verdict.is_some_and(Verdict::is_failing));
        let aspects: Vec<Aspect> = failing.map(|it| it.aspect).collect();
        for mapping in inputs.model.mappings(control.control) {
            let (control, verdict, aspects) = (control.control, control.verdict, aspects.clone());
            broken.entry(mapping.measure).or_default().push(Broken { control, verdict, aspects });
        }
    }
    broken
}

struct Maker<'a> {
    inputs: &'a Inputs<'a>,
    broken: HashMap<usize, Vec<Broken>>,
    findings: Vec<Finding>,
    /// Files whose names give no day, with the findings that say so.
    undated: Vec<(SourcePath, String)>,
}

impl Maker<'_> {
    fn company(&self) -> &str {
        self.inputs.plan.company.id.as_str()
    }

    fn folder(&self, below: &str) -> Spot {
        Spot::file(format!("evidence/{}/{below}", self.company()))
    }

    /// A finding of the company that concerns no requirement by itself.
    fn push(
        &mut self,
        code: Code,
        severity: Severity,
        anchor: &str,
        at: Option<Spot>,
        message: Text,
        remedy: Text,
    ) {
        self.findings.push(Finding {
            id: format!("{code}:{anchor}"),
            code,
            severity,
            company: Some(self.inputs.plan.company.id.clone()),
            owner: None,
            due: None,
            at,
            message,
            breaks: Vec::new(),
            remedy,
            causes: Vec::new(),
        });
    }

    fn ids(&self, controls: &[(ControlIx, Verdict)]) -> Vec<ControlId> {
        let mut sorted: Vec<ControlIx> = controls.iter().map(|(it, _)| *it).collect();
        sorted.sort_unstable();
        sorted.dedup();
        sorted.into_iter().map(|it| self.inputs.model.control_id(it).clone()).collect()
    }

    /// What a failing evidence requirement breaks, and how much that matters: controls that it serves and that fail in
    /// an aspect that it shows.
    ///
    /// Minor; major if a requirement has a gap because of it; critical if moreover the duty is stated, or five or more
    /// requirements are broken or explicitly rest on the broken ones.
    fn effect(&self, requirement: RequirementIx) -> (Vec<ControlId>, Severity) {
        let model = self.inputs.model;
        let (measure, (_, it)) = (model.measure_of(requirement), model.resolve(requirement));
        let broken: Vec<(ControlIx, Verdict)> = self
            .broken
            .get(&measure)
            .map_or(&[][..], Vec::as_slice)
            .iter()
            .filter(|broken| {
                let aspects = &model.measures()[measure].controls;
                let mapped = aspects.iter().find(|(id, _)| *id == *model.control_id(broken.control));
                let mapped = mapped.map_or(&[][..], |(_, aspects)| aspects.as_slice());
                let concerned = |aspect: &Aspect| {
                    let id = model.control_id(broken.control);
                    (broken.aspects.is_empty() || broken.aspects.contains(aspect))
                        && model.evidence_of(measure, id, *aspect).contains(&requirement)
                };
                mapped.iter().any(concerned)
            })
            .map(|broken| (broken.control, broken.verdict))
            .collect();
        let mut severity = Severity::Minor;
        if broken.iter().any(|(_, verdict)| *verdict == Verdict::Gap) {
            severity = severity.raised();
            let mut reach: HashSet<ControlIx> = broken.iter().map(|(it, _)| *it).collect();
            for (control, _) in &broken {
                let above = model.graph().rested_on_by(*control);
                reach.extend(
                    above.iter().filter(|it| it.kind == PrerequisiteKind::Explicit).map(|it| it.control),
                );
            }
            if it.basis == Basis::Stated || reach.len() >= FAR_REACHING {
                severity = severity.raised();
            }
        }
        (self.ids(&broken), severity)
    }
}

/// Roots first, by severity and then by id, each followed by what it causes.
fn nested(findings: Vec<Finding>) -> Vec<Finding> {
    let mut findings = findings;
    findings.sort_by(|a, b| {
        b.severity
            .cmp(&a.severity)
            .then_with(|| a.due.cmp(&b.due))
            .then_with(|| crate::id::natural(&a.id, &b.id))
    });
    let (roots, mut caused): (Vec<Finding>, Vec<Finding>) =
        findings.into_iter().partition(|it| it.causes.is_empty());
    let mut ordered = Vec::with_capacity(roots.len() + caused.len());
    for root in roots {
        let id = root.id.clone();
        ordered.push(root);
        let (here, later) = caused.into_iter().partition(|it| it.causes.contains(&id));
        ordered.extend::<Vec<Finding>>(here);
        caused = later;
    }
    ordered.extend(caused);
    ordered
}
