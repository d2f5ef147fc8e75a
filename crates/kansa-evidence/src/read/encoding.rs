//! From the bytes of a text to its characters, strictly: no character is ever replaced.
//!
//! The order is: byte order mark; what people declared; UTF-16 by its zero bytes; ISO-2022-JP by its escapes; UTF-8;
//! then CP932 or EUC-JP, if only one of them fits, or if both do and a detector is sure that it is EUC-JP. Everything
//! else is refused with the advice to declare the encoding.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{DecoderResult, EUC_JP, Encoding, ISO_2022_JP, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE};

use super::Trouble;

/// How much of a text is looked at to tell its encoding.
pub(super) const SAMPLE: usize = 64 * 1024;

/// Below this many bytes beyond ASCII the detector's word is a guess where two encodings fit.
const SURE: usize = 8;

/// So many bytes beyond ASCII tell a detector all that it will ever know: it weighs every byte against every encoding.
const ENOUGH: usize = 256;

/// The encodings that people may declare, by their names there.
const NAMES: [(&str, &Encoding); 9] = [
    ("utf-8", UTF_8),
    ("cp932", SHIFT_JIS),
    ("shift_jis", SHIFT_JIS),
    ("windows-31j", SHIFT_JIS),
    ("euc-jp", EUC_JP),
    ("iso-2022-jp", ISO_2022_JP),
    ("utf-16", UTF_16LE),
    ("utf-16le", UTF_16LE),
    ("utf-16be", UTF_16BE),
];

/// The encoding of a name that people write. `utf-16` without a byte order mark is little endian, as Excel writes it.
pub(crate) fn named(name: &str) -> Option<&'static Encoding> {
    NAMES.iter().find(|(it, _)| it.eq_ignore_ascii_case(name)).map(|(_, encoding)| *encoding)
}

/// The names that [`named`] takes.
#[cfg(test)]
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    NAMES.iter().map(|(name, _)| *name)
}

/// The characters of a whole text, without its byte order mark. UTF-8 is not copied.
pub(crate) fn text<'a>(
    bytes: &'a [u8],
    declared: Option<&'static Encoding>,
) -> Result<Cow<'a, str>, Trouble> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return decode(bytes, mark, encoding);
    }
    if let Some(encoding) = declared {
        return decode(bytes, 0, encoding);
    }
    if let Some(encoding) = marked(sample(bytes))? {
        return decode(bytes, 0, encoding);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Cow::Borrowed(text)),
        Err(error) => {
            let encoding = beyond_utf8(bytes, error.valid_up_to(), true)?;
            decode(bytes, 0, encoding)
        }
    }
}

/// The encoding of a text by its beginning, and the length of its byte order mark.
pub(super) fn detect(
    beginning: &[u8],
    declared: Option<&'static Encoding>,
) -> Result<(&'static Encoding, usize), Trouble> {
    if let Some(found) = Encoding::for_bom(beginning) {
        return Ok(found);
    }
    if let Some(encoding) = declared {
        return Ok((encoding, 0));
    }
    if let Some(encoding) = marked(beginning)? {
        return Ok((encoding, 0));
    }
    match std::str::from_utf8(beginning) {
        Ok(_) => Ok((UTF_8, 0)),
        // The beginning may end inside a character.
        Err(error) if error.error_len().is_none() => Ok((UTF_8, 0)),
        Err(error) => Ok((beyond_utf8(beginning, error.valid_up_to(), false)?, 0)),
    }
}

fn sample(bytes: &[u8]) -> &[u8] {
    bytes.get(..SAMPLE).unwrap_or(bytes)
}

/// An encoding that shows itself among bytes that are ASCII: UTF-16 by its zeros, ISO-2022-JP by its escapes.
fn marked(beginning: &[u8]) -> Result<Option<&'static Encoding>, Trouble> {
    if memchr::memchr(0, beginning).is_some() {
        let found = [UTF_16LE, UTF_16BE].into_iter().find(|encoding| plausible_utf16(beginning, encoding));
        return found.map(Some).ok_or_else(|| {
            Trouble::new(
                "文字でないバイト（NUL）を含み、テキストとして読めない",
                "has bytes that are no characters (NUL) and cannot be read as text",
            )
        });
    }
    let escapes: [&[u8]; 5] = [b"\x1b$B", b"\x1b$@", b"\x1b(J", b"\x1b(I", b"\x1b$(D"];
    let escaped = |at: usize| {
        beginning.get(at..).is_some_and(|rest| escapes.iter().any(|escape| rest.starts_with(escape)))
    };
    // All of such a text is ASCII bytes; one that is not may hold an escape by chance.
    let found = memchr::memchr_iter(0x1b, beginning).any(escaped) && beginning.is_ascii();
    Ok(found.then_some(ISO_2022_JP))
}

