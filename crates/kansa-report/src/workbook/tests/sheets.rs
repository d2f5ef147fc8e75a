//! What a spreadsheet makes of the workbook.

use calamine::{Data, Reader, Xlsx};
use kansa_core::text::Lang;

use super::super::xlsx::{Limits, within};
use super::super::{Cell, Kind, Target, group_tables, xlsx};
use super::{everything, head, of, parts, read, single};
use crate::render::tests::data::{bare, empty};

#[test]
fn sheets_are_named_and_headed_in_their_language() {
    for (lang, names) in [
        (Lang::Ja, ["概要", "適用宣言書", "検出事項", "要提出証跡カレンダー", "証跡台帳", "是正対応一覧"]),
        (
            Lang::En,
            [
                "Summary",
                "Statement of applicability",
                "Findings",
                "Calendar of obligations",
                "Evidence register",
                "Remediation list",
            ],
        ),
    ] {
        let (tables, head) = everything(lang);
        let bytes = xlsx(&tables, &head).unwrap();
        let book: Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(bytes.clone())).unwrap();
        assert_eq!(book.sheet_names(), names);
        for table in tables.iter().skip(3) {
            let range = read(bytes.clone(), table.title);
            let header: Vec<String> = range.rows().next().unwrap().iter().map(ToString::to_string).collect();
            let titles: Vec<&str> = table.columns.iter().map(|it| it.title.as_str()).collect();
            assert_eq!(header, titles);
            assert_eq!(range.height(), table.rows.len() + 1, "{}", table.name);
        }
    }
}

#[test]
fn days_and_numbers_are_no_texts() {
    let (tables, head) = everything(Lang::En);
    let bytes = xlsx(&tables, &head).unwrap();
    for table in tables.iter().skip(3) {
        let range = read(bytes.clone(), table.title);
        for (row, cells) in table.rows.iter().zip(range.rows().skip(1)) {
            for ((cell, found), column) in row.iter().zip(cells).zip(&table.columns) {
                let fits = match cell {
                    Cell::Empty => *found == Data::Empty,
                    Cell::Day(_) => matches!(found, Data::DateTime(_)),
                    Cell::Number(number) => *found == Data::Float(f64::from(u32::try_from(*number).unwrap())),
                    Cell::Text(text) | Cell::Link(text, _) => *found == Data::String(text.to_string()),
                };
                assert!(fits, "{} {}: {cell:?} {found:?}", table.name, column.title);
            }
        }
    }
}

#[test]
fn headers_stay_in_sight_and_on_every_page() {
    let (tables, head) = everything(Lang::Ja);
    let bytes = xlsx(&tables, &head).unwrap();
    let sheets = parts(bytes.clone(), "xl/worksheets/sheet");
    assert_eq!(sheets.len(), 6);
    for sheet in &sheets[1..] {
        for part in [
            "<pane xSplit=\"1\" ySplit=\"1\" topLeftCell=\"B2\" activePane=\"bottomRight\" state=\"frozen\"/>",
            "<autoFilter ref=\"A1:",
            "<pageSetUpPr fitToPage=\"1\"/>",
            "<pageSetup paperSize=\"9\" fitToHeight=\"0\" orientation=\"landscape\"",
            "<tabColor",
            "&amp;P / &amp;N",
        ] {
            assert!(sheet.contains(part), "{part}: {}", &sheet[..800]);
        }
    }
    let book = parts(bytes.clone(), "xl/workbook.xml").concat();
    assert_eq!(book.matches("_xlnm.Print_Titles").count(), 5, "{book}");
    assert!(parts(bytes, "docProps/core.xml").concat().contains("2026-10-31T00:00:00Z"));
}

#[test]
fn colours_follow_words_and_no_cell_is_a_formula() {
    for lang in [Lang::Ja, Lang::En] {
        let (tables, head) = everything(lang);
        let sheets = parts(xlsx(&tables, &head).unwrap(), "xl/worksheets/sheet");
        for sheet in &sheets {
            assert!(!sheet.contains("<f>") && !sheet.contains("<f "), "a formula");
        }
        let gap = if lang == Lang::Ja { "&quot;不足&quot;" } else { "&quot;gap&quot;" };
        let gap = [gap, &gap.replace("&quot;", "\"")].map(|it| format!("<formula>{it}</formula>"));
        assert!(gap.iter().any(|it| sheets[1].contains(it.as_str())), "{lang:?}");
        assert!(sheets[5].contains("<dataValidation "), "what is filled in is helped with");
    }
}

