//! Workbooks as people fill them in.

use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Worksheet};

use super::{SHEET, filed, package, raw_parts, sheet, workbook};

pub(super) const ROSTER: [(&str, &str, f64); 3] =
    [("0101", "青木 花子", 90.0), ("0102", "井上 次郎", 85.0), ("0103", "上田 三郎", 80.0)];

/// Header and rows of a roster, from a row on.
pub(super) fn roster(sheet: &mut Worksheet, from: u32) {
    for (column, label) in (0..).zip(["社員番号", "氏名", "点数"]) {
        sheet.write(from, column, label).unwrap();
    }
    for (row, (id, name, score)) in (from + 1..).zip(ROSTER) {
        sheet.write(row, 0, id).unwrap();
        sheet.write(row, 1, name).unwrap();
        sheet.write(row, 2, score).unwrap();
    }
}

#[track_caller]
fn book(name: &str, requirement: &str, bytes: &[u8], expected: &[&str]) {
    let found = filed(requirement, &[("2026-09-30_記録.xlsx", bytes)]);
    assert_eq!(found, expected, "{name}");
}

#[test]
fn titles_merged_headers_and_totals_do_not_hide_a_table() {
    let bytes = sheet(|it| {
        it.merge_range(0, 0, 0, 2, "2026年度 情報セキュリティ教育 受講者名簿", &Format::new()).unwrap();
        it.write(1, 0, "作成日").unwrap();
        it.write(1, 1, "2026年7月1日").unwrap();
        roster(it, 3);
    });
    book("title rows", "score", &bytes, &["met"]);
    let bytes = sheet(|it| {
        it.merge_range(0, 0, 1, 0, "社員番号", &Format::new()).unwrap();
        it.merge_range(0, 1, 0, 2, "試験", &Format::new()).unwrap();
        it.write(1, 1, "受験日").unwrap();
        it.write(1, 2, "点数").unwrap();
        for (row, (id, _, score)) in (2..).zip(ROSTER) {
            it.write(row, 0, id).unwrap();
            it.write(row, 2, score).unwrap();
        }
    });
    book("a merged header of two rows", "score", &bytes, &["met"]);
    let bytes = sheet(|it| {
        roster(it, 0);
        it.write(4, 1, "平均").unwrap();
        it.write_formula(4, 2, Formula::new("=AVERAGE(C2:C4)").set_result("85")).unwrap();
    });
    book("totals", "score", &bytes, &["met"]);
    let bytes = sheet(|it| {
        roster(it, 0);
        it.write(5, 0, "※ 合格点は80点").unwrap();
    });
    book(
        "a note below",
        "score",
        &bytes,
        &[
            "failed",
            "check-failed: 「試験」: 4 行中 1 行が「点数が80以上」を満たさない: 行 6（点数: 空欄） | Test: 1 of 4 rows fails score >= 80: row 6 (点数: empty) @ 名簿!C6",
        ],
    );
}

#[test]
fn numbers_that_excel_made_of_texts_are_no_keys() {
    let bytes = sheet(|it| {
        roster(it, 0);
        for (row, id) in (1..).zip([101.0, 102.0, 103.0]) {
            it.write(row, 0, id).unwrap();
        }
    });
    book(
        "leading zeros lost",
        "score",
        &bytes,
        &[
            "failed",
            "check-failed: 「試験」: 「従業者名簿」2026-09-30 時点の 3 件中 3 件の記録がない: 0101、0102、0103、「従業者名簿」にないキー 3 件（行 2、3、4） | Test: 3 of 3 in Employees on 2026-09-30 have no record: 0101, 0102, 0103, not in Employees: 3 (row 2, 3, 4)",
        ],
    );
    let bytes = sheet(|it| {
        roster(it, 0);
        for (row, score) in (1..).zip(["90", "85点", "80"]) {
            it.write(row, 2, score).unwrap();
        }
    });
    book("numbers as text", "score", &bytes, &["met"]);
}

#[test]
fn what_people_do_not_see_is_read_and_said() {
    let bytes = sheet(|it| {
        roster(it, 0);
        it.set_row_hidden(2).unwrap();
        it.write(2, 2, 10.0).unwrap();
    });
    book(
        "a hidden row",
        "score",
        &bytes,
        &[
            "failed",
            "check-failed: 「試験」: 3 行中 1 行が「点数が80以上」を満たさない: 行 3 | Test: 1 of 3 rows fails score >= 80: row 3 @ 名簿!3:3",
            "hidden-rows: 非表示の行が 1 行あり、ほかの行と同じく数えた | hidden rows were read like all others: 1",
        ],
    );
    let bytes = workbook(|book| {
        roster(book.add_worksheet().set_name("名簿").unwrap(), 0);
        let old = book.add_worksheet().set_name("旧").unwrap();
        roster(old, 0);
        old.set_hidden(true);
    });
    book("a hidden sheet beside", "score", &bytes, &["met"]);
    let bytes = workbook(|book| {
        book.add_worksheet().set_name("表紙").unwrap().write(0, 0, "教育記録").unwrap();
        let roster_sheet = book.add_worksheet().set_name("名簿").unwrap();
        roster(roster_sheet, 0);
        roster_sheet.set_hidden(true);
    });
    book(
        "only a hidden sheet",
        "score",
        &bytes,
        &[
            "met",
            "hidden-rows: 非表示の行が 3 行あり、ほかの行と同じく数えた | hidden rows were read like all others: 3",
        ],
    );
}

