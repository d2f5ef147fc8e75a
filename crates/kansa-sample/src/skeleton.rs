//! The skeleton of the group: companies with their registers, and what they have to show.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use chrono::NaiveDate;
use kansa::Workspace;
use kansa::core::evidence::{RegisterState, Registers};
use kansa::core::measure::{Cadence, Per};
use kansa::core::model::{Model, RequirementIx};
use kansa::core::period::DateRange;
use kansa::core::table::Cell;
use minijinja::Value;
use tempfile::TempDir;

use crate::days::{fiscal_year, ymd};
use crate::group::{Company, Language};
use crate::output::{self, Made};
use crate::scene::{Known, Row};

/// The workspace without any evidence.
pub(crate) struct Skeleton {
    /// As it was read.
    pub(crate) workspace: Workspace,
    _folder: TempDir,
}

/// Something that has to be filed.
#[derive(Debug, Clone)]
pub(crate) struct Owed {
    /// The company that files it.
    pub(crate) by: String,
    /// Whether that company is written by hand, so that its folder is only added to.
    pub(crate) beside_others: bool,
    /// `measure/requirement`.
    pub(crate) requirement: String,
    /// The same in the model.
    pub(crate) index: RequirementIx,
    /// For which subject.
    pub(crate) subject: Option<String>,
    /// The days in which it has to be done.
    pub(crate) window: DateRange,
    /// The last day on which it can be filed.
    pub(crate) due: NaiveDate,
    /// The last day on which it can be done, late.
    pub(crate) repair_until: NaiveDate,
    /// The day of the answer in which it is owed.
    pub(crate) on: NaiveDate,
    /// Companies that take it.
    pub(crate) takers: BTreeSet<String>,
}

impl Owed {
    /// The id of its obligation, as findings have it.
    pub(crate) fn id(&self) -> String {
        let subject = self.subject.as_ref().map(|it| format!("/{it}")).unwrap_or_default();
        format!("{}/{}{subject}@{}", self.by, self.requirement, self.window.from)
    }
}

impl Skeleton {
    /// Opens a workspace of these files, with what the folder has beside them: `kansa.yaml`, `controls/`, and the
    /// descriptions and registers of companies that are not written here.
    pub(crate) fn open(root: &Path, made: &[Made], own: &BTreeSet<&str>) -> Result<Self> {
        let folder = tempfile::tempdir().context("cannot make a temporary folder")?;
        let to = folder.path();
        if root.join("kansa.yaml").is_file() {
            copy(root, to, "kansa.yaml")?;
            copy(root, to, "controls")?;
            for company in companies_beside(root, own)? {
                copy(root, to, &format!("evidence/{company}/company.yaml"))?;
                copy(root, to, &format!("evidence/{company}/registers"))?;
            }
        }
        output::write(to, made)?;
        let workspace = Workspace::open(to).context("cannot open the skeleton of the group")?;
        Ok(Self { workspace, _folder: folder })
    }

    /// What has to be filed up to a day, and in the fiscal years before it, by the companies of the sample, and by
    /// others for them.
    pub(crate) fn owed(&self, as_of: NaiveDate, companies: &[Company]) -> Vec<Owed> {
        let own: BTreeSet<&str> = companies.iter().map(|it| it.id.as_str()).collect();
        let first =
            companies.iter().map(|it| fiscal_year(it.since)).min().unwrap_or_else(|| fiscal_year(as_of));
        let mut days: Vec<NaiveDate> =
            (first..fiscal_year(as_of)).map(|year| ymd(year + 1, 3, 31)).filter(|it| *it < as_of).collect();
        days.push(as_of);
        let mut all: BTreeMap<String, Owed> = BTreeMap::new();
        for day in days {
            self.owed_on(day, &own, &mut all);
        }
        all.into_values().collect()
    }

