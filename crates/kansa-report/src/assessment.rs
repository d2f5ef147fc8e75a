//! `assessment.json`, format 1: every answer of a group at a date. Names are fixed; fields may be added.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use kansa_core::assessment::{Assessed, Closed, ControlResult, ObligationResult};
use kansa_core::evidence::Item;
use kansa_core::finding::{Finding as CoreFinding, Spot};
use kansa_core::judgement::Outcome;
use kansa_core::period::DateRange;
use kansa_core::text::Text;
use schemars::JsonSchema;
use serde::Serialize;

use crate::Assessment as Source;

/// The version of this format.
pub const FORMAT: u32 = 1;

/// All answers of a group at a date.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Assessment {
    /// The version of this format.
    pub format: u32,
    /// The day that every answer is of.
    pub as_of: NaiveDate,
    /// The audit period of the group.
    pub period: Range,
    /// `sha256:` and the digest of the workspace.
    pub digest: String,
    /// The version of kansa.
    pub kansa: String,
    /// What the reader has to know of how a past date is replayed.
    pub note: Text,
    /// The group.
    pub group: Group,
    /// What is not well formed in the input.
    pub diagnostics: Vec<Diagnostic>,
    /// Companies by id.
    pub companies: Vec<Company>,
    /// Findings of the group as a whole.
    pub findings: Vec<Finding>,
    /// Counts over all companies.
    pub totals: Totals,
}

/// Days from the first to the last, both included; an end that is open is left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Range {
    /// First day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    /// Last day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
}

impl From<DateRange> for Range {
    fn from(range: DateRange) -> Self {
        Self {
            from: Some(range.from).filter(|it| *it != NaiveDate::MIN),
            to: Some(range.to).filter(|it| *it != NaiveDate::MAX),
        }
    }
}

/// The group.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Group {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Text,
}

/// Something that is not well formed in the input.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Diagnostic {
    /// What kind of problem it is.
    pub code: String,
    /// The file.
    pub path: String,
    /// Line, from 1.
    pub line: u32,
    /// Column in Unicode scalar values, from 1.
    pub column: u32,
    /// What is wrong.
    pub message: Text,
}

/// One company.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Company {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Text,
    /// Its audit period.
    pub period: Range,
    /// Catalogs of its scope.
    pub catalogs: Vec<Catalog>,
    /// Measures that it is held to.
    pub measures: Vec<Measure>,
    /// What it has to show.
    pub obligations: Vec<Obligation>,
    /// What to act on: roots by severity, each followed by what it causes.
    pub findings: Vec<Finding>,
}

/// A catalog of a company's scope.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Catalog {
    /// Its id.
    pub id: String,
    /// The standard as it is cited.
    pub standard: String,
    /// What the company is to it.
    pub status: String,
    /// How many controls have each verdict.
    pub counts: BTreeMap<String, usize>,
    /// Its requirements, in catalog order.
    pub controls: Vec<Control>,
}

/// One control.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Control {
    /// `catalog:control`.
    pub id: String,
    /// Short title.
    pub title: Text,
    /// How far its row in the catalog is confirmed.
    pub source: String,
    /// The engine's answer (証跡充足).
    pub verdict: String,
    /// What a reader has to know beside it.
    pub flags: Vec<String>,
    /// The recorded reason for its applicability.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Aspects that it asks for, each with its answer.
    pub aspects: Vec<Aspect>,
    /// What the answer rests on.
    pub because: Vec<Because>,
}

/// One aspect of a control.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Aspect {
    /// documented, operated or evaluated.
    pub aspect: String,
    /// The answer; left out if no measure covers it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<String>,
}

/// Something that an answer rests on: exactly one of the first three is there.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
pub struct Because {
    /// A measure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub measure: Option<String>,
    /// A failing control that it rests on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub control: Option<String>,
    /// A finding.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finding: Option<String>,
    /// State of the measure, verdict of the control, or severity of the finding.
    pub state: String,
    /// Aspects that the measure covers.
    pub aspects: Vec<String>,
}

/// One measure.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Measure {
    /// Its id.
    pub id: String,
    /// Title.
    pub title: Text,
    /// Its category.
    pub category: String,
    /// How it stands.
    pub state: String,
    /// Nothing of the period is due yet: windows from before decide.
    pub carried_over: bool,
    /// Why it is not applicable.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Text>,
}

/// One thing to be shown once.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Obligation {
    /// `company/measure/requirement[/subject]@window-from`.
    pub id: String,
    /// The measure.
    pub measure: String,
    /// The requirement within the measure.
    pub requirement: String,
    /// Name of the document or record.
    pub title: Text,
    /// The subject it is owed for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The role that answers for it.
    pub owner: String,
    /// When it has to be done and filed.
    pub window: Window,
    /// Why the cadence is what it is.
    pub basis: String,
    /// How it stands.
    pub state: String,
    /// From before the period; decides because nothing of the period does yet.
    pub carried_over: bool,
    /// Evidence that answers it: the one that decides first.
    pub evidence: Vec<Evidence>,
    /// What the checks say of the evidence that decides.
    pub checks: Vec<Check>,
    /// The exception that accepts it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exception: Option<String>,
}

