//! What the registers of audits, corrective actions and certificates say.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Serialize;

use super::{Place, Range};

/// A certificate or registration.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Certificate {
    /// Its number.
    pub key: String,
    /// The catalog that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub catalog: Option<String>,
    /// The scheme.
    pub scheme: String,
    /// Who issued it.
    pub body: String,
    /// What it covers.
    pub extent: String,
    /// Its days.
    pub period: Range,
    /// The day of the next audit, as planned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_audit: Option<NaiveDate>,
    /// valid, applied, ends-soon, renewal-open, renewal-missed, expired or replaced.
    pub state: String,
    /// The last day for what it calls for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<NaiveDate>,
    /// Its row.
    pub at: Place,
}

/// Something that was found not to conform, or that an auditor remarked.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Nonconformity {
    /// The register that it stands in: audit-findings or corrective-actions.
    pub register: String,
    /// Its key there.
    pub key: String,
    /// What was found.
    pub title: String,
    /// major, minor or observation.
    pub grade: String,
    /// The controls that it names.
    pub controls: Vec<String>,
    /// The day on which it was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raised: Option<NaiveDate>,
    /// The last day for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<NaiveDate>,
    /// open, unchecked, ineffective or closed.
    pub stage: String,
    /// Its row.
    pub at: Place,
}
