use std::io::Write;

use kansa_core::content::{DateSystem, Visibility};
use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook as Writer};
use zip::write::SimpleFileOptions;

use super::super::tests::{Found, found, refusal};
use super::*;

mod hostile;
mod others;

/// A zip of parts.
fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// An xlsx of one sheet whose XML is given, with shared texts and number formats.
fn xlsx(sheet: &str, strings: &str, styles: &str) -> Vec<u8> {
    let relation = |id, kind, target| {
        format!(
            r#"<Relationship Id="{id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}"/>"#
        )
    };
    let relations = [
        relation("rId1", "worksheet", "worksheets/sheet1.xml"),
        relation("rId2", "sharedStrings", "sharedStrings.xml"),
        relation("rId3", "styles", "/xl/styles.xml"),
    ];
    zipped(&[
        (
            "xl/workbook.xml",
            r#"<workbook xmlns:r="r"><sheets><sheet name="名簿" sheetId="1" r:id="rId1"/></sheets></workbook>"#,
        ),
        ("xl/_rels/workbook.xml.rels", &format!("<Relationships>{}</Relationships>", relations.concat())),
        ("xl/worksheets/sheet1.xml", &format!("<worksheet>{sheet}</worksheet>")),
        ("xl/sharedStrings.xml", &format!("<sst>{strings}</sst>")),
        ("xl/styles.xml", &format!("<styleSheet>{styles}</styleSheet>")),
    ])
}

fn rows(bytes: &[u8]) -> Vec<String> {
    found("a.xlsx", bytes).unwrap().sheets[0].shown()
}

#[test]
fn a_workbook_of_excel_is_read_with_its_kinds_of_values() {
    let mut writer = Writer::new();
    let (day, percent) =
        (Format::new().set_num_format("yyyy\"年\"m\"月\"d\"日\""), Format::new().set_num_format("0.0%"));
    let (time, built_in) = (Format::new().set_num_format("h:mm"), Format::new().set_num_format_index(14));
    let sheet = writer.add_worksheet();
    sheet.set_name("受講者名簿").unwrap();
    sheet.write(0, 0, "社員番号").unwrap().write(0, 1, "受講日").unwrap().write(0, 2, "得点率").unwrap();
    sheet.write(2, 0, "E001").unwrap();
    sheet.write_with_format(2, 1, ExcelDateTime::from_ymd(2026, 6, 30).unwrap(), &day).unwrap();
    sheet.write_with_format(2, 2, 0.8, &percent).unwrap();
    sheet.write(2, 3, 42).unwrap().write(2, 4, true).unwrap();
    sheet.write_with_format(2, 5, ExcelDateTime::from_hms(9, 30, 0).unwrap(), &time).unwrap();
    sheet.write_with_format(3, 1, ExcelDateTime::from_ymd(2026, 7, 1).unwrap(), &built_in).unwrap();
    sheet.write_formula(3, 2, Formula::new("1/0").set_result("#DIV/0!")).unwrap();
    sheet.write_formula(3, 3, Formula::new("A1").set_result("文字")).unwrap();
    sheet.write_formula(3, 4, Formula::new("1+1").set_result("2")).unwrap();
    sheet.set_row_hidden(3).unwrap();
    let hidden = writer.add_worksheet().set_name("控え").unwrap();
    hidden.set_hidden(true).write(9, 1, "x").unwrap();
    writer.add_worksheet().set_name("空").unwrap();
    let found = found("a.xlsx", &writer.save_to_buffer().unwrap()).unwrap();
    assert_eq!(
        found.sheets[0].shown(),
        [
            "1: 社員番号|受講日|得点率",
            "3: E001|2026-06-30|80%|42|true|0.3958333333333333",
            "4: |2026-07-01|#|文字|2"
        ],
    );
    let names: Vec<_> = found.sheets.iter().map(|it| (it.name.as_deref().unwrap(), it.visibility)).collect();
    let (seen, unseen) = (Visibility::Visible, Visibility::Hidden);
    assert_eq!(names, [("受講者名簿", seen), ("控え", unseen), ("空", seen)]);
    assert_eq!(found.sheets[1].shown(), ["10: |x"]);
    assert!(found.sheets[2].rows.is_empty());
    let Facts { kind, hidden_rows, text, .. } = found.facts;
    assert_eq!((kind, hidden_rows, text), (FileKind::Workbook, 1, TextRead::Read));
}

