//! `assessment.json`, format 1: every answer of a group at a date. Names are fixed; fields may be added.

mod made;
mod records;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use kansa_core::period::DateRange;
use kansa_core::text::Text;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use records::{
    Certificate, Nonconformity, Officer, Register, RegisterRequirement, Route, Sample, Seal, Stated,
};

/// The version of this format.
pub const FORMAT: u32 = 1;

/// What its fields are, in English and Japanese, for [`kansa_core::schema::Descriptions`].
pub const DESCRIPTIONS: &str = include_str!("assessment/descriptions.txt");

/// All answers of a group at a date.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
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
    /// Catalogs in use, in the order of kansa.yaml.
    pub catalogs: Vec<CatalogInUse>,
    /// Roles that have a title, by id.
    pub roles: Vec<Role>,
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
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
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Group {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Text,
}

/// A catalog in use.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CatalogInUse {
    /// Its id.
    pub id: String,
    /// The standard as it is cited.
    pub standard: Text,
}

/// A role that answers for something.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Role {
    /// Its id, which obligations and findings give as their owner.
    pub id: String,
    /// What it is called.
    pub title: Text,
}

/// Something that is not well formed in the input.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
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
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Company {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Text,
    /// Its audit period.
    pub period: Range,
    /// What it is to PCI DSS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pci: Option<Pci>,
    /// Measures that other companies provide to it.
    pub provisions: Vec<Provision>,
    /// Measures that it provides to other companies.
    pub provides: Vec<Provides>,
    /// What is owed within the next 90 days, and what is overdue and can still be repaired; by day.
    pub owed: Vec<Owed>,
    /// Catalogs of its scope.
    pub catalogs: Vec<Catalog>,
    /// Measures that it is held to.
    pub measures: Vec<Measure>,
    /// What it has to show.
    pub obligations: Vec<Obligation>,
    /// What the seal log says; left out if there is no log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seal: Option<Seal>,
    /// Registers that something is owed by.
    pub registers: Vec<Register>,
    /// Who holds which post on the day.
    pub officers: Vec<Officer>,
    /// How the reports of departments reach the top; nothing if nobody has said on which lines.
    pub routes: Vec<Route>,
    /// What audits found and corrective actions are about: open ones first.
    pub nonconformities: Vec<Nonconformity>,
    /// Certificates that were issued by the day: what holds first, by the day on which it ends.
    pub certificates: Vec<Certificate>,
    /// What to act on: roots by severity, each followed by what it causes.
    pub findings: Vec<Finding>,
}

/// What a company is to PCI DSS.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Pci {
    /// merchant or service-provider.
    pub role: String,
    /// How its compliance is validated.
    pub validation: String,
}

/// A measure that another company provides.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Provision {
    /// The measure.
    pub measure: String,
    /// Title of the measure.
    pub title: Text,
    /// The company that provides it.
    pub by: String,
    /// On what basis.
    pub basis: String,
    /// The contract, agreement or responsibility matrix.
    pub document: String,
    /// The days on which it is provided.
    pub period: Range,
    /// Whether it is provided on the day.
    pub current: bool,
    /// Evidence requirements that stay with the company itself.
    pub retained: Vec<Retained>,
    /// Controls that the measure serves and that nobody else can answer for.
    pub not_delegable: Vec<String>,
    /// What else stays with the company itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub residual: Option<Text>,
}

/// An evidence requirement that stays with the company.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Retained {
    /// `measure/requirement`.
    pub id: String,
    /// Name of the document or record.
    pub title: Text,
}

/// A measure that the company provides.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Provides {
    /// The measure.
    pub measure: String,
    /// Title of the measure.
    pub title: Text,
    /// The company that takes it.
    pub to: String,
    /// The days on which it does.
    pub period: Range,
}

/// Something that has to be done soon.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Owed {
    /// The id of the obligation.
    pub obligation: String,
    /// Name of the document or record.
    pub title: Text,
    /// The subject it is owed for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The last day for it.
    pub due: NaiveDate,
    /// How it stands.
    pub state: String,
    /// The role that answers for it.
    pub owner: String,
    /// The company that has to do it.
    pub by: String,
}

