//! Findings (検出事項), numbered: roots, each followed by what it causes.

use std::collections::HashMap;

use kansa_core::finding::Severity;

use super::calendar::Calendar;
use super::{Cell, Kind, Scope, Table};
use crate::assessment as data;
use crate::v1::controls::Controls;
use crate::v1::finding::breaks;
use crate::v1::party::role;
use crate::v1::word::{self, list, word};
use crate::v1::{Mark, Shown};

pub(super) const NAME: &str = "findings";

/// Findings in the order of the table: those of each company, then those of the group.
pub(super) fn entries<'a>(
    scope: &Scope<'a>,
) -> impl Iterator<Item = (Option<&'a data::Company>, &'a data::Finding)> + use<'a> {
    let of_group = if scope.of_group { scope.group.findings.as_slice() } else { &[] };
    let of_companies =
        scope.companies.iter().flat_map(|company| company.findings.iter().map(move |it| (Some(company), it)));
    of_companies.chain(of_group.iter().map(|it| (None, it)))
}

/// Whether a finding is a root or caused, as words with their tones.
pub(super) fn ranks(scope: &Scope<'_>) -> [Mark; 2] {
    [("root", "mute"), ("caused_one", "wait")]
        .map(|(key, class)| Mark { word: scope.label(key).into(), class })
}

/// The rank of a finding: caused, if what causes it is there.
pub(super) fn rank(scope: &Scope<'_>, is_caused: bool) -> Cell {
    let [root, caused] = ranks(scope);
    Cell::text(if is_caused { caused.word } else { root.word })
}

/// Where a finding is to be looked at.
pub(super) fn place(scope: &Scope<'_>, it: &data::Finding) -> Cell {
    let Some(at) = &it.at else { return Cell::Empty };
    Cell::named(&at.path, word::place(scope.lang, at).at.as_str())
}

/// The number of each finding, by its id.
pub(super) fn numbers<'a>(scope: &Scope<'a>) -> HashMap<&'a str, usize> {
    (1..).zip(entries(scope)).map(|(number, (_, it))| (it.id.as_str(), number)).collect()
}

pub(super) fn table(scope: &Scope<'_>, calendar: &Calendar<'_>) -> Table {
    let columns = vec![
        scope.column("number", 7, Kind::Number),
        scope.word::<Severity>("severity", 9),
        scope.text("message", 46),
        scope.column("rank", 10, Kind::Word(ranks(scope).to_vec())),
        scope.text("causes_numbers", 11),
        scope.text("breaks", 28),
        scope.text("owner", 17),
        scope.day("due"),
        scope.text("place", 34),
        scope.text("remedy", 34),
        scope.text("obligation", 40).unprinted(),
        scope.text("file", 60).unprinted(),
        scope.text("code", 24).unprinted(),
        scope.text("id", 60).unprinted(),
    ];
    let mut table = scope.table(NAME, "findings", columns);
    table.empty = scope.label("no_findings");
    let numbers = numbers(scope);
    let controls: HashMap<&str, Controls<'_>> =
        scope.companies.iter().map(|it| (it.id.as_str(), Controls::new(scope.lang, it))).collect();
    for (number, (company, it)) in (1..).zip(entries(scope)) {
        let broken = match company.and_then(|it| controls.get(it.id.as_str())) {
            Some(controls) => breaks(&it.breaks, controls),
            None => breaks(&it.breaks, &Controls::default()),
        };
        let broken: Vec<Shown> = broken
            .iter()
            .map(|it| {
                let controls: Vec<Shown> = it.controls.iter().map(|it| it.text.clone()).collect();
                format!("{} {}", it.standard, list(scope.lang, &controls)).into()
            })
            .collect();
        let known: Vec<&usize> = it.causes.iter().filter_map(|it| numbers.get(it.as_str())).collect();
        let causes: Vec<Shown> = known.iter().map(|it| Shown::from(**it)).collect();
        let company = company
            .or_else(|| scope.companies.iter().find(|company| it.company.as_ref() == Some(&company.id)));
        let cells = vec![
            Cell::Number(number),
            Cell::text(word::<Severity>(scope.lang, &it.severity)),
            Cell::text(it.message.get(scope.lang)),
            rank(scope, !known.is_empty()),
            Cell::text(list(scope.lang, &causes)),
            Cell::lines(&broken),
            Cell::opt(it.owner.as_deref().map(|it| role(scope.lang, scope.group, it))),
            Cell::day(it.due),
            place(scope, it),
            Cell::text(it.remedy.get(scope.lang)),
            calendar.of(it).map_or(Cell::Empty, |it| calendar.link(it)),
            it.at.as_ref().map_or(Cell::Empty, |it| Cell::file(&it.path)),
            Cell::text(&it.code),
            Cell::text(Shown::name(&it.id)),
        ];
        table.rows.push(scope.row(company, cells));
    }
    table
}