    fn owed_on(&self, day: NaiveDate, own: &BTreeSet<&str>, all: &mut BTreeMap<String, Owed>) {
        let model = self.workspace.model();
        let assessment = self.workspace.assess(day);
        for assessed in &assessment.companies {
            let company = assessed.company.id.as_str();
            for obligation in &assessed.answers.obligations {
                let (_, requirement) = model.resolve(obligation.requirement);
                let subject = obligation.subject.as_deref();
                let is_nil = subject.is_none() && matches!(requirement.cadence, Cadence::Once { .. });
                if requirement.answered.is_in_register() || is_nil || obligation.window.from > day {
                    continue;
                }
                let by = match &obligation.provided_by {
                    Some(provider) => provider.as_str(),
                    None => company,
                };
                let is_own = own.contains(by);
                let for_own = own.contains(company) || subject.is_some_and(|it| own.contains(it));
                if !is_own && !for_own {
                    continue;
                }
                let owed = Owed {
                    by: by.to_owned(),
                    beside_others: !is_own,
                    requirement: model.requirement_ref(obligation.requirement).to_string(),
                    index: obligation.requirement,
                    subject: subject.map(str::to_owned),
                    window: obligation.window,
                    due: obligation.due,
                    repair_until: obligation.repair_until,
                    on: day,
                    takers: BTreeSet::new(),
                };
                let entry = all.entry(owed.id()).or_insert(owed);
                // What is shown per company says by its folder whom it is for.
                if by != company && requirement.per != Per::Companies {
                    entry.takers.insert(company.to_owned());
                }
            }
        }
    }

    /// What is known of each company, by id.
    pub(crate) fn known(&self, companies: &[Company]) -> HashMap<String, Arc<Known>> {
        let model = self.workspace.model();
        let ids: Vec<_> = self.workspace.companies().map(|it| (it.id.clone(), it.name.clone())).collect();
        let mut all = HashMap::new();
        for (id, name) in ids {
            let Some((_, registers)) = self.workspace.company(&id) else { continue };
            let described = companies.iter().find(|it| it.id == id.as_str());
            let known = Known {
                registers: rows(model, registers),
                posts: BTreeMap::new(),
                company: described.map_or_else(
                    || company_value(id.as_str(), &name.ja, &name.en, "", "日本", 20, "ja"),
                    |it| {
                        let language = if it.language == Language::En { "en" } else { "ja" };
                        company_value(
                            &it.id,
                            &it.name.ja,
                            &it.name.en,
                            &it.does,
                            &it.country,
                            it.employees,
                            language,
                        )
                    },
                ),
            };
            all.insert(id.to_string(), Arc::new(known));
        }
        all
    }
}

fn company_value(
    id: &str,
    ja: &str,
    en: &str,
    does: &str,
    country: &str,
    employees: usize,
    language: &str,
) -> Value {
    let short = ja.replace("株式会社", "").replace("股份有限公司", "");
    minijinja::context! { id, name => ja, en, short, does, country, employees, language, domain => format!("{id}.example") }
}

/// The rows of all registers that were read.
fn rows(model: &Model, registers: &Registers) -> BTreeMap<String, Vec<Row>> {
    let mut all = BTreeMap::new();
    for index in model.register_indexes() {
        let RegisterState::Read(register) = registers.get(index) else { continue };
        let def = model.register(index);
        let rows = register.rows().map(|row| {
            let mut cells: BTreeMap<String, Value> = BTreeMap::new();
            for (at, column) in def.columns.iter().enumerate() {
                let value = match row.get(at) {
                    Cell::Empty | Cell::Bad(_) => Value::from(""),
                    Cell::Text(text) => Value::from(text.as_ref()),
                    Cell::Number(number) if number.fract() == 0.0 => Value::from(number as i64),
                    Cell::Number(number) => Value::from(number),
                    Cell::Date(day) => Value::from(day.to_string()),
                    Cell::Flag(flag) => Value::from(flag),
                };
                cells.insert(column.id.to_string(), value);
            }
            Row { span: row.span, key: row.key().to_owned(), cells: Value::from(cells) }
        });
        all.insert(def.id.to_string(), rows.collect());
    }
    all
}

/// Companies of a folder that are not written here.
pub(crate) fn companies_beside(root: &Path, own: &BTreeSet<&str>) -> Result<Vec<String>> {
    let Ok(entries) = fs::read_dir(root.join("evidence")) else { return Ok(Vec::new()) };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.context("cannot read evidence")?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().join("company.yaml").is_file() && !own.contains(name.as_str()) {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

fn copy(from: &Path, to: &Path, path: &str) -> Result<()> {
    let (source, target) = (from.join(path), to.join(path));
    if source.is_dir() {
        fs::create_dir_all(&target).with_context(|| format!("cannot make {}", target.display()))?;
        for entry in fs::read_dir(&source).with_context(|| format!("cannot read {}", source.display()))? {
            let name = entry.with_context(|| format!("cannot read {path}"))?.file_name();
            copy(from, to, &format!("{path}/{}", name.to_string_lossy()))?;
        }
    } else if source.is_file() {
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        }
        fs::copy(&source, &target).with_context(|| format!("cannot copy {path}"))?;
    }
    Ok(())
}
