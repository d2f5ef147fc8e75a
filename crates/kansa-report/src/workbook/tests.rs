mod sheets;
mod statement;

use std::io::{Cursor, Read};

use calamine::{Data, Range, Reader, Xlsx};
use kansa_core::text::Lang;

use super::{Cell, Column, Fill, Head, Kind, Layout, Table, group_tables, tables, xlsx};
use crate::assessment::Assessment;
use crate::render::tests::data::full;
use crate::words::label;

/// Where labels of tables are named.
pub(crate) const SOURCES: &str = concat!(
    include_str!("../workbook.rs"),
    include_str!("applicability.rs"),
    include_str!("calendar.rs"),
    include_str!("evidence.rs"),
    include_str!("findings.rs"),
    include_str!("legend.rs"),
    include_str!("remediation.rs"),
    include_str!("summary.rs"),
    include_str!("xlsx.rs"),
);

/// The tables of the company `index`, which has everything, and what stands around them.
fn everything(lang: Lang) -> (Vec<Table>, Head) {
    of(lang, &full())
}

fn of(lang: Lang, data: &Assessment) -> (Vec<Table>, Head) {
    let company = &data.companies[0];
    let head = Head::new(lang, data, Some(company), Some("../../".to_owned()));
    (tables(lang, data, company), head)
}

/// A table of one column.
fn single(kind: Kind, cells: Vec<Cell>) -> Table {
    let column = Column { title: "a".into(), width: 10, kind, fill: Fill::No, printed: true };
    Table {
        name: "single",
        title: "single",
        columns: vec![column],
        rows: cells.into_iter().map(|it| vec![it]).collect(),
        empty: "",
        layout: Layout::Sheet { frozen: 1 },
    }
}

fn head() -> Head {
    everything(Lang::Ja).1
}

fn read(bytes: Vec<u8>, sheet: &str) -> Range<Data> {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    book.worksheet_range(sheet).unwrap()
}

/// The parts of a workbook whose names begin so.
fn parts(bytes: Vec<u8>, begin: &str) -> Vec<String> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut names: Vec<String> =
        zip.file_names().map(|it| it.unwrap().into_owned()).filter(|it| it.starts_with(begin)).collect();
    names.sort();
    let read = |name: &String| {
        let mut text = String::new();
        zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    names.iter().map(read).collect()
}

#[test]
fn the_same_answers_give_the_same_bytes() {
    for lang in [Lang::Ja, Lang::En] {
        let (first, second) = (everything(lang), everything(lang));
        assert!(xlsx(&first.0, &first.1).unwrap() == xlsx(&second.0, &second.1).unwrap());
    }
}

#[test]
fn every_label_of_a_table_is_there() {
    let mut seen = 0;
    for text in SOURCES.split('"').skip(1).step_by(2) {
        let is_key = text.contains(|it: char| it.is_ascii_lowercase())
            && text.chars().all(|it| it.is_ascii_lowercase() || it == '_');
        let tone = ["good", "info", "wait", "warn", "bad", "severe", "mute"].contains(&text);
        let choice = ["risk", "law", "contract", "business", "implemented", "planned", "open", "done"];
        if is_key && !tone && !choice.contains(&text) && !["results", "applicability"].contains(&text) {
            seen += 1;
            assert!(label(Lang::Ja, leaked(text)) != text, "{text}");
        }
    }
    assert!(seen > 80, "{seen}");
}

fn leaked(text: &str) -> &'static str {
    Box::leak(text.to_owned().into_boxed_str())
}

#[test]
fn a_csv_holds_what_a_sheet_holds() {
    let (tables, _) = everything(Lang::Ja);
    let remediation = tables.iter().find(|it| it.name == "remediation").unwrap();
    let text = super::csv(remediation);
    assert!(text.starts_with("\u{feff}担当,期限,重要度,番号,内容,"), "{text}");
    let table = single(Kind::Day, vec![Cell::Day(full().as_of), Cell::Number(12), Cell::Empty]);
    assert_eq!(super::csv(&table), "\u{feff}a\r\n2026-10-31\r\n12\r\n\r\n");
}

#[test]
fn no_text_runs_in_a_csv() {
    let written = |text: &str| super::csv(&single(Kind::Text, vec![Cell::text(text)]));
    for (text, expected) in [
        ("=cmd|'/C calc'!A0", "'=cmd|'/C calc'!A0"),
        ("+1", "'+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-1+1", "'-1+1"),
        ("\t=1", "' =1"),
        ("\r\n=1", "\"'\n=1\""),
        ("＝1+1", "'＝1+1"),
        ("=\"a\"", "\"'=\"\"a\"\"\""),
        ("-", "-"),
        ("2026-04-01", "2026-04-01"),
        ("a\u{202e}b\u{1b}", "a[U+202E]b[U+001B]"),
    ] {
        assert_eq!(written(text), format!("\u{feff}a\r\n{expected}\r\n"), "{text:?}");
    }
}

#[test]
fn the_group_has_every_company_but_no_evidence_register() {
    let data = full();
    let tables = group_tables(Lang::En, &data);
    let names: Vec<&str> = tables.iter().map(|it| it.name).collect();
    assert_eq!(
        names,
        ["summary", "results", "legend", "applicability", "findings", "calendar", "remediation"]
    );
    let findings = tables.iter().find(|it| it.name == "findings").unwrap();
    let all: usize = data.companies.iter().map(|it| it.findings.len()).sum();
    assert_eq!(findings.rows.len(), all + data.findings.len());
    assert_eq!(findings.columns[0].title.as_str(), "Company");
    assert_eq!(findings.columns.len(), findings.rows[0].len());
    let statement = tables.iter().find(|it| it.name == "applicability").unwrap();
    assert!(statement.columns.iter().all(|it| it.title.as_str() != "control"), "no register of a company");
}