/// Whether the zeros of a text are the upper halves of ASCII characters in UTF-16.
fn plausible_utf16(beginning: &[u8], encoding: &'static Encoding) -> bool {
    let (units, odd) = beginning.as_chunks::<2>();
    let (mut ascii, mut ends, mut wrong) = (0_usize, 0_usize, 0_usize);
    for unit in units {
        let unit = if encoding == UTF_16LE { u16::from_le_bytes(*unit) } else { u16::from_be_bytes(*unit) };
        match unit {
            0x0a | 0x0d => ends += 1,
            0x09 | 0x20..=0x7e => ascii += 1,
            // Some characters end in a zero, such as 一 (U+4E00); no text has many of them.
            0 => return false,
            _ if unit.trailing_zeros() >= 8 => wrong += 1,
            _ => {}
        }
    }
    // A text that is ASCII but for some zeros would be read as rare kanji.
    let least = if beginning.is_ascii() { units.len() / 2 } else { units.len() / 16 };
    // Zeros before line ends only are padding, and no Japanese text in UTF-16 is UTF-8 too.
    let utf8 = !beginning.is_ascii() && std::str::from_utf8(beginning).is_ok();
    odd.is_empty() && !utf8 && ascii > 0 && ascii + ends >= least && wrong * 4 <= ascii + ends
}

/// The encoding of a text that is not UTF-8: one of the two that are common in Japan, if that is certain.
fn beyond_utf8(bytes: &[u8], valid_up_to: usize, whole: bool) -> Result<&'static Encoding, Trouble> {
    // From the first byte that is not ASCII; the line before it may be long.
    let first = bytes.iter().take(valid_up_to).position(|it| !it.is_ascii()).unwrap_or(valid_up_to);
    let telling = sample(bytes.get(first..).unwrap_or_default());
    let whole = whole && first + telling.len() == bytes.len();
    if mostly_utf8(telling) {
        return Ok(UTF_8);
    }
    let (cp932, euc) = (fits(SHIFT_JIS, telling, whole), fits(EUC_JP, telling, whole));
    let guess = |place: Option<&[u8]>| {
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        let (mut pieces, mut seen) = (telling.chunks(ENOUGH).peekable(), 0);
        while let Some(piece) = pieces.next().filter(|_| seen < ENOUGH) {
            detector.feed(piece, whole && pieces.peek().is_none());
            seen += piece.iter().filter(|it| !it.is_ascii()).count();
        }
        detector.guess(place, Utf8Detection::Deny)
    };
    let hinted = guess(Some(b"jp"));
    let japanese = hinted == SHIFT_JIS || hinted == EUC_JP;
    let beyond_ascii = telling.iter().filter(|it| !it.is_ascii()).count();
    match (cp932, euc) {
        (true, false) if japanese => Ok(SHIFT_JIS),
        (false, true) if japanese => Ok(EUC_JP),
        // Nearly all that is CP932 does not fit EUC-JP; what fits both is EUC-JP or of very few characters.
        (true, true) if hinted == EUC_JP && guess(None) == EUC_JP && beyond_ascii >= SURE => Ok(EUC_JP),
        // All but a little of it can be decoded: decoding it fails and names the place.
        (false, false) if mistakes(SHIFT_JIS, telling) * 50 <= beyond_ascii => Ok(SHIFT_JIS),
        (false, false) if mistakes(EUC_JP, telling) * 50 <= beyond_ascii => Ok(EUC_JP),
        _ => {
            let before = bytes.get(..valid_up_to).unwrap_or_default();
            let (line, byte) = (memchr::memchr_iter(b'\n', before).count() + 1, valid_up_to + 1);
            Err(Trouble::new(
                format!("文字コードを判別できない（{line} 行目、先頭から {byte} バイト目が UTF-8 ではない）"),
                format!("its encoding is not certain: line {line} (byte {byte} of the file) is not UTF-8"),
            )
            .remedy(
                "evidence.yaml に文字コードを書く（read: {encoding: cp932}）か、UTF-8 で保存し直す",
                "declare the encoding in evidence.yaml (read: {encoding: cp932}) or save it as UTF-8",
            ))
        }
    }
}

