//! json: its lists as sheets, its lines as text.

use kansa_core::content::{Facts, FileKind, Sink, TextRead};

use super::tree::{Growth, MAX_VALUES, Refusal, Value};
use super::{Options, Trouble, encoding, records, text};

/// Hands out every list of records as a sheet ([`records::sheets`]), and the lines of the file.
///
/// A whole number from 2^53 on stays a text as it is written: it is an id, and a float may stand for its neighbour.
///
/// # Errors
///
/// The text is no json, a key stands twice, it is nested more than 128 deep, or there is too much in it.
pub(crate) fn read(bytes: &[u8], options: &Options<'_>, sink: &mut dyn Sink) -> Result<Facts, Trouble> {
    let text = encoding::text(bytes, options.encoding)?;
    let root = parse(&text).map_err(|wrong| wrong.trouble(0))?;
    text::lines(&text, sink);
    root.hand_out(sink);
    records::sheets(&root, "", sink)?;
    Ok(Facts { kind: FileKind::Json, text: TextRead::Read, ..Facts::default() })
}

/// What is wrong with a text that should be json.
pub(crate) struct Wrong {
    refusal: Option<Refusal>,
    error: serde_json::Error,
}

impl Wrong {
    /// As a trouble; `above` lines stand above the text.
    pub(crate) fn trouble(&self, above: usize) -> Trouble {
        let (line, column) = (self.error.line() + above, self.error.column());
        match self.refusal {
            Some(refusal) => refused(refusal, &format!("{line} 行目"), &format!("line {line}")),
            None if self.error.is_eof() => Trouble::new(
                format!("JSON が途中で終わっている（{line} 行目）"),
                format!("the json ends early, in line {line}"),
            ),
            None => Trouble::new(
                format!("JSON として読めない（{line} 行 {column} 桁）"),
                format!("no valid json at line {line}, column {column}"),
            ),
        }
    }
}

/// The trouble of a refusal.
pub(crate) fn refused(refusal: Refusal, ja: &str, en: &str) -> Trouble {
    match refusal {
        Refusal::Repeated => Trouble::new(
            format!("同じキーが一つのまとまりに二度ある（{ja}）"),
            format!("a key stands twice in one record, {en}"),
        ),
        Refusal::TooMany => Trouble::new(
            format!("値が {MAX_VALUES} を超える"),
            format!("more than {MAX_VALUES} values in it"),
        ),
    }
}

/// The tree of a text.
///
/// # Errors
///
/// It is no json that kansa reads.
pub(crate) fn parse(text: &str) -> Result<Value<'_>, Wrong> {
    let growth = Growth::default();
    let tree = grow(text, &growth)?;
    if !growth.inexact() {
        return Ok(tree);
    }
    // Rare: serde_json hands out a number beyond a u64 as a float, its digits are lost.
    drop(tree);
    let spellings = numbers(text);
    grow(text, &Growth::with_spellings(&spellings))
}

fn grow<'a>(text: &'a str, growth: &Growth<'_>) -> Result<Value<'a>, Wrong> {
    let mut from = serde_json::Deserializer::from_str(text);
    let tree = growth.grow(&mut from).and_then(|tree| from.end().map(|()| tree));
    tree.map_err(|error| Wrong { refusal: growth.refusal(), error })
}

/// The numbers of a text that is known to be json, in their order.
fn numbers(text: &str) -> Vec<&str> {
    let is_number = |it: u8| it.is_ascii_digit() || matches!(it, b'-' | b'+' | b'.' | b'e' | b'E');
    let bytes = text.as_bytes();
    let mut numbers = Vec::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => {
                at += 1;
                while let Some(&byte) = bytes.get(at) {
                    match byte {
                        b'"' => break,
                        b'\\' => at += 2,
                        _ => at += 1,
                    }
                }
                at += 1;
            }
            b'-' | b'0'..=b'9' => {
                let rest = bytes.get(at..).unwrap_or_default();
                let length = rest.iter().take_while(|&&it| is_number(it)).count();
                numbers.extend(text.get(at..at + length));
                at += length;
            }
            _ => at += 1,
        }
    }
    numbers
}

#[cfg(test)]
mod tests;
