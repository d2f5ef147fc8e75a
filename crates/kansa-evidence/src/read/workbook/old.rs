//! xls of Excel 5 to 2003: records in one stream of an OLE container.

use std::collections::{HashMap, HashSet};

use encoding_rs::{Encoding, SHIFT_JIS, WINDOWS_1252};
use kansa_core::content::{DateSystem, Raw, Sink, Visibility};

use super::super::Trouble;
use super::compound::{Compound, u16_at, u32_at};
use super::format::Shown;
use super::grid::Grid;
use super::merges::Area;
use super::strings::Strings;
use super::{damaged, protected};
use records::{Record, Records, Text};

mod records;

/// Reads all sheets, and gives the number of hidden rows.
pub(super) fn read(bytes: &[u8], sink: &mut dyn Sink) -> Result<u32, Trouble> {
    let container = Compound::open(bytes)?;
    if container.has("EncryptedPackage") {
        return Err(protected());
    }
    let stream = match container.stream("Workbook")? {
        Some(stream) => stream,
        None => container.stream("Book")?.ok_or_else(|| {
            Trouble::new("中身が Excel ブックではない", "its content is no workbook")
                .remedy("xlsx か csv で保存し直す", "save it as xlsx or csv")
        })?,
    };
    let workbook = Workbook::read(&stream)?;
    let mut grid = Grid::default();
    // Sheets do not overlap; where many point to the same records, they are read only so often.
    let mut left = stream.len().saturating_mul(2);
    for sheet in &workbook.sheets {
        let records = stream.get(sheet.start..).ok_or_else(damaged)?;
        let length = workbook.sheet(sheet, records, &mut grid, sink)?;
        left = left.checked_sub(length).ok_or_else(damaged)?;
    }
    Ok(grid.hidden_rows())
}

/// What the sheets of a workbook share.
struct Workbook {
    sheets: Vec<Entry>,
    strings: Strings,
    formats: Vec<Shown>,
    dates: DateSystem,
    text: Text,
}

struct Entry {
    name: String,
    visibility: Visibility,
    start: usize,
}

impl Workbook {
    fn read(stream: &[u8]) -> Result<Self, Trouble> {
        let mut workbook = Self {
            sheets: Vec::new(),
            strings: Strings::default(),
            formats: Vec::new(),
            dates: DateSystem::From1900,
            text: Text::Wide,
        };
        let mut custom: HashMap<u16, Shown> = HashMap::new();
        let mut styles: Vec<u16> = Vec::new();
        let mut records = Records::new(stream);
        let first = records.next()?.ok_or_else(damaged)?;
        match (first.kind, first.u16(0)?) {
            (0x0809, 0x0600) => {}
            (0x0809, 0x0500) => workbook.text = Text::Narrow(WINDOWS_1252),
            _ => {
                return Err(Trouble::new("Excel 4 以前の形式は読めない", "Excel 4 and older are not read")
                    .remedy("xlsx で保存し直す", "save it as xlsx"));
            }
        }
        while let Some(record) = records.next()? {
            match record.kind {
                0x002f => return Err(protected()),
                // The code page of Excel 5; later ones say 1200, for UTF-16.
                0x0042 => {
                    if let Text::Narrow(encoding) = &mut workbook.text {
                        *encoding = code_page(record.u16(0)?)?;
                    }
                }
                0x0022 if record.u16(0)? == 1 => workbook.dates = DateSystem::From1904,
                0x041e => {
                    let code = workbook.text.of(&record, 2, true)?;
                    custom.insert(record.u16(0)?, Shown::of(&code));
                }
                0x00e0 => styles.push(record.u16(2)?),
                // Charts, macros and modules have no cells.
                0x0085 if record.u8(5)? == 0 => workbook.sheets.push(Entry {
                    start: usize::try_from(record.u32(0)?).map_err(|_| damaged())?,
                    visibility: match record.u8(4)? & 3 {
                        0 => Visibility::Visible,
                        _ => Visibility::Hidden,
                    },
                    name: workbook.text.of(&record, 6, false)?,
                }),
                0x00fc => workbook.strings = records::shared(&record)?,
                0x000a => {
                    let shown =
                        |id: &u16| custom.get(id).copied().unwrap_or_else(|| Shown::built_in((*id).into()));
                    workbook.formats = styles.iter().map(shown).collect();
                    return Ok(workbook);
                }
                _ => {}
            }
        }
        Err(damaged())
    }