/// How many places of a text cannot be read in an encoding.
fn mistakes(encoding: &'static Encoding, bytes: &[u8]) -> usize {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    text.matches('\u{fffd}').count()
}

/// Whether nearly all that is not ASCII is UTF-8: then a broken character is no sign of another encoding.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut all) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        let triples = chunk.valid().chars().filter(|it| it.len_utf8() > 2).map(char::len_utf8);
        good += triples.sum::<usize>();
        all += chunk.valid().bytes().filter(|it| !it.is_ascii()).count() + chunk.invalid().len();
    }
    good > 0 && good * 10 >= all * 9
}

/// Whether the bytes can be read in an encoding. Characters that people define themselves (外字) fit.
fn fits(encoding: &'static Encoding, bytes: &[u8], whole: bool) -> bool {
    let mut strict = Strict::new(encoding, 0);
    let mut text = String::new();
    strict.push(bytes, whole, &mut text).is_ok()
}

fn decode<'a>(bytes: &'a [u8], mark: usize, encoding: &'static Encoding) -> Result<Cow<'a, str>, Trouble> {
    let rest = bytes.get(mark..).unwrap_or_default();
    if let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(rest) {
        return Ok(text);
    }
    let mut text = String::new();
    Strict::new(encoding, mark).push(rest, true, &mut text)?;
    Ok(Cow::Owned(text))
}

/// Decodes a text piece by piece and knows where it is.
pub(super) struct Strict {
    decoder: encoding_rs::Decoder,
    /// Bytes of the file that were read.
    bytes: usize,
    /// Line ends among them.
    lines: usize,
}

impl Strict {
    /// A decoder that begins behind `offset` bytes, the byte order mark.
    pub(super) fn new(encoding: &'static Encoding, offset: usize) -> Self {
        Self { decoder: encoding.new_decoder_without_bom_handling(), bytes: offset, lines: 0 }
    }

    /// Appends the characters of a piece.
    pub(super) fn push(&mut self, mut piece: &[u8], last: bool, text: &mut String) -> Result<(), Trouble> {
        loop {
            let needed = self.decoder.max_utf8_buffer_length_without_replacement(piece.len());
            text.reserve(needed.unwrap_or(piece.len()).max(16));
            let before = text.len();
            let (result, read) = self.decoder.decode_to_string_without_replacement(piece, text, last);
            self.bytes += read;
            let new = text.as_bytes().get(before..).unwrap_or_default();
            self.lines += memchr::memchr_iter(b'\n', new).count();
            piece = piece.get(read..).unwrap_or_default();
            match result {
                DecoderResult::InputEmpty => return Ok(()),
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(length, after) => {
                    let at = self.bytes.saturating_sub(usize::from(length) + usize::from(after));
                    return Err(malformed(self.decoder.encoding(), self.lines + 1, at + 1));
                }
            }
        }
    }
}

/// The name of an encoding as people here know it.
fn name(encoding: &'static Encoding) -> &'static str {
    if encoding == SHIFT_JIS { "CP932" } else { encoding.name() }
}

fn malformed(encoding: &'static Encoding, line: usize, byte: usize) -> Trouble {
    let name = name(encoding);
    Trouble::new(
        format!("{line} 行目（先頭から {byte} バイト目）が {name} の文字ではない"),
        format!("line {line} (byte {byte} of the file) is not {name}"),
    )
    .remedy(
        "UTF-8 で保存し直すか、evidence.yaml に文字コードを書く（read: {encoding: cp932}）",
        "save it as UTF-8, or declare its encoding in evidence.yaml (read: {encoding: cp932})",
    )
}

#[cfg(test)]
mod tests;
