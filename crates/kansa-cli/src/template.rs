//! `kansa template`: a table with the right headers; empty, or with what a company has already.

use std::path::PathBuf;

use anyhow::{Context, anyhow, bail};
use kansa::Library;
use kansa_core::id::CompanyId;
use kansa_core::measure::Requirement;
use kansa_core::text::Lang;
use kansa_report::blank::{Blank, rows};

use crate::Exit;
use crate::args::{Global, Template, TemplateFormat};
use crate::diagnostics;
use crate::output::{print, visible, write_file};
use crate::workspace::{hint, open, root};

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
    if let Some(company) = &args.company {
        return of_company(global, args, name, company);
    }
    let blank = find(&library, name)?;
    write(args, name, &blank, lang)?;
    Ok(if problems.is_empty() { Exit::Clean } else { Exit::Trouble })
}

/// With the rows that a company has already, or whom its list has to name.
fn of_company(global: &Global, args: &Template, name: &str, company: &CompanyId) -> anyhow::Result<Exit> {
    let Some(opened) = open(global, std::slice::from_ref(company))? else { return Ok(Exit::Trouble) };
    opened.known_company(company.as_str())?;
    let (day, lang) = (opened.as_of(args.as_of), opened.lang);
    let (workspace, model) = (&opened.workspace, opened.workspace.model());
    let (company, registers) = workspace.company(company).context("the company is gone")?;
    let blank = if let Some(register) = model.register_named(name) {
        let def = model.register(register);
        let rows = rows::of_register(model, company, registers, register, day, lang)
            .map_err(|why| anyhow!("{}", visible(why.text(&def.title).get(lang))))?;
        Blank::of_register(def).with_rows(rows)
    } else {
        let mut pieces = name.splitn(2, '/');
        let found = pieces.next().zip(pieces.next()).and_then(|(it, id)| model.requirement_at(it, id));
        let (_, requirement) = model.resolve(found.with_context(|| {
            format!("there is no register or evidence requirement {name}; kansa template lists the names")
        })?);
        let blank = Blank::of_requirement(requirement);
        let blank =
            blank.with_context(|| format!("{name} is no table: any dated file in its folder counts"))?;
        blank.with_rows(rows::of_requirement(requirement, registers, day))
    };
    write(args, name, &blank, lang)?;
    Ok(Exit::Clean)
}

/// Writes a table into a file that is not there yet, and says its name.
fn write(args: &Template, name: &str, blank: &Blank<'_>, lang: Lang) -> anyhow::Result<()> {
    let (bytes, ending) = match args.format {
        TemplateFormat::Csv => {
            let text = blank.csv(lang).map_err(|why| anyhow!("{}", visible(why.get(lang))))?;
            (text.into_bytes(), "csv")
        }
        TemplateFormat::Xlsx => (blank.xlsx(lang).context("cannot make the workbook")?, "xlsx"),
    };
    let file =
        args.out.clone().unwrap_or_else(|| PathBuf::from(format!("{}.{ending}", name.replace('/', "-"))));
    if file.exists() {
        bail!("{} is there already; name another file with --out", file.display());
    }
    write_file(&file, &bytes)?;
    print(&format!("{}\n", file.display()))?;
    Ok(())
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
