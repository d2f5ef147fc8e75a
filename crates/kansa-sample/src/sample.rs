//! The sample as a whole: companies, registers, skeleton, files.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use chrono::NaiveDate;
use kansa::core::model::Model;
use minijinja::Environment;
use rayon::prelude::*;

use crate::company_file;
use crate::days::fiscal_year;
use crate::expand::{ADDED, Draft, Guest, Kitchen, file_name};
use crate::group::{Company, Group, Language};
use crate::output::{self, Made};
use crate::recipe::{Recipes, problems};
use crate::registers::{self, Frame};
use crate::scene::{Known, environment};
use crate::sidecar;
use crate::skeleton::{Owed, Skeleton, companies_beside};
use crate::timing::Timing;

/// What is asked for.
#[derive(Debug, Clone)]
pub(crate) struct Order {
    /// What all numbers are drawn from.
    pub(crate) seed: u64,
    /// The day as of which the group is looked at.
    pub(crate) as_of: NaiveDate,
    /// Only these companies are written; all if there is none.
    pub(crate) only: Vec<String>,
}

/// A group that is ready to be filled.
pub(crate) struct Prepared<'a> {
    order: &'a Order,
    group: &'a Group,
    recipes: &'a Recipes,
    environment: Environment<'static>,
    skeleton: Skeleton,
    frames: Vec<Made>,
}

/// What was written.
#[derive(Debug, Default)]
pub(crate) struct Written {
    /// Files of companies and registers.
    pub(crate) frame: usize,
    /// Files of evidence.
    pub(crate) evidence: usize,
    /// Bytes of all of them.
    pub(crate) bytes: usize,
    /// Requirements without a recipe, with what lacks it.
    pub(crate) missing: BTreeMap<String, BTreeSet<String>>,
}

impl<'a> Prepared<'a> {
    /// Writes descriptions and registers, and opens what they make.
    pub(crate) fn new(root: &Path, order: &'a Order, group: &'a Group, recipes: &'a Recipes) -> Result<Self> {
        let mut own: BTreeSet<&str> = group.companies.iter().map(|it| it.id.as_str()).collect();
        let empty = Skeleton::open(root, &config(root, group), &own)?;
        let model = empty.workspace.model();
        let wrong = problems(recipes, model);
        if !wrong.is_empty() {
            bail!("recipes do not answer their requirements:\n{}", wrong.join("\n"));
        }
        let beside: BTreeSet<String> = companies_beside(root, &own)?.into_iter().collect();
        let made: Vec<Vec<Made>> = group
            .companies
            .par_iter()
            .map(|it| frame_files(&frame(order, group, it, model)?, &beside))
            .collect::<Result<_>>()?;
        let mut frames: Vec<Made> = made.into_iter().flatten().collect();
        frames.extend(config(root, group));
        own.retain(|it| !it.is_empty());
        let skeleton = Skeleton::open(root, &frames, &own)?;
        let mut environment = environment();
        recipes.compile(&mut environment)?;
        Ok(Self { order, group, recipes, environment, skeleton, frames })
    }

    /// Diagnostics of the skeleton, which should have none.
    pub(crate) fn diagnostics(&self) -> Vec<String> {
        let own = |path: &str| {
            self.group.companies.iter().any(|it| path.starts_with(&format!("evidence/{}/", it.id)))
        };
        let all = self.skeleton.workspace.diagnostics().iter();
        all.filter(|it| own(&it.place.path))
            .map(|it| format!("{}: {}", it.place.path, it.message.ja))
            .collect()
    }

    /// All files of the group.
    pub(crate) fn made(&self) -> Result<(Vec<Made>, Written)> {
        let owed = self.skeleton.owed(self.order.as_of, &self.group.companies);
        let known = self.known()?;
        let mut by_company: BTreeMap<&str, Vec<Owed>> = BTreeMap::new();
        let mut written = Written { frame: self.frames.len(), ..Written::default() };
        for it in &owed {
            if !self.recipes.by_requirement.contains_key(&it.requirement) {
                let companies = written.missing.entry(it.requirement.clone()).or_default();
                companies.insert(it.by.clone());
                continue;
            }
            if self.order.only.is_empty() || self.order.only.contains(&it.by) {
                by_company.entry(it.by.as_str()).or_default().push(it.clone());
            }
        }
        let model = self.skeleton.workspace.model();
        let kitchen = Kitchen {
            model,
            calendar: Arc::new(model.calendar().clone()),
            recipes: self.recipes,
            environment: &self.environment,
            seed: self.order.seed,
            as_of: self.order.as_of,
        };
        let made: Vec<Vec<Made>> = by_company
            .into_par_iter()
            .map(|(company, owed)| self.company(&kitchen, company, &owed, &known))
            .collect::<Result<_>>()?;
        let mut all = self.frames.clone();
        for files in made {
            written.evidence += files.len();
            all.extend(files);
        }
        let only = &self.order.only;
        all.retain(|it| {
            let company = it.path.strip_prefix("evidence/").and_then(|it| it.split('/').next());
            only.is_empty() || company.is_none_or(|it| only.iter().any(|only| only == it))
        });
        written.bytes = all.iter().map(|it| it.bytes.len()).sum();
        Ok((all, written))
    }

