//! Opens the workspace that a command works on.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, bail};
use chrono::NaiveDate;
use kansa::Workspace;
use kansa_core::id::CompanyId;
use kansa_core::text::Lang;

use crate::args::{Global, LangArg, Selection};
use crate::diagnostics;
use crate::output::visible;

/// A workspace with the language of its messages.
pub(crate) struct Opened {
    pub(crate) root: PathBuf,
    pub(crate) workspace: Workspace,
    pub(crate) lang: Lang,
}

/// Seconds since 1970 by the clock; a clock that stands before that says 1970.
pub(crate) fn now() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |it| it.as_secs());
    i64::try_from(now).unwrap_or(0)
}

/// The folder of the workspace: as given, else the nearest one upwards.
pub(crate) fn root(global: &Global) -> anyhow::Result<Option<PathBuf>> {
    match &global.workspace {
        Some(dir) => Ok(Some(dir.clone())),
        None => {
            let here = std::env::current_dir().context("cannot tell the current folder")?;
            Ok(Workspace::find(&here))
        }
    }
}

/// Opens it and shows what is not well formed, of a choice of companies nothing that lies in another one's folder;
/// `None` after showing why `kansa.yaml` cannot be used.
pub(crate) fn open(global: &Global, only: &[CompanyId]) -> anyhow::Result<Option<Opened>> {
    let Some(root) = root(global)? else {
        bail!("there is no kansa.yaml here or in a folder above; name the workspace with -C DIR");
    };
    let opened = if global.no_cache { Workspace::open(&root) } else { Workspace::open_cached(&root) };
    let lang = global.lang.map(LangArg::message);
    told(opened, &root, lang, only, || ())
        .with_context(|| format!("cannot open the workspace {}", root.display()))
}

/// Opens a workspace in a folder that will not stay: nothing is kept for the next run. `before` says of what the problems are
/// that follow.
pub(crate) fn open_copy(
    root: &Path,
    lang: Lang,
    only: &[CompanyId],
    before: impl FnOnce(),
) -> anyhow::Result<Option<Opened>> {
    told(Workspace::open(root), root, Some(lang), only, before)
}

/// Shows what is not well formed, behind what `before` says of it. Without a language it is that of the workspace.
fn told(
    opened: Result<Workspace, kansa::Error>,
    root: &Path,
    lang: Option<Lang>,
    only: &[CompanyId],
    before: impl FnOnce(),
) -> anyhow::Result<Option<Opened>> {
    match opened {
        Ok(workspace) => {
            let lang = lang.unwrap_or(workspace.config().language);
            let problems = workspace.diagnostics_for(only);
            if !problems.is_empty() {
                before();
            }
            diagnostics::show(&problems, workspace.sources(), lang);
            Ok(Some(Opened { root: root.to_path_buf(), workspace, lang }))
        }
        Err(kansa::Error::Config { diagnostics, sources }) => {
            before();
            diagnostics::show(&diagnostics, &sources, lang.unwrap_or(Lang::Ja));
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}

impl Opened {
    /// The day asked for, else the workspace's own.
    pub(crate) fn as_of(&self, asked: Option<NaiveDate>) -> NaiveDate {
        asked.unwrap_or_else(|| self.workspace.default_as_of(now()))
    }

    /// Today in the group's time zone, whatever day kansa.yaml pins.
    pub(crate) fn today(&self) -> NaiveDate {
        self.workspace.today(now())
    }

    /// The text of a file of the workspace; none if there is none.
    pub(crate) fn text_of(&self, path: &str) -> anyhow::Result<Option<String>> {
        match std::fs::read_to_string(self.root.join(path)) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error).with_context(|| format!("cannot read {}", visible(path))),
        }
    }

    /// The path of a file below the workspace, with `/`.
    pub(crate) fn below(&self, file: &Path) -> anyhow::Result<String> {
        let shown = visible(&file.display().to_string());
        let here = file.canonicalize().with_context(|| format!("cannot read {shown}"))?;
        let root = self.root.canonicalize().context("cannot tell where the workspace is")?;
        let below = here.strip_prefix(&root).ok().and_then(Path::to_str);
        Ok(below.with_context(|| format!("{shown} is not in the workspace"))?.replace('\\', "/"))
    }

    /// Keeps the catalogs asked for; an unknown company or catalog is a usage error.
    pub(crate) fn select(mut self, selection: &Selection) -> anyhow::Result<Self> {
        for wanted in &selection.companies {
            self.known_company(wanted.as_str())?;
        }
        for wanted in &selection.catalogs {
            let known: Vec<&str> =
                self.workspace.model().catalogs().iter().map(|it| it.id.as_str()).collect();
            if !known.contains(&wanted.as_str()) {
                bail!("the workspace has no catalog {wanted}{}", hint(wanted.as_str(), &known));
            }
        }
        self.workspace = self.workspace.only_catalogs(&selection.catalogs);
        Ok(self)
    }

    /// Refuses a company that the workspace does not have.
    pub(crate) fn known_company(&self, wanted: &str) -> anyhow::Result<()> {
        let known: Vec<&str> = self.workspace.companies().map(|it| it.id.as_str()).collect();
        if known.contains(&wanted) {
            return Ok(());
        }
        bail!("the workspace has no company {wanted}{}", hint(wanted, &known));
    }
}

/// The nearest known name, or all of them if there are few.
pub(crate) fn hint(wrong: &str, known: &[&str]) -> String {
    match kansa_core::nearest(wrong, known.iter().copied()) {
        Some(near) => format!("; did you mean {near}?"),
        None if !known.is_empty() && known.len() <= 12 => format!("; it has {}", known.join(", ")),
        None => String::new(),
    }
}
