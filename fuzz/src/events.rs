//! All that a reader hands out, as a digest, and what holds for it whatever the file.

use std::hash::{DefaultHasher, Hash, Hasher};

use kansa_core::content::{At, Form, Raw, Sheet, Sink};

/// The most columns of a row, as the readers promise.
const COLUMNS: usize = 2_000;

/// Takes a digest of all that is handed out, and looks at its order.
#[derive(Default)]
pub struct Events {
    sheets: DefaultHasher,
    lines: DefaultHasher,
    values: DefaultHasher,
    form: Option<Form>,
    row: Option<u32>,
    at: Option<At>,
    /// How many sheets, rows, lines and values there were.
    pub count: [u32; 4],
    /// Whether lines that hold nothing but blanks count.
    pub with_blank_lines: bool,
}

/// What was handed out, to compare it.
#[derive(Debug, PartialEq, Eq, Clone, Copy)]
pub struct Digest {
    /// Sheets and rows.
    pub tables: u64,
    /// Lines.
    pub text: u64,
    /// Values.
    pub values: u64,
    /// How many of each.
    pub count: [u32; 4],
}

impl Events {
    /// What was handed out.
    pub fn digest(&self) -> Digest {
        let (tables, text, values) = (self.sheets.finish(), self.lines.finish(), self.values.finish());
        Digest { tables, text, values, count: self.count }
    }
}

impl Sink for Events {
    fn sheet(&mut self, sheet: &Sheet<'_>) {
        format!("{sheet:?}").hash(&mut self.sheets);
        self.form = Some(sheet.form);
        self.row = None;
        self.count[0] += 1;
    }

    fn row(&mut self, number: u32, cells: &[Raw<'_>]) {
        let form = self.form.expect("a row stands in a sheet");
        assert!(self.row.is_none_or(|it| it < number || number == u32::MAX), "rows ascend: {number}");
        assert!(number > 0 || (form == Form::Records && self.row.is_none()), "rows are numbered from 1");
        assert!(cells.len() <= COLUMNS, "{} columns", cells.len());
        let blank = |it: &Raw<'_>| match it {
            Raw::Empty => true,
            Raw::Text(text) => text.trim().is_empty(),
            _ => false,
        };
        assert!(form == Form::Records || !cells.iter().all(blank), "a blank row was handed out: {number}");
        self.row = Some(number);
        number.hash(&mut self.sheets);
        for cell in cells {
            match cell {
                Raw::Empty => 0_u8.hash(&mut self.sheets),
                Raw::Text(text) => (1_u8, text).hash(&mut self.sheets),
                Raw::Number(number) => (2_u8, number.to_bits()).hash(&mut self.sheets),
                Raw::Percent(number) => (3_u8, number.to_bits()).hash(&mut self.sheets),
                Raw::Date(date) => (4_u8, date).hash(&mut self.sheets),
                Raw::Flag(flag) => (5_u8, flag).hash(&mut self.sheets),
                Raw::Error => 6_u8.hash(&mut self.sheets),
            }
        }
        self.count[1] += 1;
    }

    fn line(&mut self, at: At, text: &str) {
        if !self.with_blank_lines && text.trim().is_empty() {
            return;
        }
        match (at, self.at) {
            (At::Line(now), Some(At::Line(before))) => assert!(before < now, "lines ascend: {now}"),
            (At::Page(now), Some(At::Page(before))) => assert!(before <= now, "pages ascend: {now}"),
            (At::Paragraph(now), Some(At::Paragraph(before))) => {
                assert!(before <= now, "paragraphs ascend: {now}");
            }
            (At::Entry(now), Some(At::Entry(before))) => assert!(before < now, "entries ascend: {now}"),
            _ => {}
        }
        self.at = Some(at);
        (at, text).hash(&mut self.lines);
        self.count[2] += 1;
    }

    fn wants_values(&self) -> bool {
        true
    }

    fn value(&mut self, value: &serde_json::Value) {
        value.to_string().hash(&mut self.values);
        self.count[3] += 1;
    }
}
