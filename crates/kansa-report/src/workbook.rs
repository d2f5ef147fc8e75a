//! Tables of a report for spreadsheets: made once from the data of `assessment.json`, then shown as a workbook and as csv.
//!
//! The statement of applicability has the columns of its register, so that it is read back as such.

mod applicability;
mod calendar;
mod csv;
mod evidence;
mod findings;
mod legend;
mod remediation;
mod summary;
mod xlsx;

use chrono::NaiveDate;
use kansa_core::text::Lang;

use crate::assessment as data;
use crate::render::Error;
use crate::v1::{Mark, Shown, word};
use crate::words::label;

/// A table of a report.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    /// Its name in every language: that of its csv file.
    pub(crate) name: &'static str,
    /// Its title: that of its sheet.
    pub(crate) title: &'static str,
    /// Its columns.
    pub(crate) columns: Vec<Column>,
    /// Its rows, a cell for each column.
    pub(crate) rows: Vec<Vec<Cell>>,
    /// What a sheet says if there are no rows.
    empty: &'static str,
    layout: Layout,
}

/// Where a table stands in a workbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layout {
    /// On a sheet of its own, with this many columns that stay in sight.
    Sheet { frozen: u16 },
    /// Below the others of this kind on the first sheet.
    Stacked,
}

/// A column of a table.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    /// Its header.
    pub(crate) title: Shown,
    /// Half-width characters that it is wide.
    width: u16,
    kind: Kind,
    fill: Fill,
    /// Whether it goes on paper; those that do not come last.
    printed: bool,
}

/// What the cells of a column are.
#[derive(Debug, Clone)]
enum Kind {
    Text,
    Day,
    Number,
    /// Words of a list, each with its tone: colours follow the word, also where somebody writes another one.
    Word(Vec<Mark>),
}

/// Whether people fill a column in.
#[derive(Debug, Clone)]
enum Fill {
    No,
    /// By hand, as the kind of the column has it.
    Yes,
    /// One of these, or something else.
    Choice(Vec<&'static str>),
}

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    Empty,
    Text(Shown),
    Day(NaiveDate),
    Number(usize),
    Link(Shown, Target),
}

/// Where a cell leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    /// A file of the workspace.
    File(String),
    /// A row of the table of this name, from 0.
    Row(&'static str, usize),
}

/// What stands around the tables of a workbook.
#[derive(Debug, Clone)]
pub(crate) struct Head {
    pub(crate) lang: Lang,
    /// Title of the report.
    pub(crate) title: Shown,
    /// Whom it is about.
    pub(crate) name: Shown,
    pub(crate) as_of: NaiveDate,
    pub(crate) digest: Shown,
    /// The way from the workbook to the workspace, with its `/`; without it nothing leads to evidence.
    pub(crate) evidence_base: Option<String>,
}

impl Head {
    /// For the workbook of a company, or of the group.
    pub(crate) fn new(
        lang: Lang,
        group: &data::Assessment,
        company: Option<&data::Company>,
        evidence_base: Option<String>,
    ) -> Self {
        let title = if company.is_some() { "title_company" } else { "title_group" };
        Self {
            lang,
            title: label(lang, title).into(),
            name: company.map_or(&group.group.name, |it| &it.name).get(lang).into(),
            as_of: group.as_of,
            digest: group.digest.as_str().into(),
            evidence_base,
        }
    }
}

/// The tables of a company.
pub(crate) fn tables(lang: Lang, group: &data::Assessment, company: &data::Company) -> Vec<Table> {
    let scope = Scope { lang, group, companies: std::slice::from_ref(company), of_group: false };
    let calendar = calendar::Calendar::new(&scope);
    let mut tables = summary::tables(&scope);
    tables.extend([
        applicability::table(&scope),
        findings::table(&scope, &calendar),
        calendar.table(&scope),
        evidence::table(&scope),
        remediation::table(&scope, &calendar),
    ]);
    tables
}

