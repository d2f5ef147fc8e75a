//! The gate: which findings turn a check red. It decides an exit status, never an answer.

mod baseline;

use std::collections::HashSet;

use chrono::NaiveDate;

pub(crate) use self::baseline::RawBaseline;
pub use self::baseline::{Baseline, Deferred, entries_of};
use crate::assessment::Assessment;
use crate::code::Code;
use crate::diagnostic::{Diagnostic, unknown};
use crate::finding::{Finding, Severity, Spot};
use crate::id::{CatalogId, CompanyId};
use crate::text::text;
use crate::yaml::{Located, record};

record! {
    /// When a check turns red.
    #[derive(Default)]
    pub(crate) struct RawThresholds {
        /// The lowest severity that makes `kansa check` exit with 1: minor if left out.
        fail_on: Option<Severity>,
        /// Companies, catalogs, or catalogs at companies, with a threshold of their own.
        except: Option<Vec<Located<RawExcept>>>,
        /// The file of findings that are put off, below the workspace: none if left out.
        baseline: Option<String>,
    }
}

record! {
    /// A threshold of a company, of a catalog, or of a catalog at a company.
    pub(crate) struct RawExcept {
        /// The company: all if left out.
        company: Option<Located<CompanyId>>,
        /// The catalog: all if left out.
        catalog: Option<Located<CatalogId>>,
        /// The lowest severity that makes `kansa check` exit with 1.
        fail_on: Severity,
    }
}

/// From which severity on findings turn a check red.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thresholds {
    /// Where nothing else is said.
    pub fail_on: Severity,
    except: Vec<Except>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Except {
    company: Option<Located<CompanyId>>,
    catalog: Option<CatalogId>,
    fail_on: Severity,
}

impl Thresholds {
    /// One for everything.
    pub fn all(fail_on: Severity) -> Self {
        Self { fail_on, except: Vec::new() }
    }

    pub(crate) fn link(
        fail_on: Option<Severity>,
        except: Vec<Located<RawExcept>>,
        catalogs: &[Located<CatalogId>],
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Self {
        let mut thresholds = Self::all(fail_on.unwrap_or(Severity::Minor));
        for Located { value: RawExcept { company, catalog, fail_on }, place } in except {
            if let Some(it) = &catalog {
                let known = || catalogs.iter().map(|it| it.value.as_str());
                let wrong = it.value.as_str();
                if !known().any(|it| it == wrong) {
                    let message =
                        text!("catalogs にない規格 {wrong} です", "the workspace does not use {wrong}");
                    let place = it.place.clone();
                    diagnostics.push(unknown(Code::UnknownCatalog, wrong, place, message, known()));
                }
            }
            let new = Except { company, catalog: catalog.map(|it| it.value), fail_on };
            if new.of() == (None, None) {
                let message = text!(
                    "company か catalog が要ります（全体のしきい値は fail_on）",
                    "company or catalog is needed; for everything there is fail_on"
                );
                diagnostics.push(Diagnostic::new(Code::MissingKey, place, message));
            } else if thresholds.except.iter().any(|it| it.of() == new.of()) {
                let message =
                    text!("同じ対象のしきい値が二つあります", "there are two thresholds for the same");
                diagnostics.push(Diagnostic::new(Code::DuplicateId, place, message));
            } else {
                thresholds.except.push(new);
            }
        }
        thresholds
    }

    /// What is said of companies that the group does not have.
    pub fn strangers(&self, companies: &[&CompanyId]) -> Vec<Diagnostic> {
        let named = self.except.iter().filter_map(|it| it.company.as_ref());
        let strange = named.filter(|it| !companies.contains(&&it.value));
        let diagnostic = |it: &Located<CompanyId>| {
            let wrong = it.value.as_str();
            let message = text!("グループにない会社 {wrong} です", "the group has no company {wrong}");
            let known = companies.iter().map(|it| it.as_str());
            unknown(Code::UnknownCompany, wrong, it.place.clone(), message, known)
        };
        strange.map(diagnostic).collect()
    }

    /// The one of a finding: the strictest of those that hold for the catalogs of what it breaks.
    pub fn of(&self, finding: &Finding) -> Severity {
        let company = finding.company.as_ref();
        let of_broken = finding.breaks.iter().map(|it| self.at(company, Some(&it.catalog))).min();
        of_broken.unwrap_or_else(|| self.at(company, None))
    }

    /// What is said of both goes before what is said of one of them; of these the stricter one holds.
    fn at(&self, company: Option<&CompanyId>, catalog: Option<&CatalogId>) -> Severity {
        let said = |company: Option<&CompanyId>, catalog: Option<&CatalogId>| {
            let all = self.except.iter();
            all.filter(|it| it.of() == (company, catalog)).map(|it| it.fail_on).next()
        };
        let either = || said(company, None).into_iter().chain(said(None, catalog)).min();
        said(company, catalog).or_else(either).unwrap_or(self.fail_on)
    }
}

impl Except {
    fn of(&self) -> (Option<&CompanyId>, Option<&CatalogId>) {
        (self.company.as_ref().map(|it| &it.value), self.catalog.as_ref())
    }
}

/// What a check is held to.
#[derive(Debug, Clone)]
pub struct Gate {
    /// From which severity on findings turn it red.
    pub thresholds: Thresholds,
    /// Findings that are put off, if there is a file of them.
    pub baseline: Option<Baseline>,
    /// The day that the answers are of.
    pub as_of: NaiveDate,
}

/// How a finding stands at the gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing<'g> {
    /// It turns the check red.
    Fails,
    /// It lies below the threshold.
    Below,
    /// It would, but it is put off.
    Deferred(&'g Deferred),
}

impl Gate {
    /// How a finding stands.
    pub fn standing(&self, finding: &Finding) -> Standing<'_> {
        if finding.severity < self.thresholds.of(finding) {
            return Standing::Below;
        }
        let entry = self.baseline.as_ref().and_then(|it| it.entry(&finding.id));
        // What has become worse was never put off.
        let holds = |it: &&Deferred| self.as_of <= it.expires && finding.severity <= it.severity;
        entry.filter(holds).map_or(Standing::Fails, Standing::Deferred)
    }

