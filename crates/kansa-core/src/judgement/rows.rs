//! Checks on the rows of tables.

use chrono::NaiveDate;

use super::{CheckResult, Context, Seen, listed};
use crate::calendar::Counting;
use crate::check::{Limit, Moment};
use crate::condition::Condition;
use crate::evidence::Item;
use crate::extract::{Breach, CheckExtract};
use crate::finding::Spot;
use crate::print::Print;
use crate::text::{Text, counted, one_or, text};

pub(super) fn judge_rows(
    seen: &[Seen<'_>],
    min: u32,
    max: u32,
    condition: Option<&Condition>,
) -> CheckResult {
    let (mut found, mut undecided) = (0_u32, Vec::new());
    for it in seen {
        if let CheckExtract::Count { met, undecided: rows, .. } = it.extract {
            found = found.saturating_add(*met);
            undecided.extend(rows.iter().map(|row| (it, row)));
        }
    }
    let what = condition.map_or_else(
        || Text::same(""),
        |it| Text::new(format!("「{}」の", it.text().ja), format!(" with {}", it.text().en)),
    );
    let line =
        Text::new(format!("{}行が {found} 件", what.ja), format!("{}{}", counted(found, "row"), what.en));
    // Undecided rows may or may not count: the check holds only if it holds either way.
    let most = found.saturating_add(u32::try_from(undecided.len()).unwrap_or(u32::MAX));
    let pass = (min <= found && most <= max).then(|| line.clone());
    CheckResult::new("rows", pass, || {
        let bounds = match (min, max) {
            (min, u32::MAX) => Text::new(format!("{min} 件以上"), format!("at least {min}")),
            (0, max) => Text::new(format!("{max} 件以下"), format!("at most {max}")),
            (min, max) => Text::new(format!("{min}〜{max} 件"), format!("{min} to {max}")),
        };
        let tail = open_rows(&undecided);
        let message = Text::new(
            format!("{}{}（必要: {}）", line.ja, tail.ja, bounds.ja),
            format!("{}{} (needed: {})", line.en, tail.en, bounds.en),
        );
        (message, undecided.iter().map(|(it, row)| it.spot_of(row)).collect())
    })
}

/// All rows, in English.
fn all<N: Copy + std::fmt::Display + PartialEq + From<u8>>(rows: N) -> String {
    format!("{}{}", one_or(rows, "", "all "), counted(rows, "row"))
}

/// The rows that cannot be decided, as the tail of a message.
fn open_rows(undecided: &[(&Seen<'_>, &Breach)]) -> Text {
    let open = undecided.len();
    if open == 0 {
        return Text::same("");
    }
    let list = listed(undecided.iter().map(|(it, row)| it.name_of(row)), open);
    Text::new(
        format!("、判定できない行が {open} 件（行 {}）", list.ja),
        format!(", {open} more cannot be decided (row {})", list.en),
    )
}

/// Rows that fail, and how many were looked at.
fn breaches<'s>(seen: &'s [Seen<'s>]) -> (u64, Vec<(&'s Seen<'s>, &'s Breach)>) {
    let (mut looked_at, mut failing) = (0, Vec::new());
    for it in seen {
        if let CheckExtract::Breaches { among, rows } = it.extract {
            looked_at += u64::from(*among);
            failing.extend(rows.iter().map(|row| (it, row)));
        }
    }
    (looked_at, failing)
}

fn no_row(kind: &'static str, seen: &[Seen<'_>]) -> CheckResult {
    let at = seen.iter().map(|it| Spot::file(it.file.path.clone())).collect();
    CheckResult::failed(kind, text!("表に行が一つもない", "the table has no row"), at)
}

/// There are rows, and none of them is one that the check is about.
fn nobody_concerned(kind: &'static str, seen: &[Seen<'_>]) -> CheckResult {
    let rows: u64 = seen.iter().map(|it| u64::from(it.table.rows)).sum();
    if rows == 0 {
        return no_row(kind, seen);
    }
    let of = counted(rows, "row");
    CheckResult::passed(kind, text!("{rows} 行のうち対象となる行がない", "none of {of} is concerned"))
}

