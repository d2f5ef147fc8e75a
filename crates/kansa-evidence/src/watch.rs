//! Watches what is read of a file for what must not lie in evidence, and for what people do not see in it.

use kansa_core::content::{At, Form, Raw, Sheet, Sink};
use kansa_core::evidence::Noted;
use kansa_core::finding::{Spot, address};
use kansa_core::leak::{LeakAt, Scanner, Secret};
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
        let totals = Secret::ALL.map(|it| (it, scanner.total(it)));
        // The places are bounded, the totals are not.
        let places = scanner.finish();
        let leaks: Vec<_> = totals
            .into_iter()
            .filter_map(|(secret, total)| {
                let first = places.iter().find(|it| it.secret == secret)?;
                Some((secret, spot(first.at), total))
            })
            .collect();
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_numbers_are_counted_and_the_first_is_told() {
        let mut watch = Watch::default();
        for line in 1..=150 {
            watch.line(At::Line(line), "カード番号 4111111111111111");
        }
        let noted = watch.finish("a.txt".into(), 0).unwrap();
        let first = Spot { line: Some(1), ..Spot::file("a.txt") };
        assert_eq!(noted.leaks, [(Secret::CardNumber, first, 150)]);
    }
}
