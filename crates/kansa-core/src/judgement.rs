//! Judgements: what the checks of a requirement say of an item. Pure, over extracts, registers and a window.

mod content;
mod people;
mod population;
mod rows;

use chrono::NaiveDate;

use crate::check::{Check, CheckKind, LooksAt, OtherSide};
use crate::company::Company;
use crate::evidence::{Content, Facts, File, Item, RegisterState, Registers};
use crate::extract::{Breach, CheckExtract, TableExtract};
use crate::finding::{Spot, address};
use crate::measure::{Part, Requirement};
use crate::model::Model;
use crate::period::DateRange;
use crate::register::{Register, RegisterIx};
use crate::table::{Column, HeaderFault};
use crate::text::{Text, counted, text};

/// How many rows or keys a message names; it always counts all of them.
const SHOWN: usize = 10;

/// How many places a result keeps; its message counts all of them.
const MOST_PLACES: usize = 100;

/// What one check says of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckResult {
    /// The kind of check; `part` for a file that has to be there.
    pub kind: &'static str,
    /// Whether the check holds.
    pub outcome: Outcome,
    /// What it found, in a line.
    pub message: Text,
    /// Rows and files that it is about.
    pub at: Vec<Spot>,
    /// What to do, where that is another thing than to mend the contents.
    pub remedy: Option<Text>,
}

/// Whether a check holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It holds.
    Pass,
    /// It does not, or cannot be decided.
    Fail,
    /// What it would look at cannot be read: a scan without text. Never a pass.
    Unchecked,
}

impl CheckResult {
    fn new(kind: &'static str, pass: Option<Text>, fail: impl FnOnce() -> (Text, Vec<Spot>)) -> Self {
        match pass {
            Some(message) => Self::passed(kind, message),
            None => {
                let (message, mut at) = fail();
                at.truncate(MOST_PLACES);
                Self::failed(kind, message, at)
            }
        }
    }

    pub(crate) fn passed(kind: &'static str, message: Text) -> Self {
        Self { kind, outcome: Outcome::Pass, message, at: Vec::new(), remedy: None }
    }

    pub(crate) fn failed(kind: &'static str, message: Text, at: Vec<Spot>) -> Self {
        Self { kind, outcome: Outcome::Fail, message, at, remedy: None }
    }
}

/// What a judgement needs beside the item.
pub(crate) struct Context<'a> {
    pub(crate) model: &'a Model,
    pub(crate) registers: &'a Registers,
    pub(crate) company: &'a Company,
    pub(crate) facts: &'a Facts,
    pub(crate) window: DateRange,
    pub(crate) as_of: NaiveDate,
}

/// What the parts and checks of a requirement say of an item, parts first, in the order of the requirement.
pub(crate) fn judge(requirement: &Requirement, item: &Item, context: &Context<'_>) -> Vec<CheckResult> {
    if item.disposal.is_some() {
        return Vec::new();
    }
    let parts = requirement.parts.iter().map(|part| {
        let there = item.files.iter().any(|it| part.matches(file_name(it)));
        let (ja, en, names) = (&part.title.ja, &part.title.en, part.names.join(", "));
        CheckResult::new(
            "part",
            there.then(|| Text::new(format!("「{ja}」がある"), format!("{en} is there"))),
            || {
                let message = Text::new(
                    format!("「{ja}」がない（ファイル名: {names}）"),
                    format!("{en} is missing (file name: {names})"),
                );
                (message, folder_of(item))
            },
        )
    });
    // A part that is missing is said once; what would be checked in it is not said again.
    let missing = |part: Option<usize>| {
        let part = part.and_then(|it| requirement.parts.get(it));
        part.is_some_and(|part| !item.files.iter().any(|it| part.matches(file_name(it))))
    };
    // While a file cannot be read, that is what has to be mended, not that it has no table.
    let unread = |check: &Check| {
        let part = check.part.and_then(|it| requirement.parts.get(it));
        let mut files = looked_at(item, part);
        check.kind.looks_at() != LooksAt::Nothing
            && files.any(|it| matches!(it.content, Content::Unreadable(_)))
    };
    let checks = requirement
        .checks
        .iter()
        .enumerate()
        .filter(|(_, check)| !missing(check.part) && !unread(check))
        .map(|(at, check)| judge_check(requirement, check, at, item, context));
    let mut results: Vec<CheckResult> = Vec::new();
    for result in parts.chain(sampled(requirement, item)).chain(checks) {
        // Two checks that fail for the same reason (an empty table, say) are one thing to mend.
        let said = |it: &CheckResult| {
            it.outcome != Outcome::Pass && it.message == result.message && it.at == result.at
        };
        if !results.iter().any(said) {
            results.push(result);
        }
    }
    results.shrink_to_fit();
    results
}

