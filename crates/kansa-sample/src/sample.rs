//! The sample as a whole: companies, registers, skeleton, files.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use chrono::NaiveDate;
use kansa::core::catalog::NodeKind;
use kansa::core::id::ControlId;
use kansa::core::model::Model;
use minijinja::Environment;
use rayon::prelude::*;

use crate::company_file;
use crate::days::fiscal_year;
use crate::defects::{self, Delivery, Named, Planted, Planting};
use crate::expand::{ADDED, Guest, Kitchen, file_name};
use crate::group::{Company, Group, Language};
use crate::output::{self, Made};
use crate::random::Random;
use crate::recipe::{Recipes, problems};
use crate::registers::{self, Frame};
use crate::scene::{Known, environment};
use crate::sidecar;
use crate::skeleton::{Owed, Skeleton, companies_beside};
use crate::timing::Timing;

/// Where all defects are listed.
pub(crate) const DEFECTS: &str = "tests/fixtures/sample-defects-generated.yaml";

/// What is asked for.
#[derive(Debug, Clone)]
pub(crate) struct Order {
    /// What all numbers are drawn from.
    pub(crate) seed: u64,
    /// The day as of which the group is looked at.
    pub(crate) as_of: NaiveDate,
    /// Only these companies are written; all if there is none.
    pub(crate) only: Vec<String>,
    /// How many files of evidence each company has at most; the newest ones.
    pub(crate) most: Option<usize>,
}

