//! The evidence register (証跡台帳): every file that answers something, by path.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{Cell, Scope, Table};
use crate::assessment as data;
use crate::v1::Shown;
use crate::v1::evidence::{link, sample};
use crate::v1::party::{party, role};

/// A file with the dates that one item gives it.
type Key<'a> = (&'a str, [Option<NaiveDate>; 6]);

/// What that item is, what it answers, and what it decides.
type Answers<'a> = (&'a data::Evidence, Option<&'a str>, Vec<Shown>, Vec<Shown>);

pub(super) fn table(scope: &Scope<'_>) -> Table {
    let columns = vec![
        scope.text("path", 46),
        scope.text("sha256", 34),
        scope.day("performed"),
        scope.day("collected"),
        scope.day("covers_from"),
        scope.day("covers_to"),
        scope.day("received"),
        scope.day("approved_on"),
        scope.text("approver", 15),
        scope.text("answers", 32),
        scope.text("sample", 14),
        scope.text("provided_by", 15),
        scope.text("file", 60).unprinted(),
        scope.text("decided", 40).unprinted(),
    ];
    let mut table = scope.table("evidence", "evidence_register", columns);
    table.empty = scope.label("no_files");
    for company in scope.companies {
        for ((path, days), answers) in files(scope, company) {
            table.rows.push(scope.row(Some(company), row(scope, path, days, &answers)));
        }
    }
    table
}

/// A file stands once for each set of dates: what several items share, they may date differently.
fn files<'a>(scope: &Scope<'_>, company: &'a data::Company) -> BTreeMap<Key<'a>, Answers<'a>> {
    let mut files: BTreeMap<Key<'_>, Answers<'_>> = BTreeMap::new();
    for owed in &company.obligations {
        let name = link(scope.lang, owed).text;
        for (nth, item) in owed.evidence.iter().enumerate() {
            let covers = item.covers.as_ref();
            let days = [
                item.performed,
                item.collected,
                covers.and_then(|it| it.from),
                covers.and_then(|it| it.to),
                item.received,
                item.approved.as_ref().map(|it| it.on),
            ];
            for file in &item.files {
                let answers = files
                    .entry((&file.path, days))
                    .or_insert_with(|| (item, file.sha256.as_deref(), Vec::new(), Vec::new()));
                let to = if nth == 0 {
                    [&mut answers.2, &mut answers.3].into_iter().collect::<Vec<_>>()
                } else {
                    vec![&mut answers.2]
                };
                for to in to.into_iter() {
                    if !to.contains(&name) {
                        to.push(name.clone());
                    }
                }
            }
        }
    }
    files
}

fn row(scope: &Scope<'_>, path: &str, days: [Option<NaiveDate>; 6], answers: &Answers<'_>) -> Vec<Cell> {
    let (item, sha256, answers, decides) = answers;
    let lang = scope.lang;
    let foreign = item.provided_by.is_some();
    let approver = item.approved.as_ref().and_then(|it| it.by.as_deref()).filter(|_| !foreign);
    let [performed, collected, from, to, received, approved] = days.map(Cell::day);
    vec![
        Cell::text(Shown::name(path)),
        Cell::text(sha256.unwrap_or_else(|| scope.label("unreadable_file"))),
        performed,
        collected,
        from,
        to,
        received,
        approved,
        Cell::opt(approver.map(|it| role(lang, scope.group, it))),
        Cell::lines(answers),
        Cell::opt(item.sample.as_ref().map(|it| sample(lang, it))),
        Cell::opt(item.provided_by.as_deref().map(|it| party(lang, scope.group, it).name)),
        // A provider's file has an id here, and no path.
        if foreign { Cell::Empty } else { Cell::file(path) },
        Cell::lines(decides),
    ]
}
