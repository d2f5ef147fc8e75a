use chrono::NaiveDate;
use unicode_normalization::UnicodeNormalization as _;

use super::*;
use crate::content::{DateSystem, Form, Raw, Sheet, Sink, Visibility};

#[test]
fn headers_match_in_any_normal_form_width_and_spacing() {
    let column = Column::new("vendor", ColumnType::Text, vec!["ベンダー コード(本社)".into()]);
    let decomposed: String = "ベンダーコード(本社)".nfd().collect();
    for name in [decomposed.as_str(), "ﾍﾞﾝﾀﾞｰコード（本社）", "ベンダー\nコード(本社)", " vendor "]
    {
        assert!(column.is_named(name), "{name}");
    }
    assert!(!column.is_named("ベンダ"));
}

fn columns() -> Vec<Column> {
    [
        ("key", ColumnType::Text, "社員番号"),
        ("taken", ColumnType::Date, "受講日付"),
        ("score", ColumnType::Number, "点数"),
    ]
    .into_iter()
    .map(|(id, kind, header)| Column::new(id, kind, vec![header.into()]))
    .collect()
}

/// Rows as text, for tests.
#[derive(Default)]
struct Lines(Vec<String>);

impl Rows for Lines {
    fn row(&mut self, number: u32, cells: &[Cell<'_>]) {
        let shown: Vec<String> = cells
            .iter()
            .map(|it| match it {
                Cell::Empty => "-".to_owned(),
                Cell::Text(text) => text.to_string(),
                Cell::Number(number) => number.to_string(),
                Cell::Date(date) => date.to_string(),
                Cell::Flag(flag) => flag.to_string(),
                Cell::Bad(_) => "?".to_owned(),
            })
            .collect();
        self.0.push(format!("{number}: {}", shown.join(" ")));
    }
}

fn sheet<'n>(name: Option<&'n str>, visibility: Visibility) -> Sheet<'n> {
    Sheet { name, visibility, dates: DateSystem::From1900, form: Form::Grid }
}

fn row(text: &str) -> Vec<Raw<'_>> {
    text.split(',').map(|it| if it.is_empty() { Raw::Empty } else { Raw::Text(it.into()) }).collect()
}

/// What is read of sheets: each is a name, marked `-` if it is hidden, and its rows.
fn read(sheets: &[(&str, &[&str])], wanted: &Wanted) -> Result<Vec<String>, String> {
    let columns = columns();
    let mut reading = Sheets::new(&columns, vec![0, 2], |_| true, Lines::default);
    for (name, rows) in sheets {
        let visibility = if name.starts_with('-') { Visibility::Hidden } else { Visibility::Visible };
        reading.sheet(&sheet(Some(name.trim_start_matches('-')), visibility));
        for (number, text) in (1..).zip(*rows) {
            reading.row(number, &row(text));
        }
    }
    let tables = reading.finish(wanted).map_err(|it| it.en)?;
    Ok(tables.into_iter().flat_map(|it| it.taken.0).collect())
}

const PLAIN: &[&str] = &["社員番号,受講日付,点数", "E1,2026-06-01,90"];

#[test]
fn the_header_is_found_below_titles_and_in_two_rows() {
    let titled: &[&str] =
        &["2026年度 研修,,", ",,作成 2026-07-01", "", "社員番号,受講日付,点数", "E1,2026-06-01,90"];
    let merged: &[&str] =
        &["受講者名簿,受講者名簿,受講者名簿", "社員番号,受講,受講", "社員番号,日付,点数", "E1,2026-06-01,90"];
    let blank_below: &[&str] = &["社員番号,受講,", ",日付,点数", "E1,2026-06-01,90"];
    for (rows, number) in [(PLAIN, 2), (titled, 5), (merged, 4), (blank_below, 3)] {
        let found = read(&[("名簿", rows)], &Wanted::Fitting).unwrap();
        assert_eq!(found, [format!("{number}: E1 2026-06-01 90")], "{rows:?}");
    }
}

#[test]
fn a_header_on_every_page_is_no_row() {
    let pages: &[&str] =
        &["社員番号,受講日付,点数", "E1,2026-06-01,90", "社員番号,受講日付,点数", "E2,2026-06-02,80"];
    assert_eq!(read(&[("名簿", pages)], &Wanted::Fitting).unwrap().len(), 2);
}

