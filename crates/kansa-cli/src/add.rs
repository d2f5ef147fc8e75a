//! `kansa add`: files evidence where it belongs.

use std::collections::BTreeMap;
use std::io::{BufRead, IsTerminal, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};
use chrono::NaiveDate;
use kansa::Sealing;
use kansa::filing::{self, Candidate, Filing, Glance, Guess, NewItem, Wanted};
use kansa_core::evidence::{Approval, Sha256};
use kansa_core::id::CompanyId;
use kansa_core::judgement::Outcome;
use kansa_core::period::DateRange;
use kansa_core::text::{Lang, Text};
use unicode_normalization::UnicodeNormalization;

use crate::Exit;
use crate::args::{Add, Global};
use crate::output::{complain, create_file, print, rewrite, visible};
use crate::workspace::{self, Opened, hint};

/// How many places are offered.
const OFFERED: usize = 8;

pub(crate) fn run(global: &Global, args: &Add) -> anyhow::Result<Exit> {
    let only: Vec<_> = args.company.iter().cloned().collect();
    let Some(opened) = workspace::open(global, &only)? else { return Ok(Exit::Trouble) };
    if let Some(company) = &args.company {
        opened.known_company(company.as_str())?;
    }
    let wanted = wanted(&opened, args)?;
    let filing = opened.workspace.filing(opened.today(), args.company.as_ref());
    let adding = Adding { opened: &opened, filing: &filing, args, wanted };
    let steps: Vec<Step<'_>> = args.files.iter().map(|it| adding.step(it)).collect::<anyhow::Result<_>>()?;
    refuse_clashes(&steps)?;
    let notes = adding.notes(&steps)?;
    for step in &steps {
        print(&adding.shown(step))?;
    }
    for (path, _, added) in &notes {
        print(&format!("{}\n{}", visible(path), indented(added)))?;
    }
    if args.dry_run {
        return Ok(Exit::Clean);
    }
    if !args.yes && !adding.confirmed()? {
        return Ok(Exit::Clean);
    }
    adding.write(&steps)?;
    report(global, &only, &steps)?;
    Ok(Exit::Clean)
}

/// What became of it: every obligation that the files answer now, and what is wrong with them.
fn report(global: &Global, only: &[CompanyId], steps: &[Step<'_>]) -> anyhow::Result<()> {
    let Some(opened) = workspace::open(global, only)? else { return Ok(()) };
    let (assessment, lang) = (opened.workspace.assess_some(opened.today(), only), opened.lang);
    for step in steps {
        let path = step.path();
        let Some(of) = assessment.companies.iter().find(|it| it.company.id == step.at.company.id) else {
            continue;
        };
        let has = |it: &usize| of.facts.items[*it].files.iter().any(|file| *file.path == *path);
        let mut lines = String::new();
        for it in of.answers.obligations.iter().filter(|it| it.evidence.iter().any(has)) {
            lines.push_str(&format!("{}: {}\n", it.id, it.state.text().get(lang)));
            if it.evidence.first().is_some_and(has) {
                let wrong = it.checks.iter().filter(|it| it.outcome != Outcome::Pass);
                wrong.for_each(|it| lines.push_str(&format!("  {}\n", it.message.get(lang))));
            }
        }
        let strays = of.facts.strays.iter().filter(|it| *it.path == *path);
        strays.for_each(|it| lines.push_str(&format!("{}\n", it.message.get(lang))));
        if lines.is_empty() {
            let none = Text::new("どの要提出証跡にも答えていない", "it answers nothing that is owed");
            lines.push_str(&format!("{path}: {}\n", none.get(lang)));
        }
        lines.lines().try_for_each(|it| print(&format!("{}\n", visible(it))))?;
    }
    Ok(())
}

/// What the arguments say of the place.
fn wanted(opened: &Opened, args: &Add) -> anyhow::Result<Wanted> {
    let model = opened.workspace.model();
    let requirement =
        match &args.requirement {
            None => None,
            Some(name) => {
                let found = name.split_once('/').and_then(|(it, id)| model.requirement_at(it, id));
                let names = model.requirement_names();
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                Some(found.with_context(|| {
                    format!("there is no evidence requirement {name}{}", hint(name, &names))
                })?)
            }
        };
    Ok(Wanted { company: args.company.clone(), requirement, subject: args.subject.clone() })
}

struct Adding<'a> {
    opened: &'a Opened,
    filing: &'a Filing<'a>,
    args: &'a Add,
    wanted: Wanted,
}