#[test]
fn of_two_sheets_that_fit_one_has_to_be_named() {
    let bytes = workbook(|book| {
        let all = book.add_worksheet().set_name("上期").unwrap();
        roster(all, 0);
        let some = book.add_worksheet().set_name("下期").unwrap();
        roster(some, 0);
        some.write(3, 2, 10.0).unwrap();
    });
    book(
        "two sheets",
        "score",
        &bytes,
        &[
            "unreadable",
            "evidence-unreadable: 「試験」を確かめられない: 2026-09-30_記録.xlsx: 列のそろうシートが 2 枚ある（上期, 下期）。evidence.yaml の read: {sheet: …} でどれかを示す | Test cannot be checked: 2026-09-30_記録.xlsx: 2 sheets have the columns (上期, 下期); say which in evidence.yaml, read: {sheet: …}",
        ],
    );
    let name = "2026-09-30_記録.xlsx";
    for (sheet, expected) in [
        ("上期", &["met"][..]),
        (
            "下期",
            &[
                "failed",
                "check-failed: 「試験」: 3 行中 1 行が「点数が80以上」を満たさない: 行 4 | Test: 1 of 3 rows fails score >= 80: row 4 @ 下期!4:4",
            ],
        ),
        (
            "'*'",
            &[
                "failed",
                "check-failed: 「試験」: 6 行中 1 行が「点数が80以上」を満たさない: 行 下期!4 | Test: 1 of 6 rows fails score >= 80: row 下期!4 @ 下期!4:4",
            ],
        ),
        (
            "通期",
            &[
                "unreadable",
                "evidence-unreadable: 「試験」を確かめられない: 2026-09-30_記録.xlsx: シート「通期」がない（上期, 下期） | Test cannot be checked: 2026-09-30_記録.xlsx: there is no sheet 通期 (上期, 下期)",
            ],
        ),
    ] {
        let sidecar = format!(
            "format: 1\nitems: [{{files: [{name}], performed: 2026-09-30, read: {{sheet: {sheet}}}}}]\n"
        );
        let found = filed("score", &[(name, &bytes), ("evidence.yaml", sidecar.as_bytes())]);
        assert_eq!(found, expected, "{sheet}");
    }
}

#[test]
fn a_header_far_down_has_to_be_pointed_at() {
    let bytes = sheet(|it| {
        for row in 0..40 {
            it.write(row, 0, "注意事項").unwrap();
        }
        roster(it, 40);
    });
    book(
        "below forty rows",
        "score",
        &bytes,
        &[
            "failed",
            "check-failed: 「試験」: シート「名簿」の見出しに列「社員番号」がない | Test: the header of the sheet 名簿 has no column 社員番号 @ 1",
            "check-failed: 「試験」: シート「名簿」の見出しに列「点数」がない | Test: the header of the sheet 名簿 has no column 点数 @ 1",
        ],
    );
    let name = "2026-09-30_記録.xlsx";
    let sidecar =
        format!("format: 1\nitems: [{{files: [{name}], performed: 2026-09-30, read: {{header_row: 41}}}}]\n");
    assert_eq!(filed("score", &[(name, &bytes), ("evidence.yaml", sidecar.as_bytes())]), ["met"]);
}

