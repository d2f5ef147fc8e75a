use kansa_core::text::Lang;
use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

use super::*;

const APRIL: Years = Years { fiscal: FiscalStart::APRIL };

/// What is read, as text: `<performed> <covers>`, `-` for nothing, or the fault.
fn show(name: &str, years: &Years) -> String {
    match read(name, years) {
        Ok(NameDates { performed: None, covers: None }) => "-".to_owned(),
        Ok(NameDates { performed: Some(day), covers: None }) => day.to_string(),
        Ok(NameDates { performed: None, covers: Some(range) }) => range.to_string(),
        Ok(NameDates { performed: Some(day), covers: Some(range) }) => format!("{day} {range}"),
        Err(NameFault::TwoDates(a, b)) => format!("two dates: {a}, {b}"),
        Err(NameFault::TwoPeriods(a, b)) => format!("two periods: {a}, {b}"),
        Err(NameFault::Ambiguous(text)) => format!("ambiguous: {text}"),
        Err(NameFault::NoSuchDate(text)) => format!("no such date: {text}"),
    }
}

fn check(cases: &[(&str, &str)]) {
    let wrong: Vec<String> = cases
        .iter()
        .map(|(name, expected)| (name, expected, show(name, &APRIL)))
        .filter(|(_, expected, got)| *expected != got)
        .map(|(name, expected, got)| format!("{name}: expected {expected}, got {got}"))
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

const JUNE: &str = "2026-06-01/2026-06-30";
const Q1: &str = "2026-04-01/2026-06-30";
const FIRST_HALF: &str = "2026-04-01/2026-09-30";
const SECOND_HALF: &str = "2026-10-01/2027-03-31";
const FY: &str = "2026-04-01/2027-03-31";
const YEAR: &str = "2026-01-01/2026-12-31";
const DAY: &str = "2026-06-30";

#[test]
fn a_full_date_says_performed() {
    check(&[
        ("2026-06-30_棚卸.xlsx", DAY),
        ("2026_06_30.pdf", DAY),
        ("2026.06.30.pdf", DAY),
        ("2026／06／30.pdf", DAY),
        ("2026-6-30.pdf", DAY),
        ("2026-6-3.pdf", "2026-06-03"),
        ("20260630.pdf", DAY),
        ("20260630棚卸.pdf", DAY),
        ("No20260630.pdf", DAY),
        ("議事録2026-06-30", DAY),
        ("Minutes20260630final.pdf", DAY),
        ("20260630T123456.png", DAY),
        ("20260630_101230.png", DAY),
        ("2026-06-05-14-30-00.png", "2026-06-05"),
        ("2026-06-30-01.pdf", DAY),
        ("2026年6月30日分.pdf", DAY),
        ("2026年06月30日.pdf", DAY),
        ("2026 年 6 月 30 日.pdf", DAY),
        ("01-02-2026-06-30.pdf", DAY),
        ("REQ-12345_2026-06-30.pdf", DAY),
        ("FY-2026-06-30.pdf", DAY),
        ("Q1-2026-06-30.pdf", DAY),
        ("2024-02-29.pdf", "2024-02-29"),
        ("1989-01-01.pdf", "1989-01-01"),
        ("20991231.pdf", "2099-12-31"),
    ]);
}

#[test]
fn a_full_date_may_have_an_era_year() {
    check(&[
        ("R8.6.30.pdf", DAY),
        ("R08.06.30.pdf", DAY),
        ("R8-6-30.pdf", DAY),
        ("R8_6_30.pdf", DAY),
        ("r8.6.30.pdf", DAY),
        ("議事録R8.6.30.pdf", DAY),
        ("議事録_R8.6.30.pdf", DAY),
        ("①R8.6.30.pdf", DAY),
        ("R8年6月30日.pdf", DAY),
        ("令和8年6月30日.pdf", DAY),
        ("令和 8年 6月30日.pdf", DAY),
        ("㋿8年6月30日.pdf", DAY),
        ("令和8.6.30.pdf", DAY),
        ("令和元年5月1日.pdf", "2019-05-01"),
        ("R元.5.1.pdf", "2019-05-01"),
        ("H31.4.30.pdf", "2019-04-30"),
        ("平成31年4月30日.pdf", "2019-04-30"),
        ("平成元年1月8日.pdf", "1989-01-08"),
        ("PR8.6.30.pdf", "-"),
        ("R8.pdf", "-"),
        ("R8_議事録.pdf", "-"),
        ("R0.6.30.pdf", "-"),
        ("R8.6.30.1.pdf", "ambiguous: R8.6.30"),
    ]);
}

#[test]
fn a_month_says_covers_and_is_calendar() {
    check(&[
        ("2026-06.xlsx", JUNE),
        ("2026_06_ログ.xlsx", JUNE),
        ("2026.06.xlsx", JUNE),
        ("202606.xlsx", JUNE),
        ("202606分_ログ.xlsx", JUNE),
        ("2026年6月.xlsx", JUNE),
        ("2026年6月度実績.xlsx", JUNE),
        ("2026年6月5件.xlsx", JUNE),
        ("令和8年6月.xlsx", JUNE),
        ("R8.6.xlsx", JUNE),
        ("R8.6.7z", JUNE),
        ("2026-06.7z", JUNE),
        ("2026-06_001.pdf", JUNE),
        ("202012.pdf", "2020-12-01/2020-12-31"),
        ("令和元年5月.pdf", "2019-05-01/2019-05-31"),
        ("平成元年1月.pdf", "1989-01-08/1989-01-31"),
    ]);
}

#[test]
fn quarters_halves_and_nendo_are_fiscal() {
    check(&[
        ("2026Q1.xlsx", Q1),
        ("2026-Q1.xlsx", Q1),
        ("2026_q1_review.xlsx", Q1),
        ("Q1-2026.xlsx", Q1),
        ("1Q_FY2026.xlsx", Q1),
        ("2026年度第1四半期.xlsx", Q1),
        ("2026年第1四半期.xlsx", Q1),
        ("2026年度_第1四半期.xlsx", Q1),
        ("2026年度第一四半期.xlsx", Q1),
        ("2026年度第四四半期.xlsx", "2027-01-01/2027-03-31"),
        ("2026年度1Q.xlsx", Q1),
        ("FY2026Q1.xlsx", Q1),
        ("令和8年度第1四半期.xlsx", Q1),
        ("2026上期.xlsx", FIRST_HALF),
        ("R8上期.xlsx", FIRST_HALF),
        ("2026H1.xlsx", FIRST_HALF),
        ("2026年度下期.xlsx", SECOND_HALF),
        ("2026年度下半期.xlsx", SECOND_HALF),
        ("2026年度.xlsx", FY),
        ("2026年度計画", FY),
        ("FY2026.xlsx", FY),
        ("FY 2026.xlsx", FY),
        ("令和8年度.xlsx", FY),
        ("R8年度.xlsx", FY),
        ("平成31年度.xlsx", "2019-04-01/2020-03-31"),
        ("令和元年度.xlsx", "2019-04-01/2020-03-31"),
    ]);
}

#[test]
fn quarters_are_calendar_if_the_fiscal_year_starts_in_january() {
    let calendar = Years { fiscal: FiscalStart::JANUARY };
    assert_eq!(show("2026Q1.xlsx", &calendar), "2026-01-01/2026-03-31");
    assert_eq!(show("2026年度.xlsx", &calendar), YEAR);
    assert_eq!(show("2026下期.xlsx", &calendar), "2026-07-01/2026-12-31");
}

#[test]
fn a_lone_year_is_calendar() {
    check(&[
        ("2026年.xlsx", YEAR),
        ("2026年版規程.docx", YEAR),
        ("令和8年.xlsx", YEAR),
        ("令和元年.xlsx", "2019-05-01/2019-12-31"),
        ("2026", YEAR),
        ("2026.xlsx", YEAR),
        ("2026.7z", YEAR),
        ("２０２６.xlsx", YEAR),
        ("計画_2026.docx", YEAR),
        ("計画(2026).docx", YEAR),
        ("2026_5名参加.docx", YEAR),
        ("plan_v2_2026.docx", YEAR),
        ("計画2026.docx", "-"),
        ("2026版.docx", "-"),
        ("1988.docx", "-"),
        ("2100.docx", "-"),
    ]);
}

#[test]
fn a_date_and_a_period_go_together_and_two_of_a_kind_do_not() {
    check(&[
        ("2026-07-05_2026-06.xlsx", "2026-07-05 2026-06-01/2026-06-30"),
        ("2026年度_2026-06-30.xlsx", "2026-06-30 2026-04-01/2027-03-31"),
        ("2025Q4_20260630.xlsx", "2026-06-30 2026-01-01/2026-03-31"),
        ("2026_20260630.xlsx", "2026-06-30 2026-01-01/2026-12-31"),
        ("2026-06-30_令和8年6月30日.pdf", DAY),
        ("2026-06_202606.pdf", JUNE),
        ("2026年度(令和8年度).pdf", FY),
        ("2026-06-30_2026-07-01.pdf", "two dates: 2026-06-30, 2026-07-01"),
        ("20260630-20260701.pdf", "two dates: 2026-06-30, 2026-07-01"),
        ("2026-04_2026-06.pdf", "two periods: 2026-04-01/2026-04-30, 2026-06-01/2026-06-30"),
        ("2026-04～2026-06.pdf", "two periods: 2026-04-01/2026-04-30, 2026-06-01/2026-06-30"),
        ("2026-04-2026-06.pdf", "two periods: 2026-04-01/2026-04-30, 2026-06-01/2026-06-30"),
        ("2025年度_2026年度.pdf", "two periods: 2025-04-01/2026-03-31, 2026-04-01/2027-03-31"),
    ]);
}

#[test]
fn what_looks_like_a_date_and_is_none_is_said() {
    check(&[
        ("2026-13-45.pdf", "no such date: 2026-13-45"),
        ("2026-02-30.pdf", "no such date: 2026-02-30"),
        ("2026-02-29.pdf", "no such date: 2026-02-29"),
        ("20261345.pdf", "no such date: 20261345"),
        ("20260230.pdf", "no such date: 20260230"),
        ("19991301.pdf", "no such date: 19991301"),
        ("2026年2月30日.pdf", "no such date: 2026年2月30日"),
        ("2026年13月.pdf", "no such date: 2026年13月"),
        ("R8.2.30.pdf", "no such date: R8.2.30"),
        ("H35.1.1.pdf", "no such date: H35.1.1"),
        ("平成32年1月1日.pdf", "no such date: 平成32年1月1日"),
        ("令和元年4月30日.pdf", "no such date: 令和元年4月30日"),
        ("平成32年.pdf", "no such date: 平成32年"),
        ("H35年度.pdf", "no such date: H35年度"),
        ("2026Q5.pdf", "no such date: 2026Q5"),
        ("2026-Q0.pdf", "no such date: 2026-Q0"),
    ]);
}

#[test]
fn what_can_be_read_in_two_ways_is_not_guessed() {
    check(&[
        ("260630.pdf", "ambiguous: 260630"),
        ("201203.pdf", "ambiguous: 201203"),
        ("200612.pdf", "ambiguous: 200612"),
        ("20260630_202606.png", "ambiguous: 202606"),
        ("20260630_2026.png", "ambiguous: 2026"),
        ("06-30-2026.pdf", "ambiguous: 06-30-2026"),
        ("30.06.2026.pdf", "ambiguous: 30.06.2026"),
        ("30_6_2026.pdf", "ambiguous: 30_6_2026"),
        ("6／30.pdf", "ambiguous: 6/30"),
        ("6／30／2026.pdf", "ambiguous: 6/30/2026"),
        ("06-2026.pdf", "ambiguous: 06-2026"),
        ("2026-6.pdf", "ambiguous: 2026-6"),
        ("2026-06-3.pdf", "ambiguous: 2026-06-3"),
        ("2026-06_30.pdf", "ambiguous: 2026-06_30"),
        ("202606-30.pdf", "ambiguous: 202606-30"),
        ("2026-06-001.pdf", "ambiguous: 2026-06-001"),
        ("2026-06-30①.pdf", DAY),
        ("2026 06 30.pdf", "ambiguous: 2026 06 30"),
        ("2026 06.pdf", "ambiguous: 2026 06"),
        ("2026_0630.pdf", "ambiguous: 2026_0630"),
        ("2026・06・30.pdf", "ambiguous: 2026・06"),
        ("2026 - 06 - 30.pdf", "ambiguous: 2026 - 06"),
        ("2026(06).pdf", "ambiguous: 2026(06"),
        ("06 - 2026.pdf", "ambiguous: 06 - 2026"),
        ("2026_10名.pdf", "ambiguous: 2026_10名"),
        ("2026年0630.pdf", "ambiguous: 2026年0630"),
        ("2026年6月30.pdf", "ambiguous: 2026年6月30"),
        ("2026年3月期.pdf", "ambiguous: 2026年3月期"),
        ("2026年度_06.pdf", "ambiguous: 2026年度_06"),
        ("FY2026-27.pdf", "ambiguous: FY2026-27"),
        ("FY2026-2027.pdf", "ambiguous: FY2026-2027"),
        ("FY26.pdf", "ambiguous: FY26"),
        ("26年度.pdf", "ambiguous: 26年度"),
        ("8年6月.pdf", "ambiguous: 8年6月"),
        ("2026年上半期.pdf", "ambiguous: 2026年上半期"),
        ("2026年前半.pdf", "ambiguous: 2026年前半"),
        ("R8-6.pdf", "ambiguous: R8-6"),
        ("2026(令和8)年度.pdf", "ambiguous: 2026"),
    ]);
}

#[test]
fn half_a_range_is_not_read_as_its_start() {
    check(&[
        ("2026-04~06.pdf", "ambiguous: 2026-04~06"),
        ("2026年4月～6月.pdf", "ambiguous: 2026年4月~6"),
        ("2026年4月〜6月.pdf", "ambiguous: 2026年4月~6"),
        ("2026年4-6月.pdf", "ambiguous: 2026年4"),
        ("2026年4月、5月.pdf", "ambiguous: 5月"),
        ("2026年6月29日~30日.pdf", "ambiguous: 2026年6月29日~30"),
        ("2026年6月29日・30日.pdf", "ambiguous: 2026年6月29日・30"),
        ("2026年6月30日-7月1日.pdf", "ambiguous: 2026年6月30日-7"),
        ("R8.6.30-7.1.pdf", "ambiguous: R8.6.30-7"),
        ("2026-06-29-30.pdf", "ambiguous: 2026-06-29-30"),
        ("2026-06-29、30.pdf", "ambiguous: 2026-06-29、30"),
        ("2025-2026.pdf", "-"),
    ]);
}

#[test]
fn a_part_apart_from_its_year_makes_a_longer_period_doubtful() {
    check(&[
        ("2026年度_6月分.xlsx", "ambiguous: 6月"),
        ("2026_6月30日.xlsx", "ambiguous: 2026_6"),
        ("2026年度_棚卸_Q1.xlsx", "ambiguous: Q1"),
        ("2026-06_5月分.xlsx", "ambiguous: 5月"),
        ("June 2026.xlsx", "ambiguous: June"),
        ("30-Jun-2026.xlsx", "ambiguous: Jun"),
        ("年度計画_2026.xlsx", "ambiguous: 年度"),
        ("2026-06_6月分.xlsx", JUNE),
        ("2026-06_Q1.xlsx", JUNE),
        ("2026Q1_上期.xlsx", Q1),
        ("2026-06-30_Q1.xlsx", DAY),
        ("2026-06-30_議事録(1／2).pdf", DAY),
        ("2026年度_以上期限.xlsx", FY),
        ("6月分.xlsx", "-"),
        ("Q1回答.xlsx", "-"),
    ]);
}

#[test]
fn digits_that_belong_to_something_else_are_no_date() {
    check(&[
        ("REQ-12345.pdf", "-"),
        ("v1.2.3.zip", "-"),
        ("10.0.0.1.txt", "-"),
        ("192.168.10.20.txt", "-"),
        ("ISO27001.pdf", "-"),
        ("ISO27001-2022.pdf", "-"),
        ("ISO27001_2022.pdf", "-"),
        ("PCI-DSS-4.0.1.pdf", "-"),
        ("03-1234-5678.txt", "-"),
        ("090-1234-5678.txt", "-"),
        ("No20261.pdf", "-"),
        ("No.2026.pdf", "-"),
        ("No.202606.pdf", "-"),
        ("#2026.pdf", "-"),
        ("第2026-06号.pdf", "-"),
        ("v2026.06.pdf", "-"),
        ("ver.2026.06.30.pdf", "-"),
        ("CVE-2026-12345.pdf", "-"),
        ("稟議2026-13.pdf", "-"),
        ("2026-W26.pdf", "-"),
        ("2026W26.pdf", "-"),
        ("20260630123456.png", "-"),
        ("120260630.pdf", "-"),
        ("20260630①.pdf", DAY),
        ("19880101.pdf", "-"),
        ("12345678.pdf", "-"),
        ("123456.pdf", "-"),
        ("1985-06-30.pdf", "-"),
        ("12026年.pdf", "-"),
        ("", "-"),
        (".", "-"),
        ("議事録.pdf", "-"),
    ]);
}

#[test]
fn full_width_forms_and_dashes_are_folded() {
    check(&[
        ("２０２６－０６－３０.pdf", DAY),
        ("2026‐06‐30.pdf", DAY),
        ("2026−06−30.pdf", DAY),
        ("2026ー06ー30.pdf", DAY),
        ("Ｒ８．６．３０.pdf", DAY),
        ("２０２６年６月３０日.pdf", DAY),
        ("２０２６０６３０.pdf", DAY),
    ]);
}

#[test]
fn a_message_is_one_line_in_both_languages() {
    for name in ["2026-06-30_2026-07-01", "2026-04_2026-06", "260630", "2026-13-45"] {
        let message = read(name, &APRIL).unwrap_err().message();
        for lang in Lang::ALL {
            assert!(message.get(lang).contains("2026-06"), "{name}: {}", message.get(lang));
            assert!(!message.get(lang).contains('\n'), "{name}");
        }
    }
}

#[test]
fn no_repetition_overflows_the_stack() {
    for piece in ["2026年-2026 年-", "202606-", "2026 ", "1-", "令和 ", "9", "FY2026-", "R8.6~", "Q1-"] {
        let name = piece.repeat(200_000 / piece.len());
        let _ = read(&name, &APRIL);
    }
}

/// Names made of what dates are made of.
fn datelike() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "2026",
        "06",
        "30",
        "6",
        "20260630",
        "202606",
        "201203",
        "-",
        "_",
        ".",
        "/",
        " ",
        "~",
        "年",
        "年度",
        "月",
        "日",
        "Q1",
        "H1",
        "R8",
        "令和",
        "元",
        "FY",
        "第",
        "四半期",
        "上期",
        "ー",
        "①",
        "No.",
        "が",
        "é",
        "June",
        "T",
        ")年",
    ]);
    prop::collection::vec(pieces, 0..12).prop_map(|it| it.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_name_panics(name in "\\PC*", dates in datelike(), any in any::<String>()) {
        for name in [name, dates, any] {
            if let Err(fault) = read(&name, &APRIL) {
                prop_assert!(!fault.message().ja.contains('\n'));
            }
        }
    }

    #[test]
    fn an_iso_date_between_separators_is_always_read(
        prefix in "([A-Za-zぁ-んァ-ヶ\u{4e00}-\u{9fff} ]{0,12}[-_ (])?",
        suffix in "([-_ )][A-Za-zぁ-んァ-ヶ\u{4e00}-\u{9fff} ]{0,12})?",
        year in 1989..=2099,
        ordinal in 1..=365_u32,
    ) {
        let date = NaiveDate::from_yo_opt(year, ordinal).unwrap();
        let expected = Ok(NameDates { performed: Some(date), covers: None });
        prop_assert_eq!(read(&format!("{prefix}{date}{suffix}.pdf"), &APRIL), expected);
    }

    #[test]
    fn an_iso_date_and_its_era_form_are_the_same(year in 1..=30, month in 1..=12_u32, day in 1..=28_u32) {
        let date = NaiveDate::from_ymd_opt(2019 + year, month, day);
        let era = year + 1;
        for name in [format!("R{era}.{month}.{day}.pdf"), format!("令和{era}年{month}月{day}日.pdf")] {
            prop_assert_eq!(read(&name, &APRIL).unwrap().performed, date);
        }
    }

    #[test]
    fn composed_and_decomposed_names_read_the_same(name in "\\PC{0,20}", dates in datelike()) {
        for name in [name, dates] {
            let (nfc, nfd): (String, String) = (name.nfc().collect(), name.nfd().collect());
            prop_assert_eq!(read(&nfc, &APRIL), read(&nfd, &APRIL));
        }
    }
}
