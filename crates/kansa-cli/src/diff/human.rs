//! A comparison for people, on a terminal.

use std::fmt::Write as _;

use kansa_core::finding::Severity;
use kansa_core::text::Lang;
use kansa_report::diff::{Company, Control, Diff, Finding, Outline, causes, closing, heading, place, states};
use owo_colors::OwoColorize;

use crate::output::{self, charge, in_colour, visible};

/// Company by company: what broke, with its reasons, then what was mended; the sum at the end.
pub(super) fn human(diff: &Diff, lang: Lang) -> String {
    let mut page = Page { out: String::new(), lang };
    page.line(&visible(&heading(diff, lang)).bold().to_string());
    for it in causes(diff) {
        page.line(&visible(it.get(lang)));
    }
    page.line("");
    let mut quiet = 0;
    for company in &diff.companies {
        if !page.company(company) {
            quiet += 1;
        }
    }
    if !diff.findings.is_empty() {
        page.line(&visible(diff.group.get(lang)).bold().to_string());
        diff.findings.iter().for_each(|it| page.finding(it, None, None));
        page.line("");
    }
    if quiet > 0 {
        page.line(&match lang {
            Lang::Ja => format!("ほかに {quiet} 社で、判定と検出事項に影響しない要提出証跡の変化がある"),
            Lang::En => format!(
                "in {quiet} more, obligations stand otherwise without any effect on verdicts or findings"
            ),
        });
    }
    page.line(&visible(closing(diff).get(lang)));
    page.out
}

struct Page {
    out: String,
    lang: Lang,
}

impl Page {
    fn line(&mut self, line: &str) {
        let _ = writeln!(self.out, "{line}");
    }

    fn pick<'a>(&self, ja: &'a str, en: &'a str) -> &'a str {
        match self.lang {
            Lang::Ja => ja,
            Lang::En => en,
        }
    }

    /// Whether there was anything to show but obligations.
    fn company(&mut self, company: &Company) -> bool {
        let outline = Outline::new(company);
        let (came, counted) = (company.presence_text(), company.counted());
        if outline.is_empty() && came.is_none() && counted.is_empty() && company.scope.is_empty() {
            return false;
        }
        let name = company.name.get(self.lang);
        self.line(&visible(&format!("{name} ({})", company.id)).bold().to_string());
        let scope = company.scope.iter().map(|it| it.said());
        for it in came.into_iter().chain(scope).chain(counted) {
            self.line(&format!("  {}", visible(it.get(self.lang))));
        }
        if !outline.broken.is_empty() || !outline.worse.is_empty() {
            self.line(&format!("  {}", self.pick("▼ 悪化", "▼ newly broken").red().bold()));
            self.findings(&outline.broken, &outline);
            self.controls(&outline.worse, &outline);
        }
        self.heap(self.pick("・以前からの検出事項", "· known before"), &outline.known, &outline);
        if !outline.mended.is_empty() || !outline.better.is_empty() {
            self.line(&format!("  {}", self.pick("▲ 改善", "▲ newly mended").green().bold()));
            self.findings(&outline.mended, &outline);
            self.controls(&outline.better, &outline);
        }
        self.heap(self.pick("・求められなくなったもの", "· no longer owed"), &outline.left, &outline);
        if !outline.apart.is_empty() {
            let title =
                self.pick("・適用・評価の変更", "· excluded, included, assessed or not assessed otherwise");
            self.line(&format!("  {title}"));
            self.controls(&outline.apart, &outline);
        }
        self.heap(self.pick("・参考", "· to know"), &outline.noted, &outline);
        self.heap(self.pick("・参考（なくなったもの）", "· to know, gone"), &outline.faded, &outline);
        if let Some(states) = states(company) {
            let label = self.pick("・要提出証跡", "· obligations");
            self.line(&format!("  {label}: {}", visible(states.get(self.lang)).dimmed()));
        }
        self.line("");
        true
    }

    fn heap(&mut self, title: &str, findings: &[&Finding], outline: &Outline<'_>) {
        if !findings.is_empty() {
            self.line(&format!("  {title}"));
            self.findings(findings, outline);
        }
    }

    fn findings(&mut self, findings: &[&Finding], outline: &Outline<'_>) {
        for it in findings {
            self.finding(it, outline.number(&it.id), outline.causes(it));
        }
    }

    fn finding(&mut self, it: &Finding, number: Option<usize>, causes: Option<String>) {
        let lang = self.lang;
        let (indent, lead) = if it.below.is_some() { ("        ", "└ ") } else { ("    ", "") };
        let number = number.map_or_else(String::new, |it| format!("({it}) "));
        let severity = in_colour(it.severity, it.severity_text().get(lang));
        let message = visible(it.message.get(lang));
        self.line(&format!("{indent}{lead}{number}{severity}  {message}  {}", visible(&it.code).dimmed()));
        let mut detail = |ja: &str, en: &str, value: &str| {
            self.line(&output::detail(indent, self.pick(ja, en), value));
        };
        if let Some(reason) = it.reason() {
            detail("経緯", "why", reason.get(lang));
        }
        if let Some(causes) = causes {
            detail("原因", "caused by", &causes);
        }
        if !it.is_open() {
            return;
        }
        if let Some(at) = &it.at {
            detail("場所", "where", place(at).get(lang));
        }
        let owner = it.owner_text().map(|it| it.get(lang).to_owned());
        if let Some(((ja, en), value)) = charge(owner, it.due) {
            detail(ja, en, &value);
        }
        if it.severity > Severity::Note {
            detail("対処", "remedy", it.remedy.get(lang));
        }
    }

    fn controls(&mut self, controls: &[&Control], outline: &Outline<'_>) {
        for it in controls {
            let (name, step) = (it.name(), it.step());
            let behind = it.behind(outline);
            let behind = visible(behind.get(self.lang));
            let name = visible(name.get(self.lang));
            let line = format!("    {name}: {}  {}", step.get(self.lang), behind.dimmed());
            self.line(line.trim_end());
        }
    }
}