#[test]
fn days_may_be_counted_from_1904() {
    let workbook =
        r#"<workbook><workbookPr date1904="1"/><sheets><sheet name="a" id="r"/></sheets></workbook>"#;
    let bytes = zipped(&[
        ("xl/workbook.xml", workbook),
        (
            "xl/_rels/workbook.xml.rels",
            r#"<Relationships><Relationship Id="r" Type="x/worksheet" Target="s.xml"/><Relationship Id="s" Type="x/styles" Target="t.xml"/></Relationships>"#,
        ),
        (
            "xl/s.xml",
            r#"<worksheet><sheetData><row r="1"><c r="A1" s="1"><v>44741</v></c><c r="B1"><v>44741</v></c></row></sheetData></worksheet>"#,
        ),
        ("xl/t.xml", r#"<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#),
    ]);
    let found = found("a.xlsx", &bytes).unwrap();
    assert_eq!(found.sheets[0].dates, DateSystem::From1904);
    assert_eq!(found.sheets[0].shown(), ["1: 2026-06-30|44741"]);
}

#[test]
fn readings_are_no_part_of_a_text() {
    let strings = concat!(
        r#"<si><t>髙橋 花子</t><rPh sb="0" eb="2"><t>タカハシ</t></rPh><phoneticPr fontId="1"/></si>"#,
        r#"<si><r><rPr><b/></rPr><t xml:space="preserve">東京 </t></r><r><t>本社 &amp; 支社&#x2460;</t></r><rPh sb="0" eb="2"><t>トウキョウ</t></rPh></si>"#,
        "<si><t>一行目_x000D_\n二行目</t></si><si/><si><t/></si><si><t><![CDATA[<a>]]></t></si>",
    );
    let cells: String = (0..6).map(|it| format!(r#"<c t="s"><v>{it}</v></c>"#)).collect();
    let inline = r#"<c t="inlineStr"><is><t>山</t><rPh><t>ヤマ</t></rPh><r><t>田</t></r></is></c>"#;
    let sheet = format!("<sheetData><row>{cells}{inline}</row></sheetData>");
    assert_eq!(
        rows(&xlsx(&sheet, strings, "")),
        ["1: 髙橋 花子|東京 本社 & 支社①|一行目\r\n二行目|||<a>|山田"],
    );
}

#[test]
fn merged_cells_have_the_value_of_the_first_one() {
    let sheet = concat!(
        "<sheetData>",
        r#"<row r="1"><c r="A1" t="str"><v>title</v></c><c r="C1"/></row>"#,
        r#"<row r="3"><c r="A3" t="str"><v>部</v></c><c r="B3"><v>1</v></c></row>"#,
        r#"<row r="4"><c r="A4"/><c r="B4"><v>2</v></c></row>"#,
        r#"<row r="5"><c r="A5"/></row>"#,
        r#"<row r="6"><c r="B6"><v>3</v></c></row>"#,
        "</sheetData>",
        r#"<mergeCells count="2"><mergeCell ref="A1:C1"/><mergeCell ref="A3:A5"></mergeCell></mergeCells>"#,
        r#"<x><mergeCell ref="B3:B6"/></x>"#,
    );
    assert_eq!(rows(&xlsx(sheet, "", "")), ["1: title|title|title", "3: 部|1", "4: 部|2", "6: |3"]);
}

#[test]
fn formulas_without_a_saved_result_are_errors() {
    let sheet = concat!(
        r#"<sheetData><row r="2"><c><f>A1</f></c><c t="str"><f>B1</f><v></v></c><c t="e"><v>#N/A</v></c>"#,
        r#"<c t="b"><v>0</v></c><c t="d"><v>2026-06-30T09:00:00</v></c><c><f t="shared" si="0"/><v>5</v></c><c><f>C1</f><v/></c></row></sheetData>"#,
    );
    assert_eq!(rows(&xlsx(sheet, "", "")), ["2: #||#|false|2026-06-30|5|#"]);
}

#[test]
fn names_may_have_prefixes_and_places_may_be_missing() {
    let sheet = r#"<x:sheetData><x:row><x:c><x:v>1</x:v></x:c><x:c r="D1"><x:v>2</x:v></x:c><x:c><x:v>3</x:v></x:c></x:row><x:row/><x:row><x:c><x:v>4</x:v></x:c></x:row></x:sheetData>"#;
    assert_eq!(rows(&xlsx(sheet, "", "")), ["1: 1|||2|3", "3: 4"]);
}

#[test]
fn a_cell_in_the_last_corner_costs_one_row() {
    let far = |cell: &str| {
        format!(
            r#"<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="{cell}"><v>2</v></c></row></sheetData>"#
        )
    };
    assert_eq!(rows(&xlsx(&far("C1048576"), "", "")), ["1: 1", "1048576: ||2"]);
    assert_eq!(
        refusal("a.xlsx", &xlsx(&far("XFD1048576"), "", "")),
        "row 1048576 of sheet \"名簿\" has more than 2000 columns"
    );
    // Blank cells there, which have only a format, are no values.
    let blank = r#"<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="1"/></row></sheetData>"#;
    assert_eq!(rows(&xlsx(blank, "", "")), ["1: 1"]);
}

#[test]
fn long_sheets_read_as_short_ones() {
    // More than is kept at once, with merged cells behind the rows.
    let comment = format!("<!--{}-->", " ".repeat(17 * 1024 * 1024));
    let rows = r#"<sheetData><row><c><v>7</v></c><c t="s"><v>0</v></c></row><row><c/><c t="s"><v>0</v></c></row></sheetData>"#;
    let merged = r#"<mergeCells><mergeCell ref="A1:A2"/></mergeCells>"#;
    for sheet in
        [format!("{comment}{rows}{merged}"), format!("{rows}{comment}{merged}"), format!("{rows}{merged}")]
    {
        assert_eq!(super::tests::rows(&xlsx(&sheet, "<si><t>値</t></si>", "")), ["1: 7|値", "2: 7|値"]);
    }
}

/// The text cells of a grid, as they are shown.
fn lines(grid: &[Vec<String>]) -> Vec<String> {
    let blank = |row: &Vec<String>| row.iter().all(|it| it.trim().is_empty());
    let last = |row: &Vec<String>| row.iter().rposition(|it| !it.is_empty()).map_or(0, |it| it + 1);
    let rows = (1..).zip(grid).filter(|(_, row)| !blank(row));
    rows.map(|(number, row)| format!("{number}: {}", row[..last(row)].join("|"))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn a_written_grid_reads_back(grid in prop::collection::vec(prop::collection::vec("[ -~あ-んア-ン東京_<&\n]{0,5}", 0..5), 1..6)) {
        let mut writer = Writer::new();
        let sheet = writer.add_worksheet();
        for (row, cells) in (0..).zip(&grid) {
            for (column, cell) in (0..).zip(cells) {
                sheet.write_string(row, column, cell).unwrap();
            }
        }
        let Found { sheets, .. } = found("a.xlsx", &writer.save_to_buffer().unwrap()).unwrap();
        prop_assert_eq!(sheets[0].shown(), lines(&grid));
    }
}