    fn known(&self) -> Result<HashMap<String, Arc<Known>>> {
        let model = self.skeleton.workspace.model();
        let mut known = self.skeleton.known(&self.group.companies);
        for (id, known) in &mut known {
            let company = self.group.companies.iter().find(|it| it.id == *id);
            // Of companies that are written by hand only what they show of others is made here.
            let Some(known) = Arc::get_mut(known) else { continue };
            let fallback = self.group.companies.iter().find(|it| it.employees > 40);
            let Some(described) = company.or(fallback) else { continue };
            let frame = frame(self.order, self.group, described, model)?;
            known.posts =
                model.roles().iter().map(|it| (it.id.to_string(), frame.post(it.id.as_str()))).collect();
        }
        Ok(known)
    }

    fn company(
        &self,
        kitchen: &Kitchen<'_>,
        company: &str,
        owed: &[Owed],
        known: &HashMap<String, Arc<Known>>,
    ) -> Result<Vec<Made>> {
        let known = known.get(company).with_context(|| format!("nothing is known of {company}"))?;
        let described = self.group.companies.iter().find(|it| it.id == company);
        let timing = Timing {
            model: kitchen.model,
            recipes: self.recipes,
            environment: &self.environment,
            known,
            seed: self.order.seed,
        };
        let days = timing.days(owed);
        let mut by_year = HashMap::new();
        for (it, day) in owed.iter().zip(&days) {
            if let Some(day) = day {
                let latest = by_year.entry((it.requirement.clone(), fiscal_year(*day))).or_insert(*day);
                *latest = (*day).max(*latest);
            }
        }
        let language = described.map_or(Language::Ja, |it| it.language);
        let guest = Guest { known, language, days: Arc::new(by_year) };
        let mut drafts: Vec<Draft> = Vec::new();
        for (it, day) in owed.iter().zip(&days) {
            if let Some(day) = day {
                drafts.push(kitchen.draft(it, *day, &guest)?);
            }
        }
        let mut made = Vec::new();
        let mut sidecars: BTreeMap<String, Vec<(Vec<String>, sidecar::Item)>> = BTreeMap::new();
        for draft in &drafts {
            made.extend(kitchen.written(draft, &known.company)?);
            let names = draft.files.iter().map(|it| file_name(draft, it)).collect();
            sidecars.entry(draft.folder.clone()).or_default().push((names, draft.item.clone()));
        }
        for (folder, items) in sidecars {
            if let Some(bytes) = sidecar::written(&items) {
                made.push(Made { path: format!("{folder}/evidence.yaml"), bytes });
            }
        }
        Ok(made)
    }
}

/// Takes away what an earlier run wrote: the companies of the group, and what was added beside others.
pub(crate) fn clear(root: &Path, group: &Group, only: &[String]) -> Result<()> {
    let written = |it: &&Company| only.is_empty() || only.contains(&it.id);
    for company in group.companies.iter().filter(written) {
        output::remove(&root.join("evidence").join(&company.id))?;
    }
    let own: BTreeSet<&str> = group.companies.iter().map(|it| it.id.as_str()).collect();
    for company in companies_beside(root, &own)? {
        if only.is_empty() || only.contains(&company) {
            clear_added(&root.join("evidence").join(company), &own, 0)?;
        }
    }
    Ok(())
}

fn clear_added(folder: &Path, own: &BTreeSet<&str>, depth: usize) -> Result<()> {
    for entry in std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry.with_context(|| format!("cannot read {}", folder.display()))?.path();
        if !path.is_dir() {
            continue;
        }
        let name = path.file_name().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default();
        if depth == 2 && (own.contains(name.as_str()) || name.ends_with(ADDED)) {
            output::remove(&path)?;
        } else if depth < 2 {
            clear_added(&path, own, depth + 1)?;
        }
    }
    Ok(())
}

fn frame<'a>(order: &Order, group: &'a Group, company: &'a Company, model: &'a Model) -> Result<Frame<'a>> {
    Ok(Frame { group, company, kind: group.kind(company)?, model, as_of: order.as_of, seed: order.seed })
}

fn frame_files(frame: &Frame<'_>, beside: &BTreeSet<String>) -> Result<Vec<Made>> {
    let mut made = vec![company_file::written(frame, beside)];
    for register in registers::registers(frame) {
        made.push(registers::written(frame, &register)?);
    }
    Ok(made)
}

/// `kansa.yaml`, where the folder has none.
fn config(root: &Path, group: &Group) -> Vec<Made> {
    if root.join("kansa.yaml").is_file() {
        return Vec::new();
    }
    let units: BTreeSet<&str> = group.companies.iter().map(|it| it.unit.as_str()).collect();
    let units = units.into_iter().map(|it| format!("  - {{id: {it}, name: {{ja: {it}, en: {it}}}}}\n"));
    let text = format!(
        "format: 1\ngroup: {{id: seiran-group, name: {{ja: 青嵐ホールディングス, en: Seiran Holdings}}}}\nbusiness_units:\n{}time_zone: \"+09:00\"\nlanguage: ja\nfiscal_year_starts: \"04-01\"\ncatalogs: [iso-27001-2022, pmark-guideline, jis-q-15001-2023, appi]\nas_of: 2026-10-31\n",
        units.collect::<String>()
    );
    vec![Made { path: "kansa.yaml".to_owned(), bytes: text.into_bytes() }]
}
