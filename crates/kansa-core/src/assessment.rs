//! The assessment: all answers of one company at one as-of date.

mod records;

use std::collections::{BTreeMap, HashSet};

use chrono::NaiveDate;

use crate::catalog::Aspect;
use crate::company::{Company, ScopeStatus};
use crate::config::Config;
use crate::crosswalk::Relation;
use crate::diagnostic::Diagnostic;
use crate::evidence::Seal;
use crate::evidence::{Facts, Sha256};
use crate::finding::{Finding, Severity, Spot, heads};
use crate::id::{CatalogId, CompanyId};
use crate::judgement::CheckResult;
use crate::model::{ControlIx, Model, RequirementIx};
use crate::period::DateRange;
use crate::source::Sources;
use crate::text::Text;
use crate::yaml::keywords;
pub use records::{
    Cap, Certificate, CertificateState, Grade, Nonconformity, Officer, RegisterResult, RegisterStanding,
    Route, Stage,
};

keywords! {
    /// How an obligation stands.
    pub enum State {
        /// Shown, in time, and every check holds.
        Met = "met",
        /// Shown, but done after the window.
        Late = "late",
        /// Not shown; due within the next 30 days.
        DueSoon = "due-soon",
        /// Not shown; not due yet.
        Pending = "pending",
        /// Not shown, past its due day; it can still be done.
        Overdue = "overdue",
        /// Not shown, and the time for repair has passed.
        Missed = "missed",
        /// Shown, but too old by now.
        Stale = "stale",
        /// Shown, but a check on its contents failed.
        Failed = "failed",
        /// Shown, but without the approval that is needed.
        Unapproved = "unapproved",
        /// It cannot be read, or the register of its subjects cannot.
        Unreadable = "unreadable",
        /// Its file is not as it was sealed.
        Altered = "altered",
        /// Not met, and accepted by a valid exception.
        Accepted = "accepted",
        /// It was missed; a corrective action that works is closed, and the same was done well since.
        Corrected = "corrected",
        /// It was shown and sealed, and its file was disposed of lawfully since: nobody can look at it any more.
        Disposed = "disposed",
    }
}

impl State {
    /// The state in words.
    pub fn text(self) -> Text {
        match self {
            Self::Met => Text::new("充足", "met"),
            Self::Late => Text::new("遅延（実施が期間後）", "late"),
            Self::DueSoon => Text::new("期限間近", "due soon"),
            Self::Pending => Text::new("期限前", "pending"),
            Self::Overdue => Text::new("期限超過", "overdue"),
            Self::Missed => Text::new("未実施（挽回不可）", "missed"),
            Self::Stale => Text::new("有効期間切れ", "stale"),
            Self::Failed => Text::new("内容不備", "failed"),
            Self::Unapproved => Text::new("未承認", "unapproved"),
            Self::Unreadable => Text::new("読取不可", "unreadable"),
            Self::Altered => Text::new("封印後に変更", "altered"),
            Self::Accepted => Text::new("例外承認", "accepted"),
            Self::Corrected => Text::new("是正済み", "corrected"),
            Self::Disposed => Text::new("廃棄済み", "disposed of"),
        }
    }

    /// Whether the obligation has been decided: it was shown, or its day has passed.
    pub fn is_settled(self) -> bool {
        match self {
            Self::DueSoon | Self::Pending => false,
            Self::Met
            | Self::Late
            | Self::Overdue
            | Self::Missed
            | Self::Stale
            | Self::Failed
            | Self::Unapproved
            | Self::Unreadable
            | Self::Disposed
            | Self::Altered
            | Self::Accepted
            | Self::Corrected => true,
        }
    }

    /// Whether something is wrong with it: too late, not shown in time, or not as it has to be.
    pub fn is_failing(self) -> bool {
        match self {
            Self::Late
            | Self::Overdue
            | Self::Missed
            | Self::Stale
            | Self::Failed
            | Self::Unapproved
            | Self::Unreadable
            | Self::Altered => true,
            Self::Met | Self::DueSoon | Self::Pending | Self::Accepted | Self::Corrected | Self::Disposed => {
                false
            }
        }
    }
}

