//! Cases of cells.

use proptest::prelude::*;

use super::*;

fn cell(text: &str, kind: ColumnType) -> Cell<'static> {
    match read(&Raw::Text(Cow::Borrowed(text)), kind, DateSystem::None) {
        Cell::Text(text) => Cell::Text(Cow::Owned(text.into_owned())),
        Cell::Empty => Cell::Empty,
        Cell::Number(it) => Cell::Number(it),
        Cell::Date(it) => Cell::Date(it),
        Cell::Flag(it) => Cell::Flag(it),
        Cell::Bad(it) => Cell::Bad(it),
    }
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

#[test]
fn a_day_that_reads_one_way_is_read_however_it_is_written() {
    let april = [
        "2026-04-01",
        "2026-4-1",
        "2026/4/1",
        "2026/04/01",
        "2026.4.1",
        "2026. 4. 1",
        "2026/ 4/ 1",
        "2026‐04‐01",
        "2026年4月1日",
        "2026年 4月 1日",
        "2026 年 4 月 1 日",
        "２０２６年４月１日",
        "２０２６／０４／０１",
        "20260401",
        "２０２６０４０１",
        " 2026-04-01\u{3000}",
        "2026-04-01（水）",
        "2026-04-01 (Wed)",
        "2026-04-01 (Wed.)",
        "2026-04-01, Wednesday",
        "2026/4/1 水",
        "2026年4月1日(水)",
        "2026年4月1日水曜日",
        "2026年4月1日（水・祝）",
        "2026-04-01T09:00:00+09:00",
        "2026-04-01T09:00:00.123456Z",
        "2026-04-01T09:00:00+0900",
        "2026-04-01 09:00:00 UTC",
        "2026-04-01 09:00 JST",
        "2026/4/1 9:00",
        "2026/4/1 9:00 PM",
        "2026/4/1 午後 3:00",
        "2026/4/1（水） 9:00",
        "2026年4月1日 9時",
        "2026年4月1日（水）9時30分",
        "2026年4月1日 9時30分15秒",
        "令和8年4月1日",
        "令和 8年 4月 1日",
        "令和８年４月１日（水）",
        "令和八年四月一日",
        "二〇二六年四月一日",
        "㋿8年4月1日",
        "令和8.4.1",
        "R8.4.1",
        "R8/4/1",
        "R8-4-1",
        "r08.04.01",
        "Ｒ８．４．１",
        "R8年4月1日",
        "R8.4.1 9:00",
    ];
    for text in april {
        assert_eq!(cell(text, ColumnType::Date), Cell::Date(day(2026, 4, 1)), "{text}");
    }
    for (text, date) in [
        ("平成31年4月30日", day(2019, 4, 30)),
        ("H31.4.30", day(2019, 4, 30)),
        ("平成元年1月8日", day(1989, 1, 8)),
        ("令和元年5月1日", day(2019, 5, 1)),
        ("R元.5.1", day(2019, 5, 1)),
        ("昭和64年1月7日", day(1989, 1, 7)),
        ("S60.12.31", day(1985, 12, 31)),
        ("昭和六十年十二月三十一日", day(1985, 12, 31)),
        ("大正元年7月30日", day(1912, 7, 30)),
        ("令和八年十月二十日", day(2026, 10, 20)),
        ("25/12/2026", day(2026, 12, 25)),
        ("12/25/2026", day(2026, 12, 25)),
        ("25.12.2026", day(2026, 12, 25)),
        ("04/04/2026", day(2026, 4, 4)),
        ("2024-02-29", day(2024, 2, 29)),
        ("9999-12-31", day(9999, 12, 31)),
        ("99991231", day(9999, 12, 31)),
    ] {
        assert_eq!(cell(text, ColumnType::Date), Cell::Date(date), "{text}");
    }
}

