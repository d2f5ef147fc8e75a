//! Watches what is read of a file for what must not lie in evidence, and for what people do not see in it.

use kansa_core::content::{At, Form, Raw, Sheet, Sink};
use kansa_core::evidence::Noted;
use kansa_core::finding::{Spot, address};
use kansa_core::leak::{LeakAt, Scanner};
use kansa_core::source::SourcePath;

/// Watches one file.
#[derive(Default)]
pub(crate) struct Watch {
    scanner: Scanner,
    /// Name and form of each sheet, in the order of the file.
    sheets: Vec<(Option<Box<str>>, Form)>,
}

impl Watch {
    /// What was seen, if anything was.
    pub(crate) fn finish(self, path: SourcePath, hidden_rows: u32) -> Option<Noted> {
        let Self { scanner, sheets } = self;
        let spot = |at: LeakAt| {
            let file = Spot::file(path.clone());
            match at {
                LeakAt::Text(At::Line(line)) => Spot { line: Some(line), ..file },
                LeakAt::Text(At::Page(page)) => Spot { page: Some(page), ..file },
                LeakAt::Text(At::Paragraph(_) | At::Header | At::Entry(_)) => file,
                LeakAt::Cell { sheet, row, column } => {
                    let (name, form) = sheets
                        .get(usize::from(sheet))
                        .map_or((None, Form::Grid), |(name, form)| (name.as_deref(), *form));
                    let cell = match form {
                        Form::Grid => address(name, Some(column), row),
                        Form::Records | Form::Inside => None,
                    };
                    Spot { row: Some(row), cell, ..file }
                }
            }
        };
        let leaks: Vec<_> =
            scanner.finish().into_iter().map(|it| (it.secret, spot(it.at), it.count)).collect();
        (!leaks.is_empty() || hidden_rows > 0).then(|| Noted { path: path.clone(), leaks, hidden_rows })
    }
}

impl Sink for Watch {
    fn sheet(&mut self, sheet: &Sheet<'_>) {
        self.sheets.push((sheet.name.map(Box::from), sheet.form));
        self.scanner.sheet(sheet);
    }

    fn row(&mut self, number: u32, cells: &[Raw<'_>]) {
        self.scanner.row(number, cells);
    }

    fn line(&mut self, at: At, text: &str) {
        self.scanner.line(at, text);
    }
}
