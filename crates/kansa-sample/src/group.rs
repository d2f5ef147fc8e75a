//! The companies of the group as they are described.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, bail};
use chrono::{Datelike, NaiveDate};
use serde::Deserialize;

use crate::days::{plus, plus_months, ymd};

/// A name in two languages.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Name {
    /// In Japanese.
    pub(crate) ja: String,
    /// In English.
    pub(crate) en: String,
}

/// How well a company does what it owes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Diligence {
    /// Everything is in order, but for a defect by name.
    Good,
    /// Some things are late or incomplete.
    Mediocre,
    /// Much is missing, late or unreadable.
    Bad,
}

/// The language in which a company keeps its files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Language {
    /// Japanese.
    #[default]
    Ja,
    /// English, where a recipe has it.
    En,
}

/// A company.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Company {
    /// The name of its folder.
    pub(crate) id: String,
    /// Its name.
    pub(crate) name: Name,
    /// Its business unit.
    pub(crate) unit: String,
    /// What the numbers of its people and things begin with.
    pub(crate) prefix: String,
    /// The kind of its business.
    pub(crate) kind: String,
    /// Where it is.
    #[serde(default = "japan")]
    pub(crate) country: String,
    /// The language of its files.
    #[serde(default)]
    pub(crate) language: Language,
    /// What it does.
    pub(crate) does: String,
    /// How many people work for it.
    pub(crate) employees: usize,
    /// How well it does what it owes.
    pub(crate) diligence: Diligence,
    /// The first day on which its evidence is kept.
    pub(crate) since: NaiveDate,
    /// The month of its first certificate; none while it prepares.
    pub(crate) certified: Option<String>,
    /// The month of its first Privacy Mark.
    pub(crate) privacy_mark: Option<String>,
    /// `all`, or a list by name.
    pub(crate) measures: String,
    /// Voluntary measures beside them.
    #[serde(default)]
    pub(crate) also: Vec<String>,
    /// Measures that it provides to others.
    #[serde(default)]
    pub(crate) provides: Vec<String>,
    /// Registers that it keeps as exports of the first day of a quarter.
    #[serde(default)]
    pub(crate) snapshots: Vec<String>,
    /// The company that provides to it.
    #[serde(default = "holdings")]
    pub(crate) provider: String,
}

fn japan() -> String {
    "日本".to_owned()
}

fn holdings() -> String {
    "seiran-holdings".to_owned()
}

impl Company {
    /// Whether it develops software.
    pub(crate) fn develops(&self) -> bool {
        self.kind == "software" || self.id == "seiran-vietnam"
    }

    /// Whether it holds the Privacy Mark.
    pub(crate) fn has_privacy_mark(&self) -> bool {
        self.privacy_mark.is_some()
    }

    /// The days of a certificate of so many years that holds on a day.
    pub(crate) fn certificate(first: &str, years: i32, on: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
        let (year, month) = first.split_once('-')?;
        let mut from = ymd(year.parse().ok()?, month.parse().ok()?, 1);
        from = plus(from, i64::from(from.year() % 17) + 3);
        while plus_months(from, years * 12) <= on {
            from = plus_months(from, years * 12);
        }
        Some((from, plus(plus_months(from, years * 12), -1)))
    }
}

/// What a kind of business has.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Kind {
    /// Departments: name, whether they handle personal data, share of people.
    pub(crate) units: Vec<(String, String, usize)>,
    /// Systems: name, kind, critical, on the internet, personal data.
    pub(crate) systems: Vec<(String, String, String, String, String)>,
    /// Sites and their levels.
    pub(crate) sites: Vec<(String, String)>,
    /// Vendors: work, rank, ICT, personal data, whether they pass it on.
    pub(crate) vendors: Vec<(String, String, String, String, String)>,
    /// Personal information: kind, purpose, source, retention, entrusted.
    pub(crate) items: Vec<(String, String, String, String, String)>,
    /// Risks of its own: title, department, asset, threat, weakness, level, controls.
    pub(crate) risks: Vec<OwnRisk>,
}

/// A risk of one kind of business: title, department, asset, threat, weakness, level, controls.
pub(crate) type OwnRisk = (String, usize, String, String, String, i64, Vec<String>);

/// A risk that all have: title, department, asset, threat, weakness, level, controls, treatment.
pub(crate) type CommonRisk = (String, usize, String, String, String, i64, Vec<String>, String);

/// A document: title, kind, approving role, retention, distribution, department, what it is evidence of.
pub(crate) type Document = (String, String, String, String, String, usize, String);

/// What the statement of applicability says.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Statement {
    /// Reason, its type and its basis, where no risk leads to a control.
    pub(crate) laws: BTreeMap<String, (String, String, String)>,
    /// What does not apply where nothing is developed.
    pub(crate) no_development: BTreeMap<String, String>,
    /// What does not apply where development is not outsourced.
    pub(crate) no_outsourcing: BTreeMap<String, String>,
    /// What does not apply of the standards and the law on personal information.
    pub(crate) privacy: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawGroup {
    sets: BTreeMap<String, Vec<String>>,
    companies: Vec<Company>,
}

/// All that is written of the group, beside the recipes.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    /// The companies.
    pub(crate) companies: Vec<Company>,
    /// Lists of measures by name.
    pub(crate) sets: BTreeMap<String, Vec<String>>,
    /// Kinds of business by name.
    pub(crate) kinds: BTreeMap<String, Kind>,
    /// Risks that all have.
    pub(crate) risks: Vec<CommonRisk>,
    /// Documents that all have.
    pub(crate) documents: Vec<Document>,
    /// The statement of applicability.
    pub(crate) statement: Statement,
}

impl Group {
    /// The group that is built in.
    pub(crate) fn built_in() -> Result<Self> {
        let raw: RawGroup = serde_yaml::from_str(include_str!("../group/companies.yaml"))
            .context("cannot read group/companies.yaml")?;
        let group = Self {
            companies: raw.companies,
            sets: raw.sets,
            kinds: serde_yaml::from_str(include_str!("../pools/kinds.yaml"))
                .context("cannot read pools/kinds.yaml")?,
            risks: serde_yaml::from_str(include_str!("../pools/risks.yaml"))
                .context("cannot read pools/risks.yaml")?,
            documents: serde_yaml::from_str(include_str!("../pools/documents.yaml"))
                .context("cannot read pools/documents.yaml")?,
            statement: serde_yaml::from_str(include_str!("../pools/statement.yaml"))
                .context("cannot read pools/statement.yaml")?,
        };
        for company in &group.companies {
            group.kind(company)?;
            if company.measures != "all" && !group.sets.contains_key(&company.measures) {
                bail!("{} takes the measures {}, which no set is called", company.id, company.measures);
            }
        }
        Ok(group)
    }

    /// The kind of a company's business.
    pub(crate) fn kind(&self, company: &Company) -> Result<&Kind> {
        self.kinds
            .get(&company.kind)
            .with_context(|| format!("no kind of business is called {}", company.kind))
    }
}