keywords! {
    /// How a measure stands in a company.
    pub enum MeasureState {
        /// Every due obligation is met.
        Effective = "effective",
        /// Every due obligation is met or accepted.
        Accepted = "accepted",
        /// Some are met, or were met late.
        PartlyEffective = "partly-effective",
        /// None is met.
        Ineffective = "ineffective",
        /// Nothing is due yet.
        NotYetDue = "not-yet-due",
        /// The company does not take it, or every control it serves is excluded.
        NotApplicable = "not-applicable",
    }
}

impl MeasureState {
    /// The state in words.
    pub fn text(self) -> Text {
        match self {
            Self::Effective => Text::new("有効", "effective"),
            Self::Accepted => Text::new("例外承認", "accepted"),
            Self::PartlyEffective => Text::new("一部有効", "partly effective"),
            Self::Ineffective => Text::new("有効でない", "ineffective"),
            Self::NotYetDue => Text::new("期限前", "not yet due"),
            Self::NotApplicable => Text::new("適用外", "not applicable"),
        }
    }
}

impl MeasureState {
    /// Whether nothing about it needs mending.
    pub fn is_good(self) -> bool {
        match self {
            Self::Effective | Self::Accepted | Self::NotYetDue | Self::NotApplicable => true,
            Self::PartlyEffective | Self::Ineffective => false,
        }
    }
}

keywords! {
    /// The engine's answer for a control (判定, 証跡充足): in this order from best to worst, and two beside it.
    pub enum Verdict {
        /// Every asked aspect is covered and every measure that covers it is effective.
        Conforms = "conforms",
        /// Conforms but for accepted exceptions.
        Accepted = "accepted",
        /// Nothing is due yet that would decide it.
        Pending = "pending",
        /// Covered in part.
        Partial = "partial",
        /// Not covered by anything effective.
        Gap = "gap",
        /// Excluded, with a reason.
        NotApplicable = "not-applicable",
        /// No measure is mapped to it.
        NotAssessed = "not-assessed",
    }
}

impl Verdict {
    /// The verdict in words.
    pub fn text(self) -> Text {
        match self {
            Self::Conforms => Text::new("充足", "conforms"),
            Self::Accepted => Text::new("例外承認", "accepted"),
            Self::Pending => Text::new("期限前", "pending"),
            Self::Partial => Text::new("一部充足", "partial"),
            Self::Gap => Text::new("不足", "gap"),
            Self::NotApplicable => Text::new("適用除外", "not applicable"),
            Self::NotAssessed => Text::new("未評価（対策なし）", "not assessed"),
        }
    }

    /// Whether what rests on it is at risk.
    pub fn is_failing(self) -> bool {
        match self {
            Self::Partial | Self::Gap => true,
            Self::Conforms | Self::Accepted | Self::Pending | Self::NotApplicable | Self::NotAssessed => {
                false
            }
        }
    }
}

keywords! {
    /// What a reader has to know beside a verdict.
    pub enum Flag {
        /// A control that it rests on fails.
        AtRisk = "at-risk",
        /// Only documents stand behind it; nothing shows that it is done.
        DocumentedOnly = "documented-only",
        /// Nothing of the period is due yet: the last closed window decides.
        CarriedOver = "carried-over",
        /// An equal requirement of another catalog decides.
        ByCrosswalk = "by-crosswalk",
        /// Failing controls are said against it too.
        SaidAgainst = "said-against",
        /// What is done is absent; only the written rule is owed.
        RuleOnly = "rule-only",
        /// A nonconformity that names it is open.
        Nonconformity = "nonconformity",
    }
}

impl Flag {
    /// The flag in words.
    pub fn text(self) -> Text {
        match self {
            Self::AtRisk => Text::new("前提不備", "at risk"),
            Self::DocumentedOnly => Text::new("規定のみ", "documented only"),
            Self::CarriedOver => Text::new("前期間の結果を引継ぎ", "carried over"),
            Self::ByCrosswalk => Text::new("対応表による", "by crosswalk"),
            Self::SaidAgainst => Text::new("関連不備あり", "said against"),
            Self::RuleOnly => Text::new("該当なし（規定のみ）", "rule only"),
            Self::Nonconformity => Text::new("未完了の不適合あり", "open nonconformity"),
        }
    }
}

