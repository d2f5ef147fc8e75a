//! What is owed and what was filed, in words and as steps.

use chrono::NaiveDate;

use super::{Explanation, Mood};
use crate::assessment::ObligationResult;
use crate::calendar::Counting;
use crate::evidence::{Content, Item};
use crate::extract::TableExtract;
use crate::finding::Spot;
use crate::judgement::Outcome;
use crate::measure::{Cadence, Requirement, Within};
use crate::model::Model;
use crate::period::Period;
use crate::text::{Text, counted, text};

/// How often something is owed, in words.
pub fn cadence(requirement: &Requirement) -> Text {
    let wrap = |period: Period, ja: [&str; 2], en: &str| {
        let words = period.text();
        Text::new(format!("{}{}{}", ja[0], words.ja, ja[1]), format!("{en} {}", words.en))
    };
    match requirement.cadence {
        Cadence::Once { within: Within::Until(_), .. } => {
            text!("発生のつど、台帳にある期限まで", "after each event, by the day that the register says")
        }
        Cadence::Every(period) => {
            let words = period.text();
            let en = match words.en.strip_prefix("1 ").filter(|it| !it.contains(' ')) {
                Some(unit) => format!("once a {unit}"),
                None => format!("once every {}", words.en),
            };
            Text::new(format!("{}に1回", words.ja), en)
        }
        Cadence::Interval(period) => wrap(period, ["", "以内の間隔"], "at intervals of at most"),
        Cadence::MaxAge(period) => wrap(period, ["", "以内に実施したもの"], "no older than"),
        Cadence::Once { within, counting, .. } => {
            let (long, moves) = match within {
                Within::Days(period) => (period.text(), None),
                Within::DaysToOpen(period) => (
                    period.text(),
                    Some(text!("閉庁日なら翌開庁日", "or the next open day if offices are closed")),
                ),
                Within::BusinessDays(days) => (text!("{days}営業日", "{days} business days"), None),
                Within::Until(_) => (Text::same(""), None),
            };
            let first = match counting {
                Counting::FirstDay => Some(text!("初日算入", "that day counted")),
                Counting::DayAfter => None,
            };
            let (mut ja, mut en) =
                (format!("発生から{}以内", long.ja), format!("after each event, within {}", long.en));
            let said: Vec<Text> = first.into_iter().chain(moves).collect();
            if !said.is_empty() {
                ja += &format!("（{}）", said.iter().map(|it| it.ja.as_str()).collect::<Vec<_>>().join("、"));
                en += &said.iter().map(|it| format!(", {}", it.en)).collect::<String>();
            }
            Text::new(ja, en)
        }
    }
}

pub(super) fn window_text(requirement: &Requirement, it: &ObligationResult) -> Text {
    let (from, due) = (it.window.from, it.due);
    match requirement.cadence {
        Cadence::MaxAge(_) if it.evidence.is_empty() => text!("{from} から必要", "owed since {from}"),
        Cadence::MaxAge(_) => text!("{due} まで有効", "good until {due}"),
        Cadence::Interval(_) => text!("次回期限 {due}", "next due by {due}"),
        Cadence::Every(_) | Cadence::Once { .. } => {
            let to = if it.window.to == NaiveDate::MAX { String::new() } else { it.window.to.to_string() };
            text!("{from}〜{to}（期限 {due}）", "{from} to {to} (due {due})")
        }
    }
}

