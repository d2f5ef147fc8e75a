//! The view that templates see, format 1: ready strings of one language, nothing to decide.
//!
//! Frozen: fields may be added, a change of meaning is `v2`. Every text is a [`Shown`]; where there is nothing to say it
//! is empty. A company's view holds no data of another company but the names of those that provide something to it or take
//! something from it, and of a provider's evidence what `assessment.json` gives: id, hash and dates.

mod applicability;
mod calendar;
pub(crate) mod catalog;
mod cause;
mod certificate;
mod chain;
mod company;
pub(crate) mod controls;
pub(crate) mod evidence;
mod exception;
mod executive;
pub(crate) mod finding;
mod graph;
mod group;
mod heat;
mod incident;
mod kept;
mod measure;
mod nonconformity;
mod owed;
pub(crate) mod party;
mod provision;
mod readiness;
mod search;
mod share;
mod shown;
mod standard;
mod statement;
pub(crate) mod word;

use std::collections::BTreeMap;

use kansa_core::text::Lang;
use schemars::JsonSchema;
use serde::Serialize;

use crate::Profile;

pub use applicability::{Applicability, Applies};
pub use calendar::{Calendar, CalendarCell, CalendarMonth, CalendarRow, Month, MonthEntry};
pub use catalog::{Aspect, Because, Catalog, Control, Related, Reusable, Together};
pub use cause::{Cause, CauseAt};
pub use certificate::Certificate;
pub use chain::{Broken, Step};
pub use evidence::{Answer, EvidenceFile};
pub use exception::{Declaration, Exception};
pub use executive::Definition;
pub use finding::{Breaks, Finding, GroupFinding, Soon};
pub use graph::{Edge, Graph, Node};
pub use group::{CatalogName, Cell, Holder, Row};
pub use heat::{HeatCell, HeatRow};
pub use incident::{Duty, Incident};
pub use kept::{Officer, Register, RegisterCell, RegisterColumn, RegisterEntry, Route};
pub use measure::{Category, Check, Evidence, Measure, Obligation};
pub use nonconformity::Nonconformity;
pub use owed::{More, Owed, OwedBy};
pub use party::Party;
pub use provision::{GroupProvision, Provides, Provision};
pub use readiness::{Readiness, ReadinessDay, ReadinessLine, ReadinessPoint};
pub use search::{Search, SearchPage, SearchRow, SearchSet};
pub use shown::Shown;
pub use standard::{Standard, StandardCell, StandardCompany, StandardRow};
pub use statement::{Statement, StatementMeasure, StatementRow};
pub(crate) use word::{HOME, file, standard_file};

/// The version of this view.
pub const FORMAT: u32 = 1;

/// What its fields are, for `kansa_core::schema::Descriptions`, beside those of `assessment.json`.
pub const DESCRIPTIONS: [&str; 2] =
    [include_str!("v1/descriptions.txt"), include_str!("v1/descriptions_of_parts.txt")];

/// What the pages of one run have in common.
#[derive(Debug, Clone, Copy)]
pub struct Site<'a> {
    /// The language of this page.
    pub lang: Lang,
    /// All languages that are rendered; the first is at the top of the output folder, each other one in a folder.
    pub langs: &'a [Lang],
    /// Whether `assessment.json` is written beside the pages.
    pub data: Data,
    /// For whom the pages are.
    pub profile: &'a Profile,
    /// How the answers were and will be over the audit period.
    pub readiness: &'a [kansa_core::readiness::Readiness],
}

/// Whether `assessment.json` is written beside the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Data {
    /// It is, and pages link to it.
    Beside,
    /// It is not.
    None,
}

/// The group: the page `index`.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Group {
    /// The version of this view.
    pub format: u32,
    /// What stands above everything.
    pub head: Head,
    /// What to know first, in sentences.
    pub executive: Vec<Shown>,
    /// How many companies there are.
    pub companies: Shown,
    /// Pages of the companies.
    pub pages: Vec<Page>,
    /// Catalogs of all companies, the columns of the matrix.
    pub catalogs: Vec<CatalogName>,
    /// Companies by catalogs.
    pub matrix: Vec<Row>,
    /// Categories of measures, the columns of `heat`.
    pub categories: Vec<Shown>,
    /// Certificates of all companies, by the day on which they end.
    pub certificates: Vec<Certificate>,
    /// Companies by categories of measures.
    pub heat: Vec<HeatRow>,
    /// Readiness over the audit period, by catalog.
    pub readiness: Readiness,
    /// The root causes with the largest effect.
    pub causes: Vec<Cause>,
    /// How much is due in which month of the audit period.
    pub calendar: Calendar,
    /// What has to be done within 90 days, by who has to do it.
    pub owed: Vec<OwedBy>,
    /// Measures that one company provides to others.
    pub provisions: Vec<GroupProvision>,
    /// Requirements of all companies by verdict.
    pub verdicts: Vec<Count>,
    /// Obligations of all companies by state.
    pub states: Vec<Count>,
    /// Findings of all companies by severity.
    pub severities: Vec<Count>,
    /// Root findings, worst first, but for those of `soon`.
    pub findings: Vec<GroupFinding>,
    /// What falls due or expires within 30 days, by day.
    pub soon: Vec<GroupFinding>,
    /// What is not well formed in the input.
    pub diagnostics: Vec<Diagnostic>,
    /// What the search field finds.
    pub search: Search,
    /// Labels by key.
    pub words: BTreeMap<&'static str, &'static str>,
}