/// The same tables over all companies, but for the evidence register, which each company has for itself.
pub(crate) fn group_tables(lang: Lang, group: &data::Assessment) -> Vec<Table> {
    let scope = Scope { lang, group, companies: &group.companies, of_group: true };
    let calendar = calendar::Calendar::new(&scope);
    let mut tables = summary::tables(&scope);
    tables.extend([
        applicability::table(&scope),
        findings::table(&scope, &calendar),
        calendar.table(&scope),
        remediation::table(&scope, &calendar),
    ]);
    tables
}

/// The workbook of these tables: typed cells, every text a string and none a formula. Same tables, same bytes.
///
/// # Errors
///
/// If the workbook cannot be put together.
pub(crate) fn xlsx(tables: &[Table], head: &Head) -> Result<Vec<u8>, Error> {
    Ok(xlsx::within(xlsx::EXCEL, tables, head)?)
}

/// A table as text with separators.
pub(crate) fn csv(table: &Table) -> String {
    csv::written(table)
}

/// What tables are made of: one company, or all of them.
struct Scope<'a> {
    lang: Lang,
    group: &'a data::Assessment,
    companies: &'a [data::Company],
    /// The first column names the company.
    of_group: bool,
}

impl Scope<'_> {
    fn label(&self, key: &'static str) -> &'static str {
        label(self.lang, key)
    }

    /// A table without rows yet; that of the group has the company before its own columns.
    fn table(&self, name: &'static str, title: &'static str, columns: Vec<Column>) -> Table {
        let company = self.of_group.then(|| self.text("company", 20));
        let frozen = if self.of_group { 2 } else { 1 };
        Table {
            name,
            title: self.label(title),
            columns: company.into_iter().chain(columns).collect(),
            rows: Vec::new(),
            empty: "",
            layout: Layout::Sheet { frozen },
        }
    }

    /// A row about a company, or about the group as a whole.
    fn row(&self, company: Option<&data::Company>, cells: Vec<Cell>) -> Vec<Cell> {
        let name = self.of_group.then(|| {
            let name =
                company.map_or_else(|| self.group.group.name.get(self.lang), |it| it.name.get(self.lang));
            Cell::text(name)
        });
        name.into_iter().chain(cells).collect()
    }

    fn column(&self, title: &'static str, width: u16, kind: Kind) -> Column {
        Column { title: self.label(title).into(), width, kind, fill: Fill::No, printed: true }
    }

    fn text(&self, title: &'static str, width: u16) -> Column {
        self.column(title, width, Kind::Text)
    }

    fn day(&self, title: &'static str) -> Column {
        self.column(title, 11, Kind::Day)
    }

    /// A column of the words of a keyword.
    fn word<K: word::Keyword>(&self, title: &'static str, width: u16) -> Column {
        let words = K::ALL.iter().map(|it| word::mark::<K>(self.lang, it.key())).collect();
        self.column(title, width, Kind::Word(words))
    }
}

impl Column {
    fn filled(self, fill: Fill) -> Self {
        Self { fill, ..self }
    }

    fn unprinted(self) -> Self {
        Self { printed: false, ..self }
    }
}

impl Cell {
    fn text(text: impl Into<Shown>) -> Self {
        let text: Shown = text.into();
        if text.as_str().is_empty() { Self::Empty } else { Self::Text(text) }
    }

    fn opt(text: Option<impl Into<Shown>>) -> Self {
        text.map_or(Self::Empty, Self::text)
    }

    fn day(day: Option<NaiveDate>) -> Self {
        day.map_or(Self::Empty, Self::Day)
    }

    /// Several texts, each on a line of its own.
    fn lines(lines: &[Shown]) -> Self {
        let lines: Vec<&str> = lines.iter().map(Shown::as_str).collect();
        Self::text(lines.join("\n"))
    }

    /// A file as it is printed, with more words behind its path. It is no link: not every spreadsheet breaks the text of one.
    fn named(path: &str, more: &str) -> Self {
        Self::text(format!("{} {more}", Shown::name(path)).trim_end())
    }

    /// A link to a file of the workspace.
    fn file(path: &str) -> Self {
        let shown = Shown::name(path);
        // A name that acts on the text around it is written out; it leads nowhere.
        if shown.as_str() == path {
            Self::Link(shown, Target::File(path.to_owned()))
        } else {
            Self::text(shown)
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
