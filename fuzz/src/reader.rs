//! One file through its reader, and on through all that takes what it hands out.

use std::io::{self, Read};

use kansa_core::content::{At, Facts, Raw, Sheet, Sink};
use kansa_core::extract::{Extractor, Reading};
use kansa_core::leak::Scanner;
use kansa_core::print::Salt;
use kansa_core::register::{Register, TableReader};
use kansa_core::sidecar::Encoding;
use kansa_core::table::Wanted;
use kansa_core::text::Text;
use kansa_evidence::read::{hand_out, hand_out_long};

use crate::events::{Digest, Events};
use crate::{is_message, model};

/// Ways to declare the encoding of a text.
pub const ENCODINGS: [Option<Encoding>; 8] = [
    None,
    Some(Encoding::Utf8),
    Some(Encoding::Cp932),
    Some(Encoding::EucJp),
    Some(Encoding::Iso2022Jp),
    Some(Encoding::Utf16),
    Some(Encoding::Utf16Le),
    Some(Encoding::Utf16Be),
];

/// Reads a file twice: both times the same comes out, and everybody who wants something of it endures that.
pub fn endures(name: &str, bytes: &[u8], encoding: Option<Encoding>) -> Option<Facts> {
    let mut first = Events::default();
    let read = hand_out(name, bytes, encoding, &mut first);
    let mut audience = Audience::new(name);
    let again = hand_out(name, bytes, encoding, &mut audience);
    assert_eq!(read, again, "the same bytes give the same answer");
    assert_eq!(first.digest(), audience.events.digest(), "the same bytes give the same events");
    match read {
        Ok(facts) => {
            audience.finish(&facts);
            Some(facts)
        }
        Err(why) => {
            is_message(&why);
            None
        }
    }
}

/// Reads a text as one and as a stream: whatever both can read is the same.
pub fn is_the_same_as_a_stream(name: &str, bytes: &[u8], encoding: Option<Encoding>) {
    // What is empty is refused, and never read as a stream.
    if bytes.trim_ascii().is_empty() {
        return;
    }
    // A stream of text does not look for the marks of other kinds of files.
    if [&b"%PDF-"[..], b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]
        .iter()
        .any(|it| bytes.starts_with(it))
    {
        return;
    }
    let (whole, read) = digest(|it| hand_out(name, bytes, encoding, it));
    let (stream, streamed) = digest(|it| hand_out_long(name, &mut Slowly(bytes), encoding, it));
    match (read, streamed) {
        (Ok(one), Ok(other)) => {
            assert_eq!(one, other, "facts of a stream");
            // Only a text that is read as one has the tables that Markdown draws.
            if !matches!(name.rsplit('.').next(), Some("txt" | "md")) {
                assert_eq!(
                    (whole.tables, whole.count[0..2].to_vec()),
                    (stream.tables, stream.count[0..2].to_vec())
                );
            }
            assert_eq!((whole.text, whole.count[2]), (stream.text, stream.count[2]), "the text of a stream");
        }
        (Err(one), Err(other)) => {
            is_message(&one);
            is_message(&other);
        }
        // The encoding of a stream is told by its beginning, and jsonl streams are UTF-8.
        (Ok(_), Err(why)) | (Err(why), Ok(_)) => {
            assert!(name.ends_with("jsonl") || encoding.is_none(), "only one way can read it: {why:?}");
        }
    }
}

fn digest<T>(read: impl FnOnce(&mut dyn Sink) -> T) -> (Digest, T) {
    let mut events = Events::default();
    let read = read(&mut events);
    (events.digest(), read)
}

/// A stream that gives a few bytes at a time.
struct Slowly<'a>(&'a [u8]);

impl Read for Slowly<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = buffer.len().min(if self.0.len() > 4_096 { 4_093 } else { 7 });
        self.0.read(&mut buffer[..length])
    }
}

/// Everybody who may want something of a file.
struct Audience {
    events: Events,
    scanner: Scanner,
    register: TableReader<'static>,
    extractors: Vec<Extractor<'static>>,
}

impl Audience {
    fn new(name: &str) -> Self {
        let salt = Salt::default();
        let reading = Reading::default();
        let requirements = model::requirements();
        Self {
            events: Events::default(),
            scanner: Scanner::default(),
            register: TableReader::new(model::employees(), name.into(), &reading, salt),
            extractors: requirements.map(|it| Extractor::new(it, name, &reading, salt)).collect(),
        }
    }

    fn finish(self, facts: &Facts) {
        for leak in self.scanner.finish() {
            assert!(leak.count > 0);
        }
        let said = |why: Text| is_message(&why);
        match self.register.finish(&Wanted::Fitting) {
            Ok(table) => match Register::read(model::employees(), vec![(None, table)]) {
                Ok(register) => {
                    for row in register.rows() {
                        assert!(!row.key().trim().is_empty(), "a row without a key");
                        row.print();
                    }
                }
                Err(diagnostics) => assert!(!diagnostics.is_empty()),
            },
            Err(why) => said(why),
        }
        for extractor in self.extractors {
            match extractor.finish(&Wanted::Fitting, facts) {
                Ok(extract) => {
                    let bytes = postcard::to_stdvec(&extract).expect("an extract can be kept");
                    let kept: kansa_core::extract::Extract =
                        postcard::from_bytes(&bytes).expect("what was kept can be read");
                    // The reason why a cell cannot be read is not kept; such extracts are made again.
                    assert!(!extract.is_complete() || kept == extract, "an extract is kept as it was");
                }
                Err(why) => said(why),
            }
        }
    }
}

impl Sink for Audience {
    fn sheet(&mut self, sheet: &Sheet<'_>) {
        self.events.sheet(sheet);
        self.scanner.sheet(sheet);
        self.register.sheet(sheet);
        self.extractors.iter_mut().for_each(|it| it.sheet(sheet));
    }

    fn row(&mut self, number: u32, cells: &[Raw<'_>]) {
        self.events.row(number, cells);
        self.scanner.row(number, cells);
        self.register.row(number, cells);
        self.extractors.iter_mut().for_each(|it| it.row(number, cells));
    }

    fn line(&mut self, at: At, text: &str) {
        self.events.line(at, text);
        self.scanner.line(at, text);
        self.extractors.iter_mut().for_each(|it| it.line(at, text));
    }

    fn wants_values(&self) -> bool {
        true
    }

    fn value(&mut self, value: &serde_json::Value) {
        self.events.value(value);
        self.extractors.iter_mut().filter(|it| it.wants_values()).for_each(|it| it.value(value));
    }
}
