//! `kansa verify`: compares the evidence with the seal logs.

use anyhow::bail;
use kansa::seal::Log;
use kansa_core::evidence::Seal;
use kansa_core::text::{Lang, Text};

use crate::Exit;
use crate::args::{Global, Verify};
use crate::output::{print, visible};
use crate::seal::Opened;

pub(crate) fn run(global: &Global, args: &Verify) -> anyhow::Result<Exit> {
    if !args.heads.is_empty() && args.companies.len() != 1 {
        bail!("--head needs exactly one --company: each company has a log of its own");
    }
    let opened = Opened::open(global)?;
    let lang = opened.lang;
    let mut exit = Exit::Clean;
    for company in opened.chosen(&args.companies)? {
        let found = opened.sealing.company(&company);
        let Some(log) = &found.log else {
            let none = Text::new("証跡封印記録がない", "no seal log");
            print(&format!("{company}: {}\n", none.get(lang)))?;
            if !args.heads.is_empty() {
                exit = Exit::Findings;
            }
            continue;
        };
        let state = log.compare(&format!("evidence/{company}/"), &found.present);
        print(&said(company.as_str(), &state, lang))?;
        let whole = state.altered.is_empty() && state.removed.is_empty() && state.unreadable.is_empty();
        if !whole || !state.faults.is_empty() {
            exit = Exit::Findings;
        }
        for head in &args.heads {
            if !holds(log, head) {
                let missing = Text::new("この先端は記録にない", "this head is not in the log");
                print(&format!("  {}: {}\n", missing.get(lang), visible(head)))?;
                exit = Exit::Findings;
            }
        }
    }
    Ok(exit)
}

fn holds(log: &Log, head: &str) -> bool {
    head.parse().is_ok_and(|it| log.contains(it))
}

fn said(company: &str, seal: &Seal, lang: Lang) -> String {
    let (sealed, unsealed) = (seal.sealed.len(), seal.unsealed.len());
    let (altered, removed) = (seal.altered.len(), seal.removed.len());
    let (disposed, replaced) = (seal.disposed.len(), seal.replaced);
    let first = Text::new(
        format!(
            "{company}: 封印のとおり {sealed}、変更 {altered}、消失 {removed}、未封印 {unsealed}（訂正の記録 {replaced}、廃棄の記録 {disposed}）"
        ),
        format!(
            "{company}: as sealed {sealed}, altered {altered}, removed {removed}, not sealed {unsealed} (recorded: {replaced} corrected, {disposed} disposed of)"
        ),
    );
    let mut lines = vec![first.get(lang).to_owned()];
    for (line, why) in &seal.faults {
        lines.push(format!("  {}:{line}: {}", seal.path, why.get(lang)));
    }
    let (altered, removed, unreadable) = match lang {
        Lang::Ja => ("変更", "消失", "読取不可"),
        Lang::En => ("altered", "removed", "cannot be read"),
    };
    lines.extend(seal.altered.iter().map(|it| format!("  {altered} {} ({})", it.path, it.on)));
    lines.extend(seal.removed.iter().map(|it| format!("  {removed} {} ({})", it.path, it.on)));
    lines.extend(seal.unreadable.iter().map(|it| format!("  {unreadable} {it}")));
    lines.extend(seal.heads.iter().map(|it| format!("  head sha256:{it}")));
    // A name that breaks lines is no line of its own.
    lines.iter().map(|it| format!("{}\n", visible(it))).collect()
}
