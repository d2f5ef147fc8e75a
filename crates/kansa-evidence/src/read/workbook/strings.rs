//! The texts of an xlsx, which its cells refer to by number.

use std::borrow::Cow;
use std::io::BufRead;

use quick_xml::events::Event;

use super::super::Trouble;
use super::damaged;
use super::xml::{Xml, append};

/// All texts in one, and where each ends: some bytes for each and no allocation.
#[derive(Default)]
pub(super) struct Strings {
    text: String,
    ends: Vec<usize>,
}

impl Strings {
    pub(super) fn read(source: impl BufRead) -> Result<Self, Trouble> {
        let mut xml = Xml::new(source);
        let mut strings = Self::default();
        loop {
            match xml.next()? {
                Event::Start(element) if element.local_name().as_ref() == "si" => {
                    let start = strings.text.len();
                    rich_text(&mut xml, &mut strings.text)?;
                    unescape(&mut strings.text, start);
                    strings.ends.push(strings.text.len());
                }
                Event::End(element) if element.local_name().as_ref() == "sst" => return Ok(strings),
                _ => {}
            }
        }
    }

    /// Adds a text.
    pub(super) fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(self.text.len());
    }

    pub(super) fn get(&self, number: usize) -> Option<&str> {
        let start = match number.checked_sub(1) {
            Some(before) => *self.ends.get(before)?,
            None => 0,
        };
        self.text.get(start..*self.ends.get(number)?)
    }
}

/// Appends the text of an element that has begun: all of its runs, without the readings (ふりがな) above them.
pub(super) fn rich_text<R: BufRead>(xml: &mut Xml<R>, text: &mut String) -> Result<(), Trouble> {
    let (mut depth, mut inside) = (1_u32, false);
    loop {
        match xml.next()? {
            Event::Start(element) => match element.local_name().as_ref() {
                "rPh" => xml.skip()?,
                name => {
                    inside = name == "t";
                    depth = depth.saturating_add(1);
                }
            },
            Event::End(_) => {
                inside = false;
                depth -= 1;
                if depth == 0 {
                    return Ok(());
                }
            }
            event if inside => append(&event, text)?,
            _ => {}
        }
    }
}

/// Replaces `_x000D_` and its like behind `start` by the characters that they stand for.
pub(super) fn unescape(text: &mut String, start: usize) {
    let Some(new) = text.get(start..) else { return };
    if let Cow::Owned(plain) = unescaped(new) {
        text.truncate(start);
        text.push_str(&plain);
    }
}

fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains("_x") {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let (before, escape) = rest.split_at(at);
        plain.push_str(before);
        let code = escape.get(2..6).filter(|it| escape.as_bytes().get(6) == Some(&b'_') && !it.contains('+'));
        match code.and_then(|it| u32::from_str_radix(it, 16).ok()).and_then(char::from_u32) {
            Some(character) => {
                plain.push(character);
                rest = escape.get(7..).unwrap_or_default();
            }
            None => {
                plain.push_str("_x");
                rest = escape.get(2..).unwrap_or_default();
            }
        }
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

/// A number of a text as a cell has it.
pub(super) fn number(text: &str) -> Result<usize, Trouble> {
    text.trim().parse().map_err(|_| damaged())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaped_characters_are_characters() {
        for (text, plain) in [
            ("a_x000D_b", "a\rb"),
            ("_x005F_x000D_", "_x000D_"),
            ("file_xlsx_", "file_xlsx_"),
            ("_x", "_x"),
            ("_x00", "_x00"),
            ("_x日本語_", "_x日本語_"),
            ("_xD800_", "_xD800_"),
        ] {
            assert_eq!(unescaped(text), plain);
        }
    }
}