#[test]
fn a_second_table_below_the_first_is_said() {
    let second: &[&str] = &["社員番号,受講日付,点数", "E1,2026-06-01,90", "", "社員番号,理由,", "E2,欠席,"];
    let columns = columns();
    let mut reading = Sheets::new(&columns, vec![0, 2], |_| true, Lines::default);
    reading.sheet(&sheet(None, Visibility::Visible));
    for (number, text) in (1..).zip(second) {
        reading.row(number, &row(text));
    }
    assert_eq!(reading.finish(&Wanted::Fitting).unwrap()[0].misfit, Some(Misfit::SecondHeader(4)));
}

#[test]
fn rows_above_a_wider_header_are_not_lost() {
    let wider: &[&str] = &["社員番号,点数", "E1,10", "社員番号,点数,受講日付", "E2,90,2026-06-01"];
    let found = read(&[("名簿", wider)], &Wanted::Fitting).unwrap();
    assert_eq!(found, ["2: E1 - 10", "4: E2 - 90"]);
}

#[test]
fn a_value_that_is_written_like_its_header_is_a_row() {
    let columns = columns();
    let mut reading = Sheets::new(&columns[..1], vec![0], |_| true, Lines::default);
    reading.sheet(&sheet(None, Visibility::Visible));
    for (number, text) in (1..).zip(["社員番号,備考", "E1,", "社員番号,見本"]) {
        reading.row(number, &row(text));
    }
    let table = reading.finish(&Wanted::Fitting).unwrap().remove(0);
    // It is no row that is lost, and no one knows whether it is a row: that is said.
    assert_eq!((table.rows, table.misfit), (2, Some(Misfit::SecondHeader(3))));
}

#[test]
fn the_sheet_that_has_the_columns_is_meant_or_it_is_asked_which() {
    let notes: &[&str] = &["手順,,", "名簿に記入する,,"];
    let one = [("説明", notes), ("名簿", PLAIN), ("-控え", PLAIN)];
    assert_eq!(read(&one, &Wanted::Fitting).unwrap().len(), 1);
    let two = [("4月", PLAIN), ("5月", PLAIN)];
    assert!(read(&two, &Wanted::Fitting).unwrap_err().starts_with("2 sheets have the columns (4月, 5月)"));
    assert_eq!(read(&two, &Wanted::All).unwrap().len(), 2);
    assert_eq!(read(&two, &Wanted::Named("５月".into())).unwrap().len(), 1);
    assert!(read(&two, &Wanted::Named("6月".into())).unwrap_err().contains("no sheet 6月"));
}

#[test]
fn a_row_that_is_longer_than_its_header_is_said_only_where_it_shifts() {
    let columns = columns();
    for (dates, shifted) in [(DateSystem::None, true), (DateSystem::From1900, false)] {
        let mut reading = Sheets::new(&columns, vec![0], |_| true, Lines::default);
        reading.sheet(&Sheet { dates, ..sheet(None, Visibility::Visible) });
        for (number, text) in (1..).zip(["社員番号,受講日付,点数", "E1,2026-06-01,9,0"]) {
            reading.row(number, &row(text));
        }
        assert_eq!(reading.finish(&Wanted::Fitting).unwrap()[0].misfit.is_some(), shifted);
    }
}

#[test]
fn serials_are_read_by_the_date_system_of_the_sheet() {
    let columns = columns();
    let day = |dates| {
        let mut reading = Sheets::new(&columns, vec![0], |_| true, Lines::default);
        reading.sheet(&Sheet { dates, ..sheet(None, Visibility::Visible) });
        reading.row(1, &row("社員番号,受講日付,点数"));
        reading.row(2, &[Raw::Text("E1".into()), Raw::Number(46_113.0), Raw::Number(90.0)]);
        reading.finish(&Wanted::Fitting).unwrap().remove(0).taken.0.remove(0)
    };
    let from_1904 = NaiveDate::from_ymd_opt(2026, 4, 1).unwrap() + chrono::Days::new(1462);
    assert_eq!(day(DateSystem::From1900), "2: E1 2026-04-01 90");
    assert_eq!(day(DateSystem::From1904), format!("2: E1 {from_1904} 90"));
}
