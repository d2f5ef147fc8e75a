//! A comment in Markdown: for a pull request, the summary of a job, a mail.

use std::fmt::Write as _;

use kansa_core::assessment::Verdict;
use kansa_core::finding::Severity;
use kansa_core::gate::Standing;
use kansa_core::text::Lang;

use super::{Of, Run};
use crate::markdown::{name, text};
use crate::place::place;
use crate::v1::word::word;
use crate::words::label;

/// Comments on GitHub take 65,536 characters.
const LONGEST: usize = 60_000;

/// How the check went, results by company and catalog, and what turns the check red, worst first. What does not fit is counted.
pub fn comment(run: &Run<'_>) -> String {
    let (data, lang) = (run.data, run.lang);
    let failing = run.failing();
    let is_green = data.diagnostics.is_empty() && failing.is_empty();
    let sign = if is_green { "✅" } else { "❌" };
    let mut out =
        format!("<!-- kansa check -->\n## {sign} {} {}\n\n", text(data.group.name.get(lang)), data.as_of);
    let (red, malformed) = (failing.len(), data.diagnostics.len());
    let _ = match lang {
        Lang::Ja => writeln!(out, "しきい値以上の検出事項 **{red}** 件、読めない入力 **{malformed}** 件\n"),
        Lang::En => writeln!(
            out,
            "findings at or above the threshold: **{red}**; input that cannot be read: **{malformed}**\n"
        ),
    };
    results(&mut out, run);
    let (mut room, mut left) = (LONGEST.saturating_sub(out.chars().count()), 0);
    let mut entry = |out: &mut String, it: String| match room.checked_sub(it.chars().count()) {
        Some(rest) => {
            room = rest;
            out.push_str(&it);
        }
        None => left += 1,
    };
    for it in &data.diagnostics {
        let at = format!("{}:{}:{}", it.path, it.line, it.column);
        entry(&mut out, format!("- **{}** {} {}\n", name(&it.code), text(it.message.get(lang)), name(&at)));
    }
    for it in &failing {
        entry(&mut out, finding(run, it));
    }
    let deferred: Vec<Of<'_>> =
        run.findings().filter(|(_, it)| matches!(run.standing(it), Standing::Deferred(_))).collect();
    if !deferred.is_empty() {
        let title = label(lang, "pipeline_deferred");
        entry(&mut out, format!("\n### {title}\n\n"));
        for it in &deferred {
            entry(&mut out, finding(run, it));
        }
    }
    if left > 0 {
        let _ = match lang {
            Lang::Ja => writeln!(out, "\nほかに {left} 件。すべては {} で見られる", name("kansa check")),
            Lang::En => writeln!(out, "\n{left} more; {} shows all of them", name("kansa check")),
        };
    }
    out
}

/// A row for each company and catalog.
fn results(out: &mut String, run: &Run<'_>) {
    let lang = run.lang;
    let catalogs =
        || run.data.companies.iter().flat_map(|it| it.catalogs.iter().map(move |catalog| (it, catalog)));
    if catalogs().next().is_none() {
        return;
    }
    let heads: Vec<String> = Verdict::ALL.iter().map(|it| text(it.text().get(lang))).collect();
    let (company, catalog) = (label(lang, "pipeline_company"), label(lang, "pipeline_standard"));
    let _ = writeln!(out, "| {company} | {catalog} | {} |", heads.join(" | "));
    let _ = writeln!(out, "|---|---|{}", "---:|".repeat(heads.len()));
    for (company, catalog) in catalogs() {
        let counts: Vec<String> = Verdict::ALL
            .iter()
            .map(|it| catalog.counts.get(it.as_str()).copied().unwrap_or_default().to_string())
            .collect();
        let (name, standard) = (text(company.name.get(lang)), text(catalog.standard.get(lang)));
        let _ = writeln!(out, "| {name} | {standard} | {} |", counts.join(" | "));
    }
    out.push('\n');
}

fn finding(run: &Run<'_>, (company, it): &Of<'_>) -> String {
    let lang = run.lang;
    let severity = word::<Severity>(lang, &it.severity);
    let company = company.map_or_else(String::new, |it| format!("{}: ", text(it.name.get(lang))));
    let mut item = format!(
        "- **{}** {company}{} {}",
        text(severity.as_str()),
        text(it.message.get(lang)),
        name(&it.code)
    );
    if let Some(at) = &it.at {
        let _ = write!(item, "<br>{}", name(place(at).get(lang)));
    }
    let owner = it.owner.as_ref().map(|it| run.role(it));
    let who: Vec<String> =
        owner.into_iter().chain(it.due.map(|it| it.to_string())).map(|it| text(&it)).collect();
    if !who.is_empty() {
        let _ = write!(item, "<br>{}: {}", label(lang, "pipeline_owner_due"), who.join(", "));
    }
    let _ = write!(item, "<br>{}: {}", label(lang, "pipeline_remedy"), text(it.remedy.get(lang)));
    if let Some(why) = run.spared(it) {
        let _ = write!(item, "<br>{}", text(&why));
    }
    item.push('\n');
    item
}