/// One company: the page of its id.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Company {
    /// The version of this view.
    pub format: u32,
    /// What stands above everything.
    pub head: Head,
    /// Its id.
    pub id: Shown,
    /// What it is to PCI DSS; empty if it is nothing to it.
    pub pci: Shown,
    /// What to know first, in sentences.
    pub executive: Vec<Shown>,
    /// What the words of the report mean.
    pub definitions: Vec<Definition>,
    /// Readiness over the audit period, by catalog.
    pub readiness: Readiness,
    /// What is to be done first within 90 days.
    pub next: Vec<Owed>,
    /// All that has to be done within 90 days, by who has to do it.
    pub owed: Vec<OwedBy>,
    /// Measures that other companies provide to it.
    pub provisions: Vec<Provision>,
    /// Measures that it provides to others.
    pub provides: Vec<Provides>,
    /// Catalogs of its scope with the result of every requirement.
    pub catalogs: Vec<Catalog>,
    /// Obligations by state.
    pub states: Vec<Count>,
    /// Findings by severity.
    pub severities: Vec<Count>,
    /// Root findings, worst first, each with what it causes.
    pub findings: Vec<Finding>,
    /// Findings, roots or not, that say what falls due or expires within 30 days, by day; they are in `findings` too.
    pub soon: Vec<Soon>,
    /// Measures by category.
    pub measures: Vec<Category>,
    /// Every file that answers something, by path.
    pub evidence: Vec<EvidenceFile>,
    /// Certificates and registrations, by the day on which they end.
    pub certificates: Vec<Certificate>,
    /// How many files are as they were sealed, and the heads of the seal log; empty if there is no log.
    pub seal: Shown,
    /// Registers that something is owed by, with the rows that are not in order.
    pub registers: Vec<Register>,
    /// Who holds which post on the day.
    pub officers: Vec<Officer>,
    /// How the reports of departments reach the top.
    pub routes: Vec<Route>,
    /// What audits found, and corrective actions: open ones first.
    pub nonconformities: Vec<Nonconformity>,
    /// Exceptions that accept something.
    pub exceptions: Vec<Exception>,
    /// Windows for which it is declared that nothing happened.
    pub declarations: Vec<Declaration>,
    /// Statements of applicability, of each catalog that asks for one.
    pub statements: Vec<Statement>,
    /// Recorded reasons for applicability, by catalog.
    pub applicability: Vec<Applicability>,
    /// Incidents for which something is owed in the period.
    pub incidents: Vec<Incident>,
    /// What is due in the period, by month.
    pub calendar: Vec<Month>,
    /// Measures, requirements and what they rest on.
    pub graph: Graph,
    /// What is not well formed in the input: files of this company and those that all share.
    pub diagnostics: Vec<Diagnostic>,
    /// What the search field finds.
    pub search: Search,
    /// Labels by key.
    pub words: BTreeMap<&'static str, &'static str>,
}

/// What stands above everything.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Head {
    /// The language: `ja` or `en`.
    pub lang: &'static str,
    /// Title of the report.
    pub title: Shown,
    /// Whom it is about: the group or the company.
    pub name: Shown,
    /// For whom it is, and what it leaves out for them; empty if nothing.
    pub profile: Shown,
    /// Name of the group.
    pub group: Shown,
    /// The day that every answer is of, ISO 8601.
    pub as_of: Shown,
    /// The same day in words.
    pub as_of_long: Shown,
    /// The audit period.
    pub period: Shown,
    /// `sha256:` and the digest of the workspace.
    pub digest: Shown,
    /// The version of kansa.
    pub kansa: Shown,
    /// Who decides, and what the words of frameworks are here.
    pub notes: Vec<Shown>,
    /// How a past date is replayed.
    pub note: Shown,
    /// The page of the group, without its ending.
    pub home: &'static str,
    /// This page in the other languages that were rendered.
    pub languages: Vec<Page>,
    /// Where `assessment.json` is; empty if it was not written.
    pub data: &'static str,
}

/// A page to go to.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Page {
    /// What it is called.
    pub name: Shown,
    /// Its language.
    pub lang: &'static str,
    /// Where it is from here, without its ending.
    pub file: Shown,
}

/// A word that answers something, with the CSS class of its tone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Mark {
    /// The word.
    pub word: Shown,
    /// `good`, `info`, `wait`, `warn`, `bad`, `severe` or `mute`.
    pub class: &'static str,
}

/// How many have an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Count {
    /// The answer.
    pub word: Shown,
    /// The CSS class of its tone.
    pub class: &'static str,
    /// How many.
    pub n: Shown,
}

/// A name that leads to a place on the same page.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Link {
    /// The name.
    pub text: Shown,
    /// What it is the name of.
    pub title: Shown,
    /// The anchor with `#`; empty if it is not on this page.
    pub href: Shown,
}

/// A place in a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Place {
    /// Relative to the workspace.
    pub path: Shown,
    /// Row and column in words.
    pub at: Shown,
}

/// Something that is not well formed in the input.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Diagnostic {
    /// `path:line:column`.
    pub place: Shown,
    /// What kind of problem it is.
    pub code: Shown,
    /// What is wrong.
    pub message: Shown,
}
