//! Recipes: what files answer a requirement, and what stands in them.

mod check;
mod embedded;

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use minijinja::Environment;
use serde::Deserialize;
use serde_yaml::Value;

pub(crate) use check::problems;

use crate::format::{Format, Picture};

/// A number, or one of a span.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(untagged)]
pub(crate) enum Span {
    /// This one.
    One(i64),
    /// From the first to the second.
    Between(i64, i64),
}

impl Span {
    /// Both ends.
    pub(crate) fn ends(self) -> (i64, i64) {
        match self {
            Self::One(it) => (it, it),
            Self::Between(low, high) => (low, high),
        }
    }
}

/// On which day of its window something is done.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DayRule {
    /// In this month; of several, each company keeps to one.
    pub(crate) month: Option<Span>,
    /// On these days of the month; with `after`, so many days after it.
    pub(crate) days: Option<Span>,
    /// So many days after the first day of the window.
    pub(crate) from_start: Option<Span>,
    /// So many days before the last day of the window.
    pub(crate) before_end: Option<Span>,
    /// After another requirement was shown in the same year.
    pub(crate) after: Option<String>,
    /// On the day in a row of this register.
    pub(crate) register: Option<String>,
    /// The column of that day.
    pub(crate) column: Option<String>,
    /// Which rows, as an expression on `row`.
    pub(crate) r#where: Option<String>,
}

/// The rows of a table.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rows {
    /// One for each row of this register that holds on the day.
    pub(crate) register: Option<String>,
    /// Which of them, as an expression on `row`.
    pub(crate) r#where: Option<String>,
    /// One for each of these, as `item`.
    pub(crate) each: Option<Vec<Value>>,
    /// One for each of some of these, as `item`.
    pub(crate) pick: Option<Vec<Value>>,
    /// How many are picked.
    pub(crate) of: Option<Span>,
    /// So many, as `n`.
    pub(crate) count: Option<Span>,
    /// One for each of what this expression gives, as `item` and `row`.
    pub(crate) expr: Option<String>,
}

/// A table.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TableRecipe {
    /// The name of the sheet.
    #[serde(default)]
    pub(crate) sheet: String,
    /// Its rows.
    pub(crate) rows: Rows,
    /// Cells by column: the id of a declared column, or another label.
    pub(crate) columns: serde_yaml::Mapping,
}

/// A file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FileRecipe {
    /// Its name behind the day.
    pub(crate) name: String,
    /// The same in English.
    pub(crate) name_en: Option<String>,
    /// Formats to choose among.
    pub(crate) formats: Vec<Format>,
    /// Its text, above the table.
    pub(crate) text: Option<String>,
    /// The same in English.
    pub(crate) text_en: Option<String>,
    /// Its table.
    pub(crate) table: Option<TableRecipe>,
    /// The text below the table.
    pub(crate) closing: Option<String>,
    /// All of the file, as it is rendered, in place of text and table: what a tool wrote.
    pub(crate) raw: Option<String>,
    /// What a picture shows.
    #[serde(default)]
    pub(crate) picture: Picture,
}

/// A wrong cell that can be planted.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WrongCell {
    /// What is wrong, as a sentence. `{{ key }}` is the first cell of the row.
    pub(crate) what: String,
    /// The check that fails, as findings name it: `each`, `each-2`.
    pub(crate) check: String,
    /// The cells of one row that are written.
    pub(crate) set: BTreeMap<String, String>,
    /// Which row, from 1; any if it is left out.
    pub(crate) row: Option<usize>,
}

