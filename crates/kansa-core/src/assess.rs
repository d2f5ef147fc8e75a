//! From a plan and what was collected to verdicts: obligations, then measures, then controls, then findings.
//!
//! `docs/algorithm.md` explains the same steps to an auditor.

mod applicability;
mod approval;
mod certificate;
mod control;
mod document;
mod exception;
mod finding;
mod kept;
mod measure;
mod nonconformity;
mod obligation;
mod owed;
mod record;
mod statement;
mod worksheet;

use chrono::NaiveDate;

pub use self::applicability::{forbidden_exclusions, to_state};
pub use self::owed::OWED_DAYS;
use crate::assessment::CompanyAssessment;
use crate::evidence::Facts;
use crate::judgement::Context;
use crate::model::Model;
use crate::period::DateRange;
use crate::plan::Plan;

/// Days before a due date on which an obligation is due soon.
pub const DUE_SOON_DAYS: u64 = 30;

/// Everything that an answer is a function of.
#[derive(Clone, Copy)]
struct Inputs<'a> {
    model: &'a Model,
    plan: &'a Plan<'a>,
    facts: &'a Facts,
    as_of: NaiveDate,
}

impl<'a> Inputs<'a> {
    /// What judges the items of a window.
    fn context(&self, window: DateRange) -> Context<'a> {
        Context {
            model: self.model,
            registers: self.plan.registers,
            company: self.plan.company,
            facts: self.facts,
            window,
            as_of: self.as_of,
        }
    }
}

/// Answers, for one company, how every obligation, measure and control stands on a day.
///
/// What was performed or collected after `as_of` does not exist yet. Cannot fail: whatever is missing or unreadable
/// is an answer too.
pub fn assess_company(model: &Model, plan: &Plan<'_>, facts: &Facts, as_of: NaiveDate) -> CompanyAssessment {
    let inputs = Inputs { model, plan, facts, as_of };
    let exceptions = exception::read(&inputs);
    let applicability = applicability::read(&inputs);
    let in_force = measure::in_force(&inputs, &applicability);
    let nonconformities = nonconformity::read(&inputs);
    let certificates = certificate::read(&inputs);
    let statement = statement::read(&inputs);
    let documents = document::read(&inputs);
    let mut obligations = obligation::assess(&inputs, &in_force, &exceptions, &documents);
    nonconformities.correct(&mut obligations);
    let measures = measure::assess(&inputs, &in_force, &obligations);
    let worksheets = worksheet::read(&inputs);
    let states = measure::States::new(&inputs, &obligations, &worksheets);
    let catalogs = control::assess(&inputs, &applicability, &measures, &states, &nonconformities);
    let routes = kept::routes(&inputs);
    let findings = finding::all(
        &inputs,
        &finding::Answers {
            in_force: &in_force,
            exceptions,
            applicability,
            nonconformities: &nonconformities,
            certificates: &certificates,
            statement: &statement,
            documents: &documents,
            worksheets: &worksheets,
            routes: &routes,
            obligations: &obligations,
            catalogs: &catalogs,
        },
    );
    let owed = owed::within(&inputs, &in_force, &obligations);
    CompanyAssessment {
        company: plan.company.id.clone(),
        as_of,
        period: plan.company.period(as_of),
        obligations,
        measures,
        catalogs,
        findings,
        owed,
        nonconformities: nonconformities.all,
        certificates,
        registers: kept::registers(&inputs, &in_force),
        seal: facts.seal.clone(),
        officers: kept::officers(&inputs),
        routes,
    }
}
