//! What the tests of all readers share: a sink that writes down what it takes.

use kansa_core::content::{At, Facts, Form, Raw, Sheet, Sink, Visibility};

use super::{Options, Trouble};

/// A reader.
pub(crate) type Reader = fn(&[u8], &Options<'_>, &mut dyn Sink) -> Result<Facts, Trouble>;

/// Writes down what it takes, a line each.
#[derive(Default)]
pub(crate) struct Notes(pub(crate) Vec<String>);

impl Sink for Notes {
    fn sheet(&mut self, sheet: &Sheet<'_>) {
        let form = match sheet.form {
            Form::Grid => "grid",
            Form::Records => "records",
            Form::Inside => "inside",
        };
        assert_eq!(sheet.visibility, Visibility::Visible);
        self.0.push(format!("= {} {form}", sheet.name.unwrap_or("-")));
    }

    fn row(&mut self, number: u32, cells: &[Raw<'_>]) {
        let cells: Vec<String> = cells
            .iter()
            .map(|cell| match cell {
                Raw::Empty => "_".to_owned(),
                Raw::Text(text) => text.to_string(),
                Raw::Number(number) => format!("#{number}"),
                Raw::Percent(number) => format!("{number}%"),
                Raw::Date(date) => date.to_string(),
                Raw::Flag(flag) => format!("?{flag}"),
                Raw::Error => "!".to_owned(),
            })
            .collect();
        self.0.push(format!("{number}: {}", cells.join(" | ")));
    }

    fn line(&mut self, at: At, text: &str) {
        let at = match at {
            At::Line(n) => format!("L{n}"),
            At::Page(n) => format!("P{n}"),
            At::Paragraph(n) => format!("¶{n}"),
            At::Header => "H".to_owned(),
            At::Entry(n) => format!("E{n}"),
        };
        self.0.push(format!("{at} {text}"));
    }
}

/// What a reader hands out, and what it says of the file.
pub(crate) fn notes(reader: Reader, bytes: &[u8]) -> (Vec<String>, Result<Facts, Trouble>) {
    let mut notes = Notes::default();
    let facts = reader(bytes, &Options::default(), &mut notes);
    (notes.0, facts)
}

/// The rows and sheets that a reader hands out, without the running text.
pub(crate) fn tables(reader: Reader, bytes: &[u8]) -> Vec<String> {
    let (notes, facts) = notes(reader, bytes);
    facts.unwrap();
    notes
        .into_iter()
        .filter(|it| it.starts_with('=') || it.starts_with(|it: char| it.is_ascii_digit()))
        .collect()
}

/// The running text that a reader hands out.
pub(crate) fn running(reader: Reader, bytes: &[u8]) -> Vec<String> {
    let (notes, facts) = notes(reader, bytes);
    facts.unwrap();
    notes.into_iter().filter(|it| it.starts_with(['L', 'P', '¶', 'H', 'E'])).collect()
}

/// What a reader says is wrong, in English.
pub(crate) fn trouble(reader: Reader, bytes: &[u8]) -> String {
    notes(reader, bytes).1.unwrap_err().message.en
}

/// Reads a good file cut off at every length, and with each of some bytes changed: no panic, whatever comes of it.
pub(crate) fn endures(reader: Reader, good: &[u8]) {
    let step = good.len() / 300 + 1;
    for end in (0..good.len()).step_by(step) {
        let _ = notes(reader, &good[..end]);
        let mut changed = good.to_vec();
        changed[end] ^= 0x55;
        let _ = notes(reader, &changed);
        changed[end] = 0xff;
        let _ = notes(reader, &changed);
    }
}