/// A group that is ready to be filled.
pub(crate) struct Prepared<'a> {
    order: &'a Order,
    group: &'a Group,
    recipes: &'a Recipes,
    environment: Environment<'static>,
    skeleton: Skeleton,
    frames: Vec<Made>,
    named: Vec<Named>,
    leaned_on: BTreeSet<ControlId>,
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
    /// Defects that were planted.
    pub(crate) planted: Vec<Planted>,
    /// Requirements without a recipe, with who owes them, and how often.
    pub(crate) missing: BTreeMap<String, (usize, BTreeSet<String>)>,
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
        let leaned_on = defects::leaned_on(skeleton.workspace.model());
        Ok(Self { order, group, recipes, environment, skeleton, frames, named: defects::named()?, leaned_on })
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

    /// Makes all files of the group, and hands them out company by company.
    pub(crate) fn make(&self, take: &(dyn Fn(Vec<Made>) -> Result<()> + Sync)) -> Result<Written> {
        let owed = self.skeleton.owed(self.order.as_of, &self.group.companies);
        let known = Arc::new(self.known()?);
        let only = &self.order.only;
        let is_asked = |company: &str| only.is_empty() || only.iter().any(|it| it == company);
        let mut by_company: BTreeMap<String, Vec<Owed>> = BTreeMap::new();
        let mut written = Written::default();
        for it in owed {
            if !self.recipes.by_requirement.contains_key(&it.requirement) {
                let missing = written.missing.entry(it.requirement.clone()).or_default();
                missing.0 += 1;
                missing.1.insert(it.by.clone());
            } else if is_asked(&it.by) {
                by_company.entry(it.by.clone()).or_default().push(it);
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
            is_light: self.order.most.is_some(),
        };
        let of_company = |it: &Made| {
            it.path.strip_prefix("evidence/").and_then(|it| it.split('/').next().map(str::to_owned))
        };
        let mut frames: BTreeMap<Option<String>, Vec<Made>> = BTreeMap::new();
        for it in &self.frames {
            frames.entry(of_company(it)).or_default().push(it.clone());
        }
        if let Some(common) = frames.remove(&None) {
            written.frame += common.len();
            take(common)?;
        }
        for (company, files) in frames {
            let company = company.unwrap_or_default();
            written.frame += files.len();
            if is_asked(&company) {
                take(files)?;
            }
        }
        let made: Vec<(usize, usize, Vec<Planted>)> = by_company
            .into_par_iter()
            .map(|(company, owed)| {
                let (files, planted) = self.company(&kitchen, &company, &owed, &known)?;
                let count = (files.len(), files.iter().map(|it| it.bytes.len()).sum());
                // A register in which something is planted takes the place of the one that was in order.
                take(files)?;
                Ok((count.0, count.1, planted))
            })
            .collect::<Result<_>>()?;
        let mut planted = self.unmapped();
        for (files, bytes, defects) in made {
            written.evidence += files;
            written.bytes += bytes;
            planted.extend(defects);
        }
        if only.is_empty() && self.order.most.is_none() {
            take(vec![Made {
                path: DEFECTS.to_owned(),
                bytes: defects::written(self.order.as_of, &planted),
            }])?;
        }
        written.planted = planted;
        Ok(written)
    }

    /// Companies that take a list of measures leave controls without one: a note of kansa, and no slip.
    fn unmapped(&self) -> Vec<Planted> {
        let model = self.skeleton.workspace.model();
        let mut planted = Vec::new();
        for company in self.skeleton.workspace.companies() {
            let id = company.id.as_str();
            let listed = self.group.companies.iter().any(|it| it.id == id && it.measures != "all");
            if !listed {
                continue;
            }
            let taken: BTreeSet<_> = company
                .measures
                .iter()
                .flat_map(|it| &model.measures()[*it].controls)
                .map(|it| &it.0)
                .collect();
            let iso = model.catalogs().iter().find(|it| it.id.as_str() == "iso-27001-2022");
            let left = iso.iter().flat_map(|catalog| {
                let wanted = catalog.nodes.iter().filter(|it| it.kind == NodeKind::Requirement);
                wanted.filter(|it| !taken.iter().any(|id| id.catalog == catalog.id && id.node == it.id))
            });
            if left.count() > 0 {
                planted.push(Planted {
                    what: "年次計画で後に回した対策があり、対策のない要求事項が残る".to_owned(),
                    file: format!("evidence/{id}/company.yaml"),
                    findings: vec![format!("control-unmapped:{id}/iso-27001-2022")],
                    controls: BTreeSet::new(),
                    cell: None,
                });
            }
        }
        planted
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
        all: &Arc<HashMap<String, Arc<Known>>>,
    ) -> Result<(Vec<Made>, Vec<Planted>)> {
        let known = all.get(company).with_context(|| format!("nothing is known of {company}"))?;
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
        let guest = Guest { known, language, days: Arc::new(by_year), others: all.clone() };
        let mut deliveries = Vec::new();
        for (at, (it, day)) in owed.iter().zip(&days).enumerate() {
            if let Some(day) = day {
                let draft = kitchen.draft(it, *day, &guest)?;
                deliveries.push(Delivery { owed: at, draft, is_cut: false });
            }
        }
        let ordinal = self.group.companies.iter().position(|it| it.id == company).unwrap_or_default();
        let has_mark = described.is_some_and(Company::has_privacy_mark);
        let leaned_on =
            self.leaned_on.iter().filter(|it| has_mark || it.catalog.as_str() == "iso-27001-2022");
        let leaned_on = leaned_on.cloned().collect();
        let mut planting = Planting::new(kitchen, &guest, (company, ordinal), owed, &leaned_on, deliveries);
        if let Some(described) = described {
            let mut random = Random::of(self.order.seed, &[company, "defects"]);
            for it in self.named.iter().filter(|it| it.company == company) {
                planting.plant(it.kind, it.requirement.as_deref(), &mut random)?;
            }
            for kind in defects::drawn(described.diligence, &mut random) {
                planting.plant(kind, None, &mut random)?;
            }
        }
        let Planting { mut deliveries, strays, planted, .. } = planting;
        if let Some(most) = self.order.most {
            newest(&mut deliveries, most);
        }
        let mut made = strays;
        let mut sidecars: BTreeMap<String, Vec<(Vec<String>, sidecar::Item)>> = BTreeMap::new();
        for Delivery { draft, is_cut, .. } in &deliveries {
            let mut files = kitchen.written(draft, &known.company)?;
            if let Some(first) = files.first_mut().filter(|_| *is_cut) {
                defects::cut(&mut first.bytes);
            }
            let mut item = draft.item.clone();
            // Some companies record what was approved.
            if described.is_some_and(|it| it.kind == "software") {
                item.hash = sidecar::hash(&files);
            }
            made.extend(files);
            let names = draft.files.iter().map(|it| file_name(draft, it)).collect();
            sidecars.entry(draft.folder.clone()).or_default().push((names, item));
        }
        for (folder, items) in sidecars {
            made.extend(sidecar::written(&folder, &items));
        }
        if let Some(described) = described {
            made.extend(self.mended_registers(described, &planted)?);
        }
        Ok((made, planted))
    }

    /// Registers in which a defect is planted, and the statement of applicability that says what is not done yet.
    fn mended_registers(&self, company: &Company, planted: &[Planted]) -> Result<Vec<Made>> {
        let frame = frame(self.order, self.group, company, self.skeleton.workspace.model())?;
        let weak: BTreeSet<&str> = planted.iter().flat_map(|it| &it.controls).map(String::as_str).collect();
        let mut made = Vec::new();
        for mut register in registers::registers(&frame) {
            let mut is_changed = false;
            if register.id == "applicability" {
                for row in register.rows.iter_mut().filter(|it| it.len() > 7 && weak.contains(it[0].as_str()))
                {
                    if row[2] == "○" {
                        (row[6], row[7]) = ("計画".to_owned(), "2026-12-25".to_owned());
                        is_changed = true;
                    }
                }
            }
            for (id, at, column, value) in planted.iter().filter_map(|it| it.cell.as_ref()) {
                let column = register.columns.iter().position(|it| it == column);
                let cell = column.and_then(|it| register.rows.get_mut(*at)?.get_mut(it));
                if let Some(cell) = cell.filter(|_| id == register.id) {
                    value.clone_into(cell);
                    is_changed = true;
                }
            }
            if is_changed {
                made.extend(registers::written(&frame, &register)?);
            }
        }
        Ok(made)
    }
}

