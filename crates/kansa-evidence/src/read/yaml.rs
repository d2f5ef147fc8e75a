//! yaml: the same as json, document by document.

use std::fmt;

use kansa_core::content::{Facts, FileKind, Sink, TextRead};
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::tree::{Growth, Refusal, Value};
use super::{Options, Trouble, encoding, json, records, text};

/// Brackets that are open at one place. The scanner's time grows with their square, so they are counted before it runs.
const MAX_BRACKETS: u32 = 2_000;

/// Bytes of a file. The parser holds 30 times as many for records, and 150 times as many for the worst that can be written.
pub(super) const MAX_BYTES: usize = 8 * 1024 * 1024;

/// Hands out every list of records as a sheet ([`records::sheets`]), and the lines of the file. With several documents in it
/// the names of the sheets begin with the number of theirs (`1`, `2.hosts`).
///
/// Dates, `yes`, `no` and `0123` are texts; a number keeps its spelling, as a text, where it is another one than a number's
/// own (`5.10`, `0x1f`, `1e3`). A tag (`!mm 5`) says nothing of a value.
///
/// # Errors
///
/// The text is no yaml, a key stands twice or is no scalar, it is nested more than 128 deep, its aliases multiply, or there
/// is too much in it.
pub(crate) fn read(bytes: &[u8], options: &Options<'_>, sink: &mut dyn Sink) -> Result<Facts, Trouble> {
    check_size(bytes)?;
    let text = encoding::text(bytes, options.encoding)?;
    // A byte order mark would shift the first line against the others.
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    check_brackets(text)?;
    let growth = Growth::default();
    let mut roots = Vec::new();
    for document in serde_yaml::Deserializer::from_str(text) {
        let root = growth.grow(document).map_err(|error| trouble(&error, growth.refusal()))?;
        roots.push(root);
    }
    if growth.numbers() > 0 {
        for (root, document) in roots.iter_mut().zip(serde_yaml::Deserializer::from_str(text)) {
            Spelling(root).deserialize(document).map_err(|error| trouble(&error, None))?;
        }
    }
    text::lines(text, sink);
    roots.iter().for_each(|it| it.hand_out(sink));
    match &roots[..] {
        [root] => records::sheets(root, "", sink)?,
        roots => {
            for (number, root) in (1..).zip(roots) {
                let number: u32 = number;
                records::sheets(root, &number.to_string(), sink)?;
            }
        }
    }
    Ok(Facts { kind: FileKind::Yaml, text: TextRead::Read, ..Facts::default() })
}

fn trouble(error: &serde_yaml::Error, refusal: Option<Refusal>) -> Trouble {
    let (line, column) = error.location().map_or((1, 1), |it| (it.line(), it.column()));
    match refusal {
        Some(refusal) => json::refused(refusal, &format!("{line} 行目から"), &format!("from line {line}")),
        None => Trouble::new(
            format!("YAML として読めない（{line} 行 {column} 桁）"),
            format!("no valid yaml at line {line}, column {column}"),
        ),
    }
}

/// Refuses what would fill memory.
pub(super) fn check_size(bytes: &[u8]) -> Result<(), Trouble> {
    if bytes.len() > MAX_BYTES {
        return Err(Trouble::new(
            "YAML・TOML としては大きすぎる（8 MiB まで）",
            "too large for yaml or toml (8 MiB at most)",
        )
        .remedy("json か csv で出す", "file it as json or csv"));
    }
    Ok(())
}

/// Counts brackets without regard to quotes: text that opens thousands more than it closes is not written by people.
fn check_brackets(text: &str) -> Result<(), Trouble> {
    let mut open = 0_u32;
    for byte in text.bytes() {
        match byte {
            b'[' | b'{' => open += 1,
            b']' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
        if open > MAX_BRACKETS {
            return Err(Trouble::new("入れ子が深すぎる", "nested too deeply"));
        }
    }
    Ok(())
}

/// Goes over a document a second time, asking for texts where the first time gave numbers.
struct Spelling<'v, 'a>(&'v mut Value<'a>);

impl<'de> DeserializeSeed<'de> for Spelling<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        match self.0 {
            Value::Number(_) => from.deserialize_str(self),
            Value::List(_) => from.deserialize_seq(self),
            Value::Record(_) => from.deserialize_map(self),
            Value::Empty | Value::Flag(_) | Value::Text(_) => {
                from.deserialize_ignored_any(IgnoredAny).map(drop)
            }
        }
    }
}

impl<'de> Visitor<'de> for Spelling<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the value that came before")
    }

    fn visit_str<E: Error>(self, spelling: &str) -> Result<(), E> {
        if let Value::Number(number) = self.0
            && number.to_string() != spelling
        {
            *self.0 = Value::Text(spelling.to_owned().into());
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<(), A::Error> {
        if let Value::List(items) = self.0 {
            for item in items {
                from.next_element_seed(Spelling(item))?;
            }
        }
        while from.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<(), A::Error> {
        if let Value::Record(fields) = self.0 {
            for (_, value) in fields {
                if from.next_key::<IgnoredAny>()?.is_some() {
                    from.next_value_seed(Spelling(value))?;
                }
            }
        }
        while from.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(())
    }
}

#[cfg(test)]
mod tests;
