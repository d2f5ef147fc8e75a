//! XML as a stream of events, with the text of entities.

use std::borrow::Cow;
use std::io::BufRead;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::super::Trouble;
use super::damaged;

/// A part of a workbook as events. An empty element has a start and an end.
pub(super) struct Xml<R> {
    reader: Reader<R>,
    buffer: Vec<u8>,
}

impl<R: BufRead> Xml<R> {
    pub(super) fn new(source: R) -> Self {
        let mut reader = Reader::from_reader(source);
        reader.config_mut().expand_empty_elements = true;
        Self { reader, buffer: Vec::new() }
    }

    /// The next event. The end of the part is damage: whoever reads stops at the end of the root.
    pub(super) fn next(&mut self) -> Result<Event<'_>, Trouble> {
        self.buffer.clear();
        match self.reader.read_event_into(&mut self.buffer) {
            Ok(Event::Eof) | Err(_) => Err(damaged()),
            Ok(event) => Ok(event),
        }
    }

    /// Passes over the rest of an element that has begun.
    pub(super) fn skip(&mut self) -> Result<(), Trouble> {
        let mut depth = 1_u32;
        while depth > 0 {
            match self.next()? {
                Event::Start(_) => depth = depth.saturating_add(1),
                Event::End(_) => depth -= 1,
                _ => {}
            }
        }
        Ok(())
    }
}

/// Calls `take` with the local name and the value of each attribute.
pub(super) fn attributes(
    element: &BytesStart<'_>,
    mut take: impl FnMut(&str, Cow<'_, str>),
) -> Result<(), Trouble> {
    whole_attributes(element, |name, value| {
        // Most names are one letter, in every cell.
        let local =
            if name.len() < 3 { name } else { name.rsplit_once(':').map_or(name, |(_, local)| local) };
        take(local, value);
    })
}

/// Calls `take` with the name, its prefix included, and the value of each attribute.
pub(super) fn whole_attributes(
    element: &BytesStart<'_>,
    mut take: impl FnMut(&str, Cow<'_, str>),
) -> Result<(), Trouble> {
    // Without the check for duplicates, whose time is quadratic.
    for attribute in element.attributes().with_checks(false) {
        let attribute = attribute.map_err(|_| damaged())?;
        let value = if attribute.value.bytes().all(|it| it.is_ascii_alphanumeric()) {
            attribute.value
        } else {
            attribute.normalized_value(quick_xml::XmlVersion::Explicit1_0).map_err(|_| damaged())?
        };
        take(attribute.key.as_ref(), value);
    }
    Ok(())
}

/// Appends the text of an event, if it is one.
pub(super) fn append(event: &Event<'_>, text: &mut String) -> Result<(), Trouble> {
    match event {
        Event::Text(it) => text.push_str(&it.xml10_content()),
        Event::CData(it) => text.push_str(&it.xml10_content()),
        Event::GeneralRef(it) => match it.resolve_char_ref() {
            Ok(Some(character)) => text.push(character),
            Ok(None) => text.push(match &**it {
                "amp" => '&',
                "lt" => '<',
                "gt" => '>',
                "quot" => '"',
                "apos" => '\'',
                _ => return Err(damaged()),
            }),
            Err(_) => return Err(damaged()),
        },
        _ => {}
    }
    Ok(())
}

/// Whether the value of an attribute says yes.
pub(super) fn yes(value: &str) -> bool {
    matches!(value, "1" | "true" | "on")
}
