//! `kansa schema`: JSON Schemas, for editors.

use std::path::Path;

use anyhow::{Context, bail};
use kansa::Library;
use kansa_core::schema::{self, Descriptions, Languages};
use kansa_core::text::Lang;
use kansa_report::v1;
use schemars::Schema;
use serde_json::Value;

use crate::Exit;
use crate::args::{Global, LangArg, Schema as Args};
use crate::diagnostics;
use crate::output::{print, visible, write_file};
use crate::workspace::{hint, root};

pub(crate) fn run(global: &Global, args: &Args) -> anyhow::Result<Exit> {
    let mut exit = Exit::Clean;
    let mut schemas = schemas();
    let languages = languages(global);
    let words = descriptions();
    for (_, schema) in &mut schemas {
        words.describe(schema, languages);
    }
    if args.with_ids {
        let Some(root) = root(global)? else {
            bail!("there is no kansa.yaml here or in a folder above; name the workspace with -C DIR");
        };
        let (library, problems) = Library::open(Some(&root)).context("cannot read the library")?;
        diagnostics::show(&problems, &library.sources, messages(languages));
        if !problems.is_empty() {
            exit = Exit::Trouble;
        }
        let ids = library.ids(&root);
        schemas.iter_mut().for_each(|(_, schema)| ids.offer(schema, languages));
    }
    if let Some(wanted) = &args.name {
        let names: Vec<&str> = schemas.iter().map(|(name, _)| *name).collect();
        if !names.contains(&wanted.as_str()) {
            bail!("there is no schema {wanted}{}", hint(wanted, &names));
        }
        schemas.retain(|(name, _)| name == wanted);
    }
    match (&args.out, &args.name) {
        (Some(folder), _) => write(folder, &schemas)?,
        (None, Some(_)) => {
            for (_, schema) in &schemas {
                print(&text(schema)?)?;
            }
        }
        (None, None) => {
            for (name, schema) in &schemas {
                print(&format!("{name:<16}{}\n", title(schema)))?;
            }
        }
    }
    Ok(exit)
}

/// All of them: of the files that people write, of what kansa writes for programs, and of what templates see.
fn schemas() -> Vec<(&'static str, Schema)> {
    let mut schemas = schema::all();
    schemas.push(("assessment", schema::of::<kansa_report::assessment::Assessment>("assessment.json")));
    schemas.push(("diff", schema::of::<kansa_report::diff::Diff>("kansa diff --format json")));
    let of = |templates: &str| format!("report in {templates}");
    schemas.push(("report-group", schema::of::<v1::Group>(&of("group.html and group.md"))));
    schemas.push(("report-company", schema::of::<v1::Company>(&of("company.html and company.md"))));
    schemas.push(("report-standard", schema::of::<v1::Standard>(&of("standard.html"))));
    schemas
}

fn descriptions() -> Descriptions {
    let of_outputs = [kansa_report::assessment::DESCRIPTIONS, kansa_report::diff::DESCRIPTIONS];
    Descriptions::new(&[schema::DESCRIPTIONS, &of_outputs, &v1::DESCRIPTIONS].concat())
}

/// Those of `--lang`, else that of the workspace; Japanese without one.
fn languages(global: &Global) -> Languages {
    match global.lang {
        Some(LangArg::Ja) => Languages::One(Lang::Ja),
        Some(LangArg::En) => Languages::One(Lang::En),
        Some(LangArg::Both) => Languages::Both,
        None => {
            let library = root(global).ok().flatten().and_then(|it| Library::open(Some(&it)).ok());
            Languages::One(library.map_or(Lang::Ja, |(it, _)| it.language))
        }
    }
}

/// The language of messages where no workspace is opened.
pub(crate) fn message_language(global: &Global) -> Lang {
    messages(languages(global))
}

fn messages(languages: Languages) -> Lang {
    match languages {
        Languages::One(lang) => lang,
        Languages::Both => Lang::Ja,
    }
}

/// Writes them into a folder. What is there already is replaced only if it is an older one of the same name.
fn write(folder: &Path, schemas: &[(&str, Schema)]) -> anyhow::Result<()> {
    for (name, schema) in schemas {
        let path = folder.join(format!("{name}.json"));
        let there = match std::fs::read(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            read => read.with_context(|| format!("cannot read {}", visible(&path.display().to_string())))?,
        };
        let there: Option<Schema> = serde_json::from_slice(&there).ok();
        if there.is_none_or(|it| title(&it) != title(schema)) {
            bail!(
                "{} is there already and is no schema of {}; nothing was written",
                visible(&path.display().to_string()),
                title(schema)
            );
        }
    }
    for (name, schema) in schemas {
        write_file(&folder.join(format!("{name}.json")), text(schema)?.as_bytes())?;
    }
    Ok(())
}

fn title(schema: &Schema) -> &str {
    schema.get("title").and_then(Value::as_str).unwrap_or_default()
}

fn text(schema: &Schema) -> anyhow::Result<String> {
    Ok(serde_json::to_string_pretty(schema)? + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_described_in_both_languages_and_no_description_is_left_over() {
        let schemas: Vec<Schema> = schemas().into_iter().map(|(_, it)| it).collect();
        let (missing, unused) = descriptions().faults(&schemas);
        let of_whom = "crates/kansa-core/src/schema/*.txt and crates/kansa-report/src/{assessment,diff,v1}/descriptions.txt";
        assert!(missing.is_empty(), "not in {of_whom}:\n{}", missing.join("\n"));
        assert!(unused.is_empty(), "in {of_whom}, but said of no field:\n{}", unused.join("\n"));
    }
}
