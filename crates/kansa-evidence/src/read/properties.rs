//! What office documents say of themselves: `docProps/core.xml` of docx and xlsx, `meta.xml` of ods.

use std::io::BufRead;

use chrono::NaiveDate;
use quick_xml::events::Event;

use super::day;

/// The latest day on which the document says that it was made or changed; none if it does not say, or if its properties are broken:
/// that hinders nobody from reading it.
pub(super) fn dated(part: impl BufRead) -> Option<NaiveDate> {
    let mut reader = quick_xml::Reader::from_reader(part);
    let (mut buffer, mut inside, mut days) = (Vec::new(), false, Vec::new());
    loop {
        match reader.read_event_into(&mut buffer).ok()? {
            Event::Start(element) => {
                let names: [&[u8]; 4] = [b"created", b"modified", b"creation-date", b"date"];
                inside = names.contains(&element.local_name().into_inner().as_ref());
            }
            Event::Text(text) if inside => days.extend(day::iso(&text)),
            Event::End(_) => inside = false,
            Event::Eof => return days.into_iter().max(),
            _ => {}
        }
        buffer.clear();
    }
}