fn file_name(file: &File) -> &str {
    file.path.rsplit('/').next().unwrap_or_default()
}

fn folder_of(item: &Item) -> Vec<Spot> {
    item.path().rsplit_once('/').map(|(folder, _)| Spot::file(folder)).into_iter().collect()
}

/// A table of the item, as a check sees it.
#[derive(Clone, Copy)]
struct Seen<'a> {
    file: &'a File,
    table: &'a TableExtract,
    extract: &'a CheckExtract,
    columns: &'a [Column],
    /// Whether the item has other tables, so that a row needs the name of its sheet.
    among_others: bool,
}

impl Seen<'_> {
    fn spot(&self, row: u32) -> Spot {
        let sheet = self.table.sheet.as_ref().filter(|_| self.table.header_row > 0);
        // As a spreadsheet writes a whole row.
        let cell = sheet.map(|it| format!("{it}!{row}:{row}"));
        Spot { cell, ..Spot::row(self.file.path.clone(), row) }
    }

    fn spot_of(&self, breach: &Breach) -> Spot {
        match breach.cell {
            None => self.spot(breach.row),
            Some(cell) => self.spot_at(breach.row, usize::from(cell.column)),
        }
    }

    fn spot_at(&self, row: u32, column: usize) -> Spot {
        let place = self.table.columns.get(column).copied().flatten();
        let has_addresses = self.table.header_row > 0;
        Spot {
            column: self.columns.get(column).map(Column::title),
            cell: address(self.table.sheet.as_deref(), place, row).filter(|_| has_addresses),
            ..self.spot(row)
        }
    }

    /// The number of a row, with its sheet where the item has several tables.
    fn name(&self, row: u32) -> Text {
        match &self.table.sheet {
            Some(sheet) if self.among_others => Text::same(format!("{sheet}!{row}")),
            Some(_) | None => Text::same(row.to_string()),
        }
    }

    /// A row that fails, with what keeps it from being decided.
    fn name_of(&self, breach: &Breach) -> Text {
        let name = self.name(breach.row);
        let Some(cell) = breach.cell else { return name };
        let column = self.columns.get(usize::from(cell.column));
        let label = column.map_or_else(|| Text::same(""), Column::title);
        let kind = column.map_or(crate::table::ColumnType::Text, |it| it.kind);
        let why = match cell.fault {
            Some(fault) => fault.text(kind),
            None if cell.filled => Text::new("読めない", "unreadable"),
            None => Text::new("空欄", "empty"),
        };
        Text::new(
            format!("{}（{}: {}）", name.ja, label.ja, why.ja),
            format!("{} ({}: {})", name.en, label.en, why.en),
        )
    }
}

/// The file names of a part that a check looks at: all if there is none.
fn looked_at<'i>(item: &'i Item, part: Option<&'i Part>) -> impl Iterator<Item = &'i File> {
    item.files.iter().filter(move |it| part.is_none_or(|part| part.matches(file_name(it))))
}

fn tables<'i>(
    requirement: &'i Requirement,
    at: usize,
    item: &'i Item,
    part: Option<&'i Part>,
) -> Vec<Seen<'i>> {
    let mut seen: Vec<Seen<'_>> = looked_at(item, part)
        .filter_map(|file| match &file.content {
            Content::Read(extract) => Some((file, extract.get())),
            Content::Unreadable(_) => None,
        })
        .flat_map(|(file, extract)| extract.tables.iter().map(move |table| (file, table)))
        .filter_map(|(file, table)| {
            let extract = table.checks.get(at).filter(|it| **it != CheckExtract::None)?;
            Some(Seen { file, table, extract, columns: &requirement.columns, among_others: false })
        })
        .collect();
    let several = seen.len() > 1;
    seen.iter_mut().for_each(|it| it.among_others = several);
    seen
}

