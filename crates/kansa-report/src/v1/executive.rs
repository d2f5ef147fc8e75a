//! What a reader has to know first, in sentences.

use std::collections::BTreeMap;

use kansa_core::assessment::Verdict;
use kansa_core::company::ScopeStatus;
use kansa_core::finding::Severity;
use kansa_core::text::Lang;
use schemars::JsonSchema;
use serde::Serialize;

use super::word::{label, word};
use super::{Cause, Shown, finding};
use crate::assessment as data;

/// A word of the report with what it means here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Definition {
    /// The word.
    pub term: Shown,
    /// What it means here.
    pub text: Shown,
}

/// The sentences of a company: one for each catalog, then findings, what is late, and where to begin.
pub(super) fn sentences(lang: Lang, group: &data::Assessment, company: &data::Company) -> Vec<Shown> {
    let held = company.catalogs.iter().filter(|it| it.status != ScopeStatus::None.as_str());
    let mut sentences: Vec<Shown> = held.map(|it| of_catalog(lang, it)).collect();
    let roots = finding::nested(&company.findings);
    let count =
        |severity: Severity| company.findings.iter().filter(|it| it.severity == severity.as_str()).count();
    let severities = [Severity::Critical, Severity::Major, Severity::Minor, Severity::Note];
    let counted = severities.map(|it| format!("{} {}", word::<Severity>(lang, it.as_str()), count(it)));
    let (all, causes) = (company.findings.len(), roots.len());
    sentences.push(match lang {
        _ if all == 0 => label(lang, "no_findings").into(),
        Lang::Ja => format!(
            "検出事項は {all} 件（{}）であり、原因ごとにまとめると {causes} 件である。",
            counted.join("、")
        )
        .into(),
        Lang::En => format!(
            "There are {all} findings ({}), which come from {causes} root causes.",
            counted.join(", ")
        )
        .into(),
    });
    let late = company.owed.iter().filter(|it| it.due < group.as_of).count();
    let next = company.owed.len() - late;
    sentences.push(match lang {
        Lang::Ja => format!(
            "期限を過ぎたが挽回できる要提出証跡は {late} 件、今後90日以内に期限を迎えるものは {next} 件である。"
        ),
        Lang::En => {
            format!("{late} obligations are overdue and can still be repaired; {next} fall due within 90 days.")
        }
    }
    .into());
    if let Some((worst, _)) = roots.iter().find(|(it, _)| !finding::is_soon(it)) {
        let (message, remedy) = (worst.message.get(lang), worst.remedy.get(lang));
        sentences.push(match lang {
            Lang::Ja => format!("最初に対処すべき事項：{message}（対処：{remedy}）").into(),
            Lang::En => format!("Where to begin: {message} ({remedy})").into(),
        });
    }
    sentences
}

/// The sentences of the group: one for each catalog, then companies, what is late, and where to begin.
pub(super) fn of_group(lang: Lang, group: &data::Assessment, causes: &[Cause]) -> Vec<Shown> {
    let mut sentences: Vec<Shown> = Vec::new();
    for catalog in &group.catalogs {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        let all = group.companies.iter().flat_map(|it| &it.catalogs).filter(|it| it.id == catalog.id);
        for (verdict, n) in all.filter(|it| it.status != ScopeStatus::None.as_str()).flat_map(|it| &it.counts)
        {
            *counts.entry(verdict.clone()).or_default() += n;
        }
        if !counts.is_empty() {
            sentences.push(complete(lang, &catalog.standard, &counts));
        }
    }
    let critical = Severity::Critical.as_str();
    let companies = group.companies.len();
    let urgent = group.companies.iter().filter(|it| it.findings.iter().any(|it| it.severity == critical));
    let (urgent, word) = (urgent.count(), word::<Severity>(lang, critical));
    let owed = group.companies.iter().flat_map(|it| &it.owed);
    let late = owed.filter(|it| it.due < group.as_of).count();
    sentences.push(
        match lang {
            Lang::Ja => format!(
                "対象 {companies} 社のうち、重要度「{word}」の検出事項がある会社は {urgent} 社である。期限を過ぎたが挽回できる要提出証跡は {late} 件である。"
            ),
            Lang::En => format!(
                "Of {companies} companies, {urgent} have findings of severity {word}. {late} obligations are overdue and can still be repaired."
            ),
        }
        .into(),
    );
    if let Some(first) = causes.first() {
        let (title, n, breaks) = (&first.title, first.companies.len(), &first.breaks);
        sentences.push(
            match lang {
                Lang::Ja => {
                    format!("影響が最も大きい原因：{title}（{n} 社、影響を受ける要求事項は延べ {breaks} 件）")
                }
                Lang::En => format!(
                    "The cause with the largest effect: {title} ({n} companies, {breaks} requirements in all)"
                ),
            }
            .into(),
        );
    }
    sentences
}

fn of_catalog(lang: Lang, it: &data::Catalog) -> Shown {
    complete(lang, &it.standard, &it.counts)
}

/// Of how many requirements the evidence is complete.
fn complete(lang: Lang, standard: &str, counts: &BTreeMap<String, usize>) -> Shown {
    let n = |verdict: Verdict| counts.get(verdict.as_str()).copied().unwrap_or_default();
    let conforms = n(Verdict::Conforms);
    let total = counts.values().sum::<usize>() - n(Verdict::NotApplicable);
    let rest = [Verdict::Accepted, Verdict::Pending, Verdict::Partial, Verdict::Gap, Verdict::NotAssessed];
    let rest = rest.into_iter().filter(|it| n(*it) > 0);
    let rest: Vec<String> =
        rest.map(|it| format!("{} {}", word::<Verdict>(lang, it.as_str()), n(it))).collect();
    match (lang, rest.is_empty()) {
        (Lang::Ja, true) => format!("{standard}：適用する {total} 件の要求事項のすべてで証跡がそろっている。"),
        (Lang::Ja, false) => format!(
            "{standard}：適用する {total} 件の要求事項のうち、証跡がそろっているものは {conforms} 件である（ほかは{}）。",
            rest.join("、")
        ),
        (Lang::En, true) => format!("{standard}: all {total} applicable requirements have complete evidence."),
        (Lang::En, false) => format!(
            "{standard}: {conforms} of {total} applicable requirements have complete evidence ({}).",
            rest.join(", ")
        ),
    }
    .into()
}

/// What the words of the report mean.
pub(super) fn definitions(lang: Lang) -> Vec<Definition> {
    let all = [
        ("as_of", "method_as_of"),
        ("obligation", "method_obligation"),
        ("evidence_item", "method_evidence"),
        ("measure", "method_measure"),
        ("verdict_word", "method_verdict"),
        ("proposal", "method_proposal"),
        ("finding", "method_finding"),
        ("severity", "method_severity"),
        ("exception", "method_exception"),
        ("digest", "method_digest"),
    ];
    let view = |(term, text)| Definition { term: label(lang, term).into(), text: label(lang, text).into() };
    all.map(view).to_vec()
}
