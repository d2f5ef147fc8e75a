//! The records of an xls, and the texts in them.

use std::borrow::Cow;

use encoding_rs::Encoding;

use super::super::super::Trouble;
use super::super::compound::{u16_at, u32_at};
use super::super::damaged;
use super::super::strings::Strings;

/// Records one after another.
pub(super) struct Records<'a> {
    bytes: &'a [u8],
    position: usize,
}

/// One record, with the records that continue it.
pub(super) struct Record<'a> {
    pub(super) kind: u16,
    pub(super) data: &'a [u8],
    continued: Vec<&'a [u8]>,
}

impl<'a> Records<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, position: 0 }
    }

    /// How many bytes were read.
    pub(super) fn position(&self) -> usize {
        self.position
    }

    /// The next record; none at the end, which may be filled with zeros.
    pub(super) fn next(&mut self) -> Result<Option<Record<'a>>, Trouble> {
        let Some((kind, data)) = self.one()? else { return Ok(None) };
        let mut record = Record { kind, data, continued: Vec::new() };
        while u16_at(self.bytes, self.position) == Some(0x003c) {
            record.continued.extend(self.one()?.map(|(_, data)| data));
        }
        Ok(Some(record))
    }

    fn one(&mut self) -> Result<Option<(u16, &'a [u8])>, Trouble> {
        let Some(kind) = u16_at(self.bytes, self.position) else { return Ok(None) };
        let length = usize::from(u16_at(self.bytes, self.position + 2).ok_or_else(damaged)?);
        let start = self.position + 4;
        let data = self.bytes.get(start..start + length).ok_or_else(damaged)?;
        self.position = start + length;
        Ok(Some((kind, data)))
    }
}

impl Record<'_> {
    pub(super) fn u8(&self, at: usize) -> Result<u8, Trouble> {
        self.data.get(at).copied().ok_or_else(damaged)
    }

    pub(super) fn u16(&self, at: usize) -> Result<u16, Trouble> {
        u16_at(self.data, at).ok_or_else(damaged)
    }

    pub(super) fn u32(&self, at: usize) -> Result<u32, Trouble> {
        u32_at(self.data, at).ok_or_else(damaged)
    }

    pub(super) fn f64(&self, at: usize) -> Result<f64, Trouble> {
        let bytes = self.data.get(at..).and_then(|it| it.first_chunk()).ok_or_else(damaged)?;
        Ok(f64::from_le_bytes(*bytes))
    }
}

/// How texts are written.
#[derive(Debug, Clone, Copy)]
pub(super) enum Text {
    /// As UTF-16 of which the upper halves may be left out (Excel 97 and later).
    Wide,
    /// In a code page (Excel 5 and 95).
    Narrow(&'static Encoding),
}

impl Text {
    /// A text inside a record, its length in two bytes or in one.
    pub(super) fn of(self, record: &Record<'_>, at: usize, long: bool) -> Result<String, Trouble> {
        let length = if long { usize::from(record.u16(at)?) } else { usize::from(record.u8(at)?) };
        let start = at + if long { 2 } else { 1 };
        match self {
            Self::Wide => {
                let mut pieces = Pieces::new(record, start);
                let mut units = Vec::new();
                // Nothing follows the length of an empty text in some files.
                if length > 0 {
                    let wide = pieces.u8()? & 1 != 0;
                    pieces.units(length, wide, &mut units)?;
                }
                String::from_utf16(&units).map_err(|_| damaged())
            }
            Self::Narrow(encoding) => {
                let bytes = record.data.get(start..start + length).ok_or_else(damaged)?;
                let text = encoding.decode_without_bom_handling_and_without_replacement(bytes);
                text.map(Cow::into_owned).ok_or_else(damaged)
            }
        }
    }
}

/// The shared texts: each may go on in the next record, at any place.
pub(super) fn shared(record: &Record<'_>) -> Result<Strings, Trouble> {
    let count = record.u32(4)?;
    let mut strings = Strings::default();
    let mut pieces = Pieces::new(record, 8);
    let mut units = Vec::new();
    for _ in 0..count {
        let length = usize::from(pieces.u16()?);
        let flags = pieces.u8()?;
        let runs = if flags & 8 == 0 { 0 } else { usize::from(pieces.u16()?) };
        // Readings (ふりがな) stand behind the text.
        let readings =
            if flags & 4 == 0 { 0 } else { usize::try_from(pieces.u32()?).map_err(|_| damaged())? };
        units.clear();
        pieces.units(length, flags & 1 != 0, &mut units)?;
        strings.push(&String::from_utf16(&units).map_err(|_| damaged())?);
        pieces.skip(runs.saturating_mul(4).saturating_add(readings))?;
    }
    Ok(strings)
}

/// The bytes of a record and of those that continue it.
struct Pieces<'r> {
    rest: &'r [u8],
    next: std::slice::Iter<'r, &'r [u8]>,
}

impl<'r> Pieces<'r> {
    fn new(record: &'r Record<'_>, at: usize) -> Self {
        Self { rest: record.data.get(at..).unwrap_or_default(), next: record.continued.iter() }
    }

    /// Moves on to the next record where this one has ended.
    fn turn(&mut self) -> Result<(), Trouble> {
        while self.rest.is_empty() {
            self.rest = self.next.next().ok_or_else(damaged)?;
        }
        Ok(())
    }

    fn u8(&mut self) -> Result<u8, Trouble> {
        self.turn()?;
        let (first, rest) = self.rest.split_first().ok_or_else(damaged)?;
        self.rest = rest;
        Ok(*first)
    }

    fn u16(&mut self) -> Result<u16, Trouble> {
        Ok(u16::from_le_bytes([self.u8()?, self.u8()?]))
    }

    fn u32(&mut self) -> Result<u32, Trouble> {
        Ok(u32::from(self.u16()?) | u32::from(self.u16()?) << 16)
    }

    fn skip(&mut self, mut length: usize) -> Result<(), Trouble> {
        while length > 0 {
            self.turn()?;
            let here = length.min(self.rest.len());
            self.rest = self.rest.get(here..).unwrap_or_default();
            length -= here;
        }
        Ok(())
    }

    /// Characters. Where they go on in the next record, that one says anew whether they are wide.
    fn units(&mut self, length: usize, mut wide: bool, units: &mut Vec<u16>) -> Result<(), Trouble> {
        let end = units.len() + length;
        while units.len() < end {
            if self.rest.is_empty() {
                wide = self.u8()? & 1 != 0;
            }
            let missing = end - units.len();
            let taken = if wide {
                let here = self.rest.as_chunks::<2>().0;
                let here = here.get(..missing).unwrap_or(here);
                units.extend(here.iter().map(|it| u16::from_le_bytes(*it)));
                here.len() * 2
            } else {
                let here = self.rest.get(..missing).unwrap_or(self.rest);
                units.extend(here.iter().map(|it| u16::from(*it)));
                here.len()
            };
            if taken == 0 {
                return Err(damaged());
            }
            self.rest = self.rest.get(taken..).unwrap_or_default();
        }
        Ok(())
    }
}
