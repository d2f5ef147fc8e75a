//! `kansa schema`: JSON Schemas.

use anyhow::bail;
use kansa_core::schema;

use crate::Exit;
use crate::args::Schema;
use crate::output::print;
use crate::workspace::hint;

pub(crate) fn run(args: &Schema) -> anyhow::Result<Exit> {
    let mut schemas = schema::all();
    schemas.push(("assessment", schema::of::<kansa_report::assessment::Assessment>("assessment.json")));
    match &args.name {
        None => {
            for (name, schema) in &schemas {
                let title = schema.get("title").and_then(|it| it.as_str()).unwrap_or_default();
                print(&format!("{name:<14}{title}\n"))?;
            }
        }
        Some(wanted) => {
            let Some((_, schema)) = schemas.iter().find(|(name, _)| name == wanted) else {
                let names: Vec<&str> = schemas.iter().map(|(name, _)| *name).collect();
                bail!("there is no schema {wanted}{}", hint(wanted, &names));
            };
            print(&(serde_json::to_string_pretty(schema)? + "\n"))?;
        }
    }
    Ok(Exit::Clean)
}
