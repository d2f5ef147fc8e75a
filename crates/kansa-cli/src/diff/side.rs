//! The two sides of a comparison: days, revisions, files.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use chrono::NaiveDate;
use kansa::{Sealing, Workspace};
use kansa_core::text::Lang;
use kansa_report::assessment::Assessment;
use kansa_report::diff::{Kind, Origin, View};

use super::git::Checkout;
use crate::args::{Diff as Args, Global, Selection};
use crate::output::{complain, visible};
use crate::workspace::{self, Opened};

/// What one side answers.
pub(crate) struct Side {
    pub(crate) view: View,
    pub(crate) origin: Origin,
    /// Every company that it has, whichever are asked for.
    pub(crate) companies: BTreeSet<String>,
    /// Every catalog that it has.
    pub(crate) catalogs: BTreeSet<String>,
}

impl Side {
    pub(crate) fn is_file(&self) -> bool {
        self.origin.kind == Kind::File
    }
}

/// Both of them, and the language of messages.
pub(crate) struct Sides {
    pub(crate) a: Side,
    pub(crate) b: Side,
    pub(crate) lang: Lang,
}

/// How a side was asked for.
enum Wanted {
    Date(NaiveDate),
    Workspace,
    File(PathBuf),
    Revision(String),
}

/// Reads both sides; `None` after showing why a `kansa.yaml` cannot be used.
pub(crate) fn both(global: &Global, args: &Args) -> anyhow::Result<Option<Sides>> {
    let wanted = [wanted(&args.a)?, wanted(&args.b)?];
    if args.selection.as_of.is_some()
        && !wanted.iter().any(|it| matches!(it, Wanted::Workspace | Wanted::Revision(_)))
    {
        bail!("--as-of is for revisions and the workspace: a day and an assessment.json have their own");
    }
    let live = wanted.iter().any(|it| matches!(it, Wanted::Date(_) | Wanted::Workspace));
    // Read once, whichever days are asked for.
    let opened = if live {
        match workspace::open(global, &args.selection.companies)? {
            Some(opened) => Some(opened),
            None => return Ok(None),
        }
    } else {
        None
    };
    let lang = match &opened {
        Some(opened) => opened.lang,
        None => language(global)?,
    };
    let reader = Reader { global, selection: &args.selection, opened, lang };
    let [a, b] = wanted;
    let Some(a) = reader.side(a, &args.a)? else { return Ok(None) };
    let Some(b) = reader.side(b, &args.b)? else { return Ok(None) };
    // The process ends soon: giving back a million small pieces of memory one by one would only take time.
    std::mem::forget(reader.opened);
    Ok(Some(Sides { a, b, lang }))
}

fn wanted(text: &str) -> anyhow::Result<Wanted> {
    let path = Path::new(text);
    if text == "." {
        return Ok(Wanted::Workspace);
    }
    let digits = |it: &str| it.bytes().all(|it| it.is_ascii_digit());
    let parts: Vec<&str> = text.split('-').collect();
    if let [year, month, day] = parts[..]
        && [year.len(), month.len(), day.len()] == [4, 2, 2]
        && [year, month, day].into_iter().all(digits)
    {
        return match text.parse() {
            Ok(day) => Ok(Wanted::Date(day)),
            Err(_) => bail!("there is no day {text}"),
        };
    }
    if text.ends_with(".json") && path.exists() {
        return Ok(Wanted::File(path.to_owned()));
    }
    Ok(Wanted::Revision(text.to_owned()))
}

/// The language of messages where no workspace is opened for its answers.
fn language(global: &Global) -> anyhow::Result<Lang> {
    if let Some(lang) = global.lang {
        return Ok(lang.message());
    }
    let root = workspace::root(global)?;
    Ok(root.and_then(|it| Sealing::open(&it).ok()).map_or(Lang::Ja, |it| it.language))
}

struct Reader<'a> {
    global: &'a Global,
    selection: &'a Selection,
    opened: Option<Opened>,
    lang: Lang,
}

impl Reader<'_> {
    fn side(&self, wanted: Wanted, asked: &str) -> anyhow::Result<Option<Side>> {
        let name = asked.to_owned();
        match (wanted, &self.opened) {
            (Wanted::Date(day), Some(opened)) => {
                let origin = Origin { kind: Kind::Date, name, commit: None };
                self.answers(opened, day, origin).map(Some)
            }
            (Wanted::Workspace, Some(opened)) => {
                let origin = Origin { kind: Kind::Workspace, name, commit: None };
                self.answers(opened, opened.as_of(self.selection.as_of), origin).map(Some)
            }
            (Wanted::File(path), _) => file(&path).map(Some),
            (Wanted::Revision(revision), _) => self.revision(&revision),
            (Wanted::Date(_) | Wanted::Workspace, None) => Ok(None),
        }
    }

    fn answers(&self, opened: &Opened, as_of: NaiveDate, origin: Origin) -> anyhow::Result<Side> {
        let workspace: &Workspace = &opened.workspace;
        let assessment = workspace.assess_some(as_of, &self.selection.companies);
        let view = View::of(&Assessment::new(&assessment)).context("cannot compare the answers")?;
        Ok(Side {
            view,
            origin,
            companies: workspace.companies().map(|it| it.id.to_string()).collect(),
            catalogs: workspace.model().catalogs().iter().map(|it| it.id.to_string()).collect(),
        })
    }

    /// The workspace as it was committed.
    fn revision(&self, revision: &str) -> anyhow::Result<Option<Side>> {
        let Some(root) = workspace::root(self.global)? else {
            bail!("there is no kansa.yaml here or in a folder above; name the workspace with -C DIR");
        };
        let shown = visible(revision);
        let checkout = Checkout::new(&root, revision).with_context(|| format!("cannot compare {shown}"))?;
        let said = complain_before(&shown);
        let only = &self.selection.companies;
        let Some(opened) = workspace::open_copy(&checkout.root(), self.lang, only, said)
            .with_context(|| format!("cannot open the workspace of {shown}"))?
        else {
            return Ok(None);
        };
        let commit = Some(checkout.commit.clone());
        // All of it was read: whatever happens from here on leaves nothing behind.
        drop(checkout);
        let as_of = opened.as_of(self.selection.as_of);
        let origin = Origin { kind: Kind::Revision, name: revision.to_owned(), commit };
        let side = self.answers(&opened, as_of, origin)?;
        std::mem::forget(opened);
        Ok(Some(side))
    }
}

/// Says of which revision the problems are that follow.
fn complain_before(revision: &str) -> impl FnOnce() {
    let line = format!("{revision}:");
    move || complain(&line)
}

fn file(path: &Path) -> anyhow::Result<Side> {
    let shown = visible(&path.display().to_string());
    let read = || -> anyhow::Result<View> {
        if !std::fs::metadata(path)?.is_file() {
            bail!("it is no regular file");
        }
        Ok(View::read(&std::fs::read(path)?)?)
    };
    let view = read().with_context(|| format!("cannot read {shown}"))?;
    // No folder of this machine gets into an output.
    let name = if path.is_absolute() { path.file_name().map(Path::new).unwrap_or(path) } else { path };
    Ok(Side {
        companies: view.companies().map(str::to_owned).collect(),
        catalogs: view.catalogs().map(str::to_owned).collect(),
        view,
        origin: Origin { kind: Kind::File, name: name.display().to_string(), commit: None },
    })
}
