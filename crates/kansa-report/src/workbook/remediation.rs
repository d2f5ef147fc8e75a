//! What to mend (是正対応一覧), by who answers for it, then by day; with columns to fill in.
//!
//! It is no register of corrective actions: a finding becomes a nonconformity only when somebody says so.

use std::cmp::Reverse;

use kansa_core::finding::Severity;
use kansa_core::text::Lang;

use super::calendar::Calendar;
use super::findings::{self, entries, numbers, place, rank, ranks};
use super::{Cell, Fill, Kind, Scope, Table, Target};
use crate::assessment as data;
use crate::v1::party::role;
use crate::v1::word::{self, word};
use crate::v1::{Mark, Shown};

pub(super) fn table(scope: &Scope<'_>, calendar: &Calendar<'_>) -> Table {
    let choices = match scope.lang {
        Lang::Ja => vec!["未着手", "対応中", "完了", "対応不要"],
        Lang::En => vec!["open", "in progress", "done", "not needed"],
    };
    let tones = ["wait", "warn", "good", "mute"];
    let marks = choices.iter().zip(tones).map(|(it, class)| Mark { word: (*it).into(), class }).collect();
    let columns = vec![
        scope.text("owner", 17),
        scope.day("due"),
        scope.word::<Severity>("severity", 9),
        scope.column("number", 7, Kind::Number),
        scope.text("message", 42),
        scope.text("remedy", 34),
        scope.text("place", 30),
        scope.column("progress", 12, Kind::Word(marks)).filled(Fill::Choice(choices)),
        scope.text("assignee", 13).filled(Fill::Yes),
        scope.day("finished").filled(Fill::Yes),
        scope.text("notes", 20).filled(Fill::Yes),
        scope.column("rank", 12, Kind::Word(ranks(scope).to_vec())).unprinted(),
        scope.text("target", 50).unprinted(),
        scope.text("file", 60).unprinted(),
        scope.text("id", 60).unprinted(),
    ];
    let mut table = scope.table("remediation", "remediation", columns);
    table.empty = scope.label("no_findings");
    let numbers = numbers(scope);
    let mut rows: Vec<Entry<'_>> = (1..)
        .zip(entries(scope))
        .map(|(number, (company, it))| {
            let caused = it.causes.iter().any(|it| numbers.contains_key(it.as_str()));
            let owner = it.owner.as_deref().map(|it| role(scope.lang, scope.group, it));
            Entry { number, company, it, caused, owner }
        })
        .collect();
    // What nobody answers for, and what has no day, comes last.
    rows.sort_by(|a, b| {
        let key = |it: &Entry<'_>| {
            let due = (it.it.due.is_none(), it.it.due);
            (it.owner.is_none(), it.owner.clone(), due, Reverse(word::rank(&it.it.severity)), it.number)
        };
        key(a).cmp(&key(b))
    });
    for Entry { number, company, it, caused, owner } in rows {
        let row = Target::Row(findings::NAME, number - 1);
        let target = calendar.of(it).and_then(|it| it.id.split_once('/'));
        let cells = vec![
            owner.map_or_else(|| Cell::text(scope.label("no_owner")), Cell::text),
            Cell::day(it.due),
            Cell::text(word::<Severity>(scope.lang, &it.severity)),
            Cell::Number(number),
            Cell::text(it.message.get(scope.lang)),
            Cell::text(it.remedy.get(scope.lang)),
            place(scope, it),
            Cell::Empty,
            Cell::Empty,
            Cell::Empty,
            Cell::Empty,
            rank(scope, caused),
            Cell::opt(target.map(|(_, it)| Shown::name(it))),
            it.at.as_ref().map_or(Cell::Empty, |it| Cell::file(&it.path)),
            Cell::Link(Shown::name(&it.id), row),
        ];
        table.rows.push(scope.row(company, cells));
    }
    table
}

struct Entry<'a> {
    number: usize,
    company: Option<&'a data::Company>,
    it: &'a data::Finding,
    caused: bool,
    owner: Option<Shown>,
}