    /// Hands out a sheet, and gives the length of its records.
    fn sheet<'a>(
        &'a self,
        sheet: &Entry,
        records: &[u8],
        grid: &mut Grid<'a>,
        sink: &mut dyn Sink,
    ) -> Result<usize, Trouble> {
        let mut found = Found::default();
        let length = self.cells(records, &mut found)?;
        grid.sheet(&sheet.name, sheet.visibility, self.dates, found.merged, sink);
        // Excel writes cells in order; others may not, and the last of two at one place counts.
        if !found.cells.is_sorted_by_key(|(row, column, _)| (*row, *column)) {
            found.cells.sort_by_key(|(row, column, _)| (*row, *column));
        }
        let mut current = None;
        for (row, column, value) in found.cells {
            if current != Some(row) {
                if current.is_some() {
                    grid.end(1, sink)?;
                }
                grid.row(u32::from(row) + 1, found.hidden.contains(&row));
                current = Some(row);
            }
            grid.put(usize::from(column), value)?;
        }
        if current.is_some() {
            grid.end(1, sink)?;
        }
        Ok(length)
    }

    fn cells<'a>(&'a self, bytes: &[u8], found: &mut Found<'a>) -> Result<usize, Trouble> {
        let mut records = Records::new(bytes);
        if records.next()?.is_none_or(|it| it.kind != 0x0809) {
            return Err(damaged());
        }
        // Charts inside a sheet have cells of their own.
        let mut depth = 0_u32;
        // The cell of a formula whose result, a text, comes in a record behind it.
        let mut awaited = None;
        while let Some(record) = records.next()? {
            match (record.kind, depth) {
                (0x0809, _) => depth = depth.saturating_add(1),
                (0x000a, 0) => return Ok(records.position()),
                (0x000a, _) => depth -= 1,
                (_, 1..) => {}
                (0x0207, 0) => {
                    if let Some((row, column)) = awaited.take() {
                        found.cells.push((row, column, Raw::Text(self.text.of(&record, 0, true)?.into())));
                    }
                }
                (0x0006, 0) => awaited = self.formula(&record, found)?,
                (_, 0) => self.record(&record, found)?,
            }
        }
        Err(damaged())
    }

    fn record<'a>(&'a self, record: &Record<'_>, found: &mut Found<'a>) -> Result<(), Trouble> {
        let mut put = |value| {
            found.cells.push((record.u16(0)?, record.u16(2)?, value));
            Ok(())
        };
        match record.kind {
            0x0203 => put(self.number(record.u16(4)?, record.f64(6)?)),
            0x027e => put(self.number(record.u16(4)?, packed(record.u32(6)?))),
            0x00fd => {
                let number = usize::try_from(record.u32(6)?).map_err(|_| damaged())?;
                put(Raw::Text(self.strings.get(number).ok_or_else(damaged)?.into()))
            }
            0x0204 | 0x00d6 => put(Raw::Text(self.text.of(record, 6, true)?.into())),
            0x0205 => put(if record.u8(7)? == 0 { Raw::Flag(record.u8(6)? != 0) } else { Raw::Error }),
            0x00bd => {
                let (row, first) = (record.u16(0)?, record.u16(2)?);
                let numbers = record.data.get(4..record.data.len().saturating_sub(2)).ok_or_else(damaged)?;
                for (column, it) in (first..=u16::MAX).zip(numbers.as_chunks::<6>().0) {
                    let style = u16_at(it, 0).ok_or_else(damaged)?;
                    let value = self.number(style, packed(u32_at(it, 2).ok_or_else(damaged)?));
                    found.cells.push((row, column, value));
                }
                Ok(())
            }
            0x0208 => {
                if record.u16(12)? & 0x20 != 0 {
                    found.hidden.insert(record.u16(0)?);
                }
                Ok(())
            }
            0x00e5 => {
                for area in record.data.get(2..).unwrap_or_default().as_chunks::<8>().0 {
                    let at = |it| u16_at(area, it).ok_or_else(damaged);
                    found.merged.push(Area {
                        top: u32::from(at(0)?) + 1,
                        bottom: u32::from(at(2)?) + 1,
                        left: at(4)?.into(),
                        right: at(6)?.into(),
                    });
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Takes the result of a formula, and gives its place if the result is a text that comes behind it.
    fn formula(&self, record: &Record<'_>, found: &mut Found<'_>) -> Result<Option<(u16, u16)>, Trouble> {
        let (row, column) = (record.u16(0)?, record.u16(2)?);
        let value = if record.u16(12)? == 0xffff {
            match record.u8(6)? {
                0 => return Ok(Some((row, column))),
                1 => Raw::Flag(record.u8(8)? != 0),
                2 => Raw::Error,
                _ => Raw::Empty,
            }
        } else {
            self.number(record.u16(4)?, record.f64(6)?)
        };
        found.cells.push((row, column, value));
        Ok(None)
    }

    fn number(&self, style: u16, number: f64) -> Raw<'static> {
        let shown = self.formats.get(usize::from(style)).copied().unwrap_or(Shown::Number);
        shown.raw(number, self.dates)
    }
}

/// What is in a sheet.
#[derive(Default)]
struct Found<'a> {
    cells: Vec<(u16, u16, Raw<'a>)>,
    hidden: HashSet<u16>,
    merged: Vec<Area>,
}

/// A number in four bytes: the upper half of a float, or a whole number, perhaps in hundredths.
fn packed(bits: u32) -> f64 {
    let number = if bits & 2 == 0 {
        f64::from_bits(u64::from(bits & !3) << 32)
    } else {
        f64::from(bits.cast_signed() >> 2)
    };
    if bits & 1 == 0 { number } else { number / 100.0 }
}

fn code_page(number: u16) -> Result<&'static Encoding, Trouble> {
    match number {
        932 => Ok(SHIFT_JIS),
        1252 | 0x8001 | 367 => Ok(WINDOWS_1252),
        _ => Err(Trouble::new(
            format!("コードページ {number} の文字は読めない"),
            format!("text in code page {number} is not read"),
        )
        .remedy("xlsx で保存し直す", "save it as xlsx")),
    }
}
