//! Workbooks that are damaged, locked or made to hurt.

use super::*;

/// A workbook as Excel writes it.
fn written() -> Vec<u8> {
    let mut writer = Writer::new();
    let sheet = writer.add_worksheet();
    for row in 0..50 {
        sheet.write(row, 0, format!("E{row:03}")).unwrap().write(row, 1, f64::from(row)).unwrap();
    }
    sheet.merge_range(60, 0, 60, 1, "合計", &Format::new()).unwrap();
    writer.save_to_buffer().unwrap()
}

const DAMAGED: &str = "the workbook is damaged or cut off";

#[test]
fn a_workbook_that_is_cut_off_is_damaged() {
    let bytes = written();
    for length in (4..bytes.len()).step_by(97) {
        assert_eq!(refusal("a.xlsx", &bytes[..length]), DAMAGED, "{length}");
    }
}

#[test]
fn a_wrong_central_directory_is_damage() {
    let bytes = written();
    // The place of the sheet, in its entry of 46 bytes before its name.
    let name = memchr::memmem::rfind(&bytes, b"xl/worksheets/sheet1.xml").unwrap();
    let mut wrong = bytes.clone();
    wrong[name - 4] ^= 0x55;
    assert_eq!(refusal("a.xlsx", &wrong), DAMAGED);
    // Its checksum.
    let mut wrong = bytes;
    wrong[name - 30] ^= 0x55;
    assert_eq!(refusal("a.xlsx", &wrong), DAMAGED);
}

#[test]
fn parts_that_contradict_each_other_are_damage() {
    let sheet = |cells: &str| xlsx(&format!("<sheetData>{cells}</sheetData>"), "<si><t>a</t></si>", "");
    for cells in [
        r#"<row r="1"><c t="s"><v>1</v></c></row>"#,
        r#"<row r="1"><c t="s"><v>x</v></c></row>"#,
        r#"<row r="1"><c><v>x</v></c></row>"#,
        r#"<row r="1"><c><v>1e999</v></c></row>"#,
        r#"<row r="1"><c t="?"><v>1</v></c></row>"#,
        r#"<row r="1"><c r="1A"><v>1</v></c></row>"#,
        r#"<row r="0"><c><v>1</v></c></row>"#,
        r#"<row r="1048577"><c><v>1</v></c></row>"#,
        r#"<row r="2"><c><v>1</v></c></row><row r="2"><c><v>1</v></c></row>"#,
        r#"<row r="1"><c t="str"><v>&unknown;</v></c></row>"#,
        r#"<row r="1"><c><v>1</c></row>"#,
    ] {
        assert_eq!(refusal("a.xlsx", &sheet(cells)), DAMAGED, "{cells}");
    }
    let merged = xlsx(r#"<sheetData/><mergeCells><mergeCell ref="1:2"/></mergeCells>"#, "", "");
    assert_eq!(refusal("a.xlsx", &merged), DAMAGED);
    assert_eq!(refusal("a.xlsx", &zipped(&[("a.txt", "text")])), "its content is no workbook");
}

#[test]
fn cells_that_stand_for_too_many_are_refused() {
    let row = format!(
        r#"<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="{}"/>"#,
        1_000
    );
    let sheet =
        format!(r#"<table:table-row table:number-rows-repeated="4294967295">{row}</table:table-row>"#);
    assert_eq!(refusal("a.ods", &others::ods(&sheet)), "has too many cells (200 million at most)");
    let wide = r#"<table:table-row><table:table-cell office:value-type="string" table:number-columns-repeated="4294967295"><text:p>x</text:p></table:table-cell></table:table-row>"#;
    assert_eq!(refusal("a.ods", &others::ods(wide)), "row 1 of sheet \"名簿\" has more than 2000 columns");
    let long = format!(
        r#"<table:table-row><table:table-cell office:value-type="string" table:number-columns-repeated="2000"><text:p>{}</text:p></table:table-cell></table:table-row>"#,
        "x".repeat(200_000)
    );
    assert_eq!(refusal("a.ods", &others::ods(&long)), "row 1 of sheet \"名簿\" has a text that is too long");
}

#[test]
fn locked_workbooks_are_named_so() {
    let manifest =
        r#"<manifest><file-entry full-path="content.xml"><encryption-data/></file-entry></manifest>"#;
    let ods = zipped(&[("content.xml", "\u{1}\u{2}scrambled"), ("META-INF/manifest.xml", manifest)]);
    assert_eq!(refusal("a.ods", &ods), "password-protected");
    let xlsx = others::container(&[("EncryptionInfo", &[0; 64]), ("EncryptedPackage", &[0; 5_000])]);
    assert_eq!(refusal("a.xlsx", &xlsx), "password-protected");
    let other = others::container(&[("WordDocument", &[0; 64])]);
    assert_eq!(refusal("a.xls", &other), "its content is no workbook");
}

#[test]
fn deep_elements_do_not_overflow_the_stack() {
    let deep = format!("<sheetData>{}{}</sheetData>", "<a>".repeat(300_000), "</a>".repeat(300_000));
    assert!(rows(&xlsx(&deep, "", "")).is_empty());
    let deep =
        format!("<table:table-row>{}{}</table:table-row>", "<a>".repeat(300_000), "</a>".repeat(300_000));
    assert!(found("a.ods", &others::ods(&deep)).is_ok());
}

proptest! {
    #[test]
    fn a_changed_byte_never_panics(at in 0..6_000_usize, byte in any::<u8>(), kind in 0..3_usize) {
        let mut bytes = match kind {
            0 => written(),
            1 => others::ods("<table:table-row><table:table-cell office:value-type=\"date\" office:date-value=\"2026-06-30\"/></table:table-row>"),
            _ => others::container(&[("Workbook", &others::stream())]),
        };
        let at = at % bytes.len();
        bytes[at] = byte;
        drop(found("a.xlsx", &bytes));
    }

    #[test]
    fn changed_xml_never_panics(at in 0..400_usize, byte in 32..127_u8) {
        let sheet = r#"<sheetData><row r="1" hidden="1"><c r="A1" s="1" t="s"><v>0</v></c><c r="B1"><f>A1</f><v>2.5</v></c></row></sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells>"#;
        let mut sheet = sheet.as_bytes().to_vec();
        let at = at % sheet.len();
        sheet[at] = byte;
        drop(found("a.xlsx", &xlsx(std::str::from_utf8(&sheet).unwrap(), "<si><t>a</t></si>", "")));
    }
}