/// All answers of a group at one as-of date, with what they are made from.
#[derive(Debug)]
pub struct Assessment<'a> {
    /// The group.
    pub config: &'a Config,
    /// Catalogs, measures and registers.
    pub model: &'a Model,
    /// The day that every answer is of.
    pub as_of: NaiveDate,
    /// The digest of the workspace.
    pub digest: Sha256,
    /// What is not well formed, by place; of a choice of companies, nothing that lies in another one's folder.
    pub diagnostics: Vec<&'a Diagnostic>,
    /// Texts of the files that diagnostics point into.
    pub sources: &'a Sources,
    /// Findings of the group as a whole, by id.
    pub findings: &'a [Finding],
    /// Companies by id.
    pub companies: Vec<Assessed<'a>>,
}

impl Assessment<'_> {
    /// The audit period of the group: as configured, else the fiscal year in which the day lies.
    pub fn period(&self) -> DateRange {
        self.config.period(self.as_of)
    }

    /// The company of an id.
    pub fn company(&self, id: &str) -> Option<&Assessed<'_>> {
        self.companies.iter().find(|it| it.company.id.as_str() == id)
    }

    /// The highest severity of all findings.
    pub fn worst(&self) -> Option<Severity> {
        let companies = self.companies.iter().flat_map(|it| &it.answers.findings);
        companies.chain(self.findings).map(|it| it.severity).max()
    }
}

/// A company with what was collected for it and its answers.
#[derive(Debug)]
pub struct Assessed<'a> {
    /// The company.
    pub company: &'a Company,
    /// Its evidence.
    pub facts: &'a Facts,
    /// Its answers.
    pub answers: CompanyAssessment,
}

/// All answers of one company at one as-of date.
#[derive(Debug, Clone)]
pub struct CompanyAssessment {
    /// The company.
    pub company: CompanyId,
    /// The day that every answer is of.
    pub as_of: NaiveDate,
    /// The audit period.
    pub period: DateRange,
    /// Obligations due in the period and those open on as-of: by requirement, subject, window.
    pub obligations: Vec<ObligationResult>,
    /// Measures in the order of the model.
    pub measures: Vec<MeasureResult>,
    /// Catalogs in the order of company.yaml.
    pub catalogs: Vec<CatalogResult>,
    /// Findings: roots by severity, each followed by what it causes.
    pub findings: Vec<Finding>,
    /// What is owed within the next 90 days, and what is overdue and can still be repaired; by day.
    pub owed: Vec<Owed>,
    /// What audits found and corrective actions are about: open ones first, then by the day on which they were found.
    pub nonconformities: Vec<Nonconformity>,
    /// Certificates that were issued by the day: what holds first, by the day on which it ends.
    pub certificates: Vec<Certificate>,
    /// Registers that something is owed by, in the order of their definitions.
    pub registers: Vec<RegisterResult>,
    /// What the seal log says; none if there is no log.
    pub seal: Option<Seal>,
    /// Who holds which post on the day.
    pub officers: Vec<Officer>,
    /// How the reports of departments reach the top, by how they do; nothing if nobody has said on which lines.
    pub routes: Vec<Route>,
}