#[test]
fn what_is_no_certain_day_says_why() {
    use Fault::*;
    for (text, fault) in [
        ("4/1/2026", TwoDates(day(2026, 4, 1), day(2026, 1, 4))),
        ("04/05/2026", TwoDates(day(2026, 4, 5), day(2026, 5, 4))),
        ("04/05/2026 9:00", TwoDates(day(2026, 4, 5), day(2026, 5, 4))),
        ("46113", TwoDates(day(2026, 4, 1), day(2030, 4, 2))),
        ("46113.375", TwoDates(day(2026, 4, 1), day(2030, 4, 2))),
        ("26/4/1", NoCentury),
        ("26.4.1", NoCentury),
        ("8年4月1日", NoCentury),
        ("260401", NoCentury),
        ("4/1", NoYear),
        ("4/1(水)", NoYear),
        ("4月1日", NoYear),
        ("2/29", NoYear),
        ("2026", NoDay),
        ("2026年", NoDay),
        ("2026年4月", NoDay),
        ("2026/4", NoDay),
        ("2026-04", NoDay),
        ("202604", NoDay),
        ("令和8年度", NotOfType),
        ("令和8年4月", NoDay),
        ("R8.4", NoDay),
        ("2026-02-30", NoSuchDay),
        ("2026年13月1日", NoSuchDay),
        ("0000-00-00", NoSuchDay),
        ("31/31/2026", NoSuchDay),
        ("平成32年4月1日", OutsideEra),
        ("令和元年4月1日", OutsideEra),
        ("令和元年4月30日", OutsideEra),
        ("平成31年5月1日", OutsideEra),
        ("昭和64年1月8日", OutsideEra),
        ("R0.5.1", OutsideEra),
        ("-", Placeholder),
        ("―", Placeholder),
        ("N/A", Placeholder),
        ("なし", Placeholder),
        ("#N/A", ErrorValue),
        ("未定", NotOfType),
        ("2026/4-1", NotOfType),
        ("2026-04-01 頃", NotOfType),
        ("2026/4/1 - 2026/4/5", NotOfType),
        ("2026/4/1～", NotOfType),
        ("2026-04-01 25:00", NotOfType),
        ("2026-04-01 9:75", NotOfType),
        ("20260230", NotOfType),
        ("123456789012", NotOfType),
        ("1234", NotOfType),
        ("R080401", NotOfType),
        ("山田", NotOfType),
        ("12026-04-01", NotOfType),
    ] {
        assert_eq!(cell(text, ColumnType::Date), Cell::Bad(fault), "{text}");
    }
}

#[test]
fn numbers_count_days_as_their_table_does() {
    use DateSystem::*;
    for (number, dates, expected) in [
        (46113.0, From1900, Cell::Date(day(2026, 4, 1))),
        (46113.99, From1900, Cell::Date(day(2026, 4, 1))),
        (44651.0, From1904, Cell::Date(day(2026, 4, 1))),
        (61.0, From1900, Cell::Date(day(1900, 3, 1))),
        (60.0, From1900, Cell::Bad(Fault::NotOfType)),
        (0.0, From1904, Cell::Bad(Fault::NotOfType)),
        (1.0, From1904, Cell::Date(day(1904, 1, 2))),
        (73050.0, From1900, Cell::Date(day(2099, 12, 31))),
        (73051.0, From1900, Cell::Bad(Fault::NotOfType)),
        (2026.0, From1900, Cell::Bad(Fault::NoDay)),
        (20260401.0, From1900, Cell::Date(day(2026, 4, 1))),
        (46113.0, None, Cell::Bad(Fault::TwoDates(day(2026, 4, 1), day(2030, 4, 2)))),
        (80.0, None, Cell::Bad(Fault::NotOfType)),
        (-1.0, From1900, Cell::Bad(Fault::NotOfType)),
        (f64::NAN, From1900, Cell::Bad(Fault::NotOfType)),
        (1e300, From1904, Cell::Bad(Fault::NotOfType)),
    ] {
        assert_eq!(read(&Raw::Number(number), ColumnType::Date, dates), expected, "{number} {dates:?}");
    }
}

