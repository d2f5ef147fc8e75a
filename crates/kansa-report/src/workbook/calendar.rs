//! The calendar of what has to be shown (要提出証跡カレンダー), by day within a company.

use std::collections::HashMap;

use kansa_core::assessment::State;
use kansa_core::measure::Basis;

use super::{Cell, Scope, Table, Target};
use crate::assessment as data;
use crate::v1::Shown;
use crate::v1::party::{party, role};
use crate::v1::word::{self, word};

pub(super) const NAME: &str = "calendar";

/// Obligations in the order of the calendar.
pub(super) struct Calendar<'a> {
    entries: Vec<(&'a data::Company, &'a data::Obligation)>,
    rows: HashMap<&'a str, usize>,
}

impl<'a> Calendar<'a> {
    pub(super) fn new(scope: &Scope<'a>) -> Self {
        let mut entries = Vec::new();
        for company in scope.companies {
            let mut owed: Vec<&data::Obligation> = company.obligations.iter().collect();
            // Stable: those of one day stay in their order.
            owed.sort_by_key(|it| it.window.due);
            entries.extend(owed.into_iter().map(|it| (company, it)));
        }
        let rows = entries.iter().enumerate().map(|(nth, (_, it))| (it.id.as_str(), nth)).collect();
        Self { entries, rows }
    }

    /// The obligation that a finding is about: its id is `code:obligation[:check]`.
    pub(super) fn of(&self, finding: &data::Finding) -> Option<&'a data::Obligation> {
        let mut anchor = finding.id.strip_prefix(finding.code.as_str())?.strip_prefix(':')?;
        loop {
            if let Some(row) = self.rows.get(anchor) {
                return self.entries.get(*row).map(|(_, it)| *it);
            }
            anchor = anchor.rsplit_once(':')?.0;
        }
    }

    /// A cell that names an obligation and leads to its row.
    pub(super) fn link(&self, it: &data::Obligation) -> Cell {
        let id = Shown::name(&it.id);
        self.rows
            .get(it.id.as_str())
            .map_or_else(|| Cell::text(id.clone()), |row| Cell::Link(id.clone(), Target::Row(NAME, *row)))
    }

    pub(super) fn table(&self, scope: &Scope<'_>) -> Table {
        let columns = vec![
            scope.text("obligation", 30),
            scope.text("subject", 13),
            scope.text("measure", 24),
            scope.day("window_from"),
            scope.day("window_to"),
            scope.day("due"),
            scope.word::<State>("state", 15),
            scope.text("owner", 17),
            scope.text("basis", 17),
            scope.text("decisive_file", 40),
            scope.text("exception", 11),
            scope.text("provided_by", 15),
            scope.text("remarks", 20).unprinted(),
            scope.text("file", 60).unprinted(),
            scope.text("id", 60).unprinted(),
        ];
        let mut table = scope.table(NAME, "table_calendar", columns);
        table.empty = scope.label("no_obligations");
        for (company, it) in &self.entries {
            table.rows.push(scope.row(Some(company), row(scope, company, it)));
        }
        table
    }
}

fn row(scope: &Scope<'_>, company: &data::Company, it: &data::Obligation) -> Vec<Cell> {
    let lang = scope.lang;
    let mut measures = company.measures.iter();
    let measure = measures.find(|measure| measure.id == it.measure);
    let [file, way] = file(scope, it);
    vec![
        Cell::text(it.title.get(lang)),
        Cell::opt(it.subject.as_deref().map(Shown::name)),
        Cell::text(measure.map_or(it.measure.as_str(), |it| it.title.get(lang))),
        Cell::Day(it.window.from),
        Cell::day(it.window.to),
        Cell::Day(it.window.due),
        Cell::text(word::<State>(lang, &it.state)),
        Cell::text(role(lang, scope.group, &it.owner)),
        Cell::text(word::<Basis>(lang, &it.basis)),
        file,
        Cell::opt(it.exception.as_ref()),
        Cell::opt(it.provided_by.as_deref().map(|it| party(lang, scope.group, it).name)),
        remarks(scope, it),
        way,
        Cell::text(Shown::name(&it.id)),
    ]
}

/// The file that decides, with how many belong to it and the way to it; where nothing happened, the place that declares it.
fn file(scope: &Scope<'_>, it: &data::Obligation) -> [Cell; 2] {
    if let Some(at) = &it.declaration {
        let place = word::place(scope.lang, at);
        return [Cell::named(&at.path, place.at.as_str()), Cell::file(&at.path)];
    }
    let Some(item) = it.evidence.first() else { return [Cell::Empty, Cell::Empty] };
    let Some(file) = item.files.first() else { return [Cell::Empty, Cell::Empty] };
    let more = match item.files.len() {
        0 | 1 => String::new(),
        n => format!("{} {}", scope.label("more_items"), n - 1),
    };
    // A provider's file has an id here, and no path.
    let way = if item.provided_by.is_some() { Cell::Empty } else { Cell::file(&file.path) };
    [Cell::named(&file.path, &more), way]
}

fn remarks(scope: &Scope<'_>, it: &data::Obligation) -> Cell {
    let said = [(it.carried_over, "carried_over"), (it.declaration.is_some(), "declarations")];
    let said: Vec<Shown> =
        said.into_iter().filter(|(holds, _)| *holds).map(|(_, key)| scope.label(key).into()).collect();
    Cell::lines(&said)
}
