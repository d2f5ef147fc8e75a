//! From an obligation to its files.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex};

use anyhow::{Context as _, Result, anyhow};
use chrono::{Datelike, NaiveDate};
use kansa::core::calendar::Calendar;
use kansa::core::measure::{Cadence, Per, Requirement};
use kansa::core::model::Model;
use minijinja::value::Serde;
use minijinja::{Environment, Value, context};

use crate::days::{WorkingDays, fiscal_year};
use crate::format::{self, Format, Maker};
use crate::group::Language;
use crate::output::Made;
use crate::random::Random;
use crate::recipe::{FileRecipe, Recipe, Recipes, Rows, TableRecipe, plain};
use crate::scene::{Known, SCENE, Scene};
use crate::sheet::{Contents, Table, blocks};
use crate::sidecar::Item;
use crate::skeleton::Owed;

/// What files are made with, for all companies.
pub(crate) struct Kitchen<'a> {
    /// Requirements.
    pub(crate) model: &'a Model,
    /// The calendar, for templates.
    pub(crate) calendar: Arc<Calendar>,
    /// The recipes.
    pub(crate) recipes: &'a Recipes,
    /// Their templates.
    pub(crate) environment: &'a Environment<'static>,
    /// What all numbers are drawn from.
    pub(crate) seed: u64,
    /// The day as of which the group is looked at.
    pub(crate) as_of: NaiveDate,
    /// Whether nine files of ten are of a small format, where the recipe has one.
    pub(crate) is_light: bool,
}

/// A company for which files are made.
pub(crate) struct Guest<'a> {
    /// What is known of it.
    pub(crate) known: &'a Arc<Known>,
    /// The language of its files.
    pub(crate) language: Language,
    /// The days of all that it did.
    pub(crate) days: Arc<HashMap<(String, i32), NaiveDate>>,
    /// All companies of the group, by id.
    pub(crate) others: Arc<HashMap<String, Arc<Known>>>,
}

/// Files of one delivery before they have a format, so that something can be made wrong in them.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    /// Where they lie.
    pub(crate) folder: String,
    /// The day on which it was done.
    pub(crate) day: NaiveDate,
    /// How the names of its files say the day.
    pub(crate) stamp: String,
    /// The files.
    pub(crate) files: Vec<DraftFile>,
    /// What evidence.yaml says of them.
    pub(crate) item: Item,
}

/// A file before it has a format.
#[derive(Debug, Clone)]
pub(crate) struct DraftFile {
    /// Its name without day and ending.
    pub(crate) name: String,
    /// Its format.
    pub(crate) format: Format,
    /// What it says.
    pub(crate) contents: Contents,
    /// What a picture shows.
    pub(crate) picture: crate::format::Picture,
    /// Ids of the columns of its table, in their order.
    pub(crate) columns: Vec<String>,
}

