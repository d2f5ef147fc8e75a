//! `kansa template`: an empty table with the right headers.

use std::path::PathBuf;

use anyhow::{Context, bail};
use kansa::Library;
use kansa_core::measure::Requirement;
use kansa_core::text::Lang;
use kansa_report::blank::Blank;

use crate::Exit;
use crate::args::{Global, Template, TemplateFormat};
use crate::diagnostics;
use crate::output::{print, visible, write_file};
use crate::workspace::{hint, root};

pub(crate) fn run(global: &Global, args: &Template) -> anyhow::Result<Exit> {
    let root = root(global)?;
    let (library, problems) =
        Library::open(root.as_deref()).context("cannot read the registers and measures")?;
    let lang = global.lang.map_or(library.language, |it| it.message());
    diagnostics::show(&problems, &library.sources, lang);
    let Some(name) = &args.name else {
        print(&list(&library, lang))?;
        return Ok(Exit::Clean);
    };
    let blank = find(&library, name)?;
    let (bytes, ending) = match args.format {
        TemplateFormat::Csv => (blank.csv(lang).into_bytes(), "csv"),
        TemplateFormat::Xlsx => (blank.xlsx(lang).context("cannot make the workbook")?, "xlsx"),
    };
    let file =
        args.out.clone().unwrap_or_else(|| PathBuf::from(format!("{}.{ending}", name.replace('/', "-"))));
    if file.exists() {
        bail!("{} is there already; name another file with --out", file.display());
    }
    write_file(&file, &bytes)?;
    print(&format!("{}\n", file.display()))?;
    Ok(if problems.is_empty() { Exit::Clean } else { Exit::Trouble })
}

/// The names that there are templates for, each with its title.
fn list(library: &Library, lang: Lang) -> String {
    let registers = library.registers.iter().map(|it| (it.id.to_string(), it.title.get(lang)));
    let tables = requirements(library).filter(|(_, it)| Blank::of_requirement(it).is_some());
    let tables = tables.map(|(name, it)| (name, it.title.get(lang)));
    registers.chain(tables).map(|(name, title)| format!("{name:<44}{}\n", visible(title))).collect()
}

/// The evidence requirements by their names.
fn requirements(library: &Library) -> impl Iterator<Item = (String, &Requirement)> {
    library
        .measures
        .iter()
        .flat_map(|measure| measure.requirements.iter().map(|it| (format!("{}/{}", measure.id, it.id), it)))
}

fn find<'a>(library: &'a Library, wanted: &str) -> anyhow::Result<Blank<'a>> {
    if let Some(def) = library.registers.iter().find(|it| it.id.as_str() == wanted) {
        return Ok(Blank::of_register(def));
    }
    if let Some((_, requirement)) = requirements(library).find(|(name, _)| name == wanted) {
        return Blank::of_requirement(requirement)
            .with_context(|| format!("{wanted} is no table: any dated file in its folder counts"));
    }
    let names: Vec<String> = library
        .registers
        .iter()
        .map(|it| it.id.to_string())
        .chain(requirements(library).map(|(name, _)| name))
        .collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    bail!("there is no register or evidence requirement {wanted}{}", hint(wanted, &names));
}