/// One file, and where it goes.
struct Step<'a> {
    source: PathBuf,
    bytes: Vec<u8>,
    sha256: Sha256,
    at: Candidate<'a>,
    why: Vec<Text>,
    /// Below the workspace.
    folder: String,
    name: String,
    day: Option<NaiveDate>,
    covers: Option<DateRange>,
    /// What the name does not say.
    note: NewItem,
    /// Whether the very same file lies there already.
    is_there: bool,
}

impl Step<'_> {
    fn path(&self) -> String {
        format!("{}/{}", self.folder, self.name)
    }
}

impl<'a> Adding<'a> {
    fn step(&self, source: &Path) -> anyhow::Result<Step<'a>> {
        let shown = visible(&source.display().to_string());
        let metadata = std::fs::metadata(source).with_context(|| format!("cannot read {shown}"))?;
        if !metadata.is_file() {
            bail!("{shown} is no file");
        }
        if metadata.len() > self.opened.workspace.config().max_file_size {
            bail!("{shown} is larger than max_file_size_mib of kansa.yaml allows");
        }
        let bytes = std::fs::read(source).with_context(|| format!("cannot read {shown}"))?;
        let name = source.file_name().and_then(|it| it.to_str());
        let name = safe(name.with_context(|| format!("the name of {shown} is not UTF-8"))?);
        let glance = Glance::of(&name, &bytes);
        let (at, why) = self.place(&shown, &glance)?;
        let dates = self.dates(&shown, &name, &glance, &at)?;
        let model = self.opened.workspace.model();
        let base = format!("evidence/{}/", at.company.id);
        let folder = base + &model.folder_of(at.requirement, at.subject.as_deref());
        let sha256 = filing::sha256(&bytes);
        let there = self.opened.root.join(&folder).join(&dates.name);
        let is_there = match std::fs::symlink_metadata(&there) {
            Ok(_) if std::fs::read(&there).is_ok_and(|it| it == bytes) => true,
            Ok(_) => bail!(
                "{} is there with other contents, and is never overwritten; give the file another name",
                visible(&format!("{folder}/{}", dates.name))
            ),
            Err(_) => false,
        };
        if is_there && self.args.approved_by.is_some() {
            bail!(
                "{} is there already: record its approval with kansa approve",
                visible(&there.display().to_string())
            );
        }
        let note = NewItem {
            files: vec![dates.name.clone()],
            performed: dates.note.0,
            covers: dates.note.1,
            approved: None,
            performed_by: self.args.performed_by.clone(),
            collected_by: self.args.collected_by.clone(),
        };
        Ok(Step {
            source: source.to_owned(),
            bytes,
            sha256,
            at,
            why,
            folder,
            name: dates.name,
            day: dates.day,
            covers: dates.covers,
            note,
            is_there,
        })
    }

    /// The place for which most speaks; asked for where that is not clear.
    fn place(&self, shown: &str, glance: &Glance) -> anyhow::Result<(Candidate<'a>, Vec<Text>)> {
        let guesses = self.filing.guess(glance, &self.wanted);
        if filing::is_clear(&guesses, &self.wanted) {
            let (at, guess) = guesses.into_iter().next().context("nothing to choose")?;
            return Ok((at, guess.why));
        }
        if guesses.is_empty() {
            let nothing = match &self.wanted.requirement {
                Some(_) => "nobody is to show that, or not of that subject: kansa check says what is owed",
                None => {
                    "nothing says where it belongs; name it with --requirement (kansa template lists them)"
                }
            };
            bail!("{shown}: {nothing}");
        }
        let lines: Vec<String> = (1..).zip(guesses.iter().take(OFFERED)).map(|it| self.offered(it)).collect();
        let lines = lines.join("");
        if self.args.yes || !std::io::stdin().is_terminal() {
            complain(&lines);
            bail!(
                "{shown}: it may belong to several places; name one with --company, --requirement or --subject"
            );
        }
        anstream::eprint!("{shown}\n{lines}");
        let answer = self.asked(&Text::new("番号", "Which one"))?;
        let chosen = answer.parse::<usize>().ok().and_then(|it| it.checked_sub(1)).filter(|it| *it < OFFERED);
        let chosen = chosen.and_then(|it| guesses.into_iter().nth(it)).context("nothing was chosen")?;
        Ok((chosen.0, chosen.1.why))
    }

    fn offered(&self, (nth, (at, guess)): (usize, &(Candidate<'a>, Guess))) -> String {
        let why: Vec<&str> = guess.why.iter().map(|it| it.get(self.opened.lang)).collect();
        let reasons = if why.is_empty() { String::new() } else { format!("  {}", why.join("; ")) };
        format!("  {nth}  {}  {}{}\n", at.company.id, self.named(at), visible(&reasons))
    }

    /// `training/yearly-test 教育実施報告書`, with the subject if there is one.
    fn named(&self, at: &Candidate<'_>) -> String {
        let model = self.opened.workspace.model();
        let title = model.resolve(at.requirement).1.title.get(self.opened.lang);
        visible(&format!("{} {title}", model.folder_of(at.requirement, at.subject.as_deref())))
    }

    /// The day or period of a file: as asked for, as its name says, or, confirmed, as it says of itself.
    fn dates(&self, shown: &str, name: &str, glance: &Glance, at: &Candidate<'_>) -> anyhow::Result<Dates> {
        let read = self.opened.workspace.dates_in(name, at.company);
        let covers = match &self.args.covers {
            None => None,
            Some(text) => {
                let read = self.opened.workspace.dates_in(text, at.company).ok().and_then(|it| it.covers);
                Some(read.with_context(|| {
                    format!("--covers {text} is no period; write 2026-06, 2026Q1 or 2026年度")
                })?)
            }
        };
        match (read, self.args.on) {
            // What is said in evidence.yaml is said instead of the name.
            (Ok(read), on) if read.performed.is_some() || read.covers.is_some() => {
                let differs = on.filter(|it| read.performed != Some(*it));
                let day = on.or(read.performed);
                let period = covers.or(read.covers);
                let note = (differs, covers.or(period.filter(|_| differs.is_some())));
                Ok(Dates { name: name.to_owned(), day, covers: period, note })
            }
            (Ok(_), Some(on)) => {
                Ok(Dates { name: format!("{on}_{name}"), day: Some(on), covers, note: (None, covers) })
            }
            (Ok(_), None) if covers.is_some() => {
                Ok(Dates { name: name.to_owned(), day: None, covers, note: (None, covers) })
            }
            (Err(_), Some(on)) => {
                Ok(Dates { name: name.to_owned(), day: Some(on), covers, note: (Some(on), covers) })
            }
            (Err(fault), None) => {
                bail!("{shown}: {}; say the day with --on", visible(fault.message().get(self.opened.lang)))
            }
            (Ok(_), None) => {
                let on = self.day(shown, glance)?;
                Ok(Dates { name: format!("{on}_{name}"), day: Some(on), covers, note: (None, covers) })
            }
        }
    }

    /// The day it was done, where nothing says it: what the file says of itself is when it was saved, so that is asked.
    fn day(&self, shown: &str, glance: &Glance) -> anyhow::Result<NaiveDate> {
        let said = glance.dated.map_or_else(String::new, |it| format!(" (the file itself says {it})"));
        if self.args.yes || !std::io::stdin().is_terminal() {
            bail!("{shown}: nothing says when it was done{said}; say the day with --on");
        }
        let proposed = glance.dated.map_or_else(String::new, |it| format!(" [{it}]"));
        let question =
            Text::new(format!("{shown} の実施日{proposed}"), format!("The day {shown} was done{proposed}"));
        let answer = self.asked(&question)?;
        match (answer.as_str(), glance.dated) {
            ("", Some(dated)) => Ok(dated),
            (answer, _) => answer.parse().with_context(|| format!("{answer} is no day; write 2026-06-30")),
        }
    }

    fn asked(&self, question: &Text) -> anyhow::Result<String> {
        anstream::eprint!("{}: ", visible(question.get(self.opened.lang)));
        std::io::stderr().flush()?;
        let mut answer = String::new();
        std::io::stdin().lock().read_line(&mut answer).context("cannot read the answer")?;
        Ok(answer.trim().to_owned())
    }

    fn confirmed(&self) -> anyhow::Result<bool> {
        if !std::io::stdin().is_terminal() {
            bail!("nothing was written: say --yes, or --dry-run to see only what would be done");
        }
        let answer = self.asked(&Text::new("置きますか [y/N]", "File them [y/N]"))?;
        Ok(matches!(answer.as_str(), "y" | "Y" | "yes" | "はい"))
    }

    fn shown(&self, step: &Step<'_>) -> String {
        let lang = self.opened.lang;
        let mut lines =
            vec![visible(&step.source.display().to_string()), format!("  → {}", visible(&step.path()))];
        let answers = self.filing.answers(&step.at, step.day, step.covers);
        let windows: Vec<String> = answers
            .iter()
            .map(|it| format!("{}〜{} {}", it.window.from, it.window.to, it.state.text().get(lang)))
            .collect();
        let period = match (windows.is_empty(), lang) {
            (false, _) => windows.join(", "),
            (true, Lang::Ja) => "どの期間にも当たらない".to_owned(),
            (true, Lang::En) => "in no window of it".to_owned(),
        };
        lines.push(format!(
            "    {}  {}  {period}",
            visible(step.at.company.name.get(lang)),
            self.named(&step.at)
        ));
        let why: Vec<&str> = step.why.iter().map(|it| it.get(lang)).collect();
        if !why.is_empty() {
            lines.push(format!("    {}", visible(&why.join("; "))));
        }
        if step.is_there {
            lines.push(format!(
                "    {}",
                Text::new("同じファイルがすでにある", "the same file is there already").get(lang)
            ));
        } else if let Some(same) = self.opened.workspace.same_as(&step.at.company.id, step.sha256) {
            let same = Text::new(format!("同じ内容: {same}"), format!("the same contents: {same}"));
            lines.push(format!("    {}", visible(same.get(lang))));
        }
        lines.join("\n") + "\n"
    }

    /// What is written to which `evidence.yaml`: its path, its whole text, and the lines that are new.
    fn notes(&self, steps: &[Step<'_>]) -> anyhow::Result<Vec<(String, String, String)>> {
        let mut by_folder: BTreeMap<&str, Vec<&Step<'_>>> = BTreeMap::new();
        for step in steps.iter().filter(|it| !it.is_there) {
            by_folder.entry(&step.folder).or_default().push(step);
        }
        let mut notes = Vec::new();
        for (folder, steps) in by_folder {
            let path = format!("{folder}/evidence.yaml");
            let text = self.opened.text_of(&path)?;
            let model = self.opened.workspace.model();
            let taken = match &text {
                None => false,
                Some(text) => filing::has_to_be_named(&path, text, model)
                    .map_err(|_| anyhow!("{} has mistakes: mend them first", visible(&path)))?,
            };
            let items = self.items(&steps, taken);
            let (mut whole, mut added) = (text, String::new());
            for item in items {
                let next = filing::with_item(&path, whole.as_deref(), &item, model).map_err(|_| {
                    complain(&item.lines(2));
                    anyhow!("{} cannot be added to; write there yourself what stands above", visible(&path))
                })?;
                added.push_str(&item.lines(2));
                whole = Some(next);
            }
            if let (false, Some(whole)) = (added.is_empty(), whole) {
                notes.push((path, whole, added));
            }
        }
        Ok(notes)
    }

    /// One item for each delivery: files of the same day and period.
    fn items(&self, steps: &[&Step<'_>], taken: bool) -> Vec<NewItem> {
        let mut deliveries: Vec<Vec<&Step<'_>>> = Vec::new();
        for step in steps {
            let same = |it: &&mut Vec<&Step<'_>>| (it[0].day, it[0].covers) == (step.day, step.covers);
            match deliveries.iter_mut().find(same) {
                Some(known) => known.push(step),
                None => deliveries.push(vec![step]),
            }
        }
        let item = |files: Vec<&Step<'_>>| {
            let mut hashes: Vec<(&str, Sha256)> =
                files.iter().map(|it| (it.name.as_str(), it.sha256)).collect();
            let sha256 = filing::delivery(&mut hashes);
            let approved = self.args.approved_by.clone().zip(self.args.approved_on);
            NewItem {
                files: files.iter().map(|it| it.name.clone()).collect(),
                // What the name of one of them does not say has to be said of all.
                performed: files.iter().find_map(|it| it.note.performed),
                covers: files.iter().find_map(|it| it.note.covers),
                approved: approved.map(|(by, on)| Approval { by, on, sha256 }),
                ..files[0].note.clone()
            }
        };
        deliveries.into_iter().map(item).filter(|it| taken || !it.is_silent()).collect()
    }

    fn write(&self, steps: &[Step<'_>]) -> anyhow::Result<()> {
        let sealing = Sealing::open(&self.opened.root)?;
        let Some(_lock) = sealing.lock()? else { bail!("another kansa is writing to this workspace") };
        // Read again: somebody may have written to it while this waited for an answer.
        let notes = self.notes(steps)?;
        for step in steps.iter().filter(|it| !it.is_there) {
            create_file(&self.opened.root, &step.path(), &step.bytes)?;
        }
        for (path, whole, _) in notes {
            rewrite(&self.opened.root, &path, whole.as_bytes())?;
        }
        Ok(())
    }
}

/// A file's name in the workspace, its days, and what of them the name does not say.
struct Dates {
    name: String,
    day: Option<NaiveDate>,
    covers: Option<DateRange>,
    note: (Option<NaiveDate>, Option<DateRange>),
}

/// A name that any system can have, and that is not taken for something left behind.
fn safe(name: &str) -> String {
    let hidden = |it: &char| it.is_control() || visible(&it.to_string()) != it.to_string();
    let kept: String = name.nfc().filter(|it| !hidden(it)).collect();
    let kept: String = kept
        .chars()
        .map(|it| if matches!(it, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|') { '_' } else { it })
        .collect();
    let bare = kept.trim_start_matches(['.', '~', '$', ' ']);
    if bare.is_empty() { "file".to_owned() } else { bare.to_owned() }
}

fn refuse_clashes(steps: &[Step<'_>]) -> anyhow::Result<()> {
    for (nth, step) in steps.iter().enumerate() {
        if let Some(other) = steps[..nth].iter().find(|it| it.path() == step.path()) {
            bail!(
                "{} and {} would both be {}; give one another name",
                visible(&other.source.display().to_string()),
                visible(&step.source.display().to_string()),
                visible(&step.path())
            );
        }
    }
    Ok(())
}

fn indented(lines: &str) -> String {
    lines.lines().map(|it| format!("  + {}\n", visible(it))).collect()
}