fn places(failing: &[(&Seen<'_>, &Breach)]) -> Vec<Spot> {
    failing.iter().take(super::MOST_PLACES).map(|(it, row)| it.spot_of(row)).collect()
}

pub(super) fn judge_each(seen: &[Seen<'_>], condition: &Condition) -> CheckResult {
    if seen.iter().all(|it| it.table.rows == 0) {
        return no_row("each", seen);
    }
    let (rows, failing) = breaches(seen);
    let condition = condition.text();
    if rows == 0 {
        return nobody_concerned("each", seen);
    }
    let pass = failing.is_empty().then(|| {
        Text::new(
            format!("{rows} 行すべてが「{}」を満たす", condition.ja),
            format!("{} {} {}", all(rows), one_or(rows, "passes", "pass"), condition.en),
        )
    });
    CheckResult::new("each", pass, || {
        let count = failing.len();
        let list = listed(failing.iter().map(|(it, row)| it.name_of(row)), count);
        let message = Text::new(
            format!("{rows} 行中 {count} 行が「{}」を満たさない: 行 {}", condition.ja, list.ja),
            format!(
                "{count} of {} {} {}: row {}",
                counted(rows, "row"),
                one_or(count, "fails", "fail"),
                condition.en,
                list.en
            ),
        );
        (message, places(&failing))
    })
}

pub(super) fn judge_distinct(seen: &[Seen<'_>]) -> CheckResult {
    if seen.iter().all(|it| it.table.rows == 0) {
        return no_row("distinct", seen);
    }
    let (rows, failing) = breaches(seen);
    let of = counted(rows, "row");
    let pass = failing.is_empty().then(|| text!("{rows} 行すべてで別の者", "different persons in {of}"));
    CheckResult::new("distinct", pass, || {
        let count = failing.len();
        let list = listed(failing.iter().map(|(it, row)| it.name_of(row)), count);
        let message = Text::new(
            format!("{rows} 行中 {count} 行で同じ者か、確かめられない: 行 {}", list.ja),
            format!("the same person, or not to be told, in {count} of {of}: row {}", list.en),
        );
        (message, places(&failing))
    })
}

pub(super) fn judge_ratio(seen: &[Seen<'_>], condition: &Condition, min: u32, max: u32) -> CheckResult {
    let (mut met, mut among, mut undecided) = (0_u64, 0_u64, Vec::new());
    for it in seen {
        if let CheckExtract::Count { met: found, among: of, undecided: rows } = it.extract {
            met += u64::from(*found);
            among += u64::from(*of);
            undecided.extend(rows.iter().map(|row| (it, row)));
        }
    }
    if among == 0 {
        return nobody_concerned("ratio", seen);
    }
    let open = u64::try_from(undecided.len()).unwrap_or(u64::MAX);
    let share = |rows: u64| rows.saturating_mul(10_000);
    // Undecided rows may or may not count: the check holds only if it holds either way.
    let holds = share(met) >= u64::from(min) * among && share(met + open) <= u64::from(max) * among;
    let condition = condition.text();
    let shown = percent(share(met) / among);
    let line = Text::new(
        format!("「{}」が {among} 行中 {met} 行（{shown}%）", condition.ja),
        format!(
            "{met} of {} ({shown}%) {} {}",
            counted(among, "row"),
            one_or(met, "passes", "pass"),
            condition.en
        ),
    );
    CheckResult::new("ratio", holds.then(|| line.clone()), || {
        let bounds = match (min, max) {
            (min, 10_000) => {
                let min = percent(min.into());
                text!("{min}% 以上", "at least {min}%")
            }
            (0, max) => {
                let max = percent(max.into());
                text!("{max}% 以下", "at most {max}%")
            }
            (min, max) => {
                let (min, max) = (percent(min.into()), percent(max.into()));
                text!("{min}〜{max}%", "{min} to {max}%")
            }
        };
        let tail = open_rows(&undecided);
        let message = Text::new(
            format!("{}{}（必要: {}）", line.ja, tail.ja, bounds.ja),
            format!("{}{} (needed: {})", line.en, tail.en, bounds.en),
        );
        (message, places(&undecided))
    })
}

/// Hundredths of a percent, without decimals that say nothing; cut off, so that what falls short never looks reached.
fn percent(hundredths: u64) -> String {
    let (whole, rest) = (hundredths / 100, hundredths % 100);
    match rest {
        0 => whole.to_string(),
        rest if rest % 10 == 0 => format!("{whole}.{}", rest / 10),
        rest => format!("{whole}.{rest:02}"),
    }
}

pub(super) fn judge_unique(seen: &[Seen<'_>]) -> CheckResult {
    let rows: u64 = seen.iter().map(|it| u64::from(it.table.rows)).sum();
    if rows == 0 {
        return no_row("unique", seen);
    }
    let mut keys: Vec<(Print, u32, u32)> = Vec::new();
    let mut empty: Vec<(u32, u32)> = Vec::new();
    for (table, it) in (0..).zip(seen) {
        if let CheckExtract::Keys { keys: found, empty: without } = it.extract {
            keys.extend(found.iter().map(|(print, row)| (*print, table, *row)));
            empty.extend(without.iter().map(|row| (table, *row)));
        }
    }
    keys.sort_unstable();
    let mut twice: Vec<(u32, u32)> =
        keys.windows(2).filter(|it| it[0].0 == it[1].0).map(|it| (it[1].1, it[1].2)).collect();
    twice.sort_unstable();
    let pass = (twice.is_empty() && empty.is_empty()).then(|| {
        Text::new(format!("{rows} 行に重複なし"), format!("nothing repeated in {}", counted(rows, "row")))
    });
    CheckResult::new("unique", pass, || {
        let (repeated, open) = (twice.len(), empty.len());
        let both: Vec<&(u32, u32)> = twice.iter().chain(&empty).collect();
        let table = |it: &(u32, u32)| seen.get(it.0 as usize);
        let name = |it: &&(u32, u32)| table(it).map_or_else(|| Text::same(""), |seen| seen.name(it.1));
        let list = listed(both.iter().map(name), both.len());
        let message = Text::new(
            format!("重複する行が {repeated} 件、空欄の行が {open} 件: 行 {}", list.ja),
            format!("rows repeated: {repeated}, empty: {open}: row {}", list.en),
        );
        let spots =
            both.iter().take(super::MOST_PLACES).filter_map(|it| table(it).map(|seen| seen.spot(it.1)));
        (message, spots.collect())
    })
}

/// How one day has to follow another.
#[derive(Clone, Copy)]
pub(super) struct Within {
    pub(super) from: Moment,
    pub(super) to: Moment,
    pub(super) limit: Limit,
    pub(super) counting: Counting,
}

impl Within {
    /// The last day on which the second day is in time.
    pub(super) fn last(self, from: NaiveDate, context: &Context<'_>) -> NaiveDate {
        match self.limit {
            Limit::Period(period) => {
                let last = period.after(from, 1);
                match self.counting {
                    Counting::FirstDay => last.pred_opt().unwrap_or(last),
                    Counting::DayAfter => last,
                }
            }
            Limit::BusinessDays(days) => {
                let days_of = context.model.calendar().business_days(&context.company.closed_days);
                days_of.after(from, days, self.counting).unwrap_or(NaiveDate::MAX)
            }
        }
    }

    pub(super) fn text(self) -> Text {
        let limit = match self.limit {
            Limit::Period(period) => period.text(),
            Limit::BusinessDays(days) => text!("{days}営業日", "{days} business days"),
        };
        match self.counting {
            Counting::FirstDay => Text::new(
                format!("初日を含め{}以内", limit.ja),
                format!("within {}, the first day included", limit.en),
            ),
            Counting::DayAfter => Text::new(format!("{}以内", limit.ja), format!("within {}", limit.en)),
        }
    }
}

pub(super) fn judge_within(
    seen: &[Seen<'_>],
    rule: Within,
    item: &Item,
    context: &Context<'_>,
) -> CheckResult {
    let (mut rows, mut late, mut open, mut unknown) = (0_usize, Vec::new(), Vec::new(), Vec::new());
    for it in seen {
        let CheckExtract::Days { days, open: undecided } = it.extract else { continue };
        rows += days.len() + undecided.len();
        open.extend(undecided.iter().map(|row| (it, row)));
        for (row, from, to) in days {
            let from_day = day_of(rule.from, *from, item, context);
            let to_day = day_of(rule.to, *to, item, context);
            let Some((from, to)) = from_day.zip(to_day) else {
                unknown.push((it, *row, if from_day.is_none() { rule.from } else { rule.to }));
                continue;
            };
            let last = rule.last(from, context);
            if to < from || to > last {
                late.push((it, *row, from, to));
            }
        }
    }
    if rows == 0 {
        return nobody_concerned("within", seen);
    }
    let columns = seen.first().map_or(&[][..], |it| it.columns);
    let (from, to, limit) = (rule.from.text(columns), rule.to.text(columns), rule.text());
    let line = Text::new(
        format!("{}から{}まで{}", from.ja, to.ja, limit.ja),
        format!("{} to {} {}", from.en, to.en, limit.en),
    );
    let count = late.len() + open.len() + unknown.len();
    let pass = (count == 0)
        .then(|| Text::new(format!("{rows} 行すべてが{}", line.ja), format!("{}: {}", all(rows), line.en)));
    CheckResult::new("within", pass, || {
        let late_names = late.iter().map(|(it, row, from, to)| {
            let name = it.name(*row);
            Text::new(format!("{}（{from}→{to}）", name.ja), format!("{} ({from} to {to})", name.en))
        });
        let open_names = open.iter().map(|(it, row)| it.name_of(row));
        let unknown_names = unknown.iter().map(|(it, row, lacking)| {
            let (name, day) = (it.name(*row), lacking.text(columns));
            Text::new(
                format!("{}（{}が不明）", name.ja, day.ja),
                format!("{} ({} not known)", name.en, day.en),
            )
        });
        let list = listed(late_names.chain(open_names).chain(unknown_names), count);
        let message = Text::new(
            format!("{rows} 行中 {count} 行が「{}」でない: 行 {}", line.ja, list.ja),
            format!(
                "{count} of {} {} not {}: row {}",
                counted(rows, "row"),
                one_or(count, "is", "are"),
                line.en,
                list.en
            ),
        );
        let late = late.iter().map(|(it, row, ..)| match rule.to.column() {
            Some(column) => it.spot_at(*row, column),
            None => it.spot(*row),
        });
        let open = open.iter().map(|(it, row)| it.spot_of(row));
        let unknown = unknown.iter().map(|(it, row, _)| it.spot(*row));
        (message, late.chain(open).chain(unknown).take(super::MOST_PLACES).collect())
    })
}

/// A day of a row, or of the item.
pub(super) fn day_of(
    moment: Moment,
    in_row: Option<NaiveDate>,
    item: &Item,
    context: &Context<'_>,
) -> Option<NaiveDate> {
    match moment {
        Moment::Column(_) => in_row,
        Moment::Performed => item.performed,
        Moment::Collected => item.collected,
        Moment::Received => item.received,
        Moment::Approved => item.approved.as_ref().map(|it| it.on),
        Moment::WindowFrom => Some(context.window.from),
        Moment::WindowTo => Some(context.window.to),
    }
}