    /// Findings on the baseline itself: entries that have run out, and entries of what is there no more. Those of companies that were
    /// not looked at are left alone; with `partly` nothing is said to be there no more.
    pub fn findings(&self, assessment: &Assessment<'_>, partly: bool) -> Vec<Finding> {
        let Some(baseline) = &self.baseline else { return Vec::new() };
        let of_companies = assessment.companies.iter().flat_map(|it| &it.answers.findings);
        let all: HashSet<&str> = of_companies.chain(assessment.findings).map(|it| it.id.as_str()).collect();
        let companies: HashSet<&CompanyId> = assessment.companies.iter().map(|it| &it.company.id).collect();
        let seen = |it: &&Deferred| it.company.as_ref().is_none_or(|id| companies.contains(id));
        let mut found = Vec::new();
        for entry in baseline.entries.iter().filter(seen) {
            let is_there = all.contains(entry.finding.as_str());
            let expires = entry.expires;
            let (code, message, remedy) = if !is_there && !partly {
                (
                    Code::BaselineStale,
                    text!(
                        "ベースラインの検出事項 {} はもうない",
                        "the baseline puts off {}, which is there no more",
                        entry.finding
                    ),
                    text!("この項目をベースラインから消す", "take the entry out of the baseline"),
                )
            } else if is_there && expires < self.as_of {
                (
                    Code::BaselineExpired,
                    text!(
                        "ベースラインの期限（{expires}）が過ぎた: {}",
                        "the baseline put it off until {expires}, which has passed: {}",
                        entry.finding
                    ),
                    text!(
                        "検出事項を是正する。続けて先送りするなら、責任者が理由と期限を改める",
                        "mend the finding; to put it off again, its owner gives a new reason and day"
                    ),
                )
            } else {
                continue;
            };
            let line = Some(entry.line);
            found.push(Finding {
                id: format!("{code}:{}", entry.finding),
                code,
                severity: Severity::Minor,
                company: None,
                owner: Some(entry.owner.clone()),
                due: (code == Code::BaselineExpired).then_some(expires),
                at: Some(Spot { line, ..Spot::file(baseline.path.clone()) }),
                message,
                breaks: Vec::new(),
                remedy,
                causes: Vec::new(),
            });
        }
        found.sort_by(|a, b| a.id.cmp(&b.id));
        found
    }
}

#[cfg(test)]
mod tests;