/// What answers a requirement.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Recipe {
    /// When it is done.
    #[serde(default)]
    pub(crate) day: DayRule,
    /// Values that its files share, as expressions, in their order.
    #[serde(default)]
    pub(crate) vars: serde_yaml::Mapping,
    /// Its files.
    #[serde(default)]
    pub(crate) files: Vec<FileRecipe>,
    /// Other sets of files, of which each company has one.
    #[serde(default)]
    pub(crate) variants: Vec<Vec<FileRecipe>>,
    /// How many working days after it is approved, by the role that the requirement asks for.
    pub(crate) approved: Option<Span>,
    /// The role of who did it.
    pub(crate) performed_by: Option<String>,
    /// The role of who collected it.
    pub(crate) collected_by: Option<String>,
    /// How many months it is valid from its day on.
    pub(crate) valid_months: Option<i32>,
    /// Whether evidence.yaml says that it covers the window.
    #[serde(default)]
    pub(crate) covers_window: bool,
    /// Wrong cells that can be planted.
    #[serde(default)]
    pub(crate) defects: Vec<WrongCell>,
}

impl Recipe {
    /// All sets of files: the one, or the variants.
    pub(crate) fn sets(&self) -> Vec<&[FileRecipe]> {
        let one = Some(self.files.as_slice()).filter(|it| !it.is_empty());
        one.into_iter().chain(self.variants.iter().map(Vec::as_slice)).collect()
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRecipes {
    measure: String,
    requirements: BTreeMap<String, Recipe>,
}

/// All recipes, by `measure/requirement`.
#[derive(Debug, Default)]
pub(crate) struct Recipes {
    /// The recipes.
    pub(crate) by_requirement: BTreeMap<String, Recipe>,
}

impl Recipes {
    /// Recipes that are built in, or all files of a folder in place of them.
    pub(crate) fn open(folder: Option<&Path>) -> Result<Self> {
        let mut recipes = Self::default();
        let Some(folder) = folder else {
            for (name, text) in embedded::EMBEDDED {
                recipes.add(name, text)?;
            }
            return Ok(recipes);
        };
        let entries =
            std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
        let mut paths = entries.map(|it| Ok(it?.path())).collect::<Result<Vec<_>>>()?;
        paths.retain(|it| it.extension().is_some_and(|it| it == "yaml"));
        paths.sort();
        for path in paths {
            let text =
                std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
            recipes.add(&path.display().to_string(), &text)?;
        }
        Ok(recipes)
    }

    /// Reads one file.
    pub(crate) fn add(&mut self, name: &str, text: &str) -> Result<()> {
        let raw: RawRecipes =
            serde_yaml::from_str(text).with_context(|| format!("cannot read the recipes {name}"))?;
        for (id, recipe) in raw.requirements {
            let requirement = format!("{}/{id}", raw.measure);
            if recipe.sets().is_empty() {
                bail!("{name}: {requirement} has no files");
            }
            if self.by_requirement.insert(requirement.clone(), recipe).is_some() {
                bail!("{name}: there is another recipe for {requirement}");
            }
        }
        Ok(())
    }

    /// Adds every template of the recipes to an environment, each under a name that says where it stands.
    pub(crate) fn compile(&self, environment: &mut Environment<'static>) -> Result<()> {
        for (requirement, recipe) in &self.by_requirement {
            for (set, files) in recipe.sets().into_iter().enumerate() {
                for (at, file) in files.iter().enumerate() {
                    let mut add = |what: &str, text: &str| {
                        let name = format!("{requirement}:{set}:{at}:{what}");
                        environment.add_template_owned(name, text.to_owned()).map_err(anyhow::Error::from)
                    };
                    let place = || format!("a template of {requirement}");
                    add("name", &file.name).with_context(place)?;
                    for (what, text) in [
                        ("name_en", &file.name_en),
                        ("text", &file.text),
                        ("text_en", &file.text_en),
                        ("closing", &file.closing),
                        ("raw", &file.raw),
                    ] {
                        if let Some(text) = text {
                            add(what, text).with_context(place)?;
                        }
                    }
                    for (column, cell) in file.table.iter().flat_map(|it| &it.columns) {
                        add(&format!("column:{}", plain(column)), &plain(cell)).with_context(place)?;
                    }
                }
            }
        }
        Ok(())
    }
}

/// A scalar of YAML as text.
pub(crate) fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
        _ => String::new(),
    }
}