/// When something has to be done and filed.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Window {
    /// First day.
    pub from: NaiveDate,
    /// Last day; left out if it is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
    /// Last day for filing; for what must be young, the day on which it becomes too old.
    pub due: NaiveDate,
}

/// One evidence item.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Evidence {
    /// Its files.
    pub files: Vec<FileHash>,
    /// The days it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub covers: Option<Range>,
    /// The day it was done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub performed: Option<NaiveDate>,
    /// The day it was collected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub collected: Option<NaiveDate>,
    /// The day it was handed in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub received: Option<NaiveDate>,
    /// Who approved it, and when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approved: Option<Approval>,
}

/// A file with its hash.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct FileHash {
    /// Relative to the workspace.
    pub path: String,
    /// SHA-256 of its bytes; left out if they could not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
}

/// An approval.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Approval {
    /// The role.
    pub by: String,
    /// The day.
    pub on: NaiveDate,
}

/// What one check says.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Check {
    /// The kind of check.
    pub kind: String,
    /// Whether it holds.
    pub pass: bool,
    /// What it found.
    pub message: Text,
    /// Rows and files that it is about.
    pub at: Vec<Place>,
}

/// A place in a file.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Place {
    /// Relative to the workspace.
    pub path: String,
    /// The row that a spreadsheet shows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<u32>,
    /// The header of the column.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cell: Option<String>,
}

/// Something to act on.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Finding {
    /// `code:anchor[:check]`.
    pub id: String,
    /// What kind of problem it is.
    pub code: String,
    /// How much it matters.
    pub severity: String,
    /// The company.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    /// The role that answers for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// The day by which it has to be mended, or was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<NaiveDate>,
    /// Where to look, or where to put what is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Place>,
    /// What is wrong.
    pub message: Text,
    /// Requirements that do not conform because of it.
    pub breaks: Vec<String>,
    /// What to do.
    pub remedy: Text,
    /// Ids of the findings that cause it.
    pub causes: Vec<String>,
}

/// Counts over all companies.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
pub struct Totals {
    /// Companies.
    pub companies: usize,
    /// Obligations by state.
    pub obligations: BTreeMap<String, usize>,
    /// Controls by verdict.
    pub controls: BTreeMap<String, usize>,
    /// Findings by severity.
    pub findings: BTreeMap<String, usize>,
}

impl Assessment {
    /// The format's data from the answers.
    pub fn new(source: &Source<'_>) -> Self {
        let companies: Vec<Company> = source.companies.iter().map(|it| company(source, it)).collect();
        Self {
            format: FORMAT,
            as_of: source.as_of,
            period: source.period().into(),
            digest: format!("sha256:{}", source.digest),
            kansa: env!("CARGO_PKG_VERSION").to_owned(),
            note: Text::new(
                "過去の日付で評価するとき、台帳の行・適用範囲・例外承認はその日のものを読み、対策と検査の定義は現在のものを使う。",
                "At a past date, register rows, scope and exceptions are read as of that day; measures and checks are those of now.",
            ),
            group: Group { id: source.config.group.to_string(), name: source.config.name.clone() },
            diagnostics: diagnostics(source),
            totals: totals(&companies, source.findings),
            companies,
            findings: source.findings.iter().map(finding).collect(),
        }
    }
}

fn diagnostics(source: &Source<'_>) -> Vec<Diagnostic> {
    source
        .diagnostics
        .iter()
        .map(|it| {
            let at = source.sources.line_column(&it.place);
            Diagnostic {
                code: it.code.to_string(),
                path: it.place.path.to_string(),
                line: at.line,
                column: at.column,
                message: it.message.clone(),
            }
        })
        .collect()
}

fn totals(companies: &[Company], of_group: &[CoreFinding]) -> Totals {
    let mut totals = Totals { companies: companies.len(), ..Totals::default() };
    let count = |map: &mut BTreeMap<String, usize>, key: &str| *map.entry(key.to_owned()).or_default() += 1;
    of_group.iter().for_each(|it| count(&mut totals.findings, it.severity.as_str()));
    for company in companies {
        company.obligations.iter().for_each(|it| count(&mut totals.obligations, &it.state));
        company.findings.iter().for_each(|it| count(&mut totals.findings, &it.severity));
        let controls = company.catalogs.iter().flat_map(|it| &it.controls);
        controls.for_each(|it| count(&mut totals.controls, &it.verdict));
    }
    totals
}

