//! Long texts, line by line.

use std::io;

use kansa_core::content::{At, Facts, FileKind, Sink, TextRead};

use super::pieces::Pieces;
use super::{Options, Trouble};

/// Reads a text piece by piece.
pub(crate) fn read_long(
    reader: &mut dyn io::Read,
    options: &Options<'_>,
    sink: &mut dyn Sink,
) -> Result<Facts, Trouble> {
    let mut pieces = Pieces::begin(reader, options)?;
    let mut number = 0_u32;
    loop {
        let last = pieces.more()?;
        let mut rest = pieces.text();
        while let Some((line, after)) = rest.split_once('\n') {
            number = number.saturating_add(1);
            sink.line(At::Line(number), line.strip_suffix('\r').unwrap_or(line));
            rest = after;
        }
        if last && !rest.is_empty() {
            // As in a text that is read whole, a carriage return at the very end is no line end.
            sink.line(At::Line(number.saturating_add(1)), rest);
            rest = "";
        }
        let taken = pieces.text().len() - rest.len();
        pieces.taken(taken)?;
        if last {
            return Ok(Facts { kind: FileKind::Text, text: TextRead::Read, ..Facts::default() });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kansa_core::content::{Raw, Sheet};

    #[derive(Default)]
    struct Lines(Vec<String>);

    impl Sink for Lines {
        fn sheet(&mut self, _: &Sheet<'_>) {}
        fn row(&mut self, _: u32, _: &[Raw<'_>]) {}
        fn line(&mut self, at: At, text: &str) {
            assert_eq!(at, At::Line(u32::try_from(self.0.len()).unwrap() + 1));
            self.0.push(text.to_owned());
        }
    }

    #[test]
    fn a_stream_has_the_lines_of_the_text() {
        for text in ["a", "a\n", "a\r\nb", "a\r\nb\r\n", "a\rb\n", "a\nb\r", "\r\n\r\n", "\n\na\n"] {
            let mut lines = Lines::default();
            let options = Options { encoding: None, pdf_text: None };
            read_long(&mut text.as_bytes(), &options, &mut lines).unwrap();
            assert_eq!(lines.0, text.lines().collect::<Vec<_>>(), "{text:?}");
        }
    }
}
