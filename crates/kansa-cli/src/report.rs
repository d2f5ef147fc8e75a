//! `kansa report`: pages and the data behind them.

use std::collections::BTreeMap;
use std::path::{Component, Path};
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Context;
use kansa_core::text::Lang;
use kansa_report::{Format, Options, Profile};

use crate::Exit;
use crate::args::{Global, LangArg, ProfileArg, Report};
use crate::output::{print, write_file};
use crate::workspace;

/// Where reports go and templates are, below the workspace.
const OUT: &str = "reports/out";
const TEMPLATES: &str = "reports/templates";

pub(crate) fn run(global: &Global, args: &Report) -> anyhow::Result<Exit> {
    let Some(opened) = workspace::open(global, &args.selection.companies)? else { return Ok(Exit::Trouble) };
    let opened = opened.select(&args.selection)?;
    let as_of = opened.as_of(args.selection.as_of);
    let assessment = opened.workspace.assess_some(as_of, &args.selection.companies);
    let langs = match global.lang {
        Some(LangArg::Both) => vec![Lang::Ja, Lang::En],
        Some(LangArg::Ja | LangArg::En) | None => vec![opened.lang],
    };
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
    let options = Options {
        formats,
        // What is handed out leads nowhere: the files stay here.
        workspace: above(&opened.root, &out).filter(|_| args.profile == ProfileArg::Internal),
        profile,
        langs,
        templates: templates(&opened)?,
        readiness: opened.workspace.readiness(as_of, &args.selection.companies),
        ..Options::default()
    };
    let report = kansa_report::Report::new(&assessment, &options).context("cannot render the report")?;
    let written = AtomicUsize::new(0);
    // Each part is written before the next one is rendered: a report of many companies takes no more memory than one.
    kansa::for_each(report.parts(), |part| -> anyhow::Result<()> {
        for file in report.render(part).context("cannot render the report")? {
            write_file(&out.join(&file.path), &file.contents)?;
            written.fetch_add(1, Ordering::Relaxed);
        }
        Ok(())
    })?;
    let (count, out) = (written.into_inner(), out.display());
    print(&match opened.lang {
        Lang::Ja => format!("{count} 個のファイルを {out} に書きました\n"),
        Lang::En => format!("wrote {count} files to {out}\n"),
    })?;
    // What could not be read stands on standard error and in the report itself.
    Ok(Exit::Clean)
}

/// The way from a folder below the workspace up to it; none from elsewhere.
fn above(root: &Path, out: &Path) -> Option<String> {
    let absolute = |it: &Path| std::path::absolute(it).ok();
    let below = absolute(out)?.strip_prefix(absolute(root)?).ok()?.to_path_buf();
    let plain = below.components().all(|it| matches!(it, Component::Normal(_)));
    plain.then(|| "../".repeat(below.components().count()))
}

/// Templates of the workspace that take the place of the built-in ones.
fn templates(opened: &workspace::Opened) -> anyhow::Result<BTreeMap<String, String>> {
    let folder = opened.root.join(TEMPLATES);
    let mut templates = BTreeMap::new();
    if !folder.is_dir() {
        return Ok(templates);
    }
    for entry in std::fs::read_dir(&folder).with_context(|| format!("cannot list {TEMPLATES}"))? {
        let entry = entry.with_context(|| format!("cannot list {TEMPLATES}"))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let known = [".html", ".md", ".css", ".js"].iter().any(|ending| name.ends_with(ending));
        if entry.file_type().is_ok_and(|it| it.is_file()) && known && !name.starts_with('.') {
            let text = std::fs::read_to_string(entry.path())
                .with_context(|| format!("cannot read {TEMPLATES}/{name}"))?;
            templates.insert(name, text);
        }
    }
    Ok(templates)
}