fn judge_check(
    requirement: &Requirement,
    check: &Check,
    at: usize,
    item: &Item,
    context: &Context<'_>,
) -> CheckResult {
    let kind = check.kind.as_str();
    let part = check.part.and_then(|it| requirement.parts.get(it));
    match check.kind.looks_at() {
        LooksAt::Nothing => return people::judge(&check.kind, requirement, item, context),
        LooksAt::Text => return content::judge_text(&check.kind, at, item, part),
        LooksAt::Values => return content::judge_values(at, item, part),
        LooksAt::Tables => {}
    }
    let mut seen = tables(requirement, at, item, part);
    if let CheckKind::Reconcile { with: OtherSide::Part(other), .. } = &check.kind
        && let Some(other) = requirement.parts.get(*other)
    {
        // The other side is not its own.
        seen.retain(|it| !other.matches(file_name(it.file)));
    }
    if let Err(result) = sound(kind, &seen, item) {
        return *result;
    }
    match &check.kind {
        CheckKind::Rows { min, max, condition } => rows::judge_rows(&seen, *min, *max, condition.as_ref()),
        CheckKind::Each { condition, .. } => rows::judge_each(&seen, condition),
        CheckKind::Ratio { condition, min, max, .. } => rows::judge_ratio(&seen, condition, *min, *max),
        CheckKind::Unique { .. } => rows::judge_unique(&seen),
        CheckKind::Within { from, to, limit, counting, .. } => {
            let rule = rows::Within { from: *from, to: *to, limit: *limit, counting: *counting };
            rows::judge_within(&seen, rule, item, context)
        }
        CheckKind::Distinct(_) => rows::judge_distinct(&seen),
        CheckKind::Covers { register, condition, excuse, .. } => {
            let population =
                population::Population { register: *register, condition: condition.as_ref(), excuse, item };
            population::judge_covers(&seen, &population, context)
        }
        CheckKind::Reconcile { with, same, .. } => {
            let other = match with {
                OtherSide::Part(part) => {
                    let part = requirement.parts.get(*part);
                    tables(requirement, at, item, part)
                }
                OtherSide::Register { .. } => Vec::new(),
            };
            population::judge_reconcile(&seen, &other, with, same, item, context)
        }
        CheckKind::Independent { register, of, .. } => {
            population::judge_independent(&seen, *register, *of, item, context)
        }
        CheckKind::Contains { .. }
        | CheckKind::Matches { .. }
        | CheckKind::After { .. }
        | CheckKind::JsonSchema { .. } => people::judge(&check.kind, requirement, item, context),
    }
}

/// Whether there are tables, with the columns that the check reads.
fn sound(kind: &'static str, seen: &[Seen<'_>], item: &Item) -> Result<(), Box<CheckResult>> {
    if seen.is_empty() {
        let at = item.files.iter().map(|it| Spot::file(it.path.clone())).collect();
        let message = text!(
            "内容を確かめられる表（xlsx、csv など）がない",
            "there is no table (xlsx, csv and the like) to look into"
        );
        return Err(Box::new(CheckResult::failed(kind, message, at)));
    }
    for it in seen {
        if let CheckExtract::Header(fault) = it.extract {
            let message = header_message(*fault, it);
            let at = vec![Spot::row(it.file.path.clone(), it.table.header_row.max(1))];
            return Err(Box::new(CheckResult::failed(kind, message, at)));
        }
    }
    Ok(())
}