fn company(source: &Source<'_>, assessed: &Assessed<'_>) -> Company {
    let answers = &assessed.answers;
    let findings: Vec<Finding> = answers.findings.iter().map(finding).collect();
    let catalogs = answers
        .catalogs
        .iter()
        .map(|it| {
            let catalog = &source.model.catalogs()[it.catalog];
            Catalog {
                id: catalog.id.to_string(),
                standard: catalog.standard.clone(),
                status: it.status.to_string(),
                counts: it.counts().into_iter().map(|(verdict, n)| (verdict.to_string(), n)).collect(),
                controls: it.controls.iter().map(|it| control(source, assessed, it, &findings)).collect(),
            }
        })
        .collect();
    let measures = answers
        .measures
        .iter()
        .map(|it| {
            let measure = &source.model.measures()[it.measure];
            Measure {
                id: measure.id.to_string(),
                title: measure.title.clone(),
                category: measure.category.to_string(),
                state: it.state.to_string(),
                carried_over: it.carried_over == Closed::CarriedOver,
                reason: it.reason.clone(),
            }
        })
        .collect();
    Company {
        id: assessed.company.id.to_string(),
        name: assessed.company.name.clone(),
        period: answers.period.into(),
        catalogs,
        measures,
        obligations: answers.obligations.iter().map(|it| obligation(source, assessed, it)).collect(),
        findings,
    }
}

fn control(
    source: &Source<'_>,
    assessed: &Assessed<'_>,
    result: &ControlResult,
    findings: &[Finding],
) -> Control {
    let node = source.model.node(result.control);
    let id = source.model.control_id(result.control).to_string();
    let measures = result.measures.iter().map(|(measure, state, aspects)| Because {
        measure: Some(source.model.measures()[*measure].id.to_string()),
        state: state.to_string(),
        aspects: aspects.iter().map(ToString::to_string).collect(),
        ..Because::default()
    });
    let verdict_of = |control| {
        let mut controls = assessed.answers.catalogs.iter().flat_map(|it| &it.controls);
        controls.find(|it| it.control == control).map(|it| it.verdict.to_string()).unwrap_or_default()
    };
    let controls = result.at_risk_from.iter().map(|it| Because {
        control: Some(source.model.control_id(*it).to_string()),
        state: verdict_of(*it),
        ..Because::default()
    });
    let findings = findings.iter().filter(|it| it.breaks.contains(&id)).map(|it| Because {
        finding: Some(it.id.clone()),
        state: it.severity.clone(),
        ..Because::default()
    });
    Control {
        title: node.title.clone(),
        source: node.source.to_string(),
        verdict: result.verdict.to_string(),
        flags: result.flags.iter().map(ToString::to_string).collect(),
        reason: result.reason.clone(),
        aspects: result
            .aspects
            .iter()
            .map(|it| Aspect { aspect: it.aspect.to_string(), verdict: it.verdict.map(|it| it.to_string()) })
            .collect(),
        because: measures.chain(controls).chain(findings).collect(),
        id,
    }
}

fn obligation(source: &Source<'_>, assessed: &Assessed<'_>, it: &ObligationResult) -> Obligation {
    let (measure, requirement) = source.model.resolve(it.requirement);
    Obligation {
        id: it.id.clone(),
        measure: measure.id.to_string(),
        requirement: requirement.id.to_string(),
        title: requirement.title.clone(),
        subject: it.subject.as_ref().map(ToString::to_string),
        owner: requirement.owner.to_string(),
        window: Window {
            from: it.window.from,
            to: Some(it.window.to).filter(|it| *it != NaiveDate::MAX),
            due: it.due,
        },
        basis: requirement.basis.to_string(),
        state: it.state.to_string(),
        carried_over: it.closed_before == Closed::CarriedOver,
        evidence: it.evidence.iter().map(|at| evidence(&assessed.facts.items[*at])).collect(),
        checks: it
            .checks
            .iter()
            .map(|check| Check {
                kind: check.kind.to_owned(),
                pass: check.outcome == Outcome::Pass,
                message: check.message.clone(),
                at: check.at.iter().map(place).collect(),
            })
            .collect(),
        exception: it.exception.as_ref().map(|(key, _)| key.to_string()),
    }
}

fn evidence(item: &Item) -> Evidence {
    Evidence {
        files: item
            .files
            .iter()
            .map(|it| FileHash { path: it.path.to_string(), sha256: it.sha256.map(|it| it.to_string()) })
            .collect(),
        covers: item.covers.map(Range::from),
        performed: item.performed,
        collected: item.collected,
        received: item.received,
        approved: item.approved.as_ref().map(|it| Approval { by: it.by.to_string(), on: it.on }),
    }
}

fn place(spot: &Spot) -> Place {
    Place { path: spot.path.to_string(), row: spot.row, cell: spot.column.clone() }
}

fn finding(it: &CoreFinding) -> Finding {
    Finding {
        id: it.id.clone(),
        code: it.code.to_string(),
        severity: it.severity.to_string(),
        company: it.company.as_ref().map(ToString::to_string),
        owner: it.owner.as_ref().map(ToString::to_string),
        due: it.due,
        at: it.at.as_ref().map(place),
        message: it.message.clone(),
        breaks: it.breaks.iter().map(ToString::to_string).collect(),
        remedy: it.remedy.clone(),
        causes: it.causes.clone(),
    }
}
