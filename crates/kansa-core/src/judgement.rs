//! Judgements: what the checks of a requirement say of an item. Pure, over extracts, registers and a window.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;

use crate::check::{Check, CheckKind, Excuse};
use crate::condition::{Condition, Truth};
use crate::evidence::{Content, File, Item, RegisterState, Registers};
use crate::extract::{Breach, CheckExtract};
use crate::finding::Spot;
use crate::measure::Requirement;
use crate::model::Model;
use crate::period::DateRange;
use crate::register::{RegisterDef, RegisterIx, Row};
use crate::text::{Text, text};

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
}

/// Whether a check holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It holds.
    Pass,
    /// It does not, or cannot be decided.
    Fail,
}

impl CheckResult {
    fn new(kind: &'static str, pass: Option<Text>, fail: impl FnOnce() -> (Text, Vec<Spot>)) -> Self {
        match pass {
            Some(message) => Self { kind, outcome: Outcome::Pass, message, at: Vec::new() },
            None => {
                let (message, mut at) = fail();
                at.truncate(MOST_PLACES);
                Self { kind, outcome: Outcome::Fail, message, at }
            }
        }
    }
}

/// What a judgement needs beside the item.
pub(crate) struct Context<'a> {
    pub(crate) model: &'a Model,
    pub(crate) registers: &'a Registers,
    pub(crate) window: DateRange,
}

/// What the parts and checks of a requirement say of an item, parts first, in the order of the requirement.
pub(crate) fn judge(requirement: &Requirement, item: &Item, context: &Context<'_>) -> Vec<CheckResult> {
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
    let checks = requirement
        .checks
        .iter()
        .enumerate()
        .filter(|(_, check)| !missing(check.part))
        .map(|(at, check)| judge_check(requirement, check, at, item, context));
    let mut results: Vec<CheckResult> = Vec::new();
    for result in parts.chain(checks) {
        // Two checks that fail for the same reason (an empty table, say) are one thing to mend.
        let said = |it: &CheckResult| it.outcome == Outcome::Fail && *it == result;
        if !results.iter().any(said) {
            results.push(result);
        }
    }
    results
}

fn file_name(file: &File) -> &str {
    file.path.rsplit('/').next().unwrap_or_default()
}

fn folder_of(item: &Item) -> Vec<Spot> {
    item.path().rsplit_once('/').map(|(folder, _)| Spot::file(folder)).into_iter().collect()
}

/// A table of the item, as the check sees it.
struct Seen<'a> {
    file: &'a File,
    rows: u32,
    extract: &'a CheckExtract,
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
    let tables: Vec<Seen<'_>> = item
        .files
        .iter()
        .filter(|it| part.is_none_or(|part| part.matches(file_name(it))))
        .filter_map(|file| match &file.content {
            Content::Table(extract) => {
                Some(Seen { file, rows: extract.rows, extract: extract.checks.get(at)? })
            }
            Content::Other | Content::Unreadable(_) => None,
        })
        .collect();
    let fail = |message: Text, at: Vec<Spot>| CheckResult { kind, outcome: Outcome::Fail, message, at };
    if tables.is_empty() {
        let files = item.files.iter().map(|it| Spot::file(it.path.clone())).collect();
        return fail(
            text!("内容を確かめられる表（csv、yaml）がない", "there is no table (csv, yaml) to look into"),
            files,
        );
    }
    for table in &tables {
        if let CheckExtract::Header(message) = table.extract {
            return fail(message.clone(), vec![Spot::row(table.file.path.clone(), 1)]);
        }
    }
    let rows: u32 = tables.iter().map(|it| it.rows).sum();
    match &check.kind {
        CheckKind::Rows { min, max, condition } => judge_rows(&tables, *min, *max, condition.as_ref()),
        CheckKind::Each { .. } if rows == 0 => fail(
            text!("表に行が一つもない", "the table has no row"),
            tables.iter().map(|it| Spot::file(it.file.path.clone())).collect(),
        ),
        CheckKind::Each { condition } => judge_each(&tables, rows, condition),
        CheckKind::Unique { .. } => judge_unique(&tables, rows),
        CheckKind::Covers { register, condition, excuse, .. } => {
            let population =
                Population { register: *register, condition: condition.as_ref(), excuse, day: item.day() };
            judge_covers(&tables, &population, context)
        }
    }
}