#[test]
fn numbers_are_read_with_their_signs_marks_and_counters() {
    for (text, number) in [
        ("80", 80.0),
        ("８０", 80.0),
        ("007", 7.0),
        ("-5", -5.0),
        ("－５", -5.0),
        ("+5", 5.0),
        ("▲5", -5.0),
        ("△1,234", -1234.0),
        ("▲ 5", -5.0),
        ("-0", 0.0),
        ("1,234,567", 1_234_567.0),
        ("１，２３４．５", 1234.5),
        ("0.5", 0.5),
        (".5", 0.5),
        ("¥1,204", 1204.0),
        ("￥1,204-", f64::NAN),
        ("\\1,204", 1204.0),
        ("-¥5", -5.0),
        ("¥▲5", -5.0),
        ("1,204円", 1204.0),
        ("80点", 80.0),
        ("80 点", 80.0),
        ("1,204名", 1204.0),
        ("3日間", 3.0),
        ("8時間", 8.0),
        ("0%", 0.0),
    ] {
        let expected = if number.is_nan() { Cell::Bad(Fault::NotOfType) } else { Cell::Number(number) };
        assert_eq!(cell(text, ColumnType::Number), expected, "{text}");
    }
}

#[test]
fn what_is_no_certain_number_says_why() {
    use Fault::*;
    for (text, fault) in [
        ("1,23", Commas),
        ("1,5", Commas),
        ("0,123", Commas),
        ("1234,567", Commas),
        (",123", Commas),
        ("1,,234", Commas),
        ("1,234.5.6", NotOfType),
        ("5.", NotOfType),
        (".", NotOfType),
        ("(5)", TwoNumbers(-5.0, 5.0)),
        ("（５）", TwoNumbers(-5.0, 5.0)),
        ("80%", TwoNumbers(0.8, 80.0)),
        ("80 ％", TwoNumbers(0.8, 80.0)),
        ("NaN", NotOfType),
        ("inf", NotOfType),
        ("1e5", NotOfType),
        ("0x10", NotOfType),
        ("12億", NotOfType),
        ("5千円", NotOfType),
        ("約80", NotOfType),
        ("80点以上", NotOfType),
        ("80/100", NotOfType),
        ("--5", NotOfType),
        ("点", NotOfType),
        ("①", NotOfType),
        ("１ ２", NotOfType),
        ("-", Placeholder),
        ("該当なし", Placeholder),
        ("#DIV/0!", ErrorValue),
    ] {
        assert_eq!(cell(text, ColumnType::Number), Cell::Bad(fault), "{text}");
    }
    let long = "9".repeat(400);
    assert_eq!(cell(&long, ColumnType::Number), Cell::Bad(NotOfType));
}

#[test]
fn a_percentage_is_in_percent_and_never_a_guessed_fraction() {
    use Fault::*;
    let percent = |raw: Raw<'static>| match read(&raw, ColumnType::Percent, DateSystem::None) {
        Cell::Number(it) => Ok(it),
        Cell::Bad(it) => Err(it),
        other => panic!("{other:?}"),
    };
    for (text, expected) in [
        ("80%", Ok(80.0)),
        ("80 ％", Ok(80.0)),
        ("80パーセント", Ok(80.0)),
        ("80ﾊﾟｰｾﾝﾄ", Ok(80.0)),
        ("80", Ok(80.0)),
        ("0.8%", Ok(0.8)),
        ("0", Ok(0.0)),
        ("0.8", Err(TwoNumbers(0.8, 80.0))),
        ("0.57", Err(TwoNumbers(0.57, 57.0))),
        ("1", Err(TwoNumbers(1.0, 100.0))),
        ("80点", Err(NotOfType)),
        ("%", Err(NotOfType)),
        ("-", Err(Placeholder)),
    ] {
        assert_eq!(percent(Raw::Text(text.into())), expected, "{text}");
    }
    assert_eq!(percent(Raw::Percent(0.8)), Ok(0.8));
    assert_eq!(percent(Raw::Number(80.0)), Ok(80.0));
    assert_eq!(percent(Raw::Number(0.8)), Err(TwoNumbers(0.8, 80.0)));
    assert_eq!(percent(Raw::Date(day(2026, 4, 1))), Err(NotOfType));
    let number = read(&Raw::Percent(80.0), ColumnType::Number, DateSystem::None);
    assert_eq!(number, Cell::Bad(TwoNumbers(0.8, 80.0)));
}

