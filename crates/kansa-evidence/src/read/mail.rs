//! eml: who wrote to whom, when, what, and what was attached.

use chrono::NaiveDate;
use kansa_core::content::{At, Facts, FileKind, Sink, TextRead};
use mail_parser::{Address, Message, MessageParser, MimeHeaders};

use super::{Options, Trouble, guarded};

/// Hands out the headers that people see (`Subject: …`, `From: …`) and the names of the attachments (`Attachment: …`), then the
/// lines of the body: its plain text, or its html as text. The lines are numbered in the body.
///
/// The day is that of the Date header, as it is written there. What is attached is counted, not read.
///
/// # Errors
///
/// The file has none of the headers of a mail.
pub(crate) fn read(bytes: &[u8], _options: &Options<'_>, sink: &mut dyn Sink) -> Result<Facts, Trouble> {
    let mail = guarded(|| Mail::parse(bytes).ok_or_else(no_mail))?;
    for header in &mail.headers {
        sink.line(At::Header, header);
    }
    let lines = mail.bodies.iter().flat_map(|it| it.lines());
    for (number, line) in (1..).zip(lines) {
        if !line.trim().is_empty() {
            sink.line(At::Line(number), line);
        }
    }
    Ok(Facts {
        kind: FileKind::Mail,
        dated: mail.dated,
        entries: u32::try_from(mail.attachments).ok(),
        text: TextRead::Read,
        ..Facts::default()
    })
}

struct Mail {
    headers: Vec<String>,
    bodies: Vec<String>,
    dated: Option<NaiveDate>,
    attachments: usize,
}

impl Mail {
    fn parse(bytes: &[u8]) -> Option<Self> {
        let message = MessageParser::default().parse(bytes)?;
        // Any text parses as a mail without headers.
        if message.from().is_none() && message.date().is_none() && message.subject().is_none() {
            return None;
        }
        let dated = message.date().and_then(|it| {
            NaiveDate::from_ymd_opt(i32::from(it.year), u32::from(it.month), u32::from(it.day))
        });
        let bodies =
            (0..message.text_body_count()).filter_map(|it| message.body_text(it)).map(|it| it.into_owned());
        Some(Self {
            headers: headers(&message),
            bodies: bodies.collect(),
            dated,
            attachments: message.attachment_count(),
        })
    }
}

fn headers(message: &Message<'_>) -> Vec<String> {
    let mut headers = Vec::new();
    headers.extend(message.subject().map(|it| format!("Subject: {it}")));
    for (name, people) in [("From", message.from()), ("To", message.to()), ("Cc", message.cc())] {
        headers.extend(people.map(|it| format!("{name}: {}", listed(it))));
    }
    headers.extend(message.date().map(|it| format!("Date: {}", it.to_rfc3339())));
    for attachment in message.attachments() {
        // A forwarded mail has a subject rather than a name.
        let name = attachment.attachment_name().or_else(|| attachment.message().and_then(|it| it.subject()));
        headers.extend(name.map(|it| format!("Attachment: {it}")));
    }
    headers
}

fn listed(people: &Address<'_>) -> String {
    let one = |name: Option<&str>, address: Option<&str>| match (name, address) {
        (Some(name), Some(address)) => format!("{name} <{address}>"),
        (Some(it), None) | (None, Some(it)) => it.to_owned(),
        (None, None) => String::new(),
    };
    let all: Vec<String> = people.iter().map(|it| one(it.name(), it.address())).collect();
    all.join(", ")
}

fn no_mail() -> Trouble {
    Trouble::new(
        "メールではない（差出人・日付・件名のいずれもない）",
        "no mail (neither sender nor date nor subject)",
    )
}

#[cfg(test)]
mod tests;