/// An item with its files and, for the one that decides, its checks.
pub(super) fn item(
    model: &Model,
    item: &Item,
    nth: usize,
    obligation: &ObligationResult,
    as_of: NaiveDate,
) -> Explanation {
    let mut because = Vec::new();
    for file in &item.files {
        let (path, hash) = (&file.path, file.sha256.map_or_else(|| "-".to_owned(), |it| it.to_string()));
        if let Some(provider) = &item.provider {
            // Of another company's file nothing but its hash is shown.
            because.push(Explanation::plain(text!(
                "{provider} の証跡  sha256:{hash}",
                "evidence of {provider}  sha256:{hash}"
            )));
            continue;
        }
        let mut below = Vec::new();
        match &file.content {
            Content::Unreadable(why) => {
                below.push(Explanation::new(Mood::Bad, why.message.clone(), Vec::new()));
            }
            // What was taken for the table is as much a part of the answer as what it says.
            Content::Read(extract) => {
                // The row of a register is shown as such.
                let of_file = |it: &&TableExtract| it.columns.iter().any(Option::is_some);
                below.extend(extract.get().tables.iter().filter(of_file).map(table));
            }
        }
        because.push(Explanation::new(Mood::Plain, Text::same(format!("{path}  sha256:{hash}")), below));
    }
    if let Some(approval) = item.approved.as_ref().filter(|it| it.on <= as_of) {
        let (by, on) = (model.called(&approval.by), approval.on);
        let of = approval.sha256.map_or_else(String::new, |it| format!("  sha256:{it}"));
        because.push(Explanation::plain(match &item.provider {
            // Who approved it is the provider's to show.
            Some(_) => text!("承認: {on}", "approved on {on}"),
            None => {
                Text::new(format!("承認: {}、{on}{of}", by.ja), format!("approved by {} on {on}{of}", by.en))
            }
        }));
    }
    if nth == 0 {
        for check in &obligation.checks {
            let (mood, kind) =
                (if check.outcome == Outcome::Pass { Mood::Good } else { Mood::Bad }, check.kind);
            if item.provider.is_some() {
                let answer = if mood == Mood::Good { ["合格", "holds"] } else { ["不備", "fails"] };
                let [ja, en] = answer;
                because.push(Explanation::new(
                    mood,
                    text!("検査 {kind}: {ja}", "check {kind}: {en}"),
                    Vec::new(),
                ));
                continue;
            }
            let places = check.at.iter().take(PLACES).map(|it| Explanation::plain(spot(it))).collect();
            because.push(Explanation::new(
                mood,
                Text::new(
                    format!("検査 {kind}: {}", check.message.ja),
                    format!("check {kind}: {}", check.message.en),
                ),
                places,
            ));
        }
    }
    let day = item
        .day()
        .map_or_else(|| item.covers.map(|it| it.to_string()).unwrap_or_default(), |it| it.to_string());
    let label = if nth == 0 {
        text!("証跡 {day}（判定に使用）", "evidence of {day} (decides)")
    } else {
        text!("証跡 {day}（参考）", "evidence of {day} (shown, does not decide)")
    };
    Explanation::new(Mood::Plain, label, because)
}

/// How many places of a check are listed.
const PLACES: usize = 10;

/// The table of a file that was read.
fn table(it: &TableExtract) -> Explanation {
    let (header, rows) = (it.header_row, it.rows);
    let sheet = match &it.sheet {
        Some(sheet) if it.visible => text!("シート「{sheet}」の", " of the sheet {sheet}"),
        Some(sheet) => text!("非表示のシート「{sheet}」の", " of the hidden sheet {sheet}"),
        None => Text::same(""),
    };
    let header = if header == 0 {
        Text::same("")
    } else {
        text!("、見出し {header} 行目", ", header in row {header}")
    };
    Explanation::plain(Text::new(
        format!("{}表 {rows} 行{}", sheet.ja, header.ja),
        format!("table{}{}, {}", sheet.en, header.en, counted(rows, "row")),
    ))
}

/// A place within its file in words.
pub(crate) fn place_in(spot: &Spot) -> Text {
    match (&spot.cell, spot.row, spot.line, spot.page) {
        (Some(cell), ..) => Text::same(cell.clone()),
        (None, Some(row), ..) => text!("{row} 行目", "row {row}"),
        (None, None, Some(line), _) => text!("{line} 行目", "line {line}"),
        (None, None, None, Some(page)) => text!("{page} ページ", "page {page}"),
        (None, None, None, None) => text!("本文", "its text"),
    }
}

/// A place in words.
pub fn spot(spot: &Spot) -> Text {
    let path = &spot.path;
    match (spot.row, &spot.column) {
        (None, _) => match (spot.line, spot.page) {
            (Some(line), _) => text!("{path} {line} 行目", "{path} line {line}"),
            (None, Some(page)) => text!("{path} {page} ページ", "{path} page {page}"),
            (None, None) => Text::same(path.to_string()),
        },
        (Some(row), None) => match &spot.cell {
            Some(cell) => Text::same(format!("{path} {cell}")),
            None => text!("{path} {row} 行目", "{path} row {row}"),
        },
        (Some(row), Some(column)) => match &spot.cell {
            Some(cell) => {
                Text::new(format!("{path} {cell}「{}」", column.ja), format!("{path} {cell}, {}", column.en))
            }
            None => Text::new(
                format!("{path} {row} 行目「{}」", column.ja),
                format!("{path} row {row}, {}", column.en),
            ),
        },
    }
}