impl CompanyAssessment {
    /// Leaves out what belongs to other catalogs only: their requirements, the measures that serve none of these, what
    /// they owe, and the findings on it.
    pub fn keep_catalogs(&mut self, model: &Model, only: &[CatalogId]) {
        let kept = |measure: usize| {
            model.measures()[measure].controls.iter().any(|(id, _)| only.contains(&id.catalog))
        };
        self.catalogs.retain(|it| only.contains(&model.catalogs()[it.catalog].id));
        self.measures.retain(|it| kept(it.measure));
        let (shown, left): (Vec<_>, Vec<_>) = std::mem::take(&mut self.obligations)
            .into_iter()
            .partition(|it| kept(model.measure_of(it.requirement)));
        self.obligations = shown;
        self.owed.retain(|it| kept(model.measure_of(it.requirement)));
        for it in &mut self.registers {
            it.requirements.retain(|it| kept(model.measure_of(*it)));
        }
        self.registers.retain(|it| !it.requirements.is_empty());
        let left: HashSet<&str> = left.iter().map(|it| it.id.as_str()).collect();
        self.findings.retain(|it| {
            let of_left = heads(&it.id).any(|it| left.contains(it));
            let breaks = it.breaks.iter().any(|it| only.contains(&it.catalog));
            !of_left && (it.breaks.is_empty() || breaks)
        });
        for it in &mut self.findings {
            it.breaks.retain(|it| only.contains(&it.catalog));
        }
    }
}

/// Something that has to be done soon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owed {
    /// The id of the obligation.
    pub id: String,
    /// What has to be shown.
    pub requirement: RequirementIx,
    /// For which subject.
    pub subject: Option<Box<str>>,
    /// The last day for it.
    pub due: NaiveDate,
    /// How it stands.
    pub state: State,
    /// The company that has to do it: a provider, or the company itself.
    pub by: CompanyId,
}

/// How one obligation stands.
#[derive(Debug, Clone)]
pub struct ObligationResult {
    /// `company/measure/requirement[/subject]@window-from`.
    pub id: String,
    /// What has to be shown.
    pub requirement: RequirementIx,
    /// For which subject.
    pub subject: Option<Box<str>>,
    /// The days in which it has to be done.
    pub window: DateRange,
    /// The last day on which it can be filed; for `max_age` with evidence, the day it becomes too old.
    pub due: NaiveDate,
    /// The last day on which it can still be done, late.
    pub repair_until: NaiveDate,
    /// How it stands.
    pub state: State,
    /// Whether its window closed before the period and decides until one of the period does.
    pub closed_before: Closed,
    /// Evidence that answers it, by index into the facts: the one that decides first.
    pub evidence: Vec<usize>,
    /// What the checks say of the evidence that decides.
    pub checks: Vec<CheckResult>,
    /// The exception that accepts it.
    pub exception: Option<Acceptance>,
    /// The company that provides it, if it is not this one.
    pub provided_by: Option<CompanyId>,
    /// For a window in which nothing happened: the row that declares so.
    pub declaration: Option<Spot>,
    /// For an interval: the first two consecutive days of the period that were too far apart.
    pub too_far: Option<DateRange>,
}

/// An exception that accepts a gap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acceptance {
    /// The key of the exception.
    pub key: Box<str>,
    /// Its row in the register.
    pub row: u32,
    /// Why the gap is accepted.
    pub reason: String,
    /// Who accepted it.
    pub approver: String,
    /// The last day on which it is.
    pub expires: NaiveDate,
    /// What is done instead (代替措置).
    pub compensating: Option<String>,
}

/// Whether a window closed before the audit period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closed {
    /// It belongs to the period, or is open.
    No,
    /// It is from before, and decides because nothing of the period does yet.
    CarriedOver,
}

/// How one measure stands.
#[derive(Debug, Clone, PartialEq)]
pub struct MeasureResult {
    /// Index in the model.
    pub measure: usize,
    /// How it stands.
    pub state: MeasureState,
    /// Whether only windows from before the period decide it.
    pub carried_over: Closed,
    /// Why it is not applicable.
    pub reason: Option<Text>,
    /// The company that provides it on the day, if it is not this one.
    pub provided_by: Option<CompanyId>,
}

/// The answers for one catalog of a company's scope.
#[derive(Debug, Clone)]
pub struct CatalogResult {
    /// Index in the model.
    pub catalog: usize,
    /// What the company is to it.
    pub status: ScopeStatus,
    /// One per requirement, in catalog order.
    pub controls: Vec<ControlResult>,
}