/// Keeps the newest deliveries, so many files of them.
fn newest(deliveries: &mut Vec<Delivery>, most: usize) {
    deliveries.sort_by(|a, b| b.draft.day.cmp(&a.draft.day).then_with(|| a.owed.cmp(&b.owed)));
    let (mut files, mut folders) = (0, BTreeSet::new());
    deliveries.retain(|it| {
        let speaks = !it.draft.item.is_silent() && folders.insert(it.draft.folder.clone());
        files += it.draft.files.len() + usize::from(speaks);
        files <= most
    });
    deliveries.sort_by_key(|it| it.owed);
}

/// Takes away what an earlier run wrote: the companies of the group, and what was added beside others.
pub(crate) fn clear(root: &Path, group: &Group, only: &[String]) -> Result<()> {
    for folder in folders(root, group, only)? {
        output::remove(&folder)?;
    }
    Ok(())
}

/// The folders in which nothing lies but what is written here: those of the companies, and those that are added beside
/// others.
pub(crate) fn folders(root: &Path, group: &Group, only: &[String]) -> Result<Vec<PathBuf>> {
    let is_asked = |id: &String| only.is_empty() || only.contains(id);
    let ids = group.companies.iter().map(|it| &it.id).filter(|it| is_asked(it));
    let mut all: Vec<PathBuf> = ids.map(|it| root.join("evidence").join(it)).collect();
    let own: BTreeSet<&str> = group.companies.iter().map(|it| it.id.as_str()).collect();
    for company in companies_beside(root, &own)?.iter().filter(|it| is_asked(it)) {
        added(&root.join("evidence").join(company), &own, 0, &mut all)?;
    }
    Ok(all)
}

fn added(folder: &Path, own: &BTreeSet<&str>, depth: usize, all: &mut Vec<PathBuf>) -> Result<()> {
    for entry in std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry.with_context(|| format!("cannot read {}", folder.display()))?.path();
        if !path.is_dir() {
            continue;
        }
        let name = path.file_name().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default();
        if depth == 2 && (own.contains(name.as_str()) || name.ends_with(ADDED)) {
            all.push(path);
        } else if depth < 2 {
            added(&path, own, depth + 1, all)?;
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
        made.extend(registers::written(frame, &register)?);
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

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::days::ymd;

    /// A group of one company that is made whole.
    fn made(seed: u64, recipes: &Recipes) -> BTreeMap<String, Vec<u8>> {
        let order = Order { seed, as_of: ymd(2026, 10, 31), only: Vec::new(), most: None };
        let mut group = Group::built_in().unwrap();
        group.companies.retain(|it| it.id == "seiran-uk");
        let folder = tempfile::tempdir().unwrap();
        let prepared = Prepared::new(folder.path(), &order, &group, recipes).unwrap();
        assert_eq!(prepared.diagnostics(), Vec::<String>::new());
        let files = Mutex::new(BTreeMap::new());
        let take = |made: Vec<Made>| {
            files.lock().unwrap().extend(made.into_iter().map(|it| (it.path, it.bytes)));
            Ok(())
        };
        prepared.make(&take).unwrap();
        files.into_inner().unwrap()
    }

    #[test]
    fn the_same_seed_gives_the_same_bytes_and_another_one_others() {
        let recipes = Recipes::open(None).unwrap();
        let (first, second, other) = (made(1, &recipes), made(1, &recipes), made(2, &recipes));
        assert!(first.len() > 40);
        assert!(first == second);
        assert!(first != other);
    }

    #[test]
    fn every_built_in_recipe_answers_its_requirement() {
        let recipes = Recipes::open(None).unwrap();
        let order = Order { seed: 1, as_of: ymd(2026, 10, 31), only: Vec::new(), most: None };
        let mut group = Group::built_in().unwrap();
        group.companies.truncate(1);
        let folder = tempfile::tempdir().unwrap();
        // What is wrong with a recipe is an error here.
        let prepared = Prepared::new(folder.path(), &order, &group, &recipes).unwrap();
        assert_eq!(problems(&recipes, prepared.skeleton.workspace.model()), Vec::<String>::new());
    }
}
