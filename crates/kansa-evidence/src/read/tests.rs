//! What all readers keep, and a sink for the tests of each.

use kansa_core::content::{At, Facts, FileKind, Raw, Sheet, Sink, TextRead, Visibility};
use proptest::prelude::*;

use super::*;

/// Everything that was handed out.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Found {
    pub(crate) sheets: Vec<FoundSheet>,
    pub(crate) lines: Vec<(At, String)>,
    pub(crate) facts: Facts,
}

#[derive(Debug, PartialEq)]
pub(crate) struct FoundSheet {
    pub(crate) name: Option<String>,
    pub(crate) visibility: Visibility,
    pub(crate) dates: kansa_core::content::DateSystem,
    pub(crate) rows: Vec<(u32, Vec<Raw<'static>>)>,
}

impl Sink for Found {
    fn sheet(&mut self, sheet: &Sheet<'_>) {
        let Sheet { name, visibility, dates, .. } = *sheet;
        let name = name.map(str::to_owned);
        self.sheets.push(FoundSheet { name, visibility, dates, rows: Vec::new() });
    }

    fn row(&mut self, number: u32, cells: &[Raw<'_>]) {
        let own = |cell: &Raw<'_>| match cell {
            Raw::Text(text) => Raw::Text(text.clone().into_owned().into()),
            Raw::Empty => Raw::Empty,
            Raw::Number(it) => Raw::Number(*it),
            Raw::Percent(it) => Raw::Percent(*it),
            Raw::Date(it) => Raw::Date(*it),
            Raw::Flag(it) => Raw::Flag(*it),
            Raw::Error => Raw::Error,
        };
        self.sheets.last_mut().unwrap().rows.push((number, cells.iter().map(own).collect()));
    }

    fn line(&mut self, at: At, text: &str) {
        self.lines.push((at, text.to_owned()));
    }
}

/// The cells of a row in one line, for comparisons that people can read.
pub(crate) fn shown(cells: &[Raw<'_>]) -> String {
    let show = |cell: &Raw<'_>| match cell {
        Raw::Empty => String::new(),
        Raw::Text(text) => text.clone().into_owned(),
        Raw::Number(it) => it.to_string(),
        Raw::Percent(it) => format!("{it}%"),
        Raw::Date(it) => it.to_string(),
        Raw::Flag(it) => it.to_string(),
        Raw::Error => "#".to_owned(),
    };
    cells.iter().map(show).collect::<Vec<_>>().join("|")
}

impl FoundSheet {
    /// All rows, each as its number and its cells.
    pub(crate) fn shown(&self) -> Vec<String> {
        self.rows.iter().map(|(row, cells)| format!("{row}: {}", shown(cells))).collect()
    }
}

pub(crate) fn found(path: &str, bytes: &[u8]) -> Result<Found, Trouble> {
    found_in(path, bytes, None)
}

pub(crate) fn found_in(path: &str, bytes: &[u8], encoding: Option<&str>) -> Result<Found, Trouble> {
    let encoding = encoding.map(|it| encoding::named(it).unwrap());
    let mut found = Found::default();
    found.facts = read(path, bytes, &Options { encoding, pdf_text: None }, &mut found)?;
    Ok(found)
}

pub(crate) fn found_long(path: &str, bytes: &[u8]) -> Result<Found, Trouble> {
    let mut found = Found::default();
    found.facts = read_long(path, &mut &*bytes, &Options::default(), &mut found)?;
    Ok(found)
}

pub(crate) fn refusal(path: &str, bytes: &[u8]) -> String {
    found(path, bytes).expect_err("was read").message.en
}

#[test]
fn what_a_file_is_not_is_said() {
    let ole = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    for (path, bytes, message) in [
        (
            "a.csv",
            b"PK\x03\x04rest".as_slice(),
            "named .csv, but its content is a zip or an Excel workbook, not delimited text",
        ),
        ("a.CSV", b"%PDF-1.7", "named .csv, but its content is a pdf, not delimited text"),
        ("a.tsv", &ole, "named .tsv, but its content is an old Office file, not delimited text"),
        ("a.xlsx", b"%PDF-1.7", "its content is a pdf, not Excel"),
        ("a.xls", b"\n<html><table>", "its content is HTML, not Excel"),
        ("a.xls", b"\xef\xbb\xbf<!DOCTYPE HTML>", "its content is HTML, not Excel"),
        ("a.xls", b"a\tb\n", "its content is no workbook"),
        ("a.xlsx", b"", "the file is empty"),
        ("a.xls", &ole, "the workbook is damaged or cut off"),
        ("a.csv", b"", "the file is empty"),
        ("a.csv", b"\n , \n", "the file is empty"),
        ("a.csv", b"\xef\xbb\xbf", "the file is empty"),
    ] {
        assert_eq!(refusal(path, bytes), message, "{path}");
    }
}

#[test]
fn kinds_that_nobody_reads_are_other() {
    for path in ["a.bin", "csv", "dir.csv/a", "a.numbers"] {
        assert_eq!(found(path, b"a,b").unwrap().facts.kind, FileKind::Other, "{path}");
    }
}

#[test]
fn long_texts_come_line_by_line() {
    let text = format!("\u{feff}一行目\r\n\r\n{}\n最後", "長い".repeat(700_000));
    let found = found_long("a.log", text.as_bytes()).unwrap();
    assert_eq!(found.facts.text, TextRead::Read);
    let lines: Vec<_> = found.lines.iter().map(|(at, line)| (*at, line.chars().count())).collect();
    assert_eq!(lines, [(At::Line(1), 3), (At::Line(2), 0), (At::Line(3), 1_400_000), (At::Line(4), 2)]);
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..400), start in 0..5_usize) {
        let starts: [&[u8]; 5] =
            [b"", b"PK\x03\x04", &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1], b"a,\"", b"\xff\xfe"];
        let bytes = [starts[start], &bytes].concat();
        for path in ["a.csv", "a.tsv", "a.xlsx", "a.xls", "a.xlsb", "a.ods", "a.txt", "a.jsonl"] {
            drop(found(path, &bytes));
            drop(found_long(path, &bytes));
        }
    }
}
