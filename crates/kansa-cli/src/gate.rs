//! What a check is held to: thresholds, and findings that are put off.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use chrono::NaiveDate;
use kansa_core::assessment::Assessment;
use kansa_core::code::Code;
use kansa_core::finding::Finding;
use kansa_core::gate::{Baseline, Gate, Standing, Thresholds, entries_of};
use kansa_core::source::{SourceFile, Sources};
use kansa_core::text::Lang;

use crate::args::Check;
use crate::diagnostics;
use crate::output::{visible, write_file};
use crate::workspace::Opened;

/// The gate of a run, by its flags and kansa.yaml; `None` after showing why the baseline cannot be used.
pub(crate) fn open(opened: &Opened, args: &Check, as_of: NaiveDate) -> anyhow::Result<Option<Gate>> {
    let config = opened.workspace.config();
    let thresholds = args.fail_on.map_or_else(|| config.thresholds.clone(), Thresholds::all);
    let named = config.baseline.as_ref().map(|it| opened.root.join(it));
    let baseline = match args.baseline.clone().or(named) {
        None => None,
        Some(path) => match read(&path, &below(opened, &path), opened.lang)? {
            None => return Ok(None),
            read => read,
        },
    };
    Ok(Some(Gate { thresholds, baseline, as_of }))
}

/// The path as outputs name it: below the workspace where it lies there.
fn below(opened: &Opened, path: &Path) -> String {
    opened.below(path).unwrap_or_else(|_| path.display().to_string().replace('\\', "/"))
}

fn read(path: &Path, name: &str, lang: Lang) -> anyhow::Result<Option<Baseline>> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("cannot read the baseline {}", visible(&path.display().to_string())))?;
    Ok(parse(name, &text, lang))
}

fn parse(name: &str, text: &str, lang: Lang) -> Option<Baseline> {
    let file = SourceFile::new(name, text);
    let (baseline, problems) = Baseline::parse(&file);
    let mut sources = Sources::default();
    sources.insert(&file);
    diagnostics::show(&problems, &sources, lang);
    baseline.filter(|_| problems.is_empty())
}

/// How each finding stands, by its id.
pub(crate) fn standings<'g>(gate: &'g Gate, assessment: &Assessment<'_>) -> HashMap<String, Standing<'g>> {
    all(assessment).map(|it| (it.id.clone(), gate.standing(it))).collect()
}

fn all<'a>(assessment: &'a Assessment<'_>) -> impl Iterator<Item = &'a Finding> {
    assessment.companies.iter().flat_map(|it| &it.answers.findings).chain(assessment.findings)
}

/// Puts off what fails: entries behind those that the file has. Says how many were written.
pub(crate) fn write(
    path: &PathBuf,
    args: &Check,
    standings: &HashMap<String, Standing<'_>>,
    assessment: &Assessment<'_>,
    opened: &Opened,
) -> anyhow::Result<usize> {
    let (Some(reason), Some(owner), Some(until)) = (&args.reason, &args.owner, args.until) else {
        bail!("--write-baseline needs --reason, --owner and --until");
    };
    if reason.trim().is_empty() {
        bail!("--reason is empty");
    }
    let shown = visible(&path.display().to_string());
    let before = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => "format: 1\nentries:\n".to_owned(),
        Err(error) => return Err(error).with_context(|| format!("cannot read {shown}")),
    };
    let is_new = !before.contains("finding:");
    let name = below(opened, path);
    let old = if is_new {
        None
    } else {
        Some(parse(&name, &before, opened.lang).with_context(|| format!("{shown} cannot be used"))?)
    };
    let put_off = |it: &&Finding| {
        // What is wrong with the file itself is mended in it.
        !matches!(it.code, Code::BaselineStale | Code::BaselineExpired)
            && standings.get(&it.id) == Some(&Standing::Fails)
            && old.as_ref().is_none_or(|old| old.entry(&it.id).is_none())
    };
    let findings: Vec<&Finding> = all(assessment).filter(put_off).collect();
    if findings.is_empty() {
        return Ok(0);
    }
    let indent = before
        .lines()
        .find(|it| it.trim_start().starts_with("- "))
        .map_or(2, |it| it.len() - it.trim_start().len());
    let whole = format!("{}\n{}", before.trim_end(), entries_of(&findings, reason, owner, until, indent));
    let reads = Baseline::parse(&SourceFile::new(name.as_str(), &whole));
    let old = old.map(|it| it.entries).unwrap_or_default();
    let added =
        |it: &Baseline| it.entries.len() == old.len() + findings.len() && it.entries.starts_with(&old);
    if !reads.1.is_empty() || !reads.0.as_ref().is_some_and(added) {
        bail!("{shown} cannot be added to; name another file");
    }
    write_file(path, whole.as_bytes())?;
    Ok(findings.len())
}

/// The folder of the workspace below the root of its repository, with `/` at its end: annotations name files from there.
pub(crate) fn prefix(root: &Path) -> String {
    let Ok(root) = root.canonicalize() else { return String::new() };
    let Some(repository) = root.ancestors().find(|it| it.join(".git").exists()) else { return String::new() };
    match root.strip_prefix(repository).ok().and_then(Path::to_str) {
        Some(below) if !below.is_empty() => format!("{}/", below.replace('\\', "/")),
        _ => String::new(),
    }
}
