//! `kansa seal`: records what evidence there is.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, bail};
use kansa::seal::{Act, Log};
use kansa::{Sealable, Sealing};
use kansa_core::evidence::{Seal as State, Sha256};
use kansa_core::id::CompanyId;
use kansa_core::text::{Lang, Text};

use crate::Exit;
use crate::args::{Global, Seal};
use crate::output::{print, rewrite, visible};
use crate::workspace::{hint, now, root};

pub(crate) fn run(global: &Global, args: &Seal) -> anyhow::Result<Exit> {
    let opened = Opened::open(global)?;
    // One at a time: two that read the same log would each leave out what the other one sealed.
    let Some(_lock) = opened.sealing.lock()? else {
        bail!("another kansa seal is at work in this workspace");
    };
    let day = args.on.unwrap_or_else(|| opened.today());
    let mut exit = Exit::Clean;
    let recorded = args.replace.as_ref().or(args.dispose.as_ref());
    let companies = opened.chosen(&args.companies)?;
    let about = |it: &CompanyId| recorded.is_none_or(|file| file.starts_with(&format!("evidence/{it}/")));
    if let Some(file) = recorded.filter(|_| !companies.iter().any(about)) {
        bail!("{} lies in the folder of none of the companies (evidence/<company>/…)", visible(file));
    }
    for company in companies.iter().filter(|it| about(it)) {
        let Sealable { present, log, path } = opened.sealing.company(company);
        let one = One {
            lang: opened.lang,
            company,
            present,
            log: log.unwrap_or_default(),
            root: &opened.sealing.root,
            path,
        };
        match one.seal(args, day)? {
            Ok(said) => print(&format!("{}\n", visible(&said)))?,
            Err(why) => {
                anstream::eprintln!("kansa: {company}: {}", visible(why.get(opened.lang)));
                exit = Exit::Findings;
            }
        }
    }
    Ok(exit)
}

/// The folders that are sealed, and the language of messages.
pub(crate) struct Opened {
    pub(crate) sealing: Sealing,
    pub(crate) lang: Lang,
}

impl Opened {
    pub(crate) fn open(global: &Global) -> anyhow::Result<Self> {
        let Some(root) = root(global)? else {
            bail!("there is no kansa.yaml here or in a folder above; name the workspace with -C DIR");
        };
        let sealing = Sealing::open(&root).context("cannot open the workspace; kansa check says more")?;
        let lang = global.lang.map_or(sealing.language, |it| it.message());
        Ok(Self { sealing, lang })
    }

    fn today(&self) -> chrono::NaiveDate {
        self.sealing.today(now())
    }

    /// The companies asked for; all if none is. One that the workspace does not have is a usage error.
    pub(crate) fn chosen(&self, asked: &[CompanyId]) -> anyhow::Result<Vec<CompanyId>> {
        let known: Vec<&str> = self.sealing.companies.iter().map(CompanyId::as_str).collect();
        if let Some(wrong) = asked.iter().find(|it| !known.contains(&it.as_str())) {
            bail!("the workspace has no company {wrong}{}", hint(wrong.as_str(), &known));
        }
        let all = self.sealing.companies.iter().filter(|it| asked.is_empty() || asked.contains(it));
        Ok(all.cloned().collect())
    }
}

/// A company's folder with its log.
struct One<'a> {
    lang: Lang,
    company: &'a CompanyId,
    present: BTreeMap<String, Option<Sha256>>,
    log: Log,
    root: &'a Path,
    path: String,
}

