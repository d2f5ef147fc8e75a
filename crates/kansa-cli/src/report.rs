//! `kansa report`: pages and the data behind them.

pub(crate) mod templates;

use std::path::{Component, Path};

use anyhow::{Context, bail};
use kansa_core::text::Lang;
use kansa_report::{Error, Format, Options, Profile};

use crate::args::{Global, LangArg, ProfileArg, Report};
use crate::output::{Staged, print, visible};
use crate::{Exit, diagnostics, schema, workspace};

/// Where reports go, below the workspace.
const OUT: &str = "reports/out";

/// Folders of the workspace that are read: what a report wrote there would be evidence, a measure or a template next time.
const INPUT: [&str; 3] = ["controls", "evidence", "reports/templates"];

pub(crate) fn run(global: &Global, args: &Report) -> anyhow::Result<Exit> {
    if let Some(folder) = &args.write_templates {
        templates::write(folder, schema::message_language(global))?;
        return Ok(Exit::Clean);
    }
    let Some(opened) = workspace::open(global, &args.selection.companies)? else { return Ok(Exit::Trouble) };
    let opened = opened.select(&args.selection)?;
    let as_of = opened.as_of(args.selection.as_of);
    let assessment = opened.workspace.assess_some(as_of, &args.selection.companies);
    let langs = langs(global.lang, opened.lang);
    let profile = match args.profile {
        ProfileArg::Internal => Profile::Internal,
        ProfileArg::Auditor => Profile::Auditor(opened.workspace.persons(&args.selection.companies)),
        ProfileArg::Management => Profile::Management,
    };
    let formats = match (args.formats.as_slice(), args.profile) {
        ([], ProfileArg::Management) => vec![Format::Html, Format::Md],
        ([], ProfileArg::Internal | ProfileArg::Auditor) => Options::default().formats,
        (chosen, _) => chosen.to_vec(),
    };
    let out = args.out.clone().unwrap_or_else(|| opened.root.join(OUT));
    apart(&opened.root, &out)?;
    #[cfg(feature = "pdf")]
    let typesetter = match formats.contains(&Format::Pdf) {
        true => Some(kansa_pdf::Typesetter::new().context("cannot set up the typesetter")?),
        false => None,
    };
    #[cfg(feature = "pdf")]
    let typesetter = typesetter.as_ref().map(|it| it as &dyn kansa_report::Typeset);
    #[cfg(not(feature = "pdf"))]
    let typesetter = None;
    let options = Options {
        formats,
        typesetter,
        // What is handed out leads nowhere: the files stay here.
        workspace: above(&opened.root, &out).filter(|_| args.profile == ProfileArg::Internal),
        profile,
        langs,
        templates: templates::read(&opened.root, opened.lang)?,
        readiness: opened.workspace.readiness(as_of, &args.selection.companies),
    };
    let written = || -> anyhow::Result<usize> {
        let report = kansa_report::Report::new(&assessment, &options).context("cannot render the report")?;
        report.check().context("cannot render the report")?;
        let staged = Staged::new(&out)?;
        // Each part is written before the next one is rendered: a report of many companies takes no more memory than one.
        kansa::for_each(report.parts(), |part| -> anyhow::Result<()> {
            for file in report.render(part).context("cannot render the report")? {
                staged.write(&file.path, &file.contents)?;
            }
            Ok(())
        })?;
        staged.place()
    };
    let count = match written() {
        Ok(count) => count,
        Err(error) => {
            let Some(Error::Templates(faults)) = error.downcast_ref() else { return Err(error) };
            diagnostics::show_faults(faults, &options.templates, opened.lang);
            return Ok(Exit::Trouble);
        }
    };
    let out = out.display();
    print(&match opened.lang {
        Lang::Ja => format!("{count} 個のファイルを {out} に書きました\n"),
        Lang::En => format!("wrote {count} files to {out}\n"),
    })?;
    // What could not be read stands on standard error and in the report itself.
    Ok(Exit::Clean)
}

/// Refuses a folder that is read.
fn apart(root: &Path, out: &Path) -> anyhow::Result<()> {
    // Links are followed as far as there is something; what is not there yet links nowhere.
    let real = |it: &Path| {
        let whole = std::path::absolute(it).ok()?;
        whole.ancestors().find_map(|above| {
            let rest = whole.strip_prefix(above).ok()?;
            Some(above.canonicalize().ok()?.join(rest))
        })
    };
    let Some(real_out) = real(out) else { return Ok(()) };
    let input = INPUT.iter().find(|it| real(&root.join(it)).is_some_and(|it| real_out.starts_with(it)));
    if let Some(folder) = input {
        let out = visible(&out.display().to_string());
        bail!("cannot write {out}: what is in {folder} is read as input; choose another folder");
    }
    Ok(())
}

/// The way from a folder below the workspace up to it; none from elsewhere.
fn above(root: &Path, out: &Path) -> Option<String> {
    let absolute = |it: &Path| std::path::absolute(it).ok();
    let below = absolute(out)?.strip_prefix(absolute(root)?).ok()?.to_path_buf();
    let plain = below.components().all(|it| matches!(it, Component::Normal(_)));
    plain.then(|| "../".repeat(below.components().count()))
}

/// The languages of the pages: as asked for, else that of messages.
pub(crate) fn langs(asked: Option<LangArg>, lang: Lang) -> Vec<Lang> {
    match asked {
        Some(LangArg::Both) => vec![Lang::Ja, Lang::En],
        Some(LangArg::Ja | LangArg::En) | None => vec![lang],
    }
}
