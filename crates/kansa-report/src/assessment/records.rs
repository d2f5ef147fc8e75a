//! What the registers of a company say: those that something is owed by, officers, audits, certificates.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use kansa_core::text::Text;

use super::{Place, Range};

/// A register that something is owed by.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Register {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: Text,
    /// read, missing or unreadable.
    pub standing: String,
    /// How many of its rows hold on the day.
    pub rows: usize,
    /// The files that it was read from.
    pub files: Vec<String>,
    /// What is owed for its rows, as measure/requirement, with titles.
    pub requirements: Vec<RegisterRequirement>,
}

/// What is owed for each row of a register.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct RegisterRequirement {
    /// measure/requirement.
    pub id: String,
    /// Its title.
    pub title: Text,
}

/// What the seal log says of the company's files: how many stand how.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Seal {
    /// Hashes of the lines that no line follows: to be noted down, and compared by `kansa verify --head`.
    pub heads: Vec<String>,
    /// As they were sealed.
    pub sealed: usize,
    /// Sealed with other contents.
    pub altered: usize,
    /// Sealed and gone.
    pub removed: usize,
    /// Not sealed yet.
    pub unsealed: usize,
}

/// What the statement of applicability says of a control beside whether it applies and why; as it is written.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Stated {
    /// Of which type the reason is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason_type: Option<String>,
    /// The law, contract or need that it comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub basis: Option<String>,
    /// How far it is done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub implemented: Option<String>,
    /// The day for which it is planned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub planned: Option<NaiveDate>,
    /// The days on which the row holds.
    pub period: Range,
}

/// Somebody who holds a post on the day.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Officer {
    /// The role as the register names it.
    pub role: String,
    /// Who holds it: the post beside it, else a masked key.
    pub holder: String,
    /// What it is held for; empty if for nothing in particular.
    pub charge: String,
    /// The day on which it was taken up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    /// Its row.
    pub at: Place,
}

/// How the reports of departments reach the top.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Route {
    /// Who has to learn of it in the end.
    pub top: String,
    /// Keys of the departments; any if there is none.
    pub units: Vec<String>,
    /// never, through or independently.
    pub reach: String,
    /// Posts that are on every way.
    pub through: Vec<String>,
    /// How, in words.
    pub text: Text,
}

/// A certificate or registration.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
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
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
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

/// What a sample says of itself.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Sample {
    /// How many there are in all (母集団).
    pub population: u32,
    /// How many of them were looked at.
    pub size: u32,
    /// How they were chosen.
    pub method: String,
    /// What makes a random choice repeatable.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<String>,
}
