//! The pages of one state of the workspace.
//!
//! A thread reads, assesses, says that it is ready, and then renders each page that it is asked for. It ends when nobody can ask it
//! any more: when another state took its place and the last answer is given.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};

use chrono::{DateTime, NaiveDate, TimeDelta};
use kansa::Workspace;
use kansa_core::text::Lang;
use kansa_report::{Error, File, Format, Options, Part, Report};

use super::http::{Response, Status};
use super::page;
use crate::args::{Global, LangArg, Selection};
use crate::output::visible;
use crate::workspace::{Opened, now};
use crate::{diagnostics, report};

/// What to show of which workspace.
#[derive(Debug)]
pub(super) struct Job {
    root: PathBuf,
    selection: Selection,
    lang: Option<LangArg>,
}

/// A state of the workspace, to look at.
#[derive(Debug)]
pub(super) struct Shown {
    /// Differs where a page may differ; the same in every run.
    pub(super) version: String,
    /// Of which day it is, where that is today.
    pub(super) clock: Option<Clock>,
    /// Why there is nothing to show, if no file is to blame: in the first state it ends the command.
    pub(super) fatal: Option<String>,
    lang: Lang,
    site: Site,
}

/// The day of the answers, where that is today.
#[derive(Debug)]
pub(super) struct Clock {
    day: NaiveDate,
    utc_offset_minutes: i32,
}

impl Clock {
    /// Whether another day has begun.
    pub(super) fn is_over(&self) -> bool {
        let offset = TimeDelta::minutes(i64::from(self.utc_offset_minutes));
        let now = DateTime::from_timestamp(now(), 0).unwrap_or_default() + offset;
        now.date_naive() != self.day
    }
}

#[derive(Debug)]
enum Site {
    /// Pages by name, and whom to ask for them.
    Pages(BTreeMap<String, Part>, Sender<Ask>),
    /// Why there are none.
    Trouble(String),
}

/// A question for a page.
#[derive(Debug)]
struct Ask {
    name: String,
    part: Part,
    answer: Sender<Result<Vec<u8>, String>>,
}

impl Shown {
    fn trouble(text: String, lang: Lang) -> Self {
        let mut hasher = DefaultHasher::new();
        text.hash(&mut hasher);
        let version = format!("trouble-{:016x}", hasher.finish());
        Self { version, clock: None, fatal: None, lang, site: Site::Trouble(text) }
    }

    fn fatal(error: &anyhow::Error, lang: Lang) -> Self {
        let text = visible(&format!("{error:#}"));
        Self { fatal: Some(text.clone()), ..Self::trouble(text, lang) }
    }

    /// What there is under a path. Pages are looked up by name; no file is opened.
    pub(super) fn answer(&self, path: &str) -> Response {
        let (pages, ask) = match &self.site {
            Site::Pages(pages, ask) => (pages, ask),
            Site::Trouble(text) => return self.wrong(text),
        };
        let mut name = path.trim_start_matches('/').to_owned();
        if name.is_empty() || name.ends_with('/') {
            name.push_str("index.html");
        }
        let Some((name, part)) = pages.get_key_value(&name).filter(|_| !path.starts_with("//")) else {
            return Response::text(Status::NotFound, "there is no such page");
        };
        let (answer, answered) = channel();
        let asked = ask.send(Ask { name: name.clone(), part: *part, answer });
        match asked.ok().and_then(|()| answered.recv().ok()) {
            Some(Ok(contents)) if name.ends_with(".html") => Response {
                status: Status::Ok,
                kind: "text/html; charset=utf-8",
                body: page::live(&contents, &self.version),
            },
            Some(Ok(body)) => Response { status: Status::Ok, kind: "application/json; charset=utf-8", body },
            Some(Err(text)) => self.wrong(&text),
            None => Response::text(Status::Trouble, "the page cannot be rendered"),
        }
    }

    fn wrong(&self, text: &str) -> Response {
        let body = page::trouble(text, &self.version, self.lang);
        Response { status: Status::Trouble, kind: "text/html; charset=utf-8", body }
    }
}

impl Job {
    pub(super) fn new(global: &Global, selection: &Selection, root: PathBuf) -> Self {
        Self { root, selection: selection.clone(), lang: global.lang }
    }

    fn opened(&self, workspace: Workspace) -> Opened {
        let lang = self.lang.map_or(workspace.config().language, LangArg::message);
        Opened { root: self.root.clone(), workspace, lang }
    }

    /// Assesses, tells what there is to show, and renders it page by page.
    pub(super) fn run(&self, tell: impl Fn(Shown)) {
        let lang = self.lang.map_or(Lang::Ja, LangArg::message);
        // Without a cache: that would be a file in the workspace.
        let opened = match Workspace::open(&self.root) {
            Ok(workspace) => self.opened(workspace),
            Err(kansa::Error::Config { diagnostics, sources }) => {
                diagnostics::show(&diagnostics, &sources, lang);
                return tell(Shown::trouble(diagnostics::text(&diagnostics, &sources, lang), lang));
            }
            Err(error) => return tell(Shown::fatal(&error.into(), lang)),
        };
        let lang = opened.lang;
        if let Err(error) = self.show(opened, &tell) {
            tell(Shown::fatal(&error, lang));
        }
    }

    fn show(&self, opened: Opened, tell: &impl Fn(Shown)) -> anyhow::Result<()> {
        let lang = opened.lang;
        let opened = opened.select(&self.selection)?;
        let only = &self.selection.companies;
        diagnostics::show(&opened.workspace.diagnostics_for(only), opened.workspace.sources(), lang);
        let as_of = opened.as_of(self.selection.as_of);
        let options = Options {
            formats: vec![Format::Html, Format::Json],
            langs: report::langs(self.lang, lang),
            templates: report::templates::read(&opened.root, lang)?,
            readiness: opened.workspace.readiness(as_of, only),
            ..Options::default()
        };
        let wrong = |error: &Error| match error {
            Error::Templates(faults) => diagnostics::fault_text(faults, &options.templates, lang),
            other => format!("{other}"),
        };
        let made = Report::new(&opened.workspace.assess_some(as_of, only), &options);
        let report = match made.and_then(|it| it.check().map(|()| it)) {
            Ok(report) => report,
            Err(error) => {
                if let Error::Templates(faults) = &error {
                    diagnostics::show_faults(faults, &options.templates, lang);
                }
                tell(Shown::trouble(wrong(&error), lang));
                return Ok(());
            }
        };
        let config = opened.workspace.config();
        let today = self.selection.as_of.is_none() && config.as_of.is_none();
        let clock = today.then_some(Clock { day: as_of, utc_offset_minutes: config.utc_offset_minutes });
        let version = format!("{}-{as_of}", opened.workspace.digest());
        drop(opened);
        let named = |part: Part| report.pages(part).into_iter().map(move |name| (name, part));
        let pages = report.parts().into_iter().flat_map(named).collect();
        let (ask, asked) = channel();
        tell(Shown { version, clock, fatal: None, lang, site: Site::Pages(pages, ask) });
        render(&report, &asked, &wrong);
        Ok(())
    }
}

/// Renders what is asked for until nobody can ask any more.
fn render(report: &Report<'_>, asked: &Receiver<Ask>, wrong: &impl Fn(&Error) -> String) {
    while let Ok(Ask { name, part, answer }) = asked.recv() {
        let file = |files: Vec<File>| files.into_iter().find(|it| it.path == name).map(|it| it.contents);
        let rendered = report.render(part).map(file).map_err(|it| wrong(&it));
        // Who asked may be gone by now.
        let _ = answer.send(rendered.map(Option::unwrap_or_default));
    }
}
