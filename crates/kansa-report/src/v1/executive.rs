//! What a reader has to know first, in sentences.

use std::ops::Add;

use kansa_core::assessment::Verdict;
use kansa_core::company::ScopeStatus;
use kansa_core::finding::Severity;
use kansa_core::text::Lang;
use schemars::JsonSchema;
use serde::Serialize;

use super::share::Share;
use super::word::{label, word};
use super::{Shown, cause, finding};
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

fn of_catalog(lang: Lang, it: &data::Catalog) -> Shown {
    let n = |verdict: Verdict| it.counts.get(verdict.as_str()).copied().unwrap_or_default();
    let excluded = n(Verdict::NotApplicable);
    let (total, conforms) = (it.controls.len() - excluded, n(Verdict::Conforms));
    let rest = [Verdict::Accepted, Verdict::Pending, Verdict::Partial, Verdict::Gap, Verdict::NotAssessed];
    let rest = rest.into_iter().filter(|it| n(*it) > 0);
    let rest: Vec<String> =
        rest.map(|it| format!("{} {}", word::<Verdict>(lang, it.as_str()), n(it))).collect();
    let standard = it.standard.get(lang);
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

/// The sentences of the group: requirements, findings and what is late, the company and the cause that come first.
pub(super) fn of_group(lang: Lang, group: &data::Assessment) -> Vec<Shown> {
    let whole = |company: &data::Company| {
        let held = company.catalogs.iter().filter(|it| it.status != ScopeStatus::None.as_str());
        held.map(Share::of).fold(Share::default(), Add::add)
    };
    let shares: Vec<(&data::Company, Share)> = group.companies.iter().map(|it| (it, whole(it))).collect();
    let all = shares.iter().map(|(_, it)| *it).fold(Share::default(), Add::add);
    let n = group.totals.companies;
    let mut sentences: Vec<Shown> = Vec::new();
    if all.apply > 0 {
        let (conform, apply, percent) = (all.conform, all.apply, all.percent());
        sentences.push(
            match lang {
                Lang::Ja => format!(
                    "{n} 社に適用される要求事項は延べ {apply} 件、\
                 うち証跡がそろっているものは {conform} 件（{percent}）である。"
                ),
                Lang::En => format!(
                    "{apply} requirements apply to {n} companies, each counted once for each company; \
                 {conform} of them ({percent}) have complete evidence."
                ),
            }
            .into(),
        );
    }
    let found: usize = group.totals.findings.values().sum();
    let severe = group.totals.findings.get(Severity::Critical.as_str()).copied().unwrap_or_default();
    let severe = format!("{} {severe}", word::<Severity>(lang, Severity::Critical.as_str()));
    let owed = || group.companies.iter().flat_map(|it| &it.owed);
    let late = owed().filter(|it| it.due < group.as_of).count();
    let next = owed().count() - late;
    sentences.push(match lang {
        Lang::Ja => format!("検出事項は {found} 件（うち{severe}）。\
                 期限を過ぎたが挽回できる要提出証跡は {late} 件、今後90日以内に期限を迎えるものは {next} 件である。"),
        Lang::En => format!("There are {found} findings ({severe}). {late} obligations are overdue and can still be repaired; \
                 {next} fall due within 90 days."),
    }.into());
    // The lowest share, compared without rounding; of equal ones the first.
    let lowest = shares
        .iter()
        .filter(|(_, it)| it.apply > 0)
        .reduce(|a, b| if b.1.conform * a.1.apply < a.1.conform * b.1.apply { b } else { a });
    if let Some((company, share)) = lowest.filter(|(_, it)| n > 1 && it.conform < it.apply) {
        let (name, counts) = (company.name.get(lang), share.counts());
        sentences.push(
            match lang {
                Lang::Ja => format!("証跡がそろっている割合が最も低い会社は{name}（{counts}）である。"),
                Lang::En => format!("The lowest share of complete evidence is that of {name} ({counts})."),
            }
            .into(),
        );
    }
    if let Some(it) = cause::causes(lang, group).first() {
        let (title, at, breaks) = (&it.title, it.companies.len(), &it.breaks);
        sentences.push(
            match lang {
                Lang::Ja => format!(
                    "影響の最も大きい原因：{title}（{at} 社、影響を受ける要求事項は延べ {breaks} 件）"
                ),
                Lang::En => format!(
                    "The cause with the largest effect: {title} \
                 (companies: {at}, requirements affected: {breaks})"
                ),
            }
            .into(),
        );
    }
    sentences
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