impl One<'_> {
    /// Writes one more line, and says what was done; or why nothing was.
    fn seal(&self, args: &Seal, day: chrono::NaiveDate) -> anyhow::Result<Result<String, Text>> {
        if let Some(newest) = self.log.newest().filter(|it| *it > day) {
            return Ok(Err(Text::new(
                format!("{day} は最後の封印（{newest}）より前の日である"),
                format!("{day} is before the last seal, of {newest}"),
            )));
        }
        let base = format!("evidence/{}/", self.company);
        let state = self.log.compare(&base, &self.present);
        if !state.faults.is_empty() {
            return Ok(Err(Text::new(
                "証跡封印記録が壊れている（kansa verify で確かめる）",
                "the seal log is broken: see kansa verify",
            )));
        }
        let (act, said) = match (&args.replace, &args.dispose) {
            (Some(file), _) => match self.replace(file, &base, args) {
                Some(it) => it,
                None => return Ok(Err(no_such(file))),
            },
            (None, Some(file)) => match self.dispose(file, &base, args) {
                Some(it) => it,
                None => return Ok(Err(no_such(file))),
            },
            (None, None) => match self.all(&state) {
                Ok(Some(it)) => it,
                Ok(None) => {
                    return Ok(Ok(self.words(
                        &format!("{}: 新しい証跡はない", self.company),
                        &format!("{}: nothing new", self.company),
                    )));
                }
                Err(why) => return Ok(Err(why)),
            },
        };
        let text = self.log.with(day, &args.by, act);
        rewrite(self.root, &self.path, text.as_bytes())?;
        let head: Vec<String> = Log::parse(&text).heads().map(|it| it.to_string()).collect();
        Ok(Ok(format!("{said}  sha256:{}", head.join(" "))))
    }

    fn words(&self, ja: &str, en: &str) -> String {
        match self.lang {
            Lang::Ja => ja.to_owned(),
            Lang::En => en.to_owned(),
        }
    }

    /// What is new, if nothing that is sealed has changed.
    fn all(&self, state: &State) -> Result<Option<(Act, String)>, Text> {
        let (altered, removed) = (state.altered.len(), state.removed.len());
        if altered + removed > 0 {
            return Err(Text::new(
                format!(
                    "封印後に変更された証跡が {altered} 件、なくなった証跡が {removed} 件あるため封印しない（kansa verify で確かめる）"
                ),
                format!(
                    "nothing is sealed while sealed evidence was altered ({altered}) or removed ({removed}): see kansa verify"
                ),
            ));
        }
        let base = format!("evidence/{}/", self.company);
        let mut files = BTreeMap::new();
        for path in state.unreadable.iter().chain(&state.unsealed) {
            let below = path.strip_prefix(&base).unwrap_or(path);
            match self.present.get(below).copied().flatten() {
                Some(hash) => files.insert(below.to_owned(), hash),
                None => {
                    return Err(Text::new(
                        format!("{path} を読めないため封印しない"),
                        format!("nothing is sealed while {path} cannot be read"),
                    ));
                }
            };
        }
        if files.is_empty() {
            return Ok(None);
        }
        let (company, count) = (self.company, files.len());
        let said = self
            .words(&format!("{company}: {count} 件を封印した"), &format!("{company}: sealed {count} files"));
        Ok(Some((Act::Seal(files), said)))
    }

    fn replace(&self, file: &str, base: &str, args: &Seal) -> Option<(Act, String)> {
        let path = file.strip_prefix(base)?.to_owned();
        let (was, sha256) = (self.log.sealed(&path)?, self.present.get(&path).copied().flatten()?);
        let said = self.words(&format!("{file}: 訂正を記録した"), &format!("{file}: recorded as corrected"));
        let reason = args.reason.clone().unwrap_or_default();
        (was != sha256).then_some((Act::Replace { path, was, sha256, reason }, said))
    }

    fn dispose(&self, file: &str, base: &str, args: &Seal) -> Option<(Act, String)> {
        let path = file.strip_prefix(base)?.to_owned();
        let was = self.log.sealed(&path).filter(|_| !self.present.contains_key(&path))?;
        let said =
            self.words(&format!("{file}: 廃棄を記録した"), &format!("{file}: recorded as disposed of"));
        let (approver, reason) =
            (args.approver.clone().unwrap_or_default(), args.reason.clone().unwrap_or_default());
        Some((Act::Dispose { path, was, approver, reason }, said))
    }
}

fn no_such(file: &str) -> Text {
    Text::new(
        format!("{file} は封印されていないか、記録する変更がない（訂正は変更後、廃棄は削除後に記録する）"),
        format!(
            "{file} is not sealed, or there is nothing to record: a correction once it is made, a disposal once it is gone"
        ),
    )
}
