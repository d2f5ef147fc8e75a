//! OLE containers: streams by name inside one file, in chains of sectors.

use super::super::Trouble;
use super::damaged;

/// Streams below this length lie in small sectors of 64 bytes inside another stream.
const SMALL: usize = 4_096;

/// Marks the end of a chain; larger numbers mark free sectors and the like.
const LAST_SECTOR: u32 = 0xffff_fffa;

/// An opened container.
pub(super) struct Compound<'a> {
    bytes: &'a [u8],
    sector: usize,
    next: Vec<u32>,
    small_next: Vec<u32>,
    small: Vec<u8>,
    entries: Vec<Entry>,
}

struct Entry {
    name: String,
    start: u32,
    length: usize,
}

impl<'a> Compound<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, Trouble> {
        let sector = match u16_at(bytes, 30) {
            Some(9) => 512,
            Some(12) => 4_096,
            _ => return Err(damaged()),
        };
        let header = |at| u32_at(bytes, at).ok_or_else(damaged);
        let mut it = Self {
            bytes,
            sector,
            next: Vec::new(),
            small_next: Vec::new(),
            small: Vec::new(),
            entries: Vec::new(),
        };
        // The table of chains is in sectors that the header lists, and sectors that such sectors list.
        let mut tables: Vec<u32> = (0..109).map_while(|index| u32_at(bytes, 76 + index * 4)).collect();
        let (mut more, mut lists) = (header(68)?, 0);
        while more < LAST_SECTOR {
            lists += 1;
            let list = it.sector(more).filter(|_| lists <= it.sectors()).ok_or_else(damaged)?;
            let mut list = numbers(list);
            more = list.pop().ok_or_else(damaged)?;
            tables.append(&mut list);
        }
        tables.retain(|it| *it < LAST_SECTOR);
        if tables.len() > it.sectors() {
            return Err(damaged());
        }
        for table in tables {
            let mut numbers = numbers(it.sector(table).ok_or_else(damaged)?);
            it.next.append(&mut numbers);
        }
        let directory = it.chain(header(48)?, usize::MAX)?;
        it.entries = directory.as_chunks::<128>().0.iter().filter_map(|entry| Entry::of(entry)).collect();
        let small_table = header(60)?;
        if small_table < LAST_SECTOR {
            it.small_next = numbers(&it.chain(small_table, usize::MAX)?);
            // The first entry, the root, has the small sectors.
            if let Some(root) = it.entries.first() {
                it.small = it.chain(root.start, root.length)?;
            }
        }
        Ok(it)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|it| it.name.eq_ignore_ascii_case(name))
    }

    /// The content of a stream.
    pub(super) fn stream(&self, name: &str) -> Result<Option<Vec<u8>>, Trouble> {
        let entry = self.entries.iter().skip(1).find(|it| it.name.eq_ignore_ascii_case(name));
        let Some(entry) = entry else { return Ok(None) };
        let stream = if entry.length < SMALL {
            self.small_chain(entry.start, entry.length)?
        } else {
            self.chain(entry.start, entry.length)?
        };
        if stream.len() < entry.length {
            return Err(damaged());
        }
        Ok(Some(stream))
    }

    fn sectors(&self) -> usize {
        self.bytes.len() / self.sector + 1
    }

    fn sector(&self, number: u32) -> Option<&'a [u8]> {
        // The header has the place of one sector. The last one may be cut short.
        let start = usize::try_from(number).ok()?.checked_add(1)?.checked_mul(self.sector)?;
        let rest = self.bytes.get(start..).filter(|it| !it.is_empty())?;
        Some(rest.get(..self.sector).unwrap_or(rest))
    }

    fn chain(&self, mut sector: u32, length: usize) -> Result<Vec<u8>, Trouble> {
        let (mut chain, mut sectors) = (Vec::new(), 0);
        while sector < LAST_SECTOR && chain.len() < length {
            sectors += 1;
            let bytes = self.sector(sector).filter(|_| sectors <= self.sectors()).ok_or_else(damaged)?;
            chain.extend_from_slice(bytes);
            sector = next(&self.next, sector)?;
        }
        chain.truncate(length);
        Ok(chain)
    }

    fn small_chain(&self, mut sector: u32, length: usize) -> Result<Vec<u8>, Trouble> {
        let mut chain = Vec::new();
        while sector < LAST_SECTOR && chain.len() < length {
            let start = usize::try_from(sector).unwrap_or(usize::MAX).saturating_mul(64);
            let rest = self.small.get(start..).filter(|it| !it.is_empty()).ok_or_else(damaged)?;
            chain.extend_from_slice(rest.get(..64).unwrap_or(rest));
            sector = next(&self.small_next, sector)?;
        }
        chain.truncate(length);
        Ok(chain)
    }
}

impl Entry {
    fn of(entry: &[u8]) -> Option<Self> {
        let length = usize::from(u16_at(entry, 64)?).checked_sub(2)?;
        let name = entry.get(..length.min(64))?;
        let units = name.as_chunks::<2>().0.iter().map(|it| u16::from_le_bytes(*it));
        let name = char::decode_utf16(units).map(|it| it.unwrap_or('\u{fffd}')).collect();
        Some(Self { name, start: u32_at(entry, 116)?, length: usize::try_from(u32_at(entry, 120)?).ok()? })
    }
}

fn next(table: &[u32], sector: u32) -> Result<u32, Trouble> {
    usize::try_from(sector).ok().and_then(|it| table.get(it)).copied().ok_or_else(damaged)
}

fn numbers(bytes: &[u8]) -> Vec<u32> {
    bytes.as_chunks::<4>().0.iter().map(|it| u32::from_le_bytes(*it)).collect()
}

/// The number of two bytes at a place.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// The number of four bytes at a place.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}