fn judge_rows(tables: &[Seen<'_>], min: u32, max: u32, condition: Option<&Condition>) -> CheckResult {
    let (mut found, mut undecided) = (0, Vec::new());
    for table in tables {
        if let CheckExtract::Count { met, undecided: rows } = table.extract {
            found += met;
            undecided.extend(rows.iter().map(|row| Spot::row(table.file.path.clone(), *row)));
        }
    }
    let what = condition.map_or_else(
        || Text::new("行", "rows"),
        |it| {
            let condition = it.as_str();
            text!("「{condition}」の行", "rows with {condition}")
        },
    );
    let (ja, en) = (&what.ja, &what.en);
    // Undecided rows may or may not count: the check holds only if it holds either way.
    let most = found.saturating_add(u32::try_from(undecided.len()).unwrap_or(u32::MAX));
    let pass = (min <= found && most <= max)
        .then(|| Text::new(format!("{ja}が {found} 件"), format!("{found} {en}")));
    CheckResult::new("rows", pass, || {
        let bounds = match (min, max) {
            (min, u32::MAX) => Text::new(format!("{min} 件以上"), format!("at least {min}")),
            (0, max) => Text::new(format!("{max} 件以下"), format!("at most {max}")),
            (min, max) => Text::new(format!("{min}〜{max} 件"), format!("{min} to {max}")),
        };
        let open = undecided.len();
        let tail = if open == 0 {
            Text::same("")
        } else {
            text!("、判定できない行が {open} 件", ", {open} more cannot be decided")
        };
        let message = Text::new(
            format!("{ja}が {found} 件{}（必要: {}）", tail.ja, bounds.ja),
            format!("{found} {en}{} (needed: {})", tail.en, bounds.en),
        );
        (message, undecided)
    })
}

fn judge_each(tables: &[Seen<'_>], rows: u32, condition: &Condition) -> CheckResult {
    let mut breaches: Vec<(&File, &Breach)> = Vec::new();
    for table in tables {
        if let CheckExtract::Breaches(found) = table.extract {
            breaches.extend(found.iter().map(|it| (table.file, it)));
        }
    }
    let condition = condition.as_str();
    let pass = breaches
        .is_empty()
        .then(|| text!("{rows} 行すべてが「{condition}」", "all {rows} rows pass {condition}"));
    CheckResult::new("each", pass, || {
        let count = breaches.len();
        let named: Vec<String> = breaches.iter().take(SHOWN).map(|(_, it)| it.row.to_string()).collect();
        let list = listed(&named, count);
        let empty = breaches.iter().filter(|(_, it)| it.undecided.is_some()).count();
        let tail = if empty == 0 {
            Text::same("")
        } else {
            text!("。うち {empty} 行は空欄または読めない値", "; {empty} of them empty or unreadable")
        };
        let message = Text::new(
            format!("{rows} 行中 {count} 行が「{condition}」を満たさない: 行 {}{}", list.ja, tail.ja),
            format!("{count} of {rows} rows fail {condition}: row {}{}", list.en, tail.en),
        );
        let at = breaches
            .iter()
            .map(|(file, it)| Spot { column: it.undecided.clone(), ..Spot::row(file.path.clone(), it.row) })
            .collect();
        (message, at)
    })
}

fn judge_unique(tables: &[Seen<'_>], rows: u32) -> CheckResult {
    let mut first: HashMap<&str, (&File, u32)> = HashMap::new();
    let mut twice: Vec<Spot> = Vec::new();
    let mut empty: Vec<Spot> = Vec::new();
    for table in tables {
        let CheckExtract::Keys(keys) = table.extract else { continue };
        for (row, key) in keys {
            let spot = Spot::row(table.file.path.clone(), *row);
            match key {
                None => empty.push(spot),
                Some(key) if first.contains_key(&**key) => twice.push(spot),
                Some(key) => {
                    first.insert(key, (table.file, *row));
                }
            }
        }
    }
    let pass = (twice.is_empty() && empty.is_empty())
        .then(|| text!("{rows} 行に重複なし", "no two of {rows} rows are the same"));
    CheckResult::new("unique", pass, || {
        let (repeated, open) = (twice.len(), empty.len());
        let rows: Vec<String> =
            twice.iter().chain(&empty).take(SHOWN).filter_map(|it| it.row).map(|it| it.to_string()).collect();
        let list = listed(&rows, repeated + open);
        let message = Text::new(
            format!("重複する行が {repeated} 件、空欄の行が {open} 件: 行 {}", list.ja),
            format!("rows repeated: {repeated}, empty: {open}: row {}", list.en),
        );
        (message, twice.into_iter().chain(empty).collect())
    })
}

/// Whom evidence has to cover.
struct Population<'a> {
    register: RegisterIx,
    condition: Option<&'a Condition>,
    excuse: &'a [Excuse],
    day: Option<NaiveDate>,
}

fn judge_covers(tables: &[Seen<'_>], population: &Population<'_>, context: &Context<'_>) -> CheckResult {
    let def = context.model.register(population.register);
    let (name_ja, name_en) = (&def.title.ja, &def.title.en);
    let fail =
        |message: Text| CheckResult { kind: "covers", outcome: Outcome::Fail, message, at: Vec::new() };
    let register = match context.registers.get(population.register) {
        RegisterState::Read(register) => register,
        RegisterState::Missing => {
            return fail(Text::new(
                format!("「{name_ja}」がないため、網羅性を確かめられない"),
                format!("the register {name_en} is missing, so coverage cannot be checked"),
            ));
        }
        RegisterState::Unreadable => {
            return fail(Text::new(
                format!("「{name_ja}」が読めないため、網羅性を確かめられない"),
                format!("the register {name_en} cannot be read, so coverage cannot be checked"),
            ));
        }
    };
    let needed = population.condition.map(Condition::columns).unwrap_or_default();
    if let Some(missing) = needed.iter().find(|it| register.missing_columns.contains(it)) {
        let column = def.columns.get(*missing).map_or("", |it| it.label());
        return fail(Text::new(
            format!("「{name_ja}」に列「{column}」がないため、網羅性を確かめられない"),
            format!("the register {name_en} has no column {column}, so coverage cannot be checked"),
        ));
    }
    // What was done ahead of its window has to cover those who are there when the window opens.
    let day = population.day.unwrap_or(context.window.to).max(context.window.from);
    // A row on which the condition cannot be decided belongs to the population: an empty cell excuses nobody.
    let owed: Vec<&Row> = register
        .on(day)
        .filter(|row| population.condition.is_none_or(|it| it.eval(&row.cells) != Truth::No))
        .collect();
    if owed.is_empty() {
        return fail(Text::new(
            format!("「{name_ja}」に {day} 時点の対象が一件もない"),
            format!("the register {name_en} has nobody on {day}"),
        ));
    }
    let shown: BTreeSet<&str> = tables
        .iter()
        .filter_map(|it| match it.extract {
            CheckExtract::Keys(keys) => Some(keys),
            CheckExtract::Header(_) | CheckExtract::Count { .. } | CheckExtract::Breaches(_) => None,
        })
        .flatten()
        .filter_map(|(_, key)| key.as_deref())
        .collect();
    let excused =
        |row: &&&Row| population.excuse.iter().any(|it| is_excused(*it, row, def, day, context.window));
    let (absent, present): (Vec<&Row>, Vec<&Row>) = owed.iter().partition(|row| !shown.contains(&*row.key));
    let (absent_excused, missing): (Vec<&Row>, Vec<&Row>) = absent.iter().partition(|row| excused(row));
    let (all, there, let_off) = (owed.len(), present.len(), absent_excused.len());
    let tail =
        if let_off == 0 { Text::same("") } else { text!("、除外 {let_off}", ", {let_off} excused") };
    let pass = missing.is_empty().then(|| {
        Text::new(
            format!("「{name_ja}」{day} 時点の {all} 件中 {there} 件{}", tail.ja),
            format!("{there} of {all} in {name_en} on {day}{}", tail.en),
        )
    });
    CheckResult::new("covers", pass, || {
        let count = missing.len();
        let mut missing = missing;
        missing.sort_by(|a, b| crate::id::natural(&a.key, &b.key));
        let named: Vec<String> = missing.iter().take(SHOWN).map(|it| it.key.to_string()).collect();
        let list = listed(&named, count);
        let message = Text::new(
            format!("「{name_ja}」{day} 時点の {all} 件中 {count} 件の記録がない: {}{}", list.ja, tail.ja),
            format!("{count} of {all} in {name_en} on {day} have no record: {}{}", list.en, tail.en),
        );
        (message, missing.iter().map(|it| Spot::row(it.path.clone(), it.number)).collect())
    })
}

fn is_excused(excuse: Excuse, row: &Row, def: &RegisterDef, day: NaiveDate, window: DateRange) -> bool {
    let date = |column: &str| def.column(column).and_then(|it| row.cells.get(it)).and_then(|it| it.as_date());
    match excuse {
        Excuse::OnLeave => {
            let open_end = || {
                let cell = def.column("leave_to").and_then(|it| row.cells.get(it));
                matches!(cell, None | Some(crate::table::Cell::Empty))
            };
            let until = |day| date("leave_to").map_or_else(open_end, |to| day <= to);
            date("leave_from").is_some_and(|from| from <= day && until(day))
        }
        Excuse::Joiners => row.span.from > window.from,
        Excuse::Leavers => row.span.to < window.to,
    }
}

/// Names of the first few, and how many more there are.
fn listed(names: &[String], count: usize) -> Text {
    let (ja, en) = (names.join("、"), names.join(", "));
    match count - names.len().min(count) {
        0 => Text::new(ja, en),
        more => Text::new(format!("{ja} ほか {more} 件"), format!("{en} and {more} more")),
    }
}
