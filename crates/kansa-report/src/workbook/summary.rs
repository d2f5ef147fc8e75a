//! What the first sheet says: whom and what the report is about, results by standard, and what its words mean.

use kansa_core::assessment::Verdict;
use kansa_core::company::ScopeStatus;
use kansa_core::text::Lang;

use super::{Cell, Column, Kind, Layout, Scope, Table, legend};
use crate::assessment as data;
use crate::v1::word::{Keyword, range};
use crate::v1::{Shown, catalog};

pub(super) fn tables(scope: &Scope<'_>) -> Vec<Table> {
    [facts(scope), results(scope), legend::table(scope)]
        .map(|it| Table { layout: Layout::Stacked, ..it })
        .into()
}

/// A table of the first sheet; that of the group has no company in it unless its columns say so.
pub(super) fn stacked(
    scope: &Scope<'_>,
    name: &'static str,
    title: &'static str,
    columns: Vec<Column>,
) -> Table {
    Table { name, title: scope.label(title), columns, rows: Vec::new(), empty: "", layout: Layout::Stacked }
}

/// Item and value.
fn facts(scope: &Scope<'_>) -> Table {
    let lang = scope.lang;
    let mut table =
        stacked(scope, "summary", "summary", vec![scope.text("item", 26), scope.text("value", 90)]);
    let mut fact = |key: &'static str, value: Cell| {
        if value != Cell::Empty {
            table.rows.push(vec![Cell::text(scope.label(key)), value]);
        }
    };
    let group = scope.group;
    let period =
        if scope.of_group { Some(&group.period) } else { scope.companies.first().map(|it| &it.period) };
    fact("group", Cell::text(group.group.name.get(lang)));
    if scope.of_group {
        fact("companies", Cell::Number(scope.companies.len()));
    }
    for company in scope.companies.iter().filter(|_| !scope.of_group) {
        fact("company", Cell::text(company.name.get(lang)));
        fact("nature", Cell::text(catalog::pci(lang, company)));
    }
    fact("as_of", Cell::Day(group.as_of));
    fact("period", Cell::opt(period.map(|it| range(lang, it.from, it.to))));
    for company in scope.companies.iter().filter(|_| !scope.of_group) {
        let held = company.catalogs.iter().filter(|it| it.status != ScopeStatus::None.as_str());
        for it in held {
            fact("parts", Cell::text(extent(scope, it)));
        }
    }
    fact("digest", Cell::text(&group.digest));
    fact("kansa", Cell::text(&group.kansa));
    fact("note", Cell::text(group.note.get(lang)));
    let input = match lang {
        Lang::Ja => format!("{} 件", group.diagnostics.len()),
        Lang::En => group.diagnostics.len().to_string(),
    };
    if !group.diagnostics.is_empty() && scope.of_group {
        fact("diagnostics", Cell::text(input));
    }
    fact("statement_key", Cell::text(scope.label("statement")));
    fact("proposal", Cell::text(scope.label("proposal_note")));
    if scope.companies.iter().flat_map(|it| &it.catalogs).any(catalog::is_pci) {
        fact("pci", Cell::text(scope.label("pci_note")));
    }
    table
}

/// Standard, edition, part of the company and days of a scope.
fn extent(scope: &Scope<'_>, it: &data::Catalog) -> Shown {
    let parts = catalog::parts(scope.lang, it);
    let parts = if parts.as_str().is_empty() { scope.label("whole_company").into() } else { parts };
    let title = it.title.get(scope.lang);
    let between = match scope.lang {
        Lang::Ja => "：",
        Lang::En => ": ",
    };
    format!("{} {title}{between}{parts}", it.standard.get(scope.lang)).into()
}

/// How many requirements of each standard have each verdict.
fn results(scope: &Scope<'_>) -> Table {
    let lang = scope.lang;
    let mut columns =
        vec![scope.text("standard", 26), scope.text("status", 16), scope.column("total", 8, Kind::Number)];
    if scope.of_group {
        columns.insert(0, scope.text("company", 26));
    }
    columns.extend(
        Verdict::ALL.iter().map(|it| Column {
            title: it.words().get(lang).into(),
            ..scope.column("total", 11, Kind::Number)
        }),
    );
    let mut table = stacked(scope, "results", "table_results", columns);
    for company in scope.companies {
        for it in company.catalogs.iter().filter(|it| it.status != ScopeStatus::None.as_str()) {
            let mut cells = vec![
                Cell::text(it.standard.get(scope.lang)),
                Cell::text(it.status_text.get(lang)),
                Cell::Number(it.controls.len()),
            ];
            let counts = Verdict::ALL.iter().map(|verdict| it.counts.get(verdict.as_str()).copied());
            cells.extend(counts.map(|it| Cell::Number(it.unwrap_or_default())));
            table.rows.push(scope.row(Some(company), cells));
        }
    }
    table.empty = scope.label("no_scope");
    table
}
