//! A comparison as Markdown, for a comment on a pull request.

use std::fmt::Write as _;

use kansa_core::finding::Severity;
use kansa_core::text::{Lang, Text};

use super::{Company, Control, Diff, Finding, Outline, causes, closing, heading, place, states};
use crate::markdown::{name, text};

/// What differs, as Markdown of GitHub: the sum first, then company by company.
pub fn markdown(diff: &Diff, lang: Lang) -> String {
    let mut page = Page { out: String::new(), lang };
    page.line(&format!("## {}", text(&heading(diff, lang))));
    page.line("");
    page.line(&format!("**{}**", text(closing(diff).get(lang))));
    page.line("");
    let said: Vec<String> = causes(diff).iter().map(|it| text(it.get(lang))).collect();
    page.line(&said.join(if lang == Lang::Ja { "" } else { " " }));
    for company in &diff.companies {
        page.company(company);
    }
    if !diff.findings.is_empty() {
        page.section("###", &diff.group);
        diff.findings.iter().for_each(|it| page.finding(it, None, None));
    }
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

    fn section(&mut self, level: &str, title: &Text) {
        let title = text(title.get(self.lang));
        self.line("");
        self.line(&format!("{level} {title}"));
        self.line("");
    }

    fn company(&mut self, company: &Company) {
        let outline = Outline::new(company);
        let head = |it: &str| format!("{it} ({})", company.id);
        self.section("###", &Text::new(head(&company.name.ja), head(&company.name.en)));
        for it in company.presence_text().iter().chain(&company.counted()) {
            self.line(&format!("- {}", text(it.get(self.lang))));
        }
        for it in &company.scope {
            self.line(&format!("- {}", text(it.said().get(self.lang))));
        }
        if let Some(states) = states(company) {
            let label = self.pick("要提出証跡", "Obligations");
            self.line(&format!("- {label}: {}", text(states.get(self.lang))));
        }
        for (ja, en, findings) in [
            ("悪化", "Newly broken", &outline.broken),
            ("以前からの検出事項", "Known before", &outline.known),
        ] {
            self.findings(&Text::new(ja, en), findings, &outline);
        }
        self.controls(
            &Text::new("悪化した管理策・要求事項", "Controls that became worse"),
            &outline.worse,
            &outline,
        );
        for (ja, en, findings) in [
            ("改善", "Newly mended", &outline.mended),
            ("求められなくなったもの", "No longer owed", &outline.left),
        ] {
            self.findings(&Text::new(ja, en), findings, &outline);
        }
        self.controls(
            &Text::new("改善した管理策・要求事項", "Controls that became better"),
            &outline.better,
            &outline,
        );
        let apart = Text::new("適用・評価の変更", "Excluded, included, assessed or not assessed otherwise");
        self.controls(&apart, &outline.apart, &outline);
        for (ja, en, findings) in
            [("参考", "To know", &outline.noted), ("参考（なくなったもの）", "To know, gone", &outline.faded)]
        {
            self.findings(&Text::new(ja, en), findings, &outline);
        }
    }

    fn findings(&mut self, title: &Text, findings: &[&Finding], outline: &Outline<'_>) {
        if findings.is_empty() {
            return;
        }
        self.section("####", title);
        for it in findings {
            self.finding(it, outline.number(&it.id), outline.causes(it));
        }
    }

    /// An item of a list: what is wrong, and below it the details.
    fn finding(&mut self, it: &Finding, number: Option<usize>, causes: Option<String>) {
        let indent = if it.below.is_some() { "  " } else { "" };
        let number = number.map_or_else(String::new, |it| format!("({it}) "));
        let severity = it.severity_text();
        let mut line = format!(
            "{indent}- {number}**{}** {} {}",
            severity.get(self.lang),
            text(it.message.get(self.lang)),
            name(&it.code)
        );
        let mut detail = |label: &str, value: String| {
            let _ = write!(line, "<br>{label}: {value}");
        };
        if let Some(reason) = it.reason() {
            detail(self.pick("経緯", "why"), text(reason.get(self.lang)));
        }
        if let Some(causes) = causes {
            detail(self.pick("原因", "caused by"), causes);
        }
        if it.is_open() {
            if let Some(at) = &it.at {
                detail(self.pick("場所", "where"), name(place(at).get(self.lang)));
            }
            if let Some(owner) = it.owner_text() {
                detail(self.pick("担当", "owner"), text(owner.get(self.lang)));
            }
            if let Some(due) = it.due {
                detail(self.pick("期限", "due"), due.to_string());
            }
            if it.severity > Severity::Note {
                detail(self.pick("対処", "remedy"), text(it.remedy.get(self.lang)));
            }
        }
        self.line(&line);
    }

    fn controls(&mut self, title: &Text, controls: &[&Control], outline: &Outline<'_>) {
        if controls.is_empty() {
            return;
        }
        self.section("####", title);
        let head = ["管理策・要求事項", "前", "後", "検出事項・対策"];
        let head = match self.lang {
            Lang::Ja => head,
            Lang::En => ["Control", "Before", "After", "Findings, measures"],
        };
        self.line(&format!("| {} |", head.join(" | ")));
        self.line("|---|---|---|---|");
        for it in controls {
            let [from, to] = [it.from, it.to].map(super::words::verdict);
            let (whose, behind) = (it.name(), it.behind(outline));
            let cells = [whose.get(self.lang), from.get(self.lang), to.get(self.lang), behind.get(self.lang)];
            let cells: Vec<String> = cells.into_iter().map(text).collect();
            self.line(&format!("| {} |", cells.join(" | ")));
        }
    }
}