/// A catalog of a company's scope.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Catalog {
    /// Its id.
    pub id: String,
    /// The standard as it is cited.
    pub standard: Text,
    /// What the company is to it.
    pub status: String,
    /// The same in the words of the framework.
    pub status_text: Text,
    /// The framework in whose own terms results are proposed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub terms: Option<String>,
    /// The days on which it is.
    pub period: Range,
    /// The part of the company that the scope is about, by register; the whole company if there is none.
    pub parts: BTreeMap<String, Vec<String>>,
    /// Title of the standard.
    pub title: Text,
    /// The edition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edition: Option<String>,
    /// How far the rows of the catalog are confirmed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Text>,
    /// How many controls have each verdict.
    pub counts: BTreeMap<String, usize>,
    /// Its requirements, in catalog order.
    pub controls: Vec<Control>,
}

/// One control.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Control {
    /// `catalog:control`.
    pub id: String,
    /// Short title.
    pub title: Text,
    /// How far its row in the catalog is confirmed.
    pub source: String,
    /// The engine's answer (証跡充足).
    pub verdict: String,
    /// The framework's own word for it, as a proposal (判定案).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub framework_result: Option<Text>,
    /// The heading that it stands under in its catalog.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<Heading>,
    /// What the row is in a law.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub force: Option<String>,
    /// What a reader has to know beside it.
    pub flags: Vec<String>,
    /// The reason for its applicability, either way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Text>,
    /// What decided its applicability: catalog, profile, register or stated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ground: Option<String>,
    /// Whether the statement of applicability (適用宣言書) has to give a reason for it either way.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub reason_required: bool,
    /// Requirements of the company's catalogs that it rests on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub prerequisites: Vec<Prerequisite>,
    /// What else the statement of applicability says of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stated: Option<Stated>,
    /// Aspects that it asks for, each with its answer.
    pub aspects: Vec<Aspect>,
    /// What the answer rests on.
    pub because: Vec<Because>,
    /// Requirements whose evidence may be used again; they set no verdict.
    pub reusable: Vec<Reusable>,
}

/// A requirement that another one rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Prerequisite {
    /// `catalog:control`.
    pub control: String,
    /// explicit, if the standard says so; else derived.
    pub kind: String,
}

/// A heading of a catalog.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Heading {
    /// Its id within the catalog.
    pub id: String,
    /// Its title.
    pub title: Text,
}

/// A requirement whose evidence may be used again.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Reusable {
    /// `catalog:control`.
    pub control: String,
    /// How it relates: equal, subset, superset or intersects.
    pub relation: String,
    /// On what the relation rests.
    pub basis: Text,
    /// How it stands in this company.
    pub verdict: String,
}

/// One aspect of a control.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Aspect {
    /// documented, operated or evaluated.
    pub aspect: String,
    /// The answer; left out if no measure covers it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<String>,
}

/// Something that an answer rests on: exactly one of the first three is there.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
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
    /// Why another control or measure is named: prerequisite, crosswalk, said-against or not-delegable.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub via: Option<String>,
}

/// One measure.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
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
    /// The company that provides it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provided_by: Option<String>,
}

/// One thing to be shown once.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
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
    /// The register of which its subject is a row.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub register: Option<String>,
    /// Requirements that it is evidence for, if it is not for all that its measure serves.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub serves: Vec<String>,
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
    /// What that exception says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acceptance: Option<Acceptance>,
    /// The company that provides it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provided_by: Option<String>,
    /// For a window in which nothing happened: where that is declared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub declaration: Option<Place>,
}

/// What an exception says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Acceptance {
    /// Why the gap is accepted.
    pub reason: String,
    /// Who accepted it.
    pub approver: String,
    /// The last day on which it is.
    pub expires: NaiveDate,
    /// What is done instead (代替措置).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compensating: Option<String>,
}

/// When something has to be done and filed.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
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
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Evidence {
    /// The company that filed it, if it is another one; of its files only the hashes are given then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provided_by: Option<String>,
    /// For a provider's item: `company/measure/requirement@day`, by which the provider knows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
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
    /// Of what it is a sample, if it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sample: Option<Sample>,
}

/// A file with its hash.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct FileHash {
    /// Relative to the workspace; for a provider's file its id and number instead.
    pub path: String,
    /// SHA-256 of its bytes; left out if they could not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
}

/// An approval.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Approval {
    /// The role; of a provider's item it is the provider's to show.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// The day.
    pub on: NaiveDate,
}

/// What one check says.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Place {
    /// Relative to the workspace.
    pub path: String,
    /// The row that a spreadsheet shows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<u32>,
    /// The header of the column.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header: Option<String>,
    /// The address of the cell as a spreadsheet shows it, with its sheet if it has one: `名簿!D12`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cell: Option<String>,
    /// The line of a text, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// The page, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
}

/// Something to act on.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
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
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
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