#[test]
fn hostile_texts_are_texts() {
    let long = "長".repeat(40_000);
    let texts = ["=cmd|'/C calc'!A0", "+1", "@SUM(A1)", "-1", "_x0041_", "http://example.com", "{=1}", &long];
    let cells = texts.iter().map(|it| Cell::text(*it)).chain([Cell::text("a\u{202e}b\u{0}\u{ffff}")]);
    let bytes = xlsx(&[single(Kind::Text, cells.collect())], &head()).unwrap();
    let found = read(bytes.clone(), "single");
    let at = |row: u32| found.get_value((row, 0)).unwrap().to_string();
    for (row, text) in (1..).zip(&texts[..7]) {
        assert_eq!(at(row), *text);
    }
    let cut = at(8);
    assert!(cut.ends_with("…（以下省略。全文は assessment.json を参照）"), "{cut}");
    assert_eq!(cut.encode_utf16().count(), 32_767);
    assert_eq!(at(9), "a[U+202E]b[U+0000]\u{fffd}");
    assert!(!parts(bytes, "xl/worksheets/").concat().contains("<hyperlink"));
}

#[test]
fn what_does_not_fit_is_said() {
    let numbers = (0..9).map(Cell::Number).collect();
    let limits = Limits { rows: 5, links: 1, units: 40 };
    let found = read(within(limits, &[single(Kind::Number, numbers)], &head()).unwrap(), "single");
    assert_eq!(found.height(), 5);
    assert_eq!(
        found.get_value((4, 0)).unwrap().to_string(),
        "ほか 6 行は省略した。全件は assessment.json を参照"
    );
    let link = |path: &str| Cell::Link(path.into(), Target::File(path.to_owned()));
    let table = single(Kind::Text, vec![link("a"), link("b")]);
    let bytes = within(limits, &[table], &head()).unwrap();
    assert_eq!(parts(bytes.clone(), "xl/worksheets/sheet").concat().matches("<hyperlink ").count(), 1);
    assert_eq!(read(bytes, "single").height(), 3, "what is no link any more is a text");
}

#[test]
fn links_lead_to_files_only_where_the_way_is_known() {
    let path = "evidence/a社/b c#1%.csv";
    let table = || single(Kind::Text, vec![Cell::file(path), Cell::file("a\u{202e}b")]);
    let bytes = xlsx(&[table()], &head()).unwrap();
    let links = parts(bytes.clone(), "xl/worksheets/_rels/").concat();
    assert!(links.contains("Target=\"../../evidence/a社/b%20c%231%25.csv\""), "{links}");
    assert_eq!(links.matches("<Relationship ").count(), 1, "{links}");
    assert_eq!(read(bytes, "single").get_value((1, 0)).unwrap().to_string(), path);
    let nowhere = super::Head { evidence_base: None, ..head() };
    assert!(parts(xlsx(&[table()], &nowhere).unwrap(), "xl/worksheets/_rels/").is_empty());
}

#[test]
fn where_nothing_is_the_sheet_says_so() {
    let (tables, head) = of(Lang::Ja, &bare());
    let bytes = xlsx(&tables, &head).unwrap();
    for (sheet, said) in [
        ("検出事項", "検出事項はない。"),
        ("要提出証跡カレンダー", "当期間に提出を要する証跡はない。"),
        ("証跡台帳", "要提出証跡に対応する証跡はない。"),
    ] {
        assert_eq!(read(bytes.clone(), sheet).get_value((1, 0)).unwrap().to_string(), said);
    }
    for lang in [Lang::Ja, Lang::En] {
        let head = super::Head::new(lang, &empty(), None, None);
        assert!(!xlsx(&group_tables(lang, &empty()), &head).unwrap().is_empty());
    }
}