fn header_message(fault: HeaderFault, seen: &Seen<'_>) -> Text {
    let name = seen.columns.get(fault.column()).map_or_else(|| Text::same(""), Column::title);
    let sheet = seen
        .table
        .sheet
        .as_ref()
        .map_or_else(|| Text::same(""), |it| text!("シート「{it}」の", " of the sheet {it}"));
    match fault {
        HeaderFault::Missing(_) => Text::new(
            format!("{}見出しに列「{}」がない", sheet.ja, name.ja),
            format!("the header{} has no column {}", sheet.en, name.en),
        ),
        HeaderFault::Twice(_) => Text::new(
            format!("{}列「{}」にあたる見出しが二つある", sheet.ja, name.ja),
            format!("two headers{} name the column {}", sheet.en, name.en),
        ),
    }
}

/// What a sample says of itself, compared with what is there.
fn sampled<'i>(requirement: &'i Requirement, item: &'i Item) -> Option<CheckResult> {
    let sample = item.sample.as_ref()?;
    let rows: Vec<u32> = item
        .files
        .iter()
        .filter_map(|file| match &file.content {
            Content::Read(extract) => Some(extract.get()),
            Content::Unreadable(_) => None,
        })
        .flat_map(|it| it.tables.iter().map(|it| it.rows))
        .collect();
    let (size, population, method) = (sample.size, sample.population, &sample.method);
    let shown = text!(
        "母集団 {population} 件から {size} 件を抽出（{method}）",
        "a sample of {size} of {population} ({method})"
    );
    let differs = !requirement.columns.is_empty() && !rows.is_empty() && !rows.contains(&size);
    Some(CheckResult::new("sample", (!differs).then(|| shown.clone()), || {
        let found: u32 = rows.iter().copied().max().unwrap_or(0);
        let message = Text::new(
            format!("{}としているが、表は {found} 行", shown.ja),
            format!("it says {}, and the table has {}", shown.en, counted(found, "row")),
        );
        (message, vec![Spot::file(item.path())])
    }))
}

/// A register that a check needs, with the columns it needs of it.
///
/// # Errors
///
/// The register is missing or unreadable, or lacks a column: what the check would say is unknown.
fn register<'c>(
    kind: &'static str,
    index: RegisterIx,
    needed: &[usize],
    context: &'c Context<'_>,
) -> Result<&'c Register, Box<CheckResult>> {
    let def = context.model.register(index);
    let (ja, en) = (&def.title.ja, &def.title.en);
    let fail = |message: Text| Err(Box::new(CheckResult::failed(kind, message, Vec::new())));
    let register = match context.registers.get(index) {
        RegisterState::Read(register) => register,
        RegisterState::Missing => {
            return fail(Text::new(
                format!("「{ja}」がないため、確かめられない"),
                format!("the register {en} is missing, so this cannot be checked"),
            ));
        }
        RegisterState::Unreadable => {
            return fail(Text::new(
                format!("「{ja}」が読めないため、確かめられない"),
                format!("the register {en} cannot be read, so this cannot be checked"),
            ));
        }
    };
    if let Some(missing) = needed.iter().find(|it| register.missing_columns.contains(it)) {
        let column = def.columns.get(*missing).map_or_else(|| Text::same(""), Column::title);
        return fail(Text::new(
            format!("「{ja}」に列「{}」がないため、確かめられない", column.ja),
            format!("the register {en} has no column {}, so this cannot be checked", column.en),
        ));
    }
    Ok(register)
}

/// The day as of which a register is read: what was done ahead of its window has to answer for those who are there when
/// the window opens.
fn register_day(item: &Item, context: &Context<'_>) -> NaiveDate {
    // What has only a period answers for those who were there at its end, as far as that has come.
    let end = item.covers.map_or(context.window.to, |it| it.to).min(context.as_of);
    item.day().unwrap_or(end).max(context.window.from)
}

/// Names of the first few of `count`, and how many more there are.
fn listed(names: impl Iterator<Item = Text>, count: usize) -> Text {
    let names: Vec<Text> = names.take(SHOWN).collect();
    let joined =
        |lang: fn(&Text) -> &str, between: &str| names.iter().map(lang).collect::<Vec<_>>().join(between);
    let (ja, en) = (joined(|it| &it.ja, "、"), joined(|it| &it.en, ", "));
    match count - names.len().min(count) {
        0 => Text::new(ja, en),
        more => Text::new(format!("{ja} ほか {more} 件"), format!("{en} and {more} more")),
    }
}