#[test]
fn values_that_are_not_there_are_no_values() {
    // A program that writes formulas and never calculates them.
    let cell =
        |address: &str, text: &str| format!(r#"<c r="{address}" t="inlineStr"><is><t>{text}</t></is></c>"#);
    let rows = format!(
        r#"<row r="1">{}{}</row><row r="2">{}<c r="B2"><f>45*2</f></c></row>"#,
        cell("A1", "社員番号"),
        cell("B1", "点数"),
        cell("A2", "0101")
    );
    book(
        "a formula without result",
        "score",
        &raw_book("", &rows),
        &[
            "failed",
            "check-failed: 「試験」: 「従業者名簿」2026-09-30 時点の 3 件中 2 件の記録がない: 0102、0103 | Test: 2 of 3 in Employees on 2026-09-30 have no record: 0102, 0103",
            "check-failed: 「試験」: 1 行中 1 行が「点数が80以上」を満たさない: 行 2（点数: エラー値、又は計算結果の保存されていない数式（値を直すか、表計算ソフトで保存し直す）） | Test: 1 of 1 row fails score >= 80: row 2 (点数: an error value or a formula without a saved result (mend it, or save the file again)) @ 名簿!B2",
        ],
    );
    let bytes = sheet(|it| {
        roster(it, 0);
        it.write_formula(1, 2, Formula::new("=NA()").set_result("#N/A")).unwrap();
    });
    book(
        "an error",
        "score",
        &bytes,
        &[
            "failed",
            "check-failed: 「試験」: 3 行中 1 行が「点数が80以上」を満たさない: 行 2（点数: エラー値、又は計算結果の保存されていない数式（値を直すか、表計算ソフトで保存し直す）） | Test: 1 of 3 rows fails score >= 80: row 2 (点数: an error value or a formula without a saved result (mend it, or save the file again)) @ 名簿!C2",
        ],
    );
    let bytes = sheet(|it| {
        roster(it, 0);
        it.merge_range(1, 2, 3, 2, "", &Format::new()).unwrap();
        it.write(1, 2, 90.0).unwrap();
    });
    book("merged data cells", "score", &bytes, &["met"]);
}

#[test]
fn days_and_percentages_are_what_excel_shows() {
    let day = Format::new().set_num_format("yyyy/m/d");
    let era = Format::new().set_num_format("[$-411]ggge\"年\"m\"月\"d\"日\"");
    let bytes = sheet(|it| {
        it.write(0, 0, "社員番号").unwrap();
        it.write(0, 1, "受講日").unwrap();
        for (row, (id, _, _)) in (1..).zip(ROSTER) {
            it.write(row, 0, id).unwrap();
        }
        let date = |month, date| ExcelDateTime::from_ymd(2026, month, date).unwrap();
        it.write_with_format(1, 1, date(4, 1), &day).unwrap();
        it.write_with_format(2, 1, date(4, 2), &era).unwrap();
        it.write(3, 1, 46_115.0).unwrap();
    });
    book("a day, an era, and a number", "taken", &bytes, &["met"]);
    let percent = Format::new().set_num_format("0%");
    let bytes = sheet(|it| {
        it.write(0, 0, "部門").unwrap();
        it.write(0, 1, "達成率").unwrap();
        for (row, (unit, rate)) in (1..).zip([("総務", 0.8), ("営業", 1.0)]) {
            it.write(row, 0, unit).unwrap();
            it.write_with_format(row, 1, rate, &percent).unwrap();
        }
        it.write(3, 0, "開発").unwrap();
        it.write(3, 1, 1.0).unwrap();
    });
    book(
        "percentages, and a 1 without its sign",
        "rate",
        &bytes,
        &[
            "failed",
            "check-failed: 「達成」: 3 行中 1 行が「達成率が80%以上」を満たさない: 行 4（達成率: 1%とも100%とも読める割合（%を付けて書く）） | Target: 1 of 3 rows fails rate >= 80: row 4 (達成率: a percentage that reads as 1% or as 100% (write it with its % sign)) @ 名簿!B4",
        ],
    );
}

/// A workbook of one sheet, from the XML of its properties and rows.
fn raw_book(properties: &str, rows: &str) -> Vec<u8> {
    let parts = raw_parts(properties);
    let sheet = format!(
        r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#
    );
    let mut parts: Vec<(&str, &str)> = parts.iter().map(|(name, text)| (*name, text.as_str())).collect();
    parts.push((SHEET, &sheet));
    package(&parts)
}

#[test]
fn days_may_be_counted_from_1904() {
    let rows = r#"<row r="1"><c r="A1" t="inlineStr"><is><t>社員番号</t></is></c><c r="B1" t="inlineStr"><is><t>受講日</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>0101</t></is></c><c r="B2" s="1"><v>44651</v></c></row><row r="3"><c r="A3" t="inlineStr"><is><t>0102</t></is></c><c r="B3" s="1"><v>44652</v></c></row><row r="4"><c r="A4" t="inlineStr"><is><t>0103</t></is></c><c r="B4" s="1"><v>44653</v></c></row>"#;
    // 44652 is 2026-04-02 when counted from 1904, and 2022-04-01 when counted from 1900.
    book("from 1904", "taken", &raw_book(r#"<workbookPr date1904="1"/>"#, rows), &["met"]);
    book(
        "from 1900",
        "taken",
        &raw_book("", rows),
        &[
            "failed",
            "check-failed: 「受講」: 3 行中 3 行が「受講日が2026-04-01以降」を満たさない: 行 2、3、4 | Course: 3 of 3 rows fail taken >= 2026-04-01: row 2, 3, 4 @ 名簿!2:2",
        ],
    );
}