impl CatalogResult {
    /// How many controls have each verdict; verdicts that none has are left out.
    pub fn counts(&self) -> BTreeMap<Verdict, usize> {
        let mut counts = BTreeMap::new();
        for control in &self.controls {
            *counts.entry(control.verdict).or_default() += 1;
        }
        counts
    }
}

/// The answer for one control, with what it rests on.
#[derive(Debug, Clone)]
pub struct ControlResult {
    /// The control.
    pub control: ControlIx,
    /// The answer.
    pub verdict: Verdict,
    /// What a reader has to know beside it.
    pub flags: Vec<Flag>,
    /// Each asked aspect with its own answer.
    pub aspects: Vec<AspectResult>,
    /// Measures that serve it.
    pub measures: Vec<Serving>,
    /// Failing controls that it rests on, near or far.
    pub at_risk_from: Vec<ControlIx>,
    /// The reason for its applicability, either way, and what decided it.
    pub reason: Option<(Ground, Text)>,
    /// What else the statement of applicability says of it on the day.
    pub stated: Option<Stated>,
    /// Equal requirements whose verdict stands in for its own.
    pub carried_from: Vec<ControlIx>,
    /// Requirements whose evidence may be used again to close it.
    pub reusable: Vec<Reusable>,
    /// Failing controls that are said against it too.
    pub said_from: Vec<ControlIx>,
    /// Open nonconformities that name it: they cap its verdict.
    pub caps: Vec<Cap>,
    /// Measures that another company provides although nobody else can answer for this control.
    pub not_delegable: Vec<usize>,
    /// What kind of shortfall it is.
    pub shortfall: Shortfall,
    /// Whether there is any evidence at all behind it.
    pub has_evidence: bool,
    /// The framework's own word for the answer, as a proposal; none for a catalog without terms of its own.
    pub proposal: Option<Text>,
}

/// What the statement of applicability (適用宣言書) says of a control beside whether it applies and why; as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    /// Of which type the reason is.
    pub reason_type: Option<String>,
    /// The law, contract or need that it comes from.
    pub basis: Option<String>,
    /// How far it is done.
    pub implemented: Option<String>,
    /// The day for which it is planned.
    pub planned: Option<NaiveDate>,
    /// The days on which the row holds.
    pub span: DateRange,
}

impl Stated {
    /// Whether it says nothing.
    pub(crate) fn is_silent(&self) -> bool {
        let Self { reason_type, basis, implemented, planned, span } = self;
        [reason_type, basis, implemented].iter().all(|it| it.is_none())
            && planned.is_none()
            && *span == DateRange::ALWAYS
    }
}

/// How a measure stands for a control that it serves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Serving {
    /// Index in the model.
    pub measure: usize,
    /// How it stands for the control as a whole.
    pub state: MeasureState,
    /// How it stands for each aspect that it covers.
    pub by_aspect: Vec<(Aspect, MeasureState)>,
}

/// What kind of shortfall stands behind an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shortfall {
    /// None, or one of many kinds.
    Any,
    /// Nothing is owed, because nothing happened that would call for it.
    NothingOwed,
    /// Everything was done, some of it late.
    OnlyLate,
    /// Everything was done, some of it late by a deadline that the standard does not set.
    LateByOwnRule,
    /// What was filed cannot be read, and nothing else is wrong.
    OnlyUnreadable,
}

keywords! {
    /// What decided whether a requirement applies.
    pub enum Ground {
        /// The catalog: not yet, no longer, or unconfirmed.
        Catalog = "catalog",
        /// What the company is to the framework.
        Profile = "profile",
        /// A register that has no such row.
        Register = "register",
        /// The statement of applicability.
        Stated = "stated",
    }
}

/// A requirement whose evidence may be used again; it never sets a verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reusable {
    /// The other requirement.
    pub control: ControlIx,
    /// How it relates to this one.
    pub relation: Relation,
    /// On what the relation rests: adopted, or its standing.
    pub basis: Text,
    /// How the other one stands.
    pub verdict: Verdict,
}

/// The answer for one aspect of a control.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AspectResult {
    /// The aspect.
    pub aspect: Aspect,
    /// The answer; none if no measure covers it.
    pub verdict: Option<Verdict>,
}