impl Kitchen<'_> {
    /// The files that answer an obligation on a day.
    pub(crate) fn draft(&self, owed: &Owed, day: NaiveDate, at: &Guest<'_>) -> Result<Draft> {
        let place = || format!("cannot make {} of {day}", owed.id());
        let recipe = self.recipes.by_requirement.get(&owed.requirement);
        let recipe = recipe.ok_or_else(|| anyhow!("there is no recipe")).with_context(place)?;
        let (_, requirement) = self.model.resolve(owed.index);
        let subject = owed.subject.as_deref().unwrap_or_default();
        let names = [owed.by.as_str(), &owed.requirement, subject, &owed.window.from.to_string()];
        let random = Random::of(self.seed, &names);
        let mut habit = Random::of(self.seed, &[&owed.by, &owed.requirement, "files"]);
        let scene = Value::from_object(Scene {
            random: Mutex::new(random),
            steady: Random::of(self.seed, &[&owed.by, &owed.requirement, subject, "steady"]),
            day,
            known: at.known.clone(),
            calendar: self.calendar.clone(),
            days: at.days.clone(),
            others: at.others.clone(),
        });
        let mut context = self.context(owed, requirement, day, at);
        context = context! { __scene => scene, ..context };
        for (name, expression) in &recipe.vars {
            let compiled =
                self.environment.compile_expression_owned(plain(expression)).with_context(place)?;
            let value = compiled.eval(&context).with_context(place)?;
            context = context! { ..Value::from(BTreeMap::from([(plain(name), value)])), ..context };
        }
        let sets = recipe.sets();
        let set = habit.count(0, sets.len().saturating_sub(1));
        let mut files = Vec::new();
        for (number, file) in sets.get(set).copied().unwrap_or_default().iter().enumerate() {
            let name = format!("{}:{set}:{number}", owed.requirement);
            let formats = &file.formats;
            let usual = habit.pick(formats).copied();
            let mut choice = Random::of(self.seed, &[&owed.id(), &number.to_string(), "format"]);
            let format = if choice.chance(75) { usual } else { choice.pick(formats).copied() };
            let small = formats.iter().find(|it| it.is_small()).copied();
            let format = if self.is_light && choice.chance(90) { small.or(format) } else { format };
            let format = format.unwrap_or(Format::Md);
            let format = if at.language == Language::En { format.abroad() } else { format };
            let file = self.file(&name, file, format, requirement, &context, at.language);
            files.push(file.with_context(place)?);
        }
        let mut item = self.item(owed, recipe, requirement, day, &mut habit);
        item.performed = (files.len() > 1 && files.iter().any(|it| it.name.contains("20"))).then_some(day);
        Ok(Draft { folder: folder(self.model, owed, day), day, stamp: day.to_string(), files, item })
    }

    fn context(&self, owed: &Owed, requirement: &Requirement, day: NaiveDate, at: &Guest<'_>) -> Value {
        let window = owed.window;
        let subject_row = owed.subject.as_ref().and_then(|key| {
            let register = match &requirement.per {
                Per::Rows { register, .. } => self.model.register(*register).id.to_string(),
                _ => return None,
            };
            let rows = at.known.registers.get(&register)?;
            rows.iter().rev().find(|it| it.key == *key).map(|it| it.cells.clone())
        });
        let is_renewed = matches!(requirement.cadence, Cadence::MaxAge(_) | Cadence::Interval(_));
        let year = fiscal_year(if is_renewed { day } else { window.from });
        context! {
            company => at.known.company.clone(),
            window => context! { from => window.from.to_string(), to => window.to.to_string() },
            day => day.to_string(),
            year,
            month => day.month(),
            quarter => (window.from.month() + 8) / 3 % 4 + 1,
            half => if (4..10).contains(&window.from.month()) { "上期" } else { "下期" },
            title => &requirement.title.ja,
            title_en => &requirement.title.en,
            subject => owed.subject.clone().unwrap_or_default(),
            subject_row => subject_row.unwrap_or_default(),
            takers => owed.takers.iter().cloned().collect::<Vec<String>>(),
        }
    }

    fn file(
        &self,
        name: &str,
        file: &FileRecipe,
        format: Format,
        requirement: &Requirement,
        context: &Value,
        language: Language,
    ) -> Result<DraftFile> {
        let rendered = |what: &str, value: &Value| -> Result<String> {
            Ok(self.environment.get_template(&format!("{name}:{what}"))?.render(value)?)
        };
        let english = |what: &'static str, other: &Option<String>| match language {
            Language::En if other.is_some() => format!("{what}_en"),
            Language::En | Language::Ja => what.to_owned(),
        };
        let mut contents = Contents::default();
        if file.text.is_some() {
            contents.text = blocks(&rendered(&english("text", &file.text_en), context)?);
        }
        let mut columns = Vec::new();
        if let Some(table) = &file.table {
            let made = self.table(name, table, requirement, context, language)?;
            contents.table = Some(made.0);
            columns = made.1;
        }
        if file.raw.is_some() {
            contents.raw = Some(rendered("raw", context)?.trim().to_owned() + "\n");
        }
        if file.closing.is_some() {
            contents.closing = blocks(&rendered("closing", context)?);
        }
        let name = rendered(&english("name", &file.name_en), context)?.trim().to_owned();
        Ok(DraftFile { name, format, contents, picture: file.picture, columns })
    }

    fn table(
        &self,
        name: &str,
        table: &TableRecipe,
        requirement: &Requirement,
        context: &Value,
        language: Language,
    ) -> Result<(Table, Vec<String>)> {
        let ids: Vec<String> = table.columns.keys().map(plain).collect();
        let header = ids.iter().map(|id| {
            let declared = requirement.columns.iter().find(|it| &*it.id == id);
            declared.map_or_else(
                || id.clone(),
                |it| match language {
                    Language::Ja => it.label().to_owned(),
                    Language::En => it.headers.iter().rev().find(|it| it.is_ascii()).unwrap_or(id).clone(),
                },
            )
        });
        let header: Vec<String> = header.collect();
        let templates = ids.iter().map(|id| self.environment.get_template(&format!("{name}:column:{id}")));
        let templates = templates.collect::<Result<Vec<_>, _>>()?;
        let mut rows = Vec::new();
        for (at, (row, item)) in self.rows(&table.rows, context)?.into_iter().enumerate() {
            let scene = context! { row, item, n => at + 1, ..context.clone() };
            let cells = templates.iter().map(|it| Ok(it.render(&scene)?.trim().to_owned()));
            rows.push(cells.collect::<Result<Vec<String>>>()?);
        }
        let sheet = if table.sheet.is_empty() { "一覧" } else { &table.sheet };
        Ok((Table { name: sheet.to_owned(), header, rows, hidden: None }, ids))
    }

    /// The row and the item of each row of a table.
    fn rows(&self, rows: &Rows, context: &Value) -> Result<Vec<(Value, Value)>> {
        let scene = context.get_attr(SCENE)?.downcast_object::<Scene>().context("there is no scene")?;
        let none = || Value::from("");
        let count = |span: Option<crate::recipe::Span>, most: usize| {
            let (low, high) = span.map_or((most, most), |it| {
                let (low, high) = it.ends();
                (usize::try_from(low).unwrap_or(0), usize::try_from(high).unwrap_or(0))
            });
            let mut random = scene.random.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            random.count(low, high.max(low))
        };
        let mut all: Vec<(Value, Value)> = if let Some(register) = &rows.register {
            scene.known.on(register, scene.day).map(|it| (it.cells.clone(), none())).collect()
        } else if let Some(items) = &rows.each {
            items.iter().map(|it| (none(), Value::from(Serde(it)))).collect()
        } else if let Some(items) = &rows.pick {
            let count = count(rows.of, items.len() / 2 + 1);
            let mut random = scene.random.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            random.some(items, count).into_iter().map(|it| (none(), Value::from(Serde(it)))).collect()
        } else if let Some(expression) = &rows.expr {
            let list = self.environment.compile_expression_owned(expression.clone())?.eval(context)?;
            list.try_iter()?.map(|it| (it.clone(), it)).collect()
        } else {
            let count = count(rows.count, 1);
            (0..count).map(|_| (none(), none())).collect()
        };
        if let Some(condition) = &rows.r#where {
            let condition = self.environment.compile_expression_owned(condition.clone())?;
            let mut kept = Vec::new();
            for (row, item) in all {
                if condition
                    .eval(context! { row => row.clone(), item => item.clone(), ..context.clone() })?
                    .is_true()
                {
                    kept.push((row, item));
                }
            }
            all = kept;
        }
        Ok(all)
    }

    fn item(
        &self,
        owed: &Owed,
        recipe: &Recipe,
        requirement: &Requirement,
        day: NaiveDate,
        habit: &mut Random,
    ) -> Item {
        let mut random = Random::of(self.seed, &[&owed.id(), "approval"]);
        let (low, high) = recipe.approved.map_or((0, 3), crate::recipe::Span::ends);
        let wanted = habit.between(low, high).min(random.between(low, high));
        let approved = WorkingDays(&self.calendar).after(day, wanted);
        // What waits for its approval on the day was made some days before.
        let approved = if approved > self.as_of { day } else { approved };
        Item {
            approved: requirement.approval.as_ref().map(|by| (by.to_string(), approved)),
            hash: None,
            performed: None,
            performed_by: recipe.performed_by.clone(),
            collected_by: recipe.collected_by.clone(),
            valid: recipe
                .valid_months
                .map(|it| (day, crate::days::plus(crate::days::plus_months(day, it), -1))),
            covers: recipe.covers_window.then_some((owed.window.from, owed.window.to)),
            takers: owed.takers.iter().cloned().collect(),
        }
    }

    /// The bytes of the files of a draft.
    pub(crate) fn written(&self, draft: &Draft, company: &Value) -> Result<Vec<Made>> {
        let text = |name: &str| company.get_attr(name).map(|it| it.to_string()).unwrap_or_default();
        let (name, domain) = (text("name"), text("domain"));
        let mut seen = BTreeSet::new();
        let mut made = Vec::new();
        for file in &draft.files {
            let mut random = Random::of(self.seed, &[&draft.folder, &draft.day.to_string(), &file.name]);
            let maker = Maker {
                day: draft.day,
                company: &name,
                domain: &domain,
                author: "情報セキュリティ事務局",
                title: &file.name,
                salt: random.next(),
            };
            let bytes = format::write(file.format, &file.contents, file.picture, &maker)
                .with_context(|| format!("cannot write {} below {}", file.name, draft.folder))?;
            let path = format!("{}/{}", draft.folder, file_name(draft, file));
            if seen.insert(path.clone()) {
                made.push(Made { path, bytes });
            }
        }
        Ok(made)
    }
}

/// The name of a file of a draft.
pub(crate) fn file_name(draft: &Draft, file: &DraftFile) -> String {
    format!("{}_{}.{}", draft.stamp, file.name.replace(['/', '\\'], "・"), file.format.ending())
}

/// The folder of an obligation. Beside files that are written by hand it is a dated one of its own.
fn folder(model: &Model, owed: &Owed, day: NaiveDate) -> String {
    let folder = format!("evidence/{}/{}", owed.by, model.folder_of(owed.index, owed.subject.as_deref()));
    match &owed.subject {
        None if owed.beside_others => format!("{folder}/{day}_{ADDED}"),
        None | Some(_) => folder,
    }
}

/// What folders that are added beside those of others are called behind their day.
pub(crate) const ADDED: &str = "対象会社の追加";
