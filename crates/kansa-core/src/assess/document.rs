//! Versions of documents: what shows a document has to show the version that is in force.

use chrono::NaiveDate;

use super::Inputs;
use super::record;
use crate::evidence::Item;
use crate::finding::Spot;
use crate::judgement::CheckResult;
use crate::model::RequirementIx;
use crate::text::{Text, text};

/// A version of a document that evidence is filed of.
#[derive(Debug)]
struct Version<'a> {
    requirement: RequirementIx,
    subject: Option<&'a str>,
    key: &'a str,
    title: &'a str,
    name: &'a str,
    /// The day on which it took effect.
    from: NaiveDate,
    /// The day from which on there can be evidence of it: that of its approval, if that comes first.
    exists: NaiveDate,
    at: Spot,
}

/// The versions that are in force, and the rows that name no evidence.
#[derive(Debug, Default)]
pub(super) struct Documents<'a> {
    versions: Vec<Version<'a>>,
    /// Rows that say something that cannot be understood: register, key, place, message.
    pub(super) wrong: Vec<(&'static str, &'a str, Spot, Text)>,
}

const DOCUMENTS: &str = "documents";

/// Reads the register `documents`, as far as its rows say what evidence is filed of them.
pub(super) fn read<'a>(inputs: &Inputs<'a>) -> Documents<'a> {
    let mut found = Documents::default();
    for row in record::of(inputs, DOCUMENTS).filter(|it| it.span().contains(inputs.as_of)) {
        for target in row.list("target") {
            let Some((requirement, subject)) = inputs.model.target(target) else {
                found.wrong.push((
                    DOCUMENTS,
                    row.key(),
                    row.spot(),
                    text!(
                        "{target} は必要証跡を指していない（書き方: 対策/必要証跡[/対象]）",
                        "{target} names no evidence requirement (write measure/requirement[/subject])"
                    ),
                ));
                continue;
            };
            let Some(from) = row.day("revised").filter(|it| *it <= inputs.as_of) else { continue };
            found.versions.push(Version {
                requirement,
                subject,
                key: row.key(),
                title: row.words("title").unwrap_or_default(),
                name: row.words("version").unwrap_or_default(),
                from,
                exists: row.day("approved").map_or(from, |it| it.min(from)),
                at: row.spot(),
            });
        }
    }
    found
}

impl Documents<'_> {
    /// Whether an item shows the versions in force, for an obligation that is open on the day.
    pub(super) fn judge(
        &self,
        requirement: RequirementIx,
        subject: Option<&str>,
        item: &Item,
    ) -> impl Iterator<Item = CheckResult> {
        let meant = move |it: &&Version<'_>| {
            it.requirement == requirement && it.subject.is_none_or(|it| subject == Some(it))
        };
        let day = item.day().or(item.covers.map(|it| it.from));
        self.versions.iter().filter(meant).map(move |it| {
            let (key, title, name, from) = (it.key, it.title, it.name, it.from);
            if day.is_some_and(|day| it.exists <= day) {
                return CheckResult::passed(
                    "in-force",
                    text!(
                        "施行中の版による（{key} {title} {name}、{from} 発効）",
                        "shows the version in force ({key} {title} {name}, since {from})"
                    ),
                );
            }
            let mut failed = CheckResult::failed(
                "in-force",
                text!(
                    "施行中の版（{key} {title} {name}、{from} 発効）より前のもの",
                    "older than the version in force ({key} {title} {name}, since {from})"
                ),
                vec![it.at.clone()],
            );
            failed.remedy = Some(text!("施行中の版を証跡として置く", "file the version in force"));
            failed
        })
    }
}