#[test]
fn flags_are_yes_no_or_bad() {
    let yes = "済 済み 済■ 完了 実施済 ○ 〇 ◯ ● ◎ 有 あり はい 是 レ ﾚ ✓ ✔ ✔\u{FE0F} ☑ TRUE True true ＹＥＳ y 1 １ 適 合格 OK";
    let no = "未 未済 未了 未実施 未完了 × ✕ ✗ ☐ □ 無 なし いいえ 否 FALSE false no N 0 ０ 不適 不合格 NG";
    for (words, flag) in [(yes, true), (no, false)] {
        for text in words.split(' ') {
            assert_eq!(cell(text, ColumnType::Flag), Cell::Flag(flag), "{text}");
        }
    }
    for text in "△ ▲ 一部 部分的 対応中 実施中 予定 x X".split(' ') {
        assert_eq!(cell(text, ColumnType::Flag), Cell::Bad(Fault::Undecided), "{text}");
    }
    for text in "- － ― ー – -- N/A 該当なし 対象外".split(' ') {
        assert_eq!(cell(text, ColumnType::Flag), Cell::Bad(Fault::Placeholder), "{text}");
    }
    for text in ["2", "済未", "たぶん", "済（4/1）"] {
        assert_eq!(cell(text, ColumnType::Flag), Cell::Bad(Fault::NotOfType), "{text}");
    }
    let flag = |raw: Raw<'static>| read(&raw, ColumnType::Flag, DateSystem::None) == Cell::Flag(true);
    assert!(
        flag(Raw::Flag(true))
            && flag(Raw::Number(1.0))
            && !flag(Raw::Number(2.0))
            && !flag(Raw::Percent(1.0))
    );
}

#[test]
fn a_text_column_takes_what_is_there_as_text() {
    for (raw, text) in [
        (Raw::Text(" 山田\u{3000}".into()), " 山田\u{3000}"),
        (Raw::Text("-1".into()), "-1"),
        (Raw::Number(12.0), "12"),
        (Raw::Number(-0.0), "0"),
        (Raw::Number(0.1), "0.1"),
        (Raw::Number(1e20), "100000000000000000000"),
        (Raw::Percent(80.0), "80%"),
        (Raw::Date(day(2026, 4, 1)), "2026-04-01"),
        (Raw::Flag(true), "true"),
        (Raw::Flag(false), "false"),
    ] {
        assert_eq!(read(&raw, ColumnType::Text, DateSystem::None).as_text(), Some(text));
    }
    for nothing in ["-", "－", "―", "ー", " — "] {
        assert_eq!(cell(nothing, ColumnType::Text), Cell::Empty, "{nothing}");
    }
    assert_eq!(cell("#REF!", ColumnType::Text), Cell::Bad(Fault::ErrorValue));
    assert_eq!(cell("#総務", ColumnType::Text), Cell::Text("#総務".into()));
}

const KINDS: [ColumnType; 5] =
    [ColumnType::Text, ColumnType::Number, ColumnType::Percent, ColumnType::Date, ColumnType::Flag];

#[test]
fn blanks_are_empty_and_errors_are_not() {
    for kind in KINDS {
        for text in ["", " ", "\u{3000}", "\u{A0}\r\n\t", "\u{FEFF}"] {
            assert_eq!(cell(text, kind), Cell::Empty, "{text:?}");
        }
        assert_eq!(read(&Raw::Empty, kind, DateSystem::None), Cell::Empty);
        assert_eq!(read(&Raw::Error, kind, DateSystem::None), Cell::Bad(Fault::ErrorValue));
    }
}

