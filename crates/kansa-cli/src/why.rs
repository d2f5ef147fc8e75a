//! `kansa why`: the chain from a verdict down to file, row and SHA-256.

use std::fmt::Write as _;

use anyhow::bail;
use kansa_core::explain::{Explanation, Mood};
use kansa_core::text::Lang;
use owo_colors::OwoColorize;

use crate::Exit;
use crate::args::{Global, Why};
use crate::output::{print, visible};
use crate::workspace::{self, hint};

pub(crate) fn run(global: &Global, args: &Why) -> anyhow::Result<Exit> {
    let Some(opened) = workspace::open(global, std::slice::from_ref(&args.company))? else {
        return Ok(Exit::Trouble);
    };
    opened.known_company(args.company.as_str())?;
    let as_of = opened.as_of(args.as_of);
    let assessment = opened.workspace.assess_some(as_of, std::slice::from_ref(&args.company));
    let Some(company) = assessment.company(args.company.as_str()) else {
        bail!("the workspace has no company {}", args.company);
    };
    let subjects = assessment.named(&args.name);
    if subjects.is_empty() {
        let names = assessment.names();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        bail!("there is no control, measure or requirement {}{}", args.name, hint(&args.name, &names));
    }
    let name = company.company.name.get(opened.lang);
    let mut out = match opened.lang {
        Lang::Ja => format!("{}  基準日 {as_of}\n", visible(name).bold()),
        Lang::En => format!("{}  as of {as_of}\n", visible(name).bold()),
    };
    for subject in subjects {
        let explanation = assessment.explain(company, subject);
        write_tree(&mut out, &explanation, opened.lang, "", "");
    }
    print(&out)?;
    Ok(if opened.workspace.diagnostics().is_empty() { Exit::Clean } else { Exit::Trouble })
}

/// A tree with its branches drawn; `lead` stands before the label, `below` before what it rests on.
fn write_tree(out: &mut String, step: &Explanation, lang: Lang, lead: &str, below: &str) {
    let label = visible(step.label.get(lang));
    let label = match step.mood {
        Mood::Good => format!("{} {label}", "✓".green()),
        Mood::Bad => format!("{} {label}", "✗".red()),
        Mood::Plain => label,
    };
    let _ = writeln!(out, "{lead}{label}");
    for (nth, reason) in step.because.iter().enumerate() {
        let (branch, rail) =
            if nth + 1 == step.because.len() { ("└─ ", "   ") } else { ("├─ ", "│  ") };
        write_tree(out, reason, lang, &format!("{below}{branch}"), &format!("{below}{rail}"));
    }
}