#[test]
fn a_fault_shows_nothing_of_the_cell_but_its_two_readings() {
    let shown = |text: &str, kind| match cell(text, kind) {
        Cell::Bad(fault) => fault.text(kind),
        other => panic!("{other:?}"),
    };
    assert_eq!(
        shown("04/05/2026", ColumnType::Date).ja,
        "2026-04-05とも2026-05-04とも読める日付（2026-04-01の形で書く）"
    );
    assert_eq!(shown("0.57", ColumnType::Percent).ja, "0.57%とも57%とも読める割合（%を付けて書く）");
    assert_eq!(
        shown("57%", ColumnType::Number).en,
        "a number that reads as 0.57 or as 57 (write it without % sign or brackets)"
    );
    for kind in [ColumnType::Number, ColumnType::Percent, ColumnType::Date, ColumnType::Flag] {
        let text = shown("山田太郎77", kind);
        assert!(!text.ja.contains("山田") && !text.en.contains("77"));
    }
}

fn any_raw() -> impl Strategy<Value = Raw<'static>> {
    let near = "[0-9０-９,.:/△▲¥%() \u{3000}T年月日時分秒令和平成元RHSXx一二十〇\\-]{0,16}";
    prop_oneof![
        any::<String>().prop_map(|it| Raw::Text(it.into())),
        near.prop_map(|it| Raw::Text(it.into())),
        any::<f64>().prop_map(Raw::Number),
        (-1e5..1e5).prop_map(Raw::Number),
        any::<f64>().prop_map(Raw::Percent),
    ]
}

proptest! {
    #[test]
    fn nothing_panics_and_only_blanks_are_empty(raw in any_raw()) {
        for kind in KINDS {
            for dates in [DateSystem::None, DateSystem::From1900, DateSystem::From1904] {
                let cell = read(&raw, kind, dates);
                if let Cell::Bad(fault) = cell {
                    prop_assert!(!fault.text(kind).ja.is_empty());
                }
                let is_blank = matches!(&raw, Raw::Text(it) if it.chars().all(is_blank));
                prop_assert_eq!(cell == Cell::Empty, is_blank);
            }
        }
    }

    #[test]
    fn every_day_reads_back_from_each_form(days in 0u64..29_000) {
        let date = day(2019, 5, 1) + chrono::Days::new(days);
        let (year, month, of_month) = {
            use chrono::Datelike;
            (date.year(), date.month(), date.day())
        };
        let era = year - 2018;
        let mut forms = vec![
            format!("{year}-{month:02}-{of_month:02}"),
            format!("{year}/{month}/{of_month}"),
            format!("{year}.{month}.{of_month}"),
            format!("{year}{month:02}{of_month:02}"),
            format!("{year}年{month}月{of_month}日"),
            format!("{year}-{month:02}-{of_month:02}T23:59:59Z"),
        ];
        if era < 100 {
            forms.extend([
                format!("令和{era}年{month}月{of_month}日"),
                format!("R{era}.{month}.{of_month}"),
                format!("Ｒ{era:02}/{month:02}/{of_month:02}"),
            ]);
        }
        for form in forms {
            prop_assert_eq!(cell(&form, ColumnType::Date), Cell::Date(date), "{}", form);
        }
    }

    #[test]
    fn every_integer_reads_back_with_and_without_commas(number in 0u32..) {
        let plain = number.to_string();
        let mut parted = String::new();
        for (at, it) in plain.chars().enumerate() {
            if at > 0 && (plain.len() - at).is_multiple_of(3) {
                parted.push(',');
            }
            parted.push(it);
        }
        for text in [format!("▲{parted}円"), format!("-{plain}")] {
            let expected = if number == 0 { 0.0 } else { -f64::from(number) };
            prop_assert_eq!(cell(&text, ColumnType::Number), Cell::Number(expected), "{}", text);
        }
    }
}
